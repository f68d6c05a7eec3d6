/* SPDX-License-Identifier: MIT */
#include "retrieval/skeleton.h"

#include <string.h>

static int is_vowel(char character)
{
    return memchr("aeiou", character, 5) != NULL;
}

int t2s__is_skeleton(const char *brief, size_t brief_length, const char *word, size_t word_length)
{
    size_t at = 0;

    while (at < brief_length && at < word_length && brief[at] == word[at])
        at++;
    if (at == 0 || at == brief_length)
        return 0;
    for (size_t i = at; at < brief_length; at++, i++) {
        if (is_vowel(brief[at]))
            return 0;
        while (i < word_length && word[i] != brief[at])
            i++;
        if (i == word_length)
            return 0;
    }
    return brief_length > 2 || brief[brief_length - 1] == word[word_length - 1];
}
