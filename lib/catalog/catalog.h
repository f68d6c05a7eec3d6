/* SPDX-License-Identifier: MIT */
/* The snapshot of a schema, as the library's own stages read it. Everything lives in one arena and never changes once built. */
#ifndef T2S_CATALOG_CATALOG_H
#define T2S_CATALOG_CATALOG_H

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

#include <text2sql/catalog.h>
#include <text2sql/sys/catalog.h>

#include "catalog/type.h"
#include "util/arena.h"
#include "util/map.h"

typedef struct t2s__value {
    const char *text;
    double frequency; /* of the rows; negative: unknown */
} t2s__value;

/* What is known of a column's values. */
typedef struct t2s__statistics {
    double null_fraction; /* negative: unknown */
    double distinct;      /* negative: unknown */
    t2s__value *values;   /* the most frequent first */
    size_t value_count;
    size_t value_capacity;
    int complete; /* there are no other values */
} t2s__statistics;

struct t2s_column {
    const char *name;
    const char *type;          /* as the database writes it */
    const t2s__type *data_type; /* the same, found; NULL: not known */
    const char *default_value; /* or NULL */
    const char *comment;       /* or NULL */
    uint32_t flags;            /* T2S_COLUMN_* */
    uint32_t index;            /* in its relation */
    t2s__statistics *statistics; /* or NULL */
};

struct t2s_key {
    int kind; /* T2S_KEY_* */
    const t2s_relation *relation;
    const char *name; /* or NULL */
    const uint32_t *columns;
    size_t count;
    const t2s_relation *foreign; /* of a foreign or inferred key */
    const uint32_t *foreign_columns;
};

struct t2s_relation {
    const char *schema;
    const char *name;
    int kind; /* T2S_RELATION_* */
    const char *comment;
    const char *definition; /* the SQL of a view, or NULL */
    int64_t row_estimate;   /* -1: unknown */
    const t2s_relation *parent;
    size_t index; /* in the catalog */
    t2s_column *columns;
    size_t column_count;
    t2s_key *keys;
    size_t key_count;
    const char **checks; /* SQL */
    size_t check_count;
    t2s__map columns_by_name; /* of wide relations; empty otherwise */
    t2s__map columns_folded;  /* likewise, in lower case, of those whose names are not */
    t2s__type row_type;
};

typedef struct t2s__schema {
    const char *name;
    const char *comment;
} t2s__schema;

/* derive.c makes one from another: what is added here is added there, and so is whatever in a relation refers to relations. */
struct t2s_catalog {
    atomic_uint references;
    struct t2s_catalog *base; /* a reference to what this one borrows from; NULL as a rule */
    t2s__arena arena;
    const char *database; /* "" when unknown */
    int server_version;
    int is_open; /* there are types, functions and operators that it does not know */
    uint64_t fingerprint; /* equal content, equal fingerprint */
    const char **problems; /* what could not be read */
    size_t problem_count;
    const char *const *search_path;
    size_t search_path_count;
    t2s__schema **schemas; /* by name */
    size_t schema_count;
    t2s_relation **relations; /* by schema, then name */
    size_t relation_count;
    t2s__map schemas_by_name;
    t2s__map relations_by_name; /* key: schema NUL name */
    t2s__map relations_folded;  /* likewise, in lower case, of those whose names are not */
    t2s__map types_by_name;     /* key: name; value: the first t2s__type of a list */
    t2s__map types_by_text;     /* key: as something in the catalog is declared; value: t2s__written */
    t2s__map functions_by_name; /* key: name; value: the first t2s__function of a list */
    size_t type_count;
    size_t function_count;
    t2s__map operators_by_name; /* key: name; value: the first t2s__operator of a list */
    t2s__map operators_by_types; /* key: name, left and right pointers, as an operator has them */
    t2s__map casts;             /* key: the two t2s__type pointers that a t2s__cast begins with; value: the t2s__cast */
    const t2s__type *known_types[T2S__TYPE_END_];
};

/* Does a key lead to another relation: is it declared, or inferred? */
static inline int t2s__key_joins(const t2s_key *key)
{
    return key->kind == T2S_KEY_FOREIGN || key->kind == T2S_KEY_INFERRED;
}

/* Names need not be NUL-terminated. NULL when there is none. */
const t2s__schema *t2s__catalog_schema(const t2s_catalog *catalog, const char *name, size_t length);
const t2s_relation *t2s__catalog_relation(const t2s_catalog *catalog, const char *schema, size_t schema_length, const char *name,
                                          size_t name_length);
const t2s_column *t2s__relation_column(const t2s_relation *relation, const char *name, size_t length);

#endif
