/* SPDX-License-Identifier: MIT */
/* The answer to a question. Immutable, shared by reference count; any thread may read it. Everything lives as long as the answer. */
#ifndef TEXT2SQL_ANSWER_H
#define TEXT2SQL_ANSWER_H

#include <text2sql/call.h>
#include <text2sql/diagnostic.h>
#include <text2sql/metrics.h>
#include <text2sql/result.h>
#include <text2sql/statement.h>

T2S_BEGIN_DECLS

typedef struct t2s_answer t2s_answer;

/** How it ended. @since 1.0 */
enum {
    T2S_OUTCOME_ANSWERED = 0,     /* there is SQL that passed every check, and its rows if they were wanted */
    T2S_OUTCOME_CLARIFY = 1,      /* the question can be read in several ways: t2s_answer_clarification() asks back */
    T2S_OUTCOME_UNANSWERABLE = 2, /* not from this schema: t2s_answer_explanation() says why */
    T2S_OUTCOME_REFUSED = 3,      /* t2s_answer_refused_by() says by which rule */
    T2S_OUTCOME_FAILED = 4        /* t2s_answer_error() says in which stage and why */
};

/** "answered", "clarify", "unanswerable", "refused", "failed". Static. @since 1.0 */
T2S_EXTERN const char *t2s_outcome_name(int outcome);

T2S_EXTERN t2s_answer *t2s_answer_ref(t2s_answer *answer);
T2S_EXTERN void t2s_answer_unref(t2s_answer *answer);

/** T2S_OUTCOME_*. @since 1.0 */
T2S_EXTERN int t2s_answer_outcome(const t2s_answer *answer);

/** The SQL: what passed; of a refused or failed question, the last that was looked at; NULL when there was none. @since 1.0 */
T2S_EXTERN const char *t2s_answer_sql(const t2s_answer *answer);

/** That SQL as the model wrote it: the same, unless it was mended. NULL when there was none. @since 1.0 */
T2S_EXTERN const char *t2s_answer_original_sql(const t2s_answer *answer);

/**
 * What was done to the original without asking the model again, in that order, see t2s_statement_mend(); the places are those of the
 * original. NULL: there is no such fix. @since 1.0
 */
T2S_EXTERN size_t t2s_answer_fix_count(const t2s_answer *answer);
T2S_EXTERN const t2s_fix *t2s_answer_fix(const t2s_answer *answer, size_t index);

/** What the model says about its SQL, or why there is none; may be "". @since 1.0 */
T2S_EXTERN const char *t2s_answer_explanation(const t2s_answer *answer);

/** What the model took for granted. @since 1.0 */
T2S_EXTERN size_t t2s_answer_assumption_count(const t2s_answer *answer);
T2S_EXTERN const char *t2s_answer_assumption(const t2s_answer *answer, size_t index);

/** The question to ask back, or NULL. @since 1.0 */
T2S_EXTERN const char *t2s_answer_clarification(const t2s_answer *answer);

/** The rule that refused, a validator's name or "plan" or "provider"; NULL unless the outcome is REFUSED. @since 1.0 */
T2S_EXTERN const char *t2s_answer_refused_by(const t2s_answer *answer);

/** Why it was refused; NULL unless the outcome is REFUSED. @since 1.0 */
T2S_EXTERN const char *t2s_answer_refusal(const t2s_answer *answer);

/**
 * What the database's planner expected of the SQL, where the options dry_run or plan_* had it asked: the cost in its own units, the rows.
 * Negative: it was not asked, or did not say. @since 1.0
 */
T2S_EXTERN double t2s_answer_plan_cost(const t2s_answer *answer);
T2S_EXTERN double t2s_answer_plan_rows(const t2s_answer *answer);

/** The rows; NULL when nothing was run. Borrowed. @since 1.0 */
T2S_EXTERN t2s_result *t2s_answer_result(const t2s_answer *answer);

/** The facts and diagnostics of t2s_answer_sql(), or NULL. Borrowed. @since 1.0 */
T2S_EXTERN const t2s_statement *t2s_answer_statement(const t2s_answer *answer);

/** Why it failed, or NULL. Borrowed. @since 1.0 */
T2S_EXTERN t2s_error *t2s_answer_error(const t2s_answer *answer);

/**
 * Was the database out of reach when its schema was to be looked at, so that the last known one was used? Only where the context's option
 * schema_stale_ms allows it.
 *
 * @return 1 or 0
 * @since 1.0
 */
T2S_EXTERN int t2s_answer_schema_is_stale(const t2s_answer *answer);

/**
 * How old the schema was when the question took it up: nanoseconds since the check began that it rests on. 0 when there was none.
 * @since 1.0
 */
T2S_EXTERN uint64_t t2s_answer_schema_age(const t2s_answer *answer);

/** The model that wrote the last reply, as the server named it, or NULL. @since 1.0 */
T2S_EXTERN const char *t2s_answer_model(const t2s_answer *answer);

/** The calls of models that were made for it, in the order in which they began; none for an answer out of the cache. @since 1.0 */
T2S_EXTERN size_t t2s_answer_call_count(const t2s_answer *answer);
/** Borrowed; NULL: there is no such call. @since 1.0 */
T2S_EXTERN const t2s_call *t2s_answer_call(const t2s_answer *answer, size_t index);

/** Nanoseconds spent in a stage, over all attempts. @param stage T2S_STAGE_*; T2S_STAGE_NONE: from t2s_ask() to the end @since 1.0 */
T2S_EXTERN uint64_t t2s_answer_duration(const t2s_answer *answer, int stage);

/** @param counter T2S_COUNTER_* @since 1.0 */
T2S_EXTERN uint64_t t2s_answer_counter(const t2s_answer *answer, int counter);

T2S_END_DECLS

#endif
