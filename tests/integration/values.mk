check_PROGRAMS += tests/integration/test_values
TESTS += tests/integration/test_values

tests_integration_test_values_SOURCES = tests/integration/test_values.c tests/support/postgres.c
tests_integration_test_values_CFLAGS = $(POSTGRES_TEST_CFLAGS)
tests_integration_test_values_LDADD = $(TEST_LDADD)
