SQL_TESTS = \
	tests/unit/test_analysis_clauses \
	tests/unit/test_analysis_facts \
	tests/unit/test_analysis_names \
	tests/unit/test_analysis_types \
	tests/unit/test_catalog_names \
	tests/unit/test_literal \
	tests/unit/test_mend \
	tests/unit/test_mend_types \
	tests/unit/test_mend_joins \
	tests/unit/test_mend_presto \
	tests/unit/test_mend_idioms \
	tests/unit/test_mend_syntax \
	tests/unit/test_postgres_depth \
	tests/unit/test_postgres_dialect \
	tests/unit/test_postgres_literal \
	tests/unit/test_postgres_scan \
	tests/unit/test_statement \
	tests/unit/test_presto_parse \
	tests/unit/test_tree
check_PROGRAMS += $(SQL_TESTS)
TESTS += $(SQL_TESTS)
EXTRA_DIST += tests/unit/type_cases.h
EXTRA_DIST += tests/unit/sql_catalog.h \
	tests/unit/clause_cases.h tests/unit/clause_cases_group.h tests/unit/clause_cases_places.h \
	tests/unit/mend.h

tests_unit_test_analysis_clauses_SOURCES = tests/unit/test_analysis_clauses.c
tests_unit_test_analysis_clauses_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_analysis_clauses_LDADD = $(TEST_LDADD)

tests_unit_test_analysis_facts_SOURCES = tests/unit/test_analysis_facts.c
tests_unit_test_analysis_facts_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_analysis_facts_LDADD = $(TEST_LDADD)

tests_unit_test_analysis_names_SOURCES = tests/unit/test_analysis_names.c
tests_unit_test_analysis_names_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_analysis_names_LDADD = $(TEST_LDADD)

tests_unit_test_catalog_names_SOURCES = tests/unit/test_catalog_names.c
tests_unit_test_catalog_names_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_catalog_names_LDADD = $(TEST_LDADD)

tests_unit_test_literal_SOURCES = tests/unit/test_literal.c
tests_unit_test_literal_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_literal_LDADD = $(TEST_LDADD)

tests_unit_test_analysis_types_SOURCES = tests/unit/test_analysis_types.c
tests_unit_test_analysis_types_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_analysis_types_LDADD = $(TEST_LDADD)

tests_unit_test_postgres_depth_SOURCES = tests/unit/test_postgres_depth.c
tests_unit_test_postgres_depth_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_postgres_depth_LDADD = $(TEST_LDADD)

tests_unit_test_postgres_dialect_SOURCES = tests/unit/test_postgres_dialect.c
tests_unit_test_postgres_dialect_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_postgres_dialect_LDADD = $(TEST_LDADD)

tests_unit_test_postgres_literal_SOURCES = tests/unit/test_postgres_literal.c
tests_unit_test_postgres_literal_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_postgres_literal_LDADD = $(TEST_LDADD)

tests_unit_test_postgres_scan_SOURCES = tests/unit/test_postgres_scan.c
tests_unit_test_postgres_scan_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_postgres_scan_LDADD = $(TEST_LDADD)

tests_unit_test_statement_SOURCES = tests/unit/test_statement.c
tests_unit_test_statement_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_statement_LDADD = $(TEST_LDADD)

tests_unit_test_tree_SOURCES = tests/unit/test_tree.c
tests_unit_test_tree_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_tree_LDADD = $(TEST_LDADD)

tests_unit_test_mend_SOURCES = tests/unit/test_mend.c
tests_unit_test_mend_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_mend_LDADD = $(TEST_LDADD)

tests_unit_test_mend_idioms_SOURCES = tests/unit/test_mend_idioms.c
tests_unit_test_mend_idioms_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_mend_idioms_LDADD = $(TEST_LDADD)

tests_unit_test_mend_joins_SOURCES = tests/unit/test_mend_joins.c
tests_unit_test_mend_joins_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_mend_joins_LDADD = $(TEST_LDADD)

tests_unit_test_mend_presto_SOURCES = tests/unit/test_mend_presto.c
tests_unit_test_mend_presto_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_mend_presto_LDADD = $(TEST_LDADD)

tests_unit_test_mend_syntax_SOURCES = tests/unit/test_mend_syntax.c
tests_unit_test_mend_syntax_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_mend_syntax_LDADD = $(TEST_LDADD)

tests_unit_test_mend_types_SOURCES = tests/unit/test_mend_types.c
tests_unit_test_mend_types_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_mend_types_LDADD = $(TEST_LDADD)

tests_unit_test_presto_parse_SOURCES = tests/unit/test_presto_parse.c
tests_unit_test_presto_parse_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_presto_parse_LDADD = $(TEST_LDADD)

check_PROGRAMS += tests/unit/test_presto_types
TESTS += tests/unit/test_presto_types
tests_unit_test_presto_types_SOURCES = tests/unit/test_presto_types.c
tests_unit_test_presto_types_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_presto_types_LDADD = $(TEST_LDADD)
