/* SPDX-License-Identifier: MIT */
#include "provider/bucket.h"

static const double MINUTE = 60e9; /* nanoseconds */

static double smaller(double one, double other)
{
    return one < other ? one : other;
}

/* A tenth; where that is next to nothing three, so that a few at once need not wait, as far as the minute's limit allows. */
static double capacity_of(double per_minute)
{
    double few = smaller(3, (per_minute + 1) / 2);

    return per_minute / 10 > few ? per_minute / 10 : few;
}

void t2s__bucket_init(t2s__bucket *bucket, uint64_t per_minute, uint64_t now)
{
    double limit = (double)per_minute;
    double capacity = capacity_of(limit);

    *bucket = (t2s__bucket){.level = capacity, .capacity = capacity, .filled_at = now};
    if (per_minute != 0)
        bucket->rate = (limit - capacity + 1) / MINUTE; /* with the burst, that makes the limit */
}

static void fill(t2s__bucket *bucket, uint64_t now)
{
    if (now <= bucket->filled_at)
        return;
    bucket->level = smaller(bucket->capacity, bucket->level + (double)(now - bucket->filled_at) * bucket->rate);
    bucket->filled_at = now;
}

uint64_t t2s__bucket_wait(t2s__bucket *bucket, double ahead, double needed, uint64_t now)
{
    double missing;

    if (bucket->rate <= 0)
        return 0;
    fill(bucket, now);
    missing = ahead + smaller(needed, bucket->capacity) - bucket->level;
    /* A rounding error must not cost a turn of the loop, again and again. */
    return missing > 1e-6 ? (uint64_t)smaller(missing / bucket->rate + 1, 1e18) : 0;
}

void t2s__bucket_take(t2s__bucket *bucket, double amount)
{
    bucket->level = smaller(bucket->capacity, bucket->level - amount);
}
