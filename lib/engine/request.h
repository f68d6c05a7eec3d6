/* SPDX-License-Identifier: MIT */
/* A question under way. */
#ifndef T2S_ENGINE_REQUEST_H
#define T2S_ENGINE_REQUEST_H

#include <stdatomic.h>

#include <text2sql/request.h>
#include <text2sql/sys/executor.h>
#include <text2sql/sys/provider.h>

#include "engine/answer.h"
#include "engine/context.h"
#include "engine/event.h"
#include "engine/flight.h"
#include "engine/judge.h"
#include "engine/snapshot.h"
#include "loop/worker.h"
#include "util/buffer.h"

/*
 * Who touches what: the fields under "loop" belong to the loop's thread, those of `judging` to a worker while it has the work, and
 * the loop takes them from there only when the work is done.
 */
struct t2s_request {
    t2s__job job; /* first */
    atomic_uint references; /* the caller's, the pipeline's until the end, one a posted node, one while a worker is at it */
    uint64_t id;
    t2s_context *context; /* a reference */
    t2s__settings settings; /* `caller` is this one's own */
    char *question;
    t2s_ask_fn callback;
    void *user_data;
    t2s__listener listener;
    uint64_t asked_at; /* nanoseconds */
    atomic_int stage;

    t2s__loop_node cancel_node;
    atomic_uint cancel_posted;

    /* Loop. */
    t2s__parts parts;
    t2s_answer *answer;
    int ended;
    uint64_t stage_since;
    t2s_timer *deadline;
    int given_up; /* T2S_E_*: not what was asked, but this asking ended */
    t2s__store_waiter waiter;
    t2s__snapshot *snapshot;
    int rechecked;                         /* the schema was looked at once more, for this reply of the model */
    void (*blame)(t2s_request *request);   /* what comes next if the schema is still what it was */
    t2s_error *blamed;                     /* what the database said of the SQL, meanwhile; or NULL */
    t2s__buffer key;          /* of the cache, and a part of the flight's */
    t2s__passenger passenger;
    int from_cache;
    t2s_prompt *prompt;       /* NULL: it was not needed so far */
    t2s_prompt *first_prompt; /* of each round */
    int round;
    int64_t repairs; /* of this round */
    int alternative; /* the provider could ask another model */
    t2s_reply *reply;
    t2s_execution *execution;
    uint64_t tried[12]; /* hashes of what was rejected in this round */
    size_t tried_count;

    /* Worker. */
    int working; /* loop: the worker is at it, and uses the parts */
    t2s__work work;
    void (*work_run)(t2s__judging *judging);
    void (*work_next)(t2s_request *request);
    void (*bound_next)(t2s_request *request); /* loop: what follows when the snapshot is bound */
    t2s__judging judging;
};

/* From now on it is about this schema; `snapshot` is taken over. */
void t2s__request_use_snapshot(t2s_request *request, t2s__snapshot *snapshot);

/* Who asks; "" when nobody said. */
const char *t2s__request_caller(const t2s_request *request);

/* How its replies are judged, as a number: verdicts of requests that differ in it are not shared. */
uint64_t t2s__request_checks(const t2s_request *request);

t2s_request *t2s__request_of_passenger(t2s__passenger *passenger);


/* End it, once: the answer is completed, the callback runs. `error` is taken over; NULL for an honest outcome. */
void t2s__request_end(t2s_request *request, int outcome, t2s_error *error);

/* An ended request that no worker is at needs its parts no more, though its handle may live on. */
void t2s__request_let_go(t2s_request *request);

#endif
