/* SPDX-License-Identifier: MIT */
#include "provider/call.h"

#include <string.h>

#include <text2sql/sys/provider.h>

#include "util/memory.h"

t2s_call *t2s__call_new(const char *provider, int reason, int attempt)
{
    size_t length = strlen(provider);
    t2s_call *call = t2s__calloc(1, sizeof(*call) + length + 1);

    if (call == NULL)
        return NULL;
    atomic_init(&call->references, 1);
    call->reason = reason;
    call->attempt = attempt;
    call->started = t2s_loop_now();
    memcpy(call->provider, provider, length + 1);
    return call;
}

t2s_call *t2s__call_ref(t2s_call *call)
{
    atomic_fetch_add_explicit(&call->references, 1, memory_order_relaxed);
    return call;
}

void t2s_call_unref(t2s_call *call)
{
    if (call == NULL || atomic_fetch_sub_explicit(&call->references, 1, memory_order_acq_rel) != 1)
        return;
    t2s__free(call->model);
    t2s_error_unref(call->error);
    t2s__free(call);
}

int t2s__calls_add(t2s__calls *calls, t2s_call *call)
{
    if (t2s__grow((void **)&calls->items, &calls->capacity, calls->count + 1, sizeof(t2s_call *)) != 0)
        return T2S_E_NOMEM;
    calls->items[calls->count++] = t2s__call_ref(call);
    return 0;
}

void t2s__calls_remove(t2s__calls *calls, const t2s_call *call)
{
    size_t i = 0;

    while (i < calls->count && calls->items[i] != call)
        i++;
    if (i == calls->count)
        return;
    t2s_call_unref(calls->items[i]);
    calls->count--;
    memmove(&calls->items[i], &calls->items[i + 1], (calls->count - i) * sizeof(t2s_call *));
}

void t2s__calls_dispose(t2s__calls *calls)
{
    for (size_t i = 0; i < calls->count; i++)
        t2s_call_unref(calls->items[i]);
    t2s__free(calls->items);
    *calls = (t2s__calls){0};
}

const char *t2s_call_reason_name(int reason)
{
    static const char *const names[] = {"first", "retry", "fallback", "hedge"};

    return reason >= T2S_CALL_FIRST && reason <= T2S_CALL_HEDGE ? names[reason] : "first";
}

const char *t2s_call_provider(const t2s_call *call)
{
    return call != NULL ? call->provider : NULL;
}

const char *t2s_call_model(const t2s_call *call)
{
    return call != NULL ? call->model : NULL;
}

int t2s_call_reason(const t2s_call *call)
{
    return call != NULL ? call->reason : T2S_CALL_FIRST;
}

int t2s_call_attempt(const t2s_call *call)
{
    return call != NULL ? call->attempt : 0;
}

int t2s_call_code(const t2s_call *call)
{
    return call != NULL ? call->code : 0;
}

t2s_error *t2s_call_error(const t2s_call *call)
{
    return call != NULL ? call->error : NULL;
}

uint64_t t2s_call_input_tokens(const t2s_call *call)
{
    return call != NULL ? call->input_tokens : 0;
}

uint64_t t2s_call_output_tokens(const t2s_call *call)
{
    return call != NULL ? call->output_tokens : 0;
}

uint64_t t2s_call_cached_tokens(const t2s_call *call)
{
    return call != NULL ? call->cached_tokens : 0;
}

int t2s_call_is_estimated(const t2s_call *call)
{
    return call != NULL ? call->estimated : 0;
}

uint64_t t2s_call_cost(const t2s_call *call)
{
    return call != NULL ? call->cost : 0;
}

uint64_t t2s_call_started(const t2s_call *call)
{
    return call != NULL ? call->started : 0;
}

uint64_t t2s_call_first_byte(const t2s_call *call)
{
    return call != NULL ? call->first_byte : 0;
}

uint64_t t2s_call_duration(const t2s_call *call)
{
    return call != NULL ? call->duration : 0;
}
