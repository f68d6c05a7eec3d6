/* SPDX-License-Identifier: MIT */
/* How a schema of PostgreSQL is known again: what is asked of the server, and what its answer is compared with. */
#ifndef T2S_METADATA_POSTGRES_PROBE_H
#define T2S_METADATA_POSTGRES_PROBE_H

#include <stdint.h>

#include <libpq-fe.h>

/*
 * What the server said in the snapshot, in the database's sense, in which a schema was read. Texts are owned; NULL: not known.
 *
 * moment     The snapshot itself: which transactions it sees. Nothing whatever was committed as long as it is the same.
 * rows       What the system catalogs hold that a schema is made of, in short. Nothing in them has changed as long as it is the
 * same. session    What does not show in the rows: the search path of the session, and since when this server runs. watermark
 * Transactions before this one had all ended. Of rows that they have written only the number is in `rows`. recent     How many rows
 * are of later ones; each is looked at.
 */
typedef struct t2s__pg_state {
    char *moment;
    char *rows;
    char *session;
    uint64_t watermark;
    uint64_t recent;
} t2s__pg_state;

void t2s__pg_state_dispose(t2s__pg_state *state);

/* Cheap. To be run with the session's own search path. */
extern const char *const t2s__pg_moment_query;

/* 0; T2S_E_PROTOCOL: no such row; T2S_E_NOMEM. */
int t2s__pg_state_take_moment(t2s__pg_state *state, const PGresult *row);

/* Does it cost more than a glance. To be run with nothing but pg_catalog in the search path; `watermark` 0: a new one. NULL when
 * memory is short; t2s__free(). */
char *t2s__pg_rows_query(uint64_t watermark);

/* Sets the moment too, since it may be another one by then. 0; T2S_E_PROTOCOL; T2S_E_NOMEM. */
int t2s__pg_state_take_rows(t2s__pg_state *state, const PGresult *row);

/* Is it the same session, or one like it? */
int t2s__pg_state_same_session(const t2s__pg_state *a, const t2s__pg_state *b);

/* Was nothing committed between the two? Both are of such sessions. */
int t2s__pg_state_same_moment(const t2s__pg_state *a, const t2s__pg_state *b);

/* Did nothing change that a schema is made of? Both are by the same watermark, or they differ. */
int t2s__pg_state_same_rows(const t2s__pg_state *a, const t2s__pg_state *b);

/* The watermark for the next load: the same as long as that is cheap; 0: a new one. */
uint64_t t2s__pg_state_next_watermark(const t2s__pg_state *state);

#endif
