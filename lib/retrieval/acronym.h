/* SPDX-License-Identifier: MIT */
/* Acronyms: "dob" and "date of birth", whichever of the two is the catalog's and the other the question's. */
#ifndef T2S_RETRIEVAL_ACRONYM_H
#define T2S_RETRIEVAL_ACRONYM_H

#include <stddef.h>

/* Letters. Two are too few: most pairs mean nothing. */
enum { T2S__ACRONYM_MIN = 3, T2S__ACRONYM_MAX = 6 };

/* The first letters of words, in their order. */
typedef struct t2s__initials {
    char letters[T2S__ACRONYM_MAX]; /* the last ones */
    char stops[T2S__ACRONYM_MAX];   /* 1: the word is one of questions, as "of" is */
    size_t count;                   /* of all words so far */
} t2s__initials;

/* One word more, as t2s__words() gives it. */
void t2s__initials_add(t2s__initials *initials, const char *word, size_t length);

/*
 * The acronym of the last `count` words. 1; 0 when they cannot be meant by one: they are too few or too many, begin or end with a word
 * such as "of", or with what is no letter.
 */
int t2s__initials_last(const t2s__initials *initials, size_t count, char ret[T2S__ACRONYM_MAX + 1]);

#endif
