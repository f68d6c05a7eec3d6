/* SPDX-License-Identifier: MIT */
/* FOR UPDATE and its like: what they may lock. After PostgreSQL's CheckSelectLocking(). */
#include "sql/clauses.h"

static const char *word_of(const t2s_node *locking)
{
    return locking->text != NULL ? locking->text : "FOR UPDATE";
}

/* What of a SELECT keeps its rows from being those of a table; NULL: nothing. */
static const char *obstacle(const t2s__scope *scope, const t2s_node *select)
{
    const t2s__level *level = &scope->level;

    if ((select->flags & T2S_NODE_F_DISTINCT) != 0)
        return "DISTINCT clause";
    if (select->last[T2S_SLOT_SELECT_GROUP] != NULL)
        return "GROUP BY clause";
    if (select->last[T2S_SLOT_SELECT_HAVING] != NULL)
        return "HAVING clause";
    if (level->aggregate != NULL)
        return "aggregate functions";
    if (level->window != NULL)
        return "window functions";
    return level->has_target_set ? "set-returning functions in the target list" : NULL;
}

static const char *kind_of(const t2s__item *item)
{
    switch (item->kind) {
    case T2S__ITEM_CTE:
        return "WITH query";
    case T2S__ITEM_JOIN:
        return "join";
    case T2S__ITEM_FUNCTION:
        return "function";
    default:
        return NULL;
    }
}

static void locked_name(t2s__analysis *analysis, const t2s__scope *scope, const t2s_node *locking, const t2s_node *name)
{
    const t2s_node *last = name->last[T2S_SLOT_RELATION_NAME];
    const t2s__item *item = scope->items;

    if (last == NULL || last->text == NULL)
        return;
    if (last->next != last) {
        t2s__analysis_find(analysis, "42601", name->position, NULL, "%s must specify unqualified relation names", word_of(locking));
        return;
    }
    while (item != NULL && (item->name == NULL || !t2s__same_name(analysis, item->name, last->text)))
        item = item->next;
    if (item == NULL)
        t2s__analysis_find(analysis, "42P01", name->position, NULL, "relation \"%s\" in %s clause not found in FROM clause",
                           last->text, word_of(locking));
    else if (kind_of(item) != NULL)
        t2s__analysis_find(analysis, "0A000", name->position, NULL, "%s cannot be applied to a %s", word_of(locking),
                           kind_of(item));
}

static void lock(t2s__analysis *analysis, const t2s__scope *scope, const t2s_node *body, const t2s_node *locking)
{
    const t2s_node *first = locking->kind == T2S_NODE_LOCKING ? t2s__node_first(locking, 0) : NULL;
    const char *what = body != NULL && body->kind == T2S_NODE_SELECT ? obstacle(scope, body) : NULL;

    if (locking->kind == T2S_NODE_UNKNOWN)
        t2s__use_unknown(analysis, locking);
    t2s__use_write(analysis, locking->text, locking->position >= 0 || first == NULL ? locking->position : first->position);
    if (locking->kind != T2S_NODE_LOCKING || body == NULL)
        return;
    if (body->kind == T2S_NODE_SETOP)
        what = "UNION/INTERSECT/EXCEPT";
    if (what != NULL)
        t2s__analysis_find(analysis, "0A000", -1, NULL, "%s is not allowed with %s", word_of(locking), what);
    else if (body->kind == T2S_NODE_VALUES)
        t2s__analysis_find(analysis, "0A000", -1, NULL, "%s cannot be applied to VALUES", word_of(locking));
    T2S__FOR_SLOT (name, locking, 0)
        locked_name(analysis, scope, locking, name);
}

void t2s__locks(t2s__analysis *analysis, const t2s__scope *scope, const t2s_node *query)
{
    T2S__FOR_SLOT (locking, query, T2S_SLOT_QUERY_LOCKING)
        lock(analysis, scope, t2s__node_first(query, T2S_SLOT_QUERY_BODY), locking);
}
