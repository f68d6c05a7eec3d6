/* SPDX-License-Identifier: MIT */
/* A small shop, for the tests of what reads a catalog. */
#ifndef T2S_TESTS_SAMPLE_CATALOG_H
#define T2S_TESTS_SAMPLE_CATALOG_H

#include <check.h>
#include <stdio.h>
#include <string.h>

#include <text2sql/sys/catalog.h>

static inline size_t sample_table(t2s_catalog_builder *builder, const char *schema, const char *name)
{
    size_t relation;

    ck_assert_int_eq(t2s_catalog_builder_add_relation(builder, schema, name, T2S_RELATION_TABLE, &relation), 0);
    return relation;
}

static inline void sample_column(t2s_catalog_builder *builder, size_t relation, const char *name, const char *type, uint32_t flags,
                                 const char *comment)
{
    ck_assert_int_eq(t2s_catalog_builder_add_column(builder, relation, name, type, flags, NULL, comment), 0);
}

static inline void sample_key(t2s_catalog_builder *builder, size_t relation, int kind, const char *column)
{
    ck_assert_int_eq(t2s_catalog_builder_add_key(builder, relation, kind, NULL, &column, 1), 0);
}

static inline void sample_reference(t2s_catalog_builder *builder, size_t relation, const char *column, const char *schema,
                                    const char *foreign)
{
    ck_assert_int_eq(t2s_catalog_builder_add_foreign_key(builder, relation, NULL, &column, 1, schema, foreign, NULL), 0);
}

/* customers <- orders <- order_items -> products; suppliers <- product_suppliers -> products; log stands alone. */
static inline t2s_catalog *sample_shop(void)
{
    static const char *const states[] = {"new", "paid", "shipped"};
    static const char *const bridge[] = {"product_id", "supplier_id"};
    t2s_catalog_builder *builder;
    t2s_catalog *catalog;
    size_t at;

    ck_assert_int_eq(t2s_catalog_builder_new(&builder), 0);
    ck_assert_int_eq(t2s_catalog_builder_add_type(builder, "public", "order_state", T2S_TYPE_ENUM, NULL, states, 3, NULL, NULL), 0);
    at = sample_table(builder, "public", "customers");
    ck_assert_int_eq(t2s_catalog_builder_set_row_estimate(builder, at, 48211), 0);
    ck_assert_int_eq(t2s_catalog_builder_set_relation_comment(builder, at, "People and firms that buy"), 0);
    sample_column(builder, at, "id", "integer", T2S_COLUMN_NOT_NULL, NULL);
    sample_column(builder, at, "name", "text", T2S_COLUMN_NOT_NULL, NULL);
    sample_column(builder, at, "email", "text", 0, NULL);
    sample_column(builder, at, "password_hash", "text", T2S_COLUMN_HIDDEN, "never to be read");
    sample_column(builder, at, "Country", "character(2)", 0, "ISO 3166 code");
    sample_key(builder, at, T2S_KEY_PRIMARY, "id");
    sample_key(builder, at, T2S_KEY_UNIQUE, "email");
    at = sample_table(builder, "public", "orders");
    sample_column(builder, at, "id", "bigint", 0, NULL);
    sample_column(builder, at, "customer_id", "integer", T2S_COLUMN_NOT_NULL, NULL);
    sample_column(builder, at, "state", "public.order_state", T2S_COLUMN_NOT_NULL, "Where it stands");
    sample_column(builder, at, "placedAt", "timestamp with time zone", 0, NULL);
    sample_key(builder, at, T2S_KEY_PRIMARY, "id");
    sample_reference(builder, at, "customer_id", "public", "customers");
    at = sample_table(builder, "public", "order_items");
    sample_column(builder, at, "order_id", "bigint", 0, NULL);
    sample_column(builder, at, "product_id", "integer", 0, NULL);
    sample_column(builder, at, "quantity", "integer", 0, NULL);
    sample_reference(builder, at, "order_id", "public", "orders");
    sample_reference(builder, at, "product_id", "public", "products");
    at = sample_table(builder, "public", "products");
    sample_column(builder, at, "id", "integer", 0, NULL);
    sample_column(builder, at, "title", "text", 0, NULL);
    sample_column(builder, at, "price", "numeric(10,2)", 0, "in euro");
    sample_key(builder, at, T2S_KEY_PRIMARY, "id");
    at = sample_table(builder, "public", "suppliers");
    sample_column(builder, at, "id", "integer", 0, NULL);
    sample_column(builder, at, "firm", "text", 0, NULL);
    sample_key(builder, at, T2S_KEY_PRIMARY, "id");
    at = sample_table(builder, "public", "product_suppliers");
    sample_column(builder, at, "product_id", "integer", 0, NULL);
    sample_column(builder, at, "supplier_id", "integer", 0, NULL);
    ck_assert_int_eq(t2s_catalog_builder_add_key(builder, at, T2S_KEY_PRIMARY, NULL, bridge, 2), 0);
    sample_reference(builder, at, "product_id", "public", "products");
    sample_reference(builder, at, "supplier_id", "public", "suppliers");
    at = sample_table(builder, "audit", "log");
    sample_column(builder, at, "happened", "timestamp without time zone", 0, NULL);
    sample_column(builder, at, "what", "text", 0, NULL);
    ck_assert_int_eq(t2s_catalog_builder_finish(builder, &catalog), 0);
    t2s_catalog_builder_free(builder);
    return catalog;
}

static inline int sample_main(const char *name, TCase *tests)
{
    Suite *suite = suite_create(name);
    SRunner *runner;
    int failed;

    tcase_set_timeout(tests, 600); /* sanitizers and valgrind take their time */
    suite_add_tcase(suite, tests);
    runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}

#endif
