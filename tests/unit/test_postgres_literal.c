#include <string.h>

#include <text2sql/sys/dialect.h>

#include "support/suite.h"

static t2s_dialect *postgres;

static void setup(void)
{
    ck_assert_int_eq(t2s_postgres_dialect_new(&postgres), 0);
}

static void teardown(void)
{
    t2s_dialect_unref(postgres);
}

struct expected {
    const char *type;
    const char *text;
    const char *code; /* NULL: it may be one */
};

static void expect_all(const struct expected *cases, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const char *code;
        char message[300];
        int may_be = t2s_dialect_literal(postgres, cases[i].type, cases[i].text, strlen(cases[i].text), &code, message, sizeof(message));

        if (may_be != (cases[i].code == NULL) || (code != NULL && strcmp(code, cases[i].code) != 0))
            ck_abort_msg("%s '%s': %s %s", cases[i].type, cases[i].text, code != NULL ? code : "taken", message);
        ck_assert_int_eq(message[0] != '\0', code != NULL);
    }
}
#define EXPECT(...)                                                                                                                \
    do {                                                                                                                           \
        static const struct expected cases[] = {__VA_ARGS__};                                                                      \
        expect_all(cases, sizeof(cases) / sizeof(cases[0]));                                                                       \
    } while (0)

static void expect_message(const char *type, const char *text, const char *expected)
{
    const char *code;
    char message[300];

    ck_assert_int_eq(t2s_dialect_literal(postgres, type, text, strlen(text), &code, message, sizeof(message)), 0);
    ck_assert_str_eq(message, expected);
}

START_TEST(whole_numbers_have_their_ranges)
{
    EXPECT({"int4", " 42 ", NULL}, {"int4", "-2147483648", NULL}, {"int4", "2147483648", "22003"}, {"int4", "", "22P02"},
           {"int4", "1.5", "22P02"}, {"int4", "1e3", "22P02"}, {"int4", "99999999999x", "22003"}, {"int2", "32768", "22003"},
           {"int8", "9223372036854775807", NULL}, {"int8", "9223372036854775808", "22003"}, {"int4", "0x1F", "22P02"},
           {"oid", "-1", NULL}, {"oid", "4294967296", "22003"});
    expect_message("int4", "abc", "invalid input syntax for type integer: \"abc\"");
    expect_message("int2", "70000", "value \"70000\" is out of range for type smallint");
}
END_TEST

START_TEST(numbers_are_read_as_far_as_they_have_room)
{
    EXPECT({"numeric", "1e131071", NULL}, {"numeric", "1e131072", "22003"}, {"numeric", "1e-16384", "22003"},
           {"numeric", ".5", NULL}, {"numeric", "5.", NULL}, {"numeric", ".", "22P02"}, {"numeric", "1,000", "22P02"},
           {"numeric", "NaN", NULL}, {"numeric", "-inf", NULL}, {"numeric", "1e", "22P02"}, {"float8", "1e308", NULL},
           {"float8", "1.8e308", "22003"}, {"float8", "1e-400", "22003"}, {"float8", "0e999999", NULL}, {"float8", "0x1p3", NULL},
           {"float4", "3.5e38", "22003"}, {"float4", "1e-46", "22003"}, {"float8", "12abc", "22P02"}, {"float8", "$5", "22P02"},
           {"money", "$1,000.50", NULL}, {"money", "abc", "22P02"});
}
END_TEST

START_TEST(truth_has_few_words)
{
    EXPECT({"bool", "t", NULL}, {"bool", " TRUE ", NULL}, {"bool", "of", NULL}, {"bool", "o", "22P02"}, {"bool", "2", "22P02"},
           {"bool", "active", "22P02"}, {"bool", "", "22P02"});
}
END_TEST

START_TEST(dates_that_are_none_are_refused)
{
    EXPECT({"date", "2023-02-28", NULL}, {"date", "2023-02-30", "22008"}, {"date", "2024-02-29", NULL},
           {"date", "2023-13-01", "22008"}, {"date", "abc", "22007"}, {"date", "", "22007"}, {"date", "2023", "22007"},
           {"date", "2023-01", "22007"}, {"date", "January 5, 2023", NULL}, {"date", "5 jan 2023", NULL},
           {"date", "0000-01-01", "22008"}, {"date", "44-03-15 BC", NULL}, {"date", "today", NULL}, {"date", "infinity", NULL},
           {"date", "J2451187", NULL}, {"date", "20230115", NULL}, {"date", "20231315", "22008"}, {"date", "2023-Q1", "22007"},
           {"date", "last week", "22007"}, {"date", "5874898-01-01", "22008"});
    expect_message("date", "2023-02-30", "date/time field value out of range: \"2023-02-30\"");
    expect_message("date", "soon", "invalid input syntax for type date: \"soon\"");
}
END_TEST

START_TEST(what_a_setting_decides_is_taken)
{
    EXPECT({"date", "13/02/2023", NULL}, {"date", "02/13/2023", NULL}, {"date", "13/13/2023", "22008"}, {"date", "99-01-08", NULL},
           {"timestamptz", "2023-01-15 10:00 Europe/Nowhere", NULL}, {"timestamptz", "2023-01-15 10:00 Nowhere/Here", "22023"});
}
END_TEST

START_TEST(times_of_day_have_their_ranges)
{
    EXPECT({"timestamp", "2023-01-15T10:20:30Z", NULL}, {"timestamp", "2023-01-15 10:20:30.5+02", NULL},
           {"timestamp", "2023-01-15 25:00", "22008"}, {"timestamp", "2023-01-15 24:00", NULL},
           {"timestamp", "2023-01-15 10:61", "22008"}, {"timestamp", "2023-01-15 10:00 +16", "22009"},
           {"timestamp", "2023-01-15 10:00 PM", NULL}, {"timestamp", "10:00", "22007"}, {"timestamp", "294278-01-01", "22008"},
           {"time", "10:15", NULL}, {"time", "101500", NULL}, {"time", "13:00 pm", "22008"}, {"time", "2023-01-15", "22007"},
           {"timetz", "10:15 PST", NULL}, {"time", "25:00", "22008"}, {"time", "now", NULL}, {"time", "noon", "22007"});
}
END_TEST

START_TEST(intervals_are_read_in_all_their_forms)
{
    EXPECT({"interval", "1 year 2 months", NULL}, {"interval", "3 days 04:05:06 ago", NULL}, {"interval", "1-2", NULL},
           {"interval", "1-13", "22015"}, {"interval", "P1Y2M3DT4H5M6S", NULL}, {"interval", "P0001-02-03T04:05:06", NULL},
           {"interval", "P", "22007"}, {"interval", "1 fortnight", "22007"}, {"interval", "1 day 1 day", "22007"},
           {"interval", "90", NULL}, {"interval", "30days", NULL}, {"interval", "", "22007"}, {"interval", "day", "22007"},
           {"interval", "2147483648 days", "22015"}, {"interval", "2147483647 years", "22008"}, {"interval", "1 quarter", "22007"});
}
END_TEST

START_TEST(json_is_what_the_server_takes_for_it)
{
    EXPECT({"json", "{\"a\": [1, -2.5e3, null, \"\\u0041\"]}", NULL}, {"json", "{a: 1}", "22P02"}, {"json", "{'a': 1}", "22P02"},
           {"json", "[1,]", "22P02"}, {"json", "01", "22P02"}, {"json", "", "22P02"}, {"json", "\"\\ud83d\"", NULL},
           {"jsonb", "\"\\ud83d\"", "22P02"}, {"jsonb", "\"\\ud83d\\ude00\"", NULL}, {"jsonb", "\"\\u0000\"", "22P05"},
           {"json", "{} {}", "22P02"}, {"json", "truex", "22P02"}, {"json", "[[[[]]]]", NULL}, {"json", "{\"a\":1", "22P02"});
}
END_TEST

START_TEST(json_of_any_depth_ends)
{
    char text[20001];
    const char *code;
    char message[100];

    memset(text, '[', 20000);
    text[20000] = '\0';
    ck_assert_int_eq(t2s_dialect_literal(postgres, "json", text, 20000, &code, message, sizeof(message)), 1);
    text[3000] = '\0';
    ck_assert_int_eq(t2s_dialect_literal(postgres, "json", text, 3000, &code, message, sizeof(message)), 0);
}
END_TEST

START_TEST(bits_bytes_and_addresses_are_read)
{
    EXPECT({"uuid", "{123e4567-e89b-12d3-a456-426614174000}", NULL}, {"uuid", "123e4567e89b12d3a456426614174000", NULL},
           {"uuid", "123e4567", "22P02"}, {"bit", "0101", NULL}, {"varbit", "012", "22P02"}, {"varbit", "x1F", NULL},
           {"bytea", "\\xDEADBEEF", NULL}, {"bytea", "\\xABC", "22023"}, {"bytea", "a\\", "22P02"}, {"inet", "192.168.0.1/24", NULL},
           {"inet", "256.1.1.1", "22P02"}, {"inet", "abc", "22P02"}, {"inet", "::1", NULL}, {"cidr", "10", NULL},
           {"macaddr", "08:00:2b:01:02:03", NULL}, {"macaddr", "xyz", "22P02"});
}
END_TEST

START_TEST(of_other_types_nothing_is_said)
{
    EXPECT({"text", "abc", NULL}, {"tsquery", "&", NULL}, {"no_such_type", "x", NULL}, {"", "x", NULL});
}
END_TEST

START_TEST(a_message_is_cut_between_characters)
{
    const char *code;
    char message[44];

    /* The 43rd byte would be the first of two. */
    ck_assert_int_eq(t2s_dialect_literal(postgres, "int4", "ab\xC3\xA9\xC3\xA9", 6, &code, message, sizeof(message)), 0);
    ck_assert_str_eq(message, "invalid input syntax for type integer: \"ab");
}
END_TEST

SUITE("postgres_literal", setup, teardown, whole_numbers_have_their_ranges, numbers_are_read_as_far_as_they_have_room,
      truth_has_few_words, dates_that_are_none_are_refused, what_a_setting_decides_is_taken, times_of_day_have_their_ranges,
      intervals_are_read_in_all_their_forms, json_is_what_the_server_takes_for_it, json_of_any_depth_ends,
      bits_bytes_and_addresses_are_read, of_other_types_nothing_is_said, a_message_is_cut_between_characters)
