/* SPDX-License-Identifier: MIT */
/*
 * Writing an LLM provider: fill in a t2s_provider_ops, register it with t2s_provider_new(). The library's own providers are
 * written against this header too.
 */
#ifndef TEXT2SQL_SYS_PROVIDER_H
#define TEXT2SQL_SYS_PROVIDER_H

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

/** The model that answered, as the server named it; copied. @return 0; T2S_E_INVALID (not UTF-8), T2S_E_NOMEM @since 1.0 */
T2S_EXTERN int t2s_reply_set_model(t2s_reply *reply, const char *model);

/** Tokens used, as the server counted them. `cached` is the part of `input` that came from its prefix cache. @since 1.0 */
T2S_EXTERN void t2s_reply_set_tokens(t2s_reply *reply, uint64_t input, uint64_t output, uint64_t cached);

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

/** The loop that waits for the reply; lives as long as the reply. @since 1.0 */
T2S_EXTERN t2s_loop *t2s_reply_loop(const t2s_reply *reply);

/* For who calls a provider: the engine, and every provider that holds another one. On the loop's thread. */

/** Runs exactly once, on the loop's thread, never inside the call that started the reply. @since 1.0 */
typedef void (*t2s_reply_fn)(t2s_reply *reply, void *user_data);

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

/** Nobody waits any more: the callback will not run, and the provider is told. @since 1.0 */
T2S_EXTERN void t2s_reply_abandon(t2s_reply *reply);

T2S_EXTERN t2s_reply *t2s_reply_ref(t2s_reply *reply);
T2S_EXTERN void t2s_reply_unref(t2s_reply *reply);

/* What a finished reply holds; everything lives as long as the reply. @since 1.0 */
T2S_EXTERN const char *t2s_reply_text(const t2s_reply *reply);
T2S_EXTERN size_t t2s_reply_length(const t2s_reply *reply);
T2S_EXTERN const char *t2s_reply_model(const t2s_reply *reply);
T2S_EXTERN const char *t2s_reply_refusal(const t2s_reply *reply);
T2S_EXTERN t2s_error *t2s_reply_error(const t2s_reply *reply);
T2S_EXTERN uint64_t t2s_reply_input_tokens(const t2s_reply *reply);
T2S_EXTERN uint64_t t2s_reply_output_tokens(const t2s_reply *reply);
T2S_EXTERN uint64_t t2s_reply_cached_tokens(const t2s_reply *reply);
/** Milliseconds; 0: the server did not say. @since 1.0 */
T2S_EXTERN uint64_t t2s_reply_retry_after(const t2s_reply *reply);

T2S_END_DECLS

#endif
