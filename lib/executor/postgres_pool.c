/* SPDX-License-Identifier: MIT */
#include "executor/postgres_pool.h"

#include "util/error.h"
#include "util/memory.h"

enum slot_state { FREE, CONNECTING, IDLE, GRANTED, RETURNING };

struct slot {
    t2s__pg_pool *pool;
    t2s__pq *pq;
    enum slot_state state;
    uint64_t since; /* of the state */
};

struct t2s__pg_pool {
    t2s__pq_config *config;
    t2s_loop *loop;
    t2s_timer *timer; /* for the connection that has been idle longest */
    uint64_t connect_timeout_ms;
    uint64_t idle_timeout_ms;
    t2s__pg_waiter *head;
    t2s__pg_waiter **tail;
    size_t waiting;
    uint64_t failed; /* when the latest of the attempts began that have failed since one succeeded */
    int pumping;
    size_t size;
    struct slot slots[];
};

static void pump(t2s__pg_pool *pool);

static void set_state(struct slot *slot, enum slot_state state)
{
    slot->state = state;
    slot->since = t2s_loop_now();
}

static void close_slot(struct slot *slot)
{
    t2s__pq_close(slot->pq);
    slot->pq = NULL;
    set_state(slot, FREE);
}

/* The next idle connection that will have been idle for too long. */
static void arm_timer(t2s__pg_pool *pool)
{
    uint64_t now = t2s_loop_now();
    uint64_t longest = 0;
    int any = 0;

    for (size_t i = 0; i < pool->size; i++) {
        if (pool->slots[i].state != IDLE)
            continue;
        any = 1;
        if (now - pool->slots[i].since > longest)
            longest = now - pool->slots[i].since;
    }
    longest /= 1000000;
    if (any)
        t2s_timer_start(pool->timer, longest < pool->idle_timeout_ms ? pool->idle_timeout_ms - longest : 0);
    else
        t2s_timer_stop(pool->timer);
}

static void on_timer(t2s_timer *timer, void *user_data)
{
    t2s__pg_pool *pool = user_data;
    uint64_t now = t2s_loop_now();

    (void)timer;
    for (size_t i = 0; i < pool->size; i++)
        if (pool->slots[i].state == IDLE && (now - pool->slots[i].since) / 1000000 >= pool->idle_timeout_ms)
            close_slot(&pool->slots[i]);
    arm_timer(pool);
}

int t2s__pg_pool_new(t2s__pq_config *config, t2s_loop *loop, size_t size, uint64_t connect_timeout_ms, uint64_t idle_timeout_ms,
                     t2s__pg_pool **ret_pool)
{
    t2s__pg_pool *pool = t2s__calloc(1, sizeof(*pool) + size * sizeof(pool->slots[0]));

    if (pool == NULL)
        return T2S_E_NOMEM;
    if (t2s_timer_new(loop, on_timer, pool, &pool->timer) != 0) {
        t2s__free(pool);
        return T2S_E_NOMEM;
    }
    pool->config = t2s__pq_config_ref(config);
    pool->loop = loop;
    pool->connect_timeout_ms = connect_timeout_ms;
    pool->idle_timeout_ms = idle_timeout_ms;
    pool->tail = &pool->head;
    pool->size = size;
    for (size_t i = 0; i < size; i++)
        pool->slots[i].pool = pool;
    *ret_pool = pool;
    return 0;
}

void t2s__pg_pool_free(t2s__pg_pool *pool)
{
    if (pool == NULL)
        return;
    for (size_t i = 0; i < pool->size; i++)
        t2s__pq_close(pool->slots[i].pq);
    t2s_timer_free(pool->timer);
    t2s__pq_config_unref(pool->config);
    t2s__free(pool);
}

static t2s__pg_waiter *take_first(t2s__pg_pool *pool)
{
    t2s__pg_waiter *waiter = pool->head;

    pool->head = waiter->next;
    if (pool->head == NULL)
        pool->tail = &pool->head;
    pool->waiting--;
    return waiter;
}

static size_t count_in(const t2s__pg_pool *pool, enum slot_state state)
{
    size_t count = 0;

    for (size_t i = 0; i < pool->size; i++)
        count += pool->slots[i].state == state;
    return count;
}

/* The one used last: the others get the chance to be closed. */
static struct slot *best_idle(t2s__pg_pool *pool)
{
    struct slot *best = NULL;

    for (size_t i = 0; i < pool->size; i++)
        if (pool->slots[i].state == IDLE && (best == NULL || pool->slots[i].since > best->since))
            best = &pool->slots[i];
    return best;
}

static struct slot *any_free(t2s__pg_pool *pool)
{
    for (size_t i = 0; i < pool->size; i++)
        if (pool->slots[i].state == FREE)
            return &pool->slots[i];
    return NULL;
}

/* Refuse who has waited since before `time`. */
static void refuse_since(t2s__pg_pool *pool, uint64_t time, t2s_error *error)
{
    while (pool->head != NULL && pool->head->since <= time) {
        t2s__pg_waiter *waiter = take_first(pool);

        waiter->refused(waiter, t2s_error_ref(error));
    }
}

/*
 * No connection: for those who waited when the attempt began this is the answer, unless other connections, or attempts, may serve
 * them. New attempts are made for those who came later, and otherwise when a connection is given back.
 */
static void connecting_failed(struct slot *slot, t2s_error *error)
{
    t2s__pg_pool *pool = slot->pool;

    if (slot->since > pool->failed)
        pool->failed = slot->since;
    close_slot(slot);
    if (count_in(pool, FREE) == pool->size) {
        refuse_since(pool, pool->failed, error);
        pump(pool);
    }
    t2s_error_unref(error);
}

static void on_connected(void *user_data, t2s_error *error)
{
    struct slot *slot = user_data;

    if (error != NULL) {
        connecting_failed(slot, error);
        return;
    }
    slot->pool->failed = 0;
    set_state(slot, IDLE);
    pump(slot->pool);
    arm_timer(slot->pool);
}

static void on_lost(void *user_data, t2s_error *error)
{
    struct slot *slot = user_data;

    t2s_error_unref(error);
    if (slot->state == IDLE)
        close_slot(slot);
}

static void connect_one(t2s__pg_pool *pool)
{
    struct slot *slot = any_free(pool);

    if (t2s__pq_open(pool->config, pool->loop, pool->connect_timeout_ms, on_connected, on_lost, slot, &slot->pq) != 0) {
        t2s__pg_waiter *waiter = take_first(pool);

        waiter->refused(waiter, t2s_error_new(T2S_E_NOMEM, NULL));
        return;
    }
    set_state(slot, CONNECTING);
}

/* Hand out what there is, and connect for those who get nothing. Whoever gets a connection may give it back at once. */
static void pump(t2s__pg_pool *pool)
{
    struct slot *slot;

    if (pool->pumping)
        return;
    pool->pumping = 1;
    while (pool->head != NULL && (slot = best_idle(pool)) != NULL) {
        t2s__pg_waiter *waiter = take_first(pool);

        set_state(slot, GRANTED);
        waiter->granted(waiter, slot->pq);
    }
    pool->pumping = 0;
    while (pool->waiting > count_in(pool, CONNECTING) + count_in(pool, RETURNING) && any_free(pool) != NULL)
        connect_one(pool);
}

void t2s__pg_pool_want(t2s__pg_pool *pool, t2s__pg_waiter *waiter)
{
    waiter->next = NULL;
    waiter->since = t2s_loop_now();
    *pool->tail = waiter;
    pool->tail = &waiter->next;
    pool->waiting++;
    pump(pool);
}

void t2s__pg_pool_want_again(t2s__pg_pool *pool, t2s__pg_waiter *waiter)
{
    waiter->next = pool->head;
    pool->head = waiter;
    if (waiter->next == NULL)
        pool->tail = &waiter->next;
    pool->waiting++;
    pump(pool);
}

void t2s__pg_pool_unwant(t2s__pg_pool *pool, t2s__pg_waiter *waiter)
{
    t2s__pg_waiter **link = &pool->head;

    while (*link != waiter)
        link = &(*link)->next;
    *link = waiter->next;
    if (*link == NULL)
        pool->tail = link;
    pool->waiting--;
}

static struct slot *slot_of(t2s__pg_pool *pool, const t2s__pq *pq)
{
    struct slot *slot = pool->slots;

    while (slot->pq != pq)
        slot++;
    return slot;
}

void t2s__pg_pool_returning(t2s__pg_pool *pool, const t2s__pq *pq)
{
    set_state(slot_of(pool, pq), RETURNING);
}

void t2s__pg_pool_give(t2s__pg_pool *pool, t2s__pq *pq, int clean)
{
    struct slot *slot = slot_of(pool, pq);

    if (clean && t2s__pq_alive(pq))
        set_state(slot, IDLE);
    else
        close_slot(slot);
    pump(pool);
    arm_timer(pool);
}

size_t t2s__pg_pool_size(const t2s__pg_pool *pool)
{
    return pool->size;
}
