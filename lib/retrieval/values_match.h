/* SPDX-License-Identifier: MIT */
/* A question while the values that it mentions are looked for. */
#ifndef T2S_RETRIEVAL_VALUES_MATCH_H
#define T2S_RETRIEVAL_VALUES_MATCH_H

#include "retrieval/values_index.h"

/* What a word of the question is, beyond T2S__FOLD_*. */
enum {
    T2S__ASKED_STOP = 1 << 8,    /* a word of questions, not of what they are about */
    T2S__ASKED_NAME = 1 << 9,    /* stands in the name of a relation or column */
    T2S__ASKED_QUOTED = 1 << 10, /* stands in quotes */
    T2S__ASKED_PROPER = 1 << 11, /* a capital inside a sentence: somebody's or something's own name */
    T2S__ASKED_COVERED = 1 << 12 /* a value was found there */
};

/* Words in a row. */
typedef struct t2s__stretch {
    uint32_t first;
    uint32_t count;
} t2s__stretch;

typedef struct t2s__asking {
    const t2s__value_index *index;
    const char *question;
    t2s__folded folded; /* its words' flags are T2S__FOLD_* and T2S__ASKED_* */
    uint32_t *words;    /* hashes of its words as names have them, but for those that are of questions */
    size_t word_count;
    uint64_t word_bits; /* as t2s__value_name_bits() */
    t2s__mention *mentions;
    size_t count;
} t2s__asking;

/* The words' part of the key. */
const char *t2s__stretch_key(const t2s__asking *asking, t2s__stretch stretch, size_t *ret_length);

/* Fold the question, and find out what its words are. 0; T2S_E_NOMEM. */
int t2s__asking_read(t2s__asking *asking, t2s__arena *arena);

/* What stands in quotes is meant as it stands: all of it before any part. */
void t2s__asking_find_quoted(t2s__asking *asking);

/* Flags that all of the words have, and those that any has. */
uint32_t t2s__stretch_flags(const t2s__asking *asking, t2s__stretch stretch, uint32_t *ret_any);

/*
 * Mention the values of a key, in the columns that fit the question best. `strength` 0: the stretch has this very key, and how strong
 * it is depends on the column. Returns how many were mentioned; if any, the words are covered.
 */
size_t t2s__asking_mention(t2s__asking *asking, t2s__stretch stretch, const char *key, size_t length, uint32_t strength);

/* Mention one value of one column, unless it is mentioned already or there is no more room; the words are covered. */
void t2s__asking_add(t2s__asking *asking, t2s__stretch stretch, const t2s__value_column *column, const char *value, uint32_t strength);

/* The same, of all columns that have the value of a number. */
void t2s__asking_mention_number(t2s__asking *asking, t2s__stretch stretch, uint32_t number, uint32_t strength);

/* How surely a value is meant that has the key of the stretch; 0: it is not. */
uint32_t t2s__asking_strength(const t2s__asking *asking, t2s__stretch stretch, const t2s__value_column *column, const char *value);

/* How well a column and its spelling of the value fit the question. */
int t2s__asking_rank(const t2s__asking *asking, t2s__stretch stretch, const t2s__value_column *column, const char *value);

/* Do the words of a column's name stand in the question? */
int t2s__asking_names(const t2s__asking *asking, const t2s__value_column *column);

/* Look for codes of sex that a word stands for, and for values that it is another form of. */
void t2s__asking_find_sex(t2s__asking *asking, uint32_t word);
void t2s__asking_find_forms(t2s__asking *asking, uint32_t word);

/* Look for all that is not the same: codes and forms, then misspellings, then parts, where nothing was found. */
void t2s__asking_find_near(t2s__asking *asking);

#endif
