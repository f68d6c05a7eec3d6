/* SPDX-License-Identifier: MIT */
/*
 * A token bucket: how much may go in a minute. It fills up continuously, and holds a tenth of a minute's worth for bursts. What
 * it lets through in any minute, the burst included, is not more than was set, but for the last one taken, which may be larger
 * than the bucket.
 */
#ifndef T2S_PROVIDER_BUCKET_H
#define T2S_PROVIDER_BUCKET_H

#include <stdint.h>

typedef struct t2s__bucket {
    double level; /* below 0: more was taken than it held */
    double capacity;
    double rate; /* for a nanosecond; 0: no limit */
    uint64_t filled_at;
} t2s__bucket;

/* Full. `per_minute` 0: without a limit. */
void t2s__bucket_init(t2s__bucket *bucket, uint64_t per_minute, uint64_t now);

/* Nanoseconds until `needed` can be taken if `ahead` is taken before; 0: now. What is more than the bucket holds goes when it is
 * full. */
uint64_t t2s__bucket_wait(t2s__bucket *bucket, double ahead, double needed, uint64_t now);

/* Take it, or with a negative amount give it back. */
void t2s__bucket_take(t2s__bucket *bucket, double amount);

#endif
