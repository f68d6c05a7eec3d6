/* SPDX-License-Identifier: MIT */
#include "catalog/catalog.h"

#include <string.h>

#include "support/suite.h"

#define TRY(call)                                                                                                                \
    do {                                                                                                                         \
        int code_ = (call);                                                                                                      \
        if (code_ != 0)                                                                                                          \
            return code_;                                                                                                        \
    } while (0)

static const char *const id[] = {"id"};
static const char *const order_id[] = {"order_id"};
static const char *const line_key[] = {"order_id", "line_no"};

/* orders <- order_lines, added before what they refer to; a type and a function. */
static int fill(t2s_catalog_builder *builder)
{
    const char *const labels[] = {"open", "closed"};
    const char *const arguments[] = {"integer", "text"};
    const char *const columns[] = {"key", "value"};
    size_t lines;
    size_t orders;

    TRY(t2s_catalog_builder_set_database(builder, "shop"));
    TRY(t2s_catalog_builder_add_relation(builder, "sales", "order_lines", T2S_RELATION_TABLE, &lines));
    TRY(t2s_catalog_builder_add_column(builder, lines, "order_id", "integer", 0, NULL, NULL));
    TRY(t2s_catalog_builder_add_column(builder, lines, "line_no", "integer", 0, NULL, NULL));
    TRY(t2s_catalog_builder_add_key(builder, lines, T2S_KEY_PRIMARY, "order_lines_pkey", line_key, 2));
    TRY(t2s_catalog_builder_add_foreign_key(builder, lines, NULL, order_id, 1, "sales", "orders", NULL));
    TRY(t2s_catalog_builder_add_foreign_key(builder, lines, NULL, order_id, 1, "sales", "nowhere", NULL));
    TRY(t2s_catalog_builder_add_relation(builder, "sales", "orders", T2S_RELATION_PARTITIONED, &orders));
    TRY(t2s_catalog_builder_add_column(builder, orders, "id", "integer", 0, "nextval('s')", "its number"));
    TRY(t2s_catalog_builder_add_key(builder, orders, T2S_KEY_PRIMARY, NULL, id, 1));
    TRY(t2s_catalog_builder_set_relation_comment(builder, orders, "what was ordered"));
    TRY(t2s_catalog_builder_set_row_estimate(builder, orders, 1000));
    TRY(t2s_catalog_builder_set_parent(builder, lines, "sales", "orders"));
    TRY(t2s_catalog_builder_add_type(builder, "sales", "state", T2S_TYPE_ENUM, NULL, labels, 2, NULL, NULL));
    TRY(t2s_catalog_builder_add_function(builder, "sales", "each", T2S_FUNCTION_PLAIN, T2S_FUNCTION_RETURNS_SET,
                                         T2S_VOLATILITY_STABLE, arguments, 2, 1, "record", columns, arguments, 2, NULL, NULL));
    return 0;
}

static int build(t2s_catalog **ret_catalog)
{
    t2s_catalog_builder *builder;
    int code = t2s_catalog_builder_new(&builder);

    if (code != 0)
        return code;
    code = fill(builder);
    if (code == 0)
        code = t2s_catalog_builder_finish(builder, ret_catalog);
    t2s_catalog_builder_free(builder);
    return code;
}

START_TEST(what_was_added_is_found_sorted_and_linked)
{
    t2s_catalog *catalog;
    const t2s_relation *lines;
    const t2s_relation *orders;

    ck_assert_int_eq(build(&catalog), 0);
    ck_assert_uint_eq(t2s_catalog_relation_count(catalog), 2);
    lines = t2s_catalog_relation(catalog, 0);
    orders = t2s_catalog_find_relation(catalog, "sales", "orders");
    ck_assert_ptr_eq(t2s_catalog_relation(catalog, 1), orders);
    ck_assert_str_eq(t2s_relation_name(lines), "order_lines");
    ck_assert_int_eq(t2s_relation_kind(orders), T2S_RELATION_PARTITIONED);
    ck_assert_int_eq(t2s_relation_row_estimate(orders), 1000);
    ck_assert_int_eq(t2s_relation_row_estimate(lines), -1);
    ck_assert_ptr_eq(lines->parent, orders);
    ck_assert_ptr_null(t2s_catalog_find_relation(catalog, NULL, "orders")); /* not on the search path */
    ck_assert_int_eq(t2s_column_not_null(t2s_relation_column(orders, 0)), 1);
    ck_assert_str_eq(t2s_column_comment(t2s_relation_column(orders, 0)), "its number");
    ck_assert_ptr_null(t2s_relation_column(orders, 1));
    ck_assert_uint_eq(t2s__catalog_types(catalog, "state", 5)->label_count, 2);
    ck_assert_str_eq(t2s__catalog_functions(catalog, "each", 4)->column_names[1], "value");
    ck_assert_str_eq(t2s__catalog_schema(catalog, "sales", 5)->name, "sales");
    t2s_catalog_unref(catalog);
}
END_TEST

START_TEST(a_foreign_key_takes_the_primary_key_and_one_that_leads_nowhere_is_dropped)
{
    t2s_catalog *catalog;
    const t2s_relation *lines;

    ck_assert_int_eq(build(&catalog), 0);
    lines = t2s_catalog_relation(catalog, 0);
    ck_assert_uint_eq(lines->key_count, 2);
    ck_assert_int_eq(lines->keys[0].kind, T2S_KEY_PRIMARY);
    ck_assert_uint_eq(lines->keys[0].columns[1], 1);
    ck_assert_int_eq(lines->keys[1].kind, T2S_KEY_FOREIGN);
    ck_assert_str_eq(lines->keys[1].foreign->name, "orders");
    ck_assert_uint_eq(lines->keys[1].foreign_columns[0], 0);
    ck_assert_uint_eq(t2s_relation_key_count(lines), 2);
    ck_assert_int_eq(t2s_key_kind(t2s_relation_key(lines, 1)), T2S_KEY_FOREIGN);
    ck_assert_str_eq(t2s_column_name(t2s_key_column(t2s_relation_key(lines, 0), 1)), "line_no");
    ck_assert_str_eq(t2s_relation_name(t2s_key_foreign_relation(t2s_relation_key(lines, 1))), "orders");
    ck_assert_str_eq(t2s_column_name(t2s_key_foreign_column(t2s_relation_key(lines, 1), 0)), "id");
    ck_assert_ptr_null(t2s_key_foreign_column(t2s_relation_key(lines, 0), 0));
    ck_assert_ptr_null(t2s_relation_key(lines, 2));
    t2s_catalog_unref(catalog);
}
END_TEST

START_TEST(duplicates_and_unknown_columns_are_refused_and_leave_the_builder_as_it_was)
{
    t2s_catalog_builder *builder;
    const char *const unknown[] = {"id", "nope"};
    size_t relation;

    ck_assert_int_eq(t2s_catalog_builder_new(&builder), 0);
    ck_assert_int_eq(t2s_catalog_builder_add_relation(builder, "s", "t", T2S_RELATION_TABLE, &relation), 0);
    ck_assert_int_eq(t2s_catalog_builder_add_relation(builder, "s", "t", T2S_RELATION_VIEW, &relation), T2S_E_INVALID);
    ck_assert_int_eq(t2s_catalog_builder_add_relation(builder, "s", "", T2S_RELATION_TABLE, &relation), T2S_E_INVALID);
    ck_assert_int_eq(t2s_catalog_builder_add_column(builder, relation, "id", "integer", 0, NULL, NULL), 0);
    ck_assert_int_eq(t2s_catalog_builder_add_column(builder, relation, "id", "text", 0, NULL, NULL), T2S_E_INVALID);
    ck_assert_int_eq(t2s_catalog_builder_add_column(builder, 7, "id", "text", 0, NULL, NULL), T2S_E_INVALID);
    ck_assert_int_eq(t2s_catalog_builder_add_key(builder, relation, T2S_KEY_UNIQUE, NULL, unknown, 2), T2S_E_NOTFOUND);
    ck_assert_int_eq(t2s_catalog_builder_set_column_comment(builder, relation, "nope", "x"), T2S_E_NOTFOUND);
    ck_assert_int_eq(t2s_catalog_builder_find_relation(builder, "s", "t"), 0);
    ck_assert_int_eq(t2s_catalog_builder_find_relation(builder, "s", "u"), -1);
    t2s_catalog_builder_free(builder);
}
END_TEST

START_TEST(wide_relations_and_long_names_are_looked_up_too)
{
    t2s_catalog_builder *builder;
    t2s_catalog *catalog;
    const t2s_relation *found;
    char long_name[400];
    char name[16];
    size_t relation;

    memset(long_name, 'x', sizeof(long_name) - 1);
    long_name[sizeof(long_name) - 1] = '\0';
    ck_assert_int_eq(t2s_catalog_builder_new(&builder), 0);
    ck_assert_int_eq(t2s_catalog_builder_add_relation(builder, "public", long_name, T2S_RELATION_TABLE, &relation), 0);
    for (int i = 0; i < 300; i++) {
        snprintf(name, sizeof(name), "c%d", i);
        ck_assert_int_eq(t2s_catalog_builder_add_column(builder, relation, name, "text", 0, NULL, NULL), 0);
    }
    ck_assert_int_eq(t2s_catalog_builder_finish(builder, &catalog), 0);
    t2s_catalog_builder_free(builder);
    found = t2s_catalog_find_relation(catalog, NULL, long_name);
    ck_assert_ptr_nonnull(found);
    ck_assert_uint_eq(t2s__relation_column(found, "c299", 4)->index, 299);
    ck_assert_ptr_null(t2s__relation_column(found, "c300", 4));
    t2s_catalog_unref(catalog);
}
END_TEST

START_TEST(equal_schemas_have_equal_fingerprints)
{
    t2s_catalog_builder *builder;
    t2s_catalog *one;
    t2s_catalog *two;
    t2s_catalog *other;
    size_t relation;

    ck_assert_int_eq(build(&one), 0);
    ck_assert_int_eq(build(&two), 0);
    ck_assert_int_eq(t2s_catalog_builder_new(&builder), 0);
    ck_assert_int_eq(fill(builder), 0);
    ck_assert_int_eq(t2s_catalog_builder_add_relation(builder, "sales", "more", T2S_RELATION_TABLE, &relation), 0);
    ck_assert_int_eq(t2s_catalog_builder_finish(builder, &other), 0);
    t2s_catalog_builder_free(builder);
    ck_assert(one->fingerprint == two->fingerprint);
    ck_assert(one->fingerprint != other->fingerprint);
    t2s_catalog_unref(one);
    t2s_catalog_unref(two);
    t2s_catalog_unref(other);
}
END_TEST

START_TEST(every_failed_allocation_is_an_error_and_no_leak)
{
    OOM_LOOP(n) {
        t2s_catalog *catalog = NULL;
        int code = build(&catalog);

        ck_assert(code == 0 || code == T2S_E_NOMEM);
        ck_assert_int_eq(code == 0, !oom_failed);
        t2s_catalog_unref(catalog);
    }
}
END_TEST

SUITE("catalog", NULL, NULL, what_was_added_is_found_sorted_and_linked,
      a_foreign_key_takes_the_primary_key_and_one_that_leads_nowhere_is_dropped,
      duplicates_and_unknown_columns_are_refused_and_leave_the_builder_as_it_was, wide_relations_and_long_names_are_looked_up_too,
      equal_schemas_have_equal_fingerprints, every_failed_allocation_is_an_error_and_no_leak)
