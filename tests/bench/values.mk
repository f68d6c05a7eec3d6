EXTRA_PROGRAMS += tests/bench/bench_values
CLEANFILES += tests/bench/bench_values
bench: tests/bench/bench_values
tests_bench_bench_values_SOURCES = tests/bench/bench_values.c
tests_bench_bench_values_CFLAGS = $(TEST_CFLAGS) $(JSONC_CFLAGS)
tests_bench_bench_values_LDADD = $(TEST_LDADD) $(JSONC_LIBS)
