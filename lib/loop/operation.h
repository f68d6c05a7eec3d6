/* SPDX-License-Identifier: MIT */
/*
 * The base of what is started on the loop and finished later, from any thread: a provider's reply, a metadata source's fetch, an
 * executor's execution. Embed a t2s__operation as the first member.
 *
 * Two references are born with it: the caller's, which he keeps until the callback has run or he abandons the operation, and the
 * implementer's, which finish takes back. The first finish counts. The callback runs on the loop's thread, later than every call
 * into the operation, exactly once, unless the caller abandoned the operation. An implementer that drops its reference without a
 * finish has finished with T2S_E_INTERNAL.
 */
#ifndef T2S_LOOP_OPERATION_H
#define T2S_LOOP_OPERATION_H

#include <stdatomic.h>

#include <text2sql/sys/error.h>
#include <text2sql/sys/loop.h>

#include "loop/loop.h"
#include "loop/service.h"

typedef struct t2s__operation t2s__operation;

/* How the embedding type is freed. Runs when nobody refers to it any more. */
typedef void (*t2s__operation_free_fn)(t2s__operation *operation);
typedef void (*t2s__operation_fn)(t2s__operation *operation, void *user_data);

struct t2s__operation {
    t2s__loop_node node; /* in the loop's mailbox, once finished */
    atomic_uint references;
    atomic_uint finished;       /* 0; 1: finish was called */
    atomic_uint abandoned;      /* nobody waits any more */
    t2s_loop *loop;             /* a reference */
    t2s__service *service;      /* a reference; whose operation it is */
    t2s_error *error;           /* how it ended, with the service's stage; NULL: well. Valid from the callback on */
    t2s__operation_fn callback; /* NULL: abandoned. Only touched on the loop's thread */
    void *user_data;
    t2s__operation_free_fn free;
};

/* The caller's reference and the implementer's. */
void t2s__operation_init(t2s__operation *operation, t2s__service *service, t2s_loop *loop, t2s__operation_fn callback,
                         void *user_data, t2s__operation_free_fn free_fn);

/* The implementer did not take it: gives both references back; the callback never runs. */
void t2s__operation_refused(t2s__operation *operation);

/* Any thread. Takes `error` over, and the implementer's reference. 1 when this was the first finish, else 0 (nothing changed but
 * the error's reference). */
int t2s__operation_finish(t2s__operation *operation, t2s_error *error);

/* Is it finished already? What an implementer adds afterwards is ignored. Any thread. */
int t2s__operation_is_finished(const t2s__operation *operation);

/* The callback will not run any more. Loop thread. 1 when the implementer still has it, and should be told. */
int t2s__operation_abandon(t2s__operation *operation);

void t2s__operation_ref(t2s__operation *operation);
void t2s__operation_unref(t2s__operation *operation);

#endif
