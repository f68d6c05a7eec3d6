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
static const t2s__store_policy policy = {.freshness = T2S__FRESH_MAX_AGE, .max_age_ms = 3600000};

struct waiter {
    t2s__store_waiter waiter; /* first */
    t2s_catalog *catalog;
    int code;
    int calls;
    void (*then)(void); /* inside the callback, once */
};

static int start(void *user_data, t2s_fetch *fetch)
{
    (void)user_data;
    starts++;
    under_way = fetch;
    return 0;
}

static int refuse(void *user_data, t2s_fetch *fetch)
{
    (void)user_data;
    (void)fetch;
    starts++;
    return T2S_E_NOMEM;
}

static void open_with(const t2s_metadata_source_ops *operations, const t2s__store_policy *how)
{
    starts = 0;
    ck_assert_int_eq(t2s__loop_new(1, &loop), 0);
    ck_assert_int_eq(t2s_metadata_source_new("by hand", operations, NULL, &source), 0);
    ck_assert_int_eq(t2s__store_new(source, how, &store), 0);
}

static void open_store(void)
{
    static const t2s_metadata_source_ops operations = {.struct_size = sizeof(operations), .start = start};

    open_with(&operations, &policy);
}

static void close_store(void)
{
    t2s__store_detach(store, loop);
    t2s__store_free(store);
    t2s_metadata_source_unref(source);
    t2s__loop_close(loop);
    t2s__loop_unref(loop);
}

/* The same with a source that can tell, and with another policy. */
static void reopen(int freshness, uint64_t max_age_ms, uint64_t stale_ms)
{
    static const t2s_metadata_source_ops operations = {
        .struct_size = sizeof(operations), .flags = T2S_METADATA_SOURCE_F_PROBES, .start = start};
    const t2s__store_policy how = {.freshness = freshness, .max_age_ms = max_age_ms, .stale_ms = stale_ms};

    close_store();
    open_with(&operations, &how);
}

static void on_done(t2s__store_waiter *waiter, t2s_catalog *catalog, t2s_error *error)
{
    struct waiter *self = (struct waiter *)(void *)waiter;

    self->catalog = catalog;
    self->code = t2s_error_code(error);
    self->calls++;
    if (self->then != NULL && self->calls == 1)
        self->then();
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

/* It is as it was. */
static void confirm(void)
{
    t2s_fetch_finish(under_way, t2s_catalog_ref(t2s_fetch_latest(under_way)), NULL);
    t2s__loop_run(loop, 1);
}

static void finish_with(int code)
{
    t2s_fetch_finish(under_way, NULL, t2s__error(code, "down"));
    t2s__loop_run(loop, 1);
}

static void recheck(struct waiter *waiter)
{
    *waiter = (struct waiter){.waiter = {.done = on_done}};
    t2s__store_recheck(store, loop, &waiter->waiter);
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

    reopen(T2S__FRESH_MAX_AGE, 50, 0);
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

START_TEST(a_question_uses_no_check_that_began_before_it_was_asked)
{
    struct waiter first;
    struct waiter second;
    struct waiter third;
    t2s_catalog *old;

    reopen(T2S__FRESH_ALWAYS, 60000, 0);
    get(&first);
    finish();
    old = first.catalog;
    get(&first);
    ck_assert_int_eq(starts, 2);
    get(&second);
    get(&third);
    ck_assert_int_eq(starts, 2);
    confirm();
    ck_assert_int_eq(first.calls, 1);
    ck_assert_ptr_eq(first.catalog, old);
    ck_assert_uint_eq(first.waiter.checks, 1);
    ck_assert_uint_eq(first.waiter.loads, 0);
    ck_assert_int_eq(second.calls + third.calls, 0);
    ck_assert_int_eq(starts, 3);
    finish();
    ck_assert_int_eq(second.calls, 1);
    ck_assert_int_eq(third.calls, 1);
    ck_assert_ptr_eq(second.catalog, third.catalog);
    ck_assert_uint_eq(second.waiter.checks + third.waiter.checks, 1);
    ck_assert_uint_eq(second.waiter.loads + third.waiter.loads, 1);
    ck_assert_int_eq(starts, 3);
}
END_TEST

START_TEST(a_check_that_began_after_a_question_was_asked_is_its_own)
{
    uint64_t asked_at = t2s_loop_now();
    struct waiter first;
    struct waiter late = {.waiter = {.done = on_done}};

    reopen(T2S__FRESH_ALWAYS, 60000, 0);
    get(&first);
    t2s__store_get(store, loop, asked_at, &late.waiter); /* it waited for its turn on the loop */
    finish();
    ck_assert_int_eq(late.calls, 1);
    late.calls = 0;
    t2s__store_get(store, loop, asked_at, &late.waiter);
    ck_assert_int_eq(late.calls, 1); /* at once */
    ck_assert_int_eq(starts, 1);
}
END_TEST

START_TEST(ten_thousand_questions_at_once_cost_two_checks)
{
    enum { CROWD = 10000 };
    struct waiter *crowd = calloc(CROWD, sizeof(*crowd));
    struct waiter first;
    unsigned checks = 0;

    reopen(T2S__FRESH_ALWAYS, 60000, 0);
    get(&first);
    finish();
    for (int i = 0; i < CROWD; i++)
        get(&crowd[i]);
    confirm();
    ck_assert_int_eq(crowd[0].calls, 1);
    ck_assert_int_eq(crowd[1].calls, 0);
    confirm();
    ck_assert_int_eq(starts, 3);
    for (int i = 0; i < CROWD; i++) {
        ck_assert_int_eq(crowd[i].calls, 1);
        checks += crowd[i].waiter.checks;
    }
    ck_assert_uint_eq(checks, 2);
    free(crowd);
}
END_TEST

START_TEST(those_who_wait_for_the_next_check_may_go_and_then_there_is_none)
{
    struct waiter first;
    struct waiter second;
    struct waiter third;

    reopen(T2S__FRESH_ALWAYS, 60000, 0);
    get(&first);
    get(&second);
    get(&third);
    t2s__store_cancel(store, &third.waiter);
    t2s__store_cancel(store, &second.waiter);
    finish();
    ck_assert_int_eq(first.calls, 1);
    ck_assert_int_eq(second.calls + third.calls, 0);
    ck_assert_int_eq(starts, 1);
    get(&second);
    get(&third);
    t2s__store_cancel(store, &second.waiter); /* its check goes on, and is not for the third */
    confirm();
    ck_assert_int_eq(third.calls, 0);
    confirm();
    ck_assert_int_eq(third.calls, 1);
    ck_assert_int_eq(second.calls, 0);
}
END_TEST

static struct waiter again;

static void get_again(void)
{
    get(&again);
}

START_TEST(who_asks_inside_its_callback_waits_for_a_check_of_its_own)
{
    struct waiter first = {.waiter = {.done = on_done}, .then = get_again};
    struct waiter second;

    reopen(T2S__FRESH_ALWAYS, 60000, 0);
    t2s__store_get(store, loop, t2s_loop_now(), &first.waiter);
    get(&second);
    finish();
    ck_assert_int_eq(first.calls, 1);
    ck_assert_int_eq(again.calls + second.calls, 0);
    ck_assert_int_eq(starts, 2);
    confirm();
    ck_assert_int_eq(again.calls + second.calls, 2);
    ck_assert_int_eq(starts, 2);
}
END_TEST

START_TEST(a_source_that_cannot_tell_cheaply_is_asked_by_age)
{
    static const t2s_metadata_source_ops operations = {.struct_size = sizeof(operations), .start = start};
    const t2s__store_policy always = {.freshness = T2S__FRESH_ALWAYS, .max_age_ms = 60000};
    struct waiter waiter;

    close_store();
    open_with(&operations, &always);
    get(&waiter);
    finish();
    get(&waiter);
    ck_assert_int_eq(waiter.calls, 1);
    recheck(&waiter); /* it was read just now */
    ck_assert_int_eq(waiter.calls, 1);
    ck_assert_int_eq(starts, 1);
}
END_TEST

START_TEST(a_manual_schema_is_checked_when_it_is_invalidated_or_doubted)
{
    struct waiter waiter;
    t2s_catalog *first;

    reopen(T2S__FRESH_MANUAL, 0, 0);
    get(&waiter);
    finish();
    first = waiter.catalog;
    get(&waiter);
    ck_assert_int_eq(waiter.calls, 1);
    recheck(&waiter);
    ck_assert_int_eq(starts, 2);
    ck_assert_ptr_eq(t2s_fetch_latest(under_way), first);
    confirm();
    ck_assert_ptr_eq(waiter.catalog, first);
    t2s__store_invalidate(store);
    get(&waiter);
    ck_assert_int_eq(starts, 3);
    ck_assert_ptr_null(t2s_fetch_latest(under_way)); /* everything is read */
    finish_with(T2S_E_CONNECT);
    ck_assert_int_eq(waiter.code, T2S_E_CONNECT);
    get(&waiter); /* it is still to be done */
    ck_assert_int_eq(starts, 4);
    ck_assert_ptr_null(t2s_fetch_latest(under_way));
    finish();
    ck_assert_int_eq(waiter.code, 0);
}
END_TEST

START_TEST(notifications_are_relied_on_until_the_last_real_check_is_too_old)
{
    const struct timespec pause = {.tv_nsec = 300000000};
    struct waiter waiter;

    reopen(T2S__FRESH_NOTIFY, 200, 0);
    get(&waiter);
    ck_assert_uint_eq(t2s_fetch_flags(under_way), 0);
    finish();
    nanosleep(&pause, NULL);
    get(&waiter);
    ck_assert_uint_eq(t2s_fetch_flags(under_way), 0);
    confirm();
    recheck(&waiter);
    ck_assert_uint_eq(t2s_fetch_flags(under_way), 0);
    confirm();
    reopen(T2S__FRESH_NOTIFY, 3600000, 0);
    get(&waiter);
    finish();
    get(&waiter);
    ck_assert_uint_eq(t2s_fetch_flags(under_way), T2S_FETCH_F_NOTIFIED);
    recheck(&again); /* what is under way relies on notifications */
    confirm();
    ck_assert_int_eq(again.calls, 0);
    ck_assert_uint_eq(t2s_fetch_flags(under_way), 0);
    confirm();
    ck_assert_int_eq(again.calls, 1);
}
END_TEST

START_TEST(a_server_that_is_down_leaves_the_last_schema_for_as_long_as_is_allowed)
{
    static const struct {
        int code;
        const char *sqlstate;
        int is_stale;
    } cases[] = {{T2S_E_CONNECT, NULL, 1},     {T2S_E_TIMEOUT, NULL, 1}, {T2S_E_DATABASE, "57P03", 1}, {T2S_E_DATABASE, "53300", 1},
                 {T2S_E_DATABASE, "28P01", 0}, {T2S_E_AUTH, NULL, 0},    {T2S_E_DATABASE, "42501", 0}, {T2S_E_NOMEM, NULL, 0}};
    const struct timespec pause = {.tv_nsec = 20000000};
    struct waiter waiter;
    t2s_catalog *good;

    reopen(T2S__FRESH_ALWAYS, 60000, 3600000);
    get(&waiter);
    finish_with(T2S_E_CONNECT); /* there is none yet */
    ck_assert_int_eq(waiter.code, T2S_E_CONNECT);
    ck_assert_ptr_null(waiter.catalog);
    get(&waiter);
    finish();
    good = waiter.catalog;
    ck_assert_int_eq(waiter.waiter.is_stale, 0);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        t2s_error *error = t2s__error(cases[i].code, "down");

        t2s_error_set_sqlstate(error, cases[i].sqlstate);
        get(&waiter);
        t2s_fetch_finish(under_way, NULL, error);
        t2s__loop_run(loop, 1);
        ck_assert_int_eq(waiter.code, cases[i].code);
        ck_assert_int_eq(waiter.waiter.is_stale, cases[i].is_stale);
        ck_assert_ptr_eq(waiter.catalog, cases[i].is_stale ? good : NULL);
    }
    reopen(T2S__FRESH_ALWAYS, 60000, 1);
    get(&waiter);
    finish();
    nanosleep(&pause, NULL);
    get(&waiter);
    finish_with(T2S_E_CONNECT);
    ck_assert_int_eq(waiter.waiter.is_stale, 0);
    ck_assert_ptr_null(waiter.catalog);
}
END_TEST

START_TEST(a_check_that_cannot_begin_is_an_error_for_all_who_wait_for_it)
{
    static const t2s_metadata_source_ops operations = {.struct_size = sizeof(operations), .start = refuse};
    struct waiter first = {.waiter = {.done = on_done}, .then = get_again};

    close_store();
    open_with(&operations, &policy);
    t2s__store_get(store, loop, t2s_loop_now(), &first.waiter);
    ck_assert_int_eq(first.code, T2S_E_NOMEM);
    ck_assert_int_eq(again.code, T2S_E_NOMEM);
    ck_assert_int_eq(first.calls + again.calls, 2);
    ck_assert_int_eq(starts, 2);
}
END_TEST

SUITE("store", open_store, close_store, all_who_wait_share_one_load, who_has_cancelled_is_not_called,
      an_old_or_invalidated_snapshot_is_read_anew, what_is_invalidated_during_a_load_is_read_again,
      an_error_reaches_all_and_is_not_kept, a_store_may_go_while_a_load_is_under_way,
      a_question_uses_no_check_that_began_before_it_was_asked, a_check_that_began_after_a_question_was_asked_is_its_own,
      ten_thousand_questions_at_once_cost_two_checks, those_who_wait_for_the_next_check_may_go_and_then_there_is_none,
      who_asks_inside_its_callback_waits_for_a_check_of_its_own, a_source_that_cannot_tell_cheaply_is_asked_by_age,
      a_manual_schema_is_checked_when_it_is_invalidated_or_doubted,
      notifications_are_relied_on_until_the_last_real_check_is_too_old,
      a_server_that_is_down_leaves_the_last_schema_for_as_long_as_is_allowed,
      a_check_that_cannot_begin_is_an_error_for_all_who_wait_for_it)
