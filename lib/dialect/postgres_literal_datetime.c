/* SPDX-License-Identifier: MIT */
/*
 * Literals that are dates, times of day or both. PostgreSQL takes a text for one field after the other, and what a field means
 * follows from those before it; `seen` has what they were. In which order day, month and year stand is a setting, so that every
 * order is tried before a text is refused.
 */
#include <stdint.h>
#include <string.h>

#include "dialect/postgres_literal.h"
#include "dialect/postgres_time.h"

enum {
    YEAR = 1 << 0, MONTH = 1 << 1, DAY = 1 << 2, HOUR = 1 << 3, MINUTE = 1 << 4, SECOND = 1 << 5, FRACTION = 1 << 6,
    ZONE = 1 << 7, SUMMER = 1 << 8, DAY_OF_YEAR = 1 << 9, HALF = 1 << 10, ERA = 1 << 11, WEEKDAY = 1 << 12,
    DATE = YEAR | MONTH | DAY, CLOCK = HOUR | MINUTE | SECOND | FRACTION
};

typedef enum date_order { ORDER_MDY, ORDER_DMY, ORDER_YMD, ORDERS } date_order;

struct moment {
    const t2s__time_fields *fields;
    date_order order;
    int only_clock; /* what is wanted is a time of day */
    unsigned seen;
    unsigned found; /* by the field at hand */
    t2s__time_unit label; /* what the next number is */
    int64_t year, month, day, day_of_year;
    t2s__clock clock;
    int has_short_year;
    int has_month_name;
    int is_julian; /* the date is a number of days */
    int is_before_christ;
    int half; /* 0: none, 1: am, 2: pm */
    int is_always; /* a time without a date: infinity */
};

static t2s__time_verdict read_zone(const char *text)
{
    const char *at = text + 1;
    int64_t hour, minute = 0, second = 0;

    if (*text != '+' && *text != '-')
        return T2S__TIME_BAD;
    if (!t2s__time_signed_number(&at, &hour))
        return T2S__TIME_ZONE_RANGE;
    if (*at == ':') {
        at++;
        if (!t2s__time_signed_number(&at, &minute))
            return T2S__TIME_ZONE_RANGE;
        if (*at == ':') {
            at++;
            if (!t2s__time_signed_number(&at, &second))
                return T2S__TIME_ZONE_RANGE;
        }
    } else if (*at == '\0' && at - text > 3) {
        minute = hour % 100;
        hour /= 100;
    }
    if (hour > 15 || minute > 59 || second > 59)
        return T2S__TIME_ZONE_RANGE;
    return *at == '\0' ? T2S__TIME_FINE : T2S__TIME_BAD;
}

/* So many digits, as C's atoi() makes an int of them. */
static int64_t digits_value(const char *text, size_t length)
{
    int64_t value = 0;

    for (size_t i = 0; i < length; i++) {
        if (value > (INT64_MAX - 9) / 10)
            return -1;
        value = value * 10 + (text[i] - '0');
    }
    return (int32_t)(uint32_t)(uint64_t)value;
}

/* Digits run together: a date, and once there is one, a time of day. */
static t2s__time_verdict read_run(struct moment *moment, const char *text, size_t length, unsigned seen)
{
    const char *point = memchr(text, '.', length);

    if (point != NULL) {
        (void)t2s__time_fraction(point, &moment->clock.microsecond);
        length = (size_t)(point - text);
    } else if ((seen & DATE) != DATE && length >= 6) {
        moment->found = DATE;
        moment->day = digits_value(text + length - 2, 2);
        moment->month = digits_value(text + length - 4, 2);
        moment->year = digits_value(text, length - 4);
        moment->has_short_year |= length == 6;
        return T2S__TIME_FINE;
    }
    if ((seen & CLOCK) == CLOCK || (length != 4 && length != 6))
        return T2S__TIME_BAD;
    moment->found = CLOCK;
    moment->clock.hour = digits_value(text, 2);
    moment->clock.minute = digits_value(text + 2, 2);
    moment->clock.second = length == 6 ? digits_value(text + 4, 2) : 0;
    return T2S__TIME_FINE;
}

static void set_year(struct moment *moment, int64_t value, size_t length)
{
    moment->found = YEAR;
    moment->year = value;
    moment->has_short_year = length <= 2;
}

static void set_month(struct moment *moment, int64_t value)
{
    moment->found = MONTH;
    moment->month = value;
}

static void set_day(struct moment *moment, int64_t value)
{
    moment->found = DAY;
    moment->day = value;
}

/* A number of a date, by what is known of the date so far. */
static t2s__time_verdict place_number(struct moment *moment, int64_t value, size_t length, int has_name, unsigned seen)
{
    switch (seen & DATE) {
    case 0:
        if (length >= 3 || moment->order == ORDER_YMD)
            set_year(moment, value, length);
        else if (moment->order == ORDER_DMY)
            set_day(moment, value);
        else
            set_month(moment, value);
        return T2S__TIME_FINE;
    case YEAR:
    case DAY:
        set_month(moment, value);
        return T2S__TIME_FINE;
    case MONTH:
        if (has_name && (length >= 3 || moment->order == ORDER_YMD))
            set_year(moment, value, length);
        else
            set_day(moment, value);
        return T2S__TIME_FINE;
    case YEAR | MONTH:
        if (has_name && length >= 3 && moment->has_short_year) {
            set_day(moment, moment->year);
            moment->year = value;
            moment->has_short_year = 0;
        } else {
            set_day(moment, value);
        }
        return T2S__TIME_FINE;
    case MONTH | DAY:
        set_year(moment, value, length);
        return T2S__TIME_FINE;
    default:
        return T2S__TIME_BAD;
    }
}

/* A number that stands alone. */
static t2s__time_verdict read_number(struct moment *moment, const char *text, size_t length, int has_name, unsigned seen)
{
    const char *at = text;
    int64_t value;

    moment->found = 0;
    if (!t2s__time_number(&at, &value))
        return T2S__TIME_RANGE;
    if (at == text)
        return T2S__TIME_BAD;
    if ((size_t)(at - text) != length) {
        if (*at != '.')
            return T2S__TIME_BAD;
        if (at - text > 2)
            return read_run(moment, text, length, seen | DATE);
        if (!t2s__time_fraction(at, &moment->clock.microsecond))
            return T2S__TIME_BAD;
    }
    if (length == 3 && (seen & DATE) == YEAR && value >= 1 && value <= 366) {
        moment->found = DAY_OF_YEAR | MONTH | DAY;
        moment->day_of_year = value;
        return T2S__TIME_FINE;
    }
    if ((seen & DATE) == DATE)
        return read_run(moment, text, length, seen);
    return place_number(moment, value, length, has_name, seen);
}

struct part {
    const char *text;
    size_t length;
    int is_name;
};

/* The parts of a date: runs of digits or letters. One character between them is lost, whatever it is. 0: it ends too early. */
static int split_date(const char *text, struct part *parts, int *ret_count)
{
    int count = 0;

    while (*text != '\0' && count < T2S__TIME_FIELDS) {
        struct part *part = &parts[count++];

        while (*text != '\0' && !t2s__literal_digit(*text) && !t2s__literal_letter(*text))
            text++;
        if (*text == '\0')
            return 0;
        part->text = text;
        part->is_name = t2s__literal_letter(*text);
        while (part->is_name ? t2s__literal_letter(*text) : t2s__literal_digit(*text))
            text++;
        part->length = (size_t)(text - part->text);
        text += *text != '\0';
    }
    *ret_count = count;
    return 1;
}

/* The name of a month among the parts of a date. */
static t2s__time_verdict read_date_name(struct moment *moment, const struct part *part, unsigned *seen)
{
    char text[11] = "";
    const t2s__time_word *word;

    memcpy(text, part->text, part->length < 10 ? part->length : 10);
    word = t2s__time_word_find(text);
    if (word != NULL && word->kind == T2S__WORD_IGNORED)
        return T2S__TIME_FINE;
    if (word == NULL || word->kind != T2S__WORD_MONTH || (*seen & MONTH) != 0)
        return T2S__TIME_BAD;
    moment->month = word->value;
    *seen |= MONTH;
    return T2S__TIME_FINE;
}

/* A date with separators. */
static t2s__time_verdict read_date(struct moment *moment, const char *text)
{
    struct part parts[T2S__TIME_FIELDS];
    unsigned seen = moment->seen, before = moment->seen;
    t2s__time_verdict verdict;
    int count, has_name;

    if (!split_date(text, parts, &count))
        return T2S__TIME_BAD;
    for (int i = 0; i < count; i++)
        if (parts[i].is_name && (verdict = read_date_name(moment, &parts[i], &seen)) != T2S__TIME_FINE)
            return verdict;
    has_name = seen != before;
    for (int i = 0; i < count; i++) {
        if (parts[i].is_name)
            continue;
        verdict = read_number(moment, parts[i].text, parts[i].length, has_name, seen);
        if (verdict != T2S__TIME_FINE)
            return verdict;
        if ((seen & moment->found) != 0)
            return T2S__TIME_BAD;
        seen |= moment->found;
    }
    moment->found = seen & ~before;
    return (seen & ~(unsigned)(DAY_OF_YEAR | ZONE)) == DATE ? T2S__TIME_FINE : T2S__TIME_BAD;
}

/* A number of days since long ago. Which date that is does not matter. */
static void set_julian(struct moment *moment)
{
    moment->found = DATE;
    moment->year = 2000;
    moment->month = moment->day = 1;
    moment->is_julian = 1;
}

/* A time of day that has run together with a zone: "101500-08". */
static t2s__time_verdict read_run_with_zone(struct moment *moment, const char *text, unsigned seen)
{
    const char *zone = strchr(text, '-');
    t2s__time_verdict verdict;

    if ((moment->seen & CLOCK) == CLOCK || zone == NULL)
        return T2S__TIME_BAD;
    verdict = read_zone(zone);
    if (verdict == T2S__TIME_FINE)
        verdict = read_run(moment, text, (size_t)(zone - text), seen);
    moment->found |= ZONE;
    return verdict;
}

/* "[+-]hours[:minutes[:seconds]]", of a week at most. Where it ends; NULL: there is none. */
static const char *skip_offset(const char *at)
{
    int64_t value;

    at += *at == '+' || *at == '-';
    for (int i = 0; i < 3; i++) {
        if (!t2s__literal_digit(*at) || !t2s__time_number(&at, &value) || value > (i == 0 ? 167 : i == 1 ? 59 : 60))
            return NULL;
        if (*at != ':')
            break;
        at += i < 2;
    }
    return at;
}

/* A zone that says itself what it is, as POSIX has them: a name, an offset; then perhaps the name and offset of its summer time. */
static int is_zone_rule(const char *text)
{
    const char *at = skip_offset(text + strcspn(text, "0123456789,+-"));
    size_t name;

    if (at == NULL || *at == '\0')
        return at != NULL;
    name = strcspn(at, "0123456789,+-");
    at += name;
    if (name != 0 && *at != '\0')
        at = skip_offset(at);
    return name != 0 && at != NULL && *at == '\0';
}

/* The names that have separators are in a data base, under one of few first parts. Those with digits are rules as well. */
static int may_be_zone(const char *text)
{
    static const char *const places[] = {"africa/", "america/", "antarctica/", "arctic/", "asia/", "atlantic/", "australia/",
                                         "brazil/", "canada/", "chile/", "etc/", "europe/", "indian/", "mexico/", "pacific/",
                                         "posix/", "right/", "systemv/", "us/", "gb-eire", "nz-chat", "w-su"};

    if (strpbrk(text, "0123456789") != NULL)
        return is_zone_rule(text);
    for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++)
        if (t2s__literal_begins(text, places[i]))
            return strchr(text, '.') == NULL;
    return 0;
}

static t2s__time_verdict read_zone_name(struct moment *moment, const char *text)
{
    moment->found = ZONE;
    return may_be_zone(text) ? T2S__TIME_FINE : T2S__TIME_NO_ZONE;
}

static t2s__time_verdict read_date_field(struct moment *moment, const char *text)
{
    t2s__time_unit label = moment->label;

    if (label == T2S__UNIT_JULIAN) {
        int64_t value;

        moment->label = T2S__UNIT_NONE;
        if (!t2s__time_number(&text, &value))
            return T2S__TIME_RANGE;
        set_julian(moment);
        moment->found |= CLOCK | ZONE;
        return read_zone(text);
    }
    if (label == T2S__UNIT_NONE && (moment->seen & (MONTH | DAY)) != (MONTH | DAY))
        return read_date(moment, text);
    if (label == T2S__UNIT_NONE && !t2s__literal_digit(*text))
        return read_zone_name(moment, text);
    if (label != T2S__UNIT_NONE && label != T2S__UNIT_TIME)
        return T2S__TIME_BAD;
    moment->label = T2S__UNIT_NONE;
    return read_run_with_zone(moment, text, moment->seen);
}

/* The same where a time of day is wanted, for whose zone a date may be given. */
static t2s__time_verdict read_clock_date_field(struct moment *moment, int index)
{
    const t2s__time_fields *fields = moment->fields;
    const char *text = fields->texts[index];

    if (index == 0 && fields->count >= 2 &&
        (fields->forms[fields->count - 1] == T2S__FORM_DATE || fields->forms[1] == T2S__FORM_TIME))
        return read_date(moment, text);
    if (t2s__literal_digit(*text))
        return read_run_with_zone(moment, text, moment->seen | DATE);
    return read_zone_name(moment, text);
}

static int is_after_midnight(const t2s__clock *clock)
{
    return clock->minute > 0 || clock->second > 0 || clock->microsecond > 0;
}

static int overflows(const t2s__clock *clock)
{
    return clock->hour > 24 || clock->minute > 59 || clock->second > 60 || (clock->hour == 24 && is_after_midnight(clock)) ||
           (clock->hour == 23 && clock->minute == 59 && clock->second == 60 && clock->microsecond > 0);
}

static t2s__time_verdict read_clock(struct moment *moment, const char *text)
{
    t2s__time_verdict verdict;

    if (!moment->only_clock && moment->label != T2S__UNIT_NONE) {
        if (moment->label != T2S__UNIT_TIME)
            return T2S__TIME_BAD;
        moment->label = T2S__UNIT_NONE;
    }
    moment->found = CLOCK;
    verdict = t2s__time_clock(text, &moment->clock);
    if (verdict == T2S__TIME_FINE && !moment->only_clock && overflows(&moment->clock))
        return T2S__TIME_RANGE;
    return verdict;
}

/* The number that a label was for. */
static t2s__time_verdict read_labelled(struct moment *moment, const char *text)
{
    t2s__time_unit label = moment->label;
    const char *at = text;
    int64_t value, fraction;
    t2s__time_verdict verdict;

    moment->label = T2S__UNIT_NONE;
    if (!t2s__time_number(&at, &value))
        return T2S__TIME_RANGE;
    if (*at != '\0' && (*at != '.' || (label != T2S__UNIT_JULIAN && label != T2S__UNIT_TIME && label != T2S__UNIT_SECOND)))
        return T2S__TIME_BAD;
    switch (label) {
    case T2S__UNIT_YEAR:
        moment->found = YEAR;
        moment->year = value;
        return T2S__TIME_FINE;
    case T2S__UNIT_MONTH:
        if ((moment->seen & MONTH) != 0 && (moment->seen & HOUR) != 0) {
            moment->clock.minute = value;
            moment->found = MINUTE;
        } else {
            set_month(moment, value);
        }
        return T2S__TIME_FINE;
    case T2S__UNIT_DAY:
        set_day(moment, value);
        return T2S__TIME_FINE;
    case T2S__UNIT_HOUR:
        moment->clock.hour = value;
        moment->found = HOUR;
        return T2S__TIME_FINE;
    case T2S__UNIT_MINUTE:
        moment->clock.minute = value;
        moment->found = MINUTE;
        return T2S__TIME_FINE;
    case T2S__UNIT_SECOND:
        moment->clock.second = value;
        moment->found = *at == '.' ? SECOND | FRACTION : SECOND;
        return *at != '.' || t2s__time_fraction(at, &moment->clock.microsecond) ? T2S__TIME_FINE : T2S__TIME_BAD;
    case T2S__UNIT_JULIAN:
        set_julian(moment);
        if (*at == '.')
            moment->found |= CLOCK;
        return *at != '.' || t2s__time_fraction(at, &fraction) ? T2S__TIME_FINE : T2S__TIME_BAD;
    case T2S__UNIT_TIME:
        verdict = read_run(moment, text, strlen(text), moment->seen | DATE);
        return verdict == T2S__TIME_FINE && moment->found != CLOCK ? T2S__TIME_BAD : verdict;
    default:
        return T2S__TIME_BAD;
    }
}

static t2s__time_verdict read_number_field(struct moment *moment, int index)
{
    const t2s__time_fields *fields = moment->fields;
    const char *text = fields->texts[index], *point = strchr(text, '.');
    size_t length = strlen(text);
    unsigned seen = moment->only_clock ? moment->seen | DATE : moment->seen;
    int is_date;

    if (moment->label != T2S__UNIT_NONE)
        return read_labelled(moment, text);
    is_date = moment->only_clock ? index == 0 && fields->count >= 2 && fields->forms[fields->count - 1] == T2S__FORM_DATE
                                 : (moment->seen & DATE) == 0;
    if (point != NULL && is_date)
        return read_date(moment, text);
    if ((point != NULL && point - text > 2) || (point == NULL && length >= (moment->only_clock ? 5u : 6u)))
        return read_run(moment, text, length, seen);
    if (point != NULL && moment->only_clock)
        return T2S__TIME_BAD;
    return read_number(moment, text, length, moment->has_month_name && !moment->only_clock, seen);
}

/* The T of ISO 8601: a date before it, a time behind it. */
static t2s__time_verdict read_time_mark(struct moment *moment, int index)
{
    const t2s__time_fields *fields = moment->fields;
    t2s__time_form next;

    if (!moment->only_clock && (moment->seen & DATE) != DATE)
        return T2S__TIME_BAD;
    if (index + 1 >= fields->count)
        return T2S__TIME_BAD;
    next = fields->forms[index + 1];
    moment->label = T2S__UNIT_TIME;
    return next == T2S__FORM_NUMBER || next == T2S__FORM_TIME || next == T2S__FORM_DATE ? T2S__TIME_FINE : T2S__TIME_BAD;
}

static t2s__time_verdict read_month_name(struct moment *moment, int month)
{
    moment->found = MONTH;
    /* A number that was taken for the month was the day, then. */
    if ((moment->seen & MONTH) != 0 && !moment->has_month_name && (moment->seen & DAY) == 0 && moment->month >= 1 &&
        moment->month <= 31)
        set_day(moment, moment->month);
    moment->has_month_name = 1;
    moment->month = month;
    return T2S__TIME_FINE;
}

/* Every part of the moment is that of some day, also those that this is not said to be about. */
static void set_today(struct moment *moment, unsigned found)
{
    moment->found = found;
    moment->year = 2000;
    moment->month = moment->day = 1;
    memset(&moment->clock, 0, sizeof(moment->clock));
}

static void set_midnight(struct moment *moment)
{
    moment->found = CLOCK | ZONE;
    memset(&moment->clock, 0, sizeof(moment->clock));
}

/* Words that are a time by themselves. */
static t2s__time_verdict read_reserved(struct moment *moment, const t2s__time_word *word)
{
    if (moment->only_clock) {
        if (word->kind != T2S__WORD_NOW && word->kind != T2S__WORD_MIDNIGHT)
            return T2S__TIME_BAD;
        if (word->kind == T2S__WORD_NOW)
            set_today(moment, CLOCK);
        else
            set_midnight(moment);
        return T2S__TIME_FINE;
    }
    switch (word->kind) {
    case T2S__WORD_NOW:
        set_today(moment, DATE | CLOCK | ZONE);
        return T2S__TIME_FINE;
    case T2S__WORD_DATE:
        set_today(moment, DATE);
        return T2S__TIME_FINE;
    case T2S__WORD_MIDNIGHT:
        set_midnight(moment);
        return T2S__TIME_FINE;
    default:
        moment->is_always = 1;
        return T2S__TIME_FINE;
    }
}

static t2s__time_verdict read_word(struct moment *moment, int index)
{
    const char *text = moment->fields->texts[index];
    const t2s__time_word *word = t2s__time_word_find(text);

    if (word == NULL) {
        moment->found = ZONE;
        return t2s__is_time_zone(text) ? T2S__TIME_FINE : T2S__TIME_BAD;
    }
    switch (word->kind) {
    case T2S__WORD_IGNORED:
        return T2S__TIME_FINE;
    case T2S__WORD_MONTH:
        return moment->only_clock ? T2S__TIME_BAD : read_month_name(moment, word->value);
    case T2S__WORD_WEEKDAY:
        moment->found = WEEKDAY;
        return moment->only_clock ? T2S__TIME_BAD : T2S__TIME_FINE;
    case T2S__WORD_HALF:
        moment->found = HALF;
        moment->half = word->value + 1;
        return T2S__TIME_FINE;
    case T2S__WORD_ERA:
        moment->found = ERA;
        moment->is_before_christ = word->value;
        return T2S__TIME_FINE;
    case T2S__WORD_LABEL:
        moment->label = (t2s__time_unit)word->value;
        return T2S__TIME_FINE;
    case T2S__WORD_TIME_NEXT:
        return read_time_mark(moment, index);
    case T2S__WORD_SUMMER:
        moment->found = SUMMER;
        return T2S__TIME_FINE;
    default:
        return read_reserved(moment, word);
    }
}

static t2s__time_verdict read_field(struct moment *moment, int index)
{
    const char *text = moment->fields->texts[index];

    switch (moment->fields->forms[index]) {
    case T2S__FORM_DATE:
        return moment->only_clock ? read_clock_date_field(moment, index) : read_date_field(moment, text);
    case T2S__FORM_TIME:
        return read_clock(moment, text);
    case T2S__FORM_ZONE:
        moment->found = ZONE;
        return read_zone(text);
    case T2S__FORM_NUMBER:
        return read_number_field(moment, index);
    default:
        return read_word(moment, index);
    }
}

static int is_leap(int64_t year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

/* The year as it is counted, with a year zero; 0: there is no such year. */
static int settle_year(struct moment *moment)
{
    if ((moment->seen & YEAR) == 0 || moment->is_julian)
        return 1;
    if (moment->is_before_christ) {
        if (moment->year <= 0)
            return 0;
        moment->year = 1 - moment->year;
        return 1;
    }
    if (moment->has_short_year) {
        if (moment->year < 0)
            return 0;
        if (moment->year < 100)
            moment->year += moment->year < 70 ? 2000 : 1900;
        return 1;
    }
    return moment->year > 0;
}

static t2s__time_verdict check_date(struct moment *moment)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

    if (!settle_year(moment))
        return T2S__TIME_RANGE;
    if ((moment->seen & DAY_OF_YEAR) != 0)
        return T2S__TIME_FINE; /* its last day may be the next year's first */
    if ((moment->seen & MONTH) != 0 && (moment->month < 1 || moment->month > 12))
        return T2S__TIME_RANGE;
    if ((moment->seen & DAY) != 0 && (moment->day < 1 || moment->day > 31))
        return T2S__TIME_RANGE;
    if ((moment->seen & DATE) == DATE && moment->day > days[moment->month - 1] + (moment->month == 2 && is_leap(moment->year)))
        return T2S__TIME_RANGE;
    return T2S__TIME_FINE;
}

/* What all fields together make. */
static t2s__time_verdict check_whole(struct moment *moment)
{
    t2s__time_verdict verdict = check_date(moment);

    if (verdict != T2S__TIME_FINE)
        return verdict;
    if (moment->half != 0 && moment->clock.hour > 12)
        return T2S__TIME_RANGE;
    if (moment->half == 1 && moment->clock.hour == 12)
        moment->clock.hour = 0;
    else if (moment->half == 2 && moment->clock.hour != 12)
        moment->clock.hour += 12;
    if (moment->only_clock && overflows(&moment->clock))
        return T2S__TIME_RANGE;
    if (moment->is_always)
        return T2S__TIME_FINE;
    if ((moment->seen & (moment->only_clock ? CLOCK : DATE)) != (moment->only_clock ? CLOCK : DATE))
        return T2S__TIME_BAD;
    return (moment->seen & SUMMER) != 0 && (moment->seen & ZONE) == 0 ? T2S__TIME_BAD : T2S__TIME_FINE;
}

/* *ret_bad is the field that stands for no zone. */
static t2s__time_verdict read_moment(struct moment *moment, const char **ret_bad)
{
    for (int i = 0; i < moment->fields->count; i++) {
        t2s__time_verdict verdict;

        moment->found = 0;
        verdict = read_field(moment, i);
        *ret_bad = moment->fields->texts[i];
        if (verdict != T2S__TIME_FINE)
            return verdict;
        if ((moment->seen & moment->found) != 0)
            return T2S__TIME_BAD;
        moment->seen |= moment->found;
    }
    return check_whole(moment);
}

static int refuse(t2s__reading *reading, t2s__time_verdict verdict, const char *field)
{
    switch (verdict) {
    case T2S__TIME_RANGE:
        return t2s__refuse(reading, "22008", "date/time field value out of range: \"%s\"", reading->text);
    case T2S__TIME_ZONE_RANGE:
        return t2s__refuse(reading, "22009", "time zone displacement out of range: \"%s\"", reading->text);
    case T2S__TIME_NO_ZONE:
        return t2s__refuse(reading, "22023", "time zone \"%s\" not recognized", field);
    default:
        return t2s__refuse(reading, "22007", "invalid input syntax for type %s: \"%s\"", reading->type, reading->text);
    }
}

/* A moment that the text is in some order; *ret_moment is then that. */
static int read_any_order(t2s__reading *reading, int only_clock, struct moment *ret_moment)
{
    t2s__time_fields fields;
    t2s__time_verdict first = t2s__time_split(&fields, reading->text);
    const char *bad = "", *first_bad = "";

    for (int order = 0; order < ORDERS && (order != 0 || first == T2S__TIME_FINE); order++) {
        struct moment moment = {.fields = &fields, .order = (date_order)order, .only_clock = only_clock};
        t2s__time_verdict verdict = read_moment(&moment, &bad);

        if (verdict == T2S__TIME_FINE) {
            *ret_moment = moment;
            ret_moment->fields = NULL;
            return 1;
        }
        if (order == 0) {
            first = verdict;
            first_bad = bad;
        }
    }
    return refuse(reading, first, first_bad);
}

int t2s__read_time(t2s__reading *reading)
{
    struct moment moment;

    return read_any_order(reading, 1, &moment);
}

/* The first year that is too late, whatever the month and the zone, and the last that is too early. */
static int read_within(t2s__reading *reading, const char *what, int64_t too_late, int64_t too_early)
{
    struct moment moment;

    if (!read_any_order(reading, 0, &moment))
        return 0;
    /* Counted from the first day of a year that is far too late, the days come out anywhere. */
    if (!moment.is_always && (moment.seen & DAY_OF_YEAR) == 0 && (moment.year >= too_late || moment.year <= too_early))
        return t2s__refuse(reading, "22008", "%s out of range: \"%s\"", what, reading->text);
    return 1;
}

int t2s__read_date(t2s__reading *reading)
{
    return read_within(reading, "date", 5874898, -4714);
}

int t2s__read_timestamp(t2s__reading *reading)
{
    return read_within(reading, "timestamp", 294278, -4714);
}
