/* SPDX-License-Identifier: MIT */
/* What was chosen for a question. */
#ifndef T2S_RETRIEVAL_SUBSET_H
#define T2S_RETRIEVAL_SUBSET_H

#include <text2sql/retrieval.h>

#include "retrieval/render.h"
#include "retrieval/values.h"
#include "util/arena.h"

struct t2s_subset {
    t2s__arena arena;
    t2s_index *index;     /* a reference, which keeps the catalog */
    t2s__shown *shown;    /* in the catalog's order; `columns` is never NULL */
    uint64_t *scores;     /* one each */
    size_t count;
    t2s__mentions mentions;    /* in the arena, ... */
    const char *mentions_text; /* ... and this */
    t2s_token_counter *counter; /* a reference; NULL: the estimate */
    int complete;
    char *text; /* from the heap */
    size_t text_length;
    size_t tokens;
};

/* What the question mentions. 0; T2S_E_NOMEM. */
int t2s__subset_find_mentions(t2s_subset *subset, const char *question);

#endif
