/* SPDX-License-Identifier: MIT */
/* Reading JSON by its characters, line and column kept; and its strings. */
#ifndef T2S_KNOWLEDGE_READER_H
#define T2S_KNOWLEDGE_READER_H

#include "knowledge/report.h"
#include "util/arena.h"

/* Where the reader is. `code` is set once, by the first error of syntax: there is no telling what follows it. */
typedef struct t2s__reader {
    const char *at;
    const char *end;
    t2s__place place;
    t2s__arena *arena;
    t2s_knowledge_report *report;
    int code;
} t2s__reader;

/* Read no further. The first code stays. */
void t2s__reader_stop(t2s__reader *reader, int code);

/* The same for an error of syntax, which is reported if it is the first. hint: NULL is fine */
void t2s__reader_stop_at(t2s__reader *reader, t2s__place place, const char *hint, const char *message);

/* The next byte; 0 at the end, and for a NUL, which stands nowhere. */
static inline char t2s__reader_peek(const t2s__reader *reader)
{
    return reader->at < reader->end ? *reader->at : '\0';
}

/* Not at the end. */
void t2s__reader_advance(t2s__reader *reader);

/* A string, from behind its opening quote to behind the closing one. NULL: an error, see `code`. */
const char *t2s__reader_string(t2s__reader *reader, t2s__place opening);

#endif
