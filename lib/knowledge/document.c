/* SPDX-License-Identifier: MIT */
#include "knowledge/document.h"

#include <string.h>

#include <text2sql/error.h>

#include "util/map.h"
#include "util/memory.h"
#include "util/utf8.h"

/* Where the reader is. `code` is set once, by the first error of syntax: there is no telling what follows it. */
struct reader {
    const char *at;
    const char *end;
    t2s__place place;
    t2s__arena *arena;
    t2s_knowledge_report *report;
    int code;
};

static t2s__node *read_value(struct reader *reader, int depth);

static void stop(struct reader *reader, int code)
{
    if (reader->code == 0)
        reader->code = code;
    reader->at = reader->end;
}

static void stop_at(struct reader *reader, t2s__place place, const char *hint, const char *message)
{
    if (reader->code == 0)
        t2s__report_add(reader->report, place, "syntax", hint, "%s", message);
    stop(reader, T2S_E_SYNTAX);
}

/* The next byte; 0 at the end, and for a NUL, which stands nowhere. */
static char peek(const struct reader *reader)
{
    return reader->at < reader->end ? *reader->at : '\0';
}

static void advance(struct reader *reader)
{
    unsigned char byte = (unsigned char)*reader->at++;

    if (byte == '\n') {
        reader->place.line++;
        reader->place.column = 1;
    } else if (reader->at == reader->end || ((unsigned char)*reader->at & 0xC0) != 0x80)
        reader->place.column++;
}

static void skip_blanks(struct reader *reader)
{
    while (reader->at < reader->end && memchr(" \t\r\n", *reader->at, 4) != NULL)
        advance(reader);
}

/* What was found where something else was expected. */
static void stop_unexpected(struct reader *reader, const char *expected)
{
    char found = peek(reader);

    if (reader->code != 0)
        return;
    if (reader->at == reader->end)
        t2s__report_add(reader->report, reader->place, "syntax", NULL, "%s is missing: the text ends here", expected);
    else if (found == '\'')
        t2s__report_add(reader->report, reader->place, "syntax", "JSON has double quotes", "%s is missing before a single quote",
                        expected);
    else if (found == '/' || found == '#')
        t2s__report_add(reader->report, reader->place, "syntax", "JSON has no comments", "%s is missing before \"%c\"", expected,
                        found);
    else if (found > ' ' && found < 0x7F)
        t2s__report_add(reader->report, reader->place, "syntax", NULL, "%s is missing before \"%c\"", expected, found);
    else
        t2s__report_add(reader->report, reader->place, "syntax", NULL, "%s is missing", expected);
    stop(reader, T2S_E_SYNTAX);
}

static int expect(struct reader *reader, char character, const char *expected)
{
    skip_blanks(reader);
    if (peek(reader) != character) {
        stop_unexpected(reader, expected);
        return 0;
    }
    advance(reader);
    return 1;
}

/* Strings. */

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c = (char)(c | 0x20);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Four of them; what is none is an error. */
static uint32_t read_hex(struct reader *reader, t2s__place escape)
{
    uint32_t number = 0;

    for (int i = 0; i < 4; i++) {
        int digit = hex_digit(peek(reader));

        if (digit < 0) {
            stop_at(reader, escape, NULL, "\\u needs four hexadecimal digits");
            return 0;
        }
        number = number * 16 + (uint32_t)digit;
        advance(reader);
    }
    return number;
}

static char *write_character(char *to, uint32_t character)
{
    if (character < 0x80)
        *to++ = (char)character;
    else if (character < 0x800) {
        *to++ = (char)(0xC0 | character >> 6);
        *to++ = (char)(0x80 | (character & 0x3F));
    } else if (character < 0x10000) {
        *to++ = (char)(0xE0 | character >> 12);
        *to++ = (char)(0x80 | (character >> 6 & 0x3F));
        *to++ = (char)(0x80 | (character & 0x3F));
    } else {
        *to++ = (char)(0xF0 | character >> 18);
        *to++ = (char)(0x80 | (character >> 12 & 0x3F));
        *to++ = (char)(0x80 | (character >> 6 & 0x3F));
        *to++ = (char)(0x80 | (character & 0x3F));
    }
    return to;
}

/* Behind "\u". Six bytes of escape give at most three, a pair of twelve four. */
static char *read_unicode(struct reader *reader, t2s__place escape, char *to)
{
    uint32_t character = read_hex(reader, escape);

    if (reader->code != 0)
        return to;
    if (character >= 0xD800 && character < 0xDC00 && reader->end - reader->at >= 6 && reader->at[0] == '\\' && reader->at[1] == 'u') {
        uint32_t low;

        advance(reader);
        advance(reader);
        low = read_hex(reader, escape);
        if (low >= 0xDC00 && low < 0xE000)
            return write_character(to, 0x10000 + ((character - 0xD800) << 10) + (low - 0xDC00));
    }
    if (character >= 0xD800 && character < 0xE000)
        stop_at(reader, escape, NULL, "half of a surrogate pair is no character");
    else if (character == 0)
        stop_at(reader, escape, NULL, "a text cannot hold the character NUL");
    return write_character(to, character);
}

static char *read_escape(struct reader *reader, char *to)
{
    static const char names[] = "\"\\/bfnrt";
    static const char meanings[] = "\"\\/\b\f\n\r\t";
    t2s__place escape = reader->place;
    const char *known;
    char name;

    advance(reader);
    name = peek(reader);
    if (name == 'u') {
        advance(reader);
        return read_unicode(reader, escape, to);
    }
    known = name != '\0' ? strchr(names, name) : NULL;
    if (known == NULL) {
        stop_at(reader, escape, "a backslash itself is written \\\\", "an escape that JSON does not know");
        return to;
    }
    advance(reader);
    *to++ = meanings[known - names];
    return to;
}

/* Where the closing quote is, or the end. */
static const char *find_quote(const struct reader *reader)
{
    const char *at = reader->at;

    while (at < reader->end && *at != '"')
        at += *at == '\\' && at + 1 < reader->end ? 2 : 1;
    return at;
}

/* The reader stands behind the opening quote. What is written is never longer than what is read. */
static const char *read_string(struct reader *reader, t2s__place opening)
{
    size_t room = (size_t)(find_quote(reader) - reader->at) + 1;
    char *text = t2s__arena_alloc(reader->arena, room);
    char *to = text;

    if (text == NULL) {
        stop(reader, T2S_E_NOMEM);
        return NULL;
    }
    while (reader->code == 0 && peek(reader) != '"') {
        if (reader->at == reader->end)
            stop_at(reader, opening, NULL, "the string that begins here does not end");
        else if (peek(reader) == '\\')
            to = read_escape(reader, to);
        else if ((unsigned char)peek(reader) < ' ')
            stop_at(reader, reader->place, "a line feed is written \\n, a tab \\t", "a control character in a string");
        else {
            *to++ = *reader->at;
            advance(reader);
        }
    }
    if (reader->code != 0)
        return NULL;
    advance(reader);
    *to = '\0';
    return text;
}

/* Numbers and words. The format of knowledge has no numbers, so theirs does not matter. */

static void read_number(struct reader *reader)
{
    const char *begin = reader->at;
    t2s__place place = reader->place;
    size_t digits = 0;

    while (reader->at < reader->end && memchr("+-.0123456789eE", *reader->at, 15) != NULL) {
        digits += *reader->at >= '0' && *reader->at <= '9';
        advance(reader);
    }
    if (digits == 0 || (*begin != '-' && (*begin < '0' || *begin > '9')))
        stop_at(reader, place, NULL, "this is no number");
}

static int read_word(struct reader *reader, const char *word)
{
    size_t length = strlen(word);

    if ((size_t)(reader->end - reader->at) < length || memcmp(reader->at, word, length) != 0)
        return 0;
    for (size_t i = 0; i < length; i++)
        advance(reader);
    return 1;
}

/* Arrays and objects. */

static void read_elements(struct reader *reader, t2s__node *array, int depth)
{
    t2s__node **place = &array->first;

    skip_blanks(reader);
    if (peek(reader) == ']') {
        advance(reader);
        return;
    }
    do {
        *place = read_value(reader, depth + 1);
        if (*place == NULL)
            return;
        array->count++;
        place = &(*place)->next;
        skip_blanks(reader);
        if (peek(reader) != ',')
            break;
        advance(reader);
    } while (1);
    expect(reader, ']', "\",\" or \"]\"");
}

/* NULL: an error, or a member that is there already: `*ret_twice`. */
static t2s__node *read_member(struct reader *reader, t2s__map *known, int depth, int *ret_twice)
{
    t2s__place place;
    const char *name;
    t2s__node *value;

    skip_blanks(reader);
    place = reader->place;
    if (!expect(reader, '"', "a member's name in double quotes") || (name = read_string(reader, place)) == NULL ||
        !expect(reader, ':', "\":\"") || (value = read_value(reader, depth + 1)) == NULL)
        return NULL;
    if (t2s__map_get(known, name, strlen(name)) != NULL) {
        t2s__report_add(reader->report, place, "duplicate", NULL, "\"%.*s\" is here for the second time",
                        t2s__report_excerpt(name), name);
        *ret_twice = 1;
        return NULL;
    }
    if (t2s__map_put(known, name, strlen(name), value) != 0)
        stop(reader, T2S_E_NOMEM);
    value->name = name;
    value->name_place = place;
    return value;
}

static void read_members(struct reader *reader, t2s__node *object, int depth)
{
    t2s__node **place = &object->first;
    t2s__map known;

    skip_blanks(reader);
    if (peek(reader) == '}') {
        advance(reader);
        return;
    }
    t2s__map_init(&known, NULL);
    do {
        int twice = 0;
        t2s__node *member = read_member(reader, &known, depth, &twice);

        if (member != NULL) {
            *place = member;
            place = &member->next;
            object->count++;
        } else if (!twice)
            break;
        skip_blanks(reader);
        if (peek(reader) != ',')
            break;
        advance(reader);
    } while (1);
    t2s__map_dispose(&known);
    expect(reader, '}', "\",\" or \"}\"");
}

static void read_text_of(struct reader *reader, t2s__node *node)
{
    advance(reader);
    node->text = read_string(reader, node->place);
}

static void read_into(struct reader *reader, t2s__node *node, int depth)
{
    char first = peek(reader);

    if (first == '"') {
        node->kind = T2S__NODE_STRING;
        read_text_of(reader, node);
    } else if (first == '[') {
        node->kind = T2S__NODE_ARRAY;
        advance(reader);
        read_elements(reader, node, depth);
    } else if (first == '{') {
        node->kind = T2S__NODE_OBJECT;
        advance(reader);
        read_members(reader, node, depth);
    } else if (first == '-' || (first >= '0' && first <= '9')) {
        node->kind = T2S__NODE_NUMBER;
        read_number(reader);
    } else if (read_word(reader, "true"))
        node->kind = T2S__NODE_TRUE;
    else if (read_word(reader, "false"))
        node->kind = T2S__NODE_FALSE;
    else if (read_word(reader, "null"))
        node->kind = T2S__NODE_NULL;
    else
        stop_unexpected(reader, "a value");
}

static t2s__node *read_value(struct reader *reader, int depth)
{
    t2s__node *node;

    skip_blanks(reader);
    if (depth > T2S__DOCUMENT_DEPTH_MAX) {
        stop_at(reader, reader->place, NULL, "too deeply nested");
        return NULL;
    }
    node = t2s__arena_zalloc(reader->arena, sizeof(*node));
    if (node == NULL) {
        stop(reader, T2S_E_NOMEM);
        return NULL;
    }
    node->place = reader->place;
    read_into(reader, node, depth);
    return reader->code == 0 ? node : NULL;
}

/* Before the text is read: every byte is a character's. */
static int check_encoding(const char *text, size_t length, t2s_knowledge_report *report)
{
    size_t good = t2s__utf8_check(text, length);
    int line;
    int column;

    if (good == length)
        return 0;
    t2s__utf8_position(text, length, good, &line, &column);
    t2s__report_add(report, (t2s__place){(uint32_t)line, (uint32_t)column}, "syntax", "save the file as UTF-8",
                    "this is not UTF-8 from here on");
    return T2S_E_SYNTAX;
}

int t2s__document_parse(const char *text, size_t length, t2s__arena *arena, t2s_knowledge_report *report, t2s__node **ret_root)
{
    struct reader reader = {.at = text, .end = text + length, .place = {1, 1}, .arena = arena, .report = report};
    size_t before = report->count;

    *ret_root = NULL;
    if (length >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0)
        reader.at += 3;
    if (check_encoding(text, length, report) != 0)
        return T2S_E_SYNTAX;
    *ret_root = read_value(&reader, 1);
    skip_blanks(&reader);
    if (reader.code == 0 && reader.at != reader.end)
        stop_at(&reader, reader.place, NULL, "the text goes on behind its end");
    if (reader.code != 0)
        return reader.code;
    return report->count == before ? 0 : T2S_E_SYNTAX;
}

const char *t2s__node_kind(const t2s__node *node)
{
    static const char *const kinds[] = {"null", "false", "true", "a number", "a string", "an array", "an object"};

    return kinds[node->kind];
}
