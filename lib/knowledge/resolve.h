/* SPDX-License-Identifier: MIT */
/*
 * Names in a knowledge file, found in a catalog: "table", along the search path; "schema.table"; and behind either ".column". A
 * part with a dot in it stands in double quotes. Names are as the database stores them.
 */
#ifndef T2S_KNOWLEDGE_RESOLVE_H
#define T2S_KNOWLEDGE_RESOLVE_H

#include "catalog/catalog.h"
#include "knowledge/knowledge.h"

typedef struct t2s__resolver {
    const t2s_catalog *catalog;
    t2s__arena *arena;
    t2s_knowledge_report *report;
} t2s__resolver;

/* NULL: it is not there, and the report says so, or memory was short (ask report->failed). */
const t2s_relation *t2s__resolve_relation(const t2s__resolver *resolver, const t2s__said *name);

/* A column of a relation that is known. NULL: as above. */
const t2s_column *t2s__resolve_column(const t2s__resolver *resolver, const t2s_relation *relation, const t2s__said *name);

/* "table.column". NULL: as above. */
const t2s_column *t2s__resolve_qualified(const t2s__resolver *resolver, const t2s__said *name, const t2s_relation **ret_relation);

#endif
