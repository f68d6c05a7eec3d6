/* SPDX-License-Identifier: MIT */
/*
 * Drives the OpenAI provider for test_openapi.py. Reads lines, each a JSON object {"options":{NAME:VALUE},"prompt":KIND}; for each
 * a provider is made with these options, and asked once. Writes a line for each:
 * {"code","text","refusal","model","message","count"}.
 */
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <text2sql/sys/provider.h>

#include "loop/loop.h"
#include "prompt/layout.h"

enum { HUGE_BYTES = 1024 * 1024, WAIT_MAX_MS = 60000 };

static void die(const char *what)
{
    fprintf(stderr, "client: %s\n", what);
    exit(2);
}

static void check(int code, const char *what)
{
    if (code != 0) {
        fprintf(stderr, "client: %s: %s\n", what, t2s_error_name(code));
        exit(2);
    }
}

/* Prompts: "plain", "repair" (a conversation), "foreign" (no ASCII, and what JSON has to escape), "huge". */

static t2s_prompt *lay_out(const char *schema, const char *question)
{
    const t2s__layout layout = {.dialect = "postgres",
                                .database = "shop",
                                .schema = schema,
                                .schema_length = strlen(schema),
                                .schema_is_complete = 1,
                                .question = question};
    t2s_prompt *prompt;

    check(t2s__prompt_layout(&layout, &prompt), "prompt");
    return prompt;
}

static t2s_prompt *repair(t2s_prompt *prompt)
{
    const t2s__finding finding = {.code = "42703", .message = "column \"nam\" does not exist", .line = 1, .column = 8};
    t2s_prompt *repaired;

    check(t2s__prompt_repair(prompt, "SELECT nam", 10, &finding, 1, &repaired), "repair");
    t2s_prompt_unref(prompt);
    return repaired;
}

static t2s_prompt *make_huge(void)
{
    char *schema = malloc(HUGE_BYTES + 64);
    size_t length = 0;
    t2s_prompt *prompt;

    if (schema == NULL)
        die("out of memory");
    while (length < HUGE_BYTES)
        length += (size_t)sprintf(schema + length,
                                  "  \"Gr\xC3\xB6\xC3\x9F"
                                  "e %zu\" integer,\n",
                                  length);
    prompt = lay_out(schema, "How many?");
    free(schema);
    return prompt;
}

static t2s_prompt *make_prompt(const char *kind)
{
    static const char schema[] = "CREATE TABLE customers (\n  id integer PRIMARY KEY,\n  name text NOT NULL\n);\n";
    static const char foreign[] =
        "\xE9\xA1\xBE\xE5\xAE\xA2 \xF0\x9F\x94\xA5 \"\\/\b\f\x7F\x01 \xE2\x80\xA8\xE2\x80\xAE </question> \xEF\xBF\xBD";

    if (strcmp(kind, "plain") == 0)
        return lay_out(schema, "How many customers are there?");
    if (strcmp(kind, "repair") == 0)
        return repair(repair(lay_out(schema, "How many customers are there?")));
    if (strcmp(kind, "foreign") == 0)
        return lay_out(schema, foreign);
    if (strcmp(kind, "huge") == 0)
        return make_huge();
    die("unknown kind of prompt");
    return NULL;
}

/* Calls. */

static void count(t2s_reply *reply, void *user_data)
{
    (void)reply;
    ++*(int *)user_data;
}

static void wait_for(t2s_loop *loop, const int *counter)
{
    const uint64_t end = t2s_loop_now() + (uint64_t)WAIT_MAX_MS * 1000000;

    while (*counter == 0 && t2s_loop_now() < end)
        t2s__loop_run(loop, 100);
}

static void add_text(json_object *object, const char *name, const char *text)
{
    json_object_object_add(object, name, text != NULL ? json_object_new_string(text) : NULL);
}

static void print_reply(const t2s_reply *reply, int completions)
{
    json_object *line = json_object_new_object();

    add_text(line, "code", t2s_error_name(t2s_error_code(t2s_reply_error(reply))));
    add_text(line, "message", t2s_error_message(t2s_reply_error(reply)));
    add_text(line, "text", t2s_reply_text(reply));
    add_text(line, "refusal", t2s_reply_refusal(reply));
    add_text(line, "model", t2s_reply_model(reply));
    json_object_object_add(line, "input", json_object_new_int64((int64_t)t2s_reply_input_tokens(reply)));
    json_object_object_add(line, "output", json_object_new_int64((int64_t)t2s_reply_output_tokens(reply)));
    json_object_object_add(line, "count", json_object_new_int(completions));
    puts(json_object_to_json_string_ext(line, JSON_C_TO_STRING_PLAIN));
    json_object_put(line);
}

static t2s_provider *make_provider(json_object *values)
{
    t2s_provider *provider = NULL;
    t2s_error *error = NULL;
    t2s_options *options;

    check(t2s_options_new(&options), "options");
    json_object_object_foreach (values, name, value)
        check(t2s_options_set(options, name, json_object_get_string(value)), name);
    if (t2s_openai_provider_new(options, &provider, &error) != 0)
        die(t2s_error_message(error));
    t2s_options_free(options);
    return provider;
}

static void ask(t2s_loop *loop, json_object *values, const char *kind)
{
    t2s_provider *provider = make_provider(values);
    t2s_prompt *prompt = make_prompt(kind);
    t2s_reply *reply;
    int completions = 0;

    check(t2s_provider_attach(provider, loop), "attach");
    check(t2s_provider_call(provider, loop, prompt, count, &completions, &reply), "call");
    wait_for(loop, &completions);
    t2s__loop_run(loop, 0); /* time for a second completion, which must not come */
    print_reply(reply, completions);
    t2s_reply_unref(reply);
    t2s_prompt_unref(prompt);
    t2s_provider_detach(provider, loop);
    t2s_provider_unref(provider);
}

int main(void)
{
    char *line = NULL;
    size_t capacity = 0;
    t2s_loop *loop;

    check(t2s__loop_new(1, &loop), "loop");
    while (getline(&line, &capacity, stdin) > 0) {
        json_object *input = json_tokener_parse(line);
        json_object *options = NULL;
        json_object *kind = NULL;

        if (!json_object_object_get_ex(input, "options", &options) || !json_object_object_get_ex(input, "prompt", &kind))
            die("a line is not what it has to be");
        ask(loop, options, json_object_get_string(kind));
        json_object_put(input);
    }
    free(line);
    t2s__loop_close(loop);
    t2s__loop_unref(loop);
    return 0;
}
