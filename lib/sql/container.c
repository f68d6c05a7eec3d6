/* SPDX-License-Identifier: MIT */
/* Arrays, and what is taken out of them by number or key. After PostgreSQL's transformArrayExpr() and parse_node.c. */
#include <string.h>

#include "sql/expression.h"

static int is_array(const t2s__type *type)
{
    return type != NULL && t2s__bare_type(type)->is_array;
}

static int has_arrays(const t2s_node *node)
{
    T2S__FOR_SLOT (element, node, 0)
        if (element->kind == T2S_NODE_ARRAY || is_array(element->type))
            return 1;
    return 0;
}

/* The array was cast, so that each of its elements is. */
static void cast_elements(t2s__analysis *analysis, const t2s_node *node, const t2s__type *array)
{
    const t2s__type *to = has_arrays(node) ? array : t2s__bare_type(array)->element;

    t2s__node_set_type(node, array);
    T2S__FOR_SLOT (element, node, 0) {
        if (element->kind == T2S_NODE_ARRAY || to == NULL || t2s__coerce(analysis, element, to, T2S__COERCE_EXPLICIT) != 0)
            continue;
        t2s__analysis_find(analysis, "42846", t2s__expression_position(element), NULL, "cannot cast type %s to %s",
                           t2s__type_text(element->type), t2s__type_text(to));
        return;
    }
}

static void common_element(t2s__analysis *analysis, const t2s_node *node)
{
    size_t count = t2s__node_count(node, 0), at = 0;
    const t2s_node **nodes;
    const t2s__type *type;

    if (count == 0) {
        t2s__analysis_find(analysis, "42P18", node->position, "Explicitly cast to the desired type, for example ARRAY[]::integer[].",
                           "cannot determine type of empty array");
        return;
    }
    nodes = t2s__analysis_alloc(analysis, count * sizeof(*nodes));
    if (nodes == NULL)
        return;
    T2S__FOR_SLOT (element, node, 0)
        nodes[at++] = element;
    type = t2s__common_type(analysis, nodes, count, "ARRAY");
    if (type == NULL)
        return;
    if (has_arrays(node)) {
        if (!is_array(type) && type->kind != T2S_TYPE_PSEUDO) {
            t2s__analysis_find(analysis, "42704", node->position, NULL, "could not find element type for data type %s",
                               t2s__type_text(type));
            return;
        }
        t2s__node_set_type(node, type);
    } else
        t2s__node_set_type(node, t2s__array_of(analysis, type));
    for (size_t i = 0; i < count; i++)
        if (t2s__coerce_common(analysis, nodes[i], type, "ARRAY") < 1)
            return;
}

void t2s__array(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node, const t2s__type *wanted)
{
    T2S__FOR_SLOT (element, node, 0) {
        if (element->kind == T2S_NODE_ARRAY)
            t2s__array(analysis, scope, element, wanted);
        else
            t2s__expression(analysis, scope, element);
    }
    if (!analysis->has_types)
        return;
    if (wanted != NULL)
        cast_elements(analysis, node, wanted);
    else
        common_element(analysis, node);
}

static void array_index(t2s__analysis *analysis, const t2s_node *index)
{
    const t2s__type *integer = t2s__known(analysis, T2S__TYPE_INT4);

    if (integer != NULL && t2s__coerce(analysis, index, integer, T2S__COERCE_ASSIGNMENT) == 0)
        t2s__analysis_find(analysis, "42804", t2s__expression_position(index), NULL, "array subscript must have type integer");
}

/* A number or a key: which of them must be clear. */
static void json_index(t2s__analysis *analysis, const t2s_node *index)
{
    const t2s__type *integer = t2s__known(analysis, T2S__TYPE_INT4), *text = t2s__known(analysis, T2S__TYPE_TEXT);
    const char *hint;
    int as_integer, as_text;

    if (index->type == NULL || integer == NULL || text == NULL)
        return;
    if (t2s__type_is(index->type, T2S__TYPE_UNKNOWN)) {
        t2s__coerce(analysis, index, text, T2S__COERCE_IMPLICIT);
        return;
    }
    as_integer = t2s__can_coerce(analysis, index->type, integer, T2S__COERCE_IMPLICIT);
    as_text = t2s__can_coerce(analysis, index->type, text, T2S__COERCE_IMPLICIT);
    if (as_integer != as_text)
        return;
    hint = as_text ? "jsonb subscript must be coercible to only one type, integer or text."
                   : "jsonb subscript must be coercible to either integer or text.";
    t2s__analysis_find(analysis, "42804", t2s__expression_position(index), hint, "subscript type %s is not supported",
                       t2s__type_text(index->type));
}

/* What x[...][...] takes the subscripts of, whose type is `bare`. */
static void take(t2s__analysis *analysis, const t2s_node *node, const t2s_node *base, const t2s__type *bare)
{
    int is_json = t2s__type_is(bare, T2S__TYPE_JSONB);
    const t2s_node *slice = NULL;

    for (const t2s_node *step = node; step != base; step = t2s__node_first(step, 0)) {
        if ((step->flags & T2S_NODE_F_SLICE) != 0)
            slice = step;
        for (int slot = 1; slot < 3; slot++)
            T2S__FOR_SLOT (index, step, slot) {
                if (is_json)
                    json_index(analysis, index);
                else
                    array_index(analysis, index);
            }
    }
    if (is_json && slice != NULL) {
        t2s__analysis_find(analysis, "42804", t2s__expression_position(slice), NULL, "jsonb subscript does not support slices");
        return;
    }
    t2s__node_set_type(node, is_json || slice != NULL ? bare : bare->element);
}

/* 0 where that is not known: a type of an extension may have ways of its own. */
static int is_subscriptable(const t2s__type *type)
{
    return type->element != NULL || t2s__type_is(type, T2S__TYPE_JSONB);
}

/* a[1][2] takes one element out of two dimensions: a chain of such nodes is one thing. */
void t2s__subscript(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node)
{
    const t2s_node *base = node;
    const t2s__type *bare;

    while (base != NULL && base->kind == T2S_NODE_SUBSCRIPT)
        base = t2s__node_first(base, 0);
    if (base == NULL)
        return;
    t2s__expression(analysis, scope, base);
    for (const t2s_node *step = node; step != base; step = t2s__node_first(step, 0)) {
        t2s__expressions(analysis, scope, step, 1);
        t2s__expressions(analysis, scope, step, 2);
    }
    if (!analysis->has_types || base->type == NULL)
        return;
    bare = t2s__bare_type(base->type);
    if (is_subscriptable(bare))
        take(analysis, node, base, bare);
    else if (bare->known != T2S__TYPE_OTHER || bare->kind == T2S_TYPE_ENUM || bare->kind == T2S_TYPE_COMPOSITE ||
             (bare->schema != NULL && strcmp(bare->schema, "pg_catalog") == 0))
        t2s__analysis_find(analysis, "42804", t2s__expression_position(base), NULL,
                           "cannot subscript type %s because it does not support subscripting", t2s__type_text(base->type));
}
