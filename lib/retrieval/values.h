/* SPDX-License-Identifier: MIT */
/*
 * The known values of a catalog's columns, the labels of its enums and what its checks list, searchable: which of them does a question mention? Built once
 * for a snapshot, then never changed. A mention is
 *
 * - a value that stands in the question, whatever its case, accents and punctuation, and whether it is one or many;
 * - else one that a part of the question is a misspelling of;
 * - else one of several words, of which the question has one that few others have.
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
    uint32_t strength; /* 256: all of it stands in the question, in its spelling or another case; the less, the less surely meant */
    uint32_t start;    /* bytes of the question */
    uint32_t length;
} t2s__mention;

enum { T2S__MENTIONS_MAX = 64, T2S__MENTION_COLUMNS_MAX = 8 /* of one place of the question */ };

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

/* Pure: the same index and question always give the same. 0; T2S_E_NOMEM. */
int t2s__value_index_match(const t2s__value_index *index, const char *question, t2s__arena *arena, t2s__mentions *ret_mentions);

/* How many values can be found, and the bytes of memory that takes; the values themselves are the catalog's. */
size_t t2s__value_index_count(const t2s__value_index *index);
size_t t2s__value_index_bytes(const t2s__value_index *index);

#endif
