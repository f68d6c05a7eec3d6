/* SPDX-License-Identifier: MIT */
/* Looking at the rows of tables for values, over a connection, within a time: what t2s__pg_values asks for, table by table. */
#ifndef T2S_METADATA_POSTGRES_SAMPLER_H
#define T2S_METADATA_POSTGRES_SAMPLER_H

#include "metadata/postgres_values.h"
#include "net/pq.h"

enum { T2S__PG_SAMPLER_STATEMENTS = 5 };

/* One round. Its owner's memory, zeroed; nothing in it is for anyone else. */
typedef struct t2s__pg_sampler {
    t2s__pq *pq;
    t2s__pg_values *values;
    void (*done)(void *user_data, int code);
    void *user_data;
    uint64_t began;
    uint64_t timeout_ms;
    int code;
    t2s__buffer sql;
    char settings[256];
    t2s__pq_statement statements[T2S__PG_SAMPLER_STATEMENTS];
} t2s__pg_sampler;

/*
 * Begin.
 *
 * pq    idle, borrowed, and outside of a transaction; it may be broken at the end
 * done  runs once, unless the connection is closed before. Its code is 0, whatever became of the tables, or T2S_E_NOMEM.
 * 1; 0: there is nothing to look at, or no time, and `done` never runs
 */
int t2s__pg_sampler_start(t2s__pg_sampler *sampler, t2s__pq *pq, t2s__pg_values *values, uint64_t timeout_ms,
                          void (*done)(void *user_data, int code), void *user_data);

/* The connection is closed, or `done` has run. */
void t2s__pg_sampler_dispose(t2s__pg_sampler *sampler);

#endif
