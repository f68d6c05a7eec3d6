/* SPDX-License-Identifier: MIT */
/* CAST and COLLATE. After PostgreSQL's transformTypeCast() and transformCollateClause(). */
#include <string.h>

#include "sql/expression.h"

static int is_array(const t2s__type *type)
{
    return type != NULL && t2s__bare_type(type)->is_array;
}

/* The type is looked up before the value is. ARRAY[...] passes an array type on to its elements. */
void t2s__cast_to(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node)
{
    const t2s_node *value = t2s__node_first(node, 0), *written = t2s__node_first(node, 1);
    const t2s__type *from, *to = NULL;
    int fits;

    if (analysis->has_types && written != NULL && written->kind == T2S_NODE_TYPE)
        to = t2s__resolve_type(analysis, written);
    if (value == NULL)
        return;
    if (value->kind == T2S_NODE_ARRAY && is_array(to))
        t2s__array(analysis, scope, value, t2s__bare_type(to));
    else if (value->kind == T2S_NODE_ARRAY && analysis->has_types && to == NULL && written != NULL)
        t2s__expressions(analysis, scope, value, 0); /* the type may be one of arrays: ARRAY[] is fine */
    else
        t2s__expression(analysis, scope, value);
    if (to == NULL)
        return;
    from = value->type;
    fits = t2s__coerce(analysis, value, to, T2S__COERCE_EXPLICIT);
    if (fits == 0)
        t2s__analysis_find(analysis, "42846", node->position >= 0 ? node->position : t2s__expression_position(value), NULL,
                           "cannot cast type %s to %s", t2s__type_text(from), t2s__type_text(to));
    t2s__node_set_type(node, to);
}

static int has_collation(const t2s__type *type)
{
    const t2s__type *bare = t2s__bare_type(type);

    while (bare->is_array && bare->element != NULL)
        bare = t2s__bare_type(bare->element);
    if (bare->known == T2S__TYPE_OTHER && (bare->schema == NULL || strcmp(bare->schema, "pg_catalog") != 0))
        return bare->kind == T2S_TYPE_BASE || bare->kind == T2S_TYPE_DOMAIN; /* an extension's may have one */
    return t2s__type_category(bare) == 'S' || t2s__type_is(bare, T2S__TYPE_NAME) || t2s__type_is(bare, T2S__TYPE_UNKNOWN) ||
           bare->kind == T2S_TYPE_PSEUDO;
}

void t2s__collate(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node)
{
    const t2s_node *value = t2s__node_first(node, 0);

    if (value == NULL)
        return;
    t2s__expression(analysis, scope, value);
    if (!analysis->has_types || value->type == NULL)
        return;
    if (has_collation(value->type))
        t2s__node_set_type(node, value->type);
    else
        t2s__analysis_find(analysis, "42804", node->position, NULL, "collations are not supported by type %s",
                           t2s__type_text(value->type));
}
