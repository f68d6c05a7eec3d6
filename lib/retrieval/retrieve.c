/* SPDX-License-Identifier: MIT */
/*
 * Choosing. Relations come in by rank, each with the way that joins it to those already in, at the price of their core columns:
 * the keys and what the question names. Then the best are widened to all their columns, and what is left of the budget takes in
 * further matches. Every step is bounded by the size of the catalog, or by a constant times it.
 */
#include <stdlib.h>
#include <string.h>

#include "retrieval/index.h"
#include "retrieval/match.h"
#include "retrieval/quote.h"
#include "retrieval/subset.h"
#include "util/memory.h"

enum {
    SEEDS_MAX = 48,      /* relations whose ways to each other are looked for */
    SEED_SHARE = 4,      /* a seed scores at least a fourth of the best one */
    HOPS_MAX = 4,        /* of a way between two of them */
    NEIGHBOUR_SHARE = 4, /* a relation gains a fourth of its best neighbour's score */
    SCHEMA_SHARE = 2,    /* ... and half of its schema's: what a question is about tends to stand together */
    NARROW_COLUMNS = 16, /* relations up to this width are never pruned, unless nothing else fits */
    CORE_FIRST = 8,      /* of a wide one the first columns are shown: they tend to name the row */
    CORE_MAX = 64,       /* columns at most, other than keys */
    NO_RELATION = -1
};

enum state { OUT, CORE, FULL };

struct choice {
    const t2s_index *index;
    t2s__arena *arena;
    t2s__scores scores;
    uint64_t *ranks; /* by relation: its own score and a share of its neighbours' */
    uint32_t *order; /* candidates, the best first */
    size_t order_count;
    unsigned char *state; /* by relation */
    uint32_t **core;      /* by relation: its core columns, ascending; NULL: not yet found out */
    uint32_t *core_counts;
    uint32_t *core_costs;
    uint32_t *queue;   /* for looking for ways */
    int32_t *from;     /* by relation: one step nearer to the start */
    uint32_t *visited; /* by relation: the search that came here last */
    uint32_t search;
    uint64_t left; /* characters of the budget */
};

/* Never NULL for an empty list. */
static void *array_of(struct choice *choice, size_t count, size_t size)
{
    return count < SIZE_MAX / size ? t2s__arena_zalloc(choice->arena, (count + 1) * size) : NULL;
}

static int prepare(struct choice *choice)
{
    size_t count = choice->index->catalog->relation_count;

    choice->ranks = array_of(choice, count, sizeof(*choice->ranks));
    choice->order = array_of(choice, count, sizeof(*choice->order));
    choice->state = array_of(choice, count, 1);
    choice->core = array_of(choice, count, sizeof(*choice->core));
    choice->core_counts = array_of(choice, count, sizeof(*choice->core_counts));
    choice->core_costs = array_of(choice, count, sizeof(*choice->core_costs));
    choice->queue = array_of(choice, count, sizeof(*choice->queue));
    choice->from = array_of(choice, count, sizeof(*choice->from));
    choice->visited = array_of(choice, count, sizeof(*choice->visited));
    return choice->ranks != NULL && choice->order != NULL && choice->state != NULL && choice->core != NULL &&
                   choice->core_counts != NULL && choice->core_costs != NULL && choice->queue != NULL && choice->from != NULL &&
                   choice->visited != NULL
               ? 0
               : T2S_E_NOMEM;
}

/* What qsort compares: the rank, and for equal ranks the place in the catalog. */
struct ranked {
    uint64_t rank;
    uint32_t number;
};

static int compare_ranked(const void *left, const void *right)
{
    const struct ranked *a = left;
    const struct ranked *b = right;

    if (a->rank != b->rank)
        return a->rank > b->rank ? -1 : 1;
    return (a->number > b->number) - (a->number < b->number);
}

static int rank_relations(struct choice *choice)
{
    const t2s_index *index = choice->index;
    size_t count = index->catalog->relation_count;
    struct ranked *ranked = array_of(choice, count, sizeof(*ranked));

    if (ranked == NULL)
        return T2S_E_NOMEM;
    for (size_t i = 0; i < count; i++) {
        uint64_t best = 0;

        if (!index->candidate[i])
            continue;
        for (size_t n = index->first_neighbours[i]; n < index->first_neighbours[i + 1]; n++)
            if (choice->scores.relations[index->neighbours[n]] > best)
                best = choice->scores.relations[index->neighbours[n]];
        choice->ranks[i] = choice->scores.relations[i] + best / NEIGHBOUR_SHARE;
        if (index->schema_count > 1)
            choice->ranks[i] += choice->scores.schemas[index->schema_of[i]] / SCHEMA_SHARE;
        ranked[choice->order_count++] = (struct ranked){.rank = choice->ranks[i], .number = (uint32_t)i};
    }
    if (choice->order_count != 0)
        qsort(ranked, choice->order_count, sizeof(*ranked), compare_ranked);
    for (size_t i = 0; i < choice->order_count; i++)
        choice->order[i] = ranked[i].number;
    return 0;
}

static void mark_keys(const t2s_relation *relation, unsigned char *marks)
{
    for (size_t k = 0; k < relation->key_count; k++)
        if (relation->keys[k].kind == T2S_KEY_PRIMARY || t2s__key_joins(&relation->keys[k]))
            for (size_t c = 0; c < relation->keys[k].count; c++)
                marks[relation->keys[k].columns[c]] = 1;
}

/* The best of the columns that the question names, behind the keys. */
static int mark_matches(struct choice *choice, uint32_t relation, unsigned char *marks)
{
    const uint64_t *scores = choice->scores.columns + choice->index->first_columns[relation];
    size_t count = choice->index->catalog->relations[relation]->column_count;
    struct ranked *ranked = array_of(choice, count, sizeof(*ranked));
    size_t matches = 0;

    if (ranked == NULL)
        return T2S_E_NOMEM;
    for (size_t c = 0; c < count; c++)
        if (scores[c] != 0)
            ranked[matches++] = (struct ranked){.rank = scores[c], .number = (uint32_t)c};
    if (matches != 0)
        qsort(ranked, matches, sizeof(*ranked), compare_ranked);
    for (size_t m = 0; m < matches && m < CORE_MAX; m++)
        marks[ranked[m].number] = 1;
    return 0;
}

/* Find out a relation's core columns and what it costs with them. */
static int find_core(struct choice *choice, uint32_t number)
{
    const t2s_index *index = choice->index;
    const t2s_relation *relation = index->catalog->relations[number];
    const uint32_t *costs = index->column_costs + index->first_columns[number];
    int narrow = relation->column_count <= NARROW_COLUMNS;
    unsigned char *marks;

    if (choice->core[number] != NULL)
        return 0;
    marks = array_of(choice, relation->column_count, 1);
    choice->core[number] = array_of(choice, relation->column_count, sizeof(**choice->core));
    if (marks == NULL || choice->core[number] == NULL)
        return T2S_E_NOMEM;
    mark_keys(relation, marks);
    if (!narrow && mark_matches(choice, number, marks) != 0)
        return T2S_E_NOMEM;
    choice->core_costs[number] = index->head_costs[number];
    for (size_t c = 0; c < relation->column_count; c++)
        if ((narrow || marks[c] || c < CORE_FIRST) && (relation->columns[c].flags & T2S_COLUMN_HIDDEN) == 0) {
            choice->core[number][choice->core_counts[number]++] = (uint32_t)c;
            choice->core_costs[number] += costs[c];
        }
    if (choice->core_counts[number] == relation->column_count) /* nothing is left out, nor is there a note that says so */
        choice->core_costs[number] = index->full_costs[number];
    return 0;
}

/* The nearest relation that is in already, over foreign keys: the way back is in choice->from. NO_RELATION: none is near enough. */
static int32_t find_way(struct choice *choice, uint32_t start)
{
    const t2s_index *index = choice->index;
    size_t head = 0;
    size_t tail = 0;
    size_t level_end;
    int hops = 0;

    choice->search++;
    choice->visited[start] = choice->search;
    choice->from[start] = NO_RELATION;
    choice->queue[tail++] = start;
    level_end = tail;
    while (head < tail && hops < HOPS_MAX) {
        uint32_t at = choice->queue[head++];

        for (size_t n = index->first_neighbours[at]; n < index->first_neighbours[at + 1]; n++) {
            uint32_t next = index->neighbours[n];

            if (choice->visited[next] == choice->search)
                continue;
            choice->visited[next] = choice->search;
            choice->from[next] = (int32_t)at;
            if (choice->state[next] != OUT)
                return (int32_t)next;
            choice->queue[tail++] = next;
        }
        if (head == level_end) {
            level_end = tail;
            hops++;
        }
    }
    return NO_RELATION;
}

/* Take relations in, if all of them fit: from `at` along choice->from, or `at` alone. 1: they are in. 0: too expensive.
 * T2S_E_NOMEM. */
static int take(struct choice *choice, int32_t at, int along)
{
    uint64_t cost = 0;

    for (int32_t step = at; step != NO_RELATION; step = along ? choice->from[step] : NO_RELATION)
        if (choice->state[step] == OUT) {
            if (find_core(choice, (uint32_t)step) != 0)
                return T2S_E_NOMEM;
            cost += choice->core_costs[step];
        }
    if (cost > choice->left)
        return 0;
    for (int32_t step = at; step != NO_RELATION; step = along ? choice->from[step] : NO_RELATION)
        if (choice->state[step] == OUT)
            choice->state[step] = CORE;
    choice->left -= cost;
    return 1;
}

/* The best matches and the ways between them. Returns how many of the order were looked at; T2S_E_NOMEM. */
static int take_seeds(struct choice *choice)
{
    uint64_t best = choice->order_count != 0 ? choice->ranks[choice->order[0]] : 0;
    int looked = 0;

    for (size_t i = 0; i < choice->order_count && i < SEEDS_MAX; i++) {
        uint32_t relation = choice->order[i];
        int32_t way;
        int taken;

        if (best == 0 || choice->ranks[relation] < best / SEED_SHARE)
            break;
        looked++;
        if (choice->state[relation] != OUT)
            continue;
        way = i != 0 ? find_way(choice, relation) : NO_RELATION;
        taken = way != NO_RELATION ? take(choice, way, 1) : 0;
        if (taken == 0)
            taken = take(choice, (int32_t)relation, 0);
        if (taken < 0)
            return taken;
    }
    return looked;
}

static void widen(struct choice *choice, uint32_t relation)
{
    uint64_t more = choice->index->full_costs[relation] > choice->core_costs[relation]
                        ? choice->index->full_costs[relation] - choice->core_costs[relation]
                        : 0;

    if (choice->state[relation] != CORE || more > choice->left)
        return;
    choice->state[relation] = FULL;
    choice->left -= more;
}

/* When not even the best relation fits with its core: as many of its columns as do, the best ones first. */
static int squeeze(struct choice *choice)
{
    const t2s_index *index = choice->index;
    uint32_t relation = choice->order[0];
    const uint32_t *costs = index->column_costs + index->first_columns[relation];
    uint32_t kept = 0;
    struct ranked *ranked;
    unsigned char *marks;

    if (find_core(choice, relation) != 0)
        return T2S_E_NOMEM;
    if (index->head_costs[relation] > choice->left)
        return 0;
    ranked = array_of(choice, choice->core_counts[relation], sizeof(*ranked));
    marks = array_of(choice, index->catalog->relations[relation]->column_count, 1);
    if (ranked == NULL || marks == NULL)
        return T2S_E_NOMEM;
    choice->left -= index->head_costs[relation];
    for (size_t c = 0; c < choice->core_counts[relation]; c++)
        ranked[c] = (struct ranked){.rank = choice->scores.columns[index->first_columns[relation] + choice->core[relation][c]],
                                    .number = choice->core[relation][c]};
    if (choice->core_counts[relation] != 0)
        qsort(ranked, choice->core_counts[relation], sizeof(*ranked), compare_ranked);
    for (size_t c = 0; c < choice->core_counts[relation]; c++)
        if (costs[ranked[c].number] <= choice->left) {
            choice->left -= costs[ranked[c].number];
            marks[ranked[c].number] = 1;
        }
    for (size_t c = 0; c < choice->core_counts[relation]; c++)
        if (marks[choice->core[relation][c]])
            choice->core[relation][kept++] = choice->core[relation][c];
    choice->core_counts[relation] = kept;
    choice->state[relation] = CORE;
    return 0;
}

static int choose(struct choice *choice)
{
    int seeds;

    if (rank_relations(choice) != 0)
        return T2S_E_NOMEM;
    seeds = take_seeds(choice);
    if (seeds < 0)
        return T2S_E_NOMEM;
    for (int i = 0; i < seeds; i++)
        widen(choice, choice->order[i]);
    for (size_t i = 0; i < choice->order_count; i++) {
        uint32_t relation = choice->order[i];

        if (choice->state[relation] == OUT && choice->index->head_costs[relation] <= choice->left &&
            take(choice, (int32_t)relation, 0) < 0)
            return T2S_E_NOMEM;
    }
    for (size_t i = 0; i < choice->order_count; i++)
        widen(choice, choice->order[i]);
    for (size_t i = 0; i < choice->order_count; i++)
        if (choice->state[choice->order[i]] != OUT)
            return 0;
    return choice->order_count != 0 ? squeeze(choice) : 0;
}

static int show(struct choice *choice, t2s_subset *subset, uint32_t number)
{
    const t2s_relation *relation = choice->index->catalog->relations[number];
    int full = choice->state[number] == FULL;
    size_t room = full ? relation->column_count : choice->core_counts[number];
    uint32_t *columns = t2s__arena_alloc(&subset->arena, (room + 1) * sizeof(*columns));
    size_t count = 0;

    if (columns == NULL)
        return T2S_E_NOMEM;
    for (size_t i = 0; i < room; i++) {
        uint32_t column = full ? (uint32_t)i : choice->core[number][i];

        if ((relation->columns[column].flags & T2S_COLUMN_HIDDEN) == 0)
            columns[count++] = column;
    }
    subset->scores[subset->count] = choice->scores.relations[number];
    subset->shown[subset->count++] = (t2s__shown){.relation = relation, .columns = columns, .column_count = count};
    return 0;
}

static int write_down(struct choice *choice, t2s_subset *subset)
{
    const t2s_index *index = choice->index;
    const t2s__renderer renderer = {
        .catalog = index->catalog, .style = index->style, .members = choice->state, .families = &index->families};
    t2s__buffer buffer = T2S__BUFFER_INIT;
    size_t count = index->catalog->relation_count;

    subset->shown = t2s__arena_alloc(&subset->arena, (count + 1) * sizeof(*subset->shown));
    subset->scores = t2s__arena_alloc(&subset->arena, (count + 1) * sizeof(*subset->scores));
    if (subset->shown == NULL || subset->scores == NULL)
        return T2S_E_NOMEM;
    subset->complete = 1;
    for (size_t i = 0; i < count; i++) {
        if (choice->state[i] == OUT || (choice->state[i] == CORE && choice->core_costs[i] < index->full_costs[i]))
            subset->complete &= !index->candidate[i];
        if (choice->state[i] != OUT && show(choice, subset, (uint32_t)i) != 0)
            return T2S_E_NOMEM;
    }
    for (size_t i = 0; i < subset->count; i++)
        t2s__render_relation(&buffer, &renderer, &subset->shown[i], NULL);
    subset->text = t2s__buffer_steal(&buffer, &subset->text_length);
    if (subset->text == NULL)
        return T2S_E_NOMEM;
    subset->tokens = t2s__token_estimate(t2s__characters(subset->text, subset->text_length));
    return 0;
}

static int retrieve(const t2s_index *index, const char *question, size_t budget, t2s__arena *arena, t2s_subset *subset)
{
    struct choice choice = {.index = index, .arena = arena, .left = budget <= UINT64_MAX / 4 ? (uint64_t)budget * 4 : UINT64_MAX};

    if (prepare(&choice) != 0 || t2s__match(index, question, arena, &choice.scores) != 0)
        return T2S_E_NOMEM;
    if (index->catalog_cost <= choice.left) {
        for (size_t i = 0; i < index->catalog->relation_count; i++)
            choice.state[i] = index->candidate[i] ? FULL : OUT;
    } else if (choose(&choice) != 0)
        return T2S_E_NOMEM;
    return write_down(&choice, subset);
}

int t2s_subset_new(const t2s_index *index, const char *question, size_t budget, t2s_subset **ret_subset)
{
    t2s__arena arena;
    t2s_subset *subset;
    int code;

    if (index == NULL || question == NULL || ret_subset == NULL)
        return T2S_E_INVALID;
    subset = t2s__calloc(1, sizeof(*subset));
    if (subset == NULL)
        return T2S_E_NOMEM;
    t2s__arena_init(&subset->arena, 1024);
    t2s__arena_init(&arena, 64 * 1024);
    subset->index = t2s_index_ref((t2s_index *)index); /* its content is const, its count is not */
    code = retrieve(index, question, budget, &arena, subset);
    t2s__arena_dispose(&arena);
    if (code != 0) {
        t2s_subset_free(subset);
        return code;
    }
    *ret_subset = subset;
    return 0;
}
