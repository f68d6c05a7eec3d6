/* SPDX-License-Identifier: MIT */
/* Every allocation of the library goes through here, so that tests can make the nth one fail. */
#ifndef T2S_UTIL_MEMORY_H
#define T2S_UTIL_MEMORY_H

#include <stddef.h>

void *t2s__malloc(size_t size);
void *t2s__calloc(size_t count, size_t size);
void *t2s__realloc(void *memory, size_t size);
void t2s__free(void *memory);

/* NULL in gives NULL out, so a NULL result is an error only where the text was not NULL. */
char *t2s__strdup(const char *text);
char *t2s__strndup(const char *text, size_t length);

/* Copy an optional text into `*ret`, freeing what was there. 0 or T2S_E_NOMEM, and then *ret is as it was. */
int t2s__strset(char **ret, const char *text);

/* Room for at least `needed` items of `size` bytes; grows by doubling. 0 or T2S_E_NOMEM, and then nothing has changed. */
int t2s__grow(void **items, size_t *capacity, size_t needed, size_t size);

/* Overwrite secrets in a way that the compiler does not remove. */
void t2s__wipe(void *memory, size_t size);

/* Tests: called before each allocation; nonzero makes it fail. NULL for none. Not for use while other threads allocate. */
extern int (*t2s__memory_fail)(void);

#endif
