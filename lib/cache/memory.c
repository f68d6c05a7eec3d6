/* SPDX-License-Identifier: MIT */
/* A cache in memory: a hash table whose entries also stand in one list, the most recently used first. */
#include <stdint.h>
#include <string.h>
#include <uv.h>

#include <text2sql/sys/cache.h>

#include "util/error.h"
#include "util/map.h"
#include "util/memory.h"
#include "util/options.h"

enum { BUCKETS_MIN = 64 };

struct entry {
    struct entry *newer;
    struct entry *older;
    struct entry *chain; /* the next of the same bucket */
    uint64_t hash;
    uint64_t expires; /* nanoseconds of the monotonic clock; UINT64_MAX: never */
    size_t key_length;
    size_t value_length;
    char bytes[]; /* the key, then the value */
};

struct settings {
    int64_t max_bytes;
    int64_t ttl_ms;
};

struct memory_cache {
    uv_mutex_t mutex;
    struct settings settings;
    struct entry **buckets;
    size_t bucket_count; /* a power of two */
    size_t count;
    size_t bytes;
    struct entry *newest;
    struct entry *oldest;
};

static const t2s__option options_table[] = {
    {"max_bytes", T2S__OPTION_INT, offsetof(struct settings, max_bytes), 1024, INT64_MAX / 2},
    {"ttl_ms", T2S__OPTION_INT, offsetof(struct settings, ttl_ms), 0, INT64_MAX / 2000000},
};

static size_t size_of(const struct entry *entry)
{
    return sizeof(*entry) + entry->key_length + entry->value_length;
}

static struct entry **find(struct memory_cache *cache, const char *key, size_t length, uint64_t hash)
{
    struct entry **place = &cache->buckets[hash & (cache->bucket_count - 1)];

    while (*place != NULL && ((*place)->hash != hash || (*place)->key_length != length || memcmp((*place)->bytes, key, length) != 0))
        place = &(*place)->chain;
    return place;
}

static void unlink_entry(struct memory_cache *cache, struct entry *entry)
{
    *(entry->newer != NULL ? &entry->newer->older : &cache->newest) = entry->older;
    *(entry->older != NULL ? &entry->older->newer : &cache->oldest) = entry->newer;
}

static void link_newest(struct memory_cache *cache, struct entry *entry)
{
    entry->newer = NULL;
    entry->older = cache->newest;
    *(cache->newest != NULL ? &cache->newest->newer : &cache->oldest) = entry;
    cache->newest = entry;
}

static void evict(struct memory_cache *cache, struct entry **place)
{
    struct entry *entry = *place;

    *place = entry->chain;
    unlink_entry(cache, entry);
    cache->bytes -= size_of(entry);
    cache->count--;
    t2s__free(entry);
}

static void make_room(struct memory_cache *cache, size_t needed)
{
    while (cache->oldest != NULL && cache->bytes + needed > (size_t)cache->settings.max_bytes) {
        struct entry *oldest = cache->oldest;

        evict(cache, find(cache, oldest->bytes, oldest->key_length, oldest->hash));
    }
}

/* Twice the buckets when they fill up; without memory for them the chains just grow. */
static void spread(struct memory_cache *cache)
{
    size_t count = cache->bucket_count * 2;
    struct entry **buckets;

    if (cache->count < cache->bucket_count || (buckets = t2s__calloc(count, sizeof(struct entry *))) == NULL)
        return;
    for (struct entry *entry = cache->newest; entry != NULL; entry = entry->older) {
        entry->chain = buckets[entry->hash & (count - 1)];
        buckets[entry->hash & (count - 1)] = entry;
    }
    t2s__free(cache->buckets);
    cache->buckets = buckets;
    cache->bucket_count = count;
}

static int memory_get(void *user_data, const char *key, size_t key_length, t2s_cache_value *value)
{
    struct memory_cache *cache = user_data;
    struct entry **place;
    int code = T2S_E_NOTFOUND;

    uv_mutex_lock(&cache->mutex);
    place = find(cache, key, key_length, t2s__hash(key, key_length));
    if (*place != NULL && (*place)->expires <= uv_hrtime())
        evict(cache, place);
    else if (*place != NULL) {
        struct entry *entry = *place;

        code = t2s_cache_value_set(value, entry->bytes + entry->key_length, entry->value_length);
        unlink_entry(cache, entry);
        link_newest(cache, entry);
    }
    uv_mutex_unlock(&cache->mutex);
    return code;
}

static int memory_put(void *user_data, const char *key, size_t key_length, const char *value, size_t value_length)
{
    struct memory_cache *cache = user_data;
    uint64_t hash = t2s__hash(key, key_length);
    struct entry *entry;
    struct entry **place;

    if (key_length > (size_t)cache->settings.max_bytes || value_length > (size_t)cache->settings.max_bytes - key_length ||
        sizeof(*entry) + key_length + value_length > (size_t)cache->settings.max_bytes)
        return 0; /* larger than the whole cache: declined */
    entry = t2s__malloc(sizeof(*entry) + key_length + value_length);
    if (entry == NULL)
        return T2S_E_NOMEM;
    *entry = (struct entry){.hash = hash, .key_length = key_length, .value_length = value_length, .expires = UINT64_MAX};
    if (cache->settings.ttl_ms != 0)
        entry->expires = uv_hrtime() + (uint64_t)cache->settings.ttl_ms * 1000000U;
    memcpy(entry->bytes, key, key_length);
    memcpy(entry->bytes + key_length, value, value_length);

    uv_mutex_lock(&cache->mutex);
    place = find(cache, key, key_length, hash);
    if (*place != NULL)
        evict(cache, place);
    make_room(cache, size_of(entry));
    spread(cache);
    place = &cache->buckets[hash & (cache->bucket_count - 1)];
    entry->chain = *place;
    *place = entry;
    link_newest(cache, entry);
    cache->bytes += size_of(entry);
    cache->count++;
    uv_mutex_unlock(&cache->mutex);
    return 0;
}

static void memory_destroy(void *user_data)
{
    struct memory_cache *cache = user_data;

    while (cache->oldest != NULL) {
        struct entry *oldest = cache->oldest;

        unlink_entry(cache, oldest);
        t2s__free(oldest);
    }
    uv_mutex_destroy(&cache->mutex);
    t2s__free(cache->buckets);
    t2s__free(cache);
}

static const t2s_cache_ops operations = {
    .struct_size = sizeof(operations),
    .get = memory_get,
    .put = memory_put,
    .destroy = memory_destroy,
};

int t2s_memory_cache_new(const t2s_options *options, t2s_cache **ret_cache, t2s_error **reterr_error)
{
    struct memory_cache *cache = t2s__calloc(1, sizeof(*cache));
    int code;

    if (cache == NULL)
        return t2s__fail_nomem(reterr_error);
    cache->settings = (struct settings){.max_bytes = 16777216, .ttl_ms = 300000};
    code = t2s__options_read(options, options_table, sizeof(options_table) / sizeof(options_table[0]), &cache->settings, reterr_error);
    if (code != 0) {
        t2s__free(cache);
        return code;
    }
    cache->bucket_count = BUCKETS_MIN;
    cache->buckets = t2s__calloc(BUCKETS_MIN, sizeof(struct entry *));
    if (cache->buckets == NULL || uv_mutex_init(&cache->mutex) != 0) {
        t2s__free(cache->buckets);
        t2s__free(cache);
        return t2s__fail_nomem(reterr_error);
    }
    code = t2s_cache_new("memory", &operations, cache, ret_cache);
    return code == 0 ? 0 : t2s__fail(reterr_error, code, "the memory cache could not be registered: %s", t2s_strerror(code));
}
