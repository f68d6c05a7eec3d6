/* SPDX-License-Identifier: MIT */
/*
 * What differs from one kind of server to another in what a query means: which rules give an expression its type, in which order the
 * clauses of a query are looked at, what a function in FROM gives, and how what is wrong is called. Everything else of the analysis
 * (scopes, names, facts) is common. One table a kind of server; a dialect's flags choose it.
 */
#ifndef T2S_SQL_TYPE_RULES_H
#define T2S_SQL_TYPE_RULES_H

#include "sql/analysis.h"

typedef struct t2s__type_rules {
    const char *builtin_schema; /* of the server's own functions */
    int has_own_recursion;      /* a recursive query sees itself, and those behind it not */
    int has_no_recursion;       /* there is no WITH RECURSIVE */
    int has_no_natural;         /* there is no NATURAL JOIN */
    int hides_merged;           /* a column of USING is of neither side */

    /* Another code and wording for what is said by PostgreSQL's; *ret_format may be left. NULL: nothing is wrong here. */
    const char *(*translate)(const t2s__analysis *analysis, const char *code, const char **ret_format);
    /* The whole of an expression: names, facts, its type. */
    void (*expression)(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node);
    /* The type of a catalog's column; NULL: not known. */
    const t2s__type *(*column_type)(t2s__analysis *analysis, const t2s_column *column);
    /* All clauses of a SELECT, and what stands around it: ORDER BY, LIMIT. query NULL: a branch of a set operation. */
    void (*select)(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *select, const t2s_node *query, t2s__outputs *outputs);
    void (*values)(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *values, t2s__outputs *outputs);
    /* ORDER BY behind something else. */
    void (*order_by)(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *query, t2s__outputs *outputs, int is_set_operation);
    /* The columns of a set operation, which become those of `left`. cte: it is a recursive one; otherwise NULL. */
    void (*set_operation)(t2s__analysis *analysis, const t2s_node *node, const t2s__cte *cte, t2s__outputs *left, t2s__outputs *right);
    /* What a column of USING or of a natural join is, of one of each side. */
    const t2s__type *(*merged)(t2s__analysis *analysis, const t2s__var *left, const t2s__var *right, int position);
    /* The condition of a join. */
    void (*join_on)(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node);
    /* A FUNCTION_TABLE. */
    t2s__item *(*from_function)(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node);
    /* `named` names for `available` columns of an item or a WITH query. 0: fine; -1: it was said. */
    int (*check_names)(t2s__analysis *analysis, const t2s__item *item, const t2s__cte *cte, size_t available, size_t named);
    /* The type as a text for who asks; NULL: not known, or memory is short. */
    const t2s__type *(*written_type)(t2s__analysis *analysis, const t2s__type *type);
} t2s__type_rules;

/* By the dialect's flags; never NULL. */
const t2s__type_rules *t2s__rules_of(uint64_t flags);

extern const t2s__type_rules t2s__postgres_rules; /* postgres_rules.c; also of dialects that have no types */
extern const t2s__type_rules t2s__trino_rules;    /* presto_rules.c */
extern const t2s__type_rules t2s__presto_rules;

/* What the tables share, or take from one another. */
void t2s__postgres_expression(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node);
void t2s__postgres_select(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *select, const t2s_node *query,
                          t2s__outputs *outputs);
void t2s__postgres_values(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *values, t2s__outputs *outputs);
t2s__item *t2s__postgres_from_function(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node);
const t2s__type *t2s__postgres_merged(t2s__analysis *analysis, const t2s__var *left, const t2s__var *right, int position);
int t2s__postgres_check_names(t2s__analysis *analysis, const t2s__item *item, const t2s__cte *cte, size_t available, size_t named);
/* OFFSET and LIMIT. */
void t2s__limits(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *query);
/* Where the first output of a query is written. */
int t2s__first_position(const t2s_node *node);

#endif
