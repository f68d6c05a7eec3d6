/* SPDX-License-Identifier: MIT */
/* Types: one cast that other databases make by themselves, truth as a number, a GROUP BY that is missing. */
#include <text2sql/mend.h>

#include "metadata/ddl.h"
#include "support/suite.h"

#include <string.h>

#include <text2sql/sys/dialect.h>

static t2s_dialect *postgres;
static t2s_catalog *shop;
static t2s_validator *names;

static void setup(void)
{
    const char *name = "schema.sql";
    const char *schema = "CREATE TABLE item (id integer PRIMARY KEY, code text, label varchar(20), zip text, number bigint, price double "
                         "precision, made date, seen timestamp, day text, active boolean, flag integer, kind text);";
    size_t length = strlen(schema);

    ck_assert_int_eq(t2s__ddl_read(&name, &schema, &length, 1, &shop, NULL), 0);
    ck_assert_int_eq(t2s_postgres_dialect_new(&postgres), 0);
    ck_assert_int_eq(t2s_names_validator_new(&names), 0);
}

static void teardown(void)
{
    t2s_validator_unref(names);
    t2s_dialect_unref(postgres);
    t2s_catalog_unref(shop);
}

/* `expected` NULL: what is wrong stays as it is. */
static void expect(const char *sql, const char *expected)
{
    t2s_statement *statement = NULL;
    const t2s_diagnostic *first;

    ck_assert_int_eq(t2s_statement_mend(postgres, shop, sql, strlen(sql), &names, 1, &statement, NULL), 0);
    first = t2s_statement_diagnostic(statement, 0);
    ck_assert_msg(strcmp(t2s_statement_sql(statement), expected != NULL ? expected : sql) == 0,
                  "%s\n  gives:    %s\n  expected: %s\n  %s", sql, t2s_statement_sql(statement), expected != NULL ? expected : sql,
                  first != NULL ? t2s_diagnostic_message(first) : "");
    ck_assert_msg(t2s_statement_valid(statement) == (expected != NULL), "%s: %s", sql,
                  first != NULL ? t2s_diagnostic_message(first) : "accepted");
    t2s_statement_free(statement);
}

#define MENDS(sql, expected) expect(sql, expected)
#define LEAVES(sql)          expect(sql, NULL)

START_TEST(round_of_a_double_is_that_of_a_numeric)
{
    MENDS("SELECT round(price, 2) FROM item", "SELECT round(CAST(price AS numeric), 2) FROM item");
    MENDS("SELECT ROUND( (price * 2) / (1 + 1), 1 ) AS r FROM item",
          "SELECT ROUND( CAST((price * 2) / (1 + 1) AS numeric), 1 ) AS r FROM item");
}
END_TEST

START_TEST(truth_is_summed_as_a_number)
{
    MENDS("SELECT sum(kind = 'a, b') FROM item", "SELECT sum(CAST(kind = 'a, b' AS integer)) FROM item");
    MENDS("SELECT 100.0 * SUM(active) / COUNT(*) FROM item", "SELECT 100.0 * SUM(CAST(active AS integer)) / COUNT(*) FROM item");
}
END_TEST

START_TEST(fields_of_a_text_are_those_of_the_date_in_it)
{
    MENDS("SELECT EXTRACT(YEAR FROM day) FROM item", "SELECT EXTRACT(YEAR FROM CAST(day AS timestamp)) FROM item");
    MENDS("SELECT EXTRACT(hour FROM day) FROM item", "SELECT EXTRACT(hour FROM CAST(day AS time)) FROM item");
    MENDS("SELECT date_trunc('month', day) FROM item", "SELECT date_trunc('month', CAST(day AS timestamp)) FROM item");
    MENDS("SELECT to_char(day, 'YYYY') FROM item", "SELECT to_char(CAST(day AS timestamp), 'YYYY') FROM item");
}
END_TEST

START_TEST(a_date_is_cut_only_where_every_date_has_a_part)
{
    MENDS("SELECT substring(made, 1, 4) FROM item", "SELECT substring(CAST(made AS text), 1, 4) FROM item");
    MENDS("SELECT left(made, 7) FROM item", "SELECT left(CAST(made AS text), 7) FROM item");
    LEAVES("SELECT substring(made, 1, 6) FROM item");
    LEAVES("SELECT left(made, 6) FROM item");
}
END_TEST

START_TEST(a_date_is_matched_only_by_what_a_date_can_look_like)
{
    MENDS("SELECT id FROM item WHERE made LIKE '2020-01%'", "SELECT id FROM item WHERE CAST(made AS text) LIKE '2020-01%'");
    MENDS("SELECT id FROM item i WHERE i.made NOT LIKE '2020%'", "SELECT id FROM item i WHERE CAST(i.made AS text) NOT LIKE '2020%'");
    MENDS("SELECT id FROM item WHERE number LIKE '9%'", "SELECT id FROM item WHERE CAST(number AS text) LIKE '9%'");
    LEAVES("SELECT id FROM item WHERE made LIKE '202001%'");
    LEAVES("SELECT id FROM item WHERE made LIKE '%Jan%'");
}
END_TEST

START_TEST(a_number_beside_a_text_is_a_text)
{
    MENDS("SELECT id FROM item WHERE zip = 12345", "SELECT id FROM item WHERE zip = '12345'");
    MENDS("SELECT id FROM item WHERE item.label <> 5 AND id = 5", "SELECT id FROM item WHERE item.label <> '5' AND id = 5");
    MENDS("SELECT id FROM item WHERE code IN (1, 2,3)", "SELECT id FROM item WHERE code IN ('1', '2','3')");
    MENDS("SELECT id FROM item WHERE day BETWEEN 202001 AND 202012", "SELECT id FROM item WHERE day BETWEEN '202001' AND '202012'");
    MENDS("SELECT a.id FROM item a JOIN item b ON a.code = b.number", "SELECT a.id FROM item a JOIN item b ON a.code = CAST(b.number AS text)");
    LEAVES("SELECT id FROM item WHERE zip > 5");
    LEAVES("SELECT id FROM item WHERE day BETWEEN 1 AND 12");
    LEAVES("SELECT id FROM item WHERE substring(day, 4, 2) = 9");
    LEAVES("SELECT id FROM item WHERE kind || code = 5");
}
END_TEST

START_TEST(truth_is_a_number_elsewhere)
{
    MENDS("SELECT id FROM item WHERE flag = TRUE", "SELECT id FROM item WHERE flag = 1");
    MENDS("SELECT id FROM item WHERE active = 1", "SELECT id FROM item WHERE active = TRUE");
    MENDS("SELECT id FROM item WHERE active <> 0 AND id > 1", "SELECT id FROM item WHERE active <> FALSE AND id > 1");
    MENDS("SELECT id FROM item WHERE flag AND id > 1", "SELECT id FROM item WHERE flag <> 0 AND id > 1");
    LEAVES("SELECT id FROM item WHERE active = 2");
    LEAVES("SELECT id FROM item WHERE code = TRUE");
    LEAVES("SELECT id FROM item WHERE code");
}
END_TEST

START_TEST(columns_beside_aggregates_are_grouped_by)
{
    MENDS("SELECT kind, i.code AS c, count(*) FROM item i WHERE id > 1 ORDER BY 3 LIMIT 2",
          "SELECT kind, i.code AS c, count(*) FROM item i WHERE id > 1 GROUP BY kind, i.code ORDER BY 3 LIMIT 2");
    MENDS("SELECT * FROM (SELECT kind, avg(price) FROM item) x", "SELECT * FROM (SELECT kind, avg(price) FROM item GROUP BY kind) x");
    LEAVES("SELECT kind, code, count(*) FROM item GROUP BY code");
    LEAVES("SELECT kind, count(*) FROM item ORDER BY code");
    LEAVES("SELECT count(*) FROM item ORDER BY code");
}
END_TEST

SUITE("mend: types", setup, teardown, round_of_a_double_is_that_of_a_numeric, truth_is_summed_as_a_number,
      fields_of_a_text_are_those_of_the_date_in_it, a_date_is_cut_only_where_every_date_has_a_part,
      a_date_is_matched_only_by_what_a_date_can_look_like, a_number_beside_a_text_is_a_text, truth_is_a_number_elsewhere,
      columns_beside_aggregates_are_grouped_by)
