/* SPDX-License-Identifier: MIT */
#include "provider/nested.h"

#include <string.h>

#include "util/buffer.h"
#include "util/error.h"
#include "util/memory.h"

/* Calls. */

static void link_call(t2s__nested *nested, t2s__nested_call *call)
{
    call->nested = nested;
    call->next = nested->calls;
    if (nested->calls != NULL)
        nested->calls->previous = call;
    nested->calls = call;
}

static void unlink_call(t2s__nested_call *call)
{
    if (call->previous != NULL)
        call->previous->next = call->next;
    else
        call->nested->calls = call->next;
    if (call->next != NULL)
        call->next->previous = call->previous;
}

/* Its outer reply is still to be finished, and that is the last thing to do: it may be what keeps the provider. */
static t2s_reply *call_free(t2s__nested_call *call)
{
    t2s_reply *outer = call->outer;

    unlink_call(call);
    t2s_timer_free(call->timer);
    t2s_reply_abandon(call->inner);
    if (call->nested->ops->dispose != NULL)
        call->nested->ops->dispose(call);
    t2s_reply_unref(call->inner);
    t2s_prompt_unref(call->prompt);
    t2s__free(call);
    return outer;
}

void t2s__nested_pass_on(t2s__nested_call *call, t2s_reply *inner)
{
    t2s_reply *outer;

    t2s_reply_ref(inner);
    outer = call_free(call);
    t2s_reply_pass_on(outer, inner);
    t2s_reply_unref(inner);
}

void t2s__nested_finish(t2s__nested_call *call, t2s_error *error)
{
    t2s_reply_finish(call_free(call), error);
}

static void on_reply(t2s_reply *inner, void *user_data)
{
    t2s__nested_call *call = user_data;

    (void)inner;
    call->nested->ops->answered(call);
}

t2s_error *t2s__nested_ask_also(t2s__nested_call *call, t2s_provider *provider, int reason, t2s_reply_fn callback,
                                t2s_reply **ret_inner)
{
    int code = t2s_reply_call(call->outer, provider, call->prompt, reason, callback, call, ret_inner);

    if (code == 0)
        return NULL;
    return t2s__error(code, "the provider \"%.64s\" did not take the call: %s", t2s_provider_name(provider), t2s_strerror(code));
}

t2s_error *t2s__nested_ask(t2s__nested_call *call, t2s_provider *provider, int reason)
{
    t2s_reply_abandon(call->inner);
    t2s_reply_unref(call->inner);
    call->inner = NULL;
    return t2s__nested_ask_also(call, provider, reason, on_reply, &call->inner);
}

static void on_timer(t2s_timer *timer, void *user_data)
{
    t2s__nested_call *call = user_data;

    (void)timer;
    call->nested->ops->woken(call);
}

int t2s__nested_wait(t2s__nested_call *call, uint64_t milliseconds)
{
    if (call->timer == NULL) {
        int code = t2s_timer_new(t2s_reply_loop(call->outer), on_timer, call, &call->timer);

        if (code != 0)
            return code;
    }
    t2s_timer_start(call->timer, milliseconds);
    return 0;
}

void t2s__nested_stop_waiting(t2s__nested_call *call)
{
    if (call->timer != NULL)
        t2s_timer_stop(call->timer);
}

uint64_t t2s__nested_time_left(const t2s__nested_call *call)
{
    uint64_t deadline = t2s_reply_deadline(call->outer);
    uint64_t now = t2s_loop_now();

    if (deadline == UINT64_MAX)
        return UINT64_MAX;
    return deadline > now ? (deadline - now) / 1000000 : 0;
}

/* Operations. */

static int start(void *user_data, const t2s_prompt *prompt, t2s_reply *reply)
{
    t2s__nested *nested = user_data;
    t2s__nested_call *call = t2s__calloc(1, nested->ops->call_size);
    int code;

    if (call == NULL)
        return T2S_E_NOMEM;
    link_call(nested, call);
    call->prompt = t2s_prompt_ref(prompt);
    call->outer = reply;
    t2s_reply_set_data(reply, call);
    t2s_reply_set_tokens(reply, 0, 0, 0); /* of its own it uses none, however it ends */
    code = nested->ops->begin(call);
    if (code != 0)
        call_free(call);
    return code;
}

static void stop(t2s__nested_call *call, int code)
{
    t2s__nested_finish(call, t2s_error_new(code, NULL));
}

static void cancel(void *user_data, t2s_reply *reply)
{
    (void)user_data;
    stop(t2s_reply_data(reply), t2s_reply_given_up(reply));
}

static void detach_inners(t2s__nested *nested, size_t count, t2s_loop *loop)
{
    while (count > 0)
        t2s_provider_detach(nested->inners[--count], loop);
}

static int attach(void *user_data, t2s_loop *loop)
{
    t2s__nested *nested = user_data;
    size_t attached = 0;
    int code = 0;

    while (code == 0 && attached < nested->count) {
        code = t2s_provider_attach(nested->inners[attached], loop);
        attached += code == 0;
    }
    if (code == 0 && nested->ops->attached != NULL)
        code = nested->ops->attached(nested, loop);
    if (code != 0)
        detach_inners(nested, attached, loop);
    return code;
}

static void detach(void *user_data, t2s_loop *loop)
{
    t2s__nested *nested = user_data;

    while (nested->calls != NULL)
        stop(nested->calls, T2S_E_SHUTDOWN);
    if (nested->ops->detached != NULL)
        nested->ops->detached(nested);
    detach_inners(nested, nested->count, loop);
}

static void destroy(void *user_data)
{
    t2s__nested_free(user_data);
}

void t2s__nested_free(t2s__nested *nested)
{
    if (nested->ops->destroy != NULL)
        nested->ops->destroy(nested);
    for (size_t i = 0; i < nested->count; i++)
        t2s_provider_unref(nested->inners[i]);
    t2s__free(nested->inners);
    t2s__free(nested);
}

/* Making one. */

static int are_there(t2s_provider *const *inners, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (inners[i] == NULL)
            return 0;
    return count != 0;
}

void *t2s__nested_new(const t2s__nested_ops *ops, size_t size, t2s_provider *const *inners, size_t count, int *ret_code,
                      t2s_error **reterr_error)
{
    t2s__nested *nested;

    if (inners == NULL || !are_there(inners, count)) {
        *ret_code = t2s__fail(reterr_error, T2S_E_INVALID, "a %s provider needs a provider to ask", ops->name);
        return NULL;
    }
    nested = t2s__calloc(1, size);
    if (nested != NULL)
        nested->inners = t2s__calloc(count, sizeof(t2s_provider *));
    if (nested == NULL || nested->inners == NULL) {
        t2s__free(nested);
        *ret_code = t2s__fail_nomem(reterr_error);
        return NULL;
    }
    nested->ops = ops;
    for (; nested->count < count; nested->count++)
        nested->inners[nested->count] = t2s_provider_ref(inners[nested->count]);
    *ret_code = 0;
    return nested;
}

static int is_new(const t2s__nested *nested, size_t index)
{
    for (size_t i = 0; i < index; i++)
        if (strcmp(t2s_provider_identity(nested->inners[i]), t2s_provider_identity(nested->inners[index])) == 0)
            return 0;
    return 1;
}

/* Any of those it holds may answer. */
static int set_identity(const t2s__nested *nested, t2s_provider *provider)
{
    t2s__buffer identity = T2S__BUFFER_INIT;
    int code = T2S_E_NOMEM;

    for (size_t i = 0; i < nested->count; i++)
        if (is_new(nested, i))
            t2s__buffer_printf(&identity, "%s%s", i != 0 ? " | " : "", t2s_provider_identity(nested->inners[i]));
    if (!identity.failed)
        code = t2s_provider_set_identity(provider, t2s__buffer_string(&identity));
    t2s__buffer_dispose(&identity);
    return code;
}

int t2s__nested_register(t2s__nested *nested, t2s_provider **ret_provider, t2s_error **reterr_error)
{
    static const t2s_provider_ops ops = {
        .struct_size = sizeof(ops), .start = start, .cancel = cancel, .destroy = destroy, .attach = attach, .detach = detach};
    t2s_provider *provider;
    int code;

    if (ret_provider == NULL) {
        t2s__nested_free(nested);
        return t2s__fail(reterr_error, T2S_E_INVALID, "ret_provider must not be NULL");
    }
    code = t2s_provider_new(nested->ops->name, &ops, nested, &provider);
    if (code != 0)
        return t2s__fail_nomem(reterr_error);
    code = set_identity(nested, provider);
    if (code != 0) {
        t2s_provider_unref(provider);
        return t2s__fail_nomem(reterr_error);
    }
    *ret_provider = provider;
    return 0;
}

int t2s__nested_configure(t2s__nested *nested, const t2s_options *options, const t2s__option *table, size_t count,
                          t2s_provider **ret_provider, t2s_error **reterr_error)
{
    int code = t2s__options_read(options, table, count, nested, reterr_error);

    if (code != 0) {
        t2s__nested_free(nested);
        return code;
    }
    return t2s__nested_register(nested, ret_provider, reterr_error);
}
