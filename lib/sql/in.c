/* SPDX-License-Identifier: MIT */
/* IN (...) with a list. After PostgreSQL's transformAExprIn(). */
#include "sql/expression.h"

/* What was found of an IN before, so that lists in lists are not gone through again and again. */
static const char with_columns, without_columns;

/* Whether there are columns in it, of whichever query: such a value is compared by itself. */
static int has_columns(const t2s_node *node)
{
    if (node->kind == T2S_NODE_LITERAL)
        return 0;
    if (node->kind == T2S_NODE_COLUMN_REF)
        return 1;
    if (node->kind == T2S_NODE_IN && node->meaning != NULL)
        return node->meaning == &with_columns;
    for (int slot = 0; slot < node->slots; slot++)
        T2S__FOR_SLOT (child, node, slot)
            if (has_columns(child))
                return 1;
    return 0;
}

/* The values of the list that have no columns, behind the one that is looked for. */
static const t2s_node **constants(t2s__analysis *analysis, const t2s_node *node, const t2s_node *left, size_t *ret_count)
{
    const t2s_node **nodes = t2s__analysis_alloc(analysis, (t2s__node_count(node, 1) + 1) * sizeof(*nodes));
    size_t count = 0;

    if (nodes == NULL)
        return NULL;
    nodes[count++] = left;
    T2S__FOR_SLOT (value, node, 1)
        if (!has_columns(value))
            nodes[count++] = value;
    *ret_count = count;
    return nodes;
}

/* The type of an array of all of them; NULL: they do not fit into one. */
static const t2s__type *array_element(t2s__analysis *analysis, const t2s_node *const *nodes, size_t count)
{
    const t2s__type *type = t2s__common_type(analysis, nodes, count, NULL);

    if (type == NULL || t2s__type_is(type, T2S__TYPE_RECORD))
        return NULL;
    for (size_t i = 0; i < count; i++)
        if (!t2s__can_coerce(analysis, nodes[i]->type, type, T2S__COERCE_IMPLICIT))
            return NULL;
    return type;
}

static void compare(t2s__analysis *analysis, const t2s_node *node, const t2s_node *left, const t2s_node *right)
{
    const t2s__type *type = left->type;

    t2s__compare(analysis, node->position, NULL, (node->flags & T2S_NODE_F_NOT) != 0 ? "<>" : "=", left, right, NULL);
    if (t2s__type_is(type, T2S__TYPE_UNKNOWN))
        t2s__node_set_type(left, type); /* each comparison has one of its own */
}

static int all_known(const t2s_node *const *nodes, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (nodes[i]->type == NULL)
            return 0;
    return 1;
}

void t2s__in(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node)
{
    const t2s_node *left = t2s__node_first(node, 0);
    const t2s_node **nodes;
    const t2s__type *element = NULL;
    size_t count = 0;

    t2s__expressions(analysis, scope, node, 0);
    t2s__expressions(analysis, scope, node, 1);
    t2s__set_known(analysis, node, T2S__TYPE_BOOL);
    if (!analysis->has_types || left == NULL)
        return;
    nodes = constants(analysis, node, left, &count);
    if (nodes == NULL)
        return;
    t2s__node_set_meaning(node, has_columns(node) ? &with_columns : &without_columns);
    if (count > 2) {
        if (!all_known(nodes, count))
            return;
        element = array_element(analysis, nodes, count);
    }
    if (element != NULL) {
        t2s_node array = t2s__stand_in(T2S_NODE_PARAMETER, element, node->position);

        for (size_t i = 1; i < count; i++)
            if (t2s__coerce_common(analysis, nodes[i], element, "IN") < 0)
                return;
        compare(analysis, node, left, &array);
    }
    T2S__FOR_SLOT (value, node, 1)
        if (element == NULL || has_columns(value))
            compare(analysis, node, left, value);
}
