/* SPDX-License-Identifier: MIT */
/* Asking. */
#ifndef TEXT2SQL_REQUEST_H
#define TEXT2SQL_REQUEST_H

#include <text2sql/answer.h>
#include <text2sql/context.h>

T2S_BEGIN_DECLS

/** The longest question, in bytes. @since 1.0 */
#define T2S_QUESTION_MAX 65536

/** A question under way, or answered. Shared by reference count; any thread may hold it. @since 1.0 */
typedef struct t2s_request t2s_request;

/**
 * @param status  0: the question came to an honest end, see t2s_answer_outcome(); otherwise why it failed, T2S_E_*
 * @param answer  never NULL; borrowed: t2s_answer_ref() keeps it
 * @since 1.0
 */
typedef void (*t2s_ask_fn)(t2s_request *request, int status, t2s_answer *answer, void *user_data);

/**
 * Ask for SQL that answers a question, and for its rows. Any thread.
 *
 * @param context      borrowed; pinned until the callback has run
 * @param question     UTF-8, NUL-terminated, not blank, at most T2S_QUESTION_MAX bytes; copied
 * @param options      NULL, or what differs from the context's options for this question; copied
 * @param callback     runs exactly once, from the dispatching thread, never inside t2s_ask() or t2s_request_cancel()
 * @param ret_request  optional; a new reference, release with t2s_request_unref()
 * @return 0; T2S_E_INVALID, T2S_E_TOO_LARGE, T2S_E_NOPROVIDER, T2S_E_NOMETADATA, T2S_E_NOEXECUTOR (execute is on), T2S_E_SHUTDOWN,
 *         T2S_E_NOMEM. After an error the callback never runs.
 * @since 1.0
 */
T2S_EXTERN int t2s_ask(t2s_context *context, const char *question, const t2s_options *options, t2s_ask_fn callback,
                       void *user_data, t2s_request **ret_request, t2s_error **reterr_error);

/**
 * Ask and wait. Drives the context meanwhile, unless another thread does.
 *
 * @param ret_answer    a new reference, release with t2s_answer_unref(); NULL when the question was not taken
 * @param reterr_error  why it failed: that of the answer, if there is one
 * @return 0 or what t2s_ask() or the callback's status would be; T2S_E_BUSY inside a callback
 * @since 1.0
 */
T2S_EXTERN int t2s_ask_sync(t2s_context *context, const char *question, const t2s_options *options, t2s_answer **ret_answer,
                            t2s_error **reterr_error);

/** Take one more reference. NULL is fine. @return request @since 1.0 */
T2S_EXTERN t2s_request *t2s_request_ref(t2s_request *request);

/** Release one reference; the question goes on. NULL is fine. @since 1.0 */
T2S_EXTERN void t2s_request_unref(t2s_request *request);

/**
 * Give up a question: what it does at the provider and the database is stopped too, and it ends with T2S_E_CANCELLED, unless its end
 * was under way already. Any thread; the callback runs later.
 * @since 1.0
 */
T2S_EXTERN void t2s_request_cancel(t2s_request *request);

/** Its number in its context, from 1; it is in every log record. @since 1.0 */
T2S_EXTERN uint64_t t2s_request_id(const t2s_request *request);

/** The step it is at, T2S_STAGE_*. Any thread; it may have moved on. @since 1.0 */
T2S_EXTERN int t2s_request_stage(const t2s_request *request);

T2S_END_DECLS

#endif
