/* SPDX-License-Identifier: MIT */
#include "retrieval/vocabulary.h"

#include <stdlib.h>
#include <string.h>

#include <text2sql/error.h>

#include "retrieval/acronym.h"
#include "retrieval/root.h"
#include "retrieval/skeleton.h"
#include "retrieval/synonyms.h"
#include "util/distance.h"
#include "util/memory.h"

/* How surely a word means a term, by how it leads there. */
enum {
    EXACT = 256,
    ROOT = 176,         /* "convicted" and "conviction" */
    SYNONYM = 144,      /* "client" and "customer" */
    COMPOUND = 192,     /* "birthdate": each of "birth" and "date" */
    PREFIX = 160,       /* "pay" in "payment", times the part that it is of the whole word */
    INNER = 128,        /* "customer" in "sbcustomer", likewise */
    ABBREVIATION = 128, /* "cust" for "customer", likewise */
    SKELETON = 112,     /* "qty" for "quantity" */
    ACRONYM = 192,      /* "dob" for "date of birth" */
    SPELLING = 160      /* "custmer" */
};

enum {
    SUFFIX_LENGTH_MIN = 3, /* letters; shorter strings are in too many words */
    TERM_LENGTH_MIN = 4,   /* of words that are searched for parts */
    PART_MIN = 4,          /* of a question's word that may be a part */
    ABBREVIATION_MIN = 3,
    SKELETON_MAX = 5,
    COMPOUND_PART_MIN = 3,
    ROOT_MIN = 4,
    SPELLING_MIN = 5,  /* letters of a word that may have one mistake */
    SPELLING_TWO = 9,  /* ... or two */
    MEANINGS_MAX = 512 /* of one word */
};

/* The maps' values are numbers from 1: they take no NULL. */
static uint32_t get(const t2s__map *map, const char *word, size_t length)
{
    return (uint32_t)(uintptr_t)t2s__map_get(map, word, length);
}

static int put(t2s__map *map, const char *word, size_t length, size_t number)
{
    return t2s__map_put(map, word, length, (void *)(uintptr_t)(number + 1));
}

void t2s__vocabulary_init(t2s__vocabulary *vocabulary, t2s__arena *arena)
{
    *vocabulary = (t2s__vocabulary){.arena = arena};
    t2s__map_init(&vocabulary->by_text, arena);
    t2s__map_init(&vocabulary->by_root, arena);
    t2s__map_init(&vocabulary->synonyms, arena);
}

void t2s__vocabulary_dispose(t2s__vocabulary *vocabulary)
{
    t2s__free(vocabulary->terms);
    vocabulary->terms = NULL;
}

uint32_t t2s__vocabulary_get(const t2s__vocabulary *vocabulary, const char *word, size_t length)
{
    return get(&vocabulary->by_text, word, length);
}

static uint32_t letters_of(const char *word, size_t length)
{
    uint32_t letters = 0;

    for (size_t i = 0; i < length; i++)
        letters |= 1U << ((unsigned char)word[i] & 31);
    return letters;
}

int t2s__vocabulary_add(t2s__vocabulary *vocabulary, const char *word, size_t length, uint32_t *ret_term)
{
    uint32_t known = get(&vocabulary->by_text, word, length);
    char *copy;

    if (known != 0) {
        *ret_term = known - 1;
        return 0;
    }
    copy = t2s__arena_strndup(vocabulary->arena, word, length);
    if (copy == NULL ||
        t2s__grow((void **)&vocabulary->terms, &vocabulary->capacity, vocabulary->count + 1, sizeof(*vocabulary->terms)) != 0 ||
        put(&vocabulary->by_text, copy, length, vocabulary->count) != 0)
        return T2S_E_NOMEM;
    *ret_term = (uint32_t)vocabulary->count;
    vocabulary->terms[vocabulary->count++] =
        (t2s__term){.text = copy, .length = (uint32_t)length, .letters = letters_of(word, length)};
    return 0;
}

/* What begins with this byte is an acronym: no word does. */
#define ACRONYM_MARK '\1'

/* Returns the length. */
static size_t mark_acronym(char marked[T2S__ACRONYM_MAX + 2], const char *letters, size_t length)
{
    marked[0] = ACRONYM_MARK;
    memcpy(marked + 1, letters, length);
    return length + 1;
}

int t2s__vocabulary_add_acronym(t2s__vocabulary *vocabulary, const char *letters, uint32_t *ret_term)
{
    char marked[T2S__ACRONYM_MAX + 2];

    return t2s__vocabulary_add(vocabulary, marked, mark_acronym(marked, letters, strlen(letters)), ret_term);
}

/* Never NULL for an empty list. */
static void *array_of(t2s__arena *arena, size_t count, size_t size)
{
    return count < SIZE_MAX / size - 1 ? t2s__arena_zalloc(arena, (count + 1) * size) : NULL;
}

static int link_roots(t2s__vocabulary *vocabulary)
{
    for (size_t i = 0; i < vocabulary->count; i++) {
        t2s__term *term = &vocabulary->terms[i];
        size_t length = t2s__word_root(term->text, term->length);

        if (length < ROOT_MIN)
            continue;
        term->next_root = get(&vocabulary->by_root, term->text, length);
        if (put(&vocabulary->by_root, term->text, length, i) != 0)
            return T2S_E_NOMEM;
    }
    return 0;
}

static int compare_suffixes(const void *left, const void *right)
{
    const t2s__suffix *a = left;
    const t2s__suffix *b = right;
    int order = strcmp(a->text, b->text);

    return order != 0 ? order : (a->term > b->term) - (a->term < b->term);
}

static size_t suffixes_of(const t2s__term *term)
{
    return term->length >= TERM_LENGTH_MIN ? term->length - SUFFIX_LENGTH_MIN + 1 : 0;
}

static int build_suffixes(t2s__vocabulary *vocabulary)
{
    size_t count = 0;

    for (size_t i = 0; i < vocabulary->count; i++)
        count += suffixes_of(&vocabulary->terms[i]);
    vocabulary->suffixes = array_of(vocabulary->arena, count, sizeof(*vocabulary->suffixes));
    if (vocabulary->suffixes == NULL)
        return T2S_E_NOMEM;
    for (size_t i = 0; i < vocabulary->count; i++)
        for (size_t start = 0; start < suffixes_of(&vocabulary->terms[i]); start++)
            vocabulary->suffixes[vocabulary->suffix_count++] =
                (t2s__suffix){.text = vocabulary->terms[i].text + start, .term = (uint32_t)i};
    if (count != 0)
        qsort(vocabulary->suffixes, count, sizeof(*vocabulary->suffixes), compare_suffixes);
    return 0;
}

/* By counting: there are few lengths. */
static int sort_by_length(t2s__vocabulary *vocabulary)
{
    uint32_t next[T2S__TERM_LENGTHS + 1];

    vocabulary->by_length = array_of(vocabulary->arena, vocabulary->count, sizeof(*vocabulary->by_length));
    if (vocabulary->by_length == NULL)
        return T2S_E_NOMEM;
    for (size_t i = 0; i < vocabulary->count; i++)
        if (vocabulary->terms[i].length <= T2S__TERM_LENGTHS)
            vocabulary->first_of_length[vocabulary->terms[i].length + 1]++;
    for (size_t length = 0; length <= T2S__TERM_LENGTHS; length++) {
        vocabulary->first_of_length[length + 1] += vocabulary->first_of_length[length];
        next[length] = vocabulary->first_of_length[length];
    }
    for (size_t i = 0; i < vocabulary->count; i++)
        if (vocabulary->terms[i].length <= T2S__TERM_LENGTHS)
            vocabulary->by_length[next[vocabulary->terms[i].length]++] = (uint32_t)i;
    return 0;
}

int t2s__vocabulary_complete(t2s__vocabulary *vocabulary)
{
    return link_roots(vocabulary) != 0 || build_suffixes(vocabulary) != 0 || sort_by_length(vocabulary) != 0 ||
                   t2s__synonyms_read(&vocabulary->synonyms, vocabulary->arena) != 0
               ? T2S_E_NOMEM
               : 0;
}

/* Looking up. */

int t2s__meanings_init(t2s__meanings *meanings, const t2s__vocabulary *vocabulary, t2s__arena *arena)
{
    *meanings = (t2s__meanings){.items = array_of(arena, MEANINGS_MAX, sizeof(*meanings->items)),
                                .stamps = array_of(arena, vocabulary->count, sizeof(*meanings->stamps))};
    return meanings->items != NULL && meanings->stamps != NULL ? 0 : T2S_E_NOMEM;
}

static void add(t2s__meanings *meanings, uint32_t term, size_t factor)
{
    if (meanings->stamps[term] == meanings->lookup || factor == 0 || meanings->count == MEANINGS_MAX)
        return;
    meanings->stamps[term] = meanings->lookup;
    meanings->items[meanings->count++] = (t2s__meaning){.term = term, .factor = (uint32_t)factor};
}

static void add_term(t2s__meanings *meanings, const t2s__vocabulary *vocabulary, const char *word, size_t length, size_t factor)
{
    uint32_t term = get(&vocabulary->by_text, word, length);

    if (term != 0)
        add(meanings, term - 1, factor);
}

static void add_roots(t2s__meanings *meanings, const t2s__vocabulary *vocabulary, const char *word, size_t length)
{
    size_t root = t2s__word_root(word, length);

    if (root < ROOT_MIN)
        return;
    for (uint32_t term = get(&vocabulary->by_root, word, root); term != 0; term = vocabulary->terms[term - 1].next_root)
        add(meanings, term - 1, ROOT);
}

static void add_synonyms(t2s__meanings *meanings, const t2s__vocabulary *vocabulary, const char *word, size_t length)
{
    const t2s__synonym_group *group = t2s__map_get(&vocabulary->synonyms, word, length);

    for (; group != NULL; group = group->next)
        for (size_t i = 0; i < group->count; i++)
            add_term(meanings, vocabulary, group->words[i], strlen(group->words[i]), SYNONYM);
}

static void add_acronyms(t2s__meanings *meanings, const t2s__vocabulary *vocabulary, const char *word, size_t length)
{
    char marked[T2S__ACRONYM_MAX + 2];

    if (length >= T2S__ACRONYM_MIN && length <= T2S__ACRONYM_MAX)
        add_term(meanings, vocabulary, marked, mark_acronym(marked, word, length), ACRONYM);
}

/* The first suffix that is not before the word. */
static size_t lower_bound(const t2s__vocabulary *vocabulary, const char *word, size_t length)
{
    size_t low = 0;
    size_t high = vocabulary->suffix_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (strncmp(vocabulary->suffixes[middle].text, word, length) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Longer terms that hold the word. */
static void add_wholes(t2s__meanings *meanings, const t2s__vocabulary *vocabulary, const char *word, size_t length)
{
    for (size_t i = lower_bound(vocabulary, word, length);
         i < vocabulary->suffix_count && strncmp(vocabulary->suffixes[i].text, word, length) == 0 && meanings->count < MEANINGS_MAX;
         i++) {
        const t2s__suffix *suffix = &vocabulary->suffixes[i];
        const t2s__term *term = &vocabulary->terms[suffix->term];

        add(meanings, suffix->term, (suffix->text == term->text ? PREFIX : INNER) * length / term->length);
    }
}

static void add_abbreviations(t2s__meanings *meanings, const t2s__vocabulary *vocabulary, const char *word, size_t length)
{
    uint32_t letters = letters_of(word, length);
    size_t longest = length < SKELETON_MAX + 2 ? length - 2 : SKELETON_MAX;

    for (size_t part = length - 1; part >= ABBREVIATION_MIN && part < length; part--)
        add_term(meanings, vocabulary, word, part, ABBREVIATION * part / length);
    if (length < TERM_LENGTH_MIN)
        return;
    for (uint32_t i = vocabulary->first_of_length[2]; i < vocabulary->first_of_length[longest + 1]; i++) {
        const t2s__term *term = &vocabulary->terms[vocabulary->by_length[i]];

        if ((term->letters & ~letters) == 0 && t2s__is_skeleton(term->text, term->length, word, length))
            add(meanings, vocabulary->by_length[i], SKELETON);
    }
}

/* Words that are written as one in the question and apart in the catalog. */
static void add_compounds(t2s__meanings *meanings, const t2s__vocabulary *vocabulary, const char *word, size_t length)
{
    for (size_t cut = COMPOUND_PART_MIN; cut + COMPOUND_PART_MIN <= length; cut++) {
        uint32_t first = get(&vocabulary->by_text, word, cut);
        uint32_t second = first != 0 ? get(&vocabulary->by_text, word + cut, length - cut) : 0;

        if (second == 0)
            continue;
        add(meanings, first - 1, COMPOUND);
        add(meanings, second - 1, COMPOUND);
    }
}

/* Bits that differ: each mistake changes two of them at most. */
static int differ(uint32_t one, uint32_t other)
{
    uint32_t bits = one ^ other;
    int count = 0;

    for (; bits != 0; bits &= bits - 1)
        count++;
    return count;
}

static void add_spellings(t2s__meanings *meanings, const t2s__vocabulary *vocabulary, const char *word, size_t length)
{
    int edits = length >= SPELLING_TWO ? 2 : 1;
    uint32_t letters = letters_of(word, length);
    size_t longest = length + (size_t)edits < T2S__TERM_LENGTHS ? length + (size_t)edits : T2S__TERM_LENGTHS;

    for (uint32_t i = vocabulary->first_of_length[length - (size_t)edits]; i < vocabulary->first_of_length[longest + 1]; i++) {
        const t2s__term *term = &vocabulary->terms[vocabulary->by_length[i]];

        if (differ(term->letters, letters) <= 2 * edits && t2s__distance(word, term->text, (size_t)edits) <= (size_t)edits)
            add(meanings, vocabulary->by_length[i], SPELLING);
    }
}

static int is_number(const char *word)
{
    return word[0] >= '0' && word[0] <= '9';
}

void t2s__meanings_find(t2s__meanings *meanings, const t2s__vocabulary *vocabulary, const char *word, size_t length)
{
    int exact;

    meanings->lookup++;
    meanings->count = 0;
    if (length == 0 || length > T2S__TERM_LENGTHS)
        return;
    add_term(meanings, vocabulary, word, length, EXACT);
    exact = meanings->count != 0;
    if (!exact) {
        add_compounds(meanings, vocabulary, word, length);
        add_acronyms(meanings, vocabulary, word, length);
    }
    add_roots(meanings, vocabulary, word, length);
    add_synonyms(meanings, vocabulary, word, length);
    if (length >= PART_MIN)
        add_wholes(meanings, vocabulary, word, length);
    if (!is_number(word))
        add_abbreviations(meanings, vocabulary, word, length);
    if (meanings->count == 0 && length >= SPELLING_MIN && !is_number(word))
        add_spellings(meanings, vocabulary, word, length);
}
