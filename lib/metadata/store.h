/* SPDX-License-Identifier: MIT */
/*
 * The store: the snapshot of the schema that questions share. It is read when the first question needs it and again when it is
 * older than allowed; there is one load at a time, and everybody who needs it waits for that one. Loop thread only, but for
 * t2s__store_invalidate().
 */
#ifndef T2S_METADATA_STORE_H
#define T2S_METADATA_STORE_H

#include <stdint.h>

#include <text2sql/sys/metadata.h>

typedef struct t2s__store t2s__store;

/* One who waits for the schema; embedded in a request. */
typedef struct t2s__store_waiter {
    struct t2s__store_waiter *next;
    struct t2s__store_waiter **place; /* where it is linked from; NULL: it does not wait */
    /* Exactly one of the two is given, both borrowed. The waiter may be freed here, and may ask again. */
    void (*done)(struct t2s__store_waiter *waiter, t2s_catalog *catalog, t2s_error *error);
} t2s__store_waiter;

/* `source` gets a reference of its own. 0; T2S_E_NOMEM. */
int t2s__store_new(t2s_metadata_source *source, uint64_t max_age_ms, t2s__store **ret_store);

/* Also without anybody's having waited to the end: waiters that are left are not called any more. */
void t2s__store_free(t2s__store *store);

/* Give the schema to `waiter`: at once when the snapshot is fresh, otherwise when it was read. */
void t2s__store_get(t2s__store *store, t2s_loop *loop, t2s__store_waiter *waiter);

/* Stop waiting. Nothing happens to one that does not wait. */
void t2s__store_cancel(t2s__store *store, t2s__store_waiter *waiter);

/* The snapshot is out of date, whatever its age. Any thread. */
void t2s__store_invalidate(t2s__store *store);

/* The loop is about to close: gives up a load that is under way, and the source its loop back. */
void t2s__store_detach(t2s__store *store, t2s_loop *loop);

#endif
