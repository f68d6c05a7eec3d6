# Every test program is a Check suite, linked with the whole library so that hidden symbols can be reached.
TEST_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS) -I$(top_srcdir)/tests -Wno-conversion -Wno-missing-prototypes
TEST_LDADD = libt2s.la $(CHECK_LIBS)

# The longest first, so that none of them is waited for alone at the end.
include tests/integration/local.mk
include tests/conformance/local.mk
include tests/abi/local.mk
include tests/cli/local.mk
include tests/unit/local.mk
include tests/presto/local.mk
include tests/oom/local.mk
include tests/headers/local.mk
include tests/fuzz/local.mk
include tests/bench/local.mk

# For tests/run.sh, which chooses among them.
.PHONY: list-tests
list-tests:
	@echo $(TESTS)
