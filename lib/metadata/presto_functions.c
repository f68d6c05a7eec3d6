/* SPDX-License-Identifier: MIT */
#include "metadata/presto_functions.h"

#include <string.h>

#include "metadata/presto_builtins.h"

enum { NAME, RESULT, ARGUMENTS, KIND, DETERMINISTIC, COLUMNS_MIN = 5, VARIADIC = 6, OWN = 7 };

void t2s__presto_functions_init(t2s__presto_functions *functions)
{
    *functions = (t2s__presto_functions){.lines = T2S__BUFFER_INIT};
    t2s__arena_init(&functions->arena, 0);
    t2s__map_init(&functions->seen, NULL);
}

void t2s__presto_functions_dispose(t2s__presto_functions *functions)
{
    t2s__buffer_dispose(&functions->lines);
    t2s__map_dispose(&functions->seen);
    t2s__arena_dispose(&functions->arena);
}

static int is(const t2s__presto_value *value, const char *text)
{
    return value->text != NULL && strlen(text) == value->length && memcmp(value->text, text, value->length) == 0;
}

static const char *letter_of(const t2s__presto_value *kind)
{
    return is(kind, "scalar") ? "s" : is(kind, "aggregate") ? "a" : is(kind, "window") ? "w" : NULL;
}

/* Without the blanks behind commas. */
static void write_arguments(t2s__buffer *line, const char *text)
{
    for (; *text != '\0'; text++) {
        t2s__buffer_char(line, *text);
        if (text[0] == ',' && text[1] == ' ')
            text++;
    }
}

static int keep(t2s__presto_functions *functions, const t2s__buffer *line)
{
    char *key;

    if (line->failed)
        return T2S_E_NOMEM;
    if (t2s__map_get(&functions->seen, line->data, line->length) != NULL)
        return 0;
    key = t2s__arena_strndup(&functions->arena, line->data, line->length);
    if (key == NULL || t2s__map_put(&functions->seen, key, line->length, key) != 0)
        return T2S_E_NOMEM;
    t2s__buffer_append(&functions->lines, line->data, line->length);
    t2s__buffer_char(&functions->lines, '\n');
    return functions->lines.failed ? T2S_E_NOMEM : 0;
}

int t2s__presto_functions_row(t2s__presto_functions *functions, const t2s__presto_value *values, size_t count)
{
    t2s__buffer line = T2S__BUFFER_INIT;
    const char *letter;
    int code;

    if (count < COLUMNS_MIN || values[NAME].text == NULL || values[RESULT].text == NULL || values[ARGUMENTS].text == NULL)
        return T2S_E_PROTOCOL;
    letter = letter_of(&values[KIND]);
    if (letter == NULL || values[NAME].text[0] == '$' || strpbrk(values[NAME].text, ".|\n") != NULL ||
        strpbrk(values[RESULT].text, "|\n") != NULL || strpbrk(values[ARGUMENTS].text, "|\n") != NULL ||
        (count > OWN && is(&values[OWN], "false")))
        return 0;
    t2s__buffer_printf(&line, "%s|%s%s%s|", values[NAME].text, letter, count > VARIADIC && is(&values[VARIADIC], "true") ? "v" : "",
                       is(&values[DETERMINISTIC], "false") ? "n" : "");
    write_arguments(&line, values[ARGUMENTS].text);
    t2s__buffer_printf(&line, "|%s", values[RESULT].text);
    code = keep(functions, &line);
    t2s__buffer_dispose(&line);
    return code;
}

int t2s__presto_functions_add(const char *lines, int is_trino, t2s_catalog_builder *builder)
{
    /* What the server lists is all that may be called by a name alone; our own list may be of another version, and has no plug-ins'. */
    t2s_catalog_builder_set_open(builder, lines == NULL);
    return lines != NULL ? t2s__presto_builtins_add_text(builder, lines) : t2s__presto_builtins_add(builder, is_trino);
}
