/* SPDX-License-Identifier: MIT */
/* The seam of caches: the operations copied, holes filled, lifetime. */
#include <stdatomic.h>
#include <string.h>

#include <text2sql/sys/cache.h>

#include "util/memory.h"
#include "util/ops.h"

struct t2s_cache {
    atomic_uint references;
    t2s_cache_ops ops;
    void *user_data;
    char *name;
};

struct t2s_cache_value {
    char *data;
    size_t length;
};

static void default_destroy(void *user_data)
{
    (void)user_data;
}

int t2s_cache_new(const char *name, const t2s_cache_ops *ops, void *user_data, t2s_cache **ret_cache)
{
    t2s_cache_ops copy;
    t2s_cache *cache = NULL;
    int code = t2s__ops_copy(&copy, ops, sizeof(copy), sizeof(copy), 0);

    if (copy.destroy == NULL)
        copy.destroy = default_destroy;
    if (code == 0 && (name == NULL || ret_cache == NULL || copy.get == NULL || copy.put == NULL))
        code = T2S_E_INVALID;
    if (code == 0) {
        cache = t2s__calloc(1, sizeof(*cache));
        code = cache != NULL && t2s__strset(&cache->name, name) == 0 ? 0 : T2S_E_NOMEM;
    }
    if (code != 0) {
        t2s__free(cache);
        copy.destroy(user_data);
        return code;
    }
    atomic_init(&cache->references, 1);
    cache->ops = copy;
    cache->user_data = user_data;
    *ret_cache = cache;
    return 0;
}

t2s_cache *t2s_cache_ref(t2s_cache *cache)
{
    if (cache != NULL)
        atomic_fetch_add_explicit(&cache->references, 1, memory_order_relaxed);
    return cache;
}

void t2s_cache_unref(t2s_cache *cache)
{
    if (cache == NULL || atomic_fetch_sub_explicit(&cache->references, 1, memory_order_acq_rel) != 1)
        return;
    cache->ops.destroy(cache->user_data);
    t2s__free(cache->name);
    t2s__free(cache);
}

int t2s_cache_value_set(t2s_cache_value *value, const char *data, size_t length)
{
    char *copy = t2s__strndup(data, length);

    if (copy == NULL)
        return T2S_E_NOMEM;
    t2s__free(value->data);
    value->data = copy;
    value->length = length;
    return 0;
}

int t2s_cache_get(t2s_cache *cache, const char *key, size_t key_length, char **ret_value, size_t *ret_length)
{
    t2s_cache_value value = {0};
    int code = cache->ops.get(cache->user_data, key, key_length, &value);

    if (code == 0 && value.data == NULL)
        code = T2S_E_NOTFOUND;
    if (code != 0) {
        t2s__free(value.data);
        return code;
    }
    *ret_value = value.data;
    if (ret_length != NULL)
        *ret_length = value.length;
    return 0;
}

int t2s_cache_put(t2s_cache *cache, const char *key, size_t key_length, const char *value, size_t value_length)
{
    return cache->ops.put(cache->user_data, key, key_length, value, value_length);
}
