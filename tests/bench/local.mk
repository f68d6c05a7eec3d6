# Figures, not tests: built by `make bench`, and run by hand. They print; they assert nothing.
BENCHES = tests/bench/bench_ask
EXTRA_PROGRAMS += $(BENCHES)
CLEANFILES += $(BENCHES)
.PHONY: bench
bench: $(BENCHES)

tests_bench_bench_ask_SOURCES = tests/bench/bench_ask.c tests/support/postgres.c
tests_bench_bench_ask_CFLAGS = $(TEST_CFLAGS) -DT2S_TEST_SUPPORT='"$(abs_top_srcdir)/tests/support"'
tests_bench_bench_ask_LDADD = $(TEST_LDADD)

EXTRA_PROGRAMS += tests/bench/check_corpus
CLEANFILES += tests/bench/check_corpus
bench: tests/bench/check_corpus
tests_bench_check_corpus_SOURCES = tests/bench/check_corpus.c
tests_bench_check_corpus_CFLAGS = $(TEST_CFLAGS) $(JSONC_CFLAGS)
tests_bench_check_corpus_LDADD = $(TEST_LDADD) $(JSONC_LIBS)
