/* SPDX-License-Identifier: MIT */
/* Calls of functions, and the few functions that the engines' parsers themselves know. */
#include <string.h>

#include "dialect/presto_parser.h"

#define T(name) T2S__PRESTO_##name
#define W(name) T2S__PRESTO_W_##name

static t2s_node *argument(t2s__presto *presto)
{
    t2s_node *node;

    if (!t2s__presto_is_trino(presto) || !t2s__presto_is_name(presto->flavour, presto->kind) ||
        t2s__presto_peek(presto, 1) != T(DOUBLE_ARROW))
        return t2s__presto_expression(presto);
    node = t2s__presto_node(presto, T2S_NODE_NAMED_ARGUMENT, presto->at, NULL);
    t2s__presto_take_name(presto, node);
    t2s__presto_next(presto);
    t2s_node_append(node, 0, t2s__presto_expression(presto));
    return node;
}

static void argument_list(t2s__presto *presto, t2s_node *parent, int slot)
{
    do
        t2s_node_append(parent, slot, argument(presto));
    while (t2s__presto_accept(presto, T(COMMA)));
}

void t2s__presto_arguments(t2s__presto *presto, t2s_node *parent, int slot)
{
    if (t2s__presto_accept(presto, T(RIGHT_PAREN)))
        return;
    argument_list(presto, parent, slot);
    t2s__presto_expect(presto, T(RIGHT_PAREN));
}

/* *, label.*, or [DISTINCT | ALL] a, b [ORDER BY ...], up to ')' and with it. */
static void call_arguments(t2s__presto *presto, t2s_node *call)
{
    if (t2s__presto_accept(presto, T(ASTERISK))) {
        t2s_node_add_flags(call, T2S_NODE_F_STAR);
        t2s__presto_expect(presto, T(RIGHT_PAREN));
        return;
    }
    if (t2s__presto_is_trino(presto) && t2s__presto_peek_name(presto, 0) && t2s__presto_peek(presto, 1) == T(DOT) &&
        t2s__presto_peek(presto, 2) == T(ASTERISK)) {
        t2s_node_add_flags(call, T2S_NODE_F_STAR);
        t2s__presto_identifier(presto);
        t2s__presto_next(presto);
        t2s__presto_next(presto);
        t2s__presto_expect(presto, T(RIGHT_PAREN));
        return;
    }
    if (t2s__presto_accept(presto, T(RIGHT_PAREN)))
        return;
    if (presto->kind != W(ORDER)) {
        if (t2s__presto_accept(presto, W(DISTINCT)))
            t2s_node_add_flags(call, T2S_NODE_F_DISTINCT);
        else if (presto->kind == W(ALL) && t2s__presto_begins_expression(presto, 1))
            t2s__presto_next(presto);
        argument_list(presto, call, T2S_SLOT_CALL_ARGUMENTS);
    }
    if (t2s__presto_accept(presto, W(ORDER))) {
        t2s__presto_expect(presto, W(BY));
        t2s__presto_sort_items(presto, call, T2S_SLOT_CALL_ORDER);
    }
    t2s__presto_expect(presto, T(RIGHT_PAREN));
}

/* FILTER and OVER are names too, which an alias may be; what follows them says what they are. */
void t2s__presto_call_suffixes(t2s__presto *presto, t2s_node *call)
{
    uint32_t nulls = presto->kind;

    if (presto->kind == W(FILTER) && t2s__presto_peek(presto, 1) == T(LEFT_PAREN) && t2s__presto_peek(presto, 2) == W(WHERE)) {
        t2s__presto_next(presto);
        t2s__presto_next(presto);
        t2s__presto_next(presto);
        t2s_node_append(call, T2S_SLOT_CALL_FILTER, t2s__presto_expression(presto));
        t2s__presto_expect(presto, T(RIGHT_PAREN));
        nulls = presto->kind;
    }
    if ((nulls == W(IGNORE) || nulls == W(RESPECT)) && t2s__presto_peek(presto, 1) == W(NULLS) && t2s__presto_peek(presto, 2) == W(OVER)) {
        t2s__presto_next(presto);
        t2s__presto_next(presto);
    }
    if (presto->kind == W(OVER) && t2s__presto_over_follows(presto)) {
        t2s__presto_next(presto);
        t2s_node_append(call, T2S_SLOT_CALL_OVER, t2s__presto_over(presto));
    }
}

static int forbid(t2s__presto *presto, uint32_t at, const t2s_node *call, const char *name)
{
    if (call->last[T2S_SLOT_CALL_OVER] != NULL)
        t2s__presto_faultf(presto, at, "OVER clause not valid for '%s' function", name);
    else if ((call->flags & T2S_NODE_F_DISTINCT) != 0)
        t2s__presto_faultf(presto, at, "DISTINCT not valid for '%s' function", name);
    else if (call->last[T2S_SLOT_CALL_FILTER] != NULL)
        t2s__presto_faultf(presto, at, "FILTER not valid for '%s' function", name);
    return presto->objection != NULL;
}

/* The arguments of a call as the list of another node; which takes them away from it. */
static t2s_node *turn(t2s__presto *presto, uint32_t at, const char *text, t2s_node *call)
{
    t2s_node *node = t2s__presto_node(presto, T2S_NODE_SPECIAL, at, text);

    if (node != NULL)
        node->last[0] = call->last[T2S_SLOT_CALL_ARGUMENTS];
    return node;
}

/* IF(a, b, c) is CASE WHEN a THEN b ELSE c END. */
static t2s_node *turn_if(t2s__presto *presto, uint32_t at, t2s_node *call)
{
    t2s_node *node = t2s__presto_node(presto, T2S_NODE_CASE, at, "IF");
    t2s_node *when = t2s__presto_node(presto, T2S_NODE_WHEN, at, NULL);
    t2s_node *part = (t2s_node *)(uintptr_t)t2s__node_first(call, T2S_SLOT_CALL_ARGUMENTS);

    if (node == NULL || when == NULL)
        return node;
    for (int i = 0; part != NULL; i++) {
        t2s_node *next = (t2s_node *)(uintptr_t)t2s__node_next(part);

        part->is_child = 0;
        t2s_node_append(i < 2 ? when : node, i, part);
        part = next;
    }
    t2s_node_append(node, 1, when);
    return node;
}

/* What only row patterns have. */
static int is_of_patterns(const char *name)
{
    static const char *const names[] = {"first", "last", "prev", "next", "classifier", "match_number"};

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        if (strcmp(name, names[i]) == 0)
            return 1;
    return 0;
}

/* Is it a function that the query itself defines? Beyond some, any may be. */
static int is_inline(const t2s__presto *presto, const char *name)
{
    enum { FUNCTIONS_MAX = 64 };
    int count = 0;

    if (presto->functions == NULL)
        return 0;
    T2S__FOR_SLOT (function, presto->functions, T2S_SLOT_QUERY_FUNCTIONS)
        if (++count > FUNCTIONS_MAX || t2s__node_text_is(function, name))
            return 1;
    return 0;
}

/* Those whose arguments the parsers count. */
static t2s_node *known(t2s__presto *presto, uint32_t at, const char *name, t2s_node *call)
{
    size_t count = t2s__node_count(call, T2S_SLOT_CALL_ARGUMENTS);

    if (presto->patterns != 0 && is_of_patterns(name))
        return turn(presto, at, "PATTERN", call);
    if (is_inline(presto, name))
        return turn(presto, at, "INLINE FUNCTION", call);
    if (strcmp(name, "if") == 0) {
        if (count != 2 && count != 3)
            t2s__presto_fault(presto, at, "Invalid number of arguments for 'if' function");
        return forbid(presto, at, call, name) ? call : turn_if(presto, at, call);
    }
    if (strcmp(name, "nullif") == 0) {
        if (count != 2)
            t2s__presto_fault(presto, at, "Invalid number of arguments for 'nullif' function");
        return forbid(presto, at, call, name) ? call : turn(presto, at, "NULLIF", call);
    }
    if (strcmp(name, "coalesce") == 0) {
        if (count < 2)
            t2s__presto_fault(presto, at, "The 'coalesce' function must have at least two arguments");
        return forbid(presto, at, call, name) ? call : turn(presto, at, "COALESCE", call);
    }
    if (strcmp(name, "try") == 0) {
        if (count != 1)
            t2s__presto_fault(presto, at, "The 'try' function must have exactly one argument");
        return forbid(presto, at, call, name) ? call : turn(presto, at, "TRY", call);
    }
    if (strcmp(name, "format") == 0 && t2s__presto_is_trino(presto)) {
        if (count < 2)
            t2s__presto_fault(presto, at, "The 'format' function must have at least two arguments");
        forbid(presto, at, call, name);
    }
    return call;
}

/* type::method(...) */
static t2s_node *static_method(t2s__presto *presto, uint32_t at)
{
    t2s_node *node = t2s__presto_node(presto, T2S_NODE_SPECIAL, at, "STATIC METHOD");

    t2s__presto_next(presto);
    if (presto->kind < T2S__PRESTO_FIRST_WORD && !t2s__presto_at_name(presto))
        t2s__presto_mismatch(presto);
    t2s__presto_next(presto);
    t2s__presto_expect(presto, T(LEFT_PAREN));
    t2s__presto_arguments(presto, node, 0);
    return node;
}

t2s_node *t2s__presto_call(t2s__presto *presto, t2s_node *name)
{
    const t2s_node *first = name != NULL ? t2s__node_first(name, 0) : NULL;
    uint32_t at = presto->at;
    t2s_node *call;

    if (first == NULL)
        return NULL;
    /* Back to the token of the first name, for where faults are said to be. */
    while (at != 0 && presto->tokens[at].start > (uint32_t)name->position)
        at--;
    if (presto->kind == T(DOUBLE_COLON))
        return static_method(presto, at);
    t2s__presto_next(presto);
    call = t2s__presto_node(presto, T2S_NODE_CALL, at, NULL);
    if (call == NULL)
        return NULL;
    call->last[T2S_SLOT_CALL_NAME] = name->last[0];
    call_arguments(presto, call);
    t2s__presto_call_suffixes(presto, call);
    return first->is_last && first->text != NULL && !presto->failed ? known(presto, at, first->text, call) : call;
}
