/* SPDX-License-Identifier: MIT */
/*
 * Time that passes at once, for tests of limits beside real servers: limits are so long that a slow machine does not reach them, and
 * where one is to be reached, its time is skipped.
 *
 * The library, libuv, and libcurl read the time by clock_gettime(), which is defined here in place of the C library's.
 */
#ifndef T2S_TESTS_SKIP_H
#define T2S_TESTS_SKIP_H

#include <stdatomic.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static _Atomic(int64_t) skipped; /* s */

__attribute__((visibility("default"))) /* the libraries must find it */
int clock_gettime(clockid_t which, struct timespec *ret)
{
    int status = (int)syscall(SYS_clock_gettime, which, ret);

    if (status == 0 && which != CLOCK_REALTIME && which != CLOCK_PROCESS_CPUTIME_ID && which != CLOCK_THREAD_CPUTIME_ID)
        ret->tv_sec += (time_t)atomic_load(&skipped);
    return status;
}

static inline void skip_seconds(int seconds)
{
    atomic_fetch_add(&skipped, seconds);
}

#endif
