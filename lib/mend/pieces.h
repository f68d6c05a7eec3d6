/* SPDX-License-Identifier: MIT */
/*
 * A text in pieces, read as whoever wrote it may have meant it: strings whose quotes are escaped with a backslash or not at all, names
 * in backticks. What cannot be parsed cannot be told apart by PostgreSQL's own rules.
 */
#ifndef T2S_MEND_PIECES_H
#define T2S_MEND_PIECES_H

#include <stddef.h>

typedef enum t2s__piece_kind {
    T2S__PIECE_END,
    T2S__PIECE_CODE,        /* one character, of as many bytes as UTF-8 gives it */
    T2S__PIECE_WORD,        /* letters, digits, _ and $ */
    T2S__PIECE_STRING,      /* '...', without a prefix */
    T2S__PIECE_ESCAPED,     /* '...' behind an E */
    T2S__PIECE_NAME,        /* "..." */
    T2S__PIECE_TICKS,       /* `...` */
    T2S__PIECE_CURLY,       /* a text in curly single quotes */
    T2S__PIECE_CURLY_NAME,  /* a text in curly double quotes */
    T2S__PIECE_COMMENT,
    T2S__PIECE_HASH_COMMENT, /* # to the end of the line */
    T2S__PIECE_DOLLAR       /* $tag$...$tag$ */
} t2s__piece_kind;

typedef struct t2s__piece {
    t2s__piece_kind kind;
    size_t start;
    size_t length; /* quotes included */
} t2s__piece;

typedef struct t2s__pieces {
    const char *sql;
    size_t length;
    size_t at;
    int no_dollar; /* a dollar-quoted string without its end was met: there are no more */
} t2s__pieces;

static inline t2s__pieces t2s__pieces_of(const char *sql, size_t length)
{
    return (t2s__pieces){sql, length, 0, 0};
}

t2s__piece t2s__pieces_next(t2s__pieces *pieces);

/* How many bytes a single quote inside a string takes if it does not end the string: \' and n's have 1, '' has 2; 0: it ends it. */
size_t t2s__inner_quote(const char *sql, size_t length, size_t at);

#endif
