/* SPDX-License-Identifier: MIT */
/* After PostgreSQL 15's src/backend/parser/scan.l, with standard_conforming_strings on. */
#include "dialect/postgres_scan.h"

#include <string.h>

void t2s__scanner_init(t2s__scanner *scanner, const char *sql, size_t length)
{
    *scanner = (t2s__scanner){sql, length, 0};
}

static int is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

static int is_newline(char c)
{
    return c == '\n' || c == '\r';
}

static int is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static int is_name_start(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (unsigned char)c >= 0x80;
}

static int is_name_part(char c)
{
    return is_name_start(c) || is_digit(c) || c == '$';
}

static int is_operator(char c)
{
    return c != '\0' && strchr("~!@#^&|`?+-*/%<>=", c) != NULL;
}

/* The byte at an offset, NUL behind the end. */
static char peek(const t2s__scanner *scanner, size_t at)
{
    return at < scanner->length ? scanner->sql[at] : '\0';
}

static size_t skip_line_comment(const t2s__scanner *scanner, size_t at)
{
    while (at < scanner->length && !is_newline(scanner->sql[at]))
        at++;
    return at;
}

/* Behind the comment that begins at `at`; `length + 1` when it has no end. */
static size_t skip_block_comment(const t2s__scanner *scanner, size_t at)
{
    size_t depth = 0;

    while (at < scanner->length) {
        if (scanner->sql[at] == '/' && peek(scanner, at + 1) == '*') {
            depth++;
            at += 2;
        } else if (scanner->sql[at] == '*' && peek(scanner, at + 1) == '/') {
            at += 2;
            if (--depth == 0)
                return at;
        } else
            at++;
    }
    return scanner->length + 1;
}

/*
 * Where a string goes on: 'a' and 'b' are one string when a line end is between them. Gives the offset behind the second opening
 * quote, or 0.
 */
static size_t continued_string(const t2s__scanner *scanner, size_t at)
{
    int newline = 0;

    for (;;) {
        char c = peek(scanner, at);

        if (c == '\'' && newline && at < scanner->length)
            return at + 1;
        if (is_space(c)) {
            newline |= is_newline(c);
            at++;
        } else if (c == '-' && peek(scanner, at + 1) == '-')
            at = skip_line_comment(scanner, at);
        else
            return 0;
    }
}

/* Behind a string whose opening quote is before `at`; `length + 1` when it has no end. */
static size_t skip_string(const t2s__scanner *scanner, size_t at, int escapes)
{
    while (at < scanner->length) {
        char c = scanner->sql[at];

        if (c == '\\' && escapes)
            at += 2;
        else if (c == '\'' && peek(scanner, at + 1) == '\'')
            at += 2;
        else if (c == '\'') {
            size_t next = continued_string(scanner, at + 1);

            if (next == 0)
                return at + 1;
            at = next;
        } else
            at++;
    }
    return scanner->length + 1;
}

static size_t skip_name(const t2s__scanner *scanner, size_t at)
{
    while (at < scanner->length) {
        if (scanner->sql[at] != '"')
            at++;
        else if (peek(scanner, at + 1) == '"')
            at += 2;
        else
            return at + 1;
    }
    return scanner->length + 1;
}

/* Bytes of the delimiter $tag$ at `at`; 0 when there is none. */
static size_t dollar_delimiter(const t2s__scanner *scanner, size_t at)
{
    size_t end = at + 1;

    if (is_name_start(peek(scanner, end)))
        while (is_name_start(peek(scanner, end)) || is_digit(peek(scanner, end)))
            end++;
    return peek(scanner, end) == '$' ? end + 1 - at : 0;
}

static size_t skip_dollar_string(const t2s__scanner *scanner, size_t at, size_t delimiter)
{
    const char *tag = scanner->sql + at;

    for (size_t end = at + delimiter; end + delimiter <= scanner->length; end++) {
        const char *found = memchr(scanner->sql + end, '$', scanner->length - end);

        if (found == NULL)
            break;
        end = (size_t)(found - scanner->sql);
        if (end + delimiter <= scanner->length && memcmp(found, tag, delimiter) == 0)
            return end + delimiter;
    }
    return scanner->length + 1;
}

/* Behind a number that begins at `at`. "1..2" is a number, two dots and a number. */
static size_t skip_number(const t2s__scanner *scanner, size_t at)
{
    size_t exponent;

    while (is_digit(peek(scanner, at)))
        at++;
    if (peek(scanner, at) == '.' && peek(scanner, at + 1) != '.') {
        at++;
        while (is_digit(peek(scanner, at)))
            at++;
    }
    if (peek(scanner, at) != 'e' && peek(scanner, at) != 'E')
        return at;
    exponent = at + 1;
    if (peek(scanner, exponent) == '+' || peek(scanner, exponent) == '-')
        exponent++;
    if (!is_digit(peek(scanner, exponent)))
        return at;
    while (is_digit(peek(scanner, exponent)))
        exponent++;
    return exponent;
}

/* Bytes of the operator at `at`. It ends before a comment; and + or - end it only if it has a character that SQL's operators have
 * not. */
static size_t operator_length(const t2s__scanner *scanner, size_t at)
{
    size_t length = 0;
    int unusual = 0;

    while (is_operator(peek(scanner, at + length))) {
        char c = scanner->sql[at + length];
        char next = peek(scanner, at + length + 1);

        if ((c == '/' && next == '*') || (c == '-' && next == '-'))
            break;
        length++;
    }
    for (size_t i = 0; i + 1 < length; i++)
        if (strchr("~!@#^&|`?%", scanner->sql[at + i]) != NULL)
            unusual = 1;
    while (!unusual && length > 1 && (scanner->sql[at + length - 1] == '+' || scanner->sql[at + length - 1] == '-'))
        length--;
    return length;
}

/* Behind the white space and comments at `at`; `length + 1` when a comment has no end, and then its start in *ret_start. */
static size_t skip_blanks(const t2s__scanner *scanner, size_t at, size_t *ret_start)
{
    for (;;) {
        char c = peek(scanner, at);

        *ret_start = at;
        if (is_space(c))
            at++;
        else if (c == '-' && peek(scanner, at + 1) == '-')
            at = skip_line_comment(scanner, at);
        else if (c == '/' && peek(scanner, at + 1) == '*') {
            at = skip_block_comment(scanner, at);
            if (at > scanner->length)
                return at;
        } else
            return at;
    }
}

/* A token that begins with a letter: a word, or a string or name with a prefix. Gives its end. */
static size_t scan_letters(const t2s__scanner *scanner, size_t at, t2s__token_kind *ret_kind)
{
    char c = scanner->sql[at];
    char next = peek(scanner, at + 1);

    if (next == '\'' && strchr("bBxXnNeE", c) != NULL) {
        *ret_kind = strchr("bBxX", c) != NULL ? T2S__TOKEN_BITS : T2S__TOKEN_STRING;
        return skip_string(scanner, at + 2, c == 'e' || c == 'E');
    }
    if ((c == 'u' || c == 'U') && next == '&' && peek(scanner, at + 2) == '\'') {
        *ret_kind = T2S__TOKEN_STRING;
        return skip_string(scanner, at + 3, 0);
    }
    if ((c == 'u' || c == 'U') && next == '&' && peek(scanner, at + 2) == '"') {
        *ret_kind = T2S__TOKEN_NAME;
        return skip_name(scanner, at + 3);
    }
    *ret_kind = T2S__TOKEN_WORD;
    while (at < scanner->length && is_name_part(scanner->sql[at]))
        at++;
    return at;
}

static size_t scan_dollar(const t2s__scanner *scanner, size_t at, t2s__token_kind *ret_kind)
{
    size_t delimiter = dollar_delimiter(scanner, at);

    if (delimiter != 0) {
        *ret_kind = T2S__TOKEN_STRING;
        return skip_dollar_string(scanner, at, delimiter);
    }
    *ret_kind = is_digit(peek(scanner, at + 1)) ? T2S__TOKEN_PARAMETER : T2S__TOKEN_ERROR;
    at++;
    while (is_digit(peek(scanner, at)))
        at++;
    return at;
}

/* Gives the end of the token at `at`, which is not white space; `length + 1` when it has no end. */
static size_t scan_token(const t2s__scanner *scanner, size_t at, t2s__token_kind *ret_kind)
{
    char c = scanner->sql[at];
    char next = peek(scanner, at + 1);

    if (is_name_start(c))
        return scan_letters(scanner, at, ret_kind);
    if (c == '\'') {
        *ret_kind = T2S__TOKEN_STRING;
        return skip_string(scanner, at + 1, 0);
    }
    if (c == '"') {
        *ret_kind = T2S__TOKEN_NAME;
        return skip_name(scanner, at + 1);
    }
    if (c == '$')
        return scan_dollar(scanner, at, ret_kind);
    if (is_digit(c) || (c == '.' && is_digit(next))) {
        *ret_kind = T2S__TOKEN_NUMBER;
        return skip_number(scanner, at);
    }
    *ret_kind = T2S__TOKEN_PUNCTUATION;
    if ((c == ':' && (next == ':' || next == '=')) || (c == '.' && next == '.'))
        return at + 2;
    if (c != '\0' && strchr("()[],;.:", c) != NULL)
        return at + 1;
    if (is_operator(c)) {
        *ret_kind = T2S__TOKEN_OPERATOR;
        return at + operator_length(scanner, at);
    }
    *ret_kind = T2S__TOKEN_ERROR;
    return at + 1;
}

t2s__token t2s__scanner_next(t2s__scanner *scanner)
{
    t2s__token token = {T2S__TOKEN_END, 0, 0};
    size_t end = skip_blanks(scanner, scanner->at, &token.start);

    if (end > scanner->length)
        token.kind = T2S__TOKEN_ERROR;
    else if (end < scanner->length)
        end = scan_token(scanner, token.start, &token.kind);
    if (end > scanner->length) {
        token.kind = T2S__TOKEN_ERROR;
        end = scanner->length;
    }
    token.length = end - token.start;
    scanner->at = end;
    return token;
}

int t2s__token_is_word(const char *sql, t2s__token token, const char *word)
{
    if (token.kind != T2S__TOKEN_WORD || strlen(word) != token.length)
        return 0;
    for (size_t i = 0; i < token.length; i++) {
        char c = sql[token.start + i];

        if ((c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c) != word[i])
            return 0;
    }
    return 1;
}

int t2s__token_is_char(const char *sql, t2s__token token, char character)
{
    return token.kind == T2S__TOKEN_PUNCTUATION && token.length == 1 && sql[token.start] == character;
}

/* Whether the first words of a statement say CREATE [OR REPLACE] FUNCTION or PROCEDURE; `words` is how many words were seen. */
static int routine_so_far(const char *sql, t2s__token token, size_t words, int so_far)
{
    static const char *const first[] = {"create"};
    static const char *const later[] = {"or", "replace", "function", "procedure"};

    if (words == 0)
        return t2s__token_is_word(sql, token, first[0]);
    if (words > 3 || so_far != 1)
        return so_far;
    for (size_t i = 0; i < sizeof(later) / sizeof(later[0]); i++)
        if (t2s__token_is_word(sql, token, later[i]))
            return i >= 2 ? 2 : 1;
    return 0;
}

int t2s__postgres_next_statement(t2s__scanner *scanner, size_t *ret_start, size_t *ret_length)
{
    const char *sql = scanner->sql;
    size_t parentheses = 0, blocks = 0, words = 0, start = 0, end = 0;
    int routine = 0; /* 1: may still become one, 2: is one */

    for (;;) {
        t2s__token token = t2s__scanner_next(scanner);

        if (token.kind == T2S__TOKEN_END)
            break;
        if (t2s__token_is_char(sql, token, ';') && parentheses == 0 && blocks == 0) {
            if (end != 0)
                break;
            continue;
        }
        if (end == 0)
            start = token.start;
        end = token.start + token.length;
        if (t2s__token_is_char(sql, token, '('))
            parentheses++;
        else if (t2s__token_is_char(sql, token, ')') && parentheses > 0)
            parentheses--;
        if (token.kind != T2S__TOKEN_WORD)
            continue;
        routine = routine_so_far(sql, token, words++, routine);
        if (routine != 2 || parentheses != 0)
            continue;
        if (t2s__token_is_word(sql, token, "begin") || (blocks > 0 && t2s__token_is_word(sql, token, "case")))
            blocks++;
        else if (blocks > 0 && t2s__token_is_word(sql, token, "end"))
            blocks--;
    }
    *ret_start = start;
    *ret_length = end - start;
    return end != 0;
}
