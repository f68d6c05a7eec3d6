/* SPDX-License-Identifier: MIT */
#include "bridge.h"

#include "_cgo_export.h"

static int start(void *user_data, const t2s_prompt *prompt, t2s_reply *reply)
{
    return t2sGoStart((uintptr_t)user_data, t2s_prompt_ref(prompt), reply);
}

static void cancel(void *user_data, t2s_reply *reply)
{
    t2sGoCancel((uintptr_t)user_data, reply);
}

static void destroy(void *user_data)
{
    t2sGoDestroy((uintptr_t)user_data);
}

static void answered(t2s_request *request, int status, t2s_answer *answer, void *user_data)
{
    (void)request;
    t2sGoAnswered((uintptr_t)user_data, status, t2s_answer_ref(answer));
}

static void on_event(const t2s_event *event, void *user_data)
{
    t2sGoEvent((uintptr_t)user_data, (t2s_event *)event);
}

int t2s_go_listen(t2s_context *context, uintptr_t number)
{
    return t2s_context_set_event_callback(context, number != 0 ? on_event : NULL, (void *)number);
}

static void get_token(t2s_token_request *request, int rejected, void *user_data)
{
    t2sGoGetToken((uintptr_t)user_data, request, rejected);
}

int t2s_go_set_token_callback(t2s_provider *provider, uintptr_t handle)
{
    return t2s_provider_set_token_callback(provider, get_token, (void *)handle, destroy);
}

int t2s_go_around(int kind, t2s_provider *inner, const t2s_options *options, t2s_provider **ret_provider, t2s_error **reterr_error)
{
    switch (kind) {
    case T2S_GO_RETRY:
        return t2s_retry_provider_new(inner, options, ret_provider, reterr_error);
    case T2S_GO_BREAKER:
        return t2s_breaker_provider_new(inner, options, ret_provider, reterr_error);
    default:
        return t2s_limit_provider_new(inner, options, ret_provider, reterr_error);
    }
}

int t2s_go_provider_new(const char *name, uintptr_t handle, t2s_provider **ret_provider)
{
    static const t2s_provider_ops ops = {.struct_size = sizeof(ops), .start = start, .cancel = cancel, .destroy = destroy};

    return t2s_provider_new(name, &ops, (void *)handle, ret_provider);
}

int t2s_go_ask(t2s_context *context, const char *question, const t2s_options *options, uintptr_t handle, t2s_request **ret_request,
               t2s_error **reterr_error)
{
    return t2s_ask(context, question, options, answered, (void *)handle, ret_request, reterr_error);
}
