/* SPDX-License-Identifier: MIT */
/* A table from hashes to numbers, several of a hash: built once, of any size, in linear time whatever the hashes are. */
#ifndef T2S_RETRIEVAL_VALUES_TABLE_H
#define T2S_RETRIEVAL_VALUES_TABLE_H

#include <stddef.h>
#include <stdint.h>

#include "util/arena.h"

typedef struct t2s__hash_slot {
    uint32_t hash;
    uint32_t number;
} t2s__hash_slot;

typedef struct t2s__hash_table {
    t2s__hash_slot *slots; /* by hash, then in the order in which they were given */
    size_t count;
    uint32_t *first; /* by the upper bits of a hash: where its slots begin; and one behind the last */
    unsigned shift;
} t2s__hash_table;

/*
 * Sort `slots`, which the table keeps, and make them searchable. Only the directory is allocated in the arena.
 * 0; T2S_E_NOMEM.
 */
int t2s__hash_table_build(t2s__hash_table *table, t2s__hash_slot *slots, size_t count, t2s__arena *arena);

/* The slots of a hash, and how many there are. */
const t2s__hash_slot *t2s__hash_table_find(const t2s__hash_table *table, uint32_t hash, size_t *ret_count);

#endif
