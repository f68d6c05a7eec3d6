/* SPDX-License-Identifier: MIT */
/* The tables that find what is not the same: values in another spelling, and values by one of their words. */
#include <string.h>

#include "retrieval/root.h"
#include "retrieval/values_index.h"
#include "util/memory.h"
#include "util/words.h"

enum {
    ONE_CHANGE_FROM = 5, /* bytes of a key: what is shorter is too near to other words */
    TWO_CHANGES_FROM = 9,
    SPELLING_BYTES_MAX = 60,
    RARE_WORD_MIN = 2, /* bytes */
    RARE_WORDS_MAX = 4, /* of a value */
    ROOTED_WORD_MIN = 5
};

size_t t2s__value_changes(size_t length)
{
    if (length < ONE_CHANGE_FROM || length > SPELLING_BYTES_MAX)
        return 0;
    return length < TWO_CHANGES_FROM ? 1 : 2;
}

void t2s__value_piece(size_t length, size_t number, size_t *ret_start, size_t *ret_end)
{
    size_t pieces = t2s__value_changes(length) + 1;

    *ret_start = length * number / pieces;
    *ret_end = length * (number + 1) / pieces;
}

uint32_t t2s__value_piece_hash(const char *piece, size_t size, size_t length, size_t number)
{
    char place[2] = {(char)length, (char)number};

    return t2s__fold_hash_finish(t2s__fold_hash(t2s__fold_hash(T2S__FOLD_HASH_INIT, place, sizeof(place)), piece, size));
}

size_t t2s__value_pieces(const char *key, size_t length, uint32_t hashes[T2S__VALUE_PIECES_MAX])
{
    size_t count = t2s__value_changes(length) != 0 ? t2s__value_changes(length) + 1 : 0;

    for (size_t i = 0; i < count; i++) {
        size_t start;
        size_t end;

        t2s__value_piece(length, i, &start, &end);
        hashes[i] = t2s__value_piece_hash(key + start, end - start, length, i);
    }
    return count;
}

struct root {
    size_t words;
    uint32_t hash;
};

static int find_root(const char *word, size_t length, void *user_data)
{
    struct root *root = user_data;

    root->words++;
    root->hash = t2s__value_key_hash(word, t2s__word_root(word, length));
    return 0;
}

uint32_t t2s__value_root_hash(const char *key, size_t length)
{
    struct root root = {0};

    if (length >= ROOTED_WORD_MIN)
        t2s__words(key, length, find_root, &root);
    return root.words == 1 ? root.hash : 0;
}

/* The values at hand: one of each key, if it is among the first of its column. */
struct keys {
    const t2s__value_index *index;
    uint32_t share;
    size_t at; /* in the table of keys */
};

/* The next one, folded. 0: there are no more. */
static int next_key(struct keys *keys, t2s__value_room *room, uint32_t *ret_number)
{
    const t2s__hash_table *table = &keys->index->by_key;

    while (keys->at < table->count) {
        uint32_t hash = table->slots[keys->at].hash;
        const char *text = NULL;

        for (; keys->at < table->count && table->slots[keys->at].hash == hash; keys->at++) {
            const t2s__value_column *column;
            uint32_t number = table->slots[keys->at].number;
            const char *candidate;

            if (text != NULL)
                continue;
            candidate = t2s__value_text(keys->index, number, &column);
            if (number - column->first < keys->share) {
                text = candidate;
                *ret_number = number;
            }
        }
        if (text != NULL && t2s__value_fold(text, room))
            return 1;
    }
    return 0;
}

static uint32_t word_hash(const t2s__value_room *room, size_t word)
{
    const t2s__folded_word *at = &room->words[word];

    return t2s__value_key_hash(room->key + at->key_start, at->key_end - at->key_start);
}

static int is_worth_a_slot(const t2s__value_room *room, size_t word)
{
    const t2s__folded_word *at = &room->words[word];

    return room->folded.word_count > 1 && at->key_end - at->key_start >= RARE_WORD_MIN;
}

/* In how many values a word is, but for words that share a place here: then the sum. */
struct counts {
    unsigned char *counts;
    unsigned shift;
};

static void count_word(struct counts *counts, uint32_t hash)
{
    unsigned char *count = &counts->counts[hash >> counts->shift];

    if (*count <= T2S__VALUE_WORD_VALUES_MAX)
        ++*count;
}

/* First only count: how many pieces, how many words, and which words are rare. */
static void count_near(t2s__value_index *index, uint32_t share, struct counts *counts, size_t *ret_pieces, size_t *ret_words)
{
    struct keys keys = {.index = index, .share = share};
    t2s__value_room room;
    uint32_t number;
    uint32_t hashes[T2S__VALUE_PIECES_MAX];

    while (next_key(&keys, &room, &number)) {
        *ret_pieces += t2s__value_pieces(room.key, room.folded.key_length, hashes);
        for (size_t i = 0; i < room.folded.word_count; i++) {
            t2s__hash_set_add(&index->value_words, word_hash(&room, i));
            if (is_worth_a_slot(&room, i))
                count_word(counts, word_hash(&room, i));
        }
        *ret_words += room.folded.word_count < RARE_WORDS_MAX ? room.folded.word_count : RARE_WORDS_MAX;
    }
}

static void fill_near(const t2s__value_index *index, uint32_t share, const struct counts *counts, t2s__hash_slot *pieces,
                      t2s__hash_slot *words, size_t *ret_words)
{
    struct keys keys = {.index = index, .share = share};
    t2s__value_room room;
    uint32_t number;
    uint32_t hashes[T2S__VALUE_PIECES_MAX];
    size_t kept = 0;

    while (next_key(&keys, &room, &number)) {
        size_t count = t2s__value_pieces(room.key, room.folded.key_length, hashes);
        size_t most = kept + RARE_WORDS_MAX;

        for (size_t i = 0; i < count; i++)
            *pieces++ = (t2s__hash_slot){.hash = hashes[i], .number = number};
        for (size_t i = 0; i < room.folded.word_count && kept < most; i++) {
            uint32_t hash = word_hash(&room, i);

            if (is_worth_a_slot(&room, i) && counts->counts[hash >> counts->shift] <= T2S__VALUE_WORD_VALUES_MAX)
                words[kept++] = (t2s__hash_slot){.hash = hash, .number = number};
        }
    }
    *ret_words = kept;
}

static int build_tables(t2s__value_index *index, uint32_t share, const struct counts *counts, size_t piece_count, size_t word_count,
                        t2s__arena *arena)
{
    t2s__hash_slot *pieces = t2s__arena_alloc(arena, (piece_count + 1) * sizeof(*pieces));
    t2s__hash_slot *words = t2s__malloc((word_count + 1) * sizeof(*words));
    t2s__hash_slot *rare;
    int code = T2S_E_NOMEM;

    if (pieces == NULL || words == NULL)
        goto done;
    fill_near(index, share, counts, pieces, words, &word_count);
    rare = t2s__arena_alloc(arena, (word_count + 1) * sizeof(*rare));
    if (rare == NULL)
        goto done;
    memcpy(rare, words, word_count * sizeof(*rare));
    code = t2s__hash_table_build(&index->by_piece, pieces, piece_count, arena);
    if (code == 0)
        code = t2s__hash_table_build(&index->by_word, rare, word_count, arena);
done:
    t2s__free(words);
    return code;
}

/* "cancelled" is found by "cancellation"; only in columns that have so few values that they are kinds of things. */
static int build_roots(t2s__value_index *index, uint32_t share, t2s__arena *arena)
{
    t2s__hash_slot *slots;
    t2s__value_room room;
    size_t room_for = 0;
    size_t count = 0;

    for (size_t i = 0; i < index->column_count; i++) {
        uint32_t values = index->columns[i].count < share ? index->columns[i].count : share;

        room_for += index->columns[i].count <= T2S__VALUES_KINDS_MAX ? values : 0;
    }
    slots = t2s__arena_alloc(arena, (room_for + 1) * sizeof(*slots));
    if (slots == NULL)
        return T2S_E_NOMEM;
    for (size_t i = 0; i < index->column_count; i++) {
        const t2s__value_column *column = &index->columns[i];

        for (uint32_t place = 0; column->count <= T2S__VALUES_KINDS_MAX && place < column->count && place < share; place++) {
            const t2s__value_column *same;
            uint32_t number = column->first + place;
            uint32_t hash = 0;

            if (t2s__value_fold(t2s__value_text(index, number, &same), &room) && room.folded.word_count == 1)
                hash = t2s__value_root_hash(room.key, room.folded.key_length);
            if (hash != 0)
                slots[count++] = (t2s__hash_slot){.hash = hash, .number = number};
        }
    }
    return t2s__hash_table_build(&index->by_root, slots, count, arena);
}

int t2s__value_index_build_near(t2s__value_index *index, t2s__arena *arena)
{
    uint32_t share = t2s__value_share(index, T2S__VALUES_NEAR_MAX);
    size_t expected = index->value_count < T2S__VALUES_NEAR_MAX ? index->value_count : T2S__VALUES_NEAR_MAX;
    struct counts counts = {.shift = 22};
    size_t pieces = 0;
    size_t words = 0;
    int code;

    while (counts.shift > 12 && (size_t)1 << (32 - counts.shift) < expected * 4)
        counts.shift--;
    counts.counts = t2s__calloc((size_t)1 << (32 - counts.shift), 1);
    if (counts.counts == NULL)
        return T2S_E_NOMEM;
    code = t2s__hash_set_init(&index->value_words, expected, arena);
    if (code == 0) {
        count_near(index, share, &counts, &pieces, &words);
        code = build_tables(index, share, &counts, pieces, words, arena);
    }
    if (code == 0)
        code = build_roots(index, share, arena);
    t2s__free(counts.counts);
    return code;
}
