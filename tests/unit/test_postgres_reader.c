/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "../support/suite.h"
#include "catalog/catalog.h"
#include "metadata/postgres_reader.h"

struct row {
    t2s__pg_section section;
    const char *values[T2S__PG_COLUMNS_MAX];
};

static const struct row rows[] = {
    {T2S__PG_DATABASE, {"shop", "150004"}},
    {T2S__PG_PATH, {"app"}},
    {T2S__PG_PATH, {"public"}},
    {T2S__PG_SCHEMAS, {"app", "the app"}},
    {T2S__PG_RELATIONS, {"100", "app", "customer", "r", "42", NULL, NULL, "who buys", NULL}},
    {T2S__PG_RELATIONS, {"200", "app", "sale", "p", "-1", NULL, NULL, NULL, NULL}},
    {T2S__PG_RELATIONS, {"4000000000", "app", "sale_1", "r", NULL, "app", "sale", NULL, NULL}},
    {T2S__PG_RELATIONS, {"4000000001", "app", "names", "v", "-1", NULL, NULL, NULL, "SELECT name FROM customer"}},
    {T2S__PG_COLUMNS, {"100", "id", "integer", "t", "f", "t", "f", NULL, NULL}},
    {T2S__PG_COLUMNS, {"100", "name", "text", "f", "f", "f", "t", "'x'::text", "how it is called"}},
    {T2S__PG_COLUMNS, {"150", "orphan", "text", "f", "f", "f", "f", NULL, NULL}},
    {T2S__PG_COLUMNS, {"200", "a", "integer", "f", "f", "f", "f", NULL, NULL}},
    {T2S__PG_COLUMNS, {"200", "b", "integer", "f", "t", "f", "f", NULL, NULL}},
    {T2S__PG_KEYS, {"900", "100", "t", "customer_pkey", "id"}},
    {T2S__PG_KEYS, {"901", "100", "f", "customer_key", "name"}},
    {T2S__PG_KEYS, {"901", "100", "f", "customer_key", "id"}},
    {T2S__PG_KEYS, {"902", "100", "f", "lost", "gone"}},
    {T2S__PG_FOREIGN_KEYS, {"910", "200", "fk", "app", "customer", "b", "id"}},
    {T2S__PG_FOREIGN_KEYS, {"910", "200", "fk", "app", "customer", "a", "name"}},
    {T2S__PG_TYPES, {"20", "pg_catalog", "int8", "b", NULL, NULL, NULL}},
    {T2S__PG_TYPES, {"920", "app", "mood", "e", NULL, "feeling", "sad"}},
    {T2S__PG_TYPES, {"920", "app", "mood", "e", NULL, "feeling", "glad"}},
    {T2S__PG_TYPES, {"921", "app", "price", "d", "numeric(10,2)", NULL, NULL}},
    {T2S__PG_FUNCTIONS, {"930", "app", "now", "f", "f", "f", "f", "f", "s", "0", "date", NULL, NULL, NULL, NULL}},
    {T2S__PG_FUNCTIONS, {"931", "app", "f", "f", "t", "t", "t", "t", "i", "1", "record", "c", "i", "a", "integer"}},
    {T2S__PG_FUNCTIONS, {"931", "app", "f", "f", "t", "t", "t", "t", "i", "1", "record", "c", "b", "", "text"}},
    {T2S__PG_FUNCTIONS, {"931", "app", "f", "f", "t", "t", "t", "t", "i", "1", "record", "c", "t", "x", "date"}},
    {T2S__PG_FUNCTIONS, {"931", "app", "f", "f", "t", "t", "t", "t", "i", "1", "record", "c", "v", "r", "text[]"}},
};

/* NULL when memory was short. */
static t2s_catalog *read_all(void)
{
    t2s_catalog_builder *builder = NULL;
    t2s__pg_reader *reader = NULL;
    t2s_catalog *catalog = NULL;
    int code = t2s_catalog_builder_new(&builder);

    if (code == 0)
        reader = t2s__pg_reader_new(builder);
    if (reader == NULL)
        code = T2S_E_NOMEM;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]) && code == 0; i++)
        code = t2s__pg_reader_row(reader, rows[i].section, rows[i].values);
    if (code == 0)
        code = t2s__pg_reader_end(reader);
    if (code == 0)
        code = t2s_catalog_builder_finish(builder, &catalog);
    ck_assert(code == 0 || code == T2S_E_NOMEM);
    t2s__pg_reader_free(reader);
    t2s_catalog_builder_free(builder);
    return catalog;
}

START_TEST(rows_become_a_catalog)
{
    t2s_catalog *catalog = read_all();
    const t2s_relation *customer = t2s_catalog_find_relation(catalog, NULL, "customer");
    const t2s_relation *sale = t2s_catalog_find_relation(catalog, "app", "sale");
    const t2s__function *function = t2s__catalog_functions(catalog, "f", 1);

    ck_assert_str_eq(catalog->database, "shop");
    ck_assert_int_eq(catalog->server_version, 150004);
    ck_assert_uint_eq(catalog->search_path_count, 2);
    ck_assert_int_eq(customer->row_estimate, 42);
    ck_assert_uint_eq(customer->column_count, 2);
    ck_assert_uint_eq(customer->columns[0].flags, T2S_COLUMN_NOT_NULL | T2S_COLUMN_IDENTITY);
    ck_assert_uint_eq(customer->columns[1].flags, T2S_COLUMN_HIDDEN);
    ck_assert_uint_eq(customer->key_count, 2);
    ck_assert_uint_eq(customer->keys[1].columns[0], 1);
    ck_assert_int_eq(sale->kind, T2S_RELATION_PARTITIONED);
    ck_assert_uint_eq(sale->columns[1].flags, T2S_COLUMN_GENERATED);
    ck_assert_uint_eq(sale->keys[0].count, 2);
    ck_assert_uint_eq(sale->keys[0].columns[0], 1);
    ck_assert_uint_eq(sale->keys[0].foreign_columns[1], 1);
    ck_assert_ptr_eq(t2s_catalog_find_relation(catalog, "app", "sale_1")->parent, sale);
    ck_assert_str_eq(t2s_catalog_find_relation(catalog, "app", "names")->definition, "SELECT name FROM customer");
    ck_assert_uint_eq(t2s__catalog_types(catalog, "mood", 4)->label_count, 2);
    ck_assert_str_eq(t2s__catalog_types(catalog, "mood", 4)->labels[1], "glad");
    ck_assert_uint_eq(t2s__catalog_types(catalog, "int8", 4)->label_count, 0);
    ck_assert_str_eq(t2s__catalog_types(catalog, "price", 5)->base_type, "numeric(10,2)");
    ck_assert_uint_eq(t2s__catalog_functions(catalog, "now", 3)->argument_count, 0);
    ck_assert_uint_eq(function->argument_count, 3);
    ck_assert_uint_eq(function->column_count, 2);
    ck_assert_str_eq(function->column_names[0], "column1");
    ck_assert_str_eq(function->column_types[1], "date");
    ck_assert_uint_eq(function->default_count, 1);
    ck_assert_uint_eq(function->flags,
                      T2S_FUNCTION_RETURNS_SET | T2S_FUNCTION_VARIADIC | T2S_FUNCTION_STRICT | T2S_FUNCTION_SECURITY_DEFINER);
    t2s_catalog_unref(catalog);
}
END_TEST

START_TEST(rows_that_make_no_sense_are_a_protocol_error)
{
    static const char *const none[T2S__PG_COLUMNS_MAX];
    static const char *const relation[T2S__PG_COLUMNS_MAX] = {"5", "s", "n", "r"};
    t2s_catalog_builder *builder;
    t2s__pg_reader *reader;

    for (int section = 0; section < T2S__PG_SECTIONS; section++) {
        if (section == T2S__PG_PATH || section == T2S__PG_COLUMNS)
            continue;
        ck_assert_int_eq(t2s_catalog_builder_new(&builder), 0);
        reader = t2s__pg_reader_new(builder);
        ck_assert_int_eq(t2s__pg_reader_row(reader, (t2s__pg_section)section, none), T2S_E_PROTOCOL);
        t2s__pg_reader_free(reader);
        t2s_catalog_builder_free(builder);
    }
    ck_assert_int_eq(t2s_catalog_builder_new(&builder), 0);
    reader = t2s__pg_reader_new(builder);
    ck_assert_int_eq(t2s__pg_reader_row(reader, T2S__PG_RELATIONS, relation), 0);
    ck_assert_int_eq(t2s__pg_reader_row(reader, T2S__PG_RELATIONS, relation), T2S_E_PROTOCOL);
    t2s__pg_reader_free(reader);
    t2s_catalog_builder_free(builder);
}
END_TEST

START_TEST(want_of_memory_is_an_error_everywhere)
{
    OOM_LOOP(n)
    {
        t2s_catalog *catalog = read_all();

        ck_assert(catalog != NULL || oom_failed);
        t2s_catalog_unref(catalog);
    }
}
END_TEST

SUITE("postgres reader", NULL, NULL, rows_become_a_catalog, rows_that_make_no_sense_are_a_protocol_error,
      want_of_memory_is_an_error_everywhere)
