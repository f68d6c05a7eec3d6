/* SPDX-License-Identifier: MIT */
/* Questions with the SQL that answers them, and which of them are the nearest to another question. */
#ifndef T2S_KNOWLEDGE_EXAMPLES_H
#define T2S_KNOWLEDGE_EXAMPLES_H

#include <stddef.h>
#include <stdint.h>

#include "catalog/catalog.h"
#include "util/arena.h"
#include "util/buffer.h"
#include "util/map.h"

typedef struct t2s__example {
    const char *question;
    const char *sql;
    const t2s_relation **relations; /* that the SQL reads */
    size_t relation_count;
    uint64_t weight; /* of all its words */
    uint32_t tokens; /* as it stands in a prompt */
} t2s__example;

/* A word of the examples' questions. */
typedef struct t2s__example_word {
    uint32_t first; /* its examples: [first, first + count) */
    uint32_t count;
    uint32_t weight; /* 256 times the logarithm of how rare it is */
} t2s__example_word;

typedef struct t2s__examples {
    t2s__example *items;
    size_t count;
    t2s__map words_by_text;
    t2s__example_word *words;
    size_t word_count;
    uint32_t *places; /* examples, by word */
    uint32_t rarest;  /* the weight of a word that no example has */
} t2s__examples;

/*
 * Make examples searchable.
 *
 * items  live as long as the arena; their weights and tokens are filled in
 * 0; T2S_E_NOMEM.
 */
int t2s__examples_index(t2s__examples *examples, t2s__example *items, size_t count, t2s__arena *arena);

/*
 * Append the nearest examples to a question: those that share the rarest words with it, the nearest one last.
 *
 * limit     of them
 * budget    tokens; one that does not fit is left out
 * is_shown  is a relation in the prompt? Examples whose tables are come before others that are as near. NULL: all are.
 * ret_tokens  that were used
 * 0; T2S_E_NOMEM.
 */
int t2s__examples_write(const t2s__examples *examples, const char *question, size_t limit, size_t budget,
                        int (*is_shown)(const t2s_relation *relation, const void *user_data), const void *user_data,
                        t2s__buffer *buffer, size_t *ret_tokens);

#endif
