/* SPDX-License-Identifier: MIT */
#include "util/base64.h"

#include <limits.h>

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

void t2s__base64_encode(t2s__buffer *text, const char *bytes, size_t length)
{
    const unsigned char *at = (const unsigned char *)bytes;

    for (; length > 0; at += 3) {
        size_t taken = length < 3 ? length : 3;
        unsigned long group = (unsigned long)at[0] << 16 | (taken > 1 ? (unsigned long)at[1] << 8 : 0) | (taken > 2 ? at[2] : 0);
        char four[4] = {alphabet[group >> 18], alphabet[group >> 12 & 63], taken > 1 ? alphabet[group >> 6 & 63] : '=',
                        taken > 2 ? alphabet[group & 63] : '='};

        t2s__buffer_append(text, four, 4);
        length -= taken;
    }
}

static int value_of(char digit)
{
    if (digit >= 'A' && digit <= 'Z')
        return digit - 'A';
    if (digit >= 'a' && digit <= 'z')
        return digit - 'a' + 26;
    if (digit >= '0' && digit <= '9')
        return digit - '0' + 52;
    if (digit == '+')
        return 62;
    return digit == '/' ? 63 : -1;
}

long t2s__base64_decode(const char *text, size_t length, char *bytes)
{
    size_t padding = 0;
    char *end = bytes;

    if (length % 4 != 0 || length > LONG_MAX)
        return -1;
    while (padding < 2 && padding < length && text[length - 1 - padding] == '=')
        padding++;
    for (size_t at = 0; at < length; at += 4) {
        size_t missing = at + 4 == length ? padding : 0;
        unsigned long group = 0;

        for (size_t i = 0; i < 4; i++) {
            int value = i >= 4 - missing ? 0 : value_of(text[at + i]);

            if (value < 0)
                return -1;
            group = group << 6 | (unsigned long)value;
        }
        for (size_t i = 0; i < 3 - missing; i++)
            *end++ = (char)(group >> (16 - 8 * i) & 255);
    }
    return (long)(end - bytes);
}
