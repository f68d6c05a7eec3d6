/* SPDX-License-Identifier: MIT */
/* A hash map from byte strings to pointers. Keys and values are borrowed; nothing is ever taken out. */
#ifndef T2S_UTIL_MAP_H
#define T2S_UTIL_MAP_H

#include <stddef.h>
#include <stdint.h>

#include "util/arena.h"

struct t2s__map_entry;

typedef struct t2s__map {
    struct t2s__map_entry *entries;
    size_t count;
    size_t capacity;   /* a power of two, or 0 */
    t2s__arena *arena; /* NULL: from the heap */
} t2s__map;

/* With an arena, dispose is not needed. */
void t2s__map_init(t2s__map *map, t2s__arena *arena);
void t2s__map_dispose(t2s__map *map);

/* NULL when there is none. */
void *t2s__map_get(const t2s__map *map, const char *key, size_t length);

/* Add, or replace the value of an equal key. 0 or T2S_E_NOMEM. `value` must not be NULL. */
int t2s__map_put(t2s__map *map, const char *key, size_t length, void *value);

/* All values, in no order: begin with *at = 0. NULL behind the last. */
void *t2s__map_next(const t2s__map *map, size_t *at);

uint64_t t2s__hash(const char *data, size_t length);

#endif
