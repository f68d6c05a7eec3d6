/* SPDX-License-Identifier: MIT */
/*
 * Before the model is blamed for a name that is unknown: the schema may have changed since the question began. Once for each reply
 * of a model, so that it costs no more than the replies themselves.
 */
#include <string.h>

#include "engine/step.h"
#include "prompt/prompt.h"
#include "util/memory.h"

/* A table, a column, a function, a schema, any other object that is not there. */
int t2s__is_unknown_name(const char *sqlstate)
{
    static const char *const states[] = {
        "42P01",           "42703",           "42883",            "3F000",             "42704", /* PostgreSQL's; Trino's and Presto's */
        "TABLE_NOT_FOUND", "COLUMN_NOT_FOUND", "FUNCTION_NOT_FOUND", "SCHEMA_NOT_FOUND", "CATALOG_NOT_FOUND", "TYPE_NOT_FOUND",
        "MISSING_TABLE",   "MISSING_COLUMN",  "MISSING_SCHEMA",   "MISSING_CATALOG",
    };

    for (size_t i = 0; sqlstate != NULL && i < sizeof(states) / sizeof(states[0]); i++)
        if (strcmp(sqlstate, states[i]) == 0)
            return 1;
    return 0;
}

/* The same reply, by the schema as it is now. */
static void judge_again(t2s_request *request)
{
    const t2s__verdict *verdict = request->judging.verdict;
    char *text = t2s__strndup(verdict->text, verdict->length);

    if (text == NULL)
        t2s__request_fail_nomem(request);
    else
        t2s__step_judge(request, text, verdict->length);
}

/* What was written into the prompt about the schema is not true any more. 0; T2S_E_NOMEM. */
static int renew(t2s_prompt **prompt, const t2s_prompt *fresh)
{
    t2s_prompt *renewed = NULL;
    int code = t2s__prompt_renew(*prompt, fresh, &renewed);

    if (code == 0) {
        t2s_prompt_unref(*prompt);
        *prompt = renewed;
    }
    return code;
}

static void use_new_prompt(t2s_request *request)
{
    t2s__judging *judging = &request->judging;
    t2s_prompt *fresh = judging->prompt;
    int code = judging->code;

    judging->prompt = NULL;
    t2s__request_attribute(request, T2S_STAGE_PROMPT, judging->durations[T2S_STAGE_PROMPT]);
    if (code == 0)
        code = renew(&request->prompt, fresh);
    if (code == 0)
        code = renew(&request->first_prompt, fresh);
    t2s_prompt_unref(fresh);
    if (code == 0) {
        request->answer->counters[T2S_COUNTER_SCHEMA_TOKENS] = judging->schema_tokens;
        judge_again(request);
    } else if (judging->code != 0)
        t2s__request_fail(request, t2s_error_ref(judging->error));
    else
        t2s__request_fail_nomem(request);
}

static void with_new_snapshot(t2s_request *request)
{
    if (request->prompt == NULL) { /* nobody was asked for this one */
        judge_again(request);
        return;
    }
    t2s__request_enter(request, T2S_STAGE_RETRIEVAL);
    t2s__request_queue(request, t2s__judging_make_prompt, use_new_prompt);
}

static void on_checked(t2s__store_waiter *waiter, t2s_catalog *catalog, t2s_error *error)
{
    t2s_request *request = (t2s_request *)(void *)((char *)waiter - offsetof(t2s_request, waiter));

    t2s__request_note_check(request, error);
    if (t2s_error_code(error) == T2S_E_NOMEM) {
        t2s__request_fail(request, t2s_error_ref(error));
        return;
    }
    if (error != NULL || catalog == t2s__snapshot_base(request->snapshot)) { /* nothing new is known */
        request->blame(request);
        return;
    }
    t2s_error_unref(request->blamed);
    request->blamed = NULL;
    t2s__step_snapshot(request, catalog, with_new_snapshot);
}

void t2s__step_recheck(t2s_request *request, t2s_error *error, void (*blame)(t2s_request *request))
{
    request->blamed = error;
    if (request->rechecked) {
        blame(request);
        return;
    }
    request->rechecked = 1;
    request->blame = blame;
    request->waiter.done = on_checked;
    t2s__request_enter(request, T2S_STAGE_METADATA);
    t2s__store_recheck(t2s__source_store(request->parts.source), request->context->loop, &request->waiter);
}
