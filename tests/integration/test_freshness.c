/* SPDX-License-Identifier: MIT */
/*
 * Is the schema that a context sees the one that the server has? Against a real PostgreSQL: whatever is committed before the schema
 * is asked for is in it, and what does not concern it brings no new one. The same snapshot is the same pointer.
 */
#include <libpq-fe.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <text2sql.h>

#include "catalog/catalog.h"
#include "support/postgres.h"
#include "support/suite.h"

static const char *server_uri;
static char admin[512];  /* a database of the test's own, as the superuser */
static char reader[512]; /* the same as a plain role */
static t2s_context *context;

static void sql(const char *text)
{
    free(t2s_test_postgres_sql(admin, text));
}

static void uri_of(const char *database, const char *user, char ret[512])
{
    snprintf(ret, 512, "postgresql:///%s?host=%s&user=%s", database, t2s_test_postgres_directory(), user);
}

static t2s_context *open_context(const char *uri, const char *const *pairs)
{
    t2s_options *options;
    t2s_context *opened;

    ck_assert_int_eq(t2s_options_new(&options), 0);
    for (; *pairs != NULL; pairs += 2)
        ck_assert_int_eq(t2s_options_set(options, pairs[0], pairs[1]), 0);
    ck_assert_int_eq(t2s_context_new(options, &opened, NULL), 0);
    t2s_options_free(options);
    ck_assert_int_eq(t2s_context_use_database(opened, uri, NULL), 0);
    return opened;
}

#define OPEN(uri, ...) open_context(uri, (const char *const[]){__VA_ARGS__, NULL})

/* A database of its own for every test, in which `reader` may read what it is let. */
static void setup(void)
{
    char create[128];
    char name[32];

    snprintf(name, sizeof(name), "d%d", (int)getpid());
    snprintf(create, sizeof(create), "CREATE DATABASE %s", name);
    free(t2s_test_postgres_sql(server_uri, create));
    uri_of(name, "postgres", admin);
    uri_of(name, "reader", reader);
    sql("GRANT USAGE ON SCHEMA public TO reader; ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO reader;"
        "CREATE TABLE t (a int PRIMARY KEY, b text); CREATE TABLE child (a int REFERENCES t); CREATE VIEW v AS SELECT a FROM t;"
        "CREATE TYPE mood AS ENUM ('sad'); CREATE DOMAIN small AS int; CREATE TABLE whole (a int) PARTITION BY LIST (a);"
        "CREATE TABLE part (a int); CREATE FUNCTION f(int) RETURNS int LANGUAGE sql AS 'SELECT 1'; CREATE MATERIALIZED VIEW m AS "
        "SELECT 1 AS a;"
        "CREATE TABLE staging (a int); CREATE SCHEMA side; GRANT USAGE ON SCHEMA side TO reader");
    context = OPEN(reader, "schema_freshness", "always");
}

static void teardown(void)
{
    t2s_context_free(context);
}

/* The schema now; the test holds no reference, but the context does. */
static const t2s_catalog *schema_of(t2s_context *of)
{
    t2s_catalog *catalog = NULL;
    t2s_error *error = NULL;

    ck_assert_msg(t2s_context_get_catalog_sync(of, &catalog, &error) == 0, "%s", t2s_error_message(error));
    t2s_catalog_unref(catalog);
    return catalog;
}

static const t2s_catalog *schema(void)
{
    return schema_of(context);
}

static int has_column(const t2s_catalog *catalog, const char *table, const char *column)
{
    const t2s_relation *relation = t2s_catalog_find_relation(catalog, "public", table);

    return relation != NULL && t2s__relation_column(relation, column, strlen(column)) != NULL;
}

/* Another snapshot than before? Held, so that no two can have the same address. */
static int changes(t2s_context *of, const char *statement)
{
    t2s_catalog *before = t2s_catalog_ref((t2s_catalog *)schema_of(of));
    int changed;

    sql(statement);
    changed = schema_of(of) != before;
    t2s_catalog_unref(before);
    return changed;
}

static const char *const ddl[] = {
    "CREATE TABLE shiny (a int)",
    "ALTER TABLE shiny ADD COLUMN b text",
    "ALTER TABLE shiny RENAME COLUMN b TO c",
    "ALTER TABLE shiny ALTER COLUMN c TYPE varchar(7)",
    "ALTER TABLE shiny ALTER COLUMN c SET NOT NULL",
    "ALTER TABLE shiny ALTER COLUMN c SET DEFAULT 'x'",
    "ALTER TABLE shiny ALTER COLUMN c SET DEFAULT 'y'",
    "ALTER TABLE shiny ALTER COLUMN c DROP DEFAULT",
    "ALTER TABLE shiny ADD CONSTRAINT positive CHECK (a > 0)",
    "ALTER TABLE shiny DROP CONSTRAINT positive",
    "ALTER TABLE shiny ADD CONSTRAINT points FOREIGN KEY (a) REFERENCES t",
    "ALTER TABLE shiny DROP CONSTRAINT points",
    "CREATE UNIQUE INDEX unique_shiny ON shiny (a)",
    "ALTER TABLE shiny ADD PRIMARY KEY USING INDEX unique_shiny",
    "COMMENT ON TABLE shiny IS 'one'",
    "COMMENT ON COLUMN shiny.a IS 'two'",
    "COMMENT ON COLUMN shiny.a IS 'three'",
    "COMMENT ON COLUMN shiny.a IS NULL",
    "ALTER TABLE shiny DROP COLUMN c",
    "ALTER TABLE shiny RENAME TO matte",
    "ALTER TABLE matte SET SCHEMA side",
    "DROP TABLE side.matte",
    "ALTER TABLE whole ATTACH PARTITION part FOR VALUES IN (1)",
    "ALTER TABLE whole DETACH PARTITION part",
    "CREATE OR REPLACE VIEW v AS SELECT a FROM t WHERE a > 1",
    "ALTER TYPE mood ADD VALUE 'happy'",
    "ALTER TYPE mood RENAME VALUE 'happy' TO 'glad'",
    "ALTER DOMAIN small ADD CONSTRAINT low CHECK (VALUE < 9)",
    "CREATE FUNCTION g(text) RETURNS text LANGUAGE sql AS 'SELECT $1'",
    "CREATE OR REPLACE FUNCTION f(int) RETURNS int LANGUAGE sql STABLE AS 'SELECT 2'",
    "DROP FUNCTION g(text)",
    "CREATE TYPE pair AS (a int, b int)",
    "CREATE SCHEMA other; GRANT USAGE ON SCHEMA other TO reader",
    "REVOKE USAGE ON SCHEMA other FROM reader",
    "REVOKE SELECT ON t FROM reader",
    "GRANT SELECT (a) ON t TO reader",
    "GRANT SELECT (b) ON t TO reader",
    "GRANT member_of TO reader",
    "REVOKE member_of FROM reader",
    "ALTER ROLE reader SET search_path = side, public",
    "ALTER ROLE reader RESET search_path",
    "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET search_path = side', current_database()); END $$",
    "DO $$ BEGIN BEGIN CREATE TABLE inner_one (a int); EXCEPTION WHEN others THEN NULL; END; END $$",
    "DROP TABLE inner_one",
};

START_TEST(whatever_ddl_was_committed_brings_another_schema_and_only_that)
{
    for (size_t i = 0; i < sizeof(ddl) / sizeof(ddl[0]); i++) {
        ck_assert_msg(changes(context, ddl[i]), "not noticed: %s", ddl[i]);
        ck_assert_msg(!changes(context, "SELECT txid_current()"), "noticed twice: %s", ddl[i]);
    }
}
END_TEST

START_TEST(the_schema_is_as_the_ddl_left_it)
{
    ck_assert(has_column(schema(), "t", "b"));
    sql("ALTER TABLE t RENAME COLUMN b TO c");
    ck_assert(!has_column(schema(), "t", "b"));
    ck_assert(has_column(schema(), "t", "c"));
    sql("ALTER TABLE t ADD COLUMN d int");
    ck_assert(has_column(schema(), "t", "d"));
    sql("ALTER TABLE t DROP COLUMN d");
    ck_assert(!has_column(schema(), "t", "d"));
    sql("REVOKE SELECT ON t FROM reader");
    ck_assert_ptr_null(t2s_catalog_find_relation(schema(), "public", "t"));
    sql("GRANT SELECT ON t TO reader");
    ck_assert(has_column(schema(), "t", "c"));
    ck_assert_str_eq(schema()->search_path[0], "public");
    sql("ALTER ROLE reader SET search_path = side, public");
    ck_assert_str_eq(schema()->search_path[0], "side");
    sql("ALTER ROLE reader RESET search_path");
    ck_assert_str_eq(schema()->search_path[0], "public");
    sql("DROP TABLE t CASCADE");
    ck_assert_ptr_null(t2s_catalog_find_relation(schema(), "public", "t"));
}
END_TEST

START_TEST(what_is_not_of_the_schema_brings_no_other)
{
    PGconn *other = PQconnectdb(admin);

    schema();
    ck_assert(!changes(context, "INSERT INTO t SELECT n, 'x' FROM generate_series(1, 1000) n"));
    ck_assert(!changes(context, "UPDATE t SET b = 'y'"));
    ck_assert(!changes(context, "ANALYZE"));
    ck_assert(!changes(context, "VACUUM"));
    PQclear(
        PQexec(other, "CREATE TEMP TABLE mine (a int PRIMARY KEY, b text DEFAULT 'x'); CREATE TEMP VIEW seen AS SELECT 1 AS a"));
    ck_assert_int_eq(PQstatus(other), CONNECTION_OK);
    ck_assert(!changes(context, "CREATE SEQUENCE numbers"));
    PQclear(PQexec(other, "DROP TABLE mine"));
    ck_assert(!changes(context, "SELECT txid_current()"));
    PQfinish(other);
    sql("TRUNCATE staging; REFRESH MATERIALIZED VIEW m"); /* the first time their rows become recent ones */
    schema();
    for (int i = 0; i < 3; i++) {
        ck_assert(!changes(context, "TRUNCATE staging"));
        ck_assert(!changes(context, "REFRESH MATERIALIZED VIEW m"));
    }
}
END_TEST

static void run_on(PGconn *connection, const char *text)
{
    PGresult *result = PQexec(connection, text);

    ck_assert_msg(PQresultStatus(result) == PGRES_COMMAND_OK || PQresultStatus(result) == PGRES_TUPLES_OK, "%s: %s", text,
                  PQerrorMessage(connection));
    PQclear(result);
}

START_TEST(ddl_counts_from_its_commit_on_and_not_before)
{
    PGconn *other = PQconnectdb(admin);

    schema();
    run_on(other, "BEGIN; CREATE TABLE later (a int)");
    ck_assert_ptr_null(t2s_catalog_find_relation(schema(), "public", "later"));
    sql("CREATE TABLE sooner (a int)");
    ck_assert_ptr_nonnull(t2s_catalog_find_relation(schema(), "public", "sooner"));
    ck_assert_ptr_null(t2s_catalog_find_relation(schema(), "public", "later"));
    run_on(other, "COMMIT");
    ck_assert_ptr_nonnull(t2s_catalog_find_relation(schema(), "public", "later"));
    run_on(other, "BEGIN; CREATE TABLE never (a int)");
    schema();
    run_on(other, "ROLLBACK");
    ck_assert_ptr_null(t2s_catalog_find_relation(schema(), "public", "never"));
    PQfinish(other);
}
END_TEST

/* Its number is lower than those of transactions that the schema has already; a savepoint's is in no snapshot's list. */
START_TEST(a_long_transaction_that_commits_late_is_noticed)
{
    PGconn *other = PQconnectdb(admin);

    schema();
    run_on(other, "BEGIN; SELECT txid_current(); SAVEPOINT s; CREATE TABLE late (a int); RELEASE s");
    for (int i = 0; i < 5; i++)
        sql("ALTER TABLE t ADD COLUMN extra int; ALTER TABLE t DROP COLUMN extra");
    schema();
    ck_assert_ptr_null(t2s_catalog_find_relation(schema(), "public", "late"));
    run_on(other, "ALTER TABLE child ADD COLUMN b int; COMMIT");
    ck_assert_ptr_nonnull(t2s_catalog_find_relation(schema(), "public", "late"));
    ck_assert(has_column(schema(), "child", "b"));
    PQfinish(other);
}
END_TEST

START_TEST(a_restarted_server_is_found_again)
{
    const t2s_catalog *before = schema();

    ck_assert_ptr_eq(schema(), before);
    t2s_test_postgres_restart();
    ck_assert_ptr_nonnull(t2s_catalog_find_relation(schema(), "public", "t"));
    sql("CREATE TABLE after_it (a int)");
    ck_assert_ptr_nonnull(t2s_catalog_find_relation(schema(), "public", "after_it"));
}
END_TEST

START_TEST(a_lost_connection_is_replaced_without_a_word)
{
    const t2s_catalog *before = schema();

    sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'reader'");
    ck_assert_ptr_eq(schema(), before);
    sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'reader'; CREATE TABLE meanwhile (a int)");
    ck_assert_ptr_nonnull(t2s_catalog_find_relation(schema(), "public", "meanwhile"));
}
END_TEST

START_TEST(a_manual_schema_changes_when_it_is_told_to)
{
    t2s_context *manual = OPEN(reader, "schema_freshness", "manual", "schema_max_age_ms", "0");

    schema_of(manual);
    ck_assert(!changes(manual, "CREATE TABLE unseen (a int)"));
    t2s_context_refresh_schema(manual);
    ck_assert_ptr_nonnull(t2s_catalog_find_relation(schema_of(manual), "public", "unseen"));
    t2s_context_free(manual);
}
END_TEST

START_TEST(a_schema_may_be_of_some_age_if_that_is_allowed)
{
    t2s_context *lazy = OPEN(reader, "schema_freshness", "max_age", "schema_max_age_ms", "3600000");
    t2s_context *eager = OPEN(reader, "schema_freshness", "max_age", "schema_max_age_ms", "0");

    schema_of(lazy);
    schema_of(eager);
    ck_assert(!changes(lazy, "CREATE TABLE unseen (a int)"));
    ck_assert_ptr_nonnull(t2s_catalog_find_relation(schema_of(eager), "public", "unseen"));
    t2s_context_free(lazy);
    t2s_context_free(eager);
}
END_TEST

/* What is notified comes a moment after the commit. */
static void wait_for_table(t2s_context *of, const char *table)
{
    const struct timespec pause = {.tv_nsec = 20000000};

    for (int i = 0; i < 15000 && t2s_catalog_find_relation(schema_of(of), "public", table) == NULL; i++)
        nanosleep(&pause, NULL);
    ck_assert_msg(t2s_catalog_find_relation(schema_of(of), "public", table) != NULL, "%s was not noticed", table);
}

START_TEST(what_is_notified_is_noticed_and_nothing_else_is_asked)
{
    t2s_context *told = OPEN(reader, "schema_freshness", "notify", "schema_max_age_ms", "3600000");

    schema_of(told);
    schema_of(told); /* listens from here on */
    ck_assert(!changes(told, "CREATE TABLE untold (a int)"));
    sql(t2s_postgres_notify_sql());
    sql(t2s_postgres_notify_sql()); /* twice does no harm */
    sql("CREATE TABLE told (a int)");
    wait_for_table(told, "told");
    ck_assert_ptr_nonnull(t2s_catalog_find_relation(schema_of(told), "public", "untold"));
    sql("ALTER TABLE told RENAME TO dropped; CREATE TABLE kept (a int)");
    wait_for_table(told, "kept");
    sql("DROP TABLE dropped; CREATE TABLE last_one (a int)");
    wait_for_table(told, "last_one");
    ck_assert_ptr_null(t2s_catalog_find_relation(schema_of(told), "public", "dropped"));
    ck_assert(!changes(told, "INSERT INTO kept VALUES (1)"));
    sql("DROP EVENT TRIGGER text2sql_schema_changed; DROP EVENT TRIGGER text2sql_schema_dropped");
    schema_of(told);
    ck_assert(!changes(told, "CREATE TABLE unheard (a int)"));
    sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'reader'");
    wait_for_table(told, "unheard"); /* it may have missed something */
    t2s_context_free(told);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        whatever_ddl_was_committed_brings_another_schema_and_only_that,
        the_schema_is_as_the_ddl_left_it,
        what_is_not_of_the_schema_brings_no_other,
        ddl_counts_from_its_commit_on_and_not_before,
        a_long_transaction_that_commits_late_is_noticed,
        a_restarted_server_is_found_again,
        a_lost_connection_is_replaced_without_a_word,
        a_manual_schema_changes_when_it_is_told_to,
        a_schema_may_be_of_some_age_if_that_is_allowed,
        what_is_notified_is_noticed_and_nothing_else_is_asked,
    };

    server_uri = t2s_test_postgres_start();
    if (server_uri == NULL)
        return 77;
    free(t2s_test_postgres_sql(server_uri, "CREATE ROLE reader LOGIN; CREATE ROLE member_of"));
    return suite_run("freshness", tests, sizeof(tests) / sizeof(tests[0]), setup, teardown);
}
