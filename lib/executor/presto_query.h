/* SPDX-License-Identifier: MIT */
/* A query on Trino or Presto: what is asked of the server before it, and its rows. */
#ifndef T2S_EXECUTOR_PRESTO_QUERY_H
#define T2S_EXECUTOR_PRESTO_QUERY_H

#include <text2sql/sys/executor.h>

#include "net/presto.h"

struct t2s__presto_query;

/* Those of one executor, on the loop that it serves. */
typedef struct t2s__presto_queries {
    t2s__presto_config *config;
    t2s__presto_client *client; /* NULL: not attached */
    struct t2s__presto_query *first;
} t2s__presto_queries;

/* Begin; the execution is finished later. 0; T2S_E_INVALID, T2S_E_NOMEM. */
int t2s__presto_query_start(t2s__presto_queries *queries, t2s_execution *execution);

/* Nobody waits for it: it ends now with T2S_E_CANCELLED, and the server is told to stop. */
void t2s__presto_query_cancel(t2s__presto_queries *queries, t2s_execution *execution);

#endif
