/* SPDX-License-Identifier: MIT */
/* Retrieval, put together: match, choose, write down. */
#include <stdlib.h>
#include <string.h>

#include "retrieval/brief.h"
#include "retrieval/choose.h"
#include "retrieval/columns.h"
#include "retrieval/subset.h"
#include "util/memory.h"

enum {
    FIT_TRIES = 6,  /* lengths that are tried where a counter says how many tokens they are */
    FIT_MARGIN = 16 /* a budget is filled well when less than a 16th of it is left */
};

static const uint64_t BUDGET_MAX = UINT64_MAX / 16; /* tokens; a larger one is as good */

/* Everything, where it fits. */
static int choose_all(const t2s_index *index, t2s__arena *arena, t2s__choice *choice)
{
    size_t count = index->catalog->relation_count;

    choice->in = t2s__arena_zalloc(arena, count + 1);
    if (choice->in == NULL)
        return T2S_E_NOMEM;
    for (size_t i = 0; i < count; i++) {
        if (!index->candidate[i])
            continue;
        if (t2s__grow((void **)&choice->picks, &choice->capacity, choice->count + 1, sizeof(*choice->picks)) != 0)
            return T2S_E_NOMEM;
        choice->picks[choice->count] =
            (t2s__pick){.relation = (uint32_t)i, .form = T2S__FORM_DDL, .width = T2S__WIDTH_ALL, .detail = T2S__WIDTH_ALL};
        if (t2s__columns_all(index, arena, (uint32_t)i, &choice->picks[choice->count++].widths[T2S__WIDTH_ALL]) != 0)
            return T2S_E_NOMEM;
        choice->in[i] = 1;
    }
    return 0;
}

static int compare_picks(const void *left, const void *right)
{
    const t2s__pick *a = left;
    const t2s__pick *b = right;

    return (a->relation > b->relation) - (a->relation < b->relation);
}

static int show(const t2s_index *index, const t2s__pick *pick, const t2s__matches *matches, t2s_subset *subset)
{
    const t2s__columns *chosen = &pick->widths[pick->width];
    uint32_t *columns = t2s__arena_alloc(&subset->arena, (chosen->count + 1) * sizeof(*columns));
    uint32_t slot = matches->slots[pick->relation];

    if (columns == NULL)
        return T2S_E_NOMEM;
    for (uint32_t i = 0; i < chosen->count; i++)
        columns[i] = chosen->items[i];
    subset->scores[subset->count] = slot != 0 ? matches->hits[slot - 1].score : 0;
    subset->shown[subset->count++] =
        (t2s__shown){.relation = index->catalog->relations[pick->relation], .columns = columns, .column_count = chosen->count};
    return 0;
}

/* Is a relation shown with nothing left out? */
static int is_whole(const t2s_index *index, const t2s__pick *pick)
{
    const t2s__columns *detailed = &pick->widths[pick->detail];

    return pick->form != T2S__FORM_BRIEF && detailed->costs[pick->form] == index->costs[T2S__FORM_DDL].wholes[pick->relation];
}

/* The columns that have lines of their own, and the names of the others. */
static int split(const t2s__pick *pick, t2s__arena *arena, t2s__shown *shown)
{
    const t2s__columns *detailed = &pick->widths[pick->detail];
    uint32_t *names;
    size_t next = 0;

    if (detailed->count == shown->column_count)
        return 0;
    names = t2s__arena_alloc(arena, shown->column_count * sizeof(*names));
    if (names == NULL)
        return T2S_E_NOMEM;
    for (size_t i = 0; i < shown->column_count; i++)
        if (next < detailed->count && detailed->items[next] == shown->columns[i])
            next++;
        else
            names[shown->name_count++] = shown->columns[i];
    shown->names = names;
    shown->columns = detailed->items;
    shown->column_count = detailed->count;
    return 0;
}

/* Those like DDL first, then those on one line. */
static int render(const t2s__choice *choice, const t2s__renderer *renderer, const t2s_subset *subset, t2s__arena *arena,
                  t2s__buffer *buffer)
{
    int titled = 0;

    for (size_t i = 0; i < choice->count; i++) {
        t2s__shown shown = subset->shown[i];

        if (choice->picks[i].form == T2S__FORM_BRIEF)
            continue;
        if (split(&choice->picks[i], arena, &shown) != 0)
            return T2S_E_NOMEM;
        t2s__render_form(buffer, renderer, &shown, choice->picks[i].form, NULL);
    }
    for (size_t i = 0; i < choice->count; i++) {
        if (choice->picks[i].form != T2S__FORM_BRIEF)
            continue;
        if (!titled)
            t2s__buffer_text(buffer, T2S__BRIEF_TITLE);
        titled = 1;
        t2s__render_form(buffer, renderer, &subset->shown[i], T2S__FORM_BRIEF, NULL);
    }
    return 0;
}

static int write_down(const t2s_index *index, t2s__choice *choice, const t2s__matches *matches, t2s__arena *arena,
                      t2s_subset *subset)
{
    const t2s__renderer renderer = {
        .catalog = index->catalog, .style = index->style, .members = choice->in, .families = &index->families};
    t2s__buffer buffer = T2S__BUFFER_INIT;

    if (choice->count != 0)
        qsort(choice->picks, choice->count, sizeof(*choice->picks), compare_picks);
    subset->shown = t2s__arena_alloc(&subset->arena, (choice->count + 1) * sizeof(*subset->shown));
    subset->scores = t2s__arena_alloc(&subset->arena, (choice->count + 1) * sizeof(*subset->scores));
    if (subset->shown == NULL || subset->scores == NULL)
        return T2S_E_NOMEM;
    subset->complete = choice->count == index->candidate_count;
    for (size_t i = 0; i < choice->count; i++) {
        subset->complete &= is_whole(index, &choice->picks[i]);
        if (show(index, &choice->picks[i], matches, subset) != 0)
            return T2S_E_NOMEM;
    }
    if (render(choice, &renderer, subset, arena, &buffer) != 0) {
        t2s__buffer_dispose(&buffer);
        return T2S_E_NOMEM;
    }
    subset->text = t2s__buffer_steal(&buffer, &subset->text_length);
    if (subset->text == NULL)
        return T2S_E_NOMEM;
    subset->tokens = t2s_token_count(subset->counter, subset->text, subset->text_length);
    return 0;
}

/* Choose and write down what has this many characters at most. */
static int try_length(const t2s_index *index, const char *question, uint64_t characters, t2s__arena *arena, t2s_subset *subset)
{
    t2s__matches matches = {0};
    t2s__choice choice = {0};
    int code = t2s__match(index, question, arena, &matches);

    subset->count = 0;
    t2s__free(subset->text);
    subset->text = NULL;
    if (code == 0)
        code = index->catalog_cost <= characters ? choose_all(index, arena, &choice)
                                                 : t2s__choose(index, &matches, characters, arena, &choice);
    if (code == 0)
        code = write_down(index, &choice, &matches, arena, subset);
    t2s__choice_dispose(&choice);
    t2s__matches_dispose(&matches);
    return code;
}

/* Between what fits and what is too long, as near to the budget as the last text says. */
static uint64_t next_length(uint64_t written, size_t tokens, size_t budget, uint64_t fits, uint64_t exceeds)
{
    uint64_t next = (uint64_t)((double)written * (double)budget / (double)(tokens != 0 ? tokens : 1));

    if (tokens > budget)
        next -= next / FIT_MARGIN;
    return next > fits && next < exceeds ? next : fits + (exceeds - fits) / 2;
}

/* Budgets are spent by characters. Where a counter says what they are as tokens, the right number of characters has to be found. */
static int retrieve(const t2s_index *index, const char *question, size_t budget, t2s__arena *arena, t2s_subset *subset)
{
    uint64_t characters = budget <= BUDGET_MAX ? (uint64_t)budget * 4 : BUDGET_MAX * 4;
    uint64_t exceeds = BUDGET_MAX * 8;
    uint64_t fits = 0;

    for (int tries = 1;; tries++) {
        int code = try_length(index, question, characters, arena, subset);
        int fitted = subset->tokens <= budget;
        uint64_t written;

        if (code != 0 || subset->counter == NULL || characters == 0)
            return code;
        if (fitted && (tries > FIT_TRIES || subset->complete || subset->tokens >= budget - budget / FIT_MARGIN))
            return 0;
        written = t2s__characters(subset->text, subset->text_length); /* less than were allowed, where a piece was too long */
        fits = fitted ? characters : fits;
        exceeds = fitted ? exceeds : written;
        characters = tries < FIT_TRIES ? next_length(written, subset->tokens, budget, fits, exceeds) : fits;
    }
}

int t2s_subset_new(const t2s_index *index, const char *question, size_t budget, t2s_subset **ret_subset)
{
    return t2s_subset_new_with(index, question, budget, NULL, ret_subset);
}

int t2s_subset_new_with(const t2s_index *index, const char *question, size_t budget, t2s_token_counter *counter,
                        t2s_subset **ret_subset)
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
    subset->counter = t2s_token_counter_ref(counter);
    code = t2s__subset_find_mentions(subset, question);
    if (code == 0)
        code = retrieve(index, question, budget, &arena, subset);
    t2s__arena_dispose(&arena);
    if (code != 0) {
        t2s_subset_free(subset);
        return code;
    }
    *ret_subset = subset;
    return 0;
}
