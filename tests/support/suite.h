/* SPDX-License-Identifier: MIT */
/* What every Check program shares: its main, and making allocations fail. */
#ifndef T2S_TESTS_SUITE_H
#define T2S_TESTS_SUITE_H

#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "util/memory.h"

static inline int suite_run(const char *name, const TTest *const *tests, size_t count, SFun setup, SFun teardown)
{
    Suite *suite = suite_create(name);
    TCase *tcase = tcase_create(name);
    SRunner *runner = srunner_create(suite);
    int failed;

    tcase_set_timeout(tcase, 600);
    if (setup != NULL || teardown != NULL)
        tcase_add_checked_fixture(tcase, setup, teardown);
    for (size_t i = 0; i < count; i++)
        tcase_add_test(tcase, tests[i]);
    suite_add_tcase(suite, tcase);
    srunner_run_all(runner, CK_ENV);
    failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}

#define SUITE(name, setup, teardown, ...)                                                                                        \
    int main(void)                                                                                                               \
    {                                                                                                                            \
        const TTest *const tests[] = {__VA_ARGS__};                                                                              \
        return suite_run(name, tests, sizeof(tests) / sizeof(tests[0]), setup, teardown);                                        \
    }

static int oom_countdown;
static int oom_failed;

static inline int oom_fail(void)
{
    if (oom_countdown-- != 0)
        return 0;
    oom_failed = 1;
    return 1;
}

/* Fail the nth allocation from now on; -1: none. */
static inline void oom_arm(int n)
{
    oom_countdown = n;
    oom_failed = 0;
    t2s__memory_fail = n >= 0 ? oom_fail : NULL;
}

/* Run the block that follows with its 1st, 2nd, 3rd, ... allocation failing, until it gets by without. */
#define OOM_LOOP(n) for (int n = 0, more_ = 1; more_ && (oom_arm(n), 1); more_ = oom_failed, oom_arm(-1), n++)

#endif
