/* SPDX-License-Identifier: MIT */
/* Writing an executor: fill in a t2s_executor_ops. */
#ifndef TEXT2SQL_SYS_EXECUTOR_H
#define TEXT2SQL_SYS_EXECUTOR_H

#include <text2sql/executor.h>
#include <text2sql/result.h>
#include <text2sql/sys/error.h>
#include <text2sql/sys/loop.h>

T2S_BEGIN_DECLS

/** What is to be run: SQL, as whom, and within which bounds. Shared by reference count. @since 1.0 */
typedef struct t2s_query t2s_query;

/** One run of a query, under way or finished, with the rows so far. Counted by reference. @since 1.0 */
typedef struct t2s_execution t2s_execution;

/** What of a query an executor fulfils, in t2s_executor_ops.flags. A query that asks for what it does not have is refused. @since 1.0 */
enum {
    T2S_EXECUTOR_F_IDENTITY = 1 << 0,    /* t2s_query_role(), and the settings of the session */
    T2S_EXECUTOR_F_SEARCH_PATH = 1 << 1, /* t2s_query_search_path() */
    T2S_EXECUTOR_F_PLANS = 1 << 2        /* t2s_query_dry_run() */
};

/** What an executor can do. Set struct_size to sizeof(t2s_executor_ops). @since 1.0 */
typedef struct t2s_executor_ops {
    size_t struct_size;
    uint64_t flags; /* T2S_EXECUTOR_F_*; unknown bits are refused */

    /* Required. Begin to run the query of `execution`; must not block. Runs on the loop's thread. The executor owns one
     * reference of `execution`, which t2s_execution_finish() takes back. A nonzero return means it was not taken. */
    int (*start)(void *user_data, t2s_execution *execution);

    /* Optional. Nobody waits any more: stop the query on the server too; the execution must still be finished. */
    void (*cancel)(void *user_data, t2s_execution *execution);

    /* Optional. The last call; runs exactly once, also when registration fails. */
    void (*destroy)(void *user_data);

    /* Optional; as in t2s_provider_ops. */
    int (*attach)(void *user_data, t2s_loop *loop);
    void (*detach)(void *user_data, t2s_loop *loop);
} t2s_executor_ops;

/** Register an executor. As t2s_provider_new(). @since 1.0 */
T2S_EXTERN int t2s_executor_new(const char *name, const t2s_executor_ops *ops, void *user_data, t2s_executor **ret_executor);

/** The name given at registration. @since 1.0 */
T2S_EXTERN const char *t2s_executor_name(const t2s_executor *executor);

/** What is to be run; lives as long as the execution. @since 1.0 */
T2S_EXTERN const t2s_query *t2s_execution_query(const t2s_execution *execution);

T2S_EXTERN const char *t2s_query_sql(const t2s_query *query);
/** Rows at most; 0: no limit. One row more may be fetched to know that there are more. @since 1.0 */
T2S_EXTERN uint64_t t2s_query_row_limit(const t2s_query *query);
/** Milliseconds that the query may run on the server; 0: no limit. @since 1.0 */
T2S_EXTERN uint64_t t2s_query_timeout_ms(const t2s_query *query);
/** As whom it is to run, for this run alone; NULL: as whom the executor has connected. Only with T2S_EXECUTOR_F_IDENTITY. @since 1.0 */
T2S_EXTERN const char *t2s_query_role(const t2s_query *query);
/** Settings of the session, for this run alone, such as those that policies for rows look at. As for the role. @since 1.0 */
T2S_EXTERN size_t t2s_query_setting_count(const t2s_query *query);
T2S_EXTERN const char *t2s_query_setting_name(const t2s_query *query, size_t index);
T2S_EXTERN const char *t2s_query_setting_value(const t2s_query *query, size_t index);
/** The schemas in which names without one are to be looked up, in order; none: as the session has it. Only with T2S_EXECUTOR_F_SEARCH_PATH. @since 1.0 */
T2S_EXTERN size_t t2s_query_search_path_count(const t2s_query *query);
T2S_EXTERN const char *t2s_query_search_path(const t2s_query *query, size_t index);

enum {
    T2S_DRY_RUN_OFF = 0,
    T2S_DRY_RUN_FIRST = 1, /* have the server plan the query, report that by t2s_execution_add_plan(), and run it */
    T2S_DRY_RUN_ONLY = 2   /* the same without running it: there are no rows */
};

/** T2S_DRY_RUN_*; another one than OFF only with T2S_EXECUTOR_F_PLANS. @since 1.0 */
T2S_EXTERN int t2s_query_dry_run(const t2s_query *query);

/**
 * The relations that the text reads, as it was understood when it was checked: for an executor that can ask its server the same, and
 * refuses what reads others.
 *
 * @return the count; 0 also when they are not known: see t2s_query_knows_tables()
 * @since 1.0
 */
T2S_EXTERN size_t t2s_query_table_count(const t2s_query *query);
/** As the catalog has it; of names of three parts "catalog.schema". NULL for an index out of range. @since 1.0 */
T2S_EXTERN const char *t2s_query_table_schema(const t2s_query *query, size_t index);
T2S_EXTERN const char *t2s_query_table_name(const t2s_query *query, size_t index);
/** 1 when the tables are all that the text reads; 0 when nobody has said so. @since 1.0 */
T2S_EXTERN int t2s_query_knows_tables(const t2s_query *query);

/* For the implementer: what an execution takes. Any thread, one at a time for each execution. */

/**
 * Add a column, before the first row.
 *
 * @param name  copied
 * @param type  the database's name of the type, e.g. "numeric(10,2)"; copied
 * @param kind  T2S_VALUE_*: how the values are to be read
 * @return 0; T2S_E_INVALID (there are rows already, or no such kind), T2S_E_NOMEM
 * @since 1.0
 */
T2S_EXTERN int t2s_execution_add_column(t2s_execution *execution, const char *name, const char *type, int kind);

/**
 * Change the type of a column that was added, where it becomes known later than the rows; before the finish.
 *
 * @return 0; T2S_E_INVALID (no such column or kind), T2S_E_NOMEM
 * @since 1.0
 */
T2S_EXTERN int t2s_execution_set_column_type(t2s_execution *execution, size_t column, const char *type, int kind);

/**
 * Add a row.
 *
 * @param values   one a column: the value as text, or raw bytes for T2S_VALUE_BYTES; NULL is SQL's NULL; copied
 * @param lengths  bytes of each
 * @return 0; T2S_E_NOMEM; T2S_E_TOO_LARGE: the row limit or the byte limit is reached, the row was not taken, and the result is
 *         marked truncated: stop the query and finish
 * @since 1.0
 */
T2S_EXTERN int t2s_execution_add_row(t2s_execution *execution, const char *const *values, const size_t *lengths);

/**
 * Report how the server would run the query.
 *
 * @param cost  in the server's own units; negative: it does not say
 * @param rows  how many it expects; negative: it does not say
 * @return 0: go on; T2S_E_INVALID: this is not wanted; T2S_E_REJECTED: it is more than the query may cost: finish, with any error or
 *         none; the execution says why. What is not known is rejected, too, where it has a limit.
 * @since 1.0
 */
T2S_EXTERN int t2s_execution_add_plan(t2s_execution *execution, double cost, double rows);

/**
 * Refuse to run the query, by a rule of the executor's own; then finish, with any error or none. The first refusal counts.
 *
 * @param rule     its name, e.g. "lineage"; copied
 * @param message  what it found, in one sentence; copied
 * @return 0; T2S_E_INVALID, T2S_E_NOMEM
 * @since 1.0
 */
T2S_EXTERN int t2s_execution_refuse(t2s_execution *execution, const char *rule, const char *message);

/**
 * Say how far the query is, for whoever shows it. Only on the loop's thread, and not from inside start; who hears of it may cancel.
 *
 * @param state        the database's own word, e.g. "RUNNING"
 * @param parts_done   of parts_total, which may grow; 0 of 0: it does not say
 * @param rows, bytes  read so far; 0: it does not say
 * @since 1.0
 */
T2S_EXTERN void t2s_execution_progress(t2s_execution *execution, const char *state, uint64_t parts_done, uint64_t parts_total,
                                       uint64_t rows, uint64_t bytes);

/**
 * Finish the run and give the executor's reference back. What comes after the first finish is ignored. Rows that could not be taken
 * for want of memory make it a T2S_E_NOMEM.
 *
 * @param error  NULL for success; otherwise the execution takes over the reference
 * @since 1.0
 */
T2S_EXTERN void t2s_execution_finish(t2s_execution *execution, t2s_error *error);

/** The loop that waits for the execution. @since 1.0 */
T2S_EXTERN t2s_loop *t2s_execution_loop(const t2s_execution *execution);

/* For who calls an executor. On the loop's thread; the rules are those of t2s_provider_call(). */

typedef void (*t2s_execution_fn)(t2s_execution *execution, void *user_data);

/** As t2s_provider_attach(). @return 0; T2S_E_INVALID, T2S_E_BUSY (it serves another loop); what attach returned @since 1.0 */
T2S_EXTERN int t2s_executor_attach(t2s_executor *executor, t2s_loop *loop);
/** Undo one t2s_executor_attach(). Queries under way end with T2S_E_SHUTDOWN, or however the executor ends them. @since 1.0 */
T2S_EXTERN void t2s_executor_detach(t2s_executor *executor, t2s_loop *loop);

/** @param sql copied @param ret_query a new reference @return 0; T2S_E_INVALID, T2S_E_NOMEM @since 1.0 */
T2S_EXTERN int t2s_query_new(const char *sql, t2s_query **ret_query);
T2S_EXTERN t2s_query *t2s_query_ref(t2s_query *query);
T2S_EXTERN void t2s_query_unref(t2s_query *query);

/*
 * A query must not be changed any more once it was given to t2s_executor_call(). Texts are copied; what takes one returns 0,
 * T2S_E_INVALID or T2S_E_NOMEM.
 */

/** @param rows 0 for no limit @since 1.0 */
T2S_EXTERN void t2s_query_set_row_limit(t2s_query *query, uint64_t rows);
/** @param bytes of values in the result, 0 for no limit @since 1.0 */
T2S_EXTERN void t2s_query_set_byte_limit(t2s_query *query, uint64_t bytes);
/** @param milliseconds 0 for no limit @since 1.0 */
T2S_EXTERN void t2s_query_set_timeout_ms(t2s_query *query, uint64_t milliseconds);
/** @param role NULL: as whom the executor has connected. "none", which PostgreSQL takes for that, is refused, and so is "". @since 1.0 */
T2S_EXTERN int t2s_query_set_role(t2s_query *query, const char *role);
T2S_EXTERN int t2s_query_add_setting(t2s_query *query, const char *name, const char *value);
T2S_EXTERN int t2s_query_add_schema(t2s_query *query, const char *schema);
/** @param dry_run T2S_DRY_RUN_* @param cost_limit, row_limit what the server may expect; 0: no limit @since 1.0 */
T2S_EXTERN int t2s_query_set_dry_run(t2s_query *query, int dry_run, double cost_limit, double row_limit);

/** One relation that the text reads. All of them, and then t2s_query_set_knows_tables(). @since 1.0 */
T2S_EXTERN int t2s_query_add_table(t2s_query *query, const char *schema, const char *name);
/** There are no others than those that were added. @since 1.0 */
T2S_EXTERN void t2s_query_set_knows_tables(t2s_query *query);

/** T2S_EXECUTOR_F_*. @since 1.0 */
T2S_EXTERN uint64_t t2s_executor_flags(const t2s_executor *executor);
/** @param query a reference of its own is taken @return T2S_E_UNSUPPORTED: the query asks for what the executor does not have @since 1.0 */
T2S_EXTERN int t2s_executor_call(t2s_executor *executor, t2s_loop *loop, t2s_query *query, t2s_execution_fn callback, void *user_data,
                                 t2s_execution **ret_execution);
T2S_EXTERN void t2s_execution_abandon(t2s_execution *execution);
T2S_EXTERN t2s_execution *t2s_execution_ref(t2s_execution *execution);
T2S_EXTERN void t2s_execution_unref(t2s_execution *execution);
/** The rows, borrowed from the execution; NULL after an error. @since 1.0 */
T2S_EXTERN t2s_result *t2s_execution_result(const t2s_execution *execution);
T2S_EXTERN t2s_error *t2s_execution_error(const t2s_execution *execution);
/** What t2s_execution_add_plan() was told; negative: nothing. Also after an error. @since 1.0 */
T2S_EXTERN double t2s_execution_cost(const t2s_execution *execution);
T2S_EXTERN double t2s_execution_rows(const t2s_execution *execution);
/** By which rule it was refused, "plan" for one that may cost too much; NULL: it was not. @since 1.0 */
T2S_EXTERN const char *t2s_execution_refused_by(const t2s_execution *execution);

/** What t2s_execution_progress() was told; runs on the loop's thread. @since 1.0 */
typedef void (*t2s_progress_fn)(t2s_execution *execution, const char *state, uint64_t parts_done, uint64_t parts_total, uint64_t rows,
                                uint64_t bytes, void *user_data);
/** Hear of an execution's progress; before it is abandoned or has ended. @param callback NULL: not any more @since 1.0 */
T2S_EXTERN void t2s_execution_set_progress_callback(t2s_execution *execution, t2s_progress_fn callback, void *user_data);

T2S_END_DECLS

#endif
