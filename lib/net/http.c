/* SPDX-License-Identifier: MIT */
#include "net/http.h"

#include <errno.h>
#include <pthread.h>
#include <string.h>
#include <sys/socket.h>

#include <curl/curl.h>

#include "net/http_call.h"
#include "net/http_request.h"
#include "net/sigpipe.h"
#include "util/error.h"
#include "util/memory.h"

/* A descriptor of curl's. */
struct socket {
    t2s__http_client *client;
    struct socket *previous;
    struct socket *next;
    curl_socket_t fd;
    t2s_watch *watch;
};

struct t2s__http_client {
    t2s_loop *loop;
    CURLM *multi;
    t2s_timer *curl_timer;         /* curl's own */
    t2s_timer *later_timer;        /* runs the callbacks of the calls in `ended`, and what else must not be done where it came up */
    struct t2s__http_list waiting; /* to be given to curl by on_later_timer() */
    struct t2s__http_list active;
    struct t2s__http_list condemned; /* to be ended by on_later_timer(), unless curl does it before */
    struct t2s__http_list ended;     /* their callbacks are to be run */
    struct socket *sockets;
    int inside; /* curl's callbacks run: it takes no calls, and gives none away */
    int closing;
    int delivering; /* callbacks run: if one of them frees the client, its memory is left to on_later_timer() */
};

static void list_add(struct t2s__http_list *list, t2s__http_call *call)
{
    call->list = list;
    call->previous = list->last;
    call->next = NULL;
    if (list->last != NULL)
        list->last->next = call;
    else
        list->first = call;
    list->last = call;
}

static void list_take(t2s__http_call *call)
{
    if (call->previous != NULL)
        call->previous->next = call->next;
    else
        call->list->first = call->next;
    if (call->next != NULL)
        call->next->previous = call->previous;
    else
        call->list->last = call->previous;
    call->list = NULL;
}

/* Take a call away from curl; its callback will run soon. Not for use inside curl's callbacks. `error` is taken over. */
static void call_end(t2s__http_call *call, t2s_error *error)
{
    t2s__sigpipe sigpipe;

    t2s__sigpipe_begin(&sigpipe);
    curl_multi_remove_handle(call->client->multi, call->easy);
    t2s__sigpipe_end(&sigpipe);
    t2s_timer_free(call->limit);
    call->limit = NULL;
    call->error = error;
    list_take(call);
    list_add(&call->client->ended, call);
    t2s_timer_start(call->client->later_timer, 0);
}

static void call_free(t2s__http_call *call)
{
    t2s__sigpipe sigpipe;

    t2s__sigpipe_begin(&sigpipe);
    curl_easy_cleanup(call->easy);
    t2s__sigpipe_end(&sigpipe);
    t2s_timer_free(call->limit);
    for (struct curl_slist *header = call->headers; header != NULL; header = header->next)
        t2s__wipe(header->data, strlen(header->data)); /* among them are keys */
    curl_slist_free_all(call->headers);
    t2s__free(call->body);
    t2s__buffer_dispose(&call->reply);
    t2s__free(call);
}

/* Run the callback of a call that has ended, and free the call. */
static void call_deliver(t2s__http_call *call)
{
    t2s_error *error = call->error;

    list_take(call);
    if (error == NULL)
        t2s__http_read_head(call);
    call->error = NULL;
    call->callback(error == NULL ? &call->response : NULL, error, call->user_data);
    call_free(call);
}

/* End what curl has finished. */
static void reap(t2s__http_client *client)
{
    CURLMsg *message;
    int left;

    while ((message = curl_multi_info_read(client->multi, &left)) != NULL) {
        CURLcode result = message->data.result;
        t2s__http_call *call = NULL;

        if (message->msg != CURLMSG_DONE || curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &call) != CURLE_OK)
            continue;
        if (call->is_enough)
            result = CURLE_OK;
        call_end(call, result != CURLE_OK || call->verdict != 0 ? t2s__http_error(call, result) : NULL);
    }
}

void t2s__http_call_condemn(t2s__http_call *call, int verdict)
{
    call->verdict = verdict;
    list_take(call);
    list_add(&call->client->condemned, call);
    t2s_timer_start(call->client->later_timer, 0);
}

static void act(t2s__http_client *client, curl_socket_t fd, int events)
{
    t2s__sigpipe sigpipe;
    CURLMcode result;
    int running;

    t2s__sigpipe_begin(&sigpipe);
    client->inside = 1;
    result = curl_multi_socket_action(client->multi, fd, events, &running);
    client->inside = 0;
    t2s__sigpipe_end(&sigpipe);
    reap(client);
    if (result != CURLM_OK && result != CURLM_BAD_SOCKET)
        while (client->active.first != NULL)
            t2s__http_call_condemn(client->active.first, result == CURLM_OUT_OF_MEMORY ? T2S_E_NOMEM : T2S_E_INTERNAL);
}

static void on_watch(t2s_watch *watch, int events, void *user_data)
{
    const struct socket *socket = user_data;

    (void)watch;
    act(socket->client, socket->fd,
        ((events & T2S_WATCH_READ) != 0 ? CURL_CSELECT_IN : 0) | ((events & T2S_WATCH_WRITE) != 0 ? CURL_CSELECT_OUT : 0));
}

static void on_curl_timer(t2s_timer *timer, void *user_data)
{
    (void)timer;
    act(user_data, CURL_SOCKET_TIMEOUT, 0);
}

/* Give a call to curl. A failure is the call's own, and comes later. */
static void call_begin(t2s__http_call *call)
{
    list_take(call);
    list_add(&call->client->active, call);
    if (curl_multi_add_handle(call->client->multi, call->easy) != CURLM_OK)
        t2s__http_call_condemn(call, T2S_E_NOMEM); /* its only error here */
}

/* What could not be done inside curl's callbacks, or inside ours. */
static void on_later_timer(t2s_timer *timer, void *user_data)
{
    t2s__http_client *client = user_data;

    (void)timer;
    while (client->waiting.first != NULL)
        call_begin(client->waiting.first);
    while (client->condemned.first != NULL)
        call_end(client->condemned.first, t2s__http_error(client->condemned.first, CURLE_OK));
    client->delivering = 1;
    while (client->ended.first != NULL)
        call_deliver(client->ended.first);
    client->delivering = 0;
    if (client->closing)
        t2s__free(client);
}

static int set_timer(CURLM *multi, long timeout_ms, void *user_data)
{
    t2s__http_client *client = user_data;

    (void)multi;
    if (timeout_ms < 0)
        t2s_timer_stop(client->curl_timer);
    else
        t2s_timer_start(client->curl_timer, (uint64_t)timeout_ms);
    return 0;
}

static void socket_free(struct socket *socket)
{
    if (socket->previous != NULL)
        socket->previous->next = socket->next;
    else
        socket->client->sockets = socket->next;
    if (socket->next != NULL)
        socket->next->previous = socket->previous;
    t2s_watch_free(socket->watch);
    t2s__free(socket);
}

static int socket_new(t2s__http_client *client, curl_socket_t fd, struct socket **ret_socket)
{
    struct socket *socket = t2s__calloc(1, sizeof(*socket));
    int code;

    if (socket == NULL)
        return T2S_E_NOMEM;
    socket->client = client;
    socket->fd = fd;
    code = t2s_watch_new(client->loop, fd, on_watch, socket, &socket->watch);
    if (code != 0) {
        t2s__free(socket);
        return code;
    }
    socket->next = client->sockets;
    if (client->sockets != NULL)
        client->sockets->previous = socket;
    client->sockets = socket;
    *ret_socket = socket;
    return 0;
}

static int socket_watch(t2s__http_client *client, curl_socket_t fd, int what, struct socket *socket)
{
    int code = 0;

    if (socket == NULL) {
        code = socket_new(client, fd, &socket);
        if (code != 0)
            return code;
        curl_multi_assign(client->multi, fd, socket);
    }
    return t2s_watch_set(socket->watch,
                         ((what & CURL_POLL_IN) != 0 ? T2S_WATCH_READ : 0) | ((what & CURL_POLL_OUT) != 0 ? T2S_WATCH_WRITE : 0));
}

static int set_socket(CURL *easy, curl_socket_t fd, int what, void *user_data, void *socket_data)
{
    t2s__http_client *client = user_data;
    struct socket *socket = socket_data;
    t2s__http_call *call = NULL;
    int code;

    if (what == CURL_POLL_REMOVE) {
        if (socket != NULL) {
            curl_multi_assign(client->multi, fd, NULL);
            socket_free(socket);
        }
        return 0;
    }
    code = socket_watch(client, fd, what, socket);
    /* To report the failure to curl would end every call of this client for ever. */
    if (code != 0 && curl_easy_getinfo(easy, CURLINFO_PRIVATE, &call) == CURLE_OK && call != NULL && call->list == &client->active)
        t2s__http_call_condemn(call, code == T2S_E_NOMEM ? T2S_E_NOMEM : T2S_E_IO);
    return 0;
}

static pthread_once_t curl_once = PTHREAD_ONCE_INIT;
static CURLcode curl_ready = CURLE_FAILED_INIT;

static void init_curl(void)
{
    curl_ready = curl_global_init(CURL_GLOBAL_DEFAULT);
}

int t2s__http_client_new(t2s_loop *loop, t2s__http_client **ret_client)
{
    t2s__http_client *client;
    int code = T2S_E_NOMEM;

    pthread_once(&curl_once, init_curl);
    if (curl_ready != CURLE_OK)
        return T2S_E_INTERNAL;
    client = t2s__calloc(1, sizeof(*client));
    if (client == NULL)
        return T2S_E_NOMEM;
    client->loop = loop;
    client->multi = curl_multi_init();
    if (client->multi == NULL)
        goto fail;
    code = t2s_timer_new(loop, on_curl_timer, client, &client->curl_timer);
    if (code != 0)
        goto fail;
    code = t2s_timer_new(loop, on_later_timer, client, &client->later_timer);
    if (code != 0)
        goto fail;
    code = T2S_E_INTERNAL;
    if (curl_multi_setopt(client->multi, CURLMOPT_SOCKETFUNCTION, set_socket) != CURLM_OK ||
        curl_multi_setopt(client->multi, CURLMOPT_SOCKETDATA, client) != CURLM_OK ||
        curl_multi_setopt(client->multi, CURLMOPT_TIMERFUNCTION, set_timer) != CURLM_OK ||
        curl_multi_setopt(client->multi, CURLMOPT_TIMERDATA, client) != CURLM_OK)
        goto fail;
    *ret_client = client;
    return 0;
fail:
    t2s__http_client_free(client);
    return code;
}

void t2s__http_client_free(t2s__http_client *client)
{
    t2s__sigpipe sigpipe;

    if (client == NULL)
        return;
    client->closing = 1;
    while (client->waiting.first != NULL)
        call_end(client->waiting.first, t2s_error_new(T2S_E_SHUTDOWN, "the HTTP client was closed"));
    while (client->active.first != NULL)
        call_end(client->active.first, t2s_error_new(T2S_E_SHUTDOWN, "the HTTP client was closed"));
    while (client->condemned.first != NULL)
        call_end(client->condemned.first, t2s__http_error(client->condemned.first, CURLE_OK));
    while (client->ended.first != NULL)
        call_deliver(client->ended.first);
    t2s__sigpipe_begin(&sigpipe);
    curl_multi_cleanup(client->multi); /* uses the watches and the timer */
    t2s__sigpipe_end(&sigpipe);
    while (client->sockets != NULL)
        socket_free(client->sockets);
    t2s_timer_free(client->curl_timer);
    t2s_timer_free(client->later_timer);
    if (!client->delivering)
        t2s__free(client);
}

/* As curl does it by itself, but that it remembers why there is none. */
static curl_socket_t open_socket(void *user_data, curlsocktype purpose, struct curl_sockaddr *address)
{
    t2s__http_call *call = user_data;
    int fd = socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);

    (void)purpose;
    call->no_socket = fd < 0 ? errno : 0;
    return fd < 0 ? CURL_SOCKET_BAD : fd;
}

static CURLcode set_up(t2s__http_call *call, const t2s__http_request *request)
{
    CURL *easy = call->easy;
    CURLcode result = t2s__http_request_apply(request, call->headers, call->body, easy);

    if (result == CURLE_OK)
        result = curl_easy_setopt(easy, CURLOPT_PRIVATE, call);
    if (result == CURLE_OK)
        result = curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, call->detail);
    if (result == CURLE_OK)
        result = curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, open_socket);
    if (result == CURLE_OK)
        result = curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, call);
    if (result == CURLE_OK)
        result = t2s__http_receive(call);
    return result;
}

int t2s__http_start(t2s__http_client *client, const t2s__http_request *request, t2s__http_fn callback, void *user_data,
                    t2s__http_call **ret_call, t2s_error **reterr_error)
{
    t2s__http_call *call;
    int code = t2s__http_request_check(request, reterr_error);

    if (code != 0)
        return code;
    if (client->closing)
        return t2s__fail(reterr_error, T2S_E_SHUTDOWN, "the HTTP client was closed");
    call = t2s__calloc(1, sizeof(*call));
    if (call == NULL)
        return t2s__fail_nomem(reterr_error);
    call->client = client;
    call->callback = callback;
    call->user_data = user_data;
    call->data = request->data;
    call->max_body = request->max_body;
    call->connect_timeout_ms = request->connect_timeout_ms;
    call->first_byte_timeout_ms = request->first_byte_timeout_ms;
    call->idle_timeout_ms = request->idle_timeout_ms;
    call->timeout_ms = request->timeout_ms;
    call->began_at = t2s_loop_now();
    call->easy = curl_easy_init();
    if (request->body != NULL)
        call->body = t2s__strndup(request->body, request->body_length);
    if (call->easy == NULL || (request->body != NULL && call->body == NULL) || t2s__http_limit_start(call, client->loop) != 0) {
        code = t2s__fail_nomem(reterr_error);
        goto fail;
    }
    code = t2s__http_request_headers(request, &call->headers, reterr_error);
    if (code != 0)
        goto fail;
    if (set_up(call, request) != CURLE_OK || (!client->inside && curl_multi_add_handle(client->multi, call->easy) != CURLM_OK)) {
        code = t2s__fail_nomem(reterr_error); /* every option and value used here is one that curl knows */
        goto fail;
    }
    list_add(client->inside ? &client->waiting : &client->active, call);
    if (client->inside)
        t2s_timer_start(client->later_timer, 0);
    *ret_call = call;
    return 0;
fail:
    call_free(call);
    return code;
}

void t2s__http_cancel(t2s__http_call *call)
{
    if (call->list == &call->client->ended) {
        t2s_error_unref(call->error);
        call->error = t2s_error_new(T2S_E_CANCELLED, NULL);
    } else if (call->client->inside) {
        t2s__http_call_condemn(call, T2S_E_CANCELLED);
    } else {
        call_end(call, t2s_error_new(T2S_E_CANCELLED, NULL));
    }
}
