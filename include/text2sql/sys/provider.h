/* SPDX-License-Identifier: MIT */
/*
 * Writing an LLM provider: fill in a t2s_provider_ops, register it with t2s_provider_new(). The library's own providers are
 * written against this header too.
 */
#ifndef TEXT2SQL_SYS_PROVIDER_H
#define TEXT2SQL_SYS_PROVIDER_H

#include <text2sql/call.h>
#include <text2sql/price.h>
#include <text2sql/prompt.h>
#include <text2sql/provider.h>
#include <text2sql/sys/error.h>
#include <text2sql/sys/loop.h>

T2S_BEGIN_DECLS

/** One call of a provider, under way or finished. Counted by reference. @since 1.0 */
typedef struct t2s_reply t2s_reply;

/** What a provider can do. Set struct_size to sizeof(t2s_provider_ops); zero what is not used. @since 1.0 */
typedef struct t2s_provider_ops {
    size_t struct_size; /* sizeof() as the implementer compiled it */
    uint64_t flags;     /* 0: none are defined yet, and unknown bits are refused */

    /* Required. Begin one completion; must not block. Runs on the loop's thread. The provider owns one reference of `reply`,
     * which t2s_reply_finish() takes back, here or later, from any thread. A nonzero return (T2S_E_*) means the reply was not
     * taken. `prompt` is borrowed: t2s_prompt_ref() keeps it. */
    int (*start)(void *user_data, const t2s_prompt *prompt, t2s_reply *reply);

    /* Optional. A hint that nobody waits any more: the reply must still be finished, here or later. Runs on the loop's thread. */
    void (*cancel)(void *user_data, t2s_reply *reply);

    /* Optional. The last call; runs exactly once, also when registration fails. */
    void (*destroy)(void *user_data);

    /* Optional. Given to a context: `loop` may be used until detach. A nonzero return refuses. Runs on the loop's thread. A
     * provider with attach or detach serves one loop at a time; one with neither serves any number. */
    int (*attach)(void *user_data, t2s_loop *loop);

    /* Optional. Every use of `loop` ends here: watches and timers are freed, replies under way are finished. */
    void (*detach)(void *user_data, t2s_loop *loop);
} t2s_provider_ops;

/**
 * Register a provider.
 *
 * @param name          for logs and answers, e.g. "openai"; copied
 * @param ops           copied, member by member
 * @param user_data     given to every operation. Owned by the provider from now on, also after an error: destroy() has then run.
 * @param ret_provider  a new reference, release with t2s_provider_unref()
 * @return 0; T2S_E_INVALID (a required member is missing), T2S_E_ABI (flags or a tail that this library does not know), T2S_E_NOMEM
 * @since 1.0
 */
T2S_EXTERN int t2s_provider_new(const char *name, const t2s_provider_ops *ops, void *user_data, t2s_provider **ret_provider);

/** The name given at registration; lives as long as the provider. @since 1.0 */
T2S_EXTERN const char *t2s_provider_name(const t2s_provider *provider);

/**
 * What replies depend on besides the prompt, e.g. "openai gpt-4.1 temperature=0": a part of the key under which answers are cached.
 * To be set before the provider is shared; copied. Without it, it is the name.
 *
 * @param identity  no secrets
 * @return 0; T2S_E_INVALID, T2S_E_NOMEM
 * @since 1.0
 */
T2S_EXTERN int t2s_provider_set_identity(t2s_provider *provider, const char *identity);

/** Lives as long as the provider. @since 1.0 */
T2S_EXTERN const char *t2s_provider_identity(const t2s_provider *provider);

/* For the implementer: what a reply takes. Any thread, one at a time for each reply. */

/** The longest completion, in bytes. @since 1.0 */
#define T2S_REPLY_MAX 16777216

/**
 * Append to the completion's text, which is UTF-8. After an error the reply fails with it, even if it is finished without one.
 *
 * @param length  bytes
 * @return 0; T2S_E_NOMEM, T2S_E_TOO_LARGE (longer than T2S_REPLY_MAX)
 * @since 1.0
 */
T2S_EXTERN int t2s_reply_append(t2s_reply *reply, const char *text, size_t length);

/** The first byte of the server's answer has come. Without it, that is the first t2s_reply_append(). @since 1.0 */
T2S_EXTERN void t2s_reply_mark_first_byte(t2s_reply *reply);

/** What can be said of a completion that grows. @since 1.0 */
enum {
    T2S_REPLY_OPEN = 0,     /* more is needed, or nobody knows */
    T2S_REPLY_COMPLETE = 1, /* it is one whole JSON object: what follows is not needed */
    T2S_REPLY_HOPELESS = 2  /* it will never be a reply: it is endless space or repetition, far too long, or no text */
};

/**
 * Look at what was appended since the last look. For who streams: a complete reply can be finished, a hopeless one should be
 * stopped and finished with T2S_E_PROTOCOL.
 *
 * @return T2S_REPLY_*
 * @since 1.0
 */
T2S_EXTERN int t2s_reply_state(t2s_reply *reply);

/** The model that answered, as the server named it; copied. @return 0; T2S_E_INVALID (not UTF-8), T2S_E_NOMEM @since 1.0 */
T2S_EXTERN int t2s_reply_set_model(t2s_reply *reply, const char *model);

/**
 * Tokens used, as the server counted them. `cached` is the part of `input` that came from its prefix cache. Without it, they are
 * estimated where it is likely that they were used.
 * @since 1.0
 */
T2S_EXTERN void t2s_reply_set_tokens(t2s_reply *reply, uint64_t input, uint64_t output, uint64_t cached);

/** What the call cost, as the server said, in billionths of a currency. Without it, the price list tells. @since 1.0 */
T2S_EXTERN void t2s_reply_set_cost(t2s_reply *reply, uint64_t cost);

/**
 * The model declined to answer, with these words; copied. The reply is finished without an error all the same.
 *
 * @return 0; T2S_E_INVALID (not UTF-8), T2S_E_NOMEM
 * @since 1.0
 */
T2S_EXTERN int t2s_reply_set_refusal(t2s_reply *reply, const char *refusal);

/** With an error: the server asks to be left alone for so long. For who would try again. @since 1.0 */
T2S_EXTERN void t2s_reply_set_retry_after(t2s_reply *reply, uint64_t milliseconds);

/**
 * Finish the call and give the provider's reference back. What comes after the first finish is ignored, as long as somebody
 * still holds the reply. A provider that releases its reference with t2s_reply_unref() instead has failed with T2S_E_INTERNAL.
 *
 * @param error  NULL for success; otherwise the reply takes over the reference
 * @since 1.0
 */
T2S_EXTERN void t2s_reply_finish(t2s_reply *reply, t2s_error *error);

/**
 * When whoever waits for the reply gives up at the latest, on the clock of t2s_loop_now(): t2s_prompt_deadline(), or earlier where a
 * provider further up does not wait so long. To be known by who would wait or try again.
 *
 * @return nanoseconds; UINT64_MAX: no limit
 * @since 1.0
 */
T2S_EXTERN uint64_t t2s_reply_deadline(const t2s_reply *reply);

/** The loop that waits for the reply; lives as long as the reply. @since 1.0 */
T2S_EXTERN t2s_loop *t2s_reply_loop(const t2s_reply *reply);

/** Something of the implementer's, to find again in cancel(); NULL at first. It is up to him to release it. @since 1.0 */
T2S_EXTERN void t2s_reply_set_data(t2s_reply *reply, void *data);
T2S_EXTERN void *t2s_reply_data(const t2s_reply *reply);

/*
 * For a provider that holds others: inside start(), and later on the loop's thread, it makes inner calls for a reply of its own.
 * Their records, what they spent, and the text as it grows reach whoever waits for the outer reply by themselves.
 */

/** Runs exactly once, on the loop's thread, never inside the call that started the reply. @since 1.0 */
typedef void (*t2s_reply_fn)(t2s_reply *reply, void *user_data);

/**
 * As t2s_provider_call(), for `reply`.
 *
 * @param reason  T2S_CALL_*, for the record; T2S_CALL_FIRST takes on the reason for which the outer call was made
 * @return ...; T2S_E_CANCELLED: nobody waits for the outer reply any more
 * @since 1.0
 */
T2S_EXTERN int t2s_reply_call(t2s_reply *reply, t2s_provider *provider, const t2s_prompt *prompt, int reason,
                              t2s_reply_fn callback, void *user_data, t2s_reply **ret_inner);

/**
 * Tell the calls that will be made for `reply` that they will be given up at `deadline` (UINT64_MAX: not before the reply itself). To
 * give them up then, by t2s_reply_expire(), is still up to the provider.
 * @since 1.0
 */
T2S_EXTERN void t2s_reply_limit_calls(t2s_reply *reply, uint64_t deadline);

/**
 * Finish `reply` as a finished `inner` one: with its text (which moves), model, refusal, error, pause and alternative.
 * @since 1.0
 */
T2S_EXTERN void t2s_reply_pass_on(t2s_reply *reply, t2s_reply *inner);

/**
 * For who answers for what calls use: asked before each call that is made for a reply, at whatever depth. Only calls that reach a
 * provider without inner calls are made in the end: for the others begin and end run as well, and they have used nothing.
 *
 * @param call       the call that is about to be made, e.g. for t2s_reply_set_retry_after()
 * @param ret_grant  whatever end() needs; NULL at first
 * @return NULL; or why the call must not be made: it then fails with this error, without a call, and end() does not run for it
 * @since 1.0
 */
typedef t2s_error *(*t2s_guard_begin_fn)(t2s_reply *call, const t2s_prompt *prompt, void *user_data, void **ret_grant);

/** Such a call has ended, and what it used is known: t2s_reply_input_tokens() and its like of `call`. Exactly once. @since 1.0 */
typedef void (*t2s_guard_end_fn)(t2s_reply *call, void *grant, void *user_data);

/** Guard the calls that will be made for `reply`; once, before the first of them. On the loop's thread, as begin and end. @since 1.0 */
T2S_EXTERN void t2s_reply_set_guard(t2s_reply *reply, t2s_guard_begin_fn begin, t2s_guard_end_fn end, void *user_data);

/**
 * For cancel(): why nobody waits any more.
 *
 * @return T2S_E_TIMEOUT (it took too long), T2S_E_CANCELLED; 0: somebody waits
 * @since 1.0
 */
T2S_EXTERN int t2s_reply_given_up(const t2s_reply *reply);

/** Another reply can be had from here: if this one turns out to be no use, a new round will ask for it. @since 1.0 */
T2S_EXTERN void t2s_reply_set_alternative(t2s_reply *reply, int has_alternative);

/** Numbers that a provider keeps with a request, see t2s_prompt_notes(). @since 1.0 */
#define T2S_PROMPT_NOTES 4

/**
 * A provider's own numbers for the request that a prompt belongs to: zero at first, the same for all its prompts, gone with the
 * request. For the loop's thread.
 *
 * @param owner  whose, e.g. the provider's user_data; not NULL
 * @return T2S_PROMPT_NOTES numbers; NULL when memory is short
 * @since 1.0
 */
T2S_EXTERN uint64_t *t2s_prompt_notes(const t2s_prompt *prompt, const void *owner);

/* For who calls a provider: the engine, and every provider that holds another one. On the loop's thread. */

/**
 * Prepare a provider for a loop. May be done again for the same loop, by the context and by a provider that holds this one: the
 * provider is told of the first attach and of the last detach.
 *
 * @return 0; T2S_E_INVALID, T2S_E_BUSY (it serves another loop); what attach returned
 * @since 1.0
 */
T2S_EXTERN int t2s_provider_attach(t2s_provider *provider, t2s_loop *loop);

/** Undo one t2s_provider_attach(). Calls under way end with T2S_E_SHUTDOWN, or however the provider ends them. @since 1.0 */
T2S_EXTERN void t2s_provider_detach(t2s_provider *provider, t2s_loop *loop);

/**
 * Start one completion with an attached provider.
 *
 * @param callback   runs when the reply is finished
 * @param ret_reply  a new reference; release it with t2s_reply_unref() after the callback has run or t2s_reply_abandon()
 * @return 0; T2S_E_INVALID (not attached), T2S_E_NOMEM; what start returned. After an error the callback never runs.
 * @since 1.0
 */
T2S_EXTERN int t2s_provider_call(t2s_provider *provider, t2s_loop *loop, const t2s_prompt *prompt, t2s_reply_fn callback,
                                 void *user_data, t2s_reply **ret_reply);

/** Nobody waits any more: the callback will not run, and the provider is told. Its record ends with T2S_E_CANCELLED. @since 1.0 */
T2S_EXTERN void t2s_reply_abandon(t2s_reply *reply);

/** The same, because it took too long: its record ends with T2S_E_TIMEOUT. @since 1.0 */
T2S_EXTERN void t2s_reply_expire(t2s_reply *reply);

/**
 * Prices for the calls that are made for this reply, unless an inner one has a list of its own. The first list counts: what the
 * provider has set in start() stays. A reference is taken.
 * @since 1.0
 */
T2S_EXTERN void t2s_reply_set_price_list(t2s_reply *reply, t2s_price_list *list);

/**
 * Some text of a completion that is under way, on the loop's thread. Where several calls are made for one reply, one is heard at a
 * time, from its beginning.
 *
 * @param offset  bytes of this call's completion before `text`; 0: a call is heard for the first time, forget the others
 * @param text    whole characters; valid during the callback, not NUL-terminated
 * @since 1.0
 */
typedef void (*t2s_reply_text_fn)(t2s_reply *reply, size_t offset, const char *text, size_t length, void *user_data);

/** Hear the text as it comes; right after t2s_provider_call(), and only where t2s_prompt_is_watched(). @since 1.0 */
T2S_EXTERN void t2s_reply_watch(t2s_reply *reply, t2s_reply_text_fn callback, void *user_data);

T2S_EXTERN t2s_reply *t2s_reply_ref(t2s_reply *reply);
T2S_EXTERN void t2s_reply_unref(t2s_reply *reply);

/* What a finished reply holds; everything lives as long as the reply. @since 1.0 */
T2S_EXTERN const char *t2s_reply_text(const t2s_reply *reply);
T2S_EXTERN size_t t2s_reply_length(const t2s_reply *reply);
T2S_EXTERN const char *t2s_reply_model(const t2s_reply *reply);
T2S_EXTERN const char *t2s_reply_refusal(const t2s_reply *reply);
T2S_EXTERN t2s_error *t2s_reply_error(const t2s_reply *reply);
T2S_EXTERN int t2s_reply_has_alternative(const t2s_reply *reply);
/** Of all calls that were made for it. @since 1.0 */
T2S_EXTERN uint64_t t2s_reply_input_tokens(const t2s_reply *reply);
T2S_EXTERN uint64_t t2s_reply_output_tokens(const t2s_reply *reply);
T2S_EXTERN uint64_t t2s_reply_cached_tokens(const t2s_reply *reply);
T2S_EXTERN uint64_t t2s_reply_cost(const t2s_reply *reply);
/** Those of them that are not in t2s_reply_cost(), because the price list has no price for their model. @since 1.0 */
T2S_EXTERN uint64_t t2s_reply_unpriced_input_tokens(const t2s_reply *reply);
T2S_EXTERN uint64_t t2s_reply_unpriced_output_tokens(const t2s_reply *reply);
/** Milliseconds; 0: the server did not say. @since 1.0 */
T2S_EXTERN uint64_t t2s_reply_retry_after(const t2s_reply *reply);

/**
 * The records of the calls that were made for a reply that t2s_provider_call() gave, in the order in which they began: those that
 * have ended, and after the callback or t2s_reply_abandon() all of them.
 * @since 1.0
 */
T2S_EXTERN size_t t2s_reply_record_count(const t2s_reply *reply);
/** A new reference, release with t2s_call_unref(); NULL: there is none. @since 1.0 */
T2S_EXTERN t2s_call *t2s_reply_record(const t2s_reply *reply, size_t index);
T2S_EXTERN void t2s_call_unref(t2s_call *call);

T2S_END_DECLS

#endif
