/* SPDX-License-Identifier: MIT */
/* Names as values, in Presto and Trino. Which column a name means is common; this is what it then is. */
#include "sql/presto.h"

int t2s__pr_is_name(const t2s_node *node)
{
    return node->kind == T2S_NODE_COLUMN_REF && (node->flags & T2S_NODE_F_STAR) == 0 && node->last[0] != NULL &&
           node->last[0]->next == node->last[0];
}

/* The type of a name, of which the last parts may be fields of rows: (a.b).c. */
static const t2s__ptype *type_of(t2s__analysis *analysis, const t2s_node *node)
{
    const t2s__ptype *base;
    const t2s_node *inner;
    int found;

    if (node->kind == T2S_NODE_COLUMN_REF)
        return node->meaning != NULL ? t2s__ptype_of(((const t2s__var *)node->meaning)->type) : NULL;
    if (node->kind != T2S_NODE_FIELD)
        return t2s__ptype_at(node);
    inner = t2s__node_first(node, 0);
    base = inner != NULL ? type_of(analysis, inner) : NULL;
    if (inner != NULL)
        t2s__ptype_set(inner, base);
    if (base == NULL || node->text == NULL || base->base == T2S__PTYPE_OTHER || base->base == T2S__PTYPE_JSON)
        return NULL;
    if (base->base != T2S__PTYPE_ROW) {
        t2s__analysis_find(analysis, "TYPE_MISMATCH", node->position, NULL, "Expression %s is not of type ROW",
                           t2s__pr_source(analysis, inner));
        return NULL;
    }
    base = t2s__pr_field_of(analysis, base, node->text, node->position, &found);
    inner = node;
    if (!found && t2s__ptype_at(t2s__node_first(node, 0))->names != NULL)
        t2s__analysis_find(analysis, "42703", node->position, NULL, "Column '%s' cannot be resolved", node->text);
    return base;
}

void t2s__pr_column_ref(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node)
{
    if ((node->flags & T2S_NODE_F_STAR) != 0) /* count(*) has none; of others the call says what is wrong */
        return;
    t2s__column_ref(analysis, scope, node);
    t2s__ptype_set(node, type_of(analysis, node));
}
