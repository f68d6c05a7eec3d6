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
    {T2S__PG_RELATIONS, {"100", "app", "customer", "r", "42", NULL, NULL, "who buys", NULL, "t"}},
    {T2S__PG_RELATIONS, {"200", "app", "sale", "p", "-1", NULL, NULL, NULL, NULL, "t"}},
    {T2S__PG_RELATIONS, {"4000000000", "app", "sale_1", "r", NULL, "app", "sale", NULL, NULL, "f"}},
    {T2S__PG_RELATIONS, {"4000000001", "app", "names", "v", "-1", NULL, NULL, NULL, "SELECT name FROM customer", "f"}},
    {T2S__PG_COLUMNS, {"100", "id", "integer", "t", "f", "t", "f", "f", NULL, NULL}},
    {T2S__PG_COLUMNS, {"100", "name", "text", "f", "f", "f", "f", "t", "'x'::text", "how it is called"}},
    {T2S__PG_COLUMNS, {"100", "secret", "text", "f", "f", "f", "t", "t", "'key'::text", "not for everybody"}},
    {T2S__PG_COLUMNS, {"150", "orphan", "text", "f", "f", "f", "f", "t", NULL, NULL}},
    {T2S__PG_COLUMNS, {"200", "a", "integer", "f", "f", "f", "f", "f", NULL, NULL}},
    {T2S__PG_COLUMNS, {"200", "b", "integer", "f", "t", "f", "f", "f", NULL, NULL}},
    {T2S__PG_KEYS, {"900", "100", "p", "customer_pkey", "id"}},
    {T2S__PG_KEYS, {"901", "100", "u", "customer_key", "name"}},
    {T2S__PG_KEYS, {"901", "100", "u", "customer_key", "id"}},
    {T2S__PG_KEYS, {"902", "100", "u", "lost", "gone"}},
    {T2S__PG_KEYS, {"903", "100", "u", "telling", "secret"}},
    {T2S__PG_KEYS, {"904", "200", "i", "searched", "a"}},
    {T2S__PG_FOREIGN_KEYS, {"910", "200", "fk", "app", "customer", "b", "id"}},
    {T2S__PG_FOREIGN_KEYS, {"910", "200", "fk", "app", "customer", "a", "name"}},
    {T2S__PG_FOREIGN_KEYS, {"911", "200", "fk2", "app", "customer", "a", "secret"}},
    {T2S__PG_CHECKS, {"940", "100", "((id > 0) AND (id < 9))", "id"}},
    {T2S__PG_CHECKS, {"941", "100", "(secret <> ''::text)", "secret"}},
    {T2S__PG_CHECKS, {"942", "100", "(customer.* IS NOT NULL)", NULL}},
    {T2S__PG_CHECKS, {"943", "200", "(a IS NOT NULL)", "a"}},
    {T2S__PG_CHECKS, {"944", "200", "(\"a \"\"b\" IS NOT NULL)", "a"}},
    {T2S__PG_CHECKS, {"945", "200", "((a IS NOT NULL) OR (b IS NOT NULL))", "a"}},
    {T2S__PG_CHECKS, {"945", "200", "((a IS NOT NULL) OR (b IS NOT NULL))", "b"}},
    {T2S__PG_STATISTICS, {"100", "id", "0", "-1", NULL, NULL, NULL}},
    {T2S__PG_STATISTICS, {"100", "name", "0.25", "3", "{\"New \\\"York\\\"\",Rome}", "{0.5,0.2}", "{Bern}"}},
    {T2S__PG_STATISTICS, {"100", "secret", "0", "1", "{x}", "{1}", NULL}},
    {T2S__PG_TYPES, {"20", "pg_catalog", "int8", "b", NULL, "N", "f", NULL, NULL, NULL, NULL, NULL}},
    {T2S__PG_TYPES, {"920", "app", "mood", "e", NULL, "E", "f", NULL, NULL, "feeling", "sad", NULL}},
    {T2S__PG_TYPES, {"920", "app", "mood", "e", NULL, "E", "f", NULL, NULL, "feeling", "glad", NULL}},
    {T2S__PG_TYPES, {"921", "app", "price", "d", "bigint", "N", "f", NULL, NULL, NULL, NULL, NULL}},
    {T2S__PG_TYPES, {"922", "app", "pair", "c", NULL, "C", "f", NULL, NULL, NULL, "of", "app.mood"}},
    {T2S__PG_TYPES, {"922", "app", "pair", "c", NULL, "C", "f", NULL, NULL, NULL, "and", "app.mood[]"}},
    {T2S__PG_TYPES, {"923", "app", "moods", "r", NULL, "R", "f", NULL, "app.mood", NULL, NULL, NULL}},
    {T2S__PG_TYPES, {"924", "app", "many", "m", NULL, "R", "f", NULL, "app.moods", NULL, NULL, NULL}},
    {T2S__PG_TYPES, {"925", "app", "vector", "b", NULL, "Q", "t", "app.mood", NULL, NULL, NULL, NULL}},
    {T2S__PG_FUNCTIONS, {"930", "app", "now", "f", "f", "f", "f", "f", "s", "0", "date", NULL, NULL, NULL, NULL, NULL, NULL}},
    {T2S__PG_FUNCTIONS, {"931", "app", "f", "f", "t", "t", "t", "t", "i", "1", "record", "c", NULL, NULL, "i", "a", "integer"}},
    {T2S__PG_FUNCTIONS, {"931", "app", "f", "f", "t", "t", "t", "t", "i", "1", "record", "c", NULL, NULL, "b", "", "text"}},
    {T2S__PG_FUNCTIONS, {"931", "app", "f", "f", "t", "t", "t", "t", "i", "1", "record", "c", NULL, NULL, "t", "x", "date"}},
    {T2S__PG_FUNCTIONS, {"931", "app", "f", "f", "t", "t", "t", "t", "i", "1", "record", "c", NULL, NULL, "v", "r", "text[]"}},
    {T2S__PG_FUNCTIONS, {"932", "app", "mid", "a", "f", "f", "f", "f", "i", "0", "bigint", NULL, "o", "1", NULL, NULL, "bigint"}},
    {T2S__PG_FUNCTIONS, {"932", "app", "mid", "a", "f", "f", "f", "f", "i", "0", "bigint", NULL, "o", "1", NULL, NULL, "app.mood"}},
    {T2S__PG_OPERATORS, {"app", "@@", "app.mood", "bigint", "bigint", "app", "f", "s"}},
    {T2S__PG_OPERATORS, {"app", "@@", NULL, "app.mood", "bigint", "app", "g", "v"}},
    {T2S__PG_OPERATORS, {"app", "@@", "hidden.type", "bigint", "bigint", "app", "f", "s"}},
    {T2S__PG_CASTS, {"app.mood", "bigint", "a", "f", "app", "f"}},
    {T2S__PG_CASTS, {"bigint", "app.mood", "e", "i", NULL, NULL}},
};

/* NULL when memory was short. */
static t2s_catalog *read_all(const t2s__filter *filter)
{
    t2s_catalog_builder *builder = NULL;
    t2s__pg_reader *reader = NULL;
    t2s_catalog *catalog = NULL;
    int code = t2s_catalog_builder_new(&builder);

    if (code == 0)
        reader = t2s__pg_reader_new(builder);
    if (reader == NULL)
        code = T2S_E_NOMEM;
    else
        t2s__pg_reader_set_filter(reader, filter);
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
    t2s_catalog *catalog = read_all(NULL);
    const t2s_relation *customer = t2s_catalog_find_relation(catalog, NULL, "customer");
    const t2s_relation *sale = t2s_catalog_find_relation(catalog, "app", "sale");
    const t2s__function *function = t2s__catalog_functions(catalog, "f", 1);

    ck_assert_str_eq(catalog->database, "shop");
    ck_assert_int_eq(catalog->server_version, 150004);
    ck_assert_uint_eq(catalog->search_path_count, 2);
    ck_assert_int_eq(customer->row_estimate, 42);
    ck_assert_uint_eq(customer->column_count, 3);
    ck_assert_uint_eq(customer->columns[0].flags, T2S_COLUMN_NOT_NULL | T2S_COLUMN_IDENTITY);
    ck_assert_uint_eq(customer->columns[1].flags, 0);
    ck_assert_str_eq(customer->columns[1].default_value, "'x'::text");
    ck_assert_uint_eq(customer->columns[2].flags, T2S_COLUMN_HIDDEN);
    ck_assert_ptr_null(customer->columns[2].default_value);
    ck_assert_ptr_null(customer->columns[2].comment);
    ck_assert_ptr_null(customer->columns[2].statistics);
    ck_assert_int_eq((int)t2s_column_distinct(&customer->columns[0]), 42);
    ck_assert_uint_eq(t2s_column_value_count(&customer->columns[0]), 0);
    ck_assert_int_eq((int)t2s_column_distinct(&customer->columns[1]), 3);
    ck_assert_uint_eq(t2s_column_value_count(&customer->columns[1]), 3);
    ck_assert_str_eq(t2s_column_value(&customer->columns[1], 0), "New \"York\"");
    ck_assert(t2s_column_value_frequency(&customer->columns[1], 0) == 0.5);
    ck_assert_str_eq(t2s_column_value(&customer->columns[1], 2), "Bern");
    ck_assert(t2s_column_value_frequency(&customer->columns[1], 2) < 0);
    ck_assert_uint_eq(customer->check_count, 1);
    ck_assert_str_eq(customer->checks[0], "((id > 0) AND (id < 9))");
    ck_assert_uint_eq(sale->check_count, 1);
    ck_assert_uint_eq(sale->key_count, 2); /* the index and one foreign key */
    ck_assert_int_eq(sale->keys[0].kind, T2S_KEY_INDEX);
    ck_assert_uint_eq(customer->key_count, 2);
    ck_assert_uint_eq(customer->keys[1].columns[0], 1);
    ck_assert_int_eq(sale->kind, T2S_RELATION_PARTITIONED);
    ck_assert_uint_eq(sale->columns[1].flags, T2S_COLUMN_GENERATED);
    ck_assert_uint_eq(sale->keys[1].count, 2);
    ck_assert_uint_eq(sale->keys[1].columns[0], 1);
    ck_assert_uint_eq(sale->keys[1].foreign_columns[1], 1);
    ck_assert_ptr_eq(t2s_catalog_find_relation(catalog, "app", "sale_1")->parent, sale);
    ck_assert_str_eq(t2s_catalog_find_relation(catalog, "app", "names")->definition, "SELECT name FROM customer");
    ck_assert_uint_eq(t2s__catalog_types(catalog, "mood", 4)->label_count, 2);
    ck_assert_str_eq(t2s__catalog_types(catalog, "mood", 4)->labels[1], "glad");
    ck_assert_uint_eq(t2s__catalog_types(catalog, "int8", 4)->label_count, 0);
    ck_assert_str_eq(t2s__catalog_types(catalog, "price", 5)->base_type, "bigint");
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

START_TEST(types_operators_and_casts_are_read_with_what_they_name)
{
    t2s_catalog *catalog = read_all(NULL);
    const t2s__type *mood = t2s__catalog_find_type(catalog, "app", "mood");
    const t2s__type *bigint = t2s__catalog_known_type(catalog, T2S__TYPE_INT8);
    const t2s__type *pair = t2s__catalog_find_type(catalog, "app", "pair");
    const t2s__type *vector = t2s__catalog_find_type(catalog, "app", "vector");
    const t2s__function *function = t2s__catalog_functions(catalog, "f", 1);
    const t2s__function *mid = t2s__catalog_functions(catalog, "mid", 3);
    const t2s__operator *two = t2s__catalog_operators(catalog, "@@", 2);

    ck_assert_ptr_eq(t2s__catalog_find_type(catalog, "app", "price")->base, bigint);
    ck_assert_int_eq(bigint->category, 'N');
    ck_assert_ptr_eq(pair->attributes[0], mood);
    ck_assert_ptr_eq(pair->attributes[1], mood->array);
    ck_assert_ptr_eq(t2s__catalog_find_type(catalog, "app", "moods")->multirange, t2s__catalog_find_type(catalog, "app", "many"));
    ck_assert_ptr_eq(vector->element, mood);
    ck_assert_int_eq(vector->is_preferred, 1);
    ck_assert_str_eq(function->argument_names[0], "a");
    ck_assert_ptr_null(function->argument_names[1]);
    ck_assert_str_eq(function->argument_names[2], "r");
    ck_assert_int_eq(mid->aggregate_kind, T2S_AGGREGATE_ORDERED_SET);
    ck_assert_uint_eq(mid->direct_count, 1);
    ck_assert_ptr_eq(mid->arguments[1], mood);
    ck_assert_ptr_null(mid->argument_names);
    ck_assert_ptr_null(two->left);
    ck_assert_str_eq(two->function_name, "g");
    ck_assert_int_eq(two->volatility, T2S_VOLATILITY_VOLATILE);
    ck_assert_ptr_eq(two->next->left, mood);
    ck_assert_ptr_null(two->next->next);
    ck_assert_int_eq(t2s__catalog_cast(catalog, mood, bigint)->context, T2S_CAST_ASSIGNMENT);
    ck_assert_int_eq(t2s__catalog_cast(catalog, bigint, mood)->method, T2S_CAST_BY_TEXT);
    t2s_catalog_unref(catalog);
}
END_TEST

START_TEST(what_the_filter_leaves_out_is_not_read)
{
    char tables[] = "customer, sale*";
    char exclude[] = "app.sale_?";
    char hidden[] = "customer.name";
    t2s__filter_lists lists = {.tables = tables, .exclude_tables = exclude, .hide_columns = hidden};
    t2s__filter *filter = NULL;
    t2s_catalog *catalog;
    const t2s_relation *customer;

    ck_assert_int_eq(t2s__filter_new(&lists, &filter, NULL), 0);
    catalog = read_all(filter);
    customer = t2s_catalog_find_relation(catalog, "app", "customer");
    ck_assert_uint_eq(t2s_catalog_relation_count(catalog), 2);
    ck_assert_ptr_nonnull(t2s_catalog_find_relation(catalog, "app", "sale"));
    ck_assert_uint_eq(customer->columns[1].flags, T2S_COLUMN_HIDDEN);
    ck_assert_ptr_null(customer->columns[1].statistics);
    ck_assert_uint_eq(customer->key_count, 1);
    t2s_catalog_unref(catalog);
    t2s__filter_free(filter);
}
END_TEST

START_TEST(rows_that_make_no_sense_are_a_protocol_error)
{
    static const char *const none[T2S__PG_COLUMNS_MAX];
    static const char *const relation[T2S__PG_COLUMNS_MAX] = {"5", "s", "n", "r"};
    t2s_catalog_builder *builder;
    t2s__pg_reader *reader;

    for (int section = 0; section < T2S__PG_SECTIONS; section++) {
        if (section == T2S__PG_PATH || section == T2S__PG_COLUMNS || section == T2S__PG_STATISTICS)
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
    OOM_LOOP (n) {
        t2s_catalog *catalog = read_all(NULL);

        ck_assert(catalog != NULL || oom_failed);
        t2s_catalog_unref(catalog);
    }
}
END_TEST

SUITE("postgres reader", NULL, NULL, rows_become_a_catalog, types_operators_and_casts_are_read_with_what_they_name, what_the_filter_leaves_out_is_not_read,
      rows_that_make_no_sense_are_a_protocol_error, want_of_memory_is_an_error_everywhere)
