/* SPDX-License-Identifier: MIT */
/* Calls of functions, in the order in which PostgreSQL looks at their parts. After its ParseFuncOrColumn(). */
#include <string.h>

#include <text2sql/error.h>

#include "sql/clauses.h"
#include "sql/expression.h"

/* XMLTABLE and its like have a name, and no function. */
static int is_function(const t2s_node *call)
{
    const t2s_node *last = call->last[T2S_SLOT_CALL_NAME];

    return last != NULL && ((call->flags & T2S_NODE_F_SYNTAX) == 0 || last->next != last);
}

static void within_group(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *call)
{
    T2S__FOR_SLOT (sort, call, T2S_SLOT_CALL_WITHIN) {
        if (sort->kind == T2S_NODE_SORT)
            t2s__expressions(analysis, scope, sort, 0);
        else
            t2s__expression(analysis, scope, sort);
        if (sort->kind == T2S_NODE_SORT && sort->last[0] != NULL)
            t2s__node_set_type(sort, sort->last[0]->type);
    }
}

/* count(DISTINCT x) sorts. */
static void distinct(t2s__analysis *analysis, const t2s_node *call)
{
    T2S__FOR_SLOT (argument, call, T2S_SLOT_CALL_ARGUMENTS) {
        int position = t2s__expression_position(argument);

        t2s__settle(analysis, argument);
        if (!t2s__check_equality(analysis, argument->type, position) || !t2s__check_order(analysis, argument->type, position))
            return;
    }
}

void t2s__call_of(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node)
{
    t2s__call call;
    int is_known;

    t2s__use_function(analysis, node);
    t2s__call_begin(analysis, scope, node, &call);
    t2s__expressions(analysis, scope, node, T2S_SLOT_CALL_ARGUMENTS);
    t2s__call_within(&call);
    within_group(analysis, scope, node);
    t2s__in_clause(analysis, scope, node, T2S_SLOT_CALL_FILTER, T2S__CLAUSE_FILTER);
    is_known = analysis->has_types && is_function(node) && t2s__resolve_function(analysis, node) != NULL;
    T2S__FOR_SLOT (sort, node, T2S_SLOT_CALL_WITHIN)
        if (is_known)
            t2s__sort_value(analysis, sort);
    t2s__in_clause(analysis, scope, node, T2S_SLOT_CALL_ORDER, T2S__CLAUSE_ORDER);
    if (is_known && (node->flags & T2S_NODE_F_DISTINCT) != 0)
        distinct(analysis, node);
    t2s__call_end(analysis, scope, &call);
    t2s__expressions(analysis, scope, node, T2S_SLOT_CALL_OVER);
}

const t2s__type *t2s__function_column(const t2s__function *function, size_t index)
{
    const t2s__type *type = function->columns != NULL ? function->columns[index] : NULL;

    return type != NULL && type->kind != T2S_TYPE_PSEUDO ? t2s__sound_type(type) : NULL;
}

static t2s_node *new_node(t2s__analysis *analysis, int kind, const char *text)
{
    t2s_tree *tree = (t2s_tree *)(uintptr_t)analysis->tree;
    t2s_node *node = t2s_tree_node(tree, kind, -1);

    if (node == NULL)
        analysis->code = T2S_E_NOMEM;
    else {
        node->text = text;
        node->text_length = text != NULL ? (uint32_t)strlen(text) : 0;
    }
    return node;
}

int t2s__call_on(t2s__analysis *analysis, const char *name, const t2s_node *argument, const t2s__type **ret_type)
{
    t2s_node *call = new_node(analysis, T2S_NODE_CALL, NULL);
    t2s_node *value = new_node(analysis, T2S_NODE_PARAMETER, NULL);
    int was_quiet = analysis->quiet;

    *ret_type = NULL;
    if (call == NULL || value == NULL)
        return 1;
    value->type = argument->type;
    t2s_node_append(call, T2S_SLOT_CALL_NAME, new_node(analysis, T2S_NODE_IDENTIFIER, name));
    t2s_node_append(call, T2S_SLOT_CALL_ARGUMENTS, value);
    analysis->quiet = 1;
    t2s__resolve_function(analysis, call);
    analysis->quiet = was_quiet;
    *ret_type = call->type;
    return call->type != NULL || call->meaning != NULL;
}
