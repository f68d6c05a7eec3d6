/* SPDX-License-Identifier: MIT */
/*
 * Functions of other dialects, and how PostgreSQL says exactly the same.
 *
 * A template is SQL with marks for the call's arguments, which stand there byte for byte:
 *
 *     #1   between parentheses or commas, as it is
 *     @1   an operand: in parentheses, where an operator might tear it apart
 *     ~1   a date or time, as it is; where PostgreSQL does not see that it is one (a text), it is cast to timestamp
 *     ^1   the same as an operand
 */
#ifndef T2S_MEND_IDIOM_H
#define T2S_MEND_IDIOM_H

#include "mend/call.h"

/* Write the template for this call. 0: there is none that says the same. */
typedef int t2s__idiom_fn(const t2s__call *call, t2s__buffer *ret_template);

typedef struct t2s__idiom {
    const char *name; /* in lower case */
    size_t count;     /* arguments */
    const char *text; /* the template; NULL: `write` writes it */
    t2s__idiom_fn *write;
    const char *dialects; /* whose function it is */
    unsigned flags;
} t2s__idiom;

enum {
    T2S__IDIOM_F_UNIT = 1 << 0,     /* one of its arguments is a keyword, which PostgreSQL takes for a column */
    T2S__IDIOM_F_AGGREGATE = 1 << 1 /* FILTER and OVER may follow, and DISTINCT stand in it */
};

/* The idioms of one name are next to each other, one for each number of arguments; *ret_count is how many there are in all. */
const t2s__idiom *t2s__idioms(size_t *ret_count);
/* The same for Trino and PrestoDB, whose templates have no ~ and ^. */
const t2s__idiom *t2s__presto_idioms(size_t *ret_count);

t2s__idiom_fn t2s__idiom_add;       /* DATEADD(unit, n, date) */
t2s__idiom_fn t2s__idiom_boundaries; /* DATEDIFF(unit, from, to) */
t2s__idiom_fn t2s__idiom_elapsed;   /* TIMESTAMPDIFF(unit, from, to) */
t2s__idiom_fn t2s__idiom_part;      /* DATEPART(unit, date) */
t2s__idiom_fn t2s__idiom_name;      /* DATENAME(unit, date) */
t2s__idiom_fn t2s__idiom_truncate;  /* DATE_TRUNC(date, unit) */
t2s__idiom_fn t2s__idiom_interval;  /* DATE_ADD(date, INTERVAL ...) */
t2s__idiom_fn t2s__idiom_shift;     /* DATE('now', '-7 days') */
t2s__idiom_fn t2s__idiom_strftime;  /* strftime(format, date) */
t2s__idiom_fn t2s__idiom_format;    /* DATE_FORMAT(date, format) */
t2s__idiom_fn t2s__idiom_parse;     /* STR_TO_DATE(text, format) */
t2s__idiom_fn t2s__idiom_middle;    /* MID(text, from, count) */
t2s__idiom_fn t2s__idiom_split;     /* SUBSTRING_INDEX(text, delimiter, count) */
t2s__idiom_fn t2s__idiom_extract;   /* REGEXP_EXTRACT(text, pattern) */
t2s__idiom_fn t2s__idiom_json;      /* JSON_VALUE(json, path) */
t2s__idiom_fn t2s__idiom_convert;   /* CONVERT(x, type), CONVERT(type, x) */
t2s__idiom_fn t2s__idiom_distinct;  /* COUNT(DISTINCT a, b) */

#endif
