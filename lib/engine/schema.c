/* SPDX-License-Identifier: MIT */
/* The first step: the schema is read, or still good. Then the question may be answered already, or under way. */
#include <string.h>

#include "engine/recall.h"
#include "engine/step.h"
#include "util/error.h"
#include "util/memory.h"

/* The reply that was kept. 0: there is none. */
static int remember(t2s_request *request)
{
    size_t length;
    char *text;
    t2s__verdict *verdict;

    if (request->parts.cache == NULL || !request->settings.use_cache)
        return 0;
    text = t2s__recall_get(request, &request->key, &length);
    request->answer->counters[text != NULL ? T2S_COUNTER_CACHE_HITS : T2S_COUNTER_CACHE_MISSES]++;
    if (text == NULL)
        return 0;
    request->from_cache = 1;
    verdict = t2s__memo_get(t2s__snapshot_memo(request->snapshot), t2s__request_checks(request), text, length);
    if (verdict == NULL) {
        t2s__step_judge(request, text, length);
        return 1;
    }
    t2s__free(text);
    t2s__step_verdict(request, verdict);
    return 1;
}

/* Wait for the same question, if it is under way. 0: it is not. */
static int join(t2s_request *request)
{
    t2s__buffer key = T2S__BUFFER_INIT;
    int code = T2S_E_NOMEM;

    if (!request->settings.coalesce)
        return 0;
    t2s__recall_key_of_flight(request, &key);
    if (!key.failed)
        code = t2s__flight_join(&request->context->flights, key.data, key.length, &request->passenger);
    t2s__buffer_dispose(&key);
    if (code != 0) {
        t2s__request_fail_nomem(request);
        return 1;
    }
    if (t2s__passenger_flies(&request->passenger))
        return 0;
    t2s__request_enter(request, T2S_STAGE_PROVIDER);
    return 1;
}

void t2s__step_ask(t2s_request *request)
{
    request->from_cache = 0;
    if (!join(request))
        t2s__step_prompt(request);
}

void t2s__request_use_snapshot(t2s_request *request, t2s__snapshot *snapshot)
{
    t2s__snapshot_unref(request->snapshot);
    request->snapshot = snapshot;
    request->judging.snapshot = snapshot;
}

/* What the workers need to know. */
static void prepare(t2s_request *request)
{
    t2s__judging *judging = &request->judging;

    judging->request_id = request->id;
    judging->question = request->question;
    judging->dialect = request->parts.dialect;
    judging->validators = request->parts.validators;
    judging->validator_count = request->parts.validator_count;
    judging->prompt_template = t2s__parts_template(&request->parts);
    judging->counter = request->parts.counter;
    judging->budget = (size_t)request->settings.prompt_budget;
    judging->knowledge_budget = judging->budget * (size_t)request->settings.knowledge_share / 100;
    judging->example_limit = (size_t)request->settings.example_limit;
    judging->data_in_prompt = request->settings.data_in_prompt;
    judging->mend = (int)request->settings.mend;
}

static void log_stale(const t2s_request *request, const t2s_error *error)
{
    t2s_log_record record;

    if (!t2s__request_logs(request, T2S_LOG_WARNING))
        return;
    t2s__log_begin(&record, T2S_LOG_WARNING, "schema is stale", request->id);
    t2s__log_number(&record, "age_ms", request->answer->schema_age / 1000000U);
    t2s__log_text(&record, "code", t2s_error_name(t2s_error_code(error)));
    t2s__log_text(&record, "error", t2s_error_message(error));
    t2s__request_log(request, &record);
}

void t2s__request_note_check(t2s_request *request, const t2s_error *error)
{
    const t2s__store_waiter *waiter = &request->waiter;
    t2s_answer *answer = request->answer;

    answer->counters[T2S_COUNTER_SCHEMA_CHECKS] += waiter->checks;
    answer->counters[T2S_COUNTER_SCHEMA_LOADS] += waiter->loads;
    if (waiter->checked_at != 0)
        answer->schema_age = t2s_loop_now() - waiter->checked_at;
    answer->schema_is_stale = waiter->is_stale;
    if (waiter->is_stale) {
        answer->counters[T2S_COUNTER_STALE_SCHEMA] = 1;
        log_stale(request, error);
    }
}

static void with_snapshot(t2s_request *request)
{
    t2s__recall_key(request, &request->key);
    if (request->key.failed)
        t2s__request_fail_nomem(request);
    else if (!remember(request))
        t2s__step_ask(request);
}

/* What could not be read of a schema that was just read. */
static void log_problems(const t2s_request *request, const t2s_catalog *catalog)
{
    for (size_t i = 0; i < t2s_catalog_problem_count(catalog) && t2s__request_logs(request, T2S_LOG_WARNING); i++) {
        t2s_log_record record;

        t2s__log_begin(&record, T2S_LOG_WARNING, "schema is incomplete", request->id);
        t2s__log_text(&record, "problem", t2s_catalog_problem(catalog, i));
        t2s__request_log(request, &record);
    }
}

static void on_schema(t2s__store_waiter *waiter, t2s_catalog *catalog, t2s_error *error)
{
    t2s_request *request = (t2s_request *)(void *)((char *)waiter - offsetof(t2s_request, waiter));

    t2s__request_note_check(request, error);
    if (waiter->loads != 0)
        log_problems(request, catalog);
    if (catalog == NULL) {
        t2s__request_fail(request, t2s_error_ref(error));
        return;
    }
    prepare(request);
    t2s__step_snapshot(request, catalog, with_snapshot);
}

static void on_deadline(t2s_timer *timer, void *user_data)
{
    t2s_request *request = user_data;

    (void)timer;
    request->given_up = T2S_E_TIMEOUT;
    t2s__request_fail(request, t2s__error(T2S_E_TIMEOUT, "the question was not answered within %lld ms; it was at the stage \"%s\"",
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
    if (code == 0 && t2s__settings_need_executor(&request->settings)) {
        code = t2s__context_attach_executor(request->context, request->parts.executor);
        what = "executor";
    }
    if (code != 0)
        t2s__request_fail(request, t2s__error(code, "the %s cannot be used with this context: %s", what, t2s_strerror(code)));
    return code;
}

static void log_begin(const t2s_request *request)
{
    t2s_log_record record;

    if (!t2s__request_logs(request, T2S_LOG_DEBUG))
        return;
    t2s__log_begin(&record, T2S_LOG_DEBUG, "request began", request->id);
    t2s__log_number(&record, "question_bytes", strlen(request->question));
    t2s__request_log(request, &record);
}

void t2s__step_schema(t2s_request *request)
{
    log_begin(request);
    if (t2s_timer_new(request->context->loop, on_deadline, request, &request->deadline) != 0) {
        t2s__request_fail_nomem(request);
        return;
    }
    t2s_timer_start(request->deadline, time_left(request));
    t2s__request_enter(request, T2S_STAGE_METADATA);
    request->waiter.done = on_schema;
    if (attach_parts(request) == 0)
        t2s__store_get(t2s__source_store(request->parts.source), request->context->loop, request->asked_at, &request->waiter);
}
