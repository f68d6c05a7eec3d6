/* SPDX-License-Identifier: MIT */
#include "net/sigpipe.h"

#include <pthread.h>

static int is_pending(void)
{
    sigset_t pending;

    return sigpending(&pending) == 0 && sigismember(&pending, SIGPIPE) == 1;
}

void t2s__sigpipe_begin(t2s__sigpipe *sigpipe)
{
    sigset_t pipe;

    sigemptyset(&pipe);
    sigaddset(&pipe, SIGPIPE);
    sigpipe->was_pending = is_pending();
    pthread_sigmask(SIG_BLOCK, &pipe, &sigpipe->before);
}

void t2s__sigpipe_end(const t2s__sigpipe *sigpipe)
{
    if (!sigpipe->was_pending && is_pending()) {
        sigset_t pipe;
        int number;

        sigemptyset(&pipe);
        sigaddset(&pipe, SIGPIPE);
        sigwait(&pipe, &number);
    }
    pthread_sigmask(SIG_SETMASK, &sigpipe->before, NULL);
}
