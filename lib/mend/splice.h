/* SPDX-License-Identifier: MIT */
/* A fix, made: the new text, and where the places of the old one are in it, and the other way round. */
#ifndef T2S_MEND_SPLICE_H
#define T2S_MEND_SPLICE_H

#include "sql/fix.h"
#include "util/buffer.h"

/* Write the text with the fix made. 0 when the fix cannot be made: it changes nothing, overlaps itself or leaves the text. */
int t2s__splice(const t2s_fix *fix, const char *sql, size_t length, t2s__buffer *ret_text);

/* Where a place of the old text is in the new one; one that was replaced is where its replacement begins. */
size_t t2s__splice_forward(const t2s_fix *fix, size_t position);

/* Where a place of the new text was in the old one; one inside a replacement was where that began, or with `is_end` where it ended. */
size_t t2s__splice_back(const t2s_fix *fix, size_t position, int is_end);

/* 1 when a place of the new text is in, or right at, what the fix put there. */
int t2s__splice_touches(const t2s_fix *fix, size_t position);

#endif
