/* SPDX-License-Identifier: MIT */
/* Many calls at once, and the versions of HTTP that let them share connections. */
#include "../support/http_client.h"

#include <arpa/inet.h>
#include <signal.h>
#include <sys/socket.h>

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
        post(&results[i], 200000);
    ck_assert_uint_eq(count_lanes(), 2);
    ck_assert_uint_eq(client->lanes->calls, T2S__HTTP_LANE_CALLS);
    for (int i = 0; i < OVER; i++) {
        ck_assert(run_until(loop, &results[i].count, 1, 30000));
        ck_assert_int_eq(results[i].count, 1);
        ck_assert_msg(results[i].code == 0, "%s", results[i].message);
    }
    before = count_connections();
    post(&again, 200000); /* over a connection that is there */
    wait_for(&again);
    ck_assert_int_eq(count_connections(), before);
    while (count_lanes() > 0)
        run_for(loop, 20);
    memset(&again, 0, sizeof(again));
    post(&again, 200000);
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
        call = post(&results[i], 200000);
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
            ck_assert_msg(stream.result.count == 0, "%s after %d ms: %s", scripts[i], (int)waits[j], stream.result.message);
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
    request.connect_timeout_ms = 60000;
    request.timeout_ms = 200000;
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
    request.connect_timeout_ms = 60000;
    request.timeout_ms = 200000;
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
    request.connect_timeout_ms = 60000;
    request.timeout_ms = 200000;
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

int main(void)
{
    Suite *suite = suite_create("http: lanes");
    TCase *tests = tcase_create("http: lanes");
    SRunner *runner;
    int failed;

    tcase_set_timeout(tests, 600);
    tcase_add_test(tests, more_calls_than_a_lane_takes_get_another_which_goes_when_it_is_idle);
    tcase_add_test(tests, the_client_may_be_freed_with_calls_in_all_lanes_and_phases);
    tcase_add_test(tests, cancel_in_each_phase_completes_once_with_cancelled);
    tcase_add_test(tests, versions_of_http_that_are_asked_for_are_spoken);
    tcase_add_test(tests, a_certificate_must_be_trusted);
    tcase_add_test(tests, http2_is_spoken_where_the_server_does);
    tcase_add_test(tests, calls_that_find_no_room_on_a_shared_connection_wait_their_turn);
    suite_add_tcase(suite, tests);
    llm_server_prepare();
    runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? 0 : 1;
}
