/* SPDX-License-Identifier: MIT */
#include "../support/suite.h"

#include <string.h>

#include <text2sql/error.h>

#include "provider/sse.h"

/* What was read: "name|data;" for each event. */
static char seen[4096];
static int stop_at; /* the event whose callback says stop; 0: none */
static int count;

static int keep(const char *event, const char *data, size_t length, void *user_data)
{
    size_t used = strlen(seen);

    ck_assert_ptr_eq(user_data, seen);
    ck_assert_uint_eq(data[length], '\0');
    snprintf(seen + used, sizeof(seen) - used, "%s|%s;", event, data);
    return ++count == stop_at ? 7 : 0;
}

static t2s__sse open_stream(size_t limit)
{
    seen[0] = '\0';
    count = 0;
    return (t2s__sse){.limit = limit};
}

static int feed(t2s__sse *sse, const char *bytes, size_t length)
{
    return t2s__sse_feed(sse, bytes, length, keep, seen);
}

static const struct {
    const char *stream;
    const char *events;
} streams[] = {
    {"", ""},
    {"\n\n\n", ""},
    {"data: one\n\n", "message|one;"},
    {"data:one\n\ndata: two\n\n", "message|one;message|two;"},
    {"data: one\r\n\r\ndata: two\r\r", "message|one;message|two;"},
    {"data: one\n\rdata: two\r\n\n", "message|one;message|two;"},
    {"data: one\rdata: two\r\n\r\n", "message|one\ntwo;"},
    {"data: one\ndata: two\n\n", "message|one\ntwo;"},
    {"data\n\n", "message|;"},
    {"data\ndata\n\n", "message|\n;"},
    {"data:\n\ndata:  x\n\n", "message|;message| x;"},
    {"event: add\ndata: 1\n\ndata: 2\n\n", "add|1;message|2;"},
    {"data: 1\nevent: add\n\n", "add|1;"},
    {"event: add\n\ndata: 1\n\n", "message|1;"},
    {": a comment\n\n:another\ndata: 1\n: and one within\n\n", "message|1;"},
    {"id: 7\nretry: 10\ndata: 1\nunknown: x\n\n", "message|1;"},
    {"data: a: b\n\n", "message|a: b;"},
    {" data: 1\ndat: 2\ndatas: 3\n\n", ""},
    {"\xEF\xBB\xBF"
     "data: 1\n\n",
     "message|1;"},
    {"\xEF\xBB"
     "data: 1\n\ndata: 2\n\n",
     "message|2;"},
    {"\xEF\xBB\xBF\xEF\xBB\xBF"
     "data: 1\n\ndata: 2\n\n",
     "message|2;"},
    {"data: \xC3\xA4\xF0\x9F\x98\x80\n\n", "message|\xC3\xA4\xF0\x9F\x98\x80;"},
    {"data: not ended", ""},
    {"data: not ended\n", ""},
    {"data: 1\n\ndata: not ended", "message|1;"},
    {"event: 0123456789012345678901234567890123456789012345678901234567890123456789\ndata: 1\n\n",
     "012345678901234567890123456789012345678901234567890123456789012|1;"},
};

START_TEST(events_are_read_as_the_standard_says)
{
    t2s__sse sse = open_stream(1000);

    ck_assert_int_eq(feed(&sse, streams[_i].stream, strlen(streams[_i].stream)), 0);
    ck_assert_str_eq(seen, streams[_i].events);
    t2s__sse_dispose(&sse);
}
END_TEST

START_TEST(a_stream_may_be_cut_at_every_byte)
{
    size_t length = strlen(streams[_i].stream);

    for (size_t first = 0; first <= length; first++)
        for (size_t second = first; second <= length; second++) {
            t2s__sse sse = open_stream(1000);

            ck_assert_int_eq(feed(&sse, streams[_i].stream, first), 0);
            ck_assert_int_eq(feed(&sse, streams[_i].stream + first, second - first), 0);
            ck_assert_int_eq(feed(&sse, streams[_i].stream + second, length - second), 0);
            ck_assert_str_eq(seen, streams[_i].events);
            t2s__sse_dispose(&sse);
        }
}
END_TEST

START_TEST(a_stream_may_come_byte_by_byte)
{
    t2s__sse sse = open_stream(1000);

    for (const char *byte = streams[_i].stream; *byte != '\0'; byte++)
        ck_assert_int_eq(feed(&sse, byte, 1), 0);
    ck_assert_str_eq(seen, streams[_i].events);
    t2s__sse_dispose(&sse);
}
END_TEST

START_TEST(the_callback_can_stop)
{
    static const char stream[] = "data: 1\n\ndata: 2\n\ndata: 3\n\n";
    t2s__sse sse = open_stream(1000);

    stop_at = 2;
    ck_assert_int_eq(feed(&sse, stream, sizeof(stream) - 1), 7);
    ck_assert_str_eq(seen, "message|1;message|2;");
    stop_at = 0;
    t2s__sse_dispose(&sse);
}
END_TEST

/* Lines, and the data of an event, have a limit; the stream has none. */
START_TEST(what_is_longer_than_the_limit_is_refused)
{
    static const char line[] = "data: 0123456789";
    t2s__sse sse = open_stream(16);

    ck_assert_int_eq(feed(&sse, "data: 0123456789\n\n", 18), 0);
    ck_assert_str_eq(seen, "message|0123456789;");
    ck_assert_int_eq(feed(&sse, "data: 01234567890\n\n", 19), T2S_E_TOO_LARGE);
    t2s__sse_dispose(&sse);

    sse = open_stream(16); /* in pieces, never ended */
    for (size_t i = 0; i < sizeof(line) - 1; i++)
        ck_assert_int_eq(feed(&sse, line + i, 1), 0);
    ck_assert_int_eq(feed(&sse, "x", 1), T2S_E_TOO_LARGE);
    t2s__sse_dispose(&sse);

    sse = open_stream(16); /* many lines of one event */
    ck_assert_int_eq(feed(&sse, "data: 01234567\ndata: 0123456\n", 29), 0);
    ck_assert_int_eq(feed(&sse, "data:\n", 6), T2S_E_TOO_LARGE);
    t2s__sse_dispose(&sse);

    sse = open_stream(16);
    for (int i = 0; i < 1000; i++) {
        seen[0] = '\0';
        ck_assert_int_eq(feed(&sse, ": a comment\ndata: 1\n\n", 21), 0);
        ck_assert_str_eq(seen, "message|1;");
    }
    t2s__sse_dispose(&sse);
}
END_TEST

START_TEST(out_of_memory_is_an_error_at_every_allocation)
{
    OOM_LOOP (n) {
        t2s__sse sse = open_stream(1000);
        int code = feed(&sse, "\xEF\xBB", 2);

        if (code == 0)
            code = feed(&sse, "x: 1\nevent: a\ndata: 1\ndata: 2\n\ndata: ", 37);
        if (code == 0)
            code = feed(&sse, "3\n\n", 3);
        t2s__memory_fail = NULL;
        ck_assert(oom_failed ? code == T2S_E_NOMEM : code == 0);
        ck_assert(code != 0 || strcmp(seen, "a|1\n2;message|3;") == 0);
        t2s__sse_dispose(&sse);
    }
}
END_TEST

int main(void)
{
    enum { STREAMS = sizeof(streams) / sizeof(*streams) };
    Suite *suite = suite_create("server-sent events");
    TCase *tests = tcase_create("sse");
    SRunner *runner;
    int failed;

    tcase_add_loop_test(tests, events_are_read_as_the_standard_says, 0, STREAMS);
    tcase_add_loop_test(tests, a_stream_may_be_cut_at_every_byte, 0, STREAMS);
    tcase_add_loop_test(tests, a_stream_may_come_byte_by_byte, 0, STREAMS);
    tcase_add_test(tests, the_callback_can_stop);
    tcase_add_test(tests, what_is_longer_than_the_limit_is_refused);
    tcase_add_test(tests, out_of_memory_is_an_error_at_every_allocation);
    suite_add_tcase(suite, tests);
    runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? 0 : 1;
}
