/* SPDX-License-Identifier: MIT */
/* Checking a statement: bounds, order of the validators, what is refused, and memory. */
#include <string.h>

#include "sql_catalog.h"

START_TEST(a_text_without_a_statement_is_said_to_be_empty)
{
    REJECTS("", "empty the text holds no statement");
    REJECTS(" ;; -- nothing", "empty the text holds no statement");
}
END_TEST

START_TEST(bytes_that_are_no_text_are_refused)
{
    static const char zero[] = "SELECT 1\0; DROP TABLE x";
    t2s_statement *statement;

    REJECTS("SELECT '\xFF'", "22021 invalid byte sequence for encoding \"UTF8\": 0xff at byte 8");
    ck_assert_int_eq(t2s_statement_check(postgres, library, zero, sizeof(zero) - 1, NULL, 0, &statement, NULL), 0);
    ck_assert_str_eq(sql_first(statement), "22021 the text has a NUL byte in it");
    t2s_statement_free(statement);
}
END_TEST

START_TEST(a_text_that_is_too_long_is_not_looked_at)
{
    size_t length = 10 * 1024 * 1024;
    char *sql = malloc(length);
    t2s_statement *statement;

    memset(sql, ' ', length);
    ck_assert_int_eq(t2s_statement_check(postgres, library, sql, length, NULL, 0, &statement, NULL), 0);
    ck_assert_str_eq(t2s_diagnostic_code(t2s_statement_diagnostic(statement, 0)), "54000");
    t2s_statement_free(statement);
    free(sql);
}
END_TEST

START_TEST(arguments_are_checked)
{
    t2s_validator *none = NULL;
    t2s_statement *statement;
    t2s_error *error = NULL;

    ck_assert_int_eq(t2s_statement_check(NULL, library, "", 0, NULL, 0, &statement, &error), T2S_E_INVALID);
    ck_assert_ptr_nonnull(error);
    t2s_error_unref(error);
    ck_assert_int_eq(t2s_statement_check(postgres, library, "", 0, &none, 1, &statement, NULL), T2S_E_INVALID);
    ck_assert_int_eq(t2s_statement_check(postgres, library, "", 0, NULL, 1, &statement, NULL), T2S_E_INVALID);
    t2s_statement_free(NULL);
    ck_assert_int_eq(t2s_statement_valid(NULL), 0);
}
END_TEST

START_TEST(several_statements_are_one_too_many)
{
    t2s_statement *statement = sql_check(library, "SELECT id FROM book; SELECT name FROM author;");

    ck_assert_str_eq(sql_first(statement), "multiple_statements the text holds more than one statement");
    ck_assert_uint_eq(t2s_statement_count(statement), 2);
    ck_assert_uint_eq(t2s_statement_column_count(statement), 2);
    t2s_statement_free(statement);
    ACCEPTS("SELECT 1;");
}
END_TEST

START_TEST(what_writes_is_refused_wherever_it_is)
{
    static const char *const cases[][2] = {
        {"INSERT INTO book (id) VALUES (1)", "INSERT"},
        {"UPDATE book SET id = 1", "UPDATE"},
        {"DELETE FROM book", "DELETE"},
        {"MERGE INTO book b USING author a ON a.id = b.id WHEN MATCHED THEN DELETE", "MERGE"},
        {"WITH d AS (DELETE FROM book RETURNING id) SELECT id FROM d", "DELETE"},
        {"SELECT * FROM (SELECT 1) x WHERE EXISTS (SELECT * INTO y FROM book)", NULL},
        {"SELECT id INTO copy FROM book", "SELECT INTO"},
        {"SELECT id FROM book FOR UPDATE", "FOR UPDATE"},
        {"SELECT * FROM (SELECT id FROM book FOR KEY SHARE) x", "FOR KEY SHARE"},
        {"CREATE TABLE x AS SELECT 1", "CREATE TABLE"},
        {"CREATE INDEX ON book (id)", "CREATE INDEX"},
        {"DROP TABLE book", "DROP TABLE"},
        {"TRUNCATE book", "TRUNCATE"},
        {"COPY book TO '/tmp/x'", "COPY"},
        {"COPY (SELECT 1) TO PROGRAM 'x'", "COPY"},
        {"EXPLAIN ANALYZE DELETE FROM book", "EXPLAIN"},
        {"EXPLAIN SELECT 1", "EXPLAIN"},
        {"SET search_path = x", "SET"},
        {"RESET ALL", "RESET"},
        {"SHOW all", "SHOW"},
        {"BEGIN", "BEGIN"},
        {"COMMIT", "COMMIT"},
        {"LOCK TABLE book", "LOCK"},
        {"DO $$ BEGIN END $$", "DO"},
        {"CALL p()", "CALL"},
        {"PREPARE x AS SELECT 1", "PREPARE"},
        {"EXECUTE x", "EXECUTE"},
        {"DECLARE c CURSOR FOR SELECT 1", "DECLARE"},
        {"VACUUM", "VACUUM"},
        {"GRANT SELECT ON book TO x", "GRANT"},
        {"NOTIFY x", "NOTIFY"},
        {"REFRESH MATERIALIZED VIEW x", "REFRESH"},
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        t2s_statement *statement = sql_check(library, cases[i][0]);
        const t2s_diagnostic *first = t2s_statement_diagnostic(statement, 0);
        const char *word = NULL;

        ck_assert_msg(!t2s_statement_valid(statement), "%s", cases[i][0]);
        if (cases[i][1] != NULL) {
            ck_assert_msg(t2s_statement_writes(statement, &word, NULL) && strcmp(word, cases[i][1]) == 0, "%s: %s", cases[i][0],
                          word);
            ck_assert_str_eq(t2s_diagnostic_code(first), "not_read_only");
            ck_assert_int_eq(t2s_diagnostic_is_refusal(first), 1);
        }
        t2s_statement_free(statement);
    }
}
END_TEST

START_TEST(words_in_strings_and_names_write_nothing)
{
    ACCEPTS("SELECT 'DELETE FROM book' AS \"update\", title AS insert FROM book -- drop table book\n WHERE title <> 'FOR UPDATE'");
}
END_TEST

START_TEST(a_mistake_is_no_refusal)
{
    t2s_statement *statement = sql_check(library, "SELECT nope FROM book");

    ck_assert_int_eq(t2s_diagnostic_is_refusal(t2s_statement_diagnostic(statement, 0)), 0);
    ck_assert_str_eq(t2s_diagnostic_rule(t2s_statement_diagnostic(statement, 0)), "names");
    ck_assert_int_eq(t2s_diagnostic_position(t2s_statement_diagnostic(statement, 0)), 7);
    ck_assert_int_eq(t2s_diagnostic_severity(t2s_statement_diagnostic(statement, 0)), T2S_SEVERITY_ERROR);
    t2s_statement_free(statement);
}
END_TEST

START_TEST(without_the_names_validator_findings_reject_nothing)
{
    t2s_statement *statement;
    const char *sql = "SELECT nope FROM book";

    ck_assert_int_eq(t2s_statement_check(postgres, library, sql, strlen(sql), validators + 1, 2, &statement, NULL), 0);
    ck_assert_int_eq(t2s_statement_valid(statement), 1);
    ck_assert_uint_eq(t2s_statement_finding_count(statement), 1);
    ck_assert_str_eq(t2s_diagnostic_code(t2s_statement_finding(statement, 0)), "42703");
    ck_assert_ptr_null(t2s_statement_finding(statement, 1));
    t2s_statement_free(statement);
}
END_TEST

START_TEST(a_statement_outlives_what_it_was_made_with)
{
    t2s_catalog *catalog = sql_catalog();
    t2s_dialect *dialect;
    t2s_statement *statement;
    char sql[] = "SELECT title FROM book";

    ck_assert_int_eq(t2s_postgres_dialect_new(&dialect), 0);
    ck_assert_int_eq(t2s_statement_check(dialect, catalog, sql, strlen(sql), validators, 3, &statement, NULL), 0);
    t2s_dialect_unref(dialect);
    t2s_catalog_unref(catalog);
    memset(sql, 'x', sizeof(sql));
    ck_assert_str_eq(t2s_statement_sql(statement), "SELECT title FROM book");
    ck_assert_str_eq(t2s_statement_dialect(statement), "postgres");
    ck_assert_str_eq(t2s_relation_name(t2s_statement_relation(statement, 0)), "book");
    t2s_statement_free(statement);
}
END_TEST

START_TEST(every_allocation_may_fail)
{
    static const char *const texts[] = {
        "SELECT title FROM book",
        "SELECT b.*, (SELECT max(id) FROM loan l WHERE l.book_id = b.id) m FROM book b JOIN author a ON a.id = b.author_id WHERE "
        "a.name = 'x'",
        "WITH RECURSIVE q(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM q) SELECT n, count(*) FROM q GROUP BY 1 ORDER BY n LIMIT 3",
        "SELECT titel, b.nam, c.x FROM books, book b NATURAL JOIN author",
        "SELECT x, value FROM book, unnest(tags) x, jsonb_array_elements(data) ORDER BY nope",
        "SELECT id AS a, id AS b FROM author UNION SELECT id FROM book ORDER BY a + 1",
        "SELECT rank() OVER w FROM (author a CROSS JOIN book) AS j(k) WINDOW w AS (ORDER BY k)",
        "DELETE FROM book WHERE id IN (SELECT id FROM author); SELECT 2",
        "SELECT 'a",
        "",
        "SELECT '\xFF'",
        "SELECT pg_catalog.now(), \"Full Name\" FROM reader r(id) WHERE (home).zip > '1' FOR UPDATE OF r",
        "VALUES (1, 'a'), (2, 'b') ORDER BY column1",
    };

    for (size_t i = 0; i < 2 * sizeof(texts) / sizeof(texts[0]); i++) {
        const char *sql = texts[i / 2];
        int done = 0;

        OOM_LOOP (n) {
            t2s_statement *statement = NULL;
            t2s_error *error = NULL;
            int code = t2s_statement_check(postgres, i % 2 ? library : NULL, sql, strlen(sql), validators, 3, &statement, &error);

            ck_assert_msg(code == 0 || code == T2S_E_NOMEM, "%s: %d", sql, code);
            ck_assert_int_eq(code == 0, statement != NULL);
            ck_assert_int_eq(code == 0, error == NULL);
            done |= code == 0;
            t2s_statement_free(statement);
            t2s_error_unref(error);
        }
        ck_assert_int_eq(done, 1);
    }
}
END_TEST

SUITE("statement", sql_setup, sql_teardown, a_text_without_a_statement_is_said_to_be_empty, bytes_that_are_no_text_are_refused,
      a_text_that_is_too_long_is_not_looked_at, arguments_are_checked, several_statements_are_one_too_many,
      what_writes_is_refused_wherever_it_is, words_in_strings_and_names_write_nothing, a_mistake_is_no_refusal,
      without_the_names_validator_findings_reject_nothing, a_statement_outlives_what_it_was_made_with, every_allocation_may_fail)
