/* SPDX-License-Identifier: MIT */
/*
 * The journey of a question, step by step. Everything here runs on the loop's thread. Each step either starts something that comes
 * back in a function further down, or ends the request; after t2s__request_end() nothing may touch the request but its own reference.
 *
 *   begin -> metadata -> [worker: retrieval, prompt] -> provider -> [worker: reply, dialect, validators] -> executor -> end
 *                                                          ^---------------- repair ---------------'-----------'
 */
#include <string.h>

#include <text2sql/sys/cache.h>
#include <text2sql/sys/dialect.h>

#include "engine/request.h"
#include "observe/log.h"
#include "prompt/layout.h"
#include "util/buffer.h"
#include "util/error.h"
#include "util/map.h"
#include "util/memory.h"

static void call_provider(t2s_request *request);

static void fail(t2s_request *request, t2s_error *error)
{
    t2s__request_end(request, T2S_OUTCOME_FAILED, error);
}

static void fail_nomem(t2s_request *request)
{
    fail(request, t2s_error_new(T2S_E_NOMEM, NULL));
}

static void step(t2s_request *request, int stage)
{
    uint64_t now = t2s_loop_now();

    request->answer->durations[atomic_load(&request->stage)] += now - request->stage_since;
    request->stage_since = now;
    atomic_store(&request->stage, stage);
}

/* A part of the current step's time belongs to another stage. */
static void attribute(t2s_request *request, int stage, uint64_t duration)
{
    request->answer->durations[stage] += duration;
    request->stage_since += duration;
}

static void log_event(t2s_request *request, const t2s_log_record *record)
{
    const t2s__log log = t2s__context_log(request->context);

    t2s__log_emit(&log, record);
}

/* Work for a worker, with a reference of its own: the request may have ended when it is done. */
static void queue(t2s_request *request, void (*run)(t2s__work *), void (*done)(t2s__work *))
{
    request->work.run = run;
    request->work.done = done;
    t2s_request_ref(request);
    request->working = 1;
    if (t2s__loop_queue(request->context->loop, &request->work) != 0) {
        request->working = 0;
        fail_nomem(request);
        t2s_request_unref(request);
    }
}

/* The work is done: go on with `next`, unless the request has ended meanwhile. */
static void dequeue(t2s_request *request, void (*next)(t2s_request *))
{
    request->working = 0;
    if (request->ended)
        t2s__request_let_go(request);
    else
        next(request);
    t2s_request_unref(request);
}

static t2s_request *request_of_work(t2s__work *work)
{
    return (t2s_request *)(void *)((char *)work - offsetof(t2s_request, work));
}

/* Execution. */

static void cache_key(const t2s_request *request, t2s__buffer *key)
{
    const t2s_prompt *prompt = request->first_prompt;

    t2s__buffer_printf(key, "%s\n%s\n", t2s_dialect_name(request->parts.dialect), t2s_provider_name(request->parts.provider));
    for (size_t i = 0; i < t2s_prompt_message_count(prompt); i++)
        t2s__buffer_text(key, t2s_prompt_message_text(prompt, i));
}

/* Only what passed every check is kept. A cache that fails costs a call, not the answer. */
static void keep_in_cache(t2s_request *request)
{
    t2s__buffer key = T2S__BUFFER_INIT;
    t2s_log_record record;
    int code = T2S_E_NOMEM;

    if (request->parts.cache == NULL || request->from_cache)
        return;
    cache_key(request, &key);
    if (!key.failed)
        code = t2s_cache_put(request->parts.cache, key.data, key.length, request->judging.reply, request->judging.reply_length);
    t2s__buffer_dispose(&key);
    if (code != 0) {
        t2s__log_begin(&record, T2S_LOG_WARNING, "cache failed", request->id);
        t2s__log_text(&record, "code", t2s_error_name(code));
        log_event(request, &record);
    }
}

static void answered(t2s_request *request)
{
    keep_in_cache(request);
    t2s__request_end(request, T2S_OUTCOME_ANSWERED, NULL);
}

/* Did the model write it before? What was rejected once is not looked at twice. */
static int is_repeated(t2s_request *request, const char *text, size_t length)
{
    uint64_t hash = t2s__hash(text, length);

    for (size_t i = 0; i < request->tried_count; i++)
        if (request->tried[i] == hash)
            return 1;
    if (request->tried_count < sizeof(request->tried) / sizeof(request->tried[0]))
        request->tried[request->tried_count++] = hash;
    return 0;
}

/* Ask the model again, telling it what was wrong; or end with `error`, which is taken over. */
static void repair_or_fail(t2s_request *request, const t2s__finding *findings, size_t count, t2s_error *error)
{
    t2s_answer *answer = request->answer;
    const char *text = answer->sql != NULL ? answer->sql : request->judging.reply;
    t2s_prompt *prompt;

    if (is_repeated(request, text, strlen(text)))
        t2s_error_set_hint(error, "the model wrote the same again after it was told what is wrong");
    else if (answer->counters[T2S_COUNTER_REPAIRS] < (uint64_t)request->settings.repair_limit) {
        step(request, T2S_STAGE_PROMPT);
        if (t2s__prompt_repair(request->prompt, request->judging.reply, request->judging.reply_length, findings, count, &prompt) != 0) {
            t2s_error_unref(error);
            fail_nomem(request);
            return;
        }
        t2s_error_unref(error);
        t2s_prompt_unref(request->prompt);
        request->prompt = prompt;
        answer->counters[T2S_COUNTER_REPAIRS]++;
        call_provider(request);
        return;
    }
    fail(request, error);
}

/* Can the model mend it? The classes 42 (the statement) and 22 (data: a cast, a division) are its own doing. */
static int is_mendable(const t2s_error *error)
{
    const char *sqlstate = t2s_error_sqlstate(error);

    return t2s_error_code(error) == T2S_E_DATABASE && sqlstate != NULL &&
           (strncmp(sqlstate, "42", 2) == 0 || strncmp(sqlstate, "22", 2) == 0) && strcmp(sqlstate, "42501") != 0;
}

static void on_executed(t2s_execution *execution, void *user_data)
{
    t2s_request *request = user_data;
    t2s_error *error = t2s_error_ref(t2s_execution_error(execution));
    t2s_result *result = t2s_result_ref(t2s_execution_result(execution));

    request->execution = NULL;
    t2s_execution_unref(execution);
    if (error == NULL) {
        request->answer->result = result;
        request->answer->counters[T2S_COUNTER_ROWS] = t2s_result_row_count(result);
        answered(request);
        return;
    }
    t2s_result_unref(result);
    if (is_mendable(error)) {
        const t2s__finding finding = {
            .code = t2s_error_sqlstate(error),
            .message = t2s_error_message(error),
            .hint = t2s_error_hint(error),
            .line = t2s_error_line(error),
            .column = t2s_error_column(error),
        };

        repair_or_fail(request, &finding, 1, t2s__error_in_stage(error, T2S_STAGE_EXECUTOR));
    } else
        fail(request, error);
}

static void execute(t2s_request *request)
{
    int code;

    step(request, T2S_STAGE_EXECUTOR);
    code = t2s_executor_call(request->parts.executor, request->context->loop, request->answer->sql,
                             (uint64_t)request->settings.row_limit, (uint64_t)request->settings.byte_limit,
                             (uint64_t)request->settings.query_timeout_ms, on_executed, request, &request->execution);
    if (code != 0)
        fail(request, t2s__error(code, "the executor \"%s\" did not take the query: %s", t2s_executor_name(request->parts.executor),
                                 t2s_strerror(code)));
}

/* Judgement. */

/* The first error, and the first refusal among the errors. */
static const t2s_diagnostic *first_error(const t2s_statement *statement, int refusal)
{
    for (size_t i = 0; i < t2s_statement_diagnostic_count(statement); i++) {
        const t2s_diagnostic *diagnostic = t2s_statement_diagnostic(statement, i);

        if (t2s_diagnostic_severity(diagnostic) == T2S_SEVERITY_ERROR && (!refusal || t2s_diagnostic_is_refusal(diagnostic)))
            return diagnostic;
    }
    return NULL;
}

static t2s_error *error_of_diagnostic(const t2s_diagnostic *diagnostic)
{
    t2s_error *error = t2s__error(T2S_E_REJECTED, "the SQL was rejected: %s", t2s_diagnostic_message(diagnostic));

    t2s_error_set_hint(error, t2s_diagnostic_hint(diagnostic));
    t2s_error_set_position(error, t2s_diagnostic_line(diagnostic), t2s_diagnostic_column(diagnostic));
    t2s_error_set_sqlstate(error, t2s_diagnostic_code(diagnostic));
    t2s_error_set_stage(error, strcmp(t2s_diagnostic_rule(diagnostic), "syntax") == 0 ? T2S_STAGE_DIALECT : T2S_STAGE_VALIDATOR);
    return error;
}

static void repair_statement(t2s_request *request, const t2s_statement *statement)
{
    t2s__finding findings[16];
    size_t count = 0;

    for (size_t i = 0; i < t2s_statement_diagnostic_count(statement) && count < sizeof(findings) / sizeof(findings[0]); i++) {
        const t2s_diagnostic *diagnostic = t2s_statement_diagnostic(statement, i);

        if (t2s_diagnostic_severity(diagnostic) == T2S_SEVERITY_ERROR)
            findings[count++] = (t2s__finding){
                .code = t2s_diagnostic_code(diagnostic),
                .message = t2s_diagnostic_message(diagnostic),
                .hint = t2s_diagnostic_hint(diagnostic),
                .line = t2s_diagnostic_line(diagnostic),
                .column = t2s_diagnostic_column(diagnostic),
            };
    }
    repair_or_fail(request, findings, count, error_of_diagnostic(first_error(statement, 0)));
}

static void judge_statement(t2s_request *request)
{
    t2s_answer *answer = request->answer;
    const t2s_diagnostic *refusal;

    answer->counters[T2S_COUNTER_STATEMENTS]++;
    if (t2s_statement_valid(answer->statement)) {
        if (request->settings.execute)
            execute(request);
        else
            answered(request);
        return;
    }
    answer->counters[T2S_COUNTER_REJECTED]++;
    refusal = first_error(answer->statement, 1);
    if (refusal != NULL) {
        if (t2s__strset(&answer->refused_by, t2s_diagnostic_rule(refusal)) != 0)
            fail_nomem(request);
        else
            t2s__request_end(request, T2S_OUTCOME_REFUSED, NULL);
    } else if (request->from_cache) { /* the schema has moved on since it was kept */
        call_provider(request);
    } else
        repair_statement(request, answer->statement);
}

/* What the worker found becomes the answer's. */
static void take_reply(t2s_request *request)
{
    t2s_answer *answer = request->answer;
    t2s__judging *judging = &request->judging;

    t2s__answer_clear_reply(answer);
    answer->sql = judging->parsed.sql;
    answer->explanation = judging->parsed.explanation;
    answer->assumptions = judging->parsed.assumptions;
    answer->assumption_count = judging->parsed.assumption_count;
    answer->clarification = judging->parsed.clarification;
    answer->statement = judging->statement;
    judging->statement = NULL;
    memset(&judging->parsed, 0, sizeof(judging->parsed));
}

static void judge(t2s_request *request)
{
    t2s__judging *judging = &request->judging;
    int outcome = judging->parsed.outcome;

    attribute(request, T2S_STAGE_VALIDATOR, judging->durations[T2S_STAGE_VALIDATOR]);
    if (judging->code == T2S_E_PROTOCOL) {
        const t2s__finding finding = {.code = "reply", .message = t2s_error_message(judging->error), .hint = t2s_error_hint(judging->error)};

        t2s__answer_clear_reply(request->answer);
        repair_or_fail(request, &finding, 1, t2s_error_ref(judging->error));
        return;
    }
    if (judging->code != 0) {
        fail(request, t2s_error_ref(judging->error));
        return;
    }
    take_reply(request);
    if (outcome == T2S_OUTCOME_ANSWERED)
        judge_statement(request);
    else
        t2s__request_end(request, outcome, NULL);
}

static void run_check(t2s__work *work)
{
    t2s__judging_check_reply(&request_of_work(work)->judging);
}

static void check_done(t2s__work *work)
{
    dequeue(request_of_work(work), judge);
}

/* `reply` is taken over. */
static void check_reply(t2s_request *request, char *reply, size_t length)
{
    t2s__free(request->judging.reply);
    request->judging.reply = reply;
    request->judging.reply_length = length;
    step(request, T2S_STAGE_REPLY);
    queue(request, run_check, check_done);
}

/* The provider. */

static void refused_by_model(t2s_request *request, const char *refusal)
{
    t2s__answer_clear_reply(request->answer);
    if (t2s__strset(&request->answer->refused_by, "provider") != 0 || t2s__strset(&request->answer->explanation, refusal) != 0)
        fail_nomem(request);
    else
        t2s__request_end(request, T2S_OUTCOME_REFUSED, NULL);
}

static void note_reply(t2s_request *request, const t2s_reply *reply)
{
    t2s_answer *answer = request->answer;
    t2s_log_record record;

    answer->counters[T2S_COUNTER_INPUT_TOKENS] += t2s_reply_input_tokens(reply);
    answer->counters[T2S_COUNTER_OUTPUT_TOKENS] += t2s_reply_output_tokens(reply);
    answer->counters[T2S_COUNTER_CACHED_TOKENS] += t2s_reply_cached_tokens(reply);
    t2s__log_begin(&record, T2S_LOG_INFO, "provider replied", request->id);
    t2s__log_text(&record, "provider", t2s_provider_name(request->parts.provider));
    t2s__log_text(&record, "model", t2s_reply_model(reply));
    t2s__log_text(&record, "code", t2s_error_name(t2s_error_code(t2s_reply_error(reply))));
    t2s__log_number(&record, "attempt", answer->counters[T2S_COUNTER_PROVIDER_CALLS]);
    t2s__log_number(&record, "duration_us", (t2s_loop_now() - request->stage_since) / 1000);
    t2s__log_number(&record, "input_tokens", t2s_reply_input_tokens(reply));
    t2s__log_number(&record, "output_tokens", t2s_reply_output_tokens(reply));
    log_event(request, &record);
}

static void on_reply(t2s_reply *reply, void *user_data)
{
    t2s_request *request = user_data;
    char *text = NULL;

    note_reply(request, reply);
    request->reply = NULL;
    if (t2s__strset(&request->answer->model, t2s_reply_model(reply)) != 0)
        fail_nomem(request);
    else if (t2s_reply_error(reply) != NULL)
        fail(request, t2s_error_ref(t2s_reply_error(reply)));
    else if (t2s_reply_refusal(reply) != NULL)
        refused_by_model(request, t2s_reply_refusal(reply));
    else if ((text = t2s__strndup(t2s_reply_text(reply), t2s_reply_length(reply))) == NULL)
        fail_nomem(request);
    else
        check_reply(request, text, t2s_reply_length(reply));
    t2s_reply_unref(reply);
}

static void call_provider(t2s_request *request)
{
    t2s_answer *answer = request->answer;
    int code;

    step(request, T2S_STAGE_PROVIDER);
    request->from_cache = 0;
    answer->counters[T2S_COUNTER_PROVIDER_CALLS]++;
    for (size_t i = 0; i < t2s_prompt_message_count(request->prompt); i++)
        answer->counters[T2S_COUNTER_PROMPT_BYTES] += strlen(t2s_prompt_message_text(request->prompt, i));
    code = t2s_provider_call(request->parts.provider, request->context->loop, request->prompt, on_reply, request, &request->reply);
    if (code != 0)
        fail(request, t2s__error(code, "the provider \"%s\" did not take the prompt: %s", t2s_provider_name(request->parts.provider),
                                 t2s_strerror(code)));
}

/* The reply that the cache has for this prompt. */
static int look_in_cache(t2s_request *request, char **ret_reply, size_t *ret_length)
{
    t2s__buffer key = T2S__BUFFER_INIT;
    int found = 0;

    if (request->parts.cache == NULL)
        return 0;
    cache_key(request, &key);
    if (!key.failed)
        found = t2s_cache_get(request->parts.cache, key.data, key.length, ret_reply, ret_length) == 0;
    t2s__buffer_dispose(&key);
    request->answer->counters[found ? T2S_COUNTER_CACHE_HITS : T2S_COUNTER_CACHE_MISSES]++;
    return found;
}

/* The prompt. */

static void run_prompt(t2s__work *work)
{
    t2s__judging_make_prompt(&request_of_work(work)->judging);
}

static void use_prompt(t2s_request *request)
{
    t2s__judging *judging = &request->judging;
    char *reply;
    size_t length;

    attribute(request, T2S_STAGE_PROMPT, judging->durations[T2S_STAGE_PROMPT]);
    if (judging->code != 0) {
        fail(request, t2s_error_ref(judging->error));
        return;
    }
    request->prompt = judging->prompt;
    request->first_prompt = t2s_prompt_ref(request->prompt);
    judging->prompt = NULL;
    request->answer->counters[T2S_COUNTER_SCHEMA_TOKENS] = judging->schema_tokens;
    if (look_in_cache(request, &reply, &length)) {
        request->from_cache = 1;
        check_reply(request, reply, length);
    } else
        call_provider(request);
}

static void prompt_done(t2s__work *work)
{
    dequeue(request_of_work(work), use_prompt);
}

/* The schema. */

static void on_schema(t2s__store_waiter *waiter, t2s_catalog *catalog, t2s_error *error)
{
    t2s_request *request = (t2s_request *)(void *)((char *)waiter - offsetof(t2s_request, waiter));

    if (error != NULL) {
        fail(request, t2s_error_ref(error));
        return;
    }
    request->snapshot = t2s__source_snapshot(request->parts.source, catalog);
    if (request->snapshot == NULL) {
        fail_nomem(request);
        return;
    }
    request->judging.request_id = request->id;
    request->judging.question = request->question;
    request->judging.snapshot = request->snapshot;
    request->judging.dialect = request->parts.dialect;
    request->judging.validators = request->parts.validators;
    request->judging.validator_count = request->parts.validator_count;
    request->judging.budget = (size_t)request->settings.prompt_budget;
    step(request, T2S_STAGE_RETRIEVAL);
    queue(request, run_prompt, prompt_done);
}

static void on_deadline(t2s_timer *timer, void *user_data)
{
    t2s_request *request = user_data;

    (void)timer;
    fail(request, t2s__error(T2S_E_TIMEOUT, "the question was not answered within %lld ms; it was at the stage \"%s\"",
                             (long long)request->settings.timeout_ms, t2s_stage_name(atomic_load(&request->stage))));
}

/* The limit counts from t2s_ask(), and the request may have waited for somebody to dispatch. */
static uint64_t time_left(const t2s_request *request)
{
    uint64_t limit = (uint64_t)request->settings.timeout_ms;
    uint64_t waited = (t2s_loop_now() - request->asked_at) / 1000000U;

    return waited < limit ? limit - waited : 0;
}

/* 0; otherwise the request has ended. */
static int attach_parts(t2s_request *request)
{
    int code = t2s__context_attach_provider(request->context, request->parts.provider);
    const char *what = "provider";

    if (code == 0) {
        code = t2s__context_attach_source(request->context, request->parts.source);
        what = "metadata source";
    }
    if (code == 0 && request->settings.execute) {
        code = t2s__context_attach_executor(request->context, request->parts.executor);
        what = "executor";
    }
    if (code != 0)
        fail(request, t2s__error(code, "the %s cannot be used with this context: %s", what, t2s_strerror(code)));
    return code;
}

void t2s__pipeline_begin(t2s_request *request)
{
    t2s_log_record record;

    t2s__log_begin(&record, T2S_LOG_DEBUG, "request began", request->id);
    t2s__log_number(&record, "question_bytes", strlen(request->question));
    log_event(request, &record);
    if (t2s_timer_new(request->context->loop, on_deadline, request, &request->deadline) != 0) {
        fail_nomem(request);
        return;
    }
    t2s_timer_start(request->deadline, time_left(request));
    step(request, T2S_STAGE_METADATA);
    request->waiter.done = on_schema;
    if (attach_parts(request) == 0)
        t2s__store_get(t2s__source_store(request->parts.source), request->context->loop, &request->waiter);
}

void t2s__pipeline_stop(t2s_request *request)
{
    if (request->parts.source != NULL)
        t2s__store_cancel(t2s__source_store(request->parts.source), &request->waiter);
    if (request->reply != NULL) {
        t2s_reply_abandon(request->reply);
        t2s_reply_unref(request->reply);
        request->reply = NULL;
    }
    if (request->execution != NULL) {
        t2s_execution_abandon(request->execution);
        t2s_execution_unref(request->execution);
        request->execution = NULL;
    }
}
