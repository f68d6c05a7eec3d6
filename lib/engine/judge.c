/* SPDX-License-Identifier: MIT */
#include "engine/judge.h"

#include <string.h>

#include <text2sql/mend.h>
#include <text2sql/sys/dialect.h>
#include <text2sql/sys/loop.h>

#include "catalog/catalog.h"
#include "engine/settings.h"
#include "prompt/layout.h"
#include "retrieval/values_text.h"
#include "util/error.h"
#include "util/memory.h"

static void set_error(t2s__judging *judging, int code, t2s_error *error)
{
    t2s_error_unref(judging->error);
    judging->code = code;
    judging->error = code == 0 ? NULL : error != NULL ? error : t2s_error_new(code, NULL);
}

void t2s__judging_bind(t2s__judging *judging)
{
    const t2s__bind_checks checks = {judging->dialect, judging->validators, judging->validator_count};
    t2s_error *error = NULL;
    int code = t2s__snapshot_bind(judging->snapshot, &checks, &judging->left_out, &error);

    set_error(judging, code, error);
}

/* What goes into a prompt beside the schema. */
struct extras {
    t2s__buffer definitions;
    t2s__buffer values;
    t2s__buffer examples;
    size_t definition_tokens;
    size_t value_tokens;
    size_t example_tokens;
    size_t sample_tokens; /* of value_tokens: left for samples */
};

static size_t extra_tokens(const struct extras *extras)
{
    return extras->definition_tokens + extras->value_tokens + extras->example_tokens;
}

/* What is left for the schema. A counter may find more tokens in the rest than the estimate by which it was written. */
static size_t schema_budget(const t2s__judging *judging, const struct extras *extras)
{
    size_t taken = extra_tokens(extras);

    return judging->budget > taken ? judging->budget - taken : 0;
}

/* What was written by the estimate, as the caller counts. */
static void count_tokens(const t2s__judging *judging, const t2s__buffer *text, size_t *tokens)
{
    if (judging->counter != NULL)
        *tokens = t2s_token_count(judging->counter, t2s__buffer_string(text), text->length);
}

static void dispose_extras(struct extras *extras)
{
    t2s__buffer_dispose(&extras->definitions);
    t2s__buffer_dispose(&extras->values);
    t2s__buffer_dispose(&extras->examples);
}

static int is_shown(const t2s_relation *relation, const void *user_data)
{
    return t2s_subset_find(user_data, relation, NULL);
}

/* subset: NULL: every table is in the prompt, or it is not known yet which are. */
static int write_examples(const t2s__judging *judging, const t2s_subset *subset, size_t budget, struct extras *extras)
{
    const t2s__bound *bound = t2s__snapshot_bound(judging->snapshot);

    t2s__buffer_dispose(&extras->examples);
    return t2s__examples_write(&bound->examples, judging->question, judging->example_limit, budget,
                               subset != NULL ? is_shown : NULL, subset, &extras->examples, &extras->example_tokens);
}

static int write_knowledge(const t2s__judging *judging, struct extras *extras)
{
    const t2s__bound *bound = t2s__snapshot_bound(judging->snapshot);
    int code;

    if (bound == NULL)
        return 0;
    code = t2s__definitions_write(&bound->definitions, judging->question, judging->knowledge_budget, &extras->definitions,
                                  &extras->definition_tokens);
    if (code == 0)
        code = write_examples(judging, NULL, judging->knowledge_budget - extras->definition_tokens, extras);
    count_tokens(judging, &extras->definitions, &extras->definition_tokens);
    count_tokens(judging, &extras->examples, &extras->example_tokens);
    return code;
}

/* Values may take this part of what knowledge leaves, and samples as much again. */
enum { VALUES_SHARE = 8 };

/* The values that the question mentions; room is left for samples, which depend on what is chosen. */
static int write_values(const t2s__judging *judging, struct extras *extras)
{
    size_t share = schema_budget(judging, extras) / VALUES_SHARE;
    t2s_index *index;
    int code;

    if (judging->data_in_prompt == T2S__DATA_NONE)
        return 0;
    code = t2s__snapshot_index(judging->snapshot, judging->dialect, &index);
    if (code == 0)
        code = t2s__mentions_text(index, judging->question, share, &extras->values, &extras->value_tokens);
    count_tokens(judging, &extras->values, &extras->value_tokens);
    if (judging->data_in_prompt == T2S__DATA_SAMPLES) {
        extras->sample_tokens = share;
        extras->value_tokens += share;
    }
    return code;
}

static int write_samples(const t2s_subset *subset, struct extras *extras)
{
    size_t tokens;

    return extras->sample_tokens != 0 ? t2s__samples_text(subset, extras->sample_tokens, &extras->values, &tokens) : 0;
}

static int lay_out(t2s__judging *judging, const t2s_subset *subset, const struct extras *extras)
{
    const t2s__layout layout = {
        .request_id = judging->request_id,
        .dialect = t2s_dialect_name(judging->dialect),
        .database = t2s__snapshot_catalog(judging->snapshot)->database,
        .schema = t2s_subset_text(subset),
        .schema_length = strlen(t2s_subset_text(subset)),
        .schema_is_complete = t2s_subset_is_complete(subset),
        .definitions = t2s__buffer_string(&extras->definitions),
        .values = t2s__buffer_string(&extras->values),
        .examples = t2s__buffer_string(&extras->examples),
        .question = judging->question,
        .prompt_template = judging->prompt_template,
    };

    judging->schema_tokens = t2s_subset_tokens(subset);
    return t2s__prompt_layout(&layout, &judging->prompt);
}

/* The part of the schema that the question needs, and the examples that go with it. */
static int choose(const t2s__judging *judging, size_t budget, struct extras *extras, t2s_subset **ret_subset)
{
    t2s_index *index;
    int code = t2s__snapshot_index(judging->snapshot, judging->dialect, &index);

    if (code == 0)
        code = t2s_subset_new_with(index, judging->question, budget, judging->counter, ret_subset);
    if (code == 0 && extras->example_tokens != 0 && !t2s_subset_is_complete(*ret_subset))
        code = write_examples(judging, *ret_subset, extras->example_tokens, extras);
    return code;
}

/* A schema that fits as a whole is the same text for every question: it is written once. */
static int make_prompt(t2s__judging *judging, uint64_t *ret_retrieved_at)
{
    struct extras extras = {T2S__BUFFER_INIT, T2S__BUFFER_INIT, T2S__BUFFER_INIT, 0, 0, 0, 0};
    const t2s_subset *whole = NULL;
    t2s_subset *subset = NULL;
    int code = write_knowledge(judging, &extras);

    if (code == 0)
        code = write_values(judging, &extras);
    if (code == 0) {
        size_t budget = schema_budget(judging, &extras);

        whole = t2s__snapshot_whole(judging->snapshot, budget, judging->counter);
        if (whole == NULL)
            code = choose(judging, budget, &extras, &subset);
    }
    if (code == 0)
        code = write_samples(whole != NULL ? whole : subset, &extras);
    *ret_retrieved_at = t2s_loop_now();
    if (code == 0)
        code = lay_out(judging, whole != NULL ? whole : subset, &extras);
    if (subset != NULL)
        t2s__snapshot_keep(judging->snapshot, subset);
    dispose_extras(&extras);
    return code;
}

void t2s__judging_make_prompt(t2s__judging *judging)
{
    uint64_t retrieved_at;
    int code = make_prompt(judging, &retrieved_at);

    set_error(judging, code, NULL);
    judging->durations[T2S_STAGE_PROMPT] = t2s_loop_now() - retrieved_at;
}

/* From here on the SQL is the mended one; as it was written it is in the verdict's text, and with the statement. */
static int use_mended(t2s__verdict *verdict)
{
    char *sql;

    if (t2s_statement_fix_count(verdict->statement) == 0)
        return 0;
    sql = t2s__strdup(t2s_statement_sql(verdict->statement));
    if (sql == NULL)
        return T2S_E_NOMEM;
    t2s__free(verdict->reply.sql);
    verdict->reply.sql = sql;
    return 0;
}

static int check_reply(t2s__judging *judging, t2s_error **reterr_error)
{
    t2s__verdict *verdict = judging->verdict;
    uint64_t began;
    int code = t2s__reply_parse(verdict->text, verdict->length, &verdict->reply, reterr_error);

    if (code != 0 || verdict->reply.outcome != T2S_OUTCOME_ANSWERED)
        return code;
    began = t2s_loop_now();
    code = (judging->mend ? t2s_statement_mend : t2s_statement_check)(
        judging->dialect, t2s__snapshot_catalog(judging->snapshot), verdict->reply.sql, strlen(verdict->reply.sql),
        judging->validators, judging->validator_count, &verdict->statement, reterr_error);
    if (code == 0)
        code = use_mended(verdict);
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
