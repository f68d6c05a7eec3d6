/* SPDX-License-Identifier: MIT */
/* Logging: the library prints nothing; it calls back. No record holds a key, a password, or values from the database. */
#ifndef TEXT2SQL_LOG_H
#define TEXT2SQL_LOG_H

#include <text2sql/context.h>

T2S_BEGIN_DECLS

enum { T2S_LOG_DEBUG = 0, T2S_LOG_INFO = 1, T2S_LOG_WARNING = 2, T2S_LOG_ERROR = 3, T2S_LOG_OFF = 4 };

/** One event. Valid during the callback. @since 1.0 */
typedef struct t2s_log_record t2s_log_record;

/** Runs on the thread that dispatches. It must not dispatch; asking and cancelling are fine. @since 1.0 */
typedef void (*t2s_log_fn)(const t2s_log_record *record, void *user_data);

/**
 * @param level     the lowest that is wanted, T2S_LOG_*
 * @param callback  NULL: no logging, as at the beginning
 * @return 0; T2S_E_INVALID
 * @since 1.0
 */
T2S_EXTERN int t2s_context_set_log(t2s_context *context, int level, t2s_log_fn callback, void *user_data);

T2S_EXTERN int t2s_log_record_level(const t2s_log_record *record);
/** What happened, a constant text: "request started", "provider replied", ... @since 1.0 */
T2S_EXTERN const char *t2s_log_record_message(const t2s_log_record *record);
/** 0 when it belongs to no request. @since 1.0 */
T2S_EXTERN uint64_t t2s_log_record_request_id(const t2s_log_record *record);
/** Details, by name: "stage", "outcome", "duration_us", ... An index out of range gives NULL. @since 1.0 */
T2S_EXTERN size_t t2s_log_record_field_count(const t2s_log_record *record);
T2S_EXTERN const char *t2s_log_record_field_name(const t2s_log_record *record, size_t index);
T2S_EXTERN const char *t2s_log_record_field_value(const t2s_log_record *record, size_t index);

/** "debug", "info", "warning", "error". Static. @since 1.0 */
T2S_EXTERN const char *t2s_log_level_name(int level);

T2S_END_DECLS

#endif
