/* SPDX-License-Identifier: MIT */
#include "calls.h"

#include <inttypes.h>
#include <stdio.h>

#include <text2sql/sys/error.h>

#include "json.h"
#include "message.h"

#define BILLION 1e9

/* A call that was stopped has a code and no error: the code then says it all. */
static json_object *error_of(const t2s_call *call)
{
    t2s_error *general = NULL;
    json_object *object;

    if (t2s_call_code(call) == 0 || t2s_call_error(call) != NULL)
        return json_error(t2s_call_error(call));
    general = t2s_error_new(t2s_call_code(call), NULL);
    if (general == NULL)
        out_of_memory();
    object = json_error(general);
    t2s_error_unref(general);
    return object;
}

static json_object *json_call(const t2s_call *call, uint64_t began)
{
    json_object *object = json_new_object();

    json_add_text(object, "provider", t2s_call_provider(call));
    json_add_text(object, "model", t2s_call_model(call));
    json_add_text(object, "reason", t2s_call_reason_name(t2s_call_reason(call)));
    json_add_int(object, "attempt", t2s_call_attempt(call));
    json_add(object, "error", error_of(call));
    json_add_int(object, "input_tokens", (int64_t)t2s_call_input_tokens(call));
    json_add_int(object, "output_tokens", (int64_t)t2s_call_output_tokens(call));
    json_add_int(object, "cached_tokens", (int64_t)t2s_call_cached_tokens(call));
    json_add_bool(object, "estimated", t2s_call_is_estimated(call));
    json_add_int(object, "cost", (int64_t)t2s_call_cost(call));
    json_add_int(object, "started_us", (int64_t)((t2s_call_started(call) - began) / 1000));
    if (t2s_call_first_byte(call) > 0)
        json_add_int(object, "first_byte_us", (int64_t)(t2s_call_first_byte(call) / 1000));
    else
        json_add(object, "first_byte_us", NULL);
    json_add_int(object, "duration_us", (int64_t)(t2s_call_duration(call) / 1000));
    return object;
}

json_object *json_calls(const t2s_answer *answer)
{
    json_object *array = json_new_array();
    size_t count = t2s_answer_call_count(answer);
    uint64_t began = count > 0 ? t2s_call_started(t2s_answer_call(answer, 0)) : 0; /* they come in the order of their beginnings */

    for (size_t i = 0; i < count; i++)
        json_append(array, json_call(t2s_answer_call(answer, i), began));
    return array;
}

static void print_usage(uint64_t input, uint64_t output, uint64_t cached, uint64_t cost)
{
    fprintf(stderr, "%" PRIu64 " tokens in", input);
    if (cached > 0)
        fprintf(stderr, " (%" PRIu64 " of them cached)", cached);
    fprintf(stderr, ", %" PRIu64 " out", output);
    if (cost > 0)
        fprintf(stderr, ", cost %.9g", (double)cost / BILLION);
}

static void print_call(const t2s_call *call)
{
    fputs("text2sql: call: ", stderr);
    put_text(stderr, t2s_call_provider(call), 4);
    if (t2s_call_model(call) != NULL) {
        fputc(' ', stderr);
        put_text(stderr, t2s_call_model(call), 4);
    }
    fprintf(stderr, " (%s", t2s_call_reason_name(t2s_call_reason(call)));
    if (t2s_call_attempt(call) > 0)
        fprintf(stderr, ", repair %d", t2s_call_attempt(call));
    fputs("): ", stderr);
    if (t2s_call_code(call) != 0)
        fprintf(stderr, "%s, ", t2s_error_name(t2s_call_code(call)));
    if (t2s_call_is_estimated(call))
        fputs("about ", stderr);
    print_usage(t2s_call_input_tokens(call), t2s_call_output_tokens(call), t2s_call_cached_tokens(call), t2s_call_cost(call));
    fprintf(stderr, "; %.3f s", (double)t2s_call_duration(call) / BILLION);
    if (t2s_call_first_byte(call) > 0)
        fprintf(stderr, ", the first byte after %.3f s", (double)t2s_call_first_byte(call) / BILLION);
    fputc('\n', stderr);
}

void print_calls(const t2s_answer *answer)
{
    size_t count = t2s_answer_call_count(answer);

    for (size_t i = 0; i < count; i++)
        print_call(t2s_answer_call(answer, i));
    if (count < 2)
        return;
    fprintf(stderr, "text2sql: %zu calls: ", count);
    print_usage(t2s_answer_counter(answer, T2S_COUNTER_INPUT_TOKENS), t2s_answer_counter(answer, T2S_COUNTER_OUTPUT_TOKENS),
                t2s_answer_counter(answer, T2S_COUNTER_CACHED_TOKENS), t2s_answer_counter(answer, T2S_COUNTER_COST));
    fputc('\n', stderr);
}
