/* SPDX-License-Identifier: MIT */
/* The generated lists into a builder. */
#include <stdlib.h>
#include <string.h>

#include "metadata/postgres_builtins.h"
#include "metadata/postgres_builtins_line.h"

#define OWNER "pg_catalog"

static int function_kind(char letter)
{
    switch (letter) {
    case 'a':
    case 'o':
    case 'h':
        return T2S_FUNCTION_AGGREGATE;
    case 'w':
        return T2S_FUNCTION_WINDOW;
    case 'p':
        return T2S_FUNCTION_PROCEDURE;
    default:
        return T2S_FUNCTION_PLAIN;
    }
}

static uint32_t function_flags(const char *letters)
{
    uint32_t flags = 0;

    if (strchr(letters, 'r') != NULL)
        flags |= T2S_FUNCTION_RETURNS_SET;
    if (strchr(letters, 'v') != NULL)
        flags |= T2S_FUNCTION_VARIADIC;
    if (strchr(letters, 's') != NULL)
        flags |= T2S_FUNCTION_STRICT;
    return flags;
}

static int volatility(char letter)
{
    if (letter == 'i')
        return T2S_VOLATILITY_IMMUTABLE;
    return letter == 's' ? T2S_VOLATILITY_STABLE : T2S_VOLATILITY_VOLATILE;
}

static int type_kind(char letter)
{
    switch (letter) {
    case 'p':
        return T2S_TYPE_PSEUDO;
    case 'r':
        return T2S_TYPE_RANGE;
    case 'm':
        return T2S_TYPE_MULTIRANGE;
    default:
        return T2S_TYPE_BASE;
    }
}

/* What only some functions have. */
static int add_rest(t2s_catalog_builder *builder, size_t function, const t2s__builtin_line *line, size_t argument_count)
{
    const char *names[T2S__BUILTIN_ITEMS_MAX];
    int code = 0;

    if (line->kind[0] == 'o' || line->kind[0] == 'h')
        code = t2s_catalog_builder_set_aggregate(builder, function, line->kind[0], strtoul(line->kind + 1, NULL, 10));
    if (code != 0 || line->names[0] == '\0')
        return code;
    for (size_t i = 0; i < argument_count; i++) {
        names[i] = t2s__builtin_cut((char **)&line->names, ',');
        if (names[i][0] == '\0')
            names[i] = NULL;
    }
    return t2s_catalog_builder_set_argument_names(builder, function, names);
}

static int add_function(t2s_catalog_builder *builder, char *text)
{
    t2s__builtin_line line = t2s__builtin_cut_line(text);
    const char *arguments[T2S__BUILTIN_ITEMS_MAX];
    const char *names[T2S__BUILTIN_ITEMS_MAX];
    const char *types[T2S__BUILTIN_ITEMS_MAX];
    size_t argument_count = t2s__builtin_cut_list(line.arguments, arguments);
    size_t column_count = t2s__builtin_cut_columns(line.columns, names, types);
    size_t function;
    int code;

    code = t2s_catalog_builder_add_function(builder, OWNER, line.name, function_kind(line.kind[0]), function_flags(line.flags),
                                            volatility(line.volatility[0]), arguments, argument_count,
                                            strtoul(line.defaults, NULL, 10), line.result, column_count != 0 ? names : NULL, types,
                                            column_count, NULL, &function);
    return code == 0 ? add_rest(builder, function, &line, argument_count) : code;
}

static int add_operator(t2s_catalog_builder *builder, char *text)
{
    const char *left = t2s__builtin_cut(&text, '|');
    const char *right = t2s__builtin_cut(&text, '|');
    const char *result = t2s__builtin_cut(&text, '|');
    const char *function = t2s__builtin_cut(&text, '|');
    const char *letter = t2s__builtin_cut(&text, '|');

    return t2s_catalog_builder_add_operator(builder, OWNER, text, left[0] != '\0' ? left : NULL, right, result, OWNER, function,
                                            volatility(letter[0]));
}

static int add_cast(t2s_catalog_builder *builder, char *text)
{
    const char *source = t2s__builtin_cut(&text, '|');
    const char *target = t2s__builtin_cut(&text, '|');
    const char *how = t2s__builtin_cut(&text, '|');
    int calls = text[0] != '\0';

    return t2s_catalog_builder_add_cast(builder, source, target, how[0], how[1], calls ? OWNER : NULL, calls ? text : NULL);
}

static int add_type(t2s_catalog_builder *builder, const char *line)
{
    char copy[T2S__BUILTIN_LINE_MAX];
    char *text = copy;
    const char *name;
    const char *category;
    const char *element;
    size_t type;
    int code;

    strcpy(copy, line);
    name = t2s__builtin_cut(&text, '|');
    category = t2s__builtin_cut(&text, '|');
    element = t2s__builtin_cut(&text, '|');
    code = t2s_catalog_builder_add_type(builder, OWNER, name + 1, type_kind(name[0]), NULL, NULL, 0, NULL, &type);
    if (code == 0)
        code = t2s_catalog_builder_set_type_category(builder, type, category[0], category[1] == '*');
    if (code == 0 && element[0] != '\0')
        code = t2s_catalog_builder_set_type_element(builder, type, element);
    if (code == 0 && text[0] != '\0')
        code = t2s_catalog_builder_set_type_subtype(builder, type, text);
    return code;
}

/* The texts are literals, of fewer bytes than a copy has room for: the generator sees to it. */
static int add_lines(t2s_catalog_builder *builder, const char *const *lines, size_t count,
                     int (*add)(t2s_catalog_builder *builder, char *text))
{
    char copy[T2S__BUILTIN_LINE_MAX];
    int code = 0;

    for (size_t i = 0; code == 0 && i < count; i++) {
        char *at = copy;

        strcpy(copy, lines[i]);
        while (code == 0 && *at != '\0')
            code = add(builder, t2s__builtin_cut(&at, '\n'));
    }
    return code;
}

int t2s__postgres_builtins_add(t2s_catalog_builder *builder)
{
    int code = 0;

    for (size_t i = 0; code == 0 && i < t2s__postgres_type_count; i++)
        code = add_type(builder, t2s__postgres_types[i]);
    if (code == 0)
        code = add_lines(builder, t2s__postgres_function_lines, t2s__postgres_function_line_count, add_function);
    if (code == 0)
        code = add_lines(builder, t2s__postgres_operator_lines, t2s__postgres_operator_line_count, add_operator);
    if (code == 0)
        code = add_lines(builder, t2s__postgres_cast_lines, t2s__postgres_cast_line_count, add_cast);
    return code;
}
