/* SPDX-License-Identifier: MIT */
/* A circuit breaker: closed, open, half open, and what counts. */
#include "../support/scripted.h"

static t2s_loop *loop;
static struct scripted one;
static t2s_provider *inner;
static t2s_provider *breaker;

static void set_up(void)
{
    one = (struct scripted){.name = "one", .script = "a"};
    breaker = NULL;
    ck_assert_int_eq(t2s__loop_new(1, &loop), 0);
    inner = scripted_new(&one);
}

static void tear_down(void)
{
    if (breaker != NULL)
        t2s_provider_detach(breaker, loop);
    t2s_provider_unref(breaker);
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
    ck_assert_int_eq(t2s_breaker_provider_new(inner, options, &breaker, NULL), 0);
    t2s_options_free(options);
    ck_assert_int_eq(t2s_provider_attach(breaker, loop), 0);
}

START_TEST(it_opens_after_failures_in_a_row_and_says_for_how_long)
{
    struct outcome outcome;

    make(OPTIONS("failures", "3", "open_ms", "60000"), "ccacsca");
    for (int i = 0; i < 6; i++)
        outcome = ask_once(breaker, loop, 0);
    ck_assert_int_eq(one.starts, 6); /* the third one had succeeded */
    ck_assert_int_eq(outcome.code, T2S_E_CONNECT);
    outcome = ask_once(breaker, loop, 0);
    ck_assert_int_eq(outcome.code, T2S_E_UNAVAILABLE);
    ck_assert_int_eq(outcome.retryable, 1);
    ck_assert_uint_gt(outcome.retry_after, 50000);
    ck_assert_uint_le(outcome.retry_after, 60000);
    ck_assert_ptr_nonnull(strstr(outcome.message, "\"one\" has failed too often"));
    ck_assert_ptr_nonnull(strstr(outcome.message, "last: one fails"));
    ck_assert_str_eq(outcome.calls, "first breaker E_UNAVAILABLE");
    ck_assert_uint_eq(outcome.input, 0);
    ck_assert_int_eq(one.starts, 6);
}
END_TEST

START_TEST(after_a_while_one_call_is_let_through_and_closes_it)
{
    t2s_prompt *prompt = prompt_of(NULL, 0);
    struct outcome probe;
    struct outcome outcome;

    make(OPTIONS("failures", "1", "open_ms", "20"), "cha");
    ck_assert_int_eq(ask_once(breaker, loop, 0).code, T2S_E_CONNECT);
    ck_assert_int_eq(ask_once(breaker, loop, 0).code, T2S_E_UNAVAILABLE);
    run_for(loop, 25);
    ck_assert_int_eq(ask_begin(breaker, loop, prompt, &probe), 0);
    outcome = ask_once(breaker, loop, 0); /* while the probe is under way */
    ck_assert_int_eq(outcome.code, T2S_E_UNAVAILABLE);
    ck_assert_uint_eq(outcome.retry_after, 0);
    ck_assert_int_eq(one.starts, 2);
    scripted_answer(&one, scripted_take(&one, 0));
    ask_end(loop, &probe);
    ck_assert_int_eq(probe.code, 0);
    ck_assert_int_eq(ask_once(breaker, loop, 0).code, 0);
    ck_assert_int_eq(ask_once(breaker, loop, 0).code, 0);
    t2s_prompt_unref(prompt);
}
END_TEST

START_TEST(a_probe_that_fails_opens_it_anew)
{
    make(OPTIONS("failures", "2", "open_ms", "20"), "ccna");
    for (int i = 0; i < 2; i++)
        ask_once(breaker, loop, 0);
    run_for(loop, 25);
    ck_assert_int_eq(ask_once(breaker, loop, 0).code, T2S_E_BUSY); /* says nothing: the next one is a probe again */
    one.script = "cccca";
    ck_assert_int_eq(ask_once(breaker, loop, 0).code, T2S_E_CONNECT);
    ck_assert_int_eq(ask_once(breaker, loop, 0).code, T2S_E_UNAVAILABLE);
    run_for(loop, 25);
    ck_assert_int_eq(ask_once(breaker, loop, 0).code, 0);
    ck_assert_int_eq(ask_once(breaker, loop, 0).code, 0);
}
END_TEST

START_TEST(what_says_nothing_of_its_health_does_not_count)
{
    t2s_prompt *prompt = prompt_of(NULL, 0);
    struct outcome outcome;

    make(OPTIONS("failures", "2"), "cqnxhca");
    ask_once(breaker, loop, 0);
    ck_assert_int_eq(ask_once(breaker, loop, 0).code, T2S_E_SERVER);
    ck_assert_int_eq(ask_once(breaker, loop, 0).code, T2S_E_BUSY);
    ck_assert_int_eq(ask_once(breaker, loop, 0).code, 0); /* a refusal is a reply: healthy */
    ck_assert_int_eq(ask_begin(breaker, loop, prompt, &outcome), 0);
    t2s_reply_abandon(outcome.reply);
    t2s_reply_unref(outcome.reply);
    ck_assert_int_eq(ask_once(breaker, loop, 0).code, T2S_E_CONNECT);
    ck_assert_int_eq(ask_once(breaker, loop, 0).code, 0);
    t2s_prompt_unref(prompt);
}
END_TEST

START_TEST(who_is_given_up_because_he_takes_too_long_has_failed)
{
    struct scripted other = {.name = "other", .script = "a"};
    t2s_provider *second = scripted_new(&other);
    t2s_provider *chain;
    t2s_options *options = OPTIONS("timeout_ms", "5");
    struct outcome outcome;

    make(OPTIONS("failures", "2"), "hha");
    ck_assert_int_eq(t2s_chain_provider_new((t2s_provider *const[]){breaker, second}, 2, options, &chain, NULL), 0);
    ck_assert_int_eq(t2s_provider_attach(chain, loop), 0);
    for (int i = 0; i < 4; i++) {
        outcome = ask_once(chain, loop, 0);
        ck_assert_str_eq(outcome.text, "other");
    }
    ck_assert_str_eq(outcome.calls, "first breaker E_UNAVAILABLE; fallback other OK");
    ck_assert_int_eq(one.starts, 2);
    t2s_provider_detach(chain, loop);
    t2s_provider_unref(chain);
    t2s_provider_unref(second);
    t2s_options_free(options);
    run_for(loop, 2);
}
END_TEST

START_TEST(late_news_from_before_it_opened_change_nothing)
{
    t2s_prompt *prompt = prompt_of(NULL, 0);
    struct outcome outcome;

    make(OPTIONS("failures", "1"), "hca");
    ck_assert_int_eq(ask_begin(breaker, loop, prompt, &outcome), 0);
    ck_assert_int_eq(ask_once(breaker, loop, 0).code, T2S_E_CONNECT);
    scripted_answer(&one, scripted_take(&one, 0));
    ask_end(loop, &outcome);
    ck_assert_int_eq(outcome.code, 0);
    ck_assert_int_eq(ask_once(breaker, loop, 0).code, T2S_E_UNAVAILABLE);
    t2s_prompt_unref(prompt);
}
END_TEST

START_TEST(a_probe_that_is_cancelled_or_detached_leaves_the_way_free)
{
    t2s_prompt *prompt = prompt_of(NULL, 0);
    struct outcome outcome;

    make(OPTIONS("failures", "1", "open_ms", "5"), "chha");
    ask_once(breaker, loop, 0);
    run_for(loop, 8);
    ck_assert_int_eq(ask_begin(breaker, loop, prompt, &outcome), 0);
    t2s_reply_abandon(outcome.reply);
    t2s_reply_unref(outcome.reply);
    ck_assert_int_eq(ask_begin(breaker, loop, prompt, &outcome), 0);
    t2s_provider_detach(breaker, loop);
    ask_end(loop, &outcome);
    ck_assert_int_eq(outcome.code, T2S_E_SHUTDOWN);
    ck_assert_int_eq(t2s_provider_attach(breaker, loop), 0);
    ck_assert_int_eq(ask_once(breaker, loop, 0).code, 0);
    t2s_prompt_unref(prompt);
}
END_TEST

START_TEST(out_of_memory_is_an_error_at_every_allocation)
{
    t2s_prompt *prompt = prompt_of(NULL, 0);
    t2s_options *options = OPTIONS("failures", "1");

    OOM_LOOP (n) {
        struct outcome outcome = {0};
        t2s_provider *some = NULL;
        int code;

        one.script = "c";
        code = t2s_breaker_provider_new(inner, options, &some, NULL);
        if (code == 0)
            code = t2s_provider_attach(some, loop);
        for (int i = 0; i < 2 && (code == 0 || code == T2S_E_CONNECT); i++) {
            t2s_reply_unref(outcome.reply);
            code = ask_begin(some, loop, prompt, &outcome);
            if (code == 0) {
                ck_assert(run_until(loop, &outcome.count, 1, 20000));
                code = outcome.code;
            }
        }
        t2s__memory_fail = NULL;
        ck_assert_msg(code == T2S_E_UNAVAILABLE || (oom_failed && (code == T2S_E_NOMEM || code == T2S_E_CONNECT)), "%d: %s", n,
                      t2s_error_name(code));
        t2s_reply_unref(outcome.reply);
        if (some != NULL)
            t2s_provider_detach(some, loop);
        t2s_provider_unref(some);
    }
    t2s_options_free(options);
    t2s_prompt_unref(prompt);
}
END_TEST

SUITE("breaker", set_up, tear_down, it_opens_after_failures_in_a_row_and_says_for_how_long,
      after_a_while_one_call_is_let_through_and_closes_it, a_probe_that_fails_opens_it_anew,
      what_says_nothing_of_its_health_does_not_count, who_is_given_up_because_he_takes_too_long_has_failed,
      late_news_from_before_it_opened_change_nothing, a_probe_that_is_cancelled_or_detached_leaves_the_way_free,
      out_of_memory_is_an_error_at_every_allocation)
