UTIL_TESTS = \
	tests/unit/test_arena \
	tests/unit/test_buffer \
	tests/unit/test_catalog \
	tests/unit/test_catalog_types \
	tests/unit/test_error \
	tests/unit/test_map \
	tests/unit/test_ops \
	tests/unit/test_options \
	tests/unit/test_utf8 \
	tests/unit/test_memory_cache \
	tests/unit/test_store
check_PROGRAMS += $(UTIL_TESTS)
TESTS += $(UTIL_TESTS)

tests_unit_test_arena_SOURCES = tests/unit/test_arena.c
tests_unit_test_arena_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_arena_LDADD = $(TEST_LDADD)

tests_unit_test_buffer_SOURCES = tests/unit/test_buffer.c
tests_unit_test_buffer_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_buffer_LDADD = $(TEST_LDADD)

tests_unit_test_catalog_SOURCES = tests/unit/test_catalog.c
tests_unit_test_catalog_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_catalog_LDADD = $(TEST_LDADD)

tests_unit_test_catalog_types_SOURCES = tests/unit/test_catalog_types.c
tests_unit_test_catalog_types_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_catalog_types_LDADD = $(TEST_LDADD)

tests_unit_test_error_SOURCES = tests/unit/test_error.c
tests_unit_test_error_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_error_LDADD = $(TEST_LDADD)

tests_unit_test_map_SOURCES = tests/unit/test_map.c
tests_unit_test_map_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_map_LDADD = $(TEST_LDADD)

tests_unit_test_ops_SOURCES = tests/unit/test_ops.c
tests_unit_test_ops_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_ops_LDADD = $(TEST_LDADD)

tests_unit_test_options_SOURCES = tests/unit/test_options.c
tests_unit_test_options_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_options_LDADD = $(TEST_LDADD)

tests_unit_test_utf8_SOURCES = tests/unit/test_utf8.c
tests_unit_test_utf8_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_utf8_LDADD = $(TEST_LDADD)

tests_unit_test_memory_cache_SOURCES = tests/unit/test_memory_cache.c
tests_unit_test_memory_cache_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_memory_cache_LDADD = $(TEST_LDADD)

tests_unit_test_store_SOURCES = tests/unit/test_store.c
tests_unit_test_store_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_store_LDADD = $(TEST_LDADD)
