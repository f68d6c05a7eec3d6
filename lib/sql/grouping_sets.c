/* SPDX-License-Identifier: MIT */
/* What GROUP BY lists, and which of it is in all grouping sets. */
#include "sql/clauses.h"

enum { SETS_MAX = 4096, CUBE_MAX = 12, COMPARED_MAX = 1000 };

void t2s__group_add(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *expression, const t2s__var *var)
{
    t2s__level *level = &scope->level;

    if (level->grouped_count >= COMPARED_MAX) {
        level->is_unsure = 1; /* everything would be compared with all of them */
        return;
    }
    if (t2s__analysis_grow(analysis, (void **)&level->grouped, level->grouped_count, &level->grouped_capacity,
                           sizeof(*level->grouped)) != 0)
        return;
    if (expression != NULL)
        var = t2s__node_var(expression);
    level->grouped[level->grouped_count++] = (t2s__grouped){expression, var, 1};
}

void t2s__group_intersect(t2s__scope *scope, size_t start, size_t end, size_t other)
{
    t2s__level *level = &scope->level;

    for (size_t i = start; i < end; i++) {
        int is_there = 0;

        for (size_t j = other; j < level->grouped_count && !is_there; j++)
            is_there = level->grouped[j].is_in_all && level->grouped[i].var != NULL && level->grouped[j].var != NULL &&
                       t2s__same_var(level->grouped[i].var, level->grouped[j].var);
        level->grouped[i].is_in_all &= (uint8_t)is_there;
    }
    for (size_t j = other; j < level->grouped_count; j++)
        level->grouped[j].is_in_all = 0;
}

/* How many sets an element stands for, at most SETS_MAX + 1. */
static size_t count_sets(t2s__analysis *analysis, const t2s_node *node)
{
    size_t children, count = 0;

    if (node->kind != T2S_NODE_GROUPING || t2s__node_text_is(node, "EMPTY"))
        return 1;
    children = t2s__node_count(node, 0);
    if (t2s__node_text_is(node, "ROLLUP"))
        return children + 1;
    if (t2s__node_text_is(node, "CUBE")) {
        if (children > CUBE_MAX) {
            t2s__analysis_find(analysis, "54011", node->position, NULL, "CUBE is limited to %d elements", (int)CUBE_MAX);
            return 1;
        }
        return (size_t)1 << children;
    }
    T2S__FOR_SLOT (child, node, 0) {
        count += count_sets(analysis, child);
        if (count > SETS_MAX)
            return SETS_MAX + 1;
    }
    return count;
}

void t2s__check_grouping_sets(t2s__analysis *analysis, const t2s_node *select)
{
    size_t count = 1;

    T2S__FOR_SLOT (node, select, T2S_SLOT_SELECT_GROUP) {
        count *= count_sets(analysis, node);
        if (count > SETS_MAX) {
            t2s__analysis_find(analysis, "54001", node->position, NULL, "too many grouping sets present (maximum %d)",
                               (int)SETS_MAX);
            return;
        }
    }
}
