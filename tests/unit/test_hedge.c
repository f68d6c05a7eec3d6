/* SPDX-License-Identifier: MIT */
/* A second provider for when the first is slow: when it is asked, whose reply counts, and what becomes of the other call. */
#include "../support/scripted.h"

static t2s_loop *loop;
static struct scripted one;
static struct scripted two;
static t2s_provider *first;
static t2s_provider *second;
static t2s_provider *hedge;

static void set_up(void)
{
    one = (struct scripted){.name = "one"};
    two = (struct scripted){.name = "two"};
    hedge = NULL;
    ck_assert_int_eq(t2s__loop_new(1, &loop), 0);
    first = scripted_new(&one);
    second = scripted_new(&two);
}

static void tear_down(void)
{
    if (hedge != NULL)
        t2s_provider_detach(hedge, loop);
    t2s_provider_unref(hedge);
    t2s_provider_unref(first);
    t2s_provider_unref(second);
    scripted_wait(&one);
    scripted_wait(&two);
    close_loop(loop);
    ck_assert_int_eq(one.attached + two.attached, 0);
    ck_assert_int_eq(one.destroys + two.destroys, 2);
}

static void make(const char *delay_ms, const char *of_first, const char *of_second)
{
    t2s_options *options = OPTIONS("delay_ms", delay_ms);

    one.script = of_first;
    two.script = of_second;
    ck_assert_int_eq(t2s_hedge_provider_new(first, second, options, &hedge, NULL), 0);
    t2s_options_free(options);
    ck_assert_int_eq(t2s_provider_attach(hedge, loop), 0);
}

START_TEST(a_quick_first_one_is_alone)
{
    struct outcome outcome;

    make("5000", "a", "a");
    outcome = ask_once(hedge, loop, 0);
    ck_assert_str_eq(outcome.text, "one");
    ck_assert_int_eq(two.starts, 0);
    ck_assert_str_eq(outcome.calls, "first one OK");
}
END_TEST

START_TEST(a_slow_first_one_is_stopped_when_the_second_answers)
{
    struct outcome outcome;

    make("15", "p", "t");
    outcome = ask_once(hedge, loop, 0);
    ck_assert_str_eq(outcome.text, "two");
    ck_assert_str_eq(outcome.model, "two-1");
    ck_assert_str_eq(outcome.calls, "first one E_CANCELLED; hedge two OK");
    ck_assert_int_eq(one.cancels, 1);
    ck_assert_uint_eq(outcome.input, 100 + 3); /* "How many?" was read by the first one, too */
    ck_assert_uint_eq(outcome.output, 10 + 2); /* ... which had said "half of " */
}
END_TEST

START_TEST(the_first_one_may_still_win)
{
    t2s_prompt *prompt = prompt_of(NULL, 0);
    struct outcome outcome;

    make("1", "h", "h");
    ck_assert_int_eq(ask_begin(hedge, loop, prompt, &outcome), 0);
    ck_assert(run_until(loop, &two.starts, 1, 5000));
    scripted_answer(&one, scripted_take(&one, 0));
    ask_end(loop, &outcome);
    ck_assert_str_eq(outcome.text, "one");
    ck_assert_int_eq(two.cancels, 1);
    ck_assert_str_eq(outcome.calls, "first one OK; hedge two E_CANCELLED");
    t2s_prompt_unref(prompt);
}
END_TEST

START_TEST(when_the_first_one_fails_the_second_is_asked_at_once)
{
    static const char *const failures[] = {"c", "n", "D"};

    make("600000", "a", "a");
    for (int i = 0; i < 3; i++) {
        struct outcome outcome;

        one.script = failures[i];
        outcome = ask_once(hedge, loop, 0);
        ck_assert_str_eq(outcome.text, "two");
        ck_assert_ptr_nonnull(strstr(outcome.calls, "; fallback two OK"));
    }
}
END_TEST

START_TEST(a_failure_waits_for_the_other_one)
{
    t2s_prompt *prompt = prompt_of(NULL, 0);
    struct outcome outcome;

    make("1", "h", "c");
    ck_assert_int_eq(ask_begin(hedge, loop, prompt, &outcome), 0);
    run_for(loop, 10);
    ck_assert_int_eq(two.starts, 1);
    ck_assert_int_eq(outcome.count, 0);
    scripted_answer(&one, scripted_take(&one, 0));
    ask_end(loop, &outcome);
    ck_assert_str_eq(outcome.text, "one");
    t2s_prompt_unref(prompt);
}
END_TEST

START_TEST(a_refusal_is_a_reply)
{
    struct outcome outcome;

    make("5000", "x", "a");
    outcome = ask_once(hedge, loop, 0);
    ck_assert_str_eq(outcome.refusal, "I would rather not.");
    ck_assert_int_eq(two.starts, 0);
}
END_TEST

START_TEST(when_both_fail_the_failure_that_tells_more_is_passed_on)
{
    static const struct {
        const char *first;
        const char *second;
        int code;
    } cases[] = {{"c", "k", T2S_E_AUTH},    {"k", "c", T2S_E_AUTH}, {"k", "w", T2S_E_AUTH},       {"n", "c", T2S_E_CONNECT},
                 {"c", "n", T2S_E_CONNECT}, {"n", "n", T2S_E_BUSY}, {"w", "d", T2S_E_RATE_LIMIT}, {"c", "u", T2S_E_CONNECT}};

    one.wait_ms = 77;
    make("600000", "a", "a");
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        struct outcome outcome;

        one.script = cases[i].first;
        two.script = cases[i].second;
        outcome = ask_once(hedge, loop, 0);
        ck_assert_msg(outcome.code == cases[i].code, "%zu: %s", i, outcome.message);
        ck_assert_uint_eq(outcome.records, 2);
        if (cases[i].code == T2S_E_RATE_LIMIT)
            ck_assert_uint_eq(outcome.retry_after, 77);
    }
}
END_TEST

START_TEST(both_may_be_the_same_provider)
{
    t2s_options *options = OPTIONS("delay_ms", "1");
    struct outcome outcome;

    one.script = "ha";
    ck_assert_int_eq(t2s_hedge_provider_new(first, first, options, &hedge, NULL), 0);
    ck_assert_str_eq(t2s_provider_identity(hedge), "one");
    ck_assert_int_eq(t2s_provider_attach(hedge, loop), 0);
    ck_assert_int_eq(one.attached, 1);
    outcome = ask_once(hedge, loop, 0);
    ck_assert_str_eq(outcome.text, "one");
    ck_assert_str_eq(outcome.calls, "first one E_CANCELLED; hedge one OK");
    t2s_options_free(options);
}
END_TEST

START_TEST(cancel_and_detach_stop_both)
{
    t2s_prompt *prompt = prompt_of(NULL, 0);
    struct outcome outcomes[2];

    make("1", "h", "h");
    for (int i = 0; i < 2; i++)
        ck_assert_int_eq(ask_begin(hedge, loop, prompt, &outcomes[i]), 0);
    ck_assert(run_until(loop, &two.starts, 2, 5000));
    t2s_reply_expire(outcomes[0].reply);
    outcome_read_records(&outcomes[0], outcomes[0].reply);
    ck_assert_str_eq(outcomes[0].calls, "first one E_TIMEOUT; hedge two E_TIMEOUT");
    t2s_reply_unref(outcomes[0].reply);
    ck_assert_int_eq(one.cancels + two.cancels, 2);
    t2s_provider_detach(hedge, loop);
    ask_end(loop, &outcomes[1]);
    ck_assert_int_eq(outcomes[1].code, T2S_E_SHUTDOWN);
    ck_assert_int_eq(one.cancels + two.cancels, 4);
    ck_assert_int_eq(outcomes[0].count, 0);
    ck_assert_int_eq(t2s_provider_attach(hedge, loop), 0);
    t2s_prompt_unref(prompt);
}
END_TEST

START_TEST(out_of_memory_is_an_error_at_every_allocation)
{
    t2s_prompt *prompt = prompt_of(NULL, 0);

    OOM_LOOP (n) {
        struct outcome outcome = {0};
        t2s_provider *some = NULL;
        int code;

        one.script = "c";
        two.script = "k";
        code = t2s_hedge_provider_new(first, second, NULL, &some, NULL);
        if (code == 0)
            code = t2s_provider_attach(some, loop);
        if (code == 0)
            code = ask_begin(some, loop, prompt, &outcome);
        if (code == 0) {
            ck_assert(run_until(loop, &outcome.count, 1, 20000));
            code = outcome.code;
        }
        t2s__memory_fail = NULL;
        ck_assert_msg(code == T2S_E_AUTH || (oom_failed && code == T2S_E_NOMEM), "%d: %s", n, t2s_error_name(code));
        t2s_reply_unref(outcome.reply);
        if (some != NULL)
            t2s_provider_detach(some, loop);
        t2s_provider_unref(some);
    }
    t2s_prompt_unref(prompt);
}
END_TEST

SUITE("hedge", set_up, tear_down, a_quick_first_one_is_alone, a_slow_first_one_is_stopped_when_the_second_answers,
      the_first_one_may_still_win, when_the_first_one_fails_the_second_is_asked_at_once, a_failure_waits_for_the_other_one,
      a_refusal_is_a_reply, when_both_fail_the_failure_that_tells_more_is_passed_on, both_may_be_the_same_provider,
      cancel_and_detach_stop_both, out_of_memory_is_an_error_at_every_allocation)
