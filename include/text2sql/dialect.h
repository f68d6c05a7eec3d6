/* SPDX-License-Identifier: MIT */
/* Dialects: what kind of SQL is written. To write one: text2sql/sys/dialect.h. */
#ifndef TEXT2SQL_DIALECT_H
#define TEXT2SQL_DIALECT_H

#include <text2sql/options.h>

T2S_BEGIN_DECLS

/** A kind of SQL: its grammar and its facts. Shared by reference count. @since 1.0 */
typedef struct t2s_dialect t2s_dialect;

T2S_EXTERN t2s_dialect *t2s_dialect_ref(t2s_dialect *dialect);
T2S_EXTERN void t2s_dialect_unref(t2s_dialect *dialect);

/** PostgreSQL, by the server's own grammar (libpg_query). @param ret_dialect a new reference @return 0; T2S_E_NOMEM @since 1.0 */
T2S_EXTERN int t2s_postgres_dialect_new(t2s_dialect **ret_dialect);

/** Trino, by a parser of the library's own. @param ret_dialect a new reference @return 0; T2S_E_NOMEM @since 1.0 */
T2S_EXTERN int t2s_trino_dialect_new(t2s_dialect **ret_dialect);

/** PrestoDB, likewise. @param ret_dialect a new reference @return 0; T2S_E_NOMEM @since 1.0 */
T2S_EXTERN int t2s_presto_dialect_new(t2s_dialect **ret_dialect);

/** A built-in dialect by its name: "postgres", "trino" or "presto". @return 0; T2S_E_INVALID, T2S_E_NOTFOUND, T2S_E_NOMEM @since 1.0 */
T2S_EXTERN int t2s_dialect_by_name(const char *name, t2s_dialect **ret_dialect);

T2S_END_DECLS

#endif
