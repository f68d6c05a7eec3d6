/* SPDX-License-Identifier: MIT */
/* What the implementer of a provider puts into a reply, and what is in it when it has finished. */
#include "provider/reply.h"

#include <string.h>

#include "util/error.h"
#include "util/memory.h"
#include "util/utf8.h"

static int is_finished(const t2s_reply *reply)
{
    return t2s__operation_is_finished(&reply->operation);
}

static void note_first_byte(t2s_reply *reply)
{
    if (reply->first_byte_at == 0)
        reply->first_byte_at = t2s_loop_now();
}

void t2s_reply_mark_first_byte(t2s_reply *reply)
{
    if (reply == NULL || is_finished(reply))
        return;
    pthread_mutex_lock(&reply->mutex);
    note_first_byte(reply);
    pthread_mutex_unlock(&reply->mutex);
}

int t2s_reply_append(t2s_reply *reply, const char *text, size_t length)
{
    if (reply == NULL || (text == NULL && length != 0))
        return T2S_E_INVALID;
    if (is_finished(reply))
        return 0;
    pthread_mutex_lock(&reply->mutex);
    if (reply->failure == 0 && length > T2S_REPLY_MAX - reply->text.length)
        reply->failure = T2S_E_TOO_LARGE;
    if (reply->failure == 0) {
        note_first_byte(reply);
        t2s__buffer_append(&reply->text, text, length);
        if (reply->text.failed)
            reply->failure = T2S_E_NOMEM;
    }
    pthread_mutex_unlock(&reply->mutex);
    t2s__reply_post_news(reply);
    return reply->failure;
}

int t2s_reply_state(t2s_reply *reply)
{
    if (reply == NULL)
        return T2S_REPLY_HOPELESS;
    if (is_finished(reply)) /* and the text is somebody else's by now */
        return T2S_REPLY_COMPLETE;
    if (reply->failure != 0)
        return T2S_REPLY_HOPELESS;
    t2s__scan_add(&reply->scan, t2s__buffer_string(&reply->text) + reply->scanned, reply->text.length - reply->scanned);
    reply->scanned = reply->text.length;
    return reply->scan.state;
}

static int set_text(t2s_reply *reply, char **field, const char *text)
{
    int code;

    if (text != NULL && t2s__utf8_check(text, strlen(text)) != strlen(text))
        return T2S_E_INVALID;
    if (is_finished(reply))
        return 0;
    pthread_mutex_lock(&reply->mutex);
    code = t2s__strset(field, text);
    pthread_mutex_unlock(&reply->mutex);
    return code;
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
    pthread_mutex_lock(&reply->mutex);
    reply->counted = 1;
    reply->own.input_tokens = input;
    reply->own.output_tokens = output;
    reply->own.cached_tokens = cached;
    pthread_mutex_unlock(&reply->mutex);
}

void t2s_reply_set_cost(t2s_reply *reply, uint64_t cost)
{
    if (reply == NULL || is_finished(reply))
        return;
    pthread_mutex_lock(&reply->mutex);
    reply->priced = 1;
    reply->own.cost = cost;
    pthread_mutex_unlock(&reply->mutex);
}

void t2s_reply_set_retry_after(t2s_reply *reply, uint64_t milliseconds)
{
    if (reply != NULL && !is_finished(reply))
        reply->retry_after_ms = milliseconds;
}

void t2s_reply_set_alternative(t2s_reply *reply, int has_alternative)
{
    if (reply != NULL && !is_finished(reply))
        reply->alternative = has_alternative != 0;
}

void t2s_reply_set_data(t2s_reply *reply, void *data)
{
    if (reply != NULL)
        reply->data = data;
}

void *t2s_reply_data(const t2s_reply *reply)
{
    return reply != NULL ? reply->data : NULL;
}

/* What is wrong with a reply that its provider thinks is well. */
static t2s_error *flaw(const t2s_reply *reply)
{
    const char *name = t2s_provider_name(t2s__reply_provider(reply));

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

static void swap_texts(char **one, char **other)
{
    char *text = *one;

    *one = *other;
    *other = text;
}

void t2s_reply_pass_on(t2s_reply *reply, t2s_reply *inner)
{
    if (reply == NULL || inner == NULL)
        return;
    if (!is_finished(reply)) {
        t2s__buffer text;

        pthread_mutex_lock(&reply->mutex);
        text = reply->text;
        reply->text = inner->text;
        inner->text = text;
        swap_texts(&reply->model, &inner->model);
        swap_texts(&reply->refusal, &inner->refusal);
        reply->failure = inner->failure;
        reply->retry_after_ms = inner->retry_after_ms;
        reply->alternative = reply->alternative || inner->alternative;
        pthread_mutex_unlock(&reply->mutex);
    }
    t2s_reply_finish(reply, t2s_error_ref(inner->operation.error));
}

/* What a finished reply holds. */

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

int t2s_reply_has_alternative(const t2s_reply *reply)
{
    return reply->alternative;
}

uint64_t t2s_reply_retry_after(const t2s_reply *reply)
{
    return reply->retry_after_ms;
}
