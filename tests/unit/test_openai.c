/* SPDX-License-Identifier: MIT */
#include "../support/ask.h"
#include "../support/suite.h"

#define KEY "sk-proj-Ab3dEf6hIj9kLmNoPqRsTuVwXyZ0123456789"

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
    code = t2s_openai_provider_new(options, ret_provider, reterr_error);
    t2s_options_free(options);
    return code;
}

/* Options as name and value, ended by NULL; base_url is the server's, with `path` behind it. */
static void make_at(const char *path, const char *const *more)
{
    char base_url[96];
    const char *pairs[48] = {"base_url", base_url, "model", "gpt-test", "timeout_ms", "200000"};
    size_t count = 6;
    t2s_error *error = NULL;

    snprintf(base_url, sizeof(base_url), "http://127.0.0.1:%d%s", server.port, path);
    while (more != NULL && more[0] != NULL) {
        pairs[count++] = *more++;
        pairs[count++] = *more++;
    }
    ck_assert_msg(make(pairs, &provider, &error) == 0, "%s", t2s_error_message(error));
}

static void open_with(const char *script, const char *const *more)
{
    llm_server_start(&server, script);
    ck_assert_int_eq(t2s__loop_new(1, &loop), 0);
    make_at("/v1/", more);
    ck_assert_int_eq(t2s_provider_attach(provider, loop), 0);
}

static void open_provider(const char *script, const char *name, const char *value)
{
    const char *more[] = {"api_key", KEY, name, value, NULL};

    open_with(script, more);
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
    const char *pairs[7];
    const char *said; /* in the message or in the hint */
} refused[] = {
    {{NULL}, "OPENAI_API_KEY"},
    {{"api_key", "", NULL}, "OPENAI_API_KEY"},
    {{"api_key", "sk-x\n", NULL}, "line break"},
    {{"api_key", "sk x", NULL}, "space"},
    {{"apikey", "sk-x", NULL}, "api_key_file, auth, base_url"},
    {{"base_url", "localhost:8000", NULL}, "base_url"},
    {{"base_url", "ftp://host/v1", NULL}, "base_url"},
    {{"base_url", "https://user:hunter2@host/v1", NULL}, "password"},
    {{"base_url", "https://host/v1?key=hunter2", NULL}, "query"},
    {{"base_url", "https://host/v1#x", NULL}, "fragment"},
    {{"base_url", "http://host", "temperature", "2.1", NULL}, "temperature"},
    {{"base_url", "http://host", "temperature", "hot", NULL}, "temperature"},
    {{"base_url", "http://host", "temperature", "1e9", NULL}, "temperature"},
    {{"base_url", "http://host", "temperature", "1,\"n\":9", NULL}, "temperature"},
    {{"base_url", "http://host", "seed", "1.5", NULL}, "seed"},
    {{"base_url", "http://host", "seed", "007", NULL}, "seed"},
    {{"base_url", "http://host", "seed", "9223372036854775808", NULL}, "seed"},
    {{"base_url", "http://host", "max_output_tokens", "-1", NULL}, "max_output_tokens"},
    {{"base_url", "http://host", "max_output_tokens", "many", NULL}, "max_output_tokens"},
    {{"base_url", "http://host", "output", "xml", NULL}, "json_schema"},
    {{"base_url", "http://host", "stream", "yes", NULL}, "\"auto\", \"on\", \"off\""},
    {{"base_url", "http://host", "auth", "password", NULL}, "callback"},
    {{"base_url", "http://host", "http_version", "3", NULL}, "http_version"},
    {{"base_url", "http://host", "api", "completions", NULL}, "responses"},
    {{"base_url", "http://host", "api", "responses", "seed", "1", NULL}, "seed"},
    {{"base_url", "http://host", "api", "responses", "max_output_tokens", "15", NULL}, "16"},
    {{"base_url", "http://host", "headers", "no colon", NULL}, "line 1"},
    {{"base_url", "http://host", "headers", "X: 1\nY Z: 2", NULL}, "line 2"},
    {{"base_url", "http://host", "headers", "X: hunter2\001", NULL}, "control character"},
    {{"base_url", "http://host", "headers", "content-length: 5", NULL}, "cannot be set"},
    {{"base_url", "http://host", "proxy", "gopher://user:hunter2@host", NULL}, "proxy"},
    {{"api_key_file", "/nonexistent/key", NULL}, "cannot be read"},
    {{"api_key_file", "/dev/null", NULL}, "cannot be read"},
    {{"api_key_env", "T2S_TEST_NO_SUCH_VARIABLE", NULL}, "api_key_env"},
    {{"base_url", "http://host", "organization", "a\r\nb", NULL}, "organization"},
    {{"base_url", "http://host", "timeout_ms", "0", NULL}, "timeout_ms"},
    {{"base_url", "http://host", "max_reply_bytes", "16777217", NULL}, "max_reply_bytes"},
};

START_TEST(what_cannot_work_is_refused_at_construction)
{
    t2s_provider *none = NULL;
    t2s_error *error = NULL;
    char both[1024];
    int code;

    clean_environment();
    code = make(refused[_i].pairs, &none, &error);
    ck_assert(code == T2S_E_INVALID || code == T2S_E_IO);
    ck_assert_ptr_null(none);
    ck_assert_int_eq(t2s_error_code(error), code);
    snprintf(both, sizeof(both), "%s %s", t2s_error_message(error), t2s_error_hint(error) != NULL ? t2s_error_hint(error) : "");
    ck_assert_msg(strstr(both, refused[_i].said) != NULL, "%s", both);
    ck_assert_ptr_null(strstr(both, "hunter2"));
    t2s_error_unref(error);
    ck_assert_int_eq(make(refused[_i].pairs, &none, NULL), code);
}
END_TEST

START_TEST(the_environment_gives_the_defaults)
{
    static const char *const nothing[] = {NULL};
    static const char *const temperature[] = {"temperature", "2.0", NULL};
    t2s_provider *some = NULL;

    clean_environment();
    setenv("OPENAI_API_KEY", "", 1); /* counts as missing */
    ck_assert_int_eq(make(nothing, &some, NULL), T2S_E_INVALID);
    setenv("OPENAI_API_KEY", KEY, 1);
    ck_assert_int_eq(make(nothing, &some, NULL), 0);
    ck_assert_str_eq(t2s_provider_name(some), "openai");
    t2s_provider_unref(some);
    ck_assert_int_eq(t2s_openai_provider_new(NULL, &some, NULL), 0);
    t2s_provider_unref(some);
    unsetenv("OPENAI_API_KEY");
    setenv("OPENAI_BASE_URL", "http://localhost:8000/v1", 1);
    ck_assert_int_eq(make(temperature, &some, NULL), 0);
    t2s_provider_unref(some);
    setenv("OPENAI_BASE_URL", "localhost", 1);
    ck_assert_int_eq(make(nothing, &some, NULL), T2S_E_INVALID);
    ck_assert_int_eq(t2s_openai_provider_new(NULL, NULL, NULL), T2S_E_INVALID);
}
END_TEST

/* Requests. */

static char *logged_request(void)
{
    return read_whole_file(server.log);
}

static void assert_logged(const char *what)
{
    char *log = logged_request();

    ck_assert_msg(strstr(log, what) != NULL, "%s is not in %s", what, log);
    free(log);
}

START_TEST(the_request_follows_the_protocol)
{
    struct answer answer;

    open_provider("{\"default\":{\"content\":\"{}\"}}", "organization", "org-1");
    ask(loop, provider, "W\xC3\xA4r \"x\"\n\tist?", 1, &answer);
    ck_assert_int_eq(answer.code, 0);
    assert_logged("\"method\": \"POST\", \"path\": \"/v1/chat/completions\"");
    assert_logged("\"authorization\": \"Bearer " KEY "\"");
    assert_logged("\"openai-organization\": \"org-1\"");
    assert_logged("\"content-type\": \"application/json\"");
    assert_logged("\"user-agent\": \"libtext2sql/");
    assert_logged(
        "\"body\": {\"model\": \"gpt-test\", \"messages\": [{\"role\": \"system\", \"content\": \"CREATE TABLE t (id int)\"}, "
        "{\"role\": \"user\", \"content\": \"W\\u00e4r \\\"x\\\"\\n\\tist?\"}, {\"role\": \"assistant\", \"content\": "
        "\"SELEC\"}, {\"role\": \"user\", \"content\": \"syntax error\"}], \"response_format\": {\"type\": \"json_schema\", "
        "\"json_schema\": {\"name\": \"text2sql_reply\", \"strict\": true, \"schema\": {\"type\": \"object\"");
    close_provider();
}
END_TEST

static const struct {
    const char *name;
    const char *value;
    const char *logged;
} settings[] = {
    {"temperature", "0.25", "\"temperature\": 0.25"},
    {"temperature", "0", "\"temperature\": 0}"},
    {"reasoning_effort", "low", "\"reasoning_effort\": \"low\""},
    {"max_output_tokens", "500", "\"max_completion_tokens\": 500"},
    {"max_output_tokens", "0", "\"additionalProperties\": false}}}}}"},
    {"seed", "-42", "\"seed\": -42"},
    {"output", "json_object", "\"response_format\": {\"type\": \"json_object\"}"},
    {"output", "text", "\"content\": \"Q?\"}]}"},
    {"stream", "on", "\"stream\": true, \"stream_options\": {\"include_usage\": true}"},
    {"headers", "X-One: 1\r\n\nx-two:  two words \n", "\"x-one\": \"1\", \"x-two\": \"two words\""},
    {"headers", "User-Agent: mine/1", "\"user-agent\": \"mine/1\""},
    {"headers", "authorization: Basic abc", "\"authorization\": \"Basic abc\""},
    {"temperature", "", "\"messages\""}, /* empty counts as not set */
};

START_TEST(an_option_is_sent_when_it_is_set)
{
    struct answer answer;

    open_provider("{\"default\":{\"content\":\"{}\"}}", settings[_i].name, settings[_i].value);
    ask(loop, provider, "Q?", 0, &answer);
    ck_assert_int_eq(answer.code, 0);
    assert_logged(settings[_i].logged);
    close_provider();
}
END_TEST

/* Replies. */

START_TEST(a_completion_gives_its_text_model_and_tokens)
{
    struct answer answer;

    open_provider("{\"default\":{\"content\":\"SELECT 1\",\"model\":\"gpt-test-2026\"}}", NULL, NULL);
    ask(loop, provider, "Q?", 0, &answer);
    ck_assert_int_eq(answer.code, 0);
    ck_assert_str_eq(answer.text, "SELECT 1");
    ck_assert_str_eq(answer.model, "gpt-test-2026");
    ck_assert_str_eq(answer.refusal, "");
    ck_assert_uint_eq(answer.input, 100);
    ck_assert_uint_eq(answer.output, 20);
    ck_assert_uint_eq(answer.cached, 64);
    close_provider();
}
END_TEST

static const struct {
    const char *step;
    const char *text; /* or: */
    const char *refusal;
} completions[] = {
    {"{\"content\":\"x\",\"usage\":null}", "x", ""},
    {"{\"content\":\"x\",\"usage\":{\"prompt_tokens\":-5,\"completion_tokens\":\"many\"}}", "x", ""},
    {"{\"content\":\"x\",\"message\":{\"annotations\":[],\"novelty\":{\"a\":[1,2]},\"tool_calls\":[]}}", "x", ""},
    {"{\"content\":\"x\",\"headers\":{\"Content-Type\":\"text/plain\"}}", "x", ""},
    {"{\"content\":\"x\",\"headers\":{\"Content-Type\":\"text/html\"}}", "x", ""},
    {"{\"content\":\"x\",\"chunked\":true,\"delay_ms\":50}", "x", ""},
    {"{\"content\":\"x\",\"status\":201}", "x", ""},
    {"{\"content\":\"\\u00e4\\u0001\\ud83d\\ude00\"}", "\xC3\xA4\x01\xF0\x9F\x98\x80", ""},
    {"{\"refusal\":\"I will not.\"}", "", "I will not."},
    {"{\"content\":\"x\",\"refusal\":\"I will not.\"}", "", "I will not."},
    {"{\"message\":{\"content\":[{\"type\":\"text\",\"text\":\"pa\"},{\"type\":\"text\",\"text\":\"rts\"}]}}", "parts", ""},
    {"{\"status\":400,\"error\":{\"message\":\"filtered\",\"code\":\"content_filter\",\"status\":400,\"innererror\":{\"code\":"
     "\"ResponsibleAIPolicyViolation\",\"content_filter_result\":{\"hate\":{\"filtered\":true,\"severity\":\"high\"}}}}}",
     "", "the server's content filter refused the question"},
    {"{\"content\":\"half\",\"finish_reason\":\"content_filter\"}", "", "the server's content filter withheld the reply"},
    {"{\"body\":\"{\\\"choices\\\":[{\\\"message\\\":{\\\"content\\\":\\\"bare\\\"}}]}  \\n\"}", "bare", ""},
};

START_TEST(completions_of_all_kinds_are_understood)
{
    struct answer answer;
    char script[512];

    snprintf(script, sizeof(script), "{\"default\":%s}", completions[_i].step);
    open_provider(script, NULL, NULL);
    ask(loop, provider, "Q?", 0, &answer);
    ck_assert_msg(answer.code == 0, "%s: %s", completions[_i].step, answer.message);
    ck_assert_str_eq(answer.text, completions[_i].text);
    ck_assert_str_eq(answer.refusal, completions[_i].refusal);
    close_provider();
}
END_TEST

static const struct {
    const char *step;
    int code;
    int retryable;
    int status;
    const char *said; /* in the message or in the hint */
} failures[] = {
    /* What is no completion. */
    {"{\"content\":\"half\",\"finish_reason\":\"length\"}", T2S_E_PROTOCOL, 0, 0, "cut off"},
    {"{\"message\":{\"content\":null}}", T2S_E_PROTOCOL, 0, 0, "empty"},
    {"{\"message\":{\"content\":[\"x\"]}}", T2S_E_PROTOCOL, 0, 0, "empty"},
    {"{\"content\":\"\"}", T2S_E_PROTOCOL, 0, 0, "empty"},
    {"{\"message\":{\"content\":null,\"tool_calls\":[{}]},\"finish_reason\":\"tool_calls\"}", T2S_E_PROTOCOL, 0, 0, "tool"},
    {"{\"choices\":[]}", T2S_E_PROTOCOL, 0, 0, "choices are empty"},
    {"{\"choices\":[1]}", T2S_E_PROTOCOL, 0, 0, "no message"},
    {"{\"choices\":null}", T2S_E_PROTOCOL, 0, 0, "no choices"},
    {"{\"body\":\"\"}", T2S_E_PROTOCOL, 0, 0, "empty"},
    {"{\"body\":\"[]\"}", T2S_E_PROTOCOL, 0, 0, "object"},
    {"{\"body\":\"null\"}", T2S_E_PROTOCOL, 0, 0, "object"},
    {"{\"body\":\"{}\"}", T2S_E_PROTOCOL, 0, 0, "no choices"},
    {"{\"body\":\"{\\\"choices\\\":[]} {}\"}", T2S_E_PROTOCOL, 0, 0, "JSON"},
    {"{\"body\":\"{\\\"choices\\\":[\"}", T2S_E_PROTOCOL, 0, 0, "too early"},
    {"{\"body\":\"<html><body>hello</body></html>\",\"headers\":{\"Content-Type\":\"text/html\"}}", T2S_E_PROTOCOL, 0, 0, "HTML"},
    {"{\"content\":\"x\",\"fault\":\"bad_utf8\"}", T2S_E_PROTOCOL, 0, 0, "JSON"},
    /* Errors by the book. */
    {"{\"status\":401,\"error\":{\"message\":\"Incorrect API key "
     "provided\",\"type\":\"invalid_request_error\",\"code\":\"invalid_api_key\"}}",
     T2S_E_AUTH, 0, 401, "(invalid_api_key): Incorrect API key provided"},
    {"{\"status\":403,\"error\":{\"message\":\"no\"}}", T2S_E_AUTH, 0, 403, "api_key"},
    {"{\"status\":402,\"error\":{\"message\":\"no credit\"}}", T2S_E_RATE_LIMIT, 0, 402, "credit"},
    {"{\"status\":429,\"error\":{\"message\":\"slow down\",\"type\":\"requests\",\"code\":\"rate_limit_exceeded\"}}",
     T2S_E_RATE_LIMIT, 1, 429, "slow down"},
    {"{\"status\":429,\"error\":{\"message\":\"pay\",\"type\":\"insufficient_quota\",\"code\":\"insufficient_quota\"}}",
     T2S_E_RATE_LIMIT, 0, 429, "quota"},
    {"{\"status\":429,\"error\":{\"message\":\"pay\",\"type\":\"insufficient_quota\",\"code\":null}}", T2S_E_RATE_LIMIT, 0, 429,
     "quota"},
    {"{\"status\":400,\"error\":{\"message\":\"bad schema\",\"type\":\"invalid_request_error\"}}", T2S_E_SERVER, 0, 400,
     "bad schema"},
    {"{\"status\":400,\"error\":{\"message\":\"too long\",\"code\":\"context_length_exceeded\"}}", T2S_E_TOO_LARGE, 0, 400,
     "budget"},
    {"{\"status\":404,\"error\":{\"message\":\"no such model\"}}", T2S_E_SERVER, 0, 404, "base_url and model"},
    {"{\"status\":408,\"body\":\"\"}", T2S_E_TIMEOUT, 1, 408, "408"},
    {"{\"status\":409,\"body\":\"\"}", T2S_E_SERVER, 1, 409, "409"},
    {"{\"status\":413,\"body\":\"\"}", T2S_E_TOO_LARGE, 0, 413, "413"},
    {"{\"status\":500,\"error\":{\"message\":\"oops\",\"type\":\"server_error\"}}", T2S_E_SERVER, 1, 500, "(server_error): oops"},
    {"{\"status\":501,\"body\":\"\"}", T2S_E_SERVER, 0, 501, "501"},
    {"{\"status\":503,\"error\":{\"message\":\"overloaded\"}}", T2S_E_SERVER, 1, 503, "overloaded"},
    {"{\"status\":529,\"error\":{\"message\":\"overloaded\"}}", T2S_E_SERVER, 1, 529, "overloaded"},
    {"{\"status\":400,\"body\":\"{\\\"object\\\":\\\"error\\\",\\\"message\\\":\\\"This model's maximum context length is "
     "9\\\",\\\"code\\\":400}\"}",
     T2S_E_TOO_LARGE, 0, 400, "budget"},
    /* And not by the book. */
    {"{\"status\":502,\"body\":\"<html>bad gateway</html>\",\"headers\":{\"Content-Type\":\"text/html\"}}", T2S_E_SERVER, 1, 502,
     "HTTP 502: an HTML page"},
    {"{\"status\":502,\"body\":\" \\n<!DOCTYPE html>\"}", T2S_E_SERVER, 1, 502, "an HTML page"},
    {"{\"status\":500,\"body\":\"plain\\nwords\\u0000\\u001b[31m\\u0085end\"}", T2S_E_SERVER, 1, 500, "plain words  [31m end"},
    {"{\"status\":500,\"body_hex\":\"ff41ff\"}", T2S_E_SERVER, 1, 500, "?A?"},
    {"{\"status\":500,\"body\":\"{\\\"error\\\":\\\"just words\\\"}\"}", T2S_E_SERVER, 1, 500, "just words"},
    {"{\"status\":500,\"body\":\"{\\\"detail\\\":\\\"just detail\\\"}\"}", T2S_E_SERVER, 1, 500, "just detail"},
    {"{\"status\":500,\"body\":\"[[[[\"}", T2S_E_SERVER, 1, 500, "[[[["},
    {"{\"status\":307,\"headers\":{\"Location\":\"http://elsewhere/\"},\"body\":\"\"}", T2S_E_SERVER, 0, 307, "redirects"},
    {"{\"status\":200,\"error\":{\"message\":\"upstream is busy\",\"code\":429}}", T2S_E_RATE_LIMIT, 1, 429, "upstream is busy"},
    {"{\"status\":200,\"error\":{\"message\":\"odd\",\"code\":7}}", T2S_E_SERVER, 1, 200, "odd"},
    {"{\"status\":200,\"error\":{\"message\":\"slow\",\"code\":\"rate_limit_exceeded\"}}", T2S_E_RATE_LIMIT, 1, 429, "slow"},
    {"{\"choices\":[{\"error\":{\"message\":\"upstream\",\"code\":502},\"finish_reason\":\"error\"}]}", T2S_E_SERVER, 1, 502,
     "upstream"},
};

START_TEST(failures_of_all_kinds_become_typed_errors)
{
    struct answer answer;
    char script[512];
    char both[2500];

    snprintf(script, sizeof(script), "{\"default\":%s}", failures[_i].step);
    open_provider(script, NULL, NULL);
    ask(loop, provider, "Q?", 0, &answer);
    snprintf(both, sizeof(both), "%s %s", answer.message, answer.hint);
    ck_assert_msg(answer.code == failures[_i].code && answer.retryable == failures[_i].retryable &&
                      answer.http_status == failures[_i].status && strstr(both, failures[_i].said) != NULL,
                  "%s: %s %d %d %s", failures[_i].step, t2s_error_name(answer.code), answer.retryable, answer.http_status, both);
    close_provider();
}
END_TEST

/* Both APIs, whole and streamed: what is said is understood the same. */

static const struct mode {
    const char *api;
    const char *stream;
} modes[] = {{"chat", "off"}, {"chat", "on"}, {"responses", "off"}, {"responses", "on"}};

enum { MODES = sizeof(modes) / sizeof(*modes) };

static void open_mode(int mode, const char *step, const char *name, const char *value)
{
    const char *more[] = {"api_key", KEY, "api", modes[mode].api, "stream", modes[mode].stream, name, value, NULL};
    char script[1024];

    snprintf(script, sizeof(script), "{\"default\":%s}", step);
    open_with(script, more);
}

static const struct {
    const char *step;
    int code;
    const char *text; /* or: */
    const char *refusal;
    const char *said;
} everywhere[] = {
    {"{\"content\":\"SELECT 1\"}", 0, "SELECT 1", "", ""},
    {"{\"content\":\"{\\\"sql\\\":\\\"SELECT '\\u00e4\\ud83d\\ude00'\\\"}\"}", 0, "{\"sql\":\"SELECT '\xC3\xA4\xF0\x9F\x98\x80'\"}",
     "", ""},
    {"{\"content\":\"x\",\"thinking\":\"hm\"}", 0, "x", "", ""},
    {"{\"content\":\"x\",\"keep_alive\":true,\"line_end\":\"\\r\\n\"}", 0, "x", "", ""},
    {"{\"content\":\"x\",\"keep_alive\":true,\"line_end\":\"\\r\",\"piece\":1}", 0, "x", "", ""},
    {"{\"content\":\"x\",\"stream\":false}", 0, "x", "", ""},
    {"{\"refusal\":\"I will not.\"}", 0, "", "I will not.", ""},
    {"{\"content\":\"half\",\"finish_reason\":\"length\"}", T2S_E_PROTOCOL, NULL, "", "cut off"},
    {"{\"tool_call\":{\"name\":\"run\"}}", T2S_E_PROTOCOL, NULL, "", "tool"},
    {"{\"content\":\"\"}", T2S_E_PROTOCOL, NULL, "", "cannot be used"},
    {"{\"choices\":[]}", T2S_E_PROTOCOL, NULL, "", "cannot be used"},
    {"{\"failed\":{\"message\":\"it is on fire\",\"code\":\"server_error\"}}", T2S_E_SERVER, NULL, "",
     "(server_error): it is on fire"},
    {"{\"failed\":{\"message\":\"slow down\",\"code\":\"rate_limit_exceeded\"}}", T2S_E_RATE_LIMIT, NULL, "", "slow down"},
    {"{\"content\":\"x\",\"fault\":\"broken_json\"}", T2S_E_PROTOCOL, NULL, "", "JSON"},
    {"{\"content\":\"x\",\"fault\":\"bad_utf8\"}", T2S_E_PROTOCOL, NULL, "", "JSON"},
    {"{\"status\":429,\"error\":{\"message\":\"slow down\"}}", T2S_E_RATE_LIMIT, NULL, "", "429: slow down"},
    {"{\"body\":\"<html>\",\"headers\":{\"Content-Type\":\"text/html\"}}", T2S_E_PROTOCOL, NULL, "", "HTML"},
    {"{\"body\":\"\"}", T2S_E_PROTOCOL, NULL, "", ""},
    {"{\"body\":\"hello\"}", T2S_E_PROTOCOL, NULL, "", "JSON"},
};

enum { EVERYWHERE = sizeof(everywhere) / sizeof(*everywhere) };

START_TEST(both_apis_whole_or_streamed_say_the_same)
{
    const char *step = everywhere[_i / MODES].step;
    struct answer answer;

    open_mode(_i % MODES, step, NULL, NULL);
    ask(loop, provider, "Q?", 1, &answer);
    ck_assert_msg(answer.code == everywhere[_i / MODES].code && strstr(answer.message, everywhere[_i / MODES].said) != NULL,
                  "%s %s %s: %s: %s", modes[_i % MODES].api, modes[_i % MODES].stream, step, t2s_error_name(answer.code),
                  answer.message);
    ck_assert_str_eq(answer.refusal, everywhere[_i / MODES].refusal);
    if (everywhere[_i / MODES].text != NULL)
        ck_assert_str_eq(answer.text, everywhere[_i / MODES].text);
    if (answer.code == 0) {
        ck_assert_str_eq(answer.model, "gpt-test");
        ck_assert_uint_eq(answer.input, 100);
        ck_assert_uint_eq(answer.output, 20);
        ck_assert_uint_eq(answer.cached, 64);
    }
    close_provider();
}
END_TEST

/* Servers that say less, or say it elsewhere. */
static const struct {
    int mode;
    const char *type; /* Content-Type */
    const char *body;
    const char *text;
    const char *said; /* in the error, or "" */
} bodies[] = {
    {0, "text/event-stream", "data: {\"choices\":[{\"delta\":{\"content\":\"x\"},\"finish_reason\":\"stop\"}]}\n\n", "x", ""},
    {1, "text/plain", "data: {\"choices\":[{\"delta\":{\"content\":\"x\"}}]}\n\ndata: [DONE]\n\n", "x", ""},
    {1, "text/event-stream", "data: {\"choices\":[{\"delta\":{\"content\":\"x\"}}]}\n\ndata: [DONE]\n\ndata: junk\n\n", "x", ""},
    {1, "text/event-stream", "data: {\"choices\":[{\"delta\":{\"content\":\"x\"}}]}\n\n", "", "ended before"},
    {1, "text/event-stream", "data: {\"choices\":[{\"delta\":{\"content\":\"{}\"}}]}\n\n", "{}", ""},
    {1, "text/event-stream",
     "data: {\"choices\":[{\"delta\":{\"content\":\"{}\"}},{\"index\":1,\"delta\":{\"content\":\"y\"}}]}\n\n", "{}", ""},
    {1, "text/event-stream",
     "data: {\"choices\":[{\"delta\":{\"content\":\"{}\"}}]}\n\ndata: {\"choices\":[{\"delta\":{\"content\":\"more\"}}]}\n\n", "{}",
     ""},
    {1, "text/event-stream",
     "data: {\"choices\":[],\"prompt_filter_results\":[]}\n\ndata: "
     "{\"choices\":[{\"delta\":{\"content\":\"x\"},\"finish_reason\":\"stop\"}],\"usage\":null}\n\n",
     "x", ""},
    {1, "text/event-stream", "data: {\"error\":{\"message\":\"boom\",\"code\":503}}\n\n", "", "boom"},
    {1, "text/event-stream", "data: [DONE]\n\n", "", "empty"},
    {1, "text/event-stream", "", "", "empty"},
    {1, "text/event-stream", "\n\n: hello\n\n", "", "ended before"},
    {1, "application/json", "{\"choices\":[{\"message\":{\"content\":\"x\"}}]}", "x", ""},
    {2, "application/json",
     "{\"output\":[{\"type\":\"reasoning\",\"summary\":[]},{\"type\":\"message\",\"phase\":\"commentary\",\"content\":[{\"type\":"
     "\"output_text\",\"text\":\"hm\"}]},{\"type\":\"message\",\"content\":[{\"type\":\"output_text\",\"text\":\"a\"},{\"type\":"
     "\"novelty\"},{\"type\":\"output_text\",\"text\":\"b\"}]},{\"type\":\"novelty\"}]}",
     "ab", ""},
    {2, "application/json", "{\"status\":\"queued\",\"output\":[]}", "", "not completed"},
    {2, "application/json", "{\"status\":\"incomplete\",\"incomplete_details\":null,\"output\":[]}", "", "cut off"},
    {2, "application/json", "{\"status\":\"completed\",\"output\":[{\"type\":\"message\",\"content\":null}]}", "", "no text"},
    {2, "application/json", "{\"error\":{\"message\":\"boom\"}}", "", "boom"},
    {2, "application/json", "{}", "", "no output"},
    {3, "text/event-stream",
     "event: response.output_item.added\ndata: "
     "{\"output_index\":0,\"item\":{\"type\":\"message\",\"phase\":\"commentary\"}}\n\nevent: response.output_text.delta\ndata: "
     "{\"output_index\":0,\"delta\":\"hm\"}\n\nevent: response.output_text.delta\ndata: "
     "{\"output_index\":1,\"delta\":\"x\"}\n\nevent: response.completed\ndata: {\"response\":{\"status\":\"completed\"}}\n\n",
     "x", ""},
    {3, "text/event-stream",
     "data: "
     "{\"type\":\"response.completed\",\"response\":{\"status\":\"completed\",\"output\":[{\"type\":\"message\",\"content\":[{"
     "\"type\":\"output_text\",\"text\":\"x\"}]}]}}\n\ndata: [DONE]\n\n",
     "x", ""},
    {3, "text/event-stream", "data: {\"type\":\"error\",\"code\":\"rate_limit_exceeded\",\"message\":\"boom\",\"param\":null}\n\n",
     "", "boom"},
    {3, "text/event-stream",
     "data: "
     "{\"type\":\"response.failed\",\"response\":{\"status\":\"failed\",\"error\":{\"code\":\"server_error\",\"message\":\"boom\"}}"
     "}\n\n",
     "", "boom"},
    {3, "text/event-stream", "data: {\"type\":\"response.output_text.delta\",\"delta\":\"x\"}\n\ndata: [DONE]\n\n", "",
     "ended before"},
};

/* A string as JSON; enough for what is written here. */
static void quote_json(char *ret, const char *text)
{
    *ret++ = '"';
    for (; *text != '\0'; text++) {
        if (*text == '"' || *text == '\\')
            *ret++ = '\\';
        if (*text == '\n')
            *ret++ = '\\';
        *ret++ = *text == '\n' ? 'n' : *text;
    }
    strcpy(ret, "\"");
}

START_TEST(servers_that_say_less_or_elsewhere_are_understood)
{
    struct answer answer;
    char quoted[1500];
    char step[2000];
    char script[2100];
    const struct mode *mode = &modes[bodies[_i].mode];
    const char *more[] = {"api", mode->api, "stream", mode->stream, NULL};

    quote_json(quoted, bodies[_i].body);
    snprintf(step, sizeof(step), "{\"headers\":{\"Content-Type\":\"%s\"},\"body\":%s}", bodies[_i].type, quoted);
    snprintf(script, sizeof(script), "{\"default\":%s}", step);
    open_with(script, more);
    ask(loop, provider, "Q?", 0, &answer);
    ck_assert_msg((answer.code == 0) == (bodies[_i].said[0] == '\0') && strstr(answer.message, bodies[_i].said) != NULL, "%s: %s",
                  bodies[_i].body, answer.message);
    if (answer.code == 0)
        ck_assert_str_eq(answer.text, bodies[_i].text);
    close_provider();
}
END_TEST

/* Azure: the dated APIs have paths and a header of their own. */

static const struct {
    const char *base;
    const char *pairs[7];
    const char *path;
    const char *header;
} azure[] = {
    {"",
     {"azure_api_version", "2024-10-21", NULL},
     "/openai/deployments/gpt%2Ftest%201/chat/completions?api-version=2024-10-21",
     "\"api-key\": \"" KEY "\""},
    {"/openai/",
     {"azure_api_version", "2024-10-21", NULL},
     "/openai/deployments/gpt%2Ftest%201/chat/completions?api-version=2024-10-21",
     "\"api-key\": \"" KEY "\""},
    {"",
     {"azure_api_version", "2025-04-01-preview", "api", "responses", NULL},
     "/openai/responses?api-version=2025-04-01-preview",
     "\"api-key\": \"" KEY "\""},
    {"/openai/v1", {NULL}, "/openai/v1/chat/completions", "\"authorization\": \"Bearer " KEY "\""},
};

START_TEST(azure_has_its_own_paths_and_header)
{
    const char *more[16] = {"api_key", KEY, "model", "gpt/test 1"};
    struct answer answer;
    char expected[160];

    for (size_t i = 0; azure[_i].pairs[i] != NULL; i++)
        more[4 + i] = azure[_i].pairs[i];
    llm_server_start(&server, "{\"default\":{\"content\":\"x\"}}");
    ck_assert_int_eq(t2s__loop_new(1, &loop), 0);
    make_at(azure[_i].base, more);
    ck_assert_int_eq(t2s_provider_attach(provider, loop), 0);
    ask(loop, provider, "Q?", 0, &answer);
    ck_assert_msg(answer.code == 0, "%s", answer.message);
    snprintf(expected, sizeof(expected), "\"path\": \"%s\"", azure[_i].path);
    assert_logged(expected);
    assert_logged(azure[_i].header);
    close_provider();
}
END_TEST

START_TEST(the_cost_that_a_gateway_tells_is_kept)
{
    struct answer answer;
    t2s_reply *reply;
    t2s_prompt *prompt = make_prompt("s", "Q?", 0);

    open_provider("{\"default\":{\"content\":\"x\",\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":4,\"cost\":0.000125}}}",
                  NULL, NULL);
    memset(&answer, 0, sizeof(answer));
    ck_assert_int_eq(t2s_provider_call(provider, loop, prompt, keep_answer, &answer, &reply), 0);
    ck_assert(run_until(loop, &answer.count, 1, 5000));
    ck_assert_uint_eq(t2s_reply_cost(reply), 125000);
    t2s_reply_unref(reply);
    t2s_prompt_unref(prompt);
    close_provider();
}
END_TEST

START_TEST(responses_are_asked_for_by_their_own_shape)
{
    static const char *const more[] = {
        "api_key", KEY, "api", "responses", "temperature", "0.5", "max_output_tokens", "500", "reasoning_effort", "low", NULL};
    struct answer answer;

    open_with("{\"default\":{\"content\":\"{}\"}}", more);
    ask(loop, provider, "Q?", 1, &answer);
    ck_assert_int_eq(answer.code, 0);
    assert_logged("\"path\": \"/v1/responses\"");
    assert_logged(
        "\"body\": {\"model\": \"gpt-test\", \"instructions\": \"CREATE TABLE t (id int)\", \"input\": [{\"role\": \"user\", "
        "\"content\": \"Q?\"}, {\"role\": \"assistant\", \"content\": \"SELEC\"}, {\"role\": \"user\", \"content\": \"syntax "
        "error\"}], \"text\": {\"format\": {\"type\": \"json_schema\", \"name\": \"text2sql_reply\", \"strict\": true, "
        "\"schema\": {\"type\": \"object\"");
    assert_logged("\"reasoning\": {\"effort\": \"low\"}, \"temperature\": 0.5, \"max_output_tokens\": 500, \"store\": false}");
    close_provider();
}
END_TEST

START_TEST(the_servers_wish_to_be_left_alone_is_passed_on)
{
    struct answer answer;

    open_provider("{\"default\":{\"status\":429,\"headers\":{\"Retry-After\":\"3\"},\"error\":{\"message\":\"slow\"}}}", NULL,
                  NULL);
    ask(loop, provider, "Q?", 0, &answer);
    ck_assert_int_eq(answer.code, T2S_E_RATE_LIMIT);
    ck_assert_uint_eq(answer.retry_after, 3000);
    close_provider();
}
END_TEST

START_TEST(long_words_of_the_server_are_cut)
{
    struct answer answer;
    char script[3000] = "{\"default\":{\"status\":500,\"body\":\"";

    for (int i = 0; i < 1000; i++)
        strcat(script, "\xC3\xA4");
    strcat(script, "\"}}");
    open_provider(script, NULL, NULL);
    ask(loop, provider, "Q?", 0, &answer);
    ck_assert_uint_lt(strlen(answer.message), 400);
    ck_assert_ptr_nonnull(strstr(answer.message, "\xC3\xA4..."));
    close_provider();
}
END_TEST

/* The server says the key, or a part of it, in ever new places. */
static const char *const leaks[] = {
    "{\"status\":401,\"echo\":true,\"error\":{\"message\":\"Incorrect API key: {key}.\",\"code\":\"invalid_api_key\"}}",
    "{\"status\":401,\"echo\":true,\"error\":{\"message\":\"Authorization: Bearer {key}\",\"code\":\"{key}\",\"type\":\"{key}\"}}",
    "{\"status\":500,\"echo\":true,\"body\":\"plain {key} words {key}{key}\"}",
    "{\"status\":500,\"echo\":true,\"body\":\"{\\\"error\\\":\\\"{key}\\\"}\"}",
    "{\"status\":200,\"echo\":true,\"body\":\"{key}\"}",
    "{\"status\":200,\"echo\":true,\"error\":{\"message\":\"{key}\"}}",
    "{\"status\":401,\"error\":{\"message\":\"begins with sk-proj-Ab3dEf6hIj9\"}}",
    "{\"status\":401,\"error\":{\"message\":\"ends with TuVwXyZ0123456789\"}}",
};

START_TEST(the_key_never_reaches_an_error)
{
    struct answer answer;
    char script[512];

    snprintf(script, sizeof(script), "{\"default\":%s}", leaks[_i]);
    open_provider(script, NULL, NULL);
    ask(loop, provider, "Q?", 0, &answer);
    ck_assert_int_ne(answer.code, 0);
    for (const char *at = answer.message; *at != '\0'; at++)
        for (const char *key = KEY; strlen(key) >= 8; key++)
            ck_assert_msg(strncmp(at, key, 8) != 0, "%s", answer.message);
    ck_assert_ptr_null(strstr(answer.hint, "sk-proj"));
    close_provider();
}
END_TEST

START_TEST(cancel_and_detach_end_a_call_under_way)
{
    t2s_prompt *prompt = make_prompt("s", "Q?", 0);
    struct answer first = {0};
    struct answer second = {0};
    t2s_reply *one;
    t2s_reply *two;

    open_provider("{\"default\":{\"fault\":\"silence\"}}", NULL, NULL);
    ck_assert_int_eq(t2s_provider_call(provider, loop, prompt, keep_answer, &first, &one), 0);
    ck_assert_int_eq(t2s_provider_call(provider, loop, prompt, keep_answer, &second, &two), 0);
    run_for(loop, 100);
    t2s_reply_abandon(one);
    t2s_reply_unref(one);
    run_for(loop, 100);
    t2s_provider_detach(provider, loop);
    ck_assert_int_eq(second.count, 0);
    ck_assert(run_until(loop, &second.count, 1, 2000));
    ck_assert_int_eq(second.code, T2S_E_SHUTDOWN);
    ck_assert_int_eq(first.count, 0);
    t2s_reply_unref(two);
    t2s_prompt_unref(prompt);
    close_provider();
}
END_TEST

START_TEST(out_of_memory_is_an_error_at_every_allocation)
{
    t2s_prompt *prompt = make_prompt("s", "Q?", 1);
    t2s_options *options;
    char base_url[64];

    llm_server_start(&server, "{\"default\":{\"content\":\"SELECT 1\"},\"unsupported\":[\"json_schema\"]}");
    snprintf(base_url, sizeof(base_url), "http://127.0.0.1:%d/v1", server.port);
    ck_assert_int_eq(t2s__loop_new(1, &loop), 0);
    ck_assert_int_eq(t2s_options_new(&options), 0);
    ck_assert_int_eq(t2s_options_set(options, "api_key", KEY), 0);
    ck_assert_int_eq(t2s_options_set(options, "base_url", base_url), 0);
    ck_assert_int_eq(t2s_options_set(options, "headers", "X-One: 1\nX-Two: 2"), 0);
    ck_assert_int_eq(t2s_options_set(options, "api", modes[_i].api), 0);
    ck_assert_int_eq(t2s_options_set(options, "stream", modes[_i].stream), 0);
    OOM_LOOP (n) {
        t2s_provider *some = NULL;
        t2s_error *error = NULL;
        t2s_reply *reply = NULL;
        struct answer answer = {0};
        int code = t2s_openai_provider_new(options, &some, &error);

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
        ck_assert(code != 0 || strcmp(answer.text, "SELECT 1") == 0);
        t2s_error_unref(error);
        t2s_reply_unref(reply);
        if (some != NULL)
            t2s_provider_detach(some, loop);
        t2s_provider_unref(some);
    }
    t2s_options_free(options);
    t2s_prompt_unref(prompt);
    close_loop(loop);
    llm_server_stop(&server);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("openai");
    TCase *tests = tcase_create("openai");
    SRunner *runner;
    int failed;

    tcase_set_timeout(tests, 600);
    tcase_add_loop_test(tests, what_cannot_work_is_refused_at_construction, 0, (int)(sizeof(refused) / sizeof(*refused)));
    tcase_add_test(tests, the_environment_gives_the_defaults);
    tcase_add_test(tests, the_request_follows_the_protocol);
    tcase_add_loop_test(tests, an_option_is_sent_when_it_is_set, 0, (int)(sizeof(settings) / sizeof(*settings)));
    tcase_add_test(tests, a_completion_gives_its_text_model_and_tokens);
    tcase_add_loop_test(tests, completions_of_all_kinds_are_understood, 0, (int)(sizeof(completions) / sizeof(*completions)));
    tcase_add_loop_test(tests, failures_of_all_kinds_become_typed_errors, 0, (int)(sizeof(failures) / sizeof(*failures)));
    tcase_add_loop_test(tests, both_apis_whole_or_streamed_say_the_same, 0, EVERYWHERE * MODES);
    tcase_add_loop_test(tests, servers_that_say_less_or_elsewhere_are_understood, 0, (int)(sizeof(bodies) / sizeof(*bodies)));
    tcase_add_loop_test(tests, azure_has_its_own_paths_and_header, 0, (int)(sizeof(azure) / sizeof(*azure)));
    tcase_add_test(tests, the_cost_that_a_gateway_tells_is_kept);
    tcase_add_test(tests, responses_are_asked_for_by_their_own_shape);
    tcase_add_test(tests, the_servers_wish_to_be_left_alone_is_passed_on);
    tcase_add_test(tests, long_words_of_the_server_are_cut);
    tcase_add_loop_test(tests, the_key_never_reaches_an_error, 0, (int)(sizeof(leaks) / sizeof(*leaks)));
    tcase_add_test(tests, cancel_and_detach_end_a_call_under_way);
    tcase_add_loop_test(tests, out_of_memory_is_an_error_at_every_allocation, 0, MODES);
    suite_add_tcase(suite, tests);
    llm_server_prepare();
    runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? 0 : 1;
}
