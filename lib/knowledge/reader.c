/* SPDX-License-Identifier: MIT */
#include "knowledge/reader.h"

#include <string.h>

#include <text2sql/error.h>

void t2s__reader_stop(t2s__reader *reader, int code)
{
    if (reader->code == 0)
        reader->code = code;
    reader->at = reader->end;
}

void t2s__reader_stop_at(t2s__reader *reader, t2s__place place, const char *hint, const char *message)
{
    if (reader->code == 0)
        t2s__report_add(reader->report, place, "syntax", hint, "%s", message);
    t2s__reader_stop(reader, T2S_E_SYNTAX);
}

void t2s__reader_advance(t2s__reader *reader)
{
    unsigned char byte = (unsigned char)*reader->at++;

    if (byte == '\n') {
        reader->place.line++;
        reader->place.column = 1;
    } else if (reader->at == reader->end || ((unsigned char)*reader->at & 0xC0) != 0x80)
        reader->place.column++;
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c = (char)(c | 0x20);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Four of them; what is none is an error. */
static uint32_t read_hex(t2s__reader *reader, t2s__place escape)
{
    uint32_t number = 0;

    for (int i = 0; i < 4; i++) {
        int digit = hex_digit(t2s__reader_peek(reader));

        if (digit < 0) {
            t2s__reader_stop_at(reader, escape, NULL, "\\u needs four hexadecimal digits");
            return 0;
        }
        number = number * 16 + (uint32_t)digit;
        t2s__reader_advance(reader);
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
static char *read_unicode(t2s__reader *reader, t2s__place escape, char *to)
{
    uint32_t character = read_hex(reader, escape);

    if (reader->code != 0)
        return to;
    if (character >= 0xD800 && character < 0xDC00 && reader->end - reader->at >= 6 && reader->at[0] == '\\' &&
        reader->at[1] == 'u') {
        uint32_t low;

        t2s__reader_advance(reader);
        t2s__reader_advance(reader);
        low = read_hex(reader, escape);
        if (low >= 0xDC00 && low < 0xE000)
            return write_character(to, 0x10000 + ((character - 0xD800) << 10) + (low - 0xDC00));
    }
    if (character >= 0xD800 && character < 0xE000)
        t2s__reader_stop_at(reader, escape, NULL, "half of a surrogate pair is no character");
    else if (character == 0)
        t2s__reader_stop_at(reader, escape, NULL, "a text cannot hold the character NUL");
    return write_character(to, character);
}

static char *read_escape(t2s__reader *reader, char *to)
{
    static const char names[] = "\"\\/bfnrt";
    static const char meanings[] = "\"\\/\b\f\n\r\t";
    t2s__place escape = reader->place;
    const char *known;
    char name;

    t2s__reader_advance(reader);
    name = t2s__reader_peek(reader);
    if (name == 'u') {
        t2s__reader_advance(reader);
        return read_unicode(reader, escape, to);
    }
    known = name != '\0' ? strchr(names, name) : NULL;
    if (known == NULL) {
        t2s__reader_stop_at(reader, escape, "a backslash itself is written \\\\", "an escape that JSON does not know");
        return to;
    }
    t2s__reader_advance(reader);
    *to++ = meanings[known - names];
    return to;
}

/* Where the closing quote is, or the end. */
static const char *find_quote(const t2s__reader *reader)
{
    const char *at = reader->at;

    while (at < reader->end && *at != '"')
        at += *at == '\\' && at + 1 < reader->end ? 2 : 1;
    return at;
}

/* What is written is never longer than what is read. */
const char *t2s__reader_string(t2s__reader *reader, t2s__place opening)
{
    size_t room = (size_t)(find_quote(reader) - reader->at) + 1;
    char *text = t2s__arena_alloc(reader->arena, room);
    char *to = text;

    if (text == NULL) {
        t2s__reader_stop(reader, T2S_E_NOMEM);
        return NULL;
    }
    while (reader->code == 0 && t2s__reader_peek(reader) != '"') {
        if (reader->at == reader->end)
            t2s__reader_stop_at(reader, opening, NULL, "the string that begins here does not end");
        else if (t2s__reader_peek(reader) == '\\')
            to = read_escape(reader, to);
        else if ((unsigned char)t2s__reader_peek(reader) < ' ')
            t2s__reader_stop_at(reader, reader->place, "a line feed is written \\n, a tab \\t", "a control character in a string");
        else {
            *to++ = *reader->at;
            t2s__reader_advance(reader);
        }
    }
    if (reader->code != 0)
        return NULL;
    t2s__reader_advance(reader);
    *to = '\0';
    return text;
}
