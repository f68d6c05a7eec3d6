/* SPDX-License-Identifier: MIT */
/* How well each relation and column matches a question: BM25 over the words, exact, in parts and as parts. */
#ifndef T2S_RETRIEVAL_MATCH_H
#define T2S_RETRIEVAL_MATCH_H

#include "retrieval/index.h"

typedef struct t2s__scores {
    uint64_t *relations; /* by number */
    uint64_t *columns;   /* by number */
    uint64_t *schemas;   /* by number: how much of the question is found anywhere in it, each word where it scores best */
} t2s__scores;

/* Everything is allocated in `arena`. 0; T2S_E_NOMEM. */
int t2s__match(const t2s_index *index, const char *question, t2s__arena *arena, t2s__scores *ret_scores);

#endif
