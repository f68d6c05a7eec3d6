/* SPDX-License-Identifier: MIT */
#include "engine/step.h"

void t2s__request_fail(t2s_request *request, t2s_error *error)
{
    t2s__request_end(request, T2S_OUTCOME_FAILED, error);
}

void t2s__request_fail_nomem(t2s_request *request)
{
    t2s__request_fail(request, t2s_error_new(T2S_E_NOMEM, NULL));
}

void t2s__request_enter(t2s_request *request, int stage)
{
    uint64_t now = t2s_loop_now();

    request->answer->durations[atomic_load(&request->stage)] += now - request->stage_since;
    request->stage_since = now;
    atomic_store(&request->stage, stage);
    t2s__event_stage(&request->listener, request->id, stage);
}

void t2s__request_attribute(t2s_request *request, int stage, uint64_t duration)
{
    request->answer->durations[stage] += duration;
    request->stage_since += duration;
}

int t2s__request_logs(const t2s_request *request, int level)
{
    const t2s__log log = t2s__context_log(request->context);

    return t2s__log_wants(&log, level);
}

void t2s__request_log(const t2s_request *request, const t2s_log_record *record)
{
    const t2s__log log = t2s__context_log(request->context);

    t2s__log_emit(&log, record);
}

static t2s_request *request_of(t2s__work *work)
{
    return (t2s_request *)(void *)((char *)work - offsetof(t2s_request, work));
}

static void run(t2s__work *work)
{
    t2s_request *request = request_of(work);

    request->work_run(&request->judging);
}

static void done(t2s__work *work)
{
    t2s_request *request = request_of(work);

    request->working = 0;
    if (request->ended)
        t2s__request_let_go(request);
    else
        request->work_next(request);
    t2s_request_unref(request);
}

/* The work has a reference of its own: the request may have ended when it is done. */
void t2s__request_queue(t2s_request *request, void (*work)(t2s__judging *judging), void (*next)(t2s_request *request))
{
    request->work.run = run;
    request->work.done = done;
    request->work_run = work;
    request->work_next = next;
    t2s_request_ref(request);
    request->working = 1;
    if (t2s__loop_queue(request->context->loop, &request->work) != 0) {
        request->working = 0;
        t2s__request_fail_nomem(request);
        t2s_request_unref(request);
    }
}
