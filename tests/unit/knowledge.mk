KNOWLEDGE_TESTS = tests/unit/test_derive tests/unit/test_engine_knowledge tests/unit/test_knowledge tests/unit/test_knowledge_bind
check_PROGRAMS += $(KNOWLEDGE_TESTS)
TESTS += $(KNOWLEDGE_TESTS)

tests_unit_test_derive_SOURCES = tests/unit/test_derive.c tests/unit/sample_catalog.h
tests_unit_test_derive_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_derive_LDADD = $(TEST_LDADD)

tests_unit_test_engine_knowledge_SOURCES = tests/unit/test_engine_knowledge.c tests/support/fakes.c tests/support/fakes.h \
	tests/support/suite.h
tests_unit_test_engine_knowledge_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_engine_knowledge_LDADD = $(TEST_LDADD)

tests_unit_test_knowledge_SOURCES = tests/unit/test_knowledge.c tests/unit/sample_catalog.h
tests_unit_test_knowledge_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_knowledge_LDADD = $(TEST_LDADD)

tests_unit_test_knowledge_bind_SOURCES = tests/unit/test_knowledge_bind.c tests/unit/sample_catalog.h
tests_unit_test_knowledge_bind_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_knowledge_bind_LDADD = $(TEST_LDADD)
