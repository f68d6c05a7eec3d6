/* SPDX-License-Identifier: MIT */
/* Syntax of other dialects and of other formats: what is mended, and what is not. */
#include "mend.h"

START_TEST(a_query_is_taken_out_of_the_text_around_it)
{
    MENDS("SELECT title FROM book;\n```\n\nIt's a `query`.", "SELECT title FROM book", "extracted");
    MENDS("Here it is:\n```sql\nSELECT title FROM book;\n```\nDone.", "SELECT title FROM book", "extracted");
    MENDS("SQL: SELECT title FROM book", "SELECT title FROM book", "extracted");
    MENDS("SELECT title FROM book;\n\nExplanation:\n1. Select the title.", "SELECT title FROM book", "extracted");
    LEAVES("SELECT title FROM book; SELECT name FROM author; Or so.");
    LEAVES("SELECT The question is quite complex. Here is what to do:");
}
END_TEST

START_TEST(what_is_cut_off_stays_so)
{
    LEAVES("SELECT title FROM book WHERE price > (SELECT avg(price) FROM");
    LEAVES("SELECT title FROM book WHERE id IN (SELECT book_id FROM loan");
    LEAVES("SELECT title, \"Full Na");
    LEAVES("SELECT title FROM book WHERE title = 'The");
    LEAVES("SELECT title, price,");
    LEAVES("SELECT title FROM book WHERE");
}
END_TEST

START_TEST(backticks_and_brackets_become_quotes)
{
    MENDS("SELECT `title` FROM `book`", "SELECT \"title\" FROM \"book\"", "backticks");
    MENDS("SELECT r.`Full Name` FROM reader r", "SELECT r.\"Full Name\" FROM reader r", "backticks");
    MENDS("SELECT `Title` AS `My Title` FROM `Book`", "SELECT Title AS \"My Title\" FROM Book", "backticks");
    MENDS("SELECT [title], b.[price] AS [The Price] FROM [book] b", "SELECT \"title\", b.\"price\" AS \"The Price\" FROM \"book\" b",
          "brackets");
    MENDS("SELECT b.tags[1], `title` FROM book b", "SELECT b.tags[1], \"title\" FROM book b", "backticks");
    MENDS("SELECT '`a` [b]' /* `c` */, `title` FROM book -- `d`", "SELECT '`a` [b]' /* `c` */, \"title\" FROM book -- `d`", "backticks");
    MENDS("SELECT TOP 2 [title] FROM book", "SELECT \"title\" FROM book LIMIT 2", "top brackets");
}
END_TEST

START_TEST(escapes_of_other_formats_are_taken_away)
{
    MENDS("SELECT author\\_id, COUNT(\\*) FROM book GROUP BY author\\_id", "SELECT author_id, COUNT(*) FROM book GROUP BY author_id",
          "escapes");
    MENDS("SELECT author\\_id FROM book WHERE title = 'a\\_b'", "SELECT author_id FROM book WHERE title = 'a\\_b'", "escapes");
    MENDS("SELECT title\\nFROM book", "SELECT title\nFROM book", "escapes");
    MENDS("SELECT title FROM book WHERE price &lt; 3 AND title &lt;&gt; &#39;a&#39;", "SELECT title FROM book WHERE price < 3 AND title <> 'a'",
          "entities");
    LEAVES("SELECT title FROM book WHERE a &lt b");
}
END_TEST

START_TEST(quotes_in_strings_are_doubled)
{
    MENDS("SELECT title FROM book WHERE title = 'Women\\'s Soccer'", "SELECT title FROM book WHERE title = 'Women''s Soccer'",
          "string_quotes");
    MENDS("SELECT title FROM book WHERE title = 'Women's Soccer' OR title = 'it''s'",
          "SELECT title FROM book WHERE title = 'Women''s Soccer' OR title = 'it''s'", "string_quotes");
    MENDS("SELECT author\\_id FROM book WHERE title = 'Women\\'s' AND author\\_id = 1",
          "SELECT author_id FROM book WHERE title = 'Women''s' AND author_id = 1", "escapes string_quotes");
}
END_TEST

START_TEST(typographic_characters_become_those_of_sql)
{
    MENDS("SELECT\xC2\xA0title FROM book", "SELECT title FROM book", "typography");
    MENDS("SELECT title\xE2\x80\x8B FROM book WHERE title = \xE2\x80\x98it's \xE2\x80\x9Cso\xE2\x80\x9D\xE2\x80\x99",
          "SELECT title FROM book WHERE title = 'it''s \xE2\x80\x9Cso\xE2\x80\x9D'", "typography");
    MENDS("SELECT title FROM book WHERE price \xE2\x89\xA5 3 \xE2\x88\x92 1", "SELECT title FROM book WHERE price >= 3 - 1", "typography");
    MENDS("SELECT count\xEF\xBC\x88*\xEF\xBC\x89 FROM book", "SELECT count(*) FROM book", "typography");
    MENDS("SELECT '\xE2\x80\x98' FROM book WHERE title = \xE2\x80\x98x\xE2\x80\x99", "SELECT '\xE2\x80\x98' FROM book WHERE title = 'x'", "typography");
}
END_TEST

START_TEST(names_with_blanks_get_their_quotes)
{
    MENDS("SELECT Full Name FROM reader", "SELECT \"Full Name\" FROM reader", "unquoted_name");
    MENDS("SELECT r.full name FROM reader r WHERE r.Full Name = 'Full Name'",
          "SELECT r.\"Full Name\" FROM reader r WHERE r.\"Full Name\" = 'Full Name'", "unquoted_name");
    LEAVES("SELECT Full Names FROM reader");
    LEAVES("SELECT Full Name FROM book");
}
END_TEST

START_TEST(limits_are_written_another_way)
{
    MENDS("SELECT title FROM book ORDER BY 1 LIMIT 10, 5", "SELECT title FROM book ORDER BY 1 LIMIT 5 OFFSET 10", "limit_offset");
    MENDS("SELECT TOP 3 title FROM book ORDER BY price DESC;", "SELECT title FROM book ORDER BY price DESC LIMIT 3;", "top");
    MENDS("SELECT DISTINCT TOP 3 title FROM book", "SELECT DISTINCT title FROM book LIMIT 3", "top");
    MENDS("SELECT * FROM (SELECT TOP 3 title FROM book) x", "SELECT * FROM (SELECT title FROM book LIMIT 3) x", "top");
    LEAVES("SELECT TOP 3 PERCENT title FROM book");
    LEAVES("SELECT TOP 3 title FROM book UNION SELECT name FROM author");
    LEAVES("SELECT title FROM book LIMIT 7, 1 OFFSET 6");
    MENDS("SELECT title FROM book LIMIT 1 UNION SELECT name FROM author LIMIT 1",
          "(SELECT title FROM book LIMIT 1) UNION (SELECT name FROM author LIMIT 1)", "limited_union");
    LEAVES("SELECT title FROM book LIMIT 1 UNION SELECT name FROM author ORDER BY 1");
}
END_TEST

START_TEST(keywords_and_operators_are_replaced)
{
    MENDS("SELECT title FROM book MINUS SELECT name FROM author", "SELECT title FROM book EXCEPT SELECT name FROM author", "minus");
    MENDS("SELECT title FROM book WHERE id MOD 2 = 0", "SELECT title FROM book WHERE id % 2 = 0", "operators");
    MENDS("SELECT title FROM book WHERE id > = 2 AND id < > 3", "SELECT title FROM book WHERE id >= 2 AND id <> 3", "operators");
    MENDS("SELECT title FROM book USE INDEX (a, b) WHERE id = 1", "SELECT title FROM book WHERE id = 1", "hints");
    MENDS("SELECT title FROM book WITH (NOLOCK) WHERE id = 1", "SELECT title FROM book WHERE id = 1", "hints");
    MENDS("SELECT SQL_NO_CACHE title FROM book", "SELECT title FROM book", "hints");
    MENDS("SELECT lent FROM loan WHERE lent > CURRENT_DATE - INTERVAL 30 DAY AND lent < CURRENT_DATE - INTERVAL 2 WEEK",
          "SELECT lent FROM loan WHERE lent > CURRENT_DATE - INTERVAL '30' DAY AND lent < CURRENT_DATE - INTERVAL '2 WEEK'", "intervals");
    MENDS("SELECT lent + INTERVAL l.id DAY FROM loan l", "SELECT lent + (l.id * INTERVAL '1' DAY) FROM loan l", "intervals");
    MENDS("SELECT CURRENT_DATE() FROM loan", "SELECT CURRENT_DATE FROM loan", "current_time");
    MENDS("SELECT group_concat(DISTINCT title SEPARATOR '; ') FROM book", "SELECT string_agg(DISTINCT (title)::text, '; ') FROM book",
          "function_idiom");
    MENDS("SELECT group_concat(title ORDER BY price DESC, id SEPARATOR ' ') FROM book",
          "SELECT string_agg((title)::text, ' ' ORDER BY price DESC, id) FROM book", "function_idiom");
    MENDS("SELECT datepart(month FROM lent) FROM loan", "SELECT EXTRACT(month FROM lent) FROM loan", "date_parts");
    MENDS("SELECT 1 FROM DUAL", "SELECT 1", "dual");
    MENDS("SELECT author_id, count(*) FROM book GROUP BY author_id WITH ROLLUP", "SELECT author_id, count(*) FROM book GROUP BY ROLLUP (author_id)",
          "rollup");
    MENDS("# all of them\nSELECT title FROM book", "-- all of them\nSELECT title FROM book", "comments");
}
END_TEST

START_TEST(aliases_in_single_quotes_are_names)
{
    MENDS("SELECT count(*) AS 'How many' FROM book", "SELECT count(*) AS \"How many\" FROM book", "alias_quotes");
    MENDS("SELECT count(*) 'How many', 'x' FROM book", "SELECT count(*) \"How many\", 'x' FROM book", "alias_quotes");
}
END_TEST

START_TEST(small_slips_are_put_right)
{
    MENDS("SELECT title, price, FROM book", "SELECT title, price FROM book", "trailing_comma");
    MENDS("SELECT title;\nFROM book", "SELECT title\nFROM book", "semicolon");
    MENDS("SELECT title FROM book WHERE (id = 1));", "SELECT title FROM book WHERE (id = 1);", "parenthesis");
    MENDS("SELECT ((max(id)) / 2) * 100) AS part FROM book", "SELECT ((max(id)) / 2) * 100 AS part FROM book", "parenthesis");
    LEAVES("SELECT round(avg(price)) * 100, 2) AS part FROM book");
    LEAVES("SELECT id) * 100) AS part FROM book");
    LEAVES("SELECT (1)) + (2 FROM book");
    MENDS("SELECT * FROM (SELECT title FROM book)", "SELECT * FROM (SELECT title FROM book) AS subquery", "subquery_alias");
    MENDS("SELECT SUM(price WHERE id = 1) / COUNT(id) FROM book", "SELECT SUM(price) FILTER (WHERE id = 1) / COUNT(id) FROM book", "filter");
    MENDS("SELECT b.title FROM book b WHERE b.id = 1 JOIN author a ON a.id = b.author_id",
          "SELECT b.title FROM book b JOIN author a ON a.id = b.author_id\nWHERE b.id = 1", "late_join");
    MENDS("SELECT b.title FROM book b WHERE b.id = 1 JOIN author a ON a.id = b.author_id WHERE a.id = 2",
          "SELECT b.title FROM book b JOIN author a ON a.id = b.author_id\nWHERE b.id = 1\nAND a.id = 2", "late_join");
    LEAVES("SELECT b.title FROM book b WHERE b.id = 1 LEFT JOIN author a ON a.id = b.author_id");
    LEAVES("SELECT b.title FROM book b WHERE b.id = 1 OR b.id = 2 JOIN author a ON a.id = b.author_id WHERE a.id = 2");
}
END_TEST

START_TEST(what_is_refused_on_principle_is_not_mended)
{
    LEAVES("DELETE FROM `book`");
    LEAVES("SELECT `title` FROM book; DROP TABLE book");
    LEAVES("```sql\nDROP TABLE book\n```");
}
END_TEST

START_TEST(hostile_texts_take_no_time)
{
    static const char *const pieces[] = {"`", "[", "'", "\"", "\xE2\x80\x98", "$a$", "(", "TOP ", "LIMIT 1,", "\\_", "&lt;", "where x ", "Full ", "/*", "--\n#"};
    size_t length = 60 * 1024;
    char *text = malloc(length + 1);

    for (size_t k = 0; k < sizeof(pieces) / sizeof(*pieces); k++) {
        size_t size = strlen(pieces[k]);
        t2s_statement *statement = NULL;

        memcpy(text, "SELECT x FROM reader ", 21);
        for (size_t i = 21; i < length; i++)
            text[i] = pieces[k][i % size];
        text[length - length % size] = '\0';
        t2s_statement_mend(postgres, library, text, strlen(text), validators, 3, &statement, NULL);
        t2s_statement_free(statement);
    }
    free(text);
}
END_TEST

START_TEST(what_cannot_be_mended_comes_with_a_hint)
{
    static const char *const cases[][2] = {{"SELECT title FROM book WHERE id IN (SELECT 1", "cut off"},
                                           {"SELECT title FROM book WHERE title = 'a", "cut off"},
                                           {"SELECT title FROM book WHERE title REGEXP 'a'", "~*"}};

    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        t2s_statement *statement = mend_sql(cases[i][0]);
        const char *hint = t2s_diagnostic_hint(t2s_statement_diagnostic(statement, 0));

        ck_assert_msg(hint != NULL && strstr(hint, cases[i][1]) != NULL, "%s: %s", cases[i][0], hint != NULL ? hint : "no hint");
        t2s_statement_free(statement);
    }
}
END_TEST

START_TEST(without_memory_it_fails_and_nothing_leaks)
{
    /* What names the text has is not its matter. */
    (void)mends_or_lacks_memory("SELECT TOP 2 `title`, Full Name, a\\_b FROM reader r, `Book` WHERE `title` = 'it's' AND x = [y z];\n```\nDone");
}
END_TEST

SUITE("mend_syntax", sql_setup, sql_teardown, a_query_is_taken_out_of_the_text_around_it,
      what_is_cut_off_stays_so,
      backticks_and_brackets_become_quotes,
      escapes_of_other_formats_are_taken_away,
      quotes_in_strings_are_doubled,
      typographic_characters_become_those_of_sql,
      names_with_blanks_get_their_quotes,
      limits_are_written_another_way,
      keywords_and_operators_are_replaced,
      aliases_in_single_quotes_are_names,
      small_slips_are_put_right,
      what_is_refused_on_principle_is_not_mended,
      hostile_texts_take_no_time,
      what_cannot_be_mended_comes_with_a_hint,
      without_memory_it_fails_and_nothing_leaks)
