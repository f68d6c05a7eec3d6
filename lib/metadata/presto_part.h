/* SPDX-License-Identifier: MIT */
/*
 * What was read of one catalog of a server. Rows of its sections come in any order between sections; whole, it has a fingerprint, by
 * which it is known again. Not thread-safe; once whole it may be read from elsewhere, as long as nothing is added.
 */
#ifndef T2S_METADATA_PRESTO_PART_H
#define T2S_METADATA_PRESTO_PART_H

#include <stdint.h>

#include <text2sql/sys/catalog.h>

#include "metadata/filter.h"
#include "metadata/presto_queries.h"
#include "net/presto.h"
#include "util/arena.h"
#include "util/map.h"

typedef struct t2s__presto_field {
    struct t2s__presto_field *next;
    const char *name;
    const char *type;
    const char *default_value; /* or NULL */
    const char *comment;       /* or NULL */
    int is_not_null;
    double null_fraction; /* negative: not known; likewise: */
    double distinct;
} t2s__presto_field;

typedef struct t2s__presto_table {
    struct t2s__presto_table *next;
    const char *schema;
    const char *name;
    int is_listed; /* as a table, or with columns */
    int kind;      /* T2S_RELATION_* */
    const char *comment;
    const char *definition;
    t2s__presto_field *fields;
    t2s__presto_field *last;
    size_t field_count;
    int64_t rows;  /* -1: not known */
    int is_counted; /* its statistics were asked for */
    t2s__presto_field *counted; /* the last that had some */
} t2s__presto_table;

typedef struct t2s__presto_part {
    unsigned references;
    t2s__arena arena;
    const char *catalog;
    const char **schemas;
    size_t schema_count;
    size_t schema_capacity;
    int has_all_schemas; /* the filter leaves none out */
    t2s__presto_table *tables;
    t2s__presto_table **last;
    t2s__presto_table *current; /* of the columns that come */
    size_t table_count;
    t2s__map tables_by_name; /* key: schema NUL name */
    uint64_t fingerprint;
    t2s_error *error; /* why it could not be read; or NULL */
} t2s__presto_part;

/* 0; T2S_E_NOMEM. */
int t2s__presto_part_new(const char *catalog, t2s__presto_part **ret_part);
t2s__presto_part *t2s__presto_part_ref(t2s__presto_part *part);
void t2s__presto_part_unref(t2s__presto_part *part);

/* Take a row of a section: SCHEMAS to MATERIALIZED_VIEWS. What the filter leaves out is passed over. 0; T2S_E_PROTOCOL, T2S_E_NOMEM. */
int t2s__presto_part_row(t2s__presto_part *part, const t2s__filter *filter, t2s__presto_section section,
                         const t2s__presto_value *values, size_t count);

/* Take a row of SHOW STATS for one of its tables: column, data size, distinct values, fraction of NULLs, row count, ... */
void t2s__presto_part_statistics(t2s__presto_table *table, const t2s__presto_value *values, size_t count);

/* Everything, under names of three parts. 0; T2S_E_NOMEM. */
int t2s__presto_part_build(const t2s__presto_part *part, const t2s__filter *filter, t2s_catalog_builder *builder);

#endif
