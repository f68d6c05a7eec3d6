/* SPDX-License-Identifier: MIT */
/*
 * The journey of a question, step by step; each step has its own file. Everything here runs on the loop's thread. A step either starts
 * something that comes back in a function further down its file, goes on to another step, or ends the request; after a call of any
 * of these functions nothing may touch the request but its own reference.
 *
 *   schema -> [worker: retrieval, prompt] -> provider -> [worker: reply, dialect, validators] -> executor -> end
 *     |                                         ^---------------- repair -----------------------'----'
 *     '--> out of the cache, or from the call of an identical question: straight to the judgement
 */
#ifndef T2S_ENGINE_STEP_H
#define T2S_ENGINE_STEP_H

#include "engine/request.h"
#include "observe/log.h"
#include "prompt/layout.h"

/* Read the schema; then remember, join, or ask. */
void t2s__step_schema(t2s_request *request);

/*
 * Take the snapshot of a catalog, and have what is known bound to it, if that has not been done; then `next`. What workers need to know
 * must be prepared. binding.c.
 */
void t2s__step_snapshot(t2s_request *request, t2s_catalog *catalog, void (*next)(t2s_request *request));

/* Nothing was remembered: join who asks the same, or ask. */
void t2s__step_ask(t2s_request *request);

/* Make the first prompt, and ask. */
void t2s__step_prompt(t2s_request *request);

/* Ask with the prompt as it is. */
void t2s__step_provider(t2s_request *request);

/* Judge what the model wrote; `text` is taken over. */
void t2s__step_judge(t2s_request *request, char *text, size_t length);

/* Go on with what is judged already: from the memo, or by the question that asked for both. */
void t2s__step_verdict(t2s_request *request, t2s__verdict *verdict);

/*
 * The model's SQL names what the schema does not have, or the database says so: is the schema still what it was? If it is, or this was
 * asked already for the same reply, `blame` goes on; otherwise the reply is judged again by the schema as it is now, and so is any repair.
 * `error` is taken over, NULL for none, and is request->blamed meanwhile. recheck.c.
 */
void t2s__step_recheck(t2s_request *request, t2s_error *error, void (*blame)(t2s_request *request));

/* Does this SQLSTATE say that a name is unknown? */
int t2s__is_unknown_name(const char *sqlstate);

/* Run the SQL. */
void t2s__step_execute(t2s_request *request);

/* It is refused on principle, by this rule, for this reason. */
void t2s__step_refused(t2s_request *request, const char *rule, const char *message);

/* The SQL is good, and its rows are there if they were wanted. */
void t2s__step_answered(t2s_request *request);

/*
 * Ask again: the same model, told what was wrong; or, when that has been done often enough, a model that was not asked yet; or end with
 * `error`, which is taken over. repair.c.
 */
void t2s__step_repair(t2s_request *request, const t2s__finding *findings, size_t count, t2s_error *error);

/* What steps are made of; step.c. */

void t2s__request_fail(t2s_request *request, t2s_error *error); /* takes `error` over */
void t2s__request_fail_nomem(t2s_request *request);

/* The request is at another stage now. */
void t2s__request_enter(t2s_request *request, int stage);

/* What a look at the schema came to, into the answer and the log; `error` of one that failed. schema.c. */
void t2s__request_note_check(t2s_request *request, const t2s_error *error);

/* A part of the current step's time belongs to another stage. */
void t2s__request_attribute(t2s_request *request, int stage, uint64_t duration);

/* Is a record of this level wanted? Ask before it is made. */
int t2s__request_logs(const t2s_request *request, int level);
void t2s__request_log(const t2s_request *request, const t2s_log_record *record);

/* What the calls of a reply were, into the answer. */
void t2s__request_take_records(t2s_request *request, t2s_reply *reply);

/* Let a worker run `run`; then `next`, unless the request has ended meanwhile. */
void t2s__request_queue(t2s_request *request, void (*run)(t2s__judging *judging), void (*next)(t2s_request *request));

#endif
