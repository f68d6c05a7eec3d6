/* SPDX-License-Identifier: MIT */
/* What the reader's files share. */
#ifndef T2S_METADATA_POSTGRES_READER_INTERNAL_H
#define T2S_METADATA_POSTGRES_READER_INTERNAL_H

#include "metadata/postgres_reader.h"
#include "util/arena.h"
#include "util/map.h"

/* The number of a relation in the builder. */
struct t2s__pg_relation {
    unsigned long oid;
    size_t number;
    const char *schema; /* in the reader's arena */
    const char *name;
    int has_hidden; /* columns */
};

/* A list of texts that grows; the texts are in the group's arena. */
struct t2s__pg_list {
    const char **items;
    size_t count;
    size_t capacity;
};

/* Rows that make one object, such as the columns of a key. */
struct t2s__pg_group {
    int open;
    t2s__pg_section section;
    const char *head[T2S__PG_COLUMNS_MAX]; /* the first row */
    struct t2s__pg_list names;
    struct t2s__pg_list others;
    struct t2s__pg_list types;
    struct t2s__pg_list arguments; /* names, some of which are NULL */
    t2s__arena arena;
};

struct t2s__pg_reader {
    t2s_catalog_builder *builder;
    struct t2s__pg_relation *relations; /* by OID */
    size_t relation_count;
    size_t relation_capacity;
    size_t last; /* the relation found last: rows come in their order */
    const t2s__filter *filter;
    t2s__pg_values *values;
    t2s__map hidden; /* columns, that are there for their places alone; key: see hidden_key() */
    struct t2s__pg_list path;
    t2s__arena arena;
    struct t2s__pg_group group;
};

/* Copy a text, which may be NULL, to the end of a list. 0; T2S_E_NOMEM. */
int t2s__pg_push(struct t2s__pg_list *list, t2s__arena *arena, const char *text);

/* Values of columns. NULL is false, and 0. */
int t2s__pg_is_true(const char *value);
unsigned long t2s__pg_number(const char *value);

/* A builder's code: what it refuses although it comes from a server is T2S_E_PROTOCOL. */
int t2s__pg_refused(int code);

/* NULL: it is not read. */
struct t2s__pg_relation *t2s__pg_find_relation(t2s__pg_reader *reader, unsigned long oid);

/* Whether one of the columns is hidden. */
int t2s__pg_has_hidden(const t2s__pg_reader *reader, const char *schema, const char *table, const struct t2s__pg_list *columns);

/* A row of a group, which ends the one before if it is of another. 0; T2S_E_NOMEM, T2S_E_PROTOCOL. */
int t2s__pg_read_into_group(t2s__pg_reader *reader, t2s__pg_section section, const char *const *values);

/* postgres_reader_type.c: a row of a type or a function; all of its rows; what is one row. As above. */
int t2s__pg_read_label(struct t2s__pg_group *group, const char *const *values);
int t2s__pg_read_argument(struct t2s__pg_group *group, const char *const *values);
int t2s__pg_end_type(t2s__pg_reader *reader, const struct t2s__pg_group *group);
int t2s__pg_end_function(t2s__pg_reader *reader, const struct t2s__pg_group *group);
int t2s__pg_read_operator(t2s__pg_reader *reader, const char *const *values);
int t2s__pg_read_cast(t2s__pg_reader *reader, const char *const *values);

/* The open group, if there is one, is complete. As above. */
int t2s__pg_end_group(t2s__pg_reader *reader);

#endif
