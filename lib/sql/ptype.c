/* SPDX-License-Identifier: MIT */
/* Making types of Presto and Trino, and telling them apart. */
#include "sql/ptype.h"

#include <string.h>

#define PLAIN_(which, text)                                                                                                        \
    [T2S__PTYPE_##which] = {                                                                                                       \
        .type = {.schema = "", .name = text, .written = text}, .base = T2S__PTYPE_##which, .precision = -1, .scale = -1},
static const t2s__ptype plain[] = {T2S__PTYPE_BASE_MAP(PLAIN_)};
#undef PLAIN_

static const t2s__ptype unbounded = {.type = {.schema = "", .name = "varchar", .written = "varchar"},
                                           .base = T2S__PTYPE_VARCHAR,
                                           .precision = T2S__PTYPE_UNBOUNDED,
                                           .scale = -1};

const t2s__ptype *t2s__ptype_plain(t2s__ptype_base base)
{
    return base == T2S__PTYPE_VARCHAR ? &unbounded : &plain[base];
}

static t2s__ptype *new_type(t2s__analysis *analysis, t2s__ptype_base base)
{
    t2s__ptype *type = t2s__analysis_alloc(analysis, sizeof(*type));

    if (type != NULL)
        *type = (t2s__ptype){.type = {.schema = "", .name = plain[base].type.name}, .base = base, .precision = -1, .scale = -1};
    return type;
}

const t2s__ptype *t2s__ptype_sized(t2s__analysis *analysis, t2s__ptype_base base, int32_t precision, int32_t scale)
{
    t2s__ptype *type;

    if (base == T2S__PTYPE_VARCHAR ? precision == T2S__PTYPE_UNBOUNDED : precision < 0)
        return t2s__ptype_plain(base);
    type = new_type(analysis, base);
    if (type == NULL)
        return NULL;
    type->precision = precision;
    type->scale = scale;
    return type;
}

const t2s__ptype *t2s__ptype_compound(t2s__analysis *analysis, t2s__ptype_base base, const t2s__ptype *const *parts,
                                             const char *const *names, size_t count)
{
    t2s__ptype *type = new_type(analysis, base);

    if (type == NULL)
        return NULL;
    type->parts = parts;
    type->names = names;
    type->count = (uint32_t)count;
    return type;
}

const t2s__ptype *t2s__ptype_map(t2s__analysis *analysis, const t2s__ptype *key, const t2s__ptype *value)
{
    const t2s__ptype **parts = t2s__analysis_alloc(analysis, 2 * sizeof(const t2s__ptype *));

    if (parts == NULL)
        return NULL;
    parts[0] = key;
    parts[1] = value;
    return t2s__ptype_compound(analysis, T2S__PTYPE_MAP, parts, NULL, 2);
}

const t2s__ptype *t2s__ptype_array(t2s__analysis *analysis, const t2s__ptype *element)
{
    const t2s__ptype **parts = t2s__analysis_alloc(analysis, sizeof(const t2s__ptype *));

    if (parts == NULL)
        return NULL;
    parts[0] = element;
    return t2s__ptype_compound(analysis, T2S__PTYPE_ARRAY, parts, NULL, 1);
}

static int same_number(int32_t a, int32_t b)
{
    return a == b || a < 0 || b < 0;
}

static int same_text(const char *a, const char *b)
{
    return a == b || a == NULL || b == NULL || strcmp(a, b) == 0;
}

int t2s__ptype_same(const t2s__ptype *a, const t2s__ptype *b)
{
    if (a == b || a == NULL || b == NULL)
        return 1;
    if (a->base != b->base || a->count != b->count || !same_number(a->precision, b->precision) || !same_number(a->scale, b->scale) ||
        !same_text(a->name, b->name))
        return 0;
    for (uint32_t i = 0; i < a->count; i++)
        if (!t2s__ptype_same(a->parts[i], b->parts[i]))
            return 0;
    return 1;
}
