/* SPDX-License-Identifier: MIT */
#include <stdlib.h>

#include "catalog/catalog.h"
#include "metadata/ddl.h"
#include "sample_catalog.h"
#include "util/buffer.h"
#include "util/memory.h"

static t2s_catalog *read_schema(const char *sql)
{
    const char *name = "schema.sql";
    size_t length = strlen(sql);
    t2s_catalog *catalog = NULL;

    ck_assert_int_eq(t2s__ddl_read(&name, &sql, &length, 1, &catalog, NULL), 0);
    return catalog;
}

/* "orders.customer_id>customers.id", with spaces between them, in the catalog's order. */
static void list_inferred(const t2s_catalog *catalog, t2s__buffer *buffer)
{
    for (size_t i = 0; i < t2s_catalog_relation_count(catalog); i++) {
        const t2s_relation *relation = t2s_catalog_relation(catalog, i);

        for (size_t k = 0; k < t2s_relation_key_count(relation); k++) {
            const t2s_key *key = t2s_relation_key(relation, k);

            for (size_t c = 0; t2s_key_kind(key) == T2S_KEY_INFERRED && c < t2s_key_column_count(key); c++)
                t2s__buffer_printf(buffer, "%s%s.%s>%s.%s", buffer->length != 0 ? " " : "", t2s_relation_name(relation),
                                   t2s_column_name(t2s_key_column(key, c)), t2s_relation_name(t2s_key_foreign_relation(key)),
                                   t2s_column_name(t2s_key_foreign_column(key, c)));
        }
    }
}

static void expect_of(const t2s_catalog *catalog, const char *what, const char *expected)
{
    t2s__buffer buffer = T2S__BUFFER_INIT;

    list_inferred(catalog, &buffer);
    ck_assert_msg(strcmp(t2s__buffer_string(&buffer), expected) == 0, "%s\n  gives %s\n  not   %s", what, t2s__buffer_string(&buffer),
                  expected);
    t2s__buffer_dispose(&buffer);
}

static void expect(const char *sql, const char *expected)
{
    t2s_catalog *catalog = read_schema(sql);

    expect_of(catalog, sql, expected);
    t2s_catalog_unref(catalog);
}

#define CUSTOMERS "CREATE TABLE customers (id int PRIMARY KEY, name text);"

START_TEST(a_table_and_id_refer_to_the_tables_key)
{
    expect(CUSTOMERS "CREATE TABLE o (customer_id int);", "o.customer_id>customers.id");
    expect(CUSTOMERS "CREATE TABLE o (\"customerId\" int);", "o.customerId>customers.id");
    expect(CUSTOMERS "CREATE TABLE o (customerid bigint);", "o.customerid>customers.id");
    expect(CUSTOMERS "CREATE TABLE o (fk_customer int);", "o.fk_customer>customers.id");
    expect(CUSTOMERS "CREATE TABLE o (customer_fk int);", "o.customer_fk>customers.id");
    expect(CUSTOMERS "CREATE TABLE o (link_to_customer int);", "o.link_to_customer>customers.id");
    expect(CUSTOMERS "CREATE TABLE o (customer int);", "o.customer>customers.id");
    expect("CREATE TABLE city (city_id int PRIMARY KEY); CREATE TABLE o (city_id int);", "o.city_id>city.city_id");
    expect("CREATE TABLE cities (id int PRIMARY KEY); CREATE TABLE o (city_id int);", "o.city_id>cities.id");
    expect("CREATE TABLE addresses (id int PRIMARY KEY); CREATE TABLE o (address_id int);", "o.address_id>addresses.id");
    expect("CREATE TABLE people (id int PRIMARY KEY); CREATE TABLE o (person_id int);", "o.person_id>people.id");
    expect("CREATE TABLE currency (code char(3) PRIMARY KEY); CREATE TABLE o (currency_code varchar(3));",
           "o.currency_code>currency.code");
    expect("CREATE TABLE order_items (id int PRIMARY KEY); CREATE TABLE o (order_item_id int);", "o.order_item_id>order_items.id");
}
END_TEST

START_TEST(a_keys_own_distinctive_name_refers_to_it)
{
    expect("CREATE TABLE student (stuid int PRIMARY KEY); CREATE TABLE pets (stuid int);", "pets.stuid>student.stuid");
    expect("CREATE TABLE visitors (tourist_id int PRIMARY KEY); CREATE TABLE o (tourist_id int);", "o.tourist_id>visitors.tourist_id");
    expect("CREATE TABLE customer_orders (order_id int PRIMARY KEY); CREATE TABLE o (order_id int);",
           "o.order_id>customer_orders.order_id");
    expect("CREATE TABLE zip_code (zip_code text PRIMARY KEY); CREATE TABLE o (zip text);", "o.zip>zip_code.zip_code");
    expect("CREATE TABLE orders (o_orderkey int PRIMARY KEY, o_total int, o_note text);"
           "CREATE TABLE lineitem (l_orderkey int, l_partkey int, l_tax int);",
           "lineitem.l_orderkey>orders.o_orderkey");
}
END_TEST

START_TEST(a_role_may_stand_before_the_name)
{
    expect(CUSTOMERS "CREATE TABLE o (billing_customer_id int, shipping_customer_id int);",
           "o.billing_customer_id>customers.id o.shipping_customer_id>customers.id");
    expect("CREATE TABLE team (id int PRIMARY KEY); CREATE TABLE game (home_team int, team_2_id int, number_of_team int);",
           "game.home_team>team.id game.team_2_id>team.id");
    expect("CREATE TABLE part (id int PRIMARY KEY, parent_id int, parent_part_id int);", "part.parent_id>part.id part.parent_part_id>part.id");
    expect("CREATE TABLE employees (employee_id int PRIMARY KEY, manager_id int); CREATE TABLE departments (manager_id int);",
           "departments.manager_id>employees.employee_id employees.manager_id>employees.employee_id");
    expect("CREATE TABLE users (id int PRIMARY KEY); CREATE TABLE o (created_by int);", "o.created_by>users.id");
}
END_TEST

START_TEST(generic_names_measures_and_other_types_refer_to_nothing)
{
    expect("CREATE TABLE a (id int PRIMARY KEY, name text); CREATE TABLE b (id int PRIMARY KEY, name text);", "");
    expect("CREATE TABLE a (name text PRIMARY KEY); CREATE TABLE b (name text);", "");
    expect("CREATE TABLE a (code text PRIMARY KEY); CREATE TABLE b (code text, status text, type text, date text);", "");
    expect(CUSTOMERS "CREATE TABLE o (customer_id text);", "");
    expect(CUSTOMERS "CREATE TABLE o (customer_id int[], customer text, customer_id_date date);", "");
    expect(CUSTOMERS "CREATE TABLE o (customer_id numeric(10,2));", "");
    expect("CREATE TABLE orders (id int PRIMARY KEY); CREATE TABLE o (\"order\" int);", "");
    expect("CREATE TABLE customers (name text); CREATE TABLE other (id int PRIMARY KEY); CREATE TABLE o (customer_id int);", "");
}
END_TEST

START_TEST(what_may_mean_one_or_the_other_means_neither)
{
    expect("CREATE TABLE customer (id int PRIMARY KEY); CREATE TABLE customers (id int PRIMARY KEY); CREATE TABLE o (customer_id int);", "");
    expect("CREATE TABLE a (tourist_id int PRIMARY KEY); CREATE TABLE b (tourist_id int PRIMARY KEY); CREATE TABLE o (tourist_id int);",
           "");
    expect("CREATE TABLE x1 (tourist_id int PRIMARY KEY); CREATE TABLE x2 (tourist_id int PRIMARY KEY);"
           "CREATE TABLE x3 (tourist_id int PRIMARY KEY); CREATE TABLE x4 (tourist_id int PRIMARY KEY);"
           "CREATE TABLE x5 (tourist_id int PRIMARY KEY); CREATE TABLE o (tourist_id int);",
           "");
}
END_TEST

START_TEST(a_key_refers_only_to_what_has_the_better_claim_to_its_name)
{
    expect("CREATE TABLE documents (document_id int PRIMARY KEY); CREATE TABLE mailed (document_id int PRIMARY KEY);"
           "CREATE TABLE o (document_id int);",
           "mailed.document_id>documents.document_id o.document_id>documents.document_id");
    expect("CREATE TABLE actor (actor_id int PRIMARY KEY); CREATE TABLE film_actor (actor_id int PRIMARY KEY);",
           "film_actor.actor_id>actor.actor_id");
}
END_TEST

START_TEST(what_is_declared_or_hidden_or_a_partition_is_left_alone)
{
    t2s_catalog_builder *builder;
    t2s_catalog *catalog;
    size_t at;

    expect(CUSTOMERS "CREATE TABLE other (id int PRIMARY KEY);"
                     "CREATE TABLE o (customer_id int REFERENCES other);",
           "");
    expect(CUSTOMERS "CREATE TABLE o (customer_id int) PARTITION BY RANGE (customer_id);"
                     "CREATE TABLE o_1 PARTITION OF o FOR VALUES FROM (1) TO (2);",
           "o.customer_id>customers.id");
    ck_assert_int_eq(t2s_catalog_builder_new(&builder), 0);
    at = sample_table(builder, "public", "customers");
    sample_column(builder, at, "id", "integer", 0, NULL);
    sample_key(builder, at, T2S_KEY_PRIMARY, "id");
    at = sample_table(builder, "public", "orders");
    sample_column(builder, at, "customer_id", "integer", T2S_COLUMN_HIDDEN, NULL);
    at = sample_table(builder, "public", "secrets");
    sample_column(builder, at, "id", "integer", T2S_COLUMN_HIDDEN, NULL);
    sample_key(builder, at, T2S_KEY_PRIMARY, "id");
    at = sample_table(builder, "public", "notes");
    sample_column(builder, at, "secret_id", "integer", 0, NULL);
    ck_assert_int_eq(t2s_catalog_builder_finish(builder, &catalog), 0);
    t2s_catalog_builder_free(builder);
    expect_of(catalog, "hidden columns", "");
    t2s_catalog_unref(catalog);
}
END_TEST

#define ITEMS "CREATE TABLE orders (order_id int PRIMARY KEY);" \
              "CREATE TABLE order_items (order_id int, line_no int, PRIMARY KEY (order_id, line_no));"

START_TEST(columns_named_like_a_longer_key_refer_to_it_together)
{
    static const char single[] = "order_items.order_id>orders.order_id returns.order_id>orders.order_id";

    expect(ITEMS "CREATE TABLE returns (line_no int, order_id int);",
           "order_items.order_id>orders.order_id returns.order_id>orders.order_id returns.order_id>order_items.order_id "
           "returns.line_no>order_items.line_no");
    expect(ITEMS "CREATE TABLE returns (line_no text, order_id int);", single);
    expect(ITEMS "CREATE TABLE returns (order_id int, line_no int, PRIMARY KEY (order_id, line_no));", single);
    expect("CREATE TABLE a (aa_id int PRIMARY KEY); CREATE TABLE b (bb_id int PRIMARY KEY);"
           "CREATE TABLE bridge (aa_id int, bb_id int, PRIMARY KEY (aa_id, bb_id)); CREATE TABLE o (aa_id int, bb_id int);",
           "bridge.aa_id>a.aa_id bridge.bb_id>b.bb_id o.aa_id>a.aa_id o.bb_id>b.bb_id");
    expect("CREATE TABLE a (city text, year int, PRIMARY KEY (city, year)); CREATE TABLE o (city text, year int);", "");
}
END_TEST

START_TEST(schemas_without_keys_have_likely_ones)
{
    expect("CREATE TABLE customers (id int, name text); CREATE TABLE o (customer_id int);", "o.customer_id>customers.id");
    expect("CREATE TABLE author (aid int, name text); CREATE TABLE writes (aid int, pid int); CREATE TABLE publication (title text, pid int);",
           "writes.aid>author.aid writes.pid>publication.pid");
    expect("CREATE TABLE state (state_name text, area int); CREATE TABLE city (city_name text, state_name text);",
           "city.state_name>state.state_name");
    expect("CREATE TABLE sbcustomer (sbcustid text, sbcustname text, sbcustcity text);"
           "CREATE TABLE sbtransaction (sbtxid text, sbtxcustid text, sbtxtype text); CREATE TABLE sbticker (sbtickerid text, sbtickerx int);",
           "sbtransaction.sbtxcustid>sbcustomer.sbcustid");
}
END_TEST

START_TEST(statistics_can_speak_against_it)
{
    static const struct {
        double keys;
        double distinct;
        const char *key_value;
        const char *value;
        const char *expected;
    } cases[] = {
        {1000, 900, NULL, NULL, "orders.customer_code>customers.code"},
        {1000, 5000, NULL, NULL, ""},
        {-1, 5000, NULL, NULL, "orders.customer_code>customers.code"},
        {1000, 900, "a", "a", "orders.customer_code>customers.code"},
        {1000, 900, "a", "b", ""},
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        t2s_catalog_builder *builder;
        t2s_catalog *catalog;
        size_t one;
        size_t other;

        ck_assert_int_eq(t2s_catalog_builder_new(&builder), 0);
        one = sample_table(builder, "public", "customers");
        sample_column(builder, one, "code", "text", 0, NULL);
        sample_key(builder, one, T2S_KEY_PRIMARY, "code");
        other = sample_table(builder, "public", "orders");
        sample_column(builder, other, "customer_code", "character varying(9)", 0, NULL);
        ck_assert_int_eq(t2s_catalog_builder_set_column_statistics(builder, one, "code", 0, cases[i].keys), 0);
        ck_assert_int_eq(t2s_catalog_builder_set_column_statistics(builder, other, "customer_code", 0, cases[i].distinct), 0);
        if (cases[i].key_value != NULL) {
            ck_assert_int_eq(t2s_catalog_builder_add_column_value(builder, one, "code", cases[i].key_value, -1), 0);
            ck_assert_int_eq(t2s_catalog_builder_set_column_values_complete(builder, one, "code"), 0);
            ck_assert_int_eq(t2s_catalog_builder_add_column_value(builder, other, "customer_code", cases[i].value, -1), 0);
        }
        ck_assert_int_eq(t2s_catalog_builder_finish(builder, &catalog), 0);
        t2s_catalog_builder_free(builder);
        expect_of(catalog, "statistics", cases[i].expected);
        t2s_catalog_unref(catalog);
    }
}
END_TEST

START_TEST(it_can_be_switched_off)
{
    t2s_catalog_builder *builder;
    t2s_catalog *catalog;
    size_t at;

    ck_assert_int_eq(t2s_catalog_builder_new(&builder), 0);
    t2s_catalog_builder_set_inference(builder, 0);
    at = sample_table(builder, "public", "customers");
    sample_column(builder, at, "id", "integer", 0, NULL);
    sample_key(builder, at, T2S_KEY_PRIMARY, "id");
    at = sample_table(builder, "public", "orders");
    sample_column(builder, at, "customer_id", "integer", 0, NULL);
    ck_assert_int_eq(t2s_catalog_builder_finish(builder, &catalog), 0);
    t2s_catalog_builder_free(builder);
    expect_of(catalog, "switched off", "");
    t2s_catalog_unref(catalog);
}
END_TEST

START_TEST(strange_names_do_no_harm)
{
    static const char *const names[] = {"_", "__", "1", "\xFF", "\xC3\xA9", "aB", "ABC", "a_1_b_2_c_3_d_4_e_5_f_6_g_7_h_8", "id", "s"};
    t2s_catalog_builder *builder;
    t2s_catalog *catalog;
    char longest[500];

    memset(longest, 'x', sizeof(longest) - 1);
    longest[sizeof(longest) - 1] = '\0';
    ck_assert_int_eq(t2s_catalog_builder_new(&builder), 0);
    for (size_t i = 0; i <= sizeof(names) / sizeof(*names); i++) {
        const char *table = i < sizeof(names) / sizeof(*names) ? names[i] : longest;
        size_t at = sample_table(builder, "public", table);

        for (size_t c = 0; c < sizeof(names) / sizeof(*names); c++)
            sample_column(builder, at, names[c], "integer", 0, NULL);
        sample_column(builder, at, longest, "integer", 0, NULL);
        sample_key(builder, at, T2S_KEY_PRIMARY, table);
    }
    ck_assert_int_eq(t2s_catalog_builder_finish(builder, &catalog), 0);
    t2s_catalog_builder_free(builder);
    t2s_catalog_unref(catalog);
}
END_TEST

static int allocations_left;

static int fail_at_last(void)
{
    return allocations_left-- <= 0;
}

START_TEST(memory_may_run_out_at_any_allocation)
{
    int code = T2S_E_NOMEM;

    for (int allowed = 0; code != 0; allowed++) {
        t2s_catalog_builder *builder;
        t2s_catalog *catalog = NULL;

        ck_assert_int_lt(allowed, 10000);
        ck_assert_int_eq(t2s_catalog_builder_new(&builder), 0);
        for (int i = 0; i < 40; i++) {
            char name[32];
            size_t at;

            snprintf(name, sizeof(name), "some%c%c_things", 'a' + i % 26, 'a' + i / 26);
            at = sample_table(builder, "public", name);
            sample_column(builder, at, "id", "integer", 0, NULL);
            sample_key(builder, at, T2S_KEY_PRIMARY, "id");
            snprintf(name, sizeof(name), "some%c%c_thing_id", 'a' + (i + 1) % 26, 'a' + i / 26);
            sample_column(builder, at, name, "integer", 0, NULL);
        }
        for (int i = 0; i < 2; i++) {
            static const char *const columns[] = {"lot_no", "piece_no"};
            size_t at = sample_table(builder, "public", i != 0 ? "lots" : "pieces");

            sample_column(builder, at, "piece_no", "integer", 0, NULL);
            sample_column(builder, at, "lot_no", "integer", 0, NULL);
            if (i != 0)
                ck_assert_int_eq(t2s_catalog_builder_add_key(builder, at, T2S_KEY_PRIMARY, NULL, columns, 2), 0);
        }
        allocations_left = allowed;
        t2s__memory_fail = fail_at_last;
        code = t2s_catalog_builder_finish(builder, &catalog);
        t2s__memory_fail = NULL;
        ck_assert(code == 0 || code == T2S_E_NOMEM);
        t2s_catalog_builder_free(builder);
        t2s_catalog_unref(catalog);
    }
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("infer");

    tcase_add_test(tests, a_table_and_id_refer_to_the_tables_key);
    tcase_add_test(tests, a_keys_own_distinctive_name_refers_to_it);
    tcase_add_test(tests, a_role_may_stand_before_the_name);
    tcase_add_test(tests, generic_names_measures_and_other_types_refer_to_nothing);
    tcase_add_test(tests, what_may_mean_one_or_the_other_means_neither);
    tcase_add_test(tests, a_key_refers_only_to_what_has_the_better_claim_to_its_name);
    tcase_add_test(tests, what_is_declared_or_hidden_or_a_partition_is_left_alone);
    tcase_add_test(tests, columns_named_like_a_longer_key_refer_to_it_together);
    tcase_add_test(tests, schemas_without_keys_have_likely_ones);
    tcase_add_test(tests, statistics_can_speak_against_it);
    tcase_add_test(tests, it_can_be_switched_off);
    tcase_add_test(tests, strange_names_do_no_harm);
    tcase_add_test(tests, memory_may_run_out_at_any_allocation);
    return sample_main("infer", tests);
}
