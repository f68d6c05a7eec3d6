/* SPDX-License-Identifier: MIT */
/* A second provider for when the first is slow. The base's inner reply is the first one's. */
#include <text2sql/sys/provider.h>

#include "provider/nested.h"

enum { FIRST, SECOND };

struct hedge {
    t2s__nested nested; /* first */
    int64_t delay_ms;
};

struct call {
    t2s__nested_call base; /* first */
    t2s_reply *second;     /* a reference; NULL: not asked, or not taken */
    int is_second_asked;
    t2s_error *failed; /* how the one that failed earlier did; a reference */
    t2s_reply *told;   /* ... and its reply, borrowed; NULL: it was not taken */
};

static const t2s__option options_table[] = {
    {"delay_ms", T2S__OPTION_INT, offsetof(struct hedge, delay_ms), 0, 86400000},
};

static struct call *call_of(t2s__nested_call *base)
{
    return (struct call *)(void *)base;
}

/* How much a failure tells who reads it. What was not even asked tells least. */
static int weight(const t2s_error *error)
{
    switch (t2s_error_code(error)) {
    case T2S_E_CANCELLED:
    case T2S_E_SHUTDOWN:
        return 0;
    case T2S_E_UNAVAILABLE:
    case T2S_E_BUSY:
        return 1;
    case T2S_E_BUDGET:
        return 2;
    case T2S_E_TIMEOUT:
    case T2S_E_CONNECT:
        return 3;
    default:
        return 4;
    }
}

static void end_with(struct call *call, t2s_reply *inner, t2s_error *error)
{
    if (inner != NULL)
        t2s__nested_pass_on(&call->base, inner);
    else
        t2s__nested_finish(&call->base, t2s_error_ref(error));
}

static void ask_second(struct call *call, int reason);

/* One of them has failed. `inner` is NULL where it was not taken. */
static void on_failure(struct call *call, t2s_reply *inner, t2s_error *error)
{
    if (call->failed == NULL) {
        call->failed = t2s_error_ref(error);
        call->told = inner;
        if (!call->is_second_asked)
            ask_second(call, T2S_CALL_FALLBACK);
        return;
    }
    if (weight(error) > weight(call->failed))
        end_with(call, inner, error);
    else
        end_with(call, call->told, call->failed);
}

static void on_reply(struct call *call, t2s_reply *inner)
{
    if (t2s_reply_error(inner) == NULL)
        t2s__nested_pass_on(&call->base, inner);
    else
        on_failure(call, inner, t2s_reply_error(inner));
}

static void answered(t2s__nested_call *base)
{
    on_reply(call_of(base), base->inner);
}

static void second_answered(t2s_reply *inner, void *user_data)
{
    on_reply(user_data, inner);
}

static void ask_second(struct call *call, int reason)
{
    t2s_error *error;

    call->is_second_asked = 1;
    error = t2s__nested_ask_also(&call->base, call->base.nested->inners[SECOND], reason, second_answered, &call->second);
    if (error != NULL) {
        on_failure(call, NULL, error);
        t2s_error_unref(error);
    }
}

static void woken(t2s__nested_call *base)
{
    if (!call_of(base)->is_second_asked)
        ask_second(call_of(base), T2S_CALL_HEDGE);
}

static int begin(t2s__nested_call *base)
{
    const struct hedge *hedge = (const struct hedge *)(const void *)base->nested;
    int code = t2s__nested_wait(base, (uint64_t)hedge->delay_ms);
    t2s_error *error;

    if (code != 0)
        return code;
    error = t2s__nested_ask(base, base->nested->inners[FIRST], T2S_CALL_FIRST);
    if (error != NULL) {
        on_failure(call_of(base), NULL, error);
        t2s_error_unref(error);
    }
    return 0;
}

static void dispose(t2s__nested_call *base)
{
    struct call *call = call_of(base);

    t2s_reply_abandon(call->second);
    t2s_reply_unref(call->second);
    t2s_error_unref(call->failed);
}

int t2s_hedge_provider_new(t2s_provider *first, t2s_provider *second, const t2s_options *options, t2s_provider **ret_provider,
                           t2s_error **reterr_error)
{
    static const t2s__nested_ops ops = {.name = "hedge",
                                        .call_size = sizeof(struct call),
                                        .begin = begin,
                                        .answered = answered,
                                        .woken = woken,
                                        .dispose = dispose};
    t2s_provider *const inners[] = {first, second};
    int code;
    struct hedge *hedge = t2s__nested_new(&ops, sizeof(*hedge), inners, 2, &code, reterr_error);

    if (hedge == NULL)
        return code;
    hedge->delay_ms = 3000;
    return t2s__nested_configure(&hedge->nested, options, options_table, sizeof(options_table) / sizeof(*options_table),
                                 ret_provider, reterr_error);
}
