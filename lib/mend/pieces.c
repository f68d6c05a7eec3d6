/* SPDX-License-Identifier: MIT */
#include "mend/pieces.h"

#include <string.h>

#include "util/utf8.h"

static int is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static int is_name_part(char c)
{
    return is_letter(c) || (c >= '0' && c <= '9') || c == '_' || c == '$';
}

static char peek(const t2s__pieces *pieces, size_t at)
{
    return at < pieces->length ? pieces->sql[at] : '\0';
}

static int is_at(const t2s__pieces *pieces, size_t at, const char *part)
{
    size_t length = strlen(part);

    return at + length <= pieces->length && memcmp(pieces->sql + at, part, length) == 0;
}

size_t t2s__inner_quote(const char *sql, size_t length, size_t at)
{
    char before = at > 0 ? sql[at - 1] : '\0';
    char behind = at + 1 < length ? sql[at + 1] : '\0';

    if (behind == '\'')
        return 2;
    return is_letter(behind) && (is_letter(before) || before == '\\') ? 1 : 0;
}

/* Behind a string whose opening quote is before `at`; the text's end where it has none. */
static size_t skip_string(const t2s__pieces *pieces, size_t at, int escapes)
{
    while (at < pieces->length) {
        size_t inner;

        if (pieces->sql[at] == '\\' && escapes) {
            at += 2;
            continue;
        }
        if (pieces->sql[at++] != '\'')
            continue;
        inner = t2s__inner_quote(pieces->sql, pieces->length, at - 1);
        if (inner == 0)
            return at;
        at += inner - 1;
    }
    return pieces->length;
}

/* Names and curly strings are not longer: what is not found so near is not looked for everywhere, again and again. */
enum { TICKS_MAX = 256, CURLY_MAX = 2048 };

/* Behind the next `end` of one character; 0 when there is none on this line and near, or without `ticks` none at all. A doubled one does
 * not count. */
static size_t skip_quoted(const t2s__pieces *pieces, size_t at, char end, int ticks)
{
    size_t last = ticks && pieces->length - at > TICKS_MAX ? at + TICKS_MAX : pieces->length;

    for (; at < last; at++) {
        if (pieces->sql[at] == '\n' && ticks)
            return 0;
        if (pieces->sql[at] != end)
            continue;
        if (peek(pieces, at + 1) != end)
            return at + 1;
        at++;
    }
    return 0;
}

static size_t skip_to(const t2s__pieces *pieces, size_t at, const char *end, size_t maximum)
{
    size_t length = strlen(end);
    size_t last = pieces->length - at > maximum ? at + maximum : pieces->length;

    for (; at + length <= last; at++)
        if (pieces->sql[at] == end[0] && is_at(pieces, at, end))
            return at + length;
    return 0;
}

static size_t skip_line(const t2s__pieces *pieces, size_t at)
{
    while (at < pieces->length && pieces->sql[at] != '\n')
        at++;
    return at;
}

/* A # that begins a comment stands first on its line, or behind a blank, and a blank or a letter follows. */
static int is_hash_comment(const t2s__pieces *pieces, size_t at)
{
    size_t line = at;
    char next = peek(pieces, at + 1);

    if (next != ' ' && !is_letter(next))
        return 0;
    while (line > 0 && (pieces->sql[line - 1] == ' ' || pieces->sql[line - 1] == '\t'))
        line--;
    return line == 0 || pieces->sql[line - 1] == '\n' || line < at;
}

static size_t skip_dollar(t2s__pieces *pieces, size_t at)
{
    size_t tag = at + 1, end;

    while (is_letter(peek(pieces, tag)) || peek(pieces, tag) == '_')
        tag++;
    if (peek(pieces, tag) != '$' || pieces->no_dollar)
        return 0;
    tag += 1 - at;
    for (end = at + tag; end + tag <= pieces->length; end++)
        if (pieces->sql[end] == '$' && memcmp(pieces->sql + end, pieces->sql + at, tag) == 0)
            return end + tag;
    pieces->no_dollar = 1;
    return 0;
}

static size_t skip_block(const t2s__pieces *pieces, size_t at)
{
    size_t end = skip_to(pieces, at + 2, "*/", pieces->length);

    return end != 0 ? end : pieces->length;
}

/* The end of what begins at `at` with quotes or as a comment; 0 when it is nothing of the kind. */
static size_t scan_special(t2s__pieces *pieces, size_t at, t2s__piece_kind *ret_kind)
{
    char c = pieces->sql[at];
    char before = at > 0 ? pieces->sql[at - 1] : '\0';
    int escaped = (before == 'e' || before == 'E') && (at < 2 || !is_name_part(pieces->sql[at - 2]));

    if (c == '\'') {
        *ret_kind = escaped ? T2S__PIECE_ESCAPED : T2S__PIECE_STRING;
        return skip_string(pieces, at + 1, escaped);
    }
    if (c == '"') {
        *ret_kind = T2S__PIECE_NAME;
        return skip_quoted(pieces, at + 1, '"', 0);
    }
    if (c == '`' && !is_at(pieces, at, "```")) {
        *ret_kind = T2S__PIECE_TICKS;
        return skip_quoted(pieces, at + 1, '`', 1);
    }
    if (is_at(pieces, at, "\xE2\x80\x98")) {
        *ret_kind = T2S__PIECE_CURLY;
        return skip_to(pieces, at + 3, "\xE2\x80\x99", CURLY_MAX);
    }
    if (is_at(pieces, at, "\xE2\x80\x9C")) {
        *ret_kind = T2S__PIECE_CURLY_NAME;
        return skip_to(pieces, at + 3, "\xE2\x80\x9D", CURLY_MAX);
    }
    *ret_kind = T2S__PIECE_COMMENT;
    if (is_at(pieces, at, "--"))
        return skip_line(pieces, at);
    if (is_at(pieces, at, "/*"))
        return skip_block(pieces, at);
    if (c == '#' && is_hash_comment(pieces, at)) {
        *ret_kind = T2S__PIECE_HASH_COMMENT;
        return skip_line(pieces, at);
    }
    *ret_kind = T2S__PIECE_DOLLAR;
    return c == '$' && !is_name_part(before) ? skip_dollar(pieces, at) : 0;
}

t2s__piece t2s__pieces_next(t2s__pieces *pieces)
{
    t2s__piece piece = {T2S__PIECE_END, pieces->at, 0};
    size_t end = pieces->at;

    if (end >= pieces->length)
        return piece;
    end = scan_special(pieces, pieces->at, &piece.kind);
    if (end == 0 && is_name_part(pieces->sql[pieces->at])) {
        piece.kind = T2S__PIECE_WORD;
        for (end = pieces->at; is_name_part(peek(pieces, end)); end++)
            continue;
    } else if (end == 0) {
        size_t size = t2s__utf8_size(pieces->sql + pieces->at, pieces->length - pieces->at);

        piece.kind = T2S__PIECE_CODE;
        end = pieces->at + (size != 0 ? size : 1);
    }
    piece.length = end - piece.start;
    pieces->at = end;
    return piece;
}
