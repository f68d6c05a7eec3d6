/* SPDX-License-Identifier: MIT */
/* Foreign keys that a database does not declare. */
#ifndef T2S_CATALOG_INFER_H
#define T2S_CATALOG_INFER_H

#include "catalog/catalog.h"

/* Add keys of the kind T2S_KEY_INFERRED to the relations of a catalog that is sorted and linked, but that nobody has yet. 0; T2S_E_NOMEM. */
int t2s__infer_keys(t2s_catalog *catalog);

#endif
