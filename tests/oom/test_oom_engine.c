/* SPDX-License-Identifier: MIT */
/* One question from beginning to end, with every allocation of the library failing in turn: one completion, no leak, no crash. */
#include <pthread.h>
#include <stdatomic.h>

#include "support/fakes.h"
#include "support/suite.h"

/* Workers allocate too, so the countdown is shared. */
static atomic_int countdown;
static atomic_int failed;

static int fail_in_turn(void)
{
    if (atomic_fetch_sub(&countdown, 1) != 0)
        return 0;
    atomic_store(&failed, 1);
    return 1;
}

static void count_end(t2s_request *request, int status, t2s_answer *answer, void *user_data)
{
    (void)request;
    (void)answer;
    ck_assert(status == 0 || status == T2S_E_NOMEM || status == T2S_E_SHUTDOWN);
    ++*(int *)user_data;
}

static void ignore_event(const t2s_event *event, void *user_data)
{
    (void)event;
    (void)user_data;
}

/* Two at once, of which the second waits for the first one's call; and a third, which comes out of the cache. */
static void ask_thrice(void)
{
    fake_provider provider = {.replies = {fake_reply("SELECT sum(total) FROM orders")}};
    fake_source source = {0};
    fake_executor executor = {0};
    t2s_context *context = fake_context(&provider, &source, &executor, NULL);
    t2s_cache *cache = NULL;
    t2s_options *options = NULL;
    int taken = 0;
    int ends = 0;
    int code;

    if (context == NULL)
        return;
    if (t2s_memory_cache_new(NULL, &cache, NULL) == 0)
        t2s_context_set_cache(context, cache);
    t2s_cache_unref(cache);
    t2s_context_set_event_callback(context, ignore_event, NULL);
    if (t2s_options_new(&options) == 0) {
        t2s_options_set(options, "caller", "ann");
        t2s_options_set(options, "role", "reader");
        t2s_options_set(options, "session.app.tenant", "1");
        t2s_options_set(options, "search_path", "public, \"Other\"");
    }
    for (int i = 0; i < 2; i++)
        taken += t2s_ask(context, "How much was ordered?", options, count_end, &ends, NULL, NULL) == 0;
    for (int i = 0; i < 2; i++) {
        code = t2s_ask_sync(context, "How much was ordered?", options, NULL, NULL);
        ck_assert(code == 0 || code == T2S_E_NOMEM);
    }
    t2s_options_free(options);
    t2s_context_free(context);
    ck_assert_int_eq(ends, taken);
}

static void set_knowledge(t2s_context *context)
{
    static const char text[] = "{\"tables\": {\"customers\": {\"synonyms\": [\"client\"], \"columns\": {\"city\": {\"hidden\": true}}}},"
                               "\"examples\": [{\"question\": \"How much was ordered last year?\", \"sql\": \"SELECT 1 FROM orders\"},"
                               "{\"question\": \"Who?\", \"sql\": \"SELECT city FROM customers\"}]}";
    t2s_knowledge *knowledge = NULL;
    int code = t2s_knowledge_new_from_text(text, sizeof(text) - 1, &knowledge, NULL, NULL);

    ck_assert(code == 0 || code == T2S_E_NOMEM);
    t2s_context_set_knowledge(context, knowledge);
    t2s_knowledge_unref(knowledge);
}

static void ask_once(const char *sql, int use_cache, int use_knowledge)
{
    fake_provider provider = {.replies = {fake_reply(sql), fake_reply("SELECT sum(total) FROM orders")}};
    fake_source source = {0};
    fake_executor executor = {0};
    t2s_context *context = fake_context(&provider, &source, &executor, NULL);
    t2s_answer *answer = NULL;
    t2s_cache *cache = NULL;
    int code;

    if (context == NULL)
        return;
    if (use_cache && t2s_memory_cache_new(NULL, &cache, NULL) == 0)
        t2s_context_set_cache(context, cache);
    t2s_cache_unref(cache);
    if (use_knowledge)
        set_knowledge(context);
    code = t2s_ask_sync(context, "How much was ordered?", NULL, &answer, NULL);
    ck_assert(code == 0 || code == T2S_E_NOMEM);
    ck_assert(answer == NULL || (t2s_answer_outcome(answer) == T2S_OUTCOME_ANSWERED) == (code == 0));
    t2s_context_free(context);
    t2s_answer_unref(answer);
}

START_TEST(so_do_those_that_share_a_call_or_an_answer)
{
    int n = 0;

    do {
        atomic_store(&countdown, n++);
        atomic_store(&failed, 0);
        t2s__memory_fail = fail_in_turn;
        ask_thrice();
        t2s__memory_fail = NULL;
    } while (atomic_load(&failed));
    ck_assert_int_gt(n, 50);
}
END_TEST

static void run(const char *sql, int use_cache, int use_knowledge)
{
    int n = 0;

    do {
        atomic_store(&countdown, n++);
        atomic_store(&failed, 0);
        t2s__memory_fail = fail_in_turn;
        ask_once(sql, use_cache, use_knowledge);
        t2s__memory_fail = NULL;
    } while (atomic_load(&failed));
    ck_assert_int_gt(n, 50);
}

START_TEST(a_question_ends_once_whichever_allocation_fails)
{
    run("SELECT count(*) FROM orders", 0, 0);
}
END_TEST

START_TEST(so_does_one_that_is_repaired_and_cached)
{
    run("SELECT sum(amount) FROM orders", 1, 0);
}
END_TEST

START_TEST(so_does_one_that_is_asked_with_knowledge)
{
    run("SELECT count(*) FROM orders", 0, 1);
}
END_TEST

SUITE("out of memory: engine", NULL, NULL, a_question_ends_once_whichever_allocation_fails, so_does_one_that_is_repaired_and_cached,
      so_does_one_that_is_asked_with_knowledge,
      so_do_those_that_share_a_call_or_an_answer)
