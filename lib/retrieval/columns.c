/* SPDX-License-Identifier: MIT */
#include "retrieval/columns.h"

#include <stdlib.h>

enum {
    NARROW_COLUMNS = 16, /* relations up to this width are never pruned, unless nothing else fits */
    LEAST_KEYS = 12,     /* key columns of the least width */
    LEAST_MATCHES = 6,
    LEAST_FIRST = 3, /* the first columns tend to name the row */
    LIKELY_MATCHES = 24,
    LIKELY_FIRST = 8
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

/* `maximum` columns of keys at most; primary keys first, for they stand first in a relation. */
static void mark_keys(const t2s_relation *relation, size_t maximum, unsigned char *marks)
{
    size_t count = 0;

    for (size_t k = 0; k < relation->key_count && count < maximum; k++)
        if (relation->keys[k].kind == T2S_KEY_PRIMARY || t2s__key_joins(&relation->keys[k]))
            for (size_t c = 0; c < relation->keys[k].count; c++) {
                marks[relation->keys[k].columns[c]] = 1;
                count++;
            }
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

/* List what is marked, and count what it costs. */
static int settle(const t2s_index *index, const t2s_relation *relation, const unsigned char *marks, t2s__arena *arena,
                  t2s__columns *columns)
{
    uint32_t visible = 0;

    columns->items = array_of(arena, relation->column_count, sizeof(*columns->items));
    if (columns->items == NULL)
        return T2S_E_NOMEM;
    columns->count = 0;
    for (size_t c = 0; c < relation->column_count; c++) {
        visible += !is_hidden(relation, c);
        if ((marks == NULL || marks[c]) && !is_hidden(relation, c))
            columns->items[columns->count++] = (uint32_t)c;
    }
    columns->names = 0;
    for (uint32_t i = 0; i < columns->count; i++)
        columns->names += index->costs[T2S__FORM_BRIEF].columns[index->first_columns[relation->index] + columns->items[i]];
    for (int form = 0; form < T2S__FORMS; form++) {
        const t2s__costs *costs = &index->costs[form];

        columns->costs[form] = costs->heads[relation->index];
        for (uint32_t i = 0; i < columns->count; i++)
            columns->costs[form] += costs->columns[index->first_columns[relation->index] + columns->items[i]];
        if (columns->count == visible) /* nothing is left out, nor is there a note that says so */
            columns->costs[form] = costs->wholes[relation->index];
    }
    return 0;
}

static void mark_first(const t2s_relation *relation, size_t count, unsigned char *marks)
{
    for (size_t c = 0; c < count && c < relation->column_count; c++)
        marks[c] = 1;
}

static void mark_best(const t2s__ranked *ranked, size_t count, size_t maximum, unsigned char *marks)
{
    for (size_t i = 0; i < count && i < maximum && ranked[i].rank != 0; i++)
        marks[ranked[i].number] = 1;
}

int t2s__columns_all(const t2s_index *index, t2s__arena *arena, uint32_t relation, t2s__columns *ret_columns)
{
    return settle(index, index->catalog->relations[relation], NULL, arena, ret_columns);
}

int t2s__columns_find(const t2s_index *index, const t2s__matches *matches, t2s__arena *arena, t2s__pick *pick)
{
    const t2s_relation *relation = index->catalog->relations[pick->relation];
    size_t count = relation->column_count;
    t2s__ranked *ranked;
    unsigned char *marks;

    if (settle(index, relation, NULL, arena, &pick->widths[T2S__WIDTH_ALL]) != 0)
        return T2S_E_NOMEM;
    pick->widths[T2S__WIDTH_LEAST] = pick->widths[T2S__WIDTH_LIKELY] = pick->widths[T2S__WIDTH_ALL];
    if (count <= NARROW_COLUMNS)
        return 0;
    ranked = rank_columns(matches, relation, arena);
    marks = array_of(arena, count, 1);
    if (ranked == NULL || marks == NULL)
        return T2S_E_NOMEM;
    qsort(ranked, count, sizeof(*ranked), t2s__compare_ranked);
    mark_keys(relation, LEAST_KEYS, marks);
    mark_first(relation, LEAST_FIRST, marks);
    mark_best(ranked, count, LEAST_MATCHES, marks);
    if (settle(index, relation, marks, arena, &pick->widths[T2S__WIDTH_LEAST]) != 0)
        return T2S_E_NOMEM;
    mark_keys(relation, count, marks);
    mark_first(relation, LIKELY_FIRST, marks);
    mark_best(ranked, count, LIKELY_MATCHES, marks);
    return settle(index, relation, marks, arena, &pick->widths[T2S__WIDTH_LIKELY]);
}

int t2s__columns_squeeze(const t2s_index *index, const t2s__matches *matches, uint64_t budget, t2s__arena *arena, t2s__pick *pick)
{
    const t2s_relation *relation = index->catalog->relations[pick->relation];
    const t2s__costs *costs = &index->costs[T2S__FORM_BRIEF];
    const uint32_t *column_costs = costs->columns + index->first_columns[pick->relation];
    t2s__ranked *ranked = rank_columns(matches, relation, arena);
    unsigned char *marks = array_of(arena, relation->column_count, 1);

    if (ranked == NULL || marks == NULL)
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
    return settle(index, relation, marks, arena, &pick->widths[T2S__WIDTH_LEAST]) != 0 ? T2S_E_NOMEM : 1;
}
