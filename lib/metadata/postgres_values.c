/* SPDX-License-Identifier: MIT */
#include "metadata/postgres_values_internal.h"

#include <stdlib.h>
#include <string.h>

#include "catalog/catalog.h"
#include "metadata/postgres_array.h"
#include "util/memory.h"
#include "util/utf8.h"

enum { STATISTICS_VALUES_MAX = 100, OVERHEAD = 32 /* bytes that a value takes beside its text, about */ };

t2s__pg_values *t2s__pg_values_new(t2s_catalog_builder *builder)
{
    t2s__pg_values *values = t2s__calloc(1, sizeof(*values));

    if (values == NULL)
        return NULL;
    values->builder = builder;
    values->limit = SIZE_MAX;
    t2s__arena_init(&values->arena, 0);
    return values;
}

void t2s__pg_values_set_limit(t2s__pg_values *values, size_t bytes)
{
    values->limit = bytes;
}

void t2s__pg_values_drop(t2s__pg_values *values, struct t2s__pg_values_list *list)
{
    for (struct t2s__pg_value *value = list->first, *next; value != NULL; value = next) {
        next = value->next;
        values->used -= strlen(value->text) + OVERHEAD;
        t2s__free(value);
    }
    *list = (struct t2s__pg_values_list){0};
}

void t2s__pg_values_free(t2s__pg_values *values)
{
    if (values == NULL)
        return;
    for (size_t i = 0; i < values->count; i++)
        for (struct t2s__pg_values_column *column = values->tables[i].columns; column != NULL; column = column->next)
            t2s__pg_values_drop(values, &column->list);
    for (size_t i = 0; i < values->sample_count; i++)
        t2s__pg_values_drop(values, &values->samples[i].list);
    t2s__free(values->tables);
    t2s__free(values->order);
    t2s__arena_dispose(&values->arena);
    t2s__free(values);
}

int t2s__pg_values_add_relation(t2s__pg_values *values, const char *schema, const char *name, int64_t rows, int sampled)
{
    struct t2s__pg_values_table table = {.rows = rows, .sampled = sampled};

    table.schema = t2s__arena_strdup(&values->arena, schema);
    table.name = t2s__arena_strdup(&values->arena, name);
    if (table.schema == NULL || table.name == NULL ||
        t2s__grow((void **)&values->tables, &values->capacity, values->count + 1, sizeof(table)) != 0)
        return T2S_E_NOMEM;
    values->tables[values->count++] = table;
    return 0;
}

int t2s__pg_values_add_column(t2s__pg_values *values, size_t relation, const char *name, const char *type)
{
    struct t2s__pg_values_column *column = t2s__arena_zalloc(&values->arena, sizeof(*column));
    struct t2s__pg_values_table *table = &values->tables[relation];

    if (column == NULL || (column->name = t2s__arena_strdup(&values->arena, name)) == NULL ||
        (column->type = t2s__arena_strdup(&values->arena, type)) == NULL)
        return T2S_E_NOMEM;
    column->null_fraction = column->distinct = -1;
    if (table->columns == NULL)
        table->last = &table->columns; /* the array may have moved meanwhile */
    *table->last = column;
    table->last = &column->next;
    return 0;
}

int t2s__pg_values_put(t2s__pg_values *values, struct t2s__pg_values_list *list, const char *text, double frequency, int *ret_taken)
{
    size_t length = strlen(text);
    struct t2s__pg_value *value;

    *ret_taken = 0;
    if (length > T2S__PG_VALUE_BYTES_MAX || t2s__utf8_check(text, length) != length || values->used > values->limit ||
        length + OVERHEAD > values->limit - values->used)
        return 0;
    value = t2s__malloc(sizeof(*value) + length + 1);
    if (value == NULL)
        return T2S_E_NOMEM;
    value->next = NULL;
    value->frequency = frequency;
    memcpy(value->text, text, length + 1);
    if (list->last != NULL)
        list->last->next = value;
    else
        list->first = value;
    list->last = value;
    list->count++;
    values->used += length + OVERHEAD;
    *ret_taken = 1;
    return 0;
}

/* What statistics say. */

static struct t2s__pg_values_column *find_column(const struct t2s__pg_values_table *table, const char *name)
{
    struct t2s__pg_values_column *column = table->columns;

    while (column != NULL && strcmp(column->name, name) != 0)
        column = column->next;
    return column;
}

static double count_distinct(const struct t2s__pg_values_table *table, double null_fraction, double distinct)
{
    if (distinct > 0)
        return distinct;
    if (distinct == 0)
        return null_fraction >= 1 ? 0 : -1;
    return table->rows >= 0 ? -distinct * (double)table->rows : -1;
}

static int add_array(t2s__pg_values *values, struct t2s__pg_values_list *list, const char *texts, const char *frequencies)
{
    t2s__pg_array array;
    t2s__pg_array numbers;
    const char *text;
    const char *number;
    int code = t2s__pg_array_begin(&array, texts);
    int second = t2s__pg_array_begin(&numbers, frequencies);

    if (code == 0)
        code = second;
    for (int more = 1; code == 0 && more == 1 && list->count < STATISTICS_VALUES_MAX;) {
        int taken;

        more = t2s__pg_array_next(&array, &text);
        if (more != 1) {
            code = more;
            continue;
        }
        second = t2s__pg_array_next(&numbers, &number);
        if (second < 0)
            code = second;
        else if (text != NULL)
            code = t2s__pg_values_put(values, list, text, second == 1 && number != NULL ? strtod(number, NULL) : -1, &taken);
    }
    t2s__pg_array_dispose(&array);
    t2s__pg_array_dispose(&numbers);
    return code;
}

int t2s__pg_values_add_statistics(t2s__pg_values *values, size_t relation, const char *name, double null_fraction, double distinct,
                                  const char *common, const char *frequencies, const char *others)
{
    const struct t2s__pg_values_table *table = &values->tables[relation];
    struct t2s__pg_values_column *column = find_column(table, name);
    double count = count_distinct(table, null_fraction, distinct);
    int code = t2s_catalog_builder_set_column_statistics(values->builder, relation, name, null_fraction, count);

    if (code != 0 || column == NULL)
        return code == T2S_E_NOTFOUND ? 0 : code;
    column->null_fraction = null_fraction;
    column->distinct = count;
    code = add_array(values, &column->list, common, frequencies);
    if (code == 0)
        code = add_array(values, &column->list, others, NULL);
    column->settled = count >= 0 && (count > T2S__PG_VALUES_MAX || (double)column->list.count >= count);
    return code;
}

/* What an earlier catalog knows. */

static int reuse_column(t2s__pg_values *values, struct t2s__pg_values_column *column, const t2s_column *old)
{
    const t2s__statistics *known = old->statistics;
    int taken;

    if (strcmp(column->type, old->type) != 0 || known == NULL || known->distinct < 0 || known->value_count < column->list.count)
        return 0;
    t2s__pg_values_drop(values, &column->list);
    for (size_t i = 0; i < known->value_count; i++)
        if (t2s__pg_values_put(values, &column->list, known->values[i].text, known->values[i].frequency, &taken) != 0)
            return T2S_E_NOMEM;
    column->complete = known->complete && column->list.count == known->value_count;
    if (column->distinct < 0) {
        column->null_fraction = known->null_fraction;
        column->distinct = known->distinct;
    }
    column->settled = 1;
    return 0;
}

int t2s__pg_values_reuse(t2s__pg_values *values, const t2s_catalog *catalog)
{
    for (size_t i = 0; i < values->count; i++) {
        const struct t2s__pg_values_table *table = &values->tables[i];
        const t2s_relation *old = table->sampled ? t2s_catalog_find_relation(catalog, table->schema, table->name) : NULL;

        for (struct t2s__pg_values_column *column = old != NULL ? table->columns : NULL; column != NULL; column = column->next) {
            const t2s_column *same = column->settled ? NULL : t2s__relation_column(old, column->name, strlen(column->name));

            if (same != NULL && reuse_column(values, column, same) != 0)
                return T2S_E_NOMEM;
        }
    }
    return 0;
}

/* The end. */

static int emit_column(t2s__pg_values *values, size_t relation, const struct t2s__pg_values_column *column)
{
    int code = 0;

    if (column->null_fraction >= 0 || column->distinct >= 0)
        code = t2s_catalog_builder_set_column_statistics(values->builder, relation, column->name, column->null_fraction,
                                                         column->distinct);
    for (const struct t2s__pg_value *value = column->list.first; code == 0 && value != NULL; value = value->next)
        code = t2s_catalog_builder_add_column_value(values->builder, relation, column->name, value->text, value->frequency);
    if (code == 0 && column->complete)
        code = t2s_catalog_builder_set_column_values_complete(values->builder, relation, column->name);
    return code;
}

int t2s__pg_values_emit(t2s__pg_values *values)
{
    int code = 0;

    for (size_t i = 0; i < values->count; i++)
        for (const struct t2s__pg_values_column *column = values->tables[i].columns; code == 0 && column != NULL;
             column = column->next)
            code = emit_column(values, i, column);
    return code;
}
