/* SPDX-License-Identifier: MIT */
#ifndef T2S_EXECUTOR_POSTGRES_PLAN_H
#define T2S_EXECUTOR_POSTGRES_PLAN_H

#include <stddef.h>

/* What EXPLAIN (FORMAT JSON) says of a whole query; -1 where it does not say. T2S_E_PROTOCOL: it is not JSON; T2S_E_NOMEM. */
int t2s__pg_plan_read(const char *json, size_t length, double *ret_cost, double *ret_rows);

#endif
