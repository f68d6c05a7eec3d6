/* SPDX-License-Identifier: MIT */
/*
 * Families: tables that are one table cut into pieces, such as events_20240101, events_20240102, ... A model needs to see the columns
 * once, and which pieces there are. Of a family the last one by name stands for all.
 */
#ifndef T2S_RETRIEVAL_FAMILY_H
#define T2S_RETRIEVAL_FAMILY_H

#include <stddef.h>
#include <stdint.h>

#include "catalog/catalog.h"
#include "util/arena.h"

/* Two relations at least, by their numbers in the catalog; in the order of their names, shorter ones first. */
typedef struct t2s__family {
    uint32_t *members;
    uint32_t count;
} t2s__family;

typedef struct t2s__families {
    const t2s__family **of; /* by a relation's number; NULL: it is in none */
} t2s__families;

/*
 * Find them: the same schema and kind, the same columns in whatever order, and names that differ in their digits alone.
 *
 * candidate  by a relation's number: 0 is left out. Afterwards those are left out, too, for which another one stands.
 * 0; T2S_E_NOMEM.
 */
int t2s__families_find(const t2s_catalog *catalog, unsigned char *candidate, t2s__arena *arena, t2s__families *ret_families);

/* Is a relation shown by its parent? So are partitions, and tables that inherit and have no columns of their own. */
int t2s__is_part(const t2s_relation *relation);

/* The number of the one that stands for all. */
uint32_t t2s__family_head(const t2s__family *family);

#endif
