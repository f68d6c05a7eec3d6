/* SPDX-License-Identifier: MIT */
/* JSON_EXISTS, JSON_VALUE, JSON_QUERY, JSON_OBJECT, JSON_ARRAY, JSON_SERIALIZE, JSON(...) and JSON_TABLE, of Trino. */
#include "dialect/presto_parser.h"

#define T(name) T2S__PRESTO_##name
#define W(name) T2S__PRESTO_W_##name

/* FORMAT JSON [ENCODING UTF8] */
static void format(t2s__presto *presto)
{
    if (!t2s__presto_accept(presto, W(FORMAT)))
        return;
    t2s__presto_expect(presto, W(JSON));
    if (!t2s__presto_accept(presto, W(ENCODING)))
        return;
    if (!t2s__presto_accept(presto, W(UTF8)) && !t2s__presto_accept(presto, W(UTF16)))
        t2s__presto_expect(presto, W(UTF32));
}

static void value(t2s__presto *presto, t2s_node *parent, int slot)
{
    t2s_node_append(parent, slot, t2s__presto_expression(presto));
    format(presto);
}

/* The input, the path, and what is passed to it, whose names are the path's own. */
void t2s__presto_json_path(t2s__presto *presto, t2s_node *parent, int slot)
{
    value(presto, parent, slot);
    t2s__presto_expect(presto, T(COMMA));
    t2s_node_append(parent, slot, t2s__presto_string(presto));
    if (t2s__presto_accept(presto, W(AS)))
        t2s__presto_identifier(presto);
    if (!t2s__presto_accept(presto, W(PASSING)))
        return;
    do {
        value(presto, parent, slot);
        t2s__presto_expect(presto, W(AS));
        t2s__presto_identifier(presto);
    } while (t2s__presto_accept(presto, T(COMMA)));
}

/* RETURNING type, or NULL. */
static t2s_node *returning(t2s__presto *presto, int has_format)
{
    t2s_node *type = NULL;

    if (t2s__presto_accept(presto, W(RETURNING))) {
        type = t2s__presto_type(presto);
        if (has_format)
            format(presto);
    }
    return type;
}

/* What is to be of a type is what is cast to it. */
static t2s_node *of_type(t2s__presto *presto, uint32_t at, t2s_node *node, t2s_node *type)
{
    t2s_node *cast;

    if (type == NULL)
        return node;
    cast = t2s__presto_node(presto, T2S_NODE_CAST, at, NULL);
    t2s_node_append(cast, 0, node);
    t2s_node_append(cast, 1, type);
    return cast;
}

/* [ERROR | NULL | DEFAULT x] ON EMPTY, and the same ON ERROR; each at most once, in this order. */
static void value_behaviour(t2s__presto *presto, t2s_node *parent, int slot)
{
    int is_error = 0;

    for (int i = 0; i < 2 && !is_error; i++) {
        if (!t2s__presto_accept(presto, W(ERROR)) && !t2s__presto_accept(presto, W(NULL))) {
            if (!t2s__presto_accept(presto, W(DEFAULT)))
                return;
            t2s_node_append(parent, slot, t2s__presto_expression(presto));
        }
        t2s__presto_expect(presto, W(ON));
        if (i == 0 && t2s__presto_accept(presto, W(EMPTY)))
            continue;
        t2s__presto_expect(presto, W(ERROR));
        is_error = 1;
    }
}

static void query_behaviour(t2s__presto *presto)
{
    int is_error = 0;

    for (int i = 0; i < 2 && !is_error; i++) {
        if (!t2s__presto_accept(presto, W(ERROR)) && !t2s__presto_accept(presto, W(NULL))) {
            if (!t2s__presto_accept(presto, W(EMPTY)))
                return;
            if (!t2s__presto_accept(presto, W(ARRAY)))
                t2s__presto_expect(presto, W(OBJECT));
        }
        t2s__presto_expect(presto, W(ON));
        if (i == 0 && t2s__presto_accept(presto, W(EMPTY)))
            continue;
        t2s__presto_expect(presto, W(ERROR));
        is_error = 1;
    }
}

/* [WITHOUT | WITH ...] WRAPPER, [KEEP | OMIT] QUOTES, and behaviours. */
static void query_wrapper(t2s__presto *presto)
{
    int has_wrapper = 1;

    if (t2s__presto_accept(presto, W(WITHOUT)))
        t2s__presto_accept(presto, W(ARRAY));
    else if (t2s__presto_accept(presto, W(WITH))) {
        if (!t2s__presto_accept(presto, W(CONDITIONAL)))
            t2s__presto_accept(presto, W(UNCONDITIONAL));
        t2s__presto_accept(presto, W(ARRAY));
    } else
        has_wrapper = 0;
    if (has_wrapper)
        t2s__presto_expect(presto, W(WRAPPER));
    if (t2s__presto_accept(presto, W(KEEP)) || t2s__presto_accept(presto, W(OMIT))) {
        t2s__presto_expect(presto, W(QUOTES));
        if (presto->kind == W(ON) && t2s__presto_accept(presto, W(ON))) {
            t2s__presto_expect(presto, W(SCALAR));
            t2s__presto_expect(presto, W(STRING));
        }
    }
    query_behaviour(presto);
}

static t2s_node *begin(t2s__presto *presto, const char *text)
{
    t2s_node *node = t2s__presto_node(presto, T2S_NODE_SPECIAL, presto->at, text);

    t2s__presto_next(presto);
    t2s__presto_expect(presto, T(LEFT_PAREN));
    return node;
}

static t2s_node *json_exists(t2s__presto *presto)
{
    t2s_node *node = begin(presto, "JSON_EXISTS");

    t2s__presto_json_path(presto, node, 0);
    if (t2s__presto_accept(presto, W(TRUE)) || t2s__presto_accept(presto, W(FALSE)) || t2s__presto_accept(presto, W(UNKNOWN)) ||
        t2s__presto_accept(presto, W(ERROR))) {
        t2s__presto_expect(presto, W(ON));
        t2s__presto_expect(presto, W(ERROR));
    }
    t2s__presto_expect(presto, T(RIGHT_PAREN));
    return node;
}

static t2s_node *json_value(t2s__presto *presto)
{
    uint32_t at = presto->at;
    t2s_node *node = begin(presto, "JSON_VALUE"), *type;

    t2s__presto_json_path(presto, node, 0);
    type = returning(presto, 0);
    value_behaviour(presto, node, 0);
    t2s__presto_expect(presto, T(RIGHT_PAREN));
    return of_type(presto, at, node, type);
}

static t2s_node *json_query(t2s__presto *presto)
{
    uint32_t at = presto->at;
    t2s_node *node = begin(presto, "JSON_QUERY"), *type;

    t2s__presto_json_path(presto, node, 0);
    type = returning(presto, 1);
    query_wrapper(presto);
    t2s__presto_expect(presto, T(RIGHT_PAREN));
    return of_type(presto, at, node, type);
}

static t2s_node *json_serialize(t2s__presto *presto)
{
    uint32_t at = presto->at;
    t2s_node *node = begin(presto, "JSON_SERIALIZE"), *type;

    value(presto, node, 0);
    type = returning(presto, 1);
    if (t2s__presto_accept(presto, W(ERROR)) || t2s__presto_accept(presto, W(NULL))) {
        t2s__presto_expect(presto, W(ON));
        t2s__presto_expect(presto, W(ERROR));
    }
    t2s__presto_expect(presto, T(RIGHT_PAREN));
    return of_type(presto, at, node, type);
}

/* NULL ON NULL, ABSENT ON NULL; nothing else begins with two such words. */
static int nulls_follow(const t2s__presto *presto)
{
    return (presto->kind == W(NULL) || presto->kind == W(ABSENT)) && t2s__presto_peek(presto, 1) == W(ON);
}

static void nulls(t2s__presto *presto)
{
    if (!nulls_follow(presto))
        return;
    t2s__presto_next(presto);
    t2s__presto_next(presto);
    t2s__presto_expect(presto, W(NULL));
}

/* [KEY] k VALUE v, or k : v. KEY is a name too, where nothing behind it could be one that it is the key of. */
static void member(t2s__presto *presto, t2s_node *node)
{
    int has_key = presto->kind == W(KEY) && t2s__presto_begins_expression(presto, 1) &&
                  (t2s__presto_peek(presto, 1) != W(VALUE) || t2s__presto_peek(presto, 2) == W(VALUE));

    if (has_key)
        t2s__presto_next(presto);
    t2s_node_append(node, 0, t2s__presto_expression(presto));
    if (has_key || !t2s__presto_accept(presto, T(COLON)))
        t2s__presto_expect(presto, W(VALUE));
    value(presto, node, 0);
}

static t2s_node *json_object(t2s__presto *presto)
{
    uint32_t at = presto->at;
    t2s_node *node = begin(presto, "JSON_OBJECT"), *type;

    if (presto->kind != T(RIGHT_PAREN) && !(presto->kind == W(RETURNING) && t2s__presto_peek_name(presto, 1))) {
        do
            member(presto, node);
        while (t2s__presto_accept(presto, T(COMMA)));
        nulls(presto);
        if (t2s__presto_accept(presto, W(WITH)) || t2s__presto_accept(presto, W(WITHOUT))) {
            t2s__presto_expect(presto, W(UNIQUE));
            t2s__presto_accept(presto, W(KEYS));
        }
    }
    type = returning(presto, 1);
    t2s__presto_expect(presto, T(RIGHT_PAREN));
    return of_type(presto, at, node, type);
}

static t2s_node *json_array(t2s__presto *presto)
{
    uint32_t at = presto->at;
    t2s_node *node = begin(presto, "JSON_ARRAY"), *type;

    if (presto->kind != T(RIGHT_PAREN) && !(presto->kind == W(RETURNING) && t2s__presto_peek_name(presto, 1))) {
        do
            value(presto, node, 0);
        while (t2s__presto_accept(presto, T(COMMA)));
        nulls(presto);
    }
    type = returning(presto, 1);
    t2s__presto_expect(presto, T(RIGHT_PAREN));
    return of_type(presto, at, node, type);
}

/* JSON(x [FORMAT JSON]); with other arguments it is a function of that name. */
static t2s_node *json_constructor(t2s__presto *presto)
{
    t2s_node *node;

    if (t2s__presto_peek(presto, 1) != T(LEFT_PAREN) || !t2s__presto_begins_expression(presto, 2))
        return NULL;
    node = begin(presto, "JSON");
    value(presto, node, 0);
    while (t2s__presto_accept(presto, T(COMMA)))
        t2s_node_append(node, 0, t2s__presto_expression(presto));
    t2s__presto_expect(presto, T(RIGHT_PAREN));
    return node;
}

t2s_node *t2s__presto_json(t2s__presto *presto)
{
    switch (presto->kind) {
    case W(JSON):
        return json_constructor(presto);
    case W(JSON_EXISTS):
        return json_exists(presto);
    case W(JSON_VALUE):
        return json_value(presto);
    case W(JSON_QUERY):
        return json_query(presto);
    case W(JSON_SERIALIZE):
        return json_serialize(presto);
    case W(JSON_OBJECT):
        return json_object(presto);
    case W(JSON_ARRAY):
        return json_array(presto);
    default:
        return NULL;
    }
}

static void columns(t2s__presto *presto, t2s_node *table, t2s_node *call);

static void nested(t2s__presto *presto, t2s_node *table, t2s_node *call)
{
    t2s__presto_next(presto);
    t2s__presto_accept(presto, W(PATH));
    t2s__presto_string(presto);
    if (t2s__presto_accept(presto, W(AS)))
        t2s__presto_identifier(presto);
    columns(presto, table, call);
}

static void column(t2s__presto *presto, t2s_node *table, t2s_node *call)
{
    t2s_node *node;

    if (presto->kind == W(NESTED) && (t2s__presto_peek(presto, 1) == T(STRING) || t2s__presto_peek(presto, 1) == T(UNICODE) ||
                                      (t2s__presto_peek(presto, 1) == W(PATH) &&
                                       (t2s__presto_peek(presto, 2) == T(STRING) || t2s__presto_peek(presto, 2) == T(UNICODE))))) {
        nested(presto, table, call);
        return;
    }
    node = t2s__presto_node(presto, T2S_NODE_COLUMN_DEFINITION, presto->at, NULL);
    t2s__presto_take_name(presto, node);
    t2s_node_append(table, T2S_SLOT_FUNCTION_TABLE_COLUMNS, node);
    if (t2s__presto_accept(presto, W(FOR))) {
        t2s_node *type = t2s__presto_node(presto, T2S_NODE_TYPE, presto->at, "bigint");

        t2s_node_append(type, 0, t2s__presto_node(presto, T2S_NODE_IDENTIFIER, presto->at, "bigint"));
        t2s_node_append(node, 0, type);
        t2s__presto_expect(presto, W(ORDINALITY));
        return;
    }
    t2s_node_append(node, 0, t2s__presto_type(presto));
    if (t2s__presto_is(presto, W(FORMAT))) {
        format(presto);
        if (t2s__presto_accept(presto, W(PATH)))
            t2s__presto_string(presto);
        query_wrapper(presto);
        return;
    }
    if (t2s__presto_accept(presto, W(PATH)))
        t2s__presto_string(presto);
    value_behaviour(presto, call, T2S_SLOT_CALL_ARGUMENTS);
}

static void columns(t2s__presto *presto, t2s_node *table, t2s_node *call)
{
    t2s__presto_expect(presto, W(COLUMNS));
    t2s__presto_expect(presto, T(LEFT_PAREN));
    if (t2s__presto_enter(presto))
        do
            column(presto, table, call);
        while (t2s__presto_accept(presto, T(COMMA)));
    t2s__presto_leave(presto);
    t2s__presto_expect(presto, T(RIGHT_PAREN));
}

static void plan(t2s__presto *presto);

/* Whether it was a name without parentheses, which alone may be a parent. */
static int plan_primary(t2s__presto *presto)
{
    if (!t2s__presto_accept(presto, T(LEFT_PAREN))) {
        t2s__presto_identifier(presto);
        return 1;
    }
    if (t2s__presto_enter(presto))
        plan(presto);
    t2s__presto_leave(presto);
    t2s__presto_expect(presto, T(RIGHT_PAREN));
    return 0;
}

/* a, a OUTER b, a UNION b UNION c, a CROSS b CROSS c */
static void plan(t2s__presto *presto)
{
    int is_name = plan_primary(presto);
    unsigned sibling = presto->kind == W(CROSS) ? W(CROSS) : W(UNION);

    if (is_name && (t2s__presto_accept(presto, W(OUTER)) || t2s__presto_accept(presto, W(INNER)))) {
        plan_primary(presto);
        return;
    }
    if (!is_name && presto->kind != sibling)
        t2s__presto_mismatch(presto);
    while (t2s__presto_accept(presto, sibling))
        plan_primary(presto);
}

static void default_plan(t2s__presto *presto)
{
    int is_parent = t2s__presto_accept(presto, W(OUTER)) || t2s__presto_accept(presto, W(INNER));

    if (!is_parent && !t2s__presto_accept(presto, W(UNION)))
        t2s__presto_expect(presto, W(CROSS));
    if (!t2s__presto_accept(presto, T(COMMA)))
        return;
    if (is_parent ? !t2s__presto_accept(presto, W(UNION)) : !t2s__presto_accept(presto, W(OUTER)))
        t2s__presto_expect(presto, is_parent ? W(CROSS) : W(INNER));
}

/* A function with the columns that are written in it, as XMLTABLE is one elsewhere. */
t2s_node *t2s__presto_json_table(t2s__presto *presto)
{
    t2s_node *table = t2s__presto_node(presto, T2S_NODE_FUNCTION_TABLE, presto->at, NULL);
    t2s_node *call = t2s__presto_node(presto, T2S_NODE_CALL, presto->at, NULL);

    t2s_node_append(call, T2S_SLOT_CALL_NAME, t2s__presto_node(presto, T2S_NODE_IDENTIFIER, presto->at, "json_table"));
    t2s_node_add_flags(call, T2S_NODE_F_SYNTAX);
    t2s__presto_next(presto);
    t2s__presto_expect(presto, T(LEFT_PAREN));
    t2s__presto_json_path(presto, call, T2S_SLOT_CALL_ARGUMENTS);
    t2s_node_append(table, T2S_SLOT_FUNCTION_TABLE_CALLS, call);
    columns(presto, table, call);
    if (t2s__presto_accept(presto, W(PLAN))) {
        int is_default = t2s__presto_accept(presto, W(DEFAULT));

        t2s__presto_expect(presto, T(LEFT_PAREN));
        if (is_default)
            default_plan(presto);
        else
            plan(presto);
        t2s__presto_expect(presto, T(RIGHT_PAREN));
    }
    if (t2s__presto_accept(presto, W(ERROR)) || t2s__presto_accept(presto, W(EMPTY))) {
        t2s__presto_expect(presto, W(ON));
        t2s__presto_expect(presto, W(ERROR));
    }
    t2s__presto_expect(presto, T(RIGHT_PAREN));
    return table;
}
