/* SPDX-License-Identifier: MIT */
/* Types as Trino and Presto write them: "array(row(a bigint, b decimal(3, 1)))". */
#ifndef T2S_EXECUTOR_PRESTO_TYPE_H
#define T2S_EXECUTOR_PRESTO_TYPE_H

#include <stddef.h>

#include "util/arena.h"

/* How a value of the protocol is to be written. */
enum {
    T2S__PRESTO_AS_IT_IS = 0, /* its text */
    T2S__PRESTO_DECIMAL = 1,  /* a string of the protocol, and a number where it is nested */
    T2S__PRESTO_BINARY = 2,   /* base64 */
    T2S__PRESTO_JSON = 3,     /* a string that holds JSON */
    T2S__PRESTO_ARRAY = 4,
    T2S__PRESTO_MAP = 5,
    T2S__PRESTO_ROW = 6
};

typedef struct t2s__presto_type {
    int form;
    int kind;                      /* T2S_VALUE_* of a column */
    struct t2s__presto_type *items; /* of an array: one; of a map: key and value; of a row: the fields */
    size_t item_count;
    const char *name; /* as a field of a row; NULL: it has none */
} t2s__presto_type;

/* Read one. What is not understood is taken for a type of its own, whose values are texts. 0; T2S_E_NOMEM. */
int t2s__presto_type_read(t2s__arena *arena, const char *text, t2s__presto_type *ret_type);

#endif
