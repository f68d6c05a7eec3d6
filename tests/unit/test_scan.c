/* SPDX-License-Identifier: MIT */
/* Following a completion as it grows: the same whatever the pieces, complete at the right byte, hopeless when it is. */
#include <string.h>

#include <text2sql/sys/provider.h>

#include "provider/scan.h"
#include "../support/suite.h"

/* What state it is in after each byte: the first one at which it is not open any more, or the length. */
static size_t decided_at(const char *text, size_t length, int *ret_state)
{
    t2s__scan scan = {0};

    for (size_t i = 0; i < length; i++) {
        *ret_state = t2s__scan_add(&scan, text + i, 1);
        if (*ret_state != T2S_REPLY_OPEN)
            return i;
    }
    *ret_state = scan.state;
    return length;
}

static int state_of(const char *text)
{
    t2s__scan scan = {0};

    return t2s__scan_add(&scan, text, strlen(text));
}

/* In two pieces, cut at each place, and in three. */
static void check_splits(const char *text)
{
    size_t length = strlen(text);
    int expected = state_of(text);

    for (size_t first = 0; first <= length; first++)
        for (size_t second = first; second <= length; second++) {
            t2s__scan scan = {0};

            t2s__scan_add(&scan, text, first);
            t2s__scan_add(&scan, text + first, second - first);
            ck_assert_int_eq(t2s__scan_add(&scan, text + second, length - second), expected);
        }
}

static const char *const complete[] = {
    "{}",
    " \n\t{\"a\":1}",
    "{\"a\":{\"b\":[1,[2,{}]]}}",
    "{\"a\":\"}\"}",
    "{\"a\":\"\\\"}\",\"b\":\"\\\\\"}",
    "{\"a\":\"\\u007d { [ \\\\\\\" }\"}",
    "{\"sql\":\"SELECT '{' FROM \\\"t\\\"\",\"x\":[\"]\"]}",
};

static const char *const open[] = {
    "",         "   ",   "{", "{\"a\":1", "{\"a\":\"}", "{\"a\":\"\\\"}", "{\"a\":[}", "SELECT 1;", "```json\n{\"a\":1}\n```",
    "Here: {}", "[1,2]",
};

START_TEST(an_object_is_complete_at_its_last_brace)
{
    for (size_t i = 0; i < sizeof(complete) / sizeof(*complete); i++) {
        size_t length = strlen(complete[i]);
        int state;

        ck_assert_msg(decided_at(complete[i], length, &state) == length - 1, "%s", complete[i]);
        ck_assert_int_eq(state, T2S_REPLY_COMPLETE);
        check_splits(complete[i]);
    }
}
END_TEST

START_TEST(what_follows_does_not_change_it)
{
    t2s__scan scan = {0};

    ck_assert_int_eq(t2s__scan_add(&scan, "{} and {", 8), T2S_REPLY_COMPLETE);
    ck_assert_int_eq(t2s__scan_add(&scan, "\0\0", 2), T2S_REPLY_COMPLETE);
    ck_assert_uint_eq(scan.length, 2);
}
END_TEST

START_TEST(what_may_go_on_is_open)
{
    for (size_t i = 0; i < sizeof(open) / sizeof(*open); i++) {
        ck_assert_msg(state_of(open[i]) == T2S_REPLY_OPEN, "%s", open[i]);
        check_splits(open[i]);
    }
}
END_TEST

/* `before`, and then `count` times `byte`. */
static size_t hopeless_at(const char *before, char byte, size_t count)
{
    size_t length = strlen(before);
    char *text = malloc(length + count);
    size_t at;
    int state;

    ck_assert_ptr_nonnull(text);
    memcpy(text, before, length);
    memset(text + length, byte, count);
    at = decided_at(text, length + count, &state);
    ck_assert_int_eq(state, at < length + count ? T2S_REPLY_HOPELESS : T2S_REPLY_OPEN);
    free(text);
    return at < length + count ? at - length + 1 : 0;
}

START_TEST(endless_space_and_repetition_are_hopeless)
{
    ck_assert_uint_eq(hopeless_at("", '\n', 5000), 1025);
    ck_assert_uint_eq(hopeless_at("{\"a\":1,", ' ', 5000), 1025);
    ck_assert_uint_eq(hopeless_at("{\"a\":1,", ' ', 1024), 0);
    ck_assert_uint_eq(hopeless_at("{\"a\":\"", ' ', 5000), 4097); /* a text may hold more of it */
    ck_assert_uint_eq(hopeless_at("{\"a\":\"", 'x', 5000), 4097);
    ck_assert_uint_eq(hopeless_at("no JSON", '!', 5000), 4097);
    ck_assert_uint_eq(hopeless_at("", '{', 100), 65);
    ck_assert_uint_eq(hopeless_at("{\"a\":", '[', 100), 64);
}
END_TEST

START_TEST(a_zero_byte_is_no_text)
{
    t2s__scan scan = {0};

    ck_assert_int_eq(t2s__scan_add(&scan, "{\"a\0", 4), T2S_REPLY_HOPELESS);
    ck_assert_int_eq(t2s__scan_add(&scan, "\"}", 2), T2S_REPLY_HOPELESS);
}
END_TEST

START_TEST(what_is_far_too_long_is_hopeless)
{
    t2s__scan scan = {0};
    size_t length = 0;

    while (t2s__scan_add(&scan, "lorem ipsum ", 12) == T2S_REPLY_OPEN && length < 4 * 1024 * 1024)
        length += 12;
    ck_assert_int_eq(scan.state, T2S_REPLY_HOPELESS);
    ck_assert_uint_eq(scan.length, 2 * 1024 * 1024 + 1);
}
END_TEST

SUITE("scan", NULL, NULL, an_object_is_complete_at_its_last_brace, what_follows_does_not_change_it, what_may_go_on_is_open,
      endless_space_and_repetition_are_hopeless, a_zero_byte_is_no_text, what_is_far_too_long_is_hopeless)
