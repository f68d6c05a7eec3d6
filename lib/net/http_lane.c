/* SPDX-License-Identifier: MIT */
/* A lane: libcurl's multi interface, driven by watches and a timer. */
#include "net/http_curl.h"
#include "net/http_internal.h"
#include "net/sigpipe.h"
#include "util/memory.h"

/* A descriptor of curl's. */
struct t2s__http_socket {
    t2s__http_lane *lane;
    struct t2s__http_socket *previous;
    struct t2s__http_socket *next;
    curl_socket_t fd;
    t2s_watch *watch;
};

static void guard_begin(t2s__sigpipe *sigpipe)
{
    if (t2s__http_curl()->may_raise_sigpipe)
        t2s__sigpipe_begin(sigpipe);
}

static void guard_end(t2s__sigpipe *sigpipe)
{
    if (t2s__http_curl()->may_raise_sigpipe)
        t2s__sigpipe_end(sigpipe);
}

/* Of the calls that have not ended, those in this lane. */
static void condemn_all(t2s__http_lane *lane, int verdict)
{
    t2s__http_call *next;

    for (t2s__http_call *call = lane->client->active.first; call != NULL; call = next) {
        next = call->next;
        if (call->lane == lane)
            t2s__http_call_condemn(call, verdict);
    }
}

static void reap(t2s__http_lane *lane)
{
    CURLMsg *message;
    int left;

    while ((message = curl_multi_info_read(lane->multi, &left)) != NULL) {
        CURLcode result = message->data.result;
        t2s__http_call *call = NULL;

        if (message->msg == CURLMSG_DONE && curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &call) == CURLE_OK)
            t2s__http_call_finish(call, result);
    }
}

static void act(t2s__http_lane *lane, curl_socket_t fd, int events)
{
    t2s__sigpipe sigpipe;
    CURLMcode result;
    int running;

    guard_begin(&sigpipe);
    lane->client->inside = 1;
    result = curl_multi_socket_action(lane->multi, fd, events, &running);
    lane->client->inside = 0;
    guard_end(&sigpipe);
    reap(lane);
    if (result != CURLM_OK && result != CURLM_BAD_SOCKET)
        condemn_all(lane, result == CURLM_OUT_OF_MEMORY ? T2S_E_NOMEM : T2S_E_INTERNAL);
}

static void on_watch(t2s_watch *watch, int events, void *user_data)
{
    const struct t2s__http_socket *socket = user_data;

    (void)watch;
    act(socket->lane, socket->fd,
        ((events & T2S_WATCH_READ) != 0 ? CURL_CSELECT_IN : 0) | ((events & T2S_WATCH_WRITE) != 0 ? CURL_CSELECT_OUT : 0));
}

static void on_timer(t2s_timer *timer, void *user_data)
{
    (void)timer;
    act(user_data, CURL_SOCKET_TIMEOUT, 0);
}

static int set_timer(CURLM *multi, long timeout_ms, void *user_data)
{
    t2s__http_lane *lane = user_data;

    (void)multi;
    if (timeout_ms < 0)
        t2s_timer_stop(lane->timer);
    else
        t2s_timer_start(lane->timer, (uint64_t)timeout_ms);
    return 0;
}

static void socket_free(struct t2s__http_socket *socket)
{
    if (socket->previous != NULL)
        socket->previous->next = socket->next;
    else
        socket->lane->sockets = socket->next;
    if (socket->next != NULL)
        socket->next->previous = socket->previous;
    t2s_watch_free(socket->watch);
    t2s__free(socket);
}

static int socket_new(t2s__http_lane *lane, curl_socket_t fd, struct t2s__http_socket **ret_socket)
{
    struct t2s__http_socket *socket = t2s__calloc(1, sizeof(*socket));
    int code;

    if (socket == NULL)
        return T2S_E_NOMEM;
    socket->lane = lane;
    socket->fd = fd;
    code = t2s_watch_new(lane->client->loop, fd, on_watch, socket, &socket->watch);
    if (code != 0) {
        t2s__free(socket);
        return code;
    }
    socket->next = lane->sockets;
    if (lane->sockets != NULL)
        lane->sockets->previous = socket;
    lane->sockets = socket;
    *ret_socket = socket;
    return 0;
}

static int socket_watch(t2s__http_lane *lane, curl_socket_t fd, int what, struct t2s__http_socket *socket)
{
    int code = 0;

    if (socket == NULL) {
        code = socket_new(lane, fd, &socket);
        if (code != 0)
            return code;
        curl_multi_assign(lane->multi, fd, socket);
    }
    return t2s_watch_set(socket->watch,
                         ((what & CURL_POLL_IN) != 0 ? T2S_WATCH_READ : 0) | ((what & CURL_POLL_OUT) != 0 ? T2S_WATCH_WRITE : 0));
}

static int set_socket(CURL *easy, curl_socket_t fd, int what, void *user_data, void *socket_data)
{
    t2s__http_lane *lane = user_data;
    struct t2s__http_socket *socket = socket_data;
    t2s__http_call *call = NULL;
    int code;

    if (what == CURL_POLL_REMOVE) {
        if (socket != NULL) {
            curl_multi_assign(lane->multi, fd, NULL);
            socket_free(socket);
        }
        return 0;
    }
    code = socket_watch(lane, fd, what, socket);
    /* To report the failure to curl would end every call of this lane for ever. */
    if (code != 0 && curl_easy_getinfo(easy, CURLINFO_PRIVATE, &call) == CURLE_OK && call != NULL &&
        call->list == &lane->client->active)
        t2s__http_call_condemn(call, code == T2S_E_NOMEM ? T2S_E_NOMEM : T2S_E_IO);
    return 0;
}

int t2s__http_lane_new(t2s__http_client *client, t2s__http_lane **ret_lane)
{
    t2s__http_lane *lane = t2s__calloc(1, sizeof(*lane));

    if (lane == NULL)
        return T2S_E_NOMEM;
    lane->client = client;
    lane->multi = curl_multi_init();
    if (lane->multi == NULL || t2s_timer_new(client->loop, on_timer, lane, &lane->timer) != 0) {
        t2s__http_lane_free(lane);
        return T2S_E_NOMEM;
    }
    if (curl_multi_setopt(lane->multi, CURLMOPT_SOCKETFUNCTION, set_socket) != CURLM_OK ||
        curl_multi_setopt(lane->multi, CURLMOPT_SOCKETDATA, lane) != CURLM_OK ||
        curl_multi_setopt(lane->multi, CURLMOPT_TIMERFUNCTION, set_timer) != CURLM_OK ||
        curl_multi_setopt(lane->multi, CURLMOPT_TIMERDATA, lane) != CURLM_OK ||
        curl_multi_setopt(lane->multi, CURLMOPT_MAXCONNECTS, (long)T2S__HTTP_LANE_CALLS) != CURLM_OK) {
        t2s__http_lane_free(lane);
        return T2S_E_INTERNAL;
    }
    t2s__http_lane_share(lane, client->shares);
    *ret_lane = lane;
    return 0;
}

void t2s__http_lane_share(t2s__http_lane *lane, int shares)
{
    curl_multi_setopt(lane->multi, CURLMOPT_MAX_HOST_CONNECTIONS, shares ? (long)T2S__HTTP_LANE_SHARED : 0L);
}

void t2s__http_lane_free(t2s__http_lane *lane)
{
    t2s__sigpipe sigpipe;

    if (lane == NULL)
        return;
    guard_begin(&sigpipe);
    curl_multi_cleanup(lane->multi); /* uses the watches and the timer */
    guard_end(&sigpipe);
    while (lane->sockets != NULL)
        socket_free(lane->sockets);
    t2s_timer_free(lane->timer);
    t2s__free(lane);
}

int t2s__http_lane_add(t2s__http_lane *lane, t2s__http_call *call)
{
    /* With HTTP/2 a call waits for a connection that is being made, to share it; but some make the next one at once, since a
     * connection takes only so many. */
    long waits = lane->calls % T2S__HTTP_LANE_STREAMS != 0;

    if (curl_easy_setopt(call->easy, CURLOPT_PIPEWAIT, waits) != CURLE_OK ||
        curl_multi_add_handle(lane->multi, call->easy) != CURLM_OK)
        return T2S_E_NOMEM; /* there is no other reason */
    call->lane = lane;
    lane->calls++;
    lane->is_stale = 0;
    return 0;
}

void t2s__http_lane_remove(t2s__http_call *call)
{
    t2s__sigpipe sigpipe;

    if (call->lane == NULL)
        return;
    guard_begin(&sigpipe);
    curl_multi_remove_handle(call->lane->multi, call->easy);
    guard_end(&sigpipe);
    call->lane->calls--;
    call->lane = NULL;
}
