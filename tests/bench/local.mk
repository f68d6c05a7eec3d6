# Figures, not tests: built by `make bench`, and run by hand. They print; they assert nothing.
BENCHES = tests/bench/bench_ask
EXTRA_PROGRAMS += $(BENCHES)
CLEANFILES += $(BENCHES)
.PHONY: bench
bench: $(BENCHES)

tests_bench_bench_ask_SOURCES = tests/bench/bench_ask.c tests/support/postgres.c
tests_bench_bench_ask_CFLAGS = $(TEST_CFLAGS) -DT2S_TEST_SUPPORT='"$(abs_top_srcdir)/tests/support"'
tests_bench_bench_ask_LDADD = $(TEST_LDADD)

EXTRA_PROGRAMS += tests/bench/llm_load_server tests/bench/bench_flight
CLEANFILES += tests/bench/llm_load_server tests/bench/bench_flight
bench: tests/bench/llm_load_server tests/bench/bench_flight
tests_bench_llm_load_server_SOURCES = tests/bench/llm_load_server.c
tests_bench_llm_load_server_CFLAGS = $(AM_CFLAGS) $(NGHTTP2_CFLAGS) $(OPENSSL_CFLAGS)
tests_bench_llm_load_server_LDADD = $(LIBUV_LIBS) $(NGHTTP2_LIBS) $(OPENSSL_LIBS)
tests_bench_bench_flight_SOURCES = tests/bench/bench_flight.c
tests_bench_bench_flight_CFLAGS = $(TEST_CFLAGS) -DT2S_LOAD_SERVER='"$(abs_top_builddir)/tests/bench/llm_load_server"'
tests_bench_bench_flight_LDADD = $(TEST_LDADD)

EXTRA_PROGRAMS += tests/bench/check_corpus
CLEANFILES += tests/bench/check_corpus
bench: tests/bench/check_corpus
tests_bench_check_corpus_SOURCES = tests/bench/check_corpus.c
tests_bench_check_corpus_CFLAGS = $(TEST_CFLAGS) $(JSONC_CFLAGS)
tests_bench_check_corpus_LDADD = $(TEST_LDADD) $(JSONC_LIBS)

EXTRA_PROGRAMS += tests/bench/bench_prompt
CLEANFILES += tests/bench/bench_prompt
bench: tests/bench/bench_prompt
tests_bench_bench_prompt_SOURCES = tests/bench/bench_prompt.c
tests_bench_bench_prompt_CFLAGS = $(TEST_CFLAGS)
tests_bench_bench_prompt_LDADD = $(TEST_LDADD)

EXTRA_PROGRAMS += tests/bench/bench_recall
CLEANFILES += tests/bench/bench_recall
bench: tests/bench/bench_recall
tests_bench_bench_recall_SOURCES = tests/bench/bench_recall.c
tests_bench_bench_recall_CFLAGS = $(TEST_CFLAGS) $(JSONC_CFLAGS)
tests_bench_bench_recall_LDADD = $(TEST_LDADD) $(JSONC_LIBS)

include tests/bench/knowledge.mk
include tests/bench/infer.mk
include tests/bench/presto.mk
include tests/bench/values.mk
include tests/bench/verdicts.mk

EXTRA_PROGRAMS += tests/bench/bench_retrieval
CLEANFILES += tests/bench/bench_retrieval
bench: tests/bench/bench_retrieval
tests_bench_bench_retrieval_SOURCES = tests/bench/bench_retrieval.c
tests_bench_bench_retrieval_CFLAGS = $(TEST_CFLAGS)
tests_bench_bench_retrieval_LDADD = $(TEST_LDADD)

EXTRA_PROGRAMS += tests/bench/bench_probe
CLEANFILES += tests/bench/bench_probe
bench: tests/bench/bench_probe
tests_bench_bench_probe_SOURCES = tests/bench/bench_probe.c tests/support/postgres.c
tests_bench_bench_probe_CFLAGS = $(TEST_CFLAGS) -DT2S_TEST_SUPPORT='"$(abs_top_srcdir)/tests/support"'
tests_bench_bench_probe_LDADD = $(TEST_LDADD)

EXTRA_PROGRAMS += tests/bench/bench_load
CLEANFILES += tests/bench/bench_load
bench: tests/bench/bench_load
tests_bench_bench_load_SOURCES = tests/bench/bench_load.c tests/support/postgres.c
tests_bench_bench_load_CFLAGS = $(TEST_CFLAGS) -DT2S_TEST_SUPPORT='"$(abs_top_srcdir)/tests/support"'
tests_bench_bench_load_LDADD = $(TEST_LDADD)
