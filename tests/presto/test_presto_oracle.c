/* SPDX-License-Identifier: MIT */
/* Our verdicts are those of the engines' own parsers, which Maven brings. Without a JDK or Maven there is nothing to hold them against. */
#include <check.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "presto/differential.h"
#include "support/suite.h"

enum { DERIVED = 1500, CHANGED = 1500, EXAMPLES = 12 };

/* The first tier of the compiler alone: these are short runs. */
static const char java_option[] = "-XX:TieredStopAtLevel=1";

/* Where the Java here is too old for the newest parser, that one's grammar is an older one: it knows less. */
static int is_older(const struct differential *differential)
{
    return strcmp(oracle_version(differential->oracle), "trino-parser-435") == 0;
}

/*
 * What chance puts together is stranger than what anybody writes: a few in a thousand may still differ. That is no licence for what is
 * in the sample: none of that which the engine takes is rejected.
 */
static void expect_nearly_the_same(struct differential *differential)
{
    size_t wrong = differential->found[REJECTED_HERE] + differential->found[OTHER_KIND], in_thousand = 10;

    if (is_older(differential))
        in_thousand = 30; /* intervals such as SECOND TO HOUR were allowed then */
    else
        wrong += differential->found[ACCEPTED_HERE];
    if (wrong != 0)
        differential_report(differential, stderr, EXAMPLES);
    ck_assert_uint_le(wrong * 1000, differential->judged * in_thousand);
    ck_assert_uint_gt(differential->queries, 500);
    ck_assert_uint_gt(differential->rejected, 500);
}

static void expect_none_rejected(struct differential *differential)
{
    if (differential->found[REJECTED_HERE] + differential->found[OTHER_KIND] != 0)
        differential_report(differential, stderr, EXAMPLES);
    ck_assert_uint_eq(differential->found[REJECTED_HERE], 0);
    ck_assert_uint_eq(differential->found[OTHER_KIND], 0);
}

static void judge_all(const char *flavour)
{
    struct differential differential;
    struct texts sample = {0}, derived = {0}, changed = {0};
    uint64_t state = 88172645463325252u;

    ck_assert_int_eq(differential_start(&differential, flavour, java_option), 0);
    differential.shrink_max = EXAMPLES;
    texts_read_sql(&sample, T2S_TESTS_PRESTO "/sample.sql");
    ck_assert_uint_gt(sample.count, 60);
    differential_judge(&differential, 1, &sample);
    expect_none_rejected(&differential);
    differential_generate(&differential, 1, DERIVED, &derived);
    ck_assert_uint_eq(derived.count, DERIVED);
    differential_judge(&differential, 0, &derived);
    for (int i = 0; i < CHANGED; i++)
        texts_add(&changed, texts_mutate(&sample, &state));
    differential_judge(&differential, 0, &changed);
    expect_nearly_the_same(&differential);
    texts_free(&sample);
    texts_free(&derived);
    texts_free(&changed);
    differential_end(&differential);
}

START_TEST(verdicts_are_those_of_trinos_own_parser)
{
    judge_all("trino");
}
END_TEST

START_TEST(verdicts_are_those_of_prestodbs_own_parser)
{
    judge_all("presto");
}
END_TEST

/* Nothing is skipped where everything is meant to run. */
int main(void)
{
    const TTest *const tests[] = {verdicts_are_those_of_trinos_own_parser, verdicts_are_those_of_prestodbs_own_parser};
    int status = system(T2S_TESTS_PRESTO "/oracle.sh trino --version >/dev/null");

    if (WIFEXITED(status) && WEXITSTATUS(status) == 77 && getenv("CI") == NULL)
        return 77;
    return suite_run("presto oracle", tests, sizeof(tests) / sizeof(tests[0]), NULL, NULL);
}
