/* SPDX-License-Identifier: MIT */
/*
 * The known values of a catalog's columns, searchable: which of them does a question mention? Built once for a snapshot, then never
 * changed.
 */
#ifndef T2S_RETRIEVAL_VALUES_H
#define T2S_RETRIEVAL_VALUES_H

#include <stddef.h>
#include <stdint.h>

#include "catalog/catalog.h"
#include "util/arena.h"

typedef struct t2s__value_index t2s__value_index;

/* A value that a question mentions, and where it stands in both. */
typedef struct t2s__mention {
    uint32_t relation; /* its number in the catalog */
    uint32_t column;   /* in its relation */
    const char *value; /* as stored; lives as long as the catalog */
    uint32_t strength; /* 256: all of it stands in the question, in its spelling or another case */
    uint32_t start;    /* bytes of the question */
    uint32_t length;
} t2s__mention;

typedef struct t2s__mentions {
    t2s__mention *items; /* the strongest first */
    size_t count;
} t2s__mentions;

/*
 * candidate  by a relation's number: of those with 0 nothing is kept
 * arena      everything is allocated there
 * 0; T2S_E_NOMEM.
 */
int t2s__value_index_new(const t2s_catalog *catalog, const unsigned char *candidate, t2s__arena *arena, t2s__value_index **ret_index);

/* 0; T2S_E_NOMEM. */
int t2s__value_index_match(const t2s__value_index *index, const char *question, t2s__arena *arena, t2s__mentions *ret_mentions);

#endif
