/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "retrieval/acronym.h"
#include "retrieval/root.h"
#include "retrieval/skeleton.h"
#include "retrieval/vocabulary.h"
#include "sample_catalog.h"
#include "util/memory.h"

static int share_a_root(const char *one, const char *other)
{
    size_t length = t2s__word_root(one, strlen(one));

    return length == t2s__word_root(other, strlen(other)) && memcmp(one, other, length) == 0;
}

START_TEST(words_of_one_family_share_a_root)
{
    ck_assert(share_a_root("conviction", "convict"));
    ck_assert(share_a_root("manager", "management"));
    ck_assert(share_a_root("publisher", "publication") || share_a_root("publisher", "publish"));
    ck_assert(share_a_root("registration", "registrant"));
    ck_assert(!share_a_root("planet", "plan"));
    ck_assert(!share_a_root("customer", "product"));
    ck_assert_uint_eq(t2s__word_root("", 0), 0);
    ck_assert_uint_eq(t2s__word_root("able", 4), 4); /* an ending alone stays */
}
END_TEST

/* The acronym of the last `count` words; "": there is none. */
static const char *acronym_of(const char *const *words, size_t word_count, size_t count)
{
    static char acronym[T2S__ACRONYM_MAX + 1];
    t2s__initials initials = {.count = 0};

    for (size_t i = 0; i < word_count; i++)
        t2s__initials_add(&initials, words[i], strlen(words[i]));
    return t2s__initials_last(&initials, count, acronym) ? acronym : "";
}

START_TEST(acronyms_are_made_of_words_that_begin_and_end_with_what_is_meant)
{
    static const char *const words[] = {"the", "gross", "amount", "of", "all", "order", "valu", "2"};

    ck_assert_str_eq(acronym_of(words, 7, 6), "gaoaov");
    ck_assert_str_eq(acronym_of(words, 6, 5), "gaoao");
    ck_assert_str_eq(acronym_of(words, 5, 4), ""); /* ends with "all" */
    ck_assert_str_eq(acronym_of(words, 7, 4), ""); /* begins with "of" */
    ck_assert_str_eq(acronym_of(words, 8, 3), ""); /* a number */
    ck_assert_str_eq(acronym_of(words, 7, 2), ""); /* too few */
    ck_assert_str_eq(acronym_of(words, 8, 7), ""); /* too many */
    ck_assert_str_eq(acronym_of(words + 1, 2, 3), "");
}
END_TEST

static int is_skeleton(const char *brief, const char *word)
{
    return t2s__is_skeleton(brief, strlen(brief), word, strlen(word));
}

START_TEST(letters_are_left_out_as_people_do_it)
{
    ck_assert(is_skeleton("qty", "quantity"));
    ck_assert(is_skeleton("dept", "department"));
    ck_assert(is_skeleton("mgr", "manager"));
    ck_assert(is_skeleton("yr", "year"));
    ck_assert(!is_skeleton("cust", "customer")); /* a beginning is found otherwise */
    ck_assert(!is_skeleton("car", "customer"));
    ck_assert(!is_skeleton("st", "secret "));
    ck_assert(!is_skeleton("qtyx", "quantity"));
    ck_assert(!is_skeleton("", "quantity"));
    ck_assert(!is_skeleton("qty", ""));
}
END_TEST

/* Words of a vocabulary, and how surely `word` means `term`; 0: it does not. */
static uint32_t surely(const char *const *terms, size_t count, const char *word, const char *term)
{
    t2s__arena arena;
    t2s__vocabulary vocabulary;
    t2s__meanings meanings;
    uint32_t factor = 0;
    uint32_t number;

    t2s__arena_init(&arena, 1024);
    t2s__vocabulary_init(&vocabulary, &arena);
    for (size_t i = 0; i < count; i++)
        ck_assert_int_eq(t2s__vocabulary_add(&vocabulary, terms[i], strlen(terms[i]), &number), 0);
    ck_assert_int_eq(t2s__vocabulary_complete(&vocabulary), 0);
    ck_assert_int_eq(t2s__meanings_init(&meanings, &vocabulary, &arena), 0);
    for (int round = 0; round < 2; round++) { /* a look-up leaves no trace */
        t2s__meanings_find(&meanings, &vocabulary, word, strlen(word));
        factor = 0;
        for (size_t i = 0; i < meanings.count; i++)
            if (strcmp(vocabulary.terms[meanings.items[i].term].text, term) == 0)
                factor = meanings.items[i].factor;
    }
    ck_assert_uint_ne(t2s__vocabulary_get(&vocabulary, terms[0], strlen(terms[0])), 0);
    ck_assert_uint_eq(t2s__vocabulary_get(&vocabulary, "nowhere", 7), 0);
    t2s__vocabulary_dispose(&vocabulary);
    t2s__arena_dispose(&arena);
    return factor;
}

/* As words come from t2s__words(). */
static const char *const sample[] = {"custom", "customer", "qty",  "birth",  "date",   "conviction", "movi",
                                     "dep",    "address",  "2021", "amount", "sbtest", "id"};

static uint32_t sample_surely(const char *word, const char *term)
{
    return surely(sample, sizeof(sample) / sizeof(*sample), word, term);
}

START_TEST(a_word_means_itself_most_surely)
{
    ck_assert_uint_eq(sample_surely("customer", "customer"), 256);
    ck_assert_uint_eq(sample_surely("2021", "2021"), 256);
    ck_assert_uint_eq(sample_surely("unrelated", "customer"), 0);
    ck_assert_uint_eq(sample_surely("", "customer"), 0);
}
END_TEST

START_TEST(a_word_means_its_synonyms_and_its_family)
{
    ck_assert_uint_gt(sample_surely("client", "customer"), 0);
    ck_assert_uint_gt(sample_surely("film", "movi"), 0);
    ck_assert_uint_gt(sample_surely("convict", "conviction"), 0);
    ck_assert_uint_lt(sample_surely("client", "customer"), 256);
}
END_TEST

START_TEST(a_word_means_its_abbreviations)
{
    ck_assert_uint_gt(sample_surely("quantity", "qty"), 0);
    ck_assert_uint_gt(sample_surely("department", "dep"), 0);
    ck_assert_uint_eq(sample_surely("quality", "dep"), 0);
}
END_TEST

START_TEST(words_written_as_one_are_found_apart_and_in_longer_ones)
{
    ck_assert_uint_gt(sample_surely("birthdate", "birth"), 0);
    ck_assert_uint_gt(sample_surely("birthdate", "date"), 0);
    ck_assert_uint_gt(sample_surely("test", "sbtest"), 0);
}
END_TEST

START_TEST(a_word_that_means_nothing_else_was_misspelt)
{
    ck_assert_uint_gt(sample_surely("adress", "address"), 0);
    ck_assert_uint_gt(sample_surely("amonut", "amount"), 0);
    ck_assert_uint_gt(sample_surely("convection", "conviction"), 0);
    ck_assert_uint_eq(sample_surely("idd", "id"), 0);     /* too short to tell */
    ck_assert_uint_eq(sample_surely("20215", "2021"), 0); /* numbers are not misspelt */
    ck_assert_uint_eq(sample_surely("admonut", "amount"), 0);
}
END_TEST

START_TEST(an_empty_vocabulary_means_nothing)
{
    static const char *const one[] = {"x"};
    static const char longest[] = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"; /* T2S__WORD_MAX */

    ck_assert_uint_eq(surely(one, 1, "customer", "x"), 0);
    ck_assert_uint_eq(surely(one, 1, longest, "x"), 0);
    ck_assert_uint_eq(surely((const char *const[]){longest}, 1, longest, longest), 256);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("vocabulary");

    tcase_add_test(tests, words_of_one_family_share_a_root);
    tcase_add_test(tests, letters_are_left_out_as_people_do_it);
    tcase_add_test(tests, acronyms_are_made_of_words_that_begin_and_end_with_what_is_meant);
    tcase_add_test(tests, a_word_means_itself_most_surely);
    tcase_add_test(tests, a_word_means_its_synonyms_and_its_family);
    tcase_add_test(tests, a_word_means_its_abbreviations);
    tcase_add_test(tests, words_written_as_one_are_found_apart_and_in_longer_ones);
    tcase_add_test(tests, a_word_that_means_nothing_else_was_misspelt);
    tcase_add_test(tests, an_empty_vocabulary_means_nothing);
    return sample_main("vocabulary", tests);
}
