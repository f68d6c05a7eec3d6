/* SPDX-License-Identifier: MIT */
#include <stdlib.h>

#include "catalog/check_values.h"
#include "sample_catalog.h"

static t2s_catalog *table(void)
{
    t2s_catalog_builder *builder;
    t2s_catalog *catalog;
    size_t at;

    ck_assert_int_eq(t2s_catalog_builder_new(&builder), 0);
    at = sample_table(builder, "public", "t");
    sample_column(builder, at, "state", "text", 0, NULL);
    sample_column(builder, at, "a \"b\"", "text", 0, NULL);
    ck_assert_int_eq(t2s_catalog_builder_finish(builder, &catalog), 0);
    t2s_catalog_builder_free(builder);
    return catalog;
}

/* "column: value|value", or "" when it lists none. */
static void expect(const t2s_catalog *catalog, const char *check, const char *expected)
{
    const t2s_relation *relation = t2s_catalog_relation(catalog, 0);
    t2s__buffer buffer = T2S__BUFFER_INIT;
    t2s__check_value value;
    uint32_t column;

    if (t2s__check_lists_values(relation, check, &column)) {
        t2s__buffer_printf(&buffer, "%s:", relation->columns[column].name);
        for (const char *at = check; t2s__check_next_value(&at, &value);) {
            t2s__buffer_char(&buffer, value.quoted ? ' ' : '#');
            t2s__check_value_append(&buffer, &value);
        }
    }
    ck_assert_msg(strcmp(t2s__buffer_string(&buffer), expected) == 0, "%s: %s", check, t2s__buffer_string(&buffer));
    t2s__buffer_dispose(&buffer);
}

START_TEST(lists_are_read_as_servers_and_people_write_them)
{
    t2s_catalog *catalog = table();

    expect(catalog, "((state)::text = ANY ((ARRAY['a'::character varying, 'it''s'::character varying])::text[]))", "state: a it's");
    expect(catalog, "(state = ANY (ARRAY['a'::pg_catalog.text, 'b'::\"My type\"(3)[]]))", "state: a b");
    expect(catalog, "STATE in('a',\n'b' )", "state: a b");
    expect(catalog, "\"a \"\"b\"\"\" IN (1, -2.5)", "a \"b\":#1#-2.5");
    expect(catalog, "state IN ('')", "state: ");
    t2s_catalog_unref(catalog);
}
END_TEST

START_TEST(what_says_more_or_something_else_lists_nothing)
{
    static const char *const checks[] = {
        "",
        "state",
        "state IN",
        "state IN ()",
        "state IN ('a",
        "state IN (\"a\")",
        "state IN ('a' 'b')",
        "state IN ('a', )",
        "state IN ('a') AND true",
        "state IN ('a'::text AND true)",
        "state NOT IN ('a')",
        "NOT state IN ('a')",
        "state <> ALL (ARRAY['a'])",
        "state = ANY ('{a,b}')",
        "state = 'a'",
        "other IN ('a')",
        "lower(state) IN ('a')",
        "\"State\" IN ('a')",
        "state IN (E'a')",
        "state IN (1e5)",
        "state IN (1 + 2)",
        "state IN ('a'); DROP TABLE t",
        "'state' IN ('a')",
        "\"state",
        "state::",
        "::text",
    };
    t2s_catalog *catalog = table();

    for (size_t i = 0; i < sizeof(checks) / sizeof(*checks); i++)
        expect(catalog, checks[i], "");
    t2s_catalog_unref(catalog);
}
END_TEST

START_TEST(a_check_that_never_ends_is_read_in_one_go)
{
    t2s_catalog *catalog = table();
    size_t size = 1 << 20;
    char *check = malloc(size + 1);
    uint32_t column;

    for (const char *fill = "(:'\"[a1 "; *fill != '\0'; fill++) {
        memset(check, *fill, size);
        check[size] = '\0';
        ck_assert(!t2s__check_lists_values(t2s_catalog_relation(catalog, 0), check, &column));
    }
    free(check);
    t2s_catalog_unref(catalog);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("check_values");

    tcase_add_test(tests, lists_are_read_as_servers_and_people_write_them);
    tcase_add_test(tests, what_says_more_or_something_else_lists_nothing);
    tcase_add_test(tests, a_check_that_never_ends_is_read_in_one_go);
    return sample_main("check_values", tests);
}
