/* SPDX-License-Identifier: MIT */
/* What the metadata source asks Trino and PrestoDB: the standard's information_schema, one for each catalog, and what goes beyond it. */
#ifndef T2S_METADATA_PRESTO_QUERIES_H
#define T2S_METADATA_PRESTO_QUERIES_H

#include "util/buffer.h"

typedef enum t2s__presto_section {
    T2S__PRESTO_CATALOGS,           /* name */
    T2S__PRESTO_SCHEMAS,            /* name */
    T2S__PRESTO_COLUMNS,            /* schema, table, column, type, whether NULL is allowed, default, comment; in order */
    T2S__PRESTO_TABLES,             /* schema, table, kind */
    T2S__PRESTO_VIEWS,              /* schema, table, SQL */
    T2S__PRESTO_COMMENTS,           /* schema, table, comment */
    T2S__PRESTO_MATERIALIZED_VIEWS, /* schema, table, SQL */
    T2S__PRESTO_FUNCTIONS,          /* SHOW FUNCTIONS: see presto_functions.c */
    T2S__PRESTO_STATISTICS,         /* SHOW STATS: see presto_part.c */
    T2S__PRESTO_SECTIONS
} t2s__presto_section;

/* Does a server of this flavour (T2S__PRESTO_TRINO, ...) have it? */
int t2s__presto_has_section(int flavour, t2s__presto_section section);

/*
 * The statement for a section of a catalog; for all but the first two only of these schemas, of which the server then looks at no
 * others. `count` 0: of all.
 */
void t2s__presto_write_query(t2s__buffer *sql, t2s__presto_section section, const char *catalog, const char *const *schemas,
                             size_t count);

void t2s__presto_write_statistics(t2s__buffer *sql, const char *catalog, const char *schema, const char *table);

#endif
