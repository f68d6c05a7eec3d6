/* SPDX-License-Identifier: MIT */
#include "retrieval/columns.h"

#include <stdlib.h>

enum {
    NARROW_COLUMNS = 16, /* relations up to this width are never pruned, unless nothing else fits */
    CORE_FIRST = 8,      /* of a wide one the first columns are shown: they tend to name the row */
    CORE_MAX = 64        /* matches at most */
};

/* Never NULL for an empty list. */
static void *array_of(t2s__arena *arena, size_t count, size_t size)
{
    return count < SIZE_MAX / size ? t2s__arena_zalloc(arena, (count + 1) * size) : NULL;
}

static int is_hidden(const t2s_relation *relation, size_t column)
{
    return (relation->columns[column].flags & T2S_COLUMN_HIDDEN) != 0;
}

static void mark_keys(const t2s_relation *relation, unsigned char *marks)
{
    for (size_t k = 0; k < relation->key_count; k++)
        if (relation->keys[k].kind == T2S_KEY_PRIMARY || t2s__key_joins(&relation->keys[k]))
            for (size_t c = 0; c < relation->keys[k].count; c++)
                marks[relation->keys[k].columns[c]] = 1;
}

/* The score of each column, in `arena`; NULL: out of memory. */
static t2s__ranked *rank_columns(const t2s__matches *matches, const t2s_relation *relation, t2s__arena *arena)
{
    t2s__ranked *ranked = array_of(arena, relation->column_count, sizeof(*ranked));
    uint32_t slot = matches->slots[relation->index];

    if (ranked == NULL)
        return NULL;
    for (size_t c = 0; c < relation->column_count; c++)
        ranked[c].number = (uint32_t)c;
    if (slot != 0)
        for (uint32_t at = matches->hits[slot - 1].columns; at != 0; at = matches->columns[at - 1].next)
            ranked[matches->columns[at - 1].column].rank += matches->columns[at - 1].score;
    return ranked;
}

/* The best of the columns that the question names. */
static int mark_matches(const t2s__matches *matches, const t2s_relation *relation, t2s__arena *arena, unsigned char *marks)
{
    t2s__ranked *ranked = rank_columns(matches, relation, arena);

    if (ranked == NULL)
        return T2S_E_NOMEM;
    qsort(ranked, relation->column_count, sizeof(*ranked), t2s__compare_ranked);
    for (size_t i = 0; i < relation->column_count && i < CORE_MAX && ranked[i].rank != 0; i++)
        marks[ranked[i].number] = 1;
    return 0;
}

/* The core is what is marked: count its costs. */
static void settle(const t2s_index *index, const t2s_relation *relation, const unsigned char *marks, t2s__pick *pick)
{
    uint32_t visible = 0;

    pick->core_count = 0;
    for (size_t c = 0; c < relation->column_count; c++) {
        visible += !is_hidden(relation, c);
        if (marks[c] && !is_hidden(relation, c))
            pick->core[pick->core_count++] = (uint32_t)c;
    }
    for (int form = 0; form < T2S__FORMS; form++) {
        const t2s__costs *costs = &index->costs[form];

        pick->core_costs[form] = costs->heads[relation->index];
        for (uint32_t i = 0; i < pick->core_count; i++)
            pick->core_costs[form] += costs->columns[index->first_columns[relation->index] + pick->core[i]];
        if (pick->core_count == visible) /* nothing is left out, nor is there a note that says so */
            pick->core_costs[form] = costs->wholes[relation->index];
    }
    pick->whole = pick->core_count == visible;
}

int t2s__columns_core(const t2s_index *index, const t2s__matches *matches, t2s__arena *arena, t2s__pick *pick)
{
    const t2s_relation *relation = index->catalog->relations[pick->relation];
    int narrow = relation->column_count <= NARROW_COLUMNS;
    unsigned char *marks = array_of(arena, relation->column_count, 1);

    pick->core = array_of(arena, relation->column_count, sizeof(*pick->core));
    if (marks == NULL || pick->core == NULL)
        return T2S_E_NOMEM;
    mark_keys(relation, marks);
    for (size_t c = 0; c < relation->column_count; c++)
        if (narrow || c < CORE_FIRST)
            marks[c] = 1;
    if (!narrow && mark_matches(matches, relation, arena, marks) != 0)
        return T2S_E_NOMEM;
    settle(index, relation, marks, pick);
    return 0;
}

int t2s__columns_squeeze(const t2s_index *index, const t2s__matches *matches, uint64_t budget, t2s__arena *arena, t2s__pick *pick)
{
    const t2s_relation *relation = index->catalog->relations[pick->relation];
    const t2s__costs *costs = &index->costs[T2S__FORM_BRIEF];
    const uint32_t *column_costs = costs->columns + index->first_columns[pick->relation];
    t2s__ranked *ranked = rank_columns(matches, relation, arena);
    unsigned char *marks = array_of(arena, relation->column_count, 1);

    pick->core = array_of(arena, relation->column_count, sizeof(*pick->core));
    if (ranked == NULL || marks == NULL || pick->core == NULL)
        return T2S_E_NOMEM;
    if (costs->heads[pick->relation] > budget)
        return 0;
    budget -= costs->heads[pick->relation];
    qsort(ranked, relation->column_count, sizeof(*ranked), t2s__compare_ranked);
    for (size_t i = 0; i < relation->column_count; i++)
        if (column_costs[ranked[i].number] <= budget && !is_hidden(relation, ranked[i].number)) {
            budget -= column_costs[ranked[i].number];
            marks[ranked[i].number] = 1;
        }
    settle(index, relation, marks, pick);
    pick->form = T2S__FORM_BRIEF;
    return 1;
}
