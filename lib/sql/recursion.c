/* SPDX-License-Identifier: MIT */
/*
 * The form of a recursive query: which of its parts may name itself, and how often. Looked at before any name is resolved. After
 * PostgreSQL's checkWellFormedRecursion().
 */
#include "sql/clauses.h"

/* Names of an inner WITH hide that of the query. */
struct names {
    const t2s_node *first;
    const t2s_node *end; /* behind the last that can be seen; NULL: all */
    const struct names *outer;
};

struct walk {
    t2s__analysis *analysis;
    const t2s__cte *cte;
    const char *where; /* the part in which it must not be named; NULL: it may be */
    size_t count;
    int only_counts;
    int is_wrong;
};

static void walk(struct walk *state, const t2s_node *node, const struct names *names);

static void walk_slot(struct walk *state, const t2s_node *node, int slot, const struct names *names)
{
    T2S__FOR_SLOT (child, node, slot)
        walk(state, child, names);
}

static int is_hidden(const t2s__analysis *analysis, const struct names *names, const char *name)
{
    for (; names != NULL; names = names->outer)
        for (const t2s_node *cte = names->first; cte != NULL && cte != names->end; cte = t2s__node_next(cte))
            if (cte->text != NULL && t2s__same_name(analysis, cte->text, name))
                return 1;
    return 0;
}

static void say(struct walk *state, int position, const char *text)
{
    t2s__analysis_find(state->analysis, "42P19", position, NULL, "recursive reference to query \"%s\" must not appear %s",
                       state->cte->name, text);
    state->is_wrong = 1;
}

static void relation(struct walk *state, const t2s_node *node, const struct names *names)
{
    const t2s_node *last = node->last[T2S_SLOT_RELATION_NAME];

    if (last == NULL || last->next != last || last->text == NULL ||
        !t2s__same_name(state->analysis, last->text, state->cte->name) || is_hidden(state->analysis, names, last->text))
        return;
    state->count++;
    if (state->only_counts || state->is_wrong)
        return;
    if (state->where != NULL)
        say(state, node->position, state->where);
    else if (state->count > 1)
        say(state, node->position, "more than once");
}

/* In `where`, unless it stands in something already. */
static void walk_within(struct walk *state, const t2s_node *node, int slot, const char *where, const struct names *names)
{
    const char *before = state->where;

    if (before == NULL)
        state->where = where;
    walk_slot(state, node, slot, names);
    state->where = before;
}

static void join(struct walk *state, const t2s_node *node, const struct names *names)
{
    static const char outer[] = "within an outer join";
    int is_full = t2s__node_text_is(node, "FULL");

    walk_within(state, node, T2S_SLOT_JOIN_LEFT, is_full || t2s__node_text_is(node, "RIGHT") ? outer : NULL, names);
    walk_within(state, node, T2S_SLOT_JOIN_RIGHT, is_full || t2s__node_text_is(node, "LEFT") ? outer : NULL, names);
    walk_slot(state, node, T2S_SLOT_JOIN_ON, names);
}

static void set_operation(struct walk *state, const t2s_node *node, const struct names *names)
{
    int is_all = (node->flags & T2S_NODE_F_ALL) != 0;
    const char *left = NULL, *right = NULL;

    if (t2s__node_text_is(node, "INTERSECT"))
        left = right = is_all ? "within INTERSECT" : NULL;
    if (t2s__node_text_is(node, "EXCEPT")) {
        left = is_all ? "within EXCEPT" : NULL;
        right = "within EXCEPT";
    }
    walk_within(state, node, T2S_SLOT_SETOP_LEFT, left, names);
    walk_within(state, node, T2S_SLOT_SETOP_RIGHT, right, names);
}

static void subquery(struct walk *state, const t2s_node *node, const struct names *names)
{
    const char *before = state->where;

    state->where = "within a subquery";
    walk_slot(state, node, T2S_SLOT_SUBQUERY_QUERY, names);
    state->where = before;
    walk_slot(state, node, T2S_SLOT_SUBQUERY_LEFT, names);
}

/* A QUERY or COMMAND with its WITH. */
static void query(struct walk *state, const t2s_node *node, const struct names *names)
{
    const t2s_node *first = t2s__node_first(node, T2S_SLOT_QUERY_WITH);
    int sees_all = (node->flags & T2S_NODE_F_RECURSIVE) != 0;
    struct names inner = {first, NULL, names};

    T2S__FOR_SLOT (cte, node, T2S_SLOT_QUERY_WITH) {
        struct names so_far = {first, sees_all ? NULL : cte, names};

        if (cte->kind == T2S_NODE_CTE)
            walk_slot(state, cte, T2S_SLOT_CTE_STATEMENT, &so_far);
    }
    for (int slot = T2S_SLOT_QUERY_BODY; slot < node->slots; slot++)
        walk_slot(state, node, slot, &inner);
}

static void walk(struct walk *state, const t2s_node *node, const struct names *names)
{
    switch (node->kind) {
    case T2S_NODE_RELATION:
        relation(state, node, names);
        break;
    case T2S_NODE_JOIN:
        join(state, node, names);
        break;
    case T2S_NODE_SETOP:
        set_operation(state, node, names);
        break;
    case T2S_NODE_SUBQUERY:
        subquery(state, node, names);
        break;
    case T2S_NODE_QUERY:
    case T2S_NODE_COMMAND:
        query(state, node, names);
        break;
    default:
        for (int slot = 0; slot < node->slots; slot++)
            walk_slot(state, node, slot, names);
        break;
    }
}

static int not_implemented(t2s__analysis *analysis, const t2s_node *query, int slot, const char *what)
{
    const t2s_node *node = t2s__node_first(query, slot);
    int position;

    if (node == NULL || (slot == T2S_SLOT_QUERY_LIMIT && (node->flags & T2S_NODE_F_NULL) != 0 && node->position < 0))
        return 0;
    position = node->position;
    if (node->kind == T2S_NODE_SORT && t2s__node_first(node, 0) != NULL)
        position = t2s__node_first(node, 0)->position;
    t2s__analysis_find(analysis, "0A000", position, "Put it into the query that reads the recursive one.",
                       "%s in a recursive query is not implemented", what);
    return -1;
}

static int check_decoration(t2s__analysis *analysis, const t2s_node *query)
{
    if (not_implemented(analysis, query, T2S_SLOT_QUERY_ORDER, "ORDER BY") != 0 ||
        not_implemented(analysis, query, T2S_SLOT_QUERY_OFFSET, "OFFSET") != 0 ||
        not_implemented(analysis, query, T2S_SLOT_QUERY_LIMIT, "LIMIT") != 0)
        return -1;
    return not_implemented(analysis, query, T2S_SLOT_QUERY_LOCKING, "FOR UPDATE/SHARE");
}

static int find(t2s__analysis *analysis, const t2s__cte *cte, const char *format)
{
    t2s__analysis_find(analysis, "42P19", cte->node->position, NULL, "%s \"%s\" %s", "recursive query", cte->name, format);
    return -1;
}

int t2s__check_recursion(t2s__analysis *analysis, const t2s__cte *cte)
{
    const t2s_node *statement = t2s__node_first(cte->node, T2S_SLOT_CTE_STATEMENT);
    const t2s_node *body;
    struct walk state = {.analysis = analysis, .cte = cte, .only_counts = 1};

    if (statement == NULL)
        return 0;
    walk(&state, statement, NULL);
    if (state.count == 0)
        return 0;
    if (statement->kind != T2S_NODE_QUERY)
        return find(analysis, cte, "must not contain data-modifying statements");
    body = t2s__node_first(statement, T2S_SLOT_QUERY_BODY);
    if (body == NULL || body->kind != T2S_NODE_SETOP || !t2s__node_text_is(body, "UNION"))
        return find(analysis, cte, "does not have the form non-recursive-term UNION [ALL] recursive-term");
    state = (struct walk){.analysis = analysis, .cte = cte, .where = "within a subquery"};
    walk_slot(&state, statement, T2S_SLOT_QUERY_WITH, NULL);
    if (state.is_wrong || check_decoration(analysis, statement) != 0)
        return -1;
    state.where = "within its non-recursive term";
    walk_slot(&state, body, T2S_SLOT_SETOP_LEFT, NULL);
    state.where = NULL;
    state.count = 0;
    if (!state.is_wrong)
        walk_slot(&state, body, T2S_SLOT_SETOP_RIGHT, NULL);
    return state.is_wrong ? -1 : 0;
}
