/* SPDX-License-Identifier: MIT */
/* The PostgreSQL metadata source against a real server. */
#include <check.h>
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
    ck_assert_uint_lt(one.ended - one.began, 2000000000);
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

START_TEST(ten_thousand_tables_take_seconds_at_most)
{
    t2s_metadata_source *source;
    char where[600];
    load one;
    uint64_t longest = 0;
    uint64_t before;

    sql("DROP DATABASE IF EXISTS big");
    sql("CREATE DATABASE big");
    snprintf(where, sizeof(where), "postgresql:///big?host=%s&user=postgres", t2s_test_postgres_directory());
    for (int part = 0; part < 10; part++) {
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
        ck_assert_uint_eq(t2s_catalog_relation_count(one.catalog), 10000);
        ck_assert_uint_eq(relation(one.catalog, "public", "t10000")->key_count, 2);
        printf("10,000 tables of 10 columns: %.0f ms, of these on the loop at a time at most %.2f ms; %zu KiB\n",
               (double)(one.ended - one.began) / 1e6, (double)longest / 1e6, one.catalog->arena.total / 1024);
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
    tcase_set_timeout(reading, 300);
    tcase_add_test(reading, tables_and_columns_are_read);
    tcase_add_test(reading, keys_are_read_in_order);
    tcase_add_test(reading, partitions_views_and_estimates_are_read);
    tcase_add_test(reading, types_are_read);
    tcase_add_test(reading, functions_are_read);
    tcase_add_test(reading, each_role_sees_what_it_may_read);
    tcase_add_test(reading, loading_twice_gives_equal_fingerprints);
    tcase_add_test(reading, a_load_can_be_cancelled_and_the_source_detached);
    tcase_add_test(reading, a_load_has_a_time_limit);
    tcase_add_test(reading, ten_thousand_tables_take_seconds_at_most);
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
