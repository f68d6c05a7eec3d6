/* SPDX-License-Identifier: MIT */
/* How well each relation and column matches a question: BM25 over the words, exact and by what else they may mean. */
#ifndef T2S_RETRIEVAL_MATCH_H
#define T2S_RETRIEVAL_MATCH_H

#include "retrieval/index.h"

/* A column that the question names; several of one column add up. */
typedef struct t2s__column_hit {
    uint32_t column; /* in its relation */
    uint32_t next;   /* 1 + the next of the same relation, 0: there is none */
    uint64_t score;
} t2s__column_hit;

typedef struct t2s__hit {
    uint32_t relation;
    uint32_t columns; /* 1 + the first of its column hits, 0: there is none */
    uint64_t score;
    uint64_t gain; /* the best score of a neighbour */
} t2s__hit;

/* Only what the question touches is listed, so that most of a large catalog costs nothing. */
typedef struct t2s__matches {
    t2s__hit *hits;
    size_t count;
    size_t capacity;
    uint32_t *slots; /* by relation: 1 + its place among the hits, 0: it has none */
    t2s__column_hit *columns;
    size_t column_count;
    size_t column_capacity;
    uint64_t *schemas; /* by number: how much of the question is found anywhere in it, each word where it scores best */
} t2s__matches;

/* The arrays are allocated in `arena`, the lists on the heap: dispose, also after an error. 0; T2S_E_NOMEM. */
int t2s__match(const t2s_index *index, const char *question, t2s__arena *arena, t2s__matches *ret_matches);
void t2s__matches_dispose(t2s__matches *matches);

/* The hit of a relation, made with a score of 0 if there is none. NULL: out of memory. */
t2s__hit *t2s__matches_hit(t2s__matches *matches, uint32_t relation);

#endif
