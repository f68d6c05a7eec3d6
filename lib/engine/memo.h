/* SPDX-License-Identifier: MIT */
/*
 * The verdicts on replies that came lately, so that a reply out of the cache is not judged again: judging is a pure function of the
 * reply, the snapshot and the checks. A memo belongs to one snapshot; the checks are told by their generation. Loop thread only.
 */
#ifndef T2S_ENGINE_MEMO_H
#define T2S_ENGINE_MEMO_H

#include <stddef.h>
#include <stdint.h>

#include "engine/verdict.h"

enum { T2S__MEMO_SLOTS = 256, T2S__MEMO_TEXT_MAX = 16384 /* bytes of a reply that is kept */ };

/* A zeroed one is empty. Direct mapped: of two replies that meet in a slot the later one stays. */
typedef struct t2s__memo {
    struct t2s__memo_slot {
        uint64_t hash;
        uint64_t generation;
        t2s__verdict *verdict;
    } slots[T2S__MEMO_SLOTS];
} t2s__memo;

/* Borrowed; NULL when it is not there. */
t2s__verdict *t2s__memo_get(const t2s__memo *memo, uint64_t generation, const char *text, size_t length);

/* Takes a reference of its own, if it keeps it. */
void t2s__memo_put(t2s__memo *memo, uint64_t generation, t2s__verdict *verdict);

void t2s__memo_dispose(t2s__memo *memo);

#endif
