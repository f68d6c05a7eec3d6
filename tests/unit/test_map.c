/* SPDX-License-Identifier: MIT */
#include "util/map.h"

#include <string.h>

#include "support/suite.h"

static char keys[5000][8];

static void fill(t2s__map *map)
{
    for (size_t i = 0; i < 5000; i++) {
        snprintf(keys[i], sizeof(keys[i]), "k%zu", i);
        ck_assert_int_eq(t2s__map_put(map, keys[i], strlen(keys[i]), keys[i]), 0);
    }
}

static void check_filled(const t2s__map *map)
{
    ck_assert_uint_eq(map->count, 5000);
    for (size_t i = 0; i < 5000; i++)
        ck_assert_ptr_eq(t2s__map_get(map, keys[i], strlen(keys[i])), keys[i]);
    ck_assert_ptr_null(t2s__map_get(map, "k5000", 5));
    ck_assert_ptr_null(t2s__map_get(map, "", 0));
}

START_TEST(what_was_put_is_found_from_the_heap_and_from_an_arena)
{
    t2s__arena arena;
    t2s__map map;

    t2s__map_init(&map, NULL);
    ck_assert_ptr_null(t2s__map_get(&map, "x", 1));
    fill(&map);
    check_filled(&map);
    t2s__map_dispose(&map);

    t2s__arena_init(&arena, 0);
    t2s__map_init(&map, &arena);
    fill(&map);
    check_filled(&map);
    t2s__arena_dispose(&arena);
}
END_TEST

START_TEST(an_equal_key_replaces_the_value)
{
    t2s__map map;
    int one;
    int two;

    t2s__map_init(&map, NULL);
    t2s__map_put(&map, "ab", 2, &one);
    t2s__map_put(&map, "abc", 2, &two);
    ck_assert_uint_eq(map.count, 1);
    ck_assert_ptr_eq(t2s__map_get(&map, "ab", 2), &two);
    t2s__map_dispose(&map);
}
END_TEST

START_TEST(a_failed_put_changes_nothing)
{
    t2s__map map;
    int one;

    t2s__map_init(&map, NULL);
    oom_arm(0);
    ck_assert_int_ne(t2s__map_put(&map, "a", 1, &one), 0);
    oom_arm(-1);
    ck_assert_ptr_null(t2s__map_get(&map, "a", 1));
    ck_assert_int_eq(t2s__map_put(&map, "a", 1, &one), 0);
    t2s__map_dispose(&map);
}
END_TEST

SUITE("map", NULL, NULL, what_was_put_is_found_from_the_heap_and_from_an_arena, an_equal_key_replaces_the_value,
      a_failed_put_changes_nothing)
