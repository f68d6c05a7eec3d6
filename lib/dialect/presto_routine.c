/* SPDX-License-Identifier: MIT */
/* Functions that are written in SQL: their declaration, and the control statements of Trino that they are made of. */
#include <string.h>

#include "dialect/presto_parser.h"

#define T(name) T2S__PRESTO_##name
#define W(name) T2S__PRESTO_W_##name

static void statements(t2s__presto *presto, t2s_node *function);

static void keep(t2s_node *function, t2s_node *expression)
{
    t2s_node_append(function, T2S_SLOT_FUNCTION_BODY, expression);
}

/* a bigint, or bigint */
static void parameter(t2s__presto *presto, t2s_node *function)
{
    t2s_node *node = t2s__presto_node(presto, T2S_NODE_COLUMN_DEFINITION, presto->at, NULL);
    uint32_t next = t2s__presto_peek(presto, 1);
    int is_type = next == T(COMMA) || next == T(RIGHT_PAREN) || next == T(LEFT_PAREN) || next == T(LT) ||
                  (next == W(ARRAY) && t2s__presto_peek(presto, 2) != T(LEFT_PAREN) && t2s__presto_peek(presto, 2) != T(LT)) ||
                  (presto->kind == W(DOUBLE) && next == W(PRECISION)) ||
                  ((presto->kind == W(TIME) || presto->kind == W(TIMESTAMP)) &&
                   (next == W(WITH) || (next == W(WITHOUT) && t2s__presto_peek(presto, 2) == W(TIME)))) ||
                  (presto->kind == W(INTERVAL) && t2s__presto_at_interval_field(presto, 1));

    if (!is_type)
        t2s__presto_take_name(presto, node);
    t2s_node_append(node, 0, t2s__presto_type(presto));
    t2s_node_append(function, T2S_SLOT_FUNCTION_PARAMETERS, node);
}

void t2s__presto_function_declaration(t2s__presto *presto, t2s_node *function)
{
    t2s_node *name = t2s__presto_node(presto, T2S_NODE_COLUMN_REF, presto->at, NULL);

    t2s__presto_qualified_name(presto, name, 0);
    if (function != NULL && name != NULL && name->last[0] != NULL) {
        function->text = name->last[0]->text;
        function->text_length = name->last[0]->text_length;
    }
    t2s__presto_expect(presto, T(LEFT_PAREN));
    if (t2s__presto_accept(presto, T(RIGHT_PAREN)))
        return;
    do
        parameter(presto, function);
    while (t2s__presto_accept(presto, T(COMMA)));
    t2s__presto_expect(presto, T(RIGHT_PAREN));
}

/* (a = 1, b = DEFAULT) */
void t2s__presto_property_list(t2s__presto *presto, t2s_node *parent, int slot)
{
    do {
        t2s_node *value;

        t2s__presto_identifier(presto);
        t2s__presto_expect(presto, T(EQ));
        if (t2s__presto_is_trino(presto) && presto->kind == W(DEFAULT) &&
            (t2s__presto_peek(presto, 1) == T(COMMA) || t2s__presto_peek(presto, 1) == T(RIGHT_PAREN) ||
             t2s__presto_peek(presto, 1) == T(END))) {
            t2s__presto_next(presto);
            continue;
        }
        value = t2s__presto_expression(presto);
        t2s_node_append(parent, slot, value);
    } while (t2s__presto_accept(presto, T(COMMA)));
}

void t2s__presto_properties(t2s__presto *presto, t2s_node *parent, int slot)
{
    t2s__presto_expect(presto, T(LEFT_PAREN));
    t2s__presto_property_list(presto, parent, slot);
    t2s__presto_expect(presto, T(RIGHT_PAREN));
}

/* LANGUAGE, [NOT] DETERMINISTIC, RETURNS NULL ON NULL INPUT, ...; 0 when none follows. */
static int characteristic(t2s__presto *presto, t2s_node *function)
{
    static const uint16_t returns_null[] = {W(NULL), W(ON), W(NULL), W(INPUT), T(END)};
    static const uint16_t called[] = {W(ON), W(NULL), W(INPUT), T(END)};

    if (t2s__presto_accept(presto, W(LANGUAGE)))
        t2s__presto_identifier(presto);
    else if (t2s__presto_accept(presto, W(NOT)))
        t2s__presto_expect(presto, W(DETERMINISTIC));
    else if (t2s__presto_accept(presto, W(DETERMINISTIC)))
        ;
    else if (t2s__presto_accept(presto, W(RETURNS)))
        t2s__presto_expect_all(presto, returns_null);
    else if (t2s__presto_accept(presto, W(CALLED)))
        t2s__presto_expect_all(presto, called);
    else if (t2s__presto_accept(presto, W(SECURITY))) {
        if (!t2s__presto_accept(presto, W(DEFINER)))
            t2s__presto_expect(presto, W(INVOKER));
    } else if (t2s__presto_accept(presto, W(COMMENT)))
        t2s__presto_string(presto);
    else if (t2s__presto_accept(presto, W(WITH)))
        t2s__presto_properties(presto, function, T2S_SLOT_FUNCTION_BODY);
    else
        return 0;
    return 1;
}

static void case_statement(t2s__presto *presto, t2s_node *function)
{
    t2s__presto_next(presto);
    if (!t2s__presto_is(presto, W(WHEN)))
        keep(function, t2s__presto_expression(presto));
    if (!t2s__presto_is(presto, W(WHEN)))
        t2s__presto_mismatch(presto);
    while (t2s__presto_accept(presto, W(WHEN))) {
        keep(function, t2s__presto_expression(presto));
        t2s__presto_expect(presto, W(THEN));
        statements(presto, function);
    }
    if (t2s__presto_accept(presto, W(ELSE)))
        statements(presto, function);
    t2s__presto_expect(presto, W(END));
    t2s__presto_expect(presto, W(CASE));
}

static void if_statement(t2s__presto *presto, t2s_node *function)
{
    do {
        t2s__presto_next(presto);
        keep(function, t2s__presto_expression(presto));
        t2s__presto_expect(presto, W(THEN));
        statements(presto, function);
    } while (t2s__presto_is(presto, W(ELSEIF)));
    if (t2s__presto_accept(presto, W(ELSE)))
        statements(presto, function);
    t2s__presto_expect(presto, W(END));
    t2s__presto_expect(presto, W(IF));
}

static void declarations(t2s__presto *presto, t2s_node *function)
{
    while (t2s__presto_accept(presto, W(DECLARE))) {
        do
            t2s__presto_identifier(presto);
        while (t2s__presto_accept(presto, T(COMMA)));
        t2s__presto_type(presto);
        if (t2s__presto_accept(presto, W(DEFAULT)))
            keep(function, t2s__presto_value_expression(presto));
        t2s__presto_expect(presto, T(SEMICOLON));
    }
}

static void compound(t2s__presto *presto, t2s_node *function)
{
    t2s__presto_next(presto);
    declarations(presto, function);
    if (presto->kind != W(END))
        statements(presto, function);
    t2s__presto_expect(presto, W(END));
}

/* LOOP, WHILE and REPEAT */
static void loop(t2s__presto *presto, t2s_node *function)
{
    uint32_t kind = presto->kind;

    t2s__presto_next(presto);
    if (kind == W(WHILE)) {
        keep(function, t2s__presto_expression(presto));
        t2s__presto_expect(presto, W(DO));
    }
    statements(presto, function);
    if (kind == W(REPEAT)) {
        t2s__presto_expect(presto, W(UNTIL));
        keep(function, t2s__presto_expression(presto));
    }
    t2s__presto_expect(presto, W(END));
    t2s__presto_expect(presto, kind);
}

static void control_statement(t2s__presto *presto, t2s_node *function)
{
    if (t2s__presto_is_name(presto->flavour, presto->kind) && t2s__presto_peek(presto, 1) == T(COLON)) {
        t2s__presto_identifier(presto);
        t2s__presto_next(presto);
        if (presto->kind != W(LOOP) && presto->kind != W(WHILE) && presto->kind != W(REPEAT))
            t2s__presto_mismatch(presto);
    }
    switch (presto->kind) {
    case W(RETURN):
        t2s__presto_next(presto);
        keep(function, t2s__presto_value_expression(presto));
        return;
    case W(SET):
        t2s__presto_next(presto);
        t2s__presto_identifier(presto);
        t2s__presto_expect(presto, T(EQ));
        keep(function, t2s__presto_expression(presto));
        return;
    case W(CASE):
        case_statement(presto, function);
        return;
    case W(IF):
        if_statement(presto, function);
        return;
    case W(ITERATE):
    case W(LEAVE):
        t2s__presto_next(presto);
        t2s__presto_identifier(presto);
        return;
    case W(BEGIN):
        compound(presto, function);
        return;
    case W(LOOP):
    case W(WHILE):
    case W(REPEAT):
        loop(presto, function);
        return;
    default:
        t2s__presto_mismatch(presto);
    }
}

/* One or more, each with its semicolon, up to a word that none begins with. */
static void statements(t2s__presto *presto, t2s_node *function)
{
    if (t2s__presto_enter(presto))
        do {
            control_statement(presto, function);
            t2s__presto_expect(presto, T(SEMICOLON));
        } while (presto->kind != W(END) && presto->kind != W(ELSE) && presto->kind != W(ELSEIF) && presto->kind != W(WHEN) &&
                 presto->kind != W(UNTIL) && presto->kind != T(END));
    t2s__presto_leave(presto);
}

t2s_node *t2s__presto_function_specification(t2s__presto *presto)
{
    t2s_node *function = t2s__presto_node(presto, T2S_NODE_FUNCTION, presto->at, NULL);

    t2s__presto_function_declaration(presto, function);
    t2s__presto_expect(presto, W(RETURNS));
    t2s_node_append(function, T2S_SLOT_FUNCTION_TYPE, t2s__presto_type(presto));
    while (characteristic(presto, function))
        ;
    if (t2s__presto_accept(presto, W(AS)))
        t2s__presto_expect(presto, T(DOLLARS));
    else {
        uint32_t at = presto->at;
        int is_body = presto->kind == W(RETURN) || presto->kind == W(BEGIN);

        control_statement(presto, function);
        if (!is_body)
            t2s__presto_fault(presto, at, "Function body must start with RETURN or BEGIN");
    }
    return function;
}
