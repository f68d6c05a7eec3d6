/* SPDX-License-Identifier: MIT */
/* What conditions that must be true for every row say of two columns. */
#include <string.h>

#include "mend/join_text.h"

/* Must the condition be true for every row of the SELECT: is it in WHERE or ON of an inner join, with nothing but AND around it? */
static int must_be_true(const t2s__outline *outline, size_t index, size_t select)
{
    size_t parent = outline->entries[index].parent;

    while (parent != T2S__OUTLINE_NONE && outline->entries[parent].node->kind == T2S_NODE_BOOLEAN &&
           t2s__node_text_is(outline->entries[parent].node, "AND")) {
        index = parent;
        parent = outline->entries[parent].parent;
    }
    if (parent == select)
        return t2s__node_first(outline->entries[select].node, T2S_SLOT_SELECT_WHERE) == outline->entries[index].node;
    for (; parent != T2S__OUTLINE_NONE && outline->entries[parent].node->kind == T2S_NODE_JOIN; parent = outline->entries[parent].parent)
        if (!t2s__node_text_is(outline->entries[parent].node, "INNER") || outline->entries[parent].from != select)
            return 0;
    return parent == select;
}

static int is_column(const t2s_node *node, const t2s__item *item, uint32_t column)
{
    const t2s__var *var = node != NULL && node->kind == T2S_NODE_COLUMN_REF ? node->meaning : NULL;

    return var != NULL && var->item == item && var->column != NULL && var->column->index == column;
}

int t2s__are_equated(void *user_data, size_t start, uint32_t column, size_t other, uint32_t other_column)
{
    const t2s__joining *joining = user_data;
    const t2s__outline *outline = &joining->outline;
    const t2s__item *a = t2s__outline_item(outline, joining->starts[start]), *b = t2s__outline_item(outline, joining->starts[other]);

    for (size_t i = joining->select + 1; i < outline->entries[joining->select].end; i++) {
        const t2s_node *node = outline->entries[i].node, *left, *right;

        if (node->kind != T2S_NODE_OPERATOR || !t2s__node_text_is(node, "="))
            continue;
        left = t2s__node_first(node, 0);
        right = t2s__node_first(node, 1);
        if (((is_column(left, a, column) && is_column(right, b, other_column)) ||
             (is_column(left, b, other_column) && is_column(right, a, column))) &&
            must_be_true(outline, i, joining->select))
            return 1;
    }
    return 0;
}
