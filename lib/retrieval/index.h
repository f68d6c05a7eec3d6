/* SPDX-License-Identifier: MIT */
/*
 * A catalog made searchable: the words of its names, comments and labels, how its relations are joined, and what each would cost in
 * a prompt. Built once for a snapshot, then never changed.
 *
 * Scores are integers, so that every machine and compiler gives the same bytes.
 */
#ifndef T2S_RETRIEVAL_INDEX_H
#define T2S_RETRIEVAL_INDEX_H

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

#include <text2sql/retrieval.h>

#include "catalog/catalog.h"
#include "catalog/phrase.h"
#include "retrieval/cost.h"
#include "retrieval/family.h"
#include "retrieval/values.h"
#include "retrieval/vocabulary.h"
#include "util/arena.h"

#define T2S__WHOLE_RELATION UINT32_MAX

typedef struct t2s__posting {
    uint32_t term;
    uint32_t relation;
    uint32_t column; /* or T2S__WHOLE_RELATION */
    uint32_t weight; /* 256: a column's name */
} t2s__posting;

/* Numbers of relations are their indexes in the catalog. */
struct t2s_index {
    atomic_uint references;
    t2s_catalog *catalog; /* a reference */
    int style;            /* T2S__QUOTE_* */
    t2s__arena arena;

    t2s__vocabulary vocabulary;
    t2s__posting *postings; /* by term, then in the catalog's order */
    size_t posting_count;
    uint32_t *lengths; /* of each relation: its postings' weights, for BM25 */
    uint32_t average_length;

    uint32_t *schema_of;       /* by relation: the number of its schema; schema_count of them */
    uint32_t *first_of_schema; /* schema_count + 1: the range of its relations */
    uint32_t schema_count;
    uint64_t *schema_lengths; /* by schema: the sum of its relations' lengths */
    uint64_t average_schema_length;

    uint32_t *first_neighbours; /* relation_count + 1: the range in `neighbours` */
    uint32_t *neighbours;       /* joined by a foreign key, in either direction */

    uint32_t *first_columns; /* relation_count + 1: the number of a relation's first column */
    t2s__costs costs[T2S__FORMS];
    uint64_t catalog_cost;    /* of all candidates, like DDL */
    unsigned char *candidate; /* 0: another one is shown in its place: the table that it is a partition of, or one of its family */
    size_t candidate_count;
    t2s__families families;
    t2s__value_index *values;
};

/* phrases: copied; NULL is fine. 0; T2S_E_NOMEM. */
int t2s__index_new(t2s_catalog *catalog, int style, const t2s__phrases *phrases, t2s_index **ret_index);

#endif
