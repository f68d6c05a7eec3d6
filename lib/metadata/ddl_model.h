/* SPDX-License-Identifier: MIT */
/*
 * A schema while its DDL is being read. Statements change and drop what earlier ones made, which a catalog's builder cannot; so
 * they change this model, and its end state becomes the catalog. Everything lives in one arena. Things refer to each other by
 * pointer, so that a renaming needs no search for who uses the name.
 */
#ifndef T2S_METADATA_DDL_MODEL_H
#define T2S_METADATA_DDL_MODEL_H

#include <stddef.h>
#include <stdint.h>

#include <text2sql/sys/catalog.h>

#include "metadata/filter.h"
#include "util/arena.h"
#include "util/map.h"

#define T2S__DDL_TEMPORARY "pg_temp" /* the schema of temporary tables, which never leaves the model */

typedef struct t2s__ddl_column {
    struct t2s__ddl_column *next;
    const char *name;
    const char *type;          /* as format_type() writes it */
    const char *default_value; /* or NULL */
    const char *comment;       /* or NULL */
    uint32_t flags;            /* T2S_COLUMN_* */
} t2s__ddl_column;

/* A column that a key is made of. */
typedef struct t2s__ddl_part {
    const t2s__ddl_column *column;  /* its own; NULL once dropped with the key */
    const t2s__ddl_column *foreign; /* of a foreign key; NULL while only the name is known */
    const char *foreign_name;       /* NULL: by position in the primary key */
} t2s__ddl_part;

typedef struct t2s__ddl_key {
    struct t2s__ddl_key *next;
    int kind; /* T2S_KEY_* */
    const char *name;
    t2s__ddl_part *parts;
    size_t count;
    struct t2s__ddl_relation *foreign; /* NULL while only the name is known: files of people refer forward */
    const char *foreign_schema;
    const char *foreign_name;
} t2s__ddl_key;

typedef struct t2s__ddl_check {
    struct t2s__ddl_check *next;
    const char *name;
    const char *expression; /* in parentheses */
} t2s__ddl_check;

typedef struct t2s__ddl_relation {
    struct t2s__ddl_relation *next; /* in the order of making */
    const char *schema;
    const char *name;
    int kind; /* T2S_RELATION_* */
    int dropped;
    const char *comment;
    const char *definition;
    struct t2s__ddl_relation *parent;
    t2s__ddl_column *columns;
    t2s__ddl_column **last_column;
    t2s__ddl_key *keys;
    t2s__ddl_key **last_key;
    t2s__ddl_check *checks;
} t2s__ddl_relation;

typedef struct t2s__ddl_label {
    struct t2s__ddl_label *next;
    const char *text;
} t2s__ddl_label;

typedef struct t2s__ddl_type {
    struct t2s__ddl_type *next;
    const char *schema;
    const char *name;
    int kind; /* T2S_TYPE_* */
    int dropped;
    const char *base_type;
    const char *comment;
    const char *element; /* what a subscript gives; or NULL */
    const char *subtype; /* of a range */
    const char *multirange_schema;
    const char *multirange_name; /* of a range: what comes with it */
    char category;               /* as pg_type.typcategory; '\0': what its kind says */
    int preferred;
    t2s__ddl_label *labels;   /* of an enum */
    t2s__ddl_column *columns; /* of a composite type */
} t2s__ddl_type;

typedef struct t2s__ddl_function {
    struct t2s__ddl_function *next;
    struct t2s__ddl_function *older; /* of the same name, made before */
    const char *schema;
    const char *name;
    int kind;
    uint32_t flags;
    int volatility;
    int dropped;
    const char **argument_types;
    const char **argument_names; /* a member may be NULL */
    size_t argument_count;
    size_t default_count;
    int aggregate_kind; /* T2S_AGGREGATE_*, of an aggregate */
    size_t direct_count;
    const char *result_type;
    const t2s__ddl_relation *result_relation; /* whose rows it gives, or NULL */
    const t2s__ddl_type *result_composite;    /* likewise */
    const char **column_names;
    const char **column_types;
    size_t column_count;
    const char *comment;
} t2s__ddl_function;

typedef struct t2s__ddl_operator {
    struct t2s__ddl_operator *next;
    const char *schema;
    const char *name;
    const char *left; /* NULL: it stands before its operand */
    const char *right;
    const char *function_schema; /* NULL: not said */
    const char *function_name;
    int dropped;
} t2s__ddl_operator;

typedef struct t2s__ddl_cast {
    struct t2s__ddl_cast *next;
    const char *source;
    const char *target;
    const char *function_schema; /* NULL: not said */
    const char *function_name;   /* NULL: none */
    int context;                 /* T2S_CAST_* */
    int method;
    int dropped;
} t2s__ddl_cast;

typedef struct t2s__ddl_schema {
    struct t2s__ddl_schema *next;
    const char *name;
    const char *comment;
    int dropped;
} t2s__ddl_schema;

typedef struct t2s__ddl_model {
    t2s__arena arena;
    t2s__ddl_relation *relations;
    t2s__ddl_relation **last_relation;
    t2s__ddl_type *types;
    t2s__ddl_type **last_type;
    t2s__ddl_function *functions;
    t2s__ddl_function **last_function;
    t2s__ddl_schema *schemas;
    t2s__ddl_schema **last_schema;
    t2s__ddl_operator *operators;
    t2s__ddl_operator **last_operator;
    t2s__ddl_cast *casts;
    t2s__ddl_cast **last_cast;
    t2s__map relations_by_name; /* key: schema NUL name; the value may be dropped, or have another name by now */
    t2s__map types_by_name;
    t2s__map schemas_by_name;
    t2s__map functions_by_name; /* the last one of a name */
    int has_extensions;         /* which bring what the files do not tell */
} t2s__ddl_model;

void t2s__ddl_model_init(t2s__ddl_model *model);
void t2s__ddl_model_dispose(t2s__ddl_model *model);

/* NULL when there is none; dropped ones are none. */
t2s__ddl_relation *t2s__ddl_find_relation(const t2s__ddl_model *model, const char *schema, const char *name);
t2s__ddl_type *t2s__ddl_find_type(const t2s__ddl_model *model, const char *schema, const char *name);
t2s__ddl_schema *t2s__ddl_find_schema(const t2s__ddl_model *model, const char *name);
t2s__ddl_column *t2s__ddl_find_column(const t2s__ddl_relation *relation, const char *name);
t2s__ddl_key *t2s__ddl_find_key(const t2s__ddl_relation *relation, const char *name);
t2s__ddl_key *t2s__ddl_primary_key(const t2s__ddl_relation *relation);
size_t t2s__ddl_column_count(const t2s__ddl_relation *relation);

/* Make something, at the end of its list. Texts are copied. NULL when memory is short. That the name is free is the caller's care.
 */
t2s__ddl_relation *t2s__ddl_add_relation(t2s__ddl_model *model, const char *schema, const char *name, int kind);
t2s__ddl_type *t2s__ddl_add_type(t2s__ddl_model *model, const char *schema, const char *name, int kind);
t2s__ddl_schema *t2s__ddl_add_schema(t2s__ddl_model *model, const char *name);
t2s__ddl_function *t2s__ddl_add_function(t2s__ddl_model *model, const char *schema, const char *name);
t2s__ddl_operator *t2s__ddl_add_operator(t2s__ddl_model *model, const char *schema, const char *name);
t2s__ddl_cast *t2s__ddl_add_cast(t2s__ddl_model *model);
t2s__ddl_column *t2s__ddl_add_column(t2s__ddl_model *model, t2s__ddl_relation *relation, const char *name, const char *type);
t2s__ddl_key *t2s__ddl_add_key(t2s__ddl_model *model, t2s__ddl_relation *relation, int kind, size_t count);

/* ddl_check.c: whether a condition names a column, or something else of that name. */
int t2s__ddl_check_names(const char *expression, const char *column);

/* Give a relation or a type another name. 0; T2S_E_NOMEM. */
int t2s__ddl_move_relation(t2s__ddl_model *model, t2s__ddl_relation *relation, const char *schema, const char *name);
int t2s__ddl_move_type(t2s__ddl_model *model, t2s__ddl_type *type, const char *schema, const char *name);

/* Take a column out, and every key that it is part of, here and in relations that refer to it. */
void t2s__ddl_drop_column(t2s__ddl_model *model, t2s__ddl_relation *relation, t2s__ddl_column *column);
void t2s__ddl_drop_key(t2s__ddl_relation *relation, const t2s__ddl_key *key);
void t2s__ddl_drop_relation(t2s__ddl_model *model, t2s__ddl_relation *relation);

/* ddl_emit.c: the end state into a builder, as far as a filter lets it through; NULL: all of it. 0; T2S_E_NOMEM. */
int t2s__ddl_model_emit(t2s__ddl_model *model, t2s_catalog_builder *builder, const t2s__filter *filter);

#endif
