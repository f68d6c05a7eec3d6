/* SPDX-License-Identifier: MIT */
/* The seam: a provider's operations, its loop, and the replies that its calls are. */
#include <text2sql/sys/provider.h>

#include <stdatomic.h>
#include <string.h>

#include "loop/operation.h"
#include "util/buffer.h"
#include "util/error.h"
#include "util/memory.h"
#include "util/ops.h"
#include "util/utf8.h"

struct t2s_provider {
    atomic_uint references;
    char *name;
    t2s_provider_ops ops;
    void *user_data;
    int bound;                /* has attach or detach: it serves one loop at a time */
    _Atomic(t2s_loop *) loop; /* of a bound one: the loop that it serves, or NULL */
    unsigned attachments;     /* how often; only touched on that loop's thread */
};

struct t2s_reply {
    t2s__operation operation; /* first */
    t2s_provider *provider;   /* a reference */
    t2s_reply_fn callback;
    void *user_data;
    atomic_uint finished; /* by the provider, and not because it dropped the reply */
    int failure;          /* T2S_E_* of an append that did not succeed; a text with a hole must not pass for a whole one */
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

static void ignore_destroy(void *user_data)
{
    (void)user_data;
}

static int accept_attach(void *user_data, t2s_loop *loop)
{
    (void)user_data;
    (void)loop;
    return 0;
}

static void ignore_detach(void *user_data, t2s_loop *loop)
{
    (void)user_data;
    (void)loop;
}

static void fill_holes(t2s_provider_ops *ops)
{
    if (ops->cancel == NULL)
        ops->cancel = ignore_cancel;
    if (ops->destroy == NULL)
        ops->destroy = ignore_destroy;
    if (ops->attach == NULL)
        ops->attach = accept_attach;
    if (ops->detach == NULL)
        ops->detach = ignore_detach;
}

/* Registration failed, and the caller has nevertheless given user_data away. */
static void destroy_unregistered(const t2s_provider_ops *ops, void *user_data)
{
    const size_t end = offsetof(t2s_provider_ops, destroy) + sizeof(ops->destroy);

    if (ops != NULL && ops->struct_size >= end && ops->destroy != NULL)
        ops->destroy(user_data);
}

int t2s_provider_new(const char *name, const t2s_provider_ops *ops, void *user_data, t2s_provider **ret_provider)
{
    t2s_provider *provider = NULL;
    t2s_provider_ops copy;
    int code = t2s__ops_copy(&copy, ops, sizeof(copy), sizeof(copy), 0);

    if (code != 0)
        goto fail;
    code = T2S_E_INVALID;
    if (name == NULL || copy.start == NULL || ret_provider == NULL)
        goto fail;
    code = T2S_E_NOMEM;
    provider = t2s__calloc(1, sizeof(*provider));
    if (provider == NULL)
        goto fail;
    provider->name = t2s__strdup(name);
    if (provider->name == NULL)
        goto fail;
    atomic_init(&provider->references, 1);
    atomic_init(&provider->loop, NULL);
    provider->bound = copy.attach != NULL || copy.detach != NULL;
    fill_holes(&copy);
    provider->ops = copy;
    provider->user_data = user_data;
    *ret_provider = provider;
    return 0;

fail:
    t2s__free(provider);
    destroy_unregistered(ops, user_data);
    return code;
}

t2s_provider *t2s_provider_ref(t2s_provider *provider)
{
    if (provider != NULL)
        atomic_fetch_add_explicit(&provider->references, 1, memory_order_relaxed);
    return provider;
}

void t2s_provider_unref(t2s_provider *provider)
{
    if (provider == NULL || atomic_fetch_sub_explicit(&provider->references, 1, memory_order_acq_rel) != 1)
        return;
    provider->ops.destroy(provider->user_data);
    t2s__free(provider->name);
    t2s__free(provider);
}

const char *t2s_provider_name(const t2s_provider *provider)
{
    return provider != NULL ? provider->name : NULL;
}

int t2s_provider_attach(t2s_provider *provider, t2s_loop *loop)
{
    t2s_loop *served = NULL;
    int code;

    if (provider == NULL || loop == NULL)
        return T2S_E_INVALID;
    if (!provider->bound)
        return 0;
    if (!atomic_compare_exchange_strong(&provider->loop, &served, loop)) {
        if (served != loop)
            return T2S_E_BUSY;
        provider->attachments++;
        return 0;
    }
    code = provider->ops.attach(provider->user_data, loop);
    if (code != 0) {
        atomic_store(&provider->loop, NULL);
        return code;
    }
    provider->attachments = 1;
    return 0;
}

void t2s_provider_detach(t2s_provider *provider, t2s_loop *loop)
{
    if (provider == NULL || loop == NULL || atomic_load(&provider->loop) != loop || --provider->attachments != 0)
        return;
    provider->ops.detach(provider->user_data, loop);
    atomic_store(&provider->loop, NULL);
}

/* Replies. */

static void reply_free(t2s__operation *operation)
{
    t2s_reply *reply = (t2s_reply *)(void *)operation;

    t2s__buffer_dispose(&reply->text);
    t2s__free(reply->model);
    t2s__free(reply->refusal);
    t2s_provider_unref(reply->provider);
    t2s__free(reply);
}

static t2s_error *in_stage(t2s_error *error)
{
    return t2s__error_in_stage(error, T2S_STAGE_PROVIDER);
}

static void on_finished(t2s__operation *operation, void *user_data)
{
    t2s_reply *reply = (t2s_reply *)(void *)operation;

    (void)user_data;
    if (atomic_load(&reply->finished) == 0) { /* the base's words know no names */
        t2s_error_unref(operation->error);
        operation->error = in_stage(
            t2s__error(T2S_E_INTERNAL, "the provider \"%.64s\" dropped a reply without finishing it", reply->provider->name));
    }
    reply->callback(reply, reply->user_data);
}

int t2s_provider_call(t2s_provider *provider, t2s_loop *loop, const t2s_prompt *prompt, t2s_reply_fn callback, void *user_data,
                      t2s_reply **ret_reply)
{
    t2s_reply *reply;
    int code;

    if (provider == NULL || loop == NULL || prompt == NULL || callback == NULL || ret_reply == NULL)
        return T2S_E_INVALID;
    if (provider->bound && atomic_load(&provider->loop) != loop)
        return T2S_E_INVALID;
    reply = t2s__calloc(1, sizeof(*reply));
    if (reply == NULL)
        return T2S_E_NOMEM;
    atomic_init(&reply->finished, 0);
    reply->provider = t2s_provider_ref(provider);
    reply->callback = callback;
    reply->user_data = user_data;
    t2s__operation_init(&reply->operation, loop, on_finished, NULL, reply_free);
    code = provider->ops.start(provider->user_data, prompt, reply);
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
        reply->provider->ops.cancel(reply->provider->user_data, reply);
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
    const char *name = reply->provider->name;

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
    atomic_store(&reply->finished, 1);
    t2s__operation_finish(&reply->operation, in_stage(error));
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
