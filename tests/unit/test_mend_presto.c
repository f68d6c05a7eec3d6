/* SPDX-License-Identifier: MIT */
/* What models carry over into Trino's and PrestoDB's SQL. */
#include "mend.h"

#include "metadata/presto_builtins.h"

static t2s_dialect *prestodb;
static t2s_catalog *prestodb_library;

/* With the functions of Trino or of PrestoDB. */
static t2s_catalog *warehouse(int is_trino)
{
    static const char *const path[] = {"lake.sales"}, *const id[] = {"id"}, *const customer_id[] = {"customer_id"};
    t2s_catalog_builder *builder;
    t2s_catalog *catalog;
    size_t customer, orders;

    sql_must(t2s_catalog_builder_new(&builder));
    t2s_catalog_builder_set_search_path(builder, path, 1);
    customer = SQL_TABLE(builder, "lake.sales", "customer", "id", "bigint", "full_name", "varchar(50)", "city", "varchar", "since", "date",
                         "order date", "date", "active", "boolean");
    orders = SQL_TABLE(builder, "lake.sales", "orders", "id", "bigint", "customer_id", "bigint", "price", "double", "placed", "timestamp(3)",
                       "zip", "varchar(10)", "tags", "array(varchar)");
    SQL_TABLE(builder, "lake.archive", "invoice", "id", "bigint", "amount", "double");
    sql_must(t2s_catalog_builder_add_key(builder, customer, T2S_KEY_PRIMARY, NULL, id, 1));
    sql_must(t2s_catalog_builder_add_foreign_key(builder, orders, NULL, customer_id, 1, "lake.sales", "customer", id));
    sql_must(t2s__presto_builtins_add(builder, is_trino));
    sql_must(t2s_catalog_builder_finish(builder, &catalog));
    t2s_catalog_builder_free(builder);
    return catalog;
}

static void setup(void)
{
    sql_setup();
    t2s_catalog_unref(library);
    t2s_dialect_unref(postgres);
    library = warehouse(1);
    prestodb_library = warehouse(0);
    sql_must(t2s_trino_dialect_new(&postgres));
    sql_must(t2s_presto_dialect_new(&prestodb));
}

static void teardown(void)
{
    t2s_dialect_unref(prestodb);
    t2s_catalog_unref(prestodb_library);
    sql_teardown();
}

/* The same for both. */
static void mends(const char *sql, const char *expected, const char *names)
{
    t2s_dialect *trino = postgres;
    t2s_catalog *trino_library = library;

    MENDS(sql, expected, names);
    postgres = prestodb;
    library = prestodb_library;
    MENDS(sql, expected, names);
    postgres = trino;
    library = trino_library;
}

START_TEST(a_valid_statement_is_never_changed)
{
    static const char *const texts[] = {"SELECT id FROM customer OFFSET 2 LIMIT 1", "SELECT \"order date\" FROM lake.sales.customer",
                                        "SELECT count(*) FROM orders WHERE placed > now() - INTERVAL '7' DAY"};

    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        t2s_statement *statement = mend_sql(texts[i]);

        ck_assert_msg(t2s_statement_valid(statement), "%s: %s", texts[i], sql_first(statement));
        ck_assert_str_eq(t2s_statement_sql(statement), texts[i]);
        t2s_statement_free(statement);
    }
}
END_TEST

START_TEST(names_of_others_get_the_quotes_of_the_standard)
{
    mends("SELECT `full_name`, `order date` FROM `customer`", "SELECT \"full_name\", \"order date\" FROM \"customer\"", "backticks");
    mends("SELECT c.[order date] FROM [customer] c", "SELECT c.\"order date\" FROM \"customer\" c", "brackets");
    mends("SELECT id FROM customer WHERE city = \"Paris\"", "SELECT id FROM customer WHERE city = 'Paris'", "text_quotes");
    mends("SELECT id FROM customer WHERE city IN (\"Paris\", \"Rue d'Or\")", "SELECT id FROM customer WHERE city IN ('Paris', 'Rue d''Or')",
          "text_quotes");
    LEAVES("SELECT \"Paris\" FROM customer");
}
END_TEST

START_TEST(names_are_spelled_moved_and_joined_as_elsewhere)
{
    mends("SELECT fullname FROM customer", "SELECT full_name FROM customer", "column_spelling");
    mends("SELECT full_name FROM customers", "SELECT full_name FROM customer", "table_spelling");
    mends("SELECT o.city FROM orders o JOIN customer c ON c.id = o.customer_id", "SELECT c.city FROM orders o JOIN customer c ON c.id = "
          "o.customer_id", "column_moved");
    mends("SELECT city, count(*) FROM orders GROUP BY city",
          "SELECT city, count(*) FROM orders LEFT JOIN customer ON orders.customer_id = customer.id GROUP BY city", "column_joined");
    mends("SELECT amount FROM invoice", "SELECT amount FROM lake.archive.invoice", "table_schema");
}
END_TEST

START_TEST(casts_are_written_out)
{
    mends("SELECT price::int, (price + 1)::numeric(10,2), sum(price)::float8::text FROM orders GROUP BY 1, 2",
          "SELECT CAST(price AS int), CAST((price + 1) AS decimal(10,2)), CAST(CAST(sum(price) AS double) AS varchar) FROM orders GROUP BY 1, 2",
          "cast_operator");
    mends("SELECT o.placed::date, '5'::numeric, o.tags[1]::varchar(3) FROM orders o",
          "SELECT CAST(o.placed AS date), CAST('5' AS double), CAST(o.tags[1] AS varchar(3)) FROM orders o", "cast_operator");
    LEAVES("SELECT price::money FROM orders");
}
END_TEST

START_TEST(limits_and_offsets_change_places)
{
    mends("SELECT id FROM orders ORDER BY id LIMIT 5 OFFSET 10", "SELECT id FROM orders ORDER BY id OFFSET 10 LIMIT 5", "limit_offset");
    mends("SELECT id FROM orders ORDER BY id LIMIT 10, 5", "SELECT id FROM orders ORDER BY id OFFSET 10 LIMIT 5", "limit_offset");
    mends("SELECT TOP 5 id FROM orders ORDER BY id", "SELECT id FROM orders ORDER BY id LIMIT 5", "top");
}
END_TEST

START_TEST(intervals_have_their_unit_behind_them)
{
    mends("SELECT now() - INTERVAL '7 days', now() + INTERVAL '2 weeks', now() - interval '1 MONTH'",
          "SELECT now() - INTERVAL '7' DAY, now() + INTERVAL '14' DAY, now() - interval '1' MONTH", "intervals");
    LEAVES("SELECT now() - INTERVAL '1 day 2 hours'");
    mends("SELECT now() - INTERVAL 1 DAY, now() - INTERVAL 3 weeks", "SELECT now() - INTERVAL '1' DAY, now() - INTERVAL '21' DAY", "intervals");
}
END_TEST

START_TEST(operators_of_others_are_calls)
{
    mends("SELECT id FROM customer WHERE city ILIKE '%par%' AND full_name NOT ILIKE 'x'",
          "SELECT id FROM customer WHERE lower(city) LIKE lower('%par%') AND lower(full_name) NOT LIKE lower('x')", "ilike");
    mends("SELECT id FROM customer c WHERE c.city ~ '^P' OR city !~* 'x' OR city NOT REGEXP 'y'",
          "SELECT id FROM customer c WHERE regexp_like(c.city, '^P') OR NOT regexp_like(city, '(?i)x') OR NOT regexp_like(city, 'y')", "operators");
    mends("SELECT id FROM customer WHERE city == 'Paris'", "SELECT id FROM customer WHERE city = 'Paris'", "operators");
    LEAVES("SELECT id FROM customer WHERE full_name || city ILIKE 'x'");
}
END_TEST

START_TEST(an_output_is_what_its_name_stands_for)
{
    mends("SELECT year(placed) AS y, count(*) FROM orders GROUP BY y ORDER BY y",
          "SELECT year(placed) AS y, count(*) FROM orders GROUP BY 1 ORDER BY y", "output_alias");
    mends("SELECT city, length(city) AS n FROM customer WHERE n > 3 AND n < 9",
          "SELECT city, length(city) AS n FROM customer WHERE (length(city)) > 3 AND (length(city)) < 9", "output_alias");
    mends("SELECT city, count(*) AS n FROM customer GROUP BY city HAVING n > 3",
          "SELECT city, count(*) AS n FROM customer GROUP BY city HAVING (count(*)) > 3", "output_alias");
    LEAVES("SELECT random() AS r FROM customer WHERE r > 0.5");
    LEAVES("SELECT id AS a, city AS a FROM customer WHERE a > 3");
}
END_TEST

START_TEST(texts_are_joined_by_an_array)
{
    mends("SELECT city, group_concat(full_name ORDER BY since SEPARATOR '; ') FROM customer GROUP BY city",
          "SELECT city, array_join(array_agg(CAST(full_name AS varchar) ORDER BY since) FILTER (WHERE full_name IS NOT NULL), '; ') FROM customer "
          "GROUP BY city",
          "function_idiom");
}
END_TEST

START_TEST(functions_of_others_are_what_the_server_has_for_them)
{
    mends("SELECT ifnull(city, ''), len(city) FROM customer", "SELECT coalesce(city, ''), length(city) FROM customer",
          "function_idiom function_idiom");
    mends("SELECT to_char(since, 'YYYY-MM') FROM customer", "SELECT date_format(since, '%Y-%m') FROM customer", "function_idiom");
    mends("SELECT datediff(now(), since) FROM customer", "SELECT date_diff('day', CAST(since AS date), CAST(now() AS date)) FROM customer",
          "function_idiom");
    mends("SELECT dateadd(month, 3, since) FROM customer", "SELECT date_add('month', 3, since) FROM customer", "function_idiom");
    mends("SELECT date_sub(since, INTERVAL 7 DAY) FROM customer", "SELECT (since - INTERVAL '7' DAY) FROM customer", "intervals function_idiom");
    mends("SELECT string_agg(city, ', ') FROM customer",
          "SELECT array_join(array_agg(CAST(city AS varchar)) FILTER (WHERE city IS NOT NULL), ', ') FROM customer", "function_idiom");
    mends("SELECT strftime('%Y', since) FROM customer", "SELECT date_format(CAST(since AS timestamp), '%Y') FROM customer", "function_idiom");
    mends("SELECT left(city, 2) FROM customer", "SELECT substr(city, 1, 2) FROM customer", "function_idiom");
    mends("SELECT safe_divide(price, 2) FROM orders", "SELECT (CAST(price AS double) / nullif(2, 0)) FROM orders", "function_idiom");
    mends("SELECT countif(price > 3) FROM orders", "SELECT count_if(price > 3) FROM orders", "function_idiom");
    mends("SELECT sum(price > 3) FROM orders", "SELECT sum(CASE WHEN price > 3 THEN 1 WHEN NOT (price > 3) THEN 0 END) FROM orders",
          "function_idiom");
    mends("SELECT extract(epoch FROM placed) FROM orders", "SELECT to_unixtime(CAST(placed AS timestamp)) FROM orders", "function_idiom");
    mends("SELECT n FROM generate_series(1, 3) AS n", "SELECT n FROM UNNEST(sequence(1, 3)) AS n(n)", "function_idiom");
    mends("SELECT CAST(price AS text) FROM orders", "SELECT CAST(price AS varchar) FROM orders", "types");
    LEAVES("SELECT soundex_of(city) FROM customer");
}
END_TEST

START_TEST(values_are_of_the_type_that_they_are_compared_with)
{
    mends("SELECT id FROM customer WHERE since >= '2020-01-01' AND since < \n '2021-01-01'",
          "SELECT id FROM customer WHERE since >= DATE '2020-01-01' AND since < \n DATE '2021-01-01'", "typed_literal typed_literal");
    mends("SELECT id FROM orders WHERE placed BETWEEN '2020-01-01' AND '2020-01-31 23:59:59'",
          "SELECT id FROM orders WHERE placed BETWEEN TIMESTAMP '2020-01-01' AND TIMESTAMP '2020-01-31 23:59:59'", "typed_literal");
    mends("SELECT id FROM customer WHERE since IN ('2020-01-01', '2020-01-02')",
          "SELECT id FROM customer WHERE since IN (DATE '2020-01-01', DATE '2020-01-02')", "typed_literal");
    mends("SELECT id FROM orders WHERE id = '5' AND zip = 75001", "SELECT id FROM orders WHERE id = 5 AND zip = '75001'",
          "number_unquoted number_quoted");
    mends("SELECT id FROM customer WHERE active = 1", "SELECT id FROM customer WHERE active = TRUE", "truth");
    mends("SELECT o.id FROM orders o JOIN customer c ON c.id = o.zip",
          "SELECT o.id FROM orders o JOIN customer c ON CAST(c.id AS varchar) = o.zip", "cast");
    mends("SELECT id FROM customer WHERE since > current_date - 30", "SELECT id FROM customer WHERE since > current_date - INTERVAL '30' DAY",
          "intervals");
    mends("SELECT id FROM customer WHERE since LIKE '2020-01%'", "SELECT id FROM customer WHERE CAST(since AS varchar) LIKE '2020-01%'", "cast");
    LEAVES("SELECT id FROM customer WHERE since = 'yesterday'");
    LEAVES("SELECT id FROM orders WHERE zip > 7");
    LEAVES("SELECT id FROM orders WHERE id = 'x5'");
}
END_TEST

START_TEST(without_memory_it_fails_and_nothing_leaks)
{
    ck_assert(mends_or_lacks_memory("SELECT `city`, sum(id)::text AS n FROM customer GROUP BY city LIMIT 1 OFFSET 2"));
}
END_TEST

SUITE("mend_presto", setup, teardown, a_valid_statement_is_never_changed, names_of_others_get_the_quotes_of_the_standard,
      names_are_spelled_moved_and_joined_as_elsewhere, casts_are_written_out, limits_and_offsets_change_places,
      intervals_have_their_unit_behind_them, operators_of_others_are_calls, an_output_is_what_its_name_stands_for,
      texts_are_joined_by_an_array, functions_of_others_are_what_the_server_has_for_them,
      values_are_of_the_type_that_they_are_compared_with, without_memory_it_fails_and_nothing_leaks)
