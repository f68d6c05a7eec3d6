/* SPDX-License-Identifier: MIT */
#include "loop/operation.h"

#include "util/error.h"

static void complete(t2s__loop_node *node)
{
    t2s__operation *operation = (t2s__operation *)(void *)node; /* the node comes first */
    t2s__operation_fn callback = operation->callback;

    operation->callback = NULL;
    if (callback != NULL)
        callback(operation, operation->user_data);
    t2s__operation_unref(operation); /* the implementer's reference, which finish took */
}

void t2s__operation_init(t2s__operation *operation, t2s__service *service, t2s_loop *loop, t2s__operation_fn callback,
                         void *user_data, t2s__operation_free_fn free_fn)
{
    operation->node = (t2s__loop_node){.run = complete};
    atomic_init(&operation->references, 2);
    atomic_init(&operation->finished, 0);
    atomic_init(&operation->abandoned, 0);
    t2s__loop_ref(loop);
    operation->loop = loop;
    t2s__model_ref(&service->model);
    operation->service = service;
    operation->error = NULL;
    operation->callback = callback;
    operation->user_data = user_data;
    operation->free = free_fn;
}

void t2s__operation_refused(t2s__operation *operation)
{
    operation->callback = NULL;
    atomic_store(&operation->abandoned, 1);
    if (atomic_exchange(&operation->finished, 1) == 0)
        t2s__operation_unref(operation); /* otherwise finish took the implementer's, and complete() gives it back */
    t2s__operation_unref(operation);
}

int t2s__operation_finish(t2s__operation *operation, t2s_error *error)
{
    if (atomic_exchange(&operation->finished, 1) != 0) {
        t2s_error_unref(error);
        return 0;
    }
    operation->error = t2s__error_in_stage(error, operation->service->stage);
    t2s__loop_post(operation->loop, &operation->node);
    return 1;
}

int t2s__operation_is_finished(const t2s__operation *operation)
{
    return atomic_load(&operation->finished) != 0;
}

int t2s__operation_abandon(t2s__operation *operation)
{
    operation->callback = NULL;
    atomic_store(&operation->abandoned, 1);
    return !t2s__operation_is_finished(operation);
}

void t2s__operation_ref(t2s__operation *operation)
{
    if (operation != NULL)
        atomic_fetch_add_explicit(&operation->references, 1, memory_order_relaxed);
}

static void release(t2s__operation *operation)
{
    t2s_loop *loop = operation->loop;
    t2s__service *service = operation->service;

    t2s_error_unref(operation->error);
    operation->free(operation);
    t2s__model_unref(&service->model);
    t2s__loop_unref(loop);
}

/* While the caller waits, one of the references is his. So when one of the last two goes and nobody has finished, it is the
 * implementer's: he has dropped it, and the node of the finish takes its place. */
static int is_dropped(t2s__operation *operation, unsigned references)
{
    return references == 2 && !t2s__operation_is_finished(operation) && atomic_load(&operation->abandoned) == 0;
}

static t2s_error *dropped(const t2s__operation *operation)
{
    return t2s__error(T2S_E_INTERNAL, "the implementation \"%.64s\" of a %s dropped what it was to finish",
                      operation->service->model.name, t2s_stage_name(operation->service->stage));
}

void t2s__operation_unref(t2s__operation *operation)
{
    unsigned references;

    if (operation == NULL)
        return;
    references = atomic_load(&operation->references);
    do {
        if (is_dropped(operation, references)) {
            t2s__operation_finish(operation, dropped(operation));
            return;
        }
    } while (!atomic_compare_exchange_weak(&operation->references, &references, references - 1));
    if (references == 1)
        release(operation);
}
