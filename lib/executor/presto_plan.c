/* SPDX-License-Identifier: MIT */
#include "executor/presto_plan.h"

#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "net/presto_json.h"
#include "util/memory.h"

void t2s__presto_plan_dispose(t2s__presto_plan *plan)
{
    for (size_t i = 0; i < plan->input_count; i++) {
        t2s__free(plan->inputs[i].schema);
        t2s__free(plan->inputs[i].name);
    }
    t2s__free(plan->inputs);
    *plan = (t2s__presto_plan){0};
}

/* "NaN" and what is missing are not known. */
static double number(t2s__json value)
{
    t2s__buffer text = T2S__BUFFER_INIT;
    locale_t plain;
    double result = -1;

    if (t2s__json_kind(value) != '0')
        return -1;
    plain = newlocale(LC_ALL_MASK, "C", (locale_t)0); /* the host's may have a decimal comma */
    t2s__buffer_append(&text, value.text, value.length);
    if (plain != (locale_t)0 && !text.failed)
        result = strtod_l(text.data, NULL, plain);
    if (plain != (locale_t)0)
        freelocale(plain);
    t2s__buffer_dispose(&text);
    return result;
}

static int is_string(t2s__json value)
{
    return t2s__json_kind(value) == '"';
}

/* {"catalog": .., "schemaTable": {"schema": .., "table": ..}} */
static int add_input(t2s__presto_plan *plan, t2s__json table)
{
    t2s__json catalog = t2s__json_get(table, "catalog");
    t2s__json schema = t2s__json_get(t2s__json_get(table, "schemaTable"), "schema");
    t2s__json name = t2s__json_get(t2s__json_get(table, "schemaTable"), "table");
    t2s__buffer path = T2S__BUFFER_INIT;
    t2s__buffer last = T2S__BUFFER_INIT;
    t2s__presto_table *input;

    if (!is_string(catalog) || !is_string(schema) || !is_string(name))
        return T2S_E_PROTOCOL;
    if (t2s__grow((void **)&plan->inputs, &plan->input_capacity, plan->input_count + 1, sizeof(*plan->inputs)) != 0)
        return T2S_E_NOMEM;
    t2s__json_decode(&path, catalog);
    t2s__buffer_char(&path, '.');
    t2s__json_decode(&path, schema);
    t2s__buffer_text(&last, "");
    t2s__json_decode(&last, name);
    input = &plan->inputs[plan->input_count++];
    input->schema = t2s__buffer_steal(&path, NULL);
    input->name = t2s__buffer_steal(&last, NULL);
    t2s__buffer_dispose(&path);
    t2s__buffer_dispose(&last);
    if (input->schema != NULL && input->name != NULL)
        return 0;
    t2s__free(input->schema);
    t2s__free(input->name);
    plan->input_count--;
    return T2S_E_NOMEM;
}

int t2s__presto_plan_read(const char *text, size_t length, t2s__presto_plan *ret_plan)
{
    t2s__json root, inputs, item, estimate;
    t2s__json_items items;
    int code = 0;

    *ret_plan = (t2s__presto_plan){.cost = -1, .rows = -1};
    if (t2s__json_check(text, length, &root) != 0)
        return T2S_E_PROTOCOL;
    inputs = t2s__json_get(root, "inputTableColumnInfos");
    if (t2s__json_kind(inputs) != '[') /* without it nothing can be concluded */
        return T2S_E_PROTOCOL;
    items = t2s__json_begin(inputs);
    while (code == 0 && t2s__json_next(&items, &item))
        code = add_input(ret_plan, t2s__json_get(item, "table"));
    estimate = t2s__json_get(root, "estimate");
    ret_plan->has_output = t2s__json_get(root, "outputTable").text != NULL;
    ret_plan->cost = number(t2s__json_get(estimate, "cpuCost"));
    ret_plan->rows = number(t2s__json_get(estimate, "outputRowCount"));
    return code;
}

double t2s__presto_plan_rows(const char *text, size_t length)
{
    t2s__json root, estimate;
    t2s__json_items items;

    if (t2s__json_check(text, length, &root) != 0)
        return -1;
    items = t2s__json_begin(t2s__json_get(root, "estimates"));
    return t2s__json_next(&items, &estimate) ? number(t2s__json_get(estimate, "outputRowCount")) : -1;
}

static int is_known(const t2s__presto_table *table, const t2s_query *query)
{
    for (size_t i = 0; i < t2s_query_table_count(query); i++)
        if (strcasecmp(table->schema, t2s_query_table_schema(query, i)) == 0 &&
            strcasecmp(table->name, t2s_query_table_name(query, i)) == 0)
            return 1;
    return 0;
}

static int has_input(const t2s__presto_plan *plan, const t2s__presto_table *table)
{
    for (size_t i = 0; plan != NULL && i < plan->input_count; i++)
        if (strcmp(table->schema, plan->inputs[i].schema) == 0 && strcmp(table->name, plan->inputs[i].name) == 0)
            return 1;
    return 0;
}

const t2s__presto_table *t2s__presto_plan_unknown(const t2s__presto_plan *plan, const t2s_query *query, const t2s__presto_plan *known)
{
    for (size_t i = 0; i < plan->input_count; i++)
        if (!is_known(&plan->inputs[i], query) && !has_input(known, &plan->inputs[i]))
            return &plan->inputs[i];
    return NULL;
}

static void write_quoted(t2s__buffer *sql, const char *name, size_t length)
{
    t2s__buffer_char(sql, '"');
    for (size_t i = 0; i < length; i++) {
        if (name[i] == '"')
            t2s__buffer_char(sql, '"');
        t2s__buffer_char(sql, name[i]);
    }
    t2s__buffer_char(sql, '"');
}

void t2s__presto_plan_write_all(t2s__buffer *sql, const t2s_query *query)
{
    t2s__buffer_text(sql, "SELECT * FROM ");
    for (size_t i = 0; i < t2s_query_table_count(query); i++) {
        const char *schema = t2s_query_table_schema(query, i);
        const char *name = t2s_query_table_name(query, i);
        size_t catalog = strcspn(schema, ".");

        if (i != 0)
            t2s__buffer_text(sql, ", ");
        write_quoted(sql, schema, catalog);
        t2s__buffer_char(sql, '.');
        if (schema[catalog] == '.') {
            write_quoted(sql, schema + catalog + 1, strlen(schema + catalog + 1));
            t2s__buffer_char(sql, '.');
        }
        write_quoted(sql, name, strlen(name));
    }
}
