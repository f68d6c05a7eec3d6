/* SPDX-License-Identifier: MIT */
/* What stands in FROM: relations and their joins. */
#include "dialect/presto_parser.h"

#define T(name) T2S__PRESTO_##name
#define W(name) T2S__PRESTO_W_##name

static int alias_slot(const t2s_node *node)
{
    switch (node->kind) {
    case T2S_NODE_RELATION:
        return T2S_SLOT_RELATION_ALIAS;
    case T2S_NODE_DERIVED:
        return T2S_SLOT_DERIVED_ALIAS;
    case T2S_NODE_FUNCTION_TABLE:
        return T2S_SLOT_FUNCTION_TABLE_ALIAS;
    case T2S_NODE_JOIN:
        return T2S_SLOT_JOIN_ALIAS;
    case T2S_NODE_MATCH_RECOGNIZE:
        return T2S_SLOT_MATCH_ALIAS;
    case T2S_NODE_PIVOT:
        return T2S_SLOT_PIVOT_ALIAS;
    default:
        return -1;
    }
}

t2s_node *t2s__presto_star_query(t2s__presto *presto, uint32_t token, t2s_node *input)
{
    t2s_node *query = t2s__presto_node(presto, T2S_NODE_QUERY, token, NULL);
    t2s_node *select = t2s__presto_node(presto, T2S_NODE_SELECT, token, NULL);
    t2s_node *target = t2s__presto_node(presto, T2S_NODE_TARGET, token, NULL);
    t2s_node *all = t2s__presto_node(presto, T2S_NODE_COLUMN_REF, token, NULL);

    t2s_node_add_flags(all, T2S_NODE_F_STAR);
    t2s_node_append(target, 0, all);
    t2s_node_append(select, T2S_SLOT_SELECT_TARGETS, target);
    t2s_node_append(select, T2S_SLOT_SELECT_FROM, input);
    t2s_node_append(query, T2S_SLOT_QUERY_BODY, select);
    return query;
}

static t2s_node *derived(t2s__presto *presto, uint32_t token, t2s_node *query)
{
    t2s_node *node = t2s__presto_node(presto, T2S_NODE_DERIVED, token, NULL);

    t2s_node_append(node, T2S_SLOT_DERIVED_QUERY, query);
    return node;
}

/* For what can have no second alias, or no sample, of its own; functions in it see what stands before it, as they would outside. */
static t2s_node *wrap(t2s__presto *presto, uint32_t token, t2s_node *input)
{
    t2s_node *node = derived(presto, token, t2s__presto_star_query(presto, token, input));

    t2s_node_add_flags(node, T2S_NODE_F_LATERAL);
    return node;
}

/*
 * The input of a row pattern or a pivot: all of its columns are read, and it has one name at most. So it is a query, under the name that it has.
 */
static t2s_node *input(t2s__presto *presto, uint32_t token, t2s_node *node)
{
    const t2s_node *alias, *last;
    t2s_node *query, *name;

    if (node == NULL || node->kind == T2S_NODE_DERIVED)
        return node;
    alias = alias_slot(node) >= 0 ? node->last[alias_slot(node)] : NULL;
    last = node->kind == T2S_NODE_RELATION ? node->last[T2S_SLOT_RELATION_NAME] : NULL;
    query = wrap(presto, token, node);
    if ((alias == NULL && last == NULL) || query == NULL)
        return query;
    name = t2s__presto_node(presto, T2S_NODE_ALIAS, token, alias != NULL ? alias->text : last->text);
    t2s_node_append(query, T2S_SLOT_DERIVED_ALIAS, name);
    return query;
}

static t2s_node *with_alias(t2s__presto *presto, uint32_t token, t2s_node *node)
{
    t2s_node *alias = t2s__presto_optional_alias(presto);

    if (alias == NULL || node == NULL || alias_slot(node) < 0)
        return node;
    if (node->last[alias_slot(node)] != NULL)
        node = wrap(presto, token, node);
    if (node != NULL)
        t2s_node_append(node, alias_slot(node), alias);
    return node;
}

/* LATERAL (query) */
static t2s_node *lateral(t2s__presto *presto)
{
    t2s_node *node = t2s__presto_node(presto, T2S_NODE_DERIVED, presto->at, NULL);

    t2s_node_add_flags(node, T2S_NODE_F_LATERAL);
    t2s__presto_next(presto);
    t2s__presto_next(presto);
    t2s_node_append(node, T2S_SLOT_DERIVED_QUERY, t2s__presto_query(presto));
    t2s__presto_expect(presto, T(RIGHT_PAREN));
    return node;
}

static t2s_node *unnest(t2s__presto *presto)
{
    t2s_node *node = t2s__presto_node(presto, T2S_NODE_FUNCTION_TABLE, presto->at, NULL);
    t2s_node *call = t2s__presto_node(presto, T2S_NODE_CALL, presto->at, NULL);

    t2s_node_append(call, T2S_SLOT_CALL_NAME, t2s__presto_node(presto, T2S_NODE_IDENTIFIER, presto->at, "unnest"));
    t2s_node_add_flags(call, T2S_NODE_F_SYNTAX);
    t2s__presto_next(presto);
    t2s__presto_expect(presto, T(LEFT_PAREN));
    t2s__presto_expressions(presto, call, T2S_SLOT_CALL_ARGUMENTS);
    t2s__presto_expect(presto, T(RIGHT_PAREN));
    t2s_node_append(node, T2S_SLOT_FUNCTION_TABLE_CALLS, call);
    if (t2s__presto_accept(presto, W(WITH))) {
        t2s__presto_expect(presto, W(ORDINALITY));
        t2s_node_add_flags(node, T2S_NODE_F_ORDINALITY);
    }
    return node;
}

/* FOR VERSION | TIMESTAMP AS OF x, and PrestoDB's other words for that. */
static void period(t2s__presto *presto, t2s_node *relation)
{
    if (presto->kind != W(FOR))
        return;
    t2s__presto_next(presto);
    if (!t2s__presto_accept(presto, W(TIMESTAMP)) && !t2s__presto_accept(presto, W(VERSION)) &&
        (t2s__presto_is_trino(presto) || (!t2s__presto_accept(presto, W(SYSTEM_TIME)) && !t2s__presto_accept(presto, W(SYSTEM_VERSION))))) {
        t2s__presto_mismatch(presto);
        return;
    }
    if (t2s__presto_is_trino(presto) || !t2s__presto_accept(presto, W(BEFORE))) {
        t2s__presto_expect(presto, W(AS));
        t2s__presto_expect(presto, W(OF));
    }
    t2s_node_append(relation, T2S_SLOT_RELATION_PERIOD, t2s__presto_value_expression(presto));
}

static t2s_node *table_name(t2s__presto *presto)
{
    t2s_node *node;

    if (!t2s__presto_is_name(presto->flavour, presto->kind)) {
        t2s__presto_is(presto, T(LEFT_PAREN));
        t2s__presto_is(presto, W(LATERAL));
        t2s__presto_is(presto, W(TABLE));
        t2s__presto_is(presto, W(UNNEST));
        if (t2s__presto_is_trino(presto)) {
            t2s__presto_is(presto, W(JSON_TABLE));
            t2s__presto_is(presto, W(NEAREST));
        }
    }
    node = t2s__presto_relation_name(presto);
    t2s__presto_is(presto, T(DOT));
    if (presto->kind != W(FOR) || presto->in_pivot == 0)
        period(presto, node);
    if (presto->command != NULL && presto->queries == 0)
        t2s_node_append(presto->command, T2S_SLOT_COMMAND_RELATIONS, node);
    return node;
}

static t2s_node *begun_relation(t2s__presto *presto, uint32_t start, t2s_node *primary);

/* Behind '(', up to ')' and without it: a relation, or NULL and a query. */
static t2s_node *contents(t2s__presto *presto, t2s_node **ret_query)
{
    uint32_t start = presto->at;
    t2s_node *query = NULL, *node = NULL;

    *ret_query = NULL;
    if (presto->kind != T(LEFT_PAREN)) {
        if (t2s__presto_begins_query(presto, 0) && !(presto->kind == W(TABLE) && t2s__presto_peek(presto, 1) == T(LEFT_PAREN)))
            *ret_query = t2s__presto_query(presto);
        else {
            if (presto->at == presto->watched && !t2s__presto_is_name(presto->flavour, presto->kind))
                t2s__presto_expect_note(presto, T2S__PRESTO_R_QUERY);
            node = t2s__presto_relation(presto);
        }
        return node;
    }
    if (t2s__presto_enter(presto)) {
        t2s__presto_next(presto);
        node = contents(presto, &query);
        t2s__presto_expect(presto, T(RIGHT_PAREN));
        if (query == NULL)
            node = begun_relation(presto, start, node);
        else if (t2s__presto_query_goes_on(presto))
            *ret_query = t2s__presto_query_from(presto, query);
        else if (presto->kind == T(RIGHT_PAREN))
            *ret_query = query;
        else
            node = begun_relation(presto, start, derived(presto, start, query));
    }
    t2s__presto_leave(presto);
    return node;
}

static t2s_node *parenthesized(t2s__presto *presto)
{
    uint32_t start = presto->at;
    t2s_node *query, *node;

    t2s__presto_next(presto);
    node = contents(presto, &query);
    t2s__presto_expect(presto, T(RIGHT_PAREN));
    return query != NULL ? derived(presto, start, query) : node;
}

/* PrestoDB takes a table function without TABLE( ) around it: a name with arguments. */
static int bare_function_follows(const t2s__presto *presto)
{
    uint32_t ahead = 0;

    if (t2s__presto_is_trino(presto))
        return 0;
    while (t2s__presto_peek_name(presto, ahead) && t2s__presto_peek(presto, ahead + 1) == T(DOT))
        ahead += 2;
    return t2s__presto_peek_name(presto, ahead) && t2s__presto_peek(presto, ahead + 1) == T(LEFT_PAREN);
}

static t2s_node *relation_primary(t2s__presto *presto)
{
    uint32_t next = t2s__presto_peek(presto, 1);

    switch (presto->kind) {
    case T(LEFT_PAREN):
        return parenthesized(presto);
    case W(UNNEST):
        return unnest(presto);
    case W(LATERAL):
        if (next == T(LEFT_PAREN) && t2s__presto_begins_query(presto, 2))
            return lateral(presto);
        break;
    case W(TABLE):
        return t2s__presto_table_function(presto);
    case W(JSON_TABLE):
        return t2s__presto_json_table(presto);
    case W(NEAREST):
        if (next == T(LEFT_PAREN) && t2s__presto_peek(presto, 2) == W(FROM))
            return t2s__presto_nearest(presto);
        break;
    default:
        break;
    }
    return bare_function_follows(presto) ? t2s__presto_table_function(presto) : table_name(presto);
}

static int sample_slot(const t2s_node *node)
{
    switch (node->kind) {
    case T2S_NODE_RELATION:
        return T2S_SLOT_RELATION_SAMPLE;
    case T2S_NODE_DERIVED:
        return T2S_SLOT_DERIVED_SAMPLE;
    case T2S_NODE_FUNCTION_TABLE:
        return T2S_SLOT_FUNCTION_TABLE_SAMPLE;
    case T2S_NODE_JOIN:
        return T2S_SLOT_JOIN_SAMPLE;
    case T2S_NODE_MATCH_RECOGNIZE:
        return T2S_SLOT_MATCH_SAMPLE;
    case T2S_NODE_PIVOT:
        return T2S_SLOT_PIVOT_SAMPLE;
    default:
        return 1; /* UNKNOWN: something in it */
    }
}

static void sample(t2s__presto *presto, t2s_node *node)
{
    t2s_node *method = t2s__presto_node(presto, T2S_NODE_SPECIAL, presto->at, "TABLESAMPLE");
    t2s_node *name;

    t2s__presto_next(presto);
    name = t2s__presto_node(presto, T2S_NODE_IDENTIFIER, presto->at, presto->kind == W(SYSTEM) ? "system" : "bernoulli");
    if (!t2s__presto_accept(presto, W(BERNOULLI)))
        t2s__presto_expect(presto, W(SYSTEM));
    t2s_node_append(method, 0, name);
    t2s__presto_expect(presto, T(LEFT_PAREN));
    t2s_node_append(method, 0, t2s__presto_expression(presto));
    t2s__presto_expect(presto, T(RIGHT_PAREN));
    if (node != NULL)
        t2s_node_append(node, sample_slot(node), method);
}

/* Behind a primary: its alias, the pattern, the pivot, the sample. */
static t2s_node *sampled(t2s__presto *presto, uint32_t start, t2s_node *node)
{
    node = with_alias(presto, start, node);
    if (t2s__presto_is_trino(presto) && presto->kind == W(MATCH_RECOGNIZE) && t2s__presto_peek(presto, 1) == T(LEFT_PAREN))
        node = with_alias(presto, start, t2s__presto_match_recognize(presto, input(presto, start, node)));
    if (t2s__presto_is_trino(presto) && presto->kind == W(PIVOT) && t2s__presto_peek(presto, 1) == T(LEFT_PAREN))
        node = with_alias(presto, start, t2s__presto_pivot(presto, input(presto, start, node)));
    if (!t2s__presto_is(presto, W(TABLESAMPLE)))
        return node;
    sample(presto, node);
    return node;
}

static t2s_node *sampled_relation(t2s__presto *presto)
{
    uint32_t start = presto->at;

    return sampled(presto, start, relation_primary(presto));
}

/* LEFT, RIGHT, FULL [OUTER], INNER or nothing; NULL when no join begins here. */
static const char *join_type(t2s__presto *presto)
{
    const char *type = "INNER";

    if (t2s__presto_accept(presto, W(INNER)))
        return type;
    if (t2s__presto_is(presto, W(JOIN)))
        return type;
    if (t2s__presto_accept(presto, W(LEFT)))
        type = "LEFT";
    else if (t2s__presto_accept(presto, W(RIGHT)))
        type = "RIGHT";
    else if (t2s__presto_accept(presto, W(FULL)))
        type = "FULL";
    else
        return NULL;
    t2s__presto_accept(presto, W(OUTER));
    return type;
}

static void join_criteria(t2s__presto *presto, t2s_node *join)
{
    if (t2s__presto_accept(presto, W(ON)))
        t2s_node_append(join, T2S_SLOT_JOIN_ON, t2s__presto_expression(presto));
    else {
        t2s__presto_expect(presto, W(USING));
        t2s__presto_column_aliases(presto, join, T2S_SLOT_JOIN_USING);
    }
}

/* One join behind `left`, or NULL. */
static t2s_node *join(t2s__presto *presto, t2s_node *left)
{
    uint32_t at = presto->at;
    int is_cross = t2s__presto_accept(presto, W(CROSS)), is_natural = !is_cross && t2s__presto_accept(presto, W(NATURAL));
    const char *type = is_cross ? "CROSS" : join_type(presto);
    t2s_node *node;

    if (type == NULL && is_natural)
        t2s__presto_mismatch(presto);
    if (type == NULL)
        return NULL;
    node = t2s__presto_node(presto, T2S_NODE_JOIN, at, type);
    t2s__presto_expect(presto, W(JOIN));
    t2s_node_append(node, T2S_SLOT_JOIN_LEFT, left);
    t2s_node_append(node, T2S_SLOT_JOIN_RIGHT, is_cross || is_natural ? sampled_relation(presto) : t2s__presto_relation(presto));
    if (is_natural)
        t2s_node_add_flags(node, T2S_NODE_F_NATURAL);
    else if (!is_cross)
        join_criteria(presto, node);
    return node;
}

static t2s_node *joins(t2s__presto *presto, t2s_node *left)
{
    for (;;) {
        t2s_node *node = join(presto, left);

        if (node == NULL)
            return left;
        left = node;
    }
}

static t2s_node *begun_relation(t2s__presto *presto, uint32_t start, t2s_node *primary)
{
    return joins(presto, sampled(presto, start, primary));
}

t2s_node *t2s__presto_relation(t2s__presto *presto)
{
    t2s_node *node = NULL;

    if (t2s__presto_enter(presto))
        node = joins(presto, sampled_relation(presto));
    t2s__presto_leave(presto);
    return node;
}
