/* SPDX-License-Identifier: MIT */
/* What of the rows is in a prompt, by the option data_in_prompt; everything that a provider was sent is searched. */
#include <string.h>

#include "support/fakes.h"
#include "support/suite.h"
#include "util/buffer.h"

static fake_executor executor;
static t2s_context *context;
static t2s_options *options;
static t2s__buffer sent; /* to the provider, all of it */
static const char *reply_sql;
static int calls;

static int take_prompt(void *user_data, const t2s_prompt *prompt, t2s_reply *reply)
{
    const char *text = fake_reply(reply_sql);

    (void)user_data;
    calls++;
    for (size_t i = 0; i < t2s_prompt_message_count(prompt); i++)
        t2s__buffer_text(&sent, t2s_prompt_message_text(prompt, i));
    t2s_reply_finish(reply, t2s_reply_append(reply, text, strlen(text)) != 0 ? t2s_error_new(T2S_E_NOMEM, NULL) : NULL);
    return 0;
}

static const char *const cities[] = {"Vladivostok", "Ouagadougou", "Reykjavik"};
static const char *const states[] = {"cancelled", "underway"};

static void add_values(t2s_catalog_builder *builder, size_t relation, const char *column, const char *const *values, size_t count)
{
    ck_assert_int_eq(t2s_catalog_builder_add_column(builder, relation, column, "text", 0, NULL, NULL), 0);
    for (size_t i = 0; i < count; i++)
        ck_assert_int_eq(t2s_catalog_builder_add_column_value(builder, relation, column, values[i], 0.25), 0);
}

static int load(void *user_data, t2s_fetch *fetch)
{
    t2s_catalog_builder *builder;
    t2s_catalog *catalog = NULL;
    size_t relation;

    (void)user_data;
    ck_assert_int_eq(t2s_catalog_builder_new(&builder), 0);
    ck_assert_int_eq(t2s_catalog_builder_add_relation(builder, "public", "customers", T2S_RELATION_TABLE, &relation), 0);
    add_values(builder, relation, "city", cities, 3);
    ck_assert_int_eq(t2s_catalog_builder_add_relation(builder, "public", "orders", T2S_RELATION_TABLE, &relation), 0);
    add_values(builder, relation, "state", states, 2);
    ck_assert_int_eq(t2s_catalog_builder_finish(builder, &catalog), 0);
    t2s_catalog_builder_free(builder);
    t2s_fetch_finish(fetch, catalog, NULL);
    return 0;
}

static void set_up(void)
{
    static const t2s_provider_ops provider_operations = {.struct_size = sizeof(provider_operations), .start = take_prompt};
    static const t2s_metadata_source_ops source_operations = {.struct_size = sizeof(source_operations), .start = load};
    t2s_provider *provider;
    t2s_metadata_source *source;
    t2s_executor *runner;
    t2s_dialect *dialect;

    executor = (fake_executor){0};
    sent = (t2s__buffer)T2S__BUFFER_INIT;
    reply_sql = "SELECT count(*) FROM customers";
    calls = 0;
    ck_assert_int_eq(t2s_options_new(&options), 0);
    ck_assert_int_eq(t2s_context_new(NULL, &context, NULL), 0);
    ck_assert_int_eq(t2s_provider_new("recorder", &provider_operations, NULL, &provider), 0);
    ck_assert_int_eq(t2s_metadata_source_new("values", &source_operations, NULL, &source), 0);
    ck_assert_int_eq(t2s_postgres_dialect_new(&dialect), 0);
    runner = fake_executor_new(&executor);
    ck_assert_int_eq(t2s_context_set_provider(context, provider), 0);
    ck_assert_int_eq(t2s_context_set_metadata_source(context, source), 0);
    ck_assert_int_eq(t2s_context_set_dialect(context, dialect), 0);
    ck_assert_int_eq(t2s_context_set_executor(context, runner), 0);
    t2s_provider_unref(provider);
    t2s_metadata_source_unref(source);
    t2s_dialect_unref(dialect);
    t2s_executor_unref(runner);
}

static void tear_down(void)
{
    t2s_options_free(options);
    t2s_context_free(context);
    t2s__buffer_dispose(&sent);
}

/* All that is sent for a question. */
static const char *ask(const char *level, const char *question)
{
    t2s_answer *answer = NULL;

    t2s__buffer_dispose(&sent);
    if (level != NULL)
        ck_assert_int_eq(t2s_options_set(options, "data_in_prompt", level), 0);
    t2s_ask_sync(context, question, options, &answer, NULL);
    t2s_answer_unref(answer);
    ck_assert_int_eq(sent.failed, 0);
    ck_assert_ptr_nonnull(strstr(t2s__buffer_string(&sent), "<schema>"));
    return t2s__buffer_string(&sent);
}

static size_t values_in(const char *text)
{
    size_t count = 0;

    for (size_t i = 0; i < 3; i++)
        count += strstr(text, cities[i]) != NULL;
    for (size_t i = 0; i < 2; i++)
        count += strstr(text, states[i]) != NULL;
    return count;
}

START_TEST(what_the_question_mentions_is_shown_by_default_and_nothing_else)
{
    const char *prompt = ask(NULL, "Who lives in VLADIVOSTOK?");

    ck_assert_ptr_nonnull(strstr(prompt, "<values>\ncustomers.city = 'Vladivostok'\n</values>"));
    ck_assert_uint_eq(values_in(prompt), 1);
    prompt = ask(NULL, "Who lives anywhere?");
    ck_assert_uint_eq(values_in(prompt), 0);
    ck_assert_ptr_null(strstr(prompt, "</values>"));
    ck_assert_uint_eq(values_in(ask("matched", "How many cancellations from Reykjavic?")), 2);
}
END_TEST

START_TEST(none_is_no_value_at_all)
{
    ck_assert_uint_eq(values_in(ask("none", "Who lives in VLADIVOSTOK, ouagadougou or Reykjavic, all CANCELLED?")), 0);
    ck_assert_ptr_null(strstr(t2s__buffer_string(&sent), "</values>"));
    ck_assert_ptr_nonnull(strstr(t2s__buffer_string(&sent), "city")); /* the schema is there */
    ck_assert_int_eq(calls, 1);
}
END_TEST

START_TEST(none_may_be_said_for_all_questions)
{
    t2s_context *other;
    t2s_options *all;

    ck_assert_int_eq(t2s_options_new(&all), 0);
    ck_assert_int_eq(t2s_options_set(all, "data_in_prompt", "none"), 0);
    ck_assert_int_eq(t2s_context_new(all, &other, NULL), 0);
    t2s_context_free(other);
    ck_assert_int_eq(t2s_options_set(all, "data_in_prompt", "some"), 0);
    ck_assert_int_eq(t2s_context_new(all, &other, NULL), T2S_E_INVALID);
    t2s_options_free(all);
}
END_TEST

START_TEST(samples_are_shown_when_they_are_asked_for)
{
    const char *prompt = ask("samples", "Who lives anywhere?");

    ck_assert_ptr_nonnull(strstr(prompt, "<values>\ncustomers.city: 'Vladivostok', 'Ouagadougou', 'Reykjavik'\n"
                                         "orders.state: 'cancelled', 'underway'\n</values>"));
    prompt = ask("samples", "Who lives in Vladivostok?");
    ck_assert_ptr_nonnull(strstr(prompt, "<values>\ncustomers.city = 'Vladivostok'\ncustomers.city: "));
}
END_TEST

START_TEST(what_the_database_says_of_its_data_is_withheld)
{
    executor.behaviour = FAKE_FAILS;
    executor.sqlstate = "22P02";
    ask("matched", "How many?");
    ck_assert_int_eq(calls, 2); /* it is asked to mend it */
    ck_assert_ptr_null(strstr(t2s__buffer_string(&sent), "the fake executor fails"));
    ck_assert_ptr_nonnull(strstr(t2s__buffer_string(&sent), "22P02"));
    ck_assert_ptr_nonnull(strstr(t2s__buffer_string(&sent), "a stored text could not be converted"));
    ask("none", "How many?");
    ck_assert_ptr_null(strstr(t2s__buffer_string(&sent), "the fake executor fails"));
    ask("samples", "How many?");
    ck_assert_ptr_nonnull(strstr(t2s__buffer_string(&sent), "the fake executor fails"));
    executor.sqlstate = "42883"; /* about the statement */
    ask("none", "How many?");
    ck_assert_ptr_nonnull(strstr(t2s__buffer_string(&sent), "the fake executor fails"));
}
END_TEST

START_TEST(a_small_budget_is_kept)
{
    ck_assert_int_eq(t2s_options_set(options, "prompt_budget", "100"), 0);
    ask("samples", "Who lives in Vladivostok?");
    ck_assert_ptr_nonnull(strstr(t2s__buffer_string(&sent), "<values>\ncustomers.city = 'Vladivostok'\n"
                                                            "customers.city: 'Vladivostok'\n</values>")); /* an eighth of it each */
}
END_TEST

static size_t count_bytes(const char *text, size_t length, void *user_data)
{
    (void)text;
    (void)user_data;
    return length;
}

START_TEST(a_budget_is_counted_by_the_contexts_counter)
{
    t2s_token_counter *counter;
    uint64_t estimated;

    ask("matched", "Who lives in Vladivostok?");
    estimated = t2s_context_counter(context, T2S_COUNTER_SCHEMA_TOKENS);
    ck_assert_int_eq(t2s_token_counter_new(count_bytes, NULL, NULL, &counter), 0);
    ck_assert_int_eq(t2s_context_set_token_counter(context, counter), 0);
    t2s_token_counter_unref(counter);
    ask("matched", "Who lives in Reykjavik?");
    ck_assert_uint_gt(t2s_context_counter(context, T2S_COUNTER_SCHEMA_TOKENS) - estimated, 3 * estimated);
    estimated = t2s_context_counter(context, T2S_COUNTER_SCHEMA_TOKENS);
    ck_assert_int_eq(t2s_options_set(options, "prompt_budget", "100"), 0);
    ask("matched", "Who lives in Ouagadougou?");
    ck_assert_uint_le(t2s_context_counter(context, T2S_COUNTER_SCHEMA_TOKENS) - estimated, 100);
    ck_assert_int_eq(t2s_context_set_token_counter(NULL, NULL), T2S_E_INVALID);
}
END_TEST

START_TEST(an_answer_of_one_level_is_not_another_ones)
{
    t2s_cache *cache;

    ck_assert_int_eq(t2s_memory_cache_new(NULL, &cache, NULL), 0);
    ck_assert_int_eq(t2s_context_set_cache(context, cache), 0);
    t2s_cache_unref(cache);
    ask("samples", "How many?");
    ask("none", "How many?");
    ck_assert_int_eq(calls, 2);
}
END_TEST

SUITE("values in the engine", set_up, tear_down, what_the_question_mentions_is_shown_by_default_and_nothing_else,
      none_is_no_value_at_all, none_may_be_said_for_all_questions, samples_are_shown_when_they_are_asked_for,
      what_the_database_says_of_its_data_is_withheld, a_small_budget_is_kept,
      a_budget_is_counted_by_the_contexts_counter, an_answer_of_one_level_is_not_another_ones)
