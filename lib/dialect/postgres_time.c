/* SPDX-License-Identifier: MIT */
/* Times and intervals: a text in its fields, and the numbers in them. */
#include "dialect/postgres_time.h"

#include <limits.h>
#include <string.h>

#include "dialect/postgres_literal.h"

struct splitter {
    const char *at;
    char *to;
    const char *end; /* of the space */
    int full;
};

static void take(struct splitter *splitter)
{
    if (splitter->to + 1 >= splitter->end)
        splitter->full = 1;
    else
        *splitter->to++ = t2s__literal_lower(*splitter->at);
    splitter->at++;
}

static void take_digits(struct splitter *splitter)
{
    while (t2s__literal_digit(*splitter->at))
        take(splitter);
}

static void take_letters(struct splitter *splitter)
{
    while (t2s__literal_letter(*splitter->at))
        take(splitter);
}

static int is_word_character(char c)
{
    return t2s__literal_letter(c) || t2s__literal_digit(c);
}

/* A date that begins with digits: all of its separators are the same. A fraction is a number. */
static t2s__time_form split_date(struct splitter *splitter)
{
    char separator = *splitter->at;
    t2s__time_form form = separator == '.' ? T2S__FORM_NUMBER : T2S__FORM_DATE;

    take(splitter);
    if (!t2s__literal_digit(*splitter->at)) {
        while (is_word_character(*splitter->at) || *splitter->at == separator)
            take(splitter);
        return T2S__FORM_DATE;
    }
    take_digits(splitter);
    if (*splitter->at != separator)
        return form;
    while (t2s__literal_digit(*splitter->at) || *splitter->at == separator)
        take(splitter);
    return T2S__FORM_DATE;
}

static t2s__time_form split_number(struct splitter *splitter)
{
    take_digits(splitter);
    if (*splitter->at == ':') {
        while (t2s__literal_digit(*splitter->at) || *splitter->at == ':' || *splitter->at == '.')
            take(splitter);
        return T2S__FORM_TIME;
    }
    if (*splitter->at == '-' || *splitter->at == '/' || *splitter->at == '.')
        return split_date(splitter);
    return T2S__FORM_NUMBER;
}

/* A word; with separators or digits behind it a date or a zone, unless it is a word that says what follows. */
static t2s__time_form split_word(struct splitter *splitter)
{
    const char *start = splitter->to;
    int goes_on;

    take_letters(splitter);
    goes_on = *splitter->at != '\0' && strchr("-/.", *splitter->at) != NULL;
    if (*splitter->at == '+' || t2s__literal_digit(*splitter->at)) {
        *splitter->to = '\0';
        goes_on = t2s__time_word_find(start) == NULL;
    }
    if (!goes_on)
        return T2S__FORM_WORD;
    while (is_word_character(*splitter->at) || (*splitter->at != '\0' && strchr("+-/_.:", *splitter->at) != NULL))
        take(splitter);
    return T2S__FORM_DATE;
}

/* 0: nothing of use follows the sign. */
static int split_signed(struct splitter *splitter, t2s__time_form *ret_form)
{
    take(splitter);
    splitter->at = t2s__literal_skip(splitter->at);
    if (t2s__literal_digit(*splitter->at)) {
        while (t2s__literal_digit(*splitter->at) || (*splitter->at != '\0' && strchr(":.-", *splitter->at) != NULL))
            take(splitter);
        *ret_form = T2S__FORM_ZONE;
        return 1;
    }
    *ret_form = T2S__FORM_SIGNED_WORD;
    if (!t2s__literal_letter(*splitter->at))
        return 0;
    take_letters(splitter);
    return 1;
}

static int is_punctuation(char c)
{
    return c > ' ' && c < 0x7F && !is_word_character(c);
}

static int split_field(struct splitter *splitter, t2s__time_form *ret_form)
{
    char c = *splitter->at;

    if (c == '+' || c == '-')
        return split_signed(splitter, ret_form);
    if (t2s__literal_digit(c)) {
        *ret_form = split_number(splitter);
    } else if (c == '.') {
        take(splitter);
        take_digits(splitter);
        *ret_form = T2S__FORM_NUMBER;
    } else {
        *ret_form = split_word(splitter);
    }
    return 1;
}

t2s__time_verdict t2s__time_split(t2s__time_fields *fields, const char *text)
{
    struct splitter splitter = {text, fields->space, fields->space + sizeof(fields->space), 0};

    fields->count = 0;
    while (*splitter.at != '\0') {
        char c = *splitter.at;

        if (t2s__literal_space(c)) {
            splitter.at++;
            continue;
        }
        /* More than there is room for is wrong whatever it is. */
        if (fields->count == T2S__TIME_FIELDS || splitter.full)
            return T2S__TIME_BAD;
        if (is_punctuation(c) && c != '+' && c != '-' && c != '.') {
            splitter.at++;
            continue;
        }
        if (!is_punctuation(c) && !is_word_character(c))
            return T2S__TIME_BAD;
        fields->texts[fields->count] = splitter.to;
        if (!split_field(&splitter, &fields->forms[fields->count]) || splitter.full)
            return T2S__TIME_BAD;
        *splitter.to++ = '\0';
        if (splitter.to >= splitter.end)
            splitter.full = 1;
        fields->count++;
    }
    return T2S__TIME_FINE;
}

int t2s__time_number(const char **at, int64_t *ret_value)
{
    int64_t value = 0;
    int fits = 1;

    for (; t2s__literal_digit(**at); (*at)++) {
        value = value * 10 + (**at - '0');
        if (value > INT_MAX) {
            value = INT_MAX;
            fits = 0;
        }
    }
    *ret_value = value;
    return fits;
}

int t2s__time_fraction(const char *at, int64_t *ret_microseconds)
{
    int64_t scale = 1000000;

    *ret_microseconds = 0;
    for (at++; t2s__literal_digit(*at); at++) {
        /* The seventh digit rounds. */
        *ret_microseconds += scale == 1 && *at >= '5';
        scale /= 10;
        *ret_microseconds += (*at - '0') * scale;
    }
    return *at == '\0';
}

int t2s__time_signed_number(const char **at, int64_t *ret_value)
{
    int negative = **at == '-';

    *at += negative || **at == '+';
    return t2s__time_number(at, ret_value) && (!negative || *ret_value == 0);
}

t2s__time_verdict t2s__time_clock(const char *text, t2s__clock *clock)
{
    const char *at = text;

    memset(clock, 0, sizeof(*clock));
    if (!t2s__time_number(&at, &clock->hour))
        return T2S__TIME_RANGE;
    if (*at++ != ':')
        return T2S__TIME_BAD;
    if (!t2s__time_signed_number(&at, &clock->minute))
        return T2S__TIME_RANGE;
    if (*at == ':') {
        at++;
        if (!t2s__time_signed_number(&at, &clock->second))
            return T2S__TIME_RANGE;
        if (*at != '\0' && (*at != '.' || !t2s__time_fraction(at, &clock->microsecond)))
            return T2S__TIME_BAD;
    } else if (*at == '.') {
        if (!t2s__time_fraction(at, &clock->microsecond))
            return T2S__TIME_BAD;
        clock->second = clock->minute;
        clock->minute = clock->hour;
        clock->hour = 0;
    } else if (*at != '\0') {
        return T2S__TIME_BAD;
    }
    return clock->minute > 59 || clock->second > 60 ? T2S__TIME_RANGE : T2S__TIME_FINE;
}
