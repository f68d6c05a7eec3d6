/* SPDX-License-Identifier: MIT */
/* What fixes of names have in common: where names stand in the text, and which of them are alike. */
#ifndef T2S_SQL_FIX_NAME_H
#define T2S_SQL_FIX_NAME_H

#include "sql/analysis.h"
#include "sql/fix.h"

enum { T2S__PATH_MAX = 4 };

/* A name as it is written, a.b.c. */
typedef struct t2s__path {
    size_t count; /* 0: there is no name that is understood */
    size_t start[T2S__PATH_MAX];
    size_t end[T2S__PATH_MAX];
} t2s__path;

t2s__path t2s__path_at(const char *sql, size_t length, int position);

/* 1 when a part of the path is this name as the analysis has it, so that it is safe to replace it. */
int t2s__path_is(const t2s__analysis *analysis, const t2s__path *path, size_t part, const char *name);

/* How alike two names are. */
typedef enum t2s__likeness {
    T2S__ALIKE_CASE,     /* but for case */
    T2S__ALIKE_SPELLING, /* but for case, blanks, underscores, other punctuation and the s of a plural */
    T2S__ALIKE_NEAR,     /* but for a letter or two */
    T2S__ALIKE_NOT
} t2s__likeness;

t2s__likeness t2s__likeness_of(const char *a, const char *b);

/* Is `whole` the words of `front` and then those of `back`, but for spelling? */
int t2s__is_composed(const char *whole, const char *front, const char *back);

/* Replace parts of the path from `first` to `last` by a name, or two with a dot between; `qualifier` may be NULL. */
void t2s__fix_path(const t2s__analysis *analysis, t2s__fixes *fixes, t2s_fix *fix, const t2s__path *path, size_t first, size_t last,
                   const char *qualifier, const char *name);

/* Give the fixes to the last finding, if one was added since there were `before`. */
void t2s__fixes_attach(t2s__analysis *analysis, t2s__fixes *fixes, size_t before);

#endif
