# Replies, and the providers that are made of providers.
COMPOSITE_TESTS = tests/unit/test_call tests/unit/test_scan tests/unit/test_price tests/unit/test_retry tests/unit/test_chain \
	tests/unit/test_breaker tests/unit/test_hedge tests/unit/test_limit tests/unit/test_budget tests/unit/test_nested \
	tests/unit/test_provider_config
check_PROGRAMS += $(COMPOSITE_TESTS)
TESTS += $(COMPOSITE_TESTS)
EXTRA_DIST += tests/support/clock.h tests/support/scripted.h

tests_unit_test_call_SOURCES = tests/unit/test_call.c
tests_unit_test_call_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_call_LDADD = $(TEST_LDADD)
tests_unit_test_scan_SOURCES = tests/unit/test_scan.c
tests_unit_test_scan_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_scan_LDADD = $(TEST_LDADD)
tests_unit_test_price_SOURCES = tests/unit/test_price.c
tests_unit_test_price_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_price_LDADD = $(TEST_LDADD)
tests_unit_test_retry_SOURCES = tests/unit/test_retry.c
tests_unit_test_retry_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_retry_LDADD = $(TEST_LDADD)
tests_unit_test_chain_SOURCES = tests/unit/test_chain.c
tests_unit_test_chain_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_chain_LDADD = $(TEST_LDADD)
tests_unit_test_breaker_SOURCES = tests/unit/test_breaker.c
tests_unit_test_breaker_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_breaker_LDADD = $(TEST_LDADD)
tests_unit_test_hedge_SOURCES = tests/unit/test_hedge.c
tests_unit_test_hedge_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_hedge_LDADD = $(TEST_LDADD)
tests_unit_test_limit_SOURCES = tests/unit/test_limit.c
tests_unit_test_limit_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_limit_LDADD = $(TEST_LDADD)
tests_unit_test_budget_SOURCES = tests/unit/test_budget.c
tests_unit_test_budget_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_budget_LDADD = $(TEST_LDADD)
tests_unit_test_nested_SOURCES = tests/unit/test_nested.c
tests_unit_test_nested_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_nested_LDADD = $(TEST_LDADD)
tests_unit_test_provider_config_SOURCES = tests/unit/test_provider_config.c
tests_unit_test_provider_config_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_provider_config_LDADD = $(TEST_LDADD)
