/* SPDX-License-Identifier: MIT */
/*
 * Spending a budget. Breadth comes first, since what is not shown cannot be used: relations come in by rank on one line each, with
 * the way that joins them to those already in. What is then left buys all columns of the best, and types and comments.
 */
#ifndef T2S_RETRIEVAL_CHOOSE_H
#define T2S_RETRIEVAL_CHOOSE_H

#include "retrieval/rank.h"

/* Columns of a relation, ascending, and what it costs with them. */
typedef struct t2s__columns {
    uint32_t *items;
    uint32_t count;
    uint32_t costs[T2S__FORMS];
    uint32_t names; /* what their names cost in a list */
} t2s__columns;

/* With how many of its columns a relation is shown: keys and the best matches; what the question may need; all. */
enum { T2S__WIDTH_LEAST, T2S__WIDTH_LIKELY, T2S__WIDTH_ALL, T2S__WIDTHS };

/* A relation that is shown. */
typedef struct t2s__pick {
    uint32_t relation;
    int form;   /* T2S__FORM_* */
    int width;  /* T2S__WIDTH_* */
    int detail; /* like DDL: the columns of this width have lines of their own, the others their names alone */
    t2s__columns widths[T2S__WIDTHS];
} t2s__pick;

typedef struct t2s__choice {
    t2s__pick *picks; /* from the heap */
    size_t count;
    size_t capacity;
    unsigned char *in; /* by relation: it is among the picks */
    uint64_t left;     /* characters of the budget */
} t2s__choice;

/* Within `budget` characters. Everything but the picks is allocated in `arena`. Dispose, also after an error. 0; T2S_E_NOMEM. */
int t2s__choose(const t2s_index *index, t2s__matches *matches, uint64_t budget, t2s__arena *arena, t2s__choice *ret_choice);
void t2s__choice_dispose(t2s__choice *choice);

#endif
