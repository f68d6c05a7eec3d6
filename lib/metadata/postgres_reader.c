/* SPDX-License-Identifier: MIT */
#include "metadata/postgres_reader.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "util/arena.h"
#include "util/map.h"
#include "util/memory.h"

/* The number of a relation in the builder. */
struct relation {
    unsigned long oid;
    size_t number;
    const char *schema; /* in the reader's arena */
    const char *name;
    int has_hidden; /* columns */
};

/* A list of texts that grows; the texts are in the group's arena. */
struct list {
    const char **items;
    size_t count;
    size_t capacity;
};

/* Rows that make one object, such as the columns of a key. */
struct group {
    int open;
    t2s__pg_section section;
    const char *head[T2S__PG_COLUMNS_MAX]; /* the first row */
    struct list names;
    struct list others;
    struct list types;
    t2s__arena arena;
};

struct t2s__pg_reader {
    t2s_catalog_builder *builder;
    struct relation *relations; /* by OID */
    size_t relation_count;
    size_t relation_capacity;
    size_t last; /* the relation found last: rows come in their order */
    const t2s__filter *filter;
    t2s__pg_values *values;
    t2s__map hidden; /* columns, that are there for their places alone; key: see hidden_key() */
    struct list path;
    t2s__arena arena;
    struct group group;
};

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

static int push(struct list *list, t2s__arena *arena, const char *text)
{
    const char *copy = t2s__arena_strdup(arena, text);

    if ((copy == NULL && text != NULL) ||
        t2s__grow((void **)&list->items, &list->capacity, list->count + 1, sizeof(*list->items)) != 0)
        return T2S_E_NOMEM;
    list->items[list->count++] = copy;
    return 0;
}

static int is_true(const char *value)
{
    return value != NULL && value[0] == 't';
}

static unsigned long number(const char *value)
{
    return value != NULL ? strtoul(value, NULL, 10) : 0;
}

/* What the builder refuses although it comes from a sound database. */
static int refused(int code)
{
    return code == 0 || code == T2S_E_NOMEM ? code : T2S_E_PROTOCOL;
}

static struct relation *find_relation(t2s__pg_reader *reader, unsigned long oid)
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

static int hide(t2s__pg_reader *reader, struct relation *relation, const char *column)
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

static int has_hidden(const t2s__pg_reader *reader, const char *schema, const char *table, const struct list *columns)
{
    for (size_t i = 0; i < columns->count; i++)
        if (is_hidden(reader, schema, table, columns->items[i]))
            return 1;
    return 0;
}

/* Rows that are objects of their own. */

static int read_database(t2s__pg_reader *reader, const char *const *values)
{
    t2s_catalog_builder_set_server_version(reader->builder, (int)number(values[T2S__PG_DATABASE_VERSION]));
    return refused(t2s_catalog_builder_set_database(reader->builder, values[T2S__PG_DATABASE_NAME]));
}

static int read_schema(t2s__pg_reader *reader, const char *const *values)
{
    if (values[T2S__PG_SCHEMA_NAME] != NULL && !t2s__filter_takes_schema(reader->filter, values[T2S__PG_SCHEMA_NAME]))
        return 0;
    return refused(t2s_catalog_builder_add_schema(reader->builder, values[T2S__PG_SCHEMA_NAME], values[T2S__PG_SCHEMA_COMMENT]));
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
static int keep_relation(t2s__pg_reader *reader, struct relation *relation, const char *const *values)
{
    const char *rows = values[T2S__PG_RELATION_ROWS];

    relation->schema = t2s__arena_strdup(&reader->arena, values[T2S__PG_RELATION_SCHEMA]);
    relation->name = t2s__arena_strdup(&reader->arena, values[T2S__PG_RELATION_NAME]);
    if (relation->schema == NULL || relation->name == NULL ||
        t2s__grow((void **)&reader->relations, &reader->relation_capacity, reader->relation_count + 1, sizeof(*relation)) != 0)
        return T2S_E_NOMEM;
    reader->relations[reader->relation_count++] = *relation;
    return t2s__pg_values_add_relation(reader->values, relation->schema, relation->name,
                                       rows != NULL ? strtoll(rows, NULL, 10) : -1, is_true(values[T2S__PG_RELATION_SAMPLED]));
}

static int read_relation(t2s__pg_reader *reader, const char *const *values)
{
    struct relation relation = {.oid = number(values[T2S__PG_RELATION_OID])};
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
    return code == 0 ? keep_relation(reader, &relation, values) : refused(code);
}

static uint32_t column_flags(const char *const *values)
{
    uint32_t flags = 0;

    if (is_true(values[T2S__PG_COLUMN_NOT_NULL]))
        flags |= T2S_COLUMN_NOT_NULL;
    if (is_true(values[T2S__PG_COLUMN_GENERATED]))
        flags |= T2S_COLUMN_GENERATED;
    if (is_true(values[T2S__PG_COLUMN_IDENTITY]))
        flags |= T2S_COLUMN_IDENTITY;
    return flags;
}

/* Of a hidden column only its place is kept, which its name and type mark. */
static int read_column(t2s__pg_reader *reader, const char *const *values)
{
    struct relation *relation = find_relation(reader, number(values[T2S__PG_COLUMN_RELATION]));
    const char *name = values[T2S__PG_COLUMN_NAME];
    const char *type = values[T2S__PG_COLUMN_TYPE];
    int code;

    if (relation == NULL)
        return 0;
    if (name == NULL || type == NULL)
        return T2S_E_PROTOCOL;
    if (is_true(values[T2S__PG_COLUMN_HIDDEN]) || t2s__filter_hides(reader->filter, relation->schema, relation->name, name)) {
        code = t2s_catalog_builder_add_column(reader->builder, relation->number, name, type,
                                              column_flags(values) | T2S_COLUMN_HIDDEN, NULL, NULL);
        return code == 0 ? hide(reader, relation, name) : refused(code);
    }
    code = t2s_catalog_builder_add_column(reader->builder, relation->number, name, type, column_flags(values),
                                          values[T2S__PG_COLUMN_DEFAULT], values[T2S__PG_COLUMN_COMMENT]);
    if (code == 0 && is_true(values[T2S__PG_COLUMN_TEXT]))
        code = t2s__pg_values_add_column(reader->values, relation->number, name, type);
    return refused(code);
}

static int read_statistics(t2s__pg_reader *reader, const char *const *values)
{
    const struct relation *relation = find_relation(reader, number(values[T2S__PG_STATISTICS_RELATION]));
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

/* Groups. */

/* A key with a column that was not read is no key. */
static int without_column(int code)
{
    return code == T2S_E_NOTFOUND ? 0 : refused(code);
}

/* An index is left out with a column that is hidden, too: its name would tell. */
static int end_key(t2s__pg_reader *reader, const struct group *group)
{
    const struct relation *relation = find_relation(reader, number(group->head[T2S__PG_KEY_RELATION]));
    const char *kind = group->head[T2S__PG_KEY_KIND];
    const char *name = group->head[T2S__PG_KEY_NAME];
    int code;

    if (relation == NULL || has_hidden(reader, relation->schema, relation->name, &group->names))
        return 0;
    if (kind != NULL && kind[0] == 'i')
        code = t2s_catalog_builder_add_index(reader->builder, relation->number, name, group->names.items, group->names.count);
    else
        code = t2s_catalog_builder_add_key(reader->builder, relation->number,
                                           kind != NULL && kind[0] == 'p' ? T2S_KEY_PRIMARY : T2S_KEY_UNIQUE, name,
                                           group->names.items, group->names.count);
    return without_column(code);
}

static int end_foreign_key(t2s__pg_reader *reader, const struct group *group)
{
    const struct relation *relation = find_relation(reader, number(group->head[T2S__PG_FOREIGN_RELATION]));
    const char *schema = group->head[T2S__PG_FOREIGN_TO_SCHEMA];
    const char *name = group->head[T2S__PG_FOREIGN_TO_NAME];

    if (relation == NULL)
        return 0;
    if (schema == NULL || name == NULL)
        return T2S_E_PROTOCOL;
    if (has_hidden(reader, relation->schema, relation->name, &group->names) || has_hidden(reader, schema, name, &group->others))
        return 0;
    return without_column(t2s_catalog_builder_add_foreign_key(reader->builder, relation->number, group->head[T2S__PG_FOREIGN_NAME],
                                                              group->names.items, group->names.count, schema, name,
                                                              group->others.items));
}

/* "(name IS NOT NULL)": the column's own flag says as much. */
static int is_only_not_null(const char *expression)
{
    static const char end[] = " IS NOT NULL)";
    size_t length = strlen(expression);
    size_t at = 1;

    if (expression[0] != '(' || length < sizeof(end) || strcmp(expression + length - (sizeof(end) - 1), end) != 0)
        return 0;
    length -= sizeof(end) - 1;
    if (expression[at] == '"')
        for (at++; at < length && (expression[at] != '"' || expression[at + 1] == '"'); at++)
            at += expression[at] == '"';
    else
        while (at < length && strchr(" ()'\".*", expression[at]) == NULL)
            at++;
    return at + (expression[1] == '"') == length;
}

/* A condition may name columns without a list of them saying so; then it is left out where any is hidden. */
static int end_check(t2s__pg_reader *reader, const struct group *group)
{
    const struct relation *relation = find_relation(reader, number(group->head[T2S__PG_CHECK_RELATION]));
    const char *expression = group->head[T2S__PG_CHECK_EXPRESSION];
    int unclear = 0;

    if (expression == NULL)
        return T2S_E_PROTOCOL;
    if (relation == NULL || is_only_not_null(expression))
        return 0;
    for (size_t i = 0; i < group->names.count; i++)
        unclear |= group->names.items[i] == NULL;
    if ((unclear && relation->has_hidden) || has_hidden(reader, relation->schema, relation->name, &group->names))
        return 0;
    return refused(t2s_catalog_builder_add_check(reader->builder, relation->number, expression));
}

static int type_kind(const char *kind)
{
    switch (kind != NULL ? kind[0] : 'b') {
    case 'e':
        return T2S_TYPE_ENUM;
    case 'd':
        return T2S_TYPE_DOMAIN;
    case 'c':
        return T2S_TYPE_COMPOSITE;
    case 'r':
    case 'm':
        return T2S_TYPE_RANGE;
    case 'p':
        return T2S_TYPE_PSEUDO;
    default:
        return T2S_TYPE_BASE;
    }
}

static int end_type(t2s__pg_reader *reader, const struct group *group)
{
    return refused(t2s_catalog_builder_add_type(reader->builder, group->head[T2S__PG_TYPE_SCHEMA], group->head[T2S__PG_TYPE_NAME],
                                                type_kind(group->head[T2S__PG_TYPE_KIND]), group->head[T2S__PG_TYPE_BASE],
                                                group->names.items, group->names.count, group->head[T2S__PG_TYPE_COMMENT]));
}

static int function_kind(const char *kind)
{
    switch (kind != NULL ? kind[0] : 'f') {
    case 'a':
        return T2S_FUNCTION_AGGREGATE;
    case 'w':
        return T2S_FUNCTION_WINDOW;
    case 'p':
        return T2S_FUNCTION_PROCEDURE;
    default:
        return T2S_FUNCTION_PLAIN;
    }
}

static uint32_t function_flags(const char *const *head)
{
    uint32_t flags = 0;

    if (is_true(head[T2S__PG_FUNCTION_SET]))
        flags |= T2S_FUNCTION_RETURNS_SET;
    if (is_true(head[T2S__PG_FUNCTION_VARIADIC]))
        flags |= T2S_FUNCTION_VARIADIC;
    if (is_true(head[T2S__PG_FUNCTION_STRICT]))
        flags |= T2S_FUNCTION_STRICT;
    if (is_true(head[T2S__PG_FUNCTION_DEFINER]))
        flags |= T2S_FUNCTION_SECURITY_DEFINER;
    return flags;
}

static int volatility(const char *letter)
{
    if (letter != NULL && letter[0] == 'i')
        return T2S_VOLATILITY_IMMUTABLE;
    return letter != NULL && letter[0] == 's' ? T2S_VOLATILITY_STABLE : T2S_VOLATILITY_VOLATILE;
}

static int end_function(t2s__pg_reader *reader, const struct group *group)
{
    const char *const *head = group->head;

    return refused(t2s_catalog_builder_add_function(
        reader->builder, head[T2S__PG_FUNCTION_SCHEMA], head[T2S__PG_FUNCTION_NAME], function_kind(head[T2S__PG_FUNCTION_KIND]),
        function_flags(head), volatility(head[T2S__PG_FUNCTION_VOLATILITY]), group->types.items, group->types.count,
        number(head[T2S__PG_FUNCTION_DEFAULTS]), head[T2S__PG_FUNCTION_RESULT], group->names.items, group->others.items,
        group->names.count, head[T2S__PG_FUNCTION_COMMENT]));
}

static int end_group(t2s__pg_reader *reader)
{
    struct group *group = &reader->group;
    int code = 0;

    if (!group->open)
        return 0;
    group->open = 0;
    switch (group->section) {
    case T2S__PG_KEYS:
        code = end_key(reader, group);
        break;
    case T2S__PG_FOREIGN_KEYS:
        code = end_foreign_key(reader, group);
        break;
    case T2S__PG_CHECKS:
        code = end_check(reader, group);
        break;
    case T2S__PG_TYPES:
        code = end_type(reader, group);
        break;
    default:
        code = end_function(reader, group);
        break;
    }
    group->names.count = group->others.count = group->types.count = 0;
    t2s__arena_dispose(&group->arena);
    t2s__arena_init(&group->arena, 0);
    return code;
}

/* Begin a group unless the row, by its first column, belongs to the open one. */
static int begin_group(t2s__pg_reader *reader, t2s__pg_section section, const char *const *values)
{
    struct group *group = &reader->group;
    int code;

    if (values[0] == NULL)
        return T2S_E_PROTOCOL;
    if (group->open && group->section == section && strcmp(group->head[0], values[0]) == 0)
        return 0;
    code = end_group(reader);
    if (code != 0)
        return code;
    for (int i = 0; i < t2s__pg_query_columns[section]; i++) {
        group->head[i] = t2s__arena_strdup(&group->arena, values[i]);
        if (group->head[i] == NULL && values[i] != NULL)
            return T2S_E_NOMEM;
    }
    group->section = section;
    group->open = 1;
    return 0;
}

static int read_argument(struct group *group, const char *const *values)
{
    const char *mode = values[T2S__PG_FUNCTION_ARGUMENT_MODE];
    const char *name = values[T2S__PG_FUNCTION_ARGUMENT_NAME];
    const char *type = values[T2S__PG_FUNCTION_ARGUMENT_TYPE];
    char unnamed[32];
    int code = 0;

    if (type == NULL)
        return 0; /* it has no arguments */
    if (mode == NULL || strchr("ibv", mode[0]) != NULL)
        code = push(&group->types, &group->arena, type);
    if (code != 0 || mode == NULL || strchr("obt", mode[0]) == NULL)
        return code;
    snprintf(unnamed, sizeof(unnamed), "column%zu", group->names.count + 1);
    code = push(&group->names, &group->arena, name != NULL && name[0] != '\0' ? name : unnamed);
    return code == 0 ? push(&group->others, &group->arena, type) : code;
}

static int read_into_group(t2s__pg_reader *reader, t2s__pg_section section, const char *const *values)
{
    struct group *group = &reader->group;
    int code = begin_group(reader, section, values);

    if (code != 0)
        return code;
    switch (section) {
    case T2S__PG_KEYS:
        return push(&group->names, &group->arena, values[T2S__PG_KEY_COLUMN]);
    case T2S__PG_FOREIGN_KEYS:
        code = push(&group->names, &group->arena, values[T2S__PG_FOREIGN_COLUMN]);
        return code == 0 ? push(&group->others, &group->arena, values[T2S__PG_FOREIGN_TO_COLUMN]) : code;
    case T2S__PG_CHECKS:
        return push(&group->names, &group->arena, values[T2S__PG_CHECK_COLUMN]);
    case T2S__PG_TYPES:
        return values[T2S__PG_TYPE_LABEL] != NULL ? push(&group->names, &group->arena, values[T2S__PG_TYPE_LABEL]) : 0;
    default:
        return read_argument(group, values);
    }
}

int t2s__pg_reader_row(t2s__pg_reader *reader, t2s__pg_section section, const char *const *values)
{
    switch (section) {
    case T2S__PG_DATABASE:
        return read_database(reader, values);
    case T2S__PG_PATH:
        return push(&reader->path, &reader->arena, values[T2S__PG_PATH_NAME]);
    case T2S__PG_SCHEMAS:
        return read_schema(reader, values);
    case T2S__PG_RELATIONS:
        return read_relation(reader, values);
    case T2S__PG_COLUMNS:
        return read_column(reader, values);
    case T2S__PG_STATISTICS:
        return read_statistics(reader, values);
    default:
        return read_into_group(reader, section, values);
    }
}

int t2s__pg_reader_end(t2s__pg_reader *reader)
{
    int code = end_group(reader);

    if (code == 0)
        code = t2s__pg_values_emit(reader->values);
    return code == 0 ? refused(t2s_catalog_builder_set_search_path(reader->builder, reader->path.items, reader->path.count)) : code;
}
