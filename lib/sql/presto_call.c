/* SPDX-License-Identifier: MIT */
/* Calls in Presto and Trino: their parts in the order in which the server looks at them; windows; lambdas. */
#include <string.h>
#include <strings.h>

#include "sql/expression.h"
#include "sql/presto.h"

/* What the server's list of functions does not have, because its grammar does, or because they are of patterns alone. */
static int is_unlisted(const t2s__analysis *analysis, const char *name)
{
    static const char *const names[] = {"classifier", "coalesce", "first", "format", "grouping", "if", "last", "listagg", "match_number",
                                        "next", "nullif", "prev", "try"};

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        if (strcasecmp(name, names[i]) == 0)
            return t2s__is_trino(analysis) || strcmp(names[i], "format") != 0;
    return 0;
}

static void miss_function(t2s__analysis *analysis, const t2s_node *node, const char *name)
{
    if (analysis->catalog != NULL && analysis->catalog->is_open)
        return;
    t2s__analysis_find(analysis, "42883", node->position, NULL, "Function '%s' not registered", name);
}

void t2s__pr_lambda(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node, const t2s__ptype *const *types, size_t count)
{
    t2s__scope inner = {.parent = scope, .depth = scope->depth + 1};
    t2s__item *item = t2s__item_new(analysis, &inner, T2S__ITEM_DERIVED);
    t2s__var *vars = t2s__analysis_alloc(analysis, (t2s__node_count(node, 0) + 1) * sizeof(*vars));

    if (item == NULL || vars == NULL)
        return;
    T2S__FOR_SLOT (parameter, node, 0) {
        size_t at = item->var_count++;

        vars[at] = (t2s__var){.name = parameter->text,
                              .item = item,
                              .identity = &vars[at],
                              .type = at < count ? t2s__ptype_as_type(types[at]) : NULL};
    }
    item->vars = vars;
    if (t2s__scope_add(analysis, &inner, item) != NULL)
        t2s__expressions(analysis, &inner, node, 1);
}

static void window_keys(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *window)
{
    T2S__FOR_SLOT (key, window, T2S_SLOT_WINDOW_PARTITION) {
        t2s__expression(analysis, scope, key);
        if (!t2s__ptype_is_comparable(t2s__ptype_at(key)))
            t2s__analysis_find(analysis, "TYPE_MISMATCH", key->position, NULL,
                               "%s is not comparable, and therefore cannot be used in window function PARTITION BY",
                               t2s__ptype_text(analysis, t2s__ptype_at(key)));
    }
    T2S__FOR_SLOT (sort, window, T2S_SLOT_WINDOW_ORDER) {
        const t2s_node *key = sort->kind == T2S_NODE_SORT ? t2s__node_first(sort, 0) : sort;

        if (key == NULL)
            continue;
        t2s__expression(analysis, scope, key);
        if (!t2s__ptype_is_orderable(t2s__ptype_at(key)))
            t2s__analysis_find(analysis, "TYPE_MISMATCH", key->position, NULL,
                               "%s is not orderable, and therefore cannot be used in window function ORDER BY",
                               t2s__ptype_text(analysis, t2s__ptype_at(key)));
    }
}

static int has_window(const t2s__analysis *analysis, const t2s__scope *scope, const char *name)
{
    if (scope->select != NULL)
        T2S__FOR_SLOT (window, scope->select, T2S_SLOT_SELECT_WINDOWS)
            if (window->text != NULL && t2s__same_name(analysis, window->text, name))
                return 1;
    return 0;
}

static const t2s__scope *scope_of_select(const t2s__scope *scope)
{
    while (scope != NULL && scope->select == NULL)
        scope = scope->parent;
    return scope;
}

static void window(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node)
{
    const t2s_node *copied = t2s__node_first(node, T2S_SLOT_WINDOW_COPIED);
    const char *name = (node->flags & T2S_NODE_F_REFERENCE) != 0 ? node->text : copied != NULL ? copied->text : NULL;
    const t2s__scope *owner = scope_of_select(scope);

    if (name != NULL && owner != NULL && !has_window(analysis, owner, name))
        t2s__analysis_find(analysis, "INVALID_WINDOW_REFERENCE", node->position, NULL, "Cannot resolve WINDOW name %s", name);
    if ((node->flags & T2S_NODE_F_REFERENCE) != 0)
        return;
    window_keys(analysis, scope, node);
    t2s__expressions(analysis, scope, node, T2S_SLOT_WINDOW_FRAME);
}

static void add_flag(const t2s_node *node, uint32_t flag)
{
    ((t2s_node *)(uintptr_t)node)->flags |= flag;
}

/* What only aggregates have, and only windows. */
static void check_kind(t2s__analysis *analysis, const t2s_node *node, const t2s__function *function)
{
    int is_aggregate = function->kind == T2S_FUNCTION_AGGREGATE, is_window = function->kind == T2S_FUNCTION_WINDOW;
    int has_over = node->last[T2S_SLOT_CALL_OVER] != NULL;

    if (has_over && !is_aggregate && !is_window)
        t2s__analysis_find(analysis, "FUNCTION_NOT_WINDOW", node->position, NULL, "Not a window function: %s", function->name);
    else if (is_window && !has_over)
        t2s__analysis_find(analysis, "MISSING_OVER", node->position, NULL, "Window function %s requires an OVER clause", function->name);
    else if (is_aggregate || is_window)
        return;
    else if ((node->flags & T2S_NODE_F_DISTINCT) != 0)
        t2s__analysis_find(analysis, "FUNCTION_NOT_AGGREGATE", node->position, NULL,
                           "DISTINCT is not supported for non-aggregation functions");
    else if (node->last[T2S_SLOT_CALL_FILTER] != NULL)
        t2s__analysis_find(analysis, "FUNCTION_NOT_AGGREGATE", node->position, NULL,
                           "Filter is only valid for aggregation functions");
    else if (node->last[T2S_SLOT_CALL_ORDER] != NULL)
        t2s__analysis_find(analysis, "FUNCTION_NOT_AGGREGATE", node->position, NULL,
                           "ORDER BY is only valid for aggregation functions");
}

static void sort_keys(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node, int slot)
{
    T2S__FOR_SLOT (sort, node, slot) {
        const t2s_node *key = sort->kind == T2S_NODE_SORT ? t2s__node_first(sort, 0) : sort;

        if (key == NULL)
            continue;
        t2s__expression(analysis, scope, key);
        if (!t2s__ptype_is_orderable(t2s__ptype_at(key)))
            t2s__analysis_find(analysis, "TYPE_MISMATCH", key->position, NULL,
                               "ORDER BY can only be applied to orderable types (actual: %s)",
                               t2s__ptype_text(analysis, t2s__ptype_at(key)));
    }
}

static void check_distinct(t2s__analysis *analysis, const t2s_node *node)
{
    T2S__FOR_SLOT (argument, node, T2S_SLOT_CALL_ARGUMENTS)
        if (!t2s__ptype_is_comparable(t2s__ptype_at(argument))) {
            t2s__analysis_find(analysis, "TYPE_MISMATCH", node->position, NULL,
                               "DISTINCT can only be applied to comparable types (actual: %s)",
                               t2s__ptype_text(analysis, t2s__ptype_at(argument)));
            return;
        }
}

/* WITH FUNCTION name(...), which stands before the whole query. */
static int is_defined(const t2s__analysis *analysis, const char *name)
{
    const t2s_node *query = analysis->tree->first != NULL ? analysis->tree->first->node : NULL;

    if (query == NULL || query->kind != T2S_NODE_QUERY)
        return 0;
    T2S__FOR_SLOT (function, query, T2S_SLOT_QUERY_FUNCTIONS)
        if (function->text == NULL || strcasecmp(function->text, name) == 0)
            return 1;
    return 0;
}

/* The name that a call has when it can only be the server's own: "abs", or system.builtin.abs. NULL: it may be anybody's. */
static const char *own_name(const t2s__analysis *analysis, const t2s_node *node)
{
    const t2s_node *last = node->last[T2S_SLOT_CALL_NAME];

    if (last == NULL || (node->flags & T2S_NODE_F_SYNTAX) != 0)
        return NULL;
    return last->next == last && last->text != NULL && !is_defined(analysis, last->text) ? last->text : NULL;
}

void t2s__pr_call(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node)
{
    const char *name = own_name(analysis, node);
    const t2s__function *function = name != NULL ? t2s__pr_functions(analysis, node) : NULL, *found = NULL;

    t2s__use_function(analysis, node);
    T2S__FOR_SLOT (over, node, T2S_SLOT_CALL_OVER)
        window(analysis, scope, over);
    T2S__FOR_SLOT (filter, node, T2S_SLOT_CALL_FILTER)
        t2s__pr_condition(analysis, scope, filter, "Filter expression must evaluate to a boolean (actual: %s)");
    T2S__FOR_SLOT (argument, node, T2S_SLOT_CALL_ARGUMENTS)
        if (argument->kind != T2S_NODE_LAMBDA)
            t2s__expression(analysis, scope, argument);
    if (name != NULL && function == NULL && t2s__pr_knows_functions(analysis) && !is_unlisted(analysis, name))
        miss_function(analysis, node, name);
    found = t2s__pr_resolve(analysis, scope, name != NULL ? node : NULL);
    if (name == NULL)
        T2S__FOR_SLOT (argument, node, T2S_SLOT_CALL_ARGUMENTS)
            if (argument->kind == T2S_NODE_LAMBDA)
                t2s__pr_lambda(analysis, scope, argument, NULL, 0);
    if (found != NULL) {
        t2s__node_set_meaning(node, found);
        check_kind(analysis, node, found);
        if ((node->flags & T2S_NODE_F_DISTINCT) != 0)
            check_distinct(analysis, node);
    }
    sort_keys(analysis, scope, node, T2S_SLOT_CALL_ORDER);
    sort_keys(analysis, scope, node, T2S_SLOT_CALL_WITHIN);
    if (node->last[T2S_SLOT_CALL_OVER] != NULL)
        add_flag(node, T2S__NODE_F_WINDOW);
    else if (t2s__pr_is_aggregate(analysis, node))
        add_flag(node, T2S__NODE_F_AGGREGATE);
}
