/* SPDX-License-Identifier: MIT */
/* An arena: many small allocations, freed together. One thread at a time. */
#ifndef T2S_UTIL_ARENA_H
#define T2S_UTIL_ARENA_H

#include <stddef.h>

struct t2s__arena_block;

typedef struct t2s__arena {
    struct t2s__arena_block *blocks; /* the newest first */
    char *next;
    char *end;
    size_t block_size; /* of the next block; doubles up to a limit */
    size_t total;      /* bytes taken from the system */
} t2s__arena;

/* `first` is a guess at how much will be needed; nothing is allocated yet. */
void t2s__arena_init(t2s__arena *arena, size_t first);

/* Aligned for every type. NULL when memory is short. */
void *t2s__arena_alloc(t2s__arena *arena, size_t size);
void *t2s__arena_zalloc(t2s__arena *arena, size_t size);

/* NUL-terminated copies. NULL in gives NULL out. */
char *t2s__arena_strndup(t2s__arena *arena, const char *text, size_t length);
char *t2s__arena_strdup(t2s__arena *arena, const char *text);

/* printf into the arena. */
char *t2s__arena_printf(t2s__arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Frees everything; the arena may be used again. */
void t2s__arena_dispose(t2s__arena *arena);

#endif
