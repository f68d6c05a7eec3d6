/* SPDX-License-Identifier: MIT */
/* Trying again. */
#include <text2sql/sys/provider.h>

#include "provider/jitter.h"
#include "provider/nested.h"

struct retry {
    t2s__nested nested; /* first */
    int64_t attempts;
    int64_t base_delay_ms;
    int64_t max_delay_ms;
    int64_t max_retry_after_ms;
    t2s__jitter jitter;
};

struct call {
    t2s__nested_call base; /* first */
    int64_t attempts;      /* that were made */
};

static const t2s__option options_table[] = {
    {"attempts", T2S__OPTION_INT, offsetof(struct retry, attempts), 1, 100},
    {"base_delay_ms", T2S__OPTION_INT, offsetof(struct retry, base_delay_ms), 0, 3600000},
    {"max_delay_ms", T2S__OPTION_INT, offsetof(struct retry, max_delay_ms), 0, 3600000},
    {"max_retry_after_ms", T2S__OPTION_INT, offsetof(struct retry, max_retry_after_ms), 0, 86400000},
};

/* How long to wait before the next attempt. The server's own wish comes first; what is added keeps callers apart. */
static uint64_t delay_of(struct retry *retry, int64_t attempts, uint64_t retry_after)
{
    uint64_t most = t2s__backoff((uint64_t)retry->base_delay_ms, (uint64_t)attempts - 1, (uint64_t)retry->max_delay_ms);

    return retry_after + t2s__jitter_upto(&retry->jitter, most);
}

/* Who is left alone for now is not waited for: whoever decided that wants to be told at once, to ask somebody else. */
static int may_help(const struct retry *retry, const t2s_error *error, uint64_t retry_after)
{
    return t2s_error_retryable(error) && t2s_error_code(error) != T2S_E_UNAVAILABLE &&
           retry_after <= (uint64_t)retry->max_retry_after_ms;
}

/* 1: it waits for the next attempt. 0: there is none. Or T2S_E_NOMEM. */
static int wait_for_next(t2s__nested_call *base, const t2s_error *error, uint64_t retry_after)
{
    struct retry *retry = (struct retry *)(void *)base->nested;
    const struct call *call = (const struct call *)(void *)base;
    uint64_t left = t2s__nested_time_left(base);
    uint64_t delay;
    int code;

    if (call->attempts >= retry->attempts || !may_help(retry, error, retry_after))
        return 0;
    delay = delay_of(retry, call->attempts, retry_after);
    if (delay >= left)
        return 0;
    code = t2s__nested_wait(base, delay);
    return code != 0 ? code : 1;
}

static void attempt(t2s__nested_call *base)
{
    struct call *call = (struct call *)(void *)base;
    int reason = call->attempts++ == 0 ? T2S_CALL_FIRST : T2S_CALL_RETRY;
    t2s_error *error = t2s__nested_ask(base, base->nested->inners[0], reason);
    int result;

    if (error == NULL)
        return;
    result = wait_for_next(base, error, 0);
    if (result == 0) {
        t2s__nested_finish(base, error);
        return;
    }
    t2s_error_unref(error);
    if (result < 0)
        t2s__nested_finish(base, t2s_error_new(result, NULL));
}

static void answered(t2s__nested_call *base)
{
    const t2s_error *error = t2s_reply_error(base->inner);
    int result = error != NULL ? wait_for_next(base, error, t2s_reply_retry_after(base->inner)) : 0;

    if (result == 0)
        t2s__nested_pass_on(base, base->inner);
    else if (result < 0)
        t2s__nested_finish(base, t2s_error_new(result, NULL));
}

static int begin(t2s__nested_call *base)
{
    attempt(base);
    return 0;
}

int t2s_retry_provider_new(t2s_provider *inner, const t2s_options *options, t2s_provider **ret_provider, t2s_error **reterr_error)
{
    static const t2s__nested_ops ops = {
        .name = "retry", .call_size = sizeof(struct call), .begin = begin, .answered = answered, .woken = attempt};
    int code;
    struct retry *retry = t2s__nested_new(&ops, sizeof(*retry), &inner, 1, &code, reterr_error);

    if (retry == NULL)
        return code;
    retry->attempts = 3;
    retry->base_delay_ms = 500;
    retry->max_delay_ms = 8000;
    retry->max_retry_after_ms = 60000;
    t2s__jitter_init(&retry->jitter);
    return t2s__nested_configure(&retry->nested, options, options_table, sizeof(options_table) / sizeof(*options_table),
                                 ret_provider, reterr_error);
}
