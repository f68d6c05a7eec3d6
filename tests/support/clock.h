/* SPDX-License-Identifier: MIT */
/*
 * A clock of the test's own, for a whole program whose providers are scripted: it stands still while anything can be done, and then goes
 * on to the next timer at once. What is to happen "after 20 ms" happens so on a machine of any speed, and nothing is waited for.
 *
 * The library and libuv read the time by clock_gettime(), which is defined here in place of the C library's.
 */
#ifndef T2S_TESTS_CLOCK_H
#define T2S_TESTS_CLOCK_H

#include <poll.h>
#include <stdatomic.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "loop/loop.h"

static _Atomic(uint64_t) clock_now = UINT64_C(1000000) * 1000000000; /* ns; whole milliseconds, as timers are */

/* Threads that have yet to post something to the loop: while there are any, the clock stands still. */
static atomic_int clock_threads;

__attribute__((visibility("default"))) /* libuv must find it */
int clock_gettime(clockid_t which, struct timespec *ret)
{
    const uint64_t now = atomic_load(&clock_now);

    if (which == CLOCK_REALTIME)
        return (int)syscall(SYS_clock_gettime, which, ret);
    *ret = (struct timespec){.tv_sec = (time_t)(now / 1000000000), .tv_nsec = (long)(now % 1000000000)};
    return 0;
}

/* Whether the loop can go on at this time. While threads are at work it waits for them. */
static inline int clock_ready(t2s_loop *loop, int next)
{
    const int threads = atomic_load(&clock_threads); /* before it is seen what is ready: they post before they end */
    struct pollfd descriptor = {.fd = t2s__loop_fd(loop), .events = POLLIN};

    return next == 0 || poll(&descriptor, 1, threads != 0 ? 1 : 0) != 0 || threads != 0;
}

/* Do what is ready until *flag is at least `value`. Whenever nothing is, the time is the next timer's, up to `until`. It stops where
 * neither is left: then, with `passes`, it is `until`. */
static inline void clock_run(t2s_loop *loop, const int *flag, int value, uint64_t until, int passes)
{
    while (*flag < value && clock_now < until) {
        int next;

        t2s__loop_run(loop, 0);
        next = t2s__loop_timeout(loop);
        if (*flag >= value || clock_ready(loop, next))
            continue;
        if (next > 0 && (uint64_t)next * 1000000 < until - clock_now)
            clock_now += (uint64_t)next * 1000000;
        else if (next > 0 || passes)
            clock_now = until;
        else
            break;
    }
}

#endif
