/* SPDX-License-Identifier: MIT */
#include <text2sql/token.h>

#include <stdatomic.h>

#include <text2sql/error.h>

#include "retrieval/render.h"
#include "util/memory.h"

struct t2s_token_counter {
    atomic_uint references;
    t2s_token_counter_fn count;
    void *user_data;
    void (*destroy)(void *user_data);
};

int t2s_token_counter_new(t2s_token_counter_fn count, void *user_data, void (*destroy)(void *user_data),
                          t2s_token_counter **ret_counter)
{
    t2s_token_counter *counter = count != NULL && ret_counter != NULL ? t2s__calloc(1, sizeof(*counter)) : NULL;

    if (counter == NULL) {
        if (destroy != NULL)
            destroy(user_data);
        return count != NULL && ret_counter != NULL ? T2S_E_NOMEM : T2S_E_INVALID;
    }
    atomic_init(&counter->references, 1);
    counter->count = count;
    counter->user_data = user_data;
    counter->destroy = destroy;
    *ret_counter = counter;
    return 0;
}

t2s_token_counter *t2s_token_counter_ref(t2s_token_counter *counter)
{
    if (counter != NULL)
        atomic_fetch_add_explicit(&counter->references, 1, memory_order_relaxed);
    return counter;
}

void t2s_token_counter_unref(t2s_token_counter *counter)
{
    if (counter == NULL || atomic_fetch_sub_explicit(&counter->references, 1, memory_order_acq_rel) != 1)
        return;
    if (counter->destroy != NULL)
        counter->destroy(counter->user_data);
    t2s__free(counter);
}

size_t t2s_token_count(const t2s_token_counter *counter, const char *text, size_t length)
{
    return counter != NULL ? counter->count(text, length, counter->user_data) : t2s__token_estimate(t2s__characters(text, length));
}
