/* SPDX-License-Identifier: MIT */
#include "net/http.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#include <curl/curl.h>

#include "net/http_curl.h"
#include "net/http_internal.h"
#include "net/http_request.h"
#include "util/error.h"
#include "util/memory.h"

enum { IDLE_MS = 60000 };

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
    t2s__http_client *client = call->client;
    t2s__http_lane *lane = call->lane;

    t2s__http_lane_remove(call);
    if (lane != NULL && lane->calls == 0 && !client->watches_idle) {
        client->watches_idle = 1;
        t2s_timer_start(client->idle_timer, client->idle_ms);
    }
    t2s_timer_free(call->limit);
    call->limit = NULL;
    call->error = error;
    list_take(call);
    list_add(&client->ended, call);
    t2s_timer_start(client->later_timer, 0);
}

static void call_free(t2s__http_call *call)
{
    curl_easy_cleanup(call->easy);
    t2s_timer_free(call->limit);
    for (struct curl_slist *header = call->headers; header != NULL; header = header->next)
        t2s__wipe(header->data, strlen(header->data)); /* among them are keys */
    curl_slist_free_all(call->headers);
    t2s__free(call->body);
    t2s__buffer_dispose(&call->reply);
    t2s__free(call);
}

/* Has anything gone out? Curl notes the time just before. */
static int is_sent(const t2s__http_call *call)
{
    curl_off_t began = 0;

    curl_easy_getinfo(call->easy, CURLINFO_PRETRANSFER_TIME_T, &began);
    return began != 0;
}

/* Run the callback of a call that has ended, and free the call. */
static void call_deliver(t2s__http_call *call)
{
    t2s_error *error = call->error;

    list_take(call);
    if (call->ret_sent != NULL)
        *call->ret_sent = is_sent(call);
    if (error == NULL)
        t2s__http_read_head(call);
    call->error = NULL;
    call->callback(error == NULL ? &call->response : NULL, error, call->user_data);
    call_free(call);
}

/* Which HTTP the server speaks shows with the first response. */
static void learn_version(t2s__http_client *client, const t2s__http_call *call)
{
    long version = CURL_HTTP_VERSION_NONE;
    int shares;

    curl_easy_getinfo(call->easy, CURLINFO_HTTP_VERSION, &version);
    shares = version >= CURL_HTTP_VERSION_2_0;
    if (version == CURL_HTTP_VERSION_NONE || shares == client->shares)
        return;
    client->shares = shares;
    for (t2s__http_lane *lane = client->lanes; lane != NULL; lane = lane->next)
        t2s__http_lane_share(lane, shares);
}

void t2s__http_call_finish(t2s__http_call *call, CURLcode result)
{
    learn_version(call->client, call);
    if (call->is_enough)
        result = CURLE_OK;
    else if (result == CURLE_OK && !call->header_ended)
        result = CURLE_RECV_ERROR;
    call_end(call, result != CURLE_OK || call->verdict != 0 ? t2s__http_error(call, result) : NULL);
}

void t2s__http_call_condemn(t2s__http_call *call, int verdict)
{
    call->verdict = verdict;
    list_take(call);
    list_add(&call->client->condemned, call);
    t2s_timer_start(call->client->later_timer, 0);
}

/* The first lane that has room; else a new one, behind the others. */
static int find_lane(t2s__http_client *client, t2s__http_lane **ret_lane)
{
    t2s__http_lane **last = &client->lanes;

    for (; *last != NULL; last = &(*last)->next)
        if ((*last)->calls < T2S__HTTP_LANE_CALLS) {
            *ret_lane = *last;
            return 0;
        }
    *ret_lane = NULL;
    return t2s__http_lane_new(client, last) == 0 ? (*ret_lane = *last, 0) : T2S_E_NOMEM;
}

/* Give a call to curl. 0; T2S_E_NOMEM. */
static int call_begin(t2s__http_call *call)
{
    t2s__http_lane *lane;
    int code = find_lane(call->client, &lane);

    return code == 0 ? t2s__http_lane_add(lane, call) : code;
}

/* A failure is the call's own by now, and comes later. */
static void begin_waiting(t2s__http_client *client)
{
    while (client->waiting.first != NULL) {
        t2s__http_call *call = client->waiting.first;

        list_take(call);
        list_add(&client->active, call);
        if (call_begin(call) != 0)
            t2s__http_call_condemn(call, T2S_E_NOMEM);
    }
}

static void client_dispose(t2s__http_client *client)
{
    curl_share_cleanup(client->share); /* not before the last call is freed */
    t2s__free(client);
}

/* What could not be done inside curl's callbacks, or inside ours. */
static void on_later_timer(t2s_timer *timer, void *user_data)
{
    t2s__http_client *client = user_data;

    (void)timer;
    begin_waiting(client);
    while (client->condemned.first != NULL)
        call_end(client->condemned.first, t2s__http_error(client->condemned.first, CURLE_OK));
    client->delivering = 1;
    while (client->ended.first != NULL)
        call_deliver(client->ended.first);
    client->delivering = 0;
    if (client->closing)
        client_dispose(client);
}

/* A burst leaves lanes with connections behind that nobody will use for long. */
static void on_idle_timer(t2s_timer *timer, void *user_data)
{
    t2s__http_client *client = user_data;
    t2s__http_lane **link = &client->lanes;

    client->watches_idle = 0;
    while (*link != NULL) {
        t2s__http_lane *lane = *link;

        if (lane->calls == 0 && lane->is_stale) {
            *link = lane->next;
            t2s__http_lane_free(lane);
            continue;
        }
        lane->is_stale = lane->calls == 0;
        client->watches_idle |= lane->is_stale;
        link = &lane->next;
    }
    if (client->watches_idle)
        t2s_timer_start(timer, client->idle_ms);
}

/* Everything is on the loop's thread, so no locks are needed. */
static CURLSH *new_share(void)
{
    CURLSH *share = curl_share_init();

    if (share != NULL && curl_share_setopt(share, CURLSHOPT_SHARE, CURL_LOCK_DATA_DNS) == CURLSHE_OK &&
        curl_share_setopt(share, CURLSHOPT_SHARE, CURL_LOCK_DATA_SSL_SESSION) == CURLSHE_OK)
        return share;
    curl_share_cleanup(share);
    return NULL;
}

int t2s__http_client_new(t2s_loop *loop, t2s__http_client **ret_client)
{
    t2s__http_client *client;

    if (!t2s__http_curl()->is_ready)
        return T2S_E_INTERNAL;
    client = t2s__calloc(1, sizeof(*client));
    if (client == NULL)
        return T2S_E_NOMEM;
    client->loop = loop;
    client->idle_ms = IDLE_MS;
    client->share = new_share();
    if (client->share == NULL || t2s_timer_new(loop, on_later_timer, client, &client->later_timer) != 0 ||
        t2s_timer_new(loop, on_idle_timer, client, &client->idle_timer) != 0) {
        t2s__http_client_free(client);
        return T2S_E_NOMEM;
    }
    *ret_client = client;
    return 0;
}

void t2s__http_client_free(t2s__http_client *client)
{
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
    while (client->lanes != NULL) {
        t2s__http_lane *lane = client->lanes;

        client->lanes = lane->next;
        t2s__http_lane_free(lane);
    }
    t2s_timer_free(client->later_timer);
    t2s_timer_free(client->idle_timer);
    if (!client->delivering)
        client_dispose(client);
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
        result = curl_easy_setopt(easy, CURLOPT_SHARE, call->client->share);
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
    call->ret_sent = request->ret_sent;
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
    if (set_up(call, request) != CURLE_OK || (!client->inside && call_begin(call) != 0)) {
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
