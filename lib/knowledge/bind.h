/* SPDX-License-Identifier: MIT */
/*
 * Knowledge bound to one catalog: names found, SQL checked, and what does not fit left out. Made once for a snapshot of the schema,
 * then never changed; any thread.
 */
#ifndef T2S_KNOWLEDGE_BIND_H
#define T2S_KNOWLEDGE_BIND_H

#include "catalog/catalog.h"
#include "catalog/phrase.h"
#include "knowledge/definitions.h"
#include "knowledge/examples.h"
#include "knowledge/knowledge.h"

/* What SQL is checked by. */
typedef struct t2s__bind_checks {
    t2s_dialect *dialect; /* NULL: it is not */
    t2s_validator *const *validators;
    size_t validator_count;
} t2s__bind_checks;

typedef struct t2s__bound {
    t2s__arena arena;         /* of what follows */
    t2s_knowledge *knowledge; /* a reference */
    t2s_catalog *catalog;     /* a reference: with the descriptions, without what is hidden; the one it was made for when nothing
                                 of that is known */
    t2s__phrases phrases;     /* their relations are numbers in `catalog` */
    t2s__definitions definitions;
    t2s__examples examples;
    t2s_knowledge_report *report; /* what was left out */
} t2s__bound;

/*
 * catalog    borrowed
 * ret_bound  owned; also when something does not fit: see its report
 * 0; T2S_E_NOMEM; what a validator that could not do its work returned.
 */
int t2s__knowledge_bind(const t2s_knowledge *knowledge, t2s_catalog *catalog, const t2s__bind_checks *checks,
                        t2s__bound **ret_bound, t2s_error **reterr_error);

void t2s__bound_free(t2s__bound *bound); /* NULL is fine */

#endif
