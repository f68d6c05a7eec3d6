/* SPDX-License-Identifier: MIT */
#include "provider/openai.h"

#include <inttypes.h>
#include <string.h>

#include "provider/role.h"

static void add_string(t2s__buffer *body, const char *name, const char *value)
{
    t2s__buffer_printf(body, ",\"%s\":", name);
    t2s__buffer_json(body, value, strlen(value));
}

static void add_messages(t2s__buffer *body, const t2s_prompt *prompt)
{
    size_t count = t2s_prompt_message_count(prompt);

    t2s__buffer_text(body, ",\"messages\":[");
    for (size_t i = 0; i < count; i++) {
        const char *text = t2s_prompt_message_text(prompt, i);

        t2s__buffer_printf(body, "%s{\"role\":\"%s\",\"content\":", i != 0 ? "," : "",
                           t2s__role_name(t2s_prompt_message_role(prompt, i)));
        t2s__buffer_json(body, text, strlen(text));
        t2s__buffer_char(body, '}');
    }
    t2s__buffer_char(body, ']');
}

static void add_response_format(t2s__buffer *body, const char *format, const t2s_prompt *prompt)
{
    if (strcmp(format, "json_object") == 0) {
        t2s__buffer_text(body, ",\"response_format\":{\"type\":\"json_object\"}");
    } else if (strcmp(format, "json_schema") == 0) {
        t2s__buffer_text(body, ",\"response_format\":{\"type\":\"json_schema\",\"json_schema\":"
                               "{\"name\":\"text2sql_reply\",\"strict\":true,\"schema\":");
        t2s__buffer_text(body, t2s_prompt_schema(prompt));
        t2s__buffer_text(body, "}}");
    }
}

void t2s__openai_request(const struct t2s__openai_settings *settings, const t2s_prompt *prompt, t2s__buffer *body)
{
    t2s__buffer_text(body, "{\"model\":");
    t2s__buffer_json(body, settings->model, strlen(settings->model));
    add_messages(body, prompt);
    add_response_format(body, settings->response_format, prompt);
    if (settings->temperature != NULL)
        t2s__buffer_printf(body, ",\"temperature\":%s", settings->temperature);
    if (settings->reasoning_effort != NULL)
        add_string(body, "reasoning_effort", settings->reasoning_effort);
    if (settings->max_completion_tokens != 0)
        t2s__buffer_printf(body, ",\"max_completion_tokens\":%" PRId64, settings->max_completion_tokens);
    t2s__buffer_char(body, '}');
}
