/* SPDX-License-Identifier: MIT */
#include "engine/judge.h"

#include <string.h>

#include <text2sql/sys/dialect.h>
#include <text2sql/sys/loop.h>

#include "catalog/catalog.h"
#include "prompt/layout.h"
#include "util/error.h"
#include "util/memory.h"

static void set_error(t2s__judging *judging, int code, t2s_error *error)
{
    t2s_error_unref(judging->error);
    judging->code = code;
    judging->error = code == 0 ? NULL : error != NULL ? error : t2s_error_new(code, NULL);
}

static int lay_out(t2s__judging *judging, const t2s_subset *subset)
{
    const t2s__layout layout = {
        .request_id = judging->request_id,
        .dialect = t2s_dialect_name(judging->dialect),
        .database = t2s__snapshot_catalog(judging->snapshot)->database,
        .schema = t2s_subset_text(subset),
        .schema_length = strlen(t2s_subset_text(subset)),
        .schema_is_complete = t2s_subset_is_complete(subset),
        .question = judging->question,
        .prompt_template = judging->prompt_template,
    };

    judging->schema_tokens = t2s_subset_tokens(subset);
    return t2s__prompt_layout(&layout, &judging->prompt);
}

/* A schema that fits as a whole is the same text for every question: it is written once. */
static int make_prompt(t2s__judging *judging, uint64_t *ret_retrieved_at)
{
    const t2s_subset *whole = t2s__snapshot_whole(judging->snapshot, judging->budget);
    t2s_subset *subset = NULL;
    t2s_index *index;
    int code = 0;

    if (whole == NULL) {
        code = t2s__snapshot_index(judging->snapshot, judging->dialect, &index);
        if (code == 0)
            code = t2s_subset_new(index, judging->question, judging->budget, &subset);
    }
    *ret_retrieved_at = t2s_loop_now();
    if (code == 0)
        code = lay_out(judging, whole != NULL ? whole : subset);
    if (subset != NULL)
        t2s__snapshot_keep(judging->snapshot, subset);
    return code;
}

void t2s__judging_make_prompt(t2s__judging *judging)
{
    uint64_t retrieved_at;
    int code = make_prompt(judging, &retrieved_at);

    set_error(judging, code, NULL);
    judging->durations[T2S_STAGE_PROMPT] = t2s_loop_now() - retrieved_at;
}

static int check_reply(t2s__judging *judging, t2s_error **reterr_error)
{
    t2s__verdict *verdict = judging->verdict;
    uint64_t began;
    int code = t2s__reply_parse(verdict->text, verdict->length, &verdict->reply, reterr_error);

    if (code != 0 || verdict->reply.outcome != T2S_OUTCOME_ANSWERED)
        return code;
    began = t2s_loop_now();
    code = t2s_statement_check(judging->dialect, t2s__snapshot_catalog(judging->snapshot), verdict->reply.sql,
                               strlen(verdict->reply.sql), judging->validators, judging->validator_count, &verdict->statement,
                               reterr_error);
    judging->durations[T2S_STAGE_VALIDATOR] = t2s_loop_now() - began;
    return code;
}

void t2s__judging_check_reply(t2s__judging *judging)
{
    t2s_error *error = NULL;
    int code;

    judging->durations[T2S_STAGE_VALIDATOR] = 0;
    code = check_reply(judging, &error);
    set_error(judging, code, error);
}

void t2s__judging_dispose(t2s__judging *judging)
{
    t2s__verdict_unref(judging->verdict);
    t2s_error_unref(judging->error);
    t2s_prompt_unref(judging->prompt);
    *judging = (t2s__judging){0};
}
