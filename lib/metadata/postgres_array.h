/* SPDX-License-Identifier: MIT */
/* Arrays of one dimension, as PostgreSQL writes them: {a,"b, c",NULL}. */
#ifndef T2S_METADATA_POSTGRES_ARRAY_H
#define T2S_METADATA_POSTGRES_ARRAY_H

#include "util/buffer.h"

/* Where reading stands. */
typedef struct t2s__pg_array {
    const char *at;
    t2s__buffer element; /* the one read last */
} t2s__pg_array;

/* `text` is borrowed; NULL is an array without elements. 0; T2S_E_PROTOCOL: it is none. */
int t2s__pg_array_begin(t2s__pg_array *array, const char *text);

/*
 * The next element. 1: there is one; 0: there is no more; T2S_E_NOMEM, T2S_E_PROTOCOL.
 *
 * ret_text  NULL: the element is NULL. Valid until the next call.
 */
int t2s__pg_array_next(t2s__pg_array *array, const char **ret_text);

void t2s__pg_array_dispose(t2s__pg_array *array);

#endif
