# Beside a real Trino and a real PrestoDB.
EXTRA_DIST += tests/support/presto.sh tests/support/presto_ready.py tests/support/java/MemoryColumnHandle.java \
	tests/support/java/TrinoMain.java tests/support/presto.artifacts tests/support/presto-memory.artifacts \
	tests/support/trino.artifacts
TPCH = 01 02 03 04 05 06 07 08 09 10 11 12 13 14 15 16 17 18 19 20 21 22
EXTRA_DIST += $(TPCH:%=tests/integration/tpch/%.sql) $(TPCH:%=tests/integration/tpch/%.rows)

# test_presto.sh starts the servers and runs the programs: all of them, beside each.
PRESTO_TESTS = tests/integration/presto_metadata tests/integration/presto_tpch tests/integration/presto_ask tests/integration/presto_types \
	tests/integration/presto_death
check_PROGRAMS += $(PRESTO_TESTS)
TESTS += tests/integration/test_presto.sh
EXTRA_DIST += tests/integration/test_presto.sh tests/support/presto_pages.py
PRESTO_TEST_SUPPORT = tests/support/presto.c tests/support/presto.h tests/support/presto_ask.h
PRESTO_TEST_CFLAGS = $(TEST_CFLAGS) $(JSONC_CFLAGS)
PRESTO_TEST_LDADD = $(TEST_LDADD) $(JSONC_LIBS) $(LIBCURL_LIBS) -lm

tests_integration_presto_tpch_SOURCES = tests/integration/presto_tpch.c $(PRESTO_TEST_SUPPORT)
tests_integration_presto_tpch_CFLAGS = $(PRESTO_TEST_CFLAGS)
tests_integration_presto_tpch_LDADD = $(PRESTO_TEST_LDADD)

tests_integration_presto_ask_SOURCES = tests/integration/presto_ask.c $(PRESTO_TEST_SUPPORT)
tests_integration_presto_ask_CFLAGS = $(PRESTO_TEST_CFLAGS)
tests_integration_presto_ask_LDADD = $(PRESTO_TEST_LDADD)

tests_integration_presto_types_SOURCES = tests/integration/presto_types.c tests/support/query.c tests/support/query.h \
	$(PRESTO_TEST_SUPPORT)
tests_integration_presto_types_CFLAGS = $(PRESTO_TEST_CFLAGS)
tests_integration_presto_types_LDADD = $(PRESTO_TEST_LDADD)

tests_integration_presto_death_SOURCES = tests/integration/presto_death.c $(PRESTO_TEST_SUPPORT)
tests_integration_presto_death_CFLAGS = $(PRESTO_TEST_CFLAGS)
tests_integration_presto_death_LDADD = $(PRESTO_TEST_LDADD)

tests_integration_presto_metadata_SOURCES = tests/integration/presto_metadata.c $(PRESTO_TEST_SUPPORT)
tests_integration_presto_metadata_CFLAGS = $(PRESTO_TEST_CFLAGS)
tests_integration_presto_metadata_LDADD = $(PRESTO_TEST_LDADD)
