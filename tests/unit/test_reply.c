/* SPDX-License-Identifier: MIT */
#include <stdlib.h>

#include "prompt/reply.h"
#include "sample_catalog.h"
#include "util/memory.h"

static t2s__reply parse(const char *text)
{
    t2s__reply reply;
    t2s_error *error = NULL;
    int code = t2s__reply_parse(text, strlen(text), &reply, &error);

    ck_assert_msg(code == 0, "%s: %s", text, t2s_error_message(error));
    return reply;
}

static void refuse(const char *text, size_t length, int expected, const char *part)
{
    t2s__reply reply;
    t2s_error *error = NULL;

    ck_assert_int_eq(t2s__reply_parse(text, length, &reply, &error), expected);
    ck_assert_int_eq(t2s_error_code(error), expected);
    ck_assert_msg(strstr(t2s_error_message(error), part) != NULL, "\"%s\" is not in \"%s\"", part, t2s_error_message(error));
    ck_assert_uint_lt(strlen(t2s_error_message(error)), 600);
    ck_assert_ptr_null(reply.sql);
    ck_assert_ptr_null(reply.explanation);
    ck_assert_uint_eq(reply.assumption_count, 0);
    t2s_error_unref(error);
}

START_TEST(an_answer_is_read_field_by_field)
{
    t2s__reply reply =
        parse("{\"outcome\":\"answer\",\"sql\":\"SELECT 1;\\n\",\"explanation\":\"One.\",\"assumptions\":[\"a\",\"b\"],"
              "\"clarification\":null,\"extra\":{\"x\":[1]}}");

    ck_assert_int_eq(reply.outcome, T2S_OUTCOME_ANSWERED);
    ck_assert_str_eq(reply.sql, "SELECT 1");
    ck_assert_str_eq(reply.explanation, "One.");
    ck_assert_uint_eq(reply.assumption_count, 2);
    ck_assert_str_eq(reply.assumptions[1], "b");
    ck_assert_ptr_null(reply.clarification);
    t2s__reply_dispose(&reply);
    t2s__reply_dispose(&reply);
}
END_TEST

START_TEST(asking_back_and_giving_up_are_answers_too)
{
    t2s__reply reply =
        parse("{\"outcome\":\"clarify\",\"sql\":null,\"explanation\":\"\",\"assumptions\":[],\"clarification\":\"Which year?\"}");

    ck_assert_int_eq(reply.outcome, T2S_OUTCOME_CLARIFY);
    ck_assert_str_eq(reply.clarification, "Which year?");
    ck_assert_ptr_null(reply.sql);
    t2s__reply_dispose(&reply);
    reply = parse("{\"outcome\":\"unanswerable\",\"sql\":\"SELECT 1\",\"explanation\":\"No weather here.\"}");
    ck_assert_int_eq(reply.outcome, T2S_OUTCOME_UNANSWERABLE);
    ck_assert_str_eq(reply.explanation, "No weather here.");
    ck_assert_ptr_null(reply.sql);
    t2s__reply_dispose(&reply);
}
END_TEST

START_TEST(one_object_is_found_whatever_stands_around_it)
{
    static const char *const texts[] = {
        "  {\"outcome\":\"answer\",\"sql\":\"SELECT '{}'\"}\n",
        "```json\n{\"outcome\":\"answer\",\"sql\":\"SELECT '{}'\"}\n```",
        "Here is the query {as JSON}:\n\n{\"outcome\":\"answer\",\"sql\":\"SELECT '{}'\"}\n\nIt selects {}. Anything else?",
        "{\"thought\":\"hm\"} {\"outcome\":\"answer\",\"sql\":\"SELECT '{}'\"}",
        "{ { {\"outcome\":\"answer\",\"sql\":\"SELECT '{}'\"}",
    };

    for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
        t2s__reply reply = parse(texts[i]);

        ck_assert_str_eq(reply.sql, "SELECT '{}'");
        t2s__reply_dispose(&reply);
    }
}
END_TEST

START_TEST(sql_without_json_is_an_answer)
{
    static const struct {
        const char *text;
        const char *sql;
    } cases[] = {
        {"SELECT a\nFROM t;", "SELECT a\nFROM t"},
        {"with x as (select 1) select * from x", "with x as (select 1) select * from x"},
        {"WITH RECURSIVE r(n) AS (SELECT 1) SELECT n FROM r", "WITH RECURSIVE r(n) AS (SELECT 1) SELECT n FROM r"},
        {"```sql\nSELECT a FROM t\n```", "SELECT a FROM t"},
        {"The query:\n```\nselect 1\n```\nThat is all.", "select 1"},
        {"```json\n[1]\n```\n```SQL\nSELECT 2;\n```", "SELECT 2"},
        {"```sql\nSELECT 3", "SELECT 3"},
        {"SELECT '{1,2}'::int[]", "SELECT '{1,2}'::int[]"},
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        t2s__reply reply = parse(cases[i].text);

        ck_assert_int_eq(reply.outcome, T2S_OUTCOME_ANSWERED);
        ck_assert_str_eq(reply.sql, cases[i].sql);
        ck_assert_str_eq(reply.explanation, "");
        t2s__reply_dispose(&reply);
    }
}
END_TEST

START_TEST(a_query_is_found_whatever_stands_around_it)
{
    static const struct {
        const char *text;
        const char *sql;
    } cases[] = {
        {"SELECT a FROM t;\n```", "SELECT a FROM t"},
        {"SELECT a FROM t\n```\n\nThis query counts `a`. It's easy.\n```", "SELECT a FROM t"},
        {"SELECT a FROM t;\n\nExplanation:\n\n1. Join the `t` table; it's done.", "SELECT a FROM t"},
        {"SELECT a FROM t;\n\nThis query will join; then it stops.", "SELECT a FROM t"},
        {"SELECT a FROM t\n\nThis query first joins the tables.", "SELECT a FROM t"},
        {"SELECT a FROM t\nExplanation:\nit counts", "SELECT a FROM t"},
        {"SELECT a FROM t; -- done", "SELECT a FROM t; -- done"},
        {"SELECT a FROM t -- all", "SELECT a FROM t -- all"},
        {"-- first\nSELECT a FROM t", "-- first\nSELECT a FROM t"},
        {"(SELECT 1) UNION (SELECT 2)", "(SELECT 1) UNION (SELECT 2)"},
        {"SELECT a FROM t; SELECT b FROM t", "SELECT a FROM t; SELECT b FROM t"},
        {"SELECT a FROM t; DELETE FROM t", "SELECT a FROM t; DELETE FROM t"},
        {"SELECT a AS total;\nFROM t\nWHERE a = 1;", "SELECT a AS total;\nFROM t\nWHERE a = 1"},
        {"SELECT a FROM t;\nselect A\nfrom T;", "SELECT a FROM t"},
        {"SELECT ';' || $$;$$ /* ; */ FROM t", "SELECT ';' || $$;$$ /* ; */ FROM t"},
        {"SELECT a\n\nFROM t\n\nWHERE a = 1", "SELECT a\n\nFROM t\n\nWHERE a = 1"},
        {"SELECT a FROM\n\nstores s\nWHERE s.a = 1", "SELECT a FROM\n\nstores s\nWHERE s.a = 1"},
        {"SELECT a,\n\nfoo bar baz FROM t", "SELECT a,\n\nfoo bar baz FROM t"},
        {"SQL: SELECT a FROM t", "SELECT a FROM t"},
        {"**Answer:** SELECT a FROM t;", "SELECT a FROM t"},
        {"Sure! Here's the SQL: SELECT a FROM t;", "SELECT a FROM t"},
        {"Here is the query:\n\n    SELECT a\n    FROM t\n    WHERE b IN (\n        SELECT b FROM u)\n\nIt counts all of them.",
         "SELECT a\n    FROM t\n    WHERE b IN (\n        SELECT b FROM u)"},
        {"Selecting takes two steps. Then:\nselect a from t;\nThat is it.", "select a from t"},
        {"<think>SELECT 1 or SELECT 2?</think>\nSELECT a FROM t", "SELECT a FROM t"},
        {"<thinking>{\"sql\":\"x\"}</thinking>{\"outcome\":\"answer\",\"sql\":\"SELECT a FROM t\"}", "SELECT a FROM t"},
        {"so it is 2.</think>```sql\nSELECT a FROM t\n```", "SELECT a FROM t"},
        {"SELECT '</think>' FROM t", "SELECT '</think>' FROM t"},
        {"```text\nnothing\n```\n```postgres-sql\nSELECT a FROM t\n```", "SELECT a FROM t"},
        {"~~~sql\nSELECT a FROM t\n~~~", "SELECT a FROM t"},
        {"SELECT a FROM t WHERE a !~~* 'x'", "SELECT a FROM t WHERE a !~~* 'x'"},
        {"```sql\nSELECT a FROM t;\n```\nAgain:\n```\nselect a\nfrom t\n```", "SELECT a FROM t"},
        {"`SELECT a FROM t`", "SELECT a FROM t"},
        {"\xEF\xBB\xBFSELECT a FROM t", "SELECT a FROM t"},
        {"\xC2\xA0 SELECT a FROM t", "SELECT a FROM t"},
        {"{\"sql\":\"SELECT a FROM t\"}", "SELECT a FROM t"},
        {"{\"outcome\":\"answer\",\"sql\":\"```sql\\nSELECT a FROM t;\\n```\"}", "SELECT a FROM t"},
        {"{\"outcome\":\"answer\",\"sql\":\"SELECT a FROM t;\\n\\nThis query counts them.\"}", "SELECT a FROM t"},
        {"{\"outcome\":\"answer\",\"sql\":\"SELECT 'it\\'s' FROM t\",}", "SELECT 'it's' FROM t"},
        {"{\"outcome\":\"answer\",\"sql\":\"SELECT a\\_b\nFROM t\"}", "SELECT a_b\nFROM t"},
        {"{\"outcome\":\"answer\",\"sql\":\"\"\"SELECT \"a\" FROM t\"\"\"}", "SELECT \"a\" FROM t"},
        {"{\"outcome\":\"answer\",\"sql\":\"SELECT a FROM t\",\"explanation\":\"It cou", "SELECT a FROM t"},
        {"{\"outcome\":\"answer\",\"sql\":\"SELECT a FROM t\",\"explanation\":\"x\",\"assumptions\":[\"a\", \"b", "SELECT a FROM t"},
        {"{\"outcome\":\"answer\",\"sql\":\"SELECT a FROM t\",", "SELECT a FROM t"},
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        t2s__reply reply = parse(cases[i].text);

        ck_assert_int_eq(reply.outcome, T2S_OUTCOME_ANSWERED);
        ck_assert_str_eq(reply.sql, cases[i].sql);
        t2s__reply_dispose(&reply);
    }
}
END_TEST

START_TEST(what_is_cut_off_is_no_answer)
{
    static const struct {
        const char *text;
        const char *part;
    } cases[] = {
        {"{\"outcome\":\"answer\",\"sql\":\"SELECT a FROM", "its end is missing"},
        {"```json\n{\"outcome\":\"answer\",\"sql\":\"SELECT a FROM", "neither"},
        {"{\"outcome\":\"answer\",\"explanation\":\"SELECT a FR", "its end is missing"},
        {"{\"outcome\":\"ans", "its end is missing"},
        {"{\"outcome\":\"answer\",\"sq", "its end is missing"},
        {"<think>I would write SELECT 1; ", "in the midst of thinking"},
        {"<think>{\"outcome\":\"answer\",\"sql\":\"SELECT 1\"}", "in the midst of thinking"},
        {"Two ways:\nSELECT a FROM t;\nor\nSELECT b FROM t;", "several"},
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
        refuse(cases[i].text, strlen(cases[i].text), T2S_E_PROTOCOL, cases[i].part);
}
END_TEST

START_TEST(what_is_no_reply_is_told_as_what_it_is)
{
    static const struct {
        const char *text;
        const char *part;
    } cases[] = {
        {"", "empty"},
        {" \n ", "empty"},
        {"I cannot do that.", "neither a JSON object nor SQL: \"I cannot do that.\""},
        {"With the orders table we can count.", "neither"},
        {"Selecting is fun", "neither"},
        {"{\"outcome\":\"answer\",\"sql\":\"SELECT", "no complete JSON object"},
        {"[{\"a\":1}]", "neither"},
        {"{\"outcome\":\"answer\",\"sql\":\"a\"}{\"outcome\":\"answer\",\"sql\":\"b\"}", "several JSON objects"},
        {"```sql\nSELECT 1\n```\nor\n```sql\nSELECT 2\n```", "several blocks"},
        {"{}", "\"outcome\" is missing"},
        {"{\"sql\":\" \"}", "\"outcome\" is missing"},
        {"{\"outcome\":null,\"explanation\":\"SELECT 1\"}", "\"outcome\" is missing"},
        {"{\"outcome\":1}", "\"outcome\" is not a string"},
        {"{\"outcome\":\"maybe\"}", "not answer, clarify or unanswerable: \"maybe\""},
        {"{\"outcome\":\"answer\"}", "sql is empty"},
        {"{\"outcome\":\"answer\",\"sql\":null}", "sql is empty"},
        {"{\"outcome\":\"answer\",\"sql\":\" ; \"}", "sql is empty"},
        {"{\"outcome\":\"answer\",\"sql\":[\"SELECT 1\"]}", "\"sql\" is not a string"},
        {"{\"outcome\":\"answer\",\"sql\":\"SELECT\\u0000 1\"}", "NUL"},
        {"{\"outcome\":\"answer\",\"sql\":\"SELECT 1\",\"explanation\":{}}", "\"explanation\" is not a string"},
        {"{\"outcome\":\"answer\",\"sql\":\"SELECT 1\",\"assumptions\":\"x\"}", "\"assumptions\" is not an array"},
        {"{\"outcome\":\"answer\",\"sql\":\"SELECT 1\",\"assumptions\":[1]}", "\"assumptions\" is not an array"},
        {"{\"outcome\":\"clarify\"}", "clarification holds no question"},
        {"{\"outcome\":\"clarify\",\"clarification\":\" \"}", "clarification holds no question"},
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
        refuse(cases[i].text, strlen(cases[i].text), T2S_E_PROTOCOL, cases[i].part);
    refuse("SELECT 1\0", 9, T2S_E_PROTOCOL, "not UTF-8");
    refuse("SELECT '\xFF'", 10, T2S_E_PROTOCOL, "not UTF-8");
}
END_TEST

START_TEST(hostile_replies_take_no_time_and_no_stack)
{
    static const char *const pieces[] = {"(\n", "/*\n", "```\n", "~~~\n", "SELECT\n", "(/*\n", "with a as (\n", "x:(/*\n", "\n\nab cd ef\n",
                                         "</think>", "<think>", "{\"sql\":\"", "SELECT a FROM t;\n", "```sql\nSELECT a\n```\n", "$a$", "'"};
    size_t length = 1024 * 1024;
    char *text = malloc(length);

    memset(text, '{', length);
    refuse(text, length, T2S_E_PROTOCOL, "no complete");
    memset(text, '[', length);
    refuse(text, length, T2S_E_PROTOCOL, "neither");
    memset(text, '`', length);
    refuse(text, length, T2S_E_PROTOCOL, "neither");
    memset(text, ' ', length);
    refuse(text, length, T2S_E_PROTOCOL, "empty");
    for (size_t i = 0; i < length; i++)
        text[i] = "{\"a\":"[i % 5];
    refuse(text, length, T2S_E_PROTOCOL, "no complete");
    for (size_t k = 0; k < sizeof(pieces) / sizeof(*pieces); k++) {
        t2s__reply reply;
        size_t size = strlen(pieces[k]);

        for (size_t i = 0; i < length; i++)
            text[i] = pieces[k][i % size];
        t2s__reply_parse(text, length, &reply, NULL);
        t2s__reply_dispose(&reply);
    }
    free(text);
    length = T2S__REPLY_MAX + 1;
    text = malloc(length);
    memset(text, 'x', length);
    refuse(text, length, T2S_E_TOO_LARGE, "2097153 bytes");
    free(text);
}
END_TEST

START_TEST(only_so_many_assumptions_are_kept)
{
    char text[4096] = "{\"outcome\":\"answer\",\"sql\":\"SELECT 1\",\"assumptions\":[\"0\"";
    t2s__reply reply;

    for (int i = 0; i < 100; i++)
        strcat(text, ",\"x\"");
    strcat(text, "]}");
    reply = parse(text);
    ck_assert_uint_eq(reply.assumption_count, T2S__REPLY_ASSUMPTIONS_MAX);
    t2s__reply_dispose(&reply);
}
END_TEST

static int allocations;

static int fail_at_last(void)
{
    return allocations-- == 0;
}

START_TEST(each_failing_allocation_is_an_error_and_leaks_nothing)
{
    static const char *const texts[] = {
        "{\"outcome\":\"answer\",\"sql\":\"SELECT 1\",\"explanation\":\"One.\",\"assumptions\":[\"a\",\"b\"]}",
        "{\"outcome\":\"clarify\",\"clarification\":\"Which?\"}",
        "```sql\nSELECT 1\n```",
        "nonsense",
    };

    for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
        int failed = 1;

        for (int n = 0; failed; n++) {
            t2s__reply reply;
            t2s_error *error = NULL;
            int code;

            allocations = n;
            t2s__memory_fail = fail_at_last;
            code = t2s__reply_parse(texts[i], strlen(texts[i]), &reply, &error);
            t2s__memory_fail = NULL;
            failed = allocations < 0;
            ck_assert(code == 0 || code == T2S_E_NOMEM || code == T2S_E_PROTOCOL);
            ck_assert_int_eq(t2s_error_code(error), code);
            t2s_error_unref(error);
            t2s__reply_dispose(&reply);
        }
    }
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("reply");

    tcase_add_test(tests, an_answer_is_read_field_by_field);
    tcase_add_test(tests, asking_back_and_giving_up_are_answers_too);
    tcase_add_test(tests, one_object_is_found_whatever_stands_around_it);
    tcase_add_test(tests, sql_without_json_is_an_answer);
    tcase_add_test(tests, a_query_is_found_whatever_stands_around_it);
    tcase_add_test(tests, what_is_cut_off_is_no_answer);
    tcase_add_test(tests, what_is_no_reply_is_told_as_what_it_is);
    tcase_add_test(tests, hostile_replies_take_no_time_and_no_stack);
    tcase_add_test(tests, only_so_many_assumptions_are_kept);
    tcase_add_test(tests, each_failing_allocation_is_an_error_and_leaks_nothing);
    return sample_main("reply", tests);
}
