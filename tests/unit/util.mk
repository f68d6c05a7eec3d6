UTIL_TESTS = tests/unit/test_util tests/unit/test_catalog
check_PROGRAMS += $(UTIL_TESTS)
TESTS += $(UTIL_TESTS)

tests_unit_test_util_SOURCES = tests/unit/test_util.c
tests_unit_test_util_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_util_LDADD = $(TEST_LDADD)

tests_unit_test_catalog_SOURCES = tests/unit/test_catalog.c
tests_unit_test_catalog_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_catalog_LDADD = $(TEST_LDADD)
