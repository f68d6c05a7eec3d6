/* SPDX-License-Identifier: MIT */
/* One query on its way: waiting for a connection, running, and leaving the connection clean. For the loop's thread. */
#ifndef T2S_EXECUTOR_POSTGRES_QUERY_H
#define T2S_EXECUTOR_POSTGRES_QUERY_H

#include <text2sql/sys/executor.h>

#include "executor/postgres_pool.h"
#include "executor/postgres_types.h"

struct t2s__pg_query;

/* What all queries on one loop share. */
typedef struct t2s__pg_queries {
    t2s_loop *loop;
    t2s__pg_pool *pool;
    t2s__pg_types *types;
    struct t2s__pg_query *first;
} t2s__pg_queries;

/* 0 or T2S_E_NOMEM. */
int t2s__pg_query_start(t2s__pg_queries *queries, t2s_execution *execution);

/* Finish it with T2S_E_CANCELLED, and stop it on the server. */
void t2s__pg_query_cancel(t2s__pg_queries *queries, t2s_execution *execution);

/* Finish all with T2S_E_SHUTDOWN. */
void t2s__pg_query_stop_all(t2s__pg_queries *queries);

#endif
