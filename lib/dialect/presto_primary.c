/* SPDX-License-Identifier: MIT */
/* Operands of expressions: literals, names, what stands in brackets of any kind, and what may follow them. */
#include <string.h>

#include "dialect/presto_parser.h"

#define T(name) T2S__PRESTO_##name
#define W(name) T2S__PRESTO_W_##name

t2s_node *t2s__presto_scalar(t2s__presto *presto, uint32_t token, t2s_node *query)
{
    t2s_node *node = t2s__presto_node(presto, T2S_NODE_SUBQUERY, token, "SCALAR");

    t2s_node_append(node, T2S_SLOT_SUBQUERY_QUERY, query);
    return node;
}

/* What may stand behind the alias of a target. */
static int ends_target(uint32_t kind)
{
    switch (kind) {
    case T(END):
    case T(SEMICOLON):
    case T(COMMA):
    case T(RIGHT_PAREN):
    case W(FROM):
    case W(WHERE):
    case W(GROUP):
    case W(HAVING):
    case W(WINDOW):
    case W(UNION):
    case W(EXCEPT):
    case W(INTERSECT):
    case W(ORDER):
    case W(OFFSET):
    case W(LIMIT):
    case W(FETCH):
        return 1;
    default:
        return 0;
    }
}

/* Behind the first of the expressions in parentheses: one is itself, several are a row; with an interval's qualifier it is one. */
static t2s_node *close(t2s__presto *presto, uint32_t start, int aliasable, t2s_node *first)
{
    t2s_node *row;

    if (t2s__presto_is(presto, T(COMMA))) {
        t2s__presto_next(presto);
        row = t2s__presto_node(presto, T2S_NODE_ROW, start, NULL);
        t2s_node_append(row, 0, first);
        t2s__presto_expressions(presto, row, 0);
        t2s__presto_expect(presto, T(RIGHT_PAREN));
        return row;
    }
    t2s__presto_expect(presto, T(RIGHT_PAREN));
    presto->closed_start = start;
    presto->closed_end = presto->at;
    /* (x - y) DAY: an interval, unless DAY can be the alias of what is being read. */
    if (t2s__presto_is_trino(presto) && t2s__presto_at_interval_field(presto, 0) && !(aliasable && ends_target(t2s__presto_peek(presto, 1)))) {
        t2s_node *interval = t2s__presto_node(presto, T2S_NODE_SPECIAL, start, "INTERVAL");
        t2s_node *cast = t2s__presto_node(presto, T2S_NODE_CAST, start, NULL);

        if (first == NULL || first->kind != T2S_NODE_OPERATOR || first->last[0] == NULL || !t2s__node_text_is(first, "-"))
            t2s__presto_fault(presto, start, "Qualified datetime difference must be a subtraction");
        t2s_node_append(interval, 0, first);
        t2s_node_append(cast, 0, interval);
        t2s_node_append(cast, 1, t2s__presto_interval_type(presto, presto->at));
        return cast;
    }
    return first;
}

t2s_node *t2s__presto_contents(t2s__presto *presto, t2s_node **ret_query, int *ret_is_query)
{
    t2s_node *query = NULL, *node = NULL;
    uint32_t start = presto->at;
    int is_query;

    *ret_query = NULL;
    *ret_is_query = 1;
    if (!t2s__presto_begins_query(presto, 0))
        return t2s__presto_expression(presto);
    if (presto->kind != T(LEFT_PAREN)) {
        *ret_query = t2s__presto_query(presto);
        return NULL;
    }
    if (t2s__presto_enter(presto)) {
        t2s__presto_next(presto);
        node = t2s__presto_contents(presto, &query, &is_query);
        if (query == NULL)
            node = t2s__presto_expression_from(presto, close(presto, start, 0, node));
        else if (t2s__presto_is(presto, T(COMMA)))
            node = t2s__presto_expression_from(presto, close(presto, start, 0, t2s__presto_scalar(presto, start, query)));
        else {
            t2s__presto_expect(presto, T(RIGHT_PAREN));
            if (t2s__presto_query_goes_on(presto))
                *ret_query = t2s__presto_query_from(presto, query);
            else if (presto->kind == T(RIGHT_PAREN) || presto->kind == T(COMMA)) {
                *ret_query = query;
                *ret_is_query = 0;
            } else
                node = t2s__presto_expression_from(presto, t2s__presto_scalar(presto, start, query));
        }
    }
    t2s__presto_leave(presto);
    return node;
}

/* (), (a) and (a, b) before an arrow. */
static int lambda_follows(const t2s__presto *presto)
{
    uint32_t ahead = 1;

    if (t2s__presto_peek(presto, 1) == T(RIGHT_PAREN))
        return t2s__presto_peek(presto, 2) == T(ARROW);
    for (; t2s__presto_peek_name(presto, ahead); ahead += 2)
        if (t2s__presto_peek(presto, ahead + 1) != T(COMMA))
            return t2s__presto_peek(presto, ahead + 1) == T(RIGHT_PAREN) && t2s__presto_peek(presto, ahead + 2) == T(ARROW);
    return 0;
}

static t2s_node *lambda(t2s__presto *presto)
{
    t2s_node *node = t2s__presto_node(presto, T2S_NODE_LAMBDA, presto->at, NULL);

    if (t2s__presto_accept_two(presto, T(LEFT_PAREN), T(RIGHT_PAREN)))
        ;
    else if (presto->kind == T(LEFT_PAREN))
        t2s__presto_column_aliases(presto, node, 0);
    else
        t2s_node_append(node, 0, t2s__presto_identifier(presto));
    t2s__presto_expect(presto, T(ARROW));
    t2s_node_append(node, 1, t2s__presto_expression(presto));
    return node;
}

static t2s_node *parenthesized(t2s__presto *presto, int aliasable)
{
    uint32_t start = presto->at;
    t2s_node *query = NULL, *node;
    int is_query;

    if (lambda_follows(presto))
        return lambda(presto);
    t2s__presto_next(presto);
    node = t2s__presto_contents(presto, &query, &is_query);
    if (query == NULL)
        return close(presto, start, aliasable, node);
    if (!is_query)
        return close(presto, start, aliasable, t2s__presto_scalar(presto, start, query));
    t2s__presto_expect(presto, T(RIGHT_PAREN));
    return t2s__presto_scalar(presto, start, query);
}

static t2s_node *literal(t2s__presto *presto, const char *text, uint32_t flag)
{
    const t2s__presto_token *token = &presto->tokens[presto->at];
    t2s_node *node = t2s__presto_node(presto, T2S_NODE_LITERAL, presto->at, text);

    if (text == NULL && (flag & T2S_NODE_F_NUMBER) != 0)
        t2s_node_set_text(presto->tree, node, presto->sql + token->start, token->length);
    t2s_node_add_flags(node, flag);
    t2s__presto_next(presto);
    return node;
}

/* 123, 1_000, 0xFF, 0o17, 0b1: whether it is at most `largest`. */
static int fits(const char *text, size_t length, uint64_t largest)
{
    uint64_t value = 0, base = 10;
    size_t at = 0;

    if (length > 2 && text[0] == '0' && (text[1] | 0x20) >= 'b') {
        base = (text[1] | 0x20) == 'x' ? 16 : (text[1] | 0x20) == 'o' ? 8 : 2;
        at = 2;
    }
    for (; at < length; at++) {
        uint64_t digit;

        if (text[at] == '_')
            continue;
        digit = text[at] <= '9' ? (uint64_t)(text[at] - '0') : (uint64_t)((text[at] | 0x20) - 'a' + 10);
        if (value > (largest - digit) / base)
            return 0;
        value = value * base + digit;
    }
    return 1;
}

/* No number goes beyond 64 bits but in decimals. PrestoDB says so without a place. */
t2s_node *t2s__presto_number(t2s__presto *presto, uint32_t at)
{
    const t2s__presto_token *token = &presto->tokens[presto->at];
    uint64_t largest = (uint64_t)INT64_MAX + (at != presto->at);

    if (!fits(presto->sql + token->start, token->length, largest))
        t2s__presto_faultf(presto, t2s__presto_is_trino(presto) ? at : presto->count, "Invalid numeric literal: %.*s",
                           (int)(token->length < 100 ? token->length : 100), presto->sql + token->start);
    return literal(presto, NULL, T2S_NODE_F_NUMBER);
}

/* X'00 ff': blanks are left out. */
static t2s_node *binary(t2s__presto *presto)
{
    uint32_t at = presto->at;
    const t2s__presto_token *token = &presto->tokens[at];
    t2s_node *node = t2s__presto_node(presto, T2S_NODE_LITERAL, at, NULL);
    char *text = t2s__arena_alloc(presto->arena, token->length);
    size_t used = 0;

    t2s__presto_next(presto);
    if (node == NULL || text == NULL) {
        presto->tree->code = T2S_E_NOMEM;
        return node;
    }
    for (uint32_t i = 2; i + 1 < token->length; i++) {
        char c = presto->sql[token->start + i];

        if (c == ' ' || c == '\t' || c == '\n' || c == '\r')
            continue;
        text[used++] = (char)(c >= 'A' && c <= 'F' ? c | 0x20 : c);
    }
    text[used] = '\0';
    if (strspn(text, "0123456789abcdef") != used)
        t2s__presto_fault(presto, at, "Binary literal can only contain hexadecimal digits");
    else if (used % 2 != 0)
        t2s__presto_fault(presto, at, "Binary literal must contain an even number of digits");
    node->text = text;
    node->text_length = (uint32_t)used;
    node->flags |= T2S_NODE_F_BITS;
    return node;
}

/* A string as a value of a type: DATE '2000-01-01'. */
static t2s_node *typed(t2s__presto *presto, uint32_t at, t2s_node *type, t2s_node *string)
{
    t2s_node *node = t2s__presto_node(presto, T2S_NODE_CAST, at, NULL);

    t2s_node_add_flags(node, T2S_NODE_F_WRITTEN);
    t2s_node_append(node, 0, string);
    t2s_node_append(node, 1, type);
    return node;
}

static t2s_node *typed_string(t2s__presto *presto)
{
    uint32_t at = presto->at;
    t2s_node *type;

    if (presto->kind == W(DOUBLE) && t2s__presto_peek(presto, 1) == W(PRECISION)) {
        type = t2s__presto_type(presto);
        return typed(presto, at, type, t2s__presto_string(presto));
    }
    type = t2s__presto_node(presto, T2S_NODE_TYPE, at, NULL);
    if (presto->kind >= T(TIME_WITH_TIME_ZONE) && presto->kind <= T(DOUBLE_PRECISION))
        type = t2s__presto_type(presto);
    else {
        t2s_node *name = t2s__presto_identifier(presto);

        t2s_node_append(type, 0, name);
        if (t2s__node_text_is(name, "x"))
            t2s__presto_fault(presto, at, "Spaces are not allowed between 'X' and the starting quote of a binary literal");
        if (name != NULL && name->text != NULL && type != NULL) {
            type->text = name->text;
            type->text_length = name->text_length;
        }
    }
    return typed(presto, at, type, t2s__presto_string(presto));
}

static int is_string(uint32_t kind)
{
    return kind == T(STRING) || kind == T(UNICODE);
}

/* INTERVAL [+-] '1' DAY; without a field it is a string of a type of that name. */
static int interval_follows(const t2s__presto *presto)
{
    uint32_t sign = t2s__presto_peek(presto, 1) == T(PLUS) || t2s__presto_peek(presto, 1) == T(MINUS);

    if (!is_string(t2s__presto_peek(presto, 1 + sign)))
        return 0;
    return sign || t2s__presto_peek(presto, 2) == W(UESCAPE) || t2s__presto_at_interval_field((t2s__presto *)(uintptr_t)presto, 2);
}

t2s_node *t2s__presto_interval(t2s__presto *presto)
{
    uint32_t at = presto->at;
    int is_minus;
    t2s_node *string;

    t2s__presto_next(presto);
    is_minus = presto->kind == T(MINUS);
    if (is_minus || presto->kind == T(PLUS))
        t2s__presto_next(presto);
    string = t2s__presto_string(presto);
    if (is_minus && string != NULL && string->text != NULL) {
        string->text = t2s__arena_printf(presto->arena, "-%s", string->text);
        if (string->text == NULL)
            presto->tree->code = T2S_E_NOMEM;
        else
            string->text_length++;
    }
    return typed(presto, at, t2s__presto_interval_type(presto, presto->at), string);
}

static t2s_node *array(t2s__presto *presto)
{
    t2s_node *node = t2s__presto_node(presto, T2S_NODE_ARRAY, presto->at, NULL);

    t2s__presto_accept(presto, W(ARRAY));
    t2s__presto_expect(presto, T(LEFT_BRACKET));
    if (t2s__presto_accept(presto, T(RIGHT_BRACKET)))
        return node;
    t2s__presto_expressions(presto, node, 0);
    t2s__presto_expect(presto, T(RIGHT_BRACKET));
    return node;
}

t2s_node *t2s__presto_aliased_expression(t2s__presto *presto)
{
    t2s_node *target = t2s__presto_node(presto, T2S_NODE_TARGET, presto->at, NULL);

    presto->aliasable = 1;
    t2s_node_append(target, 0, t2s__presto_expression(presto));
    presto->aliasable = 0;
    if (t2s__presto_accept(presto, W(AS)) || t2s__presto_alias_follows(presto))
        t2s__presto_take_name(presto, target);
    return target;
}

/* ROW(a, b AS x): the names of the fields are a type's, and not kept. */
static t2s_node *row(t2s__presto *presto)
{
    t2s_node *node = t2s__presto_node(presto, T2S_NODE_ROW, presto->at, NULL);

    t2s_node_add_flags(node, T2S_NODE_F_EXPLICIT);
    t2s__presto_next(presto);
    t2s__presto_next(presto);
    do {
        presto->aliasable = t2s__presto_is_trino(presto);
        t2s_node_append(node, 0, t2s__presto_expression(presto));
        presto->aliasable = 0;
        if (t2s__presto_is_trino(presto) && (t2s__presto_accept(presto, W(AS)) || t2s__presto_alias_follows(presto)))
            t2s__presto_identifier(presto);
    } while (t2s__presto_accept(presto, T(COMMA)));
    t2s__presto_expect(presto, T(RIGHT_PAREN));
    return node;
}

static t2s_node *case_expression(t2s__presto *presto)
{
    t2s_node *node = t2s__presto_node(presto, T2S_NODE_CASE, presto->at, NULL);
    int is_simple;

    t2s__presto_next(presto);
    is_simple = !t2s__presto_is(presto, W(WHEN));
    if (is_simple)
        t2s_node_append(node, 0, t2s__presto_is_trino(presto) ? t2s__presto_expression(presto) : t2s__presto_value_expression(presto));
    if (!t2s__presto_is(presto, W(WHEN)))
        t2s__presto_mismatch(presto);
    while (t2s__presto_is(presto, W(WHEN))) {
        t2s_node *when = t2s__presto_node(presto, T2S_NODE_WHEN, presto->at, NULL);

        t2s__presto_next(presto);
        t2s_node_append(when, 0, is_simple ? t2s__presto_when_condition(presto) : t2s__presto_expression(presto));
        t2s__presto_expect(presto, W(THEN));
        t2s_node_append(when, 1, t2s__presto_expression(presto));
        t2s_node_append(node, 1, when);
    }
    if (t2s__presto_accept(presto, W(ELSE)))
        t2s_node_append(node, 2, t2s__presto_expression(presto));
    t2s__presto_expect(presto, W(END));
    return node;
}

static t2s_node *cast(t2s__presto *presto)
{
    t2s_node *node = t2s__presto_node(presto, T2S_NODE_CAST, presto->at, NULL);

    t2s_node_add_flags(node, presto->kind == W(TRY_CAST) ? T2S_NODE_F_TRY : 0U);
    t2s__presto_next(presto);
    t2s__presto_expect(presto, T(LEFT_PAREN));
    t2s_node_append(node, 0, t2s__presto_expression(presto));
    t2s__presto_expect(presto, W(AS));
    t2s_node_append(node, 1, t2s__presto_type(presto));
    t2s__presto_expect(presto, T(RIGHT_PAREN));
    return node;
}

static t2s_node *parameter(t2s__presto *presto)
{
    t2s_node *node = t2s__presto_node(presto, T2S_NODE_PARAMETER, presto->at, NULL);
    const char *text = t2s__arena_printf(presto->arena, "%u", (unsigned)++presto->parameters);

    if (node != NULL && text != NULL) {
        node->text = text;
        node->text_length = (uint32_t)strlen(text);
    }
    t2s__presto_next(presto);
    return node;
}

/* A name with dots that is no field of anything is one reference; whether its last parts are fields is found by who resolves it. */
static t2s_node *column_or_call(t2s__presto *presto)
{
    t2s_node *name;

    if (t2s__presto_peek(presto, 1) == T(ARROW))
        return lambda(presto);
    name = t2s__presto_node(presto, T2S_NODE_COLUMN_REF, presto->at, NULL);
    t2s_node_append(name, 0, t2s__presto_identifier(presto));
    while (presto->kind == T(DOT) && t2s__presto_peek_name(presto, 1)) {
        t2s__presto_next(presto);
        t2s_node_append(name, 0, t2s__presto_identifier(presto));
    }
    if (t2s__presto_is(presto, T(LEFT_PAREN)) || (t2s__presto_is_trino(presto) && t2s__presto_is(presto, T(DOUBLE_COLON))))
        return t2s__presto_call(presto, name);
    if (t2s__presto_is_trino(presto) && presto->kind == W(OVER) && t2s__node_count(name, 0) == 1 && t2s__presto_over_follows(presto)) {
        t2s_node *measure = t2s__presto_node(presto, T2S_NODE_MEASURE, presto->at - 1, NULL);

        t2s__presto_next(presto);
        t2s_node_append(measure, 0, name);
        t2s_node_append(measure, 1, t2s__presto_over(presto));
        return measure;
    }
    return name;
}

static void expect_expression(t2s__presto *presto)
{
    if (presto->at == presto->watched)
        t2s__presto_expect_note(presto, T2S__PRESTO_R_EXPRESSION);
    t2s__presto_mismatch(presto);
}

static t2s_node *named(t2s__presto *presto)
{
    uint32_t next = t2s__presto_peek(presto, 1);
    t2s_node *node;

    if (presto->kind == W(INTERVAL) && interval_follows(presto))
        return t2s__presto_interval(presto);
    if (is_string(next) || (presto->kind == W(DOUBLE) && next == W(PRECISION) && is_string(t2s__presto_peek(presto, 2))))
        return typed_string(presto);
    if (presto->kind == W(ARRAY) && next == T(LEFT_BRACKET))
        return array(presto);
    if (presto->kind >= T2S__PRESTO_FIRST_WORD && next == T(LEFT_PAREN)) {
        if (presto->kind == W(ROW) && t2s__presto_begins_expression(presto, 2))
            return row(presto);
        if (presto->kind == W(TRY_CAST))
            return cast(presto);
    }
    if (presto->kind >= T2S__PRESTO_FIRST_WORD && (node = t2s__presto_special(presto)) != NULL)
        return node;
    return column_or_call(presto);
}

t2s_node *t2s__presto_named_primary(t2s__presto *presto)
{
    return named(presto);
}

static t2s_node *exists(t2s__presto *presto)
{
    t2s_node *node = t2s__presto_node(presto, T2S_NODE_SUBQUERY, presto->at, "EXISTS");

    t2s__presto_next(presto);
    t2s__presto_expect(presto, T(LEFT_PAREN));
    t2s_node_append(node, T2S_SLOT_SUBQUERY_QUERY, t2s__presto_query(presto));
    t2s__presto_expect(presto, T(RIGHT_PAREN));
    return node;
}

static t2s_node *begin_operand(t2s__presto *presto, int aliasable)
{
    t2s_node *node;

    switch (presto->kind) {
    case T(IDENTIFIER):
    case T(QUOTED):
    case T(BACKQUOTED):
    case T(DIGIT_NAME):
        return named(presto);
    case T(STRING):
    case T(UNICODE):
        return t2s__presto_string(presto);
    case T(BINARY):
        return binary(presto);
    case T(INTEGER):
        return t2s__presto_number(presto, presto->at);
    case T(DECIMAL):
    case T(DOUBLE):
        return literal(presto, NULL, T2S_NODE_F_NUMBER);
    case T(QUESTION_MARK):
        return parameter(presto);
    case T(LEFT_PAREN):
        return parenthesized(presto, aliasable);
    case T(LEFT_BRACKET):
        if (t2s__presto_is_trino(presto))
            return array(presto);
        break;
    case T(TIME_WITH_TIME_ZONE):
    case T(TIMESTAMP_WITH_TIME_ZONE):
        break;
    case T(DOUBLE_PRECISION):
        return typed_string(presto);
    case W(NULL):
        return literal(presto, NULL, T2S_NODE_F_NULL);
    case W(TRUE):
        return literal(presto, "true", T2S_NODE_F_BOOLEAN);
    case W(FALSE):
        return literal(presto, "false", T2S_NODE_F_BOOLEAN);
    case W(CASE):
        return case_expression(presto);
    case W(CAST):
        return cast(presto);
    case W(EXISTS):
        return exists(presto);
    default:
        if (t2s__presto_is_name(presto->flavour, presto->kind))
            return named(presto);
        if ((node = t2s__presto_special(presto)) != NULL)
            return node;
        break;
    }
    expect_expression(presto);
    return NULL;
}

/* Nothing in an operand may have an alias. */
static t2s_node *operand(t2s__presto *presto)
{
    int aliasable = presto->aliasable;
    t2s_node *node;

    presto->aliasable = 0;
    node = begin_operand(presto, aliasable);
    presto->aliasable = aliasable;
    return node;
}

static t2s_node *index_of(t2s__presto *presto, t2s_node *base)
{
    t2s_node *node = t2s__presto_node(presto, T2S_NODE_SUBSCRIPT, presto->at, NULL);
    int aliasable = presto->aliasable;

    if (node != NULL && base != NULL)
        node->position = base->position;
    t2s__presto_next(presto);
    t2s_node_append(node, 0, base);
    if (t2s__presto_is_trino(presto) && t2s__presto_accept_two(presto, T(ASTERISK), T(RIGHT_BRACKET))) {
        t2s_node_add_flags(node, T2S_NODE_F_STAR);
        return node;
    }
    presto->aliasable = 0;
    t2s_node_append(node, 1, t2s__presto_value_expression(presto));
    t2s__presto_expect(presto, T(RIGHT_BRACKET));
    presto->aliasable = aliasable;
    return node;
}

/* .field, .'field' and .method(...), the latter two of Trino. */
static t2s_node *field_of(t2s__presto *presto, t2s_node *base)
{
    t2s_node *node;
    uint32_t at = presto->at;

    t2s__presto_next(presto);
    if (t2s__presto_is_trino(presto) && t2s__presto_peek(presto, 1) == T(LEFT_PAREN) &&
        (presto->kind >= T2S__PRESTO_FIRST_WORD || t2s__presto_is_name(presto->flavour, presto->kind))) {
        node = t2s__presto_node(presto, T2S_NODE_SPECIAL, at, "METHOD");
        t2s_node_append(node, 0, base);
        t2s__presto_next(presto);
        t2s__presto_next(presto);
        t2s__presto_arguments(presto, node, 0);
        return node;
    }
    node = t2s__presto_node(presto, T2S_NODE_FIELD, at, NULL);
    if (node != NULL && base != NULL)
        node->position = base->position;
    t2s_node_append(node, 0, base);
    if (t2s__presto_is_trino(presto) && t2s__presto_at_string(presto)) {
        t2s_node *string = t2s__presto_string(presto);

        if (string != NULL && string->text_length == 0)
            t2s__presto_fault(presto, presto->count, "value is empty");
        if (node != NULL && string != NULL) {
            node->text = string->text;
            node->text_length = string->text_length;
            node->flags |= T2S_NODE_F_QUOTED;
        }
        return node;
    }
    t2s__presto_take_name(presto, node);
    return node;
}

t2s_node *t2s__presto_postfix(t2s__presto *presto, t2s_node *node)
{
    for (;;) {
        if (t2s__presto_is(presto, T(LEFT_BRACKET)))
            node = index_of(presto, node);
        else if (t2s__presto_is(presto, T(DOT)) && t2s__presto_peek(presto, 1) != T(ASTERISK))
            node = field_of(presto, node);
        else
            return node;
    }
}

t2s_node *t2s__presto_primary(t2s__presto *presto)
{
    t2s_node *node = NULL;

    if (t2s__presto_enter(presto))
        node = t2s__presto_postfix(presto, operand(presto));
    t2s__presto_leave(presto);
    return node;
}

int t2s__presto_begins_expression(const t2s__presto *presto, uint32_t ahead)
{
    uint32_t kind = t2s__presto_peek(presto, ahead);

    switch (kind) {
    case T(STRING):
    case T(UNICODE):
    case T(BINARY):
    case T(INTEGER):
    case T(DECIMAL):
    case T(DOUBLE):
    case T(QUESTION_MARK):
    case T(LEFT_PAREN):
    case T(PLUS):
    case T(MINUS):
    case T(DOUBLE_PRECISION):
    case W(NULL):
    case W(TRUE):
    case W(FALSE):
    case W(CASE):
    case W(CAST):
    case W(EXISTS):
    case W(NOT):
    case W(EXTRACT):
    case W(NORMALIZE):
    case W(GROUPING):
    case W(CURRENT_DATE):
    case W(CURRENT_TIME):
    case W(CURRENT_TIMESTAMP):
    case W(CURRENT_USER):
    case W(LOCALTIME):
    case W(LOCALTIMESTAMP):
        return 1;
    case T(LEFT_BRACKET):
    case W(CURRENT_CATALOG):
    case W(CURRENT_SCHEMA):
    case W(CURRENT_PATH):
    case W(JSON_ARRAY):
    case W(JSON_EXISTS):
    case W(JSON_OBJECT):
    case W(JSON_QUERY):
    case W(JSON_SERIALIZE):
    case W(JSON_VALUE):
    case W(LISTAGG):
    case W(TRIM):
        return t2s__presto_is_trino(presto);
    default:
        return t2s__presto_is_name(presto->flavour, kind);
    }
}
