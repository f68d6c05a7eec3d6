/* SPDX-License-Identifier: MIT */
/* What the files share that gather values. */
#ifndef T2S_METADATA_POSTGRES_VALUES_INTERNAL_H
#define T2S_METADATA_POSTGRES_VALUES_INTERNAL_H

#include "metadata/postgres_values.h"
#include "util/arena.h"

enum {
    T2S__PG_VALUE_BYTES_MAX = 200,
    T2S__PG_VALUES_MAX = 10000, /* of a column: names of things; what has more is rather a text or a number of its own */
    T2S__PG_VALUES_COLUMNS = 32 /* that one statement looks at */
};

struct t2s__pg_value {
    struct t2s__pg_value *next;
    double frequency; /* negative: unknown */
    char text[];
};

struct t2s__pg_values_list {
    struct t2s__pg_value *first;
    struct t2s__pg_value *last;
    size_t count;
};

struct t2s__pg_values_column {
    struct t2s__pg_values_column *next;
    const char *name;
    const char *type;
    int settled;          /* its values are known, or are not worthwhile, or have been looked for */
    double null_fraction; /* negative: unknown */
    double distinct;      /* likewise */
    int complete;         /* there are no other values */
    struct t2s__pg_values_list list;
};

/* What the rows say of a column. The frequencies are numbers of rows, to begin with. */
struct t2s__pg_values_sample {
    struct t2s__pg_values_column *column;
    struct t2s__pg_values_list list;
    int64_t present;  /* rows in which it is not NULL */
    int64_t distinct; /* when these are too many */
    int skipped;      /* some values were not taken */
};

struct t2s__pg_values_table {
    const char *schema;
    const char *name;
    int64_t rows;
    int sampled;
    struct t2s__pg_values_column *columns;
    struct t2s__pg_values_column **last;
};

struct t2s__pg_values {
    t2s_catalog_builder *builder;
    t2s__arena arena; /* tables and columns; values come and go, and are allocated one by one */
    struct t2s__pg_values_table *tables;
    size_t count;
    size_t capacity;
    size_t limit; /* bytes that may be kept */
    size_t used;
    size_t *order; /* tables whose rows are looked at, once that has begun */
    size_t order_count;
    size_t at;
    struct t2s__pg_values_sample samples[T2S__PG_VALUES_COLUMNS]; /* of the statement at hand */
    size_t sample_count;
    int64_t rows; /* that it looked at */
    int part;     /* of the table alone, whatever their number */
};

/* Add a value at the end, if it may be kept; *ret_taken says whether it was. 0; T2S_E_NOMEM. */
int t2s__pg_values_put(t2s__pg_values *values, struct t2s__pg_values_list *list, const char *text, double frequency,
                       int *ret_taken);

/* Forget all of a list. */
void t2s__pg_values_drop(t2s__pg_values *values, struct t2s__pg_values_list *list);

#endif
