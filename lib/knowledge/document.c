/* SPDX-License-Identifier: MIT */
#include "knowledge/document.h"

#include <string.h>

#include <text2sql/error.h>

#include "knowledge/reader.h"
#include "util/map.h"
#include "util/utf8.h"

static t2s__node *read_value(t2s__reader *reader, int depth);

static void skip_blanks(t2s__reader *reader)
{
    while (reader->at < reader->end && memchr(" \t\r\n", *reader->at, 4) != NULL)
        t2s__reader_advance(reader);
}

/* What was found where something else was expected. */
static void stop_unexpected(t2s__reader *reader, const char *expected)
{
    char found = t2s__reader_peek(reader);

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
    t2s__reader_stop(reader, T2S_E_SYNTAX);
}

static int expect(t2s__reader *reader, char character, const char *expected)
{
    skip_blanks(reader);
    if (t2s__reader_peek(reader) != character) {
        stop_unexpected(reader, expected);
        return 0;
    }
    t2s__reader_advance(reader);
    return 1;
}

/* Numbers and words. The format of knowledge has no numbers, so theirs does not matter. */

static void read_number(t2s__reader *reader)
{
    const char *begin = reader->at;
    t2s__place place = reader->place;
    size_t digits = 0;

    while (reader->at < reader->end && memchr("+-.0123456789eE", *reader->at, 15) != NULL) {
        digits += *reader->at >= '0' && *reader->at <= '9';
        t2s__reader_advance(reader);
    }
    if (digits == 0 || (*begin != '-' && (*begin < '0' || *begin > '9')))
        t2s__reader_stop_at(reader, place, NULL, "this is no number");
}

static int read_word(t2s__reader *reader, const char *word)
{
    size_t length = strlen(word);

    if ((size_t)(reader->end - reader->at) < length || memcmp(reader->at, word, length) != 0)
        return 0;
    for (size_t i = 0; i < length; i++)
        t2s__reader_advance(reader);
    return 1;
}

/* Arrays and objects. */

static void read_elements(t2s__reader *reader, t2s__node *array, int depth)
{
    t2s__node **place = &array->first;

    skip_blanks(reader);
    if (t2s__reader_peek(reader) == ']') {
        t2s__reader_advance(reader);
        return;
    }
    do {
        *place = read_value(reader, depth + 1);
        if (*place == NULL)
            return;
        array->count++;
        place = &(*place)->next;
        skip_blanks(reader);
        if (t2s__reader_peek(reader) != ',')
            break;
        t2s__reader_advance(reader);
    } while (1);
    expect(reader, ']', "\",\" or \"]\"");
}

/* NULL: an error, or a member that is there already: `*ret_twice`. */
static t2s__node *read_member(t2s__reader *reader, t2s__map *known, int depth, int *ret_twice)
{
    t2s__place place;
    const char *name;
    t2s__node *value;

    skip_blanks(reader);
    place = reader->place;
    if (!expect(reader, '"', "a member's name in double quotes") || (name = t2s__reader_string(reader, place)) == NULL ||
        !expect(reader, ':', "\":\"") || (value = read_value(reader, depth + 1)) == NULL)
        return NULL;
    if (t2s__map_get(known, name, strlen(name)) != NULL) {
        t2s__report_add(reader->report, place, "duplicate", NULL, "\"%.*s\" is here for the second time", t2s__report_excerpt(name),
                        name);
        *ret_twice = 1;
        return NULL;
    }
    if (t2s__map_put(known, name, strlen(name), value) != 0)
        t2s__reader_stop(reader, T2S_E_NOMEM);
    value->name = name;
    value->name_place = place;
    return value;
}

static void read_members(t2s__reader *reader, t2s__node *object, int depth)
{
    t2s__node **place = &object->first;
    t2s__map known;

    skip_blanks(reader);
    if (t2s__reader_peek(reader) == '}') {
        t2s__reader_advance(reader);
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
        if (t2s__reader_peek(reader) != ',')
            break;
        t2s__reader_advance(reader);
    } while (1);
    t2s__map_dispose(&known);
    expect(reader, '}', "\",\" or \"}\"");
}

static void read_text_of(t2s__reader *reader, t2s__node *node)
{
    t2s__reader_advance(reader);
    node->text = t2s__reader_string(reader, node->place);
}

static void read_into(t2s__reader *reader, t2s__node *node, int depth)
{
    char first = t2s__reader_peek(reader);

    if (first == '"') {
        node->kind = T2S__NODE_STRING;
        read_text_of(reader, node);
    } else if (first == '[') {
        node->kind = T2S__NODE_ARRAY;
        t2s__reader_advance(reader);
        read_elements(reader, node, depth);
    } else if (first == '{') {
        node->kind = T2S__NODE_OBJECT;
        t2s__reader_advance(reader);
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

static t2s__node *read_value(t2s__reader *reader, int depth)
{
    t2s__node *node;

    skip_blanks(reader);
    if (depth > T2S__DOCUMENT_DEPTH_MAX) {
        t2s__reader_stop_at(reader, reader->place, NULL, "too deeply nested");
        return NULL;
    }
    node = t2s__arena_zalloc(reader->arena, sizeof(*node));
    if (node == NULL) {
        t2s__reader_stop(reader, T2S_E_NOMEM);
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
    t2s__reader reader = {.at = text, .end = text + length, .place = {1, 1}, .arena = arena, .report = report};
    size_t before = report->count;

    *ret_root = NULL;
    if (length >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0)
        reader.at += 3;
    if (check_encoding(text, length, report) != 0)
        return T2S_E_SYNTAX;
    *ret_root = read_value(&reader, 1);
    skip_blanks(&reader);
    if (reader.code == 0 && reader.at != reader.end)
        t2s__reader_stop_at(&reader, reader.place, NULL, "the text goes on behind its end");
    if (reader.code != 0)
        return reader.code;
    return report->count == before ? 0 : T2S_E_SYNTAX;
}

const char *t2s__node_kind(const t2s__node *node)
{
    static const char *const kinds[] = {"null", "false", "true", "a number", "a string", "an array", "an object"};

    return kinds[node->kind];
}
