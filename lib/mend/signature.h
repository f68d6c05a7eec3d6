/* SPDX-License-Identifier: MIT */
/* A call of a function that does not exist: what its arguments are, and where they stand. */
#ifndef T2S_MEND_SIGNATURE_H
#define T2S_MEND_SIGNATURE_H

#include "mend/mend.h"

enum { T2S__SIGNATURE_MAX = 4 };

typedef struct t2s__range {
    size_t start;
    size_t end;
} t2s__range;

typedef struct t2s__signature {
    char name[64]; /* without its schema */
    char types[T2S__SIGNATURE_MAX][64];
    size_t type_count;
    t2s__range ranges[T2S__SIGNATURE_MAX]; /* of the arguments, where they are separated by commas */
    size_t range_count;
    size_t first; /* the tokens: the name's first, ( and ) */
    size_t open;
    size_t close;
} t2s__signature;

/* Read it off "function f(text, integer) does not exist" and the call. 0: it is no such finding, or more than can be held here. */
int t2s__signature_read(const t2s__patient *patient, t2s__signature *ret_signature);

/* By the names that messages have for types. */
int t2s__type_is_text(const char *type);
int t2s__type_is_integer(const char *type);
int t2s__type_is_date(const char *type); /* or a timestamp */

#endif
