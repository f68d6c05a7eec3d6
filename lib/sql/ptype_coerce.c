/* SPDX-License-Identifier: MIT */
/* What becomes what by itself in Presto and Trino, and what a cast makes. As their type coercion does it. */
#include <string.h>

#include "sql/ptype.h"

static int is_text(t2s__ptype_base base)
{
    return base == T2S__PTYPE_VARCHAR || base == T2S__PTYPE_CHAR;
}


static int is_number(t2s__ptype_base base)
{
    return base >= T2S__PTYPE_TINYINT && base <= T2S__PTYPE_NUMBER;
}

int t2s__ptype_is_number(const t2s__ptype *type)
{
    return type != NULL && is_number(type->base);
}

static int is_moment(t2s__ptype_base base)
{
    return base >= T2S__PTYPE_DATE && base <= T2S__PTYPE_TIMESTAMPTZ;
}

/* How many digits an integer may have. */
static int32_t digits(t2s__ptype_base base)
{
    return base == T2S__PTYPE_TINYINT ? 3 : base == T2S__PTYPE_SMALLINT ? 5 : base == T2S__PTYPE_INTEGER ? 10 : 19;
}

/* `from` as something of another base, by itself; NULL: it does not become that. */
static const t2s__ptype *become(t2s__analysis *analysis, const t2s__ptype *from, t2s__ptype_base base)
{
    int is_wider = 0;

    switch (from->base) {
    case T2S__PTYPE_TINYINT:
    case T2S__PTYPE_SMALLINT:
    case T2S__PTYPE_INTEGER:
    case T2S__PTYPE_BIGINT:
        if (base == T2S__PTYPE_DECIMAL)
            return t2s__ptype_sized(analysis, base, digits(from->base), 0);
        is_wider = base > from->base && is_number(base);
        break;
    case T2S__PTYPE_DECIMAL:
        is_wider = base == T2S__PTYPE_REAL || base == T2S__PTYPE_DOUBLE || base == T2S__PTYPE_NUMBER;
        break;
    case T2S__PTYPE_REAL:
        is_wider = base == T2S__PTYPE_DOUBLE;
        break;
    case T2S__PTYPE_DATE:
        if (base == T2S__PTYPE_TIMESTAMP || base == T2S__PTYPE_TIMESTAMPTZ)
            return t2s__ptype_sized(analysis, base, (analysis->flags & T2S_DIALECT_F_TRINO_TYPES) != 0 ? 0 : -1, -1);
        break;
    case T2S__PTYPE_TIME:
        if (base == T2S__PTYPE_TIMETZ)
            return t2s__ptype_sized(analysis, base, from->precision, -1);
        break;
    case T2S__PTYPE_TIMESTAMP:
        if (base == T2S__PTYPE_TIMESTAMPTZ)
            return t2s__ptype_sized(analysis, base, from->precision, -1);
        break;
    case T2S__PTYPE_VARCHAR:
        if (base == T2S__PTYPE_CHAR)
            return t2s__ptype_sized(analysis, base, from->precision > 65536 ? 65536 : from->precision, -1);
        is_wider = base == T2S__PTYPE_REGEXP || base == T2S__PTYPE_JSONPATH || base == T2S__PTYPE_CODEPOINTS;
        break;
    case T2S__PTYPE_CHAR:
        is_wider = base == T2S__PTYPE_REGEXP || base == T2S__PTYPE_JSONPATH || base == T2S__PTYPE_CODEPOINTS;
        break;
    case T2S__PTYPE_P4HLL:
        is_wider = base == T2S__PTYPE_HLL;
        break;
    default:
        break;
    }
    return is_wider ? t2s__ptype_plain(base) : NULL;
}

static int32_t larger(int32_t a, int32_t b)
{
    return a < 0 || b < 0 ? -1 : a > b ? a : b;
}

static int common_decimal(t2s__analysis *analysis, const t2s__ptype *from, const t2s__ptype *to,
                          const t2s__ptype **ret_super, int *ret_coercible)
{
    int32_t scale, precision;

    if (from->precision < 0 || to->precision < 0 || from->scale < 0 || to->scale < 0) {
        *ret_super = t2s__ptype_plain(T2S__PTYPE_DECIMAL);
        *ret_coercible = 1;
        return 1;
    }
    scale = larger(from->scale, to->scale);
    precision = larger(from->precision - from->scale, to->precision - to->scale) + scale;
    if (precision > 38)
        precision = 38;
    *ret_coercible = precision == to->precision && scale == to->scale;
    *ret_super = *ret_coercible ? to : t2s__ptype_sized(analysis, T2S__PTYPE_DECIMAL, precision, scale);
    return 1;
}

static int common_sized(const t2s__ptype *from, const t2s__ptype *to, const t2s__ptype **ret_super, int *ret_coercible)
{
    *ret_coercible = to->precision < 0 || from->precision <= to->precision;
    *ret_super = from->precision < 0 ? from : *ret_coercible ? to : from;
    return 1;
}

static int common_parts(t2s__analysis *analysis, const t2s__ptype *from, const t2s__ptype *to,
                        const t2s__ptype **ret_super, int *ret_coercible)
{
    const t2s__ptype **parts;
    const char **names = NULL;

    *ret_super = NULL;
    *ret_coercible = 1;
    if (from->parts == NULL || to->parts == NULL)
        return 1;
    if (from->count != to->count)
        return 0;
    parts = t2s__analysis_alloc(analysis, from->count * sizeof(const t2s__ptype *));
    if (parts == NULL)
        return 1;
    if (from->names != NULL && to->names != NULL)
        names = t2s__analysis_alloc(analysis, from->count * sizeof(const char *));
    for (uint32_t i = 0; i < from->count; i++) {
        int coercible;

        if (!t2s__ptype_common(analysis, from->parts[i], to->parts[i], &parts[i], &coercible))
            return 0;
        *ret_coercible &= coercible;
        if (names != NULL)
            names[i] = from->names[i] != NULL && to->names[i] != NULL && strcmp(from->names[i], to->names[i]) == 0 ? to->names[i] : NULL;
    }
    *ret_super = t2s__ptype_compound(analysis, to->base, parts, names, from->count);
    return 1;
}

static int common_of_base(t2s__analysis *analysis, const t2s__ptype *from, const t2s__ptype *to,
                          const t2s__ptype **ret_super, int *ret_coercible)
{
    *ret_super = to;
    *ret_coercible = 1;
    switch (to->base) {
    case T2S__PTYPE_DECIMAL:
        return common_decimal(analysis, from, to, ret_super, ret_coercible);
    case T2S__PTYPE_VARCHAR:
    case T2S__PTYPE_CHAR:
    case T2S__PTYPE_TIME:
    case T2S__PTYPE_TIMETZ:
    case T2S__PTYPE_TIMESTAMP:
    case T2S__PTYPE_TIMESTAMPTZ:
        return common_sized(from, to, ret_super, ret_coercible);
    case T2S__PTYPE_ARRAY:
    case T2S__PTYPE_MAP:
    case T2S__PTYPE_ROW:
        return common_parts(analysis, from, to, ret_super, ret_coercible);
    default:
        return 1;
    }
}

/* Types that are known by their name alone: what becomes of them is not known. */
static int is_open(const t2s__ptype *type)
{
    return type->base == T2S__PTYPE_OTHER || type->base == T2S__PTYPE_VARIABLE;
}

int t2s__ptype_common(t2s__analysis *analysis, const t2s__ptype *from, const t2s__ptype *to,
                       const t2s__ptype **ret_super, int *ret_coercible)
{
    const t2s__ptype *other;

    *ret_super = to;
    *ret_coercible = 1;
    if (from == to || t2s__ptype_is(from, T2S__PTYPE_UNKNOWN))
        return 1;
    if (t2s__ptype_is(to, T2S__PTYPE_UNKNOWN)) {
        *ret_super = from;
        *ret_coercible = from == NULL;
        return 1;
    }
    if (from == NULL || to == NULL || is_open(from) || is_open(to)) {
        if (from == NULL || to == NULL || from->base != to->base)
            *ret_super = NULL;
        return 1;
    }
    if (from->base == to->base)
        return common_of_base(analysis, from, to, ret_super, ret_coercible);
    other = become(analysis, from, to->base);
    if (other != NULL)
        return common_of_base(analysis, other, to, ret_super, ret_coercible);
    if (is_text(from->base) && is_text(to->base)) { /* one becomes the other; which one has changed over time */
        *ret_super = NULL;
        return 1;
    }
    other = become(analysis, to, from->base);
    if (other == NULL)
        return 0;
    common_of_base(analysis, from, other, ret_super, ret_coercible);
    *ret_coercible = 0;
    return 1;
}

int t2s__ptype_can_coerce(t2s__analysis *analysis, const t2s__ptype *from, const t2s__ptype *to)
{
    const t2s__ptype *super;
    int coercible;

    return t2s__ptype_common(analysis, from, to, &super, &coercible) && coercible;
}

int t2s__ptype_is_comparable(const t2s__ptype *type)
{
    if (type == NULL)
        return 1;
    switch (type->base) {
    case T2S__PTYPE_HLL:
    case T2S__PTYPE_P4HLL:
    case T2S__PTYPE_SETDIGEST:
    case T2S__PTYPE_TDIGEST:
    case T2S__PTYPE_QDIGEST:
    case T2S__PTYPE_FUNCTION:
    case T2S__PTYPE_COLOR:
    case T2S__PTYPE_REGEXP:
    case T2S__PTYPE_JSONPATH:
    case T2S__PTYPE_CODEPOINTS:
        return 0;
    case T2S__PTYPE_ARRAY:
    case T2S__PTYPE_MAP:
    case T2S__PTYPE_ROW:
        for (uint32_t i = 0; i < type->count; i++)
            if (!t2s__ptype_is_comparable(type->parts[i]))
                return 0;
        return 1;
    default:
        return 1;
    }
}

int t2s__ptype_is_orderable(const t2s__ptype *type)
{
    if (type == NULL)
        return 1;
    if (type->base == T2S__PTYPE_JSON || type->base == T2S__PTYPE_MAP || !t2s__ptype_is_comparable(type))
        return 0;
    if (type->base == T2S__PTYPE_ARRAY || type->base == T2S__PTYPE_ROW)
        for (uint32_t i = 0; i < type->count; i++)
            if (!t2s__ptype_is_orderable(type->parts[i]))
                return 0;
    return 1;
}

/* What can be written as JSON, and read from it. */
static int is_json(const t2s__ptype *type, int is_read)
{
    if (type == NULL)
        return 1;
    switch (type->base) {
    case T2S__PTYPE_ARRAY:
    case T2S__PTYPE_ROW:
        for (uint32_t i = 0; i < type->count; i++)
            if (!is_json(type->parts[i], is_read))
                return 0;
        return 1;
    case T2S__PTYPE_MAP:
        return type->count != 2 || is_json(type->parts[1], is_read);
    case T2S__PTYPE_VARBINARY:
    case T2S__PTYPE_INTERVAL_DAY:
    case T2S__PTYPE_INTERVAL_YEAR:
    case T2S__PTYPE_TIME:
    case T2S__PTYPE_TIMETZ:
        return 0;
    case T2S__PTYPE_DATE:
    case T2S__PTYPE_TIMESTAMP:
        return !is_read;
    default:
        return 1;
    }
}

static int cast_parts(t2s__analysis *analysis, const t2s__ptype *from, const t2s__ptype *to)
{
    if (from->parts == NULL || to->parts == NULL)
        return 1;
    if (from->count != to->count)
        return 0;
    for (uint32_t i = 0; i < from->count; i++)
        if (!t2s__ptype_can_cast(analysis, from->parts[i], to->parts[i]))
            return 0;
    return 1;
}

/* Bases that are not the same, neither of them JSON. 1 also where it is not known. */
static int cast_bases(t2s__ptype_base from, t2s__ptype_base to)
{
    if (from == T2S__PTYPE_ARRAY || from == T2S__PTYPE_MAP || from == T2S__PTYPE_ROW || to == T2S__PTYPE_ARRAY ||
        to == T2S__PTYPE_MAP || to == T2S__PTYPE_ROW)
        return 0;
    if (is_text(from))
        return to != T2S__PTYPE_INTERVAL_DAY && to != T2S__PTYPE_INTERVAL_YEAR;
    if (is_text(to))
        return from != T2S__PTYPE_VARBINARY && from != T2S__PTYPE_HLL;
    if (is_number(from) || from == T2S__PTYPE_BOOLEAN)
        return is_number(to) || to == T2S__PTYPE_BOOLEAN || to > T2S__PTYPE_IPPREFIX;
    if (is_moment(from)) {
        if (from == T2S__PTYPE_DATE ? to == T2S__PTYPE_TIME || to == T2S__PTYPE_TIMETZ
                                     : to == T2S__PTYPE_DATE && (from == T2S__PTYPE_TIME || from == T2S__PTYPE_TIMETZ))
            return 0;
        return is_moment(to) || to > T2S__PTYPE_IPPREFIX;
    }
    if (from == T2S__PTYPE_INTERVAL_DAY || from == T2S__PTYPE_INTERVAL_YEAR || to == T2S__PTYPE_INTERVAL_DAY ||
        to == T2S__PTYPE_INTERVAL_YEAR)
        return 0;
    return !is_number(to) && to != T2S__PTYPE_BOOLEAN && !is_moment(to);
}

int t2s__ptype_can_cast(t2s__analysis *analysis, const t2s__ptype *from, const t2s__ptype *to)
{
    if (from == NULL || to == NULL || from->base == T2S__PTYPE_UNKNOWN || is_open(from) || is_open(to))
        return 1;
    if (from->base == to->base)
        return from->base == T2S__PTYPE_ARRAY || from->base == T2S__PTYPE_MAP || from->base == T2S__PTYPE_ROW
                   ? cast_parts(analysis, from, to)
                   : 1;
    if (to->base == T2S__PTYPE_JSON)
        return is_json(from, 0);
    if (from->base == T2S__PTYPE_JSON)
        return is_json(to, 1);
    return cast_bases(from->base, to->base) || t2s__ptype_can_coerce(analysis, from, to);
}
