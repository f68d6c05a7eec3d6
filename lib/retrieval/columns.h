/* SPDX-License-Identifier: MIT */
/* Which columns of a relation a question needs. */
#ifndef T2S_RETRIEVAL_COLUMNS_H
#define T2S_RETRIEVAL_COLUMNS_H

#include "retrieval/choose.h"

/* Fill in the widths of a pick. 0; T2S_E_NOMEM. */
int t2s__columns_find(const t2s_index *index, const t2s__matches *matches, t2s__arena *arena, t2s__pick *pick);

/* All columns, in both forms. 0; T2S_E_NOMEM. */
int t2s__columns_all(const t2s_index *index, t2s__arena *arena, uint32_t relation, t2s__columns *ret_columns);

/*
 * Make the least width one that costs no more than `budget` in the brief form, the best columns first. 1: done. 0: not even the
 * relation's head fits. T2S_E_NOMEM.
 */
int t2s__columns_squeeze(const t2s_index *index, const t2s__matches *matches, uint64_t budget, t2s__arena *arena, t2s__pick *pick);

#endif
