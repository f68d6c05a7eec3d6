/* SPDX-License-Identifier: MIT */
/* Reading a question: its words and what each of them is, and what stands in quotes. */
#include <string.h>

#include <text2sql/error.h>

#include "retrieval/values_match.h"
#include "util/words.h"

enum { WORDS_MAX = 256 /* of a question; what comes later is not searched */ };

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

int t2s__asking_read(t2s__asking *asking, t2s__arena *arena)
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
    describe_words(asking);
    return 0;
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
    size_t size = strlen(close);

    for (const char *at = from; *at != '\0' && at - from <= T2S__VALUE_BYTES_MAX; at++) {
        unsigned char next;

        if (strncmp(at, close, size) != 0)
            continue;
        next = (unsigned char)at[size];
        if (next < 0x80 && (next < '0' || next > '9') && ((next | 0x20) < 'a' || (next | 0x20) > 'z'))
            return at;
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

void t2s__asking_find_quoted(t2s__asking *asking)
{
    const char *question = asking->question;
    size_t length = searched_length(question);

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
