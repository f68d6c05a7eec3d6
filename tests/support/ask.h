/* SPDX-License-Identifier: MIT */
/* For tests of providers: make a prompt, ask, and keep what came back. */
#ifndef T2S_TESTS_ASK_H
#define T2S_TESTS_ASK_H

#include <check.h>
#include <text2sql/sys/provider.h>

#include "prompt/prompt.h"

#include "llm_server.h"

/* What the callback saw. */
struct answer {
    int count;
    int code;
    int http_status;
    int retryable;
    int line;
    uint64_t input;
    uint64_t output;
    uint64_t cached;
    uint64_t retry_after;
    char message[1200];
    char hint[1200];
    char text[2048];
    char model[128];
    char refusal[256];
};

static inline void keep_answer(t2s_reply *reply, void *user_data)
{
    struct answer *answer = user_data;
    const t2s_error *error = t2s_reply_error(reply);

    answer->count++;
    answer->code = t2s_error_code(error);
    answer->http_status = t2s_error_http_status(error);
    answer->retryable = t2s_error_retryable(error);
    answer->input = t2s_reply_input_tokens(reply);
    answer->output = t2s_reply_output_tokens(reply);
    answer->cached = t2s_reply_cached_tokens(reply);
    answer->retry_after = t2s_reply_retry_after(reply);
    snprintf(answer->message, sizeof(answer->message), "%s", t2s_error_message(error));
    snprintf(answer->hint, sizeof(answer->hint), "%s", t2s_error_hint(error) != NULL ? t2s_error_hint(error) : "");
    snprintf(answer->text, sizeof(answer->text), "%s", t2s_reply_text(reply));
    snprintf(answer->model, sizeof(answer->model), "%s", t2s_reply_model(reply) != NULL ? t2s_reply_model(reply) : "");
    snprintf(answer->refusal, sizeof(answer->refusal), "%s", t2s_reply_refusal(reply) != NULL ? t2s_reply_refusal(reply) : "");
    ck_assert_uint_eq(strlen(t2s_reply_text(reply)), t2s_reply_length(reply));
}

/* A system message, the schema, and the question; in a repair, a reply and what was wrong with it. */
static inline t2s_prompt *make_prompt(const char *schema, const char *question, int attempt)
{
    t2s_prompt *prompt = NULL;

    ck_assert_int_eq(t2s__prompt_new(1, question, attempt, &prompt), 0);
    ck_assert_int_eq(t2s__prompt_add(prompt, T2S_ROLE_SYSTEM, schema, strlen(schema)), 0);
    ck_assert_int_eq(t2s__prompt_add(prompt, T2S_ROLE_USER, question, strlen(question)), 0);
    for (int i = 0; i < attempt; i++) {
        ck_assert_int_eq(t2s__prompt_add(prompt, T2S_ROLE_ASSISTANT, "SELEC", 5), 0);
        ck_assert_int_eq(t2s__prompt_add(prompt, T2S_ROLE_USER, "syntax error", 12), 0);
    }
    return prompt;
}

/* One call from start to end. */
static inline void ask_prompt(t2s_loop *loop, t2s_provider *provider, const t2s_prompt *prompt, struct answer *answer)
{
    t2s_reply *reply;

    memset(answer, 0, sizeof(*answer));
    ck_assert_int_eq(t2s_provider_call(provider, loop, prompt, keep_answer, answer, &reply), 0);
    ck_assert_int_eq(answer->count, 0);
    ck_assert_msg(run_until(loop, &answer->count, 1, 20000), "no completion");
    t2s_reply_unref(reply);
    ck_assert_int_eq(answer->count, 1);
}

#ifdef T2S_TESTS_SKIP_H
/* ... of which nothing will come until its limit of so many seconds is over. */
static inline void ask_in_vain(t2s_loop *loop, t2s_provider *provider, int seconds, struct answer *answer)
{
    t2s_prompt *prompt = make_prompt("CREATE TABLE t (id int)", "Q?", 0);
    t2s_reply *reply;

    memset(answer, 0, sizeof(*answer));
    ck_assert_int_eq(t2s_provider_call(provider, loop, prompt, keep_answer, answer, &reply), 0);
    run_past(loop, seconds);
    ck_assert_msg(run_until(loop, &answer->count, 1, 0), "no completion");
    t2s_reply_unref(reply);
    t2s_prompt_unref(prompt);
}
#endif

static inline void ask(t2s_loop *loop, t2s_provider *provider, const char *question, int attempt, struct answer *answer)
{
    t2s_prompt *prompt = make_prompt("CREATE TABLE t (id int)", question, attempt);

    ask_prompt(loop, provider, prompt, answer);
    t2s_prompt_unref(prompt);
}

#endif
