/* SPDX-License-Identifier: MIT */
/*
 * Questions beside a real Trino or PrestoDB: several catalogs at once, tables that come and go between two questions, what the server
 * says is wrong, as whom a query runs, a thousand pages, and that nothing is left running there when nobody waits for it any more.
 */
#include <stdatomic.h>
#include <unistd.h>

#include "support/presto_ask.h"

#define HEAVY "SELECT count(*) FROM tpch.sf10000.lineitem a WHERE a.comment LIKE '%never said%'"

/* A user for each test, by which its queries are found. */
static char user[64];
static char schema[64]; /* in the catalog memory, of the test */

static void setup(void)
{
    char sql[128];

    snprintf(user, sizeof(user), "tester_%ld", (long)getpid());
    snprintf(schema, sizeof(schema), "test_%ld", (long)getpid());
    snprintf(sql, sizeof(sql), "CREATE SCHEMA memory.%s", schema);
    test_presto_run(sql);
}

/* Not more than there is: memory.schema.name, with what follows and goes before. */
static void run_on(const char *before, const char *name, const char *after)
{
    char sql[512];

    snprintf(sql, sizeof(sql), "%s memory.%s.%s %s", before, schema, name, after);
    test_presto_run(sql);
}

static const char *in_schema(const char *format, char ret[512])
{
    snprintf(ret, 512, format, schema);
    return ret;
}

/* The statistics and the functions take a while. */
#define NO_EXTRAS "statistics_tables=0&functions=0"
#define QUICK "tpch/tiny?catalogs=tpch,memory&" NO_EXTRAS

static t2s_context *open_at(const struct llm_server *server, const char *path)
{
    char uri[256];

    return context_open(server, test_presto_uri(user, path, uri), NULL);
}

static void expect_value(t2s_context *context, const char *question, const char *expected)
{
    t2s_answer *answer = ask_for_rows(context, question, NULL);

    ck_assert_str_eq(t2s_result_value(t2s_answer_result(answer), 0, 0, NULL), expected);
    t2s_answer_unref(answer);
}

START_TEST(tables_of_several_catalogs_are_joined)
{
    struct llm_server server;
    t2s_context *context;
    char sql[2][512];

    run_on("CREATE TABLE", "notes", "AS SELECT nationkey, 'n' || name AS note FROM tpch.tiny.nation WHERE nationkey < 3");
    in_schema("SELECT t.note FROM memory.%s.notes t JOIN nation n ON t.nationkey = n.nationkey WHERE n.name = 'BRAZIL'", sql[0]);
    in_schema("SELECT count(*) FROM memory.%s.notes, tpch.tiny.region, tpch.sf1.region r WHERE r.name = 'ASIA'", sql[1]);
    MODEL_START(&server, sql[0], sql[1]);
    context = open_at(&server, QUICK);
    expect_value(context, "What was noted of Brazil?", "nBRAZIL");
    expect_value(context, "How many are there?", "15");
    t2s_context_free(context);
    llm_server_stop(&server);
    run_on("DROP TABLE", "notes", "");
}
END_TEST

/* What was listed once is wrong now; that is found before the server is asked, or by the server, and in either case mended. */
START_TEST(tables_that_come_and_go_between_two_questions_are_seen)
{
    struct llm_server server;
    t2s_context *context;
    char path[128];

    snprintf(path, sizeof(path), "memory/%s?" NO_EXTRAS, schema);
    run_on("CREATE TABLE", "before", "(a bigint)");
    MODEL_START(&server, "SELECT count(*) FROM before", "SELECT count(*) + 7 FROM after", "SELECT max(b) FROM after");
    context = open_at(&server, path);
    expect_value(context, "How many before?", "0");
    run_on("DROP TABLE", "before", "");
    run_on("CREATE TABLE", "after", "(b varchar)");
    run_on("INSERT INTO", "after", "VALUES 'x', 'y', NULL");
    t2s_context_refresh_schema(context);
    expect_value(context, "How many after?", "10");
    expect_value(context, "Which is the last?", "y");
    t2s_context_free(context);
    llm_server_stop(&server);
    run_on("DROP TABLE", "after", "");
}
END_TEST

START_TEST(views_are_read_like_tables)
{
    struct llm_server server;
    t2s_context *context;
    char sql[512];

    run_on("CREATE VIEW", "big", "AS SELECT custkey, count(*) AS orders FROM tpch.tiny.orders GROUP BY custkey HAVING count(*) > 25");
    MODEL_START(&server, in_schema("SELECT count(*) FROM memory.%s.big b JOIN customer c ON b.custkey = c.custkey WHERE b.orders > 25", sql));
    context = open_at(&server, QUICK);
    {
        t2s_answer *answer = ask_for_rows(context, "How many customers ordered often?", (const char *const[]){"dry_run", "1", NULL});
        int64_t count = 0;

        ck_assert_int_eq(t2s_result_int64(t2s_answer_result(answer), 0, 0, &count), 0);
        ck_assert_int_gt(count, 0);
        t2s_answer_unref(answer);
    }
    t2s_context_free(context);
    llm_server_stop(&server);
    run_on("DROP VIEW", "big", "");
}
END_TEST

/* What only the server can know goes back to the model, in the server's words. */
START_TEST(an_error_of_the_query_is_repaired)
{
    struct llm_server server;
    t2s_context *context;
    t2s_answer *answer;

    MODEL_START(&server, "SELECT sum(1 / (regionkey - regionkey)) FROM nation", "SELECT count(*) FROM nation");
    context = open_at(&server, QUICK);
    answer = ask_for_rows(context, "How many nations?", NULL);
    ck_assert_str_eq(t2s_result_value(t2s_answer_result(answer), 0, 0, NULL), "25");
    ck_assert_uint_eq(t2s_answer_counter(answer, T2S_COUNTER_PROVIDER_CALLS), 2);
    t2s_answer_unref(answer);
    t2s_context_free(context);
    llm_server_stop(&server);
}
END_TEST

START_TEST(what_would_write_is_refused_and_does_nothing)
{
    struct llm_server server;
    t2s_context *context;
    char sql[4][512];

    run_on("CREATE TABLE", "kept", "AS SELECT 1 AS a");
    in_schema("DELETE FROM memory.%s.kept", sql[0]);
    in_schema("DROP TABLE memory.%s.kept", sql[1]);
    in_schema("CREATE TABLE memory.%s.made AS SELECT 1 AS a", sql[2]);
    in_schema("INSERT INTO memory.%s.kept SELECT 2", sql[3]);
    for (size_t i = 0; i < 4; i++) {
        t2s_answer *answer;
        char count[512];

        MODEL_START(&server, sql[i], sql[i], sql[i], sql[i]);
        context = open_at(&server, QUICK);
        answer = ask_with(context, "Change something", NULL);
        ck_assert_msg(t2s_answer_outcome(answer) != T2S_OUTCOME_ANSWERED, "%s", sql[i]);
        t2s_answer_unref(answer);
        t2s_context_free(context);
        llm_server_stop(&server);
        ck_assert_int_eq(test_presto_number(in_schema("SELECT count(*) FROM memory.%s.kept", count)), 1);
        ck_assert_int_eq(test_presto_number(in_schema("SELECT count(*) FROM memory.information_schema.tables WHERE table_schema = '%s'",
                                                      count)), 1);
    }
    run_on("DROP TABLE", "kept", "");
}
END_TEST

START_TEST(a_query_runs_as_whoever_asks)
{
    struct llm_server server;
    t2s_context *context;
    t2s_answer *answer;

    MODEL_START(&server, "SELECT current_user", "SELECT current_user");
    context = open_at(&server, QUICK);
    expect_value(context, "Who am I?", user);
    answer = ask_for_rows(context, "Who am I?", (const char *const[]){"role", "someone else", NULL});
    ck_assert_str_eq(t2s_result_value(t2s_answer_result(answer), 0, 0, NULL), "someone else");
    t2s_answer_unref(answer);
    t2s_context_free(context);
    llm_server_stop(&server);
}
END_TEST

/* A join without a condition gives a page for each row of one side and page of the other: of three of them, that are many. */
START_TEST(a_thousand_pages_are_one_result)
{
    struct llm_server server;
    struct test_pages pages;
    t2s_context *context;
    t2s_answer *answer;
    t2s_result *result;
    double sum = 0;
    char uri[256];

    MODEL_START(&server, "SELECT a.x, b.nationkey, c.x FROM (SELECT orderkey AS x FROM orders ORDER BY 1 LIMIT 40) a CROSS JOIN "
                         "(SELECT orderkey AS x FROM orders ORDER BY 1 LIMIT 40) c CROSS JOIN nation b");
    test_pages_start(&pages);
    context = context_open(&server, test_presto_uri_by(pages.port, user, "tpch/tiny?" NO_EXTRAS, uri), NULL);
    answer = ask_for_rows(context, "Give me all", NULL);
    result = t2s_answer_result(answer);
    ck_assert_uint_eq(t2s_result_row_count(result), 40000);
    for (size_t r = 0; r < 40000; r++) {
        double value = 0;

        ck_assert_int_eq(t2s_result_double(result, r, 1, &value), 0);
        sum += value;
    }
    ck_assert_double_eq(sum, 1600.0 * 300);
    t2s_answer_unref(answer);
    t2s_context_free(context);
    test_pages_stop(&pages);
    llm_server_stop(&server);
}
END_TEST

/* Of the user's queries of many lines, those that have not ended. */
static long running(void)
{
    char sql[512];

    snprintf(sql, sizeof(sql),
             "SELECT count(*) FROM system.runtime.queries WHERE \"user\" = '%s' AND query LIKE '%%FROM tpch.sf10%%.lineitem%%' AND "
             "state NOT IN ('FINISHED', 'FAILED')",
             user);
    return test_presto_number(sql);
}

static void wait_until_running(long count)
{
    for (int i = 0; running() != count; i++) {
        ck_assert_msg(i < 1000, "%ld run, not %ld", running(), count);
        usleep(100000);
    }
}

static atomic_int ended;
static atomic_int status_at_end;

static void on_end(t2s_request *request, int status, t2s_answer *answer, void *user_data)
{
    (void)request;
    (void)answer;
    (void)user_data;
    atomic_store(&status_at_end, status);
    atomic_fetch_add(&ended, 1);
}

static t2s_request *begin_heavy(t2s_context *context)
{
    t2s_request *request;

    atomic_store(&ended, 0);
    ck_assert_int_eq(t2s_context_start(context), 0);
    ck_assert_int_eq(t2s_ask(context, "How many are never said?", NULL, on_end, NULL, &request, NULL), 0);
    wait_until_running(1);
    return request;
}

static void wait_until_ended(void)
{
    for (int i = 0; i < 1000 && atomic_load(&ended) == 0; i++)
        usleep(100000);
    ck_assert_int_eq(atomic_load(&ended), 1);
}

START_TEST(a_question_that_is_cancelled_is_gone_from_the_server)
{
    struct llm_server server;
    t2s_context *context;
    t2s_request *request;

    MODEL_START(&server, HEAVY);
    context = open_at(&server, QUICK);
    request = begin_heavy(context);
    t2s_request_cancel(request);
    wait_until_ended();
    ck_assert_int_eq(atomic_load(&status_at_end), T2S_E_CANCELLED);
    wait_until_running(0);
    t2s_request_unref(request);
    t2s_context_free(context);
    llm_server_stop(&server);
}
END_TEST

START_TEST(a_context_that_is_freed_leaves_nothing_running)
{
    struct llm_server server;
    t2s_context *context;
    t2s_request *request;

    MODEL_START(&server, HEAVY);
    context = open_at(&server, QUICK);
    request = begin_heavy(context);
    t2s_request_unref(request);
    t2s_context_free(context);
    ck_assert_int_eq(atomic_load(&ended), 1);
    ck_assert_int_eq(atomic_load(&status_at_end), T2S_E_SHUTDOWN);
    wait_until_running(0);
    llm_server_stop(&server);
}
END_TEST

START_TEST(a_query_that_takes_too_long_is_stopped)
{
    struct llm_server server;
    t2s_context *context;
    t2s_answer *answer;

    MODEL_START(&server, HEAVY, HEAVY, HEAVY, HEAVY);
    context = open_at(&server, QUICK);
    answer = ask_with(context, "How many are never said?", (const char *const[]){"query_timeout_ms", "3000", NULL});
    ck_assert_int_eq(t2s_error_code(t2s_answer_error(answer)), T2S_E_TIMEOUT);
    ck_assert_int_eq(t2s_error_stage(t2s_answer_error(answer)), T2S_STAGE_EXECUTOR);
    t2s_answer_unref(answer);
    wait_until_running(0);
    t2s_context_free(context);
    llm_server_stop(&server);
}
END_TEST

START_TEST(rows_past_the_limit_are_not_fetched)
{
    struct llm_server server;
    t2s_context *context;
    t2s_answer *answer;

    MODEL_START(&server, "SELECT orderkey FROM tpch.sf100.lineitem");
    context = open_at(&server, QUICK);
    answer = ask_for_rows(context, "All lines", (const char *const[]){"row_limit", "5000", NULL});
    ck_assert_uint_eq(t2s_result_row_count(t2s_answer_result(answer)), 5000);
    ck_assert(t2s_result_truncated(t2s_answer_result(answer)));
    t2s_answer_unref(answer);
    wait_until_running(0);
    t2s_context_free(context);
    llm_server_stop(&server);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {tables_of_several_catalogs_are_joined, tables_that_come_and_go_between_two_questions_are_seen,
                                  views_are_read_like_tables, an_error_of_the_query_is_repaired,
                                  what_would_write_is_refused_and_does_nothing, a_query_runs_as_whoever_asks,
                                  a_thousand_pages_are_one_result, a_question_that_is_cancelled_is_gone_from_the_server,
                                  a_context_that_is_freed_leaves_nothing_running, a_query_that_takes_too_long_is_stopped,
                                  rows_past_the_limit_are_not_fetched};

    if (!test_presto_there())
        return 77;
    return suite_run("presto_ask", tests, sizeof(tests) / sizeof(tests[0]), setup, NULL);
}
