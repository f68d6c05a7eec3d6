/* SPDX-License-Identifier: MIT */
/* Judging what the model wrote, and what follows from it. */
#include <string.h>

#include "engine/step.h"
#include "util/error.h"
#include "util/memory.h"

enum { FINDINGS_MAX = 16 };

/* The first error, and the first refusal among the errors. */
static const t2s_diagnostic *first_error(const t2s_statement *statement, int refusal)
{
    for (size_t i = 0; i < t2s_statement_diagnostic_count(statement); i++) {
        const t2s_diagnostic *diagnostic = t2s_statement_diagnostic(statement, i);

        if (t2s_diagnostic_severity(diagnostic) == T2S_SEVERITY_ERROR && (!refusal || t2s_diagnostic_is_refusal(diagnostic)))
            return diagnostic;
    }
    return NULL;
}

static t2s_error *error_of_diagnostic(const t2s_diagnostic *diagnostic)
{
    t2s_error *error = t2s__error(T2S_E_REJECTED, "the SQL was rejected: %s", t2s_diagnostic_message(diagnostic));

    t2s_error_set_hint(error, t2s_diagnostic_hint(diagnostic));
    t2s_error_set_position(error, t2s_diagnostic_line(diagnostic), t2s_diagnostic_column(diagnostic));
    t2s_error_set_sqlstate(error, t2s_diagnostic_code(diagnostic));
    t2s_error_set_stage(error, strcmp(t2s_diagnostic_rule(diagnostic), "syntax") == 0 ? T2S_STAGE_DIALECT : T2S_STAGE_VALIDATOR);
    return error;
}

static void repair_statement(t2s_request *request, const t2s_statement *statement)
{
    t2s__finding findings[FINDINGS_MAX];
    size_t count = 0;

    for (size_t i = 0; i < t2s_statement_diagnostic_count(statement) && count < FINDINGS_MAX; i++) {
        const t2s_diagnostic *diagnostic = t2s_statement_diagnostic(statement, i);

        if (t2s_diagnostic_severity(diagnostic) == T2S_SEVERITY_ERROR)
            findings[count++] = (t2s__finding){
                .code = t2s_diagnostic_code(diagnostic),
                .message = t2s_diagnostic_message(diagnostic),
                .hint = t2s_diagnostic_hint(diagnostic),
                .line = t2s_diagnostic_line(diagnostic),
                .column = t2s_diagnostic_column(diagnostic),
            };
    }
    t2s__step_repair(request, findings, count, error_of_diagnostic(first_error(statement, 0)));
}

/* Those who waited for this call go on with the same verdict; each runs the SQL for itself. */
static void land(t2s_request *request, t2s__verdict *verdict)
{
    t2s__flights *flights = &request->context->flights;
    t2s__passenger *passenger;

    if (!t2s__passenger_flies(&request->passenger))
        return;
    while ((passenger = t2s__flight_land_one(flights, &request->passenger)) != NULL) {
        t2s_request *other = t2s__request_of_passenger(passenger);

        other->answer->counters[T2S_COUNTER_COALESCED] = 1;
        t2s__request_use_snapshot(other, t2s__snapshot_ref(request->snapshot)); /* which the verdict is about */
        if (t2s__strset(&other->answer->model, request->answer->model) != 0)
            t2s__request_fail_nomem(other);
        else
            t2s__step_verdict(other, verdict);
    }
}

static void go_on(t2s_request *request, t2s__verdict *verdict)
{
    request->answer->counters[T2S_COUNTER_MENDED] += t2s_statement_fix_count(verdict->statement) != 0;
    if (request->parts.cache != NULL)
        t2s__memo_put(t2s__snapshot_memo(request->snapshot), t2s__request_checks(request), verdict);
    land(request, verdict);
    if (t2s__settings_need_executor(&request->settings))
        t2s__step_execute(request);
    else
        t2s__step_answered(request);
}

static void refuse(t2s_request *request, const t2s_diagnostic *refusal)
{
    t2s__step_refused(request, t2s_diagnostic_rule(refusal), t2s_diagnostic_message(refusal));
}

static int names_unknown(const t2s_statement *statement)
{
    for (size_t i = 0; i < t2s_statement_diagnostic_count(statement); i++) {
        const t2s_diagnostic *diagnostic = t2s_statement_diagnostic(statement, i);

        if (t2s_diagnostic_severity(diagnostic) == T2S_SEVERITY_ERROR && t2s__is_unknown_name(t2s_diagnostic_code(diagnostic)))
            return 1;
    }
    return 0;
}

/* Whether it was mended because of a name that is unknown, as far as the schema is known. */
static int was_unknown(const t2s_statement *statement)
{
    for (size_t i = 0; i < t2s_statement_fix_count(statement); i++)
        if (t2s__is_unknown_name(t2s_fix_code(t2s_statement_fix(statement, i))))
            return 1;
    return 0;
}

/* The schema is still what it was, so that what was mended was wrong. */
static void go_on_mended(t2s_request *request)
{
    go_on(request, request->judging.verdict);
}

/* The schema is still what it was: it is the model's mistake. */
static void blame_statement(t2s_request *request)
{
    request->answer->counters[T2S_COUNTER_REJECTED]++;
    repair_statement(request, request->judging.verdict->statement);
}

static void judge_statement(t2s_request *request, t2s__verdict *verdict)
{
    const t2s_diagnostic *refusal;

    request->answer->counters[T2S_COUNTER_STATEMENTS]++;
    if (t2s__verdict_is_good(verdict)) {
        if (!request->from_cache && was_unknown(verdict->statement))
            t2s__step_recheck(request, NULL, go_on_mended);
        else
            go_on(request, verdict);
        return;
    }
    refusal = first_error(verdict->statement, 1);
    if (refusal != NULL) {
        request->answer->counters[T2S_COUNTER_REJECTED]++;
        refuse(request, refusal);
    } else if (names_unknown(verdict->statement))
        t2s__step_recheck(request, NULL, blame_statement);
    else
        blame_statement(request);
}

void t2s__step_verdict(t2s_request *request, t2s__verdict *verdict)
{
    t2s_answer *answer = request->answer;
    t2s__verdict *former = answer->verdict;

    if (request->from_cache && !t2s__verdict_is_good(verdict)) { /* the schema has moved on, or the cache is not to be trusted */
        t2s__step_ask(request);
        return;
    }
    answer->verdict = t2s__verdict_ref(verdict);
    t2s__verdict_unref(former);
    if (verdict != request->judging.verdict) {
        t2s__verdict_unref(request->judging.verdict);
        request->judging.verdict = t2s__verdict_ref(verdict);
    }
    if (verdict->reply.outcome == T2S_OUTCOME_ANSWERED)
        judge_statement(request, verdict);
    else
        t2s__request_end(request, verdict->reply.outcome, NULL);
}

/* The reply is none. */
static void repair_reply(t2s_request *request, const t2s__judging *judging)
{
    const t2s__finding finding = {.code = "reply", .message = t2s_error_message(judging->error), .hint = t2s_error_hint(judging->error)};

    t2s__verdict_unref(request->answer->verdict);
    request->answer->verdict = NULL;
    if (request->from_cache)
        t2s__step_ask(request);
    else
        t2s__step_repair(request, &finding, 1, t2s_error_ref(judging->error));
}

static void judged(t2s_request *request)
{
    t2s__judging *judging = &request->judging;

    t2s__request_attribute(request, T2S_STAGE_VALIDATOR, judging->durations[T2S_STAGE_VALIDATOR]);
    if (judging->code == T2S_E_PROTOCOL)
        repair_reply(request, judging);
    else if (judging->code != 0)
        t2s__request_fail(request, t2s_error_ref(judging->error));
    else
        t2s__step_verdict(request, judging->verdict);
}

void t2s__step_judge(t2s_request *request, char *text, size_t length)
{
    t2s__verdict_unref(request->judging.verdict);
    request->judging.verdict = t2s__verdict_new(text, length);
    if (request->judging.verdict == NULL) {
        t2s__request_fail_nomem(request);
        return;
    }
    t2s__request_enter(request, T2S_STAGE_REPLY);
    t2s__request_queue(request, t2s__judging_check_reply, judged);
}
