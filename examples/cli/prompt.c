/* SPDX-License-Identifier: MIT */
/*
 * text2sql prompt: what a model would be sent. The question is asked, as "text2sql ask" does it, of a provider that keeps the
 * prompt and sends it nowhere.
 */
#include "prompt.h"

#include <stdio.h>

#include <text2sql/request.h>
#include <text2sql/sys/provider.h>

#include "json.h"
#include "message.h"
#include "source.h"

/* `user_data` is where the prompt goes. */
static int keep_prompt(void *user_data, const t2s_prompt *prompt, t2s_reply *reply)
{
    t2s_prompt **kept = user_data;

    t2s_prompt_unref(*kept);
    *kept = t2s_prompt_ref(prompt);
    t2s_reply_finish(reply, t2s_error_new(T2S_E_CANCELLED, "the prompt is all that was wanted"));
    return 0;
}

/* @return 0, or T2S_E_* */
static int use_keeper(t2s_context *context, t2s_prompt **kept)
{
    const t2s_provider_ops ops = {.struct_size = sizeof(ops), .start = keep_prompt};
    t2s_provider *provider = NULL;
    int code = t2s_provider_new("prompt", &ops, kept, &provider);

    if (code == 0)
        code = t2s_context_set_provider(context, provider);
    t2s_provider_unref(provider);
    return code;
}

/* Ask, and take the prompt from the keeper. Without one, the error tells why. @return a status */
static int make_prompt(const struct settings *settings, t2s_context *context, t2s_prompt **kept)
{
    t2s_options *options = NULL;
    t2s_answer *answer = NULL;
    t2s_error *error = NULL;
    int status = STATUS_DONE;
    int code = use_keeper(context, kept);

    if (code == 0)
        code = t2s_options_new(&options);
    if (code == 0)
        code = t2s_options_set(options, "execute", "0");
    if (code == 0)
        code = t2s_ask_sync(context, settings->arguments[0], options, &answer, &error);
    if (*kept == NULL)
        status = report_error(code, error);
    t2s_answer_unref(answer);
    t2s_error_unref(error);
    t2s_options_free(options);
    return status;
}

static const char *role_name(int role)
{
    static const char *const names[] = {[T2S_ROLE_SYSTEM] = "system", [T2S_ROLE_USER] = "user", [T2S_ROLE_ASSISTANT] = "assistant"};

    return names[role];
}

static void print_text(const t2s_prompt *prompt)
{
    for (size_t i = 0; i < t2s_prompt_message_count(prompt); i++)
        printf("%s[%s]\n%s", i != 0 ? "\n" : "", role_name(t2s_prompt_message_role(prompt, i)), t2s_prompt_message_text(prompt, i));
}

static void print_json(const t2s_prompt *prompt)
{
    json_object *output = json_new_object();
    json_object *messages = json_new_array();

    for (size_t i = 0; i < t2s_prompt_message_count(prompt); i++) {
        json_object *message = json_new_object();

        json_add_text(message, "role", role_name(t2s_prompt_message_role(prompt, i)));
        json_add_text(message, "text", t2s_prompt_message_text(prompt, i));
        json_append(messages, message);
    }
    json_add_text(output, "question", t2s_prompt_question(prompt));
    json_add_int(output, "tokens", (int64_t)t2s_prompt_tokens(prompt));
    json_add(output, "messages", messages);
    json_add(output, "reply_schema", json_tokener_parse(t2s_prompt_schema(prompt)));
    json_print_line(output);
}

static int usage_problem(const struct settings *settings)
{
    if (settings->argument_count == 0)
        return usage_error("text2sql prompt --schema FILE.sql \"How many orders were placed in May 2024?\"",
                           "no question was given");
    if (settings->argument_count > 1)
        return usage_error("put the question into quotes", "more than one QUESTION");
    if (settings->database == NULL && settings->schema_count == 0)
        return usage_error("add --schema FILE.sql, or --database URI", "neither a database nor a schema was given");
    return STATUS_DONE;
}

int command_prompt(const struct settings *settings)
{
    t2s_context *context = NULL;
    t2s_prompt *prompt = NULL;
    int status = usage_problem(settings);

    if (status == STATUS_DONE)
        status = open_context(settings, &context);
    if (status == STATUS_DONE)
        status = make_prompt(settings, context, &prompt);
    if (status == STATUS_DONE && settings->format == FORMAT_JSON)
        print_json(prompt);
    else if (status == STATUS_DONE)
        print_text(prompt);
    t2s_context_free(context);
    t2s_prompt_unref(prompt);
    return status;
}
