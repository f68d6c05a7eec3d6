/* SPDX-License-Identifier: MIT */
#include "engine/verdict.h"

#include "util/memory.h"

t2s__verdict *t2s__verdict_new(char *text, size_t length)
{
    t2s__verdict *verdict = t2s__calloc(1, sizeof(*verdict));

    if (verdict == NULL) {
        t2s__free(text);
        return NULL;
    }
    atomic_init(&verdict->references, 1);
    verdict->text = text;
    verdict->length = length;
    return verdict;
}

t2s__verdict *t2s__verdict_ref(t2s__verdict *verdict)
{
    if (verdict != NULL)
        atomic_fetch_add_explicit(&verdict->references, 1, memory_order_relaxed);
    return verdict;
}

void t2s__verdict_unref(t2s__verdict *verdict)
{
    if (verdict == NULL || atomic_fetch_sub_explicit(&verdict->references, 1, memory_order_acq_rel) != 1)
        return;
    t2s__reply_dispose(&verdict->reply);
    t2s_statement_free(verdict->statement);
    t2s__free(verdict->text);
    t2s__free(verdict);
}

int t2s__verdict_is_good(const t2s__verdict *verdict)
{
    return verdict->statement != NULL && t2s_statement_valid(verdict->statement);
}
