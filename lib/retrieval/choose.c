/* SPDX-License-Identifier: MIT */
#include "retrieval/choose.h"

#include <string.h>

#include "retrieval/brief.h"
#include "retrieval/columns.h"
#include "retrieval/join.h"
#include "util/memory.h"

enum {
    SEEDS_MAX = 48,       /* relations whose ways to each other are looked for */
    SEED_SHARE = 4,       /* a seed scores at least a fourth of the best one */
    BREADTH_PERCENT = 65, /* of the budget; more finds more, and says less of what it found */
    TOP_LIKELY = 8,
    TOP_ALL = 4,
    RANKED_MIN = 64,
    RANKED_MAX = 4096,
    RANKED_COST = 20, /* characters: no relation costs much less, so that no more of them fit than are ranked */
    ALSO = sizeof(T2S__RENDER_ALSO) + 2,
    TITLE = sizeof(T2S__BRIEF_TITLE) - 1,
    FILL_MISSES_MAX = 64 /* relations in a row that do not fit, before no more are tried */
};

struct chooser {
    const t2s_index *index;
    t2s__matches *matches;
    t2s__arena *arena;
    t2s__choice *choice;
    t2s__ranked *order;
    size_t order_count;
    uint32_t *places; /* by relation: its pick, if it is in */
    t2s__ways ways;
};

/* Add a pick in its least form; its price is not yet paid. */
static int add_pick(struct chooser *chooser, uint32_t relation)
{
    t2s__choice *choice = chooser->choice;
    t2s__pick pick = {.relation = relation, .form = T2S__FORM_BRIEF};

    if (t2s__columns_find(chooser->index, chooser->matches, chooser->arena, &pick) != 0 ||
        t2s__grow((void **)&choice->picks, &choice->capacity, choice->count + 1, sizeof(*choice->picks)) != 0)
        return T2S_E_NOMEM;
    chooser->places[relation] = (uint32_t)choice->count;
    choice->picks[choice->count++] = pick;
    choice->in[relation] = 1;
    return 0;
}

/*
 * Take relations in, if all of them fit: from `at` along the way that was found, or `at` alone. 1: they are in. 0: too expensive.
 * T2S_E_NOMEM.
 */
static int take(struct chooser *chooser, int32_t at, int along, uint64_t *left)
{
    t2s__choice *choice = chooser->choice;
    size_t before = choice->count;
    uint64_t cost = 0;

    for (int32_t step = at; step != T2S__NO_RELATION; step = along ? chooser->ways.from[step] : T2S__NO_RELATION)
        if (!choice->in[step]) {
            if (add_pick(chooser, (uint32_t)step) != 0)
                return T2S_E_NOMEM;
            cost += choice->picks[choice->count - 1].widths[T2S__WIDTH_LEAST].costs[T2S__FORM_BRIEF];
        }
    if (cost <= *left) {
        *left -= cost;
        return 1;
    }
    while (choice->count != before)
        choice->in[choice->picks[--choice->count].relation] = 0;
    return 0;
}

/* The best matches and the ways between them. */
static int take_seeds(struct chooser *chooser, uint64_t *left)
{
    uint64_t best = chooser->order_count != 0 ? chooser->order[0].rank : 0;

    for (size_t i = 0; i < chooser->order_count && i < SEEDS_MAX; i++) {
        uint32_t relation = chooser->order[i].number;
        int32_t way;
        int taken;

        if (best == 0 || chooser->order[i].rank < best / SEED_SHARE)
            break;
        if (chooser->choice->in[relation])
            continue;
        way = i != 0 ? t2s__ways_find(&chooser->ways, relation, chooser->choice->in) : T2S__NO_RELATION;
        taken = way != T2S__NO_RELATION ? take(chooser, way, 1, left) : 0;
        if (taken == 0)
            taken = take(chooser, (int32_t)relation, 0, left);
        if (taken < 0)
            return taken;
    }
    return 0;
}

/* What else fits, by rank and then in the catalog's order. */
static int fill(struct chooser *chooser, uint64_t *left)
{
    const t2s_index *index = chooser->index;
    size_t misses = 0;

    for (size_t i = 0; misses < FILL_MISSES_MAX && i < chooser->order_count; i++) {
        int taken = 1;

        if (!chooser->choice->in[chooser->order[i].number])
            taken = take(chooser, (int32_t)chooser->order[i].number, 0, left);
        if (taken < 0)
            return taken;
        misses = taken ? 0 : misses + 1;
    }
    for (size_t i = 0; misses < FILL_MISSES_MAX && i < index->catalog->relation_count; i++) {
        int taken = 1;

        if (index->candidate[i] && !chooser->choice->in[i])
            taken = take(chooser, (int32_t)i, 0, left);
        if (taken < 0)
            return taken;
        misses = taken ? 0 : misses + 1;
    }
    return 0;
}

static uint32_t cost_of(const t2s__pick *pick)
{
    const t2s__columns *columns = &pick->widths[pick->width];
    const t2s__columns *detailed = &pick->widths[pick->detail];

    if (pick->form == T2S__FORM_BRIEF || detailed->count == columns->count)
        return columns->costs[pick->form];
    /* The first name of the list is measured without its comma in one way and not in the other. */
    return detailed->costs[pick->form] + columns->names - detailed->names + ALSO;
}

/* Show a pick in a better way, if what that costs more is left. 1: it is. */
static int change(t2s__choice *choice, t2s__pick *pick, int form, int width, int detail)
{
    t2s__pick better = *pick;
    uint32_t now = cost_of(pick);
    uint32_t then;

    better.form = form;
    better.width = width;
    better.detail = detail;
    then = cost_of(&better);
    if (then > now && then - now > choice->left)
        return 0;
    choice->left = choice->left + now - then;
    *pick = better;
    return 1;
}

/* The first `maximum` by rank get more columns, by their names. */
static void widen(struct chooser *chooser, size_t maximum, int width)
{
    t2s__choice *choice = chooser->choice;

    for (size_t i = 0; i < chooser->order_count && i < maximum; i++)
        if (choice->in[chooser->order[i].number]) {
            t2s__pick *pick = &choice->picks[chooser->places[chooser->order[i].number]];

            if (pick->width < width)
                change(choice, pick, pick->form, width, pick->detail);
        }
}

/* By rank, a better form for the columns of a width, or of a lesser one if that is too dear. */
static void detail(struct chooser *chooser, int form, int width)
{
    t2s__choice *choice = chooser->choice;

    for (size_t i = 0; i < chooser->order_count && choice->left != 0; i++)
        if (choice->in[chooser->order[i].number]) {
            t2s__pick *pick = &choice->picks[chooser->places[chooser->order[i].number]];
            int least = pick->form != T2S__FORM_BRIEF ? pick->detail : T2S__WIDTH_LEAST;

            for (int try = width < pick->width ? width : pick->width; try >= least; try--)
                if (change(choice, pick, form > pick->form ? form : pick->form, pick->width, try))
                    break;
        }
}

static int squeeze(struct chooser *chooser)
{
    t2s__choice *choice = chooser->choice;
    t2s__pick pick = {.relation = chooser->order[0].number};
    int squeezed = t2s__columns_squeeze(chooser->index, chooser->matches, choice->left, chooser->arena, &pick);

    if (squeezed <= 0)
        return squeezed;
    if (t2s__grow((void **)&choice->picks, &choice->capacity, 1, sizeof(*choice->picks)) != 0)
        return T2S_E_NOMEM;
    choice->picks[choice->count++] = pick;
    choice->in[pick.relation] = 1;
    return 0;
}

static int spend(struct chooser *chooser)
{
    t2s__choice *choice = chooser->choice;
    uint64_t breadth;

    if (choice->left < TITLE)
        return 0;
    choice->left -= TITLE;
    breadth = choice->left / 100 * BREADTH_PERCENT + choice->left % 100 * BREADTH_PERCENT / 100;
    choice->left -= breadth;
    if (take_seeds(chooser, &breadth) != 0 || fill(chooser, &breadth) != 0)
        return T2S_E_NOMEM;
    choice->left += breadth;
    widen(chooser, TOP_LIKELY, T2S__WIDTH_LIKELY);
    widen(chooser, TOP_ALL, T2S__WIDTH_ALL);
    detail(chooser, T2S__FORM_SHORT, T2S__WIDTH_LIKELY);
    detail(chooser, T2S__FORM_DDL, T2S__WIDTH_LIKELY);
    detail(chooser, T2S__FORM_DDL, T2S__WIDTH_ALL);
    widen(chooser, chooser->order_count, T2S__WIDTH_ALL);
    if (fill(chooser, &choice->left) != 0)
        return T2S_E_NOMEM;
    return choice->count == 0 && chooser->order_count != 0 ? squeeze(chooser) : 0;
}

int t2s__choose(const t2s_index *index, t2s__matches *matches, uint64_t budget, t2s__arena *arena, t2s__choice *ret_choice)
{
    struct chooser chooser = {.index = index, .matches = matches, .arena = arena, .choice = ret_choice};
    size_t count = index->catalog->relation_count + 1;
    size_t ranked = RANKED_MIN + (budget / RANKED_COST < RANKED_MAX ? (size_t)(budget / RANKED_COST) : RANKED_MAX);

    *ret_choice = (t2s__choice){.left = budget, .in = t2s__arena_zalloc(arena, count)};
    chooser.places = t2s__arena_alloc(arena, count * sizeof(*chooser.places));
    if (ret_choice->in == NULL || chooser.places == NULL || t2s__ways_init(&chooser.ways, index, arena) != 0 ||
        t2s__rank(index, matches, ranked, arena, &chooser.order, &chooser.order_count) != 0)
        return T2S_E_NOMEM;
    return spend(&chooser);
}

void t2s__choice_dispose(t2s__choice *choice)
{
    t2s__free(choice->picks);
}
