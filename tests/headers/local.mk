TESTS += tests/headers/check_headers.sh
EXTRA_DIST += tests/headers/check_headers.sh
