/* SPDX-License-Identifier: MIT */
#include "metadata/postgres_builtins.h"

#include <stdlib.h>
#include <string.h>

#include "metadata/postgres_builtins_line.h"

static int compare_type(const void *name, const void *item)
{
    const char *line = *(const char *const *)item + 1;
    size_t length = strcspn(line, "|");
    int order = strncmp(name, line, length);

    return order != 0 ? order : (unsigned char)((const char *)name)[length];
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
static int fit(const t2s__builtin_line *line, const char *const *types, size_t count)
{
    const char *arguments[T2S__BUILTIN_ITEMS_MAX];
    size_t argument_count = t2s__builtin_cut_list(line->arguments, arguments);
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

static t2s__builtin_line copy_line(const char *at, char text[T2S__BUILTIN_LINE_MAX])
{
    size_t length = strcspn(at, "\n");

    memcpy(text, at, length);
    text[length] = '\0';
    return t2s__builtin_cut_line(text);
}

/* Collects what the overloads say. */
struct results {
    char exact[T2S__BUILTIN_LINE_MAX];
    char common[T2S__BUILTIN_LINE_MAX];
    int differ;
};

/* The result of a polymorphic function, as far as it follows from its one argument: anyelement of anyelement, anyarray of
 * anyelement. */
static void follow_argument(const t2s__builtin_line *line, const char *const *types, size_t count, char result[T2S__BUILTIN_LINE_MAX])
{
    const char *argument = line->arguments;
    int known = count == 1 && strcmp(types[0], "unknown") != 0 && strlen(types[0]) < T2S__BUILTIN_LINE_MAX - 3;

    strcpy(result, "unknown");
    if (strcmp(argument, "anyarray") == 0 && (!known || strlen(types[0]) < 2 || strcmp(types[0] + strlen(types[0]) - 2, "[]") != 0))
        return;
    if (known && strcmp(argument, line->result) == 0)
        strcpy(result, types[0]);
    else if (known && strcmp(line->result, "anyarray") == 0 &&
             (strcmp(argument, "anynonarray") == 0 || strcmp(argument, "anyelement") == 0))
        strcat(strcpy(result, types[0]), "[]");
}

static void add_result(struct results *results, const t2s__builtin_line *line, const char *const *types, size_t count)
{
    char followed[T2S__BUILTIN_LINE_MAX];
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
            char text[T2S__BUILTIN_LINE_MAX];
            t2s__builtin_line line = copy_line(at, text);

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
    t2s__builtin_line line;
    char *text;

    *ret_count = 0;
    for (size_t i = 0; at == NULL && i < t2s__postgres_function_line_count; i++)
        at = find_line(t2s__postgres_function_lines[i], name);
    if (at == NULL)
        return 0;
    text = t2s__arena_alloc(arena, T2S__BUILTIN_LINE_MAX);
    names = t2s__arena_alloc(arena, T2S__BUILTIN_ITEMS_MAX * sizeof(*names));
    types = t2s__arena_alloc(arena, T2S__BUILTIN_ITEMS_MAX * sizeof(*types));
    if (text == NULL || names == NULL || types == NULL)
        return T2S_E_NOMEM;
    line = copy_line(at, text);
    *ret_count = t2s__builtin_cut_columns(line.columns, names, types);
    *ret_names = names;
    *ret_types = types;
    return 0;
}
