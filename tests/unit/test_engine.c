/* SPDX-License-Identifier: MIT */
/* The rules of asking: one completion, typed, never inside a call, whatever the parts do and whoever drives. */
#include <poll.h>
#include <pthread.h>
#include <string.h>

#include "support/fakes.h"
#include "support/skip.h"
#include "support/suite.h"

static fake_provider provider;
static fake_source source;
static fake_executor executor;
static t2s_context *context;

struct end {
    int calls;
    int status;
    t2s_answer *answer;
};

static void open_with(const char *option, int64_t value)
{
    t2s_options *options;

    provider = (fake_provider){.replies = {fake_reply("SELECT count(*) FROM orders")}};
    source = (fake_source){0};
    executor = (fake_executor){0};
    ck_assert_int_eq(t2s_options_new(&options), 0);
    if (option != NULL)
        t2s_options_set_int(options, option, value);
    context = fake_context(&provider, &source, &executor, options);
    ck_assert_ptr_nonnull(context);
    t2s_options_free(options);
}

static void open_context(void)
{
    open_with(NULL, 0);
}

static void close_context(void)
{
    t2s_context_free(context);
    context = NULL;
    ck_assert_int_eq(provider.destroys, 1);
    ck_assert_int_eq(source.destroys, 1);
    ck_assert_int_eq(executor.destroys, 1);
    ck_assert_int_eq(provider.attached, 0);
}

static void reopen_with(const char *option, int64_t value)
{
    close_context();
    open_with(option, value);
}

static void on_end(t2s_request *request, int status, t2s_answer *answer, void *user_data)
{
    struct end *end = user_data;

    (void)request;
    end->calls++;
    end->status = status;
    end->answer = t2s_answer_ref(answer);
}

static t2s_request *ask(struct end *end)
{
    t2s_request *request;

    *end = (struct end){0};
    ck_assert_int_eq(t2s_ask(context, "How many orders are there?", NULL, on_end, end, &request, NULL), 0);
    ck_assert_int_eq(end->calls, 0);
    return request;
}

/* As a host's loop does it. */
static void dispatch_once(void)
{
    struct pollfd descriptor = {.fd = t2s_context_fd(context), .events = (short)t2s_context_events(context)};

    poll(&descriptor, 1, t2s_context_timeout(context));
    ck_assert_int_eq(t2s_context_dispatch(context), 0);
}

static void dispatch_until(const struct end *end)
{
    while (end->calls == 0)
        dispatch_once();
    ck_assert_int_eq(t2s_context_dispatch(context), 0);
    ck_assert_int_eq(end->calls, 1);
}

static void drop(t2s_request *request, struct end *end)
{
    t2s_request_unref(request);
    t2s_answer_unref(end->answer);
}

static t2s_answer *ask_sync(int expected)
{
    t2s_error *error = NULL;
    t2s_answer *answer;

    ck_assert_int_eq(t2s_ask_sync(context, "How many orders are there?", NULL, &answer, &error), expected);
    ck_assert_int_eq(t2s_error_code(error), expected);
    t2s_error_unref(error);
    ck_assert_ptr_nonnull(answer);
    return answer;
}

START_TEST(a_question_is_answered_with_sql_and_rows)
{
    t2s_answer *answer = ask_sync(0);
    int64_t value;

    ck_assert_int_eq(t2s_answer_outcome(answer), T2S_OUTCOME_ANSWERED);
    ck_assert_str_eq(t2s_answer_sql(answer), "SELECT count(*) FROM orders");
    ck_assert_str_eq(t2s_answer_explanation(answer), "e");
    ck_assert_uint_eq(t2s_answer_assumption_count(answer), 1);
    ck_assert_str_eq(t2s_answer_assumption(answer, 0), "a");
    ck_assert_str_eq(t2s_answer_model(answer), "fake-1");
    ck_assert_int_eq(t2s_result_int64(t2s_answer_result(answer), 0, 0, &value), 0);
    ck_assert_int_eq(value, 7);
    ck_assert_uint_eq(t2s_answer_counter(answer, T2S_COUNTER_INPUT_TOKENS), 100);
    ck_assert_uint_eq(t2s_answer_counter(answer, T2S_COUNTER_ROWS), 1);
    ck_assert_uint_eq(t2s_answer_counter(answer, T2S_COUNTER_PROVIDER_CALLS), 1);
    ck_assert(t2s_answer_duration(answer, T2S_STAGE_NONE) >= t2s_answer_duration(answer, T2S_STAGE_PROVIDER));
    ck_assert_uint_gt(t2s_answer_duration(answer, T2S_STAGE_VALIDATOR), 0);
    ck_assert_ptr_null(t2s_answer_error(answer));
    ck_assert_ptr_nonnull(strstr(provider.last_prompt, "How many orders are there?"));
    ck_assert_ptr_nonnull(strstr(provider.last_prompt, "customers"));
    t2s_answer_unref(answer);
    ck_assert_uint_eq(t2s_context_counter(context, T2S_COUNTER_ANSWERED), 1);
}
END_TEST

START_TEST(without_execute_nothing_is_run)
{
    t2s_options *options;
    t2s_answer *answer;

    ck_assert_int_eq(t2s_options_new(&options), 0);
    t2s_options_set_int(options, "execute", 0);
    ck_assert_int_eq(t2s_ask_sync(context, "How many?", options, &answer, NULL), 0);
    ck_assert_ptr_null(t2s_answer_result(answer));
    ck_assert_int_eq(executor.starts, 0);
    t2s_answer_unref(answer);
    t2s_options_set_int(options, "workers", 1); /* the context's alone */
    ck_assert_int_eq(t2s_ask_sync(context, "How many?", options, &answer, NULL), T2S_E_INVALID);
    ck_assert_ptr_null(answer);
    t2s_options_free(options);
}
END_TEST

START_TEST(questions_that_are_none_are_refused_at_once)
{
    char *large = malloc(T2S_QUESTION_MAX + 2);
    struct end end = {0};
    t2s_error *error = NULL;

    memset(large, 'x', T2S_QUESTION_MAX + 1);
    large[T2S_QUESTION_MAX + 1] = '\0';
    ck_assert_int_eq(t2s_ask(context, "", NULL, on_end, &end, NULL, NULL), T2S_E_INVALID);
    ck_assert_int_eq(t2s_ask(context, " \t\n", NULL, on_end, &end, NULL, NULL), T2S_E_INVALID);
    ck_assert_int_eq(t2s_ask(context, NULL, NULL, on_end, &end, NULL, NULL), T2S_E_INVALID);
    ck_assert_int_eq(t2s_ask(context, large, NULL, on_end, &end, NULL, NULL), T2S_E_TOO_LARGE);
    ck_assert_int_eq(t2s_ask(context, "caf\xE9?", NULL, on_end, &end, NULL, &error), T2S_E_INVALID);
    ck_assert_str_eq(t2s_error_message(error), "the question is not valid UTF-8 at byte 3");
    t2s_error_unref(error);
    ck_assert_int_eq(t2s_context_set_provider(context, NULL), 0);
    ck_assert_int_eq(t2s_ask(context, "How many?", NULL, on_end, &end, NULL, NULL), T2S_E_NOPROVIDER);
    large[T2S_QUESTION_MAX] = '\0';
    ck_assert_int_eq(t2s_context_dispatch(context), 0);
    ck_assert_int_eq(end.calls, 0);
    free(large);
}
END_TEST

START_TEST(the_hosts_loop_drives_it)
{
    struct end end;
    t2s_request *request;

    provider.behaviour = FAKE_ANSWERS_LATER;
    request = ask(&end);
    dispatch_until(&end);
    ck_assert_int_eq(end.status, 0);
    ck_assert_uint_eq(t2s_request_id(request), 1);
    drop(request, &end);
}
END_TEST

struct shared_end {
    pthread_mutex_t mutex;
    pthread_cond_t cond;
    int calls;
};

static void on_shared_end(t2s_request *request, int status, t2s_answer *answer, void *user_data)
{
    struct shared_end *end = user_data;

    (void)request;
    (void)answer;
    ck_assert_int_eq(status, 0);
    pthread_mutex_lock(&end->mutex);
    end->calls++;
    pthread_cond_signal(&end->cond);
    pthread_mutex_unlock(&end->mutex);
}

START_TEST(the_librarys_own_thread_drives_it)
{
    struct shared_end end = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, 0};

    provider.behaviour = FAKE_ANSWERS_LATER;
    ck_assert_int_eq(t2s_context_start(context), 0);
    ck_assert_int_eq(t2s_context_start(context), T2S_E_BUSY);
    ck_assert_int_eq(t2s_context_dispatch(context), T2S_E_BUSY);
    for (int i = 0; i < 20; i++)
        ck_assert_int_eq(t2s_ask(context, "How many?", NULL, on_shared_end, &end, NULL, NULL), 0);
    pthread_mutex_lock(&end.mutex);
    while (end.calls < 20)
        pthread_cond_wait(&end.cond, &end.mutex);
    pthread_mutex_unlock(&end.mutex);
    t2s_answer_unref(ask_sync(0));
    ck_assert_int_eq(source.starts, 1);
}
END_TEST

static void *ask_many(void *argument)
{
    (void)argument;
    for (int i = 0; i < 20; i++)
        t2s_answer_unref(ask_sync(0));
    return NULL;
}

START_TEST(several_threads_wait_on_one_context)
{
    pthread_t threads[4];

    for (int i = 0; i < 4; i++)
        pthread_create(&threads[i], NULL, ask_many, NULL);
    for (int i = 0; i < 4; i++)
        pthread_join(threads[i], NULL);
    ck_assert_uint_eq(t2s_context_counter(context, T2S_COUNTER_ANSWERED), 80);
}
END_TEST

/* Ends that the parts bring about. */

START_TEST(faults_of_the_provider_are_typed_and_name_their_stage)
{
    static const struct {
        int behaviour;
        int code;
    } faults[] = {{FAKE_FAILS, T2S_E_SERVER}, {FAKE_REFUSES, T2S_E_BUSY}, {FAKE_DROPS, T2S_E_INTERNAL}};

    for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++) {
        t2s_answer *answer;

        provider.behaviour = faults[i].behaviour;
        answer = ask_sync(faults[i].code);
        ck_assert_int_eq(t2s_answer_outcome(answer), T2S_OUTCOME_FAILED);
        ck_assert_int_eq(t2s_error_stage(t2s_answer_error(answer)), T2S_STAGE_PROVIDER);
        t2s_answer_unref(answer);
    }
    provider.behaviour = FAKE_TWICE;
    t2s_answer_unref(ask_sync(0));
}
END_TEST

START_TEST(faults_of_the_metadata_source_are_typed_and_name_their_stage)
{
    static const struct {
        int behaviour;
        int code;
    } faults[] = {{FAKE_FAILS, T2S_E_CONNECT}, {FAKE_REFUSES, T2S_E_BUSY}, {FAKE_DROPS, T2S_E_INTERNAL}};

    for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++) {
        t2s_answer *answer;

        source.behaviour = faults[i].behaviour;
        answer = ask_sync(faults[i].code);
        ck_assert_int_eq(t2s_error_stage(t2s_answer_error(answer)), T2S_STAGE_METADATA);
        t2s_answer_unref(answer);
    }
    ck_assert_int_eq(provider.starts, 0);
}
END_TEST

START_TEST(faults_of_the_executor_are_typed_and_name_their_stage)
{
    static const struct {
        int behaviour;
        int code;
    } faults[] = {{FAKE_FAILS, T2S_E_SERVER}, {FAKE_REFUSES, T2S_E_BUSY}, {FAKE_DROPS, T2S_E_INTERNAL}};

    for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++) {
        t2s_answer *answer;

        executor.behaviour = faults[i].behaviour;
        answer = ask_sync(faults[i].code);
        ck_assert_int_eq(t2s_error_stage(t2s_answer_error(answer)), T2S_STAGE_EXECUTOR);
        ck_assert_str_eq(t2s_answer_sql(answer), "SELECT count(*) FROM orders");
        t2s_answer_unref(answer);
    }
}
END_TEST

/* Let it hang at one stage, and give back its request. */
static t2s_request *hang_at(int stage, struct end *end)
{
    t2s_request *request;

    source.behaviour = stage == T2S_STAGE_METADATA ? FAKE_HANGS : FAKE_ANSWERS;
    provider.behaviour = stage == T2S_STAGE_PROVIDER ? FAKE_HANGS : FAKE_ANSWERS;
    executor.behaviour = stage == T2S_STAGE_EXECUTOR ? FAKE_HANGS : FAKE_ANSWERS;
    request = ask(end);
    if (stage != T2S_STAGE_QUEUE)
        while (t2s_request_stage(request) != stage) {
            ck_assert_int_eq(end->calls, 0); /* it has passed the stage, or never got there */
            dispatch_once();
        }
    return request;
}

static const int stages[] = {T2S_STAGE_QUEUE, T2S_STAGE_METADATA, T2S_STAGE_RETRIEVAL, T2S_STAGE_PROVIDER, T2S_STAGE_REPLY,
                             T2S_STAGE_EXECUTOR};

START_TEST(a_request_is_cancelled_at_every_stage)
{
    for (size_t i = 0; i < sizeof(stages) / sizeof(stages[0]); i++) {
        struct end end;
        t2s_request *request = hang_at(stages[i], &end);

        t2s_request_cancel(request);
        t2s_request_cancel(request);
        ck_assert_int_eq(end.calls, 0);
        dispatch_until(&end);
        ck_assert_int_eq(end.status, T2S_E_CANCELLED);
        ck_assert_int_eq(t2s_answer_outcome(end.answer), T2S_OUTCOME_FAILED);
        t2s_request_cancel(request); /* too late, and harmless */
        drop(request, &end);
        reopen_with(NULL, 0);
    }
}
END_TEST

START_TEST(cancel_reaches_the_provider_and_the_database)
{
    struct end end;
    t2s_request *request = hang_at(T2S_STAGE_PROVIDER, &end);

    t2s_request_cancel(request);
    dispatch_until(&end);
    ck_assert_int_eq(provider.cancels, 1);
    drop(request, &end);
    request = hang_at(T2S_STAGE_EXECUTOR, &end);
    t2s_request_cancel(request);
    dispatch_until(&end);
    ck_assert_int_eq(executor.cancels, 1);
    drop(request, &end);
}
END_TEST

START_TEST(a_context_that_is_freed_ends_its_requests_at_every_stage)
{
    for (size_t i = 0; i < sizeof(stages) / sizeof(stages[0]); i++) {
        struct end end;
        t2s_request *request = hang_at(stages[i], &end);

        close_context();
        ck_assert_int_eq(end.calls, 1);
        ck_assert_int_eq(end.status, T2S_E_SHUTDOWN);
        t2s_request_cancel(request); /* the request outlives its context */
        ck_assert_int_eq(t2s_request_stage(request), T2S_STAGE_NONE);
        drop(request, &end);
        open_context();
    }
}
END_TEST

START_TEST(the_time_limit_holds_at_every_stage)
{
    static const int hanging[] = {T2S_STAGE_METADATA, T2S_STAGE_PROVIDER, T2S_STAGE_EXECUTOR};

    for (size_t i = 0; i < sizeof(hanging) / sizeof(hanging[0]); i++) {
        struct end end;
        t2s_request *request;

        reopen_with("timeout_ms", 600000);
        request = hang_at(hanging[i], &end);
        skip_seconds(600);
        dispatch_until(&end);
        ck_assert_int_eq(end.status, T2S_E_TIMEOUT);
        ck_assert_int_eq(t2s_error_stage(t2s_answer_error(end.answer)), hanging[i]);
        drop(request, &end);
    }
}
END_TEST

/* What callbacks may do. */

static void on_end_ask_again(t2s_request *request, int status, t2s_answer *answer, void *user_data)
{
    t2s_answer *none;
    t2s_error *error = NULL;

    (void)request;
    (void)answer;
    ck_assert_int_eq(status, 0);
    ck_assert_int_eq(t2s_ask_sync(context, "How many?", NULL, &none, &error), T2S_E_BUSY);
    t2s_error_unref(error);
    ck_assert_int_eq(t2s_context_dispatch(context), T2S_E_BUSY);
    ck_assert_int_eq(t2s_ask(context, "How many?", NULL, on_end, user_data, NULL, NULL), 0);
}

START_TEST(a_callback_may_ask_but_not_wait_or_dispatch)
{
    struct end end = {0};

    ck_assert_int_eq(t2s_ask(context, "How many?", NULL, on_end_ask_again, &end, NULL, NULL), 0);
    dispatch_until(&end);
    t2s_answer_unref(end.answer);
}
END_TEST

static void on_end_free(t2s_request *request, int status, t2s_answer *answer, void *user_data)
{
    (void)request;
    (void)answer;
    (void)status;
    ++*(int *)user_data;
    t2s_context_free(context);
}

START_TEST(a_callback_may_free_the_context)
{
    struct end end = {0};
    int freed = 0;

    ck_assert_int_eq(t2s_ask(context, "How many?", NULL, on_end_free, &freed, NULL, NULL), 0);
    while (!freed)
        dispatch_once();
    ck_assert_int_eq(provider.destroys, 1);

    open_context(); /* and so on the library's own thread, with another question under way */
    provider.behaviour = FAKE_ANSWERS_LATER;
    ck_assert_int_eq(t2s_context_start(context), 0);
    freed = 0;
    t2s_ask(context, "How many?", NULL, on_end, &end, NULL, NULL);
    t2s_ask(context, "How many?", NULL, on_end_free, &freed, NULL, NULL);
    while (executor.destroys == 0) /* the last part to go */
        poll(NULL, 0, 1);
    ck_assert_int_eq(end.calls, 1);
    t2s_answer_unref(end.answer);
    open_context();
}
END_TEST

/* Judging replies. */

START_TEST(a_rejected_sql_is_mended_by_the_model)
{
    t2s_answer *answer;

    provider.replies[0] = fake_reply("SELECT sum(amount) FROM orders");
    provider.replies[1] = fake_reply("SELECT sum(total) FROM orders");
    answer = ask_sync(0);
    ck_assert_str_eq(t2s_answer_sql(answer), "SELECT sum(total) FROM orders");
    ck_assert_int_eq(provider.starts, 2);
    ck_assert_ptr_nonnull(strstr(provider.last_prompt, "42703"));
    ck_assert_ptr_nonnull(strstr(provider.last_prompt, "column \"amount\" does not exist"));
    ck_assert_uint_eq(t2s_answer_counter(answer, T2S_COUNTER_REPAIRS), 1);
    ck_assert_uint_eq(t2s_answer_counter(answer, T2S_COUNTER_REJECTED), 1);
    t2s_answer_unref(answer);
}
END_TEST

START_TEST(repairs_are_bounded)
{
    t2s_answer *answer;

    for (int i = 0; i < 8; i++) {
        char sql[64];

        snprintf(sql, sizeof(sql), "SELECT wrong%d FROM orders", i);
        provider.replies[i] = fake_reply(sql);
    }
    answer = ask_sync(T2S_E_REJECTED);
    ck_assert_int_eq(provider.starts, 3);
    ck_assert_int_eq(t2s_error_stage(t2s_answer_error(answer)), T2S_STAGE_VALIDATOR);
    ck_assert_str_eq(t2s_error_sqlstate(t2s_answer_error(answer)), "42703");
    ck_assert_uint_gt(t2s_statement_diagnostic_count(t2s_answer_statement(answer)), 0);
    ck_assert_int_eq(executor.starts, 0);
    t2s_answer_unref(answer);
}
END_TEST

START_TEST(the_same_wrong_sql_twice_ends_it)
{
    t2s_answer *answer;

    provider.replies[0] = fake_reply("SELECT wrong FROM orders");
    answer = ask_sync(T2S_E_REJECTED);
    ck_assert_int_eq(provider.starts, 2);
    t2s_answer_unref(answer);
}
END_TEST

START_TEST(what_would_write_is_refused_by_its_rule_and_not_asked_again)
{
    static const char *const texts[] = {
        "DELETE FROM orders",
        "WITH gone AS (DELETE FROM orders RETURNING id) SELECT count(*) FROM gone",
        "SELECT * INTO copies FROM orders",
        "SELECT id FROM orders FOR UPDATE",
    };

    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        t2s_answer *answer;

        provider.replies[0] = fake_reply(texts[i]);
        provider.starts = 0;
        answer = ask_sync(0);
        ck_assert_int_eq(t2s_answer_outcome(answer), T2S_OUTCOME_REFUSED);
        ck_assert_str_eq(t2s_answer_refused_by(answer), "read_only");
        ck_assert_int_eq(provider.starts, 1);
        t2s_answer_unref(answer);
    }
    ck_assert_int_eq(executor.starts, 0);
}
END_TEST

START_TEST(the_model_may_ask_back_or_say_that_it_cannot)
{
    t2s_answer *answer;

    provider.replies[0] = "{\"outcome\":\"clarify\",\"sql\":null,\"explanation\":\"two readings\",\"assumptions\":[],"
                          "\"clarification\":\"Which year?\"}";
    answer = ask_sync(0);
    ck_assert_int_eq(t2s_answer_outcome(answer), T2S_OUTCOME_CLARIFY);
    ck_assert_str_eq(t2s_answer_clarification(answer), "Which year?");
    t2s_answer_unref(answer);
    provider.replies[0] = "{\"outcome\":\"unanswerable\",\"sql\":null,\"explanation\":\"no weather here\",\"assumptions\":[],"
                          "\"clarification\":null}";
    answer = ask_sync(0);
    ck_assert_int_eq(t2s_answer_outcome(answer), T2S_OUTCOME_UNANSWERABLE);
    ck_assert_str_eq(t2s_answer_explanation(answer), "no weather here");
    ck_assert_ptr_null(t2s_answer_sql(answer));
    t2s_answer_unref(answer);
}
END_TEST

START_TEST(a_reply_that_is_none_is_asked_for_again)
{
    t2s_answer *answer;

    provider.replies[0] = "I would rather not say.";
    provider.replies[1] = fake_reply("SELECT 1");
    answer = ask_sync(0);
    ck_assert_int_eq(provider.starts, 2);
    t2s_answer_unref(answer);
    provider.starts = 0;
    provider.replies[1] = NULL;
    answer = ask_sync(T2S_E_PROTOCOL);
    ck_assert_int_eq(provider.starts, 2); /* the same words again end it */
    ck_assert_int_eq(t2s_error_stage(t2s_answer_error(answer)), T2S_STAGE_REPLY);
    t2s_answer_unref(answer);
}
END_TEST

START_TEST(an_error_of_the_database_that_the_sql_caused_goes_back_to_the_model)
{
    t2s_answer *answer;

    executor.behaviour = FAKE_FAILS;
    executor.sqlstate = "22012";
    provider.replies[0] = fake_reply("SELECT 1 / 0");
    provider.replies[1] = fake_reply("SELECT 1 / 2");
    answer = ask_sync(T2S_E_DATABASE);
    ck_assert_int_eq(provider.starts, 3);
    ck_assert_ptr_nonnull(strstr(provider.last_prompt, "22012"));
    t2s_answer_unref(answer);
    provider.starts = 0;
    executor.sqlstate = "53200";
    answer = ask_sync(T2S_E_DATABASE);
    ck_assert_int_eq(provider.starts, 1);
    t2s_answer_unref(answer);
}
END_TEST

/* Validators of the caller. */

static int forbid_customers(void *user_data, const t2s_statement *statement, t2s_report *report)
{
    (void)user_data;
    for (size_t i = 0; i < t2s_statement_relation_count(statement); i++)
        if (strcmp(t2s_relation_name(t2s_statement_relation(statement, i)), "customers") == 0)
            return t2s_report_add(report, T2S_SEVERITY_ERROR, T2S_REPORT_REFUSAL, "no_customers", "customers are private", NULL, -1);
    return 0;
}

static int always_broken(void *user_data, const t2s_statement *statement, t2s_report *report)
{
    (void)user_data;
    (void)statement;
    (void)report;
    return T2S_E_IO;
}

static void add_validator(const char *name, int (*validate)(void *, const t2s_statement *, t2s_report *))
{
    t2s_validator_ops operations = {.struct_size = sizeof(operations), .validate = validate};
    t2s_validator *validator;

    ck_assert_int_eq(t2s_validator_new(name, &operations, NULL, &validator), 0);
    ck_assert_int_eq(t2s_context_add_validator(context, validator), 0);
    t2s_validator_unref(validator);
}

START_TEST(a_validator_of_the_caller_has_its_say)
{
    t2s_answer *answer;

    add_validator("privacy", forbid_customers);
    t2s_answer_unref(ask_sync(0));
    provider.replies[0] = fake_reply("SELECT o.id FROM orders o JOIN customers c ON c.id = o.customer_id");
    answer = ask_sync(0);
    ck_assert_int_eq(t2s_answer_outcome(answer), T2S_OUTCOME_REFUSED);
    ck_assert_str_eq(t2s_answer_refused_by(answer), "privacy");
    t2s_answer_unref(answer);
}
END_TEST

START_TEST(a_validator_that_cannot_do_its_work_stops_the_sql)
{
    t2s_answer *answer;

    add_validator("broken", always_broken);
    answer = ask_sync(T2S_E_IO);
    ck_assert_int_eq(executor.starts, 0);
    t2s_answer_unref(answer);
}
END_TEST

/* Cache, log, checks. */

START_TEST(a_cached_reply_needs_no_call_and_is_checked_anew)
{
    t2s_cache *cache;
    t2s_answer *answer;

    ck_assert_int_eq(t2s_memory_cache_new(NULL, &cache, NULL), 0);
    ck_assert_int_eq(t2s_context_set_cache(context, cache), 0);
    t2s_cache_unref(cache);
    t2s_answer_unref(ask_sync(0));
    answer = ask_sync(0);
    ck_assert_int_eq(provider.starts, 1);
    ck_assert_int_eq(executor.starts, 2);
    ck_assert_uint_eq(t2s_answer_counter(answer, T2S_COUNTER_CACHE_HITS), 1);
    ck_assert_uint_eq(t2s_answer_counter(answer, T2S_COUNTER_STATEMENTS), 1);
    t2s_answer_unref(answer);
}
END_TEST

static void on_log(const t2s_log_record *record, void *user_data)
{
    char *log = user_data;

    ck_assert_ptr_null(t2s_log_record_field_name(record, t2s_log_record_field_count(record)));
    strcat(log, t2s_log_record_message(record));
    for (size_t i = 0; i < t2s_log_record_field_count(record); i++)
        if (strcmp(t2s_log_record_field_name(record, i), "outcome") == 0) {
            strcat(log, "=");
            strcat(log, t2s_log_record_field_value(record, i));
        }
    strcat(log, ";");
}

START_TEST(the_log_tells_the_steps)
{
    char log[1000] = "";

    ck_assert_int_eq(t2s_context_set_log(context, T2S_LOG_DEBUG, on_log, log), 0);
    t2s_answer_unref(ask_sync(0));
    ck_assert_str_eq(log, "request began;provider replied;request ended=answered;");
    log[0] = '\0';
    ck_assert_int_eq(t2s_context_set_log(context, T2S_LOG_WARNING, on_log, log), 0);
    t2s_answer_unref(ask_sync(0));
    ck_assert_str_eq(log, "");
    provider.behaviour = FAKE_FAILS;
    t2s_answer_unref(ask_sync(T2S_E_SERVER));
    ck_assert_str_eq(log, "request ended=failed;");
}
END_TEST

START_TEST(sql_is_checked_against_the_schema_without_a_question)
{
    t2s_statement *statement;
    t2s_catalog *catalog;

    ck_assert_int_eq(t2s_context_check_sync(context, "SELECT nme FROM customers", 25, &statement, NULL), 0);
    ck_assert_int_eq(t2s_statement_valid(statement), 0);
    t2s_statement_free(statement);
    ck_assert_int_eq(t2s_context_check_sync(context, "SELECT name FROM customers", 26, &statement, NULL), 0);
    ck_assert_int_eq(t2s_statement_valid(statement), 1);
    t2s_statement_free(statement);
    ck_assert_int_eq(t2s_context_mend_sync(context, "SELECT names FROM customers", 27, &statement, NULL), 0);
    ck_assert_str_eq(t2s_statement_sql(statement), "SELECT name FROM customers");
    t2s_statement_free(statement);
    ck_assert_int_eq(t2s_context_mend_sync(context, "SELECT 1", 8, NULL, NULL), T2S_E_INVALID);
    ck_assert_int_eq(source.starts, 1);
    ck_assert_int_eq(t2s_context_get_catalog_sync(context, &catalog, NULL), 0);
    ck_assert_uint_eq(t2s_catalog_relation_count(catalog), 2);
    t2s_catalog_unref(catalog);
    t2s_context_refresh_schema(context);
    source.behaviour = FAKE_FAILS;
    ck_assert_int_eq(t2s_context_get_catalog_sync(context, &catalog, NULL), T2S_E_CONNECT);
    ck_assert_int_eq(source.starts, 2);
}
END_TEST

START_TEST(a_provider_serves_one_context_at_a_time)
{
    static fake_provider shared_fake; /* these outlive the test: its context does */
    static fake_provider unused;
    static fake_source other_source;
    static fake_executor other_executor;
    t2s_provider *shared = fake_provider_new(&shared_fake);
    t2s_context *other = fake_context(&unused, &other_source, &other_executor, NULL);
    t2s_answer *answer;

    shared_fake.replies[0] = fake_reply("SELECT 1");
    ck_assert_int_eq(t2s_context_set_provider(context, shared), 0);
    ck_assert_int_eq(t2s_context_set_provider(other, shared), 0);
    t2s_provider_unref(shared);
    t2s_answer_unref(ask_sync(0));
    ck_assert_int_eq(t2s_ask_sync(other, "How many?", NULL, &answer, NULL), T2S_E_BUSY);
    t2s_answer_unref(answer);
    t2s_context_free(other);
    ck_assert_int_eq(unused.destroys, 1);
}
END_TEST

START_TEST(wrong_options_and_uris_are_told)
{
    t2s_options *options;
    t2s_context *none;
    t2s_error *error = NULL;

    ck_assert_int_eq(t2s_options_new(&options), 0);
    t2s_options_set(options, "timeout", "5");
    ck_assert_int_eq(t2s_context_new(options, &none, &error), T2S_E_INVALID);
    ck_assert_ptr_nonnull(strstr(t2s_error_message(error), "timeout_ms"));
    t2s_error_unref(error);
    t2s_options_free(options);
    ck_assert_int_eq(t2s_context_use_database(context, "mysql://x", &error), T2S_E_INVALID);
    ck_assert_ptr_nonnull(strstr(t2s_error_hint(error), "postgresql://"));
    t2s_error_unref(error);
}
END_TEST

SUITE("engine", open_context, close_context, a_question_is_answered_with_sql_and_rows, without_execute_nothing_is_run,
      questions_that_are_none_are_refused_at_once, the_hosts_loop_drives_it, the_librarys_own_thread_drives_it,
      several_threads_wait_on_one_context, faults_of_the_provider_are_typed_and_name_their_stage,
      faults_of_the_metadata_source_are_typed_and_name_their_stage, faults_of_the_executor_are_typed_and_name_their_stage,
      a_request_is_cancelled_at_every_stage, cancel_reaches_the_provider_and_the_database,
      a_context_that_is_freed_ends_its_requests_at_every_stage, the_time_limit_holds_at_every_stage,
      a_callback_may_ask_but_not_wait_or_dispatch, a_callback_may_free_the_context, a_rejected_sql_is_mended_by_the_model,
      repairs_are_bounded, the_same_wrong_sql_twice_ends_it, what_would_write_is_refused_by_its_rule_and_not_asked_again,
      the_model_may_ask_back_or_say_that_it_cannot, a_reply_that_is_none_is_asked_for_again,
      an_error_of_the_database_that_the_sql_caused_goes_back_to_the_model, a_validator_of_the_caller_has_its_say,
      a_validator_that_cannot_do_its_work_stops_the_sql, a_cached_reply_needs_no_call_and_is_checked_anew, the_log_tells_the_steps,
      sql_is_checked_against_the_schema_without_a_question, a_provider_serves_one_context_at_a_time, wrong_options_and_uris_are_told)
