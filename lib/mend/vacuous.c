/* SPDX-License-Identifier: MIT */
#include "mend/vacuous.h"

#include "mend/splice.h"
#include "sql/analysis.h"
#include "sql/statement.h"

struct search {
    const t2s_fix *fix;
    int found;
};

static const t2s__var *column_of(const t2s_node *node)
{
    return node != NULL && node->kind == T2S_NODE_COLUMN_REF ? node->meaning : NULL;
}

static int is_touched(const t2s_fix *fix, const t2s_node *node)
{
    return node->position >= 0 && t2s__splice_touches(fix, (size_t)node->position);
}

static int look(const t2s_node *node, const t2s_node *parent, void *user_data)
{
    struct search *search = user_data;
    const t2s_node *left, *right;
    const t2s__var *one, *other;

    (void)parent;
    if (node->kind != T2S_NODE_OPERATOR)
        return 0;
    left = t2s__node_first(node, 0);
    right = t2s__node_first(node, 1);
    one = column_of(left);
    other = column_of(right);
    if (one != NULL && other != NULL && one->item == other->item && one->identity == other->identity &&
        (is_touched(search->fix, left) || is_touched(search->fix, right)))
        search->found = 1;
    return 0;
}

int t2s__is_vacuous(const t2s_statement *after, const t2s_fix *fix, int *ret_is_vacuous)
{
    struct search search = {fix, 0};
    int code = t2s__tree_visit(t2s__statement_tree(after), look, &search);

    *ret_is_vacuous = search.found;
    return code;
}
