/* SPDX-License-Identifier: MIT */
#include "metadata/postgres_sampler.h"

#include <stdio.h>

#include "metadata/postgres_queries.h"

enum {
    SHARES = 4, /* no table gets more than this part of the time */
    SHARE_MIN_MS = 50,
    LOCK_MS = 20,   /* to wait for a table that is being changed */
    GRACE_MS = 1000 /* for the server to keep its own time limit */
};

static const char begin[] = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";

static int run_next(t2s__pg_sampler *sampler);

static uint64_t remaining_ms(const t2s__pg_sampler *sampler)
{
    uint64_t passed = (t2s_loop_now() - sampler->began) / 1000000;

    return passed < sampler->timeout_ms ? sampler->timeout_ms - passed : 0;
}

static uint64_t share_ms(const t2s__pg_sampler *sampler)
{
    uint64_t remaining = remaining_ms(sampler);
    uint64_t share = sampler->timeout_ms / SHARES > SHARE_MIN_MS ? sampler->timeout_ms / SHARES : SHARE_MIN_MS;

    return share < remaining ? share : remaining;
}

static int take_row(void *user_data, size_t statement, const PGresult *result)
{
    t2s__pg_sampler *sampler = user_data;
    const char *row[T2S__PG_VALUE_COLUMNS];

    (void)statement;
    if (PQntuples(result) == 0)
        return 0;
    if (PQnfields(result) != T2S__PG_VALUE_COLUMNS)
        return sampler->code = T2S_E_PROTOCOL;
    for (int i = 0; i < T2S__PG_VALUE_COLUMNS; i++)
        row[i] = PQgetisnull(result, 0, i) ? NULL : PQgetvalue(result, 0, i);
    sampler->code = t2s__pg_values_row(sampler->values, row);
    return sampler->code;
}

/* A table that was dropped, is locked or takes too long is one without known values, and no more than that. */
static void on_done(void *user_data, t2s_error *error)
{
    t2s__pg_sampler *sampler = user_data;

    t2s__pg_values_end(sampler->values, error == NULL && sampler->code == 0);
    t2s_error_unref(error);
    if (sampler->code != T2S_E_NOMEM && t2s__pq_alive(sampler->pq) && run_next(sampler))
        return;
    sampler->done(sampler->user_data, sampler->code == T2S_E_NOMEM ? sampler->code : 0);
}

/* Each table in a transaction of its own, so that none is locked for longer than it is read. */
static int run_next(t2s__pg_sampler *sampler)
{
    uint64_t share = share_ms(sampler);

    t2s__buffer_dispose(&sampler->sql);
    sampler->code = 0;
    if (share == 0 || !t2s__pg_values_next(sampler->values, &sampler->sql))
        return 0;
    snprintf(sampler->settings, sizeof(sampler->settings),
             "SELECT pg_catalog.set_config('statement_timeout', '%llu', true), pg_catalog.set_config('lock_timeout', '%d', true), "
             "pg_catalog.set_config('jit', 'off', true), pg_catalog.set_config('max_parallel_workers_per_gather', '0', true)",
             (unsigned long long)share, LOCK_MS);
    sampler->statements[0] = (t2s__pq_statement){begin, 0};
    sampler->statements[1] = (t2s__pq_statement){sampler->settings, 0};
    sampler->statements[2] = (t2s__pq_statement){t2s__pg_hide_path, 0};
    sampler->statements[3] = (t2s__pq_statement){t2s__buffer_string(&sampler->sql), T2S__PQ_ROWS | T2S__PQ_SYNC};
    sampler->statements[4] = (t2s__pq_statement){"ROLLBACK", 0};
    if (t2s__pq_run(sampler->pq, sampler->statements, T2S__PG_SAMPLER_STATEMENTS, share + GRACE_MS, take_row, on_done, sampler) ==
        0)
        return 1;
    t2s__pg_values_end(sampler->values, 0);
    return 0;
}

int t2s__pg_sampler_start(t2s__pg_sampler *sampler, t2s__pq *pq, t2s__pg_values *values, uint64_t timeout_ms,
                          void (*done)(void *user_data, int code), void *user_data)
{
    *sampler = (t2s__pg_sampler){
        .pq = pq, .values = values, .done = done, .user_data = user_data, .began = t2s_loop_now(), .timeout_ms = timeout_ms};
    return run_next(sampler);
}

void t2s__pg_sampler_dispose(t2s__pg_sampler *sampler)
{
    t2s__buffer_dispose(&sampler->sql);
}
