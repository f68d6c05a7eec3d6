/* SPDX-License-Identifier: MIT */
#include "retrieval/match.h"

#include <stdlib.h>
#include <string.h>

#include <text2sql/error.h>

#include "retrieval/acronym.h"
#include "util/memory.h"
#include "util/words.h"

enum {
    QUESTION_WORDS_MAX = 256, /* different ones; what comes later in a question is not searched */
    HITS_ENOUGH = 4096,       /* relations that rare words found: frequent ones then find no more */
    ONE = 256                 /* the factor of an exact match, and of a column's name */
};

/*
 * Okapi BM25, in units of ONE: k1 = 2.5, b = 0.4, and b = 0.86 for schemas, which differ more in size. Found on one half of the
 * schemas that bench_recall reads, and looked at on the other; half or twice of each changes recall by less than a hundredth, but
 * for the b of schemas where there are many.
 */
enum { K1 = 640, B = 102, SCHEMA_B = 220 /* b of schemas */ };

enum { ACRONYM_FACTOR = 128 /* of a term that is the acronym of words of the question */ };

enum { MENTION_FACTOR = 256 /* of a value that the question mentions, where 256 is a word that names a column */ };

/* A word of the question. */
struct word {
    const t2s__meaning *meanings;
    size_t meaning_count;
    uint64_t postings; /* of all its meanings */
    uint32_t number;   /* in the question */
};

struct matcher {
    const t2s_index *index;
    t2s__arena *arena;
    t2s__matches *matches;
    t2s__map seen;
    t2s__meanings meanings;
    t2s__initials initials; /* of the question's words */
    struct word words[QUESTION_WORDS_MAX]; /* the rarest first, once they are all read */
    size_t word_count;
    int closed;        /* no more relations are found */
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

t2s__hit *t2s__matches_hit(t2s__matches *matches, uint32_t relation)
{
    if (matches->slots[relation] == 0) {
        if (t2s__grow((void **)&matches->hits, &matches->capacity, matches->count + 1, sizeof(*matches->hits)) != 0)
            return NULL;
        matches->hits[matches->count++] = (t2s__hit){.relation = relation};
        matches->slots[relation] = (uint32_t)matches->count;
    }
    return &matches->hits[matches->slots[relation] - 1];
}

void t2s__matches_dispose(t2s__matches *matches)
{
    t2s__free(matches->hits);
    t2s__free(matches->columns);
}

/* How often the word is in each relation, by weight. */
static void count_in_relations(struct matcher *matcher, const struct word *word)
{
    const t2s_index *index = matcher->index;

    for (size_t m = 0; m < word->meaning_count; m++) {
        const t2s__meaning *meaning = &word->meanings[m];
        const t2s__term *term = &index->vocabulary.terms[meaning->term];

        for (size_t p = term->first; p < (size_t)term->first + term->count; p++) {
            const t2s__posting *posting = &index->postings[p];
            uint32_t amount = posting->weight * meaning->factor / ONE;

            if (amount == 0 || matcher->tf[posting->relation] > UINT32_MAX / 2 ||
                (matcher->closed && matcher->matches->slots[posting->relation] == 0))
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
    matcher->matches->schemas[schema] += score - matcher->schema_best[schema];
    matcher->schema_best[schema] = score;
}

static int score_relations(struct matcher *matcher, uint64_t idf)
{
    const t2s_index *index = matcher->index;

    for (size_t i = 0; i < matcher->touched_count; i++) {
        uint32_t relation = matcher->touched[i];
        uint64_t tf = matcher->tf[relation];
        uint64_t norm = ONE - B + (uint64_t)B * index->lengths[relation] / index->average_length;
        uint64_t score = idf * tf * (K1 + ONE) / (tf * ONE + K1 * norm);
        t2s__hit *hit = t2s__matches_hit(matcher->matches, relation);

        if (hit == NULL)
            return T2S_E_NOMEM;
        hit->score += score;
        score_schema(matcher, index->schema_of[relation], score);
        matcher->tf[relation] = 0;
    }
    matcher->touched_count = 0;
    return 0;
}

static int score_column(t2s__matches *matches, const t2s__posting *posting, uint64_t score)
{
    t2s__hit *hit = t2s__matches_hit(matches, posting->relation);

    if (hit == NULL ||
        t2s__grow((void **)&matches->columns, &matches->column_capacity, matches->column_count + 1, sizeof(*matches->columns)) != 0)
        return T2S_E_NOMEM;
    matches->columns[matches->column_count++] = (t2s__column_hit){.column = posting->column, .next = hit->columns, .score = score};
    hit->columns = (uint32_t)matches->column_count;
    return 0;
}

/* Do two postings of one term name the same column? */
static int is_same_column(const t2s__posting *one, const t2s__posting *other)
{
    return one->relation == other->relation && one->column == other->column;
}

/* A word that a column's comment says over and over says it once. */
static int score_columns(struct matcher *matcher, const struct word *word, uint64_t idf)
{
    const t2s_index *index = matcher->index;

    for (size_t m = 0; m < word->meaning_count; m++) {
        const t2s__meaning *meaning = &word->meanings[m];
        const t2s__term *term = &index->vocabulary.terms[meaning->term];
        const t2s__posting *last = NULL;

        for (size_t p = term->first; p < (size_t)term->first + term->count; p++) {
            const t2s__posting *posting = &index->postings[p];
            int repeated = last != NULL && is_same_column(last, posting);

            last = posting;
            if (!repeated && posting->column != T2S__WHOLE_RELATION && matcher->matches->slots[posting->relation] != 0 &&
                score_column(matcher->matches, posting, idf * posting->weight * meaning->factor / (ONE * ONE)) != 0)
                return T2S_E_NOMEM;
        }
    }
    return 0;
}

/* In how many relations a word is; of a frequent one that finds no more, about as many as it has postings. */
static uint64_t frequency(const struct matcher *matcher, const struct word *word)
{
    uint64_t count = matcher->index->catalog->relation_count;

    if (!matcher->closed)
        return matcher->touched_count;
    return word->postings < count ? word->postings : count;
}

static int match_word(struct matcher *matcher, const struct word *word)
{
    uint64_t count = matcher->index->catalog->relation_count;
    uint64_t idf;

    matcher->word++;
    matcher->closed = matcher->matches->count >= HITS_ENOUGH && word->postings > matcher->matches->count;
    count_in_relations(matcher, word);
    idf = log2_fixed(2 * count + 2) - log2_fixed(2 * frequency(matcher, word) + 1);
    return score_relations(matcher, idf) != 0 || score_columns(matcher, word, idf) != 0 ? T2S_E_NOMEM : 0;
}

/* What a word of the question may mean, as the next of the words to be searched. */
static int take_word(struct matcher *matcher, const t2s__meaning *found, size_t count)
{
    struct word *word = &matcher->words[matcher->word_count];
    t2s__meaning *meanings = t2s__arena_alloc(matcher->arena, (count + 1) * sizeof(*meanings));

    if (meanings == NULL)
        return T2S_E_NOMEM;
    *word = (struct word){.meanings = meanings, .meaning_count = count, .number = (uint32_t)matcher->word_count++};
    for (size_t i = 0; i < count; i++) {
        meanings[i] = found[i];
        word->postings += matcher->index->vocabulary.terms[meanings[i].term].count;
    }
    return 0;
}

/* 1: it is new, and there is room for it. 0; T2S_E_NOMEM. */
static int see_word(struct matcher *matcher, const char *text, size_t length, char **ret_copy)
{
    if (matcher->word_count >= QUESTION_WORDS_MAX || t2s__map_get(&matcher->seen, text, length) != NULL)
        return 0;
    *ret_copy = t2s__arena_strndup(matcher->arena, text, length);
    return *ret_copy == NULL || t2s__map_put(&matcher->seen, *ret_copy, length, *ret_copy) != 0 ? T2S_E_NOMEM : 1;
}

/* Terms that are acronyms of the last words. */
static int take_acronyms(struct matcher *matcher)
{
    char acronym[T2S__ACRONYM_MAX + 1];

    for (size_t count = T2S__ACRONYM_MIN; count <= T2S__ACRONYM_MAX; count++) {
        uint32_t term = t2s__initials_last(&matcher->initials, count, acronym)
                            ? t2s__vocabulary_get(&matcher->index->vocabulary, acronym, count)
                            : 0;
        const t2s__meaning meaning = {.term = term - 1, .factor = ACRONYM_FACTOR};
        char *copy;
        int code = term != 0 ? see_word(matcher, acronym, count, &copy) : 0;

        if (code < 0 || (code != 0 && take_word(matcher, &meaning, 1) != 0))
            return T2S_E_NOMEM;
    }
    return 0;
}

static int read_word(const char *text, size_t length, void *user_data)
{
    struct matcher *matcher = user_data;
    char *copy;
    int code;

    t2s__initials_add(&matcher->initials, text, length);
    if (t2s__word_is_stop(text, length))
        return 0;
    code = see_word(matcher, text, length, &copy);
    if (code < 0)
        return code;
    if (code != 0) {
        t2s__meanings_find(&matcher->meanings, &matcher->index->vocabulary, copy, length);
        if (take_word(matcher, matcher->meanings.items, matcher->meanings.count) != 0)
            return T2S_E_NOMEM;
    }
    return take_acronyms(matcher);
}

static int compare_words(const void *left, const void *right)
{
    const struct word *a = left;
    const struct word *b = right;

    if (a->postings != b->postings)
        return a->postings < b->postings ? -1 : 1;
    return (a->number > b->number) - (a->number < b->number);
}

static int match_words(struct matcher *matcher, const char *question)
{
    if (t2s__words(question, strlen(question), read_word, matcher) != 0)
        return T2S_E_NOMEM;
    if (matcher->word_count != 0)
        qsort(matcher->words, matcher->word_count, sizeof(*matcher->words), compare_words);
    for (size_t i = 0; i < matcher->word_count; i++)
        if (match_word(matcher, &matcher->words[i]) != 0)
            return T2S_E_NOMEM;
    return 0;
}

/* In how many columns a place of the question is a value: the mentions of one place differ in nothing else. */
static size_t columns_of(const t2s__mentions *mentions, const t2s__mention *mention)
{
    size_t count = 0;

    for (size_t i = 0; i < mentions->count; i++)
        count += mentions->items[i].start == mention->start;
    return count;
}

/* A value that the question mentions is as good as a rare word that names its column, and its relation. */
static int match_values(struct matcher *matcher, const char *question)
{
    const t2s_index *index = matcher->index;
    t2s__matches *matches = matcher->matches;
    t2s__mentions mentions;

    if (t2s__value_index_match(index->values, question, matcher->arena, &mentions) != 0)
        return T2S_E_NOMEM;
    for (size_t i = 0; i < mentions.count; i++) {
        const t2s__mention *mention = &mentions.items[i];
        uint64_t idf =
            log2_fixed(2 * (uint64_t)index->catalog->relation_count + 2) - log2_fixed(2 * columns_of(&mentions, mention) + 1);
        uint64_t score = idf * mention->strength / ONE * MENTION_FACTOR / ONE;
        const t2s__posting posting = {.relation = mention->relation, .column = mention->column};
        t2s__hit *hit;

        if (score_column(matches, &posting, score) != 0 || (hit = t2s__matches_hit(matches, mention->relation)) == NULL)
            return T2S_E_NOMEM;
        hit->score += score;
        if (i == 0 || mention->start != mentions.items[i - 1].start)
            matcher->word++;
        score_schema(matcher, index->schema_of[mention->relation], score);
    }
    return 0;
}

/* Never NULL for an empty list. */
static void *array_of(t2s__arena *arena, size_t count, size_t size)
{
    return count < SIZE_MAX / size ? t2s__arena_zalloc(arena, (count + 1) * size) : NULL;
}

int t2s__match(const t2s_index *index, const char *question, t2s__arena *arena, t2s__matches *ret_matches)
{
    size_t relations = index->catalog->relation_count;
    struct matcher matcher = {.index = index, .arena = arena, .matches = ret_matches};

    *ret_matches = (t2s__matches){.slots = array_of(arena, relations, sizeof(*ret_matches->slots)),
                                  .schemas = array_of(arena, index->schema_count, sizeof(*ret_matches->schemas))};
    t2s__map_init(&matcher.seen, arena);
    matcher.schema_word = array_of(arena, index->schema_count, sizeof(*matcher.schema_word));
    matcher.schema_best = array_of(arena, index->schema_count, sizeof(*matcher.schema_best));
    matcher.tf = array_of(arena, relations, sizeof(*matcher.tf));
    matcher.touched = array_of(arena, relations, sizeof(*matcher.touched));
    if (ret_matches->slots == NULL || ret_matches->schemas == NULL || matcher.schema_word == NULL || matcher.schema_best == NULL ||
        matcher.tf == NULL || matcher.touched == NULL || t2s__meanings_init(&matcher.meanings, &index->vocabulary, arena) != 0)
        return T2S_E_NOMEM;
    return match_words(&matcher, question) != 0 || match_values(&matcher, question) != 0 ? T2S_E_NOMEM : 0;
}
