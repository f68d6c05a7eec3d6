/* SPDX-License-Identifier: MIT */
/* The seam: registration, lifetime, and what a reply makes of what a provider does with it. */
#include <text2sql/sys/provider.h>

#include <pthread.h>

#include "prompt/prompt.h"
#include "../support/llm_server.h"
#include "../support/suite.h"

/* A provider that does in start what the test says. */
struct plain {
    int (*start)(struct plain *plain, t2s_reply *reply);
    t2s_reply *reply;
    int cancelled;
    int attached;
    int detached;
    int destroyed;
    int attach_code;
    pthread_t thread;
};

static int start(void *user_data, const t2s_prompt *prompt, t2s_reply *reply)
{
    struct plain *plain = user_data;

    ck_assert_str_eq(t2s_prompt_question(prompt), "How many?");
    plain->reply = reply;
    return plain->start(plain, reply);
}

static void cancel(void *user_data, t2s_reply *reply)
{
    struct plain *plain = user_data;

    ck_assert_ptr_eq(reply, plain->reply);
    plain->cancelled++;
}

static void destroy(void *user_data)
{
    ((struct plain *)user_data)->destroyed++;
}

static int attach(void *user_data, t2s_loop *loop)
{
    (void)loop;
    ((struct plain *)user_data)->attached++;
    return ((struct plain *)user_data)->attach_code;
}

static void detach(void *user_data, t2s_loop *loop)
{
    (void)loop;
    ((struct plain *)user_data)->detached++;
}

static const t2s_provider_ops all_ops = {
    .struct_size = sizeof(all_ops), .start = start, .cancel = cancel, .destroy = destroy, .attach = attach, .detach = detach};
static const t2s_provider_ops few_ops = {.struct_size = sizeof(few_ops), .start = start, .destroy = destroy};

/* What the callback saw. */
struct seen {
    int count;
    int code;
    int stage;
    char message[256];
    char text[64];
    char model[64];
    char refusal[64];
    uint64_t input;
    uint64_t retry_after;
};

static t2s_loop *loop;
static t2s_prompt *prompt;
static t2s_provider *provider;
static struct plain plain;
static struct seen seen;

static void on_reply(t2s_reply *reply, void *user_data)
{
    struct seen *to = user_data;

    to->count++;
    to->code = t2s_error_code(t2s_reply_error(reply));
    to->stage = t2s_error_stage(t2s_reply_error(reply));
    snprintf(to->message, sizeof(to->message), "%s", t2s_error_message(t2s_reply_error(reply)));
    snprintf(to->text, sizeof(to->text), "%s", t2s_reply_text(reply));
    snprintf(to->model, sizeof(to->model), "%s", t2s_reply_model(reply) != NULL ? t2s_reply_model(reply) : "");
    snprintf(to->refusal, sizeof(to->refusal), "%s", t2s_reply_refusal(reply) != NULL ? t2s_reply_refusal(reply) : "");
    to->input = t2s_reply_input_tokens(reply);
    to->retry_after = t2s_reply_retry_after(reply);
}

static void set_up(void)
{
    memset(&plain, 0, sizeof(plain));
    memset(&seen, 0, sizeof(seen));
    ck_assert_int_eq(t2s__loop_new(1, &loop), 0);
    ck_assert_int_eq(t2s__prompt_new(7, "How many?", 0, &prompt), 0);
    ck_assert_int_eq(t2s__prompt_add(prompt, T2S_ROLE_USER, "How many?", 9), 0);
    ck_assert_int_eq(t2s_provider_new("plain", &all_ops, &plain, &provider), 0);
    ck_assert_int_eq(t2s_provider_attach(provider, loop), 0);
}

static void tear_down(void)
{
    if (provider != NULL)
        t2s_provider_detach(provider, loop);
    t2s_provider_unref(provider);
    t2s_prompt_unref(prompt);
    close_loop(loop);
    ck_assert_int_eq(plain.destroyed, 1);
}

static t2s_reply *call(int (*how)(struct plain *, t2s_reply *))
{
    t2s_reply *reply = NULL;

    plain.start = how;
    ck_assert_int_eq(t2s_provider_call(provider, loop, prompt, on_reply, &seen, &reply), 0);
    ck_assert_int_eq(seen.count, 0);
    return reply;
}

static void finish_call(t2s_reply *reply)
{
    ck_assert(run_until(loop, &seen.count, 1, 5000));
    run_for(loop, 20);
    ck_assert_int_eq(seen.count, 1);
    t2s_reply_unref(reply);
}

/* Registration. */

START_TEST(a_required_member_must_be_there)
{
    t2s_provider_ops ops = all_ops;
    t2s_provider *none = NULL;
    struct plain one = {0};

    ops.start = NULL;
    ck_assert_int_eq(t2s_provider_new("x", &ops, &one, &none), T2S_E_INVALID);
    ck_assert_int_eq(one.destroyed, 1);
    ck_assert_int_eq(t2s_provider_new(NULL, &all_ops, &one, &none), T2S_E_INVALID);
    ck_assert_int_eq(one.destroyed, 2);
    ck_assert_int_eq(t2s_provider_new("x", NULL, &one, &none), T2S_E_INVALID);
    ck_assert_int_eq(one.destroyed, 2);
    ck_assert_ptr_null(none);
}
END_TEST

START_TEST(what_this_library_does_not_know_is_refused)
{
    struct {
        t2s_provider_ops ops;
        void *unknown[2];
    } newer = {.ops = all_ops};
    t2s_provider *some = NULL;
    struct plain one = {0};

    newer.ops.struct_size = sizeof(newer);
    ck_assert_int_eq(t2s_provider_new("newer", &newer.ops, &one, &some), 0);
    t2s_provider_unref(some);
    ck_assert_int_eq(one.destroyed, 1);
    newer.unknown[1] = &one;
    ck_assert_int_eq(t2s_provider_new("newer", &newer.ops, &one, &some), T2S_E_ABI);
    ck_assert_int_eq(one.destroyed, 2);
    newer.unknown[1] = NULL;
    newer.ops.flags = 1;
    ck_assert_int_eq(t2s_provider_new("newer", &newer.ops, &one, &some), T2S_E_ABI);
    ck_assert_int_eq(one.destroyed, 3);
    newer.ops.flags = 0;
    newer.ops.struct_size = offsetof(t2s_provider_ops, attach);
    ck_assert_int_eq(t2s_provider_new("short", &newer.ops, &one, &some), T2S_E_ABI);
    ck_assert_int_eq(one.destroyed, 4);
    newer.ops.struct_size = offsetof(t2s_provider_ops, cancel); /* destroy lies beyond: it is not looked at */
    ck_assert_int_eq(t2s_provider_new("short", &newer.ops, &one, &some), T2S_E_ABI);
    ck_assert_int_eq(one.destroyed, 4);
}
END_TEST

START_TEST(out_of_memory_at_registration_destroys_once)
{
    OOM_LOOP(n)
    {
        t2s_provider *some = NULL;
        struct plain one = {0};
        int code = t2s_provider_new("x", &all_ops, &one, &some);

        ck_assert_int_eq(code, oom_failed ? T2S_E_NOMEM : 0);
        ck_assert_int_eq(one.destroyed, oom_failed);
        t2s_provider_unref(some);
        ck_assert_int_eq(one.destroyed, 1);
    }
}
END_TEST

START_TEST(the_name_is_kept_and_references_are_counted)
{
    ck_assert_str_eq(t2s_provider_name(provider), "plain");
    ck_assert_ptr_eq(t2s_provider_ref(provider), provider);
    t2s_provider_unref(provider);
    ck_assert_int_eq(plain.destroyed, 0);
    ck_assert_ptr_null(t2s_provider_ref(NULL));
    t2s_provider_unref(NULL);
}
END_TEST

/* Attach. */

START_TEST(attach_counts_and_tells_the_provider_of_the_first_and_the_last)
{
    ck_assert_int_eq(plain.attached, 1);
    ck_assert_int_eq(t2s_provider_attach(provider, loop), 0);
    ck_assert_int_eq(plain.attached, 1);
    t2s_provider_detach(provider, loop);
    ck_assert_int_eq(plain.detached, 0);
    t2s_provider_detach(provider, loop);
    ck_assert_int_eq(plain.detached, 1);
    t2s_provider_detach(provider, loop);
    ck_assert_int_eq(plain.detached, 1);
}
END_TEST

START_TEST(a_bound_provider_serves_one_loop_at_a_time)
{
    t2s_loop *other;
    t2s_reply *reply = NULL;

    ck_assert_int_eq(t2s__loop_new(1, &other), 0);
    ck_assert_int_eq(t2s_provider_attach(provider, other), T2S_E_BUSY);
    ck_assert_int_eq(t2s_provider_call(provider, other, prompt, on_reply, &seen, &reply), T2S_E_INVALID);
    t2s_provider_detach(provider, other);
    ck_assert_int_eq(plain.detached, 0);
    t2s_provider_detach(provider, loop);
    ck_assert_int_eq(t2s_provider_attach(provider, other), 0);
    t2s_provider_detach(provider, other);
    ck_assert_int_eq(plain.attached, 2);
    ck_assert_int_eq(plain.detached, 2);
    close_loop(other);
}
END_TEST

START_TEST(an_attach_that_refuses_leaves_the_provider_free)
{
    t2s_provider_detach(provider, loop);
    plain.attach_code = T2S_E_IO;
    ck_assert_int_eq(t2s_provider_attach(provider, loop), T2S_E_IO);
    plain.attach_code = 0;
    ck_assert_int_eq(t2s_provider_attach(provider, loop), 0);
}
END_TEST

static int finish_with_text(struct plain *one, t2s_reply *reply)
{
    (void)one;
    ck_assert_int_eq(t2s_reply_append(reply, "SEL", 3), 0);
    ck_assert_int_eq(t2s_reply_append(reply, "ECT 1", 5), 0);
    ck_assert_int_eq(t2s_reply_set_model(reply, "gpt"), 0);
    t2s_reply_set_tokens(reply, 10, 5, 3);
    t2s_reply_finish(reply, NULL);
    return 0;
}

START_TEST(an_unbound_provider_serves_several_loops)
{
    t2s_provider *unbound;
    struct plain one = {.start = finish_with_text};
    t2s_loop *other;
    t2s_reply *reply;

    ck_assert_int_eq(t2s__loop_new(1, &other), 0);
    ck_assert_int_eq(t2s_provider_new("unbound", &few_ops, &one, &unbound), 0);
    ck_assert_int_eq(t2s_provider_attach(unbound, loop), 0);
    ck_assert_int_eq(t2s_provider_attach(unbound, other), 0);
    ck_assert_int_eq(t2s_provider_call(unbound, other, prompt, on_reply, &seen, &reply), 0);
    ck_assert_ptr_eq(t2s_reply_loop(reply), other);
    ck_assert(run_until(other, &seen.count, 1, 5000));
    t2s_reply_unref(reply);
    t2s_provider_detach(unbound, other);
    t2s_provider_detach(unbound, loop);
    t2s_provider_unref(unbound);
    ck_assert_int_eq(one.destroyed, 1);
    close_loop(other);
}
END_TEST

/* Replies. */

START_TEST(a_reply_finished_inside_start_arrives_later_and_whole)
{
    t2s_reply *reply = call(finish_with_text);

    finish_call(reply);
    ck_assert_int_eq(seen.code, 0);
    ck_assert_str_eq(seen.text, "SELECT 1");
    ck_assert_str_eq(seen.model, "gpt");
    ck_assert_uint_eq(seen.input, 10);
}
END_TEST

static void *finish_on_thread(void *user_data)
{
    struct plain *one = user_data;

    usleep(20000);
    finish_with_text(one, one->reply);
    return NULL;
}

static int start_thread(struct plain *one, t2s_reply *reply)
{
    (void)reply;
    return pthread_create(&one->thread, NULL, finish_on_thread, one) == 0 ? 0 : T2S_E_NOMEM;
}

START_TEST(any_thread_may_finish)
{
    t2s_reply *reply = call(start_thread);

    finish_call(reply);
    ck_assert_str_eq(seen.text, "SELECT 1");
    pthread_join(plain.thread, NULL);
}
END_TEST

static int drop(struct plain *one, t2s_reply *reply)
{
    (void)one;
    t2s_reply_append(reply, "half", 4);
    t2s_reply_unref(reply);
    return 0;
}

static void *drop_on_thread(void *user_data)
{
    struct plain *one = user_data;

    usleep(20000);
    t2s_reply_unref(one->reply);
    return NULL;
}

static int start_dropping_thread(struct plain *one, t2s_reply *reply)
{
    (void)reply;
    return pthread_create(&one->thread, NULL, drop_on_thread, one) == 0 ? 0 : T2S_E_NOMEM;
}

START_TEST(a_dropped_reply_fails_and_names_the_provider)
{
    finish_call(call(drop));
    ck_assert_int_eq(seen.code, T2S_E_INTERNAL);
    ck_assert_int_eq(seen.stage, T2S_STAGE_PROVIDER);
    ck_assert_ptr_nonnull(strstr(seen.message, "\"plain\""));
    memset(&seen, 0, sizeof(seen));
    finish_call(call(start_dropping_thread));
    ck_assert_int_eq(seen.code, T2S_E_INTERNAL);
    ck_assert_ptr_nonnull(strstr(seen.message, "\"plain\""));
    pthread_join(plain.thread, NULL);
}
END_TEST

static int refuse(struct plain *one, t2s_reply *reply)
{
    (void)one;
    (void)reply;
    return T2S_E_UNSUPPORTED;
}

static int finish_and_refuse(struct plain *one, t2s_reply *reply)
{
    finish_with_text(one, reply);
    return T2S_E_UNSUPPORTED;
}

static int drop_and_refuse(struct plain *one, t2s_reply *reply)
{
    drop(one, reply);
    return T2S_E_UNSUPPORTED;
}

START_TEST(after_an_error_of_start_the_callback_never_runs)
{
    int (*const ways[])(struct plain *, t2s_reply *) = {refuse, finish_and_refuse, drop_and_refuse};

    for (size_t i = 0; i < 3; i++) {
        t2s_reply *reply = NULL;

        plain.start = ways[i];
        ck_assert_int_eq(t2s_provider_call(provider, loop, prompt, on_reply, &seen, &reply), T2S_E_UNSUPPORTED);
        ck_assert_ptr_null(reply);
        run_for(loop, 20);
        ck_assert_int_eq(seen.count, 0);
    }
}
END_TEST

static int finish_twice(struct plain *one, t2s_reply *reply)
{
    finish_with_text(one, reply);
    ck_assert_int_eq(t2s_reply_append(reply, "more", 4), 0);
    ck_assert_int_eq(t2s_reply_set_model(reply, "another"), 0);
    ck_assert_int_eq(t2s_reply_set_refusal(reply, "no"), 0);
    t2s_reply_set_tokens(reply, 99, 99, 99);
    t2s_reply_set_retry_after(reply, 99);
    t2s_reply_finish(reply, t2s_error_new(T2S_E_SERVER, "too late"));
    t2s_reply_finish(reply, NULL);
    return 0;
}

START_TEST(what_comes_after_the_first_finish_is_ignored)
{
    finish_call(call(finish_twice));
    ck_assert_int_eq(seen.code, 0);
    ck_assert_str_eq(seen.text, "SELECT 1");
    ck_assert_str_eq(seen.model, "gpt");
    ck_assert_str_eq(seen.refusal, "");
    ck_assert_uint_eq(seen.input, 10);
    ck_assert_uint_eq(seen.retry_after, 0);
}
END_TEST

static int keep(struct plain *one, t2s_reply *reply)
{
    (void)one;
    (void)reply;
    return 0;
}

START_TEST(an_abandoned_reply_tells_the_provider_and_never_calls_back)
{
    t2s_reply *reply = call(keep);

    t2s_reply_abandon(reply);
    ck_assert_int_eq(plain.cancelled, 1);
    t2s_reply_unref(reply);
    t2s_reply_finish(plain.reply, NULL);
    run_for(loop, 20);
    ck_assert_int_eq(seen.count, 0);
    reply = call(finish_with_text);
    t2s_reply_abandon(reply); /* finished already: nobody needs to be told */
    t2s_reply_unref(reply);
    ck_assert_int_eq(plain.cancelled, 1);
    run_for(loop, 20);
    ck_assert_int_eq(seen.count, 0);
}
END_TEST

START_TEST(a_reply_under_way_keeps_its_provider)
{
    t2s_reply *reply = call(keep);

    t2s_provider_detach(provider, loop);
    t2s_provider_unref(provider);
    provider = NULL;
    ck_assert_int_eq(plain.destroyed, 0);
    t2s_reply_finish(plain.reply, NULL);
    ck_assert(run_until(loop, &seen.count, 1, 5000));
    ck_assert_int_eq(plain.destroyed, 0);
    t2s_reply_unref(reply);
    ck_assert_int_eq(plain.destroyed, 1);
}
END_TEST

static int overflow(struct plain *one, t2s_reply *reply)
{
    static char chunk[1 << 20];
    int code = 0;

    (void)one;
    memset(chunk, 'x', sizeof(chunk));
    for (int i = 0; i < 16; i++)
        ck_assert_int_eq(t2s_reply_append(reply, chunk, sizeof(chunk)), 0);
    code = t2s_reply_append(reply, "x", 1);
    ck_assert_int_eq(code, T2S_E_TOO_LARGE);
    t2s_reply_finish(reply, NULL); /* as if nothing had happened */
    return 0;
}

static int say_nonsense(struct plain *one, t2s_reply *reply)
{
    (void)one;
    ck_assert_int_eq(t2s_reply_set_model(reply, "\xFF"), T2S_E_INVALID);
    ck_assert_int_eq(t2s_reply_set_refusal(reply, "\xC3("), T2S_E_INVALID);
    ck_assert_int_eq(t2s_reply_append(reply, "\xC3", 1), 0); /* may be the first half of a character */
    ck_assert_int_eq(t2s_reply_append(reply, "(", 1), 0);
    t2s_reply_finish(reply, NULL);
    return 0;
}

static int say_in_halves(struct plain *one, t2s_reply *reply)
{
    (void)one;
    t2s_reply_append(reply, "\xC3", 1);
    t2s_reply_append(reply, "\xA4", 1);
    t2s_reply_finish(reply, NULL);
    return 0;
}

START_TEST(a_text_that_is_too_long_or_no_utf8_does_not_pass)
{
    finish_call(call(overflow));
    ck_assert_int_eq(seen.code, T2S_E_TOO_LARGE);
    memset(&seen, 0, sizeof(seen));
    finish_call(call(say_nonsense));
    ck_assert_int_eq(seen.code, T2S_E_PROTOCOL);
    memset(&seen, 0, sizeof(seen));
    finish_call(call(say_in_halves));
    ck_assert_int_eq(seen.code, 0);
    ck_assert_str_eq(seen.text, "\xC3\xA4");
}
END_TEST

static int fail_in_append(struct plain *one, t2s_reply *reply)
{
    (void)one;
    oom_arm(0);
    ck_assert_int_eq(t2s_reply_append(reply, "text", 4), T2S_E_NOMEM);
    oom_arm(0);
    ck_assert_int_eq(t2s_reply_set_model(reply, "gpt"), T2S_E_NOMEM);
    oom_arm(-1);
    ck_assert_int_eq(t2s_reply_append(reply, "rest", 4), T2S_E_NOMEM);
    t2s_reply_finish(reply, NULL);
    return 0;
}

START_TEST(a_text_with_a_hole_does_not_pass)
{
    finish_call(call(fail_in_append));
    ck_assert_int_eq(seen.code, T2S_E_NOMEM);
}
END_TEST

static int fail_with_detail(struct plain *one, t2s_reply *reply)
{
    (void)one;
    t2s_reply_set_retry_after(reply, 1500);
    t2s_reply_finish(reply, t2s_error_new(T2S_E_RATE_LIMIT, "slow down"));
    return 0;
}

START_TEST(an_error_gets_its_stage_and_keeps_its_words)
{
    finish_call(call(fail_with_detail));
    ck_assert_int_eq(seen.code, T2S_E_RATE_LIMIT);
    ck_assert_int_eq(seen.stage, T2S_STAGE_PROVIDER);
    ck_assert_str_eq(seen.message, "slow down");
    ck_assert_uint_eq(seen.retry_after, 1500);
}
END_TEST

START_TEST(arguments_that_are_missing_are_refused)
{
    t2s_reply *reply = NULL;

    ck_assert_int_eq(t2s_provider_call(NULL, loop, prompt, on_reply, &seen, &reply), T2S_E_INVALID);
    ck_assert_int_eq(t2s_provider_call(provider, NULL, prompt, on_reply, &seen, &reply), T2S_E_INVALID);
    ck_assert_int_eq(t2s_provider_call(provider, loop, NULL, on_reply, &seen, &reply), T2S_E_INVALID);
    ck_assert_int_eq(t2s_provider_call(provider, loop, prompt, NULL, &seen, &reply), T2S_E_INVALID);
    ck_assert_int_eq(t2s_provider_call(provider, loop, prompt, on_reply, &seen, NULL), T2S_E_INVALID);
    ck_assert_int_eq(t2s_provider_attach(NULL, loop), T2S_E_INVALID);
    ck_assert_int_eq(t2s_provider_attach(provider, NULL), T2S_E_INVALID);
    ck_assert_int_eq(t2s_reply_append(NULL, "x", 1), T2S_E_INVALID);
    t2s_provider_detach(NULL, loop);
    t2s_reply_unref(NULL);
    t2s_reply_abandon(NULL);
    t2s_reply_finish(NULL, t2s_error_new(T2S_E_SERVER, NULL));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("provider");
    TCase *registration = tcase_create("registration");
    TCase *replies = tcase_create("replies");
    SRunner *runner;
    int failed;

    tcase_add_test(registration, a_required_member_must_be_there);
    tcase_add_test(registration, what_this_library_does_not_know_is_refused);
    tcase_add_test(registration, out_of_memory_at_registration_destroys_once);
    suite_add_tcase(suite, registration);
    tcase_set_timeout(replies, 600);
    tcase_add_checked_fixture(replies, set_up, tear_down);
    tcase_add_test(replies, the_name_is_kept_and_references_are_counted);
    tcase_add_test(replies, attach_counts_and_tells_the_provider_of_the_first_and_the_last);
    tcase_add_test(replies, a_bound_provider_serves_one_loop_at_a_time);
    tcase_add_test(replies, an_attach_that_refuses_leaves_the_provider_free);
    tcase_add_test(replies, an_unbound_provider_serves_several_loops);
    tcase_add_test(replies, a_reply_finished_inside_start_arrives_later_and_whole);
    tcase_add_test(replies, any_thread_may_finish);
    tcase_add_test(replies, a_dropped_reply_fails_and_names_the_provider);
    tcase_add_test(replies, after_an_error_of_start_the_callback_never_runs);
    tcase_add_test(replies, what_comes_after_the_first_finish_is_ignored);
    tcase_add_test(replies, an_abandoned_reply_tells_the_provider_and_never_calls_back);
    tcase_add_test(replies, a_reply_under_way_keeps_its_provider);
    tcase_add_test(replies, a_text_that_is_too_long_or_no_utf8_does_not_pass);
    tcase_add_test(replies, a_text_with_a_hole_does_not_pass);
    tcase_add_test(replies, an_error_gets_its_stage_and_keeps_its_words);
    tcase_add_test(replies, arguments_that_are_missing_are_refused);
    suite_add_tcase(suite, replies);
    runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? 0 : 1;
}
