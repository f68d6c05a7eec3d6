/* SPDX-License-Identifier: MIT */
/* The executors of Trino and Presto, against a server that does what the text of the statement says. */
#include <string.h>

#include "../support/presto_server.h"
#include "../support/query.h"
#include "../support/suite.h"

static struct presto_server server;
static t2s_loop *loop;
static t2s_executor *executor;
static t2s_options *options;

/* `pairs` are options, names and values in turn, and end with NULL. */
static void open_with(const char *const *pairs)
{
    int code;
    t2s_error *error = NULL;

    for (size_t i = 0; pairs != NULL && pairs[i] != NULL; i += 2)
        ck_assert_int_eq(t2s_options_set(options, pairs[i], pairs[i + 1]), 0);
    code = strncmp(t2s_options_get(options, "uri"), "presto", 6) == 0 ? t2s_presto_executor_new(options, &executor, &error)
                                                                      : t2s_trino_executor_new(options, &executor, &error);
    ck_assert_msg(code == 0, "%s", t2s_error_message(error));
    ck_assert_int_eq(t2s_executor_attach(executor, loop), 0);
}

static void setup(void)
{
    ck_assert_int_eq(t2s__loop_new(1, &loop), 0);
    ck_assert_int_eq(t2s_options_new(&options), 0);
    t2s_options_set(options, "uri", server.uri);
    t2s_options_set(options, "retry_ms", "5000");
    executor = NULL;
}

static void teardown(void)
{
    if (executor != NULL) {
        t2s_executor_detach(executor, loop);
        t2s__loop_run(loop, 0);
    }
    t2s_executor_unref(executor);
    t2s_options_free(options);
    close_loop(loop);
}

/* What the server was asked since the last time, joined by commas; to be freed. */
static char *read_log(void)
{
    query log;
    size_t size = 1;
    char *text;

    query_run(&log, executor, loop, "log", 0, 0);
    ck_assert_msg(log.error == NULL, "%s", t2s_error_message(log.error));
    for (size_t i = 0; i < t2s_result_row_count(log.result); i++)
        size += strlen(t2s_result_value(log.result, i, 0, NULL)) + 1;
    text = calloc(1, size);
    for (size_t i = 0; i < t2s_result_row_count(log.result); i++) {
        strcat(text, t2s_result_value(log.result, i, 0, NULL));
        strcat(text, ",");
    }
    query_free(&log);
    return text;
}

/* Until the server was told to stop something. */
static void wait_for_delete(void)
{
    int seen = 0;

    for (int i = 0; i < 1000 && !seen; i++) {
        char *log = read_log();

        seen = strstr(log, "DELETE ") != NULL;
        free(log);
        if (!seen)
            loop_for(loop, 10);
    }
    ck_assert_int_eq(seen, 1);
}

static void expect_error(const char *sql, uint64_t timeout_ms, int code)
{
    query one;

    query_run(&one, executor, loop, sql, 0, timeout_ms);
    ck_assert_msg(t2s_error_code(one.error) == code, "%s: %d %s", sql, t2s_error_code(one.error), t2s_error_message(one.error));
    ck_assert_ptr_null(one.result);
    query_free(&one);
}

static void expect_rows(const char *sql, size_t rows)
{
    query one;

    query_run(&one, executor, loop, sql, 0, 0);
    ck_assert_msg(one.error == NULL, "%s: %s", sql, t2s_error_message(one.error));
    ck_assert_uint_eq(t2s_result_row_count(one.result), rows);
    query_free(&one);
}

START_TEST(a_thousand_pages_come_in_order)
{
    query one;

    open_with(NULL);
    query_run(&one, executor, loop, "pages 1000", 0, 0);
    ck_assert_ptr_null(one.error);
    ck_assert_uint_eq(t2s_result_row_count(one.result), 1000);
    for (size_t i = 0; i < 1000; i++)
        ck_assert_int_eq(atoi(t2s_result_value(one.result, i, 0, NULL)), (int)i + 1);
    query_free(&one);
}
END_TEST

START_TEST(values_and_nulls_come_as_they_are)
{
    query one;

    open_with(NULL);
    query_run(&one, executor, loop,
              "page {\"columns\":[{\"name\":\"a\",\"type\":\"bigint\"},{\"name\":\"b\",\"type\":\"varbinary\"},{\"name\":\"c\",\"type\":"
              "\"row(x integer)\"},{\"name\":\"d\",\"type\":\"decimal(38,0)\"}],\"data\":[[9223372036854775807,\"AP8=\",[1],"
              "\"99999999999999999999999999999999999999\"],[null,null,null,null]]}",
              0, 0);
    ck_assert_msg(one.error == NULL, "%s", t2s_error_message(one.error));
    {
        char *text;
        size_t length;

        ck_assert_int_eq(t2s_result_format(one.result, T2S_FORMAT_JSON, &text, &length), 0);
        ck_assert_ptr_nonnull(strstr(text, "[[9223372036854775807,\"\\\\x00ff\",{\"x\":1},99999999999999999999999999999999999999],"
                                           "[null,null,null,null]]"));
        t2s_free(text);
    }
    query_free(&one);
}
END_TEST

START_TEST(a_result_without_rows_has_its_columns)
{
    query one;

    open_with(NULL);
    query_run(&one, executor, loop, "page {\"columns\":[{\"name\":\"a\",\"type\":\"bigint\"}]}", 0, 0);
    ck_assert_ptr_null(one.error);
    ck_assert_uint_eq(t2s_result_column_count(one.result), 1);
    ck_assert_uint_eq(t2s_result_row_count(one.result), 0);
    query_free(&one);
}
END_TEST

START_TEST(past_the_row_limit_the_server_is_told_to_stop)
{
    query one;

    open_with(NULL);
    query_run(&one, executor, loop, "pages 1000", 3, 0);
    ck_assert_ptr_null(one.error);
    ck_assert_uint_eq(t2s_result_row_count(one.result), 3);
    ck_assert_int_eq(t2s_result_truncated(one.result), 1);
    query_free(&one);
    wait_for_delete();
}
END_TEST

START_TEST(past_the_time_limit_the_server_is_told_to_stop)
{
    open_with(NULL);
    expect_error("wait", 200, T2S_E_TIMEOUT);
    wait_for_delete();
}
END_TEST

START_TEST(a_cancelled_query_is_stopped_on_the_server)
{
    query one;

    open_with(NULL);
    query_start(&one, executor, loop, "wait", 0, 0);
    loop_for(loop, 150);
    t2s_execution_abandon(one.execution);
    wait_for_delete();
    ck_assert_int_eq(one.calls, 0);
    query_free(&one);
}
END_TEST

START_TEST(a_query_that_is_cancelled_before_the_server_has_answered_is_stopped_then)
{
    query one;

    open_with(NULL);
    query_start(&one, executor, loop, "wait", 0, 0);
    t2s_execution_abandon(one.execution);
    wait_for_delete();
    ck_assert_int_eq(one.calls, 0);
    query_free(&one);
}
END_TEST

START_TEST(a_detached_executor_tells_the_server_to_stop)
{
    query one;

    open_with(NULL);
    query_start(&one, executor, loop, "wait", 0, 0);
    loop_for(loop, 150);
    t2s_executor_detach(executor, loop);
    query_wait(&one, loop);
    ck_assert_int_eq(t2s_error_code(one.error), T2S_E_SHUTDOWN);
    query_free(&one);
    ck_assert_int_eq(t2s_executor_attach(executor, loop), 0);
    wait_for_delete();
}
END_TEST

static int told;

static void cancel_at_progress(t2s_execution *execution, const char *state, uint64_t done, uint64_t total, uint64_t rows, uint64_t bytes,
                               void *user_data)
{
    (void)user_data;
    ck_assert_str_eq(state, "RUNNING");
    ck_assert_uint_eq(done, 1);
    ck_assert_uint_eq(total, 4);
    ck_assert_uint_eq(rows, 7);
    ck_assert_uint_eq(bytes, 70);
    told++;
    t2s_execution_abandon(execution);
}

START_TEST(who_hears_of_progress_may_cancel)
{
    query one;

    open_with(NULL);
    told = 0;
    query_start(&one, executor, loop, "wait", 0, 0);
    t2s_execution_set_progress_callback(one.execution, cancel_at_progress, NULL);
    wait_for_delete();
    ck_assert_int_eq(told, 1);
    ck_assert_int_eq(one.calls, 0);
    query_free(&one);
}
END_TEST

START_TEST(errors_of_the_server_have_their_name_and_place)
{
    query one;

    open_with(NULL);
    query_run(&one, executor, loop, "error COLUMN_NOT_FOUND USER_ERROR 2 7 line 2:7: Column 'x' cannot be resolved", 0, 0);
    ck_assert_int_eq(t2s_error_code(one.error), T2S_E_DATABASE);
    ck_assert_str_eq(t2s_error_sqlstate(one.error), "COLUMN_NOT_FOUND");
    ck_assert_str_eq(t2s_error_message(one.error), "Column 'x' cannot be resolved");
    ck_assert_int_eq(t2s_error_line(one.error), 2);
    ck_assert_int_eq(t2s_error_column(one.error), 7);
    ck_assert_int_eq(t2s_error_cause(one.error), T2S_CAUSE_NAME);
    query_free(&one);
    query_run(&one, executor, loop, "late CLUSTER_OUT_OF_MEMORY INSUFFICIENT_RESOURCES 0 0 no memory", 0, 0);
    ck_assert_int_eq(t2s_error_code(one.error), T2S_E_DATABASE);
    ck_assert_int_eq(t2s_error_cause(one.error), T2S_CAUSE_OTHER);
    ck_assert_int_eq(t2s_error_retryable(one.error), 1);
    ck_assert_ptr_null(one.result); /* the two rows before it are no result */
    query_free(&one);
    expect_error("error EXCEEDED_TIME_LIMIT INSUFFICIENT_RESOURCES 0 0 too long", 0, T2S_E_TIMEOUT);
}
END_TEST

START_TEST(a_busy_server_is_asked_again)
{
    int posts = 0;
    char *log;

    open_with(NULL);
    free(read_log());
    expect_rows("busy 3", 1);
    log = read_log();
    for (const char *at = log; (at = strstr(at, "POST")) != NULL; at++)
        posts++;
    ck_assert_int_eq(posts, 4);
    free(log);
}
END_TEST

START_TEST(pages_are_asked_for_again_when_they_are_lost)
{
    static const char *const faults[] = {
        "get 2 503", "get 2 502", "get 2 504", "get 1 429 Retry-After: 1", "get 2 reset", "get 2 close",
    };

    open_with(NULL);
    for (size_t i = 0; i < sizeof(faults) / sizeof(*faults); i++)
        expect_rows(faults[i], 1);
}
END_TEST

START_TEST(a_statement_that_may_have_been_taken_is_not_sent_twice)
{
    static const char *const faults[] = {"post reset", "post close", "post 502", "post 504", "post 500"};

    open_with(NULL);
    for (size_t i = 0; i < sizeof(faults) / sizeof(*faults); i++) {
        char *log;

        free(read_log());
        t2s_executor_detach(executor, loop); /* on a connection that was kept, curl itself sends again */
        ck_assert_int_eq(t2s_executor_attach(executor, loop), 0);
        expect_error(faults[i], 0, i < 2 ? T2S_E_CONNECT : T2S_E_SERVER);
        log = read_log();
        ck_assert_ptr_nonnull(strstr(log, "POST"));
        ck_assert_ptr_null(strstr(strstr(log, "POST") + 1, "POST"));
        free(log);
    }
}
END_TEST

START_TEST(after_a_while_it_is_an_error)
{
    static const char *const soon[] = {"retry_ms", "250", NULL};

    open_with(soon);
    expect_error("get 1000 503", 0, T2S_E_SERVER);
    expect_error("get 1000 reset", 0, T2S_E_CONNECT);
    expect_error("get 1000 429 Retry-After: 60", 0, T2S_E_RATE_LIMIT);
    expect_error("post 503", 0, T2S_E_SERVER);
}
END_TEST

START_TEST(what_is_not_the_protocol_is_told)
{
    static const struct {
        const char *sql;
        int code;
    } faults[] = {
        {"get 9 html", T2S_E_PROTOCOL},
        {"post html", T2S_E_PROTOCOL},
        {"get 9 401", T2S_E_AUTH},
        {"post 403", T2S_E_AUTH},
        {"post 400", T2S_E_INVALID},
        {"get 9 404", T2S_E_SERVER},
        {"post 307 Location: http://localhost/", T2S_E_PROTOCOL},
        {"get 9 text {\"id\":\"x\"", T2S_E_PROTOCOL},
        {"get 9 text []", T2S_E_PROTOCOL},
        {"get 9 text {}", T2S_E_PROTOCOL},
        {"page {\"hex\":\"7b226964223a22ff227d\"}", T2S_E_PROTOCOL},
        {"page {\"data\":[[1]]}", T2S_E_PROTOCOL},
        {"page {\"columns\":[{\"name\":\"a\",\"type\":\"bigint\"}],\"data\":[[1,2]]}", T2S_E_PROTOCOL},
        {"page {\"columns\":[{\"name\":\"a\",\"type\":\"bigint\"}],\"data\":[[]]}", T2S_E_PROTOCOL},
        {"page {\"columns\":[{\"name\":\"a\",\"type\":\"bigint\"}],\"data\":[1]}", T2S_E_PROTOCOL},
        {"page {\"columns\":[{\"name\":\"a\",\"type\":\"bigint\"}],\"data\":{\"encoding\":\"json\"}}", T2S_E_PROTOCOL},
        {"page {\"columns\":[{\"name\":\"a\"}]}", T2S_E_PROTOCOL},
        {"page {\"columns\":3}", T2S_E_PROTOCOL},
        {"page {\"columns\":[{\"name\":\"a\",\"type\":\"varbinary\"}],\"data\":[[\"?\"]]}", T2S_E_PROTOCOL},
        {"page {\"stats\":{\"state\":\"FAILED\"}}", T2S_E_PROTOCOL},
        {"page {\"error\":{}}", T2S_E_DATABASE},
        {"page {\"nextUri\":\"nonsense\"}", T2S_E_PROTOCOL},
        {"page {\"nextUri\":7}", T2S_E_PROTOCOL},
    };

    open_with(NULL);
    for (size_t i = 0; i < sizeof(faults) / sizeof(*faults); i++)
        expect_error(faults[i].sql, 0, faults[i].code);
}
END_TEST

START_TEST(silence_and_slowness_end_with_the_time_limit)
{
    open_with(NULL);
    expect_error("get 9 silence", 200, T2S_E_TIMEOUT);
    expect_error("get 9 drip", 300, T2S_E_TIMEOUT);
    expect_error("post silence", 200, T2S_E_TIMEOUT);
    expect_error("endless", 300, T2S_E_TIMEOUT);
}
END_TEST

START_TEST(a_foreign_origin_is_not_followed)
{
    char *log;

    open_with(NULL);
    free(read_log());
    expect_error("foreign", 0, T2S_E_PROTOCOL);
    expect_error("forwarded", 0, T2S_E_PROTOCOL);
    log = read_log();
    ck_assert_ptr_null(strstr(log, "GET"));
    free(log);
}
END_TEST

START_TEST(behind_a_proxy_the_path_is_followed_where_that_was_asked_for)
{
    static const char *const rewrite[] = {"next_uri", "rewrite", NULL};

    open_with(rewrite);
    expect_rows("forwarded", 1);
}
END_TEST

START_TEST(a_page_has_a_largest_size_compressed_or_not)
{
    static const char *const small[] = {"page_bytes", "1500000", NULL};
    query one;

    open_with(small);
    query_run(&one, executor, loop, "gzip 1", 0, 0);
    ck_assert_msg(one.error == NULL, "%s", t2s_error_message(one.error));
    {
        size_t length;

        ck_assert_ptr_nonnull(t2s_result_value(one.result, 0, 0, &length));
        ck_assert_uint_eq(length, 1 << 20);
    }
    query_free(&one);
    expect_error("big 2", 0, T2S_E_TOO_LARGE);
    expect_error("gzip 2", 0, T2S_E_TOO_LARGE);
    expect_error("gzip 100", 0, T2S_E_TOO_LARGE);
}
END_TEST

/* A header of the request, to be freed; NULL: there is none. */
static char *header(const char *name)
{
    query one;
    char *found = NULL;

    query_run(&one, executor, loop, "headers", 0, 0);
    ck_assert_msg(one.error == NULL, "%s", t2s_error_message(one.error));
    for (size_t i = 0; i < t2s_result_row_count(one.result); i++)
        if (strcmp(t2s_result_value(one.result, i, 0, NULL), name) == 0)
            found = strdup(t2s_result_value(one.result, i, 1, NULL));
    query_free(&one);
    return found;
}

START_TEST(a_token_is_read_from_its_file_for_each_statement)
{
    char directory[64];
    char path[96];
    char *value;
    const char *pairs[] = {"token_file", path, "plain_credentials", "true", NULL};

    make_directory(directory);
    snprintf(path, sizeof(path), "%s/token", directory);
    write_whole_file(path, "first\n");
    open_with(pairs);
    value = header("Authorization");
    ck_assert_str_eq(value, "Bearer first");
    free(value);
    write_whole_file(path, "second");
    value = header("Authorization");
    ck_assert_str_eq(value, "Bearer second");
    free(value);
    remove_directory(directory);
    expect_error("SELECT 1", 0, T2S_E_IO);
}
END_TEST

START_TEST(nobody_there_is_an_error_in_time)
{
    static const char *const soon[] = {"uri", "trino://127.0.0.1:1", "retry_ms", "200", NULL};

    open_with(soon);
    expect_error("SELECT 1", 0, T2S_E_CONNECT);
}
END_TEST

static void on_finished(t2s_execution *execution, void *user_data)
{
    query *self = user_data;

    self->calls++;
    self->result = t2s_result_ref(t2s_execution_result(execution));
    self->error = t2s_error_ref(t2s_execution_error(execution));
}

static void start_query(query *one, t2s_query *asked)
{
    *one = (query){0};
    ck_assert_int_eq(t2s_executor_call(executor, loop, asked, on_finished, one, &one->execution), 0);
}

START_TEST(role_settings_and_search_path_are_the_sessions)
{
    static const char *const wanted[][2] = {
        {"X-Trino-User", "bob"},
        {"X-Trino-Catalog", "hive"},
        {"X-Trino-Schema", "web.logs"},
        {"X-Trino-Time-Zone", "Asia/Tokyo"},
        {"X-Trino-Session", "query_priority=7"},
    };
    t2s_query *asked;
    query one;

    open_with(NULL);
    ck_assert_int_eq(t2s_query_new("headers", &asked), 0);
    t2s_query_set_role(asked, "bob");
    t2s_query_add_schema(asked, "hive.web.logs");
    t2s_query_add_setting(asked, "TimeZone", "Asia/Tokyo");
    t2s_query_add_setting(asked, "query_priority", "7");
    start_query(&one, asked);
    query_wait(&one, loop);
    ck_assert_msg(one.error == NULL, "%s", t2s_error_message(one.error));
    for (size_t i = 0; i < sizeof(wanted) / sizeof(*wanted); i++) {
        const char *found = NULL;

        for (size_t row = 0; row < t2s_result_row_count(one.result); row++)
            if (strcmp(t2s_result_value(one.result, row, 0, NULL), wanted[i][0]) == 0)
                found = t2s_result_value(one.result, row, 1, NULL);
        ck_assert_msg(found != NULL && strcmp(found, wanted[i][1]) == 0, "%s", wanted[i][0]);
    }
    query_free(&one);
    t2s_query_unref(asked);
}
END_TEST

/* The dry run: the server validates, then says what it would read. The text of a scenario is the last line of what is sent. */

static void plan(query *one, const char *sql, const char *schema, const char *name)
{
    t2s_query *asked;

    ck_assert_int_eq(t2s_query_new(sql, &asked), 0);
    ck_assert_int_eq(t2s_query_set_dry_run(asked, T2S_DRY_RUN_ONLY, 0, 0), 0);
    if (schema != NULL) {
        ck_assert_int_eq(t2s_query_add_table(asked, schema, name), 0);
        t2s_query_set_knows_tables(asked);
    }
    start_query(one, asked);
    query_wait(one, loop);
    t2s_query_unref(asked);
}

static const char *const reads_a_b_c = "page {\"columns\":[{\"name\":\"p\",\"type\":\"varchar\"}],\"data\":[[\"{\\\"inputTableColumnInfos\\\":"
                                       "[{\\\"table\\\":{\\\"catalog\\\":\\\"a\\\",\\\"schemaTable\\\":{\\\"schema\\\":\\\"b\\\",\\\"table\\\":"
                                       "\\\"c\\\"}}}],\\\"estimate\\\":{\\\"outputRowCount\\\":12,\\\"cpuCost\\\":34.5}}\"]]}";

START_TEST(what_the_server_reads_must_have_been_seen)
{
    query one;

    open_with(NULL);
    plan(&one, reads_a_b_c, "a.b", "C");
    ck_assert_msg(one.error == NULL, "%s", t2s_error_message(one.error));
    ck_assert_double_eq(t2s_execution_rows(one.execution), 12);
    ck_assert_double_eq(t2s_execution_cost(one.execution), 34.5);
    query_free(&one);
    plan(&one, reads_a_b_c, "a.b", "d");
    ck_assert_int_eq(t2s_error_code(one.error), T2S_E_REJECTED);
    ck_assert_str_eq(t2s_execution_refused_by(one.execution), "lineage");
    ck_assert_ptr_nonnull(strstr(t2s_error_message(one.error), "a.b.c"));
    query_free(&one);
}
END_TEST

START_TEST(a_statement_that_writes_is_refused)
{
    query one;

    open_with(NULL);
    plan(&one,
         "page {\"columns\":[{\"name\":\"p\",\"type\":\"varchar\"}],\"data\":[[\"{\\\"inputTableColumnInfos\\\":[],\\\"outputTable\\\":{}}\"]]}",
         NULL, NULL);
    ck_assert_int_eq(t2s_error_code(one.error), T2S_E_REJECTED);
    ck_assert_str_eq(t2s_execution_refused_by(one.execution), "read_only");
    query_free(&one);
}
END_TEST

START_TEST(a_plan_that_is_not_understood_is_an_error)
{
    static const char *const plans[] = {
        "SELECT 1",
        "page {\"columns\":[{\"name\":\"p\",\"type\":\"varchar\"}],\"data\":[[\"{}\"]]}",
        "page {\"columns\":[{\"name\":\"p\",\"type\":\"varchar\"}],\"data\":[[\"{\\\"inputTableColumnInfos\\\":[{\\\"table\\\":{}}]}\"]]}",
    };

    open_with(NULL);
    for (size_t i = 0; i < sizeof(plans) / sizeof(*plans); i++) {
        query one;

        plan(&one, plans[i], "a.b", "c");
        ck_assert_int_eq(t2s_error_code(one.error), T2S_E_PROTOCOL);
        query_free(&one);
    }
}
END_TEST

START_TEST(the_place_of_an_error_in_a_dry_run_is_that_in_the_query)
{
    query one;

    open_with(NULL);
    plan(&one, "error TYPE_MISMATCH USER_ERROR 2 9 line 2:9: no", NULL, NULL);
    ck_assert_int_eq(t2s_error_line(one.error), 1);
    ck_assert_int_eq(t2s_error_column(one.error), 9);
    ck_assert_int_eq(t2s_error_cause(one.error), T2S_CAUSE_QUERY);
    query_free(&one);
}
END_TEST

static int run_all(void)
{
    const TTest *const tests[] = {
        a_thousand_pages_come_in_order,
        values_and_nulls_come_as_they_are,
        a_result_without_rows_has_its_columns,
        past_the_row_limit_the_server_is_told_to_stop,
        past_the_time_limit_the_server_is_told_to_stop,
        a_cancelled_query_is_stopped_on_the_server,
        a_query_that_is_cancelled_before_the_server_has_answered_is_stopped_then,
        a_detached_executor_tells_the_server_to_stop,
        who_hears_of_progress_may_cancel,
        errors_of_the_server_have_their_name_and_place,
        a_busy_server_is_asked_again,
        pages_are_asked_for_again_when_they_are_lost,
        a_statement_that_may_have_been_taken_is_not_sent_twice,
        after_a_while_it_is_an_error,
        what_is_not_the_protocol_is_told,
        silence_and_slowness_end_with_the_time_limit,
        a_foreign_origin_is_not_followed,
        behind_a_proxy_the_path_is_followed_where_that_was_asked_for,
        a_page_has_a_largest_size_compressed_or_not,
        a_token_is_read_from_its_file_for_each_statement,
        nobody_there_is_an_error_in_time,
        role_settings_and_search_path_are_the_sessions,
        what_the_server_reads_must_have_been_seen,
        a_statement_that_writes_is_refused,
        a_plan_that_is_not_understood_is_an_error,
        the_place_of_an_error_in_a_dry_run_is_that_in_the_query,
    };

    return suite_run("presto_executor", tests, sizeof(tests) / sizeof(*tests), setup, teardown);
}

int main(void)
{
    int failed;

    presto_server_start(&server, "trino");
    failed = run_all();
    presto_server_stop(&server);
    return failed;
}
