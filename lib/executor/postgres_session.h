/* SPDX-License-Identifier: MIT */
#ifndef T2S_EXECUTOR_POSTGRES_SESSION_H
#define T2S_EXECUTOR_POSTGRES_SESSION_H

#include <text2sql/sys/executor.h>

/*
 * One statement that makes the settings of a transaction what they must be for a query: those of the library, then the caller's, and at last the
 * role. To be freed; NULL: T2S_E_INVALID, T2S_E_NOMEM.
 */
char *t2s__pg_session_sql(const t2s_query *query, t2s_error **reterr_error);

#endif
