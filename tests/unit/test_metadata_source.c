/* SPDX-License-Identifier: MIT */
/* The seam's own rules: registration, and what a fetch takes. */
#include <string.h>

#include <text2sql/sys/metadata.h>

#include "../support/suite.h"
#include "loop/loop.h"

static int destroyed;
static int attached;
static t2s_fetch *taken;
static int calls;

static int start(void *user_data, t2s_fetch *fetch)
{
    (void)user_data;
    taken = fetch;
    return 0;
}

static void destroy(void *user_data)
{
    (void)user_data;
    destroyed++;
}

static int attach(void *user_data, t2s_loop *loop)
{
    (void)user_data;
    (void)loop;
    attached++;
    return 0;
}

static void detach(void *user_data, t2s_loop *loop)
{
    (void)user_data;
    (void)loop;
    attached--;
}

static const t2s_metadata_source_ops good = {.struct_size = sizeof(good), .start = start, .destroy = destroy};

static void setup(void)
{
    destroyed = attached = calls = 0;
    taken = NULL;
}

static void teardown(void)
{
}

static int registered(const t2s_metadata_source_ops *ops)
{
    t2s_metadata_source *source = NULL;
    int code = t2s_metadata_source_new("x", ops, NULL, &source);

    t2s_metadata_source_unref(source);
    return code;
}

START_TEST(a_table_that_does_not_fit_is_refused_and_destroyed)
{
    struct {
        t2s_metadata_source_ops ops;
        unsigned char tail[16];
    } newer = {.ops = good};
    t2s_metadata_source_ops ops = good;

    ck_assert_int_eq(registered(&ops), 0);
    ops.struct_size = sizeof(ops) - 1;
    ck_assert_int_eq(registered(&ops), T2S_E_ABI);
    ops = good;
    ops.flags = T2S_METADATA_SOURCE_F_PROBES;
    ck_assert_int_eq(registered(&ops), 0);
    ops.flags = (uint64_t)1 << 40;
    ck_assert_int_eq(registered(&ops), T2S_E_ABI);
    ops = good;
    ops.start = NULL;
    ck_assert_int_eq(registered(&ops), T2S_E_INVALID);
    newer.ops.struct_size = sizeof(newer);
    ck_assert_int_eq(registered(&newer.ops), 0);
    newer.tail[0] = 1;
    ck_assert_int_eq(registered(&newer.ops), T2S_E_ABI);
    ck_assert_int_eq(destroyed, 7);
    ck_assert_int_eq(registered(NULL), T2S_E_INVALID);
}
END_TEST

static void on_fetched(t2s_fetch *fetch, void *user_data)
{
    (void)fetch;
    (void)user_data;
    calls++;
}

static t2s_catalog *make_catalog(void)
{
    t2s_catalog_builder *builder;
    t2s_catalog *catalog;

    ck_assert_int_eq(t2s_catalog_builder_new(&builder), 0);
    ck_assert_int_eq(t2s_catalog_builder_finish(builder, &catalog), 0);
    t2s_catalog_builder_free(builder);
    return catalog;
}

START_TEST(a_fetch_ends_once_with_a_schema_or_an_error)
{
    t2s_metadata_source_ops ops = good;
    t2s_metadata_source *source;
    t2s_fetch *fetch;
    t2s_loop *loop;

    ops.attach = attach;
    ops.detach = detach;
    ck_assert_int_eq(t2s__loop_new(1, &loop), 0);
    ck_assert_int_eq(t2s_metadata_source_new("x", &ops, NULL, &source), 0);
    ck_assert_int_eq(t2s_metadata_source_call(source, loop, on_fetched, NULL, &fetch), T2S_E_INVALID);
    ck_assert_int_eq(t2s_metadata_source_attach(source, loop), 0);
    ck_assert_int_eq(t2s_metadata_source_attach(source, loop), 0);
    ck_assert_int_eq(attached, 1);
    for (int round = 0; round < 4; round++) {
        calls = 0;
        ck_assert_int_eq(t2s_metadata_source_call(source, loop, on_fetched, NULL, &fetch), 0);
        t2s_fetch_ref(taken); /* so that it may be finished again */
        t2s_fetch_finish(taken, round == 0 || round == 2 ? make_catalog() : NULL,
                         round >= 2 ? t2s_error_new(T2S_E_SERVER, "no") : NULL);
        t2s_fetch_finish(taken, make_catalog(), NULL);
        ck_assert_int_eq(calls, 0);
        while (calls == 0)
            t2s__loop_run(loop, 1);
        t2s__loop_run(loop, 0);
        ck_assert_int_eq(calls, 1);
        ck_assert_int_eq(t2s_fetch_catalog(fetch) != NULL, round == 0);
        ck_assert_int_eq(t2s_error_code(t2s_fetch_error(fetch)), round == 0 ? 0 : round == 1 ? T2S_E_INTERNAL : T2S_E_SERVER);
        if (round != 0)
            ck_assert_int_eq(t2s_error_stage(t2s_fetch_error(fetch)), T2S_STAGE_METADATA);
        t2s_fetch_unref(taken);
        t2s_fetch_unref(fetch);
    }
    t2s_metadata_source_detach(source, loop);
    ck_assert_int_eq(attached, 1);
    t2s_metadata_source_detach(source, loop);
    ck_assert_int_eq(attached, 0);
    t2s_metadata_source_unref(source);
    ck_assert_int_eq(destroyed, 1);
    t2s__loop_close(loop);
    t2s__loop_unref(loop);
}
END_TEST

SUITE("metadata source", setup, teardown, a_table_that_does_not_fit_is_refused_and_destroyed,
      a_fetch_ends_once_with_a_schema_or_an_error)
