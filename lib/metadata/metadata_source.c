/* SPDX-License-Identifier: MIT */
/* The seam: a metadata source's operations, its loop, and the fetches that its calls are. */
#include <text2sql/sys/metadata.h>

#include "loop/operation.h"
#include "util/error.h"
#include "util/memory.h"
#include "util/ops.h"

struct t2s_metadata_source {
    t2s__service service; /* first */
    t2s_metadata_source_ops ops;
};

struct t2s_fetch {
    t2s__operation operation; /* first */
    t2s_fetch_fn callback;
    void *user_data;
    t2s_catalog *latest;  /* a reference, or NULL: what the caller has already */
    uint64_t flags;       /* T2S_FETCH_F_* */
    t2s_catalog *catalog;
};

static void ignore_cancel(void *user_data, t2s_fetch *fetch)
{
    (void)user_data;
    (void)fetch;
}

int t2s_metadata_source_new(const char *name, const t2s_metadata_source_ops *ops, void *user_data, t2s_metadata_source **ret_source)
{
    t2s_metadata_source_ops copy;
    t2s_metadata_source *source;
    int code = t2s__ops_copy(&copy, ops, sizeof(copy), sizeof(copy), T2S_METADATA_SOURCE_F_PROBES);

    if (code == 0 && (copy.start == NULL || ret_source == NULL))
        code = T2S_E_INVALID;
    source = t2s__model_new(sizeof(*source), name, copy.destroy, user_data, &code);
    if (source == NULL)
        return code;
    if (copy.cancel == NULL)
        copy.cancel = ignore_cancel;
    source->ops = copy;
    source->service.stage = T2S_STAGE_METADATA;
    source->service.attach = copy.attach;
    source->service.detach = copy.detach;
    atomic_init(&source->service.loop, NULL);
    *ret_source = source;
    return 0;
}

t2s_metadata_source *t2s_metadata_source_ref(t2s_metadata_source *source)
{
    t2s__model_ref((t2s__model *)source);
    return source;
}

void t2s_metadata_source_unref(t2s_metadata_source *source)
{
    t2s__model_unref((t2s__model *)source);
}

const char *t2s_metadata_source_name(const t2s_metadata_source *source)
{
    return source != NULL ? source->service.model.name : NULL;
}

int t2s_metadata_source_attach(t2s_metadata_source *source, t2s_loop *loop)
{
    return t2s__service_attach((t2s__service *)source, loop);
}

void t2s_metadata_source_detach(t2s_metadata_source *source, t2s_loop *loop)
{
    t2s__service_detach((t2s__service *)source, loop);
}

/* Fetches. */

static void fetch_free(t2s__operation *operation)
{
    t2s_fetch *fetch = (t2s_fetch *)(void *)operation;

    t2s_catalog_unref(fetch->latest);
    t2s_catalog_unref(fetch->catalog);
    t2s__free(fetch);
}

static void on_finished(t2s__operation *operation, void *user_data)
{
    t2s_fetch *fetch = (t2s_fetch *)(void *)operation;

    (void)user_data;
    fetch->callback(fetch, fetch->user_data);
}

/* Who does it. */
static const t2s_metadata_source *source_of(const t2s_fetch *fetch)
{
    return (const t2s_metadata_source *)(const void *)fetch->operation.service;
}

uint64_t t2s_metadata_source_flags(const t2s_metadata_source *source)
{
    return source != NULL ? source->ops.flags : 0;
}

int t2s_metadata_source_call(t2s_metadata_source *source, t2s_loop *loop, t2s_fetch_fn callback, void *user_data,
                             t2s_fetch **ret_fetch)
{
    return t2s_metadata_source_refresh(source, loop, NULL, 0, callback, user_data, ret_fetch);
}

int t2s_metadata_source_refresh(t2s_metadata_source *source, t2s_loop *loop, t2s_catalog *latest, uint64_t flags,
                                t2s_fetch_fn callback, void *user_data, t2s_fetch **ret_fetch)
{
    t2s_fetch *fetch;
    int code;

    if (source == NULL || loop == NULL || callback == NULL || ret_fetch == NULL)
        return T2S_E_INVALID;
    if (!t2s__service_serves(&source->service, loop))
        return T2S_E_INVALID;
    fetch = t2s__calloc(1, sizeof(*fetch));
    if (fetch == NULL)
        return T2S_E_NOMEM;
    fetch->callback = callback;
    fetch->user_data = user_data;
    fetch->latest = t2s_catalog_ref(latest);
    fetch->flags = flags;
    t2s__operation_init(&fetch->operation, &source->service, loop, on_finished, NULL, fetch_free);
    code = source->ops.start(source->service.model.user_data, fetch);
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
        source_of(fetch)->ops.cancel(fetch->operation.service->model.user_data, fetch);
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
                           t2s_metadata_source_name(source_of(fetch)));
    if (error != NULL) {
        t2s_catalog_unref(catalog);
        catalog = NULL;
    }
    fetch->catalog = catalog;
    t2s__operation_finish(&fetch->operation, error);
}

t2s_loop *t2s_fetch_loop(const t2s_fetch *fetch)
{
    return fetch->operation.loop;
}

t2s_catalog *t2s_fetch_latest(const t2s_fetch *fetch)
{
    return fetch->latest;
}

uint64_t t2s_fetch_flags(const t2s_fetch *fetch)
{
    return fetch->flags;
}

t2s_catalog *t2s_fetch_catalog(const t2s_fetch *fetch)
{
    return fetch->catalog;
}

t2s_error *t2s_fetch_error(const t2s_fetch *fetch)
{
    return fetch->operation.error;
}
