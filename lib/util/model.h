/* SPDX-License-Identifier: MIT */
/*
 * The base of every core model: provider, metadata source, dialect, validator, executor, cache. Embed a t2s__model as the first
 * member: a name, the implementer's data, and a lifetime that ends with his destroy.
 */
#ifndef T2S_UTIL_MODEL_H
#define T2S_UTIL_MODEL_H

#include <stdatomic.h>
#include <stddef.h>

typedef struct t2s__model {
    atomic_uint references;
    char *name;
    char *identity; /* what its work depends on, for keys of caches; NULL: its name */
    void *user_data;
    void (*destroy)(void *user_data); /* NULL: nothing */
} t2s__model;

/*
 * The end of a registration: an object of `size` bytes, zero but for its model, with one reference.
 *
 * code     in: what is wrong with the registration so far, or 0. Out: 0, T2S_E_INVALID (no name), T2S_E_NOMEM, or what came in.
 * NULL after an error, and then destroy has run: user_data is the model's from the beginning.
 */
void *t2s__model_new(size_t size, const char *name, void (*destroy)(void *user_data), void *user_data, int *code);

/* NULL is fine. */
void t2s__model_ref(t2s__model *model);
void t2s__model_unref(t2s__model *model);

#endif
