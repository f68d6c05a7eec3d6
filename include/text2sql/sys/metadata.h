/* SPDX-License-Identifier: MIT */
/* Writing a metadata source: fill in a t2s_metadata_source_ops; build what you read with text2sql/sys/catalog.h. */
#ifndef TEXT2SQL_SYS_METADATA_H
#define TEXT2SQL_SYS_METADATA_H

#include <text2sql/metadata.h>
#include <text2sql/sys/catalog.h>
#include <text2sql/sys/error.h>
#include <text2sql/sys/loop.h>

T2S_BEGIN_DECLS

/** One load of a schema, under way or finished. Counted by reference. @since 1.0 */
typedef struct t2s_fetch t2s_fetch;

/** What a metadata source is, in t2s_metadata_source_ops.flags. @since 1.0 */
enum {
    /* A fetch that knows the caller's schema (t2s_fetch_latest()) is cheap when that is still true: the source finds out in some
     * way that costs little, and finishes with that very schema. By default such a source is asked before every question; any other
     * only when its schema is older than the context's option schema_max_age_ms. */
    T2S_METADATA_SOURCE_F_PROBES = 1
};

/** What is asked of one fetch, in t2s_fetch_flags(). A source may ignore all of it. @since 1.0 */
enum {
    /* It need not ask, if it is told of every change and was not told of any: see the context's option schema_freshness=notify. */
    T2S_FETCH_F_NOTIFIED = 1
};

/** What a metadata source can do. Set struct_size to sizeof(t2s_metadata_source_ops). @since 1.0 */
typedef struct t2s_metadata_source_ops {
    size_t struct_size;
    uint64_t flags; /* T2S_METADATA_SOURCE_F_* */

    /* Required. Begin to read the schema; must not block. Runs on the loop's thread. The source owns one reference of `fetch`,
     * which t2s_fetch_finish() takes back, from any thread. A nonzero return means the fetch was not taken. */
    int (*start)(void *user_data, t2s_fetch *fetch);

    /* Optional. A hint that nobody waits any more: the fetch must still be finished. */
    void (*cancel)(void *user_data, t2s_fetch *fetch);

    /* Optional. The last call; runs exactly once, also when registration fails. */
    void (*destroy)(void *user_data);

    /* Optional; as in t2s_provider_ops. */
    int (*attach)(void *user_data, t2s_loop *loop);
    void (*detach)(void *user_data, t2s_loop *loop);
} t2s_metadata_source_ops;

/** Register a metadata source. As t2s_provider_new(). @since 1.0 */
T2S_EXTERN int t2s_metadata_source_new(const char *name, const t2s_metadata_source_ops *ops, void *user_data,
                                       t2s_metadata_source **ret_source);

/** The name given at registration. @since 1.0 */
T2S_EXTERN const char *t2s_metadata_source_name(const t2s_metadata_source *source);

/**
 * Finish a load and give the source's reference back. What comes after the first finish is ignored.
 *
 * @param catalog  the schema; the fetch takes over the reference. NULL with an error.
 * @param error    NULL for success; the fetch takes over the reference
 * @since 1.0
 */
T2S_EXTERN void t2s_fetch_finish(t2s_fetch *fetch, t2s_catalog *catalog, t2s_error *error);

/** The loop that waits for the fetch. @since 1.0 */
T2S_EXTERN t2s_loop *t2s_fetch_loop(const t2s_fetch *fetch);

/**
 * The schema that the caller has already: what the source finished an earlier fetch with. A source that can tell that it is still true
 * finishes with a new reference to it, t2s_catalog_ref(); one that cannot reads the schema anew.
 *
 * @return borrowed, valid until the fetch is finished; NULL: there is none, or the caller wants everything read anew
 * @since 1.0
 */
T2S_EXTERN t2s_catalog *t2s_fetch_latest(const t2s_fetch *fetch);

/** T2S_FETCH_F_*. @since 1.0 */
T2S_EXTERN uint64_t t2s_fetch_flags(const t2s_fetch *fetch);

/* For who calls a source. On the loop's thread; the rules are those of t2s_provider_call(). */

typedef void (*t2s_fetch_fn)(t2s_fetch *fetch, void *user_data);

/** As t2s_provider_attach(). @return 0; T2S_E_INVALID, T2S_E_BUSY (it serves another loop); what attach returned @since 1.0 */
T2S_EXTERN int t2s_metadata_source_attach(t2s_metadata_source *source, t2s_loop *loop);
/** Undo one t2s_metadata_source_attach(). Loads under way end with T2S_E_SHUTDOWN, or however the source ends them. @since 1.0 */
T2S_EXTERN void t2s_metadata_source_detach(t2s_metadata_source *source, t2s_loop *loop);
T2S_EXTERN int t2s_metadata_source_call(t2s_metadata_source *source, t2s_loop *loop, t2s_fetch_fn callback, void *user_data,
                                        t2s_fetch **ret_fetch);
/**
 * As t2s_metadata_source_call(), by a caller who has a schema already.
 *
 * @param latest  what an earlier fetch of this source came back with, or NULL; a reference of its own is taken
 * @param flags   T2S_FETCH_F_*
 * @return 0; as t2s_metadata_source_call()
 * @since 1.0
 */
T2S_EXTERN int t2s_metadata_source_refresh(t2s_metadata_source *source, t2s_loop *loop, t2s_catalog *latest, uint64_t flags,
                                           t2s_fetch_fn callback, void *user_data, t2s_fetch **ret_fetch);
/** T2S_METADATA_SOURCE_F_*, as registered. @since 1.0 */
T2S_EXTERN uint64_t t2s_metadata_source_flags(const t2s_metadata_source *source);
T2S_EXTERN void t2s_fetch_abandon(t2s_fetch *fetch);
T2S_EXTERN t2s_fetch *t2s_fetch_ref(t2s_fetch *fetch);
T2S_EXTERN void t2s_fetch_unref(t2s_fetch *fetch);
/** The catalog, borrowed from the fetch; NULL after an error. @since 1.0 */
T2S_EXTERN t2s_catalog *t2s_fetch_catalog(const t2s_fetch *fetch);
T2S_EXTERN t2s_error *t2s_fetch_error(const t2s_fetch *fetch);

T2S_END_DECLS

#endif
