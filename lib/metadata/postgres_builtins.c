/* SPDX-License-Identifier: MIT */
#include "metadata/postgres_builtins.h"

#include <stdlib.h>
#include <string.h>

#include "util/memory.h"

enum {
    LINE_MAX_BYTES = 4096,
    ITEMS_MAX = 64 /* arguments or columns of one function */
};

/* A function's line, cut to pieces in place. */
struct line {
    char *name;
    char *kind;
    char *volatility;
    char *flags;
    char *defaults;
    char *arguments;
    char *result;
    char *columns;
};

/* Cut at the separator; returns what stands before it and moves on. */
static char *cut(char **at, char separator)
{
    char *start = *at;
    char *end = strchr(start, separator);

    if (end != NULL)
        *end++ = '\0';
    else
        end = start + strlen(start);
    *at = end;
    return start;
}

static size_t cut_list(char *list, const char **items)
{
    size_t count = 0;

    while (*list != '\0' && count < ITEMS_MAX)
        items[count++] = cut(&list, ',');
    return count;
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

static int function_volatility(char letter)
{
    if (letter == 'i')
        return T2S_VOLATILITY_IMMUTABLE;
    return letter == 's' ? T2S_VOLATILITY_STABLE : T2S_VOLATILITY_VOLATILE;
}

static struct line cut_line(char *text)
{
    struct line line;

    line.name = cut(&text, '|');
    line.kind = cut(&text, '|');
    line.volatility = cut(&text, '|');
    line.flags = cut(&text, '|');
    line.defaults = cut(&text, '|');
    line.arguments = cut(&text, '|');
    line.result = cut(&text, '|');
    line.columns = text;
    return line;
}

static size_t cut_columns(char *list, const char **names, const char **types)
{
    size_t count = 0;

    while (*list != '\0' && count < ITEMS_MAX) {
        char *column = cut(&list, ',');

        names[count] = cut(&column, ':');
        types[count++] = column;
    }
    return count;
}

static int add_line(t2s_catalog_builder *builder, char *text)
{
    struct line line = cut_line(text);
    const char *arguments[ITEMS_MAX];
    const char *names[ITEMS_MAX];
    const char *types[ITEMS_MAX];
    size_t argument_count;
    size_t column_count;

    argument_count = cut_list(line.arguments, arguments);
    column_count = cut_columns(line.columns, names, types);
    return t2s_catalog_builder_add_function(builder, "pg_catalog", line.name, function_kind(line.kind[0]),
                                            function_flags(line.flags), function_volatility(line.volatility[0]), arguments,
                                            argument_count, strtoul(line.defaults, NULL, 10), line.result,
                                            column_count != 0 ? names : NULL, types, column_count, NULL);
}

static int type_kind(char letter)
{
    if (letter == 'p')
        return T2S_TYPE_PSEUDO;
    return letter == 'r' ? T2S_TYPE_RANGE : T2S_TYPE_BASE;
}

int t2s__postgres_builtins_add(t2s_catalog_builder *builder)
{
    char text[LINE_MAX_BYTES];
    int code = 0;

    for (size_t i = 0; code == 0 && i < t2s__postgres_type_count; i++)
        code = t2s_catalog_builder_add_type(builder, "pg_catalog", t2s__postgres_types[i] + 1, type_kind(t2s__postgres_types[i][0]),
                                            NULL, NULL, 0, NULL);
    for (size_t i = 0; code == 0 && i < t2s__postgres_function_line_count; i++) {
        char *at = text;

        strcpy(text, t2s__postgres_function_lines[i]); /* literals, of fewer bytes than text has: the generator sees to it */
        while (code == 0 && *at != '\0')
            code = add_line(builder, cut(&at, '\n'));
    }
    return code;
}

static int compare_type(const void *name, const void *item)
{
    return strcmp(name, *(const char *const *)item + 1);
}

int t2s__postgres_builtin_type(const char *name)
{
    return bsearch(name, t2s__postgres_types, t2s__postgres_type_count, sizeof(*t2s__postgres_types), compare_type) != NULL;
}

/* Types without their modifiers, as functions declare them. */
static int same_type(const char *declared, const char *given)
{
    size_t length = strcspn(given, "(");

    return strlen(declared) == length
               ? memcmp(declared, given, length) == 0
               : given[length] == '(' && strncmp(declared, given, length) == 0 &&
                     strcmp(declared + length, strchr(given, ')') != NULL ? strchr(given, ')') + 1 : "") == 0;
}

/* How an overload fits: 0 not at all, 1 by the number of arguments, 2 by their types. */
static int fit(const struct line *line, const char *const *types, size_t count)
{
    const char *arguments[ITEMS_MAX];
    size_t argument_count = cut_list(line->arguments, arguments);
    int fits = 2;

    if (argument_count != count)
        return strchr(line->flags, 'v') != NULL || strtoul(line->defaults, NULL, 10) != 0;
    for (size_t i = 0; i < count; i++)
        if (!same_type(arguments[i], types[i]))
            fits = 1;
    return fits;
}

/* The line of a name at or behind `from`; NULL when there is none. Names stand at the beginning of lines. */
static const char *find_line(const char *text, const char *name)
{
    size_t length = strlen(name);

    while (*text != '\0') {
        if (strncmp(text, name, length) == 0 && text[length] == '|')
            return text;
        text = strchr(text, '\n') + 1;
    }
    return NULL;
}

static struct line copy_line(const char *at, char text[LINE_MAX_BYTES])
{
    size_t length = strcspn(at, "\n");

    memcpy(text, at, length);
    text[length] = '\0';
    return cut_line(text);
}

/* Collects what the overloads say. */
struct results {
    char exact[LINE_MAX_BYTES];
    char common[LINE_MAX_BYTES];
    int differ;
};

/* The result of a polymorphic function, as far as it follows from its one argument: anyelement of anyelement, anyarray of
 * anyelement. */
static void follow_argument(const struct line *line, const char *const *types, size_t count, char result[LINE_MAX_BYTES])
{
    const char *argument = line->arguments;
    int known = count == 1 && strcmp(types[0], "unknown") != 0 && strlen(types[0]) < LINE_MAX_BYTES - 3;

    strcpy(result, "unknown");
    if (strcmp(argument, "anyarray") == 0 && (!known || strlen(types[0]) < 2 || strcmp(types[0] + strlen(types[0]) - 2, "[]") != 0))
        return;
    if (known && strcmp(argument, line->result) == 0)
        strcpy(result, types[0]);
    else if (known && strcmp(line->result, "anyarray") == 0 &&
             (strcmp(argument, "anynonarray") == 0 || strcmp(argument, "anyelement") == 0))
        strcat(strcpy(result, types[0]), "[]");
}

static void add_result(struct results *results, const struct line *line, const char *const *types, size_t count)
{
    char followed[LINE_MAX_BYTES];
    const char *result = line->result;

    if (strncmp(result, "any", 3) == 0) {
        follow_argument(line, types, count, followed);
        result = followed;
    }
    if (strcmp(result, "unknown") == 0)
        return;
    switch (fit(line, types, count)) {
    case 2:
        strcpy(results->exact, result);
        break;
    case 1:
        results->differ |= results->common[0] != '\0' && strcmp(results->common, result) != 0;
        strcpy(results->common, result);
        break;
    default:
        break;
    }
}

const char *t2s__postgres_builtin_result(t2s__arena *arena, const char *name, const char *const *argument_types, size_t count)
{
    struct results results = {.differ = 0};
    const char *best;

    for (size_t i = 0; i < t2s__postgres_function_line_count; i++)
        for (const char *at = find_line(t2s__postgres_function_lines[i], name); at != NULL;
             at = find_line(strchr(at, '\n') + 1, name)) {
            char text[LINE_MAX_BYTES];
            struct line line = copy_line(at, text);

            add_result(&results, &line, argument_types, count);
        }
    best = results.exact[0] != '\0' ? results.exact : results.common;
    return best[0] != '\0' && (best == results.exact || !results.differ) ? t2s__arena_strdup(arena, best) : NULL;
}

int t2s__postgres_builtin_columns(t2s__arena *arena, const char *name, const char *const **ret_names, const char *const **ret_types,
                                  size_t *ret_count)
{
    const char *at = NULL;
    const char **names;
    const char **types;
    struct line line;
    char *text;

    *ret_count = 0;
    for (size_t i = 0; at == NULL && i < t2s__postgres_function_line_count; i++)
        at = find_line(t2s__postgres_function_lines[i], name);
    if (at == NULL)
        return 0;
    text = t2s__arena_alloc(arena, LINE_MAX_BYTES);
    names = t2s__arena_alloc(arena, ITEMS_MAX * sizeof(*names));
    types = t2s__arena_alloc(arena, ITEMS_MAX * sizeof(*types));
    if (text == NULL || names == NULL || types == NULL)
        return T2S_E_NOMEM;
    line = copy_line(at, text);
    *ret_count = cut_columns(line.columns, names, types);
    *ret_names = names;
    *ret_types = types;
    return 0;
}
