/* SPDX-License-Identifier: MIT */
/* The name of a table as it is written, and the relation of the catalog that it means. */
#ifndef T2S_SQL_TABLE_NAME_H
#define T2S_SQL_TABLE_NAME_H

#include "sql/analysis.h"

typedef struct t2s__table_name {
    const char *database; /* written before the schema, and no part of it; or NULL */
    const char *schema;   /* as a catalog has it; where names have catalogs and the snapshot, too, "catalog.schema"; NULL: not written */
    const char *name;
    size_t parts; /* that were written */
} t2s__table_name;

/* What a RELATION is called; its name must not be empty. Out of memory: analysis->code. */
t2s__table_name t2s__table_name_of(t2s__analysis *analysis, const t2s_node *relation);

/* NULL: there is none. Without a catalog it is what the text says it is. */
const t2s_relation *t2s__table_find(t2s__analysis *analysis, const t2s__table_name *name);

/* Say that there is none, as servers do whose names have catalogs: what it is that is missing. */
void t2s__table_miss(t2s__analysis *analysis, const t2s_node *relation, const t2s__table_name *name);

#endif
