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

/**
 * Trino, by its REST protocol. Each query is a statement and a session of its own; pages are asked for as their rows are taken, and a
 * query that is cancelled, out of time or past its limits is stopped on the server. There are no transactions that can only read: that a
 * text is a query, is for the checks before, and for the dry run, in which the server says what it reads and writes.
 *
 * Options, each with its default. All but the secrets may stand in the URI as ?name=value, too; what is given here goes before that:
 *   uri                 required: trino://[user[:password]@]host[:port][/catalog[/schema]][?name=value&...], or http(s)://...
 *   user                as whom queries run: X-Trino-User ("libtext2sql", or with a token whom that says)
 *   password            for basic authentication; or
 *   token, token_file   a bearer token, or a file with one, which is read anew for each statement
 *   ssl                 true for port 443 and https://, else false; without a port it is 443 with it, and 8080 without it
 *   ca_file             PEM certificates to trust instead of the system's
 *   proxy               that of the environment; "" for none
 *   plain_credentials   false: passwords, tokens and credentials are not sent without TLS
 *   next_uri            same: the server may lead to its own address only; rewrite: its path is taken to that, for servers behind a
 *                       proxy that do not know their own address
 *   catalog, schema     where names without one are looked up (none)
 *   source, client_info, client_tags  what the server's lists of queries show; "libtext2sql" and none
 *   time_zone           of the session (the server's)
 *   roles               catalog=role,...: authorization roles, for "system" and for catalogs (none)
 *   session.NAME        a property of the session, e.g. session.query_max_run_time or session.hive.insert_existing_partitions_behavior
 *   credential.NAME     an extra credential
 *   connect_timeout_ms  10000
 *   retry_ms            30000, for which a server that is busy or cannot be reached is asked again
 *   page_bytes          67108864, the largest page
 *
 * @param ret_executor  a new reference
 * @return 0; T2S_E_INVALID (an unknown option, a URI that cannot be read, credentials without TLS), T2S_E_NOMEM
 * @since 1.0
 */
T2S_EXTERN int t2s_trino_executor_new(const t2s_options *options, t2s_executor **ret_executor, t2s_error **reterr_error);

/** PrestoDB; as t2s_trino_executor_new(), with presto:// and X-Presto-User. A token does not say who it is: `user` is needed. @since 1.0 */
T2S_EXTERN int t2s_presto_executor_new(const t2s_options *options, t2s_executor **ret_executor, t2s_error **reterr_error);

T2S_END_DECLS

#endif
