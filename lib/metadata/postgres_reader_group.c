/* SPDX-License-Identifier: MIT */
/* Rows of which several make one object: keys, conditions, types, functions. */
#include <string.h>

#include "metadata/postgres_reader_internal.h"

/* A key with a column that was not read is no key. */
static int without_column(int code)
{
    return code == T2S_E_NOTFOUND ? 0 : t2s__pg_refused(code);
}

/* An index is left out with a column that is hidden, too: its name would tell. */
static int end_key(t2s__pg_reader *reader, const struct t2s__pg_group *group)
{
    const struct t2s__pg_relation *relation = t2s__pg_find_relation(reader, t2s__pg_number(group->head[T2S__PG_KEY_RELATION]));
    const char *kind = group->head[T2S__PG_KEY_KIND];
    const char *name = group->head[T2S__PG_KEY_NAME];
    int code;

    if (relation == NULL || t2s__pg_has_hidden(reader, relation->schema, relation->name, &group->names))
        return 0;
    if (kind != NULL && kind[0] == 'i')
        code = t2s_catalog_builder_add_index(reader->builder, relation->number, name, group->names.items, group->names.count);
    else
        code = t2s_catalog_builder_add_key(reader->builder, relation->number,
                                           kind != NULL && kind[0] == 'p' ? T2S_KEY_PRIMARY : T2S_KEY_UNIQUE, name,
                                           group->names.items, group->names.count);
    return without_column(code);
}

static int end_foreign_key(t2s__pg_reader *reader, const struct t2s__pg_group *group)
{
    const struct t2s__pg_relation *relation = t2s__pg_find_relation(reader, t2s__pg_number(group->head[T2S__PG_FOREIGN_RELATION]));
    const char *schema = group->head[T2S__PG_FOREIGN_TO_SCHEMA];
    const char *name = group->head[T2S__PG_FOREIGN_TO_NAME];

    if (relation == NULL)
        return 0;
    if (schema == NULL || name == NULL)
        return T2S_E_PROTOCOL;
    if (t2s__pg_has_hidden(reader, relation->schema, relation->name, &group->names) ||
        t2s__pg_has_hidden(reader, schema, name, &group->others))
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
static int end_check(t2s__pg_reader *reader, const struct t2s__pg_group *group)
{
    const struct t2s__pg_relation *relation = t2s__pg_find_relation(reader, t2s__pg_number(group->head[T2S__PG_CHECK_RELATION]));
    const char *expression = group->head[T2S__PG_CHECK_EXPRESSION];
    int unclear = 0;

    if (expression == NULL)
        return T2S_E_PROTOCOL;
    if (relation == NULL || is_only_not_null(expression))
        return 0;
    for (size_t i = 0; i < group->names.count; i++)
        unclear |= group->names.items[i] == NULL;
    if ((unclear && relation->has_hidden) || t2s__pg_has_hidden(reader, relation->schema, relation->name, &group->names))
        return 0;
    return t2s__pg_refused(t2s_catalog_builder_add_check(reader->builder, relation->number, expression));
}

int t2s__pg_end_group(t2s__pg_reader *reader)
{
    struct t2s__pg_group *group = &reader->group;
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
        code = t2s__pg_end_type(reader, group);
        break;
    default:
        code = t2s__pg_end_function(reader, group);
        break;
    }
    group->names.count = group->others.count = group->types.count = group->arguments.count = 0;
    t2s__arena_dispose(&group->arena);
    t2s__arena_init(&group->arena, 0);
    return code;
}

/* Begin a group unless the row, by its first column, belongs to the open one. */
static int begin_group(t2s__pg_reader *reader, t2s__pg_section section, const char *const *values)
{
    struct t2s__pg_group *group = &reader->group;
    int code;

    if (values[0] == NULL)
        return T2S_E_PROTOCOL;
    if (group->open && group->section == section && strcmp(group->head[0], values[0]) == 0)
        return 0;
    code = t2s__pg_end_group(reader);
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

int t2s__pg_read_into_group(t2s__pg_reader *reader, t2s__pg_section section, const char *const *values)
{
    struct t2s__pg_group *group = &reader->group;
    int code = begin_group(reader, section, values);

    if (code != 0)
        return code;
    switch (section) {
    case T2S__PG_KEYS:
        return t2s__pg_push(&group->names, &group->arena, values[T2S__PG_KEY_COLUMN]);
    case T2S__PG_FOREIGN_KEYS:
        code = t2s__pg_push(&group->names, &group->arena, values[T2S__PG_FOREIGN_COLUMN]);
        return code == 0 ? t2s__pg_push(&group->others, &group->arena, values[T2S__PG_FOREIGN_TO_COLUMN]) : code;
    case T2S__PG_CHECKS:
        return t2s__pg_push(&group->names, &group->arena, values[T2S__PG_CHECK_COLUMN]);
    case T2S__PG_TYPES:
        return t2s__pg_read_label(group, values);
    default:
        return t2s__pg_read_argument(group, values);
    }
}
