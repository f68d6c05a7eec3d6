/* SPDX-License-Identifier: MIT */
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "../support/ask.h"
#include "../support/suite.h"

/* A provider that answers as the question says. */
static int start(void *user_data, const t2s_prompt *prompt, t2s_reply *reply)
{
    const char *question = t2s_prompt_question(prompt);

    (void)user_data;
    if (strcmp(question, "refuse start") == 0)
        return T2S_E_UNSUPPORTED;
    t2s_reply_set_model(reply, "plain-1");
    t2s_reply_set_tokens(reply, 10, 5, 3);
    if (strcmp(question, "fail") == 0) {
        t2s_reply_append(reply, "half a reply", 12);
        t2s_reply_set_retry_after(reply, 250);
        t2s_reply_finish(reply, t2s_error_new(T2S_E_RATE_LIMIT, "slow down"));
        return 0;
    }
    if (strcmp(question, "refuse") == 0)
        t2s_reply_set_refusal(reply, "I will not.");
    else
        t2s_reply_append(reply, question, strlen(question));
    t2s_reply_finish(reply, NULL);
    return 0;
}

static char directory[64];
static char path[128];
static t2s_loop *loop;
static t2s_provider *inner;
static t2s_provider *provider;

static void open_recording(const char *to)
{
    static const t2s_provider_ops ops = {.struct_size = sizeof(ops), .start = start};
    t2s_error *error = NULL;

    ck_assert_int_eq(t2s__loop_new(1, &loop), 0);
    ck_assert_int_eq(t2s_provider_new("plain", &ops, NULL, &inner), 0);
    ck_assert_msg(t2s_recording_provider_new(inner, to, &provider, &error) == 0, "%s", t2s_error_message(error));
    ck_assert_int_eq(t2s_provider_attach(provider, loop), 0);
}

static void close_recording(void)
{
    t2s_provider_detach(provider, loop);
    t2s_provider_unref(provider);
    t2s_provider_unref(inner);
    close_loop(loop);
}

static void set_up(void)
{
    make_directory(directory);
    snprintf(path, sizeof(path), "%s/replies.jsonl", directory);
}

static void tear_down(void)
{
    remove_directory(directory);
}

START_TEST(a_reply_is_passed_on_and_written_as_one_line)
{
    struct answer answer;
    struct stat status;
    char *text;

    open_recording(path);
    ask(loop, provider, "Wie \"viele\"?", 1, &answer);
    ck_assert_int_eq(answer.code, 0);
    ck_assert_str_eq(answer.text, "Wie \"viele\"?");
    ck_assert_str_eq(answer.model, "plain-1");
    ck_assert_uint_eq(answer.input, 10);
    ck_assert_uint_eq(answer.output, 5);
    ck_assert_uint_eq(answer.cached, 3);
    ask(loop, provider, "refuse", 0, &answer);
    ck_assert_str_eq(answer.refusal, "I will not.");
    text = read_whole_file(path);
    ck_assert_str_eq(
        text, "{\"version\":1,\"question\":\"Wie \\\"viele\\\"?\",\"attempt\":1,\"prompt_hash\":\"04a6737def5c2613\","
              "\"model\":\"plain-1\",\"text\":\"Wie \\\"viele\\\"?\",\"refusal\":null,"
              "\"tokens\":{\"input\":10,\"output\":5,\"cached\":3},\"messages\":["
              "{\"role\":\"system\",\"text\":\"CREATE TABLE t (id int)\"},{\"role\":\"user\",\"text\":\"Wie \\\"viele\\\"?\"},"
              "{\"role\":\"assistant\",\"text\":\"SELEC\"},{\"role\":\"user\",\"text\":\"syntax error\"}]}\n"
              "{\"version\":1,\"question\":\"refuse\",\"attempt\":0,\"prompt_hash\":\"7ae721d79d66ab4e\",\"model\":\"plain-1\","
              "\"text\":\"\",\"refusal\":\"I will not.\",\"tokens\":{\"input\":10,\"output\":5,\"cached\":3},\"messages\":["
              "{\"role\":\"system\",\"text\":\"CREATE TABLE t (id int)\"},{\"role\":\"user\",\"text\":\"refuse\"}]}\n");
    free(text);
    ck_assert_int_eq(stat(path, &status), 0);
    ck_assert_int_eq(status.st_mode & 0777, 0600);
    close_recording();
}
END_TEST

START_TEST(errors_are_passed_on_and_not_written)
{
    t2s_prompt *prompt = make_prompt("s", "refuse start", 0);
    struct answer answer;
    t2s_reply *reply = NULL;
    char *text;

    open_recording(path);
    ask(loop, provider, "fail", 0, &answer);
    ck_assert_int_eq(answer.code, T2S_E_RATE_LIMIT);
    ck_assert_str_eq(answer.message, "slow down");
    ck_assert_uint_eq(answer.retry_after, 250);
    ck_assert_int_eq(t2s_provider_call(provider, loop, prompt, keep_answer, &answer, &reply), T2S_E_UNSUPPORTED);
    text = read_whole_file(path);
    ck_assert_str_eq(text, "");
    free(text);
    t2s_prompt_unref(prompt);
    close_recording();
}
END_TEST

START_TEST(a_file_is_continued_even_where_its_last_line_was_cut_off)
{
    struct answer answer;
    char *text;

    write_whole_file(path, "{\"version\":1,\"quest");
    open_recording(path);
    ask(loop, provider, "a", 0, &answer);
    ask(loop, provider, "b", 0, &answer);
    text = read_whole_file(path);
    ck_assert_int_eq(strncmp(text, "{\"version\":1,\"quest\n{\"version\":1,\"question\":\"a\"", 46), 0);
    ck_assert_ptr_nonnull(strstr(text, "}\n{\"version\":1,\"question\":\"b\""));
    ck_assert_ptr_null(strstr(text, "\n\n"));
    free(text);
    close_recording();
}
END_TEST

START_TEST(a_full_disk_fails_the_reply_and_leaves_no_half_line)
{
    const struct rlimit limit = {500, 500};
    struct answer answer;
    struct stat before;
    struct stat after;

    signal(SIGXFSZ, SIG_IGN);
    open_recording(path);
    ask(loop, provider, "fits", 0, &answer);
    ck_assert_int_eq(answer.code, 0);
    ck_assert_int_eq(stat(path, &before), 0);
    ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
    for (int i = 0; i < 3; i++) {
        ask(loop, provider, "does not fit any more", 0, &answer);
        ck_assert_int_eq(answer.code, T2S_E_IO);
        ck_assert_ptr_nonnull(strstr(answer.message, "replies.jsonl: the reply cannot be recorded"));
        ck_assert_int_eq(stat(path, &after), 0);
        ck_assert_int_eq(after.st_size, before.st_size);
    }
    close_recording();
}
END_TEST

START_TEST(a_device_that_is_full_is_an_io_error)
{
    struct answer answer;

    open_recording("/dev/full");
    ask(loop, provider, "x", 0, &answer);
    ck_assert_int_eq(answer.code, T2S_E_IO);
    ck_assert_ptr_nonnull(strstr(answer.message, "No space left"));
    close_recording();
}
END_TEST

START_TEST(what_cannot_be_opened_is_refused_at_construction)
{
    static const t2s_provider_ops ops = {.struct_size = sizeof(ops), .start = start};
    t2s_provider *plain;
    t2s_provider *none = NULL;
    t2s_error *error = NULL;

    ck_assert_int_eq(t2s_provider_new("plain", &ops, NULL, &plain), 0);
    ck_assert_int_eq(t2s_recording_provider_new(plain, "/nonexistent/x", &none, &error), T2S_E_IO);
    ck_assert_ptr_nonnull(strstr(t2s_error_message(error), "/nonexistent/x: No such file"));
    t2s_error_unref(error);
    ck_assert_int_eq(t2s_recording_provider_new(plain, "", &none, NULL), T2S_E_INVALID);
    ck_assert_int_eq(t2s_recording_provider_new(plain, NULL, &none, NULL), T2S_E_INVALID);
    ck_assert_int_eq(t2s_recording_provider_new(NULL, path, &none, NULL), T2S_E_INVALID);
    ck_assert_ptr_null(none);
    t2s_provider_unref(plain);
}
END_TEST

START_TEST(several_recorders_share_a_file_line_by_line)
{
    enum { RECORDERS = 4, REPLIES = 25 };
    pid_t children[RECORDERS];
    char *text;
    int lines = 0;

    for (int i = 0; i < RECORDERS; i++) {
        children[i] = fork();
        if (children[i] == 0) {
            struct answer answer;

            open_recording(path);
            for (int n = 0; n < REPLIES; n++)
                ask(loop, provider, "How many rows are there in the table of orders?", n % 3, &answer);
            _exit(answer.code != 0);
        }
    }
    for (int i = 0; i < RECORDERS; i++) {
        int status;

        waitpid(children[i], &status, 0);
        ck_assert_int_eq(status, 0);
    }
    text = read_whole_file(path);
    for (char *line = text; *line != '\0'; line = strchr(line, '\n') + 1, lines++) {
        ck_assert_int_eq(strncmp(line, "{\"version\":1,", 13), 0);
        ck_assert_int_eq(strncmp(strchr(line, '\n') - 3, "}]}", 3), 0);
    }
    ck_assert_int_eq(lines, RECORDERS * REPLIES);
    free(text);
}
END_TEST

START_TEST(out_of_memory_is_an_error_at_every_allocation)
{
    static const t2s_provider_ops ops = {.struct_size = sizeof(ops), .start = start};
    t2s_prompt *prompt = make_prompt("s", "Q?", 0);
    t2s_provider *plain;

    ck_assert_int_eq(t2s__loop_new(1, &loop), 0);
    ck_assert_int_eq(t2s_provider_new("plain", &ops, NULL, &plain), 0);
    OOM_LOOP(n)
    {
        t2s_provider *some = NULL;
        t2s_error *error = NULL;
        t2s_reply *reply = NULL;
        struct answer answer = {0};
        int code = t2s_recording_provider_new(plain, path, &some, &error);

        if (code == 0)
            code = t2s_provider_attach(some, loop);
        if (code == 0)
            code = t2s_provider_call(some, loop, prompt, keep_answer, &answer, &reply);
        if (code == 0) {
            ck_assert(run_until(loop, &answer.count, 1, 20000));
            code = answer.code;
        }
        t2s__memory_fail = NULL;
        ck_assert_msg(code == 0 || (oom_failed && code == T2S_E_NOMEM), "%d: %s", n, t2s_error_name(code));
        ck_assert(code != 0 || strcmp(answer.text, "Q?") == 0);
        t2s_error_unref(error);
        t2s_reply_unref(reply);
        if (some != NULL)
            t2s_provider_detach(some, loop);
        t2s_provider_unref(some);
    }
    t2s_provider_unref(plain);
    t2s_prompt_unref(prompt);
    close_loop(loop);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("recording");
    TCase *tests = tcase_create("recording");
    SRunner *runner;
    int failed;

    tcase_set_timeout(tests, 600);
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, a_reply_is_passed_on_and_written_as_one_line);
    tcase_add_test(tests, errors_are_passed_on_and_not_written);
    tcase_add_test(tests, a_file_is_continued_even_where_its_last_line_was_cut_off);
    tcase_add_test(tests, a_full_disk_fails_the_reply_and_leaves_no_half_line);
    tcase_add_test(tests, a_device_that_is_full_is_an_io_error);
    tcase_add_test(tests, what_cannot_be_opened_is_refused_at_construction);
    tcase_add_test(tests, several_recorders_share_a_file_line_by_line);
    tcase_add_test(tests, out_of_memory_is_an_error_at_every_allocation);
    suite_add_tcase(suite, tests);
    runner = srunner_create(suite);
    srunner_set_fork_status(runner, CK_FORK); /* a limit on the size of files stays with the process */
    srunner_run_all(runner, CK_ENV);
    failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? 0 : 1;
}
