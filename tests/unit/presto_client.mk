# The protocol of Trino and Presto: how to connect, types and values.
PRESTO_UNIT_TESTS = tests/unit/test_presto_config tests/unit/test_presto_values
check_PROGRAMS += $(PRESTO_UNIT_TESTS)
TESTS += $(PRESTO_UNIT_TESTS)

tests_unit_test_presto_config_SOURCES = tests/unit/test_presto_config.c
tests_unit_test_presto_config_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_presto_config_LDADD = $(TEST_LDADD)

tests_unit_test_presto_values_SOURCES = tests/unit/test_presto_values.c
tests_unit_test_presto_values_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_presto_values_LDADD = $(TEST_LDADD)
