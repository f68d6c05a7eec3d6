/* SPDX-License-Identifier: MIT */
/* A connection: how it comes about, runs batches, is cancelled, and ends. */
#include "net/pq.h"

#include <inttypes.h>
#include <poll.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "net/pq_internal.h"
#include "util/error.h"
#include "util/memory.h"

enum {
    CANCEL_GRACE_MS = 5000, /* for a server to stop what it was told to stop */
    RESULTS_AT_ONCE = 500   /* before the loop gets its turn */
};

enum state {
    STARTING,   /* until the loop comes round */
    RESOLVING,  /* a worker looks names up */
    CONNECTING, /* libpq negotiates */
    IDLE,
    RUNNING, /* a batch */
    BROKEN   /* can only be closed */
};

/* Names being looked up; outlives a connection that is closed meanwhile. */
struct lookup {
    t2s__pq *pq; /* NULL: closed */
    t2s__pq_config *config;
    t2s__pq_endpoints endpoints;
    t2s_error *error;
};

struct t2s__pq {
    t2s__pq_config *config;
    t2s_loop *loop;
    enum state state;
    int depth;  /* of callbacks under way: closing waits for them */
    int closed; /* inside of one */

    PGconn *connection;
    t2s_watch *watch;
    t2s_timer *timer; /* of the deadline */
    t2s_timer *again; /* there are more results than could be handed out at once */
    t2s__pq_fn connected;
    t2s__pq_fn lost;
    void (*notified)(void *user_data); /* or NULL */
    void *user_data;

    /* While connecting. */
    struct lookup *lookup;
    t2s__pq_endpoints endpoints;
    size_t first; /* the endpoint from which libpq was last told to try */
    uint64_t timeout_ms;
    uint64_t deadline; /* t2s_loop_now() */

    /* While running. */
    const t2s__pq_statement *statements;
    size_t count;
    size_t current;                  /* the statement whose results come next */
    size_t syncs;                    /* how many are still to come */
    int cancelling;                  /* results are dropped */
    int unstoppable;                 /* the cancel request cannot be made */
    t2s__pq_cancel_request *request; /* the server is being told */
    t2s_error *error;                /* the first one */
    size_t failed;                   /* the statement that it is of */
    char prepared[24];
    t2s__pq_result_fn result;
    t2s__pq_fn done;
    void *batch_data;
};

static void on_watch(t2s_watch *watch, int events, void *user_data);
static void on_timer(t2s_timer *timer, void *user_data);
static void on_again(t2s_timer *timer, void *user_data);

static void drop_connection(t2s__pq *pq)
{
    t2s_watch_free(pq->watch); /* before libpq closes the descriptor, whose number may then be someone else's */
    pq->watch = NULL;
    PQfinish(pq->connection);
    pq->connection = NULL;
}

static void release(t2s__pq *pq)
{
    drop_connection(pq);
    t2s_timer_free(pq->timer);
    t2s_timer_free(pq->again);
    t2s__pq_endpoints_dispose(&pq->endpoints);
    t2s__pq_config_unref(pq->config);
    t2s_error_unref(pq->error);
    t2s__free(pq);
}

static void enter(t2s__pq *pq)
{
    pq->depth++;
}

static void leave(t2s__pq *pq)
{
    if (--pq->depth == 0 && pq->closed)
        release(pq);
}

static int watch_for(t2s__pq *pq, int events)
{
    if (pq->watch == NULL && t2s_watch_new(pq->loop, PQsocket(pq->connection), on_watch, pq, &pq->watch) != 0)
        return -1;
    return t2s_watch_set(pq->watch, events);
}

/* Connecting. */

static void fail_connecting(t2s__pq *pq, t2s_error *error)
{
    t2s_timer_stop(pq->timer);
    drop_connection(pq);
    pq->state = BROKEN;
    pq->connected(pq->user_data, error);
}

static void succeed_connecting(t2s__pq *pq)
{
    t2s_timer_stop(pq->timer);
    PQsetErrorVerbosity(pq->connection, PQERRORS_DEFAULT);
    if (PQsetnonblocking(pq->connection, 1) != 0 || PQenterPipelineMode(pq->connection) != 1 ||
        watch_for(pq, T2S_WATCH_READ) != 0) {
        fail_connecting(pq, t2s_error_new(T2S_E_CONNECT, "the new PostgreSQL connection cannot be used without blocking"));
        return;
    }
    pq->state = IDLE;
    pq->connected(pq->user_data, NULL);
}

/* libpq may have changed the socket, even into a new one of the old number: each step watches anew. */
static void wait_for_step(t2s__pq *pq, PostgresPollingStatusType step)
{
    if (step == PGRES_POLLING_OK)
        succeed_connecting(pq);
    else if (step == PGRES_POLLING_FAILED)
        fail_connecting(pq, t2s__pq_connect_error(pq->connection));
    else if (watch_for(pq, step == PGRES_POLLING_READING ? T2S_WATCH_READ : T2S_WATCH_WRITE) != 0)
        fail_connecting(pq, t2s_error_new(T2S_E_CONNECT, "the PostgreSQL connection's socket cannot be watched"));
}

static void ignore_notice(void *user_data, const PGresult *result)
{
    (void)user_data;
    (void)result;
}

static uint64_t remaining_ms(const t2s__pq *pq)
{
    uint64_t now = t2s_loop_now();

    return now < pq->deadline ? (pq->deadline - now) / 1000000 : 0;
}

/* Each address gets its share of the time, so that one that is silent does not use up that of the next. */
static void connect_from(t2s__pq *pq, size_t first)
{
    size_t left = pq->endpoints.count - first;

    drop_connection(pq);
    pq->first = first;
    pq->state = CONNECTING;
    pq->connection = t2s__pq_config_start(pq->config, &pq->endpoints, first);
    if (pq->connection == NULL) {
        fail_connecting(pq, t2s_error_new(T2S_E_NOMEM, NULL));
        return;
    }
    PQsetNoticeReceiver(pq->connection, ignore_notice, NULL);
    PQsetErrorVerbosity(pq->connection, PQERRORS_VERBOSE);
    t2s_timer_start(pq->timer, remaining_ms(pq) / left + 1);
    wait_for_step(pq, PQstatus(pq->connection) == CONNECTION_BAD ? PGRES_POLLING_FAILED : PGRES_POLLING_WRITING);
}

static void look_up(void *user_data)
{
    struct lookup *lookup = user_data;

    lookup->error = t2s__pq_config_resolve(lookup->config, &lookup->endpoints);
}

static void looked_up(void *user_data)
{
    struct lookup *lookup = user_data;
    t2s__pq *pq = lookup->pq;

    if (pq != NULL) {
        pq->lookup = NULL;
        enter(pq);
        if (lookup->error != NULL) {
            fail_connecting(pq, lookup->error);
            lookup->error = NULL;
        } else {
            pq->endpoints = lookup->endpoints;
            lookup->endpoints = (t2s__pq_endpoints){0};
            connect_from(pq, 0);
        }
        leave(pq);
    }
    t2s_error_unref(lookup->error);
    t2s__pq_endpoints_dispose(&lookup->endpoints);
    t2s__pq_config_unref(lookup->config);
    t2s__free(lookup);
}

static void start_lookup(t2s__pq *pq)
{
    struct lookup *lookup = t2s__calloc(1, sizeof(*lookup));

    if (lookup != NULL) {
        lookup->pq = pq;
        lookup->config = t2s__pq_config_ref(pq->config);
        if (t2s_loop_work(pq->loop, look_up, looked_up, lookup) == 0) {
            pq->lookup = lookup;
            pq->state = RESOLVING;
            t2s_timer_start(pq->timer, remaining_ms(pq) + 1);
            return;
        }
        t2s__pq_config_unref(lookup->config);
        t2s__free(lookup);
    }
    fail_connecting(pq, t2s_error_new(T2S_E_NOMEM, NULL));
}

static void start(t2s__pq *pq)
{
    t2s_error *error;

    if (t2s__pq_config_has_names(pq->config)) {
        start_lookup(pq);
        return;
    }
    error = t2s__pq_config_resolve(pq->config, &pq->endpoints);
    if (error != NULL)
        fail_connecting(pq, error);
    else
        connect_from(pq, 0);
}

static void connecting_took_long(t2s__pq *pq)
{
    if (pq->state == CONNECTING && pq->first + 1 < pq->endpoints.count) {
        connect_from(pq, pq->first + 1);
        return;
    }
    if (pq->lookup != NULL) {
        pq->lookup->pq = NULL;
        pq->lookup = NULL;
    }
    fail_connecting(pq,
                    t2s__error(T2S_E_TIMEOUT, "no connection to PostgreSQL within %llu ms", (unsigned long long)pq->timeout_ms));
}

int t2s__pq_open(t2s__pq_config *config, t2s_loop *loop, uint64_t timeout_ms, t2s__pq_fn connected, t2s__pq_fn lost,
                 void *user_data, t2s__pq **ret_pq)
{
    t2s__pq *pq = t2s__calloc(1, sizeof(*pq));

    if (pq == NULL)
        return T2S_E_NOMEM;
    if (t2s_timer_new(loop, on_timer, pq, &pq->timer) != 0 || t2s_timer_new(loop, on_again, pq, &pq->again) != 0) {
        t2s_timer_free(pq->timer);
        t2s__free(pq);
        return T2S_E_NOMEM;
    }
    pq->config = t2s__pq_config_ref(config);
    pq->loop = loop;
    pq->state = STARTING;
    pq->timeout_ms = timeout_ms;
    pq->deadline = t2s_loop_now() + timeout_ms * 1000000;
    pq->connected = connected;
    pq->lost = lost;
    pq->user_data = user_data;
    t2s_timer_start(pq->timer, 0); /* so that no callback runs in here */
    *ret_pq = pq;
    return 0;
}

/* Running. */

/* Takes the error over, if it is the first. */
static void note_error(t2s__pq *pq, t2s_error *error)
{
    if (pq->error == NULL) {
        pq->error = error;
        pq->failed = pq->current;
    } else
        t2s_error_unref(error);
}

static void end_batch(t2s__pq *pq)
{
    t2s_error *error = pq->error;

    pq->error = NULL;
    pq->statements = NULL;
    t2s_timer_stop(pq->timer);
    t2s_timer_stop(pq->again);
    t2s__pq_cancel_forget(pq->request);
    pq->request = NULL;
    if (pq->state == RUNNING)
        pq->state = IDLE;
    pq->done(pq->batch_data, error);
}

/* Takes the error over. */
static void break_off(t2s__pq *pq, t2s_error *error)
{
    note_error(pq, error);
    pq->state = BROKEN;
    drop_connection(pq);
    end_batch(pq);
}

static void end_batch_if_over(t2s__pq *pq)
{
    if (pq->state == RUNNING && pq->syncs == 0 && pq->request == NULL)
        end_batch(pq);
}

static void request_done(void *user_data)
{
    t2s__pq *pq = user_data;

    enter(pq);
    pq->request = NULL;
    end_batch_if_over(pq);
    leave(pq);
}

/* The rows of one statement come one by one; libpq wants to be told before it has read the first. */
static void prepare_statement(t2s__pq *pq)
{
    if (pq->current < pq->count && (pq->statements[pq->current].flags & T2S__PQ_ROWS) != 0)
        PQsetSingleRowMode(pq->connection);
}

static int is_copy(ExecStatusType status)
{
    return status == PGRES_COPY_IN || status == PGRES_COPY_OUT || status == PGRES_COPY_BOTH;
}

static void take_rows(t2s__pq *pq, const PGresult *result)
{
    if (pq->cancelling || pq->error != NULL || (pq->statements[pq->current].flags & T2S__PQ_ROWS) == 0)
        return;
    if (pq->result(pq->batch_data, pq->current, result) != 0)
        pq->cancelling = 1;
}

static void take_result(t2s__pq *pq, const PGresult *result)
{
    ExecStatusType status = PQresultStatus(result);

    if (status == PGRES_PIPELINE_SYNC)
        pq->syncs--;
    else if (status == PGRES_SINGLE_TUPLE || status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK)
        take_rows(pq, result);
    else if (status == PGRES_EMPTY_QUERY)
        note_error(pq, t2s_error_new(T2S_E_DATABASE, "the SQL text holds no statement"));
    else if (is_copy(status))
        note_error(pq, t2s_error_new(T2S_E_UNSUPPORTED, "COPY from or to the client is not possible here"));
    else if (status != PGRES_PIPELINE_ABORTED)
        note_error(pq, t2s__pq_result_error(result, pq->current < pq->count ? pq->statements[pq->current].sql : NULL));
}

/* Hand out what has come. Nonzero: the connection is of no use any more. */
static int drain(t2s__pq *pq, int *ret_more)
{
    int left = RESULTS_AT_ONCE;

    while (!pq->closed && pq->syncs != 0 && !PQisBusy(pq->connection)) {
        PGresult *result = PQgetResult(pq->connection);
        int copy = result != NULL && is_copy(PQresultStatus(result));

        if (result != NULL) {
            take_result(pq, result);
            PQclear(result);
        } else {
            pq->current++;
            prepare_statement(pq);
        }
        if (copy || (PQstatus(pq->connection) == CONNECTION_BAD && (result == NULL || pq->error != NULL)))
            return -1;
        if (--left == 0) {
            *ret_more = 1;
            return 0;
        }
    }
    return 0;
}

static void tell_server(t2s__pq *pq)
{
    if (pq->request != NULL || pq->unstoppable)
        return;
    pq->request = t2s__pq_cancel_start(pq->connection, pq->loop, request_done, pq);
    pq->unstoppable = pq->request == NULL;
    t2s_timer_start(pq->timer, CANCEL_GRACE_MS);
}

/* The connection goes, so nobody needs to know when the server has acted. */
static void forget_and_tell(t2s__pq *pq)
{
    t2s__pq_cancel_forget(t2s__pq_cancel_start(pq->connection, pq->loop, request_done, pq));
}

/*
 * What to wait for: nothing more is read while there are results to hand out, or they would pile up. Nonzero: the connection is
 * lost, and libpq may have closed its descriptor.
 */
static int rearm(t2s__pq *pq, int more)
{
    int unsent = 0;

    if (more) {
        t2s_timer_start(pq->again, 0);
        return watch_for(pq, 0);
    }
    if (PQstatus(pq->connection) != CONNECTION_OK)
        return -1;
    if (pq->syncs != 0)
        unsent = PQflush(pq->connection);
    return unsent < 0 ? -1 : watch_for(pq, T2S_WATCH_READ | (unsent > 0 ? T2S_WATCH_WRITE : 0));
}

/* Which channels and with what is nobody's business here: that something was notified is enough. */
static void take_notifications(t2s__pq *pq)
{
    PGnotify *notification;
    int any = 0;

    while ((notification = PQnotifies(pq->connection)) != NULL) {
        PQfreemem(notification);
        any = 1;
    }
    if (any && pq->notified != NULL)
        pq->notified(pq->user_data);
}

static void serve_batch(t2s__pq *pq, int readable)
{
    int more = 0;
    int broken = drain(pq, &more);

    if (pq->closed)
        return;
    if (broken || (!readable && !more && pq->syncs != 0) || rearm(pq, more) != 0) {
        break_off(pq, pq->error == NULL && pq->syncs != 0 ? t2s__pq_lost_error(pq->connection) : NULL);
        return;
    }
    take_notifications(pq);
    if (pq->cancelling && pq->syncs != 0)
        tell_server(pq);
    end_batch_if_over(pq);
}

static void on_again(t2s_timer *timer, void *user_data)
{
    t2s__pq *pq = user_data;

    (void)timer;
    enter(pq);
    serve_batch(pq, 1);
    leave(pq);
}

/*
 * Nothing is expected, so what has come is a notice, a changed parameter, or the end, which the server may announce first: read on
 * until there is no more.
 */
static int is_still_there(t2s__pq *pq)
{
    struct pollfd socket = {.fd = PQsocket(pq->connection), .events = POLLIN};

    do {
        if (!PQconsumeInput(pq->connection))
            break;
        PQisBusy(pq->connection); /* parses it */
    } while (poll(&socket, 1, 0) > 0);
    return PQstatus(pq->connection) == CONNECTION_OK;
}

static void serve_idle(t2s__pq *pq)
{
    t2s_error *error;

    if (is_still_there(pq)) {
        take_notifications(pq);
        return;
    }
    error = t2s__pq_lost_error(pq->connection);
    pq->state = BROKEN;
    drop_connection(pq);
    pq->lost(pq->user_data, error);
}

static void on_watch(t2s_watch *watch, int events, void *user_data)
{
    t2s__pq *pq = user_data;

    (void)watch;
    (void)events;
    enter(pq);
    if (pq->state == CONNECTING) {
        t2s_watch_free(pq->watch);
        pq->watch = NULL;
        wait_for_step(pq, PQconnectPoll(pq->connection));
    } else if (pq->state == RUNNING)
        serve_batch(pq, PQconsumeInput(pq->connection));
    else if (pq->state == IDLE)
        serve_idle(pq);
    leave(pq);
}

static void running_took_long(t2s__pq *pq)
{
    if (pq->cancelling) {
        break_off(pq, t2s_error_new(T2S_E_TIMEOUT, "PostgreSQL did not stop the query that was cancelled"));
        return;
    }
    forget_and_tell(pq);
    break_off(pq, t2s_error_new(T2S_E_TIMEOUT, "PostgreSQL did not answer within the time limit"));
}

static void on_timer(t2s_timer *timer, void *user_data)
{
    t2s__pq *pq = user_data;

    (void)timer;
    enter(pq);
    if (pq->state == STARTING)
        start(pq);
    else if (pq->state == RESOLVING || pq->state == CONNECTING)
        connecting_took_long(pq);
    else if (pq->state == RUNNING)
        running_took_long(pq);
    leave(pq);
}

static int send_statement(t2s__pq *pq, const t2s__pq_statement *statement)
{
    if ((statement->flags & T2S__PQ_PREPARE) != 0)
        return PQsendPrepare(pq->connection, pq->prepared, statement->sql, 0, NULL);
    if ((statement->flags & T2S__PQ_EXECUTE) != 0)
        return PQsendQueryPrepared(pq->connection, pq->prepared, 0, NULL, NULL, NULL, 0);
    return PQsendQueryParams(pq->connection, statement->sql, 0, NULL, NULL, NULL, NULL, 0);
}

static int send_batch(t2s__pq *pq)
{
    for (size_t i = 0; i < pq->count; i++) {
        if (send_statement(pq, &pq->statements[i]) != 1)
            return -1;
        if ((pq->statements[i].flags & T2S__PQ_SYNC) != 0 || i + 1 == pq->count) {
            if (PQpipelineSync(pq->connection) != 1)
                return -1;
            pq->syncs++;
        }
    }
    return 0;
}

static void give_up(t2s__pq *pq)
{
    pq->state = BROKEN;
    drop_connection(pq);
}

int t2s__pq_run(t2s__pq *pq, const t2s__pq_statement *statements, size_t count, uint64_t timeout_ms, t2s__pq_result_fn result,
                t2s__pq_fn done, void *user_data)
{
    int unsent;

    if (pq->state != IDLE || count == 0 || !is_still_there(pq)) {
        give_up(pq);
        return T2S_E_CONNECT;
    }
    pq->statements = statements;
    pq->count = count;
    pq->current = 0;
    pq->failed = count;
    pq->syncs = 0;
    pq->cancelling = 0;
    pq->unstoppable = 0;
    pq->result = result;
    pq->done = done;
    pq->batch_data = user_data;
    unsent = send_batch(pq) == 0 ? PQflush(pq->connection) : -1;
    if (unsent < 0 || watch_for(pq, T2S_WATCH_READ | (unsent > 0 ? T2S_WATCH_WRITE : 0)) != 0) {
        int lost = PQstatus(pq->connection) != CONNECTION_OK;

        give_up(pq);
        return lost ? T2S_E_CONNECT : T2S_E_NOMEM;
    }
    prepare_statement(pq);
    pq->state = RUNNING;
    if (timeout_ms != 0)
        t2s_timer_start(pq->timer, timeout_ms);
    return 0;
}

size_t t2s__pq_failed(const t2s__pq *pq)
{
    return pq->failed;
}

const char *t2s__pq_prepared(t2s__pq *pq)
{
    static atomic_uint_fast64_t used;
    uint64_t number = t2s_loop_now() * UINT64_C(6364136223846793005) + atomic_fetch_add(&used, 1);

    snprintf(pq->prepared, sizeof(pq->prepared), "t2s_%016" PRIx64, number ^ (uint64_t)getpid() << 40);
    return pq->prepared;
}

void t2s__pq_cancel(t2s__pq *pq)
{
    if (pq->state != RUNNING || pq->cancelling)
        return;
    pq->cancelling = 1;
    if (pq->syncs != 0)
        tell_server(pq);
}

void t2s__pq_adopt(t2s__pq *pq, t2s__pq_fn lost, void (*notified)(void *user_data), void *user_data)
{
    pq->lost = lost;
    pq->notified = notified;
    pq->user_data = user_data;
}

int t2s__pq_look(t2s__pq *pq)
{
    if (pq->state != IDLE)
        return 0;
    if (!is_still_there(pq)) {
        give_up(pq);
        return 0;
    }
    take_notifications(pq);
    return 1;
}

int t2s__pq_alive(const t2s__pq *pq)
{
    return pq->state == IDLE;
}

int t2s__pq_transaction(const t2s__pq *pq)
{
    return (int)PQtransactionStatus(pq->connection);
}

int t2s__pq_server_version(const t2s__pq *pq)
{
    return PQserverVersion(pq->connection);
}

void t2s__pq_close(t2s__pq *pq)
{
    if (pq == NULL)
        return;
    if (pq->lookup != NULL)
        pq->lookup->pq = NULL;
    pq->lookup = NULL;
    if (pq->state == RUNNING && pq->request == NULL && !pq->closed)
        forget_and_tell(pq);
    t2s__pq_cancel_forget(pq->request);
    pq->request = NULL;
    pq->state = BROKEN;
    pq->closed = 1;
    if (pq->depth == 0)
        release(pq);
}
