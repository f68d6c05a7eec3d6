/* SPDX-License-Identifier: MIT */
/* The calls that wait. Each starts something on the loop and drives it, or lets it be driven, until it has come back. */
#include <string.h>

#include <text2sql/mend.h>

#include "engine/request.h"
#include "util/error.h"
#include "util/memory.h"

/* Set under the context's mutex, since the waiting thread may not be the one that dispatches. */
static void set_done(t2s_context *context, int *done)
{
    uv_mutex_lock(&context->mutex);
    *done = 1;
    uv_cond_broadcast(&context->changed);
    uv_mutex_unlock(&context->mutex);
}

static int busy(t2s_error **reterr_error)
{
    return t2s__fail(reterr_error, T2S_E_BUSY, "a call that waits cannot be made inside a callback");
}

struct ask {
    t2s_context *context;
    t2s_answer *answer;
    int status;
    int done;
};

static void on_answer(t2s_request *request, int status, t2s_answer *answer, void *user_data)
{
    struct ask *ask = user_data;

    (void)request;
    ask->answer = t2s_answer_ref(answer);
    ask->status = status;
    set_done(ask->context, &ask->done);
}

int t2s_ask_sync(t2s_context *context, const char *question, const t2s_options *options, t2s_answer **ret_answer,
                 t2s_error **reterr_error)
{
    struct ask ask = {.context = context};
    t2s_request *request;
    int code;

    if (ret_answer != NULL)
        *ret_answer = NULL;
    if (context != NULL && t2s__context_is_inside(context))
        return busy(reterr_error);
    code = t2s_ask(context, question, options, on_answer, &ask, &request, reterr_error);
    if (code != 0)
        return code;
    t2s__context_wait(context, &ask.done); /* the request pins the context */
    t2s_request_unref(request);
    if (ask.status != 0 && reterr_error != NULL)
        *reterr_error = t2s_error_ref(t2s_answer_error(ask.answer));
    if (ret_answer != NULL)
        *ret_answer = ask.answer;
    else
        t2s_answer_unref(ask.answer);
    return ask.status;
}

/* The schema. */

struct load {
    t2s__job job; /* first */
    t2s__store_waiter waiter;
    t2s_timer *deadline;
    t2s_context *context;
    const t2s__parts *parts;
    t2s__snapshot *snapshot; /* NULL: memory was short */
    t2s_error *error;
    int done;
};

static void end_load(struct load *load, t2s_catalog *catalog, t2s_error *error)
{
    if (catalog != NULL)
        load->snapshot = t2s__source_snapshot(load->parts->source, catalog, load->parts->knowledge, NULL, load->parts->generation);
    load->error = error;
    t2s__store_cancel(t2s__source_store(load->parts->source), &load->waiter);
    t2s_timer_free(load->deadline);
    t2s__context_delist(load->context, &load->job);
    set_done(load->context, &load->done);
}

static void abort_load(t2s__job *job, t2s_error *error)
{
    end_load((struct load *)(void *)job, NULL, error);
}

static void on_loaded(t2s__store_waiter *waiter, t2s_catalog *catalog, t2s_error *error)
{
    /* a stale schema comes with the reason, which is no error then */
    end_load((struct load *)(void *)((char *)waiter - offsetof(struct load, waiter)), catalog, catalog == NULL ? t2s_error_ref(error) : NULL);
}

static void on_load_deadline(t2s_timer *timer, void *user_data)
{
    struct load *load = user_data;

    (void)timer;
    end_load(load, NULL, t2s__error(T2S_E_TIMEOUT, "the schema was not read within %lld ms",
                                    (long long)load->context->settings.timeout_ms));
}

static void begin_load(t2s__loop_node *node)
{
    struct load *load = (struct load *)(void *)node; /* the job comes first, and in it the node */
    t2s_context *context = load->context;

    if (t2s__context_attach_source(context, load->parts->source) != 0 ||
        t2s_timer_new(context->loop, on_load_deadline, load, &load->deadline) != 0) {
        end_load(load, NULL, t2s_error_new(T2S_E_NOMEM, NULL));
        return;
    }
    t2s_timer_start(load->deadline, (uint64_t)context->settings.timeout_ms);
    t2s__store_get(t2s__source_store(load->parts->source), context->loop, t2s_loop_now(), &load->waiter);
}

/* What is known is bound on the thread that waits. */
static int bind_knowledge(const t2s__parts *parts, t2s__snapshot *snapshot, t2s_error **reterr_error)
{
    const t2s__bind_checks checks = {parts->dialect, parts->validators, parts->validator_count};
    const t2s_knowledge_report *left_out;

    return snapshot != NULL ? t2s__snapshot_bind(snapshot, &checks, &left_out, reterr_error) : t2s__fail_nomem(reterr_error);
}

/* ret_snapshot: a new reference; with what is known bound to it */
static int load_schema(t2s_context *context, const t2s__parts *parts, t2s__snapshot **ret_snapshot, t2s_error **reterr_error)
{
    struct load load = {
        .job = {.begin = {.run = begin_load}, .abort = abort_load},
        .waiter = {.done = on_loaded},
        .context = context,
        .parts = parts,
    };
    int code;

    if (parts->source == NULL)
        return t2s__fail(reterr_error, T2S_E_NOMETADATA, "%s", t2s_strerror(T2S_E_NOMETADATA));
    t2s__context_ref(context); /* it may be freed by another thread meanwhile */
    code = t2s__context_enlist(context, &load.job);
    if (code != 0)
        t2s__fail(reterr_error, code, "%s", t2s_strerror(code));
    else {
        t2s__context_wait(context, &load.done);
        if (load.error != NULL)
            code = t2s__error_return(reterr_error, t2s__error_in_stage(load.error, T2S_STAGE_METADATA));
        else
            code = bind_knowledge(parts, load.snapshot, reterr_error);
        if (code == 0)
            *ret_snapshot = load.snapshot;
        else
            t2s__snapshot_unref(load.snapshot);
    }
    t2s__context_unref(context);
    return code;
}

static int copy_parts(t2s_context *context, t2s__parts *ret_parts, t2s_error **reterr_error)
{
    int code;

    if (t2s__context_is_inside(context))
        return busy(reterr_error);
    uv_mutex_lock(&context->mutex);
    code = t2s__parts_copy(&context->parts, ret_parts);
    uv_mutex_unlock(&context->mutex);
    return code == 0 ? 0 : t2s__fail_nomem(reterr_error);
}

int t2s_context_get_catalog_sync(t2s_context *context, t2s_catalog **ret_catalog, t2s_error **reterr_error)
{
    t2s__snapshot *snapshot;
    t2s__parts parts;
    int code;

    if (context == NULL || ret_catalog == NULL)
        return t2s__fail(reterr_error, T2S_E_INVALID, "a context and a place for the catalog are needed");
    code = copy_parts(context, &parts, reterr_error);
    if (code != 0)
        return code;
    code = load_schema(context, &parts, &snapshot, reterr_error);
    if (code == 0) {
        *ret_catalog = t2s_catalog_ref(t2s__snapshot_catalog(snapshot));
        t2s__snapshot_unref(snapshot);
    }
    t2s__parts_dispose(&parts);
    return code;
}

int t2s_context_get_index_sync(t2s_context *context, t2s_index **ret_index, t2s_error **reterr_error)
{
    t2s__snapshot *snapshot;
    t2s__parts parts;
    int code;

    if (context == NULL || ret_index == NULL)
        return t2s__fail(reterr_error, T2S_E_INVALID, "a context and a place for the index are needed");
    code = copy_parts(context, &parts, reterr_error);
    if (code != 0)
        return code;
    code = load_schema(context, &parts, &snapshot, reterr_error);
    if (code == 0) {
        code = t2s__snapshot_index(snapshot, parts.dialect, ret_index);
        if (code == 0)
            t2s_index_ref(*ret_index);
        else
            t2s__fail(reterr_error, code, "%s", t2s_strerror(code));
        t2s__snapshot_unref(snapshot);
    }
    t2s__parts_dispose(&parts);
    return code;
}

typedef int check_fn(t2s_dialect *dialect, t2s_catalog *catalog, const char *sql, size_t length, t2s_validator *const *validators,
                     size_t validator_count, t2s_statement **ret_statement, t2s_error **reterr_error);

static int check_by(check_fn *check, t2s_context *context, const char *sql, size_t length, t2s_statement **ret_statement,
                    t2s_error **reterr_error)
{
    t2s__snapshot *snapshot = NULL;
    t2s__parts parts;
    int code;

    if (context == NULL || sql == NULL || ret_statement == NULL)
        return t2s__fail(reterr_error, T2S_E_INVALID, "a context, an SQL text and a place for the statement are needed");
    code = copy_parts(context, &parts, reterr_error);
    if (code != 0)
        return code;
    if (parts.source != NULL)
        code = load_schema(context, &parts, &snapshot, reterr_error);
    if (code == 0)
        code = check(parts.dialect, snapshot != NULL ? t2s__snapshot_catalog(snapshot) : NULL, sql, length, parts.validators,
                     parts.validator_count, ret_statement, reterr_error);
    t2s__snapshot_unref(snapshot);
    t2s__parts_dispose(&parts);
    return code;
}

int t2s_context_check_sync(t2s_context *context, const char *sql, size_t length, t2s_statement **ret_statement,
                           t2s_error **reterr_error)
{
    return check_by(t2s_statement_check, context, sql, length, ret_statement, reterr_error);
}

int t2s_context_mend_sync(t2s_context *context, const char *sql, size_t length, t2s_statement **ret_statement,
                          t2s_error **reterr_error)
{
    return check_by(t2s_statement_mend, context, sql, length, ret_statement, reterr_error);
}
