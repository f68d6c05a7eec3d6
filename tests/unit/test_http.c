/* SPDX-License-Identifier: MIT */
#include <arpa/inet.h>
#include <pthread.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include "net/sigpipe.h"

#include "../support/skip.h" /* first */

#include "../support/http_client.h"

START_TEST(any_status_is_a_response_with_its_type_and_body)
{
    struct result good = {0};
    struct result bad = {0};

    open_client("{\"steps\":[{\"body\":\"hello\",\"headers\":{\"Content-Type\":\"text/plain\"}},"
                "{\"status\":503,\"body\":\"\",\"headers\":{\"Retry-After\":\"7\"}}]}");
    post(&good, 200000);
    wait_for(&good);
    ck_assert_int_eq(good.code, 0);
    ck_assert_int_eq(good.status, 200);
    ck_assert_str_eq(good.type, "text/plain");
    ck_assert_str_eq(good.body, "hello");
    ck_assert_int_eq(good.retry_after_ms, 0);
    post(&bad, 200000);
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
    {"{\"fault\":\"refused\"}", T2S_E_CONNECT, 1},   {"{\"delay_ms\":300000}", T2S_E_TIMEOUT, 1},
};

START_TEST(each_fault_ends_in_one_typed_error)
{
    struct result result = {0};
    char script[256];

    snprintf(script, sizeof(script), "{\"default\":%s}", faults[_i].step);
    open_client(script);
    post(&result, 200000);
    if (faults[_i].code == T2S_E_TIMEOUT)
        run_past(loop, 200);
    wait_for(&result);
    ck_assert_msg(result.code == faults[_i].code, "%s: %s: %s", faults[_i].step, t2s_error_name(result.code), result.message);
    ck_assert_int_eq(result.retryable, faults[_i].retryable);
    ck_assert_ptr_nonnull(strstr(result.message, "http://127.0.0.1:"));
    ck_assert_ptr_null(strstr(result.message, "/v1/"));
    run_for(loop, 50);
    ck_assert_int_eq(result.count, 1);
    close_client();
}
END_TEST

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
    post(&result, 200000);
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
    t2s__http_cancel(post(&early, 200000));
    ck_assert_int_eq(early.count, 0);
    wait_for(&early);
    ck_assert_int_eq(early.code, T2S_E_CANCELLED);
    call = post(&late, 200000);
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
    first.cancel_call = post(&second, 200000);
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
        post(&results[i], 200000);
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
    post(&second, 200000);
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
        post(&results[i], 200000);
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
    {"{\"fault\":\"silence\"}", 300, 100000, 200000, "no byte of the response came within 300 ms"},
    {"{\"fault\":\"silence\"}", 300, 0, 200000, "no byte of the response came within 300 ms"},
    {"{\"fault\":\"silence_body\"}", 100000, 300, 200000, "the response stood still for 300 ms, after "},
    {"{\"fault\":\"silence_body\"}", 0, 300, 200000, "the response stood still for 300 ms, after "},
    {"{\"fault\":\"slow\"}", 5000, 300, 200000, "the response stood still for 300 ms, after 1 bytes"},
    {"{\"fault\":\"silence_body\"}", 100000, 100000, 300, "the response was not complete within 300 ms; "},
    {"{\"fault\":\"silence_body\"}", 5000, 0, 6000, "the response was not complete within 6000 ms; "},
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

    open_client("{\"default\":{\"content\":\"0123456789012345678901234567890123456789\",\"delta\":1,\"delta_ms\":110}}");
    request = request_to(url, sizeof(url), server.port);
    request.body = "{\"stream\":true}";
    request.body_length = strlen(request.body);
    request.first_byte_timeout_ms = 4000;
    request.idle_timeout_ms = 4000;
    ck_assert_int_eq(t2s__http_start(client, &request, on_result, &result, &call, NULL), 0);
    wait_for(&result);
    ck_assert_msg(result.code == 0, "%s", result.message);
    ck_assert_uint_ge((t2s_loop_now() - began) / 1000000, 4400);
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
        post(&results[i], 200000);
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
    post(&after, 200000);
    wait_for(&after);
    ck_assert_int_eq(after.code, 0);
    close_client();
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
    post(&result, 200000);
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

        request.first_byte_timeout_ms = 100000;
        request.idle_timeout_ms = 100000;
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

    tcase_set_timeout(tests, 600);
    tcase_add_test(tests, any_status_is_a_response_with_its_type_and_body);
    tcase_add_test(tests, method_headers_and_body_reach_the_server_over_one_connection);
    tcase_add_loop_test(tests, each_fault_ends_in_one_typed_error, 0, (int)(sizeof(faults) / sizeof(*faults)));
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
    tcase_add_test(tests, a_peer_that_hangs_up_is_an_error_and_no_signal);
    tcase_add_test(tests, a_sigpipe_is_taken_away_unless_it_was_there_before);
    tcase_add_test(tests, the_processs_signals_are_left_alone);
    tcase_add_test(tests, out_of_memory_is_an_error_and_leaves_nothing_behind);
    suite_add_tcase(suite, tests);
    llm_server_prepare();
    runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? 0 : 1;
}
