/* SPDX-License-Identifier: MIT */
#include "dialect/presto_scan.h"

#include <string.h>

#include "util/utf8.h"

static int is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static int is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static int is_space(char c)
{
    return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

/* PrestoDB reads @ and : as a part of names, and refuses them later. */
static int is_name_part(t2s__presto_flavour flavour, char c)
{
    return is_letter(c) || is_digit(c) || c == '_' || (flavour == T2S__PRESTO_PRESTODB && (c == '@' || c == ':'));
}

void t2s__presto_scanner_init(t2s__presto_scanner *scanner, t2s__presto_flavour flavour, const char *sql, size_t length)
{
    *scanner = (t2s__presto_scanner){.sql = sql, .length = length, .no_comment_end = length, .flavour = flavour};
}

static char look(const t2s__presto_scanner *scanner, size_t at)
{
    return at < scanner->length ? scanner->sql[at] : '\0';
}

/* The end of a comment in brackets; 0 when it has none. */
static size_t comment_end(t2s__presto_scanner *scanner, size_t at)
{
    for (size_t i = at + 2; i + 1 < scanner->length && i < scanner->no_comment_end; i++)
        if (scanner->sql[i] == '*' && scanner->sql[i + 1] == '/')
            return i + 2;
    if (at < scanner->no_comment_end)
        scanner->no_comment_end = at;
    return 0;
}

static void skip_space(t2s__presto_scanner *scanner)
{
    const char *sql = scanner->sql;
    size_t at = scanner->at;

    for (;;) {
        if (at < scanner->length && is_space(sql[at]))
            at++;
        else if (look(scanner, at) == '-' && look(scanner, at + 1) == '-') {
            while (at < scanner->length && sql[at] != '\n' && sql[at] != '\r')
                at++;
        } else if (look(scanner, at) == '/' && look(scanner, at + 1) == '*') {
            size_t end = comment_end(scanner, at);

            if (end == 0)
                break;
            at = end;
        } else
            break;
    }
    scanner->at = at;
}

/* Behind the quote that closes what one opens at `at`; a doubled one does not, unless nothing else does. 0 when it is never closed. */
static size_t quoted_end(const t2s__presto_scanner *scanner, size_t at, int is_doubled)
{
    const char *sql = scanner->sql;
    char quote = sql[at];
    size_t closed = 0;

    for (at++; at < scanner->length; at++) {
        const char *found = memchr(sql + at, quote, scanner->length - at);

        if (found == NULL)
            break;
        at = (size_t)(found - sql);
        closed = at + 1;
        if (!is_doubled || look(scanner, at + 1) != quote)
            break;
        at++;
    }
    return closed;
}

static size_t digits(const t2s__presto_scanner *scanner, size_t at)
{
    while (is_digit(look(scanner, at)))
        at++;
    return at;
}

/* Trino: one underscore may stand between two digits. */
static size_t spaced_digits(const t2s__presto_scanner *scanner, size_t at)
{
    at = digits(scanner, at);
    if (scanner->flavour == T2S__PRESTO_TRINO)
        while (look(scanner, at) == '_' && is_digit(look(scanner, at + 1)))
            at = digits(scanner, at + 1);
    return at;
}

/* Behind an exponent, or `at` when there is none. */
static size_t exponent(const t2s__presto_scanner *scanner, size_t at)
{
    size_t sign = at + 1;

    if ((look(scanner, at) | 0x20) != 'e')
        return at;
    if (look(scanner, sign) == '+' || look(scanner, sign) == '-')
        sign++;
    return is_digit(look(scanner, sign)) ? digits(scanner, sign) : at;
}

static int is_digit_of(char base, char c)
{
    switch (base) {
    case 'x':
        return is_digit(c) || ((c | 0x20) >= 'a' && (c | 0x20) <= 'f');
    case 'o':
        return c >= '0' && c <= '7';
    default:
        return c == '0' || c == '1';
    }
}

/* 0x1F, 0o17 and 0b101, of Trino; `at` when it is none. */
static size_t based_digits(const t2s__presto_scanner *scanner, size_t at)
{
    char base = (char)(look(scanner, at + 1) | 0x20);
    size_t end = at + 2;

    if (scanner->flavour != T2S__PRESTO_TRINO || scanner->sql[at] != '0' || (base != 'x' && base != 'o' && base != 'b'))
        return at;
    for (;;) {
        size_t digit = end + (look(scanner, end) == '_');

        if (!is_digit_of(base, look(scanner, digit)))
            break;
        end = digit + 1;
    }
    return end > at + 2 ? end : at;
}

/* The longest of the forms that a number, or a name that begins with a digit, may have. The first of them where two are equally long. */
static t2s__presto_token number(t2s__presto_scanner *scanner)
{
    size_t at = scanner->at;
    size_t integer = spaced_digits(scanner, at), based = based_digits(scanner, at);
    size_t best = integer > based ? integer : based, end;
    uint16_t kind = T2S__PRESTO_INTEGER;

    if (look(scanner, integer) == '.') {
        best = spaced_digits(scanner, integer + 1);
        kind = T2S__PRESTO_DECIMAL;
    }
    end = digits(scanner, at);
    if (look(scanner, end) == '.')
        end = digits(scanner, end + 1);
    if (exponent(scanner, end) != end && exponent(scanner, end) > best) {
        best = exponent(scanner, end);
        kind = T2S__PRESTO_DOUBLE;
    }
    for (end = at; end < scanner->length && is_name_part(scanner->flavour, scanner->sql[end]); end++)
        ;
    if (end > best) {
        best = end;
        kind = T2S__PRESTO_DIGIT_NAME;
    }
    return (t2s__presto_token){(uint32_t)at, (uint32_t)(best - at), kind};
}

/* .5 and .5e1 */
static t2s__presto_token fraction(t2s__presto_scanner *scanner)
{
    size_t at = scanner->at;
    size_t decimal = spaced_digits(scanner, at + 1);
    size_t plain = digits(scanner, at + 1);

    if (exponent(scanner, plain) > decimal)
        return (t2s__presto_token){(uint32_t)at, (uint32_t)(exponent(scanner, plain) - at), T2S__PRESTO_DOUBLE};
    return (t2s__presto_token){(uint32_t)at, (uint32_t)(decimal - at), T2S__PRESTO_DECIMAL};
}

static int is_word(const t2s__presto_scanner *scanner, size_t at, const char *word, size_t length)
{
    if (scanner->length - at < length)
        return 0;
    for (size_t i = 0; i < length; i++)
        if ((scanner->sql[at + i] & ~0x20) != word[i])
            return 0;
    return 1;
}

/* Behind white space and then this word; 0 when they do not stand here. */
static size_t next_word(const t2s__presto_scanner *scanner, size_t at, const char *word)
{
    size_t length = strlen(word), start = at;

    while (at < scanner->length && is_space(scanner->sql[at]))
        at++;
    return at > start && is_word(scanner, at, word, length) ? at + length : 0;
}

/* What PrestoDB reads as one token, though it is of several words. */
static uint16_t joined(const t2s__presto_scanner *scanner, size_t start, size_t *end)
{
    size_t length = *end - start, at;
    uint16_t kind;

    if (length == 6 && is_word(scanner, start, "DOUBLE", 6)) {
        at = next_word(scanner, *end, "PRECISION");
        kind = T2S__PRESTO_DOUBLE_PRECISION;
    } else if ((length == 4 && is_word(scanner, start, "TIME", 4)) || (length == 9 && is_word(scanner, start, "TIMESTAMP", 9))) {
        at = next_word(scanner, *end, "WITH");
        at = at != 0 ? next_word(scanner, at, "TIME") : 0;
        at = at != 0 ? next_word(scanner, at, "ZONE") : 0;
        kind = length == 4 ? T2S__PRESTO_TIME_WITH_TIME_ZONE : T2S__PRESTO_TIMESTAMP_WITH_TIME_ZONE;
    } else
        return 0;
    if (at == 0)
        return 0;
    *end = at;
    return kind;
}

static t2s__presto_token word(t2s__presto_scanner *scanner)
{
    size_t start = scanner->at, end = start;
    char first = (char)(scanner->sql[start] | 0x20);
    uint16_t kind;

    if (first == 'x' && look(scanner, start + 1) == '\'' && (end = quoted_end(scanner, start + 1, 0)) != 0)
        return (t2s__presto_token){(uint32_t)start, (uint32_t)(end - start), T2S__PRESTO_BINARY};
    if (first == 'u' && look(scanner, start + 1) == '&' && look(scanner, start + 2) == '\'' &&
        (end = quoted_end(scanner, start + 2, 1)) != 0)
        return (t2s__presto_token){(uint32_t)start, (uint32_t)(end - start), T2S__PRESTO_UNICODE};
    for (end = start + 1; end < scanner->length && is_name_part(scanner->flavour, scanner->sql[end]); end++)
        ;
    if (scanner->flavour == T2S__PRESTO_PRESTODB && (first == 't' || first == 'd') && (kind = joined(scanner, start, &end)) != 0)
        return (t2s__presto_token){(uint32_t)start, (uint32_t)(end - start), kind};
    kind = (uint16_t)t2s__presto_word(scanner->flavour, scanner->sql + start, end - start);
    return (t2s__presto_token){(uint32_t)start, (uint32_t)(end - start), kind};
}

static t2s__presto_token quoted(t2s__presto_scanner *scanner, uint16_t kind)
{
    size_t end = quoted_end(scanner, scanner->at, 1);

    if (end == 0)
        return (t2s__presto_token){(uint32_t)scanner->at, 1, T2S__PRESTO_UNRECOGNIZED};
    return (t2s__presto_token){(uint32_t)scanner->at, (uint32_t)(end - scanner->at), kind};
}

/* $$...$$, or the mark of a row pattern. */
static t2s__presto_token dollar(t2s__presto_scanner *scanner)
{
    uint32_t at = (uint32_t)scanner->at;

    if (look(scanner, at + 1) == '$')
        for (size_t i = at + 2; i + 1 < scanner->length; i++)
            if (scanner->sql[i] == '$' && scanner->sql[i + 1] == '$')
                return (t2s__presto_token){at, (uint32_t)(i + 2 - at), T2S__PRESTO_DOLLARS};
    return (t2s__presto_token){at, 1, T2S__PRESTO_DOLLAR};
}

/* A mark of two characters, when the next one is the second of it; otherwise one of one. */
static t2s__presto_token mark(const t2s__presto_scanner *scanner, char second, unsigned two, unsigned one)
{
    int is_two = look(scanner, scanner->at + 1) == second;

    return (t2s__presto_token){(uint32_t)scanner->at, is_two ? 2 : 1, (uint16_t)(is_two ? two : one)};
}

static t2s__presto_token single(const t2s__presto_scanner *scanner, unsigned kind)
{
    return (t2s__presto_token){(uint32_t)scanner->at, 1, (uint16_t)kind};
}

/* Marks that only Trino has; PrestoDB knows no token that begins so. */
static t2s__presto_token trino_mark(const t2s__presto_scanner *scanner)
{
    switch (scanner->sql[scanner->at]) {
    case '@':
        return single(scanner, T2S__PRESTO_AT_SIGN);
    case ':':
        return mark(scanner, ':', T2S__PRESTO_DOUBLE_COLON, T2S__PRESTO_COLON);
    case '^':
        return single(scanner, T2S__PRESTO_CARET);
    case '{':
        return mark(scanner, '-', T2S__PRESTO_LEFT_EXCLUSION, T2S__PRESTO_LEFT_BRACE);
    case '}':
        return single(scanner, T2S__PRESTO_RIGHT_BRACE);
    default:
        return single(scanner, T2S__PRESTO_UNRECOGNIZED);
    }
}

static t2s__presto_token minus(const t2s__presto_scanner *scanner)
{
    if (look(scanner, scanner->at + 1) == '}' && scanner->flavour == T2S__PRESTO_TRINO)
        return mark(scanner, '}', T2S__PRESTO_RIGHT_EXCLUSION, T2S__PRESTO_MINUS);
    return mark(scanner, '>', T2S__PRESTO_ARROW, T2S__PRESTO_MINUS);
}

static t2s__presto_token punctuation(t2s__presto_scanner *scanner)
{
    int is_trino = scanner->flavour == T2S__PRESTO_TRINO;
    size_t size;

    switch (scanner->sql[scanner->at]) {
    case '.':
        return is_digit(look(scanner, scanner->at + 1)) ? fraction(scanner) : single(scanner, T2S__PRESTO_DOT);
    case '(':
        return single(scanner, T2S__PRESTO_LEFT_PAREN);
    case ')':
        return single(scanner, T2S__PRESTO_RIGHT_PAREN);
    case '[':
        return single(scanner, T2S__PRESTO_LEFT_BRACKET);
    case ']':
        return single(scanner, T2S__PRESTO_RIGHT_BRACKET);
    case ',':
        return single(scanner, T2S__PRESTO_COMMA);
    case ';':
        return single(scanner, T2S__PRESTO_SEMICOLON);
    case '?':
        return single(scanner, T2S__PRESTO_QUESTION_MARK);
    case '+':
        return single(scanner, T2S__PRESTO_PLUS);
    case '*':
        return single(scanner, T2S__PRESTO_ASTERISK);
    case '/':
        return single(scanner, T2S__PRESTO_SLASH);
    case '%':
        return single(scanner, T2S__PRESTO_PERCENT);
    case '-':
        return minus(scanner);
    case '=':
        return mark(scanner, '>', T2S__PRESTO_DOUBLE_ARROW, T2S__PRESTO_EQ);
    case '!':
        return mark(scanner, '=', T2S__PRESTO_NEQ, T2S__PRESTO_UNRECOGNIZED);
    case '>':
        return mark(scanner, '=', T2S__PRESTO_GTE, T2S__PRESTO_GT);
    case '<':
        return look(scanner, scanner->at + 1) == '>' ? mark(scanner, '>', T2S__PRESTO_NEQ, T2S__PRESTO_LT)
                                                     : mark(scanner, '=', T2S__PRESTO_LTE, T2S__PRESTO_LT);
    case '|':
        return mark(scanner, '|', T2S__PRESTO_CONCAT, is_trino ? T2S__PRESTO_BAR : T2S__PRESTO_UNRECOGNIZED);
    case '\'':
        return quoted(scanner, T2S__PRESTO_STRING);
    case '"':
        return quoted(scanner, T2S__PRESTO_QUOTED);
    case '`':
        return quoted(scanner, T2S__PRESTO_BACKQUOTED);
    case '$':
        return is_trino ? dollar(scanner) : single(scanner, T2S__PRESTO_UNRECOGNIZED);
    case '@':
    case ':':
    case '^':
    case '{':
    case '}':
        return is_trino ? trino_mark(scanner) : single(scanner, T2S__PRESTO_UNRECOGNIZED);
    default:
        size = t2s__utf8_size(scanner->sql + scanner->at, scanner->length - scanner->at);
        return (t2s__presto_token){(uint32_t)scanner->at, (uint32_t)(size != 0 ? size : 1), T2S__PRESTO_UNRECOGNIZED};
    }
}

t2s__presto_token t2s__presto_scanner_next(t2s__presto_scanner *scanner)
{
    t2s__presto_token token;
    char c;

    skip_space(scanner);
    if (scanner->at >= scanner->length)
        return (t2s__presto_token){(uint32_t)scanner->length, 0, T2S__PRESTO_END};
    c = scanner->sql[scanner->at];
    if (is_letter(c) || c == '_')
        token = word(scanner);
    else if (is_digit(c))
        token = number(scanner);
    else
        token = punctuation(scanner);
    scanner->at += token.length;
    return token;
}

t2s__presto_token *t2s__presto_scan(t2s__arena *arena, t2s__presto_flavour flavour, const char *sql, size_t length, size_t *ret_count)
{
    size_t capacity = length / 4 + 16, count = 0;
    t2s__presto_token *tokens = t2s__arena_alloc(arena, capacity * sizeof(*tokens));
    t2s__presto_scanner scanner;

    t2s__presto_scanner_init(&scanner, flavour, sql, length);
    while (tokens != NULL) {
        if (count == capacity) {
            t2s__presto_token *more = t2s__arena_alloc(arena, 2 * capacity * sizeof(*tokens));

            if (more == NULL)
                return NULL;
            memcpy(more, tokens, capacity * sizeof(*tokens));
            tokens = more;
            capacity *= 2;
        }
        tokens[count] = t2s__presto_scanner_next(&scanner);
        if (tokens[count++].kind == T2S__PRESTO_END)
            break;
    }
    *ret_count = count;
    return tokens;
}
