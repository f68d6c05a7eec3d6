/* SPDX-License-Identifier: MIT */
/* A shop with tenants, for the tests of facts and policies, and statements checked against it. */
#ifndef T2S_TESTS_POLICY_CATALOG_H
#define T2S_TESTS_POLICY_CATALOG_H

#include <string.h>

#include <text2sql/facts.h>
#include <text2sql/options.h>
#include <text2sql/sys/dialect.h>
#include <text2sql/sys/validator.h>

#include "metadata/ddl.h"
#include "support/suite.h"

static t2s_dialect *postgres;
static t2s_catalog *shop;

static const char shop_sql[] =
    "CREATE SCHEMA crm;"
    "CREATE TABLE crm.customers (id integer PRIMARY KEY, name text, email text, tenant_id integer);"
    "CREATE TABLE orders (id integer PRIMARY KEY, customer_id integer REFERENCES crm.customers, total numeric, tenant_id integer, ref uuid);"
    "CREATE TABLE salaries (id integer PRIMARY KEY, name text, amount numeric);"
    "CREATE TABLE events (id integer, at date, secret text) PARTITION BY RANGE (at);"
    "CREATE TABLE events_old PARTITION OF events FOR VALUES FROM ('2000-01-01') TO ('2020-01-01');"
    "CREATE FUNCTION vol(integer) RETURNS integer LANGUAGE sql VOLATILE AS 'SELECT 1';"
    "CREATE FUNCTION crm.vol(integer) RETURNS integer LANGUAGE sql VOLATILE AS 'SELECT 1';"
    "CREATE FUNCTION st(integer) RETURNS integer LANGUAGE sql STABLE AS 'SELECT 1';"
    "CREATE FUNCTION im(integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT 1';"
    "CREATE FUNCTION im2(integer, integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT 1';"
    "CREATE FUNCTION vol2(integer, integer) RETURNS integer LANGUAGE sql VOLATILE AS 'SELECT 1';"
    "CREATE FUNCTION def(integer) RETURNS integer LANGUAGE sql STABLE SECURITY DEFINER AS 'SELECT 1';"
    "CREATE FUNCTION rowed(orders) RETURNS integer LANGUAGE sql VOLATILE AS 'SELECT 1';"
    "CREATE AGGREGATE bad_sum(integer) (SFUNC = vol2, STYPE = integer);"
    "CREATE AGGREGATE good_sum(integer) (SFUNC = im2, STYPE = integer);"
    "CREATE VIEW paid AS SELECT s.name, s.amount FROM salaries s;"
    "CREATE VIEW nested AS SELECT name FROM paid;"
    "CREATE VIEW calling AS SELECT vol(id) AS v FROM orders;"
    "CREATE VIEW own_orders AS SELECT id, total FROM orders WHERE tenant_id = 7;"
    "CREATE VIEW settings AS SELECT current_setting('a.b') AS v FROM orders;";

static inline void policy_setup(void)
{
    const char *const name = "shop.sql";
    const char *const text = shop_sql;
    const size_t length = strlen(shop_sql);

    if (t2s__ddl_read(&name, &text, &length, 1, &shop, NULL) != 0 || t2s_postgres_dialect_new(&postgres) != 0)
        abort();
}

static inline void policy_teardown(void)
{
    t2s_dialect_unref(postgres);
    t2s_catalog_unref(shop);
}

static inline t2s_statement *check_with(t2s_catalog *catalog, t2s_validator *validator, const char *sql)
{
    t2s_statement *statement = NULL;

    ck_assert_int_eq(t2s_statement_check(postgres, catalog, sql, strlen(sql), &validator, validator != NULL, &statement, NULL), 0);
    return statement;
}

/* A policy with options as "name=value;name=value". */
static inline t2s_validator *policy(const char *name, const char *options)
{
    t2s_options *set;
    t2s_validator *made = NULL;
    char text[500];

    ck_assert_int_eq(t2s_options_new(&set), 0);
    snprintf(text, sizeof(text), "%s", options);
    for (char *at = strtok(text, ";"); at != NULL; at = strtok(NULL, ";")) {
        char *equals = strchr(at, '=');

        *equals = '\0';
        ck_assert_int_eq(t2s_options_set(set, at, equals + 1), 0);
    }
    ck_assert_int_eq(t2s_policy_validator_new(name, set, &made, NULL), 0);
    t2s_options_free(set);
    return made;
}

/* The code of the first error, or "". A refusal always has a hint. */
static inline const char *verdict(t2s_catalog *catalog, t2s_validator *made, const char *sql)
{
    static char code[64];
    t2s_statement *statement = check_with(catalog, made, sql);
    const t2s_diagnostic *first = t2s_statement_diagnostic(statement, 0);

    ck_assert_msg(t2s_statement_kind(statement)[0] != '\0', "%s did not parse", sql);
    snprintf(code, sizeof(code), "%s", first != NULL ? t2s_diagnostic_code(first) : "");
    ck_assert(first == NULL || t2s_diagnostic_hint(first) != NULL);
    t2s_statement_free(statement);
    return code;
}

static inline void expect(t2s_catalog *catalog, const char *name, const char *options, const char *sql, const char *expected)
{
    t2s_validator *made = policy(name, options);
    const char *code = verdict(catalog, made, sql);

    ck_assert_msg(strcmp(code, expected) == 0, "%s\n  with %s %s: \"%s\", not \"%s\"", sql, name, options, code, expected);
    t2s_validator_unref(made);
}

#endif
