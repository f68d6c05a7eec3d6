/* SPDX-License-Identifier: MIT */
/* The loop: libuv's, a mailbox that any thread may post to, and worker threads. */
#ifndef T2S_LOOP_LOOP_H
#define T2S_LOOP_LOOP_H

#include <text2sql/sys/loop.h>

/* Something that will run on the loop's thread; embedded in what it belongs to, so that posting cannot fail. */
typedef struct t2s__loop_node {
    struct t2s__loop_node *next;
    void (*run)(struct t2s__loop_node *node);
} t2s__loop_node;

/* Threads: at most `workers`, started when there is work. 0; T2S_E_NOMEM, T2S_E_IO. */
int t2s__loop_new(unsigned workers, t2s_loop **ret_loop);

void t2s__loop_ref(t2s_loop *loop);
void t2s__loop_unref(t2s_loop *loop);

/* Run node->run on the loop's thread, later. Any thread. After the loop was closed it runs at once, on this thread. */
void t2s__loop_post(t2s_loop *loop, t2s__loop_node *node);

/* Run what is ready; with `wait`, wait for something first. One thread at a time, never from inside. */
void t2s__loop_run(t2s_loop *loop, int wait);

/*
 * Something has begun that nobody waits for and that should not be left half done where the loop is driven for one call alone, such as
 * telling a server to stop: calls that wait go on until it is paid. Whoever owes pays soon, whatever happens. Loop thread.
 */
void t2s__loop_owe(t2s_loop *loop);
void t2s__loop_pay(t2s_loop *loop);

/* Is anything owed? By the thread that would drive the loop next. */
int t2s__loop_owes(const t2s_loop *loop);

/* Make a waiting t2s__loop_run return. Any thread. */
void t2s__loop_wake(t2s_loop *loop);

/* For a host's loop: what to poll for reading, and for how long at most (ms; -1: for ever). */
int t2s__loop_fd(t2s_loop *loop);
int t2s__loop_timeout(t2s_loop *loop);

/* Wait for the workers, run what was posted, close the handles. Everything that was made on the loop must have been freed. */
void t2s__loop_close(t2s_loop *loop);

#endif
