# Trino's and PrestoDB's own parsers, as published, say what is right.
EXTRA_DIST += tests/presto/Oracle.java tests/presto/oracle.sh tests/presto/sample.sql tests/presto/presto-parser-0.296.artifacts \
	tests/presto/trino-parser-435.artifacts tests/presto/trino-parser-484.artifacts tests/support/java.sh tests/support/maven.sh
PRESTO_ORACLE = tests/presto/differential.c tests/presto/differential.h tests/presto/oracle.c tests/presto/oracle.h tests/presto/texts.c \
	tests/presto/texts.h
PRESTO_ORACLE_CFLAGS = -DT2S_TESTS_PRESTO='"$(abs_top_srcdir)/tests/presto"'

check_PROGRAMS += tests/presto/test_presto_oracle
TESTS += tests/presto/test_presto_oracle
tests_presto_test_presto_oracle_SOURCES = tests/presto/test_presto_oracle.c $(PRESTO_ORACLE)
tests_presto_test_presto_oracle_CFLAGS = $(TEST_CFLAGS) $(PRESTO_ORACLE_CFLAGS)
tests_presto_test_presto_oracle_LDADD = $(TEST_LDADD)

EXTRA_PROGRAMS += tests/bench/bench_differential
CLEANFILES += tests/bench/bench_differential
bench: tests/bench/bench_differential
tests_bench_bench_differential_SOURCES = tests/bench/bench_differential.c $(PRESTO_ORACLE)
tests_bench_bench_differential_CFLAGS = $(TEST_CFLAGS) $(JSONC_CFLAGS) $(PRESTO_ORACLE_CFLAGS)
tests_bench_bench_differential_LDADD = $(TEST_LDADD) $(JSONC_LIBS)
