/* SPDX-License-Identifier: MIT */
/*
 * A TLS library that writes to a connection which the peer has closed raises SIGPIPE (with libcurl up to 7.86, OpenSSL writes by
 * itself), and a library must leave the process's signal handlers alone. So the signal is blocked on this thread while such code
 * runs, and one that came is taken away.
 */
#ifndef T2S_NET_SIGPIPE_H
#define T2S_NET_SIGPIPE_H

#include <signal.h>

typedef struct t2s__sigpipe {
    sigset_t before;
    int was_pending;
} t2s__sigpipe;

void t2s__sigpipe_begin(t2s__sigpipe *sigpipe);
void t2s__sigpipe_end(const t2s__sigpipe *sigpipe);

#endif
