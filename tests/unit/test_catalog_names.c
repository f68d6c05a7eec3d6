/* SPDX-License-Identifier: MIT */
/* Names of three parts, catalog.schema.table: which are accepted, what they mean, and what is said of the others. Where a test says
 * what servers do, it was tried out on one. The texts are parsed by PostgreSQL's grammar, which has such names, too. */
#include "catalog/derive.h"
#include "sql_catalog.h"

static t2s_dialect *three_parts;
static t2s_catalog *warehouse; /* several catalogs; the session is in lake.sales */
static t2s_catalog *file;      /* schemas without catalogs */

static int parse(void *user_data, const char *sql, size_t length, t2s_tree *tree)
{
    return t2s_dialect_parse(user_data, sql, length, tree);
}

static t2s_catalog *make(const char *path, const char *sales, const char *other)
{
    const char *const schemas[] = {path};
    t2s_catalog_builder *builder;
    t2s_catalog *catalog;

    sql_must(t2s_catalog_builder_new(&builder));
    sql_must(t2s_catalog_builder_set_search_path(builder, schemas, path[0] != '\0'));
    SQL_TABLE(builder, sales, "orders", "orderkey", "bigint", "total", "double", "orders", "bigint");
    SQL_TABLE(builder, sales, "Mixed", "OrderKey", "bigint");
    SQL_TABLE(builder, other, "orders", "orderkey", "bigint", "note", "varchar");
    SQL_TABLE(builder, other, "wide", "a", "bigint", "b", "bigint", "c", "bigint", "d", "bigint", "e", "bigint", "f", "bigint", "g",
              "bigint", "h", "bigint", "i", "bigint", "j", "bigint", "k", "bigint", "L", "bigint", "m", "bigint");
    sql_must(t2s_catalog_builder_finish(builder, &catalog));
    t2s_catalog_builder_free(builder);
    return catalog;
}

static void setup(void)
{
    static const t2s_dialect_ops ops = {
        .struct_size = sizeof(ops), .flags = T2S_DIALECT_F_CASE_INSENSITIVE | T2S_DIALECT_F_CATALOGS, .parse = parse};

    sql_setup();
    ck_assert_int_eq(t2s_dialect_new("three", &ops, postgres, &three_parts), 0);
    warehouse = make("lake.sales", "lake.sales", "mart.old.sales");
    file = make("sales", "sales", "other");
}

static void teardown(void)
{
    t2s_catalog_unref(warehouse);
    t2s_catalog_unref(file);
    t2s_dialect_unref(three_parts);
    sql_teardown();
}

/* "code message" of the first thing that is wrong; "" for none; and what is read. */
static void expect_in(t2s_catalog *catalog, const char *sql, const char *problem, const char *relations)
{
    t2s_statement *statement = NULL;
    char text[500] = "";
    size_t used = 0;

    ck_assert_int_eq(t2s_statement_check(three_parts, catalog, sql, strlen(sql), validators, 3, &statement, NULL), 0);
    ck_assert_msg(strcmp(sql_first(statement), problem) == 0, "%s\n  gives:    %s\n  expected: %s", sql, sql_first(statement), problem);
    for (size_t i = 0; relations != NULL && i < t2s_statement_relation_count(statement); i++) {
        const t2s_relation *relation = t2s_statement_relation(statement, i);

        used += (size_t)snprintf(text + used, sizeof(text) - used, "%s%s.%s", i != 0 ? " " : "", t2s_relation_schema(relation),
                                 t2s_relation_name(relation));
    }
    if (relations != NULL)
        ck_assert_msg(strcmp(text, relations) == 0, "%s\n  reads:    %s\n  expected: %s", sql, text, relations);
    t2s_statement_free(statement);
}

#define READS_FROM(sql, relations) expect_in(warehouse, sql, "", relations)
#define FAILS(sql, problem)        expect_in(warehouse, sql, problem, NULL)

START_TEST(one_part_is_of_the_session_two_are_of_its_catalog_and_three_are_all)
{
    READS_FROM("SELECT orderkey FROM orders", "lake.sales.orders");
    READS_FROM("SELECT orderkey FROM sales.orders", "lake.sales.orders");
    READS_FROM("SELECT orderkey FROM lake.sales.orders", "lake.sales.orders");
    READS_FROM("SELECT note FROM mart.\"old.sales\".orders", "mart.old.sales.orders");
    FAILS("SELECT 1 FROM \"old.sales\".orders", "3F000 Schema 'old.sales' does not exist");
}
END_TEST

START_TEST(case_does_not_count_in_quotes_or_without)
{
    READS_FROM("SELECT ORDERKEY FROM LAKE.Sales.\"ORDERS\"", "lake.sales.orders");
    READS_FROM("SELECT \"orderKEY\" FROM mixed", "lake.sales.Mixed");
    READS_FROM("SELECT \"A\", l, \"M\" FROM mart.\"Old.Sales\".WIDE", "mart.old.sales.wide");
    FAILS("SELECT n FROM mart.\"old.sales\".wide", "42703 Column 'n' cannot be resolved");
}
END_TEST

START_TEST(what_is_missing_is_said)
{
    FAILS("SELECT 1 FROM nosuch", "42P01 Table 'lake.sales.nosuch' does not exist");
    FAILS("SELECT 1 FROM nosuch.orders", "3F000 Schema 'nosuch' does not exist");
    FAILS("SELECT 1 FROM mart.nosuch.orders", "3F000 Schema 'nosuch' does not exist");
    FAILS("SELECT 1 FROM nosuch.sales.orders", "3D000 Catalog 'nosuch' not found");
    FAILS("SELECT 1 FROM mar.sales.orders", "3D000 Catalog 'mar' not found");
}
END_TEST

START_TEST(columns_are_called_by_the_end_of_the_tables_name_as_it_is_written)
{
    READS_FROM("SELECT orders.orderkey, orderkey FROM orders", "lake.sales.orders");
    READS_FROM("SELECT sales.orders.orderkey, Orders.OrderKey FROM sales.orders", "lake.sales.orders");
    READS_FROM("SELECT lake.sales.orders.orderkey, sales.orders.orderkey FROM lake.sales.orders", "lake.sales.orders");
    FAILS("SELECT sales.orders.orderkey FROM orders", "42703 Column 'sales.orders.orderkey' cannot be resolved");
    FAILS("SELECT lake.sales.orders.orderkey FROM sales.orders", "42703 Column 'lake.sales.orders.orderkey' cannot be resolved");
    FAILS("SELECT mixed.orderkey FROM mixed m", "42703 Column 'mixed.orderkey' cannot be resolved");
    FAILS("SELECT o.nope FROM orders o", "42703 Column 'o.nope' cannot be resolved");
    READS_FROM("SELECT lake.sales.orders.* FROM lake.sales.orders", "lake.sales.orders");
    FAILS("SELECT x.* FROM orders o", "42P01 Unable to resolve reference x");
}
END_TEST

START_TEST(tables_of_one_name_are_told_apart_by_what_stands_before_it)
{
    READS_FROM("SELECT sales.orders.total, mart.\"old.sales\".orders.note FROM sales.orders, mart.\"old.sales\".orders",
               "lake.sales.orders mart.old.sales.orders");
    FAILS("SELECT orders.orderkey FROM sales.orders, mart.\"old.sales\".orders", "42702 Column 'orders.orderkey' is ambiguous");
    READS_FROM("SELECT orders.note FROM sales.orders, mart.\"old.sales\".orders", "lake.sales.orders mart.old.sales.orders");
}
END_TEST

START_TEST(two_items_may_have_one_alias_as_long_as_no_column_is_meant_by_it_twice)
{
    READS_FROM("SELECT 1 FROM orders a, orders a", "lake.sales.orders");
    FAILS("SELECT a.total FROM orders a, orders a", "42702 Column 'a.total' is ambiguous");
}
END_TEST

START_TEST(inner_queries_see_the_tables_around_them)
{
    READS_FROM("SELECT 1 FROM sales.orders WHERE EXISTS (SELECT 1 FROM mart.\"old.sales\".wide w WHERE w.a = sales.orders.orderkey)",
               "lake.sales.orders mart.old.sales.wide");
    FAILS("SELECT 1 FROM orders o WHERE EXISTS (SELECT 1 FROM mart.\"old.sales\".wide w WHERE w.a = sales.orders.orderkey)",
          "42703 Column 'sales.orders.orderkey' cannot be resolved");
}
END_TEST

START_TEST(what_stands_behind_a_column_is_a_part_of_its_value)
{
    /* "orders" is also a column of the table: as the beginning of a longer name the table's column is what is looked for first. */
    READS_FROM("SELECT orders.orders FROM orders", "lake.sales.orders");
    READS_FROM("SELECT o.orders.part.part FROM orders o", "lake.sales.orders");
    READS_FROM("SELECT orders.part FROM orders o", "lake.sales.orders");
    FAILS("SELECT nothing.part FROM orders o", "42703 Column 'nothing.part' cannot be resolved");
}
END_TEST

START_TEST(a_schema_file_has_no_catalogs_and_any_will_do)
{
    expect_in(file, "SELECT orders.orderkey FROM orders", "", "sales.orders");
    expect_in(file, "SELECT sales.orders.orderkey FROM Sales.Orders", "", "sales.orders");
    expect_in(file, "SELECT orderkey FROM anything.sales.orders", "", "sales.orders");
    expect_in(file, "SELECT 1 FROM nosuch.orders", "3F000 Schema 'nosuch' does not exist", NULL);
    expect_in(file, "SELECT 1 FROM other.nosuch", "42P01 Table 'other.nosuch' does not exist", NULL);
}
END_TEST

START_TEST(without_a_catalog_the_parts_are_facts)
{
    expect_in(NULL, "SELECT o.x FROM a.b.Orders o, b.c", "", "a.b.orders b.c");
}
END_TEST

START_TEST(a_session_without_a_schema_wants_it_written)
{
    t2s_catalog *no_schema = make("lake.", "lake.sales", "mart.old");
    t2s_catalog *no_catalog = make("", "lake.sales", "mart.old");

    expect_in(no_schema, "SELECT 1 FROM sales.orders", "", "lake.sales.orders");
    expect_in(no_schema, "SELECT 1 FROM orders", "3F000 Schema must be specified when session schema is not set", NULL);
    expect_in(no_catalog, "SELECT 1 FROM lake.sales.orders", "", "lake.sales.orders");
    expect_in(no_catalog, "SELECT 1 FROM sales.orders", "3D000 Catalog must be specified when session catalog is not set", NULL);
    t2s_catalog_unref(no_schema);
    t2s_catalog_unref(no_catalog);
}
END_TEST

START_TEST(a_search_path_is_in_the_catalog_of_the_session_unless_it_names_one)
{
    static const char *const schemas[] = {"nosuch", "mart.old.sales"};
    t2s_catalog *elsewhere;

    ck_assert_int_eq(t2s__catalog_with_search_path(warehouse, schemas, 2, &elsewhere), 0);
    expect_in(elsewhere, "SELECT note FROM orders", "", "mart.old.sales.orders");
    expect_in(elsewhere, "SELECT 1 FROM sales.orders", "", "lake.sales.orders");
    expect_in(elsewhere, "SELECT 1 FROM nothing", "3F000 Schema 'nosuch' does not exist", NULL);
    t2s_catalog_unref(elsewhere);
}
END_TEST

static void expect_hint(const char *sql, const char *expected)
{
    t2s_statement *statement = NULL;
    const char *hint;

    ck_assert_int_eq(t2s_statement_check(three_parts, warehouse, sql, strlen(sql), validators, 3, &statement, NULL), 0);
    hint = t2s_diagnostic_hint(t2s_statement_diagnostic(statement, 0));
    ck_assert_msg(hint != NULL && strcmp(hint, expected) == 0, "%s\n  hint: %s", sql, hint != NULL ? hint : "none");
    t2s_statement_free(statement);
}

START_TEST(hints_write_each_part_by_itself)
{
    expect_hint("SELECT 1 FROM wide", "Perhaps you meant mart.\"old.sales\".wide.");
    expect_hint("SELECT 1 FROM lake.sales.order", "Perhaps you meant lake.sales.orders or mart.\"old.sales\".orders.");
    expect_hint("SELECT o.totl FROM orders o", "Perhaps you meant o.total.");
}
END_TEST

SUITE("catalog_names", setup, teardown, one_part_is_of_the_session_two_are_of_its_catalog_and_three_are_all,
      case_does_not_count_in_quotes_or_without, what_is_missing_is_said,
      columns_are_called_by_the_end_of_the_tables_name_as_it_is_written,
      tables_of_one_name_are_told_apart_by_what_stands_before_it,
      two_items_may_have_one_alias_as_long_as_no_column_is_meant_by_it_twice, inner_queries_see_the_tables_around_them,
      what_stands_behind_a_column_is_a_part_of_its_value, a_schema_file_has_no_catalogs_and_any_will_do,
      without_a_catalog_the_parts_are_facts,
      a_search_path_is_in_the_catalog_of_the_session_unless_it_names_one, a_session_without_a_schema_wants_it_written, hints_write_each_part_by_itself)
