/* SPDX-License-Identifier: MIT */
/*
 * The base of providers that are made of providers: what they hold, which of their replies are under way, and the steps that all
 * of them take. It knows nothing but the public interface of providers. An implementation embeds a t2s__nested in its own
 * settings and a t2s__nested_call in what it remembers of a call, both as the first member, and fills in a t2s__nested_ops.
 *
 * A call ends exactly once: by t2s__nested_pass_on() or t2s__nested_finish(), or because nobody waits any more. In each case
 * `dispose` runs, and afterwards the call does not exist any more.
 */
#ifndef T2S_PROVIDER_NESTED_H
#define T2S_PROVIDER_NESTED_H

#include <stddef.h>
#include <stdint.h>

#include <text2sql/sys/provider.h>

#include "util/options.h"

typedef struct t2s__nested t2s__nested;
typedef struct t2s__nested_call t2s__nested_call;

/* All run on the loop's thread. What is NULL is left out. */
typedef struct t2s__nested_ops {
    const char *name;
    size_t call_size;

    /* Required. A new call: ask somebody, wait, or end it. A nonzero return: it was not taken. */
    int (*begin)(t2s__nested_call *call);

    /* Required. The inner reply is there: call->inner. */
    void (*answered)(t2s__nested_call *call);

    /* The time of t2s__nested_wait() is over. */
    void (*woken)(t2s__nested_call *call);

    /* The call is over, and its inner reply finished or given up. The last chance to look at both. */
    void (*dispose)(t2s__nested_call *call);

    int (*attached)(t2s__nested *nested, t2s_loop *loop);
    void (*detached)(t2s__nested *nested);
    void (*destroy)(t2s__nested *nested); /* what the implementation has added */
} t2s__nested_ops;

struct t2s__nested {
    const t2s__nested_ops *ops;
    t2s_provider **inners; /* references */
    size_t count;
    t2s__nested_call *calls; /* under way */
};

struct t2s__nested_call {
    t2s__nested *nested;
    t2s__nested_call *previous;
    t2s__nested_call *next;
    t2s_prompt *prompt; /* a reference */
    t2s_reply *outer;   /* ours to finish */
    t2s_reply *inner;   /* the last one that was asked for; a reference. NULL: none */
    t2s_timer *timer;   /* NULL: it has never had to wait */
};

/*
 * Making one. `size` bytes of settings, zero but for their t2s__nested, which holds the inner providers. NULL after an error, and
 * *ret_code tells which: T2S_E_INVALID (an inner provider is NULL), T2S_E_NOMEM.
 */
void *t2s__nested_new(const t2s__nested_ops *ops, size_t size, t2s_provider *const *inners, size_t count, int *ret_code,
                      t2s_error **reterr_error);

/* The settings are complete: register them. They are taken over, also after an error. */
int t2s__nested_register(t2s__nested *nested, t2s_provider **ret_provider, t2s_error **reterr_error);

/* Without a registration. */
void t2s__nested_free(t2s__nested *nested);

/* All in one, for those whose settings are options only: they hold their defaults, `table` says where they are. */
int t2s__nested_configure(t2s__nested *nested, const t2s_options *options, const t2s__option *table, size_t count,
                          t2s_provider **ret_provider, t2s_error **reterr_error);

/* Steps of a call. */

/* Ask `provider`, and let go of who was asked before. NULL: answered() will run, later; else why it was not taken, a reference.
 */
t2s_error *t2s__nested_ask(t2s__nested_call *call, t2s_provider *provider, int reason);

/* The same for one more, beside the one that is under way; `call` is the callback's user_data. The reply is the implementation's.
 */
t2s_error *t2s__nested_ask_also(t2s__nested_call *call, t2s_provider *provider, int reason, t2s_reply_fn callback,
                                t2s_reply **ret_inner);

/* woken() will run after so many milliseconds, unless the call has ended by then. 0; T2S_E_NOMEM. */
int t2s__nested_wait(t2s__nested_call *call, uint64_t milliseconds);

/* woken() will not run, unless there is another wait. */
void t2s__nested_stop_waiting(t2s__nested_call *call);

/* Milliseconds until whoever waits for the call gives up; UINT64_MAX: never. */
uint64_t t2s__nested_time_left(const t2s__nested_call *call);

/* End the call as `inner`, which has finished. */
void t2s__nested_pass_on(t2s__nested_call *call, t2s_reply *inner);

/* End the call with an error, which is taken over. */
void t2s__nested_finish(t2s__nested_call *call, t2s_error *error);

#endif
