/* SPDX-License-Identifier: MIT */
/* What the files of the statement protocol's client share. */
#ifndef T2S_NET_PRESTO_INTERNAL_H
#define T2S_NET_PRESTO_INTERNAL_H

#include <stdatomic.h>

#include "net/http.h"
#include "net/presto.h"
#include "net/presto_json.h"
#include "util/buffer.h"

struct t2s__presto_config {
    atomic_uint references;
    int flavour;
    char *origin; /* "https://host:port", in lower case, the port always written */
    char *user;   /* NULL: the server takes the authenticated one's */
    char *authorization; /* the header's value, or NULL */
    char *token_file;
    char *catalog;
    char *schema;
    char *ca_file;
    char *proxy;
    char *source;
    char *client_tags;
    char *client_info;
    char *time_zone;
    char *roles; /* the header's value */
    t2s_options *session;
    t2s_options *credentials;
    int rewrites; /* nextUri's path is looked for at the origin, whatever its own is */
    int64_t connect_timeout_ms;
    int64_t retry_ms;
    int64_t page_bytes;
};

/* What a connection URI says. Texts are owned. */
typedef struct t2s__presto_uri {
    char *host; /* in brackets where it is an address of version 6 */
    int port;   /* 0: none was named */
    int tls;    /* -1: it does not say */
    char *user;
    char *password;
    char *catalog;
    char *schema;
    t2s_options *parameters;
} t2s__presto_uri;

int t2s__presto_uri_read(int flavour, const char *text, t2s__presto_uri *uri, t2s_error **reterr_error);
void t2s__presto_uri_dispose(t2s__presto_uri *uri);

/*
 * Where to go next, by what the server has named.
 *
 * ret_url  its address, or its path at our own origin; owned
 * 0; T2S_E_PROTOCOL (no address, or somewhere else), T2S_E_NOMEM.
 */
int t2s__presto_follow(const t2s__presto_config *config, const char *uri, char **ret_url, t2s_error **reterr_error);

/* "Trino" or "Presto". */
const char *t2s__presto_product(const t2s__presto_config *config);

/* The headers of a request. Values that are secret are overwritten when they are released. */
typedef struct t2s__presto_headers {
    t2s__http_header *items;
    size_t count;
    size_t capacity;
} t2s__presto_headers;

/* Of all requests: as whom, and what proves it. 0; T2S_E_INVALID, T2S_E_NOMEM. */
int t2s__presto_headers_base(t2s__presto_headers *headers, const t2s__presto_config *config, const char *user,
                             const char *authorization, t2s_error **reterr_error);

/* Those and the session's, of the first request. 0; T2S_E_INVALID, T2S_E_NOMEM. */
int t2s__presto_headers_statement(t2s__presto_headers *headers, const t2s__presto_config *config,
                                  const t2s__presto_statement *statement, const char *authorization, t2s_error **reterr_error);

/* One more; the value is copied. 0; T2S_E_NOMEM. */
int t2s__presto_headers_add(t2s__presto_headers *headers, const char *name, const char *value);
void t2s__presto_headers_dispose(t2s__presto_headers *headers);

/* "catalog=role,..." as the header has it; owned. NULL in gives NULL out. 0; T2S_E_INVALID, T2S_E_NOMEM. */
int t2s__presto_roles(const char *roles, char **ret_value, t2s_error **reterr_error);

/* Can it be a header's value as it is: visible ASCII, no blanks at its ends? 0; T2S_E_INVALID. */
int t2s__presto_value_check(const char *what, const char *value, t2s_error **reterr_error);

/* Can it be the name of a property or a credential? 0; T2S_E_INVALID. */
int t2s__presto_name_check(const char *what, const char *name, t2s_error **reterr_error);

/* Overwrite and free. NULL is fine. */
void t2s__presto_free_secret(char *text);

/* A response's members, as places in its body. */
typedef struct t2s__presto_page {
    t2s__json id;
    t2s__json next_uri;
    t2s__json columns;
    t2s__json data;
    t2s__json stats;
    t2s__json error;
} t2s__presto_page;

/* 0; T2S_E_PROTOCOL. */
int t2s__presto_page_read(const char *body, size_t length, t2s__presto_page *page, t2s_error **reterr_error);

/* A text of the response, decoded; NULL when it is missing, is none, holds a NUL, or memory is short. Owned. */
char *t2s__presto_page_text(t2s__json text);

/* What the server says went wrong. Never NULL. */
t2s_error *t2s__presto_server_error(const t2s__presto_config *config, t2s__json error);

/* T2S_CAUSE_* of an error by its name, its type ("USER_ERROR"), which may be NULL, and its message. */
int t2s__presto_cause(const char *name, const char *type, const char *message);

/* A status other than 200, or a body that is not JSON. Never NULL. */
t2s_error *t2s__presto_http_error(const t2s__presto_config *config, const t2s__http_response *response);

/* Has the server not taken the request, so that it may be sent again? */
int t2s__presto_is_busy(int status);

/* Something between may have failed: what changes nothing may be sent again. */
int t2s__presto_is_passing(int status);

/* Reading the file of a token on a worker. */
typedef struct t2s__presto_token t2s__presto_token;

/* Runs on the loop's thread, once: the header's value, taken over; or the error. */
typedef void (*t2s__presto_token_fn)(void *user_data, char *authorization, t2s_error *error);

/* 0; T2S_E_NOMEM. */
int t2s__presto_token_read(const t2s__presto_config *config, t2s_loop *loop, t2s__presto_token_fn callback, void *user_data,
                           t2s__presto_token **ret_token);

/* The callback does not run any more. NULL is fine. */
void t2s__presto_token_forget(t2s__presto_token *token);

/* A statement that is to be stopped: everything that a DELETE needs. */
typedef struct t2s__presto_stop_request {
    struct t2s__presto_stop_request *next;
    char *url;
    t2s__presto_headers headers;
} t2s__presto_stop_request;

/* NULL when memory is short. `url` is copied. */
t2s__presto_stop_request *t2s__presto_stop_new(const t2s__presto_config *config, const char *url, const char *user,
                                               const char *authorization);
void t2s__presto_stop_free(t2s__presto_stop_request *request);

/*
 * Send them all, on a thread of its own that outlives the loop, and wait a moment so that a process which ends at once has sent them.
 * The list is taken over.
 */
void t2s__presto_stop_all(t2s__presto_config *config, t2s__presto_stop_request *requests);

#endif
