/* SPDX-License-Identifier: MIT */
/* The frame of the parser: the statements of a text, faults and how they are worded, the depth. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <text2sql/error.h>
#include <text2sql/statement.h>

#include "dialect/presto_parser.h"
#include "sql/deep.h"

/*
 * Few texts are deep, so that parsing begins on the stack that is there and is done again on one that is deep enough when that shows.
 * A level was found to take some 1,100 bytes, and with sanitizers five times that.
 */
enum { INLINE_DEPTH = 40, STACK_BASE = 256 * 1024, STACK_LEVEL = 16 * 1024 };

void t2s__presto_expect_note(t2s__presto *presto, unsigned expectation)
{
    if (expectation == T2S__PRESTO_STRING || expectation == T2S__PRESTO_UNICODE)
        expectation = T2S__PRESTO_R_STRING;
    if (!presto->failed)
        presto->expected[expectation / 64] |= (uint64_t)1 << (expectation % 64);
}

static void stop(t2s__presto *presto, uint32_t token, const char *message)
{
    if (!presto->failed) {
        presto->failed = 1;
        presto->failed_at = token;
        presto->message = message;
    }
    presto->at = presto->count - 1;
    presto->kind = T2S__PRESTO_END;
}

void t2s__presto_mismatch(t2s__presto *presto)
{
    stop(presto, presto->at, NULL);
}

void t2s__presto_refuse(t2s__presto *presto, uint32_t token, const char *message)
{
    stop(presto, token, message);
}

void t2s__presto_fault(t2s__presto *presto, uint32_t token, const char *message)
{
    if (presto->objection != NULL || presto->failed)
        return;
    presto->objection = message;
    presto->objection_at = token;
}

void t2s__presto_faultf(t2s__presto *presto, uint32_t token, const char *format, ...)
{
    char message[256];
    const char *copy;
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(message, sizeof(message), format, arguments);
    va_end(arguments);
    copy = t2s__arena_strdup(presto->arena, message);
    if (copy == NULL)
        presto->tree->code = T2S_E_NOMEM;
    t2s__presto_fault(presto, token, copy != NULL ? copy : "");
}

int t2s__presto_enter(t2s__presto *presto)
{
    presto->depth++;
    if (presto->depth <= presto->depth_max && !presto->failed)
        return 1;
    if (!presto->failed) {
        presto->too_deep = 1;
        stop(presto, presto->at, "the statement is too large: it is nested too deeply");
    }
    return 0;
}

t2s_node *t2s__presto_node(t2s__presto *presto, int kind, uint32_t token, const char *text)
{
    t2s_node *node = t2s_tree_node(presto->tree, kind, (int)presto->tokens[token].start);

    /* Texts that are given here are constants, and need no copy. */
    if (node != NULL && text != NULL) {
        node->text = text;
        node->text_length = (uint32_t)strlen(text);
    }
    return node;
}

void t2s__presto_expect_all(t2s__presto *presto, const uint16_t *kinds)
{
    for (size_t i = 0; kinds[i] != T2S__PRESTO_END; i++)
        t2s__presto_expect(presto, kinds[i]);
}

static const char *expectation_name(unsigned expectation)
{
    static const char *const rules[] = {"<expression>", "<identifier>", "<string>", "<query>", "<type>"};

    return expectation < T2S__PRESTO_KINDS ? t2s__presto_kind_name(expectation) : rules[expectation - T2S__PRESTO_KINDS];
}

static int compare_names(const void *left, const void *right)
{
    return strcmp(*(const char *const *)left, *(const char *const *)right);
}

static size_t append(char *text, size_t size, size_t used, const char *part, size_t length)
{
    if (length > size - used - 1)
        length = size - used - 1;
    memcpy(text + used, part, length);
    text[used + length] = '\0';
    return used + length;
}

/* "mismatched input 'x'. Expecting: 'A', 'B', <identifier>", sorted, as the engines say it. */
static void write_mismatch(const t2s__presto *presto, char *text, size_t size)
{
    enum { SHOWN_MAX = 200 };
    const t2s__presto_token *token = &presto->tokens[presto->failed_at];
    const char *names[T2S__PRESTO_EXPECTATIONS];
    size_t count = 0, used = append(text, size, 0, "mismatched input '", 18), length = token->length;

    while (length > SHOWN_MAX || (length > 0 && length < token->length && ((unsigned char)presto->sql[token->start + length] & 0xC0) == 0x80))
        length = length > SHOWN_MAX ? SHOWN_MAX : length - 1;
    used = token->kind == T2S__PRESTO_END ? append(text, size, used, "<EOF>", 5)
                                          : append(text, size, used, presto->sql + token->start, length);
    used = append(text, size, used, "'", 1);
    for (unsigned i = 0; i < T2S__PRESTO_EXPECTATIONS; i++)
        if (presto->expected[i / 64] >> (i % 64) & 1)
            names[count++] = expectation_name(i);
    qsort(names, count, sizeof(names[0]), compare_names);
    for (size_t i = 0; i < count; i++) {
        used = append(text, size, used, i == 0 ? ". Expecting: " : ", ", i == 0 ? 13 : 2);
        used = append(text, size, used, names[i], strlen(names[i]));
    }
}

static void begin(t2s__presto *presto)
{
    presto->at = 0;
    presto->kind = presto->tokens[0].kind;
    presto->depth = 0;
    presto->queries = 0;
    presto->patterns = 0;
    presto->functions = NULL;
    presto->aliasable = 0;
    presto->nearest = 0;
    presto->in_pivot = 0;
    presto->failed = 0;
    presto->too_deep = 0;
    presto->message = NULL;
    presto->objection = NULL;
}

/* Statements, parted by semicolons. Engines take one of them, without any; a text of nothing else is none. */
static void parse_statements(t2s__presto *presto)
{
    size_t first = presto->tree->count;

    while (!presto->failed && (presto->kind != T2S__PRESTO_END || presto->tree->count == first)) {
        size_t start = presto->tokens[presto->at].start;
        const t2s__presto_token *last;
        t2s_node *statement;

        if (presto->tree->count != first && presto->kind == T2S__PRESTO_SEMICOLON) {
            t2s__presto_next(presto);
            continue;
        }
        presto->parameters = 0;
        statement = t2s__presto_statement(presto);
        if (presto->kind != T2S__PRESTO_SEMICOLON && !t2s__presto_is(presto, T2S__PRESTO_END))
            t2s__presto_mismatch(presto);
        if (presto->failed)
            return;
        last = &presto->tokens[presto->at != 0 ? presto->at - 1 : 0];
        if (t2s_tree_add_statement(presto->tree, statement, start, last->start + last->length - start) != 0)
            return;
        if (presto->kind == T2S__PRESTO_SEMICOLON)
            t2s__presto_next(presto);
    }
}

/* The trees of an attempt that failed are not shown. */
static void forget(t2s__presto *presto)
{
    presto->tree->first = presto->tree->last = NULL;
    presto->tree->count = 0;
}

static int run(void *argument)
{
    t2s__presto *presto = argument;

    begin(presto);
    parse_statements(presto);
    if (!presto->failed && presto->objection != NULL)
        stop(presto, presto->objection_at, presto->objection);
    if (!presto->failed)
        return 0;
    forget(presto);
    if (presto->message == NULL && !presto->too_deep) {
        /* Once more, to see what would have been right there. */
        uint32_t failed_at = presto->failed_at;

        presto->watched = failed_at;
        begin(presto);
        parse_statements(presto);
        forget(presto);
        presto->failed_at = failed_at;
    }
    return 0;
}

static int report(t2s__presto *presto)
{
    char message[2048];
    int has_place = presto->failed_at < presto->count;

    if (presto->tree->code != 0)
        return presto->tree->code;
    if (presto->message == NULL)
        write_mismatch(presto, message, sizeof(message));
    return t2s_tree_fail(presto->tree, "SYNTAX_ERROR", presto->message != NULL ? presto->message : message, NULL,
                         has_place ? (int)presto->tokens[presto->failed_at].start : 0);
}

int t2s__presto_parse(t2s__presto_flavour flavour, const char *sql, size_t length, t2s_tree *tree)
{
    t2s__presto presto = {.tree = tree, .arena = tree->arena, .sql = sql, .flavour = flavour, .watched = UINT32_MAX};
    t2s__arena arena;
    size_t count;
    int code;

    t2s__arena_init(&arena, (length / 4 + 16) * sizeof(t2s__presto_token) + 64);
    presto.tokens = t2s__presto_scan(&arena, flavour, sql, length, &count);
    if (presto.tokens == NULL) {
        t2s__arena_dispose(&arena);
        return T2S_E_NOMEM;
    }
    presto.count = (uint32_t)count;
    presto.depth_max = INLINE_DEPTH;
    code = run(&presto);
    if (presto.too_deep) {
        presto.depth_max = T2S_SQL_DEPTH_MAX;
        presto.watched = UINT32_MAX;
        code = t2s__run_deep(run, &presto, STACK_BASE + (size_t)T2S_SQL_DEPTH_MAX * STACK_LEVEL);
    }
    if (code == 0)
        code = presto.failed ? report(&presto) : tree->code;
    t2s__arena_dispose(&arena);
    return code;
}
