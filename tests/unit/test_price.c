/* SPDX-License-Identifier: MIT */
/* Price lists: which price fits, what is refused, and what a call costs. */
#include <math.h>
#include <pthread.h>
#include <string.h>

#include <text2sql/price.h>
#include <text2sql/sys/error.h>

#include "../support/suite.h"

static t2s_price_list *list;

static void set_up(void)
{
    ck_assert_int_eq(t2s_price_list_new(&list), 0);
}

static void tear_down(void)
{
    t2s_price_list_unref(list);
}

static uint64_t cost_of(const char *model)
{
    return t2s_price_list_cost(list, model, 1, 0, 0); /* thousandths of the price */
}

START_TEST(the_exact_name_counts_first_and_then_the_longest_beginning)
{
    ck_assert_int_eq(t2s_price_list_set(list, "*", 1, 1, 1), 0);
    ck_assert_int_eq(t2s_price_list_set(list, "gpt-*", 2, 2, 2), 0);
    ck_assert_int_eq(t2s_price_list_set(list, "gpt-4.1-*", 3, 3, 3), 0);
    ck_assert_int_eq(t2s_price_list_set(list, "gpt-4.1-mini", 4, 4, 4), 0);
    ck_assert_uint_eq(cost_of("gpt-4.1-mini"), 4000);
    ck_assert_uint_eq(cost_of("gpt-4.1-mini-2025"), 3000);
    ck_assert_uint_eq(cost_of("gpt-4.1"), 2000);
    ck_assert_uint_eq(cost_of("claude"), 1000);
    ck_assert_uint_eq(cost_of(NULL), 1000);
    ck_assert_uint_eq(cost_of(""), 1000);
}
END_TEST

START_TEST(a_later_price_replaces_an_earlier_one)
{
    ck_assert_int_eq(t2s_price_list_set(list, "m", 1, 1, 1), 0);
    ck_assert_int_eq(t2s_price_list_set(list, "m", 5, 5, 5), 0);
    ck_assert_int_eq(t2s_price_list_set(list, "m*", 7, 7, 7), 0); /* another one */
    ck_assert_uint_eq(cost_of("m"), 5000);
    ck_assert_uint_eq(cost_of("mm"), 7000);
}
END_TEST

START_TEST(cached_input_has_its_own_price)
{
    ck_assert_int_eq(t2s_price_list_set(list, "m", 2, 0.5, 8), 0);
    ck_assert_uint_eq(t2s_price_list_cost(list, "m", 1000, 400, 100), 600 * 2000 + 400 * 500 + 100 * 8000);
    ck_assert_uint_eq(t2s_price_list_cost(list, "m", 10, 99, 0), 10 * 500); /* never more cached than there was */
}
END_TEST

START_TEST(what_has_no_price_costs_nothing_and_says_so)
{
    ck_assert_uint_eq(cost_of("m"), 0);
    ck_assert_int_eq(t2s_price_list_has(list, "m"), 0);
    ck_assert_int_eq(t2s_price_list_set(list, "m*", 0, 0, 0), 0);
    ck_assert_uint_eq(cost_of("m"), 0);
    ck_assert_int_eq(t2s_price_list_has(list, "m"), 1);
    ck_assert_int_eq(t2s_price_list_has(list, NULL), 0);
    ck_assert_int_eq(t2s_price_list_set(list, "*", 0, 0, 0), 0);
    ck_assert_int_eq(t2s_price_list_has(list, NULL), 1);
    ck_assert_int_eq(t2s_price_list_has(NULL, "m"), 0);
    ck_assert_uint_eq(t2s_price_list_cost(NULL, "m", 1, 1, 1), 0);
}
END_TEST

START_TEST(costs_are_rounded_up_but_not_for_a_rounding_error)
{
    ck_assert_int_eq(t2s_price_list_set(list, "m", 0.0001, 0, 0.1), 0);
    ck_assert_uint_eq(t2s_price_list_cost(list, "m", 1, 0, 0), 1); /* a tenth of a billionth */
    ck_assert_uint_eq(t2s_price_list_cost(list, "m", 0, 0, 3), 300);
    ck_assert_int_eq(t2s_price_list_set(list, "m", 1e6, 1e6, 1e6), 0);
    ck_assert_uint_eq(t2s_price_list_cost(list, "m", UINT64_MAX, 0, UINT64_MAX), UINT64_MAX);
}
END_TEST

START_TEST(the_dearest_price_of_each_kind_is_the_worst_case)
{
    ck_assert_uint_eq(t2s_price_list_dearest(list, 1, 1), UINT64_MAX); /* nobody knows */
    ck_assert_uint_eq(t2s_price_list_dearest(NULL, 1, 1), UINT64_MAX);
    ck_assert_int_eq(t2s_price_list_set(list, "one", 2, 1, 3), 0);
    ck_assert_int_eq(t2s_price_list_set(list, "two", 1, 4, 9), 0); /* one to whom caching is dear */
    ck_assert_int_eq(t2s_price_list_set(list, "three", 0, 0, 5), 0);
    ck_assert_uint_eq(t2s_price_list_dearest(list, 10, 100), 10 * 4000 + 100 * 9000);
    ck_assert_int_eq(t2s_price_list_set(list, "two", 0, 0, 0), 0);
    ck_assert_uint_eq(t2s_price_list_dearest(list, 10, 100), 10 * 2000 + 100 * 5000);
}
END_TEST

START_TEST(what_is_no_price_is_refused)
{
    static const double bad[] = {-1, 1000001, NAN, INFINITY};
    char longest[300];

    for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
        ck_assert_int_eq(t2s_price_list_set(list, "m", bad[i], 1, 1), T2S_E_INVALID);
        ck_assert_int_eq(t2s_price_list_set(list, "m", 1, bad[i], 1), T2S_E_INVALID);
        ck_assert_int_eq(t2s_price_list_set(list, "m", 1, 1, bad[i]), T2S_E_INVALID);
    }
    ck_assert_int_eq(t2s_price_list_set(list, "", 1, 1, 1), T2S_E_INVALID);
    ck_assert_int_eq(t2s_price_list_set(list, "\xff", 1, 1, 1), T2S_E_INVALID);
    ck_assert_int_eq(t2s_price_list_set(list, NULL, 1, 1, 1), T2S_E_INVALID);
    ck_assert_int_eq(t2s_price_list_set(NULL, "m", 1, 1, 1), T2S_E_INVALID);
    memset(longest, 'm', sizeof(longest));
    longest[257] = '\0';
    ck_assert_int_eq(t2s_price_list_set(list, longest, 1, 1, 1), T2S_E_INVALID);
    longest[256] = '\0';
    ck_assert_int_eq(t2s_price_list_set(list, longest, 1, 1, 1), 0);
    ck_assert_int_eq(t2s_price_list_has(list, "m"), 0);
}
END_TEST

static int set_json(const char *json, char message[256])
{
    t2s_error *error = NULL;
    int code = t2s_price_list_set_json(list, json, strlen(json), &error);

    snprintf(message, 256, "%s", t2s_error_message(error));
    ck_assert_int_eq(t2s_error_code(error), code);
    t2s_error_unref(error);
    return code;
}

START_TEST(json_sets_all_of_them)
{
    char message[256];

    ck_assert_int_eq(
        set_json(" {\"a*\": {\"input\": 2.0, \"cached_input\": 0.5, \"output\": 8}, \"b\": {\"output\": 3, \"input\": 1}} ",
                 message),
        0);
    ck_assert_uint_eq(t2s_price_list_cost(list, "abc", 10, 5, 1), 5 * 2000 + 5 * 500 + 8000);
    ck_assert_uint_eq(t2s_price_list_cost(list, "b", 10, 5, 1),
                      10 * 1000 + 3000); /* without a price of its own, cached costs the same */
    ck_assert_int_eq(set_json("{}", message), 0);
    ck_assert_int_eq(t2s_price_list_has(list, "b"), 1);
}
END_TEST

START_TEST(json_that_is_wrong_sets_none_of_them)
{
    static const struct {
        const char *json;
        int code;
        const char *what;
    } cases[] = {
        {"", T2S_E_SYNTAX, "not a JSON object"},
        {"{\"x\": {\"input\": 1, \"output\": 1}", T2S_E_SYNTAX, "ends too early"},
        {"[1]", T2S_E_SYNTAX, "not a JSON object"},
        {"{\"x\": {\"input\": 1, \"output\": 1}, \"m\": 3}", T2S_E_INVALID, "\"m\" is not an object"},
        {"{\"x\": {\"input\": 1, \"output\": 1}, \"m\": {\"input\": 1}}", T2S_E_INVALID, "\"m\" lacks output"},
        {"{\"m\": {\"output\": 1}}", T2S_E_INVALID, "\"m\" lacks input"},
        {"{\"m\": {\"input\": 1, \"output\": 1, \"speed\": 1}}", T2S_E_INVALID, "a member \"speed\""},
        {"{\"m\": {\"input\": \"1\", \"output\": 1}}", T2S_E_INVALID, "input is not a number"},
        {"{\"m\": {\"input\": -1, \"output\": 1}}", T2S_E_INVALID, "input lies outside"},
        {"{\"m\": {\"input\": 1e7, \"output\": 1}}", T2S_E_INVALID, "input lies outside"},
        {"{\"x\": {\"input\": 1, \"output\": 1}, \"\": {\"input\": 1, \"output\": 1}}", T2S_E_INVALID, "no name of a model"},
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        char message[256];

        ck_assert_msg(set_json(cases[i].json, message) == cases[i].code, "%zu: %s", i, message);
        ck_assert_msg(strstr(message, cases[i].what) != NULL, "%zu: %s", i, message);
        ck_assert_int_eq(t2s_price_list_has(list, "x"), 0);
    }
    ck_assert_int_eq(t2s_price_list_set_json(NULL, "{}", 2, NULL), T2S_E_INVALID);
    ck_assert_int_eq(t2s_price_list_set_json(list, NULL, 2, NULL), T2S_E_INVALID);
}
END_TEST

static void *set_and_read(void *argument)
{
    t2s_price_list *shared = argument;
    char model[16];

    for (int i = 0; i < 500; i++) {
        snprintf(model, sizeof(model), "m%d", i % 50);
        if (t2s_price_list_set(shared, model, 1, 1, 1) != 0 || t2s_price_list_cost(shared, model, 1, 0, 0) != 1000 ||
            t2s_price_list_dearest(shared, 1, 0) != 1000)
            return shared;
    }
    t2s_price_list_unref(shared);
    return NULL;
}

START_TEST(any_thread_may_set_and_read)
{
    pthread_t threads[4];

    for (int i = 0; i < 4; i++)
        ck_assert_int_eq(pthread_create(&threads[i], NULL, set_and_read, t2s_price_list_ref(list)), 0);
    for (int i = 0; i < 4; i++) {
        void *failed;

        pthread_join(threads[i], &failed);
        ck_assert_ptr_null(failed);
    }
}
END_TEST

START_TEST(out_of_memory_is_an_error_at_every_allocation)
{
    static const char json[] = "{\"a\": {\"input\": 1, \"output\": 1}, \"b\": {\"input\": 1, \"output\": 1}}";

    OOM_LOOP (n) {
        t2s_price_list *some = NULL;
        t2s_error *error = NULL;
        int code = t2s_price_list_new(&some);

        if (code == 0)
            code = t2s_price_list_set(some, "m", 1, 1, 1);
        if (code == 0)
            code = t2s_price_list_set_json(some, json, sizeof(json) - 1, &error);
        t2s__memory_fail = NULL;
        ck_assert_int_eq(code, oom_failed ? T2S_E_NOMEM : 0);
        ck_assert_int_eq(t2s_price_list_has(some, "a"), code == 0);
        ck_assert_int_eq(t2s_price_list_has(some, "b"), code == 0);
        t2s_error_unref(error);
        t2s_price_list_unref(some);
    }
}
END_TEST

SUITE("price", set_up, tear_down, the_exact_name_counts_first_and_then_the_longest_beginning,
      a_later_price_replaces_an_earlier_one, cached_input_has_its_own_price, what_has_no_price_costs_nothing_and_says_so,
      costs_are_rounded_up_but_not_for_a_rounding_error, the_dearest_price_of_each_kind_is_the_worst_case,
      what_is_no_price_is_refused, json_sets_all_of_them, json_that_is_wrong_sets_none_of_them, any_thread_may_set_and_read,
      out_of_memory_is_an_error_at_every_allocation)
