/* SPDX-License-Identifier: MIT */
/* What a question says outright: each stretch of its words, the longest first, is looked up among the values. */
#include "retrieval/values_match.h"

#include <string.h>

#include <text2sql/error.h>

enum {
    HITS_MAX = 512,
    SCANNED_MAX = 256 /* columns that have the same value */
};

const char *t2s__stretch_key(const t2s__asking *asking, t2s__stretch stretch, size_t *ret_length)
{
    const t2s__folded_word *first = &asking->folded.words[stretch.first];

    *ret_length = first[stretch.count - 1].key_end - first->key_start;
    return asking->folded.key + first->key_start;
}

uint32_t t2s__stretch_flags(const t2s__asking *asking, t2s__stretch stretch, uint32_t *ret_any)
{
    uint32_t all = UINT32_MAX;

    *ret_any = 0;
    for (uint32_t i = 0; i < stretch.count; i++) {
        uint32_t flags = asking->folded.words[stretch.first + i].flags;

        all &= flags;
        *ret_any |= flags;
    }
    return all;
}

/* One that may be mentioned, and how well it fits. */
struct fitting {
    const t2s__value_column *column;
    const char *value;
    uint32_t strength;
    int rank;
};

/* Keep the best few in their order; among equals the first. */
static size_t keep_best(struct fitting best[T2S__MENTION_COLUMNS_MAX], size_t count, struct fitting next)
{
    size_t at;

    if (count == T2S__MENTION_COLUMNS_MAX) {
        if (best[count - 1].rank >= next.rank)
            return count;
        count--;
    }
    for (at = count; at > 0 && best[at - 1].rank < next.rank; at--)
        best[at] = best[at - 1];
    best[at] = next;
    return count + 1;
}

/* The values of a key: equal hashes are not yet equal keys. */
static size_t find_fitting(const t2s__asking *asking, t2s__stretch stretch, const char *key, size_t length, uint32_t strength,
                           struct fitting best[T2S__MENTION_COLUMNS_MAX])
{
    size_t slot_count;
    const t2s__hash_slot *slots = t2s__hash_table_find(&asking->index->by_key, t2s__value_key_hash(key, length), &slot_count);
    const char *verified = NULL;
    size_t count = 0;
    t2s__value_room room;

    for (size_t i = 0; i < slot_count && i < SCANNED_MAX; i++) {
        struct fitting next = {.strength = strength};

        next.value = t2s__value_text(asking->index, slots[i].number, &next.column);
        if (verified == NULL || strcmp(verified, next.value) != 0) {
            if (!t2s__value_fold(next.value, &room) || room.folded.key_length != length || memcmp(room.key, key, length) != 0)
                continue;
            verified = next.value;
        }
        if (strength == 0)
            next.strength = t2s__asking_strength(asking, stretch, next.column, next.value);
        next.rank = t2s__asking_rank(asking, stretch, next.column, next.value);
        if (next.strength != 0)
            count = keep_best(best, count, next);
    }
    return count;
}

static int is_mentioned(const t2s__asking *asking, const t2s__value_column *column, const char *value)
{
    for (size_t i = 0; i < asking->count; i++)
        if (asking->mentions[i].relation == column->relation && asking->mentions[i].column == column->column &&
            strcmp(asking->mentions[i].value, value) == 0)
            return 1;
    return 0;
}

void t2s__asking_add(t2s__asking *asking, t2s__stretch stretch, const t2s__value_column *column, const char *value, uint32_t strength)
{
    t2s__folded_word *first = &asking->folded.words[stretch.first];

    if (asking->count < T2S__MENTIONS_MAX && !is_mentioned(asking, column, value))
        asking->mentions[asking->count++] = (t2s__mention){.relation = column->relation,
                                                           .column = column->column,
                                                           .value = value,
                                                           .strength = strength,
                                                           .start = first->start,
                                                           .length = first[stretch.count - 1].end - first->start};
    for (uint32_t i = 0; i < stretch.count; i++)
        first[i].flags |= T2S__ASKED_COVERED;
}

size_t t2s__asking_mention(t2s__asking *asking, t2s__stretch stretch, const char *key, size_t length, uint32_t strength)
{
    struct fitting best[T2S__MENTION_COLUMNS_MAX];
    size_t count = find_fitting(asking, stretch, key, length, strength, best);

    for (size_t i = 0; i < count; i++)
        t2s__asking_add(asking, stretch, best[i].column, best[i].value, best[i].strength);
    return count;
}

void t2s__asking_mention_number(t2s__asking *asking, t2s__stretch stretch, uint32_t number, uint32_t strength)
{
    const t2s__value_column *column;
    t2s__value_room room;

    if (t2s__value_fold(t2s__value_text(asking->index, number, &column), &room))
        t2s__asking_mention(asking, stretch, room.key, room.folded.key_length, strength);
}

/* All stretches that begin at a word. */
static size_t look_up_from(const t2s__asking *asking, uint32_t first, t2s__stretch *hits, size_t count)
{
    const t2s__folded_word *words = asking->folded.words;
    uint64_t hash = T2S__FOLD_HASH_INIT;
    uint32_t at = words[first].key_start;

    for (uint32_t n = 1; n <= asking->index->longest + 1 && first + n <= asking->folded.word_count; n++) {
        uint32_t end = words[first + n - 1].key_end;
        size_t slots;

        hash = t2s__fold_hash(hash, asking->folded.key + at, end - at);
        at = end;
        if (end - words[first].key_start > T2S__VALUE_KEY_MAX)
            break;
        t2s__hash_table_find(&asking->index->by_key, t2s__fold_hash_finish(hash), &slots);
        if (slots != 0 && count < HITS_MAX)
            hits[count++] = (t2s__stretch){.first = first, .count = n};
    }
    return count;
}

/* "New York City" leaves no "New York", nor "York". */
static void mention_longest_first(t2s__asking *asking, const t2s__stretch *hits, size_t count)
{
    for (uint32_t n = asking->index->longest + 1; n > 0; n--)
        for (size_t i = 0; i < count; i++) {
            size_t length;
            uint32_t any;
            const char *key;

            if (hits[i].count != n || (t2s__stretch_flags(asking, hits[i], &any) & T2S__ASKED_COVERED) != 0)
                continue;
            key = t2s__stretch_key(asking, hits[i], &length);
            t2s__asking_mention(asking, hits[i], key, length, 0);
        }
}

static int find_equal(t2s__asking *asking, t2s__arena *arena)
{
    t2s__stretch *hits = t2s__arena_alloc(arena, HITS_MAX * sizeof(*hits));
    size_t count = 0;

    if (hits == NULL)
        return T2S_E_NOMEM;
    for (uint32_t i = 0; i < asking->folded.word_count; i++)
        count = look_up_from(asking, i, hits, count);
    mention_longest_first(asking, hits, count);
    return 0;
}

/* The strongest first; among equals those that come first in the question. */
static void sort_mentions(t2s__asking *asking)
{
    for (size_t i = 1; i < asking->count; i++) {
        t2s__mention mention = asking->mentions[i];
        size_t at = i;

        for (; at > 0; at--) {
            const t2s__mention *before = &asking->mentions[at - 1];

            if (before->strength > mention.strength ||
                (before->strength == mention.strength && before->start <= mention.start))
                break;
            asking->mentions[at] = *before;
        }
        asking->mentions[at] = mention;
    }
}

int t2s__value_index_match(const t2s__value_index *index, const char *question, t2s__arena *arena, t2s__mentions *ret_mentions)
{
    t2s__asking asking = {.index = index, .question = question};

    *ret_mentions = (t2s__mentions){0};
    if (index->value_count == 0)
        return 0;
    asking.mentions = t2s__arena_alloc(arena, T2S__MENTIONS_MAX * sizeof(*asking.mentions));
    if (asking.mentions == NULL || t2s__asking_read(&asking, arena) != 0)
        return T2S_E_NOMEM;
    t2s__asking_find_quoted(&asking);
    if (find_equal(&asking, arena) != 0)
        return T2S_E_NOMEM;
    t2s__asking_find_near(&asking);
    sort_mentions(&asking);
    *ret_mentions = (t2s__mentions){.items = asking.mentions, .count = asking.count};
    return 0;
}
