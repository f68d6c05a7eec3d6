/* SPDX-License-Identifier: MIT */
/*
 * The values of a database's text columns, while they are gathered: from statistics first, from an earlier snapshot, and from the
 * rows of the tables. Knows no connection. What is gathered is bounded in bytes, and goes into the builder at the end.
 */
#ifndef T2S_METADATA_POSTGRES_VALUES_H
#define T2S_METADATA_POSTGRES_VALUES_H

#include <stddef.h>
#include <stdint.h>

#include <text2sql/sys/catalog.h>

#include "util/buffer.h"

typedef struct t2s__pg_values t2s__pg_values;

/* NULL when memory is short. `builder` is borrowed. */
t2s__pg_values *t2s__pg_values_new(t2s_catalog_builder *builder);
void t2s__pg_values_free(t2s__pg_values *values);

/* At most so many bytes are kept from now on; 0: no values at all. */
void t2s__pg_values_set_limit(t2s__pg_values *values, size_t bytes);

/*
 * The next relation, whose number in the builder is one more than that of the one before.
 *
 * rows     an estimate; -1: unknown
 * sampled  whether its rows may be looked at
 * 0; T2S_E_NOMEM
 */
int t2s__pg_values_add_relation(t2s__pg_values *values, const char *schema, const char *name, int64_t rows, int sampled);

/* A column of texts that may be read. 0; T2S_E_NOMEM. */
int t2s__pg_values_add_column(t2s__pg_values *values, size_t relation, const char *name, const char *type);

/*
 * What pg_stats says of a column, of whatever type.
 *
 * distinct     pg_stats.n_distinct: below 0 it is a fraction of the rows
 * common       an array as PostgreSQL writes it, like the two others; NULL is none
 * frequencies  of the common values
 * others       values of which no frequency is known
 * 0; T2S_E_NOMEM, T2S_E_PROTOCOL (not an array)
 */
int t2s__pg_values_add_statistics(t2s__pg_values *values, size_t relation, const char *column, double null_fraction,
                                  double distinct, const char *common, const char *frequencies, const char *others);

/*
 * Take what an earlier catalog of the same database knows of columns that the statistics say too little of, where schema, table,
 * name and type are as they were: their tables are not looked at. To be called behind all statistics. 0; T2S_E_NOMEM.
 */
int t2s__pg_values_reuse(t2s__pg_values *values, const t2s_catalog *catalog);

/*
 * Write the next statement that looks at a table's rows, of which every table needs one, wide ones several; the smallest tables
 * come first. Its rows are for t2s__pg_values_row(). 0: there is none; 1.
 */
int t2s__pg_values_next(t2s__pg_values *values, t2s__buffer *sql);

enum { T2S__PG_VALUE_COLUMN, T2S__PG_VALUE_TEXT, T2S__PG_VALUE_COUNT, T2S__PG_VALUE_COLUMNS };

/* A row of that statement. 0; T2S_E_NOMEM, T2S_E_PROTOCOL. */
int t2s__pg_values_row(t2s__pg_values *values, const char *const *row);

/* The statement has ended, well or not: then what it gave is forgotten. */
void t2s__pg_values_end(t2s__pg_values *values, int well);

/* Everything into the builder. 0; T2S_E_NOMEM. */
int t2s__pg_values_emit(t2s__pg_values *values);

#endif
