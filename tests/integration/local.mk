
OPENAI_INTEGRATION = tests/integration/test_openai
check_PROGRAMS += $(OPENAI_INTEGRATION)
TESTS += $(OPENAI_INTEGRATION)

tests_integration_test_openai_SOURCES = tests/integration/test_openai.c
tests_integration_test_openai_CFLAGS = $(TEST_CFLAGS)
tests_integration_test_openai_LDADD = $(TEST_LDADD)

# What holds for every connector: the fault matrix, stops at every step, keys that come out nowhere.
CONNECTOR_TESTS = tests/integration/test_faults tests/integration/test_keys tests/integration/test_stops
check_PROGRAMS += $(CONNECTOR_TESTS)
TESTS += $(CONNECTOR_TESTS)
EXTRA_DIST += tests/support/connectors.h

tests_integration_test_faults_SOURCES = tests/integration/test_faults.c
tests_integration_test_faults_CFLAGS = $(TEST_CFLAGS)
tests_integration_test_faults_LDADD = $(TEST_LDADD)

tests_integration_test_keys_SOURCES = tests/integration/test_keys.c
tests_integration_test_keys_CFLAGS = $(TEST_CFLAGS)
tests_integration_test_keys_LDADD = $(TEST_LDADD)

tests_integration_test_stops_SOURCES = tests/integration/test_stops.c
tests_integration_test_stops_CFLAGS = $(TEST_CFLAGS)
tests_integration_test_stops_LDADD = $(TEST_LDADD)

# From HTTP to rows, with real servers.
END_TO_END = tests/integration/test_end_to_end
check_PROGRAMS += $(END_TO_END)
TESTS += $(END_TO_END)

tests_integration_test_end_to_end_SOURCES = tests/integration/test_end_to_end.c tests/support/postgres.c
tests_integration_test_end_to_end_CFLAGS = $(TEST_CFLAGS) -DT2S_TEST_SUPPORT='"$(abs_top_srcdir)/tests/support"'
tests_integration_test_end_to_end_LDADD = $(TEST_LDADD)

POSTGRES_TESTS = tests/integration/test_postgres_executor tests/integration/test_postgres_metadata \
	tests/integration/test_postgres_types
check_PROGRAMS += $(POSTGRES_TESTS)
TESTS += $(POSTGRES_TESTS)
POSTGRES_TEST_CFLAGS = $(TEST_CFLAGS) -DT2S_TEST_SUPPORT='"$(abs_top_srcdir)/tests/support"'
EXTRA_DIST += tests/support/postgres.sh

tests_integration_test_postgres_executor_SOURCES = tests/integration/test_postgres_executor.c \
	tests/support/execute.h tests/support/postgres.c tests/support/postgres.h tests/support/query.c tests/support/query.h
tests_integration_test_postgres_executor_CFLAGS = $(POSTGRES_TEST_CFLAGS)
tests_integration_test_postgres_executor_LDADD = $(TEST_LDADD)

tests_integration_test_postgres_metadata_SOURCES = tests/integration/test_postgres_metadata.c \
	tests/support/postgres.c tests/support/postgres.h
tests_integration_test_postgres_metadata_CFLAGS = $(POSTGRES_TEST_CFLAGS)
tests_integration_test_postgres_metadata_LDADD = $(TEST_LDADD)

# As whom queries run, and what the server says of them before.
check_PROGRAMS += tests/integration/test_identity
TESTS += tests/integration/test_identity
tests_integration_test_identity_SOURCES = tests/integration/test_identity.c tests/support/postgres.c tests/support/query.c
tests_integration_test_identity_CFLAGS = $(POSTGRES_TEST_CFLAGS)
tests_integration_test_identity_LDADD = $(TEST_LDADD)

tests_integration_test_postgres_types_SOURCES = tests/integration/test_postgres_types.c \
	tests/support/postgres.c tests/support/postgres.h
tests_integration_test_postgres_types_CFLAGS = $(POSTGRES_TEST_CFLAGS)
tests_integration_test_postgres_types_LDADD = $(TEST_LDADD)

# The schema is what the server has.
FRESHNESS_TESTS = tests/integration/test_freshness tests/integration/test_freshness_ask
check_PROGRAMS += $(FRESHNESS_TESTS)
TESTS += $(FRESHNESS_TESTS)

tests_integration_test_freshness_SOURCES = tests/integration/test_freshness.c tests/support/postgres.c
tests_integration_test_freshness_CFLAGS = $(POSTGRES_TEST_CFLAGS)
tests_integration_test_freshness_LDADD = $(TEST_LDADD)

tests_integration_test_freshness_ask_SOURCES = tests/integration/test_freshness_ask.c tests/support/postgres.c
tests_integration_test_freshness_ask_CFLAGS = $(POSTGRES_TEST_CFLAGS)
tests_integration_test_freshness_ask_LDADD = $(TEST_LDADD)

# The program over the public questions, where they are.
TESTS += tests/integration/test_gold.sh
EXTRA_DIST += tests/integration/test_gold.sh tests/integration/test_gold.py

# The program beside a server with 10,000 tables.
TESTS += tests/integration/test_many_tables.sh
EXTRA_DIST += tests/integration/test_many_tables.sh

# What the OpenAI provider sends and takes, held against the published specification, where that is. Prism is installed by npm, here.
OPENAPI_CLIENT = tests/integration/openapi/client
check_PROGRAMS += $(OPENAPI_CLIENT)
TESTS += tests/integration/test_openapi.sh
tests_integration_openapi_client_SOURCES = tests/integration/openapi/client.c
tests_integration_openapi_client_CFLAGS = $(TEST_CFLAGS) $(JSONC_CFLAGS)
tests_integration_openapi_client_LDADD = $(TEST_LDADD) $(JSONC_LIBS)
EXTRA_DIST += \
	tests/integration/test_openapi.sh \
	tests/integration/openapi/cut.py \
	tests/integration/openapi/generate.py \
	tests/integration/openapi/package-lock.json \
	tests/integration/openapi/package.json \
	tests/integration/openapi/recorder.py \
	tests/integration/openapi/test_openapi.py

clean-local: clean-openapi
.PHONY: clean-openapi
clean-openapi:
	rm -rf tests/integration/openapi/npm tests/integration/openapi/npm.log

# What tries to do more than read.
check_PROGRAMS += tests/integration/test_attacks
TESTS += tests/integration/test_attacks
EXTRA_DIST += tests/security/attacks.sql tests/security/schema.sql
tests_integration_test_attacks_SOURCES = tests/integration/test_attacks.c \
	tests/support/execute.h tests/support/postgres.c tests/support/postgres.h tests/support/query.c tests/support/query.h
tests_integration_test_attacks_CFLAGS = $(POSTGRES_TEST_CFLAGS)
tests_integration_test_attacks_LDADD = $(TEST_LDADD)

include tests/integration/clauses.mk
include tests/integration/values.mk
include tests/integration/presto.mk
include tests/integration/presto_executor.mk

RESOLUTION_TEST = tests/integration/test_postgres_resolution
check_PROGRAMS += $(RESOLUTION_TEST)
TESTS += $(RESOLUTION_TEST)
tests_integration_test_postgres_resolution_SOURCES = tests/integration/test_postgres_resolution.c tests/support/postgres.c
tests_integration_test_postgres_resolution_CFLAGS = $(POSTGRES_TEST_CFLAGS)
tests_integration_test_postgres_resolution_LDADD = $(TEST_LDADD)
