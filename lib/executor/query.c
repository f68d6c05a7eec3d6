/* SPDX-License-Identifier: MIT */
/* What is to be run: SQL, as whom, and within which bounds. */
#include "executor/query.h"

#include <string.h>

#include "util/memory.h"

int t2s_query_new(const char *sql, t2s_query **ret_query)
{
    t2s_query *query;

    if (sql == NULL || ret_query == NULL)
        return T2S_E_INVALID;
    query = t2s__calloc(1, sizeof(*query));
    if (query == NULL)
        return T2S_E_NOMEM;
    atomic_init(&query->references, 1);
    query->sql = t2s__strdup(sql);
    if (query->sql == NULL) {
        t2s__free(query);
        return T2S_E_NOMEM;
    }
    *ret_query = query;
    return 0;
}

t2s_query *t2s_query_ref(t2s_query *query)
{
    if (query != NULL)
        atomic_fetch_add_explicit(&query->references, 1, memory_order_relaxed);
    return query;
}

void t2s_query_unref(t2s_query *query)
{
    if (query == NULL || atomic_fetch_sub_explicit(&query->references, 1, memory_order_acq_rel) != 1)
        return;
    for (size_t i = 0; i < query->setting_count; i++) {
        t2s__free(query->settings[i].name);
        t2s__free(query->settings[i].value);
    }
    for (size_t i = 0; i < query->schema_count; i++)
        t2s__free(query->schemas[i]);
    for (size_t i = 0; i < query->table_count; i++) {
        t2s__free(query->tables[i].schema);
        t2s__free(query->tables[i].name);
    }
    t2s__free(query->settings);
    t2s__free(query->schemas);
    t2s__free(query->tables);
    t2s__free(query->role);
    t2s__free(query->sql);
    t2s__free(query);
}

const char *t2s_query_sql(const t2s_query *query)
{
    return query->sql;
}

void t2s_query_set_row_limit(t2s_query *query, uint64_t rows)
{
    query->row_limit = rows;
}

uint64_t t2s_query_row_limit(const t2s_query *query)
{
    return query->row_limit;
}

void t2s_query_set_byte_limit(t2s_query *query, uint64_t bytes)
{
    query->byte_limit = bytes;
}

void t2s_query_set_timeout_ms(t2s_query *query, uint64_t milliseconds)
{
    query->timeout_ms = milliseconds;
}

uint64_t t2s_query_timeout_ms(const t2s_query *query)
{
    return query->timeout_ms;
}

int t2s_query_set_role(t2s_query *query, const char *role)
{
    if (query == NULL || (role != NULL && (role[0] == '\0' || strcmp(role, "none") == 0)))
        return T2S_E_INVALID;
    return t2s__strset(&query->role, role);
}

const char *t2s_query_role(const t2s_query *query)
{
    return query->role;
}

int t2s_query_add_setting(t2s_query *query, const char *name, const char *value)
{
    t2s__query_setting setting;

    if (query == NULL || name == NULL || name[0] == '\0' || value == NULL)
        return T2S_E_INVALID;
    if (t2s__grow((void **)&query->settings, &query->setting_capacity, query->setting_count + 1, sizeof(*query->settings)) != 0)
        return T2S_E_NOMEM;
    setting = (t2s__query_setting){t2s__strdup(name), t2s__strdup(value)};
    if (setting.name == NULL || setting.value == NULL) {
        t2s__free(setting.name);
        t2s__free(setting.value);
        return T2S_E_NOMEM;
    }
    query->settings[query->setting_count++] = setting;
    return 0;
}

size_t t2s_query_setting_count(const t2s_query *query)
{
    return query->setting_count;
}

const char *t2s_query_setting_name(const t2s_query *query, size_t index)
{
    return index < query->setting_count ? query->settings[index].name : NULL;
}

const char *t2s_query_setting_value(const t2s_query *query, size_t index)
{
    return index < query->setting_count ? query->settings[index].value : NULL;
}

int t2s_query_add_schema(t2s_query *query, const char *schema)
{
    if (query == NULL || schema == NULL || schema[0] == '\0')
        return T2S_E_INVALID;
    if (t2s__grow((void **)(void *)&query->schemas, &query->schema_capacity, query->schema_count + 1, sizeof(*query->schemas)) != 0)
        return T2S_E_NOMEM;
    query->schemas[query->schema_count] = t2s__strdup(schema);
    if (query->schemas[query->schema_count] == NULL)
        return T2S_E_NOMEM;
    query->schema_count++;
    return 0;
}

size_t t2s_query_search_path_count(const t2s_query *query)
{
    return query->schema_count;
}

const char *t2s_query_search_path(const t2s_query *query, size_t index)
{
    return index < query->schema_count ? query->schemas[index] : NULL;
}

int t2s_query_add_table(t2s_query *query, const char *schema, const char *name)
{
    t2s__query_table table;

    if (query == NULL || schema == NULL || name == NULL)
        return T2S_E_INVALID;
    if (t2s__grow((void **)&query->tables, &query->table_capacity, query->table_count + 1, sizeof(*query->tables)) != 0)
        return T2S_E_NOMEM;
    table = (t2s__query_table){t2s__strdup(schema), t2s__strdup(name)};
    if (table.schema == NULL || table.name == NULL) {
        t2s__free(table.schema);
        t2s__free(table.name);
        return T2S_E_NOMEM;
    }
    query->tables[query->table_count++] = table;
    return 0;
}

void t2s_query_set_knows_tables(t2s_query *query)
{
    query->knows_tables = 1;
}

int t2s_query_knows_tables(const t2s_query *query)
{
    return query->knows_tables;
}

size_t t2s_query_table_count(const t2s_query *query)
{
    return query->table_count;
}

const char *t2s_query_table_schema(const t2s_query *query, size_t index)
{
    return index < query->table_count ? query->tables[index].schema : NULL;
}

const char *t2s_query_table_name(const t2s_query *query, size_t index)
{
    return index < query->table_count ? query->tables[index].name : NULL;
}

int t2s_query_set_dry_run(t2s_query *query, int dry_run, double cost_limit, double row_limit)
{
    if (query == NULL || dry_run < T2S_DRY_RUN_OFF || dry_run > T2S_DRY_RUN_ONLY || !(cost_limit >= 0) || !(row_limit >= 0) ||
        (dry_run == T2S_DRY_RUN_OFF && (cost_limit > 0 || row_limit > 0)))
        return T2S_E_INVALID;
    query->dry_run = dry_run;
    query->cost_limit = cost_limit;
    query->expected_row_limit = row_limit;
    return 0;
}

int t2s_query_dry_run(const t2s_query *query)
{
    return query->dry_run;
}
