/* SPDX-License-Identifier: MIT */
/*
 * The steps of a query. With a dry run the server is asked whether the text is valid, and what it reads and writes, before it runs: a
 * statement that writes, or that reads what the analysis has not seen, is refused. There is no transaction that could only read.
 */
#include "executor/presto_query.h"

#include <string.h>
#include <strings.h>

#include "executor/presto_plan.h"
#include "executor/presto_value.h"
#include "util/arena.h"
#include "util/error.h"
#include "util/memory.h"

/* VALIDATING, READING_PLAN, READING_TABLES and ESTIMATING belong to the dry run. */
enum step { VALIDATING, READING_PLAN, READING_TABLES, ESTIMATING, RUNNING };

/* The text begins on a line of its own, so that the places of errors are right but for the line. */
static const char *const prefixes[] = {
    [VALIDATING] = "EXPLAIN (TYPE VALIDATE)\n",
    [READING_PLAN] = "EXPLAIN (TYPE IO, FORMAT JSON)\n",
    [READING_TABLES] = "EXPLAIN (TYPE IO, FORMAT JSON)\n",
    [ESTIMATING] = "EXPLAIN (TYPE LOGICAL, FORMAT JSON)\n",
    [RUNNING] = "",
};

typedef struct t2s__presto_query {
    t2s__presto_queries *queries;
    struct t2s__presto_query *previous;
    struct t2s__presto_query *next;
    t2s_execution *execution; /* its reference is ours */
    t2s_query *query;         /* a reference */
    t2s__presto_run *run;
    enum step step;
    uint64_t began;
    int code; /* what a callback found wrong */
    char *catalog;
    char *schema;
    const char *time_zone;
    t2s_options *session;
    t2s__buffer plan_text;
    t2s__presto_plan plan;
    t2s__arena arena; /* the types */
    t2s__presto_type *types;
    const char **values;
    size_t *lengths;
    size_t *offsets;
    t2s__buffer row;
} presto_query;

static void query_free(presto_query *query)
{
    if (query->previous != NULL)
        query->previous->next = query->next;
    else
        query->queries->first = query->next;
    if (query->next != NULL)
        query->next->previous = query->previous;
    t2s__free(query->catalog);
    t2s__free(query->schema);
    t2s_options_free(query->session);
    t2s__buffer_dispose(&query->plan_text);
    t2s__presto_plan_dispose(&query->plan);
    t2s__arena_dispose(&query->arena);
    t2s__free(query->values);
    t2s__free(query->lengths);
    t2s__free(query->offsets);
    t2s__buffer_dispose(&query->row);
    t2s_query_unref(query->query);
    t2s__free(query);
}

/* `error` is taken over. */
static void finish(presto_query *query, t2s_error *error)
{
    t2s_execution *execution = query->execution;

    query_free(query);
    t2s_execution_finish(execution, error);
}

/* Rows. */

static int take_columns(void *user_data, const t2s__presto_column *columns, size_t count)
{
    presto_query *query = user_data;

    if (query->step != RUNNING)
        return 0;
    query->types = t2s__arena_zalloc(&query->arena, (count + 1) * sizeof(*query->types));
    query->values = t2s__calloc(count + 1, sizeof(*query->values));
    query->lengths = t2s__calloc(count + 1, sizeof(*query->lengths));
    query->offsets = t2s__calloc(count + 1, sizeof(*query->offsets));
    if (query->types == NULL || query->values == NULL || query->lengths == NULL || query->offsets == NULL)
        query->code = T2S_E_NOMEM;
    for (size_t i = 0; i < count && query->code == 0; i++) {
        query->code = t2s__presto_type_read(&query->arena, columns[i].type, &query->types[i]);
        if (query->code == 0)
            query->code = t2s_execution_add_column(query->execution, columns[i].name, columns[i].type, query->types[i].kind);
    }
    return query->code;
}

/* The texts of a row stand behind each other, and move while it grows. */
static int add_row(presto_query *query, const t2s__presto_value *values, size_t count)
{
    query->row.length = 0;
    for (size_t i = 0; i < count; i++) {
        int code = 0;

        query->offsets[i] = query->row.length;
        if (values[i].kind != T2S__PRESTO_NULL)
            code = t2s__presto_value_write(&query->row, &query->types[i], &values[i]);
        if (code != 0)
            return code;
        query->lengths[i] = query->row.length - query->offsets[i];
        t2s__buffer_append(&query->row, "", 1);
    }
    if (query->row.failed)
        return T2S_E_NOMEM;
    for (size_t i = 0; i < count; i++)
        query->values[i] = values[i].kind != T2S__PRESTO_NULL ? query->row.data + query->offsets[i] : NULL;
    return t2s_execution_add_row(query->execution, query->values, query->lengths);
}

/* What EXPLAIN says is one text, as a rule in one row. */
static void take_plan_row(presto_query *query, const t2s__presto_value *values, size_t count)
{
    if (query->step == VALIDATING || count == 0 || values[0].kind != T2S__PRESTO_STRING)
        return;
    if (query->plan_text.length != 0)
        t2s__buffer_char(&query->plan_text, '\n');
    t2s__buffer_append(&query->plan_text, values[0].text, values[0].length);
}

static int take_row(void *user_data, const t2s__presto_value *values, size_t count)
{
    presto_query *query = user_data;

    if (query->step == RUNNING)
        query->code = add_row(query, values, count);
    else
        take_plan_row(query, values, count);
    return query->code;
}

/* Who hears of it may cancel, and then nothing of the query is left. */
static void take_progress(void *user_data, const t2s__presto_progress *progress)
{
    presto_query *query = user_data;

    if (query->step == RUNNING)
        t2s_execution_progress(query->execution, progress->state, progress->splits_done, progress->splits_total, progress->rows,
                               progress->bytes);
}

/* The dry run. */

static void begin_step(presto_query *query, enum step step);

static void run_or_end(presto_query *query)
{
    if (t2s_execution_add_plan(query->execution, query->plan.cost, query->plan.rows) != 0 ||
        t2s_query_dry_run(query->query) == T2S_DRY_RUN_ONLY)
        finish(query, NULL);
    else
        begin_step(query, RUNNING);
}

/* PrestoDB's list of tables has no estimate with it. */
static void estimate_or_run(presto_query *query)
{
    if (query->plan.rows < 0 && t2s__presto_config_flavour(query->queries->config) == T2S__PRESTO_PRESTODB)
        begin_step(query, ESTIMATING);
    else
        run_or_end(query);
}

static void refuse(presto_query *query, const char *rule, const char *message)
{
    if (t2s_execution_refuse(query->execution, rule, message) != 0)
        finish(query, t2s_error_new(T2S_E_NOMEM, NULL));
    else
        finish(query, NULL);
}

static void refuse_table(presto_query *query, const t2s__presto_table *table)
{
    t2s__buffer message = T2S__BUFFER_INIT;

    t2s__buffer_printf(&message, "the server would read %.200s.%.200s, which the check of the query has not seen", table->schema,
                       table->name);
    refuse(query, "lineage", message.failed ? "the server would read what the check has not seen" : message.data);
    t2s__buffer_dispose(&message);
}

static t2s_error *not_understood(void)
{
    return t2s_error_new(T2S_E_PROTOCOL, "what the server says of the tables that a query reads is not understood");
}

static void judge_plan(presto_query *query)
{
    const t2s__presto_table *unknown;
    int code = t2s__presto_plan_read(t2s__buffer_string(&query->plan_text), query->plan_text.length, &query->plan);

    if (query->plan_text.failed || code == T2S_E_NOMEM) {
        finish(query, t2s_error_new(T2S_E_NOMEM, NULL));
        return;
    }
    if (code != 0) {
        finish(query, not_understood());
        return;
    }
    if (query->plan.has_output) {
        refuse(query, "read_only", "the server says that the statement writes a table");
        return;
    }
    unknown = t2s_query_knows_tables(query->query) ? t2s__presto_plan_unknown(&query->plan, query->query, NULL) : NULL;
    if (unknown == NULL)
        estimate_or_run(query);
    else if (t2s_query_table_count(query->query) == 0)
        refuse_table(query, unknown);
    else
        begin_step(query, READING_TABLES);
}

/*
 * A connector may have other names for its tables than those that a query uses, and behind a view are others: what the server reads for
 * everything in the tables that were seen, it may read for the query.
 */
static void judge_tables(presto_query *query)
{
    t2s__presto_plan known;
    const t2s__presto_table *unknown;
    int code = t2s__presto_plan_read(t2s__buffer_string(&query->plan_text), query->plan_text.length, &known);

    if (query->plan_text.failed || code == T2S_E_NOMEM) {
        t2s__presto_plan_dispose(&known);
        finish(query, t2s_error_new(T2S_E_NOMEM, NULL));
        return;
    }
    unknown = t2s__presto_plan_unknown(&query->plan, query->query, code == 0 ? &known : NULL);
    t2s__presto_plan_dispose(&known);
    if (unknown != NULL)
        refuse_table(query, unknown);
    else
        estimate_or_run(query);
}

static void end_step(presto_query *query)
{
    switch (query->step) {
    case VALIDATING:
        begin_step(query, READING_PLAN);
        break;
    case READING_PLAN:
        judge_plan(query);
        break;
    case READING_TABLES:
        judge_tables(query);
        break;
    case ESTIMATING:
        query->plan.rows = t2s__presto_plan_rows(t2s__buffer_string(&query->plan_text), query->plan_text.length);
        run_or_end(query);
        break;
    default:
        finish(query, NULL);
    }
}

/* Ends. */

/* The place is that in the query's own text. */
static t2s_error *own_place(const presto_query *query, t2s_error *error)
{
    if (query->step != RUNNING && t2s_error_line(error) > 1)
        t2s_error_set_position(error, t2s_error_line(error) - 1, t2s_error_column(error));
    return error;
}

/* A question about the tables that were seen, which the server does not answer, leaves them unknown. */
static int is_answer_enough(const presto_query *query, const t2s_error *error)
{
    return (query->step == READING_TABLES || query->step == ESTIMATING) && t2s_error_code(error) == T2S_E_DATABASE &&
           !t2s_error_retryable(error);
}

static void on_done(void *user_data, t2s_error *error)
{
    presto_query *query = user_data;

    query->run = NULL;
    if (error == NULL && query->code != 0 && query->code != T2S_E_TOO_LARGE)
        error = query->code == T2S_E_PROTOCOL
                    ? t2s_error_new(T2S_E_PROTOCOL, "the server sends a value that is none of its column's type")
                    : t2s_error_new(query->code, NULL);
    if (error != NULL && is_answer_enough(query, error)) {
        t2s_error_unref(error);
        query->plan_text.length = 0;
        error = NULL;
    }
    if (error != NULL)
        finish(query, own_place(query, error));
    else
        end_step(query);
}

/* Steps. */

static uint64_t time_left(const presto_query *query)
{
    uint64_t limit = t2s_query_timeout_ms(query->query);
    uint64_t passed = (t2s_loop_now() - query->began) / 1000000;

    if (limit == 0)
        return 0;
    return passed < limit ? limit - passed : 1;
}

static int start_step(presto_query *query, enum step step, t2s_error **ret_error)
{
    static const t2s__presto_handler handler = {take_columns, take_row, take_progress, on_done};
    t2s__buffer sql = T2S__BUFFER_INIT;
    t2s__presto_statement statement = {
        .user = t2s_query_role(query->query),
        .catalog = query->catalog,
        .schema = query->schema,
        .time_zone = query->time_zone,
        .session = query->session,
        .timeout_ms = time_left(query),
    };
    int code;

    query->step = step;
    query->plan_text.length = 0;
    t2s__buffer_text(&sql, prefixes[step]);
    if (step == READING_TABLES)
        t2s__presto_plan_write_all(&sql, query->query);
    else
        t2s__buffer_text(&sql, t2s_query_sql(query->query));
    statement.sql = t2s__buffer_string(&sql);
    code = sql.failed ? t2s__fail_nomem(ret_error)
                      : t2s__presto_start(query->queries->client, &statement, &handler, query, &query->run, ret_error);
    t2s__buffer_dispose(&sql);
    return code;
}

static void begin_step(presto_query *query, enum step step)
{
    t2s_error *error = NULL;

    if (start_step(query, step, &error) != 0)
        finish(query, error);
}

/* As whom, and where: the one entry of the search path is "catalog.schema". */
static int set_path(presto_query *query, t2s_error **ret_error)
{
    const char *entry = t2s_query_search_path(query->query, 0);
    size_t length = entry != NULL ? strcspn(entry, ".") : 0;

    if (t2s_query_search_path_count(query->query) > 1)
        return t2s__fail(ret_error, T2S_E_INVALID, "the search path of a session is one schema");
    if (entry == NULL)
        return 0;
    if (entry[length] == '\0')
        return t2s__fail(ret_error, T2S_E_INVALID, "a schema in the search path is written as catalog.schema");
    query->catalog = t2s__strndup(entry, length);
    query->schema = t2s__strdup(entry + length + 1);
    return query->catalog != NULL && query->schema != NULL ? 0 : t2s__fail_nomem(ret_error);
}

static int set_session(presto_query *query, t2s_error **ret_error)
{
    for (size_t i = 0; i < t2s_query_setting_count(query->query); i++) {
        const char *name = t2s_query_setting_name(query->query, i);
        const char *value = t2s_query_setting_value(query->query, i);

        if (strcasecmp(name, "timezone") == 0 || strcasecmp(name, "time_zone") == 0)
            query->time_zone = value;
        else if ((query->session == NULL && t2s_options_new(&query->session) != 0) || t2s_options_set(query->session, name, value) != 0)
            return t2s__fail_nomem(ret_error);
    }
    return 0;
}

int t2s__presto_query_start(t2s__presto_queries *queries, t2s_execution *execution)
{
    presto_query *query = t2s__calloc(1, sizeof(*query));
    t2s_error *error = NULL;
    int code;

    if (query == NULL)
        return T2S_E_NOMEM;
    query->queries = queries;
    query->execution = execution;
    query->query = t2s_query_ref((t2s_query *)(uintptr_t)t2s_execution_query(execution));
    query->began = t2s_loop_now();
    t2s__arena_init(&query->arena, 0);
    query->next = queries->first;
    if (query->next != NULL)
        query->next->previous = query;
    queries->first = query;
    code = set_path(query, &error);
    if (code == 0)
        code = set_session(query, &error);
    if (code == 0)
        code = start_step(query, t2s_query_dry_run(query->query) != T2S_DRY_RUN_OFF ? VALIDATING : RUNNING, &error);
    if (code != 0)
        finish(query, error); /* it says more than a code */
    return 0;
}

void t2s__presto_query_cancel(t2s__presto_queries *queries, t2s_execution *execution)
{
    presto_query *query = queries->first;

    while (query != NULL && query->execution != execution)
        query = query->next;
    if (query == NULL)
        return;
    t2s__presto_stop(query->run);
    finish(query, t2s_error_new(T2S_E_CANCELLED, NULL));
}
