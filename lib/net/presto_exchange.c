/* SPDX-License-Identifier: MIT */
/* Requests of a run, and those that stop one: both may outlive it. */
#include "loop/loop.h"
#include "net/presto_run.h"
#include "util/error.h"
#include "util/memory.h"

enum { STOP_ATTEMPTS = 3, STOP_PAUSE_MS = 200, OWED_MS = 500 };

static void on_answer(const t2s__http_response *response, t2s_error *error, void *user_data)
{
    t2s__presto_exchange *exchange = user_data;
    t2s__presto_run *run = exchange->run;
    int was_sent = exchange->was_sent;

    t2s__free(exchange);
    if (run != NULL)
        t2s__presto_run_answer(run, response, error, was_sent);
    else
        t2s_error_unref(error);
}

int t2s__presto_exchange_start(t2s__presto_run *run, const t2s__http_request *request, t2s_error **reterr_error)
{
    t2s__presto_exchange *exchange = t2s__calloc(1, sizeof(*exchange));
    t2s__http_request copy = *request;
    int code;

    if (exchange == NULL)
        return t2s__fail_nomem(reterr_error);
    exchange->run = run;
    copy.ret_sent = &exchange->was_sent;
    code = t2s__http_start(run->client->http, &copy, on_answer, exchange, &exchange->call, reterr_error);
    if (code != 0)
        t2s__free(exchange);
    else
        run->exchange = exchange;
    return code;
}

void t2s__presto_exchange_leave(t2s__presto_exchange *exchange)
{
    if (exchange == NULL)
        return;
    exchange->run = NULL;
    t2s__http_cancel(exchange->call);
}

/* Stopping. */

struct t2s__presto_stopping {
    t2s__presto_client *client;
    struct t2s__presto_stopping *previous;
    struct t2s__presto_stopping *next;
    t2s__presto_stop_request *request;
    t2s_timer *pause;
    unsigned attempts;
    int is_with_curl;
    int is_owed; /* the loop is driven until it is sent, or for a moment */
};

typedef struct t2s__presto_stopping stopping;

static void pay(stopping *one)
{
    if (one->is_owed)
        t2s__loop_pay(one->client->loop);
    one->is_owed = 0;
}

static void stopping_free(stopping *one)
{
    pay(one);
    if (one->previous != NULL)
        one->previous->next = one->next;
    else
        one->client->stopping = one->next;
    if (one->next != NULL)
        one->next->previous = one->previous;
    t2s_timer_free(one->pause);
    if (one->request != NULL)
        t2s__presto_stop_free(one->request);
    t2s__free(one);
}

static void on_stopped(const t2s__http_response *response, t2s_error *error, void *user_data)
{
    stopping *one = user_data;
    int may_repeat = response == NULL ? t2s_error_retryable(error) : t2s__presto_is_passing(response->status);

    t2s_error_unref(error);
    one->is_with_curl = 0;
    pay(one);
    if (may_repeat && one->attempts < STOP_ATTEMPTS && !one->client->closing)
        t2s_timer_start(one->pause, STOP_PAUSE_MS);
    else
        stopping_free(one);
}

static int stopping_send(stopping *one)
{
    const t2s__presto_config *config = one->client->config;
    const t2s__http_request request = {
        .method = "DELETE",
        .url = one->request->url,
        .headers = one->request->headers.items,
        .header_count = one->request->headers.count,
        .ca_file = config->ca_file,
        .proxy = config->proxy,
        .connect_timeout_ms = T2S__PRESTO_STOP_MS,
        .timeout_ms = T2S__PRESTO_STOP_MS,
        .max_body = 65536,
    };
    t2s__http_call *call;
    int code = t2s__http_start(one->client->http, &request, on_stopped, one, &call, NULL);

    one->attempts++;
    one->is_with_curl = code == 0;
    return code;
}

static void on_pause(t2s_timer *timer, void *user_data)
{
    stopping *one = user_data;

    (void)timer;
    pay(one);
    if (!one->is_with_curl && stopping_send(one) != 0)
        stopping_free(one);
}

void t2s__presto_stop_begin(t2s__presto_client *client, const char *url, const char *user, const char *authorization)
{
    stopping *one = t2s__calloc(1, sizeof(*one));

    if (one == NULL)
        return;
    one->client = client;
    one->next = client->stopping;
    if (one->next != NULL)
        one->next->previous = one;
    client->stopping = one;
    one->request = t2s__presto_stop_new(client->config, url, user, authorization != NULL ? authorization : client->config->authorization);
    if (one->request == NULL || t2s_timer_new(client->loop, on_pause, one, &one->pause) != 0 || stopping_send(one) != 0)
        stopping_free(one);
    else {
        t2s__loop_owe(client->loop);
        one->is_owed = 1;
        t2s_timer_start(one->pause, OWED_MS);
    }
}

/* Those whose request is with curl end when the HTTP client is freed; the others now. */
void t2s__presto_stop_collect(t2s__presto_client *client, t2s__presto_stop_request **list)
{
    stopping *next;

    for (stopping *one = client->stopping; one != NULL; one = next) {
        next = one->next;
        one->request->next = *list;
        *list = one->request;
        one->request = NULL; /* curl has copies of its own */
        if (!one->is_with_curl)
            stopping_free(one);
    }
}
