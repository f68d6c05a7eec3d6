ENGINE_TESTS = tests/unit/test_engine tests/unit/test_engine_recheck tests/unit/test_engine_sharing tests/unit/test_fingerprint tests/unit/test_flight tests/unit/test_search_path tests/oom/test_oom_engine
check_PROGRAMS += $(ENGINE_TESTS)
TESTS += $(ENGINE_TESTS)

tests_unit_test_engine_SOURCES = tests/unit/test_engine.c tests/support/fakes.c tests/support/fakes.h tests/support/suite.h
tests_unit_test_engine_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_engine_LDADD = $(TEST_LDADD)

tests_unit_test_engine_sharing_SOURCES = tests/unit/test_engine_sharing.c tests/support/fakes.c
tests_unit_test_engine_sharing_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_engine_sharing_LDADD = $(TEST_LDADD)

tests_oom_test_oom_engine_SOURCES = tests/oom/test_oom_engine.c tests/support/fakes.c
tests_oom_test_oom_engine_CFLAGS = $(TEST_CFLAGS)
tests_oom_test_oom_engine_LDADD = $(TEST_LDADD)

tests_unit_test_fingerprint_SOURCES = tests/unit/test_fingerprint.c
tests_unit_test_fingerprint_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_fingerprint_LDADD = $(TEST_LDADD)

tests_unit_test_flight_SOURCES = tests/unit/test_flight.c
tests_unit_test_flight_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_flight_LDADD = $(TEST_LDADD)

tests_unit_test_engine_recheck_SOURCES = tests/unit/test_engine_recheck.c tests/support/fakes.c
tests_unit_test_engine_recheck_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_engine_recheck_LDADD = $(TEST_LDADD)

tests_unit_test_search_path_SOURCES = tests/unit/test_search_path.c
tests_unit_test_search_path_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_search_path_LDADD = $(TEST_LDADD)
