/* SPDX-License-Identifier: MIT */
/* OpenAI's two APIs: what their files share. */
#ifndef T2S_PROVIDER_OPENAI_H
#define T2S_PROVIDER_OPENAI_H

#include <text2sql/sys/connector.h>

#include <json-c/json.h>

/* What servers turn out not to know, besides what all connectors have. */
#define T2S__OPENAI_MAX_COMPLETION_TOKENS T2S_CONNECTOR_OWN_1 /* the limit by its newer name; else it is max_tokens */
#define T2S__OPENAI_STORE                 T2S_CONNECTOR_OWN_2

/* openai_chat.c: Chat Completions. */
int t2s__openai_chat_write(void *user_data, const t2s_connector_call *call, t2s_connector_text *body);
int t2s__openai_chat_read(void *user_data, t2s_connector_call *call, const char *body, size_t length,
                          t2s_connector_problem *problem);
int t2s__openai_chat_read_event(void *user_data, t2s_connector_call *call, const char *event, const char *data, size_t length,
                                t2s_connector_problem *problem);

/* openai_responses.c: Responses. */
int t2s__openai_responses_write(void *user_data, const t2s_connector_call *call, t2s_connector_text *body);
int t2s__openai_responses_read(void *user_data, t2s_connector_call *call, const char *body, size_t length,
                               t2s_connector_problem *problem);
int t2s__openai_responses_read_event(void *user_data, t2s_connector_call *call, const char *event, const char *data, size_t length,
                                     t2s_connector_problem *problem);

/* openai_json.c: what both have in common. */

/* ,"name":value, where the option is to be sent: a number, or a word in quotes. */
void t2s__openai_write_number(const t2s_connector_call *call, const char *option, const char *name, t2s_connector_text *body);
void t2s__openai_write_word(const t2s_connector_call *call, const char *option, const char *name, t2s_connector_text *body);

/* One message, as an object. */
void t2s__openai_write_message(const t2s_prompt *prompt, size_t index, t2s_connector_text *body);

/* 0 and the object, to be released with json_object_put(); or what is to be returned. */
int t2s__openai_parse(const char *text, size_t length, t2s_connector_problem *problem, json_object **ret_root);

/* The model that answered, once for each attempt: `told` is 0 until then. 0; T2S_E_NOMEM. */
int t2s__openai_read_model(t2s_connector_call *call, json_object *object, uint64_t *told);

/* What the call cost, where a gateway says so: usage.cost, in dollars. */
void t2s__openai_read_cost(t2s_connector_call *call, json_object *usage);

/* The reply was cut off at its limit. T2S_E_PROTOCOL, to be returned. */
int t2s__openai_cut_off(t2s_connector_problem *problem);

/* The server's filter has withheld the reply: it is a refusal. 0; T2S_E_NOMEM. */
int t2s__openai_filtered(t2s_connector_call *call);

#endif
