/* SPDX-License-Identifier: MIT */
/* A call while its function is looked for. */
#ifndef T2S_SQL_FUNCTION_CALL_H
#define T2S_SQL_FUNCTION_CALL_H

#include "sql/coerce.h"

typedef struct t2s__call {
    const t2s_node *node;
    const char *schema; /* NULL: the search path */
    const char *name;
    size_t count;  /* arguments, those of WITHIN GROUP among them */
    size_t named;  /* how many of the last have names */
    size_t within; /* how many of the last stand in WITHIN GROUP */
    uint8_t has_gap; /* of an argument nothing is known */
    const t2s_node *arguments[T2S__ARGUMENTS_MAX]; /* expressions, without their names */
    const t2s__type *types[T2S__ARGUMENTS_MAX];
    const char *names[T2S__ARGUMENTS_MAX]; /* NULL: it has none */
} t2s__call;

enum { T2S__CALL_CANDIDATES = 64 };

/* function_candidates.c: the functions that take so many arguments, by those names. May put `*candidates` into the arena. */
size_t t2s__call_candidates(t2s__analysis *analysis, const t2s__call *call, t2s__candidate **candidates);

#endif
