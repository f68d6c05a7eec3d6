/* SPDX-License-Identifier: MIT */
#define _POSIX_C_SOURCE 200809L /* pthread_sigmask */
#include "sql/deep.h"

#include <pthread.h>
#include <signal.h>

#include <text2sql/error.h>

/* Those who call ask for three times what they were found to need, so that what runs here takes a third of a MiB. */
enum { INLINE_STACK = 1024 * 1024 };

struct call {
    t2s__deep_fn fn;
    void *argument;
    int result;
};

static void *run(void *argument)
{
    struct call *call = argument;

    call->result = call->fn(call->argument);
    return NULL;
}

/* The host's signals are not for this thread. */
static int start(pthread_t *thread, const pthread_attr_t *attributes, struct call *call)
{
    sigset_t all, before;
    int failed;

    sigfillset(&all);
    if (pthread_sigmask(SIG_SETMASK, &all, &before) != 0)
        return -1;
    failed = pthread_create(thread, attributes, run, call);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return failed;
}

int t2s__run_deep(t2s__deep_fn fn, void *argument, size_t stack)
{
    struct call call = {fn, argument, T2S_E_NOMEM};
    pthread_attr_t attributes;
    pthread_t thread;

    if (stack <= INLINE_STACK)
        return fn(argument);
    if (pthread_attr_init(&attributes) != 0)
        return T2S_E_NOMEM;
    if (pthread_attr_setstacksize(&attributes, (stack + 0xFFFF) & ~(size_t)0xFFFF) == 0 && start(&thread, &attributes, &call) == 0)
        pthread_join(thread, NULL);
    pthread_attr_destroy(&attributes);
    return call.result;
}
