/* SPDX-License-Identifier: MIT */
/* Expressions down to their operands: AND and OR, predicates, operators, by climbing their precedence. */
#include <string.h>

#include "dialect/presto_parser.h"

#define T(name) T2S__PRESTO_##name
#define W(name) T2S__PRESTO_W_##name

/* As the grammar numbers them: what binds more is higher. */
enum { CONCATENATION = 1, SUM = 2, PRODUCT = 3, SIGN = 4 };

static t2s_node *value(t2s__presto *presto, t2s_node *primary, int precedence);

static t2s_node *two(t2s__presto *presto, int kind, uint32_t token, const char *text, t2s_node *left, t2s_node *right)
{
    t2s_node *node = t2s__presto_node(presto, kind, token, text);

    t2s_node_append(node, 0, left);
    t2s_node_append(node, 1, right);
    return node;
}

/* Two in the list of the first slot, as SPECIAL has them. */
static t2s_node *special(t2s__presto *presto, uint32_t token, const char *text, t2s_node *left, t2s_node *right)
{
    t2s_node *node = t2s__presto_node(presto, T2S_NODE_SPECIAL, token, text);

    t2s_node_append(node, 0, left);
    t2s_node_append(node, 0, right);
    return node;
}

static t2s_node *subquery(t2s__presto *presto, uint32_t token, const char *text, t2s_node *left)
{
    t2s_node *node = t2s__presto_node(presto, T2S_NODE_SUBQUERY, token, text);

    t2s_node_append(node, T2S_SLOT_SUBQUERY_QUERY, t2s__presto_query(presto));
    t2s_node_append(node, T2S_SLOT_SUBQUERY_LEFT, left);
    return node;
}

static t2s_node *negated(t2s__presto *presto, uint32_t token, t2s_node *node)
{
    t2s_node *not = t2s__presto_node(presto, T2S_NODE_BOOLEAN, token, "NOT");

    t2s_node_append(not, 0, node);
    return not;
}

/* AT TIME ZONE '...' or an interval, AT LOCAL. */
static t2s_node *time_zones(t2s__presto *presto, t2s_node *node)
{
    for (;;) {
        uint32_t at = presto->at;

        if (t2s__presto_accept_two(presto, W(AT), W(TIME))) {
            t2s__presto_expect(presto, W(ZONE));
            if (presto->kind != W(INTERVAL) && !t2s__presto_at_string(presto)) {
                t2s__presto_is(presto, W(INTERVAL));
                t2s__presto_mismatch(presto);
                return node;
            }
            node = special(presto, at, "AT TIME ZONE", node,
                           presto->kind == W(INTERVAL) ? t2s__presto_interval(presto) : t2s__presto_string(presto));
        } else if (t2s__presto_is_trino(presto) && t2s__presto_accept_two(presto, W(AT), W(LOCAL)))
            node = special(presto, at, "AT LOCAL", node, NULL);
        else
            return node;
    }
}

/* Trino reads the minus before a number as a part of it; here PrestoDB does too, which comes to the same. */
static t2s_node *signed_value(t2s__presto *presto)
{
    uint32_t at = presto->at, next = t2s__presto_peek(presto, 1);
    const char *sign = presto->kind == T(MINUS) ? "-" : "+";
    t2s_node *operand, *node;

    t2s__presto_next(presto);
    if (sign[0] == '-' && t2s__presto_is_trino(presto) && (next == T(INTEGER) || next == T(DECIMAL) || next == T(DOUBLE))) {
        operand = t2s__presto_postfix(presto, next == T(INTEGER) ? t2s__presto_number(presto, at) : t2s__presto_primary(presto));
        if (operand != NULL && operand->kind == T2S_NODE_LITERAL && operand->text != NULL) {
            char *text = t2s__arena_printf(presto->arena, "-%s", operand->text);

            if (text == NULL)
                presto->tree->code = T2S_E_NOMEM;
            operand->text = text;
            operand->text_length += text != NULL;
            operand->position = (int32_t)presto->tokens[at].start;
            return time_zones(presto, operand);
        }
        operand = time_zones(presto, operand);
    } else
        operand = value(presto, NULL, SIGN);
    node = t2s__presto_node(presto, T2S_NODE_OPERATOR, at, sign);
    t2s_node_append(node, 1, operand);
    return node;
}

static int precedence_of(t2s__presto *presto)
{
    switch (presto->kind) {
    case T(ASTERISK):
    case T(SLASH):
    case T(PERCENT):
        return PRODUCT;
    case T(PLUS):
    case T(MINUS):
        return SUM;
    case T(CONCAT):
        return CONCATENATION;
    default:
        break;
    }
    if (presto->at == presto->watched) {
        static const uint16_t operators[] = {T(ASTERISK), T(SLASH), T(PERCENT), T(PLUS), T(MINUS), T(CONCAT), W(AT)};

        for (size_t i = 0; i < sizeof(operators) / sizeof(operators[0]); i++)
            t2s__presto_expect_note(presto, operators[i]);
    }
    return 0;
}

static const char *operator_text(uint32_t kind)
{
    switch (kind) {
    case T(ASTERISK):
        return "*";
    case T(SLASH):
        return "/";
    case T(PERCENT):
        return "%";
    case T(PLUS):
        return "+";
    case T(MINUS):
        return "-";
    case T(EQ):
        return "=";
    case T(NEQ):
        return "<>";
    case T(LT):
        return "<";
    case T(LTE):
        return "<=";
    case T(GT):
        return ">";
    case T(GTE):
        return ">=";
    default:
        return "||";
    }
}

static t2s_node *value(t2s__presto *presto, t2s_node *primary, int precedence)
{
    t2s_node *left = NULL;

    if (!t2s__presto_enter(presto)) {
        t2s__presto_leave(presto);
        return NULL;
    }
    if (primary == NULL && (presto->kind == T(MINUS) || presto->kind == T(PLUS)))
        left = signed_value(presto);
    else
        left = time_zones(presto, primary != NULL ? t2s__presto_postfix(presto, primary) : t2s__presto_primary(presto));
    for (;;) {
        int found = precedence_of(presto);
        uint32_t at = presto->at;
        const char *text;

        if (found == 0 || found < precedence)
            break;
        text = operator_text(presto->kind);
        t2s__presto_next(presto);
        left = two(presto, T2S_NODE_OPERATOR, at, text, left, value(presto, NULL, found + 1));
    }
    t2s__presto_leave(presto);
    return left;
}

t2s_node *t2s__presto_value_expression(t2s__presto *presto)
{
    return value(presto, NULL, 0);
}

static int is_comparison(t2s__presto *presto)
{
    return presto->kind >= T(EQ) && presto->kind <= T(GTE);
}

/* x = y, and x = ANY (query) */
static t2s_node *comparison(t2s__presto *presto, t2s_node *left)
{
    uint32_t at = presto->at, next = t2s__presto_peek(presto, 1);
    const char *text = operator_text(presto->kind);

    t2s__presto_next(presto);
    if ((next == W(ALL) || next == W(SOME) || next == W(ANY)) && t2s__presto_peek(presto, 1) == T(LEFT_PAREN) &&
        t2s__presto_begins_query(presto, 2)) {
        const char *link = t2s__arena_printf(presto->arena, "%s %s", next == W(ALL) ? "ALL" : "ANY", text);
        t2s_node *node;

        t2s__presto_next(presto);
        t2s__presto_next(presto);
        node = subquery(presto, at, link, left);
        t2s__presto_expect(presto, T(RIGHT_PAREN));
        return node;
    }
    return two(presto, T2S_NODE_OPERATOR, at, text, left, value(presto, NULL, 0));
}

static t2s_node *between(t2s__presto *presto, uint32_t at, int is_not, t2s_node *left)
{
    t2s_node *node = t2s__presto_node(presto, T2S_NODE_BETWEEN, at, NULL);

    t2s_node_append(node, 0, left);
    if (t2s__presto_is_trino(presto) && (presto->kind == W(SYMMETRIC) || presto->kind == W(ASYMMETRIC)) &&
        t2s__presto_begins_expression(presto, 1)) {
        t2s_node_add_flags(node, presto->kind == W(SYMMETRIC) ? T2S_NODE_F_SYMMETRIC : 0U);
        t2s__presto_next(presto);
    }
    t2s_node_append(node, 1, value(presto, NULL, 0));
    t2s__presto_expect(presto, W(AND));
    t2s_node_append(node, 2, value(presto, NULL, 0));
    t2s_node_add_flags(node, is_not ? T2S_NODE_F_NOT : 0U);
    return node;
}

/* A query in more than one pair of parentheses is a member of a list: of one, that is. */
static t2s_node *in(t2s__presto *presto, uint32_t at, int is_not, t2s_node *left)
{
    t2s_node *query = NULL, *first, *node;
    uint32_t start;
    int is_query;

    t2s__presto_expect(presto, T(LEFT_PAREN));
    start = presto->at;
    first = t2s__presto_contents(presto, &query, &is_query);
    if (query != NULL && is_query) {
        node = t2s__presto_node(presto, T2S_NODE_SUBQUERY, at, "IN");
        t2s_node_append(node, T2S_SLOT_SUBQUERY_QUERY, query);
        t2s_node_append(node, T2S_SLOT_SUBQUERY_LEFT, left);
        t2s__presto_expect(presto, T(RIGHT_PAREN));
        return is_not ? negated(presto, at, node) : node;
    }
    if (query != NULL)
        first = t2s__presto_scalar(presto, start, query);
    node = t2s__presto_node(presto, T2S_NODE_IN, at, NULL);
    t2s_node_add_flags(node, is_not ? T2S_NODE_F_NOT : 0U);
    t2s_node_append(node, 0, left);
    t2s_node_append(node, 1, first);
    if (t2s__presto_accept(presto, T(COMMA)))
        t2s__presto_expressions(presto, node, 1);
    t2s__presto_expect(presto, T(RIGHT_PAREN));
    return node;
}

static t2s_node *like(t2s__presto *presto, uint32_t at, int is_not, t2s_node *left)
{
    t2s_node *node = two(presto, T2S_NODE_LIKE, at, "LIKE", left, value(presto, NULL, 0));

    if (t2s__presto_accept(presto, W(ESCAPE)))
        t2s_node_append(node, 2, value(presto, NULL, 0));
    t2s_node_add_flags(node, is_not ? T2S_NODE_F_NOT : 0U);
    return node;
}

static t2s_node *test(t2s__presto *presto, uint32_t at, t2s_node *left)
{
    static const struct {
        uint16_t kind;
        const char *text, *negated;
    } truths[] = {{W(TRUE), "IS TRUE", "IS NOT TRUE"}, {W(FALSE), "IS FALSE", "IS NOT FALSE"}, {W(UNKNOWN), "IS UNKNOWN", "IS NOT UNKNOWN"}};
    int is_not = t2s__presto_accept(presto, W(NOT));

    if (t2s__presto_accept(presto, W(NULL)))
        return two(presto, T2S_NODE_TEST, at, is_not ? "IS NOT NULL" : "IS NULL", left, NULL);
    for (size_t i = 0; t2s__presto_is_trino(presto) && i < sizeof(truths) / sizeof(truths[0]); i++)
        if (t2s__presto_accept(presto, truths[i].kind))
            return two(presto, T2S_NODE_TEST, at, is_not ? truths[i].negated : truths[i].text, left, NULL);
    t2s__presto_expect(presto, W(DISTINCT));
    t2s__presto_expect(presto, W(FROM));
    return two(presto, T2S_NODE_TEST, at, is_not ? "IS NOT DISTINCT FROM" : "IS DISTINCT FROM", left, value(presto, NULL, 0));
}

/* MATCH [UNIQUE] [SIMPLE | PARTIAL | FULL] (query); MATCH alone may be a name. */
static int match_follows(const t2s__presto *presto)
{
    uint32_t ahead = 1 + (t2s__presto_peek(presto, 1) == W(UNIQUE));
    uint32_t mode = t2s__presto_peek(presto, ahead);

    if (mode == W(SIMPLE) || mode == W(PARTIAL) || mode == W(FULL))
        ahead++;
    return presto->kind == W(MATCH) && t2s__presto_peek(presto, ahead) == T(LEFT_PAREN) &&
           t2s__presto_begins_query((t2s__presto *)(uintptr_t)presto, ahead + 1);
}

static t2s_node *match(t2s__presto *presto, t2s_node *left)
{
    t2s_node *node = special(presto, presto->at, "MATCH", left, NULL);

    while (!t2s__presto_accept(presto, T(LEFT_PAREN)))
        t2s__presto_next(presto);
    t2s_node_append(node, 1, t2s__presto_query(presto));
    t2s__presto_expect(presto, T(RIGHT_PAREN));
    return node;
}

/* What may follow a value to make a predicate of it; `left` may be missing, as in CASE x WHEN > 1. NULL: nothing of that follows. */
static t2s_node *predicate(t2s__presto *presto, t2s_node *left)
{
    uint32_t at = presto->at;
    int is_not = presto->kind == W(NOT);

    if (is_comparison(presto))
        return comparison(presto, left);
    if (is_not) {
        uint32_t next = t2s__presto_peek(presto, 1);

        t2s__presto_next(presto);
        if (next != W(BETWEEN) && next != W(IN) && next != W(LIKE)) {
            t2s__presto_is(presto, W(BETWEEN));
            t2s__presto_is(presto, W(IN));
            t2s__presto_is(presto, W(LIKE));
            t2s__presto_mismatch(presto);
            return NULL;
        }
    }
    switch (presto->kind) {
    case W(BETWEEN):
        t2s__presto_next(presto);
        return between(presto, at, is_not, left);
    case W(IN):
        t2s__presto_next(presto);
        return in(presto, at, is_not, left);
    case W(LIKE):
        t2s__presto_next(presto);
        return like(presto, at, is_not, left);
    case W(IS):
        t2s__presto_next(presto);
        return test(presto, at, left);
    case W(MATCH):
        return match_follows(presto) ? match(presto, left) : NULL;
    case W(OVERLAPS):
        t2s__presto_next(presto);
        return special(presto, at, "OVERLAPS", left, value(presto, NULL, 0));
    default:
        return NULL;
    }
}

/* What was read of an expression before: nothing, a primary, or all of a value. */
struct begun {
    t2s_node *node;
    int is_value;
};

static const struct begun nothing = {NULL, 0};

/* Up to what binds less than NOT. */
static t2s_node *predicated(t2s__presto *presto, struct begun begun)
{
    t2s_node *left, *node;

    if (begun.node == NULL && presto->kind == W(NOT)) {
        uint32_t at = presto->at;

        if (!t2s__presto_enter(presto)) {
            t2s__presto_leave(presto);
            return NULL;
        }
        t2s__presto_next(presto);
        node = negated(presto, at, predicated(presto, nothing));
        t2s__presto_leave(presto);
        return node;
    }
    left = begun.is_value ? begun.node : value(presto, begun.node, 0);
    node = predicate(presto, left);
    return node != NULL ? node : left;
}

/* A chain of AND is one node with all that it joins, as is one of OR. */
static t2s_node *chain(t2s__presto *presto, struct begun begun, int is_or)
{
    unsigned kind = is_or ? W(OR) : W(AND);
    t2s_node *first = is_or ? chain(presto, begun, 0) : predicated(presto, begun);
    t2s_node *node;

    if (!t2s__presto_is(presto, kind))
        return first;
    node = t2s__presto_node(presto, T2S_NODE_BOOLEAN, presto->at, is_or ? "OR" : "AND");
    t2s_node_append(node, 0, first);
    while (t2s__presto_accept(presto, kind))
        t2s_node_append(node, 0, is_or ? chain(presto, nothing, 0) : predicated(presto, nothing));
    return node;
}

static t2s_node *expression(t2s__presto *presto, struct begun begun)
{
    t2s_node *node = NULL;

    if (t2s__presto_enter(presto))
        node = chain(presto, begun, 1);
    t2s__presto_leave(presto);
    return node;
}

t2s_node *t2s__presto_expression_from(t2s__presto *presto, t2s_node *primary)
{
    return expression(presto, (struct begun){primary, 0});
}

t2s_node *t2s__presto_expression_on(t2s__presto *presto, t2s_node *value)
{
    return expression(presto, (struct begun){value, 1});
}

t2s_node *t2s__presto_expression(t2s__presto *presto)
{
    return expression(presto, nothing);
}

void t2s__presto_expressions(t2s__presto *presto, t2s_node *parent, int slot)
{
    do
        t2s_node_append(parent, slot, t2s__presto_expression(presto));
    while (t2s__presto_accept(presto, T(COMMA)));
}

/* CASE x WHEN: Trino takes a predicate without its left side too. */
t2s_node *t2s__presto_when_condition(t2s__presto *presto)
{
    uint32_t next = t2s__presto_peek(presto, 1), at = presto->at;
    int is_predicate = is_comparison(presto) || presto->kind == W(BETWEEN) || presto->kind == W(IN) || presto->kind == W(LIKE) ||
                       presto->kind == W(IS) || presto->kind == W(OVERLAPS) || match_follows(presto) ||
                       (presto->kind == W(NOT) && (next == W(BETWEEN) || next == W(IN) || next == W(LIKE)));

    if (!is_predicate || !t2s__presto_is_trino(presto))
        return t2s__presto_expression(presto);
    return special(presto, at, "PREDICATE", predicate(presto, NULL), NULL);
}

t2s_node *t2s__presto_sort_item(t2s__presto *presto)
{
    t2s_node *node = t2s__presto_node(presto, T2S_NODE_SORT, presto->at, NULL);

    t2s_node_append(node, 0, t2s__presto_expression(presto));
    if (t2s__presto_is(presto, W(ASC)) || t2s__presto_is(presto, W(DESC))) {
        if (node != NULL) {
            node->text = presto->kind == W(ASC) ? "ASC" : "DESC";
            node->text_length = (uint32_t)strlen(node->text);
        }
        t2s__presto_next(presto);
    }
    if (t2s__presto_accept(presto, W(NULLS))) {
        if (t2s__presto_accept(presto, W(FIRST)))
            t2s_node_add_flags(node, T2S_NODE_F_NULLS_FIRST);
        else {
            t2s__presto_expect(presto, W(LAST));
            t2s_node_add_flags(node, T2S_NODE_F_NULLS_LAST);
        }
    }
    return node;
}

void t2s__presto_sort_items(t2s__presto *presto, t2s_node *parent, int slot)
{
    do
        t2s_node_append(parent, slot, t2s__presto_sort_item(presto));
    while (t2s__presto_accept(presto, T(COMMA)));
}
