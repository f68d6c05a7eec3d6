/* SPDX-License-Identifier: MIT */
/* Literals: which types can be told from their text, and what their readers have in common. */
#include "dialect/postgres_literal.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "util/utf8.h"

int t2s__refuse(t2s__reading *reading, const char *code, const char *format, ...)
{
    va_list args;
    int wrote;

    reading->code = code;
    if (reading->size == 0)
        return 0;
    va_start(args, format);
    wrote = vsnprintf(reading->message, reading->size, format, args);
    va_end(args);
    /* What was cut off may have ended inside a character. */
    if (wrote < 0)
        reading->message[0] = '\0';
    else if ((size_t)wrote >= reading->size)
        reading->message[t2s__utf8_check(reading->message, reading->size - 1)] = '\0';
    return 0;
}

int t2s__refuse_syntax(t2s__reading *reading)
{
    return t2s__refuse(reading, "22P02", "invalid input syntax for type %s: \"%s\"", reading->type, reading->text);
}

int t2s__literal_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

int t2s__literal_digit(char c)
{
    return c >= '0' && c <= '9';
}

int t2s__literal_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

int t2s__literal_hex(char c)
{
    return t2s__literal_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

char t2s__literal_lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

const char *t2s__literal_skip(const char *at)
{
    while (t2s__literal_space(*at))
        at++;
    return at;
}

int t2s__literal_ends(const char *at)
{
    return *t2s__literal_skip(at) == '\0';
}

int t2s__literal_begins(const char *text, const char *word)
{
    while (*word != '\0' && t2s__literal_lower(*text) == *word) {
        text++;
        word++;
    }
    return *word == '\0';
}

/* The types whose texts are read, in order of their names. Any text may be one of the others. */
static const struct known {
    const char *name;
    const char *written;
    int (*read)(t2s__reading *reading);
} types[] = {
    {"bit", "bit", t2s__read_bits},
    {"bool", "boolean", t2s__read_boolean},
    {"box", "box", t2s__read_shape},
    {"bytea", "bytea", t2s__read_bytea},
    {"cidr", "cidr", t2s__read_inet},
    {"circle", "circle", t2s__read_shape},
    {"date", "date", t2s__read_date},
    {"float4", "real", t2s__read_real},
    {"float8", "double precision", t2s__read_double},
    {"inet", "inet", t2s__read_inet},
    {"int2", "smallint", t2s__read_smallint},
    {"int4", "integer", t2s__read_integer},
    {"int8", "bigint", t2s__read_bigint},
    {"interval", "interval", t2s__read_interval},
    {"json", "json", t2s__read_json},
    {"jsonb", "json", t2s__read_jsonb},
    {"line", "line", t2s__read_shape},
    {"lseg", "lseg", t2s__read_shape},
    {"macaddr", "macaddr", t2s__read_macaddr},
    {"macaddr8", "macaddr8", t2s__read_macaddr},
    {"money", "money", t2s__read_money},
    {"numeric", "numeric", t2s__read_numeric},
    {"oid", "oid", t2s__read_oid},
    {"path", "path", t2s__read_shape},
    {"point", "point", t2s__read_shape},
    {"polygon", "polygon", t2s__read_shape},
    {"time", "time", t2s__read_time},
    {"timestamp", "timestamp", t2s__read_timestamp},
    {"timestamptz", "timestamp with time zone", t2s__read_timestamp},
    {"timetz", "time with time zone", t2s__read_time},
    {"uuid", "uuid", t2s__read_uuid},
    {"varbit", "bit varying", t2s__read_bits},
};

int t2s__postgres_literal(const char *type, const char *text, size_t length, const char **ret_code, char *message, size_t size)
{
    size_t low = 0, high = sizeof(types) / sizeof(types[0]);

    while (low < high) {
        size_t middle = (low + high) / 2;
        int order = strcmp(type, types[middle].name);

        if (order == 0) {
            t2s__reading reading = {types[middle].written, text, length, NULL, message, size};
            int may_be = types[middle].read(&reading);

            *ret_code = reading.code;
            return may_be;
        }
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return 1;
}
