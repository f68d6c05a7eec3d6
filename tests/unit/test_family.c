/* SPDX-License-Identifier: MIT */
#include <string.h>

#include <text2sql/retrieval.h>

#include "metadata/ddl.h"
#include "retrieval/family.h"
#include "support/suite.h"

static t2s_catalog *catalog;
static t2s_subset *subset;

static void read_schema(const char *ddl)
{
    const char *const name = "schema.sql";
    const size_t length = strlen(ddl);

    ck_assert_int_eq(t2s__ddl_read(&name, &ddl, &length, 1, &catalog, NULL), 0);
}

static void choose(const char *ddl, size_t budget)
{
    t2s_index *index = NULL;

    read_schema(ddl);
    ck_assert_int_eq(t2s_index_new(catalog, NULL, &index), 0);
    ck_assert_int_eq(t2s_subset_new(index, "How many events were there?", budget, &subset), 0);
    t2s_index_unref(index);
}

static void tear_down(void)
{
    t2s_subset_free(subset);
    t2s_catalog_unref(catalog);
    subset = NULL;
    catalog = NULL;
}

static const t2s_relation *relation(const char *name)
{
    const t2s_relation *found = t2s_catalog_find_relation(catalog, "public", name);

    ck_assert_ptr_nonnull(found);
    return found;
}

static void expect_shown_for(const char *name, const char *shown)
{
    size_t at = 0;

    ck_assert_msg(t2s_subset_find(subset, relation(name), &at) == 1, "%s", name);
    ck_assert_str_eq(t2s_relation_name(t2s_subset_relation(subset, at)), shown);
}

static void expect_text(const char *text)
{
    ck_assert_msg(strstr(t2s_subset_text(subset), text) != NULL, "\"%s\" is not in\n%s", text, t2s_subset_text(subset));
}

#define EVENTS(day) "CREATE TABLE events_202401" day " (id bigint, name text);"

START_TEST(of_many_pieces_one_is_shown_and_the_range_is_told)
{
    choose(EVENTS("09") EVENTS("02") EVENTS("01") EVENTS("03") EVENTS("04") EVENTS("05") EVENTS("10") "CREATE TABLE users (id int);", 4000);
    ck_assert_uint_eq(t2s_subset_relation_count(subset), 2);
    expect_shown_for("events_20240101", "events_20240110");
    expect_shown_for("events_20240110", "events_20240110");
    expect_shown_for("users", "users");
    expect_text("CREATE TABLE events_20240110 ( -- one of 7 tables with these columns, events_20240101 to events_20240110\n");
    ck_assert_int_eq(t2s_subset_is_complete(subset), 1);
}
END_TEST

START_TEST(of_a_few_all_are_named)
{
    choose("CREATE TABLE accident_2015 (id int, note text); CREATE TABLE accident_2016 (note text, id int);"
           "CREATE TABLE accident_2017 (id int, note text, more int); COMMENT ON TABLE accident_2016 IS 'Police reports';",
           4000);
    ck_assert_uint_eq(t2s_subset_relation_count(subset), 2);
    expect_shown_for("accident_2015", "accident_2016");
    expect_shown_for("accident_2017", "accident_2017");
    expect_text("CREATE TABLE accident_2016 ( -- the same columns have accident_2015. Police reports\n");
    expect_text("CREATE TABLE accident_2017 (\n");
}
END_TEST

START_TEST(the_last_one_is_the_highest_number_and_not_the_last_in_the_alphabet)
{
    choose("CREATE TABLE part9 (id int); CREATE TABLE part10 (id int); CREATE TABLE part1 (id int);", 4000);
    expect_shown_for("part9", "part10");
    expect_text("the same columns have part1, part9\n");
}
END_TEST

START_TEST(what_differs_in_more_than_digits_is_no_family)
{
    choose("CREATE TABLE a1 (id int); CREATE TABLE b1 (id int); CREATE TABLE a2 (id bigint); CREATE TABLE a3 (no int);"
           "CREATE TABLE a (id int); CREATE VIEW a4 AS SELECT 1 AS id; CREATE SCHEMA s; CREATE TABLE s.a1 (id int);",
           4000);
    ck_assert_uint_eq(t2s_subset_relation_count(subset), 7);
    ck_assert_ptr_null(strstr(t2s_subset_text(subset), "columns have"));
}
END_TEST

START_TEST(names_are_quoted)
{
    choose("CREATE TABLE \"Log 1\" (id int); CREATE TABLE \"Log 2\" (id int);", 4000);
    expect_text("CREATE TABLE \"Log 2\" ( -- the same columns have \"Log 1\"\n");
}
END_TEST

START_TEST(partitions_are_in_with_their_table)
{
    choose("CREATE TABLE log (day date) PARTITION BY RANGE (day);"
           "CREATE TABLE log_1 PARTITION OF log FOR VALUES FROM ('2024-01-01') TO ('2024-02-01');"
           "CREATE TABLE log_2 PARTITION OF log FOR VALUES FROM ('2024-02-01') TO ('2024-03-01');",
           4000);
    ck_assert_uint_eq(t2s_subset_relation_count(subset), 1);
    expect_shown_for("log_1", "log");
    expect_shown_for("log", "log");
}
END_TEST

START_TEST(what_is_not_shown_is_not_in)
{
    choose(EVENTS("01") EVENTS("02") "CREATE TABLE users (id int);", 1);
    ck_assert_int_eq(t2s_subset_find(subset, relation("users"), NULL), 0);
    ck_assert_int_eq(t2s_subset_find(subset, NULL, NULL), 0);
    ck_assert_int_eq(t2s_subset_find(NULL, relation("users"), NULL), 0);
}
END_TEST

START_TEST(out_of_memory_is_told)
{
    unsigned char candidate[3];
    t2s__families families;
    t2s__arena arena;

    read_schema(EVENTS("01") EVENTS("02") "CREATE TABLE users (id int);");
    OOM_LOOP(n)
    {
        int code;

        memset(candidate, 1, sizeof(candidate));
        t2s__arena_init(&arena, 64);
        code = t2s__families_find(catalog, candidate, &arena, &families);
        ck_assert_int_eq(code, oom_failed ? T2S_E_NOMEM : 0);
        t2s__arena_dispose(&arena);
    }
}
END_TEST

SUITE("families", NULL, tear_down, of_many_pieces_one_is_shown_and_the_range_is_told, of_a_few_all_are_named,
      the_last_one_is_the_highest_number_and_not_the_last_in_the_alphabet, what_differs_in_more_than_digits_is_no_family,
      names_are_quoted, partitions_are_in_with_their_table, what_is_not_shown_is_not_in, out_of_memory_is_told)
