/* SPDX-License-Identifier: MIT */
/* What questions share: a call under way, an answer that was kept; and what is told of their calls. */
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <text2sql/sys/cache.h>

#include "support/fakes.h"
#include "support/skip.h"
#include "support/suite.h"

enum { MANY = 100 };

static fake_provider provider;
static fake_source source;
static fake_executor executor;
static t2s_context *context;
static t2s_options *options;

struct end {
    int calls;
    int status;
    t2s_answer *answer;
};

static struct end ends[MANY];
static t2s_request *requests[MANY];

static void set_up(void)
{
    provider = (fake_provider){.replies = {fake_reply("SELECT count(*) FROM orders")}};
    source = (fake_source){0};
    executor = (fake_executor){0};
    memset(ends, 0, sizeof(ends));
    memset(requests, 0, sizeof(requests));
    ck_assert_int_eq(t2s_options_new(&options), 0);
    context = fake_context(&provider, &source, &executor, NULL);
    ck_assert_ptr_nonnull(context);
}

static void tear_down(void)
{
    for (int i = 0; i < MANY; i++) {
        t2s_request_unref(requests[i]);
        t2s_answer_unref(ends[i].answer);
    }
    t2s_options_free(options);
    t2s_context_free(context);
    ck_assert_int_eq(provider.destroys, 1);
    ck_assert_int_eq(provider.attached, 0);
}

static void on_end(t2s_request *request, int status, t2s_answer *answer, void *user_data)
{
    struct end *end = user_data;

    (void)request;
    end->calls++;
    end->status = status;
    end->answer = t2s_answer_ref(answer);
}

static void ask(int i, const char *question)
{
    ck_assert_int_eq(t2s_ask(context, question, options, on_end, &ends[i], &requests[i], NULL), 0);
}

static void ask_many(int count)
{
    for (int i = 0; i < count; i++)
        ask(i, "How many orders are there?");
}

static void dispatch_once(void)
{
    struct pollfd descriptor = {.fd = t2s_context_fd(context), .events = (short)t2s_context_events(context)};
    int timeout = t2s_context_timeout(context);

    poll(&descriptor, 1, timeout < 0 || timeout > 20 ? 20 : timeout);
    ck_assert_int_eq(t2s_context_dispatch(context), 0);
}

static int ended(int count)
{
    int sum = 0;

    for (int i = 0; i < count; i++)
        sum += ends[i].calls;
    return sum;
}

static void dispatch_until_ended(int count)
{
    for (int turns = 0; ended(count) < count && turns < 2000; turns++)
        dispatch_once();
    for (int i = 0; i < 3; i++)
        dispatch_once();
    for (int i = 0; i < count; i++)
        ck_assert_int_eq(ends[i].calls, 1);
}

static void dispatch_until_asked(int starts)
{
    for (int turns = 0; provider.starts < starts && turns < 2000; turns++)
        dispatch_once();
    ck_assert_int_eq(provider.starts, starts);
}

static void assert_answered(int i)
{
    ck_assert_int_eq(ends[i].status, 0);
    ck_assert_int_eq(t2s_answer_outcome(ends[i].answer), T2S_OUTCOME_ANSWERED);
    ck_assert_str_eq(t2s_answer_sql(ends[i].answer), "SELECT count(*) FROM orders");
    ck_assert_ptr_nonnull(t2s_answer_statement(ends[i].answer));
    ck_assert_str_eq(t2s_answer_model(ends[i].answer), "fake-1");
}

/* Calls. */

START_TEST(a_hundred_identical_questions_share_one_call)
{
    ask_many(MANY);
    dispatch_until_ended(MANY);
    ck_assert_int_eq(provider.starts, 1);
    ck_assert_int_eq(executor.starts, MANY); /* rows are each one's own */
    for (int i = 0; i < MANY; i++)
        assert_answered(i);
    ck_assert_uint_eq(t2s_context_counter(context, T2S_COUNTER_COALESCED), MANY - 1);
    ck_assert_uint_eq(t2s_context_counter(context, T2S_COUNTER_PROVIDER_CALLS), 1);
    ck_assert_uint_eq(t2s_context_counter(context, T2S_COUNTER_INPUT_TOKENS), 100);
    ck_assert_uint_eq(t2s_answer_call_count(ends[0].answer), 1);
    ck_assert_uint_eq(t2s_answer_call_count(ends[1].answer), 0);
}
END_TEST

START_TEST(one_that_was_answered_is_not_shared_any_more)
{
    for (int i = 0; i < 3; i++) {
        ask(i, "How many orders are there?");
        dispatch_until_ended(i + 1);
    }
    ck_assert_int_eq(provider.starts, 3);
}
END_TEST

START_TEST(other_callers_questions_and_budgets_are_not_shared)
{
    t2s_options_set(options, "caller", "ann");
    ask(0, "How many orders are there?");
    t2s_options_set(options, "caller", "bob");
    ask(1, "How many orders are there?");
    ask(2, "How many customers are there?");
    t2s_options_set_int(options, "prompt_budget", 4000);
    ask(3, "How many orders are there?");
    ask(4, "  How many orders are there? \n"); /* the same as 3 */
    dispatch_until_ended(5);
    ck_assert_int_eq(provider.starts, 4);
}
END_TEST

static int reject(void *user_data, const t2s_statement *statement, t2s_report *report)
{
    (void)user_data;
    (void)statement;
    return t2s_report_add(report, T2S_SEVERITY_ERROR, T2S_REPORT_REFUSAL, "late", "nothing passes any more", NULL, -1);
}

/* What was judged by other rules, or against another schema, is not good enough. */
START_TEST(a_call_is_not_shared_across_a_change_of_the_checks_or_the_schema)
{
    static const t2s_validator_ops ops = {.struct_size = sizeof(ops), .validate = reject};
    t2s_validator *validator;

    provider.behaviour = FAKE_HANGS;
    ask(0, "How many orders are there?");
    dispatch_until_asked(1);
    t2s_context_refresh_schema(context);
    ask(1, "How many orders are there?");
    dispatch_until_asked(2);
    ck_assert_int_eq(t2s_validator_new("late", &ops, NULL, &validator), 0);
    ck_assert_int_eq(t2s_context_add_validator(context, validator), 0);
    t2s_validator_unref(validator);
    provider.behaviour = FAKE_ANSWERS;
    ask(2, "How many orders are there?");
    dispatch_until_asked(3);
    t2s_request_cancel(requests[0]);
    t2s_request_cancel(requests[1]);
    dispatch_until_ended(3);
    ck_assert_int_eq(t2s_answer_outcome(ends[2].answer), T2S_OUTCOME_REFUSED);
    ck_assert_str_eq(t2s_answer_refused_by(ends[2].answer), "late");
    ck_assert_int_eq(executor.starts, 0);
}
END_TEST

START_TEST(sharing_can_be_switched_off)
{
    t2s_options_set_int(options, "coalesce", 0);
    ask_many(10);
    dispatch_until_ended(10);
    ck_assert_int_eq(provider.starts, 10);
}
END_TEST

START_TEST(when_the_one_that_asked_is_cancelled_another_one_asks)
{
    provider.behaviour = FAKE_HANGS;
    ask_many(4);
    dispatch_until_asked(1);
    provider.behaviour = FAKE_ANSWERS;
    t2s_request_cancel(requests[0]);
    dispatch_until_ended(4);
    ck_assert_int_eq(ends[0].status, T2S_E_CANCELLED);
    ck_assert_int_eq(provider.cancels, 1);
    ck_assert_int_eq(provider.starts, 2);
    for (int i = 1; i < 4; i++)
        assert_answered(i);
    /* What it had cost is told. */
    ck_assert_uint_eq(t2s_answer_call_count(ends[0].answer), 1);
    ck_assert_int_eq(t2s_call_code(t2s_answer_call(ends[0].answer, 0)), T2S_E_CANCELLED);
    ck_assert_int_eq(t2s_call_is_estimated(t2s_answer_call(ends[0].answer, 0)), 1);
    ck_assert_uint_gt(t2s_call_input_tokens(t2s_answer_call(ends[0].answer, 0)), 0);
}
END_TEST

START_TEST(when_the_one_that_asked_runs_out_of_time_another_one_asks)
{
    provider.behaviour = FAKE_HANGS;
    t2s_options_set_int(options, "timeout_ms", 600000);
    ask(0, "How many orders are there?");
    t2s_options_set_int(options, "timeout_ms", 3600000);
    ask(1, "How many orders are there?");
    dispatch_until_asked(1);
    skip_seconds(600);
    provider.behaviour = FAKE_ANSWERS;
    dispatch_until_ended(2);
    ck_assert_int_eq(ends[0].status, T2S_E_TIMEOUT);
    ck_assert_int_eq(t2s_call_code(t2s_answer_call(ends[0].answer, 0)), T2S_E_TIMEOUT);
    assert_answered(1);
    ck_assert_int_eq(provider.starts, 2);
}
END_TEST

START_TEST(one_that_waits_may_go_and_the_others_do_not_notice)
{
    provider.behaviour = FAKE_HANGS;
    ask_many(5);
    dispatch_until_asked(1);
    t2s_request_cancel(requests[2]);
    t2s_request_cancel(requests[4]);
    for (int i = 0; i < 3; i++)
        dispatch_once();
    ck_assert_int_eq(ended(5), 2);
    provider.behaviour = FAKE_ANSWERS;
    t2s_request_cancel(requests[0]);
    dispatch_until_ended(5);
    ck_assert_int_eq(ends[2].status, T2S_E_CANCELLED);
    assert_answered(1);
    assert_answered(3);
    ck_assert_int_eq(provider.starts, 2);
}
END_TEST

START_TEST(a_failure_is_shared)
{
    provider.behaviour = FAKE_FAILS;
    ask_many(10);
    dispatch_until_ended(10);
    ck_assert_int_eq(provider.starts, 1);
    for (int i = 0; i < 10; i++) {
        ck_assert_int_eq(ends[i].status, T2S_E_SERVER);
        ck_assert_str_eq(t2s_error_message(t2s_answer_error(ends[i].answer)), "the fake provider fails");
    }
}
END_TEST

START_TEST(so_are_a_question_back_and_a_refusal)
{
    provider.replies[0] = "{\"outcome\":\"clarify\",\"sql\":null,\"explanation\":\"\",\"assumptions\":[],\"clarification\":\"Which?\"}";
    provider.replies[1] = fake_reply("DELETE FROM orders");
    ask_many(3);
    dispatch_until_ended(3);
    for (int i = 0; i < 3; i++)
        ck_assert_str_eq(t2s_answer_clarification(ends[i].answer), "Which?");
    for (int i = 3; i < 6; i++)
        ask(i, "Delete them!");
    dispatch_until_ended(6);
    for (int i = 3; i < 6; i++) {
        ck_assert_int_eq(t2s_answer_outcome(ends[i].answer), T2S_OUTCOME_REFUSED);
        ck_assert_str_eq(t2s_answer_refused_by(ends[i].answer), "read_only");
    }
    ck_assert_int_eq(provider.starts, 2);
    ck_assert_int_eq(executor.starts, 0);
}
END_TEST

START_TEST(an_error_of_the_database_is_each_ones_own)
{
    executor.behaviour = FAKE_FAILS;
    executor.sqlstate = "42883";
    ask_many(3);
    dispatch_until_ended(3);
    for (int i = 0; i < 3; i++)
        ck_assert_int_eq(ends[i].status, T2S_E_DATABASE);
    ck_assert_int_ge(executor.starts, 3);
}
END_TEST

START_TEST(a_context_that_is_freed_ends_them_all)
{
    provider.behaviour = FAKE_HANGS;
    ask_many(10);
    dispatch_until_asked(1);
    t2s_context_free(context);
    context = NULL;
    for (int i = 0; i < 10; i++) {
        ck_assert_int_eq(ends[i].calls, 1);
        ck_assert_int_eq(ends[i].status, T2S_E_SHUTDOWN);
    }
    ck_assert_int_eq(provider.starts, 1);
}
END_TEST

/* The cache. */

static char path[] = "/tmp/t2s-schema-XXXXXX";

static void write_schema(const char *ddl)
{
    FILE *file = fopen(path, "w");

    ck_assert_ptr_nonnull(file);
    ck_assert_int_ge(fputs(ddl, file), 0);
    ck_assert_int_eq(fclose(file), 0);
    t2s_context_refresh_schema(context);
}

static void use_cache(t2s_cache *cache)
{
    ck_assert_int_eq(t2s_context_set_cache(context, cache), 0);
    t2s_cache_unref(cache);
}

static void use_memory_cache(void)
{
    t2s_cache *cache;

    ck_assert_int_eq(t2s_memory_cache_new(NULL, &cache, NULL), 0);
    use_cache(cache);
}

static void use_schema_file(void)
{
    const char *const paths[] = {path};
    t2s_metadata_source *files;
    int fd;

    strcpy(path + strlen(path) - 6, "XXXXXX");
    fd = mkstemp(path);
    ck_assert_int_ge(fd, 0);
    close(fd);
    ck_assert_int_eq(t2s_ddl_metadata_source_new(paths, 1, &files, NULL), 0);
    ck_assert_int_eq(t2s_context_set_metadata_source(context, files), 0);
    t2s_metadata_source_unref(files);
}

static t2s_answer *ask_sync(const char *question)
{
    t2s_answer *answer;

    ck_assert_int_eq(t2s_ask_sync(context, question, options, &answer, NULL), 0);
    return answer;
}

static void expect(const char *question, int starts, int hits)
{
    t2s_answer *answer = ask_sync(question);

    ck_assert_int_eq(t2s_answer_outcome(answer), T2S_OUTCOME_ANSWERED);
    ck_assert_int_eq(provider.starts, starts);
    ck_assert_uint_eq(t2s_answer_counter(answer, T2S_COUNTER_CACHE_HITS), (uint64_t)hits);
    ck_assert_uint_eq(t2s_answer_call_count(answer), hits ? 0 : 1);
    t2s_answer_unref(answer);
}

START_TEST(what_is_kept_falls_with_the_tables_that_it_uses)
{
    use_schema_file();
    use_memory_cache();
    write_schema("CREATE TABLE orders (id int); CREATE TABLE customers (id int, kind text);");
    expect("q", 1, 0);
    expect("q", 1, 1);
    write_schema("CREATE TABLE orders (id int); CREATE TABLE customers (id int); CREATE VIEW more AS SELECT 1 AS one;");
    expect("q", 1, 1);
    write_schema("CREATE TABLE orders (id int, total numeric); CREATE TABLE customers (id int);");
    expect("q", 2, 0);
    expect("q", 2, 1);
    write_schema("CREATE TABLE orders (id int, total numeric); CREATE TABLE customers (id int);"
                 "COMMENT ON COLUMN orders.total IS 'in cents';");
    expect("q", 3, 0);
    expect("other", 4, 0);
    expect("q", 4, 1);
    unlink(path);
}
END_TEST

START_TEST(other_callers_do_not_get_it_and_it_can_be_passed_over)
{
    use_memory_cache();
    expect("q", 1, 0);
    t2s_options_set(options, "caller", "bob");
    expect("q", 2, 0);
    expect("q", 2, 1);
    t2s_options_set_int(options, "use_cache", 0);
    expect("q", 3, 0);
}
END_TEST

START_TEST(another_template_makes_another_prompt_and_another_key)
{
    static const char text[] = "[system]\nWrite {{dialect}}. {{reply_format}}\n[user]\n{{schema}}\nArr! {{question}}\n";
    t2s_prompt_template *prompt_template;

    use_memory_cache();
    expect("q", 1, 0);
    ck_assert_int_eq(t2s_prompt_template_new(text, &prompt_template, NULL), 0);
    ck_assert_int_eq(t2s_context_set_prompt_template(context, prompt_template), 0);
    t2s_prompt_template_unref(prompt_template);
    expect("q", 2, 0);
    ck_assert_ptr_nonnull(strstr(provider.last_prompt, "Arr! "));
    ck_assert_int_eq(t2s_context_set_prompt_template(context, NULL), 0);
    expect("q", 2, 1);
}
END_TEST

START_TEST(what_is_rejected_or_no_sql_is_not_kept)
{
    use_memory_cache();
    provider.replies[0] = fake_reply("SELECT nothing FROM orders");
    provider.replies[1] = fake_reply("SELECT nothing FROM orders");
    provider.replies[2] = "{\"outcome\":\"unanswerable\",\"sql\":null,\"explanation\":\"no\",\"assumptions\":[],\"clarification\":null}";
    provider.replies[3] = fake_reply("SELECT count(*) FROM orders");
    ck_assert_int_eq(t2s_ask_sync(context, "q", NULL, NULL, NULL), T2S_E_REJECTED);
    ck_assert_int_eq(provider.starts, 2);
    ck_assert_int_eq(t2s_ask_sync(context, "q", NULL, NULL, NULL), 0);
    ck_assert_int_eq(provider.starts, 3);
    expect("q", 4, 0);
    expect("q", 4, 1);
}
END_TEST

static const char *poison;

static int poisoned_get(void *user_data, const char *key, size_t key_length, t2s_cache_value *value)
{
    (void)user_data;
    (void)key;
    (void)key_length;
    return t2s_cache_value_set(value, poison, strlen(poison));
}

static int deaf_put(void *user_data, const char *key, size_t key_length, const char *value, size_t value_length)
{
    (void)user_data;
    (void)key;
    (void)key_length;
    (void)value;
    (void)value_length;
    return T2S_E_IO;
}

static const char delete_reply[] =
    "t2s1 0\n{\"outcome\":\"answer\",\"sql\":\"DELETE FROM orders\",\"explanation\":\"e\",\"assumptions\":[],\"clarification\":null}";

START_TEST(a_cache_that_lies_is_not_believed)
{
    static const char *const poisons[] = {
        "",
        "nonsense",
        "t2s1",
        "t2s1 1\n",
        "t2s1 99999999999999999999\n",
        "t2s1 1\nffffffffffffffff 6 6 publicorders\n{}",
        "t2s1 1\nffffffffffffffff 99999999 6 publicorders\n{}",
        "t2s1 1\nffffffffffffffff 6 18446744073709551615 publicorders\n{}",
        "t2s1 0\n",
        "t2s1 0\n{\"outcome\":\"unanswerable\",\"sql\":null,\"explanation\":\"no\",\"assumptions\":[],\"clarification\":null}",
        "t2s1 0\n{\"outcome\":\"answer\",\"sql\":\"SELECT x FROM orders\",\"explanation\":\"\",\"assumptions\":[],\"clarification\":null}",
        delete_reply,
    };
    static const t2s_cache_ops ops = {.struct_size = sizeof(ops), .get = poisoned_get, .put = deaf_put};
    t2s_cache *cache;

    ck_assert_int_eq(t2s_cache_new("poisoned", &ops, NULL, &cache), 0);
    use_cache(cache);
    for (size_t i = 0; i < sizeof(poisons) / sizeof(*poisons); i++) {
        t2s_answer *answer;

        poison = poisons[i];
        answer = ask_sync("q");
        ck_assert_int_eq(provider.starts, (int)i + 1);
        ck_assert_str_eq(t2s_answer_sql(answer), "SELECT count(*) FROM orders");
        ck_assert_int_eq(executor.starts, (int)i + 1);
        t2s_answer_unref(answer);
    }
}
END_TEST

/* Rounds: a provider that has another model to ask. */

struct rounds {
    int starts;
    int last; /* the round that has no alternative */
    const char *first;
    const char *second;
};

static int rounds_start(void *user_data, const t2s_prompt *prompt, t2s_reply *reply)
{
    struct rounds *rounds = user_data;
    int round = t2s_prompt_round(prompt);
    const char *text = round < 1 ? rounds->first : rounds->second;

    rounds->starts++;
    ck_assert(t2s_prompt_attempt(prompt) == 0 || t2s_prompt_message_count(prompt) > 2);
    ck_assert_uint_lt(t2s_prompt_deadline(prompt), UINT64_MAX);
    t2s_reply_append(reply, text, strlen(text));
    t2s_reply_set_alternative(reply, round < rounds->last);
    t2s_reply_finish(reply, NULL);
    return 0;
}

static void use_rounds(struct rounds *rounds)
{
    static const t2s_provider_ops ops = {.struct_size = sizeof(ops), .start = rounds_start};
    t2s_provider *other;

    ck_assert_int_eq(t2s_provider_new("rounds", &ops, rounds, &other), 0);
    ck_assert_int_eq(t2s_context_set_provider(context, other), 0);
    t2s_provider_unref(other);
}

START_TEST(when_replies_are_no_use_another_model_is_asked)
{
    struct rounds rounds = {.last = 1, .first = fake_reply("SELECT x FROM orders"), .second = fake_reply("SELECT count(*) FROM orders")};
    t2s_answer *answer;

    use_rounds(&rounds);
    answer = ask_sync("q");
    ck_assert_str_eq(t2s_answer_sql(answer), "SELECT count(*) FROM orders");
    ck_assert_int_eq(rounds.starts, 3); /* asked, asked to mend it, and another */
    ck_assert_uint_eq(t2s_answer_call_count(answer), 3);
    ck_assert_int_eq(t2s_call_attempt(t2s_answer_call(answer, 1)), 1);
    ck_assert_int_eq(t2s_call_attempt(t2s_answer_call(answer, 2)), 0);
    t2s_answer_unref(answer);
    t2s_context_set_provider(context, NULL);
}
END_TEST

START_TEST(rounds_are_bounded)
{
    struct rounds rounds = {.last = 1 << 30, .first = "prose", .second = "more prose"};

    use_rounds(&rounds);
    ck_assert_int_eq(t2s_ask_sync(context, "q", NULL, NULL, NULL), T2S_E_PROTOCOL);
    ck_assert_int_le(rounds.starts, 40);
    t2s_context_set_provider(context, NULL);
}
END_TEST

/* What is told. */

struct heard {
    char stages[200];
    char text[2000];
    int calls;
};

static void on_event(const t2s_event *event, void *user_data)
{
    struct heard *heard = user_data;
    size_t length;
    size_t offset;

    ck_assert_uint_eq(t2s_event_request_id(event), 1);
    switch (t2s_event_kind(event)) {
    case T2S_EVENT_STAGE:
        strcat(heard->stages, t2s_stage_name(t2s_event_stage(event)));
        strcat(heard->stages, " ");
        break;
    case T2S_EVENT_TEXT:
        ck_assert_uint_eq(strlen(heard->text), (t2s_event_text(event, &length, &offset), offset));
        strncat(heard->text, t2s_event_text(event, NULL, NULL), length);
        break;
    default:
        heard->calls++;
        ck_assert_str_eq(t2s_call_provider(t2s_event_call(event)), "fake");
    }
}

START_TEST(events_tell_the_stages_the_text_and_the_calls)
{
    struct heard heard = {0};

    ck_assert_int_eq(t2s_context_set_event_callback(context, on_event, &heard), 0);
    t2s_answer_unref(ask_sync("q"));
    ck_assert_str_eq(heard.stages, "metadata retrieval provider reply executor ");
    ck_assert_str_eq(heard.text, provider.replies[0]);
    ck_assert_int_eq(heard.calls, 1);
}
END_TEST

START_TEST(each_call_is_recorded_with_its_price)
{
    t2s_price_list *prices;
    const t2s_call *call;
    t2s_answer *answer;

    ck_assert_int_eq(t2s_price_list_new(&prices), 0);
    ck_assert_int_eq(t2s_price_list_set(prices, "fake-*", 2.0, 0.5, 8.0), 0);
    ck_assert_int_eq(t2s_context_set_price_list(context, prices), 0);
    t2s_price_list_unref(prices);
    provider.replies[0] = fake_reply("SELECT x FROM orders");
    provider.replies[1] = fake_reply("SELECT count(*) FROM orders");
    answer = ask_sync("q");
    ck_assert_uint_eq(t2s_answer_call_count(answer), 2);
    call = t2s_answer_call(answer, 1);
    ck_assert_str_eq(t2s_call_provider(call), "fake");
    ck_assert_str_eq(t2s_call_model(call), "fake-1");
    ck_assert_int_eq(t2s_call_code(call), 0);
    ck_assert_int_eq(t2s_call_reason(call), T2S_CALL_FIRST);
    ck_assert_int_eq(t2s_call_attempt(call), 1);
    ck_assert_int_eq(t2s_call_is_estimated(call), 0);
    ck_assert_uint_eq(t2s_call_input_tokens(call), 100);
    ck_assert_uint_eq(t2s_call_cached_tokens(call), 50);
    ck_assert_uint_eq(t2s_call_output_tokens(call), 10);
    ck_assert_uint_eq(t2s_call_cost(call), 50 * 2000 + 50 * 500 + 10 * 8000);
    ck_assert_uint_ge(t2s_call_duration(call), t2s_call_first_byte(call));
    ck_assert_uint_ge(t2s_call_started(call), t2s_call_started(t2s_answer_call(answer, 0)));
    ck_assert_uint_eq(t2s_answer_counter(answer, T2S_COUNTER_COST), 2 * t2s_call_cost(call));
    ck_assert_ptr_null(t2s_answer_call(answer, 2));
    t2s_answer_unref(answer);
}
END_TEST

SUITE("engine: sharing", set_up, tear_down, a_hundred_identical_questions_share_one_call,
      one_that_was_answered_is_not_shared_any_more, other_callers_questions_and_budgets_are_not_shared,
      a_call_is_not_shared_across_a_change_of_the_checks_or_the_schema, sharing_can_be_switched_off,
      when_the_one_that_asked_is_cancelled_another_one_asks, when_the_one_that_asked_runs_out_of_time_another_one_asks,
      one_that_waits_may_go_and_the_others_do_not_notice, a_failure_is_shared, so_are_a_question_back_and_a_refusal,
      an_error_of_the_database_is_each_ones_own, a_context_that_is_freed_ends_them_all,
      what_is_kept_falls_with_the_tables_that_it_uses, another_template_makes_another_prompt_and_another_key, other_callers_do_not_get_it_and_it_can_be_passed_over,
      what_is_rejected_or_no_sql_is_not_kept, a_cache_that_lies_is_not_believed, when_replies_are_no_use_another_model_is_asked,
      rounds_are_bounded, events_tell_the_stages_the_text_and_the_calls, each_call_is_recorded_with_its_price)
