/* SPDX-License-Identifier: MIT */
/*
 * Polymorphic types: what anyelement and its like stand for in one call (manual, 38.2.5). There are two families. In the first all must
 * be of the very same type; in the second, anycompatible, they become the one type that UNION would make of them.
 */
#include "sql/coerce.h"

#include <stddef.h>
#include <string.h>

/* Why the arguments do not agree. */
struct problem {
    enum {
        AGREED,
        NOT_ALIKE,      /* what: which of the types; a, b */
        NOT_A,          /* what: which; of: "an array"; a */
        NOT_CONSISTENT, /* what, of: which; a, b */
        UNDETERMINED,   /* what: which, or NULL */
        NO_ELEMENT,
        IS_ARRAY,       /* what; a */
        NO_ENUM,        /* a */
        NO_COMMON,      /* a, b; or none */
        OTHER_RANGE     /* what; a, b */
    } kind;
    const char *what;
    const char *of;
    const t2s__type *a;
    const t2s__type *b;
};

/* What is known of a call. */
struct family {
    const t2s__type *element; /* anyelement, anynonarray, anyenum */
    const t2s__type *array;
    const t2s__type *range;
    const t2s__type *multirange;
    size_t count;          /* arguments of the first family */
    uint8_t has_gap;       /* of one of them nothing is known */
    uint8_t is_nonarray;
    uint8_t is_enum;
    uint8_t is_compatible; /* there are arguments of the second family */
    uint8_t has_compatible_gap;
    uint8_t is_compatible_nonarray;
    uint8_t has_compatible_range;
    uint8_t has_compatible_multirange;
    const t2s__type *compatible;
    const t2s__type *compatible_range;
    const t2s__type *compatible_multirange;
    struct problem problem;
    size_t member_count;
    const t2s__type *members[T2S__ARGUMENTS_MAX + 1]; /* whose common type `compatible` will be */
};

/* The members are written before they are read, and they are many. */
static void start(struct family *family)
{
    memset(family, 0, offsetof(struct family, members));
}

int t2s__is_polymorphic(const t2s__type *type)
{
    return type != NULL && type->known >= T2S__TYPE_ANYELEMENT && type->known <= T2S__TYPE_ANYCOMPATIBLEMULTIRANGE;
}

static int is_second_family(const t2s__type *type)
{
    return type != NULL && type->known >= T2S__TYPE_ANYCOMPATIBLE && type->known <= T2S__TYPE_ANYCOMPATIBLEMULTIRANGE;
}

static int is_multirange(const t2s__type *type)
{
    return type->kind == T2S_TYPE_MULTIRANGE;
}

static int is_range(const t2s__type *type)
{
    return type->kind == T2S_TYPE_RANGE;
}

static int is_array_or_domain(const t2s__type *type)
{
    const t2s__type *bare = t2s__bare_type(type);

    return t2s__is_array(bare);
}

static int fail(struct family *family, struct problem problem)
{
    if (family->problem.kind == AGREED)
        family->problem = problem;
    return 0;
}

/* `*slot` becomes this type, or is it. */
static int put(struct family *family, const t2s__type **slot, const t2s__type *type, const char *what)
{
    if (*slot != NULL && !t2s__same(*slot, type))
        return fail(family, (struct problem){.kind = NOT_ALIKE, .what = what, .a = *slot, .b = type});
    if (*slot == NULL)
        *slot = type;
    return 1;
}

static int add_first(struct family *family, const t2s__type *declared, const t2s__type *actual)
{
    const t2s__type *bare = t2s__bare_type(actual);

    family->count++;
    family->is_nonarray |= declared->known == T2S__TYPE_ANYNONARRAY;
    family->is_enum |= declared->known == T2S__TYPE_ANYENUM;
    if (bare == NULL) {
        family->has_gap = 1;
        return 1;
    }
    if (bare->known == T2S__TYPE_UNKNOWN)
        return 1;
    switch (declared->known) {
    case T2S__TYPE_ANYARRAY:
        return put(family, &family->array, bare, "anyarray");
    case T2S__TYPE_ANYRANGE:
        return put(family, &family->range, bare, "anyrange");
    case T2S__TYPE_ANYMULTIRANGE:
        return put(family, &family->multirange, bare, "anymultirange");
    default:
        return put(family, &family->element, actual, "anyelement");
    }
}

static void add_member(struct family *family, const t2s__type *type)
{
    if (type == NULL)
        family->has_compatible_gap = 1;
    else if (family->member_count <= T2S__ARGUMENTS_MAX)
        family->members[family->member_count++] = type;
}

static int add_compatible_range(struct family *family, const t2s__type *type)
{
    int is_first = family->compatible_range == NULL;

    if (!put(family, &family->compatible_range, type, "anycompatiblerange"))
        return 0;
    if (!is_range(type))
        return fail(family, (struct problem){.kind = NOT_A, .what = "anycompatiblerange", .of = "a range type", .a = type});
    if (is_first)
        add_member(family, type->subtype);
    return 1;
}

static int add_second(struct family *family, const t2s__type *declared, const t2s__type *actual)
{
    const t2s__type *bare = t2s__bare_type(actual);

    family->is_compatible = 1;
    family->is_compatible_nonarray |= declared->known == T2S__TYPE_ANYCOMPATIBLENONARRAY;
    family->has_compatible_range |= declared->known == T2S__TYPE_ANYCOMPATIBLERANGE;
    family->has_compatible_multirange |= declared->known == T2S__TYPE_ANYCOMPATIBLEMULTIRANGE;
    if (bare == NULL) {
        family->has_compatible_gap = 1;
        return 1;
    }
    if (bare->known == T2S__TYPE_UNKNOWN)
        return 1;
    switch (declared->known) {
    case T2S__TYPE_ANYCOMPATIBLEARRAY:
        if (!t2s__is_array(bare))
            return fail(family, (struct problem){.kind = NOT_A, .what = "anycompatiblearray", .of = "an array", .a = bare});
        add_member(family, bare->element);
        return 1;
    case T2S__TYPE_ANYCOMPATIBLERANGE:
        return add_compatible_range(family, bare);
    case T2S__TYPE_ANYCOMPATIBLEMULTIRANGE:
        if (!put(family, &family->compatible_multirange, bare, "anycompatiblemultirange"))
            return 0;
        return is_multirange(bare) || fail(family, (struct problem){.kind = NOT_A,
                                                                    .what = "anycompatiblemultirange",
                                                                    .of = "a multirange type",
                                                                    .a = bare});
    default:
        add_member(family, actual);
        return 1;
    }
}

/* The element is that of the array, or of the range. */
static int put_element(struct family *family, const t2s__type *whole, const t2s__type *element, const char *what)
{
    if (element == NULL) {
        family->has_gap = 1;
        return 1;
    }
    if (family->element != NULL && !t2s__same(family->element, element))
        return fail(family, (struct problem){.kind = NOT_CONSISTENT, .what = what, .of = "anyelement", .a = whole, .b = family->element});
    family->element = family->element != NULL ? family->element : element;
    return 1;
}

static int agree_array(struct family *family)
{
    if (family->array == NULL || family->array->known == T2S__TYPE_ANYARRAY)
        return 1;
    if (!t2s__is_array(family->array))
        return fail(family, (struct problem){.kind = NOT_A, .what = "anyarray", .of = "an array", .a = family->array});
    return put_element(family, family->array, family->array->element, "anyarray");
}

static int agree_range(struct family *family)
{
    if (family->multirange != NULL) {
        if (!is_multirange(family->multirange))
            return fail(family, (struct problem){.kind = NOT_A,
                                                 .what = "anymultirange",
                                                 .of = "a multirange type",
                                                 .a = family->multirange});
        if (family->range != NULL && !t2s__same(family->range, family->multirange->subtype))
            return fail(family, (struct problem){.kind = NOT_CONSISTENT,
                                                 .what = "anymultirange",
                                                 .of = "anyrange",
                                                 .a = family->multirange,
                                                 .b = family->range});
        family->range = family->multirange->subtype;
        family->has_gap |= family->range == NULL;
    }
    if (family->range == NULL)
        return 1;
    if (!is_range(family->range))
        return fail(family, (struct problem){.kind = NOT_A, .what = "anyrange", .of = "a range type", .a = family->range});
    if (family->multirange == NULL)
        family->multirange = family->range->multirange;
    return put_element(family, family->range, family->range->subtype, "anyrange");
}

static int agree_first(struct family *family)
{
    if (!agree_array(family) || !agree_range(family))
        return 0;
    if (family->is_nonarray && is_array_or_domain(family->element))
        return fail(family, (struct problem){.kind = IS_ARRAY, .what = "anynonarray", .a = family->element});
    if (family->is_enum && family->element != NULL && family->element->kind != T2S_TYPE_ENUM)
        return fail(family, (struct problem){.kind = NO_ENUM, .a = family->element});
    return 1;
}

static int find_common(const t2s__analysis *analysis, struct family *family)
{
    const t2s__type *other = NULL;
    size_t misfit;

    family->compatible = t2s__common_of(analysis, family->members, family->member_count, &misfit, &other);
    if (misfit < family->member_count)
        return fail(family, (struct problem){.kind = NO_COMMON, .a = other, .b = t2s__bare_type(family->members[misfit])});
    for (size_t i = 0; i < family->member_count; i++)
        if (!t2s__can_coerce(analysis, family->members[i], family->compatible, T2S__COERCE_IMPLICIT))
            return fail(family, (struct problem){.kind = NO_COMMON});
    return 1;
}

static int agree_second(const t2s__analysis *analysis, struct family *family)
{
    const t2s__type *range;

    if (family->compatible_multirange != NULL && family->compatible_range != NULL &&
        !t2s__same(family->compatible_multirange->subtype, family->compatible_range))
        return fail(family, (struct problem){.kind = NOT_CONSISTENT,
                                             .what = "anycompatiblemultirange",
                                             .of = "anycompatiblerange",
                                             .a = family->compatible_multirange,
                                             .b = family->compatible_range});
    if (family->compatible_multirange != NULL && family->compatible_range == NULL) {
        if (family->compatible_multirange->subtype == NULL)
            family->has_compatible_gap = 1;
        else if (!add_compatible_range(family, family->compatible_multirange->subtype))
            return 0;
    }
    if (family->member_count == 0)
        return 1;
    if (!find_common(analysis, family))
        return 0;
    range = family->compatible_range;
    if (family->is_compatible_nonarray && is_array_or_domain(family->compatible))
        return fail(family, (struct problem){.kind = IS_ARRAY, .what = "anycompatiblenonarray", .a = family->compatible});
    if (range != NULL && range->subtype != NULL && !family->has_compatible_gap && !t2s__same(range->subtype, family->compatible))
        return fail(family, (struct problem){.kind = OTHER_RANGE, .what = "anycompatiblerange", .a = range, .b = family->compatible});
    return 1;
}

static void add(struct family *family, const t2s__type *declared, const t2s__type *actual)
{
    if (is_second_family(declared))
        add_second(family, declared, actual);
    else if (t2s__is_polymorphic(declared))
        add_first(family, declared, actual);
}

int t2s__polymorphic_fits(const t2s__analysis *analysis, const t2s__type *const *actual, const t2s__candidate *declared, size_t count)
{
    struct family family;

    start(&family);
    for (size_t i = 0; i < count && family.problem.kind == AGREED; i++)
        add(&family, t2s__candidate_type(declared, i), actual[i]);
    if (family.problem.kind != AGREED || !agree_first(&family))
        return 0;
    /* Literals alone are of no enum. */
    if (family.is_enum && family.element == NULL && !family.has_gap)
        return 0;
    return !family.is_compatible || agree_second(analysis, &family);
}

static const char *versus(t2s__analysis *analysis, const struct problem *problem)
{
    const char *text = t2s__arena_printf(analysis->arena, "%s versus %s", t2s__type_text(problem->a), t2s__type_text(problem->b));

    if (text == NULL)
        analysis->code = T2S_E_NOMEM;
    return text;
}

static int say(t2s__analysis *analysis, const struct problem *problem, int position)
{
    const char *a = t2s__type_text(problem->a);

    switch (problem->kind) {
    case NOT_ALIKE:
        t2s__analysis_find(analysis, "42804", position, versus(analysis, problem), "arguments declared \"%s\" are not all alike",
                           problem->what);
        break;
    case NOT_A:
        t2s__analysis_find(analysis, "42804", position, NULL, "argument declared %s is not %s but type %s", problem->what, problem->of,
                           a);
        break;
    case NOT_CONSISTENT:
        t2s__analysis_find(analysis, "42804", position, versus(analysis, problem),
                           "argument declared %s is not consistent with argument declared %s", problem->what, problem->of);
        break;
    case UNDETERMINED:
        t2s__analysis_find(analysis, "42804", position, "Cast an argument to the type that is meant.",
                           "could not determine polymorphic type %s%sbecause input has type unknown",
                           problem->what != NULL ? problem->what : "", problem->what != NULL ? " " : "");
        break;
    case NO_ELEMENT:
        t2s__analysis_find(analysis, "42804", position, NULL, "cannot determine element type of \"anyarray\" argument");
        break;
    case IS_ARRAY:
        t2s__analysis_find(analysis, "42804", position, NULL, "type matched to %s is an array type: %s", problem->what, a);
        break;
    case NO_ENUM:
        t2s__analysis_find(analysis, "42804", position, NULL, "type matched to anyenum is not an enum type: %s", a);
        break;
    case NO_COMMON:
        if (problem->a != NULL)
            t2s__analysis_find(analysis, "42804", position, NULL, "argument types %s and %s cannot be matched", a,
                               t2s__type_text(problem->b));
        else
            t2s__analysis_find(analysis, "42804", position, NULL,
                               "arguments of anycompatible family cannot be cast to a common type");
        break;
    default:
        t2s__analysis_find(analysis, "42804", position, NULL, "%s type %s does not match anycompatible type %s", problem->what, a,
                           t2s__type_text(problem->b));
    }
    return -1;
}

/* pg_stats has columns of type anyarray itself: arrays of which nobody knows what they hold. */
static int check_any_array(struct family *family, const t2s__type *result)
{
    if (family->array == NULL || family->array->known != T2S__TYPE_ANYARRAY)
        return 1;
    if (family->count != 1 || (t2s__is_polymorphic(result) && !is_second_family(result) && result->known != T2S__TYPE_ANYARRAY))
        return fail(family, (struct problem){.kind = NO_ELEMENT});
    return 1;
}

static int settle_first(struct family *family, const t2s__type *result)
{
    if (family->count == 0)
        return 1;
    if (!check_any_array(family, result) || !agree_first(family))
        return 0;
    if (family->element == NULL && !family->has_gap && (family->array == NULL || family->array->known != T2S__TYPE_ANYARRAY))
        return fail(family, (struct problem){.kind = UNDETERMINED});
    return 1;
}

static int settle_second(t2s__analysis *analysis, struct family *family)
{
    if (!family->is_compatible)
        return 1;
    if (!agree_second(analysis, family))
        return 0;
    if (family->has_compatible_gap) {
        family->compatible = NULL;
        return 1;
    }
    if (family->member_count == 0)
        family->compatible = t2s__known(analysis, T2S__TYPE_TEXT);
    if (family->compatible_range == NULL && family->has_compatible_range)
        return fail(family, (struct problem){.kind = UNDETERMINED, .what = "anycompatiblerange"});
    if (family->compatible_multirange == NULL && family->compatible_range != NULL)
        family->compatible_multirange = family->compatible_range->multirange;
    if (family->compatible_range == NULL && family->has_compatible_multirange)
        return fail(family, (struct problem){.kind = UNDETERMINED, .what = "anycompatiblemultirange"});
    return 1;
}

/* What a polymorphic type stands for; NULL: not known. */
static const t2s__type *stands_for(t2s__analysis *analysis, const struct family *family, const t2s__type *type)
{
    switch (type->known) {
    case T2S__TYPE_ANYARRAY:
        return family->array != NULL ? family->array : t2s__array_of(analysis, family->element);
    case T2S__TYPE_ANYRANGE:
        return family->range;
    case T2S__TYPE_ANYMULTIRANGE:
        return family->multirange;
    case T2S__TYPE_ANYCOMPATIBLE:
    case T2S__TYPE_ANYCOMPATIBLENONARRAY:
        return family->compatible;
    case T2S__TYPE_ANYCOMPATIBLEARRAY:
        return t2s__array_of(analysis, family->compatible);
    case T2S__TYPE_ANYCOMPATIBLERANGE:
        return family->compatible_range;
    case T2S__TYPE_ANYCOMPATIBLEMULTIRANGE:
        return family->compatible_multirange;
    default:
        return family->element;
    }
}

/* A range cannot be guessed from what it is a range of. */
static int is_undetermined(struct family *family, const t2s__type *type)
{
    if (family->has_gap || (type->known != T2S__TYPE_ANYRANGE && type->known != T2S__TYPE_ANYMULTIRANGE))
        return 0;
    return (type->known == T2S__TYPE_ANYRANGE ? family->range : family->multirange) == NULL && family->range == NULL;
}

static int replace_declared(t2s__analysis *analysis, struct family *family, const t2s__type *const *actual, const t2s__type **declared,
                            size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (!t2s__is_polymorphic(declared[i]))
            continue;
        if (!is_second_family(declared[i]) && !t2s__type_is(actual[i], T2S__TYPE_UNKNOWN)) {
            declared[i] = NULL; /* it is what it is */
            continue;
        }
        if (is_undetermined(family, declared[i]))
            return fail(family, (struct problem){.kind = UNDETERMINED, .what = declared[i]->name});
        declared[i] = stands_for(analysis, family, declared[i]);
    }
    return 1;
}

int t2s__polymorphic_resolve(t2s__analysis *analysis, const t2s__type *const *actual, const t2s__type **declared, size_t count,
                             const t2s__type **result, int position)
{
    struct family family;

    start(&family);
    for (size_t i = 0; i < count && family.problem.kind == AGREED; i++)
        add(&family, declared[i], actual[i]);
    if (family.problem.kind == AGREED && family.count == 0 && !family.is_compatible)
        return 1;
    if (t2s__is_polymorphic(*result)) {
        family.is_nonarray |= (*result)->known == T2S__TYPE_ANYNONARRAY;
        family.is_enum |= (*result)->known == T2S__TYPE_ANYENUM;
    }
    if (family.problem.kind != AGREED || !settle_first(&family, *result) || !settle_second(analysis, &family) ||
        !replace_declared(analysis, &family, actual, declared, count))
        return say(analysis, &family.problem, position);
    if (t2s__is_polymorphic(*result))
        *result = stands_for(analysis, &family, *result);
    return 1;
}
