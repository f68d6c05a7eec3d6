/* SPDX-License-Identifier: MIT */
/* A statement under way, and the requests that it is made of. */
#ifndef T2S_NET_PRESTO_RUN_H
#define T2S_NET_PRESTO_RUN_H

#include "net/presto_internal.h"

enum { T2S__PRESTO_STOP_MS = 5000 /* for telling the server to stop */ };

/* One request of a run. It may outlive the run: what was cancelled ends later. */
typedef struct t2s__presto_exchange {
    t2s__presto_run *run; /* NULL: it has left */
    t2s__http_call *call;
    int was_sent;
} t2s__presto_exchange;

/* What the rows of a page are read with. */
typedef struct t2s__presto_rows {
    int has_columns;
    size_t count; /* of columns */
    t2s__presto_value *values;
    size_t *offsets;
    t2s__buffer texts; /* the strings of one row */
} t2s__presto_rows;

struct t2s__presto_client {
    t2s__presto_config *config; /* a reference */
    t2s_loop *loop;
    t2s__http_client *http;
    t2s__presto_run *runs;
    struct t2s__presto_stopping *stopping; /* DELETEs under way */
    int closing;
};

struct t2s__presto_run {
    t2s__presto_client *client;
    t2s__presto_run *previous;
    t2s__presto_run *next;
    t2s__presto_handler handler;
    void *user_data;
    char *sql;
    char *user;                  /* NULL: the configuration's */
    char *authorization;         /* of the token's file; NULL: the configuration's */
    t2s__presto_headers headers; /* of the first request */
    char *next_uri;              /* NULL: the statement was not taken yet, or there is no more */
    t2s__presto_exchange *exchange;
    t2s__presto_token *token; /* being read */
    t2s_timer *deadline;
    t2s_timer *pause;
    uint64_t timeout_ms;
    uint64_t asked_at;
    uint64_t failing_since;
    unsigned attempts;      /* that failed, since the last answer */
    unsigned quick_empties; /* answers in a row that had nothing and came at once */
    t2s__presto_rows rows;
    int in_callback;
    int stopped;   /* inside a callback */
    int is_orphan; /* nobody waits for it, and it has still to be stopped */
};

/* 0; T2S_E_INVALID, T2S_E_NOMEM, T2S_E_SHUTDOWN. */
int t2s__presto_exchange_start(t2s__presto_run *run, const t2s__http_request *request, t2s_error **reterr_error);

/* The run will not be told. NULL is fine. */
void t2s__presto_exchange_leave(t2s__presto_exchange *exchange);

/* How an exchange ended: a response, or an error, which is taken over. */
void t2s__presto_run_answer(t2s__presto_run *run, const t2s__http_response *response, t2s_error *error, int was_sent);

/*
 * Hand a page's columns and rows over, until *stopped.
 *
 * 0; or what a callback returned, without an error: enough; or T2S_E_PROTOCOL, T2S_E_NOMEM with one.
 */
int t2s__presto_rows_take(t2s__presto_rows *rows, const t2s__presto_page *page, const t2s__presto_handler *handler, void *user_data,
                          const int *stopped, t2s_error **ret_error);
void t2s__presto_rows_dispose(t2s__presto_rows *rows);

/* Tell the server to stop what is at this address; a few times, if need be. */
void t2s__presto_stop_begin(t2s__presto_client *client, const char *url, const char *user, const char *authorization);

/* The client ends: what is still to be said is added to the list. */
void t2s__presto_stop_collect(t2s__presto_client *client, t2s__presto_stop_request **list);

#endif
