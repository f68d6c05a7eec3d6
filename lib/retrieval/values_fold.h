/* SPDX-License-Identifier: MIT */
/*
 * Values and questions as they are compared: what is left of a text when case, accents, punctuation and the difference between one
 * and many are taken away. The words stand in the key without anything between them, so that "New York", "new-york" and "NewYork" have
 * the same one.
 */
#ifndef T2S_RETRIEVAL_VALUES_FOLD_H
#define T2S_RETRIEVAL_VALUES_FOLD_H

#include <stddef.h>
#include <stdint.h>

enum {
    T2S__FOLD_CAPITAL = 1 << 0, /* begins with a capital */
    T2S__FOLD_SHOUTED = 1 << 1, /* two letters or more, and all of them capitals */
    T2S__FOLD_DIGITS = 1 << 2   /* has nothing but digits */
};

typedef struct t2s__folded_word {
    uint32_t start; /* bytes of the text */
    uint32_t end;
    uint32_t key_start; /* bytes of the key; between two numbers stands a byte that belongs to neither */
    uint32_t key_end;
    uint32_t flags; /* T2S__FOLD_* */
} t2s__folded_word;

/* The arrays are the caller's. */
typedef struct t2s__folded {
    char *key;
    size_t key_room;
    size_t key_length;
    t2s__folded_word *words;
    size_t word_room;
    size_t word_count;
    int cut; /* there was no room for all of it */
} t2s__folded;

void t2s__fold(const char *text, size_t length, t2s__folded *folded);

/* Of a key. The hash of a longer one goes on from its beginning's. */
#define T2S__FOLD_HASH_INIT UINT64_C(14695981039346656037)
uint64_t t2s__fold_hash(uint64_t hash, const char *key, size_t length);
uint32_t t2s__fold_hash_finish(uint64_t hash);

/* Are two texts the same but for the case of their letters? */
int t2s__fold_same_letters(const char *a, size_t a_length, const char *b, size_t b_length);

#endif
