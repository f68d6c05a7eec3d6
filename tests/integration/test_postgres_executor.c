/* SPDX-License-Identifier: MIT */
/* The PostgreSQL executor against a real server. */
#include <arpa/inet.h>
#include <check.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <text2sql/sys/executor.h>

#include "../support/execute.h"
#include "../support/postgres.h"
#include "../support/query.h"
#include "../support/skip.h"
#include "executor/postgres_types.h"
#include "loop/loop.h"

static const char *uri;
static t2s_loop *loop;
static t2s_executor *executor;

static t2s_executor *new_executor(const char *where, const char *name, const char *value)
{
    t2s_options *options;
    t2s_error *error = NULL;
    t2s_executor *made = NULL;

    ck_assert_int_eq(t2s_options_new(&options), 0);
    ck_assert_int_eq(t2s_options_set(options, "uri", where), 0);
    if (name != NULL)
        ck_assert_int_eq(t2s_options_set(options, name, value), 0);
    ck_assert_msg(t2s_postgres_executor_new(options, &made, &error) == 0, "%s", t2s_error_message(error));
    t2s_options_free(options);
    ck_assert_int_eq(t2s_executor_attach(made, loop), 0);
    return made;
}

static void drop_executor(t2s_executor *old)
{
    t2s_executor_detach(old, loop);
    t2s_executor_unref(old);
}

static void setup(void)
{
    ck_assert_int_eq(t2s__loop_new(2, &loop), 0);
    executor = new_executor(uri, NULL, NULL);
}

static void teardown(void)
{
    drop_executor(executor);
    t2s__loop_close(loop);
    t2s__loop_unref(loop);
}

static void run(query *one, const char *sql)
{
    query_run(one, executor, loop, sql, 0, 200000);
}

static void expect_value(const char *sql, const char *expected, const char *type, int kind)
{
    query one;
    size_t length;
    const char *value;

    run(&one, sql);
    ck_assert_msg(one.error == NULL, "%s: %s", sql, t2s_error_message(one.error));
    ck_assert_uint_eq(t2s_result_row_count(one.result), 1);
    value = t2s_result_value(one.result, 0, 0, &length);
    if (expected == NULL)
        ck_assert_ptr_null(value);
    else {
        ck_assert_str_eq(value, expected);
        ck_assert_uint_eq(length, strlen(expected));
    }
    ck_assert_str_eq(t2s_result_column_type(one.result, 0), type);
    ck_assert_int_eq(t2s_result_column_kind(one.result, 0), kind);
    query_free(&one);
}

static void expect_error(const char *sql, int code, const char *sqlstate)
{
    query one;

    run(&one, sql);
    ck_assert_ptr_null(one.result);
    ck_assert_msg(t2s_error_code(one.error) == code, "%s: %s", sql, t2s_error_message(one.error));
    ck_assert_str_eq(t2s_error_sqlstate(one.error), sqlstate);
    ck_assert_int_eq(t2s_error_stage(one.error), T2S_STAGE_EXECUTOR);
    query_free(&one);
}

static char *sql(const char *text)
{
    return t2s_test_postgres_sql(uri, text);
}

/* How many queries of ours the server works on, those asked for with `like`. */
static int active(const char *like)
{
    char text[512];
    char *value;
    int count;

    snprintf(text, sizeof(text),
             "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND pid <> pg_backend_pid() AND query LIKE '%%%s%%'",
             like);
    value = sql(text);
    count = atoi(value);
    free(value);
    return count;
}

static int connections(const char *application)
{
    char text[256];
    char *value;
    int count;

    snprintf(text, sizeof(text), "SELECT count(*) FROM pg_stat_activity WHERE application_name = '%s'", application);
    value = sql(text);
    count = atoi(value);
    free(value);
    return count;
}

/* Those of an earlier test may take a moment to end. */
static void expect_connections(const char *application, int count)
{
    for (int waited = 0; waited < 5000 && connections(application) != count; waited++)
        loop_for(loop, 20);
    ck_assert_int_eq(connections(application), count);
}

/* The server has ended it, or ends it in a moment. */
static void expect_inactive(const char *what)
{
    for (int waited = 0; waited < 5000 && active(what) != 0; waited++)
        loop_for(loop, 20);
    ck_assert_int_eq(active(what), 0);
}

START_TEST(values_come_as_text_with_their_types)
{
    expect_value("SELECT 42", "42", "integer", T2S_VALUE_INT);
    expect_value("SELECT 9223372036854775807", "9223372036854775807", "bigint", T2S_VALUE_INT);
    expect_value("SELECT 'abc'::text", "abc", "text", T2S_VALUE_TEXT);
    expect_value("SELECT 'abc'", "abc", "text", T2S_VALUE_TEXT);
    expect_value("SELECT ''", "", "text", T2S_VALUE_TEXT);
    expect_value("SELECT NULL::int", NULL, "integer", T2S_VALUE_INT);
    expect_value("SELECT 1.50::numeric(10,2)", "1.50", "numeric(10,2)", T2S_VALUE_DECIMAL);
    expect_value("SELECT 1234::numeric(3,-2)", "1200", "numeric(3,-2)", T2S_VALUE_DECIMAL);
    expect_value("SELECT 'NaN'::numeric", "NaN", "numeric", T2S_VALUE_DECIMAL);
    expect_value("SELECT 0.1::float8 + 0.2", "0.30000000000000004", "double precision", T2S_VALUE_FLOAT);
    expect_value("SELECT '-Infinity'::float4", "-Infinity", "real", T2S_VALUE_FLOAT);
    expect_value("SELECT true", "true", "boolean", T2S_VALUE_BOOL);
    expect_value("SELECT 1 = 2", "false", "boolean", T2S_VALUE_BOOL);
    expect_value("SELECT date '2024-02-29'", "2024-02-29", "date", T2S_VALUE_DATE);
    expect_value("SELECT timestamp '2024-02-29 12:34:56.789'", "2024-02-29 12:34:56.789", "timestamp without time zone",
                 T2S_VALUE_TIMESTAMP);
    expect_value("SELECT '12:34'::time(0)", "12:34:00", "time(0) without time zone", T2S_VALUE_TIME);
    expect_value("SELECT interval '1 day 02:00'", "1 day 02:00:00", "interval", T2S_VALUE_INTERVAL);
    expect_value("SELECT '{\"a\": [1, 2]}'::jsonb", "{\"a\": [1, 2]}", "jsonb", T2S_VALUE_JSON);
    expect_value("SELECT 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'::uuid", "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11", "uuid",
                 T2S_VALUE_UUID);
    expect_value("SELECT ARRAY[1,NULL,3]", "{1,NULL,3}", "integer[]", T2S_VALUE_ARRAY);
    expect_value("SELECT ARRAY['a,b','c']::varchar(3)[]", "{\"a,b\",c}", "character varying(3)[]", T2S_VALUE_ARRAY);
    expect_value("SELECT 'x'::char(3)", "x  ", "character(3)", T2S_VALUE_TEXT);
    expect_value("SELECT ROW(1, 'a')", "(1,a)", "record", T2S_VALUE_OTHER);
    expect_value("SHOW search_path", "\"$user\", public", "text", T2S_VALUE_TEXT);
}
END_TEST

START_TEST(bytes_come_raw)
{
    query one;
    size_t length;
    const char *value;

    run(&one, "SELECT '\\x00ff0a5c27'::bytea, ''::bytea, NULL::bytea, repeat('z', 3)::bytea");
    ck_assert_ptr_null(one.error);
    ck_assert_int_eq(t2s_result_column_kind(one.result, 0), T2S_VALUE_BYTES);
    value = t2s_result_value(one.result, 0, 0, &length);
    ck_assert_uint_eq(length, 5);
    ck_assert_mem_eq(value, "\0\xff\n\\'", 6);
    ck_assert_str_eq(t2s_result_value(one.result, 0, 1, &length), "");
    ck_assert_uint_eq(length, 0);
    ck_assert_ptr_null(t2s_result_value(one.result, 0, 2, NULL));
    ck_assert_str_eq(t2s_result_value(one.result, 0, 3, NULL), "zzz");
    query_free(&one);
}
END_TEST

START_TEST(odd_characters_survive)
{
    expect_value("SELECT E'tab\\tnew\\nquote\\'back\\\\ \\x01 \\u00e9 \\U0001F600'",
                 "tab\tnew\nquote'back\\ \x01 \xC3\xA9 \xF0\x9F\x98\x80", "text", T2S_VALUE_TEXT);
    expect_value("SELECT 'a\\' AS \"odd \"\"name\"\"\"", "a\\", "text", T2S_VALUE_TEXT);
}
END_TEST

START_TEST(known_types_are_named_as_the_server_names_them)
{
    static const char text[] =
        "SELECT t.oid, m, pg_catalog.format_type(t.oid, m) FROM pg_type t CROSS JOIN (VALUES (-1), (5), (7), (131080), (655366)) "
        "v(m) "
        "WHERE t.oid < 10000 AND (m = -1 OR t.typmodin <> 0) AND NOT (t.typname IN ('bit', '_bit') AND m > 8)"
        " AND t.typname !~ 'interval' AND NOT (t.typname ~ 'time' AND m > 6) AND NOT (t.typname ~ '^_?(numeric)$' AND m = 5)";
    t2s__pg_types *types = t2s__pg_types_new();
    query one;
    int known = 0;

    run(&one, text);
    ck_assert_msg(one.error == NULL, "%s", t2s_error_message(one.error));
    for (size_t row = 0; row < t2s_result_row_count(one.result); row++) {
        unsigned oid = (unsigned)atoi(t2s_result_value(one.result, row, 0, NULL));
        int modifier = atoi(t2s_result_value(one.result, row, 1, NULL));
        char buffer[T2S__PG_TYPE_NAME_MAX];
        int kind;
        const char *name = t2s__pg_type(types, oid, modifier, buffer, &kind);

        if (name != NULL) {
            known++;
            ck_assert_msg(strcmp(name, t2s_result_value(one.result, row, 2, NULL)) == 0, "%u, %d: %s instead of %s", oid, modifier,
                          name, t2s_result_value(one.result, row, 2, NULL));
        }
    }
    ck_assert_int_gt(known, 100);
    query_free(&one);
    t2s__pg_types_free(types);
}
END_TEST

START_TEST(types_of_the_database_are_looked_up)
{
    free(sql("DROP SCHEMA IF EXISTS typed CASCADE; CREATE SCHEMA typed; CREATE TYPE typed.mood AS ENUM ('sad', 'glad'); "
             "CREATE DOMAIN typed.positive AS int CHECK (VALUE > 0); CREATE TYPE typed.pair AS (a int, b text); "
             "CREATE TYPE mood AS ENUM ('x'); CREATE TABLE typed.t(m typed.mood, i interval(3), p typed.positive)"));
    for (int round = 0; round < 2; round++) {
        expect_value("SELECT 'glad'::typed.mood", "glad", "typed.mood", T2S_VALUE_TEXT);
        expect_value("SELECT 'x'::public.mood", "x", "mood", T2S_VALUE_TEXT);
        expect_value("SELECT '{glad}'::typed.mood[]", "{glad}", "typed.mood[]", T2S_VALUE_ARRAY);
        expect_value("SELECT 3::typed.positive", "3", "integer", T2S_VALUE_INT);
        expect_value("SELECT ROW(1,'z')::typed.pair", "(1,z)", "typed.pair", T2S_VALUE_OTHER);
        expect_value("SELECT interval '1 day'::interval(3)", "1 day", "interval(3)", T2S_VALUE_INTERVAL);
    }
    {
        query one;

        query_run(&one, executor, loop, "SELECT n, 'sad'::typed.mood, (ROW(1,'z')::typed.pair) FROM generate_series(1, 100000) n",
                  10, 20000);
        ck_assert_ptr_null(one.error);
        ck_assert_int_eq(t2s_result_truncated(one.result), 1);
        ck_assert_str_eq(t2s_result_column_type(one.result, 2), "typed.pair");
        query_free(&one);
    }
    free(sql("DROP SCHEMA typed CASCADE; DROP TYPE mood"));
}
END_TEST

START_TEST(results_of_any_shape_are_fine)
{
    query one;
    char *text = malloc(40000);
    size_t at = (size_t)sprintf(text, "SELECT 0 AS c");

    for (int i = 1; i < 1600; i++)
        at += (size_t)sprintf(text + at, ",%d AS c", i);
    run(&one, text);
    ck_assert_ptr_null(one.error);
    ck_assert_uint_eq(t2s_result_column_count(one.result), 1600);
    ck_assert_str_eq(t2s_result_column_name(one.result, 1599), "c");
    ck_assert_str_eq(t2s_result_value(one.result, 0, 1599, NULL), "1599");
    query_free(&one);
    free(text);

    run(&one, "SELECT FROM generate_series(1, 3)");
    ck_assert_ptr_null(one.error);
    ck_assert_uint_eq(t2s_result_column_count(one.result), 0);
    ck_assert_uint_eq(t2s_result_row_count(one.result), 3);
    query_free(&one);

    run(&one, "SELECT 1 AS a WHERE false");
    ck_assert_ptr_null(one.error);
    ck_assert_uint_eq(t2s_result_column_count(one.result), 1);
    ck_assert_uint_eq(t2s_result_row_count(one.result), 0);
    query_free(&one);

    run(&one, "SELECT n, md5(n::text) FROM generate_series(1, 100000) n");
    ck_assert_ptr_null(one.error);
    ck_assert_uint_eq(t2s_result_row_count(one.result), 100000);
    ck_assert_str_eq(t2s_result_value(one.result, 99999, 0, NULL), "100000");
    ck_assert_int_eq(t2s_result_truncated(one.result), 0);
    printf("100,000 rows of two columns: %.0f ms\n", (double)(one.ended - one.began) / 1e6);
    query_free(&one);

    run(&one, "SELECT repeat('x', 20000000)");
    ck_assert_ptr_null(one.error);
    ck_assert_uint_eq(strlen(t2s_result_value(one.result, 0, 0, NULL)), 20000000);
    query_free(&one);
}
END_TEST

START_TEST(nothing_can_be_written)
{
    query one;

    free(sql("DROP SCHEMA IF EXISTS w CASCADE; CREATE SCHEMA w; CREATE TABLE w.t(a int); CREATE SEQUENCE w.s; "
             "CREATE FUNCTION w.add() RETURNS int LANGUAGE sql VOLATILE AS 'INSERT INTO w.t VALUES (1) RETURNING a'; "
             "CREATE FUNCTION w.sneak() RETURNS int LANGUAGE plpgsql VOLATILE AS "
             "$$BEGIN PERFORM set_config('transaction_read_only', 'off', false); INSERT INTO w.t VALUES (1); RETURN 1; END$$"));
    expect_error("INSERT INTO w.t VALUES (1)", T2S_E_DATABASE, "25006");
    expect_error("INSERT INTO w.t VALUES (1) RETURNING a", T2S_E_DATABASE, "25006");
    expect_error("WITH x AS (DELETE FROM w.t RETURNING a) SELECT * FROM x", T2S_E_DATABASE, "25006");
    expect_error("CREATE TABLE w.u(a int)", T2S_E_DATABASE, "25006");
    expect_error("CREATE TEMP TABLE u(a int)", T2S_E_DATABASE, "25006");
    expect_error("SELECT nextval('w.s')", T2S_E_DATABASE, "25006");
    expect_error("SELECT w.add()", T2S_E_DATABASE, "25006");
    expect_error("SELECT w.sneak()", T2S_E_DATABASE, "25001");
    expect_error("SELECT * FROM w.t FOR UPDATE", T2S_E_DATABASE, "25006");
    run(&one, "SELECT w.add()");
    ck_assert_ptr_nonnull(strstr(t2s_error_hint(one.error), "read-only"));
    query_free(&one);
    expect_value("SELECT count(*) FROM w.t", "0", "bigint", T2S_VALUE_INT);

    /* What ends the transaction, or changes it, changes nothing for the next query. */
    run(&one, "COMMIT");
    query_free(&one);
    run(&one, "SET SESSION CHARACTERISTICS AS TRANSACTION READ WRITE");
    query_free(&one);
    run(&one, "SET TRANSACTION READ WRITE");
    query_free(&one);
    expect_error("INSERT INTO w.t VALUES (1)", T2S_E_DATABASE, "25006");
}
END_TEST

START_TEST(one_query_leaves_nothing_for_the_next)
{
    query one;
    t2s_executor *single = new_executor(uri, "pool_size", "1");

    query_run(&one, single, loop,
              "SELECT pg_advisory_lock(7), set_config('work_mem', '1MB', false), set_config('datestyle', 'SQL, DMY', false)", 0,
              5000);
    ck_assert_ptr_null(one.error);
    query_free(&one);
    query_run(&one, single, loop, "PREPARE p AS SELECT 1", 0, 200000);
    ck_assert_ptr_null(one.error);
    query_free(&one);
    query_run(&one, single, loop,
              "SELECT (SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'), current_setting('work_mem'), "
              "(SELECT count(*) FROM pg_prepared_statements), current_setting('datestyle')",
              0, 5000);
    ck_assert_ptr_null(one.error);
    ck_assert_str_eq(t2s_result_value(one.result, 0, 0, NULL), "0");
    ck_assert_str_ne(t2s_result_value(one.result, 0, 1, NULL), "1MB");
    ck_assert_str_eq(t2s_result_value(one.result, 0, 2, NULL), "0");
    ck_assert_str_eq(t2s_result_value(one.result, 0, 3, NULL), "ISO, MDY");
    query_free(&one);
    drop_executor(single);
}
END_TEST

START_TEST(text_is_read_as_the_validator_reads_it)
{
    query one;
    t2s_executor *odd;
    char text[600];

    snprintf(text, sizeof(text),
             "%s&options=-cstandard_conforming_strings%%3Doff%%20-cbytea_output%%3Descape%%20-cdatestyle%%3DGerman", uri);
    odd = new_executor(text, NULL, NULL);
    query_run(&one, odd, loop, "SELECT 'a\\', date '2024-02-03', '\\x6162'::bytea -- '", 0, 200000);
    ck_assert_msg(one.error == NULL, "%s", t2s_error_message(one.error));
    ck_assert_str_eq(t2s_result_value(one.result, 0, 0, NULL), "a\\");
    ck_assert_str_eq(t2s_result_value(one.result, 0, 1, NULL), "2024-02-03");
    ck_assert_str_eq(t2s_result_value(one.result, 0, 2, NULL), "ab");
    query_free(&one);
    drop_executor(odd);
}
END_TEST

START_TEST(two_statements_are_refused)
{
    expect_error("SELECT 1; SELECT 2", T2S_E_DATABASE, "42601");
    expect_error("COMMIT; DROP SCHEMA w", T2S_E_DATABASE, "42601");
    expect_value("SELECT 1;", "1", "integer", T2S_VALUE_INT);
}
END_TEST

START_TEST(errors_carry_code_hint_and_place)
{
    query one;

    run(&one, "SELECT 1,\n  '\xC3\xA9', nam FROM pg_class");
    ck_assert_int_eq(t2s_error_code(one.error), T2S_E_DATABASE);
    ck_assert_str_eq(t2s_error_sqlstate(one.error), "42703");
    ck_assert_int_eq(t2s_error_line(one.error), 2);
    ck_assert_int_eq(t2s_error_column(one.error), 8);
    ck_assert_int_eq(t2s_error_retryable(one.error), 0);
    query_free(&one);
    run(&one, "SELECT 1 + 'a'::text");
    ck_assert_str_eq(t2s_error_sqlstate(one.error), "42883");
    ck_assert_ptr_nonnull(t2s_error_hint(one.error));
    query_free(&one);
    run(&one, "SELECT n, 1 / (n - 3) FROM generate_series(1, 5) n"); /* after some rows */
    ck_assert_str_eq(t2s_error_sqlstate(one.error), "22012");
    ck_assert_ptr_null(one.result);
    query_free(&one);
    run(&one, "");
    ck_assert_int_eq(t2s_error_code(one.error), T2S_E_DATABASE);
    query_free(&one);
    run(&one, "COPY pg_class TO STDOUT");
    ck_assert_int_eq(t2s_error_code(one.error), T2S_E_UNSUPPORTED);
    query_free(&one);
    expect_value("SELECT 1", "1", "integer", T2S_VALUE_INT);
}
END_TEST

START_TEST(a_query_that_takes_too_long_is_a_timeout)
{
    query one;

    query_run(&one, executor, loop, "SELECT pg_sleep(30)", 0, 200);
    ck_assert_int_eq(t2s_error_code(one.error), T2S_E_TIMEOUT);
    ck_assert_int_eq(t2s_error_retryable(one.error), 1);
    query_free(&one);
    expect_inactive("pg_sleep(30)");
    expect_value("SELECT 1", "1", "integer", T2S_VALUE_INT);
}
END_TEST

START_TEST(a_cancelled_query_stops_on_the_server)
{
    query one;

    query_start(&one, executor, loop, "SELECT pg_sleep(31)", 0, 600000);
    while (active("pg_sleep(31)") == 0)
        loop_for(loop, 20);
    t2s_execution_abandon(one.execution);
    query_free(&one);
    expect_inactive("pg_sleep(31)");
    ck_assert_int_eq(one.calls, 0);
    loop_for(loop, 50);
    expect_connections("libtext2sql", 1); /* and the connection is kept */
    expect_value("SELECT 1", "1", "integer", T2S_VALUE_INT);
    expect_connections("libtext2sql", 1);
}
END_TEST

START_TEST(an_administrators_cancel_is_no_timeout)
{
    query one;

    query_start(&one, executor, loop, "SELECT pg_sleep(32)", 0, 600000);
    while (active("pg_sleep(32)") == 0)
        loop_for(loop, 20);
    free(sql("SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(32)%' AND pid <> pg_backend_pid()"));
    query_wait(&one, loop);
    ck_assert_int_eq(t2s_error_code(one.error), T2S_E_DATABASE);
    ck_assert_str_eq(t2s_error_sqlstate(one.error), "57014");
    query_free(&one);
}
END_TEST

START_TEST(rows_beyond_the_limit_are_not_fetched)
{
    query one;

    query_run(&one, executor, loop, "SELECT n FROM generate_series(1, 10) n", 10, 200000);
    ck_assert_uint_eq(t2s_result_row_count(one.result), 10);
    ck_assert_int_eq(t2s_result_truncated(one.result), 0);
    query_free(&one);
    query_run(&one, executor, loop, "SELECT n FROM generate_series(1, 11) n", 10, 200000);
    ck_assert_uint_eq(t2s_result_row_count(one.result), 10);
    ck_assert_int_eq(t2s_result_truncated(one.result), 1);
    query_free(&one);
    query_run(&one, executor, loop, "SELECT generate_series(1, 1000000000), repeat('x', 100)", 10, 600000);
    ck_assert_ptr_null(one.error);
    ck_assert_uint_eq(t2s_result_row_count(one.result), 10);
    ck_assert_int_eq(t2s_result_truncated(one.result), 1);
    query_free(&one);
    expect_inactive("1000000000");
    expect_connections("libtext2sql", 1);
    expect_value("SELECT 1", "1", "integer", T2S_VALUE_INT);
}
END_TEST

static void count_finished(t2s_execution *execution, void *user_data)
{
    ck_assert_ptr_null(t2s_execution_error(execution));
    ++*(int *)user_data;
    t2s_execution_unref(execution);
}

START_TEST(bytes_beyond_the_limit_are_not_kept)
{
    query one = {0};
    t2s_execution *execution;
    int finished = 0;

    ck_assert_int_eq(test_execute(executor, loop, "SELECT repeat('x', 1000) FROM generate_series(1, 100000)", 0, 10500, 200000,
                                       count_finished, &finished, &execution),
                     0);
    t2s_execution_ref(execution);
    while (finished == 0)
        t2s__loop_run(loop, 1);
    ck_assert_uint_eq(t2s_result_row_count(t2s_execution_result(execution)), 10);
    ck_assert_int_eq(t2s_result_truncated(t2s_execution_result(execution)), 1);
    t2s_execution_unref(execution);
    (void)one;
}
END_TEST

START_TEST(more_queries_than_connections_wait_in_order)
{
    enum { COUNT = 40 };
    query queries[COUNT];

    for (int i = 0; i < COUNT; i++)
        query_start(&queries[i], executor, loop, "SELECT pg_sleep(0.02)", 0, 200000);
    for (int i = 0; i < COUNT; i++)
        query_wait(&queries[i], loop);
    for (int i = 0; i < COUNT; i++) {
        ck_assert_ptr_null(queries[i].error);
        if (i >= 8)
            ck_assert_uint_ge(queries[i].ended, queries[i - 8].ended);
        query_free(&queries[i]);
    }
    loop_for(loop, 50);
    expect_connections("libtext2sql", 4);
}
END_TEST

START_TEST(waiting_for_a_connection_has_a_limit)
{
    query first;
    query second;
    t2s_executor *single = new_executor(uri, "pool_size", "1");

    query_start(&first, single, loop, "SELECT pg_sleep(36)", 0, 200000);
    query_start(&second, single, loop, "SELECT 1", 0, 100);
    query_wait(&second, loop);
    ck_assert_int_eq(t2s_error_code(second.error), T2S_E_TIMEOUT);
    ck_assert_int_eq(first.calls, 0);
    t2s_execution_abandon(first.execution);
    query_free(&first);
    query_free(&second);
    drop_executor(single);
}
END_TEST

START_TEST(idle_connections_are_closed)
{
    query one;
    t2s_executor *brief;
    char text[600];

    snprintf(text, sizeof(text), "%s&application_name=brief", uri);
    brief = new_executor(text, "idle_timeout_ms", "600000");
    query_run(&one, brief, loop, "SELECT 1", 0, 200000);
    query_free(&one);
    loop_for(loop, 20);
    expect_connections("brief", 1);
    skip_seconds(600);
    expect_connections("brief", 0);
    drop_executor(brief);
}
END_TEST

START_TEST(a_server_restart_is_survived)
{
    query queries[4];

    for (int i = 0; i < 4; i++)
        query_start(&queries[i], executor, loop, "SELECT pg_sleep(0.1)", 0, 200000);
    for (int i = 0; i < 4; i++) {
        query_wait(&queries[i], loop);
        query_free(&queries[i]);
    }
    loop_for(loop, 50);
    t2s_test_postgres_restart();
    expect_value("SELECT 1", "1", "integer", T2S_VALUE_INT); /* the loop had no chance to see the end of its connections */
    loop_for(loop, 50);
    t2s_test_postgres_restart();
    loop_for(loop, 50);
    expect_value("SELECT 1", "1", "integer", T2S_VALUE_INT);
}
END_TEST

START_TEST(a_restart_under_a_query_is_a_lost_connection)
{
    query one;

    query_start(&one, executor, loop, "SELECT pg_sleep(33)", 0, 600000);
    while (active("pg_sleep(33)") == 0)
        loop_for(loop, 20);
    t2s_test_postgres_restart();
    query_wait(&one, loop);
    ck_assert_int_eq(t2s_error_code(one.error), T2S_E_CONNECT);
    ck_assert_int_eq(t2s_error_retryable(one.error), 1);
    ck_assert_str_eq(t2s_error_sqlstate(one.error), "57P01");
    query_free(&one);
    expect_value("SELECT 1", "1", "integer", T2S_VALUE_INT);
}
END_TEST

static void expect_connect_error(const char *where, int code, const char *sqlstate)
{
    query one;
    t2s_executor *bad = new_executor(where, "connect_timeout_ms", code == T2S_E_TIMEOUT ? "500" : "200000");

    query_run(&one, bad, loop, "SELECT 1", 0, 200000);
    ck_assert_msg(t2s_error_code(one.error) == code, "%s: %s %s", where, t2s_error_name(t2s_error_code(one.error)),
                  t2s_error_message(one.error));
    if (sqlstate != NULL)
        ck_assert_str_eq(t2s_error_sqlstate(one.error), sqlstate);
    ck_assert_ptr_null(strstr(t2s_error_message(one.error), "s3cret"));
    ck_assert_ptr_null(strchr(t2s_error_message(one.error), '\n'));
    ck_assert_ptr_null(strstr(t2s_error_message(one.error), "LOCATION"));
    query_free(&one);
    drop_executor(bad);
}

static int listening_socket(int *ret_port)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof(address);
    int fd = socket(AF_INET, SOCK_STREAM, 0);

    ck_assert_int_eq(bind(fd, (struct sockaddr *)&address, size), 0);
    ck_assert_int_eq(listen(fd, 8), 0);
    ck_assert_int_eq(getsockname(fd, (struct sockaddr *)&address, &size), 0);
    *ret_port = ntohs(address.sin_port);
    return fd;
}

START_TEST(failing_to_connect_says_why)
{
    char text[600];
    int port;
    int fd;

    free(sql("DROP ROLE IF EXISTS scram_user; CREATE ROLE scram_user LOGIN PASSWORD 's3cret'"));
    snprintf(text, sizeof(text), "host=%s user=scram_user password=wrongs3cret dbname=postgres", t2s_test_postgres_directory());
    expect_connect_error(text, T2S_E_AUTH, "28P01");
    snprintf(text, sizeof(text), "host=%s user=scram_user dbname=postgres passfile=/nowhere", t2s_test_postgres_directory());
    expect_connect_error(text, T2S_E_AUTH, NULL);
    snprintf(text, sizeof(text), "host=%s user=nobody_here dbname=postgres password=s3cret", t2s_test_postgres_directory());
    expect_connect_error(text, T2S_E_AUTH, "28000");
    snprintf(text, sizeof(text), "host=%s user=postgres dbname=nowhere password=s3cret", t2s_test_postgres_directory());
    expect_connect_error(text, T2S_E_DATABASE, "3D000");
    expect_connect_error("postgresql://u:s3cret@/db?host=/nowhere/at/all", T2S_E_CONNECT, NULL);

    fd = listening_socket(&port); /* accepts by its backlog, and says nothing */
    snprintf(text, sizeof(text), "postgresql://u:s3cret@127.0.0.1:%d/db", port);
    expect_connect_error(text, T2S_E_TIMEOUT, NULL);
    snprintf(text, sizeof(text), "postgresql://u:s3cret@localhost:%d/db", port);
    expect_connect_error(text, T2S_E_TIMEOUT, NULL);
    close(fd);
    expect_connect_error(text, T2S_E_CONNECT, NULL);
    expect_connect_error("postgresql://u:s3cret@no-such-host.invalid/db", T2S_E_CONNECT, NULL);
    snprintf(text, sizeof(text), "host=%s user=scram_user password=s3cret dbname=postgres", t2s_test_postgres_directory());
    drop_executor(executor);
    executor = new_executor(text, NULL, NULL);
    expect_value("SELECT 1", "1", "integer", T2S_VALUE_INT);
}
END_TEST

START_TEST(a_name_is_looked_up_and_a_silent_address_is_passed_by)
{
    query one;
    char text[600];
    int silent;
    int fd = listening_socket(&silent);
    int port = t2s_test_proxy_start();
    t2s_executor *two;

    snprintf(text, sizeof(text), "host=127.0.0.1,localhost port=%d,%d user=postgres dbname=postgres gssencmode=disable", silent,
             port);
    two = new_executor(text, "connect_timeout_ms", "400000");
    query_start(&one, two, loop, "SELECT inet_client_addr()", 0, 1000000);
    loop_for(loop, 300);
    skip_seconds(201); /* the share of the silent one */
    query_wait(&one, loop);
    ck_assert_msg(one.error == NULL, "%s", t2s_error_message(one.error));
    query_free(&one);
    drop_executor(two);
    t2s_test_proxy_stop();
    close(fd);
}
END_TEST

START_TEST(a_connection_that_breaks_under_a_query_is_replaced)
{
    query one;
    char text[600];
    int port = t2s_test_proxy_start();
    t2s_executor *remote;

    snprintf(text, sizeof(text), "host=127.0.0.1 port=%d user=postgres dbname=postgres", port);
    remote = new_executor(text, "pool_size", "1");
    query_run(&one, remote, loop, "SELECT 1", 0, 200000);
    ck_assert_msg(one.error == NULL, "%s", t2s_error_message(one.error));
    query_free(&one);
    query_start(&one, remote, loop, "SELECT pg_sleep(34)", 0, 600000);
    while (active("pg_sleep(34)") == 0)
        loop_for(loop, 20);
    t2s_test_proxy_cut();
    query_wait(&one, loop);
    ck_assert_int_eq(t2s_error_code(one.error), T2S_E_CONNECT);
    query_free(&one);
    query_run(&one, remote, loop, "SELECT 1", 0, 200000);
    ck_assert_ptr_null(one.error);
    query_free(&one);
    drop_executor(remote);
    t2s_test_proxy_stop();
    free(sql(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(34)%' AND pid <> pg_backend_pid()"));
}
END_TEST

START_TEST(a_server_that_falls_silent_is_a_timeout_and_delays_nobody)
{
    query one;
    char text[600];
    int port = t2s_test_proxy_start();
    t2s_executor *remote;

    snprintf(text, sizeof(text), "host=127.0.0.1 port=%d user=postgres dbname=postgres", port);
    remote = new_executor(text, "connect_timeout_ms", "200000");
    query_run(&one, remote, loop, "SELECT 1", 0, 200000);
    query_free(&one);
    query_start(&one, remote, loop, "SELECT pg_sleep(37)", 0, 200000);
    while (active("pg_sleep(37)") == 0)
        loop_for(loop, 20);
    t2s_test_proxy_freeze(1); /* the cancel request falls silent too */
    skip_seconds(200);
    query_wait(&one, loop);
    ck_assert_int_eq(t2s_error_code(one.error), T2S_E_TIMEOUT);
    query_free(&one);
    query_run(&one, remote, loop, "SELECT 1", 0, 1000);
    ck_assert_int_eq(t2s_error_code(one.error), T2S_E_TIMEOUT); /* there is no connection */
    query_free(&one);
    query_start(&one, remote, loop, "SELECT 1", 0, 1000000);
    drop_executor(remote);
    query_wait(&one, loop);
    ck_assert_int_eq(t2s_error_code(one.error), T2S_E_SHUTDOWN);
    query_free(&one);
    t2s_test_proxy_stop();
}
END_TEST

START_TEST(detaching_finishes_what_is_under_way)
{
    query queries[6];
    t2s_executor *busy = new_executor(uri, NULL, NULL);

    for (int i = 0; i < 6; i++)
        query_start(&queries[i], busy, loop, "SELECT pg_sleep(35)", 0, 600000);
    while (active("pg_sleep(35)") < 4)
        loop_for(loop, 20);
    drop_executor(busy);
    for (int i = 0; i < 6; i++) {
        query_wait(&queries[i], loop);
        ck_assert_int_eq(t2s_error_code(queries[i].error), T2S_E_SHUTDOWN);
        query_free(&queries[i]);
    }
    expect_inactive("pg_sleep(35)");
}
END_TEST

START_TEST(bad_options_are_refused_without_their_secrets)
{
    static const char *const uris[] = {
        "postgresql://u:s3cret@[::1",    "postgresql://u:s3cret@h/db?s3cret=1", "host=h password='s3cret", "user=u s3cret",
        "postgresql://u:s3cret%zz@h/db", "postgresql://u:s3cret@h:1:2/db",
    };
    t2s_options *options;
    t2s_executor *none = NULL;

    ck_assert_int_eq(t2s_options_new(&options), 0);
    for (size_t i = 0; i <= sizeof(uris) / sizeof(uris[0]); i++) {
        t2s_error *error = NULL;

        t2s_options_set(options, "uri", i < sizeof(uris) / sizeof(uris[0]) ? uris[i] : NULL);
        if (i < sizeof(uris) / sizeof(uris[0]) && t2s_postgres_executor_new(options, &none, &error) == 0) {
            t2s_executor_unref(none); /* libpq takes it, and it fails later */
            continue;
        }
        if (i == sizeof(uris) / sizeof(uris[0]))
            ck_assert_int_eq(t2s_postgres_executor_new(options, &none, &error), T2S_E_INVALID);
        ck_assert_int_eq(t2s_error_code(error), T2S_E_INVALID);
        ck_assert_ptr_null(strstr(t2s_error_message(error), "s3cret"));
        t2s_error_unref(error);
    }
    t2s_options_set(options, "uri", "host=/tmp");
    t2s_options_set(options, "pool_size", "0");
    ck_assert_int_eq(t2s_postgres_executor_new(options, &none, NULL), T2S_E_INVALID);
    t2s_options_set(options, "pool_size", NULL);
    t2s_options_set(options, "poolsize", "1");
    ck_assert_int_eq(t2s_postgres_executor_new(options, &none, NULL), T2S_E_INVALID);
    t2s_options_free(options);
}
END_TEST

static Suite *suite(void)
{
    Suite *all = suite_create("postgres executor");
    TCase *queries = tcase_create("queries");
    TCase *troubles = tcase_create("troubles");

    tcase_add_checked_fixture(queries, setup, teardown);
    tcase_set_timeout(queries, 600);
    tcase_add_test(queries, values_come_as_text_with_their_types);
    tcase_add_test(queries, bytes_come_raw);
    tcase_add_test(queries, odd_characters_survive);
    tcase_add_test(queries, known_types_are_named_as_the_server_names_them);
    tcase_add_test(queries, types_of_the_database_are_looked_up);
    tcase_add_test(queries, results_of_any_shape_are_fine);
    tcase_add_test(queries, nothing_can_be_written);
    tcase_add_test(queries, one_query_leaves_nothing_for_the_next);
    tcase_add_test(queries, text_is_read_as_the_validator_reads_it);
    tcase_add_test(queries, two_statements_are_refused);
    tcase_add_test(queries, errors_carry_code_hint_and_place);
    tcase_add_test(queries, rows_beyond_the_limit_are_not_fetched);
    tcase_add_test(queries, bytes_beyond_the_limit_are_not_kept);
    suite_add_tcase(all, queries);

    tcase_add_checked_fixture(troubles, setup, teardown);
    tcase_set_timeout(troubles, 600);
    tcase_add_test(troubles, a_query_that_takes_too_long_is_a_timeout);
    tcase_add_test(troubles, a_cancelled_query_stops_on_the_server);
    tcase_add_test(troubles, an_administrators_cancel_is_no_timeout);
    tcase_add_test(troubles, more_queries_than_connections_wait_in_order);
    tcase_add_test(troubles, waiting_for_a_connection_has_a_limit);
    tcase_add_test(troubles, idle_connections_are_closed);
    tcase_add_test(troubles, a_server_restart_is_survived);
    tcase_add_test(troubles, a_restart_under_a_query_is_a_lost_connection);
    tcase_add_test(troubles, failing_to_connect_says_why);
    tcase_add_test(troubles, a_name_is_looked_up_and_a_silent_address_is_passed_by);
    tcase_add_test(troubles, a_connection_that_breaks_under_a_query_is_replaced);
    tcase_add_test(troubles, a_server_that_falls_silent_is_a_timeout_and_delays_nobody);
    tcase_add_test(troubles, detaching_finishes_what_is_under_way);
    tcase_add_test(troubles, bad_options_are_refused_without_their_secrets);
    suite_add_tcase(all, troubles);
    return all;
}

int main(void)
{
    SRunner *runner;
    int failed;

    uri = t2s_test_postgres_start();
    if (uri == NULL)
        return 77;
    runner = srunner_create(suite());
    srunner_run_all(runner, CK_ENV);
    failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
