# The executors of Trino and Presto against a server that fails in every way.
PRESTO_EXECUTOR_TESTS = tests/integration/test_presto_executor
check_PROGRAMS += $(PRESTO_EXECUTOR_TESTS)
TESTS += $(PRESTO_EXECUTOR_TESTS)
EXTRA_DIST += tests/support/presto_server.py tests/support/presto_server.h

tests_integration_test_presto_executor_SOURCES = tests/integration/test_presto_executor.c tests/support/query.c
tests_integration_test_presto_executor_CFLAGS = $(TEST_CFLAGS)
tests_integration_test_presto_executor_LDADD = $(TEST_LDADD)
