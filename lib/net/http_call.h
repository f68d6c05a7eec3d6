/* SPDX-License-Identifier: MIT */
/* A request under way, as the files of the HTTP client share it. */
#ifndef T2S_NET_HTTP_CALL_H
#define T2S_NET_HTTP_CALL_H

#include <curl/curl.h>

#include "net/http.h"
#include "util/buffer.h"

/* curl keeps no count of what the headers of one response add up to. */
enum { T2S__HTTP_HEADER_MAX = 256 * 1024 };

struct t2s__http_list {
    t2s__http_call *first;
    t2s__http_call *last;
};

struct t2s__http_call {
    t2s__http_client *client;
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
    int verdict;           /* T2S_E_* that was found inside a callback of curl's, where the call cannot be ended; 0: none */
    t2s_error *error;
    t2s__http_fn callback;
    void *user_data;
    char detail[CURL_ERROR_SIZE];
};

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
