/* SPDX-License-Identifier: MIT */
#include "loop/worker.h"

#include <uv.h>

#include "util/memory.h"

/* What sys/loop.h promises to implementations, with room for what libraries under them need. */
enum { STACK_SIZE = 2 * 1024 * 1024 };

struct t2s__workers {
    t2s_loop *loop; /* the owner */
    uv_mutex_t mutex;
    uv_cond_t wake;
    t2s__work *head;
    t2s__work **tail;
    unsigned idle;
    unsigned started;
    unsigned limit;
    int closing;
    uv_thread_t threads[];
};

static void run_done(t2s__loop_node *node)
{
    t2s__work *work = (t2s__work *)(void *)node; /* the node comes first */

    work->done(work);
}

static t2s__work *take(t2s__workers *workers)
{
    t2s__work *work;

    while (workers->head == NULL) {
        if (workers->closing)
            return NULL;
        workers->idle++;
        uv_cond_wait(&workers->wake, &workers->mutex);
        workers->idle--;
    }
    work = workers->head;
    workers->head = work->next;
    if (workers->head == NULL)
        workers->tail = &workers->head;
    return work;
}

static void thread_main(void *argument)
{
    t2s__workers *workers = argument;
    t2s__work *work;

    uv_mutex_lock(&workers->mutex);
    while ((work = take(workers)) != NULL) {
        uv_mutex_unlock(&workers->mutex);
        work->run(work);
        t2s__loop_post(workers->loop, &work->node);
        uv_mutex_lock(&workers->mutex);
    }
    uv_mutex_unlock(&workers->mutex);
}

int t2s__workers_new(t2s_loop *loop, unsigned threads, t2s__workers **ret_workers)
{
    t2s__workers *workers = t2s__calloc(1, sizeof(*workers) + threads * sizeof(workers->threads[0]));

    if (workers == NULL)
        return T2S_E_NOMEM;
    if (uv_mutex_init(&workers->mutex) != 0) {
        t2s__free(workers);
        return T2S_E_NOMEM;
    }
    if (uv_cond_init(&workers->wake) != 0) {
        uv_mutex_destroy(&workers->mutex);
        t2s__free(workers);
        return T2S_E_NOMEM;
    }
    workers->loop = loop;
    workers->tail = &workers->head;
    workers->limit = threads;
    *ret_workers = workers;
    return 0;
}

void t2s__workers_free(t2s__workers *workers)
{
    if (workers == NULL)
        return;
    uv_mutex_lock(&workers->mutex);
    workers->closing = 1;
    uv_cond_broadcast(&workers->wake);
    uv_mutex_unlock(&workers->mutex);
    for (unsigned i = 0; i < workers->started; i++)
        uv_thread_join(&workers->threads[i]);
    uv_cond_destroy(&workers->wake);
    uv_mutex_destroy(&workers->mutex);
    t2s__free(workers);
}

/* One thread more when nobody is free. 0 unless there is none at all. */
static int ensure_thread(t2s__workers *workers)
{
    const uv_thread_options_t options = {.flags = UV_THREAD_HAS_STACK_SIZE, .stack_size = STACK_SIZE};

    if (workers->idle > 0 || workers->started == workers->limit)
        return 0;
    if (uv_thread_create_ex(&workers->threads[workers->started], &options, thread_main, workers) == 0)
        workers->started++;
    return workers->started > 0 ? 0 : T2S_E_NOMEM;
}

int t2s__workers_queue(t2s__workers *workers, t2s__work *work)
{
    int code;

    work->node.run = run_done;
    work->next = NULL;
    uv_mutex_lock(&workers->mutex);
    code = ensure_thread(workers);
    if (code == 0) {
        *workers->tail = work;
        workers->tail = &work->next;
        uv_cond_signal(&workers->wake);
    }
    uv_mutex_unlock(&workers->mutex);
    return code;
}
