EXTRA_PROGRAMS += tests/bench/bench_presto
CLEANFILES += tests/bench/bench_presto
bench: tests/bench/bench_presto
tests_bench_bench_presto_SOURCES = tests/bench/bench_presto.c
tests_bench_bench_presto_CFLAGS = $(TEST_CFLAGS) $(JSONC_CFLAGS)
tests_bench_bench_presto_LDADD = $(TEST_LDADD) $(JSONC_LIBS)
