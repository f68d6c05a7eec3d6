/* SPDX-License-Identifier: MIT */
/* Joins: what their two sides have in common, and what can be seen of them. After PostgreSQL's parse_clause.c. */
#include <string.h>

#include "sql/clauses.h"
#include "sql/expression.h"
#include "sql/from.h"
#include "sql/type_rules.h"

static void read_var(t2s__analysis *analysis, const t2s__var *var, int position)
{
    if (var->column != NULL)
        t2s__use_column(analysis, var->relation, var->column, position);
}

/* The column of USING in one side. 0 when it is not there for sure. */
static int using_side(t2s__analysis *analysis, t2s__item *side, const char *which, const t2s_node *name, t2s__var *ret_var)
{
    int count = t2s__item_find(analysis, side, name->text, 0, ret_var);

    if (count > 1)
        t2s__analysis_find(analysis, "42702", name->position, NULL, "common column name \"%s\" appears more than once in %s table",
                           name->text, which);
    else if (count == 0 && side != NULL && !side->is_open)
        t2s__analysis_find(analysis, "42703", name->position, t2s__suggest_column(analysis, NULL, side, name->text),
                           "column \"%s\" specified in USING clause does not exist in %s table", name->text, which);
    else {
        if (count == 0) {
            *ret_var = (t2s__var){.name = name->text, .item = side, .identity = name};
            if (analysis->catalog == NULL && side != NULL && side->kind == T2S__ITEM_RELATION && side->relation != NULL)
                t2s__written_column(analysis, side->relation, name->text);
        }
        read_var(analysis, ret_var, name->position);
        return 1;
    }
    return 0;
}

const t2s__type *t2s__postgres_merged(t2s__analysis *analysis, const t2s__var *left, const t2s__var *right, int position)
{
    const t2s__type *types[2] = {left->type, right->type};
    const t2s__type *type = analysis->has_types ? t2s__common_type_of(analysis, types, 2, "JOIN/USING", position) : NULL;

    for (size_t i = 0; i < 2 && type != NULL; i++)
        if (!t2s__can_coerce(analysis, types[i], type, T2S__COERCE_IMPLICIT)) {
            t2s__analysis_find(analysis, "42846", position, NULL, "JOIN/USING could not convert type %s to %s",
                               t2s__type_text(types[i]), t2s__type_text(type));
            return NULL;
        }
    if (type != NULL)
        t2s__has_operator(analysis, position, NULL, "=", left->type, right->type, 0, NULL);
    return type;
}

/* What the column of both is: PostgreSQL takes that of the side that is never missing, and of two that are not one that stays as it is. */
static void merge(t2s__analysis *analysis, t2s__item *join, const t2s_node *node, const t2s__var *left, const t2s__var *right,
                  int position)
{
    t2s__var *merged = &join->merged[join->merged_count++];
    const t2s__type *type = analysis->rules->merged(analysis, left, right, position);
    int takes_right = t2s__node_text_is(node, "RIGHT");

    if (t2s__node_text_is(node, "INNER") && type != NULL)
        takes_right = !t2s__same_type(left->type, type) && t2s__same_type(right->type, type);
    if (t2s__node_text_is(node, "FULL"))
        *merged = (t2s__var){.name = left->name, .item = join, .identity = merged};
    else
        *merged = takes_right ? *right : *left;
    merged->type = type;
}

static void join_using(t2s__analysis *analysis, t2s__item *join, const t2s_node *node, t2s__item *left, t2s__item *right)
{
    join->merged = t2s__analysis_alloc(analysis, (t2s__node_count(node, T2S_SLOT_JOIN_USING) + 1) * sizeof(*join->merged));
    if (join->merged == NULL)
        return;
    T2S__FOR_SLOT (name, node, T2S_SLOT_JOIN_USING) {
        t2s__var left_var, right_var;
        int in_left, in_right;

        for (size_t i = 0; i < join->merged_count; i++)
            if (t2s__same_name(analysis, join->merged[i].name, name->text))
                t2s__analysis_find(analysis, "42701", name->position, NULL,
                                   "column name \"%s\" appears more than once in USING clause", name->text);
        in_left = using_side(analysis, left, "left", name, &left_var);
        in_right = using_side(analysis, right, "right", name, &right_var);
        if (in_left && in_right)
            merge(analysis, join, node, &left_var, &right_var, name->position);
        else
            join->is_open = 1;
    }
}

static void join_natural(t2s__analysis *analysis, t2s__item *join, const t2s_node *node, t2s__item *left, t2s__item *right)
{
    size_t count;
    const t2s__var *vars = t2s__item_vars(analysis, left, &count);

    join->merged = t2s__analysis_alloc(analysis, (count + 1) * sizeof(*join->merged));
    if (join->merged == NULL)
        return;
    for (size_t i = 0; i < count; i++) {
        t2s__var left_var, right_var;
        int in_right = vars[i].name != NULL ? t2s__item_find(analysis, right, vars[i].name, 0, &right_var) : 0;
        int in_left;

        if (in_right == 0)
            continue;
        in_left = t2s__item_find(analysis, left, vars[i].name, 0, &left_var);
        if (in_left > 1 || in_right > 1) {
            t2s__analysis_find(analysis, "42702", join->position, NULL,
                               "common column name \"%s\" appears more than once in %s table", vars[i].name,
                               in_left > 1 ? "left" : "right");
            continue;
        }
        t2s__use_columns(analysis, &left_var, 1, -1);
        t2s__use_columns(analysis, &right_var, 1, -1);
        merge(analysis, join, node, &left_var, &right_var, join->position);
    }
}

/* ON sees the two sides, and the outer queries; not what else is in FROM. */
static void join_on(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node, size_t start)
{
    size_t first = scope->first;

    if (node->last[T2S_SLOT_JOIN_ON] == NULL)
        return;
    t2s__from_set_lateral(scope, start, scope->count, 0, 1);
    scope->first = start;
    analysis->rules->join_on(analysis, scope, node);
    scope->first = first;
}

/* JOIN ... USING (...) AS name: a name for the columns of USING alone. */
static void add_using_alias(t2s__analysis *analysis, t2s__scope *scope, t2s__item *join, const t2s_node *alias, size_t start)
{
    size_t middle = scope->count;
    t2s__item *item;
    t2s__entry *entry;

    if (alias == NULL)
        return;
    item = t2s__item_new(analysis, scope, T2S__ITEM_DERIVED);
    if (item == NULL)
        return;
    item->name = alias->text;
    item->has_alias = 1;
    item->position = alias->position;
    item->vars = join->merged;
    item->var_count = join->merged_count;
    entry = t2s__scope_add(analysis, scope, item);
    if (entry == NULL)
        return;
    entry->columns_visible = 0;
    t2s__from_check_conflicts(analysis, scope, start, middle);
}

t2s__item *t2s__from_join(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node)
{
    const t2s_node *left_node = t2s__node_first(node, T2S_SLOT_JOIN_LEFT);
    const t2s_node *right_node = t2s__node_first(node, T2S_SLOT_JOIN_RIGHT);
    const t2s_node *alias = t2s__node_first(node, T2S_SLOT_JOIN_ALIAS);
    int lateral_ok = !t2s__node_text_is(node, "RIGHT") && !t2s__node_text_is(node, "FULL");
    size_t start = scope->count, middle;
    t2s__item *left, *right, *item;
    t2s__entry *entry;

    if (left_node == NULL || right_node == NULL)
        return NULL;
    left = t2s__from_item(analysis, scope, left_node);
    middle = scope->count;
    t2s__from_set_lateral(scope, start, middle, 1, lateral_ok);
    right = t2s__from_item(analysis, scope, right_node);
    t2s__from_check_conflicts(analysis, scope, start, middle);
    item = t2s__item_new(analysis, scope, T2S__ITEM_JOIN);
    if (item == NULL || left == NULL || right == NULL)
        return NULL;
    item->position = right->position;
    item->left = left;
    item->right = right;
    left->join = right->join = item;
    item->is_open = left->is_open | right->is_open;
    if ((node->flags & T2S_NODE_F_NATURAL) != 0 && analysis->rules->has_no_natural)
        t2s__analysis_find(analysis, "0A000", node->position, "Say which columns are equal, with USING or ON.", "Natural join not supported");
    if ((node->flags & T2S_NODE_F_NATURAL) != 0)
        join_natural(analysis, item, node, left, right);
    else if (node->last[T2S_SLOT_JOIN_USING] != NULL)
        join_using(analysis, item, node, left, right);
    join_on(analysis, scope, node, start);
    middle = scope->count;
    add_using_alias(analysis, scope, item, t2s__node_first(node, T2S_SLOT_JOIN_USING_ALIAS), start);
    if (alias != NULL) {
        size_t count;

        t2s__item_vars(analysis, item, &count);
        t2s__item_take_vars(analysis, item, item->vars, item->var_count);
        t2s__item_name(analysis, item, alias);
        scope->count = start;
    } else {
        for (size_t i = start; i < middle; i++)
            scope->entries[i].columns_visible = 0;
    }
    entry = t2s__scope_add(analysis, scope, item);
    if (entry != NULL)
        entry->relation_visible = alias != NULL;
    return item;
}
