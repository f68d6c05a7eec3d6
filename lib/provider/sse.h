/* SPDX-License-Identifier: MIT */
/* Server-sent events (HTML Living Standard, 9.2.6), read from pieces of any size. */
#ifndef T2S_PROVIDER_SSE_H
#define T2S_PROVIDER_SSE_H

#include <stddef.h>

#include "util/buffer.h"

/* An event: its name, "message" when it has none, and its data, NUL-terminated. A nonzero return ends the reading. */
typedef int (*t2s__sse_fn)(const char *event, const char *data, size_t length, void *user_data);

/* A zeroed one with a limit is at the beginning of a stream. */
typedef struct t2s__sse {
    size_t limit;     /* bytes of a line, and of the data of an event */
    size_t bom;       /* bytes of a byte order mark that were seen; 3: it is past */
    int after_cr;     /* a line feed now belongs to the carriage return before it */
    int has_data;     /* a data field came */
    t2s__buffer line; /* the beginning of one that is not whole yet */
    t2s__buffer data;
    char event[64]; /* longer names are cut: nobody has such */
} t2s__sse;

/* Read on. 0; what the callback returned; T2S_E_TOO_LARGE, T2S_E_NOMEM. After an error nothing more may be fed. */
int t2s__sse_feed(t2s__sse *sse, const char *bytes, size_t length, t2s__sse_fn callback, void *user_data);

void t2s__sse_dispose(t2s__sse *sse);

#endif
