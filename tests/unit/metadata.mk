#

DDL_TESTS = tests/unit/test_ddl
check_PROGRAMS += $(DDL_TESTS)
TESTS += $(DDL_TESTS)

tests_unit_test_ddl_SOURCES = tests/unit/test_ddl.c tests/unit/sample_catalog.h
tests_unit_test_ddl_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_ddl_LDADD = $(TEST_LDADD)
