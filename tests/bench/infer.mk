EXTRA_PROGRAMS += tests/bench/bench_infer
CLEANFILES += tests/bench/bench_infer
bench: tests/bench/bench_infer
tests_bench_bench_infer_SOURCES = tests/bench/bench_infer.c
tests_bench_bench_infer_CFLAGS = $(TEST_CFLAGS) $(JSONC_CFLAGS)
tests_bench_bench_infer_LDADD = $(TEST_LDADD) $(JSONC_LIBS)
