/* SPDX-License-Identifier: MIT */
/* Functions of other dialects: what stands for them, byte for byte. That it is the same is shown beside a server. */
#include "mend.h"

#include "mend/mend.h"
#include "mend/patient.h"
#include "mend/splice.h"
#include "sql/statement.h"

/* The first fix of a rank that is offered for what is wrong at `part` of the text, made; "" when there is none. To be freed. */
static char *mend_at(const char *sql, const char *part, const char *code, t2s__fix_rank rank)
{
    t2s_diagnostic finding = {.severity = T2S_SEVERITY_ERROR, .code = code, .message = "", .rule = "types"};
    t2s_statement *statement = NULL;
    t2s__buffer text = T2S__BUFFER_INIT;
    t2s__patient patient;
    t2s__fixes fixes;
    t2s__arena arena;
    char *mended;

    finding.position = (int)(strstr(sql, part) - sql);
    ck_assert_int_eq(t2s_statement_check(postgres, NULL, sql, strlen(sql), NULL, 0, &statement, NULL), 0);
    ck_assert_int_eq(t2s__patient_init(&patient, postgres, NULL, statement, &finding), 0);
    t2s__arena_init(&arena, 1024);
    t2s__fixes_init(&fixes, &arena);
    t2s__gather_idioms(&patient, &fixes);
    for (const t2s_fix *fix = fixes.first; fix != NULL && text.length == 0; fix = fix->next)
        if (fix->rank == rank)
            t2s__splice(fix, sql, strlen(sql), &text);
    mended = strdup(t2s__buffer_string(&text));
    t2s__buffer_dispose(&text);
    t2s__arena_dispose(&arena);
    t2s_statement_free(statement);
    return mended;
}

static void expect(const char *sql, const char *part, const char *code, t2s__fix_rank rank, const char *expected)
{
    char *mended = mend_at(sql, part, code, rank);

    ck_assert_msg(strcmp(mended, expected) == 0, "%s\n  gives:    %s\n  expected: %s", sql, mended, expected);
    free(mended);
}

struct pair {
    const char *sql;
    const char *expected;
};

/* The name of the function stands behind "SELECT ". */
static void expect_all(const struct pair *pairs, size_t count, t2s__fix_rank rank)
{
    for (size_t i = 0; i < count; i++) {
        char sql[400], expected[600];

        snprintf(sql, sizeof(sql), "SELECT %s FROM t", pairs[i].sql);
        snprintf(expected, sizeof(expected), pairs[i].expected[0] != '\0' ? "SELECT %s FROM t" : "", pairs[i].expected);
        expect(sql, pairs[i].sql, "42883", rank, expected);
    }
}

#define EXPECT_ALL(pairs, rank) expect_all(pairs, sizeof(pairs) / sizeof(*(pairs)), rank)

START_TEST(functions_become_what_says_the_same)
{
    static const struct pair pairs[] = {
        {"IFNULL(a, 0)", "coalesce(a, 0)"},
        {"ifnull( a,\n 0 )", "coalesce( a,\n 0 )"},
        {"NVL(a, (SELECT 1))", "coalesce(a, (SELECT 1))"},
        {"ISNULL(a, b)", "coalesce(a, b)"},
        {"ISNULL(a + b)", "((a + b) IS NULL)"},
        {"NVL2(a, b, c)", "CASE WHEN a IS NOT NULL THEN b ELSE c END"},
        {"IF(a > 1, 'x', 'y')", "CASE WHEN a > 1 THEN 'x' ELSE 'y' END"},
        {"IIF(a > 1 /* big */, b, c)", "CASE WHEN a > 1 /* big */ THEN b ELSE c END"},
        {"SAFE_DIVIDE(a + 1, b)", "((a + 1) * 1.0 / nullif(b, 0))"},
        {"RAND()", "random()"},
        {"TRUNCATE(a, 2)", "trunc(a::numeric, 2)"},
        {"LEN(a)", "length(a)"},
        {"UCASE(a)", "upper(a)"},
        {"MID(a, 2, 3)", "substr(a, 2, 3)"},
        {"CHARINDEX('x', a)", "strpos(a, 'x')"},
        {"INSTR(a, 'x')", "strpos(a, 'x')"},
        {"LOCATE('x', a)", "strpos(a, 'x')"},
        {"SUBSTRING_INDEX(a, ',', 1)", "split_part(a, ',', 1)"},
        {"SUBSTRING_INDEX(a, ',', -1)", "split_part(a, ',', -1)"},
        {"REGEXP_CONTAINS(a, '^x')", "(a ~ '^x')"},
        {"REGEXP_EXTRACT(a, '[0-9]+')", "substring(a from '[0-9]+')"},
        {"JSON_VALUE(a, '$.b.c')", "(a #>> '{b,c}')"},
        {"CONVERT(a, date)", "CAST(a AS date)"},
        {"GROUP_CONCAT(a)", "string_agg(a::text, ',')"},
        {"GROUP_CONCAT(a || b, '; ')", "string_agg((a || b)::text, '; ')"},
        {"GROUP_CONCAT(DISTINCT a)", "string_agg(DISTINCT a::text, ',')"},
        {"COUNT(DISTINCT a, b)", "count(DISTINCT (a, b)) FILTER (WHERE num_nulls(a, b) = 0)"},
        {"COUNT_IF(a > 1)", "count(*) FILTER (WHERE a > 1)"},
        {"TOTAL(a)", "coalesce(sum(a), 0.0)"},
        {"MEDIAN(a)", "percentile_cont(0.5) WITHIN GROUP (ORDER BY a)"},
        {"CURDATE()", "CURRENT_DATE"},
        {"YEAR(a)", "EXTRACT(YEAR FROM a)"},
        {"YEAR(CURDATE()) - YEAR(a)", "EXTRACT(YEAR FROM CURDATE()) - EXTRACT(YEAR FROM a)"},
        {"YEAR('2020-01-02')", "EXTRACT(YEAR FROM '2020-01-02'::timestamp)"},
        {"WEEKDAY(a)", "(EXTRACT(ISODOW FROM a) - 1)"},
        {"LAST_DAY(a)", "(date_trunc('month', a) + INTERVAL '1 month - 1 day')::date"},
        {"JULIANDAY('now') - JULIANDAY(a)",
         "(EXTRACT(EPOCH FROM (now() AT TIME ZONE 'UTC')::timestamp) / 86400 + 2440587.5) - (EXTRACT(EPOCH FROM a::timestamp) / 86400 + 2440587.5)"},
        {"DATEDIFF(a, b)", "(a::date - b::date)"},
        {"DATE_ADD(a, INTERVAL '1' DAY)", "(a + INTERVAL '1' DAY)"},
        {"DATE_ADD(a, (b * INTERVAL '1' DAY))", "(a + (b * INTERVAL '1' DAY))"},
        {"DATE_SUB('2020-01-02', INTERVAL '1' DAY)", "('2020-01-02'::timestamp - INTERVAL '1' DAY)"},
        {"DATE('now', '-7 days')", "((now() AT TIME ZONE 'UTC')::timestamp + INTERVAL '-7 days')::date"},
        {"DATE(a, 'start of month')", "date_trunc('month', a::timestamp)::date"},
        {"STRFTIME('%Y', a)", "to_char(a, 'YYYY')"},
        {"STRFTIME('%Y-%m-%dT%H:%M', a)", "to_char(a, 'YYYY-MM-DD\"T\"HH24:MI')"},
        {"DATE_FORMAT(a, '%M %Y, %i')", "to_char(a, 'FMMonth YYYY, MI')"},
        {"STR_TO_DATE(a, '%d/%m/%Y')", "to_date(a, 'DD/MM/YYYY')"},
        {"UNIX_TIMESTAMP()", "EXTRACT(EPOCH FROM now())::bigint"},
    };

    EXPECT_ALL(pairs, T2S__FIX_SAME);
}
END_TEST

START_TEST(a_text_that_is_a_time_is_cast_in_the_second_place)
{
    static const struct pair pairs[] = {
        {"YEAR(a)", "EXTRACT(YEAR FROM a::timestamp)"},
        {"YEAR(a || b)", "EXTRACT(YEAR FROM (a || b)::timestamp)"},
        {"STRFTIME('%Y', a)", "to_char(a::timestamp, 'YYYY')"},
        {"DATE_FORMAT(a, '%Y')", "to_char(a::timestamp, 'YYYY')"},
        {"DATE_ADD(a, INTERVAL '1' DAY)", "(a::timestamp + INTERVAL '1' DAY)"},
        {"IFNULL(a, 0)", ""},
    };

    EXPECT_ALL(pairs, T2S__FIX_MOVED);
}
END_TEST

START_TEST(what_does_not_say_the_same_is_left_alone)
{
    static const struct pair pairs[] = {
        {"IFNULL(a)", ""},
        {"IFNULL(a, b, c)", ""},
        {"IFNULL(DISTINCT a, b)", ""},
        {"dbo.ISNULL(a, b)", ""},
        {"MONTHNAME(a)", ""},
        {"WEEK(a)", ""},
        {"DAYOFWEEK(a)", ""},
        {"ADD_MONTHS(a, 1)", ""},
        {"APPROX_DISTINCT(a)", ""},
        {"MAX_BY(a, b)", ""},
        {"TYPEOF(a)", ""},
        {"SUBSTRING_INDEX(a, ',', 2)", ""},
        {"REGEXP_EXTRACT(a, '(x)y')", ""},
        {"REGEXP_EXTRACT(a, b)", ""},
        {"JSON_VALUE(a, '$.b[0]')", ""},
        {"JSON_VALUE(a, '$')", ""},
        {"MID(a, 0, 2)", ""},
        {"STRFTIME('%W', a)", ""},
        {"STRFTIME(b, a)", ""},
        {"STRFTIME('%Y', a, '+1 day')", ""},
        {"DATE(a, '+1 month')", ""},
        {"DATE_FORMAT(a, '%U')", ""},
        {"STR_TO_DATE(a, '%M %d')", ""},
        {"COUNT(a, b)", ""},
        {"COUNT_IF(a) OVER ()", ""},
        {"CONVERT(a, b)", ""},
    };

    EXPECT_ALL(pairs, T2S__FIX_SAME);
}
END_TEST

START_TEST(units_are_taken_for_columns_before)
{
    static const struct pair pairs[] = {
        {"DATEADD(day, -7, a)", "(a + (-7) * INTERVAL '1 day')"},
        {"DATEADD(quarter, n, a)", "(a + n * INTERVAL '3 month')"},
        {"DATEDIFF(day, a, b)", "(b::date - a::date)"},
        {"DATEDIFF(yy, a, b)", "(EXTRACT(YEAR FROM b) - EXTRACT(YEAR FROM a))"},
        {"TIMESTAMPDIFF(YEAR, a, b)", "EXTRACT(YEAR FROM age(b::timestamp, a::timestamp))"},
        {"DATEPART(month, a)", "EXTRACT(MONTH FROM a)"},
        {"DATENAME(month, a)", "to_char(a, 'FMMonth')"},
        {"DATE_TRUNC(a, MONTH)", "date_trunc('month', a)"},
        {"CONVERT(varchar, a)", "CAST(a AS varchar)"},
        {"DATEADD(fortnight, 1, a)", ""},
        {"DATEPART(week, a)", ""},
        {"DATE_TRUNC(a, WEEK)", ""},
        {"TIMESTAMPDIFF(QUARTER, a, b)", ""},
        {"COALESCE(day, a)", ""},
    };

    for (size_t i = 0; i < sizeof(pairs) / sizeof(*pairs); i++)
        expect(pairs[i].sql[0] != '\0' ? pairs[i].sql : "", strchr(pairs[i].sql, '(') + 1, "42703", T2S__FIX_SAME, pairs[i].expected);
}
END_TEST

START_TEST(strings_and_comments_are_not_looked_into)
{
    expect("SELECT IFNULL(a, 'IFNULL(b, 1)') /* IFNULL(c, 1) */, \"IFNULL\"(d, 1)", "IFNULL", "42883", T2S__FIX_SAME,
           "SELECT coalesce(a, 'IFNULL(b, 1)') /* IFNULL(c, 1) */, \"IFNULL\"(d, 1)");
}
END_TEST

SUITE("mend_idioms", sql_setup, sql_teardown, functions_become_what_says_the_same, a_text_that_is_a_time_is_cast_in_the_second_place,
      what_does_not_say_the_same_is_left_alone, units_are_taken_for_columns_before, strings_and_comments_are_not_looked_into)
