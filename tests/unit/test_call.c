/* SPDX-License-Identifier: MIT */
/* Replies that hang below others: what goes up to the root (records, tokens, cost, text), what comes down from it (prices,
 * guards, the end). */
#include "../support/scripted.h"

enum { HELD_MAX = 4 };

/* A provider that holds others and does with them what the test says. */
struct holder {
    t2s_provider *held[HELD_MAX];
    size_t count;
    size_t asked_in_start;
    int ignores_cancel;
    t2s_reply *outer;
    t2s_prompt *prompt;
    t2s_reply *inner[8];
    size_t inner_count;
    int answered; /* how many of them have */
    int cancels;
    int why;
};

static t2s_loop *loop;
static t2s_prompt *prompt;
static struct scripted one;
static struct scripted two;
static struct holder middle; /* holds one and two */
static struct holder top;    /* holds middle and two */
static t2s_provider *provider_one;
static t2s_provider *provider_two;
static t2s_provider *provider_middle;
static t2s_provider *provider_top;
static struct outcome outcome;

static void holder_answered(t2s_reply *inner, void *user_data)
{
    struct holder *holder = user_data;

    (void)inner;
    holder->answered++;
}

static int holder_ask(struct holder *holder, size_t index, int reason)
{
    int code = t2s_reply_call(holder->outer, holder->held[index], holder->prompt, reason, holder_answered, holder,
                              &holder->inner[holder->inner_count]);

    holder->inner_count += code == 0;
    return code;
}

static int holder_start(void *user_data, const t2s_prompt *asked, t2s_reply *reply)
{
    struct holder *holder = user_data;

    holder->outer = reply;
    holder->prompt = t2s_prompt_ref(asked);
    for (size_t i = 0; i < holder->asked_in_start; i++)
        ck_assert_int_eq(holder_ask(holder, i, T2S_CALL_FIRST), 0);
    return 0;
}

static void holder_release(struct holder *holder)
{
    while (holder->inner_count > 0)
        t2s_reply_unref(holder->inner[--holder->inner_count]);
    t2s_prompt_unref(holder->prompt);
    holder->prompt = NULL;
    holder->outer = NULL;
}

/* As one of its inner replies, or with a code. */
static void holder_finish(struct holder *holder, t2s_reply *inner, int code)
{
    t2s_reply *outer = holder->outer;

    t2s_reply_ref(inner);
    for (size_t i = 0; i < holder->inner_count; i++)
        t2s_reply_abandon(holder->inner[i]);
    holder_release(holder);
    if (inner != NULL)
        t2s_reply_pass_on(outer, inner);
    else
        t2s_reply_finish(outer, t2s_error_new(code, NULL));
    t2s_reply_unref(inner);
}

static void holder_cancel(void *user_data, t2s_reply *reply)
{
    struct holder *holder = user_data;

    ck_assert_ptr_eq(reply, holder->outer);
    holder->cancels++;
    holder->why = t2s_reply_given_up(reply);
    if (!holder->ignores_cancel)
        holder_finish(holder, NULL, T2S_E_CANCELLED);
}

static int holder_attach(void *user_data, t2s_loop *to)
{
    struct holder *holder = user_data;

    for (size_t i = 0; i < holder->count; i++)
        ck_assert_int_eq(t2s_provider_attach(holder->held[i], to), 0);
    return 0;
}

static void holder_detach(void *user_data, t2s_loop *from)
{
    struct holder *holder = user_data;

    if (holder->outer != NULL)
        holder_finish(holder, NULL, T2S_E_SHUTDOWN);
    for (size_t i = 0; i < holder->count; i++)
        t2s_provider_detach(holder->held[i], from);
}

static t2s_provider *holder_new(struct holder *holder, const char *name, t2s_provider *first, t2s_provider *second)
{
    static const t2s_provider_ops ops = {.struct_size = sizeof(ops),
                                         .start = holder_start,
                                         .cancel = holder_cancel,
                                         .attach = holder_attach,
                                         .detach = holder_detach};
    t2s_provider *provider;

    *holder = (struct holder){.held = {first, second}, .count = 2};
    ck_assert_int_eq(t2s_provider_new(name, &ops, holder, &provider), 0);
    return provider;
}

static void set_up(void)
{
    memset(&one, 0, sizeof(one));
    memset(&two, 0, sizeof(two));
    one.name = "one";
    two.name = "two";
    one.script = two.script = "h";
    ck_assert_int_eq(t2s__loop_new(1, &loop), 0);
    prompt = prompt_of(NULL, 0);
    provider_one = scripted_new(&one);
    provider_two = scripted_new(&two);
    provider_middle = holder_new(&middle, "middle", provider_one, provider_two);
    provider_top = holder_new(&top, "top", provider_middle, provider_two);
    ck_assert_int_eq(t2s_provider_attach(provider_top, loop), 0);
}

static void tear_down(void)
{
    t2s_reply_unref(outcome.reply);
    outcome.reply = NULL;
    t2s_provider_detach(provider_top, loop);
    run_for(loop, 1);
    t2s_provider_unref(provider_top);
    t2s_provider_unref(provider_middle);
    t2s_provider_unref(provider_two);
    t2s_provider_unref(provider_one);
    scripted_wait(&one);
    scripted_wait(&two);
    t2s_prompt_unref(prompt);
    close_loop(loop);
    ck_assert_int_eq(one.attached + two.attached, 0);
    ck_assert_int_eq(one.destroys + two.destroys, 2);
}

static void begin(size_t top_asks, size_t middle_asks)
{
    top.asked_in_start = top_asks;
    middle.asked_in_start = middle_asks;
    ck_assert_int_eq(ask_begin(provider_top, loop, prompt, &outcome), 0);
}

static const char *records(void)
{
    outcome_read_records(&outcome, outcome.reply);
    return outcome.calls;
}

static void answer(struct scripted *leaf)
{
    scripted_answer(leaf, scripted_take(leaf, 0));
    run_for(loop, 1);
}

/* Records and sums. */

START_TEST(records_are_of_the_calls_at_the_ends_and_sums_go_up)
{
    begin(2, 2); /* top: middle: one, two; and two once more */
    ck_assert_str_eq(records(), "");
    answer(&two); /* the last one that was begun was answered first or not: both are two's */
    answer(&two);
    ck_assert_str_eq(records(), "first two OK; first two OK");
    ck_assert_uint_eq(t2s_reply_input_tokens(outcome.reply), 200);
    ck_assert_uint_eq(t2s_reply_output_tokens(outcome.reply), 20);
    ck_assert_uint_eq(t2s_reply_cached_tokens(outcome.reply), 100);
    ck_assert_uint_eq(t2s_reply_input_tokens(top.inner[0]), 100);
    answer(&one);
    ck_assert_str_eq(records(), "first one OK; first two OK; first two OK"); /* in the order of their beginning */
    ck_assert_uint_eq(t2s_reply_input_tokens(top.inner[0]), 200);
    holder_finish(&middle, middle.inner[0], 0);
    run_for(loop, 1);
    holder_finish(&top, top.inner[0], 0);
    ck_assert(run_until(loop, &outcome.count, 1, 1000));
    ck_assert_str_eq(outcome.text, "one");
    ck_assert_uint_eq(outcome.input, 300);
    ck_assert_uint_eq(outcome.records, 3);
}
END_TEST

START_TEST(a_reason_is_taken_over_by_the_first_call_below)
{
    begin(0, 1);
    ck_assert_int_eq(holder_ask(&top, 0, T2S_CALL_FALLBACK), 0);
    ck_assert_int_eq(holder_ask(&middle, 1, T2S_CALL_RETRY), 0);
    ck_assert_int_eq(holder_ask(&top, 1, T2S_CALL_HEDGE), 0);
    t2s_reply_abandon(outcome.reply);
    ck_assert_str_eq(records(), "fallback one E_CANCELLED; retry two E_CANCELLED; hedge two E_CANCELLED");
}
END_TEST

START_TEST(what_a_start_refuses_is_recorded_without_tokens)
{
    begin(0, 0);
    two.script = "n";
    ck_assert_int_eq(holder_ask(&top, 1, T2S_CALL_HEDGE), T2S_E_BUSY);
    ck_assert_str_eq(records(), "hedge two E_BUSY");
    ck_assert_uint_eq(t2s_reply_input_tokens(outcome.reply), 0);
    holder_finish(&top, NULL, T2S_E_BUSY);
    ck_assert(run_until(loop, &outcome.count, 1, 1000));
    ck_assert_str_eq(outcome.calls, "hedge two E_BUSY");
}
END_TEST

START_TEST(abandoned_and_expired_calls_say_so_and_the_highest_reason_counts)
{
    begin(1, 2);
    t2s_reply_expire(middle.inner[0]);
    ck_assert_str_eq(records(), "first one E_TIMEOUT");
    t2s_reply_expire(outcome.reply); /* top abandons middle, and middle abandons two */
    ck_assert_str_eq(records(), "first one E_TIMEOUT; first two E_TIMEOUT");
    ck_assert_int_eq(top.why, T2S_E_TIMEOUT);
    ck_assert_int_eq(middle.why, T2S_E_TIMEOUT);
    ck_assert_uint_eq(t2s_reply_input_tokens(outcome.reply), 2 * t2s_prompt_tokens(prompt)); /* estimated */
    t2s_reply_abandon(outcome.reply);                                                        /* once more changes nothing */
    ck_assert_int_eq(top.cancels + middle.cancels, 2);
}
END_TEST

START_TEST(text_that_came_was_paid_for_however_the_call_failed)
{
    one.script = "p"; /* "half of " */
    begin(1, 1);
    t2s_reply_finish(scripted_take(&one, 0), t2s_error_new(T2S_E_CONNECT, NULL));
    run_for(loop, 1);
    ck_assert_str_eq(records(), "first one E_CONNECT");
    ck_assert_uint_eq(t2s_reply_input_tokens(outcome.reply), t2s_prompt_tokens(prompt));
    ck_assert_uint_eq(t2s_reply_output_tokens(outcome.reply), 2);
    holder_finish(&middle, middle.inner[0], 0);
    t2s_reply_abandon(outcome.reply);
}
END_TEST

START_TEST(whoever_still_works_when_the_root_has_ended_is_closed_and_may_not_go_on)
{
    t2s_reply *inner;

    middle.ignores_cancel = 1;
    begin(1, 2);
    t2s_reply_abandon(outcome.reply);
    ck_assert_str_eq(records(), "first one E_CANCELLED; first two E_CANCELLED");
    ck_assert_int_eq(middle.cancels, 1);
    ck_assert_int_eq(t2s_reply_given_up(middle.outer), T2S_E_CANCELLED);
    ck_assert_int_eq(holder_ask(&middle, 0, T2S_CALL_RETRY), T2S_E_CANCELLED);
    inner = middle.inner[0];
    answer(&one);
    ck_assert_int_eq(middle.answered, 1);
    ck_assert_uint_eq(t2s_reply_input_tokens(inner), 100); /* it learns what it cost, though nobody else does */
    ck_assert_str_eq(records(), "first one E_CANCELLED; first two E_CANCELLED");
    holder_finish(&middle, inner, 0);
}
END_TEST

START_TEST(an_outer_reply_that_is_dropped_has_failed)
{
    begin(1, 1);
    t2s_reply_unref(middle.outer); /* the inner call still holds it */
    run_for(loop, 1);
    ck_assert_int_eq(top.answered, 0);
    answer(&one);
    ck_assert(run_until(loop, &top.answered, 1, 1000));
    ck_assert_int_eq(t2s_error_code(t2s_reply_error(top.inner[0])), T2S_E_INTERNAL);
    ck_assert_ptr_nonnull(strstr(t2s_error_message(t2s_reply_error(top.inner[0])), "\"middle\""));
    holder_release(&middle);
    t2s_reply_abandon(outcome.reply);
}
END_TEST

START_TEST(sums_do_not_wrap)
{
    one.tokens[0] = two.tokens[0] = UINT64_MAX - 5;
    begin(1, 2);
    answer(&one);
    answer(&two);
    ck_assert_uint_eq(t2s_reply_input_tokens(outcome.reply), UINT64_MAX);
    t2s_reply_abandon(outcome.reply);
}
END_TEST

/* Prices. */

static t2s_price_list *price_list(const char *model, double price)
{
    t2s_price_list *list;

    ck_assert_int_eq(t2s_price_list_new(&list), 0);
    ck_assert_int_eq(t2s_price_list_set(list, model, price, price, price), 0);
    return list;
}

START_TEST(the_nearest_price_list_counts_and_what_has_no_price_is_told)
{
    t2s_price_list *outer = price_list("*", 1);
    t2s_price_list *nearer = price_list("two-1", 3);

    begin(2, 2);
    t2s_reply_set_price_list(outcome.reply, outer);
    t2s_reply_set_price_list(middle.outer, nearer);
    t2s_price_list_unref(outer);
    t2s_price_list_unref(nearer);
    answer(&one); /* by the nearer one, which does not know it */
    ck_assert_uint_eq(t2s_reply_cost(outcome.reply), 0);
    ck_assert_uint_eq(t2s_reply_unpriced_input_tokens(outcome.reply), 100);
    ck_assert_uint_eq(t2s_reply_unpriced_output_tokens(outcome.reply), 10);
    answer(&two);
    answer(&two);
    ck_assert_uint_eq(t2s_reply_cost(outcome.reply), 110 * 3000 + 110 * 1000);
    ck_assert_uint_eq(t2s_reply_unpriced_input_tokens(outcome.reply), 100);
    t2s_reply_abandon(outcome.reply);
}
END_TEST

/* Text. */

struct heard {
    char text[256];
    size_t length;
    int begins;
    t2s_reply *give_up; /* when something is heard */
};

static struct heard heard;

static void on_text(t2s_reply *reply, size_t offset, const char *text, size_t length, void *user_data)
{
    struct heard *to = user_data;

    ck_assert_ptr_eq(reply, outcome.reply);
    ck_assert_uint_eq(offset, offset == 0 ? 0 : to->length);
    if (offset == 0) {
        to->begins++;
        to->length = 0;
    }
    memcpy(to->text + to->length, text, length);
    to->length += length;
    to->text[to->length] = '\0';
    if (to->give_up != NULL)
        t2s_reply_abandon(to->give_up);
}

static void begin_watched(size_t top_asks, size_t middle_asks)
{
    memset(&heard, 0, sizeof(heard));
    t2s__prompt_set_watched(prompt, 1);
    begin(top_asks, middle_asks);
    t2s_reply_watch(outcome.reply, on_text, &heard);
}

static void say(struct scripted *leaf, const char *text, size_t length)
{
    ck_assert_int_eq(t2s_reply_append(leaf->hanging[0], text, length), 0);
    run_for(loop, 1);
}

START_TEST(of_two_calls_one_is_heard_at_a_time_from_its_beginning)
{
    begin_watched(1, 2);
    say(&one, "abc", 3);
    say(&two, "xyz", 3);
    ck_assert_str_eq(heard.text, "abc");
    say(&one, "def", 3);
    ck_assert_str_eq(heard.text, "abcdef");
    t2s_reply_abandon(middle.inner[0]);
    ck_assert_int_eq(heard.begins, 1);
    say(&two, "!", 1);
    ck_assert_int_eq(heard.begins, 2);
    ck_assert_str_eq(heard.text, "xyz!");
    t2s_reply_abandon(outcome.reply);
}
END_TEST

START_TEST(characters_are_heard_whole_and_the_last_ones_before_the_end)
{
    begin_watched(1, 1);
    say(&one, "a\xe6", 2);
    ck_assert_str_eq(heard.text, "a");
    say(&one, "\x97", 1);
    ck_assert_str_eq(heard.text, "a");
    say(&one,
        "\xa5"
        "b\xf0\x9f\x98",
        5);
    ck_assert_str_eq(heard.text, "a\xe6\x97\xa5"
                                 "b");
    t2s_reply_append(one.hanging[0], "\x80z", 2);
    t2s_reply_finish(scripted_take(&one, 0), NULL);
    run_for(loop, 1);
    ck_assert_str_eq(heard.text, "a\xe6\x97\xa5"
                                 "b\xf0\x9f\x98\x80z");
    ck_assert_int_eq(heard.begins, 1);
    holder_finish(&middle, middle.inner[0], 0);
    t2s_reply_abandon(outcome.reply);
}
END_TEST

START_TEST(who_gives_up_while_he_hears_hears_no_more_and_no_completion_runs)
{
    begin_watched(1, 2);
    heard.give_up = outcome.reply;
    t2s_reply_append(one.hanging[0], "abc", 3);
    t2s_reply_finish(scripted_take(&one, 0), NULL); /* heard when its end is delivered */
    run_for(loop, 2);
    ck_assert_str_eq(heard.text, "abc");
    ck_assert_int_eq(middle.answered, 0);
    ck_assert_int_eq(outcome.count, 0);
    ck_assert_str_eq(records(), "first one E_CANCELLED; first two E_CANCELLED");
}
END_TEST

START_TEST(nothing_is_heard_after_the_end)
{
    middle.ignores_cancel = 1;
    begin_watched(1, 1);
    t2s_reply_abandon(outcome.reply);
    say(&one, "abc", 3);
    ck_assert_int_eq(heard.begins, 0);
    holder_finish(&middle, NULL, T2S_E_CANCELLED);
}
END_TEST

START_TEST(what_nobody_watches_is_not_posted)
{
    memset(&heard, 0, sizeof(heard));
    begin(1, 1);
    say(&one, "abc", 3);
    ck_assert_int_eq(heard.begins, 0);
    t2s_reply_abandon(outcome.reply);
}
END_TEST

/* Passing on. */

START_TEST(an_inner_reply_is_passed_on_with_all_it_has)
{
    one.script = "x";
    one.alternative = 1;
    begin(1, 1);
    run_for(loop, 1);
    holder_finish(&middle, middle.inner[0], 0);
    run_for(loop, 1);
    ck_assert_int_eq(t2s_reply_has_alternative(top.inner[0]), 1);
    holder_finish(&top, top.inner[0], 0);
    ck_assert(run_until(loop, &outcome.count, 1, 1000));
    ck_assert_int_eq(outcome.code, 0);
    ck_assert_str_eq(outcome.text, "one");
    ck_assert_str_eq(outcome.model, "one-1");
    ck_assert_str_eq(outcome.refusal, "I would rather not.");
    ck_assert_int_eq(outcome.alternative, 1);
    ck_assert_uint_eq(outcome.input, 100);
}
END_TEST

START_TEST(a_failure_is_passed_on_with_its_pause)
{
    one.script = "w";
    one.wait_ms = 123;
    begin(1, 1);
    run_for(loop, 1);
    holder_finish(&middle, middle.inner[0], 0);
    run_for(loop, 1);
    holder_finish(&top, top.inner[0], 0);
    ck_assert(run_until(loop, &outcome.count, 1, 1000));
    ck_assert_int_eq(outcome.code, T2S_E_RATE_LIMIT);
    ck_assert_int_eq(outcome.http_status, 429);
    ck_assert_uint_eq(outcome.retry_after, 123);
}
END_TEST

START_TEST(after_the_finish_nothing_changes)
{
    t2s_reply *reply;

    begin(1, 1);
    reply = t2s_reply_ref(scripted_take(&one, 0));
    t2s_reply_append(reply, "{\"a\":1", 6);
    ck_assert_int_eq(t2s_reply_state(reply), T2S_REPLY_OPEN);
    t2s_reply_finish(reply, NULL);
    t2s_reply_append(reply, "}", 1);
    t2s_reply_set_tokens(reply, 1, 1, 1);
    t2s_reply_set_cost(reply, 1);
    t2s_reply_set_retry_after(reply, 1);
    t2s_reply_set_alternative(reply, 1);
    t2s_reply_set_model(reply, "late");
    ck_assert_int_eq(t2s_reply_state(reply), T2S_REPLY_COMPLETE); /* nobody needs more */
    run_for(loop, 1);
    ck_assert_uint_eq(t2s_reply_length(middle.inner[0]), 6);
    ck_assert_uint_eq(t2s_reply_cost(middle.inner[0]), 0);
    ck_assert_uint_eq(t2s_reply_retry_after(middle.inner[0]), 0);
    ck_assert_int_eq(t2s_reply_has_alternative(middle.inner[0]), 0);
    ck_assert_ptr_null(t2s_reply_model(middle.inner[0]));
    t2s_reply_unref(reply);
    t2s_reply_abandon(outcome.reply);
}
END_TEST

/* Deadlines. */

START_TEST(a_call_knows_when_whoever_waits_gives_up)
{
    t2s__prompt_set_deadline(prompt, 5000);
    begin(0, 0);
    ck_assert_uint_eq(t2s_reply_deadline(outcome.reply), 5000);
    t2s_reply_limit_calls(top.outer, 4000);
    ck_assert_uint_eq(t2s_reply_deadline(top.outer), 5000); /* its own has not changed */
    ck_assert_int_eq(holder_ask(&top, 0, T2S_CALL_FIRST), 0);
    ck_assert_uint_eq(t2s_reply_deadline(middle.outer), 4000);
    t2s_reply_limit_calls(middle.outer, 9000);
    ck_assert_int_eq(holder_ask(&middle, 0, T2S_CALL_FIRST), 0);
    ck_assert_uint_eq(t2s_reply_deadline(middle.inner[0]), 4000);
    t2s_reply_limit_calls(top.outer, UINT64_MAX);
    ck_assert_int_eq(holder_ask(&top, 1, T2S_CALL_FIRST), 0);
    ck_assert_uint_eq(t2s_reply_deadline(top.inner[1]), 5000);
    t2s_reply_abandon(outcome.reply);
}
END_TEST

/* Guards. */

struct guard {
    int begins;
    int ends;
    int most;        /* that are granted at a time */
    int refuse_from; /* the nth call; 0: none */
    uint64_t tokens;
};

static t2s_error *guard_begin(t2s_reply *call, const t2s_prompt *asked, void *user_data, void **ret_grant)
{
    struct guard *guard = user_data;

    ck_assert_ptr_eq(asked, prompt);
    ck_assert_ptr_null(*ret_grant);
    if (guard->refuse_from != 0 && guard->begins + 1 >= guard->refuse_from) {
        t2s_reply_set_retry_after(call, 55);
        return t2s_error_new(T2S_E_BUDGET, "no more");
    }
    guard->begins++;
    if (guard->begins - guard->ends > guard->most)
        guard->most = guard->begins - guard->ends;
    *ret_grant = guard;
    return NULL;
}

static void guard_end(t2s_reply *call, void *grant, void *user_data)
{
    struct guard *guard = user_data;

    ck_assert_ptr_eq(grant, guard);
    guard->ends++;
    guard->tokens += t2s_reply_input_tokens(call);
}

static struct guard guard;

static void begin_guarded(size_t middle_asks, int refuse_from)
{
    guard = (struct guard){.refuse_from = refuse_from};
    begin(0, middle_asks);
    t2s_reply_set_guard(top.outer, guard_begin, guard_end, &guard);
    ck_assert_int_eq(holder_ask(&top, 0, T2S_CALL_FIRST), 0);
}

START_TEST(each_call_below_is_granted_and_settled_once)
{
    begin_guarded(2, 0);
    ck_assert_int_eq(guard.begins, 3); /* middle, which makes calls of its own; one; two */
    ck_assert_int_eq(guard.ends, 1);   /* middle */
    ck_assert_int_eq(guard.most, 2);
    answer(&one);
    ck_assert_int_eq(guard.ends, 2);
    ck_assert_uint_eq(guard.tokens, 100);
    t2s_reply_abandon(outcome.reply); /* two is settled by an estimate */
    ck_assert_int_eq(guard.ends, 3);
    ck_assert_uint_eq(guard.tokens, 100 + t2s_prompt_tokens(prompt));
}
END_TEST

START_TEST(what_a_guard_refuses_fails_without_being_made)
{
    begin_guarded(2, 3); /* two is the third */
    ck_assert_int_eq(two.starts, 0);
    ck_assert(run_until(loop, &middle.answered, 1, 1000));
    ck_assert_int_eq(t2s_error_code(t2s_reply_error(middle.inner[1])), T2S_E_BUDGET);
    ck_assert_uint_eq(t2s_reply_retry_after(middle.inner[1]), 55);
    ck_assert_str_eq(records(), "first two E_BUDGET");
    ck_assert_uint_eq(t2s_reply_input_tokens(outcome.reply), 0);
    answer(&one);
    ck_assert_int_eq(guard.begins, guard.ends);
    t2s_reply_abandon(outcome.reply);
}
END_TEST

START_TEST(what_does_not_start_is_settled)
{
    begin_guarded(0, 0);
    one.script = "n";
    ck_assert_int_eq(holder_ask(&middle, 0, T2S_CALL_FIRST), T2S_E_BUSY);
    ck_assert_int_eq(guard.begins, 2);
    ck_assert_int_eq(guard.ends, 2);
    ck_assert_uint_eq(guard.tokens, 0);
    t2s_reply_abandon(outcome.reply);
}
END_TEST

START_TEST(a_guard_outlives_its_reply_where_calls_go_on)
{
    middle.ignores_cancel = 1;
    begin_guarded(1, 0);
    t2s_reply_abandon(outcome.reply);
    t2s_reply_unref(outcome.reply);
    outcome.reply = NULL;
    run_for(loop, 1);
    ck_assert_int_eq(guard.ends, 1);
    answer(&one);
    ck_assert_int_eq(guard.ends, 2);
    ck_assert_uint_eq(guard.tokens, 100);
    holder_finish(&middle, NULL, T2S_E_CANCELLED);
}
END_TEST

/* Prompts. */

START_TEST(notes_are_the_owners_and_shared_by_all_prompts_of_a_request)
{
    t2s_prompt *repair;
    t2s_prompt *round;
    t2s_prompt *other = prompt_of(NULL, 0);
    uint64_t *notes = t2s_prompt_notes(prompt, &one);

    ck_assert_int_eq(t2s__prompt_derive(prompt, &repair), 0);
    ck_assert_int_eq(t2s__prompt_new_round(prompt, 2, &round), 0);
    for (int i = 0; i < T2S_PROMPT_NOTES; i++)
        ck_assert_uint_eq(notes[i], 0);
    notes[0] = 42;
    ck_assert_ptr_eq(t2s_prompt_notes(repair, &one), notes);
    ck_assert_ptr_eq(t2s_prompt_notes(round, &one), notes);
    ck_assert_uint_eq(t2s_prompt_notes(prompt, &two)[0], 0);
    ck_assert_uint_eq(t2s_prompt_notes(other, &one)[0], 0);
    ck_assert_ptr_null(t2s_prompt_notes(prompt, NULL));
    ck_assert_ptr_null(t2s_prompt_notes(NULL, &one));
    ck_assert_int_eq(t2s_prompt_round(prompt), 0);
    ck_assert_int_eq(t2s_prompt_round(round), 2);
    ck_assert_int_eq(t2s_prompt_attempt(repair), 1);
    ck_assert_int_eq(t2s_prompt_attempt(round), 0);
    t2s_prompt_unref(round);
    t2s_prompt_unref(repair);
    t2s_prompt_unref(other);
}
END_TEST

START_TEST(out_of_memory_leaves_nothing_behind)
{
    OOM_LOOP (n) {
        struct outcome some;
        int code;

        guard = (struct guard){0};
        top.asked_in_start = middle.asked_in_start = 0;
        code = ask_begin(provider_top, loop, prompt, &some);
        if (code == 0) {
            t2s_reply_set_guard(top.outer, guard_begin, guard_end, &guard);
            code = holder_ask(&top, 0, T2S_CALL_FIRST);
        }
        if (code == 0 && middle.outer == NULL) { /* the grant could not be made: it fails like a call */
            ck_assert(run_until(loop, &top.answered, 1, 1000));
            code = t2s_error_code(t2s_reply_error(top.inner[0]));
        } else if (code == 0)
            code = holder_ask(&middle, 0, T2S_CALL_FIRST);
        t2s__memory_fail = NULL;
        ck_assert_msg(code == 0 || (oom_failed && code == T2S_E_NOMEM), "%d: %s", n, t2s_error_name(code));
        if (some.reply != NULL)
            t2s_reply_abandon(some.reply);
        t2s_reply_unref(some.reply);
        run_for(loop, 0);
        t2s__loop_run(loop, 0);
        ck_assert_int_eq(guard.begins, guard.ends);
        top.answered = middle.answered = 0;
    }
}
END_TEST

SUITE("call", set_up, tear_down, records_are_of_the_calls_at_the_ends_and_sums_go_up,
      a_reason_is_taken_over_by_the_first_call_below, what_a_start_refuses_is_recorded_without_tokens,
      abandoned_and_expired_calls_say_so_and_the_highest_reason_counts, text_that_came_was_paid_for_however_the_call_failed,
      whoever_still_works_when_the_root_has_ended_is_closed_and_may_not_go_on, an_outer_reply_that_is_dropped_has_failed,
      sums_do_not_wrap, the_nearest_price_list_counts_and_what_has_no_price_is_told,
      of_two_calls_one_is_heard_at_a_time_from_its_beginning, characters_are_heard_whole_and_the_last_ones_before_the_end,
      who_gives_up_while_he_hears_hears_no_more_and_no_completion_runs, nothing_is_heard_after_the_end,
      what_nobody_watches_is_not_posted, an_inner_reply_is_passed_on_with_all_it_has, a_failure_is_passed_on_with_its_pause,
      after_the_finish_nothing_changes, a_call_knows_when_whoever_waits_gives_up, each_call_below_is_granted_and_settled_once,
      what_a_guard_refuses_fails_without_being_made, what_does_not_start_is_settled, a_guard_outlives_its_reply_where_calls_go_on,
      notes_are_the_owners_and_shared_by_all_prompts_of_a_request, out_of_memory_leaves_nothing_behind)
