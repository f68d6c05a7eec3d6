/* SPDX-License-Identifier: MIT */
/* The generated lists into a builder. */
#include "metadata/presto_builtins.h"

#include <string.h>

#include "util/arena.h"

enum { ARGUMENTS_MAX = 32 };

char *t2s__presto_next_type(char *list)
{
    int depth = 0, is_quoted = 0;

    for (; *list != '\0'; list++) {
        if (*list == '"')
            is_quoted = !is_quoted;
        else if (!is_quoted && *list == '(')
            depth++;
        else if (!is_quoted && *list == ')')
            depth--;
        else if (!is_quoted && depth == 0 && *list == ',') {
            *list = '\0';
            return list + 1 + (list[1] == ' ');
        }
    }
    return NULL;
}

/* Ends a text at its next '|' or at its end. The rest. */
static char *cut(char *text)
{
    char *end = strchr(text, '|');

    if (end == NULL)
        return text + strlen(text);
    *end = '\0';
    return end + 1;
}

static int kind_of(const char *flags)
{
    return flags[0] == 'a' ? T2S_FUNCTION_AGGREGATE : flags[0] == 'w' ? T2S_FUNCTION_WINDOW : T2S_FUNCTION_PLAIN;
}

static int add_line(t2s_catalog_builder *builder, char *line)
{
    char *flags = cut(line), *arguments = cut(flags), *result = cut(arguments);
    const char *types[ARGUMENTS_MAX];
    size_t count = 0;

    for (char *at = arguments; at != NULL && *at != '\0' && count < ARGUMENTS_MAX;) {
        types[count++] = at;
        at = t2s__presto_next_type(at);
    }
    return t2s_catalog_builder_add_function(builder, T2S__PRESTO_BUILTIN_SCHEMA, line, kind_of(flags),
                                            strchr(flags, 'v') != NULL ? T2S_FUNCTION_VARIADIC : 0,
                                            strchr(flags, 'n') != NULL ? T2S_VOLATILITY_VOLATILE : T2S_VOLATILITY_IMMUTABLE, types, count,
                                            0, result, NULL, NULL, 0, NULL, NULL);
}

int t2s__presto_builtins_add_text(t2s_catalog_builder *builder, const char *text)
{
    t2s__arena arena;
    char *copy, *line;
    int code = 0;

    t2s__arena_init(&arena, strlen(text) + 64);
    copy = t2s__arena_strdup(&arena, text);
    if (copy == NULL)
        code = T2S_E_NOMEM;
    for (line = copy; code == 0 && *line != '\0';) {
        char *end = strchr(line, '\n');

        *end = '\0';
        code = add_line(builder, line);
        line = end + 1;
    }
    t2s__arena_dispose(&arena);
    return code;
}

int t2s__presto_builtins_add(t2s_catalog_builder *builder, int is_trino)
{
    const char *const *texts = is_trino ? t2s__trino_function_lines : t2s__presto_function_lines;
    size_t count = is_trino ? t2s__trino_function_line_count : t2s__presto_function_line_count;
    int code = 0;

    for (size_t i = 0; i < count && code == 0; i++)
        code = t2s__presto_builtins_add_text(builder, texts[i]);
    return code;
}
