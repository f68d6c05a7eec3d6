/* SPDX-License-Identifier: MIT */
/* Which function a call means, in Presto and Trino: of those that take the arguments the most specific one. */
#include <string.h>

#include "sql/presto.h"

int t2s__pr_knows_functions(t2s__analysis *analysis)
{
    if (analysis->knows_functions < 0) {
        const t2s__function *function = analysis->catalog != NULL ? t2s__catalog_functions(analysis->catalog, "approx_distinct", 15) : NULL;

        while (function != NULL && strcmp(function->schema, analysis->rules->builtin_schema) != 0)
            function = function->next;
        analysis->knows_functions = function != NULL;
    }
    return analysis->knows_functions;
}

const t2s__function *t2s__pr_functions(t2s__analysis *analysis, const t2s_node *call)
{
    const t2s_node *last = call->last[T2S_SLOT_CALL_NAME];
    char lower[128];

    if (last == NULL || last->text == NULL || last->text_length >= sizeof(lower) || !t2s__pr_knows_functions(analysis))
        return NULL;
    for (size_t i = 0; i <= last->text_length; i++)
        lower[i] = (char)(last->text[i] >= 'A' && last->text[i] <= 'Z' ? last->text[i] | 0x20 : last->text[i]);
    return t2s__catalog_functions(analysis->catalog, lower, last->text_length);
}

/* The arguments of a call, beside their types. */
struct call {
    const t2s_node *node;
    const t2s_node **nodes;
    const t2s__ptype **types;
    size_t count;
    int has_gap;
    int has_lambda;
};

static int read_arguments(t2s__analysis *analysis, struct call *call)
{
    size_t count = t2s__node_count(call->node, T2S_SLOT_CALL_ARGUMENTS);

    call->nodes = t2s__analysis_alloc(analysis, (count + 1) * sizeof(const t2s_node *));
    call->types = t2s__analysis_alloc(analysis, (count + 1) * sizeof(const t2s__ptype *));
    if (call->nodes == NULL || call->types == NULL)
        return -1;
    T2S__FOR_SLOT (argument, call->node, T2S_SLOT_CALL_ARGUMENTS) {
        if (argument->kind == T2S_NODE_NAMED_ARGUMENT)
            return -1;
        call->nodes[call->count] = argument;
        call->types[call->count] = NULL;
        if (argument->kind == T2S_NODE_LAMBDA)
            call->has_lambda = 1;
        else {
            call->types[call->count] = t2s__ptype_at(argument);
            call->has_gap |= call->types[call->count] == NULL;
        }
        call->count++;
    }
    return 0;
}

/* Whether every argument of one would do for the other. */
static int is_more_specific(t2s__analysis *analysis, const t2s__signature *one, const t2s__signature *other, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (one->formal[i] != NULL && other->formal[i] != NULL &&
            !t2s__ptype_can_coerce(analysis, t2s__signature_apply(analysis, one, one->formal[i]),
                                   t2s__signature_apply(analysis, other, other->formal[i])))
            return 0;
    return 1;
}

/* Those that need nothing changed count before the others, and of them those without variables. */
static int rank(const t2s__signature *signature)
{
    return signature->is_exact ? signature->is_generic ? 1 : 0 : 2;
}

static const t2s__signature *choose(t2s__analysis *analysis, const t2s__signature *fitting, size_t count, size_t arguments)
{
    const t2s__signature *best = NULL;

    for (size_t i = 0; i < count; i++)
        if (best == NULL || rank(&fitting[i]) < rank(best) ||
            (rank(&fitting[i]) == rank(best) && !is_more_specific(analysis, best, &fitting[i], arguments)))
            best = &fitting[i];
    for (size_t i = 0; i < count; i++)
        if (&fitting[i] != best && rank(&fitting[i]) == rank(best) && !is_more_specific(analysis, best, &fitting[i], arguments))
            return NULL;
    return best;
}

/* The lambdas of a call whose function is known, or not: signature NULL. */
static void lambdas(t2s__analysis *analysis, t2s__scope *scope, const struct call *call, t2s__signature *signature)
{
    for (size_t i = 0; i < call->count; i++) {
        const t2s_node *node = call->nodes[i], *body;
        const t2s__ptype *formal;

        if (node->kind != T2S_NODE_LAMBDA)
            continue;
        formal = signature != NULL ? t2s__signature_apply(analysis, signature, signature->formal[i]) : NULL;
        if (formal == NULL || formal->count == 0) {
            t2s__pr_lambda(analysis, scope, node, NULL, 0);
            continue;
        }
        t2s__pr_lambda(analysis, scope, node, formal->parts, formal->count - 1);
        body = t2s__node_first(node, 1);
        if (body != NULL && !t2s__signature_give(analysis, signature, signature->formal[i], t2s__ptype_at(body)))
            t2s__analysis_find(analysis, "42883", call->node->position, NULL, "Unexpected parameters (%s) for function %s", "lambda",
                               signature->function->name);
    }
}

static const char *arguments_text(t2s__analysis *analysis, const struct call *call)
{
    t2s__buffer buffer = T2S__BUFFER_INIT;
    const char *text;

    for (size_t i = 0; i < call->count; i++) {
        t2s__buffer_text(&buffer, i != 0 ? ", " : "");
        t2s__buffer_text(&buffer, call->nodes[i]->kind == T2S_NODE_LAMBDA ? "function" : t2s__ptype_text(analysis, call->types[i]));
    }
    text = buffer.failed ? NULL : t2s__arena_strndup(analysis->arena, t2s__buffer_string(&buffer), buffer.length);
    t2s__buffer_dispose(&buffer);
    if (text == NULL)
        analysis->code = T2S_E_NOMEM;
    return text != NULL ? text : "";
}

/* "Expected: abs(bigint), abs(double), ..." */
static const char *signatures_text(t2s__analysis *analysis, const t2s__function *function)
{
    t2s__buffer buffer = T2S__BUFFER_INIT;
    size_t count = 0;
    const char *text;

    for (; function != NULL && count < 6; function = function->next, count++) {
        t2s__buffer_printf(&buffer, "%s%s(", count != 0 ? ", " : "", function->name);
        for (size_t i = 0; i < function->argument_count; i++)
            t2s__buffer_printf(&buffer, "%s%s", i != 0 ? ", " : "", function->argument_types[i]);
        t2s__buffer_char(&buffer, ')');
    }
    text = buffer.failed ? NULL : t2s__arena_strndup(analysis->arena, t2s__buffer_string(&buffer), buffer.length);
    t2s__buffer_dispose(&buffer);
    if (text == NULL)
        analysis->code = T2S_E_NOMEM;
    return text != NULL ? text : "";
}

static void say_missing(t2s__analysis *analysis, const struct call *call, const t2s__function *first)
{
    if (analysis->quiet)
        return;
    t2s__analysis_find(analysis, "42883", call->node->position, NULL, "Unexpected parameters (%s) for function %s. Expected: %s",
                       arguments_text(analysis, call), first->name, signatures_text(analysis, first));
}

const t2s__function *t2s__pr_resolve(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node)
{
    const t2s__function *first = node != NULL ? t2s__pr_functions(analysis, node) : NULL;
    t2s__signature *fitting = NULL;
    const t2s__signature *best;
    struct call call = {.node = node};
    t2s__signature bound;
    size_t count = 0, overloads = 0;

    if (node == NULL)
        return NULL;
    if (read_arguments(analysis, &call) != 0 || first == NULL) {
        if (call.has_lambda)
            T2S__FOR_SLOT (argument, node, T2S_SLOT_CALL_ARGUMENTS)
                if (argument->kind == T2S_NODE_LAMBDA)
                    t2s__pr_lambda(analysis, scope, argument, NULL, 0);
        return NULL;
    }
    for (const t2s__function *function = first; function != NULL; function = function->next)
        overloads++;
    fitting = t2s__analysis_alloc(analysis, overloads * sizeof(*fitting));
    if (fitting == NULL)
        return NULL;
    for (const t2s__function *function = first; function != NULL; function = function->next)
        if (t2s__signature_bind(analysis, &fitting[count], function, call.nodes, call.types, call.count))
            count++;
    if (count == 0) {
        lambdas(analysis, scope, &call, NULL);
        say_missing(analysis, &call, first);
        return NULL;
    }
    best = count == 1 ? fitting : choose(analysis, fitting, count, call.count);
    if (best == NULL || (call.has_gap && count > 1)) {
        lambdas(analysis, scope, &call, NULL);
        return fitting[0].function;
    }
    bound = *best;
    lambdas(analysis, scope, &call, &bound);
    if (bound.function->result_type != NULL)
        t2s__ptype_set(node, t2s__signature_apply(analysis, &bound,
                                                  t2s__ptype_read_type(analysis, bound.function->result_type,
                                                                       strlen(bound.function->result_type), 1)));
    return bound.function;
}
