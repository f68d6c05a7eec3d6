/* SPDX-License-Identifier: MIT */
/*
 * An HTTP client on the loop: libcurl's multi interface, driven by watches and timers. Connections are kept and shared by the
 * calls of one client. Everything here is for the loop's thread, but for t2s__http_url_check().
 *
 * https and http only, certificates verified, redirects not followed, the proxy taken from the environment as curl does
 * unless one is given.
 */
#ifndef T2S_NET_HTTP_H
#define T2S_NET_HTTP_H

#include <stddef.h>
#include <stdint.h>

#include <text2sql/sys/error.h>
#include <text2sql/sys/loop.h>

typedef struct t2s__http_client t2s__http_client;

/* One request under way. Valid until its callback has begun. */
typedef struct t2s__http_call t2s__http_call;

typedef struct t2s__http_header {
    const char *name;
    const char *value; /* visible ASCII, spaces and bytes above 127; no line breaks */
} t2s__http_header;

typedef struct t2s__http_response t2s__http_response;

/*
 * A piece of the response's body, on the loop's thread, with the user_data of the call. Calls may be started and cancelled inside,
 * this one too; the client must not be freed.
 *
 * response  status, content_type and first_byte_at are known by now
 * 0: taken; 1: collect this piece and all that follow, as without `data`; 2: enough, stop: the call ends now, and well
 */
typedef int (*t2s__http_data_fn)(const t2s__http_response *response, const char *data, size_t length, void *user_data);

enum { T2S__HTTP_AUTO = 0, T2S__HTTP_1_1 = 1, T2S__HTTP_2_PRIOR_KNOWLEDGE = 2 };

/* All of it is copied by start. */
typedef struct t2s__http_request {
    const char *method;
    const char *url;
    const t2s__http_header *headers;
    size_t header_count;
    const char *body; /* NULL: none */
    size_t body_length;
    const char *ca_file;           /* PEM certificates to trust instead of the system's; NULL: the system's */
    const char *proxy;             /* NULL: that of the environment; "": none */
    int version;                   /* T2S__HTTP_*; 0: HTTP/2 where a TLS server offers it */
    int64_t connect_timeout_ms;    /* > 0 */
    int64_t first_byte_timeout_ms; /* from the beginning of the call to the first byte of the response; 0: no limit of its own */
    int64_t idle_timeout_ms;       /* between two bytes of the response; 0: no limit of its own. Of a header, whole lines count */
    int64_t timeout_ms;            /* > 0; for the whole call */
    size_t max_body;               /* bytes of the response's body; more is T2S_E_TOO_LARGE */
    t2s__http_data_fn data;        /* NULL: the body is collected, and given with the response */
    int compressed;                /* 1: the server may compress the body; max_body is of what comes out */
    int *ret_sent;                 /* NULL; or written before the callback runs: 1 when the server may have seen some of the request */
} t2s__http_request;

/* Valid during the callback. */
struct t2s__http_response {
    int status;
    const char *content_type; /* "" when the server named none */
    const char *body;         /* NUL-terminated; without what `data` took */
    size_t length;
    int64_t retry_after_ms; /* 0: the server did not say */
    uint64_t first_byte_at; /* t2s_loop_now() when the first byte of the response came */
};

/*
 * How a call ended. Runs exactly once, never inside start or cancel; inside t2s__http_client_free() for what is then under way.
 *
 * response  NULL after an error. Any status is a response.
 * error     NULL, or a reference that the callback takes over
 */
typedef void (*t2s__http_fn)(const t2s__http_response *response, t2s_error *error, void *user_data);

/* 0; T2S_E_NOMEM, T2S_E_INTERNAL. `loop` must outlive the client. */
int t2s__http_client_new(t2s_loop *loop, t2s__http_client **ret_client);

/* Ends every call with T2S_E_SHUTDOWN and closes the connections. NULL is fine; inside a callback too. */
void t2s__http_client_free(t2s__http_client *client);

/* 0; T2S_E_INVALID, T2S_E_NOMEM, T2S_E_SHUTDOWN (the client is being freed). After an error the callback never runs. */
int t2s__http_start(t2s__http_client *client, const t2s__http_request *request, t2s__http_fn callback, void *user_data,
                    t2s__http_call **ret_call, t2s_error **reterr_error);

/* Stop; the callback runs later, with T2S_E_CANCELLED. */
void t2s__http_cancel(t2s__http_call *call);

/*
 * Is it a proxy's URL: http, https, socks4, socks4a, socks5 or socks5h, with or without user and password? 0; T2S_E_INVALID,
 * T2S_E_NOMEM. The error does not repeat it. Any thread.
 */
int t2s__http_proxy_check(const char *proxy, t2s_error **reterr_error);

/* Is it an absolute http or https URL without user, password and fragment? 0; T2S_E_INVALID, T2S_E_NOMEM. Any thread. */
int t2s__http_url_check(const char *url, t2s_error **reterr_error);

#endif
