/* SPDX-License-Identifier: MIT */
/* OpenAI's APIs, and the servers that speak them: which one, where, and what their errors mean. */
#include "provider/openai.h"

#include <stdlib.h>
#include <string.h>

#include "util/error.h"
#include "util/memory.h"

struct openai {
    const char *path;   /* static */
    char *organization; /* NULL: none */
};

static void destroy(void *user_data)
{
    struct openai *openai = user_data;

    t2s__free(openai->organization);
    t2s__free(openai);
}

/* Paths and headers. */

static int ends_with(const char *text, const char *end)
{
    size_t length = strlen(text);
    size_t end_length = strlen(end);

    while (length > 0 && text[length - 1] == '/')
        length--;
    return length >= end_length && memcmp(text + length - end_length, end, end_length) == 0;
}

/* Azure's dated APIs: Chat Completions below the deployment, Responses beside them. */
static void write_azure_path(const t2s_connector_call *call, const char *version, const char *rest, t2s_connector_text *path)
{
    if (!ends_with(t2s_connector_call_option(call, "base_url"), "/openai"))
        t2s_connector_text_add(path, "/openai");
    if (strcmp(rest, "/responses") != 0) {
        t2s_connector_text_add(path, "/deployments/");
        t2s_connector_text_add_segment(path, t2s_connector_call_option(call, "model"));
    }
    t2s_connector_text_add(path, rest);
    t2s_connector_text_add(path, "?api-version=");
    t2s_connector_text_add_segment(path, version);
}

static int write_path(void *user_data, const t2s_connector_call *call, t2s_connector_text *path)
{
    const struct openai *openai = user_data;
    const char *version = t2s_connector_call_option(call, "azure_api_version");

    if (version != NULL)
        write_azure_path(call, version, openai->path, path);
    else
        t2s_connector_text_add(path, openai->path);
    return 0;
}

static void write_headers(void *user_data, t2s_connector_call *call)
{
    const struct openai *openai = user_data;

    if (openai->organization != NULL)
        t2s_connector_add_header(call, "OpenAI-Organization", openai->organization);
}

/* Errors. */

/* What an error's name would have been as a status, which an error within a reply has none of. */
static int status_of(const char *name)
{
    static const struct {
        const char *name;
        int status;
    } names[] = {{"server_error", 500},
                 {"internal_error", 500},
                 {"rate_limit_exceeded", 429},
                 {"insufficient_quota", 429},
                 {"rate_limit_error", 429},
                 {"invalid_prompt", 400},
                 {"invalid_request_error", 400},
                 {"invalid_api_key", 401},
                 {"model_not_found", 404},
                 {"context_length_exceeded", 400},
                 {"content_filter", 400},
                 {"overloaded_error", 503},
                 {"engine_overloaded", 503},
                 {"service_unavailable", 503},
                 {"timeout", 504},
                 {"BadRequestError", 400},
                 {"data_residency_mismatch", 400},
                 {"bio_policy", 400}};

    for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
        if (strcmp(name, names[i].name) == 0)
            return names[i].status;
    return 0;
}

static int is_named(const t2s_connector_problem *problem, const char *name)
{
    return strcmp(t2s_connector_problem_name(problem), name) == 0 || strcmp(t2s_connector_problem_type(problem), name) == 0;
}

/* The beginning of the body at least: what a server says of its error is short. */
static int says(const t2s_connector_problem *problem, const char *words)
{
    return strstr(t2s_connector_problem_body(problem, NULL), words) != NULL;
}

static int is_filtered(const t2s_connector_problem *problem)
{
    return is_named(problem, "content_filter") || is_named(problem, "content_policy_violation") ||
           is_named(problem, "bio_policy") || is_named(problem, "ResponsibleAIPolicyViolation") ||
           says(problem, "\"ResponsibleAIPolicyViolation\"");
}

static int is_too_long(const t2s_connector_problem *problem)
{
    return is_named(problem, "context_length_exceeded") || is_named(problem, "exceed_context_size_error") ||
           says(problem, "maximum context length");
}

static void read_error(void *user_data, t2s_connector_call *call, t2s_connector_problem *problem)
{
    int status = status_of(t2s_connector_problem_name(problem));

    (void)user_data;
    (void)call;
    if (status == 0)
        status = status_of(t2s_connector_problem_type(problem));
    if (t2s_connector_problem_status(problem) == 0 && status != 0)
        t2s_connector_problem_set_status(problem, status);
    status = t2s_connector_problem_status(problem);
    if (status == 429 && is_named(problem, "insufficient_quota")) {
        t2s_connector_problem_set_retryable(problem, 0);
        t2s_connector_problem_set_hint(problem, "the account's quota is used up; waiting does not help");
    } else if (status < 401 && is_filtered(problem)) {
        t2s_connector_problem_set_refusal(problem, "the server's content filter refused the question");
    } else if ((status == 0 || status == 400 || status == 422) && is_too_long(problem)) {
        t2s_connector_problem_set_code(problem, T2S_E_TOO_LARGE);
        t2s_connector_problem_set_retryable(problem, 0);
        t2s_connector_problem_set_hint(problem, "give the prompt a smaller budget");
    }
}

/* Construction. */

static int is_visible_ascii(const char *text)
{
    for (; *text != '\0'; text++)
        if (*text <= 0x20 || *text >= 0x7F)
            return 0;
    return 1;
}

static int take_organization(struct openai *openai, const t2s_connector *connector, t2s_error **reterr_error)
{
    const char *organization = t2s_connector_option(connector, "organization");

    if (organization == NULL)
        organization = getenv("OPENAI_ORG_ID");
    if (organization == NULL || organization[0] == '\0')
        return 0;
    if (!is_visible_ascii(organization))
        return t2s__fail(reterr_error, T2S_E_INVALID, "option \"organization\" holds a character that cannot be sent");
    return t2s__strset(&openai->organization, organization) != 0 ? t2s__fail_nomem(reterr_error) : 0;
}

static int check_api(const t2s_connector *connector, t2s_error **reterr_error)
{
    const char *api = t2s_connector_option(connector, "api");
    const char *limit = t2s_connector_option(connector, "max_output_tokens");

    if (api == NULL || strcmp(api, "chat") == 0)
        return 0;
    if (strcmp(api, "responses") != 0)
        return t2s__fail(reterr_error, T2S_E_INVALID, "option \"api\" takes one of \"chat\", \"responses\"");
    if (limit != NULL && atol(limit) < 16)
        return t2s__fail(reterr_error, T2S_E_INVALID, "option \"max_output_tokens\" takes at least 16 with the Responses API");
    return 0;
}

/* Azure has its keys in a header of its own; tokens of its directory are sent as everywhere. */
static int configure(void *user_data, t2s_connector *connector, t2s_error **reterr_error)
{
    int code = check_api(connector, reterr_error);

    if (t2s_connector_option(connector, "azure_api_version") != NULL && !t2s_connector_has_token_callback(connector))
        t2s_connector_set_key_header(connector, "api-key", "");
    return code == 0 ? take_organization(user_data, connector, reterr_error) : code;
}

static int is_responses(const t2s_options *options)
{
    const char *api = t2s_options_get(options, "api");

    return api != NULL && strcmp(api, "responses") == 0;
}

int t2s_openai_provider_new(const t2s_options *options, t2s_provider **ret_provider, t2s_error **reterr_error)
{
    static const char *const own_options[] = {"api", "organization", "azure_api_version", NULL};
    static const t2s_connector_word words[] = {
        {"response_format", T2S_CONNECTOR_JSON_SCHEMA | T2S_CONNECTOR_JSON_OBJECT},
        {"text.format", T2S_CONNECTOR_JSON_SCHEMA | T2S_CONNECTOR_JSON_OBJECT},
        {"format", T2S_CONNECTOR_JSON_SCHEMA | T2S_CONNECTOR_JSON_OBJECT},
        {"grammar", T2S_CONNECTOR_JSON_SCHEMA | T2S_CONNECTOR_JSON_OBJECT},
        {"json_schema", T2S_CONNECTOR_JSON_SCHEMA},
        {"schema", T2S_CONNECTOR_JSON_SCHEMA},
        {"structured output", T2S_CONNECTOR_JSON_SCHEMA},
        {"structured outputs", T2S_CONNECTOR_JSON_SCHEMA},
        {"json_object", T2S_CONNECTOR_JSON_OBJECT},
        {"stream_options", T2S_CONNECTOR_STREAM_USAGE},
        {"include_usage", T2S_CONNECTOR_STREAM_USAGE},
        {"stream", T2S_CONNECTOR_STREAM},
        {"streaming", T2S_CONNECTOR_STREAM},
        {"temperature", T2S_CONNECTOR_TEMPERATURE},
        {"seed", T2S_CONNECTOR_SEED},
        {"reasoning_effort", T2S_CONNECTOR_REASONING_EFFORT},
        {"reasoning", T2S_CONNECTOR_REASONING_EFFORT},
        {"max_completion_tokens", T2S__OPENAI_MAX_COMPLETION_TOKENS},
        {"store", T2S__OPENAI_STORE},
        {NULL, 0},
    };
    t2s_connector_ops ops = {
        .struct_size = sizeof(ops),
        .features = T2S_CONNECTOR_JSON_SCHEMA | T2S_CONNECTOR_JSON_OBJECT | T2S_CONNECTOR_STREAM | T2S_CONNECTOR_STREAM_USAGE |
                    T2S_CONNECTOR_TEMPERATURE | T2S_CONNECTOR_SEED | T2S_CONNECTOR_REASONING_EFFORT |
                    T2S_CONNECTOR_MAX_OUTPUT_TOKENS | T2S__OPENAI_MAX_COMPLETION_TOKENS,
        .name = "openai",
        .base_url = "https://api.openai.com/v1",
        .model = "gpt-4.1",
        .key_variable = "OPENAI_API_KEY",
        .base_url_variable = "OPENAI_BASE_URL",
        .model_variable = "OPENAI_MODEL",
        .options = own_options,
        .words = words,
        .write_path = write_path,
        .write_body = t2s__openai_chat_write,
        .read_reply = t2s__openai_chat_read,
        .read_event = t2s__openai_chat_read_event,
        .read_error = read_error,
        .write_headers = write_headers,
        .configure = configure,
        .destroy = destroy,
    };
    struct openai *openai = t2s__calloc(1, sizeof(*openai));

    if (openai == NULL)
        return t2s__fail_nomem(reterr_error);
    openai->path = "/chat/completions";
    if (is_responses(options)) {
        openai->path = "/responses";
        ops.write_body = t2s__openai_responses_write;
        ops.read_reply = t2s__openai_responses_read;
        ops.read_event = t2s__openai_responses_read_event;
        ops.features &= ~(T2S_CONNECTOR_SEED | T2S_CONNECTOR_STREAM_USAGE | T2S__OPENAI_MAX_COMPLETION_TOKENS);
        ops.features |= T2S__OPENAI_STORE;
    }
    return t2s_connector_provider_new(&ops, openai, options, ret_provider, reterr_error);
}
