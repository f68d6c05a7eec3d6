/* SPDX-License-Identifier: MIT */
#ifndef T2S_EXECUTOR_QUERY_H
#define T2S_EXECUTOR_QUERY_H

#include <stdatomic.h>

#include <text2sql/sys/executor.h>

typedef struct t2s__query_setting {
    char *name;
    char *value;
} t2s__query_setting;

typedef struct t2s__query_table {
    char *schema;
    char *name;
} t2s__query_table;

struct t2s_query {
    atomic_uint references;
    char *sql;
    uint64_t row_limit; /* 0: none, as all limits */
    uint64_t byte_limit;
    uint64_t timeout_ms;
    char *role; /* or NULL */
    t2s__query_setting *settings;
    size_t setting_count;
    size_t setting_capacity;
    char **schemas; /* of the search path */
    size_t schema_count;
    size_t schema_capacity;
    t2s__query_table *tables;
    size_t table_count;
    size_t table_capacity;
    int knows_tables;
    int dry_run; /* T2S_DRY_RUN_* */
    double cost_limit;
    double expected_row_limit;
};

#endif
