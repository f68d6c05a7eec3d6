/* SPDX-License-Identifier: MIT */
/* Types and values of Trino's and Presto's protocol, and the JSON that they come in. */
#include <string.h>

#include <text2sql/result.h>

#include "../support/suite.h"
#include "executor/presto_plan.h"
#include "executor/presto_value.h"
#include "net/presto_json.h"
#include "util/base64.h"

/* The value of a JSON text as a result has it; owned by `text`. */
static int write(t2s__buffer *text, const char *type_text, const char *json, int *ret_kind)
{
    t2s__arena arena;
    t2s__presto_type type;
    t2s__buffer decoded = T2S__BUFFER_INIT;
    t2s__presto_value value = {.kind = T2S__PRESTO_NESTED};
    t2s__json checked;
    int code;

    ck_assert_int_eq(t2s__json_check(json, strlen(json), &checked), 0);
    value.text = checked.text;
    value.length = checked.length;
    switch (t2s__json_kind(checked)) {
    case '"':
        t2s__buffer_text(&decoded, "");
        t2s__json_decode(&decoded, checked);
        value = (t2s__presto_value){T2S__PRESTO_STRING, t2s__buffer_string(&decoded), decoded.length};
        break;
    case '0':
        value.kind = T2S__PRESTO_NUMBER;
        break;
    case 't':
    case 'f':
        value.kind = T2S__PRESTO_BOOL;
        break;
    default:
        break;
    }
    t2s__arena_init(&arena, 0);
    ck_assert_int_eq(t2s__presto_type_read(&arena, type_text, &type), 0);
    *ret_kind = type.kind;
    code = t2s__presto_value_write(text, &type, &value);
    t2s__arena_dispose(&arena);
    t2s__buffer_dispose(&decoded);
    return code;
}

static const struct {
    const char *type;
    const char *json;
    int kind;
    const char *text;
} values[] = {
    {"boolean", "true", T2S_VALUE_BOOL, "true"},
    {"bigint", "9223372036854775807", T2S_VALUE_INT, "9223372036854775807"},
    {"tinyint", "-1", T2S_VALUE_INT, "-1"},
    {"double", "1.0E-7", T2S_VALUE_FLOAT, "1.0E-7"},
    {"real", "\"NaN\"", T2S_VALUE_FLOAT, "NaN"},
    {"decimal(29, 9)", "\"12345678901234567890.123456789\"", T2S_VALUE_DECIMAL, "12345678901234567890.123456789"},
    {"varchar(4)", "\"t\\u00e4\\\"\\n\\ud83d\\ude00\"", T2S_VALUE_TEXT, "t\xc3\xa4\"\n\xf0\x9f\x98\x80"},
    {"char(5)", "\"ab   \"", T2S_VALUE_TEXT, "ab   "},
    {"varbinary", "\"AP8Q\"", T2S_VALUE_BYTES, NULL},
    {"date", "\"2020-01-02\"", T2S_VALUE_DATE, "2020-01-02"},
    {"time(6)", "\"01:02:03.456789\"", T2S_VALUE_TIME, "01:02:03.456789"},
    {"time with time zone", "\"01:02:03.000 +05:30\"", T2S_VALUE_TIME, "01:02:03.000 +05:30"},
    {"timestamp(9)", "\"2020-01-02 03:04:05.123456789\"", T2S_VALUE_TIMESTAMP, "2020-01-02 03:04:05.123456789"},
    {"timestamp(3) with time zone", "\"2020-01-02 03:04:05.123 UTC\"", T2S_VALUE_TIMESTAMP, "2020-01-02 03:04:05.123 UTC"},
    {"INTERVAL DAY TO SECOND", "\"1 00:00:00.000\"", T2S_VALUE_INTERVAL, "1 00:00:00.000"},
    {"interval year to month", "\"2-3\"", T2S_VALUE_INTERVAL, "2-3"},
    {"uuid", "\"12151fd2-7586-11e9-8f9e-2a86e4085a59\"", T2S_VALUE_UUID, "12151fd2-7586-11e9-8f9e-2a86e4085a59"},
    {"ipaddress", "\"10.0.0.1\"", T2S_VALUE_OTHER, "10.0.0.1"},
    {"json", "\"{\\\"a\\\":[1,2.5]}\"", T2S_VALUE_JSON, "{\"a\":[1,2.5]}"},
    {"HyperLogLog", "\"AgwBAIADRAA=\"", T2S_VALUE_OTHER, "AgwBAIADRAA="},
    {"array(integer)", "[1, 2,null]", T2S_VALUE_JSON, "[1,2,null]"},
    {"array(unknown)", "[ ]", T2S_VALUE_JSON, "[]"},
    {"array(decimal(3, 2))", "[\"1.10\",null]", T2S_VALUE_JSON, "[1.10,null]"},
    {"array(varbinary)", "[\"AP8=\"]", T2S_VALUE_JSON, "[\"\\\\x00ff\"]"},
    {"array(json)", "[\"{\\\"q\\\":1}\"]", T2S_VALUE_JSON, "[{\"q\":1}]"},
    {"array(double)", "[\"NaN\",1.0]", T2S_VALUE_JSON, "[\"NaN\",1.0]"},
    {"map(varchar(1), array(integer))", "{\"a\":[1],\"b\":null}", T2S_VALUE_JSON, "{\"a\":[1],\"b\":null}"},
    {"row(integer, varchar(1))", "[1,\"x\"]", T2S_VALUE_JSON, "[1,\"x\"]"},
    {"row(a bigint, \"b \"\"c\" varchar, d double)", "[1,\"x\",null]", T2S_VALUE_JSON, "{\"a\":1,\"b \\\"c\":\"x\",\"d\":null}"},
    {"row(time time with time zone, interval interval day to second)", "[\"1\",\"2\"]", T2S_VALUE_JSON, "{\"time\":\"1\",\"interval\":\"2\"}"},
    {"row(timestamp(3) with time zone)", "[\"1\"]", T2S_VALUE_JSON, "[\"1\"]"},
    {"array(row(a bigint, b decimal(3, 1)))", "[[1,\"1.5\"],null]", T2S_VALUE_JSON, "[{\"a\":1,\"b\":1.5},null]"},
    /* As PrestoDB sends them. */
    {"array(integer)", "\"[ 1, 2, null ]\"", T2S_VALUE_JSON, "[1,2,null]"},
    {"array(row(a bigint,b decimal(3,1)))", "\"[ \\\"[ 1, \\\\\\\"1.5\\\\\\\" ]\\\" ]\"", T2S_VALUE_JSON, "[{\"a\":1,\"b\":1.5}]"},
    {"map(integer,array(integer))", "\"{\\n  \\\"1\\\" : \\\"[ 1 ]\\\"\\n}\"", T2S_VALUE_JSON, "{\"1\":[1]}"},
    /* Types that nobody knows are texts. */
    {"bingtile", "{\"x\":1}", T2S_VALUE_OTHER, "{\"x\":1}"},
    {"array(", "[1]", T2S_VALUE_OTHER, "[1]"},
    {"map(a)", "[1]", T2S_VALUE_OTHER, "[1]"},
    {"", "1", T2S_VALUE_OTHER, "1"},
};

START_TEST(values_keep_what_they_are)
{
    for (size_t i = 0; i < sizeof(values) / sizeof(*values); i++) {
        t2s__buffer text = T2S__BUFFER_INIT;
        int kind;

        ck_assert_msg(write(&text, values[i].type, values[i].json, &kind) == 0, "%s", values[i].type);
        ck_assert_msg(kind == values[i].kind, "%s", values[i].type);
        if (values[i].text != NULL)
            ck_assert_str_eq(t2s__buffer_string(&text), values[i].text);
        else
            ck_assert_mem_eq(text.data, "\x00\xff\x10", text.length);
        t2s__buffer_dispose(&text);
    }
}
END_TEST

START_TEST(what_is_no_value_of_its_type_is_an_error)
{
    static const char *const wrong[][2] = {
        {"varbinary", "\"a\""},      {"varbinary", "\"AP8*\""},        {"boolean", "\"true\""}, {"array(integer)", "\"[1\""},
        {"array(integer)", "1"},     {"array(integer)", "{\"a\":1}"},  {"map(a, b)", "[1]"},    {"row(a integer)", "[1,2]"},
        {"row(a integer)", "[]"},    {"row(a integer)", "\"{}\""},
    };

    for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
        t2s__buffer text = T2S__BUFFER_INIT;
        int kind;

        ck_assert_msg(write(&text, wrong[i][0], wrong[i][1], &kind) == T2S_E_PROTOCOL, "%s %s", wrong[i][0], wrong[i][1]);
        t2s__buffer_dispose(&text);
    }
}
END_TEST

/* A type as deep as a server may claim one is. */
START_TEST(a_deep_type_is_taken_for_a_text)
{
    t2s__buffer name = T2S__BUFFER_INIT;
    t2s__arena arena;
    t2s__presto_type type;

    for (int i = 0; i < 100000; i++)
        t2s__buffer_text(&name, "array(");
    t2s__arena_init(&arena, 0);
    ck_assert_int_eq(t2s__presto_type_read(&arena, t2s__buffer_string(&name), &type), 0);
    ck_assert_int_eq(type.kind, T2S_VALUE_OTHER);
    t2s__arena_dispose(&arena);
    t2s__buffer_dispose(&name);
}
END_TEST

START_TEST(json_is_read_strictly)
{
    static const char *const good[] = {
        "1", "-0.5e+10", " {\"a\" : [ ] , \"b\":{}} ", "[[],[[1,2],{\"a\":null}],\"\\u00e9\\\\\"]", "\"\"", "[1e5,true,false,null]",
    };
    static const char *const bad[] = {
        "", " ", "01", "1.", ".5", "+1", "1e", "[1,]", "[,1]", "[1 2]", "{\"a\"}", "{\"a\":1,}", "{a:1}", "{\"a\" 1}", "[1", "]", "\"a",
        "\"\\x\"", "\"\\u12g4\"", "\"\n\"", "nul", "nulll", "1 2", "[1]]", "{\"a\":1]", "[1}", "\"\xff\"", "'a'", "NaN", "{\"a\":}", "-",
        "[\"a\":1]", "{1:2}", "\"\\",
    };
    t2s__json value;

    for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++)
        ck_assert_msg(t2s__json_check(good[i], strlen(good[i]), &value) == 0, "%s", good[i]);
    for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
        ck_assert_msg(t2s__json_check(bad[i], strlen(bad[i]), &value) != 0, "%s", bad[i]);
}
END_TEST

START_TEST(json_too_deep_is_refused_and_as_deep_as_may_be_is_read)
{
    char text[4096];
    t2s__json value;

    memset(text, '[', 1024);
    memset(text + 1024, ']', 1024);
    ck_assert_int_eq(t2s__json_check(text, 2048, &value), 0);
    memset(text, '[', 1025);
    memset(text + 1025, ']', 1025);
    ck_assert_int_ne(t2s__json_check(text, 2050, &value), 0);
}
END_TEST

START_TEST(members_are_found_and_items_counted)
{
    static const char text[] = "{\"x\":\"]}\\\"\", \"y\" : [1, [2, \"a,b\"], {\"z\":3}, null ] , \"n\":null}";
    t2s__json whole, item;
    t2s__json_items items;
    int count = 0;

    ck_assert_int_eq(t2s__json_check(text, strlen(text), &whole), 0);
    ck_assert_ptr_null(t2s__json_get(whole, "n").text);
    ck_assert_ptr_null(t2s__json_get(whole, "z").text);
    items = t2s__json_begin(t2s__json_get(whole, "y"));
    while (t2s__json_next(&items, &item))
        if (++count == 2)
            ck_assert(item.length == 10 && memcmp(item.text, "[2, \"a,b\"]", 10) == 0);
    ck_assert_int_eq(count, 4);
}
END_TEST

START_TEST(a_lone_surrogate_is_replaced)
{
    t2s__buffer text = T2S__BUFFER_INIT;
    t2s__json value;

    ck_assert_int_eq(t2s__json_check("\"a\\ud800b\\udc00\"", 16, &value), 0);
    t2s__json_decode(&text, value);
    ck_assert_str_eq(text.data, "a\xef\xbf\xbd" "b\xef\xbf\xbd");
    t2s__buffer_dispose(&text);
}
END_TEST

START_TEST(base64_goes_there_and_back)
{
    for (size_t length = 0; length < 20; length++) {
        static const char bytes[20] = "\x00\xff\x10 abc\x80xyz\n01234567";
        t2s__buffer text = T2S__BUFFER_INIT;
        char back[32];

        t2s__base64_encode(&text, bytes, length);
        ck_assert_int_eq(t2s__base64_decode(t2s__buffer_string(&text), text.length, back), (long)length);
        ck_assert(memcmp(back, bytes, length) == 0);
        t2s__buffer_dispose(&text);
    }
}
END_TEST

START_TEST(a_plan_says_what_is_read_and_written)
{
    static const char text[] =
        "{\"inputTableColumnInfos\":[{\"table\":{\"catalog\":\"c\",\"schemaTable\":{\"schema\":\"s.t\",\"table\":\"A\"}}}],"
        "\"estimate\":{\"outputRowCount\":2.5E3,\"cpuCost\":\"NaN\"}}";
    static const char writes[] = "{\"inputTableColumnInfos\":[],\"outputTable\":{}}";
    t2s__presto_plan plan;
    t2s_query *query;
    t2s__buffer sql = T2S__BUFFER_INIT;

    ck_assert_int_eq(t2s_query_new("SELECT 1", &query), 0);
    ck_assert_int_eq(t2s__presto_plan_read(text, strlen(text), &plan), 0);
    ck_assert_double_eq(plan.rows, 2500);
    ck_assert(plan.cost < 0);
    ck_assert_int_eq(plan.has_output, 0);
    ck_assert_ptr_nonnull(t2s__presto_plan_unknown(&plan, query, NULL));
    ck_assert_int_eq(t2s_query_add_table(query, "c.s.t", "a"), 0);
    ck_assert_ptr_null(t2s__presto_plan_unknown(&plan, query, NULL));
    t2s_query_add_table(query, "c.s", "q\"x");
    t2s__presto_plan_write_all(&sql, query);
    ck_assert_str_eq(sql.data, "SELECT * FROM \"c\".\"s.t\".\"a\", \"c\".\"s\".\"q\"\"x\"");
    t2s__buffer_dispose(&sql);
    t2s__presto_plan_dispose(&plan);
    ck_assert_int_eq(t2s__presto_plan_read(writes, strlen(writes), &plan), 0);
    ck_assert_int_eq(plan.has_output, 1);
    t2s__presto_plan_dispose(&plan);
    ck_assert_int_eq(t2s__presto_plan_read("{}", 2, &plan), T2S_E_PROTOCOL);
    t2s__presto_plan_dispose(&plan);
    t2s_query_unref(query);
}
END_TEST

SUITE("presto_values", NULL, NULL, values_keep_what_they_are, what_is_no_value_of_its_type_is_an_error, a_deep_type_is_taken_for_a_text,
      json_is_read_strictly, json_too_deep_is_refused_and_as_deep_as_may_be_is_read, members_are_found_and_items_counted,
      a_lone_surrogate_is_replaced, base64_goes_there_and_back, a_plan_says_what_is_read_and_written)
