/* SPDX-License-Identifier: MIT */
/*
 * A circuit breaker. Closed: calls go through, and failures in a row are counted. Open: none goes through until the time is over.
 * Half open: one goes through as a probe, and what becomes of it decides.
 */
#include <text2sql/sys/provider.h>

#include "provider/nested.h"
#include "util/error.h"

struct breaker {
    t2s__nested nested; /* first */
    int64_t failures_max;
    int64_t open_ms;

    int64_t failures; /* in a row */
    uint64_t open_until;
    int is_open; /* or half open, once the time is over */
    int is_probing;
    t2s_error *last; /* the failure that opened it */
};

struct call {
    t2s__nested_call base; /* first */
    int is_probe;
};

enum verdict { HEALTHY, SICK, NEITHER };

static const t2s__option options_table[] = {
    {"failures", T2S__OPTION_INT, offsetof(struct breaker, failures_max), 1, 1000000},
    {"open_ms", T2S__OPTION_INT, offsetof(struct breaker, open_ms), 1, 86400000},
};

static struct breaker *breaker_of(const t2s__nested_call *base)
{
    return (struct breaker *)(void *)base->nested;
}

static struct call *call_of(t2s__nested_call *base)
{
    return (struct call *)(void *)base;
}

static void set_last(struct breaker *breaker, t2s_error *error)
{
    t2s_error_unref(breaker->last);
    breaker->last = t2s_error_ref(error);
}

static void trip(struct breaker *breaker, t2s_error *why)
{
    breaker->is_open = 1;
    breaker->open_until = t2s_loop_now() + (uint64_t)breaker->open_ms * 1000000;
    set_last(breaker, why);
}

static void reset(struct breaker *breaker)
{
    breaker->is_open = 0;
    breaker->failures = 0;
    set_last(breaker, NULL);
}

/* Does the status say that the request was wrong, and not the server? */
static int blames_request(int http_status)
{
    return http_status == 400 || http_status == 405 || http_status == 406 || http_status == 411 || http_status == 413 ||
           http_status == 414 || http_status == 415 || http_status == 422;
}

static enum verdict judge(int code, const t2s_error *error)
{
    switch (code) {
    case 0:
        return HEALTHY;
    case T2S_E_SERVER:
        return blames_request(t2s_error_http_status(error)) ? NEITHER : SICK;
    case T2S_E_TIMEOUT:
    case T2S_E_CONNECT:
    case T2S_E_TLS:
    case T2S_E_AUTH:
    case T2S_E_RATE_LIMIT:
    case T2S_E_PROTOCOL:
    case T2S_E_INTERNAL:
        return SICK;
    default:
        return NEITHER;
    }
}

/* What a call says of the provider's health. Calls that were under way when it opened say nothing new. */
static void take_in(struct call *call, int code, t2s_error *error)
{
    struct breaker *breaker = breaker_of(&call->base);
    enum verdict verdict = judge(code, error);

    if (verdict == NEITHER || (breaker->is_open && !call->is_probe))
        return;
    if (verdict == HEALTHY)
        reset(breaker);
    else if (call->is_probe || ++breaker->failures >= breaker->failures_max)
        trip(breaker, error);
}

static void answered(t2s__nested_call *base)
{
    t2s_error *error = t2s_reply_error(base->inner);

    take_in(call_of(base), t2s_error_code(error), error);
    t2s__nested_pass_on(base, base->inner);
}

/* Milliseconds to wait, rounded up; 0: a probe is under way, and nobody knows. */
static uint64_t wait_of(const struct breaker *breaker)
{
    uint64_t now = t2s_loop_now();

    return breaker->open_until > now ? (breaker->open_until - now + 999999) / 1000000 : 0;
}

static void refuse(t2s__nested_call *base)
{
    const struct breaker *breaker = breaker_of(base);
    uint64_t wait = wait_of(breaker);
    t2s_error *error =
        t2s__error(T2S_E_UNAVAILABLE, "the provider \"%.64s\" has failed too often and is left alone for %llu ms; last: %s",
                   t2s_provider_name(base->nested->inners[0]), (unsigned long long)wait,
                   breaker->last != NULL ? t2s_error_message(breaker->last) : t2s_strerror(T2S_E_TIMEOUT));

    t2s_error_set_retryable(error, 1);
    t2s_reply_set_retry_after(base->outer, wait);
    t2s__nested_finish(base, error);
}

static int begin(t2s__nested_call *base)
{
    struct breaker *breaker = breaker_of(base);
    struct call *call = call_of(base);
    t2s_error *error;

    if (breaker->is_open && (breaker->is_probing || wait_of(breaker) > 0)) {
        refuse(base);
        return 0;
    }
    call->is_probe = breaker->is_open;
    breaker->is_probing = call->is_probe;
    error = t2s__nested_ask(base, base->nested->inners[0], T2S_CALL_FIRST);
    if (error != NULL) {
        take_in(call, t2s_error_code(error), error);
        t2s__nested_finish(base, error);
    }
    return 0;
}

/* Somebody else lost patience: that is a failure, too. A probe that says nothing leaves the way free for the next one. */
static void dispose(t2s__nested_call *base)
{
    struct call *call = call_of(base);

    if (t2s_reply_given_up(base->outer) == T2S_E_TIMEOUT)
        take_in(call, T2S_E_TIMEOUT, NULL);
    if (call->is_probe)
        breaker_of(base)->is_probing = 0;
}

static void destroy(t2s__nested *nested)
{
    t2s_error_unref(((struct breaker *)(void *)nested)->last);
}

int t2s_breaker_provider_new(t2s_provider *inner, const t2s_options *options, t2s_provider **ret_provider,
                             t2s_error **reterr_error)
{
    static const t2s__nested_ops ops = {.name = "breaker",
                                        .call_size = sizeof(struct call),
                                        .begin = begin,
                                        .answered = answered,
                                        .dispose = dispose,
                                        .destroy = destroy};
    int code;
    struct breaker *breaker = t2s__nested_new(&ops, sizeof(*breaker), &inner, 1, &code, reterr_error);

    if (breaker == NULL)
        return code;
    breaker->failures_max = 5;
    breaker->open_ms = 30000;
    return t2s__nested_configure(&breaker->nested, options, options_table, sizeof(options_table) / sizeof(*options_table),
                                 ret_provider, reterr_error);
}
