/* SPDX-License-Identifier: MIT */
/*
 * What every LLM provider must do, run over every implementation: a plain one, OpenAI's, recording, replay, and those that are made of
 * others. To test another one,
 * add it to the table at the end; it must answer the question "quick" with "SELECT 1", and leave the question "slow" without an
 * answer until it is cancelled or detached.
 */
#include "../support/ask.h"

/* The plain one. */

enum { KEPT_MAX = 16 };

static t2s_reply *kept[KEPT_MAX];
static int destroyed;

static int plain_start(void *user_data, const t2s_prompt *prompt, t2s_reply *reply)
{
    (void)user_data;
    if (strcmp(t2s_prompt_question(prompt), "slow") == 0) {
        for (size_t i = 0; i < KEPT_MAX; i++) {
            if (kept[i] != NULL)
                continue;
            kept[i] = reply;
            return 0;
        }
        return T2S_E_BUSY;
    }
    t2s_reply_append(reply, "SELECT 1", 8);
    t2s_reply_set_model(reply, "m");
    t2s_reply_set_tokens(reply, 100, 20, 64);
    t2s_reply_finish(reply, NULL);
    return 0;
}

static void plain_end(size_t i, int code)
{
    t2s_reply *reply = kept[i];

    kept[i] = NULL;
    t2s_reply_finish(reply, t2s_error_new(code, NULL));
}

static void plain_cancel(void *user_data, t2s_reply *reply)
{
    (void)user_data;
    for (size_t i = 0; i < KEPT_MAX; i++)
        if (kept[i] == reply)
            plain_end(i, T2S_E_CANCELLED);
}

static void plain_detach(void *user_data, t2s_loop *loop)
{
    (void)user_data;
    (void)loop;
    for (size_t i = 0; i < KEPT_MAX; i++)
        if (kept[i] != NULL)
            plain_end(i, T2S_E_SHUTDOWN);
}

static void plain_destroy(void *user_data)
{
    (void)user_data;
    destroyed++;
}

static t2s_provider *plain_new(void)
{
    static const t2s_provider_ops ops = {
        .struct_size = sizeof(ops), .start = plain_start, .cancel = plain_cancel, .destroy = plain_destroy, .detach = plain_detach};
    t2s_provider *provider = NULL;

    ck_assert_int_eq(t2s_provider_new("plain", &ops, NULL, &provider), 0);
    return provider;
}

/* The implementations. */

static struct llm_server server;
static char directory[64];
static char path[128];

static void plain_close(void)
{
    ck_assert_int_eq(destroyed, 1);
}

typedef int (*connector_fn)(const t2s_options *options, t2s_provider **ret_provider, t2s_error **reterr_error);

static t2s_provider *connect_to_server(connector_fn make, const char *name, const char *value)
{
    t2s_provider *provider = NULL;
    t2s_options *options;
    char base_url[64];

    llm_server_start(&server,
                     "{\"replies\":{\"quick\":{\"content\":\"SELECT 1\",\"model\":\"m\"},\"slow\":{\"fault\":\"silence\"}}}");
    snprintf(base_url, sizeof(base_url), "http://127.0.0.1:%d/v1", server.port);
    ck_assert_int_eq(t2s_options_new(&options), 0);
    ck_assert_int_eq(t2s_options_set(options, "base_url", base_url), 0);
    ck_assert_int_eq(t2s_options_set(options, name, value), 0);
    ck_assert_int_eq(make(options, &provider, NULL), 0);
    t2s_options_free(options);
    return provider;
}

static t2s_provider *openai_new(void)
{
    return connect_to_server(t2s_openai_provider_new, "api", "chat");
}

static t2s_provider *openai_streamed_new(void)
{
    return connect_to_server(t2s_openai_provider_new, "stream", "on");
}

static t2s_provider *openai_responses_new(void)
{
    return connect_to_server(t2s_openai_provider_new, "api", "responses");
}

static t2s_provider *anthropic_new(void)
{
    return connect_to_server(t2s_anthropic_provider_new, "stream", "off");
}

static t2s_provider *anthropic_streamed_new(void)
{
    return connect_to_server(t2s_anthropic_provider_new, "stream", "on");
}

static void server_close(void)
{
    llm_server_stop(&server);
}

static t2s_provider *recording_new(void)
{
    t2s_provider *inner = plain_new();
    t2s_provider *provider = NULL;

    make_directory(directory);
    snprintf(path, sizeof(path), "%s/replies.jsonl", directory);
    ck_assert_int_eq(t2s_recording_provider_new(inner, path, &provider, NULL), 0);
    t2s_provider_unref(inner);
    return provider;
}

static void recording_close(void)
{
    plain_close();
    remove_directory(directory);
}

static t2s_provider *replay_new(void)
{
    t2s_provider *provider = NULL;

    make_directory(directory);
    snprintf(path, sizeof(path), "%s/replies.jsonl", directory);
    write_whole_file(path, "{\"version\":1,\"question\":\"quick\",\"text\":\"SELECT 1\",\"model\":\"m\","
                           "\"tokens\":{\"input\":100,\"output\":20,\"cached\":64}}\n"
                           "{\"version\":1,\"question\":\"slow\",\"text\":\"x\"}\n");
    ck_assert_int_eq(t2s_replay_provider_new(path, &provider, NULL), 0);
    return provider;
}

static void replay_close(void)
{
    remove_directory(directory);
}

/* Those made of others, with options that change nothing; what they hold goes with them. */

static t2s_provider *wrap(int (*make)(t2s_provider *, const t2s_options *, t2s_provider **, t2s_error **))
{
    t2s_provider *inner = plain_new();
    t2s_provider *outer = NULL;

    ck_assert_int_eq(make(inner, NULL, &outer, NULL), 0);
    t2s_provider_unref(inner);
    return outer;
}

static t2s_provider *retry_new(void)
{
    return wrap(t2s_retry_provider_new);
}

static int make_chain(t2s_provider *inner, const t2s_options *options, t2s_provider **ret_provider, t2s_error **reterr_error)
{
    return t2s_chain_provider_new(&inner, 1, options, ret_provider, reterr_error);
}

static t2s_provider *chain_new(void)
{
    return wrap(make_chain);
}

static t2s_provider *breaker_new(void)
{
    return wrap(t2s_breaker_provider_new);
}

static int make_hedge(t2s_provider *inner, const t2s_options *options, t2s_provider **ret_provider, t2s_error **reterr_error)
{
    return t2s_hedge_provider_new(inner, inner, options, ret_provider, reterr_error);
}

static t2s_provider *hedge_new(void)
{
    return wrap(make_hedge);
}

static t2s_provider *limit_new(void)
{
    return wrap(t2s_limit_provider_new);
}

static int make_budget(t2s_provider *inner, const t2s_options *options, t2s_provider **ret_provider, t2s_error **reterr_error)
{
    return t2s_budget_provider_new(inner, NULL, options, ret_provider, reterr_error);
}

static t2s_provider *budget_new(void)
{
    return wrap(make_budget);
}

static const struct implementation {
    const char *name;
    t2s_provider *(*open)(void);
    void (*close)(void);
    int bound;  /* serves one loop at a time */
    int prompt; /* has no way to be slow */
} implementations[] = {
    {"plain", plain_new, plain_close, 1, 0},
    {"openai", openai_new, server_close, 1, 0},
    {"openai", openai_streamed_new, server_close, 1, 0},
    {"openai", openai_responses_new, server_close, 1, 0},
    {"anthropic", anthropic_new, server_close, 1, 0},
    {"anthropic", anthropic_streamed_new, server_close, 1, 0},
    {"recording", recording_new, recording_close, 1, 0},
    {"replay", replay_new, replay_close, 0, 1},
    {"retry", retry_new, plain_close, 1, 0},
    {"chain", chain_new, plain_close, 1, 0},
    {"breaker", breaker_new, plain_close, 1, 0},
    {"hedge", hedge_new, plain_close, 1, 0},
    {"limit", limit_new, plain_close, 1, 0},
    {"budget", budget_new, plain_close, 1, 0},
};

/* The rules. */

static const struct implementation *implementation;
static t2s_loop *loop;
static t2s_provider *provider;
static t2s_prompt *quick;
static t2s_prompt *slow;

static void open_provider(int which)
{
    implementation = &implementations[which];
    ck_assert_int_eq(t2s__loop_new(1, &loop), 0);
    provider = implementation->open();
    ck_assert_str_eq(t2s_provider_name(provider), implementation->name);
    ck_assert_int_eq(t2s_provider_attach(provider, loop), 0);
    quick = make_prompt("schema", "quick", 0);
    slow = make_prompt("schema", "slow", 0);
}

static void close_provider(void)
{
    t2s_prompt_unref(quick);
    t2s_prompt_unref(slow);
    if (provider != NULL) {
        t2s_provider_detach(provider, loop);
        run_for(loop, 10);
        t2s_provider_unref(provider);
    }
    close_loop(loop);
    implementation->close();
}

static t2s_reply *start_call(const t2s_prompt *prompt, struct answer *answer)
{
    t2s_reply *reply = NULL;

    memset(answer, 0, sizeof(*answer));
    ck_assert_int_eq(t2s_provider_call(provider, loop, prompt, keep_answer, answer, &reply), 0);
    ck_assert_int_eq(answer->count, 0);
    ck_assert_ptr_eq(t2s_reply_loop(reply), loop);
    return reply;
}

static void wait_for(const struct answer *answer)
{
    ck_assert(run_until(loop, &answer->count, 1, 10000));
    ck_assert_int_eq(answer->count, 1);
}

START_TEST(a_call_completes_once_later_and_whole)
{
    struct answer answer;
    t2s_reply *reply;

    open_provider(_i);
    reply = start_call(quick, &answer);
    wait_for(&answer);
    run_for(loop, 20);
    ck_assert_int_eq(answer.count, 1);
    ck_assert_msg(answer.code == 0, "%s", answer.message);
    ck_assert_str_eq(answer.text, "SELECT 1");
    ck_assert_str_eq(answer.model, "m");
    ck_assert_uint_eq(answer.input, 100);
    ck_assert_uint_eq(answer.output, 20);
    ck_assert_uint_eq(answer.cached, 64);
    ck_assert_str_eq(t2s_reply_text(reply), "SELECT 1");
    t2s_reply_unref(reply);
    close_provider();
}
END_TEST

START_TEST(several_calls_are_under_way_at_once)
{
    enum { MANY = 8 };
    static struct answer answers[MANY];
    t2s_reply *replies[MANY];

    open_provider(_i);
    for (int i = 0; i < MANY; i++)
        replies[i] = start_call(quick, &answers[i]);
    for (int i = 0; i < MANY; i++) {
        wait_for(&answers[i]);
        ck_assert_str_eq(answers[i].text, "SELECT 1");
        t2s_reply_unref(replies[i]);
    }
    close_provider();
}
END_TEST

START_TEST(a_call_needs_an_attached_provider)
{
    struct answer answer = {0};
    t2s_reply *reply = NULL;

    open_provider(_i);
    t2s_provider_detach(provider, loop);
    if (implementation->bound)
        ck_assert_int_eq(t2s_provider_call(provider, loop, quick, keep_answer, &answer, &reply), T2S_E_INVALID);
    ck_assert_int_eq(t2s_provider_attach(provider, loop), 0);
    ask_prompt(loop, provider, quick, &answer);
    ck_assert_int_eq(answer.code, 0);
    close_provider();
}
END_TEST

START_TEST(another_loop_is_served_after_the_first_or_beside_it)
{
    struct answer answer = {0};
    t2s_loop *other;

    open_provider(_i);
    ck_assert_int_eq(t2s__loop_new(1, &other), 0);
    if (implementation->bound) {
        ck_assert_int_eq(t2s_provider_attach(provider, other), T2S_E_BUSY);
        t2s_provider_detach(provider, loop);
    }
    ck_assert_int_eq(t2s_provider_attach(provider, other), 0);
    ask_prompt(other, provider, quick, &answer);
    ck_assert_str_eq(answer.text, "SELECT 1");
    t2s_provider_detach(provider, other);
    close_loop(other);
    close_provider();
}
END_TEST

START_TEST(attached_twice_it_works_until_the_last_detach)
{
    struct answer answer = {0};

    open_provider(_i);
    ck_assert_int_eq(t2s_provider_attach(provider, loop), 0);
    t2s_provider_detach(provider, loop);
    ask_prompt(loop, provider, quick, &answer);
    ck_assert_str_eq(answer.text, "SELECT 1");
    close_provider();
}
END_TEST

START_TEST(an_abandoned_call_never_calls_back)
{
    struct answer early;
    struct answer late;
    struct answer answer;
    t2s_reply *one;
    t2s_reply *two;

    open_provider(_i);
    one = start_call(slow, &early);
    t2s_reply_abandon(one);
    t2s_reply_abandon(one);
    t2s_reply_unref(one);
    two = start_call(slow, &late);
    if (!implementation->prompt) {
        run_for(loop, 100);
        ck_assert_int_eq(late.count, 0);
    }
    t2s_reply_abandon(two);
    t2s_reply_unref(two);
    run_for(loop, 100);
    ck_assert_int_eq(early.count, 0);
    ck_assert_int_eq(late.count, 0);
    ask_prompt(loop, provider, quick, &answer);
    ck_assert_str_eq(answer.text, "SELECT 1");
    close_provider();
}
END_TEST

START_TEST(to_abandon_a_finished_call_is_harmless)
{
    struct answer answer;
    t2s_reply *reply;

    open_provider(_i);
    reply = start_call(quick, &answer);
    wait_for(&answer);
    t2s_reply_abandon(reply);
    t2s_reply_unref(reply);
    run_for(loop, 20);
    ck_assert_int_eq(answer.count, 1);
    close_provider();
}
END_TEST

START_TEST(detach_finishes_what_is_under_way)
{
    struct answer first;
    struct answer second;
    t2s_reply *one;
    t2s_reply *two;

    open_provider(_i);
    one = start_call(slow, &first);
    if (!implementation->prompt)
        run_for(loop, 50);
    two = start_call(slow, &second);
    t2s_provider_detach(provider, loop);
    ck_assert_int_eq(second.count, 0);
    wait_for(&first);
    wait_for(&second);
    ck_assert_int_eq(first.code, implementation->prompt ? 0 : T2S_E_SHUTDOWN);
    ck_assert_int_eq(second.code, implementation->prompt ? 0 : T2S_E_SHUTDOWN);
    t2s_reply_unref(one);
    t2s_reply_unref(two);
    close_provider();
}
END_TEST

START_TEST(a_call_under_way_keeps_its_provider)
{
    struct answer answer;
    t2s_reply *reply;

    open_provider(_i);
    reply = start_call(slow, &answer);
    t2s_provider_detach(provider, loop);
    t2s_provider_unref(provider);
    provider = NULL;
    wait_for(&answer);
    t2s_reply_unref(reply);
    close_provider();
}
END_TEST

struct chain {
    struct answer answer;
    t2s_reply *reply;
    t2s_reply *victim;
    int done;
};

static void ask_again(t2s_reply *reply, void *user_data)
{
    struct chain *chain = user_data;

    ck_assert_int_eq(t2s_error_code(t2s_reply_error(reply)), 0);
    t2s_reply_unref(chain->reply);
    chain->reply = NULL;
    if (chain->victim != NULL) {
        t2s_reply_abandon(chain->victim);
        t2s_reply_unref(chain->victim);
        chain->victim = NULL;
    }
    if (++chain->done < 3)
        ck_assert_int_eq(t2s_provider_call(provider, loop, quick, ask_again, chain, &chain->reply), 0);
}

START_TEST(a_callback_may_ask_again_and_abandon_another_call)
{
    struct chain chain = {.done = 0};
    struct answer other = {0};

    open_provider(_i);
    ck_assert_int_eq(t2s_provider_call(provider, loop, quick, ask_again, &chain, &chain.reply), 0);
    chain.victim = start_call(slow, &other);
    ck_assert(run_until(loop, &chain.done, 3, 10000));
    run_for(loop, 20);
    ck_assert_int_eq(other.count, 0);
    close_provider();
}
END_TEST

int main(void)
{
    const int count = (int)(sizeof(implementations) / sizeof(*implementations));
    Suite *suite = suite_create("provider conformance");
    TCase *tests = tcase_create("rules");
    SRunner *runner;
    int failed;

    tcase_set_timeout(tests, 600);
    tcase_add_loop_test(tests, a_call_completes_once_later_and_whole, 0, count);
    tcase_add_loop_test(tests, several_calls_are_under_way_at_once, 0, count);
    tcase_add_loop_test(tests, a_call_needs_an_attached_provider, 0, count);
    tcase_add_loop_test(tests, another_loop_is_served_after_the_first_or_beside_it, 0, count);
    tcase_add_loop_test(tests, attached_twice_it_works_until_the_last_detach, 0, count);
    tcase_add_loop_test(tests, an_abandoned_call_never_calls_back, 0, count);
    tcase_add_loop_test(tests, to_abandon_a_finished_call_is_harmless, 0, count);
    tcase_add_loop_test(tests, detach_finishes_what_is_under_way, 0, count);
    tcase_add_loop_test(tests, a_call_under_way_keeps_its_provider, 0, count);
    tcase_add_loop_test(tests, a_callback_may_ask_again_and_abandon_another_call, 0, count);
    suite_add_tcase(suite, tests);
    llm_server_prepare();
    runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? 0 : 1;
}
