/* SPDX-License-Identifier: MIT */
/* The types of expressions and of what statements give, by PostgreSQL's own verdicts; and what is said, and where. */
#include "metadata/ddl.h"
#include "sql_catalog.h"
#include "type_cases.h"

static t2s_catalog *typed;

static void setup(void)
{
    const char *const name = "typed.sql", *const text = type_schema;
    const size_t length = strlen(type_schema);

    sql_setup();
    sql_must(t2s__ddl_read(&name, &text, &length, 1, &typed, NULL));
}

static void teardown(void)
{
    t2s_catalog_unref(typed);
    sql_teardown();
}

static t2s_statement *check(const char *sql)
{
    t2s_statement *statement = NULL;

    ck_assert_int_eq(t2s_statement_check(postgres, typed, sql, strlen(sql), validators, 1, &statement, NULL), 0);
    return statement;
}

/* The types of the outputs, parted by commas. */
static void write_types(const t2s_statement *statement, char *text, size_t size)
{
    size_t used = 0;

    text[0] = '\0';
    for (size_t i = 0; i < t2s_statement_output_count(statement) && used < size; i++) {
        const char *type = t2s_statement_output_type(statement, i);

        used += (size_t)snprintf(text + used, size - used, "%s%s", i != 0 ? ", " : "", type != NULL ? type : "?");
    }
}

START_TEST(statements_are_judged_and_typed_as_the_server_does)
{
    size_t count = sizeof(type_cases) / sizeof(type_cases[0]), accepted = 0;

    ck_assert_uint_gt(count, 300);
    for (size_t i = 0; i < count; i++) {
        const struct type_case *wanted = &type_cases[i];
        t2s_statement *statement = check(wanted->sql);
        const t2s_diagnostic *first = t2s_statement_diagnostic(statement, 0);
        const char *code = first != NULL ? t2s_diagnostic_code(first) : "";
        char types[2000];

        ck_assert_msg(strcmp(code, wanted->code) == 0, "%s\n  gives:    \"%s\" %s\n  expected: \"%s\"", wanted->sql, code,
                      first != NULL ? t2s_diagnostic_message(first) : "", wanted->code);
        write_types(statement, types, sizeof(types));
        if (wanted->types != NULL)
            ck_assert_msg(strcmp(types, wanted->types) == 0, "%s\n  gives:    %s\n  expected: %s", wanted->sql, types, wanted->types);
        accepted += wanted->types != NULL;
        t2s_statement_free(statement);
    }
    ck_assert_uint_gt(accepted, 100);
}
END_TEST

static void expect(const char *sql, const char *message, int position)
{
    t2s_statement *statement = check(sql);
    const t2s_diagnostic *first = t2s_statement_diagnostic(statement, 0);

    ck_assert_msg(first != NULL, "%s", sql);
    ck_assert_str_eq(t2s_diagnostic_message(first), message);
    ck_assert_msg(t2s_diagnostic_position(first) == position, "%s: at %d", sql, t2s_diagnostic_position(first));
    t2s_statement_free(statement);
}

START_TEST(what_is_said_is_what_the_server_says_and_stands_where_it_points)
{
    expect("SELECT 1 FROM item WHERE id + 1", "argument of WHERE must be type boolean, not type integer", 25);
    expect("SELECT CASE WHEN flag THEN 1 ELSE name END FROM item", "CASE types text and integer cannot be matched", 27);
    expect("SELECT id FROM item UNION SELECT name FROM item", "UNION types integer and text cannot be matched", 33);
    expect("SELECT id LIKE '1%' FROM item", "operator does not exist: integer ~~ unknown", 10);
    expect("SELECT price::date FROM item", "cannot cast type numeric to date", 12);
    expect("SELECT doc FROM item ORDER BY 1", "could not identify an ordering operator for type json", 30);
    expect("SELECT 1 LIMIT current_date", "argument of LIMIT must be type bigint, not type date", 15);
    expect("SELECT id[1] FROM item", "cannot subscript type integer because it does not support subscripting", 7);
    expect("SELECT ARRAY[]", "cannot determine type of empty array", 7);
    expect("WITH RECURSIVE t AS (SELECT 1 n UNION ALL SELECT n + 1.5 FROM t) SELECT n FROM t",
           "recursive query \"t\" column 1 has type integer in non-recursive term but type numeric overall", 15);
}
END_TEST

START_TEST(one_mistake_is_said_once)
{
    static const char *const mistakes[] = {
        "SELECT nosuch(id) + 1, nosuch(id) || 'x' FROM item WHERE nosuch(id)",
        "SELECT (id + name) * 2 > 5 AND flag FROM item",
        "SELECT x + 1, x || 'a' FROM (SELECT day + day AS x FROM item) q WHERE x",
        "SELECT sum(name) + 1 FROM item HAVING sum(id) > 5",
    };

    for (size_t i = 0; i < sizeof(mistakes) / sizeof(mistakes[0]); i++) {
        t2s_statement *statement = check(mistakes[i]);
        size_t expected = i == 0 ? 3 : 1;

        ck_assert_msg(t2s_statement_diagnostic_count(statement) == expected, "%s: %zu", mistakes[i],
                      t2s_statement_diagnostic_count(statement));
        t2s_statement_free(statement);
    }
}
END_TEST

START_TEST(a_catalog_without_functions_types_nothing)
{
    t2s_statement *statement = sql_check(library, "SELECT id + title, nosuch(id) FROM book WHERE title");

    ck_assert_uint_eq(t2s_statement_diagnostic_count(statement), 0);
    ck_assert_uint_eq(t2s_statement_output_count(statement), 2);
    ck_assert_ptr_null(t2s_statement_output_type(statement, 0));
    ck_assert_ptr_null(t2s_statement_output_type(statement, 2));
    ck_assert_ptr_null(t2s_statement_output_type(NULL, 0));
    t2s_statement_free(statement);
}
END_TEST

SUITE("analysis_types", setup, teardown, statements_are_judged_and_typed_as_the_server_does,
      what_is_said_is_what_the_server_says_and_stands_where_it_points, one_mistake_is_said_once,
      a_catalog_without_functions_types_nothing)
