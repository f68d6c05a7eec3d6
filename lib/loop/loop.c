/* SPDX-License-Identifier: MIT */
#include "loop/loop.h"

#include <stdatomic.h>
#include <stddef.h>
#include <uv.h>

#include "loop/worker.h"
#include "util/memory.h"

/* In a ring, whose head is one, too. Alone: it points to itself. */
struct link {
    struct link *next;
    struct link *previous;
};

struct t2s_loop {
    atomic_uint references;
    uv_loop_t uv;
    uv_async_t wake;
    uv_mutex_t mutex; /* of the mailbox */
    t2s__loop_node *head;
    t2s__loop_node **tail;
    t2s__loop_node *due; /* taken out of the mailbox, not yet run. Loop thread */
    uv_idle_t soon;      /* active while `now` has any */
    struct link now;     /* timers of 0 ms, for the next turn */
    unsigned owed; /* loop.h */
    int closed;
    t2s__workers *workers;
};

struct t2s_watch {
    uv_poll_t poll; /* first: libuv hands it back */
    t2s_watch_fn callback;
    void *user_data;
    int events;
};

struct t2s_timer {
    uv_timer_t timer; /* first: libuv hands it back */
    t2s_timer_fn callback;
    void *user_data;
    t2s_loop *loop;
    struct link soon; /* in the ring of those that are due in the next turn */
};

uint64_t t2s_loop_now(void)
{
    return uv_hrtime();
}

enum { DELIVERIES_MAX = 32 /* in one turn of the loop: descriptors and timers must not wait until all is delivered */ };

static t2s__loop_node *take_all(t2s_loop *loop)
{
    t2s__loop_node *nodes;

    uv_mutex_lock(&loop->mutex);
    nodes = loop->head;
    loop->head = NULL;
    loop->tail = &loop->head;
    uv_mutex_unlock(&loop->mutex);
    return nodes;
}

/* At most `maximum` nodes, in the order in which they were posted, of those that had come when it began: nodes that post further ones
 * cannot keep the loop from its descriptors. 1: there may be more. */
static int deliver(t2s_loop *loop, size_t maximum)
{
    int left_over = loop->due != NULL;

    if (!left_over)
        loop->due = take_all(loop);
    for (; loop->due != NULL && maximum > 0; maximum--) {
        t2s__loop_node *node = loop->due;

        loop->due = node->next;
        node->run(node);
    }
    return left_over || loop->due != NULL;
}

static void on_wake(uv_async_t *wake)
{
    if (deliver(wake->data, DELIVERIES_MAX))
        uv_async_send(wake);
}

static void deliver_all(t2s_loop *loop)
{
    while (deliver(loop, SIZE_MAX)) {
    }
}

int t2s__loop_new(unsigned workers, t2s_loop **ret_loop)
{
    t2s_loop *loop = t2s__calloc(1, sizeof(*loop));

    if (loop == NULL)
        return T2S_E_NOMEM;
    atomic_init(&loop->references, 1);
    loop->tail = &loop->head;
    if (uv_mutex_init(&loop->mutex) != 0)
        goto no_mutex;
    if (uv_loop_init(&loop->uv) != 0)
        goto no_loop;
    if (uv_async_init(&loop->uv, &loop->wake, on_wake) != 0)
        goto no_wake;
    loop->wake.data = loop;
    uv_idle_init(&loop->uv, &loop->soon);
    loop->soon.data = loop;
    loop->now = (struct link){&loop->now, &loop->now};
    if (t2s__workers_new(loop, workers, &loop->workers) != 0)
        goto no_workers;
    *ret_loop = loop;
    return 0;

no_workers:
    uv_close((uv_handle_t *)&loop->soon, NULL);
    uv_close((uv_handle_t *)&loop->wake, NULL);
    uv_run(&loop->uv, UV_RUN_DEFAULT);
no_wake:
    uv_loop_close(&loop->uv);
no_loop:
    uv_mutex_destroy(&loop->mutex);
no_mutex:
    t2s__free(loop);
    return T2S_E_NOMEM;
}

void t2s__loop_ref(t2s_loop *loop)
{
    atomic_fetch_add_explicit(&loop->references, 1, memory_order_relaxed);
}

void t2s__loop_unref(t2s_loop *loop)
{
    if (loop == NULL || atomic_fetch_sub_explicit(&loop->references, 1, memory_order_acq_rel) != 1)
        return;
    uv_mutex_destroy(&loop->mutex);
    t2s__free(loop);
}

void t2s__loop_post(t2s_loop *loop, t2s__loop_node *node)
{
    int closed;

    node->next = NULL;
    uv_mutex_lock(&loop->mutex);
    closed = loop->closed;
    if (!closed) {
        *loop->tail = node;
        loop->tail = &node->next;
        uv_async_send(&loop->wake); /* inside the lock: afterwards the loop might be closed */
    }
    uv_mutex_unlock(&loop->mutex);
    if (closed)
        node->run(node);
}

void t2s__loop_run(t2s_loop *loop, int wait)
{
    uv_run(&loop->uv, wait ? UV_RUN_ONCE : UV_RUN_NOWAIT);
}

void t2s__loop_owe(t2s_loop *loop)
{
    loop->owed++;
}

void t2s__loop_pay(t2s_loop *loop)
{
    loop->owed--;
}

int t2s__loop_owes(const t2s_loop *loop)
{
    return loop->owed != 0;
}

void t2s__loop_wake(t2s_loop *loop)
{
    uv_mutex_lock(&loop->mutex);
    if (!loop->closed)
        uv_async_send(&loop->wake);
    uv_mutex_unlock(&loop->mutex);
}

int t2s__loop_fd(t2s_loop *loop)
{
    return uv_backend_fd(&loop->uv);
}

int t2s__loop_timeout(t2s_loop *loop)
{
    uv_update_time(&loop->uv);
    return uv_backend_timeout(&loop->uv);
}

void t2s__loop_close(t2s_loop *loop)
{
    t2s__workers_free(loop->workers);
    loop->workers = NULL;
    deliver_all(loop);
    uv_close((uv_handle_t *)&loop->soon, NULL);
    uv_close((uv_handle_t *)&loop->wake, NULL);
    uv_run(&loop->uv, UV_RUN_DEFAULT);
    uv_mutex_lock(&loop->mutex);
    loop->closed = 1;
    uv_mutex_unlock(&loop->mutex);
    deliver_all(loop); /* what came meanwhile */
    uv_loop_close(&loop->uv);
}

int t2s__loop_queue(t2s_loop *loop, t2s__work *work)
{
    return loop->workers != NULL ? t2s__workers_queue(loop->workers, work) : T2S_E_NOMEM;
}

/* Descriptors. */

static void on_poll(uv_poll_t *poll, int status, int events)
{
    t2s_watch *watch = (t2s_watch *)(void *)poll;
    int seen = ((events & UV_READABLE) != 0 ? T2S_WATCH_READ : 0) | ((events & UV_WRITABLE) != 0 ? T2S_WATCH_WRITE : 0);

    watch->callback(watch, status < 0 ? watch->events : seen, watch->user_data);
}

static void on_closed(uv_handle_t *handle)
{
    t2s__free(handle); /* the watch or the timer, which it comes first in */
}

int t2s_watch_new(t2s_loop *loop, int fd, t2s_watch_fn callback, void *user_data, t2s_watch **ret_watch)
{
    t2s_watch *watch;

    if (loop == NULL || fd < 0 || callback == NULL || ret_watch == NULL)
        return T2S_E_INVALID;
    watch = t2s__calloc(1, sizeof(*watch));
    if (watch == NULL)
        return T2S_E_NOMEM;
    watch->callback = callback;
    watch->user_data = user_data;
    if (uv_poll_init(&loop->uv, &watch->poll, fd) != 0) {
        t2s__free(watch);
        return T2S_E_IO;
    }
    *ret_watch = watch;
    return 0;
}

int t2s_watch_set(t2s_watch *watch, int events)
{
    int wanted = ((events & T2S_WATCH_READ) != 0 ? UV_READABLE : 0) | ((events & T2S_WATCH_WRITE) != 0 ? UV_WRITABLE : 0);

    watch->events = events;
    return (wanted != 0 ? uv_poll_start(&watch->poll, wanted, on_poll) : uv_poll_stop(&watch->poll)) == 0 ? 0 : T2S_E_IO;
}

void t2s_watch_free(t2s_watch *watch)
{
    if (watch != NULL)
        uv_close((uv_handle_t *)&watch->poll, on_closed);
}

/* Timers. Those of 0 ms are not libuv's: its phase of timers (up to 1.44 at least) goes on while any is due, so that one that sets
 * itself anew, as libcurl's does while data comes, would keep the loop from all else. They wait in a ring for the next turn. */

static void on_timer(uv_timer_t *handle)
{
    t2s_timer *timer = (t2s_timer *)(void *)handle;

    uv_stop(handle->loop); /* a turn runs timers first: it must not go on to wait for something else */
    timer->callback(timer, timer->user_data);
}

static void unlink_from_ring(struct link *link)
{
    link->previous->next = link->next;
    link->next->previous = link->previous;
    *link = (struct link){link, link};
}

static void link_last(struct link *ring, struct link *link)
{
    *link = (struct link){ring, ring->previous};
    link->previous->next = link;
    ring->previous = link;
}

static void on_soon(uv_idle_t *idle)
{
    t2s_loop *loop = idle->data;
    struct link due; /* those of this turn: what they start is for the next one */

    uv_stop(idle->loop);
    uv_idle_stop(idle);
    link_last(&loop->now, &due);
    unlink_from_ring(&loop->now);
    while (due.next != &due) {
        t2s_timer *timer = (t2s_timer *)(void *)((char *)due.next - offsetof(t2s_timer, soon));

        unlink_from_ring(&timer->soon);
        timer->callback(timer, timer->user_data);
    }
}

int t2s_timer_new(t2s_loop *loop, t2s_timer_fn callback, void *user_data, t2s_timer **ret_timer)
{
    t2s_timer *timer;

    if (loop == NULL || callback == NULL || ret_timer == NULL)
        return T2S_E_INVALID;
    timer = t2s__calloc(1, sizeof(*timer));
    if (timer == NULL)
        return T2S_E_NOMEM;
    timer->callback = callback;
    timer->user_data = user_data;
    timer->loop = loop;
    timer->soon = (struct link){&timer->soon, &timer->soon};
    uv_timer_init(&loop->uv, &timer->timer);
    *ret_timer = timer;
    return 0;
}

void t2s_timer_start(t2s_timer *timer, uint64_t milliseconds)
{
    t2s_timer_stop(timer);
    if (milliseconds == 0) {
        link_last(&timer->loop->now, &timer->soon);
        uv_idle_start(&timer->loop->soon, on_soon);
        return;
    }
    uv_update_time(timer->timer.loop); /* the loop's clock stands still while callbacks run */
    uv_timer_start(&timer->timer, on_timer, milliseconds, 0);
}

void t2s_timer_stop(t2s_timer *timer)
{
    unlink_from_ring(&timer->soon);
    uv_timer_stop(&timer->timer);
}

void t2s_timer_free(t2s_timer *timer)
{
    if (timer == NULL)
        return;
    unlink_from_ring(&timer->soon);
    uv_close((uv_handle_t *)&timer->timer, on_closed);
}

/* Posting and work for those who bring no node of their own. */

struct posted {
    t2s__loop_node node; /* first */
    t2s_loop_fn function;
    void *user_data;
};

static void run_posted(t2s__loop_node *node)
{
    struct posted *posted = (struct posted *)(void *)node;

    posted->function(posted->user_data);
    t2s__free(posted);
}

int t2s_loop_post(t2s_loop *loop, t2s_loop_fn function, void *user_data)
{
    struct posted *posted;

    if (loop == NULL || function == NULL)
        return T2S_E_INVALID;
    posted = t2s__malloc(sizeof(*posted));
    if (posted == NULL)
        return T2S_E_NOMEM;
    *posted = (struct posted){.node = {.run = run_posted}, .function = function, .user_data = user_data};
    uv_mutex_lock(&loop->mutex);
    if (loop->closed) {
        uv_mutex_unlock(&loop->mutex);
        t2s__free(posted);
        return T2S_E_SHUTDOWN;
    }
    *loop->tail = &posted->node;
    loop->tail = &posted->node.next;
    uv_async_send(&loop->wake);
    uv_mutex_unlock(&loop->mutex);
    return 0;
}

struct simple_work {
    t2s__work work; /* first */
    t2s_loop_fn run;
    t2s_loop_fn done;
    void *user_data;
};

static void run_simple(t2s__work *work)
{
    struct simple_work *simple = (struct simple_work *)(void *)work;

    simple->run(simple->user_data);
}

static void simple_done(t2s__work *work)
{
    struct simple_work simple = *(struct simple_work *)(void *)work;

    t2s__free(work);
    simple.done(simple.user_data);
}

int t2s_loop_work(t2s_loop *loop, t2s_loop_fn work, t2s_loop_fn done, void *user_data)
{
    struct simple_work *simple;
    int code;

    if (loop == NULL || work == NULL || done == NULL)
        return T2S_E_INVALID;
    simple = t2s__malloc(sizeof(*simple));
    if (simple == NULL)
        return T2S_E_NOMEM;
    *simple = (struct simple_work){.work = {.run = run_simple, .done = simple_done}, .run = work, .done = done, .user_data = user_data};
    code = t2s__loop_queue(loop, &simple->work);
    if (code != 0)
        t2s__free(simple);
    return code;
}
