/* SPDX-License-Identifier: MIT */
/* From the rows of PostgreSQL's system catalogs to a catalog. Knows no connection. */
#ifndef T2S_METADATA_POSTGRES_READER_H
#define T2S_METADATA_POSTGRES_READER_H

#include <text2sql/sys/catalog.h>

#include "metadata/filter.h"
#include "metadata/postgres_queries.h"
#include "metadata/postgres_values.h"

typedef struct t2s__pg_reader t2s__pg_reader;

/* NULL when memory is short. `builder` is borrowed. */
t2s__pg_reader *t2s__pg_reader_new(t2s_catalog_builder *builder);
void t2s__pg_reader_free(t2s__pg_reader *reader);

/* To be called before any row. The filter is borrowed; without it, all is read and nothing hidden. */
void t2s__pg_reader_set_filter(t2s__pg_reader *reader, const t2s__filter *filter);

/* The values that it gathers, for who adds to them before the end. Borrowed. */
t2s__pg_values *t2s__pg_reader_values(t2s__pg_reader *reader);

/* The next row, of the same section as the one before or a later one. Values are borrowed; NULL is SQL's. 0; T2S_E_NOMEM,
 * T2S_E_PROTOCOL (no sense can be made of it). */
int t2s__pg_reader_row(t2s__pg_reader *reader, t2s__pg_section section, const char *const *values);

/* There are no more rows: the rest goes into the builder. 0; T2S_E_NOMEM, T2S_E_PROTOCOL. */
int t2s__pg_reader_end(t2s__pg_reader *reader);

#endif
