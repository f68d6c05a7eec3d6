/* SPDX-License-Identifier: MIT */
/*
 * Aggregates: which calls are some, which query each of them is of, and where it may stand. An aggregate is of the innermost query
 * that a column in its arguments is of, which may be one around the query that it stands in. After PostgreSQL's parse_agg.c.
 */
#include <string.h>

#include "sql/clauses.h"
#include "sql/types.h"

/* What a call may be. */
enum { KIND_PLAIN = 1, KIND_AGGREGATE = 2, KIND_WINDOW = 4, KIND_SET = 8 };

enum { TRACKED_MAX = 8 }; /* aggregates in one another, of as many queries; beyond that they are not looked at */

/* A catalog may hold a user's functions alone, and then says nothing of what max() is. */
static int knows_functions(t2s__analysis *analysis)
{
    const t2s__function *function;

    if (analysis->knows_functions < 0) {
        function = analysis->catalog != NULL ? t2s__catalog_functions(analysis->catalog, "count", 5) : NULL;
        while (function != NULL && (function->kind != T2S_FUNCTION_AGGREGATE || strcmp(function->schema, "pg_catalog") != 0))
            function = function->next;
        analysis->knows_functions = function != NULL;
    }
    return analysis->knows_functions;
}

static unsigned kind_of(const t2s__function *function)
{
    switch (function->kind) {
    case T2S_FUNCTION_AGGREGATE:
        return KIND_AGGREGATE;
    case T2S_FUNCTION_WINDOW:
        return KIND_WINDOW;
    case T2S_FUNCTION_PLAIN:
        return (function->flags & T2S_FUNCTION_RETURNS_SET) != 0 ? KIND_SET : KIND_PLAIN;
    default:
        return 0;
    }
}

static int is_visible(const t2s_catalog *catalog, const char *schema, const char *written)
{
    if (written != NULL)
        return strcmp(schema, written) == 0;
    if (strcmp(schema, "pg_catalog") == 0)
        return 1;
    for (size_t i = 0; i < catalog->search_path_count; i++)
        if (strcmp(catalog->search_path[i], schema) == 0)
            return 1;
    return 0;
}

static int takes(const t2s__function *function, size_t arguments)
{
    if ((function->flags & T2S_FUNCTION_VARIADIC) != 0)
        return arguments + function->default_count + 1 >= function->argument_count;
    return arguments <= function->argument_count && arguments + function->default_count >= function->argument_count;
}

/* What no plain function has in its call. */
static int is_written_as_aggregate(const t2s_node *call)
{
    return (call->flags & (T2S_NODE_F_STAR | T2S_NODE_F_DISTINCT)) != 0 || call->last[T2S_SLOT_CALL_ORDER] != NULL ||
           call->last[T2S_SLOT_CALL_FILTER] != NULL || call->last[T2S_SLOT_CALL_WITHIN] != NULL;
}

/* By the name, and where that leaves a choice by how many arguments there are. 0: not known. */
static unsigned kinds_by_name(t2s__analysis *analysis, const t2s_node *call)
{
    const t2s_node *last = call->last[T2S_SLOT_CALL_NAME];
    const char *schema = last != NULL && last->next != last ? last->next->text : NULL;
    size_t arguments = t2s__node_count(call, T2S_SLOT_CALL_ARGUMENTS) + t2s__node_count(call, T2S_SLOT_CALL_WITHIN);
    unsigned kinds = 0, fitting = 0;

    if (last == NULL || last->text == NULL || !knows_functions(analysis))
        return 0;
    for (const t2s__function *function = t2s__catalog_functions(analysis->catalog, last->text, last->text_length);
         function != NULL; function = function->next) {
        if (!is_visible(analysis->catalog, function->schema, schema))
            continue;
        kinds |= kind_of(function);
        if (takes(function, arguments))
            fitting |= kind_of(function);
    }
    return fitting != 0 ? fitting : kinds;
}

static unsigned kinds_of(t2s__analysis *analysis, const t2s_node *call)
{
    unsigned kinds;

    if (call->kind != T2S_NODE_CALL)
        return KIND_AGGREGATE;
    kinds = kinds_by_name(analysis, call);
    return kinds == 0 && is_written_as_aggregate(call) ? KIND_AGGREGATE : kinds;
}

void t2s__call_begin(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node, t2s__call *call)
{
    int has_over = node->kind == T2S_NODE_CALL && node->last[T2S_SLOT_CALL_OVER] != NULL;

    *call = (t2s__call){.outer = analysis->calls,
                        .node = node,
                        .scope = scope,
                        .kinds = kinds_of(analysis, node),
                        .deepest = -1,
                        .deepest_aggregate = -1,
                        .deepest_direct = -1,
                        .last_set = scope->level.set,
                        .calls_of_windows = scope->level.window_calls,
                        .references = analysis->reference_count};
    call->is_tracked = (call->kinds & KIND_AGGREGATE) != 0 && !has_over && analysis->call_depth < TRACKED_MAX;
    if (!call->is_tracked)
        return;
    analysis->calls = call;
    analysis->call_depth++;
}

void t2s__call_within(t2s__call *call)
{
    if (call->node->last[T2S_SLOT_CALL_WITHIN] == NULL)
        return;
    call->deepest_direct = call->deepest;
    call->deepest = -1;
}

void t2s__refer(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node, const t2s__item *item)
{
    t2s__scope *at = scope;
    t2s__level *level;

    for (t2s__call *call = analysis->calls; call != NULL; call = call->outer) {
        if (item == NULL)
            call->is_unsure = 1;
        else if (item->depth <= call->scope->depth && (int)item->depth > call->deepest)
            call->deepest = (int)item->depth;
    }
    if (item == NULL || node == NULL || item->depth >= scope->depth)
        return;
    while (at != NULL && at->depth != item->depth)
        at = at->parent;
    if (at == NULL)
        return;
    level = &at->level;
    if (t2s__analysis_grow(analysis, (void **)&level->references, level->reference_count, &level->reference_capacity,
                           sizeof(*level->references)) == 0)
        level->references[level->reference_count++] = (t2s__reference){node, analysis->reference_count++, 0};
}

static const char *hint_for(t2s__clause clause)
{
    switch (clause) {
    case T2S__CLAUSE_WHERE:
        return "Put a condition on an aggregate into HAVING, or compare with a subquery that computes it.";
    case T2S__CLAUSE_JOIN:
        return "Compute it in a subquery or a WITH query, and join that.";
    case T2S__CLAUSE_GROUP:
        return "Group by the columns themselves; an aggregate is computed for each group.";
    default:
        return "Compute it in a subquery or a WITH query.";
    }
}

/* 0: it may stand where it does. */
static int check_place(t2s__analysis *analysis, const t2s__scope *scope, const t2s_node *node)
{
    t2s__clause clause = scope->level.clause;

    switch (clause) {
    case T2S__CLAUSE_NONE:
    case T2S__CLAUSE_TARGET:
    case T2S__CLAUSE_HAVING:
    case T2S__CLAUSE_ORDER:
    case T2S__CLAUSE_DISTINCT_ON:
    case T2S__CLAUSE_WINDOW_ORDER:
    case T2S__CLAUSE_WINDOW_PARTITION:
        return 0;
    default:
        t2s__analysis_find(analysis, "42803", node->position, hint_for(clause), "%s are not allowed in %s%s",
                           node->kind == T2S_NODE_CALL ? "aggregate functions" : "grouping operations",
                           clause == T2S__CLAUSE_WINDOW_FRAME ? "window " : "",
                           clause == T2S__CLAUSE_WINDOW_FRAME ? scope->level.frame : t2s__clause_name(clause));
        return -1;
    }
}

/* 0: nothing stands in it that must not. */
static int check_inside(t2s__analysis *analysis, const t2s__call *call, int depth)
{
    const t2s_node *aggregate = depth == call->deepest_aggregate ? call->aggregate : NULL;

    if (call->set != NULL)
        t2s__analysis_find(analysis, "0A000", call->set->position,
                           "You might be able to move the set-returning function into a LATERAL FROM item.",
                           "aggregate function calls cannot contain set-returning function calls");
    else if (call->window != NULL)
        t2s__analysis_find(analysis, "42803", call->window->position, "Compute the window function in a subquery or a WITH query.",
                           "aggregate function calls cannot contain window function calls");
    else if (aggregate != NULL)
        t2s__analysis_find(analysis, "42803", aggregate->position,
                           "Compute the inner aggregate in a subquery or a WITH query, and aggregate its result.",
                           "aggregate function calls cannot be nested");
    else
        return 0;
    return -1;
}

/* A text that stands as an argument has become a value of the argument's type, and one that is sorted by has not. */
static int is_sorted_argument(const t2s__analysis *analysis, const t2s_node *sorted, const t2s_node *argument)
{
    if (sorted->kind == T2S_NODE_LITERAL && (sorted->flags & T2S_NODE_F_STRING) != 0 && argument->type != NULL &&
        !t2s__type_is(argument->type, T2S__TYPE_UNKNOWN))
        return 0;
    return t2s__same_expression(analysis, sorted, argument);
}

/* "count(DISTINCT a ORDER BY b)" cannot be sorted. */
static void check_distinct(t2s__analysis *analysis, const t2s_node *node)
{
    if (node->kind != T2S_NODE_CALL || (node->flags & T2S_NODE_F_DISTINCT) == 0)
        return;
    T2S__FOR_SLOT (sort, node, T2S_SLOT_CALL_ORDER) {
        const t2s_node *expression = sort->kind == T2S_NODE_SORT ? t2s__node_first(sort, 0) : sort;
        int is_found = expression == NULL;

        T2S__FOR_SLOT (argument, node, T2S_SLOT_CALL_ARGUMENTS)
            if (!is_found && is_sorted_argument(analysis, expression, argument))
                is_found = 1;
        if (!is_found) {
            t2s__analysis_find(analysis, "42P10", t2s__expression_position(expression),
                               "Sort by the argument itself, as it is written there.",
                               "in an aggregate with DISTINCT, ORDER BY expressions must appear in argument list");
            return;
        }
    }
}

static void add_flags(const t2s_node *node, uint32_t flags)
{
    if (node != NULL)
        ((t2s_node *)(uintptr_t)node)->flags |= flags;
}

/* The columns in an aggregate need not be grouped. */
static void mark_references(t2s__scope *owner, size_t first)
{
    t2s__level *level = &owner->level;

    for (size_t i = level->reference_count; i > 0 && level->references[i - 1].number >= first; i--)
        level->references[i - 1].is_aggregated = 1;
}

/* What it is to the aggregates around it. */
static void tell_outer(t2s__analysis *analysis, const t2s_node *node, int depth)
{
    for (t2s__call *outer = analysis->calls; outer != NULL; outer = outer->outer)
        if (depth <= (int)outer->scope->depth && depth > outer->deepest_aggregate) {
            outer->deepest_aggregate = depth;
            outer->aggregate = node;
        }
}

static void aggregate(t2s__analysis *analysis, t2s__scope *scope, const t2s__call *call)
{
    int depth = call->deepest > call->deepest_aggregate ? call->deepest : call->deepest_aggregate;
    t2s__scope *owner = scope;

    check_distinct(analysis, call->node);
    if (call->is_unsure || !call->is_tracked) {
        add_flags(call->node, T2S__NODE_F_UNSURE);
        return;
    }
    if (depth < 0)
        depth = (int)scope->depth;
    if (call->deepest_direct > depth)
        t2s__analysis_find(analysis, "42803", call->node->position, NULL,
                           "outer-level aggregate cannot contain a lower-level variable in its direct arguments");
    while (owner != NULL && (int)owner->depth != depth)
        owner = owner->parent;
    if (owner == NULL)
        return;
    add_flags(call->node, owner == scope ? T2S__NODE_F_AGGREGATE : T2S__NODE_F_OUTER_AGGREGATE);
    tell_outer(analysis, call->node, depth);
    if (check_inside(analysis, call, depth) != 0 || check_place(analysis, owner, call->node) != 0)
        return;
    mark_references(owner, call->references);
    if (owner->level.aggregate == NULL)
        owner->level.aggregate = call->node;
    if (owner->level.target != NULL && owner->level.clause == T2S__CLAUSE_TARGET)
        add_flags(owner->level.target, T2S__NODE_F_TARGET_AGGREGATE);
}

void t2s__call_end(t2s__analysis *analysis, t2s__scope *scope, t2s__call *call)
{
    const t2s_node *node = call->node;

    if (call->is_tracked) {
        analysis->calls = call->outer;
        analysis->call_depth--;
    }
    if (node->kind == T2S_NODE_CALL && node->meaning != NULL)
        call->kinds = kind_of(node->meaning);
    if (node->kind == T2S_NODE_CALL && node->last[T2S_SLOT_CALL_OVER] != NULL)
        t2s__check_window_call(analysis, scope, call, call->kinds == KIND_WINDOW);
    else if (call->kinds == KIND_AGGREGATE)
        aggregate(analysis, scope, call);
    else if (call->kinds == 0 || (call->kinds & KIND_AGGREGATE) != 0)
        add_flags(node, T2S__NODE_F_UNSURE);
    else if (call->kinds == KIND_SET)
        t2s__check_set_call(analysis, scope, call);
}
