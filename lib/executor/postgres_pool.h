/* SPDX-License-Identifier: MIT */
/* Connections shared by queries, who wait for them in order. For the loop's thread. */
#ifndef T2S_EXECUTOR_POSTGRES_POOL_H
#define T2S_EXECUTOR_POSTGRES_POOL_H

#include "net/pq.h"

enum { T2S__PG_POOL_MAX = 1000 };

typedef struct t2s__pg_pool t2s__pg_pool;

/* Who waits; embedded in what it is for. One of the two runs, exactly once, unless it stops waiting; maybe inside the call. */
typedef struct t2s__pg_waiter {
    struct t2s__pg_waiter *next;
    uint64_t since;
    void (*granted)(struct t2s__pg_waiter *waiter, t2s__pq *pq);      /* to be given back */
    void (*refused)(struct t2s__pg_waiter *waiter, t2s_error *error); /* takes the error over */
} t2s__pg_waiter;

/* 0 or T2S_E_NOMEM. */
int t2s__pg_pool_new(t2s__pq_config *config, t2s_loop *loop, size_t size, uint64_t connect_timeout_ms, uint64_t idle_timeout_ms,
                     t2s__pg_pool **ret_pool);

/* Nobody waits, and nothing is granted any more. NULL is fine. */
void t2s__pg_pool_free(t2s__pg_pool *pool);

/* Wait for a connection: as the last, or, having had one that was of no use, as the first. */
void t2s__pg_pool_want(t2s__pg_pool *pool, t2s__pg_waiter *waiter);
void t2s__pg_pool_want_again(t2s__pg_pool *pool, t2s__pg_waiter *waiter);

void t2s__pg_pool_unwant(t2s__pg_pool *pool, t2s__pg_waiter *waiter);

/* It will be given back in a moment: nobody needs to connect instead. */
void t2s__pg_pool_returning(t2s__pg_pool *pool, const t2s__pq *pq);

/* Give a connection back. One that is not clean, or not alive, is closed. */
void t2s__pg_pool_give(t2s__pg_pool *pool, t2s__pq *pq, int clean);

size_t t2s__pg_pool_size(const t2s__pg_pool *pool);

#endif
