PROVIDER_TESTS = tests/unit/test_http tests/unit/test_http_lanes tests/unit/test_http_stream tests/unit/test_provider tests/unit/test_openai tests/unit/test_sse tests/unit/test_recording tests/unit/test_replay
check_PROGRAMS += $(PROVIDER_TESTS)
TESTS += $(PROVIDER_TESTS)
EXTRA_DIST += tests/support/llm_server.py tests/support/llm_shapes.py tests/support/llm_server.h tests/support/ask.h

tests_unit_test_http_SOURCES = tests/unit/test_http.c
tests_unit_test_http_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_http_LDADD = $(TEST_LDADD)
EXTRA_DIST += tests/support/http_client.h tests/support/skip.h

tests_unit_test_http_lanes_SOURCES = tests/unit/test_http_lanes.c
tests_unit_test_http_lanes_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_http_lanes_LDADD = $(TEST_LDADD)

tests_unit_test_http_stream_SOURCES = tests/unit/test_http_stream.c
tests_unit_test_http_stream_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_http_stream_LDADD = $(TEST_LDADD)

tests_unit_test_provider_SOURCES = tests/unit/test_provider.c
tests_unit_test_provider_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_provider_LDADD = $(TEST_LDADD)

tests_unit_test_openai_SOURCES = tests/unit/test_openai.c
tests_unit_test_openai_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_openai_LDADD = $(TEST_LDADD)

tests_unit_test_sse_SOURCES = tests/unit/test_sse.c
tests_unit_test_sse_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_sse_LDADD = $(TEST_LDADD)

tests_unit_test_recording_SOURCES = tests/unit/test_recording.c
tests_unit_test_recording_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_recording_LDADD = $(TEST_LDADD)

tests_unit_test_replay_SOURCES = tests/unit/test_replay.c
tests_unit_test_replay_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_replay_LDADD = $(TEST_LDADD)

check_PROGRAMS += tests/unit/test_anthropic
TESTS += tests/unit/test_anthropic
tests_unit_test_anthropic_SOURCES = tests/unit/test_anthropic.c
tests_unit_test_anthropic_CFLAGS = $(TEST_CFLAGS) $(JSONC_CFLAGS)
tests_unit_test_anthropic_LDADD = $(TEST_LDADD) $(JSONC_LIBS)

check_PROGRAMS += tests/unit/test_connector
TESTS += tests/unit/test_connector
tests_unit_test_connector_SOURCES = tests/unit/test_connector.c
tests_unit_test_connector_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_connector_LDADD = $(TEST_LDADD)
