/* SPDX-License-Identifier: MIT */
/* What may stand in which clause: PostgreSQL 15's own verdicts. tests/integration/test_clauses.c asks a server for them again. */
#include "clause_cases_group.h"
#include "clause_cases_places.h"
#include "metadata/ddl.h"
#include "sql_catalog.h"

static t2s_catalog *shop;

static void setup(void)
{
    const char *const name = "shop.sql", *const text = clause_schema;
    const size_t length = strlen(clause_schema);

    sql_setup();
    sql_must(t2s__ddl_read(&name, &text, &length, 1, &shop, NULL));
}

static void teardown(void)
{
    t2s_catalog_unref(shop);
    sql_teardown();
}

/* The first finding's code, or "". */
static const char *verdict(t2s_catalog *catalog, const char *sql)
{
    static char code[8];
    t2s_statement *statement = NULL;
    const t2s_diagnostic *first;

    ck_assert_int_eq(t2s_statement_check(postgres, catalog, sql, strlen(sql), validators, 1, &statement, NULL), 0);
    first = t2s_statement_diagnostic(statement, 0);
    snprintf(code, sizeof(code), "%s", first != NULL ? t2s_diagnostic_code(first) : "");
    t2s_statement_free(statement);
    return code;
}

static void judge(const struct clause_case *cases, size_t count)
{
    ck_assert_uint_gt(count, 10);
    for (size_t i = 0; i < count; i++) {
        const char *code = verdict(shop, cases[i].sql);

        ck_assert_msg(strcmp(code, cases[i].code) == 0, "%s\n  gives:    \"%s\"\n  expected: \"%s\"", cases[i].sql, code,
                      cases[i].code);
    }
}

#define AS_THE_SERVER(name)                                                                                                       \
    START_TEST(name##_as_the_server_judges)                                                                                       \
    {                                                                                                                             \
        judge(name##_cases, CLAUSE_COUNT(name##_cases));                                                                          \
    }                                                                                                                             \
    END_TEST

AS_THE_SERVER(group_by)
AS_THE_SERVER(aggregates)
AS_THE_SERVER(windows)
AS_THE_SERVER(sets)
AS_THE_SERVER(distinct)
AS_THE_SERVER(locks)
AS_THE_SERVER(recursion)
AS_THE_SERVER(from)

static void expect(t2s_catalog *catalog, const char *sql, const char *message, const char *hint)
{
    t2s_statement *statement = NULL;
    const t2s_diagnostic *first;

    ck_assert_int_eq(t2s_statement_check(postgres, catalog, sql, strlen(sql), validators, 1, &statement, NULL), 0);
    first = t2s_statement_diagnostic(statement, 0);
    ck_assert_msg(first != NULL, "%s is accepted", sql);
    ck_assert_str_eq(t2s_diagnostic_message(first), message);
    ck_assert_str_eq(t2s_diagnostic_hint(first), hint);
    t2s_statement_free(statement);
}

START_TEST(what_is_not_grouped_is_named_with_its_cure)
{
    expect(shop, "SELECT a.name, count(*) FROM author a JOIN book b ON b.author_id = a.id GROUP BY a.country",
           "column \"a.name\" must appear in the GROUP BY clause or be used in an aggregate function",
           "Add a.name, or the table's primary key a.id, to GROUP BY, or take an aggregate of it, such as max(a.name).");
    expect(shop, "SELECT c AS \"C\", count(*) FROM plain \"P\"",
           "column \"P.c\" must appear in the GROUP BY clause or be used in an aggregate function",
           "Add GROUP BY \"P\".c, or take an aggregate of it, such as max(\"P\".c).");
    expect(shop, "SELECT a, (SELECT x.a FROM plain x WHERE x.b = p.b) FROM plain p GROUP BY a",
           "subquery uses ungrouped column \"p.b\" from outer query",
           "Add p.b to the outer query's GROUP BY, or take an aggregate of it, such as max(p.b).");
    expect(shop, "SELECT a FROM plain WHERE count(*) > 1", "aggregate functions are not allowed in WHERE",
           "Put a condition on an aggregate into HAVING, or compare with a subquery that computes it.");
}
END_TEST

/* So many columns of `*` are one mistake. */
START_TEST(only_some_of_many_ungrouped_columns_are_said)
{
    const char *const sql = "SELECT * FROM book GROUP BY title";
    t2s_statement *statement = NULL;

    ck_assert_int_eq(t2s_statement_check(postgres, shop, sql, strlen(sql), validators, 1, &statement, NULL), 0);
    ck_assert_uint_eq(t2s_statement_diagnostic_count(statement), 4);
    t2s_statement_free(statement);
}
END_TEST

/* The catalog of `library` has three functions, and none of the server's. */
START_TEST(a_catalog_without_functions_rejects_only_what_the_syntax_shows)
{
    ck_assert_str_eq(verdict(library, "SELECT title, max(price) FROM book"), "");
    ck_assert_str_eq(verdict(library, "SELECT title, max(price) FROM book GROUP BY title"), "");
    ck_assert_str_eq(verdict(library, "SELECT title FROM book WHERE max(price) > 1"), "");
    ck_assert_str_eq(verdict(library, "SELECT max(max(price)) FROM book"), "");
    ck_assert_str_eq(verdict(library, "SELECT CASE WHEN true THEN unnest(tags) END FROM book"), "");
    ck_assert_str_eq(verdict(library, "SELECT price FROM book GROUP BY title"), "42803");
    ck_assert_str_eq(verdict(library, "SELECT price, count(*) FROM book"), "42803");
    ck_assert_str_eq(verdict(library, "SELECT price FROM book WHERE rank() OVER () > 1"), "42P20");
}
END_TEST

/* A user's function may have any name. */
START_TEST(a_users_plain_function_beside_an_aggregate_leaves_it_open)
{
    const char *const name = "own.sql";
    const char *const text = "CREATE TABLE t (a integer, b integer);\n"
                             "CREATE FUNCTION sum(integer) RETURNS integer LANGUAGE sql AS 'SELECT 1';\n"
                             "CREATE FUNCTION plainly(integer) RETURNS integer LANGUAGE sql AS 'SELECT 1';\n";
    const size_t length = strlen(text);
    t2s_catalog *own = NULL;

    sql_must(t2s__ddl_read(&name, &text, &length, 1, &own, NULL));
    ck_assert_str_eq(verdict(own, "SELECT a, plainly(b) FROM t GROUP BY a"), "42803");
    ck_assert_str_eq(verdict(own, "SELECT a, plainly(max(b)) FROM t GROUP BY a"), "");
    ck_assert_str_eq(verdict(own, "SELECT a, sum(b) FROM t GROUP BY a"), "");
    t2s_catalog_unref(own);
}
END_TEST

SUITE("analysis_clauses", setup, teardown, group_by_as_the_server_judges, aggregates_as_the_server_judges,
      windows_as_the_server_judges, sets_as_the_server_judges, distinct_as_the_server_judges, locks_as_the_server_judges,
      recursion_as_the_server_judges, from_as_the_server_judges, what_is_not_grouped_is_named_with_its_cure,
      only_some_of_many_ungrouped_columns_are_said, a_catalog_without_functions_rejects_only_what_the_syntax_shows,
      a_users_plain_function_beside_an_aggregate_leaves_it_open)
