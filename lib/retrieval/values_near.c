/* SPDX-License-Identifier: MIT */
/* What a question nearly says: values that it misspells, and values that it has a telling word of. */
#include <string.h>

#include "retrieval/values_match.h"
#include "util/distance.h"

enum {
    ONE_CHANGE = 144, /* strengths */
    TWO_CHANGES = 112,
    PLAIN_LESS = 32,      /* of a short word without a capital */
    PART_LEAST = 40,
    PART_WHOLE = 120,     /* a part that were nearly all of it */
    NAMED_MORE = 24,      /* the column's name stands in the question */
    SPELLING_WORDS_MAX = 3,
    SPELLING_BYTES_MAX = 60,
    PLAIN_SPELLING_MIN = 6, /* bytes of a word without a capital */
    PLAIN_SURE_MIN = 8,
    PLAIN_PART_MIN = 5,
    PROPER_PART_MIN = 3,
    PART_BYTES_MAX = 100, /* of a value */
    BUCKET_MAX = 64,      /* values looked at for one piece */
    LOOKED_AT_MAX = 4096, /* ... and for one question */
    KEPT_MAX = 3          /* values for one stretch */
};

/* Values that are near, the nearest first. */
struct near {
    uint32_t numbers[KEPT_MAX];
    uint32_t merits[KEPT_MAX];
    size_t count;
};

static void keep_near(struct near *near, uint32_t number, uint32_t merit)
{
    size_t at;

    for (size_t i = 0; i < near->count; i++)
        if (near->numbers[i] == number)
            return;
    if (near->count == KEPT_MAX) {
        if (near->merits[KEPT_MAX - 1] >= merit)
            return;
        near->count--;
    }
    for (at = near->count; at > 0 && near->merits[at - 1] < merit; at--) {
        near->numbers[at] = near->numbers[at - 1];
        near->merits[at] = near->merits[at - 1];
    }
    near->numbers[at] = number;
    near->merits[at] = merit;
    near->count++;
}

/* Misspellings. */

struct spelling {
    const t2s__asking *asking;
    char key[SPELLING_BYTES_MAX + 1];
    size_t length;
    size_t *looked_at;
    struct near near;
};

/* Letters in a wrong place are common, a wrong first letter is not. */
static void look_at(struct spelling *spelling, uint32_t number, size_t changes)
{
    const t2s__value_column *column;
    const char *value = t2s__value_text(spelling->asking->index, number, &column);
    t2s__value_room room;
    size_t distance;

    if (!t2s__value_fold(value, &room) || room.folded.key_length > SPELLING_BYTES_MAX || room.key[0] != spelling->key[0])
        return;
    room.key[room.folded.key_length] = '\0';
    distance = t2s__distance(spelling->key, room.key, changes);
    if (distance <= changes)
        keep_near(&spelling->near, number, distance == 1 ? ONE_CHANGE : TWO_CHANGES);
}

static void look_up_piece(struct spelling *spelling, size_t target, size_t number, size_t start, size_t size)
{
    uint32_t hash = t2s__value_piece_hash(spelling->key + start, size, target, number);
    size_t count;
    const t2s__hash_slot *slots = t2s__hash_table_find(&spelling->asking->index->by_piece, hash, &count);

    for (size_t i = 0; i < count && i < BUCKET_MAX && *spelling->looked_at < LOOKED_AT_MAX; i++) {
        ++*spelling->looked_at;
        look_at(spelling, slots[i].number, t2s__value_changes(target));
    }
}

/* Values of `target` bytes: the piece at the beginning and the one at the end stand where they stood, one between may have moved. */
static void look_up_length(struct spelling *spelling, size_t target)
{
    size_t changes = t2s__value_changes(target);

    for (size_t number = 0; number <= changes; number++) {
        size_t start;
        size_t end;
        size_t least;
        size_t most;

        t2s__value_piece(target, number, &start, &end);
        least = number == 0 ? start : number == changes ? start + spelling->length - target : start - changes;
        most = number == 0 || number == changes ? least : start + changes;
        for (size_t at = least; at <= most; at++)
            if (at + (end - start) <= spelling->length)
                look_up_piece(spelling, target, number, at, end - start);
    }
}

/* Two letters that have changed places where a key is cut leave neither of two pieces: they are put back first. */
static void look_up_swapped(struct spelling *spelling)
{
    size_t start;
    size_t end;
    char letter;

    if (t2s__value_changes(spelling->length) != 1)
        return;
    t2s__value_piece(spelling->length, 1, &start, &end);
    letter = spelling->key[start];
    spelling->key[start] = spelling->key[start - 1];
    spelling->key[start - 1] = letter;
    look_up_piece(spelling, spelling->length, 0, 0, start);
    spelling->key[start - 1] = spelling->key[start];
    spelling->key[start] = letter;
}

/* Can it be a misspelling? Then a word of it is in no value and no name. */
static int may_be_misspelt(const t2s__asking *asking, t2s__stretch stretch, size_t length)
{
    const t2s__folded_word *words = asking->folded.words + stretch.first;
    uint32_t any;
    uint32_t all = t2s__stretch_flags(asking, stretch, &any);
    int unknown = 0;

    if (t2s__value_changes(length) == 0 || (any & (T2S__ASKED_COVERED | T2S__FOLD_DIGITS)) != 0 ||
        ((words[0].flags | words[stretch.count - 1].flags) & T2S__ASKED_STOP) != 0)
        return 0;
    if ((all & (T2S__ASKED_PROPER | T2S__ASKED_QUOTED)) == 0 && length < PLAIN_SPELLING_MIN)
        return 0;
    for (uint32_t i = 0; i < stretch.count; i++) {
        const char *key = asking->folded.key + words[i].key_start;

        unknown |= (words[i].flags & (T2S__ASKED_STOP | T2S__ASKED_NAME)) == 0 &&
                   !t2s__hash_set_has(&asking->index->value_words, t2s__value_key_hash(key, words[i].key_end - words[i].key_start));
    }
    return unknown;
}

/* A plain short word may be just another word. */
static uint32_t doubt(const t2s__asking *asking, t2s__stretch stretch, size_t length)
{
    uint32_t any;
    uint32_t all = t2s__stretch_flags(asking, stretch, &any);

    return (all & (T2S__ASKED_PROPER | T2S__ASKED_QUOTED)) == 0 && length < PLAIN_SURE_MIN ? PLAIN_LESS : 0;
}

static void find_misspelt(t2s__asking *asking, t2s__stretch stretch, size_t *looked_at)
{
    struct spelling spelling = {.asking = asking, .looked_at = looked_at};
    const char *key = t2s__stretch_key(asking, stretch, &spelling.length);

    if (!may_be_misspelt(asking, stretch, spelling.length))
        return;
    memcpy(spelling.key, key, spelling.length);
    spelling.key[spelling.length] = '\0';
    for (size_t target = spelling.length > 2 ? spelling.length - 2 : 1; target <= spelling.length + 2; target++) {
        size_t apart = target > spelling.length ? target - spelling.length : spelling.length - target;

        if (t2s__value_changes(target) != 0 && apart <= t2s__value_changes(target))
            look_up_length(&spelling, target);
    }
    look_up_swapped(&spelling);
    for (size_t i = 0; i < spelling.near.count; i++)
        if (spelling.near.merits[i] == spelling.near.merits[0]) /* what is further away is not meant */
            t2s__asking_mention_number(asking, stretch, spelling.near.numbers[i], spelling.near.merits[i] - doubt(asking, stretch, spelling.length));
}

/* Parts. */

static int is_same_word(const t2s__asking *asking, int64_t asked, const t2s__value_room *room, int64_t word)
{
    const t2s__folded_word *a;
    const t2s__folded_word *b;

    if (asked < 0 || word < 0 || asked >= (int64_t)asking->folded.word_count || word >= (int64_t)room->folded.word_count)
        return 0;
    a = &asking->folded.words[asked];
    b = &room->words[word];
    return a->key_end - a->key_start == b->key_end - b->key_start &&
           memcmp(asking->folded.key + a->key_start, room->key + b->key_start, a->key_end - a->key_start) == 0;
}

/* How much of a value stands in the question around a word of both, in 256ths; and where. */
static uint32_t shared_part(const t2s__asking *asking, uint32_t asked, const t2s__value_room *room, t2s__stretch *ret_stretch)
{
    int64_t word = 0;
    int64_t first = asked;
    int64_t last = asked;

    while (word < (int64_t)room->folded.word_count && !is_same_word(asking, asked, room, word))
        word++;
    if (word == (int64_t)room->folded.word_count)
        return 0;
    while (is_same_word(asking, first - 1, room, word - (asked - first) - 1))
        first--;
    while (is_same_word(asking, last + 1, room, word + (last - asked) + 1))
        last++;
    *ret_stretch = (t2s__stretch){.first = (uint32_t)first, .count = (uint32_t)(last - first + 1)};
    return (uint32_t)((asking->folded.words[last].key_end - asking->folded.words[first].key_start) * 256 / room->folded.key_length);
}

/* Addresses have names in them, too, but are not what is meant by them. */
static int is_address(const char *value)
{
    return strchr(value, '@') != NULL || strstr(value, "://") != NULL || strncmp(value, "www.", 4) == 0;
}

/* Months and days are in many names, and in a question say when. */
static int is_of_calendar(const char *key, size_t length)
{
    static const char *const words[] = {"january", "february", "march",  "april",  "may",     "june",      "july",     "august",
                                        "september", "october", "november", "december", "monday",  "tuesday",   "wednesday", "thursday",
                                        "friday",  "saturday", "sunday"};

    for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
        if (strlen(words[i]) == length && memcmp(words[i], key, length) == 0)
            return 1;
    return 0;
}

/* Can a word tell which value is meant? */
static int is_telling(const t2s__asking *asking, uint32_t asked)
{
    const t2s__folded_word *word = &asking->folded.words[asked];
    size_t length = word->key_end - word->key_start;

    if ((word->flags & (T2S__ASKED_COVERED | T2S__ASKED_STOP | T2S__FOLD_DIGITS)) != 0)
        return 0;
    if ((word->flags & T2S__ASKED_QUOTED) != 0)
        return length >= PROPER_PART_MIN;
    if ((word->flags & T2S__ASKED_NAME) != 0 || is_of_calendar(asking->folded.key + word->key_start, length))
        return 0;
    if ((word->flags & T2S__ASKED_PROPER) != 0)
        return length >= PROPER_PART_MIN || (word->flags & T2S__FOLD_SHOUTED) != 0;
    return length >= PLAIN_PART_MIN;
}

/* A word in small letters has to be most of the value, a name a third; less is enough for an acronym, or where the column is named. */
static uint32_t merit_of_part(const t2s__asking *asking, uint32_t asked, uint32_t share, const t2s__value_column *column)
{
    uint32_t flags = asking->folded.words[asked].flags;
    int proper = (flags & (T2S__ASKED_QUOTED | T2S__ASKED_PROPER)) != 0;
    int named = t2s__asking_names(asking, column);
    uint32_t least = !proper ? 128 : named || (flags & T2S__FOLD_SHOUTED) != 0 ? 48 : 80;

    return share < least ? 0 : PART_LEAST + share * (PART_WHOLE - PART_LEAST) / 256 + (named ? NAMED_MORE : 0);
}

static void find_parts(t2s__asking *asking, uint32_t asked)
{
    const t2s__folded_word *word = &asking->folded.words[asked];
    uint32_t hash = t2s__value_key_hash(asking->folded.key + word->key_start, word->key_end - word->key_start);
    struct near near = {.count = 0};
    size_t count;
    const t2s__hash_slot *slots = t2s__hash_table_find(&asking->index->by_word, hash, &count);

    for (size_t i = 0; i < count && i < BUCKET_MAX; i++) {
        const t2s__value_column *column;
        const char *value = t2s__value_text(asking->index, slots[i].number, &column);
        t2s__stretch stretch;
        t2s__value_room room;
        uint32_t share;

        if (strlen(value) > PART_BYTES_MAX || is_address(value) || !t2s__value_fold(value, &room))
            continue;
        share = shared_part(asking, asked, &room, &stretch);
        if (share != 0 && merit_of_part(asking, asked, share, column) != 0)
            keep_near(&near, slots[i].number, merit_of_part(asking, asked, share, column));
    }
    for (size_t i = 0; i < near.count; i++) {
        const t2s__value_column *column;
        t2s__stretch stretch = {.first = asked, .count = 1};
        t2s__value_room room;

        if (t2s__value_fold(t2s__value_text(asking->index, near.numbers[i], &column), &room) &&
            shared_part(asking, asked, &room, &stretch) != 0)
            t2s__asking_mention(asking, stretch, room.key, room.folded.key_length, near.merits[i]);
    }
}

void t2s__asking_find_near(t2s__asking *asking)
{
    uint32_t words = (uint32_t)asking->folded.word_count;
    size_t looked_at = 0;

    for (uint32_t i = 0; i < words; i++)
        t2s__asking_find_sex(asking, i);
    for (uint32_t i = 0; i < words; i++)
        t2s__asking_find_forms(asking, i);
    for (uint32_t count = SPELLING_WORDS_MAX; count > 0; count--)
        for (uint32_t i = 0; i + count <= words; i++)
            find_misspelt(asking, (t2s__stretch){.first = i, .count = count}, &looked_at);
    for (uint32_t i = 0; i < words; i++)
        if (is_telling(asking, i))
            find_parts(asking, i);
}
