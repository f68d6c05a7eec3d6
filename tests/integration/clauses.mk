# What may stand in which clause, judged by a server.
CLAUSE_INTEGRATION = tests/integration/test_clauses
check_PROGRAMS += $(CLAUSE_INTEGRATION)
TESTS += $(CLAUSE_INTEGRATION)

tests_integration_test_clauses_SOURCES = tests/integration/test_clauses.c tests/support/postgres.c
tests_integration_test_clauses_CFLAGS = $(TEST_CFLAGS) -DT2S_TEST_SUPPORT='"$(abs_top_srcdir)/tests/support"'
tests_integration_test_clauses_LDADD = $(TEST_LDADD)
