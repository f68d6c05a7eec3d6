/* SPDX-License-Identifier: MIT */
/* Several expressions of which one gives the value, so that they need one type: CASE, COALESCE, GREATEST. */
#include "sql/clauses.h"
#include "sql/expression.h"

/* PostgreSQL tells them apart where a result cannot be made what all became. */
static void coerce_all(t2s__analysis *analysis, const t2s_node *const *nodes, size_t count, const t2s__type *type,
                       const char *first_what, const char *what)
{
    for (size_t i = 0; i < count; i++)
        if (t2s__coerce_common(analysis, nodes[i], type, i == 0 ? first_what : what) < 1)
            return;
}

void t2s__alike(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node, int slot, const char *what)
{
    size_t count = t2s__node_count(node, slot), at = 0;
    const t2s_node **nodes;
    const t2s__type *type;

    t2s__expressions(analysis, scope, node, slot);
    if (!analysis->has_types || count == 0)
        return;
    nodes = t2s__analysis_alloc(analysis, count * sizeof(*nodes));
    if (nodes == NULL)
        return;
    T2S__FOR_SLOT (child, node, slot)
        nodes[at++] = child;
    type = t2s__common_type(analysis, nodes, count, what);
    if (type == NULL)
        return;
    t2s__node_set_type(node, type);
    coerce_all(analysis, nodes, count, type, what, what);
}

/* CASE x WHEN y: x = y. */
static void condition(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node, const t2s_node *argument)
{
    t2s__expression(analysis, scope, node);
    if (!analysis->has_types)
        return;
    if (argument == NULL)
        t2s__coerce_boolean(analysis, node, "CASE/WHEN");
    else {
        t2s_node tested = t2s__stand_in(T2S_NODE_PARAMETER, argument->type, argument->position);

        t2s__compare(analysis, t2s__expression_position(node), NULL, "=", &tested, node, NULL);
    }
}

/* The result of ELSE counts first, also when it is not written, and so NULL. */
static void results(t2s__analysis *analysis, const t2s_node *node, const t2s_node *otherwise)
{
    t2s_node null = t2s__stand_in(T2S_NODE_LITERAL, t2s__known(analysis, T2S__TYPE_UNKNOWN), node->position);
    const t2s_node **nodes = t2s__analysis_alloc(analysis, (t2s__node_count(node, 1) + 1) * sizeof(*nodes));
    const t2s__type *type;
    size_t count = 0;

    if (nodes == NULL)
        return;
    null.flags = T2S_NODE_F_NULL;
    nodes[count++] = otherwise != NULL ? otherwise : &null;
    T2S__FOR_SLOT (when, node, 1) {
        const t2s_node *result = when->kind == T2S_NODE_WHEN ? t2s__node_first(when, 1) : NULL;

        if (result != NULL)
            nodes[count++] = result;
    }
    type = t2s__common_type(analysis, nodes, count, "CASE");
    if (type == NULL)
        return;
    t2s__node_set_type(node, type);
    coerce_all(analysis, nodes, count, type, "CASE/ELSE", "CASE/WHEN");
}

void t2s__case(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node)
{
    const t2s_node *argument = t2s__node_first(node, 0);
    const t2s_node *otherwise = t2s__node_first(node, 2);
    const t2s_node *set = scope->level.set;

    if (argument != NULL) {
        t2s__expression(analysis, scope, argument);
        if (analysis->has_types && t2s__type_is(argument->type, T2S__TYPE_UNKNOWN))
            t2s__coerce(analysis, argument, t2s__known(analysis, T2S__TYPE_TEXT), T2S__COERCE_IMPLICIT);
    }
    T2S__FOR_SLOT (when, node, 1) {
        const t2s_node *tested = when->kind == T2S_NODE_WHEN ? t2s__node_first(when, 0) : NULL;

        if (tested == NULL) {
            t2s__expression(analysis, scope, when);
            continue;
        }
        condition(analysis, scope, tested, argument);
        t2s__expressions(analysis, scope, when, 1);
    }
    if (otherwise != NULL)
        t2s__expression(analysis, scope, otherwise);
    if (analysis->has_types)
        results(analysis, node, otherwise);
    t2s__check_no_set(analysis, scope, set, "CASE");
}
