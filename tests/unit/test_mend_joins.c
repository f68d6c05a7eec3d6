/* SPDX-License-Identifier: MIT */
/* Columns of tables that are not in FROM: where a key leads to one row at most, the table is joined. */
#include "mend.h"

static void key(t2s_catalog_builder *builder, size_t relation, const char *column, const char *foreign)
{
    static const char *const id[] = {"id"};

    sql_must(t2s_catalog_builder_add_foreign_key(builder, relation, NULL, &column, 1, "public", foreign, id));
}

static void primary(t2s_catalog_builder *builder, size_t relation, const char *column)
{
    sql_must(t2s_catalog_builder_add_key(builder, relation, T2S_KEY_PRIMARY, NULL, &column, 1));
}

/* A shop: lines belong to orders and products, orders to customers, customers to cities, cities to countries; a customer may have one passport. */
static t2s_catalog *shop(void)
{
    static const char *const path[] = {"public"};
    t2s_catalog_builder *builder;
    t2s_catalog *catalog;
    size_t country, city, customer, passport, orders, line, product, transfer;

    sql_must(t2s_catalog_builder_new(&builder));
    t2s_catalog_builder_set_search_path(builder, path, 1);
    country = SQL_TABLE(builder, "public", "country", "id", "integer", "iso_code", "text", "name", "text");
    city = SQL_TABLE(builder, "public", "city", "id", "integer", "country_id", "integer", "mayor", "text");
    customer = SQL_TABLE(builder, "public", "customer", "id", "integer", "city_id", "integer", "segment", "text", "since", "date");
    passport = SQL_TABLE(builder, "public", "passport", "customer_id", "integer", "passport_number", "text");
    orders = SQL_TABLE(builder, "public", "orders", "id", "integer", "customer_id", "integer", "ordered", "date", "placed_by", "integer");
    line = SQL_TABLE(builder, "public", "line", "order_id", "integer", "product_id", "integer", "quantity", "integer");
    product = SQL_TABLE(builder, "public", "product", "id", "integer", "label", "text", "weight", "numeric", "quantity", "integer");
    transfer = SQL_TABLE(builder, "public", "transfer", "id", "integer", "from_city", "integer", "to_city", "integer");
    primary(builder, country, "id");
    primary(builder, city, "id");
    primary(builder, customer, "id");
    primary(builder, passport, "customer_id");
    primary(builder, orders, "id");
    primary(builder, product, "id");
    primary(builder, transfer, "id");
    key(builder, city, "country_id", "country");
    key(builder, customer, "city_id", "city");
    key(builder, passport, "customer_id", "customer");
    key(builder, orders, "customer_id", "customer");
    key(builder, line, "order_id", "orders");
    key(builder, line, "product_id", "product");
    key(builder, transfer, "from_city", "city");
    key(builder, transfer, "to_city", "city");
    sql_must(t2s_catalog_builder_finish(builder, &catalog));
    t2s_catalog_builder_free(builder);
    return catalog;
}

static void setup(void)
{
    sql_setup();
    t2s_catalog_unref(library);
    library = shop();
}

START_TEST(a_column_of_the_row_that_a_key_leads_to_is_joined)
{
    MENDS("SELECT count(*) FROM orders WHERE segment = 'B'",
          "SELECT count(*) FROM orders LEFT JOIN customer ON orders.customer_id = customer.id WHERE segment = 'B'", "column_joined");
    MENDS("SELECT o.ordered, o.segment FROM orders AS o -- all\n ORDER BY o.segment",
          "SELECT o.ordered, customer.segment FROM orders AS o LEFT JOIN customer ON o.customer_id = customer.id -- all\n ORDER BY "
          "customer.segment",
          "column_joined");
}
END_TEST

START_TEST(a_table_that_is_joined_stands_in_parentheses)
{
    MENDS("SELECT 1 FROM product p JOIN line l ON p.id = l.product_id WHERE l.ordered > '2020-01-01'",
          "SELECT 1 FROM product p JOIN (line l LEFT JOIN orders ON l.order_id = orders.id) ON p.id = l.product_id WHERE orders.ordered > "
          "'2020-01-01'",
          "column_joined");
}
END_TEST

START_TEST(a_column_far_away_is_reached_over_several_keys)
{
    MENDS("SELECT mayor, count(*) FROM orders GROUP BY mayor",
          "SELECT mayor, count(*) FROM orders LEFT JOIN customer ON orders.customer_id = customer.id LEFT JOIN city ON customer.city_id = "
          "city.id GROUP BY mayor",
          "column_joined");
}
END_TEST

START_TEST(the_other_row_of_a_key_that_is_unique_is_joined)
{
    MENDS("SELECT c.passport_number FROM customer c",
          "SELECT passport.passport_number FROM customer c LEFT JOIN passport ON c.id = passport.customer_id", "column_joined");
}
END_TEST

START_TEST(names_that_would_mean_two_columns_are_told_apart)
{
    MENDS("SELECT id, mayor FROM customer ORDER BY since",
          "SELECT customer.id, mayor FROM customer LEFT JOIN city ON customer.city_id = city.id ORDER BY since", "column_joined");
    MENDS("SELECT ordered AS id FROM orders WHERE segment = 'B' ORDER BY id",
          "SELECT ordered AS id FROM orders LEFT JOIN customer ON orders.customer_id = customer.id WHERE segment = 'B' ORDER BY id",
          "column_joined");
    LEAVES("SELECT extract(year FROM ordered) AS since, count(*) FROM orders WHERE segment = 'B' GROUP BY since");
}
END_TEST

START_TEST(every_query_in_which_it_is_missing_has_its_own_join)
{
    MENDS("SELECT (SELECT count(*) FROM orders WHERE segment = 'B') - (SELECT count(*) FROM orders WHERE segment = 'C')",
          "SELECT (SELECT count(*) FROM orders LEFT JOIN customer ON orders.customer_id = customer.id WHERE segment = 'B') - (SELECT "
          "count(*) FROM orders LEFT JOIN customer ON orders.customer_id = customer.id WHERE segment = 'C')",
          "column_joined");
    /* Else the inner one would take the outer one's. */
    LEAVES("SELECT 1 FROM orders WHERE segment = 'B' AND id IN (SELECT l.order_id FROM line l, transfer WHERE segment = 'C')");
}
END_TEST

START_TEST(a_table_that_is_named_and_missing_is_joined)
{
    MENDS("SELECT customer.segment FROM orders",
          "SELECT customer.segment FROM orders LEFT JOIN customer ON orders.customer_id = customer.id", "table_joined");
    MENDS("SELECT c.segment, c.since FROM orders o",
          "SELECT c.segment, c.since FROM orders o LEFT JOIN customer AS c ON o.customer_id = c.id", "table_joined");
    LEAVES("SELECT x.segment FROM orders o");
    LEAVES("SELECT product.weight FROM orders");
}
END_TEST

START_TEST(two_tables_that_share_a_row_are_as_good_as_one)
{
    MENDS("SELECT 1 FROM customer c JOIN orders o ON c.id = o.customer_id JOIN passport p ON p.customer_id = o.customer_id WHERE mayor = 'X'",
          "SELECT 1 FROM customer c LEFT JOIN city ON c.city_id = city.id JOIN orders o ON c.id = o.customer_id JOIN passport p ON "
          "p.customer_id = o.customer_id WHERE mayor = 'X'",
          "column_joined");
    MENDS("SELECT segment FROM orders o JOIN passport p ON p.customer_id = o.customer_id",
          "SELECT segment FROM orders o LEFT JOIN customer ON o.customer_id = customer.id JOIN passport p ON p.customer_id = o.customer_id",
          "column_joined");
    LEAVES("SELECT segment FROM orders o JOIN passport p ON p.customer_id = o.placed_by");
    LEAVES("SELECT segment FROM orders o LEFT JOIN passport p ON p.customer_id = o.customer_id");
}
END_TEST

START_TEST(where_it_is_not_sure_what_was_meant_nothing_is_joined)
{
    LEAVES("SELECT mayor FROM transfer");           /* of which city? */
    LEAVES("SELECT name FROM city");                /* every table could have a name */
    LEAVES("SELECT quantity FROM orders");          /* an order has many lines */
    LEAVES("SELECT weight FROM orders");            /* and many products */
    LEAVES("SELECT *, segment FROM orders");        /* there would be more columns */
    LEAVES("SELECT o.segment FROM orders o (a, b)");
    LEAVES("WITH customer AS (SELECT 1 AS one) SELECT segment FROM orders");
    LEAVES("SELECT segment FROM orders NATURAL JOIN line");
}
END_TEST

START_TEST(a_query_of_columns_of_one_table_is_from_it)
{
    MENDS("SELECT count(*) FILTER (WHERE segment = 'B') / sum(city_id) AS part",
          "SELECT count(*) FILTER (WHERE segment = 'B') / sum(city_id) AS part FROM customer", "from_added");
    MENDS("SELECT segment WHERE since IS NULL;", "SELECT segment FROM customer WHERE since IS NULL;", "from_added");
    LEAVES("SELECT quantity");             /* of a line, or of a product */
    LEAVES("SELECT name");                 /* every table could have a name */
    LEAVES("SELECT segment, passport_number");
    LEAVES("SELECT customer.segment");
    LEAVES("SELECT (SELECT segment)");
}
END_TEST

START_TEST(a_table_is_the_one_that_the_key_leads_to)
{
    MENDS("SELECT p.label FROM line l JOIN goods p ON p.id = l.product_id", "SELECT p.label FROM line l JOIN product p ON p.id = l.product_id",
          "table_by_key");
    MENDS("SELECT goods.label FROM line JOIN public.goods ON line.product_id = goods.id",
          "SELECT goods.label FROM line JOIN product AS goods ON line.product_id = goods.id", "table_by_key");
    LEAVES("SELECT p.colour FROM line l JOIN goods p ON p.id = l.product_id");
    LEAVES("SELECT p.label FROM line l JOIN goods p ON p.id = l.quantity");
    LEAVES("SELECT p.label FROM line l JOIN goods p ON p.number = l.product_id");
    LEAVES("SELECT 1 FROM line l JOIN goods p ON p.id = l.product_id AND p.id = l.order_id");
}
END_TEST

START_TEST(what_each_group_has_one_of_is_grouped)
{
    MENDS("SELECT c.segment, count(*) FROM orders o JOIN customer c ON o.customer_id = c.id GROUP BY o.customer_id ORDER BY 2",
          "SELECT c.segment, count(*) FROM orders o JOIN customer c ON o.customer_id = c.id GROUP BY o.customer_id, c.segment ORDER BY 2",
          "group_by");
    MENDS("SELECT o.customer_id AS who, c.segment, y.mayor FROM orders o LEFT JOIN customer c ON o.customer_id = c.id JOIN city y ON y.id = "
          "c.city_id GROUP BY 1 HAVING count(*) > 1",
          "SELECT o.customer_id AS who, c.segment, y.mayor FROM orders o LEFT JOIN customer c ON o.customer_id = c.id JOIN city y ON y.id = "
          "c.city_id GROUP BY 1, c.segment, y.mayor HAVING count(*) > 1",
          "group_by group_by");
    LEAVES("SELECT o.ordered, count(*) FROM orders o JOIN customer c ON o.customer_id = c.id GROUP BY c.segment");
    LEAVES("SELECT c.segment, count(*) FROM orders o JOIN customer c ON o.customer_id > c.id GROUP BY o.customer_id");
    LEAVES("SELECT c.segment, count(*) FROM orders o LEFT JOIN customer c ON o.customer_id = c.id AND o.ordered > c.since GROUP BY "
           "o.customer_id");
    LEAVES("SELECT c.segment, count(*) FROM orders o RIGHT JOIN customer c ON o.customer_id = c.id GROUP BY o.customer_id");
    LEAVES("SELECT c.segment, count(*) FROM orders o JOIN customer c ON o.customer_id = c.id GROUP BY ROLLUP (o.customer_id)");
    LEAVES("SELECT c.segment, count(*) FROM orders o JOIN customer c ON o.customer_id = c.id OR c.since IS NULL GROUP BY o.customer_id");
}
END_TEST

START_TEST(without_memory_it_fails_and_nothing_leaks)
{
    ck_assert(mends_or_lacks_memory("SELECT id, mayor FROM orders WHERE customer_id > 1"));
}
END_TEST

SUITE("mend_joins", setup, sql_teardown, a_column_of_the_row_that_a_key_leads_to_is_joined, a_table_that_is_joined_stands_in_parentheses,
      a_column_far_away_is_reached_over_several_keys, the_other_row_of_a_key_that_is_unique_is_joined,
      names_that_would_mean_two_columns_are_told_apart, every_query_in_which_it_is_missing_has_its_own_join,
      a_table_that_is_named_and_missing_is_joined, two_tables_that_share_a_row_are_as_good_as_one,
      where_it_is_not_sure_what_was_meant_nothing_is_joined, a_query_of_columns_of_one_table_is_from_it,
      a_table_is_the_one_that_the_key_leads_to, what_each_group_has_one_of_is_grouped, without_memory_it_fails_and_nothing_leaks)
