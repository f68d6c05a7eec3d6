/* SPDX-License-Identifier: MIT */
/*
 * Cancel and shutdown at every step: each case is begun again and again, and stopped one turn of the loop later each time, until it
 * ends by itself before it is stopped. So there is no step of any state machine that is not met: a key that is waited for, the
 * connection, the request, the answer's header, its body, a stream, the waits of the providers that hold others.
 */
#include <text2sql.h>

#include "../support/connectors.h"

#define ANSWER "{\"content\":\"{\\\"sql\\\":1}\",\"delta_ms\":2}"

enum {
    TURNS_MAX = 24, /* of cases that never end by themselves */
    TURN_MS = 2
};

static struct llm_server server;

/* Keys by callback, which come some turns after they are asked for. */

static t2s_token_request *token_request;
static int token_turns;
static int token_number;

static void on_token(t2s_token_request *request, int rejected, void *user_data)
{
    (void)user_data;
    ck_assert_ptr_null(token_request);
    token_request = request;
    token_turns = 2;
    token_number += rejected;
}

static void give_token(void)
{
    t2s_token_request *request = token_request;

    if (request == NULL || token_turns-- > 0)
        return;
    token_request = NULL;
    t2s_token_request_finish(request, token_number % 2 == 0 ? "old" : "new", 0, NULL);
}

/* The cases. Each makes a provider that asks the server in its own way. */

static t2s_provider *make_plain(int which)
{
    return make_connector(which, server.port, NULL);
}

static t2s_provider *make_connecting(int which)
{
    return make_connector(which, full_port(), NULL);
}

static t2s_provider *make_by_name(int which)
{
    char base_url[64];
    const char *pairs[] = {"base_url", base_url, NULL};

    snprintf(base_url, sizeof(base_url), "http://localhost:%d/v1", server.port);
    return make_connector(which, server.port, pairs);
}

static t2s_provider *make_with_tokens(int which)
{
    static const char *const pairs[] = {"auth", "callback", NULL};
    t2s_provider *provider = make_connector(which, server.port, pairs);

    token_number = 0;
    ck_assert_int_eq(t2s_provider_set_token_callback(provider, on_token, NULL, NULL), 0);
    return provider;
}

static t2s_provider *make_with_key_file(int which)
{
    char path[128];
    const char *pairs[] = {"api_key_file", path, NULL};

    snprintf(path, sizeof(path), "%s/key", server.directory);
    write_whole_file(path, "new\n");
    return make_connector(which, server.port, pairs);
}

static t2s_options *options_of(const char *const *pairs)
{
    t2s_options *options;

    ck_assert_int_eq(t2s_options_new(&options), 0);
    set_pairs(options, pairs);
    return options;
}

typedef int (*wrap_fn)(t2s_provider *inner, const t2s_options *options, t2s_provider **ret_provider, t2s_error **reterr_error);

static t2s_provider *wrap(wrap_fn make, t2s_provider *inner, const char *name, const char *value)
{
    const char *pairs[] = {name, value, NULL};
    t2s_options *options = options_of(pairs);
    t2s_provider *outer = NULL;

    ck_assert_int_eq(make(inner, options, &outer, NULL), 0);
    t2s_options_free(options);
    t2s_provider_unref(inner);
    return outer;
}

static t2s_provider *make_retry(int which)
{
    return wrap(t2s_retry_provider_new, make_plain(which), "base_delay_ms", "10");
}

static t2s_provider *make_chain(int which)
{
    t2s_provider *both[2] = {make_plain(which), make_plain((which + 1) % CONNECTORS)};
    t2s_provider *chain = NULL;

    ck_assert_int_eq(t2s_chain_provider_new(both, 2, NULL, &chain, NULL), 0);
    t2s_provider_unref(both[0]);
    t2s_provider_unref(both[1]);
    return chain;
}

static t2s_provider *make_hedge(int which)
{
    const char *const pairs[] = {"delay_ms", "10", NULL};
    t2s_options *options = options_of(pairs);
    t2s_provider *inner = make_plain(which);
    t2s_provider *hedge = NULL;

    ck_assert_int_eq(t2s_hedge_provider_new(inner, inner, options, &hedge, NULL), 0);
    t2s_options_free(options);
    t2s_provider_unref(inner);
    return hedge;
}

static t2s_provider *make_breaker(int which)
{
    return wrap(t2s_breaker_provider_new, make_plain(which), "open_ms", "20");
}

static t2s_provider *make_limit(int which)
{
    return wrap(t2s_limit_provider_new, make_plain(which), "concurrency", "1");
}

static t2s_provider *make_budget(int which)
{
    const char *const pairs[] = {"question_tokens", "1000000", NULL};
    t2s_options *options = options_of(pairs);
    t2s_provider *inner = make_plain(which);
    t2s_provider *budget = NULL;

    ck_assert_int_eq(t2s_budget_provider_new(inner, NULL, options, &budget, NULL), 0);
    t2s_options_free(options);
    t2s_provider_unref(inner);
    return budget;
}

static t2s_provider *make_all(int which)
{
    t2s_provider *inner = wrap(t2s_limit_provider_new, make_hedge(which), "concurrency", "1");

    inner = wrap(t2s_retry_provider_new, inner, "base_delay_ms", "5");
    return wrap(t2s_breaker_provider_new, inner, "failures", "100");
}

static const struct stop_case {
    const char *name;
    const char *script;
    t2s_provider *(*make)(int which);
    int any; /* it is the same for all connectors: two of them will do */
} cases[] = {
    {"answer", "{\"default\":" ANSWER "}", make_plain, 0},
    {"slow answer", "{\"default\":{\"content\":\"{\\\"sql\\\":1}\",\"delay_ms\":15}}", make_plain, 0},
    {"by name", "{\"default\":" ANSWER "}", make_by_name, 1},
    {"connecting", "{}", make_connecting, 1},
    {"silent connection", "{\"connection\":\"silence\"}", make_plain, 1},
    {"silence", "{\"default\":{\"fault\":\"silence\"}}", make_plain, 1},
    {"silence in the header", "{\"default\":{\"fault\":\"silence_header\"}}", make_plain, 1},
    {"silence in the body", "{\"default\":{\"fault\":\"silence_body\"}}", make_plain, 1},
    {"endless", "{\"default\":{\"fault\":\"slow\"}}", make_plain, 1},
    {"sent again", "{\"unsupported\":[\"json_schema\",\"stream\"],\"default\":" ANSWER "}", make_plain, 0},
    {"tokens", "{\"auth\":{\"keys\":[\"new\"]},\"default\":" ANSWER "}", make_with_tokens, 0},
    {"key file", "{\"auth\":{\"keys\":[\"new\"]},\"default\":" ANSWER "}", make_with_key_file, 1},
    {"retry", "{\"cycle\":true,\"steps\":[{\"status\":500,\"body\":\"\"}," ANSWER "]}", make_retry, 1},
    {"chain", "{\"cycle\":true,\"steps\":[{\"status\":500,\"body\":\"\"}," ANSWER "]}", make_chain, 1},
    {"hedge", "{\"cycle\":true,\"steps\":[{\"fault\":\"silence\"}," ANSWER "]}", make_hedge, 1},
    {"breaker", "{\"cycle\":true,\"steps\":[{\"status\":500,\"body\":\"\"}," ANSWER "]}", make_breaker, 1},
    {"limit", "{\"default\":" ANSWER "}", make_limit, 1},
    {"budget", "{\"default\":" ANSWER "}", make_budget, 1},
    {"all", "{\"cycle\":true,\"steps\":[{\"status\":500,\"body\":\"\"},{\"fault\":\"silence\"}," ANSWER "]}", make_all, 1},
};

enum { CASES = sizeof(cases) / sizeof(*cases) };

static void turn(t2s_loop *loop)
{
    struct pollfd descriptor = {.fd = t2s__loop_fd(loop), .events = POLLIN};
    int timeout = t2s__loop_timeout(loop);

    poll(&descriptor, 1, timeout < 0 || timeout > TURN_MS ? TURN_MS : timeout);
    t2s__loop_run(loop, 0);
    give_token();
}

/* How calls are stopped. */
enum { ABANDON, EXPIRE, DETACH, LET_GO, ACTIONS };

enum { CALLS = 3 }; /* under way at the same time */

struct stopped {
    t2s_loop *loop;
    t2s_provider *provider;
    struct answer answers[CALLS];
    t2s_reply *replies[CALLS];
};

static void start_calls(struct stopped *stopped)
{
    t2s_prompt *prompt = make_prompt("s", "Q?", 0);

    memset(stopped->answers, 0, sizeof(stopped->answers));
    for (int i = 0; i < CALLS; i++)
        ck_assert_int_eq(
            t2s_provider_call(stopped->provider, stopped->loop, prompt, keep_answer, &stopped->answers[i], &stopped->replies[i]),
            0);
    t2s_prompt_unref(prompt);
}

static int is_over(const struct stopped *stopped)
{
    int count = 0;

    for (int i = 0; i < CALLS; i++) {
        ck_assert_int_le(stopped->answers[i].count, 1);
        count += stopped->answers[i].count;
    }
    return count == CALLS;
}

/* Some are given up; those that are not have their completion. */
static void give_up(struct stopped *stopped, int action)
{
    int counts[CALLS];

    for (int i = 0; i < CALLS; i++) {
        counts[i] = stopped->answers[i].count;
        if (action == EXPIRE)
            t2s_reply_expire(stopped->replies[i]);
        else
            t2s_reply_abandon(stopped->replies[i]);
        if (action == LET_GO) {
            t2s_reply_unref(stopped->replies[i]);
            stopped->replies[i] = NULL;
        }
    }
    for (int i = 0; i < 5; i++)
        turn(stopped->loop);
    for (int i = 0; i < CALLS; i++) {
        ck_assert_int_eq(stopped->answers[i].count, counts[i]);
        if (stopped->replies[i] == NULL || counts[i] != 0)
            continue;
        for (size_t n = 0; n < t2s_reply_record_count(stopped->replies[i]); n++) {
            t2s_call *record = t2s_reply_record(stopped->replies[i], n);

            ck_assert_int_le(t2s_call_code(record), 0);
            t2s_call_unref(record);
        }
        ck_assert_uint_gt(t2s_reply_record_count(stopped->replies[i]), 0);
    }
}

static void detach(struct stopped *stopped)
{
    int counts[CALLS];

    for (int i = 0; i < CALLS; i++)
        counts[i] = stopped->answers[i].count;
    t2s_provider_detach(stopped->provider, stopped->loop);
    t2s_provider_unref(stopped->provider);
    stopped->provider = NULL;
    for (int i = 0; i < CALLS; i++)
        ck_assert_int_eq(stopped->answers[i].count, counts[i]); /* never inside */
    for (int i = 0; i < CALLS; i++)
        ck_assert_msg(run_until(stopped->loop, &stopped->answers[i].count, 1, 10000), "no completion");
}

static void stop(struct stopped *stopped, int action)
{
    if (action == DETACH)
        detach(stopped);
    else
        give_up(stopped, action);
    for (int i = 0; i < CALLS; i++)
        t2s_reply_unref(stopped->replies[i]);
}

/* One run, stopped after so many turns. 1: it had ended before. */
static int run_stopped(const struct stop_case *stop_case, int which, int turns, int action)
{
    struct stopped stopped;
    int over;

    ck_assert_int_eq(t2s__loop_new(1, &stopped.loop), 0);
    stopped.provider = stop_case->make(which);
    ck_assert_int_eq(t2s_provider_attach(stopped.provider, stopped.loop), 0);
    start_calls(&stopped);
    for (int i = 0; i < turns && !is_over(&stopped); i++)
        turn(stopped.loop);
    over = is_over(&stopped);
    stop(&stopped, action);
    if (stopped.provider != NULL) {
        t2s_provider_detach(stopped.provider, stopped.loop);
        t2s_provider_unref(stopped.provider);
    }
    while (token_request != NULL) /* also when nobody waits any more */
        give_token();
    for (int i = 0; i < 3; i++)
        turn(stopped.loop);
    close_loop(stopped.loop);
    is_over(&stopped);
    return over;
}

START_TEST(a_call_can_be_stopped_at_every_step)
{
    const struct stop_case *stop_case = &cases[_i / CONNECTORS];
    const int which = _i % CONNECTORS;
    int descriptors;

    if (stop_case->any && which % 3 != 1) /* one whole, one streamed */
        return;
    full_port();
    llm_server_start(&server, stop_case->script);
    descriptors = count_descriptors();
    for (int action = 0; action < ACTIONS; action++) {
        int turns = 0;

        while (turns < TURNS_MAX && !run_stopped(stop_case, which, turns, action))
            turns += turns < 12 ? 1 : 3;
        ck_assert_int_gt(turns, 1);
    }
    ck_assert_msg(count_descriptors() == descriptors, "%s, %s", stop_case->name, connectors[which].name);
    llm_server_stop(&server);
}
END_TEST

/* Whoever is left over goes on: one of three is stopped, and the others are answered. */
START_TEST(to_stop_one_call_does_not_touch_the_others)
{
    const int which = _i % CONNECTORS;

    llm_server_start(&server, "{\"default\":" ANSWER "}");
    for (int turns = 0; turns < 12; turns++) {
        struct stopped stopped;

        ck_assert_int_eq(t2s__loop_new(1, &stopped.loop), 0);
        stopped.provider = _i < CONNECTORS ? make_plain(which) : make_all(which);
        ck_assert_int_eq(t2s_provider_attach(stopped.provider, stopped.loop), 0);
        start_calls(&stopped);
        for (int i = 0; i < turns; i++)
            turn(stopped.loop);
        t2s_reply_abandon(stopped.replies[turns % CALLS]);
        for (int i = 0; i < CALLS; i++) {
            if (i != turns % CALLS)
                ck_assert_msg(run_until(stopped.loop, &stopped.answers[i].count, 1, 10000), "no completion");
            if (stopped.answers[i].count == 1)
                ck_assert_msg(stopped.answers[i].code == 0, "%s", stopped.answers[i].message);
            t2s_reply_unref(stopped.replies[i]);
        }
        t2s_provider_detach(stopped.provider, stopped.loop);
        t2s_provider_unref(stopped.provider);
        turn(stopped.loop);
        close_loop(stopped.loop);
    }
    llm_server_stop(&server);
}
END_TEST

/* Whole questions: cancelled, or their context freed. */

struct asked {
    int count;
    int status;
};

static void on_answer(t2s_request *request, int status, t2s_answer *answer, void *user_data)
{
    struct asked *asked = user_data;

    (void)request;
    (void)answer;
    asked->count++;
    asked->status = status;
}

static t2s_context *open_context(int which)
{
    static const char *const pairs[] = {"execute", "0", "coalesce", "0", NULL};
    t2s_options *options = options_of(pairs);
    t2s_provider *provider = make_all(which);
    t2s_metadata_source *source = NULL;
    t2s_dialect *dialect = NULL;
    t2s_context *context = NULL;
    char path[128];
    const char *paths[] = {path};

    snprintf(path, sizeof(path), "%s/schema.sql", server.directory);
    write_whole_file(path, "CREATE TABLE t (id int);");
    ck_assert_int_eq(t2s_context_new(options, &context, NULL), 0);
    ck_assert_int_eq(t2s_ddl_metadata_source_new(paths, 1, &source, NULL), 0);
    ck_assert_int_eq(t2s_postgres_dialect_new(&dialect), 0);
    ck_assert_int_eq(t2s_context_set_metadata_source(context, source), 0);
    ck_assert_int_eq(t2s_context_set_dialect(context, dialect), 0);
    ck_assert_int_eq(t2s_context_set_provider(context, provider), 0);
    t2s_metadata_source_unref(source);
    t2s_dialect_unref(dialect);
    t2s_provider_unref(provider);
    t2s_options_free(options);
    return context;
}

static void dispatch(t2s_context *context)
{
    struct pollfd descriptor = {.fd = t2s_context_fd(context), .events = POLLIN};
    int timeout = t2s_context_timeout(context);

    poll(&descriptor, 1, timeout < 0 || timeout > TURN_MS ? TURN_MS : timeout);
    ck_assert_int_eq(t2s_context_dispatch(context), 0);
}

/* 1: the question had ended before. */
static int run_question(int which, int turns, int cancels)
{
    struct asked asked = {0};
    t2s_context *context = open_context(which);
    t2s_request *request = NULL;
    int over;

    ck_assert_int_eq(t2s_ask(context, "How many?", NULL, on_answer, &asked, &request, NULL), 0);
    for (int i = 0; i < turns && asked.count == 0; i++)
        dispatch(context);
    over = asked.count;
    if (cancels) {
        t2s_request_cancel(request);
        ck_assert_int_eq(asked.count, over);
        for (int i = 0; i < 1000 && asked.count == 0; i++)
            dispatch(context);
        ck_assert_int_eq(asked.count, 1);
    }
    t2s_context_free(context);
    ck_assert_int_eq(asked.count, 1);
    if (!over)
        ck_assert_msg(asked.status == 0 || asked.status == (cancels ? T2S_E_CANCELLED : T2S_E_SHUTDOWN), "%s",
                      t2s_error_name(asked.status));
    t2s_request_unref(request);
    return over;
}

START_TEST(a_question_can_be_stopped_at_every_step)
{
    int descriptors;

    llm_server_start(&server, "{\"cycle\":true,\"steps\":[{\"status\":500,\"body\":\"\"},{\"fault\":\"silence\"},"
                              "{\"sql\":\"SELECT id FROM t\",\"delta_ms\":1}]}");
    descriptors = count_descriptors();
    for (int cancels = 0; cancels < 2; cancels++) {
        int turns = 0;

        while (turns < 2 * TURNS_MAX && !run_question(_i, turns, cancels))
            turns += turns < 16 ? 1 : 4;
        ck_assert_int_gt(turns, 3);
    }
    ck_assert_int_eq(count_descriptors(), descriptors);
    llm_server_stop(&server);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("stops");
    TCase *tests = tcase_create("stops");
    SRunner *runner;
    int failed;

    tcase_set_timeout(tests, 600);
    tcase_add_loop_test(tests, a_call_can_be_stopped_at_every_step, 0, CASES * CONNECTORS);
    tcase_add_loop_test(tests, to_stop_one_call_does_not_touch_the_others, 0, 2 * CONNECTORS);
    tcase_add_loop_test(tests, a_question_can_be_stopped_at_every_step, 0, CONNECTORS);
    suite_add_tcase(suite, tests);
    llm_server_prepare();
    runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? 0 : 1;
}
