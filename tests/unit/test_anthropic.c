/* SPDX-License-Identifier: MIT */
/* Anthropic's Messages API: what is sent, and what is made of every shape of reply, whole and streamed. */
#include <json-c/json.h>

#include "../support/ask.h"
#include "../support/suite.h"

#define KEY "sk-ant-api03-Ab3dEf6hIj9kLmNoPqRsTuVwXyZ0123456789"

static struct llm_server server;
static t2s_loop *loop;
static t2s_provider *provider;

/* Options as name and value, ended by NULL. */
static int make(const char *const *pairs, t2s_provider **ret_provider, t2s_error **reterr_error)
{
    t2s_options *options;
    int code;

    ck_assert_int_eq(t2s_options_new(&options), 0);
    for (; *pairs != NULL; pairs += 2)
        ck_assert_int_eq(t2s_options_set(options, pairs[0], pairs[1]), 0);
    code = t2s_anthropic_provider_new(options, ret_provider, reterr_error);
    t2s_options_free(options);
    return code;
}

static void open_provider_at(const char *script, const char *path, const char *const *more)
{
    char base_url[64];
    const char *pairs[32] = {"api_key", KEY, "base_url", base_url, "model", "claude-test", "timeout_ms", "200000"};
    t2s_error *error = NULL;

    for (size_t i = 8; more != NULL && *more != NULL; i++)
        pairs[i] = *more++;
    llm_server_start(&server, script);
    snprintf(base_url, sizeof(base_url), "http://127.0.0.1:%d%s", server.port, path);
    ck_assert_int_eq(t2s__loop_new(1, &loop), 0);
    ck_assert_msg(make(pairs, &provider, &error) == 0, "%s", t2s_error_message(error));
    ck_assert_int_eq(t2s_provider_attach(provider, loop), 0);
}

static void open_provider(const char *script, const char *name, const char *value)
{
    const char *more[] = {name, value, NULL};

    open_provider_at(script, "/v1", more);
}

static void close_provider(void)
{
    t2s_provider_detach(provider, loop);
    t2s_provider_unref(provider);
    close_loop(loop);
    llm_server_stop(&server);
}

/* Construction. */

static const struct {
    const char *pairs[5];
    const char *said; /* in the message or in the hint */
} refused[] = {
    {{NULL}, "ANTHROPIC_API_KEY"},
    {{"base_url", "http://host", "key_header", "cookie", NULL}, "key_header"},
    {{"base_url", "http://host", "output", "json_object", NULL}, "output"},
    {{"base_url", "http://host", "seed", "7", NULL}, "seed"},
    {{"base_url", "http://host", "organization", "x", NULL}, "organization"},
};

START_TEST(what_cannot_work_is_refused_at_construction)
{
    t2s_provider *none = NULL;
    t2s_error *error = NULL;
    char both[1024];

    clean_environment();
    ck_assert_int_eq(make(refused[_i].pairs, &none, &error), T2S_E_INVALID);
    ck_assert_ptr_null(none);
    snprintf(both, sizeof(both), "%s %s", t2s_error_message(error), t2s_error_hint(error) != NULL ? t2s_error_hint(error) : "");
    ck_assert_msg(strstr(both, refused[_i].said) != NULL, "%s", both);
    t2s_error_unref(error);
    ck_assert_int_eq(make(refused[_i].pairs, &none, NULL), T2S_E_INVALID);
}
END_TEST

START_TEST(the_environment_gives_the_defaults)
{
    t2s_provider *some = NULL;

    clean_environment();
    setenv("ANTHROPIC_API_KEY", KEY, 1);
    ck_assert_int_eq(t2s_anthropic_provider_new(NULL, &some, NULL), 0);
    ck_assert_str_eq(t2s_provider_name(some), "anthropic");
    ck_assert_ptr_nonnull(strstr(t2s_provider_identity(some), "claude-"));
    ck_assert_ptr_null(strstr(t2s_provider_identity(some), "sk-ant"));
    t2s_provider_unref(some);
    setenv("ANTHROPIC_MODEL", "claude-other", 1);
    ck_assert_int_eq(t2s_anthropic_provider_new(NULL, &some, NULL), 0);
    ck_assert_ptr_nonnull(strstr(t2s_provider_identity(some), "claude-other"));
    t2s_provider_unref(some);
    setenv("ANTHROPIC_BASE_URL", "localhost", 1);
    ck_assert_int_eq(t2s_anthropic_provider_new(NULL, &some, NULL), T2S_E_INVALID);
    ck_assert_int_eq(t2s_anthropic_provider_new(NULL, NULL, NULL), T2S_E_INVALID);
    unsetenv("ANTHROPIC_BASE_URL");
    unsetenv("ANTHROPIC_API_KEY");
    unsetenv("ANTHROPIC_MODEL");
}
END_TEST

/* Requests. */

/* Line `n` of the server's log, as JSON; to be put. */
static json_object *logged(int n)
{
    char *log = read_whole_file(server.log);
    char *line = log;
    json_object *request;

    for (int i = 0; i < n; i++) {
        line = strchr(line, '\n');
        ck_assert_msg(line != NULL && line[1] != '\0', "there are less than %d requests", n + 1);
        line++;
    }
    line[strcspn(line, "\n")] = '\0';
    request = json_tokener_parse(line);
    ck_assert_ptr_nonnull(request);
    free(log);
    return request;
}

static int request_count(void)
{
    char *log = read_whole_file(server.log);
    int lines = 0;

    for (const char *at = log; (at = strchr(at, '\n')) != NULL; at++)
        lines++;
    free(log);
    return lines;
}

/* A member by its path, "a.b.c". */
static json_object *find(json_object *object, const char *path)
{
    char name[64];

    while (object != NULL && *path != '\0') {
        size_t length = strcspn(path, ".");

        snprintf(name, sizeof(name), "%.*s", (int)length, path);
        path += path[length] == '.' ? length + 1 : length;
        object = json_object_object_get(object, name);
    }
    return object;
}

static void assert_json(json_object *object, const char *path, const char *expected)
{
    const char *text = json_object_to_json_string_ext(find(object, path), JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE);

    ck_assert_msg(strcmp(text, expected) == 0, "%s is %s, not %s", path, text, expected);
}

static void add(t2s_prompt *prompt, int role, const char *text)
{
    ck_assert_int_eq(t2s__prompt_add(prompt, role, text, strlen(text)), 0);
}

/* As the library lays it out: the schema, then the question; and a repair. */
static t2s_prompt *laid_out_prompt(void)
{
    t2s_prompt *prompt = NULL;

    ck_assert_int_eq(t2s__prompt_new(1, "How \"many\"?", 1, &prompt), 0);
    add(prompt, T2S_ROLE_SYSTEM, "You write SQL.");
    add(prompt, T2S_ROLE_SYSTEM, "And only SQL.");
    add(prompt, T2S_ROLE_USER, "TABLE t -- How \"many\"?\n\nHow \"many\"?\n");
    add(prompt, T2S_ROLE_USER, "Please.");
    add(prompt, T2S_ROLE_ASSISTANT, "SELEC");
    add(prompt, T2S_ROLE_ASSISTANT, " \n");
    add(prompt, T2S_ROLE_USER, "syntax error");
    return prompt;
}

START_TEST(a_request_has_the_shape_of_the_api)
{
    static const char *const more[] = {"temperature", "0.5", "reasoning_effort", "low", "max_output_tokens", "1234", NULL};
    t2s_prompt *prompt = laid_out_prompt();
    struct answer answer;
    json_object *request;

    open_provider_at("{\"default\":\"SELECT 1\"}", "/v1/", more);
    ask_prompt(loop, provider, prompt, &answer);
    ck_assert_msg(answer.code == 0, "%s", answer.message);
    request = logged(0);
    assert_json(request, "method", "\"POST\"");
    assert_json(request, "path", "\"/v1/messages\"");
    assert_json(request, "headers.x-api-key", "\"" KEY "\"");
    assert_json(request, "headers.anthropic-version", "\"2023-06-01\"");
    assert_json(request, "headers.content-type", "\"application/json\"");
    assert_json(request, "headers.authorization", "null");
    assert_json(request, "body.model", "\"claude-test\"");
    assert_json(request, "body.max_tokens", "1234");
    assert_json(request, "body.temperature", "0.5");
    assert_json(request, "body.stream", "null");
    assert_json(request, "body.output_config.effort", "\"low\"");
    assert_json(request, "body.output_config.format.type", "\"json_schema\"");
    assert_json(request, "body.output_config.format.schema.additionalProperties", "false");
    assert_json(request, "body.system",
                "[{\"type\":\"text\",\"text\":\"You write SQL.\"},{\"type\":\"text\",\"text\":\"And only SQL.\","
                "\"cache_control\":{\"type\":\"ephemeral\"}}]");
    assert_json(request, "body.messages",
                "[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"TABLE t -- How \\\"many\\\"?\\n\\n\","
                "\"cache_control\":{\"type\":\"ephemeral\"}},{\"type\":\"text\",\"text\":\"How \\\"many\\\"?\\n\"},"
                "{\"type\":\"text\",\"text\":\"Please.\"}]},"
                "{\"role\":\"assistant\",\"content\":[{\"type\":\"text\",\"text\":\"SELEC\"}]},"
                "{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"syntax error\"}]}]");
    json_object_put(request);
    t2s_prompt_unref(prompt);
    close_provider();
}
END_TEST

START_TEST(what_is_not_set_is_not_sent)
{
    static const char *const more[] = {"output", "text", "key_header", "authorization", NULL};
    struct answer answer;
    t2s_prompt *prompt = NULL;
    json_object *request;

    open_provider_at("{\"default\":\"SELECT 1\"}", "", more);
    ck_assert_int_eq(t2s__prompt_new(1, "", 0, &prompt), 0);
    add(prompt, T2S_ROLE_USER, "x");
    ask_prompt(loop, provider, prompt, &answer);
    request = logged(0);
    assert_json(request, "path", "\"/v1/messages\"");
    assert_json(request, "headers.authorization", "\"Bearer " KEY "\"");
    assert_json(request, "headers.x-api-key", "null");
    assert_json(request, "body",
                "{\"model\":\"claude-test\",\"max_tokens\":8192,"
                "\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"x\"}]}]}");
    json_object_put(request);
    t2s_prompt_unref(prompt);
    close_provider();
}
END_TEST

START_TEST(the_same_part_of_a_schema_is_the_same_bytes_for_every_question)
{
    char *heads[2];

    open_provider_at("{\"default\":\"SELECT 1\"}", "/v1", NULL);
    for (int i = 0; i < 2; i++) {
        const char *question = i == 0 ? "One?" : "Another one?";
        t2s_prompt *prompt = NULL;
        struct answer answer;
        json_object *request;
        char text[64];

        snprintf(text, sizeof(text), "TABLE t\n\n%s", question);
        ck_assert_int_eq(t2s__prompt_new(1, question, 0, &prompt), 0);
        add(prompt, T2S_ROLE_SYSTEM, "You write SQL.");
        add(prompt, T2S_ROLE_USER, text);
        ask_prompt(loop, provider, prompt, &answer);
        t2s_prompt_unref(prompt);
        request = logged(i);
        heads[i] = strdup(json_object_to_json_string(find(request, "body")));
        *strstr(heads[i], question) = '\0';
        json_object_put(request);
    }
    ck_assert_str_eq(heads[0], heads[1]);
    ck_assert_ptr_nonnull(strstr(heads[0], "TABLE t\\n\\n\", \"cache_control\""));
    free(heads[0]);
    free(heads[1]);
    close_provider();
}
END_TEST

/* Replies. Each is asked for whole, then streamed. */

static const struct {
    const char *step;
    int code;
    int retryable;
    const char *text;    /* of the reply; or in the error's message or hint */
    const char *refusal; /* NULL: none */
} replies[] = {
    {"{\"content\":\"{\\\"sql\\\":\\\"SELECT 'ä→😀'\\\"}\"}", 0, 0, "{\"sql\":\"SELECT 'ä→😀'\"}", NULL},
    {"{\"content\":\"{\\\"sql\\\":1}\",\"thinking\":\"Hm, {\\\"sql\\\":2}?\"}", 0, 0, "{\"sql\":1}", NULL},
    {"{\"content\":\"{}\",\"keep_alive\":true,\"line_end\":\"\\r\\n\",\"piece\":1}", 0, 0, "{}", NULL},
    {"{\"content\":\"plain words\"}", 0, 0, "plain words", NULL},
    {"{\"content\":\"x\",\"finish_reason\":\"stop_sequence\"}", 0, 0, "x", NULL},
    {"{\"content\":\"x\",\"finish_reason\":\"reason_of_tomorrow\"}", 0, 0, "x", NULL},
    {"{\"content\":\"{\\\"sql\\\":1\",\"finish_reason\":\"length\"}", T2S_E_PROTOCOL, 0, "max_output_tokens", NULL},
    {"{\"content\":\"{\",\"finish_reason\":\"model_context_window_exceeded\"}", T2S_E_PROTOCOL, 0, "smaller budget", NULL},
    {"{\"content\":\"x\",\"finish_reason\":\"pause_turn\"}", T2S_E_PROTOCOL, 0, "paused", NULL},
    {"{\"content\":\"x\",\"tool_call\":{}}", T2S_E_PROTOCOL, 0, "calls a tool", NULL},
    {"{\"tool_call\":{},\"finish_reason\":\"stop\"}", T2S_E_PROTOCOL, 0, "calls a tool", NULL},
    {"{\"refusal\":\"I would rather not.\"}", 0, 0, "", "I would rather not."},
    {"{\"content\":\"x\",\"finish_reason\":\"refusal\"}", 0, 0, "x", "the model declined to answer"},
    {"{\"choices\":[]}", T2S_E_PROTOCOL, 0, "no text", NULL},
    {"{\"content\":\"\"}", T2S_E_PROTOCOL, 0, "no text", NULL},
    {"{\"content\":null,\"thinking\":\"Hm.\"}", T2S_E_PROTOCOL, 0, "no text", NULL},
    {"{\"fault\":\"bad_utf8\"}", T2S_E_PROTOCOL, 0, "", NULL},
    {"{\"fault\":\"broken_json\"}", T2S_E_PROTOCOL, 0, "no JSON", NULL},
    {"{\"failed\":{\"type\":\"overloaded_error\",\"message\":\"Overloaded\"}}", T2S_E_SERVER, 1, "Overloaded", NULL},
    {"{\"failed\":{\"type\":\"rate_limit_error\",\"message\":\"Slowly.\"}}", T2S_E_RATE_LIMIT, 1, "Slowly.", NULL},
    {"{\"failed\":{\"type\":\"authentication_error\",\"message\":\"Who?\"}}", T2S_E_AUTH, 0, "Who?", NULL},
    {"{\"failed\":{\"type\":\"billing_error\",\"message\":\"Pay.\"}}", T2S_E_RATE_LIMIT, 0, "credit", NULL},
    {"{\"failed\":{\"type\":\"api_error\",\"message\":\"Oops.\"}}", T2S_E_SERVER, 1, "Oops.", NULL},
    {"{\"status\":529,\"error\":{\"type\":\"overloaded_error\",\"message\":\"Overloaded\"}}", T2S_E_SERVER, 1, "Overloaded", NULL},
    {"{\"status\":400,\"error\":{\"type\":\"invalid_request_error\",\"message\":\"model: x\"}}", T2S_E_SERVER, 0, "model: x", NULL},
    {"{\"status\":400,\"error\":{\"type\":\"invalid_request_error\",\"message\":\"prompt is too long: 9 tokens > 8\"}}",
     T2S_E_TOO_LARGE, 0, "smaller budget", NULL},
    {"{\"status\":400,\"error\":{\"type\":\"invalid_request_error\",\"message\":\"Your credit balance is too low\"}}",
     T2S_E_RATE_LIMIT, 0, "waiting does not help", NULL},
    {"{\"status\":413,\"error\":{\"type\":\"request_too_large\",\"message\":\"Big.\"}}", T2S_E_TOO_LARGE, 0, "Big.", NULL},
    {"{\"status\":429,\"error\":{\"type\":\"rate_limit_error\",\"message\":\"Slowly.\"}}", T2S_E_RATE_LIMIT, 1, "Slowly.", NULL},
    {"{\"status\":401,\"error\":{\"type\":\"authentication_error\",\"message\":\"invalid x-api-key\"}}", T2S_E_AUTH, 0,
     "api_key_file", NULL},
};

enum { REPLIES = sizeof(replies) / sizeof(*replies) };

static void assert_reply(int which, const struct answer *answer)
{
    char all[3000];

    ck_assert_msg(answer->code == replies[which].code, "%s: %s: %s", replies[which].step, t2s_error_name(answer->code),
                  answer->message);
    if (answer->code == 0) {
        ck_assert_str_eq(answer->refusal, replies[which].refusal != NULL ? replies[which].refusal : "");
        ck_assert_str_eq(answer->text, replies[which].text);
        ck_assert_str_eq(answer->model, "claude-test");
        ck_assert_uint_eq(answer->input, 100);
        ck_assert_uint_eq(answer->output, 20);
        ck_assert_uint_eq(answer->cached, 64);
        return;
    }
    ck_assert_int_eq(answer->retryable, replies[which].retryable);
    snprintf(all, sizeof(all), "%s %s", answer->message, answer->hint);
    ck_assert_msg(strstr(all, replies[which].text) != NULL, "%s: %s", replies[which].step, all);
    ck_assert_ptr_null(strstr(all, "sk-ant"));
}

START_TEST(every_reply_is_understood)
{
    struct answer answer;
    char script[512];

    snprintf(script, sizeof(script), "{\"default\":%s}", replies[_i % REPLIES].step);
    open_provider(script, "stream", _i < REPLIES ? "off" : "on");
    ask(loop, provider, "Q?", 0, &answer);
    assert_reply(_i % REPLIES, &answer);
    close_provider();
}
END_TEST

START_TEST(shapes_that_no_server_should_send_do_no_harm)
{
    static const char *const bodies[] = {
        "{}",
        "[]",
        "null",
        "1",
        "{\"content\":{}}",
        "{\"content\":[1,null,{},{\"type\":\"text\"},{\"type\":\"text\",\"text\":1}]}",
        "{\"type\":\"error\"}",
        "{\"type\":\"error\",\"error\":7}",
        "{\"type\":7,\"content\":\"x\"}",
        "{\"content\":[{\"type\":\"text\",\"text\":\"\\ud800\"}],\"stop_reason\":7,\"usage\":[],\"model\":\"\\ud800\"",
        "{\"content\":[",
    };
    struct answer answer;
    json_object *script = json_object_new_object();
    json_object *step = json_object_new_object();

    json_object_object_add(step, "body", json_object_new_string(bodies[_i]));
    json_object_object_add(script, "default", step);
    open_provider(json_object_to_json_string(script), "stream", "off");
    json_object_put(script);
    ask(loop, provider, "Q?", 0, &answer);
    ck_assert_msg(answer.code == T2S_E_PROTOCOL || answer.code == T2S_E_SERVER, "%s: %s", bodies[_i], answer.message);
    close_provider();
}
END_TEST

START_TEST(what_later_versions_add_is_passed_over)
{
    struct answer answer;

    open_provider("{\"default\":{\"body\":\"{\\\"type\\\":\\\"message\\\",\\\"content\\\":[{\\\"type\\\":\\\"new\\\",\\\"text\\\":"
                  "\\\"no\\\"},"
                  "{\\\"type\\\":\\\"text\\\",\\\"text\\\":\\\"a\\\",\\\"citations\\\":[]},{\\\"type\\\":\\\"text\\\",\\\"text\\\":"
                  "\\\"b\\\"}],"
                  "\\\"stop_reason\\\":\\\"end_turn\\\",\\\"container\\\":{}}\"}}",
                  "stream", "off");
    ask(loop, provider, "Q?", 0, &answer);
    ck_assert_msg(answer.code == 0, "%s", answer.message);
    ck_assert_str_eq(answer.text, "ab");
    close_provider();
}
END_TEST

/* Text as it comes. */

struct watched {
    struct answer answer; /* first */
    int pieces;
    char text[512];
};

static void on_text(t2s_reply *reply, size_t offset, const char *text, size_t length, void *user_data)
{
    struct watched *watched = user_data;

    (void)reply;
    ck_assert_int_eq(watched->answer.count, 0);
    ck_assert_uint_eq(offset, strlen(watched->text));
    ck_assert_uint_lt(offset + length, sizeof(watched->text));
    memcpy(watched->text + offset, text, length);
    watched->pieces++;
}

START_TEST(a_watched_reply_is_streamed_and_grows)
{
    static struct watched watched;
    t2s_prompt *prompt = make_prompt("s", "Q?", 0);
    json_object *request;
    t2s_reply *reply;

    memset(&watched, 0, sizeof(watched));
    open_provider("{\"default\":{\"content\":\"{\\\"sql\\\":\\\"ä→😀\\\"}\",\"thinking\":\"not this\",\"delta_ms\":50}}", NULL,
                  NULL);
    t2s__prompt_set_watched(prompt, 1);
    ck_assert_int_eq(t2s_provider_call(provider, loop, prompt, keep_answer, &watched, &reply), 0);
    t2s_reply_watch(reply, on_text, &watched);
    ck_assert(run_until(loop, &watched.answer.count, 1, 10000));
    ck_assert_msg(watched.answer.code == 0, "%s", watched.answer.message);
    ck_assert_str_eq(watched.text, "{\"sql\":\"ä→😀\"}");
    ck_assert_str_eq(watched.answer.text, watched.text);
    ck_assert_int_gt(watched.pieces, 1);
    request = logged(0);
    assert_json(request, "body.stream", "true");
    json_object_put(request);
    t2s_reply_unref(reply);
    t2s_prompt_unref(prompt);
    close_provider();
}
END_TEST

/* What a server does not know. */

static const struct {
    const char *script;
    const char *without; /* what the request is then sent without */
    const char *with;    /* and with */
} unknown[] = {
    {"\"unsupported\":[\"json_schema\"]", "output_config.format", "output_config.effort"},
    {"\"unsupported\":[\"reasoning_effort\"]", "output_config.effort", "output_config.format"},
    {"\"unsupported\":[\"temperature\"]", "temperature", "output_config.format"},
    {"\"unsupported\":[\"stream\"]", "stream", "output_config.format"},
    {"\"unsupported\":[\"output_config\"]", "output_config", "temperature"},
    {"\"unsupported\":[\"json_schema\"],\"wording\":\"fastapi\"", "output_config.format", "temperature"},
};

START_TEST(what_the_server_does_not_know_is_left_out_from_then_on)
{
    static const char *const more[] = {"temperature", "1", "reasoning_effort", "low", "stream", "on", NULL};
    struct answer answer;
    json_object *request;
    char script[256];
    char path[64];

    snprintf(script, sizeof(script), "{%s,\"default\":{\"content\":\"{}\"}}", unknown[_i].script);
    open_provider_at(script, "/v1", more);
    ask(loop, provider, "Q?", 0, &answer);
    ck_assert_msg(answer.code == 0, "%s", answer.message);
    ck_assert_str_eq(answer.text, "{}");
    ck_assert_int_eq(request_count(), 2);
    ask(loop, provider, "Q?", 0, &answer);
    ck_assert_int_eq(answer.code, 0);
    ck_assert_int_eq(request_count(), 3);
    for (int i = 0; i < 3; i++) {
        request = logged(i);
        snprintf(path, sizeof(path), "body.%s", unknown[_i].without);
        ck_assert_msg((find(request, path) != NULL) == (i == 0), "request %d: %s", i, json_object_to_json_string(request));
        snprintf(path, sizeof(path), "body.%s", unknown[_i].with);
        ck_assert_ptr_nonnull(find(request, path));
        json_object_put(request);
    }
    close_provider();
}
END_TEST

/* Want of memory. */

START_TEST(construction_survives_want_of_memory)
{
    const char *pairs[] = {"api_key", KEY, "base_url", "http://127.0.0.1:1/v1", "headers", "X-A: b", NULL};
    t2s_options *options;

    ck_assert_int_eq(t2s_options_new(&options), 0);
    for (size_t i = 0; pairs[i] != NULL; i += 2)
        ck_assert_int_eq(t2s_options_set(options, pairs[i], pairs[i + 1]), 0);
    OOM_LOOP (n) {
        t2s_provider *some = NULL;
        t2s_error *error = NULL;
        int code = t2s_anthropic_provider_new(options, &some, &error);

        ck_assert_int_eq(code, oom_failed ? T2S_E_NOMEM : 0);
        ck_assert_int_eq(t2s_error_code(error), code);
        t2s_error_unref(error);
        t2s_provider_unref(some);
    }
    t2s_options_free(options);
}
END_TEST

START_TEST(a_call_survives_want_of_memory)
{
    t2s_prompt *prompt = laid_out_prompt();
    int succeeded = 0;

    open_provider("{\"default\":{\"content\":\"{\\\"sql\\\":1}\"}}", "stream", _i == 0 ? "off" : "on");
    OOM_LOOP (n) {
        struct answer answer = {0};
        t2s_reply *reply = NULL;
        int code = t2s_provider_call(provider, loop, prompt, keep_answer, &answer, &reply);

        if (code == 0) {
            ck_assert(run_until(loop, &answer.count, 1, 10000));
            code = answer.code;
            succeeded += code == 0;
            if (code == 0)
                ck_assert_str_eq(answer.text, "{\"sql\":1}");
        }
        ck_assert_msg(code == 0 || (oom_failed && (code == T2S_E_NOMEM || code == T2S_E_IO)), "%d: %s", n, answer.message);
        t2s_reply_unref(reply);
    }
    ck_assert_int_gt(succeeded, 0);
    t2s_prompt_unref(prompt);
    close_provider();
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("anthropic");
    TCase *tests = tcase_create("anthropic");
    SRunner *runner;
    int failed;

    tcase_set_timeout(tests, 600);
    tcase_add_loop_test(tests, what_cannot_work_is_refused_at_construction, 0, (int)(sizeof(refused) / sizeof(*refused)));
    tcase_add_test(tests, the_environment_gives_the_defaults);
    tcase_add_test(tests, a_request_has_the_shape_of_the_api);
    tcase_add_test(tests, what_is_not_set_is_not_sent);
    tcase_add_test(tests, the_same_part_of_a_schema_is_the_same_bytes_for_every_question);
    tcase_add_loop_test(tests, every_reply_is_understood, 0, 2 * REPLIES);
    tcase_add_loop_test(tests, shapes_that_no_server_should_send_do_no_harm, 0, 11);
    tcase_add_test(tests, what_later_versions_add_is_passed_over);
    tcase_add_test(tests, a_watched_reply_is_streamed_and_grows);
    tcase_add_loop_test(tests, what_the_server_does_not_know_is_left_out_from_then_on, 0,
                        (int)(sizeof(unknown) / sizeof(*unknown)));
    tcase_add_test(tests, construction_survives_want_of_memory);
    tcase_add_loop_test(tests, a_call_survives_want_of_memory, 0, 2);
    suite_add_tcase(suite, tests);
    llm_server_prepare();
    runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? 0 : 1;
}
