/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "dialect/postgres_scan.h"
#include "sql_catalog.h"
#include "util/buffer.h"

static size_t depth(const char *sql)
{
    size_t excess;

    return t2s__postgres_depth(sql, strlen(sql), &excess);
}

/* `head`, then `part` n times, then `tail` n times, then `end`. */
static char *repeat(const char *head, const char *part, size_t n, const char *tail, const char *end)
{
    t2s__buffer buffer = T2S__BUFFER_INIT;

    t2s__buffer_text(&buffer, head);
    for (size_t i = 0; i < n; i++)
        t2s__buffer_text(&buffer, part);
    t2s__buffer_text(&buffer, end);
    for (size_t i = 0; i < n; i++)
        t2s__buffer_text(&buffer, tail);
    return t2s__buffer_steal(&buffer, NULL);
}

START_TEST(what_stands_beside_each_other_adds_nothing)
{
    char *list = repeat("SELECT a", ", a + 1", 10000, "", " FROM t");
    char *boolean = repeat("SELECT a FROM t WHERE x = 1", " OR x = 2 AND y = 3", 10000, "", "");
    char *statements = repeat("SELECT 1", "; SELECT a UNION SELECT b", 10000, "", "");

    ck_assert_uint_lt(depth(list), 20);
    ck_assert_uint_lt(depth(boolean), 20);
    ck_assert_uint_lt(depth(statements), 20);
    free(list);
    free(boolean);
    free(statements);
}
END_TEST

START_TEST(an_ordinary_query_is_shallow)
{
    ck_assert_uint_lt(
        depth("SELECT a.x, count(*) AS n FROM a JOIN b ON a.id = b.a_id LEFT JOIN c USING (id) WHERE a.y BETWEEN 1 AND 2 AND "
              "EXISTS (SELECT 1 FROM d WHERE d.k = a.k) GROUP BY a.x HAVING count(*) > 3 ORDER BY n DESC LIMIT 10"),
        60);
}
END_TEST

START_TEST(every_kind_of_nesting_is_counted)
{
    static const struct {
        const char *head, *part, *tail, *end;
    } kinds[] = {
        {"SELECT ", "(", ")", "1"},
        {"SELECT 1", " + 1", "", ""},
        {"SELECT ", "NOT ", "", "true"},
        {"SELECT x", "::int", "", ""},
        {"SELECT ", "f(a, ", ")", "1"},
        {"SELECT ", "(SELECT a, ", ")", "1"},
        {"SELECT ", "ARRAY[a, ", "]", "1"},
        {"SELECT ", "CASE WHEN a THEN ", " END", "1"},
        {"SELECT ", "CASE WHEN a THEN b ELSE ", " END", "1"},
        {"SELECT 1", " UNION SELECT 1", "", ""},
        {"SELECT * FROM t", " JOIN t ON true", "", ""},
        {"SELECT * FROM ", "(SELECT * FROM ", ") x", "t"},
        {"SELECT 1", " + join(1)", "", ""},
        {"SELECT a", " AND b OR (c", ")", ""},
        {"SELECT 1 BETWEEN 2 AND ", "3 + ", "", "4"},
        {"WITH ", "a AS (WITH b AS (SELECT 1), ", ") SELECT 1", "c AS (SELECT 1) SELECT 2"},
    };

    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
        char *sql = repeat(kinds[i].head, kinds[i].part, 500, kinds[i].tail, kinds[i].end);

        ck_assert_msg(depth(sql) >= 500, "%s...: %zu", kinds[i].part, depth(sql));
        free(sql);
    }
}
END_TEST

START_TEST(keywords_used_as_names_part_nothing)
{
    char *sql = repeat("SELECT a", ".or + b.then + c AS and", 0, "", "");
    char *dots = repeat("SELECT 1", " + a.or + a.when", 300, "", "");

    ck_assert_uint_ge(depth(dots), 600);
    free(dots);
    free(sql);
}
END_TEST

START_TEST(hostile_texts_are_refused_and_not_parsed)
{
    char *brackets = repeat("SELECT ", "(", 100000, ")", "1");
    char *sums = repeat("SELECT 1", "+1", 100000, "", "");
    char *selects = repeat("SELECT ", "(SELECT ", 10000, ")", "1");
    char *opened = repeat("", "(", 500000, "", "");
    const char *expected = "54001 the statement is too complex: it is nested too deeply, or has too long a chain of operators, "
                           "joins or set operations";

    sql_expect(brackets, expected);
    sql_expect(sums, expected);
    sql_expect(selects, expected);
    sql_expect(opened, expected);
    free(brackets);
    free(sums);
    free(selects);
    free(opened);
}
END_TEST

START_TEST(what_is_just_below_the_limit_is_parsed)
{
    static const struct {
        const char *head, *part, *tail, *end;
        size_t n;
    } kinds[] = {
        {"SELECT ", "(", ")", "1", 1990},
        {"SELECT 1", " + 1", "", "", 990},
        {"SELECT ", "NOT ", "", "true", 1990},
        {"SELECT 1", "::int", "", "", 990},
        {"SELECT ", "abs(", ")", "1", 990},
        {"SELECT ", "(SELECT ", ")", "1", 390},
        {"SELECT ", "ARRAY[", "]", "1", 990},
        {"SELECT ", "CASE WHEN true THEN ", " END", "1", 390},
        {"SELECT 1", " UNION SELECT 1", "", "", 600},
        {"SELECT * FROM (VALUES (1)) a(x)", " CROSS JOIN book", "", "", 0},
        {"SELECT ", "(1, ", ")", "1", 990},
    };

    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
        char *sql = repeat(kinds[i].head, kinds[i].part, kinds[i].n, kinds[i].tail, kinds[i].end);

        ACCEPTS(sql);
        free(sql);
    }
}
END_TEST

SUITE("postgres_depth", sql_setup, sql_teardown, what_stands_beside_each_other_adds_nothing, an_ordinary_query_is_shallow,
      every_kind_of_nesting_is_counted, keywords_used_as_names_part_nothing, hostile_texts_are_refused_and_not_parsed,
      what_is_just_below_the_limit_is_parsed)
