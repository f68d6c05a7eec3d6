/* SPDX-License-Identifier: MIT */
/*
 * Providers made of providers, in any order: random trees over leaves that do whatever leaves can do, calls that are cancelled at
 * random, and a detach in the middle. Each call completes exactly once or, cancelled, never; its records add up to its sums;
 * nothing is left. T2S_SEED=... repeats a run.
 */
#include "../support/scripted.h"

enum { LEAVES_MAX = 64, CALLS = 200, TREES = 40 };

/* Random, but the same each time. */

static uint64_t state;

static unsigned below(unsigned count)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (unsigned)((state >> 20) % count);
}

static t2s_loop *loop;
static struct scripted *leaves;
static int leaf_count;
static char scripts[LEAVES_MAX][16];
static t2s_price_list *prices;

static void set_up(void)
{
    ck_assert_int_eq(t2s__loop_new(1, &loop), 0);
    ck_assert_int_eq(t2s_price_list_new(&prices), 0);
    ck_assert_int_eq(t2s_price_list_set(prices, "leaf-*", 1, 0.5, 3), 0);
    ck_assert_int_eq(t2s_price_list_set(prices, "*", 2, 2, 4), 0);
    leaves = calloc(LEAVES_MAX, sizeof(*leaves));
    ck_assert_ptr_nonnull(leaves);
}

static void tear_down(void)
{
    for (int i = 0; i < leaf_count; i++) {
        ck_assert_int_eq(leaves[i].destroys, 1);
        ck_assert_int_eq(leaves[i].attached, 0);
    }
    leaf_count = 0;
    free(leaves);
    t2s_price_list_unref(prices);
    close_loop(loop);
}

static t2s_provider *new_leaf(void)
{
    static const char letters[] = "aaattcuwskqxmndD2hpi";
    struct scripted *leaf = &leaves[leaf_count];
    char *script = scripts[leaf_count];
    unsigned length = 1 + below(8);

    ck_assert_int_lt(leaf_count, LEAVES_MAX);
    leaf_count++;
    for (unsigned i = 0; i < length; i++)
        script[i] = letters[below(sizeof(letters) - 1)];
    script[length] = '\0';
    *leaf = (struct scripted){.name = "leaf", .script = script, .wait_ms = below(6)};
    return scripted_new(leaf);
}

static t2s_provider *new_tree(int depth);

static t2s_provider *new_chain(int depth, t2s_options *options)
{
    t2s_provider *held[3];
    t2s_provider *chain = NULL;
    size_t count = 1 + below(3);

    for (size_t i = 0; i < count; i++)
        held[i] = new_tree(depth - 1);
    ck_assert_int_eq(t2s_chain_provider_new(held, count, options, &chain, NULL), 0);
    for (size_t i = 0; i < count; i++)
        t2s_provider_unref(held[i]);
    return chain;
}

static t2s_provider *new_hedge(int depth, t2s_options *options)
{
    t2s_provider *first = new_tree(depth - 1);
    t2s_provider *second = below(4) == 0 ? t2s_provider_ref(first) : new_tree(depth - 1);
    t2s_provider *hedge = NULL;

    ck_assert_int_eq(t2s_hedge_provider_new(first, second, options, &hedge, NULL), 0);
    t2s_provider_unref(first);
    t2s_provider_unref(second);
    return hedge;
}

static t2s_options *random_options(unsigned kind)
{
    switch (kind) {
    case 0:
        return OPTIONS("base_delay_ms", "1", "max_delay_ms", "3", "attempts", below(2) != 0 ? "2" : "4");
    case 1:
        return OPTIONS("timeout_ms", below(2) != 0 ? "3" : "0", "after_refusal", below(2) != 0 ? "1" : "0");
    case 2:
        return OPTIONS("failures", "3", "open_ms", "4");
    case 3:
        return OPTIONS("delay_ms", below(2) != 0 ? "0" : "2");
    case 4:
        return OPTIONS("concurrency", below(2) != 0 ? "3" : "50", "queue_limit", "100", "requests_per_minute", "200000",
                       "tokens_per_minute", "200000000");
    default:
        return OPTIONS("question_tokens", below(2) != 0 ? "5000" : "1000", "period_money", below(2) != 0 ? "0" : "0.5",
                       "output_tokens", "100");
    }
}

static t2s_provider *new_tree(int depth)
{
    unsigned kind = below(6);
    t2s_provider *inner = NULL;
    t2s_provider *tree = NULL;
    t2s_options *options;

    if (depth == 0 || below(8) == 0)
        return new_leaf();
    options = random_options(kind);
    if (kind == 1)
        tree = new_chain(depth, options);
    else if (kind == 3)
        tree = new_hedge(depth, options);
    else
        inner = new_tree(depth - 1);
    if (kind == 0)
        ck_assert_int_eq(t2s_retry_provider_new(inner, options, &tree, NULL), 0);
    else if (kind == 2)
        ck_assert_int_eq(t2s_breaker_provider_new(inner, options, &tree, NULL), 0);
    else if (kind == 4)
        ck_assert_int_eq(t2s_limit_provider_new(inner, options, &tree, NULL), 0);
    else if (kind == 5)
        ck_assert_int_eq(t2s_budget_provider_new(inner, prices, options, &tree, NULL), 0);
    t2s_options_free(options);
    t2s_provider_unref(inner);
    return tree;
}

/* Calls. */

struct call {
    t2s_reply *reply; /* ours; NULL: not begun, not taken, or over */
    int count;        /* of completions */
    int stopped;
    int began;
    int code;
    int heard; /* bytes of text */
};

static struct call calls[CALLS];
static int completed;

/* What the records say and what the sums say is the same. */
static void check_sums(const t2s_reply *reply)
{
    uint64_t sums[4] = {0};
    size_t count = t2s_reply_record_count(reply);

    for (size_t i = 0; i < count; i++) {
        t2s_call *record = t2s_reply_record(reply, i);

        sums[0] += t2s_call_input_tokens(record);
        sums[1] += t2s_call_output_tokens(record);
        sums[2] += t2s_call_cached_tokens(record);
        sums[3] += t2s_call_cost(record);
        t2s_call_unref(record);
    }
    ck_assert_ptr_null(t2s_reply_record(reply, count));
    ck_assert_uint_ge(count, 1);
    ck_assert_uint_eq(sums[0], t2s_reply_input_tokens(reply));
    ck_assert_uint_eq(sums[1], t2s_reply_output_tokens(reply));
    ck_assert_uint_eq(sums[2], t2s_reply_cached_tokens(reply));
    ck_assert_uint_eq(sums[3], t2s_reply_cost(reply));
}

static void stop(struct call *call)
{
    t2s_reply *reply = call->reply;

    if (reply == NULL)
        return;
    call->reply = NULL;
    call->stopped = 1;
    if (below(2) != 0)
        t2s_reply_abandon(reply);
    else
        t2s_reply_expire(reply);
    check_sums(reply);
    t2s_reply_unref(reply);
}

/* A caller who does whatever callers do in callbacks. */
static void on_reply(t2s_reply *reply, void *user_data)
{
    struct call *call = user_data;
    const t2s_error *error = t2s_reply_error(reply);

    ck_assert_ptr_eq(call->reply, reply);
    call->count++;
    call->code = t2s_error_code(error);
    completed++;
    check_sums(reply);
    if (error == NULL)
        ck_assert(t2s_reply_length(reply) == 0 || strcmp(t2s_reply_text(reply), "leaf") == 0);
    call->reply = NULL;
    t2s_reply_unref(reply);
    if (below(10) == 0)
        stop(&calls[below(CALLS)]);
}

static void on_text(t2s_reply *reply, size_t offset, const char *text, size_t length, void *user_data)
{
    struct call *call = user_data;

    (void)text;
    ck_assert_ptr_eq(call->reply, reply);
    call->heard = (int)(offset + length);
    if (below(20) == 0)
        stop(call);
}

static void begin(t2s_provider *tree, struct call *call)
{
    char caller[8];
    t2s_prompt *prompt;

    snprintf(caller, sizeof(caller), "%u", below(5));
    prompt = prompt_of(caller, below(3) != 0 ? 5 + below(60) : 0);
    t2s__prompt_set_watched(prompt, (int)below(2));
    *call = (struct call){0};
    call->began = t2s_provider_call(tree, loop, prompt, on_reply, call, &call->reply) == 0;
    if (call->began) {
        t2s_reply_set_price_list(call->reply, prices);
        if (t2s_prompt_is_watched(prompt))
            t2s_reply_watch(call->reply, on_text, call);
    }
    t2s_prompt_unref(prompt);
}

static void check_calls(void)
{
    for (int i = 0; i < CALLS; i++) {
        ck_assert_int_eq(calls[i].count, calls[i].began && !calls[i].stopped);
        ck_assert_ptr_null(calls[i].reply);
    }
}

/* Whatever was posted, and what that posts, from the leaves up to the root and down again. */
static void drain(void)
{
    for (int i = 0; i < leaf_count; i++)
        scripted_wait(&leaves[i]);
    for (int turn = 0; turn < 3000; turn++) /* a turn delivers a few at a time */
        t2s__loop_run(loop, 0);
}

static void run_tree(int depth)
{
    t2s_provider *tree = new_tree(depth);
    int half = (int)below(2);

    ck_assert_int_eq(t2s_provider_attach(tree, loop), 0);
    memset(calls, 0, sizeof(calls));
    completed = 0;
    for (int i = 0; i < CALLS; i++) {
        begin(tree, &calls[i]);
        if (below(4) == 0)
            run_for(loop, 0), t2s__loop_run(loop, 0);
        if (below(5) == 0)
            stop(&calls[below((unsigned)i + 1)]);
        if (half && i == CALLS / 2) { /* all that is under way ends now */
            t2s_provider_detach(tree, loop);
            drain();
            for (int n = 0; n <= i; n++)
                ck_assert_ptr_null(calls[n].reply);
            ck_assert_int_eq(t2s_provider_attach(tree, loop), 0);
        }
    }
    run_for(loop, 40);
    for (int i = 0; i < CALLS; i++) /* what hangs, the engine would end */
        stop(&calls[i]);
    t2s_provider_detach(tree, loop);
    t2s_provider_unref(tree);
    drain();
    check_calls();
}

static void seed(uint64_t number)
{
    const char *wanted = getenv("T2S_SEED");

    state = wanted != NULL ? strtoull(wanted, NULL, 0) : number;
    fprintf(stderr, "seed %llu\n", (unsigned long long)state);
}

START_TEST(random_trees_complete_each_call_exactly_once)
{
    seed(20240607);
    for (int tree = 0; tree < TREES; tree++) {
        run_tree(1 + tree % 4);
        for (int i = 0; i < leaf_count; i++)
            ck_assert_int_eq(leaves[i].destroys, 1);
        leaf_count = 0;
    }
}
END_TEST

START_TEST(calls_outlive_whoever_made_the_tree)
{
    seed(7);
    for (int i = 0; i < 20; i++) {
        t2s_provider *tree = new_tree(3);

        memset(calls, 0, sizeof(calls));
        ck_assert_int_eq(t2s_provider_attach(tree, loop), 0);
        for (int n = 0; n < 10; n++)
            begin(tree, &calls[n]);
        t2s_provider_detach(tree, loop);
        t2s_provider_unref(tree); /* before the completions have run */
        drain();
        check_calls();
        leaf_count = 0;
    }
}
END_TEST

/* Budget, chain, hedge, retry, limit, breaker, and the leaf. 0, or what went wrong. */
static int all_six(t2s_provider *leaf, t2s_provider **ret_tree)
{
    t2s_options *quick = OPTIONS("base_delay_ms", "1", "max_delay_ms", "5");
    t2s_options *generous = OPTIONS("question_tokens", "100000", "period_tokens", "100000000");
    t2s_provider *steps[7] = {leaf};
    int code = t2s_breaker_provider_new(steps[0], NULL, &steps[1], NULL);

    if (code == 0)
        code = t2s_limit_provider_new(steps[1], NULL, &steps[2], NULL);
    if (code == 0)
        code = t2s_retry_provider_new(steps[2], quick, &steps[3], NULL);
    if (code == 0)
        code = t2s_hedge_provider_new(steps[3], steps[3], NULL, &steps[4], NULL);
    if (code == 0)
        code = t2s_chain_provider_new(&steps[4], 1, NULL, &steps[5], NULL);
    if (code == 0)
        code = t2s_budget_provider_new(steps[5], NULL, generous, &steps[6], NULL);
    for (int i = 1; i < 6; i++)
        t2s_provider_unref(steps[i]);
    t2s_options_free(quick);
    t2s_options_free(generous);
    *ret_tree = steps[6];
    return code;
}

/* The one leaf, and a tree around it. */
static t2s_provider *tree_of_all_six(const char *script)
{
    t2s_provider *leaf;
    t2s_provider *tree = NULL;

    leaf_count = 1;
    leaves[0] = (struct scripted){.name = "leaf", .script = script};
    leaf = scripted_new(&leaves[0]);
    ck_assert_int_eq(all_six(leaf, &tree), 0);
    t2s_provider_unref(leaf);
    ck_assert_int_eq(t2s_provider_attach(tree, loop), 0);
    return tree;
}

START_TEST(ten_thousand_calls_go_through_all_six)
{
    enum { MANY = 10000 };
    struct outcome *many = calloc(MANY, sizeof(*many));
    t2s_provider *tree = tree_of_all_six("h");
    t2s_prompt *prompt;

    ck_assert_ptr_nonnull(many);
    for (int i = 0; i < MANY; i++) {
        prompt = prompt_of(NULL, 600000);
        ck_assert_int_eq(ask_begin(tree, loop, prompt, &many[i]), 0);
        t2s_prompt_unref(prompt);
    }
    ck_assert_int_ge(leaves[0].hanging_count, MANY);
    while (leaves[0].hanging_count > 0)
        scripted_answer(&leaves[0], scripted_take(&leaves[0], leaves[0].hanging_count - 1));
    for (int i = 0; i < MANY; i++) {
        ck_assert(run_until(loop, &many[i].count, 1, 60000));
        ck_assert_int_eq(many[i].code, 0);
        ck_assert_str_eq(many[i].text, "leaf");
        t2s_reply_unref(many[i].reply);
    }
    t2s_provider_detach(tree, loop);
    t2s_provider_unref(tree);
    drain();
    free(many);
}
END_TEST

/* One call that fails at first, and one that is cancelled on its way. */
static int call_and_cancel(t2s_provider *tree, t2s_prompt *prompt)
{
    struct outcome first = {0};
    struct outcome second = {0};
    int code = ask_begin(tree, loop, prompt, &first);

    if (code == 0)
        code = ask_begin(tree, loop, prompt, &second);
    t2s_reply_abandon(second.reply);
    t2s_reply_unref(second.reply);
    if (first.reply != NULL) {
        ck_assert(run_until(loop, &first.count, 1, 20000));
        code = code != 0 ? code : first.code;
    }
    t2s_reply_unref(first.reply);
    ck_assert_int_eq(second.count, 0);
    return code;
}

START_TEST(out_of_memory_anywhere_in_a_tree_is_an_error)
{
    t2s_provider *tree = tree_of_all_six("a");

    OOM_LOOP (n) {
        t2s_prompt *prompt;
        int code;

        t2s__memory_fail = NULL;
        prompt = prompt_of("caller", 20000);
        t2s__prompt_set_watched(prompt, 1);
        leaves[0].starts = 0;
        leaves[0].script = "ca";
        oom_arm(n);
        code = call_and_cancel(tree, prompt);
        t2s__memory_fail = NULL;
        ck_assert_msg(code == 0 || (oom_failed && (code == T2S_E_NOMEM || code == T2S_E_CONNECT)), "%d: %s", n,
                      t2s_error_name(code));
        t2s_prompt_unref(prompt);
        drain();
    }
    t2s_provider_detach(tree, loop);
    t2s_provider_unref(tree);
    drain();
}
END_TEST

SUITE("nested", set_up, tear_down, random_trees_complete_each_call_exactly_once, calls_outlive_whoever_made_the_tree,
      ten_thousand_calls_go_through_all_six, out_of_memory_anywhere_in_a_tree_is_an_error)
