/* SPDX-License-Identifier: MIT */
/* Literals that are numbers. */
#include <stdint.h>
#include <string.h>

#include "dialect/postgres_literal.h"

static int out_of_range(t2s__reading *reading)
{
    return t2s__refuse(reading, "22003", "value \"%s\" is out of range for type %s", reading->text, reading->type);
}

/* A whole number not above `most`, or one more with a minus. A number that is too large is said to be before what follows it is. */
static int read_whole(t2s__reading *reading, uint64_t most)
{
    const char *at = t2s__literal_skip(reading->text);
    int negative = *at == '-';
    uint64_t value = 0;

    at += *at == '-' || *at == '+';
    if (!t2s__literal_digit(*at))
        return t2s__refuse_syntax(reading);
    for (; t2s__literal_digit(*at); at++) {
        uint64_t digit = (uint64_t)(*at - '0');

        if (value > (most + 1 - digit) / 10)
            return out_of_range(reading);
        value = value * 10 + digit;
    }
    if (!t2s__literal_ends(at))
        return t2s__refuse_syntax(reading);
    return value == most + 1 && !negative ? out_of_range(reading) : 1;
}

int t2s__read_smallint(t2s__reading *reading)
{
    return read_whole(reading, INT16_MAX);
}

int t2s__read_integer(t2s__reading *reading)
{
    return read_whole(reading, INT32_MAX);
}

int t2s__read_bigint(t2s__reading *reading)
{
    return read_whole(reading, INT64_MAX);
}

/* A negative one is taken, as the number that has the same 32 bits. */
int t2s__read_oid(t2s__reading *reading)
{
    const char *at = t2s__literal_skip(reading->text);
    int negative = *at == '-';
    uint64_t value = 0;

    at += *at == '-' || *at == '+';
    if (!t2s__literal_digit(*at))
        return t2s__refuse_syntax(reading);
    for (; t2s__literal_digit(*at); at++) {
        if (value > (UINT64_MAX - 9) / 10)
            return out_of_range(reading);
        value = value * 10 + (uint64_t)(*at - '0');
    }
    if (!t2s__literal_ends(at))
        return t2s__refuse_syntax(reading);
    return value > (negative ? (uint64_t)INT32_MAX + 1 : UINT32_MAX) ? out_of_range(reading) : 1;
}

/* The words for what is no number, after a sign. Where they end; NULL: there is none. */
static const char *special(const char *at, int with_nan)
{
    static const char *const words[] = {"infinity", "inf", "nan"};

    for (size_t i = 0; i < (with_nan ? 3u : 2u); i++)
        if (t2s__literal_begins(at, words[i]))
            return at + strlen(words[i]);
    return NULL;
}

/* A number in digits, as far as its size tells. */
struct decimal {
    const char *end;
    const char *first; /* digit that is not 0; NULL: the value is 0 */
    int64_t magnitude; /* the power of ten that this digit stands for */
    int64_t after;     /* digits after the point */
};

/* Digits with or without a point. 0: there are none. */
static int scan_digits(struct decimal *decimal, const char *at)
{
    int64_t digits = 0, first_index = 0;
    int has_point = 0;

    decimal->first = NULL;
    decimal->after = 0;
    for (; t2s__literal_digit(*at) || (*at == '.' && !has_point); at++) {
        if (*at == '.') {
            has_point = 1;
            continue;
        }
        if (decimal->first == NULL && *at != '0') {
            decimal->first = at;
            first_index = digits;
        }
        digits++;
        decimal->after += has_point;
    }
    decimal->magnitude = digits - decimal->after - 1 - first_index;
    decimal->end = at;
    return digits != 0;
}

/* The number after an E; *ret_end stays at `at` when there is none. Far out of every range it stops counting. */
static int64_t scan_exponent(const char *at, const char **ret_end)
{
    int negative = *at == '-';
    int64_t value = 0;

    *ret_end = at;
    at += *at == '-' || *at == '+';
    if (!t2s__literal_digit(*at))
        return 0;
    for (; t2s__literal_digit(*at); at++)
        if (value <= INT64_MAX / 100)
            value = value * 10 + (*at - '0');
    *ret_end = at;
    return negative ? -value : value;
}

/* More digits before the point than 131072, or after it than 16383, have no room. */
static int check_numeric_size(t2s__reading *reading, const struct decimal *decimal, int64_t exponent)
{
    if ((decimal->first != NULL && decimal->magnitude + exponent > 131071) || decimal->after - exponent > 16383)
        return t2s__refuse(reading, "22003", "value overflows numeric format");
    return 1;
}

int t2s__read_numeric(t2s__reading *reading)
{
    const char *at = t2s__literal_skip(reading->text), *end;
    struct decimal decimal;
    int64_t exponent = 0;

    if (t2s__literal_begins(at, "nan"))
        return t2s__literal_ends(at + 3) ? 1 : t2s__refuse_syntax(reading);
    at += *at == '-' || *at == '+';
    end = special(at, 0);
    if (end != NULL)
        return t2s__literal_ends(end) ? 1 : t2s__refuse_syntax(reading);
    if (!t2s__literal_digit(at[*at == '.']) || !scan_digits(&decimal, at))
        return t2s__refuse_syntax(reading);
    at = decimal.end;
    if (t2s__literal_lower(*at) == 'e') {
        /* White space after the E is passed over. */
        at = t2s__literal_skip(at + 1);
        exponent = scan_exponent(at, &end);
        if (end == at)
            return t2s__refuse_syntax(reading);
        if (exponent >= INT32_MAX / 2 || exponent <= -(INT32_MAX / 2))
            return t2s__refuse(reading, "22003", "value overflows numeric format");
        at = end;
    }
    return t2s__literal_ends(at) ? check_numeric_size(reading, &decimal, exponent) : t2s__refuse_syntax(reading);
}

/* How the digits of a number compare with those of a limit, of the same magnitude. */
static int compare_digits(const char *digits, const char *limit)
{
    for (; *limit != '\0'; limit++) {
        char digit;

        if (*digits == '.')
            digits++;
        digit = t2s__literal_digit(*digits) ? *digits++ : '0';
        if (digit != *limit)
            return digit < *limit ? -1 : 1;
    }
    return 0;
}

/* What a binary form rounds to infinity above, and to zero below. */
struct limits {
    int largest;
    const char *largest_digits;
    int smallest;
    const char *smallest_digits;
};

static int fits(const struct decimal *decimal, int64_t exponent, const struct limits *limits)
{
    int64_t magnitude = decimal->magnitude + exponent;

    if (decimal->first == NULL)
        return 1;
    if (magnitude > limits->largest ||
        (magnitude == limits->largest && compare_digits(decimal->first, limits->largest_digits) > 0))
        return 0;
    return magnitude > limits->smallest ||
           (magnitude == limits->smallest && compare_digits(decimal->first, limits->smallest_digits) >= 0);
}

/* Digits, a power of two behind P, or not: C reads it, and so does the server. How large it is is not looked at. */
static int read_hexadecimal(t2s__reading *reading, const char *at)
{
    const char *end;
    int digits = 0, has_point = 0;

    for (; t2s__literal_hex(*at) || (*at == '.' && !has_point); at++) {
        digits += *at != '.';
        has_point |= *at == '.';
    }
    if (digits == 0)
        return t2s__refuse_syntax(reading);
    if (t2s__literal_lower(*at) == 'p') {
        scan_exponent(at + 1, &end);
        if (end != at + 1)
            at = end;
    }
    return t2s__literal_ends(at) ? 1 : t2s__refuse_syntax(reading);
}

static int read_float(t2s__reading *reading, const struct limits *limits)
{
    const char *at = t2s__literal_skip(reading->text), *end;
    struct decimal decimal;
    int64_t exponent = 0;

    at += *at == '-' || *at == '+';
    end = special(at, 1);
    if (end != NULL)
        return t2s__literal_ends(end) || *end == '(' ? 1 : t2s__refuse_syntax(reading);
    if (at[0] == '0' && t2s__literal_lower(at[1]) == 'x')
        return read_hexadecimal(reading, at + 2);
    if (!scan_digits(&decimal, at))
        return t2s__refuse_syntax(reading);
    at = decimal.end;
    if (t2s__literal_lower(*at) == 'e') {
        exponent = scan_exponent(at + 1, &end);
        if (end == at + 1)
            return t2s__refuse_syntax(reading);
        at = end;
    }
    /* What is too large is said to be before what follows it is looked at, and without that. */
    if (!fits(&decimal, exponent, limits))
        return t2s__refuse(reading, "22003", "\"%s\" is out of range for type %s", reading->text, reading->type);
    return t2s__literal_ends(at) ? 1 : t2s__refuse_syntax(reading);
}

int t2s__read_real(t2s__reading *reading)
{
    static const struct limits limits = {38, "34028235677973366", -46, "7006492321624085"};

    return read_float(reading, &limits);
}

int t2s__read_double(t2s__reading *reading)
{
    static const struct limits limits = {308, "179769313486231580", -324, "2470328229206232"};

    return read_float(reading, &limits);
}

/* Currency signs, points and commas are the locale's; digits are always wanted where there are letters. */
int t2s__read_money(t2s__reading *reading)
{
    int letters = 0;

    for (const char *at = reading->text; *at != '\0'; at++) {
        if (t2s__literal_digit(*at))
            return 1;
        letters |= t2s__literal_letter(*at);
    }
    return letters ? t2s__refuse_syntax(reading) : 1;
}
