/* SPDX-License-Identifier: MIT */
/*
 * Whether arguments fit the signature of a function. A variable (T) stands for what all arguments that are written with it become in
 * common; lambdas come last, since what they are given depends on the others. Everything that is not known fits.
 */
#include <string.h>

#include "sql/presto.h"

static int find_variable(t2s__signature *signature, const char *name)
{
    for (size_t i = 0; i < signature->variables; i++)
        if (strcmp(signature->names[i], name) == 0)
            return (int)i;
    if (signature->variables == T2S__SIGNATURE_VARIABLES)
        return -1;
    signature->names[signature->variables] = name;
    signature->bound[signature->variables] = NULL;
    return (int)signature->variables++;
}

/* Gather what the variables of `formal` stand for. 0: `actual` has another form. */
static int gather(t2s__analysis *analysis, t2s__signature *signature, const t2s__ptype *formal, const t2s__ptype *actual)
{
    const t2s__ptype *super;
    int at, coercible;

    if (formal == NULL || actual == NULL)
        return 1;
    if (formal->base == T2S__PTYPE_VARIABLE) {
        signature->is_generic = 1;
        at = find_variable(signature, formal->name);
        if (at < 0)
            return 1;
        if (signature->bound[at] == NULL) {
            signature->bound[at] = actual;
            return 1;
        }
        if (!t2s__ptype_common(analysis, signature->bound[at], actual, &super, &coercible))
            return 0;
        if (super != NULL)
            signature->bound[at] = super;
        return 1;
    }
    if (actual->base == T2S__PTYPE_UNKNOWN || formal->count == 0 || actual->base == T2S__PTYPE_OTHER)
        return 1;
    if (formal->base != actual->base)
        return formal->base == T2S__PTYPE_FUNCTION || t2s__ptype_can_coerce(analysis, actual, formal);
    if (formal->count != actual->count)
        return actual->parts == NULL || (formal->base == T2S__PTYPE_ROW && formal->count == 1);
    for (uint32_t i = 0; i < formal->count; i++)
        if (!gather(analysis, signature, formal->parts[i], actual->parts[i]))
            return 0;
    return 1;
}

const t2s__ptype *t2s__signature_apply(t2s__analysis *analysis, const t2s__signature *signature, const t2s__ptype *type)
{
    const t2s__ptype **parts;
    t2s__ptype *applied;

    if (type == NULL)
        return NULL;
    if (type->base == T2S__PTYPE_VARIABLE) {
        for (size_t i = 0; i < signature->variables; i++)
            if (strcmp(signature->names[i], type->name) == 0)
                return signature->bound[i];
        return NULL;
    }
    if (type->count == 0)
        return type;
    parts = t2s__analysis_alloc(analysis, type->count * sizeof(const t2s__ptype *));
    applied = t2s__analysis_alloc(analysis, sizeof(*applied));
    if (parts == NULL || applied == NULL)
        return NULL;
    for (uint32_t i = 0; i < type->count; i++)
        parts[i] = t2s__signature_apply(analysis, signature, type->parts[i]);
    *applied = *type;
    applied->type.written = NULL;
    applied->parts = parts;
    return applied;
}

/* Those whose last parameter takes any number, where the server's list does not say it. */
static int is_variadic(const t2s__function *function)
{
    static const char *const names[] = {"concat", "concat_ws", "greatest", "least", "map_concat"};

    if ((function->flags & T2S_FUNCTION_VARIADIC) != 0)
        return 1;
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        if (strcmp(function->name, names[i]) == 0)
            return i == 1 ? function->argument_count == 2 && strncmp(function->argument_types[1], "array", 5) != 0
                          : function->argument_count == 1;
    return 0;
}

/* The parameter that an argument is for; NULL: not known. */
static const t2s__ptype *parameter(t2s__analysis *analysis, const t2s__function *function, size_t index)
{
    const char *text = function->argument_types[index < function->argument_count ? index : function->argument_count - 1];

    return text != NULL ? t2s__ptype_read_type(analysis, text, strlen(text), 1) : NULL;
}

static int takes(const t2s__function *function, size_t count)
{
    if (function->argument_count == 0)
        return count == 0;
    if (is_variadic(function))
        return count + 1 >= function->argument_count;
    return count <= function->argument_count && count + function->default_count >= function->argument_count;
}

/* A lambda is for a function of as many parameters. */
static int takes_lambda(const t2s__ptype *formal, const t2s_node *lambda)
{
    if (formal == NULL)
        return 1;
    return formal->base == T2S__PTYPE_FUNCTION && formal->count == t2s__node_count(lambda, 0) + 1;
}

static int is_lambda(const t2s_node *node)
{
    return node != NULL && node->kind == T2S_NODE_LAMBDA;
}

int t2s__signature_bind(t2s__analysis *analysis, t2s__signature *signature, const t2s__function *function, const t2s_node *const *nodes,
                        const t2s__ptype *const *types, size_t count)
{
    *signature = (t2s__signature){.function = function, .is_exact = 1};
    if (!takes(function, count))
        return 0;
    signature->formal = t2s__analysis_alloc(analysis, (count + 1) * sizeof(const t2s__ptype *));
    if (signature->formal == NULL)
        return 0;
    for (size_t i = 0; i < count; i++) {
        signature->formal[i] = parameter(analysis, function, i);
        if (is_lambda(nodes[i]) ? !takes_lambda(signature->formal[i], nodes[i])
                                : !gather(analysis, signature, signature->formal[i], types[i]))
            return 0;
    }
    for (size_t i = 0; i < count; i++) {
        const t2s__ptype *formal = signature->formal[i];

        if (is_lambda(nodes[i]) || types[i] == NULL)
            continue;
        if (t2s__ptype_is(formal, T2S__PTYPE_FUNCTION)) { /* a value is no function */
            if (types[i]->base != T2S__PTYPE_UNKNOWN && types[i]->base != T2S__PTYPE_OTHER && types[i]->base != T2S__PTYPE_FUNCTION)
                return 0;
            continue;
        }
        formal = t2s__signature_apply(analysis, signature, formal);
        if (formal == NULL)
            continue;
        if (!t2s__ptype_can_coerce(analysis, types[i], formal))
            return 0;
        signature->is_exact &= formal->base == types[i]->base;
    }
    return 1;
}

int t2s__signature_give(t2s__analysis *analysis, t2s__signature *signature, const t2s__ptype *formal, const t2s__ptype *actual)
{
    const t2s__ptype *result = t2s__ptype_is(formal, T2S__PTYPE_FUNCTION) && formal->count != 0 ? formal->parts[formal->count - 1] : NULL;

    if (result == NULL || actual == NULL)
        return 1;
    if (!gather(analysis, signature, result, actual))
        return 0;
    return t2s__ptype_can_coerce(analysis, actual, t2s__signature_apply(analysis, signature, result));
}
