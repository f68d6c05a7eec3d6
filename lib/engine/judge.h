/* SPDX-License-Identifier: MIT */
/*
 * What happens to a question between the network calls: making the prompt, and judging the reply. Pure functions of the question, the
 * snapshot and the reply, run by a worker.
 */
#ifndef T2S_ENGINE_JUDGE_H
#define T2S_ENGINE_JUDGE_H

#include <text2sql/prompt.h>
#include <text2sql/statement.h>

#include "engine/snapshot.h"
#include "engine/verdict.h"

typedef struct t2s__judging {
    /* In: borrowed, and kept alive by the request while the worker is at it. */
    uint64_t request_id;
    const char *question;
    t2s__snapshot *snapshot;
    t2s_dialect *dialect;
    t2s_validator *const *validators;
    size_t validator_count;
    t2s_prompt_template *prompt_template;
    t2s_token_counter *counter; /* NULL: the estimate */
    size_t budget;         /* tokens for the schema and what goes with it ... */
    size_t knowledge_budget; /* ... of which definitions and examples may take so many */
    size_t example_limit;
    int data_in_prompt; /* T2S__DATA_* */
    int mend;           /* what has one sure mend is mended */
    t2s__verdict *verdict; /* a reference, not borrowed; its text is to be judged */

    /* Out: owned until it is taken. */
    int code; /* 0, or why the work could not be done: see `error` */
    t2s_error *error;
    const t2s_knowledge_report *left_out; /* what of the knowledge did not fit, lives as long as the snapshot; or NULL */
    t2s_prompt *prompt;
    size_t schema_tokens;
    uint64_t durations[T2S_STAGE_COUNT];
} t2s__judging;

/* snapshot, dialect, validators -> the snapshot is bound; left_out. */
void t2s__judging_bind(t2s__judging *judging);

/* question, snapshot, dialect, template, budget -> prompt, schema_tokens. */
void t2s__judging_make_prompt(t2s__judging *judging);

/* verdict's text, snapshot, dialect, validators, mend -> verdict's reply and statement, and the reply's SQL is the statement's. A reply that is not what was asked for is a T2S_E_PROTOCOL error. */
void t2s__judging_check_reply(t2s__judging *judging);

/* Frees what was not taken, and forgets the input. */
void t2s__judging_dispose(t2s__judging *judging);

#endif
