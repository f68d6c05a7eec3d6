/* SPDX-License-Identifier: MIT */
/* The seam's own rules: registration, and what an execution takes. */
#include <string.h>

#include <text2sql/sys/executor.h>

#include "../support/execute.h"
#include "../support/suite.h"
#include "loop/loop.h"

static int destroyed;
static int attached;
static int refuse;
static t2s_execution *taken;

static int start(void *user_data, t2s_execution *execution)
{
    (void)user_data;
    if (refuse)
        return T2S_E_BUSY;
    taken = execution;
    return 0;
}

static void destroy(void *user_data)
{
    (void)user_data;
    destroyed++;
}

static int attach(void *user_data, t2s_loop *loop)
{
    (void)user_data;
    (void)loop;
    attached++;
    return refuse ? T2S_E_IO : 0;
}

static void detach(void *user_data, t2s_loop *loop)
{
    (void)user_data;
    (void)loop;
    attached--;
}

static const t2s_executor_ops good = {.struct_size = sizeof(good), .start = start, .destroy = destroy};

static void setup(void)
{
    destroyed = attached = refuse = 0;
    taken = NULL;
}

static void teardown(void)
{
}

static int registered(const t2s_executor_ops *ops)
{
    t2s_executor *executor = NULL;
    int code = t2s_executor_new("x", ops, NULL, &executor);

    t2s_executor_unref(executor);
    return code;
}

START_TEST(a_table_that_does_not_fit_is_refused_and_destroyed)
{
    struct {
        t2s_executor_ops ops;
        unsigned char tail[16];
    } newer = {.ops = good};
    t2s_executor_ops ops = good;
    t2s_executor *executor;

    ck_assert_int_eq(registered(&ops), 0);
    ck_assert_int_eq(destroyed, 1);
    ops.struct_size = sizeof(ops) - 1;
    ck_assert_int_eq(registered(&ops), T2S_E_ABI);
    ck_assert_int_eq(destroyed, 2);
    ops.struct_size = 16;
    ck_assert_int_eq(registered(&ops), T2S_E_ABI);
    ck_assert_int_eq(destroyed, 2); /* destroy lies beyond what the table says it has */
    ops = good;
    ops.flags = UINT64_C(1) << 63;
    ck_assert_int_eq(registered(&ops), T2S_E_ABI);
    ck_assert_int_eq(destroyed, 3);
    ops = good;
    ops.start = NULL;
    ck_assert_int_eq(registered(&ops), T2S_E_INVALID);
    ck_assert_int_eq(destroyed, 4);
    newer.ops.struct_size = sizeof(newer);
    ck_assert_int_eq(registered(&newer.ops), 0);
    ck_assert_int_eq(destroyed, 5);
    newer.tail[15] = 1;
    ck_assert_int_eq(registered(&newer.ops), T2S_E_ABI);
    ck_assert_int_eq(destroyed, 6);
    ck_assert_int_eq(t2s_executor_new(NULL, &good, NULL, &executor), T2S_E_INVALID);
    ck_assert_int_eq(t2s_executor_new("x", &good, NULL, NULL), T2S_E_INVALID);
    ck_assert_int_eq(destroyed, 8);
    ck_assert_int_eq(t2s_executor_new("x", NULL, NULL, &executor), T2S_E_INVALID);
    t2s_executor_unref(NULL);
}
END_TEST

START_TEST(it_serves_one_loop_and_counts_attachments)
{
    t2s_executor_ops ops = good;
    t2s_executor *executor;
    t2s_loop *one;
    t2s_loop *two;

    ops.attach = attach;
    ops.detach = detach;
    ck_assert_int_eq(t2s__loop_new(1, &one), 0);
    ck_assert_int_eq(t2s__loop_new(1, &two), 0);
    ck_assert_int_eq(t2s_executor_new("x", &ops, NULL, &executor), 0);
    refuse = 1;
    ck_assert_int_eq(t2s_executor_attach(executor, one), T2S_E_IO);
    attached = refuse = 0;
    ck_assert_int_eq(t2s_executor_attach(executor, one), 0);
    ck_assert_int_eq(t2s_executor_attach(executor, one), 0);
    ck_assert_int_eq(attached, 1);
    ck_assert_int_eq(t2s_executor_attach(executor, two), T2S_E_BUSY);
    t2s_executor_detach(executor, two);
    t2s_executor_detach(executor, one);
    ck_assert_int_eq(attached, 1);
    t2s_executor_detach(executor, one);
    ck_assert_int_eq(attached, 0);
    t2s_executor_detach(executor, one);
    ck_assert_int_eq(t2s_executor_attach(executor, two), 0);
    t2s_executor_detach(executor, two);
    t2s_executor_unref(executor);
    t2s__loop_close(one);
    t2s__loop_unref(one);
    t2s__loop_close(two);
    t2s__loop_unref(two);
}
END_TEST

static int calls;

static void on_finished(t2s_execution *execution, void *user_data)
{
    (void)user_data;
    (void)execution;
    calls++;
}

static int call(t2s_executor *executor, t2s_loop *loop, uint64_t rows, uint64_t bytes, t2s_execution **ret)
{
    return test_execute(executor, loop, "SELECT 1", rows, bytes, 5, on_finished, NULL, ret);
}

START_TEST(limits_end_a_result_and_mark_it)
{
    const char *values[] = {"1234", NULL};
    const size_t lengths[] = {4, 9};
    t2s_executor *executor;
    t2s_execution *execution;
    t2s_loop *loop;

    ck_assert_int_eq(t2s__loop_new(1, &loop), 0);
    ck_assert_int_eq(t2s_executor_new("x", &good, NULL, &executor), 0);
    for (int round = 0; round < 2; round++) {
        ck_assert_int_eq(call(executor, loop, round == 0 ? 2 : 0, round == 0 ? 0 : 11, &execution), 0);
        ck_assert_str_eq(t2s_query_sql(t2s_execution_query(taken)), "SELECT 1");
        ck_assert_uint_eq(t2s_query_timeout_ms(t2s_execution_query(taken)), 5);
        ck_assert_ptr_eq(t2s_execution_loop(taken), loop);
        ck_assert_int_eq(t2s_execution_add_column(taken, "a", "text", T2S_VALUE_TEXT), 0);
        ck_assert_int_eq(t2s_execution_add_column(taken, "b", "text", T2S_VALUE_TEXT), 0);
        ck_assert_int_eq(t2s_execution_add_column(taken, "c", "text", 99), T2S_E_INVALID);
        ck_assert_int_eq(t2s_execution_add_row(taken, values, lengths), 0);
        ck_assert_int_eq(t2s_execution_add_row(taken, values, lengths), 0);
        ck_assert_int_eq(t2s_execution_add_row(taken, values, lengths), T2S_E_TOO_LARGE);
        ck_assert_int_eq(t2s_execution_set_column_type(taken, 1, "mood", T2S_VALUE_OTHER), 0);
        ck_assert_ptr_null(t2s_execution_result(execution));
        calls = 0;
        t2s_execution_finish(taken, NULL);
        ck_assert_int_eq(calls, 0);
        while (calls == 0)
            t2s__loop_run(loop, 1);
        ck_assert_uint_eq(t2s_result_row_count(t2s_execution_result(execution)), 2);
        ck_assert_int_eq(t2s_result_truncated(t2s_execution_result(execution)), 1);
        ck_assert_str_eq(t2s_result_column_type(t2s_execution_result(execution), 1), "mood");
        t2s_execution_unref(execution);
    }
    refuse = 1;
    ck_assert_int_eq(call(executor, loop, 0, 0, &execution), T2S_E_BUSY);
    refuse = 0;
    ck_assert_int_eq(t2s_executor_call(executor, loop, NULL, on_finished, NULL, &execution), T2S_E_INVALID);
    t2s_executor_unref(executor);
    ck_assert_int_eq(destroyed, 1);
    t2s__loop_close(loop);
    t2s__loop_unref(loop);
}
END_TEST

/* `query` is taken over. */
static int call_query(uint64_t flags, t2s_query *query, t2s_execution **ret)
{
    t2s_executor_ops ops = good;
    t2s_executor *executor;
    t2s_loop *loop;
    int code;

    ops.flags = flags;
    calls = 0;
    ck_assert_int_eq(t2s__loop_new(1, &loop), 0);
    ck_assert_int_eq(t2s_executor_new("x", &ops, NULL, &executor), 0);
    ck_assert_uint_eq(t2s_executor_flags(executor), flags);
    code = t2s_executor_call(executor, loop, query, on_finished, NULL, ret);
    t2s_query_unref(query);
    if (code == 0) {
        t2s_execution_finish(taken, NULL);
        while (calls == 0)
            t2s__loop_run(loop, 1);
    }
    t2s_executor_unref(executor);
    t2s__loop_close(loop);
    t2s__loop_unref(loop);
    return code;
}

START_TEST(a_query_that_asks_for_more_than_the_executor_has_is_not_taken)
{
    static const uint64_t needed[] = {T2S_EXECUTOR_F_IDENTITY, T2S_EXECUTOR_F_IDENTITY, T2S_EXECUTOR_F_SEARCH_PATH, T2S_EXECUTOR_F_PLANS};
    const uint64_t all = T2S_EXECUTOR_F_IDENTITY | T2S_EXECUTOR_F_SEARCH_PATH | T2S_EXECUTOR_F_PLANS;

    for (size_t wish = 0; wish < sizeof(needed) / sizeof(needed[0]); wish++) {
        t2s_execution *execution = NULL;
        t2s_query *query;

        ck_assert_int_eq(t2s_query_new("SELECT 1", &query), 0);
        ck_assert_int_eq(wish != 0 ? 0 : t2s_query_set_role(query, "ann"), 0);
        ck_assert_int_eq(wish != 1 ? 0 : t2s_query_add_setting(query, "app.tenant", "1"), 0);
        ck_assert_int_eq(wish != 2 ? 0 : t2s_query_add_schema(query, "public"), 0);
        ck_assert_int_eq(wish != 3 ? 0 : t2s_query_set_dry_run(query, T2S_DRY_RUN_FIRST, 0, 0), 0);
        taken = NULL;
        ck_assert_int_eq(call_query(all & ~needed[wish], t2s_query_ref(query), &execution), T2S_E_UNSUPPORTED);
        ck_assert_ptr_null(taken);
        ck_assert_int_eq(call_query(all, query, &execution), 0);
        /* Who promises a plan must report one. */
        ck_assert_int_eq(t2s_error_code(t2s_execution_error(execution)), wish == 3 ? T2S_E_INTERNAL : 0);
        t2s_execution_unref(execution);
    }
}
END_TEST

START_TEST(want_of_memory_never_passes_for_a_whole_result)
{
    t2s_loop *loop;

    ck_assert_int_eq(t2s__loop_new(1, &loop), 0);
    OOM_LOOP(n)
    {
        const char *value = "some text";
        const size_t length = 9;
        t2s_executor *executor = NULL;
        t2s_execution *execution = NULL;

        calls = 0;
        if (t2s_executor_new("x", &good, NULL, &executor) == 0 && call(executor, loop, 0, 0, &execution) == 0) {
            t2s_execution_add_column(taken, "a", "text", T2S_VALUE_TEXT);
            t2s_execution_add_row(taken, &value, &length);
            t2s_execution_finish(taken, NULL);
            while (calls == 0)
                t2s__loop_run(loop, 1);
            if (t2s_execution_error(execution) != NULL)
                ck_assert_int_eq(t2s_error_code(t2s_execution_error(execution)), T2S_E_NOMEM);
            else {
                ck_assert_uint_eq(t2s_result_row_count(t2s_execution_result(execution)), 1);
                ck_assert_uint_eq(t2s_result_column_count(t2s_execution_result(execution)), 1);
            }
            t2s_execution_unref(execution);
        }
        t2s_executor_unref(executor);
    }
    t2s__loop_close(loop);
    t2s__loop_unref(loop);
}
END_TEST

SUITE("executor", setup, teardown, a_table_that_does_not_fit_is_refused_and_destroyed, it_serves_one_loop_and_counts_attachments,
      limits_end_a_result_and_mark_it, a_query_that_asks_for_more_than_the_executor_has_is_not_taken, want_of_memory_never_passes_for_a_whole_result)
