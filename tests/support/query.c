/* SPDX-License-Identifier: MIT */
#include "query.h"

#include <check.h>
#include <stdlib.h>

#include "execute.h"
#include "loop/loop.h"

static void on_finished(t2s_execution *execution, void *user_data)
{
    query *self = user_data;

    self->calls++;
    self->ended = t2s_loop_now();
    self->result = t2s_result_ref(t2s_execution_result(execution));
    self->error = t2s_error_ref(t2s_execution_error(execution));
}

void query_start(query *self, t2s_executor *executor, t2s_loop *loop, const char *sql, uint64_t row_limit, uint64_t timeout_ms)
{
    *self = (query){.began = t2s_loop_now()};
    ck_assert_int_eq(test_execute(executor, loop, sql, row_limit, 0, timeout_ms, on_finished, self, &self->execution), 0);
    ck_assert_int_eq(self->calls, 0); /* never inline */
}

void query_wait(query *self, t2s_loop *loop)
{
    while (self->calls == 0)
        t2s__loop_run(loop, 1);
    ck_assert_int_eq(self->calls, 1);
}

void query_run(query *self, t2s_executor *executor, t2s_loop *loop, const char *sql, uint64_t row_limit, uint64_t timeout_ms)
{
    query_start(self, executor, loop, sql, row_limit, timeout_ms);
    query_wait(self, loop);
}

void query_free(query *self)
{
    t2s_result_unref(self->result);
    t2s_error_unref(self->error);
    t2s_execution_unref(self->execution);
}

static void on_timer(t2s_timer *timer, void *user_data)
{
    int *done = user_data;

    (void)timer;
    *done = 1;
}

void loop_for(t2s_loop *loop, uint64_t milliseconds)
{
    t2s_timer *timer;
    int done = 0;

    ck_assert_int_eq(t2s_timer_new(loop, on_timer, &done, &timer), 0);
    t2s_timer_start(timer, milliseconds);
    while (!done)
        t2s__loop_run(loop, 1);
    t2s_timer_free(timer);
}
