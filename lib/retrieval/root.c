/* SPDX-License-Identifier: MIT */
#include "retrieval/root.h"

#include <string.h>

enum { LEFT_MIN = 4 /* letters that stay */, ROUNDS = 3 };

/* Endings that make one kind of word of another; longer ones before those that they end with. */
static const char *const endings[] = {"isation", "ization", "ation", "ition", "ement", "ment", "ness", "ship", "ance", "ence",
                                      "able",    "ible",    "ical",  "ally",  "ator",  "ity",  "ive",  "ion",  "ist",  "ism",
                                      "ous",     "ful",     "ant",   "ent",   "ate",   "ing",  "iz",   "er",   "or",   "al",
                                      "ic",      "ly",      "at",    "ed",    "y",     "i",    "e"};

static size_t cut_once(const char *word, size_t length)
{
    for (size_t i = 0; i < sizeof(endings) / sizeof(*endings); i++) {
        size_t size = strlen(endings[i]);

        if (length >= size + LEFT_MIN && memcmp(word + length - size, endings[i], size) == 0)
            return length - size;
    }
    return length;
}

size_t t2s__word_root(const char *word, size_t length)
{
    for (int round = 0; round < ROUNDS; round++)
        length = cut_once(word, length);
    return length;
}
