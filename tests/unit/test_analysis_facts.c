/* SPDX-License-Identifier: MIT */
/* What a statement reads, gives and calls. */
#include "sql_catalog.h"

START_TEST(columns_are_found_through_aliases)
{
    READS("SELECT b.title FROM book AS b JOIN author a ON a.id = b.author_id WHERE a.name = 'x'",
          "author.id author.name book.author_id book.title");
}
END_TEST

START_TEST(a_star_reads_every_column_and_count_star_none)
{
    READS("SELECT * FROM author", "author.born author.id author.name");
    READS("SELECT a.* FROM author a, book", "author.born author.id author.name");
    READS("SELECT count(*) FROM author", "");
    READS("SELECT 1 FROM author WHERE EXISTS (SELECT * FROM cheap_book)", "cheap_book.id cheap_book.title");
}
END_TEST

START_TEST(a_whole_row_reads_every_column_and_a_field_of_it_one)
{
    READS("SELECT a FROM author a", "author.born author.id author.name");
    READS("SELECT row_to_json(a) FROM author a", "author.born author.id author.name");
    READS("SELECT (a).name FROM author a", "author.name");
    READS("SELECT a.initials FROM author a", "author.born author.id author.name");
}
END_TEST

START_TEST(using_and_natural_read_both_sides)
{
    READS("SELECT 1 FROM author JOIN reader USING (id)", "author.id reader.id");
    READS("SELECT 1 FROM author NATURAL JOIN reader", "author.id author.name reader.id reader.name");
}
END_TEST

START_TEST(columns_are_found_through_derived_tables_and_with)
{
    READS("SELECT x.t FROM (SELECT title AS t, price FROM book) x", "book.price book.title");
    READS("WITH q(n) AS (SELECT name FROM author) SELECT n FROM q", "author.name");
    READS("WITH unused AS (SELECT born FROM author) SELECT title FROM book", "author.born book.title");
    READS("WITH RECURSIVE r AS (SELECT id FROM book UNION ALL SELECT book_id FROM loan JOIN r ON r.id = loan.reader_id) SELECT * "
          "FROM r",
          "book.id loan.book_id loan.reader_id");
}
END_TEST

START_TEST(a_query_of_with_hides_a_table_of_the_same_name)
{
    READS("WITH author AS (SELECT title FROM book) SELECT title FROM author", "book.title");
    READS("WITH author AS (SELECT name FROM author) SELECT name FROM author", "author.name");
    READS("WITH author AS (SELECT title FROM book) SELECT name FROM public.author", "author.name book.title");
}
END_TEST

START_TEST(columns_of_outer_queries_are_found)
{
    READS("SELECT name FROM author a WHERE EXISTS (SELECT 1 FROM book WHERE author_id = a.id AND born IS NULL)",
          "author.born author.id author.name book.author_id");
    READS("SELECT q.t FROM author a, LATERAL (SELECT title AS t FROM book WHERE author_id = a.id) q",
          "author.id book.author_id book.title");
}
END_TEST

START_TEST(every_clause_is_looked_at)
{
    READS("SELECT count(id) FILTER (WHERE price > 1) FROM book", "book.id book.price");
    READS("SELECT string_agg(title, ',' ORDER BY price) FROM book", "book.price book.title");
    READS("SELECT rank() OVER (PARTITION BY author_id ORDER BY price) FROM book", "book.author_id book.price");
    READS("SELECT rank() OVER w FROM book WINDOW w AS (ORDER BY title)", "book.title");
    READS("SELECT DISTINCT ON (author_id) 1 FROM book ORDER BY author_id, price", "book.author_id book.price");
    READS("SELECT 1 FROM book GROUP BY ROLLUP (title, (author_id)) HAVING max(price) > 1", "book.author_id book.price book.title");
    READS("SELECT CASE title WHEN tags[1] THEN coalesce(price, id) END FROM book", "book.id book.price book.tags book.title");
    READS("SELECT 1 FROM author LEFT JOIN book ON price BETWEEN author.id AND book.id", "author.id book.id book.price");
    READS("SELECT x FROM book, unnest(tags) x WHERE title LIKE x", "book.tags book.title");
    READS("SELECT 1 UNION SELECT id FROM author EXCEPT (SELECT id FROM book ORDER BY price)", "author.id book.id book.price");
    READS("VALUES (1), ((SELECT max(id) FROM book))", "book.id");
}
END_TEST

START_TEST(a_view_is_a_relation_of_its_own)
{
    READS("SELECT title FROM cheap_book", "cheap_book.title");
}
END_TEST

START_TEST(relations_are_listed_once_in_order)
{
    t2s_statement *statement = sql_check(
        library,
        "SELECT 1 FROM loan a, archive.loan b, other.hall, loan c, (SELECT 1 FROM author) d WHERE EXISTS (SELECT FROM loan)");
    static const char *const expected[] = {"archive.loan", "other.hall", "public.author", "public.loan"};

    ck_assert_uint_eq(t2s_statement_relation_count(statement), 4);
    for (size_t i = 0; i < 4; i++) {
        const t2s_relation *relation = t2s_statement_relation(statement, i);
        char name[64];

        snprintf(name, sizeof(name), "%s.%s", t2s_relation_schema(relation), t2s_relation_name(relation));
        ck_assert_str_eq(name, expected[i]);
    }
    ck_assert_ptr_null(t2s_statement_relation(statement, 4));
    ck_assert_ptr_null(t2s_statement_column(statement, 99, NULL));
    t2s_statement_free(statement);
}
END_TEST

START_TEST(functions_are_listed_as_written_and_folded)
{
    t2s_statement *statement = sql_check(
        library, "SELECT COUNT(*), count(id), pg_catalog.Now(), extract(year FROM born), now() AT TIME ZONE 'utc' FROM author");
    static const char *const expected[] = {"count", "extract", "now", "pg_catalog.now", "timezone"};

    ck_assert_uint_eq(t2s_statement_function_count(statement), 5);
    for (size_t i = 0; i < 5; i++)
        ck_assert_str_eq(t2s_statement_function(statement, i), expected[i]);
    t2s_statement_free(statement);
}
END_TEST

START_TEST(outputs_are_named_as_postgresql_names_them)
{
    GIVES("SELECT id, b.title AS t, price + 1, count(*) OVER (), tags[1], 1 FROM book b", "id t ?column? count tags ?column?");
    GIVES("SELECT 1::int, CAST('x' AS varchar(3)), title::text, true, NULL FROM book", "int4 varchar title ?column? ?column?");
    GIVES("SELECT CASE WHEN true THEN 1 END, CASE WHEN true THEN 1 ELSE price END, coalesce(1), EXISTS (SELECT 1) FROM book",
          "case price coalesce exists");
    GIVES("SELECT (SELECT name FROM author), ARRAY[1], ARRAY(SELECT 1), row(1, 2), (home).zip, CURRENT_DATE FROM reader",
          "name array array row zip current_date");
    GIVES("SELECT * FROM author JOIN reader USING (id)", "id name born name home Full Name");
    GIVES("SELECT * FROM author NATURAL JOIN reader", "id name born home Full Name");
    GIVES("SELECT name AS n FROM author UNION SELECT title FROM book", "n");
    GIVES("VALUES (1, 2)", "column1 column2");
    GIVES("WITH q(a, b) AS (SELECT 1, 2) SELECT * FROM q", "a b");
    GIVES("SELECT * FROM generate_series(1, 3) WITH ORDINALITY AS g(n)", "n ordinality");
}
END_TEST

START_TEST(limit_and_order_are_those_of_the_outermost_query)
{
    static const struct {
        const char *sql;
        int limit, order;
    } cases[] = {
        {"SELECT 1 LIMIT 5", 1, 0},
        {"SELECT 1 FETCH FIRST ROW ONLY", 1, 0},
        {"SELECT id FROM book ORDER BY 1", 0, 1},
        {"SELECT 1 LIMIT ALL", 0, 0},
        {"(SELECT 1 LIMIT 5)", 1, 0},
        {"SELECT * FROM (SELECT 1 ORDER BY 1 LIMIT 5) x", 0, 0},
        {"SELECT 1 UNION SELECT 2 LIMIT 1", 1, 0},
        {"VALUES (1) ORDER BY 1 LIMIT 1", 1, 1},
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        t2s_statement *statement = sql_check(library, cases[i].sql);

        ck_assert_msg(t2s_statement_has_limit(statement) == cases[i].limit, "%s", cases[i].sql);
        ck_assert_msg(t2s_statement_has_order(statement) == cases[i].order, "%s", cases[i].sql);
        t2s_statement_free(statement);
    }
}
END_TEST

START_TEST(without_a_catalog_the_facts_are_as_written)
{
    sql_expect_columns(NULL, "SELECT a.x, n FROM s.t a", "t.n t.x");
    sql_expect_columns(NULL, "SELECT a.x, uncertain FROM t a, u", "t.x");
    sql_expect_columns(NULL, "SELECT q.k FROM (SELECT k FROM t) q", "t.k");
    sql_expect_columns(NULL, "SELECT * FROM nothing WHERE (SELECT 1 FROM gone g WHERE g.y = nothing.z) > 0", "gone.y nothing.z");
}
END_TEST

START_TEST(the_server_s_own_relations_are_facts_too)
{
    t2s_statement *statement = sql_check(library, "SELECT relname FROM pg_class");

    ck_assert_int_eq(t2s_statement_valid(statement), 1);
    ck_assert_uint_eq(t2s_statement_relation_count(statement), 1);
    ck_assert_str_eq(t2s_relation_schema(t2s_statement_relation(statement, 0)), "pg_catalog");
    t2s_statement_free(statement);
}
END_TEST

SUITE("analysis_facts", sql_setup, sql_teardown, columns_are_found_through_aliases, a_star_reads_every_column_and_count_star_none,
      a_whole_row_reads_every_column_and_a_field_of_it_one, using_and_natural_read_both_sides,
      columns_are_found_through_derived_tables_and_with, a_query_of_with_hides_a_table_of_the_same_name,
      columns_of_outer_queries_are_found, every_clause_is_looked_at, a_view_is_a_relation_of_its_own,
      relations_are_listed_once_in_order, functions_are_listed_as_written_and_folded, outputs_are_named_as_postgresql_names_them,
      limit_and_order_are_those_of_the_outermost_query, without_a_catalog_the_facts_are_as_written,
      the_server_s_own_relations_are_facts_too)
