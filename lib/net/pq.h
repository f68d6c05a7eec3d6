/* SPDX-License-Identifier: MIT */
/*
 * A PostgreSQL connection on the loop: libpq without its blocking parts. What is asked of the server goes out as one batch, by the
 * extended protocol and in pipeline mode, so that a batch costs one round trip and a text can never be two statements.
 *
 * Everything here is for the loop's thread. No callback runs inside the call that set it up. A callback may close the connection.
 */
#ifndef T2S_NET_PQ_H
#define T2S_NET_PQ_H

#include <libpq-fe.h>

#include <text2sql/sys/error.h>
#include <text2sql/sys/loop.h>

#ifndef LIBPQ_HAS_PIPELINING
#error "libpq 14 or later is needed"
#endif

/* Where and how to connect: a connection string, read. Immutable, counted by reference. */
typedef struct t2s__pq_config t2s__pq_config;

/* T2S_E_INVALID when libpq cannot read it; the error's text never quotes the string, which may hold a password. */
int t2s__pq_config_new(const char *uri, t2s__pq_config **ret_config, t2s_error **reterr_error);
t2s__pq_config *t2s__pq_config_ref(t2s__pq_config *config);
void t2s__pq_config_unref(t2s__pq_config *config);

typedef struct t2s__pq t2s__pq;

/* `error` is taken over; NULL: it went well. */
typedef void (*t2s__pq_fn)(void *user_data, t2s_error *error);

/* A result with rows, or the end of them; borrowed. Nonzero: no more are wanted, and the server is to stop. */
typedef int (*t2s__pq_result_fn)(void *user_data, size_t statement, const PGresult *result);

/*
 * Begin to connect.
 *
 * timeout_ms  for all of it: resolving names, every address, TLS and authentication
 * connected   runs exactly once. After an error the connection can only be closed.
 * lost        runs at most once: the server ended an idle connection, which can only be closed then
 * 0; T2S_E_NOMEM
 */
int t2s__pq_open(t2s__pq_config *config, t2s_loop *loop, uint64_t timeout_ms, t2s__pq_fn connected, t2s__pq_fn lost,
                 void *user_data, t2s__pq **ret_pq);

enum {
    T2S__PQ_ROWS = 1, /* the rows are wanted, one at a time: memory stays bounded */
    T2S__PQ_SYNC = 2, /* what follows is tried also when this, or what came before it, failed */
    T2S__PQ_PREPARE = 4, /* it is prepared under t2s__pq_prepared(), and not run */
    T2S__PQ_EXECUTE = 8  /* what was prepared is run; the text is for the places of errors */
};

typedef struct t2s__pq_statement {
    const char *sql;
    int flags; /* T2S__PQ_* */
} t2s__pq_statement;

/*
 * Run statements on an idle connection, in order.
 *
 * statements  borrowed until `done`
 * timeout_ms  0: none. Past it the server is told to stop, the connection is given up, and the error is T2S_E_TIMEOUT.
 * done        runs exactly once, unless the connection is closed before; with the first error. The connection is idle then, or
 *             not alive.
 * 0; T2S_E_CONNECT: the connection was lost before anything was sent; T2S_E_NOMEM. After an error `done` never runs, and the
 * connection can only be closed.
 */
int t2s__pq_run(t2s__pq *pq, const t2s__pq_statement *statements, size_t count, uint64_t timeout_ms, t2s__pq_result_fn result,
                t2s__pq_fn done, void *user_data);

/* Which statement of the last batch failed, or the batch's count. */
size_t t2s__pq_failed(const t2s__pq *pq);

/* A name for the next statement to be prepared, which nobody else uses: behind a pooler, others may have used the same session. Lives until it is asked for again. */
const char *t2s__pq_prepared(t2s__pq *pq);

/* Tell the server to stop what runs, and report no more results. `done` comes when both the batch and the telling have ended, so
 * that a late cancel never hits the next batch. Without effect on an idle connection. */
void t2s__pq_cancel(t2s__pq *pq);

/* May it run a batch (again)? */
int t2s__pq_alive(const t2s__pq *pq);

/*
 * Give an idle connection to another owner: `lost` is his from now on.
 *
 * notified  runs when notifications have come on channels that the connection listens to; NULL: nobody wants to know
 */
void t2s__pq_adopt(t2s__pq *pq, t2s__pq_fn lost, void (*notified)(void *user_data), void *user_data);

/* Take in what has come on an idle connection, notifications too, without waiting. Is it alive? If not, `lost` does not run any more. */
int t2s__pq_look(t2s__pq *pq);

/* PQTRANS_*. */
int t2s__pq_transaction(const t2s__pq *pq);

/* As PQserverVersion(). */
int t2s__pq_server_version(const t2s__pq *pq);

/* Close and release, in any state; no callback runs any more. A running batch is stopped on the server. NULL is fine. */
void t2s__pq_close(t2s__pq *pq);

#endif
