/* SPDX-License-Identifier: MIT */
/* Functions with a syntax of their own. */
#include <string.h>

#include "dialect/presto_parser.h"

#define T(name) T2S__PRESTO_##name
#define W(name) T2S__PRESTO_W_##name

/* A call of a function by the name that the engine gives to what was written otherwise. */
static t2s_node *call_of(t2s__presto *presto, uint32_t at, const char *name)
{
    t2s_node *call = t2s__presto_node(presto, T2S_NODE_CALL, at, NULL);

    t2s_node_append(call, T2S_SLOT_CALL_NAME, t2s__presto_node(presto, T2S_NODE_IDENTIFIER, at, name));
    t2s_node_add_flags(call, T2S_NODE_F_SYNTAX);
    return call;
}

static void add(t2s_node *call, t2s_node *argument)
{
    t2s_node_append(call, T2S_SLOT_CALL_ARGUMENTS, argument);
}

/*
 * A function that may be written with words between its arguments, or like any other: behind its first argument shows which. This is the latter:
 * the call goes on with what follows the first argument.
 */
static t2s_node *plain_call(t2s__presto *presto, uint32_t at, t2s_node *first)
{
    t2s_node *call = t2s__presto_node(presto, T2S_NODE_CALL, at, NULL);
    t2s_node *name = t2s__presto_node(presto, T2S_NODE_IDENTIFIER, at, NULL);
    uint32_t back = presto->at;

    presto->at = at;
    presto->kind = presto->tokens[at].kind;
    t2s__presto_take_name(presto, name);
    if (!presto->failed) {
        presto->at = back;
        presto->kind = presto->tokens[back].kind;
    }
    t2s_node_append(call, T2S_SLOT_CALL_NAME, name);
    add(call, t2s__presto_expression_on(presto, first));
    if (t2s__presto_accept(presto, T(COMMA)))
        t2s__presto_expressions(presto, call, T2S_SLOT_CALL_ARGUMENTS);
    if (t2s__presto_accept(presto, W(ORDER))) {
        t2s__presto_expect(presto, W(BY));
        t2s__presto_sort_items(presto, call, T2S_SLOT_CALL_ORDER);
    }
    t2s__presto_expect(presto, T(RIGHT_PAREN));
    t2s__presto_call_suffixes(presto, call);
    return call;
}

/* No first argument that the other syntax could have: an ordinary call. */
static int is_plain(const t2s__presto *presto)
{
    return t2s__presto_peek(presto, 1) != T(LEFT_PAREN) || t2s__presto_peek(presto, 2) == W(DISTINCT) ||
           t2s__presto_peek(presto, 2) == W(ORDER) || !t2s__presto_begins_expression(presto, 2) ||
           t2s__presto_peek(presto, 3) == T(DOUBLE_ARROW) || t2s__presto_peek(presto, 2) == W(NOT) ||
           (t2s__presto_peek(presto, 2) == W(ALL) && t2s__presto_begins_expression(presto, 3));
}

static void open(t2s__presto *presto)
{
    t2s__presto_next(presto);
    t2s__presto_expect(presto, T(LEFT_PAREN));
}

/* POSITION(a IN b) is strpos(b, a). */
static t2s_node *position(t2s__presto *presto)
{
    uint32_t at = presto->at;
    t2s_node *first, *call;

    if (is_plain(presto))
        return NULL;
    open(presto);
    first = t2s__presto_value_expression(presto);
    if (!t2s__presto_accept(presto, W(IN)))
        return plain_call(presto, at, first);
    call = call_of(presto, at, "strpos");
    add(call, t2s__presto_value_expression(presto));
    add(call, first);
    t2s__presto_expect(presto, T(RIGHT_PAREN));
    return call;
}

static t2s_node *substring(t2s__presto *presto)
{
    uint32_t at = presto->at;
    t2s_node *first, *call;

    if (is_plain(presto))
        return NULL;
    open(presto);
    first = t2s__presto_value_expression(presto);
    if (!t2s__presto_accept(presto, W(FROM)))
        return plain_call(presto, at, first);
    call = call_of(presto, at, "substr");
    add(call, first);
    add(call, t2s__presto_value_expression(presto));
    if (t2s__presto_accept(presto, W(FOR)))
        add(call, t2s__presto_value_expression(presto));
    t2s__presto_expect(presto, T(RIGHT_PAREN));
    return call;
}

static t2s_node *overlay(t2s__presto *presto)
{
    uint32_t at = presto->at;
    t2s_node *first, *node;

    if (!t2s__presto_is_trino(presto) || is_plain(presto))
        return NULL;
    open(presto);
    first = t2s__presto_value_expression(presto);
    if (!t2s__presto_accept(presto, W(PLACING)))
        return plain_call(presto, at, first);
    node = t2s__presto_node(presto, T2S_NODE_SPECIAL, at, "OVERLAY");
    t2s_node_append(node, 0, first);
    t2s_node_append(node, 0, t2s__presto_value_expression(presto));
    t2s__presto_expect(presto, W(FROM));
    t2s_node_append(node, 0, t2s__presto_value_expression(presto));
    if (t2s__presto_accept(presto, W(FOR)))
        t2s_node_append(node, 0, t2s__presto_value_expression(presto));
    t2s__presto_expect(presto, T(RIGHT_PAREN));
    return node;
}

static t2s_node *normalize(t2s__presto *presto)
{
    static const struct {
        uint16_t kind;
        const char *text;
    } forms[] = {{W(NFC), "NFC"}, {W(NFD), "NFD"}, {W(NFKC), "NFKC"}, {W(NFKD), "NFKD"}};
    t2s_node *call = call_of(presto, presto->at, "normalize"), *form;
    const char *text = "NFC";

    open(presto);
    add(call, t2s__presto_value_expression(presto));
    form = t2s__presto_node(presto, T2S_NODE_LITERAL, presto->at, NULL);
    if (t2s__presto_accept(presto, T(COMMA))) {
        text = NULL;
        for (size_t i = 0; text == NULL && i < sizeof(forms) / sizeof(forms[0]); i++)
            if (t2s__presto_accept(presto, forms[i].kind))
                text = forms[i].text;
        if (text == NULL)
            t2s__presto_mismatch(presto);
    }
    if (form != NULL && text != NULL) {
        form->text = text;
        form->text_length = (uint32_t)strlen(text);
        form->flags |= T2S_NODE_F_STRING;
    }
    add(call, form);
    t2s__presto_expect(presto, T(RIGHT_PAREN));
    return call;
}

static int is_extract_field(const char *name)
{
    static const char *const fields[] = {"year",        "quarter",     "month", "week", "day",  "day_of_month",    "day_of_week",  "dow",
                                         "day_of_year", "doy",         "year_of_week", "yow",  "hour", "minute", "second", "timezone_minute",
                                         "timezone_hour"};

    for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
        if (strcmp(fields[i], name) == 0)
            return 1;
    return 0;
}

static void check_field(t2s__presto *presto, uint32_t at, t2s_node *field)
{
    if (field == NULL || field->text == NULL)
        return;
    for (char *c = (char *)(uintptr_t)field->text; *c != '\0'; c++)
        *c = (char)(*c >= 'A' && *c <= 'Z' ? *c | 0x20 : *c);
    if (!is_extract_field(field->text))
        t2s__presto_faultf(presto, at, "Invalid EXTRACT field: %.*s", (int)(field->text_length < 100 ? field->text_length : 100),
                           presto->sql + field->position);
}

/* Its field is the first of its two, a string. */
static t2s_node *extract(t2s__presto *presto)
{
    uint32_t at = presto->at;
    t2s_node *node = t2s__presto_node(presto, T2S_NODE_SPECIAL, at, "EXTRACT");
    t2s_node *field;

    open(presto);
    field = t2s__presto_node(presto, T2S_NODE_LITERAL, presto->at, NULL);
    t2s__presto_take_name(presto, field);
    t2s_node_add_flags(field, T2S_NODE_F_STRING);
    if (field != NULL)
        field->flags &= ~(uint32_t)T2S_NODE_F_QUOTED;
    check_field(presto, at, field);
    t2s_node_append(node, 0, field);
    t2s__presto_expect(presto, W(FROM));
    t2s_node_append(node, 0, t2s__presto_value_expression(presto));
    t2s__presto_expect(presto, T(RIGHT_PAREN));
    return node;
}

/* Behind the parenthesis that closes the one after the current token: FROM. */
static int from_follows(const t2s__presto *presto)
{
    uint32_t ahead = 1, depth = 0, kind;

    do {
        kind = t2s__presto_peek(presto, ahead++);
        depth += kind == T(LEFT_PAREN);
        depth -= kind == T(RIGHT_PAREN);
    } while (depth != 0 && kind != T(END) && ahead < 1000);
    return t2s__presto_peek(presto, ahead) == W(FROM);
}

/* LEADING, TRAILING and BOTH may also be the name of what is trimmed. */
static uint32_t trim_side(t2s__presto *presto)
{
    uint32_t kind = presto->kind, next = t2s__presto_peek(presto, 1);

    if ((kind != W(LEADING) && kind != W(TRAILING) && kind != W(BOTH)) ||
        (next != W(FROM) && ((next == T(LEFT_PAREN) && !from_follows(presto)) || next == T(PLUS) || next == T(MINUS) || next == T(LEFT_BRACKET) ||
                             !t2s__presto_begins_expression(presto, 1))))
        return 0;
    t2s__presto_next(presto);
    return kind;
}

/* TRIM(LEADING 'x' FROM y) is ltrim(y, 'x'), and so on. */
static t2s_node *trim(t2s__presto *presto)
{
    uint32_t at = presto->at, side;
    t2s_node *first = NULL, *call;

    open(presto);
    side = trim_side(presto);
    call = call_of(presto, at, side == W(LEADING) ? "ltrim" : side == W(TRAILING) ? "rtrim" : "trim");
    if (presto->kind != W(FROM))
        first = t2s__presto_value_expression(presto);
    if (side != 0 && presto->kind != W(FROM)) {
        t2s__presto_expect(presto, W(FROM));
        return call;
    }
    if (presto->kind == W(FROM) && side == 0 && first == NULL)
        t2s__presto_fault(presto, at, "The 'trim' function must have specification, char or both arguments when it takes FROM");
    if (t2s__presto_accept(presto, W(FROM))) {
        add(call, t2s__presto_value_expression(presto));
        add(call, first);
    } else {
        add(call, first);
        if (t2s__presto_accept(presto, T(COMMA)))
            add(call, t2s__presto_value_expression(presto));
    }
    t2s__presto_expect(presto, T(RIGHT_PAREN));
    return call;
}

/* GROUPING takes names, not expressions. */
static t2s_node *grouping(t2s__presto *presto)
{
    t2s_node *node = t2s__presto_node(presto, T2S_NODE_SPECIAL, presto->at, "GROUPING");

    open(presto);
    if (t2s__presto_accept(presto, T(RIGHT_PAREN))) {
        t2s__presto_fault(presto, presto->count, "grouping operation columns cannot be empty");
        return node;
    }
    do {
        t2s_node *column = t2s__presto_node(presto, T2S_NODE_COLUMN_REF, presto->at, NULL);

        t2s__presto_qualified_name(presto, column, 0);
        t2s_node_append(node, 0, column);
    } while (t2s__presto_accept(presto, T(COMMA)));
    t2s__presto_expect(presto, T(RIGHT_PAREN));
    return node;
}

static t2s_node *current(t2s__presto *presto, const char *text, int has_precision)
{
    t2s_node *node = t2s__presto_node(presto, T2S_NODE_CURRENT, presto->at, text);

    t2s__presto_next(presto);
    if (has_precision && t2s__presto_accept(presto, T(LEFT_PAREN))) {
        t2s__presto_expect(presto, T(INTEGER));
        t2s__presto_expect(presto, T(RIGHT_PAREN));
    }
    return node;
}

static void overflow(t2s__presto *presto)
{
    if (!t2s__presto_accept(presto, W(ON)))
        return;
    t2s__presto_expect(presto, W(OVERFLOW));
    if (t2s__presto_accept(presto, W(ERROR)))
        return;
    t2s__presto_expect(presto, W(TRUNCATE));
    if (t2s__presto_at_string(presto))
        t2s__presto_string(presto);
    if (!t2s__presto_accept(presto, W(WITH)))
        t2s__presto_expect(presto, W(WITHOUT));
    t2s__presto_expect(presto, W(COUNT));
}

static t2s_node *listagg(t2s__presto *presto)
{
    static const uint16_t within[] = {W(WITHIN), W(GROUP), T(LEFT_PAREN), W(ORDER), W(BY), T(END)};
    t2s_node *call = call_of(presto, presto->at, "listagg");

    open(presto);
    if (t2s__presto_accept(presto, W(DISTINCT)))
        t2s_node_add_flags(call, T2S_NODE_F_DISTINCT);
    else if (presto->kind == W(ALL) && t2s__presto_begins_expression(presto, 1))
        t2s__presto_next(presto);
    add(call, t2s__presto_expression(presto));
    if (t2s__presto_accept(presto, T(COMMA)))
        add(call, t2s__presto_string(presto));
    overflow(presto);
    t2s__presto_expect(presto, T(RIGHT_PAREN));
    t2s__presto_expect_all(presto, within);
    t2s__presto_sort_items(presto, call, T2S_SLOT_CALL_WITHIN);
    t2s__presto_expect(presto, T(RIGHT_PAREN));
    t2s__presto_call_suffixes(presto, call);
    return call;
}

/* UNIQUE (query) */
static t2s_node *unique(t2s__presto *presto)
{
    t2s_node *node;

    if (!t2s__presto_is_trino(presto) || t2s__presto_peek(presto, 1) != T(LEFT_PAREN) || !t2s__presto_begins_query(presto, 2))
        return NULL;
    node = t2s__presto_node(presto, T2S_NODE_SPECIAL, presto->at, "UNIQUE");
    open(presto);
    t2s_node_append(node, 1, t2s__presto_query(presto));
    t2s__presto_expect(presto, T(RIGHT_PAREN));
    return node;
}

/* RUNNING and FINAL before a call in a row pattern; they change nothing that is looked at. */
static t2s_node *processing_mode(t2s__presto *presto)
{
    uint32_t ahead = 1;

    if (!t2s__presto_is_trino(presto) || !t2s__presto_peek_name(presto, 1))
        return NULL;
    while (t2s__presto_peek_name(presto, ahead) && t2s__presto_peek(presto, ahead + 1) == T(DOT))
        ahead += 2;
    if (!t2s__presto_peek_name(presto, ahead) || t2s__presto_peek(presto, ahead + 1) != T(LEFT_PAREN))
        return NULL;
    t2s__presto_next(presto);
    return t2s__presto_named_primary(presto);
}

t2s_node *t2s__presto_special(t2s__presto *presto)
{
    switch (presto->kind) {
    case W(POSITION):
        return position(presto);
    case W(SUBSTRING):
        return substring(presto);
    case W(OVERLAY):
        return overlay(presto);
    case W(NORMALIZE):
        return normalize(presto);
    case W(EXTRACT):
        return extract(presto);
    case W(TRIM):
        return trim(presto);
    case W(GROUPING):
        return grouping(presto);
    case W(LISTAGG):
        return listagg(presto);
    case W(UNIQUE):
        return unique(presto);
    case W(RUNNING):
    case W(FINAL):
        return processing_mode(presto);
    case W(CURRENT_DATE):
        return current(presto, "CURRENT_DATE", 0);
    case W(CURRENT_TIME):
        return current(presto, "CURRENT_TIME", 1);
    case W(CURRENT_TIMESTAMP):
        return current(presto, "CURRENT_TIMESTAMP", 1);
    case W(LOCALTIME):
        return current(presto, "LOCALTIME", 1);
    case W(LOCALTIMESTAMP):
        return current(presto, "LOCALTIMESTAMP", 1);
    case W(CURRENT_USER):
        return current(presto, "CURRENT_USER", 0);
    case W(CURRENT_CATALOG):
        return current(presto, "CURRENT_CATALOG", 0);
    case W(CURRENT_SCHEMA):
        return current(presto, "CURRENT_SCHEMA", 0);
    case W(CURRENT_PATH):
        return current(presto, "CURRENT_PATH", 0);
    default:
        return t2s__presto_is_trino(presto) ? t2s__presto_json(presto) : NULL;
    }
}
