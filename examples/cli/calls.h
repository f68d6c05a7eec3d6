/* SPDX-License-Identifier: MIT */
/* The records of the calls that were made of language models. */
#ifndef CLI_CALLS_H
#define CLI_CALLS_H

#include <json-c/json.h>

#include <text2sql/answer.h>

/** One object a call: provider, model, reason, attempt, error, tokens, cost, times. */
json_object *json_calls(const t2s_answer *answer);

/** For people: a line a call and, when there were several, one for their sum; on standard error. */
void print_calls(const t2s_answer *answer);

#endif
