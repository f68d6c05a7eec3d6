/* SPDX-License-Identifier: MIT */
/* Running something that recurses on a stack that is deep enough for it. */
#ifndef T2S_SQL_DEEP_H
#define T2S_SQL_DEEP_H

#include <stddef.h>

typedef int (*t2s__deep_fn)(void *argument);

/*
 * Call fn(argument) with at least `stack` bytes of stack: here when they are few (the caller of the library has 1 MiB), otherwise
 * on a thread made for it, which this call waits for. What fn returned; T2S_E_NOMEM when there is no such stack to be had.
 */
int t2s__run_deep(t2s__deep_fn fn, void *argument, size_t stack);

#endif
