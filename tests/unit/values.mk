VALUES_TESTS = tests/unit/test_engine_values tests/unit/test_values tests/unit/test_values_text
check_PROGRAMS += $(VALUES_TESTS)
TESTS += $(VALUES_TESTS)

tests_unit_test_values_SOURCES = tests/unit/test_values.c
tests_unit_test_values_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_values_LDADD = $(TEST_LDADD)

tests_unit_test_values_text_SOURCES = tests/unit/test_values_text.c
tests_unit_test_values_text_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_values_text_LDADD = $(TEST_LDADD)

tests_unit_test_engine_values_SOURCES = tests/unit/test_engine_values.c tests/support/fakes.c tests/support/fakes.h \
	tests/support/suite.h
tests_unit_test_engine_values_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_engine_values_LDADD = $(TEST_LDADD)
