PROMPT_TESTS = tests/unit/test_prompt tests/unit/test_prompt_fence tests/unit/test_prompt_layout tests/unit/test_prompt_template \
	tests/unit/test_family tests/unit/test_render tests/unit/test_reply tests/unit/test_retrieval
check_PROGRAMS += $(PROMPT_TESTS)
TESTS += $(PROMPT_TESTS)

tests_unit_test_prompt_SOURCES = tests/unit/test_prompt.c
tests_unit_test_prompt_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_prompt_LDADD = $(TEST_LDADD)

tests_unit_test_render_SOURCES = tests/unit/test_render.c tests/unit/sample_catalog.h
tests_unit_test_render_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_render_LDADD = $(TEST_LDADD)

tests_unit_test_retrieval_SOURCES = tests/unit/test_retrieval.c tests/unit/sample_catalog.h
tests_unit_test_retrieval_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_retrieval_LDADD = $(TEST_LDADD)

tests_unit_test_prompt_layout_SOURCES = tests/unit/test_prompt_layout.c tests/unit/sample_catalog.h
tests_unit_test_prompt_layout_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_prompt_layout_LDADD = $(TEST_LDADD)

tests_unit_test_reply_SOURCES = tests/unit/test_reply.c tests/unit/sample_catalog.h
tests_unit_test_reply_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_reply_LDADD = $(TEST_LDADD)

tests_unit_test_prompt_fence_SOURCES = tests/unit/test_prompt_fence.c
tests_unit_test_prompt_fence_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_prompt_fence_LDADD = $(TEST_LDADD)

tests_unit_test_prompt_template_SOURCES = tests/unit/test_prompt_template.c
tests_unit_test_prompt_template_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_prompt_template_LDADD = $(TEST_LDADD)

tests_unit_test_family_SOURCES = tests/unit/test_family.c
tests_unit_test_family_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_family_LDADD = $(TEST_LDADD)
