/* SPDX-License-Identifier: MIT */
/*
 * What a metadata source for PostgreSQL keeps between loads: the last schema, what the server said then, and the connection, over
 * which it is asked whether that is still so. Loop thread only.
 */
#ifndef T2S_METADATA_POSTGRES_KEEPER_H
#define T2S_METADATA_POSTGRES_KEEPER_H

#include <text2sql/sys/metadata.h>

#include "metadata/postgres_probe.h"
#include "net/pq.h"

typedef struct t2s__pg_keeper t2s__pg_keeper;

enum t2s__pg_finding {
    T2S__PG_SAME,    /* the schema that is kept is true */
    T2S__PG_CHANGED, /* or nobody can tell: it has to be read anew */
    T2S__PG_FAILED   /* the server was not reached, or had enough */
};

/* One who waits for a finding; embedded in a load. */
typedef struct t2s__pg_check {
    t2s__pg_keeper *keeper; /* NULL: none is under way */
    /* Exactly once. `pq` with CHANGED, or NULL: a connection that was opened just now, to be taken over. `error` with FAILED, to be
     * taken over. */
    void (*done)(struct t2s__pg_check *check, enum t2s__pg_finding finding, t2s__pq *pq, t2s_error *error);
} t2s__pg_check;

/* 0; T2S_E_NOMEM. */
int t2s__pg_keeper_new(t2s__pq_config *config, uint64_t connect_timeout_ms, uint64_t idle_timeout_ms, t2s__pg_keeper **ret_keeper);
void t2s__pg_keeper_free(t2s__pg_keeper *keeper);

/* The loop comes, and goes: then connections are closed, and no check is under way any more. 0; T2S_E_NOMEM. */
int t2s__pg_keeper_attach(t2s__pg_keeper *keeper, t2s_loop *loop);
void t2s__pg_keeper_detach(t2s__pg_keeper *keeper);

/* The schema that is kept, borrowed; NULL: none. */
t2s_catalog *t2s__pg_keeper_catalog(const t2s__pg_keeper *keeper);

/*
 * Is the schema that is kept still true?
 *
 * rely  notifications are trusted, as far as the connection is known to get them
 * The finding, if it can be told at once: `done` does not run then. -1: it runs, later or before this returns.
 */
int t2s__pg_keeper_check(t2s__pg_keeper *keeper, int rely, t2s__pg_check *check);

/* Nobody waits for it any more. Nothing happens to one that is not under way. */
void t2s__pg_keeper_cancel(t2s__pg_check *check);

/* By which watermark the next load asks for its rows. */
uint64_t t2s__pg_keeper_watermark(const t2s__pg_keeper *keeper);

/* Keep what was read over `pq`, which is taken over, as is what `state` holds. */
void t2s__pg_keeper_keep(t2s__pg_keeper *keeper, t2s__pq *pq, t2s_catalog *catalog, t2s__pg_state *state);

#endif
