POLICY_TESTS = tests/unit/test_facts tests/unit/test_policies
check_PROGRAMS += $(POLICY_TESTS)
TESTS += $(POLICY_TESTS)
EXTRA_DIST += tests/unit/policy_catalog.h

tests_unit_test_facts_SOURCES = tests/unit/test_facts.c
tests_unit_test_facts_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_facts_LDADD = $(TEST_LDADD)

tests_unit_test_policies_SOURCES = tests/unit/test_policies.c
tests_unit_test_policies_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_policies_LDADD = $(TEST_LDADD)
