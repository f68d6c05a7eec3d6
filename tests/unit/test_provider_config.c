/* SPDX-License-Identifier: MIT */
/* A tree of providers from JSON: what it makes, and where it says that something is wrong. */
#include <unistd.h>

#include "../support/scripted.h"

static char directory[64];
static char recording[128];
static char config[4096];
static t2s_price_list *prices;

static void set_up(void)
{
    clean_environment();
    make_directory(directory);
    snprintf(recording, sizeof(recording), "%s/replies.jsonl", directory);
    write_whole_file(recording, "{\"version\":1,\"question\":\"How many?\",\"text\":\"{}\",\"model\":\"recorded-1\"}\n");
    ck_assert_int_eq(t2s_price_list_new(&prices), 0);
    ck_assert_int_eq(t2s_price_list_set(prices, "recorded-*", 1, 1, 1), 0);
}

static void tear_down(void)
{
    t2s_price_list_unref(prices);
    remove_directory(directory);
}

static t2s_provider *make(const char *json)
{
    t2s_provider *provider = NULL;
    t2s_error *error = NULL;
    int code = t2s_provider_from_json(json, strlen(json), prices, &provider, &error);

    ck_assert_msg(code == 0, "%s", t2s_error_message(error));
    return provider;
}

static void check_wrong(const char *json, int expected, const char *message)
{
    t2s_provider *provider = NULL;
    t2s_error *error = NULL;
    int code = t2s_provider_from_json(json, strlen(json), NULL, &provider, &error);

    ck_assert_msg(code == expected, "%s: %s", json, t2s_error_message(error));
    ck_assert_int_eq(t2s_error_code(error), code);
    ck_assert_ptr_null(provider);
    ck_assert_msg(strncmp(t2s_error_message(error), message, strlen(message)) == 0, "%s", t2s_error_message(error));
    ck_assert_ptr_null(strstr(t2s_error_message(error), "secret"));
    t2s_error_unref(error);
}

START_TEST(a_tree_of_all_kinds_is_made_and_answers)
{
    t2s_loop *loop;
    t2s_provider *provider;
    struct outcome outcome;

    snprintf(config, sizeof(config),
             "{\"budget\": {\"question_tokens\": 20000, \"question_money\": \"0.05\", \"of\": {\"chain\": {\"after_refusal\": "
             "true, \"of\": ["
             "{\"retry\": {\"attempts\": 2, \"base_delay_ms\": 1, \"max_delay_ms\": null, \"of\": {\"breaker\": {\"of\": "
             "{\"openai\": {\"api_key\": \"secret\", \"base_url\": \"http://127.0.0.1:1/v1\", \"temperature\": 0.5}}}}}},"
             "{\"hedge\": {\"delay_ms\": 1000, \"of\": [{\"limit\": {\"concurrency\": 2, \"of\": {\"recording\": {\"path\": "
             "\"%s.copy\", "
             "\"of\": {\"replay\": {\"path\": \"%s\"}}}}}},"
             "{\"anthropic\": {\"api_key\": \"secret\", \"base_url\": \"http://127.0.0.1:1/v1\"}}]}}]}}}}",
             recording, recording);
    ck_assert_int_eq(t2s__loop_new(1, &loop), 0);
    provider = make(config);
    ck_assert_str_eq(t2s_provider_name(provider), "budget");
    ck_assert_ptr_null(strstr(t2s_provider_identity(provider), "secret"));
    ck_assert_int_eq(t2s_provider_attach(provider, loop), 0);
    outcome = ask_once(provider, loop, 20000);
    ck_assert_msg(outcome.code == 0, "%s", outcome.message);
    ck_assert_str_eq(outcome.model, "recorded-1");
    ck_assert_str_eq(outcome.calls, "first openai E_CONNECT; retry openai E_CONNECT; fallback replay OK");
    t2s_provider_detach(provider, loop);
    t2s_provider_unref(provider);
    close_loop(loop);
}
END_TEST

START_TEST(options_arrive_as_they_were_written)
{
    t2s_provider *provider;

    snprintf(config, sizeof(config), "{\"chain\": {\"timeout_ms\": 86400000, \"of\": [{\"replay\": {\"path\": \"%s\"}}]}}",
             recording);
    provider = make(config);
    ck_assert_str_eq(t2s_provider_name(provider), "chain");
    t2s_provider_unref(provider);
    snprintf(config, sizeof(config), "{\"chain\": {\"timeout_ms\": \"5\", \"of\": [{\"replay\": {\"path\": \"%s\"}}]}}",
             recording);
    t2s_provider_unref(make(config));
}
END_TEST

START_TEST(what_is_wrong_is_told_with_its_place)
{
    static const struct {
        const char *json;
        int code;
        const char *message;
    } cases[] = {
        {"", T2S_E_SYNTAX, "the providers' JSON: it is not a JSON object, at byte 0"},
        {"{\"openai\": {\"api_key\": \"secret\"}", T2S_E_SYNTAX, "the providers' JSON: it ends too early"},
        {"{}", T2S_E_INVALID, "a provider is an object with one member, its kind"},
        {"{\"openai\": {}, \"retry\": {}}", T2S_E_INVALID, "a provider is an object with one member"},
        {"{\"opneai\": {\"api_key\": \"secret\"}}", T2S_E_INVALID,
         "\"opneai\" is no kind of provider; known are: openai, anthropic"},
        {"{\"openai\": \"secret\"}", T2S_E_INVALID, "openai: its options are needed, an object"},
        {"{\"openai\": {}}", T2S_E_INVALID, "openai: "},
        {"{\"openai\": {\"api_key\": \"secret\", \"timeout_ms\": []}}", T2S_E_INVALID, "openai.timeout_ms: a string, a number"},
        {"{\"openai\": {\"api_key\": \"secret\\u0000x\"}}", T2S_E_INVALID, "openai.api_key: the text holds a zero byte"},
        {"{\"openai\": {\"api_key\": \"secret\", \"speed\": 1}}", T2S_E_INVALID, "openai: unknown option \"speed\"; known are: "},
        {"{\"openai\": {\"api_key\": \"secret\", \"of\": {}}}", T2S_E_INVALID,
         "openai.of: this kind of provider holds no others"},
        {"{\"retry\": {\"attempts\": 3}}", T2S_E_INVALID, "retry: \"of\" is missing"},
        {"{\"retry\": {\"of\": []}}", T2S_E_INVALID, "retry.of: one provider is needed, an object"},
        {"{\"retry\": {\"of\": {\"openai\": {\"api_key\": \"secret\"}}, \"attempts\": 0}}", T2S_E_INVALID,
         "retry.attempts: takes a whole number from 1 to 100, not \"0\""},
        {"{\"retry\": {\"of\": {\"openai\": {\"api_key\": \"secret\"}}, \"\": 0}}", T2S_E_INVALID,
         "retry.: an option needs a name"},
        {"{\"chain\": {\"of\": []}}", T2S_E_INVALID, "chain.of: 1 to 16 providers are needed, an array"},
        {"{\"chain\": {\"of\": {\"openai\": {}}}}", T2S_E_INVALID, "chain.of: 1 to 16 providers are needed, an array"},
        {"{\"chain\": {\"of\": [{\"openai\": {\"api_key\": \"secret\"}}, 3]}}", T2S_E_INVALID,
         "chain.of[1]: a provider is an object"},
        {"{\"chain\": {\"of\": [{\"openai\": {\"api_key\": \"secret\"}}, {\"retry\": {\"of\": {\"openai\": {\"api_key\": "
         "\"secret\"}}, "
         "\"attempts\": 1.5}}]}}",
         T2S_E_INVALID, "chain.of[1].retry.attempts: takes a whole number from 1 to 100, not \"1.5\""},
        {"{\"hedge\": {\"of\": [{\"openai\": {\"api_key\": \"secret\"}}]}}", T2S_E_INVALID,
         "hedge.of: two providers are needed, an array"},
        {"{\"budget\": {\"of\": {\"openai\": {\"api_key\": \"secret\"}}, \"period_money\": 5}}", T2S_E_INVALID,
         "budget: a budget of money needs a price list"},
        {"{\"budget\": {\"of\": {\"openai\": {\"api_key\": \"secret\"}}, \"period_money\": \"1,5\"}}", T2S_E_INVALID,
         "budget.period_money: takes a decimal number"},
        {"{\"replay\": {}}", T2S_E_INVALID, "replay.path: is missing"},
        {"{\"replay\": {\"path\": \"/nonexistent/x\"}}", T2S_E_IO, "replay: /nonexistent/x: No such file"},
        {"{\"replay\": {\"path\": \"x\", \"mode\": \"y\"}}", T2S_E_INVALID, "replay: unknown option \"mode\"; known are: path"},
        {"{\"recording\": {\"path\": \"/nonexistent/x\", \"of\": {\"openai\": {\"api_key\": \"secret\"}}}}", T2S_E_IO,
         "recording: /nonexistent/x: No such file"},
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
        check_wrong(cases[i].json, cases[i].code, cases[i].message);
    ck_assert_int_eq(t2s_provider_from_json(NULL, 0, NULL, NULL, NULL), T2S_E_INVALID);
}
END_TEST

START_TEST(the_tree_in_the_guide_is_one)
{
    char guide[256];
    char *text = read_whole_file(source_path(guide, sizeof(guide), "docs/providers.md"));
    char *json = strstr(text, "```json\n");
    t2s_provider *provider;

    ck_assert_ptr_nonnull(json);
    json += strlen("```json\n");
    *strstr(json, "```") = '\0';
    setenv("OPENAI_API_KEY", "sk-test", 1);
    setenv("ANTHROPIC_API_KEY", "sk-test", 1);
    provider = make(json);
    ck_assert_str_eq(t2s_provider_name(provider), "budget");
    t2s_provider_unref(provider);
    free(text);
}
END_TEST

/* So many retries inside each other. */
static void nest(int depth)
{
    size_t length = 0;

    for (int i = 0; i < depth; i++)
        length += (size_t)snprintf(config + length, sizeof(config) - length, "{\"retry\":{\"of\":");
    length += (size_t)snprintf(config + length, sizeof(config) - length, "{\"openai\":{\"api_key\":\"k\"}}");
    for (int i = 0; i < depth; i++)
        length += (size_t)snprintf(config + length, sizeof(config) - length, "}}");
}

START_TEST(the_depth_is_bounded)
{
    nest(15);
    t2s_provider_unref(make(config));
    nest(16);
    check_wrong(config, T2S_E_INVALID, "retry.of.retry.of.");
    nest(100);
    check_wrong(config, T2S_E_SYNTAX, "the providers' JSON: nesting too deep");
}
END_TEST

START_TEST(out_of_memory_is_an_error_at_every_allocation)
{
    snprintf(config, sizeof(config),
             "{\"chain\": {\"of\": [{\"retry\": {\"attempts\": 2, \"of\": {\"replay\": {\"path\": \"%s\"}}}}, {\"limit\": "
             "{\"of\": {\"replay\": "
             "{\"path\": \"%s\"}}}}]}}",
             recording, recording);
    OOM_LOOP (n) {
        t2s_provider *provider = NULL;
        t2s_error *error = NULL;
        int code = t2s_provider_from_json(config, strlen(config), prices, &provider, &error);

        t2s__memory_fail = NULL;
        ck_assert_msg(code == (oom_failed ? T2S_E_NOMEM : 0), "%d: %s", n, t2s_error_message(error));
        ck_assert_int_eq(t2s_error_code(error), code);
        t2s_error_unref(error);
        t2s_provider_unref(provider);
    }
}
END_TEST

SUITE("provider_config", set_up, tear_down, a_tree_of_all_kinds_is_made_and_answers, options_arrive_as_they_were_written,
      what_is_wrong_is_told_with_its_place, the_tree_in_the_guide_is_one, the_depth_is_bounded,
      out_of_memory_is_an_error_at_every_allocation)
