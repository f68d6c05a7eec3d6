/* SPDX-License-Identifier: MIT */
#include "engine/memo.h"

#include <string.h>

#include "util/map.h"

t2s__verdict *t2s__memo_get(const t2s__memo *memo, uint64_t generation, const char *text, size_t length)
{
    uint64_t hash = t2s__hash(text, length);
    const struct t2s__memo_slot *slot = &memo->slots[hash % T2S__MEMO_SLOTS];

    if (slot->verdict == NULL || slot->hash != hash || slot->generation != generation || slot->verdict->length != length ||
        memcmp(slot->verdict->text, text, length) != 0)
        return NULL;
    return slot->verdict;
}

void t2s__memo_put(t2s__memo *memo, uint64_t generation, t2s__verdict *verdict)
{
    uint64_t hash = t2s__hash(verdict->text, verdict->length);
    struct t2s__memo_slot *slot = &memo->slots[hash % T2S__MEMO_SLOTS];

    if (verdict->length > T2S__MEMO_TEXT_MAX || slot->verdict == verdict)
        return;
    t2s__verdict_unref(slot->verdict);
    *slot = (struct t2s__memo_slot){.hash = hash, .generation = generation, .verdict = t2s__verdict_ref(verdict)};
}

void t2s__memo_dispose(t2s__memo *memo)
{
    for (size_t i = 0; i < T2S__MEMO_SLOTS; i++)
        t2s__verdict_unref(memo->slots[i].verdict);
    *memo = (t2s__memo){0};
}
