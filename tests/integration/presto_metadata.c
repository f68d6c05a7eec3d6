/* SPDX-License-Identifier: MIT */
/* What the metadata source reads of a real Trino or PrestoDB: tpch's schemas, and tables and views of a schema of its own in memory. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <text2sql.h>
#include <text2sql/sys/catalog.h>

#include "support/presto.h"
#include "support/suite.h"

enum { WIDE_TABLES = 10, WIDE_COLUMNS = 1000 };

/* A context whose schema is read anew each time. Pairs of names and values, NULL at the end, are the source's options. */
static t2s_context *open_path(const char *path, const char *const *settings)
{
    char uri[256];
    t2s_options *options;
    t2s_metadata_source *source;
    t2s_context *context;
    t2s_error *error = NULL;
    int code;

    ck_assert_int_eq(t2s_options_new(&options), 0);
    t2s_options_set(options, "uri", test_presto_uri("reader", path, uri));
    t2s_options_set(options, "timeout_ms", "600000");
    for (; settings != NULL && *settings != NULL; settings += 2)
        t2s_options_set(options, settings[0], settings[1]);
    code = (test_presto_is_trino() ? t2s_trino_metadata_source_new : t2s_presto_metadata_source_new)(options, &source, &error);
    ck_assert_msg(code == 0, "%s", t2s_error_message(error));
    t2s_options_free(options);
    ck_assert_int_eq(t2s_options_new(&options), 0);
    t2s_options_set(options, "schema_max_age_ms", "0");
    ck_assert_int_eq(t2s_context_new(options, &context, &error), 0);
    t2s_options_free(options);
    ck_assert_int_eq(t2s_context_set_metadata_source(context, source), 0);
    t2s_metadata_source_unref(source);
    return context;
}

#define OPEN(path, ...) open_path(path, (const char *const[]){__VA_ARGS__, NULL})

static t2s_catalog *read_now(t2s_context *context)
{
    t2s_catalog *catalog = NULL;
    t2s_error *error = NULL;
    int code = t2s_context_get_catalog_sync(context, &catalog, &error);

    ck_assert_msg(code == 0, "%s", t2s_error_message(error));
    return catalog;
}

static const t2s_column *column_of(const t2s_relation *relation, const char *name)
{
    for (size_t i = 0; i < t2s_relation_column_count(relation); i++)
        if (strcmp(t2s_column_name(t2s_relation_column(relation, i)), name) == 0)
            return t2s_relation_column(relation, i);
    return NULL;
}

static int leads_to(const t2s_relation *relation, const char *column, const t2s_relation *other)
{
    for (size_t i = 0; i < t2s_relation_key_count(relation); i++) {
        const t2s_key *key = t2s_relation_key(relation, i);

        if (t2s_key_foreign_relation(key) == other && strcmp(t2s_column_name(t2s_key_column(key, 0)), column) == 0)
            return 1;
    }
    return 0;
}

START_TEST(all_schemas_of_a_catalog_are_there_each_with_its_own_keys)
{
    static const char *const schemas[] = {"tpch.tiny", "tpch.sf1", "tpch.sf100", "tpch.sf1000"};
    t2s_context *context = OPEN("tpch/tiny", "statistics_tables", "1");
    t2s_catalog *catalog = read_now(context);
    int counted = 0;

    ck_assert_int_eq((int)t2s_catalog_relation_count(catalog) % 8, 0);
    ck_assert_int_eq((int)t2s_catalog_problem_count(catalog), 0);
    for (size_t i = 0; i < sizeof(schemas) / sizeof(schemas[0]); i++) {
        const t2s_relation *orders = t2s_catalog_find_relation(catalog, schemas[i], "orders");
        const t2s_relation *lineitem = t2s_catalog_find_relation(catalog, schemas[i], "lineitem");

        ck_assert_ptr_nonnull(orders);
        ck_assert_str_eq(t2s_column_type(column_of(orders, "orderdate")), "date");
        ck_assert_int_eq(t2s_column_not_null(column_of(orders, "orderkey")), 1);
        ck_assert(leads_to(lineitem, "orderkey", orders));
    }
    ck_assert_ptr_nonnull(t2s_catalog_find_relation(catalog, NULL, "nation"));
    for (size_t i = 0; i < t2s_catalog_relation_count(catalog); i++)
        counted += t2s_relation_row_estimate(t2s_catalog_relation(catalog, i)) >= 0;
    ck_assert_int_le(counted, 1);
    t2s_catalog_unref(catalog);
    t2s_context_free(context);
}
END_TEST

START_TEST(filters_say_what_is_read)
{
    t2s_context *context = OPEN("tpch/tiny", "catalogs", "tpch,mem*", "schemas", "tpch.tiny", "exclude_tables", "part*", "hide_columns",
                                "customer.phone", "statistics_tables", "0", "functions", "0");
    t2s_catalog *catalog = read_now(context);

    ck_assert_int_eq((int)t2s_catalog_relation_count(catalog), 6);
    ck_assert_int_eq(t2s_column_is_hidden(column_of(t2s_catalog_find_relation(catalog, NULL, "customer"), "phone")), 1);
    t2s_catalog_unref(catalog);
    t2s_context_free(context);
}
END_TEST

START_TEST(comments_and_views_are_read)
{
    t2s_context *context = OPEN("memory/e_shop", "schemas", "e_shop", "statistics_tables", "0", "functions", "0");
    const t2s_relation *table, *view;
    t2s_catalog *catalog;

    test_presto_run("CREATE SCHEMA IF NOT EXISTS memory.e_shop");
    test_presto_run("CREATE TABLE memory.e_shop.things (id bigint COMMENT 'its number', Parts row(x bigint, y varchar)) COMMENT 'What is sold'");
    test_presto_run("CREATE VIEW memory.e_shop.names AS SELECT id FROM memory.e_shop.things");
    catalog = read_now(context);
    table = t2s_catalog_find_relation(catalog, NULL, "things");
    view = t2s_catalog_find_relation(catalog, "memory.e_shop", "names");
    ck_assert_int_eq((int)t2s_catalog_relation_count(catalog), 2);
    ck_assert_int_eq(t2s_relation_kind(table), T2S_RELATION_TABLE);
    ck_assert_int_eq(t2s_relation_kind(view), T2S_RELATION_VIEW);
    ck_assert_ptr_nonnull(column_of(table, "parts"));
    ck_assert_int_eq(strncmp(t2s_column_type(column_of(table, "parts")), "row(", 4), 0);
    if (test_presto_is_trino()) {
        ck_assert_str_eq(t2s_relation_comment(table), "What is sold");
        ck_assert_str_eq(t2s_column_comment(column_of(table, "id")), "its number");
    }
    t2s_catalog_unref(catalog);
    t2s_context_free(context);
    test_presto_run("DROP VIEW memory.e_shop.names");
    test_presto_run("DROP TABLE memory.e_shop.things");
}
END_TEST

START_TEST(what_is_as_it_was_stays_and_what_changed_is_seen)
{
    t2s_context *context = OPEN("memory/e_ddl", "schemas", "e_ddl", "statistics_tables", "0", "functions", "0");
    t2s_catalog *before, *after;

    test_presto_run("CREATE SCHEMA IF NOT EXISTS memory.e_ddl");
    test_presto_run("CREATE TABLE memory.e_ddl.first (id bigint)");
    before = read_now(context);
    after = read_now(context);
    ck_assert_ptr_eq(before, after);
    t2s_catalog_unref(after);
    test_presto_run("CREATE TABLE memory.e_ddl.second (id bigint)");
    after = read_now(context);
    ck_assert_ptr_ne(before, after);
    ck_assert_ptr_null(t2s_catalog_find_relation(before, NULL, "second"));
    ck_assert_ptr_nonnull(t2s_catalog_find_relation(after, NULL, "second"));
    t2s_catalog_unref(before);
    t2s_catalog_unref(after);
    test_presto_run("DROP TABLE memory.e_ddl.second");
    after = read_now(context);
    ck_assert_ptr_null(t2s_catalog_find_relation(after, NULL, "second"));
    ck_assert_ptr_nonnull(t2s_catalog_find_relation(after, NULL, "first"));
    t2s_catalog_unref(after);
    t2s_context_free(context);
    test_presto_run("DROP TABLE memory.e_ddl.first");
}
END_TEST

START_TEST(ten_thousand_columns_are_read_in_their_order)
{
    t2s_context *context = OPEN("memory/e_wide", "schemas", "e_wide", "statistics_tables", "0", "functions", "0");
    char *sql = malloc(64 + WIDE_COLUMNS * 16);
    t2s_catalog *catalog;

    ck_assert_ptr_nonnull(sql);
    test_presto_run("CREATE SCHEMA IF NOT EXISTS memory.e_wide");
    for (int table = 0; table < WIDE_TABLES; table++) {
        int used = sprintf(sql, "CREATE TABLE memory.e_wide.t%d (", table);

        for (int i = 0; i < WIDE_COLUMNS; i++)
            used += sprintf(sql + used, "%sc%d bigint", i != 0 ? ", " : "", WIDE_COLUMNS - i);
        sprintf(sql + used, ")");
        test_presto_run(sql);
    }
    catalog = read_now(context);
    ck_assert_int_eq((int)t2s_catalog_relation_count(catalog), WIDE_TABLES);
    for (size_t table = 0; table < WIDE_TABLES; table++) {
        const t2s_relation *relation = t2s_catalog_relation(catalog, table);

        ck_assert_int_eq((int)t2s_relation_column_count(relation), WIDE_COLUMNS);
        ck_assert_str_eq(t2s_column_name(t2s_relation_column(relation, 0)), "c1000");
        ck_assert_str_eq(t2s_column_name(t2s_relation_column(relation, WIDE_COLUMNS - 1)), "c1");
    }
    t2s_catalog_unref(catalog);
    t2s_context_free(context);
    for (int table = 0; table < WIDE_TABLES; table++) {
        sprintf(sql, "DROP TABLE memory.e_wide.t%d", table);
        test_presto_run(sql);
    }
    free(sql);
}
END_TEST

START_TEST(a_catalog_that_is_not_there_is_an_error)
{
    t2s_context *context = OPEN("nosuch/x", "statistics_tables", "0", "functions", "0");
    t2s_catalog *catalog = NULL;
    t2s_error *error = NULL;

    ck_assert_int_ne(t2s_context_get_catalog_sync(context, &catalog, &error), 0);
    ck_assert_ptr_null(catalog);
    ck_assert_ptr_nonnull(strstr(t2s_error_message(error), "nosuch"));
    t2s_error_unref(error);
    t2s_context_free(context);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {all_schemas_of_a_catalog_are_there_each_with_its_own_keys,
                                  filters_say_what_is_read,
                                  comments_and_views_are_read,
                                  what_is_as_it_was_stays_and_what_changed_is_seen,
                                  ten_thousand_columns_are_read_in_their_order,
                                  a_catalog_that_is_not_there_is_an_error};

    if (!test_presto_there())
        return 77;
    return suite_run("presto_metadata", tests, sizeof(tests) / sizeof(tests[0]), NULL, NULL);
}
