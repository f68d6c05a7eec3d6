/* SPDX-License-Identifier: MIT */
#include "util/arena.h"

#include <stdint.h>
#include <string.h>

#include "support/suite.h"

START_TEST(allocations_are_aligned_and_apart)
{
    t2s__arena arena;
    char *earlier = NULL;

    t2s__arena_init(&arena, 64);
    for (size_t size = 1; size < 5000; size += 7) {
        char *memory = t2s__arena_alloc(&arena, size);

        ck_assert_ptr_nonnull(memory);
        ck_assert_uint_eq((uintptr_t)memory % 16, 0);
        memset(memory, 0x55, size);
        ck_assert(earlier == NULL || *earlier == 0x55);
        earlier = memory;
    }
    t2s__arena_dispose(&arena);
    ck_assert_uint_eq(arena.total, 0);
}
END_TEST

START_TEST(texts_are_copied_and_terminated)
{
    t2s__arena arena;

    t2s__arena_init(&arena, 0);
    ck_assert_str_eq(t2s__arena_strndup(&arena, "catalog", 3), "cat");
    ck_assert_str_eq(t2s__arena_printf(&arena, "%s-%d", "x", 7), "x-7");
    ck_assert_ptr_null(t2s__arena_strdup(&arena, NULL));
    t2s__arena_dispose(&arena);
}
END_TEST

START_TEST(a_size_that_overflows_is_refused)
{
    t2s__arena arena;

    t2s__arena_init(&arena, 0);
    ck_assert_ptr_null(t2s__arena_alloc(&arena, SIZE_MAX));
    ck_assert_ptr_null(t2s__arena_strndup(&arena, "", SIZE_MAX));
    t2s__arena_dispose(&arena);
}
END_TEST

START_TEST(an_arena_is_usable_after_a_failed_allocation_and_after_dispose)
{
    t2s__arena arena;

    t2s__arena_init(&arena, 0);
    oom_arm(0);
    ck_assert_ptr_null(t2s__arena_alloc(&arena, 10));
    oom_arm(-1);
    ck_assert_ptr_nonnull(t2s__arena_alloc(&arena, 10));
    t2s__arena_dispose(&arena);
    ck_assert_ptr_nonnull(t2s__arena_alloc(&arena, 10));
    t2s__arena_dispose(&arena);
}
END_TEST

SUITE("arena", NULL, NULL, allocations_are_aligned_and_apart, texts_are_copied_and_terminated, a_size_that_overflows_is_refused,
      an_arena_is_usable_after_a_failed_allocation_and_after_dispose)
