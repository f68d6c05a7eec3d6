/* SPDX-License-Identifier: MIT */
/* Making errors: for those who implement a core model. */
#ifndef TEXT2SQL_SYS_ERROR_H
#define TEXT2SQL_SYS_ERROR_H

#include <text2sql/error.h>

T2S_BEGIN_DECLS

/**
 * Make an error.
 *
 * @param code     T2S_E_*
 * @param message  what happened and where, in one sentence; copied. No secrets. NULL: the code's general text.
 * @return a new reference, never NULL: where memory is short it is a static T2S_E_NOMEM error, to be unref'd all the same
 * @since 1.0
 */
T2S_EXTERN t2s_error *t2s_error_new(int code, const char *message);

/**
 * Add detail to an error that was not handed over yet. Without effect on a static error; a text that cannot be copied for want
 * of memory is left out.
 * @since 1.0
 */
T2S_EXTERN void t2s_error_set_hint(t2s_error *error, const char *hint);
T2S_EXTERN void t2s_error_set_stage(t2s_error *error, int stage);
T2S_EXTERN void t2s_error_set_position(t2s_error *error, int line, int column);
T2S_EXTERN void t2s_error_set_sqlstate(t2s_error *error, const char *sqlstate);
T2S_EXTERN void t2s_error_set_http_status(t2s_error *error, int status);
T2S_EXTERN void t2s_error_set_retryable(t2s_error *error, int retryable);

/**
 * Say whose fault it is, where the database's SQLSTATE does not, or there is none. Not for use after the error was handed over.
 *
 * @param cause  T2S_CAUSE_*; without it, SQLSTATEs of the classes 42 and 22 are the query's
 * @since 1.0
 */
T2S_EXTERN void t2s_error_set_cause(t2s_error *error, int cause);

T2S_END_DECLS

#endif
