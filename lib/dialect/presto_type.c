/* SPDX-License-Identifier: MIT */
/* Types. What a type is called in both engines is the text of its node: array(bigint), timestamp(3) with time zone, row(a bigint). */
#include <string.h>

#include "dialect/presto_parser.h"

#define T(name) T2S__PRESTO_##name
#define W(name) T2S__PRESTO_W_##name

/* The text of a type as it was written, one blank for whatever parts two tokens. */
static void set_text(t2s__presto *presto, t2s_node *type, uint32_t start)
{
    const t2s__presto_token *first = &presto->tokens[start];
    const t2s__presto_token *last = &presto->tokens[presto->at != 0 ? presto->at - 1 : 0];

    if (type != NULL && last->start + last->length > first->start)
        t2s_node_set_text(presto->tree, type, presto->sql + first->start, last->start + last->length - first->start);
}

/* The name of a type that is spelled with words of the grammar. */
static void add_name(t2s__presto *presto, t2s_node *type, uint32_t token, const char *name)
{
    t2s_node_append(type, 0, t2s__presto_node(presto, T2S_NODE_IDENTIFIER, token, name));
}

int t2s__presto_at_interval_field(t2s__presto *presto, uint32_t ahead)
{
    switch (t2s__presto_peek(presto, ahead)) {
    case W(YEAR):
    case W(MONTH):
    case W(DAY):
    case W(HOUR):
    case W(MINUTE):
    case W(SECOND):
        return 1;
    default:
        return 0;
    }
}

static void type_parameter(t2s__presto *presto, t2s_node *parent, int modifiers, int nested)
{
    uint32_t at = presto->at;

    if (t2s__presto_is(presto, T(INTEGER))) {
        t2s_node *number = t2s__presto_node(presto, T2S_NODE_LITERAL, at, NULL);

        t2s_node_set_text(presto->tree, number, presto->sql + presto->tokens[at].start, presto->tokens[at].length);
        t2s_node_add_flags(number, T2S_NODE_F_NUMBER);
        t2s_node_append(parent, modifiers, number);
        t2s__presto_next(presto);
    } else
        t2s_node_append(parent, nested, t2s__presto_type(presto));
}

static void type_parameters(t2s__presto *presto, t2s_node *type)
{
    do
        type_parameter(presto, type, 1, 2);
    while (t2s__presto_accept(presto, T(COMMA)));
    t2s__presto_expect(presto, T(RIGHT_PAREN));
}

/* Of a field: Trino takes one in parentheses, and for seconds two. */
static void field_precision(t2s__presto *presto, t2s_node *type, int is_second)
{
    if (!t2s__presto_is_trino(presto) || !t2s__presto_accept(presto, T(LEFT_PAREN)))
        return;
    type_parameter(presto, type, 1, 2);
    if (is_second && t2s__presto_accept(presto, T(COMMA)))
        type_parameter(presto, type, 1, 2);
    t2s__presto_expect(presto, T(RIGHT_PAREN));
}

static void expect_field(t2s__presto *presto)
{
    if (t2s__presto_at_interval_field(presto, 0)) {
        t2s__presto_next(presto);
        return;
    }
    t2s__presto_is(presto, W(YEAR));
    t2s__presto_is(presto, W(MONTH));
    t2s__presto_is(presto, W(DAY));
    t2s__presto_is(presto, W(HOUR));
    t2s__presto_is(presto, W(MINUTE));
    t2s__presto_expect(presto, W(SECOND));
}

static int rank(uint32_t field)
{
    switch (field) {
    case W(YEAR):
        return -1;
    case W(MONTH):
        return 0;
    case W(DAY):
        return 1;
    case W(HOUR):
        return 2;
    case W(MINUTE):
        return 3;
    default:
        return 4;
    }
}

static const char *field_word(uint32_t field)
{
    static const char *const words[] = {"DAY", "HOUR", "MINUTE", "SECOND"};

    return words[rank(field) >= 1 ? rank(field) - 1 : 0];
}

/* Which fields may follow each other is a part of Trino's grammar, while PrestoDB's takes any two. */
static void qualifier_end(t2s__presto *presto, t2s_node *type, uint32_t from)
{
    uint32_t to = presto->kind;

    if (t2s__presto_is_trino(presto)) {
        int is_right = from == W(YEAR) ? to == W(MONTH) : to == W(HOUR) || to == W(MINUTE) || to == W(SECOND);

        if (!is_right) {
            t2s__presto_mismatch(presto);
            return;
        }
    }
    expect_field(presto);
    field_precision(presto, type, 0);
}

t2s_node *t2s__presto_interval_type(t2s__presto *presto, uint32_t start)
{
    t2s_node *type = t2s__presto_node(presto, T2S_NODE_TYPE, start, NULL);
    uint32_t from = presto->kind, at = presto->at;

    expect_field(presto);
    field_precision(presto, type, from == W(SECOND));
    add_name(presto, type, at, from == W(YEAR) || from == W(MONTH) ? "interval year to month" : "interval day to second");
    if (t2s__presto_is(presto, W(TO)) &&
        (!t2s__presto_is_trino(presto) || (from != W(MONTH) && from != W(SECOND) && t2s__presto_at_interval_field(presto, 1)))) {
        if (t2s__presto_is_trino(presto) && t2s__presto_at_interval_field(presto, 1) && from != W(YEAR) &&
            rank(t2s__presto_peek(presto, 1)) <= rank(from) && rank(t2s__presto_peek(presto, 1)) > 1)
            t2s__presto_faultf(presto, at, "Invalid interval qualifier: %s TO %s", field_word(from), field_word(t2s__presto_peek(presto, 1)));
        t2s__presto_next(presto);
        qualifier_end(presto, type, from);
    }
    set_text(presto, type, start);
    return type;
}

static void row_fields(t2s__presto *presto, t2s_node *type)
{
    do {
        /* Trino: a name and a type, or a type alone; a name behind which no type can begin is one. */
        uint32_t next = t2s__presto_peek(presto, 1);
        int is_type = t2s__presto_is_trino(presto) &&
                      (next == T(COMMA) || next == T(RIGHT_PAREN) || next == T(LEFT_PAREN) || next == T(LT) ||
                       (next == W(ARRAY) && t2s__presto_peek(presto, 2) != T(LEFT_PAREN) && t2s__presto_peek(presto, 2) != T(LT)) ||
                       (presto->kind == W(DOUBLE) && next == W(PRECISION)) ||
                       ((presto->kind == W(TIME) || presto->kind == W(TIMESTAMP)) && (next == W(WITH) || (next == W(WITHOUT) && t2s__presto_peek(presto, 2) == W(TIME)))) ||
                       (presto->kind == W(INTERVAL) && t2s__presto_at_interval_field(presto, 1)));

        if (is_type)
            t2s_node_append(type, 2, t2s__presto_type(presto));
        else {
            t2s_node *field = t2s__presto_node(presto, T2S_NODE_COLUMN_DEFINITION, presto->at, NULL);

            t2s__presto_take_name(presto, field);
            t2s_node_append(field, 0, t2s__presto_type(presto));
            t2s_node_append(type, 2, field);
        }
    } while (t2s__presto_accept(presto, T(COMMA)));
    t2s__presto_expect(presto, T(RIGHT_PAREN));
}

/* TIME and TIMESTAMP, with what Trino takes behind them. */
static void time_type(t2s__presto *presto, t2s_node *type, uint32_t at)
{
    int is_time = presto->kind == W(TIME);

    t2s__presto_next(presto);
    if (t2s__presto_accept(presto, T(LEFT_PAREN))) {
        type_parameter(presto, type, 1, 2);
        t2s__presto_expect(presto, T(RIGHT_PAREN));
    }
    if (t2s__presto_accept_two(presto, W(WITH), W(TIME))) {
        t2s__presto_expect(presto, W(ZONE));
        add_name(presto, type, at, is_time ? "time with time zone" : "timestamp with time zone");
        return;
    }
    if (t2s__presto_accept_two(presto, W(WITHOUT), W(TIME)))
        t2s__presto_expect(presto, W(ZONE));
    add_name(presto, type, at, is_time ? "time" : "timestamp");
}

static void legacy_container(t2s__presto *presto, t2s_node *type, uint32_t at, const char *name)
{
    t2s__presto_next(presto);
    t2s__presto_next(presto);
    add_name(presto, type, at, name);
    t2s_node_append(type, 2, t2s__presto_type(presto));
    if (name[0] == 'm') {
        t2s__presto_expect(presto, T(COMMA));
        t2s_node_append(type, 2, t2s__presto_type(presto));
    }
    t2s__presto_expect(presto, T(GT));
}

/* A name, of several parts in PrestoDB, with what stands in its parentheses. */
static void named_type(t2s__presto *presto, t2s_node *type)
{
    if (t2s__presto_is_trino(presto))
        t2s_node_append(type, 0, t2s__presto_identifier(presto));
    else
        t2s__presto_qualified_name(presto, type, 0);
    if (t2s__presto_accept(presto, T(LEFT_PAREN)))
        type_parameters(presto, type);
}

static void joined_type(t2s__presto *presto, t2s_node *type, const char *name)
{
    add_name(presto, type, presto->at, name);
    t2s__presto_next(presto);
    if (t2s__presto_accept(presto, T(LEFT_PAREN)))
        type_parameters(presto, type);
}

static void base_type(t2s__presto *presto, t2s_node *type)
{
    uint32_t at = presto->at, next = t2s__presto_peek(presto, 1);

    switch (presto->kind) {
    case W(ROW):
        if (next != T(LEFT_PAREN))
            break;
        t2s__presto_next(presto);
        t2s__presto_next(presto);
        add_name(presto, type, at, "row");
        row_fields(presto, type);
        return;
    case W(DOUBLE):
        if (next != W(PRECISION))
            break;
        t2s__presto_next(presto);
        t2s__presto_next(presto);
        add_name(presto, type, at, "double");
        return;
    case T(DOUBLE_PRECISION):
        joined_type(presto, type, "double");
        return;
    case T(TIME_WITH_TIME_ZONE):
        joined_type(presto, type, "time with time zone");
        return;
    case T(TIMESTAMP_WITH_TIME_ZONE):
        joined_type(presto, type, "timestamp with time zone");
        return;
    case W(TIME):
    case W(TIMESTAMP):
        if (!t2s__presto_is_trino(presto))
            break;
        time_type(presto, type, at);
        return;
    case W(ARRAY):
    case W(MAP):
        if (next != T(LT))
            break;
        legacy_container(presto, type, at, presto->kind == W(MAP) ? "map" : "array");
        return;
    default:
        break;
    }
    if (!t2s__presto_is_name(presto->flavour, presto->kind)) {
        if (presto->at == presto->watched)
            t2s__presto_expect_note(presto, T2S__PRESTO_R_TYPE);
        t2s__presto_mismatch(presto);
        return;
    }
    named_type(presto, type);
}

/* bigint ARRAY, which is array(bigint). */
static t2s_node *array_suffixes(t2s__presto *presto, t2s_node *type, uint32_t start)
{
    while (t2s__presto_accept(presto, W(ARRAY))) {
        t2s_node *array = t2s__presto_node(presto, T2S_NODE_TYPE, start, NULL);

        add_name(presto, array, presto->at - 1, "array");
        t2s_node_append(array, 2, type);
        if (t2s__presto_is_trino(presto) && t2s__presto_accept(presto, T(LEFT_BRACKET))) {
            t2s__presto_expect(presto, T(INTEGER));
            t2s__presto_expect(presto, T(RIGHT_BRACKET));
            t2s__presto_fault(presto, presto->count, "Explicit array size not supported");
        }
        set_text(presto, array, start);
        type = array;
    }
    return type;
}

t2s_node *t2s__presto_type(t2s__presto *presto)
{
    uint32_t start = presto->at;
    t2s_node *type = NULL;

    if (t2s__presto_enter(presto)) {
        if (presto->kind == W(INTERVAL) && t2s__presto_at_interval_field(presto, 1)) {
            t2s__presto_next(presto);
            type = t2s__presto_interval_type(presto, start);
        } else {
            type = t2s__presto_node(presto, T2S_NODE_TYPE, start, NULL);
            base_type(presto, type);
            set_text(presto, type, start);
        }
        type = array_suffixes(presto, type, start);
    }
    t2s__presto_leave(presto);
    return type;
}
