/* SPDX-License-Identifier: MIT */
/* What the parts of FROM share: from.c for relations and subqueries, from_function.c, from_join.c. */
#ifndef T2S_SQL_FROM_H
#define T2S_SQL_FROM_H

#include "sql/analysis.h"

/* from.c */
t2s__item *t2s__from_item(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node);
void t2s__from_set_lateral(t2s__scope *scope, size_t first, size_t end, int only, int ok);
void t2s__from_check_conflicts(t2s__analysis *analysis, t2s__scope *scope, size_t first, size_t middle);
/* Variables of an item's own, so that two uses of one CTE are not the same. */
void t2s__item_take_vars(t2s__analysis *analysis, t2s__item *item, const t2s__var *vars, size_t count);
/* Give an item its alias, and its columns theirs. */
void t2s__item_name(t2s__analysis *analysis, t2s__item *item, const t2s_node *alias);

/* The columns that functions give, while they are gathered. */
typedef struct t2s__columns {
    t2s__var *vars;
    size_t count;
    size_t capacity;
    int is_open;
} t2s__columns;

/* from_guess.c: `alias` names the column of a function that gives one plain value; NULL: its own name does. */
void t2s__guess_columns(t2s__analysis *analysis, t2s__columns *columns, const t2s_node *call, const char *alias);

/* from_function.c */
void t2s__add_column(t2s__analysis *analysis, t2s__columns *columns, const char *name, const t2s__type *type);
t2s__item *t2s__from_function(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node);

/* from_table.c: 0 when the node is nothing of that. */
int t2s__from_made(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node, t2s__item **ret_item);
/* What TABLESAMPLE and FOR ... AS OF have in them, where that is not looked at elsewhere. */
void t2s__from_samples(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node);

/* from_join.c */
t2s__item *t2s__from_join(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node);

#endif
