/* SPDX-License-Identifier: MIT */
/* Windows and their frames. */
#include "dialect/presto_parser.h"

#define T(name) T2S__PRESTO_##name
#define W(name) T2S__PRESTO_W_##name

/* The place where a list of names in parentheses, as an alias has it, would end to be one. */
static uint32_t aliases_end(const t2s__presto *presto, uint32_t ahead)
{
    for (;; ahead += 2) {
        if (!t2s__presto_peek_name(presto, ahead))
            return ahead;
        if (t2s__presto_peek(presto, ahead + 1) != T(COMMA))
            return t2s__presto_peek(presto, ahead + 1) == T(RIGHT_PAREN) ? UINT32_MAX : ahead + 1;
    }
}

/*
 * OVER is a name too. The engines' parsers look ahead as far as both could be meant; where neither goes on, they take the alias, so
 * that a fault is then in the parenthesis. `doubted` is where that would show.
 */
int t2s__presto_over_follows(t2s__presto *presto)
{
    uint32_t next = t2s__presto_peek(presto, 1);

    if (next == T(LEFT_PAREN)) {
        uint32_t end = aliases_end(presto, 2);

        presto->doubted = presto->at + 1;
        presto->doubted_end = end == UINT32_MAX ? 0 : presto->at + end;
        return 1;
    }
    if (!t2s__presto_is_trino(presto) || !t2s__presto_peek_name(presto, 1))
        return 0;
    return !((next == W(LIMIT) || next == W(OFFSET)) && t2s__presto_peek(presto, 2) == T(INTEGER)) &&
           !(next == W(FETCH) && (t2s__presto_peek(presto, 2) == W(FIRST) || t2s__presto_peek(presto, 2) == W(NEXT))) &&
           !(next == W(WINDOW) && t2s__presto_peek(presto, 3) == W(AS));
}

static void frame_bound(t2s__presto *presto, t2s_node *window)
{
    if (presto->kind == W(UNBOUNDED) && (t2s__presto_peek(presto, 1) != T(DOT) && t2s__presto_peek(presto, 1) != T(LEFT_PAREN))) {
        t2s__presto_next(presto);
        if (!t2s__presto_accept(presto, W(PRECEDING)))
            t2s__presto_expect(presto, W(FOLLOWING));
        return;
    }
    if (t2s__presto_accept_two(presto, W(CURRENT), W(ROW)))
        return;
    t2s_node_append(window, T2S_SLOT_WINDOW_FRAME, t2s__presto_expression(presto));
    if (!t2s__presto_accept(presto, W(PRECEDING)))
        t2s__presto_expect(presto, W(FOLLOWING));
}

static void frame_exclusion(t2s__presto *presto)
{
    if (!t2s__presto_is_trino(presto) || !t2s__presto_accept(presto, W(EXCLUDE)))
        return;
    if (t2s__presto_accept(presto, W(CURRENT)))
        t2s__presto_expect(presto, W(ROW));
    else if (t2s__presto_accept(presto, W(NO)))
        t2s__presto_expect(presto, W(OTHERS));
    else if (!t2s__presto_accept(presto, W(GROUP)))
        t2s__presto_expect(presto, W(TIES));
}

static void frame_extent(t2s__presto *presto, t2s_node *window)
{
    uint32_t at = presto->at;
    const char *mode = presto->kind == W(ROWS) ? "ROWS" : presto->kind == W(GROUPS) ? "GROUPS" : "RANGE";

    if (!t2s__presto_accept(presto, W(RANGE)) && !t2s__presto_accept(presto, W(ROWS)))
        t2s__presto_expect(presto, W(GROUPS));
    t2s_node_append(window, T2S_SLOT_WINDOW_MODE, t2s__presto_node(presto, T2S_NODE_IDENTIFIER, at, mode));
    if (t2s__presto_accept(presto, W(BETWEEN))) {
        frame_bound(presto, window);
        t2s__presto_expect(presto, W(AND));
        frame_bound(presto, window);
    } else
        frame_bound(presto, window);
    frame_exclusion(presto);
}

/* Words that begin a part of a window, when what follows them is right for it; otherwise they are the name of another window. */
static int part_begins(t2s__presto *presto)
{
    uint32_t next = t2s__presto_peek(presto, 1);

    switch (presto->kind) {
    case W(PARTITION):
        return next == W(BY);
    case W(RANGE):
    case W(ROWS):
    case W(GROUPS):
    case W(MEASURES):
        return next != T(RIGHT_PAREN) && next != W(ORDER) && next != W(PARTITION);
    default:
        return 0;
    }
}

static int frame_follows(t2s__presto *presto)
{
    return t2s__presto_is(presto, W(RANGE)) || t2s__presto_is(presto, W(ROWS)) || t2s__presto_is(presto, W(GROUPS));
}

void t2s__presto_window_specification(t2s__presto *presto, t2s_node *window)
{
    if (t2s__presto_is_trino(presto) && !part_begins(presto) && t2s__presto_at_name(presto))
        t2s_node_append(window, T2S_SLOT_WINDOW_COPIED, t2s__presto_identifier(presto));
    if (t2s__presto_accept(presto, W(PARTITION))) {
        t2s__presto_expect(presto, W(BY));
        t2s__presto_expressions(presto, window, T2S_SLOT_WINDOW_PARTITION);
    }
    if (t2s__presto_accept(presto, W(ORDER))) {
        t2s__presto_expect(presto, W(BY));
        t2s__presto_sort_items(presto, window, T2S_SLOT_WINDOW_ORDER);
    }
    if (t2s__presto_is_trino(presto) && t2s__presto_accept(presto, W(MEASURES))) {
        t2s__presto_measures(presto, window, T2S_SLOT_WINDOW_MEASURES);
        if (!frame_follows(presto))
            t2s__presto_mismatch(presto);
    }
    if (frame_follows(presto)) {
        frame_extent(presto, window);
        if (t2s__presto_is_trino(presto))
            t2s__presto_pattern_clauses(presto, window, -1, -1, T2S_SLOT_WINDOW_DEFINE, 0);
    }
    t2s__presto_expect(presto, T(RIGHT_PAREN));
}

t2s_node *t2s__presto_over(t2s__presto *presto)
{
    t2s_node *window = t2s__presto_node(presto, T2S_NODE_WINDOW, presto->at, NULL);
    uint32_t doubted = presto->doubted, end = presto->doubted_end;

    if (!t2s__presto_accept(presto, T(LEFT_PAREN))) {
        if (t2s__presto_is_trino(presto))
            t2s__presto_take_name(presto, window);
        else
            t2s__presto_mismatch(presto);
        t2s_node_add_flags(window, T2S_NODE_F_REFERENCE);
        return window;
    }
    t2s__presto_window_specification(presto, window);
    if (presto->failed && presto->message == NULL && end != 0 && presto->failed_at <= end && presto->failed_at > doubted)
        presto->failed_at = doubted;
    return window;
}
