/* SPDX-License-Identifier: MIT */
/* Caches of validated answers. To write one: text2sql/sys/cache.h. */
#ifndef TEXT2SQL_CACHE_H
#define TEXT2SQL_CACHE_H

#include <text2sql/options.h>

T2S_BEGIN_DECLS

/** Something that keeps bytes under a key for a while. Shared by reference count. @since 1.0 */
typedef struct t2s_cache t2s_cache;

T2S_EXTERN t2s_cache *t2s_cache_ref(t2s_cache *cache);
T2S_EXTERN void t2s_cache_unref(t2s_cache *cache);

/**
 * A cache in this process's memory; the least recently used entry goes first.
 *
 * Options, each with its default:
 *   max_bytes  16777216, keys, values and overhead together
 *   ttl_ms     300000; 0: entries do not age
 *
 * @param ret_cache  a new reference
 * @return 0; T2S_E_INVALID, T2S_E_NOMEM
 * @since 1.0
 */
T2S_EXTERN int t2s_memory_cache_new(const t2s_options *options, t2s_cache **ret_cache, t2s_error **reterr_error);

T2S_END_DECLS

#endif
