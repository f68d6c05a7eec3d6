/* SPDX-License-Identifier: MIT */
/*
 * Literals that are intervals: "1 year 2 days", "3 4:05:06", "1-2", and ISO 8601's "P1Y2DT3H" and "P0001-02-03T04:05:06". Units
 * stand behind their numbers, so that the fields are read from the last to the first.
 */
#include <stdint.h>
#include <string.h>

#include "dialect/postgres_literal.h"
#include "dialect/postgres_time.h"

/* A unit stands for its bit in `seen`. */
#define UNIT(name) (1u << T2S__UNIT_##name)

enum { NO_WORD_YET = T2S__UNIT_NONE, AFTER_AGO = T2S__UNIT_OTHER };

struct interval {
    unsigned seen, found;
    int unit; /* of the number before */
    int is_ago;
    int64_t years, months, days;
    double seconds; /* only to see whether there is room */
};

static const unsigned clock_units = UNIT(HOUR) | UNIT(MINUTE) | UNIT(SECOND) | UNIT(MILLISECOND) | UNIT(MICROSECOND);

static t2s__time_verdict add_clock(struct interval *interval, const char *text)
{
    t2s__clock clock;
    t2s__time_verdict verdict = t2s__time_clock(text, &clock);

    interval->found = clock_units;
    interval->seconds += (double)clock.hour * 3600;
    interval->unit = T2S__UNIT_DAY;
    return verdict;
}

/* Digits of any number; 0: it is too large for 64 bits. */
static int read_digits(const char **at, int64_t *ret_value)
{
    int64_t value = 0;
    int fits = 1;

    for (; t2s__literal_digit(**at); (*at)++) {
        if (value > (INT64_MAX - 9) / 10)
            fits = 0;
        else
            value = value * 10 + (**at - '0');
    }
    *ret_value = value;
    return fits;
}

static t2s__time_verdict add_months(struct interval *interval, int64_t value)
{
    interval->months += value;
    return value > INT32_MAX || value < INT32_MIN || interval->months > INT32_MAX || interval->months < INT32_MIN
               ? T2S__TIME_RANGE
               : T2S__TIME_FINE;
}

/* They are counted apart from months, and become months once all of the text is read. */
static t2s__time_verdict add_years(struct interval *interval, int64_t value, int64_t each)
{
    if (value > INT32_MAX / each || value < INT32_MIN / each)
        return T2S__TIME_RANGE;
    interval->years += value * each;
    return interval->years > INT32_MAX || interval->years < INT32_MIN ? T2S__TIME_RANGE : T2S__TIME_FINE;
}

static t2s__time_verdict add_days(struct interval *interval, int64_t value, int64_t each)
{
    if (value > INT32_MAX / each || value < INT32_MIN / each)
        return T2S__TIME_RANGE;
    interval->days += value * each;
    return interval->days > INT32_MAX || interval->days < INT32_MIN ? T2S__TIME_RANGE : T2S__TIME_FINE;
}

static t2s__time_verdict add(struct interval *interval, int64_t value, int has_fraction)
{
    interval->found = 1u << interval->unit;
    switch (interval->unit) {
    case T2S__UNIT_MICROSECOND:
        return T2S__TIME_FINE;
    case T2S__UNIT_MILLISECOND:
        interval->seconds += (double)value / 1000;
        return T2S__TIME_FINE;
    case T2S__UNIT_SECOND:
        if (has_fraction)
            interval->found |= UNIT(MILLISECOND) | UNIT(MICROSECOND);
        interval->seconds += (double)value;
        return T2S__TIME_FINE;
    case T2S__UNIT_MINUTE:
        interval->seconds += (double)value * 60;
        return T2S__TIME_FINE;
    case T2S__UNIT_HOUR:
        interval->seconds += (double)value * 3600;
        interval->unit = T2S__UNIT_DAY;
        return T2S__TIME_FINE;
    case T2S__UNIT_DAY:
        return add_days(interval, value, 1);
    case T2S__UNIT_WEEK:
        return add_days(interval, value, 7);
    case T2S__UNIT_MONTH:
        return add_months(interval, value);
    case T2S__UNIT_YEAR:
        return add_years(interval, value, 1);
    case T2S__UNIT_DECADE:
        return add_years(interval, value, 10);
    case T2S__UNIT_CENTURY:
        return add_years(interval, value, 100);
    case T2S__UNIT_MILLENNIUM:
        return add_years(interval, value, 1000);
    default:
        return T2S__TIME_BAD;
    }
}

static t2s__time_verdict add_number(struct interval *interval, const char *text)
{
    const char *at = text;
    int64_t value, months, fraction = 0;

    if (interval->unit == NO_WORD_YET)
        interval->unit = T2S__UNIT_SECOND;
    at += *at == '-' || *at == '+';
    if (!read_digits(&at, &value))
        return T2S__TIME_RANGE;
    if (*at == '-') {
        int negative = at[1] == '-';

        at += 1 + negative;
        if (!t2s__time_number(&at, &months) || months > 11 || (negative && months != 0))
            return T2S__TIME_RANGE;
        if (*at != '\0')
            return T2S__TIME_BAD;
        interval->unit = T2S__UNIT_MONTH;
        if (value > INT32_MAX)
            return T2S__TIME_RANGE;
        value = value * 12 + months;
    } else if (*at == '.') {
        if (!t2s__time_fraction(at, &fraction))
            return T2S__TIME_BAD;
    } else if (*at != '\0') {
        return T2S__TIME_BAD;
    }
    return add(interval, *text == '-' ? -value : value, fraction != 0);
}

static t2s__time_verdict read_word(struct interval *interval, const char *text)
{
    const t2s__time_word *word = t2s__interval_word_find(text);

    if (word == NULL)
        return T2S__TIME_BAD;
    if (word->kind == T2S__WORD_LABEL) {
        interval->unit = word->value;
    } else if (word->kind == T2S__WORD_AGO) {
        interval->unit = AFTER_AGO;
        interval->is_ago = 1;
    }
    return T2S__TIME_FINE;
}

static t2s__time_verdict read_field(struct interval *interval, t2s__time_form form, const char *text)
{
    switch (form) {
    case T2S__FORM_TIME:
        return add_clock(interval, text);
    case T2S__FORM_ZONE:
        /* A signed time of day, or a signed number. */
        if (strchr(text, ':') != NULL && add_clock(interval, text + 1) == T2S__TIME_FINE)
            return T2S__TIME_FINE;
        return add_number(interval, text);
    case T2S__FORM_WORD:
    case T2S__FORM_SIGNED_WORD:
        return read_word(interval, text);
    default:
        return add_number(interval, text);
    }
}

static t2s__time_verdict read_fields(const t2s__time_fields *fields, int64_t *ret_months)
{
    struct interval interval = {0};

    for (int i = fields->count - 1; i >= 0; i--) {
        t2s__time_verdict verdict;

        interval.found = 0;
        verdict = read_field(&interval, fields->forms[i], fields->texts[i]);
        if (verdict != T2S__TIME_FINE)
            return verdict;
        if ((interval.found & interval.seen) != 0)
            return T2S__TIME_BAD;
        interval.seen |= interval.found;
    }
    if (interval.seen == 0)
        return T2S__TIME_BAD;
    *ret_months = (interval.years * 12 + interval.months) * (interval.is_ago ? -1 : 1);
    return interval.seconds > 9.3e12 || interval.seconds < -9.3e12 ? T2S__TIME_RANGE : T2S__TIME_FINE;
}

/* A number of ISO 8601's form. *ret_width: its digits before the point. */
static int read_iso_number(const char **at, size_t *ret_width)
{
    const char *start;

    *at += **at == '-';
    start = *at;
    if (!t2s__literal_digit(**at) && **at != '.')
        return 0;
    while (t2s__literal_digit(**at))
        (*at)++;
    *ret_width = (size_t)(*at - start);
    if (**at == '.')
        do
            (*at)++;
        while (t2s__literal_digit(**at));
    return 1;
}

/* The rest of "years-months-days" or "hours:minutes:seconds", behind the first separator. Where it ends; NULL: wrong. */
static const char *read_iso_rest(const char *at, char separator, char end)
{
    size_t width;

    for (int i = 0; i < 2; i++) {
        if (!read_iso_number(&at, &width))
            return NULL;
        if (*at == '\0' || (*at == end && end != '\0'))
            return at;
        if (i == 1 || *at++ != separator)
            return NULL;
    }
    return NULL;
}

/* 1: it is one of ISO 8601's. */
static int is_iso(const char *at)
{
    int in_date = 1, has_field = 0;
    size_t width;

    if (*at++ != 'P' || *at == '\0')
        return 0;
    while (*at != '\0') {
        char unit;

        if (*at == 'T') {
            in_date = has_field = 0;
            at++;
            continue;
        }
        if (!read_iso_number(&at, &width))
            return 0;
        unit = *at;
        if (unit != '\0' && strchr(in_date ? "YMWD" : "HMS", unit) != NULL) {
            has_field = 1;
            at++;
            continue;
        }
        if (unit != '\0' && unit != (in_date ? '-' : ':') && (!in_date || unit != 'T'))
            return 0;
        if (has_field)
            return 0;
        if (unit == (in_date ? '-' : ':') && (at = read_iso_rest(at + 1, unit, in_date ? 'T' : '\0')) == NULL)
            return 0;
    }
    return 1;
}

int t2s__read_interval(t2s__reading *reading)
{
    t2s__time_fields fields;
    t2s__time_verdict verdict = t2s__time_split(&fields, reading->text);
    int64_t months = 0;

    if (verdict == T2S__TIME_FINE)
        verdict = read_fields(&fields, &months);
    if (verdict == T2S__TIME_BAD && is_iso(reading->text))
        verdict = T2S__TIME_FINE;
    switch (verdict) {
    case T2S__TIME_FINE:
        return months > INT32_MAX || months < INT32_MIN ? t2s__refuse(reading, "22008", "interval out of range") : 1;
    case T2S__TIME_BAD:
        return t2s__refuse(reading, "22007", "invalid input syntax for type %s: \"%s\"", reading->type, reading->text);
    default:
        return t2s__refuse(reading, "22015", "interval field value out of range: \"%s\"", reading->text);
    }
}
