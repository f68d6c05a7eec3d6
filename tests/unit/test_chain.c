/* SPDX-License-Identifier: MIT */
/* One after the other: who is asked, for how long, what a repair and a new round change, and what is said when all have failed.
 */
#include "../support/scripted.h"

enum { MEMBERS = 3 };

static t2s_loop *loop;
static struct scripted members[MEMBERS];
static t2s_provider *inners[MEMBERS];
static t2s_provider *chain;

static void set_up(void)
{
    static const char *const names[] = {"one", "two", "three"};

    chain = NULL;
    ck_assert_int_eq(t2s__loop_new(1, &loop), 0);
    for (int i = 0; i < MEMBERS; i++) {
        members[i] = (struct scripted){.name = names[i], .script = "a"};
        inners[i] = scripted_new(&members[i]);
    }
}

static void tear_down(void)
{
    if (chain != NULL)
        t2s_provider_detach(chain, loop);
    t2s_provider_unref(chain);
    for (int i = 0; i < MEMBERS; i++) {
        scripted_wait(&members[i]);
        t2s_provider_unref(inners[i]);
    }
    close_loop(loop);
    for (int i = 0; i < MEMBERS; i++) {
        ck_assert_int_eq(members[i].attached, 0);
        ck_assert_int_eq(members[i].destroys, 1);
    }
}

/* Takes the options over. */
static void make(size_t count, t2s_options *options, const char *first, const char *second, const char *third)
{
    members[0].script = first;
    members[1].script = second;
    members[2].script = third;
    ck_assert_int_eq(t2s_chain_provider_new(inners, count, options, &chain, NULL), 0);
    t2s_options_free(options);
    ck_assert_int_eq(t2s_provider_attach(chain, loop), 0);
}

START_TEST(the_first_one_answers_as_long_as_he_can)
{
    struct outcome outcome;

    make(3, NULL, "a", "a", "a");
    outcome = ask_once(chain, loop, 0);
    ck_assert_str_eq(outcome.text, "one");
    ck_assert_int_eq(outcome.alternative, 1);
    ck_assert_str_eq(outcome.calls, "first one OK");
}
END_TEST

START_TEST(whatever_goes_wrong_the_next_one_is_asked)
{
    static const char *const wrong[] = {"c", "u", "k", "n", "d", "D", "x", "w"};

    make(2, NULL, "a", "a", "a");
    for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
        struct outcome outcome;

        members[0].script = wrong[i];
        outcome = ask_once(chain, loop, 0);
        ck_assert_msg(outcome.code == 0, "%s: %s", wrong[i], outcome.message);
        ck_assert_str_eq(outcome.text, "two");
        ck_assert_str_eq(outcome.refusal, "");
        ck_assert_int_eq(outcome.alternative, 0);
        ck_assert_ptr_nonnull(strstr(outcome.calls, "; fallback two OK"));
    }
}
END_TEST

START_TEST(when_all_fail_the_last_failure_tells_of_the_others)
{
    struct outcome outcome;

    members[1].wait_ms = 70;
    make(3, NULL, "x", "w", "k");
    outcome = ask_once(chain, loop, 0);
    ck_assert_int_eq(outcome.code, T2S_E_AUTH);
    ck_assert_int_eq(outcome.http_status, 401);
    ck_assert_str_eq(outcome.message, "three fails (before it: one: refused, two: T2S_E_RATE_LIMIT)");
    ck_assert_int_eq(outcome.retryable, 1); /* the second one was */
    ck_assert_uint_eq(outcome.retry_after, 70);
    ck_assert_str_eq(outcome.calls, "first one OK; fallback two E_RATE_LIMIT; fallback three E_AUTH");
    ck_assert_uint_eq(outcome.input, 100); /* of the refusal */
}
END_TEST

START_TEST(one_failure_alone_is_passed_on_as_it_is)
{
    struct outcome outcome;

    make(1, NULL, "k", "a", "a");
    outcome = ask_once(chain, loop, 0);
    ck_assert_int_eq(outcome.code, T2S_E_AUTH);
    ck_assert_str_eq(outcome.message, "one fails");
    ck_assert_int_eq(outcome.retryable, 0);
}
END_TEST

START_TEST(a_refusal_can_be_passed_on)
{
    struct outcome outcome;

    make(2, OPTIONS("after_refusal", "0"), "x", "a", "a");
    outcome = ask_once(chain, loop, 0);
    ck_assert_str_eq(outcome.refusal, "I would rather not.");
    ck_assert_int_eq(outcome.alternative, 1);
    ck_assert_int_eq(members[1].starts, 0);
}
END_TEST

START_TEST(the_last_ones_refusal_is_passed_on)
{
    struct outcome outcome;

    make(2, NULL, "c", "x", "a");
    outcome = ask_once(chain, loop, 0);
    ck_assert_int_eq(outcome.code, 0);
    ck_assert_str_eq(outcome.refusal, "I would rather not.");
    ck_assert_str_eq(outcome.text, "two");
}
END_TEST

START_TEST(who_takes_too_long_is_left_with_a_timeout)
{
    struct outcome outcome;

    make(2, OPTIONS("timeout_ms", "15"), "h", "a", "a");
    outcome = ask_once(chain, loop, 0);
    ck_assert_str_eq(outcome.text, "two");
    ck_assert_int_eq(members[0].cancels, 1);
    ck_assert_str_eq(outcome.calls, "first one E_TIMEOUT; fallback two OK");
}
END_TEST

START_TEST(the_time_is_shared_out)
{
    struct outcome outcome;

    make(3, NULL, "h", "h", "a");
    outcome = ask_once(chain, loop, 1000);
    ck_assert_str_eq(outcome.text, "three");
    ck_assert_str_eq(outcome.calls, "first one E_TIMEOUT; fallback two E_TIMEOUT; fallback three OK");
}
END_TEST

START_TEST(nobody_waits_beyond_the_deadline)
{
    struct outcome outcome;

    make(2, NULL, "h", "h", "a");
    outcome = ask_once(chain, loop, 300);
    ck_assert_int_eq(outcome.code, T2S_E_TIMEOUT);
    ck_assert_ptr_nonnull(strstr(outcome.message, "\"two\" did not answer within"));
    ck_assert_ptr_nonnull(strstr(outcome.message, "(before it: one: T2S_E_TIMEOUT)"));
    ck_assert_str_eq(outcome.calls, "first one E_TIMEOUT; fallback two E_TIMEOUT");
    ck_assert_int_eq(members[0].cancels + members[1].cancels, 2);
}
END_TEST

START_TEST(the_last_one_may_use_what_is_left_whatever_the_option_says)
{
    struct outcome outcome;
    t2s_prompt *prompt = prompt_of(NULL, 0);

    make(2, OPTIONS("timeout_ms", "10"), "c", "h", "a");
    ck_assert_int_eq(ask_begin(chain, loop, prompt, &outcome), 0);
    run_for(loop, 60);
    ck_assert_int_eq(outcome.count, 0);
    scripted_answer(&members[1], scripted_take(&members[1], 0));
    ask_end(loop, &outcome);
    ck_assert_str_eq(outcome.text, "two");
    t2s_prompt_unref(prompt);
}
END_TEST

/* A chain of the first two, with something around the first. */
static void make_pair(t2s_provider *first, const char *timeout_ms)
{
    t2s_options *options = OPTIONS("timeout_ms", timeout_ms);

    ck_assert_int_eq(t2s_chain_provider_new((t2s_provider *const[]){first, inners[1]}, 2, options, &chain, NULL), 0);
    ck_assert_int_eq(t2s_provider_attach(chain, loop), 0);
    t2s_provider_unref(first);
    t2s_options_free(options);
}

START_TEST(a_retry_within_does_not_wait_longer_than_the_chain)
{
    t2s_provider *retry;
    struct outcome outcome;

    members[0].script = "w";
    members[0].wait_ms = 30000;
    ck_assert_int_eq(t2s_retry_provider_new(inners[0], NULL, &retry, NULL), 0);
    make_pair(retry, "10000");
    outcome = ask_once(chain, loop, 0);
    ck_assert_str_eq(outcome.calls, "first one E_RATE_LIMIT; fallback two OK");
    members[0].wait_ms = 1100; /* more than half of what is left */
    outcome = ask_once(chain, loop, 2000);
    ck_assert_str_eq(outcome.calls, "first one E_RATE_LIMIT; fallback two OK");
}
END_TEST

START_TEST(a_limit_within_refuses_what_the_chain_would_not_wait_for)
{
    t2s_options *options = OPTIONS("requests_per_minute", "1");
    t2s_provider *limit;
    struct outcome outcome;

    ck_assert_int_eq(t2s_limit_provider_new(inners[0], options, &limit, NULL), 0);
    t2s_options_free(options);
    make_pair(limit, "10000");
    ck_assert_str_eq(ask_once(chain, loop, 0).text, "one");
    outcome = ask_once(chain, loop, 0); /* the next one may go in a minute */
    ck_assert_str_eq(outcome.calls, "first limit E_UNAVAILABLE; fallback two OK");
}
END_TEST

/* Ask with the repair of a prompt, or with a new round, in its place. */
static void repair(t2s_prompt **prompt)
{
    t2s_prompt *next;

    ck_assert_int_eq(t2s__prompt_derive(*prompt, &next), 0);
    t2s_prompt_unref(*prompt);
    *prompt = next;
}

static void new_round(t2s_prompt *first, t2s_prompt **prompt, int round)
{
    t2s_prompt_unref(*prompt);
    ck_assert_int_eq(t2s__prompt_new_round(first, round, prompt), 0);
}

START_TEST(a_repair_goes_to_who_answered_and_a_new_round_behind_him)
{
    t2s_prompt *first = prompt_of(NULL, 0);
    t2s_prompt *prompt = t2s_prompt_ref(first);
    struct outcome outcome;

    make(3, NULL, "c", "a", "a");
    ask_prompt(chain, loop, prompt, &outcome);
    ck_assert_str_eq(outcome.text, "two");
    ck_assert_int_eq(outcome.alternative, 1);
    repair(&prompt);
    ask_prompt(chain, loop, prompt, &outcome);
    ck_assert_str_eq(outcome.text, "two");
    ck_assert_str_eq(outcome.calls, "first two OK");
    repair(&prompt);
    ask_prompt(chain, loop, prompt, &outcome);
    ck_assert_str_eq(outcome.text, "two");
    new_round(first, &prompt, 1);
    ask_prompt(chain, loop, prompt, &outcome);
    ck_assert_str_eq(outcome.text, "three");
    ck_assert_str_eq(outcome.calls, "fallback three OK");
    ck_assert_int_eq(outcome.alternative, 0);
    repair(&prompt);
    ask_prompt(chain, loop, prompt, &outcome);
    ck_assert_str_eq(outcome.text, "three");
    new_round(first, &prompt, 2); /* though nothing was left */
    ask_prompt(chain, loop, prompt, &outcome);
    ck_assert_int_eq(outcome.code, T2S_E_UNAVAILABLE);
    ck_assert_int_eq(members[0].starts, 1);
    t2s_prompt_unref(prompt);
    t2s_prompt_unref(first);
}
END_TEST

START_TEST(a_repair_that_fails_goes_on_to_the_next)
{
    t2s_prompt *prompt = prompt_of(NULL, 0);
    struct outcome outcome;

    make(2, NULL, "ac", "a", "a");
    ask_prompt(chain, loop, prompt, &outcome);
    repair(&prompt);
    ask_prompt(chain, loop, prompt, &outcome);
    ck_assert_str_eq(outcome.text, "two");
    ck_assert_str_eq(outcome.calls, "first one E_CONNECT; fallback two OK");
    repair(&prompt);
    ask_prompt(chain, loop, prompt, &outcome);
    ck_assert_str_eq(outcome.text, "two");
    t2s_prompt_unref(prompt);
}
END_TEST

START_TEST(another_question_begins_at_the_first_again)
{
    make(2, NULL, "ca", "a", "a");
    ck_assert_str_eq(ask_once(chain, loop, 0).text, "two");
    ck_assert_str_eq(ask_once(chain, loop, 0).text, "one");
}
END_TEST

START_TEST(chains_of_chains_are_gone_through_round_by_round)
{
    t2s_provider *const others[] = {NULL, inners[2]};
    t2s_provider *pair[2];
    t2s_prompt *first = prompt_of(NULL, 0);
    t2s_prompt *prompt = t2s_prompt_ref(first);
    static const char *const expected[] = {"one", "two", "three"};

    ck_assert_int_eq(t2s_chain_provider_new(inners, 2, NULL, &pair[0], NULL), 0);
    pair[1] = others[1];
    ck_assert_int_eq(t2s_chain_provider_new(pair, 2, NULL, &chain, NULL), 0);
    ck_assert_int_eq(t2s_provider_attach(chain, loop), 0);
    for (int round = 0; round < 3; round++) {
        struct outcome outcome;

        if (round > 0)
            new_round(first, &prompt, round);
        ask_prompt(chain, loop, prompt, &outcome);
        ck_assert_str_eq(outcome.text, expected[round]);
        ck_assert_int_eq(outcome.alternative, round < 2);
    }
    t2s_provider_unref(pair[0]);
    t2s_prompt_unref(prompt);
    t2s_prompt_unref(first);
}
END_TEST

START_TEST(cancel_and_detach_stop_whoever_is_asked)
{
    t2s_prompt *prompt = prompt_of(NULL, 0);
    struct outcome outcomes[2];

    make(2, NULL, "c", "h", "a");
    for (int i = 0; i < 2; i++)
        ck_assert_int_eq(ask_begin(chain, loop, prompt, &outcomes[i]), 0);
    run_for(loop, 5);
    ck_assert_int_eq(members[1].hanging_count, 2);
    t2s_reply_abandon(outcomes[0].reply);
    outcome_read_records(&outcomes[0], outcomes[0].reply);
    ck_assert_str_eq(outcomes[0].calls, "first one E_CONNECT; fallback two E_CANCELLED");
    t2s_reply_unref(outcomes[0].reply);
    t2s_provider_detach(chain, loop);
    ask_end(loop, &outcomes[1]);
    ck_assert_int_eq(outcomes[1].code, T2S_E_SHUTDOWN);
    ck_assert_int_eq(outcomes[0].count, 0);
    ck_assert_int_eq(t2s_provider_attach(chain, loop), 0);
    t2s_prompt_unref(prompt);
}
END_TEST

START_TEST(what_is_not_a_chain_is_refused)
{
    t2s_provider *many[17];
    t2s_provider *none = NULL;

    for (int i = 0; i < 17; i++)
        many[i] = inners[0];
    ck_assert_int_eq(t2s_chain_provider_new(many, 0, NULL, &none, NULL), T2S_E_INVALID);
    ck_assert_int_eq(t2s_chain_provider_new(NULL, 1, NULL, &none, NULL), T2S_E_INVALID);
    ck_assert_int_eq(t2s_chain_provider_new(many, 17, NULL, &none, NULL), T2S_E_INVALID);
    many[3] = NULL;
    ck_assert_int_eq(t2s_chain_provider_new(many, 16, NULL, &none, NULL), T2S_E_INVALID);
    ck_assert_ptr_null(none);
    many[3] = inners[1];
    ck_assert_int_eq(t2s_chain_provider_new(many, 16, NULL, &none, NULL), 0);
    ck_assert_str_eq(t2s_provider_identity(none), "one | two");
    t2s_provider_unref(none);
}
END_TEST

static int refuse_attach(void *user_data, t2s_loop *to)
{
    (void)user_data;
    (void)to;
    return T2S_E_IO;
}

START_TEST(an_attach_that_fails_leaves_nobody_attached)
{
    static const t2s_provider_ops ops = {.struct_size = sizeof(ops), .start = scripted_start, .attach = refuse_attach};
    t2s_provider *refusing;
    t2s_provider *some;

    ck_assert_int_eq(t2s_provider_new("refusing", &ops, NULL, &refusing), 0);
    ck_assert_int_eq(t2s_chain_provider_new((t2s_provider *const[]){inners[0], refusing}, 2, NULL, &some, NULL), 0);
    ck_assert_int_eq(t2s_provider_attach(some, loop), T2S_E_IO);
    ck_assert_int_eq(members[0].attached, 0);
    t2s_provider_unref(some);
    t2s_provider_unref(refusing);
}
END_TEST

START_TEST(out_of_memory_is_an_error_at_every_allocation)
{
    OOM_LOOP (n) {
        struct outcome outcome = {0};
        t2s_prompt *prompt;
        t2s_provider *some = NULL;
        int code;

        t2s__memory_fail = NULL;
        prompt = prompt_of(NULL, 5000);
        oom_arm(n);
        members[0].script = "c";
        members[1].script = "n";
        members[2].script = "k";
        code = t2s_chain_provider_new(inners, MEMBERS, NULL, &some, NULL);
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
        t2s_prompt_unref(prompt);
    }
}
END_TEST

SUITE("chain", set_up, tear_down, the_first_one_answers_as_long_as_he_can, whatever_goes_wrong_the_next_one_is_asked,
      when_all_fail_the_last_failure_tells_of_the_others, one_failure_alone_is_passed_on_as_it_is, a_refusal_can_be_passed_on,
      the_last_ones_refusal_is_passed_on, who_takes_too_long_is_left_with_a_timeout, the_time_is_shared_out,
      nobody_waits_beyond_the_deadline, a_retry_within_does_not_wait_longer_than_the_chain,
      a_limit_within_refuses_what_the_chain_would_not_wait_for, the_last_one_may_use_what_is_left_whatever_the_option_says,
      a_repair_goes_to_who_answered_and_a_new_round_behind_him, a_repair_that_fails_goes_on_to_the_next,
      another_question_begins_at_the_first_again, chains_of_chains_are_gone_through_round_by_round,
      cancel_and_detach_stop_whoever_is_asked, what_is_not_a_chain_is_refused, an_attach_that_fails_leaves_nobody_attached,
      out_of_memory_is_an_error_at_every_allocation)
