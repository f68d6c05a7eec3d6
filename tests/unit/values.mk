check_PROGRAMS += tests/unit/test_values
TESTS += tests/unit/test_values

tests_unit_test_values_SOURCES = tests/unit/test_values.c
tests_unit_test_values_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_values_LDADD = $(TEST_LDADD)
