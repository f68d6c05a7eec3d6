/* SPDX-License-Identifier: MIT */
/*
 * What may stand in which clause: aggregates, windows and set-returning functions, and under GROUP BY columns. After PostgreSQL's
 * parse_agg.c and parse_func.c. A call of which it is not known what it is has no rules, and what stands in it neither.
 */
#ifndef T2S_SQL_CLAUSES_H
#define T2S_SQL_CLAUSES_H

#include "sql/analysis.h"

/*
 * What the analysis finds out of a call is kept in its flags, beside T2S_NODE_F_*. TARGET_*: the expression of an output that has such
 * a call of its own query in it.
 */
enum {
    T2S__NODE_F_AGGREGATE = 1 << 25,       /* of the query that it stands in */
    T2S__NODE_F_OUTER_AGGREGATE = 1 << 26, /* of a query around that */
    T2S__NODE_F_UNSURE = 1 << 27,          /* it may be an aggregate, or one of either */
    T2S__NODE_F_TARGET_AGGREGATE = 1 << 28,
    T2S__NODE_F_TARGET_WINDOW = 1 << 29,
    T2S__NODE_F_WINDOW = 1 << 30,
    T2S__NODE_F_FOUND = 0x7E000000
};

/* clause.c */

/* For messages: "WHERE". */
const char *t2s__clause_name(t2s__clause clause);
/* As t2s__expressions(), in a clause. */
void t2s__in_clause(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *parent, int slot, t2s__clause clause);

/* The same where no column of the query itself may stand: `name` is for the message. */
void t2s__without_variables(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *parent, int slot, t2s__clause clause,
                            const char *name);

/* A call while its arguments are looked at. */
typedef struct t2s__call {
    struct t2s__call *outer; /* the call around it that may be an aggregate */
    const t2s_node *node;
    const t2s__scope *scope;
    unsigned kinds;          /* what it may be */
    int deepest;             /* the innermost query, of this one and those around it, that a column in it is of; -1: none */
    int deepest_direct;      /* the same of what stands before WITHIN GROUP, which does not count for the others */
    int deepest_aggregate;   /* the same of the aggregates in it */
    const t2s_node *aggregate; /* such a one */
    const t2s_node *window;
    const t2s_node *set;
    const t2s_node *last_set; /* of the scope, before it */
    size_t calls_of_windows;  /* the same */
    size_t references;        /* of the analysis, before it */
    uint8_t is_tracked;       /* in the analysis's list */
    uint8_t is_unsure;        /* there is something in it of which it is not known what query it is of */
} t2s__call;

/* aggregate.c: around a CALL, or SPECIAL GROUPING. `end` comes when the arguments have been looked at and the function is known. */
void t2s__call_begin(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node, t2s__call *call);
void t2s__call_within(t2s__call *call); /* between the arguments and WITHIN GROUP */
void t2s__call_end(t2s__analysis *analysis, t2s__scope *scope, t2s__call *call);
/* A column of an item was named in `scope`, or a row; item NULL: it is not known of which. */
void t2s__refer(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node, const t2s__item *item);

/* placement.c: calls that are no aggregates. */
void t2s__check_window_call(t2s__analysis *analysis, t2s__scope *scope, const t2s__call *call, int is_window_function);
void t2s__check_set_call(t2s__analysis *analysis, t2s__scope *scope, const t2s__call *call);
/* A call of a FUNCTION_TABLE: one that gives sets must stand alone there. */
void t2s__from_call(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *call);
/* CASE and COALESCE must have no set-returning function in them: `before` is the last one before them. */
void t2s__check_no_set(t2s__analysis *analysis, const t2s__scope *scope, const t2s_node *before, const char *where);

/* same.c: whether two expressions are the same to the server. 1 also where that is not known. */
int t2s__same_expression(const t2s__analysis *analysis, const t2s_node *a, const t2s_node *b);
int t2s__same_var(const t2s__var *a, const t2s__var *b);
/* The column that a node stands for, or the row; NULL: it is none, or not known. */
const t2s__var *t2s__node_var(const t2s_node *node);

/* group.c */
void t2s__group_add(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *expression, const t2s__var *var);
/* Of what one grouping set lists, from `start` to before `end`, only that is in all sets that stands in another, from `other`, too. */
void t2s__group_intersect(t2s__scope *scope, size_t start, size_t end, size_t other);
void t2s__check_grouping_sets(t2s__analysis *analysis, const t2s_node *select);
/* When all clauses have been looked at: columns that are neither grouped nor aggregated. */
void t2s__check_grouping(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *select, const t2s_node *query,
                         const t2s__outputs *outputs);

/* lock.c */
void t2s__locks(t2s__analysis *analysis, const t2s__scope *scope, const t2s_node *query);

/* recursion.c: the form of a recursive query, before it is looked at. 0: it has it, or is none; otherwise it was said. */
int t2s__check_recursion(t2s__analysis *analysis, const t2s__cte *cte);

#endif
