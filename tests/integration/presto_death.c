/* SPDX-License-Identifier: MIT */
/*
 * A server that dies while it runs a query. The last program beside a server: it kills it, by the number of its process in
 * T2S_TEST_SERVER_PID.
 */
#include <signal.h>
#include <stdatomic.h>
#include <unistd.h>

#include "support/presto_ask.h"

static atomic_int ended;
static atomic_int error_code;
static atomic_int error_stage;

static void on_end(t2s_request *request, int status, t2s_answer *answer, void *user_data)
{
    (void)request;
    (void)user_data;
    atomic_store(&error_code, status);
    atomic_store(&error_stage, t2s_error_stage(t2s_answer_error(answer)));
    atomic_fetch_add(&ended, 1);
}

/* Rows come, and then none any more. */
START_TEST(a_server_that_dies_ends_the_question_once_and_typed)
{
    static const char *const settings[] = {"dry_run", "0", NULL};
    struct llm_server server;
    t2s_context *context;
    t2s_options *options;
    char uri[256];

    MODEL_START(&server, "SELECT count(*) FROM tpch.sf10000.lineitem a WHERE a.comment LIKE '%never said%'");
    /* Where nobody listens any more, nobody is asked for half a minute. */
    test_presto_uri("dying", "tpch/tiny?retry_ms=2000&statistics_tables=0&functions=0", uri);
    context = context_open(&server, uri, NULL);
    ck_assert_int_eq(t2s_context_start(context), 0);
    ck_assert_int_eq(t2s_options_new(&options), 0);
    t2s_options_set(options, settings[0], settings[1]);
    ck_assert_int_eq(t2s_ask(context, "How many are never said?", options, on_end, NULL, NULL, NULL), 0);
    t2s_options_free(options);
    for (int i = 0;
         test_presto_number("SELECT count(*) FROM system.runtime.queries WHERE \"user\" = 'dying' AND state = 'RUNNING' AND "
                            "query LIKE '%never said%'") == 0;
         i++) {
        ck_assert_int_lt(i, 1000);
        ck_assert_int_eq(atomic_load(&ended), 0);
        usleep(100000);
    }
    ck_assert_int_eq(kill((pid_t)atol(getenv("T2S_TEST_SERVER_PID")), SIGKILL), 0);
    for (int i = 0; i < 1000 && atomic_load(&ended) == 0; i++)
        usleep(100000);
    ck_assert_int_eq(atomic_load(&ended), 1);
    ck_assert_int_eq(atomic_load(&error_code), T2S_E_CONNECT);
    ck_assert_int_eq(atomic_load(&error_stage), T2S_STAGE_EXECUTOR);
    t2s_context_free(context);
    ck_assert_int_eq(atomic_load(&ended), 1);
    llm_server_stop(&server);
}
END_TEST

START_TEST(a_server_that_is_gone_is_an_error_of_the_next_question)
{
    struct llm_server server;
    t2s_context *context;
    t2s_answer *answer = NULL;
    char uri[256];

    MODEL_START(&server, "SELECT 1");
    context = context_open(&server, test_presto_uri("late", "tpch/tiny?retry_ms=1000&statistics_tables=0&functions=0", uri), NULL);
    ck_assert_int_eq(t2s_ask_sync(context, "Is there anybody?", NULL, &answer, NULL), T2S_E_CONNECT);
    ck_assert_int_eq(t2s_error_stage(t2s_answer_error(answer)), T2S_STAGE_METADATA);
    t2s_answer_unref(answer);
    t2s_context_free(context);
    llm_server_stop(&server);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {a_server_that_dies_ends_the_question_once_and_typed,
                                  a_server_that_is_gone_is_an_error_of_the_next_question};

    if (!test_presto_there() || atol(getenv("T2S_TEST_SERVER_PID") != NULL ? getenv("T2S_TEST_SERVER_PID") : "0") <= 1)
        return 77;
    return suite_run("presto_death", tests, sizeof(tests) / sizeof(tests[0]), NULL, NULL);
}
