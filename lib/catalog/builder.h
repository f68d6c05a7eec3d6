/* SPDX-License-Identifier: MIT */
/* A catalog under construction, as the files of the builder share it. */
#ifndef T2S_CATALOG_BUILDER_H
#define T2S_CATALOG_BUILDER_H

#include "catalog/catalog.h"

/* A foreign key or parent, by name until the end. */
typedef struct t2s__reference {
    t2s_relation *relation;
    size_t key; /* its index in relation->keys; T2S__NO_KEY: the parent */
    const char *schema;
    const char *name;
    const char *const *columns; /* of the foreign key; NULL: the primary key */
    struct t2s__reference *next;
} t2s__reference;

#define T2S__NO_KEY SIZE_MAX

/* How much room the arrays of a relation have, while it grows. */
typedef struct t2s__room {
    size_t columns;
    size_t keys;
    size_t checks;
} t2s__room;

/*
 * A type as something names it. Each text is kept once, and found once, at the end: ten thousand tables have a hundred thousand
 * columns of some dozen types. All texts of types in a catalog are the text of one, so that from the text leads a way to the type.
 */
typedef struct t2s__written {
    const t2s__type *type; /* NULL: not known */
    struct t2s__written *next;
    char text[];
} t2s__written;

/* What a type names, until the end. */
typedef struct t2s__type_draft {
    t2s__type *type;
    const char *element;
    const char *subtype;
    const char **attributes; /* one a label; NULL: not known */
} t2s__type_draft;

typedef struct t2s__operator_draft {
    t2s__operator *made;
    const char *left;
    const char *right;
    const char *result;
    struct t2s__operator_draft *next;
} t2s__operator_draft;

typedef struct t2s__cast_draft {
    t2s__cast *made;
    const char *source;
    const char *target;
    struct t2s__cast_draft *next;
} t2s__cast_draft;

struct t2s_catalog_builder {
    t2s_catalog *catalog;
    t2s__room *rooms; /* one a relation */
    size_t rooms_capacity;
    size_t relations_capacity;
    size_t schemas_capacity;
    t2s_relation **relations; /* in the order of adding */
    t2s__schema **schemas;
    t2s__reference *references;
    t2s__type_draft *types; /* in the order of adding, as many as the catalog has */
    size_t types_capacity;
    t2s__function **functions; /* likewise */
    size_t functions_capacity;
    t2s__written *written;
    t2s__operator_draft *operators;
    t2s__operator_draft **last_operator;
    t2s__cast_draft *casts;
    t2s__cast_draft **last_cast;
    int inference;
};

/* builder.c. Copies in the catalog's arena; NULL stays NULL. 0; T2S_E_NOMEM. */
int t2s__builder_text(t2s_catalog_builder *builder, const char *text, const char **ret);
int t2s__builder_list(t2s_catalog_builder *builder, const char *const *texts, size_t count, const char *const **ret);

/* A schema, made if need be; NULL: no memory. */
t2s__schema *t2s__builder_schema(t2s_catalog_builder *builder, const char *name);

/* build_type.c. The one copy of a type's text; NULL stays NULL. 0; T2S_E_NOMEM. */
int t2s__builder_type_text(t2s_catalog_builder *builder, const char *text, const char **ret);

/* type.c: what a text names, but for the brackets behind it, whose type may not have been made. */
const t2s__type *t2s__catalog_bare_written_type(const t2s_catalog *catalog, const char *written, int *ret_is_array);

/* resolve_types.c: find what all these texts name. 0; T2S_E_NOMEM. */
int t2s__resolve_types(t2s_catalog_builder *builder);

#endif
