/* SPDX-License-Identifier: MIT */
/* The seam: an executor's operations, its loop, and the executions that its calls are. */
#include <text2sql/sys/executor.h>

#include "executor/query.h"
#include "executor/result.h"
#include "loop/operation.h"
#include "util/error.h"
#include "util/memory.h"
#include "util/ops.h"

struct t2s_executor {
    t2s__service service; /* first */
    t2s_executor_ops ops;
};

struct t2s_execution {
    t2s__operation operation; /* first */
    t2s_execution_fn callback;
    void *user_data;
    t2s_query *query; /* a reference */
    uint64_t bytes; /* of the values so far */
    double cost; /* as the server expects; negative: it was not asked */
    double rows;
    int is_planned;
    t2s_error *too_dear; /* why the plan was rejected, or the query refused; or NULL */
    char *refused_by;    /* the rule; or NULL */
    t2s_progress_fn progress;
    void *progress_data;
    int failure;    /* T2S_E_* of something that could not be added; a result with a hole must not pass for a whole one */
    t2s_result *result;
};

static void ignore_cancel(void *user_data, t2s_execution *execution)
{
    (void)user_data;
    (void)execution;
}

enum { FLAGS = T2S_EXECUTOR_F_IDENTITY | T2S_EXECUTOR_F_SEARCH_PATH | T2S_EXECUTOR_F_PLANS };

int t2s_executor_new(const char *name, const t2s_executor_ops *ops, void *user_data, t2s_executor **ret_executor)
{
    t2s_executor_ops copy;
    t2s_executor *executor;
    int code = t2s__ops_copy(&copy, ops, sizeof(copy), sizeof(copy), FLAGS);

    if (code == 0 && (copy.start == NULL || ret_executor == NULL))
        code = T2S_E_INVALID;
    executor = t2s__model_new(sizeof(*executor), name, copy.destroy, user_data, &code);
    if (executor == NULL)
        return code;
    if (copy.cancel == NULL)
        copy.cancel = ignore_cancel;
    executor->ops = copy;
    executor->service.stage = T2S_STAGE_EXECUTOR;
    executor->service.attach = copy.attach;
    executor->service.detach = copy.detach;
    atomic_init(&executor->service.loop, NULL);
    *ret_executor = executor;
    return 0;
}

t2s_executor *t2s_executor_ref(t2s_executor *executor)
{
    t2s__model_ref((t2s__model *)executor);
    return executor;
}

void t2s_executor_unref(t2s_executor *executor)
{
    t2s__model_unref((t2s__model *)executor);
}

const char *t2s_executor_name(const t2s_executor *executor)
{
    return executor != NULL ? executor->service.model.name : NULL;
}

uint64_t t2s_executor_flags(const t2s_executor *executor)
{
    return executor != NULL ? executor->ops.flags : 0;
}

int t2s_executor_attach(t2s_executor *executor, t2s_loop *loop)
{
    return t2s__service_attach((t2s__service *)executor, loop);
}

void t2s_executor_detach(t2s_executor *executor, t2s_loop *loop)
{
    t2s__service_detach((t2s__service *)executor, loop);
}

/* Executions. */

static void execution_free(t2s__operation *operation)
{
    t2s_execution *execution = (t2s_execution *)(void *)operation;

    t2s_result_unref(execution->result);
    t2s_error_unref(execution->too_dear);
    t2s__free(execution->refused_by);
    t2s_query_unref(execution->query);
    t2s__free(execution);
}

static void on_finished(t2s__operation *operation, void *user_data)
{
    t2s_execution *execution = (t2s_execution *)(void *)operation;

    (void)user_data;
    execution->callback(execution, execution->user_data);
}

/* Who does it. */
static const t2s_executor *executor_of(const t2s_execution *execution)
{
    return (const t2s_executor *)(const void *)execution->operation.service;
}

static t2s_execution *new_execution(t2s_query *query)
{
    t2s_execution *execution = t2s__calloc(1, sizeof(*execution));

    if (execution == NULL)
        return NULL;
    execution->result = t2s__result_new();
    if (execution->result == NULL) {
        t2s__free(execution);
        return NULL;
    }
    execution->query = t2s_query_ref(query);
    execution->cost = -1;
    execution->rows = -1;
    return execution;
}

/* An executor that does not know of a wish would run the query as somebody else, or without its limits. */
static uint64_t wishes(const t2s_query *query)
{
    return (query->role != NULL || query->setting_count != 0 ? (uint64_t)T2S_EXECUTOR_F_IDENTITY : 0) |
           (query->schema_count != 0 ? (uint64_t)T2S_EXECUTOR_F_SEARCH_PATH : 0) |
           (query->dry_run != T2S_DRY_RUN_OFF ? (uint64_t)T2S_EXECUTOR_F_PLANS : 0);
}

int t2s_executor_call(t2s_executor *executor, t2s_loop *loop, t2s_query *query, t2s_execution_fn callback, void *user_data,
                      t2s_execution **ret_execution)
{
    t2s_execution *execution;
    int code;

    if (executor == NULL || loop == NULL || query == NULL || callback == NULL || ret_execution == NULL)
        return T2S_E_INVALID;
    if (!t2s__service_serves(&executor->service, loop))
        return T2S_E_INVALID;
    if ((wishes(query) & ~executor->ops.flags) != 0)
        return T2S_E_UNSUPPORTED;
    execution = new_execution(query);
    if (execution == NULL)
        return T2S_E_NOMEM;
    execution->callback = callback;
    execution->user_data = user_data;
    t2s__operation_init(&execution->operation, &executor->service, loop, on_finished, NULL, execution_free);
    code = executor->ops.start(executor->service.model.user_data, execution);
    if (code != 0) {
        t2s__operation_refused(&execution->operation);
        return code;
    }
    *ret_execution = execution;
    return 0;
}

void t2s_execution_abandon(t2s_execution *execution)
{
    if (execution == NULL)
        return;
    execution->progress = NULL;
    if (t2s__operation_abandon(&execution->operation))
        executor_of(execution)->ops.cancel(execution->operation.service->model.user_data, execution);
}

t2s_execution *t2s_execution_ref(t2s_execution *execution)
{
    if (execution != NULL)
        t2s__operation_ref(&execution->operation);
    return execution;
}

void t2s_execution_unref(t2s_execution *execution)
{
    if (execution != NULL)
        t2s__operation_unref(&execution->operation);
}

const t2s_query *t2s_execution_query(const t2s_execution *execution)
{
    return execution->query;
}

t2s_loop *t2s_execution_loop(const t2s_execution *execution)
{
    return execution->operation.loop;
}

static int is_finished(const t2s_execution *execution)
{
    return t2s__operation_is_finished(&execution->operation);
}

/* Only memory can be short without the executor's fault. */
static int note(t2s_execution *execution, int code)
{
    if (code == T2S_E_NOMEM)
        execution->failure = code;
    return code;
}

int t2s_execution_add_column(t2s_execution *execution, const char *name, const char *type, int kind)
{
    if (execution == NULL)
        return T2S_E_INVALID;
    return is_finished(execution) ? 0 : note(execution, t2s__result_add_column(execution->result, name, type, kind));
}

int t2s_execution_set_column_type(t2s_execution *execution, size_t column, const char *type, int kind)
{
    if (execution == NULL)
        return T2S_E_INVALID;
    return is_finished(execution) ? 0 : note(execution, t2s__result_set_type(execution->result, column, type, kind));
}

static uint64_t row_bytes(size_t count, const char *const *values, const size_t *lengths)
{
    uint64_t bytes = 0;

    for (size_t i = 0; i < count; i++)
        if (values[i] != NULL)
            bytes += lengths[i];
    return bytes;
}

int t2s_execution_add_row(t2s_execution *execution, const char *const *values, const size_t *lengths)
{
    size_t columns;
    uint64_t bytes;
    int code;

    if (execution == NULL)
        return T2S_E_INVALID;
    if (is_finished(execution))
        return 0;
    columns = t2s_result_column_count(execution->result);
    if (columns != 0 && (values == NULL || lengths == NULL))
        return T2S_E_INVALID;
    bytes = row_bytes(columns, values, lengths);
    if ((execution->query->row_limit != 0 && t2s_result_row_count(execution->result) >= execution->query->row_limit) ||
        (execution->query->byte_limit != 0 && bytes > execution->query->byte_limit - execution->bytes))
        code = T2S_E_TOO_LARGE;
    else
        code = t2s__result_add_row(execution->result, values, lengths);
    if (code == 0)
        execution->bytes += bytes;
    else if (code == T2S_E_TOO_LARGE)
        t2s__result_set_truncated(execution->result);
    return note(execution, code);
}

/* A limit that was given holds also where the server does not say. */
static t2s_error *too_dear(const char *what, double limit, double expected)
{
    t2s_error *error;

    if (limit <= 0 || (expected >= 0 && expected <= limit))
        return NULL;
    if (expected < 0)
        error = t2s__error(T2S_E_REJECTED, "the server does not say what %s it expects, and the limit is %.0f", what, limit);
    else
        error = t2s__error(T2S_E_REJECTED, "the server expects a %s of %.0f, and the limit is %.0f", what, expected, limit);
    t2s_error_set_hint(error, "a narrower question, an index or a higher limit may help");
    return error;
}

int t2s_execution_add_plan(t2s_execution *execution, double cost, double rows)
{
    const t2s_query *query;

    if (execution == NULL || execution->query->dry_run == T2S_DRY_RUN_OFF)
        return T2S_E_INVALID;
    if (is_finished(execution))
        return 0;
    query = execution->query;
    execution->is_planned = 1;
    execution->cost = cost;
    execution->rows = rows;
    if (execution->refused_by != NULL)
        return T2S_E_REJECTED;
    t2s_error_unref(execution->too_dear);
    execution->too_dear = too_dear("cost", query->cost_limit, cost);
    if (execution->too_dear == NULL)
        execution->too_dear = too_dear("row count", query->expected_row_limit, rows);
    return execution->too_dear != NULL ? T2S_E_REJECTED : 0;
}

int t2s_execution_refuse(t2s_execution *execution, const char *rule, const char *message)
{
    if (execution == NULL || rule == NULL || message == NULL)
        return T2S_E_INVALID;
    if (is_finished(execution) || execution->refused_by != NULL)
        return 0;
    if (t2s__strset(&execution->refused_by, rule) != 0)
        return note(execution, T2S_E_NOMEM);
    t2s_error_unref(execution->too_dear);
    execution->too_dear = t2s_error_new(T2S_E_REJECTED, message);
    return 0;
}

void t2s_execution_progress(t2s_execution *execution, const char *state, uint64_t parts_done, uint64_t parts_total, uint64_t rows,
                            uint64_t bytes)
{
    if (execution != NULL && execution->progress != NULL && !is_finished(execution))
        execution->progress(execution, state != NULL ? state : "", parts_done, parts_total, rows, bytes, execution->progress_data);
}

void t2s_execution_set_progress_callback(t2s_execution *execution, t2s_progress_fn callback, void *user_data)
{
    execution->progress = callback;
    execution->progress_data = user_data;
}

const char *t2s_execution_refused_by(const t2s_execution *execution)
{
    if (execution->refused_by != NULL)
        return execution->refused_by;
    return execution->too_dear != NULL ? "plan" : NULL;
}

void t2s_execution_finish(t2s_execution *execution, t2s_error *error)
{
    if (execution == NULL || is_finished(execution)) {
        t2s_error_unref(error);
        return;
    }
    if (error == NULL && execution->failure != 0)
        error = t2s_error_new(execution->failure, NULL);
    if (execution->too_dear != NULL) {
        t2s_error_unref(error);
        error = t2s_error_ref(execution->too_dear);
    } else if (error == NULL && execution->query->dry_run != T2S_DRY_RUN_OFF && !execution->is_planned)
        error = t2s__error(T2S_E_INTERNAL, "the executor \"%s\" did not report a plan", t2s_executor_name(executor_of(execution)));
    t2s__operation_finish(&execution->operation, error);
}

t2s_result *t2s_execution_result(const t2s_execution *execution)
{
    return is_finished(execution) && execution->operation.error == NULL ? execution->result : NULL;
}

t2s_error *t2s_execution_error(const t2s_execution *execution)
{
    return execution->operation.error;
}

double t2s_execution_cost(const t2s_execution *execution)
{
    return execution->cost;
}

double t2s_execution_rows(const t2s_execution *execution)
{
    return execution->rows;
}
