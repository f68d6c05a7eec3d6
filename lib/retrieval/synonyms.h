/* SPDX-License-Identifier: MIT */
/* English words that mean much the same where people speak of data: customer and client, qty and quantity. */
#ifndef T2S_RETRIEVAL_SYNONYMS_H
#define T2S_RETRIEVAL_SYNONYMS_H

#include <stddef.h>

#include "util/arena.h"
#include "util/map.h"

/* A group that a word is in. */
typedef struct t2s__synonym_group {
    const char *const *words; /* stems */
    size_t count;
    const struct t2s__synonym_group *next; /* of the same word */
} t2s__synonym_group;

/* Fill a map from stems to the first group that they are in. 0; T2S_E_NOMEM. */
int t2s__synonyms_read(t2s__map *map, t2s__arena *arena);

#endif
