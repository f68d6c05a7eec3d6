/* SPDX-License-Identifier: MIT */
/*
 * The choice between several operators, or functions, that all could take the arguments: the rules of the manual's 10.2 and 10.3, each
 * of which leaves some of the candidates out until one is left.
 */
#include "sql/coerce.h"

/* What is known of one argument. */
struct slot {
    const t2s__type *type; /* without domains; NULL: a literal that has no type yet */
    char category;
    uint8_t has_preferred;
};

static int is_preferred(const struct slot *slot, const t2s__type *type)
{
    return type != NULL && type->is_preferred && t2s__type_category(type) == slot->category;
}

/* In how many places it takes exactly what is given, or, `with_preferred`, what is given or the preferred type of that category. */
static size_t matches(const struct slot *slots, size_t count, const t2s__candidate *candidate, int with_preferred)
{
    size_t found = 0;

    for (size_t i = 0; i < count; i++) {
        const t2s__type *type = t2s__candidate_type(candidate, i);

        if (slots[i].type != NULL)
            found += t2s__same_type(type, slots[i].type) || (with_preferred && is_preferred(&slots[i], type));
    }
    return found;
}

/* Those with the most matches come to the front; how many they are. */
static size_t keep_best(const struct slot *slots, size_t count, t2s__candidate *candidates, size_t candidate_count,
                        int with_preferred)
{
    size_t best = 0, kept = 0;

    for (size_t i = 0; i < candidate_count; i++) {
        size_t found = matches(slots, count, &candidates[i], with_preferred);

        if (kept == 0 || found > best) {
            best = found;
            kept = 0;
        }
        if (found == best)
            candidates[kept++] = candidates[i];
    }
    return kept;
}

/* The category that a literal without a type is taken to be of: strings first, otherwise the one that all agree on. */
static int choose_category(struct slot *slot, size_t index, const t2s__candidate *candidates, size_t candidate_count)
{
    int is_disputed = 0;

    slot->category = '\0';
    slot->has_preferred = 0;
    for (size_t i = 0; i < candidate_count; i++) {
        const t2s__type *type = t2s__candidate_type(&candidates[i], index);
        char category = t2s__type_category(type);
        uint8_t preferred = type != NULL && type->is_preferred;

        if (i == 0 || category == slot->category) {
            slot->category = category;
            slot->has_preferred |= preferred;
        } else if (category == 'S') {
            slot->category = category;
            slot->has_preferred = preferred;
        } else
            is_disputed = 1;
    }
    return !is_disputed || slot->category == 'S';
}

static int suits_literals(const struct slot *slots, size_t count, const t2s__candidate *candidate)
{
    for (size_t i = 0; i < count; i++) {
        const t2s__type *type = t2s__candidate_type(candidate, i);

        if (slots[i].type != NULL)
            continue;
        if (t2s__type_category(type) != slots[i].category)
            return 0;
        if (slots[i].has_preferred && (type == NULL || !type->is_preferred))
            return 0;
    }
    return 1;
}

/* Those that take literals as of their categories come to the front; all stay where none does, or there is no category. */
static size_t keep_by_category(struct slot *slots, size_t count, t2s__candidate *candidates, size_t candidate_count)
{
    size_t kept = 0;

    for (size_t i = 0; i < count; i++)
        if (slots[i].type == NULL && !choose_category(&slots[i], i, candidates, candidate_count))
            return candidate_count;
    for (size_t i = 0; i < candidate_count; i++)
        if (suits_literals(slots, count, &candidates[i]))
            candidates[kept++] = candidates[i];
    return kept != 0 ? kept : candidate_count;
}

/* Where all known arguments are of one type: the one that takes this type everywhere. */
static const t2s__candidate *only_for_one_type(const t2s__analysis *analysis, const struct slot *slots, size_t count,
                                               const t2s__candidate *candidates, size_t candidate_count)
{
    const t2s__type *types[T2S__ARGUMENTS_MAX];
    const t2s__type *known = NULL;
    const t2s__candidate *found = NULL;

    for (size_t i = 0; i < count; i++) {
        if (slots[i].type == NULL)
            continue;
        if (known != NULL && !t2s__same(known, slots[i].type))
            return NULL;
        known = slots[i].type;
    }
    if (known == NULL)
        return NULL;
    for (size_t i = 0; i < count; i++)
        types[i] = known;
    for (size_t i = 0; i < candidate_count; i++)
        if (t2s__can_coerce_all(analysis, types, &candidates[i], count)) {
            if (found != NULL)
                return NULL;
            found = &candidates[i];
        }
    return found;
}

const t2s__candidate *t2s__best_candidate(const t2s__analysis *analysis, const t2s__type *const *types, size_t count,
                                          t2s__candidate *candidates, size_t candidate_count)
{
    struct slot slots[T2S__ARGUMENTS_MAX];
    size_t literals = 0;

    if (count > T2S__ARGUMENTS_MAX || candidate_count == 0)
        return NULL;
    for (size_t i = 0; i < count; i++) {
        int is_literal = t2s__type_is(types[i], T2S__TYPE_UNKNOWN);

        slots[i] = (struct slot){.type = is_literal ? NULL : t2s__bare_type(types[i])};
        slots[i].category = t2s__type_category(slots[i].type);
        literals += slots[i].type == NULL;
    }
    for (int with_preferred = 0; with_preferred < 2 && candidate_count > 1; with_preferred++)
        candidate_count = keep_best(slots, count, candidates, candidate_count, with_preferred);
    if (candidate_count > 1 && literals != 0)
        candidate_count = keep_by_category(slots, count, candidates, candidate_count);
    if (candidate_count == 1)
        return &candidates[0];
    return literals != 0 ? only_for_one_type(analysis, slots, count, candidates, candidate_count) : NULL;
}
