/* SPDX-License-Identifier: MIT */
/* What a question says outright: each stretch of its words, the longest first, is looked up among the values. */
#include "retrieval/values_match.h"

#include <string.h>

#include <text2sql/error.h>

#include "util/utf8.h"
#include "util/words.h"

enum {
    WORDS_MAX = 256, /* of a question; what comes later is not searched */
    HITS_MAX = 512,
    SCANNED_MAX = 256, /* columns that have the same value */
    SAME = 256,
    SIMILAR = 208,        /* other accents or punctuation, or one and many */
    ONLY_BY_NAME = 192,   /* too short to be meant, did the column's name not stand in the question */
    ONE_OF_MANY = 160,    /* a word that need not be anybody's name, in a column of many values */
    ONE_LETTER = 128,
    NAME_OF_SCHEMA = 96, /* more likely to mean a relation or a column */
    NUMBER_MIN = 5,      /* digits: shorter ones count something, as a rule */
    MANY_VALUES = 200
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

static void bytes_of(const t2s__asking *asking, t2s__stretch stretch, const char **ret_text, size_t *ret_length)
{
    const t2s__folded_word *first = &asking->folded.words[stretch.first];

    *ret_text = asking->question + first->start;
    *ret_length = first[stretch.count - 1].end - first->start;
}

struct naming {
    const t2s__asking *asking;
    uint32_t count;
};

static int count_word(const char *word, size_t length, void *user_data)
{
    struct naming *naming = user_data;
    uint32_t hash = t2s__value_key_hash(word, length);
    size_t at = 0;

    while (at < naming->asking->word_count && naming->asking->words[at] != hash)
        at++;
    naming->count += at < naming->asking->word_count;
    return 0;
}

/* How many words of a name stand in the question. The bits tell at once that there are none. */
static uint32_t words_shared(const t2s__asking *asking, const char *name, uint64_t bits)
{
    struct naming naming = {.asking = asking};

    if ((bits & asking->word_bits) != 0)
        t2s__words(name, strlen(name), count_word, &naming);
    return naming.count;
}

static uint32_t words_of_column(const t2s__asking *asking, const t2s__value_column *column)
{
    const t2s_relation *relation = asking->index->catalog->relations[column->relation];

    return words_shared(asking, relation->columns[column->column].name, column->column_words);
}

static uint32_t words_of_relation(const t2s__asking *asking, const t2s__value_column *column)
{
    return words_shared(asking, asking->index->catalog->relations[column->relation]->name, column->relation_words);
}

int t2s__asking_names(const t2s__asking *asking, const t2s__value_column *column)
{
    return words_of_column(asking, column) != 0;
}

static int is_written_so(const t2s__asking *asking, t2s__stretch stretch, const char *value)
{
    const char *text;
    size_t length;

    bytes_of(asking, stretch, &text, &length);
    return strlen(value) == length && memcmp(text, value, length) == 0;
}

static int has_same_letters(const t2s__asking *asking, t2s__stretch stretch, const char *value)
{
    const char *text;
    size_t length;

    bytes_of(asking, stretch, &text, &length);
    return t2s__fold_same_letters(text, length, value, strlen(value));
}

/* "M", "CA", "12": shorter than what stands in a question by chance. */
static uint32_t strength_of_short(const t2s__asking *asking, t2s__stretch stretch, const t2s__value_column *column, const char *value,
                                  size_t length)
{
    const char *key = asking->folded.key + asking->folded.words[stretch.first].key_start;
    uint32_t any;
    uint32_t all = t2s__stretch_flags(asking, stretch, &any);
    int named = t2s__asking_names(asking, column);

    if ((all & T2S__FOLD_DIGITS) != 0)
        return named ? ONLY_BY_NAME : 0;
    if (length > 1)
        return named || ((all & T2S__FOLD_SHOUTED) != 0 && is_written_so(asking, stretch, value)) ? ONLY_BY_NAME : 0;
    if (!is_written_so(asking, stretch, value) || (all & T2S__FOLD_CAPITAL) == 0)
        return 0;
    return named || ((all & T2S__ASKED_PROPER) != 0 && *key != 'i' && *key != 'a') ? ONE_LETTER : 0;
}

struct naming_word {
    uint32_t hash;
    int found;
};

static int compare_to_name(const char *word, size_t length, void *user_data)
{
    struct naming_word *naming = user_data;

    naming->found |= t2s__value_key_hash(word, length) == naming->hash;
    return 0;
}

static int compare_words(const char *word, size_t length, void *user_data)
{
    const t2s_relation *relation = ((const t2s_relation **)user_data)[0];
    struct naming_word naming = {.hash = t2s__value_key_hash(word, length)};

    t2s__words(relation->name, strlen(relation->name), compare_to_name, &naming);
    return naming.found;
}

/* Is it a word of the relation's own name? "members" are the rows of member, not those whose position is 'Member'. */
static int names_relation(const t2s__asking *asking, t2s__stretch stretch, const t2s__value_column *column)
{
    const t2s_relation *relation = asking->index->catalog->relations[column->relation];
    const char *text;
    size_t length;

    bytes_of(asking, stretch, &text, &length);
    return t2s__words(text, length, compare_words, &relation);
}

/* How surely a value of the same key is meant; 0: it is not. */
static uint32_t strength_of(const t2s__asking *asking, t2s__stretch stretch, const t2s__value_column *column, const char *value)
{
    uint32_t any;
    uint32_t all = t2s__stretch_flags(asking, stretch, &any);
    uint32_t strength = has_same_letters(asking, stretch, value) ? SAME : SIMILAR;
    size_t length;

    t2s__stretch_key(asking, stretch, &length);
    if ((all & T2S__ASKED_QUOTED) != 0)
        return strength;
    if (length <= 2 || ((all & T2S__FOLD_DIGITS) != 0 && length < NUMBER_MIN))
        return strength_of_short(asking, stretch, column, value, length);
    if ((all & T2S__ASKED_STOP) != 0)
        return (all & T2S__FOLD_SHOUTED) != 0 && (all & T2S__ASKED_PROPER) != 0 && is_written_so(asking, stretch, value) ? ONE_OF_MANY
                                                                                                                          : 0;
    if (stretch.count > 1 || (all & T2S__ASKED_PROPER) != 0)
        return strength;
    if ((all & T2S__ASKED_NAME) != 0)
        return names_relation(asking, stretch, column) ? 0 : NAME_OF_SCHEMA;
    return column->count > MANY_VALUES && !t2s__asking_names(asking, column) ? ONE_OF_MANY : strength;
}

/* One that may be mentioned, and how well it fits. */
struct fitting {
    const t2s__value_column *column;
    const char *value;
    uint32_t strength;
    int rank;
};

static int rank_of(const t2s__asking *asking, t2s__stretch stretch, const t2s__value_column *column, const char *value)
{
    uint32_t names = 2 * words_of_column(asking, column) + words_of_relation(asking, column);

    return 4 * (int)names + 2 * is_written_so(asking, stretch, value) + has_same_letters(asking, stretch, value);
}

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
            next.strength = strength_of(asking, stretch, next.column, next.value);
        next.rank = rank_of(asking, stretch, next.column, next.value);
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

struct word_of_question {
    t2s__asking *asking;
    uint32_t flags;
};

static int describe_word(const char *word, size_t length, void *user_data)
{
    struct word_of_question *described = user_data;
    t2s__asking *asking = described->asking;
    uint32_t hash = t2s__value_key_hash(word, length);

    if (t2s__word_is_stop(word, length)) {
        described->flags |= T2S__ASKED_STOP;
        return 0;
    }
    if (t2s__hash_set_has(&asking->index->name_words, hash))
        described->flags |= T2S__ASKED_NAME;
    if (asking->word_count < WORDS_MAX) {
        asking->words[asking->word_count++] = hash;
        asking->word_bits |= UINT64_C(1) << (hash >> 26);
    }
    return 0;
}

/* Does a sentence begin at this place? What opens a quotation does not count. */
static int begins_sentence(const char *question, size_t at)
{
    while (at > 0 && strchr(" \t\r\n\"'(", question[at - 1]) != NULL)
        at--;
    return at == 0 || strchr(".?!:;", question[at - 1]) != NULL;
}

/* Where everything is in capitals, a capital says nothing. */
static int is_shouted(const t2s__folded *folded)
{
    size_t shouted = 0;

    for (size_t i = 0; i < folded->word_count; i++)
        shouted += (folded->words[i].flags & T2S__FOLD_SHOUTED) != 0;
    return shouted > 2 && shouted * 2 > folded->word_count;
}

static void describe_words(t2s__asking *asking)
{
    int shouted = is_shouted(&asking->folded);

    for (size_t i = 0; i < asking->folded.word_count; i++) {
        t2s__folded_word *word = &asking->folded.words[i];
        struct word_of_question described = {.asking = asking};

        t2s__words(asking->question + word->start, word->end - word->start, describe_word, &described);
        word->flags |= described.flags;
        if ((word->flags & T2S__FOLD_CAPITAL) != 0 && !shouted && !begins_sentence(asking->question, word->start))
            word->flags |= T2S__ASKED_PROPER;
    }
}

/* What ends a quotation that begins here, and how many bytes begin it; NULL: none does. */
static const char *closing_quote(const char *question, size_t at, size_t *ret_size)
{
    static const char *const pairs[][2] = {{"'", "'"},
                                           {"\"", "\""},
                                           {"`", "`"},
                                           {"\xE2\x80\x98", "\xE2\x80\x99"},
                                           {"\xE2\x80\x9C", "\xE2\x80\x9D"},
                                           {"\xE2\x80\x9E", "\xE2\x80\x9C"},
                                           {"\xC2\xAB", "\xC2\xBB"}};
    unsigned char before = at != 0 ? (unsigned char)question[at - 1] : ' ';

    if (before >= 0x80 || (before >= '0' && before <= '9') || ((before | 0x20) >= 'a' && (before | 0x20) <= 'z'))
        return NULL;
    for (size_t i = 0; i < sizeof(pairs) / sizeof(*pairs); i++)
        if (strncmp(question + at, pairs[i][0], strlen(pairs[i][0])) == 0) {
            *ret_size = strlen(pairs[i][0]);
            return pairs[i][1];
        }
    return NULL;
}

/* The end of a quotation: a closing mark that is no apostrophe. NULL: there is none near enough. */
static const char *find_close(const char *from, const char *close)
{
    const char *at = from;

    while ((at = strstr(at, close)) != NULL && (size_t)(at - from) <= T2S__VALUE_BYTES_MAX) {
        unsigned char next = (unsigned char)at[strlen(close)];

        if (next < 0x80 && (next < '0' || next > '9') && ((next | 0x20) < 'a' || (next | 0x20) > 'z'))
            return at;
        at++;
    }
    return NULL;
}

/* The words between two places of the question. */
static t2s__stretch words_between(const t2s__asking *asking, size_t start, size_t end)
{
    t2s__stretch stretch = {0};

    for (uint32_t i = 0; i < asking->folded.word_count; i++)
        if (asking->folded.words[i].start >= start && asking->folded.words[i].end <= end) {
            if (stretch.count == 0)
                stretch.first = i;
            stretch.count++;
        }
    return stretch;
}

/* What stands in quotes is meant as it stands: all of it before any part. */
static void find_quoted(t2s__asking *asking)
{
    const char *question = asking->question;
    size_t length = strlen(question);

    for (size_t at = 0; at < length; at++) {
        size_t size;
        const char *close = closing_quote(question, at, &size);
        const char *end = close != NULL ? find_close(question + at + size, close) : NULL;
        t2s__stretch stretch;
        const char *key;

        if (end == NULL)
            continue;
        stretch = words_between(asking, at + size, (size_t)(end - question));
        at = (size_t)(end - question) + strlen(close) - 1;
        if (stretch.count == 0)
            continue;
        for (uint32_t i = 0; i < stretch.count; i++)
            asking->folded.words[stretch.first + i].flags |= T2S__ASKED_QUOTED;
        key = t2s__stretch_key(asking, stretch, &size);
        t2s__asking_mention(asking, stretch, key, size, 0);
    }
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

/* The question's length as far as it is searched. */
static size_t searched_length(const char *question)
{
    enum { BYTES_MAX = 16384 };
    size_t length = strnlen(question, BYTES_MAX + 1);

    if (length <= BYTES_MAX)
        return length;
    length = BYTES_MAX;
    while (length > 0 && ((unsigned char)question[length] & 0xC0) == 0x80)
        length--;
    return length;
}

static int fold_question(t2s__asking *asking, t2s__arena *arena)
{
    size_t length = searched_length(asking->question);

    asking->folded.key_room = 3 * length + 16; /* "&" becomes three letters */
    asking->folded.word_room = WORDS_MAX;
    asking->folded.key = t2s__arena_alloc(arena, asking->folded.key_room);
    asking->folded.words = t2s__arena_alloc(arena, WORDS_MAX * sizeof(*asking->folded.words));
    asking->words = t2s__arena_alloc(arena, WORDS_MAX * sizeof(*asking->words));
    if (asking->folded.key == NULL || asking->folded.words == NULL || asking->words == NULL)
        return T2S_E_NOMEM;
    t2s__fold(asking->question, length, &asking->folded);
    return 0;
}

int t2s__value_index_match(const t2s__value_index *index, const char *question, t2s__arena *arena, t2s__mentions *ret_mentions)
{
    t2s__asking asking = {.index = index, .question = question};

    *ret_mentions = (t2s__mentions){0};
    if (index->value_count == 0)
        return 0;
    asking.mentions = t2s__arena_alloc(arena, T2S__MENTIONS_MAX * sizeof(*asking.mentions));
    if (asking.mentions == NULL || fold_question(&asking, arena) != 0)
        return T2S_E_NOMEM;
    describe_words(&asking);
    find_quoted(&asking);
    if (find_equal(&asking, arena) != 0)
        return T2S_E_NOMEM;
    t2s__asking_find_near(&asking);
    sort_mentions(&asking);
    *ret_mentions = (t2s__mentions){.items = asking.mentions, .count = asking.count};
    return 0;
}
