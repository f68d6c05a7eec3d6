/* SPDX-License-Identifier: MIT */
#include "metadata/store.h"

#include <stdatomic.h>
#include <string.h>

#include "util/error.h"
#include "util/memory.h"

#define MS            ((uint64_t)1000000)
#define RECHECK_PAUSE (5000 * MS) /* between full reads that nothing but a model's mistake may have asked for */

/* Those who wait for the same check, the longest first. */
struct group {
    t2s__store_waiter *first;
    t2s__store_waiter **tail;
};

struct t2s__store {
    t2s_metadata_source *source;
    t2s__store_policy policy;
    int probes;           /* the source does */
    t2s_catalog *catalog; /* of the last good check, or NULL */
    uint64_t checked_at;  /* when that check began; 0: none did */
    uint64_t asked_at;    /* when the last good one began that did not rely on notifications */
    atomic_uint outdated; /* asked for by invalidate */
    int attached;

    t2s_fetch *fetch; /* the check under way, or NULL */
    uint64_t fetch_began;
    int fetch_notified; /* it may rely on notifications */
    int fetch_anew;     /* it reads everything: the snapshot was invalidated */
    struct group current;
    struct group next; /* for them it began too early */
    int next_recheck;  /* one of them does not rely on notifications */
};

/* Waiters. */

static void group_clear(struct group *group)
{
    group->first = NULL;
    group->tail = &group->first;
}

static void group_add(struct group *group, t2s__store_waiter *waiter)
{
    waiter->next = NULL;
    waiter->place = group->tail;
    *group->tail = waiter;
    group->tail = &waiter->next;
}

/* Everything of `from`, which is empty then, to the empty `to`. */
static void group_move(struct group *from, struct group *to)
{
    *to = *from;
    if (to->first != NULL)
        to->first->place = &to->first;
    else
        to->tail = &to->first;
    group_clear(from);
}

static t2s__store_waiter *group_take(struct group *group)
{
    t2s__store_waiter *waiter = group->first;

    if (waiter == NULL)
        return NULL;
    group->first = waiter->next;
    if (waiter->next != NULL)
        waiter->next->place = &group->first;
    else
        group->tail = &group->first;
    waiter->place = NULL;
    return waiter;
}

void t2s__store_cancel(t2s__store *store, t2s__store_waiter *waiter)
{
    if (waiter->place == NULL)
        return;
    *waiter->place = waiter->next;
    if (waiter->next != NULL)
        waiter->next->place = waiter->place;
    for (int i = 0; i < 2; i++) {
        struct group *group = i == 0 ? &store->current : &store->next;

        if (group->tail == &waiter->next)
            group->tail = waiter->place;
    }
    waiter->place = NULL;
}

/* Life. */

int t2s__store_new(t2s_metadata_source *source, const t2s__store_policy *policy, t2s__store **ret_store)
{
    t2s__store *store = t2s__calloc(1, sizeof(*store));

    if (store == NULL)
        return T2S_E_NOMEM;
    store->source = t2s_metadata_source_ref(source);
    store->policy = *policy;
    store->probes = (t2s_metadata_source_flags(source) & T2S_METADATA_SOURCE_F_PROBES) != 0;
    if (!store->probes && (policy->freshness == T2S__FRESH_ALWAYS || policy->freshness == T2S__FRESH_NOTIFY))
        store->policy.freshness = T2S__FRESH_MAX_AGE;
    atomic_init(&store->outdated, 0);
    group_clear(&store->current);
    group_clear(&store->next);
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

/* Checking. */

/* Did nobody answer? What the server says of us (a wrong password, a role that is gone) is no reason to use what it once let us
 * see. */
static int is_unreachable(const t2s_error *error)
{
    const char *sqlstate = t2s_error_sqlstate(error);

    switch (t2s_error_code(error)) {
    case T2S_E_CONNECT:
    case T2S_E_TIMEOUT:
        return 1;
    default: /* shutting down, starting up, no connection free */
        return sqlstate != NULL && (strncmp(sqlstate, "57P0", 4) == 0 || strncmp(sqlstate, "53300", 5) == 0);
    }
}

static int may_be_stale(const t2s__store *store, const t2s_error *error)
{
    return store->catalog != NULL && store->policy.stale_ms != 0 && is_unreachable(error) &&
           t2s_loop_now() - store->checked_at <= store->policy.stale_ms * MS;
}

/* The outcome of a check for one; exactly one of the two is not NULL. */
static void give(t2s__store *store, t2s__store_waiter *waiter, t2s_catalog *catalog, t2s_error *error)
{
    waiter->is_stale = error != NULL && may_be_stale(store, error);
    if (waiter->is_stale)
        catalog = store->catalog;
    waiter->checked_at = store->checked_at;
    waiter->done(waiter, catalog, error);
}

static void on_fetched(t2s_fetch *fetch, void *user_data);

/* 0 when a check is under way. */
static int start_fetch(t2s__store *store, t2s_loop *loop, int notified)
{
    int code = store->attached ? 0 : t2s_metadata_source_attach(store->source, loop);

    if (code != 0)
        return code;
    store->attached = 1;
    store->fetch_anew = atomic_exchange(&store->outdated, 0) != 0; /* what is outdated from now on is not in this check */
    store->fetch_began = t2s_loop_now();
    store->fetch_notified = notified;
    code = t2s_metadata_source_refresh(store->source, loop, store->fetch_anew ? NULL : store->catalog,
                                       notified ? T2S_FETCH_F_NOTIFIED : 0, on_fetched, store, &store->fetch);
    if (code != 0 && store->fetch_anew)
        atomic_store(&store->outdated, 1);
    return code;
}

/* May the next check rely on notifications? Not for ever: not all that matters is notified. */
static int may_rely(const t2s__store *store)
{
    return store->policy.freshness == T2S__FRESH_NOTIFY && store->catalog != NULL &&
           t2s_loop_now() - store->asked_at <= store->policy.max_age_ms * MS;
}

static t2s_error *not_begun(const t2s__store *store, int code)
{
    return t2s__error(code, "the metadata source \"%s\" could not begin to read the schema: %s",
                      t2s_metadata_source_name(store->source), t2s_strerror(code));
}

/*
 * Everybody who waits for this check. They are moved away first: who asks again inside his callback may begin another check, which
 * has waiters of its own.
 */
static void tell(t2s__store *store, t2s_catalog *catalog, t2s_error *error, unsigned loads)
{
    struct group told;
    t2s__store_waiter *waiter;
    unsigned checks = 1;

    group_clear(&told);
    group_move(&store->current, &told);
    while ((waiter = group_take(&told)) != NULL) {
        waiter->checks = checks;
        waiter->loads = loads;
        checks = loads = 0;
        give(store, waiter, catalog, error);
    }
}

/* The check for those who came too late for the last. */
static void start_next(t2s__store *store, t2s_loop *loop)
{
    int recheck = store->next_recheck;
    t2s_error *error;
    int code;

    if (store->fetch != NULL || store->next.first == NULL)
        return;
    store->next_recheck = 0;
    code = start_fetch(store, loop, !recheck && may_rely(store));
    group_move(&store->next, &store->current);
    if (code == 0)
        return;
    error = not_begun(store, code);
    tell(store, NULL, error, 0);
    t2s_error_unref(error);
}

static void on_fetched(t2s_fetch *fetch, void *user_data)
{
    t2s__store *store = user_data;
    t2s_loop *loop = t2s_fetch_loop(fetch);
    t2s_catalog *catalog = t2s_catalog_ref(t2s_fetch_catalog(fetch));
    t2s_error *error = t2s_error_ref(t2s_fetch_error(fetch));
    unsigned loads = catalog != NULL && catalog != store->catalog;

    store->fetch = NULL;
    if (catalog != NULL) {
        t2s_catalog_unref(store->catalog);
        store->catalog = t2s_catalog_ref(catalog);
        store->checked_at = store->fetch_began;
        if (!store->fetch_notified)
            store->asked_at = store->fetch_began;
    } else if (store->fetch_anew)
        atomic_store(&store->outdated, 1);
    tell(store, catalog, error, loads);
    start_next(store, loop);
    t2s_fetch_unref(fetch);
    t2s_catalog_unref(catalog);
    t2s_error_unref(error);
}

/* Wait for the check under way, if it began late enough, or for one that begins now. */
static void wait_for_check(t2s__store *store, t2s_loop *loop, t2s__store_waiter *waiter, int recheck)
{
    int is_under_way = store->fetch != NULL;

    if (is_under_way && store->fetch_began >= waiter->since && atomic_load(&store->outdated) == 0 &&
        !(recheck && store->fetch_notified)) {
        group_add(&store->current, waiter);
        return;
    }
    group_add(&store->next, waiter);
    store->next_recheck |= recheck;
    start_next(store, loop);
}

static void prepare(t2s__store_waiter *waiter, uint64_t since)
{
    waiter->place = NULL;
    waiter->since = since;
    waiter->is_stale = 0;
    waiter->checked_at = 0;
    waiter->checks = 0;
    waiter->loads = 0;
}

/* From when on the last check must have begun. */
static uint64_t since_when(const t2s__store *store, uint64_t asked_at)
{
    uint64_t max_age = store->policy.max_age_ms * MS;

    switch (store->policy.freshness) {
    case T2S__FRESH_MANUAL:
        return 0;
    case T2S__FRESH_MAX_AGE:
        return asked_at > max_age ? asked_at - max_age : 0;
    default:
        return asked_at;
    }
}

void t2s__store_get(t2s__store *store, t2s_loop *loop, uint64_t asked_at, t2s__store_waiter *waiter)
{
    prepare(waiter, since_when(store, asked_at));
    if (store->catalog != NULL && store->checked_at >= waiter->since && atomic_load(&store->outdated) == 0) {
        waiter->checked_at = store->checked_at;
        waiter->done(waiter, store->catalog, NULL);
        return;
    }
    wait_for_check(store, loop, waiter, 0);
}

void t2s__store_recheck(t2s__store *store, t2s_loop *loop, t2s__store_waiter *waiter)
{
    uint64_t now = t2s_loop_now();

    prepare(waiter, now);
    if (!store->probes && store->catalog != NULL && now - store->checked_at < RECHECK_PAUSE && atomic_load(&store->outdated) == 0) {
        waiter->checked_at = store->checked_at;
        waiter->done(waiter, store->catalog, NULL);
        return;
    }
    wait_for_check(store, loop, waiter, 1);
}
