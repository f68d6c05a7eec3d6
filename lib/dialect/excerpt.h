/* SPDX-License-Identifier: MIT */
/*
 * SQL among other text: models write a query into a fence, under a label, or with an explanation behind it, and some think aloud
 * first. What is found is a piece of the text as it stands.
 */
#ifndef T2S_DIALECT_EXCERPT_H
#define T2S_DIALECT_EXCERPT_H

#include <stddef.h>

typedef struct t2s__excerpt {
    const char *text; /* a piece of what was searched */
    size_t length;    /* without blanks around it and without a final semicolon */
    size_t count;     /* how many queries there are that differ; this is the first of them */
    int is_thought;   /* there is nothing but a train of thought that does not end */
} t2s__excerpt;

/* The query in a text, which need not be NUL-terminated. `ret->length` is 0 when there is none. */
void t2s__excerpt_find(const char *text, size_t length, t2s__excerpt *ret);

/* 1 when a text begins as a query does. "With the orders table we can ..." does not. */
int t2s__excerpt_is_query(const char *text, size_t length);

/* The part of a text that comes behind the model's train of thought, without blanks around it. */
void t2s__excerpt_skip_thought(const char **text, size_t *length, int *ret_is_thought);

#endif
