/* SPDX-License-Identifier: MIT */
/*
 * What a model wrote, and what came of looking at it. Immutable once it was judged, and then shared: by the answer, by the questions
 * that waited for the same call, by the memo.
 */
#ifndef T2S_ENGINE_VERDICT_H
#define T2S_ENGINE_VERDICT_H

#include <stdatomic.h>

#include <text2sql/statement.h>

#include "prompt/reply.h"

typedef struct t2s__verdict {
    atomic_uint references;
    char *text; /* as the model wrote it */
    size_t length;
    t2s__reply reply;         /* what the text says */
    t2s_statement *statement; /* of reply.sql, when there is one */
} t2s__verdict;

/* `text` is taken over, also after a failure. NULL when memory is short. */
t2s__verdict *t2s__verdict_new(char *text, size_t length);

t2s__verdict *t2s__verdict_ref(t2s__verdict *verdict);
void t2s__verdict_unref(t2s__verdict *verdict);

/* Is it SQL that passed every check? */
int t2s__verdict_is_good(const t2s__verdict *verdict);

#endif
