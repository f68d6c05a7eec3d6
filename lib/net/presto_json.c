/* SPDX-License-Identifier: MIT */
#include "net/presto_json.h"

#include <string.h>

#include <text2sql/error.h>

#include "util/utf8.h"

enum { DEPTH_MAX = 1024 };

/* A text while it is checked. `objects` has a bit for each level: is it an object? */
struct checker {
    const char *at;
    const char *end;
    size_t depth;
    unsigned char objects[DEPTH_MAX / 8];
};

static const char *skip_blanks(const char *at, const char *end)
{
    while (at < end && (*at == ' ' || *at == '\n' || *at == '\r' || *at == '\t'))
        at++;
    return at;
}

static int is_digit(char character)
{
    return character >= '0' && character <= '9';
}

static int is_hex(char character)
{
    return is_digit(character) || ((character | 0x20) >= 'a' && (character | 0x20) <= 'f');
}

/* Behind what stands at `at`; NULL where it is not that. */

static const char *check_escape(const char *at, const char *end)
{
    if (at >= end)
        return NULL;
    if (*at != 'u')
        return *at != '\0' && strchr("\"\\/bfnrt", *at) != NULL ? at + 1 : NULL;
    if (end - at < 5)
        return NULL;
    return is_hex(at[1]) && is_hex(at[2]) && is_hex(at[3]) && is_hex(at[4]) ? at + 5 : NULL;
}

static const char *check_string(const char *at, const char *end)
{
    for (at++; at != NULL && at < end;) {
        if (*at == '"')
            return at + 1;
        if ((unsigned char)*at < 0x20)
            return NULL;
        at = *at == '\\' ? check_escape(at + 1, end) : at + 1;
    }
    return NULL;
}

static const char *check_digits(const char *at, const char *end)
{
    const char *first = at;

    while (at < end && is_digit(*at))
        at++;
    return at > first ? at : NULL;
}

static const char *check_number(const char *at, const char *end)
{
    if (at < end && *at == '-')
        at++;
    at = at < end && *at == '0' ? at + 1 : check_digits(at, end);
    if (at != NULL && at < end && *at == '.')
        at = check_digits(at + 1, end);
    if (at != NULL && at < end && (*at == 'e' || *at == 'E')) {
        at++;
        if (at < end && (*at == '+' || *at == '-'))
            at++;
        at = check_digits(at, end);
    }
    return at;
}

static const char *check_word(const char *at, const char *end, const char *word)
{
    size_t length = strlen(word);

    return (size_t)(end - at) >= length && memcmp(at, word, length) == 0 ? at + length : NULL;
}

/* What is neither array nor object. */
static const char *check_scalar(const char *at, const char *end)
{
    if (at >= end)
        return NULL;
    switch (*at) {
    case '"':
        return check_string(at, end);
    case 't':
        return check_word(at, end, "true");
    case 'f':
        return check_word(at, end, "false");
    case 'n':
        return check_word(at, end, "null");
    default:
        return check_number(at, end);
    }
}

static int in_object(const struct checker *checker)
{
    return checker->depth > 0 && (checker->objects[(checker->depth - 1) / 8] >> ((checker->depth - 1) % 8) & 1) != 0;
}

static int enter(struct checker *checker, int is_object)
{
    size_t level = checker->depth;

    if (level >= DEPTH_MAX)
        return -1;
    checker->depth++;
    checker->objects[level / 8] = (unsigned char)((checker->objects[level / 8] & ~(1U << (level % 8))) | (unsigned)is_object << (level % 8));
    checker->at++;
    return 0;
}

/* The name of a member and its colon. */
static int check_name(struct checker *checker)
{
    checker->at = skip_blanks(checker->at, checker->end);
    if (checker->at >= checker->end || *checker->at != '"')
        return -1;
    checker->at = check_string(checker->at, checker->end);
    if (checker->at == NULL)
        return -1;
    checker->at = skip_blanks(checker->at, checker->end);
    if (checker->at >= checker->end || *checker->at != ':')
        return -1;
    checker->at++;
    return 0;
}

/* Behind a value: the ends of what it was the last of, and the comma before the next. */
static int check_ends(struct checker *checker)
{
    while (checker->depth > 0) {
        checker->at = skip_blanks(checker->at, checker->end);
        if (checker->at >= checker->end)
            return -1;
        if (*checker->at == ',') {
            checker->at++;
            return in_object(checker) ? check_name(checker) : 0;
        }
        if (*checker->at != (in_object(checker) ? '}' : ']'))
            return -1;
        checker->at++;
        checker->depth--;
    }
    return 0;
}

/* The beginning of an array or object; *ret_empty: and its end. */
static int check_open(struct checker *checker, int *ret_empty)
{
    int is_object = *checker->at == '{';

    if (enter(checker, is_object) != 0)
        return -1;
    checker->at = skip_blanks(checker->at, checker->end);
    if (checker->at >= checker->end)
        return -1;
    *ret_empty = *checker->at == (is_object ? '}' : ']');
    return !*ret_empty && is_object ? check_name(checker) : 0;
}

/* One value, whatever is in it. */
static int check_value(struct checker *checker)
{
    do {
        checker->at = skip_blanks(checker->at, checker->end);
        if (checker->at < checker->end && (*checker->at == '[' || *checker->at == '{')) {
            int empty;

            if (check_open(checker, &empty) != 0)
                return -1;
            if (!empty)
                continue;
        } else {
            checker->at = check_scalar(checker->at, checker->end);
            if (checker->at == NULL)
                return -1;
        }
        if (check_ends(checker) != 0)
            return -1;
    } while (checker->depth > 0);
    return 0;
}

int t2s__json_check(const char *text, size_t length, t2s__json *ret)
{
    struct checker checker = {.end = text + length};
    const char *first = skip_blanks(text, checker.end);

    checker.at = first;
    if (t2s__utf8_check(text, length) != length || check_value(&checker) != 0 ||
        skip_blanks(checker.at, checker.end) != checker.end)
        return T2S_E_SYNTAX;
    *ret = (t2s__json){first, (size_t)(checker.at - first)};
    return 0;
}

/* Walking through what was checked. */

static const char *skip_string(const char *at)
{
    for (at++; *at != '"'; at++)
        if (*at == '\\')
            at++;
    return at + 1;
}

static const char *skip_value(const char *at, const char *end)
{
    size_t depth = 0;

    do {
        if (*at == '"') {
            at = skip_string(at);
            continue;
        }
        if (*at == '[' || *at == '{')
            depth++;
        else if (*at == ']' || *at == '}')
            depth--;
        else if (depth == 0) {
            while (at < end && *at != ',' && *at != ']' && *at != '}' && *at != ' ' && *at != '\n' && *at != '\r' && *at != '\t')
                at++;
            return at;
        }
        at++;
    } while (depth > 0);
    return at;
}

char t2s__json_kind(t2s__json value)
{
    if (value.text == NULL)
        return 0;
    return *value.text == '-' || is_digit(*value.text) ? '0' : *value.text;
}

t2s__json_items t2s__json_begin(t2s__json value)
{
    char kind = t2s__json_kind(value);

    if (kind != '[' && kind != '{')
        return (t2s__json_items){NULL, NULL};
    return (t2s__json_items){value.text + 1, value.text + value.length - 1};
}

int t2s__json_next(t2s__json_items *items, t2s__json *ret_value)
{
    const char *first = skip_blanks(items->at, items->end);
    const char *last;

    if (first >= items->end)
        return 0;
    last = skip_value(first, items->end);
    *ret_value = (t2s__json){first, (size_t)(last - first)};
    items->at = skip_blanks(last, items->end);
    if (items->at < items->end)
        items->at++; /* a comma, or the colon behind a name */
    return 1;
}

int t2s__json_next_member(t2s__json_items *items, t2s__json *ret_name, t2s__json *ret_value)
{
    return t2s__json_next(items, ret_name) && t2s__json_next(items, ret_value);
}

int t2s__json_is(t2s__json string, const char *text)
{
    size_t length = strlen(text);

    return t2s__json_kind(string) == '"' && string.length == length + 2 && memcmp(string.text + 1, text, length) == 0;
}

t2s__json t2s__json_get(t2s__json object, const char *name)
{
    t2s__json found = {NULL, 0};
    t2s__json_items items;
    t2s__json key, value;

    if (t2s__json_kind(object) != '{')
        return found;
    items = t2s__json_begin(object);
    while (t2s__json_next_member(&items, &key, &value))
        if (t2s__json_is(key, name))
            found = value;
    return t2s__json_kind(found) == 'n' ? (t2s__json){NULL, 0} : found;
}

static unsigned hex_value(const char *at)
{
    unsigned value = 0;

    for (int i = 0; i < 4; i++)
        value = value << 4 | (unsigned)(is_digit(at[i]) ? at[i] - '0' : (at[i] | 0x20) - 'a' + 10);
    return value;
}

static void append_character(t2s__buffer *buffer, unsigned character)
{
    char bytes[4];
    size_t count = 0;

    if (character < 0x80)
        bytes[count++] = (char)character;
    else if (character < 0x800)
        bytes[count++] = (char)(0xC0 | character >> 6);
    else if (character < 0x10000)
        bytes[count++] = (char)(0xE0 | character >> 12);
    else
        bytes[count++] = (char)(0xF0 | character >> 18);
    if (character >= 0x10000)
        bytes[count++] = (char)(0x80 | (character >> 12 & 0x3F));
    if (character >= 0x800)
        bytes[count++] = (char)(0x80 | (character >> 6 & 0x3F));
    if (character >= 0x80)
        bytes[count++] = (char)(0x80 | (character & 0x3F));
    t2s__buffer_append(buffer, bytes, count);
}

/* Behind "\u". Two of them may be one character. */
static const char *decode_unicode(t2s__buffer *buffer, const char *at, const char *end)
{
    unsigned character = hex_value(at);

    at += 4;
    if (character >= 0xD800 && character < 0xDC00 && end - at >= 6 && at[0] == '\\' && at[1] == 'u') {
        unsigned low = hex_value(at + 2);

        if (low >= 0xDC00 && low < 0xE000) {
            append_character(buffer, 0x10000 + ((character - 0xD800) << 10) + (low - 0xDC00));
            return at + 6;
        }
    }
    append_character(buffer, character >= 0xD800 && character < 0xE000 ? 0xFFFD : character);
    return at;
}

static char escaped(char letter)
{
    switch (letter) {
    case 'b':
        return '\b';
    case 'f':
        return '\f';
    case 'n':
        return '\n';
    case 'r':
        return '\r';
    case 't':
        return '\t';
    default:
        return letter;
    }
}

void t2s__json_decode(t2s__buffer *buffer, t2s__json string)
{
    const char *at = string.text + 1;
    const char *end = string.text + string.length - 1;

    while (at < end) {
        const char *slash = memchr(at, '\\', (size_t)(end - at));

        if (slash == NULL)
            slash = end;
        t2s__buffer_append(buffer, at, (size_t)(slash - at));
        at = slash;
        if (at == end)
            break;
        if (at[1] == 'u') {
            at = decode_unicode(buffer, at + 2, end);
        } else {
            t2s__buffer_char(buffer, escaped(at[1]));
            at += 2;
        }
    }
}

uint64_t t2s__json_number(t2s__json value)
{
    uint64_t number = 0;

    if (t2s__json_kind(value) != '0')
        return 0;
    for (size_t i = 0; i < value.length && is_digit(value.text[i]); i++) {
        if (number > (UINT64_MAX - 9) / 10)
            return UINT64_MAX;
        number = number * 10 + (uint64_t)(value.text[i] - '0');
    }
    return number;
}
