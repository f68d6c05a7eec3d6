/* SPDX-License-Identifier: MIT */
/* Reading a patient's tokens. An index behind the last one is the END token, which is nothing that is asked for here. */
#ifndef T2S_MEND_TOKENS_H
#define T2S_MEND_TOKENS_H

#include "mend/mend.h"

static inline size_t t2s__token_end(const t2s__token *token)
{
    return token->start + token->length;
}

static inline int t2s__is_word(const t2s__patient *patient, size_t index, const char *word)
{
    return t2s__token_is_word(patient->sql, *t2s__patient_token(patient, index), word);
}

/* One of several words, separated by blanks. */
int t2s__is_one_of(const t2s__patient *patient, size_t index, const char *words);

static inline int t2s__is_char(const t2s__patient *patient, size_t index, char character)
{
    return t2s__token_is_char(patient->sql, *t2s__patient_token(patient, index), character);
}

/* An operator or punctuation, as it is spelled. */
int t2s__is_sign(const t2s__patient *patient, size_t index, const char *sign);

/* The index of the ) that belongs to the ( at `open`; token_count when there is none. */
size_t t2s__closing(const t2s__patient *patient, size_t open);

/* The index of the ( around a token; token_count when there is none. */
size_t t2s__enclosing(const t2s__patient *patient, size_t index);

/* Can a value end with this token: a name, a literal, a closing parenthesis, END? */
int t2s__ends_value(const t2s__patient *patient, size_t index);

/* Is it a word that begins a clause, or joins queries: FROM, WHERE, GROUP, ...? */
int t2s__begins_clause(const t2s__patient *patient, size_t index);

#endif
