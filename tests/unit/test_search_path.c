/* SPDX-License-Identifier: MIT */
#include <string.h>

#include <text2sql/error.h>

#include "../support/suite.h"
#include "engine/search_path.h"

static void expect(const char *text, size_t count, const char *const *names)
{
    t2s__search_path path;

    ck_assert_int_eq(t2s__search_path_read(text, &path), 0);
    ck_assert_uint_eq(path.count, count);
    for (size_t i = 0; i < count; i++)
        ck_assert_str_eq(path.schemas[i], names[i]);
    t2s__search_path_dispose(&path);
}

START_TEST(names_are_folded_unless_they_are_quoted)
{
    expect("public", 1, (const char *const[]){"public"});
    expect(" Sales,\tpublic ", 2, (const char *const[]){"sales", "public"});
    expect("a,b,c,d", 4, (const char *const[]){"a", "b", "c", "d"});
    expect("\"One, \"\"two\"\"\",\"Sales\"", 2, (const char *const[]){"One, \"two\"", "Sales"});
    expect("größe", 1, (const char *const[]){"größe"});
}
END_TEST

START_TEST(a_schema_may_have_its_catalog_before_it)
{
    expect("Lake.Sales, hr", 2, (const char *const[]){"lake.sales", "hr"});
    expect("\"My lake\".sales,lake.\"Sales\"", 2, (const char *const[]){"My lake.sales", "lake.Sales"});
}
END_TEST

START_TEST(what_is_no_search_path_is_refused)
{
    static const char *const texts[] = {"", " ", ",", "a,", ",a", "a b", "\"a", "\"\"", "a\"b\"", "\"a\"b", "a.", ".a", "a..b", "a. b"};
    t2s__search_path path;

    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
        ck_assert_msg(t2s__search_path_read(texts[i], &path) == T2S_E_INVALID, "%s", texts[i]);
}
END_TEST

SUITE("search path", NULL, NULL, names_are_folded_unless_they_are_quoted, a_schema_may_have_its_catalog_before_it,
      what_is_no_search_path_is_refused)
