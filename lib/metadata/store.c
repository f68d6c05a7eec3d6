/* SPDX-License-Identifier: MIT */
#include "metadata/store.h"

#include <stdatomic.h>

#include "util/error.h"
#include "util/memory.h"

struct t2s__store {
    t2s_metadata_source *source;
    uint64_t max_age_ns;
    t2s_catalog *catalog; /* the last that was read, or NULL */
    uint64_t read_at;     /* when its load began */
    atomic_uint outdated; /* asked for by invalidate */
    t2s_fetch *fetch;     /* the load under way, or NULL */
    uint64_t fetch_began;
    int attached;
    t2s__store_waiter *waiters;
    t2s__store_waiter **tail;
};

int t2s__store_new(t2s_metadata_source *source, uint64_t max_age_ms, t2s__store **ret_store)
{
    t2s__store *store = t2s__calloc(1, sizeof(*store));

    if (store == NULL)
        return T2S_E_NOMEM;
    store->source = t2s_metadata_source_ref(source);
    store->max_age_ns = max_age_ms * 1000000U;
    atomic_init(&store->outdated, 0);
    store->tail = &store->waiters;
    *ret_store = store;
    return 0;
}

void t2s__store_free(t2s__store *store)
{
    if (store == NULL)
        return;
    t2s_catalog_unref(store->catalog);
    t2s_metadata_source_unref(store->source);
    t2s__free(store);
}

/* Everybody who waits now; who asks again in his callback waits for the next load. */
static void tell(t2s__store *store, t2s_catalog *catalog, t2s_error *error)
{
    t2s__store_waiter *waiting = store->waiters;

    store->waiters = NULL;
    store->tail = &store->waiters;
    if (waiting != NULL)
        waiting->place = &waiting;
    while (waiting != NULL) {
        t2s__store_waiter *waiter = waiting;

        waiting = waiter->next;
        if (waiting != NULL)
            waiting->place = &waiting;
        waiter->place = NULL;
        waiter->done(waiter, catalog, error);
    }
}

static void on_fetched(t2s_fetch *fetch, void *user_data)
{
    t2s__store *store = user_data;
    t2s_catalog *catalog = t2s_catalog_ref(t2s_fetch_catalog(fetch));
    t2s_error *error = t2s_error_ref(t2s_fetch_error(fetch));

    store->fetch = NULL;
    t2s_fetch_unref(fetch);
    if (catalog != NULL) {
        t2s_catalog_unref(store->catalog);
        store->catalog = t2s_catalog_ref(catalog);
        store->read_at = store->fetch_began;
    }
    tell(store, catalog, error);
    t2s_catalog_unref(catalog);
    t2s_error_unref(error);
}

static int is_fresh(t2s__store *store)
{
    return store->catalog != NULL && t2s_loop_now() - store->read_at <= store->max_age_ns && atomic_load(&store->outdated) == 0;
}

/* 0 when a load is under way. */
static int start_fetch(t2s__store *store, t2s_loop *loop)
{
    int code = store->attached ? 0 : t2s_metadata_source_attach(store->source, loop);

    if (code != 0)
        return code;
    store->attached = 1;
    atomic_store(&store->outdated, 0); /* what is outdated from now on is not in this load */
    store->fetch_began = t2s_loop_now();
    return t2s_metadata_source_call(store->source, loop, on_fetched, store, &store->fetch);
}

static void wait_for_fetch(t2s__store *store, t2s__store_waiter *waiter)
{
    waiter->next = NULL;
    waiter->place = store->tail;
    *store->tail = waiter;
    store->tail = &waiter->next;
}

void t2s__store_get(t2s__store *store, t2s_loop *loop, t2s__store_waiter *waiter)
{
    int code = 0;

    waiter->place = NULL;
    if (store->fetch == NULL && is_fresh(store)) {
        waiter->done(waiter, store->catalog, NULL);
        return;
    }
    if (store->fetch == NULL)
        code = start_fetch(store, loop);
    if (code == 0)
        wait_for_fetch(store, waiter);
    else {
        t2s_error *error = t2s__error(code, "the metadata source \"%s\" could not begin to read the schema: %s",
                                      t2s_metadata_source_name(store->source), t2s_strerror(code));

        waiter->done(waiter, NULL, error);
        t2s_error_unref(error);
    }
}

void t2s__store_cancel(t2s__store *store, t2s__store_waiter *waiter)
{
    if (waiter->place == NULL)
        return;
    *waiter->place = waiter->next;
    if (waiter->next != NULL)
        waiter->next->place = waiter->place;
    if (store->tail == &waiter->next)
        store->tail = waiter->place;
    waiter->place = NULL;
}

void t2s__store_invalidate(t2s__store *store)
{
    atomic_store(&store->outdated, 1);
}

void t2s__store_detach(t2s__store *store, t2s_loop *loop)
{
    if (store->fetch != NULL) {
        t2s_fetch_abandon(store->fetch);
        t2s_fetch_unref(store->fetch);
        store->fetch = NULL;
    }
    if (store->attached)
        t2s_metadata_source_detach(store->source, loop);
    store->attached = 0;
}
