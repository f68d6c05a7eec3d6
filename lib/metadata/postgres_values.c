/* SPDX-License-Identifier: MIT */
#include "metadata/postgres_values.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "catalog/catalog.h"
#include "metadata/postgres_array.h"
#include "util/memory.h"
#include "util/utf8.h"

enum {
    VALUE_BYTES_MAX = 200,
    STORED_BYTES_MAX = 256, /* what takes more where it is stored, compressed or not, is not read at all */
    STATISTICS_VALUES_MAX = 100,
    SAMPLED_VALUES_MAX = 10000, /* of a column: names of things; what has more is rather a text or a number of its own */
    SAMPLED_ROWS_MAX = 50000,
    COLUMNS_AT_ONCE = 32,
    OVERHEAD = 32 /* bytes that a value takes beside its text, about */
};

/* An estimate for a table that nobody has counted: neither small nor large. */
#define ROWS_UNKNOWN ((int64_t)SAMPLED_ROWS_MAX)

struct value {
    struct value *next;
    double frequency; /* negative: unknown */
    char text[];
};

struct list {
    struct value *first;
    struct value *last;
    size_t count;
};

struct column {
    struct column *next;
    const char *name;
    const char *type;
    int settled;          /* its values are known, or are not worthwhile, or have been looked for */
    double null_fraction; /* negative: unknown */
    double distinct;      /* likewise */
    int complete;         /* there are no other values */
    struct list list;
};

/* What the rows say of a column. The frequencies are numbers of rows, to begin with. */
struct sample {
    struct column *column;
    struct list list;
    int64_t present;  /* rows in which it is not NULL */
    int64_t distinct; /* when these are too many */
    int skipped;      /* some values were not taken */
};

struct table {
    const char *schema;
    const char *name;
    int64_t rows;
    int sampled;
    struct column *columns;
    struct column **last;
};

struct t2s__pg_values {
    t2s_catalog_builder *builder;
    t2s__arena arena; /* tables and columns; values come and go, and are allocated one by one */
    struct table *tables;
    size_t count;
    size_t capacity;
    size_t limit; /* bytes that may be kept */
    size_t used;
    size_t *order; /* tables whose rows are looked at, once that has begun */
    size_t order_count;
    size_t at;
    struct sample samples[COLUMNS_AT_ONCE]; /* of the statement at hand */
    size_t sample_count;
    int64_t rows; /* that it looked at */
    int part;     /* of the table alone, whatever their number */
};

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

static void drop_list(t2s__pg_values *values, struct list *list)
{
    for (struct value *value = list->first, *next; value != NULL; value = next) {
        next = value->next;
        values->used -= strlen(value->text) + OVERHEAD;
        t2s__free(value);
    }
    *list = (struct list){0};
}

void t2s__pg_values_free(t2s__pg_values *values)
{
    if (values == NULL)
        return;
    for (size_t i = 0; i < values->count; i++)
        for (struct column *column = values->tables[i].columns; column != NULL; column = column->next)
            drop_list(values, &column->list);
    for (size_t i = 0; i < values->sample_count; i++)
        drop_list(values, &values->samples[i].list);
    t2s__free(values->tables);
    t2s__free(values->order);
    t2s__arena_dispose(&values->arena);
    t2s__free(values);
}

int t2s__pg_values_add_relation(t2s__pg_values *values, const char *schema, const char *name, int64_t rows, int sampled)
{
    struct table table = {.rows = rows, .sampled = sampled};

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
    struct column *column = t2s__arena_zalloc(&values->arena, sizeof(*column));
    struct table *table = &values->tables[relation];

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

/* Add a value at the end, if it may be kept. *ret_taken says whether it was. */
static int add_value(t2s__pg_values *values, struct list *list, const char *text, double frequency, int *ret_taken)
{
    size_t length = strlen(text);
    struct value *value;

    *ret_taken = 0;
    if (length > VALUE_BYTES_MAX || t2s__utf8_check(text, length) != length || values->used > values->limit ||
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

static struct column *find_column(const struct table *table, const char *name)
{
    struct column *column = table->columns;

    while (column != NULL && strcmp(column->name, name) != 0)
        column = column->next;
    return column;
}

static double count_distinct(const struct table *table, double null_fraction, double distinct)
{
    if (distinct > 0)
        return distinct;
    if (distinct == 0)
        return null_fraction >= 1 ? 0 : -1;
    return table->rows >= 0 ? -distinct * (double)table->rows : -1;
}

static int add_array(t2s__pg_values *values, struct list *list, const char *texts, const char *frequencies)
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
            code = add_value(values, list, text, second == 1 && number != NULL ? strtod(number, NULL) : -1, &taken);
    }
    t2s__pg_array_dispose(&array);
    t2s__pg_array_dispose(&numbers);
    return code;
}

int t2s__pg_values_add_statistics(t2s__pg_values *values, size_t relation, const char *name, double null_fraction, double distinct,
                                  const char *common, const char *frequencies, const char *others)
{
    const struct table *table = &values->tables[relation];
    struct column *column = find_column(table, name);
    double count = count_distinct(table, null_fraction, distinct);
    int code = t2s_catalog_builder_set_column_statistics(values->builder, relation, name, null_fraction, count);

    if (code != 0 || column == NULL)
        return code == T2S_E_NOTFOUND ? 0 : code;
    column->null_fraction = null_fraction;
    column->distinct = count;
    code = add_array(values, &column->list, common, frequencies);
    if (code == 0)
        code = add_array(values, &column->list, others, NULL);
    column->settled = count >= 0 && (count > SAMPLED_VALUES_MAX || (double)column->list.count >= count);
    return code;
}

/* What an earlier catalog knows. */

static int reuse_column(t2s__pg_values *values, struct column *column, const t2s_column *old)
{
    const t2s__statistics *known = old->statistics;
    int taken;

    if (strcmp(column->type, old->type) != 0 || known == NULL || known->distinct < 0 || known->value_count < column->list.count)
        return 0;
    drop_list(values, &column->list);
    for (size_t i = 0; i < known->value_count; i++)
        if (add_value(values, &column->list, known->values[i].text, known->values[i].frequency, &taken) != 0)
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
        const struct table *table = &values->tables[i];
        const t2s_relation *old = table->sampled ? t2s_catalog_find_relation(catalog, table->schema, table->name) : NULL;

        for (struct column *column = old != NULL ? table->columns : NULL; column != NULL; column = column->next) {
            const t2s_column *same = column->settled ? NULL : t2s__relation_column(old, column->name, strlen(column->name));

            if (same != NULL && reuse_column(values, column, same) != 0)
                return T2S_E_NOMEM;
        }
    }
    return 0;
}

/* Looking at rows. */

static int64_t rows_of(const struct table *table)
{
    return table->rows >= 0 ? table->rows : ROWS_UNKNOWN;
}

static const struct column *next_unsettled(const struct column *column)
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
static void write_source(t2s__pg_values *values, t2s__buffer *sql, const struct table *table)
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
    values->part = rows > 2 * (int64_t)SAMPLED_ROWS_MAX;
    if (values->part) {
        int64_t millionths = (int64_t)SAMPLED_ROWS_MAX * 120 * 1000000 / rows; /* of a percent */

        t2s__buffer_printf(sql, " TABLESAMPLE SYSTEM (%" PRId64 ".%06" PRId64 ") REPEATABLE (0)", millionths / 1000000,
                           millionths % 1000000);
    }
    t2s__buffer_printf(sql, " LIMIT %d)", SAMPLED_ROWS_MAX);
}

/*
 * One pass over the rows for all columns: how often each value occurs. What is long is counted without being read, as NULL; of what
 * has too many values comes only their number, below 0.
 */
static void write_statement(t2s__pg_values *values, t2s__buffer *sql, const struct table *table)
{
    write_source(values, sql, table);
    t2s__buffer_text(sql, ", v AS (SELECT k.n, k.v, count(*) AS c FROM t CROSS JOIN LATERAL (VALUES ");
    for (size_t i = 0; i < values->sample_count; i++)
        t2s__buffer_printf(
            sql,
            "%s(%zu, t.c%zu IS NOT NULL, CASE WHEN pg_column_size(t.c%zu) <= %d THEN CASE WHEN octet_length(t.c%zu::text)"
            " <= %d THEN t.c%zu::text COLLATE \"C\" END END)",
            i != 0 ? ", " : "", i, i, i, STORED_BYTES_MAX, i, VALUE_BYTES_MAX, i);
    t2s__buffer_printf(sql,
                       ") k(n, there, v) WHERE k.there GROUP BY k.n, k.v),"
                       " g AS (SELECT v.n, v.v, v.c, count(*) OVER (PARTITION BY v.n) AS groups FROM v)"
                       " SELECT -1, NULL::text, count(*) FROM t"
                       " UNION ALL SELECT g.n, NULL, -count(*) FROM g WHERE g.groups > %d GROUP BY g.n"
                       " UNION ALL (SELECT g.n, g.v, g.c FROM g WHERE g.groups <= %d ORDER BY g.n, g.c DESC, g.v)",
                       SAMPLED_VALUES_MAX, SAMPLED_VALUES_MAX);
}

int t2s__pg_values_next(t2s__pg_values *values, t2s__buffer *sql)
{
    struct table *table = NULL;

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
    for (struct column *column = table->columns; column != NULL && values->sample_count < COLUMNS_AT_ONCE; column = column->next)
        if (!column->settled) {
            column->settled = 1; /* whatever comes of it, it is not tried again */
            values->samples[values->sample_count++] = (struct sample){.column = column};
        }
    write_statement(values, sql, table);
    return !sql->failed;
}

int t2s__pg_values_row(t2s__pg_values *values, const char *const *row)
{
    struct sample *sample;
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
        code = add_value(values, &sample->list, row[T2S__PG_VALUE_TEXT], (double)count, &taken);
    sample->skipped |= !taken;
    return code;
}

/* The rows say more than statistics do, which are left as they are where there are too many values. */
static void settle(t2s__pg_values *values, struct sample *sample)
{
    struct column *column = sample->column;
    int whole = !values->part && values->rows < SAMPLED_ROWS_MAX;

    if (sample->distinct > 0) {
        if (column->distinct < 0)
            column->distinct = (double)sample->distinct;
        return;
    }
    drop_list(values, &column->list);
    column->list = sample->list;
    sample->list = (struct list){0};
    for (struct value *value = column->list.first; value != NULL; value = value->next)
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
        drop_list(values, &values->samples[i].list);
    }
    values->sample_count = 0;
}

/* The end. */

static int emit_column(t2s__pg_values *values, size_t relation, const struct column *column)
{
    int code = 0;

    if (column->null_fraction >= 0 || column->distinct >= 0)
        code = t2s_catalog_builder_set_column_statistics(values->builder, relation, column->name, column->null_fraction,
                                                         column->distinct);
    for (const struct value *value = column->list.first; code == 0 && value != NULL; value = value->next)
        code = t2s_catalog_builder_add_column_value(values->builder, relation, column->name, value->text, value->frequency);
    if (code == 0 && column->complete)
        code = t2s_catalog_builder_set_column_values_complete(values->builder, relation, column->name);
    return code;
}

int t2s__pg_values_emit(t2s__pg_values *values)
{
    int code = 0;

    for (size_t i = 0; i < values->count; i++)
        for (const struct column *column = values->tables[i].columns; code == 0 && column != NULL; column = column->next)
            code = emit_column(values, i, column);
    return code;
}
