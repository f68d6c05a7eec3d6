/* SPDX-License-Identifier: MIT */
/* A fix that begins with its first edit: who looks through a text for something may find nothing. */
#ifndef T2S_MEND_MAKING_H
#define T2S_MEND_MAKING_H

#include "sql/fix.h"

typedef struct t2s__making {
    t2s__fixes *fixes;
    t2s__fix_rank rank;
    const char *name;    /* static */
    const char *message; /* static, a sentence */
    t2s_fix *fix;        /* NULL until there is an edit */
} t2s__making;

static inline void t2s__make_edit(t2s__making *making, size_t start, size_t length, const char *text, size_t text_length)
{
    if (making->fix == NULL)
        making->fix = t2s__fixes_add(making->fixes, making->rank, making->name, "%s", making->message);
    t2s__fix_edit(making->fixes, making->fix, start, length, text, text_length);
}

void t2s__make_replace(t2s__making *making, size_t start, size_t length, const char *text);

#endif
