/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "sql/clauses.h"
#include "sql/expression.h"

const char *t2s__clause_name(t2s__clause clause)
{
    switch (clause) {
    case T2S__CLAUSE_NONE:
    case T2S__CLAUSE_TARGET:
        return "SELECT";
    case T2S__CLAUSE_FROM_SUBQUERY:
        return "FROM clause of their own query level";
    case T2S__CLAUSE_FROM_FUNCTION:
        return "functions in FROM";
    case T2S__CLAUSE_JOIN:
        return "JOIN conditions";
    case T2S__CLAUSE_WHERE:
        return "WHERE";
    case T2S__CLAUSE_HAVING:
        return "HAVING";
    case T2S__CLAUSE_FILTER:
        return "FILTER";
    case T2S__CLAUSE_ORDER:
        return "ORDER BY";
    case T2S__CLAUSE_GROUP:
        return "GROUP BY";
    case T2S__CLAUSE_DISTINCT_ON:
        return "DISTINCT ON";
    case T2S__CLAUSE_LIMIT:
        return "LIMIT";
    case T2S__CLAUSE_OFFSET:
        return "OFFSET";
    case T2S__CLAUSE_WINDOW_ORDER:
    case T2S__CLAUSE_WINDOW_PARTITION:
    case T2S__CLAUSE_WINDOW_FRAME:
        return "window definitions";
    case T2S__CLAUSE_VALUES:
        return "VALUES";
    }
    return "";
}

/* What a clause takes. */
static void check_type(t2s__analysis *analysis, const t2s__scope *scope, const t2s_node *node, t2s__clause clause)
{
    switch (clause) {
    case T2S__CLAUSE_JOIN:
        t2s__coerce_boolean(analysis, node, "JOIN/ON");
        break;
    case T2S__CLAUSE_WHERE:
    case T2S__CLAUSE_HAVING:
    case T2S__CLAUSE_FILTER:
        t2s__coerce_boolean(analysis, node, t2s__clause_name(clause));
        break;
    case T2S__CLAUSE_LIMIT:
    case T2S__CLAUSE_OFFSET:
        t2s__coerce_specific(analysis, node, T2S__TYPE_INT8, t2s__clause_name(clause));
        break;
    case T2S__CLAUSE_WINDOW_FRAME:
        if (scope->level.frame != NULL && strcmp(scope->level.frame, "RANGE") != 0)
            t2s__coerce_specific(analysis, node, T2S__TYPE_INT8, scope->level.frame);
        break;
    case T2S__CLAUSE_WINDOW_PARTITION:
        t2s__settle(analysis, node);
        t2s__check_equality(analysis, node->type, t2s__expression_position(node));
        break;
    default:
        break;
    }
}

void t2s__in_clause(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *parent, int slot, t2s__clause clause)
{
    t2s__clause before = scope->level.clause;

    scope->level.clause = clause;
    T2S__FOR_SLOT (child, parent, slot) {
        t2s__expression(analysis, scope, child);
        if (analysis->has_types)
            check_type(analysis, scope, child, clause);
    }
    scope->level.clause = before;
}

void t2s__without_variables(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *parent, int slot, t2s__clause clause,
                            const char *name)
{
    if (parent->last[slot] == NULL)
        return;
    scope->no_variables = 1;
    scope->variable_position = -1;
    t2s__in_clause(analysis, scope, parent, slot, clause);
    scope->no_variables = 0;
    if (scope->variable_position >= 0)
        t2s__analysis_find(analysis, "42P10", scope->variable_position, NULL, "argument of %s must not contain variables", name);
}
