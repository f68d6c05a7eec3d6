LOOP_TESTS = tests/unit/test_loop
check_PROGRAMS += $(LOOP_TESTS)
TESTS += $(LOOP_TESTS)

tests_unit_test_loop_SOURCES = tests/unit/test_loop.c
tests_unit_test_loop_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_loop_LDADD = $(TEST_LDADD)
