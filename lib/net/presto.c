/* SPDX-License-Identifier: MIT */
/* The client, and the course of a statement: what is asked when, and what is asked again. */
#include "net/presto_run.h"

#include <string.h>
#include <strings.h>

#include "util/error.h"
#include "util/memory.h"

enum {
    FIRST_BYTE_MS = 30000, /* servers answer within a second or so, also when there is nothing to tell */
    IDLE_MS = 30000,
    CALL_MS = 600000, /* one page */
    RETRY_FIRST_MS = 100,
    RETRY_MOST_MS = 3000,
    EMPTY_QUICK_MS = 20, /* an answer without rows that came sooner did not wait for any */
    EMPTY_MANY = 5,
    EMPTY_PAUSE_MS = 100
};

static void send_request(t2s__presto_run *run);

/* The client's list. */

static void list_add(t2s__presto_run *run)
{
    t2s__presto_client *client = run->client;

    run->next = client->runs;
    if (run->next != NULL)
        run->next->previous = run;
    client->runs = run;
}

static void list_take(t2s__presto_run *run)
{
    if (run->previous != NULL)
        run->previous->next = run->next;
    else
        run->client->runs = run->next;
    if (run->next != NULL)
        run->next->previous = run->previous;
}

static void run_free(t2s__presto_run *run)
{
    list_take(run);
    t2s__presto_exchange_leave(run->exchange);
    t2s__presto_token_forget(run->token);
    t2s_timer_free(run->deadline);
    t2s_timer_free(run->pause);
    t2s__presto_headers_dispose(&run->headers);
    t2s__presto_free_secret(run->authorization);
    t2s__presto_rows_dispose(&run->rows);
    t2s__free(run->next_uri);
    t2s__free(run->user);
    t2s__free(run->sql);
    t2s__free(run);
}

/* The end that its owner hears of. `error` is taken over. */
static void run_end(t2s__presto_run *run, t2s_error *error)
{
    void (*done)(void *user_data, t2s_error *error) = run->handler.done;
    void *user_data = run->user_data;

    run_free(run);
    done(user_data, error);
}

/* Tell the server to stop, if there is something to stop. */
static void stop_on_server(t2s__presto_run *run)
{
    if (run->next_uri != NULL && !run->client->closing)
        t2s__presto_stop_begin(run->client, run->next_uri, run->user, run->authorization);
}

static void run_fail(t2s__presto_run *run, t2s_error *error)
{
    stop_on_server(run);
    run_end(run, error);
}

static const char *authorization_of(const t2s__presto_run *run)
{
    return run->authorization != NULL ? run->authorization : run->client->config->authorization;
}

/* Trying again. */

static void on_pause(t2s_timer *timer, void *user_data)
{
    (void)timer;
    send_request(user_data);
}

static void send_later(t2s__presto_run *run, uint64_t milliseconds)
{
    t2s_timer_start(run->pause, milliseconds);
}

/* Those who failed together should not come back together. */
static uint64_t pause_before(unsigned attempt)
{
    uint64_t most = RETRY_FIRST_MS;

    while (attempt-- > 1 && most < RETRY_MOST_MS)
        most *= 2;
    return most / 2 + t2s_loop_now() / 1000 % (most / 2 + 1);
}

/* `error` is why, and taken over; it is the end when there was no other answer for too long. */
static void retry(t2s__presto_run *run, t2s_error *error, int64_t retry_after_ms)
{
    uint64_t now = t2s_loop_now();
    uint64_t pause = pause_before(++run->attempts);

    if (run->attempts == 1)
        run->failing_since = now;
    if (retry_after_ms > 0 && (uint64_t)retry_after_ms > pause)
        pause = (uint64_t)retry_after_ms;
    if ((now - run->failing_since) / 1000000 + pause > (uint64_t)run->client->config->retry_ms) {
        run_fail(run, error);
        return;
    }
    t2s_error_unref(error);
    send_later(run, pause);
}

/* Pages. */

/* A callback may have stopped the run: it is freed then, and nothing of it can be touched. */
static int leave_callback(t2s__presto_run *run)
{
    run->in_callback = 0;
    if (!run->stopped)
        return 0;
    run_free(run);
    return 1;
}

static int report_progress(t2s__presto_run *run, const t2s__presto_page *page)
{
    char *id = t2s__presto_page_text(page->id);
    char *state = t2s__presto_page_text(t2s__json_get(page->stats, "state"));
    const t2s__presto_progress progress = {
        .query_id = id != NULL ? id : "",
        .state = state != NULL ? state : "",
        .splits_total = t2s__json_number(t2s__json_get(page->stats, "totalSplits")),
        .splits_done = t2s__json_number(t2s__json_get(page->stats, "completedSplits")),
        .rows = t2s__json_number(t2s__json_get(page->stats, "processedRows")),
        .bytes = t2s__json_number(t2s__json_get(page->stats, "processedBytes")),
        .elapsed_ms = t2s__json_number(t2s__json_get(page->stats, "elapsedTimeMillis")),
    };

    run->in_callback = 1;
    run->handler.progress(run->user_data, &progress);
    t2s__free(id);
    t2s__free(state);
    return leave_callback(run);
}

/* The columns and the rows. 1: the run is no more. */
static int hand_over(t2s__presto_run *run, const t2s__presto_page *page)
{
    t2s_error *error = NULL;
    int code;

    run->in_callback = 1;
    code = t2s__presto_rows_take(&run->rows, page, &run->handler, run->user_data, &run->stopped, &error);
    if (leave_callback(run)) {
        t2s_error_unref(error);
        return 1;
    }
    if (code == 0)
        return 0;
    run_fail(run, error); /* NULL: enough */
    return 1;
}

static int is_failed(const t2s__presto_page *page)
{
    return t2s__json_is(t2s__json_get(page->stats, "state"), "FAILED");
}

/* Where the next page is. */
static int read_next(t2s__presto_run *run, const t2s__presto_page *page, t2s_error **ret_error)
{
    char *text;
    char *url = NULL;
    int code = 0;

    if (page->next_uri.text == NULL) {
        t2s__free(run->next_uri);
        run->next_uri = NULL;
        return is_failed(page) ? t2s__fail(ret_error, T2S_E_PROTOCOL, "the query failed, and the server does not say why") : 0;
    }
    text = t2s__presto_page_text(page->next_uri);
    if (text == NULL)
        return t2s__fail(ret_error, T2S_E_PROTOCOL, "what the server names as its next address is none");
    code = t2s__presto_follow(run->client->config, text, &url, ret_error);
    t2s__free(text);
    if (code != 0)
        return code;
    t2s__free(run->next_uri);
    run->next_uri = url;
    return 0;
}

/* A server that answers at once and has nothing to say is not asked as fast as it can answer. */
static void go_on(t2s__presto_run *run, int has_rows)
{
    int is_quick = t2s_loop_now() - run->asked_at < (uint64_t)EMPTY_QUICK_MS * 1000000;

    run->quick_empties = !has_rows && is_quick ? run->quick_empties + 1 : 0;
    if (run->quick_empties > EMPTY_MANY)
        send_later(run, EMPTY_PAUSE_MS);
    else
        send_request(run);
}

static void take_page(t2s__presto_run *run, const t2s__presto_page *page)
{
    t2s_error *error = NULL;

    run->attempts = 0;
    if (page->error.text != NULL) {
        run_end(run, t2s__presto_server_error(run->client->config, page->error));
        return;
    }
    if (read_next(run, page, &error) != 0) {
        run_fail(run, error);
        return;
    }
    if (run->handler.progress != NULL && report_progress(run, page))
        return;
    if (hand_over(run, page))
        return;
    if (run->next_uri == NULL)
        run_end(run, NULL);
    else
        go_on(run, page->data.text != NULL);
}

/* Nobody waits for it any more; it was not known yet where to say so. */
static void take_orphan(t2s__presto_run *run, const t2s__http_response *response)
{
    t2s__presto_page page;

    if (response != NULL && response->status == 200 && t2s__presto_page_read(response->body, response->length, &page, NULL) == 0 &&
        read_next(run, &page, NULL) == 0)
        stop_on_server(run);
    run_free(run);
}

static int is_json(const t2s__http_response *response)
{
    return strncasecmp(response->content_type, "application/json", 16) == 0;
}

static void take_response(t2s__presto_run *run, const t2s__http_response *response)
{
    const t2s__presto_config *config = run->client->config;
    int may_repeat = run->next_uri != NULL ? t2s__presto_is_passing(response->status) : t2s__presto_is_busy(response->status);
    t2s__presto_page page;
    t2s_error *error = NULL;

    if (may_repeat)
        retry(run, t2s__presto_http_error(config, response), response->retry_after_ms);
    else if (response->status != 200 || !is_json(response))
        run_fail(run, t2s__presto_http_error(config, response));
    else if (t2s__presto_page_read(response->body, response->length, &page, &error) != 0)
        run_fail(run, error);
    else
        take_page(run, &page);
}

/*
 * What was lost on its way can be asked for again; but a statement only if the server has seen nothing of it. (On a connection that was
 * kept and turns out to be closed, curl sends it again by itself; a statement does not run before its first page is asked for.)
 */
static void take_failure(t2s__presto_run *run, t2s_error *error, int was_sent)
{
    if (t2s_error_retryable(error) && (run->next_uri != NULL || !was_sent))
        retry(run, error, 0);
    else
        run_fail(run, error);
}

void t2s__presto_run_answer(t2s__presto_run *run, const t2s__http_response *response, t2s_error *error, int was_sent)
{
    run->exchange = NULL;
    if (run->is_orphan) {
        t2s_error_unref(error);
        take_orphan(run, response);
    } else if (response == NULL)
        take_failure(run, error, was_sent);
    else
        take_response(run, response);
}

/* Asking. */

static int start_exchange(t2s__presto_run *run, t2s_error **ret_error)
{
    const t2s__presto_config *config = run->client->config;
    t2s__presto_headers headers = {0};
    t2s__buffer url = T2S__BUFFER_INIT;
    t2s__http_request request = {
        .method = run->next_uri != NULL ? "GET" : "POST",
        .url = run->next_uri,
        .headers = run->headers.items,
        .header_count = run->headers.count,
        .ca_file = config->ca_file,
        .proxy = config->proxy,
        .connect_timeout_ms = config->connect_timeout_ms,
        .first_byte_timeout_ms = FIRST_BYTE_MS,
        .idle_timeout_ms = IDLE_MS,
        .timeout_ms = CALL_MS,
        .max_body = (size_t)config->page_bytes,
        .compressed = 1,
    };
    int code = 0;

    if (run->next_uri != NULL) {
        code = t2s__presto_headers_base(&headers, config, run->user, authorization_of(run), ret_error);
        request.headers = headers.items;
        request.header_count = headers.count;
    } else {
        t2s__buffer_printf(&url, "%s/v1/statement", config->origin);
        request.url = t2s__buffer_string(&url);
        request.body = run->sql;
        request.body_length = strlen(run->sql);
        code = url.failed ? t2s__fail_nomem(ret_error) : 0;
    }
    if (code == 0)
        code = t2s__presto_exchange_start(run, &request, ret_error);
    t2s__presto_headers_dispose(&headers);
    t2s__buffer_dispose(&url);
    return code;
}

static void send_request(t2s__presto_run *run)
{
    t2s_error *error = NULL;

    run->asked_at = t2s_loop_now();
    if (start_exchange(run, &error) != 0)
        run_fail(run, error);
}

static void on_token(void *user_data, char *authorization, t2s_error *error)
{
    t2s__presto_run *run = user_data;

    run->token = NULL;
    if (error == NULL && t2s__presto_headers_add(&run->headers, "Authorization", authorization) != 0)
        error = t2s_error_new(T2S_E_NOMEM, NULL);
    run->authorization = authorization;
    if (error != NULL)
        run_end(run, error);
    else
        send_request(run);
}

static void on_deadline(t2s_timer *timer, void *user_data)
{
    t2s__presto_run *run = user_data;

    (void)timer;
    if (run->is_orphan)
        run_free(run);
    else {
        t2s_error *error = t2s__error(T2S_E_TIMEOUT, "%s: the query did not end within %llu ms", run->client->config->origin,
                                      (unsigned long long)run->timeout_ms);
        void (*done)(void *user_data, t2s_error *error) = run->handler.done;
        void *owner = run->user_data;

        t2s__presto_stop(run);
        done(owner, error);
    }
}

/* Starting and stopping. */

static int fill(t2s__presto_run *run, const t2s__presto_statement *statement, t2s_error **reterr_error)
{
    t2s__presto_client *client = run->client;
    int code = t2s__presto_headers_statement(&run->headers, client->config, statement, client->config->authorization, reterr_error);

    if (code != 0)
        return code;
    run->sql = t2s__strdup(statement->sql);
    run->user = t2s__strdup(statement->user);
    if (run->sql == NULL || (statement->user != NULL && run->user == NULL) ||
        t2s_timer_new(client->loop, on_pause, run, &run->pause) != 0 ||
        t2s_timer_new(client->loop, on_deadline, run, &run->deadline) != 0)
        return t2s__fail_nomem(reterr_error);
    run->timeout_ms = statement->timeout_ms;
    if (statement->timeout_ms != 0)
        t2s_timer_start(run->deadline, statement->timeout_ms);
    return 0;
}

int t2s__presto_start(t2s__presto_client *client, const t2s__presto_statement *statement, const t2s__presto_handler *handler,
                      void *user_data, t2s__presto_run **ret_run, t2s_error **reterr_error)
{
    t2s__presto_run *run;
    int code;

    if (client->closing)
        return t2s__fail(reterr_error, T2S_E_SHUTDOWN, "the connection was closed");
    run = t2s__calloc(1, sizeof(*run));
    if (run == NULL)
        return t2s__fail_nomem(reterr_error);
    run->client = client;
    run->handler = *handler;
    run->user_data = user_data;
    list_add(run);
    code = fill(run, statement, reterr_error);
    run->asked_at = t2s_loop_now();
    if (code == 0 && client->config->token_file != NULL) {
        if (t2s__presto_token_read(client->config, client->loop, on_token, run, &run->token) != 0)
            code = t2s__fail_nomem(reterr_error);
    } else if (code == 0)
        code = start_exchange(run, reterr_error);
    if (code != 0) {
        run_free(run);
        return code;
    }
    *ret_run = run;
    return 0;
}

/* A statement that may have been taken is waited for, to be told where to stop it. */
static int must_wait(const t2s__presto_run *run)
{
    return run->exchange != NULL && run->next_uri == NULL && !run->client->closing;
}

void t2s__presto_stop(t2s__presto_run *run)
{
    if (run == NULL || run->stopped)
        return;
    stop_on_server(run);
    if (run->in_callback) {
        run->stopped = 1;
    } else if (must_wait(run)) {
        run->is_orphan = 1;
        t2s_timer_start(run->deadline, T2S__PRESTO_STOP_MS);
    } else
        run_free(run);
}

int t2s__presto_client_new(t2s__presto_config *config, t2s_loop *loop, t2s__presto_client **ret_client)
{
    t2s__presto_client *client = t2s__calloc(1, sizeof(*client));
    int code;

    if (client == NULL)
        return T2S_E_NOMEM;
    code = t2s__http_client_new(loop, &client->http);
    if (code != 0) {
        t2s__free(client);
        return code;
    }
    client->config = t2s__presto_config_ref(config);
    client->loop = loop;
    *ret_client = client;
    return 0;
}

static void add_farewell(t2s__presto_client *client, t2s__presto_stop_request **list, const t2s__presto_run *run)
{
    t2s__presto_stop_request *request =
        run->next_uri != NULL ? t2s__presto_stop_new(client->config, run->next_uri, run->user, authorization_of(run)) : NULL;

    if (request == NULL)
        return;
    request->next = *list;
    *list = request;
}

void t2s__presto_client_free(t2s__presto_client *client)
{
    t2s__presto_stop_request *farewells = NULL;

    if (client == NULL)
        return;
    client->closing = 1;
    for (const t2s__presto_run *run = client->runs; run != NULL; run = run->next)
        add_farewell(client, &farewells, run);
    t2s__presto_stop_collect(client, &farewells);
    while (client->runs != NULL) {
        t2s__presto_run *run = client->runs;

        if (run->is_orphan)
            run_free(run);
        else
            run_end(run, t2s_error_new(T2S_E_SHUTDOWN, NULL));
    }
    t2s__http_client_free(client->http);
    t2s__presto_stop_all(client->config, farewells);
    t2s__presto_config_unref(client->config);
    t2s__free(client);
}
