/* SPDX-License-Identifier: MIT */
/* The seam: a provider's operations, its loop, and the replies that its calls are. */
#include <text2sql/sys/provider.h>

#include <string.h>

#include "loop/operation.h"
#include "util/buffer.h"
#include "util/error.h"
#include "util/memory.h"
#include "util/ops.h"
#include "util/utf8.h"

struct t2s_provider {
    t2s__service service; /* first */
    t2s_provider_ops ops;
};

struct t2s_reply {
    t2s__operation operation; /* first */
    t2s_reply_fn callback;
    void *user_data;
    int failure; /* T2S_E_* of an append that did not succeed; a text with a hole must not pass for a whole one */
    t2s__buffer text;
    char *model;
    char *refusal;
    uint64_t input_tokens;
    uint64_t output_tokens;
    uint64_t cached_tokens;
    uint64_t retry_after_ms;
};

static void ignore_cancel(void *user_data, t2s_reply *reply)
{
    (void)user_data;
    (void)reply;
}

int t2s_provider_new(const char *name, const t2s_provider_ops *ops, void *user_data, t2s_provider **ret_provider)
{
    t2s_provider_ops copy;
    t2s_provider *provider;
    int code = t2s__ops_copy(&copy, ops, sizeof(copy), sizeof(copy), 0);

    if (code == 0 && (copy.start == NULL || ret_provider == NULL))
        code = T2S_E_INVALID;
    provider = t2s__model_new(sizeof(*provider), name, copy.destroy, user_data, &code);
    if (provider == NULL)
        return code;
    if (copy.cancel == NULL)
        copy.cancel = ignore_cancel;
    provider->ops = copy;
    provider->service.stage = T2S_STAGE_PROVIDER;
    provider->service.attach = copy.attach;
    provider->service.detach = copy.detach;
    atomic_init(&provider->service.loop, NULL);
    *ret_provider = provider;
    return 0;
}

t2s_provider *t2s_provider_ref(t2s_provider *provider)
{
    t2s__model_ref((t2s__model *)provider);
    return provider;
}

void t2s_provider_unref(t2s_provider *provider)
{
    t2s__model_unref((t2s__model *)provider);
}

const char *t2s_provider_name(const t2s_provider *provider)
{
    return provider != NULL ? provider->service.model.name : NULL;
}

int t2s_provider_attach(t2s_provider *provider, t2s_loop *loop)
{
    return t2s__service_attach((t2s__service *)provider, loop);
}

void t2s_provider_detach(t2s_provider *provider, t2s_loop *loop)
{
    t2s__service_detach((t2s__service *)provider, loop);
}

/* Replies. */

static void reply_free(t2s__operation *operation)
{
    t2s_reply *reply = (t2s_reply *)(void *)operation;

    t2s__buffer_dispose(&reply->text);
    t2s__free(reply->model);
    t2s__free(reply->refusal);
    t2s__free(reply);
}

static void on_finished(t2s__operation *operation, void *user_data)
{
    t2s_reply *reply = (t2s_reply *)(void *)operation;

    (void)user_data;
    reply->callback(reply, reply->user_data);
}

/* Who does it. */
static const t2s_provider *provider_of(const t2s_reply *reply)
{
    return (const t2s_provider *)(const void *)reply->operation.service;
}

int t2s_provider_call(t2s_provider *provider, t2s_loop *loop, const t2s_prompt *prompt, t2s_reply_fn callback, void *user_data,
                      t2s_reply **ret_reply)
{
    t2s_reply *reply;
    int code;

    if (provider == NULL || loop == NULL || prompt == NULL || callback == NULL || ret_reply == NULL)
        return T2S_E_INVALID;
    if (!t2s__service_serves(&provider->service, loop))
        return T2S_E_INVALID;
    reply = t2s__calloc(1, sizeof(*reply));
    if (reply == NULL)
        return T2S_E_NOMEM;
    reply->callback = callback;
    reply->user_data = user_data;
    t2s__operation_init(&reply->operation, &provider->service, loop, on_finished, NULL, reply_free);
    code = provider->ops.start(provider->service.model.user_data, prompt, reply);
    if (code != 0) {
        t2s__operation_refused(&reply->operation);
        return code;
    }
    *ret_reply = reply;
    return 0;
}

void t2s_reply_abandon(t2s_reply *reply)
{
    if (reply != NULL && t2s__operation_abandon(&reply->operation))
        provider_of(reply)->ops.cancel(reply->operation.service->model.user_data, reply);
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

static int is_finished(const t2s_reply *reply)
{
    return t2s__operation_is_finished(&reply->operation);
}

int t2s_reply_append(t2s_reply *reply, const char *text, size_t length)
{
    if (reply == NULL || (text == NULL && length != 0))
        return T2S_E_INVALID;
    if (is_finished(reply))
        return 0;
    if (reply->failure == 0 && length > T2S_REPLY_MAX - reply->text.length)
        reply->failure = T2S_E_TOO_LARGE;
    if (reply->failure == 0) {
        t2s__buffer_append(&reply->text, text, length);
        if (reply->text.failed)
            reply->failure = T2S_E_NOMEM;
    }
    return reply->failure;
}

static int set_text(t2s_reply *reply, char **field, const char *text)
{
    if (text != NULL && t2s__utf8_check(text, strlen(text)) != strlen(text))
        return T2S_E_INVALID;
    return is_finished(reply) ? 0 : t2s__strset(field, text);
}

int t2s_reply_set_model(t2s_reply *reply, const char *model)
{
    return reply != NULL ? set_text(reply, &reply->model, model) : T2S_E_INVALID;
}

int t2s_reply_set_refusal(t2s_reply *reply, const char *refusal)
{
    return reply != NULL ? set_text(reply, &reply->refusal, refusal) : T2S_E_INVALID;
}

void t2s_reply_set_tokens(t2s_reply *reply, uint64_t input, uint64_t output, uint64_t cached)
{
    if (reply == NULL || is_finished(reply))
        return;
    reply->input_tokens = input;
    reply->output_tokens = output;
    reply->cached_tokens = cached;
}

void t2s_reply_set_retry_after(t2s_reply *reply, uint64_t milliseconds)
{
    if (reply != NULL && !is_finished(reply))
        reply->retry_after_ms = milliseconds;
}

/* What is wrong with a reply that its provider thinks is well. */
static t2s_error *flaw(const t2s_reply *reply)
{
    const char *name = t2s_provider_name(provider_of(reply));

    if (reply->failure == T2S_E_TOO_LARGE)
        return t2s__error(T2S_E_TOO_LARGE, "the reply of the provider \"%.64s\" is larger than %d bytes", name, T2S_REPLY_MAX);
    if (reply->failure != 0)
        return t2s_error_new(reply->failure, NULL);
    if (t2s__utf8_check(t2s__buffer_string(&reply->text), reply->text.length) != reply->text.length)
        return t2s__error(T2S_E_PROTOCOL, "the reply of the provider \"%.64s\" is not UTF-8", name);
    return NULL;
}

void t2s_reply_finish(t2s_reply *reply, t2s_error *error)
{
    if (reply == NULL || is_finished(reply)) {
        t2s_error_unref(error);
        return;
    }
    if (error == NULL)
        error = flaw(reply);
    t2s__operation_finish(&reply->operation, error);
}

t2s_loop *t2s_reply_loop(const t2s_reply *reply)
{
    return reply->operation.loop;
}

const char *t2s_reply_text(const t2s_reply *reply)
{
    return t2s__buffer_string(&reply->text);
}

size_t t2s_reply_length(const t2s_reply *reply)
{
    return reply->text.length;
}

const char *t2s_reply_model(const t2s_reply *reply)
{
    return reply->model;
}

const char *t2s_reply_refusal(const t2s_reply *reply)
{
    return reply->refusal;
}

t2s_error *t2s_reply_error(const t2s_reply *reply)
{
    return reply->operation.error;
}

uint64_t t2s_reply_input_tokens(const t2s_reply *reply)
{
    return reply->input_tokens;
}

uint64_t t2s_reply_output_tokens(const t2s_reply *reply)
{
    return reply->output_tokens;
}

uint64_t t2s_reply_cached_tokens(const t2s_reply *reply)
{
    return reply->cached_tokens;
}

uint64_t t2s_reply_retry_after(const t2s_reply *reply)
{
    return reply->retry_after_ms;
}
