/* SPDX-License-Identifier: MIT */
#include "catalog/type_text.h"

#include <string.h>

/* The words that SQL has for types, and what the server stores them under. Of several for one the first is what it writes itself. */
static const struct {
    const char *words;
    const char *stored;
} spellings[] = {
    {"integer", "int4"},
    {"bigint", "int8"},
    {"smallint", "int2"},
    {"boolean", "bool"},
    {"character varying", "varchar"},
    {"timestamp without time zone", "timestamp"},
    {"timestamp with time zone", "timestamptz"},
    {"double precision", "float8"},
    {"real", "float4"},
    {"character", "bpchar"},
    {"time without time zone", "time"},
    {"time with time zone", "timetz"},
    {"bit varying", "varbit"},
    {"int", "int4"},
    {"char", "bpchar"},
    {"char varying", "varchar"},
    {"float", "float8"},
    {"decimal", "numeric"},
    {"dec", "numeric"},
};

static const char *skip_spaces(const char *at)
{
    while (*at == ' ' || *at == '\t' || *at == '\n')
        at++;
    return at;
}

static int is_name_byte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '$' ||
           (unsigned char)c >= 0x80;
}

/* Append the identifier at `at`. NULL when there is none, or it is too long. */
static const char *read_identifier(const char *at, char *name, size_t length)
{
    int quoted = *at == '"';
    size_t begun = length;

    if (quoted)
        at++;
    while (quoted ? *at != '\0' && (*at != '"' || at[1] == '"') : is_name_byte(*at)) {
        if (length + 1 >= T2S__TYPE_TEXT_MAX)
            return NULL;
        name[length++] = !quoted && *at >= 'A' && *at <= 'Z' ? (char)(*at - 'A' + 'a') : *at;
        at += quoted && *at == '"' ? 2 : 1;
    }
    name[length] = '\0';
    if (length == begun || (quoted && *at != '"'))
        return NULL;
    return at + quoted;
}

/* Behind "(10,2)", if that is there. NULL when it does not end. */
static const char *skip_modifiers(const char *at)
{
    at = skip_spaces(at);
    if (*at != '(')
        return at;
    at = strchr(at, ')');
    return at != NULL ? skip_spaces(at + 1) : NULL;
}

/* The further words of a name without quotes: "double precision", "timestamp(3) with time zone". */
static const char *read_words(const char *at, char *name)
{
    at = skip_modifiers(at);
    while (at != NULL && is_name_byte(*at)) {
        size_t length = strlen(name);

        if (length + 1 >= T2S__TYPE_TEXT_MAX)
            return NULL;
        name[length] = ' ';
        at = read_identifier(at, name, length + 1);
        if (at != NULL)
            at = skip_modifiers(at);
    }
    return at;
}

/* Behind "[]", "[3]" or "[][]": arrays of any dimensions are of one type. NULL when something else follows. */
static const char *read_brackets(const char *at, int *ret_is_array)
{
    *ret_is_array = *at == '[';
    while (*at == '[') {
        at++;
        while (*at >= '0' && *at <= '9')
            at++;
        if (*at != ']')
            return NULL;
        at = skip_spaces(at + 1);
    }
    return *at == '\0' ? at : NULL;
}

static const char *stored_name(const char *words)
{
    if (strncmp(words, "interval ", 9) == 0) /* interval day to second */
        return "interval";
    for (size_t i = 0; i < sizeof(spellings) / sizeof(spellings[0]); i++)
        if (strcmp(spellings[i].words, words) == 0)
            return spellings[i].stored;
    return NULL;
}

int t2s__type_text_read(const char *text, t2s__type_text *ret)
{
    const char *at = skip_spaces(text);
    int quoted = *at == '"';

    ret->qualified = 0;
    ret->stored = NULL;
    ret->schema[0] = '\0';
    at = read_identifier(at, ret->name, 0);
    if (at != NULL && *at == '.') {
        ret->qualified = 1;
        memcpy(ret->schema, ret->name, sizeof(ret->schema));
        at = read_identifier(at + 1, ret->name, 0);
    }
    if (at != NULL)
        at = quoted || ret->qualified ? skip_modifiers(at) : read_words(at, ret->name);
    if (at != NULL)
        at = read_brackets(at, &ret->is_array);
    if (at != NULL && !quoted && !ret->qualified)
        ret->stored = stored_name(ret->name);
    return at != NULL;
}

const char *t2s__type_text_words(const char *stored)
{
    if (strcmp(stored, "char") == 0)
        return "\"char\""; /* without the quotes it is another one */
    if (strcmp(stored, "any") == 0)
        return "\"any\"";
    for (size_t i = 0; i < sizeof(spellings) / sizeof(spellings[0]); i++)
        if (strcmp(spellings[i].stored, stored) == 0)
            return strcmp(stored, "numeric") != 0 ? spellings[i].words : NULL;
    return NULL;
}

static int is_plain(const char *name)
{
    for (const char *at = name; *at != '\0'; at++)
        if (!((*at >= 'a' && *at <= 'z') || *at == '_' || (at != name && *at >= '0' && *at <= '9')))
            return 0;
    return name[0] != '\0';
}

/* At most twice the name's length and two. Returns what is behind it. */
static char *write_name(char *to, const char *name)
{
    size_t length = strlen(name);

    if (is_plain(name)) {
        memcpy(to, name, length);
        return to + length;
    }
    *to++ = '"';
    for (; *name != '\0'; name++) {
        if (*name == '"')
            *to++ = '"';
        *to++ = *name;
    }
    *to++ = '"';
    return to;
}

const char *t2s__type_text_write(t2s__arena *arena, const char *schema, const char *name)
{
    size_t size = 2 * (schema != NULL ? strlen(schema) : 0) + 2 * strlen(name) + 6;
    char *text;
    char *at;

    if (schema == NULL && is_plain(name))
        return name;
    text = t2s__arena_alloc(arena, size);
    if (text == NULL)
        return NULL;
    at = text;
    if (schema != NULL) {
        at = write_name(at, schema);
        *at++ = '.';
    }
    *write_name(at, name) = '\0';
    return text;
}
