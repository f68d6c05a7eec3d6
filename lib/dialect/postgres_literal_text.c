/* SPDX-License-Identifier: MIT */
/* Literals that are neither numbers nor times: truth, bits, bytes, addresses. */
#include <string.h>

#include "dialect/postgres_literal.h"

/* The words, and every beginning of one that is not the beginning of another. */
int t2s__read_boolean(t2s__reading *reading)
{
    static const struct {
        const char *word;
        size_t least;
    } words[] = {{"true", 1}, {"false", 1}, {"yes", 1}, {"no", 1}, {"on", 2}, {"off", 2}, {"1", 1}, {"0", 1}};
    const char *at = t2s__literal_skip(reading->text);
    size_t length = strlen(at);

    while (length != 0 && t2s__literal_space(at[length - 1]))
        length--;
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        size_t same = 0;

        while (same < length && words[i].word[same] != '\0' && t2s__literal_lower(at[same]) == words[i].word[same])
            same++;
        if (same == length && length >= words[i].least)
            return 1;
    }
    return t2s__refuse_syntax(reading);
}

/* Sixteen bytes; a hyphen may stand after every second one, and braces around all. */
int t2s__read_uuid(t2s__reading *reading)
{
    const char *at = reading->text;
    int braced = *at == '{';

    at += braced;
    for (int i = 0; i < 16; i++, at += 2) {
        if (!t2s__literal_hex(at[0]) || !t2s__literal_hex(at[1]))
            return t2s__refuse_syntax(reading);
        if (at[2] == '-' && i % 2 == 1 && i < 15)
            at++;
    }
    if (braced && *at++ != '}')
        return t2s__refuse_syntax(reading);
    return *at == '\0' ? 1 : t2s__refuse_syntax(reading);
}

/* One character of a text, for a message. */
static int character_length(const char *at)
{
    int length = 1;

    while (((unsigned char)at[length] & 0xC0) == 0x80)
        length++;
    return length;
}

static int read_hex_bytes(t2s__reading *reading, const char *at)
{
    while (*at != '\0') {
        if (*at == ' ' || *at == '\n' || *at == '\t' || *at == '\r') {
            at++;
            continue;
        }
        for (int i = 0; i < 2; i++) {
            if (at[i] == '\0')
                return t2s__refuse(reading, "22023", "invalid hexadecimal data: odd number of digits");
            if (!t2s__literal_hex(at[i]))
                return t2s__refuse(reading, "22023", "invalid hexadecimal digit: \"%.*s\"", character_length(at + i), at + i);
        }
        at += 2;
    }
    return 1;
}

static int is_octal(char c, char most)
{
    return c >= '0' && c <= most;
}

int t2s__read_bytea(t2s__reading *reading)
{
    const char *at = reading->text;

    if (at[0] == '\\' && at[1] == 'x')
        return read_hex_bytes(reading, at + 2);
    while (*at != '\0') {
        if (*at != '\\')
            at++;
        else if (is_octal(at[1], '3') && is_octal(at[2], '7') && is_octal(at[3], '7'))
            at += 4;
        else if (at[1] == '\\')
            at += 2;
        else
            return t2s__refuse_syntax(reading);
    }
    return 1;
}

int t2s__read_bits(t2s__reading *reading)
{
    const char *at = reading->text;
    int hex = t2s__literal_lower(*at) == 'x';

    at += hex || t2s__literal_lower(*at) == 'b';
    for (; *at != '\0'; at++)
        if (hex ? !t2s__literal_hex(*at) : *at != '0' && *at != '1')
            return t2s__refuse(reading, "22P02", "\"%.*s\" is not a valid %s digit", character_length(at), at,
                               hex ? "hexadecimal" : "binary");
    return 1;
}

/* A part of an address of version 4: a number that is not larger than it may be. Where it ends; NULL: there is none. */
static const char *read_part(const char *at, int most)
{
    int value = 0;

    if (!t2s__literal_digit(*at))
        return NULL;
    for (; t2s__literal_digit(*at); at++) {
        value = value * 10 + (*at - '0');
        if (value > most)
            return NULL;
    }
    return at;
}

/* Up to four digits of a group; how many. */
static int skip_group(const char **at)
{
    int digits = 0;

    for (; t2s__literal_hex(**at) && digits < 5; (*at)++)
        digits++;
    return digits;
}

/*
 * Groups of digits, of which a row of zeros may be left out once; the last two may be an address of version 4, which servers take in
 * strange forms.
 */
static int read_version_6(t2s__reading *reading)
{
    const char *at = reading->text;
    int groups = 0, is_short = at[0] == ':' && at[1] == ':', wanted = 8;

    at += is_short ? 2 : 0;
    while (*at != '\0' && *at != '/') {
        int digits = skip_group(&at);

        if (*at == '.')
            return at[strspn(at, "0123456789./")] == '\0' ? 1 : t2s__refuse_syntax(reading);
        if (digits == 0 || digits > 4)
            return t2s__refuse_syntax(reading);
        groups++;
        if (*at != ':')
            break;
        at++;
        if (*at == ':' && !is_short++)
            at++;
        else if (*at == '\0')
            return t2s__refuse_syntax(reading);
    }
    if (*at == '/') {
        /* What a network leaves out need not be written. */
        wanted = 0;
        at = read_part(at + 1, 128);
    }
    if (at == NULL || *at != '\0' || groups > 8 || (!is_short && groups < wanted))
        return t2s__refuse_syntax(reading);
    return 1;
}

/* Networks may be cut short or be in hexadecimal. */
int t2s__read_inet(t2s__reading *reading)
{
    const char *at = reading->text;
    int parts = 0;

    if (strchr(at, ':') != NULL)
        return read_version_6(reading);
    if (at[0] == '0' && t2s__literal_lower(at[1]) == 'x')
        return 1;
    do {
        at = read_part(at, 255);
        if (at == NULL || ++parts > 4)
            return t2s__refuse_syntax(reading);
        /* A point that nothing follows does no harm. */
    } while (*at == '.' && t2s__literal_digit(*++at));
    /* Only a network may be cut short. */
    if (*at == '\0' && parts < 4 && strcmp(reading->type, "inet") == 0)
        return t2s__refuse_syntax(reading);
    if (*at == '/')
        at = read_part(at + 1, 32);
    return at != NULL && *at == '\0' ? 1 : t2s__refuse_syntax(reading);
}

/* Where digits may be left out, separators stand and what may follow is the server's affair; there are some digits. */
int t2s__read_macaddr(t2s__reading *reading)
{
    int digits = 0;

    for (const char *at = reading->text; *at != '\0'; at++)
        digits += t2s__literal_digit(*at);
    return digits != 0 ? 1 : t2s__refuse_syntax(reading);
}

/* Points, boxes and so on: how their numbers are put together is not looked at. */
int t2s__read_shape(t2s__reading *reading)
{
    for (const char *at = reading->text; *at != '\0'; at++)
        if (t2s__literal_digit(*at) || t2s__literal_begins(at, "inf") || t2s__literal_begins(at, "nan"))
            return 1;
    return t2s__refuse_syntax(reading);
}
