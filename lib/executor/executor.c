/* SPDX-License-Identifier: MIT */
/* The seam: an executor's operations, its loop, and the executions that its calls are. */
#include <text2sql/sys/executor.h>

#include <stdatomic.h>

#include "executor/result.h"
#include "loop/operation.h"
#include "util/error.h"
#include "util/memory.h"
#include "util/ops.h"

struct t2s_executor {
    atomic_uint references;
    char *name;
    t2s_executor_ops ops;
    void *user_data;
    int bound;                /* has attach or detach: it serves one loop at a time */
    _Atomic(t2s_loop *) loop; /* of a bound one: the loop that it serves, or NULL */
    unsigned attachments;     /* how often; only touched on that loop's thread */
};

struct t2s_execution {
    t2s__operation operation; /* first */
    t2s_executor *executor;   /* a reference */
    t2s_execution_fn callback;
    void *user_data;
    char *sql;
    uint64_t row_limit;
    uint64_t byte_limit;
    uint64_t timeout_ms;
    uint64_t bytes;       /* of the values so far */
    int failure;          /* T2S_E_* of something that could not be added; a result with a hole must not pass for a whole one */
    atomic_uint finished; /* by the executor, and not because it dropped the execution */
    t2s_result *result;
};

static void ignore_cancel(void *user_data, t2s_execution *execution)
{
    (void)user_data;
    (void)execution;
}

static void ignore_destroy(void *user_data)
{
    (void)user_data;
}

static int accept_attach(void *user_data, t2s_loop *loop)
{
    (void)user_data;
    (void)loop;
    return 0;
}

static void ignore_detach(void *user_data, t2s_loop *loop)
{
    (void)user_data;
    (void)loop;
}

static void fill_holes(t2s_executor_ops *ops)
{
    if (ops->cancel == NULL)
        ops->cancel = ignore_cancel;
    if (ops->destroy == NULL)
        ops->destroy = ignore_destroy;
    if (ops->attach == NULL)
        ops->attach = accept_attach;
    if (ops->detach == NULL)
        ops->detach = ignore_detach;
}

/* Registration failed, and the caller has nevertheless given user_data away. */
static void destroy_unregistered(const t2s_executor_ops *ops, void *user_data)
{
    const size_t end = offsetof(t2s_executor_ops, destroy) + sizeof(ops->destroy);

    if (ops != NULL && ops->struct_size >= end && ops->destroy != NULL)
        ops->destroy(user_data);
}

int t2s_executor_new(const char *name, const t2s_executor_ops *ops, void *user_data, t2s_executor **ret_executor)
{
    t2s_executor *executor = NULL;
    t2s_executor_ops copy;
    int code = t2s__ops_copy(&copy, ops, sizeof(copy), sizeof(copy), 0);

    if (code != 0)
        goto fail;
    code = T2S_E_INVALID;
    if (name == NULL || copy.start == NULL || ret_executor == NULL)
        goto fail;
    code = T2S_E_NOMEM;
    executor = t2s__calloc(1, sizeof(*executor));
    if (executor == NULL)
        goto fail;
    executor->name = t2s__strdup(name);
    if (executor->name == NULL)
        goto fail;
    atomic_init(&executor->references, 1);
    atomic_init(&executor->loop, NULL);
    executor->bound = copy.attach != NULL || copy.detach != NULL;
    fill_holes(&copy);
    executor->ops = copy;
    executor->user_data = user_data;
    *ret_executor = executor;
    return 0;

fail:
    t2s__free(executor);
    destroy_unregistered(ops, user_data);
    return code;
}

t2s_executor *t2s_executor_ref(t2s_executor *executor)
{
    if (executor != NULL)
        atomic_fetch_add_explicit(&executor->references, 1, memory_order_relaxed);
    return executor;
}

void t2s_executor_unref(t2s_executor *executor)
{
    if (executor == NULL || atomic_fetch_sub_explicit(&executor->references, 1, memory_order_acq_rel) != 1)
        return;
    executor->ops.destroy(executor->user_data);
    t2s__free(executor->name);
    t2s__free(executor);
}

const char *t2s_executor_name(const t2s_executor *executor)
{
    return executor != NULL ? executor->name : NULL;
}

int t2s_executor_attach(t2s_executor *executor, t2s_loop *loop)
{
    t2s_loop *served = NULL;
    int code;

    if (executor == NULL || loop == NULL)
        return T2S_E_INVALID;
    if (!executor->bound)
        return 0;
    if (!atomic_compare_exchange_strong(&executor->loop, &served, loop)) {
        if (served != loop)
            return T2S_E_BUSY;
        executor->attachments++;
        return 0;
    }
    code = executor->ops.attach(executor->user_data, loop);
    if (code != 0) {
        atomic_store(&executor->loop, NULL);
        return code;
    }
    executor->attachments = 1;
    return 0;
}

void t2s_executor_detach(t2s_executor *executor, t2s_loop *loop)
{
    if (executor == NULL || loop == NULL || atomic_load(&executor->loop) != loop || --executor->attachments != 0)
        return;
    executor->ops.detach(executor->user_data, loop);
    atomic_store(&executor->loop, NULL);
}

/* Executions. */

static void execution_free(t2s__operation *operation)
{
    t2s_execution *execution = (t2s_execution *)(void *)operation;

    t2s_result_unref(execution->result);
    t2s_executor_unref(execution->executor);
    t2s__free(execution->sql);
    t2s__free(execution);
}

static t2s_error *in_stage(t2s_error *error)
{
    return t2s__error_in_stage(error, T2S_STAGE_EXECUTOR);
}

static void on_finished(t2s__operation *operation, void *user_data)
{
    t2s_execution *execution = (t2s_execution *)(void *)operation;

    (void)user_data;
    if (atomic_load(&execution->finished) == 0) { /* the base's words know no names */
        t2s_error_unref(operation->error);
        operation->error = in_stage(
            t2s__error(T2S_E_INTERNAL, "the executor \"%.64s\" dropped a query without finishing it", execution->executor->name));
    }
    execution->callback(execution, execution->user_data);
}

static t2s_execution *new_execution(t2s_executor *executor, const char *sql)
{
    t2s_execution *execution = t2s__calloc(1, sizeof(*execution));

    if (execution == NULL)
        return NULL;
    execution->sql = t2s__strdup(sql);
    execution->result = t2s__result_new();
    if (execution->sql == NULL || execution->result == NULL) {
        t2s__free(execution->sql);
        t2s_result_unref(execution->result);
        t2s__free(execution);
        return NULL;
    }
    atomic_init(&execution->finished, 0);
    execution->executor = t2s_executor_ref(executor);
    return execution;
}

int t2s_executor_call(t2s_executor *executor, t2s_loop *loop, const char *sql, uint64_t row_limit, uint64_t byte_limit,
                      uint64_t timeout_ms, t2s_execution_fn callback, void *user_data, t2s_execution **ret_execution)
{
    t2s_execution *execution;
    int code;

    if (executor == NULL || loop == NULL || sql == NULL || callback == NULL || ret_execution == NULL)
        return T2S_E_INVALID;
    if (executor->bound && atomic_load(&executor->loop) != loop)
        return T2S_E_INVALID;
    execution = new_execution(executor, sql);
    if (execution == NULL)
        return T2S_E_NOMEM;
    execution->row_limit = row_limit;
    execution->byte_limit = byte_limit;
    execution->timeout_ms = timeout_ms;
    execution->callback = callback;
    execution->user_data = user_data;
    t2s__operation_init(&execution->operation, loop, on_finished, NULL, execution_free);
    code = executor->ops.start(executor->user_data, execution);
    if (code != 0) {
        t2s__operation_refused(&execution->operation);
        return code;
    }
    *ret_execution = execution;
    return 0;
}

void t2s_execution_abandon(t2s_execution *execution)
{
    if (execution != NULL && t2s__operation_abandon(&execution->operation))
        execution->executor->ops.cancel(execution->executor->user_data, execution);
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

const char *t2s_execution_sql(const t2s_execution *execution)
{
    return execution->sql;
}

uint64_t t2s_execution_row_limit(const t2s_execution *execution)
{
    return execution->row_limit;
}

uint64_t t2s_execution_timeout_ms(const t2s_execution *execution)
{
    return execution->timeout_ms;
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
    if ((execution->row_limit != 0 && t2s_result_row_count(execution->result) >= execution->row_limit) ||
        (execution->byte_limit != 0 && bytes > execution->byte_limit - execution->bytes))
        code = T2S_E_TOO_LARGE;
    else
        code = t2s__result_add_row(execution->result, values, lengths);
    if (code == 0)
        execution->bytes += bytes;
    else if (code == T2S_E_TOO_LARGE)
        t2s__result_set_truncated(execution->result);
    return note(execution, code);
}

void t2s_execution_finish(t2s_execution *execution, t2s_error *error)
{
    if (execution == NULL || is_finished(execution)) {
        t2s_error_unref(error);
        return;
    }
    if (error == NULL && execution->failure != 0)
        error = t2s_error_new(execution->failure, NULL);
    atomic_store(&execution->finished, 1);
    t2s__operation_finish(&execution->operation, in_stage(error));
}

t2s_result *t2s_execution_result(const t2s_execution *execution)
{
    return is_finished(execution) && execution->operation.error == NULL ? execution->result : NULL;
}

t2s_error *t2s_execution_error(const t2s_execution *execution)
{
    return execution->operation.error;
}
