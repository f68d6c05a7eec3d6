/* SPDX-License-Identifier: MIT */
#include "util/model.h"

#include <text2sql/error.h>

#include "util/memory.h"

static t2s__model *allocate(size_t size, const char *name, int *code)
{
    t2s__model *model;

    if (*code == 0 && (name == NULL || name[0] == '\0'))
        *code = T2S_E_INVALID;
    if (*code != 0)
        return NULL;
    *code = T2S_E_NOMEM;
    model = t2s__calloc(1, size);
    if (model == NULL)
        return NULL;
    model->name = t2s__strdup(name);
    if (model->name == NULL) {
        t2s__free(model);
        return NULL;
    }
    *code = 0;
    return model;
}

void *t2s__model_new(size_t size, const char *name, void (*destroy)(void *user_data), void *user_data, int *code)
{
    t2s__model *model = allocate(size, name, code);

    if (model == NULL) {
        if (destroy != NULL)
            destroy(user_data);
        return NULL;
    }
    atomic_init(&model->references, 1);
    model->user_data = user_data;
    model->destroy = destroy;
    return model;
}

void t2s__model_ref(t2s__model *model)
{
    if (model != NULL)
        atomic_fetch_add_explicit(&model->references, 1, memory_order_relaxed);
}

void t2s__model_unref(t2s__model *model)
{
    if (model == NULL || atomic_fetch_sub_explicit(&model->references, 1, memory_order_acq_rel) != 1)
        return;
    if (model->destroy != NULL)
        model->destroy(model->user_data);
    t2s__free(model->name);
    t2s__free(model->identity);
    t2s__free(model);
}
