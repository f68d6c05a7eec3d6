/* SPDX-License-Identifier: MIT */
/*
 * Anthropic's Messages API: a connector as a stranger would write it, with public headers and a JSON parser.
 * docs/writing-a-provider.md walks through it.
 */
#include <text2sql/sys/connector.h>

#include <limits.h>
#include <string.h>

#include <json-c/json.h>

/* The API needs a limit. What models think before they write counts, too. */
#define DEFAULT_MAX_TOKENS "8192"

/* A mark behind what is the same from question to question: the server keeps it, and reads it for a tenth of the price. */
#define CACHE_CONTROL T2S_CONNECTOR_OWN_1

#define FEATURES                                                                                                                   \
    (T2S_CONNECTOR_JSON_SCHEMA | T2S_CONNECTOR_STREAM | T2S_CONNECTOR_TEMPERATURE | T2S_CONNECTOR_REASONING_EFFORT |               \
     T2S_CONNECTOR_MAX_OUTPUT_TOKENS | CACHE_CONTROL)

enum { JSON_DEPTH_MAX = 64 };

/* What a stream has said so far: t2s_connector_call_numbers(). */
enum { INPUT_TOKENS, CACHED_TOKENS, OUTPUT_TOKENS, TEXT_BYTES, TOOL_CALLS, JUDGED };

/* Reading JSON: each of these takes NULL and the wrong type for what is missing. */

static json_object *parse(const char *text, size_t length)
{
    struct json_tokener *tokener = length <= INT_MAX ? json_tokener_new_ex(JSON_DEPTH_MAX) : NULL;
    json_object *root;

    if (tokener == NULL)
        return NULL;
    json_tokener_set_flags(tokener, JSON_TOKENER_VALIDATE_UTF8);
    root = json_tokener_parse_ex(tokener, text, (int)length);
    if (json_tokener_get_error(tokener) != json_tokener_success || !json_object_is_type(root, json_type_object)) {
        json_object_put(root);
        root = NULL;
    }
    json_tokener_free(tokener);
    return root;
}

static json_object *member(json_object *object, const char *name)
{
    json_object *value = NULL;

    if (json_object_is_type(object, json_type_object))
        json_object_object_get_ex(object, name, &value);
    return value;
}

/* "" for what is no string. */
static const char *string(json_object *object, const char *name)
{
    json_object *value = member(object, name);

    return json_object_is_type(value, json_type_string) ? json_object_get_string(value) : "";
}

static int is(json_object *object, const char *name, const char *value)
{
    return strcmp(string(object, name), value) == 0;
}

static uint64_t count(json_object *object, const char *name)
{
    json_object *value = member(object, name);
    int64_t number = json_object_is_type(value, json_type_int) ? json_object_get_int64(value) : 0;

    return number > 0 ? (uint64_t)number : 0;
}

/* Writing the request. */

static int write_path(void *user_data, const t2s_connector_call *call, t2s_connector_text *path)
{
    const char *base_url = t2s_connector_call_option(call, "base_url");
    size_t length = base_url != NULL ? strlen(base_url) : 0;

    (void)user_data;
    while (length > 0 && base_url[length - 1] == '/')
        length--;
    if (length < 3 || strncmp(base_url + length - 3, "/v1", 3) != 0) /* ANTHROPIC_BASE_URL comes without it */
        t2s_connector_text_add(path, "/v1");
    t2s_connector_text_add(path, "/messages");
    return 0;
}

static void write_headers(void *user_data, t2s_connector_call *call)
{
    (void)user_data;
    t2s_connector_add_header(call, "anthropic-version", "2023-06-01");
}

/* Blank texts are refused by the server. */
static int is_blank(const char *text)
{
    return text[strspn(text, " \t\r\n")] == '\0';
}

/* What is sent of a message, -1: nothing. */
static int role_of(const t2s_prompt *prompt, size_t index)
{
    return is_blank(t2s_prompt_message_text(prompt, index)) ? -1 : t2s_prompt_message_role(prompt, index);
}

static void write_block(t2s_connector_text *body, const char *text, size_t length, int is_cached)
{
    t2s_connector_text_add(body, "{\"type\":\"text\",\"text\":");
    t2s_connector_text_add_json_bytes(body, text, length);
    t2s_connector_text_add(body, is_cached ? ",\"cache_control\":{\"type\":\"ephemeral\"}}" : "}");
}

/* The system's messages are the same for all questions. */
static void write_system(const t2s_prompt *prompt, int is_cached, t2s_connector_text *body)
{
    size_t left = 0;

    for (size_t i = 0; i < t2s_prompt_message_count(prompt); i++)
        left += role_of(prompt, i) == T2S_ROLE_SYSTEM;
    if (left == 0)
        return;
    t2s_connector_text_add(body, ",\"system\":[");
    for (size_t i = 0; left > 0; i++) {
        const char *text = t2s_prompt_message_text(prompt, i);

        if (role_of(prompt, i) != T2S_ROLE_SYSTEM)
            continue;
        left--;
        write_block(body, text, strlen(text), is_cached && left == 0);
        t2s_connector_text_add(body, left != 0 ? "," : "]");
    }
}

/* How much of a text stands before the question, and is the same for all questions about this part of the schema; 0: nothing. */
static size_t stable_length(const char *text, const char *question)
{
    const char *last = NULL;

    if (question[0] == '\0')
        return 0;
    for (const char *at = strstr(text, question); at != NULL; at = strstr(at + 1, question))
        last = at;
    return last != NULL && strspn(text, " \t\r\n") < (size_t)(last - text) ? (size_t)(last - text) : 0;
}

static void write_text(const char *text, size_t stable, t2s_connector_text *body)
{
    if (stable != 0) {
        write_block(body, text, stable, 1);
        t2s_connector_text_add(body, ",");
    }
    write_block(body, text + stable, strlen(text + stable), 0);
}

/* Roles have to take turns: neighbours of one role become one message. */
static void write_messages(const t2s_prompt *prompt, int is_cached, t2s_connector_text *body)
{
    int last = -1;

    t2s_connector_text_add(body, ",\"messages\":[");
    for (size_t i = 0; i < t2s_prompt_message_count(prompt); i++) {
        const char *text = t2s_prompt_message_text(prompt, i);
        int role = role_of(prompt, i);

        if (role != T2S_ROLE_USER && role != T2S_ROLE_ASSISTANT)
            continue;
        if (role == last) {
            t2s_connector_text_add(body, ",");
        } else {
            t2s_connector_text_add(body, last != -1 ? "]},{\"role\":\"" : "{\"role\":\"");
            t2s_connector_text_add(body, role == T2S_ROLE_USER ? "user\",\"content\":[" : "assistant\",\"content\":[");
        }
        write_text(text, is_cached && last == -1 ? stable_length(text, t2s_prompt_question(prompt)) : 0, body);
        last = role;
    }
    t2s_connector_text_add(body, last != -1 ? "]}]" : "]");
}

/* "output_config": the form of the reply, and how much is thought about it. */
static void write_output(const t2s_connector_call *call, t2s_connector_text *body)
{
    const char *effort = t2s_connector_call_option(call, "reasoning_effort");
    int has_schema = t2s_connector_call_output(call) == T2S_CONNECTOR_OUTPUT_JSON_SCHEMA;

    if (effort == NULL && !has_schema)
        return;
    t2s_connector_text_add(body, ",\"output_config\":{");
    if (effort != NULL) {
        t2s_connector_text_add(body, "\"effort\":");
        t2s_connector_text_add_json(body, effort);
    }
    if (has_schema) {
        t2s_connector_text_add(body, effort != NULL ? ",\"format\":" : "\"format\":");
        t2s_connector_text_add(body, "{\"type\":\"json_schema\",\"schema\":");
        t2s_connector_text_add(body, t2s_prompt_schema(t2s_connector_call_prompt(call)));
        t2s_connector_text_add(body, "}");
    }
    t2s_connector_text_add(body, "}");
}

static int write_body(void *user_data, const t2s_connector_call *call, t2s_connector_text *body)
{
    const t2s_prompt *prompt = t2s_connector_call_prompt(call);
    const char *temperature = t2s_connector_call_option(call, "temperature");
    const char *max_tokens = t2s_connector_call_option(call, "max_output_tokens");
    int is_cached = t2s_connector_call_uses(call, CACHE_CONTROL);

    (void)user_data;
    t2s_connector_text_add(body, "{\"model\":");
    t2s_connector_text_add_json(body, t2s_connector_call_option(call, "model"));
    t2s_connector_text_add(body, ",\"max_tokens\":");
    t2s_connector_text_add(body, max_tokens != NULL ? max_tokens : DEFAULT_MAX_TOKENS);
    if (temperature != NULL) {
        t2s_connector_text_add(body, ",\"temperature\":");
        t2s_connector_text_add(body, temperature);
    }
    write_output(call, body);
    if (t2s_connector_call_uses(call, T2S_CONNECTOR_STREAM))
        t2s_connector_text_add(body, ",\"stream\":true");
    write_system(prompt, is_cached, body);
    write_messages(prompt, is_cached, body);
    t2s_connector_text_add(body, "}");
    return 0;
}

/* Reading the reply. */

/* The tokens are told in parts, those of the input by their source. What a later event says is the whole again. */
static void read_usage(json_object *usage, uint64_t *numbers)
{
    uint64_t cached = count(usage, "cache_read_input_tokens");
    uint64_t input = count(usage, "input_tokens") + count(usage, "cache_creation_input_tokens") + cached;

    if (input != 0) {
        numbers[INPUT_TOKENS] = input;
        numbers[CACHED_TOKENS] = cached;
    }
    if (count(usage, "output_tokens") != 0)
        numbers[OUTPUT_TOKENS] = count(usage, "output_tokens");
}

static void tell_usage(t2s_reply *reply, const uint64_t *numbers)
{
    if (numbers[INPUT_TOKENS] != 0 || numbers[OUTPUT_TOKENS] != 0)
        t2s_reply_set_tokens(reply, numbers[INPUT_TOKENS], numbers[OUTPUT_TOKENS], numbers[CACHED_TOKENS]);
}

/* A model whose name is no text is none; only want of memory counts. */
static int read_model(t2s_reply *reply, json_object *message)
{
    int code = string(message, "model")[0] != '\0' ? t2s_reply_set_model(reply, string(message, "model")) : 0;

    return code == T2S_E_NOMEM ? code : 0;
}

static int read_text(t2s_connector_call *call, json_object *part)
{
    json_object *text = member(part, "text");
    uint64_t *numbers = t2s_connector_call_numbers(call);

    if (!json_object_is_type(text, json_type_string))
        return 0;
    numbers[TEXT_BYTES] += (uint64_t)json_object_get_string_len(text);
    return t2s_connector_call_append(call, json_object_get_string(text), (size_t)json_object_get_string_len(text));
}

static int refuse(t2s_reply *reply, json_object *details)
{
    const char *words = string(details, "explanation");

    return t2s_reply_set_refusal(reply, words[0] != '\0' ? words : "the model declined to answer");
}

static int cut_off(t2s_connector_problem *problem, const char *what, const char *hint)
{
    int code = t2s_connector_problem_malformed(problem, what);

    t2s_connector_problem_set_hint(problem, hint);
    return code;
}

/* Is what was said a reply? `end` is a message, or what a stream says at its end. */
static int judge(t2s_reply *reply, json_object *end, const uint64_t *numbers, t2s_connector_problem *problem)
{
    if (is(end, "stop_reason", "refusal"))
        return refuse(reply, member(end, "stop_details"));
    if (is(end, "stop_reason", "max_tokens"))
        return cut_off(problem, "it was cut off: the limit of its tokens was reached",
                       "set the option max_output_tokens higher; what the model thinks counts, too");
    if (is(end, "stop_reason", "model_context_window_exceeded"))
        return cut_off(problem, "it was cut off: the model's context is full", "give the prompt a smaller budget");
    if (is(end, "stop_reason", "pause_turn"))
        return t2s_connector_problem_malformed(problem, "it paused for a tool, though none was offered");
    if (is(end, "stop_reason", "tool_use") || (numbers[TEXT_BYTES] == 0 && numbers[TOOL_CALLS] != 0))
        return t2s_connector_problem_malformed(problem, "it calls a tool, though none was offered");
    if (numbers[TEXT_BYTES] == 0)
        return t2s_connector_problem_malformed(problem, "it holds no text");
    return 0;
}

/* A block of content: a text, a thought, a call of a tool, or what was invented since. */
static int read_block(t2s_connector_call *call, json_object *block)
{
    if (is(block, "type", "tool_use"))
        t2s_connector_call_numbers(call)[TOOL_CALLS]++;
    return is(block, "type", "text") ? read_text(call, block) : 0;
}

static int read_message(t2s_connector_call *call, json_object *message, t2s_connector_problem *problem)
{
    t2s_reply *reply = t2s_connector_call_reply(call);
    uint64_t *numbers = t2s_connector_call_numbers(call);
    json_object *content = member(message, "content");
    int code = read_model(reply, message);

    read_usage(member(message, "usage"), numbers);
    tell_usage(reply, numbers); /* a reply that is no use was paid for, too */
    if (!json_object_is_type(content, json_type_array))
        return t2s_connector_problem_malformed(problem, "it has no content");
    for (size_t i = 0; code == 0 && i < json_object_array_length(content); i++)
        code = read_block(call, json_object_array_get_idx(content, i));
    return code == 0 ? judge(reply, message, numbers, problem) : code;
}

static int read_reply(void *user_data, t2s_connector_call *call, const char *body, size_t length, t2s_connector_problem *problem)
{
    json_object *root = parse(body, length);
    int code;

    (void)user_data;
    if (root == NULL)
        code = t2s_connector_problem_malformed(problem, "it is no JSON object");
    else if (is(root, "type", "error"))
        code = t2s_connector_problem_read(problem, 0, body, length);
    else
        code = read_message(call, root, problem);
    json_object_put(root);
    return code;
}

/* Reading it as it comes. */

static int read_start(t2s_connector_call *call, json_object *event)
{
    json_object *message = member(event, "message");

    read_usage(member(message, "usage"), t2s_connector_call_numbers(call));
    return read_model(t2s_connector_call_reply(call), message);
}

static int read_delta(t2s_connector_call *call, json_object *event)
{
    json_object *delta = member(event, "delta");

    if (!is(delta, "type", "text_delta"))
        return 0;
    return read_text(call, delta);
}

/* Why it stopped, and the tokens: all that matters has been said. */
static int read_end(t2s_connector_call *call, json_object *event, t2s_connector_problem *problem)
{
    t2s_reply *reply = t2s_connector_call_reply(call);
    uint64_t *numbers = t2s_connector_call_numbers(call);
    int code;

    read_usage(member(event, "usage"), numbers);
    tell_usage(reply, numbers);
    if (string(member(event, "delta"), "stop_reason")[0] == '\0')
        return T2S_CONNECTOR_MORE;
    numbers[JUDGED] = 1;
    code = judge(reply, member(event, "delta"), numbers, problem);
    return code == 0 ? T2S_CONNECTOR_DONE : code;
}

static int read_stop(t2s_connector_call *call, t2s_connector_problem *problem)
{
    const uint64_t *numbers = t2s_connector_call_numbers(call);
    int code = numbers[JUDGED] ? 0 : judge(t2s_connector_call_reply(call), NULL, numbers, problem);

    return code == 0 ? T2S_CONNECTOR_END : code;
}

static int read_parsed_event(t2s_connector_call *call, json_object *event, t2s_connector_problem *problem)
{
    if (is(event, "type", "message_start"))
        return read_start(call, event);
    if (is(event, "type", "content_block_start"))
        return read_block(call, member(event, "content_block"));
    if (is(event, "type", "content_block_delta"))
        return read_delta(call, event);
    if (is(event, "type", "message_delta"))
        return read_end(call, event, problem);
    if (is(event, "type", "message_stop"))
        return read_stop(call, problem);
    return T2S_CONNECTOR_MORE; /* ping, content_block_stop, and what was invented since */
}

static int read_event(void *user_data, t2s_connector_call *call, const char *name, const char *data, size_t length,
                      t2s_connector_problem *problem)
{
    json_object *event = parse(data, length);
    int code;

    (void)user_data;
    (void)name; /* the type within says the same, also where a proxy has lost the name */
    if (event == NULL)
        code = t2s_connector_problem_malformed(problem, "an event of it is no JSON object");
    else if (is(event, "type", "error"))
        code = t2s_connector_problem_read(problem, 0, data, length);
    else
        code = read_parsed_event(call, event, problem);
    json_object_put(event);
    return code;
}

/* Reading errors: {"type":"error","error":{"type","message"}}. */

/* What the type would have been as a status, which an error within a reply has none of. */
static int status_of(const char *type)
{
    static const struct {
        const char *type;
        int status;
    } types[] = {
        {"invalid_request_error", 400}, {"authentication_error", 401}, {"billing_error", 402},    {"permission_error", 403},
        {"not_found_error", 404},       {"request_too_large", 413},    {"rate_limit_error", 429}, {"api_error", 500},
        {"timeout_error", 504},         {"overloaded_error", 529}};

    for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++)
        if (strcmp(type, types[i].type) == 0)
            return types[i].status;
    return 0;
}

static int says(const t2s_connector_problem *problem, const char *words)
{
    return strstr(t2s_connector_problem_body(problem, NULL), words) != NULL;
}

static void read_error(void *user_data, t2s_connector_call *call, t2s_connector_problem *problem)
{
    int status = status_of(t2s_connector_problem_type(problem));

    (void)user_data;
    (void)call;
    if (t2s_connector_problem_status(problem) == 0 && status != 0)
        t2s_connector_problem_set_status(problem, status);
    if (status == 400 && says(problem, "prompt is too long")) {
        t2s_connector_problem_set_code(problem, T2S_E_TOO_LARGE);
        t2s_connector_problem_set_hint(problem, "give the prompt a smaller budget");
    }
    if (status == 402 || (status == 400 && says(problem, "credit balance is too low"))) {
        t2s_connector_problem_set_code(problem, T2S_E_RATE_LIMIT);
        t2s_connector_problem_set_retryable(problem, 0);
        t2s_connector_problem_set_hint(problem, "the account's credit is used up; waiting does not help");
    }
}

/* What it is. */

static int configure(void *user_data, t2s_connector *connector, t2s_error **reterr_error)
{
    const char *header = t2s_connector_option(connector, "key_header");

    (void)user_data;
    if (header == NULL)
        header = t2s_connector_has_token_callback(connector) ? "authorization" : "x-api-key";
    if (strcmp(header, "x-api-key") == 0) {
        t2s_connector_set_key_header(connector, "x-api-key", "");
        return 0;
    }
    if (strcmp(header, "authorization") == 0)
        return 0; /* "Bearer", which is how keys are sent unless somebody says otherwise */
    if (reterr_error != NULL)
        *reterr_error = t2s_error_new(T2S_E_INVALID, "option \"key_header\" takes x-api-key or authorization");
    return T2S_E_INVALID;
}

int t2s_anthropic_provider_new(const t2s_options *options, t2s_provider **ret_provider, t2s_error **reterr_error)
{
    static const char *const own_options[] = {"key_header", NULL};
    static const t2s_connector_word words[] = {
        {"format", T2S_CONNECTOR_JSON_SCHEMA},      {"schema", T2S_CONNECTOR_JSON_SCHEMA},
        {"effort", T2S_CONNECTOR_REASONING_EFFORT}, {"output_config:", T2S_CONNECTOR_JSON_SCHEMA | T2S_CONNECTOR_REASONING_EFFORT},
        {"temperature", T2S_CONNECTOR_TEMPERATURE}, {"cache_control", CACHE_CONTROL},
        {"stream", T2S_CONNECTOR_STREAM},           {NULL, 0},
    };
    static const t2s_connector_ops ops = {
        .struct_size = sizeof(ops),
        .features = FEATURES,
        .name = "anthropic",
        .base_url = "https://api.anthropic.com/v1",
        .model = "claude-sonnet-5-5",
        .key_variable = "ANTHROPIC_API_KEY",
        .base_url_variable = "ANTHROPIC_BASE_URL",
        .model_variable = "ANTHROPIC_MODEL",
        .options = own_options,
        .words = words,
        .write_path = write_path,
        .write_body = write_body,
        .read_reply = read_reply,
        .read_event = read_event,
        .read_error = read_error,
        .write_headers = write_headers,
        .configure = configure,
    };

    return t2s_connector_provider_new(&ops, NULL, options, ret_provider, reterr_error);
}
