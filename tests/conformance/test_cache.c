/* SPDX-License-Identifier: MIT */
/* What every cache must keep to, and what the seam does for it. */
#include <string.h>

#include <text2sql/sys/cache.h>

#include "support/suite.h"

/* The smallest cache that there can be: one entry. */
struct one_entry {
    char key[64];
    char value[64];
    int destroys;
};

static struct one_entry one_entry;

static int get(void *user_data, const char *key, size_t key_length, t2s_cache_value *value)
{
    struct one_entry *cache = user_data;

    if (strlen(cache->key) != key_length || memcmp(cache->key, key, key_length) != 0)
        return T2S_E_NOTFOUND;
    return t2s_cache_value_set(value, cache->value, strlen(cache->value));
}

static int put(void *user_data, const char *key, size_t key_length, const char *value, size_t value_length)
{
    struct one_entry *cache = user_data;

    snprintf(cache->key, sizeof(cache->key), "%.*s", (int)key_length, key);
    snprintf(cache->value, sizeof(cache->value), "%.*s", (int)value_length, value);
    return 0;
}

static void destroy(void *user_data)
{
    ((struct one_entry *)user_data)->destroys++;
}

static t2s_cache_ops table(void)
{
    return (t2s_cache_ops){.struct_size = sizeof(t2s_cache_ops), .get = get, .put = put, .destroy = destroy};
}

static t2s_cache *new_one_entry(void)
{
    const t2s_cache_ops ops = table();
    t2s_cache *cache;

    one_entry = (struct one_entry){0};
    ck_assert_int_eq(t2s_cache_new("one entry", &ops, &one_entry, &cache), 0);
    return cache;
}

static t2s_cache *new_memory(void)
{
    t2s_cache *cache;

    ck_assert_int_eq(t2s_memory_cache_new(NULL, &cache, NULL), 0);
    return cache;
}

static t2s_cache *(*const implementations[])(void) = {new_one_entry, new_memory};

enum { COUNT = sizeof(implementations) / sizeof(implementations[0]) };

START_TEST(a_miss_is_not_found_and_a_hit_gives_a_copy)
{
    for (int i = 0; i < COUNT; i++) {
        t2s_cache *cache = implementations[i]();
        char *value = NULL;
        size_t length = 9;

        ck_assert_int_eq(t2s_cache_get(cache, "k", 1, &value, &length), T2S_E_NOTFOUND);
        ck_assert_ptr_null(value);
        ck_assert_int_eq(t2s_cache_put(cache, "k", 1, "v1", 2), 0);
        ck_assert_int_eq(t2s_cache_put(cache, "k", 1, "v22", 3), 0);
        ck_assert_int_eq(t2s_cache_get(cache, "k", 1, &value, &length), 0);
        ck_assert_str_eq(value, "v22");
        ck_assert_uint_eq(length, 3);
        t2s_cache_unref(cache);
        ck_assert_str_eq(value, "v22");
        t2s_free(value);
    }
}
END_TEST

START_TEST(keys_that_begin_alike_are_apart)
{
    for (int i = 0; i < COUNT; i++) {
        t2s_cache *cache = implementations[i]();
        char *value;

        ck_assert_int_eq(t2s_cache_put(cache, "key", 3, "v", 1), 0);
        ck_assert_int_eq(t2s_cache_get(cache, "key", 2, &value, NULL), T2S_E_NOTFOUND);
        t2s_cache_unref(cache);
    }
}
END_TEST

static void expect_refused(const t2s_cache_ops *ops, int code)
{
    t2s_cache *cache = NULL;

    one_entry = (struct one_entry){0};
    ck_assert_int_eq(t2s_cache_new("broken", ops, &one_entry, &cache), code);
    ck_assert_ptr_null(cache);
    ck_assert_int_eq(one_entry.destroys, ops->struct_size >= sizeof(*ops));
}

START_TEST(a_table_that_does_not_fit_is_refused_and_destroyed_once)
{
    struct {
        t2s_cache_ops ops;
        void *later;
    } newer = {.ops = table()};
    t2s_cache_ops ops = table();
    t2s_cache *cache;

    ops.get = NULL;
    expect_refused(&ops, T2S_E_INVALID);
    ops = table();
    ops.flags = 1;
    expect_refused(&ops, T2S_E_ABI);
    ops = table();
    ops.struct_size = 8;
    expect_refused(&ops, T2S_E_ABI);
    newer.ops.struct_size = sizeof(newer);
    ck_assert_int_eq(t2s_cache_new("newer", &newer.ops, &one_entry, &cache), 0);
    t2s_cache_unref(cache);
    newer.later = &newer;
    expect_refused(&newer.ops, T2S_E_ABI);
}
END_TEST

START_TEST(destroy_runs_once_with_the_last_reference)
{
    t2s_cache *cache = new_one_entry();

    t2s_cache_ref(cache);
    t2s_cache_unref(cache);
    ck_assert_int_eq(one_entry.destroys, 0);
    t2s_cache_unref(cache);
    ck_assert_int_eq(one_entry.destroys, 1);
    t2s_cache_unref(NULL);
    ck_assert_ptr_null(t2s_cache_ref(NULL));
}
END_TEST

START_TEST(without_destroy_nothing_is_called)
{
    t2s_cache_ops ops = table();
    t2s_cache *cache;

    ops.destroy = NULL;
    ck_assert_int_eq(t2s_cache_new("plain", &ops, NULL, &cache), 0);
    t2s_cache_unref(cache);
}
END_TEST

SUITE("caches", NULL, NULL, a_miss_is_not_found_and_a_hit_gives_a_copy, keys_that_begin_alike_are_apart,
      a_table_that_does_not_fit_is_refused_and_destroyed_once, destroy_runs_once_with_the_last_reference,
      without_destroy_nothing_is_called)
