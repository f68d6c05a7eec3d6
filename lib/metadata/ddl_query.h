/* SPDX-License-Identifier: MIT */
/*
 * The columns that a view's query gives: their names by PostgreSQL's rules, and their types where they follow without the server's
 * full type resolution ("unknown" otherwise). Works on the model, since what a view reads stands before it in the file.
 */
#ifndef T2S_METADATA_DDL_QUERY_H
#define T2S_METADATA_DDL_QUERY_H

#include "metadata/ddl.h"

/* A column of a result. Everything here is in the scratch arena. */
typedef struct t2s__ddl_output {
    struct t2s__ddl_output *next;
    const char *name;
    const char *type;
} t2s__ddl_output;

typedef struct t2s__ddl_outputs {
    t2s__ddl_output *first;
    t2s__ddl_output **last;
    int incomplete; /* something in FROM is not known: `*` cannot be expanded */
} t2s__ddl_outputs;

/* What a query's FROM, or one outside of it, offers under a name. */
typedef struct t2s__ddl_source {
    struct t2s__ddl_source *next;
    const char *schema; /* or NULL */
    const char *name;
    t2s__ddl_outputs columns;
} t2s__ddl_source;

typedef struct t2s__ddl_scope {
    const struct t2s__ddl_scope *outer;
    t2s__ddl_source *sources;
    t2s__ddl_source *with; /* common table expressions */
} t2s__ddl_scope;

/* The outputs of a query. 0; T2S_E_NOMEM; what t2s__ddl_fail() returned. */
int t2s__ddl_query_outputs(t2s__ddl *ddl, const PgQuery__SelectStmt *query, const t2s__ddl_scope *outer,
                           t2s__ddl_outputs *ret_outputs);

void t2s__ddl_outputs_init(t2s__ddl_outputs *outputs);
int t2s__ddl_add_output(t2s__ddl *ddl, t2s__ddl_outputs *outputs, const char *name, const char *type);

/* ddl_expression.c: the name that an output gets from its expression, e.g. "count", "?column?". */
const char *t2s__ddl_expression_name(const PgQuery__Node *expression);

/* Its type; "unknown". NULL when memory is short. */
const char *t2s__ddl_expression_type(t2s__ddl *ddl, const t2s__ddl_scope *scope, const PgQuery__Node *expression);

/* The type that two columns have when they are merged into one. */
const char *t2s__ddl_merged_type(const char *left, const char *right);

/* The column that a reference means: `relation` may be NULL. NULL when there is none. */
const t2s__ddl_output *t2s__ddl_find_output(const t2s__ddl_scope *scope, const char *relation, const char *name);

#endif
