INFER_TESTS = tests/unit/test_check_values tests/unit/test_infer
check_PROGRAMS += $(INFER_TESTS)
TESTS += $(INFER_TESTS)

tests_unit_test_check_values_SOURCES = tests/unit/test_check_values.c tests/unit/sample_catalog.h
tests_unit_test_check_values_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_check_values_LDADD = $(TEST_LDADD)

tests_unit_test_infer_SOURCES = tests/unit/test_infer.c tests/unit/sample_catalog.h
tests_unit_test_infer_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_infer_LDADD = $(TEST_LDADD)
