/* SPDX-License-Identifier: MIT */
/* Bodies that are handed on as they come, and proxies. */
#include "../support/http_client.h"

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
    struct stream whole = {.pieces = 0};
    const uint64_t began = t2s_loop_now();

    open_client("{\"steps\":[{\"content\":\"0123456789\",\"delta\":1,\"fault\":\"silence_body\"}],"
                "\"default\":{\"content\":\"0123456789\",\"delta\":1}}");
    start_stream(&stream, "{\"stream\":true}", 100000);
    ck_assert(run_until(loop, &stream.pieces, 1, 0)); /* though the rest never comes */
    ck_assert_int_eq(stream.result.count, 0);
    ck_assert_int_eq(stream.status, 200);
    ck_assert_int_eq(strncmp(stream.type, "text/event-stream", 17), 0);
    ck_assert_uint_gt(stream.first_byte_at, began);
    t2s__http_cancel(stream.call);
    wait_for(&stream.result);
    start_stream(&whole, "{\"stream\":true}", 100000);
    wait_for(&whole.result);
    ck_assert_msg(whole.result.code == 0, "%s", whole.result.message);
    ck_assert_ptr_nonnull(strstr(whole.text, "data: [DONE]"));
    ck_assert_uint_eq(whole.result.first_byte_at, whole.first_byte_at);
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
    second.call = post(&silent, 200000);
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

int main(void)
{
    Suite *suite = suite_create("http: streams");
    TCase *tests = tcase_create("http: streams");
    SRunner *runner;
    int failed;

    tcase_set_timeout(tests, 600);
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
    suite_add_tcase(suite, tests);
    llm_server_prepare();
    runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? 0 : 1;
}
