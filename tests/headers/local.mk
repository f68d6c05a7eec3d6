HEADER_TESTS = tests/headers/check_headers.sh tests/headers/check_docs.sh
TESTS += $(HEADER_TESTS)
EXTRA_DIST += $(HEADER_TESTS)
