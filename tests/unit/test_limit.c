/* SPDX-License-Identifier: MIT */
/* Rate and concurrency limits: the bucket, the fair queue, and the provider that is made of both. */
#include "../support/scripted.h"

#include "provider/bucket.h"
#include "provider/queue.h"

enum { CALLS = 1000 };

static const uint64_t SECOND = 1000000000;

static t2s_loop *loop;
static struct scripted one;
static t2s_provider *inner;
static t2s_provider *limit;
static struct outcome outcomes[CALLS];

static void set_up(void)
{
    memset(&one, 0, sizeof(one));
    one.name = "one";
    limit = NULL;
    ck_assert_int_eq(t2s__loop_new(1, &loop), 0);
    inner = scripted_new(&one);
}

static void tear_down(void)
{
    if (limit != NULL)
        t2s_provider_detach(limit, loop);
    t2s_provider_unref(limit);
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
    ck_assert_int_eq(t2s_limit_provider_new(inner, options, &limit, NULL), 0);
    t2s_options_free(options);
    ck_assert_int_eq(t2s_provider_attach(limit, loop), 0);
}

/* Begin a call of a new question. */
static void begin(struct outcome *outcome, const char *caller, uint64_t deadline_ms)
{
    t2s_prompt *prompt = prompt_of(caller, deadline_ms);

    ck_assert_int_eq(ask_begin(limit, loop, prompt, outcome), 0);
    t2s_prompt_unref(prompt);
}

/* Answer what hangs until so many calls have been made. */
static void answer_until(int starts)
{
    while (one.starts < starts || one.hanging_count > 0) {
        while (one.hanging_count > 0)
            scripted_answer(&one, scripted_take(&one, 0));
        run_for(loop, 1);
    }
}

/* The bucket, with a clock of our own. */

START_TEST(no_minute_sees_more_than_the_limit)
{
    static const uint64_t limits[] = {1, 2, 3, 7, 10, 60, 600, 10000};
    static uint64_t went[40000];

    for (size_t i = 0; i < sizeof(limits) / sizeof(*limits); i++) {
        t2s__bucket bucket;
        uint64_t now = 5 * SECOND;
        size_t count = 0;

        t2s__bucket_init(&bucket, limits[i], now);
        while (now < 200 * SECOND && count < 40000) { /* as greedy as can be */
            uint64_t wait = t2s__bucket_wait(&bucket, 0, 1, now);

            now += wait;
            if (wait != 0)
                continue;
            t2s__bucket_take(&bucket, 1);
            went[count++] = now;
        }
        for (size_t n = limits[i]; n < count; n++)
            ck_assert_msg(went[n] - went[n - limits[i]] >= 60 * SECOND - 1000000, "%zu of %zu", n, (size_t)limits[i]);
        ck_assert_uint_ge(count, limits[i] * 2); /* and it lets through what it can */
    }
}
END_TEST

START_TEST(a_bucket_without_a_limit_never_waits)
{
    t2s__bucket bucket;

    t2s__bucket_init(&bucket, 0, 0);
    t2s__bucket_take(&bucket, 1e12);
    ck_assert_uint_eq(t2s__bucket_wait(&bucket, 1e12, 1e12, 1), 0);
}
END_TEST

START_TEST(what_is_larger_than_the_bucket_goes_when_it_is_full_and_leaves_a_debt)
{
    t2s__bucket bucket;
    uint64_t wait;

    t2s__bucket_init(&bucket, 60000, 0); /* holds 6000 */
    ck_assert_uint_eq(t2s__bucket_wait(&bucket, 0, 20000, 0), 0);
    t2s__bucket_take(&bucket, 20000);
    wait = t2s__bucket_wait(&bucket, 0, 1, 0);
    ck_assert(wait > 15 * SECOND && wait < 16 * SECOND);
    t2s__bucket_take(&bucket, -20000); /* nothing was used after all */
    ck_assert_uint_eq(t2s__bucket_wait(&bucket, 0, 6000, 0), 0);
    t2s__bucket_take(&bucket, -1e9); /* never more than it holds */
    t2s__bucket_take(&bucket, 6000);
    ck_assert_uint_gt(t2s__bucket_wait(&bucket, 0, 1, 0), 0);
}
END_TEST

/* The queue. */

static void check_order(t2s__queue *queue, t2s__queue_item *items, const char *expected)
{
    for (; *expected != '\0'; expected++) {
        ck_assert_ptr_eq(t2s__queue_first(queue), &items[*expected - 'a']);
        t2s__queue_pop(queue);
    }
    ck_assert_ptr_null(t2s__queue_first(queue));
    ck_assert_uint_eq(queue->lane_count, 0);
}

START_TEST(callers_take_turns_each_in_his_own_order)
{
    t2s__queue queue = {0};
    t2s__queue_item items[8];
    static const char *const callers[] = {"A", "A", "A", "B", "B", "C", "A", "C"};

    for (int i = 0; i < 8; i++)
        ck_assert_int_eq(t2s__queue_add(&queue, callers[i], &items[i], 10), 0);
    ck_assert_uint_eq(t2s__queue_ahead_of(&queue, "A").count, 4);
    ck_assert_uint_eq(t2s__queue_ahead_of(&queue, "A").weight, 40);
    ck_assert_uint_eq(t2s__queue_ahead_of(&queue, "new").count, 3);
    check_order(&queue, items, "adfbehcg");
    t2s__queue_dispose(&queue);
}
END_TEST

START_TEST(what_is_taken_out_does_not_cost_a_turn)
{
    t2s__queue queue = {0};
    t2s__queue_item items[6];
    static const char *const callers[] = {"A", "A", "A", "B", "B", "C"};

    for (int i = 0; i < 6; i++)
        ck_assert_int_eq(t2s__queue_add(&queue, callers[i], &items[i], 1), 0);
    t2s__queue_remove(&queue, &items[1]); /* in the middle */
    t2s__queue_remove(&queue, &items[0]); /* the first */
    t2s__queue_remove(&queue, &items[4]); /* the last */
    t2s__queue_remove(&queue, &items[3]); /* a caller's only one */
    ck_assert_uint_eq(queue.count, 2);
    check_order(&queue, items, "cf");
    t2s__queue_dispose(&queue);
}
END_TEST

START_TEST(many_callers_are_told_apart)
{
    enum { MANY = 5000 };
    static t2s__queue_item items[2 * MANY];
    t2s__queue queue = {0};
    char name[16];

    for (int i = 0; i < 2 * MANY; i++) {
        snprintf(name, sizeof(name), "caller %d", i % MANY);
        ck_assert_int_eq(t2s__queue_add(&queue, name, &items[i], 1), 0);
    }
    ck_assert_uint_eq(queue.lane_count, MANY);
    for (int i = 0; i < 2 * MANY; i++) {
        ck_assert_ptr_eq(t2s__queue_first(&queue), &items[i]);
        t2s__queue_pop(&queue);
    }
    t2s__queue_dispose(&queue);
}
END_TEST

/* The provider. */

START_TEST(without_limits_calls_go_at_once)
{
    make(NULL, "a");
    ck_assert_str_eq(ask_once(limit, loop, 0).text, "one");
    ck_assert_str_eq(ask_once(limit, loop, 0).calls, "first one OK");
}
END_TEST

START_TEST(no_more_calls_than_allowed_are_under_way)
{
    make(OPTIONS("concurrency", "7"), "h");
    for (int i = 0; i < CALLS; i++)
        begin(&outcomes[i], NULL, 0);
    ck_assert_int_eq(one.starts, 7);
    answer_until(CALLS);
    ck_assert_int_eq(one.most_at_once, 7);
    for (int i = 0; i < CALLS; i++) {
        ask_end(loop, &outcomes[i]);
        ck_assert_str_eq(outcomes[i].text, "one");
    }
}
END_TEST

START_TEST(callers_take_turns_in_the_queue)
{
    static const char *const expected[] = {"greedy", "greedy", "modest", "shy", "greedy", "modest", "greedy"};
    static const char *const callers[] = {"greedy", "greedy", "greedy", "greedy", "modest", "modest", "shy"};

    make(OPTIONS("concurrency", "1"), "h");
    for (int i = 0; i < 7; i++)
        begin(&outcomes[i], callers[i], 0);
    answer_until(7);
    for (int i = 0; i < 7; i++) {
        ck_assert_str_eq(one.callers[i], expected[i]);
        ask_end(loop, &outcomes[i]);
    }
}
END_TEST

START_TEST(requests_are_spread_over_time)
{
    const uint64_t began = t2s_loop_now();
    int allowed;

    make(OPTIONS("requests_per_minute", "600"), "a"); /* a burst of 60, then one in 111 ms */
    for (int i = 0; i < 62; i++)
        begin(&outcomes[i], NULL, 0);
    run_for(loop, 10);
    allowed = 60 + (int)((t2s_loop_now() - began) / 110000000);
    ck_assert(one.starts >= 60 && one.starts <= allowed);
    for (int i = 0; i < 62; i++)
        ask_end(loop, &outcomes[i]);
    ck_assert_uint_ge(t2s_loop_now() - began, 2 * 110 * 1000000ULL);
}
END_TEST

START_TEST(tokens_are_taken_as_estimated_and_settled_as_used)
{
    one.tokens[0] = 1; /* ... but really 2 */
    one.tokens[1] = 1;
    make(OPTIONS("tokens_per_minute", "12000", "output_tokens", "997"), "h"); /* 3 + 997 of the bucket's 1200 */
    begin(&outcomes[0], NULL, 0);
    begin(&outcomes[1], NULL, 0);
    run_for(loop, 5);
    ck_assert_int_eq(one.starts, 1); /* the second one needs the rest back */
    scripted_answer(&one, scripted_take(&one, 0));
    ask_end(loop, &outcomes[0]);
    ck_assert(run_until(loop, &one.starts, 2, 500)); /* at 180 tokens a second, 800 would take more than four */
    scripted_answer(&one, scripted_take(&one, 0));
    ask_end(loop, &outcomes[1]);
}
END_TEST

START_TEST(what_cannot_go_in_time_is_refused_at_once)
{
    struct outcome outcome;

    make(OPTIONS("requests_per_minute", "60"), "a"); /* a burst of 6, then one a second or so */
    for (int i = 0; i < 7; i++)
        begin(&outcomes[i], NULL, 0);
    outcome = ask_once(limit, loop, 500);
    ck_assert_int_eq(outcome.code, T2S_E_UNAVAILABLE);
    ck_assert_int_eq(outcome.retryable, 1);
    ck_assert(outcome.retry_after > 1500 && outcome.retry_after < 3000);
    ck_assert_str_eq(outcome.calls, "first limit E_UNAVAILABLE");
    ck_assert_uint_eq(outcome.input, 0);
    for (int i = 0; i < 7; i++)
        ask_end(loop, &outcomes[i]);
    ck_assert_int_eq(one.starts, 7);
}
END_TEST

START_TEST(what_waits_for_a_slot_gives_way_at_its_deadline)
{
    make(OPTIONS("concurrency", "1"), "h");
    begin(&outcomes[0], NULL, 0);
    begin(&outcomes[1], NULL, 0);
    begin(&outcomes[2], "other", 30);
    ck_assert(run_until(loop, &outcomes[2].count, 1, 5000));
    ck_assert_int_eq(outcomes[2].code, T2S_E_UNAVAILABLE);
    ck_assert_int_eq(outcomes[1].count, 0);
    answer_until(2);
    for (int i = 0; i < 3; i++)
        ask_end(loop, &outcomes[i]);
}
END_TEST

START_TEST(a_full_queue_refuses)
{
    make(OPTIONS("concurrency", "1", "queue_limit", "2"), "h");
    for (int i = 0; i < 3; i++)
        begin(&outcomes[i], NULL, 0);
    begin(&outcomes[3], NULL, 0);
    ask_end(loop, &outcomes[3]);
    ck_assert_int_eq(outcomes[3].code, T2S_E_UNAVAILABLE);
    ck_assert_ptr_nonnull(strstr(outcomes[3].message, "too many calls wait"));
    answer_until(3);
    for (int i = 0; i < 3; i++) {
        ask_end(loop, &outcomes[i]);
        ck_assert_int_eq(outcomes[i].code, 0);
    }
}
END_TEST

START_TEST(a_server_that_has_had_enough_closes_the_gate_for_all)
{
    one.wait_ms = 60;
    make(OPTIONS("concurrency", "1"), "wa");
    begin(&outcomes[0], NULL, 0);
    begin(&outcomes[1], NULL, 0);     /* waits until it opens */
    begin(&outcomes[2], "other", 40); /* cannot */
    for (int i = 0; i < 3; i++)
        ask_end(loop, &outcomes[i]);
    ck_assert_int_eq(outcomes[0].code, T2S_E_RATE_LIMIT);
    ck_assert_int_eq(outcomes[1].code, 0);
    ck_assert_int_eq(outcomes[2].code, T2S_E_UNAVAILABLE);
    ck_assert_uint_ge(one.started_at[1] - one.started_at[0], 55 * 1000000);
    ck_assert_int_eq(one.starts, 2);
}
END_TEST

START_TEST(a_slot_comes_back_however_a_call_ends)
{
    static const char *const ends[] = {"n", "k", "d", "D", "u", "2", "x"};

    make(OPTIONS("concurrency", "1", "requests_per_minute", "100000"), "a");
    for (size_t i = 0; i < sizeof(ends) / sizeof(*ends); i++) {
        one.script = ends[i];
        ask_once(limit, loop, 0);
        one.script = "a";
        ck_assert_str_eq(ask_once(limit, loop, 0).text, "one");
    }
}
END_TEST

START_TEST(cancel_frees_the_slot_and_the_place_in_the_queue)
{
    make(OPTIONS("concurrency", "2"), "h");
    for (int i = 0; i < 6; i++)
        begin(&outcomes[i], NULL, 0);
    t2s_reply_abandon(outcomes[3].reply); /* waits */
    t2s_reply_abandon(outcomes[0].reply); /* is under way */
    ck_assert_int_eq(one.starts, 2);      /* others begin later, not inside */
    ck_assert_uint_eq(t2s_reply_input_tokens(outcomes[3].reply), 0);
    ck_assert_uint_gt(t2s_reply_input_tokens(outcomes[0].reply), 0);
    answer_until(5);
    for (int i = 0; i < 6; i++) {
        if (i == 0 || i == 3) {
            ck_assert_int_eq(outcomes[i].count, 0);
            t2s_reply_unref(outcomes[i].reply);
        } else
            ask_end(loop, &outcomes[i]);
    }
    ck_assert_int_eq(one.starts, 5);
}
END_TEST

START_TEST(detach_ends_what_waits_and_what_is_under_way)
{
    make(OPTIONS("concurrency", "3"), "h");
    for (int i = 0; i < 10; i++)
        begin(&outcomes[i], i % 2 != 0 ? "A" : "B", 1000);
    t2s_provider_detach(limit, loop);
    for (int i = 0; i < 10; i++) {
        ask_end(loop, &outcomes[i]);
        ck_assert_int_eq(outcomes[i].code, T2S_E_SHUTDOWN);
    }
    ck_assert_int_eq(one.starts, 3);
    ck_assert_int_eq(t2s_provider_attach(limit, loop), 0);
    one.script = "a";
    ck_assert_int_eq(ask_once(limit, loop, 0).code, 0);
}
END_TEST

START_TEST(ten_thousand_callers_wait_and_all_are_served)
{
    enum { MANY = 10000 };
    struct outcome *many = calloc(MANY, sizeof(*many));
    char name[16];

    ck_assert_ptr_nonnull(many);
    make(OPTIONS("concurrency", "100"), "h");
    for (int i = 0; i < MANY; i++) {
        snprintf(name, sizeof(name), "%d", i % 3000);
        begin(&many[i], name, 600000);
    }
    ck_assert_int_eq(one.starts, 100);
    while (one.starts < MANY || one.hanging_count > 0) {
        while (one.hanging_count > 0)
            scripted_answer(&one, scripted_take(&one, 0));
        run_for(loop, 1);
    }
    for (int i = 0; i < MANY; i++) {
        ck_assert(run_until(loop, &many[i].count, 1, 5000));
        ck_assert_int_eq(many[i].code, 0);
        t2s_reply_unref(many[i].reply);
    }
    ck_assert_int_eq(one.most_at_once, 100);
    free(many);
}
END_TEST

START_TEST(out_of_memory_is_an_error_at_every_allocation)
{
    t2s_options *options = OPTIONS("concurrency", "1");

    one.script = "a";
    OOM_LOOP (n) {
        struct outcome pair[2] = {0};
        t2s_provider *some = NULL;
        t2s_prompt *prompt;
        int code;

        t2s__memory_fail = NULL;
        prompt = prompt_of("caller", 0);
        oom_arm(n);
        code = t2s_limit_provider_new(inner, options, &some, NULL);
        if (code == 0)
            code = t2s_provider_attach(some, loop);
        for (int i = 0; i < 2 && code == 0; i++)
            code = ask_begin(some, loop, prompt, &pair[i]);
        for (int i = 0; i < 2; i++) {
            if (pair[i].reply == NULL)
                continue;
            ck_assert(run_until(loop, &pair[i].count, 1, 20000));
            if (code == 0)
                code = pair[i].code;
            t2s_reply_unref(pair[i].reply);
        }
        t2s__memory_fail = NULL;
        ck_assert_msg(code == 0 || (oom_failed && code == T2S_E_NOMEM), "%d: %s", n, t2s_error_name(code));
        if (some != NULL)
            t2s_provider_detach(some, loop);
        t2s_provider_unref(some);
        t2s_prompt_unref(prompt);
    }
    t2s_options_free(options);
}
END_TEST

SUITE("limit", set_up, tear_down, no_minute_sees_more_than_the_limit, a_bucket_without_a_limit_never_waits,
      what_is_larger_than_the_bucket_goes_when_it_is_full_and_leaves_a_debt, callers_take_turns_each_in_his_own_order,
      what_is_taken_out_does_not_cost_a_turn, many_callers_are_told_apart, without_limits_calls_go_at_once,
      no_more_calls_than_allowed_are_under_way, callers_take_turns_in_the_queue, requests_are_spread_over_time,
      tokens_are_taken_as_estimated_and_settled_as_used, what_cannot_go_in_time_is_refused_at_once,
      what_waits_for_a_slot_gives_way_at_its_deadline, a_full_queue_refuses, a_server_that_has_had_enough_closes_the_gate_for_all,
      a_slot_comes_back_however_a_call_ends, cancel_frees_the_slot_and_the_place_in_the_queue,
      detach_ends_what_waits_and_what_is_under_way, ten_thousand_callers_wait_and_all_are_served,
      out_of_memory_is_an_error_at_every_allocation)
