/* SPDX-License-Identifier: MIT */
/* What conditions that must be true for every row say of two columns. */
#include "mend/join_text.h"

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
            t2s__outline_must_be_true(outline, i, joining->select))
            return 1;
    }
    return 0;
}
