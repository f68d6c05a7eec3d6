/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "loop/loop.h"
#include "loop/operation.h"
#include "util/error.h"
#include "util/memory.h"

static t2s_loop *loop;

static void open_loop(void)
{
    ck_assert_int_eq(t2s__loop_new(2, &loop), 0);
}

static void close_loop(void)
{
    t2s__loop_close(loop);
    t2s__loop_unref(loop);
}

static void count(void *user_data)
{
    ++*(int *)user_data;
}

static void run_until(const int *value, int wanted)
{
    for (int i = 0; i < 1000 && *value < wanted; i++)
        t2s__loop_run(loop, 1);
    ck_assert_int_eq(*value, wanted);
}

START_TEST(posted_functions_run_later_and_in_order)
{
    int runs = 0;

    ck_assert_int_eq(t2s_loop_post(loop, count, &runs), 0);
    ck_assert_int_eq(t2s_loop_post(loop, count, &runs), 0);
    ck_assert_int_eq(runs, 0);
    run_until(&runs, 2);
}
END_TEST

struct post_again {
    int runs;
};

static void post_again(void *user_data)
{
    struct post_again *again = user_data;

    if (++again->runs < 3)
        t2s_loop_post(loop, post_again, again);
}

START_TEST(a_function_may_post_itself_again)
{
    struct post_again again = {0};

    t2s_loop_post(loop, post_again, &again);
    run_until(&again.runs, 3);
}
END_TEST

static void *post_many(void *argument)
{
    for (int i = 0; i < 1000; i++)
        t2s_loop_post(loop, count, argument);
    return NULL;
}

START_TEST(threads_post_while_the_loop_runs)
{
    pthread_t threads[4];
    int runs = 0;

    for (int i = 0; i < 4; i++)
        pthread_create(&threads[i], NULL, post_many, &runs);
    while (runs < 4000)
        t2s__loop_run(loop, 1);
    for (int i = 0; i < 4; i++)
        pthread_join(threads[i], NULL);
    ck_assert_int_eq(runs, 4000);
}
END_TEST

struct job {
    pthread_t worker;
    int done;
};

static void job_run(void *user_data)
{
    ((struct job *)user_data)->worker = pthread_self();
}

static void job_done(void *user_data)
{
    ((struct job *)user_data)->done++;
}

START_TEST(work_runs_on_another_thread_and_is_done_on_the_loop)
{
    struct job job = {.done = 0};

    ck_assert_int_eq(t2s_loop_work(loop, job_run, job_done, &job), 0);
    run_until(&job.done, 1);
    ck_assert(!pthread_equal(job.worker, pthread_self()));
}
END_TEST

START_TEST(closing_waits_for_the_work)
{
    struct job jobs[50] = {0};
    t2s_loop *other;

    ck_assert_int_eq(t2s__loop_new(2, &other), 0);
    for (int i = 0; i < 50; i++)
        ck_assert_int_eq(t2s_loop_work(other, job_run, job_done, &jobs[i]), 0);
    t2s__loop_close(other);
    t2s__loop_unref(other);
    for (int i = 0; i < 50; i++)
        ck_assert_int_eq(jobs[i].done, 1);
}
END_TEST

static void on_timer(t2s_timer *timer, void *user_data)
{
    (void)timer;
    ++*(int *)user_data;
}

START_TEST(a_timer_fires_once_and_not_after_it_was_freed)
{
    t2s_timer *timer;
    t2s_timer *freed;
    int runs = 0;
    int never = 0;
    uint64_t start = t2s_loop_now();

    ck_assert_int_eq(t2s_timer_new(loop, on_timer, &runs, &timer), 0);
    ck_assert_int_eq(t2s_timer_new(loop, on_timer, &never, &freed), 0);
    t2s_timer_start(timer, 20);
    t2s_timer_start(freed, 1);
    t2s_timer_free(freed);
    run_until(&runs, 1);
    ck_assert(t2s_loop_now() - start >= 19000000U);
    ck_assert_int_eq(never, 0);
    t2s_timer_free(timer);
}
END_TEST

static void start_again(t2s_timer *timer, void *user_data)
{
    ++*(int *)user_data;
    t2s_timer_start(timer, 0);
}

START_TEST(timers_that_start_themselves_anew_let_the_loop_go_on)
{
    int runs[2] = {0, 0};
    int others = 0;
    int freed_runs = 0;
    t2s_timer *timers[2];
    t2s_timer *other;
    t2s_timer *freed;

    for (int i = 0; i < 2; i++) {
        ck_assert_int_eq(t2s_timer_new(loop, start_again, &runs[i], &timers[i]), 0);
        t2s_timer_start(timers[i], 0);
    }
    ck_assert_int_eq(t2s_timer_new(loop, on_timer, &others, &other), 0);
    ck_assert_int_eq(t2s_timer_new(loop, start_again, &freed_runs, &freed), 0);
    t2s_timer_start(other, 5);
    t2s_timer_start(freed, 0);
    t2s_timer_free(freed);
    ck_assert_int_eq(t2s__loop_timeout(loop), 0);
    for (int turn = 1; others == 0; turn++) {
        t2s__loop_run(loop, 1);
        ck_assert_int_eq(runs[0], turn);
        ck_assert_int_eq(runs[1], turn);
    }
    t2s_timer_stop(timers[0]);
    t2s_timer_free(timers[1]);
    for (int turn = 0; turn < 3; turn++)
        t2s__loop_run(loop, 0);
    ck_assert_int_eq(freed_runs, 0);
    ck_assert_int_ne(t2s__loop_timeout(loop), 0);
    t2s_timer_free(timers[0]);
    t2s_timer_free(other);
}
END_TEST

START_TEST(a_timer_that_is_due_ends_the_turn)
{
    const struct timespec pause = {.tv_nsec = 5000000};
    t2s_timer *timer;
    int runs = 0;

    ck_assert_int_eq(t2s_timer_new(loop, on_timer, &runs, &timer), 0);
    t2s_timer_start(timer, 1);
    nanosleep(&pause, NULL);
    t2s__loop_run(loop, 1); /* would wait for ever if it polled after the timer */
    ck_assert_int_eq(runs, 1);
    t2s_timer_free(timer);
}
END_TEST

static void on_readable(t2s_watch *watch, int events, void *user_data)
{
    ck_assert_int_eq(events, T2S_WATCH_READ);
    t2s_watch_set(watch, 0);
    ++*(int *)user_data;
}

START_TEST(a_watch_reports_what_was_asked_for)
{
    t2s_watch *watch;
    int ends[2];
    int runs = 0;

    ck_assert_int_eq(pipe(ends), 0);
    ck_assert_int_eq(t2s_watch_new(loop, ends[0], on_readable, &runs, &watch), 0);
    ck_assert_int_eq(t2s_watch_set(watch, T2S_WATCH_READ), 0);
    t2s__loop_run(loop, 0);
    ck_assert_int_eq(runs, 0);
    ck_assert_int_eq(write(ends[1], "x", 1), 1);
    run_until(&runs, 1);
    t2s_watch_free(watch);
    t2s__loop_run(loop, 0);
    close(ends[0]);
    close(ends[1]);
}
END_TEST

START_TEST(a_regular_file_cannot_be_watched)
{
    char path[] = "/tmp/t2s-watch-XXXXXX";
    t2s_watch *watch;
    int fd = mkstemp(path);

    ck_assert_int_ge(fd, 0);
    ck_assert_int_eq(t2s_watch_new(loop, fd, on_readable, NULL, &watch), T2S_E_IO);
    close(fd);
    unlink(path);
}
END_TEST

START_TEST(the_descriptor_becomes_readable_when_something_is_posted)
{
    struct pollfd descriptor = {.fd = t2s__loop_fd(loop), .events = POLLIN};
    int runs = 0;

    t2s__loop_run(loop, 0);
    ck_assert_int_eq(poll(&descriptor, 1, 0), 0);
    t2s_loop_post(loop, count, &runs);
    ck_assert_int_eq(poll(&descriptor, 1, 1000), 1);
    run_until(&runs, 1);
}
END_TEST

/* Operations. */

struct trial {
    t2s__operation operation; /* first */
    int callbacks;
    int *freed;
};

static void free_trial(t2s__operation *operation)
{
    struct trial *trial = (struct trial *)(void *)operation;

    ++*trial->freed;
    free(trial);
}

static void trial_done(t2s__operation *operation, void *user_data)
{
    (void)operation;
    ++*(int *)user_data;
}

static t2s__service service = {.model = {.references = 1, .name = (char *)"trial"}, .stage = T2S_STAGE_PROVIDER};

static struct trial *new_trial(int *callbacks, int *freed)
{
    struct trial *trial = calloc(1, sizeof(*trial));

    trial->freed = freed;
    t2s__operation_init(&trial->operation, &service, loop, trial_done, callbacks, free_trial);
    return trial;
}

START_TEST(an_operation_completes_once_and_never_inside_finish)
{
    int callbacks = 0;
    int freed = 0;
    struct trial *trial = new_trial(&callbacks, &freed);

    ck_assert_int_eq(t2s__operation_finish(&trial->operation, NULL), 1);
    ck_assert_int_eq(t2s__operation_finish(&trial->operation, t2s__error(T2S_E_IO, "late")), 0);
    ck_assert_int_eq(callbacks, 0);
    run_until(&callbacks, 1);
    ck_assert_ptr_null(trial->operation.error);
    ck_assert_int_eq(freed, 0);
    t2s__operation_unref(&trial->operation);
    ck_assert_int_eq(freed, 1);
}
END_TEST

START_TEST(an_operation_that_is_dropped_ends_as_internal)
{
    int callbacks = 0;
    int freed = 0;
    struct trial *trial = new_trial(&callbacks, &freed);

    t2s__operation_ref(&trial->operation); /* the implementer took another one, */
    t2s__operation_unref(&trial->operation);
    t2s__operation_unref(&trial->operation); /* and gives up both */
    run_until(&callbacks, 1);
    ck_assert_int_eq(t2s_error_code(trial->operation.error), T2S_E_INTERNAL);
    t2s__operation_unref(&trial->operation);
    ck_assert_int_eq(freed, 1);
}
END_TEST

START_TEST(an_abandoned_operation_calls_nobody)
{
    int callbacks = 0;
    int freed = 0;
    struct trial *trial = new_trial(&callbacks, &freed);

    ck_assert_int_eq(t2s__operation_abandon(&trial->operation), 1);
    t2s__operation_unref(&trial->operation);
    ck_assert_int_eq(freed, 0);
    t2s__operation_finish(&trial->operation, NULL);
    t2s__loop_run(loop, 0);
    t2s__loop_run(loop, 0);
    ck_assert_int_eq(callbacks, 0);
    ck_assert_int_eq(freed, 1);
}
END_TEST

START_TEST(a_refused_operation_is_freed_also_when_it_was_finished)
{
    int callbacks = 0;
    int freed = 0;
    struct trial *trial = new_trial(&callbacks, &freed);

    t2s__operation_refused(&trial->operation);
    ck_assert_int_eq(freed, 1);
    trial = new_trial(&callbacks, &freed);
    t2s__operation_finish(&trial->operation, NULL);
    t2s__operation_refused(&trial->operation);
    t2s__loop_run(loop, 0);
    t2s__loop_run(loop, 0);
    ck_assert_int_eq(callbacks, 0);
    ck_assert_int_eq(freed, 2);
}
END_TEST

static void *finish_elsewhere(void *argument)
{
    t2s__operation_finish(argument, NULL);
    return NULL;
}

START_TEST(an_operation_is_finished_from_another_thread)
{
    int callbacks = 0;
    int freed = 0;
    struct trial *trial = new_trial(&callbacks, &freed);
    pthread_t thread;

    pthread_create(&thread, NULL, finish_elsewhere, &trial->operation);
    run_until(&callbacks, 1);
    pthread_join(thread, NULL);
    t2s__operation_unref(&trial->operation);
    ck_assert_int_eq(freed, 1);
}
END_TEST

static int countdown;

static int fail_at_zero(void)
{
    return countdown-- == 0;
}

START_TEST(a_loop_survives_every_failed_allocation)
{
    int code = T2S_E_NOMEM;

    for (int n = 0; code != 0; n++) {
        t2s_loop *tried;

        ck_assert_int_lt(n, 50);
        countdown = n;
        t2s__memory_fail = fail_at_zero;
        code = t2s__loop_new(1, &tried);
        t2s__memory_fail = NULL;
        if (code == 0) {
            t2s__loop_close(tried);
            t2s__loop_unref(tried);
        } else
            ck_assert_int_eq(code, T2S_E_NOMEM);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("loop");
    TCase *with_loop = tcase_create("with a loop");
    SRunner *runner = srunner_create(suite);
    int failed;

    tcase_add_checked_fixture(with_loop, open_loop, close_loop);
    tcase_add_test(with_loop, posted_functions_run_later_and_in_order);
    tcase_add_test(with_loop, a_function_may_post_itself_again);
    tcase_add_test(with_loop, threads_post_while_the_loop_runs);
    tcase_add_test(with_loop, work_runs_on_another_thread_and_is_done_on_the_loop);
    tcase_add_test(with_loop, closing_waits_for_the_work);
    tcase_add_test(with_loop, a_timer_fires_once_and_not_after_it_was_freed);
    tcase_add_test(with_loop, a_timer_that_is_due_ends_the_turn);
    tcase_add_test(with_loop, timers_that_start_themselves_anew_let_the_loop_go_on);
    tcase_add_test(with_loop, a_watch_reports_what_was_asked_for);
    tcase_add_test(with_loop, a_regular_file_cannot_be_watched);
    tcase_add_test(with_loop, the_descriptor_becomes_readable_when_something_is_posted);
    tcase_add_test(with_loop, an_operation_completes_once_and_never_inside_finish);
    tcase_add_test(with_loop, an_operation_that_is_dropped_ends_as_internal);
    tcase_add_test(with_loop, an_abandoned_operation_calls_nobody);
    tcase_add_test(with_loop, a_refused_operation_is_freed_also_when_it_was_finished);
    tcase_add_test(with_loop, an_operation_is_finished_from_another_thread);
    tcase_add_test(with_loop, a_loop_survives_every_failed_allocation);
    suite_add_tcase(suite, with_loop);
    srunner_run_all(runner, CK_ENV);
    failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
