# The rules of conversion.
RESOLUTION_TESTS = tests/unit/test_coerce tests/unit/test_function_resolution tests/unit/test_operator_resolution
check_PROGRAMS += $(RESOLUTION_TESTS)
TESTS += $(RESOLUTION_TESTS)
EXTRA_DIST += tests/unit/resolution.h

tests_unit_test_coerce_SOURCES = tests/unit/test_coerce.c
tests_unit_test_coerce_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_coerce_LDADD = $(TEST_LDADD)

tests_unit_test_function_resolution_SOURCES = tests/unit/test_function_resolution.c
tests_unit_test_function_resolution_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_function_resolution_LDADD = $(TEST_LDADD)

tests_unit_test_operator_resolution_SOURCES = tests/unit/test_operator_resolution.c
tests_unit_test_operator_resolution_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_operator_resolution_LDADD = $(TEST_LDADD)
