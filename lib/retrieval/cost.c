/* SPDX-License-Identifier: MIT */
#include "retrieval/cost.h"

#include "retrieval/brief.h"

/* The longest note that columns were left out, of each form. */
static const uint32_t notes[T2S__FORMS] = {sizeof(", 10000 more") - 1, sizeof(". 10000 more columns not shown") - 1,
                                           sizeof(". 10000 more columns not shown") - 1};

void t2s__render_form(t2s__buffer *buffer, const t2s__renderer *renderer, const t2s__shown *shown, int form, uint32_t *ret_costs)
{
    t2s__renderer cut = *renderer;

    cut.brief_comments = form == T2S__FORM_SHORT;
    if (form == T2S__FORM_BRIEF)
        t2s__render_brief(buffer, renderer, shown, ret_costs);
    else
        t2s__render_relation(buffer, &cut, shown, ret_costs);
}

/* Never NULL for an empty list. */
static uint32_t *array_of(t2s__arena *arena, size_t count)
{
    return count < SIZE_MAX / sizeof(uint32_t) - 1 ? t2s__arena_zalloc(arena, (count + 1) * sizeof(uint32_t)) : NULL;
}

static int measure_form(const t2s__renderer *renderer, const uint32_t *first_columns, const unsigned char *candidate, int form,
                        t2s__costs *costs)
{
    t2s__buffer buffer = T2S__BUFFER_INIT;
    int failed = 0;

    for (size_t i = 0; !failed && i < renderer->catalog->relation_count; i++) {
        const t2s_relation *relation = renderer->catalog->relations[i];
        const t2s__shown shown = {.relation = relation};
        uint32_t *columns = costs->columns + first_columns[i];
        uint32_t in_columns = 0;

        if (!candidate[i])
            continue;
        buffer.length = 0;
        t2s__render_form(&buffer, renderer, &shown, form, columns);
        failed = buffer.failed;
        for (size_t c = 0; c < relation->column_count; c++)
            in_columns += columns[c];
        costs->wholes[i] = failed ? 0 : (uint32_t)t2s__characters(buffer.data, buffer.length);
        costs->heads[i] = costs->wholes[i] - in_columns + notes[form];
    }
    t2s__buffer_dispose(&buffer);
    return failed ? T2S_E_NOMEM : 0;
}

int t2s__costs_measure(const t2s__renderer *renderer, const uint32_t *first_columns, const unsigned char *candidate,
                       t2s__arena *arena, t2s__costs ret_costs[T2S__FORMS])
{
    size_t count = renderer->catalog->relation_count;

    for (int form = 0; form < T2S__FORMS; form++) {
        t2s__costs *costs = &ret_costs[form];

        costs->heads = array_of(arena, count);
        costs->wholes = array_of(arena, count);
        costs->columns = array_of(arena, first_columns[count]);
        if (costs->heads == NULL || costs->wholes == NULL || costs->columns == NULL ||
            measure_form(renderer, first_columns, candidate, form, costs) != 0)
            return T2S_E_NOMEM;
    }
    return 0;
}
