# Fuzz targets. Each has a folder of texts beside it, which run in `make check` too; with --with-fuzzer they are for libFuzzer:
#   tests/fuzz/fuzz_statement -max_len=4096 tests/fuzz/corpus/statement
FUZZ_TARGETS = tests/fuzz/fuzz_knowledge tests/fuzz/fuzz_presto tests/fuzz/fuzz_reply tests/fuzz/fuzz_statement tests/fuzz/fuzz_values
FUZZ_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS) -I$(top_srcdir)/tests -Wno-conversion -DT2S_CORPORA='"$(abs_top_srcdir)/tests/fuzz/corpus"'
if FUZZER
FUZZ_CFLAGS += -DT2S_FUZZER
LDFLAGS_OF_FUZZ = $(AM_LDFLAGS) -fsanitize=fuzzer
else
LDFLAGS_OF_FUZZ = $(AM_LDFLAGS)
TESTS += $(FUZZ_TARGETS)
endif
check_PROGRAMS += $(FUZZ_TARGETS)
tests_fuzz_fuzz_knowledge_SOURCES = tests/fuzz/fuzz_knowledge.c tests/fuzz/corpus.h
tests_fuzz_fuzz_knowledge_CFLAGS = $(FUZZ_CFLAGS)
tests_fuzz_fuzz_knowledge_LDFLAGS = $(LDFLAGS_OF_FUZZ)
tests_fuzz_fuzz_knowledge_LDADD = $(TEST_LDADD)
tests_fuzz_fuzz_presto_SOURCES = tests/fuzz/fuzz_presto.c tests/fuzz/corpus.h tests/fuzz/whole_way.h
tests_fuzz_fuzz_presto_CFLAGS = $(FUZZ_CFLAGS)
tests_fuzz_fuzz_presto_LDFLAGS = $(LDFLAGS_OF_FUZZ)
tests_fuzz_fuzz_presto_LDADD = $(TEST_LDADD)
tests_fuzz_fuzz_reply_SOURCES = tests/fuzz/fuzz_reply.c tests/fuzz/corpus.h
tests_fuzz_fuzz_reply_CFLAGS = $(FUZZ_CFLAGS)
tests_fuzz_fuzz_reply_LDFLAGS = $(LDFLAGS_OF_FUZZ)
tests_fuzz_fuzz_reply_LDADD = $(TEST_LDADD)
tests_fuzz_fuzz_statement_SOURCES = tests/fuzz/fuzz_statement.c tests/fuzz/corpus.h tests/fuzz/whole_way.h
tests_fuzz_fuzz_statement_CFLAGS = $(FUZZ_CFLAGS)
tests_fuzz_fuzz_statement_LDFLAGS = $(LDFLAGS_OF_FUZZ)
tests_fuzz_fuzz_statement_LDADD = $(TEST_LDADD)
tests_fuzz_fuzz_values_SOURCES = tests/fuzz/fuzz_values.c tests/fuzz/corpus.h
tests_fuzz_fuzz_values_CFLAGS = $(FUZZ_CFLAGS)
tests_fuzz_fuzz_values_LDFLAGS = $(LDFLAGS_OF_FUZZ)
tests_fuzz_fuzz_values_LDADD = $(TEST_LDADD)
EXTRA_DIST += tests/fuzz/corpus
