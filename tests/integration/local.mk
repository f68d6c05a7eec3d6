#

OPENAI_INTEGRATION = tests/integration/test_openai
check_PROGRAMS += $(OPENAI_INTEGRATION)
TESTS += $(OPENAI_INTEGRATION)

tests_integration_test_openai_SOURCES = tests/integration/test_openai.c
tests_integration_test_openai_CFLAGS = $(TEST_CFLAGS)
tests_integration_test_openai_LDADD = $(TEST_LDADD)
