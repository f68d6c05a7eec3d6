/* SPDX-License-Identifier: MIT */
/*
 * Providers that ask an API over HTTP: what is the same for all of them. A call waits for a key where one is to be had first, is
 * sent, read as it comes or when it is whole, and finished; or sent again, because the key was refused or the server does not know
 * something. Everything here is on the loop's thread.
 */
#include "provider/connector.h"

#include <string.h>
#include <strings.h>

#include "provider/provider.h"
#include "util/error.h"
#include "util/memory.h"
#include "util/ops.h"

/* How long what follows a whole reply (the tokens, the end of the stream) is waited for, in milliseconds. */
enum { LINGER_MS = 100, LINGER_AT_END_MS = 20 };

/* What a piece of an answer is answered with, see t2s__http_data_fn. */
enum { TAKEN = 0, COLLECT = 1, STOP = 2 };

/* Calls. */

static void forget_attempt(t2s_connector_call *call)
{
    t2s__headers_dispose(&call->headers);
    t2s__buffer_dispose(&call->scratch.buffer);
    t2s__sse_dispose(&call->sse);
    t2s_error_unref(call->failure);
    call->failure = NULL;
}

static void call_free(t2s_connector_call *call)
{
    if (call->previous != NULL)
        call->previous->next = call->next;
    else
        call->connector->calls = call->next;
    if (call->next != NULL)
        call->next->previous = call->previous;
    t2s__keys_leave(&call->connector->keys, &call->waiter);
    forget_attempt(call);
    t2s_timer_free(call->timer);
    t2s__key_unref(call->key);
    t2s_prompt_unref(call->prompt);
    t2s__free(call);
}

/* The end of every call. */
static void finish(t2s_connector_call *call, t2s_error *error)
{
    t2s_reply *reply = call->reply;

    if (call->retry_after_ms > 0)
        t2s_reply_set_retry_after(reply, (uint64_t)call->retry_after_ms);
    call_free(call); /* first: to finish the reply may free the provider */
    t2s_reply_finish(reply, error);
}

static void on_timer(t2s_timer *timer, void *user_data);

static int start_timer(t2s_connector_call *call, uint64_t milliseconds)
{
    int code = call->timer == NULL ? t2s_timer_new(call->connector->loop, on_timer, call, &call->timer) : 0;

    if (code == 0)
        t2s_timer_start(call->timer, milliseconds);
    return code;
}

/* Milliseconds that are left, rounded up; 0: none. */
static int64_t time_left(const t2s_connector_call *call)
{
    uint64_t now = t2s_loop_now();

    return now < call->deadline ? (int64_t)((call->deadline - now + 999999) / 1000000) : 0;
}

static t2s_error *too_late(const char *what)
{
    t2s_error *error = t2s__error(T2S_E_TIMEOUT, "the time limit was reached %s", what);

    t2s_error_set_retryable(error, 1);
    return error;
}

/* Sending. */

static void on_key(t2s__key_waiter *waiter, t2s_error *error);
static int on_data(const t2s__http_response *response, const char *data, size_t length, void *user_data);
static void on_response(const t2s__http_response *response, t2s_error *error, void *user_data);

static void begin_attempt(t2s_connector_call *call)
{
    forget_attempt(call);
    memset(call->numbers, 0, sizeof(call->numbers));
    call->sse = (t2s__sse){.limit = (size_t)call->connector->max_reply_bytes};
    call->used = t2s__connector_features(call);
    call->retry_after_ms = 0;
    call->begun = 0;
    call->streamed = 0;
    call->whole = 0;
    call->hopeless = 0;
    call->ended = 0;
    call->lingers = 0;
    call->http = NULL;
}

static int write_headers(t2s_connector_call *call)
{
    const t2s_connector *connector = call->connector;
    const int streams = (call->used & T2S_CONNECTOR_STREAM) != 0;

    for (size_t i = 0; i < connector->extra.count; i++) {
        const t2s__http_header *header = &connector->extra.items[i];

        t2s__headers_add(&call->headers, header->name, strlen(header->name), "", header->value, strlen(header->value));
    }
    t2s_connector_add_header(call, "Content-Type", "application/json");
    t2s_connector_add_header(call, "Accept", streams ? "text/event-stream, application/json" : "application/json");
    if (call->key != NULL && !t2s__headers_have(&connector->extra, connector->key_header))
        t2s__headers_add(&call->headers, connector->key_header, strlen(connector->key_header), connector->key_prefix,
                         call->key->text, strlen(call->key->text));
    if (connector->ops.write_headers != NULL)
        connector->ops.write_headers(connector->user_data, call);
    return call->headers.failed ? T2S_E_NOMEM : 0;
}

static int write_url(const t2s_connector_call *call, t2s_connector_text *url)
{
    const t2s_connector *connector = call->connector;
    int code;

    t2s__buffer_append(&url->buffer, connector->base_url, connector->base_length);
    code = connector->ops.write_path(connector->user_data, call, url);
    return url->buffer.failed ? T2S_E_NOMEM : code;
}

static int write_body(const t2s_connector_call *call, t2s_connector_text *body)
{
    const t2s_connector *connector = call->connector;
    int code = connector->ops.write_body(connector->user_data, call, body);

    return body->buffer.failed ? T2S_E_NOMEM : code;
}

static int http_version(const t2s_connector *connector)
{
    if (strcmp(connector->http_version, "1.1") == 0)
        return T2S__HTTP_1_1;
    return strcmp(connector->http_version, "auto") == 0 ? T2S__HTTP_AUTO : T2S__HTTP_2_PRIOR_KNOWLEDGE;
}

static int64_t no_longer_than(int64_t left, int64_t limit)
{
    return limit < left ? limit : left;
}

static t2s_error *start_http(t2s_connector_call *call, const t2s_connector_text *url, const t2s_connector_text *body)
{
    const t2s_connector *connector = call->connector;
    int64_t left = time_left(call);
    t2s_error *error = NULL;
    t2s__http_request request = {.method = "POST",
                                 .url = t2s__buffer_string(&url->buffer),
                                 .headers = call->headers.items,
                                 .header_count = call->headers.count,
                                 .body = t2s__buffer_string(&body->buffer),
                                 .body_length = body->buffer.length,
                                 .ca_file = connector->ca_file,
                                 .proxy = connector->proxy,
                                 .version = http_version(connector),
                                 .connect_timeout_ms = no_longer_than(left, connector->connect_timeout_ms),
                                 .first_byte_timeout_ms = no_longer_than(left, connector->first_byte_timeout_ms),
                                 .idle_timeout_ms = no_longer_than(left, connector->idle_timeout_ms),
                                 .timeout_ms = left,
                                 .max_body = (size_t)connector->max_reply_bytes,
                                 .data = on_data};

    if (left == 0)
        return too_late("before the prompt could be sent");
    t2s__http_start(connector->http, &request, on_response, call, &call->http, &error);
    return error;
}

/* Once the key is there. Returns what went wrong, or NULL. */
static t2s_error *send_prompt(t2s_connector_call *call)
{
    t2s_connector_text url = {T2S__BUFFER_INIT};
    t2s_connector_text body = {T2S__BUFFER_INIT};
    t2s_error *error = NULL;
    int code;

    begin_attempt(call);
    code = write_headers(call);
    if (code == 0)
        code = write_url(call, &url);
    if (code == 0)
        code = write_body(call, &body);
    if (code != 0)
        error = t2s_error_new(code, NULL);
    else
        error = start_http(call, &url, &body);
    t2s__headers_dispose(&call->headers);
    t2s__buffer_dispose(&url.buffer);
    t2s__buffer_dispose(&body.buffer);
    return error;
}

static void take_key(t2s_connector_call *call)
{
    t2s__key_unref(call->key);
    call->key = t2s__key_ref(call->connector->keys.key);
    call->renewing = 0;
}

static t2s_error *no_callback(void)
{
    t2s_error *error = t2s_error_new(T2S_E_AUTH, "the option auth is \"callback\", and no callback is set");

    t2s_error_set_hint(error, "call t2s_provider_set_token_callback() before the provider is used");
    return error;
}

/* Get a key, and send the prompt. Returns what went wrong, or NULL. */
static t2s_error *begin(t2s_connector_call *call)
{
    t2s__key_source *keys = &call->connector->keys;
    int64_t left = time_left(call);
    int there;

    if (left == 0)
        return too_late("before the prompt could be sent");
    if (t2s_connector_has_token_callback(call->connector) && keys->callback == NULL)
        return no_callback();
    there = t2s__keys_get(keys, &call->waiter);
    if (there == 0 && start_timer(call, (uint64_t)left) != 0) {
        t2s__keys_leave(keys, &call->waiter);
        there = T2S_E_NOMEM;
    }
    if (there < 0)
        return t2s_error_new(there, NULL);
    if (there == 0)
        return NULL;
    take_key(call);
    return send_prompt(call);
}

static t2s_connector_call *call_of(t2s__key_waiter *waiter)
{
    return (t2s_connector_call *)(void *)((char *)waiter - offsetof(t2s_connector_call, waiter));
}

/* The key that was refused is the one that was to be had, once more: nothing is gained by sending it. */
static int is_no_new_key(const t2s_connector_call *call)
{
    const t2s__key *key = call->connector->keys.key;

    return call->renewing && call->key != NULL && key != NULL && strcmp(call->key->text, key->text) == 0;
}

static void on_key(t2s__key_waiter *waiter, t2s_error *error)
{
    t2s_connector_call *call = call_of(waiter);

    if (call->timer != NULL)
        t2s_timer_stop(call->timer);
    if (error == NULL && is_no_new_key(call))
        error = t2s_error_ref(call->failure);
    if (error == NULL) {
        take_key(call);
        error = send_prompt(call);
    }
    if (error != NULL)
        finish(call, error);
}

/* A key did not come in time; or nothing more came after a whole reply. */
static void on_timer(t2s_timer *timer, void *user_data)
{
    t2s_connector_call *call = user_data;

    (void)timer;
    if (call->waiter.waits)
        finish(call, too_late("while the call waited for its key"));
    else if (call->http != NULL)
        t2s__http_cancel(call->http);
}

/* Reading a stream. */

static void fail(t2s_connector_call *call, t2s_error *error)
{
    t2s_error_unref(call->failure);
    call->failure = error;
}

static void learn(t2s_connector_call *call, const t2s_connector_problem *problem)
{
    call->unknown |= problem->unknown;
}

/* What an operation that reads has returned: what is wrong goes into the call. */
static void take_result(t2s_connector_call *call, t2s_connector_problem *problem, int code)
{
    if (call->scratch.buffer.failed)
        code = problem->code = T2S_E_NOMEM;
    else if (problem->refused)
        code = T2S_E_SERVER;
    else if (code < 0 && code != problem->code)
        problem->code = code;
    if (code < 0) {
        learn(call, problem);
        fail(call, t2s__problem_end(problem));
        call->whole = call->whole || (problem->refused && call->failure == NULL);
    }
    t2s__problem_dispose(problem);
}

static void linger(t2s_connector_call *call, uint64_t milliseconds)
{
    /* Where there is no memory for a timer, the time limit of the call ends it. */
    if ((!call->lingers || call->ended) && start_timer(call, milliseconds) == 0)
        call->lingers = 1;
}

static int on_event(const char *event, const char *data, size_t length, void *user_data)
{
    t2s_connector_call *call = user_data;
    const t2s_connector *connector = call->connector;
    t2s_connector_problem problem;
    int code;

    if (length == 0 || call->ended)
        return 0;
    t2s__problem_init(&problem, call, 200);
    code = connector->ops.read_event(connector->user_data, call, event, data, length, &problem);
    take_result(call, &problem, code);
    if (call->failure != NULL)
        return STOP;
    if (call->hopeless)
        fail(call, t2s_error_new(T2S_E_PROTOCOL, "the server's reply cannot be used: it goes on without being a reply"));
    call->ended = code == T2S_CONNECTOR_END;
    if (code == T2S_CONNECTOR_DONE || call->ended)
        call->whole = 1;
    if (call->whole)
        linger(call, call->ended ? LINGER_AT_END_MS : LINGER_MS);
    return call->failure != NULL ? STOP : 0;
}

static int feed(t2s_connector_call *call, const char *data, size_t length)
{
    int code = t2s__sse_feed(&call->sse, data, length, on_event, call);

    if (code == T2S_E_TOO_LARGE)
        fail(call, t2s__error(code, "the server's reply cannot be used: an event is larger than %zu bytes", call->sse.limit));
    else if (code < 0)
        fail(call, t2s_error_new(code, NULL));
    return code != 0 ? STOP : TAKEN;
}

static int is_event_stream(const t2s__http_response *response)
{
    return strncasecmp(response->content_type, "text/event-stream", strlen("text/event-stream")) == 0;
}

/* A server that does not stream answers with one JSON text, whatever it was asked for; one that does may forget to say so. */
static int looks_streamed(const t2s_connector_call *call, const t2s__http_response *response, const char *data, size_t length)
{
    size_t blanks = 0;

    if (call->connector->ops.read_event == NULL)
        return 0;
    if (is_event_stream(response))
        return 1;
    if ((call->used & T2S_CONNECTOR_STREAM) == 0)
        return 0;
    while (blanks < length && strchr(" \t\r\n", data[blanks]) != NULL && data[blanks] != '\0')
        blanks++;
    return blanks < length && (data[blanks] == 'd' || data[blanks] == 'e' || data[blanks] == ':' || data[blanks] == 'i');
}

static int on_data(const t2s__http_response *response, const char *data, size_t length, void *user_data)
{
    t2s_connector_call *call = user_data;

    if (call->cancelled)
        return STOP;
    if (!call->begun) {
        call->begun = 1;
        call->streamed = looks_streamed(call, response, data, length);
        t2s_reply_mark_first_byte(call->reply);
    }
    return call->streamed ? feed(call, data, length) : COLLECT;
}

/* Reading an answer that is whole. */

/* By what it is: servers name the wrong type for JSON, too. */
static int is_html(const t2s__http_response *response)
{
    return response->body[strspn(response->body, " \t\r\n")] == '<';
}

static void read_whole(t2s_connector_call *call, const t2s__http_response *response)
{
    const t2s_connector *connector = call->connector;
    t2s_connector_problem problem;
    int code;

    t2s__problem_init(&problem, call, response->status);
    if (response->length == 0)
        code = t2s_connector_problem_malformed(&problem, "it is empty");
    else if (is_html(response))
        code = t2s_connector_problem_malformed(&problem, "it is an HTML page");
    else
        code = connector->ops.read_reply(connector->user_data, call, response->body, response->length, &problem);
    take_result(call, &problem, code);
}

static void read_failure(t2s_connector_call *call, const t2s__http_response *response)
{
    t2s_connector_problem problem;

    t2s__problem_init(&problem, call, response->status);
    t2s__problem_of_response(&problem, response);
    take_result(call, &problem, problem.code);
}

/* The stream has ended, and nothing was wrong with it as far as it went. */
static void end_stream(t2s_connector_call *call)
{
    t2s_error *error;

    if (call->whole)
        return;
    error = t2s_error_new(T2S_E_PROTOCOL, "the server's reply cannot be used: the stream ended before the reply did");
    t2s_error_set_retryable(error, 1);
    fail(call, error);
}

static void read_response(t2s_connector_call *call, const t2s__http_response *response)
{
    if (response->status < 200 || response->status > 299)
        read_failure(call, response);
    else if (!call->streamed)
        read_whole(call, response);
    else if (call->failure == NULL)
        end_stream(call);
}

/* Sending again. */

/* 1: the key was refused, and there may be another. */
static int renew_key(t2s_connector_call *call, int status)
{
    if (status != 401 || call->renewed || !t2s__keys_reject(&call->connector->keys, call->key))
        return 0;
    call->renewed = call->renewing = 1;
    return 1;
}

/* 1: something was sent that the server does not know, and can be left out. */
static int can_do_with_less(const t2s_connector_call *call)
{
    return (call->unknown & call->used) != 0 && t2s_reply_length(call->reply) == 0;
}

/* Answers that had come before are still delivered then, but nothing can be sent again. */
static int is_detaching(const t2s_connector *connector)
{
    return connector->keys.loop == NULL;
}

/* An answer that is well: what it took to get it is remembered. */
static void remember(t2s_connector_call *call)
{
    call->connector->missing |= call->unknown;
}

/* The end of an attempt that was not broken off. */
static void end_attempt(t2s_connector_call *call, int status)
{
    t2s_error *error = call->failure;

    if (error == NULL)
        remember(call);
    if (error != NULL && !call->cancelled && !is_detaching(call->connector) &&
        (renew_key(call, status) || can_do_with_less(call))) {
        error = begin(call); /* keeps the failure until the prompt is sent again */
        if (error != NULL)
            finish(call, error);
        return;
    }
    call->failure = NULL;
    finish(call, error);
}

static void on_response(const t2s__http_response *response, t2s_error *error, void *user_data)
{
    t2s_connector_call *call = user_data;

    call->http = NULL;
    if (call->timer != NULL)
        t2s_timer_stop(call->timer);
    if (error != NULL && call->whole && call->failure == NULL && !call->cancelled) {
        t2s_error_unref(error); /* what was broken off is not needed */
        error = NULL;
        remember(call);
        finish(call, NULL);
    } else if (error != NULL) {
        finish(call, error);
    } else if (call->cancelled) {
        finish(call, t2s_error_new(T2S_E_CANCELLED, NULL));
    } else {
        read_response(call, response);
        end_attempt(call, response->status);
    }
}

/* The provider. */

static uint64_t earlier(uint64_t one, uint64_t other)
{
    return one < other ? one : other;
}

static int start(void *user_data, const t2s_prompt *prompt, t2s_reply *reply)
{
    t2s_connector *connector = user_data;
    t2s_connector_call *call = t2s__calloc(1, sizeof(*call));
    t2s_error *error;

    if (call == NULL)
        return T2S_E_NOMEM;
    call->connector = connector;
    call->prompt = t2s_prompt_ref(prompt);
    call->reply = reply;
    call->deadline = earlier(t2s_loop_now() + (uint64_t)connector->timeout_ms * 1000000, t2s_reply_deadline(reply));
    call->waiter.callback = on_key;
    call->next = connector->calls;
    if (connector->calls != NULL)
        connector->calls->previous = call;
    connector->calls = call;
    t2s_reply_set_data(reply, call);
    t2s_reply_set_model(reply, connector->model); /* until the server names one: a call that is stopped has its price, too */
    error = begin(call);
    if (error != NULL)
        finish(call, error);
    return 0;
}

/* The reply is not finished yet, so its call is there. */
static void cancel(void *user_data, t2s_reply *reply)
{
    t2s_connector_call *call = t2s_reply_data(reply);

    (void)user_data;
    call->cancelled = 1;
    if (call->http != NULL)
        t2s__http_cancel(call->http);
    else
        finish(call, t2s_error_new(T2S_E_CANCELLED, NULL));
}

static int attach(void *user_data, t2s_loop *loop)
{
    t2s_connector *connector = user_data;
    int code = t2s__http_client_new(loop, &connector->http);

    if (code != 0)
        return code;
    connector->loop = loop;
    t2s__keys_attach(&connector->keys, loop);
    return 0;
}

static void detach(void *user_data, t2s_loop *loop)
{
    t2s_connector *connector = user_data;

    (void)loop;
    t2s__keys_detach(&connector->keys);
    t2s__http_client_free(connector->http);
    connector->http = NULL;
    connector->loop = NULL;
}

static void destroy(void *user_data)
{
    t2s_connector *connector = user_data;

    if (connector->ops.destroy != NULL)
        connector->ops.destroy(connector->user_data);
    t2s__connector_dispose_options(connector);
    t2s__free(connector);
}

/* Construction. */

static void add_identity(t2s__buffer *identity, const char *name, const char *value)
{
    if (value != NULL)
        t2s__buffer_printf(identity, " %s=%s", name, value);
}

/* All that changes replies. */
static int set_identity(const t2s_connector *connector, t2s_provider *provider)
{
    t2s__buffer identity = T2S__BUFFER_INIT;
    int code = T2S_E_NOMEM;

    t2s__buffer_text(&identity, connector->ops.name);
    add_identity(&identity, "base_url", connector->base_url);
    add_identity(&identity, "model", connector->model);
    add_identity(&identity, "temperature", connector->temperature);
    add_identity(&identity, "seed", connector->seed);
    add_identity(&identity, "max_output_tokens", connector->max_output_tokens);
    add_identity(&identity, "reasoning_effort", connector->reasoning_effort);
    add_identity(&identity, "output", connector->output);
    for (size_t i = 0; connector->ops.options != NULL && connector->ops.options[i] != NULL; i++)
        add_identity(&identity, connector->ops.options[i], connector->own[i]);
    if (!identity.failed)
        code = t2s_provider_set_identity(provider, t2s__buffer_string(&identity));
    t2s__buffer_dispose(&identity);
    return code;
}

/* What is wrong with the operations, or 0. */
static int check_ops(const t2s_connector_ops *ops)
{
    if (ops->name == NULL || ops->write_path == NULL || ops->write_body == NULL || ops->read_reply == NULL)
        return T2S_E_INVALID;
    if ((ops->features & T2S_CONNECTOR_STREAM) != 0 && ops->read_event == NULL)
        return T2S_E_INVALID;
    return 0;
}

static int configure(t2s_connector *connector, const t2s_options *options, t2s_error **reterr_error)
{
    int code = t2s__connector_configure(connector, options, reterr_error);

    if (code == 0 && connector->ops.configure != NULL)
        code = connector->ops.configure(connector->user_data, connector, reterr_error);
    return code;
}

static int new_provider(t2s_connector *connector, t2s_provider **ret_provider, t2s_error **reterr_error)
{
    static const t2s_provider_ops ops = {
        .struct_size = sizeof(ops), .start = start, .cancel = cancel, .destroy = destroy, .attach = attach, .detach = detach};
    t2s_provider *provider = NULL;
    int code = t2s_provider_new(connector->name, &ops, connector, &provider); /* has destroyed it after an error */

    if (code == 0)
        code = set_identity(connector, provider);
    if (code != 0) {
        t2s_provider_unref(provider);
        return t2s__fail(reterr_error, code, "%s", t2s_strerror(code));
    }
    *ret_provider = provider;
    return 0;
}

int t2s_connector_provider_new(const t2s_connector_ops *ops, void *user_data, const t2s_options *options,
                               t2s_provider **ret_provider, t2s_error **reterr_error)
{
    t2s_connector_ops copy;
    t2s_connector *connector;
    int code = t2s__ops_copy(&copy, ops, sizeof(copy), sizeof(copy), 0);

    if (code == 0)
        code = check_ops(&copy);
    if (code == 0 && ret_provider == NULL)
        code = T2S_E_INVALID;
    connector = code == 0 ? t2s__calloc(1, sizeof(*connector)) : NULL;
    if (connector == NULL) {
        if (copy.destroy != NULL)
            copy.destroy(user_data);
        code = code == 0 ? T2S_E_NOMEM : code;
        return t2s__fail(reterr_error, code, "%s", t2s_strerror(code));
    }
    connector->ops = copy;
    connector->user_data = user_data;
    code = configure(connector, options, reterr_error);
    if (code != 0) {
        destroy(connector);
        return code;
    }
    return new_provider(connector, ret_provider, reterr_error);
}

static int check_token_callback(t2s_provider *provider, t2s_token_fn callback)
{
    const t2s_connector *connector;

    if (provider == NULL || callback == NULL)
        return T2S_E_INVALID;
    if (provider->ops.start != start)
        return T2S_E_UNSUPPORTED;
    connector = provider->service.model.user_data;
    if (!t2s_connector_has_token_callback(connector))
        return T2S_E_UNSUPPORTED;
    return connector->loop != NULL ? T2S_E_BUSY : 0;
}

int t2s_provider_set_token_callback(t2s_provider *provider, t2s_token_fn callback, void *user_data, void (*let_go)(void *user_data))
{
    int code = check_token_callback(provider, callback);

    if (code == 0)
        t2s__keys_set_callback(&((t2s_connector *)provider->service.model.user_data)->keys, callback, user_data, let_go);
    else if (let_go != NULL)
        let_go(user_data);
    return code;
}

/* What an implementation asks of a call. */

const t2s_prompt *t2s_connector_call_prompt(const t2s_connector_call *call)
{
    return call->prompt;
}

t2s_reply *t2s_connector_call_reply(const t2s_connector_call *call)
{
    return call->reply;
}

int t2s_connector_call_append(t2s_connector_call *call, const char *text, size_t length)
{
    int code;
    int state;

    if (call->whole)
        return 0;
    code = t2s_reply_append(call->reply, text, length);
    if (code != 0 || !call->streamed)
        return code;
    state = t2s_reply_state(call->reply);
    call->whole = state == T2S_REPLY_COMPLETE;
    call->hopeless = state == T2S_REPLY_HOPELESS;
    return 0;
}

static int is_left_out(const t2s_connector_call *call, const char *name)
{
    static const struct {
        const char *name;
        uint64_t feature;
    } optional[] = {
        {"temperature", T2S_CONNECTOR_TEMPERATURE},
        {"seed", T2S_CONNECTOR_SEED},
        {"reasoning_effort", T2S_CONNECTOR_REASONING_EFFORT},
    };

    for (size_t i = 0; i < sizeof(optional) / sizeof(*optional); i++)
        if (strcmp(optional[i].name, name) == 0)
            return (call->used & optional[i].feature) == 0;
    return 0;
}

const char *t2s_connector_call_option(const t2s_connector_call *call, const char *name)
{
    return is_left_out(call, name) ? NULL : t2s_connector_option(call->connector, name);
}

int t2s_connector_call_output(const t2s_connector_call *call)
{
    if ((call->used & T2S_CONNECTOR_JSON_SCHEMA) != 0)
        return T2S_CONNECTOR_OUTPUT_JSON_SCHEMA;
    return (call->used & T2S_CONNECTOR_JSON_OBJECT) != 0 ? T2S_CONNECTOR_OUTPUT_JSON_OBJECT : T2S_CONNECTOR_OUTPUT_TEXT;
}

int t2s_connector_call_uses(const t2s_connector_call *call, uint64_t feature)
{
    return (call->used & feature) != 0;
}

uint64_t *t2s_connector_call_numbers(t2s_connector_call *call)
{
    return call->numbers;
}

t2s_connector_text *t2s_connector_call_scratch(t2s_connector_call *call)
{
    return &call->scratch;
}

void t2s_connector_add_header(t2s_connector_call *call, const char *name, const char *value)
{
    if (!t2s__headers_have(&call->connector->extra, name))
        t2s__headers_add(&call->headers, name, strlen(name), "", value, strlen(value));
}
