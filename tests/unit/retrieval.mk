RETRIEVAL_TESTS = tests/unit/test_vocabulary
check_PROGRAMS += $(RETRIEVAL_TESTS)
TESTS += $(RETRIEVAL_TESTS)

tests_unit_test_vocabulary_SOURCES = tests/unit/test_vocabulary.c tests/unit/sample_catalog.h
tests_unit_test_vocabulary_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_vocabulary_LDADD = $(TEST_LDADD)
