/* SPDX-License-Identifier: MIT */
/* Running queries through an executor, on a loop of the test's own. */
#ifndef T2S_TESTS_SUPPORT_QUERY_H
#define T2S_TESTS_SUPPORT_QUERY_H

#include <text2sql/sys/executor.h>

/* One query and how it ended. */
typedef struct query {
    t2s_execution *execution;
    int calls; /* of the callback */
    t2s_result *result;
    t2s_error *error;
    uint64_t began;
    uint64_t ended;
} query;

/* Start; fails the test when it cannot. */
void query_start(query *query, t2s_executor *executor, t2s_loop *loop, const char *sql, uint64_t row_limit, uint64_t timeout_ms);

/* Run the loop until it has ended. */
void query_wait(query *query, t2s_loop *loop);

/* Both. */
void query_run(query *query, t2s_executor *executor, t2s_loop *loop, const char *sql, uint64_t row_limit, uint64_t timeout_ms);

void query_free(query *query);

/* Run the loop for a while. */
void loop_for(t2s_loop *loop, uint64_t milliseconds);

#endif
