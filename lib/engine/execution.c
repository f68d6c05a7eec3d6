/* SPDX-License-Identifier: MIT */
/* Running the SQL, and keeping what was good. */
#include <string.h>

#include <text2sql/facts.h>

#include "catalog/catalog.h"
#include "engine/recall.h"
#include "engine/step.h"
#include "util/error.h"
#include "util/memory.h"
#include "util/options.h"

/* Only what passed every check is kept. A cache that fails costs a call, not the answer. */
static void keep(t2s_request *request)
{
    t2s_log_record record;
    int code;

    if (request->parts.cache == NULL || !request->settings.use_cache || request->from_cache ||
        request->answer->counters[T2S_COUNTER_COALESCED] != 0) /* who made the call keeps it */
        return;
    code = t2s__recall_put(request, &request->key, request->answer->verdict);
    if (code == 0 || !t2s__request_logs(request, T2S_LOG_WARNING))
        return;
    t2s__log_begin(&record, T2S_LOG_WARNING, "cache failed", request->id);
    t2s__log_text(&record, "code", t2s_error_name(code));
    t2s__request_log(request, &record);
}

void t2s__step_refused(t2s_request *request, const char *rule, const char *message)
{
    if (t2s__strset(&request->answer->refused_by, rule) != 0 || t2s__strset(&request->answer->refusal, message) != 0)
        t2s__request_fail_nomem(request);
    else
        t2s__request_end(request, T2S_OUTCOME_REFUSED, NULL);
}

void t2s__step_answered(t2s_request *request)
{
    keep(request);
    t2s__request_end(request, T2S_OUTCOME_ANSWERED, NULL);
}

static int has_class(const t2s_error *error, const char *class)
{
    return strlen(t2s_error_sqlstate(error)) == 5 && strncmp(t2s_error_sqlstate(error), class, 2) == 0;
}

/* T2S_CAUSE_*. Of SQLSTATEs, the classes 42 (the statement) and 22 (data: a cast, a division) are the query's own doing. */
static int cause_of(const t2s_error *error)
{
    const char *sqlstate = t2s_error_sqlstate(error);

    if (t2s_error_code(error) != T2S_E_DATABASE || sqlstate == NULL)
        return T2S_CAUSE_OTHER;
    if (t2s_error_cause(error) != T2S_CAUSE_UNKNOWN)
        return t2s_error_cause(error);
    if (t2s__is_unknown_name(sqlstate))
        return T2S_CAUSE_NAME;
    if (has_class(error, "22"))
        return T2S_CAUSE_DATA;
    return has_class(error, "42") && strcmp(sqlstate, "42501") != 0 ? T2S_CAUSE_QUERY : T2S_CAUSE_OTHER;
}

/* Can the model mend it? */
static int is_mendable(const t2s_error *error)
{
    int cause = cause_of(error);

    return cause == T2S_CAUSE_QUERY || cause == T2S_CAUSE_NAME || cause == T2S_CAUSE_DATA;
}

/*
 * Does a message quote rows? What the server finds wrong with data while the query runs has no place in the query; what it finds wrong
 * with a literal has.
 */
static int quotes_data(const t2s_error *error)
{
    return cause_of(error) == T2S_CAUSE_DATA && t2s_error_line(error) <= 0;
}

/* The same in words of our own. */
static const char *message_without_data(const t2s_error *error)
{
    static const struct {
        const char *sqlstate;
        const char *message;
    } messages[] = {
        {"22P02", "a stored text could not be converted to the type that the query asks for"},
        {"22003", "a number is out of the range of its type"},
        {"22007", "a stored text is no date or time of the format that the query asks for"},
        {"22008", "a date or time is out of range"},
        {"22012", "division by zero"},
        {"2201B", "a regular expression is invalid"},
        {"INVALID_CAST_ARGUMENT", "a stored value could not be converted to the type that the query asks for"},
        {"NUMERIC_VALUE_OUT_OF_RANGE", "a number is out of the range of its type"},
        {"DIVISION_BY_ZERO", "division by zero"},
        {"INVALID_FUNCTION_ARGUMENT", "a function was given a stored value that it cannot take"},
    };

    for (size_t i = 0; i < sizeof(messages) / sizeof(*messages); i++)
        if (strcmp(t2s_error_sqlstate(error), messages[i].sqlstate) == 0)
            return messages[i].message;
    return "the query failed on the data that it read";
}

/* `error` is taken over. */
static void mend(t2s_request *request, t2s_error *error)
{
    int withheld = is_mendable(error) && request->settings.data_in_prompt != T2S__DATA_SAMPLES && quotes_data(error);
    const t2s__finding finding = {
        .code = t2s_error_sqlstate(error),
        .message = withheld ? message_without_data(error) : t2s_error_message(error),
        .hint = withheld ? NULL : t2s_error_hint(error),
        .line = t2s_error_line(error),
        .column = t2s_error_column(error),
    };

    if (is_mendable(error))
        t2s__step_repair(request, &finding, 1, t2s__error_in_stage(error, T2S_STAGE_EXECUTOR));
    else
        t2s__request_fail(request, error);
}

/* The schema is still what it was when the SQL was judged. */
static void blame(t2s_request *request)
{
    t2s_error *error = request->blamed;

    request->blamed = NULL;
    mend(request, error);
}

/* `error` is taken over. */
static void failed(t2s_request *request, t2s_error *error, const char *refused_by)
{
    if (t2s_error_code(error) == T2S_E_REJECTED) {
        t2s__step_refused(request, refused_by, t2s_error_message(error));
        t2s_error_unref(error);
    } else if (cause_of(error) == T2S_CAUSE_NAME)
        t2s__step_recheck(request, error, blame);
    else
        mend(request, error);
}

static void on_executed(t2s_execution *execution, void *user_data)
{
    t2s_request *request = user_data;
    t2s_error *error = t2s_error_ref(t2s_execution_error(execution));
    t2s_result *result = t2s_result_ref(t2s_execution_result(execution));
    char *refused_by = t2s__strdup(t2s_execution_refused_by(execution));

    request->answer->plan_cost = t2s_execution_cost(execution);
    request->answer->plan_rows = t2s_execution_rows(execution);
    request->execution = NULL;
    t2s_execution_unref(execution);
    if (error != NULL) {
        t2s_result_unref(result);
        failed(request, error, refused_by != NULL ? refused_by : "plan");
        t2s__free(refused_by);
        return;
    }
    t2s__free(refused_by);
    if (!request->settings.execute) {
        t2s_result_unref(result);
        t2s__step_answered(request);
        return;
    }
    request->answer->result = result;
    request->answer->counters[T2S_COUNTER_ROWS] = t2s_result_row_count(result);
    t2s__step_answered(request);
}

/*
 * Names without a schema mean at the server what they meant to the analysis: the search path is that of the snapshot, whatever the
 * session's has become. An executor that has nothing of the kind is not asked for it, unless the question does.
 */
static int set_search_path(t2s_query *query, const t2s_request *request)
{
    const t2s_catalog *catalog = t2s__snapshot_catalog(request->snapshot);
    int code = 0;

    if (request->settings.search_path == NULL && (t2s_executor_flags(request->parts.executor) & T2S_EXECUTOR_F_SEARCH_PATH) == 0)
        return 0;
    for (size_t i = 0; i < catalog->search_path_count && code == 0; i++)
        code = t2s_query_add_schema(query, catalog->search_path[i]);
    return code;
}

static int set_identity(t2s_query *query, const t2s__settings *settings)
{
    int code = settings->role != NULL ? t2s_query_set_role(query, settings->role) : 0;

    for (size_t i = 0; i < t2s__options_count(settings->session) && code == 0; i++)
        code = t2s_query_add_setting(query, t2s__options_name(settings->session, i), t2s__options_value(settings->session, i));
    return code;
}

/* What the text reads, as far as it is known, for an executor that can ask its server whether that is all. */
static int set_tables(t2s_query *query, const t2s_request *request)
{
    const t2s_statement *statement = request->answer->verdict != NULL ? request->answer->verdict->statement : NULL;
    int code = 0;

    if (statement == NULL || !t2s_statement_has_catalog(statement) || t2s_statement_unknown(statement, NULL, NULL))
        return 0;
    for (size_t i = 0; i < t2s_statement_relation_count(statement) && code == 0; i++) {
        const t2s_relation *relation = t2s_statement_relation(statement, i);

        code = t2s_query_add_table(query, t2s_relation_schema(relation), t2s_relation_name(relation));
    }
    if (code == 0)
        t2s_query_set_knows_tables(query);
    return code;
}

static void on_progress(t2s_execution *execution, const char *state, uint64_t parts_done, uint64_t parts_total, uint64_t rows,
                        uint64_t bytes, void *user_data)
{
    t2s_request *request = user_data;

    (void)execution;
    t2s__event_progress(&request->listener, request->id, state, parts_done, parts_total, rows, bytes);
}

static int make_query(const t2s_request *request, t2s_query **ret_query)
{
    const t2s__settings *settings = &request->settings;
    t2s_query *query;
    int code = t2s_query_new(t2s_answer_sql(request->answer), &query);

    if (code != 0)
        return code;
    t2s_query_set_row_limit(query, (uint64_t)settings->row_limit);
    t2s_query_set_byte_limit(query, (uint64_t)settings->byte_limit);
    t2s_query_set_timeout_ms(query, (uint64_t)settings->query_timeout_ms);
    if (t2s__settings_plan(settings))
        code = t2s_query_set_dry_run(query, settings->execute ? T2S_DRY_RUN_FIRST : T2S_DRY_RUN_ONLY,
                                     (double)settings->plan_cost_limit, (double)settings->plan_row_limit);
    if (code == 0)
        code = set_search_path(query, request);
    if (code == 0)
        code = set_identity(query, settings);
    if (code == 0 && t2s__settings_plan(settings))
        code = set_tables(query, request);
    if (code == 0)
        *ret_query = query;
    else
        t2s_query_unref(query);
    return code;
}

void t2s__step_execute(t2s_request *request)
{
    t2s_query *query = NULL;
    int code = make_query(request, &query);

    t2s__request_enter(request, T2S_STAGE_EXECUTOR);
    if (code == 0)
        code = t2s_executor_call(request->parts.executor, request->context->loop, query, on_executed, request, &request->execution);
    t2s_query_unref(query);
    if (code == 0)
        t2s_execution_set_progress_callback(request->execution, on_progress, request);
    if (code == T2S_E_UNSUPPORTED)
        t2s__request_fail(request, t2s__error(code, "the executor \"%s\" cannot do what the question asks for: a role, a setting, a search "
                                                    "path or a plan",
                                              t2s_executor_name(request->parts.executor)));
    else if (code != 0)
        t2s__request_fail(request, t2s__error(code, "the executor \"%s\" did not take the query: %s",
                                              t2s_executor_name(request->parts.executor), t2s_strerror(code)));
}
