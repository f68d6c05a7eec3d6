/* SPDX-License-Identifier: MIT */
/*
 * As whom a query runs, and what the server says of it before it runs: roles, settings and search paths that end with their query,
 * plans and what they may cost. PostgreSQL is real; where a question is asked, the model writes what the test has given it.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <text2sql.h>
#include <text2sql/sys/executor.h>
#include <text2sql/sys/provider.h>

#include "../support/postgres.h"
#include "../support/query.h"
#include "loop/loop.h"

static const char *uri;
static t2s_loop *loop;
static t2s_executor *executor; /* of one connection, which all queries share */

static void setup(void)
{
    t2s_options *options;

    ck_assert_int_eq(t2s__loop_new(1, &loop), 0);
    ck_assert_int_eq(t2s_options_new(&options), 0);
    t2s_options_set(options, "uri", uri);
    t2s_options_set(options, "pool_size", "1");
    ck_assert_int_eq(t2s_postgres_executor_new(options, &executor, NULL), 0);
    t2s_options_free(options);
    ck_assert_int_eq(t2s_executor_attach(executor, loop), 0);
}

static void teardown(void)
{
    t2s_executor_detach(executor, loop);
    t2s_executor_unref(executor);
    t2s__loop_close(loop);
    t2s__loop_unref(loop);
}

static t2s_query *query_of(const char *sql)
{
    t2s_query *made;

    ck_assert_int_eq(t2s_query_new(sql, &made), 0);
    t2s_query_set_timeout_ms(made, 200000);
    return made;
}

static void on_finished(t2s_execution *execution, void *user_data)
{
    query *self = user_data;

    self->calls++;
    self->result = t2s_result_ref(t2s_execution_result(execution));
    self->error = t2s_error_ref(t2s_execution_error(execution));
}

/* `made` is taken over. */
static void run(query *self, t2s_query *made)
{
    *self = (query){0};
    ck_assert_int_eq(t2s_executor_call(executor, loop, made, on_finished, self, &self->execution), 0);
    t2s_query_unref(made);
    query_wait(self, loop);
}

/* `made` is taken over. The first value. */
static void expect(t2s_query *made, const char *expected)
{
    query one;

    run(&one, made);
    ck_assert_msg(one.error == NULL, "%s", one.error != NULL ? t2s_error_message(one.error) : "");
    ck_assert_str_eq(t2s_result_value(one.result, 0, 0, NULL), expected);
    query_free(&one);
}

static void expect_error(t2s_query *made, int code, const char *sqlstate, const char *part)
{
    query one;

    run(&one, made);
    ck_assert_ptr_null(one.result);
    ck_assert_int_eq(t2s_error_code(one.error), code);
    if (sqlstate != NULL)
        ck_assert_str_eq(t2s_error_sqlstate(one.error), sqlstate);
    ck_assert_msg(strstr(t2s_error_message(one.error), part) != NULL, "%s", t2s_error_message(one.error));
    query_free(&one);
}

/* Nothing of any query before is left. */
static void expect_clean_session(void)
{
    expect(query_of("SELECT concat(current_user, '/', current_setting('app.tenant', true), '/', current_setting('search_path'), '/',"
                    " current_setting('statement_timeout'), '/', (SELECT count(*) FROM pg_prepared_statements))"),
           "postgres//\"$user\", public/200s/0");
}

static t2s_query *query_as(const char *role, const char *tenant, const char *sql)
{
    t2s_query *made = query_of(sql);

    if (role != NULL)
        ck_assert_int_eq(t2s_query_set_role(made, role), 0);
    if (tenant != NULL)
        ck_assert_int_eq(t2s_query_add_setting(made, "app.tenant", tenant), 0);
    return made;
}

START_TEST(a_query_runs_as_its_role_and_the_next_does_not)
{
    expect(query_as("reader", NULL, "SELECT current_user"), "reader");
    expect_clean_session();
    expect(query_as("Odd \"role\" '\\", NULL, "SELECT current_user"), "Odd \"role\" '\\");
    expect_clean_session();
}
END_TEST

START_TEST(a_role_may_read_what_it_may_and_no_more)
{
    expect_error(query_as("reader", NULL, "SELECT * FROM secrets"), T2S_E_DATABASE, "42501", "permission denied");
    expect_clean_session();
    expect(query_of("SELECT count(*) FROM secrets"), "1");
}
END_TEST

START_TEST(policies_on_rows_see_the_settings_of_the_query)
{
    expect(query_as("reader", "1", "SELECT string_agg(name, ',' ORDER BY name) FROM orders"), "a,b");
    expect(query_as("reader", "2", "SELECT string_agg(name, ',' ORDER BY name) FROM orders"), "c");
    expect(query_as("reader", NULL, "SELECT count(*) FROM orders"), "0");
    expect(query_as("reader", "1' OR '1'='1", "SELECT count(*) FROM orders"), "0");
    expect(query_as("reader", "\\' OR true --", "SELECT count(*) FROM orders"), "0");
    expect_clean_session();
}
END_TEST

START_TEST(settings_end_with_their_query_also_after_errors)
{
    expect_error(query_as("reader", "1", "SELECT 1 / 0"), T2S_E_DATABASE, "22012", "division by zero");
    expect_clean_session();
    expect_error(query_as("reader", "1", "SELECT nothing"), T2S_E_DATABASE, "42703", "nothing");
    expect_clean_session();
}
END_TEST

START_TEST(settings_end_with_their_query_also_when_it_is_cancelled)
{
    t2s_query *made = query_as("reader", "1", "SELECT count(*) FROM generate_series(1, 100000000000)");
    query one = {0};

    ck_assert_int_eq(t2s_executor_call(executor, loop, made, on_finished, &one, &one.execution), 0);
    t2s_query_unref(made);
    loop_for(loop, 100);
    t2s_execution_abandon(one.execution);
    t2s_execution_unref(one.execution);
    expect_clean_session();
    ck_assert_int_eq(one.calls, 0);
}
END_TEST

START_TEST(a_search_path_is_that_of_the_query)
{
    t2s_query *made = query_of("SELECT name FROM t");

    ck_assert_int_eq(t2s_query_add_schema(made, "One, \"two\""), 0);
    ck_assert_int_eq(t2s_query_add_schema(made, "public"), 0);
    expect(made, "in one");
    expect(query_of("SELECT name FROM t"), "in public");
    expect_clean_session();
}
END_TEST

START_TEST(a_role_or_setting_that_is_not_taken_is_not_the_querys_fault)
{
    expect_error(query_as("nobody", NULL, "SELECT 1"), T2S_E_INVALID, "22023", "role \"nobody\" does not exist");
    expect_error(query_as(NULL, NULL, "SELECT 1 / 0"), T2S_E_DATABASE, "22012", "division by zero");
    expect_clean_session();
}
END_TEST

START_TEST(settings_that_protect_the_server_cannot_be_given)
{
    static const char *const names[] = {"transaction_read_only", "role", "statement_timeout", "session_authorization", "search_path"};
    t2s_query *made;

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        made = query_of("SELECT 1");
        ck_assert_int_eq(t2s_query_add_setting(made, names[i], "off"), 0);
        expect_error(made, T2S_E_INVALID, NULL, names[i]);
    }
    made = query_of("SELECT current_setting('TimeZone')");
    ck_assert_int_eq(t2s_query_add_setting(made, "TimeZone", "Asia/Tokyo"), 0);
    expect(made, "Asia/Tokyo");
    made = query_of("SELECT 1");
    ck_assert_int_eq(t2s_query_set_role(made, "none"), T2S_E_INVALID);
    ck_assert_int_eq(t2s_query_set_role(made, ""), T2S_E_INVALID);
    ck_assert_int_eq(t2s_query_add_setting(made, "", "x"), T2S_E_INVALID);
    t2s_query_unref(made);
}
END_TEST

/* Plans. */

static t2s_query *planned(const char *sql, int dry_run, double cost_limit, double row_limit)
{
    t2s_query *made = query_of(sql);

    ck_assert_int_eq(t2s_query_set_dry_run(made, dry_run, cost_limit, row_limit), 0);
    return made;
}

START_TEST(a_plan_comes_before_the_rows_or_instead_of_them)
{
    query one;

    run(&one, planned("SELECT g FROM generate_series(1, 3) g", T2S_DRY_RUN_FIRST, 0, 0));
    ck_assert_ptr_null(one.error);
    ck_assert_uint_eq(t2s_result_row_count(one.result), 3);
    ck_assert_str_eq(t2s_result_column_name(one.result, 0), "g");
    ck_assert(t2s_execution_rows(one.execution) == 3);
    ck_assert(t2s_execution_cost(one.execution) > 0);
    query_free(&one);

    run(&one, planned("SELECT pg_sleep(1000)", T2S_DRY_RUN_ONLY, 0, 0));
    ck_assert_ptr_null(one.error);
    ck_assert_uint_eq(t2s_result_row_count(one.result), 0);
    ck_assert(t2s_execution_rows(one.execution) == 1);
    query_free(&one);
    expect_clean_session();
}
END_TEST

START_TEST(a_plan_beyond_its_limits_is_rejected_and_nothing_runs)
{
    query one;

    expect_error(planned("SELECT pg_sleep(1000) FROM generate_series(1, 1000000)", T2S_DRY_RUN_FIRST, 100, 0), T2S_E_REJECTED, NULL, "cost");
    expect_error(planned("SELECT pg_sleep(1000) FROM generate_series(1, 1000000)", T2S_DRY_RUN_ONLY, 0, 100), T2S_E_REJECTED, NULL,
                 "row count of 1000000");
    run(&one, planned("SELECT 1", T2S_DRY_RUN_FIRST, 100, 100));
    ck_assert_ptr_null(one.error);
    query_free(&one);
    expect_error(planned("SHOW search_path", T2S_DRY_RUN_FIRST, 100, 0), T2S_E_REJECTED, NULL, "does not say");
    expect_clean_session();
}
END_TEST

START_TEST(what_the_server_rejects_comes_back_with_its_place)
{
    query one;

    run(&one, planned("SELECT 1,\n  nothing", T2S_DRY_RUN_FIRST, 0, 0));
    ck_assert_str_eq(t2s_error_sqlstate(one.error), "42703");
    ck_assert_int_eq(t2s_error_line(one.error), 2);
    ck_assert_int_eq(t2s_error_column(one.error), 3);
    query_free(&one);
    expect_error(planned("SELECT 1; SELECT 2", T2S_DRY_RUN_ONLY, 0, 0), T2S_E_DATABASE, "42601", "multiple commands");
    expect_error(planned("DELETE FROM orders", T2S_DRY_RUN_FIRST, 0, 0), T2S_E_DATABASE, "25006", "read-only");
    expect_clean_session();
}
END_TEST

START_TEST(limits_need_a_plan)
{
    t2s_query *made = query_of("SELECT 1");

    ck_assert_int_eq(t2s_query_set_dry_run(made, T2S_DRY_RUN_OFF, 1, 0), T2S_E_INVALID);
    ck_assert_int_eq(t2s_query_set_dry_run(made, T2S_DRY_RUN_FIRST, -1, 0), T2S_E_INVALID);
    ck_assert_int_eq(t2s_query_set_dry_run(made, 3, 0, 0), T2S_E_INVALID);
    t2s_query_unref(made);
}
END_TEST

/* Questions. */

static const char *written;

static int think(void *user_data, const t2s_prompt *prompt, t2s_reply *reply)
{
    char text[512];

    (void)user_data;
    (void)prompt;
    snprintf(text, sizeof(text),
             "{\"outcome\":\"answer\",\"sql\":\"%s\",\"explanation\":\"\",\"assumptions\":[],\"clarification\":null}", written);
    t2s_reply_append(reply, text, strlen(text));
    t2s_reply_finish(reply, NULL);
    return 0;
}

static t2s_options *pairs_of(const char *const *pairs)
{
    t2s_options *options;

    ck_assert_int_eq(t2s_options_new(&options), 0);
    for (; *pairs != NULL; pairs += 2)
        ck_assert_int_eq(t2s_options_set(options, pairs[0], pairs[1]), 0);
    return options;
}

#define OPTIONS(...) pairs_of((const char *const[]){__VA_ARGS__, NULL})

/* `options` is taken over. */
static t2s_context *open_context(t2s_options *options)
{
    static const t2s_provider_ops ops = {.struct_size = sizeof(ops), .start = think};
    t2s_provider *provider = NULL;
    t2s_context *context;

    ck_assert_int_eq(t2s_context_new(options, &context, NULL), 0);
    t2s_options_free(options);
    ck_assert_int_eq(t2s_provider_new("model", &ops, NULL, &provider), 0);
    ck_assert_int_eq(t2s_context_set_provider(context, provider), 0);
    t2s_provider_unref(provider);
    ck_assert_int_eq(t2s_context_use_database(context, uri, NULL), 0);
    return context;
}

/* `options` is taken over. To be released. */
static t2s_answer *ask(t2s_context *context, t2s_options *options, int expected)
{
    t2s_answer *answer = NULL;
    t2s_error *error = NULL;
    int code = t2s_ask_sync(context, "Which orders are there?", options, &answer, &error);

    ck_assert_msg(code == expected, "%s: %s", t2s_error_name(code), error != NULL ? t2s_error_message(error) : "");
    t2s_error_unref(error);
    t2s_options_free(options);
    return answer;
}

static void expect_answer(t2s_context *context, t2s_options *options, const char *expected)
{
    t2s_answer *answer = ask(context, options, 0);

    ck_assert_int_eq(t2s_answer_outcome(answer), T2S_OUTCOME_ANSWERED);
    ck_assert_str_eq(t2s_result_value(t2s_answer_result(answer), 0, 0, NULL), expected);
    t2s_answer_unref(answer);
}

START_TEST(each_question_runs_as_who_asks_it)
{
    t2s_context *context = open_context(OPTIONS("role", "reader", "session.app.tenant", "1"));
    t2s_error *error = NULL;
    t2s_options *none = OPTIONS("role", "none");

    written = "SELECT string_agg(name, ',' ORDER BY name) FROM orders";
    expect_answer(context, OPTIONS("row_limit", "5"), "a,b");
    expect_answer(context, OPTIONS("session.app.tenant", "2"), "c");
    expect_answer(context, OPTIONS("role", "postgres"), "a,b,c");
    expect_answer(context, OPTIONS("row_limit", "5"), "a,b");
    t2s_answer_unref(ask(context, OPTIONS("role", "nobody"), T2S_E_INVALID));
    ck_assert_int_eq(t2s_ask_sync(context, "Which?", none, NULL, &error), T2S_E_INVALID);
    ck_assert_ptr_nonnull(strstr(t2s_error_message(error), "role"));
    t2s_error_unref(error);
    t2s_options_free(none);
    t2s_context_free(context);
}
END_TEST

START_TEST(a_question_whose_plan_is_too_dear_is_refused_with_the_reason)
{
    t2s_context *context = open_context(OPTIONS("plan_cost_limit", "1000"));
    t2s_answer *answer;

    written = "SELECT count(*) FROM orders a, orders b, orders c, orders d, orders e, orders f";
    answer = ask(context, NULL, 0);
    ck_assert_int_eq(t2s_answer_outcome(answer), T2S_OUTCOME_REFUSED);
    ck_assert_str_eq(t2s_answer_refused_by(answer), "plan");
    ck_assert_ptr_nonnull(strstr(t2s_answer_refusal(answer), "cost"));
    ck_assert(t2s_answer_plan_cost(answer) > 1000);
    t2s_answer_unref(answer);
    written = "SELECT count(*) FROM orders";
    expect_answer(context, NULL, "3");
    answer = ask(context, OPTIONS("execute", "0"), 0);
    ck_assert_int_eq(t2s_answer_outcome(answer), T2S_OUTCOME_ANSWERED);
    ck_assert_ptr_null(t2s_answer_result(answer));
    ck_assert(t2s_answer_plan_rows(answer) == 1);
    t2s_answer_unref(answer);
    t2s_context_free(context);
}
END_TEST

START_TEST(each_question_may_have_a_search_path_of_its_own)
{
    t2s_context *context = open_context(OPTIONS("execute", "1"));
    t2s_options *bad = OPTIONS("search_path", "public, ");
    t2s_error *error = NULL;

    written = "SELECT name FROM t";
    for (int i = 0; i < 2; i++) {
        expect_answer(context, NULL, "in public");
        expect_answer(context, OPTIONS("search_path", "\"One, \"\"two\"\"\" , Public"), "in one");
        expect_answer(context, OPTIONS("search_path", "public,\"One, \"\"two\"\"\""), "in public");
    }
    t2s_answer_unref(ask(context, OPTIONS("search_path", "nowhere", "repair_limit", "0"), T2S_E_REJECTED));
    ck_assert_int_eq(t2s_ask_sync(context, "Which?", bad, NULL, &error), T2S_E_INVALID);
    ck_assert_ptr_nonnull(strstr(t2s_error_message(error), "search_path"));
    t2s_error_unref(error);
    t2s_options_free(bad);
    t2s_context_free(context);
}
END_TEST

START_TEST(more_search_paths_than_are_kept_are_fine)
{
    t2s_context *context = open_context(OPTIONS("execute", "0", "dry_run", "1"));
    char path[64];

    written = "SELECT name FROM t";
    for (int i = 0; i < 50; i++) {
        snprintf(path, sizeof(path), "none_%d, public", i % 20);
        t2s_answer_unref(ask(context, OPTIONS("search_path", path), 0));
    }
    t2s_context_free(context);
}
END_TEST

START_TEST(names_mean_at_the_server_what_they_meant_to_the_analysis)
{
    t2s_context *context;
    free(t2s_test_postgres_sql(uri, "CREATE TABLE \"One, \"\"two\"\"\".u (a int); INSERT INTO \"One, \"\"two\"\"\".u VALUES (7)"));
    free(t2s_test_postgres_sql(uri, "ALTER ROLE postgres SET search_path = 'One, \"two\"', public"));
    context = open_context(OPTIONS("execute", "1"));
    written = "SELECT a FROM u";
    expect_answer(context, NULL, "7");
    free(t2s_test_postgres_sql(uri, "ALTER ROLE postgres RESET search_path"));
    t2s_context_free(context);
}
END_TEST

static void fill(void)
{
    free(t2s_test_postgres_sql(
        uri, "CREATE ROLE reader; CREATE ROLE \"Odd \"\"role\"\" '\\\";"
             " CREATE TABLE secrets (a int); INSERT INTO secrets VALUES (1);"
             " CREATE TABLE orders (tenant text, name text); INSERT INTO orders VALUES ('1', 'a'), ('1', 'b'), ('2', 'c');"
             " GRANT SELECT ON orders TO reader; ALTER TABLE orders ENABLE ROW LEVEL SECURITY;"
             " CREATE POLICY own ON orders USING (tenant = current_setting('app.tenant', true));"
             " CREATE SCHEMA \"One, \"\"two\"\"\"; CREATE TABLE \"One, \"\"two\"\"\".t AS SELECT 'in one'::text AS name;"
             " CREATE TABLE public.t AS SELECT 'in public'::text AS name"));
}

int main(void)
{
    Suite *suite = suite_create("identity");
    TCase *queries = tcase_create("queries");
    TCase *questions = tcase_create("questions");
    SRunner *runner;
    int failed;

    uri = t2s_test_postgres_start();
    if (uri == NULL)
        return 77;
    fill();
    tcase_add_checked_fixture(queries, setup, teardown);
    tcase_set_timeout(queries, 600);
    tcase_add_test(queries, a_query_runs_as_its_role_and_the_next_does_not);
    tcase_add_test(queries, a_role_may_read_what_it_may_and_no_more);
    tcase_add_test(queries, policies_on_rows_see_the_settings_of_the_query);
    tcase_add_test(queries, settings_end_with_their_query_also_after_errors);
    tcase_add_test(queries, settings_end_with_their_query_also_when_it_is_cancelled);
    tcase_add_test(queries, a_search_path_is_that_of_the_query);
    tcase_add_test(queries, a_role_or_setting_that_is_not_taken_is_not_the_querys_fault);
    tcase_add_test(queries, settings_that_protect_the_server_cannot_be_given);
    tcase_add_test(queries, a_plan_comes_before_the_rows_or_instead_of_them);
    tcase_add_test(queries, a_plan_beyond_its_limits_is_rejected_and_nothing_runs);
    tcase_add_test(queries, what_the_server_rejects_comes_back_with_its_place);
    tcase_add_test(queries, limits_need_a_plan);
    suite_add_tcase(suite, queries);
    tcase_set_timeout(questions, 600);
    tcase_add_test(questions, each_question_runs_as_who_asks_it);
    tcase_add_test(questions, a_question_whose_plan_is_too_dear_is_refused_with_the_reason);
    tcase_add_test(questions, each_question_may_have_a_search_path_of_its_own);
    tcase_add_test(questions, more_search_paths_than_are_kept_are_fine);
    tcase_add_test(questions, names_mean_at_the_server_what_they_meant_to_the_analysis);
    suite_add_tcase(suite, questions);
    runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
