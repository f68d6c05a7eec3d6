/* SPDX-License-Identifier: MIT */
/*
 * The rules of Presto and Trino: what their StatementAnalyzer, ExpressionAnalyzer and AggregationAnalyzer do, on the common tree and
 * scopes. An expression's node has its t2s__ptype, NULL where that is not known. Codes are given as PostgreSQL's, or by name; names of
 * Trino's are translated to PrestoDB's where that has others (presto_words.c).
 */
#ifndef T2S_SQL_PRESTO_H
#define T2S_SQL_PRESTO_H

#include "sql/clauses.h"
#include "sql/ptype.h"
#include "sql/type_rules.h"

static inline const t2s__ptype *t2s__ptype_at(const t2s_node *node)
{
    return node != NULL ? t2s__ptype_of(node->type) : NULL;
}

static inline void t2s__ptype_set(const t2s_node *node, const t2s__ptype *type)
{
    t2s__node_set_type(node, (const t2s__type *)(const void *)type);
}

static inline const t2s__type *t2s__ptype_as_type(const t2s__ptype *type)
{
    return (const t2s__type *)(const void *)type;
}

static inline int t2s__is_trino(const t2s__analysis *analysis)
{
    return (analysis->flags & T2S_DIALECT_F_TRINO_TYPES) != 0;
}

/* The node as it is written, for messages: short, never NULL. */
const char *t2s__pr_source(t2s__analysis *analysis, const t2s_node *node);

/* presto_words.c: as the rules' `translate`. */
const char *t2s__pr_translate(const t2s__analysis *analysis, const char *code, const char **ret_format);

/* presto_expression.c */
void t2s__pr_expression(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node);
/* "WHERE clause must evaluate to a boolean: actual type %s" */
void t2s__pr_condition(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node, const char *format);
/* What the children of a slot have in common; `format` takes two types and is said where they have nothing. Their types are known. */
const t2s__ptype *t2s__pr_alike(t2s__analysis *analysis, const t2s_node *const *nodes, size_t count, const char *format);

/* presto_operator.c */
void t2s__pr_operation(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node);
/* "=" or "<" of two types. 0: there is none, which was said. */
int t2s__pr_compare(t2s__analysis *analysis, int position, const char *name, const t2s__ptype *left, const t2s__ptype *right);

/* presto_container.c */
void t2s__pr_subscript(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node);
void t2s__pr_array(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node);
void t2s__pr_row(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node);
/* The field of a row. */
const t2s__ptype *t2s__pr_field_of(t2s__analysis *analysis, const t2s__ptype *row, const char *name, int position, int *ret_found);
void t2s__pr_field(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node);
void t2s__pr_subquery(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node);

/* presto_name.c */
void t2s__pr_column_ref(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node);
/* One name, in ORDER BY or elsewhere. */
int t2s__pr_is_name(const t2s_node *node);

/* presto_call.c */
void t2s__pr_call(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node);
/* A lambda whose parameters have these types; `types` NULL: not known. */
void t2s__pr_lambda(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node, const t2s__ptype *const *types, size_t count);

/* presto_function.c: the first function of a name; NULL: none, or functions are not known. */
const t2s__function *t2s__pr_functions(t2s__analysis *analysis, const t2s_node *call);
/* 1: the catalog has the server's functions. */
int t2s__pr_knows_functions(t2s__analysis *analysis);

/* What a call is for: its arguments are looked at but for lambdas, whose bodies may ask for what they are given. */
const t2s__function *t2s__pr_resolve(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *call);

/* presto_signature.c: whether arguments fit a function, and what it then gives. */
enum { T2S__SIGNATURE_VARIABLES = 8 };

typedef struct t2s__signature {
    const t2s__function *function;
    const t2s__ptype **formal; /* one for each argument */
    const char *names[T2S__SIGNATURE_VARIABLES];
    const t2s__ptype *bound[T2S__SIGNATURE_VARIABLES];
    size_t variables;
    int is_exact; /* no argument has to become something else */
    int is_generic;
} t2s__signature;

/* `arguments` members that are lambdas are given as NULL in `types` and their node in `nodes`. 1: they fit. */
int t2s__signature_bind(t2s__analysis *analysis, t2s__signature *signature, const t2s__function *function, const t2s_node *const *nodes,
                        const t2s__ptype *const *types, size_t count);
/* The same type with what its variables stand for; NULL where one is not known. */
const t2s__ptype *t2s__signature_apply(t2s__analysis *analysis, const t2s__signature *signature, const t2s__ptype *type);
/* A lambda's body gave this. 0: it does not fit. */
int t2s__signature_give(t2s__analysis *analysis, t2s__signature *signature, const t2s__ptype *formal, const t2s__ptype *actual);

/* presto_from.c */
t2s__item *t2s__pr_from_function(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node);
const t2s__type *t2s__pr_merged(t2s__analysis *analysis, const t2s__var *left, const t2s__var *right, int position);
void t2s__pr_join_on(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node);

/* presto_query.c */
void t2s__pr_select(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *select, const t2s_node *query,
                        t2s__outputs *outputs);
void t2s__pr_values(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *values, t2s__outputs *outputs);
void t2s__pr_order_by(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *query, t2s__outputs *outputs,
                          int is_set_operation);
void t2s__pr_set_operation(t2s__analysis *analysis, const t2s_node *node, const t2s__cte *cte, t2s__outputs *left,
                               t2s__outputs *right);

/* presto_aggregate.c */

/* The first call of an aggregate, of a window, or GROUPING in an expression, outside of subqueries; NULL: none. */
enum { T2S__PRESTO_AGGREGATES = 1, T2S__PRESTO_WINDOWS = 2, T2S__PRESTO_GROUPINGS = 4 };
const t2s_node *t2s__pr_find_call(t2s__analysis *analysis, const t2s_node *node, unsigned kinds);
int t2s__pr_is_aggregate(t2s__analysis *analysis, const t2s_node *call);
/* "%s cannot contain aggregations, window functions or grouping operations: [%s]" */
int t2s__pr_check_scalar(t2s__analysis *analysis, const t2s_node *node, const char *where);
/* Whether every column is grouped, or in an aggregate. */
void t2s__pr_check_groups(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *select, const t2s_node *query,
                              const t2s__outputs *outputs);

/* presto_no_type.c: 1 when a type, as it is written, is surely none of these engines. */
int t2s__presto_has_no_type(const char *text);

#endif
