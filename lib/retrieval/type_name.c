/* SPDX-License-Identifier: MIT */
#include "retrieval/type_name.h"

#include <string.h>

#include "retrieval/render.h"
#include "sql/quote.h"

enum { TYPE_NAME_MAX = 256 /* characters */ };

struct short_type {
    const char *before; /* the name up to where a modifier in parentheses may stand */
    const char *behind; /* what stands behind that */
    const char *name;
    int keeps_modifier;
};

static const struct short_type short_types[] = {
    {"character varying", "", "varchar", 0},
    {"varchar", "", "varchar", 0},
    {"character", "", "char", 1},
    {"integer", "", "int", 0},
    {"boolean", "", "bool", 0},
    {"double precision", "", "float8", 0},
    {"real", "", "float4", 0},
    {"timestamp", " without time zone", "timestamp", 0},
    {"timestamp", " with time zone", "timestamptz", 0},
    {"time", " without time zone", "time", 0},
    {"time", " with time zone", "timetz", 0},
};

static const char *without_known_schema(const t2s_catalog *catalog, const char *type)
{
    for (size_t i = 0; i < catalog->search_path_count; i++) {
        size_t length = strlen(catalog->search_path[i]);

        if (strncmp(type, catalog->search_path[i], length) == 0 && type[length] == '.')
            return type + length + 1;
    }
    return type;
}

static int starts_with(const char *text, const char *start, size_t *ret_length)
{
    *ret_length = strlen(start);
    return strncmp(text, start, *ret_length) == 0;
}

/* Of "(3)" its length; 0: there is none. */
static size_t modifier_length(const char *text)
{
    size_t length = text[0] == '(' ? 1 + strspn(text + 1, "0123456789,") : 0;

    return length != 0 && text[length] == ')' ? length + 1 : 0;
}

/* Append the short name, if it is one for this type. */
static int render_short(t2s__buffer *buffer, const struct short_type *known, const char *type)
{
    size_t length;
    const char *modifier;
    const char *rest;

    if (!starts_with(type, known->before, &length))
        return 0;
    modifier = type + length;
    rest = modifier + modifier_length(modifier);
    if (!starts_with(rest, known->behind, &length))
        return 0;
    rest += length;
    if (*rest != '\0' && (*rest != '[' || rest[strspn(rest, "[]0123456789")] != '\0'))
        return 0;
    t2s__buffer_text(buffer, known->name);
    if (known->keeps_modifier)
        t2s__buffer_append(buffer, modifier, modifier_length(modifier));
    t2s__buffer_text(buffer, rest);
    return 1;
}

void t2s__render_type(t2s__buffer *buffer, const t2s_catalog *catalog, int style, const char *type)
{
    size_t count = style == T2S__QUOTE_POSTGRES ? sizeof(short_types) / sizeof(*short_types) : 0;

    type = without_known_schema(catalog, type);
    for (size_t i = 0; i < count; i++)
        if (render_short(buffer, &short_types[i], type))
            return;
    t2s__render_untrusted(buffer, type, TYPE_NAME_MAX);
}
