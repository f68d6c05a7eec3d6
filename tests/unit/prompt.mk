PROMPT_TESTS = tests/unit/test_prompt
check_PROGRAMS += $(PROMPT_TESTS)
TESTS += $(PROMPT_TESTS)

tests_unit_test_prompt_SOURCES = tests/unit/test_prompt.c
tests_unit_test_prompt_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_prompt_LDADD = $(TEST_LDADD)
