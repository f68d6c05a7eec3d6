/* SPDX-License-Identifier: MIT */
/*
 * The store: the snapshot of the schema that questions share, and when its source is asked whether it is still true.
 *
 * Whoever wants the schema says how old the last check may be: from which moment on it must have begun. One check is under way at a
 * time. Who came before it began shares it; all who came later share the next one, so that any number of questions at the same time
 * cost two checks at most. Loop thread only, but for t2s__store_invalidate().
 */
#ifndef T2S_METADATA_STORE_H
#define T2S_METADATA_STORE_H

#include <stdint.h>

#include <text2sql/sys/metadata.h>

/* When a question needs a check. Sources without T2S_METADATA_SOURCE_F_PROBES are too dear for ALWAYS and cannot NOTIFY: for them
 * both are MAX_AGE. */
enum {
    T2S__FRESH_ALWAYS,  /* one that began after it was asked */
    T2S__FRESH_MAX_AGE, /* one that began at most max_age before */
    T2S__FRESH_NOTIFY,  /* one that relies on notifications, or on none at all when the last that did not is older than max_age */
    T2S__FRESH_MANUAL   /* none, once there is a schema */
};

typedef struct t2s__store_policy {
    int freshness; /* T2S__FRESH_* */
    uint64_t max_age_ms;
    uint64_t stale_ms; /* how old the last good check may be when a new one fails because nobody answers; 0: it may not */
} t2s__store_policy;

typedef struct t2s__store t2s__store;

/* One who waits for the schema; embedded in a request. */
typedef struct t2s__store_waiter {
    struct t2s__store_waiter *next;
    struct t2s__store_waiter **place; /* where it is linked from; NULL: it does not wait */
    uint64_t since;                   /* the check must have begun then, or later */

    /* What it was given, for `done` to read. */
    int is_stale;        /* the check failed, and the policy allows for that */
    uint64_t checked_at; /* t2s_loop_now() when the check began that the schema rests on */
    unsigned checks;     /* that were made, 0 or 1: of those who share one, only one is told */
    unsigned loads;      /* of these, that brought another schema */

    /* Exactly one of the two is given, both borrowed; but a stale schema comes with the reason. The waiter may be freed here, and
     * may ask again. */
    void (*done)(struct t2s__store_waiter *waiter, t2s_catalog *catalog, t2s_error *error);
} t2s__store_waiter;

/* `source` gets a reference of its own. 0; T2S_E_NOMEM. */
int t2s__store_new(t2s_metadata_source *source, const t2s__store_policy *policy, t2s__store **ret_store);

/* Also without anybody's having waited to the end: waiters that are left are not called any more. */
void t2s__store_free(t2s__store *store);

/* Give the schema to `waiter`, as the policy has it for a question asked at `asked_at`: maybe at once, inside the call. */
void t2s__store_get(t2s__store *store, t2s_loop *loop, uint64_t asked_at, t2s__store_waiter *waiter);

/*
 * As t2s__store_get(), whatever the policy: the model's SQL names what the schema does not have, so the schema is looked at before
 * the model is blamed. A source that cannot tell cheaply is asked for this once in some seconds only.
 */
void t2s__store_recheck(t2s__store *store, t2s_loop *loop, t2s__store_waiter *waiter);

/* Stop waiting. Nothing happens to one that does not wait. */
void t2s__store_cancel(t2s__store *store, t2s__store_waiter *waiter);

/* The snapshot is out of date, whatever the source says: it is read anew. Any thread. */
void t2s__store_invalidate(t2s__store *store);

/* The loop is about to close: gives up a check that is under way, and the source its loop back. */
void t2s__store_detach(t2s__store *store, t2s_loop *loop);

#endif
