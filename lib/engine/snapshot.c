/* SPDX-License-Identifier: MIT */
#include "engine/snapshot.h"

#include <stdatomic.h>
#include <string.h>
#include <uv.h>

#include "catalog/derive.h"
#include "engine/search_path.h"
#include "retrieval/index.h"
#include "retrieval/subset.h"
#include "sql/quote.h"
#include "util/memory.h"

struct t2s__snapshot {
    atomic_uint references;
    t2s_catalog *given; /* by the store */
    t2s_catalog *base;  /* the same, with the search path */
    char *search_path;  /* or NULL */
    t2s_knowledge *knowledge; /* a reference; NULL: nothing is known */
    uint64_t generation;      /* of the checks that it was bound by */
    uv_mutex_t making;        /* of what follows, which may take a worker a second; the loop only looks whether it is there */
    _Atomic(t2s__bound *) bound; /* NULL: not yet, or nothing to bind; never changes once it is there */
    _Atomic(t2s_index *) index;  /* the same holds for these */
    _Atomic(t2s_subset *) whole; /* the rendering of the whole schema */
    t2s__memo memo;
};

/* Search paths that are in use at the same time, one a tenant, say. */
enum { RECENT_MAX = 16 };

struct t2s__source {
    atomic_uint references;
    t2s__store *store;
    t2s__snapshot *recent[RECENT_MAX]; /* the last used first; NULL behind them */
};

static int set_base(t2s__snapshot *snapshot, t2s_catalog *given, const char *search_path)
{
    t2s__search_path path;
    int code;

    snapshot->given = t2s_catalog_ref(given);
    if (search_path == NULL) {
        snapshot->base = t2s_catalog_ref(given);
        return 0;
    }
    snapshot->search_path = t2s__strdup(search_path);
    code = snapshot->search_path != NULL ? t2s__search_path_read(search_path, &path) : T2S_E_NOMEM;
    if (code != 0)
        return code;
    code = t2s__catalog_with_search_path(given, path.schemas, path.count, &snapshot->base);
    t2s__search_path_dispose(&path);
    return code;
}

static t2s__snapshot *snapshot_new(t2s_catalog *given, t2s_knowledge *knowledge, const char *search_path, uint64_t generation)
{
    t2s__snapshot *snapshot = t2s__calloc(1, sizeof(*snapshot));

    if (snapshot == NULL || uv_mutex_init(&snapshot->making) != 0) {
        t2s__free(snapshot);
        return NULL;
    }
    atomic_init(&snapshot->references, 1);
    snapshot->knowledge = t2s_knowledge_ref(knowledge);
    snapshot->generation = generation;
    if (set_base(snapshot, given, search_path) == 0)
        return snapshot;
    t2s__snapshot_unref(snapshot);
    return NULL;
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
    t2s_catalog_unref(snapshot->given);
    t2s__free(snapshot->search_path);
    t2s__free(snapshot);
}

t2s_catalog *t2s__snapshot_base(const t2s__snapshot *snapshot)
{
    return snapshot->given;
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
    for (size_t i = 0; i < RECENT_MAX; i++)
        t2s__snapshot_unref(source->recent[i]);
    t2s__store_free(source->store);
    t2s__free(source);
}

t2s__store *t2s__source_store(t2s__source *source)
{
    return source->store;
}

static int is_same_path(const char *a, const char *b)
{
    return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

static int is_of(const t2s__snapshot *snapshot, const t2s_catalog *given, const t2s_knowledge *knowledge, const char *search_path,
                 uint64_t generation)
{
    return snapshot->given == given && snapshot->knowledge == knowledge && is_same_path(snapshot->search_path, search_path) &&
           (knowledge == NULL || snapshot->generation == generation);
}

/* The one at `at` to the front; those of another catalog or knowledge, which no question will ask for any more, go. */
static void put_first(t2s__source *source, t2s__snapshot *snapshot, size_t at)
{
    size_t kept = 1;

    memmove(&source->recent[1], &source->recent[0], at * sizeof(source->recent[0]));
    source->recent[0] = snapshot;
    for (size_t i = 1; i < RECENT_MAX; i++) {
        t2s__snapshot *other = source->recent[i];

        source->recent[i] = NULL;
        if (other != NULL && is_of(other, snapshot->given, snapshot->knowledge, other->search_path, snapshot->generation))
            source->recent[kept++] = other;
        else
            t2s__snapshot_unref(other);
    }
}

t2s__snapshot *t2s__source_snapshot(t2s__source *source, t2s_catalog *catalog, t2s_knowledge *knowledge, const char *search_path,
                                    uint64_t generation)
{
    t2s__snapshot *snapshot;
    size_t at = 0;

    while (at < RECENT_MAX && source->recent[at] != NULL &&
           !is_of(source->recent[at], catalog, knowledge, search_path, generation))
        at++;
    if (at < RECENT_MAX && source->recent[at] != NULL)
        snapshot = source->recent[at];
    else {
        snapshot = snapshot_new(catalog, knowledge, search_path, generation);
        if (snapshot == NULL)
            return NULL;
        if (at == RECENT_MAX)
            t2s__snapshot_unref(source->recent[--at]);
    }
    put_first(source, snapshot, at);
    return t2s__snapshot_ref(snapshot);
}
