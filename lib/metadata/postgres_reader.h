/* SPDX-License-Identifier: MIT */
/* From the rows of PostgreSQL's system catalogs to a catalog. Knows no connection. */
#ifndef T2S_METADATA_POSTGRES_READER_H
#define T2S_METADATA_POSTGRES_READER_H

#include <text2sql/sys/catalog.h>

#include "metadata/postgres_queries.h"

typedef struct t2s__pg_reader t2s__pg_reader;

/* NULL when memory is short. `builder` is borrowed. */
t2s__pg_reader *t2s__pg_reader_new(t2s_catalog_builder *builder);
void t2s__pg_reader_free(t2s__pg_reader *reader);

/* The next row, of the same section as the one before or a later one. Values are borrowed; NULL is SQL's. 0; T2S_E_NOMEM,
 * T2S_E_PROTOCOL (no sense can be made of it). */
int t2s__pg_reader_row(t2s__pg_reader *reader, t2s__pg_section section, const char *const *values);

/* There are no more rows. 0; T2S_E_NOMEM, T2S_E_PROTOCOL. */
int t2s__pg_reader_end(t2s__pg_reader *reader);

#endif
