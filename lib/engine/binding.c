/* SPDX-License-Identifier: MIT */
/* The snapshot of the schema that a question is answered by, with what is known of it. */
#include "engine/step.h"

enum { PROBLEMS_LOGGED = 20 };

static void log_problem(const t2s_request *request, const t2s_diagnostic *problem)
{
    t2s_log_record record;

    t2s__log_begin(&record, T2S_LOG_WARNING, "knowledge does not fit", request->id);
    t2s__log_text(&record, "problem", t2s_diagnostic_message(problem));
    t2s__log_text(&record, "hint", t2s_diagnostic_hint(problem));
    t2s__log_number(&record, "line", (uint64_t)t2s_diagnostic_line(problem));
    t2s__log_number(&record, "column", (uint64_t)t2s_diagnostic_column(problem));
    t2s__log_number(&record, "problems", t2s_knowledge_report_total(request->judging.left_out));
    t2s__request_log(request, &record);
}

static void log_left_out(const t2s_request *request)
{
    const t2s_knowledge_report *report = request->judging.left_out;

    if (!t2s__request_logs(request, T2S_LOG_WARNING))
        return;
    for (size_t i = 0; i < t2s_knowledge_report_count(report) && i < PROBLEMS_LOGGED; i++)
        log_problem(request, t2s_knowledge_report_problem(report, i));
}

static void bound(t2s_request *request)
{
    if (request->judging.code != 0) {
        t2s__request_fail(request, t2s_error_ref(request->judging.error));
        return;
    }
    log_left_out(request);
    request->judging.left_out = NULL;
    request->bound_next(request);
}

void t2s__step_snapshot(t2s_request *request, t2s_catalog *catalog, void (*next)(t2s_request *request))
{
    t2s__snapshot *snapshot =
        t2s__source_snapshot(request->parts.source, catalog, request->parts.knowledge,
                             request->settings.search_path, request->parts.generation);

    if (snapshot == NULL) {
        t2s__request_fail_nomem(request);
        return;
    }
    t2s__request_use_snapshot(request, snapshot);
    request->bound_next = next;
    if (t2s__snapshot_is_bound(snapshot))
        next(request);
    else
        t2s__request_queue(request, t2s__judging_bind, bound);
}
