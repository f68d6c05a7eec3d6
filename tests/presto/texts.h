/* SPDX-License-Identifier: MIT */
/* Statements to begin with, and what chance makes of them token by token. The same for the same seed. */
#ifndef T2S_TESTS_PRESTO_TEXTS_H
#define T2S_TESTS_PRESTO_TEXTS_H

#include <stddef.h>
#include <stdint.h>

struct texts {
    char **items;
    size_t count;
    size_t capacity;
};

/* Takes the text. */
void texts_add(struct texts *texts, char *text);
void texts_free(struct texts *texts);

/* The statements of a file, each of which ends with a line end, `;` and a line end or the file's. */
void texts_read_sql(struct texts *texts, const char *path);

/* Where a token begins and how long it is: a quoted text, a comment, a number, a word, an operator. 0: there is none from `from` on. */
typedef struct span {
    size_t start;
    size_t length;
} span;
int text_next_token(const char *text, size_t from, span *ret_token);
/* All of them; freed by the caller. */
span *text_tokens(const char *text, size_t *ret_count);

/* One of `texts` with a token or a letter of it deleted, doubled, swapped or replaced, one to three times. Freed by the caller. */
char *texts_mutate(const struct texts *texts, uint64_t *state);

#endif
