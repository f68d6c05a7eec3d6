/* SPDX-License-Identifier: MIT */
#include "sql/clauses.h"

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

void t2s__in_clause(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *parent, int slot, t2s__clause clause)
{
    t2s__clause before = scope->level.clause;

    scope->level.clause = clause;
    t2s__expressions(analysis, scope, parent, slot);
    scope->level.clause = before;
}
