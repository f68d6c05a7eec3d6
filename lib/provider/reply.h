/* SPDX-License-Identifier: MIT */
/*
 * Replies, inside. Those that a provider makes for a reply of its own hang below it; records, text and what was spent go up to
 * the root, which somebody outside waits for.
 *
 *   reply.c         calls: their beginning, their end, and giving them up
 *   reply_fields.c  what the implementer puts in, and what a finished reply holds
 *   reply_spent.c   records, prices, sums, and the guards over what is spent
 *   reply_text.c    the text as it comes, for who watches
 *
 * The implementer's fields are written by the thread that fills the reply in, and read by the loop's once it is finished. All the
 * rest belongs to the loop's thread.
 */
#ifndef T2S_PROVIDER_REPLY_H
#define T2S_PROVIDER_REPLY_H

#include <pthread.h>

#include <text2sql/sys/provider.h>

#include "loop/operation.h"
#include "provider/call.h"
#include "provider/scan.h"
#include "util/buffer.h"

struct t2s__spent {
    uint64_t input_tokens;
    uint64_t output_tokens;
    uint64_t cached_tokens;
    uint64_t cost;
    uint64_t unpriced_input;
    uint64_t unpriced_output;
};

struct t2s__grant;

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
    struct t2s__spent own;
    uint64_t first_byte_at;
    uint64_t retry_after_ms;
    void *data;

    /* The loop's. */
    t2s_reply_fn callback;
    void *user_data;
    t2s_reply *outer; /* a reference, until this one ends; NULL: the root */
    t2s_call *record; /* NULL: the inner calls have theirs */
    uint64_t prompt_tokens;
    uint64_t deadline;       /* who waits gives up then at the latest */
    uint64_t calls_deadline; /* ... and the provider itself those that it has called */
    int reason;
    int attempt;
    int given_up; /* T2S_E_*: nobody waits, and why */
    int settled;  /* what it spent has gone up */
    t2s_price_list *prices;
    struct t2s__grant *grants;
    t2s_guard_begin_fn guard_begin; /* of the calls below; NULL: none */
    t2s_guard_end_fn guard_end;
    void *guard_data;
    struct t2s__spent spent; /* with all that hangs below */

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

/* Who does it. */
const t2s_provider *t2s__reply_provider(const t2s_reply *reply);

t2s_reply *t2s__reply_root(t2s_reply *reply);

/* Why nobody waits: the reason that is highest up. */
int t2s__reply_why_given_up(const t2s_reply *reply);

/* reply_spent.c */

/* 0; T2S_E_NOMEM. */
int t2s__reply_open_record(t2s_reply *reply);

/* It makes calls of its own, and what is recorded are those at the ends of the tree. */
void t2s__reply_drop_record(t2s_reply *reply);

/* The end of a call: its record, the sums above it, and what was put aside for it. `was_sent` 0: its start was refused. */
void t2s__reply_settle(t2s_reply *reply, int code, t2s_error *error, int was_sent);

/* The root has ended: whatever hangs below it still, nobody waits for. */
void t2s__reply_close_records(t2s_reply *root);

/* NULL: the call may be made. Else why not, a reference. */
t2s_error *t2s__reply_ask_guards(t2s_reply *reply, const t2s_prompt *prompt);

/* reply_text.c */

/* Tell who watches what has come since the last time. He may give up the root, and this reply with it. */
void t2s__reply_pass_news(t2s_reply *reply);

/* The same, soon. Any thread. */
void t2s__reply_post_news(t2s_reply *reply);
void t2s__reply_init_news(t2s_reply *reply, int watched);

#endif
