#

DDL_TESTS = tests/unit/test_ddl tests/unit/test_ddl_source tests/unit/test_ddl_types
check_PROGRAMS += $(DDL_TESTS)
TESTS += $(DDL_TESTS)

tests_unit_test_ddl_SOURCES = tests/unit/test_ddl.c tests/unit/sample_catalog.h
tests_unit_test_ddl_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_ddl_LDADD = $(TEST_LDADD)

METADATA_SOURCE_TESTS = tests/unit/test_metadata_source tests/unit/test_postgres_reader tests/unit/test_presto_part \
	tests/unit/test_presto_source
check_PROGRAMS += $(METADATA_SOURCE_TESTS)
TESTS += $(METADATA_SOURCE_TESTS)

tests_unit_test_metadata_source_SOURCES = tests/unit/test_metadata_source.c
tests_unit_test_metadata_source_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_metadata_source_LDADD = $(TEST_LDADD)

tests_unit_test_presto_source_SOURCES = tests/unit/test_presto_source.c
tests_unit_test_presto_source_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_presto_source_LDADD = $(TEST_LDADD)
EXTRA_DIST += tests/support/presto_catalogs.py

tests_unit_test_presto_part_SOURCES = tests/unit/test_presto_part.c
tests_unit_test_presto_part_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_presto_part_LDADD = $(TEST_LDADD)

tests_unit_test_postgres_reader_SOURCES = tests/unit/test_postgres_reader.c
tests_unit_test_postgres_reader_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_postgres_reader_LDADD = $(TEST_LDADD)

tests_unit_test_ddl_types_SOURCES = tests/unit/test_ddl_types.c
tests_unit_test_ddl_types_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_ddl_types_LDADD = $(TEST_LDADD)

tests_unit_test_ddl_source_SOURCES = tests/unit/test_ddl_source.c tests/unit/sample_catalog.h
tests_unit_test_ddl_source_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_ddl_source_LDADD = $(TEST_LDADD)

FILTER_TESTS = tests/unit/test_filter tests/unit/test_postgres_values
check_PROGRAMS += $(FILTER_TESTS)
TESTS += $(FILTER_TESTS)

tests_unit_test_filter_SOURCES = tests/unit/test_filter.c
tests_unit_test_filter_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_filter_LDADD = $(TEST_LDADD)

tests_unit_test_postgres_values_SOURCES = tests/unit/test_postgres_values.c
tests_unit_test_postgres_values_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_postgres_values_LDADD = $(TEST_LDADD)
