/* SPDX-License-Identifier: MIT */
#include "retrieval/rank.h"

#include <stdlib.h>

enum {
    NEIGHBOUR_SHARE = 4, /* a relation gains a fourth of its best neighbour's score */
    SCHEMA_SHARE = 2,    /* ... and half of its schema's: what a question is about tends to stand together */
    SOURCES_MAX = 512,   /* the best ones, whose neighbours gain */
    NEIGHBOURS_MAX = 64, /* of one relation that gain: a hub says little about what joins it */
    SCHEMAS_MAX = 16,    /* the best ones, all of whose relations are ranked */
    SCHEMA_RELATIONS_MAX = 512
};

int t2s__compare_ranked(const void *left, const void *right)
{
    const t2s__ranked *a = left;
    const t2s__ranked *b = right;

    if (a->rank != b->rank)
        return a->rank > b->rank ? -1 : 1;
    return (a->number > b->number) - (a->number < b->number);
}

/* A heap whose top is the worst, so that it keeps the best. */

static void sift_down(t2s__ranked *heap, size_t count, size_t at)
{
    for (;;) {
        size_t worst = at;

        for (size_t child = 2 * at + 1; child <= 2 * at + 2 && child < count; child++)
            if (t2s__compare_ranked(&heap[child], &heap[worst]) > 0)
                worst = child;
        if (worst == at)
            return;
        t2s__ranked moved = heap[at];
        heap[at] = heap[worst];
        heap[worst] = moved;
        at = worst;
    }
}

static void sift_up(t2s__ranked *heap, size_t at)
{
    while (at != 0 && t2s__compare_ranked(&heap[at], &heap[(at - 1) / 2]) > 0) {
        t2s__ranked moved = heap[at];

        heap[at] = heap[(at - 1) / 2];
        heap[(at - 1) / 2] = moved;
        at = (at - 1) / 2;
    }
}

static size_t keep_best(t2s__ranked *heap, size_t count, size_t maximum, t2s__ranked item)
{
    if (count < maximum) {
        heap[count] = item;
        sift_up(heap, count);
        return count + 1;
    }
    if (t2s__compare_ranked(&item, &heap[0]) < 0) {
        heap[0] = item;
        sift_down(heap, count, 0);
    }
    return count;
}

/* What joins a match is of interest, though no word names it. */
static int spread(const t2s_index *index, t2s__matches *matches)
{
    t2s__ranked sources[SOURCES_MAX];
    size_t count = 0;

    for (size_t i = 0; i < matches->count; i++)
        count = keep_best(sources, count, SOURCES_MAX,
                          (t2s__ranked){.rank = matches->hits[i].score, .number = matches->hits[i].relation});
    for (size_t i = 0; i < count; i++) {
        uint32_t first = index->first_neighbours[sources[i].number];
        uint32_t last = index->first_neighbours[sources[i].number + 1];

        for (uint32_t n = first; n < last && n - first < NEIGHBOURS_MAX; n++) {
            t2s__hit *hit = t2s__matches_hit(matches, index->neighbours[n]);

            if (hit == NULL)
                return T2S_E_NOMEM;
            if (hit->gain < sources[i].rank)
                hit->gain = sources[i].rank;
        }
    }
    return 0;
}

static int add_schemas(const t2s_index *index, t2s__matches *matches)
{
    t2s__ranked best[SCHEMAS_MAX];
    size_t count = 0;

    for (uint32_t i = 0; i < index->schema_count; i++)
        if (matches->schemas[i] != 0)
            count = keep_best(best, count, SCHEMAS_MAX, (t2s__ranked){.rank = matches->schemas[i], .number = i});
    for (size_t s = 0; s < count; s++) {
        uint32_t first = index->first_of_schema[best[s].number];
        uint32_t last = index->first_of_schema[best[s].number + 1];

        for (uint32_t i = first; i < last && i - first < SCHEMA_RELATIONS_MAX; i++)
            if (index->candidate[i] && t2s__matches_hit(matches, i) == NULL)
                return T2S_E_NOMEM;
    }
    return 0;
}

int t2s__rank(const t2s_index *index, t2s__matches *matches, size_t maximum, t2s__arena *arena, t2s__ranked **ret_ranked,
              size_t *ret_count)
{
    t2s__ranked *ranked;
    size_t count = 0;

    if (spread(index, matches) != 0 || add_schemas(index, matches) != 0)
        return T2S_E_NOMEM;
    if (maximum > matches->count)
        maximum = matches->count;
    ranked = t2s__arena_alloc(arena, (maximum + 1) * sizeof(*ranked));
    if (ranked == NULL)
        return T2S_E_NOMEM;
    for (size_t i = 0; i < matches->count; i++) {
        const t2s__hit *hit = &matches->hits[i];
        uint64_t rank = hit->score + hit->gain / NEIGHBOUR_SHARE;

        if (index->schema_count > 1)
            rank += matches->schemas[index->schema_of[hit->relation]] / SCHEMA_SHARE;
        count = keep_best(ranked, count, maximum, (t2s__ranked){.rank = rank, .number = hit->relation});
    }
    if (count != 0)
        qsort(ranked, count, sizeof(*ranked), t2s__compare_ranked);
    *ret_ranked = ranked;
    *ret_count = count;
    return 0;
}
