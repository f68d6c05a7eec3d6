/* SPDX-License-Identifier: MIT */
#include "util/buffer.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "util/memory.h"
#include "util/utf8.h"

static int reserve(t2s__buffer *buffer, size_t length)
{
    if (buffer->failed)
        return -1;
    if (length >= SIZE_MAX - buffer->length ||
        t2s__grow((void **)&buffer->data, &buffer->capacity, buffer->length + length + 1, 1) != 0) {
        buffer->failed = 1;
        return -1;
    }
    return 0;
}

void t2s__buffer_append(t2s__buffer *buffer, const char *data, size_t length)
{
    if (reserve(buffer, length) != 0)
        return;
    if (length != 0)
        memcpy(buffer->data + buffer->length, data, length);
    buffer->length += length;
    buffer->data[buffer->length] = '\0';
}

void t2s__buffer_text(t2s__buffer *buffer, const char *text)
{
    t2s__buffer_append(buffer, text, strlen(text));
}

void t2s__buffer_char(t2s__buffer *buffer, char character)
{
    t2s__buffer_append(buffer, &character, 1);
}

void t2s__buffer_printf(t2s__buffer *buffer, const char *format, ...)
{
    va_list arguments;
    int length;

    va_start(arguments, format);
    length = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    if (length < 0)
        buffer->failed = 1;
    else if (reserve(buffer, (size_t)length) == 0) {
        va_start(arguments, format);
        vsnprintf(buffer->data + buffer->length, (size_t)length + 1, format, arguments);
        va_end(arguments);
        buffer->length += (size_t)length;
    }
}

static int needs_no_escape(unsigned char byte)
{
    return byte >= 0x20 && byte < 0x7F && byte != '"' && byte != '\\';
}

#define EACH_BYTE(value) (UINT64_C(0x0101010101010101) * (value))

/* Of eight bytes: is there one that needs an escape? The high bit of each byte says so; a borrow or carry can only follow a true one. */
static int needs_escape(uint64_t bytes)
{
    uint64_t quotes = bytes ^ EACH_BYTE('"');
    uint64_t slashes = bytes ^ EACH_BYTE('\\');
    uint64_t found = (bytes - EACH_BYTE(0x20)) & ~bytes; /* below a space */

    found |= bytes | (bytes + EACH_BYTE(1)); /* DEL, and all beyond ASCII */
    found |= (quotes - EACH_BYTE(1)) & ~quotes;
    found |= (slashes - EACH_BYTE(1)) & ~slashes;
    return (found & EACH_BYTE(0x80)) != 0;
}

/* How much of the text can stand in a JSON string as it is. Prompts are long, and nearly all of them can. */
static size_t plain_length(const char *text, size_t length)
{
    size_t at = 0;
    uint64_t bytes;

    for (; at + sizeof(bytes) <= length; at += sizeof(bytes)) {
        memcpy(&bytes, text + at, sizeof(bytes));
        if (needs_escape(bytes))
            break;
    }
    while (at < length && needs_no_escape((unsigned char)text[at]))
        at++;
    return at;
}

/* The character at the beginning of a text, escaped if need be. Returns its size. */
static size_t add_json_character(t2s__buffer *buffer, const char *text, size_t length)
{
    unsigned char byte = (unsigned char)*text;
    size_t size = t2s__utf8_size(text, length);

    if (size == 0) {
        t2s__buffer_text(buffer, "\xEF\xBF\xBD");
        size = 1;
    } else if (byte == '"' || byte == '\\') {
        char escape[2] = {'\\', *text};

        t2s__buffer_append(buffer, escape, 2);
    } else if (byte == '\n')
        t2s__buffer_text(buffer, "\\n");
    else if (byte == '\t')
        t2s__buffer_text(buffer, "\\t");
    else if (byte == '\r')
        t2s__buffer_text(buffer, "\\r");
    else if (byte < 0x20 || byte == 0x7F)
        t2s__buffer_printf(buffer, "\\u%04x", byte);
    else
        t2s__buffer_append(buffer, text, size);
    return size;
}

void t2s__buffer_json(t2s__buffer *buffer, const char *text, size_t length)
{
    const char *end = text + length;

    t2s__buffer_char(buffer, '"');
    while (text < end) {
        size_t plain = plain_length(text, (size_t)(end - text));

        t2s__buffer_append(buffer, text, plain);
        text += plain;
        if (text < end)
            text += add_json_character(buffer, text, (size_t)(end - text));
    }
    t2s__buffer_char(buffer, '"');
}

const char *t2s__buffer_string(const t2s__buffer *buffer)
{
    return buffer->data != NULL ? buffer->data : "";
}

char *t2s__buffer_steal(t2s__buffer *buffer, size_t *ret_length)
{
    char *data;

    t2s__buffer_append(buffer, "", 0);
    if (buffer->failed) {
        t2s__buffer_dispose(buffer);
        return NULL;
    }
    data = buffer->data;
    if (ret_length != NULL)
        *ret_length = buffer->length;
    *buffer = (t2s__buffer)T2S__BUFFER_INIT;
    return data;
}

void t2s__buffer_dispose(t2s__buffer *buffer)
{
    t2s__free(buffer->data);
    *buffer = (t2s__buffer)T2S__BUFFER_INIT;
}
