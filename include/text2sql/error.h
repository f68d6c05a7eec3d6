/* SPDX-License-Identifier: MIT */
/*
 * Errors. Functions return 0 or one of the negative codes below; the number of a code never changes. Functions that can say
 * more take a `t2s_error **reterr_error` as their last argument: it may be NULL; on failure it receives a new object that the
 * caller releases with t2s_error_unref(), and on success it is left alone.
 */
#ifndef TEXT2SQL_ERROR_H
#define TEXT2SQL_ERROR_H

#include <text2sql/export.h>

T2S_BEGIN_DECLS

/** Every code: name, number, and what it means in general. The particular is in the t2s_error. @since 1.0 */
#define T2S_ERRNO_MAP(XX)                                                                                                        \
    XX(INVALID, -1, "an argument is not valid")                                                                                  \
    XX(NOMEM, -2, "out of memory")                                                                                               \
    XX(NOPROVIDER, -3, "no LLM provider is set")                                                                                 \
    XX(NOMETADATA, -4, "no metadata source is set")                                                                              \
    XX(NOEXECUTOR, -5, "no executor is set")                                                                                     \
    XX(CANCELLED, -6, "the request was cancelled")                                                                               \
    XX(SHUTDOWN, -7, "the context was shut down")                                                                                \
    XX(TIMEOUT, -8, "the time limit was reached")                                                                                \
    XX(CONNECT, -9, "the server could not be reached, or the connection was lost")                                               \
    XX(TLS, -10, "the TLS connection could not be made")                                                                         \
    XX(AUTH, -11, "the server did not accept the credentials")                                                                   \
    XX(RATE_LIMIT, -12, "the server refused because of its rate limit or quota")                                                 \
    XX(SERVER, -13, "the server reported an error")                                                                              \
    XX(PROTOCOL, -14, "the peer's answer does not follow the protocol")                                                          \
    XX(TOO_LARGE, -15, "an input or an answer exceeds its size limit")                                                           \
    XX(SYNTAX, -16, "a text could not be parsed")                                                                                \
    XX(IO, -17, "a file could not be read or written")                                                                           \
    XX(NOTFOUND, -18, "what was asked for does not exist")                                                                       \
    XX(UNSUPPORTED, -19, "this is not supported here")                                                                           \
    XX(BUSY, -20, "this cannot be done now, because it is in use")                                                               \
    XX(ABI, -21, "an operations table does not fit this version of the library")                                                 \
    XX(DATABASE, -22, "the database reported an error")                                                                          \
    XX(REJECTED, -23, "the SQL was rejected by validation")                                                                      \
    XX(INTERNAL, -24, "a component broke its contract")                                                                          \
    XX(BUDGET, -25, "the budget is used up")                                                                                     \
    XX(UNAVAILABLE, -26, "this is not used for now, because it failed too often or too much waits for it")

#define T2S_ERROR_DECLARE_(name, number, text) T2S_E_##name = (number),
enum { T2S_OK = 0, T2S_ERRNO_MAP(T2S_ERROR_DECLARE_) T2S_E_END_ = -9999 };
#undef T2S_ERROR_DECLARE_

/** The stages of a question's journey: the steps of a request, and the place where an error arose. @since 1.0 */
#define T2S_STAGE_MAP(XX)                                                                                                        \
    XX(NONE, 0, "none")                                                                                                          \
    XX(QUEUE, 1, "queue")                                                                                                        \
    XX(METADATA, 2, "metadata")                                                                                                  \
    XX(RETRIEVAL, 3, "retrieval")                                                                                                \
    XX(PROMPT, 4, "prompt")                                                                                                      \
    XX(PROVIDER, 5, "provider")                                                                                                  \
    XX(REPLY, 6, "reply")                                                                                                        \
    XX(DIALECT, 7, "dialect")                                                                                                    \
    XX(VALIDATOR, 8, "validator")                                                                                                \
    XX(EXECUTOR, 9, "executor")

#define T2S_STAGE_DECLARE_(name, number, text) T2S_STAGE_##name = (number),
enum { T2S_STAGE_MAP(T2S_STAGE_DECLARE_) T2S_STAGE_COUNT };
#undef T2S_STAGE_DECLARE_

/** What went wrong, immutable after it was handed over. Any thread may read it. @since 1.0 */
typedef struct t2s_error t2s_error;

/** The general text of a code, e.g. "out of memory"; "unknown error" for numbers that are no code. Static. @since 1.0 */
T2S_EXTERN const char *t2s_strerror(int code);

/** The name of a code, e.g. "T2S_E_NOMEM"; "T2S_E_UNKNOWN" for numbers that are no code. Static. @since 1.0 */
T2S_EXTERN const char *t2s_error_name(int code);

/** The name of a stage, e.g. "provider". Static; "none" for numbers that are no stage. @since 1.0 */
T2S_EXTERN const char *t2s_stage_name(int stage);

/** Take one more reference. NULL is fine. @return error @since 1.0 */
T2S_EXTERN t2s_error *t2s_error_ref(t2s_error *error);

/** Release one reference. NULL is fine. @since 1.0 */
T2S_EXTERN void t2s_error_unref(t2s_error *error);

/** The code, T2S_E_*. @since 1.0 */
T2S_EXTERN int t2s_error_code(const t2s_error *error);

/** The stage in which it arose, T2S_STAGE_*; T2S_STAGE_NONE outside a request. @since 1.0 */
T2S_EXTERN int t2s_error_stage(const t2s_error *error);

/** What happened and where, one sentence without a final newline. Lives as long as the error. @since 1.0 */
T2S_EXTERN const char *t2s_error_message(const t2s_error *error);

/** How to mend it, or NULL. Lives as long as the error. @since 1.0 */
T2S_EXTERN const char *t2s_error_hint(const t2s_error *error);

/** Line and column, from 1, in the text that the error is about; 0 where there is none. @since 1.0 */
T2S_EXTERN int t2s_error_line(const t2s_error *error);
T2S_EXTERN int t2s_error_column(const t2s_error *error);

/**
 * The database's own name of the error, or NULL: PostgreSQL's SQLSTATE, five characters; of Trino and Presto the error's name, such as
 * COLUMN_NOT_FOUND. Lives as long as the error.
 * @since 1.0
 */
T2S_EXTERN const char *t2s_error_sqlstate(const t2s_error *error);

/** The HTTP status that the server sent, or 0. @since 1.0 */
T2S_EXTERN int t2s_error_http_status(const t2s_error *error);

/** Whose fault an error of the database is. @since 1.0 */
enum {
    T2S_CAUSE_UNKNOWN = 0, /* it was not said */
    T2S_CAUSE_QUERY = 1,   /* the query's: another one may do */
    T2S_CAUSE_NAME = 2,    /* the query's, by a name that the database does not have */
    T2S_CAUSE_DATA = 3,    /* the query's, by what it does with the rows; the message may quote them, unless it has a place */
    T2S_CAUSE_OTHER = 4    /* another query would not help */
};

/** T2S_CAUSE_*, where the executor has said it. @since 1.0 */
T2S_EXTERN int t2s_error_cause(const t2s_error *error);

/** 1 when the same call may succeed later (a timeout, an overloaded server), else 0. @since 1.0 */
T2S_EXTERN int t2s_error_retryable(const t2s_error *error);

T2S_END_DECLS

#endif
