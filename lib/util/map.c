/* SPDX-License-Identifier: MIT */
#include "util/map.h"

#include <string.h>

#include <text2sql/error.h>

#include "util/memory.h"

struct t2s__map_entry {
    const char *key;
    size_t length;
    uint64_t hash;
    void *value; /* NULL: the entry is free */
};

/* FNV-1a, 64 bits (http://www.isthe.com/chongo/tech/comp/fnv/), with a last mix so that the low bits depend on all of it. */
uint64_t t2s__hash(const char *data, size_t length)
{
    uint64_t hash = 14695981039346656037U;

    for (size_t i = 0; i < length; i++)
        hash = (hash ^ (unsigned char)data[i]) * 1099511628211U;
    return hash ^ (hash >> 32);
}

void t2s__map_init(t2s__map *map, t2s__arena *arena)
{
    *map = (t2s__map){.arena = arena};
}

void t2s__map_dispose(t2s__map *map)
{
    if (map->arena == NULL)
        t2s__free(map->entries);
    t2s__map_init(map, map->arena);
}

/* The entry of a key, or the free one where it would go. There always is a free one. */
static struct t2s__map_entry *locate(struct t2s__map_entry *entries, size_t capacity, const char *key, size_t length, uint64_t hash)
{
    size_t at = (size_t)hash & (capacity - 1);

    while (entries[at].value != NULL &&
           (entries[at].hash != hash || entries[at].length != length || memcmp(entries[at].key, key, length) != 0))
        at = (at + 1) & (capacity - 1);
    return &entries[at];
}

void *t2s__map_get(const t2s__map *map, const char *key, size_t length)
{
    return map->capacity != 0 ? locate(map->entries, map->capacity, key, length, t2s__hash(key, length))->value : NULL;
}

static int enlarge(t2s__map *map)
{
    size_t capacity = map->capacity != 0 ? map->capacity * 2 : 16;
    size_t size = capacity * sizeof(struct t2s__map_entry);
    struct t2s__map_entry *entries = map->arena != NULL ? t2s__arena_zalloc(map->arena, size) : t2s__calloc(1, size);

    if (entries == NULL)
        return T2S_E_NOMEM;
    for (size_t i = 0; i < map->capacity; i++) {
        struct t2s__map_entry *old = &map->entries[i];

        if (old->value != NULL)
            *locate(entries, capacity, old->key, old->length, old->hash) = *old;
    }
    if (map->arena == NULL)
        t2s__free(map->entries);
    map->entries = entries;
    map->capacity = capacity;
    return 0;
}

int t2s__map_put(t2s__map *map, const char *key, size_t length, void *value)
{
    uint64_t hash = t2s__hash(key, length);
    struct t2s__map_entry *entry;

    if (map->count * 4 >= map->capacity * 3 && enlarge(map) != 0)
        return T2S_E_NOMEM;
    entry = locate(map->entries, map->capacity, key, length, hash);
    if (entry->value == NULL)
        map->count++;
    *entry = (struct t2s__map_entry){.key = key, .length = length, .hash = hash, .value = value};
    return 0;
}

void *t2s__map_next(const t2s__map *map, size_t *at)
{
    while (*at < map->capacity) {
        void *value = map->entries[(*at)++].value;

        if (value != NULL)
            return value;
    }
    return NULL;
}
