/* SPDX-License-Identifier: MIT */
/*
 * What expressions are, by the rules that PostgreSQL publishes (its manual, chapter 10). The type of an expression is kept in its node
 * (t2s_node.type). NULL always means that nothing is known of a type, and about such a value nothing is ever said.
 */
#ifndef T2S_SQL_TYPES_H
#define T2S_SQL_TYPES_H

#include "catalog/type.h"
#include "sql/analysis.h"

/* What may happen to a value by itself; when it is stored; when it is asked for. */
typedef enum t2s__coercion { T2S__COERCE_IMPLICIT, T2S__COERCE_ASSIGNMENT, T2S__COERCE_EXPLICIT } t2s__coercion;

/* coerce.c */

int t2s__type_is(const t2s__type *type, t2s__known_type which);
/* 0 when either is not known. Rows of the same relation and arrays of the same elements are the same. */
int t2s__same_type(const t2s__type *a, const t2s__type *b);
/* What is under a domain, and under that. NULL where that is not known, which no expression's type is: see t2s__sound_type(). */
const t2s__type *t2s__bare_type(const t2s__type *type);
/* A type of the catalog, as an expression may have it: NULL for a domain over something that is not known. */
const t2s__type *t2s__sound_type(const t2s__type *type);
/* The type of arrays of `element`; made in the arena where the catalog has none. */
const t2s__type *t2s__array_of(t2s__analysis *analysis, const t2s__type *element);
const t2s__type *t2s__known(const t2s__analysis *analysis, t2s__known_type which);
/* As pg_type.typcategory; '\0': not known. */
char t2s__type_category(const t2s__type *type);
/* For messages; never NULL. */
const char *t2s__type_text(const t2s__type *type);
/* Where an expression begins, as PostgreSQL points at one: an operator's position is its own, its expression's that of its left side. */
int t2s__expression_position(const t2s_node *node);

/* 1 also when either type is not known. */
int t2s__can_coerce(const t2s__analysis *analysis, const t2s__type *from, const t2s__type *to, t2s__coercion coercion);

/*
 * Make the value of `node` a `to`. A literal that has no type yet becomes one, and its text is read as one (22P02, 22007, ...). 1: it
 * is one now, or nothing is known; 0: it cannot be, which the caller has to say; -1: it cannot be, and that was said.
 */
int t2s__coerce(t2s__analysis *analysis, const t2s_node *node, const t2s__type *to, t2s__coercion coercion);

/* As t2s__coerce(), for a condition: "argument of WHERE must be type boolean, not type integer" (42804). */
void t2s__coerce_boolean(t2s__analysis *analysis, const t2s_node *node, const char *clause);

/* common_type.c: manual, 10.5 */

/*
 * The one type that all of them become, as for UNION, CASE, COALESCE, VALUES and ARRAY, without making them so. `what` is for the
 * message, "CASE" or "UNION", said at the first that does not fit (42804); `what` NULL: nothing is said, as for IN. NULL: nothing is
 * known, there is none, or it was said.
 */
const t2s__type *t2s__common_type(t2s__analysis *analysis, const t2s_node *const *nodes, size_t count, const char *what);
/* The same for types alone: of columns, and of set operations with `position` for what is said. */
const t2s__type *t2s__common_type_of(t2s__analysis *analysis, const t2s__type *const *types, size_t count, const char *what,
                                     int position);
/* As t2s__coerce(), to a type that t2s__common_type() found; says "CASE could not convert type x to y" (42846). */
int t2s__coerce_common(t2s__analysis *analysis, const t2s_node *node, const t2s__type *to, const char *what);

/* operator.c: manual, 10.2. `schema` NULL: as the search path leads. */

/*
 * Find the operator for two operands, or one (left NULL), and make them what it takes. Says what is wrong (42883, 42725). Sets the
 * node's type and `meaning`. Two ROWs are compared member by member: the type is boolean then, and there is no one operator. NULL:
 * nothing is known, or it was said; the type may be known even then.
 */
const t2s__operator *t2s__resolve_operator(t2s__analysis *analysis, const t2s_node *node, const char *schema, const char *name,
                                           const t2s_node *left, const t2s_node *right);
/* left operator ANY (right), where right is an array (42809). */
const t2s__operator *t2s__resolve_array_operator(t2s__analysis *analysis, const t2s_node *node, const char *schema, const char *name,
                                                 const t2s_node *left, const t2s_node *right);
/*
 * The same without nodes to change: IN, BETWEEN, ANY, USING, ORDER BY. Both operands are there; NULL: not known. 0: there is none, and
 * it was said unless `quiet`. ret_result is optional.
 */
int t2s__has_operator(t2s__analysis *analysis, int position, const char *schema, const char *name, const t2s__type *left,
                      const t2s__type *right, int quiet, const t2s__type **ret_result);

/* function.c: manual, 10.3 */

/*
 * Find the function of a CALL, whose arguments have their types already, and make them what it takes. Says what is wrong (42883, 42725,
 * 42809). Sets the node's type and `meaning`: the t2s__function. NULL: nothing is known, or it was said.
 */
const t2s__function *t2s__resolve_function(t2s__analysis *analysis, const t2s_node *call);

/* type_name.c: what a TYPE node names; says 42704. NULL: nothing is known, or it was said. */
const t2s__type *t2s__resolve_type(t2s__analysis *analysis, const t2s_node *type);

/* literal.c: read a text as a type. 1: it may be one; 0: it is surely none, and that was said at `position`. */
int t2s__check_literal(t2s__analysis *analysis, const char *text, size_t length, const t2s__type *type, int position);

#endif
