/* SPDX-License-Identifier: MIT */
/* The one type of several values: UNION, CASE, COALESCE, VALUES, ARRAY, IN (manual, 10.5). */
#include "sql/coerce.h"

static int all_same(const t2s__type *const *types, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (types[i] == NULL || types[i]->known == T2S__TYPE_UNKNOWN || !t2s__same(types[i], types[0]))
            return 0;
    return 1;
}

static int goes_only_there(const t2s__analysis *analysis, const t2s__type *from, const t2s__type *to)
{
    return t2s__can_coerce(analysis, from, to, T2S__COERCE_IMPLICIT) && !t2s__can_coerce(analysis, to, from, T2S__COERCE_IMPLICIT);
}

const t2s__type *t2s__common_of(const t2s__analysis *analysis, const t2s__type *const *types, size_t count, size_t *ret_misfit,
                                const t2s__type **ret_other)
{
    const t2s__type *common = NULL;
    size_t unknowns = 0;

    *ret_misfit = count;
    if (count != 0 && all_same(types, count))
        return types[0];
    for (size_t i = 0; i < count; i++) {
        const t2s__type *type = t2s__bare_type(types[i]);

        if (type == NULL)
            continue;
        unknowns += type->known == T2S__TYPE_UNKNOWN;
        if (type->known == T2S__TYPE_UNKNOWN || (common != NULL && t2s__same(type, common)))
            continue;
        if (common == NULL)
            common = type;
        else if (t2s__type_category(type) != t2s__type_category(common)) {
            *ret_misfit = i;
            *ret_other = common;
            return NULL;
        } else if (!common->is_preferred && goes_only_there(analysis, common, type))
            common = type;
    }
    return common == NULL && unknowns != 0 ? t2s__known(analysis, T2S__TYPE_TEXT) : common;
}

static int has_gap(const t2s__type *const *types, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (t2s__bare_type(types[i]) == NULL)
            return 1;
    return 0;
}

static const t2s__type *common_of(t2s__analysis *analysis, const t2s__type *const *types, size_t count, const char *what,
                                  size_t *ret_misfit, const t2s__type **ret_other)
{
    const t2s__type *common;

    *ret_misfit = count;
    if (analysis->catalog == NULL || count == 0)
        return NULL;
    common = t2s__common_of(analysis, types, count, ret_misfit, ret_other);
    if (what == NULL)
        *ret_misfit = count;
    return common != NULL && !has_gap(types, count) ? common : NULL;
}

static void say(t2s__analysis *analysis, const char *what, const t2s__type *a, const t2s__type *b, int position)
{
    t2s__analysis_find(analysis, "42804", position, NULL, "%s types %s and %s cannot be matched", what, t2s__type_text(a),
                       t2s__type_text(b));
}

const t2s__type *t2s__common_type_of(t2s__analysis *analysis, const t2s__type *const *types, size_t count, const char *what,
                                     int position)
{
    const t2s__type *other = NULL;
    size_t misfit;
    const t2s__type *common = common_of(analysis, types, count, what, &misfit, &other);

    if (misfit < count)
        say(analysis, what, other, t2s__bare_type(types[misfit]), position);
    return common;
}

const t2s__type *t2s__common_type(t2s__analysis *analysis, const t2s_node *const *nodes, size_t count, const char *what)
{
    const t2s__type *few[32];
    const t2s__type **types = few;
    const t2s__type *other = NULL;
    const t2s__type *common;
    size_t misfit;

    few[0] = NULL;
    if (count > sizeof(few) / sizeof(few[0]) &&
        (types = t2s__analysis_alloc(analysis, count * sizeof(const t2s__type *))) == NULL)
        return NULL;
    for (size_t i = 0; i < count; i++)
        types[i] = nodes[i]->type;
    common = common_of(analysis, types, count, what, &misfit, &other);
    if (misfit < count)
        say(analysis, what, other, t2s__bare_type(types[misfit]), t2s__expression_position(nodes[misfit]));
    return common;
}

int t2s__coerce_common(t2s__analysis *analysis, const t2s_node *node, const t2s__type *to, const char *what)
{
    const t2s__type *had = node != NULL ? node->type : NULL;
    int done = t2s__coerce(analysis, node, to, T2S__COERCE_IMPLICIT);

    if (done != 0)
        return done;
    t2s__analysis_find(analysis, "42846", t2s__expression_position(node), NULL, "%s could not convert type %s to %s", what,
                       t2s__type_text(had), t2s__type_text(to));
    return -1;
}
