/* SPDX-License-Identifier: MIT */
/* Abbreviations that leave letters out. */
#ifndef T2S_RETRIEVAL_SKELETON_H
#define T2S_RETRIEVAL_SKELETON_H

#include <stddef.h>

/*
 * Is `brief` what is left of `word` when letters are left out as people do it: qty of quantity, dept of department, mgr of manager?
 * The first letter stays, and after the first gap only consonants do. A beginning of the word is none.
 */
int t2s__is_skeleton(const char *brief, size_t brief_length, const char *word, size_t word_length);

#endif
