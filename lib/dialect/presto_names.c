/* SPDX-License-Identifier: MIT */
/* Names, aliases and strings. */
#include <string.h>

#include "dialect/presto_parser.h"
#include "util/utf8.h"

#define T(name) T2S__PRESTO_##name
#define W(name) T2S__PRESTO_W_##name

/* Names are stored in lower case, or as they stand in quotes, where two quotes are one. */
static void store_name(t2s__presto *presto, t2s_node *node, const t2s__presto_token *token)
{
    const char *from = presto->sql + token->start;
    size_t length = token->length, used = 0;
    char *text = t2s__arena_alloc(presto->arena, length + 1);

    if (node == NULL || text == NULL) {
        presto->tree->code = text == NULL ? T2S_E_NOMEM : presto->tree->code;
        return;
    }
    if (token->kind != T(QUOTED))
        for (; used < length; used++)
            text[used] = (char)(from[used] >= 'A' && from[used] <= 'Z' ? from[used] | 0x20 : from[used]);
    else
        for (size_t i = 1; i + 1 < length; i++) {
            text[used++] = from[i];
            i += from[i] == '"';
        }
    text[used] = '\0';
    node->text = text;
    node->text_length = (uint32_t)used;
    if (token->kind == T(QUOTED))
        node->flags |= T2S_NODE_F_QUOTED;
}

/* What the grammar takes for a name, and the engines then refuse. */
static void check_name(t2s__presto *presto, const t2s__presto_token *token)
{
    const char *text = presto->sql + token->start;

    if (token->kind == T(BACKQUOTED))
        t2s__presto_refuse(presto, presto->at, "backquoted identifiers are not supported; use double quotes to quote identifiers");
    else if (token->kind == T(DIGIT_NAME))
        t2s__presto_refuse(presto, presto->at,
                          "identifiers must not start with a digit; surround the identifier with double quotes");
    else if (token->kind == T(QUOTED) && token->length == 2 && t2s__presto_is_trino(presto))
        t2s__presto_refuse(presto, presto->at, "Zero-length delimited identifier not allowed");
    else if (presto->flavour == T2S__PRESTO_PRESTODB && token->kind == T(IDENTIFIER)) {
        if (memchr(text, ':', token->length) != NULL)
            t2s__presto_refuse(presto, presto->at, "identifiers must not contain ':'");
        else if (memchr(text, '@', token->length) != NULL)
            t2s__presto_refuse(presto, presto->at, "identifiers must not contain '@'");
    }
}

void t2s__presto_take_name(t2s__presto *presto, t2s_node *node)
{
    const t2s__presto_token *token = &presto->tokens[presto->at];

    if (!t2s__presto_at_name(presto)) {
        t2s__presto_mismatch(presto);
        return;
    }
    store_name(presto, node, token);
    check_name(presto, token);
    t2s__presto_next(presto);
}

t2s_node *t2s__presto_identifier(t2s__presto *presto)
{
    t2s_node *node = t2s__presto_node(presto, T2S_NODE_IDENTIFIER, presto->at, NULL);

    t2s__presto_take_name(presto, node);
    return node;
}

void t2s__presto_qualified_name(t2s__presto *presto, t2s_node *parent, int slot)
{
    do
        t2s_node_append(parent, slot, t2s__presto_identifier(presto));
    while (t2s__presto_accept(presto, T(DOT)));
}

t2s_node *t2s__presto_relation_name(t2s__presto *presto)
{
    t2s_node *node = t2s__presto_node(presto, T2S_NODE_RELATION, presto->at, NULL);

    t2s__presto_qualified_name(presto, node, T2S_SLOT_RELATION_NAME);
    return node;
}

void t2s__presto_column_aliases(t2s__presto *presto, t2s_node *parent, int slot)
{
    t2s__presto_expect(presto, T(LEFT_PAREN));
    do
        t2s_node_append(parent, slot, t2s__presto_identifier(presto));
    while (t2s__presto_accept(presto, T(COMMA)));
    t2s__presto_expect(presto, T(RIGHT_PAREN));
}

/* Behind a word that is a name or begins a clause in parentheses: a list of names stands there, so it is a name. */
static int names_follow(const t2s__presto *presto)
{
    return t2s__presto_peek(presto, 1) != T(LEFT_PAREN) ||
           (t2s__presto_peek_name(presto, 2) &&
            (t2s__presto_peek(presto, 3) == T(COMMA) || t2s__presto_peek(presto, 3) == T(RIGHT_PAREN)));
}

int t2s__presto_alias_follows(t2s__presto *presto)
{
    uint32_t next = t2s__presto_peek(presto, 1);

    if (!t2s__presto_at_name(presto))
        return 0;
    switch (presto->kind) {
    case W(LIMIT):
        return next != T(INTEGER) && next != W(ALL) && next != T(QUESTION_MARK);
    case W(OFFSET):
        return next != T(INTEGER) && next != T(QUESTION_MARK);
    case W(FETCH):
        return next != W(FIRST) && next != W(NEXT);
    case W(WINDOW):
        return !(t2s__presto_peek_name(presto, 1) && t2s__presto_peek(presto, 2) == W(AS));
    case W(TABLESAMPLE):
        return next != W(BERNOULLI) && next != W(SYSTEM);
    case W(MATCH_RECOGNIZE):
    case W(PIVOT):
        return names_follow(presto);
    case W(PARTITION):
        return next != W(BY);
    case W(PRUNE):
    case W(KEEP):
        return next != W(WHEN);
    case W(MATCH):
        return presto->nearest == 0 || next == W(MATCH) || next == W(WHERE);
    default:
        return 1;
    }
}

t2s_node *t2s__presto_optional_alias(t2s__presto *presto)
{
    t2s_node *alias;

    if (!t2s__presto_accept(presto, W(AS)) && !t2s__presto_alias_follows(presto))
        return NULL;
    alias = t2s__presto_node(presto, T2S_NODE_ALIAS, presto->at, NULL);
    t2s__presto_take_name(presto, alias);
    if (t2s__presto_is(presto, T(LEFT_PAREN)))
        t2s__presto_column_aliases(presto, alias, 0);
    return alias;
}

int t2s__presto_text_is(const t2s__presto *presto, uint32_t ahead, const char *word)
{
    uint32_t at = presto->at + ahead < presto->count ? presto->at + ahead : presto->count - 1;
    const t2s__presto_token *token = &presto->tokens[at];

    if (token->kind != T(IDENTIFIER) || token->length != strlen(word))
        return 0;
    for (size_t i = 0; i < token->length; i++)
        if ((presto->sql[token->start + i] | 0x20) != (word[i] | 0x20))
            return 0;
    return 1;
}

int t2s__presto_at_string(t2s__presto *presto)
{
    return t2s__presto_is(presto, T(STRING)) || t2s__presto_is(presto, T(UNICODE));
}

/* The bytes between the quotes, where two quotes are one. */
static size_t unquote(const char *from, size_t length, char *text)
{
    size_t used = 0;

    for (size_t i = 0; i < length; i++) {
        text[used++] = from[i];
        i += from[i] == '\'';
    }
    return used;
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    return (c | 0x20) >= 'a' && (c | 0x20) <= 'f' ? (c | 0x20) - 'a' + 10 : -1;
}

static size_t write_character(uint32_t code, char *text)
{
    if (code < 0x80) {
        text[0] = (char)code;
        return 1;
    }
    if (code < 0x800) {
        text[0] = (char)(0xC0 | code >> 6);
        text[1] = (char)(0x80 | (code & 0x3F));
        return 2;
    }
    if (code < 0x10000) {
        text[0] = (char)(0xE0 | code >> 12);
        text[1] = (char)(0x80 | (code >> 6 & 0x3F));
        text[2] = (char)(0x80 | (code & 0x3F));
        return 3;
    }
    text[0] = (char)(0xF0 | code >> 18);
    text[1] = (char)(0x80 | (code >> 12 & 0x3F));
    text[2] = (char)(0x80 | (code >> 6 & 0x3F));
    text[3] = (char)(0x80 | (code & 0x3F));
    return 4;
}

/* The escape of one character, from its first digit or its +: how long it is, 0 where it is none. */
static size_t decode(t2s__presto *presto, uint32_t token, const char *from, size_t length, char *text, size_t *used)
{
    size_t at = length != 0 && from[0] == '+', digits = at != 0 ? 6 : 4, begin = at;
    uint32_t code = 0;

    if (at == 0 && (length == 0 || hex_digit(from[0]) < 0)) {
        if (length == 0)
            t2s__presto_fault(presto, token, "Incomplete escape sequence: ");
        else
            t2s__presto_faultf(presto, token, "Invalid hexadecimal digit: %.*s", (int)t2s__utf8_size(from, length), from);
        return 0;
    }
    for (; at < begin + digits; at++) {
        if (at >= length || hex_digit(from[at]) < 0) {
            t2s__presto_faultf(presto, token, "Incomplete escape sequence: %.*s", (int)(at - begin), from + begin);
            return 0;
        }
        code = code * 16 + (uint32_t)hex_digit(from[at]);
    }
    if (code > 0x10FFFF) {
        t2s__presto_faultf(presto, token, "Invalid escaped character: %.*s", (int)digits, from + begin);
        return 0;
    }
    if (code >= 0xD800 && code <= 0xDFFF) {
        t2s__presto_faultf(presto, token,
                           "Invalid escaped character: %.*s. Escaped character is a surrogate. Use '\\+123456' instead.", (int)digits,
                           from + begin);
        return 0;
    }
    /* A NUL cannot stand in a text of ours; nothing is made of it. */
    if (code != 0)
        *used += write_character(code, text + *used);
    return at;
}

/* What U&'...' means. An escape is no shorter than the character that it stands for. */
static size_t decode_unicode(t2s__presto *presto, uint32_t token, char *text, size_t length, const char *escape, size_t escape_size)
{
    size_t used = 0, at = 0;

    while (at < length && presto->objection == NULL) {
        if (length - at < escape_size || memcmp(text + at, escape, escape_size) != 0) {
            text[used++] = text[at++];
            continue;
        }
        at += escape_size;
        if (length - at >= escape_size && memcmp(text + at, escape, escape_size) == 0) {
            memmove(text + used, escape, escape_size);
            used += escape_size;
            at += escape_size;
        } else
            at += decode(presto, token, text + at, length - at, text, &used);
    }
    return used;
}

/* The character of UESCAPE: one that is no space, digit, quote or plus. */
static const char *escape_character(t2s__presto *presto, uint32_t token, size_t *ret_size)
{
    const t2s__presto_token *string = &presto->tokens[presto->at];
    const char *text = presto->sql + string->start + 1;
    size_t length = string->length >= 2 ? string->length - 2 : 0;

    *ret_size = 1;
    if (!t2s__presto_is(presto, T(STRING))) {
        t2s__presto_mismatch(presto);
        return "\\";
    }
    t2s__presto_next(presto);
    if (length == 0)
        t2s__presto_fault(presto, token, "Empty Unicode escape character");
    else if (length == 2 && memcmp(text, "''", 2) == 0)
        t2s__presto_fault(presto, token, "Invalid Unicode escape character: '");
    else if (length != 1 || hex_digit(text[0]) >= 0 || text[0] < 0x21 || text[0] > 0x7e || strchr("'\"+", text[0]) != NULL)
        t2s__presto_faultf(presto, token, "Invalid Unicode escape character: %.*s", (int)(length < 40 ? length : 40), text);
    *ret_size = length;
    return text;
}

t2s_node *t2s__presto_string(t2s__presto *presto)
{
    uint32_t at = presto->at;
    const t2s__presto_token *token = &presto->tokens[at];
    t2s_node *node = t2s__presto_node(presto, T2S_NODE_LITERAL, at, NULL);
    int is_unicode = token->kind == T(UNICODE);
    size_t quote = is_unicode ? 3 : 1, length, escape_size = 1;
    const char *escape = "\\";
    char *text;

    if (!t2s__presto_at_string(presto)) {
        t2s__presto_mismatch(presto);
        return NULL;
    }
    t2s__presto_next(presto);
    if (is_unicode && t2s__presto_accept(presto, W(UESCAPE)))
        escape = escape_character(presto, at, &escape_size);
    text = t2s__arena_alloc(presto->arena, token->length + 1);
    if (node == NULL || text == NULL) {
        presto->tree->code = T2S_E_NOMEM;
        return node;
    }
    length = unquote(presto->sql + token->start + quote, token->length - quote - 1, text);
    if (is_unicode)
        length = decode_unicode(presto, at, text, length, escape, escape_size);
    text[length] = '\0';
    node->text = text;
    node->text_length = (uint32_t)length;
    node->flags |= T2S_NODE_F_STRING;
    return node;
}
