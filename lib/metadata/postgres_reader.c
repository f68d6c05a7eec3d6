/* SPDX-License-Identifier: MIT */
/* Rows that are objects of their own, and what of them is hidden. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "metadata/postgres_reader_internal.h"
#include "util/memory.h"

t2s__pg_reader *t2s__pg_reader_new(t2s_catalog_builder *builder)
{
    t2s__pg_reader *reader = t2s__calloc(1, sizeof(*reader));

    if (reader == NULL)
        return NULL;
    reader->builder = builder;
    reader->values = t2s__pg_values_new(builder);
    if (reader->values == NULL) {
        t2s__free(reader);
        return NULL;
    }
    t2s__arena_init(&reader->arena, 0);
    t2s__arena_init(&reader->group.arena, 0);
    t2s__map_init(&reader->hidden, &reader->arena);
    return reader;
}

void t2s__pg_reader_free(t2s__pg_reader *reader)
{
    if (reader == NULL)
        return;
    t2s__pg_values_free(reader->values);
    t2s__arena_dispose(&reader->arena);
    t2s__arena_dispose(&reader->group.arena);
    t2s__free(reader->path.items);
    t2s__free(reader->group.names.items);
    t2s__free(reader->group.others.items);
    t2s__free(reader->group.types.items);
    t2s__free(reader->group.arguments.items);
    t2s__free(reader->relations);
    t2s__free(reader);
}

void t2s__pg_reader_set_filter(t2s__pg_reader *reader, const t2s__filter *filter)
{
    reader->filter = filter;
}

t2s__pg_values *t2s__pg_reader_values(t2s__pg_reader *reader)
{
    return reader->values;
}

int t2s__pg_push(struct t2s__pg_list *list, t2s__arena *arena, const char *text)
{
    const char *copy = t2s__arena_strdup(arena, text);

    if ((copy == NULL && text != NULL) ||
        t2s__grow((void **)&list->items, &list->capacity, list->count + 1, sizeof(*list->items)) != 0)
        return T2S_E_NOMEM;
    list->items[list->count++] = copy;
    return 0;
}

int t2s__pg_is_true(const char *value)
{
    return value != NULL && value[0] == 't';
}

unsigned long t2s__pg_number(const char *value)
{
    return value != NULL ? strtoul(value, NULL, 10) : 0;
}

int t2s__pg_refused(int code)
{
    return code == 0 || code == T2S_E_NOMEM ? code : T2S_E_PROTOCOL;
}

struct t2s__pg_relation *t2s__pg_find_relation(t2s__pg_reader *reader, unsigned long oid)
{
    size_t low = 0;
    size_t high = reader->relation_count;

    if (reader->last < high && reader->relations[reader->last].oid == oid)
        return &reader->relations[reader->last];
    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (reader->relations[middle].oid < oid)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == reader->relation_count || reader->relations[low].oid != oid)
        return NULL;
    reader->last = low;
    return &reader->relations[low];
}

/* Hidden columns. */

enum { HIDDEN_KEY_MAX = 1024 /* three names; PostgreSQL's have at most 63 bytes unless it was built otherwise */ };

/* A key for the map. 0: it is too long. */
static size_t hidden_key(char key[HIDDEN_KEY_MAX], const char *schema, const char *table, const char *column)
{
    int length = snprintf(key, HIDDEN_KEY_MAX, "%zu %zu %s%s%s", strlen(schema), strlen(table), schema, table, column);

    return length > 0 && length < HIDDEN_KEY_MAX ? (size_t)length : 0;
}

static int hide(t2s__pg_reader *reader, struct t2s__pg_relation *relation, const char *column)
{
    char key[HIDDEN_KEY_MAX];
    size_t length = hidden_key(key, relation->schema, relation->name, column);
    char *copy = t2s__arena_strndup(&reader->arena, key, length);

    relation->has_hidden = 1;
    if (length == 0)
        return 0;
    return copy != NULL && t2s__map_put(&reader->hidden, copy, length, relation) == 0 ? 0 : T2S_E_NOMEM;
}

static int is_hidden(const t2s__pg_reader *reader, const char *schema, const char *table, const char *column)
{
    char key[HIDDEN_KEY_MAX];
    size_t length;

    if (reader->hidden.count == 0 || column == NULL)
        return 0;
    length = hidden_key(key, schema, table, column);
    return length == 0 || t2s__map_get(&reader->hidden, key, length) != NULL; /* in doubt it is */
}

int t2s__pg_has_hidden(const t2s__pg_reader *reader, const char *schema, const char *table, const struct t2s__pg_list *columns)
{
    for (size_t i = 0; i < columns->count; i++)
        if (is_hidden(reader, schema, table, columns->items[i]))
            return 1;
    return 0;
}

/* Rows that are objects of their own. */

static int read_database(t2s__pg_reader *reader, const char *const *values)
{
    t2s_catalog_builder_set_server_version(reader->builder, (int)t2s__pg_number(values[T2S__PG_DATABASE_VERSION]));
    return t2s__pg_refused(t2s_catalog_builder_set_database(reader->builder, values[T2S__PG_DATABASE_NAME]));
}

static int read_schema(t2s__pg_reader *reader, const char *const *values)
{
    if (values[T2S__PG_SCHEMA_NAME] != NULL && !t2s__filter_takes_schema(reader->filter, values[T2S__PG_SCHEMA_NAME]))
        return 0;
    return t2s__pg_refused(
        t2s_catalog_builder_add_schema(reader->builder, values[T2S__PG_SCHEMA_NAME], values[T2S__PG_SCHEMA_COMMENT]));
}

static int relation_kind(char kind)
{
    switch (kind) {
    case 'p':
        return T2S_RELATION_PARTITIONED;
    case 'v':
        return T2S_RELATION_VIEW;
    case 'm':
        return T2S_RELATION_MATERIALIZED_VIEW;
    case 'f':
        return T2S_RELATION_FOREIGN;
    default:
        return T2S_RELATION_TABLE;
    }
}

static int describe_relation(t2s__pg_reader *reader, size_t relation, const char *const *values)
{
    t2s_catalog_builder *builder = reader->builder;
    const char *rows = values[T2S__PG_RELATION_ROWS];
    int code = 0;

    if (rows != NULL)
        code = t2s_catalog_builder_set_row_estimate(builder, relation, strtoll(rows, NULL, 10));
    if (code == 0 && values[T2S__PG_RELATION_COMMENT] != NULL)
        code = t2s_catalog_builder_set_relation_comment(builder, relation, values[T2S__PG_RELATION_COMMENT]);
    if (code == 0 && values[T2S__PG_RELATION_DEFINITION] != NULL)
        code = t2s_catalog_builder_set_definition(builder, relation, values[T2S__PG_RELATION_DEFINITION]);
    if (code == 0 && values[T2S__PG_RELATION_PARENT_NAME] != NULL)
        code = t2s_catalog_builder_set_parent(builder, relation, values[T2S__PG_RELATION_PARENT_SCHEMA],
                                              values[T2S__PG_RELATION_PARENT_NAME]);
    return code;
}

/* What else the reader must remember of it. */
static int keep_relation(t2s__pg_reader *reader, struct t2s__pg_relation *relation, const char *const *values)
{
    const char *rows = values[T2S__PG_RELATION_ROWS];

    relation->schema = t2s__arena_strdup(&reader->arena, values[T2S__PG_RELATION_SCHEMA]);
    relation->name = t2s__arena_strdup(&reader->arena, values[T2S__PG_RELATION_NAME]);
    if (relation->schema == NULL || relation->name == NULL ||
        t2s__grow((void **)&reader->relations, &reader->relation_capacity, reader->relation_count + 1, sizeof(*relation)) != 0)
        return T2S_E_NOMEM;
    reader->relations[reader->relation_count++] = *relation;
    return t2s__pg_values_add_relation(reader->values, relation->schema, relation->name,
                                       rows != NULL ? strtoll(rows, NULL, 10) : -1,
                                       t2s__pg_is_true(values[T2S__PG_RELATION_SAMPLED]));
}

static int read_relation(t2s__pg_reader *reader, const char *const *values)
{
    struct t2s__pg_relation relation = {.oid = t2s__pg_number(values[T2S__PG_RELATION_OID])};
    int code;

    if (values[T2S__PG_RELATION_KIND] == NULL || values[T2S__PG_RELATION_SCHEMA] == NULL || values[T2S__PG_RELATION_NAME] == NULL ||
        (reader->relation_count != 0 && reader->relations[reader->relation_count - 1].oid >= relation.oid))
        return T2S_E_PROTOCOL;
    if (!t2s__filter_takes_relation(reader->filter, values[T2S__PG_RELATION_SCHEMA], values[T2S__PG_RELATION_NAME]))
        return 0;
    code = t2s_catalog_builder_add_relation(reader->builder, values[T2S__PG_RELATION_SCHEMA], values[T2S__PG_RELATION_NAME],
                                            relation_kind(values[T2S__PG_RELATION_KIND][0]), &relation.number);
    if (code == 0)
        code = describe_relation(reader, relation.number, values);
    return code == 0 ? keep_relation(reader, &relation, values) : t2s__pg_refused(code);
}

static uint32_t column_flags(const char *const *values)
{
    uint32_t flags = 0;

    if (t2s__pg_is_true(values[T2S__PG_COLUMN_NOT_NULL]))
        flags |= T2S_COLUMN_NOT_NULL;
    if (t2s__pg_is_true(values[T2S__PG_COLUMN_GENERATED]))
        flags |= T2S_COLUMN_GENERATED;
    if (t2s__pg_is_true(values[T2S__PG_COLUMN_IDENTITY]))
        flags |= T2S_COLUMN_IDENTITY;
    return flags;
}

/* Of a hidden column only its place is kept, which its name and type mark. */
static int read_column(t2s__pg_reader *reader, const char *const *values)
{
    struct t2s__pg_relation *relation = t2s__pg_find_relation(reader, t2s__pg_number(values[T2S__PG_COLUMN_RELATION]));
    const char *name = values[T2S__PG_COLUMN_NAME];
    const char *type = values[T2S__PG_COLUMN_TYPE];
    int code;

    if (relation == NULL)
        return 0;
    if (name == NULL || type == NULL)
        return T2S_E_PROTOCOL;
    if (t2s__pg_is_true(values[T2S__PG_COLUMN_HIDDEN]) ||
        t2s__filter_hides(reader->filter, relation->schema, relation->name, name)) {
        code = t2s_catalog_builder_add_column(reader->builder, relation->number, name, type,
                                              column_flags(values) | T2S_COLUMN_HIDDEN, NULL, NULL);
        return code == 0 ? hide(reader, relation, name) : t2s__pg_refused(code);
    }
    code = t2s_catalog_builder_add_column(reader->builder, relation->number, name, type, column_flags(values),
                                          values[T2S__PG_COLUMN_DEFAULT], values[T2S__PG_COLUMN_COMMENT]);
    if (code == 0 && t2s__pg_is_true(values[T2S__PG_COLUMN_TEXT]))
        code = t2s__pg_values_add_column(reader->values, relation->number, name, type);
    return t2s__pg_refused(code);
}

static int read_statistics(t2s__pg_reader *reader, const char *const *values)
{
    const struct t2s__pg_relation *relation = t2s__pg_find_relation(reader, t2s__pg_number(values[T2S__PG_STATISTICS_RELATION]));
    const char *column = values[T2S__PG_STATISTICS_COLUMN];
    const char *null_fraction = values[T2S__PG_STATISTICS_NULL_FRACTION];
    const char *distinct = values[T2S__PG_STATISTICS_DISTINCT];

    if (relation == NULL)
        return 0;
    if (column == NULL || null_fraction == NULL || distinct == NULL)
        return T2S_E_PROTOCOL;
    if (is_hidden(reader, relation->schema, relation->name, column))
        return 0;
    return t2s__pg_values_add_statistics(reader->values, relation->number, column, strtod(null_fraction, NULL),
                                         strtod(distinct, NULL), values[T2S__PG_STATISTICS_VALUES],
                                         values[T2S__PG_STATISTICS_FREQUENCIES], values[T2S__PG_STATISTICS_OTHERS]);
}

int t2s__pg_reader_row(t2s__pg_reader *reader, t2s__pg_section section, const char *const *values)
{
    switch (section) {
    case T2S__PG_DATABASE:
        return read_database(reader, values);
    case T2S__PG_PATH:
        return t2s__pg_push(&reader->path, &reader->arena, values[T2S__PG_PATH_NAME]);
    case T2S__PG_SCHEMAS:
        return read_schema(reader, values);
    case T2S__PG_RELATIONS:
        return read_relation(reader, values);
    case T2S__PG_COLUMNS:
        return read_column(reader, values);
    case T2S__PG_STATISTICS:
        return read_statistics(reader, values);
    case T2S__PG_OPERATORS:
        return t2s__pg_read_operator(reader, values);
    case T2S__PG_CASTS:
        return t2s__pg_read_cast(reader, values);
    default:
        return t2s__pg_read_into_group(reader, section, values);
    }
}

int t2s__pg_reader_end(t2s__pg_reader *reader)
{
    int code = t2s__pg_end_group(reader);

    if (code == 0)
        code = t2s__pg_values_emit(reader->values);
    return code == 0 ? t2s__pg_refused(t2s_catalog_builder_set_search_path(reader->builder, reader->path.items, reader->path.count))
                     : code;
}
