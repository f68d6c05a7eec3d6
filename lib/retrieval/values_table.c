/* SPDX-License-Identifier: MIT */
#include "retrieval/values_table.h"

#include <string.h>

#include <text2sql/error.h>

#include "util/memory.h"

enum { DIGIT_BITS = 11, DIGITS = 1 << DIGIT_BITS, BITS_MAX = 20, SLOTS_A_BUCKET = 4 };

/* One pass of a radix sort: stable, so that what was in order before stays so among equals. */
static void sort_by_digit(const t2s__hash_slot *from, t2s__hash_slot *to, size_t count, unsigned shift)
{
    uint32_t next[DIGITS] = {0};
    uint32_t total = 0;

    for (size_t i = 0; i < count; i++)
        next[from[i].hash >> shift & (DIGITS - 1)]++;
    for (size_t i = 0; i < DIGITS; i++) {
        uint32_t here = next[i];

        next[i] = total;
        total += here;
    }
    for (size_t i = 0; i < count; i++)
        to[next[from[i].hash >> shift & (DIGITS - 1)]++] = from[i];
}

/* Few are not worth the passes. */
static void sort_few(t2s__hash_slot *slots, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        t2s__hash_slot slot = slots[i];
        size_t at = i;

        for (; at > 0 && slots[at - 1].hash > slot.hash; at--)
            slots[at] = slots[at - 1];
        slots[at] = slot;
    }
}

static int sort(t2s__hash_slot *slots, size_t count)
{
    t2s__hash_slot *other;

    if (count <= 64) {
        sort_few(slots, count);
        return 0;
    }
    other = t2s__malloc(count * sizeof(*other));
    if (other == NULL)
        return T2S_E_NOMEM;
    sort_by_digit(slots, other, count, 0);
    sort_by_digit(other, slots, count, DIGIT_BITS);
    sort_by_digit(slots, other, count, 2 * DIGIT_BITS);
    memcpy(slots, other, count * sizeof(*slots));
    t2s__free(other);
    return 0;
}

int t2s__hash_table_build(t2s__hash_table *table, t2s__hash_slot *slots, size_t count, t2s__arena *arena)
{
    unsigned bits = 1;
    size_t buckets;
    size_t at = 0;

    while (bits < BITS_MAX && ((size_t)SLOTS_A_BUCKET << bits) < count)
        bits++;
    buckets = (size_t)1 << bits;
    *table = (t2s__hash_table){.slots = slots, .count = count, .shift = 32 - bits};
    table->first = t2s__arena_alloc(arena, (buckets + 1) * sizeof(*table->first));
    if (table->first == NULL || sort(slots, count) != 0)
        return T2S_E_NOMEM;
    for (size_t bucket = 0; bucket < buckets; bucket++) {
        while (at < count && slots[at].hash >> table->shift < bucket)
            at++;
        table->first[bucket] = (uint32_t)at;
    }
    table->first[buckets] = (uint32_t)count;
    return 0;
}

const t2s__hash_slot *t2s__hash_table_find(const t2s__hash_table *table, uint32_t hash, size_t *ret_count)
{
    size_t low;
    size_t high;
    size_t end;

    *ret_count = 0;
    if (table->count == 0)
        return NULL;
    low = table->first[hash >> table->shift];
    end = high = table->first[(hash >> table->shift) + 1];
    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (table->slots[middle].hash < hash)
            low = middle + 1;
        else
            high = middle;
    }
    high = low;
    while (high < end && table->slots[high].hash == hash)
        high++;
    *ret_count = high - low;
    return table->slots + low;
}
