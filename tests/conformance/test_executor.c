/* SPDX-License-Identifier: MIT */
/*
 * What every executor must do, run over every implementation: a plain one, those of Trino, Presto and PostgreSQL. To test another one, add it to the table;
 * it must answer `quick` with one row of one column, "1", and leave `slow` without an end for ten seconds at least.
 */
#include <pthread.h>
#include <string.h>

#include <text2sql/sys/executor.h>

#include "../support/execute.h"
#include "../support/postgres.h"
#define run_for server_run_for /* there is one of its own here */
#include "../support/presto_server.h"
#undef run_for
#include "../support/suite.h"
#include "loop/loop.h"

/* The plain one: finishes from another thread, as a foreign library would. */

enum { KEPT_MAX = 16 };

static t2s_execution *kept[KEPT_MAX];
static pthread_t threads[KEPT_MAX];
static int thread_count;
static int destroyed;

static void *finish_elsewhere(void *argument)
{
    t2s_execution *execution = argument;
    const char *value = "1";
    const size_t length = 1;

    t2s_execution_add_column(execution, "?column?", "integer", T2S_VALUE_INT);
    t2s_execution_add_row(execution, &value, &length);
    t2s_execution_finish(execution, NULL);
    return NULL;
}

static int plain_start(void *user_data, t2s_execution *execution)
{
    size_t i = 0;

    (void)user_data;
    if (strcmp(t2s_query_sql(t2s_execution_query(execution)), "slow") != 0) {
        ck_assert_int_lt(thread_count, KEPT_MAX);
        ck_assert_int_eq(pthread_create(&threads[thread_count++], NULL, finish_elsewhere, execution), 0);
        return 0;
    }
    while (kept[i] != NULL)
        i++;
    kept[i] = execution;
    return 0;
}

static void plain_end(size_t i, int code)
{
    t2s_execution *execution = kept[i];

    kept[i] = NULL;
    t2s_execution_finish(execution, t2s_error_new(code, NULL));
}

static void plain_cancel(void *user_data, t2s_execution *execution)
{
    (void)user_data;
    for (size_t i = 0; i < KEPT_MAX; i++)
        if (kept[i] == execution)
            plain_end(i, T2S_E_CANCELLED);
}

static void plain_detach(void *user_data, t2s_loop *loop)
{
    (void)user_data;
    (void)loop;
    for (size_t i = 0; i < KEPT_MAX; i++)
        if (kept[i] != NULL)
            plain_end(i, T2S_E_SHUTDOWN);
}

static void plain_destroy(void *user_data)
{
    (void)user_data;
    destroyed++;
}

static t2s_executor *plain_new(void)
{
    static const t2s_executor_ops ops = {
        .struct_size = sizeof(ops), .start = plain_start, .cancel = plain_cancel, .destroy = plain_destroy, .detach = plain_detach};
    t2s_executor *executor = NULL;

    ck_assert_int_eq(t2s_executor_new("plain", &ops, NULL, &executor), 0);
    return executor;
}

/* The thread of an abandoned statement may end, and let go of the executor, after everything else. */
static void plain_check(void)
{
    for (int i = 0; i < thread_count; i++)
        ck_assert_int_eq(pthread_join(threads[i], NULL), 0);
    ck_assert_int_eq(destroyed, 1);
}

/* Trino and Presto, as tests/support/presto_server.py plays them. */

static struct presto_server presto;

static t2s_executor *presto_open(const char *scheme, int (*create)(const t2s_options *, t2s_executor **, t2s_error **))
{
    char address[64];
    t2s_options *options;
    t2s_executor *made = NULL;

    snprintf(address, sizeof(address), "%s://127.0.0.1:%d", scheme, presto.port);
    ck_assert_int_eq(t2s_options_new(&options), 0);
    t2s_options_set(options, "uri", address);
    ck_assert_int_eq(create(options, &made, NULL), 0);
    t2s_options_free(options);
    return made;
}

static t2s_executor *trino_new(void)
{
    return presto_open("trino", t2s_trino_executor_new);
}

static t2s_executor *prestodb_new(void)
{
    return presto_open("presto", t2s_presto_executor_new);
}

static const char *uri;

static t2s_executor *postgres_new(void)
{
    t2s_options *options;
    t2s_executor *executor = NULL;

    ck_assert_int_eq(t2s_options_new(&options), 0);
    t2s_options_set(options, "uri", uri);
    ck_assert_int_eq(t2s_postgres_executor_new(options, &executor, NULL), 0);
    t2s_options_free(options);
    return executor;
}

static void server_check(void)
{
}

static const struct implementation {
    const char *name;
    t2s_executor *(*open)(void);
    void (*check)(void);
    const char *quick;
    const char *slow;
} implementations[] = {
    {"plain", plain_new, plain_check, "quick", "slow"},
    {"trino", trino_new, server_check, "SELECT 1", "wait"},
    {"presto", prestodb_new, server_check, "SELECT 1", "wait"},
    {"postgres", postgres_new, server_check, "SELECT 1", "SELECT pg_sleep(30)"},
};

enum { IMPLEMENTATIONS = sizeof(implementations) / sizeof(implementations[0]) };

/* The rules. */

typedef struct call {
    t2s_execution *execution;
    int count;
    int code;
} call;

static const struct implementation *implementation;
static t2s_loop *loop;
static t2s_executor *executor;

static void open_executor(int which)
{
    implementation = &implementations[which];
    ck_assert_int_eq(t2s__loop_new(1, &loop), 0);
    executor = implementation->open();
    ck_assert_str_eq(t2s_executor_name(executor), implementation->name);
    ck_assert_int_eq(t2s_executor_attach(executor, loop), 0);
}

static void close_executor(void)
{
    if (executor != NULL) {
        t2s_executor_detach(executor, loop);
        t2s__loop_run(loop, 0);
        t2s_executor_unref(executor);
    }
    t2s__loop_close(loop);
    t2s__loop_unref(loop);
    implementation->check();
}

static void on_finished(t2s_execution *execution, void *user_data)
{
    call *self = user_data;

    self->count++;
    self->code = t2s_error_code(t2s_execution_error(execution));
    if (self->code == 0)
        ck_assert_str_eq(t2s_result_value(t2s_execution_result(execution), 0, 0, NULL), "1");
    else
        ck_assert_ptr_null(t2s_execution_result(execution));
}

static void begin(call *self, const char *sql)
{
    *self = (call){0};
    ck_assert_int_eq(test_execute(executor, loop, sql, 10, 0, 20000, on_finished, self, &self->execution), 0);
    ck_assert_int_eq(self->count, 0);
    ck_assert_ptr_eq(t2s_execution_loop(self->execution), loop);
}

static void finish(call *self)
{
    while (self->count == 0)
        t2s__loop_run(loop, 1);
    t2s__loop_run(loop, 0);
    ck_assert_int_eq(self->count, 1);
    t2s_execution_unref(self->execution);
}

static void on_timer(t2s_timer *timer, void *user_data)
{
    (void)timer;
    *(int *)user_data = 1;
}

static void run_for(uint64_t milliseconds)
{
    t2s_timer *timer;
    int over = 0;

    ck_assert_int_eq(t2s_timer_new(loop, on_timer, &over, &timer), 0);
    t2s_timer_start(timer, milliseconds);
    while (!over)
        t2s__loop_run(loop, 1);
    t2s_timer_free(timer);
}

START_TEST(a_query_completes_once_and_never_inside_the_call)
{
    call one;

    open_executor(_i);
    begin(&one, implementation->quick);
    finish(&one);
    ck_assert_int_eq(one.code, 0);
    close_executor();
}
END_TEST

START_TEST(several_queries_are_under_way_at_once)
{
    call calls[12];

    open_executor(_i);
    for (int i = 0; i < 12; i++)
        begin(&calls[i], implementation->quick);
    for (int i = 0; i < 12; i++) {
        finish(&calls[i]);
        ck_assert_int_eq(calls[i].code, 0);
    }
    close_executor();
}
END_TEST

START_TEST(a_query_needs_an_attached_executor_and_one_loop)
{
    t2s_loop *other;
    call one = {0};

    open_executor(_i);
    ck_assert_int_eq(t2s__loop_new(1, &other), 0);
    ck_assert_int_eq(t2s_executor_attach(executor, other), T2S_E_BUSY);
    ck_assert_int_eq(test_execute(executor, other, implementation->quick, 0, 0, 0, on_finished, &one, &one.execution),
                     T2S_E_INVALID);
    t2s_executor_detach(executor, loop);
    ck_assert_int_eq(test_execute(executor, loop, implementation->quick, 0, 0, 0, on_finished, &one, &one.execution),
                     T2S_E_INVALID);
    ck_assert_int_eq(t2s_executor_attach(executor, loop), 0);
    begin(&one, implementation->quick);
    finish(&one);
    t2s__loop_close(other);
    t2s__loop_unref(other);
    close_executor();
}
END_TEST

START_TEST(attached_twice_it_works_until_the_last_detach)
{
    call one;

    open_executor(_i);
    ck_assert_int_eq(t2s_executor_attach(executor, loop), 0);
    t2s_executor_detach(executor, loop);
    begin(&one, implementation->quick);
    finish(&one);
    ck_assert_int_eq(one.code, 0);
    close_executor();
}
END_TEST

START_TEST(an_abandoned_query_never_calls_back)
{
    call early;
    call late;
    call one;

    open_executor(_i);
    begin(&early, implementation->slow);
    t2s_execution_abandon(early.execution);
    t2s_execution_abandon(early.execution);
    t2s_execution_unref(early.execution);
    begin(&late, implementation->slow);
    run_for(200);
    ck_assert_int_eq(late.count, 0);
    t2s_execution_abandon(late.execution);
    t2s_execution_unref(late.execution);
    run_for(100);
    ck_assert_int_eq(early.count + late.count, 0);
    begin(&one, implementation->quick);
    finish(&one);
    close_executor();
}
END_TEST

START_TEST(to_abandon_a_finished_query_is_harmless)
{
    call one;

    open_executor(_i);
    begin(&one, implementation->quick);
    while (one.count == 0)
        t2s__loop_run(loop, 1);
    t2s_execution_abandon(one.execution);
    finish(&one);
    close_executor();
}
END_TEST

START_TEST(detach_finishes_what_is_under_way)
{
    call calls[6];

    open_executor(_i);
    begin(&calls[0], implementation->slow);
    run_for(100);
    for (int i = 1; i < 6; i++)
        begin(&calls[i], implementation->slow);
    t2s_executor_detach(executor, loop);
    for (int i = 0; i < 6; i++)
        ck_assert_int_eq(calls[i].count, 0);
    for (int i = 0; i < 6; i++) {
        finish(&calls[i]);
        ck_assert_int_eq(calls[i].code, T2S_E_SHUTDOWN);
    }
    close_executor();
}
END_TEST

START_TEST(a_query_under_way_keeps_its_executor)
{
    call one;

    open_executor(_i);
    begin(&one, implementation->slow);
    t2s_executor_detach(executor, loop);
    t2s_executor_unref(executor);
    executor = NULL;
    finish(&one);
    close_executor();
}
END_TEST

static void ask_again(t2s_execution *execution, void *user_data)
{
    call *self = user_data;

    ck_assert_ptr_null(t2s_execution_error(execution));
    t2s_execution_unref(execution);
    if (++self->count < 5)
        ck_assert_int_eq(test_execute(executor, loop, implementation->quick, 0, 0, 0, ask_again, self, &self->execution), 0);
}

START_TEST(a_callback_may_start_the_next_query)
{
    call chain = {0};

    open_executor(_i);
    ck_assert_int_eq(test_execute(executor, loop, implementation->quick, 0, 0, 0, ask_again, &chain, &chain.execution), 0);
    while (chain.count < 5)
        t2s__loop_run(loop, 1);
    close_executor();
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("executor conformance");
    TCase *rules = tcase_create("rules");
    SRunner *runner;
    int failed;
    int count;

    uri = t2s_test_postgres_start();
    count = uri != NULL ? IMPLEMENTATIONS : IMPLEMENTATIONS - 1;
    presto_server_start(&presto, "trino");
    tcase_set_timeout(rules, 600);
    tcase_add_loop_test(rules, a_query_completes_once_and_never_inside_the_call, 0, count);
    tcase_add_loop_test(rules, several_queries_are_under_way_at_once, 0, count);
    tcase_add_loop_test(rules, a_query_needs_an_attached_executor_and_one_loop, 0, count);
    tcase_add_loop_test(rules, attached_twice_it_works_until_the_last_detach, 0, count);
    tcase_add_loop_test(rules, an_abandoned_query_never_calls_back, 0, count);
    tcase_add_loop_test(rules, to_abandon_a_finished_query_is_harmless, 0, count);
    tcase_add_loop_test(rules, detach_finishes_what_is_under_way, 0, count);
    tcase_add_loop_test(rules, a_query_under_way_keeps_its_executor, 0, count);
    tcase_add_loop_test(rules, a_callback_may_start_the_next_query, 0, count);
    suite_add_tcase(suite, rules);
    runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    presto_server_stop(&presto);
    return failed != 0;
}
