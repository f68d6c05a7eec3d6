/* SPDX-License-Identifier: MIT */
/* What the readers of points in time and of intervals have in common. */
#ifndef T2S_DIALECT_POSTGRES_TIME_H
#define T2S_DIALECT_POSTGRES_TIME_H

#include <stddef.h>
#include <stdint.h>

/* What became of a part of the text. */
typedef enum t2s__time_verdict {
    T2S__TIME_FINE,
    T2S__TIME_BAD,       /* its form is wrong */
    T2S__TIME_RANGE,     /* a number is too large */
    T2S__TIME_ZONE_RANGE,
    T2S__TIME_NO_ZONE    /* it stands where a zone's name does, and is none */
} t2s__time_verdict;

typedef enum t2s__time_form {
    T2S__FORM_NUMBER, /* digits, perhaps with a point */
    T2S__FORM_DATE,   /* digits or letters with separators; also the names of zones */
    T2S__FORM_TIME,   /* digits with colons */
    T2S__FORM_WORD,
    T2S__FORM_SIGNED_WORD,
    T2S__FORM_ZONE /* a sign, and digits */
} t2s__time_form;

enum { T2S__TIME_FIELDS = 25, T2S__TIME_SPACE = 256 };

/* A text in its fields, in small letters, each NUL-terminated. */
typedef struct t2s__time_fields {
    t2s__time_form forms[T2S__TIME_FIELDS];
    const char *texts[T2S__TIME_FIELDS];
    int count;
    char space[T2S__TIME_SPACE];
} t2s__time_fields;

t2s__time_verdict t2s__time_split(t2s__time_fields *fields, const char *text);

typedef enum t2s__time_unit {
    T2S__UNIT_NONE,
    T2S__UNIT_MICROSECOND,
    T2S__UNIT_MILLISECOND,
    T2S__UNIT_SECOND,
    T2S__UNIT_MINUTE,
    T2S__UNIT_HOUR,
    T2S__UNIT_DAY,
    T2S__UNIT_WEEK,
    T2S__UNIT_MONTH,
    T2S__UNIT_YEAR,
    T2S__UNIT_DECADE,
    T2S__UNIT_CENTURY,
    T2S__UNIT_MILLENNIUM,
    T2S__UNIT_JULIAN,
    T2S__UNIT_TIME,
    T2S__UNIT_OTHER
} t2s__time_unit;

typedef enum t2s__time_word_kind {
    T2S__WORD_MONTH,
    T2S__WORD_WEEKDAY,
    T2S__WORD_IGNORED,
    T2S__WORD_HALF, /* of the day */
    T2S__WORD_ERA,
    T2S__WORD_LABEL,     /* says what the number after it is; in an interval, before it */
    T2S__WORD_TIME_NEXT, /* the T of ISO 8601 */
    T2S__WORD_SUMMER,
    T2S__WORD_NOW,
    T2S__WORD_DATE,
    T2S__WORD_MIDNIGHT,
    T2S__WORD_ALWAYS, /* a time by itself: infinity */
    T2S__WORD_AGO
} t2s__time_word_kind;

typedef struct t2s__time_word {
    char text[11];
    uint8_t kind;
    uint8_t value;
} t2s__time_word;

/* NULL: there is none. */
const t2s__time_word *t2s__time_word_find(const char *text);
const t2s__time_word *t2s__interval_word_find(const char *text);
/* A zone that is called by one word. */
int t2s__is_time_zone(const char *text);

/* A number in digits, which may be none; 0: it is more than an int holds. */
int t2s__time_number(const char **at, int64_t *ret_value);
/* The same, with a sign before it; 0 also when it is negative. */
int t2s__time_signed_number(const char **at, int64_t *ret_value);
/* A point and digits up to the end. 0: something else. */
int t2s__time_fraction(const char *at, int64_t *ret_microseconds);
/* "h:m", "h:m:s", "h:m:s.f" and "m:s.f". */
typedef struct t2s__clock {
    int64_t hour, minute, second, microsecond;
} t2s__clock;
t2s__time_verdict t2s__time_clock(const char *text, t2s__clock *clock);

#endif
