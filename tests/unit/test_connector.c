/* SPDX-License-Identifier: MIT */
/* What the base of the connectors does for all of them: keys, what a server does not know, streams that are stopped, time limits.
 */
#include "../support/skip.h" /* first */

#include "../support/connectors.h"
#include "../support/suite.h"

#include <pthread.h>
#include <sys/stat.h>

#include <text2sql/sys/connector.h>

#include "prompt/prompt.h"

static struct llm_server server;
static t2s_loop *loop;
static t2s_provider *provider;

static void open_connector(int which, const char *script, const char *const *pairs)
{
    llm_server_start(&server, script);
    ck_assert_int_eq(t2s__loop_new(1, &loop), 0);
    provider = make_connector(which, server.port, pairs);
}

static void attach(void)
{
    ck_assert_int_eq(t2s_provider_attach(provider, loop), 0);
}

static void close_connector(void)
{
    t2s_provider_detach(provider, loop);
    t2s_provider_unref(provider);
    close_loop(loop);
    llm_server_stop(&server);
}

static size_t logged_count(const char *what)
{
    char *log = read_whole_file(server.log);
    size_t count = 0;

    for (const char *at = strstr(log, what); at != NULL; at = strstr(at + 1, what))
        count++;
    free(log);
    return count;
}

static size_t request_count(void)
{
    return logged_count("\"method\": ");
}

/* A call under way. */
static t2s_reply *begin(struct answer *answer, uint64_t deadline)
{
    t2s_prompt *prompt = make_prompt("s", "Q?", 0);
    t2s_reply *reply = NULL;

    memset(answer, 0, sizeof(*answer));
    t2s__prompt_set_deadline(prompt, deadline);
    ck_assert_int_eq(t2s_provider_call(provider, loop, prompt, keep_answer, answer, &reply), 0);
    t2s_prompt_unref(prompt);
    return reply;
}

static void end(t2s_reply *reply, struct answer *answer)
{
    ck_assert_msg(run_until(loop, &answer->count, 1, 20000), "no completion");
    run_for(loop, 20);
    ck_assert_int_eq(answer->count, 1);
    t2s_reply_unref(reply);
}

/* What a server does not know. */

static const char *const unknown[] = {
    "\"json_schema\"",
    "\"json_object\"",
    "\"json_schema\",\"json_object\"",
    "\"temperature\"",
    "\"reasoning_effort\"",
    "\"stream\"",
    "\"stream_options\"",
    "\"seed\"",
    "\"store\"",
    "\"cache_control\"",
    "\"max_completion_tokens\"",
    "\"json_schema\",\"json_object\",\"temperature\",\"reasoning_effort\",\"stream\",\"stream_options\",\"seed\",\"store\","
    "\"max_completion_tokens\"",
};
static const char *const wordings[] = {"api", "vllm", "llama.cpp", "fastapi"};

enum { UNKNOWN = sizeof(unknown) / sizeof(*unknown), WORDINGS = sizeof(wordings) / sizeof(*wordings) };

START_TEST(what_a_server_does_not_know_is_found_out_once)
{
    static const char *const all[] = {"temperature", "0.5", "reasoning_effort", "low", "max_output_tokens", "500", NULL,
                                      NULL,          NULL};
    const char *const words = unknown[_i % UNKNOWN];
    const int which = _i / UNKNOWN;
    const char *const wording = wordings[(_i % UNKNOWN + which) % WORDINGS]; /* each with each, over the connectors */
    const char *pairs[16];
    struct answer answer;
    char script[400];
    size_t first;

    memcpy(pairs, all, sizeof(all));
    if (which < 2) { /* Chat Completions alone has it */
        pairs[6] = "seed";
        pairs[7] = "7";
    }
    snprintf(script, sizeof(script), "{\"default\":{\"content\":\"{}\"},\"unsupported\":[%s],\"wording\":\"%s\"}", words, wording);
    open_connector(which, script, pairs);
    attach();
    ask(loop, provider, "Q?", 0, &answer);
    ck_assert_msg(answer.code == 0, "%s: %s in the words of %s: %s", connectors[which].name, words, wording, answer.message);
    first = request_count();
    ck_assert_uint_le(first, 9);
    for (int i = 0; i < 3; i++) {
        ask(loop, provider, "Q?", 0, &answer);
        ck_assert_int_eq(answer.code, 0);
    }
    ck_assert_uint_eq(request_count(), first + 3);
    close_connector();
}
END_TEST

/* One that refuses everything is not asked for ever, and nothing is learnt from it. */
START_TEST(what_does_not_help_is_not_remembered)
{
    static const char *const pairs[] = {"temperature", "0.5", NULL};
    struct answer answer;

    open_connector(_i,
                   "{\"steps\":[{\"status\":400,\"error\":{\"message\":\"temperature\"}},"
                   "{\"status\":400,\"error\":{\"message\":\"temperature, seed, response_format, json_schema, "
                   "output_config.format, text.format, stream\"}},"
                   "{\"status\":400,\"error\":{\"message\":\"the moon is wrong\"}}],\"default\":{\"content\":\"{}\"}}",
                   pairs);
    attach();
    ask(loop, provider, "Q?", 0, &answer);
    ck_assert_int_eq(answer.code, T2S_E_SERVER);
    ck_assert_msg(strstr(answer.message, "the moon is wrong") != NULL, "%s", answer.message);
    ck_assert_uint_eq(request_count(), 3);
    ask(loop, provider, "Q?", 0, &answer);
    ck_assert_int_eq(answer.code, 0);
    ck_assert_uint_eq(logged_count("\"temperature\": 0.5"), 2);
    close_connector();
}
END_TEST

START_TEST(an_output_that_was_insisted_on_is_not_given_up)
{
    static const char *const pairs[] = {"output", "json_schema", NULL};
    struct answer answer;

    open_connector(_i, "{\"default\":{\"content\":\"{}\"},\"unsupported\":[\"json_schema\"]}", pairs);
    attach();
    ask(loop, provider, "Q?", 0, &answer);
    ck_assert_int_eq(answer.code, T2S_E_SERVER);
    ck_assert_int_eq(answer.http_status, 400);
    ck_assert_uint_eq(request_count(), 1);
    close_connector();
}
END_TEST

/* Keys. */

#define KEYS                                                                                                                       \
    "{\"default\":{\"content\":\"{}\"},\"auth\":{\"keys\":[\"good-key-1\",\"good-key-2\"],\"uses\":{\"good-key-1\":2,"             \
    "\"good-key-2\":1000}}}"

static void write_key(char path[128], const char *text)
{
    char next[140];

    snprintf(path, 128, "%s/key", server.directory);
    snprintf(next, sizeof(next), "%s.new", path);
    write_whole_file(next, text);
    must(rename(next, path) == 0);
}

START_TEST(a_key_from_a_file_is_read_again)
{
    struct answer answer;
    char path[128];
    const char *pairs[] = {"api_key_file", path, NULL};
    uint64_t read_at;
    size_t count;

    llm_server_start(&server, KEYS);
    ck_assert_int_eq(t2s__loop_new(1, &loop), 0);
    write_key(path, "good-key-1\r\n");
    provider = make_connector(_i, server.port, pairs);
    attach();
    for (int i = 0; i < 2; i++) {
        ask(loop, provider, "Q?", 0, &answer);
        ck_assert_msg(answer.code == 0, "%s", answer.message);
    }
    read_at = t2s_loop_now();
    ask(loop, provider, "Q?", 0, &answer); /* the key is used up, and there is no other */
    ck_assert_int_eq(answer.code, T2S_E_AUTH);
    ck_assert_int_eq(answer.http_status, 401);
    ck_assert_uint_eq(request_count(), 3);
    write_key(path, "good-key-2");
    ask(loop, provider, "Q?", 0, &answer); /* the old one is refused, the new one is read and sent within the call */
    ck_assert_msg(answer.code == 0, "%s", answer.message);
    count = request_count();
    ck_assert(count == 5 || (count == 4 && t2s_loop_now() - read_at >= 1000000000)); /* after a second it is read before */
    ask(loop, provider, "Q?", 0, &answer);
    ck_assert_int_eq(answer.code, 0);
    ck_assert_uint_eq(request_count(), count + 1);
    unlink(path);
    run_past(loop, 1); /* it would be read again now: what is known stays good */
    ask(loop, provider, "Q?", 0, &answer);
    ck_assert_msg(answer.code == 0, "%s", answer.message);
    close_connector();
}
END_TEST

START_TEST(a_changed_file_counts_after_a_second)
{
    struct answer answer;
    char path[128];
    const char *pairs[] = {"api_key_file", path, NULL};

    llm_server_start(&server, "{\"default\":{\"content\":\"{}\"}}");
    ck_assert_int_eq(t2s__loop_new(1, &loop), 0);
    write_key(path, "first-key");
    provider = make_connector(0, server.port, pairs);
    attach();
    write_key(path, "second-key\n");
    run_past(loop, 1);
    ask(loop, provider, "Q?", 0, &answer);
    ck_assert_int_eq(answer.code, 0);
    ck_assert_uint_eq(logged_count("Bearer second-key\""), 1);
    unlink(path);
    ck_assert_int_eq(mkfifo(path, 0600), 0); /* nobody will ever write to it */
    run_past(loop, 1);
    ask(loop, provider, "Q?", 0, &answer);
    ck_assert_int_eq(answer.code, 0);
    close_connector();
}
END_TEST

START_TEST(a_key_may_come_from_any_variable_or_not_at_all)
{
    static const char *const named[] = {"api_key_env", "T2S_TEST_KEY", NULL};
    static const char *const none[] = {"auth", "none", NULL};
    struct answer answer;

    setenv("T2S_TEST_KEY", "good-key-2", 1);
    open_connector(_i, KEYS, named);
    attach();
    ask(loop, provider, "Q?", 0, &answer);
    ck_assert_int_eq(answer.code, 0);
    close_connector();

    llm_server_start(&server, KEYS);
    ck_assert_int_eq(t2s__loop_new(1, &loop), 0);
    setenv("OPENAI_API_KEY", "good-key-2", 1);
    setenv("ANTHROPIC_API_KEY", "good-key-2", 1);
    provider = make_connector(_i, server.port, none);
    attach();
    ask(loop, provider, "Q?", 0, &answer);
    ck_assert_int_eq(answer.code, T2S_E_AUTH);
    ck_assert_uint_eq(logged_count("good-key"), 0);
    close_connector();
}
END_TEST

/* Tokens. */

static struct {
    int count;
    int rejected; /* how often */
    int mode;     /* what the callback does */
    t2s_token_request *pending;
    const char *tokens[4]; /* one after the other, the last for ever */
    uint64_t valid_ms;
    pthread_t thread;
} issuer;

enum { AT_ONCE, ON_A_THREAD, LATER, NONE_TO_BE_HAD, BROKEN };

static const char *next_token(void)
{
    int last = 0;

    while (last < 3 && issuer.tokens[last + 1] != NULL)
        last++;
    return issuer.tokens[issuer.count - 1 < last ? issuer.count - 1 : last];
}

static void *finish_on_a_thread(void *request)
{
    usleep(20000);
    t2s_token_request_finish(request, next_token(), issuer.valid_ms, NULL);
    return NULL;
}

static void issue(t2s_token_request *request, int rejected, void *user_data)
{
    ck_assert_ptr_eq(user_data, &issuer);
    issuer.count++;
    issuer.rejected += rejected;
    if (issuer.mode == AT_ONCE)
        t2s_token_request_finish(request, next_token(), issuer.valid_ms, NULL);
    else if (issuer.mode == ON_A_THREAD)
        ck_assert_int_eq(pthread_create(&issuer.thread, NULL, finish_on_a_thread, request), 0);
    else if (issuer.mode == LATER)
        issuer.pending = request;
    else if (issuer.mode == NONE_TO_BE_HAD)
        t2s_token_request_finish(request, NULL, 0, "the vault is locked");
    else
        t2s_token_request_finish(request, "broken\r\ntoken", 0, NULL);
}

static void open_issuer(int which, const char *script, int mode, const char *first, const char *second, uint64_t valid_ms)
{
    static const char *const pairs[] = {"auth", "callback", "timeout_ms", "200000", NULL};

    memset(&issuer, 0, sizeof(issuer));
    issuer.mode = mode;
    issuer.tokens[0] = first;
    issuer.tokens[1] = second;
    issuer.valid_ms = valid_ms;
    open_connector(which, script, pairs);
    ck_assert_int_eq(t2s_provider_set_token_callback(provider, issue, &issuer, NULL), 0);
    attach();
}

START_TEST(a_token_is_asked_for_once_and_again_when_it_is_refused)
{
    struct answer answer;

    open_issuer(_i, KEYS, AT_ONCE, "good-key-1", "good-key-2", UINT64_MAX);
    for (int i = 0; i < 5; i++) { /* the first is good for two */
        ask(loop, provider, "Q?", 0, &answer);
        ck_assert_msg(answer.code == 0, "%d: %s", i, answer.message);
    }
    ck_assert_int_eq(issuer.count, 2);
    ck_assert_int_eq(issuer.rejected, 1);
    ck_assert_uint_eq(request_count(), 6);
    close_connector();
}
END_TEST

START_TEST(a_token_that_stays_refused_is_asked_for_once_for_each_call)
{
    struct answer answer;

    open_issuer(0, KEYS, AT_ONCE, "bad-key-1", "bad-key-2", UINT64_MAX);
    ask(loop, provider, "Q?", 0, &answer);
    ck_assert_int_eq(answer.code, T2S_E_AUTH);
    ck_assert_int_eq(answer.http_status, 401);
    ck_assert_int_eq(issuer.count, 2);
    ck_assert_uint_eq(request_count(), 2);
    ask(loop, provider, "Q?", 0, &answer); /* the same one again: not worth sending */
    ck_assert_int_eq(answer.code, T2S_E_AUTH);
    ck_assert_int_eq(issuer.count, 3);
    ck_assert_uint_eq(request_count(), 3);
    close_connector();
}
END_TEST

START_TEST(calls_wait_together_for_one_token)
{
    enum { MANY = 20 };
    struct answer answers[MANY];
    t2s_reply *replies[MANY];

    open_issuer(0, "{\"default\":{\"content\":\"{}\"}}", ON_A_THREAD, "good-key-2", NULL, 0);
    for (int i = 0; i < MANY; i++)
        replies[i] = begin(&answers[i], UINT64_MAX);
    ck_assert_int_eq(issuer.count, 1);
    for (int i = 0; i < MANY; i++) {
        end(replies[i], &answers[i]);
        ck_assert_msg(answers[i].code == 0, "%s", answers[i].message);
    }
    pthread_join(issuer.thread, NULL);
    ck_assert_int_eq(issuer.count, 1);
    replies[0] = begin(&answers[0], UINT64_MAX); /* it was for those alone */
    end(replies[0], &answers[0]);
    pthread_join(issuer.thread, NULL);
    ck_assert_int_eq(issuer.count, 2);
    ck_assert_int_eq(issuer.rejected, 0);
    close_connector();
}
END_TEST

START_TEST(a_token_that_cannot_be_had_is_an_error)
{
    struct answer answer;

    open_issuer(0, KEYS, NONE_TO_BE_HAD, NULL, NULL, 0);
    ask(loop, provider, "Q?", 0, &answer);
    ck_assert_int_eq(answer.code, T2S_E_AUTH);
    ck_assert_ptr_nonnull(strstr(answer.message, "the vault is locked"));
    issuer.mode = BROKEN;
    ask(loop, provider, "Q?", 0, &answer);
    ck_assert_int_eq(answer.code, T2S_E_INVALID);
    ck_assert_ptr_null(strstr(answer.message, "broken"));
    ck_assert_uint_eq(request_count(), 0);
    close_connector();
}
END_TEST

START_TEST(waiting_for_a_token_ends_in_every_way)
{
    struct answer cancelled;
    struct answer late;
    struct answer shut_down;
    t2s_token_request *pending;
    t2s_reply *reply;
    t2s_reply *last;

    open_issuer(0, KEYS, LATER, "good-key-2", NULL, UINT64_MAX);
    reply = begin(&cancelled, UINT64_MAX);
    t2s_reply_abandon(reply);
    run_for(loop, 20);
    ck_assert_int_eq(cancelled.count, 0);
    t2s_reply_unref(reply);
    reply = begin(&late, t2s_loop_now() + 100000000);
    end(reply, &late);
    ck_assert_int_eq(late.code, T2S_E_TIMEOUT);
    last = begin(&shut_down, UINT64_MAX);
    run_for(loop, 20);
    ck_assert_int_eq(issuer.count, 1);
    pending = issuer.pending;
    t2s_provider_detach(provider, loop);
    end(last, &shut_down);
    ck_assert_int_eq(shut_down.code, T2S_E_SHUTDOWN);
    attach(); /* a new one is asked for, and the old one's end is of no interest */
    reply = begin(&late, UINT64_MAX);
    ck_assert_int_eq(issuer.count, 2);
    t2s_token_request_finish(pending, "good-key-1", UINT64_MAX, NULL);
    run_for(loop, 20);
    ck_assert_int_eq(late.count, 0);
    t2s_token_request_finish(issuer.pending, "good-key-2", UINT64_MAX, NULL);
    end(reply, &late);
    ck_assert_int_eq(late.code, 0);
    close_connector();
}
END_TEST

START_TEST(a_token_may_come_when_all_is_gone)
{
    struct answer answer;
    t2s_reply *reply;

    open_issuer(0, KEYS, LATER, "good-key-2", NULL, UINT64_MAX);
    reply = begin(&answer, UINT64_MAX);
    t2s_provider_detach(provider, loop);
    end(reply, &answer);
    t2s_provider_unref(provider);
    t2s__loop_close(loop);
    t2s_token_request_finish(issuer.pending, "good-key-2", UINT64_MAX, NULL);
    t2s__loop_unref(loop);
    llm_server_stop(&server);
}
END_TEST

START_TEST(a_call_that_is_stopped_tells_which_model_was_asked)
{
    static const char *const with[] = {"model", "asked-for", NULL};
    struct answer answer;
    t2s_call *record;
    t2s_reply *reply;

    open_connector(_i, "{\"default\":{\"fault\":\"silence\"}}", with);
    attach();
    reply = begin(&answer, UINT64_MAX);
    run_for(loop, 30);
    t2s_reply_abandon(reply);
    record = t2s_reply_record(reply, 0);
    ck_assert_int_eq(t2s_call_code(record), T2S_E_CANCELLED);
    ck_assert_str_eq(t2s_call_model(record), "asked-for");
    ck_assert_uint_gt(t2s_call_input_tokens(record), 0);
    t2s_call_unref(record);
    t2s_reply_unref(reply);
    close_connector();
}
END_TEST

static void count_let_go(void *user_data)
{
    ++*(int *)user_data;
}

START_TEST(a_callbacks_data_is_let_go_once)
{
    static const char *const with[] = {"auth", "callback", NULL};
    int first = 0;
    int second = 0;

    open_connector(0, KEYS, with);
    ck_assert_int_eq(t2s_provider_set_token_callback(provider, issue, &first, count_let_go), 0);
    ck_assert_int_eq(first, 0);
    ck_assert_int_eq(t2s_provider_set_token_callback(provider, issue, &second, count_let_go), 0);
    ck_assert_int_eq(first, 1);
    attach();
    ck_assert_int_eq(t2s_provider_set_token_callback(provider, issue, &first, count_let_go), T2S_E_BUSY);
    ck_assert_int_eq(first, 2);
    ck_assert_int_eq(second, 0);
    close_connector();
    ck_assert_int_eq(first, 2);
    ck_assert_int_eq(second, 1);
}
END_TEST

START_TEST(a_callback_fits_only_where_one_is_wanted)
{
    static const char *const with[] = {"auth", "callback", NULL};
    struct answer answer;

    open_connector(0, KEYS, NULL);
    ck_assert_int_eq(t2s_provider_set_token_callback(provider, issue, NULL, NULL), T2S_E_UNSUPPORTED);
    ck_assert_int_eq(t2s_provider_set_token_callback(provider, NULL, NULL, NULL), T2S_E_INVALID);
    ck_assert_int_eq(t2s_provider_set_token_callback(NULL, issue, NULL, NULL), T2S_E_INVALID);
    attach();
    close_connector();

    open_connector(0, KEYS, with);
    attach();
    ck_assert_int_eq(t2s_provider_set_token_callback(provider, issue, NULL, NULL), T2S_E_BUSY);
    ask(loop, provider, "Q?", 0, &answer);
    ck_assert_int_eq(answer.code, T2S_E_AUTH);
    ck_assert_ptr_nonnull(strstr(answer.hint, "t2s_provider_set_token_callback"));
    close_connector();
}
END_TEST

/* Streams that are stopped. */

static void answer_of(int which, const char *step, struct answer *answer)
{
    char script[400];

    snprintf(script, sizeof(script), "{\"default\":%s}", step);
    open_connector(which, script, NULL);
    attach();
    ask(loop, provider, "Q?", 0, answer);
    close_connector();
}

START_TEST(a_stream_is_stopped_when_the_reply_is_complete)
{
    struct answer answer;

    answer_of(_i * 2 + 1, /* after half of it the server says nothing more */
                           "{\"content\":\"{\\\"a\\\":1}"
                           "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
                           "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\","
                           "\"delta\":1,\"fault\":\"silence_body\"}",
                           &answer);
    ck_assert_msg(answer.code == 0, "%s", answer.message);
    ck_assert_str_eq(answer.text, "{\"a\":1}");
}
END_TEST

START_TEST(a_stream_is_stopped_when_it_will_never_be_a_reply)
{
    struct answer answer;

    answer_of(_i * 2 + 1, "{\"fault\":\"endless_deltas\"}", &answer);
    ck_assert_int_eq(answer.code, T2S_E_PROTOCOL);
    ck_assert_ptr_nonnull(strstr(answer.message, "without being a reply"));
}
END_TEST

START_TEST(a_stream_without_its_end_is_no_reply)
{
    struct answer answer;

    answer_of(_i * 2 + 1, "{\"content\":\"half of a\",\"fault\":\"no_end\"}", &answer);
    ck_assert_int_eq(answer.code, T2S_E_PROTOCOL);
    ck_assert_int_eq(answer.retryable, 1);
    answer_of(_i * 2 + 1, "{\"content\":\"{}\",\"fault\":\"no_end\"}", &answer);
    ck_assert_int_eq(answer.code, 0);
    ck_assert_str_eq(answer.text, "{}");
    answer_of(_i * 2 + 1, "{\"content\":\"{\\\"a\\\": 12345678901234567890}\",\"fault\":\"error_event\"}", &answer);
    ck_assert_int_eq(answer.code, T2S_E_SERVER);
    ck_assert_int_eq(answer.retryable, 1);
}
END_TEST

/* Time limits. */

START_TEST(no_limit_is_longer_than_what_the_question_has_left)
{
    struct answer answer;
    t2s_reply *reply;

    open_connector(_i, "{\"default\":{\"fault\":\"silence\"}}", NULL);
    attach();
    reply = begin(&answer, t2s_loop_now() + 200000000);
    end(reply, &answer);
    ck_assert_int_eq(answer.code, T2S_E_TIMEOUT);
    ck_assert_int_eq(answer.retryable, 1);
    reply = begin(&answer, t2s_loop_now()); /* nothing is sent */
    end(reply, &answer);
    ck_assert_int_eq(answer.code, T2S_E_TIMEOUT);
    ck_assert_uint_le(request_count(), 1); /* of the first; a slow machine has not even sent it in time */
    close_connector();
}
END_TEST

START_TEST(a_limit_until_the_first_byte_and_between_two)
{
    static const char *const first[] = {"first_byte_timeout_ms", "200", NULL};
    static const char *const idle[] = {"idle_timeout_ms", "200", NULL};
    struct answer answer;

    open_connector(_i, "{\"default\":{\"fault\":\"silence\"}}", first);
    attach();
    ask(loop, provider, "Q?", 0, &answer);
    ck_assert_int_eq(answer.code, T2S_E_TIMEOUT);
    close_connector();
    open_connector(_i, "{\"default\":{\"fault\":\"silence_body\",\"content\":\"{ }\"}}", idle);
    attach();
    ask(loop, provider, "Q?", 0, &answer);
    ck_assert_int_eq(answer.code, T2S_E_TIMEOUT);
    close_connector();
}
END_TEST

/* Who the provider is. */

START_TEST(the_identity_is_what_replies_depend_on)
{
    static const char *const one[] = {
        "base_url", "http://host/v1", "model", "m",       "temperature", "0.5",  "seed", "7",       "max_output_tokens",
        "9",        "output",         "text",  "api_key", "good-key-1",  "name", "mine", "headers", "X-Secret: good-key-2",
        NULL};
    t2s_options *options;

    ck_assert_int_eq(t2s_options_new(&options), 0);
    set_pairs(options, one);
    ck_assert_int_eq(t2s_openai_provider_new(options, &provider, NULL), 0);
    ck_assert_str_eq(t2s_provider_name(provider), "mine");
    ck_assert_str_eq(t2s_provider_identity(provider),
                     "openai base_url=http://host/v1 model=m temperature=0.5 seed=7 max_output_tokens=9 output=text");
    t2s_provider_unref(provider);
    t2s_options_free(options);
}
END_TEST

/* A stranger's connector. */

static int destroyed;

static void count_destroy(void *user_data)
{
    ck_assert_ptr_eq(user_data, &destroyed);
    destroyed++;
}

static int write_nothing(void *user_data, const t2s_connector_call *call, t2s_connector_text *text)
{
    (void)user_data;
    (void)call;
    (void)text;
    return 0;
}

static int fail_to_write(void *user_data, const t2s_connector_call *call, t2s_connector_text *text)
{
    (void)user_data;
    (void)call;
    (void)text;
    return T2S_E_UNSUPPORTED;
}

static int read_all(void *user_data, t2s_connector_call *call, const char *body, size_t length, t2s_connector_problem *problem)
{
    (void)user_data;
    (void)problem;
    return t2s_connector_call_append(call, body, length);
}

START_TEST(a_registration_that_fails_destroys)
{
    const t2s_connector_ops good = {.struct_size = sizeof(good),
                                    .name = "stranger",
                                    .base_url = "http://127.0.0.1:1",
                                    .model = "m",
                                    .write_path = write_nothing,
                                    .write_body = fail_to_write,
                                    .read_reply = read_all,
                                    .destroy = count_destroy};
    static const char *const none[] = {"auth", "none", NULL};
    t2s_connector_ops ops = good;
    struct answer answer;
    t2s_options *options;

    clean_environment();
    provider = NULL;
    ops.flags = 1;
    ck_assert_int_eq(t2s_connector_provider_new(&ops, &destroyed, NULL, &provider, NULL), T2S_E_ABI);
    ck_assert_int_eq(destroyed, 1);
    ops = good;
    ops.write_body = NULL;
    ck_assert_int_eq(t2s_connector_provider_new(&ops, &destroyed, NULL, &provider, NULL), T2S_E_INVALID);
    ops = good;
    ops.features = T2S_CONNECTOR_STREAM; /* and no read_event */
    ck_assert_int_eq(t2s_connector_provider_new(&ops, &destroyed, NULL, &provider, NULL), T2S_E_INVALID);
    ck_assert_int_eq(t2s_connector_provider_new(&good, &destroyed, NULL, &provider, NULL), T2S_E_INVALID); /* no key */
    ck_assert_int_eq(t2s_connector_provider_new(&good, &destroyed, NULL, NULL, NULL), T2S_E_INVALID);
    ck_assert_int_eq(destroyed, 5);
    ck_assert_ptr_null(provider);
    ck_assert_int_eq(t2s_options_new(&options), 0);
    set_pairs(options, none);
    ck_assert_int_eq(t2s_connector_provider_new(&good, &destroyed, options, &provider, NULL), 0);
    t2s_options_free(options);
    ck_assert_int_eq(t2s__loop_new(1, &loop), 0);
    attach();
    ask(loop, provider, "Q?", 0, &answer);
    ck_assert_int_eq(answer.code, T2S_E_UNSUPPORTED);
    t2s_provider_detach(provider, loop);
    t2s_provider_unref(provider);
    close_loop(loop);
    ck_assert_int_eq(destroyed, 6);
}
END_TEST

/* Memory. A file is read on a worker, so allocations are counted by both threads. */

static pthread_mutex_t failing = PTHREAD_MUTEX_INITIALIZER;
static int allocations_left; /* until one fails; -1: none will */
static int has_failed;

static int fail_on_any_thread(void)
{
    int fails;

    pthread_mutex_lock(&failing);
    fails = allocations_left == 0;
    if (allocations_left >= 0)
        allocations_left--;
    has_failed = has_failed || fails;
    pthread_mutex_unlock(&failing);
    return fails;
}

/* 1: an allocation has failed since the last time. */
static int fail_after(int count)
{
    int failed;

    pthread_mutex_lock(&failing);
    allocations_left = count;
    failed = has_failed;
    has_failed = 0;
    pthread_mutex_unlock(&failing);
    return failed;
}

/* One call: its key is refused, the file is read again, the new key is accepted. 1: an allocation has failed. */
static int renew_with(int allocations, int which, const t2s_prompt *prompt)
{
    struct answer answer = {0};
    t2s_reply *reply = NULL;
    char path[128];
    const char *pairs[] = {"api_key_file", path, NULL};
    int failed;
    int code;

    write_key(path, "bad-key");
    provider = make_connector(which, server.port, pairs);
    attach();
    write_key(path, "good-key-1");
    fail_after(allocations);
    code = t2s_provider_call(provider, loop, prompt, keep_answer, &answer, &reply);
    if (code == 0) {
        ck_assert(run_until(loop, &answer.count, 1, 20000));
        code = answer.code;
    }
    failed = fail_after(-1);
    ck_assert_msg(failed ? code == 0 || code == T2S_E_NOMEM : code == 0, "%d: %s: %s", allocations, t2s_error_name(code),
                  answer.message);
    t2s_reply_unref(reply);
    t2s_provider_detach(provider, loop);
    t2s_provider_unref(provider);
    return failed;
}

START_TEST(out_of_memory_while_keys_are_renewed)
{
    t2s_prompt *prompt = make_prompt("s", "Q?", 0);
    int allocations = 0;

    llm_server_start(&server, "{\"default\":{\"content\":\"SELECT 1\"},\"auth\":{\"keys\":[\"good-key-1\"],\"uses\":{\"good-key-1\":"
                              "100000}}}");
    fail_after(-1);
    t2s__memory_fail = fail_on_any_thread;
    ck_assert_int_eq(t2s__loop_new(1, &loop), 0);
    while (renew_with(allocations, _i, prompt))
        allocations++;
    ck_assert_int_gt(allocations, 20);
    close_loop(loop);
    t2s__memory_fail = NULL;
    t2s_prompt_unref(prompt);
    llm_server_stop(&server);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("connectors");
    TCase *tests = tcase_create("connectors");
    SRunner *runner;
    int failed;

    tcase_set_timeout(tests, 600);
    tcase_add_loop_test(tests, what_a_server_does_not_know_is_found_out_once, 0, CONNECTORS * UNKNOWN);
    tcase_add_loop_test(tests, what_does_not_help_is_not_remembered, 0, CONNECTORS);
    tcase_add_loop_test(tests, an_output_that_was_insisted_on_is_not_given_up, 0, CONNECTORS);
    tcase_add_loop_test(tests, a_key_from_a_file_is_read_again, 0, CONNECTORS);
    tcase_add_test(tests, a_changed_file_counts_after_a_second);
    tcase_add_loop_test(tests, a_key_may_come_from_any_variable_or_not_at_all, 0, CONNECTORS);
    tcase_add_loop_test(tests, a_token_is_asked_for_once_and_again_when_it_is_refused, 0, CONNECTORS);
    tcase_add_test(tests, a_token_that_stays_refused_is_asked_for_once_for_each_call);
    tcase_add_test(tests, calls_wait_together_for_one_token);
    tcase_add_test(tests, a_token_that_cannot_be_had_is_an_error);
    tcase_add_test(tests, waiting_for_a_token_ends_in_every_way);
    tcase_add_test(tests, a_token_may_come_when_all_is_gone);
    tcase_add_loop_test(tests, a_call_that_is_stopped_tells_which_model_was_asked, 0, CONNECTORS);
    tcase_add_test(tests, a_callbacks_data_is_let_go_once);
    tcase_add_test(tests, a_callback_fits_only_where_one_is_wanted);
    tcase_add_loop_test(tests, a_stream_is_stopped_when_the_reply_is_complete, 0, CONNECTORS / 2);
    tcase_add_loop_test(tests, a_stream_is_stopped_when_it_will_never_be_a_reply, 0, CONNECTORS / 2);
    tcase_add_loop_test(tests, a_stream_without_its_end_is_no_reply, 0, CONNECTORS / 2);
    tcase_add_loop_test(tests, no_limit_is_longer_than_what_the_question_has_left, 0, CONNECTORS);
    tcase_add_loop_test(tests, a_limit_until_the_first_byte_and_between_two, 0, CONNECTORS);
    tcase_add_test(tests, the_identity_is_what_replies_depend_on);
    tcase_add_test(tests, a_registration_that_fails_destroys);
    tcase_add_loop_test(tests, out_of_memory_while_keys_are_renewed, 0, CONNECTORS);
    suite_add_tcase(suite, tests);
    llm_server_prepare();
    runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? 0 : 1;
}
