/* SPDX-License-Identifier: MIT */
/*
 * Literals that are JSON, as PostgreSQL reads RFC 8259. What is open is kept as one bit a level, and below as many levels as there is
 * room for nothing is said.
 */
#include <stdint.h>

#include "dialect/postgres_literal.h"

enum { LEVELS = 4096 };

struct json {
    t2s__reading *reading;
    const char *at;
    int is_binary; /* jsonb: escapes are resolved, too */
    int depth;
    int too_deep;
    uint64_t is_object[LEVELS / 64];
};

static int wrong(const struct json *json)
{
    if (json->reading->code != NULL)
        return 0;
    return t2s__refuse(json->reading, "22P02", "invalid input syntax for type json");
}

static void skip_space(struct json *json)
{
    while (*json->at == ' ' || *json->at == '\t' || *json->at == '\n' || *json->at == '\r')
        json->at++;
}

static int read_unit(const char *at, unsigned *ret_unit)
{
    *ret_unit = 0;
    for (int i = 0; i < 4; i++) {
        if (!t2s__literal_hex(at[i]))
            return 0;
        *ret_unit = *ret_unit * 16 + (unsigned)(t2s__literal_digit(at[i]) ? at[i] - '0' : t2s__literal_lower(at[i]) - 'a' + 10);
    }
    return 1;
}

/* \uXXXX, for jsonb with both halves of what is written in two. */
static int read_unicode(struct json *json)
{
    unsigned unit, second;

    if (!read_unit(json->at + 2, &unit))
        return wrong(json);
    json->at += 6;
    if (!json->is_binary)
        return 1;
    if (unit == 0)
        return t2s__refuse(json->reading, "22P05", "unsupported Unicode escape sequence");
    if (unit >= 0xDC00 && unit <= 0xDFFF)
        return wrong(json);
    if (unit < 0xD800 || unit > 0xDBFF)
        return 1;
    if (json->at[0] != '\\' || json->at[1] != 'u' || !read_unit(json->at + 2, &second) || second < 0xDC00 || second > 0xDFFF)
        return wrong(json);
    json->at += 6;
    return 1;
}

static int read_string(struct json *json)
{
    json->at++;
    while (*json->at != '"') {
        if ((unsigned char)*json->at < 0x20)
            return wrong(json); /* the end of the text, too */
        if (*json->at != '\\') {
            json->at++;
            continue;
        }
        switch (json->at[1]) {
        case 'u':
            if (!read_unicode(json))
                return 0;
            break;
        case '"': case '\\': case '/': case 'b': case 'f': case 'n': case 'r': case 't':
            json->at += 2;
            break;
        default:
            return wrong(json);
        }
    }
    json->at++;
    return 1;
}

static int skip_digits(struct json *json)
{
    const char *start = json->at;

    while (t2s__literal_digit(*json->at))
        json->at++;
    return json->at != start;
}

static int read_number(struct json *json)
{
    json->at += *json->at == '-';
    if (*json->at == '0')
        json->at++;
    else if (!skip_digits(json))
        return wrong(json);
    if (*json->at == '.') {
        json->at++;
        if (!skip_digits(json))
            return wrong(json);
    }
    if (t2s__literal_lower(*json->at) == 'e') {
        json->at++;
        json->at += *json->at == '-' || *json->at == '+';
        if (!skip_digits(json))
            return wrong(json);
    }
    return 1;
}

static int read_word(struct json *json)
{
    static const char *const words[] = {"true", "false", "null"};

    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        size_t at = 0;

        while (words[i][at] != '\0' && json->at[at] == words[i][at])
            at++;
        if (words[i][at] == '\0') {
            json->at += at;
            return 1;
        }
    }
    return wrong(json);
}

static int read_scalar(struct json *json)
{
    char c = *json->at;
    int good;

    if (c == '"')
        return read_string(json);
    good = c == '-' || t2s__literal_digit(c) ? read_number(json) : read_word(json);
    /* Nothing that looks like a part of the word may follow it. */
    c = *json->at;
    if (good && (t2s__literal_letter(c) || t2s__literal_digit(c) || c == '_' || (unsigned char)c >= 0x80))
        return wrong(json);
    return good;
}

static int in_object(const struct json *json)
{
    int level = json->depth - 1;

    return (int)(json->is_object[level / 64] >> (level % 64) & 1);
}

/* A member's name and its colon. */
static int read_key(struct json *json)
{
    skip_space(json);
    if (*json->at != '"')
        return wrong(json);
    if (!read_string(json))
        return 0;
    skip_space(json);
    return *json->at++ == ':' ? 1 : wrong(json);
}

/* Go in; 2 when it is empty and ended already. */
static int open_container(struct json *json)
{
    int object = *json->at++ == '{';

    skip_space(json);
    if (*json->at == (object ? '}' : ']')) {
        json->at++;
        return 2;
    }
    if (json->depth == LEVELS) {
        json->too_deep = 1;
        return 0;
    }
    if (object)
        json->is_object[json->depth / 64] |= (uint64_t)1 << (json->depth % 64);
    else
        json->is_object[json->depth / 64] &= ~((uint64_t)1 << (json->depth % 64));
    json->depth++;
    return object ? read_key(json) : 1;
}

/* What stands behind a value: ends, and a comma and what goes before the next value. 0: wrong; 2: nothing is open any more. */
static int after_value(struct json *json)
{
    while (json->depth != 0) {
        int object = in_object(json);

        skip_space(json);
        if (*json->at == ',') {
            json->at++;
            return object ? read_key(json) : 1;
        }
        if (*json->at != (object ? '}' : ']'))
            return wrong(json);
        json->at++;
        json->depth--;
    }
    return 2;
}

static int read(t2s__reading *reading, int is_binary)
{
    struct json json;
    int state = 1;

    json.reading = reading;
    json.at = reading->text;
    json.is_binary = is_binary;
    json.depth = json.too_deep = 0;
    while (state == 1) {
        skip_space(&json);
        if (*json.at == '{' || *json.at == '[')
            state = open_container(&json);
        else
            state = read_scalar(&json) ? 2 : 0;
        if (state == 2)
            state = after_value(&json);
    }
    if (state == 0)
        return json.too_deep;
    skip_space(&json);
    return *json.at == '\0' ? 1 : wrong(&json);
}

int t2s__read_json(t2s__reading *reading)
{
    return read(reading, 0);
}

int t2s__read_jsonb(t2s__reading *reading)
{
    return read(reading, 1);
}
