/* SPDX-License-Identifier: MIT */
/* The lexical rules of Trino and PrestoDB: a text as tokens with their places. */
#ifndef T2S_DIALECT_PRESTO_SCAN_H
#define T2S_DIALECT_PRESTO_SCAN_H

#include <stddef.h>
#include <stdint.h>

#include "dialect/presto_words.h"
#include "util/arena.h"

typedef enum t2s__presto_flavour { T2S__PRESTO_TRINO, T2S__PRESTO_PRESTODB } t2s__presto_flavour;

/* Kinds of tokens: what has no fixed spelling, then XX(name, spelling) for what has, then one kind for each word of the grammars. */
#define T2S__PRESTO_MARKS(XX)                                                                                                    \
    XX(DOT, ".")                                                                                                                 \
    XX(LEFT_PAREN, "(") XX(RIGHT_PAREN, ")") XX(COMMA, ",") XX(AT_SIGN, "@") XX(DOUBLE_ARROW, "=>") XX(DOUBLE_COLON, "::")        \
    XX(ARROW, "->") XX(LEFT_BRACKET, "[") XX(RIGHT_BRACKET, "]") XX(COLON, ":") XX(BAR, "|") XX(CARET, "^") XX(DOLLAR, "$")       \
    XX(LEFT_EXCLUSION, "{-") XX(RIGHT_EXCLUSION, "-}") XX(LEFT_BRACE, "{") XX(RIGHT_BRACE, "}") XX(EQ, "=") XX(NEQ, "<>")         \
    XX(LT, "<") XX(LTE, "<=") XX(GT, ">") XX(GTE, ">=") XX(PLUS, "+") XX(MINUS, "-") XX(ASTERISK, "*") XX(SLASH, "/")             \
    XX(PERCENT, "%") XX(CONCAT, "||") XX(QUESTION_MARK, "?") XX(SEMICOLON, ";")

#define T2S__PRESTO_MARK_(name, spelling) T2S__PRESTO_##name,
#define T2S__PRESTO_WORD_(name, trino, presto) T2S__PRESTO_W_##name,
typedef enum t2s__presto_kind {
    T2S__PRESTO_END,
    T2S__PRESTO_IDENTIFIER,  /* a name without quotes that is no word of the grammar */
    T2S__PRESTO_QUOTED,      /* "name", with its quotes */
    T2S__PRESTO_BACKQUOTED,  /* `name`: the grammar knows it, to refuse it */
    T2S__PRESTO_DIGIT_NAME,  /* 1name: likewise */
    T2S__PRESTO_STRING,      /* '...', with its quotes */
    T2S__PRESTO_UNICODE,     /* U&'...' */
    T2S__PRESTO_BINARY,      /* X'...' */
    T2S__PRESTO_DOLLARS,     /* $$...$$ */
    T2S__PRESTO_INTEGER,
    T2S__PRESTO_DECIMAL,
    T2S__PRESTO_DOUBLE,
    T2S__PRESTO_UNRECOGNIZED, /* one character that begins no token */
    T2S__PRESTO_TIME_WITH_TIME_ZONE, /* PrestoDB reads these as one token each */
    T2S__PRESTO_TIMESTAMP_WITH_TIME_ZONE,
    T2S__PRESTO_DOUBLE_PRECISION,
    T2S__PRESTO_MARKS(T2S__PRESTO_MARK_)
    T2S__PRESTO_WORDS(T2S__PRESTO_WORD_)
    T2S__PRESTO_KINDS
} t2s__presto_kind;
#undef T2S__PRESTO_MARK_
#undef T2S__PRESTO_WORD_

enum { T2S__PRESTO_FIRST_WORD = T2S__PRESTO_W_ABSENT };

typedef struct t2s__presto_token {
    uint32_t start; /* byte offset */
    uint32_t length;
    uint16_t kind;
} t2s__presto_token;

typedef struct t2s__presto_scanner {
    const char *sql;
    size_t length;
    size_t at;
    size_t no_comment_end; /* behind here no comment ends, as was found once */
    t2s__presto_flavour flavour;
} t2s__presto_scanner;

/* `sql` is borrowed, valid UTF-8, and need not be NUL-terminated. */
void t2s__presto_scanner_init(t2s__presto_scanner *scanner, t2s__presto_flavour flavour, const char *sql, size_t length);

/* The next token; white space and comments are passed over. After the last one END, again and again, at the end of the text. */
t2s__presto_token t2s__presto_scanner_next(t2s__presto_scanner *scanner);

/* All tokens with the END behind them, in the arena; NULL when memory is short. Linear in the text. */
t2s__presto_token *t2s__presto_scan(t2s__arena *arena, t2s__presto_flavour flavour, const char *sql, size_t length, size_t *ret_count);

/* The kind of the word that is these bytes, in any case; IDENTIFIER when the flavour has no such word. */
t2s__presto_kind t2s__presto_word(t2s__presto_flavour flavour, const char *text, size_t length);

/* 1 when a token may stand where the grammar wants an identifier; which includes those that are then refused. */
int t2s__presto_is_name(t2s__presto_flavour flavour, unsigned kind);

/* As error messages write a kind of token: '+', 'SELECT', <integer>, ... */
const char *t2s__presto_kind_name(unsigned kind);

#endif
