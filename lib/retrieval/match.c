/* SPDX-License-Identifier: MIT */
#include "retrieval/match.h"

#include <string.h>

#include <text2sql/error.h>

#include "util/words.h"

enum {
    QUESTION_WORDS_MAX = 256,  /* different ones; what comes later in a question is not searched */
    ONE = 256,                 /* the factor of an exact match, and of a column's name */
    PREFIX_FACTOR = 160,       /* "pay" in "payment", times the part that it is of the whole word */
    INNER_FACTOR = 128,        /* "customer" in "sbcustomer" */
    ABBREVIATION_FACTOR = 128, /* "cust" for "customer" */
    ABBREVIATION_MIN = 3,
    PART_MIN = 4
};

/* Okapi BM25's k1 = 1.5 and b = 0.4, in units of ONE. */
enum { K1 = 384, B = 102, SCHEMA_B = 192 /* b of schemas */ };

struct found {
    uint32_t term;
    uint32_t factor;
};

struct matcher {
    const t2s_index *index;
    t2s__arena *arena;
    t2s__scores scores;
    t2s__map seen;       /* words of the question */
    struct found *found; /* terms that match the word at hand */
    size_t found_count;
    uint32_t *stamps;  /* by term: the word that found it last */
    uint32_t *tf;      /* by relation, for the word at hand */
    uint32_t *touched; /* relations whose tf is not 0 */
    size_t touched_count;
    uint32_t word;         /* its number, from 1 */
    uint32_t *schema_word; /* by schema: the word that was found there last */
    uint64_t *schema_best; /* ... and its best score there */
};

/* log2 in units of 1/1024, linear between the powers of two: near enough for a weight, and the same everywhere. */
static uint32_t log2_fixed(uint64_t number)
{
    uint32_t power = 0;

    while (number >> power > 1)
        power++;
    return power * 1024 + (uint32_t)(((number - ((uint64_t)1 << power)) << 10) >> power);
}

static void add_found(struct matcher *matcher, uint32_t term, size_t factor)
{
    if (matcher->stamps[term] == matcher->word || factor == 0)
        return;
    matcher->stamps[term] = matcher->word;
    matcher->found[matcher->found_count++] = (struct found){.term = term, .factor = (uint32_t)factor};
}

/* The first suffix that is not before the word. */
static size_t lower_bound(const t2s_index *index, const char *word, size_t length)
{
    size_t low = 0;
    size_t high = index->suffix_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (strncmp(index->suffixes[middle].text, word, length) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static void find_wholes(struct matcher *matcher, const char *word, size_t length)
{
    const t2s_index *index = matcher->index;

    for (size_t i = lower_bound(index, word, length);
         i < index->suffix_count && strncmp(index->suffixes[i].text, word, length) == 0; i++) {
        const t2s__term *term = &index->terms[index->suffixes[i].term];
        size_t factor = index->suffixes[i].text == term->text ? PREFIX_FACTOR : INNER_FACTOR;

        add_found(matcher, index->suffixes[i].term, factor * length / term->length);
    }
}

static void find_term(struct matcher *matcher, const char *word, size_t length, size_t factor)
{
    const void *value = t2s__map_get(&matcher->index->terms_by_text, word, length);

    if (value != NULL)
        add_found(matcher, (uint32_t)((uintptr_t)value - 1), factor);
}

/* How often the word is in each relation, by weight. */
static void count_in_relations(struct matcher *matcher)
{
    const t2s_index *index = matcher->index;

    for (size_t f = 0; f < matcher->found_count; f++) {
        const t2s__term *term = &index->terms[matcher->found[f].term];

        for (size_t p = term->first; p < (size_t)term->first + term->count; p++) {
            const t2s__posting *posting = &index->postings[p];
            uint32_t amount = posting->weight * matcher->found[f].factor / ONE;

            if (amount == 0 || matcher->tf[posting->relation] > UINT32_MAX / 2)
                continue;
            if (matcher->tf[posting->relation] == 0)
                matcher->touched[matcher->touched_count++] = posting->relation;
            matcher->tf[posting->relation] += amount;
        }
    }
}

/* A large schema holds most words by chance: its length counts against it. */
static void score_schema(struct matcher *matcher, uint32_t schema, uint64_t score)
{
    const t2s_index *index = matcher->index;

    score = score * ONE / (ONE - SCHEMA_B + SCHEMA_B * index->schema_lengths[schema] / index->average_schema_length);
    if (matcher->schema_word[schema] != matcher->word) {
        matcher->schema_word[schema] = matcher->word;
        matcher->schema_best[schema] = 0;
    }
    if (score <= matcher->schema_best[schema])
        return;
    matcher->scores.schemas[schema] += score - matcher->schema_best[schema];
    matcher->schema_best[schema] = score;
}

static void score_relations(struct matcher *matcher, uint64_t idf)
{
    const t2s_index *index = matcher->index;

    for (size_t i = 0; i < matcher->touched_count; i++) {
        uint32_t relation = matcher->touched[i];
        uint64_t tf = matcher->tf[relation];
        uint64_t norm = ONE - B + (uint64_t)B * index->lengths[relation] / index->average_length;

        uint64_t score = idf * tf * (K1 + ONE) / (tf * ONE + K1 * norm);

        matcher->scores.relations[relation] += score;
        score_schema(matcher, index->schema_of[relation], score);
        matcher->tf[relation] = 0;
    }
    matcher->touched_count = 0;
}

static void score_columns(struct matcher *matcher, uint64_t idf)
{
    const t2s_index *index = matcher->index;

    for (size_t f = 0; f < matcher->found_count; f++) {
        const t2s__term *term = &index->terms[matcher->found[f].term];

        for (size_t p = term->first; p < (size_t)term->first + term->count; p++) {
            const t2s__posting *posting = &index->postings[p];

            if (posting->column != T2S__WHOLE_RELATION)
                matcher->scores.columns[index->first_columns[posting->relation] + posting->column] +=
                    idf * posting->weight * matcher->found[f].factor / (ONE * ONE);
        }
    }
}

static int match_word(const char *word, size_t length, void *user_data)
{
    struct matcher *matcher = user_data;
    uint64_t count = matcher->index->catalog->relation_count;
    char *copy;
    uint64_t idf;

    if (t2s__word_is_stop(word, length) || matcher->word >= QUESTION_WORDS_MAX ||
        t2s__map_get(&matcher->seen, word, length) != NULL)
        return 0;
    copy = t2s__arena_strndup(matcher->arena, word, length);
    if (copy == NULL || t2s__map_put(&matcher->seen, copy, length, copy) != 0)
        return T2S_E_NOMEM;
    matcher->word++;
    matcher->found_count = 0;
    find_term(matcher, word, length, ONE);
    if (length >= PART_MIN)
        find_wholes(matcher, copy, length);
    for (size_t part = length - 1; part >= ABBREVIATION_MIN && part < length; part--)
        find_term(matcher, word, part, ABBREVIATION_FACTOR * part / length);
    count_in_relations(matcher);
    idf = log2_fixed(2 * count + 2) - log2_fixed(2 * (uint64_t)matcher->touched_count + 1);
    score_relations(matcher, idf);
    score_columns(matcher, idf);
    return 0;
}

/* Never NULL for an empty list. */
static void *array_of(t2s__arena *arena, size_t count, size_t size)
{
    return count < SIZE_MAX / size ? t2s__arena_zalloc(arena, (count + 1) * size) : NULL;
}

int t2s__match(const t2s_index *index, const char *question, t2s__arena *arena, t2s__scores *ret_scores)
{
    size_t relations = index->catalog->relation_count;
    size_t columns = index->first_columns[relations];
    struct matcher matcher = {.index = index, .arena = arena};

    t2s__map_init(&matcher.seen, arena);
    matcher.scores.relations = array_of(arena, relations, sizeof(*matcher.scores.relations));
    matcher.scores.columns = array_of(arena, columns, sizeof(*matcher.scores.columns));
    matcher.scores.schemas = array_of(arena, index->schema_count, sizeof(*matcher.scores.schemas));
    matcher.schema_word = array_of(arena, index->schema_count, sizeof(*matcher.schema_word));
    matcher.schema_best = array_of(arena, index->schema_count, sizeof(*matcher.schema_best));
    matcher.found = array_of(arena, index->term_count, sizeof(*matcher.found));
    matcher.stamps = array_of(arena, index->term_count, sizeof(*matcher.stamps));
    matcher.tf = array_of(arena, relations, sizeof(*matcher.tf));
    matcher.touched = array_of(arena, relations, sizeof(*matcher.touched));
    if (matcher.scores.schemas == NULL || matcher.schema_word == NULL || matcher.schema_best == NULL ||
        matcher.scores.relations == NULL || matcher.scores.columns == NULL || matcher.found == NULL || matcher.stamps == NULL ||
        matcher.tf == NULL || matcher.touched == NULL || t2s__words(question, strlen(question), match_word, &matcher) != 0)
        return T2S_E_NOMEM;
    *ret_scores = matcher.scores;
    return 0;
}
