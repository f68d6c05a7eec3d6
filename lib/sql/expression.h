/* SPDX-License-Identifier: MIT */
/*
 * Expressions: expression.c knows which kind of node is whose, and each file one kind or a few that are alike. All look at a node's
 * parts in PostgreSQL's order, and give the node its type where the analysis knows types.
 */
#ifndef T2S_SQL_EXPRESSION_H
#define T2S_SQL_EXPRESSION_H

#include "sql/types.h"

/* expression.c */
void t2s__set_known(t2s__analysis *analysis, const t2s_node *node, t2s__known_type which);
/* All children of a slot are conditions: "argument of WHERE must be type boolean" (42804). */
void t2s__conditions(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *parent, int slot, const char *clause);
/* "argument of LIMIT must be type bigint, not type text" (42804). */
void t2s__coerce_specific(t2s__analysis *analysis, const t2s_node *node, t2s__known_type which, const char *clause);
/* A node that stands for a value whose expression is elsewhere; for the stack. */
t2s_node t2s__stand_in(int kind, const t2s__type *type, int position);

/* operation.c */
void t2s__operation(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node);
void t2s__boolean(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node);
void t2s__test(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node);
void t2s__between(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node);
void t2s__like(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node);
void t2s__nullif(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node);
/* What the operands were made to decide; the type of its value. */
const t2s__type *t2s__compare(t2s__analysis *analysis, int position, const char *schema, const char *name, const t2s_node *left,
                              const t2s_node *right, const t2s__operator **ret_operator);
/* The schema in a slot of names; NULL: none was written. */
const char *t2s__written_schema(const t2s_node *node, int slot);

/* in.c */
void t2s__in(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node);

/* subquery.c; `left` is what stands before it, or NULL, and `name` the operator between. */
void t2s__subquery(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node);
void t2s__row_subquery(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *operation);

/* choice.c */
void t2s__case(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node);
/* COALESCE and its like: one type for all children of a slot. */
void t2s__alike(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node, int slot, const char *what);

/* container.c */
void t2s__array(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node, const t2s__type *wanted);
void t2s__subscript(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node);

/* columns.c: before t2s__union_types(): a recursive query whose terms differ in their modifiers, varchar(10) and varchar (42804). */
void t2s__union_modifiers(t2s__analysis *analysis, const t2s__cte *cte, const t2s__outputs *left, const t2s__outputs *right);

/* attribute.c */
void t2s__take_attribute(t2s__analysis *analysis, const t2s_node *node, const t2s_node *value);
void t2s__check_attribute(t2s__analysis *analysis, const char *type, const char *name, int position);

/* cast.c */
void t2s__cast_to(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node);
void t2s__collate(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node);

/* call.c */
/* What a column of a function's result is; NULL: not known, or as its arguments are. */
const t2s__type *t2s__function_column(const t2s__function *function, size_t index);
void t2s__call_of(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node);
/* name(argument), quietly: what it gives. 0: there is no such function; *ret_type NULL: not known. */
int t2s__call_on(t2s__analysis *analysis, const char *name, const t2s_node *argument, const t2s__type **ret_type);

/* special.c */
void t2s__special(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node);
void t2s__current(t2s__analysis *analysis, const t2s_node *node);

/* ordering.c: 1: the type has it, or nothing is known; 0: it has not, and that was said (42883). */
int t2s__check_order(t2s__analysis *analysis, const t2s__type *type, int position);
int t2s__check_equality(t2s__analysis *analysis, const t2s__type *type, int position);
/* ... in the order that a SORT asks for. */
int t2s__check_sort(t2s__analysis *analysis, const t2s_node *sort, const t2s__type *type, int position);
/* A literal that nothing gives a type becomes a text. */
void t2s__settle(t2s__analysis *analysis, const t2s_node *node);
/* A SORT by a value: the whole of it; and when its value was looked at already. */
void t2s__sort(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *sort);
void t2s__sort_value(t2s__analysis *analysis, const t2s_node *sort);

#endif
