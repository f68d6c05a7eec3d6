EXECUTOR_TESTS = tests/unit/test_executor tests/unit/test_pq tests/unit/test_result
check_PROGRAMS += $(EXECUTOR_TESTS)
TESTS += $(EXECUTOR_TESTS)

tests_unit_test_executor_SOURCES = tests/unit/test_executor.c
tests_unit_test_executor_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_executor_LDADD = $(TEST_LDADD)

tests_unit_test_pq_SOURCES = tests/unit/test_pq.c
tests_unit_test_pq_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_pq_LDADD = $(TEST_LDADD)

tests_unit_test_result_SOURCES = tests/unit/test_result.c
tests_unit_test_result_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_result_LDADD = $(TEST_LDADD)
