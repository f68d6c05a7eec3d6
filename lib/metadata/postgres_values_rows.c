/* SPDX-License-Identifier: MIT */
/* Values out of the rows of tables: which tables, by which statements, and what comes of them. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "metadata/postgres_values_internal.h"
#include "util/memory.h"

enum {
    STORED_BYTES_MAX = 256, /* what takes more where it is stored, compressed or not, is not read at all */
    ROWS_MAX = 50000
};

/* An estimate for a table that nobody has counted: neither small nor large. */
#define ROWS_UNKNOWN ((int64_t)ROWS_MAX)

static int64_t rows_of(const struct t2s__pg_values_table *table)
{
    return table->rows >= 0 ? table->rows : ROWS_UNKNOWN;
}

static const struct t2s__pg_values_column *next_unsettled(const struct t2s__pg_values_column *column)
{
    while (column != NULL && column->settled)
        column = column->next;
    return column;
}

struct place {
    int64_t rows;
    size_t table;
};

static int compare_places(const void *left, const void *right)
{
    const struct place *a = left;
    const struct place *b = right;

    if (a->rows != b->rows)
        return a->rows < b->rows ? -1 : 1;
    return a->table < b->table ? -1 : a->table > b->table;
}

/* 0; T2S_E_NOMEM. */
static int set_order(t2s__pg_values *values)
{
    size_t size = values->count != 0 ? values->count : 1;
    struct place *places = t2s__calloc(size, sizeof(*places));

    values->order = t2s__calloc(size, sizeof(*values->order));
    if (places == NULL || values->order == NULL) {
        t2s__free(places);
        return T2S_E_NOMEM;
    }
    for (size_t i = 0; i < values->count; i++)
        if (values->tables[i].sampled && next_unsettled(values->tables[i].columns) != NULL)
            places[values->order_count++] = (struct place){rows_of(&values->tables[i]), i};
    qsort(places, values->order_count, sizeof(*places), compare_places);
    for (size_t i = 0; i < values->order_count; i++)
        values->order[i] = places[i].table;
    t2s__free(places);
    return 0;
}

static void write_name(t2s__buffer *sql, const char *name)
{
    t2s__buffer_char(sql, '"');
    for (; *name != '\0'; name++) {
        if (*name == '"')
            t2s__buffer_char(sql, '"');
        t2s__buffer_char(sql, *name);
    }
    t2s__buffer_char(sql, '"');
}

/* Of a large table some of its pages, a little more than needed: they are not equally full. */
static void write_source(t2s__pg_values *values, t2s__buffer *sql, const struct t2s__pg_values_table *table)
{
    int64_t rows = rows_of(table);

    t2s__buffer_text(sql, "WITH t AS MATERIALIZED (SELECT ");
    for (size_t i = 0; i < values->sample_count; i++) {
        t2s__buffer_text(sql, i != 0 ? ", " : "");
        write_name(sql, values->samples[i].column->name);
        t2s__buffer_printf(sql, " AS c%zu", i);
    }
    t2s__buffer_text(sql, " FROM ");
    write_name(sql, table->schema);
    t2s__buffer_char(sql, '.');
    write_name(sql, table->name);
    values->part = rows > 2 * (int64_t)ROWS_MAX;
    if (values->part) {
        int64_t millionths = (int64_t)ROWS_MAX * 120 * 1000000 / rows; /* of a percent */

        t2s__buffer_printf(sql, " TABLESAMPLE SYSTEM (%" PRId64 ".%06" PRId64 ") REPEATABLE (0)", millionths / 1000000,
                           millionths % 1000000);
    }
    t2s__buffer_printf(sql, " LIMIT %d)", ROWS_MAX);
}

/*
 * One pass over the rows for all columns: how often each value occurs. What is long is counted without being read, as NULL; of what
 * has too many values comes only their number, below 0.
 */
static void write_statement(t2s__pg_values *values, t2s__buffer *sql, const struct t2s__pg_values_table *table)
{
    write_source(values, sql, table);
    t2s__buffer_text(sql, ", v AS (SELECT k.n, k.v, count(*) AS c FROM t CROSS JOIN LATERAL (VALUES ");
    for (size_t i = 0; i < values->sample_count; i++)
        t2s__buffer_printf(
            sql,
            "%s(%zu, t.c%zu IS NOT NULL, CASE WHEN pg_column_size(t.c%zu) <= %d THEN CASE WHEN octet_length(t.c%zu::text)"
            " <= %d THEN t.c%zu::text COLLATE \"C\" END END)",
            i != 0 ? ", " : "", i, i, i, STORED_BYTES_MAX, i, T2S__PG_VALUE_BYTES_MAX, i);
    t2s__buffer_printf(sql,
                       ") k(n, there, v) WHERE k.there GROUP BY k.n, k.v),"
                       " g AS (SELECT v.n, v.v, v.c, count(*) OVER (PARTITION BY v.n) AS groups FROM v)"
                       " SELECT -1, NULL::text, count(*) FROM t"
                       " UNION ALL SELECT g.n, NULL, -count(*) FROM g WHERE g.groups > %d GROUP BY g.n"
                       " UNION ALL (SELECT g.n, g.v, g.c FROM g WHERE g.groups <= %d ORDER BY g.n, g.c DESC, g.v)",
                       T2S__PG_VALUES_MAX, T2S__PG_VALUES_MAX);
}

int t2s__pg_values_next(t2s__pg_values *values, t2s__buffer *sql)
{
    struct t2s__pg_values_table *table = NULL;

    if ((values->order == NULL && set_order(values) != 0) || values->used >= values->limit)
        return 0;
    while (values->at < values->order_count) {
        table = &values->tables[values->order[values->at]];
        if (next_unsettled(table->columns) != NULL)
            break;
        values->at++;
    }
    if (values->at == values->order_count)
        return 0;
    values->sample_count = 0;
    values->rows = 0;
    for (struct t2s__pg_values_column *column = table->columns; column != NULL && values->sample_count < T2S__PG_VALUES_COLUMNS;
         column = column->next)
        if (!column->settled) {
            column->settled = 1; /* whatever comes of it, it is not tried again */
            values->samples[values->sample_count++] = (struct t2s__pg_values_sample){.column = column};
        }
    write_statement(values, sql, table);
    return !sql->failed;
}

int t2s__pg_values_row(t2s__pg_values *values, const char *const *row)
{
    struct t2s__pg_values_sample *sample;
    long number;
    int64_t count;
    int taken = 0;
    int code = 0;

    if (row[T2S__PG_VALUE_COLUMN] == NULL || row[T2S__PG_VALUE_COUNT] == NULL)
        return T2S_E_PROTOCOL;
    number = strtol(row[T2S__PG_VALUE_COLUMN], NULL, 10);
    count = strtoll(row[T2S__PG_VALUE_COUNT], NULL, 10);
    if (number == -1) {
        values->rows = count;
        return 0;
    }
    if (number < 0 || (size_t)number >= values->sample_count)
        return T2S_E_PROTOCOL;
    sample = &values->samples[number];
    if (count < 0) {
        sample->distinct = -count;
        return 0;
    }
    sample->present += count;
    if (row[T2S__PG_VALUE_TEXT] != NULL)
        code = t2s__pg_values_put(values, &sample->list, row[T2S__PG_VALUE_TEXT], (double)count, &taken);
    sample->skipped |= !taken;
    return code;
}

/* The rows say more than statistics do, which are left as they are where there are too many values. */
static void settle(t2s__pg_values *values, struct t2s__pg_values_sample *sample)
{
    struct t2s__pg_values_column *column = sample->column;
    int whole = !values->part && values->rows < ROWS_MAX;

    if (sample->distinct > 0) {
        if (column->distinct < 0)
            column->distinct = (double)sample->distinct;
        return;
    }
    t2s__pg_values_drop(values, &column->list);
    column->list = sample->list;
    sample->list = (struct t2s__pg_values_list){0};
    for (struct t2s__pg_value *value = column->list.first; value != NULL; value = value->next)
        value->frequency /= (double)values->rows;
    column->complete = whole && !sample->skipped;
    if (column->null_fraction < 0 && values->rows != 0)
        column->null_fraction = (double)(values->rows - sample->present) / (double)values->rows;
    if (column->distinct < 0)
        column->distinct = (double)column->list.count;
}

void t2s__pg_values_end(t2s__pg_values *values, int well)
{
    for (size_t i = 0; i < values->sample_count; i++) {
        if (well)
            settle(values, &values->samples[i]);
        t2s__pg_values_drop(values, &values->samples[i].list);
    }
    values->sample_count = 0;
}
