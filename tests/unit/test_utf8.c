/* SPDX-License-Identifier: MIT */
#include "util/utf8.h"

#include <string.h>

#include "support/suite.h"

static size_t check(const char *text)
{
    return t2s__utf8_check(text, strlen(text));
}

START_TEST(well_formed_text_is_accepted_whole)
{
    const char *text = "a \xC3\xA9 \xE2\x82\xAC \xF0\x9F\x98\x80 \xEF\xBF\xBF \xF4\x8F\xBF\xBF";

    ck_assert_uint_eq(check(text), strlen(text));
}
END_TEST

START_TEST(the_first_bad_byte_is_named)
{
    ck_assert_uint_eq(check("ab\x80"), 2);             /* a continuation alone */
    ck_assert_uint_eq(check("ab\xC0\xAF"), 2);         /* overlong */
    ck_assert_uint_eq(check("ab\xE0\x80\xAF"), 2);     /* overlong */
    ck_assert_uint_eq(check("ab\xED\xA0\x80"), 2);     /* a surrogate */
    ck_assert_uint_eq(check("ab\xF4\x90\x80\x80"), 2); /* beyond U+10FFFF */
    ck_assert_uint_eq(check("ab\xF5"), 2);
    ck_assert_uint_eq(check("ab\xE2\x82"), 2); /* cut off */
}
END_TEST

START_TEST(positions_count_characters_in_lines)
{
    const char *text = "a\xC3\xA9z\nxyz";
    int line;
    int column;

    t2s__utf8_position(text, strlen(text), 3, &line, &column);
    ck_assert_int_eq(line, 1);
    ck_assert_int_eq(column, 3);
    t2s__utf8_position(text, strlen(text), 6, &line, &column);
    ck_assert_int_eq(line, 2);
    ck_assert_int_eq(column, 2);
    t2s__utf8_position(text, strlen(text), 99, &line, &column);
    ck_assert_int_eq(line, 2);
    ck_assert_int_eq(column, 4);
}
END_TEST

SUITE("utf8", NULL, NULL, well_formed_text_is_accepted_whole, the_first_bad_byte_is_named, positions_count_characters_in_lines)
