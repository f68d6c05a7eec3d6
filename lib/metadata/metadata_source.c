/* SPDX-License-Identifier: MIT */
/* The seam: a metadata source's operations, its loop, and the fetches that its calls are. */
#include <text2sql/sys/metadata.h>

#include <stdatomic.h>

#include "loop/operation.h"
#include "util/error.h"
#include "util/memory.h"
#include "util/ops.h"

struct t2s_metadata_source {
    atomic_uint references;
    char *name;
    t2s_metadata_source_ops ops;
    void *user_data;
    int bound;                /* has attach or detach: it serves one loop at a time */
    _Atomic(t2s_loop *) loop; /* of a bound one: the loop that it serves, or NULL */
    unsigned attachments;     /* how often; only touched on that loop's thread */
};

struct t2s_fetch {
    t2s__operation operation;    /* first */
    t2s_metadata_source *source; /* a reference */
    t2s_fetch_fn callback;
    void *user_data;
    atomic_uint finished; /* by the source, and not because it dropped the fetch */
    t2s_catalog *catalog;
};

static void ignore_cancel(void *user_data, t2s_fetch *fetch)
{
    (void)user_data;
    (void)fetch;
}

static void ignore_destroy(void *user_data)
{
    (void)user_data;
}

static int accept_attach(void *user_data, t2s_loop *loop)
{
    (void)user_data;
    (void)loop;
    return 0;
}

static void ignore_detach(void *user_data, t2s_loop *loop)
{
    (void)user_data;
    (void)loop;
}

static void fill_holes(t2s_metadata_source_ops *ops)
{
    if (ops->cancel == NULL)
        ops->cancel = ignore_cancel;
    if (ops->destroy == NULL)
        ops->destroy = ignore_destroy;
    if (ops->attach == NULL)
        ops->attach = accept_attach;
    if (ops->detach == NULL)
        ops->detach = ignore_detach;
}

/* Registration failed, and the caller has nevertheless given user_data away. */
static void destroy_unregistered(const t2s_metadata_source_ops *ops, void *user_data)
{
    const size_t end = offsetof(t2s_metadata_source_ops, destroy) + sizeof(ops->destroy);

    if (ops != NULL && ops->struct_size >= end && ops->destroy != NULL)
        ops->destroy(user_data);
}

int t2s_metadata_source_new(const char *name, const t2s_metadata_source_ops *ops, void *user_data, t2s_metadata_source **ret_source)
{
    t2s_metadata_source *source = NULL;
    t2s_metadata_source_ops copy;
    int code = t2s__ops_copy(&copy, ops, sizeof(copy), sizeof(copy), 0);

    if (code != 0)
        goto fail;
    code = T2S_E_INVALID;
    if (name == NULL || copy.start == NULL || ret_source == NULL)
        goto fail;
    code = T2S_E_NOMEM;
    source = t2s__calloc(1, sizeof(*source));
    if (source == NULL)
        goto fail;
    source->name = t2s__strdup(name);
    if (source->name == NULL)
        goto fail;
    atomic_init(&source->references, 1);
    atomic_init(&source->loop, NULL);
    source->bound = copy.attach != NULL || copy.detach != NULL;
    fill_holes(&copy);
    source->ops = copy;
    source->user_data = user_data;
    *ret_source = source;
    return 0;

fail:
    t2s__free(source);
    destroy_unregistered(ops, user_data);
    return code;
}

t2s_metadata_source *t2s_metadata_source_ref(t2s_metadata_source *source)
{
    if (source != NULL)
        atomic_fetch_add_explicit(&source->references, 1, memory_order_relaxed);
    return source;
}

void t2s_metadata_source_unref(t2s_metadata_source *source)
{
    if (source == NULL || atomic_fetch_sub_explicit(&source->references, 1, memory_order_acq_rel) != 1)
        return;
    source->ops.destroy(source->user_data);
    t2s__free(source->name);
    t2s__free(source);
}

const char *t2s_metadata_source_name(const t2s_metadata_source *source)
{
    return source != NULL ? source->name : NULL;
}

int t2s_metadata_source_attach(t2s_metadata_source *source, t2s_loop *loop)
{
    t2s_loop *served = NULL;
    int code;

    if (source == NULL || loop == NULL)
        return T2S_E_INVALID;
    if (!source->bound)
        return 0;
    if (!atomic_compare_exchange_strong(&source->loop, &served, loop)) {
        if (served != loop)
            return T2S_E_BUSY;
        source->attachments++;
        return 0;
    }
    code = source->ops.attach(source->user_data, loop);
    if (code != 0) {
        atomic_store(&source->loop, NULL);
        return code;
    }
    source->attachments = 1;
    return 0;
}

void t2s_metadata_source_detach(t2s_metadata_source *source, t2s_loop *loop)
{
    if (source == NULL || loop == NULL || atomic_load(&source->loop) != loop || --source->attachments != 0)
        return;
    source->ops.detach(source->user_data, loop);
    atomic_store(&source->loop, NULL);
}

/* Fetches. */

static void fetch_free(t2s__operation *operation)
{
    t2s_fetch *fetch = (t2s_fetch *)(void *)operation;

    t2s_catalog_unref(fetch->catalog);
    t2s_metadata_source_unref(fetch->source);
    t2s__free(fetch);
}

static t2s_error *in_stage(t2s_error *error)
{
    return t2s__error_in_stage(error, T2S_STAGE_METADATA);
}

static void on_finished(t2s__operation *operation, void *user_data)
{
    t2s_fetch *fetch = (t2s_fetch *)(void *)operation;

    (void)user_data;
    if (atomic_load(&fetch->finished) == 0) { /* the base's words know no names */
        t2s_error_unref(operation->error);
        operation->error = in_stage(
            t2s__error(T2S_E_INTERNAL, "the metadata source \"%.64s\" dropped a load without finishing it", fetch->source->name));
    }
    fetch->callback(fetch, fetch->user_data);
}

int t2s_metadata_source_call(t2s_metadata_source *source, t2s_loop *loop, t2s_fetch_fn callback, void *user_data,
                             t2s_fetch **ret_fetch)
{
    t2s_fetch *fetch;
    int code;

    if (source == NULL || loop == NULL || callback == NULL || ret_fetch == NULL)
        return T2S_E_INVALID;
    if (source->bound && atomic_load(&source->loop) != loop)
        return T2S_E_INVALID;
    fetch = t2s__calloc(1, sizeof(*fetch));
    if (fetch == NULL)
        return T2S_E_NOMEM;
    atomic_init(&fetch->finished, 0);
    fetch->source = t2s_metadata_source_ref(source);
    fetch->callback = callback;
    fetch->user_data = user_data;
    t2s__operation_init(&fetch->operation, loop, on_finished, NULL, fetch_free);
    code = source->ops.start(source->user_data, fetch);
    if (code != 0) {
        t2s__operation_refused(&fetch->operation);
        return code;
    }
    *ret_fetch = fetch;
    return 0;
}

void t2s_fetch_abandon(t2s_fetch *fetch)
{
    if (fetch != NULL && t2s__operation_abandon(&fetch->operation))
        fetch->source->ops.cancel(fetch->source->user_data, fetch);
}

t2s_fetch *t2s_fetch_ref(t2s_fetch *fetch)
{
    if (fetch != NULL)
        t2s__operation_ref(&fetch->operation);
    return fetch;
}

void t2s_fetch_unref(t2s_fetch *fetch)
{
    if (fetch != NULL)
        t2s__operation_unref(&fetch->operation);
}

void t2s_fetch_finish(t2s_fetch *fetch, t2s_catalog *catalog, t2s_error *error)
{
    if (fetch == NULL || t2s__operation_is_finished(&fetch->operation)) {
        t2s_catalog_unref(catalog);
        t2s_error_unref(error);
        return;
    }
    if (error == NULL && catalog == NULL)
        error = t2s__error(T2S_E_INTERNAL, "the metadata source \"%.64s\" finished with neither a schema nor an error",
                           fetch->source->name);
    if (error != NULL) {
        t2s_catalog_unref(catalog);
        catalog = NULL;
    }
    fetch->catalog = catalog;
    atomic_store(&fetch->finished, 1);
    t2s__operation_finish(&fetch->operation, in_stage(error));
}

t2s_loop *t2s_fetch_loop(const t2s_fetch *fetch)
{
    return fetch->operation.loop;
}

t2s_catalog *t2s_fetch_catalog(const t2s_fetch *fetch)
{
    return fetch->catalog;
}

t2s_error *t2s_fetch_error(const t2s_fetch *fetch)
{
    return fetch->operation.error;
}
