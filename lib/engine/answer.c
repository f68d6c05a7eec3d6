/* SPDX-License-Identifier: MIT */
#include "engine/answer.h"

#include "util/memory.h"

t2s_answer *t2s__answer_new(void)
{
    t2s_answer *answer = t2s__calloc(1, sizeof(*answer));

    if (answer != NULL) {
        atomic_init(&answer->references, 1);
        answer->outcome = T2S_OUTCOME_FAILED;
        answer->plan_cost = -1;
        answer->plan_rows = -1;
    }
    return answer;
}

t2s_answer *t2s_answer_ref(t2s_answer *answer)
{
    if (answer != NULL)
        atomic_fetch_add_explicit(&answer->references, 1, memory_order_relaxed);
    return answer;
}

void t2s_answer_unref(t2s_answer *answer)
{
    if (answer == NULL || atomic_fetch_sub_explicit(&answer->references, 1, memory_order_acq_rel) != 1)
        return;
    t2s__verdict_unref(answer->verdict);
    t2s__calls_dispose(&answer->calls);
    t2s__free(answer->refused_by);
    t2s__free(answer->refusal);
    t2s__free(answer->model);
    t2s_result_unref(answer->result);
    t2s_error_unref(answer->error);
    t2s__free(answer);
}

const char *t2s_outcome_name(int outcome)
{
    static const char *const names[] = {"answered", "clarify", "unanswerable", "refused", "failed"};

    return outcome >= T2S_OUTCOME_ANSWERED && outcome <= T2S_OUTCOME_FAILED ? names[outcome] : "failed";
}

int t2s_answer_outcome(const t2s_answer *answer)
{
    return answer != NULL ? answer->outcome : T2S_OUTCOME_FAILED;
}

/* What the model said, or NULL. */
static const t2s__reply *reply_of(const t2s_answer *answer)
{
    return answer != NULL && answer->verdict != NULL ? &answer->verdict->reply : NULL;
}

const char *t2s_answer_sql(const t2s_answer *answer)
{
    const t2s__reply *reply = reply_of(answer);

    return reply != NULL ? reply->sql : NULL;
}

const char *t2s_answer_original_sql(const t2s_answer *answer)
{
    const t2s_statement *statement = t2s_answer_statement(answer);

    return statement != NULL ? t2s_statement_original_sql(statement) : t2s_answer_sql(answer);
}

size_t t2s_answer_fix_count(const t2s_answer *answer)
{
    return t2s_statement_fix_count(t2s_answer_statement(answer));
}

const t2s_fix *t2s_answer_fix(const t2s_answer *answer, size_t index)
{
    return t2s_statement_fix(t2s_answer_statement(answer), index);
}

const char *t2s_answer_explanation(const t2s_answer *answer)
{
    const t2s__reply *reply = reply_of(answer);

    return reply != NULL && reply->explanation != NULL ? reply->explanation : "";
}

size_t t2s_answer_assumption_count(const t2s_answer *answer)
{
    const t2s__reply *reply = reply_of(answer);

    return reply != NULL ? reply->assumption_count : 0;
}

const char *t2s_answer_assumption(const t2s_answer *answer, size_t index)
{
    const t2s__reply *reply = reply_of(answer);

    return reply != NULL && index < reply->assumption_count ? reply->assumptions[index] : NULL;
}

const char *t2s_answer_clarification(const t2s_answer *answer)
{
    const t2s__reply *reply = reply_of(answer);

    return reply != NULL ? reply->clarification : NULL;
}

const char *t2s_answer_refused_by(const t2s_answer *answer)
{
    return answer != NULL ? answer->refused_by : NULL;
}

const char *t2s_answer_refusal(const t2s_answer *answer)
{
    return answer != NULL ? answer->refusal : NULL;
}

double t2s_answer_plan_cost(const t2s_answer *answer)
{
    return answer != NULL ? answer->plan_cost : -1;
}

double t2s_answer_plan_rows(const t2s_answer *answer)
{
    return answer != NULL ? answer->plan_rows : -1;
}

t2s_result *t2s_answer_result(const t2s_answer *answer)
{
    return answer != NULL ? answer->result : NULL;
}

const t2s_statement *t2s_answer_statement(const t2s_answer *answer)
{
    return answer != NULL && answer->verdict != NULL ? answer->verdict->statement : NULL;
}

t2s_error *t2s_answer_error(const t2s_answer *answer)
{
    return answer != NULL ? answer->error : NULL;
}

const char *t2s_answer_model(const t2s_answer *answer)
{
    return answer != NULL ? answer->model : NULL;
}

uint64_t t2s_answer_duration(const t2s_answer *answer, int stage)
{
    return answer != NULL && stage >= 0 && stage < T2S_STAGE_COUNT ? answer->durations[stage] : 0;
}

uint64_t t2s_answer_counter(const t2s_answer *answer, int counter)
{
    return answer != NULL && counter >= 0 && counter < T2S_COUNTER_COUNT ? answer->counters[counter] : 0;
}

int t2s_answer_schema_is_stale(const t2s_answer *answer)
{
    return answer != NULL && answer->schema_is_stale;
}

uint64_t t2s_answer_schema_age(const t2s_answer *answer)
{
    return answer != NULL ? answer->schema_age : 0;
}

size_t t2s_answer_call_count(const t2s_answer *answer)
{
    return answer != NULL ? answer->calls.count : 0;
}

const t2s_call *t2s_answer_call(const t2s_answer *answer, size_t index)
{
    return answer != NULL && index < answer->calls.count ? answer->calls.items[index] : NULL;
}
