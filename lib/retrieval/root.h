/* SPDX-License-Identifier: MIT */
/* What words of one family share: "conviction", "convicted" and "convict"; "manager" and "management". */
#ifndef T2S_RETRIEVAL_ROOT_H
#define T2S_RETRIEVAL_ROOT_H

#include <stddef.h>

/* How many bytes of a word, as t2s__words() gives it, are its root. Rough, and meant for comparing alone. */
size_t t2s__word_root(const char *word, size_t length);

#endif
