/* SPDX-License-Identifier: MIT */
/* Ways between relations, over foreign keys in either direction. */
#ifndef T2S_RETRIEVAL_JOIN_H
#define T2S_RETRIEVAL_JOIN_H

#include "retrieval/index.h"

enum { T2S__NO_RELATION = -1 };

/* What a search needs; made once for many. */
typedef struct t2s__ways {
    const t2s_index *index;
    uint32_t *queue;
    int32_t *from;     /* by relation: one step nearer to the start, or T2S__NO_RELATION */
    uint32_t *visited; /* by relation: the search that came here last */
    uint32_t search;
} t2s__ways;

/* 0; T2S_E_NOMEM. */
int t2s__ways_init(t2s__ways *ways, const t2s_index *index, t2s__arena *arena);

/* The nearest relation for which `in` is not 0; the way back is in ways->from. T2S__NO_RELATION: none is near enough. */
int32_t t2s__ways_find(t2s__ways *ways, uint32_t start, const unsigned char *in);

#endif
