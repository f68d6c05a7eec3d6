# Fuzz targets. Each has a folder of texts beside it, which run in `make check` too; with --with-fuzzer they are for libFuzzer:
#   tests/fuzz/fuzz_statement -max_len=4096 tests/fuzz/corpus/statement
FUZZ_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS) -I$(top_srcdir)/tests -Wno-conversion -DT2S_CORPUS='"$(abs_top_srcdir)/tests/fuzz/corpus/statement"'
check_PROGRAMS += tests/fuzz/fuzz_statement
tests_fuzz_fuzz_statement_SOURCES = tests/fuzz/fuzz_statement.c
tests_fuzz_fuzz_statement_LDADD = $(TEST_LDADD)
if FUZZER
tests_fuzz_fuzz_statement_CFLAGS = $(FUZZ_CFLAGS) -DT2S_FUZZER
tests_fuzz_fuzz_statement_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
else
tests_fuzz_fuzz_statement_CFLAGS = $(FUZZ_CFLAGS)
TESTS += tests/fuzz/fuzz_statement
endif
EXTRA_DIST += tests/fuzz/corpus
