/* SPDX-License-Identifier: MIT */
/* Calls of providers: their beginning, their end, and giving them up, on the loop's thread. */
#include "provider/reply.h"

#include "provider/provider.h"
#include "util/memory.h"

static void reply_free(t2s__operation *operation)
{
    t2s_reply *reply = (t2s_reply *)(void *)operation;

    t2s__buffer_dispose(&reply->text);
    t2s__free(reply->model);
    t2s__free(reply->refusal);
    t2s_call_unref(reply->record);
    t2s__calls_dispose(&reply->calls);
    t2s_price_list_unref(reply->prices);
    t2s_reply_unref(reply->outer);
    pthread_mutex_destroy(&reply->mutex);
    t2s__free(reply);
}

/* Who does it. */
const t2s_provider *t2s__reply_provider(const t2s_reply *reply)
{
    return (const t2s_provider *)(const void *)reply->operation.service;
}

t2s_reply *t2s__reply_root(t2s_reply *reply)
{
    while (reply->outer != NULL)
        reply = reply->outer;
    return reply;
}

/* Why nobody waits: the reason that is highest up. */
int t2s__reply_why_given_up(const t2s_reply *reply)
{
    int code = T2S_E_CANCELLED; /* ... or it was not needed for what has ended above it */

    for (; reply != NULL; reply = reply->outer)
        if (reply->given_up != 0)
            code = reply->given_up;
    return code;
}

/* It has ended, or nobody waits: leave the tree. */
static void leave(t2s_reply *reply)
{
    t2s_reply *root = t2s__reply_root(reply);
    t2s_reply *outer = reply->outer;

    if (root->heard == reply)
        root->heard = NULL;
    reply->outer = NULL;
    t2s_reply_unref(outer);
}

static void end(t2s_reply *reply)
{
    reply->watch = NULL;
    if (reply->outer == NULL)
        t2s__reply_close_records(reply);
    else
        leave(reply);
}

static void on_finished(t2s__operation *operation, void *user_data)
{
    t2s_reply *reply = (t2s_reply *)(void *)operation;

    (void)user_data;
    t2s__reply_pass_news(reply);
    if (reply->given_up != 0) /* by who heard the news */
        return;
    t2s__reply_settle(reply, t2s_error_code(operation->error), operation->error, 1);
    end(reply);
    reply->callback(reply, reply->user_data);
}

static t2s_reply *reply_new(t2s_provider *provider, t2s_loop *loop, const t2s_prompt *prompt, t2s_reply_fn callback,
                            void *user_data)
{
    t2s_reply *reply = t2s__calloc(1, sizeof(*reply));

    if (reply == NULL)
        return NULL;
    if (pthread_mutex_init(&reply->mutex, NULL) != 0) {
        t2s__free(reply);
        return NULL;
    }
    reply->callback = callback;
    reply->user_data = user_data;
    reply->prompt_tokens = t2s_prompt_tokens(prompt);
    reply->deadline = t2s_prompt_deadline(prompt);
    reply->calls_deadline = UINT64_MAX;
    reply->attempt = t2s_prompt_attempt(prompt);
    t2s__reply_init_news(reply, t2s_prompt_is_watched(prompt));
    t2s__operation_init(&reply->operation, &provider->service, loop, on_finished, NULL, reply_free);
    return reply;
}

/* What a guard refuses fails like a call that was made. */
static int begin(t2s_reply *reply, const t2s_prompt *prompt)
{
    const t2s_provider *provider = t2s__reply_provider(reply);
    t2s_error *error = t2s__reply_ask_guards(reply, prompt);

    if (error == NULL)
        return provider->ops.start(provider->service.model.user_data, prompt, reply);
    t2s_reply_set_tokens(reply, 0, 0, 0);
    t2s_reply_finish(reply, error);
    return 0;
}

static uint64_t earlier(uint64_t one, uint64_t other)
{
    return one < other ? one : other;
}

static void hang_below(t2s_reply *reply, t2s_reply *outer)
{
    if (outer == NULL)
        return;
    reply->outer = t2s_reply_ref(outer);
    reply->deadline = earlier(reply->deadline, earlier(outer->deadline, outer->calls_deadline));
}

static int call(t2s_reply *outer, t2s_provider *provider, t2s_loop *loop, const t2s_prompt *prompt, int reason,
                t2s_reply_fn callback, void *user_data, t2s_reply **ret_reply)
{
    t2s_reply *reply;
    int code;

    if (provider == NULL || loop == NULL || prompt == NULL || callback == NULL || ret_reply == NULL)
        return T2S_E_INVALID;
    if (!t2s__service_serves(&provider->service, loop))
        return T2S_E_INVALID;
    reply = reply_new(provider, loop, prompt, callback, user_data);
    if (reply == NULL)
        return T2S_E_NOMEM;
    hang_below(reply, outer);
    reply->reason = reason == T2S_CALL_FIRST && outer != NULL ? outer->reason : reason;
    code = t2s__reply_open_record(reply);
    if (code == 0)
        code = begin(reply, prompt);
    if (code != 0) {
        t2s__reply_settle(reply, code, NULL, 0);
        t2s__operation_refused(&reply->operation);
        return code;
    }
    *ret_reply = reply;
    return 0;
}

int t2s_provider_call(t2s_provider *provider, t2s_loop *loop, const t2s_prompt *prompt, t2s_reply_fn callback, void *user_data,
                      t2s_reply **ret_reply)
{
    return call(NULL, provider, loop, prompt, T2S_CALL_FIRST, callback, user_data, ret_reply);
}

/* Does somebody wait for it, all the way up? */
static int is_wanted(const t2s_reply *reply)
{
    for (; reply != NULL; reply = reply->outer)
        if (reply->given_up != 0 || t2s__operation_is_finished(&reply->operation))
            return 0;
    return 1;
}

int t2s_reply_call(t2s_reply *reply, t2s_provider *provider, const t2s_prompt *prompt, int reason, t2s_reply_fn callback,
                   void *user_data, t2s_reply **ret_inner)
{
    if (reply == NULL)
        return T2S_E_INVALID;
    if (!is_wanted(reply))
        return T2S_E_CANCELLED;
    t2s__reply_drop_record(reply);
    return call(reply, provider, reply->operation.loop, prompt, reason, callback, user_data, ret_inner);
}

static void give_up(t2s_reply *reply, int why)
{
    int under_way;

    if (reply == NULL || reply->given_up != 0)
        return;
    reply->given_up = why;
    under_way = t2s__operation_abandon(&reply->operation);
    t2s__reply_settle(reply, t2s__reply_why_given_up(reply), NULL, 1);
    if (under_way)
        t2s__reply_provider(reply)->ops.cancel(reply->operation.service->model.user_data, reply);
    end(reply);
}

void t2s_reply_abandon(t2s_reply *reply)
{
    give_up(reply, T2S_E_CANCELLED);
}

void t2s_reply_expire(t2s_reply *reply)
{
    give_up(reply, T2S_E_TIMEOUT);
}

int t2s_reply_given_up(const t2s_reply *reply)
{
    return reply != NULL && !is_wanted(reply) ? t2s__reply_why_given_up(reply) : 0;
}

uint64_t t2s_reply_deadline(const t2s_reply *reply)
{
    return reply != NULL ? reply->deadline : UINT64_MAX;
}

void t2s_reply_limit_calls(t2s_reply *reply, uint64_t deadline)
{
    if (reply != NULL)
        reply->calls_deadline = deadline;
}

t2s_reply *t2s_reply_ref(t2s_reply *reply)
{
    if (reply != NULL)
        t2s__operation_ref(&reply->operation);
    return reply;
}

void t2s_reply_unref(t2s_reply *reply)
{
    if (reply != NULL)
        t2s__operation_unref(&reply->operation);
}
