/* SPDX-License-Identifier: MIT */
/* FROM in Presto and Trino: UNNEST, and how columns of both sides of a join become one. */
#include <string.h>
#include <strings.h>

#include "sql/expression.h"
#include "sql/from.h"
#include "sql/presto.h"

const t2s__type *t2s__pr_merged(t2s__analysis *analysis, const t2s__var *left, const t2s__var *right, int position)
{
    const t2s__ptype *super;
    int coercible;

    if (!t2s__ptype_common(analysis, t2s__ptype_of(left->type), t2s__ptype_of(right->type), &super, &coercible)) {
        t2s__analysis_find(analysis, "TYPE_MISMATCH", position, NULL, "Column types of left and right joins do not match: %s, %s",
                           t2s__ptype_text(analysis, t2s__ptype_of(left->type)), t2s__ptype_text(analysis, t2s__ptype_of(right->type)));
        return NULL;
    }
    return t2s__ptype_as_type(super);
}

void t2s__pr_join_on(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node)
{
    T2S__FOR_SLOT (condition, node, T2S_SLOT_JOIN_ON)
        if (t2s__pr_check_scalar(analysis, condition, "JOIN clause") == 0)
            t2s__pr_condition(analysis, scope, condition, "JOIN ON clause must evaluate to a boolean: actual type %s");
}

static int is_unnest(const t2s_node *call)
{
    const t2s_node *last = call->kind == T2S_NODE_CALL ? call->last[T2S_SLOT_CALL_NAME] : NULL;

    return last != NULL && last->next == last && last->text != NULL && strcasecmp(last->text, "unnest") == 0;
}

/* The columns of one argument: of an array one, or those of its rows; of a map two. */
static void unnest(t2s__analysis *analysis, const t2s_node *argument, t2s__columns *columns)
{
    const t2s__ptype *type = t2s__ptype_at(argument), *element;

    if (type == NULL || type->base == T2S__PTYPE_OTHER || type->count == 0) {
        if (type == NULL || type->base == T2S__PTYPE_OTHER || type->base == T2S__PTYPE_ARRAY || type->base == T2S__PTYPE_MAP) {
            columns->is_open = 1;
            return;
        }
    }
    if (type->base == T2S__PTYPE_MAP) {
        t2s__add_column(analysis, columns, NULL, t2s__ptype_as_type(type->parts[0]));
        t2s__add_column(analysis, columns, NULL, t2s__ptype_as_type(type->parts[1]));
        return;
    }
    if (type->base != T2S__PTYPE_ARRAY) {
        columns->is_open = 1;
        t2s__analysis_find(analysis, "INVALID_FUNCTION_ARGUMENT", argument->position, NULL, "Cannot unnest type: %s",
                           t2s__ptype_text(analysis, type));
        return;
    }
    element = type->parts[0];
    if (element == NULL)
        columns->is_open = 1; /* it may be rows */
    else if (element->base != T2S__PTYPE_ROW || element->count == 0)
        t2s__add_column(analysis, columns, NULL, t2s__ptype_as_type(element));
    else
        for (uint32_t i = 0; i < element->count; i++)
            t2s__add_column(analysis, columns, element->names != NULL ? element->names[i] : NULL, t2s__ptype_as_type(element->parts[i]));
}

t2s__item *t2s__pr_from_function(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node)
{
    const t2s_node *call = t2s__node_first(node, T2S_SLOT_FUNCTION_TABLE_CALLS);
    t2s__columns columns = {0};
    t2s__item *item;

    if (call == NULL || !is_unnest(call))
        return t2s__postgres_from_function(analysis, scope, node);
    scope->lateral_active = 1;
    t2s__use_function(analysis, call);
    T2S__FOR_SLOT (argument, call, T2S_SLOT_CALL_ARGUMENTS) {
        t2s__expression(analysis, scope, argument);
        unnest(analysis, argument, &columns);
    }
    scope->lateral_active = 0;
    item = t2s__item_new(analysis, scope, T2S__ITEM_FUNCTION);
    if (item == NULL)
        return NULL;
    if ((node->flags & T2S_NODE_F_ORDINALITY) != 0)
        t2s__add_column(analysis, &columns, NULL, t2s__ptype_as_type(t2s__ptype_plain(T2S__PTYPE_BIGINT)));
    item->position = call->position;
    item->is_open = (uint8_t)columns.is_open;
    t2s__item_take_vars(analysis, item, columns.vars, columns.count);
    t2s__item_name(analysis, item, t2s__node_first(node, T2S_SLOT_FUNCTION_TABLE_ALIAS));
    t2s__scope_add(analysis, scope, item);
    return item;
}
