/* SPDX-License-Identifier: MIT */
/* The life of a request: taken on any thread, cancelled on any thread, ended on the loop's. */
#include "engine/step.h"

#include <string.h>

#include "util/error.h"
#include "util/memory.h"
#include "util/utf8.h"

t2s_request *t2s_request_ref(t2s_request *request)
{
    if (request != NULL)
        atomic_fetch_add_explicit(&request->references, 1, memory_order_relaxed);
    return request;
}

void t2s_request_unref(t2s_request *request)
{
    t2s_context *context;

    if (request == NULL || atomic_fetch_sub_explicit(&request->references, 1, memory_order_acq_rel) != 1)
        return;
    context = request->context;
    t2s__parts_dispose(&request->parts); /* of one that never began */
    t2s_answer_unref(request->answer);
    t2s__free(request->question);
    t2s__settings_dispose(&request->settings);
    t2s__buffer_dispose(&request->key);
    t2s__free(request);
    t2s__context_unref(context);
}

const char *t2s__request_caller(const t2s_request *request)
{
    return request->settings.caller != NULL ? request->settings.caller : "";
}

uint64_t t2s__request_checks(const t2s_request *request)
{
    return request->parts.generation * 2 + (uint64_t)request->settings.mend;
}

t2s_request *t2s__request_of_passenger(t2s__passenger *passenger)
{
    return (t2s_request *)(void *)((char *)passenger - offsetof(t2s_request, passenger));
}

uint64_t t2s_request_id(const t2s_request *request)
{
    return request != NULL ? request->id : 0;
}

int t2s_request_stage(const t2s_request *request)
{
    return request != NULL ? atomic_load(&request->stage) : T2S_STAGE_NONE;
}

static int is_blank(const char *text)
{
    return text[strspn(text, " \t\r\n\v\f")] == '\0';
}

static int check_question(const char *question, t2s_error **reterr_error)
{
    size_t length;
    size_t good;

    if (question == NULL || is_blank(question))
        return t2s__fail(reterr_error, T2S_E_INVALID, "the question is empty");
    length = strnlen(question, T2S_QUESTION_MAX + 1);
    if (length > T2S_QUESTION_MAX)
        return t2s__fail(reterr_error, T2S_E_TOO_LARGE, "the question is longer than %d bytes", T2S_QUESTION_MAX);
    good = t2s__utf8_check(question, length);
    if (good != length)
        return t2s__fail(reterr_error, T2S_E_INVALID, "the question is not valid UTF-8 at byte %zu", good);
    return 0;
}

static int missing_part(t2s_error **reterr_error, int code, const char *hint)
{
    t2s_error *error = t2s_error_new(code, NULL);

    t2s_error_set_hint(error, hint);
    return t2s__error_return(reterr_error, error);
}

static int check_parts(const t2s_request *request, t2s_error **reterr_error)
{
    if (request->parts.provider == NULL)
        return missing_part(reterr_error, T2S_E_NOPROVIDER, "set one with t2s_context_set_provider(), e.g. t2s_openai_provider_new()");
    if (request->parts.source == NULL)
        return missing_part(reterr_error, T2S_E_NOMETADATA,
                            "set one with t2s_context_use_database() or t2s_context_set_metadata_source()");
    if (request->parts.executor == NULL && t2s__settings_need_executor(&request->settings))
        return missing_part(reterr_error, T2S_E_NOEXECUTOR,
                            "set one with t2s_context_use_database(), or switch the options \"execute\" and \"dry_run\" off, and what limits "
                            "plans");
    return 0;
}

static void run_begin(t2s__loop_node *node)
{
    t2s_request *request = (t2s_request *)(void *)node; /* the job comes first, and in it the node */

    if (!request->ended)
        t2s__step_schema(request);
    t2s_request_unref(request);
}

static void run_cancel(t2s__loop_node *node)
{
    t2s_request *request = (t2s_request *)(void *)((char *)node - offsetof(t2s_request, cancel_node));

    if (!request->ended) {
        request->given_up = T2S_E_CANCELLED;
        t2s__request_fail(request, t2s_error_new(T2S_E_CANCELLED, NULL));
    }
    t2s_request_unref(request);
}

static void abort_request(t2s__job *job, t2s_error *error)
{
    t2s_request *request = (t2s_request *)(void *)job;

    request->given_up = T2S_E_SHUTDOWN;
    t2s__request_fail(request, error);
}

static t2s_request *request_new(t2s_context *context, const char *question, t2s_ask_fn callback, void *user_data)
{
    t2s_request *request = t2s__calloc(1, sizeof(*request));
    int no_settings;
    int code;

    if (request == NULL)
        return NULL;
    atomic_init(&request->references, 1);
    atomic_init(&request->stage, T2S_STAGE_QUEUE);
    atomic_init(&request->cancel_posted, 0);
    t2s__context_ref(context);
    request->context = context;
    no_settings = t2s__settings_copy(&context->settings, &request->settings);
    request->callback = callback;
    request->user_data = user_data;
    request->asked_at = t2s_loop_now();
    request->stage_since = request->asked_at;
    request->job.begin.run = run_begin;
    request->job.abort = abort_request;
    request->cancel_node.run = run_cancel;
    request->question = t2s__strdup(question);
    request->answer = t2s__answer_new();
    uv_mutex_lock(&context->mutex);
    code = t2s__parts_copy(&context->parts, &request->parts);
    request->listener = context->listener;
    uv_mutex_unlock(&context->mutex);
    if (request->question == NULL || request->answer == NULL || code != 0 || no_settings != 0) {
        t2s_request_unref(request);
        return NULL;
    }
    return request;
}

/* From here on the pipeline and the posted beginning have a reference each. 0; T2S_E_SHUTDOWN. */
static int begin(t2s_request *request)
{
    int code;

    request->id = 1 + atomic_fetch_add(&request->context->last_request_id, 1);
    atomic_fetch_add(&request->references, 2);
    code = t2s__context_enlist(request->context, &request->job);
    if (code != 0)
        atomic_fetch_sub(&request->references, 2);
    return code;
}

int t2s_ask(t2s_context *context, const char *question, const t2s_options *options, t2s_ask_fn callback, void *user_data,
            t2s_request **ret_request, t2s_error **reterr_error)
{
    t2s_request *request;
    int code;

    if (context == NULL || callback == NULL)
        return t2s__fail(reterr_error, T2S_E_INVALID, "a context and a callback are needed");
    code = check_question(question, reterr_error);
    if (code != 0)
        return code;
    request = request_new(context, question, callback, user_data);
    if (request == NULL)
        return t2s__fail_nomem(reterr_error);
    code = t2s__settings_of_question(options, &request->settings, reterr_error);
    if (code == 0)
        code = check_parts(request, reterr_error);
    if (code == 0) {
        if (ret_request != NULL)
            *ret_request = t2s_request_ref(request);
        code = begin(request);
        if (code != 0) {
            if (ret_request != NULL) {
                t2s_request_unref(*ret_request);
                *ret_request = NULL;
            }
            t2s__fail(reterr_error, code, "%s", t2s_strerror(code));
        }
    }
    t2s_request_unref(request);
    return code;
}

void t2s_request_cancel(t2s_request *request)
{
    if (request == NULL || atomic_exchange(&request->cancel_posted, 1) != 0)
        return;
    t2s_request_ref(request);
    t2s__loop_post(request->context->loop, &request->cancel_node);
}

static void count(t2s_request *request)
{
    static const int counter_of[] = {
        [T2S_OUTCOME_ANSWERED] = T2S_COUNTER_ANSWERED,         [T2S_OUTCOME_CLARIFY] = T2S_COUNTER_CLARIFY,
        [T2S_OUTCOME_UNANSWERABLE] = T2S_COUNTER_UNANSWERABLE, [T2S_OUTCOME_REFUSED] = T2S_COUNTER_REFUSED,
        [T2S_OUTCOME_FAILED] = T2S_COUNTER_FAILED,
    };
    t2s_answer *answer = request->answer;

    answer->counters[T2S_COUNTER_QUESTIONS] = 1;
    answer->counters[counter_of[answer->outcome]] = 1;
    for (int i = 0; i < T2S_COUNTER_COUNT; i++)
        atomic_fetch_add_explicit(&request->context->counters[i], answer->counters[i], memory_order_relaxed);
}

static void log_end(const t2s_request *request, int stage)
{
    const t2s_answer *answer = request->answer;
    const t2s_error *error = answer->error;
    int level = error != NULL ? T2S_LOG_WARNING : T2S_LOG_INFO;
    const t2s__log log = t2s__context_log(request->context);
    t2s_log_record record;

    if (!t2s__log_wants(&log, level))
        return;
    t2s__log_begin(&record, level, "request ended", request->id);
    t2s__log_text(&record, "outcome", t2s_outcome_name(answer->outcome));
    t2s__log_text(&record, "refused_by", answer->refused_by);
    if (request->from_cache || answer->counters[T2S_COUNTER_COALESCED] != 0)
        t2s__log_text(&record, "from", request->from_cache ? "cache" : "an identical question");
    if (error != NULL) {
        t2s__log_text(&record, "stage", t2s_stage_name(stage));
        t2s__log_text(&record, "code", t2s_error_name(t2s_error_code(error)));
        t2s__log_text(&record, "error", t2s_error_message(error));
    }
    t2s__log_number(&record, "duration_us", answer->durations[T2S_STAGE_NONE] / 1000);
    t2s__log_number(&record, "provider_calls", answer->counters[T2S_COUNTER_PROVIDER_CALLS]);
    t2s__log_number(&record, "repairs", answer->counters[T2S_COUNTER_REPAIRS]);
    t2s__log_number(&record, "mended", answer->counters[T2S_COUNTER_MENDED]);
    t2s__log_number(&record, "rows", answer->counters[T2S_COUNTER_ROWS]);
    t2s__log_emit(&log, &record);
}

void t2s__request_let_go(t2s_request *request)
{
    if (!request->ended || request->working)
        return;
    t2s__judging_dispose(&request->judging);
    t2s__parts_dispose(&request->parts);
    t2s__snapshot_unref(request->snapshot);
    request->snapshot = NULL;
    t2s_error_unref(request->blamed);
    request->blamed = NULL;
    t2s_prompt_unref(request->prompt);
    request->prompt = NULL;
    t2s_prompt_unref(request->first_prompt);
    request->first_prompt = NULL;
}

/* Stop what is under way for it. */
static void stop(t2s_request *request)
{
    if (request->parts.source != NULL)
        t2s__store_cancel(t2s__source_store(request->parts.source), &request->waiter);
    if (request->reply != NULL) {
        if (request->given_up == T2S_E_TIMEOUT)
            t2s_reply_expire(request->reply);
        else
            t2s_reply_abandon(request->reply);
        t2s__request_take_records(request, request->reply);
        t2s_reply_unref(request->reply);
        request->reply = NULL;
    }
    if (request->execution != NULL) {
        t2s_execution_abandon(request->execution);
        t2s_execution_unref(request->execution);
        request->execution = NULL;
    }
    t2s_timer_free(request->deadline);
    request->deadline = NULL;
    t2s__passenger_leave(&request->passenger);
}

/* The same end, for one who waited for it. */
static void end_alike(t2s_request *other, const t2s_answer *answer)
{
    other->answer->counters[T2S_COUNTER_COALESCED] = 1;
    other->answer->verdict = t2s__verdict_ref(answer->verdict);
    if (t2s__strset(&other->answer->model, answer->model) != 0 || t2s__strset(&other->answer->refused_by, answer->refused_by) != 0 ||
        t2s__strset(&other->answer->refusal, answer->refusal) != 0)
        t2s__request_fail_nomem(other);
    else
        t2s__request_end(other, answer->outcome, t2s_error_ref(answer->error));
}

/* It was to answer others, too: they end as it did, unless it is only this one that nobody waits for any more. */
static void end_flight(t2s_request *request)
{
    t2s__flights *flights = &request->context->flights;
    int given_up = request->given_up != 0 || t2s_error_code(request->answer->error) == T2S_E_NOMEM;
    t2s__passenger *passenger;

    if (!t2s__passenger_flies(&request->passenger))
        return;
    if (given_up) {
        passenger = t2s__flight_hand_over(flights, &request->passenger);
        if (passenger != NULL && request->given_up != T2S_E_SHUTDOWN)
            t2s__step_prompt(t2s__request_of_passenger(passenger));
        return;
    }
    while ((passenger = t2s__flight_land_one(flights, &request->passenger)) != NULL)
        end_alike(t2s__request_of_passenger(passenger), request->answer);
}

void t2s__request_end(t2s_request *request, int outcome, t2s_error *error)
{
    t2s_answer *answer = request->answer;
    int stage = atomic_load(&request->stage);
    uint64_t now = t2s_loop_now();

    request->ended = 1;
    stop(request);
    answer->durations[stage] += now - request->stage_since;
    answer->durations[T2S_STAGE_NONE] = now - request->asked_at;
    answer->outcome = outcome;
    answer->error = t2s__error_in_stage(error, stage);
    atomic_store(&request->stage, T2S_STAGE_NONE);
    t2s__context_delist(request->context, &request->job);
    count(request);
    log_end(request, stage);
    t2s__request_let_go(request);
    request->callback(request, t2s_error_code(answer->error), answer, request->user_data);
    end_flight(request);
    t2s_request_unref(request); /* the pipeline's */
}
