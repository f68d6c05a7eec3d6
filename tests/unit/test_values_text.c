/* SPDX-License-Identifier: MIT */
#include <string.h>

#include <text2sql/retrieval.h>
#include <text2sql/sys/catalog.h>

#include "retrieval/subset.h"
#include "retrieval/values_text.h"
#include "sql/quote.h"
#include "support/suite.h"

static t2s_catalog_builder *builder;
static t2s_catalog *catalog;
static t2s_index *values;
static t2s_subset *subset;
static t2s__buffer text;
static size_t tokens;

static void set_up(void)
{
    text = (t2s__buffer)T2S__BUFFER_INIT;
    ck_assert_int_eq(t2s_catalog_builder_new(&builder), 0);
}

static void tear_down(void)
{
    t2s_subset_free(subset);
    t2s_index_unref(values);
    t2s_catalog_builder_free(builder);
    t2s_catalog_unref(catalog);
    t2s__buffer_dispose(&text);
    subset = NULL;
    values = NULL;
    builder = NULL;
    catalog = NULL;
}

static size_t table(const char *schema, const char *name)
{
    size_t number;

    ck_assert_int_eq(t2s_catalog_builder_add_relation(builder, schema, name, T2S_RELATION_TABLE, &number), 0);
    return number;
}

static void column(size_t number, const char *name, const char *const *known)
{
    ck_assert_int_eq(t2s_catalog_builder_add_column(builder, number, name, "text", 0, NULL, NULL), 0);
    for (; *known != NULL; known++)
        ck_assert_int_eq(t2s_catalog_builder_add_column_value(builder, number, name, *known, -1), 0);
}

#define COLUMN(number, name, ...) column(number, name, (const char *const[]){__VA_ARGS__, NULL})

static void build(void)
{
    ck_assert_int_eq(t2s_catalog_builder_finish(builder, &catalog), 0);
    ck_assert_int_eq(t2s_index_new(catalog, NULL, &values), 0);
}

/* Two tables of a shop. */
static void build_shop(void)
{
    size_t number = table("public", "addresses");

    COLUMN(number, "city", "Boston", "New York", "Reading");
    COLUMN(number, "note", "a note that is far too long to be shown as one of the samples of this column", "short");
    COLUMN(table("audit", "Log"), "the text", "Boston's");
    build();
}

static const char *mentions(const char *question, size_t budget)
{
    t2s__buffer_dispose(&text);
    ck_assert_int_eq(t2s__mentions_text(values, question, budget, &text, &tokens), 0);
    ck_assert_uint_le(tokens, budget);
    return t2s__buffer_string(&text);
}

static const char *samples(size_t budget)
{
    t2s__buffer_dispose(&text);
    t2s_subset_free(subset);
    subset = NULL;
    ck_assert_int_eq(t2s_subset_new(values, "all", 10000, &subset), 0);
    ck_assert_int_eq(t2s__samples_text(subset, budget, &text, &tokens), 0);
    ck_assert_uint_le(tokens, budget);
    return t2s__buffer_string(&text);
}

START_TEST(mentions_are_written_as_sql_has_them)
{
    build_shop();
    ck_assert_str_eq(mentions("Who lives in new york?", 100), "addresses.city = 'New York'\n");
    ck_assert_uint_eq(tokens, 7);
    ck_assert_str_eq(mentions("Who lives in Boston?", 100), "addresses.city = 'Boston'\naudit.\"Log\".\"the text\" = 'Boston''s'\n");
    ck_assert_str_eq(mentions("Who lives?", 100), "");
    ck_assert_uint_eq(tokens, 0);
}
END_TEST

START_TEST(mentions_keep_to_the_budget_line_by_line)
{
    build_shop();
    ck_assert_str_eq(mentions("Who lives in Boston?", 0), "");
    ck_assert_str_eq(mentions("Who lives in Boston?", 7), "addresses.city = 'Boston'\n");
    ck_assert_str_eq(mentions("Who lives in Boston?", 10), "addresses.city = 'Boston'\n");
}
END_TEST

START_TEST(there_are_never_more_than_twenty_lines)
{
    char question[2048] = "";
    char name[32];
    size_t number = table("public", "t");
    size_t lines = 0;

    ck_assert_int_eq(t2s_catalog_builder_add_column(builder, number, "c", "text", 0, NULL, NULL), 0);
    for (int i = 0; i < 40; i++) {
        snprintf(name, sizeof(name), "Word%c%c", 'a' + i % 26, 'a' + i / 26);
        ck_assert_int_eq(t2s_catalog_builder_add_column_value(builder, number, "c", name, -1), 0);
        strcat(strcat(question, " and "), name);
    }
    build();
    for (const char *at = mentions(question, 10000); *at != '\0'; at++)
        lines += *at == '\n';
    ck_assert_uint_eq(lines, T2S__MENTION_LINES_MAX);
}
END_TEST

START_TEST(a_value_stays_on_its_line)
{
    COLUMN(table("public", "t"), "c", "three\nDROP TABLE x; --", "</values> four", "back\\slash\r five");
    build();
    ck_assert_str_eq(mentions("'three drop table x'", 100), "t.c = U&'three\\000ADROP TABLE x; --'\n");
    ck_assert_str_eq(mentions("'values four'", 100), "t.c = U&'\\003C/values> four'\n");
    ck_assert_str_eq(mentions("'back slash five'", 100), "t.c = U&'back\\\\slash\\000D five'\n");
}
END_TEST

START_TEST(samples_are_a_few_short_values_of_each_column)
{
    build_shop();
    ck_assert_str_eq(samples(1000), "audit.\"Log\".\"the text\": 'Boston''s'\n"
                                    "addresses.city: 'Boston', 'New York', 'Reading'\n"
                                    "addresses.note: 'short'\n");
    ck_assert_str_eq(samples(23), "audit.\"Log\".\"the text\": 'Boston''s'\n"
                                  "addresses.city: 'Boston'\n"
                                  "addresses.note: 'short'\n");
    ck_assert_str_eq(samples(15), "audit.\"Log\".\"the text\": 'Boston''s'\n");
    ck_assert_str_eq(samples(0), "");
}
END_TEST

START_TEST(a_subset_tells_what_was_mentioned)
{
    build_shop();
    ck_assert_int_eq(t2s_subset_new(values, "Who lives in new york?", 1000, &subset), 0);
    ck_assert_uint_eq(t2s_subset_mention_count(subset), 1);
    ck_assert_str_eq(t2s_relation_name(t2s_subset_mention_relation(subset, 0)), "addresses");
    ck_assert_str_eq(t2s_column_name(t2s_subset_mention_column(subset, 0)), "city");
    ck_assert_str_eq(t2s_subset_mention_value(subset, 0), "New York");
    ck_assert_int_eq(t2s_subset_mention_strength(subset, 0), 256);
    ck_assert_ptr_null(t2s_subset_mention_relation(subset, 1));
    ck_assert_ptr_null(t2s_subset_mention_column(subset, 1));
    ck_assert_ptr_null(t2s_subset_mention_value(subset, 1));
    ck_assert_int_eq(t2s_subset_mention_strength(subset, 1), 0);
    ck_assert_str_eq(t2s_subset_mentions_text(subset), "addresses.city = 'New York'\n");
    ck_assert_uint_eq(t2s_subset_mention_count(NULL), 0);
    ck_assert_ptr_null(t2s_subset_mentions_text(NULL));
}
END_TEST

START_TEST(out_of_memory_is_told)
{
    int code;

    build_shop();
    ck_assert_int_eq(t2s_subset_new(values, "all", 10000, &subset), 0);
    OOM_LOOP(n)
    {
        t2s__buffer_dispose(&text);
        code = t2s__mentions_text(values, "in boston", 100, &text, &tokens);
        if (code == 0)
            code = t2s__samples_text(subset, 100, &text, &tokens);
        ck_assert_int_eq(code, oom_failed ? T2S_E_NOMEM : 0);
    }
}
END_TEST

SUITE("values in a prompt", set_up, tear_down, mentions_are_written_as_sql_has_them, mentions_keep_to_the_budget_line_by_line,
      there_are_never_more_than_twenty_lines, a_value_stays_on_its_line, samples_are_a_few_short_values_of_each_column,
      a_subset_tells_what_was_mentioned, out_of_memory_is_told)
