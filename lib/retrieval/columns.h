/* SPDX-License-Identifier: MIT */
/* Which columns of a relation a question needs. */
#ifndef T2S_RETRIEVAL_COLUMNS_H
#define T2S_RETRIEVAL_COLUMNS_H

#include "retrieval/choose.h"

/* Fill in the core of a pick: of narrow relations all columns, of wide ones keys, matches and the first few. 0; T2S_E_NOMEM. */
int t2s__columns_core(const t2s_index *index, const t2s__matches *matches, t2s__arena *arena, t2s__pick *pick);

/* Cut the core down to what costs no more than `budget`, the best columns first, in the brief form. 1: done. 0: not even its head fits.
 * T2S_E_NOMEM. */
int t2s__columns_squeeze(const t2s_index *index, const t2s__matches *matches, uint64_t budget, t2s__arena *arena, t2s__pick *pick);

#endif
