/* SPDX-License-Identifier: MIT */
#include "knowledge/examples.h"

#include <stdlib.h>
#include <string.h>

#include <text2sql/error.h>

#include "knowledge/tokens.h"
#include "util/memory.h"
#include "util/words.h"

enum {
    QUESTION_WORDS_MAX = 128, /* different ones that are looked at */
    ONE = 1024,               /* the score of an example that asks the very same */
    SCORE_MIN = 96,           /* below it two questions have next to nothing in common */
    CANDIDATES = 32           /* the nearest by words, from which those with the right tables are chosen */
};

static const char question_label[] = "Question: ";
static const char sql_label[] = "\nSQL: ";

/* Making the index. */

/* A word and the example that has it. */
struct pair {
    uint32_t word;
    uint32_t example;
};

struct indexing {
    t2s__examples *examples;
    t2s__arena *arena;
    struct pair *pairs;
    size_t pair_count;
    size_t pairs_capacity;
    uint32_t example;
    size_t first_pair; /* of the example */
    int failed;
};

/* The number of a word, one higher, as a pointer: a map has no NULL. */
static uint32_t number_of(const t2s__examples *examples, const char *word, size_t length)
{
    return (uint32_t)(uintptr_t)t2s__map_get(&examples->words_by_text, word, length);
}

static uint32_t new_word(struct indexing *indexing, const char *word, size_t length)
{
    t2s__examples *examples = indexing->examples;
    const char *key = t2s__arena_strndup(indexing->arena, word, length);

    if (key == NULL || t2s__map_put(&examples->words_by_text, key, length, (void *)(uintptr_t)(examples->word_count + 1)) != 0)
        return 0;
    return (uint32_t)++examples->word_count;
}

static int index_word(const char *word, size_t length, void *user_data)
{
    struct indexing *indexing = user_data;
    uint32_t number;

    if (t2s__word_is_stop(word, length))
        return 0;
    number = number_of(indexing->examples, word, length);
    if (number == 0)
        number = new_word(indexing, word, length);
    for (size_t i = indexing->first_pair; i < indexing->pair_count; i++)
        if (indexing->pairs[i].word == number - 1)
            return 0;
    if (number == 0 ||
        t2s__grow((void **)&indexing->pairs, &indexing->pairs_capacity, indexing->pair_count + 1, sizeof(*indexing->pairs)) != 0)
        return indexing->failed = 1;
    indexing->pairs[indexing->pair_count++] = (struct pair){number - 1, indexing->example};
    return indexing->pair_count - indexing->first_pair >= QUESTION_WORDS_MAX;
}

/* 256 times the logarithm to base 2, to within a few hundredths; the numbers are the same everywhere. */
static uint32_t logarithm(uint64_t number, uint64_t divisor)
{
    uint64_t ratio = (number << 8) / divisor; /* at least 256 */
    uint32_t whole = 0;

    while (ratio >> (whole + 1) >= 256)
        whole++;
    return whole * 256 + (uint32_t)((ratio >> whole) - 256);
}

/* By counting: the examples of each word together, in their order. */
static int sort_pairs(struct indexing *indexing)
{
    t2s__examples *examples = indexing->examples;
    uint32_t next = 0;

    examples->words = t2s__arena_zalloc(indexing->arena, (examples->word_count + 1) * sizeof(*examples->words));
    examples->places = t2s__arena_alloc(indexing->arena, (indexing->pair_count + 1) * sizeof(*examples->places));
    if (examples->words == NULL || examples->places == NULL)
        return T2S_E_NOMEM;
    for (size_t i = 0; i < indexing->pair_count; i++)
        examples->words[indexing->pairs[i].word].count++;
    for (size_t i = 0; i < examples->word_count; i++) {
        t2s__example_word *word = &examples->words[i];

        word->weight = logarithm(examples->count + 1, word->count) + 64; /* one that all have still counts a little */
        word->first = next;
        next += word->count;
        word->count = 0;
    }
    for (size_t i = 0; i < indexing->pair_count; i++) {
        t2s__example_word *word = &examples->words[indexing->pairs[i].word];

        examples->places[word->first + word->count++] = indexing->pairs[i].example;
        examples->items[indexing->pairs[i].example].weight += word->weight;
    }
    return 0;
}

static uint32_t tokens_of(const t2s__example *example)
{
    return (uint32_t)(t2s__knowledge_tokens(example->question, strlen(example->question)) +
                      t2s__knowledge_tokens(example->sql, strlen(example->sql)) + (sizeof(question_label) + sizeof(sql_label)) / 4 +
                      1);
}

int t2s__examples_index(t2s__examples *examples, t2s__example *items, size_t count, t2s__arena *arena)
{
    struct indexing indexing = {.examples = examples, .arena = arena};
    int code = 0;

    *examples = (t2s__examples){.items = items, .count = count};
    t2s__map_init(&examples->words_by_text, arena);
    for (size_t i = 0; i < count && !indexing.failed; i++) {
        indexing.example = (uint32_t)i;
        indexing.first_pair = indexing.pair_count;
        items[i].weight = 0;
        items[i].tokens = tokens_of(&items[i]);
        t2s__words(items[i].question, strlen(items[i].question), index_word, &indexing);
    }
    if (indexing.failed || sort_pairs(&indexing) != 0)
        code = T2S_E_NOMEM;
    examples->rarest = logarithm(count + 1, 1) + 64;
    t2s__free(indexing.pairs);
    return code;
}

/* Searching it. */

struct candidate {
    uint32_t example;
    uint64_t score;
};

struct search {
    const t2s__examples *examples;
    uint32_t *shared; /* by example: the weight of the words that it shares with the question */
    uint32_t seen[QUESTION_WORDS_MAX];
    size_t seen_count;
    uint64_t weight;                         /* of the question's words */
    struct candidate candidates[CANDIDATES]; /* the best first */
    size_t count;
};

static int search_word(const char *text, size_t length, void *user_data)
{
    struct search *search = user_data;
    uint32_t number = number_of(search->examples, text, length);
    const t2s__example_word *word;

    if (t2s__word_is_stop(text, length))
        return 0;
    if (number == 0) {
        search->weight += search->examples->rarest;
        return 0;
    }
    for (size_t i = 0; i < search->seen_count; i++)
        if (search->seen[i] == number)
            return 0;
    search->seen[search->seen_count++] = number;
    word = &search->examples->words[number - 1];
    search->weight += word->weight;
    for (uint32_t i = 0; i < word->count; i++)
        search->shared[search->examples->places[word->first + i]] += word->weight;
    return search->seen_count == QUESTION_WORDS_MAX;
}

/* Of those that are as near as each other, the one that stands first in the file comes first. */
static void offer(struct search *search, uint32_t example, uint64_t score)
{
    size_t at = search->count < CANDIDATES ? search->count++ : CANDIDATES;

    if (at == CANDIDATES && search->candidates[--at].score >= score)
        return;
    while (at > 0 && search->candidates[at - 1].score < score) {
        search->candidates[at] = search->candidates[at - 1];
        at--;
    }
    search->candidates[at] = (struct candidate){example, score};
}

/* What both have in common, as a part of what both say: Dice's coefficient, by weight. */
static void score_all(struct search *search)
{
    for (size_t i = 0; i < search->examples->count; i++)
        if (search->shared[i] != 0) {
            uint64_t score = 2 * ONE * (uint64_t)search->shared[i] / (search->weight + search->examples->items[i].weight);

            if (score >= SCORE_MIN)
                offer(search, (uint32_t)i, score);
        }
}

static int by_score(const void *left, const void *right)
{
    const struct candidate *a = left;
    const struct candidate *b = right;

    if (a->score != b->score)
        return a->score > b->score ? -1 : 1;
    return a->example < b->example ? -1 : a->example > b->example;
}

/* An example whose tables are not in the prompt would mislead more than it helps. */
static void prefer_shown(struct search *search, int (*is_shown)(const t2s_relation *relation, const void *user_data),
                         const void *user_data)
{
    for (size_t i = 0; i < search->count; i++) {
        const t2s__example *example = &search->examples->items[search->candidates[i].example];
        size_t shown = 0;

        for (size_t r = 0; r < example->relation_count; r++)
            shown += is_shown(example->relations[r], user_data) != 0;
        if (example->relation_count != 0)
            search->candidates[i].score = search->candidates[i].score * (1 + shown) / (1 + example->relation_count);
    }
    qsort(search->candidates, search->count, sizeof(search->candidates[0]), by_score);
}

/* The first ones that fit, to the front. */
static size_t choose(struct search *search, size_t limit, size_t budget, size_t *ret_tokens)
{
    size_t chosen = 0;

    for (size_t i = 0; i < search->count && chosen < limit; i++) {
        uint32_t tokens = search->examples->items[search->candidates[i].example].tokens;

        if (search->candidates[i].score < SCORE_MIN || tokens > budget - *ret_tokens)
            continue;
        *ret_tokens += tokens;
        search->candidates[chosen++] = search->candidates[i];
    }
    return chosen;
}

/* On one line. */
static void write_question(t2s__buffer *buffer, const char *question)
{
    for (; *question != '\0'; question++)
        t2s__buffer_char(buffer, (unsigned char)*question < ' ' ? ' ' : *question);
}

static void write_chosen(const struct search *search, size_t chosen, t2s__buffer *buffer)
{
    for (size_t i = chosen; i > 0; i--) {
        const t2s__example *example = &search->examples->items[search->candidates[i - 1].example];

        if (i < chosen)
            t2s__buffer_char(buffer, '\n');
        t2s__buffer_text(buffer, question_label);
        write_question(buffer, example->question);
        t2s__buffer_text(buffer, sql_label);
        t2s__buffer_text(buffer, example->sql);
        t2s__buffer_char(buffer, '\n');
    }
}

int t2s__examples_write(const t2s__examples *examples, const char *question, size_t limit, size_t budget,
                        int (*is_shown)(const t2s_relation *relation, const void *user_data), const void *user_data,
                        t2s__buffer *buffer, size_t *ret_tokens)
{
    struct search search = {.examples = examples};

    *ret_tokens = 0;
    if (examples->count == 0 || limit == 0 || budget == 0)
        return 0;
    search.shared = t2s__calloc(examples->count, sizeof(*search.shared));
    if (search.shared == NULL)
        return T2S_E_NOMEM;
    t2s__words(question, strlen(question), search_word, &search);
    score_all(&search);
    t2s__free(search.shared);
    if (is_shown != NULL)
        prefer_shown(&search, is_shown, user_data);
    write_chosen(&search, choose(&search, limit, budget, ret_tokens), buffer);
    return buffer->failed ? T2S_E_NOMEM : 0;
}
