/* SPDX-License-Identifier: MIT */
/* PostgreSQL's lexical rules by hand: for what has to be known about a text before, or without, parsing it. */
#ifndef T2S_DIALECT_POSTGRES_SCAN_H
#define T2S_DIALECT_POSTGRES_SCAN_H

#include <stddef.h>

typedef enum t2s__token_kind {
    T2S__TOKEN_END,
    T2S__TOKEN_ERROR,  /* a string or comment without its end (the rest of the text), or a stray byte */
    T2S__TOKEN_WORD,   /* a name without quotes, or a keyword */
    T2S__TOKEN_NAME,   /* "name" or U&"name", with its quotes */
    T2S__TOKEN_STRING, /* '...', E'...', U&'...', N'...', $tag$...$tag$, with all that belongs to it */
    T2S__TOKEN_BITS,   /* B'...', X'...' */
    T2S__TOKEN_NUMBER,
    T2S__TOKEN_PARAMETER,  /* $1 */
    T2S__TOKEN_OPERATOR,   /* one operator of any length, but also =, <, >=, => and so on */
    T2S__TOKEN_PUNCTUATION /* one of ( ) [ ] , ; . : or one of :: := .. */
} t2s__token_kind;

typedef struct t2s__token {
    t2s__token_kind kind;
    size_t start; /* byte offset */
    size_t length;
} t2s__token;

typedef struct t2s__scanner {
    const char *sql;
    size_t length;
    size_t at;
} t2s__scanner;

/* `sql` is borrowed and need not be NUL-terminated. */
void t2s__scanner_init(t2s__scanner *scanner, const char *sql, size_t length);

/* The next token; white space and comments are passed over. After the last one END, again and again. */
t2s__token t2s__scanner_next(t2s__scanner *scanner);

/* 1 when a WORD token is this word; `word` in lower case. */
int t2s__token_is_word(const char *sql, t2s__token token, const char *word);

/* 1 when a token is this one PUNCTUATION character. */
int t2s__token_is_char(const char *sql, t2s__token token, char character);

/*
 * The next statement of a text: from its first token to the end of its last, without the semicolon. Semicolons in parentheses and
 * in the body of a function (BEGIN ATOMIC ... END) do not end a statement; empty statements are passed over. 0 at the end of the
 * text. An ERROR token takes the rest of the text along.
 */
int t2s__postgres_next_statement(t2s__scanner *scanner, size_t *ret_start, size_t *ret_length);

/*
 * An upper bound, never too low, on the depth of the tree that the parser would build, in the unit of an operator. libpg_query does
 * not look at its stack, so this must be known before it is called. `ret_excess`: the offset of the token that goes beyond
 * T2S_SQL_DEPTH_MAX, if one does.
 */
size_t t2s__postgres_depth(const char *sql, size_t length, size_t *ret_excess);

#endif
