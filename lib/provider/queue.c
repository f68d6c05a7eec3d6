/* SPDX-License-Identifier: MIT */
#include "provider/queue.h"

#include <string.h>

#include <text2sql/error.h>

#include "util/map.h"
#include "util/memory.h"

enum { FEW = 16 };

/* A caller for whom something waits. */
struct t2s__queue_lane {
    struct t2s__queue_lane *before; /* in the ring of callers */
    struct t2s__queue_lane *behind;
    struct t2s__queue_lane *same; /* in the same bucket */
    t2s__queue_item *head;
    t2s__queue_item *tail;
    size_t count;
    uint64_t weight;
    uint64_t hash;
    char caller[];
};

void t2s__queue_dispose(t2s__queue *queue)
{
    t2s__free(queue->buckets);
    *queue = (t2s__queue){0};
}

/* Callers by name. */

static struct t2s__queue_lane **bucket_of(const t2s__queue *queue, uint64_t hash)
{
    return &queue->buckets[hash & (queue->bucket_count - 1)];
}

static struct t2s__queue_lane *find(const t2s__queue *queue, const char *caller, uint64_t hash)
{
    struct t2s__queue_lane *lane = queue->bucket_count != 0 ? *bucket_of(queue, hash) : NULL;

    while (lane != NULL && (lane->hash != hash || strcmp(lane->caller, caller) != 0))
        lane = lane->same;
    return lane;
}

static void put_into_bucket(const t2s__queue *queue, struct t2s__queue_lane *lane)
{
    struct t2s__queue_lane **bucket = bucket_of(queue, lane->hash);

    lane->same = *bucket;
    *bucket = lane;
}

/* As many buckets as callers, about. 0; T2S_E_NOMEM. */
static int make_room(t2s__queue *queue)
{
    size_t count = queue->bucket_count != 0 ? queue->bucket_count * 2 : FEW;
    struct t2s__queue_lane *lane = queue->turn;
    struct t2s__queue_lane **buckets;

    if (queue->lane_count < queue->bucket_count)
        return 0;
    buckets = t2s__calloc(count, sizeof(*buckets));
    if (buckets == NULL)
        return T2S_E_NOMEM;
    t2s__free(queue->buckets);
    queue->buckets = buckets;
    queue->bucket_count = count;
    for (size_t i = 0; i < queue->lane_count; i++, lane = lane->behind)
        put_into_bucket(queue, lane);
    return 0;
}

/* A new caller has to wait for all the others. */
static struct t2s__queue_lane *lane_new(t2s__queue *queue, const char *caller, uint64_t hash)
{
    size_t length = strlen(caller);
    struct t2s__queue_lane *lane;

    if (make_room(queue) != 0)
        return NULL;
    lane = t2s__calloc(1, sizeof(*lane) + length + 1);
    if (lane == NULL)
        return NULL;
    memcpy(lane->caller, caller, length + 1);
    lane->hash = hash;
    put_into_bucket(queue, lane);
    if (queue->turn == NULL)
        queue->turn = lane->before = lane;
    lane->behind = queue->turn;
    lane->before = queue->turn->before;
    lane->before->behind = lane;
    queue->turn->before = lane;
    queue->lane_count++;
    return lane;
}

static void lane_free(t2s__queue *queue, struct t2s__queue_lane *lane)
{
    struct t2s__queue_lane **link = bucket_of(queue, lane->hash);

    while (*link != lane)
        link = &(*link)->same;
    *link = lane->same;
    lane->before->behind = lane->behind;
    lane->behind->before = lane->before;
    if (queue->turn == lane)
        queue->turn = lane->behind != lane ? lane->behind : NULL;
    queue->lane_count--;
    t2s__free(lane);
}

/* Items. */

int t2s__queue_add(t2s__queue *queue, const char *caller, t2s__queue_item *item, uint64_t weight)
{
    uint64_t hash = t2s__hash(caller, strlen(caller));
    struct t2s__queue_lane *lane = find(queue, caller, hash);

    if (lane == NULL)
        lane = lane_new(queue, caller, hash);
    if (lane == NULL)
        return T2S_E_NOMEM;
    *item = (t2s__queue_item){.previous = lane->tail, .lane = lane, .weight = weight};
    if (lane->tail != NULL)
        lane->tail->next = item;
    else
        lane->head = item;
    lane->tail = item;
    lane->count++;
    lane->weight += weight;
    queue->count++;
    return 0;
}

t2s__queue_item *t2s__queue_first(const t2s__queue *queue)
{
    return queue->turn != NULL ? queue->turn->head : NULL;
}

void t2s__queue_remove(t2s__queue *queue, t2s__queue_item *item)
{
    struct t2s__queue_lane *lane = item->lane;

    if (item->previous != NULL)
        item->previous->next = item->next;
    else
        lane->head = item->next;
    if (item->next != NULL)
        item->next->previous = item->previous;
    else
        lane->tail = item->previous;
    lane->count--;
    lane->weight -= item->weight;
    queue->count--;
    *item = (t2s__queue_item){0};
    if (lane->count == 0)
        lane_free(queue, lane);
}

void t2s__queue_pop(t2s__queue *queue)
{
    struct t2s__queue_lane *lane = queue->turn;
    int was_last = lane->count == 1;

    t2s__queue_remove(queue, lane->head);
    if (!was_last) /* otherwise he is gone, and the turn has passed on already */
        queue->turn = lane->behind;
}

/* His own items; and if he has none, one of each other caller. */
t2s__queue_ahead t2s__queue_ahead_of(const t2s__queue *queue, const char *caller)
{
    const struct t2s__queue_lane *lane = find(queue, caller, t2s__hash(caller, strlen(caller)));

    if (lane == NULL)
        return (t2s__queue_ahead){.count = queue->lane_count};
    return (t2s__queue_ahead){.count = lane->count, .weight = lane->weight};
}
