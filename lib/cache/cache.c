/* SPDX-License-Identifier: MIT */
/* The seam of caches: the operations copied, holes filled, lifetime. */
#include <text2sql/sys/cache.h>

#include "util/memory.h"
#include "util/model.h"
#include "util/ops.h"

struct t2s_cache {
    t2s__model model; /* first */
    t2s_cache_ops ops;
};

struct t2s_cache_value {
    char *data;
    size_t length;
};

int t2s_cache_new(const char *name, const t2s_cache_ops *ops, void *user_data, t2s_cache **ret_cache)
{
    t2s_cache_ops copy;
    t2s_cache *cache;
    int code = t2s__ops_copy(&copy, ops, sizeof(copy), sizeof(copy), 0);

    if (code == 0 && (copy.get == NULL || copy.put == NULL || ret_cache == NULL))
        code = T2S_E_INVALID;
    cache = t2s__model_new(sizeof(*cache), name, copy.destroy, user_data, &code);
    if (cache == NULL)
        return code;
    cache->ops = copy;
    *ret_cache = cache;
    return 0;
}

t2s_cache *t2s_cache_ref(t2s_cache *cache)
{
    t2s__model_ref((t2s__model *)cache);
    return cache;
}

void t2s_cache_unref(t2s_cache *cache)
{
    t2s__model_unref((t2s__model *)cache);
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
    int code = cache->ops.get(cache->model.user_data, key, key_length, &value);

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
    return cache->ops.put(cache->model.user_data, key, key_length, value, value_length);
}
