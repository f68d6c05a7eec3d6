/* SPDX-License-Identifier: MIT */
/* Finding relations and columns by their names, also where case does not count. */
#ifndef T2S_CATALOG_NAMES_H
#define T2S_CATALOG_NAMES_H

#include "catalog/catalog.h"

/* Make a relation, or the columns of a wide one, known by name. The keys are the catalog's. 0; T2S_E_NOMEM. */
int t2s__catalog_index_relation(t2s_catalog *catalog, t2s_relation *relation);
int t2s__catalog_index_columns(t2s_catalog *catalog, t2s_relation *relation);

/* As those without regard to the case of ASCII letters. Of several names that differ in case alone one that has no capitals is taken,
 * otherwise the last. */
const t2s_relation *t2s__catalog_relation_any_case(const t2s_catalog *catalog, const char *schema, size_t schema_length,
                                                   const char *name, size_t name_length);
const t2s_column *t2s__relation_column_any_case(const t2s_relation *relation, const char *name, size_t length);

/* Do two names differ in the case of ASCII letters at most? No locale has a say in it. */
int t2s__same_in_any_case(const char *a, const char *b);

/* Where names have three parts: the end of the catalog's in "catalog.schema", of which `schema` is the text; NULL: there is none. */
const char *t2s__catalog_part_end(const char *schema);

/* Are the schemas of this snapshot such pairs? Those of its search path say it, or, where there are none, the first relation's. */
int t2s__catalog_has_catalogs(const t2s_catalog *catalog);

#endif
