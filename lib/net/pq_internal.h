/* SPDX-License-Identifier: MIT */
/* What the files of the PostgreSQL connection share. */
#ifndef T2S_NET_PQ_INTERNAL_H
#define T2S_NET_PQ_INTERNAL_H

#include "net/pq.h"

/* One address to try. */
typedef struct t2s__pq_endpoint {
    char *host;    /* a name (which TLS verifies), or the directory of a socket; "" for libpq's own default */
    char *address; /* numeric; "" for a socket */
    char *port;    /* "" for the default */
} t2s__pq_endpoint;

typedef struct t2s__pq_endpoints {
    t2s__pq_endpoint *items;
    size_t count;
    size_t capacity;
} t2s__pq_endpoints;

void t2s__pq_endpoints_dispose(t2s__pq_endpoints *endpoints);

/* Is there a name that must be looked up? */
int t2s__pq_config_has_names(const t2s__pq_config *config);

/* The addresses of all hosts, in order. Blocks while names are looked up: for a worker, if there are any. NULL, or an error. */
t2s_error *t2s__pq_config_resolve(const t2s__pq_config *config, t2s__pq_endpoints *endpoints);

/* PQconnectStartParams() for the endpoints from `first` on; NULL when memory is short. */
PGconn *t2s__pq_config_start(const t2s__pq_config *config, const t2s__pq_endpoints *endpoints, size_t first);

/* What the server said about a statement. */
t2s_error *t2s__pq_result_error(const PGresult *result, const char *sql);

/* Why connecting failed. The connection must have been made with PQERRORS_VERBOSE, which is how libpq tells the SQLSTATE here. */
t2s_error *t2s__pq_connect_error(const PGconn *connection);

/* Why an established connection broke. */
t2s_error *t2s__pq_lost_error(const PGconn *connection);

/* A cancel request under way, on a thread of its own. */
typedef struct t2s__pq_cancel_request t2s__pq_cancel_request;

/* Send one. `done` runs on the loop's thread when the server has acted on it, unless it was forgotten. NULL: it cannot be sent. */
t2s__pq_cancel_request *t2s__pq_cancel_start(PGconn *connection, t2s_loop *loop, t2s_loop_fn done, void *user_data);

/* `done` will not run any more; the request goes its way. NULL is fine. */
void t2s__pq_cancel_forget(t2s__pq_cancel_request *request);

#endif
