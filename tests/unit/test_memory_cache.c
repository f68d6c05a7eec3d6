/* SPDX-License-Identifier: MIT */
#include <string.h>
#include <time.h>

#include <text2sql/sys/cache.h>

#include "support/suite.h"

static t2s_cache *new_cache(int64_t max_bytes, int64_t ttl_ms)
{
    t2s_cache *cache;
    t2s_options *options;

    ck_assert_int_eq(t2s_options_new(&options), 0);
    t2s_options_set_int(options, "max_bytes", max_bytes);
    t2s_options_set_int(options, "ttl_ms", ttl_ms);
    ck_assert_int_eq(t2s_memory_cache_new(options, &cache, NULL), 0);
    t2s_options_free(options);
    return cache;
}

static void put(t2s_cache *cache, const char *key, const char *value)
{
    ck_assert_int_eq(t2s_cache_put(cache, key, strlen(key), value, strlen(value)), 0);
}

static int has(t2s_cache *cache, const char *key, const char *value)
{
    size_t length;
    char *found;
    int code = t2s_cache_get(cache, key, strlen(key), &found, &length);
    int equal;

    if (code == T2S_E_NOTFOUND)
        return 0;
    ck_assert_int_eq(code, 0);
    equal = strcmp(found, value) == 0 && length == strlen(value);
    t2s_free(found);
    return equal;
}

START_TEST(a_value_is_found_and_replaced)
{
    t2s_cache *cache = new_cache(100000, 0);

    ck_assert_int_eq(has(cache, "a", "1"), 0);
    put(cache, "a", "1");
    put(cache, "b", "");
    ck_assert_int_eq(has(cache, "a", "1"), 1);
    ck_assert_int_eq(has(cache, "b", ""), 1);
    put(cache, "a", "22");
    ck_assert_int_eq(has(cache, "a", "22"), 1);
    t2s_cache_unref(cache);
}
END_TEST

START_TEST(the_least_recently_used_goes_first)
{
    t2s_cache *cache = new_cache(1024, 0);
    char value[301];

    memset(value, 'v', 300);
    value[300] = '\0';
    put(cache, "a", value);
    put(cache, "b", value);
    ck_assert_int_eq(has(cache, "a", value), 1);
    put(cache, "c", value);
    ck_assert_int_eq(has(cache, "a", value), 1);
    ck_assert_int_eq(has(cache, "b", value), 0);
    ck_assert_int_eq(has(cache, "c", value), 1);
    t2s_cache_unref(cache);
}
END_TEST

START_TEST(what_is_larger_than_the_cache_is_declined)
{
    t2s_cache *cache = new_cache(1024, 0);
    char value[2000];

    memset(value, 'v', sizeof(value) - 1);
    value[sizeof(value) - 1] = '\0';
    put(cache, "small", "1");
    put(cache, "large", value);
    ck_assert_int_eq(has(cache, "large", value), 0);
    ck_assert_int_eq(has(cache, "small", "1"), 1);
    t2s_cache_unref(cache);
}
END_TEST

START_TEST(entries_age)
{
    t2s_cache *cache = new_cache(100000, 20);
    const struct timespec pause = {.tv_nsec = 60000000};

    put(cache, "a", "1");
    nanosleep(&pause, NULL);
    ck_assert_int_eq(has(cache, "a", "1"), 0);
    t2s_cache_unref(cache);
}
END_TEST

START_TEST(thousands_of_entries_are_found)
{
    t2s_cache *cache = new_cache(100000000, 0);
    char key[16];

    for (int i = 0; i < 5000; i++) {
        snprintf(key, sizeof(key), "%d", i);
        put(cache, key, key);
    }
    for (int i = 0; i < 5000; i++) {
        snprintf(key, sizeof(key), "%d", i);
        ck_assert_int_eq(has(cache, key, key), 1);
    }
    t2s_cache_unref(cache);
}
END_TEST

START_TEST(every_failed_allocation_is_an_error_and_no_leak)
{
    OOM_LOOP(n) {
        t2s_cache *cache = NULL;
        char *value = NULL;
        size_t length;

        if (t2s_memory_cache_new(NULL, &cache, NULL) == 0 && t2s_cache_put(cache, "k", 1, "v", 1) == 0 &&
            t2s_cache_get(cache, "k", 1, &value, &length) == 0)
            t2s_free(value);
        t2s_cache_unref(cache);
    }
}
END_TEST

SUITE("memory cache", NULL, NULL, a_value_is_found_and_replaced, the_least_recently_used_goes_first,
      what_is_larger_than_the_cache_is_declined, entries_age, thousands_of_entries_are_found,
      every_failed_allocation_is_an_error_and_no_leak)
