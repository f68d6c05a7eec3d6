/* SPDX-License-Identifier: MIT */
/* The context: what questions are asked of. It holds the parts that do the work and drives them on one loop. */
#ifndef TEXT2SQL_CONTEXT_H
#define TEXT2SQL_CONTEXT_H

#include <text2sql/cache.h>
#include <text2sql/catalog.h>
#include <text2sql/dialect.h>
#include <text2sql/executor.h>
#include <text2sql/knowledge.h>
#include <text2sql/metadata.h>
#include <text2sql/metrics.h>
#include <text2sql/price.h>
#include <text2sql/prompt.h>
#include <text2sql/provider.h>
#include <text2sql/retrieval.h>
#include <text2sql/validator.h>

T2S_BEGIN_DECLS

typedef struct t2s_context t2s_context;

/**
 * Make a context. It has no provider and no database yet, and the validators names, read_only, single_statement
 * and the policies functions, catalogs, access and limits.
 *
 * Options, each with its default; those marked * may be set for one question too, see t2s_ask():
 *   timeout_ms *          120000: from t2s_ask() to the answer, whatever happens in between
 *   execute *             1: run the SQL; 0: only write and check it
 *   row_limit *           1000 rows in an answer; 0: no limit
 *   byte_limit *          67108864 bytes of values in an answer; 0: no limit
 *   query_timeout_ms *    30000 on the database server
 *   prompt_budget *       16000 tokens for the schema in the prompt and what goes with it, see t2s_context_set_token_counter()
 *   knowledge_share *     25 percent of prompt_budget at most for definitions and examples, see t2s_context_set_knowledge(); the
 *                         schema has the rest
 *   example_limit *       3 examples of the knowledge at most, the nearest ones to the question
 *   dry_run *             0; 1: the database plans the SQL before it runs, so that what it would reject comes back before anything runs;
 *                         with "execute" off it plans only
 *   plan_cost_limit *     0: none; else what the planner expects to cost more, in its own units, is refused
 *   plan_row_limit *      0: none; else what it expects to give more rows
 *   role *                as whom the SQL runs in the database, e.g. by SET LOCAL ROLE; without it as whom the executor has connected.
 *                         The schema in the prompt is what the metadata source may see.
 *   search_path *         where names without a schema are looked up, in the checks as in the database: names of schemas between commas, in
 *                         quotes where SQL wants them; without it as the database has it
 *   session.NAME *        a setting of the session for this question's SQL alone, e.g. "session.app.tenant" for policies on rows that ask
 *                         current_setting('app.tenant')
 *   data_in_prompt *      "matched": of the database's rows, a model sees values that the question mentions, see docs/schema.md;
 *                         "samples": a few values of each column that is shown, too, and what the database says of data that a query
 *                         failed on; "none": no data at all
 *   mend *                1: SQL that is rejected and has one sure mend is mended, see t2s_statement_mend(); 0: the model is asked to
 *   repair_limit *        2: how often a model is asked to mend what was rejected
 *   use_cache *           1: answer out of the cache, if there is one, and keep good answers in it; 0: neither
 *   coalesce *            1: identical questions that are under way at the same time share one call; 0: each makes its own
 *   caller *              who asks, e.g. a user's or a tenant's name; cached answers and calls are shared within one caller only,
 *                         and where calls have to wait for their turn, callers take turns
 *   schema_freshness      "always": whatever was committed in the database before a question was asked is in its prompt, for which the
 *                         metadata source is asked before each question, unless that is dear; "max_age": it is asked when the last time
 *                         is longer ago than schema_max_age_ms; "notify": when the database has notified a change, or the last time is
 *                         longer ago than that; "manual": only by t2s_context_refresh_schema(). docs/schema.md says what each costs.
 *                         A name that turns out to be unknown makes the schema be looked at once more in each of them.
 *   schema_max_age_ms     60000; for sources that cannot tell cheaply whether the schema has changed, "always" and "notify" are "max_age"
 *   schema_stale_ms       0: how old the last known schema may be for a question to go on with it when the database cannot be reached;
 *                         the answer then says t2s_answer_schema_is_stale(). 0: such a question fails.
 *   workers               2 threads for what takes processor time
 *
 * @param options      NULL for the defaults; copied
 * @param ret_context  owned; release with t2s_context_free()
 * @return 0; T2S_E_INVALID (an unknown option, a value that is none), T2S_E_NOMEM
 * @since 1.0
 */
T2S_EXTERN int t2s_context_new(const t2s_options *options, t2s_context **ret_context, t2s_error **reterr_error);

/**
 * Shut down and release: no further question is taken; those under way end with T2S_E_SHUTDOWN, their callbacks running on this
 * thread before the call returns (on the library's own thread, if there is one). Called inside a callback, it takes effect when the
 * dispatch that runs the callback ends. Requests and answers that are still referred to stay valid. NULL is fine. Any thread.
 * @since 1.0
 */
T2S_EXTERN void t2s_context_free(t2s_context *context);

/**
 * Choose the parts. Each takes a reference of its own and gives up the earlier one; NULL takes the part out. Any thread, any time:
 * a question keeps the parts that it began with.
 *
 * @return 0; T2S_E_INVALID, T2S_E_SHUTDOWN
 * @since 1.0
 */
T2S_EXTERN int t2s_context_set_provider(t2s_context *context, t2s_provider *provider);
T2S_EXTERN int t2s_context_set_metadata_source(t2s_context *context, t2s_metadata_source *source);
T2S_EXTERN int t2s_context_set_dialect(t2s_context *context, t2s_dialect *dialect);
T2S_EXTERN int t2s_context_set_executor(t2s_context *context, t2s_executor *executor);
T2S_EXTERN int t2s_context_set_cache(t2s_context *context, t2s_cache *cache);
/** Without one, the dialect's built-in template is used. @since 1.0 */
T2S_EXTERN int t2s_context_set_prompt_template(t2s_context *context, t2s_prompt_template *prompt_template);
/** What prompt_budget is counted by; without one, the estimate of t2s_token_count(). @since 1.0 */
T2S_EXTERN int t2s_context_set_token_counter(t2s_context *context, t2s_token_counter *counter);
/** Prices for the cost of each call, see t2s_call_cost(). @since 1.0 */
T2S_EXTERN int t2s_context_set_price_list(t2s_context *context, t2s_price_list *prices);

/**
 * Knowledge of the database. It is bound to the schema when a question first needs it, and again when the schema has changed; what does
 * not fit any more is left out, with a record of level T2S_LOG_WARNING "knowledge does not fit". A question keeps the knowledge that it
 * began with, and answers are cached apart for other knowledge. NULL: none.
 *
 * @return 0; T2S_E_INVALID, T2S_E_SHUTDOWN
 * @since 1.0
 */
T2S_EXTERN int t2s_context_set_knowledge(t2s_context *context, t2s_knowledge *knowledge);

/**
 * Set a policy, with these options and no others: what statements may reach, read and be. A context has all of them, with their
 * defaults, behind its other validators. Any thread, any time: a question keeps the policies that it began with.
 *
 * @param name     "functions", "catalogs", "access" or "limits": text2sql/validator.h has the options of each
 * @param options  NULL for the defaults; copied
 * @return 0; T2S_E_INVALID (no such policy, an unknown option, a value that is none), T2S_E_NOMEM, T2S_E_SHUTDOWN
 * @since 1.0
 */
T2S_EXTERN int t2s_context_set_policy(t2s_context *context, const char *name, const t2s_options *options, t2s_error **reterr_error);

/**
 * Add a validator behind those that the context has. The built-in ones cannot be taken out.
 *
 * @param validator  a reference of its own is taken
 * @return 0; T2S_E_INVALID, T2S_E_NOMEM, T2S_E_SHUTDOWN
 * @since 1.0
 */
T2S_EXTERN int t2s_context_add_validator(t2s_context *context, t2s_validator *validator);

/**
 * Use a database for everything: sets the dialect, the metadata source and the executor that the URI's scheme stands for.
 * Nothing is connected yet.
 *
 * @param uri  "postgresql://..." or "postgres://...", as libpq takes it; "trino://user@host:port/catalog/schema" or "presto://...",
 *             whose parameters are the options of t2s_trino_executor_new(), and those of t2s_trino_metadata_source_new() that
 *             say what is read, e.g. "?catalogs=sales,hr_*"
 * @return 0; T2S_E_INVALID, T2S_E_NOMEM, T2S_E_SHUTDOWN
 * @since 1.0
 */
T2S_EXTERN int t2s_context_use_database(t2s_context *context, const char *uri, t2s_error **reterr_error);

/** The name of the dialect that a database of this URI speaks; NULL: it has no scheme that is known. @return static @since 1.0 */
T2S_EXTERN const char *t2s_database_dialect(const char *uri);

/** Read the schema anew before the next question. Any thread. @since 1.0 */
T2S_EXTERN void t2s_context_refresh_schema(t2s_context *context);

/**
 * The schema as the context sees it, read first if need be. Blocks like t2s_ask_sync(), under the same rules.
 *
 * @param ret_catalog  a new reference, release with t2s_catalog_unref()
 * @return 0; T2S_E_NOMETADATA, T2S_E_BUSY, T2S_E_SHUTDOWN, T2S_E_TIMEOUT, T2S_E_NOMEM; what the metadata source reported
 * @since 1.0
 */
T2S_EXTERN int t2s_context_get_catalog_sync(t2s_context *context, t2s_catalog **ret_catalog, t2s_error **reterr_error);

/**
 * The schema as the context searches it for what a question needs, with the names that the knowledge gives to tables and columns; read
 * first if need be. Blocks like t2s_ask_sync().
 *
 * @param ret_index  a new reference, release with t2s_index_unref()
 * @return as t2s_context_get_catalog_sync()
 * @since 1.0
 */
T2S_EXTERN int t2s_context_get_index_sync(t2s_context *context, t2s_index **ret_index, t2s_error **reterr_error);

/**
 * Check an SQL text as a question's would be checked, against the schema as it is now: reads the schema first if need be, and
 * runs all of the context's validators. Without a metadata source names are not resolved. Blocks like t2s_ask_sync().
 *
 * @param ret_statement  also for SQL that is rejected; release with t2s_statement_free()
 * @return 0; T2S_E_INVALID and those of t2s_context_get_catalog_sync()
 * @since 1.0
 */
T2S_EXTERN int t2s_context_check_sync(t2s_context *context, const char *sql, size_t length, t2s_statement **ret_statement,
                                      t2s_error **reterr_error);

/** As t2s_context_check_sync(), and where the text is rejected, try to mend it: see t2s_statement_mend(). @since 1.0 */
T2S_EXTERN int t2s_context_mend_sync(t2s_context *context, const char *sql, size_t length, t2s_statement **ret_statement,
                                     t2s_error **reterr_error);

/** The sum over all finished questions so far. @param counter T2S_COUNTER_* @since 1.0 */
T2S_EXTERN uint64_t t2s_context_counter(const t2s_context *context, int counter);

T2S_END_DECLS

#endif
