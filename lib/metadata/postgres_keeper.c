/* SPDX-License-Identifier: MIT */
/*
 * A check goes from what is cheap to what is dear: notifications, if they are trusted; the server's snapshot; the rows of the
 * system catalogs. The connection is the one over which the schema was read: settings of a role or a database count for new
 * sessions only, so a session says of itself what held when it began, and a load always has a new one.
 *
 *   connect, if need be -> listen, if notifications are to be trusted -> moment -> rows
 */
#include "metadata/postgres_keeper.h"

#include <string.h>

#include "util/error.h"
#include "util/memory.h"

/* Does the connection get notifications? */
enum { DEAF, LISTENING, CANNOT_LISTEN };

enum { ROWS_STATEMENT = 2, ROWS_STATEMENTS = 4 };

/* A kept connection that says nothing for so long is taken for lost: what is asked first is answered in no time. */
enum { FIRST_ANSWER_MS = 3000 };

struct t2s__pg_keeper {
    t2s__pq_config *config;
    uint64_t connect_timeout_ms;
    uint64_t idle_timeout_ms;
    t2s_loop *loop;

    t2s_catalog *catalog; /* or NULL */
    t2s__pg_state state;  /* when it was read */

    t2s__pq *pq;     /* or NULL */
    t2s_timer *idle; /* until it is closed */
    int hearing;     /* DEAF, ... */
    int notified;    /* since the last check began */

    /* While a check is under way. */
    t2s__pg_check *check;
    int rely;
    int is_new; /* the connection was opened for this check */
    int code;   /* T2S_E_* of taking a result */
    t2s__pg_state now;
    char *rows_sql;
    t2s__pq_statement statements[ROWS_STATEMENTS];
};

static void begin(t2s__pg_keeper *keeper);

static void close_connection(t2s__pg_keeper *keeper)
{
    t2s__pq_close(keeper->pq);
    keeper->pq = NULL;
    keeper->hearing = DEAF;
    if (keeper->idle != NULL)
        t2s_timer_stop(keeper->idle);
}

/* The check is over: what it needed goes. */
static t2s__pg_check *release_check(t2s__pg_keeper *keeper)
{
    t2s__pg_check *check = keeper->check;

    t2s__pg_state_dispose(&keeper->now);
    t2s__free(keeper->rows_sql);
    keeper->rows_sql = NULL;
    keeper->check = NULL;
    if (check != NULL)
        check->keeper = NULL;
    return check;
}

/* One that listens is kept for as long as it lasts. */
static void rest(t2s__pg_keeper *keeper)
{
    if (keeper->hearing != LISTENING)
        t2s_timer_start(keeper->idle, keeper->idle_timeout_ms);
}

static void say_same(t2s__pg_keeper *keeper)
{
    t2s__pg_check *check;

    t2s__free(keeper->state.moment); /* the later one: more of the same is to be expected */
    keeper->state.moment = keeper->now.moment;
    keeper->now.moment = NULL;
    check = release_check(keeper);
    rest(keeper);
    check->done(check, T2S__PG_SAME, NULL, NULL);
}

static void say_changed(t2s__pg_keeper *keeper)
{
    t2s__pq *pq = NULL;
    t2s__pg_check *check = release_check(keeper);

    if (keeper->is_new && keeper->pq != NULL && t2s__pq_alive(keeper->pq)) {
        pq = keeper->pq;
        keeper->pq = NULL;
    }
    close_connection(keeper);
    check->done(check, T2S__PG_CHANGED, pq, NULL);
}

/* `error` is taken over. */
static void say_failed(t2s__pg_keeper *keeper, t2s_error *error)
{
    t2s__pg_check *check = release_check(keeper);

    close_connection(keeper);
    check->done(check, T2S__PG_FAILED, NULL, error);
}

/* The server does not let us ask this: then we cannot tell. */
static int is_our_question(const t2s_error *error)
{
    const char *sqlstate = t2s_error_sqlstate(error);

    return t2s_error_code(error) == T2S_E_DATABASE && sqlstate != NULL &&
           (strncmp(sqlstate, "42", 2) == 0 || strncmp(sqlstate, "22", 2) == 0);
}

/* `error` is taken over. A connection that has waited may have been lost without a word: another one is tried, once. */
static void handle_error(t2s__pg_keeper *keeper, t2s_error *error)
{
    if (is_our_question(error)) {
        t2s_error_unref(error);
        close_connection(keeper);
        say_changed(keeper);
    } else if (!keeper->is_new) {
        t2s_error_unref(error);
        close_connection(keeper);
        begin(keeper);
    } else
        say_failed(keeper, error);
}

static void run(t2s__pg_keeper *keeper, size_t count, uint64_t timeout_ms, t2s__pq_result_fn result, t2s__pq_fn done)
{
    int code = t2s__pq_run(keeper->pq, keeper->statements, count, timeout_ms, result, done, keeper);

    if (code != 0)
        handle_error(keeper, t2s_error_new(code, NULL));
}

/* What the server answers at once, if it is there. */
static void run_first(t2s__pg_keeper *keeper, t2s__pq_result_fn result, t2s__pq_fn done)
{
    run(keeper, 1, keeper->is_new ? 0 : FIRST_ANSWER_MS, result, done);
}

/* 0: it went well, and `error` is not there. */
static int fails(t2s__pg_keeper *keeper, t2s_error *error)
{
    if (keeper->code != 0 && error == NULL)
        error = t2s_error_new(keeper->code, NULL);
    if (error == NULL)
        return 0;
    if (keeper->code == T2S_E_NOMEM)
        say_failed(keeper, error);
    else
        handle_error(keeper, error);
    return 1;
}

static int take_rows(void *user_data, size_t statement, const PGresult *result)
{
    t2s__pg_keeper *keeper = user_data;

    if (statement == ROWS_STATEMENT && PQntuples(result) != 0)
        keeper->code = t2s__pg_state_take_rows(&keeper->now, result);
    return keeper->code;
}

static void on_rows(void *user_data, t2s_error *error)
{
    t2s__pg_keeper *keeper = user_data;

    if (fails(keeper, error))
        return;
    if (t2s__pg_state_same_rows(&keeper->state, &keeper->now))
        say_same(keeper);
    else
        say_changed(keeper);
}

static void ask_rows(t2s__pg_keeper *keeper)
{
    keeper->rows_sql = t2s__pg_rows_query(keeper->state.watermark);
    if (keeper->rows_sql == NULL) {
        say_failed(keeper, t2s_error_new(T2S_E_NOMEM, NULL));
        return;
    }
    keeper->statements[0] = (t2s__pq_statement){"BEGIN READ ONLY", 0};
    keeper->statements[1] = (t2s__pq_statement){
        "SELECT pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true), pg_catalog.set_config('jit', 'off', true), "
        "pg_catalog.set_config('max_parallel_workers_per_gather', '0', true)",
        0};
    keeper->statements[ROWS_STATEMENT] = (t2s__pq_statement){keeper->rows_sql, T2S__PQ_ROWS};
    keeper->statements[3] = (t2s__pq_statement){"COMMIT", 0};
    run(keeper, ROWS_STATEMENTS, 0, take_rows, on_rows);
}

static int take_moment(void *user_data, size_t statement, const PGresult *result)
{
    t2s__pg_keeper *keeper = user_data;

    (void)statement;
    if (PQntuples(result) != 0)
        keeper->code = t2s__pg_state_take_moment(&keeper->now, result);
    return keeper->code;
}

static void on_moment(void *user_data, t2s_error *error)
{
    t2s__pg_keeper *keeper = user_data;

    if (fails(keeper, error))
        return;
    if (!t2s__pg_state_same_session(&keeper->state, &keeper->now))
        say_changed(keeper);
    else if (t2s__pg_state_same_moment(&keeper->state, &keeper->now))
        say_same(keeper);
    else
        ask_rows(keeper);
}

static void ask_moment(t2s__pg_keeper *keeper)
{
    keeper->notified = 0; /* what comes from now on may be of later than the answer */
    keeper->statements[0] = (t2s__pq_statement){t2s__pg_moment_query, T2S__PQ_ROWS};
    run_first(keeper, take_moment, on_moment);
}

static void on_listening(void *user_data, t2s_error *error)
{
    t2s__pg_keeper *keeper = user_data;

    if (error != NULL && !t2s__pq_alive(keeper->pq)) {
        handle_error(keeper, error);
        return;
    }
    keeper->hearing = error == NULL ? LISTENING : CANNOT_LISTEN; /* a standby cannot */
    t2s_error_unref(error);
    ask_moment(keeper);
}

/* Before the server is asked: what happens after the answer is notified then. */
static void ask(t2s__pg_keeper *keeper)
{
    keeper->code = 0;
    if (!keeper->rely || keeper->hearing != DEAF) {
        ask_moment(keeper);
        return;
    }
    keeper->statements[0] = (t2s__pq_statement){"LISTEN text2sql_schema", 0};
    run_first(keeper, NULL, on_listening);
}

static void on_lost(void *user_data, t2s_error *error)
{
    t2s__pg_keeper *keeper = user_data;

    t2s_error_unref(error);
    close_connection(keeper);
}

static void on_notified(void *user_data)
{
    t2s__pg_keeper *keeper = user_data;

    keeper->notified = 1;
}

static void on_connected(void *user_data, t2s_error *error)
{
    t2s__pg_keeper *keeper = user_data;

    if (error != NULL) {
        say_failed(keeper, error);
        return;
    }
    t2s__pq_adopt(keeper->pq, on_lost, on_notified, keeper);
    ask(keeper);
}

static void begin(t2s__pg_keeper *keeper)
{
    t2s_timer_stop(keeper->idle);
    if (keeper->pq != NULL && t2s__pq_look(keeper->pq)) {
        keeper->is_new = 0;
        ask(keeper);
        return;
    }
    close_connection(keeper);
    keeper->is_new = 1;
    if (t2s__pq_open(keeper->config, keeper->loop, keeper->connect_timeout_ms, on_connected, on_lost, keeper, &keeper->pq) != 0)
        say_failed(keeper, t2s_error_new(T2S_E_NOMEM, NULL));
}

/* Nobody has notified a change, and somebody would have. */
static int is_quiet(t2s__pg_keeper *keeper)
{
    return keeper->pq != NULL && keeper->hearing == LISTENING && t2s__pq_look(keeper->pq) && !keeper->notified;
}

int t2s__pg_keeper_check(t2s__pg_keeper *keeper, int rely, t2s__pg_check *check)
{
    if (keeper->catalog == NULL || keeper->check != NULL) /* two at a time are rare: the second reads for itself */
        return T2S__PG_CHANGED;
    if (rely && is_quiet(keeper))
        return T2S__PG_SAME;
    keeper->check = check;
    keeper->rely = rely;
    check->keeper = keeper;
    begin(keeper);
    return -1;
}

void t2s__pg_keeper_cancel(t2s__pg_check *check)
{
    t2s__pg_keeper *keeper = check->keeper;

    if (keeper == NULL)
        return;
    close_connection(keeper);
    release_check(keeper);
}

t2s_catalog *t2s__pg_keeper_catalog(const t2s__pg_keeper *keeper)
{
    return keeper->catalog;
}

uint64_t t2s__pg_keeper_watermark(const t2s__pg_keeper *keeper)
{
    return t2s__pg_state_next_watermark(&keeper->state);
}

void t2s__pg_keeper_keep(t2s__pg_keeper *keeper, t2s__pq *pq, t2s_catalog *catalog, t2s__pg_state *state)
{
    if (keeper->check != NULL) { /* which compares with what is kept */
        t2s__pq_close(pq);
        t2s__pg_state_dispose(state);
        return;
    }
    close_connection(keeper);
    t2s_catalog_ref(catalog);
    t2s_catalog_unref(keeper->catalog);
    keeper->catalog = catalog;
    t2s__pg_state_dispose(&keeper->state);
    keeper->state = *state;
    *state = (t2s__pg_state){0};
    if (pq != NULL && t2s__pq_alive(pq)) {
        t2s__pq_adopt(pq, on_lost, on_notified, keeper);
        keeper->pq = pq;
        rest(keeper);
    } else
        t2s__pq_close(pq);
}

/* Life. */

static void on_idle(t2s_timer *timer, void *user_data)
{
    (void)timer;
    close_connection(user_data);
}

int t2s__pg_keeper_new(t2s__pq_config *config, uint64_t connect_timeout_ms, uint64_t idle_timeout_ms, t2s__pg_keeper **ret_keeper)
{
    t2s__pg_keeper *keeper = t2s__calloc(1, sizeof(*keeper));

    if (keeper == NULL)
        return T2S_E_NOMEM;
    keeper->config = t2s__pq_config_ref(config);
    keeper->connect_timeout_ms = connect_timeout_ms;
    keeper->idle_timeout_ms = idle_timeout_ms;
    *ret_keeper = keeper;
    return 0;
}

int t2s__pg_keeper_attach(t2s__pg_keeper *keeper, t2s_loop *loop)
{
    keeper->loop = loop;
    return t2s_timer_new(loop, on_idle, keeper, &keeper->idle);
}

void t2s__pg_keeper_detach(t2s__pg_keeper *keeper)
{
    close_connection(keeper);
    release_check(keeper);
    t2s_timer_free(keeper->idle);
    keeper->idle = NULL;
    keeper->loop = NULL;
}

void t2s__pg_keeper_free(t2s__pg_keeper *keeper)
{
    if (keeper == NULL)
        return;
    t2s__pg_state_dispose(&keeper->state);
    t2s_catalog_unref(keeper->catalog);
    t2s__pq_config_unref(keeper->config);
    t2s__free(keeper);
}
