/* SPDX-License-Identifier: MIT */
#include <stdlib.h>

#include <text2sql/retrieval.h>

#include "metadata/ddl.h"
#include "retrieval/brief.h"
#include "retrieval/index.h"
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

static t2s_catalog *read_ddl(const char *ddl)
{
    const char *const name = "schema.sql";
    const size_t length = strlen(ddl);
    t2s_catalog *catalog = NULL;

    ck_assert_int_eq(t2s__ddl_read(&name, &ddl, &length, 1, &catalog, NULL), 0);
    return catalog;
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
    static const char ddl[] =
        "CREATE SCHEMA hockey; CREATE SCHEMA blog; CREATE SCHEMA bank;"
        "CREATE TABLE hockey.players (id int, name text); CREATE TABLE hockey.goals (player_id int, minute int);"
        "CREATE TABLE hockey.rinks (id int, city text);"
        "CREATE TABLE blog.posts (id int, title text); CREATE TABLE blog.tags (id int, post_id int);"
        "CREATE TABLE bank.accounts (id int, owner text); CREATE TABLE bank.branches (id int, town text);";
    t2s_catalog *catalog = read_ddl(ddl);
    t2s_subset *subset;

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

START_TEST(acronyms_are_found_whichever_side_writes_them_out)
{
    static const char ddl[] = "CREATE TABLE persons (id int PRIMARY KEY, dob text);"
                              "CREATE TABLE sales (id int PRIMARY KEY, gross_merchandise_value int);";
    t2s_catalog *catalog = read_ddl(ddl);
    t2s_subset *by_acronym = retrieve(catalog, "What is the gmv of each store?", 1000);
    t2s_subset *by_words = retrieve(catalog, "Who has the earliest date of birth?", 1000);

    ck_assert_uint_gt(t2s_subset_score(by_acronym, 1), 0);
    ck_assert_uint_eq(t2s_subset_score(by_acronym, 0), 0);
    ck_assert_uint_gt(t2s_subset_score(by_words, 0), 0);
    ck_assert_uint_eq(t2s_subset_score(by_words, 1), 0);
    t2s_subset_free(by_acronym);
    t2s_subset_free(by_words);
    t2s_catalog_unref(catalog);
}
END_TEST

/* A tokenizer to which all is one token that stands between two blanks, and a long one for each seven bytes. */
static size_t count_words(const char *text, size_t length, void *user_data)
{
    size_t tokens = 0;
    size_t run = 0;

    ck_assert_uint_eq(strlen(text), length);
    ++*(int *)user_data;
    for (size_t i = 0; i < length; i++) {
        run = text[i] == ' ' || text[i] == '\n' ? 0 : run + 1;
        tokens += run % 7 == 1;
    }
    return tokens;
}

static size_t count_bytes(const char *text, size_t length, void *user_data)
{
    (void)text;
    ++*(int *)user_data;
    return length;
}

static void note_end(void *user_data)
{
    ++*(int *)user_data;
}

static size_t refuse_all(const char *text, size_t length, void *user_data)
{
    (void)text;
    (void)length;
    (void)user_data;
    return 1000000;
}

START_TEST(a_budget_is_counted_by_whoever_the_caller_says)
{
    static const t2s_token_counter_fn functions[] = {count_words, count_bytes};
    t2s_catalog *catalog = sample_shop();
    t2s_index *index;

    ck_assert_int_eq(t2s_index_new(catalog, NULL, &index), 0);
    for (size_t f = 0; f < 2; f++) {
        int calls = 0;
        t2s_token_counter *counter;
        size_t last = 0;

        ck_assert_int_eq(t2s_token_counter_new(functions[f], &calls, NULL, &counter), 0);
        for (size_t budget = 0; budget < 3000; budget += budget / 4 + 1) {
            t2s_subset *subset;

            ck_assert_int_eq(t2s_subset_new_with(index, "Which supplier has the product?", budget, counter, &subset), 0);
            ck_assert_uint_eq(t2s_subset_tokens(subset), functions[f](t2s_subset_text(subset), strlen(t2s_subset_text(subset)), &calls));
            ck_assert_uint_le(t2s_subset_tokens(subset), budget);
            ck_assert(budget < 400 || t2s_subset_is_complete(subset) || t2s_subset_tokens(subset) >= budget / 2);
            last = t2s_subset_tokens(subset);
            t2s_subset_free(subset);
        }
        ck_assert_uint_gt(last, 0);
        ck_assert_int_gt(calls, 0);
        t2s_token_counter_unref(counter);
    }
    t2s_index_unref(index);
    t2s_catalog_unref(catalog);
}
END_TEST

START_TEST(a_counter_lives_as_long_as_it_is_needed)
{
    t2s_catalog *catalog = sample_shop();
    t2s_index *index;
    t2s_subset *subset;
    t2s_token_counter *counter = NULL;
    int ended = 0;

    ck_assert_int_eq(t2s_index_new(catalog, NULL, &index), 0);
    ck_assert_int_eq(t2s_token_counter_new(refuse_all, &ended, note_end, &counter), 0);
    ck_assert_int_eq(t2s_subset_new_with(index, "anything", 1000, counter, &subset), 0);
    ck_assert_uint_eq(t2s_subset_relation_count(subset), 0); /* nothing is short enough for it */
    ck_assert_str_eq(t2s_subset_text(subset), "");
    t2s_token_counter_unref(t2s_token_counter_ref(counter));
    t2s_token_counter_unref(counter);
    ck_assert_int_eq(ended, 0);
    t2s_subset_free(subset);
    ck_assert_int_eq(ended, 1);
    ck_assert_int_eq(t2s_token_counter_new(NULL, &ended, note_end, &counter), T2S_E_INVALID);
    ck_assert_int_eq(ended, 2);
    ck_assert_uint_eq(t2s_token_count(NULL, "\xc3\xa4 b c d", 8), 2); /* seven characters */
    t2s_token_counter_unref(NULL);
    t2s_index_unref(index);
    t2s_catalog_unref(catalog);
}
END_TEST

START_TEST(a_table_that_inherits_and_adds_nothing_is_shown_by_its_parent)
{
    static const char ddl[] = "CREATE TABLE events (id int, at timestamp);"
                              "CREATE TABLE clicks (at timestamp, id int) INHERITS (events);"
                              "CREATE TABLE sales (amount int) INHERITS (events);";
    t2s_catalog *catalog = read_ddl(ddl);
    t2s_subset *subset = retrieve(catalog, "Which clicks?", 1000);

    ck_assert_uint_eq(t2s_subset_relation_count(subset), 2);
    ck_assert(!has(subset, "clicks"));
    ck_assert(has(subset, "sales"));
    ck_assert(t2s_subset_find(subset, t2s_catalog_find_relation(catalog, NULL, "clicks"), NULL));
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

START_TEST(what_is_not_worth_its_types_stands_on_one_line)
{
    static const char ddl[] = "CREATE TABLE customers (id int PRIMARY KEY, name text, town text);"
                              "CREATE TABLE orders (id int PRIMARY KEY, customer_id int REFERENCES customers (id), placed date,"
                              " amount numeric(10,2), remarks text);"
                              "CREATE TABLE wishes (id int PRIMARY KEY, customer_id int REFERENCES customers (id), what text);"
                              "CREATE TABLE visits (id int PRIMARY KEY, customer_id int REFERENCES customers (id), day date);";
    t2s_catalog *catalog = read_ddl(ddl);
    t2s_subset *subset = retrieve(catalog, "orders", 90);
    const char *title = strstr(t2s_subset_text(subset), T2S__BRIEF_TITLE);

    ck_assert_uint_eq(t2s_subset_relation_count(subset), 4);
    ck_assert(!t2s_subset_is_complete(subset));
    ck_assert_ptr_nonnull(title);
    ck_assert_ptr_nonnull(strstr(title, "wishes(id, customer_id -> customers.id, what)\n"));
    ck_assert(has_column(subset, "wishes", "what"));
    t2s_subset_free(subset);
    t2s_catalog_unref(catalog);
}
END_TEST

START_TEST(two_keys_to_one_table_stay_two)
{
    static const char ddl[] = "CREATE TABLE airports (id int PRIMARY KEY, city text);"
                              "CREATE TABLE flights (no int PRIMARY KEY, leaves_from int REFERENCES airports (id),"
                              " goes_to int REFERENCES airports (id));"
                              "CREATE TABLE meals (id int PRIMARY KEY, dish text, calories int, price int, remarks text);"
                              "CREATE TABLE crews (id int PRIMARY KEY, head text, started date, ended date, remarks text);";
    t2s_catalog *catalog = read_ddl(ddl);
    t2s_subset *subset = retrieve(catalog, "flights between two cities of airports", 50);

    ck_assert(has(subset, "flights") && has(subset, "airports"));
    ck_assert_ptr_nonnull(strstr(t2s_subset_text(subset), "leaves_from -> airports.id, goes_to -> airports.id"));
    t2s_subset_free(subset);
    t2s_catalog_unref(catalog);
}
END_TEST

START_TEST(words_that_people_use_for_a_table_find_it)
{
    static const char ddl[] = "CREATE TABLE t1 (a int, b text); CREATE TABLE t2 (a int, c text); CREATE TABLE t3 (a int, d text);";
    t2s_catalog *catalog = read_ddl(ddl);
    const t2s__phrase items[] = {{"churned accounts", 1, T2S__PHRASE_WHOLE_RELATION}, {"gross margin", 2, 1}, {"nothing", 99, 0}};
    const t2s__phrases phrases = {items, 3};
    t2s_index *index;
    t2s_subset *subset;

    ck_assert_int_eq(t2s__index_new(catalog, 0, &phrases, &index), 0);
    ck_assert_int_eq(t2s_subset_new(index, "how many accounts churned?", 11, &subset), 0);
    ck_assert_uint_eq(t2s_subset_relation_count(subset), 1);
    ck_assert(has(subset, "t2"));
    t2s_subset_free(subset);
    ck_assert_int_eq(t2s_subset_new(index, "the margin by month", 11, &subset), 0);
    ck_assert_uint_eq(t2s_subset_relation_count(subset), 1);
    ck_assert(has_column(subset, "t3", "d"));
    t2s_subset_free(subset);
    t2s_index_unref(index);
    t2s_catalog_unref(catalog);
}
END_TEST

START_TEST(a_value_that_a_question_mentions_finds_its_column)
{
    t2s_catalog_builder *builder;
    t2s_catalog *catalog;
    t2s_subset *subset;
    size_t at = 0;

    ck_assert_int_eq(t2s_catalog_builder_new(&builder), 0);
    for (int i = 0; i < 40; i++) {
        char name[32];

        snprintf(name, sizeof(name), "table_%c%c", 'a' + i % 26, 'a' + i / 26);
        at = sample_table(builder, "public", name);
        for (int c = 0; c < 30; c++) {
            snprintf(name, sizeof(name), "c%c%c", 'a' + c % 26, 'a' + c / 26);
            sample_column(builder, at, name, "text", 0, NULL);
        }
        if (i == 30)
            ck_assert_int_eq(t2s_catalog_builder_add_column_value(builder, at, "cva", "Rotterdam", 0.5), 0);
    }
    ck_assert_int_eq(t2s_catalog_builder_finish(builder, &catalog), 0);
    t2s_catalog_builder_free(builder);
    subset = retrieve(catalog, "how many are in rotterdam?", 60);
    ck_assert(has(subset, "table_eb"));
    ck_assert(has_column(subset, "table_eb", "cva"));
    t2s_subset_free(subset);
    t2s_catalog_unref(catalog);
}
END_TEST

/* The same every time. */
static unsigned random_below(unsigned *state, unsigned limit)
{
    *state = *state * 1103515245U + 12345U;
    return (*state >> 16) % limit;
}

static void random_name(unsigned *state, char name[64], unsigned number)
{
    static const char *const parts[] = {"customer", "Order Line", "a",      "select", "caf\xC3\xA9",
                                        "x\"y",     "id",         "Status", "qty",    "long_name_of_a_thing"};

    snprintf(name, 64, "%s_%s%u", parts[random_below(state, 10)], parts[random_below(state, 10)], number);
}

static t2s_catalog *random_catalog(unsigned *state)
{
    t2s_catalog_builder *builder;
    t2s_catalog *catalog;
    unsigned count = 1 + random_below(state, 40);
    char names[40][64];
    char first[40][64];

    ck_assert_int_eq(t2s_catalog_builder_new(&builder), 0);
    for (unsigned i = 0; i < count; i++) {
        unsigned columns = 1 + random_below(state, random_below(state, 5) == 0 ? 120 : 12);
        size_t at;

        random_name(state, names[i], i);
        at = sample_table(builder, "public", names[i]);
        if (random_below(state, 3) == 0)
            ck_assert_int_eq(t2s_catalog_builder_set_relation_comment(builder, at, "What customers ordered, and when"), 0);
        for (unsigned c = 0; c < columns; c++) {
            char name[64];

            random_name(state, name, c);
            sample_column(builder, at, name, random_below(state, 2) == 0 ? "integer" : "text",
                          random_below(state, 9) == 0 ? T2S_COLUMN_HIDDEN : 0, random_below(state, 4) == 0 ? "a remark" : NULL);
            if (c == 0) {
                strcpy(first[i], name);
                sample_key(builder, at, T2S_KEY_PRIMARY, name);
            } else if (i != 0 && random_below(state, 4) == 0) {
                unsigned target = random_below(state, i);
                const char *column = name;
                const char *foreign = first[target];

                ck_assert_int_eq(
                    t2s_catalog_builder_add_foreign_key(builder, at, NULL, &column, 1, "public", names[target], &foreign), 0);
            }
        }
    }
    ck_assert_int_eq(t2s_catalog_builder_finish(builder, &catalog), 0);
    t2s_catalog_builder_free(builder);
    return catalog;
}

START_TEST(whatever_the_catalog_and_the_budget_it_is_never_exceeded)
{
    unsigned state = 1;
    size_t shown = 0;

    for (int round = 0; round < 40; round++) {
        t2s_catalog *catalog = random_catalog(&state);
        t2s_index *index;

        ck_assert_int_eq(t2s_index_new(catalog, NULL, &index), 0);
        for (int i = 0; i < 24; i++) {
            size_t budget = i < 12 ? (size_t)i : random_below(&state, i < 18 ? 200 : 3000);
            t2s_subset *subset;

            ck_assert_int_eq(t2s_subset_new(index, "status and quantity of customer orders by cafe", budget, &subset), 0);
            ck_assert_uint_le(t2s_subset_tokens(subset), budget);
            ck_assert_uint_eq(t2s_subset_tokens(subset),
                              (t2s__characters(t2s_subset_text(subset), strlen(t2s_subset_text(subset))) + 3) / 4);
            for (size_t r = 0; r < t2s_subset_relation_count(subset); r++)
                for (size_t c = 0; c < t2s_subset_column_count(subset, r); c++)
                    ck_assert_uint_eq(t2s_subset_column(subset, r, c)->flags & T2S_COLUMN_HIDDEN, 0);
            shown += t2s_subset_relation_count(subset);
            t2s_subset_free(subset);
        }
        t2s_index_unref(index);
        t2s_catalog_unref(catalog);
    }
    ck_assert_uint_gt(shown, 40);
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
    tcase_add_test(tests, acronyms_are_found_whichever_side_writes_them_out);
    tcase_add_test(tests, a_budget_is_counted_by_whoever_the_caller_says);
    tcase_add_test(tests, a_counter_lives_as_long_as_it_is_needed);
    tcase_add_test(tests, a_table_that_inherits_and_adds_nothing_is_shown_by_its_parent);
    tcase_add_test(tests, an_empty_catalog_and_an_empty_question_are_fine);
    tcase_add_test(tests, what_is_not_worth_its_types_stands_on_one_line);
    tcase_add_test(tests, two_keys_to_one_table_stay_two);
    tcase_add_test(tests, words_that_people_use_for_a_table_find_it);
    tcase_add_test(tests, a_value_that_a_question_mentions_finds_its_column);
    tcase_add_test(tests, whatever_the_catalog_and_the_budget_it_is_never_exceeded);
    tcase_add_test(tests, arguments_that_are_missing_are_refused);
    tcase_add_test(tests, each_failing_allocation_is_an_error_and_leaks_nothing);
    return sample_main("retrieval", tests);
}
