/* SPDX-License-Identifier: MIT */
#include "engine/context.h"

#include <poll.h>

#include <text2sql/log.h>
#include <text2sql/loop.h>

#include "engine/policy.h"
#include "util/error.h"
#include "util/memory.h"

static int add_built_in(t2s_context *context, int (*create)(t2s_validator **))
{
    t2s_validator *validator;
    int code = create(&validator);

    if (code == 0) {
        code = t2s_context_add_validator(context, validator);
        t2s_validator_unref(validator);
    }
    return code;
}

static int add_built_in_parts(t2s_context *context)
{
    t2s_dialect *dialect = NULL;
    int code = t2s_postgres_dialect_new(&dialect);

    if (code == 0)
        code = t2s_context_set_dialect(context, dialect);
    t2s_dialect_unref(dialect);
    /* The database's own errors first, as it would report them; then what it would have let through. */
    if (code == 0)
        code = add_built_in(context, t2s_names_validator_new);
    if (code == 0)
        code = add_built_in(context, t2s_read_only_validator_new);
    if (code == 0)
        code = add_built_in(context, t2s_single_statement_validator_new);
    if (code == 0)
        code = t2s__context_add_policies(context);
    return code;
}

int t2s_context_new(const t2s_options *options, t2s_context **ret_context, t2s_error **reterr_error)
{
    t2s_context *context;
    int code;

    if (ret_context == NULL)
        return t2s__fail(reterr_error, T2S_E_INVALID, "there is nowhere to put the context");
    context = t2s__calloc(1, sizeof(*context));
    if (context == NULL)
        return t2s__fail_nomem(reterr_error);
    code = t2s__settings_of_context(options, &context->settings, reterr_error);
    if (code != 0)
        goto no_settings;
    code = T2S_E_NOMEM;
    if (uv_mutex_init(&context->mutex) != 0)
        goto no_mutex;
    if (uv_cond_init(&context->changed) != 0)
        goto no_cond;
    if (t2s__loop_new((unsigned)context->settings.workers, &context->loop) != 0)
        goto no_loop;
    atomic_init(&context->references, 1);
    if (add_built_in_parts(context) != 0)
        goto no_parts;
    *ret_context = context;
    return 0;

no_parts:
    t2s__parts_dispose(&context->parts);
    t2s__loop_close(context->loop);
    t2s__loop_unref(context->loop);
no_loop:
    uv_cond_destroy(&context->changed);
no_cond:
    uv_mutex_destroy(&context->mutex);
no_mutex:
    t2s__settings_dispose(&context->settings);
    t2s__fail_nomem(reterr_error);
no_settings:
    t2s__free(context);
    return code;
}

void t2s__context_ref(t2s_context *context)
{
    atomic_fetch_add_explicit(&context->references, 1, memory_order_relaxed);
}

void t2s__context_unref(t2s_context *context)
{
    if (atomic_fetch_sub_explicit(&context->references, 1, memory_order_acq_rel) != 1)
        return;
    t2s__loop_unref(context->loop);
    t2s__flights_dispose(&context->flights);
    t2s__settings_dispose(&context->settings);
    uv_cond_destroy(&context->changed);
    uv_mutex_destroy(&context->mutex);
    t2s__free(context);
}

/* Driving. `dispatching` is taken and given back with the mutex held; between the two the loop belongs to this thread. */

static int is_dispatcher(const t2s_context *context)
{
    uv_thread_t self = uv_thread_self();

    return context->dispatching && uv_thread_equal(&context->dispatcher, &self);
}

static void take_loop(t2s_context *context)
{
    context->dispatching = 1;
    context->dispatcher = uv_thread_self();
}

static void give_loop_back(t2s_context *context)
{
    context->dispatching = 0;
    uv_cond_broadcast(&context->changed);
}

int t2s__context_is_inside(t2s_context *context)
{
    int inside;

    uv_mutex_lock(&context->mutex);
    inside = is_dispatcher(context);
    uv_mutex_unlock(&context->mutex);
    return inside;
}

int t2s__context_enlist(t2s_context *context, t2s__job *job)
{
    int code = T2S_E_SHUTDOWN;

    uv_mutex_lock(&context->mutex);
    if (!context->closing) {
        code = 0;
        job->next = context->jobs;
        job->place = &context->jobs;
        if (job->next != NULL)
            job->next->place = &job->next;
        context->jobs = job;
        t2s__loop_post(context->loop, &job->begin);
    }
    uv_mutex_unlock(&context->mutex);
    return code;
}

void t2s__context_delist(t2s_context *context, t2s__job *job)
{
    uv_mutex_lock(&context->mutex);
    *job->place = job->next;
    if (job->next != NULL)
        job->next->place = job->place;
    uv_mutex_unlock(&context->mutex);
}

static void abort_jobs(t2s_context *context)
{
    for (;;) {
        t2s__job *job;

        uv_mutex_lock(&context->mutex);
        job = context->jobs;
        uv_mutex_unlock(&context->mutex);
        if (job == NULL)
            return;
        job->abort(job, t2s_error_new(T2S_E_SHUTDOWN, NULL));
    }
}

/* The end of a context, by the thread that has the loop. */
static void close_down(t2s_context *context)
{
    t2s__parts parts;

    abort_jobs(context);
    t2s__context_detach_all(context);
    t2s__loop_close(context->loop);
    uv_mutex_lock(&context->mutex);
    parts = context->parts;
    context->parts = (t2s__parts){0};
    give_loop_back(context);
    uv_mutex_unlock(&context->mutex);
    t2s__parts_dispose(&parts);
    t2s__context_unref(context); /* the owner's */
}

/* One turn of the loop, with the mutex held before and after. 1 when a callback asked for the end: the context is then gone. */
static int drive_once(t2s_context *context, int wait)
{
    take_loop(context);
    uv_mutex_unlock(&context->mutex);
    t2s__loop_run(context->loop, wait);
    uv_mutex_lock(&context->mutex);
    if (!context->free_pending) {
        give_loop_back(context);
        return 0;
    }
    context->free_pending = 0;
    uv_mutex_unlock(&context->mutex);
    close_down(context);
    return 1;
}

int t2s_context_dispatch(t2s_context *context)
{
    if (context == NULL)
        return T2S_E_INVALID;
    uv_mutex_lock(&context->mutex);
    if (context->dispatching || context->started) {
        uv_mutex_unlock(&context->mutex);
        return T2S_E_BUSY;
    }
    if (drive_once(context, 0) == 0)
        uv_mutex_unlock(&context->mutex);
    return 0;
}

/* Nobody else drives the loop, and it still has something to do. */
static int is_owing(const t2s_context *context)
{
    return !context->dispatching && !context->started && !context->closing && t2s__loop_owes(context->loop);
}

/* The caller holds a reference, so the context is still there when a callback has ended it. */
void t2s__context_wait(t2s_context *context, const int *done)
{
    uv_mutex_lock(&context->mutex);
    while (!*done || is_owing(context)) {
        if (context->dispatching || context->started || context->closing)
            uv_cond_wait(&context->changed, &context->mutex);
        else if (drive_once(context, 1) != 0)
            uv_mutex_lock(&context->mutex);
    }
    uv_mutex_unlock(&context->mutex);
}

static void thread_main(void *argument)
{
    t2s_context *context = argument;
    int ended = 0;

    uv_mutex_lock(&context->mutex);
    while (!ended && !context->closing)
        ended = drive_once(context, 1);
    if (!ended) {
        take_loop(context);
        uv_mutex_unlock(&context->mutex);
        close_down(context);
    }
}

int t2s_context_start(t2s_context *context)
{
    int code = 0;

    if (context == NULL)
        return T2S_E_INVALID;
    uv_mutex_lock(&context->mutex);
    if (context->closing)
        code = T2S_E_SHUTDOWN;
    else if (context->started)
        code = T2S_E_BUSY;
    else if (uv_thread_create(&context->thread, thread_main, context) != 0)
        code = T2S_E_NOMEM;
    else
        context->started = 1;
    uv_mutex_unlock(&context->mutex);
    return code;
}

void t2s_context_free(t2s_context *context)
{
    uv_thread_t thread;

    if (context == NULL)
        return;
    uv_mutex_lock(&context->mutex);
    context->closing = 1;
    if (is_dispatcher(context)) { /* inside a callback: the turn of the loop has to end first */
        context->free_pending = 1;
        if (context->started)
            pthread_detach(context->thread);
        uv_mutex_unlock(&context->mutex);
        return;
    }
    t2s__loop_wake(context->loop);
    if (context->started) {
        thread = context->thread;
        uv_mutex_unlock(&context->mutex);
        uv_thread_join(&thread);
        return;
    }
    while (context->dispatching) {
        uv_cond_wait(&context->changed, &context->mutex);
        t2s__loop_wake(context->loop);
    }
    take_loop(context);
    uv_mutex_unlock(&context->mutex);
    close_down(context);
}

/* uv_backend_fd() does not change, so it needs no lock. */
int t2s_context_fd(const t2s_context *context)
{
    return context != NULL ? t2s__loop_fd(context->loop) : -1;
}

int t2s_context_events(const t2s_context *context)
{
    (void)context;
    return POLLIN;
}

int t2s_context_timeout(const t2s_context *context)
{
    return context != NULL ? t2s__loop_timeout(context->loop) : -1;
}

int t2s_context_set_log(t2s_context *context, int level, t2s_log_fn callback, void *user_data)
{
    if (context == NULL || level < T2S_LOG_DEBUG || level > T2S_LOG_OFF)
        return T2S_E_INVALID;
    uv_mutex_lock(&context->mutex);
    context->log = (t2s__log){.level = level, .callback = level != T2S_LOG_OFF ? callback : NULL, .user_data = user_data};
    uv_mutex_unlock(&context->mutex);
    return 0;
}

t2s__log t2s__context_log(t2s_context *context)
{
    t2s__log log;

    uv_mutex_lock(&context->mutex);
    log = context->log;
    uv_mutex_unlock(&context->mutex);
    return log;
}

void t2s_context_refresh_schema(t2s_context *context)
{
    if (context == NULL)
        return;
    uv_mutex_lock(&context->mutex);
    if (context->parts.source != NULL)
        t2s__store_invalidate(t2s__source_store(context->parts.source));
    uv_mutex_unlock(&context->mutex);
}

uint64_t t2s_context_counter(const t2s_context *context, int counter)
{
    return context != NULL && counter >= 0 && counter < T2S_COUNTER_COUNT
               ? atomic_load_explicit(&context->counters[counter], memory_order_relaxed)
               : 0;
}
