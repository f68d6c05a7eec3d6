/* SPDX-License-Identifier: MIT */
/* Where calls with OVER and calls of set-returning functions may stand. After PostgreSQL's parse_agg.c and parse_func.c. */
#include "sql/clauses.h"

static const char lateral_hint[] = "You might be able to move the set-returning function into a LATERAL FROM item.";
static const char outside_hint[] = "Compute it in a subquery or a WITH query, and use its result outside of that.";

static int check_window_place(t2s__analysis *analysis, const t2s__scope *scope, const t2s_node *node)
{
    t2s__clause clause = scope->level.clause;

    if (clause == T2S__CLAUSE_NONE || clause == T2S__CLAUSE_TARGET || clause == T2S__CLAUSE_ORDER ||
        clause == T2S__CLAUSE_DISTINCT_ON)
        return 0;
    t2s__analysis_find(analysis, "42P20", node->position, outside_hint, "window functions are not allowed in %s",
                       t2s__clause_name(clause));
    return -1;
}

/* What other calls have and those of windows have not. */
static int check_window_parts(t2s__analysis *analysis, const t2s_node *node, int is_window_function)
{
    if ((node->flags & T2S_NODE_F_DISTINCT) != 0)
        t2s__analysis_find(analysis, "0A000", node->position,
                           "Count distinct values with GROUP BY in a subquery, or by dense_rank().",
                           "DISTINCT is not implemented for window functions");
    else if (node->last[T2S_SLOT_CALL_WITHIN] != NULL && node->last[T2S_SLOT_CALL_NAME] != NULL)
        t2s__analysis_find(analysis, "0A000", node->position, "Leave OVER out, and group by what stands in PARTITION BY.",
                           "OVER is not supported for ordered-set aggregate %s", node->last[T2S_SLOT_CALL_NAME]->text);
    else if (node->last[T2S_SLOT_CALL_ORDER] != NULL)
        t2s__analysis_find(analysis, "0A000", node->position, "Put ORDER BY into OVER.",
                           "aggregate ORDER BY is not implemented for window functions");
    else if (node->last[T2S_SLOT_CALL_FILTER] != NULL && is_window_function)
        t2s__analysis_find(analysis, "0A000", node->position, NULL,
                           "FILTER is not implemented for non-aggregate window functions");
    else
        return 0;
    return -1;
}

void t2s__check_window_call(t2s__analysis *analysis, t2s__scope *scope, const t2s__call *call, int is_window_function)
{
    const t2s_node *node = call->node;
    t2s__level *level = &scope->level;
    int is_wrong = 1;

    if (check_window_parts(analysis, node, is_window_function) != 0)
        ;
    else if (level->set != call->last_set)
        t2s__analysis_find(analysis, "0A000", level->set->position, lateral_hint,
                           "window function calls cannot contain set-returning function calls");
    else if (level->window_calls != call->calls_of_windows)
        t2s__analysis_find(analysis, "42P20", level->window->position, outside_hint, "window function calls cannot be nested");
    else
        is_wrong = check_window_place(analysis, scope, node);
    if (is_wrong)
        return;
    level->window = node;
    level->window_calls++;
    ((t2s_node *)(uintptr_t)node)->flags |= T2S__NODE_F_WINDOW;
    if (level->target != NULL && level->clause == T2S__CLAUSE_TARGET)
        ((t2s_node *)(uintptr_t)level->target)->flags |= T2S__NODE_F_TARGET_WINDOW;
    if (analysis->calls != NULL && analysis->calls->scope == scope && analysis->calls->window == NULL)
        analysis->calls->window = node;
}

static int check_set_place(t2s__analysis *analysis, const t2s__scope *scope, const t2s__call *call)
{
    t2s__clause clause = scope->level.clause;

    switch (clause) {
    case T2S__CLAUSE_JOIN:
    case T2S__CLAUSE_WHERE:
    case T2S__CLAUSE_HAVING:
    case T2S__CLAUSE_FILTER:
    case T2S__CLAUSE_LIMIT:
    case T2S__CLAUSE_OFFSET:
    case T2S__CLAUSE_VALUES:
    case T2S__CLAUSE_WINDOW_FRAME:
        t2s__analysis_find(analysis, "0A000", call->node->position, NULL, "set-returning functions are not allowed in %s",
                           t2s__clause_name(clause));
        return -1;
    case T2S__CLAUSE_FROM_FUNCTION:
        if (scope->level.set == call->last_set)
            return 0;
        t2s__analysis_find(analysis, "0A000", scope->level.set->position, NULL,
                           "set-returning functions must appear at top level of FROM");
        return -1;
    default:
        return 0;
    }
}

void t2s__check_set_call(t2s__analysis *analysis, t2s__scope *scope, const t2s__call *call)
{
    t2s__level *level = &scope->level;

    if (check_set_place(analysis, scope, call) != 0)
        return;
    level->set = call->node;
    level->has_target_set |= level->clause != T2S__CLAUSE_FROM_FUNCTION;
    if (analysis->calls != NULL && analysis->calls->scope == scope && analysis->calls->set == NULL)
        analysis->calls->set = call->node;
}

void t2s__from_call(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *call)
{
    t2s__clause before = scope->level.clause;
    const t2s_node *set = scope->level.set;

    scope->level.clause = T2S__CLAUSE_FROM_FUNCTION;
    t2s__expression(analysis, scope, call);
    if (scope->level.set != set && scope->level.set != call)
        t2s__analysis_find(analysis, "0A000", scope->level.set->position, NULL,
                           "set-returning functions must appear at top level of FROM");
    scope->level.clause = before;
}

void t2s__check_no_set(t2s__analysis *analysis, const t2s__scope *scope, const t2s_node *before, const char *where)
{
    if (scope->level.set != before)
        t2s__analysis_find(analysis, "0A000", scope->level.set->position, lateral_hint,
                           "set-returning functions are not allowed in %s", where);
}
