/* SPDX-License-Identifier: MIT */
/* Responses: what is sent, and what comes back, whole or in events. */
#include <string.h>

#include "provider/json.h"
#include "provider/openai.h"

/* What a reply has said so far: t2s_connector_call_numbers(). COMMENTS: bit n is set when the output's item n is no part of it. */
enum { TEXT_BYTES, TOOL_CALLS, MODEL_TOLD, HAS_ENDED, COMMENTS };

/* Writing. */

/* The first message becomes the instructions, if it is the system's. */
static size_t write_instructions(const t2s_prompt *prompt, t2s_connector_text *body)
{
    if (t2s_prompt_message_count(prompt) < 2 || t2s_prompt_message_role(prompt, 0) != T2S_ROLE_SYSTEM)
        return 0;
    t2s_connector_text_add(body, ",\"instructions\":");
    t2s_connector_text_add_json(body, t2s_prompt_message_text(prompt, 0));
    return 1;
}

static void write_input(const t2s_prompt *prompt, t2s_connector_text *body)
{
    size_t first = write_instructions(prompt, body);

    t2s_connector_text_add(body, ",\"input\":[");
    for (size_t i = first; i < t2s_prompt_message_count(prompt); i++) {
        if (i != first)
            t2s_connector_text_add(body, ",");
        t2s__openai_write_message(prompt, i, body);
    }
    t2s_connector_text_add(body, "]");
}

static void write_format(const t2s_connector_call *call, t2s_connector_text *body)
{
    int output = t2s_connector_call_output(call);

    if (output == T2S_CONNECTOR_OUTPUT_JSON_OBJECT) {
        t2s_connector_text_add(body, ",\"text\":{\"format\":{\"type\":\"json_object\"}}");
    } else if (output == T2S_CONNECTOR_OUTPUT_JSON_SCHEMA) {
        t2s_connector_text_add(body, ",\"text\":{\"format\":{\"type\":\"json_schema\",\"name\":\"text2sql_reply\","
                                     "\"strict\":true,\"schema\":");
        t2s_connector_text_add(body, t2s_prompt_schema(t2s_connector_call_prompt(call)));
        t2s_connector_text_add(body, "}}");
    }
}

static void write_effort(const t2s_connector_call *call, t2s_connector_text *body)
{
    const char *effort = t2s_connector_call_option(call, "reasoning_effort");

    if (effort == NULL)
        return;
    t2s_connector_text_add(body, ",\"reasoning\":{\"effort\":");
    t2s_connector_text_add_json(body, effort);
    t2s_connector_text_add(body, "}");
}

int t2s__openai_responses_write(void *user_data, const t2s_connector_call *call, t2s_connector_text *body)
{
    (void)user_data;
    t2s_connector_text_add(body, "{\"model\":");
    t2s_connector_text_add_json(body, t2s_connector_call_option(call, "model"));
    write_input(t2s_connector_call_prompt(call), body);
    write_format(call, body);
    write_effort(call, body);
    t2s__openai_write_number(call, "temperature", "temperature", body);
    t2s__openai_write_number(call, "max_output_tokens", "max_output_tokens", body);
    if (t2s_connector_call_uses(call, T2S__OPENAI_STORE))
        t2s_connector_text_add(body, ",\"store\":false");
    if (t2s_connector_call_uses(call, T2S_CONNECTOR_STREAM))
        t2s_connector_text_add(body, ",\"stream\":true");
    t2s_connector_text_add(body, "}");
    return 0;
}

/* Reading. */

static void read_usage(t2s_connector_call *call, json_object *response)
{
    json_object *usage = t2s__json_member(response, "usage", json_type_object);
    json_object *details = t2s__json_member(usage, "input_tokens_details", json_type_object);
    uint64_t input = t2s__json_count(usage, "input_tokens");
    uint64_t output = t2s__json_count(usage, "output_tokens");

    if (usage == NULL)
        return;
    if (input != 0 || output != 0)
        t2s_reply_set_tokens(t2s_connector_call_reply(call), input, output, t2s__json_count(details, "cached_tokens"));
    t2s__openai_read_cost(call, usage);
}

static int is(json_object *object, const char *name, const char *value)
{
    const char *text = t2s__json_string(object, name, NULL);

    return text != NULL && strcmp(text, value) == 0;
}

static int read_text(t2s_connector_call *call, json_object *object, const char *name)
{
    size_t length = 0;
    const char *text = t2s__json_string(object, name, &length);

    if (text == NULL)
        return 0;
    t2s_connector_call_numbers(call)[TEXT_BYTES] += length;
    return t2s_connector_call_append(call, text, length);
}

static void read_refusal(t2s_connector_call *call, json_object *object, const char *name)
{
    const char *refusal = t2s__json_string(object, name, NULL);

    if (refusal != NULL)
        t2s_connector_text_add(t2s_connector_call_scratch(call), refusal);
}

static int read_content(t2s_connector_call *call, json_object *content)
{
    int code = 0;

    for (size_t i = 0; code == 0 && content != NULL && i < json_object_array_length(content); i++) {
        json_object *part = json_object_array_get_idx(content, i);

        if (is(part, "type", "output_text"))
            code = read_text(call, part, "text");
        else if (is(part, "type", "refusal"))
            read_refusal(call, part, "refusal");
    }
    return code;
}

/* What the model says on its way to the answer. */
static int is_comment(json_object *item)
{
    return is(item, "phase", "commentary");
}

static int is_tool_call(json_object *item)
{
    const char *type = t2s__json_string(item, "type", NULL);
    size_t length = type != NULL ? strlen(type) : 0;

    return length > 5 && strcmp(type + length - 5, "_call") == 0;
}

/* A message, a thought, a call of a tool, or what was invented since. */
static int read_item(t2s_connector_call *call, json_object *item)
{
    if (is_tool_call(item))
        t2s_connector_call_numbers(call)[TOOL_CALLS]++;
    if (!is(item, "type", "message") || is_comment(item))
        return 0;
    return read_content(call, t2s__json_member(item, "content", json_type_array));
}

static int read_output(t2s_connector_call *call, json_object *response)
{
    json_object *output = t2s__json_member(response, "output", json_type_array);
    int code = 0;

    for (size_t i = 0; code == 0 && output != NULL && i < json_object_array_length(output); i++)
        code = read_item(call, json_object_array_get_idx(output, i));
    return code;
}

static int read_error(t2s_connector_problem *problem, json_object *object)
{
    const char *text = json_object_to_json_string_ext(object, JSON_C_TO_STRING_PLAIN);

    return text != NULL ? t2s_connector_problem_read(problem, 0, text, strlen(text)) : T2S_E_NOMEM;
}

static int judge_incomplete(t2s_connector_call *call, json_object *response, t2s_connector_problem *problem)
{
    json_object *details = t2s__json_member(response, "incomplete_details", json_type_object);

    if (is(details, "reason", "content_filter"))
        return t2s__openai_filtered(call);
    return t2s__openai_cut_off(problem);
}

/* All is there: is it a reply? */
static int judge(t2s_connector_call *call, json_object *response, t2s_connector_problem *problem)
{
    const uint64_t *numbers = t2s_connector_call_numbers(call);
    const char *refusal = t2s_connector_text_string(t2s_connector_call_scratch(call), NULL);
    const char *status = t2s__json_string(response, "status", NULL);

    if (is(response, "status", "failed"))
        return read_error(problem, response);
    if (is(response, "status", "incomplete"))
        return judge_incomplete(call, response, problem);
    if (status != NULL && strcmp(status, "completed") != 0)
        return t2s_connector_problem_malformed(problem, "it is not completed, and says nothing of why");
    if (refusal[0] != '\0')
        return t2s_reply_set_refusal(t2s_connector_call_reply(call), refusal);
    if (numbers[TEXT_BYTES] == 0 && numbers[TOOL_CALLS] != 0)
        return t2s_connector_problem_malformed(problem, "it calls a tool, though none was offered");
    if (numbers[TEXT_BYTES] == 0)
        return t2s_connector_problem_malformed(problem, "its output holds no text");
    return 0;
}

/* A response at its end; what was streamed already is not read again. */
static int read_response(t2s_connector_call *call, json_object *response, t2s_connector_problem *problem)
{
    uint64_t *numbers = t2s_connector_call_numbers(call);
    const char *refusal = t2s_connector_text_string(t2s_connector_call_scratch(call), NULL);
    int code;

    read_usage(call, response); /* a reply that is no use was paid for, too */
    code = t2s__openai_read_model(call, response, &numbers[MODEL_TOLD]);
    if (code == 0 && numbers[TEXT_BYTES] == 0 && refusal[0] == '\0')
        code = read_output(call, response);
    return code == 0 ? judge(call, response, problem) : code;
}

static int read_whole(t2s_connector_call *call, json_object *root, t2s_connector_problem *problem)
{
    json_object *error = NULL;

    if (t2s__json_member(root, "output", json_type_array) != NULL || t2s__json_string(root, "status", NULL) != NULL)
        return read_response(call, root, problem);
    if ((json_object_object_get_ex(root, "error", &error) && error != NULL) || t2s__json_string(root, "message", NULL) != NULL)
        return read_error(problem, root);
    return t2s_connector_problem_malformed(problem, "it has no output");
}

int t2s__openai_responses_read(void *user_data, t2s_connector_call *call, const char *body, size_t length,
                               t2s_connector_problem *problem)
{
    json_object *root = NULL;
    int code = t2s__openai_parse(body, length, problem, &root);

    (void)user_data;
    if (code == 0)
        code = read_whole(call, root, problem);
    json_object_put(root);
    return code;
}

/* Events. */

static uint64_t bit_of(json_object *event)
{
    uint64_t index = t2s__json_count(event, "output_index");

    return index < 64 ? UINT64_C(1) << index : 0;
}

static int read_new_item(t2s_connector_call *call, json_object *event)
{
    json_object *item = t2s__json_member(event, "item", json_type_object);
    uint64_t *numbers = t2s_connector_call_numbers(call);

    if (is_comment(item))
        numbers[COMMENTS] |= bit_of(event);
    if (is_tool_call(item))
        numbers[TOOL_CALLS]++;
    return T2S_CONNECTOR_MORE;
}

static int read_text_delta(t2s_connector_call *call, json_object *event)
{
    if ((t2s_connector_call_numbers(call)[COMMENTS] & bit_of(event)) != 0)
        return T2S_CONNECTOR_MORE;
    return read_text(call, event, "delta");
}

static int read_created(t2s_connector_call *call, json_object *event)
{
    json_object *response = t2s__json_member(event, "response", json_type_object);

    return t2s__openai_read_model(call, response, &t2s_connector_call_numbers(call)[MODEL_TOLD]);
}

static int read_end(t2s_connector_call *call, json_object *event, t2s_connector_problem *problem)
{
    json_object *response = t2s__json_member(event, "response", json_type_object);
    int code = read_response(call, response, problem);

    t2s_connector_call_numbers(call)[HAS_ENDED] = 1;
    return code == 0 ? T2S_CONNECTOR_END : code;
}

static int read_parsed_event(t2s_connector_call *call, const char *name, json_object *event, t2s_connector_problem *problem)
{
    const char *type = t2s__json_string(event, "type", NULL);
    json_object *error = NULL;

    if (type == NULL)
        type = name;
    if (strcmp(type, "response.output_text.delta") == 0)
        return read_text_delta(call, event);
    if (strcmp(type, "response.refusal.delta") == 0)
        read_refusal(call, event, "delta");
    if (strcmp(type, "response.created") == 0)
        return read_created(call, event);
    if (strcmp(type, "response.output_item.added") == 0)
        return read_new_item(call, event);
    if (strcmp(type, "response.completed") == 0 || strcmp(type, "response.failed") == 0 || strcmp(type, "response.incomplete") == 0)
        return read_end(call, event, problem);
    if (strcmp(type, "error") == 0 || (json_object_object_get_ex(event, "error", &error) && error != NULL))
        return read_error(problem, event);
    return T2S_CONNECTOR_MORE; /* the beginnings and ends of parts, thoughts, and what was invented since */
}

int t2s__openai_responses_read_event(void *user_data, t2s_connector_call *call, const char *event, const char *data, size_t length,
                                     t2s_connector_problem *problem)
{
    json_object *root = NULL;
    int code;

    (void)user_data;
    if (strncmp(data, "[DONE]", 6) == 0) /* by habit, from Chat Completions */
        return t2s_connector_call_numbers(call)[HAS_ENDED] ? T2S_CONNECTOR_END : T2S_CONNECTOR_MORE;
    code = t2s__openai_parse(data, length, problem, &root);
    if (code == 0)
        code = read_parsed_event(call, event, root, problem);
    json_object_put(root);
    return code;
}
