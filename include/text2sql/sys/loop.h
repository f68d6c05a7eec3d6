/* SPDX-License-Identifier: MIT */
/*
 * The loop as an implementation of a core model sees it: file descriptors, timers, work for the worker threads, and posting.
 * A provider, metadata source or executor gets it in its attach() operation. Unless said otherwise every function here is for
 * the loop's thread, on which all operations and callbacks run; no callback ever runs inside the call that set it up.
 */
#ifndef TEXT2SQL_SYS_LOOP_H
#define TEXT2SQL_SYS_LOOP_H

#include <text2sql/error.h>

T2S_BEGIN_DECLS

typedef struct t2s_loop t2s_loop;
typedef struct t2s_watch t2s_watch;
typedef struct t2s_timer t2s_timer;

enum { T2S_WATCH_READ = 1, T2S_WATCH_WRITE = 2 };

/** @param events  T2S_WATCH_*; on an error of the descriptor, whatever was asked for @since 1.0 */
typedef void (*t2s_watch_fn)(t2s_watch *watch, int events, void *user_data);
typedef void (*t2s_timer_fn)(t2s_timer *timer, void *user_data);
typedef void (*t2s_loop_fn)(void *user_data);

/** Monotonic time in nanoseconds. Any thread. @since 1.0 */
T2S_EXTERN uint64_t t2s_loop_now(void);

/**
 * Watch a descriptor; nothing is reported before t2s_watch_set().
 *
 * @param fd         borrowed: the caller closes it, after t2s_watch_free()
 * @param ret_watch  owned; release with t2s_watch_free()
 * @return 0; T2S_E_INVALID, T2S_E_NOMEM, T2S_E_IO (the descriptor cannot be polled)
 * @since 1.0
 */
T2S_EXTERN int t2s_watch_new(t2s_loop *loop, int fd, t2s_watch_fn callback, void *user_data, t2s_watch **ret_watch);

/** @param events  T2S_WATCH_* or'ed; 0 stops watching @return 0; T2S_E_IO @since 1.0 */
T2S_EXTERN int t2s_watch_set(t2s_watch *watch, int events);

/** Stop and release; the callback does not run any more. NULL is fine. @since 1.0 */
T2S_EXTERN void t2s_watch_free(t2s_watch *watch);

/** @param ret_timer  owned, not running; release with t2s_timer_free() @return 0; T2S_E_INVALID, T2S_E_NOMEM @since 1.0 */
T2S_EXTERN int t2s_timer_new(t2s_loop *loop, t2s_timer_fn callback, void *user_data, t2s_timer **ret_timer);

/** Run the callback once, after `milliseconds`. A running timer starts anew. @since 1.0 */
T2S_EXTERN void t2s_timer_start(t2s_timer *timer, uint64_t milliseconds);

/** @since 1.0 */
T2S_EXTERN void t2s_timer_stop(t2s_timer *timer);

/** Stop and release; the callback does not run any more. NULL is fine. @since 1.0 */
T2S_EXTERN void t2s_timer_free(t2s_timer *timer);

/**
 * Run a function on the loop's thread, later. Any thread, and in the order of the calls.
 *
 * @return 0; T2S_E_NOMEM; T2S_E_SHUTDOWN. After an error the function never runs.
 * @since 1.0
 */
T2S_EXTERN int t2s_loop_post(t2s_loop *loop, t2s_loop_fn function, void *user_data);

/**
 * Run `work` on a worker thread and then `done` on the loop's thread. Workers have 1 MiB of stack at least.
 *
 * @return 0; T2S_E_NOMEM. After an error neither runs; after 0 both run, exactly once.
 * @since 1.0
 */
T2S_EXTERN int t2s_loop_work(t2s_loop *loop, t2s_loop_fn work, t2s_loop_fn done, void *user_data);

T2S_END_DECLS

#endif
