/* SPDX-License-Identifier: MIT */
/* Which names are accepted, and what is said of those that are not: PostgreSQL 15's own verdicts, tried out there. */
#include "sql_catalog.h"

START_TEST(unknown_relations)
{
    REJECTS("SELECT * FROM nosuch", "42P01 relation \"nosuch\" does not exist");
    REJECTS("SELECT * FROM nosuch.book", "42P01 relation \"nosuch.book\" does not exist");
    REJECTS("SELECT * FROM hall", "42P01 relation \"hall\" does not exist");
    REJECTS("SELECT * FROM elsewhere.public.book",
            "0A000 cross-database references are not implemented: \"elsewhere.public.book\"");
    ACCEPTS("SELECT lending.public.book.id FROM lending.public.book");
    ACCEPTS("SELECT year FROM closed_year");
    ACCEPTS("SELECT hall.seats FROM other.hall");
}
END_TEST

START_TEST(unknown_columns)
{
    REJECTS("SELECT nope FROM book", "42703 column \"nope\" does not exist");
    REJECTS("SELECT b.nope FROM book b", "42703 column b.nope does not exist");
    REJECTS("SELECT (b).nope FROM book b", "42703 column b.nope does not exist");
    REJECTS("SELECT (home).nope FROM reader", "42703 column \"nope\" not found in data type address");
    REJECTS("SELECT author.title FROM author, book", "42703 column author.title does not exist");
    REJECTS("SELECT title FROM book WHERE id = id2", "42703 column \"id2\" does not exist");
    REJECTS("SELECT x.price FROM (SELECT title FROM book) x", "42703 column x.price does not exist");
    ACCEPTS("SELECT (home).zip, (reader.home).street FROM reader");
}
END_TEST

START_TEST(names_are_folded_unless_quoted)
{
    ACCEPTS("SELECT TITLE FROM Book AS B WHERE b.ID = 1");
    ACCEPTS("SELECT \"Full Name\" FROM reader");
    REJECTS("SELECT \"Title\" FROM book", "42703 column \"Title\" does not exist");
    REJECTS("SELECT * FROM \"Book\"", "42P01 relation \"Book\" does not exist");
}
END_TEST

START_TEST(relations_must_be_in_from_and_under_their_alias)
{
    REJECTS("SELECT author.name FROM book", "42P01 missing FROM-clause entry for table \"author\"");
    REJECTS("SELECT book.title FROM book b", "42P01 invalid reference to FROM-clause entry for table \"book\"");
    REJECTS("SELECT * FROM book b JOIN loan l ON l.book_id = book.id",
            "42P01 invalid reference to FROM-clause entry for table \"book\"");
    REJECTS("SELECT * FROM author, book b JOIN loan l ON b.author_id = author.id",
            "42P01 invalid reference to FROM-clause entry for table \"author\"");
    REJECTS("SELECT * FROM author a, (SELECT a.id) q", "42P01 invalid reference to FROM-clause entry for table \"a\"");
    ACCEPTS("SELECT * FROM author a, LATERAL (SELECT a.id) q");
    REJECTS("SELECT * FROM author a RIGHT JOIN LATERAL (SELECT a.id) q ON true",
            "42P10 invalid reference to FROM-clause entry for table \"a\"");
}
END_TEST

START_TEST(ambiguous_and_doubled_names)
{
    REJECTS("SELECT id FROM author, book", "42702 column reference \"id\" is ambiguous");
    REJECTS("SELECT x.id FROM (SELECT a.id, b.id FROM author a, book b) x", "42702 column reference \"id\" is ambiguous");
    REJECTS("SELECT 1 FROM author, author", "42712 table name \"author\" specified more than once");
    REJECTS("SELECT 1 FROM author x JOIN book x ON true", "42712 table name \"x\" specified more than once");
    REJECTS("SELECT loan.id FROM loan, archive.loan", "42P09 table reference \"loan\" is ambiguous");
    ACCEPTS("SELECT public.loan.id, archive.loan.closed FROM loan, archive.loan");
    ACCEPTS("SELECT * FROM (SELECT id, id FROM author) x");
    ACCEPTS("SELECT id FROM author WHERE EXISTS (SELECT id FROM book)");
}
END_TEST

START_TEST(joined_columns)
{
    ACCEPTS("SELECT id, author.id, reader.id, born FROM author JOIN reader USING (id)");
    REJECTS("SELECT name FROM author JOIN reader USING (id)", "42702 column reference \"name\" is ambiguous");
    REJECTS("SELECT 1 FROM author JOIN book USING (name)",
            "42703 column \"name\" specified in USING clause does not exist in right table");
    REJECTS("SELECT 1 FROM (author CROSS JOIN book) JOIN loan USING (id)",
            "42702 common column name \"id\" appears more than once in left table");
    ACCEPTS("SELECT j.title FROM (author a JOIN book b ON a.id = b.author_id) AS j");
    REJECTS("SELECT a.name FROM (author a JOIN book b ON a.id = b.author_id) AS j",
            "42P01 invalid reference to FROM-clause entry for table \"a\"");
    REJECTS("SELECT j.id FROM (author a JOIN book b ON a.id = b.author_id) AS j", "42702 column reference \"id\" is ambiguous");
    ACCEPTS("SELECT u.id, author.born FROM author JOIN reader USING (id) AS u");
    REJECTS("SELECT 1 FROM (author u JOIN reader USING (id) AS u) AS x", "42712 table name \"u\" specified more than once");
    REJECTS("SELECT u.born FROM author JOIN reader USING (id) AS u", "42703 column u.born does not exist");
}
END_TEST

START_TEST(order_by_and_group_by)
{
    ACCEPTS("SELECT title AS t FROM book ORDER BY t, price");
    REJECTS("SELECT title AS t FROM book ORDER BY t || 'x'", "42703 column \"t\" does not exist");
    REJECTS("SELECT title AS t FROM book WHERE t = 'x'", "42703 column \"t\" does not exist");
    REJECTS("SELECT title AS t FROM book GROUP BY title HAVING t = 'x'", "42703 column \"t\" does not exist");
    ACCEPTS("SELECT extract(year FROM born) AS y, count(*) FROM author GROUP BY y ORDER BY y");
    ACCEPTS("SELECT title AS t FROM book GROUP BY ROLLUP (t)");
    REJECTS("SELECT title AS x, price AS x FROM book ORDER BY x", "42702 ORDER BY \"x\" is ambiguous");
    ACCEPTS("SELECT title AS x, title AS x FROM book ORDER BY x");
    ACCEPTS("SELECT a.id, b.id FROM author a, book b ORDER BY a.id");
    REJECTS("SELECT id FROM book ORDER BY 2", "42P10 ORDER BY position 2 is not in select list");
    REJECTS("SELECT id FROM book GROUP BY 0", "42P10 GROUP BY position 0 is not in select list");
    REJECTS("SELECT id FROM book ORDER BY 'id'", "42601 non-integer constant in ORDER BY");
}
END_TEST

START_TEST(set_operations)
{
    ACCEPTS("SELECT id AS k FROM book UNION SELECT id FROM author ORDER BY k");
    REJECTS("SELECT id AS k FROM book UNION SELECT id FROM author ORDER BY id", "42703 column \"id\" does not exist");
    REJECTS("SELECT id FROM book UNION SELECT id FROM author ORDER BY id + 1",
            "0A000 invalid UNION/INTERSECT/EXCEPT ORDER BY clause");
    REJECTS("SELECT id AS k, id AS k FROM book UNION SELECT 1, 2 ORDER BY k", "42702 ORDER BY \"k\" is ambiguous");
    REJECTS("SELECT id FROM book UNION SELECT id, name FROM author", "42601 each UNION query must have the same number of columns");
    REJECTS("VALUES (1, 2), (3)", "42601 VALUES lists must all be the same length");
}
END_TEST

START_TEST(with_queries)
{
    REJECTS("WITH q AS (SELECT 1), q AS (SELECT 2) SELECT 1", "42712 WITH query name \"q\" specified more than once");
    REJECTS("WITH q AS (SELECT * FROM r), r AS (SELECT 1) SELECT 1", "42P01 relation \"r\" does not exist");
    ACCEPTS("WITH RECURSIVE q AS (SELECT one FROM r), r AS (SELECT 1 AS one) SELECT one FROM q");
    REJECTS("WITH q AS (SELECT n FROM q) SELECT 1", "42P01 relation \"q\" does not exist");
    REJECTS("WITH q(a, b) AS (SELECT 1) SELECT 1", "42P10 WITH query \"q\" has 1 columns available but 2 columns specified");
    ACCEPTS("WITH RECURSIVE q(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM q WHERE n < 9) SELECT n FROM q");
    REJECTS("WITH RECURSIVE q(n) AS (SELECT 1 UNION ALL SELECT m FROM q) SELECT n FROM q", "42703 column \"m\" does not exist");
    REJECTS("SELECT * FROM q; WITH q AS (SELECT 1) SELECT 1", "42P01 relation \"q\" does not exist");
    ACCEPTS("WITH q AS (SELECT 1 AS one) SELECT (SELECT one FROM q), x.one FROM (SELECT * FROM q) x");
    REJECTS("SELECT * FROM (WITH q AS (SELECT 1) SELECT * FROM q) x, q", "42P01 relation \"q\" does not exist");
}
END_TEST

START_TEST(functions_in_from)
{
    ACCEPTS("SELECT g, g.g FROM generate_series(1, 3) g");
    REJECTS("SELECT g.generate_series FROM generate_series(1, 3) g", "42703 column g.generate_series does not exist");
    ACCEPTS("SELECT value, e FROM book, jsonb_array_elements(data) e");
    ACCEPTS("SELECT kv.key, kv.value FROM book b CROSS JOIN LATERAL jsonb_each(b.data) kv");
    REJECTS("SELECT kv.val FROM book b CROSS JOIN LATERAL jsonb_each(b.data) kv", "42703 column kv.val does not exist");
    ACCEPTS("SELECT title, copies FROM stock(1)");
    REJECTS("SELECT s.nope FROM stock(1) s", "42703 column s.nope does not exist");
    ACCEPTS("SELECT price FROM books_of(1)");
    REJECTS("SELECT o.born FROM books_of(1) o", "42703 column o.born does not exist");
    ACCEPTS("SELECT x.a FROM jsonb_to_record('{}') AS x(a int, b text)");
    REJECTS("SELECT x.c FROM jsonb_to_record('{}') AS x(a int, b text)", "42703 column x.c does not exist");
    ACCEPTS("SELECT anything, f.at_all FROM not_known_here(1) f");
    REJECTS("SELECT u.nope FROM book, unnest(tags) AS u(tag)", "42703 column u.nope does not exist");
}
END_TEST

START_TEST(column_aliases)
{
    ACCEPTS("SELECT k, title FROM book AS b(k)");
    REJECTS("SELECT id FROM book AS b(k)", "42703 column \"id\" does not exist");
    REJECTS("SELECT 1 FROM author AS a(b, c, d, e)", "42P10 table \"a\" has 3 columns available but 4 columns specified");
    REJECTS("SELECT 1 FROM (SELECT 1) AS a(b, c)", "42P10 table \"a\" has 1 columns available but 2 columns specified");
}
END_TEST

START_TEST(subqueries_give_as_many_columns_as_are_asked_for)
{
    REJECTS("SELECT (SELECT id, name FROM author)", "42601 subquery must return only one column");
    REJECTS("SELECT 1 FROM book WHERE id IN (SELECT id, name FROM author)", "42601 subquery has too many columns");
    ACCEPTS("SELECT 1 FROM book WHERE (id, title) IN (SELECT id, name FROM author)");
    ACCEPTS("SELECT 1 FROM book WHERE (id, title) = (SELECT id, name FROM author)");
    ACCEPTS("SELECT EXISTS (SELECT id, name FROM author)");
}
END_TEST

START_TEST(windows_limits_and_stars)
{
    REJECTS("SELECT rank() OVER w FROM book", "42704 window \"w\" does not exist");
    REJECTS("SELECT id FROM book LIMIT id", "42P10 argument of LIMIT must not contain variables");
    ACCEPTS("SELECT id FROM book LIMIT (SELECT count(*) FROM author)");
    REJECTS("SELECT *", "42601 SELECT * with no tables specified is not valid");
    REJECTS("SELECT q.* FROM book", "42P01 missing FROM-clause entry for table \"q\"");
}
END_TEST

START_TEST(system_columns_are_those_of_tables)
{
    ACCEPTS("SELECT ctid, tableoid, book.xmin FROM book");
    REJECTS("SELECT ctid FROM cheap_book", "42703 column \"ctid\" does not exist");
    REJECTS("SELECT ctid FROM author CROSS JOIN book", "42703 column \"ctid\" does not exist");
}
END_TEST

START_TEST(hidden_columns_must_not_be_read)
{
    ACCEPTS("SELECT id FROM account");
    REJECTS("SELECT password FROM account", "42501 permission denied for column \"password\" of relation \"account\"");
    REJECTS("SELECT * FROM account", "42501 permission denied for relation \"account\": not all of its columns may be read");
    REJECTS("SELECT account FROM account", "42501 permission denied for relation \"account\": not all of its columns may be read");
}
END_TEST

static void expect_codes(const char *sql, const char *expected)
{
    t2s_statement *statement = sql_check(library, sql);
    char text[200] = "";
    size_t used = 0;

    for (size_t i = 0; i < t2s_statement_diagnostic_count(statement); i++)
        used += (size_t)snprintf(text + used, sizeof(text) - used, "%s%s@%d:%d", i != 0 ? " " : "",
                                 t2s_diagnostic_code(t2s_statement_diagnostic(statement, i)),
                                 t2s_diagnostic_line(t2s_statement_diagnostic(statement, i)),
                                 t2s_diagnostic_column(t2s_statement_diagnostic(statement, i)));
    ck_assert_msg(strcmp(text, expected) == 0, "%s\n  gives:    %s\n  expected: %s", sql, text, expected);
    t2s_statement_free(statement);
}

START_TEST(one_mistake_is_said_once_and_several_are_all_said)
{
    expect_codes("SELECT n.a, n.b, c FROM nosuch n WHERE d = 1", "42P01@1:25");
    expect_codes("SELECT x.a FROM author x, author x WHERE x.b = 1", "42712@1:27");
    expect_codes("SELECT one,\n 'é' || two\nFROM book", "42703@1:8 42703@2:9");
    expect_codes("SELECT a.x, b.y FROM author a", "42703@1:8 42P01@1:13");
}
END_TEST

static void expect_hint(const char *sql, const char *expected)
{
    t2s_statement *statement = sql_check(library, sql);
    const char *hint = t2s_diagnostic_hint(t2s_statement_diagnostic(statement, 0));

    ck_assert_msg(hint != NULL && strcmp(hint, expected) == 0, "%s\n  hint: %s", sql, hint != NULL ? hint : "none");
    t2s_statement_free(statement);
}

START_TEST(hints_name_what_may_have_been_meant)
{
    expect_hint("SELECT titel FROM book", "Perhaps you meant book.title.");
    expect_hint("SELECT fullname FROM reader", "Perhaps you meant reader.\"Full Name\".");
    expect_hint("SELECT * FROM books", "Perhaps you meant book.");
    expect_hint("SELECT * FROM hall", "Perhaps you meant other.hall.");
    expect_hint("SELECT born FROM book", "There is author.born, joined on author.id = book.author_id.");
    expect_hint("SELECT book.title FROM book b", "Perhaps you meant to reference the table alias \"b\".");
    expect_hint("WITH a AS (SELECT * FROM b), b AS (SELECT 1) SELECT 1",
                "Use WITH RECURSIVE, or re-order the WITH items to remove forward references.");
}
END_TEST

START_TEST(without_a_catalog_no_name_is_wrong)
{
    t2s_statement *statement =
        sql_check(NULL, "SELECT a, b.c, d.* FROM x.y b, z WHERE nothing IN (SELECT q.r FROM s q) ORDER BY any_name + 1");

    ck_assert_str_eq(sql_first(statement), "");
    t2s_statement_free(statement);
}
END_TEST

SUITE("analysis_names", sql_setup, sql_teardown, unknown_relations, unknown_columns, names_are_folded_unless_quoted,
      relations_must_be_in_from_and_under_their_alias, ambiguous_and_doubled_names, joined_columns, order_by_and_group_by,
      set_operations, with_queries, functions_in_from, column_aliases, subqueries_give_as_many_columns_as_are_asked_for,
      windows_limits_and_stars, system_columns_are_those_of_tables, hidden_columns_must_not_be_read,
      one_mistake_is_said_once_and_several_are_all_said, hints_name_what_may_have_been_meant, without_a_catalog_no_name_is_wrong)
