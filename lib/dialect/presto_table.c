/* SPDX-License-Identifier: MIT */
/* Table functions with tables and descriptors as arguments, NEAREST and PIVOT. */
#include "dialect/presto_parser.h"

#define T(name) T2S__PRESTO_##name
#define W(name) T2S__PRESTO_W_##name

static t2s_node *descriptor(t2s__presto *presto)
{
    t2s_node *node = t2s__presto_node(presto, T2S_NODE_DESCRIPTOR, presto->at, NULL);

    if (presto->kind == W(CAST)) { /* (NULL AS DESCRIPTOR) */
        static const uint16_t rest[] = {W(CAST), T(LEFT_PAREN), W(NULL), W(AS), W(DESCRIPTOR), T(RIGHT_PAREN), T(END)};

        t2s__presto_expect_all(presto, rest);
        return node;
    }
    t2s__presto_next(presto);
    t2s__presto_next(presto);
    do {
        t2s_node *field = t2s__presto_node(presto, T2S_NODE_COLUMN_DEFINITION, presto->at, NULL);

        t2s__presto_take_name(presto, field);
        if (!t2s__presto_is(presto, T(COMMA)) && !t2s__presto_is(presto, T(RIGHT_PAREN)))
            t2s_node_append(field, 0, t2s__presto_type(presto));
        t2s_node_append(node, 0, field);
    } while (t2s__presto_accept(presto, T(COMMA)));
    t2s__presto_expect(presto, T(RIGHT_PAREN));
    return node;
}

/* Without AS, an alias of this name with columns cannot be told from what follows all arguments; the engines do not try. */
static void check_alias(t2s__presto *presto)
{
    if (presto->kind == W(COPARTITION) && t2s__presto_peek(presto, 1) == T(LEFT_PAREN))
        t2s__presto_fault(presto, presto->at,
                          "The word \"COPARTITION\" is ambiguous in this context. To alias an argument, precede the alias with \"AS\". To "
                          "specify co-partitioning, change the argument order so that the last argument cannot be aliased.");
}

/* TABLE(t) or TABLE(query), and its alias. */
static t2s_node *argument_relation(t2s__presto *presto)
{
    uint32_t at = presto->at;
    t2s_node *table, *alias;
    int is_query;

    t2s__presto_next(presto);
    t2s__presto_expect(presto, T(LEFT_PAREN));
    is_query = t2s__presto_begins_query(presto, 0);
    if (is_query) {
        table = t2s__presto_node(presto, T2S_NODE_DERIVED, at, NULL);
        t2s_node_append(table, T2S_SLOT_DERIVED_QUERY, t2s__presto_query(presto));
    } else
        table = t2s__presto_relation_name(presto);
    t2s__presto_expect(presto, T(RIGHT_PAREN));
    check_alias(presto);
    alias = t2s__presto_optional_alias(presto);
    t2s_node_append(table, is_query ? T2S_SLOT_DERIVED_ALIAS : T2S_SLOT_RELATION_ALIAS, alias);
    return table;
}

/* PARTITION BY (a, b), PARTITION BY a: the parentheses are no row. */
static void partition_by(t2s__presto *presto, t2s_node *node)
{
    if (presto->kind == T(LEFT_PAREN) && t2s__presto_peek(presto, 1) == T(RIGHT_PAREN)) {
        t2s__presto_next(presto);
        t2s__presto_next(presto);
        return;
    }
    t2s_node_append(node, T2S_SLOT_TABLE_ARGUMENT_PARTITION, t2s__presto_expression(presto));
}

/* ORDER BY (a DESC, b), ORDER BY a */
static void order_by(t2s__presto *presto, t2s_node *node)
{
    if (!t2s__presto_accept(presto, T(LEFT_PAREN))) {
        t2s_node_append(node, T2S_SLOT_TABLE_ARGUMENT_ORDER, t2s__presto_sort_item(presto));
        return;
    }
    t2s__presto_sort_items(presto, node, T2S_SLOT_TABLE_ARGUMENT_ORDER);
    t2s__presto_expect(presto, T(RIGHT_PAREN));
}

static t2s_node *table_argument(t2s__presto *presto)
{
    t2s_node *node = t2s__presto_node(presto, T2S_NODE_TABLE_ARGUMENT, presto->at, NULL);

    t2s_node_append(node, T2S_SLOT_TABLE_ARGUMENT_TABLE, argument_relation(presto));
    if (t2s__presto_accept(presto, W(PARTITION))) {
        t2s__presto_expect(presto, W(BY));
        partition_by(presto, node);
    }
    if (t2s__presto_is(presto, W(PRUNE)) || t2s__presto_is(presto, W(KEEP))) {
        if (node != NULL) {
            node->text = presto->kind == W(KEEP) ? "KEEP" : "PRUNE";
            node->text_length = presto->kind == W(KEEP) ? 4 : 5;
        }
        t2s__presto_next(presto);
        t2s__presto_expect(presto, W(WHEN));
        t2s__presto_expect(presto, W(EMPTY));
    }
    if (t2s__presto_accept(presto, W(ORDER))) {
        t2s__presto_expect(presto, W(BY));
        order_by(presto, node);
    }
    return node;
}

/* DESCRIPTOR(a, b bigint), which as a call of a function would be of columns only. */
static int fields_follow(const t2s__presto *presto)
{
    uint32_t next = t2s__presto_peek(presto, 3);

    return t2s__presto_peek_name(presto, 2) &&
           (next == T(COMMA) || next == T(RIGHT_PAREN) || t2s__presto_peek_name(presto, 3) ||
            (next >= T(TIME_WITH_TIME_ZONE) && next <= T(DOUBLE_PRECISION)));
}

static t2s_node *argument_value(t2s__presto *presto)
{
    uint32_t next = t2s__presto_peek(presto, 1);

    if (presto->kind == W(TABLE))
        return table_argument(presto);
    if ((presto->kind == W(DESCRIPTOR) && next == T(LEFT_PAREN) && fields_follow(presto)) ||
        (presto->kind == W(CAST) && next == T(LEFT_PAREN) && t2s__presto_peek(presto, 2) == W(NULL) &&
         t2s__presto_peek(presto, 3) == W(AS) && t2s__presto_peek(presto, 4) == W(DESCRIPTOR)))
        return descriptor(presto);
    return t2s__presto_expression(presto);
}

static void argument(t2s__presto *presto, t2s_node *call)
{
    t2s_node *name = NULL, *value;

    if (t2s__presto_is_name(presto->flavour, presto->kind) && t2s__presto_peek(presto, 1) == T(DOUBLE_ARROW)) {
        name = t2s__presto_node(presto, T2S_NODE_NAMED_ARGUMENT, presto->at, NULL);
        t2s__presto_take_name(presto, name);
        t2s__presto_next(presto);
    }
    value = argument_value(presto);
    if (name != NULL) {
        t2s_node_append(name, 0, value);
        value = name;
    }
    t2s_node_append(call, T2S_SLOT_CALL_ARGUMENTS, value);
}

/* COPARTITION (a, b), ...: names of arguments, which are tables here. */
static void copartition(t2s__presto *presto)
{
    do {
        t2s_node *names = t2s__presto_node(presto, T2S_NODE_COLUMN_REF, presto->at, NULL);

        t2s__presto_expect(presto, T(LEFT_PAREN));
        t2s__presto_qualified_name(presto, names, 0);
        t2s__presto_expect(presto, T(COMMA));
        do
            t2s__presto_qualified_name(presto, names, 0);
        while (t2s__presto_accept(presto, T(COMMA)));
        t2s__presto_expect(presto, T(RIGHT_PAREN));
    } while (t2s__presto_accept(presto, T(COMMA)));
}

static t2s_node *call(t2s__presto *presto)
{
    t2s_node *node = t2s__presto_node(presto, T2S_NODE_CALL, presto->at, NULL);

    t2s__presto_qualified_name(presto, node, T2S_SLOT_CALL_NAME);
    t2s__presto_expect(presto, T(LEFT_PAREN));
    if (presto->kind != T(RIGHT_PAREN) && !(presto->kind == W(COPARTITION) && t2s__presto_peek(presto, 1) == T(LEFT_PAREN)))
        do
            argument(presto, node);
        while (t2s__presto_accept(presto, T(COMMA)));
    if (t2s__presto_accept(presto, W(COPARTITION)))
        copartition(presto);
    t2s__presto_expect(presto, T(RIGHT_PAREN));
    return node;
}

t2s_node *t2s__presto_table_function(t2s__presto *presto)
{
    t2s_node *node = t2s__presto_node(presto, T2S_NODE_FUNCTION_TABLE, presto->at, "table function");
    int has_word = presto->kind == W(TABLE);

    if (has_word) {
        t2s__presto_next(presto);
        t2s__presto_expect(presto, T(LEFT_PAREN));
    }
    t2s_node_add_flags(node, T2S_NODE_F_POLYMORPHIC);
    if (t2s__presto_enter(presto))
        t2s_node_append(node, T2S_SLOT_FUNCTION_TABLE_CALLS, call(presto));
    t2s__presto_leave(presto);
    if (has_word)
        t2s__presto_expect(presto, T(RIGHT_PAREN));
    return node;
}

/* NEAREST (FROM relation WHERE ... MATCH ...): new, and of few connectors, so that it is only known for what it is. */
t2s_node *t2s__presto_nearest(t2s__presto *presto)
{
    uint32_t at = presto->at;
    t2s_node *node = t2s__presto_node(presto, T2S_NODE_UNKNOWN, at, "NEAREST");
    t2s_node *query;

    t2s__presto_next(presto);
    t2s__presto_next(presto);
    t2s__presto_next(presto);
    presto->nearest++;
    query = t2s__presto_star_query(presto, at, t2s__presto_relation(presto));
    if (t2s__presto_accept(presto, W(WHERE)))
        t2s_node_append(node, 0, t2s__presto_expression(presto));
    presto->nearest--;
    t2s__presto_expect(presto, W(MATCH));
    t2s_node_append(node, 0, t2s__presto_expression(presto));
    t2s__presto_expect(presto, T(RIGHT_PAREN));
    t2s_node_append(node, 1, query);
    return node;
}

static void pivot_columns(t2s__presto *presto, t2s_node *node)
{
    int is_list = t2s__presto_accept(presto, T(LEFT_PAREN));

    do {
        t2s_node *column = t2s__presto_node(presto, T2S_NODE_COLUMN_REF, presto->at, NULL);

        t2s__presto_qualified_name(presto, column, 0);
        t2s_node_append(node, T2S_SLOT_PIVOT_COLUMNS, column);
    } while (is_list && t2s__presto_accept(presto, T(COMMA)));
    if (is_list)
        t2s__presto_expect(presto, T(RIGHT_PAREN));
}

t2s_node *t2s__presto_pivot(t2s__presto *presto, t2s_node *input)
{
    t2s_node *node = t2s__presto_node(presto, T2S_NODE_PIVOT, presto->at, NULL);

    t2s_node_append(node, T2S_SLOT_PIVOT_INPUT, input);
    t2s__presto_next(presto);
    t2s__presto_next(presto);
    do
        t2s_node_append(node, T2S_SLOT_PIVOT_AGGREGATES, t2s__presto_aliased_expression(presto));
    while (t2s__presto_accept(presto, T(COMMA)));
    t2s__presto_expect(presto, W(FOR));
    pivot_columns(presto, node);
    t2s__presto_expect(presto, W(IN));
    t2s__presto_expect(presto, T(LEFT_PAREN));
    do
        t2s_node_append(node, T2S_SLOT_PIVOT_VALUES, t2s__presto_aliased_expression(presto));
    while (t2s__presto_accept(presto, T(COMMA)));
    t2s__presto_expect(presto, T(RIGHT_PAREN));
    if (t2s__presto_accept(presto, W(GROUP))) {
        t2s__presto_expect(presto, W(BY));
        t2s__presto_group_by(presto, node, T2S_SLOT_PIVOT_GROUP);
    }
    t2s__presto_expect(presto, T(RIGHT_PAREN));
    return node;
}
