/* SPDX-License-Identifier: MIT */
#include <stdlib.h>

#include <text2sql/retrieval.h>

#include "metadata/ddl.h"
#include "sample_catalog.h"
#include "util/memory.h"

static t2s_subset *retrieve(t2s_catalog *catalog, const char *question, size_t budget)
{
    t2s_index *index;
    t2s_subset *subset;

    ck_assert_int_eq(t2s_index_new(catalog, NULL, &index), 0);
    ck_assert_int_eq(t2s_subset_new(index, question, budget, &subset), 0);
    t2s_index_unref(index);
    ck_assert_uint_le(t2s_subset_tokens(subset), budget);
    return subset;
}

static int has(const t2s_subset *subset, const char *relation)
{
    for (size_t i = 0; i < t2s_subset_relation_count(subset); i++)
        if (strcmp(t2s_relation_name(t2s_subset_relation(subset, i)), relation) == 0)
            return 1;
    return 0;
}

static int has_column(const t2s_subset *subset, const char *relation, const char *column)
{
    for (size_t i = 0; i < t2s_subset_relation_count(subset); i++)
        for (size_t c = 0; c < t2s_subset_column_count(subset, i); c++)
            if (strcmp(t2s_relation_name(t2s_subset_relation(subset, i)), relation) == 0 &&
                strcmp(t2s_column_name(t2s_subset_column(subset, i, c)), column) == 0)
                return 1;
    return 0;
}

START_TEST(a_catalog_that_fits_is_taken_whole)
{
    t2s_catalog *catalog = sample_shop();
    t2s_subset *subset = retrieve(catalog, "anything", 100000);

    ck_assert_uint_eq(t2s_subset_relation_count(subset), 7);
    ck_assert(t2s_subset_is_complete(subset));
    ck_assert(!has_column(subset, "customers", "password_hash"));
    ck_assert_ptr_null(strstr(t2s_subset_text(subset), "password"));
    t2s_catalog_unref(catalog);
    ck_assert_str_eq(t2s_relation_name(t2s_subset_relation(subset, 0)), "log"); /* the subset keeps the catalog */
    t2s_subset_free(subset);
}
END_TEST

START_TEST(a_tight_budget_takes_what_matches_and_what_joins_it)
{
    t2s_catalog *catalog = sample_shop();
    t2s_subset *subset = retrieve(catalog, "Which firm is the supplier of the product with the title Lamp?", 100);

    ck_assert(has(subset, "suppliers"));
    ck_assert(has(subset, "products"));
    ck_assert(has(subset, "product_suppliers"));
    ck_assert(!has(subset, "log"));
    ck_assert(!t2s_subset_is_complete(subset));
    ck_assert_ptr_nonnull(strstr(t2s_subset_text(subset), "REFERENCES suppliers(id)"));
    t2s_subset_free(subset);
    t2s_catalog_unref(catalog);
}
END_TEST

START_TEST(a_bridge_comes_in_although_no_word_names_it)
{
    t2s_catalog_builder *builder;
    t2s_catalog *catalog;
    t2s_subset *subset;
    size_t at;

    ck_assert_int_eq(t2s_catalog_builder_new(&builder), 0);
    at = sample_table(builder, "public", "actor");
    sample_column(builder, at, "id", "integer", 0, NULL);
    sample_key(builder, at, T2S_KEY_PRIMARY, "id");
    at = sample_table(builder, "public", "film");
    sample_column(builder, at, "id", "integer", 0, NULL);
    sample_key(builder, at, T2S_KEY_PRIMARY, "id");
    at = sample_table(builder, "public", "xref_17");
    sample_column(builder, at, "l", "integer", 0, NULL);
    sample_column(builder, at, "r", "integer", 0, NULL);
    sample_reference(builder, at, "l", "public", "actor");
    sample_reference(builder, at, "r", "public", "film");
    for (int i = 0; i < 50; i++) {
        char name[32];

        snprintf(name, sizeof(name), "noise%d", i);
        at = sample_table(builder, "public", name);
        sample_column(builder, at, "id", "integer", 0, NULL);
    }
    ck_assert_int_eq(t2s_catalog_builder_finish(builder, &catalog), 0);
    t2s_catalog_builder_free(builder);
    subset = retrieve(catalog, "actors by film", 80);
    ck_assert(has(subset, "xref_17"));
    t2s_subset_free(subset);
    t2s_catalog_unref(catalog);
}
END_TEST

START_TEST(a_wide_relation_keeps_its_keys_and_what_the_question_names)
{
    t2s_catalog_builder *builder;
    t2s_catalog *catalog;
    t2s_subset *subset;
    size_t at;

    ck_assert_int_eq(t2s_catalog_builder_new(&builder), 0);
    at = sample_table(builder, "public", "measurements");
    for (int i = 0; i < 300; i++) {
        char name[32];

        snprintf(name, sizeof(name), i == 200 ? "humidity" : i == 299 ? "key" : "sensor_value_%d", i);
        sample_column(builder, at, name, "double precision", 0, NULL);
    }
    sample_key(builder, at, T2S_KEY_PRIMARY, "key");
    ck_assert_int_eq(t2s_catalog_builder_finish(builder, &catalog), 0);
    t2s_catalog_builder_free(builder);
    subset = retrieve(catalog, "average humidity in the measurements", 300);
    ck_assert_uint_eq(t2s_subset_relation_count(subset), 1);
    ck_assert(has_column(subset, "measurements", "humidity"));
    ck_assert(has_column(subset, "measurements", "key"));
    ck_assert_uint_lt(t2s_subset_column_count(subset, 0), 50);
    ck_assert_ptr_nonnull(strstr(t2s_subset_text(subset), "more columns not shown"));
    t2s_subset_free(subset);
    subset = retrieve(catalog, "average humidity in the measurements", 60);
    ck_assert(has_column(subset, "measurements", "humidity"));
    t2s_subset_free(subset);
    t2s_catalog_unref(catalog);
}
END_TEST

START_TEST(the_budget_is_never_exceeded)
{
    t2s_catalog *catalog = sample_shop();
    t2s_index *index;

    ck_assert_int_eq(t2s_index_new(catalog, NULL, &index), 0);
    for (size_t budget = 0; budget < 400; budget++) {
        t2s_subset *subset;

        ck_assert_int_eq(t2s_subset_new(index, "customers who ordered the product", budget, &subset), 0);
        ck_assert_uint_le(t2s_subset_tokens(subset), budget);
        ck_assert(budget != 0 || t2s_subset_relation_count(subset) == 0);
        t2s_subset_free(subset);
    }
    t2s_index_unref(index);
    t2s_catalog_unref(catalog);
}
END_TEST

START_TEST(the_same_question_gives_the_same_bytes)
{
    t2s_catalog *catalog = sample_shop();
    t2s_catalog *other = sample_shop();
    t2s_subset *first = retrieve(catalog, "orders of customers", 120);
    t2s_subset *second = retrieve(other, "orders of customers", 120);

    ck_assert_str_eq(t2s_subset_text(first), t2s_subset_text(second));
    t2s_subset_free(first);
    t2s_subset_free(second);
    t2s_catalog_unref(catalog);
    t2s_catalog_unref(other);
}
END_TEST

START_TEST(words_are_found_inside_names_that_nothing_separates)
{
    t2s_catalog_builder *builder;
    t2s_catalog *catalog;
    t2s_subset *subset;

    ck_assert_int_eq(t2s_catalog_builder_new(&builder), 0);
    sample_column(builder, sample_table(builder, "public", "sbcustomer"), "x", "text", 0, NULL);
    sample_column(builder, sample_table(builder, "public", "dep"), "x", "text", 0, NULL);
    sample_column(builder, sample_table(builder, "public", "other"), "x", "text", 0, NULL);
    sample_column(builder, sample_table(builder, "public", "one"), "x", "text", 0, NULL);
    ck_assert_int_eq(t2s_catalog_builder_finish(builder, &catalog), 0);
    t2s_catalog_builder_free(builder);
    subset = retrieve(catalog, "customers", 20);
    ck_assert(has(subset, "sbcustomer"));
    t2s_subset_free(subset);
    subset = retrieve(catalog, "departments", 20);
    ck_assert(has(subset, "dep"));
    t2s_subset_free(subset);
    t2s_catalog_unref(catalog);
}
END_TEST

/* No word names rinks, and one names posts; but all that is asked about stands in one schema. */
START_TEST(what_a_question_is_about_stands_together)
{
    static const char ddl[] = "CREATE SCHEMA hockey; CREATE SCHEMA blog; CREATE SCHEMA bank;"
                              "CREATE TABLE hockey.players (id int, name text); CREATE TABLE hockey.goals (player_id int, minute int);"
                              "CREATE TABLE hockey.rinks (id int, city text);"
                              "CREATE TABLE blog.posts (id int, title text); CREATE TABLE blog.tags (id int, post_id int);"
                              "CREATE TABLE bank.accounts (id int, owner text); CREATE TABLE bank.branches (id int, town text);";
    const char *const name = "schema.sql";
    const char *const text = ddl;
    const size_t length = strlen(ddl);
    t2s_catalog *catalog = NULL;
    t2s_subset *subset;

    ck_assert_int_eq(t2s__ddl_read(&name, &text, &length, 1, &catalog, NULL), 0);
    subset = retrieve(catalog, "Which players, by name, shot goals in the first minute after their posts?", 50);
    ck_assert(has(subset, "players") && has(subset, "goals") && has(subset, "rinks"));
    ck_assert(!has(subset, "accounts"));
    t2s_subset_free(subset);
    t2s_catalog_unref(catalog);
}
END_TEST

START_TEST(partitions_are_left_to_the_table_that_they_are_parts_of)
{
    t2s_catalog_builder *builder;
    t2s_catalog *catalog;
    t2s_subset *subset;
    size_t at;

    ck_assert_int_eq(t2s_catalog_builder_new(&builder), 0);
    ck_assert_int_eq(t2s_catalog_builder_add_relation(builder, "public", "events", T2S_RELATION_PARTITIONED, &at), 0);
    sample_column(builder, at, "id", "integer", 0, NULL);
    at = sample_table(builder, "public", "events_2024");
    sample_column(builder, at, "id", "integer", 0, NULL);
    ck_assert_int_eq(t2s_catalog_builder_set_parent(builder, at, "public", "events"), 0);
    ck_assert_int_eq(t2s_catalog_builder_finish(builder, &catalog), 0);
    t2s_catalog_builder_free(builder);
    subset = retrieve(catalog, "events", 1000);
    ck_assert(has(subset, "events"));
    ck_assert(!has(subset, "events_2024"));
    ck_assert(t2s_subset_is_complete(subset));
    t2s_subset_free(subset);
    t2s_catalog_unref(catalog);
}
END_TEST

START_TEST(an_empty_catalog_and_an_empty_question_are_fine)
{
    t2s_catalog_builder *builder;
    t2s_catalog *catalog;
    t2s_subset *subset;

    ck_assert_int_eq(t2s_catalog_builder_new(&builder), 0);
    ck_assert_int_eq(t2s_catalog_builder_finish(builder, &catalog), 0);
    t2s_catalog_builder_free(builder);
    subset = retrieve(catalog, "", 0);
    ck_assert_uint_eq(t2s_subset_relation_count(subset), 0);
    ck_assert_str_eq(t2s_subset_text(subset), "");
    t2s_subset_free(subset);
    t2s_catalog_unref(catalog);
    catalog = sample_shop();
    subset = retrieve(catalog, "", 60);
    ck_assert_uint_ne(t2s_subset_relation_count(subset), 0); /* nothing matches: as much as fits */
    t2s_subset_free(subset);
    t2s_catalog_unref(catalog);
}
END_TEST

START_TEST(arguments_that_are_missing_are_refused)
{
    t2s_catalog *catalog = sample_shop();
    t2s_index *index;
    t2s_subset *subset;

    ck_assert_int_eq(t2s_index_new(NULL, NULL, &index), T2S_E_INVALID);
    ck_assert_int_eq(t2s_index_new(catalog, NULL, NULL), T2S_E_INVALID);
    ck_assert_int_eq(t2s_subset_new(NULL, "", 1, &subset), T2S_E_INVALID);
    t2s_index_unref(NULL);
    t2s_subset_free(NULL);
    ck_assert_ptr_null(t2s_subset_relation(NULL, 0));
    ck_assert_ptr_null(t2s_subset_column(NULL, 0, 0));
    ck_assert_ptr_null(t2s_subset_text(NULL));
    t2s_catalog_unref(catalog);
}
END_TEST

static int allocations;

static int fail_at_last(void)
{
    return allocations-- == 0;
}

START_TEST(each_failing_allocation_is_an_error_and_leaks_nothing)
{
    t2s_catalog *catalog = sample_shop();

    for (size_t budget = 60; budget <= 6000; budget += 5940) {
        int code = T2S_E_NOMEM;

        for (int n = 0; code != 0; n++) {
            t2s_index *index = NULL;
            t2s_subset *subset = NULL;

            allocations = n;
            t2s__memory_fail = fail_at_last;
            code = t2s_index_new(catalog, NULL, &index);
            if (code == 0)
                code = t2s_subset_new(index, "customers by country and product", budget, &subset);
            t2s__memory_fail = NULL;
            ck_assert(code == 0 || code == T2S_E_NOMEM);
            t2s_index_unref(index);
            t2s_subset_free(subset);
        }
    }
    t2s_catalog_unref(catalog);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("retrieval");

    tcase_add_test(tests, a_catalog_that_fits_is_taken_whole);
    tcase_add_test(tests, a_tight_budget_takes_what_matches_and_what_joins_it);
    tcase_add_test(tests, a_bridge_comes_in_although_no_word_names_it);
    tcase_add_test(tests, a_wide_relation_keeps_its_keys_and_what_the_question_names);
    tcase_add_test(tests, the_budget_is_never_exceeded);
    tcase_add_test(tests, the_same_question_gives_the_same_bytes);
    tcase_add_test(tests, words_are_found_inside_names_that_nothing_separates);
    tcase_add_test(tests, what_a_question_is_about_stands_together);
    tcase_add_test(tests, partitions_are_left_to_the_table_that_they_are_parts_of);
    tcase_add_test(tests, an_empty_catalog_and_an_empty_question_are_fine);
    tcase_add_test(tests, arguments_that_are_missing_are_refused);
    tcase_add_test(tests, each_failing_allocation_is_an_error_and_leaks_nothing);
    return sample_main("retrieval", tests);
}
