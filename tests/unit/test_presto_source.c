/* SPDX-License-Identifier: MIT */
/* The metadata source beside a server some of whose catalogs fail, or never answer. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <text2sql.h>
#include <text2sql/sys/catalog.h>
#include <unistd.h>

#include "support/suite.h"

static int server_input;
static pid_t server_pid;
static int port;

static void setup(void)
{
    const char *top = getenv("srcdir");
    char path[512], line[16] = "";
    int in[2], out[2];

    snprintf(path, sizeof(path), "%s/tests/support/presto_catalogs.py", top != NULL ? top : ".");
    ck_assert_int_eq(pipe(in), 0);
    ck_assert_int_eq(pipe(out), 0);
    server_pid = fork();
    if (server_pid == 0) {
        dup2(in[0], 0);
        dup2(out[1], 1);
        close(in[1]);
        close(out[0]);
        execlp("python3", "python3", path, (char *)NULL);
        _exit(127);
    }
    close(in[0]);
    close(out[1]);
    server_input = in[1];
    for (size_t used = 0; used + 1 < sizeof(line) && read(out[0], line + used, 1) == 1 && line[used] != '\n';)
        used++;
    close(out[0]);
    port = atoi(line);
    ck_assert_int_gt(port, 0);
}

static void teardown(void)
{
    close(server_input);
    waitpid(server_pid, NULL, 0);
}

static t2s_context *open_source(const char *catalogs, const char *timeout_ms)
{
    char uri[64];
    t2s_options *options;
    t2s_metadata_source *source;
    t2s_context *context;

    snprintf(uri, sizeof(uri), "trino://me@127.0.0.1:%d/good/sales", port);
    ck_assert_int_eq(t2s_options_new(&options), 0);
    t2s_options_set(options, "uri", uri);
    t2s_options_set(options, "timeout_ms", timeout_ms);
    if (catalogs != NULL)
        t2s_options_set(options, "catalogs", catalogs);
    ck_assert_int_eq(t2s_trino_metadata_source_new(options, &source, NULL), 0);
    t2s_options_free(options);
    ck_assert_int_eq(t2s_options_new(&options), 0);
    t2s_options_set(options, "schema_max_age_ms", "0");
    ck_assert_int_eq(t2s_context_new(options, &context, NULL), 0);
    t2s_options_free(options);
    ck_assert_int_eq(t2s_context_set_metadata_source(context, source), 0);
    t2s_metadata_source_unref(source);
    return context;
}

static t2s_catalog *read_now(t2s_context *context)
{
    t2s_catalog *catalog = NULL;
    t2s_error *error = NULL;
    int code = t2s_context_get_catalog_sync(context, &catalog, &error);

    ck_assert_msg(code == 0, "%s", t2s_error_message(error));
    return catalog;
}

START_TEST(a_catalog_is_read_with_all_that_belongs_to_it)
{
    t2s_context *context = open_source(NULL, "60000");
    t2s_catalog *catalog = read_now(context);
    const t2s_relation *orders = t2s_catalog_find_relation(catalog, NULL, "orders");

    ck_assert_int_eq((int)t2s_catalog_relation_count(catalog), 2);
    ck_assert_int_eq((int)t2s_catalog_problem_count(catalog), 0);
    ck_assert_str_eq(t2s_relation_schema(orders), "good.sales");
    ck_assert_str_eq(t2s_relation_comment(orders), "What was bought");
    ck_assert_int_eq((int)t2s_relation_row_estimate(orders), 7);
    ck_assert_double_eq_tol(t2s_column_distinct(t2s_relation_column(orders, 0)), 5, 1e-9);
    t2s_catalog_unref(catalog);
    t2s_context_free(context);
}
END_TEST

START_TEST(a_schema_that_says_what_it_said_stays_the_same)
{
    t2s_context *context = open_source("good", "60000");
    t2s_catalog *first = read_now(context), *second = read_now(context);

    ck_assert_ptr_eq(first, second);
    t2s_catalog_unref(first);
    t2s_catalog_unref(second);
    t2s_context_free(context);
}
END_TEST

START_TEST(a_catalog_that_fails_is_told_and_does_not_lose_the_others)
{
    t2s_context *context = open_source("good,bad", "60000");
    t2s_catalog *catalog = read_now(context), *again = read_now(context);

    ck_assert_int_eq((int)t2s_catalog_relation_count(catalog), 2);
    ck_assert_int_eq((int)t2s_catalog_problem_count(catalog), 1);
    ck_assert_ptr_nonnull(strstr(t2s_catalog_problem(catalog, 0), "\"bad\" could not be read"));
    ck_assert_ptr_nonnull(strstr(t2s_catalog_problem(catalog, 0), "the metastore is asleep"));
    ck_assert_ptr_eq(catalog, again);
    t2s_catalog_unref(catalog);
    t2s_catalog_unref(again);
    t2s_context_free(context);
}
END_TEST

START_TEST(a_catalog_that_does_not_answer_in_time_does_not_lose_the_others)
{
    t2s_context *context = open_source("good,slow", "3000");
    t2s_catalog *catalog = read_now(context);

    ck_assert_int_eq((int)t2s_catalog_relation_count(catalog), 2);
    ck_assert_int_eq((int)t2s_catalog_problem_count(catalog), 1);
    ck_assert_ptr_nonnull(strstr(t2s_catalog_problem(catalog, 0), "\"slow\""));
    t2s_catalog_unref(catalog);
    t2s_context_free(context);
}
END_TEST

START_TEST(when_none_can_be_read_it_is_an_error)
{
    t2s_context *context = open_source("bad", "60000");
    t2s_catalog *catalog = NULL;
    t2s_error *error = NULL;

    ck_assert_int_eq(t2s_context_get_catalog_sync(context, &catalog, &error), T2S_E_DATABASE);
    ck_assert_ptr_nonnull(strstr(t2s_error_message(error), "the metastore is asleep"));
    t2s_error_unref(error);
    t2s_context_free(context);
    context = open_source("nothing", "60000");
    error = NULL;
    ck_assert_int_eq(t2s_context_get_catalog_sync(context, &catalog, &error), T2S_E_NOTFOUND);
    t2s_error_unref(error);
    t2s_context_free(context);
}
END_TEST

START_TEST(options_that_are_wrong_are_told)
{
    t2s_metadata_source *source = NULL;
    t2s_options *options;
    t2s_error *error = NULL;

    ck_assert_int_eq(t2s_options_new(&options), 0);
    ck_assert_int_eq(t2s_trino_metadata_source_new(options, &source, &error), T2S_E_INVALID);
    t2s_error_unref(error);
    t2s_options_set(options, "uri", "trino://me@127.0.0.1/good");
    t2s_options_set(options, "tables", "a.b.c.d");
    error = NULL;
    ck_assert_int_eq(t2s_presto_metadata_source_new(options, &source, &error), T2S_E_INVALID);
    t2s_error_unref(error);
    ck_assert_ptr_null(source);
    t2s_options_free(options);
}
END_TEST

SUITE("presto_source", setup, teardown, a_catalog_is_read_with_all_that_belongs_to_it, a_schema_that_says_what_it_said_stays_the_same,
      a_catalog_that_fails_is_told_and_does_not_lose_the_others, a_catalog_that_does_not_answer_in_time_does_not_lose_the_others,
      when_none_can_be_read_it_is_an_error, options_that_are_wrong_are_told)
