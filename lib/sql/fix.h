/* SPDX-License-Identifier: MIT */
/* Fixes, as they are kept: everything in an arena. */
#ifndef T2S_SQL_FIX_H
#define T2S_SQL_FIX_H

#include <stddef.h>

#include <text2sql/fix.h>

#include "util/arena.h"

/*
 * How good a reason there is for a fix. All that can be done about a finding is tried in this order: fixes of one rank compete with
 * each other, and the next rank is looked at only when none of the one before it fits.
 */
typedef enum t2s__fix_rank {
    T2S__FIX_SAME,    /* the same thing, spelled as it must be: case, quotes, another word for exactly the same */
    T2S__FIX_MOVED,   /* the same name, found at another place: another alias, another schema */
    T2S__FIX_SIMILAR, /* the same name but for what people change in names: blanks, underscores, a plural; at another place */
    T2S__FIX_NEAR,    /* another name, of which this one may be a misspelling */
    T2S__FIX_GUESS    /* what is left to try when nothing else makes sense */
} t2s__fix_rank;

typedef struct t2s__edit {
    size_t start;
    size_t length;
    const char *text; /* NUL-terminated */
    struct t2s__edit *next;
} t2s__edit;

struct t2s_fix {
    t2s__fix_rank rank;
    const char *name; /* static */
    const char *code; /* of the finding that it is for; "" while that is not known */
    const char *message;
    t2s__edit *first; /* in the order of the text, not overlapping */
    t2s__edit *last;
    size_t count;
    struct t2s_fix *next;
};

/* Fixes while they are gathered. Where memory is short `failed` is set, and the functions below do nothing more. */
typedef struct t2s__fixes {
    t2s__arena *arena;
    t2s_fix *first;
    t2s_fix *last;
    size_t count;
    int failed;
} t2s__fixes;

/* Everything will live in the arena. */
void t2s__fixes_init(t2s__fixes *fixes, t2s__arena *arena);

/* Begin a fix: `name` is static; the message is a sentence. NULL when memory is short, which t2s__fix_edit() takes. */
t2s_fix *t2s__fixes_add(t2s__fixes *fixes, t2s__fix_rank rank, const char *name, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/*
 * Replace `length` bytes at `start` of the text. In any order; edits that overlap an earlier one of the same fix are a mistake of the caller's,
 * for which the whole fix is never made. `text` is copied; it may hold pieces of the original. An edit at the same place
 * as an earlier one, where either is an insertion, goes behind it.
 */
void t2s__fix_edit(t2s__fixes *fixes, t2s_fix *fix, size_t start, size_t length, const char *text, size_t text_length);
void t2s__fix_replace(t2s__fixes *fixes, t2s_fix *fix, size_t start, size_t length, const char *text);

#endif
