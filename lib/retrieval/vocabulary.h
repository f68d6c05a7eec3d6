/* SPDX-License-Identifier: MIT */
/*
 * The words of a catalog, and what a word of a question may mean among them: itself, a synonym, another form of it, a longer word
 * that it is a part of, its abbreviation, what it is the acronym of, two words that it is made of, or what it was meant to be spelled
 * like.
 */
#ifndef T2S_RETRIEVAL_VOCABULARY_H
#define T2S_RETRIEVAL_VOCABULARY_H

#include <stddef.h>
#include <stdint.h>

#include "util/arena.h"
#include "util/map.h"

/* A word of the catalog. */
typedef struct t2s__term {
    const char *text;
    uint32_t length;
    uint32_t first; /* its postings: [first, first + count); the index fills them in */
    uint32_t count;
    uint32_t next_root; /* 1 + the next term of the same root, 0: there is none */
    uint32_t letters;   /* a bit for each letter that is in it */
} t2s__term;

/* The end of a word, from some letter on: sorted, they find every word that holds a string. */
typedef struct t2s__suffix {
    const char *text;
    uint32_t term;
} t2s__suffix;

enum { T2S__TERM_LENGTHS = 64 };

typedef struct t2s__vocabulary {
    t2s__arena *arena;
    t2s__map by_text; /* 1 + the number of a term */
    t2s__term *terms; /* from the heap until they are complete */
    size_t count;
    size_t capacity;

    t2s__map by_root;  /* 1 + the number of the first term of a root */
    t2s__map synonyms; /* by a word of questions: its groups, see synonyms.h */
    t2s__suffix *suffixes;
    size_t suffix_count;
    uint32_t *by_length; /* numbers of terms, shorter ones first */
    uint32_t first_of_length[T2S__TERM_LENGTHS + 2];
} t2s__vocabulary;

/* A term that a word may mean, and how surely: 256 is the word itself. */
typedef struct t2s__meaning {
    uint32_t term;
    uint32_t factor;
} t2s__meaning;

/* What a look-up needs; made once for many. */
typedef struct t2s__meanings {
    t2s__meaning *items;
    size_t count;
    uint32_t *stamps; /* by term: the look-up that found it last */
    uint32_t lookup;
} t2s__meanings;

void t2s__vocabulary_init(t2s__vocabulary *vocabulary, t2s__arena *arena);

/* The number of a term, a new one if need be; not after completion. 0; T2S_E_NOMEM. */
int t2s__vocabulary_add(t2s__vocabulary *vocabulary, const char *word, size_t length, uint32_t *ret_term);

/* No more terms come: make them searchable. 0; T2S_E_NOMEM. */
int t2s__vocabulary_complete(t2s__vocabulary *vocabulary);

/* Frees what is on the heap; all else dies with the arena. */
void t2s__vocabulary_dispose(t2s__vocabulary *vocabulary);

/*
 * The term that stands for names whose words begin with these letters. No text has it as a word, so it is found as an acronym alone.
 * 0; T2S_E_NOMEM.
 */
int t2s__vocabulary_add_acronym(t2s__vocabulary *vocabulary, const char *letters, uint32_t *ret_term);

/* 1 + the number of the term that a word is, 0: it is none. */
uint32_t t2s__vocabulary_get(const t2s__vocabulary *vocabulary, const char *word, size_t length);

/* 0; T2S_E_NOMEM. */
int t2s__meanings_init(t2s__meanings *meanings, const t2s__vocabulary *vocabulary, t2s__arena *arena);

/* All that a word, as t2s__words() gives it but NUL-terminated, may mean. */
void t2s__meanings_find(t2s__meanings *meanings, const t2s__vocabulary *vocabulary, const char *word, size_t length);

#endif
