/* SPDX-License-Identifier: MIT */
/* What to say of a function or an operator that was not found: what there is instead, and which cast leads there. */
#ifndef T2S_SQL_RESOLUTION_HINT_H
#define T2S_SQL_RESOLUTION_HINT_H

#include "sql/types.h"

/* Those of the server itself count as there. */
int t2s__schema_exists(const t2s__analysis *analysis, const char *schema);

/* `types` has one member for an operator that stands before its operand. */
const char *t2s__operator_hint(t2s__analysis *analysis, const char *name, const t2s__type *const *types, size_t count);
const char *t2s__function_hint(t2s__analysis *analysis, const char *schema, const char *name, const t2s__type *const *types,
                               size_t count);

#endif
