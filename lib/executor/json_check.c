/* SPDX-License-Identifier: MIT */
#include "executor/json_check.h"

#include <string.h>

#include "util/utf8.h"

enum { DEPTH_MAX = 200 /* deeper values are legal; who reads them may not have the stack */ };

struct reader {
    const char *at;
    const char *end;
    int depth;
};

static int value(struct reader *reader);

static int peek(const struct reader *reader)
{
    return reader->at < reader->end ? (unsigned char)*reader->at : -1;
}

static int accept(struct reader *reader, int character)
{
    if (peek(reader) != character)
        return 0;
    reader->at++;
    return 1;
}

static void blanks(struct reader *reader)
{
    while (peek(reader) == ' ' || peek(reader) == '\t' || peek(reader) == '\n' || peek(reader) == '\r')
        reader->at++;
}

static int digits(struct reader *reader)
{
    const char *first = reader->at;

    while (peek(reader) >= '0' && peek(reader) <= '9')
        reader->at++;
    return reader->at > first;
}

static int number(struct reader *reader)
{
    accept(reader, '-');
    if (!accept(reader, '0') && !digits(reader))
        return 0;
    if (accept(reader, '.') && !digits(reader))
        return 0;
    if (accept(reader, 'e') || accept(reader, 'E')) {
        if (!accept(reader, '+'))
            accept(reader, '-');
        return digits(reader);
    }
    return 1;
}

static int is_hex(int character)
{
    return (character >= '0' && character <= '9') || ((character | 0x20) >= 'a' && (character | 0x20) <= 'f');
}

static int escape(struct reader *reader)
{
    int character = peek(reader);

    if (character < 0)
        return 0;
    reader->at++;
    if (character != 'u')
        return strchr("\"\\/bfnrt", character) != NULL && character != 0;
    for (int i = 0; i < 4; i++) {
        if (!is_hex(peek(reader)))
            return 0;
        reader->at++;
    }
    return 1;
}

static int string(struct reader *reader)
{
    if (!accept(reader, '"'))
        return 0;
    while (!accept(reader, '"')) {
        if (peek(reader) < 0x20)
            return 0; /* also at the end */
        if (accept(reader, '\\')) {
            if (!escape(reader))
                return 0;
        } else
            reader->at++;
    }
    return 1;
}

static int word(struct reader *reader, const char *text)
{
    size_t length = strlen(text);

    if ((size_t)(reader->end - reader->at) < length || memcmp(reader->at, text, length) != 0)
        return 0;
    reader->at += length;
    return 1;
}

static int member(struct reader *reader)
{
    blanks(reader);
    if (!string(reader))
        return 0;
    blanks(reader);
    return accept(reader, ':') && value(reader);
}

/* The inside of an array or object, up to `close`. */
static int items(struct reader *reader, int close, int (*item)(struct reader *))
{
    blanks(reader);
    if (accept(reader, close))
        return 1;
    do {
        if (!item(reader))
            return 0;
        blanks(reader);
    } while (accept(reader, ','));
    return accept(reader, close);
}

static int nested(struct reader *reader, int close, int (*item)(struct reader *))
{
    int good;

    if (++reader->depth > DEPTH_MAX)
        return 0;
    good = items(reader, close, item);
    reader->depth--;
    return good;
}

static int value(struct reader *reader)
{
    blanks(reader);
    if (accept(reader, '['))
        return nested(reader, ']', value);
    if (accept(reader, '{'))
        return nested(reader, '}', member);
    if (peek(reader) == '"')
        return string(reader);
    return word(reader, "true") || word(reader, "false") || word(reader, "null") || number(reader);
}

int t2s__is_json(const char *text, size_t length)
{
    struct reader reader = {.at = text, .end = text + length};

    if (t2s__utf8_check(text, length) != length || !value(&reader))
        return 0;
    blanks(&reader);
    return reader.at == reader.end;
}

int t2s__is_json_number(const char *text, size_t length)
{
    struct reader reader = {.at = text, .end = text + length};

    return number(&reader) && reader.at == reader.end;
}
