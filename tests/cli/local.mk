# Scripts have a compiler of their own here, so that LOG_COMPILER (valgrind, say) is for programs alone.
TEST_EXTENSIONS = .sh
SH_LOG_COMPILER = $(SHELL)
AM_TESTS_ENVIRONMENT = \
	top_srcdir='$(abs_top_srcdir)'; export top_srcdir; \
	top_builddir='$(abs_top_builddir)'; export top_builddir; \
	T2S_LIBRARY='$(abs_top_builddir)/.libs/libtext2sql.so'; export T2S_LIBRARY; \
	T2S_SANITIZE='$(T2S_SANITIZE)'; export T2S_SANITIZE; \
	TEXT2SQL='$(abs_top_builddir)/examples/cli/text2sql'; export TEXT2SQL; \
	EXAMPLES='$(abs_top_builddir)/examples'; export EXAMPLES; \
	CC='$(CC)'; export CC; \
	CK_DEFAULT_TIMEOUT=600; export CK_DEFAULT_TIMEOUT; \
	CXX='$(CXX)'; export CXX;

# The program text2sql, and the example programs, from outside.
TESTS += tests/cli/test_cli.sh tests/cli/test_examples.sh tests/cli/test_knowledge.sh tests/cli/test_prompt.sh
EXTRA_DIST += \
	tests/cli/test_cli.py \
	tests/cli/test_cli.sh \
	tests/cli/test_examples.sh \
	tests/cli/test_knowledge.py \
	tests/cli/test_knowledge.sh \
	tests/cli/test_prompt.py \
	tests/cli/test_prompt.sh \
	tests/shop.sh

EXTRA_DIST += tests/run.sh
