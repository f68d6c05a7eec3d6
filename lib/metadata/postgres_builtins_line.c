/* SPDX-License-Identifier: MIT */
#include "metadata/postgres_builtins_line.h"

#include <string.h>

char *t2s__builtin_cut(char **at, char separator)
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

size_t t2s__builtin_cut_list(char *list, const char **items)
{
    size_t count = 0;

    while (*list != '\0' && count < T2S__BUILTIN_ITEMS_MAX)
        items[count++] = t2s__builtin_cut(&list, ',');
    return count;
}

size_t t2s__builtin_cut_columns(char *list, const char **names, const char **types)
{
    size_t count = 0;

    while (*list != '\0' && count < T2S__BUILTIN_ITEMS_MAX) {
        char *column = t2s__builtin_cut(&list, ',');

        names[count] = t2s__builtin_cut(&column, ':');
        types[count++] = column;
    }
    return count;
}

t2s__builtin_line t2s__builtin_cut_line(char *text)
{
    t2s__builtin_line line;

    line.name = t2s__builtin_cut(&text, '|');
    line.kind = t2s__builtin_cut(&text, '|');
    line.volatility = t2s__builtin_cut(&text, '|');
    line.flags = t2s__builtin_cut(&text, '|');
    line.defaults = t2s__builtin_cut(&text, '|');
    line.arguments = t2s__builtin_cut(&text, '|');
    line.result = t2s__builtin_cut(&text, '|');
    line.columns = t2s__builtin_cut(&text, '|');
    line.names = text;
    return line;
}
