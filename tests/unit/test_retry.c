/* SPDX-License-Identifier: MIT */
/* Trying again: when, how often, after how long, and when not. */
#include "../support/scripted.h"

#include "provider/jitter.h"

static t2s_loop *loop;
static struct scripted one;
static t2s_provider *inner;
static t2s_provider *retry;

static void set_up(void)
{
    one = (struct scripted){.name = "one", .script = "a"};
    retry = NULL;
    ck_assert_int_eq(t2s__loop_new(1, &loop), 0);
    inner = scripted_new(&one);
}

static void tear_down(void)
{
    if (retry != NULL)
        t2s_provider_detach(retry, loop);
    t2s_provider_unref(retry);
    t2s_provider_unref(inner);
    scripted_wait(&one);
    close_loop(loop);
    ck_assert_int_eq(one.attached, 0);
    ck_assert_int_eq(one.destroys, 1);
}

/* Takes the options over. */
static void make(t2s_options *options, const char *script)
{
    one.script = script;
    ck_assert_int_eq(t2s_retry_provider_new(inner, options, &retry, NULL), 0);
    t2s_options_free(options);
    ck_assert_int_eq(t2s_provider_attach(retry, loop), 0);
}

#define QUICK "base_delay_ms", "1", "max_delay_ms", "2"

START_TEST(what_succeeds_is_passed_on_whole)
{
    struct outcome outcome;

    make(NULL, "a");
    outcome = ask_once(retry, loop, 0);
    ck_assert_int_eq(outcome.code, 0);
    ck_assert_str_eq(outcome.text, "one");
    ck_assert_str_eq(outcome.model, "one-1");
    ck_assert_uint_eq(outcome.input, 100);
    ck_assert_str_eq(outcome.calls, "first one OK");
}
END_TEST

START_TEST(what_may_help_is_tried_again_and_recorded_as_retry)
{
    struct outcome outcome;

    make(OPTIONS(QUICK), "cua");
    outcome = ask_once(retry, loop, 0);
    ck_assert_int_eq(outcome.code, 0);
    ck_assert_str_eq(outcome.calls, "first one E_CONNECT; retry one E_CONNECT; retry one OK");
    ck_assert_uint_eq(outcome.input, 100);
}
END_TEST

START_TEST(after_the_last_attempt_its_failure_is_passed_on)
{
    struct outcome outcome;

    make(OPTIONS(QUICK, "attempts", "4"), "sccs");
    outcome = ask_once(retry, loop, 0);
    ck_assert_int_eq(outcome.code, T2S_E_SERVER);
    ck_assert_int_eq(outcome.http_status, 500);
    ck_assert_int_eq(outcome.retryable, 1);
    ck_assert_str_eq(outcome.message, "one fails");
    ck_assert_int_eq(one.starts, 4);
    ck_assert_uint_eq(outcome.records, 4);
}
END_TEST

START_TEST(what_cannot_help_is_not_tried_again)
{
    struct outcome outcome;

    make(OPTIONS(QUICK), "kxdn");
    outcome = ask_once(retry, loop, 0);
    ck_assert_int_eq(outcome.code, T2S_E_AUTH);
    outcome = ask_once(retry, loop, 0);
    ck_assert_int_eq(outcome.code, 0);
    ck_assert_str_eq(outcome.refusal, "I would rather not.");
    outcome = ask_once(retry, loop, 0);
    ck_assert_int_eq(outcome.code, T2S_E_INTERNAL);
    outcome = ask_once(retry, loop, 0);
    ck_assert_int_eq(outcome.code, T2S_E_BUSY);
    ck_assert_ptr_nonnull(strstr(outcome.message, "\"one\" did not take the call"));
    ck_assert_int_eq(one.starts, 4);
}
END_TEST

START_TEST(who_is_left_alone_for_now_is_not_tried_again)
{
    t2s_options *options = OPTIONS("failures", "1", "open_ms", "60000");
    t2s_provider *breaker;
    struct outcome outcome;

    ck_assert_int_eq(t2s_breaker_provider_new(inner, options, &breaker, NULL), 0);
    t2s_options_free(options);
    options = OPTIONS(QUICK, "attempts", "9");
    ck_assert_int_eq(t2s_retry_provider_new(breaker, options, &retry, NULL), 0);
    t2s_options_free(options);
    t2s_provider_unref(breaker);
    ck_assert_int_eq(t2s_provider_attach(retry, loop), 0);
    one.script = "k";
    ck_assert_int_eq(ask_once(retry, loop, 0).code, T2S_E_AUTH);
    outcome = ask_once(retry, loop, 0);
    ck_assert_int_eq(outcome.code, T2S_E_UNAVAILABLE);
    ck_assert_str_eq(outcome.calls, "first breaker E_UNAVAILABLE");
}
END_TEST

START_TEST(retry_after_is_waited_for_in_full)
{
    struct outcome outcome;

    one.wait_ms = 40;
    make(OPTIONS(QUICK), "wa");
    outcome = ask_once(retry, loop, 0);
    ck_assert_int_eq(outcome.code, 0);
    ck_assert_uint_ge(one.started_at[1] - one.started_at[0], 35 * 1000000);
}
END_TEST

START_TEST(a_server_that_wants_too_much_time_is_not_waited_for)
{
    struct outcome outcome;

    one.wait_ms = 500;
    make(OPTIONS(QUICK, "max_retry_after_ms", "499"), "wa");
    outcome = ask_once(retry, loop, 0);
    ck_assert_int_eq(outcome.code, T2S_E_RATE_LIMIT);
    ck_assert_uint_eq(outcome.retry_after, 500);
    ck_assert_int_eq(one.starts, 1);
}
END_TEST

START_TEST(nobody_sleeps_past_the_deadline)
{
    struct outcome outcome;

    one.wait_ms = 5000;
    make(OPTIONS(QUICK), "wa");
    outcome = ask_once(retry, loop, 1000);
    ck_assert_int_eq(outcome.code, T2S_E_RATE_LIMIT);
    ck_assert_int_eq(one.starts, 1);
}
END_TEST

START_TEST(cancel_works_while_it_waits_and_while_it_asks)
{
    t2s_prompt *prompt = prompt_of(NULL, 0);
    struct outcome outcome;

    one.wait_ms = 20000;
    make(NULL, "wh");
    ck_assert_int_eq(ask_begin(retry, loop, prompt, &outcome), 0);
    run_for(loop, 5);
    t2s_reply_abandon(outcome.reply); /* it waits */
    ck_assert_uint_eq(t2s_reply_record_count(outcome.reply), 1);
    t2s_reply_unref(outcome.reply);
    ck_assert_int_eq(ask_begin(retry, loop, prompt, &outcome), 0);
    t2s_reply_expire(outcome.reply); /* it asks */
    outcome_read_records(&outcome, outcome.reply);
    ck_assert_str_eq(outcome.calls, "first one E_TIMEOUT");
    ck_assert_uint_eq(t2s_reply_input_tokens(outcome.reply), t2s_prompt_tokens(prompt));
    ck_assert_int_eq(one.cancels, 1);
    t2s_reply_unref(outcome.reply);
    run_for(loop, 5);
    ck_assert_int_eq(outcome.count, 0);
    ck_assert_int_eq(one.starts, 2);
    t2s_prompt_unref(prompt);
}
END_TEST

START_TEST(detach_ends_what_waits_with_shutdown)
{
    t2s_prompt *prompt = prompt_of(NULL, 0);
    struct outcome outcomes[2];

    one.wait_ms = 20000;
    make(NULL, "wh");
    for (int i = 0; i < 2; i++)
        ck_assert_int_eq(ask_begin(retry, loop, prompt, &outcomes[i]), 0);
    run_for(loop, 5);
    t2s_provider_detach(retry, loop);
    for (int i = 0; i < 2; i++) {
        ask_end(loop, &outcomes[i]);
        ck_assert_int_eq(outcomes[i].code, T2S_E_SHUTDOWN);
    }
    ck_assert_int_eq(t2s_provider_attach(retry, loop), 0);
    t2s_prompt_unref(prompt);
}
END_TEST

START_TEST(options_are_checked_and_the_identity_is_the_inner_ones)
{
    t2s_options *options = OPTIONS("attempts", "0");
    t2s_error *error = NULL;
    t2s_provider *none = NULL;

    ck_assert_int_eq(t2s_retry_provider_new(inner, options, &none, &error), T2S_E_INVALID);
    ck_assert_ptr_nonnull(strstr(t2s_error_message(error), "\"attempts\""));
    t2s_error_unref(error);
    t2s_options_free(options);
    ck_assert_int_eq(t2s_retry_provider_new(NULL, NULL, &none, NULL), T2S_E_INVALID);
    ck_assert_int_eq(t2s_retry_provider_new(inner, NULL, NULL, NULL), T2S_E_INVALID);
    ck_assert_ptr_null(none);
    ck_assert_int_eq(t2s_provider_set_identity(inner, "one t=0"), 0);
    make(NULL, "a");
    ck_assert_str_eq(t2s_provider_name(retry), "retry");
    ck_assert_str_eq(t2s_provider_identity(retry), "one t=0");
}
END_TEST

START_TEST(jitter_is_full_and_backoff_bounded)
{
    enum { MOST = 9, DRAWS = 20000 };
    t2s__jitter jitter = {.state = 42};
    int counts[MOST + 1] = {0};

    for (int i = 0; i < DRAWS; i++) {
        uint64_t number = t2s__jitter_upto(&jitter, MOST);

        ck_assert_uint_le(number, MOST);
        counts[number]++;
    }
    for (int i = 0; i <= MOST; i++)
        ck_assert(counts[i] > DRAWS / (MOST + 1) * 9 / 10 && counts[i] < DRAWS / (MOST + 1) * 11 / 10);
    ck_assert_uint_eq(t2s__jitter_upto(&jitter, 0), 0);
    t2s__jitter_upto(&jitter, UINT64_MAX);
    ck_assert_uint_eq(t2s__backoff(500, 0, 8000), 500);
    ck_assert_uint_eq(t2s__backoff(500, 3, 8000), 4000);
    ck_assert_uint_eq(t2s__backoff(500, 4, 8000), 8000);
    ck_assert_uint_eq(t2s__backoff(500, 99, 8000), 8000);
    ck_assert_uint_eq(t2s__backoff(500, 99, UINT64_MAX), UINT64_MAX);
    ck_assert_uint_eq(t2s__backoff(0, 99, 8000), 0);
    ck_assert_uint_eq(t2s__backoff(500, 1, 100), 100);
}
END_TEST

START_TEST(two_providers_do_not_draw_the_same_numbers)
{
    t2s__jitter first;
    t2s__jitter second;

    t2s__jitter_init(&first);
    t2s__jitter_init(&second);
    ck_assert_uint_ne(t2s__jitter_upto(&first, UINT64_MAX), t2s__jitter_upto(&second, UINT64_MAX));
}
END_TEST

START_TEST(out_of_memory_is_an_error_at_every_allocation)
{
    t2s_prompt *prompt = prompt_of(NULL, 0);
    t2s_options *options = OPTIONS(QUICK);

    OOM_LOOP (n) {
        struct outcome outcome = {0};
        t2s_provider *some = NULL;
        int code;

        one.starts = 0;
        one.script = "ca";
        code = t2s_retry_provider_new(inner, options, &some, NULL);
        if (code == 0)
            code = t2s_provider_attach(some, loop);
        if (code == 0)
            code = ask_begin(some, loop, prompt, &outcome);
        if (code == 0) {
            ck_assert(run_until(loop, &outcome.count, 1, 20000));
            code = outcome.code;
        }
        t2s__memory_fail = NULL;
        ck_assert_msg(code == 0 || (oom_failed && code == T2S_E_NOMEM), "%d: %s", n, t2s_error_name(code));
        t2s_reply_unref(outcome.reply);
        if (some != NULL)
            t2s_provider_detach(some, loop);
        t2s_provider_unref(some);
    }
    t2s_options_free(options);
    t2s_prompt_unref(prompt);
}
END_TEST

SUITE("retry", set_up, tear_down, what_succeeds_is_passed_on_whole, what_may_help_is_tried_again_and_recorded_as_retry,
      after_the_last_attempt_its_failure_is_passed_on, what_cannot_help_is_not_tried_again,
      who_is_left_alone_for_now_is_not_tried_again, retry_after_is_waited_for_in_full,
      a_server_that_wants_too_much_time_is_not_waited_for, nobody_sleeps_past_the_deadline,
      cancel_works_while_it_waits_and_while_it_asks, detach_ends_what_waits_with_shutdown,
      options_are_checked_and_the_identity_is_the_inner_ones, jitter_is_full_and_backoff_bounded,
      two_providers_do_not_draw_the_same_numbers, out_of_memory_is_an_error_at_every_allocation)
