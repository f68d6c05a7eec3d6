/* SPDX-License-Identifier: MIT */
/*
 * One after the other, until one answers.
 *
 * With each request is noted who answered it last, and in which round. A repair goes to him; a new round goes to who stands
 * behind him, or to him again if he is made of several himself and has not used them up.
 */
#include <text2sql/sys/provider.h>

#include <string.h>

#include "provider/nested.h"
#include "util/buffer.h"
#include "util/error.h"

enum { COUNT_MAX = 16 };

/* The numbers that are kept with a request. */
enum { ANSWERED_BY /* 0: nobody yet; else the index + 1 */, IN_ROUND, HAS_MORE };

struct chain {
    t2s__nested nested; /* first */
    int64_t timeout_ms;
    int64_t after_refusal;
};

struct call {
    t2s__nested_call base; /* first */
    uint64_t *notes;       /* the request's */
    size_t index;          /* who is asked */
    int asked;             /* somebody was, for this prompt */
    uint64_t allowed_ms;   /* he may take so long; UINT64_MAX: as long as he likes */
    t2s__buffer failures;  /* of those before him, for who reads the last one's */
    int retryable;         /* one of them was */
    uint64_t retry_after;  /* the shortest wait that one of those asked for; 0: none did */
};

static const t2s__option options_table[] = {
    {"timeout_ms", T2S__OPTION_INT, offsetof(struct chain, timeout_ms), 0, 86400000},
    {"after_refusal", T2S__OPTION_INT, offsetof(struct chain, after_refusal), 0, 1},
};

static struct call *call_of(t2s__nested_call *base)
{
    return (struct call *)(void *)base;
}

static const struct chain *chain_of(const t2s__nested_call *base)
{
    return (const struct chain *)(const void *)base->nested;
}

static int is_last(const struct call *call)
{
    return call->index + 1 >= call->base.nested->count;
}

/* Whose turn it is. */
static size_t first_of(const struct call *call)
{
    const uint64_t *notes = call->notes;

    if (notes[ANSWERED_BY] == 0)
        return 0;
    if (notes[IN_ROUND] == (uint64_t)t2s_prompt_round(call->base.prompt) || notes[HAS_MORE] != 0)
        return (size_t)notes[ANSWERED_BY] - 1;
    return (size_t)notes[ANSWERED_BY];
}

static void note_answer(const struct call *call)
{
    call->notes[ANSWERED_BY] = call->index + 1;
    call->notes[IN_ROUND] = (uint64_t)t2s_prompt_round(call->base.prompt);
    call->notes[HAS_MORE] = (uint64_t)t2s_reply_has_alternative(call->base.inner);
}

/* The last one may use whatever is left; the others leave half of it at least. */
static uint64_t allowed_time(const struct call *call)
{
    uint64_t option = (uint64_t)chain_of(&call->base)->timeout_ms;
    uint64_t left = t2s__nested_time_left(&call->base);
    uint64_t allowed = left != UINT64_MAX ? left / 2 : UINT64_MAX;

    if (is_last(call))
        return left;
    return option != 0 && option < allowed ? option : allowed;
}

/* Failures. */

static void remember(struct call *call, const char *what)
{
    const char *name = t2s_provider_name(call->base.nested->inners[call->index]);

    t2s__buffer_printf(&call->failures, "%s%.64s: %s", call->failures.length != 0 ? ", " : "", name, what);
}

static void remember_wait(struct call *call, const t2s_error *error, uint64_t retry_after)
{
    if (!t2s_error_retryable(error))
        return;
    if (!call->retryable || retry_after < call->retry_after)
        call->retry_after = retry_after;
    call->retryable = 1;
}

/* The last one's error, and before it the codes of the others. */
static t2s_error *sum_up(const struct call *call, const t2s_error *last)
{
    t2s__buffer message = T2S__BUFFER_INIT;
    t2s_error *error;

    if (call->failures.length == 0 && !call->failures.failed)
        return t2s_error_ref((t2s_error *)last); /* only its count is changed */
    t2s__buffer_printf(&message, "%s (before it: %s)", t2s_error_message(last), t2s__buffer_string(&call->failures));
    error = message.failed || call->failures.failed ? t2s_error_new(T2S_E_NOMEM, NULL)
                                                    : t2s_error_new(t2s_error_code(last), message.data);
    t2s__buffer_dispose(&message);
    t2s_error_set_hint(error, t2s_error_hint(last));
    t2s_error_set_stage(error, t2s_error_stage(last));
    t2s_error_set_http_status(error, t2s_error_http_status(last));
    t2s_error_set_retryable(error, call->retryable);
    return error;
}

/* The one who was asked has failed. 1: there is another one, and he is next. 0: that was it, and the call is over. */
static int go_on(struct call *call, const t2s_error *error, uint64_t retry_after)
{
    t2s_error *last;

    remember_wait(call, error, retry_after);
    if (!is_last(call) && t2s__nested_time_left(&call->base) > 0) {
        remember(call, t2s_error_name(t2s_error_code(error)));
        call->index++;
        return 1;
    }
    last = sum_up(call, error);
    t2s_reply_set_retry_after(call->base.outer, call->retryable ? call->retry_after : retry_after);
    t2s__nested_finish(&call->base, last);
    return 0;
}

/* Asking. */

/* A repair goes to who is to be repaired: for him that is no fallback. */
static int reason_of(const struct call *call)
{
    return call->asked || (call->index != 0 && t2s_prompt_attempt(call->base.prompt) == 0) ? T2S_CALL_FALLBACK : T2S_CALL_FIRST;
}

/* He learns for how long he is waited for, so that he does not try again when it is too late. 0; T2S_E_NOMEM. */
static int set_time(struct call *call)
{
    call->allowed_ms = allowed_time(call);
    if (call->allowed_ms == UINT64_MAX) {
        t2s__nested_stop_waiting(&call->base);
        t2s_reply_limit_calls(call->base.outer, UINT64_MAX);
        return 0;
    }
    t2s_reply_limit_calls(call->base.outer, t2s_loop_now() + call->allowed_ms * 1000000);
    return t2s__nested_wait(&call->base, call->allowed_ms);
}

/* NULL: he is asked. Else why not. */
static t2s_error *ask_one(struct call *call)
{
    int reason = reason_of(call);

    call->asked = 1;
    if (set_time(call) != 0)
        return t2s_error_new(T2S_E_NOMEM, NULL);
    return t2s__nested_ask(&call->base, call->base.nested->inners[call->index], reason);
}

static void ask(struct call *call)
{
    for (;;) {
        t2s_error *error = ask_one(call);
        int again = error != NULL && go_on(call, error, 0);

        t2s_error_unref(error);
        if (!again)
            return;
    }
}

static int is_refused(const struct call *call)
{
    return t2s_reply_refusal(call->base.inner) != NULL && chain_of(&call->base)->after_refusal && !is_last(call);
}

static void answered(t2s__nested_call *base)
{
    struct call *call = call_of(base);
    const t2s_error *error = t2s_reply_error(base->inner);

    if (error != NULL) {
        if (go_on(call, error, t2s_reply_retry_after(base->inner)))
            ask(call);
    } else if (is_refused(call)) {
        remember(call, "refused");
        call->index++;
        ask(call);
    } else {
        note_answer(call);
        t2s_reply_set_alternative(base->outer, !is_last(call));
        t2s__nested_pass_on(base, base->inner);
    }
}

/* He has taken too long. */
static void woken(t2s__nested_call *base)
{
    struct call *call = call_of(base);
    const char *name = t2s_provider_name(base->nested->inners[call->index]);
    t2s_error *error;

    t2s_reply_expire(base->inner);
    error = t2s__error(T2S_E_TIMEOUT, "the provider \"%.64s\" did not answer within %llu ms", name,
                       (unsigned long long)call->allowed_ms);
    if (go_on(call, error, 0))
        ask(call);
    t2s_error_unref(error);
}

static int begin(t2s__nested_call *base)
{
    struct call *call = call_of(base);

    call->notes = t2s_prompt_notes(base->prompt, base->nested);
    if (call->notes == NULL)
        return T2S_E_NOMEM;
    call->index = first_of(call);
    if (call->index >= base->nested->count)
        t2s__nested_finish(base, t2s_error_new(T2S_E_UNAVAILABLE, "no provider is left that was not asked for this question"));
    else
        ask(call);
    return 0;
}

static void dispose(t2s__nested_call *base)
{
    t2s__buffer_dispose(&call_of(base)->failures);
}

int t2s_chain_provider_new(t2s_provider *const *inners, size_t count, const t2s_options *options, t2s_provider **ret_provider,
                           t2s_error **reterr_error)
{
    static const t2s__nested_ops ops = {.name = "chain",
                                        .call_size = sizeof(struct call),
                                        .begin = begin,
                                        .answered = answered,
                                        .woken = woken,
                                        .dispose = dispose};
    struct chain *chain;
    int code;

    if (count > COUNT_MAX)
        return t2s__fail(reterr_error, T2S_E_INVALID, "a chain holds at most %d providers, not %zu", COUNT_MAX, count);
    chain = t2s__nested_new(&ops, sizeof(*chain), inners, count, &code, reterr_error);
    if (chain == NULL)
        return code;
    chain->after_refusal = 1;
    return t2s__nested_configure(&chain->nested, options, options_table, sizeof(options_table) / sizeof(*options_table),
                                 ret_provider, reterr_error);
}
