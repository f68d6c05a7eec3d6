/* SPDX-License-Identifier: MIT */
/* A query with nothing but limits, given to an executor. */
#ifndef T2S_TESTS_SUPPORT_EXECUTE_H
#define T2S_TESTS_SUPPORT_EXECUTE_H

#include <text2sql/sys/executor.h>

static inline int test_execute(t2s_executor *executor, t2s_loop *loop, const char *sql, uint64_t rows, uint64_t bytes,
                               uint64_t timeout_ms, t2s_execution_fn callback, void *user_data, t2s_execution **ret_execution)
{
    t2s_query *made = NULL;
    int code = t2s_query_new(sql, &made);

    if (code != 0)
        return code;
    t2s_query_set_row_limit(made, rows);
    t2s_query_set_byte_limit(made, bytes);
    t2s_query_set_timeout_ms(made, timeout_ms);
    code = t2s_executor_call(executor, loop, made, callback, user_data, ret_execution);
    t2s_query_unref(made);
    return code;
}

#endif
