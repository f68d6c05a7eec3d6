/* SPDX-License-Identifier: MIT */
/* What the files of the HTTP client share: the client, its lanes, and its calls. */
#ifndef T2S_NET_HTTP_INTERNAL_H
#define T2S_NET_HTTP_INTERNAL_H

#include <curl/curl.h>

#include "net/http.h"
#include "util/buffer.h"

/* curl keeps no count of what the headers of one response add up to. */
enum { T2S__HTTP_HEADER_MAX = 256 * 1024 };

enum {
    T2S__HTTP_LANE_CALLS = 256,  /* calls in one lane, and connections that it keeps */
    T2S__HTTP_LANE_SHARED = 8,   /* HTTP/2 connections in one lane; enough for servers that allow 32 calls on each */
    T2S__HTTP_LANE_STREAMS = 100 /* calls that share an HTTP/2 connection; many servers allow no more */
};

struct t2s__http_list {
    t2s__http_call *first;
    t2s__http_call *last;
};

/*
 * libcurl's "multi", with the connections that its calls share. It walks through all connections to a host whenever one is wanted,
 * so thousands of calls are spread over several lanes; the first that has room takes a call, so that few calls share few
 * connections.
 */
typedef struct t2s__http_lane {
    struct t2s__http_lane *next;
    t2s__http_client *client;
    CURLM *multi;
    t2s_timer *timer; /* curl's own */
    struct t2s__http_socket *sockets;
    size_t calls; /* that are with curl */
    int is_stale; /* it had no calls when idle lanes were last looked for */
} t2s__http_lane;

struct t2s__http_client {
    t2s_loop *loop;
    CURLSH *share; /* names that were looked up, and TLS sessions, for all lanes */
    t2s__http_lane *lanes;
    t2s_timer *later_timer;        /* runs the callbacks of the calls in `ended`, and what else must not be done where it came up */
    t2s_timer *idle_timer;         /* closes the connections of lanes that are not used any more */
    struct t2s__http_list waiting; /* to be given to curl by on_later_timer() */
    struct t2s__http_list active;
    struct t2s__http_list condemned; /* to be ended by on_later_timer(), unless curl does it before */
    struct t2s__http_list ended;     /* their callbacks are to be run */
    int inside;                      /* curl's callbacks run: it takes no calls, and gives none away */
    int shares;                      /* the server speaks HTTP/2 */
    uint64_t idle_ms;                /* a lane without calls is closed after this time, or twice that */
    int watches_idle;                /* idle_timer runs */
    int closing;
    int delivering; /* callbacks run: if one of them frees the client, its memory is left to on_later_timer() */
};

struct t2s__http_call {
    t2s__http_client *client;
    t2s__http_lane *lane;        /* NULL: not with curl */
    struct t2s__http_list *list; /* the one it is in: of those under way, or of those that have ended */
    t2s__http_call *previous;
    t2s__http_call *next;
    CURL *easy;
    struct curl_slist *headers;
    char *body;             /* of the request */
    t2s__http_data_fn data; /* NULL: none, or it has left the rest to be collected */
    t2s__http_response response;
    t2s__buffer reply; /* what is collected of the response's body */
    size_t received;   /* bytes of the response's body, collected or not */
    size_t header_bytes;
    int header_ended; /* with an empty line; a connection that is lost before it looks to curl like a reply without a body */
    size_t max_body;
    int64_t connect_timeout_ms;
    int64_t first_byte_timeout_ms;
    int64_t idle_timeout_ms;
    int64_t timeout_ms;
    uint64_t began_at;     /* t2s_loop_now() */
    uint64_t last_byte_at; /* kept with a limit only; 0: none has come */
    t2s_timer *limit;      /* NULL: none but curl's */
    int no_socket;         /* errno: there was none to be had */
    int is_enough;         /* `data` wants no more: the transfer's error is none */
    int *ret_sent;         /* NULL: nobody wants to know */
    int verdict;           /* T2S_E_* that was found inside a callback of curl's, where the call cannot be ended; 0: none */
    t2s_error *error;
    t2s__http_fn callback;
    void *user_data;
    char detail[CURL_ERROR_SIZE];
};

/* 0; T2S_E_NOMEM, T2S_E_INTERNAL. */
int t2s__http_lane_new(t2s__http_client *client, t2s__http_lane **ret_lane);

/* Its calls have been taken out. Closes its connections. NULL is fine. */
void t2s__http_lane_free(t2s__http_lane *lane);

/*
 * With `shares`, calls wait for room on a connection when there are some, rather than make one each: libcurl 7.88 makes one for
 * every call that comes while the next connection is not ready.
 */
void t2s__http_lane_share(t2s__http_lane *lane, int shares);

/* Give a call to curl. Not inside curl's callbacks. 0; T2S_E_NOMEM. */
int t2s__http_lane_add(t2s__http_lane *lane, t2s__http_call *call);

/* Take it away, wherever it is. Not inside curl's callbacks. */
void t2s__http_lane_remove(t2s__http_call *call);

/* Curl has finished with a call. Not inside curl's callbacks. */
void t2s__http_call_finish(t2s__http_call *call, CURLcode result);

/* End a call with this T2S_E_*, soon; for where it cannot be done at once. */
void t2s__http_call_condemn(t2s__http_call *call, int verdict);

/* Watch the call's first_byte_timeout_ms and idle_timeout_ms. 0; T2S_E_NOMEM. */
int t2s__http_limit_start(t2s__http_call *call, t2s_loop *loop);

/* Something of the response has come. */
void t2s__http_limit_byte(t2s__http_call *call);

/* Let the call receive what the server answers. CURLE_OK, CURLE_OUT_OF_MEMORY. */
CURLcode t2s__http_receive(t2s__http_call *call);

/* Write into call->response what is known of the status and the header by now. */
void t2s__http_read_head(t2s__http_call *call);

/* Why a transfer with this result failed, or was ended by the call's verdict. Never NULL. */
t2s_error *t2s__http_error(t2s__http_call *call, CURLcode result);

#endif
