/* SPDX-License-Identifier: MIT */
/*
 * Which relations of a database are read, and which of their columns are hidden: lists of globs, as options say them. One object
 * for every source. Immutable; any thread may ask it.
 */
#ifndef T2S_METADATA_FILTER_H
#define T2S_METADATA_FILTER_H

#include <text2sql/error.h>

#include "util/buffer.h"
#include "util/options.h"

/* The options' texts; NULL: not given. */
typedef struct t2s__filter_lists {
    char *catalogs;         /* of these alone; where names have catalogs */
    char *exclude_catalogs; /* of none of these */
    char *schemas;         /* of these schemas alone */
    char *exclude_schemas; /* of none of these */
    char *tables;          /* these alone: "name" or "schema.name" */
    char *exclude_tables;  /* none of these */
    char *hide_columns;    /* "table.column" or "schema.table.column" */
} t2s__filter_lists;

/* The options' table entries, for a settings struct that holds the lists at `at`. */
#define T2S__FILTER_OPTIONS(at)                                                                                                    \
    {"schemas", T2S__OPTION_STRING, (at) + offsetof(t2s__filter_lists, schemas), 0, 0},                                            \
        {"exclude_schemas", T2S__OPTION_STRING, (at) + offsetof(t2s__filter_lists, exclude_schemas), 0, 0},                        \
        {"tables", T2S__OPTION_STRING, (at) + offsetof(t2s__filter_lists, tables), 0, 0},                                          \
        {"exclude_tables", T2S__OPTION_STRING, (at) + offsetof(t2s__filter_lists, exclude_tables), 0, 0},                          \
    {                                                                                                                              \
        "hide_columns", T2S__OPTION_STRING, (at) + offsetof(t2s__filter_lists, hide_columns), 0, 0                                 \
    }

/* Beside them, of servers whose names have catalogs. */
#define T2S__FILTER_CATALOG_OPTIONS(at)                                                                                            \
    {"catalogs", T2S__OPTION_STRING, (at) + offsetof(t2s__filter_lists, catalogs), 0, 0}, {                                        \
        "exclude_catalogs", T2S__OPTION_STRING, (at) + offsetof(t2s__filter_lists, exclude_catalogs), 0, 0                         \
    }

void t2s__filter_lists_dispose(t2s__filter_lists *lists);

typedef struct t2s__filter t2s__filter;

/*
 * Read the lists. Globs stand between commas; * is any text, ? any character; what is in double quotes means itself, and two of
 * them in there are one. Names are as they are stored.
 *
 * 0; T2S_E_INVALID: a list that cannot be read, the error says which and where; T2S_E_NOMEM.
 */
int t2s__filter_new(const t2s__filter_lists *lists, t2s__filter **ret_filter, t2s_error **reterr_error);
void t2s__filter_free(t2s__filter *filter);

/* As t2s__filter_new(), where names have catalogs: each entry may have one part more, the catalog, before the others. */
int t2s__filter_new_with_catalogs(const t2s__filter_lists *lists, t2s__filter **ret_filter, t2s_error **reterr_error);
int t2s__filter_takes_catalog(const t2s__filter *filter, const char *catalog);
int t2s__filter_takes_schema_of(const t2s__filter *filter, const char *catalog, const char *schema);
int t2s__filter_takes_relation_of(const t2s__filter *filter, const char *catalog, const char *schema, const char *name);
int t2s__filter_hides_of(const t2s__filter *filter, const char *catalog, const char *schema, const char *table, const char *column);

/* A filter that is NULL lets all through and hides nothing. */
int t2s__filter_takes_schema(const t2s__filter *filter, const char *schema);
int t2s__filter_takes_relation(const t2s__filter *filter, const char *schema, const char *name);
int t2s__filter_hides(const t2s__filter *filter, const char *schema, const char *table, const char *column);

/* Regular expressions, as PostgreSQL reads them, for the schemas that are taken and those that are not. */
void t2s__filter_write_schemas(const t2s__filter *filter, t2s__buffer *buffer);
void t2s__filter_write_excluded_schemas(const t2s__filter *filter, t2s__buffer *buffer);

#endif
