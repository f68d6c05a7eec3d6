/* SPDX-License-Identifier: MIT */
/* What the values of every type are that a query of a real Trino or PrestoDB can give, and how NULLs of it come. */
#include <text2sql/sys/executor.h>

#include "support/presto_ask.h"
#include "support/query.h"

enum { BOTH = 0, TRINO = 1, PRESTODB = 2 };

/* A value of a type. */
static const struct value {
    int server; /* which have it */
    const char *sql;
    const char *type;
    int kind;
    const char *text;
} values[] = {
    {BOTH, "true", "boolean", T2S_VALUE_BOOL, "true"},
    {BOTH, "1 > 2", "boolean", T2S_VALUE_BOOL, "false"},
    {BOTH, "TINYINT '-128'", "tinyint", T2S_VALUE_INT, "-128"},
    {BOTH, "SMALLINT '32767'", "smallint", T2S_VALUE_INT, "32767"},
    {BOTH, "-2147483647", "integer", T2S_VALUE_INT, "-2147483647"},
    {BOTH, "9223372036854775807", "bigint", T2S_VALUE_INT, "9223372036854775807"},
    {BOTH, "REAL '1.5'", "real", T2S_VALUE_FLOAT, "1.5"},
    {BOTH, "REAL '0.1'", "real", T2S_VALUE_FLOAT, "0.1"},
    {BOTH, "0.1E0", "double", T2S_VALUE_FLOAT, "0.1"},
    {BOTH, "nan()", "double", T2S_VALUE_FLOAT, "NaN"},
    {BOTH, "infinity()", "double", T2S_VALUE_FLOAT, "Infinity"},
    {BOTH, "-infinity()", "double", T2S_VALUE_FLOAT, "-Infinity"},
    {BOTH, "DECIMAL '12345678901234567890.1234567890'", NULL, T2S_VALUE_DECIMAL, "12345678901234567890.1234567890"},
    {BOTH, "DECIMAL '-0.10'", NULL, T2S_VALUE_DECIMAL, "-0.10"},
    {BOTH, "DECIMAL '99999999999999999999999999999999999999'", NULL, T2S_VALUE_DECIMAL,
     "99999999999999999999999999999999999999"},
    {BOTH, "'it''s'", "varchar(4)", T2S_VALUE_TEXT, "it's"},
    {BOTH, "''", "varchar(0)", T2S_VALUE_TEXT, ""},
    {BOTH, "U&'gr\\00FC\\00DF \\+01F600 \"\\\\'", NULL, T2S_VALUE_TEXT, "gr\303\274\303\237 \360\237\230\200 \"\\"},
    {BOTH, "chr(9) || chr(10)", NULL, T2S_VALUE_TEXT, "\t\n"},
    {BOTH, "CAST('ab' AS char(5))", "char(5)", T2S_VALUE_TEXT, "ab   "},
    {BOTH, "X'616263'", "varbinary", T2S_VALUE_BYTES, "abc"},
    {BOTH, "X''", "varbinary", T2S_VALUE_BYTES, ""},
    {BOTH, "DATE '2020-02-29'", "date", T2S_VALUE_DATE, "2020-02-29"},
    {BOTH, "DATE '0001-01-01'", "date", T2S_VALUE_DATE, "0001-01-01"},
    {BOTH, "TIME '01:02:03.456'", NULL, T2S_VALUE_TIME, "01:02:03.456"},
    {TRINO, "TIME '01:02:03.123456789012'", "time(12)", T2S_VALUE_TIME, "01:02:03.123456789012"},
    {TRINO, "TIME '01:02:03.456 +02:00'", NULL, T2S_VALUE_TIME, "01:02:03.456+02:00"},
    {BOTH, "TIMESTAMP '2020-02-29 01:02:03.456'", NULL, T2S_VALUE_TIMESTAMP, "2020-02-29 01:02:03.456"},
    {TRINO, "TIMESTAMP '2020-02-29 01:02:03'", "timestamp(0)", T2S_VALUE_TIMESTAMP, "2020-02-29 01:02:03"},
    {TRINO, "TIMESTAMP '2020-02-29 01:02:03.123456789012'", "timestamp(12)", T2S_VALUE_TIMESTAMP,
     "2020-02-29 01:02:03.123456789012"},
    {BOTH, "TIMESTAMP '2020-02-29 01:02:03.456 Europe/Berlin'", NULL, T2S_VALUE_TIMESTAMP,
     "2020-02-29 01:02:03.456 Europe/Berlin"},
    {BOTH, "INTERVAL '18' MONTH", NULL, T2S_VALUE_INTERVAL, "1-6"},
    {BOTH, "INTERVAL '-2 03:04:05.321' DAY TO SECOND", NULL, T2S_VALUE_INTERVAL, "-2 03:04:05.321"},
    {BOTH, "UUID '12151fd2-7586-11e9-8f9e-2a86e4085a59'", "uuid", T2S_VALUE_UUID, "12151fd2-7586-11e9-8f9e-2a86e4085a59"},
    {BOTH, "IPADDRESS '2001:db8::1'", "ipaddress", T2S_VALUE_OTHER, "2001:db8::1"},
    {PRESTODB, "IPPREFIX '10.0.0.0/8'", "ipprefix", T2S_VALUE_OTHER, "10.0.0.0/8"},
    {BOTH, "JSON '{\"a\": [1, null, 1.50]}'", "json", T2S_VALUE_JSON, "{\"a\":[1,null,1.5]}"},
    {BOTH, "ARRAY[1, NULL, 3]", "array(integer)", T2S_VALUE_JSON, "[1,null,3]"},
    {BOTH, "ARRAY[]", "array(unknown)", T2S_VALUE_JSON, "[]"},
    {BOTH, "ARRAY['a\"b', '']", NULL, T2S_VALUE_JSON, "[\"a\\\"b\",\"\"]"},
    {BOTH, "ARRAY[ARRAY[1], ARRAY[], NULL]", NULL, T2S_VALUE_JSON, "[[1],[],null]"},
    {BOTH, "ARRAY[DECIMAL '1.10']", NULL, T2S_VALUE_JSON, "[1.10]"},
    {BOTH, "ARRAY[X'0aff']", NULL, T2S_VALUE_JSON, "[\"\\\\x0aff\"]"},
    {BOTH, "ARRAY[JSON '{}']", NULL, T2S_VALUE_JSON, "[{}]"},
    {BOTH, "ARRAY[DATE '2020-01-01']", "array(date)", T2S_VALUE_JSON, "[\"2020-01-01\"]"},
    {BOTH, "MAP(ARRAY['a', 'b'], ARRAY[1, NULL])", NULL, T2S_VALUE_JSON, "{\"a\":1,\"b\":null}"},
    {BOTH, "MAP(ARRAY[7], ARRAY[ARRAY['x']])", NULL, T2S_VALUE_JSON, "{\"7\":[\"x\"]}"},
    {BOTH, "CAST(ROW(1, 'x') AS row(a bigint, b varchar))", NULL, T2S_VALUE_JSON, "{\"a\":1,\"b\":\"x\"}"},
    {BOTH, "ROW(1, ROW('y', NULL))", NULL, T2S_VALUE_JSON, "[1,[\"y\",null]]"},
    {BOTH, "ARRAY[CAST(ROW(MAP(ARRAY['k'], ARRAY[DECIMAL '2.0'])) AS row(m map(varchar, decimal(2, 1))))]", NULL,
     T2S_VALUE_JSON, "[{\"m\":{\"k\":2.0}}]"},
};

enum { COUNT = sizeof(values) / sizeof(values[0]) };

static t2s_loop *loop;
static t2s_executor *executor;

static void setup(void)
{
    char uri[256];
    t2s_options *options;
    t2s_error *error = NULL;
    int code;

    ck_assert_int_eq(t2s__loop_new(1, &loop), 0);
    ck_assert_int_eq(t2s_options_new(&options), 0);
    t2s_options_set(options, "uri", test_presto_uri("tester", "tpch/tiny", uri));
    code = test_presto_is_trino() ? t2s_trino_executor_new(options, &executor, &error)
                                  : t2s_presto_executor_new(options, &executor, &error);
    ck_assert_msg(code == 0, "%s", t2s_error_message(error));
    t2s_options_free(options);
    ck_assert_int_eq(t2s_executor_attach(executor, loop), 0);
}

static void teardown(void)
{
    t2s_executor_detach(executor, loop);
    t2s_executor_unref(executor);
    t2s__loop_close(loop);
    t2s__loop_unref(loop);
}

static int is_here(const struct value *value)
{
    return value->server == BOTH || (value->server == TRINO) == test_presto_is_trino();
}

/* SELECT with each value, put into `format`. */
static void select_all(const char *format, char *sql, size_t size)
{
    int count = 0;

    snprintf(sql, size, "SELECT ");
    for (int i = 0; i < COUNT; i++)
        if (is_here(&values[i])) {
            sprintf(sql + strlen(sql), "%s", count++ > 0 ? ", " : "");
            sprintf(sql + strlen(sql), format, values[i].sql);
        }
    ck_assert_uint_lt(strlen(sql), size);
}

START_TEST(a_value_of_every_type_is_what_the_server_has)
{
    static char sql[65536];
    query one;
    size_t column = 0;

    select_all("%s", sql, sizeof(sql));
    query_run(&one, executor, loop, sql, 0, 300000);
    ck_assert_msg(one.error == NULL, "%s", t2s_error_message(one.error));
    for (int i = 0; i < COUNT; i++) {
        const struct value *value = &values[i];
        const char *text;
        size_t length;

        if (!is_here(value))
            continue;
        text = t2s_result_value(one.result, 0, column, &length);
        ck_assert_msg(text != NULL && strcmp(text, value->text) == 0, "%s: %s", value->sql, text);
        ck_assert_uint_eq(length, strlen(value->text));
        ck_assert_msg(t2s_result_column_kind(one.result, column) == value->kind, "%s: kind %d", value->sql,
                      t2s_result_column_kind(one.result, column));
        if (value->type != NULL)
            ck_assert_msg(strcasecmp(t2s_result_column_type(one.result, column), value->type) == 0, "%s: %s", value->sql,
                          t2s_result_column_type(one.result, column));
        column++;
    }
    ck_assert_uint_eq(t2s_result_column_count(one.result), column);
    query_free(&one);
}
END_TEST

START_TEST(a_null_of_every_type_is_one)
{
    static char sql[65536];
    query one;

    select_all("IF(rand() < 2, NULL, %s)", sql, sizeof(sql));
    query_run(&one, executor, loop, sql, 0, 300000);
    ck_assert_msg(one.error == NULL, "%s", t2s_error_message(one.error));
    ck_assert_uint_ge(t2s_result_column_count(one.result), COUNT - 5);
    for (size_t c = 0; c < t2s_result_column_count(one.result); c++)
        ck_assert_ptr_null(t2s_result_value(one.result, 0, c, NULL));
    query_free(&one);
}
END_TEST

/* What a sketch is inside is the server's own. */
START_TEST(sketches_come_as_bytes)
{
    query one;
    size_t length = 0;

    query_run(&one, executor, loop, "SELECT approx_set(custkey), NULL FROM orders", 0, 300000);
    ck_assert_msg(one.error == NULL, "%s", t2s_error_message(one.error));
    ck_assert_ptr_nonnull(t2s_result_value(one.result, 0, 0, &length));
    ck_assert_uint_gt(length, 0);
    ck_assert_ptr_null(t2s_result_value(one.result, 0, 1, NULL));
    query_free(&one);
}
END_TEST

START_TEST(columns_of_one_name_or_none_are_all_there)
{
    query one;

    query_run(&one, executor, loop, "SELECT 1 AS a, 2 AS a, 3, 4 AS \"Odd \"\"one\" WHERE true", 0, 300000);
    ck_assert_msg(one.error == NULL, "%s", t2s_error_message(one.error));
    ck_assert_uint_eq(t2s_result_column_count(one.result), 4);
    ck_assert_str_eq(t2s_result_column_name(one.result, 1), "a");
    ck_assert_str_eq(t2s_result_value(one.result, 0, 1, NULL), "2");
    ck_assert_str_eq(t2s_result_value(one.result, 0, 3, NULL), "4");
    query_free(&one);
    query_run(&one, executor, loop, "SELECT name FROM nation WHERE false", 0, 300000);
    ck_assert_msg(one.error == NULL, "%s", t2s_error_message(one.error));
    ck_assert_uint_eq(t2s_result_row_count(one.result), 0);
    ck_assert_str_eq(t2s_result_column_name(one.result, 0), "name");
    query_free(&one);
}
END_TEST

/* The server's own name for what went wrong, and its place. */
START_TEST(errors_have_the_names_and_places_of_the_server)
{
    static const struct {
        const char *sql;
        const char *trino;
        const char *presto;
        int line;
        int column;
    } errors[] = {
        {"SELECT\n  nosuch FROM nation", "COLUMN_NOT_FOUND", "SYNTAX_ERROR", 2, 3},
        {"SELECT 1 FORM nation", "SYNTAX_ERROR", "SYNTAX_ERROR", 1, 15},
        {"SELECT * FROM nosuch", "TABLE_NOT_FOUND", "SYNTAX_ERROR", 1, 15},
        {"SELECT 1 / (regionkey - regionkey) FROM nation", "DIVISION_BY_ZERO", "DIVISION_BY_ZERO", 0, 0},
        {"SELECT CAST(name AS bigint) FROM nation", "INVALID_CAST_ARGUMENT", "INVALID_CAST_ARGUMENT", 0, 0},
    };

    for (size_t i = 0; i < sizeof(errors) / sizeof(errors[0]); i++) {
        query one;

        query_run(&one, executor, loop, errors[i].sql, 0, 300000);
        ck_assert_msg(one.error != NULL, "%s", errors[i].sql);
        ck_assert_int_eq(t2s_error_code(one.error), T2S_E_DATABASE);
        ck_assert_str_eq(t2s_error_sqlstate(one.error), test_presto_is_trino() ? errors[i].trino : errors[i].presto);
        /* PrestoDB does not place a table that it does not know. */
        if (errors[i].line != 0 && (test_presto_is_trino() || i != 2)) {
            ck_assert_int_eq(t2s_error_line(one.error), errors[i].line);
            ck_assert_int_eq(t2s_error_column(one.error), errors[i].column);
        }
        query_free(&one);
    }
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {a_value_of_every_type_is_what_the_server_has, a_null_of_every_type_is_one, sketches_come_as_bytes,
                                  columns_of_one_name_or_none_are_all_there, errors_have_the_names_and_places_of_the_server};

    if (!test_presto_there())
        return 77;
    return suite_run("presto_types", tests, sizeof(tests) / sizeof(tests[0]), setup, teardown);
}
