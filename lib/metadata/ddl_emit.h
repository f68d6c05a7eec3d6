/* SPDX-License-Identifier: MIT */
/* What the files that fill a builder share. All return 0; T2S_E_NOMEM. */
#ifndef T2S_METADATA_DDL_EMIT_H
#define T2S_METADATA_DDL_EMIT_H

#include "metadata/ddl_model.h"

/* ddl_emit_type.c: types, and functions. */
int t2s__ddl_emit_types(t2s__ddl_model *model, t2s_catalog_builder *builder);

/* ddl_emit_operator.c: operators, and casts. */
int t2s__ddl_emit_operators(t2s__ddl_model *model, t2s_catalog_builder *builder);

#endif
