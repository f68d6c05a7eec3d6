/* SPDX-License-Identifier: MIT */
#include "../support/ask.h"
#include "../support/suite.h"

static char directory[64];
static char path[128];
static t2s_loop *loop;
static t2s_provider *provider;

static void set_up(void)
{
    make_directory(directory);
    snprintf(path, sizeof(path), "%s/replies.jsonl", directory);
    ck_assert_int_eq(t2s__loop_new(1, &loop), 0);
}

static void tear_down(void)
{
    t2s_provider_unref(provider);
    provider = NULL;
    close_loop(loop);
    remove_directory(directory);
}

static void open_replay(const char *lines)
{
    t2s_error *error = NULL;

    write_whole_file(path, lines);
    ck_assert_msg(t2s_replay_provider_new(path, &provider, &error) == 0, "%s", t2s_error_message(error));
}

static int say_hello(void *user_data, const t2s_prompt *prompt, t2s_reply *reply)
{
    (void)user_data;
    (void)prompt;
    t2s_reply_set_model(reply, "plain-1");
    t2s_reply_set_tokens(reply, 10, 5, 3);
    t2s_reply_append(reply, "\"hello\"\n\xC3\xA4", 10);
    t2s_reply_finish(reply, NULL);
    return 0;
}

START_TEST(what_was_recorded_is_replayed)
{
    static const t2s_provider_ops ops = {.struct_size = sizeof(ops), .start = say_hello};
    t2s_provider *plain;
    t2s_provider *recording;
    struct answer recorded;
    struct answer replayed;

    ck_assert_int_eq(t2s_provider_new("plain", &ops, NULL, &plain), 0);
    ck_assert_int_eq(t2s_recording_provider_new(plain, path, &recording, NULL), 0);
    ck_assert_int_eq(t2s_provider_attach(recording, loop), 0);
    ask(loop, recording, "Q?", 0, &recorded);
    t2s_provider_detach(recording, loop);
    t2s_provider_unref(recording);
    t2s_provider_unref(plain);
    ck_assert_int_eq(t2s_replay_provider_new(path, &provider, NULL), 0);
    ck_assert_str_eq(t2s_provider_name(provider), "replay");
    ask(loop, provider, "Q?", 0, &replayed);
    ck_assert_int_eq(replayed.code, 0);
    ck_assert_str_eq(replayed.text, recorded.text);
    ck_assert_str_eq(replayed.model, "plain-1");
    ck_assert_uint_eq(replayed.input, 10);
    ck_assert_uint_eq(replayed.output, 5);
    ck_assert_uint_eq(replayed.cached, 3);
}
END_TEST

START_TEST(a_prompt_is_found_by_its_messages_else_by_question_and_attempt)
{
    t2s_prompt *exact = make_prompt("new schema", "Q?", 0);
    struct answer answer;

    open_replay("{\"version\":1,\"question\":\"Q?\",\"text\":\"old schema\"}\n"
                "{\"version\":1,\"question\":\"Q?\",\"text\":\"newest\"}\n"
                "{\"version\":1,\"question\":\"other\",\"attempt\":5,\"text\":\"exact\",\"messages\":["
                "{\"role\":\"system\",\"text\":\"new schema\"},{\"role\":\"user\",\"text\":\"Q?\"}]}\n"
                "\n"
                "{\"version\":1,\"question\":\"Q?\",\"attempt\":1,\"text\":\"repair\",\"prompt_hash\":\"0000000000000000\"}");
    ask_prompt(loop, provider, exact, &answer);
    ck_assert_str_eq(answer.text, "exact");
    ask(loop, provider, "Q?", 0, &answer);
    ck_assert_str_eq(answer.text, "newest");
    ask(loop, provider, "Q?", 1, &answer);
    ck_assert_str_eq(answer.text, "repair");
    t2s_prompt_unref(exact);
}
END_TEST

START_TEST(a_refusal_is_replayed)
{
    struct answer answer;

    open_replay("{\"version\":1,\"question\":\"Q?\",\"text\":null,\"refusal\":\"I will not.\",\"model\":null,\"tokens\":{}}\r\n");
    ask(loop, provider, "Q?", 0, &answer);
    ck_assert_int_eq(answer.code, 0);
    ck_assert_str_eq(answer.refusal, "I will not.");
    ck_assert_str_eq(answer.text, "");
}
END_TEST

START_TEST(what_was_not_recorded_names_the_nearest_questions)
{
    struct answer answer;

    open_replay("{\"version\":1,\"question\":\"Who are the ten best customers?\",\"text\":\"x\"}\n"
                "{\"version\":1,\"question\":\"How many orders were placed in 2023?\",\"text\":\"x\"}\n"
                "{\"version\":1,\"question\":\"How many orders were placed in 2024?\",\"text\":\"x\"}\n"
                "{\"version\":1,\"question\":\"How many orders were placed in 2024?\",\"attempt\":1,\"text\":\"x\"}\n"
                "{\"version\":1,\"question\":\"zzz\",\"text\":\"x\"}\n");
    ask(loop, provider, "how many orders were placed in 2025?", 0, &answer);
    ck_assert_int_eq(answer.code, T2S_E_NOTFOUND);
    ck_assert_int_eq(answer.retryable, 0);
    ck_assert_ptr_nonnull(
        strstr(answer.message, "replies.jsonl has no reply to attempt 0 of \"how many orders were placed in 2025?\""));
    ck_assert_int_eq(strncmp(answer.hint, "nearest recorded: \"How many orders were placed in 202", 53), 0);
    ck_assert_ptr_nonnull(strstr(answer.hint, ", \"Who are the ten"));
    ck_assert_ptr_null(strstr(answer.hint, "zzz"));
    ask(loop, provider, "How many orders were placed in 2024?", 2, &answer);
    ck_assert_int_eq(answer.code, T2S_E_NOTFOUND);
    ck_assert_str_eq(answer.hint, "of this question there is attempt 1, 0");
    ask(loop, provider, "", 0, &answer);
    ck_assert_int_eq(answer.code, T2S_E_NOTFOUND);
}
END_TEST

START_TEST(an_empty_file_says_so)
{
    struct answer answer;

    open_replay("\n \n");
    ask(loop, provider, "Q?", 0, &answer);
    ck_assert_int_eq(answer.code, T2S_E_NOTFOUND);
    ck_assert_str_eq(answer.hint, "the file holds no replies");
}
END_TEST

static const struct {
    const char *line;
    const char *said;
} malformed[] = {
    {"{\"version\":1,\"quest", "replies.jsonl:2: it ends too early"},
    {"[]", "not a JSON object"},
    {"{\"version\":1,\"question\":\"Q\",\"text\":\"x\"} x", "something follows"},
    {"{\"version\":1,\"question\":\"Q\",\"text\":\"\xFF\"}", "utf-8"},
    {"{\"version\":2,\"question\":\"Q\",\"text\":\"x\"}", "version"},
    {"{\"question\":\"Q\",\"text\":\"x\"}", "version"},
    {"{\"version\":1,\"text\":\"x\"}", "question"},
    {"{\"version\":1,\"question\":7,\"text\":\"x\"}", "question"},
    {"{\"version\":1,\"question\":\"Q\"}", "neither"},
    {"{\"version\":1,\"question\":\"Q\",\"text\":5}", "texts"},
    {"{\"version\":1,\"question\":\"Q\",\"text\":\"x\",\"attempt\":-1}", "attempt"},
    {"{\"version\":1,\"question\":\"Q\",\"text\":\"x\",\"attempt\":\"1\"}", "attempt"},
    {"{\"version\":1,\"question\":\"Q\",\"text\":\"x\",\"tokens\":[]}", "tokens"},
    {"{\"version\":1,\"question\":\"Q\",\"text\":\"x\",\"messages\":\"none\"}", "messages"},
};

START_TEST(a_malformed_line_is_named)
{
    t2s_error *error = NULL;
    char lines[512];

    snprintf(lines, sizeof(lines), "{\"version\":1,\"question\":\"Q\",\"text\":\"x\"}\n%s\n", malformed[_i].line);
    write_whole_file(path, lines);
    ck_assert_int_eq(t2s_replay_provider_new(path, &provider, &error), T2S_E_SYNTAX);
    ck_assert_ptr_null(provider);
    ck_assert_int_eq(t2s_error_line(error), 2);
    ck_assert_int_ge(t2s_error_column(error), 1);
    ck_assert_ptr_nonnull(strstr(t2s_error_message(error), "replies.jsonl:2: "));
    ck_assert_msg(strstr(t2s_error_message(error), malformed[_i].said) != NULL, "%s", t2s_error_message(error));
    t2s_error_unref(error);
}
END_TEST

START_TEST(what_cannot_be_read_is_refused_at_construction)
{
    t2s_error *error = NULL;

    ck_assert_int_eq(t2s_replay_provider_new("/nonexistent/x", &provider, &error), T2S_E_IO);
    ck_assert_ptr_nonnull(strstr(t2s_error_message(error), "/nonexistent/x: No such file"));
    t2s_error_unref(error);
    ck_assert_int_eq(t2s_replay_provider_new(directory, &provider, NULL), T2S_E_IO);
    ck_assert_int_eq(t2s_replay_provider_new("", &provider, NULL), T2S_E_INVALID);
    ck_assert_int_eq(t2s_replay_provider_new(NULL, &provider, NULL), T2S_E_INVALID);
    ck_assert_int_eq(t2s_replay_provider_new(path, NULL, NULL), T2S_E_INVALID);
}
END_TEST

START_TEST(one_replay_serves_several_loops)
{
    struct answer answer;
    t2s_loop *other;

    open_replay("{\"version\":1,\"question\":\"Q?\",\"text\":\"x\"}\n");
    ck_assert_int_eq(t2s__loop_new(1, &other), 0);
    ck_assert_int_eq(t2s_provider_attach(provider, loop), 0);
    ck_assert_int_eq(t2s_provider_attach(provider, other), 0);
    ask(loop, provider, "Q?", 0, &answer);
    ck_assert_str_eq(answer.text, "x");
    ask(other, provider, "Q?", 0, &answer);
    ck_assert_str_eq(answer.text, "x");
    close_loop(other);
}
END_TEST

static void exhaust(const char *question, int wanted)
{
    t2s_prompt *prompt = make_prompt("s", question, 0);

    OOM_LOOP(n)
    {
        t2s_provider *some = NULL;
        t2s_error *error = NULL;
        t2s_reply *reply = NULL;
        struct answer answer = {0};
        int code = t2s_replay_provider_new(path, &some, &error);

        if (code == 0)
            code = t2s_provider_call(some, loop, prompt, keep_answer, &answer, &reply);
        if (code == 0) {
            ck_assert(run_until(loop, &answer.count, 1, 20000));
            code = answer.code;
        }
        t2s__memory_fail = NULL;
        ck_assert_msg(code == wanted || (oom_failed && code == T2S_E_NOMEM), "%d: %s", n, t2s_error_name(code));
        t2s_error_unref(error);
        t2s_reply_unref(reply);
        t2s_provider_unref(some);
    }
    t2s_prompt_unref(prompt);
}

START_TEST(out_of_memory_is_an_error_at_every_allocation)
{
    write_whole_file(path, "{\"version\":1,\"question\":\"Q?\",\"text\":\"x\",\"model\":\"m\",\"prompt_hash\":\"0\"}\n"
                           "{\"version\":1,\"question\":\"Q?\",\"text\":\"x\",\"refusal\":\"no\"}\n");
    exhaust("Q?", 0);
    exhaust("another", T2S_E_NOTFOUND);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("replay");
    TCase *tests = tcase_create("replay");
    SRunner *runner;
    int failed;

    tcase_set_timeout(tests, 600);
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, what_was_recorded_is_replayed);
    tcase_add_test(tests, a_prompt_is_found_by_its_messages_else_by_question_and_attempt);
    tcase_add_test(tests, a_refusal_is_replayed);
    tcase_add_test(tests, what_was_not_recorded_names_the_nearest_questions);
    tcase_add_test(tests, an_empty_file_says_so);
    tcase_add_loop_test(tests, a_malformed_line_is_named, 0, (int)(sizeof(malformed) / sizeof(*malformed)));
    tcase_add_test(tests, what_cannot_be_read_is_refused_at_construction);
    tcase_add_test(tests, one_replay_serves_several_loops);
    tcase_add_test(tests, out_of_memory_is_an_error_at_every_allocation);
    suite_add_tcase(suite, tests);
    runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? 0 : 1;
}
