/* SPDX-License-Identifier: MIT */
/* Which relations come first: by their own score, their neighbours' and their schema's. */
#ifndef T2S_RETRIEVAL_RANK_H
#define T2S_RETRIEVAL_RANK_H

#include "retrieval/match.h"

typedef struct t2s__ranked {
    uint64_t rank;
    uint32_t number; /* of a relation */
} t2s__ranked;

/* For qsort: the best first, and of equal ranks the first by number. */
int t2s__compare_ranked(const void *left, const void *right);

/*
 * The best first, at most `maximum`, in `arena`. Relations that gain by others alone are added to the matches. Once for each
 * matches. 0; T2S_E_NOMEM.
 */
int t2s__rank(const t2s_index *index, t2s__matches *matches, size_t maximum, t2s__arena *arena, t2s__ranked **ret_ranked,
              size_t *ret_count);

#endif
