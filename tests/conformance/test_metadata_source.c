/* SPDX-License-Identifier: MIT */
/*
 * What every metadata source must do, run over every implementation: a plain one, PostgreSQL's. To test another one, add it to the
 * table; it must read a schema in which public.t has a column a. `slow` makes one that does not answer for ten seconds at least.
 */
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include <text2sql/sys/metadata.h>

#include "../support/postgres.h"
#include "../support/suite.h"
#include "loop/loop.h"

/* The plain one: finishes from another thread, as a foreign library would. */

enum { KEPT_MAX = 16 };

static t2s_fetch *kept[KEPT_MAX];
static pthread_t threads[KEPT_MAX];
static int thread_count;
static int destroyed;
static int is_slow;

static void *finish_elsewhere(void *argument)
{
    t2s_catalog_builder *builder;
    t2s_catalog *catalog;
    size_t relation;

    ck_assert_int_eq(t2s_catalog_builder_new(&builder), 0);
    ck_assert_int_eq(t2s_catalog_builder_add_relation(builder, "public", "t", T2S_RELATION_TABLE, &relation), 0);
    ck_assert_int_eq(t2s_catalog_builder_add_column(builder, relation, "a", "integer", 0, NULL, NULL), 0);
    ck_assert_int_eq(t2s_catalog_builder_finish(builder, &catalog), 0);
    t2s_catalog_builder_free(builder);
    t2s_fetch_finish(argument, catalog, NULL);
    return NULL;
}

static int plain_start(void *user_data, t2s_fetch *fetch)
{
    size_t i = 0;

    (void)user_data;
    if (!is_slow) {
        ck_assert_int_lt(thread_count, KEPT_MAX);
        ck_assert_int_eq(pthread_create(&threads[thread_count++], NULL, finish_elsewhere, fetch), 0);
        return 0;
    }
    while (kept[i] != NULL)
        i++;
    kept[i] = fetch;
    return 0;
}

static void plain_end(size_t i, int code)
{
    t2s_fetch *fetch = kept[i];

    kept[i] = NULL;
    t2s_fetch_finish(fetch, NULL, t2s_error_new(code, NULL));
}

static void plain_cancel(void *user_data, t2s_fetch *fetch)
{
    (void)user_data;
    for (size_t i = 0; i < KEPT_MAX; i++)
        if (kept[i] == fetch)
            plain_end(i, T2S_E_CANCELLED);
}

static void plain_detach(void *user_data, t2s_loop *loop)
{
    (void)user_data;
    (void)loop;
    for (size_t i = 0; i < KEPT_MAX; i++)
        if (kept[i] != NULL)
            plain_end(i, T2S_E_SHUTDOWN);
}

static void plain_destroy(void *user_data)
{
    (void)user_data;
    destroyed++;
}

static t2s_metadata_source *plain_new(int slow)
{
    static const t2s_metadata_source_ops ops = {
        .struct_size = sizeof(ops), .start = plain_start, .cancel = plain_cancel, .destroy = plain_destroy, .detach = plain_detach};
    t2s_metadata_source *source = NULL;

    is_slow = slow;
    ck_assert_int_eq(t2s_metadata_source_new("plain", &ops, NULL, &source), 0);
    return source;
}

/* The thread of an abandoned load may end, and let go of the source, after everything else. */
static void plain_check(void)
{
    for (int i = 0; i < thread_count; i++)
        ck_assert_int_eq(pthread_join(threads[i], NULL), 0);
    ck_assert_int_eq(destroyed, 1);
}

static const char *uri;
static int proxied;

static t2s_metadata_source *postgres_new(int slow)
{
    t2s_options *options;
    t2s_metadata_source *source = NULL;
    char silent[128];

    ck_assert_int_eq(t2s_options_new(&options), 0);
    if (slow) {
        snprintf(silent, sizeof(silent), "host=127.0.0.1 user=postgres dbname=postgres port=%d", t2s_test_proxy_start());
        t2s_test_proxy_freeze(1);
        proxied = 1;
    }
    t2s_options_set(options, "uri", slow ? silent : uri);
    ck_assert_int_eq(t2s_postgres_metadata_source_new(options, &source, NULL), 0);
    t2s_options_free(options);
    return source;
}

static void postgres_check(void)
{
    if (proxied)
        t2s_test_proxy_stop();
}

static const struct implementation {
    const char *name;
    t2s_metadata_source *(*open)(int slow);
    void (*check)(void);
} implementations[] = {
    {"plain", plain_new, plain_check},
    {"postgres", postgres_new, postgres_check},
};

enum { IMPLEMENTATIONS = sizeof(implementations) / sizeof(implementations[0]) };

/* The rules. */

typedef struct call {
    t2s_fetch *fetch;
    int count;
    int code;
} call;

static const struct implementation *implementation;
static t2s_loop *loop;
static t2s_metadata_source *source;

static void open_source(int which, int slow)
{
    implementation = &implementations[which];
    ck_assert_int_eq(t2s__loop_new(1, &loop), 0);
    source = implementation->open(slow);
    ck_assert_str_eq(t2s_metadata_source_name(source), implementation->name);
    ck_assert_int_eq(t2s_metadata_source_attach(source, loop), 0);
}

static void close_source(void)
{
    if (source != NULL) {
        t2s_metadata_source_detach(source, loop);
        t2s__loop_run(loop, 0);
        t2s_metadata_source_unref(source);
    }
    t2s__loop_close(loop);
    t2s__loop_unref(loop);
    implementation->check();
}

static void on_fetched(t2s_fetch *fetch, void *user_data)
{
    call *self = user_data;
    const t2s_relation *relation = t2s_catalog_find_relation(t2s_fetch_catalog(fetch), "public", "t");

    self->count++;
    self->code = t2s_error_code(t2s_fetch_error(fetch));
    if (self->code == 0)
        ck_assert_str_eq(t2s_column_name(t2s_relation_column(relation, 0)), "a");
    else
        ck_assert_ptr_null(t2s_fetch_catalog(fetch));
}

static void begin(call *self)
{
    *self = (call){0};
    ck_assert_int_eq(t2s_metadata_source_call(source, loop, on_fetched, self, &self->fetch), 0);
    ck_assert_int_eq(self->count, 0);
    ck_assert_ptr_eq(t2s_fetch_loop(self->fetch), loop);
}

static void finish(call *self)
{
    while (self->count == 0)
        t2s__loop_run(loop, 1);
    t2s__loop_run(loop, 0);
    ck_assert_int_eq(self->count, 1);
    t2s_fetch_unref(self->fetch);
}

START_TEST(a_load_completes_once_and_never_inside_the_call)
{
    call one;

    open_source(_i, 0);
    begin(&one);
    finish(&one);
    ck_assert_int_eq(one.code, 0);
    close_source();
}
END_TEST

START_TEST(several_loads_are_under_way_at_once)
{
    call calls[3];

    open_source(_i, 0);
    for (int i = 0; i < 3; i++)
        begin(&calls[i]);
    for (int i = 0; i < 3; i++) {
        finish(&calls[i]);
        ck_assert_int_eq(calls[i].code, 0);
    }
    close_source();
}
END_TEST

START_TEST(a_load_needs_an_attached_source_and_one_loop)
{
    t2s_loop *other;
    call one = {0};

    open_source(_i, 0);
    ck_assert_int_eq(t2s__loop_new(1, &other), 0);
    ck_assert_int_eq(t2s_metadata_source_attach(source, other), T2S_E_BUSY);
    ck_assert_int_eq(t2s_metadata_source_call(source, other, on_fetched, &one, &one.fetch), T2S_E_INVALID);
    t2s_metadata_source_detach(source, loop);
    ck_assert_int_eq(t2s_metadata_source_call(source, loop, on_fetched, &one, &one.fetch), T2S_E_INVALID);
    ck_assert_int_eq(t2s_metadata_source_attach(source, loop), 0);
    ck_assert_int_eq(t2s_metadata_source_attach(source, loop), 0);
    t2s_metadata_source_detach(source, loop);
    begin(&one);
    finish(&one);
    t2s__loop_close(other);
    t2s__loop_unref(other);
    close_source();
}
END_TEST

/* A source that promises to tell cheaply whether a schema is still true comes back with that very schema. */
START_TEST(a_source_that_probes_comes_back_with_the_schema_that_is_still_true)
{
    t2s_catalog *latest;
    call one;

    open_source(_i, 0);
    begin(&one);
    while (one.count == 0)
        t2s__loop_run(loop, 1);
    latest = t2s_catalog_ref(t2s_fetch_catalog(one.fetch));
    finish(&one);
    for (int i = 0; i < 3; i++) {
        one = (call){0};
        ck_assert_int_eq(t2s_metadata_source_refresh(source, loop, latest, 0, on_fetched, &one, &one.fetch), 0);
        ck_assert_ptr_eq(t2s_fetch_latest(one.fetch), latest);
        while (one.count == 0)
            t2s__loop_run(loop, 1);
        ck_assert_int_eq(one.code, 0);
        if ((t2s_metadata_source_flags(source) & T2S_METADATA_SOURCE_F_PROBES) != 0)
            ck_assert_ptr_eq(t2s_fetch_catalog(one.fetch), latest);
        finish(&one);
    }
    t2s_catalog_unref(latest);
    close_source();
}
END_TEST

START_TEST(a_probe_can_be_abandoned_and_detached)
{
    call calls[3] = {{0}};
    t2s_catalog *latest;

    open_source(_i, 0);
    begin(&calls[0]);
    while (calls[0].count == 0)
        t2s__loop_run(loop, 1);
    latest = t2s_catalog_ref(t2s_fetch_catalog(calls[0].fetch));
    finish(&calls[0]);
    for (int i = 0; i < 3; i++) {
        calls[i] = (call){0};
        ck_assert_int_eq(
            t2s_metadata_source_refresh(source, loop, latest, T2S_FETCH_F_NOTIFIED, on_fetched, &calls[i], &calls[i].fetch), 0);
    }
    t2s_fetch_abandon(calls[0].fetch);
    t2s_fetch_unref(calls[0].fetch);
    t2s_metadata_source_detach(source, loop);
    finish(&calls[1]);
    finish(&calls[2]);
    ck_assert_int_eq(calls[0].count, 0);
    ck_assert_int_eq(t2s_metadata_source_attach(source, loop), 0);
    ck_assert_int_eq(t2s_metadata_source_refresh(source, loop, latest, 0, on_fetched, &calls[0], &calls[0].fetch), 0);
    finish(&calls[0]);
    ck_assert_int_eq(calls[0].code, 0);
    t2s_catalog_unref(latest);
    close_source();
}
END_TEST

START_TEST(an_abandoned_load_never_calls_back)
{
    call early;
    call late;

    open_source(_i, 1);
    begin(&early);
    t2s_fetch_abandon(early.fetch);
    t2s_fetch_abandon(early.fetch);
    t2s_fetch_unref(early.fetch);
    begin(&late);
    for (int i = 0; i < 20; i++)
        t2s__loop_run(loop, 0);
    t2s_fetch_abandon(late.fetch);
    t2s_fetch_unref(late.fetch);
    for (int i = 0; i < 20; i++)
        t2s__loop_run(loop, 0);
    ck_assert_int_eq(early.count + late.count, 0);
    close_source();
}
END_TEST

START_TEST(to_abandon_a_finished_load_is_harmless)
{
    call one;

    open_source(_i, 0);
    begin(&one);
    while (one.count == 0)
        t2s__loop_run(loop, 1);
    t2s_fetch_abandon(one.fetch);
    finish(&one);
    close_source();
}
END_TEST

START_TEST(detach_finishes_what_is_under_way)
{
    call calls[3];

    open_source(_i, 1);
    begin(&calls[0]);
    for (int i = 0; i < 20; i++)
        t2s__loop_run(loop, 0);
    begin(&calls[1]);
    begin(&calls[2]);
    t2s_metadata_source_detach(source, loop);
    for (int i = 0; i < 3; i++)
        ck_assert_int_eq(calls[i].count, 0);
    for (int i = 0; i < 3; i++) {
        finish(&calls[i]);
        ck_assert_int_eq(calls[i].code, T2S_E_SHUTDOWN);
    }
    close_source();
}
END_TEST

START_TEST(a_load_under_way_keeps_its_source)
{
    call one;

    open_source(_i, 1);
    begin(&one);
    t2s_metadata_source_detach(source, loop);
    t2s_metadata_source_unref(source);
    source = NULL;
    finish(&one);
    close_source();
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("metadata source conformance");
    TCase *rules = tcase_create("rules");
    SRunner *runner;
    int failed;
    int count;

    uri = t2s_test_postgres_start();
    count = uri != NULL ? IMPLEMENTATIONS : 1;
    if (uri != NULL)
        free(t2s_test_postgres_sql(uri, "CREATE TABLE t (a int)"));
    tcase_set_timeout(rules, 600);
    tcase_add_loop_test(rules, a_load_completes_once_and_never_inside_the_call, 0, count);
    tcase_add_loop_test(rules, several_loads_are_under_way_at_once, 0, count);
    tcase_add_loop_test(rules, a_load_needs_an_attached_source_and_one_loop, 0, count);
    tcase_add_loop_test(rules, a_source_that_probes_comes_back_with_the_schema_that_is_still_true, 0, count);
    tcase_add_loop_test(rules, a_probe_can_be_abandoned_and_detached, 0, count);
    tcase_add_loop_test(rules, an_abandoned_load_never_calls_back, 0, count);
    tcase_add_loop_test(rules, to_abandon_a_finished_load_is_harmless, 0, count);
    tcase_add_loop_test(rules, detach_finishes_what_is_under_way, 0, count);
    tcase_add_loop_test(rules, a_load_under_way_keeps_its_source, 0, count);
    suite_add_tcase(suite, rules);
    runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
