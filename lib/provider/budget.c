/* SPDX-License-Identifier: MIT */
/*
 * Spending no more than was allowed. The budget guards every call that is made below it, whatever providers stand in between: the
 * worst case of each is taken from what is left before it is made, and what it did not use comes back when it has ended.
 */
#include <text2sql/sys/provider.h>

#include <stdio.h>

#include "provider/money.h"
#include "provider/nested.h"
#include "util/error.h"
#include "util/memory.h"

static const uint64_t MILLISECOND = 1000000;

/* The numbers that are kept with a request. */
enum { QUESTION_TOKENS, QUESTION_MONEY };

struct amount {
    uint64_t tokens;
    uint64_t money; /* billionths */
};

struct budget {
    t2s__nested nested; /* first */
    int64_t question_tokens;
    int64_t period_tokens;
    int64_t period_ms;
    int64_t output_tokens;
    char *question_money;
    char *period_money;
    t2s_price_list *prices; /* NULL: none */

    struct amount question_limit; /* 0: none */
    struct amount period_limit;
    struct amount period_taken; /* spent, or put aside */
    uint64_t period_ends_at;    /* 0: it has not begun */
    uint64_t period;            /* its number */
};

/* What was put aside for a call. */
struct grant {
    t2s_prompt *prompt; /* a reference: it keeps the request's numbers */
    uint64_t *question; /* NULL: the question has no limit */
    uint64_t period;
    struct amount worst;
};

static const t2s__option options_table[] = {
    {"question_tokens", T2S__OPTION_INT, offsetof(struct budget, question_tokens), 0, INT64_MAX},
    {"question_money", T2S__OPTION_STRING, offsetof(struct budget, question_money), 0, 0},
    {"period_tokens", T2S__OPTION_INT, offsetof(struct budget, period_tokens), 0, INT64_MAX},
    {"period_money", T2S__OPTION_STRING, offsetof(struct budget, period_money), 0, 0},
    {"period_ms", T2S__OPTION_INT, offsetof(struct budget, period_ms), 1, 366LL * 86400000},
    {"output_tokens", T2S__OPTION_INT, offsetof(struct budget, output_tokens), 0, 10000000},
};

static struct budget *budget_of(t2s__nested *nested)
{
    return (struct budget *)(void *)nested;
}

static int counts_money(const struct budget *budget)
{
    return budget->question_limit.money != 0 || budget->period_limit.money != 0;
}

static uint64_t sum(uint64_t one, uint64_t other)
{
    return one > UINT64_MAX - other ? UINT64_MAX : one + other;
}

/* Take back what was put aside, and take what was used. */
static void exchange(uint64_t *taken, uint64_t aside, uint64_t used)
{
    *taken = sum(*taken - (aside < *taken ? aside : *taken), used);
}

/* The worst case. */

/* Tokens of a text, estimated high: three letters each, and every other byte for itself. */
static uint64_t most_tokens(const char *text)
{
    uint64_t letters = 0;
    uint64_t others = 0;

    for (; *text != '\0'; text++)
        if ((unsigned char)*text < 0x80)
            letters++;
        else
            others++;
    return letters / 3 + 1 + others;
}

static uint64_t most_input(const t2s_prompt *prompt)
{
    enum { AROUND = 16 /* a message's role and marks */ };
    uint64_t tokens = most_tokens(t2s_prompt_schema(prompt)) + AROUND;

    for (size_t i = 0; i < t2s_prompt_message_count(prompt); i++)
        tokens += most_tokens(t2s_prompt_message_text(prompt, i)) + AROUND;
    return tokens;
}

static struct amount worst_of(const struct budget *budget, const t2s_prompt *prompt)
{
    uint64_t input = most_input(prompt);
    uint64_t output = (uint64_t)budget->output_tokens;
    struct amount worst = {.tokens = input + output};

    if (counts_money(budget))
        worst.money = t2s_price_list_dearest(budget->prices, input, output);
    return worst;
}

/* Limits. */

static int exceeds(uint64_t limit, uint64_t taken, uint64_t worst)
{
    return limit != 0 && (taken > limit || worst > limit - taken);
}

static t2s_error *tokens_used_up(const char *what, uint64_t limit, uint64_t taken, uint64_t worst, const char *end)
{
    return t2s__error(T2S_E_BUDGET, "the budget of %s, %llu tokens: %llu are spent or put aside, and this call may need %llu%s",
                      what, (unsigned long long)limit, (unsigned long long)taken, (unsigned long long)worst, end);
}

static t2s_error *money_used_up(const char *what, uint64_t limit, uint64_t taken, uint64_t worst, const char *end)
{
    char texts[3][32];

    t2s__money_format(limit, texts[0], sizeof(texts[0]));
    t2s__money_format(taken, texts[1], sizeof(texts[1]));
    t2s__money_format(worst, texts[2], sizeof(texts[2]));
    return t2s__error(T2S_E_BUDGET, "the budget of %s, %s in money: %s are spent or put aside, and this call may need %s%s", what,
                      texts[0], texts[1], texts[2], end);
}

static t2s_error *check_question(const struct budget *budget, const uint64_t *taken, const struct amount *worst)
{
    const struct amount *limit = &budget->question_limit;

    if (taken == NULL)
        return NULL;
    if (exceeds(limit->tokens, taken[QUESTION_TOKENS], worst->tokens))
        return tokens_used_up("the question", limit->tokens, taken[QUESTION_TOKENS], worst->tokens, "");
    if (exceeds(limit->money, taken[QUESTION_MONEY], worst->money))
        return money_used_up("the question", limit->money, taken[QUESTION_MONEY], worst->money, "");
    return NULL;
}

static t2s_error *check_period(const struct budget *budget, const struct amount *worst, uint64_t now)
{
    const struct amount *limit = &budget->period_limit;
    const struct amount *taken = &budget->period_taken;
    char end[64] = "";

    if (budget->period_ends_at != 0)
        snprintf(end, sizeof(end), "; the period ends in %llu s",
                 (unsigned long long)((budget->period_ends_at - now + 1000 * MILLISECOND - 1) / (1000 * MILLISECOND)));
    if (exceeds(limit->tokens, taken->tokens, worst->tokens))
        return tokens_used_up("the period", limit->tokens, taken->tokens, worst->tokens, end);
    if (exceeds(limit->money, taken->money, worst->money))
        return money_used_up("the period", limit->money, taken->money, worst->money, end);
    return NULL;
}

/* A period that is over has taken with it what was spent in it. */
static void end_period(struct budget *budget, uint64_t now)
{
    if (budget->period_ends_at == 0 || now < budget->period_ends_at)
        return;
    budget->period_ends_at = 0;
    budget->period_taken = (struct amount){0};
    budget->period++;
}

/* Guarding. */

static void put_aside(struct budget *budget, struct grant *grant, uint64_t now)
{
    if (budget->period_ends_at == 0)
        budget->period_ends_at = now + (uint64_t)budget->period_ms * MILLISECOND;
    grant->period = budget->period;
    budget->period_taken.tokens = sum(budget->period_taken.tokens, grant->worst.tokens);
    budget->period_taken.money = sum(budget->period_taken.money, grant->worst.money);
    if (grant->question == NULL)
        return;
    grant->question[QUESTION_TOKENS] = sum(grant->question[QUESTION_TOKENS], grant->worst.tokens);
    grant->question[QUESTION_MONEY] = sum(grant->question[QUESTION_MONEY], grant->worst.money);
}

static t2s_error *check(struct budget *budget, const struct grant *grant, t2s_reply *call)
{
    uint64_t now = t2s_loop_now();
    t2s_error *error;

    if (counts_money(budget) && grant->worst.money == UINT64_MAX)
        return t2s_error_new(T2S_E_INVALID, "the budget of money needs prices, and the price list is empty");
    error = check_question(budget, grant->question, &grant->worst);
    if (error != NULL)
        return error;
    end_period(budget, now);
    error = check_period(budget, &grant->worst, now);
    if (error != NULL && budget->period_ends_at != 0)
        t2s_reply_set_retry_after(call, (budget->period_ends_at - now + MILLISECOND - 1) / MILLISECOND);
    return error;
}

static void grant_free(struct grant *grant)
{
    t2s_prompt_unref(grant->prompt);
    t2s__free(grant);
}

/* NULL when memory is short. */
static struct grant *grant_new(const struct budget *budget, const t2s_prompt *prompt)
{
    struct grant *grant = t2s__calloc(1, sizeof(*grant));

    if (grant == NULL)
        return NULL;
    grant->prompt = t2s_prompt_ref(prompt);
    grant->worst = worst_of(budget, prompt);
    if (budget->question_limit.tokens == 0 && budget->question_limit.money == 0)
        return grant;
    grant->question = t2s_prompt_notes(prompt, budget);
    if (grant->question != NULL)
        return grant;
    grant_free(grant);
    return NULL;
}

static t2s_error *begin_call(t2s_reply *call, const t2s_prompt *prompt, void *user_data, void **ret_grant)
{
    struct budget *budget = user_data;
    struct grant *grant = grant_new(budget, prompt);
    t2s_error *error;

    if (grant == NULL)
        return t2s_error_new(T2S_E_NOMEM, NULL);
    error = check(budget, grant, call);
    if (error != NULL) {
        grant_free(grant);
        return error;
    }
    put_aside(budget, grant, t2s_loop_now());
    *ret_grant = grant;
    return NULL;
}

/* What has no price is as dear as can be. */
static struct amount used_by(const struct budget *budget, const t2s_reply *call)
{
    uint64_t input = t2s_reply_unpriced_input_tokens(call);
    uint64_t output = t2s_reply_unpriced_output_tokens(call);
    struct amount used = {.tokens = sum(t2s_reply_input_tokens(call), t2s_reply_output_tokens(call)),
                          .money = t2s_reply_cost(call)};

    if (counts_money(budget) && (input != 0 || output != 0))
        used.money = sum(used.money, t2s_price_list_dearest(budget->prices, input, output));
    return used;
}

static void end_call(t2s_reply *call, void *data, void *user_data)
{
    struct budget *budget = user_data;
    struct grant *grant = data;
    struct amount used = used_by(budget, call);

    if (grant->period == budget->period) { /* else it counted for one that is over */
        exchange(&budget->period_taken.tokens, grant->worst.tokens, used.tokens);
        exchange(&budget->period_taken.money, grant->worst.money, used.money);
    }
    if (grant->question != NULL) {
        exchange(&grant->question[QUESTION_TOKENS], grant->worst.tokens, used.tokens);
        exchange(&grant->question[QUESTION_MONEY], grant->worst.money, used.money);
    }
    grant_free(grant);
}

/* Calls. */

static int begin(t2s__nested_call *base)
{
    struct budget *budget = budget_of(base->nested);
    t2s_error *error;

    if (budget->prices != NULL)
        t2s_reply_set_price_list(base->outer, budget->prices);
    t2s_reply_set_guard(base->outer, begin_call, end_call, budget);
    error = t2s__nested_ask(base, base->nested->inners[0], T2S_CALL_FIRST);
    if (error != NULL)
        t2s__nested_finish(base, error);
    return 0;
}

/* Did a model answer that has no price? What it used has been counted, but it will not be asked without notice. */
static int lacks_price(const struct budget *budget, const t2s_reply *inner)
{
    return counts_money(budget) && t2s_reply_error(inner) == NULL &&
           (t2s_reply_unpriced_input_tokens(inner) != 0 || t2s_reply_unpriced_output_tokens(inner) != 0) &&
           !t2s_price_list_has(budget->prices, t2s_reply_model(inner));
}

static void answered(t2s__nested_call *base)
{
    const char *model = t2s_reply_model(base->inner);

    if (lacks_price(budget_of(base->nested), base->inner))
        t2s__nested_finish(base, t2s__error(T2S_E_INVALID,
                                            "the price list has no price for the model \"%.128s\", and the budget needs one",
                                            model != NULL ? model : ""));
    else
        t2s__nested_pass_on(base, base->inner);
}

static void destroy(t2s__nested *nested)
{
    struct budget *budget = budget_of(nested);

    t2s_price_list_unref(budget->prices);
    t2s__free(budget->question_money);
    t2s__free(budget->period_money);
}

/* Settings. */

static int read_money(const char *name, const char *text, uint64_t *ret_limit, t2s_error **reterr_error)
{
    if (text == NULL || t2s__money_parse(text, ret_limit) == 0)
        return 0;
    return t2s__fail(reterr_error, T2S_E_INVALID, "option \"%s\" takes a decimal number, e.g. \"0.05\", not \"%.64s\"", name,
                     text);
}

static int read_options(struct budget *budget, const t2s_options *options, t2s_error **reterr_error)
{
    int code = t2s__options_read(options, options_table, sizeof(options_table) / sizeof(*options_table), budget, reterr_error);

    budget->question_limit.tokens = (uint64_t)budget->question_tokens;
    budget->period_limit.tokens = (uint64_t)budget->period_tokens;
    if (code == 0)
        code = read_money("question_money", budget->question_money, &budget->question_limit.money, reterr_error);
    if (code == 0)
        code = read_money("period_money", budget->period_money, &budget->period_limit.money, reterr_error);
    if (code == 0 && counts_money(budget) && budget->prices == NULL)
        code = t2s__fail(reterr_error, T2S_E_INVALID, "a budget of money needs a price list");
    return code;
}

int t2s_budget_provider_new(t2s_provider *inner, t2s_price_list *prices, const t2s_options *options, t2s_provider **ret_provider,
                            t2s_error **reterr_error)
{
    static const t2s__nested_ops ops = {
        .name = "budget", .call_size = sizeof(t2s__nested_call), .begin = begin, .answered = answered, .destroy = destroy};
    int code;
    struct budget *budget = t2s__nested_new(&ops, sizeof(*budget), &inner, 1, &code, reterr_error);

    if (budget == NULL)
        return code;
    budget->prices = t2s_price_list_ref(prices);
    budget->period_ms = 86400000;
    budget->output_tokens = 4000;
    code = read_options(budget, options, reterr_error);
    if (code != 0) {
        t2s__nested_free(&budget->nested);
        return code;
    }
    return t2s__nested_register(&budget->nested, ret_provider, reterr_error);
}
