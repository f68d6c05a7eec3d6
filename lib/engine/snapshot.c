/* SPDX-License-Identifier: MIT */
#include "engine/snapshot.h"

#include <stdatomic.h>
#include <uv.h>

#include "retrieval/index.h"
#include "retrieval/subset.h"
#include "sql/quote.h"
#include "util/memory.h"

struct t2s__snapshot {
    atomic_uint references;
    t2s_catalog *base;
    t2s_knowledge *knowledge; /* a reference; NULL: nothing is known */
    uint64_t generation;      /* of the checks that it was bound by */
    uv_mutex_t making;        /* of what follows, which may take a worker a second; the loop only looks whether it is there */
    _Atomic(t2s__bound *) bound; /* NULL: not yet, or nothing to bind; never changes once it is there */
    _Atomic(t2s_index *) index;  /* the same holds for these */
    _Atomic(t2s_subset *) whole; /* the rendering of the whole schema */
    t2s__memo memo;
};

struct t2s__source {
    atomic_uint references;
    t2s__store *store;
    t2s__snapshot *latest;
};

static t2s__snapshot *snapshot_new(t2s_catalog *base, t2s_knowledge *knowledge, uint64_t generation)
{
    t2s__snapshot *snapshot = t2s__calloc(1, sizeof(*snapshot));

    if (snapshot == NULL || uv_mutex_init(&snapshot->making) != 0) {
        t2s__free(snapshot);
        return NULL;
    }
    atomic_init(&snapshot->references, 1);
    snapshot->base = t2s_catalog_ref(base);
    snapshot->knowledge = t2s_knowledge_ref(knowledge);
    snapshot->generation = generation;
    return snapshot;
}

t2s__snapshot *t2s__snapshot_ref(t2s__snapshot *snapshot)
{
    if (snapshot != NULL)
        atomic_fetch_add_explicit(&snapshot->references, 1, memory_order_relaxed);
    return snapshot;
}

void t2s__snapshot_unref(t2s__snapshot *snapshot)
{
    if (snapshot == NULL || atomic_fetch_sub_explicit(&snapshot->references, 1, memory_order_acq_rel) != 1)
        return;
    t2s__memo_dispose(&snapshot->memo);
    t2s_subset_free(snapshot->whole);
    t2s_index_unref(snapshot->index);
    uv_mutex_destroy(&snapshot->making);
    t2s__bound_free(snapshot->bound);
    t2s_knowledge_unref(snapshot->knowledge);
    t2s_catalog_unref(snapshot->base);
    t2s__free(snapshot);
}

t2s_catalog *t2s__snapshot_base(const t2s__snapshot *snapshot)
{
    return snapshot->base;
}

int t2s__snapshot_is_bound(t2s__snapshot *snapshot)
{
    return snapshot->knowledge == NULL || atomic_load(&snapshot->bound) != NULL;
}

int t2s__snapshot_bind(t2s__snapshot *snapshot, const t2s__bind_checks *checks, const t2s_knowledge_report **ret_report,
                       t2s_error **reterr_error)
{
    t2s__bound *bound = NULL;
    int code = 0;

    *ret_report = NULL;
    if (snapshot->knowledge == NULL)
        return 0;
    uv_mutex_lock(&snapshot->making);
    if (atomic_load(&snapshot->bound) == NULL) {
        code = t2s__knowledge_bind(snapshot->knowledge, snapshot->base, checks, &bound, reterr_error);
        if (code == 0) {
            *ret_report = bound->report;
            atomic_store(&snapshot->bound, bound);
        }
    }
    uv_mutex_unlock(&snapshot->making);
    return code;
}

t2s_catalog *t2s__snapshot_catalog(const t2s__snapshot *snapshot)
{
    const t2s__bound *bound = atomic_load(&snapshot->bound);

    return bound != NULL ? bound->catalog : snapshot->base;
}

const t2s__bound *t2s__snapshot_bound(const t2s__snapshot *snapshot)
{
    return atomic_load(&snapshot->bound);
}

int t2s__snapshot_index(t2s__snapshot *snapshot, const t2s_dialect *dialect, t2s_index **ret_index)
{
    const t2s__bound *bound = atomic_load(&snapshot->bound);
    t2s_index *index = atomic_load(&snapshot->index);
    int code = 0;

    if (index == NULL) {
        uv_mutex_lock(&snapshot->making);
        index = atomic_load(&snapshot->index);
        if (index == NULL)
            code = t2s__index_new(t2s__snapshot_catalog(snapshot), t2s__quote_style(dialect), bound != NULL ? &bound->phrases : NULL, &index);
        atomic_store(&snapshot->index, index);
        uv_mutex_unlock(&snapshot->making);
    }
    *ret_index = index;
    return code;
}

const t2s_subset *t2s__snapshot_whole(const t2s__snapshot *snapshot, size_t budget, const t2s_token_counter *counter)
{
    const t2s_subset *whole = atomic_load(&snapshot->whole);

    return whole != NULL && whole->counter == counter && whole->tokens <= budget ? whole : NULL;
}

void t2s__snapshot_keep(t2s__snapshot *snapshot, t2s_subset *subset)
{
    t2s_subset *none = NULL;

    if (!t2s_subset_is_complete(subset) || !atomic_compare_exchange_strong(&snapshot->whole, &none, subset))
        t2s_subset_free(subset);
}

int t2s__snapshot_is_cheap(const t2s__snapshot *snapshot, size_t budget, const t2s_token_counter *counter)
{
    const t2s_index *index = atomic_load(&snapshot->index);

    return atomic_load(&snapshot->bound) == NULL && t2s__snapshot_whole(snapshot, budget, counter) != NULL && index != NULL &&
           t2s__value_index_count(index->values) == 0;
}

t2s__memo *t2s__snapshot_memo(t2s__snapshot *snapshot)
{
    return &snapshot->memo;
}

int t2s__source_new(t2s_metadata_source *metadata_source, const t2s__store_policy *policy, t2s__source **ret_source)
{
    t2s__source *source = t2s__calloc(1, sizeof(*source));

    if (source == NULL)
        return T2S_E_NOMEM;
    if (t2s__store_new(metadata_source, policy, &source->store) != 0) {
        t2s__free(source);
        return T2S_E_NOMEM;
    }
    atomic_init(&source->references, 1);
    *ret_source = source;
    return 0;
}

t2s__source *t2s__source_ref(t2s__source *source)
{
    if (source != NULL)
        atomic_fetch_add_explicit(&source->references, 1, memory_order_relaxed);
    return source;
}

void t2s__source_unref(t2s__source *source)
{
    if (source == NULL || atomic_fetch_sub_explicit(&source->references, 1, memory_order_acq_rel) != 1)
        return;
    t2s__snapshot_unref(source->latest);
    t2s__store_free(source->store);
    t2s__free(source);
}

t2s__store *t2s__source_store(t2s__source *source)
{
    return source->store;
}

static int is_of(const t2s__snapshot *snapshot, const t2s_catalog *base, const t2s_knowledge *knowledge, uint64_t generation)
{
    return snapshot != NULL && snapshot->base == base && snapshot->knowledge == knowledge &&
           (knowledge == NULL || snapshot->generation == generation);
}

t2s__snapshot *t2s__source_snapshot(t2s__source *source, t2s_catalog *catalog, t2s_knowledge *knowledge, uint64_t generation)
{
    if (!is_of(source->latest, catalog, knowledge, generation)) {
        t2s__snapshot *snapshot = snapshot_new(catalog, knowledge, generation);

        if (snapshot == NULL)
            return NULL;
        t2s__snapshot_unref(source->latest);
        source->latest = snapshot;
    }
    return t2s__snapshot_ref(source->latest);
}
