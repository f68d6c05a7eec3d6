#

CACHE_CONFORMANCE = tests/conformance/test_cache
check_PROGRAMS += $(CACHE_CONFORMANCE)
TESTS += $(CACHE_CONFORMANCE)

tests_conformance_test_cache_SOURCES = tests/conformance/test_cache.c
tests_conformance_test_cache_CFLAGS = $(TEST_CFLAGS)
tests_conformance_test_cache_LDADD = $(TEST_LDADD)

PROVIDER_CONFORMANCE = tests/conformance/test_provider
check_PROGRAMS += $(PROVIDER_CONFORMANCE)
TESTS += $(PROVIDER_CONFORMANCE)

tests_conformance_test_provider_SOURCES = tests/conformance/test_provider.c
tests_conformance_test_provider_CFLAGS = $(TEST_CFLAGS)
tests_conformance_test_provider_LDADD = $(TEST_LDADD)
