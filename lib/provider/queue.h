/* SPDX-License-Identifier: MIT */
/*
 * A fair queue: callers take turns, and each caller's items come in his own order. Adding, taking out and asking who is next take
 * constant time, whatever the number of callers and items.
 */
#ifndef T2S_PROVIDER_QUEUE_H
#define T2S_PROVIDER_QUEUE_H

#include <stddef.h>
#include <stdint.h>

struct t2s__queue_lane;

/* Embedded in what waits. */
typedef struct t2s__queue_item {
    struct t2s__queue_item *previous;
    struct t2s__queue_item *next;
    struct t2s__queue_lane *lane; /* NULL: it is not in the queue */
    uint64_t weight;
} t2s__queue_item;

/* A zeroed one is empty. */
typedef struct t2s__queue {
    struct t2s__queue_lane *turn; /* of the callers, who form a ring, the one whose turn it is */
    struct t2s__queue_lane **buckets;
    size_t bucket_count; /* a power of two, or 0 */
    size_t lane_count;
    size_t count;
} t2s__queue;

/* What is certain to come before one more item of a caller. */
typedef struct t2s__queue_ahead {
    size_t count;
    uint64_t weight;
} t2s__queue_ahead;

/* An empty one. */
void t2s__queue_dispose(t2s__queue *queue);

/* 0; T2S_E_NOMEM. */
int t2s__queue_add(t2s__queue *queue, const char *caller, t2s__queue_item *item, uint64_t weight);

/* Whose turn it is; NULL: nobody waits. */
t2s__queue_item *t2s__queue_first(const t2s__queue *queue);

/* Take out the first: the next caller has his turn. */
void t2s__queue_pop(t2s__queue *queue);

/* Take out one that does not wait any more. Whose turn it is does not change, unless it was his last. */
void t2s__queue_remove(t2s__queue *queue, t2s__queue_item *item);

t2s__queue_ahead t2s__queue_ahead_of(const t2s__queue *queue, const char *caller);

#endif
