/* SPDX-License-Identifier: MIT */
/* Deriving a catalog: what is under way, and its keys. */
#ifndef T2S_CATALOG_DERIVE_KEYS_H
#define T2S_CATALOG_DERIVE_KEYS_H

#include "catalog/derive.h"

typedef struct t2s__deriver {
    t2s_catalog *base;
    const t2s__catalog_edits *edits;
    t2s_catalog *made;
    t2s_relation **moved;  /* by number in the base; NULL: left out */
    t2s_relation *storage; /* those that stay */
    size_t *first_joins;   /* by number in the base, and one more: the range in `joins` */
    size_t *joins;         /* numbers of edits, by relation */
    /* Names that must not be read in conditions and defaults, of the relation at hand. */
    const char **hidden_names;
    size_t hidden_count;
    size_t hidden_capacity;
} t2s__deriver;

/* Which joins concern which relation: first_joins, joins. 0; T2S_E_NOMEM. */
int t2s__derive_sort_joins(t2s__deriver *deriver);

/* The keys of a relation whose columns are as they will be, and those of all others, too. 0; T2S_E_NOMEM. */
int t2s__derive_keys(t2s__deriver *deriver, t2s_relation *made, const t2s_relation *from);

#endif
