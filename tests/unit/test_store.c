/* SPDX-License-Identifier: MIT */
#include "metadata/store.h"

#include <stddef.h>
#include <string.h>
#include <time.h>

#include "loop/loop.h"
#include "support/suite.h"
#include "util/error.h"

/* A source whose loads the test finishes by hand. */
static t2s_loop *loop;
static t2s_metadata_source *source;
static t2s__store *store;
static t2s_fetch *under_way;
static int starts;
static t2s__store_policy policy = {.freshness = T2S__FRESH_MAX_AGE, .max_age_ms = 50};

struct waiter {
    t2s__store_waiter waiter; /* first */
    t2s_catalog *catalog;
    int code;
    int calls;
};

static int start(void *user_data, t2s_fetch *fetch)
{
    (void)user_data;
    starts++;
    under_way = fetch;
    return 0;
}

static const t2s_metadata_source_ops operations = {.struct_size = sizeof(operations), .start = start};

static void open_store(void)
{
    starts = 0;
    ck_assert_int_eq(t2s__loop_new(1, &loop), 0);
    ck_assert_int_eq(t2s_metadata_source_new("by hand", &operations, NULL, &source), 0);
    ck_assert_int_eq(t2s__store_new(source, &policy, &store), 0);
}

static void close_store(void)
{
    t2s__store_detach(store, loop);
    t2s__store_free(store);
    t2s_metadata_source_unref(source);
    t2s__loop_close(loop);
    t2s__loop_unref(loop);
}

static void on_done(t2s__store_waiter *waiter, t2s_catalog *catalog, t2s_error *error)
{
    struct waiter *self = (struct waiter *)(void *)waiter;

    self->catalog = catalog;
    self->code = t2s_error_code(error);
    self->calls++;
}

static void get(struct waiter *waiter)
{
    *waiter = (struct waiter){.waiter = {.done = on_done}};
    t2s__store_get(store, loop, t2s_loop_now(), &waiter->waiter);
}

static void finish(void)
{
    t2s_catalog_builder *builder;
    t2s_catalog *catalog;

    ck_assert_int_eq(t2s_catalog_builder_new(&builder), 0);
    ck_assert_int_eq(t2s_catalog_builder_finish(builder, &catalog), 0);
    t2s_catalog_builder_free(builder);
    t2s_fetch_finish(under_way, catalog, NULL);
    t2s__loop_run(loop, 1);
}

START_TEST(all_who_wait_share_one_load)
{
    struct waiter one;
    struct waiter two;
    struct waiter three;

    get(&one);
    get(&two);
    ck_assert_int_eq(starts, 1);
    ck_assert_int_eq(one.calls, 0);
    finish();
    ck_assert_int_eq(one.calls, 1);
    ck_assert_int_eq(two.calls, 1);
    ck_assert_ptr_nonnull(one.catalog);
    ck_assert_ptr_eq(one.catalog, two.catalog);
    get(&three);
    ck_assert_int_eq(three.calls, 1); /* fresh: at once */
    ck_assert_ptr_eq(three.catalog, one.catalog);
    ck_assert_int_eq(starts, 1);
}
END_TEST

START_TEST(who_has_cancelled_is_not_called)
{
    struct waiter first;
    struct waiter middle;
    struct waiter last;

    get(&first);
    get(&middle);
    get(&last);
    t2s__store_cancel(store, &middle.waiter);
    t2s__store_cancel(store, &middle.waiter);
    t2s__store_cancel(store, &last.waiter);
    get(&last);
    finish();
    ck_assert_int_eq(first.calls, 1);
    ck_assert_int_eq(middle.calls, 0);
    ck_assert_int_eq(last.calls, 1);
}
END_TEST

START_TEST(an_old_or_invalidated_snapshot_is_read_anew)
{
    const struct timespec pause = {.tv_nsec = 100000000};
    struct waiter waiter;

    get(&waiter);
    finish();
    t2s__store_invalidate(store);
    get(&waiter);
    ck_assert_int_eq(starts, 2);
    finish();
    nanosleep(&pause, NULL);
    get(&waiter);
    ck_assert_int_eq(starts, 3);
    finish();
    ck_assert_int_eq(waiter.calls, 1);
}
END_TEST

START_TEST(what_is_invalidated_during_a_load_is_read_again)
{
    struct waiter waiter;

    get(&waiter);
    t2s__store_invalidate(store);
    finish();
    get(&waiter);
    ck_assert_int_eq(starts, 2);
    finish();
}
END_TEST

START_TEST(an_error_reaches_all_and_is_not_kept)
{
    struct waiter one;
    struct waiter two;

    get(&one);
    get(&two);
    t2s_fetch_finish(under_way, NULL, t2s__error(T2S_E_CONNECT, "down"));
    t2s__loop_run(loop, 1);
    ck_assert_int_eq(one.code, T2S_E_CONNECT);
    ck_assert_int_eq(two.code, T2S_E_CONNECT);
    get(&one);
    ck_assert_int_eq(starts, 2);
    finish();
    ck_assert_int_eq(one.code, 0);
}
END_TEST

START_TEST(a_store_may_go_while_a_load_is_under_way)
{
    struct waiter waiter;

    get(&waiter);
    t2s__store_cancel(store, &waiter.waiter);
    t2s__store_detach(store, loop);
    t2s_fetch_finish(under_way, NULL, t2s__error(T2S_E_CONNECT, "late"));
    t2s__loop_run(loop, 0);
    ck_assert_int_eq(waiter.calls, 0);
}
END_TEST

SUITE("store", open_store, close_store, all_who_wait_share_one_load, who_has_cancelled_is_not_called,
      an_old_or_invalidated_snapshot_is_read_anew, what_is_invalidated_during_a_load_is_read_again,
      an_error_reaches_all_and_is_not_kept, a_store_may_go_while_a_load_is_under_way)
