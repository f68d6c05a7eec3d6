/* SPDX-License-Identifier: MIT */
/* Binding: what is known of tables, columns and joins, as edits of the catalog, and then the names by which people call them. */
#ifndef T2S_KNOWLEDGE_BIND_SCHEMA_H
#define T2S_KNOWLEDGE_BIND_SCHEMA_H

#include "catalog/derive.h"
#include "knowledge/bind.h"

/* What is under way. */
typedef struct t2s__binder {
    t2s__bound *bound;
    t2s_catalog *base; /* borrowed */
    const t2s__bind_checks *checks;
    t2s__relation_edit **edits;  /* by relation of the base; from the arena of `scratch` */
    const t2s_relation **tables; /* by table of the knowledge: what it is in the base; NULL: not there */
    t2s__join_edit *joins;
    size_t join_count;
    t2s__map joins_by_columns;
    int edited; /* anything at all */
    t2s__phrase *phrases;
    size_t phrase_count;
    size_t phrases_capacity;
    t2s__arena scratch; /* until the end of binding */
} t2s__binder;

/* bound->catalog, from tables, columns and joins. 0; T2S_E_NOMEM. */
int t2s__bind_schema(t2s__binder *binder);

/* What a relation of the base has become; NULL: it is hidden. */
const t2s_relation *t2s__bound_relation(const t2s__binder *binder, const t2s_relation *relation);

/* Phrases and definitions, from the synonyms of tables and columns that are still there. 0; T2S_E_NOMEM. */
int t2s__bind_synonyms(t2s__binder *binder);

/* A phrase of a relation of bound->catalog; column: or T2S__PHRASE_WHOLE_RELATION. 0; T2S_E_NOMEM. */
int t2s__bind_phrase(t2s__binder *binder, const char *text, const t2s_relation *relation, uint32_t column);

#endif
