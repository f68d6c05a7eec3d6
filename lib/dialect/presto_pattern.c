/* SPDX-License-Identifier: MIT */
/* Row patterns: MATCH_RECOGNIZE, and the same in windows. */
#include <string.h>

#include "dialect/presto_parser.h"

#define T(name) T2S__PRESTO_##name
#define W(name) T2S__PRESTO_W_##name

void t2s__presto_measures(t2s__presto *presto, t2s_node *parent, int slot)
{
    do {
        t2s_node *measure = t2s__presto_node(presto, T2S_NODE_TARGET, presto->at, NULL);

        presto->patterns++;
        t2s_node_append(measure, 0, t2s__presto_expression(presto));
        presto->patterns--;
        t2s__presto_expect(presto, W(AS));
        t2s__presto_take_name(presto, measure);
        t2s_node_append(parent, slot, measure);
    } while (t2s__presto_accept(presto, T(COMMA)));
}

static void definitions(t2s__presto *presto, t2s_node *parent, int slot)
{
    do {
        t2s_node *definition = t2s__presto_node(presto, T2S_NODE_TARGET, presto->at, NULL);

        t2s__presto_take_name(presto, definition);
        t2s__presto_expect(presto, W(AS));
        presto->patterns++;
        t2s_node_append(definition, 0, t2s__presto_expression(presto));
        presto->patterns--;
        t2s_node_append(parent, slot, definition);
    } while (t2s__presto_accept(presto, T(COMMA)));
}

/* {2}, {,3}, {1,}, {1,2} */
static void braces(t2s__presto *presto)
{
    int has_first = t2s__presto_accept(presto, T(INTEGER));

    if (t2s__presto_is(presto, T(COMMA)) || !has_first) {
        t2s__presto_expect(presto, T(COMMA));
        t2s__presto_accept(presto, T(INTEGER));
    }
    t2s__presto_expect(presto, T(RIGHT_BRACE));
}

static void quantifier(t2s__presto *presto)
{
    if (t2s__presto_accept(presto, T(LEFT_BRACE)))
        braces(presto);
    else if (!t2s__presto_accept(presto, T(ASTERISK)) && !t2s__presto_accept(presto, T(PLUS)) &&
             !t2s__presto_accept(presto, T(QUESTION_MARK)))
        return;
    t2s__presto_accept(presto, T(QUESTION_MARK));
}

static void pattern(t2s__presto *presto, t2s_node *node, int slot);

static void primary(t2s__presto *presto, t2s_node *node, int slot)
{
    unsigned end = T(RIGHT_PAREN);

    if (t2s__presto_accept(presto, T(CARET)) || t2s__presto_accept(presto, T(DOLLAR)) ||
        t2s__presto_accept_two(presto, T(LEFT_PAREN), T(RIGHT_PAREN)))
        return;
    if (presto->kind == W(PERMUTE) && t2s__presto_peek(presto, 1) == T(LEFT_PAREN)) {
        t2s__presto_next(presto);
        t2s__presto_next(presto);
        do
            pattern(presto, node, slot);
        while (t2s__presto_accept(presto, T(COMMA)));
    } else if (t2s__presto_accept(presto, T(LEFT_PAREN)))
        pattern(presto, node, slot);
    else if (t2s__presto_accept(presto, T(LEFT_EXCLUSION))) {
        pattern(presto, node, slot);
        end = T(RIGHT_EXCLUSION);
    } else {
        t2s_node *variable = t2s__presto_identifier(presto);

        if (slot >= 0)
            t2s_node_append(node, slot, variable);
        return;
    }
    t2s__presto_expect(presto, end);
}

static int primary_follows(const t2s__presto *presto)
{
    return presto->kind == T(CARET) || presto->kind == T(DOLLAR) || presto->kind == T(LEFT_PAREN) || presto->kind == T(LEFT_EXCLUSION) ||
           t2s__presto_is_name(presto->flavour, presto->kind);
}

/* What is kept of a pattern is its variables. */
static void pattern(t2s__presto *presto, t2s_node *node, int slot)
{
    if (t2s__presto_enter(presto))
        do {
            do {
                primary(presto, node, slot);
                quantifier(presto);
            } while (primary_follows(presto) && !presto->failed);
        } while (t2s__presto_accept(presto, T(BAR)));
    t2s__presto_leave(presto);
}

static void skip_to(t2s__presto *presto)
{
    t2s__presto_expect(presto, W(SKIP));
    if (t2s__presto_accept(presto, W(PAST))) {
        t2s__presto_expect(presto, W(LAST));
        t2s__presto_expect(presto, W(ROW));
        return;
    }
    t2s__presto_expect(presto, W(TO));
    if (t2s__presto_accept_two(presto, W(NEXT), W(ROW)))
        return;
    if ((presto->kind == W(FIRST) || presto->kind == W(LAST)) && t2s__presto_peek_name(presto, 1) &&
        (t2s__presto_peek(presto, 2) == W(PATTERN) || t2s__presto_peek(presto, 1) != W(PATTERN)) &&
        !((t2s__presto_peek(presto, 1) == W(INITIAL) || t2s__presto_peek(presto, 1) == W(SEEK)) && t2s__presto_peek(presto, 2) == W(PATTERN) &&
          t2s__presto_peek(presto, 3) == T(LEFT_PAREN)))
        t2s__presto_next(presto);
    t2s__presto_identifier(presto);
}

static void subsets(t2s__presto *presto, t2s_node *node, int slot)
{
    do {
        t2s_node *subset = t2s__presto_node(presto, T2S_NODE_ALIAS, presto->at, NULL);

        t2s__presto_take_name(presto, subset);
        t2s__presto_expect(presto, T(EQ));
        t2s__presto_column_aliases(presto, subset, 0);
        if (slot >= 0)
            t2s_node_append(node, slot, subset);
    } while (t2s__presto_accept(presto, T(COMMA)));
}

void t2s__presto_pattern_clauses(t2s__presto *presto, t2s_node *node, int variables, int subset, int define, int is_required)
{
    if (t2s__presto_accept(presto, W(AFTER))) {
        t2s__presto_expect(presto, W(MATCH));
        skip_to(presto);
    }
    if (!t2s__presto_accept(presto, W(INITIAL)))
        t2s__presto_accept(presto, W(SEEK));
    if (t2s__presto_accept(presto, W(PATTERN))) {
        t2s__presto_expect(presto, T(LEFT_PAREN));
        pattern(presto, node, variables);
        t2s__presto_expect(presto, T(RIGHT_PAREN));
    } else if (is_required)
        t2s__presto_mismatch(presto);
    if (t2s__presto_accept(presto, W(SUBSET)))
        subsets(presto, node, subset);
    if (t2s__presto_accept(presto, W(DEFINE)))
        definitions(presto, node, define);
    else if (is_required)
        t2s__presto_mismatch(presto);
}

/* ONE ROW PER MATCH, ALL ROWS PER MATCH ... */
static const char *rows_per_match(t2s__presto *presto)
{
    int is_all = presto->kind == W(ALL);

    if (!t2s__presto_accept(presto, W(ONE)) && !t2s__presto_accept(presto, W(ALL)))
        return "ONE ROW PER MATCH";
    t2s__presto_expect(presto, is_all ? W(ROWS) : W(ROW));
    t2s__presto_expect(presto, W(PER));
    t2s__presto_expect(presto, W(MATCH));
    if (!is_all)
        return "ONE ROW PER MATCH";
    if (t2s__presto_accept(presto, W(SHOW)) || t2s__presto_accept(presto, W(OMIT))) {
        t2s__presto_expect(presto, W(EMPTY));
        t2s__presto_expect(presto, W(MATCHES));
    } else if (t2s__presto_accept(presto, W(WITH))) {
        t2s__presto_expect(presto, W(UNMATCHED));
        t2s__presto_expect(presto, W(ROWS));
    }
    return "ALL ROWS PER MATCH";
}

t2s_node *t2s__presto_match_recognize(t2s__presto *presto, t2s_node *input)
{
    t2s_node *node = t2s__presto_node(presto, T2S_NODE_MATCH_RECOGNIZE, presto->at, NULL);
    const char *rows;

    t2s_node_append(node, T2S_SLOT_MATCH_INPUT, input);
    t2s__presto_next(presto);
    t2s__presto_next(presto);
    if (t2s__presto_accept(presto, W(PARTITION))) {
        t2s__presto_expect(presto, W(BY));
        t2s__presto_expressions(presto, node, T2S_SLOT_MATCH_PARTITION);
    }
    if (t2s__presto_accept(presto, W(ORDER))) {
        t2s__presto_expect(presto, W(BY));
        t2s__presto_sort_items(presto, node, T2S_SLOT_MATCH_ORDER);
    }
    if (t2s__presto_accept(presto, W(MEASURES)))
        t2s__presto_measures(presto, node, T2S_SLOT_MATCH_MEASURES);
    rows = rows_per_match(presto);
    if (node != NULL) {
        node->text = rows;
        node->text_length = (uint32_t)strlen(rows);
    }
    t2s__presto_pattern_clauses(presto, node, T2S_SLOT_MATCH_VARIABLES, T2S_SLOT_MATCH_SUBSET, T2S_SLOT_MATCH_DEFINE, 1);
    t2s__presto_expect(presto, T(RIGHT_PAREN));
    return node;
}
