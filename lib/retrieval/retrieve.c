/* SPDX-License-Identifier: MIT */
/* Retrieval, put together: match, choose, write down. */
#include <stdlib.h>
#include <string.h>

#include "retrieval/brief.h"
#include "retrieval/choose.h"
#include "retrieval/columns.h"
#include "retrieval/subset.h"
#include "util/memory.h"

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
    subset->tokens = t2s__token_estimate(t2s__characters(subset->text, subset->text_length));
    return 0;
}

static int retrieve(const t2s_index *index, const char *question, size_t budget, t2s__arena *arena, t2s_subset *subset)
{
    uint64_t characters = budget <= UINT64_MAX / 4 ? (uint64_t)budget * 4 : UINT64_MAX;
    t2s__matches matches = {0};
    t2s__choice choice = {0};
    int code = t2s__match(index, question, arena, &matches);

    if (code == 0)
        code = index->catalog_cost <= characters ? choose_all(index, arena, &choice)
                                                 : t2s__choose(index, &matches, characters, arena, &choice);
    if (code == 0)
        code = write_down(index, &choice, &matches, arena, subset);
    t2s__choice_dispose(&choice);
    t2s__matches_dispose(&matches);
    return code;
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
