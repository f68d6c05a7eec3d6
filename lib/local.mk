# Everything is in libt2s, with every symbol reachable, for the tests; libtext2sql is the same with only the public ones.
libtext2sql_la_SOURCES =
libtext2sql_la_LIBADD = libt2s.la
libtext2sql_la_LDFLAGS = $(AM_LDFLAGS) -version-info $(T2S_LIBTOOL_VERSION) -no-undefined \
	-export-symbols $(top_srcdir)/lib/libtext2sql.sym
EXTRA_libtext2sql_la_DEPENDENCIES = lib/libtext2sql.sym
EXTRA_DIST += lib/libtext2sql.sym
libt2s_la_LIBADD = $(T2S_LIBS)

include lib/util/local.mk
include lib/loop/local.mk
include lib/net/local.mk
include lib/catalog/local.mk
include lib/sql/local.mk
include lib/dialect/local.mk
include lib/validator/local.mk
include lib/mend/local.mk
include lib/metadata/local.mk
include lib/retrieval/local.mk
include lib/knowledge/local.mk
include lib/prompt/local.mk
include lib/provider/local.mk
include lib/executor/local.mk
include lib/cache/local.mk
include lib/observe/local.mk
include lib/engine/local.mk
