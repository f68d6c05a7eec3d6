/* SPDX-License-Identifier: MIT */
/* The analysis by Trino's and PrestoDB's rules: what they take, what they reject and how they call it. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include <text2sql/diagnostic.h>
#include <text2sql/dialect.h>
#include <text2sql/facts.h>
#include <text2sql/statement.h>
#include <text2sql/sys/catalog.h>
#include <text2sql/sys/dialect.h>

#include "metadata/presto_builtins.h"

static t2s_catalog *catalogs[2];
static t2s_dialect *dialects[2];

static void add_table(t2s_catalog_builder *builder, const char *name, const char *const *columns)
{
    size_t relation;

    ck_assert_int_eq(t2s_catalog_builder_add_relation(builder, "tpch.tiny", name, T2S_RELATION_TABLE, &relation), 0);
    for (; columns[0] != NULL; columns += 2)
        ck_assert_int_eq(t2s_catalog_builder_add_column(builder, relation, columns[0], columns[1], 0, NULL, NULL), 0);
}

static t2s_catalog *make_catalog(int is_trino)
{
    static const char *const path[] = {"tpch.tiny"};
    static const char *const nation[] = {"nationkey", "bigint", "name", "varchar(25)", "regionkey", "bigint", NULL};
    static const char *const region[] = {"regionkey", "bigint", "name", "varchar(25)", NULL};
    static const char *const orders[] = {"orderkey",   "bigint", "custkey", "bigint", "totalprice", "double",
                                         "orderdate", "date",   "items",   "array(row(sku varchar, quantity integer))",
                                         "tags",       "map(varchar, bigint)", NULL};
    t2s_catalog_builder *builder = NULL;
    t2s_catalog *catalog = NULL;

    ck_assert_int_eq(t2s_catalog_builder_new(&builder), 0);
    add_table(builder, "nation", nation);
    add_table(builder, "region", region);
    add_table(builder, "orders", orders);
    ck_assert_int_eq(t2s_catalog_builder_set_search_path(builder, path, 1), 0);
    ck_assert_int_eq(t2s__presto_builtins_add(builder, is_trino), 0);
    ck_assert_int_eq(t2s_catalog_builder_finish(builder, &catalog), 0);
    t2s_catalog_builder_free(builder);
    return catalog;
}

static void setup(void)
{
    for (int i = 0; i < 2; i++)
        catalogs[i] = make_catalog(i == 0);
    ck_assert_int_eq(t2s_trino_dialect_new(&dialects[0]), 0);
    ck_assert_int_eq(t2s_presto_dialect_new(&dialects[1]), 0);
}

static void teardown(void)
{
    for (int i = 0; i < 2; i++) {
        t2s_catalog_unref(catalogs[i]);
        t2s_dialect_unref(dialects[i]);
    }
}

static t2s_statement *check_with(int which, const char *sql)
{
    t2s_statement *statement = NULL;

    ck_assert_int_eq(t2s_statement_check(dialects[which], catalogs[which], sql, strlen(sql), NULL, 0, &statement, NULL), 0);
    ck_assert_msg(t2s_statement_diagnostic_count(statement) == 0, "%s: %s", sql,
                  t2s_statement_diagnostic_count(statement) != 0 ? t2s_diagnostic_message(t2s_statement_diagnostic(statement, 0)) : "");
    return statement;
}

/* What is said first of a query, "" for nothing. */
static void expect(int which, const char *sql, const char *code)
{
    t2s_statement *statement = check_with(which, sql);
    const t2s_diagnostic *first = t2s_statement_finding_count(statement) != 0 ? t2s_statement_finding(statement, 0) : NULL;

    ck_assert_msg(strcmp(first != NULL ? t2s_diagnostic_code(first) : "", code) == 0, "%s: %s (%s), not %s", sql,
                  first != NULL ? t2s_diagnostic_code(first) : "fine", first != NULL ? t2s_diagnostic_message(first) : "", code);
    t2s_statement_free(statement);
}

START_TEST(what_both_servers_take_is_not_rejected)
{
    static const char *const queries[] = {
        "SELECT name, count(*) FROM nation GROUP BY name HAVING count(*) > 1 ORDER BY 2 DESC, name",
        "SELECT o.orderkey, i.sku, i.quantity + 1 FROM orders o CROSS JOIN UNNEST(o.items) AS i(sku, quantity)",
        "SELECT o.items[1].sku, o.tags['a'] + 1, element_at(tags, 'b') FROM orders o",
        "SELECT k, v FROM orders, UNNEST(tags) WITH ORDINALITY AS t(k, v, n) WHERE n = 1",
        "SELECT transform(items, x -> x.quantity * 2), filter(ARRAY[1, 2], x -> x > 1), reduce(ARRAY[1], 0, (s, x) -> s + x, s -> s) FROM orders",
        "SELECT orderdate + INTERVAL '1' DAY, date_trunc('month', orderdate), date_diff('day', orderdate, current_date) FROM orders",
        "SELECT regionkey FROM nation JOIN region USING (regionkey)",
        "SELECT sum(totalprice) OVER (PARTITION BY custkey ORDER BY orderdate), rank() OVER (ORDER BY totalprice DESC) FROM orders",
        "SELECT name AS n FROM nation ORDER BY n, regionkey + 1",
        "SELECT coalesce(name, 'x'), nullif(1, 2), if(true, 1, 2.5), try(1 / 0), CASE WHEN true THEN 1 ELSE 2e0 END FROM nation",
        "SELECT greatest(1, 2, 3), concat('a', 'b', 'c'), concat(ARRAY[1], 2), map(ARRAY['a'], ARRAY[1]), cardinality(map())",
        "SELECT n.name FROM nation n, nation m WHERE n.regionkey IN (SELECT regionkey FROM region WHERE region.name = m.name)",
        "SELECT CAST(ROW(1, 'x') AS ROW(a integer, b varchar)).b, CAST('1' AS decimal(5, 2)) + 1.5, 1 IN (1, 2.5)",
        "SELECT 1 UNION ALL SELECT 2.5 ORDER BY 1",
        "SELECT x FROM (VALUES (1, 'a'), (2, NULL)) AS t(x, y)",
        "SELECT regionkey + 1, max(name) FROM nation GROUP BY regionkey + 1 ORDER BY regionkey + 1",
        "SELECT count(*) FILTER (WHERE regionkey > 1), array_agg(name ORDER BY name), approx_percentile(regionkey, 0.5) FROM nation",
        "SELECT grouping(regionkey), name FROM nation GROUP BY GROUPING SETS ((regionkey, name), ())",
    };

    for (size_t i = 0; i < sizeof(queries) / sizeof(queries[0]); i++)
        for (int which = 0; which < 2; which++)
            expect(which, queries[i], "");
}
END_TEST

static const struct {
    const char *sql;
    const char *trino;
    const char *presto;
} wrong[] = {
    {"SELECT nope FROM nation", "COLUMN_NOT_FOUND", "MISSING_ATTRIBUTE"},
    {"SELECT n.nope FROM nation n", "COLUMN_NOT_FOUND", "MISSING_ATTRIBUTE"},
    {"SELECT * FROM nope", "TABLE_NOT_FOUND", "MISSING_TABLE"},
    {"SELECT name FROM nation, region", "AMBIGUOUS_NAME", "AMBIGUOUS_ATTRIBUTE"},
    {"SELECT nation.regionkey FROM nation JOIN region USING (regionkey)", "COLUMN_NOT_FOUND", "MISSING_ATTRIBUTE"},
    {"SELECT name FROM nation WHERE nationkey = '1'", "TYPE_MISMATCH", "TYPE_MISMATCH"},
    {"SELECT name || 1 FROM nation", "FUNCTION_NOT_FOUND", "FUNCTION_NOT_FOUND"},
    {"SELECT name FROM nation WHERE name LIKE 1", "TYPE_MISMATCH", "TYPE_MISMATCH"},
    {"SELECT name FROM nation WHERE 1", "TYPE_MISMATCH", "TYPE_MISMATCH"},
    {"SELECT nosuch(name) FROM nation", "FUNCTION_NOT_FOUND", "FUNCTION_NOT_FOUND"},
    {"SELECT abs(name) FROM nation", "FUNCTION_NOT_FOUND", "FUNCTION_NOT_FOUND"},
    {"SELECT transform(ARRAY[1], x -> x || 'a')", "FUNCTION_NOT_FOUND", "FUNCTION_NOT_FOUND"},
    {"SELECT name, count(*) FROM nation GROUP BY regionkey", "EXPRESSION_NOT_AGGREGATE", "MUST_BE_AGGREGATE_OR_GROUP_BY"},
    {"SELECT name FROM nation WHERE count(*) > 1", "EXPRESSION_NOT_SCALAR", "CANNOT_HAVE_AGGREGATIONS_WINDOWS_OR_GROUPING"},
    {"SELECT max(max(name)) FROM nation", "NESTED_AGGREGATION", "NESTED_AGGREGATION"},
    {"SELECT name AS n FROM nation WHERE n = 'a'", "COLUMN_NOT_FOUND", "MISSING_ATTRIBUTE"},
    {"SELECT name FROM nation GROUP BY 3", "INVALID_COLUMN_REFERENCE", "INVALID_ORDINAL"},
    {"SELECT name FROM nation ORDER BY 3", "INVALID_COLUMN_REFERENCE", "INVALID_ORDINAL"},
    {"SELECT DISTINCT name FROM nation ORDER BY regionkey", "EXPRESSION_NOT_IN_DISTINCT", "ORDER_BY_MUST_BE_IN_SELECT"},
    {"SELECT tags FROM orders ORDER BY tags", "TYPE_MISMATCH", "TYPE_MISMATCH"},
    {"SELECT 1 UNION SELECT 'a'", "TYPE_MISMATCH", "MISMATCHED_SET_COLUMN_TYPES"},
    {"SELECT 1 UNION SELECT 1, 2", "TYPE_MISMATCH", "MISMATCHED_SET_COLUMN_TYPES"},
    {"SELECT ARRAY[1, 'a']", "TYPE_MISMATCH", "TYPE_MISMATCH"},
    {"SELECT coalesce(1, 'a')", "TYPE_MISMATCH", "TYPE_MISMATCH"},
    {"SELECT CAST(1 AS date)", "TYPE_MISMATCH", "TYPE_MISMATCH"},
    {"SELECT CAST(name AS text) FROM nation", "TYPE_MISMATCH", "SYNTAX_ERROR"},
    {"SELECT items[1].nope FROM orders", "COLUMN_NOT_FOUND", "MISSING_ATTRIBUTE"},
    {"SELECT name.x FROM nation", "TYPE_MISMATCH", "TYPE_MISMATCH"},
    {"SELECT a FROM (SELECT 1, 2) AS t(a)", "MISMATCHED_COLUMN_ALIASES", "MISMATCHED_COLUMN_ALIASES"},
    {"SELECT abs(1) OVER () FROM nation", "FUNCTION_NOT_WINDOW", "MUST_BE_WINDOW_FUNCTION"},
    {"WITH a AS (SELECT 1 AS x), a AS (SELECT 2 AS x) SELECT * FROM a", "DUPLICATE_NAMED_QUERY", "DUPLICATE_RELATION"},
    {"SELECT * FROM tpch.nope.x", "SCHEMA_NOT_FOUND", "MISSING_SCHEMA"},
    {"SELECT * FROM nope.tiny.x", "CATALOG_NOT_FOUND", "MISSING_CATALOG"},
    {"SELECT *", "COLUMN_NOT_FOUND", "MISSING_ATTRIBUTE"},
};

START_TEST(what_is_wrong_is_called_as_the_server_calls_it)
{
    expect(0, wrong[_i].sql, wrong[_i].trino);
    expect(1, wrong[_i].sql, wrong[_i].presto);
}
END_TEST

START_TEST(the_types_of_outputs_are_known)
{
    static const struct {
        const char *sql;
        const char *type;
    } cases[] = {
        {"SELECT name FROM nation", "varchar(25)"},
        {"SELECT 1.25", "decimal(3,2)"},
        {"SELECT ARRAY[1, 2]", "array(integer)"},
        {"SELECT items[1].quantity FROM orders", "integer"},
        {"SELECT sum(nationkey) FROM nation", "bigint"},
        {"SELECT transform(ARRAY[1], x -> 'a')", "array(varchar(1))"},
        {"SELECT map(ARRAY['a'], ARRAY[1e0])", "map(varchar(1), double)"},
        {"SELECT orderdate + INTERVAL '1' DAY FROM orders", "date"},
        {"SELECT count(*) > 1 FROM nation", "boolean"},
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        t2s_statement *statement = check_with(0, cases[i].sql);

        ck_assert_str_eq(t2s_statement_output_type(statement, 0), cases[i].type);
        t2s_statement_free(statement);
    }
}
END_TEST

START_TEST(functions_that_pass_a_text_on_are_no_plain_functions)
{
    for (int which = 0; which < 2; which++) {
        ck_assert_int_eq(t2s_dialect_function_class(dialects[which], "system", "query", -1), T2S_FUNCTION_CLASS_SQL);
        ck_assert_int_eq(t2s_dialect_function_class(dialects[which], "system", "anything", -1), T2S_FUNCTION_CLASS_SQL);
        ck_assert_int_eq(t2s_dialect_function_class(dialects[which], NULL, "raw_query", -1), T2S_FUNCTION_CLASS_SQL);
        ck_assert_int_eq(t2s_dialect_function_class(dialects[which], "system.builtin", "abs", 0), T2S_FUNCTION_CLASS_COMPUTES);
        ck_assert_int_eq(t2s_dialect_function_class(dialects[which], NULL, "anybodys", -1), T2S_FUNCTION_CLASS_UNKNOWN);
        ck_assert_int_eq(t2s_dialect_relation_class(dialects[which], "system.runtime", "queries"), T2S_RELATION_CLASS_SYSTEM);
        ck_assert_int_eq(t2s_dialect_relation_class(dialects[which], "system.metadata", "catalogs"), T2S_RELATION_CLASS_SCHEMA);
        ck_assert_int_eq(t2s_dialect_relation_class(dialects[which], "tpch.information_schema", "tables"),
                         T2S_RELATION_CLASS_INFORMATION);
        ck_assert_int_eq(t2s_dialect_relation_class(dialects[which], "tpch.tiny", "nation"), T2S_RELATION_CLASS_USER);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("presto_types");
    TCase *tests = tcase_create("types");
    SRunner *runner;
    int failed;

    tcase_add_unchecked_fixture(tests, setup, teardown);
    tcase_add_test(tests, what_both_servers_take_is_not_rejected);
    tcase_add_loop_test(tests, what_is_wrong_is_called_as_the_server_calls_it, 0, (int)(sizeof(wrong) / sizeof(wrong[0])));
    tcase_add_test(tests, the_types_of_outputs_are_known);
    tcase_add_test(tests, functions_that_pass_a_text_on_are_no_plain_functions);
    suite_add_tcase(suite, tests);
    runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
