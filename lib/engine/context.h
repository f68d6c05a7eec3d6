/* SPDX-License-Identifier: MIT */
/* The context: its parts, its live requests, and who drives its loop. */
#ifndef T2S_ENGINE_CONTEXT_H
#define T2S_ENGINE_CONTEXT_H

#include <stdatomic.h>
#include <uv.h>

#include <text2sql/context.h>
#include <text2sql/request.h>

#include "engine/event.h"
#include "engine/flight.h"
#include "engine/settings.h"
#include "engine/snapshot.h"
#include "loop/loop.h"
#include "observe/log.h"

/* The parts that do the work. A request holds its own references to those that it began with. */
typedef struct t2s__parts {
    t2s_provider *provider;
    t2s__source *source;
    t2s_dialect *dialect;
    t2s_executor *executor;
    t2s_cache *cache;
    t2s_prompt_template *prompt_template;   /* of the caller; NULL: the dialect's own ... */
    t2s_prompt_template *built_in_template; /* ... which is read once */
    t2s_price_list *prices;
    t2s_knowledge *knowledge; /* NULL: none */
    t2s_token_counter *counter; /* NULL: the estimate */
    t2s_validator **validators;
    size_t validator_count;
    uint64_t generation; /* of the checks, dialect and validators: another one for every change */
} t2s__parts;

/* Something that is under way on the loop and that somebody waits for: a request, a load of the schema. */
typedef struct t2s__job {
    t2s__loop_node begin; /* posted when the job is enlisted */
    struct t2s__job *next;
    struct t2s__job **place;
    void (*abort)(struct t2s__job *job, t2s_error *error); /* loop thread; takes `error` over, and delists */
} t2s__job;

struct t2s_context {
    atomic_uint references; /* the owner's, and one a request */
    t2s__settings settings;
    t2s_loop *loop;
    atomic_uint_fast64_t counters[T2S_COUNTER_COUNT];
    atomic_uint_fast64_t last_request_id;

    uv_mutex_t mutex; /* of everything below */
    t2s__parts parts;
    size_t validators_capacity;
    t2s__log log;
    t2s__listener listener;
    t2s__job *jobs; /* those not ended */
    int closing; /* no further question is taken */

    /* Driving: one thread at a time. */
    uv_cond_t changed; /* a request ended, or the dispatcher left */
    int dispatching;
    uv_thread_t dispatcher; /* while dispatching */
    int started;            /* the library's own thread drives */
    uv_thread_t thread;
    int free_pending; /* asked for inside a callback */

    /* Loop thread only. */
    struct t2s__attached *attached; /* whatever was attached to the loop, to be detached at the end */
    t2s__flights flights;           /* questions that identical ones may join */
};

/* What is attached to the loop has to be detached before the loop is closed. 0; what attach returned; T2S_E_NOMEM. */
int t2s__context_attach_provider(t2s_context *context, t2s_provider *provider);
int t2s__context_attach_executor(t2s_context *context, t2s_executor *executor);
/* A source attaches by itself when it is first used; this remembers it. 0; T2S_E_NOMEM. */
int t2s__context_attach_source(t2s_context *context, t2s__source *source);
void t2s__context_detach_all(t2s_context *context);

/* Enter a job and post its beginning, and take it out again. 0; T2S_E_SHUTDOWN, and then nothing runs. */
int t2s__context_enlist(t2s_context *context, t2s__job *job);
void t2s__context_delist(t2s_context *context, t2s__job *job);

/* References to all that is set now. 0; T2S_E_NOMEM. Call with the mutex held. */
int t2s__parts_copy(const t2s__parts *from, t2s__parts *to);
void t2s__parts_dispose(t2s__parts *parts);

/* What prompts are made of. */
t2s_prompt_template *t2s__parts_template(const t2s__parts *parts);

void t2s__context_ref(t2s_context *context);
void t2s__context_unref(t2s_context *context);

/* Drive, or let drive, until `*done`, which is set with the mutex held and `changed` broadcast. Not inside a callback. */
void t2s__context_wait(t2s_context *context, const int *done);

/* Is this thread inside a callback of the context? */
int t2s__context_is_inside(t2s_context *context);

/* The log as it is set now. */
t2s__log t2s__context_log(t2s_context *context);

#endif
