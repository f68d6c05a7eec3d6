/* SPDX-License-Identifier: MIT */
#include "net/http_internal.h"

#include <arpa/inet.h>
#include <pthread.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include "net/sigpipe.h"

#include "../support/llm_server.h"
#include "../support/suite.h"

/* How a call ended. */
struct result {
    int count;
    int status;
    int code;
    int retryable;
    int64_t retry_after_ms;
    uint64_t first_byte_at;
    char type[64];
    char body[4096];
    char message[512];
    t2s__http_client *free_client; /* freed in the callback */
    t2s__http_call *cancel_call;   /* cancelled in the callback */
};

static struct llm_server server;
static t2s_loop *loop;
static t2s__http_client *client;

static void on_result(const t2s__http_response *response, t2s_error *error, void *user_data)
{
    struct result *result = user_data;

    ck_assert((response == NULL) != (error == NULL));
    result->count++;
    result->code = t2s_error_code(error);
    result->retryable = t2s_error_retryable(error);
    snprintf(result->message, sizeof(result->message), "%s", t2s_error_message(error));
    if (response != NULL) {
        result->status = response->status;
        result->retry_after_ms = response->retry_after_ms;
        result->first_byte_at = response->first_byte_at;
        snprintf(result->type, sizeof(result->type), "%s", response->content_type);
        snprintf(result->body, sizeof(result->body), "%s", response->body);
        ck_assert_uint_eq(strlen(response->body), response->length);
    }
    t2s_error_unref(error);
    if (result->cancel_call != NULL)
        t2s__http_cancel(result->cancel_call);
    if (result->free_client != NULL)
        t2s__http_client_free(result->free_client);
}

static void open_client(const char *script)
{
    llm_server_start(&server, script);
    ck_assert_int_eq(t2s__loop_new(1, &loop), 0);
    ck_assert_int_eq(t2s__http_client_new(loop, &client), 0);
}

static void close_client(void)
{
    t2s__http_client_free(client);
    close_loop(loop);
    llm_server_stop(&server);
}

static t2s__http_request request_to(char *url, size_t size, int port)
{
    snprintf(url, size, "http://127.0.0.1:%d/v1/chat/completions", port);
    return (t2s__http_request){.method = "POST",
                               .url = url,
                               .body = "{}",
                               .body_length = 2,
                               .connect_timeout_ms = 2000,
                               .timeout_ms = 10000,
                               .max_body = 100000};
}

static t2s__http_call *post(struct result *result, int64_t timeout_ms)
{
    char url[128];
    t2s__http_request request = request_to(url, sizeof(url), server.port);
    t2s__http_call *call;

    request.timeout_ms = timeout_ms;
    ck_assert_int_eq(t2s__http_start(client, &request, on_result, result, &call, NULL), 0);
    ck_assert_int_eq(result->count, 0);
    return call;
}

static void wait_for(const struct result *result)
{
    ck_assert_msg(run_until(loop, &result->count, 1, 15000), "no completion");
    ck_assert_int_eq(result->count, 1);
}

START_TEST(any_status_is_a_response_with_its_type_and_body)
{
    struct result good = {0};
    struct result bad = {0};

    open_client("{\"steps\":[{\"body\":\"hello\",\"headers\":{\"Content-Type\":\"text/plain\"}},"
                "{\"status\":503,\"body\":\"\",\"headers\":{\"Retry-After\":\"7\"}}]}");
    post(&good, 5000);
    wait_for(&good);
    ck_assert_int_eq(good.code, 0);
    ck_assert_int_eq(good.status, 200);
    ck_assert_str_eq(good.type, "text/plain");
    ck_assert_str_eq(good.body, "hello");
    ck_assert_int_eq(good.retry_after_ms, 0);
    post(&bad, 5000);
    wait_for(&bad);
    ck_assert_int_eq(bad.status, 503);
    ck_assert_str_eq(bad.body, "");
    ck_assert_int_eq(bad.retry_after_ms, 7000);
    close_client();
}
END_TEST

START_TEST(method_headers_and_body_reach_the_server_over_one_connection)
{
    const t2s__http_header headers[] = {{"X-Test", "a value"}, {"Content-Type", "application/json"}, {"X-Empty", ""}};
    struct result first = {0};
    struct result second = {0};
    char url[128];
    t2s__http_call *call;
    t2s__http_request request;
    char *log;

    open_client("{\"default\":\"x\"}");
    request = request_to(url, sizeof(url), server.port);
    request.headers = headers;
    request.header_count = 3;
    request.body = "{\"a\":1}";
    request.body_length = 7;
    ck_assert_int_eq(t2s__http_start(client, &request, on_result, &first, &call, NULL), 0);
    wait_for(&first);
    request.method = "DELETE";
    request.body = NULL;
    ck_assert_int_eq(t2s__http_start(client, &request, on_result, &second, &call, NULL), 0);
    wait_for(&second);
    log = read_whole_file(server.log);
    ck_assert_ptr_nonnull(strstr(log, "\"x-test\": \"a value\""));
    ck_assert_ptr_nonnull(strstr(log, "\"x-empty\": \"\""));
    ck_assert_ptr_nonnull(strstr(log, "\"user-agent\": \"libtext2sql/"));
    ck_assert_ptr_nonnull(strstr(log, "\"body\": {\"a\": 1}"));
    ck_assert_ptr_nonnull(strstr(log, "\"n\": 2, \"connection\": 1, \"method\": \"DELETE\""));
    ck_assert_ptr_null(strstr(log, "expect"));
    free(log);
    close_client();
}
END_TEST

/* One fault each: what the server does, and what must come of it. */
static const struct {
    const char *step;
    int code;
    int retryable;
} faults[] = {
    {"{\"fault\":\"reset\"}", T2S_E_CONNECT, 1},     {"{\"fault\":\"close\"}", T2S_E_CONNECT, 1},
    {"{\"fault\":\"silence\"}", T2S_E_TIMEOUT, 1},   {"{\"fault\":\"silence_body\"}", T2S_E_TIMEOUT, 1},
    {"{\"fault\":\"cut_body\"}", T2S_E_CONNECT, 1},  {"{\"fault\":\"cut_chunk\"}", T2S_E_CONNECT, 1},
    {"{\"fault\":\"slow\"}", T2S_E_TIMEOUT, 1},      {"{\"fault\":\"slow_header\"}", T2S_E_TIMEOUT, 1},
    {"{\"fault\":\"endless\"}", T2S_E_TOO_LARGE, 0}, {"{\"fault\":\"endless_header\"}", T2S_E_TOO_LARGE, 0},
    {"{\"fault\":\"huge\"}", T2S_E_TOO_LARGE, 0},    {"{\"fault\":\"garbage\"}", T2S_E_PROTOCOL, 0},
    {"{\"fault\":\"refused\"}", T2S_E_CONNECT, 1},   {"{\"delay_ms\":3000}", T2S_E_TIMEOUT, 1},
};

START_TEST(each_fault_ends_in_one_typed_error_in_time)
{
    struct result result = {0};
    char script[256];
    uint64_t began;

    snprintf(script, sizeof(script), "{\"default\":%s}", faults[_i].step);
    open_client(script);
    began = t2s_loop_now();
    post(&result, 1500);
    wait_for(&result);
    ck_assert_msg(result.code == faults[_i].code, "%s: %s: %s", faults[_i].step, t2s_error_name(result.code), result.message);
    ck_assert_int_eq(result.retryable, faults[_i].retryable);
    ck_assert_uint_lt((t2s_loop_now() - began) / 1000000, 6000);
    ck_assert_ptr_nonnull(strstr(result.message, "http://127.0.0.1:"));
    ck_assert_ptr_null(strstr(result.message, "/v1/"));
    run_for(loop, 50);
    ck_assert_int_eq(result.count, 1);
    close_client();
}
END_TEST

/* A port on which nobody listens. */
static int closed_port(void)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof(address);
    int fd = socket(AF_INET, SOCK_STREAM, 0);

    ck_assert_int_eq(bind(fd, (struct sockaddr *)&address, length), 0);
    ck_assert_int_eq(getsockname(fd, (struct sockaddr *)&address, &length), 0);
    close(fd);
    return ntohs(address.sin_port);
}

START_TEST(a_closed_port_and_an_unknown_host_are_connect_errors)
{
    struct result refused = {0};
    struct result unknown = {0};
    t2s__http_call *call;
    char url[128];
    t2s__http_request request;

    open_client("{}");
    request = request_to(url, sizeof(url), closed_port());
    ck_assert_int_eq(t2s__http_start(client, &request, on_result, &refused, &call, NULL), 0);
    ck_assert_int_eq(refused.count, 0);
    wait_for(&refused);
    ck_assert_int_eq(refused.code, T2S_E_CONNECT);
    ck_assert_int_eq(refused.retryable, 1);
    request.url = "http://nowhere.invalid/";
    ck_assert_int_eq(t2s__http_start(client, &request, on_result, &unknown, &call, NULL), 0);
    wait_for(&unknown);
    ck_assert(unknown.code == T2S_E_CONNECT || unknown.code == T2S_E_TIMEOUT);
    close_client();
}
END_TEST

START_TEST(redirects_are_not_followed)
{
    struct result result = {0};
    char *log;

    open_client("{\"default\":{\"status\":307,\"headers\":{\"Location\":\"/elsewhere\"}}}");
    post(&result, 5000);
    wait_for(&result);
    ck_assert_int_eq(result.status, 307);
    log = read_whole_file(server.log);
    ck_assert_ptr_null(strstr(log, "elsewhere"));
    free(log);
    close_client();
}
END_TEST

START_TEST(what_cannot_be_sent_is_refused_at_once)
{
    static const char *const urls[] = {"",
                                       "127.0.0.1",
                                       "ftp://host/",
                                       "file:///etc/passwd",
                                       "http://user:secret@host/",
                                       "http://host/#part",
                                       "http://host/a b",
                                       "http://host/\r\nX: y",
                                       "http://",
                                       "https://host:port/"};
    t2s__http_header header = {"X-Test", "a\r\nX-Injected: b"};
    struct result result = {0};
    t2s_error *error = NULL;
    t2s__http_call *call;
    char url[128];
    t2s__http_request request;

    open_client("{}");
    for (size_t i = 0; i < sizeof(urls) / sizeof(*urls); i++) {
        ck_assert_msg(t2s__http_url_check(urls[i], &error) == T2S_E_INVALID, "%s", urls[i]);
        ck_assert_ptr_null(strstr(t2s_error_message(error), "secret"));
        t2s_error_unref(error);
    }
    ck_assert_int_eq(t2s__http_url_check("https://host.example:8443/a/b?c=d", NULL), 0);
    request = request_to(url, sizeof(url), server.port);
    request.headers = &header;
    request.header_count = 1;
    ck_assert_int_eq(t2s__http_start(client, &request, on_result, &result, &call, NULL), T2S_E_INVALID);
    header = (t2s__http_header){"Bad Name", "x"};
    ck_assert_int_eq(t2s__http_start(client, &request, on_result, &result, &call, NULL), T2S_E_INVALID);
    request.header_count = 0;
    request.timeout_ms = 0;
    ck_assert_int_eq(t2s__http_start(client, &request, on_result, &result, &call, NULL), T2S_E_INVALID);
    run_for(loop, 20);
    ck_assert_int_eq(result.count, 0);
    close_client();
}
END_TEST

START_TEST(cancel_completes_once_and_later_with_cancelled)
{
    struct result early = {0};
    struct result late = {0};
    t2s__http_call *call;

    open_client("{\"default\":{\"fault\":\"silence\"}}");
    t2s__http_cancel(post(&early, 5000));
    ck_assert_int_eq(early.count, 0);
    wait_for(&early);
    ck_assert_int_eq(early.code, T2S_E_CANCELLED);
    call = post(&late, 5000);
    run_for(loop, 200);
    t2s__http_cancel(call);
    t2s__http_cancel(call);
    ck_assert_int_eq(late.count, 0);
    wait_for(&late);
    ck_assert_int_eq(late.code, T2S_E_CANCELLED);
    run_for(loop, 50);
    ck_assert_int_eq(late.count, 1);
    close_client();
}
END_TEST

START_TEST(a_callback_may_cancel_another_call)
{
    struct result first = {0};
    struct result second = {0};

    open_client("{\"default\":{\"fault\":\"silence\"}}");
    post(&first, 300);
    first.cancel_call = post(&second, 5000);
    wait_for(&first);
    ck_assert_int_eq(first.code, T2S_E_TIMEOUT);
    wait_for(&second);
    ck_assert_int_eq(second.code, T2S_E_CANCELLED);
    close_client();
}
END_TEST

START_TEST(to_free_the_client_ends_its_calls_with_shutdown)
{
    struct result results[3] = {{0}, {0}, {0}};

    open_client("{\"default\":{\"fault\":\"silence\"}}");
    for (int i = 0; i < 3; i++)
        post(&results[i], 5000);
    run_for(loop, 100);
    t2s__http_client_free(client);
    for (int i = 0; i < 3; i++) {
        ck_assert_int_eq(results[i].count, 1);
        ck_assert_int_eq(results[i].code, T2S_E_SHUTDOWN);
    }
    client = NULL;
    close_client();
}
END_TEST

START_TEST(a_callback_may_free_the_client)
{
    struct result first = {0};
    struct result second = {0};

    open_client("{\"default\":{\"fault\":\"silence\"}}");
    first.free_client = client;
    post(&first, 300);
    post(&second, 5000);
    ck_assert(run_until(loop, &first.count, 1, 5000));
    ck_assert_int_eq(first.count, 1);
    ck_assert_int_eq(first.code, T2S_E_TIMEOUT);
    ck_assert_int_eq(second.count, 1);
    ck_assert_int_eq(second.code, T2S_E_SHUTDOWN);
    client = NULL;
    close_client();
}
END_TEST

START_TEST(many_calls_at_once_all_complete)
{
    enum { MANY = 64 };
    static struct result results[MANY];

    open_client("{\"default\":{\"content\":\"x\",\"delay_ms\":20,\"chunked\":true}}");
    for (int i = 0; i < MANY; i++)
        post(&results[i], 10000);
    for (int i = 0; i < MANY; i++) {
        ck_assert(run_until(loop, &results[i].count, 1, 15000));
        ck_assert_int_eq(results[i].count, 1);
        ck_assert_msg(results[i].code == 0, "%s", results[i].message);
    }
    close_client();
}
END_TEST

/* The limit that is short of those three, and a server's fault that makes it count. */
static const struct {
    const char *step;
    int64_t first_byte_ms;
    int64_t idle_ms;
    int64_t total_ms;
    const char *words;
} limits[] = {
    {"{\"fault\":\"silence\"}", 300, 5000, 10000, "no byte of the response came within 300 ms"},
    {"{\"fault\":\"silence\"}", 300, 0, 10000, "no byte of the response came within 300 ms"},
    {"{\"fault\":\"silence_body\"}", 5000, 300, 10000, "the response stood still for 300 ms, after "},
    {"{\"fault\":\"silence_body\"}", 0, 300, 10000, "the response stood still for 300 ms, after "},
    {"{\"fault\":\"slow\"}", 5000, 300, 10000, "the response stood still for 300 ms, after 1 bytes"},
    {"{\"fault\":\"silence_body\"}", 5000, 5000, 300, "the response was not complete within 300 ms; "},
    {"{\"fault\":\"silence_body\"}", 2000, 0, 2600, "the response was not complete within 2600 ms; "},
    {"{\"fault\":\"silence\"}", 0, 200, 600, "the response was not complete within 600 ms; 0 bytes had come"},
};

START_TEST(a_timeout_says_which_limit_it_was)
{
    struct result result = {0};
    char script[256];
    char url[128];
    t2s__http_request request;
    t2s__http_call *call;
    uint64_t began;

    snprintf(script, sizeof(script), "{\"default\":%s}", limits[_i].step);
    open_client(script);
    request = request_to(url, sizeof(url), server.port);
    request.first_byte_timeout_ms = limits[_i].first_byte_ms;
    request.idle_timeout_ms = limits[_i].idle_ms;
    request.timeout_ms = limits[_i].total_ms;
    began = t2s_loop_now();
    ck_assert_int_eq(t2s__http_start(client, &request, on_result, &result, &call, NULL), 0);
    wait_for(&result);
    ck_assert_int_eq(result.code, T2S_E_TIMEOUT);
    ck_assert_int_eq(result.retryable, 1);
    ck_assert_msg(strstr(result.message, limits[_i].words) != NULL, "%s", result.message);
    ck_assert_uint_ge((t2s_loop_now() - began) / 1000000, 299);
    ck_assert_uint_lt((t2s_loop_now() - began) / 1000000, 4000);
    close_client();
}
END_TEST

START_TEST(limits_do_not_count_while_bytes_come)
{
    struct result result = {0};
    char url[128];
    t2s__http_request request;
    t2s__http_call *call;
    uint64_t began = t2s_loop_now();

    open_client("{\"default\":{\"content\":\"01234567890123456789\",\"delta\":1,\"delta_ms\":80}}");
    request = request_to(url, sizeof(url), server.port);
    request.body = "{\"stream\":true}";
    request.body_length = strlen(request.body);
    request.first_byte_timeout_ms = 1000;
    request.idle_timeout_ms = 1000;
    ck_assert_int_eq(t2s__http_start(client, &request, on_result, &result, &call, NULL), 0);
    wait_for(&result);
    ck_assert_msg(result.code == 0, "%s", result.message);
    ck_assert_uint_ge((t2s_loop_now() - began) / 1000000, 1500);
    request.idle_timeout_ms = -1;
    ck_assert_int_eq(t2s__http_start(client, &request, on_result, &result, &call, NULL), T2S_E_INVALID);
    close_client();
}
END_TEST

/* A port whose connections are not made, and not refused either: it listens, and its queue is full. */
static int full_port(int *ret_listener, int fds[4])
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof(address);

    *ret_listener = socket(AF_INET, SOCK_STREAM, 0);
    ck_assert_int_eq(bind(*ret_listener, (struct sockaddr *)&address, length), 0);
    ck_assert_int_eq(listen(*ret_listener, 0), 0);
    ck_assert_int_eq(getsockname(*ret_listener, (struct sockaddr *)&address, &length), 0);
    for (int i = 0; i < 4; i++) {
        fds[i] = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
        connect(fds[i], (struct sockaddr *)&address, length);
    }
    return ntohs(address.sin_port);
}

START_TEST(a_connection_that_is_not_made_ends_by_its_own_limit)
{
    struct result result = {0};
    struct result cancelled = {0};
    int listener;
    int fds[4];
    char url[128];
    t2s__http_request request;
    t2s__http_call *call;

    open_client("{}");
    request = request_to(url, sizeof(url), full_port(&listener, fds));
    request.connect_timeout_ms = 300;
    ck_assert_int_eq(t2s__http_start(client, &request, on_result, &result, &call, NULL), 0);
    wait_for(&result);
    ck_assert_int_eq(result.code, T2S_E_TIMEOUT);
    ck_assert_int_eq(result.retryable, 1);
    ck_assert_msg(strstr(result.message, "no connection within 300 ms") != NULL, "%s", result.message);
    ck_assert_int_eq(t2s__http_start(client, &request, on_result, &cancelled, &call, NULL), 0);
    run_for(loop, 50);
    t2s__http_cancel(call); /* while it connects */
    wait_for(&cancelled);
    ck_assert_int_eq(cancelled.code, T2S_E_CANCELLED);
    close(listener);
    for (int i = 0; i < 4; i++)
        close(fds[i]);
    close_client();
}
END_TEST

START_TEST(no_more_sockets_is_an_error_and_passes)
{
    enum { MANY = 24 };
    static struct result results[MANY];
    struct result after = {0};
    struct rlimit before;
    struct rlimit few;
    int highest = dup(0);
    int served = 0;
    int refused = 0;

    open_client("{\"default\":{\"content\":\"x\",\"delay_ms\":200}}");
    close(highest);
    highest = dup(0);
    close(highest);
    ck_assert_int_eq(getrlimit(RLIMIT_NOFILE, &before), 0);
    few = before;
    few.rlim_cur = (rlim_t)highest + 8; /* libcurl takes some for itself */
    ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &few), 0);
    for (int i = 0; i < MANY; i++)
        post(&results[i], 10000);
    for (int i = 0; i < MANY; i++) {
        wait_for(&results[i]);
        served += results[i].code == 0;
        refused += results[i].code == T2S_E_IO;
        if (results[i].code == 0)
            continue;
        ck_assert_msg(strstr(results[i].message, "too many files are open") != NULL, "%s", results[i].message);
        ck_assert_int_eq(results[i].retryable, 1);
    }
    ck_assert_int_eq(served + refused, MANY);
    ck_assert_int_ge(refused, 1); /* whether any is served depends on how many libcurl takes for itself */
    ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &before), 0);
    post(&after, 10000);
    wait_for(&after);
    ck_assert_int_eq(after.code, 0);
    close_client();
}
END_TEST

/* What a data callback does with each piece, and what came to it. */
struct stream {
    struct result result; /* first: on_result() has the same user_data */
    int pieces;
    int collect_from; /* the piece that is answered with 1; 0: none */
    int stop_at;      /* ... with 2 */
    int cancel_at;    /* the piece inside which the call is cancelled */
    int start_at;     /* ... inside which another call is started */
    struct result *other;
    t2s__http_call *call;
    int status;
    uint64_t first_byte_at;
    uint64_t first_piece_at;
    uint64_t last_piece_at;
    char type[64];
    char text[8192];
};

static int on_data(const t2s__http_response *response, const char *data, size_t length, void *user_data)
{
    struct stream *stream = user_data;

    ck_assert_int_eq(stream->result.count, 0);
    ck_assert_uint_gt(length, 0);
    stream->pieces++;
    stream->status = response->status;
    stream->first_byte_at = response->first_byte_at;
    stream->last_piece_at = t2s_loop_now();
    if (stream->pieces == 1)
        stream->first_piece_at = stream->last_piece_at;
    snprintf(stream->type, sizeof(stream->type), "%s", response->content_type);
    if (stream->pieces == stream->cancel_at)
        t2s__http_cancel(stream->call);
    if (stream->pieces == stream->start_at)
        post(stream->other, 5000);
    if (stream->pieces == stream->collect_from)
        return 1;
    if (strlen(stream->text) + length < sizeof(stream->text))
        strncat(stream->text, data, length);
    return stream->pieces == stream->stop_at ? 2 : 0;
}

static void start_stream(struct stream *stream, const char *body, size_t max_body)
{
    char url[128];
    t2s__http_request request = request_to(url, sizeof(url), server.port);

    request.body = body;
    request.body_length = strlen(body);
    request.data = on_data;
    request.max_body = max_body;
    ck_assert_int_eq(t2s__http_start(client, &request, on_result, stream, &stream->call, NULL), 0);
}

/* A body of 1,000 digits in ten chunks. */
static void open_digits(void)
{
    char script[1200];

    snprintf(script, sizeof(script), "{\"default\":{\"body\":\"%01000d\",\"chunked\":true}}", 7);
    open_client(script);
}

START_TEST(a_body_is_handed_on_in_pieces)
{
    struct stream stream = {.pieces = 0};

    open_digits();
    start_stream(&stream, "{}", 1000);
    wait_for(&stream.result);
    ck_assert_msg(stream.result.code == 0, "%s", stream.result.message);
    ck_assert_int_eq(stream.result.status, 200);
    ck_assert_str_eq(stream.result.body, "");
    ck_assert_int_ge(stream.pieces, 1);
    ck_assert_uint_eq(strlen(stream.text), 1000);
    close_client();
}
END_TEST

START_TEST(a_piece_is_handed_on_when_it_comes)
{
    struct stream stream = {.pieces = 0};
    uint64_t began = t2s_loop_now();

    open_client("{\"default\":{\"content\":\"0123456789\",\"delta\":1,\"delta_ms\":20}}");
    start_stream(&stream, "{\"stream\":true}", 100000);
    wait_for(&stream.result);
    ck_assert_msg(stream.result.code == 0, "%s", stream.result.message);
    ck_assert_int_eq(stream.status, 200);
    ck_assert_int_eq(strncmp(stream.type, "text/event-stream", 17), 0);
    ck_assert_ptr_nonnull(strstr(stream.text, "data: [DONE]"));
    ck_assert_int_ge(stream.pieces, 5);
    ck_assert_uint_gt(stream.first_byte_at, began);
    ck_assert_uint_gt(stream.last_piece_at - stream.first_byte_at, 100000000);
    ck_assert_uint_lt(stream.first_piece_at - stream.first_byte_at, 100000000);
    ck_assert_uint_eq(stream.result.first_byte_at, stream.first_byte_at);
    close_client();
}
END_TEST

START_TEST(what_is_not_taken_is_collected)
{
    struct stream all = {.collect_from = 1};
    struct stream rest = {.collect_from = 3};

    open_digits();
    start_stream(&all, "{}", 1000);
    wait_for(&all.result);
    ck_assert_int_eq(all.pieces, 1);
    ck_assert_uint_eq(strlen(all.result.body), 1000);
    start_stream(&rest, "{}", 1000);
    wait_for(&rest.result);
    ck_assert_int_eq(rest.pieces, 3);
    ck_assert_uint_eq(strlen(rest.text) + strlen(rest.result.body), 1000);
    ck_assert_uint_gt(strlen(rest.text), 0);
    close_client();
}
END_TEST

START_TEST(enough_ends_the_call_well_and_at_once)
{
    struct stream stream = {.stop_at = 2};

    open_client("{\"default\":{\"fault\":\"endless\"}}");
    start_stream(&stream, "{}", 100000);
    wait_for(&stream.result);
    ck_assert_msg(stream.result.code == 0, "%s", stream.result.message);
    ck_assert_int_eq(stream.result.status, 200);
    ck_assert_int_eq(stream.pieces, 2);
    close_client();
}
END_TEST

START_TEST(a_response_that_is_no_success_is_collected)
{
    struct stream stream = {.pieces = 0};

    open_client("{\"default\":{\"status\":429,\"body\":\"slow down\",\"chunked\":true,\"headers\":{\"Retry-After\":\"3\"}}}");
    start_stream(&stream, "{}", 1000);
    wait_for(&stream.result);
    ck_assert_int_eq(stream.pieces, 0);
    ck_assert_int_eq(stream.result.status, 429);
    ck_assert_str_eq(stream.result.body, "slow down");
    ck_assert_int_eq(stream.result.retry_after_ms, 3000);
    close_client();
}
END_TEST

START_TEST(what_is_handed_on_is_bounded_too)
{
    struct stream stream = {.pieces = 0};
    struct stream exact = {.pieces = 0};

    open_client("{\"steps\":[{\"fault\":\"endless\"}],\"default\":{\"body\":\"12345\"}}");
    start_stream(&stream, "{}", 50000);
    wait_for(&stream.result);
    ck_assert_int_eq(stream.result.code, T2S_E_TOO_LARGE);
    ck_assert_int_gt(stream.pieces, 1);
    start_stream(&exact, "{}", 5);
    wait_for(&exact.result);
    ck_assert_int_eq(exact.result.code, 0);
    ck_assert_str_eq(exact.text, "12345");
    close_client();
}
END_TEST

START_TEST(a_call_may_be_cancelled_while_it_hands_on_its_data)
{
    struct stream stream = {.cancel_at = 2};

    open_client("{\"default\":{\"fault\":\"endless\"}}");
    start_stream(&stream, "{}", 10000000);
    wait_for(&stream.result);
    ck_assert_int_eq(stream.result.code, T2S_E_CANCELLED);
    ck_assert_int_eq(stream.pieces, 2);
    run_for(loop, 50);
    ck_assert_int_eq(stream.result.count, 1);
    close_client();
}
END_TEST

START_TEST(calls_may_be_started_and_cancelled_while_another_hands_on_its_data)
{
    struct result other = {0};
    struct result silent = {0};
    struct stream first = {.start_at = 1, .other = &other};
    struct stream second = {.cancel_at = 1};

    open_client("{\"steps\":[{\"body\":\"a\"},{\"body\":\"b\"},{\"fault\":\"silence\"},{\"body\":\"c\"}]}");
    start_stream(&first, "{}", 1000);
    wait_for(&first.result);
    ck_assert_str_eq(first.text, "a");
    wait_for(&other);
    ck_assert_str_eq(other.body, "b");
    second.call = post(&silent, 5000);
    run_for(loop, 100);
    {
        t2s__http_call *silent_call = second.call;

        start_stream(&second, "{}", 1000);
        second.call = silent_call;
    }
    wait_for(&second.result);
    ck_assert_int_eq(second.result.code, 0);
    ck_assert_str_eq(second.text, "c");
    wait_for(&silent);
    ck_assert_int_eq(silent.code, T2S_E_CANCELLED);
    close_client();
}
END_TEST

START_TEST(the_client_may_be_freed_with_calls_that_wait_to_be_started)
{
    struct result other = {0};
    struct stream first = {.start_at = 1, .other = &other};

    open_client("{\"default\":{\"fault\":\"endless\"}}");
    start_stream(&first, "{}", 100000000);
    while (first.pieces == 0)
        run_for(loop, 1);
    t2s__http_client_free(client);
    ck_assert_int_eq(first.result.count, 1);
    ck_assert_int_eq(first.result.code, T2S_E_SHUTDOWN);
    ck_assert_int_eq(other.count, 1);
    ck_assert_int_eq(other.code, T2S_E_SHUTDOWN);
    client = NULL;
    close_client();
}
END_TEST

START_TEST(a_proxy_is_used_where_it_is_set_and_only_there)
{
    struct result through = {0};
    struct result direct = {0};
    struct result environment = {0};
    struct result none = {0};
    char proxy[64];
    char url[128];
    t2s__http_request request;
    t2s__http_call *call;
    char *log;

    open_client("{\"default\":\"x\"}");
    snprintf(proxy, sizeof(proxy), "http://user:pass@127.0.0.1:%d", server.port);
    request = request_to(url, sizeof(url), server.port);
    request.url = "http://model.invalid/v1/chat/completions";
    request.proxy = proxy;
    setenv("no_proxy", "model.invalid", 1); /* is for the environment's proxy alone */
    ck_assert_int_eq(t2s__http_start(client, &request, on_result, &through, &call, NULL), 0);
    wait_for(&through);
    unsetenv("no_proxy");
    ck_assert_msg(through.code == 0, "%s", through.message);
    ck_assert_int_eq(through.status, 200);
    log = read_whole_file(server.log);
    ck_assert_ptr_nonnull(strstr(log, "\"path\": \"http://model.invalid/v1/chat/completions\""));
    ck_assert_ptr_nonnull(strstr(log, "\"proxy-authorization\": \"Basic "));
    free(log);

    setenv("http_proxy", proxy, 1);
    request.proxy = NULL;
    ck_assert_int_eq(t2s__http_start(client, &request, on_result, &environment, &call, NULL), 0);
    wait_for(&environment);
    ck_assert_int_eq(environment.status, 200);
    request.proxy = "";
    ck_assert_int_eq(t2s__http_start(client, &request, on_result, &none, &call, NULL), 0);
    wait_for(&none);
    ck_assert_int_eq(none.code, T2S_E_CONNECT);
    request.url = url;
    ck_assert_int_eq(t2s__http_start(client, &request, on_result, &direct, &call, NULL), 0);
    wait_for(&direct);
    ck_assert_int_eq(direct.status, 200);
    unsetenv("http_proxy");
    close_client();
}
END_TEST

START_TEST(a_proxys_password_is_in_no_error)
{
    static const char *const bad[] = {"ftp://u:secret@proxy:1", "http://u:secret@proxy:port", "http://u:secret@",
                                      "u:secret@pro xy"};
    struct result refused = {0};
    struct result environment = {0};
    char proxy[64];
    char url[128];
    t2s__http_request request;
    t2s__http_call *call;

    open_client("{}");
    request = request_to(url, sizeof(url), server.port);
    for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
        t2s_error *error = NULL;

        request.proxy = bad[i];
        ck_assert_int_eq(t2s__http_start(client, &request, on_result, &refused, &call, &error), T2S_E_INVALID);
        ck_assert_ptr_null(strstr(t2s_error_message(error), "secret"));
        t2s_error_unref(error);
    }
    for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) { /* curl's to find out */
        struct result result = {0};

        setenv("http_proxy", bad[i], 1);
        request.proxy = NULL;
        ck_assert_int_eq(t2s__http_start(client, &request, on_result, &result, &call, NULL), 0);
        wait_for(&result);
        ck_assert_int_ne(result.code, 0);
        ck_assert_msg(strstr(result.message, "secret") == NULL, "%s", result.message);
    }
    unsetenv("http_proxy");
    snprintf(proxy, sizeof(proxy), "http://u:secret@127.0.0.1:%d", closed_port());
    request.proxy = proxy;
    ck_assert_int_eq(t2s__http_start(client, &request, on_result, &environment, &call, NULL), 0);
    wait_for(&environment);
    ck_assert_int_eq(environment.code, T2S_E_CONNECT);
    ck_assert_ptr_null(strstr(environment.message, "secret"));
    close_client();
}
END_TEST

static pid_t start_nghttpd(int port, const char *key, const char *certificate);

static size_t count_lanes(void)
{
    size_t count = 0;

    for (const t2s__http_lane *lane = client->lanes; lane != NULL; lane = lane->next)
        count++;
    return count;
}

/* The number of different connections that the server has seen. */
static int count_connections(void)
{
    char *log = read_whole_file(server.log);
    int highest = 0;

    for (const char *at = log; (at = strstr(at, "\"connection\": ")) != NULL; at++) {
        int number = atoi(at + 14);

        highest = number > highest ? number : highest;
    }
    free(log);
    return highest;
}

enum { OVER = T2S__HTTP_LANE_CALLS + 20 };

START_TEST(more_calls_than_a_lane_takes_get_another_which_goes_when_it_is_idle)
{
    static struct result results[OVER];
    struct result again = {0};
    int before;

    open_client("{\"default\":{\"body\":\"x\",\"delay_ms\":300}}");
    client->idle_ms = 100;
    for (int i = 0; i < OVER; i++)
        post(&results[i], 30000);
    ck_assert_uint_eq(count_lanes(), 2);
    ck_assert_uint_eq(client->lanes->calls, T2S__HTTP_LANE_CALLS);
    for (int i = 0; i < OVER; i++) {
        ck_assert(run_until(loop, &results[i].count, 1, 30000));
        ck_assert_int_eq(results[i].count, 1);
        ck_assert_msg(results[i].code == 0, "%s", results[i].message);
    }
    before = count_connections();
    post(&again, 5000); /* over a connection that is there */
    wait_for(&again);
    ck_assert_int_eq(count_connections(), before);
    run_for(loop, 400);
    ck_assert_uint_eq(count_lanes(), 0);
    memset(&again, 0, sizeof(again));
    post(&again, 5000);
    wait_for(&again);
    ck_assert_int_eq(again.code, 0);
    ck_assert_int_eq(count_connections(), before + 1);
    close_client();
}
END_TEST

START_TEST(the_client_may_be_freed_with_calls_in_all_lanes_and_phases)
{
    static struct result results[OVER];
    t2s__http_call *call = NULL;

    open_client("{\"default\":{\"fault\":\"silence_body\"}}");
    for (int i = 0; i < OVER; i++) {
        call = post(&results[i], 30000);
        if (i % 40 == 0)
            run_for(loop, 2);
    }
    t2s__http_cancel(call);
    t2s__http_client_free(client);
    for (int i = 0; i < OVER; i++) {
        ck_assert_int_eq(results[i].count, 1);
        ck_assert_int_eq(results[i].code, i == OVER - 1 ? T2S_E_CANCELLED : T2S_E_SHUTDOWN);
    }
    client = NULL;
    close_client();
}
END_TEST

/* Cancelled after so many milliseconds: before curl has it, while it connects, sends, waits, receives. */
START_TEST(cancel_in_each_phase_completes_once_with_cancelled)
{
    static const char *const scripts[] = {"{\"default\":{\"fault\":\"silence\"}}", "{\"default\":{\"fault\":\"silence_header\"}}",
                                          "{\"default\":{\"fault\":\"endless\"}}", "{\"connection\":\"silence\"}"};
    static const uint64_t waits[] = {0, 1, 5, 60};

    for (size_t i = 0; i < sizeof(scripts) / sizeof(*scripts); i++) {
        open_client(scripts[i]);
        for (size_t j = 0; j < sizeof(waits) / sizeof(*waits); j++) {
            struct stream stream = {.pieces = 0};

            start_stream(&stream, "{}", (size_t)1 << 40);
            if (waits[j] != 0)
                run_for(loop, waits[j]);
            ck_assert_int_eq(stream.result.count, 0);
            t2s__http_cancel(stream.call);
            wait_for(&stream.result);
            ck_assert_int_eq(stream.result.code, T2S_E_CANCELLED);
            run_for(loop, 5);
            ck_assert_int_eq(stream.result.count, 1);
        }
        close_client();
    }
}
END_TEST

START_TEST(versions_of_http_that_are_asked_for_are_spoken)
{
    static const int versions[] = {T2S__HTTP_AUTO, T2S__HTTP_1_1, T2S__HTTP_2_PRIOR_KNOWLEDGE};
    char directory[64];
    char url[128];
    t2s__http_request request;
    t2s__http_call *call;
    int port = closed_port();
    pid_t nghttpd;

    open_client("{\"default\":\"x\"}");
    request = request_to(url, sizeof(url), server.port);
    for (int i = 0; i < 2; i++) {
        struct result result = {0};

        request.version = versions[i];
        ck_assert_int_eq(t2s__http_start(client, &request, on_result, &result, &call, NULL), 0);
        wait_for(&result);
        ck_assert_int_eq(result.status, 200);
    }
    if (system("command -v nghttpd >/dev/null 2>&1") != 0) {
        fprintf(stderr, "nghttpd is missing: HTTP/2 without TLS is not tested\n");
        close_client();
        return;
    }
    make_directory(directory);
    nghttpd = start_nghttpd(port, NULL, NULL);
    request = request_to(url, sizeof(url), port);
    request.version = T2S__HTTP_2_PRIOR_KNOWLEDGE;
    request.body = "over HTTP/2";
    request.body_length = 11;
    for (int i = 0; i < 3; i++) { /* one after the other, over the same connection where libcurl can do that */
        struct result result = {0};

        ck_assert_int_eq(t2s__http_start(client, &request, on_result, &result, &call, NULL), 0);
        wait_for(&result);
        ck_assert_msg(result.code == 0, "%s", result.message);
        ck_assert_str_eq(result.body, "over HTTP/2");
    }
    kill(nghttpd, SIGKILL);
    waitpid(nghttpd, NULL, 0);
    close_client();
    remove_directory(directory);
}
END_TEST

static int make_certificate(char *certificate, char *key, size_t size, const char *directory)
{
    char command[600];

    snprintf(certificate, size, "%s/cert.pem", directory);
    snprintf(key, size, "%s/key.pem", directory);
    snprintf(command, sizeof(command),
             "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext "
             "subjectAltName=DNS:localhost,IP:127.0.0.1 -out %s -keyout %s >/dev/null 2>&1",
             certificate, key);
    return system(command) == 0;
}

START_TEST(a_certificate_must_be_trusted)
{
    char directory[64];
    char certificate[128];
    char key[128];
    char url[128];
    struct result untrusted = {0};
    struct result trusted = {0};
    struct result missing = {0};
    t2s__http_request request;
    t2s__http_call *call;

    make_directory(directory);
    ck_assert_msg(make_certificate(certificate, key, sizeof(key), directory), "openssl is needed to make a certificate");
    llm_server_start_tls(&server, "{\"default\":\"x\"}", certificate, key);
    ck_assert_int_eq(t2s__loop_new(1, &loop), 0);
    ck_assert_int_eq(t2s__http_client_new(loop, &client), 0);
    request = request_to(url, sizeof(url), server.port);
    request.connect_timeout_ms = 20000;
    request.timeout_ms = 30000;
    snprintf(url, sizeof(url), "https://127.0.0.1:%d/v1/chat/completions", server.port);
    ck_assert_int_eq(t2s__http_start(client, &request, on_result, &untrusted, &call, NULL), 0);
    wait_for(&untrusted);
    ck_assert_int_eq(untrusted.code, T2S_E_TLS);
    ck_assert_int_eq(untrusted.retryable, 0);
    request.ca_file = certificate;
    ck_assert_int_eq(t2s__http_start(client, &request, on_result, &trusted, &call, NULL), 0);
    wait_for(&trusted);
    ck_assert_msg(trusted.code == 0, "%s", trusted.message);
    ck_assert_int_eq(trusted.status, 200);
    request.ca_file = "/nonexistent/ca.pem";
    ck_assert_int_eq(t2s__http_start(client, &request, on_result, &missing, &call, NULL), 0);
    wait_for(&missing);
    ck_assert_int_eq(missing.code, T2S_E_TLS);
    close_client();
    remove_directory(directory);
}
END_TEST

static int connects(int port)
{
    struct sockaddr_in address = {
        .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK), .sin_port = htons((uint16_t)port)};
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    int connected = connect(fd, (struct sockaddr *)&address, sizeof(address)) == 0;

    close(fd);
    return connected;
}

/* nghttpd speaks HTTP/2 and nothing else; without a key, without TLS. Its answer is what was sent to it. */
static pid_t start_nghttpd(int port, const char *key, const char *certificate)
{
    char number[16];
    pid_t pid;

    snprintf(number, sizeof(number), "%d", port);
    pid = fork();
    ck_assert_int_ge(pid, 0);
    if (pid == 0) {
        if (key != NULL)
            execlp("nghttpd", "nghttpd", "-a", "127.0.0.1", "--echo-upload", "--max-concurrent-streams=10", number, key,
                   certificate, (char *)NULL);
        else
            execlp("nghttpd", "nghttpd", "-a", "127.0.0.1", "--echo-upload", "--no-tls", number, (char *)NULL);
        _exit(127);
    }
    for (int i = 0; i < 200 && !connects(port); i++)
        usleep(20000);
    return pid;
}

START_TEST(http2_is_spoken_where_the_server_does)
{
    enum { MANY = 16 };
    static struct result results[MANY];
    char directory[64];
    char certificate[128];
    char key[128];
    char url[128];
    t2s__http_request request;
    t2s__http_call *call;
    pid_t nghttpd;
    int port = closed_port();

    if (system("command -v nghttpd >/dev/null 2>&1") != 0) {
        fprintf(stderr, "nghttpd is missing: HTTP/2 is not tested\n");
        return;
    }
    make_directory(directory);
    ck_assert(make_certificate(certificate, key, sizeof(key), directory));
    nghttpd = start_nghttpd(port, key, certificate);
    open_client("{}");
    request = request_to(url, sizeof(url), port);
    snprintf(url, sizeof(url), "https://127.0.0.1:%d/echo", port);
    request.ca_file = certificate;
    request.connect_timeout_ms = 20000;
    request.timeout_ms = 30000;
    request.body = "over HTTP/2";
    request.body_length = 11;
    for (int i = 0; i < MANY; i++)
        ck_assert_int_eq(t2s__http_start(client, &request, on_result, &results[i], &call, NULL), 0);
    t2s__http_cancel(call);
    for (int i = 0; i < MANY; i++) {
        ck_assert(run_until(loop, &results[i].count, 1, 30000));
        ck_assert_int_eq(results[i].count, 1);
        ck_assert_msg(results[i].code == (i == MANY - 1 ? T2S_E_CANCELLED : 0), "%s", results[i].message);
        ck_assert_str_eq(results[i].body, i == MANY - 1 ? "" : "over HTTP/2");
    }
    memset(&results[0], 0, sizeof(results[0]));
    ck_assert_int_eq(t2s__http_start(client, &request, on_result, &results[0], &call, NULL), 0);
    kill(nghttpd, SIGKILL); /* with a call under way, or just before: it ends all the same */
    waitpid(nghttpd, NULL, 0);
    wait_for(&results[0]);
    ck_assert(results[0].code == T2S_E_CONNECT || results[0].status == 200);
    close_client();
    remove_directory(directory);
}
END_TEST

/* A server that allows ten calls on a connection: all get their turn, those that are cancelled meanwhile too. */
START_TEST(calls_that_find_no_room_on_a_shared_connection_wait_their_turn)
{
    enum { MANY = 400 };
    static struct result results[MANY];
    static t2s__http_call *calls[MANY];
    struct result first = {0};
    char directory[64];
    char certificate[128];
    char key[128];
    char url[128];
    t2s__http_request request;
    pid_t nghttpd;
    int port = closed_port();

    if (system("command -v nghttpd >/dev/null 2>&1") != 0) {
        fprintf(stderr, "nghttpd is missing: HTTP/2 is not tested\n");
        return;
    }
    make_directory(directory);
    ck_assert(make_certificate(certificate, key, sizeof(key), directory));
    nghttpd = start_nghttpd(port, key, certificate);
    open_client("{}");
    request = request_to(url, sizeof(url), port);
    snprintf(url, sizeof(url), "https://127.0.0.1:%d/echo", port);
    request.ca_file = certificate;
    request.connect_timeout_ms = 20000;
    request.timeout_ms = 30000;
    ck_assert_int_eq(client->shares, 0);
    ck_assert_int_eq(t2s__http_start(client, &request, on_result, &first, &calls[0], NULL), 0);
    wait_for(&first);
    ck_assert_int_eq(first.code, 0);
    ck_assert_int_eq(client->shares, 1);
    for (int i = 0; i < MANY; i++)
        ck_assert_int_eq(t2s__http_start(client, &request, on_result, &results[i], &calls[i], NULL), 0);
    for (int i = 0; i < MANY; i += 7)
        t2s__http_cancel(calls[i]);
    for (int i = 0; i < MANY; i++) {
        ck_assert_msg(run_until(loop, &results[i].count, 1, 30000), "%d", i);
        ck_assert_int_eq(results[i].count, 1);
        ck_assert_msg(results[i].code == (i % 7 == 0 ? T2S_E_CANCELLED : 0), "%d: %s", i, results[i].message);
    }
    kill(nghttpd, SIGKILL);
    waitpid(nghttpd, NULL, 0);
    close_client();
    remove_directory(directory);
}
END_TEST

START_TEST(a_peer_that_hangs_up_is_an_error_and_no_signal)
{
    enum { BODY = 8 * 1024 * 1024 };
    char directory[64];
    char certificate[128];
    char key[128];
    char url[128];
    char *body = calloc(1, BODY);
    t2s__http_request request;
    t2s__http_call *call;

    signal(SIGPIPE, SIG_DFL);
    make_directory(directory);
    ck_assert(make_certificate(certificate, key, sizeof(key), directory));
    llm_server_start_tls(&server, "{\"hang_up\":true}", certificate, key);
    ck_assert_int_eq(t2s__loop_new(1, &loop), 0);
    ck_assert_int_eq(t2s__http_client_new(loop, &client), 0);
    request = request_to(url, sizeof(url), server.port);
    snprintf(url, sizeof(url), "https://127.0.0.1:%d/v1/chat/completions", server.port);
    request.ca_file = certificate;
    request.body = body;
    request.body_length = BODY;
    for (int i = 0; i < 20; i++) {
        struct result result = {0};

        ck_assert_int_eq(t2s__http_start(client, &request, on_result, &result, &call, NULL), 0);
        wait_for(&result);
        ck_assert(result.code == T2S_E_CONNECT || result.code == T2S_E_TLS);
    }
    close_client();
    remove_directory(directory);
    free(body);
}
END_TEST

START_TEST(a_sigpipe_is_taken_away_unless_it_was_there_before)
{
    t2s__sigpipe sigpipe;
    sigset_t set;
    sigset_t before;
    int ends[2];

    signal(SIGPIPE, SIG_DFL); /* would be the end of this test */
    ck_assert_int_eq(pipe(ends), 0);
    close(ends[0]);
    t2s__sigpipe_begin(&sigpipe);
    ck_assert_int_eq(write(ends[1], "x", 1), -1);
    t2s__sigpipe_end(&sigpipe);
    pthread_sigmask(SIG_SETMASK, NULL, &before);
    ck_assert(!sigismember(&before, SIGPIPE));

    sigemptyset(&set);
    sigaddset(&set, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &set, NULL);
    raise(SIGPIPE);
    t2s__sigpipe_begin(&sigpipe);
    ck_assert_int_eq(write(ends[1], "x", 1), -1);
    t2s__sigpipe_end(&sigpipe);
    sigpending(&set);
    ck_assert(sigismember(&set, SIGPIPE));
    signal(SIGPIPE, SIG_IGN);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    close(ends[1]);
}
END_TEST

START_TEST(the_processs_signals_are_left_alone)
{
    struct result result = {0};
    struct sigaction before;
    struct sigaction after;
    sigset_t mask_before;
    sigset_t mask_after;

    open_client("{\"default\":{\"fault\":\"reset\"}}");
    sigaction(SIGPIPE, NULL, &before);
    pthread_sigmask(SIG_SETMASK, NULL, &mask_before);
    post(&result, 5000);
    wait_for(&result);
    sigaction(SIGPIPE, NULL, &after);
    pthread_sigmask(SIG_SETMASK, NULL, &mask_after);
    ck_assert(before.sa_handler == after.sa_handler);
    ck_assert_int_eq(sigismember(&mask_before, SIGPIPE), sigismember(&mask_after, SIGPIPE));
    close_client();
}
END_TEST

static int collect(const t2s__http_response *response, const char *data, size_t length, void *user_data)
{
    (void)response;
    (void)data;
    (void)length;
    (void)user_data;
    return 1;
}

START_TEST(out_of_memory_is_an_error_and_leaves_nothing_behind)
{
    open_client("{\"default\":\"x\"}");
    OOM_LOOP (n) {
        struct result result = {0};
        t2s__http_client *own = NULL;
        t2s__http_call *call = NULL;
        char url[128];
        t2s__http_request request = request_to(url, sizeof(url), server.port);
        int code = t2s__http_client_new(loop, &own);

        request.first_byte_timeout_ms = 5000;
        request.idle_timeout_ms = 5000;
        request.proxy = "";
        request.data = collect;
        if (code == 0)
            code = t2s__http_start(own, &request, on_result, &result, &call, NULL);
        if (code == 0) {
            ck_assert(run_until(loop, &result.count, 1, 20000));
            code = result.code;
        }
        t2s__memory_fail = NULL;
        ck_assert_msg(code == (oom_failed ? T2S_E_NOMEM : 0), "%d: %s", n, t2s_error_name(code));
        t2s__http_client_free(own);
        run_for(loop, 1);
    }
    close_client();
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("http");
    TCase *tests = tcase_create("http");
    SRunner *runner;
    int failed;

    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, any_status_is_a_response_with_its_type_and_body);
    tcase_add_test(tests, method_headers_and_body_reach_the_server_over_one_connection);
    tcase_add_loop_test(tests, each_fault_ends_in_one_typed_error_in_time, 0, (int)(sizeof(faults) / sizeof(*faults)));
    tcase_add_test(tests, a_closed_port_and_an_unknown_host_are_connect_errors);
    tcase_add_test(tests, redirects_are_not_followed);
    tcase_add_test(tests, what_cannot_be_sent_is_refused_at_once);
    tcase_add_test(tests, cancel_completes_once_and_later_with_cancelled);
    tcase_add_test(tests, a_callback_may_cancel_another_call);
    tcase_add_test(tests, to_free_the_client_ends_its_calls_with_shutdown);
    tcase_add_test(tests, a_callback_may_free_the_client);
    tcase_add_test(tests, many_calls_at_once_all_complete);
    tcase_add_loop_test(tests, a_timeout_says_which_limit_it_was, 0, (int)(sizeof(limits) / sizeof(*limits)));
    tcase_add_test(tests, limits_do_not_count_while_bytes_come);
    tcase_add_test(tests, a_connection_that_is_not_made_ends_by_its_own_limit);
    tcase_add_test(tests, no_more_sockets_is_an_error_and_passes);
    tcase_add_test(tests, a_body_is_handed_on_in_pieces);
    tcase_add_test(tests, a_piece_is_handed_on_when_it_comes);
    tcase_add_test(tests, what_is_not_taken_is_collected);
    tcase_add_test(tests, enough_ends_the_call_well_and_at_once);
    tcase_add_test(tests, a_response_that_is_no_success_is_collected);
    tcase_add_test(tests, what_is_handed_on_is_bounded_too);
    tcase_add_test(tests, a_call_may_be_cancelled_while_it_hands_on_its_data);
    tcase_add_test(tests, calls_may_be_started_and_cancelled_while_another_hands_on_its_data);
    tcase_add_test(tests, the_client_may_be_freed_with_calls_that_wait_to_be_started);
    tcase_add_test(tests, a_proxy_is_used_where_it_is_set_and_only_there);
    tcase_add_test(tests, a_proxys_password_is_in_no_error);
    tcase_add_test(tests, more_calls_than_a_lane_takes_get_another_which_goes_when_it_is_idle);
    tcase_add_test(tests, the_client_may_be_freed_with_calls_in_all_lanes_and_phases);
    tcase_add_test(tests, cancel_in_each_phase_completes_once_with_cancelled);
    tcase_add_test(tests, versions_of_http_that_are_asked_for_are_spoken);
    tcase_add_test(tests, a_certificate_must_be_trusted);
    tcase_add_test(tests, http2_is_spoken_where_the_server_does);
    tcase_add_test(tests, calls_that_find_no_room_on_a_shared_connection_wait_their_turn);
    tcase_add_test(tests, a_peer_that_hangs_up_is_an_error_and_no_signal);
    tcase_add_test(tests, a_sigpipe_is_taken_away_unless_it_was_there_before);
    tcase_add_test(tests, the_processs_signals_are_left_alone);
    tcase_add_test(tests, out_of_memory_is_an_error_and_leaves_nothing_behind);
    suite_add_tcase(suite, tests);
    runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? 0 : 1;
}
