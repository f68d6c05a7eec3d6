/* SPDX-License-Identifier: MIT */
#include "provider/jitter.h"

#include <sys/random.h>

#include <text2sql/sys/loop.h>

void t2s__jitter_init(t2s__jitter *jitter)
{
    /* Early in the system's life there is no randomness yet: the clock and an address will do for spreading. */
    if (getrandom(&jitter->state, sizeof(jitter->state), GRND_NONBLOCK) != (ssize_t)sizeof(jitter->state))
        jitter->state = t2s_loop_now() ^ (uint64_t)(uintptr_t)jitter;
}

/* SplitMix64. */
static uint64_t next(t2s__jitter *jitter)
{
    uint64_t number = jitter->state += 0x9E3779B97F4A7C15U;

    number = (number ^ (number >> 30)) * 0xBF58476D1CE4E5B9U;
    number = (number ^ (number >> 27)) * 0x94D049BB133111EBU;
    return number ^ (number >> 31);
}

uint64_t t2s__jitter_upto(t2s__jitter *jitter, uint64_t most)
{
    uint64_t count = most + 1;
    uint64_t number = next(jitter);

    if (count == 0)
        return number;
    while (number < (0 - count) % count) /* the first ones would come once more often than the others */
        number = next(jitter);
    return number % count;
}

uint64_t t2s__backoff(uint64_t base, uint64_t doublings, uint64_t most)
{
    while (doublings-- > 0 && base < most && base != 0)
        base = base > UINT64_MAX / 2 ? most : base * 2;
    return base < most ? base : most;
}
