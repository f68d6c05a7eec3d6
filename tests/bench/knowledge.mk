EXTRA_PROGRAMS += tests/bench/bench_knowledge
CLEANFILES += tests/bench/bench_knowledge
bench: tests/bench/bench_knowledge
tests_bench_bench_knowledge_SOURCES = tests/bench/bench_knowledge.c
tests_bench_bench_knowledge_CFLAGS = $(TEST_CFLAGS)
tests_bench_bench_knowledge_LDADD = $(TEST_LDADD)
