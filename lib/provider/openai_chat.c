/* SPDX-License-Identifier: MIT */
/* Chat Completions: what is sent, and what comes back, whole or in pieces. */
#include <string.h>

#include "provider/json.h"
#include "provider/openai.h"

/* What a reply has said so far: t2s_connector_call_numbers(). */
enum { TEXT_BYTES, TOOL_CALLS, MODEL_TOLD, HAS_ENDED };

/* Writing. */

static void write_messages(const t2s_prompt *prompt, t2s_connector_text *body)
{
    size_t count = t2s_prompt_message_count(prompt);

    t2s_connector_text_add(body, ",\"messages\":[");
    for (size_t i = 0; i < count; i++) {
        if (i != 0)
            t2s_connector_text_add(body, ",");
        t2s__openai_write_message(prompt, i, body);
    }
    t2s_connector_text_add(body, "]");
}

static void write_response_format(const t2s_connector_call *call, t2s_connector_text *body)
{
    int output = t2s_connector_call_output(call);

    if (output == T2S_CONNECTOR_OUTPUT_JSON_OBJECT) {
        t2s_connector_text_add(body, ",\"response_format\":{\"type\":\"json_object\"}");
    } else if (output == T2S_CONNECTOR_OUTPUT_JSON_SCHEMA) {
        t2s_connector_text_add(body, ",\"response_format\":{\"type\":\"json_schema\",\"json_schema\":"
                                     "{\"name\":\"text2sql_reply\",\"strict\":true,\"schema\":");
        t2s_connector_text_add(body, t2s_prompt_schema(t2s_connector_call_prompt(call)));
        t2s_connector_text_add(body, "}}");
    }
}

static void write_stream(const t2s_connector_call *call, t2s_connector_text *body)
{
    if (!t2s_connector_call_uses(call, T2S_CONNECTOR_STREAM))
        return;
    t2s_connector_text_add(body, ",\"stream\":true");
    if (t2s_connector_call_uses(call, T2S_CONNECTOR_STREAM_USAGE))
        t2s_connector_text_add(body, ",\"stream_options\":{\"include_usage\":true}");
}

int t2s__openai_chat_write(void *user_data, const t2s_connector_call *call, t2s_connector_text *body)
{
    const int is_newer = t2s_connector_call_uses(call, T2S__OPENAI_MAX_COMPLETION_TOKENS);

    (void)user_data;
    t2s_connector_text_add(body, "{\"model\":");
    t2s_connector_text_add_json(body, t2s_connector_call_option(call, "model"));
    write_messages(t2s_connector_call_prompt(call), body);
    write_response_format(call, body);
    t2s__openai_write_number(call, "temperature", "temperature", body);
    t2s__openai_write_number(call, "seed", "seed", body);
    t2s__openai_write_word(call, "reasoning_effort", "reasoning_effort", body);
    t2s__openai_write_number(call, "max_output_tokens", is_newer ? "max_completion_tokens" : "max_tokens", body);
    write_stream(call, body);
    t2s_connector_text_add(body, "}");
    return 0;
}

/* Reading: a message that is whole, and the "delta" of a streamed one, have the same members. */

static void read_usage(t2s_connector_call *call, json_object *root)
{
    json_object *usage = t2s__json_member(root, "usage", json_type_object);
    json_object *details = t2s__json_member(usage, "prompt_tokens_details", json_type_object);
    uint64_t input = t2s__json_count(usage, "prompt_tokens");
    uint64_t output = t2s__json_count(usage, "completion_tokens");

    if (usage == NULL)
        return;
    if (input != 0 || output != 0)
        t2s_reply_set_tokens(t2s_connector_call_reply(call), input, output, t2s__json_count(details, "cached_tokens"));
    t2s__openai_read_cost(call, usage);
}

static int read_text(t2s_connector_call *call, const char *text, size_t length)
{
    t2s_connector_call_numbers(call)[TEXT_BYTES] += length;
    return t2s_connector_call_append(call, text, length);
}

/* A list of parts, as some servers send it. */
static int read_parts(t2s_connector_call *call, json_object *parts)
{
    int code = 0;

    for (size_t i = 0; code == 0 && i < json_object_array_length(parts); i++) {
        size_t length = 0;
        const char *text = t2s__json_string(json_object_array_get_idx(parts, i), "text", &length);

        if (text != NULL)
            code = read_text(call, text, length);
    }
    return code;
}

static int read_message(t2s_connector_call *call, json_object *message)
{
    json_object *tools = t2s__json_member(message, "tool_calls", json_type_array);
    json_object *parts = t2s__json_member(message, "content", json_type_array);
    const char *refusal = t2s__json_string(message, "refusal", NULL);
    size_t length = 0;
    const char *text = t2s__json_string(message, "content", &length);

    if ((tools != NULL && json_object_array_length(tools) != 0) ||
        t2s__json_member(message, "function_call", json_type_object) != NULL)
        t2s_connector_call_numbers(call)[TOOL_CALLS]++;
    if (refusal != NULL && refusal[0] != '\0') {
        t2s_connector_text_add(t2s_connector_call_scratch(call), refusal);
        return 0;
    }
    if (parts != NULL)
        return read_parts(call, parts);
    return text != NULL ? read_text(call, text, length) : 0;
}

/* All is there: is it a reply? */
static int judge(t2s_connector_call *call, const char *finish_reason, t2s_connector_problem *problem)
{
    const uint64_t *numbers = t2s_connector_call_numbers(call);
    const char *refusal = t2s_connector_text_string(t2s_connector_call_scratch(call), NULL);

    if (strcmp(finish_reason, "length") == 0)
        return t2s__openai_cut_off(problem);
    if (strcmp(finish_reason, "content_filter") == 0)
        return t2s__openai_filtered(call);
    if (refusal[0] != '\0')
        return t2s_reply_set_refusal(t2s_connector_call_reply(call), refusal);
    if (numbers[TEXT_BYTES] == 0 && numbers[TOOL_CALLS] != 0)
        return t2s_connector_problem_malformed(problem, "it calls a tool, though none was offered");
    if (numbers[TEXT_BYTES] == 0)
        return t2s_connector_problem_malformed(problem, "its content is empty");
    return 0;
}

/* Gateways put what went wrong upstream into the reply, or into the choice. */
static int has_error(json_object *object)
{
    json_object *error = NULL;

    return json_object_is_type(object, json_type_object) && json_object_object_get_ex(object, "error", &error) && error != NULL;
}

static int read_error(t2s_connector_problem *problem, json_object *object)
{
    const char *text = json_object_to_json_string_ext(object, JSON_C_TO_STRING_PLAIN);

    return text != NULL ? t2s_connector_problem_read(problem, 0, text, strlen(text)) : T2S_E_NOMEM;
}

static const char *finish_reason_of(json_object *choice)
{
    const char *reason = t2s__json_string(choice, "finish_reason", NULL);

    return reason != NULL ? reason : "";
}

static int read_choice(t2s_connector_call *call, json_object *choice, t2s_connector_problem *problem)
{
    json_object *message = t2s__json_member(choice, "message", json_type_object);
    int code;

    if (has_error(choice))
        return read_error(problem, choice);
    if (message == NULL)
        return t2s_connector_problem_malformed(problem, "its choice has no message");
    if (strcmp(finish_reason_of(choice), "content_filter") == 0)
        return t2s__openai_filtered(call);
    code = read_message(call, message);
    return code == 0 ? judge(call, finish_reason_of(choice), problem) : code;
}

static int read_completion(t2s_connector_call *call, json_object *root, t2s_connector_problem *problem)
{
    json_object *choices = t2s__json_member(root, "choices", json_type_array);
    int code;

    if (choices == NULL && (has_error(root) || t2s__json_string(root, "message", NULL) != NULL))
        return read_error(problem, root);
    if (choices == NULL)
        return t2s_connector_problem_malformed(problem, "it has no choices");
    read_usage(call, root); /* a reply that is no use was paid for, too */
    code = t2s__openai_read_model(call, root, &t2s_connector_call_numbers(call)[MODEL_TOLD]);
    if (code != 0)
        return code;
    if (json_object_array_length(choices) == 0)
        return has_error(root) ? read_error(problem, root) : t2s_connector_problem_malformed(problem, "its choices are empty");
    return read_choice(call, json_object_array_get_idx(choices, 0), problem);
}

int t2s__openai_chat_read(void *user_data, t2s_connector_call *call, const char *body, size_t length,
                          t2s_connector_problem *problem)
{
    json_object *root = NULL;
    int code = t2s__openai_parse(body, length, problem, &root);

    (void)user_data;
    if (code == 0)
        code = read_completion(call, root, problem);
    json_object_put(root);
    return code;
}

/* Streams. */

/* The end was told, by a finish_reason or by the mark; a second time it is only the mark. */
static int read_end(t2s_connector_call *call, const char *finish_reason, int how, t2s_connector_problem *problem)
{
    uint64_t *numbers = t2s_connector_call_numbers(call);
    int code = numbers[HAS_ENDED] ? 0 : judge(call, finish_reason, problem);

    numbers[HAS_ENDED] = 1;
    return code == 0 ? how : code;
}

static int read_delta(t2s_connector_call *call, json_object *choice, t2s_connector_problem *problem)
{
    const char *finish_reason = finish_reason_of(choice);
    json_object *message = t2s__json_member(choice, "delta", json_type_object);
    int code;

    if (t2s__json_count(choice, "index") != 0)
        return T2S_CONNECTOR_MORE;
    if (has_error(choice))
        return read_error(problem, choice);
    if (message == NULL)
        message = t2s__json_member(choice, "message", json_type_object); /* a whole one within a stream */
    code = read_message(call, message);
    if (code != 0 || finish_reason[0] == '\0')
        return code;
    return read_end(call, finish_reason, T2S_CONNECTOR_DONE, problem);
}

static int read_chunk(t2s_connector_call *call, json_object *root, t2s_connector_problem *problem)
{
    json_object *choices = t2s__json_member(root, "choices", json_type_array);
    int code;

    if (has_error(root))
        return read_error(problem, root);
    read_usage(call, root);
    code = t2s__openai_read_model(call, root, &t2s_connector_call_numbers(call)[MODEL_TOLD]);
    for (size_t i = 0; code == 0 && choices != NULL && i < json_object_array_length(choices); i++)
        code = read_delta(call, json_object_array_get_idx(choices, i), problem);
    return code;
}

int t2s__openai_chat_read_event(void *user_data, t2s_connector_call *call, const char *event, const char *data, size_t length,
                                t2s_connector_problem *problem)
{
    json_object *root = NULL;
    int code;

    (void)user_data;
    (void)event;
    if (strncmp(data, "[DONE]", 6) == 0)
        return read_end(call, "", T2S_CONNECTOR_END, problem);
    code = t2s__openai_parse(data, length, problem, &root);
    if (code == 0)
        code = read_chunk(call, root, problem);
    json_object_put(root);
    return code;
}
