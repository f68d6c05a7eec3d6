/* SPDX-License-Identifier: MIT */
#ifndef T2S_CATALOG_FINGERPRINT_H
#define T2S_CATALOG_FINGERPRINT_H

#include "catalog/catalog.h"

/*
 * A number for all that a query, or a model that writes one, can see of a relation: its name and kind, its columns with their types,
 * comments and allowed values, its keys, a view's text. Equal content gives the same number in every process; what
 * changes by itself, such as row estimates, does not count.
 */
uint64_t t2s__relation_fingerprint(const t2s_catalog *catalog, const t2s_relation *relation);

#endif
