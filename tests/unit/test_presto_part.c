/* SPDX-License-Identifier: MIT */
/* What the metadata source for Trino and PrestoDB asks, and what it makes of the answers. */
#include <string.h>

#include "metadata/presto_part.h"
#include "support/suite.h"
#include "util/memory.h"

static t2s__presto_part *part;
static t2s__filter *filter;

static void setup(void)
{
    ck_assert_int_eq(t2s__presto_part_new("lake", &part), 0);
}

static void teardown(void)
{
    t2s__presto_part_unref(part);
    t2s__filter_free(filter);
    filter = NULL;
}

static void set_filter(t2s__filter_lists lists)
{
    ck_assert_int_eq(t2s__filter_new_with_catalogs(&lists, &filter, NULL), 0);
}

/* A row; NULL is NULL. */
static int row_into(t2s__presto_part *into, t2s__presto_section section, const char *const *texts, size_t count)
{
    t2s__presto_value values[8];

    for (size_t i = 0; i < count; i++)
        values[i] = (t2s__presto_value){texts[i] != NULL ? T2S__PRESTO_STRING : T2S__PRESTO_NULL, texts[i],
                                        texts[i] != NULL ? strlen(texts[i]) : 0};
    return t2s__presto_part_row(into, filter, section, values, count);
}

#define TEXTS(...) (const char *const[]){__VA_ARGS__}, sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *)
#define ROW(section, ...) ck_assert_int_eq(row_into(part, section, TEXTS(__VA_ARGS__)), 0)

static t2s_catalog *build(void)
{
    t2s_catalog_builder *builder;
    t2s_catalog *catalog;

    ck_assert_int_eq(t2s_catalog_builder_new(&builder), 0);
    ck_assert_int_eq(t2s__presto_part_build(part, filter, builder), 0);
    ck_assert_int_eq(t2s_catalog_builder_finish(builder, &catalog), 0);
    t2s_catalog_builder_free(builder);
    return catalog;
}

static void fill(void)
{
    ROW(T2S__PRESTO_SCHEMAS, "sales");
    ROW(T2S__PRESTO_COMMENTS, "sales", "orders", "What was bought");
    ROW(T2S__PRESTO_COLUMNS, "sales", "orders", "id", "bigint", "NO", NULL, "its number");
    ROW(T2S__PRESTO_COLUMNS, "sales", "orders", "paid", "decimal(10,2)", "YES", "0", NULL);
    ROW(T2S__PRESTO_COLUMNS, "sales", "recent", "id", "bigint", "YES", NULL, NULL);
    ROW(T2S__PRESTO_VIEWS, "sales", "recent", "SELECT id FROM orders");
    ROW(T2S__PRESTO_TABLES, "sales", "recent", "VIEW");
    ROW(T2S__PRESTO_TABLES, "sales", "orders", "BASE TABLE");
}

START_TEST(rows_of_all_sections_make_relations_with_names_of_three_parts)
{
    t2s_catalog *catalog;
    const t2s_relation *orders, *recent;

    fill();
    catalog = build();
    orders = t2s_catalog_find_relation(catalog, "lake.sales", "orders");
    recent = t2s_catalog_find_relation(catalog, "lake.sales", "recent");
    ck_assert_int_eq((int)t2s_catalog_relation_count(catalog), 2);
    ck_assert_str_eq(t2s_relation_comment(orders), "What was bought");
    ck_assert_int_eq(t2s_relation_kind(orders), T2S_RELATION_TABLE);
    ck_assert_int_eq(t2s_relation_kind(recent), T2S_RELATION_VIEW);
    ck_assert_int_eq((int)t2s_relation_column_count(orders), 2);
    ck_assert_str_eq(t2s_column_comment(t2s_relation_column(orders, 0)), "its number");
    ck_assert_int_eq(t2s_column_not_null(t2s_relation_column(orders, 0)), 1);
    ck_assert_str_eq(t2s_column_type(t2s_relation_column(orders, 1)), "decimal(10,2)");
    ck_assert_str_eq(t2s_column_default(t2s_relation_column(orders, 1)), "0");
    ck_assert_int_eq(t2s_column_not_null(t2s_relation_column(orders, 1)), 0);
    t2s_catalog_unref(catalog);
}
END_TEST

START_TEST(the_order_of_sections_does_not_matter_that_of_columns_does)
{
    t2s__presto_part *other, *swapped;

    fill();
    ck_assert_int_eq(t2s__presto_part_new("lake", &other), 0);
    ck_assert_int_eq(t2s__presto_part_new("lake", &swapped), 0);
    row_into(other, T2S__PRESTO_TABLES, TEXTS("sales", "orders", "BASE TABLE"));
    row_into(other, T2S__PRESTO_TABLES, TEXTS("sales", "recent", "VIEW"));
    row_into(other, T2S__PRESTO_VIEWS, TEXTS("sales", "recent", "SELECT id FROM orders"));
    row_into(other, T2S__PRESTO_COLUMNS, TEXTS("sales", "orders", "id", "bigint", "NO", NULL, "its number"));
    row_into(other, T2S__PRESTO_COLUMNS, TEXTS("sales", "orders", "paid", "decimal(10,2)", "YES", "0", NULL));
    row_into(other, T2S__PRESTO_COLUMNS, TEXTS("sales", "recent", "id", "bigint", "YES", NULL, NULL));
    row_into(other, T2S__PRESTO_SCHEMAS, TEXTS("sales"));
    ck_assert(other->fingerprint != part->fingerprint); /* a comment is missing */
    row_into(other, T2S__PRESTO_COMMENTS, TEXTS("sales", "orders", "What was bought"));
    ck_assert(other->fingerprint == part->fingerprint);

    row_into(swapped, T2S__PRESTO_COLUMNS, TEXTS("sales", "t", "b", "bigint", "NO", NULL, NULL));
    row_into(swapped, T2S__PRESTO_COLUMNS, TEXTS("sales", "t", "a", "bigint", "NO", NULL, NULL));
    t2s__presto_part_unref(other);
    ck_assert_int_eq(t2s__presto_part_new("lake", &other), 0);
    row_into(other, T2S__PRESTO_COLUMNS, TEXTS("sales", "t", "a", "bigint", "NO", NULL, NULL));
    row_into(other, T2S__PRESTO_COLUMNS, TEXTS("sales", "t", "b", "bigint", "NO", NULL, NULL));
    ck_assert(other->fingerprint != swapped->fingerprint);
    t2s__presto_part_unref(other);
    t2s__presto_part_unref(swapped);
}
END_TEST

START_TEST(filters_take_names_with_a_catalog_and_without)
{
    char schemas[] = "lake.sales,hr", tables[] = "mart.*.orders,tmp_*";
    t2s_catalog *catalog;

    set_filter((t2s__filter_lists){.schemas = schemas, .exclude_tables = tables});
    fill();
    ROW(T2S__PRESTO_SCHEMAS, "hr");
    ROW(T2S__PRESTO_SCHEMAS, "other");
    ROW(T2S__PRESTO_COLUMNS, "hr", "people", "id", "bigint", "NO", NULL, NULL);
    ROW(T2S__PRESTO_COLUMNS, "hr", "tmp_people", "id", "bigint", "NO", NULL, NULL);
    ROW(T2S__PRESTO_COLUMNS, "other", "orders", "id", "bigint", "NO", NULL, NULL);
    ck_assert_int_eq(part->has_all_schemas, 0);
    ck_assert_int_eq((int)part->schema_count, 2);
    catalog = build();
    ck_assert_int_eq((int)t2s_catalog_relation_count(catalog), 3);
    ck_assert_ptr_nonnull(t2s_catalog_find_relation(catalog, "lake.hr", "people"));
    t2s_catalog_unref(catalog);
}
END_TEST

START_TEST(of_a_hidden_column_only_name_type_and_place_are_kept)
{
    char columns[] = "lake.sales.orders.id";
    t2s_catalog *catalog;
    const t2s_column *id;

    set_filter((t2s__filter_lists){.hide_columns = columns});
    fill();
    catalog = build();
    id = t2s_relation_column(t2s_catalog_find_relation(catalog, "lake.sales", "orders"), 0);
    ck_assert_int_eq(t2s_column_is_hidden(id), 1);
    ck_assert_str_eq(t2s_column_type(id), "bigint");
    ck_assert_ptr_null(t2s_column_comment(id));
    t2s_catalog_unref(catalog);
}
END_TEST

static void count_row(t2s__presto_table *table, const char *column, const char *distinct, const char *nulls, const char *rows)
{
    const char *texts[] = {column, NULL, distinct, nulls, rows, NULL, NULL};
    t2s__presto_value values[7];

    for (size_t i = 0; i < 7; i++)
        values[i] = (t2s__presto_value){T2S__PRESTO_NUMBER, texts[i], texts[i] != NULL ? strlen(texts[i]) : 0};
    t2s__presto_part_statistics(table, values, 7);
}

START_TEST(statistics_are_numbers_as_json_has_them_or_not_known)
{
    t2s_catalog *catalog;
    const t2s_relation *orders;

    fill();
    for (t2s__presto_table *table = part->tables; table != NULL; table = table->next)
        if (strcmp(table->name, "orders") == 0) {
            count_row(table, "paid", "NaN", "0.25", NULL);
            count_row(table, "id", "1.5E3", "1E-1", NULL);
            count_row(table, "nosuch", "1", "0", NULL);
            count_row(table, NULL, NULL, NULL, "15000.0");
        }
    catalog = build();
    orders = t2s_catalog_find_relation(catalog, "lake.sales", "orders");
    ck_assert_int_eq((int)t2s_relation_row_estimate(orders), 15000);
    ck_assert_double_eq_tol(t2s_column_distinct(t2s_relation_column(orders, 0)), 1500, 1e-9);
    ck_assert_double_eq_tol(t2s_column_null_fraction(t2s_relation_column(orders, 0)), 0.1, 1e-9);
    ck_assert_double_eq_tol(t2s_column_distinct(t2s_relation_column(orders, 1)), -1, 1e-9);
    ck_assert_double_eq_tol(t2s_column_null_fraction(t2s_relation_column(orders, 1)), 0.25, 1e-9);
    ck_assert_int_eq((int)t2s_relation_row_estimate(t2s_catalog_find_relation(catalog, "lake.sales", "recent")), -1);
    t2s_catalog_unref(catalog);
}
END_TEST

START_TEST(a_part_that_failed_is_a_problem_and_nothing_else)
{
    t2s_catalog *catalog;

    fill();
    part->error = t2s_error_new(T2S_E_DATABASE, "the metastore is asleep");
    catalog = build();
    ck_assert_int_eq((int)t2s_catalog_relation_count(catalog), 0);
    ck_assert_int_eq((int)t2s_catalog_problem_count(catalog), 1);
    ck_assert_str_eq(t2s_catalog_problem(catalog, 0), "the catalog \"lake\" could not be read: the metastore is asleep");
    ck_assert_ptr_null(t2s_catalog_problem(catalog, 1));
    t2s_catalog_unref(catalog);
}
END_TEST

START_TEST(rows_of_another_form_are_no_answer)
{
    ck_assert_int_eq(row_into(part, T2S__PRESTO_COLUMNS, TEXTS("sales", "orders")), T2S_E_PROTOCOL);
    ck_assert_int_eq(row_into(part, T2S__PRESTO_COLUMNS, TEXTS("sales", NULL, "id", "bigint", "NO", NULL, NULL)), T2S_E_PROTOCOL);
    ck_assert_int_eq(row_into(part, T2S__PRESTO_COLUMNS, TEXTS("sales", "t", NULL, "bigint", "NO", NULL, NULL)), T2S_E_PROTOCOL);
    ck_assert_int_eq(row_into(part, T2S__PRESTO_SCHEMAS, TEXTS((const char *)NULL)), T2S_E_PROTOCOL);
}
END_TEST

static void expect_query(t2s__presto_section section, const char *catalog, const char *const *schemas, size_t count, const char *expected)
{
    t2s__buffer sql = T2S__BUFFER_INIT;

    t2s__presto_write_query(&sql, section, catalog, schemas, count);
    ck_assert_str_eq(t2s__buffer_string(&sql), expected);
    t2s__buffer_dispose(&sql);
}

START_TEST(names_in_statements_are_quoted)
{
    static const char *const schemas[] = {"a", "o'hara"};
    t2s__buffer sql = T2S__BUFFER_INIT;

    expect_query(T2S__PRESTO_TABLES, "my \"lake\"", NULL, 0,
                 "SELECT table_schema, table_name, table_type FROM \"my \"\"lake\"\"\".information_schema.tables "
                 "WHERE table_schema <> 'information_schema'");
    expect_query(T2S__PRESTO_VIEWS, "lake", schemas, 2,
                 "SELECT table_schema, table_name, view_definition FROM \"lake\".information_schema.views "
                 "WHERE table_schema IN ('a', 'o''hara')");
    expect_query(T2S__PRESTO_COMMENTS, "o'lake", schemas, 1,
                 "SELECT schema_name, table_name, comment FROM system.metadata.table_comments "
                 "WHERE catalog_name = 'o''lake' AND schema_name IN ('a')");
    t2s__presto_write_statistics(&sql, "lake", "a.b", "t\"");
    ck_assert_str_eq(t2s__buffer_string(&sql), "SHOW STATS FOR \"lake\".\"a.b\".\"t\"\"\"");
    t2s__buffer_dispose(&sql);
    ck_assert_int_eq(t2s__presto_has_section(T2S__PRESTO_PRESTODB, T2S__PRESTO_COMMENTS), 0);
    ck_assert_int_eq(t2s__presto_has_section(T2S__PRESTO_TRINO, T2S__PRESTO_COMMENTS), 1);
}
END_TEST

SUITE("presto_part", setup, teardown, rows_of_all_sections_make_relations_with_names_of_three_parts,
      the_order_of_sections_does_not_matter_that_of_columns_does, filters_take_names_with_a_catalog_and_without,
      of_a_hidden_column_only_name_type_and_place_are_kept, statistics_are_numbers_as_json_has_them_or_not_known,
      a_part_that_failed_is_a_problem_and_nothing_else, rows_of_another_form_are_no_answer, names_in_statements_are_quoted)
