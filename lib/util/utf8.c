/* SPDX-License-Identifier: MIT */
#include "util/utf8.h"

static int continues(const char *text, size_t at, unsigned char low, unsigned char high)
{
    unsigned char byte = (unsigned char)text[at];

    return byte >= low && byte <= high;
}

size_t t2s__utf8_size(const char *text, size_t length)
{
    unsigned char first;

    if (length == 0)
        return 0;
    first = (unsigned char)text[0];
    if (first < 0x80)
        return 1;
    if (first >= 0xC2 && first <= 0xDF)
        return length >= 2 && continues(text, 1, 0x80, 0xBF) ? 2 : 0;
    if (first >= 0xE0 && first <= 0xEF) {
        unsigned char low = first == 0xE0 ? 0xA0 : 0x80;
        unsigned char high = first == 0xED ? 0x9F : 0xBF;

        return length >= 3 && continues(text, 1, low, high) && continues(text, 2, 0x80, 0xBF) ? 3 : 0;
    }
    if (first >= 0xF0 && first <= 0xF4) {
        unsigned char low = first == 0xF0 ? 0x90 : 0x80;
        unsigned char high = first == 0xF4 ? 0x8F : 0xBF;

        return length >= 4 && continues(text, 1, low, high) && continues(text, 2, 0x80, 0xBF) && continues(text, 3, 0x80, 0xBF)
                   ? 4
                   : 0;
    }
    return 0;
}

size_t t2s__utf8_check(const char *text, size_t length)
{
    size_t at = 0;

    while (at < length) {
        size_t size = t2s__utf8_size(text + at, length - at);

        if (size == 0)
            break;
        at += size;
    }
    return at;
}

void t2s__utf8_position(const char *text, size_t length, size_t offset, int *ret_line, int *ret_column)
{
    int line = 1;
    int column = 1;

    for (size_t at = 0; at < offset && at < length; at++) {
        unsigned char byte = (unsigned char)text[at];

        if (byte == '\n') {
            line++;
            column = 1;
        } else if ((byte & 0xC0) != 0x80)
            column++;
    }
    *ret_line = line;
    *ret_column = column;
}
