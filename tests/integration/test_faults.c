/* SPDX-License-Identifier: MIT */
/*
 * The fault matrix: a server that fails in every way, asked by each connector, whole and streamed, and by chains of it and a good
 * one. Each call ends exactly once, with the right code; nothing is left behind; and a chain answers all the same.
 */
#include "../support/skip.h" /* first */

#include "../support/connectors.h"

#define REPLY "{\"content\":\"{\\\"sql\\\":1}\"}"

enum {
    QUESTION_MS = 1000000, /* the question's own limit */
    CALL_S = 200           /* a call's: what it never takes; OpenSSL under valgrind reads the system's certificates for seconds */
};

enum { PLAIN, CLOSED_PORT, FULL_PORT, TLS_UNTRUSTED, TLS_OTHER_HOST, TLS_GOOD, TLS_TO_PLAIN };

static const struct fault {
    const char *script;
    int code;
    int retryable;
    int stream_code; /* where it is another one */
    int stream_retryable;
    int transport;
    uint64_t retry_after_ms; /* at least; 0: none */
} faults[] = {
    /* Connecting. */
    {"{}", T2S_E_CONNECT, 1, T2S_E_CONNECT, 1, CLOSED_PORT, 0},
    {"{}", T2S_E_TIMEOUT, 1, T2S_E_TIMEOUT, 1, FULL_PORT, 0},
    {"{\"connection\":\"hang_up\"}", T2S_E_CONNECT, 1, T2S_E_CONNECT, 1, PLAIN, 0},
    {"{\"connection\":\"close\"}", T2S_E_CONNECT, 1, T2S_E_CONNECT, 1, PLAIN, 0},
    {"{\"connection\":\"silence\"}", T2S_E_TIMEOUT, 1, T2S_E_TIMEOUT, 1, PLAIN, 0},
    {"{\"default\":" REPLY "}", T2S_E_TLS, 0, T2S_E_TLS, 0, TLS_UNTRUSTED, 0},
    {"{\"default\":" REPLY "}", T2S_E_TLS, 0, T2S_E_TLS, 0, TLS_OTHER_HOST, 0},
    {"{\"default\":" REPLY "}", T2S_E_TLS, 1, T2S_E_TLS, 1, TLS_TO_PLAIN, 0},
    {"{\"connection\":\"plain\"}", T2S_E_TLS, 1, T2S_E_TLS, 1, TLS_GOOD, 0},
    {"{\"connection\":\"silence\"}", T2S_E_TIMEOUT, 1, T2S_E_TIMEOUT, 1, TLS_GOOD, 0},
    {"{\"default\":{\"fault\":\"reset_body\"}}", T2S_E_CONNECT, 1, T2S_E_CONNECT, 1, TLS_GOOD, 0},
    /* The request. */
    {"{\"connection\":\"reset_request\"}", T2S_E_CONNECT, 1, T2S_E_CONNECT, 1, PLAIN, 0},
    {"{\"default\":{\"fault\":\"reset\"}}", T2S_E_CONNECT, 1, T2S_E_CONNECT, 1, PLAIN, 0},
    {"{\"default\":{\"fault\":\"close\"}}", T2S_E_CONNECT, 1, T2S_E_CONNECT, 1, PLAIN, 0},
    {"{\"default\":{\"fault\":\"silence\"}}", T2S_E_TIMEOUT, 1, T2S_E_TIMEOUT, 1, PLAIN, 0},
    {"{\"default\":{\"delay_ms\":500000}}", T2S_E_TIMEOUT, 1, T2S_E_TIMEOUT, 1, PLAIN, 0},
    /* The reply's header. */
    {"{\"default\":{\"fault\":\"reset_header\"}}", T2S_E_CONNECT, 1, T2S_E_CONNECT, 1, PLAIN, 0},
    {"{\"default\":{\"fault\":\"cut_header\"}}", T2S_E_CONNECT, 1, T2S_E_CONNECT, 1, PLAIN, 0},
    {"{\"default\":{\"fault\":\"silence_header\"}}", T2S_E_TIMEOUT, 1, T2S_E_TIMEOUT, 1, PLAIN, 0},
    {"{\"default\":{\"fault\":\"slow_header\"}}", T2S_E_TIMEOUT, 1, T2S_E_TIMEOUT, 1, PLAIN, 0},
    {"{\"default\":{\"fault\":\"endless_header\"}}", T2S_E_TOO_LARGE, 0, T2S_E_TOO_LARGE, 0, PLAIN, 0},
    {"{\"default\":{\"fault\":\"garbage\"}}", T2S_E_PROTOCOL, 0, T2S_E_PROTOCOL, 0, PLAIN, 0},
    /* The reply's body. */
    {"{\"default\":{\"fault\":\"reset_body\"}}", T2S_E_CONNECT, 1, T2S_E_CONNECT, 1, PLAIN, 0},
    {"{\"default\":{\"fault\":\"cut_body\"}}", T2S_E_CONNECT, 1, T2S_E_CONNECT, 1, PLAIN, 0},
    {"{\"default\":{\"fault\":\"cut_chunk\"}}", T2S_E_CONNECT, 1, T2S_E_CONNECT, 1, PLAIN, 0},
    {"{\"default\":{\"fault\":\"silence_body\"}}", T2S_E_TIMEOUT, 1, T2S_E_TIMEOUT, 1, PLAIN, 0},
    {"{\"default\":{\"fault\":\"slow\"}}", T2S_E_TIMEOUT, 1, T2S_E_TIMEOUT, 1, PLAIN, 0},
    {"{\"default\":{\"fault\":\"endless\"}}", T2S_E_TOO_LARGE, 0, T2S_E_TOO_LARGE, 0, PLAIN, 0},
    {"{\"default\":{\"fault\":\"huge\",\"size\":100000000}}", T2S_E_TOO_LARGE, 0, T2S_E_TOO_LARGE, 0, PLAIN, 0},
    {"{\"default\":{\"fault\":\"endless_deltas\"}}", 0, 0, T2S_E_PROTOCOL, 0, PLAIN, 0},
    {"{\"default\":{\"fault\":\"error_event\"}}", 0, 0, T2S_E_SERVER, 1, PLAIN, 0},
    {"{\"default\":{\"fault\":\"no_end\",\"content\":\"{\\\"sql\\\":\"}}", 0, 0, T2S_E_PROTOCOL, 1, PLAIN, 0},
    {"{\"default\":{\"fault\":\"bad_utf8\"}}", T2S_E_PROTOCOL, 0, T2S_E_PROTOCOL, 0, PLAIN, 0},
    {"{\"default\":{\"fault\":\"broken_json\"}}", T2S_E_PROTOCOL, 0, T2S_E_PROTOCOL, 0, PLAIN, 0},
    {"{\"default\":{\"body\":\"\"}}", T2S_E_PROTOCOL, 0, T2S_E_PROTOCOL, 0, PLAIN, 0},
    {"{\"default\":{\"body\":\"no json\"}}", T2S_E_PROTOCOL, 0, T2S_E_PROTOCOL, 0, PLAIN, 0},
    {"{\"default\":{\"body\":\"<html>Hello</html>\",\"headers\":{\"Content-Type\":\"text/html\"}}}", T2S_E_PROTOCOL, 0,
     T2S_E_PROTOCOL, 0, PLAIN, 0},
    {"{\"default\":{\"body_hex\":\"89504e470d0a1a0a00\",\"headers\":{\"Content-Type\":\"image/png\"}}}", T2S_E_PROTOCOL, 0,
     T2S_E_PROTOCOL, 0, PLAIN, 0},
    {"{\"default\":{\"body\":\"no: event\\n\\n\",\"headers\":{\"Content-Type\":\"text/event-stream\"}}}", T2S_E_PROTOCOL, 1,
     T2S_E_PROTOCOL, 1, PLAIN, 0},
    {"{\"default\":{\"choices\":[]}}", T2S_E_PROTOCOL, 0, T2S_E_PROTOCOL, 0, PLAIN, 0},
    {"{\"default\":{\"content\":null}}", T2S_E_PROTOCOL, 0, T2S_E_PROTOCOL, 0, PLAIN, 0},
    {"{\"default\":{\"content\":\"{\\\"sql\\\":\",\"finish_reason\":\"length\"}}", T2S_E_PROTOCOL, 0, T2S_E_PROTOCOL, 0, PLAIN, 0},
    {"{\"default\":{\"tool_call\":{}}}", T2S_E_PROTOCOL, 0, T2S_E_PROTOCOL, 0, PLAIN, 0},
    {"{\"default\":{\"failed\":{\"code\":\"server_error\",\"type\":\"api_error\",\"message\":\"m\"}}}", T2S_E_SERVER, 1,
     T2S_E_SERVER, 1, PLAIN, 0},
    /* The status. */
    {"{\"default\":{\"status\":307,\"body\":\"\",\"headers\":{\"Location\":\"http://127.0.0.1:9/\"}}}", T2S_E_SERVER, 0,
     T2S_E_SERVER, 0, PLAIN, 0},
    {"{\"default\":{\"status\":400,\"error\":{\"message\":\"m\"}}}", T2S_E_SERVER, 0, T2S_E_SERVER, 0, PLAIN, 0},
    {"{\"auth\":{\"keys\":[]}}", T2S_E_AUTH, 0, T2S_E_AUTH, 0, PLAIN, 0},
    {"{\"default\":{\"status\":403,\"error\":{\"message\":\"m\"}}}", T2S_E_AUTH, 0, T2S_E_AUTH, 0, PLAIN, 0},
    {"{\"default\":{\"status\":404,\"error\":{\"message\":\"m\"}}}", T2S_E_SERVER, 0, T2S_E_SERVER, 0, PLAIN, 0},
    {"{\"default\":{\"status\":408,\"error\":{\"message\":\"m\"}}}", T2S_E_TIMEOUT, 1, T2S_E_TIMEOUT, 1, PLAIN, 0},
    {"{\"default\":{\"status\":409,\"error\":{\"message\":\"m\"}}}", T2S_E_SERVER, 1, T2S_E_SERVER, 1, PLAIN, 0},
    {"{\"default\":{\"status\":413,\"error\":{\"message\":\"m\"}}}", T2S_E_TOO_LARGE, 0, T2S_E_TOO_LARGE, 0, PLAIN, 0},
    {"{\"default\":{\"status\":429,\"error\":{\"message\":\"m\"}}}", T2S_E_RATE_LIMIT, 1, T2S_E_RATE_LIMIT, 1, PLAIN, 0},
    {"{\"default\":{\"status\":429,\"error\":{\"message\":\"m\"},\"headers\":{\"Retry-After\":\"7\"}}}", T2S_E_RATE_LIMIT, 1,
     T2S_E_RATE_LIMIT, 1, PLAIN, 7000},
    {"{\"default\":{\"status\":429,\"error\":{\"message\":\"m\"},\"retry_after_date\":60}}", T2S_E_RATE_LIMIT, 1, T2S_E_RATE_LIMIT,
     1, PLAIN, 30000},
    {"{\"default\":{\"status\":500,\"body\":\"\"}}", T2S_E_SERVER, 1, T2S_E_SERVER, 1, PLAIN, 0},
    {"{\"default\":{\"status\":502,\"body\":\"<html>Bad</html>\",\"headers\":{\"Content-Type\":\"text/html\"}}}", T2S_E_SERVER, 1,
     T2S_E_SERVER, 1, PLAIN, 0},
    {"{\"default\":{\"status\":503,\"body\":\"<html>Gone</html>\",\"headers\":{\"Content-Type\":\"text/"
     "html\",\"Retry-After\":\"3\"}}}",
     T2S_E_SERVER, 1, T2S_E_SERVER, 1, PLAIN, 3000},
    {"{\"default\":{\"status\":503,\"fault\":\"endless\"}}", T2S_E_TOO_LARGE, 0, T2S_E_TOO_LARGE, 0, PLAIN, 0},
    {"{\"default\":{\"status\":529,\"error\":{\"type\":\"overloaded_error\",\"message\":\"m\"}}}", T2S_E_SERVER, 1, T2S_E_SERVER, 1,
     PLAIN, 0},
};

enum { FAULTS = sizeof(faults) / sizeof(*faults) };

static struct llm_server good;
static char directory[64];
static char certificate[128]; /* for 127.0.0.1 */
static char key[128];
static char other_certificate[128];
static char other_key[128];

static void open_suite(void)
{
    make_directory(directory);
    must(make_certificate(certificate, key, sizeof(key), directory, "127.0.0.1"));
    must(make_certificate(other_certificate, other_key, sizeof(other_key), directory, "example.org"));
    llm_server_start(&good, "{\"default\":" REPLY "}");
}

static void close_suite(void)
{
    llm_server_stop(&good);
    remove_directory(directory);
}

/* The port of a server that has the fault. */
static int open_server(const struct fault *fault, struct llm_server *server)
{
    if (fault->transport == CLOSED_PORT)
        return free_port();
    if (fault->transport == FULL_PORT)
        return full_port();
    if (fault->transport == PLAIN || fault->transport == TLS_TO_PLAIN)
        llm_server_start(server, fault->script);
    else if (fault->transport == TLS_OTHER_HOST)
        llm_server_start_tls(server, fault->script, other_certificate, other_key);
    else
        llm_server_start_tls(server, fault->script, certificate, key);
    return server->port;
}

static void close_server(const struct fault *fault, struct llm_server *server)
{
    if (fault->transport != CLOSED_PORT && fault->transport != FULL_PORT)
        llm_server_stop(server);
}

static t2s_provider *make_faulty(const struct fault *fault, int which, int port)
{
    char base_url[64];
    const char *pairs[12] = {"timeout_ms", "200000", "max_reply_bytes", "100000", "api_key", "sk-of-the-fault-matrix", NULL};

    snprintf(base_url, sizeof(base_url), "https://127.0.0.1:%d/v1", port);
    if (fault->transport >= TLS_UNTRUSTED) {
        pairs[6] = "base_url";
        pairs[7] = base_url;
    }
    if (fault->transport > TLS_UNTRUSTED) {
        pairs[8] = "ca_file";
        pairs[9] = fault->transport == TLS_OTHER_HOST ? other_certificate : certificate;
    }
    return make_connector(which, port, pairs);
}

/* All of them are asked at once. */
struct asked {
    struct answer answer; /* first */
    t2s_provider *provider;
    t2s_reply *reply;
};

static void on_asked(t2s_reply *reply, void *user_data)
{
    struct asked *asked = user_data;

    keep_answer(reply, &asked->answer);
}

static void start_all(t2s_loop *loop, struct asked *all)
{
    t2s_prompt *prompt = make_prompt("CREATE TABLE t (id int)", "Q?", 0);

    t2s__prompt_set_deadline(prompt, t2s_loop_now() + UINT64_C(1000000) * QUESTION_MS);
    for (int i = 0; i < CONNECTORS; i++) {
        ck_assert_int_eq(t2s_provider_attach(all[i].provider, loop), 0);
        ck_assert_int_eq(t2s_provider_call(all[i].provider, loop, prompt, on_asked, &all[i], &all[i].reply), 0);
    }
    t2s_prompt_unref(prompt);
}

static void finish_all(t2s_loop *loop, struct asked *all, int is_silent)
{
    if (is_silent)
        run_past(loop, CALL_S);
    for (int i = 0; i < CONNECTORS; i++)
        ck_assert_msg(run_until(loop, &all[i].answer.count, 1, 0), "%s: no completion", connectors[i].name);
    run_for(loop, 30);
    for (int i = 0; i < CONNECTORS; i++) {
        t2s_provider_detach(all[i].provider, loop);
        t2s_provider_unref(all[i].provider);
        t2s_reply_unref(all[i].reply);
    }
    run_for(loop, 10);
    close_loop(loop);
    for (int i = 0; i < CONNECTORS; i++)
        ck_assert_int_eq(all[i].answer.count, 1);
}

static void assert_fault(const struct fault *fault, int which, const struct asked *asked)
{
    const int streamed = strcmp(connectors[which].stream, "on") == 0;
    const struct answer *answer = &asked->answer;

    ck_assert_msg(answer->code == (streamed ? fault->stream_code : fault->code), "%s: %s: %s: %s", connectors[which].name,
                  fault->script, t2s_error_name(answer->code), answer->message);
    ck_assert_msg(answer->retryable == (streamed ? fault->stream_retryable : fault->retryable), "%s: %s: %s",
                  connectors[which].name, fault->script, answer->message);
    ck_assert_uint_ge(answer->retry_after, fault->retry_after_ms);
    ck_assert(fault->retry_after_ms != 0 || answer->retry_after == 0);
    ck_assert_ptr_null(strstr(answer->message, "sk-of"));
}

START_TEST(each_fault_ends_in_one_typed_error)
{
    static struct asked all[CONNECTORS];
    const struct fault *fault = &faults[_i];
    struct llm_server server;
    int port = open_server(fault, &server);
    int descriptors = count_descriptors();
    t2s_loop *loop;

    memset(all, 0, sizeof(all));
    ck_assert_int_eq(t2s__loop_new(1, &loop), 0);
    for (int i = 0; i < CONNECTORS; i++)
        all[i].provider = make_faulty(fault, i, port);
    start_all(loop, all);
    finish_all(loop, all, fault->code == T2S_E_TIMEOUT);
    for (int i = 0; i < CONNECTORS; i++)
        assert_fault(fault, i, &all[i]);
    ck_assert_int_eq(count_descriptors(), descriptors);
    close_server(fault, &server);
}
END_TEST

START_TEST(a_fallback_answers_whatever_the_first_one_does)
{
    static struct asked all[CONNECTORS];
    const struct fault *fault = &faults[_i];
    struct llm_server server;
    int port = open_server(fault, &server);
    int descriptors = count_descriptors();
    t2s_loop *loop;

    memset(all, 0, sizeof(all));
    ck_assert_int_eq(t2s__loop_new(1, &loop), 0);
    for (int i = 0; i < CONNECTORS; i++) {
        t2s_provider *both[2] = {make_faulty(fault, i, port), make_connector((i + 1) % CONNECTORS, good.port, NULL)};

        ck_assert_int_eq(t2s_chain_provider_new(both, 2, NULL, &all[i].provider, NULL), 0);
        t2s_provider_unref(both[0]);
        t2s_provider_unref(both[1]);
    }
    start_all(loop, all);
    finish_all(loop, all, fault->code == T2S_E_TIMEOUT);
    for (int i = 0; i < CONNECTORS; i++) {
        ck_assert_msg(all[i].answer.code == 0, "%s: %s: %s", connectors[i].name, fault->script, all[i].answer.message);
        if (strcmp(connectors[i].stream, "on") == 0 ? fault->stream_code : fault->code)
            ck_assert_str_eq(all[i].answer.text, "{\"sql\":1}");
    }
    ck_assert_int_eq(count_descriptors(), descriptors);
    close_server(fault, &server);
}
END_TEST

/* A connection that a fault has spoilt is not used again, and one that was not is. */
START_TEST(after_faults_the_next_call_succeeds)
{
    static const int codes[] = {T2S_E_CONNECT, T2S_E_CONNECT, T2S_E_SERVER, T2S_E_PROTOCOL, T2S_E_TIMEOUT, T2S_E_CONNECT, 0, 0};
    const char *pairs[] = {"timeout_ms", "200000", NULL};
    struct llm_server server;
    struct answer answer;
    t2s_provider *provider;
    t2s_loop *loop;

    llm_server_start(&server,
                     "{\"steps\":[{\"fault\":\"reset\"},{\"fault\":\"cut_body\"},{\"status\":500,\"body\":\"\"},"
                     "{\"fault\":\"garbage\"},{\"fault\":\"silence_body\"},{\"fault\":\"reset_body\"}],\"default\":" REPLY "}");
    ck_assert_int_eq(t2s__loop_new(1, &loop), 0);
    provider = make_connector(_i, server.port, pairs);
    ck_assert_int_eq(t2s_provider_attach(provider, loop), 0);
    for (size_t i = 0; i < sizeof(codes) / sizeof(*codes); i++) {
        if (codes[i] == T2S_E_TIMEOUT)
            ask_in_vain(loop, provider, CALL_S, &answer);
        else
            ask(loop, provider, "Q?", 0, &answer);
        ck_assert_msg(answer.code == codes[i], "%zu: %s", i, answer.message);
    }
    ck_assert_str_eq(answer.text, "{\"sql\":1}");
    t2s_provider_detach(provider, loop);
    t2s_provider_unref(provider);
    close_loop(loop);
    llm_server_stop(&server);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("faults");
    TCase *tests = tcase_create("faults");
    SRunner *runner;
    int failed;

    open_suite();
    tcase_set_timeout(tests, 600);
    tcase_add_loop_test(tests, each_fault_ends_in_one_typed_error, 0, FAULTS);
    tcase_add_loop_test(tests, a_fallback_answers_whatever_the_first_one_does, 0, FAULTS);
    tcase_add_loop_test(tests, after_faults_the_next_call_succeeds, 0, CONNECTORS);
    suite_add_tcase(suite, tests);
    llm_server_prepare();
    runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    close_suite();
    return failed == 0 ? 0 : 1;
}
