/* SPDX-License-Identifier: MIT */
/* From PostgreSQL's parse tree to the tree that all dialects share. The functions recurse as deep as the tree is. */
#ifndef T2S_DIALECT_POSTGRES_LOWER_H
#define T2S_DIALECT_POSTGRES_LOWER_H

#include <pg_query/pg_query.pb-c.h>
#include <text2sql/sys/dialect.h>

struct t2s__lower {
    t2s_tree *tree;
    const char *sql;
    size_t length;
};

/* postgres_lower_command.c: a whole statement, whose text begins at `position`. */
t2s_node *t2s__lower_statement(const struct t2s__lower *lower, const PgQuery__Node *node, int position);

/* postgres_lower_query.c */
t2s_node *t2s__lower_query(const struct t2s__lower *lower, const PgQuery__SelectStmt *select);
t2s_node *t2s__lower_relation(const struct t2s__lower *lower, const PgQuery__RangeVar *relation);
void t2s__lower_with(const struct t2s__lower *lower, const PgQuery__WithClause *with, t2s_node *parent, int slot);

/* postgres_lower_expression.c; a NULL expression gives NULL. */
t2s_node *t2s__lower_expression(const struct t2s__lower *lower, const PgQuery__Node *node);
void t2s__lower_expressions(const struct t2s__lower *lower, size_t count, PgQuery__Node *const *nodes, t2s_node *parent, int slot);
t2s_node *t2s__lower_window(const struct t2s__lower *lower, const PgQuery__WindowDef *window);

/* postgres_lower_parts.c: what has no parts of its own. */
t2s_node *t2s__lower_leaf(const struct t2s__lower *lower, int kind, int position, const char *text);
void t2s__lower_identifiers(const struct t2s__lower *lower, size_t count, PgQuery__Node *const *nodes, int position,
                            t2s_node *parent, int slot);
t2s_node *t2s__lower_type(const struct t2s__lower *lower, const PgQuery__TypeName *type);
const char *t2s__lower_string(const PgQuery__Node *node); /* NULL when it is no String */

#endif
