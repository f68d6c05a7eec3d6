/* SPDX-License-Identifier: MIT */
#include "retrieval/values.h"

#include <string.h>

#include "retrieval/render.h"
#include "retrieval/values_allowed.h"
#include "retrieval/values_index.h"
#include "util/memory.h"
#include "util/words.h"

int t2s__hash_set_init(t2s__hash_set *set, size_t count, t2s__arena *arena)
{
    unsigned bits = 15;

    while (bits < 23 && (size_t)1 << bits < count * 32)
        bits++;
    set->shift = 32 - bits;
    set->bits = t2s__arena_zalloc(arena, ((size_t)1 << bits) / 8);
    return set->bits != NULL ? 0 : T2S_E_NOMEM;
}

uint32_t t2s__value_key_hash(const char *key, size_t length)
{
    return t2s__fold_hash_finish(t2s__fold_hash(T2S__FOLD_HASH_INIT, key, length));
}

int t2s__value_fold(const char *text, t2s__value_room *room)
{
    size_t length = strnlen(text, T2S__VALUE_BYTES_MAX + 1);

    if (length > T2S__VALUE_BYTES_MAX)
        return 0;
    room->folded = (t2s__folded){
        .key = room->key, .key_room = sizeof(room->key), .words = room->words, .word_room = T2S__VALUE_WORDS_MAX};
    t2s__fold(text, length, &room->folded);
    return !room->folded.cut && room->folded.key_length != 0;
}

/* Which of the columns a value's number belongs to. */
static const t2s__value_column *column_of(const t2s__value_index *index, uint32_t number)
{
    size_t low = 0;
    size_t high = index->column_count;

    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;

        if (index->columns[middle].first <= number)
            low = middle;
        else
            high = middle;
    }
    return &index->columns[low];
}

static const char *text_in(const t2s__value_index *index, const t2s__value_column *column, uint32_t place)
{
    const t2s_relation *relation = index->catalog->relations[column->relation];

    return column->labels != NULL ? column->labels[place] : relation->columns[column->column].statistics->values[place].text;
}

const char *t2s__value_text(const t2s__value_index *index, uint32_t number, const t2s__value_column **ret_column)
{
    const t2s__value_column *column = column_of(index, number);

    *ret_column = column;
    return text_in(index, column, number - column->first);
}

static int add_name_bit(const char *word, size_t length, void *user_data)
{
    uint64_t *bits = user_data;

    *bits |= UINT64_C(1) << (t2s__value_key_hash(word, length) >> 26);
    return 0;
}

uint64_t t2s__value_name_bits(const char *name)
{
    uint64_t bits = 0;

    t2s__words(name, strlen(name), add_name_bit, &bits);
    return bits;
}

/*
 * What is known of a column's values; .count 0: nothing. An enum's labels are all that it can have, and so is what a check lists.
 * 0; T2S_E_NOMEM.
 */
static int describe(const t2s_catalog *catalog, const t2s_relation *relation, const t2s_column *column, const t2s__allowed *allowed,
                    t2s__arena *arena, t2s__value_column *ret_column)
{
    const t2s__type *type;

    *ret_column = (t2s__value_column){.relation = (uint32_t)relation->index, .column = column->index};
    if ((column->flags & T2S_COLUMN_HIDDEN) != 0)
        return 0;
    type = t2s__render_enum(catalog, column->type);
    if (type != NULL) {
        ret_column->labels = type->labels;
        ret_column->count = type->label_count < UINT32_MAX ? (uint32_t)type->label_count : UINT32_MAX;
        return 0;
    }
    if (t2s__allowed_values(allowed, column->index, arena, &ret_column->labels, &ret_column->count) != 0)
        return T2S_E_NOMEM;
    if (ret_column->labels == NULL && column->statistics != NULL && column->statistics->value_count < UINT32_MAX)
        ret_column->count = (uint32_t)column->statistics->value_count;
    return 0;
}

/* The columns of which values are known, as they are found. */
struct found {
    t2s__value_column *columns;
    size_t capacity;
};

static int find_columns_of(t2s__value_index *index, const t2s_relation *relation, struct found *found, t2s__arena *arena)
{
    t2s__allowed allowed;

    t2s__allowed_find(relation, &allowed);
    for (size_t c = 0; c < relation->column_count; c++) {
        t2s__value_column column;

        if (describe(index->catalog, relation, &relation->columns[c], &allowed, arena, &column) != 0)
            return T2S_E_NOMEM;
        if (column.count == 0)
            continue;
        if (t2s__grow((void **)&found->columns, &found->capacity, index->column_count + 1, sizeof(*found->columns)) != 0)
            return T2S_E_NOMEM;
        column.relation_words = t2s__value_name_bits(relation->name);
        column.column_words = t2s__value_name_bits(relation->columns[c].name);
        found->columns[index->column_count++] = column;
    }
    return 0;
}

static int find_columns(t2s__value_index *index, const unsigned char *candidate, t2s__arena *arena)
{
    const t2s_catalog *catalog = index->catalog;
    struct found found = {0};
    int code = 0;

    for (size_t i = 0; code == 0 && i < catalog->relation_count; i++)
        code = candidate[i] ? find_columns_of(index, catalog->relations[i], &found, arena) : 0;
    if (code == 0) {
        index->columns = t2s__arena_alloc(arena, (index->column_count + 1) * sizeof(*found.columns));
        code = index->columns == NULL ? T2S_E_NOMEM : 0;
    }
    if (code == 0 && index->column_count != 0)
        memcpy(index->columns, found.columns, index->column_count * sizeof(*found.columns));
    t2s__free(found.columns);
    return code;
}

static uint64_t kept(const t2s__value_index *index, uint32_t share)
{
    uint64_t total = 0;

    for (size_t i = 0; i < index->column_count; i++)
        total += index->columns[i].count < share ? index->columns[i].count : share;
    return total;
}

/* The same for all columns, so that one with very many values does not take the others' room. At least one each. */
uint32_t t2s__value_share(const t2s__value_index *index, size_t maximum)
{
    uint32_t low = 1;
    uint32_t high = (uint32_t)maximum;

    while (low < high) {
        uint32_t middle = low + (high - low + 1) / 2;

        if (kept(index, middle) <= maximum)
            low = middle;
        else
            high = middle - 1;
    }
    return low;
}

/* Cut what is too much, and number the rest. Returns how many values there are. */
static uint32_t number_values(t2s__value_index *index)
{
    uint32_t share = t2s__value_share(index, T2S__VALUES_MAX);
    uint32_t total = 0;

    if (index->column_count > T2S__VALUES_MAX)
        index->column_count = T2S__VALUES_MAX;
    for (size_t i = 0; i < index->column_count; i++) {
        t2s__value_column *column = &index->columns[i];

        column->count = column->count < share ? column->count : share;
        column->first = total;
        total += column->count;
    }
    return total;
}

static int index_keys(t2s__value_index *index, uint32_t total, t2s__arena *arena)
{
    t2s__hash_slot *slots = t2s__arena_alloc(arena, ((size_t)total + 1) * sizeof(*slots));
    t2s__value_room room;
    size_t count = 0;

    if (slots == NULL)
        return T2S_E_NOMEM;
    for (size_t i = 0; i < index->column_count; i++) {
        const t2s__value_column *column = &index->columns[i];

        for (uint32_t place = 0; place < column->count; place++) {
            if (!t2s__value_fold(text_in(index, column, place), &room))
                continue;
            if (room.folded.word_count > index->longest)
                index->longest = (uint32_t)room.folded.word_count;
            slots[count++] = (t2s__hash_slot){.hash = t2s__value_key_hash(room.key, room.folded.key_length),
                                              .number = column->first + place};
        }
    }
    index->value_count = count;
    return t2s__hash_table_build(&index->by_key, slots, count, arena);
}

static int add_name_word(const char *word, size_t length, void *user_data)
{
    t2s__hash_set_add(user_data, t2s__value_key_hash(word, length));
    return 0;
}

/* A word that is the name of something in the schema is more likely to mean that than a value. */
static int index_names(t2s__value_index *index, const unsigned char *candidate, t2s__arena *arena)
{
    const t2s_catalog *catalog = index->catalog;
    size_t count = 0;

    for (size_t i = 0; i < catalog->relation_count; i++)
        count += candidate[i] ? 1 + catalog->relations[i]->column_count : 0;
    if (t2s__hash_set_init(&index->name_words, count, arena) != 0)
        return T2S_E_NOMEM;
    for (size_t i = 0; i < catalog->relation_count; i++) {
        const t2s_relation *relation = catalog->relations[i];

        if (!candidate[i])
            continue;
        t2s__words(relation->name, strlen(relation->name), add_name_word, &index->name_words);
        for (size_t c = 0; c < relation->column_count; c++)
            t2s__words(relation->columns[c].name, strlen(relation->columns[c].name), add_name_word, &index->name_words);
    }
    return 0;
}

int t2s__value_index_new(const t2s_catalog *catalog, const unsigned char *candidate, t2s__arena *arena, t2s__value_index **ret_index)
{
    t2s__value_index *index = t2s__arena_zalloc(arena, sizeof(*index));
    size_t before = arena->total;

    if (index == NULL)
        return T2S_E_NOMEM;
    index->catalog = catalog;
    if (find_columns(index, candidate, arena) != 0 || index_keys(index, number_values(index), arena) != 0)
        return T2S_E_NOMEM;
    if (index->value_count != 0 &&
        (index_names(index, candidate, arena) != 0 || t2s__value_index_build_near(index, arena) != 0))
        return T2S_E_NOMEM;
    index->bytes = arena->total - before;
    *ret_index = index;
    return 0;
}

size_t t2s__value_index_count(const t2s__value_index *index)
{
    return index->value_count;
}

size_t t2s__value_index_bytes(const t2s__value_index *index)
{
    return index->bytes;
}
