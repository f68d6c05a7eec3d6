/* SPDX-License-Identifier: MIT */
/* The values that a relation's checks allow its columns: known of the schema alone, as an enum's labels are. */
#ifndef T2S_RETRIEVAL_VALUES_ALLOWED_H
#define T2S_RETRIEVAL_VALUES_ALLOWED_H

#include "catalog/catalog.h"
#include "util/arena.h"

enum { T2S__ALLOWED_CHECKS_MAX = 64 /* of a relation that are looked at */, T2S__ALLOWED_VALUES_MAX = 1000 /* of a check */ };

/* The checks of a relation that list the values of a column, and which. */
typedef struct t2s__allowed {
    const char *checks[T2S__ALLOWED_CHECKS_MAX];
    uint32_t columns[T2S__ALLOWED_CHECKS_MAX];
    size_t count;
} t2s__allowed;

void t2s__allowed_find(const t2s_relation *relation, t2s__allowed *ret_allowed);

/* The texts that a column may be, in the arena; *ret_count 0: no check says. 0; T2S_E_NOMEM. */
int t2s__allowed_values(const t2s__allowed *allowed, uint32_t column, t2s__arena *arena, const char *const **ret_values,
                        uint32_t *ret_count);

#endif
