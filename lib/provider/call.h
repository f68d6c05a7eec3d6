/* SPDX-License-Identifier: MIT */
/* The record of a call while it is written. */
#ifndef T2S_PROVIDER_CALL_H
#define T2S_PROVIDER_CALL_H

#include <stdatomic.h>
#include <stddef.h>

#include <text2sql/call.h>

struct t2s_call {
    atomic_uint references;
    char *model;
    t2s_error *error;
    int reason;
    int attempt;
    int code;
    int estimated;
    int ended; /* nothing changes any more */
    uint64_t input_tokens;
    uint64_t output_tokens;
    uint64_t cached_tokens;
    uint64_t cost;
    uint64_t started;
    uint64_t first_byte;
    uint64_t duration;
    char provider[]; /* its name */
};

/* Started now. NULL when memory is short. */
t2s_call *t2s__call_new(const char *provider, int reason, int attempt);

t2s_call *t2s__call_ref(t2s_call *call);

/* Records by their beginning. A zeroed one is empty. */
typedef struct t2s__calls {
    t2s_call **items;
    size_t count;
    size_t capacity;
} t2s__calls;

/* Takes one more reference. 0; T2S_E_NOMEM. */
int t2s__calls_add(t2s__calls *calls, t2s_call *call);
void t2s__calls_remove(t2s__calls *calls, const t2s_call *call);
void t2s__calls_dispose(t2s__calls *calls);

#endif
