/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <text2sql/sys/metadata.h>

#include "loop/loop.h"
#include "sample_catalog.h"
#include "util/memory.h"

struct outcome {
    int calls;
    t2s_catalog *catalog;
    t2s_error *error;
};

static void fetched(t2s_fetch *fetch, void *user_data)
{
    struct outcome *outcome = user_data;

    outcome->calls++;
    outcome->catalog = t2s_catalog_ref(t2s_fetch_catalog(fetch));
    outcome->error = t2s_error_ref(t2s_fetch_error(fetch));
}

static struct outcome load_with(const char *const *paths, size_t count, const t2s_options *options)
{
    struct outcome outcome = {0, NULL, NULL};
    t2s_metadata_source *source;
    t2s_fetch *fetch;
    t2s_loop *loop;

    ck_assert_int_eq(t2s__loop_new(2, &loop), 0);
    ck_assert_int_eq(t2s_ddl_metadata_source_new_with(paths, count, options, &source, NULL), 0);
    ck_assert_str_eq(t2s_metadata_source_name(source), "ddl");
    ck_assert_int_eq(t2s_metadata_source_attach(source, loop), 0);
    ck_assert_int_eq(t2s_metadata_source_call(source, loop, fetched, &outcome, &fetch), 0);
    ck_assert_int_eq(outcome.calls, 0);
    while (outcome.calls == 0)
        t2s__loop_run(loop, 1);
    t2s_fetch_unref(fetch);
    t2s_metadata_source_detach(source, loop);
    t2s_metadata_source_unref(source);
    t2s__loop_close(loop);
    t2s__loop_unref(loop);
    ck_assert_int_eq(outcome.calls, 1);
    return outcome;
}

static struct outcome load(const char *const *paths, size_t count)
{
    return load_with(paths, count, NULL);
}

static void write_file(char path[], const char *text)
{
    int descriptor = mkstemp(path);

    ck_assert_int_ge(descriptor, 0);
    ck_assert_int_eq((int)write(descriptor, text, strlen(text)), (int)strlen(text));
    close(descriptor);
}

START_TEST(files_are_read_in_their_order)
{
    char first[] = "/tmp/t2s-ddl-XXXXXX";
    char second[] = "/tmp/t2s-ddl-XXXXXX";
    const char *const paths[] = {first, second};
    struct outcome outcome;

    write_file(first, "CREATE TABLE t (a int);");
    write_file(second, "COMMENT ON COLUMN t.a IS 'from the second file';");
    outcome = load(paths, 2);
    ck_assert_msg(outcome.error == NULL, "%s", t2s_error_message(outcome.error));
    ck_assert_str_eq(t2s_column_comment(t2s_relation_column(t2s_catalog_find_relation(outcome.catalog, NULL, "t"), 0)),
                     "from the second file");
    t2s_catalog_unref(outcome.catalog);
    unlink(first);
    unlink(second);
}
END_TEST

START_TEST(options_say_what_is_read_and_what_is_hidden)
{
    char path[] = "/tmp/t2s-ddl-XXXXXX";
    const char *const paths[] = {path};
    t2s_metadata_source *source = NULL;
    t2s_error *error = NULL;
    t2s_options *options;
    struct outcome outcome;
    const t2s_relation *staff;

    write_file(path, "CREATE SCHEMA hr; CREATE SCHEMA old; CREATE TABLE old.t (a int);"
                     "CREATE TABLE hr.staff (id int PRIMARY KEY, pay int DEFAULT 7 CHECK (pay > 5), CHECK (id > 0), UNIQUE (pay));"
                     "CREATE TABLE hr.tmp_x (a int); CREATE TABLE hr.bonus (pay int REFERENCES hr.staff (pay), id int REFERENCES "
                     "hr.staff); CREATE INDEX ON hr.staff (pay, id);");
    ck_assert_int_eq(t2s_options_new(&options), 0);
    t2s_options_set(options, "exclude_schemas", "old");
    t2s_options_set(options, "exclude_tables", "hr.tmp_*");
    t2s_options_set(options, "hide_columns", "staff.pay");
    outcome = load_with(paths, 1, options);
    staff = t2s_catalog_find_relation(outcome.catalog, "hr", "staff");
    ck_assert_uint_eq(t2s_catalog_relation_count(outcome.catalog), 2);
    ck_assert_uint_eq(t2s_relation_key_count(staff), 1);
    ck_assert_uint_eq(t2s_relation_check_count(staff), 1);
    ck_assert_str_eq(t2s_relation_check(staff, 0), "(id > 0)");
    ck_assert_ptr_null(t2s_column_default(t2s_relation_column(staff, 1)));
    ck_assert_uint_eq(t2s_relation_key_count(t2s_catalog_find_relation(outcome.catalog, "hr", "bonus")), 1);
    t2s_catalog_unref(outcome.catalog);
    t2s_options_set(options, "tables", "a,,b");
    ck_assert_int_eq(t2s_ddl_metadata_source_new_with(paths, 1, options, &source, &error), T2S_E_INVALID);
    ck_assert_ptr_null(source);
    ck_assert_ptr_nonnull(strstr(t2s_error_message(error), "\"tables\", at byte 3"));
    t2s_error_unref(error);
    t2s_options_free(options);
    unlink(path);
}
END_TEST

/* One load by a source that lives on, from `latest` on. */
static t2s_catalog *refresh(t2s_metadata_source *source, t2s_loop *loop, t2s_catalog *latest)
{
    struct outcome outcome = {0, NULL, NULL};
    t2s_fetch *fetch;

    ck_assert_int_eq(t2s_metadata_source_refresh(source, loop, latest, 0, fetched, &outcome, &fetch), 0);
    while (outcome.calls == 0)
        t2s__loop_run(loop, 1);
    t2s_fetch_unref(fetch);
    ck_assert_ptr_null(outcome.error);
    return outcome.catalog;
}

static void set_age(const char *path, time_t seconds)
{
    const struct timespec times[2] = {{.tv_sec = time(NULL) - seconds}, {.tv_sec = time(NULL) - seconds}};

    ck_assert_int_eq(utimensat(AT_FDCWD, path, times, 0), 0);
}

START_TEST(a_file_that_is_as_it_was_is_not_read_again)
{
    const struct timespec pause = {.tv_sec = 1, .tv_nsec = 100000000}; /* until it was not touched just now */
    char path[] = "/tmp/t2s-ddl-XXXXXX";
    const char *const paths[] = {path};
    t2s_metadata_source *source;
    t2s_catalog *catalogs[5];
    t2s_loop *loop;
    FILE *file;

    write_file(path, "CREATE TABLE t (a int);");
    set_age(path, -600); /* "just now", for as long as this takes */
    ck_assert_int_eq(t2s__loop_new(1, &loop), 0);
    ck_assert_int_eq(t2s_ddl_metadata_source_new(paths, 1, &source, NULL), 0);
    ck_assert_uint_eq(t2s_metadata_source_flags(source), T2S_METADATA_SOURCE_F_PROBES);
    ck_assert_int_eq(t2s_metadata_source_attach(source, loop), 0);
    catalogs[0] = refresh(source, loop, NULL);
    catalogs[1] = refresh(source, loop, catalogs[0]);
    ck_assert_ptr_ne(catalogs[1], catalogs[0]); /* it may have been written again since, within a tick of the clock */
    set_age(path, 200);
    nanosleep(&pause, NULL);
    catalogs[2] = refresh(source, loop, catalogs[1]);
    catalogs[3] = refresh(source, loop, catalogs[2]);
    ck_assert_ptr_eq(catalogs[3], catalogs[2]);
    t2s_catalog_unref(catalogs[3]);
    catalogs[3] = refresh(source, loop, NULL); /* everything anew */
    ck_assert_ptr_ne(catalogs[3], catalogs[2]);
    file = fopen(path, "w");
    fputs("CREATE TABLE t (b int);", file);
    fclose(file);
    set_age(path, 100);
    catalogs[4] = refresh(source, loop, catalogs[3]);
    ck_assert_str_eq(t2s_column_name(t2s_relation_column(t2s_catalog_find_relation(catalogs[4], NULL, "t"), 0)), "b");
    for (int i = 0; i < 5; i++)
        t2s_catalog_unref(catalogs[i]);
    t2s_metadata_source_detach(source, loop);
    t2s_metadata_source_unref(source);
    t2s__loop_close(loop);
    t2s__loop_unref(loop);
    unlink(path);
}
END_TEST

START_TEST(what_cannot_be_read_is_named)
{
    static const struct {
        const char *path;
        const char *part;
    } cases[] = {{"/nowhere/at/all.sql", "\"/nowhere/at/all.sql\" was not read: there is no such file"},
                 {"/tmp", "it is a directory"}};

    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        struct outcome outcome = load(&cases[i].path, 1);

        ck_assert_ptr_null(outcome.catalog);
        ck_assert_int_eq(t2s_error_code(outcome.error), T2S_E_IO);
        ck_assert_msg(strstr(t2s_error_message(outcome.error), cases[i].part) != NULL, "%s", t2s_error_message(outcome.error));
        t2s_error_unref(outcome.error);
    }
}
END_TEST

START_TEST(an_error_in_a_file_comes_with_the_load)
{
    char path[] = "/tmp/t2s-ddl-XXXXXX";
    const char *const paths[] = {path};
    struct outcome outcome;

    write_file(path, "CREATE TABLE t (a int,);");
    outcome = load(paths, 1);
    ck_assert_int_eq(t2s_error_code(outcome.error), T2S_E_SYNTAX);
    ck_assert_int_eq(t2s_error_column(outcome.error), 23);
    ck_assert_int_eq(t2s_error_stage(outcome.error), T2S_STAGE_METADATA);
    ck_assert_int_eq(strncmp(t2s_error_message(outcome.error), path, strlen(path)), 0);
    t2s_error_unref(outcome.error);
    unlink(path);
}
END_TEST

START_TEST(a_source_without_files_is_refused)
{
    const char *const empty[] = {""};
    t2s_metadata_source *source = NULL;
    t2s_error *error = NULL;

    ck_assert_int_eq(t2s_ddl_metadata_source_new(NULL, 0, &source, &error), T2S_E_INVALID);
    t2s_error_unref(error);
    ck_assert_int_eq(t2s_ddl_metadata_source_new(empty, 1, &source, NULL), T2S_E_INVALID);
    ck_assert_ptr_null(source);
}
END_TEST

static int allocations;

static int fail_at_last(void)
{
    return allocations-- == 0;
}

START_TEST(each_failing_allocation_in_making_one_is_an_error)
{
    const char *const paths[] = {"a.sql", "b.sql"};
    int code = T2S_E_NOMEM;

    for (int n = 0; code != 0; n++) {
        t2s_metadata_source *source = NULL;
        t2s_error *error = NULL;

        allocations = n;
        t2s__memory_fail = fail_at_last;
        code = t2s_ddl_metadata_source_new(paths, 2, &source, &error);
        t2s__memory_fail = NULL;
        ck_assert(code == 0 || code == T2S_E_NOMEM);
        t2s_error_unref(error);
        t2s_metadata_source_unref(source);
    }
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("ddl_source");

    tcase_add_test(tests, files_are_read_in_their_order);
    tcase_add_test(tests, options_say_what_is_read_and_what_is_hidden);
    tcase_add_test(tests, a_file_that_is_as_it_was_is_not_read_again);
    tcase_add_test(tests, what_cannot_be_read_is_named);
    tcase_add_test(tests, an_error_in_a_file_comes_with_the_load);
    tcase_add_test(tests, a_source_without_files_is_refused);
    tcase_add_test(tests, each_failing_allocation_in_making_one_is_an_error);
    return sample_main("ddl_source", tests);
}
