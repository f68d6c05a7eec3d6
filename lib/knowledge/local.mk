libt2s_la_SOURCES += \
	lib/knowledge/bind.c lib/knowledge/bind.h \
	lib/knowledge/bind_schema.c lib/knowledge/bind_schema.h \
	lib/knowledge/bind_sql.c lib/knowledge/bind_sql.h \
	lib/knowledge/definitions.c lib/knowledge/definitions.h \
	lib/knowledge/document.c lib/knowledge/document.h \
	lib/knowledge/examples.c lib/knowledge/examples.h \
	lib/knowledge/knowledge.c lib/knowledge/knowledge.h \
	lib/knowledge/read.c lib/knowledge/read.h \
	lib/knowledge/reader.c lib/knowledge/reader.h \
	lib/knowledge/report.c lib/knowledge/report.h \
	lib/knowledge/resolve.c lib/knowledge/resolve.h \
	lib/knowledge/tokens.h
