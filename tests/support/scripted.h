/* SPDX-License-Identifier: MIT */
/* A provider that does what a script says, a letter a call, and a caller that notes what becomes of his calls. */
#ifndef T2S_TESTS_SCRIPTED_H
#define T2S_TESTS_SCRIPTED_H

#include <pthread.h>
#include <stdatomic.h>

#include <text2sql/sys/provider.h>

#include "clock.h" /* first: time passes by it */

#include "llm_server.h"
#include "prompt/prompt.h"
#include "suite.h"

enum { SCRIPTED_MAX = 20000 };

/*
 * a answers             t answers from a thread, later       c fails: no connection (retryable)   w fails: 429, "wait_ms" to wait
 * s fails: 500          k fails: the key (not retryable)     q fails: 400, the request was wrong  u fails from a thread, later
 * h hangs until it is cancelled                              p says a part, then hangs            i hangs, and ignores cancel
 * n does not take it    d drops it                           D drops it from a thread             2 finishes twice
 * x refuses politely    m answers as a model without a name
 */
struct scripted {
    const char *name;
    const char *script; /* the last letter is for all further calls */
    uint64_t wait_ms;   /* of w */
    uint64_t tokens[2]; /* input and output of an answer; 0, 0: 100, 10 */
    const char *model;  /* NULL: "<name>-1" */
    int alternative;    /* its answers have one */
    int starts;
    int cancels;
    int destroys;
    int attached;
    int most_at_once;
    uint64_t started_at[64];
    char callers[64][16]; /* whose call it was */
    t2s_reply *hanging[SCRIPTED_MAX];
    int hanging_count;
    atomic_int threads;
};

static inline t2s_error *scripted_error(int code, int status, int retryable, const char *name)
{
    char message[128];
    t2s_error *error;

    snprintf(message, sizeof(message), "%s fails", name);
    error = t2s_error_new(code, message);
    t2s_error_set_http_status(error, status);
    t2s_error_set_retryable(error, retryable);
    return error;
}

static inline void scripted_answer(struct scripted *one, t2s_reply *reply)
{
    char model[64];
    int code;

    snprintf(model, sizeof(model), "%s-1", one->name);
    code = t2s_reply_append(reply, one->name, strlen(one->name));
    if (code == 0)
        code = t2s_reply_set_model(reply, one->model != NULL ? one->model : model);
    if (one->tokens[0] != 0 || one->tokens[1] != 0)
        t2s_reply_set_tokens(reply, one->tokens[0], one->tokens[1], 0);
    else
        t2s_reply_set_tokens(reply, 100, 10, 50);
    t2s_reply_set_alternative(reply, one->alternative);
    t2s_reply_finish(reply, code != 0 ? t2s_error_new(code, NULL) : NULL);
}

struct scripted_later {
    struct scripted *one;
    t2s_reply *reply;
    char letter;
};

static void *scripted_thread(void *argument)
{
    struct scripted_later later = *(struct scripted_later *)argument;

    free(argument);
    usleep(2000);
    if (later.letter == 't')
        scripted_answer(later.one, later.reply);
    else if (later.letter == 'u')
        t2s_reply_finish(later.reply, scripted_error(T2S_E_CONNECT, 0, 1, later.one->name));
    else
        t2s_reply_unref(later.reply);
    atomic_fetch_sub(&later.one->threads, 1);
    atomic_fetch_sub(&clock_threads, 1);
    return NULL;
}

static inline void scripted_on_thread(struct scripted *one, t2s_reply *reply, char letter)
{
    struct scripted_later *later = malloc(sizeof(*later));
    pthread_t thread;

    must(later != NULL);
    *later = (struct scripted_later){one, reply, letter};
    atomic_fetch_add(&one->threads, 1);
    atomic_fetch_add(&clock_threads, 1);
    must(pthread_create(&thread, NULL, scripted_thread, later) == 0);
    must(pthread_detach(thread) == 0);
}

static inline void scripted_hang(struct scripted *one, t2s_reply *reply)
{
    must(one->hanging_count < SCRIPTED_MAX);
    t2s_reply_set_data(reply, (void *)(intptr_t)one->hanging_count);
    one->hanging[one->hanging_count++] = reply;
    if (one->hanging_count > one->most_at_once)
        one->most_at_once = one->hanging_count;
}

/* Take a hanging reply out, to finish it. */
static inline t2s_reply *scripted_take(struct scripted *one, int index)
{
    t2s_reply *reply = one->hanging[index];

    one->hanging[index] = one->hanging[--one->hanging_count];
    t2s_reply_set_data(one->hanging[index], (void *)(intptr_t)index);
    return reply;
}

static int scripted_start(void *user_data, const t2s_prompt *prompt, t2s_reply *reply)
{
    struct scripted *one = user_data;
    size_t length = strlen(one->script);
    size_t call = (size_t)one->starts++;
    char letter = one->script[call < length ? call : length - 1];

    if (call < 64) {
        one->started_at[call] = t2s_loop_now();
        snprintf(one->callers[call], sizeof(one->callers[call]), "%s", t2s_prompt_caller(prompt));
    }
    switch (letter) {
    case 'a':
        scripted_answer(one, reply);
        return 0;
    case 'm':
        t2s_reply_set_tokens(reply, 100, 10, 0);
        t2s_reply_finish(reply, NULL);
        return 0;
    case 'x':
        t2s_reply_set_refusal(reply, "I would rather not.");
        scripted_answer(one, reply);
        return 0;
    case 'c':
        t2s_reply_finish(reply, scripted_error(T2S_E_CONNECT, 0, 1, one->name));
        return 0;
    case 'w':
        t2s_reply_set_retry_after(reply, one->wait_ms);
        t2s_reply_finish(reply, scripted_error(T2S_E_RATE_LIMIT, 429, 1, one->name));
        return 0;
    case 's':
        t2s_reply_finish(reply, scripted_error(T2S_E_SERVER, 500, 1, one->name));
        return 0;
    case 'q':
        t2s_reply_finish(reply, scripted_error(T2S_E_SERVER, 400, 0, one->name));
        return 0;
    case 'k':
        t2s_reply_finish(reply, scripted_error(T2S_E_AUTH, 401, 0, one->name));
        return 0;
    case 'p':
        t2s_reply_append(reply, "half of ", 8);
        scripted_hang(one, reply);
        return 0;
    case 'h':
    case 'i':
        scripted_hang(one, reply);
        return 0;
    case 'n':
        return T2S_E_BUSY;
    case 'd':
        t2s_reply_unref(reply);
        return 0;
    case '2':
        t2s_reply_ref(reply);
        scripted_answer(one, reply);
        t2s_reply_finish(reply, scripted_error(T2S_E_SERVER, 500, 0, "too late"));
        t2s_reply_unref(reply);
        return 0;
    default: /* t, u, D */
        scripted_on_thread(one, reply, letter);
        return 0;
    }
}

static void scripted_cancel(void *user_data, t2s_reply *reply)
{
    struct scripted *one = user_data;
    intptr_t index = (intptr_t)t2s_reply_data(reply);

    one->cancels++;
    if (strchr(one->script, 'i') == NULL && index < one->hanging_count && one->hanging[index] == reply)
        t2s_reply_finish(scripted_take(one, (int)index), t2s_error_new(T2S_E_CANCELLED, NULL));
}

static int scripted_attach(void *user_data, t2s_loop *loop)
{
    (void)loop;
    ((struct scripted *)user_data)->attached++;
    return 0;
}

static void scripted_detach(void *user_data, t2s_loop *loop)
{
    struct scripted *one = user_data;

    (void)loop;
    one->attached--;
    while (one->hanging_count > 0)
        t2s_reply_finish(scripted_take(one, one->hanging_count - 1), t2s_error_new(T2S_E_SHUTDOWN, NULL));
}

static void scripted_destroy(void *user_data)
{
    ((struct scripted *)user_data)->destroys++;
}

/* `one` stays the test's. */
static inline t2s_provider *scripted_new(struct scripted *one)
{
    static const t2s_provider_ops ops = {.struct_size = sizeof(ops),
                                         .start = scripted_start,
                                         .cancel = scripted_cancel,
                                         .destroy = scripted_destroy,
                                         .attach = scripted_attach,
                                         .detach = scripted_detach};
    t2s_provider *provider = NULL;

    ck_assert_int_eq(t2s_provider_new(one->name, &ops, one, &provider), 0);
    return provider;
}

static inline void scripted_wait(struct scripted *one)
{
    while (atomic_load(&one->threads) > 0)
        usleep(500);
}

/* Options from pairs of texts, up to a NULL. To be freed. */
static inline t2s_options *options_of(const char *const *pairs)
{
    t2s_options *options = NULL;

    ck_assert_int_eq(t2s_options_new(&options), 0);
    for (; *pairs != NULL; pairs += 2)
        ck_assert_int_eq(t2s_options_set(options, pairs[0], pairs[1]), 0);
    return options;
}

#define OPTIONS(...) options_of((const char *const[]){__VA_ARGS__, NULL})

/* What became of a call. */
struct outcome {
    int count;
    int code;
    int retryable;
    int http_status;
    int alternative;
    uint64_t retry_after;
    uint64_t input;
    uint64_t output;
    uint64_t cost;
    uint64_t took; /* ns */
    uint64_t began;
    size_t records;
    char message[512];
    char text[64];
    char model[64];
    char refusal[64];
    char calls[512]; /* the records: "first a-1 T2S_OK; retry ..." */
    t2s_reply *reply;
};

static inline void outcome_read_records(struct outcome *outcome, const t2s_reply *reply)
{
    size_t length = 0;

    outcome->records = t2s_reply_record_count(reply);
    outcome->calls[0] = '\0';
    for (size_t i = 0; i < outcome->records && length < sizeof(outcome->calls) - 100; i++) {
        t2s_call *call = t2s_reply_record(reply, i);

        length += (size_t)snprintf(outcome->calls + length, sizeof(outcome->calls) - length, "%s%s %s %s", i != 0 ? "; " : "",
                                   t2s_call_reason_name(t2s_call_reason(call)), t2s_call_provider(call),
                                   t2s_error_name(t2s_call_code(call)) + strlen("T2S_"));
        t2s_call_unref(call);
    }
}

static inline void outcome_read(t2s_reply *reply, void *user_data)
{
    struct outcome *outcome = user_data;
    const t2s_error *error = t2s_reply_error(reply);

    outcome->count++;
    outcome->took = t2s_loop_now() - outcome->began;
    outcome->code = t2s_error_code(error);
    outcome->retryable = t2s_error_retryable(error);
    outcome->http_status = t2s_error_http_status(error);
    outcome->alternative = t2s_reply_has_alternative(reply);
    outcome->retry_after = t2s_reply_retry_after(reply);
    outcome->input = t2s_reply_input_tokens(reply);
    outcome->output = t2s_reply_output_tokens(reply);
    outcome->cost = t2s_reply_cost(reply);
    snprintf(outcome->message, sizeof(outcome->message), "%s", t2s_error_message(error));
    snprintf(outcome->text, sizeof(outcome->text), "%s", t2s_reply_text(reply));
    snprintf(outcome->model, sizeof(outcome->model), "%s", t2s_reply_model(reply) != NULL ? t2s_reply_model(reply) : "");
    snprintf(outcome->refusal, sizeof(outcome->refusal), "%s", t2s_reply_refusal(reply) != NULL ? t2s_reply_refusal(reply) : "");
    outcome_read_records(outcome, reply);
}

/* A prompt of a question, with a deadline so many ms from now (0: none). */
static inline t2s_prompt *prompt_of(const char *caller, uint64_t deadline_ms)
{
    t2s_prompt *prompt = NULL;

    ck_assert_int_eq(t2s__prompt_new(7, "How many?", 0, &prompt), 0);
    ck_assert_int_eq(t2s__prompt_add(prompt, T2S_ROLE_USER, "How many?", 9), 0);
    if (deadline_ms != 0)
        t2s__prompt_set_deadline(prompt, t2s_loop_now() + deadline_ms * 1000000);
    if (caller != NULL)
        ck_assert_int_eq(t2s__prompt_set_caller(prompt, caller), 0);
    return prompt;
}

/* Begin a call; outcome->reply is the caller's reference. */
static inline int ask_begin(t2s_provider *provider, t2s_loop *loop, const t2s_prompt *prompt, struct outcome *outcome)
{
    *outcome = (struct outcome){.began = t2s_loop_now()};
    return t2s_provider_call(provider, loop, prompt, outcome_read, outcome, &outcome->reply);
}

/* Wait for its end, exactly once. */
static inline void ask_end(t2s_loop *loop, struct outcome *outcome)
{
    ck_assert(run_until(loop, &outcome->count, 1, 20000));
    for (int turn = 0; turn < 3; turn++)
        t2s__loop_run(loop, 0);
    ck_assert_int_eq(outcome->count, 1);
    t2s_reply_unref(outcome->reply);
    outcome->reply = NULL;
}

static inline void ask_prompt(t2s_provider *provider, t2s_loop *loop, const t2s_prompt *prompt, struct outcome *outcome)
{
    ck_assert_int_eq(ask_begin(provider, loop, prompt, outcome), 0);
    ck_assert_int_eq(outcome->count, 0);
    ask_end(loop, outcome);
}

/* A new question. */
static inline struct outcome ask_once(t2s_provider *provider, t2s_loop *loop, uint64_t deadline_ms)
{
    t2s_prompt *prompt = prompt_of(NULL, deadline_ms);
    struct outcome outcome;

    ask_prompt(provider, loop, prompt, &outcome);
    t2s_prompt_unref(prompt);
    return outcome;
}

#endif
