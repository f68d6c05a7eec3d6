/* SPDX-License-Identifier: MIT */
#include <stdio.h>

#include "provider/json.h"
#include "provider/openai.h"
#include "provider/role.h"

static void write_name(const char *name, t2s_connector_text *body)
{
    t2s_connector_text_add(body, ",\"");
    t2s_connector_text_add(body, name);
    t2s_connector_text_add(body, "\":");
}

void t2s__openai_write_number(const t2s_connector_call *call, const char *option, const char *name, t2s_connector_text *body)
{
    const char *value = t2s_connector_call_option(call, option);

    if (value == NULL)
        return;
    write_name(name, body);
    t2s_connector_text_add(body, value);
}

void t2s__openai_write_word(const t2s_connector_call *call, const char *option, const char *name, t2s_connector_text *body)
{
    const char *value = t2s_connector_call_option(call, option);

    if (value == NULL)
        return;
    write_name(name, body);
    t2s_connector_text_add_json(body, value);
}

void t2s__openai_write_message(const t2s_prompt *prompt, size_t index, t2s_connector_text *body)
{
    t2s_connector_text_add(body, "{\"role\":\"");
    t2s_connector_text_add(body, t2s__role_name(t2s_prompt_message_role(prompt, index)));
    t2s_connector_text_add(body, "\",\"content\":");
    t2s_connector_text_add_json(body, t2s_prompt_message_text(prompt, index));
    t2s_connector_text_add(body, "}");
}

int t2s__openai_parse(const char *text, size_t length, t2s_connector_problem *problem, json_object **ret_root)
{
    const char *what = NULL;
    size_t offset = 0;
    int code = t2s__json_parse(text, length, ret_root, &what, &offset);
    char words[128];

    if (code != T2S_E_SYNTAX)
        return code;
    snprintf(words, sizeof(words), "it is no JSON: %.64s, at byte %zu", what, offset);
    return t2s_connector_problem_malformed(problem, words);
}

int t2s__openai_read_model(t2s_connector_call *call, json_object *object, uint64_t *told)
{
    const char *model = t2s__json_string(object, "model", NULL);

    if (*told || model == NULL || model[0] == '\0')
        return 0;
    *told = 1;
    return t2s_reply_set_model(t2s_connector_call_reply(call), model) == T2S_E_NOMEM ? T2S_E_NOMEM : 0;
}

void t2s__openai_read_cost(t2s_connector_call *call, json_object *usage)
{
    json_object *cost = NULL;
    double dollars;

    if (!json_object_object_get_ex(usage, "cost", &cost) ||
        !(json_object_is_type(cost, json_type_double) || json_object_is_type(cost, json_type_int)))
        return;
    dollars = json_object_get_double(cost);
    if (dollars >= 0 && dollars < 1e9)
        t2s_reply_set_cost(t2s_connector_call_reply(call), (uint64_t)(dollars * 1e9 + 0.5));
}

int t2s__openai_cut_off(t2s_connector_problem *problem)
{
    int code = t2s_connector_problem_malformed(problem, "it was cut off: the limit of its tokens was reached");

    t2s_connector_problem_set_hint(problem, "set the option max_output_tokens higher; what the model thinks counts, too");
    return code;
}

int t2s__openai_filtered(t2s_connector_call *call)
{
    return t2s_reply_set_refusal(t2s_connector_call_reply(call), "the server's content filter withheld the reply");
}
