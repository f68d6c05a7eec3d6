/* SPDX-License-Identifier: MIT */
/* What words mean here: metrics and synonyms, found in a question by their words, whatever their endings. */
#ifndef T2S_KNOWLEDGE_DEFINITIONS_H
#define T2S_KNOWLEDGE_DEFINITIONS_H

#include <stddef.h>
#include <stdint.h>

#include "util/arena.h"
#include "util/buffer.h"
#include "util/map.h"

/* A line of a prompt, and the phrases that call for it. */
typedef struct t2s__definition {
    const char *text;
    uint32_t tokens;
} t2s__definition;

typedef struct t2s__definitions {
    t2s__arena *arena;
    t2s__map by_phrase; /* the words of a phrase -> the last of a list of meanings */
    size_t longest;     /* phrase, in words */
} t2s__definitions;

void t2s__definitions_init(t2s__definitions *definitions, t2s__arena *arena);

/* A definition, without a phrase yet; `text` is copied. NULL: memory is short. */
t2s__definition *t2s__definition_new(t2s__definitions *definitions, const char *text, size_t length);

/* A phrase that calls for it. 0; T2S_E_NOMEM. */
int t2s__definitions_add(t2s__definitions *definitions, const char *phrase, t2s__definition *definition);

/*
 * Append what a question's words mean, a line each, in the order of the question, of the longest phrases at each place, and each
 * once.
 *
 * budget      tokens; what does not fit is left out
 * ret_tokens  that were used
 * 0; T2S_E_NOMEM.
 */
int t2s__definitions_write(const t2s__definitions *definitions, const char *question, size_t budget, t2s__buffer *buffer,
                           size_t *ret_tokens);

#endif
