/* SPDX-License-Identifier: MIT */
/*
 * The functions that a call can mean by its name and the number and names of its arguments. After the rules of PostgreSQL's
 * FuncnameGetCandidates(): what VARIADIC, defaults and named arguments make of a function's parameters.
 */
#include "sql/function_call.h"

#include <string.h>

/* A list that moves into the arena when it grows. */
struct list {
    t2s__candidate *items;
    size_t count;
    size_t capacity;
    int has_special; /* several may come down to the same arguments */
};

static const t2s__type *parameter(const t2s__function *function, size_t index)
{
    return function->arguments != NULL ? function->arguments[index] : NULL;
}

/* What the last parameter of a variadic function takes any number of. */
static const t2s__type *variadic_type(const t2s__function *function)
{
    const t2s__type *type = parameter(function, function->argument_count - 1);

    return type == NULL || type->known == T2S__TYPE_ANY ? type : type->element != NULL ? type->element : type;
}

/* An array of anyelement is of the type anyarray, which has no element: it is the family that counts. */
static const t2s__type *variadic_member(const t2s__analysis *analysis, const t2s__function *function)
{
    const t2s__type *type = variadic_type(function);

    if (t2s__type_is(type, T2S__TYPE_ANYARRAY))
        return t2s__known(analysis, T2S__TYPE_ANYELEMENT);
    if (t2s__type_is(type, T2S__TYPE_ANYCOMPATIBLEARRAY))
        return t2s__known(analysis, T2S__TYPE_ANYCOMPATIBLE);
    return type;
}

static const t2s__type *const *all_parameters(t2s__analysis *analysis, const t2s__function *function, size_t count)
{
    const t2s__type **types;

    if (function->arguments != NULL && count == function->argument_count)
        return function->arguments;
    types = t2s__analysis_alloc(analysis, (count + 1) * sizeof(const t2s__type *));
    for (size_t i = 0; types != NULL && i < count; i++)
        types[i] = i < function->argument_count ? parameter(function, i) : NULL;
    return types;
}

/* One parameter for each argument that the last one takes. */
static const t2s__type *const *spread_parameters(t2s__analysis *analysis, const t2s__function *function, size_t count)
{
    const t2s__type **types = t2s__analysis_alloc(analysis, (count + 1) * sizeof(const t2s__type *));

    for (size_t i = 0; types != NULL && i < count; i++)
        types[i] = i + 1 < function->argument_count ? parameter(function, i) : variadic_member(analysis, function);
    return types;
}

static int by_position(t2s__analysis *analysis, const t2s__call *call, const t2s__function *function, t2s__candidate *candidate)
{
    size_t wanted = function->argument_count, count = call->count;
    int is_variadic = (function->flags & T2S_FUNCTION_VARIADIC) != 0 && wanted != 0 && wanted <= count &&
                      (call->node->flags & T2S_NODE_F_VARIADIC) == 0;

    if (count < wanted ? count + function->default_count < wanted : count > wanted && !is_variadic)
        return 0;
    candidate->count = (uint32_t)(count > wanted ? count : wanted);
    candidate->defaults = count < wanted ? (uint32_t)(wanted - count) : 0;
    candidate->variadic = is_variadic ? (uint32_t)(count - wanted + 1) : 0;
    candidate->types = is_variadic ? spread_parameters(analysis, function, count) : all_parameters(analysis, function, wanted);
    return candidate->types != NULL;
}

static size_t parameter_named(const t2s__function *function, const char *name, size_t first)
{
    for (size_t i = first; function->argument_names != NULL && i < function->argument_count; i++)
        if (function->argument_names[i] != NULL && strcmp(function->argument_names[i], name) == 0)
            return i;
    return function->argument_count;
}

/* The types in the order of the call, and behind them those of the parameters that are left to their defaults. */
static int by_name(t2s__analysis *analysis, const t2s__call *call, const t2s__function *function, t2s__candidate *candidate)
{
    size_t wanted = function->argument_count, placed = call->count - call->named, count = call->count;
    int expands = (function->flags & T2S_FUNCTION_VARIADIC) != 0 && (call->node->flags & T2S_NODE_F_VARIADIC) == 0;
    uint8_t given[T2S__ARGUMENTS_MAX] = {0};
    const t2s__type **types;

    if (expands || wanted > T2S__ARGUMENTS_MAX || count > wanted || count + function->default_count < wanted)
        return 0;
    types = t2s__analysis_alloc(analysis, (wanted + 1) * sizeof(const t2s__type *));
    if (types == NULL)
        return 0;
    for (size_t i = 0; i < count; i++) {
        size_t at = i < placed ? i : parameter_named(function, call->names[i], placed);

        if (at >= wanted || given[at])
            return 0;
        given[at] = 1;
        types[i] = parameter(function, at);
    }
    for (size_t i = placed, next = count; i < wanted; i++)
        if (!given[i]) {
            if (i + function->default_count < wanted)
                return 0;
            types[next++] = parameter(function, i);
        }
    candidate->count = (uint32_t)wanted;
    candidate->defaults = (uint32_t)(wanted - count);
    candidate->types = types;
    return 1;
}

static int has_same_types(const t2s__candidate *a, const t2s__candidate *b)
{
    size_t count = a->count - a->defaults;

    if (count != b->count - b->defaults)
        return 0;
    for (size_t i = 0; i < count; i++)
        if (!t2s__same_type(a->types[i], b->types[i]))
            return 0;
    return 1;
}

/* Of two for the same arguments the one that is earlier on the search path counts, or that is not variadic; or it is not clear. */
static int is_doubled(struct list *list, const t2s__candidate *candidate)
{
    for (size_t i = 0; i < list->count; i++) {
        t2s__candidate *other = &list->items[i];

        if (!has_same_types(other, candidate))
            continue;
        if (candidate->path != other->path ? candidate->path < other->path : candidate->variadic == 0 && other->variadic != 0)
            *other = *candidate;
        else if (candidate->path == other->path && (candidate->variadic == 0 || other->variadic != 0))
            other->meaning = NULL;
        return 1;
    }
    return 0;
}

static int append(t2s__analysis *analysis, struct list *list, const t2s__candidate *candidate)
{
    if (list->count == list->capacity) {
        t2s__candidate *more = t2s__analysis_alloc(analysis, 2 * list->capacity * sizeof(*more));

        if (more == NULL)
            return -1;
        memcpy(more, list->items, list->count * sizeof(*more));
        list->items = more;
        list->capacity *= 2;
    }
    list->items[list->count++] = *candidate;
    return 0;
}

static int find_path(const t2s__analysis *analysis, const t2s__call *call, const t2s__function *function)
{
    if (call->schema != NULL)
        return strcmp(call->schema, function->schema) == 0 ? 0 : -1;
    return t2s__schema_path(analysis, function->schema);
}

size_t t2s__call_candidates(t2s__analysis *analysis, const t2s__call *call, t2s__candidate **candidates)
{
    struct list list = {.items = *candidates, .capacity = T2S__CALL_CANDIDATES};
    const t2s__function *function = t2s__catalog_functions(analysis->catalog, call->name, strlen(call->name));

    for (; function != NULL; function = function->next) {
        t2s__candidate candidate = {.meaning = function};

        candidate.path = find_path(analysis, call, function);
        if (candidate.path < 0 || !(call->named != 0 ? by_name : by_position)(analysis, call, function, &candidate))
            continue;
        list.has_special |= candidate.path != 0 || candidate.variadic != 0 || candidate.defaults != 0 || call->named != 0;
        if (list.has_special && is_doubled(&list, &candidate))
            continue;
        if (append(analysis, &list, &candidate) != 0)
            return 0;
    }
    *candidates = list.items;
    return list.count;
}
