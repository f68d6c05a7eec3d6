/* SPDX-License-Identifier: MIT */
/* Random waiting times, so that those who failed together do not come back together. */
#ifndef T2S_PROVIDER_JITTER_H
#define T2S_PROVIDER_JITTER_H

#include <stdint.h>

/* Where a sequence of random numbers stands. Each provider has its own. */
typedef struct t2s__jitter {
    uint64_t state;
} t2s__jitter;

/* From the system's randomness. */
void t2s__jitter_init(t2s__jitter *jitter);

/* A number from 0 to `most`, all alike. */
uint64_t t2s__jitter_upto(t2s__jitter *jitter, uint64_t most);

/* base * 2^doublings, but at most `most`. */
uint64_t t2s__backoff(uint64_t base, uint64_t doublings, uint64_t most);

#endif
