/* SPDX-License-Identifier: MIT */
/* Making types of Presto and Trino, and telling them apart. */
#include "sql/presto_type.h"

#include <string.h>

#define PLAIN_(which, text)                                                                                                        \
    [T2S__PRESTO_##which] = {                                                                                                       \
        .type = {.schema = "", .name = text, .written = text}, .base = T2S__PRESTO_##which, .precision = -1, .scale = -1},
static const t2s__presto_type plain[] = {T2S__PRESTO_BASE_MAP(PLAIN_)};
#undef PLAIN_

static const t2s__presto_type unbounded = {.type = {.schema = "", .name = "varchar", .written = "varchar"},
                                           .base = T2S__PRESTO_VARCHAR,
                                           .precision = T2S__PRESTO_UNBOUNDED,
                                           .scale = -1};

const t2s__presto_type *t2s__presto_plain(t2s__presto_base base)
{
    return base == T2S__PRESTO_VARCHAR ? &unbounded : &plain[base];
}

static t2s__presto_type *new_type(t2s__analysis *analysis, t2s__presto_base base)
{
    t2s__presto_type *type = t2s__analysis_alloc(analysis, sizeof(*type));

    if (type != NULL)
        *type = (t2s__presto_type){.type = {.schema = "", .name = plain[base].type.name}, .base = base, .precision = -1, .scale = -1};
    return type;
}

const t2s__presto_type *t2s__presto_sized(t2s__analysis *analysis, t2s__presto_base base, int32_t precision, int32_t scale)
{
    t2s__presto_type *type;

    if (base == T2S__PRESTO_VARCHAR ? precision == T2S__PRESTO_UNBOUNDED : precision < 0)
        return t2s__presto_plain(base);
    type = new_type(analysis, base);
    if (type == NULL)
        return NULL;
    type->precision = precision;
    type->scale = scale;
    return type;
}

const t2s__presto_type *t2s__presto_compound(t2s__analysis *analysis, t2s__presto_base base, const t2s__presto_type *const *parts,
                                             const char *const *names, size_t count)
{
    t2s__presto_type *type = new_type(analysis, base);

    if (type == NULL)
        return NULL;
    type->parts = parts;
    type->names = names;
    type->count = (uint32_t)count;
    return type;
}

const t2s__presto_type *t2s__presto_map(t2s__analysis *analysis, const t2s__presto_type *key, const t2s__presto_type *value)
{
    const t2s__presto_type **parts = t2s__analysis_alloc(analysis, 2 * sizeof(const t2s__presto_type *));

    if (parts == NULL)
        return NULL;
    parts[0] = key;
    parts[1] = value;
    return t2s__presto_compound(analysis, T2S__PRESTO_MAP, parts, NULL, 2);
}

const t2s__presto_type *t2s__presto_array(t2s__analysis *analysis, const t2s__presto_type *element)
{
    const t2s__presto_type **parts = t2s__analysis_alloc(analysis, sizeof(const t2s__presto_type *));

    if (parts == NULL)
        return NULL;
    parts[0] = element;
    return t2s__presto_compound(analysis, T2S__PRESTO_ARRAY, parts, NULL, 1);
}

static int same_number(int32_t a, int32_t b)
{
    return a == b || a < 0 || b < 0;
}

static int same_text(const char *a, const char *b)
{
    return a == b || a == NULL || b == NULL || strcmp(a, b) == 0;
}

int t2s__presto_same(const t2s__presto_type *a, const t2s__presto_type *b)
{
    if (a == b || a == NULL || b == NULL)
        return 1;
    if (a->base != b->base || a->count != b->count || !same_number(a->precision, b->precision) || !same_number(a->scale, b->scale) ||
        !same_text(a->name, b->name))
        return 0;
    for (uint32_t i = 0; i < a->count; i++)
        if (!t2s__presto_same(a->parts[i], b->parts[i]))
            return 0;
    return 1;
}
