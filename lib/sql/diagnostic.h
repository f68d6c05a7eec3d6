/* SPDX-License-Identifier: MIT */
/* Diagnostics, as they are kept: everything in the arena of the statement. */
#ifndef T2S_SQL_DIAGNOSTIC_H
#define T2S_SQL_DIAGNOSTIC_H

#include <stddef.h>

#include <text2sql/diagnostic.h>

#include "sql/fix.h"
#include "util/arena.h"

struct t2s_diagnostic {
    int severity;
    int is_refusal;
    int position;
    int line;
    int column;
    const char *code;
    const char *message;
    const char *hint;
    const char *rule;
    t2s_fix *fixes; /* a list, in the order of their ranks */
};

typedef struct t2s__diagnostics {
    t2s_diagnostic **items;
    size_t count;
    size_t capacity;
} t2s__diagnostics;

/* Add one; the texts must live in the arena. `sql` is for line and column. T2S_E_NOMEM. */
int t2s__diagnostics_add(t2s__diagnostics *diagnostics, t2s__arena *arena, const char *sql, size_t length,
                         t2s_diagnostic diagnostic);

#endif
