/* SPDX-License-Identifier: MIT */
/*
 * The OpenAI provider, recorded, against a server that fails in every way: each fault ends in exactly one completion with a typed
 * error within its deadline, nothing is recorded but replies, and the key is nowhere.
 */
#include "../support/skip.h" /* first */

#include "../support/ask.h"

#define KEY "sk-proj-Ab3dEf6hIj9kLmNoPqRsTuVwXyZ0123456789"

static struct llm_server server;
static t2s_loop *loop;
static t2s_provider *provider; /* the recording one */
static char path[128];

static void open_provider(const char *script)
{
    t2s_provider *openai;
    t2s_options *options;
    char base_url[64];

    llm_server_start(&server, script);
    snprintf(base_url, sizeof(base_url), "http://127.0.0.1:%d/v1", server.port);
    snprintf(path, sizeof(path), "%s/replies.jsonl", server.directory);
    ck_assert_int_eq(t2s_options_new(&options), 0);
    ck_assert_int_eq(t2s_options_set(options, "base_url", base_url), 0);
    ck_assert_int_eq(t2s_options_set(options, "api_key", KEY), 0);
    ck_assert_int_eq(t2s_options_set(options, "timeout_ms", "200000"), 0);
    ck_assert_int_eq(t2s_options_set(options, "max_reply_bytes", "100000"), 0);
    ck_assert_int_eq(t2s_openai_provider_new(options, &openai, NULL), 0);
    t2s_options_free(options);
    ck_assert_int_eq(t2s_recording_provider_new(openai, path, &provider, NULL), 0);
    t2s_provider_unref(openai);
    ck_assert_int_eq(t2s__loop_new(1, &loop), 0);
    ck_assert_int_eq(t2s_provider_attach(provider, loop), 0);
}

static void close_provider(void)
{
    t2s_provider_detach(provider, loop);
    t2s_provider_unref(provider);
    close_loop(loop);
    llm_server_stop(&server);
}

static const struct {
    const char *step;
    int code;
    int retryable;
} faults[] = {
    {"{\"fault\":\"refused\"}", T2S_E_CONNECT, 1},
    {"{\"fault\":\"reset\"}", T2S_E_CONNECT, 1},
    {"{\"fault\":\"close\"}", T2S_E_CONNECT, 1},
    {"{\"fault\":\"silence\"}", T2S_E_TIMEOUT, 1},
    {"{\"fault\":\"silence_body\"}", T2S_E_TIMEOUT, 1},
    {"{\"fault\":\"cut_body\"}", T2S_E_CONNECT, 1},
    {"{\"fault\":\"cut_chunk\"}", T2S_E_CONNECT, 1},
    {"{\"fault\":\"slow\"}", T2S_E_TIMEOUT, 1},
    {"{\"fault\":\"slow_header\"}", T2S_E_TIMEOUT, 1},
    {"{\"fault\":\"endless\"}", T2S_E_TOO_LARGE, 0},
    {"{\"fault\":\"endless_header\"}", T2S_E_TOO_LARGE, 0},
    {"{\"fault\":\"huge\"}", T2S_E_TOO_LARGE, 0},
    {"{\"fault\":\"garbage\"}", T2S_E_PROTOCOL, 0},
    {"{\"fault\":\"bad_utf8\"}", T2S_E_PROTOCOL, 0},
    {"{\"delay_ms\":500000}", T2S_E_TIMEOUT, 1},
    {"{\"status\":401,\"echo\":true,\"error\":{\"message\":\"bad key {key}\"}}", T2S_E_AUTH, 0},
    {"{\"status\":429,\"error\":{\"message\":\"slow down\"}}", T2S_E_RATE_LIMIT, 1},
    {"{\"status\":500,\"echo\":true,\"body\":\"{key}\"}", T2S_E_SERVER, 1},
    {"{\"status\":502,\"body\":\"<html></html>\",\"headers\":{\"Content-Type\":\"text/html\"}}", T2S_E_SERVER, 1},
    {"{\"body\":\"no json\"}", T2S_E_PROTOCOL, 0},
    {"{\"choices\":[]}", T2S_E_PROTOCOL, 0},
    {"{\"content\":null}", T2S_E_PROTOCOL, 0},
    {"{\"content\":\"half\",\"finish_reason\":\"length\"}", T2S_E_PROTOCOL, 0},
};

START_TEST(each_fault_ends_in_one_typed_error)
{
    struct answer answer;
    char script[256];
    char *recorded;

    snprintf(script, sizeof(script), "{\"default\":%s}", faults[_i].step);
    open_provider(script);
    if (faults[_i].code == T2S_E_TIMEOUT)
        ask_in_vain(loop, provider, 200, &answer);
    else
        ask(loop, provider, "Q?", 0, &answer);
    ck_assert_msg(answer.code == faults[_i].code, "%s: %s: %s", faults[_i].step, t2s_error_name(answer.code), answer.message);
    ck_assert_int_eq(answer.retryable, faults[_i].retryable);
    ck_assert_ptr_null(strstr(answer.message, "sk-proj"));
    run_for(loop, 50);
    ck_assert_int_eq(answer.count, 1);
    recorded = read_whole_file(path);
    ck_assert_str_eq(recorded, "");
    free(recorded);
    close_provider();
}
END_TEST

START_TEST(after_faults_the_next_call_succeeds)
{
    static const int codes[] = {T2S_E_CONNECT, T2S_E_CONNECT, T2S_E_SERVER, T2S_E_PROTOCOL, T2S_E_TIMEOUT, 0};
    struct answer answer;
    char *recorded;
    char *log;

    open_provider(
        "{\"steps\":[{\"fault\":\"reset\"},{\"fault\":\"cut_body\"},{\"status\":500,\"body\":\"\"},{\"fault\":\"garbage\"},"
        "{\"fault\":\"silence_body\"}],\"default\":{\"sql\":\"SELECT 1\"}}");
    for (size_t i = 0; i < sizeof(codes) / sizeof(*codes); i++) {
        if (codes[i] == T2S_E_TIMEOUT)
            ask_in_vain(loop, provider, 200, &answer);
        else
            ask(loop, provider, "Q?", 0, &answer);
        ck_assert_msg(answer.code == codes[i], "%zu: %s", i, answer.message);
    }
    ck_assert_ptr_nonnull(strstr(answer.text, "SELECT 1"));
    recorded = read_whole_file(path);
    ck_assert_ptr_nonnull(strstr(recorded, "SELECT 1"));
    ck_assert_ptr_eq(strchr(recorded, '\n'), recorded + strlen(recorded) - 1);
    ck_assert_ptr_null(strstr(recorded, "sk-proj"));
    log = read_whole_file(server.log);
    ck_assert_ptr_nonnull(strstr(log, "Bearer " KEY));
    free(log);
    free(recorded);
    close_provider();
}
END_TEST

START_TEST(calls_share_connections_and_one_fault_does_not_touch_the_others)
{
    enum { MANY = 32 };
    static struct answer answers[MANY];
    static t2s_reply *replies[MANY];
    int failed = 0;

    open_provider("{\"steps\":[\"x\",\"x\",{\"fault\":\"reset\"},\"x\",{\"fault\":\"cut_body\"},{\"status\":500,\"body\":\"\"}],"
                  "\"default\":{\"content\":\"x\",\"delay_ms\":10}}");
    for (int i = 0; i < MANY; i++) {
        t2s_prompt *prompt = make_prompt("s", "Q?", 0);

        ck_assert_int_eq(t2s_provider_call(provider, loop, prompt, keep_answer, &answers[i], &replies[i]), 0);
        t2s_prompt_unref(prompt);
    }
    for (int i = 0; i < MANY; i++) {
        ck_assert(run_until(loop, &answers[i].count, 1, 15000));
        ck_assert_int_eq(answers[i].count, 1);
        failed += answers[i].code != 0;
        t2s_reply_unref(replies[i]);
    }
    ck_assert_int_eq(failed, 3);
    close_provider();
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("openai against a server");
    TCase *tests = tcase_create("faults");
    SRunner *runner;
    int failed;

    tcase_set_timeout(tests, 600);
    tcase_add_loop_test(tests, each_fault_ends_in_one_typed_error, 0, (int)(sizeof(faults) / sizeof(*faults)));
    tcase_add_test(tests, after_faults_the_next_call_succeeds);
    tcase_add_test(tests, calls_share_connections_and_one_fault_does_not_touch_the_others);
    suite_add_tcase(suite, tests);
    llm_server_prepare();
    runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? 0 : 1;
}
