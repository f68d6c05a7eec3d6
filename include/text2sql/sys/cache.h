/* SPDX-License-Identifier: MIT */
/* Writing a cache: fill in a t2s_cache_ops. Operations may run on any thread, several at once. */
#ifndef TEXT2SQL_SYS_CACHE_H
#define TEXT2SQL_SYS_CACHE_H

#include <text2sql/cache.h>
#include <text2sql/memory.h>
#include <text2sql/sys/error.h>

T2S_BEGIN_DECLS

/** Where a cache puts what it found. @since 1.0 */
typedef struct t2s_cache_value t2s_cache_value;

/** What a cache can do. Set struct_size to sizeof(t2s_cache_ops). @since 1.0 */
typedef struct t2s_cache_ops {
    size_t struct_size;
    uint64_t flags; /* 0: none are defined yet */

    /* Required. Look a key up; on a hit give the bytes to t2s_cache_value_set() and return 0; T2S_E_NOTFOUND on a miss. */
    int (*get)(void *user_data, const char *key, size_t key_length, t2s_cache_value *value);

    /* Required. Keep a value, replacing an earlier one. A cache may decline silently; an error is logged and has no effect. */
    int (*put)(void *user_data, const char *key, size_t key_length, const char *value, size_t value_length);

    /* Optional. The last call; runs exactly once, also when registration fails. */
    void (*destroy)(void *user_data);
} t2s_cache_ops;

/** Register a cache. As t2s_provider_new(). @since 1.0 */
T2S_EXTERN int t2s_cache_new(const char *name, const t2s_cache_ops *ops, void *user_data, t2s_cache **ret_cache);

/** For the implementer: the bytes that were found; copied. @return 0; T2S_E_NOMEM @since 1.0 */
T2S_EXTERN int t2s_cache_value_set(t2s_cache_value *value, const char *data, size_t length);

/* For who uses a cache. Any thread. */

/** @param ret_value  NUL-terminated; release with t2s_free() @return 0; T2S_E_NOTFOUND; what get returned @since 1.0 */
T2S_EXTERN int t2s_cache_get(t2s_cache *cache, const char *key, size_t key_length, char **ret_value, size_t *ret_length);
T2S_EXTERN int t2s_cache_put(t2s_cache *cache, const char *key, size_t key_length, const char *value, size_t value_length);

T2S_END_DECLS

#endif
