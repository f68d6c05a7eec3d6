
CACHE_CONFORMANCE = tests/conformance/test_cache
check_PROGRAMS += $(CACHE_CONFORMANCE)
TESTS += $(CACHE_CONFORMANCE)

tests_conformance_test_cache_SOURCES = tests/conformance/test_cache.c
tests_conformance_test_cache_CFLAGS = $(TEST_CFLAGS)
tests_conformance_test_cache_LDADD = $(TEST_LDADD)

PROVIDER_CONFORMANCE = tests/conformance/test_provider
check_PROGRAMS += $(PROVIDER_CONFORMANCE)
TESTS += $(PROVIDER_CONFORMANCE)

tests_conformance_test_provider_SOURCES = tests/conformance/test_provider.c
tests_conformance_test_provider_CFLAGS = $(TEST_CFLAGS)
tests_conformance_test_provider_LDADD = $(TEST_LDADD)

DATABASE_CONFORMANCE = tests/conformance/test_executor tests/conformance/test_metadata_source
check_PROGRAMS += $(DATABASE_CONFORMANCE)
TESTS += $(DATABASE_CONFORMANCE)

tests_conformance_test_executor_SOURCES = tests/conformance/test_executor.c tests/support/postgres.c tests/support/postgres.h
tests_conformance_test_executor_CFLAGS = $(TEST_CFLAGS) -DT2S_TEST_SUPPORT='"$(abs_top_srcdir)/tests/support"'
tests_conformance_test_executor_LDADD = $(TEST_LDADD)

tests_conformance_test_metadata_source_SOURCES = tests/conformance/test_metadata_source.c tests/support/postgres.c tests/support/postgres.h
tests_conformance_test_metadata_source_CFLAGS = $(TEST_CFLAGS) -DT2S_TEST_SUPPORT='"$(abs_top_srcdir)/tests/support"'
tests_conformance_test_metadata_source_LDADD = $(TEST_LDADD)

SQL_CONFORMANCE = tests/conformance/test_dialect tests/conformance/test_validator
check_PROGRAMS += $(SQL_CONFORMANCE)
TESTS += $(SQL_CONFORMANCE)

tests_conformance_test_dialect_SOURCES = tests/conformance/test_dialect.c
tests_conformance_test_dialect_CFLAGS = $(TEST_CFLAGS)
tests_conformance_test_dialect_LDADD = $(TEST_LDADD)

tests_conformance_test_validator_SOURCES = tests/conformance/test_validator.c
tests_conformance_test_validator_CFLAGS = $(TEST_CFLAGS)
tests_conformance_test_validator_LDADD = $(TEST_LDADD)
