/* SPDX-License-Identifier: MIT */
/* Executors: where validated SQL runs. To write one: text2sql/sys/executor.h. */
#ifndef TEXT2SQL_EXECUTOR_H
#define TEXT2SQL_EXECUTOR_H

#include <text2sql/options.h>

T2S_BEGIN_DECLS

/** Something that runs a query. Shared by reference count. @since 1.0 */
typedef struct t2s_executor t2s_executor;

/** Take one more reference. NULL is fine. @return executor @since 1.0 */
T2S_EXTERN t2s_executor *t2s_executor_ref(t2s_executor *executor);

/** Release one reference. NULL is fine. @since 1.0 */
T2S_EXTERN void t2s_executor_unref(t2s_executor *executor);

/**
 * PostgreSQL, through a pool of connections. Each query runs alone in a READ ONLY transaction that is always rolled back, and what
 * else a session can keep (advisory locks, prepared statements) is discarded after it. A query's time limit is set as its
 * statement_timeout, and watched here too; the wait for a free connection may take as long again.
 *
 * Options, each with its default:
 *   uri                 required: a libpq connection URI or "key=value" string
 *   pool_size           4 connections at most; further queries wait in order
 *   connect_timeout_ms  10000
 *   idle_timeout_ms     60000, after which an unused connection is closed
 *
 * @param ret_executor  a new reference
 * @return 0; T2S_E_INVALID (an unknown option, a URI that libpq does not parse), T2S_E_NOMEM
 * @since 1.0
 */
T2S_EXTERN int t2s_postgres_executor_new(const t2s_options *options, t2s_executor **ret_executor, t2s_error **reterr_error);

T2S_END_DECLS

#endif
