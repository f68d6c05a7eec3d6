/* SPDX-License-Identifier: MIT */
/* Types, functions, operators and casts. */
#include <stdio.h>
#include <string.h>

#include "metadata/postgres_reader_internal.h"

/* The letter that a column of one letter has. */
static char letter_of(const char *value, char without)
{
    return value != NULL && value[0] != '\0' ? value[0] : without;
}

static int type_kind(char letter)
{
    switch (letter) {
    case 'e':
        return T2S_TYPE_ENUM;
    case 'd':
        return T2S_TYPE_DOMAIN;
    case 'c':
        return T2S_TYPE_COMPOSITE;
    case 'r':
        return T2S_TYPE_RANGE;
    case 'm':
        return T2S_TYPE_MULTIRANGE;
    case 'p':
        return T2S_TYPE_PSEUDO;
    default:
        return T2S_TYPE_BASE;
    }
}

int t2s__pg_read_label(struct t2s__pg_group *group, const char *const *values)
{
    int code;

    if (values[T2S__PG_TYPE_LABEL] == NULL)
        return 0;
    code = t2s__pg_push(&group->names, &group->arena, values[T2S__PG_TYPE_LABEL]);
    return code == 0 ? t2s__pg_push(&group->others, &group->arena, values[T2S__PG_TYPE_ATTRIBUTE]) : code;
}

int t2s__pg_end_type(t2s__pg_reader *reader, const struct t2s__pg_group *group)
{
    t2s_catalog_builder *builder = reader->builder;
    const char *const *head = group->head;
    int kind = type_kind(letter_of(head[T2S__PG_TYPE_KIND], 'b'));
    size_t type;
    int code;

    code = t2s_catalog_builder_add_type(builder, head[T2S__PG_TYPE_SCHEMA], head[T2S__PG_TYPE_NAME], kind, head[T2S__PG_TYPE_BASE],
                                        group->names.items, group->names.count, head[T2S__PG_TYPE_COMMENT], &type);
    if (code == 0 && head[T2S__PG_TYPE_CATEGORY] != NULL)
        code = t2s_catalog_builder_set_type_category(builder, type, head[T2S__PG_TYPE_CATEGORY][0],
                                                     t2s__pg_is_true(head[T2S__PG_TYPE_PREFERRED]));
    if (code == 0 && head[T2S__PG_TYPE_ELEMENT] != NULL)
        code = t2s_catalog_builder_set_type_element(builder, type, head[T2S__PG_TYPE_ELEMENT]);
    if (code == 0 && head[T2S__PG_TYPE_SUBTYPE] != NULL)
        code = t2s_catalog_builder_set_type_subtype(builder, type, head[T2S__PG_TYPE_SUBTYPE]);
    if (code == 0 && kind == T2S_TYPE_COMPOSITE && group->others.count != 0)
        code = t2s_catalog_builder_set_attribute_types(builder, type, group->others.items);
    return t2s__pg_refused(code);
}

static int function_kind(char letter)
{
    switch (letter) {
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

    if (t2s__pg_is_true(head[T2S__PG_FUNCTION_SET]))
        flags |= T2S_FUNCTION_RETURNS_SET;
    if (t2s__pg_is_true(head[T2S__PG_FUNCTION_VARIADIC]))
        flags |= T2S_FUNCTION_VARIADIC;
    if (t2s__pg_is_true(head[T2S__PG_FUNCTION_STRICT]))
        flags |= T2S_FUNCTION_STRICT;
    if (t2s__pg_is_true(head[T2S__PG_FUNCTION_DEFINER]))
        flags |= T2S_FUNCTION_SECURITY_DEFINER;
    return flags;
}

static int volatility(char letter)
{
    if (letter == 'i')
        return T2S_VOLATILITY_IMMUTABLE;
    return letter == 's' ? T2S_VOLATILITY_STABLE : T2S_VOLATILITY_VOLATILE;
}

int t2s__pg_read_argument(struct t2s__pg_group *group, const char *const *values)
{
    char mode = letter_of(values[T2S__PG_FUNCTION_ARGUMENT_MODE], 'i');
    const char *name = values[T2S__PG_FUNCTION_ARGUMENT_NAME];
    const char *type = values[T2S__PG_FUNCTION_ARGUMENT_TYPE];
    char unnamed[32];
    int code = 0;

    if (type == NULL)
        return 0; /* it has no arguments */
    if (name != NULL && name[0] == '\0')
        name = NULL;
    if (mode == 'i' || mode == 'b' || mode == 'v') {
        code = t2s__pg_push(&group->types, &group->arena, type);
        if (code == 0)
            code = t2s__pg_push(&group->arguments, &group->arena, name);
    }
    if (code != 0 || mode == 'i' || mode == 'v')
        return code;
    snprintf(unnamed, sizeof(unnamed), "column%zu", group->names.count + 1);
    code = t2s__pg_push(&group->names, &group->arena, name != NULL ? name : unnamed);
    return code == 0 ? t2s__pg_push(&group->others, &group->arena, type) : code;
}

static int has_names(const struct t2s__pg_list *arguments)
{
    for (size_t i = 0; i < arguments->count; i++)
        if (arguments->items[i] != NULL)
            return 1;
    return 0;
}

int t2s__pg_end_function(t2s__pg_reader *reader, const struct t2s__pg_group *group)
{
    t2s_catalog_builder *builder = reader->builder;
    const char *const *head = group->head;
    size_t function;
    int code;

    code = t2s_catalog_builder_add_function(builder, head[T2S__PG_FUNCTION_SCHEMA], head[T2S__PG_FUNCTION_NAME],
                                            function_kind(letter_of(head[T2S__PG_FUNCTION_KIND], 'f')), function_flags(head),
                                            volatility(letter_of(head[T2S__PG_FUNCTION_VOLATILITY], 'v')), group->types.items,
                                            group->types.count, t2s__pg_number(head[T2S__PG_FUNCTION_DEFAULTS]),
                                            head[T2S__PG_FUNCTION_RESULT], group->names.items, group->others.items,
                                            group->names.count, head[T2S__PG_FUNCTION_COMMENT], &function);
    if (code == 0 && head[T2S__PG_FUNCTION_AGGREGATE_KIND] != NULL)
        code = t2s_catalog_builder_set_aggregate(builder, function, head[T2S__PG_FUNCTION_AGGREGATE_KIND][0],
                                                 t2s__pg_number(head[T2S__PG_FUNCTION_DIRECT]));
    if (code == 0 && has_names(&group->arguments))
        code = t2s_catalog_builder_set_argument_names(builder, function, group->arguments.items);
    return t2s__pg_refused(code);
}

int t2s__pg_read_operator(t2s__pg_reader *reader, const char *const *values)
{
    return t2s__pg_refused(t2s_catalog_builder_add_operator(
        reader->builder, values[T2S__PG_OPERATOR_SCHEMA], values[T2S__PG_OPERATOR_NAME], values[T2S__PG_OPERATOR_LEFT],
        values[T2S__PG_OPERATOR_RIGHT], values[T2S__PG_OPERATOR_RESULT], values[T2S__PG_OPERATOR_FUNCTION_SCHEMA],
        values[T2S__PG_OPERATOR_FUNCTION_NAME], volatility(letter_of(values[T2S__PG_OPERATOR_VOLATILITY], 'v'))));
}

int t2s__pg_read_cast(t2s__pg_reader *reader, const char *const *values)
{
    return t2s__pg_refused(t2s_catalog_builder_add_cast(reader->builder, values[T2S__PG_CAST_SOURCE], values[T2S__PG_CAST_TARGET],
                                                        letter_of(values[T2S__PG_CAST_CONTEXT], '\0'),
                                                        letter_of(values[T2S__PG_CAST_METHOD], '\0'),
                                                        values[T2S__PG_CAST_FUNCTION_SCHEMA],
                                                        values[T2S__PG_CAST_FUNCTION_NAME]));
}
