/* SPDX-License-Identifier: MIT */
/*
 * Rate and concurrency limits with one fair queue. What waits is let go by one timer: it is set to the time at which the first in
 * the queue may go, and to now when a call has ended.
 */
#include <text2sql/sys/provider.h>

#include "provider/bucket.h"
#include "provider/nested.h"
#include "provider/queue.h"
#include "util/error.h"

static const uint64_t MILLISECOND = 1000000;
static const uint64_t GATE_MAX = 3600000;         /* ms: no server closes it for longer */
static const uint64_t SWEEP_EVERY = 50 * 1000000; /* ns: looking at all that wait is not free */

struct limit {
    t2s__nested nested; /* first */
    int64_t requests_per_minute;
    int64_t tokens_per_minute;
    int64_t output_tokens;
    int64_t concurrency;
    int64_t queue_limit;

    t2s__bucket requests;
    t2s__bucket tokens;
    int64_t under_way;
    uint64_t gate_until; /* the server wants to be left alone until then */
    t2s__queue queue;
    uint64_t earliest; /* no deadline of what waits is before that; UINT64_MAX: there is none */
    uint64_t swept_at;
    t2s_timer *timer;
};

struct call {
    t2s__nested_call base; /* first */
    t2s__queue_item item;  /* while it waits */
    uint64_t tokens;       /* taken before the call, as an estimate */
    int is_going;          /* it has taken its share */
};

static const t2s__option options_table[] = {
    {"requests_per_minute", T2S__OPTION_INT, offsetof(struct limit, requests_per_minute), 0, 1000000000},
    {"tokens_per_minute", T2S__OPTION_INT, offsetof(struct limit, tokens_per_minute), 0, 1000000000000},
    {"output_tokens", T2S__OPTION_INT, offsetof(struct limit, output_tokens), 0, 10000000},
    {"concurrency", T2S__OPTION_INT, offsetof(struct limit, concurrency), 0, 1000000},
    {"queue_limit", T2S__OPTION_INT, offsetof(struct limit, queue_limit), 0, 10000000},
};

static struct limit *limit_of(const t2s__nested_call *base)
{
    return (struct limit *)(void *)base->nested;
}

static struct call *call_of(t2s__nested_call *base)
{
    return (struct call *)(void *)base;
}

static struct call *call_of_item(t2s__queue_item *item)
{
    return (struct call *)(void *)((char *)item - offsetof(struct call, item));
}

static uint64_t deadline_of(const struct call *call)
{
    return t2s_reply_deadline(call->base.outer);
}

static uint64_t larger(uint64_t one, uint64_t other)
{
    return one > other ? one : other;
}

/* Nanoseconds until a call can go with `ahead` before it; a slot may be missing all the same. */
static uint64_t wait_of(struct limit *limit, const struct call *call, t2s__queue_ahead ahead, uint64_t now)
{
    uint64_t gate = limit->gate_until > now ? limit->gate_until - now : 0;
    uint64_t requests = t2s__bucket_wait(&limit->requests, (double)ahead.count, 1, now);
    uint64_t tokens = t2s__bucket_wait(&limit->tokens, (double)ahead.weight, (double)call->tokens, now);

    return larger(gate, larger(requests, tokens));
}

static int has_slot(const struct limit *limit)
{
    return limit->concurrency == 0 || limit->under_way < limit->concurrency;
}

/* Fail one that is not in the queue. `wait`: nanoseconds after which it could have gone; 0: nobody knows. */
static void refuse(struct call *call, const char *why, uint64_t wait)
{
    t2s_error *error = t2s__error(T2S_E_UNAVAILABLE, "the limit of the provider \"%.64s\": %s",
                                  t2s_provider_name(call->base.nested->inners[0]), why);

    t2s_error_set_retryable(error, 1);
    t2s_reply_set_retry_after(call->base.outer, wait / MILLISECOND);
    t2s__nested_finish(&call->base, error);
}

static void refuse_late(struct call *call, uint64_t wait)
{
    refuse(call, "the call could not go before its deadline", wait);
}

/* Its turn has come. */
static void go(struct limit *limit, struct call *call)
{
    t2s_error *error;

    call->is_going = 1;
    limit->under_way++;
    t2s__bucket_take(&limit->requests, 1);
    t2s__bucket_take(&limit->tokens, (double)call->tokens);
    error = t2s__nested_ask(&call->base, limit->nested.inners[0], T2S_CALL_FIRST);
    if (error != NULL)
        t2s__nested_finish(&call->base, error);
}

/* Letting go what may go. */

/* Fail what waits and cannot go in time any more, and find the earliest of the other deadlines. */
static void sweep(struct limit *limit, uint64_t now)
{
    uint64_t until = larger(now, limit->gate_until);
    t2s__nested_call *next;

    limit->swept_at = now;
    limit->earliest = UINT64_MAX;
    for (t2s__nested_call *base = limit->nested.calls; base != NULL; base = next) {
        struct call *call = call_of(base);

        next = base->next;
        if (call->item.lane == NULL)
            continue;
        if (deadline_of(call) <= until)
            refuse_late(call, until - now);
        else if (deadline_of(call) < limit->earliest)
            limit->earliest = deadline_of(call);
    }
}

static void wake_in(struct limit *limit, uint64_t wait)
{
    t2s_timer_start(limit->timer, (wait + MILLISECOND - 1) / MILLISECOND);
}

static void wake_now(struct limit *limit)
{
    if (limit->queue.count != 0 && limit->timer != NULL)
        wake_in(limit, 0);
}

/* 0: the first has gone, or failed. Else nanoseconds until it may; UINT64_MAX: when another call ends. */
static uint64_t let_one_go(struct limit *limit, uint64_t now)
{
    struct call *call = call_of_item(t2s__queue_first(&limit->queue));
    uint64_t wait;

    if (!has_slot(limit))
        return UINT64_MAX;
    wait = wait_of(limit, call, (t2s__queue_ahead){0}, now);
    if (deadline_of(call) <= now || deadline_of(call) - now <= wait) {
        t2s__queue_pop(&limit->queue);
        refuse_late(call, wait);
        return 0;
    }
    if (wait == 0) {
        t2s__queue_pop(&limit->queue);
        go(limit, call);
    }
    return wait;
}

/* When to look at the deadlines again; UINT64_MAX: never. */
static uint64_t next_sweep(const struct limit *limit, uint64_t now)
{
    uint64_t due;

    if (limit->earliest == UINT64_MAX)
        return UINT64_MAX;
    due = larger(limit->earliest, limit->swept_at + SWEEP_EVERY);
    return due > now ? due - now : 0;
}

static void let_go(t2s_timer *timer, void *user_data)
{
    struct limit *limit = user_data;
    uint64_t now = t2s_loop_now();
    uint64_t wait = 0;
    uint64_t until_sweep;

    (void)timer;
    if (next_sweep(limit, now) == 0)
        sweep(limit, now);
    while (limit->queue.count != 0 && wait == 0)
        wait = let_one_go(limit, now);
    if (limit->queue.count == 0)
        return;
    until_sweep = next_sweep(limit, now);
    if (until_sweep < wait)
        wait = until_sweep;
    if (wait != UINT64_MAX)
        wake_in(limit, wait);
}

/* A call and its end. */

static int enqueue(struct limit *limit, struct call *call)
{
    t2s_prompt *prompt = call->base.prompt;
    int code = t2s__queue_add(&limit->queue, t2s_prompt_caller(prompt), &call->item, call->tokens);
    int is_only = limit->queue.count == 1;

    if (code != 0)
        return code;
    if (!is_only && deadline_of(call) >= limit->earliest) /* the timer runs, or a call that ends starts it */
        return 0;
    limit->earliest = deadline_of(call);
    wake_now(limit);
    return 0;
}

static int begin(t2s__nested_call *base)
{
    struct limit *limit = limit_of(base);
    struct call *call = call_of(base);
    uint64_t now = t2s_loop_now();
    uint64_t wait;

    call->tokens = t2s_prompt_tokens(base->prompt) + (uint64_t)limit->output_tokens;
    wait = wait_of(limit, call, t2s__queue_ahead_of(&limit->queue, t2s_prompt_caller(base->prompt)), now);
    if (limit->queue.count == 0 && wait == 0 && has_slot(limit)) {
        go(limit, call);
        return 0;
    }
    if (deadline_of(call) <= now || deadline_of(call) - now <= wait) {
        refuse_late(call, wait);
        return 0;
    }
    if (limit->queue.count >= (size_t)limit->queue_limit) {
        refuse(call, "too many calls wait already", 0);
        return 0;
    }
    return enqueue(limit, call);
}

/* The server says that it has had enough: nobody goes until it wants to hear from us again. */
static void answered(t2s__nested_call *base)
{
    struct limit *limit = limit_of(base);
    uint64_t retry_after = t2s_reply_retry_after(base->inner);

    if (t2s_error_code(t2s_reply_error(base->inner)) == T2S_E_RATE_LIMIT && retry_after != 0) {
        uint64_t wait = (retry_after < GATE_MAX ? retry_after : GATE_MAX) * MILLISECOND;

        limit->gate_until = larger(limit->gate_until, t2s_loop_now() + wait);
        limit->earliest = limit->earliest == UINT64_MAX ? UINT64_MAX : 0; /* who waits may be too late now */
    }
    t2s__nested_pass_on(base, base->inner);
}

/* What was really used, for what was taken. */
static void settle(struct limit *limit, const struct call *call)
{
    double used = 0;

    if (call->base.inner != NULL)
        used = (double)t2s_reply_input_tokens(call->base.inner) + (double)t2s_reply_output_tokens(call->base.inner);
    else
        t2s__bucket_take(&limit->requests, -1); /* it was not taken */
    t2s__bucket_take(&limit->tokens, used - (double)call->tokens);
}

static void dispose(t2s__nested_call *base)
{
    struct limit *limit = limit_of(base);
    struct call *call = call_of(base);

    if (call->item.lane != NULL)
        t2s__queue_remove(&limit->queue, &call->item);
    if (call->is_going) {
        limit->under_way--;
        settle(limit, call);
    }
    wake_now(limit); /* not from here: who gives up many calls at once must not start others in between */
}

static int attached(t2s__nested *nested, t2s_loop *loop)
{
    struct limit *limit = (struct limit *)(void *)nested;

    return t2s_timer_new(loop, let_go, limit, &limit->timer);
}

static void detached(t2s__nested *nested)
{
    struct limit *limit = (struct limit *)(void *)nested;

    t2s_timer_free(limit->timer);
    limit->timer = NULL;
}

static void destroy(t2s__nested *nested)
{
    t2s__queue_dispose(&((struct limit *)(void *)nested)->queue);
}

static void set_limits(struct limit *limit)
{
    uint64_t now = t2s_loop_now();

    t2s__bucket_init(&limit->requests, (uint64_t)limit->requests_per_minute, now);
    t2s__bucket_init(&limit->tokens, (uint64_t)limit->tokens_per_minute, now);
}

int t2s_limit_provider_new(t2s_provider *inner, const t2s_options *options, t2s_provider **ret_provider, t2s_error **reterr_error)
{
    static const t2s__nested_ops ops = {.name = "limit",
                                        .call_size = sizeof(struct call),
                                        .begin = begin,
                                        .answered = answered,
                                        .dispose = dispose,
                                        .attached = attached,
                                        .detached = detached,
                                        .destroy = destroy};
    int code;
    struct limit *limit = t2s__nested_new(&ops, sizeof(*limit), &inner, 1, &code, reterr_error);

    if (limit == NULL)
        return code;
    limit->output_tokens = 1000;
    limit->queue_limit = 10000;
    limit->earliest = UINT64_MAX;
    code = t2s__options_read(options, options_table, sizeof(options_table) / sizeof(*options_table), limit, reterr_error);
    if (code != 0) {
        t2s__nested_free(&limit->nested);
        return code;
    }
    set_limits(limit);
    return t2s__nested_register(&limit->nested, ret_provider, reterr_error);
}
