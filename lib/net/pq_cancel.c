/* SPDX-License-Identifier: MIT */
/*
 * Cancel requests. PQcancel() blocks until the server has acted, and knows no deadline: against a machine that has gone silent it
 * may take for ever. So each runs on a detached thread of its own, which holds what it needs and which nobody waits for; a worker
 * thread would be lost meanwhile, and closing the loop would wait for it.
 */
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>

#include "loop/loop.h"
#include "net/pq_internal.h"
#include "util/memory.h"

enum { REQUESTS_MAX = 64, STACK_SIZE = 256 * 1024 };

struct t2s__pq_cancel_request {
    t2s__loop_node node;
    PGcancel *handle;
    t2s_loop *loop;   /* a reference */
    t2s_loop_fn done; /* NULL: forgotten. Only touched on the loop's thread */
    void *user_data;
};

static atomic_uint under_way;

static void request_free(t2s__pq_cancel_request *request)
{
    t2s_loop *loop = request->loop;

    PQfreeCancel(request->handle);
    t2s__free(request);
    t2s__loop_unref(loop);
}

static void on_done(t2s__loop_node *node)
{
    t2s__pq_cancel_request *request = (t2s__pq_cancel_request *)node;

    if (request->done != NULL)
        request->done(request->user_data);
    request_free(request);
}

static void *run(void *argument)
{
    t2s__pq_cancel_request *request = argument;
    char reason[256];

    PQcancel(request->handle, reason, sizeof(reason));
    atomic_fetch_sub(&under_way, 1);
    t2s__loop_post(request->loop, &request->node);
    return NULL;
}

/* Signals are the host's: none is to be handled on this thread. */
static int start_thread(t2s__pq_cancel_request *request)
{
    pthread_attr_t attributes;
    pthread_t thread;
    sigset_t all;
    sigset_t before;
    int code;

    if (pthread_attr_init(&attributes) != 0)
        return -1;
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    pthread_attr_setstacksize(&attributes, STACK_SIZE);
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    code = pthread_create(&thread, &attributes, run, request);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    pthread_attr_destroy(&attributes);
    return code == 0 ? 0 : -1;
}

t2s__pq_cancel_request *t2s__pq_cancel_start(PGconn *connection, t2s_loop *loop, t2s_loop_fn done, void *user_data)
{
    t2s__pq_cancel_request *request = t2s__calloc(1, sizeof(*request));

    if (request == NULL)
        return NULL;
    t2s__loop_ref(loop);
    *request = (t2s__pq_cancel_request){
        .node = {.run = on_done}, .handle = PQgetCancel(connection), .loop = loop, .done = done, .user_data = user_data};
    if (request->handle == NULL || atomic_fetch_add(&under_way, 1) >= REQUESTS_MAX) {
        if (request->handle != NULL)
            atomic_fetch_sub(&under_way, 1);
        goto fail;
    }
    if (start_thread(request) != 0) {
        atomic_fetch_sub(&under_way, 1);
        goto fail;
    }
    return request;

fail:
    request_free(request);
    return NULL;
}

void t2s__pq_cancel_forget(t2s__pq_cancel_request *request)
{
    if (request != NULL)
        request->done = NULL;
}
