/* SPDX-License-Identifier: MIT */
/* The time limits that curl does not know: until the first byte of a response, and between two. */
#include "net/http_internal.h"

static uint64_t limit_of(const t2s__http_call *call)
{
    return (uint64_t)(call->last_byte_at == 0 ? call->first_byte_timeout_ms : call->idle_timeout_ms);
}

/* A call that receives a lot does not set its timer anew each time: it looks how long it has been when the timer is over. */
static void on_limit(t2s_timer *timer, void *user_data)
{
    t2s__http_call *call = user_data;
    uint64_t limit = limit_of(call);
    uint64_t waited = (t2s_loop_now() - (call->last_byte_at == 0 ? call->began_at : call->last_byte_at)) / 1000000;

    if (limit == 0)
        return;
    if (waited < limit)
        t2s_timer_start(timer, limit - waited);
    else
        t2s__http_call_condemn(call, T2S_E_TIMEOUT);
}

int t2s__http_limit_start(t2s__http_call *call, t2s_loop *loop)
{
    int code;

    if (call->first_byte_timeout_ms == 0 && call->idle_timeout_ms == 0)
        return 0;
    code = t2s_timer_new(loop, on_limit, call, &call->limit);
    if (code == 0 && call->first_byte_timeout_ms != 0)
        t2s_timer_start(call->limit, (uint64_t)call->first_byte_timeout_ms);
    return code;
}

void t2s__http_limit_byte(t2s__http_call *call)
{
    int is_first = call->last_byte_at == 0;

    if (call->limit == NULL)
        return;
    call->last_byte_at = t2s_loop_now();
    if (!is_first)
        return;
    if (call->idle_timeout_ms != 0)
        t2s_timer_start(call->limit, (uint64_t)call->idle_timeout_ms);
    else
        t2s_timer_stop(call->limit);
}
