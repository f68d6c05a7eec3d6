/* SPDX-License-Identifier: MIT */
#include "net/http.h"

#include <pthread.h>
#include <string.h>

#include <curl/curl.h>

#include "net/http_request.h"
#include "net/sigpipe.h"
#include "util/buffer.h"
#include "util/error.h"
#include "util/memory.h"

/* curl keeps no count of what the headers of one response add up to. */
enum { MAX_HEADER_BYTES = 256 * 1024 };

struct call_list {
    t2s__http_call *first;
    t2s__http_call *last;
};

struct t2s__http_call {
    t2s__http_client *client;
    struct call_list *list; /* the one it is in: client->active or client->ended */
    t2s__http_call *previous;
    t2s__http_call *next;
    CURL *easy;
    struct curl_slist *headers;
    char *body;
    t2s__buffer reply;
    size_t max_body;
    size_t header_bytes;
    int verdict; /* T2S_E_* that was found inside a callback of curl's, where the call cannot be ended; 0: none */
    t2s_error *error;
    t2s__http_fn callback;
    void *user_data;
    char detail[CURL_ERROR_SIZE];
};

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
    t2s_timer *curl_timer; /* curl's own */
    t2s_timer *end_timer;  /* runs the callbacks of the calls in `ended`, away from whoever ended them */
    struct call_list active;
    struct call_list ended;
    struct socket *sockets;
    int closing;
    int delivering; /* callbacks run: if one of them frees the client, its memory is left to on_end_timer() */
};

static void list_add(struct call_list *list, t2s__http_call *call)
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

/* What curl says went wrong, in our codes. */
static int code_of(CURLcode result)
{
    switch (result) {
    case CURLE_COULDNT_RESOLVE_PROXY:
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_CONNECT:
    case CURLE_PROXY:
    case CURLE_INTERFACE_FAILED:
    case CURLE_PARTIAL_FILE:
    case CURLE_GOT_NOTHING:
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR:
    case CURLE_HTTP2:
    case CURLE_HTTP2_STREAM:
        return T2S_E_CONNECT;
    case CURLE_OPERATION_TIMEDOUT:
        return T2S_E_TIMEOUT;
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CIPHER:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_CRL_BADFILE:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_INVALIDCERTSTATUS:
    case CURLE_SSL_PINNEDPUBKEYNOTMATCH:
    case CURLE_SSL_SHUTDOWN_FAILED:
    case CURLE_USE_SSL_FAILED:
        return T2S_E_TLS;
    case CURLE_FILESIZE_EXCEEDED:
        return T2S_E_TOO_LARGE;
    case CURLE_OUT_OF_MEMORY:
        return T2S_E_NOMEM;
    case CURLE_WEIRD_SERVER_REPLY:
    case CURLE_BAD_CONTENT_ENCODING:
    case CURLE_UNSUPPORTED_PROTOCOL: /* what came back is no HTTP; the URL's scheme was checked */
        return T2S_E_PROTOCOL;
    default:
        return T2S_E_INTERNAL;
    }
}

/* "https://host:port", for messages: a path or a query might hold what is nobody's business. */
static void origin_of(CURL *easy, char *ret, size_t size)
{
    char *url = NULL;
    const char *end;

    ret[0] = '\0';
    if (curl_easy_getinfo(easy, CURLINFO_EFFECTIVE_URL, &url) != CURLE_OK || url == NULL)
        return;
    end = strstr(url, "://");
    end = end != NULL ? end + 3 + strcspn(end + 3, "/?#") : url;
    if ((size_t)(end - url) < size) {
        memcpy(ret, url, (size_t)(end - url));
        ret[end - url] = '\0';
    }
}

/* curl's words may quote the peer: a certificate's names, a status line. */
static void replace_control_characters(char *text)
{
    for (; *text != '\0'; text++)
        if ((unsigned char)*text < 0x20 || (unsigned char)*text == 0x7F)
            *text = ' ';
}

static t2s_error *error_of(t2s__http_call *call, CURLcode result)
{
    int code = call->verdict != 0 ? call->verdict : code_of(result);
    char origin[256];

    if (code == T2S_E_NOMEM)
        return t2s_error_new(T2S_E_NOMEM, NULL);
    origin_of(call->easy, origin, sizeof(origin));
    if (code == T2S_E_TOO_LARGE && call->header_bytes > MAX_HEADER_BYTES)
        return t2s__error(code, "%s: the response's header is larger than %d bytes", origin, MAX_HEADER_BYTES);
    if (code == T2S_E_TOO_LARGE)
        return t2s__error(code, "%s: the response is larger than %zu bytes", origin, call->max_body);
    if (code == T2S_E_IO)
        return t2s__error(code, "%s: the connection cannot be watched", origin);
    replace_control_characters(call->detail);
    return t2s__error(code, "%s: %s", origin, call->detail[0] != '\0' ? call->detail : curl_easy_strerror(result));
}

/* Take a call away from curl; its callback will run soon. Not for use inside curl's callbacks. `error` is taken over. */
static void call_end(t2s__http_call *call, t2s_error *error)
{
    t2s__sigpipe sigpipe;

    t2s__sigpipe_begin(&sigpipe);
    curl_multi_remove_handle(call->client->multi, call->easy);
    t2s__sigpipe_end(&sigpipe);
    call->error = error;
    list_take(call);
    list_add(&call->client->ended, call);
    t2s_timer_start(call->client->end_timer, 0);
}

static void call_free(t2s__http_call *call)
{
    t2s__sigpipe sigpipe;

    t2s__sigpipe_begin(&sigpipe);
    curl_easy_cleanup(call->easy);
    t2s__sigpipe_end(&sigpipe);
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
    t2s__http_response response = {.content_type = "", .body = t2s__buffer_string(&call->reply), .length = call->reply.length};
    long status = 0;
    char *content_type = NULL;
    curl_off_t retry_after = 0;

    list_take(call);
    if (call->error == NULL) {
        curl_easy_getinfo(call->easy, CURLINFO_RESPONSE_CODE, &status);
        curl_easy_getinfo(call->easy, CURLINFO_CONTENT_TYPE, &content_type);
        curl_easy_getinfo(call->easy, CURLINFO_RETRY_AFTER, &retry_after);
        response.status = (int)status;
        if (content_type != NULL)
            response.content_type = content_type;
        if (retry_after > 0 && retry_after <= INT64_MAX / 1000)
            response.retry_after_ms = retry_after * 1000;
    }
    call->callback(call->error == NULL ? &response : NULL, call->error, call->user_data);
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
        call_end(call, result != CURLE_OK || call->verdict != 0 ? error_of(call, result) : NULL);
    }
}

/* End them all, soon. */
static void condemn(t2s__http_client *client, int verdict)
{
    for (t2s__http_call *call = client->active.first; call != NULL; call = call->next)
        call->verdict = verdict;
    t2s_timer_start(client->end_timer, 0);
}

static void act(t2s__http_client *client, curl_socket_t fd, int events)
{
    t2s__sigpipe sigpipe;
    CURLMcode result;
    int running;

    t2s__sigpipe_begin(&sigpipe);
    result = curl_multi_socket_action(client->multi, fd, events, &running);
    t2s__sigpipe_end(&sigpipe);
    reap(client);
    if (result != CURLM_OK && result != CURLM_BAD_SOCKET)
        condemn(client, result == CURLM_OUT_OF_MEMORY ? T2S_E_NOMEM : T2S_E_INTERNAL);
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

/* Calls whose verdict fell inside a callback of curl's, and which curl does not end by itself. */
static void end_condemned(t2s__http_client *client)
{
    t2s__http_call *next;

    for (t2s__http_call *call = client->active.first; call != NULL; call = next) {
        next = call->next;
        if (call->verdict != 0)
            call_end(call, error_of(call, CURLE_OK));
    }
}

static void on_end_timer(t2s_timer *timer, void *user_data)
{
    t2s__http_client *client = user_data;

    (void)timer;
    end_condemned(client);
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
    if (code != 0 && curl_easy_getinfo(easy, CURLINFO_PRIVATE, &call) == CURLE_OK && call != NULL) {
        call->verdict = code == T2S_E_NOMEM ? T2S_E_NOMEM : T2S_E_IO;
        t2s_timer_start(client->end_timer, 0);
    }
    return 0;
}

static size_t take_body(char *data, size_t size, size_t count, void *user_data)
{
    t2s__http_call *call = user_data;
    size_t length = size * count;

    if (length > call->max_body - call->reply.length) {
        call->verdict = T2S_E_TOO_LARGE;
        return 0;
    }
    t2s__buffer_append(&call->reply, data, length);
    if (call->reply.failed) {
        call->verdict = T2S_E_NOMEM;
        return 0;
    }
    return length;
}

static size_t take_header(char *data, size_t size, size_t count, void *user_data)
{
    t2s__http_call *call = user_data;
    size_t length = size * count;

    (void)data;
    call->header_bytes += length; /* curl hands over one line of bounded length at a time */
    if (call->header_bytes <= MAX_HEADER_BYTES)
        return length;
    call->verdict = T2S_E_TOO_LARGE;
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
    code = t2s_timer_new(loop, on_end_timer, client, &client->end_timer);
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
    while (client->active.first != NULL)
        call_end(client->active.first, t2s_error_new(T2S_E_SHUTDOWN, "the HTTP client was closed"));
    while (client->ended.first != NULL)
        call_deliver(client->ended.first);
    t2s__sigpipe_begin(&sigpipe);
    curl_multi_cleanup(client->multi); /* uses the watches and the timer */
    t2s__sigpipe_end(&sigpipe);
    while (client->sockets != NULL)
        socket_free(client->sockets);
    t2s_timer_free(client->curl_timer);
    t2s_timer_free(client->end_timer);
    if (!client->delivering)
        t2s__free(client);
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
        result = curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, take_body);
    if (result == CURLE_OK)
        result = curl_easy_setopt(easy, CURLOPT_WRITEDATA, call);
    if (result == CURLE_OK)
        result = curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, take_header);
    if (result == CURLE_OK)
        result = curl_easy_setopt(easy, CURLOPT_HEADERDATA, call);
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
    call->max_body = request->max_body;
    call->easy = curl_easy_init();
    if (request->body != NULL)
        call->body = t2s__strndup(request->body, request->body_length);
    if (call->easy == NULL || (request->body != NULL && call->body == NULL)) {
        code = t2s__fail_nomem(reterr_error);
        goto fail;
    }
    code = t2s__http_request_headers(request, &call->headers, reterr_error);
    if (code != 0)
        goto fail;
    if (set_up(call, request) != CURLE_OK || curl_multi_add_handle(client->multi, call->easy) != CURLM_OK) {
        code = t2s__fail_nomem(reterr_error); /* every option and value used here is one that curl knows */
        goto fail;
    }
    list_add(&client->active, call);
    *ret_call = call;
    return 0;
fail:
    call_free(call);
    return code;
}

void t2s__http_cancel(t2s__http_call *call)
{
    t2s_error *error = t2s_error_new(T2S_E_CANCELLED, NULL);

    if (call->list == &call->client->active) {
        call_end(call, error);
    } else {
        t2s_error_unref(call->error);
        call->error = error;
    }
}
