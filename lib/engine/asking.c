/* SPDX-License-Identifier: MIT */
/* Making the prompt, and asking the model. */
#include <string.h>

#include "engine/step.h"
#include "prompt/prompt.h"
#include "util/error.h"
#include "util/memory.h"

static void note_records(t2s_request *request, t2s_reply *reply)
{
    t2s_answer *answer = request->answer;
    size_t count = t2s_reply_record_count(reply);

    for (size_t i = 0; i < count; i++) {
        t2s_call *call = t2s_reply_record(reply, i);

        t2s__event_call(&request->listener, request->id, call);
        t2s__calls_add(&answer->calls, call); /* where memory is short the sums have to do */
        t2s_call_unref(call);
    }
    answer->counters[T2S_COUNTER_PROVIDER_CALLS] += count;
    answer->counters[T2S_COUNTER_INPUT_TOKENS] += t2s_reply_input_tokens(reply);
    answer->counters[T2S_COUNTER_OUTPUT_TOKENS] += t2s_reply_output_tokens(reply);
    answer->counters[T2S_COUNTER_CACHED_TOKENS] += t2s_reply_cached_tokens(reply);
    answer->counters[T2S_COUNTER_COST] += t2s_reply_cost(reply);
}

static void log_call(const t2s_request *request, const t2s_call *call)
{
    t2s_log_record record;

    t2s__log_begin(&record, T2S_LOG_INFO, "provider replied", request->id);
    t2s__log_text(&record, "provider", t2s_call_provider(call));
    t2s__log_text(&record, "model", t2s_call_model(call));
    t2s__log_text(&record, "code", t2s_error_name(t2s_call_code(call)));
    t2s__log_text(&record, "reason", t2s_call_reason_name(t2s_call_reason(call)));
    t2s__log_number(&record, "attempt", (uint64_t)t2s_call_attempt(call));
    t2s__log_number(&record, "first_byte_us", t2s_call_first_byte(call) / 1000);
    t2s__log_number(&record, "duration_us", t2s_call_duration(call) / 1000);
    t2s__log_number(&record, "input_tokens", t2s_call_input_tokens(call));
    t2s__log_number(&record, "output_tokens", t2s_call_output_tokens(call));
    t2s__log_number(&record, "cached_tokens", t2s_call_cached_tokens(call));
    t2s__log_number(&record, "cost", t2s_call_cost(call));
    t2s__request_log(request, &record);
}

void t2s__request_take_records(t2s_request *request, t2s_reply *reply)
{
    size_t known = request->answer->calls.count;

    note_records(request, reply);
    if (!t2s__request_logs(request, T2S_LOG_INFO))
        return;
    for (size_t i = known; i < request->answer->calls.count; i++)
        log_call(request, request->answer->calls.items[i]);
}

static void refused_by_model(t2s_request *request, const char *refusal)
{
    t2s_answer *answer = request->answer;

    t2s__verdict_unref(answer->verdict);
    answer->verdict = t2s__verdict_new(NULL, 0);
    if (answer->verdict == NULL || t2s__strset(&answer->verdict->reply.explanation, refusal) != 0)
        t2s__request_fail_nomem(request);
    else
        t2s__step_refused(request, "provider", refusal);
}

static void on_reply(t2s_reply *reply, void *user_data)
{
    t2s_request *request = user_data;
    char *text = NULL;

    request->reply = NULL;
    request->alternative = t2s_reply_has_alternative(reply);
    t2s__request_take_records(request, reply);
    if (t2s__strset(&request->answer->model, t2s_reply_model(reply)) != 0)
        t2s__request_fail_nomem(request);
    else if (t2s_reply_error(reply) != NULL)
        t2s__request_fail(request, t2s_error_ref(t2s_reply_error(reply)));
    else if (t2s_reply_refusal(reply) != NULL)
        refused_by_model(request, t2s_reply_refusal(reply));
    else if ((text = t2s__strndup(t2s_reply_text(reply), t2s_reply_length(reply))) == NULL)
        t2s__request_fail_nomem(request);
    else
        t2s__step_judge(request, text, t2s_reply_length(reply));
    t2s_reply_unref(reply);
}

static void on_text(t2s_reply *reply, size_t offset, const char *text, size_t length, void *user_data)
{
    t2s_request *request = user_data;

    (void)reply;
    t2s__event_text(&request->listener, request->id, offset, text, length);
}

void t2s__step_provider(t2s_request *request)
{
    t2s_answer *answer = request->answer;
    int code;

    t2s__request_enter(request, T2S_STAGE_PROVIDER);
    request->rechecked = 0;
    for (size_t i = 0; i < t2s_prompt_message_count(request->prompt); i++)
        answer->counters[T2S_COUNTER_PROMPT_BYTES] += t2s__prompt_message_length(request->prompt, i);
    code = t2s_provider_call(request->parts.provider, request->context->loop, request->prompt, on_reply, request, &request->reply);
    if (code != 0) {
        t2s__request_fail(request, t2s__error(code, "the provider \"%s\" did not take the prompt: %s",
                                              t2s_provider_name(request->parts.provider), t2s_strerror(code)));
        return;
    }
    t2s_reply_set_price_list(request->reply, request->parts.prices);
    if (request->listener.callback != NULL)
        t2s_reply_watch(request->reply, on_text, request);
}

/* What providers may know of the request, before they see the prompt. 0; T2S_E_NOMEM. */
static int complete_prompt(t2s_request *request)
{
    t2s_prompt *prompt = request->prompt;
    const char *caller = t2s__request_caller(request);

    t2s__prompt_set_deadline(prompt, request->asked_at + (uint64_t)request->settings.timeout_ms * 1000000U);
    t2s__prompt_set_watched(prompt, request->listener.callback != NULL);
    return caller[0] != '\0' ? t2s__prompt_set_caller(prompt, caller) : 0;
}

static void use_prompt(t2s_request *request)
{
    t2s__judging *judging = &request->judging;

    t2s__request_attribute(request, T2S_STAGE_PROMPT, judging->durations[T2S_STAGE_PROMPT]);
    if (judging->code != 0) {
        t2s__request_fail(request, t2s_error_ref(judging->error));
        return;
    }
    request->prompt = judging->prompt;
    request->first_prompt = t2s_prompt_ref(request->prompt);
    judging->prompt = NULL;
    request->answer->counters[T2S_COUNTER_SCHEMA_TOKENS] = judging->schema_tokens;
    if (complete_prompt(request) != 0)
        t2s__request_fail_nomem(request);
    else
        t2s__step_provider(request);
}

void t2s__step_prompt(t2s_request *request)
{
    t2s__request_enter(request, T2S_STAGE_RETRIEVAL);
    if (t2s__snapshot_is_cheap(request->snapshot, request->judging.budget, request->judging.counter)) {
        t2s__judging_make_prompt(&request->judging);
        use_prompt(request);
    } else
        t2s__request_queue(request, t2s__judging_make_prompt, use_prompt);
}
