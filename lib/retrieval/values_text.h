/* SPDX-License-Identifier: MIT */
/*
 * Values as a prompt shows them, a line each, in SQL's own spelling:
 *
 *     addresses.city = 'New York'
 *     orders.status: 'new', 'paid'
 *
 * Values were written by whoever could write to the database: they stay on their line and cannot close a fence.
 */
#ifndef T2S_RETRIEVAL_VALUES_TEXT_H
#define T2S_RETRIEVAL_VALUES_TEXT_H

#include "retrieval/index.h"
#include "util/buffer.h"

enum { T2S__MENTION_LINES_MAX = 20, T2S__MENTION_TOKENS_MAX = 300 };

/* Append the mentions, the strongest first, as many whole lines as fit. Returns their tokens; the buffer says whether it failed. */
size_t t2s__mentions_write(const t2s_index *index, const t2s__mentions *mentions, size_t budget, t2s__buffer *buffer);

/* The same for a question that nothing was looked up for yet. 0; T2S_E_NOMEM. */
int t2s__mentions_text(const t2s_index *index, const char *question, size_t budget, t2s__buffer *buffer, size_t *ret_tokens);

/*
 * Append up to three values of each column that a subset shows and of which values are known: fewer of each when that is too much, and
 * of as many columns as fit. 0; T2S_E_NOMEM.
 */
int t2s__samples_text(const t2s_subset *subset, size_t budget, t2s__buffer *buffer, size_t *ret_tokens);

#endif
