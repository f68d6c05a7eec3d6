/* SPDX-License-Identifier: MIT */
/* Worker threads: for what would keep the loop busy for more than some tens of microseconds. */
#ifndef T2S_LOOP_WORKER_H
#define T2S_LOOP_WORKER_H

#include "loop/loop.h"

/* One piece of work; embedded in what it belongs to, so that queueing needs no memory. */
typedef struct t2s__work {
    t2s__loop_node node; /* in the mailbox, when the work is done */
    struct t2s__work *next;
    void (*run)(struct t2s__work *work);  /* on a worker thread */
    void (*done)(struct t2s__work *work); /* on the loop's thread; the work may be freed there */
} t2s__work;

typedef struct t2s__workers t2s__workers;

/* The threads begin when there is work. 0; T2S_E_NOMEM. */
int t2s__workers_new(t2s_loop *loop, unsigned threads, t2s__workers **ret_workers);

/* Wait until all that was queued has run, and for the threads. NULL is fine. */
void t2s__workers_free(t2s__workers *workers);

/* 0, and then run and done run, exactly once; T2S_E_NOMEM when not one thread can be started. */
int t2s__workers_queue(t2s__workers *workers, t2s__work *work);

/* The same by the loop that the workers belong to. */
int t2s__loop_queue(t2s_loop *loop, t2s__work *work);

#endif
