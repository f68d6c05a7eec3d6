/* SPDX-License-Identifier: MIT */
/*
 * A catalog made from another one by what somebody knows better: comments, what is hidden, how tables are joined. It borrows all
 * that has not changed, and keeps the one that it was made from.
 */
#ifndef T2S_CATALOG_DERIVE_H
#define T2S_CATALOG_DERIVE_H

#include "catalog/catalog.h"

typedef struct t2s__column_edit {
    int hidden;
    const char *comment; /* NULL: as it was */
} t2s__column_edit;

typedef struct t2s__relation_edit {
    int hidden; /* the relation is left out, and so are its partitions and what inherits from it */
    const char *comment;
    t2s__column_edit *columns; /* NULL, or one for each column; what is hidden in a parent is hidden in its partitions, too */
} t2s__relation_edit;

/* How two relations are joined, or that these columns do not join them. Numbers are of the catalog that is edited. */
typedef struct t2s__join_edit {
    size_t relation;
    size_t foreign;
    const uint32_t *columns;
    const uint32_t *foreign_columns;
    size_t count;
    int never;
} t2s__join_edit;

typedef struct t2s__catalog_edits {
    const t2s__relation_edit *const *relations; /* one for each relation; NULL: nothing to edit */
    const t2s__join_edit *joins;
    size_t join_count;
    uint64_t fingerprint; /* of the edits: other edits, another fingerprint of the catalog */
} t2s__catalog_edits;

/*
 * edits        borrowed; its texts are copied
 * ret_catalog  a new reference, which keeps one to `base`
 * 0; T2S_E_NOMEM.
 */
int t2s__catalog_derive(t2s_catalog *base, const t2s__catalog_edits *edits, t2s_catalog **ret_catalog);

/* The same catalog, but names without a schema are looked up in these; copied. Costs the same for any size. 0; T2S_E_NOMEM. */
int t2s__catalog_with_search_path(t2s_catalog *base, const char *const *schemas, size_t count, t2s_catalog **ret_catalog);

#endif
