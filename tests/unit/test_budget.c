/* SPDX-License-Identifier: MIT */
/* A budget: what is put aside, what is settled, and that nothing gets past it, whatever stands in between. */
#include "../support/scripted.h"

#include "provider/money.h"

enum { CALLS = 1000 };

/* What the prompt of the tests is put aside with: its nine letters, the schema, and what is around them. */
static uint64_t most_input;

static t2s_loop *loop;
static struct scripted one;
static struct scripted two;
static t2s_provider *inner;
static t2s_provider *other;
static t2s_provider *budget;
static t2s_price_list *prices;
static struct outcome outcomes[CALLS];

static void set_up(void)
{
    t2s_prompt *prompt = prompt_of(NULL, 0);

    most_input = strlen(t2s_prompt_schema(prompt)) / 3 + 1 + 16 + 9 / 3 + 1 + 16;
    t2s_prompt_unref(prompt);
    memset(&one, 0, sizeof(one));
    memset(&two, 0, sizeof(two));
    one.name = "one";
    two.name = "two";
    two.script = "a";
    budget = NULL;
    ck_assert_int_eq(t2s__loop_new(1, &loop), 0);
    inner = scripted_new(&one);
    other = scripted_new(&two);
    ck_assert_int_eq(t2s_price_list_new(&prices), 0);
}

static void tear_down(void)
{
    if (budget != NULL)
        t2s_provider_detach(budget, loop);
    t2s_provider_unref(budget);
    t2s_provider_unref(inner);
    t2s_provider_unref(other);
    t2s_price_list_unref(prices);
    scripted_wait(&one);
    close_loop(loop);
    ck_assert_int_eq(one.destroys, 1);
}

/* Takes the options over. */
static void make_around(t2s_provider *held, t2s_options *options, const char *script)
{
    one.script = script;
    ck_assert_int_eq(t2s_budget_provider_new(held, prices, options, &budget, NULL), 0);
    t2s_options_free(options);
    ck_assert_int_eq(t2s_provider_attach(budget, loop), 0);
}

static void make(t2s_options *options, const char *script)
{
    make_around(inner, options, script);
}

static const char *number(uint64_t value)
{
    static char texts[8][24];
    static int next;
    char *text = texts[next++ % 8];

    snprintf(text, sizeof(texts[0]), "%llu", (unsigned long long)value);
    return text;
}

START_TEST(money_is_read_and_written_exactly)
{
    static const struct {
        const char *text;
        uint64_t billionths;
    } good[] = {
        {"0", 0}, {"0.05", 50000000}, {"12", 12000000000}, {"0.000000001", 1}, {"999999999.999999999", 999999999999999999}};
    static const char *const bad[] = {"", ".5", "5.", "-1", "1,5", "1e3", "0x1", " 1", "1 ", "1234567890", "0.0000000001", "nan"};
    uint64_t value;
    char text[32];

    for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++) {
        ck_assert_int_eq(t2s__money_parse(good[i].text, &value), 0);
        ck_assert_uint_eq(value, good[i].billionths);
        t2s__money_format(value, text, sizeof(text));
        ck_assert_str_eq(text, good[i].text);
    }
    for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
        ck_assert_msg(t2s__money_parse(bad[i], &value) != 0, "%s", bad[i]);
    t2s__money_format(UINT64_MAX, text, sizeof(text));
    ck_assert_str_eq(text, "18446744073.709551615");
}
END_TEST

START_TEST(a_question_may_use_its_tokens_and_no_more)
{
    t2s_prompt *prompt = prompt_of(NULL, 0);
    struct outcome outcome;

    /* 110 are used by each call: the third one does not fit any more. */
    make(OPTIONS("question_tokens", number(most_input + 50 + 2 * 110 - 1), "output_tokens", "50"), "a");
    for (int i = 0; i < 2; i++) {
        ask_prompt(budget, loop, prompt, &outcome);
        ck_assert_int_eq(outcome.code, 0);
    }
    ask_prompt(budget, loop, prompt, &outcome);
    ck_assert_int_eq(outcome.code, T2S_E_BUDGET);
    ck_assert_int_eq(outcome.retryable, 0);
    ck_assert_uint_eq(outcome.retry_after, 0);
    ck_assert_ptr_nonnull(strstr(outcome.message, "the budget of the question"));
    ck_assert_ptr_nonnull(strstr(outcome.message, "220 are spent"));
    ck_assert_str_eq(outcome.calls, "first one E_BUDGET");
    ck_assert_uint_eq(outcome.input, 0);
    ck_assert_int_eq(one.starts, 2);
    ck_assert_int_eq(ask_once(budget, loop, 0).code, 0); /* another question has its own */
    t2s_prompt_unref(prompt);
}
END_TEST

START_TEST(a_period_is_never_exceeded_by_a_thousand_calls_at_once)
{
    uint64_t worst = most_input + 50;

    make(OPTIONS("period_tokens", number(10 * worst + worst / 2), "output_tokens", "50"), "h");
    for (int i = 0; i < CALLS; i++) {
        t2s_prompt *prompt = prompt_of(NULL, 0);

        ck_assert_int_eq(ask_begin(budget, loop, prompt, &outcomes[i]), 0);
        t2s_prompt_unref(prompt);
    }
    ck_assert_int_eq(one.starts, 10);
    while (one.hanging_count > 0)
        scripted_answer(&one, scripted_take(&one, 0));
    for (int i = 0; i < CALLS; i++) {
        ask_end(loop, &outcomes[i]);
        ck_assert_int_eq(outcomes[i].code, i < 10 ? 0 : T2S_E_BUDGET);
    }
    ck_assert_uint_gt(outcomes[10].retry_after, 86300000);
    ck_assert_uint_le(outcomes[10].retry_after, 86400000);
    ck_assert_ptr_nonnull(strstr(outcomes[10].message, "the period ends in 86400 s"));
    one.script = "a"; /* 1100 of them were used: what was put aside is free again */
    ck_assert_int_eq(ask_once(budget, loop, 0).code, 0);
}
END_TEST

START_TEST(a_period_ends_and_another_begins)
{
    t2s_prompt *prompt = prompt_of(NULL, 0);
    struct outcome late;

    make(OPTIONS("period_tokens", number(most_input + 50), "output_tokens", "50", "period_ms", "40"), "ha");
    ck_assert_int_eq(ask_begin(budget, loop, prompt, &late), 0);
    ck_assert_int_eq(ask_once(budget, loop, 0).code, T2S_E_BUDGET);
    run_for(loop, 45);
    scripted_answer(&one, scripted_take(&one, 0)); /* counts for the first one */
    ask_end(loop, &late);
    ck_assert_int_eq(ask_once(budget, loop, 0).code, 0);
    ck_assert_int_eq(ask_once(budget, loop, 0).code, T2S_E_BUDGET);
    t2s_prompt_unref(prompt);
}
END_TEST

START_TEST(money_is_put_aside_at_the_dearest_price_and_settled_at_the_right_one)
{
    t2s_prompt *prompt = prompt_of(NULL, 0);
    struct outcome outcome;
    uint64_t worst;
    char limit[32];

    ck_assert_int_eq(t2s_price_list_set(prices, "one-1", 1, 1, 1), 0); /* a thousand billionths a token */
    ck_assert_int_eq(t2s_price_list_set(prices, "dear", 2, 2, 10), 0);
    worst = 2000 * most_input + 10000 * 10;
    t2s__money_format(worst + 3 * 110000 + 50000, limit, sizeof(limit));
    make(OPTIONS("question_money", limit, "output_tokens", "10"), "a");
    for (int i = 0; i < 4; i++) {
        ask_prompt(budget, loop, prompt, &outcome);
        ck_assert_msg(outcome.code == 0, "%d: %s", i, outcome.message);
        ck_assert_uint_eq(outcome.cost, 110000);
    }
    ask_prompt(budget, loop, prompt, &outcome);
    ck_assert_int_eq(outcome.code, T2S_E_BUDGET);
    ck_assert_ptr_nonnull(strstr(outcome.message, "in money: 0.00044 are spent"));
    ck_assert_ptr_nonnull(strstr(outcome.message, limit));
    ck_assert_int_eq(one.starts, 4);
    t2s_prompt_unref(prompt);
}
END_TEST

START_TEST(a_model_without_a_price_is_refused_and_counted_at_the_dearest)
{
    t2s_prompt *prompt = prompt_of(NULL, 0);
    struct outcome outcome;

    ck_assert_int_eq(t2s_price_list_set(prices, "known", 1, 1, 1), 0);
    make(OPTIONS("question_money", number(1), "output_tokens", "10"), "am");
    ask_prompt(budget, loop, prompt, &outcome);
    ck_assert_int_eq(outcome.code, T2S_E_INVALID);
    ck_assert_ptr_nonnull(strstr(outcome.message, "no price for the model \"one-1\""));
    ck_assert_uint_eq(outcome.input, 100);
    ask_prompt(budget, loop, prompt, &outcome); /* without a name */
    ck_assert_int_eq(outcome.code, T2S_E_INVALID);
    ck_assert_int_eq(t2s_price_list_set(prices, "one-*", 0, 0, 0), 0); /* for nothing is a price, too */
    one.script = "a";
    ask_prompt(budget, loop, prompt, &outcome);
    ck_assert_int_eq(outcome.code, 0);
    t2s_prompt_unref(prompt);
}
END_TEST

START_TEST(what_has_no_price_is_spent_all_the_same)
{
    t2s_prompt *prompt = prompt_of(NULL, 0);
    struct outcome outcome;
    int calls = 0;

    ck_assert_int_eq(t2s_price_list_set(prices, "known", 1, 1, 1), 0);
    make(OPTIONS("question_money", "0.001", "output_tokens", "10"), "a");
    do {
        ask_prompt(budget, loop, prompt, &outcome);
        calls++;
    } while (outcome.code == T2S_E_INVALID && calls < 100);
    ck_assert_int_eq(outcome.code, T2S_E_BUDGET);
    ck_assert_int_le(one.starts, 9); /* 110,000 of a million each */
    t2s_prompt_unref(prompt);
}
END_TEST

START_TEST(without_any_price_money_cannot_be_spent)
{
    make(OPTIONS("period_money", "1"), "a");
    ck_assert_int_eq(ask_once(budget, loop, 0).code, T2S_E_INVALID);
    ck_assert_int_eq(one.starts, 0);
}
END_TEST

START_TEST(each_attempt_within_is_checked_for_itself)
{
    t2s_options *quick = OPTIONS("base_delay_ms", "0", "attempts", "100");
    t2s_provider *retry;
    struct outcome outcome;

    ck_assert_int_eq(t2s_retry_provider_new(inner, quick, &retry, NULL), 0);
    t2s_options_free(quick);
    one.tokens[0] = 500;
    make_around(retry, OPTIONS("question_tokens", number(most_input + 50), "output_tokens", "50"), "cccccn");
    outcome = ask_once(budget, loop, 0); /* what fails to connect uses nothing */
    ck_assert_int_eq(outcome.code, T2S_E_BUSY);
    ck_assert_uint_eq(outcome.records, 6);
    t2s_provider_unref(retry);
}
END_TEST

START_TEST(a_fallback_is_not_made_when_the_first_has_used_it_up)
{
    t2s_provider *chain;
    struct outcome outcome;

    ck_assert_int_eq(t2s_chain_provider_new((t2s_provider *const[]){inner, other}, 2, NULL, &chain, NULL), 0);
    make_around(chain, OPTIONS("question_tokens", number(most_input + 50 + 109), "output_tokens", "50"), "x");
    outcome = ask_once(budget, loop, 0);
    ck_assert_int_eq(outcome.code, T2S_E_BUDGET);
    ck_assert_str_eq(outcome.calls, "first one OK; fallback two E_BUDGET");
    ck_assert_int_eq(two.starts, 0);
    ck_assert_uint_eq(outcome.input, 100);
    t2s_provider_unref(chain);
}
END_TEST

START_TEST(a_hedge_needs_room_for_both)
{
    t2s_options *options = OPTIONS("delay_ms", "1");
    t2s_provider *hedge;
    t2s_prompt *prompt = prompt_of(NULL, 0);
    struct outcome outcome;

    ck_assert_int_eq(t2s_hedge_provider_new(inner, other, options, &hedge, NULL), 0);
    t2s_options_free(options);
    make_around(hedge, OPTIONS("question_tokens", number(2 * (most_input + 50) - 1), "output_tokens", "50"), "h");
    ck_assert_int_eq(ask_begin(budget, loop, prompt, &outcome), 0);
    run_for(loop, 10);
    ck_assert_int_eq(two.starts, 0);
    scripted_answer(&one, scripted_take(&one, 0));
    ask_end(loop, &outcome);
    ck_assert_str_eq(outcome.text, "one");
    ck_assert_str_eq(outcome.calls, "first one OK; hedge two E_BUDGET");
    t2s_provider_unref(hedge);
    t2s_prompt_unref(prompt);
}
END_TEST

START_TEST(budgets_within_budgets_all_count)
{
    t2s_options *options = OPTIONS("period_tokens", number(most_input + 50 + 110), "output_tokens", "50");
    t2s_provider *within;

    ck_assert_int_eq(t2s_budget_provider_new(inner, NULL, options, &within, NULL), 0);
    t2s_options_free(options);
    make_around(within, OPTIONS("period_tokens", number(most_input + 50 + 3 * 110), "output_tokens", "50"), "a");
    ck_assert_int_eq(ask_once(budget, loop, 0).code, 0);
    ck_assert_int_eq(ask_once(budget, loop, 0).code, 0);
    ck_assert_int_eq(ask_once(budget, loop, 0).code, T2S_E_BUDGET); /* the inner one's */
    ck_assert_int_eq(one.starts, 2);
    t2s_provider_unref(within);
}
END_TEST

START_TEST(what_is_stopped_is_settled_by_an_estimate)
{
    t2s_prompt *prompt = prompt_of(NULL, 0);
    struct outcome outcome;

    make(OPTIONS("question_tokens", number(most_input + 50 + 3), "output_tokens", "50"), "hha");
    ck_assert_int_eq(ask_begin(budget, loop, prompt, &outcome), 0);
    t2s_reply_abandon(outcome.reply); /* "How many?" is 3 tokens */
    t2s_reply_unref(outcome.reply);
    ck_assert_int_eq(ask_begin(budget, loop, prompt, &outcome), 0);
    t2s_provider_detach(budget, loop);
    ask_end(loop, &outcome);
    ck_assert_int_eq(outcome.code, T2S_E_SHUTDOWN);
    ck_assert_int_eq(t2s_provider_attach(budget, loop), 0);
    ask_prompt(budget, loop, prompt, &outcome);
    ck_assert_int_eq(outcome.code, T2S_E_BUDGET);
    ck_assert_ptr_nonnull(strstr(outcome.message, ": 6 are spent"));
    t2s_prompt_unref(prompt);
}
END_TEST

START_TEST(absurd_counts_use_it_up_for_good)
{
    one.tokens[0] = UINT64_MAX;
    one.tokens[1] = UINT64_MAX;
    make(OPTIONS("period_tokens", "1000000"), "a");
    ck_assert_int_eq(ask_once(budget, loop, 0).code, 0);
    ck_assert_int_eq(ask_once(budget, loop, 0).code, T2S_E_BUDGET);
    ck_assert_int_eq(ask_once(budget, loop, 0).code, T2S_E_BUDGET);
    ck_assert_int_eq(one.starts, 1);
}
END_TEST

START_TEST(letters_beyond_ascii_are_put_aside_one_by_one)
{
    t2s_prompt *prompt = prompt_of(NULL, 0);
    struct outcome outcome;

    ck_assert_int_eq(t2s__prompt_add(prompt, T2S_ROLE_USER, "\xe6\x97\xa5\xe6\x9c\xac", 6), 0);
    make(OPTIONS("question_tokens", number(most_input + 50 + 1 + 6 + 16 - 1), "output_tokens", "50"), "a");
    ask_prompt(budget, loop, prompt, &outcome);
    ck_assert_int_eq(outcome.code, T2S_E_BUDGET);
    t2s_prompt_unref(prompt);
    t2s_provider_detach(budget, loop);
    t2s_provider_unref(budget);
    prompt = prompt_of(NULL, 0);
    ck_assert_int_eq(t2s__prompt_add(prompt, T2S_ROLE_USER, "\xe6\x97\xa5\xe6\x9c\xac", 6), 0);
    make(OPTIONS("question_tokens", number(most_input + 50 + 1 + 6 + 16), "output_tokens", "50"), "a");
    ask_prompt(budget, loop, prompt, &outcome);
    ck_assert_int_eq(outcome.code, 0);
    t2s_prompt_unref(prompt);
}
END_TEST

START_TEST(options_are_checked)
{
    static const char *const bad[][2] = {
        {"question_money", "1,5"}, {"period_money", "-1"}, {"period_ms", "0"}, {"question_tokens", "-1"}, {"tokens", "1"}};
    t2s_provider *none = NULL;
    t2s_error *error = NULL;
    t2s_options *options = OPTIONS("period_money", "5");

    ck_assert_int_eq(t2s_budget_provider_new(inner, NULL, options, &none, &error), T2S_E_INVALID);
    ck_assert_ptr_nonnull(strstr(t2s_error_message(error), "price list"));
    t2s_error_unref(error);
    t2s_options_free(options);
    for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
        error = NULL;
        options = OPTIONS(bad[i][0], bad[i][1]);
        ck_assert_int_eq(t2s_budget_provider_new(inner, prices, options, &none, &error), T2S_E_INVALID);
        ck_assert_ptr_nonnull(strstr(t2s_error_message(error), bad[i][0]));
        t2s_error_unref(error);
        t2s_options_free(options);
    }
    ck_assert_ptr_null(none);
}
END_TEST

START_TEST(out_of_memory_is_an_error_at_every_allocation)
{
    t2s_options *options = OPTIONS("question_money", "5", "period_tokens", "100000");

    ck_assert_int_eq(t2s_price_list_set(prices, "*", 1, 1, 1), 0);
    one.script = "a";
    OOM_LOOP (n) {
        struct outcome outcome = {0};
        t2s_provider *some = NULL;
        t2s_prompt *prompt;
        int code;

        t2s__memory_fail = NULL;
        prompt = prompt_of(NULL, 0);
        oom_arm(n);
        code = t2s_budget_provider_new(inner, prices, options, &some, NULL);
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
        t2s_prompt_unref(prompt);
    }
    t2s_options_free(options);
}
END_TEST

SUITE("budget", set_up, tear_down, money_is_read_and_written_exactly, a_question_may_use_its_tokens_and_no_more,
      a_period_is_never_exceeded_by_a_thousand_calls_at_once, a_period_ends_and_another_begins,
      money_is_put_aside_at_the_dearest_price_and_settled_at_the_right_one,
      a_model_without_a_price_is_refused_and_counted_at_the_dearest, what_has_no_price_is_spent_all_the_same,
      without_any_price_money_cannot_be_spent, each_attempt_within_is_checked_for_itself,
      a_fallback_is_not_made_when_the_first_has_used_it_up, a_hedge_needs_room_for_both, budgets_within_budgets_all_count,
      what_is_stopped_is_settled_by_an_estimate, absurd_counts_use_it_up_for_good, letters_beyond_ascii_are_put_aside_one_by_one,
      options_are_checked, out_of_memory_is_an_error_at_every_allocation)
