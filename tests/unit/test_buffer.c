/* SPDX-License-Identifier: MIT */
#include "util/buffer.h"

#include <string.h>

#include "support/suite.h"

START_TEST(appends_of_all_kinds_come_in_order)
{
    t2s__buffer buffer = T2S__BUFFER_INIT;

    t2s__buffer_append(&buffer, "a\0b", 3);
    t2s__buffer_text(&buffer, "cd");
    t2s__buffer_char(&buffer, 'e');
    t2s__buffer_printf(&buffer, "%04d", 12);
    ck_assert_uint_eq(buffer.length, 10);
    ck_assert_mem_eq(buffer.data, "a\0bcde0012", 11);
    t2s__buffer_dispose(&buffer);
    ck_assert_str_eq(t2s__buffer_string(&buffer), "");
}
END_TEST

START_TEST(a_json_string_escapes_what_must_be_and_mends_bad_utf8)
{
    t2s__buffer buffer = T2S__BUFFER_INIT;
    const char text[] = "q\" b\\ n\n t\t r\r \x01 \x7F \xC3\xA9 \xFF \xED\xA0\x80.";

    t2s__buffer_json(&buffer, text, sizeof(text) - 1);
    ck_assert_str_eq(buffer.data, "\"q\\\" b\\\\ n\\n t\\t r\\r \\u0001 \\u007f \xC3\xA9 \xEF\xBF\xBD \xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD.\"");
    t2s__buffer_dispose(&buffer);
}
END_TEST

START_TEST(a_stolen_buffer_is_terminated_even_when_empty)
{
    t2s__buffer buffer = T2S__BUFFER_INIT;
    size_t length = 1;
    char *data = t2s__buffer_steal(&buffer, &length);

    ck_assert_str_eq(data, "");
    ck_assert_uint_eq(length, 0);
    t2s__free(data);
}
END_TEST

START_TEST(a_failed_append_is_remembered_until_the_end)
{
    t2s__buffer buffer = T2S__BUFFER_INIT;

    oom_arm(0);
    t2s__buffer_text(&buffer, "lost");
    oom_arm(-1);
    t2s__buffer_text(&buffer, "late");
    ck_assert_int_eq(buffer.failed, 1);
    ck_assert_ptr_null(t2s__buffer_steal(&buffer, NULL));
    ck_assert_int_eq(buffer.failed, 0);
}
END_TEST

/* Long plain stretches are taken at a stride; wherever it falls, the same must come out. */
START_TEST(each_byte_is_escaped_alike_at_each_place)
{
    for (int byte = 0; byte < 256; byte++) {
        for (size_t at = 0; at < 24; at++) {
            t2s__buffer whole = T2S__BUFFER_INIT;
            t2s__buffer single = T2S__BUFFER_INIT;
            char text[24];
            size_t inner;

            memset(text, 'x', sizeof(text));
            text[at] = (char)byte;
            t2s__buffer_json(&whole, text, sizeof(text));
            t2s__buffer_json(&single, &text[at], 1);
            inner = single.length - 2;
            ck_assert_uint_eq(whole.length, sizeof(text) + 1 + inner);
            ck_assert_mem_eq(whole.data + 1 + at, single.data + 1, inner);
            for (size_t i = 0; i < whole.length; i++)
                if (i < 1 + at || i >= 1 + at + inner)
                    ck_assert_int_eq(whole.data[i], i == 0 || i == whole.length - 1 ? '"' : 'x');
            t2s__buffer_dispose(&whole);
            t2s__buffer_dispose(&single);
        }
    }
}
END_TEST

SUITE("buffer", NULL, NULL, appends_of_all_kinds_come_in_order, a_json_string_escapes_what_must_be_and_mends_bad_utf8,
      each_byte_is_escaped_alike_at_each_place,
      a_stolen_buffer_is_terminated_even_when_empty, a_failed_append_is_remembered_until_the_end)
