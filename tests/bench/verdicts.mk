EXTRA_PROGRAMS += tests/bench/bench_literals
CLEANFILES += tests/bench/bench_literals
bench: tests/bench/bench_literals
tests_bench_bench_literals_SOURCES = tests/bench/bench_literals.c tests/support/postgres.c
tests_bench_bench_literals_CFLAGS = $(TEST_CFLAGS) -DT2S_TEST_SUPPORT='"$(abs_top_srcdir)/tests/support"'
tests_bench_bench_literals_LDADD = $(TEST_LDADD)

EXTRA_PROGRAMS += tests/bench/bench_verdicts
CLEANFILES += tests/bench/bench_verdicts
bench: tests/bench/bench_verdicts
tests_bench_bench_verdicts_SOURCES = tests/bench/bench_verdicts.c tests/bench/mutate.c tests/bench/mutate.h tests/support/postgres.c
tests_bench_bench_verdicts_CFLAGS = $(TEST_CFLAGS) $(JSONC_CFLAGS) -DT2S_BENCH_SAMPLE='"$(abs_top_srcdir)/tests/bench/sample"' -DT2S_TEST_SUPPORT='"$(abs_top_srcdir)/tests/support"'
tests_bench_bench_verdicts_LDADD = $(TEST_LDADD) $(JSONC_LIBS)
EXTRA_DIST += tests/bench/sample

# What is mended, judged by a server.
EXTRA_DIST += tests/bench/check_mend.py

# What the analysis says of queries of Presto and Trino, judged by servers.
EXTRA_PROGRAMS += tests/bench/check_presto_types
CLEANFILES += tests/bench/check_presto_types
bench: tests/bench/check_presto_types
tests_bench_check_presto_types_SOURCES = tests/bench/check_presto_types.c
tests_bench_check_presto_types_CFLAGS = $(TEST_CFLAGS)
tests_bench_check_presto_types_LDADD = $(TEST_LDADD)
EXTRA_DIST += tests/bench/check_presto_types.py
