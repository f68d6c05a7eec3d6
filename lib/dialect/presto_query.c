/* SPDX-License-Identifier: MIT */
/* Queries: WITH, set operations, SELECT, VALUES, TABLE, and what stands behind them. */
#include <string.h>

#include <text2sql/statement.h>

#include "dialect/presto_parser.h"

#define T(name) T2S__PRESTO_##name
#define W(name) T2S__PRESTO_W_##name

static t2s_node *query_term(t2s__presto *presto, t2s_node *first, int is_intersection);

int t2s__presto_begins_query(t2s__presto *presto, uint32_t ahead)
{
    uint32_t end = ahead + T2S_SQL_DEPTH_MAX;

    while (t2s__presto_peek(presto, ahead) == T(LEFT_PAREN) && ahead < end)
        ahead++;
    switch (t2s__presto_peek(presto, ahead)) {
    case W(SELECT):
    case W(VALUES):
    case W(WITH):
    case W(TABLE):
        return 1;
    default:
        return 0;
    }
}

/* All three words are names too; behind a name an alias may stand, but none has a number behind it. */
static int limit_follows(const t2s__presto *presto)
{
    uint32_t next = t2s__presto_peek(presto, 1);

    switch (presto->kind) {
    case W(OFFSET):
        return next == T(INTEGER) || next == T(QUESTION_MARK);
    case W(LIMIT):
        return next == T(INTEGER) || next == T(QUESTION_MARK) || next == W(ALL);
    case W(FETCH):
        return next == W(FIRST) || next == W(NEXT);
    default:
        return 0;
    }
}

int t2s__presto_query_goes_on(const t2s__presto *presto)
{
    switch (presto->kind) {
    case W(UNION):
    case W(INTERSECT):
    case W(EXCEPT):
    case W(ORDER):
        return 1;
    default:
        return limit_follows(presto);
    }
}

/* A target that is all columns: *, t.* or row.* AS (a, b). */
static t2s_node *star(t2s__presto *presto, t2s_node *base, uint32_t at)
{
    t2s_node *target = t2s__presto_node(presto, T2S_NODE_TARGET, at, NULL);
    t2s_node *all = base;

    if (base == NULL)
        all = t2s__presto_node(presto, T2S_NODE_COLUMN_REF, at, NULL);
    else if (base->kind != T2S_NODE_COLUMN_REF) {
        all = t2s__presto_node(presto, T2S_NODE_FIELD, at, NULL);
        t2s_node_append(all, 0, base);
    }
    t2s_node_add_flags(all, T2S_NODE_F_STAR);
    t2s_node_append(target, 0, all);
    t2s__presto_next(presto);
    if (base != NULL && t2s__presto_is_trino(presto) && t2s__presto_accept(presto, W(AS)))
        t2s__presto_column_aliases(presto, target, 1);
    return target;
}

/* What a star may stand behind: anything that is no more than an operand, and in PrestoDB a name. */
static int may_have_star(const t2s__presto *presto, const t2s_node *node)
{
    if (node == NULL || node->kind == T2S_NODE_COLUMN_REF || !t2s__presto_is_trino(presto))
        return node != NULL && node->kind == T2S_NODE_COLUMN_REF;
    switch (node->kind) {
    case T2S_NODE_BOOLEAN:
    case T2S_NODE_TEST:
    case T2S_NODE_IN:
    case T2S_NODE_BETWEEN:
    case T2S_NODE_LIKE:
    case T2S_NODE_OPERATOR:
        return 0;
    default:
        return 1;
    }
}

static t2s_node *target(t2s__presto *presto)
{
    uint32_t at = presto->at;
    t2s_node *node, *expression;

    if (presto->kind == T(ASTERISK))
        return star(presto, NULL, at);
    presto->aliasable = 1;
    expression = t2s__presto_expression(presto);
    presto->aliasable = 0;
    if (presto->kind == T(DOT) && (may_have_star(presto, expression) || (t2s__presto_is_trino(presto) && presto->closed_start == at &&
                                                                         presto->closed_end == presto->at))) {
        t2s__presto_next(presto);
        return star(presto, expression, at);
    }
    node = t2s__presto_node(presto, T2S_NODE_TARGET, at, NULL);
    t2s_node_append(node, 0, expression);
    if (t2s__presto_accept(presto, W(AS)) || t2s__presto_alias_follows(presto))
        t2s__presto_take_name(presto, node);
    return node;
}

static int quantifier(t2s__presto *presto)
{
    if (t2s__presto_accept(presto, W(DISTINCT)))
        return W(DISTINCT);
    /* ALL is a name too. */
    if (presto->kind == W(ALL) && (t2s__presto_begins_expression(presto, 1) || t2s__presto_peek(presto, 1) == T(ASTERISK) ||
                                    t2s__presto_peek(presto, 1) == W(ROLLUP) || t2s__presto_peek(presto, 1) == W(CUBE) ||
                                    t2s__presto_peek(presto, 1) == W(AUTO))) {
        t2s__presto_next(presto);
        return W(ALL);
    }
    return 0;
}

/* (a, b) is one set of two; as an expression it is a row, and so it is kept. () is an empty one. */
static t2s_node *grouping_set(t2s__presto *presto)
{
    if (presto->kind == T(LEFT_PAREN) && t2s__presto_peek(presto, 1) == T(RIGHT_PAREN) && t2s__presto_peek(presto, 2) != T(ARROW)) {
        t2s_node *empty = t2s__presto_node(presto, T2S_NODE_GROUPING, presto->at, "EMPTY");

        t2s__presto_next(presto);
        t2s__presto_next(presto);
        return empty;
    }
    return t2s__presto_expression(presto);
}

static t2s_node *grouping_sets(t2s__presto *presto, const char *text, int may_be_empty)
{
    t2s_node *node = t2s__presto_node(presto, T2S_NODE_GROUPING, presto->at, text);

    t2s__presto_next(presto);
    if (text[0] == 'S')
        t2s__presto_next(presto);
    t2s__presto_expect(presto, T(LEFT_PAREN));
    if (may_be_empty && t2s__presto_accept(presto, T(RIGHT_PAREN))) {
        if (t2s__presto_is_trino(presto))
            t2s__presto_fault(presto, presto->count, "grouping sets cannot be empty");
        return node;
    }
    do
        t2s_node_append(node, 0, grouping_set(presto));
    while (t2s__presto_accept(presto, T(COMMA)));
    t2s__presto_expect(presto, T(RIGHT_PAREN));
    return node;
}

void t2s__presto_group_by(t2s__presto *presto, t2s_node *parent, int slot)
{
    quantifier(presto);
    do {
        t2s_node *element;

        if (t2s__presto_is(presto, W(ROLLUP)))
            element = grouping_sets(presto, "ROLLUP", 1);
        else if (t2s__presto_is(presto, W(CUBE)))
            element = grouping_sets(presto, "CUBE", 1);
        else if (t2s__presto_is(presto, W(GROUPING)) && t2s__presto_peek(presto, 1) == W(SETS))
            element = grouping_sets(presto, "SETS", 0);
        else if (presto->kind == W(AUTO)) {
            element = t2s__presto_node(presto, T2S_NODE_GROUPING, presto->at, "AUTO");
            t2s__presto_next(presto);
        } else {
            if (presto->at == presto->watched)
                t2s__presto_expect_note(presto, T(LEFT_PAREN));
            element = grouping_set(presto);
        }
        t2s_node_append(parent, slot, element);
    } while (t2s__presto_accept(presto, T(COMMA)));
}

static void windows(t2s__presto *presto, t2s_node *select)
{
    t2s__presto_next(presto);
    do {
        t2s_node *window = t2s__presto_node(presto, T2S_NODE_WINDOW, presto->at, NULL);

        t2s__presto_take_name(presto, window);
        t2s__presto_expect(presto, W(AS));
        t2s__presto_expect(presto, T(LEFT_PAREN));
        t2s__presto_window_specification(presto, window);
        t2s_node_append(select, T2S_SLOT_SELECT_WINDOWS, window);
    } while (t2s__presto_accept(presto, T(COMMA)));
}

static t2s_node *select(t2s__presto *presto)
{
    t2s_node *node = t2s__presto_node(presto, T2S_NODE_SELECT, presto->at, NULL);

    t2s__presto_next(presto);
    if (quantifier(presto) == W(DISTINCT))
        t2s_node_add_flags(node, T2S_NODE_F_DISTINCT);
    do
        t2s_node_append(node, T2S_SLOT_SELECT_TARGETS, target(presto));
    while (t2s__presto_accept(presto, T(COMMA)));
    if (t2s__presto_accept(presto, W(FROM)))
        do
            t2s_node_append(node, T2S_SLOT_SELECT_FROM, t2s__presto_relation(presto));
        while (t2s__presto_accept(presto, T(COMMA)));
    if (t2s__presto_accept(presto, W(WHERE)))
        t2s_node_append(node, T2S_SLOT_SELECT_WHERE, t2s__presto_expression(presto));
    if (t2s__presto_accept(presto, W(GROUP))) {
        t2s__presto_expect(presto, W(BY));
        t2s__presto_group_by(presto, node, T2S_SLOT_SELECT_GROUP);
    }
    if (t2s__presto_accept(presto, W(HAVING)))
        t2s_node_append(node, T2S_SLOT_SELECT_HAVING, t2s__presto_expression(presto));
    if (t2s__presto_is_trino(presto) && t2s__presto_is(presto, W(WINDOW)))
        windows(presto, node);
    return node;
}

/* TABLE t is SELECT * FROM t. */
static t2s_node *table(t2s__presto *presto)
{
    t2s_node *node = t2s__presto_node(presto, T2S_NODE_SELECT, presto->at, NULL);
    t2s_node *target = t2s__presto_node(presto, T2S_NODE_TARGET, presto->at, NULL);
    t2s_node *all = t2s__presto_node(presto, T2S_NODE_COLUMN_REF, presto->at, NULL);

    t2s_node_add_flags(all, T2S_NODE_F_STAR);
    t2s_node_append(target, 0, all);
    t2s_node_append(node, T2S_SLOT_SELECT_TARGETS, target);
    t2s__presto_next(presto);
    t2s_node_append(node, T2S_SLOT_SELECT_FROM, t2s__presto_relation_name(presto));
    return node;
}

/* A row in parentheses, or written out, is a row of several columns; anything else a row of one. */
static t2s_node *values(t2s__presto *presto)
{
    t2s_node *node = t2s__presto_node(presto, T2S_NODE_VALUES, presto->at, NULL);

    t2s__presto_next(presto);
    do {
        uint32_t at = presto->at;
        t2s_node *row = t2s__presto_expression(presto);

        if (row == NULL || row->kind != T2S_NODE_ROW) {
            t2s_node *only = row;

            row = t2s__presto_node(presto, T2S_NODE_ROW, at, NULL);
            t2s_node_append(row, 0, only);
        }
        t2s_node_append(node, 0, row);
    } while (t2s__presto_accept(presto, T(COMMA)));
    return node;
}

static t2s_node *query_primary(t2s__presto *presto)
{
    t2s_node *node = NULL;

    switch (presto->kind) {
    case W(SELECT):
        return select(presto);
    case W(TABLE):
        return table(presto);
    case W(VALUES):
        return values(presto);
    case T(LEFT_PAREN):
        if (t2s__presto_enter(presto)) {
            t2s__presto_next(presto);
            node = t2s__presto_query_no_with(presto);
            t2s__presto_expect(presto, T(RIGHT_PAREN));
        }
        t2s__presto_leave(presto);
        return node;
    default:
        if (presto->at == presto->watched)
            t2s__presto_expect_note(presto, T2S__PRESTO_R_QUERY);
        t2s__presto_mismatch(presto);
        return NULL;
    }
}

static void corresponding(t2s__presto *presto, t2s_node *node)
{
    if (!t2s__presto_is_trino(presto) || !t2s__presto_accept(presto, W(CORRESPONDING)))
        return;
    t2s_node_add_flags(node, T2S_NODE_F_CORRESPONDING);
    if (t2s__presto_accept(presto, W(BY)))
        t2s__presto_column_aliases(presto, node, 2);
}

/* INTERSECT binds more than UNION and EXCEPT; otherwise they go from left to right. */
static t2s_node *query_term(t2s__presto *presto, t2s_node *first, int is_intersection)
{
    t2s_node *left = first;

    if (!is_intersection)
        left = query_term(presto, first, 1);
    else if (left == NULL)
        left = query_primary(presto);
    for (;;) {
        uint32_t at = presto->at;
        const char *text = is_intersection                      ? (t2s__presto_is(presto, W(INTERSECT)) ? "INTERSECT" : NULL)
                           : t2s__presto_is(presto, W(UNION))   ? "UNION"
                           : t2s__presto_is(presto, W(EXCEPT)) ? "EXCEPT"
                                                               : NULL;
        t2s_node *node;

        if (text == NULL)
            return left;
        node = t2s__presto_node(presto, T2S_NODE_SETOP, at, text);
        t2s__presto_next(presto);
        if (!t2s__presto_accept(presto, W(DISTINCT)) && t2s__presto_accept(presto, W(ALL)))
            t2s_node_add_flags(node, T2S_NODE_F_ALL);
        corresponding(presto, node);
        t2s_node_append(node, T2S_SLOT_SETOP_LEFT, left);
        t2s_node_append(node, T2S_SLOT_SETOP_RIGHT, is_intersection ? query_primary(presto) : query_term(presto, NULL, 1));
        left = node;
    }
}

/* A number, or a parameter. */
static t2s_node *row_count(t2s__presto *presto)
{
    if (presto->kind == T(INTEGER) && t2s__presto_is_trino(presto))
        return t2s__presto_number(presto, presto->at);
    if (presto->kind == T(INTEGER)) {
        t2s_node *number = t2s__presto_node(presto, T2S_NODE_LITERAL, presto->at, NULL);

        t2s_node_set_text(presto->tree, number, presto->sql + presto->tokens[presto->at].start, presto->tokens[presto->at].length);
        t2s_node_add_flags(number, T2S_NODE_F_NUMBER);
        t2s__presto_next(presto);
        return number;
    }
    if (presto->kind == T(QUESTION_MARK) && t2s__presto_is_trino(presto))
        return t2s__presto_primary(presto);
    t2s__presto_is(presto, T(INTEGER));
    if (t2s__presto_is_trino(presto))
        t2s__presto_is(presto, T(QUESTION_MARK));
    t2s__presto_mismatch(presto);
    return NULL;
}

static void rows_word(t2s__presto *presto)
{
    if (!t2s__presto_accept(presto, W(ROW)))
        t2s__presto_accept(presto, W(ROWS));
}

static void fetch(t2s__presto *presto, t2s_node *query)
{
    if (!t2s__presto_accept(presto, W(FIRST))) {
        if (t2s__presto_is_trino(presto))
            t2s__presto_expect(presto, W(NEXT));
        else
            t2s__presto_mismatch(presto);
    }
    if (!t2s__presto_is_trino(presto)) {
        t2s_node_append(query, T2S_SLOT_QUERY_LIMIT, row_count(presto));
        t2s__presto_expect(presto, W(ROWS));
        t2s__presto_expect(presto, W(ONLY));
        return;
    }
    if (presto->kind == W(ROW) || presto->kind == W(ROWS)) {
        t2s_node *one = t2s__presto_node(presto, T2S_NODE_LITERAL, presto->at, "1");

        t2s_node_add_flags(one, T2S_NODE_F_NUMBER);
        t2s_node_append(query, T2S_SLOT_QUERY_LIMIT, one);
    } else
        t2s_node_append(query, T2S_SLOT_QUERY_LIMIT, row_count(presto));
    if (!t2s__presto_accept(presto, W(ROW)))
        t2s__presto_expect(presto, W(ROWS));
    if (!t2s__presto_accept(presto, W(ONLY))) {
        t2s__presto_expect(presto, W(WITH));
        t2s__presto_expect(presto, W(TIES));
        t2s_node_add_flags(query, T2S_NODE_F_ALL);
    }
}

static void limits(t2s__presto *presto, t2s_node *query)
{
    if (t2s__presto_accept(presto, W(ORDER))) {
        t2s__presto_expect(presto, W(BY));
        t2s__presto_sort_items(presto, query, T2S_SLOT_QUERY_ORDER);
    }
    if (t2s__presto_accept(presto, W(OFFSET))) {
        t2s_node_append(query, T2S_SLOT_QUERY_OFFSET, row_count(presto));
        rows_word(presto);
    }
    if (t2s__presto_accept(presto, W(LIMIT))) {
        if (!t2s__presto_accept(presto, W(ALL)))
            t2s_node_append(query, T2S_SLOT_QUERY_LIMIT, row_count(presto));
    } else if (t2s__presto_accept(presto, W(FETCH)))
        fetch(presto, query);
}

static t2s_node *query_without_with(t2s__presto *presto, t2s_node *query, t2s_node *first)
{
    int aliasable = presto->aliasable;

    if (presto->command != NULL && presto->queries == 0)
        t2s_node_append(presto->command, T2S_SLOT_COMMAND_QUERY, query);
    presto->queries++;
    if (t2s__presto_enter(presto)) {
        presto->aliasable = 0;
        t2s_node_append(query, T2S_SLOT_QUERY_BODY, query_term(presto, first, 0));
        limits(presto, query);
        presto->aliasable = aliasable;
    }
    t2s__presto_leave(presto);
    presto->queries--;
    return query;
}

t2s_node *t2s__presto_query_no_with(t2s__presto *presto)
{
    return query_without_with(presto, t2s__presto_node(presto, T2S_NODE_QUERY, presto->at, NULL), NULL);
}

t2s_node *t2s__presto_query_from(t2s__presto *presto, t2s_node *primary)
{
    return query_without_with(presto, t2s__presto_node(presto, T2S_NODE_QUERY, presto->at, NULL), primary);
}

static t2s_node *named_query(t2s__presto *presto)
{
    t2s_node *cte = t2s__presto_node(presto, T2S_NODE_CTE, presto->at, NULL);

    t2s__presto_take_name(presto, cte);
    if (t2s__presto_is(presto, T(LEFT_PAREN)))
        t2s__presto_column_aliases(presto, cte, T2S_SLOT_CTE_COLUMNS);
    t2s__presto_expect(presto, W(AS));
    t2s__presto_expect(presto, T(LEFT_PAREN));
    t2s_node_append(cte, T2S_SLOT_CTE_STATEMENT, t2s__presto_query(presto));
    t2s__presto_expect(presto, T(RIGHT_PAREN));
    return cte;
}

static void with(t2s__presto *presto, t2s_node *query)
{
    if (!t2s__presto_accept(presto, W(WITH)))
        return;
    if (t2s__presto_accept(presto, W(RECURSIVE)))
        t2s_node_add_flags(query, T2S_NODE_F_RECURSIVE);
    do
        t2s_node_append(query, T2S_SLOT_QUERY_WITH, named_query(presto));
    while (t2s__presto_accept(presto, T(COMMA)));
}

t2s_node *t2s__presto_query(t2s__presto *presto)
{
    t2s_node *query = t2s__presto_node(presto, T2S_NODE_QUERY, presto->at, NULL);

    if (t2s__presto_enter(presto)) {
        presto->queries++;
        with(presto, query);
        presto->queries--;
        query_without_with(presto, query, NULL);
    }
    t2s__presto_leave(presto);
    return query;
}

/* WITH FUNCTION f ..., which may be followed by another WITH. */
t2s_node *t2s__presto_root_query(t2s__presto *presto)
{
    t2s_node *query = t2s__presto_node(presto, T2S_NODE_QUERY, presto->at, NULL);

    if (presto->kind == W(WITH) && t2s__presto_peek(presto, 1) == W(FUNCTION) && t2s__presto_peek_name(presto, 2)) {
        t2s__presto_next(presto);
        do {
            t2s__presto_expect(presto, W(FUNCTION));
            t2s_node_append(query, T2S_SLOT_QUERY_FUNCTIONS, t2s__presto_function_specification(presto));
        } while (t2s__presto_accept(presto, T(COMMA)));
        presto->functions = query;
    }
    presto->queries++;
    with(presto, query);
    presto->queries--;
    return query_without_with(presto, query, NULL);
}
