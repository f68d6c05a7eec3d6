/* SPDX-License-Identifier: MIT */
/* Inferred keys of several columns. */
#ifndef T2S_CATALOG_INFER_COMPOSITE_H
#define T2S_CATALOG_INFER_COMPOSITE_H

#include "catalog/catalog.h"

/*
 * Add them, at most one a relation, to relations that are next to each other in the catalog, in one schema, and have their keys of one
 * column already, inferred ones too. 0; T2S_E_NOMEM.
 */
int t2s__infer_composites(t2s_catalog *catalog, size_t first, size_t last);

#endif
