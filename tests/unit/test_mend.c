/* SPDX-License-Identifier: MIT */
/* Names: what is mended, and above all what is not. */
#include "mend.h"

START_TEST(a_valid_statement_is_never_changed)
{
    static const char *const texts[] = {"SELECT title FROM book", "SELECT b.title FROM book b JOIN author a ON a.id = b.author_id",
                                        "SELECT \"Full Name\" FROM reader -- name", "SELECT 1"};

    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        t2s_statement *statement = mend_sql(texts[i]);

        ck_assert(t2s_statement_valid(statement));
        ck_assert_str_eq(t2s_statement_sql(statement), texts[i]);
        ck_assert_str_eq(t2s_statement_original_sql(statement), texts[i]);
        ck_assert_uint_eq(t2s_statement_fix_count(statement), 0);
        t2s_statement_free(statement);
    }
}
END_TEST

START_TEST(a_column_is_spelled_as_it_must_be)
{
    MENDS("SELECT full_name FROM reader", "SELECT \"Full Name\" FROM reader", "column_spelling");
    MENDS("SELECT FullName FROM reader", "SELECT \"Full Name\" FROM reader", "column_spelling");
    MENDS("SELECT r.full_name FROM reader AS r", "SELECT r.\"Full Name\" FROM reader AS r", "column_spelling");
    MENDS("SELECT \"Title\" FROM book", "SELECT title FROM book", "column_case");
    MENDS("SELECT b.\"TITLE\" FROM book b", "SELECT b.title FROM book b", "column_case");
    MENDS("SELECT titles FROM book", "SELECT title FROM book", "column_spelling");
    MENDS("SELECT tiitle FROM book", "SELECT title FROM book", "column_near_name");
    MENDS("SELECT b.author_ids, authorid FROM book b", "SELECT b.author_id, author_id FROM book b",
          "column_spelling column_spelling");
    MENDS("SELECT book_title FROM book", "SELECT title FROM book", "column_prefix");
}
END_TEST

START_TEST(nothing_else_of_the_text_changes)
{
    MENDS("SELECT /* a */ full_name -- full_name\n  , 'full_name'\nFROM   reader;\n",
          "SELECT /* a */ \"Full Name\" -- full_name\n  , 'full_name'\nFROM   reader;\n", "column_spelling");
}
END_TEST

START_TEST(a_column_of_another_alias_is_found_there)
{
    MENDS("SELECT a.title FROM author a JOIN book b ON b.author_id = a.id",
          "SELECT b.title FROM author a JOIN book b ON b.author_id = a.id", "column_moved");
    MENDS("SELECT l.full_name FROM loan l JOIN reader r ON r.id = l.reader_id",
          "SELECT r.\"Full Name\" FROM loan l JOIN reader r ON r.id = l.reader_id", "column_spelling");
}
END_TEST

START_TEST(what_two_aliases_have_is_left_alone)
{
    LEAVES("SELECT l.name FROM loan l, author a, reader r");
    LEAVES("SELECT l.title FROM loan l, book b, cheap_book c");
}
END_TEST

START_TEST(a_comparison_with_itself_is_no_mend)
{
    LEAVES("SELECT 1 FROM author a JOIN loan l ON a.lent = l.lent");
    LEAVES("SELECT 1 FROM author a JOIN loan l ON l.lent = a.lent");
    MENDS("SELECT 1 FROM author a JOIN book b ON b.author_id = a.author_id",
          "SELECT 1 FROM author a JOIN book b ON b.author_id = a.id", "column_prefix");
}
END_TEST

START_TEST(a_name_that_any_table_could_have_is_of_no_table_outside_of_from)
{
    LEAVES("SELECT name FROM book");
    LEAVES("SELECT b.name FROM book b");
}
END_TEST

START_TEST(numbers_and_short_names_are_not_misspelled)
{
    LEAVES("SELECT line2 FROM (SELECT 1 AS line1) x");
    LEAVES("SELECT ab FROM (SELECT 1 AS ac) x");
    LEAVES("SELECT nothing_like_it FROM book");
}
END_TEST

START_TEST(two_near_names_are_no_sure_mend)
{
    LEAVES("SELECT colours FROM (SELECT 1 AS colourx, 2 AS coloury) x");
    LEAVES("SELECT student_id FROM (SELECT 1 AS \"Student ID\", 2 AS \"StudentID\") x");
}
END_TEST

START_TEST(an_alias_is_taken_for_its_table)
{
    MENDS("SELECT book.title FROM book b", "SELECT b.title FROM book b", "table_alias");
    MENDS("SELECT public.book.title FROM book b", "SELECT b.title FROM book b", "table_alias");
    LEAVES("SELECT book.title FROM book x, book y");
}
END_TEST

START_TEST(an_alias_that_is_not_there_is_the_one_that_has_the_column)
{
    MENDS("SELECT t.title, t.lent FROM book b, loan l", "SELECT b.title, l.lent FROM book b, loan l", "alias_unknown alias_unknown");
    MENDS("SELECT books.title FROM book", "SELECT book.title FROM book", "alias_near_name");
    LEAVES("SELECT t.id FROM book b, loan l");
    LEAVES("SELECT reader.title FROM book b");
}
END_TEST

START_TEST(a_table_is_spelled_as_it_must_be)
{
    MENDS("SELECT title FROM books", "SELECT title FROM book", "table_spelling");
    MENDS("SELECT title FROM \"Book\"", "SELECT title FROM book", "table_case");
    MENDS("SELECT year FROM closedyear", "SELECT year FROM closed_year", "table_spelling");
    MENDS("SELECT seats FROM hall", "SELECT seats FROM other.hall", "table_schema");
    MENDS("SELECT seats FROM public.hall h", "SELECT seats FROM other.hall h", "table_schema");
    MENDS("SELECT books.title FROM books WHERE books.id = 1", "SELECT book.title FROM book WHERE book.id = 1",
          "table_spelling alias_near_name alias_near_name");
    MENDS("WITH total AS (SELECT 1 AS n) SELECT n FROM totals", "WITH total AS (SELECT 1 AS n) SELECT n FROM total", "with_near_name");
    LEAVES("SELECT title FROM magazine");
}
END_TEST

START_TEST(an_ambiguous_column_that_the_join_equates_is_the_first)
{
    MENDS("SELECT id FROM book JOIN cheap_book ON book.id = cheap_book.id",
          "SELECT book.id FROM book JOIN cheap_book ON book.id = cheap_book.id", "column_qualified");
    MENDS("SELECT id FROM book b, cheap_book c WHERE c.id = b.id AND b.price > 3",
          "SELECT b.id FROM book b, cheap_book c WHERE c.id = b.id AND b.price > 3", "column_qualified");
    LEAVES("SELECT id FROM book b LEFT JOIN cheap_book c ON b.id = c.id");
    LEAVES("SELECT id FROM book b, cheap_book c WHERE c.id = b.id OR b.price > 3");
    LEAVES("SELECT id FROM book b JOIN author a ON a.id = b.author_id");
    LEAVES("SELECT id FROM book b JOIN cheap_book c ON c.id = b.id JOIN author a ON a.id = b.author_id");
}
END_TEST

START_TEST(what_is_refused_on_principle_is_not_mended)
{
    LEAVES("DELETE FROM books");
    LEAVES("SELECT full_name FROM reader FOR UPDATE");
    LEAVES("SELECT titles FROM book; DROP TABLE book");
}
END_TEST

START_TEST(all_is_mended_or_nothing)
{
    t2s_statement *statement = mend_sql("SELECT full_name, nothing_like_it FROM reader");

    ck_assert_str_eq(t2s_statement_sql(statement), "SELECT full_name, nothing_like_it FROM reader");
    ck_assert_uint_eq(t2s_statement_diagnostic_count(statement), 2);
    t2s_statement_free(statement);
}
END_TEST

START_TEST(a_fix_says_what_it_did_and_where)
{
    const char *sql = "SELECT full_name, books.id FROM reader, books";
    t2s_statement *statement = mend_sql(sql);
    size_t start, length;
    const t2s_fix *fix;

    ck_assert_str_eq(t2s_statement_sql(statement), "SELECT \"Full Name\", book.id FROM reader, book");
    ck_assert_uint_eq(t2s_statement_fix_count(statement), 3);
    for (size_t i = 0; i < 3; i++) {
        fix = t2s_statement_fix(statement, i);
        ck_assert_uint_eq(t2s_fix_edit_count(fix), 1);
        ck_assert_ptr_nonnull(t2s_fix_edit(fix, 0, &start, &length));
        ck_assert_ptr_nonnull(t2s_fix_message(fix));
        if (strcmp(t2s_fix_name(fix), "column_spelling") == 0) {
            ck_assert_str_eq(t2s_fix_code(fix), "42703");
            ck_assert_str_eq(t2s_fix_edit(fix, 0, NULL, NULL), "\"Full Name\"");
            ck_assert(start == 7 && length == 9);
        } else {
            ck_assert_str_eq(t2s_fix_code(fix), "42P01");
            ck_assert_str_eq(t2s_fix_edit(fix, 0, NULL, NULL), "book");
            ck_assert_msg(strncmp(sql + start, "books", length) == 0 && length == 5, "%zu %zu", start, length);
        }
    }
    ck_assert_ptr_null(t2s_statement_fix(statement, 3));
    ck_assert_ptr_null(t2s_fix_edit(t2s_statement_fix(statement, 0), 1, NULL, NULL));
    t2s_statement_free(statement);
}
END_TEST

START_TEST(what_could_be_done_is_told_with_what_is_wrong)
{
    t2s_statement *statement = mend_sql("SELECT id FROM book b LEFT JOIN cheap_book c ON b.id = c.id");
    const t2s_diagnostic *first = t2s_statement_diagnostic(statement, 0);

    ck_assert_uint_eq(t2s_diagnostic_fix_count(first), 2);
    ck_assert_str_eq(t2s_fix_edit(t2s_diagnostic_fix(first, 0), 0, NULL, NULL), "b.id");
    ck_assert_str_eq(t2s_fix_edit(t2s_diagnostic_fix(first, 1), 0, NULL, NULL), "c.id");
    ck_assert_ptr_null(t2s_diagnostic_fix(first, 2));
    ck_assert_str_eq(t2s_fix_code(t2s_diagnostic_fix(first, 0)), "42702");
    t2s_statement_free(statement);
}
END_TEST

START_TEST(several_things_that_fit_are_told)
{
    t2s_statement *statement = mend_sql("SELECT r.title FROM reader r, book b, cheap_book c");

    ck_assert(!t2s_statement_valid(statement));
    ck_assert_ptr_nonnull(strstr(t2s_diagnostic_hint(t2s_statement_diagnostic(statement, 0)),
                                 "More than one thing fits: \"title\" is a column of \"b\"; or \"title\" is a column of \"c\""));
    t2s_statement_free(statement);
}
END_TEST

START_TEST(many_mistakes_are_too_many)
{
    char sql[2000] = "SELECT 1";
    size_t used = strlen(sql);

    for (int i = 0; i < 40; i++)
        used += (size_t)snprintf(sql + used, sizeof(sql) - used, ", full_name");
    snprintf(sql + used, sizeof(sql) - used, " FROM reader");
    LEAVES(sql);
}
END_TEST

START_TEST(nonsense_is_refused)
{
    t2s_statement *statement = NULL;

    ck_assert_int_eq(t2s_statement_mend(NULL, NULL, "SELECT 1", 8, NULL, 0, &statement, NULL), T2S_E_INVALID);
    ck_assert_int_eq(t2s_statement_mend(postgres, NULL, NULL, 0, NULL, 0, &statement, NULL), T2S_E_INVALID);
    ck_assert_int_eq(t2s_statement_mend(postgres, NULL, "SELECT 1", 8, NULL, 0, NULL, NULL), T2S_E_INVALID);
    ck_assert_ptr_null(statement);
    ck_assert_ptr_null(t2s_fix_name(NULL));
    ck_assert_ptr_null(t2s_fix_message(NULL));
    ck_assert_ptr_null(t2s_fix_code(NULL));
    ck_assert_uint_eq(t2s_fix_edit_count(NULL), 0);
    ck_assert_uint_eq(t2s_diagnostic_fix_count(NULL), 0);
    ck_assert_uint_eq(t2s_statement_fix_count(NULL), 0);
    ck_assert_ptr_null(t2s_statement_original_sql(NULL));
}
END_TEST

START_TEST(without_memory_it_fails_and_nothing_leaks)
{
    ck_assert(mends_or_lacks_memory("SELECT full_name, books.title FROM reader r, books"));
}
END_TEST

SUITE("mend", sql_setup, sql_teardown, a_valid_statement_is_never_changed, a_column_is_spelled_as_it_must_be,
      nothing_else_of_the_text_changes, a_column_of_another_alias_is_found_there, what_two_aliases_have_is_left_alone,
      a_comparison_with_itself_is_no_mend, a_name_that_any_table_could_have_is_of_no_table_outside_of_from, numbers_and_short_names_are_not_misspelled,
      two_near_names_are_no_sure_mend, an_alias_is_taken_for_its_table, an_alias_that_is_not_there_is_the_one_that_has_the_column,
      a_table_is_spelled_as_it_must_be, an_ambiguous_column_that_the_join_equates_is_the_first,
      what_is_refused_on_principle_is_not_mended, all_is_mended_or_nothing, a_fix_says_what_it_did_and_where,
      what_could_be_done_is_told_with_what_is_wrong, several_things_that_fit_are_told, many_mistakes_are_too_many,
      nonsense_is_refused,
      without_memory_it_fails_and_nothing_leaks)
