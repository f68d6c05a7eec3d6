/* SPDX-License-Identifier: MIT */
/* What EXPLAIN says: the tables that a statement reads and writes, and what it may cost. */
#ifndef T2S_EXECUTOR_PRESTO_PLAN_H
#define T2S_EXECUTOR_PRESTO_PLAN_H

#include <stddef.h>

#include <text2sql/sys/executor.h>

#include "util/buffer.h"

typedef struct t2s__presto_table {
    char *schema; /* "catalog.schema" */
    char *name;
} t2s__presto_table;

typedef struct t2s__presto_plan {
    t2s__presto_table *inputs;
    size_t input_count;
    size_t input_capacity;
    int has_output; /* it writes */
    double cost;    /* negative: not known */
    double rows;
} t2s__presto_plan;

/* Of EXPLAIN (TYPE IO, FORMAT JSON). 0; T2S_E_PROTOCOL: it is not understood, T2S_E_NOMEM. Dispose of it also after an error. */
int t2s__presto_plan_read(const char *text, size_t length, t2s__presto_plan *ret_plan);
void t2s__presto_plan_dispose(t2s__presto_plan *plan);

/* The rows that EXPLAIN (TYPE LOGICAL, FORMAT JSON) expects; negative: it does not say. */
double t2s__presto_plan_rows(const char *text, size_t length);

/* The first input that neither the query knows nor `known`, which may be NULL, has; NULL: there is none. */
const t2s__presto_table *t2s__presto_plan_unknown(const t2s__presto_plan *plan, const t2s_query *query, const t2s__presto_plan *known);

/* Append a query of everything in all tables that the query knows. */
void t2s__presto_plan_write_all(t2s__buffer *sql, const t2s_query *query);

#endif
