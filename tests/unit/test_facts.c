/* SPDX-License-Identifier: MIT */
#include "policy_catalog.h"

static void limit_is(const char *sql, int kind, int64_t value, const char *before, const char *word)
{
    t2s_statement *statement = check_with(NULL, NULL, sql);
    int64_t found;
    int position, length;

    ck_assert_msg(t2s_statement_limit(statement, &found, &position, &length) == kind, "%s", sql);
    if (kind == T2S_LIMIT_LITERAL)
        ck_assert_int_eq(found, value);
    ck_assert_msg(position == (before != NULL ? (int)strlen(before) : -1), "%s: %d", sql, position);
    if (kind == T2S_LIMIT_LITERAL || kind == T2S_LIMIT_ALL)
        ck_assert_int_eq(length, word != NULL ? (int)strlen(word) : 0);
    t2s_statement_free(statement);
}

START_TEST(where_the_limit_is_and_where_one_can_be_put_in)
{
    limit_is("SELECT 1 LIMIT 10", T2S_LIMIT_LITERAL, 10, "SELECT 1 LIMIT ", "10");
    limit_is("SELECT 1 FETCH FIRST 10 ROWS ONLY", T2S_LIMIT_LITERAL, 10, "SELECT 1 FETCH FIRST ", "10");
    limit_is("SELECT 1 FETCH FIRST ROW ONLY", T2S_LIMIT_LITERAL, 1, NULL, NULL);
    limit_is("SELECT 1 LIMIT ALL", T2S_LIMIT_ALL, 0, "SELECT 1 LIMIT ", "ALL");
    limit_is("SELECT 1 LIMIT 2 + 3", T2S_LIMIT_COMPUTED, 0, "SELECT 1 LIMIT 2 ", NULL);
    limit_is("SELECT 1", T2S_LIMIT_NONE, 0, "SELECT 1", NULL);
    limit_is("SELECT 1 ;\n", T2S_LIMIT_NONE, 0, "SELECT 1", NULL);
    limit_is("SELECT 1 -- all\n", T2S_LIMIT_NONE, 0, "SELECT 1 -- all", NULL);
    limit_is("SELECT * FROM (SELECT 1 LIMIT 5) x OFFSET 3", T2S_LIMIT_NONE, 0, "SELECT * FROM (SELECT 1 LIMIT 5) x OFFSET 3", NULL);
    limit_is("DROP TABLE x", T2S_LIMIT_NONE, 0, NULL, NULL);
}
END_TEST

START_TEST(what_is_put_in_there_is_a_limit)
{
    static const char *const sqls[] = {"SELECT 1",
                                       "SELECT 1 -- all",
                                       "SELECT 1 /* ; */ ; -- end",
                                       "(SELECT 1) UNION (SELECT 2) ORDER BY 1",
                                       "SELECT 1 OFFSET 2",
                                       "VALUES (1), (2)",
                                       "TABLE orders",
                                       "WITH x AS (SELECT 1 LIMIT 5) SELECT * FROM x",
                                       "(SELECT 1 ORDER BY 1)"};

    for (size_t i = 0; i < sizeof(sqls) / sizeof(sqls[0]); i++) {
        t2s_statement *statement = check_with(shop, NULL, sqls[i]);
        char text[200];
        int64_t value;
        int position;

        ck_assert_int_eq(t2s_statement_limit(statement, NULL, &position, NULL), T2S_LIMIT_NONE);
        snprintf(text, sizeof(text), "%.*s\nLIMIT 7%s", position, sqls[i], sqls[i] + position);
        t2s_statement_free(statement);
        statement = check_with(shop, NULL, text);
        ck_assert_msg(t2s_statement_limit(statement, &value, NULL, NULL) == T2S_LIMIT_LITERAL && value == 7, "%s", text);
        t2s_statement_free(statement);
    }
}
END_TEST

START_TEST(how_much_there_is_of_everything)
{
    static const int64_t expected[] = {
        [T2S_MEASURE_RELATIONS] = 5,      [T2S_MEASURE_JOINS] = 2, [T2S_MEASURE_QUERIES] = 5,        [T2S_MEASURE_DEPTH] = 2,
        [T2S_MEASURE_CTES] = 1,           [T2S_MEASURE_CALLS] = 1, [T2S_MEASURE_RECURSIVE_CTES] = 1, [T2S_MEASURE_SET_OPERATIONS] = 1,
        [T2S_MEASURE_CARTESIAN] = 0};
    t2s_statement *statement = check_with(shop, NULL,
                                          "WITH RECURSIVE x AS (SELECT id FROM orders UNION SELECT id FROM x)"
                                          " SELECT count(*) FROM x JOIN orders o USING (id), LATERAL (SELECT 1 FROM salaries s WHERE s.id = o.id) y"
                                          " WHERE EXISTS (SELECT 1)");

    for (int i = 2; i < T2S_MEASURE_END_; i++)
        ck_assert_msg(t2s_statement_measure(statement, i) == expected[i], "%d: %d", i, (int)t2s_statement_measure(statement, i));
    ck_assert_int_eq(t2s_statement_measure(statement, T2S_MEASURE_END_), -1);
    ck_assert_int_gt(t2s_statement_measure(statement, T2S_MEASURE_NODES), 20);
    t2s_statement_free(statement);
}
END_TEST

START_TEST(where_rows_come_from_and_how_they_are_filtered)
{
    t2s_statement *statement = check_with(shop, NULL, "SELECT 1 FROM orders o JOIN crm.customers c ON c.id = 3 WHERE o.id = 1 AND o.ref = 'x'::uuid");
    const char *value;
    int position;

    ck_assert_uint_eq(t2s_statement_source_count(statement), 2);
    ck_assert_str_eq(t2s_relation_name(t2s_statement_source(statement, 0, &position)), "orders");
    ck_assert_int_eq(position, 14);
    ck_assert_uint_eq(t2s_statement_source_filter_count(statement, 0), 2);
    ck_assert_str_eq(t2s_column_name(t2s_statement_source_filter(statement, 0, 1, &value)), "ref");
    ck_assert_str_eq(value, "x");
    ck_assert_uint_eq(t2s_statement_source_filter_count(statement, 1), 0);
    ck_assert_ptr_null(t2s_statement_source(statement, 2, &position));
    ck_assert_ptr_null(t2s_statement_source_filter(statement, 0, 2, &value));
    t2s_statement_free(statement);
}
END_TEST

START_TEST(views_come_with_what_stands_behind_them)
{
    t2s_statement *statement = check_with(shop, NULL, "SELECT n.name FROM nested n, paid p WHERE n.name = p.name");
    const t2s_relation *view;
    size_t tables = 0;

    ck_assert_uint_eq(t2s_statement_view_count(statement), 2);
    for (size_t i = 0; i < 2; i++) {
        const t2s_statement *behind = t2s_statement_view(statement, i, &view);

        ck_assert_int_eq(t2s_relation_kind(view), T2S_RELATION_VIEW);
        ck_assert_str_eq(t2s_statement_kind(behind), "SELECT");
        tables += t2s_statement_relation_count(behind);
    }
    ck_assert_uint_eq(tables, 2);
    ck_assert_ptr_null(t2s_statement_opaque_view(statement));
    t2s_statement_free(statement);
}
END_TEST

START_TEST(functions_come_with_what_they_may_be)
{
    t2s_statement *statement = check_with(shop, NULL, "SELECT def(1), pg_sleep(2)");
    const t2s_function_use *use = t2s_statement_function_use(statement, 0);

    ck_assert_uint_eq(t2s_statement_function_use_count(statement), 2);
    ck_assert_str_eq(t2s_function_use_name(use), "def");
    ck_assert_str_eq(t2s_function_use_schema(use), "public");
    ck_assert_int_eq(t2s_function_use_is_definer(use), 1);
    ck_assert_int_eq(t2s_function_use_class(use), T2S_FUNCTION_CLASS_UNKNOWN);
    use = t2s_statement_function_use(statement, 1);
    ck_assert_int_eq(t2s_function_use_class(use), T2S_FUNCTION_CLASS_SLEEP);
    ck_assert_int_eq(t2s_function_use_form(use), T2S_FUNCTION_FORM_CALL);
    ck_assert_int_eq(t2s_function_use_position(use), 15);
    ck_assert_ptr_null(t2s_statement_function_use(statement, 2));
    t2s_statement_free(statement);
}
END_TEST

SUITE("facts", policy_setup, policy_teardown, where_the_limit_is_and_where_one_can_be_put_in, what_is_put_in_there_is_a_limit,
      how_much_there_is_of_everything, where_rows_come_from_and_how_they_are_filtered, views_come_with_what_stands_behind_them,
      functions_come_with_what_they_may_be)
