/* SPDX-License-Identifier: MIT */
/* Words, as names, comments and questions are compared by. */
#ifndef T2S_UTIL_WORDS_H
#define T2S_UTIL_WORDS_H

#include <stddef.h>

enum { T2S__WORD_MAX = 64 /* bytes; what is longer is cut */ };

/* `word` is not terminated and lives during the call. Nonzero stops. */
typedef int (*t2s__word_fn)(const char *word, size_t length, void *user_data);

/*
 * Split a text into words: at everything that is no letter or digit, at the humps of camelCase, and between letters and digits
 * (then also the whole); ideographs are words of their own. Lower-cased, English endings cut off lightly. Returns what stopped it,
 * or 0.
 */
int t2s__words(const char *text, size_t length, t2s__word_fn found, void *user_data);

/* Is it a word of questions, not of what they are about? As t2s__words() gives it. */
int t2s__word_is_stop(const char *word, size_t length);

#endif
