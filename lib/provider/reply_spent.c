/* SPDX-License-Identifier: MIT */
/* What calls used and cost: their records, the sums up to the root, and the guards over both. */
#include "provider/reply.h"

#include "util/error.h"
#include "util/memory.h"

/* What a guard further up has put aside for this call. */
struct t2s__grant {
    struct t2s__grant *next;
    t2s_reply *guarded; /* a reference */
    void *data;
};

/* What was put aside for it is settled by what it spent. */
static void end_grants(t2s_reply *reply)
{
    while (reply->grants != NULL) {
        struct t2s__grant *grant = reply->grants;

        reply->grants = grant->next;
        grant->guarded->guard_end(reply, grant->data, grant->guarded->guard_data);
        t2s_reply_unref(grant->guarded);
        t2s__free(grant);
    }
}

/* Ask one guard. NULL: the call may be made, as far as he is concerned. */
static t2s_error *ask_guard(t2s_reply *guarded, const t2s_prompt *prompt, t2s_reply *reply)
{
    struct t2s__grant *grant = t2s__calloc(1, sizeof(*grant));
    t2s_error *error;

    if (grant == NULL)
        return t2s_error_new(T2S_E_NOMEM, NULL);
    error = guarded->guard_begin(reply, prompt, guarded->guard_data, &grant->data);
    if (error != NULL) {
        t2s__free(grant);
        return error;
    }
    grant->guarded = t2s_reply_ref(guarded);
    grant->next = reply->grants;
    reply->grants = grant;
    return NULL;
}

t2s_error *t2s__reply_ask_guards(t2s_reply *reply, const t2s_prompt *prompt)
{
    t2s_error *error = NULL;

    for (t2s_reply *above = reply->outer; error == NULL && above != NULL; above = above->outer)
        if (above->guard_begin != NULL)
            error = ask_guard(above, prompt, reply);
    return error;
}

void t2s_reply_set_guard(t2s_reply *reply, t2s_guard_begin_fn begin, t2s_guard_end_fn end, void *user_data)
{
    if (reply == NULL || begin == NULL || end == NULL || reply->guard_begin != NULL)
        return;
    reply->guard_begin = begin;
    reply->guard_end = end;
    reply->guard_data = user_data;
}

/* Records. */

int t2s__reply_open_record(t2s_reply *reply)
{
    reply->record = t2s__call_new(t2s_provider_name(t2s__reply_provider(reply)), reply->reason, reply->attempt);
    return reply->record != NULL ? t2s__calls_add(&t2s__reply_root(reply)->calls, reply->record) : T2S_E_NOMEM;
}

/* What is recorded are the calls at the ends of the tree. */
void t2s__reply_drop_record(t2s_reply *reply)
{
    if (reply->record == NULL)
        return;
    end_grants(reply); /* those below are asked for anew */
    t2s__calls_remove(&t2s__reply_root(reply)->calls, reply->record);
    t2s_call_unref(reply->record);
    reply->record = NULL;
}

static const t2s_price_list *prices_of(const t2s_reply *reply)
{
    while (reply->prices == NULL && reply->outer != NULL)
        reply = reply->outer;
    return reply->prices;
}

/* Is it likely that the server has read the prompt, though it did not say so? */
static int was_read(int code)
{
    return code == 0 || code == T2S_E_TIMEOUT || code == T2S_E_CANCELLED || code == T2S_E_PROTOCOL || code == T2S_E_TOO_LARGE;
}

/* A server may claim any number: a sum must not begin anew. */
static void add(uint64_t *sum, uint64_t more)
{
    *sum = more > UINT64_MAX - *sum ? UINT64_MAX : *sum + more;
}

static void add_spent(struct t2s__spent *to, const struct t2s__spent *more)
{
    add(&to->input_tokens, more->input_tokens);
    add(&to->output_tokens, more->output_tokens);
    add(&to->cached_tokens, more->cached_tokens);
    add(&to->cost, more->cost);
    add(&to->unpriced_input, more->unpriced_input);
    add(&to->unpriced_output, more->unpriced_output);
}

/* What it used: counted by the server, else estimated. With the mutex held. */
static struct t2s__spent count_tokens(const t2s_reply *reply, int was_sent, int *ret_estimated)
{
    struct t2s__spent spent = reply->own;

    *ret_estimated = !reply->counted && was_sent;
    if (*ret_estimated) {
        spent.input_tokens = reply->prompt_tokens;
        spent.output_tokens = (reply->text.length + 3) / 4;
    }
    return spent;
}

/* With the mutex held. */
static void set_price(const t2s_reply *reply, struct t2s__spent *spent)
{
    const t2s_price_list *prices = prices_of(reply);

    if (reply->priced)
        return;
    spent->cost = t2s_price_list_cost(prices, reply->model, spent->input_tokens, spent->cached_tokens, spent->output_tokens);
    if (spent->cost == 0 && !t2s_price_list_has(prices, reply->model)) {
        spent->unpriced_input = spent->input_tokens;
        spent->unpriced_output = spent->output_tokens;
    }
}

/* With the mutex held. */
static void end_record(t2s_reply *reply, int code, t2s_error *error, const struct t2s__spent *spent, int estimated)
{
    t2s_call *record = reply->record;

    if (record->ended) /* from now on others may read it */
        return;
    t2s__strset(&record->model, reply->model); /* where memory is short, without it */
    if (reply->first_byte_at > record->started)
        record->first_byte = reply->first_byte_at - record->started;
    record->code = code;
    record->error = t2s_error_ref(error);
    record->estimated = estimated;
    record->input_tokens = spent->input_tokens;
    record->output_tokens = spent->output_tokens;
    record->cached_tokens = spent->cached_tokens;
    record->cost = spent->cost;
    record->duration = t2s_loop_now() - record->started;
    record->ended = 1;
}

/* The end of a call: its record, and the sums above it. The implementer may still be at it on another thread. */
void t2s__reply_settle(t2s_reply *reply, int code, t2s_error *error, int was_sent)
{
    struct t2s__spent spent;
    int estimated;

    if (reply->settled)
        return;
    reply->settled = 1;
    if (reply->record != NULL) {
        pthread_mutex_lock(&reply->mutex);
        spent = count_tokens(reply, was_sent && (was_read(code) || reply->text.length != 0), &estimated);
        set_price(reply, &spent);
        end_record(reply, code, error, &spent, estimated);
        pthread_mutex_unlock(&reply->mutex);
        for (t2s_reply *above = reply; above != NULL; above = above->outer)
            add_spent(&above->spent, &spent);
    }
    end_grants(reply);
}

/* The root has ended: whatever hangs below it still, nobody waits for. */
void t2s__reply_close_records(t2s_reply *root)
{
    for (size_t i = 0; i < root->calls.count; i++) {
        t2s_call *record = root->calls.items[i];

        if (record->ended)
            continue;
        record->code = t2s__reply_why_given_up(root);
        record->duration = t2s_loop_now() - record->started;
        record->ended = 1;
    }
}

void t2s_reply_set_price_list(t2s_reply *reply, t2s_price_list *list)
{
    if (reply == NULL || reply->prices != NULL) /* the provider's own, from start() */
        return;
    reply->prices = t2s_price_list_ref(list);
}

uint64_t t2s_reply_input_tokens(const t2s_reply *reply)
{
    return reply->spent.input_tokens;
}

uint64_t t2s_reply_output_tokens(const t2s_reply *reply)
{
    return reply->spent.output_tokens;
}

uint64_t t2s_reply_cached_tokens(const t2s_reply *reply)
{
    return reply->spent.cached_tokens;
}

uint64_t t2s_reply_cost(const t2s_reply *reply)
{
    return reply->spent.cost;
}

uint64_t t2s_reply_unpriced_input_tokens(const t2s_reply *reply)
{
    return reply->spent.unpriced_input;
}

uint64_t t2s_reply_unpriced_output_tokens(const t2s_reply *reply)
{
    return reply->spent.unpriced_output;
}

size_t t2s_reply_record_count(const t2s_reply *reply)
{
    size_t count = 0;

    for (size_t i = 0; i < reply->calls.count; i++)
        count += (size_t)reply->calls.items[i]->ended;
    return count;
}

t2s_call *t2s_reply_record(const t2s_reply *reply, size_t index)
{
    for (size_t i = 0; i < reply->calls.count; i++)
        if (reply->calls.items[i]->ended && index-- == 0)
            return t2s__call_ref(reply->calls.items[i]);
    return NULL;
}
