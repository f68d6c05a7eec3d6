/* SPDX-License-Identifier: MIT */
/* The PostgreSQL metadata source against a real server. */
#include <check.h>
#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <text2sql/sys/metadata.h>

#include "../support/postgres.h"
#include "catalog/catalog.h"
#include "loop/loop.h"

static const char *uri;
static t2s_loop *loop;

typedef struct load {
    t2s_fetch *fetch;
    int calls;
    t2s_catalog *catalog;
    t2s_error *error;
    uint64_t began;
    uint64_t ended;
} load;

static void on_fetched(t2s_fetch *fetch, void *user_data)
{
    load *self = user_data;

    self->calls++;
    self->ended = t2s_loop_now();
    self->catalog = t2s_catalog_ref(t2s_fetch_catalog(fetch));
    self->error = t2s_error_ref(t2s_fetch_error(fetch));
}

static t2s_metadata_source *new_source(const char *where, const char *name, const char *value)
{
    t2s_options *options;
    t2s_metadata_source *source;

    ck_assert_int_eq(t2s_options_new(&options), 0);
    t2s_options_set(options, "uri", where);
    if (name != NULL)
        t2s_options_set(options, name, value);
    ck_assert_int_eq(t2s_postgres_metadata_source_new(options, &source, NULL), 0);
    t2s_options_free(options);
    ck_assert_int_eq(t2s_metadata_source_attach(source, loop), 0);
    return source;
}

static void drop_source(t2s_metadata_source *source)
{
    t2s_metadata_source_detach(source, loop);
    t2s_metadata_source_unref(source);
}

static void start(load *self, t2s_metadata_source *source)
{
    *self = (load){.began = t2s_loop_now()};
    ck_assert_int_eq(t2s_metadata_source_call(source, loop, on_fetched, self, &self->fetch), 0);
    ck_assert_int_eq(self->calls, 0);
}

static void wait_for(load *self)
{
    while (self->calls == 0)
        t2s__loop_run(loop, 1);
}

static void release(load *self)
{
    t2s_catalog_unref(self->catalog);
    t2s_error_unref(self->error);
    t2s_fetch_unref(self->fetch);
}

static t2s_catalog *read_catalog(const char *where)
{
    t2s_metadata_source *source = new_source(where, NULL, NULL);
    t2s_catalog *catalog;
    load one;

    start(&one, source);
    wait_for(&one);
    ck_assert_msg(one.error == NULL, "%s", t2s_error_message(one.error));
    catalog = t2s_catalog_ref(one.catalog);
    release(&one);
    drop_source(source);
    return catalog;
}

static void setup(void)
{
    ck_assert_int_eq(t2s__loop_new(2, &loop), 0);
}

static void teardown(void)
{
    t2s__loop_close(loop);
    t2s__loop_unref(loop);
}

static void sql(const char *text)
{
    free(t2s_test_postgres_sql(uri, text));
}

static const t2s_relation *relation(const t2s_catalog *catalog, const char *schema, const char *name)
{
    const t2s_relation *found = t2s_catalog_find_relation(catalog, schema, name);

    ck_assert_msg(found != NULL, "%s.%s is missing", schema, name);
    return found;
}

static const t2s_column *column(const t2s_relation *of, const char *name)
{
    const t2s_column *found = t2s__relation_column(of, name, strlen(name));

    ck_assert_msg(found != NULL, "%s.%s is missing", of->name, name);
    return found;
}

static const t2s_key *key(const t2s_relation *of, int kind, const char *first)
{
    for (size_t i = 0; i < of->key_count; i++)
        if (of->keys[i].kind == kind && strcmp(of->columns[of->keys[i].columns[0]].name, first) == 0)
            return &of->keys[i];
    return NULL;
}

static const t2s__type *type(const t2s_catalog *catalog, const char *schema, const char *name)
{
    const t2s__type *found = t2s__catalog_types(catalog, name, strlen(name));

    while (found != NULL && strcmp(found->schema, schema) != 0)
        found = found->next;
    return found;
}

static const t2s__function *function(const t2s_catalog *catalog, const char *schema, const char *name, const char *first)
{
    const t2s__function *found = t2s__catalog_functions(catalog, name, strlen(name));

    while (found != NULL && (strcmp(found->schema, schema) != 0 ||
                             (first != NULL && (found->argument_count == 0 || strcmp(found->argument_types[0], first) != 0))))
        found = found->next;
    return found;
}

static const char rich[] =
    "DROP SCHEMA IF EXISTS shop CASCADE; DROP SCHEMA IF EXISTS \"odd.\"\"Schema\" CASCADE; CREATE SCHEMA shop;"
    "COMMENT ON SCHEMA shop IS 'what is sold';"
    "CREATE SCHEMA \"odd.\"\"Schema\";"
    "CREATE TYPE shop.mood AS ENUM ('sad', 'ok', 'glad'); ALTER TYPE shop.mood ADD VALUE 'poor' BEFORE 'ok';"
    "CREATE DOMAIN shop.price AS numeric(10,2) CHECK (VALUE >= 0); COMMENT ON DOMAIN shop.price IS 'euro';"
    "CREATE TYPE shop.pair AS (first int, second text); CREATE TYPE shop.span AS RANGE (subtype = float8);"
    "CREATE TABLE shop.customer (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name varchar(50) NOT NULL, gone int,"
    " feels shop.mood DEFAULT 'ok', feelings shop.mood[], \"Odd \"\"Name\" text, born date,"
    " upper_name text GENERATED ALWAYS AS (upper(name)) STORED);"
    "ALTER TABLE shop.customer DROP COLUMN gone; COMMENT ON TABLE shop.customer IS 'who buys'; "
    "COMMENT ON COLUMN shop.customer.born IS 'day of birth'; CREATE UNIQUE INDEX customer_name ON shop.customer (name, born);"
    "CREATE UNIQUE INDEX partial ON shop.customer (born) WHERE born > '2000-01-01'; "
    "CREATE UNIQUE INDEX expressed ON shop.customer (lower(name));"
    "CREATE TABLE shop.item (shop_id int, number int, cost shop.price DEFAULT 1.5, PRIMARY KEY (shop_id, number) INCLUDE (cost));"
    "CREATE TABLE shop.sale (id int, day date NOT NULL, customer_id bigint REFERENCES shop.customer, item_number int, item_shop "
    "int,"
    " FOREIGN KEY (item_shop, item_number) REFERENCES shop.item (shop_id, number), PRIMARY KEY (id, day)) PARTITION BY RANGE (day);"
    "CREATE TABLE shop.sale_2024 PARTITION OF shop.sale FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');"
    "CREATE TABLE shop.sale_2025 PARTITION OF shop.sale FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');"
    "CREATE TABLE shop.refund (sale_id int, sale_day date, FOREIGN KEY (sale_id, sale_day) REFERENCES shop.sale (id, day));"
    "INSERT INTO shop.sale SELECT n, date '2024-01-01' + n % 700 FROM generate_series(1, 500) n; ANALYZE shop.sale_2024; "
    "ANALYZE shop.sale_2025;"
    "CREATE VIEW shop.adults AS SELECT id, name FROM shop.customer WHERE born < '2000-01-01';"
    "CREATE MATERIALIZED VIEW shop.counts AS SELECT count(*) AS n FROM shop.sale;"
    "CREATE TABLE \"odd.\"\"Schema\".\"t.a b\xC3\xA9\" (\"\xC3\xA9\" int, parent int);"
    "CREATE FUNCTION shop.add(a int, b int DEFAULT 2, VARIADIC c int[] DEFAULT '{}') RETURNS int LANGUAGE sql IMMUTABLE STRICT AS "
    "'SELECT a + b'; COMMENT ON FUNCTION shop.add IS 'sums';"
    "CREATE FUNCTION shop.rows(a text) RETURNS TABLE (x int, y shop.mood) LANGUAGE sql STABLE SECURITY DEFINER AS "
    "$$SELECT 1, 'ok'::shop.mood$$;"
    "CREATE FUNCTION shop.outs(IN a int, OUT b int, INOUT c text, OUT d date) LANGUAGE sql AS $$SELECT 1, 'x'::text, now()::date$$;"
    "CREATE FUNCTION shop.nothing() RETURNS void LANGUAGE sql AS ''; "
    "CREATE FUNCTION shop.trig() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';"
    "CREATE PROCEDURE shop.act(a int) LANGUAGE sql AS ''; "
    "CREATE AGGREGATE shop.total(int) (SFUNC = int4pl, STYPE = int, INITCOND = '0');"
    "CREATE TEMP TABLE passing(a int);"
    "CREATE FOREIGN DATA WRAPPER fdw_none; CREATE SERVER nowhere FOREIGN DATA WRAPPER fdw_none; "
    "CREATE FOREIGN TABLE shop.far (a int NOT NULL) SERVER nowhere;";

static void make_rich(void)
{
    sql("DROP FOREIGN DATA WRAPPER IF EXISTS fdw_none CASCADE");
    sql(rich);
    sql("ANALYZE shop.sale_2024; ANALYZE shop.sale_2025; DROP ROLE IF EXISTS clerk;");
}

START_TEST(tables_and_columns_are_read)
{
    t2s_catalog *catalog;
    const t2s_relation *customer;

    make_rich();
    catalog = read_catalog(uri);
    customer = relation(catalog, "shop", "customer");
    ck_assert_str_eq(catalog->database, "postgres");
    ck_assert_int_ge(catalog->server_version, 120000);
    ck_assert_uint_eq(catalog->search_path_count, 1);
    ck_assert_str_eq(catalog->search_path[0], "public");
    ck_assert_str_eq(t2s__catalog_schema(catalog, "shop", 4)->comment, "what is sold");
    ck_assert_int_eq(customer->kind, T2S_RELATION_TABLE);
    ck_assert_str_eq(customer->comment, "who buys");
    ck_assert_uint_eq(customer->column_count, 7);
    ck_assert_str_eq(column(customer, "id")->type, "bigint");
    ck_assert_uint_eq(column(customer, "id")->flags, T2S_COLUMN_NOT_NULL | T2S_COLUMN_IDENTITY);
    ck_assert_str_eq(column(customer, "name")->type, "character varying(50)");
    ck_assert_str_eq(column(customer, "feels")->type, "shop.mood");
    ck_assert_str_eq(column(customer, "feels")->default_value, "'ok'::shop.mood");
    ck_assert_str_eq(column(customer, "feelings")->type, "shop.mood[]");
    ck_assert_str_eq(column(customer, "born")->comment, "day of birth");
    ck_assert_ptr_null(column(customer, "name")->comment);
    ck_assert_uint_eq(column(customer, "upper_name")->flags, T2S_COLUMN_GENERATED);
    ck_assert_ptr_nonnull(strstr(column(customer, "upper_name")->default_value, "upper("));
    ck_assert_uint_eq(column(customer, "Odd \"Name")->index, 4);
    ck_assert_str_eq(column(relation(catalog, "shop", "item"), "cost")->type, "shop.price");
    ck_assert_str_eq(column(relation(catalog, "odd.\"Schema", "t.a b\xC3\xA9"), "\xC3\xA9")->type, "integer");
    ck_assert_ptr_null(t2s_catalog_find_relation(catalog, "pg_catalog", "pg_class"));
    ck_assert_ptr_null(t2s_catalog_find_relation(catalog, "information_schema", "tables"));
    ck_assert_int_eq(relation(catalog, "shop", "far")->kind, T2S_RELATION_FOREIGN);
    t2s_catalog_unref(catalog);
}
END_TEST

START_TEST(keys_are_read_in_order)
{
    t2s_catalog *catalog;
    const t2s_relation *customer;
    const t2s_relation *sale;
    const t2s_relation *item;
    const t2s_key *found;

    make_rich();
    catalog = read_catalog(uri);
    customer = relation(catalog, "shop", "customer");
    sale = relation(catalog, "shop", "sale");
    item = relation(catalog, "shop", "item");
    ck_assert_uint_eq(customer->key_count, 2);
    ck_assert_int_eq(customer->keys[0].kind, T2S_KEY_PRIMARY);
    found = key(customer, T2S_KEY_UNIQUE, "name");
    ck_assert_ptr_nonnull(found);
    ck_assert_uint_eq(found->count, 2);
    ck_assert_str_eq(found->name, "customer_name");
    ck_assert_uint_eq(item->key_count, 1);
    ck_assert_uint_eq(item->keys[0].count, 2); /* without what is only included */
    found = key(sale, T2S_KEY_FOREIGN, "item_shop");
    ck_assert_ptr_nonnull(found);
    ck_assert_uint_eq(found->count, 2);
    ck_assert_ptr_eq(found->foreign, item);
    ck_assert_str_eq(sale->columns[found->columns[1]].name, "item_number");
    ck_assert_str_eq(item->columns[found->foreign_columns[1]].name, "number");
    ck_assert_ptr_eq(key(sale, T2S_KEY_FOREIGN, "customer_id")->foreign, customer);
    ck_assert_uint_eq(relation(catalog, "shop", "refund")->key_count, 1); /* not one a partition */
    ck_assert_ptr_eq(relation(catalog, "shop", "refund")->keys[0].foreign, sale);
    t2s_catalog_unref(catalog);
}
END_TEST

START_TEST(partitions_views_and_estimates_are_read)
{
    t2s_catalog *catalog;
    const t2s_relation *sale;

    make_rich();
    catalog = read_catalog(uri);
    sale = relation(catalog, "shop", "sale");
    ck_assert_int_eq(sale->kind, T2S_RELATION_PARTITIONED);
    ck_assert_int_eq(sale->row_estimate, 500);
    ck_assert_ptr_eq(relation(catalog, "shop", "sale_2024")->parent, sale);
    ck_assert_int_eq(relation(catalog, "shop", "sale_2024")->row_estimate, 365);
    ck_assert_int_eq(relation(catalog, "shop", "customer")->row_estimate, -1);
    ck_assert_int_eq(relation(catalog, "shop", "adults")->kind, T2S_RELATION_VIEW);
    ck_assert_int_eq(relation(catalog, "shop", "adults")->row_estimate, -1);
    ck_assert_ptr_nonnull(strstr(relation(catalog, "shop", "adults")->definition, "shop.customer"));
    ck_assert_int_eq(relation(catalog, "shop", "counts")->kind, T2S_RELATION_MATERIALIZED_VIEW);
    ck_assert_ptr_nonnull(relation(catalog, "shop", "counts")->definition);
    ck_assert_ptr_null(sale->definition);
    t2s_catalog_unref(catalog);
}
END_TEST

START_TEST(types_are_read)
{
    t2s_catalog *catalog;
    const t2s__type *mood;

    make_rich();
    catalog = read_catalog(uri);
    mood = type(catalog, "shop", "mood");
    ck_assert_int_eq(mood->kind, T2S_TYPE_ENUM);
    ck_assert_uint_eq(mood->label_count, 4);
    ck_assert_str_eq(mood->labels[1], "poor");
    ck_assert_str_eq(mood->labels[3], "glad");
    ck_assert_int_eq(type(catalog, "shop", "price")->kind, T2S_TYPE_DOMAIN);
    ck_assert_str_eq(type(catalog, "shop", "price")->base_type, "numeric(10,2)");
    ck_assert_str_eq(type(catalog, "shop", "price")->comment, "euro");
    ck_assert_int_eq(type(catalog, "shop", "pair")->kind, T2S_TYPE_COMPOSITE);
    ck_assert_str_eq(type(catalog, "shop", "pair")->labels[1], "second");
    ck_assert_int_eq(type(catalog, "shop", "span")->kind, T2S_TYPE_RANGE);
    ck_assert_ptr_null(type(catalog, "shop", "customer"));
    ck_assert_ptr_null(type(catalog, "shop", "_mood"));
    ck_assert_int_eq(type(catalog, "pg_catalog", "int4")->kind, T2S_TYPE_BASE);
    ck_assert_int_eq(type(catalog, "pg_catalog", "anyelement")->kind, T2S_TYPE_PSEUDO);
    t2s_catalog_unref(catalog);
}
END_TEST

START_TEST(functions_are_read)
{
    t2s_catalog *catalog;
    const t2s__function *found;

    make_rich();
    catalog = read_catalog(uri);
    found = function(catalog, "shop", "add", NULL);
    ck_assert_uint_eq(found->argument_count, 3);
    ck_assert_uint_eq(found->default_count, 2);
    ck_assert_uint_eq(found->flags, T2S_FUNCTION_VARIADIC | T2S_FUNCTION_STRICT);
    ck_assert_int_eq(found->volatility, T2S_VOLATILITY_IMMUTABLE);
    ck_assert_str_eq(found->argument_types[2], "integer[]");
    ck_assert_str_eq(found->comment, "sums");
    ck_assert_uint_eq(found->column_count, 0);
    found = function(catalog, "shop", "rows", "text");
    ck_assert_uint_eq(found->flags, T2S_FUNCTION_RETURNS_SET | T2S_FUNCTION_SECURITY_DEFINER);
    ck_assert_uint_eq(found->argument_count, 1);
    ck_assert_uint_eq(found->column_count, 2);
    ck_assert_str_eq(found->column_names[1], "y");
    ck_assert_str_eq(found->column_types[1], "shop.mood");
    ck_assert_int_eq(found->volatility, T2S_VOLATILITY_STABLE);
    found = function(catalog, "shop", "outs", "integer");
    ck_assert_uint_eq(found->argument_count, 2);
    ck_assert_uint_eq(found->column_count, 3);
    ck_assert_str_eq(found->column_names[1], "c");
    ck_assert_str_eq(found->result_type, "record");
    ck_assert_str_eq(function(catalog, "shop", "nothing", NULL)->result_type, "void");
    ck_assert_uint_eq(function(catalog, "shop", "nothing", NULL)->argument_count, 0);
    ck_assert_int_eq(function(catalog, "shop", "act", NULL)->kind, T2S_FUNCTION_PROCEDURE);
    ck_assert_int_eq(function(catalog, "shop", "total", NULL)->kind, T2S_FUNCTION_AGGREGATE);
    ck_assert_ptr_null(function(catalog, "shop", "trig", NULL));
    ck_assert_int_eq(function(catalog, "pg_catalog", "count", "\"any\"")->kind, T2S_FUNCTION_AGGREGATE);
    ck_assert_int_eq(function(catalog, "pg_catalog", "row_number", NULL)->kind, T2S_FUNCTION_WINDOW);
    ck_assert_str_eq(function(catalog, "pg_catalog", "length", "text")->result_type, "integer");
    ck_assert_ptr_nonnull(function(catalog, "pg_catalog", "now", NULL));
    ck_assert_ptr_null(function(catalog, "pg_catalog", "int4in", NULL));
    t2s_catalog_unref(catalog);
}
END_TEST

START_TEST(each_role_sees_what_it_may_read)
{
    char where[600];
    t2s_catalog *catalog;
    const t2s_relation *customer;

    make_rich();
    sql("CREATE ROLE clerk LOGIN; GRANT USAGE ON SCHEMA shop TO clerk; GRANT SELECT ON shop.item TO clerk; "
        "GRANT SELECT (id, name) ON shop.customer TO clerk; GRANT SELECT ON shop.sale TO clerk; "
        "REVOKE EXECUTE ON FUNCTION shop.nothing FROM PUBLIC; ALTER ROLE clerk SET search_path = nowhere, shop, public");
    snprintf(where, sizeof(where), "host=%s user=clerk dbname=postgres", t2s_test_postgres_directory());
    catalog = read_catalog(where);
    customer = relation(catalog, "shop", "customer");
    ck_assert_uint_eq(catalog->search_path_count, 2);
    ck_assert_str_eq(catalog->search_path[0], "shop");
    ck_assert_uint_eq(customer->column_count, 7);
    ck_assert_uint_eq(column(customer, "name")->flags & T2S_COLUMN_HIDDEN, 0);
    ck_assert_uint_ne(column(customer, "born")->flags & T2S_COLUMN_HIDDEN, 0);
    ck_assert_uint_eq(column(relation(catalog, "shop", "item"), "cost")->flags & T2S_COLUMN_HIDDEN, 0);
    ck_assert_ptr_null(t2s_catalog_find_relation(catalog, "shop", "refund"));
    ck_assert_ptr_null(t2s_catalog_find_relation(catalog, "odd.\"Schema", "t.a b\xC3\xA9"));
    ck_assert_ptr_null(t2s__catalog_schema(catalog, "odd.\"Schema", 11));
    ck_assert_ptr_null(function(catalog, "shop", "nothing", NULL));
    ck_assert_ptr_nonnull(function(catalog, "shop", "add", NULL));
    t2s_catalog_unref(catalog);
    sql("REVOKE ALL ON ALL TABLES IN SCHEMA shop FROM clerk; REVOKE ALL ON SCHEMA shop FROM clerk; "
        "REVOKE SELECT (id, name) ON shop.customer FROM clerk; DROP ROLE clerk");
}
END_TEST

START_TEST(loading_twice_gives_equal_fingerprints)
{
    t2s_catalog *first;
    t2s_catalog *second;

    make_rich();
    first = read_catalog(uri);
    second = read_catalog(uri);
    ck_assert_uint_eq(first->fingerprint, second->fingerprint);
    t2s_catalog_unref(first);
    t2s_catalog_unref(second);
}
END_TEST

START_TEST(a_load_can_be_cancelled_and_the_source_detached)
{
    t2s_metadata_source *source = new_source(uri, NULL, NULL);
    load loads[3];

    for (int i = 0; i < 3; i++)
        start(&loads[i], source);
    t2s_fetch_abandon(loads[0].fetch);
    release(&loads[0]);
    for (int i = 0; i < 20; i++)
        t2s__loop_run(loop, 0);
    drop_source(source);
    for (int i = 1; i < 3; i++) {
        wait_for(&loads[i]);
        if (loads[i].error != NULL)
            ck_assert_int_eq(t2s_error_code(loads[i].error), T2S_E_SHUTDOWN);
        release(&loads[i]);
    }
    ck_assert_int_eq(loads[0].calls, 0);
}
END_TEST

START_TEST(a_load_has_a_time_limit)
{
    char where[600];
    int port = t2s_test_proxy_start();
    t2s_metadata_source *source;
    load one;

    snprintf(where, sizeof(where), "host=127.0.0.1 port=%d user=postgres dbname=postgres", port);
    t2s_test_proxy_freeze(1);
    source = new_source(where, "timeout_ms", "300");
    start(&one, source);
    wait_for(&one);
    ck_assert_int_eq(t2s_error_code(one.error), T2S_E_TIMEOUT);
    ck_assert_int_eq(t2s_error_stage(one.error), T2S_STAGE_METADATA);
    release(&one);
    drop_source(source);
    t2s_test_proxy_stop();
    source = new_source("postgresql://u:s3cret@127.0.0.1:1/db", NULL, NULL);
    start(&one, source);
    wait_for(&one);
    ck_assert_int_eq(t2s_error_code(one.error), T2S_E_CONNECT);
    ck_assert_ptr_null(strstr(t2s_error_message(one.error), "s3cret"));
    release(&one);
    drop_source(source);
}
END_TEST

/* A catalog read with options, given as name, value, ..., NULL. */
static t2s_catalog *read_with(const char *where, t2s_catalog *latest, const char *const *pairs)
{
    t2s_options *options;
    t2s_metadata_source *source;
    t2s_catalog *catalog;
    load one = {.calls = 0};

    ck_assert_int_eq(t2s_options_new(&options), 0);
    t2s_options_set(options, "uri", where);
    for (; *pairs != NULL; pairs += 2)
        t2s_options_set(options, pairs[0], pairs[1]);
    ck_assert_int_eq(t2s_postgres_metadata_source_new(options, &source, NULL), 0);
    t2s_options_free(options);
    ck_assert_int_eq(t2s_metadata_source_attach(source, loop), 0);
    ck_assert_int_eq(t2s_metadata_source_refresh(source, loop, latest, 0, on_fetched, &one, &one.fetch), 0);
    wait_for(&one);
    ck_assert_msg(one.error == NULL, "%s", t2s_error_message(one.error));
    catalog = t2s_catalog_ref(one.catalog);
    release(&one);
    drop_source(source);
    return catalog;
}

/* The values of a column, in their order, with bars between them, and a full stop behind those that are all. */
static void values_are(const t2s_column *of, const char *expected)
{
    char text[1000] = "";

    for (size_t i = 0; i < t2s_column_value_count(of); i++)
        snprintf(text + strlen(text), sizeof(text) - strlen(text), "%s%s", i != 0 ? "|" : "", t2s_column_value(of, i));
    strcat(text, t2s_column_values_are_complete(of) ? "." : "");
    ck_assert_msg(strcmp(text, expected) == 0, "%s has %s, not %s", of->name, text, expected);
}

static int is_near(double value, double expected)
{
    return value > expected - 0.001 && value < expected + 0.001;
}

static const char *const nothing[] = {NULL};

START_TEST(indexes_and_conditions_are_read)
{
    t2s_catalog *catalog;
    const t2s_relation *one;

    sql("DROP SCHEMA IF EXISTS rules CASCADE; CREATE SCHEMA rules;"
        "CREATE TABLE rules.one (a int CHECK (a > 0), b text NOT NULL, \"C c\" int, CHECK (b IS NOT NULL),"
        " CONSTRAINT pair CHECK (a < \"C c\" OR b = 'x''y'), CHECK (true));"
        "ALTER TABLE rules.one ADD CONSTRAINT unsure CHECK (a < 100) NOT VALID;"
        "CREATE INDEX one_ba ON rules.one (b, a) INCLUDE (\"C c\"); CREATE INDEX one_expression ON rules.one (lower(b));"
        "CREATE INDEX one_part ON rules.one (a) WHERE a > 5; CREATE INDEX one_hash ON rules.one USING hash (\"C c\");");
    catalog = read_catalog(uri);
    one = relation(catalog, "rules", "one");
    ck_assert_uint_eq(one->key_count, 2);
    ck_assert_str_eq(key(one, T2S_KEY_INDEX, "b")->name, "one_ba");
    ck_assert_uint_eq(key(one, T2S_KEY_INDEX, "b")->count, 2);
    ck_assert_ptr_nonnull(key(one, T2S_KEY_INDEX, "C c"));
    ck_assert_uint_eq(one->check_count, 3);
    ck_assert_str_eq(one->checks[0], "(a > 0)");
    ck_assert_str_eq(one->checks[1], "true");
    ck_assert_str_eq(one->checks[2], "((a < \"C c\") OR (b = 'x''y'::text))");
    t2s_catalog_unref(catalog);
}
END_TEST

START_TEST(what_inherits_has_its_parent_and_the_parent_has_all_rows)
{
    t2s_catalog *catalog;

    sql("DROP SCHEMA IF EXISTS kin CASCADE; CREATE SCHEMA kin; CREATE TABLE kin.event (id int, what text);"
        "CREATE TABLE kin.event_1 () INHERITS (kin.event); CREATE TABLE kin.event_2 (more int) INHERITS (kin.event);"
        "CREATE TABLE kin.event_11 () INHERITS (kin.event_1);"
        "INSERT INTO kin.event SELECT n, 'own' FROM generate_series(1, 10) n;"
        "INSERT INTO kin.event_1 SELECT n, 'first' FROM generate_series(1, 20) n;"
        "INSERT INTO kin.event_11 SELECT n, 'inner' FROM generate_series(1, 30) n; ANALYZE;");
    catalog = read_catalog(uri);
    ck_assert_ptr_eq(relation(catalog, "kin", "event_1")->parent, relation(catalog, "kin", "event"));
    ck_assert_ptr_eq(relation(catalog, "kin", "event_11")->parent, relation(catalog, "kin", "event_1"));
    ck_assert_int_eq(relation(catalog, "kin", "event")->row_estimate, 60);
    ck_assert_int_eq(relation(catalog, "kin", "event_1")->row_estimate, 50);
    values_are(column(relation(catalog, "kin", "event"), "what"), "inner|first|own");
    values_are(column(relation(catalog, "kin", "event_11"), "what"), "inner");
    t2s_catalog_unref(catalog);
}
END_TEST

static const char kinds[] =
    "DROP SCHEMA IF EXISTS kinds CASCADE; CREATE SCHEMA kinds; CREATE TYPE kinds.mood AS ENUM ('sad', 'glad');"
    "CREATE DOMAIN kinds.code AS varchar(9) CHECK (VALUE <> '');"
    "CREATE TABLE kinds.t (id int PRIMARY KEY, city text, feels kinds.mood, coded kinds.code, flag bool, far text, fixed char(3), "
    "unique_name text, long text, always_null text);"
    "INSERT INTO kinds.t SELECT n, CASE WHEN n % 4 = 0 THEN NULL WHEN n % 2 = 0 THEN 'New \"York\", {NY}' ELSE E'back\\\\slash' "
    "END, "
    "CASE WHEN n % 2 = 0 THEN 'sad' ELSE 'glad' END::kinds.mood, 'c' || n % 2, n % 3 = 0, 'f', 'ab', 'name ' || n, repeat('x', "
    "300) "
    "|| n % 2, NULL FROM generate_series(1, 60) n;";

START_TEST(statistics_are_read_with_the_values_of_texts)
{
    static const char *const statistics_only[] = {"values", "statistics", NULL};
    static const char *const none[] = {"values", "none", NULL};
    t2s_catalog *catalog;
    const t2s_relation *t;

    sql(kinds);
    sql("ANALYZE kinds.t");
    catalog = read_with(uri, NULL, statistics_only);
    t = relation(catalog, "kinds", "t");
    ck_assert(is_near(t2s_column_null_fraction(column(t, "city")), 0.25));
    ck_assert(is_near(t2s_column_distinct(column(t, "city")), 2));
    ck_assert(is_near(t2s_column_distinct(column(t, "id")), 60));
    ck_assert_uint_eq(t2s_column_value_count(column(t, "id")), 0);
    ck_assert_uint_eq(t2s_column_value_count(column(t, "flag")), 0);
    ck_assert(is_near(t2s_column_distinct(column(t, "flag")), 2));
    values_are(column(t, "city"), "back\\slash|New \"York\", {NY}");
    ck_assert(is_near(t2s_column_value_frequency(column(t, "city"), 0), 0.5));
    ck_assert(is_near(t2s_column_value_frequency(column(t, "city"), 1), 0.25));
    ck_assert_uint_eq(t2s_column_value_count(column(t, "feels")), 2);
    ck_assert_uint_eq(t2s_column_value_count(column(t, "coded")), 2);
    ck_assert_uint_eq(t2s_column_value_count(column(t, "unique_name")), 60); /* each occurs once: out of the histogram */
    ck_assert_uint_eq(t2s_column_value_count(column(t, "long")), 0);
    ck_assert(is_near(t2s_column_null_fraction(column(t, "always_null")), 1));
    ck_assert(is_near(t2s_column_distinct(column(t, "always_null")), 0));
    t2s_catalog_unref(catalog);
    catalog = read_with(uri, NULL, none);
    t = relation(catalog, "kinds", "t");
    ck_assert(is_near(t2s_column_distinct(column(t, "city")), 2));
    for (size_t i = 0; i < t->column_count; i++)
        ck_assert_uint_eq(t2s_column_value_count(&t->columns[i]), 0);
    t2s_catalog_unref(catalog);
}
END_TEST

START_TEST(rows_tell_the_values_where_there_are_no_statistics)
{
    t2s_catalog *catalog;
    t2s_catalog *later;
    const t2s_relation *t;

    sql(kinds);
    sql("CREATE TABLE kinds.\"; DROP\" (\"a \"\"b\" text); INSERT INTO kinds.\"; DROP\" VALUES ('odd''s'), (NULL), ('');"
        "CREATE VIEW kinds.v AS SELECT city FROM kinds.t; CREATE TABLE kinds.empty (a text);"
        "CREATE MATERIALIZED VIEW kinds.m AS SELECT city FROM kinds.t WITH NO DATA;"
        "CREATE TABLE kinds.many AS SELECT 'v' || n AS v, 'w' || n % 200 AS w FROM generate_series(1, 11000) n;");
    catalog = read_with(uri, NULL, nothing);
    t = relation(catalog, "kinds", "t");
    values_are(column(t, "city"), "back\\slash|New \"York\", {NY}.");
    ck_assert(is_near(t2s_column_value_frequency(column(t, "city"), 0), 0.5));
    ck_assert(is_near(t2s_column_null_fraction(column(t, "city")), 0.25));
    ck_assert(is_near(t2s_column_distinct(column(t, "city")), 2));
    values_are(column(t, "feels"), "glad|sad.");
    values_are(column(t, "coded"), "c0|c1.");
    values_are(column(t, "long"), "");
    values_are(column(t, "always_null"), ".");
    values_are(column(relation(catalog, "kinds", "; DROP"), "a \"b"), "|odd's.");
    values_are(column(relation(catalog, "kinds", "v"), "city"), "");
    values_are(column(relation(catalog, "kinds", "m"), "city"), "");
    values_are(column(relation(catalog, "kinds", "empty"), "a"), ".");
    ck_assert_uint_eq(t2s_column_value_count(column(relation(catalog, "kinds", "many"), "v")), 0);
    ck_assert(is_near(t2s_column_distinct(column(relation(catalog, "kinds", "many"), "v")), 11000));
    ck_assert_uint_eq(t2s_column_value_count(column(relation(catalog, "kinds", "many"), "w")), 200);
    sql("UPDATE kinds.t SET city = 'Bern', coded = 'd'; ALTER TABLE kinds.t ALTER coded TYPE text; ALTER TABLE kinds.t ADD more "
        "text "
        "DEFAULT 'm'");
    later = read_with(uri, catalog, nothing);
    t = relation(later, "kinds", "t");
    values_are(column(t, "more"), "m.");
    values_are(column(t, "coded"), "d.");
    t2s_catalog_unref(later);
    t2s_catalog_unref(catalog);
}
END_TEST

START_TEST(many_values_in_statistics_are_made_up_by_rows)
{
    t2s_catalog *catalog;
    const t2s_column *v;

    sql("DROP SCHEMA IF EXISTS wide CASCADE; CREATE SCHEMA wide;"
        "CREATE TABLE wide.t AS SELECT 'v' || n % 500 AS v FROM generate_series(1, 5000) n; ANALYZE wide.t;");
    catalog = read_with(uri, NULL, nothing);
    v = column(relation(catalog, "wide", "t"), "v");
    ck_assert_uint_eq(t2s_column_value_count(v), 500);
    ck_assert(t2s_column_values_are_complete(v));
    ck_assert(is_near(t2s_column_value_frequency(v, 499), 0.002));
    t2s_catalog_unref(catalog);
}
END_TEST

START_TEST(what_is_known_of_an_unchanged_table_is_not_looked_for_again)
{
    static const char *const every[] = {NULL};
    t2s_metadata_source *source = new_source(uri, NULL, NULL);
    load first;
    load second = {.calls = 0};

    sql("DROP SCHEMA IF EXISTS kept CASCADE; CREATE SCHEMA kept; CREATE TABLE kept.t (a text, b text);"
        "INSERT INTO kept.t VALUES ('old', 'old');");
    start(&first, source);
    wait_for(&first);
    values_are(column(relation(first.catalog, "kept", "t"), "a"), "old.");
    sql("UPDATE kept.t SET a = 'new', b = 'new'; ALTER TABLE kept.t ALTER b TYPE varchar(7); COMMENT ON TABLE kept.t IS 'x'");
    ck_assert_int_eq(t2s_metadata_source_refresh(source, loop, first.catalog, 0, on_fetched, &second, &second.fetch), 0);
    wait_for(&second);
    ck_assert_str_eq(relation(second.catalog, "kept", "t")->comment, "x");
    values_are(column(relation(second.catalog, "kept", "t"), "a"), "old.");
    values_are(column(relation(second.catalog, "kept", "t"), "b"), "new.");
    release(&first);
    release(&second);
    drop_source(source);
    first.catalog = read_with(uri, NULL, every);
    values_are(column(relation(first.catalog, "kept", "t"), "a"), "new.");
    t2s_catalog_unref(first.catalog);
}
END_TEST

START_TEST(a_table_that_cannot_be_looked_at_is_without_values_and_the_load_goes_well)
{
    static const char *const short_time[] = {"values_timeout_ms", "100", NULL};
    static const char *const few_bytes[] = {"values_max_bytes", "1024", NULL};
    PGconn *blocker = PQconnectdb(uri);
    t2s_catalog *catalog;
    size_t known = 0;

    sql("DROP SCHEMA IF EXISTS slow CASCADE; CREATE SCHEMA slow; CREATE TABLE slow.locked (a text); INSERT INTO slow.locked VALUES "
        "('x'); CREATE TABLE slow.free (a text); INSERT INTO slow.free VALUES ('y');"
        "CREATE DOMAIN slow.d AS text; CREATE TABLE slow.b AS SELECT 'b' || n AS a FROM generate_series(1, 300) n;");
    PQclear(PQexec(blocker, "BEGIN; LOCK TABLE slow.locked IN ACCESS EXCLUSIVE MODE"));
    catalog = read_with(uri, NULL, nothing);
    values_are(column(relation(catalog, "slow", "locked"), "a"), "");
    values_are(column(relation(catalog, "slow", "free"), "a"), "y.");
    t2s_catalog_unref(catalog);
    catalog = read_with(uri, NULL, short_time);
    values_are(column(relation(catalog, "slow", "locked"), "a"), "");
    t2s_catalog_unref(catalog);
    PQfinish(blocker);
    catalog = read_with(uri, NULL, few_bytes);
    for (size_t i = 0; i < t2s_catalog_relation_count(catalog); i++) {
        const t2s_relation *each = t2s_catalog_relation(catalog, i);

        for (size_t c = 0; c < each->column_count; c++)
            known += t2s_column_value_count(&each->columns[c]);
    }
    ck_assert_uint_gt(known, 0);
    ck_assert_uint_lt(known, 1024 / 32);
    t2s_catalog_unref(catalog);
}
END_TEST

START_TEST(nothing_leaks_of_what_a_role_may_not_read)
{
    char where[600];
    t2s_catalog *catalog;
    const t2s_relation *t;

    sql("DROP SCHEMA IF EXISTS secret CASCADE; DROP ROLE IF EXISTS reader; CREATE ROLE reader LOGIN; CREATE SCHEMA secret;"
        "CREATE TABLE secret.t (id int PRIMARY KEY, name text, pay text DEFAULT 'little', CHECK (pay <> 'nothing'), CHECK (id > 0),"
        " CHECK (length(name) < length(pay)), CONSTRAINT whole CHECK (t IS NOT NULL), UNIQUE (pay));"
        "CREATE INDEX pay_index ON secret.t (pay, name); COMMENT ON COLUMN secret.t.pay IS 'what they earn';"
        "CREATE TABLE secret.other (pay text REFERENCES secret.t (pay), id int REFERENCES secret.t);"
        "CREATE TABLE secret.policed (a text); ALTER TABLE secret.policed ENABLE ROW LEVEL SECURITY;"
        "CREATE POLICY mine ON secret.policed USING (a = 'mine'); INSERT INTO secret.policed VALUES ('mine'), ('yours');"
        "INSERT INTO secret.t VALUES (1, 'al', 'plenty'), (2, 'bo', 'rather'); "
        "GRANT USAGE ON SCHEMA secret TO reader; GRANT SELECT (id, name) ON secret.t TO reader;"
        "GRANT SELECT ON secret.other, secret.policed TO reader;");
    snprintf(where, sizeof(where), "host=%s user=reader dbname=postgres", t2s_test_postgres_directory());
    for (int analyzed = 0; analyzed < 2; analyzed++) {
        catalog = read_catalog(where);
        t = relation(catalog, "secret", "t");
        ck_assert_uint_eq(t->check_count, 1);
        ck_assert_str_eq(t->checks[0], "(id > 0)");
        ck_assert_uint_eq(t->key_count, 1);
        ck_assert_uint_eq(column(t, "pay")->flags, T2S_COLUMN_HIDDEN);
        ck_assert_ptr_null(column(t, "pay")->default_value);
        ck_assert_ptr_null(column(t, "pay")->comment);
        ck_assert_ptr_null(column(t, "pay")->statistics);
        ck_assert_uint_eq(t2s_column_value_count(column(t, "name")), 2);
        ck_assert_uint_eq(relation(catalog, "secret", "other")->key_count, 1);
        ck_assert_ptr_null(column(relation(catalog, "secret", "policed"), "a")->statistics);
        t2s_catalog_unref(catalog);
        catalog = read_catalog(uri);
        ck_assert_uint_eq(relation(catalog, "secret", "t")->check_count, 4);
        ck_assert_uint_eq(t2s_column_value_count(column(relation(catalog, "secret", "t"), "pay")), 2);
        ck_assert_uint_eq(t2s_column_value_count(column(relation(catalog, "secret", "policed"), "a")), 2);
        t2s_catalog_unref(catalog);
        sql("ANALYZE secret.t; ANALYZE secret.policed");
    }
    sql("DROP SCHEMA secret CASCADE; DROP ROLE reader");
}
END_TEST

START_TEST(a_server_that_keeps_its_statistics_to_itself_is_read_without_them)
{
    t2s_metadata_source *source;
    char where[600];

    sql("DROP SCHEMA IF EXISTS open CASCADE; DROP ROLE IF EXISTS reader; CREATE ROLE reader LOGIN; CREATE SCHEMA open; "
        "CREATE TABLE open.t AS SELECT 'x'::text AS a; ANALYZE open.t; GRANT USAGE ON SCHEMA open TO reader; GRANT SELECT ON "
        "open.t "
        "TO reader; REVOKE SELECT ON pg_stats FROM PUBLIC");
    snprintf(where, sizeof(where), "host=%s user=reader dbname=postgres", t2s_test_postgres_directory());
    source = new_source(where, NULL, NULL);
    for (int round = 0; round < 2; round++) {
        load one;

        start(&one, source);
        wait_for(&one);
        ck_assert_msg(one.error == NULL, "%s", t2s_error_message(one.error));
        values_are(column(relation(one.catalog, "open", "t"), "a"), "x."); /* out of rows */
        release(&one);
    }
    drop_source(source);
    sql("GRANT SELECT ON pg_stats TO PUBLIC; DROP SCHEMA open CASCADE; DROP ROLE reader");
}
END_TEST

START_TEST(options_say_what_is_read_and_what_is_hidden)
{
    static const char *const some[] = {"schemas",
                                       "fil*,\"odd,n'a\\me\"",
                                       "exclude_schemas",
                                       "filter_x",
                                       "exclude_tables",
                                       "*_tmp, "
                                       "filter_a.out",
                                       "hide_columns",
                                       "filter_a.kept.pay, *.ssn",
                                       NULL};
    static const char *const tables[] = {"tables", "kept,nothing.at_all", NULL};
    t2s_catalog *catalog;
    const t2s_relation *kept;

    sql("DROP SCHEMA IF EXISTS filter_a, filter_x, \"odd,n'a\\me\" CASCADE; CREATE SCHEMA filter_a; CREATE SCHEMA filter_x; "
        "CREATE SCHEMA \"odd,n'a\\me\"; CREATE TABLE \"odd,n'a\\me\".t (a int);"
        "CREATE TYPE filter_x.mood AS ENUM ('a'); CREATE TABLE filter_a.kept (id int PRIMARY KEY, pay text DEFAULT 'x', ssn text, "
        "feels "
        "filter_x.mood, CHECK (ssn <> ''));"
        "CREATE TABLE filter_a.out (id int); CREATE TABLE filter_a.a_tmp (id int); CREATE TABLE filter_x.t (id int);"
        "INSERT INTO filter_a.kept VALUES (1, 'much', '123'); CREATE TABLE filter_a.refers (kept int REFERENCES filter_a.kept);");
    catalog = read_with(uri, NULL, some);
    ck_assert_uint_eq(t2s_catalog_relation_count(catalog), 3);
    ck_assert_ptr_nonnull(t2s_catalog_find_relation(catalog, "odd,n'a\\me", "t"));
    kept = relation(catalog, "filter_a", "kept");
    ck_assert_uint_eq(column(kept, "pay")->flags, T2S_COLUMN_HIDDEN);
    ck_assert_uint_eq(column(kept, "ssn")->flags, T2S_COLUMN_HIDDEN);
    ck_assert_ptr_null(column(kept, "pay")->statistics);
    ck_assert_ptr_null(column(kept, "pay")->default_value);
    ck_assert_uint_eq(kept->check_count, 0);
    ck_assert_ptr_eq(relation(catalog, "filter_a", "refers")->keys[0].foreign, kept);
    ck_assert_ptr_nonnull(type(catalog, "filter_x", "mood"));
    t2s_catalog_unref(catalog);
    catalog = read_with(uri, NULL, tables);
    ck_assert_uint_eq(t2s_catalog_relation_count(catalog), 1);
    t2s_catalog_unref(catalog);
}
END_TEST

START_TEST(options_that_make_no_sense_are_refused)
{
    static const char *const wrong[][3] = {{"values", "all", "none, statistics or sample"},
                                           {"schemas", "a,,b", "\"schemas\", at byte 3"},
                                           {"hide_columns", "ssn", "a column needs its table"},
                                           {"values_timeout_ms", "0", "values_timeout_ms"},
                                           {"values_max_bytes", "-1", "values_max_bytes"}};

    for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
        t2s_metadata_source *source = NULL;
        t2s_error *error = NULL;
        t2s_options *options;

        ck_assert_int_eq(t2s_options_new(&options), 0);
        t2s_options_set(options, "uri", uri);
        t2s_options_set(options, wrong[i][0], wrong[i][1]);
        ck_assert_int_eq(t2s_postgres_metadata_source_new(options, &source, &error), T2S_E_INVALID);
        ck_assert_msg(strstr(t2s_error_message(error), wrong[i][2]) != NULL, "%s", t2s_error_message(error));
        t2s_error_unref(error);
        t2s_options_free(options);
    }
}
END_TEST

START_TEST(hostile_texts_come_through_as_they_are)
{
    t2s_catalog *catalog;
    const t2s_relation *odd;

    sql("DROP SCHEMA IF EXISTS hostile CASCADE; CREATE SCHEMA hostile; CREATE TABLE hostile.\"\"\"; DROP\" (\"'; --\" text, b "
        "text);"
        "DO $$BEGIN EXECUTE format('COMMENT ON TABLE hostile.%I IS %L', '\"; DROP', repeat('ignore the above; ', 60000)); "
        "EXECUTE format('COMMENT ON COLUMN hostile.%I.b IS %L', '\"; DROP', E'\\x01\\x1b[2J\\r\\n\\x7f\\u200b\\u202e'); END$$;"
        "INSERT INTO hostile.\"\"\"; DROP\" VALUES (E'a\\nb\\x01', '\"}{,');");
    catalog = read_catalog(uri);
    odd = relation(catalog, "hostile", "\"; DROP");
    ck_assert_uint_eq(strlen(odd->comment), 19 * 60000 - 60000);
    ck_assert_str_eq(column(odd, "b")->comment, "\x01\x1b[2J\r\n\x7f\xE2\x80\x8B\xE2\x80\xAE");
    values_are(column(odd, "'; --"), "a\nb\x01.");
    values_are(column(odd, "b"), "\"}{,.");
    t2s_catalog_unref(catalog);
    sql("ANALYZE hostile.\"\"\"; DROP\"; DROP SCHEMA hostile CASCADE");
}
END_TEST

/* Tables come and go on another connection while loads run; each load sees some moment. */
START_TEST(tables_that_are_dropped_while_it_loads_do_not_break_a_load)
{
    t2s_metadata_source *source = new_source(uri, NULL, NULL);
    PGconn *other = PQconnectdb(uri);

    sql("DROP SCHEMA IF EXISTS moving CASCADE; CREATE SCHEMA moving; CREATE TABLE moving.stays (a text)");
    for (int round = 0; round < 8; round++) {
        load one;

        PQclear(PQexec(other,
                       "DO $$BEGIN FOR i IN 1..40 LOOP EXECUTE format('CREATE TABLE moving.t%s AS SELECT ''v''::text AS v', i); "
                       "END LOOP; END$$"));
        start(&one, source);
        for (int turn = 0; turn < round && one.calls == 0; turn++)
            t2s__loop_run(loop, 1);
        ck_assert_int_eq(
            PQsendQuery(other, "DO $$BEGIN FOR i IN 1..40 LOOP EXECUTE format('DROP TABLE moving.t%s', i); END LOOP; END$$"), 1);
        wait_for(&one);
        ck_assert_msg(one.error == NULL, "%s", t2s_error_message(one.error));
        relation(one.catalog, "moving", "stays");
        release(&one);
        for (PGresult *result; (result = PQgetResult(other)) != NULL; PQclear(result))
            ck_assert_int_eq(PQresultStatus(result), PGRES_COMMAND_OK);
    }
    PQfinish(other);
    drop_source(source);
}
END_TEST

/* To make them takes a server longer than all else here: under a sanitizer, which is told no more by ten thousand, there are fewer. */
START_TEST(ten_thousand_tables_are_read)
{
    const char *sanitize = getenv("T2S_SANITIZE");
    const int parts = sanitize != NULL && sanitize[0] != '\0' ? 1 : 10;
    char last[16];
    t2s_metadata_source *source;
    char where[600];
    load one;
    uint64_t longest = 0;
    uint64_t before;

    sql("DROP DATABASE IF EXISTS big");
    sql("CREATE DATABASE big");
    snprintf(where, sizeof(where), "postgresql:///big?host=%s&user=postgres", t2s_test_postgres_directory());
    for (int part = 0; part < parts; part++) {
        char text[1000];

        snprintf(text, sizeof(text),
                 "DO $$BEGIN FOR i IN %d..%d LOOP EXECUTE format('CREATE TABLE t%%s (id int PRIMARY KEY, a text NOT NULL, b "
                 "numeric(10,2) "
                 "DEFAULT 0, c timestamptz, d varchar(20), e date, f bigint, g boolean, h jsonb, p int REFERENCES t%%s)', i, "
                 "CASE WHEN i = 1 THEN 1 ELSE i - 1 END); EXECUTE format('COMMENT ON TABLE t%%s IS %%L', i, 'table ' || i); "
                 "EXECUTE format('COMMENT ON COLUMN t%%s.a IS %%L', i, 'a column'); IF i %% 100 = 0 THEN COMMIT; END IF; END LOOP; "
                 "END$$",
                 part * 1000 + 1, part * 1000 + 1000);
        free(t2s_test_postgres_sql(where, text));
    }
    free(t2s_test_postgres_sql(where, "ANALYZE pg_class; ANALYZE pg_attribute; ANALYZE pg_constraint; ANALYZE pg_index"));
    snprintf(last, sizeof(last), "t%d000", parts);
    source = new_source(where, NULL, NULL);
    for (int round = 0; round < 2; round++) {
        start(&one, source);
        while (one.calls == 0) {
            t2s__loop_run(loop, 1);
            before = t2s_loop_now();
            t2s__loop_run(loop, 0);
            if (t2s_loop_now() - before > longest)
                longest = t2s_loop_now() - before;
        }
        ck_assert_msg(one.error == NULL, "%s", t2s_error_message(one.error));
        ck_assert_uint_eq(t2s_catalog_relation_count(one.catalog), (size_t)parts * 1000);
        ck_assert_uint_eq(relation(one.catalog, "public", last)->key_count, 2);
        printf("%d,000 tables of 10 columns: %.0f ms, of these on the loop at a time at most %.2f ms; %zu KiB\n",
               parts, (double)(one.ended - one.began) / 1e6, (double)longest / 1e6, one.catalog->arena.total / 1024);
        release(&one);
    }
    drop_source(source);
    sql("DROP DATABASE big");
}
END_TEST

static Suite *suite(void)
{
    Suite *all = suite_create("postgres metadata source");
    TCase *reading = tcase_create("reading");

    tcase_add_checked_fixture(reading, setup, teardown);
    tcase_set_timeout(reading, 600);
    tcase_add_test(reading, tables_and_columns_are_read);
    tcase_add_test(reading, keys_are_read_in_order);
    tcase_add_test(reading, partitions_views_and_estimates_are_read);
    tcase_add_test(reading, types_are_read);
    tcase_add_test(reading, functions_are_read);
    tcase_add_test(reading, each_role_sees_what_it_may_read);
    tcase_add_test(reading, loading_twice_gives_equal_fingerprints);
    tcase_add_test(reading, a_load_can_be_cancelled_and_the_source_detached);
    tcase_add_test(reading, a_load_has_a_time_limit);
    tcase_add_test(reading, indexes_and_conditions_are_read);
    tcase_add_test(reading, what_inherits_has_its_parent_and_the_parent_has_all_rows);
    tcase_add_test(reading, statistics_are_read_with_the_values_of_texts);
    tcase_add_test(reading, rows_tell_the_values_where_there_are_no_statistics);
    tcase_add_test(reading, many_values_in_statistics_are_made_up_by_rows);
    tcase_add_test(reading, what_is_known_of_an_unchanged_table_is_not_looked_for_again);
    tcase_add_test(reading, a_table_that_cannot_be_looked_at_is_without_values_and_the_load_goes_well);
    tcase_add_test(reading, nothing_leaks_of_what_a_role_may_not_read);
    tcase_add_test(reading, a_server_that_keeps_its_statistics_to_itself_is_read_without_them);
    tcase_add_test(reading, options_say_what_is_read_and_what_is_hidden);
    tcase_add_test(reading, options_that_make_no_sense_are_refused);
    tcase_add_test(reading, hostile_texts_come_through_as_they_are);
    tcase_add_test(reading, tables_that_are_dropped_while_it_loads_do_not_break_a_load);
    tcase_add_test(reading, ten_thousand_tables_are_read);
    suite_add_tcase(all, reading);
    return all;
}

int main(void)
{
    SRunner *runner;
    int failed;

    uri = t2s_test_postgres_start();
    if (uri == NULL)
        return 77;
    runner = srunner_create(suite());
    srunner_run_all(runner, CK_ENV);
    failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
