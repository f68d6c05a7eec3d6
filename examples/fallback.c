/* SPDX-License-Identifier: MIT */
/*
 * fallback DATABASE-URI QUESTION...: asks OpenAI, and Anthropic when that fails; tries again where it may help; spends no more than
 * it may; answers from its memory what it was asked before. Tells on standard error what happens meanwhile and what it took. The
 * keys are in the environment, OPENAI_API_KEY and ANTHROPIC_API_KEY.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <text2sql.h>

/* For a million tokens, in dollars, say. They are examples: the real ones are in your contract. */
static const char PRICES[] = "{\"gpt-4.1*\": {\"input\": 2.0, \"cached_input\": 0.5, \"output\": 8.0},"
                             " \"*\": {\"input\": 5.0, \"output\": 25.0}}";

typedef int connector_new_fn(const t2s_options *options, t2s_provider **ret_provider, t2s_error **reterr_error);

/* A connector, asked again where trying again may help. */
static int make_retried(connector_new_fn *connector_new, t2s_provider **ret_provider, t2s_error **reterr_error)
{
    t2s_provider *connector = NULL;
    int code = connector_new(NULL, &connector, reterr_error);

    if (code == 0)
        code = t2s_retry_provider_new(connector, NULL, ret_provider, reterr_error);
    t2s_provider_unref(connector); /* the retry has a reference of its own */
    return code;
}

/* The first, or else the second. */
static int make_chain(t2s_provider **ret_provider, t2s_error **reterr_error)
{
    t2s_provider *both[2] = {NULL, NULL};
    int code = make_retried(t2s_openai_provider_new, &both[0], reterr_error);

    if (code == 0)
        code = make_retried(t2s_anthropic_provider_new, &both[1], reterr_error);
    if (code == 0)
        code = t2s_chain_provider_new(both, 2, NULL, ret_provider, reterr_error);
    t2s_provider_unref(both[0]);
    t2s_provider_unref(both[1]);
    return code;
}

/* All calls of a question together may cost so much, and all of a day. */
static int make_budget(t2s_provider *inner, t2s_price_list *prices, t2s_provider **ret_provider, t2s_error **reterr_error)
{
    t2s_options *limits = NULL;
    int code = t2s_options_new(&limits);

    if (code == 0)
        code = t2s_options_set(limits, "question_money", "0.50");
    if (code == 0)
        code = t2s_options_set(limits, "period_money", "20");
    if (code == 0)
        code = t2s_budget_provider_new(inner, prices, limits, ret_provider, reterr_error);
    t2s_options_free(limits);
    return code;
}

static int set_provider(t2s_context *context, t2s_price_list *prices, t2s_error **reterr_error)
{
    t2s_provider *chain = NULL;
    t2s_provider *budget = NULL;
    int code = make_chain(&chain, reterr_error);

    if (code == 0)
        code = make_budget(chain, prices, &budget, reterr_error);
    if (code == 0)
        code = t2s_context_set_provider(context, budget);
    t2s_provider_unref(budget);
    t2s_provider_unref(chain);
    return code;
}

static int set_cache(t2s_context *context, t2s_error **reterr_error)
{
    t2s_cache *cache = NULL;
    int code = t2s_memory_cache_new(NULL, &cache, reterr_error);

    if (code == 0)
        code = t2s_context_set_cache(context, cache);
    t2s_cache_unref(cache);
    return code;
}

/* Runs inside whatever drives the context, here t2s_ask_sync(). */
static void on_event(const t2s_event *event, void *user_data)
{
    size_t length = 0;
    size_t offset = 0;
    const char *text = t2s_event_text(event, &length, &offset);

    (void)user_data;
    if (t2s_event_kind(event) == T2S_EVENT_STAGE)
        fprintf(stderr, "at %s\n", t2s_stage_name(t2s_event_stage(event)));
    if (t2s_event_kind(event) == T2S_EVENT_TEXT && text != NULL)
        fprintf(stderr, "reply: %zu bytes\n", offset + length);
}

static void print_calls(const t2s_answer *answer)
{
    for (size_t i = 0; i < t2s_answer_call_count(answer); i++) {
        const t2s_call *call = t2s_answer_call(answer, i);

        fprintf(stderr, "call: %s, %s: %s, %" PRIu64 " tokens in, %" PRIu64 " out, cost %g, %g s\n", t2s_call_provider(call),
                t2s_call_reason_name(t2s_call_reason(call)),
                t2s_call_code(call) == 0 ? "done" : t2s_error_name(t2s_call_code(call)), t2s_call_input_tokens(call),
                t2s_call_output_tokens(call), (double)t2s_call_cost(call) / 1e9, (double)t2s_call_duration(call) / 1e9);
    }
    if (t2s_answer_counter(answer, T2S_COUNTER_CACHE_HITS) > 0)
        fprintf(stderr, "no call: it was asked before\n");
}

static int ask(t2s_context *context, const char *question)
{
    t2s_answer *answer = NULL;
    t2s_error *error = NULL;
    int code = t2s_ask_sync(context, question, NULL, &answer, &error);

    if (answer != NULL)
        print_calls(answer);
    if (code != 0)
        fprintf(stderr, "fallback: %s\n", t2s_error_message(error));
    else if (t2s_answer_sql(answer) != NULL)
        printf("%s: %s\n", t2s_outcome_name(t2s_answer_outcome(answer)), t2s_answer_sql(answer));
    else
        printf("%s\n", t2s_outcome_name(t2s_answer_outcome(answer)));
    t2s_error_unref(error);
    t2s_answer_unref(answer);
    return code;
}

static int set_up(t2s_context *context, const char *uri, t2s_price_list *prices, t2s_error **reterr_error)
{
    int code = t2s_context_use_database(context, uri, reterr_error);

    if (code == 0)
        code = t2s_price_list_set_json(prices, PRICES, strlen(PRICES), reterr_error);
    if (code == 0)
        code = t2s_context_set_price_list(context, prices);
    if (code == 0)
        code = t2s_context_set_event_callback(context, on_event, NULL);
    if (code == 0)
        code = set_cache(context, reterr_error);
    if (code == 0)
        code = set_provider(context, prices, reterr_error);
    return code;
}

int main(int argc, char **argv)
{
    t2s_context *context = NULL;
    t2s_price_list *prices = NULL;
    t2s_error *error = NULL;
    int code;

    if (argc < 3) {
        fprintf(stderr, "usage: %s DATABASE-URI QUESTION...\n", argv[0]);
        return 2;
    }
    code = t2s_context_new(NULL, &context, &error);
    if (code == 0)
        code = t2s_price_list_new(&prices);
    if (code == 0)
        code = set_up(context, argv[1], prices, &error);
    if (code != 0)
        fprintf(stderr, "%s: %s\n", argv[0], error != NULL ? t2s_error_message(error) : t2s_strerror(code));
    for (int i = 2; code == 0 && i < argc; i++)
        code = ask(context, argv[i]);
    t2s_error_unref(error);
    t2s_price_list_unref(prices);
    t2s_context_free(context);
    return code != 0;
}
