/* SPDX-License-Identifier: MIT */
/* The verdicts that tests/unit/test_analysis_clauses.c expects are a real server's: each statement is planned by one. */
#include <libpq-fe.h>
#include <string.h>

#include "../support/postgres.h"
#include "../support/suite.h"
#include "../unit/clause_cases_group.h"
#include "../unit/clause_cases_places.h"

static const char *uri;
static PGconn *connection;

static void setup(void)
{
    connection = PQconnectdb(uri);
    ck_assert_int_eq(PQstatus(connection), CONNECTION_OK);
}

static void teardown(void)
{
    PQfinish(connection);
}

static void judge(const struct clause_case *cases, size_t count)
{
    static char sql[16384];

    ck_assert_uint_gt(count, 10);
    for (size_t i = 0; i < count; i++) {
        const char *code;
        PGresult *result;

        ck_assert_int_lt(snprintf(sql, sizeof(sql), "EXPLAIN %s", cases[i].sql), (int)sizeof(sql));
        result = PQexec(connection, sql);
        code = PQresultErrorField(result, PG_DIAG_SQLSTATE);
        ck_assert_msg(strcmp(code != NULL ? code : "", cases[i].code) == 0, "%s\n  gives:    \"%s\"\n  expected: \"%s\"", cases[i].sql,
                      code != NULL ? code : "", cases[i].code);
        PQclear(result);
    }
}

#define THE_SERVER_JUDGES(name)                                                                                                   \
    START_TEST(the_server_judges_##name##_as_is_expected)                                                                         \
    {                                                                                                                             \
        judge(name##_cases, CLAUSE_COUNT(name##_cases));                                                                          \
    }                                                                                                                             \
    END_TEST

THE_SERVER_JUDGES(group_by)
THE_SERVER_JUDGES(aggregates)
THE_SERVER_JUDGES(windows)
THE_SERVER_JUDGES(sets)
THE_SERVER_JUDGES(distinct)
THE_SERVER_JUDGES(locks)
THE_SERVER_JUDGES(recursion)
THE_SERVER_JUDGES(from)

int main(void)
{
    const TTest *const tests[] = {
        the_server_judges_group_by_as_is_expected, the_server_judges_aggregates_as_is_expected,
        the_server_judges_windows_as_is_expected,  the_server_judges_sets_as_is_expected,
        the_server_judges_distinct_as_is_expected, the_server_judges_locks_as_is_expected,
        the_server_judges_recursion_as_is_expected, the_server_judges_from_as_is_expected,
    };

    uri = t2s_test_postgres_start();
    if (uri == NULL)
        return 77;
    free(t2s_test_postgres_sql(uri, clause_schema));
    return suite_run("clauses", tests, sizeof(tests) / sizeof(tests[0]), setup, teardown);
}
