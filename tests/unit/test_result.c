/* SPDX-License-Identifier: MIT */
#include <locale.h>
#include <string.h>

#include <text2sql/sys/error.h>
#include <text2sql/version.h>

#include "../support/suite.h"
#include "executor/json_check.h"
#include "executor/result.h"

static int add_row(t2s_result *result, size_t count, const char *const *values)
{
    size_t lengths[16] = {0};

    for (size_t i = 0; i < count; i++)
        lengths[i] = values[i] != NULL ? strlen(values[i]) : 0;
    return t2s__result_add_row(result, values, lengths);
}

static t2s_result *one_value(const char *type, int kind, const char *value, size_t length)
{
    t2s_result *result = t2s__result_new();

    ck_assert_int_eq(t2s__result_add_column(result, "v", type, kind), 0);
    ck_assert_int_eq(t2s__result_add_row(result, &value, &length), 0);
    return result;
}

static void expect_format(const t2s_result *result, int format, const char *expected)
{
    size_t length;
    char *text;

    ck_assert_int_eq(t2s_result_format(result, format, &text, &length), 0);
    ck_assert_str_eq(text, expected);
    ck_assert_uint_eq(length, strlen(expected));
    t2s_free(text);
}

static t2s_result *sample(void)
{
    static const char *const rows[][3] = {{"1", "Ann", "10.50"}, {"20", NULL, "-3"}, {"3", "\xE6\xBC\xA2\xE5\xAD\x97", NULL}};
    t2s_result *result = t2s__result_new();
    int code = result == NULL ? T2S_E_NOMEM : 0;

    if (code == 0)
        code = t2s__result_add_column(result, "id", "integer", T2S_VALUE_INT);
    if (code == 0)
        code = t2s__result_add_column(result, "name", "text", T2S_VALUE_TEXT);
    if (code == 0)
        code = t2s__result_add_column(result, "amount", "numeric(10,2)", T2S_VALUE_DECIMAL);
    for (int i = 0; i < 3 && code == 0; i++)
        code = add_row(result, 3, rows[i]);
    if (code != 0) {
        t2s_result_unref(result);
        result = NULL;
    }
    return result;
}

START_TEST(values_are_kept_with_their_lengths)
{
    t2s_result *result = sample();
    const char *binary[] = {"a\0b", "", NULL};
    const size_t lengths[] = {3, 0, 99};
    size_t length = 77;

    ck_assert_int_eq(t2s__result_add_row(result, binary, lengths), 0);
    ck_assert_uint_eq(t2s_result_row_count(result), 4);
    ck_assert_uint_eq(t2s_result_column_count(result), 3);
    ck_assert_str_eq(t2s_result_value(result, 0, 1, &length), "Ann");
    ck_assert_uint_eq(length, 3);
    ck_assert_ptr_null(t2s_result_value(result, 1, 1, NULL));
    ck_assert_mem_eq(t2s_result_value(result, 3, 0, &length), "a\0b", 4);
    ck_assert_uint_eq(length, 3);
    ck_assert_str_eq(t2s_result_value(result, 3, 1, &length), "");
    ck_assert_uint_eq(length, 0);
    ck_assert_ptr_null(t2s_result_value(result, 3, 2, NULL));
    ck_assert_ptr_null(t2s_result_value(result, 4, 0, NULL));
    ck_assert_ptr_null(t2s_result_value(result, 0, 3, NULL));
    ck_assert_str_eq(t2s_result_column_name(result, 2), "amount");
    ck_assert_str_eq(t2s_result_column_type(result, 2), "numeric(10,2)");
    ck_assert_int_eq(t2s_result_column_kind(result, 2), T2S_VALUE_DECIMAL);
    ck_assert_ptr_null(t2s_result_column_name(result, 3));
    ck_assert_ptr_null(t2s_result_column_type(result, 3));
    ck_assert_int_eq(t2s_result_column_kind(result, 3), -1);
    ck_assert_int_eq(t2s__result_add_column(result, "late", "text", T2S_VALUE_TEXT), T2S_E_INVALID);
    ck_assert_int_eq(t2s__result_set_type(result, 1, "mood", T2S_VALUE_OTHER), 0);
    ck_assert_str_eq(t2s_result_column_type(result, 1), "mood");
    ck_assert_int_eq(t2s__result_set_type(result, 3, "mood", T2S_VALUE_OTHER), T2S_E_INVALID);
    t2s_result_unref(result);
    ck_assert_uint_eq(t2s_result_row_count(NULL), 0);
    ck_assert_ptr_null(t2s_result_value(NULL, 0, 0, NULL));
}
END_TEST

START_TEST(many_rows_are_found_again)
{
    t2s_result *result = t2s__result_new();
    char text[16];

    ck_assert_int_eq(t2s__result_add_column(result, "n", "integer", T2S_VALUE_INT), 0);
    for (int i = 0; i < 100000; i++) {
        const char *value = text;

        snprintf(text, sizeof(text), "%d", i);
        ck_assert_int_eq(add_row(result, 1, &value), 0);
    }
    for (int i = 0; i < 100000; i += 777) {
        int64_t value;

        ck_assert_int_eq(t2s_result_int64(result, (size_t)i, 0, &value), 0);
        ck_assert_int_eq(value, i);
    }
    t2s_result_unref(result);
}
END_TEST

static void expect_int(const char *text, int code, int64_t expected)
{
    t2s_result *result = one_value("bigint", T2S_VALUE_INT, text, text != NULL ? strlen(text) : 0);
    int64_t value = 42;

    ck_assert_msg(t2s_result_int64(result, 0, 0, &value) == code, "%s", text);
    ck_assert_int_eq(value, code == 0 ? expected : 42);
    t2s_result_unref(result);
}

START_TEST(whole_numbers_are_read_strictly)
{
    t2s_result *bytes = one_value("bytea", T2S_VALUE_BYTES, "1", 1);
    int64_t value;

    expect_int("0", 0, 0);
    expect_int("-9223372036854775808", 0, INT64_MIN);
    expect_int("9223372036854775807", 0, INT64_MAX);
    expect_int("9223372036854775808", T2S_E_TOO_LARGE, 0);
    expect_int("-99999999999999999999", T2S_E_TOO_LARGE, 0);
    expect_int("1.5", T2S_E_INVALID, 0);
    expect_int("", T2S_E_INVALID, 0);
    expect_int(" 1", T2S_E_INVALID, 0);
    expect_int("0x10", T2S_E_INVALID, 0);
    expect_int("1 ", T2S_E_INVALID, 0);
    expect_int("abc", T2S_E_INVALID, 0);
    expect_int(NULL, T2S_E_NOTFOUND, 0);
    ck_assert_int_eq(t2s_result_int64(bytes, 0, 0, &value), T2S_E_INVALID);
    ck_assert_int_eq(t2s_result_int64(bytes, 1, 0, &value), T2S_E_NOTFOUND);
    t2s_result_unref(bytes);
}
END_TEST

static void expect_double(const char *text, int code, double expected)
{
    t2s_result *result = one_value("double precision", T2S_VALUE_FLOAT, text, strlen(text));
    double value = 42;

    ck_assert_msg(t2s_result_double(result, 0, 0, &value) == code, "%s", text);
    ck_assert(value == (code == 0 ? expected : 42));
    t2s_result_unref(result);
}

START_TEST(numbers_are_read_whatever_the_locale)
{
    t2s_result *nan = one_value("numeric", T2S_VALUE_DECIMAL, "NaN", 3);
    double value = 0;

    setlocale(LC_ALL, "de_DE.UTF-8"); /* where it exists */
    expect_double("1.5", 0, 1.5);
    expect_double("-1e300", 0, -1e300);
    expect_double("1e400", T2S_E_TOO_LARGE, 0);
    expect_double("1e-400", 0, 0);
    expect_double("Infinity", 0, 1.0 / 0.0);
    expect_double("-Infinity", 0, -1.0 / 0.0);
    expect_double("1,5", T2S_E_INVALID, 0);
    expect_double("inf", T2S_E_INVALID, 0);
    expect_double("0x1p3", T2S_E_INVALID, 0);
    expect_double("", T2S_E_INVALID, 0);
    expect_double("-", T2S_E_INVALID, 0);
    ck_assert_int_eq(t2s_result_double(nan, 0, 0, &value), 0);
    ck_assert(value != value);
    t2s_result_unref(nan);
}
END_TEST

START_TEST(truth_is_read_from_boolean_columns_only)
{
    t2s_result *yes = one_value("boolean", T2S_VALUE_BOOL, "true", 4);
    t2s_result *text = one_value("text", T2S_VALUE_TEXT, "true", 4);
    int value = -1;

    ck_assert_int_eq(t2s_result_bool(yes, 0, 0, &value), 0);
    ck_assert_int_eq(value, 1);
    ck_assert_int_eq(t2s_result_bool(text, 0, 0, &value), T2S_E_INVALID);
    ck_assert_int_eq(t2s_result_bool(text, 0, 1, &value), T2S_E_NOTFOUND);
    t2s_result_unref(yes);
    t2s_result_unref(text);
}
END_TEST

START_TEST(a_table_is_aligned_for_people)
{
    t2s_result *result = sample();

    expect_format(result, T2S_FORMAT_TABLE,
                  " id | name   | amount\n"
                  "----+--------+--------\n"
                  "  1 | Ann    |  10.50\n"
                  " 20 | (null) |     -3\n"
                  "  3 | \xE6\xBC\xA2\xE5\xAD\x97   | (null)\n"
                  "(3 rows)\n");
    t2s__result_set_truncated(result);
    ck_assert_int_eq(t2s_result_truncated(result), 1);
    t2s_result_unref(result);
    result = one_value("text", T2S_VALUE_TEXT, "a\tb\n\x1B[31m\x7F\xFF\xE2\x80\xAEx\xCC\x81", 17);
    expect_format(result, T2S_FORMAT_TABLE,
                  " v\n-------------------------------\n a\\tb\\n\\x1b[31m\\x7f\\xff\\u202ex\xCC\x81\n(1 row)\n");
    t2s__result_set_truncated(result);
    t2s_result_unref(result);
    result = one_value("bytea", T2S_VALUE_BYTES, "\0\xff", 2);
    t2s__result_set_truncated(result);
    expect_format(result, T2S_FORMAT_TABLE, " v\n--------\n \\x00ff\n(1 row; there are more)\n");
    t2s_result_unref(result);
    result = t2s__result_new();
    expect_format(result, T2S_FORMAT_TABLE, "(0 rows)\n");
    t2s_result_unref(result);
}
END_TEST

START_TEST(a_long_value_is_cut_in_a_table)
{
    char *value = malloc(100001);
    t2s_result *result;
    char *text;
    size_t length;

    memset(value, 'x', 100000);
    result = one_value("text", T2S_VALUE_TEXT, value, 100000);
    ck_assert_int_eq(t2s_result_format(result, T2S_FORMAT_TABLE, &text, &length), 0);
    ck_assert_uint_lt(length, 400);
    ck_assert_ptr_nonnull(strstr(text, "x\xE2\x80\xA6\n"));
    t2s_free(text);
    t2s_result_unref(result);
    result = one_value("text", T2S_VALUE_TEXT, value, 120);
    ck_assert_int_eq(t2s_result_format(result, T2S_FORMAT_TABLE, &text, NULL), 0);
    ck_assert_ptr_null(strstr(text, "\xE2\x80\xA6"));
    t2s_free(text);
    t2s_result_unref(result);
    result = one_value("bytea", T2S_VALUE_BYTES, value, 1000);
    ck_assert_int_eq(t2s_result_format(result, T2S_FORMAT_TABLE, &text, &length), 0);
    ck_assert_uint_lt(length, 400);
    t2s_free(text);
    t2s_result_unref(result);
    free(value);
}
END_TEST

START_TEST(json_keeps_numbers_and_json_as_they_are)
{
    static const struct {
        int kind;
        const char *value;
        const char *json;
    } cases[] = {
        {T2S_VALUE_INT, "-12", "-12"},
        {T2S_VALUE_DECIMAL, "123456789012345678901234567890.10", "123456789012345678901234567890.10"},
        {T2S_VALUE_FLOAT, "1e+20", "1e+20"},
        {T2S_VALUE_FLOAT, "NaN", "\"NaN\""},
        {T2S_VALUE_FLOAT, "-Infinity", "\"-Infinity\""},
        {T2S_VALUE_INT, "007", "\"007\""},
        {T2S_VALUE_BOOL, "true", "true"},
        {T2S_VALUE_BOOL, "odd", "\"odd\""},
        {T2S_VALUE_JSON, "{\"a\": [1, null]}", "{\"a\": [1, null]}"},
        {T2S_VALUE_JSON, "{broken", "\"{broken\""},
        {T2S_VALUE_TEXT, "say \"hi\"\\\n", "\"say \\\"hi\\\"\\\\\\n\""},
        {T2S_VALUE_TEXT, "12", "\"12\""},
        {T2S_VALUE_BYTES, "a\xff", "\"\\\\x61ff\""},
        {T2S_VALUE_TEXT, "", "\"\""},
        {T2S_VALUE_TEXT, NULL, "null"},
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        t2s_result *result = one_value("t", cases[i].kind, cases[i].value, cases[i].value != NULL ? strlen(cases[i].value) : 0);
        char expected[256];

        snprintf(expected, sizeof(expected), "{\"columns\":[{\"name\":\"v\",\"type\":\"t\"}],\"rows\":[[%s]],\"truncated\":false}",
                 cases[i].json);
        expect_format(result, T2S_FORMAT_JSON, expected);
        t2s_result_unref(result);
    }
}
END_TEST

START_TEST(csv_follows_the_rfc)
{
    t2s_result *result = sample();
    const char *const row[] = {"4", "a \"b\", c\r\nd", ""};

    ck_assert_int_eq(add_row(result, 3, row), 0);
    expect_format(result, T2S_FORMAT_CSV,
                  "id,name,amount\r\n1,Ann,10.50\r\n20,,-3\r\n3,\xE6\xBC\xA2\xE5\xAD\x97,\r\n4,\"a \"\"b\"\", c\r\nd\",\"\"\r\n");
    t2s_result_unref(result);
}
END_TEST

START_TEST(an_unknown_format_is_refused)
{
    t2s_result *result = sample();
    char *text = NULL;

    ck_assert_int_eq(t2s_result_format(result, 3, &text, NULL), T2S_E_INVALID);
    ck_assert_int_eq(t2s_result_format(NULL, 0, &text, NULL), T2S_E_INVALID);
    ck_assert_ptr_null(text);
    t2s_result_unref(result);
}
END_TEST

START_TEST(json_is_told_from_what_is_none)
{
    static const char *const good[] = {"1", "-0.5e-7", " [1, {\"a\" : \"\\u00e9\\n\"}, []] ", "{}", "null", "true", "\"\xC3\xA9\""};
    static const char *const bad[] = {"",      "01",         "1.",  ".5",  "+1",     "NaN",     "[1,]",      "{\"a\"}",
                                      "{a:1}", "[1] x",      "tru", "\"a", "\"\n\"", "\"\\x\"", "\"\\u12\"", "\"\xff\"",
                                      "[1 2]", "{\"a\":1,}", "1e",  "-",   "]",      "[",       "{"};
    char deep[2000];

    for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
        ck_assert_msg(t2s__is_json(good[i], strlen(good[i])), "%s", good[i]);
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        ck_assert_msg(!t2s__is_json(bad[i], strlen(bad[i])), "%s", bad[i]);
    memset(deep, '[', 1000);
    memset(deep + 1000, ']', 1000);
    ck_assert(!t2s__is_json(deep, 2000));
    ck_assert(t2s__is_json(deep + 900, 200));
}
END_TEST

START_TEST(want_of_memory_is_an_error_everywhere)
{
    OOM_LOOP(n)
    {
        t2s_result *result = sample();

        for (int format = T2S_FORMAT_TABLE; result != NULL && format <= T2S_FORMAT_CSV; format++) {
            char *text = NULL;
            int code = t2s_result_format(result, format, &text, NULL);

            ck_assert(code == 0 || (code == T2S_E_NOMEM && oom_failed));
            t2s_free(text);
        }
        t2s_result_unref(result);
    }
}
END_TEST

SUITE("result", NULL, NULL, values_are_kept_with_their_lengths, many_rows_are_found_again, whole_numbers_are_read_strictly,
      numbers_are_read_whatever_the_locale, truth_is_read_from_boolean_columns_only, a_table_is_aligned_for_people,
      a_long_value_is_cut_in_a_table, json_keeps_numbers_and_json_as_they_are, csv_follows_the_rfc, an_unknown_format_is_refused,
      json_is_told_from_what_is_none, want_of_memory_is_an_error_everywhere)
