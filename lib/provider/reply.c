/* SPDX-License-Identifier: MIT */
/*
 * Replies: the calls of providers. Those that a provider makes for a reply of its own hang below it; records, text and what was spent
 * go up to the root, which somebody outside waits for.
 *
 * The implementer's fields are written by the thread that fills the reply in, and read by the loop's once it is finished. All the
 * rest belongs to the loop's thread.
 */
#include <pthread.h>
#include <string.h>

#include "loop/operation.h"
#include "provider/call.h"
#include "provider/provider.h"
#include "provider/scan.h"
#include "util/buffer.h"
#include "util/error.h"
#include "util/memory.h"
#include "util/utf8.h"

struct spent {
    uint64_t input_tokens;
    uint64_t output_tokens;
    uint64_t cached_tokens;
    uint64_t cost;
    uint64_t unpriced_input;
    uint64_t unpriced_output;
};

/* What a guard further up has put aside for this call. */
struct grant {
    struct grant *next;
    t2s_reply *guarded; /* a reference */
    void *data;
};

struct t2s_reply {
    t2s__operation operation; /* first */

    /* The implementer's. */
    pthread_mutex_t mutex; /* of the text, while somebody watches it grow */
    t2s__buffer text;
    t2s__scan scan;
    size_t scanned;
    int failure; /* T2S_E_* of an append that did not succeed; a text with a hole must not pass for a whole one */
    int counted; /* the server told the tokens */
    int priced;  /* ... and the cost */
    int alternative;
    char *model;
    char *refusal;
    struct spent own;
    uint64_t first_byte_at;
    uint64_t retry_after_ms;
    void *data;

    /* The loop's. */
    t2s_reply_fn callback;
    void *user_data;
    t2s_reply *outer; /* a reference, until this one ends; NULL: the root */
    t2s_call *record; /* NULL: the inner calls have theirs */
    uint64_t prompt_tokens;
    int reason;
    int attempt;
    int given_up; /* T2S_E_*: nobody waits, and why */
    int settled;  /* what it spent has gone up */
    t2s_price_list *prices;
    struct grant *grants;
    t2s_guard_begin_fn guard_begin; /* of the calls below; NULL: none */
    t2s_guard_end_fn guard_end;
    void *guard_data;
    struct spent spent; /* with all that hangs below */

    /* The root's. */
    t2s__calls calls;
    t2s_reply_text_fn watch;
    void *watch_data;
    const t2s_reply *heard; /* whose text is passed on */

    /* Text on its way to who watches. */
    int watched;
    t2s__loop_node progress;
    atomic_uint progress_posted;
    size_t seen; /* bytes that were passed on */
};

static void reply_free(t2s__operation *operation)
{
    t2s_reply *reply = (t2s_reply *)(void *)operation;

    t2s__buffer_dispose(&reply->text);
    t2s__free(reply->model);
    t2s__free(reply->refusal);
    t2s_call_unref(reply->record);
    t2s__calls_dispose(&reply->calls);
    t2s_price_list_unref(reply->prices);
    t2s_reply_unref(reply->outer);
    pthread_mutex_destroy(&reply->mutex);
    t2s__free(reply);
}

/* Who does it. */
static const t2s_provider *provider_of(const t2s_reply *reply)
{
    return (const t2s_provider *)(const void *)reply->operation.service;
}

static t2s_reply *root_of(t2s_reply *reply)
{
    while (reply->outer != NULL)
        reply = reply->outer;
    return reply;
}

/* Records. */

/* What was put aside for it is settled by what it spent. */
static void end_grants(t2s_reply *reply)
{
    while (reply->grants != NULL) {
        struct grant *grant = reply->grants;

        reply->grants = grant->next;
        grant->guarded->guard_end(reply, grant->data, grant->guarded->guard_data);
        t2s_reply_unref(grant->guarded);
        t2s__free(grant);
    }
}

static int open_record(t2s_reply *reply)
{
    reply->record = t2s__call_new(t2s_provider_name(provider_of(reply)), reply->reason, reply->attempt);
    return reply->record != NULL ? t2s__calls_add(&root_of(reply)->calls, reply->record) : T2S_E_NOMEM;
}

/* What is recorded are the calls at the ends of the tree. */
static void drop_record(t2s_reply *reply)
{
    if (reply->record == NULL)
        return;
    end_grants(reply); /* those below are asked for anew */
    t2s__calls_remove(&root_of(reply)->calls, reply->record);
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

static void add_spent(struct spent *to, const struct spent *more)
{
    add(&to->input_tokens, more->input_tokens);
    add(&to->output_tokens, more->output_tokens);
    add(&to->cached_tokens, more->cached_tokens);
    add(&to->cost, more->cost);
    add(&to->unpriced_input, more->unpriced_input);
    add(&to->unpriced_output, more->unpriced_output);
}

/* What it used: counted by the server, else estimated. With the mutex held. */
static struct spent count_tokens(const t2s_reply *reply, int was_sent, int *ret_estimated)
{
    struct spent spent = reply->own;

    *ret_estimated = !reply->counted && was_sent;
    if (*ret_estimated) {
        spent.input_tokens = reply->prompt_tokens;
        spent.output_tokens = (reply->text.length + 3) / 4;
    }
    return spent;
}

/* With the mutex held. */
static void set_price(const t2s_reply *reply, struct spent *spent)
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
static void end_record(t2s_reply *reply, int code, t2s_error *error, const struct spent *spent, int estimated)
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
static void settle(t2s_reply *reply, int code, t2s_error *error, int was_sent)
{
    struct spent spent;
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

/* Guards. */

/* Ask one guard. NULL: the call may be made, as far as he is concerned. */
static t2s_error *ask_guard(t2s_reply *guarded, const t2s_prompt *prompt, t2s_reply *reply)
{
    struct grant *grant = t2s__calloc(1, sizeof(*grant));
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

static t2s_error *ask_guards(t2s_reply *reply, const t2s_prompt *prompt)
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

/* Why nobody waits: the reason that is highest up. */
static int why_given_up(const t2s_reply *reply)
{
    int code = T2S_E_CANCELLED; /* ... or it was not needed for what has ended above it */

    for (; reply != NULL; reply = reply->outer)
        if (reply->given_up != 0)
            code = reply->given_up;
    return code;
}

/* The text as it comes. */

/* Without a character that is cut off at the end: its other bytes are still to come. */
static size_t whole_characters(const char *text, size_t length)
{
    size_t back = 0;

    while (back < 3 && back < length && ((unsigned char)text[length - 1 - back] & 0xC0) == 0x80)
        back++;
    if (back < length && (unsigned char)text[length - 1 - back] >= 0xC0 && t2s__utf8_size(text + length - 1 - back, back + 1) == 0)
        return length - 1 - back;
    return length;
}

/* What has come since the last time, to be freed; NULL: nothing, or no memory. */
static char *take_news(t2s_reply *reply, size_t *ret_length)
{
    char *news = NULL;

    pthread_mutex_lock(&reply->mutex);
    *ret_length = reply->text.length > reply->seen ? whole_characters(reply->text.data + reply->seen, reply->text.length - reply->seen) : 0;
    if (*ret_length != 0)
        news = t2s__strndup(reply->text.data + reply->seen, *ret_length);
    pthread_mutex_unlock(&reply->mutex);
    return news;
}

static void pass_news(t2s_reply *reply)
{
    t2s_reply *root = root_of(reply);
    size_t length;
    size_t offset = reply->seen;
    char *news;

    if (root->watch == NULL || reply->record == NULL || reply->record->ended || (root->heard != NULL && root->heard != reply))
        return;
    news = take_news(reply, &length);
    if (news == NULL)
        return;
    root->heard = reply;
    reply->seen += length;
    root->watch(root, offset, news, length, root->watch_data);
    t2s__free(news);
}

static void run_progress(t2s__loop_node *node)
{
    t2s_reply *reply = (t2s_reply *)(void *)((char *)node - offsetof(t2s_reply, progress));

    atomic_store(&reply->progress_posted, 0);
    pass_news(reply);
    t2s_reply_unref(reply);
}

static void post_progress(t2s_reply *reply)
{
    if (!reply->watched || atomic_exchange(&reply->progress_posted, 1) != 0)
        return;
    t2s_reply_ref(reply);
    t2s__loop_post(reply->operation.loop, &reply->progress);
}

void t2s_reply_watch(t2s_reply *reply, t2s_reply_text_fn callback, void *user_data)
{
    if (reply == NULL || reply->given_up != 0)
        return;
    reply->watch = callback;
    reply->watch_data = user_data;
}

/* Calls: their beginning and their end, on the loop's thread. */

/* It has ended, or nobody waits: leave the tree. */
static void leave(t2s_reply *reply)
{
    t2s_reply *root = root_of(reply);
    t2s_reply *outer = reply->outer;

    if (root->heard == reply)
        root->heard = NULL;
    reply->outer = NULL;
    t2s_reply_unref(outer);
}

/* The root has ended: whatever hangs below it still, nobody waits for. */
static void close_records(t2s_reply *root)
{
    for (size_t i = 0; i < root->calls.count; i++) {
        t2s_call *record = root->calls.items[i];

        if (record->ended)
            continue;
        record->code = why_given_up(root);
        record->duration = t2s_loop_now() - record->started;
        record->ended = 1;
    }
}

static void end(t2s_reply *reply)
{
    reply->watch = NULL;
    if (reply->outer == NULL)
        close_records(reply);
    else
        leave(reply);
}

static void on_finished(t2s__operation *operation, void *user_data)
{
    t2s_reply *reply = (t2s_reply *)(void *)operation;

    (void)user_data;
    pass_news(reply);
    if (reply->given_up != 0) /* by who heard the news */
        return;
    settle(reply, t2s_error_code(operation->error), operation->error, 1);
    end(reply);
    reply->callback(reply, reply->user_data);
}

static t2s_reply *reply_new(t2s_provider *provider, t2s_loop *loop, const t2s_prompt *prompt, t2s_reply_fn callback, void *user_data)
{
    t2s_reply *reply = t2s__calloc(1, sizeof(*reply));

    if (reply == NULL)
        return NULL;
    if (pthread_mutex_init(&reply->mutex, NULL) != 0) {
        t2s__free(reply);
        return NULL;
    }
    reply->callback = callback;
    reply->user_data = user_data;
    reply->prompt_tokens = t2s_prompt_tokens(prompt);
    reply->attempt = t2s_prompt_attempt(prompt);
    reply->watched = t2s_prompt_is_watched(prompt);
    reply->progress.run = run_progress;
    t2s__operation_init(&reply->operation, &provider->service, loop, on_finished, NULL, reply_free);
    return reply;
}

/* What a guard refuses fails like a call that was made. */
static int begin(t2s_reply *reply, const t2s_prompt *prompt)
{
    const t2s_provider *provider = provider_of(reply);
    t2s_error *error = ask_guards(reply, prompt);

    if (error == NULL)
        return provider->ops.start(provider->service.model.user_data, prompt, reply);
    t2s_reply_set_tokens(reply, 0, 0, 0);
    t2s_reply_finish(reply, error);
    return 0;
}

static int call(t2s_reply *outer, t2s_provider *provider, t2s_loop *loop, const t2s_prompt *prompt, int reason,
                t2s_reply_fn callback, void *user_data, t2s_reply **ret_reply)
{
    t2s_reply *reply;
    int code;

    if (provider == NULL || loop == NULL || prompt == NULL || callback == NULL || ret_reply == NULL)
        return T2S_E_INVALID;
    if (!t2s__service_serves(&provider->service, loop))
        return T2S_E_INVALID;
    reply = reply_new(provider, loop, prompt, callback, user_data);
    if (reply == NULL)
        return T2S_E_NOMEM;
    reply->outer = t2s_reply_ref(outer);
    reply->reason = reason == T2S_CALL_FIRST && outer != NULL ? outer->reason : reason;
    code = open_record(reply);
    if (code == 0)
        code = begin(reply, prompt);
    if (code != 0) {
        settle(reply, code, NULL, 0);
        t2s__operation_refused(&reply->operation);
        return code;
    }
    *ret_reply = reply;
    return 0;
}

int t2s_provider_call(t2s_provider *provider, t2s_loop *loop, const t2s_prompt *prompt, t2s_reply_fn callback, void *user_data,
                      t2s_reply **ret_reply)
{
    return call(NULL, provider, loop, prompt, T2S_CALL_FIRST, callback, user_data, ret_reply);
}

/* Does somebody wait for it, all the way up? */
static int is_wanted(const t2s_reply *reply)
{
    for (; reply != NULL; reply = reply->outer)
        if (reply->given_up != 0 || t2s__operation_is_finished(&reply->operation))
            return 0;
    return 1;
}

int t2s_reply_call(t2s_reply *reply, t2s_provider *provider, const t2s_prompt *prompt, int reason, t2s_reply_fn callback,
                   void *user_data, t2s_reply **ret_inner)
{
    if (reply == NULL)
        return T2S_E_INVALID;
    if (!is_wanted(reply))
        return T2S_E_CANCELLED;
    drop_record(reply);
    return call(reply, provider, reply->operation.loop, prompt, reason, callback, user_data, ret_inner);
}

static void give_up(t2s_reply *reply, int why)
{
    int under_way;

    if (reply == NULL || reply->given_up != 0)
        return;
    reply->given_up = why;
    under_way = t2s__operation_abandon(&reply->operation);
    settle(reply, why_given_up(reply), NULL, 1);
    if (under_way)
        provider_of(reply)->ops.cancel(reply->operation.service->model.user_data, reply);
    end(reply);
}

void t2s_reply_abandon(t2s_reply *reply)
{
    give_up(reply, T2S_E_CANCELLED);
}

void t2s_reply_expire(t2s_reply *reply)
{
    give_up(reply, T2S_E_TIMEOUT);
}

int t2s_reply_given_up(const t2s_reply *reply)
{
    return reply != NULL && !is_wanted(reply) ? why_given_up(reply) : 0;
}

t2s_reply *t2s_reply_ref(t2s_reply *reply)
{
    if (reply != NULL)
        t2s__operation_ref(&reply->operation);
    return reply;
}

void t2s_reply_unref(t2s_reply *reply)
{
    if (reply != NULL)
        t2s__operation_unref(&reply->operation);
}

/* What the implementer puts in. */

static int is_finished(const t2s_reply *reply)
{
    return t2s__operation_is_finished(&reply->operation);
}

static void note_first_byte(t2s_reply *reply)
{
    if (reply->first_byte_at == 0)
        reply->first_byte_at = t2s_loop_now();
}

void t2s_reply_mark_first_byte(t2s_reply *reply)
{
    if (reply == NULL || is_finished(reply))
        return;
    pthread_mutex_lock(&reply->mutex);
    note_first_byte(reply);
    pthread_mutex_unlock(&reply->mutex);
}

int t2s_reply_append(t2s_reply *reply, const char *text, size_t length)
{
    if (reply == NULL || (text == NULL && length != 0))
        return T2S_E_INVALID;
    if (is_finished(reply))
        return 0;
    pthread_mutex_lock(&reply->mutex);
    if (reply->failure == 0 && length > T2S_REPLY_MAX - reply->text.length)
        reply->failure = T2S_E_TOO_LARGE;
    if (reply->failure == 0) {
        note_first_byte(reply);
        t2s__buffer_append(&reply->text, text, length);
        if (reply->text.failed)
            reply->failure = T2S_E_NOMEM;
    }
    pthread_mutex_unlock(&reply->mutex);
    post_progress(reply);
    return reply->failure;
}

int t2s_reply_state(t2s_reply *reply)
{
    if (reply == NULL)
        return T2S_REPLY_HOPELESS;
    if (is_finished(reply)) /* and the text is somebody else's by now */
        return T2S_REPLY_COMPLETE;
    if (reply->failure != 0)
        return T2S_REPLY_HOPELESS;
    t2s__scan_add(&reply->scan, t2s__buffer_string(&reply->text) + reply->scanned, reply->text.length - reply->scanned);
    reply->scanned = reply->text.length;
    return reply->scan.state;
}

static int set_text(t2s_reply *reply, char **field, const char *text)
{
    int code;

    if (text != NULL && t2s__utf8_check(text, strlen(text)) != strlen(text))
        return T2S_E_INVALID;
    if (is_finished(reply))
        return 0;
    pthread_mutex_lock(&reply->mutex);
    code = t2s__strset(field, text);
    pthread_mutex_unlock(&reply->mutex);
    return code;
}

int t2s_reply_set_model(t2s_reply *reply, const char *model)
{
    return reply != NULL ? set_text(reply, &reply->model, model) : T2S_E_INVALID;
}

int t2s_reply_set_refusal(t2s_reply *reply, const char *refusal)
{
    return reply != NULL ? set_text(reply, &reply->refusal, refusal) : T2S_E_INVALID;
}

void t2s_reply_set_tokens(t2s_reply *reply, uint64_t input, uint64_t output, uint64_t cached)
{
    if (reply == NULL || is_finished(reply))
        return;
    pthread_mutex_lock(&reply->mutex);
    reply->counted = 1;
    reply->own.input_tokens = input;
    reply->own.output_tokens = output;
    reply->own.cached_tokens = cached;
    pthread_mutex_unlock(&reply->mutex);
}

void t2s_reply_set_cost(t2s_reply *reply, uint64_t cost)
{
    if (reply == NULL || is_finished(reply))
        return;
    pthread_mutex_lock(&reply->mutex);
    reply->priced = 1;
    reply->own.cost = cost;
    pthread_mutex_unlock(&reply->mutex);
}

void t2s_reply_set_retry_after(t2s_reply *reply, uint64_t milliseconds)
{
    if (reply != NULL && !is_finished(reply))
        reply->retry_after_ms = milliseconds;
}

void t2s_reply_set_alternative(t2s_reply *reply, int has_alternative)
{
    if (reply != NULL && !is_finished(reply))
        reply->alternative = has_alternative != 0;
}

void t2s_reply_set_data(t2s_reply *reply, void *data)
{
    if (reply != NULL)
        reply->data = data;
}

void *t2s_reply_data(const t2s_reply *reply)
{
    return reply != NULL ? reply->data : NULL;
}

void t2s_reply_set_price_list(t2s_reply *reply, t2s_price_list *list)
{
    if (reply == NULL || reply->prices != NULL) /* the provider's own, from start() */
        return;
    reply->prices = t2s_price_list_ref(list);
}

/* What is wrong with a reply that its provider thinks is well. */
static t2s_error *flaw(const t2s_reply *reply)
{
    const char *name = t2s_provider_name(provider_of(reply));

    if (reply->failure == T2S_E_TOO_LARGE)
        return t2s__error(T2S_E_TOO_LARGE, "the reply of the provider \"%.64s\" is larger than %d bytes", name, T2S_REPLY_MAX);
    if (reply->failure != 0)
        return t2s_error_new(reply->failure, NULL);
    if (t2s__utf8_check(t2s__buffer_string(&reply->text), reply->text.length) != reply->text.length)
        return t2s__error(T2S_E_PROTOCOL, "the reply of the provider \"%.64s\" is not UTF-8", name);
    return NULL;
}

void t2s_reply_finish(t2s_reply *reply, t2s_error *error)
{
    if (reply == NULL || is_finished(reply)) {
        t2s_error_unref(error);
        return;
    }
    if (error == NULL)
        error = flaw(reply);
    t2s__operation_finish(&reply->operation, error);
}

static void swap_texts(char **one, char **other)
{
    char *text = *one;

    *one = *other;
    *other = text;
}

void t2s_reply_pass_on(t2s_reply *reply, t2s_reply *inner)
{
    if (reply == NULL || inner == NULL)
        return;
    if (!is_finished(reply)) {
        t2s__buffer text;

        pthread_mutex_lock(&reply->mutex);
        text = reply->text;
        reply->text = inner->text;
        inner->text = text;
        swap_texts(&reply->model, &inner->model);
        swap_texts(&reply->refusal, &inner->refusal);
        reply->failure = inner->failure;
        reply->retry_after_ms = inner->retry_after_ms;
        reply->alternative = reply->alternative || inner->alternative;
        pthread_mutex_unlock(&reply->mutex);
    }
    t2s_reply_finish(reply, t2s_error_ref(inner->operation.error));
}

/* What a finished reply holds. */

t2s_loop *t2s_reply_loop(const t2s_reply *reply)
{
    return reply->operation.loop;
}

const char *t2s_reply_text(const t2s_reply *reply)
{
    return t2s__buffer_string(&reply->text);
}

size_t t2s_reply_length(const t2s_reply *reply)
{
    return reply->text.length;
}

const char *t2s_reply_model(const t2s_reply *reply)
{
    return reply->model;
}

const char *t2s_reply_refusal(const t2s_reply *reply)
{
    return reply->refusal;
}

t2s_error *t2s_reply_error(const t2s_reply *reply)
{
    return reply->operation.error;
}

int t2s_reply_has_alternative(const t2s_reply *reply)
{
    return reply->alternative;
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

uint64_t t2s_reply_retry_after(const t2s_reply *reply)
{
    return reply->retry_after_ms;
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
