/* SPDX-License-Identifier: MIT */
/* Events: what happens to a question while it is under way, for whoever shows progress. */
#ifndef TEXT2SQL_EVENT_H
#define TEXT2SQL_EVENT_H

#include <text2sql/call.h>
#include <text2sql/context.h>

T2S_BEGIN_DECLS

/** One event. Valid during the callback. @since 1.0 */
typedef struct t2s_event t2s_event;

/** What happened. More kinds may come: ignore those that you do not know. @since 1.0 */
enum {
    T2S_EVENT_STAGE = 1, /* the question is at another stage */
    T2S_EVENT_TEXT = 2,  /* the model has written more of its reply */
    T2S_EVENT_CALL = 3,    /* a call of a model has ended */
    T2S_EVENT_PROGRESS = 4 /* the database has said how far the query is */
};

/** Runs on the thread that dispatches, before the question's own callback. It must not dispatch; asking and cancelling are fine. @since 1.0 */
typedef void (*t2s_event_fn)(const t2s_event *event, void *user_data);

/**
 * Hear of all questions of a context that are asked from now on. With it, providers stream where they can.
 *
 * @param callback  NULL: no events, as at the beginning
 * @return 0; T2S_E_INVALID
 * @since 1.0
 */
T2S_EXTERN int t2s_context_set_event_callback(t2s_context *context, t2s_event_fn callback, void *user_data);

/** T2S_EVENT_*. @since 1.0 */
T2S_EXTERN int t2s_event_kind(const t2s_event *event);

/** t2s_request_id() of the question. @since 1.0 */
T2S_EXTERN uint64_t t2s_event_request_id(const t2s_event *event);

/** Of T2S_EVENT_STAGE: T2S_STAGE_*. @since 1.0 */
T2S_EXTERN int t2s_event_stage(const t2s_event *event);

/**
 * Of T2S_EVENT_TEXT: some characters of the model's raw reply, a JSON object as a rule, and where in it they stand. At offset 0
 * a call begins anew: what was heard before belongs to one that failed.
 *
 * @param ret_length  bytes; the text is not NUL-terminated
 * @param ret_offset  bytes before it; may be NULL
 * @return NULL for other events
 * @since 1.0
 */
T2S_EXTERN const char *t2s_event_text(const t2s_event *event, size_t *ret_length, size_t *ret_offset);

/** Of T2S_EVENT_CALL: the record. NULL for other events. @since 1.0 */
T2S_EXTERN const t2s_call *t2s_event_call(const t2s_event *event);

/** Of T2S_EVENT_PROGRESS: the database's own word, e.g. "QUEUED", "RUNNING". NULL for other events. @since 1.0 */
T2S_EXTERN const char *t2s_event_state(const t2s_event *event);

/** Of T2S_EVENT_PROGRESS: how many parts of the work (splits) are done, and how many there are so far; 0 where it is not said. @since 1.0 */
T2S_EXTERN uint64_t t2s_event_parts_done(const t2s_event *event);
T2S_EXTERN uint64_t t2s_event_parts_total(const t2s_event *event);

/** Of T2S_EVENT_PROGRESS: rows and bytes read from tables so far; 0 where it is not said. @since 1.0 */
T2S_EXTERN uint64_t t2s_event_rows(const t2s_event *event);
T2S_EXTERN uint64_t t2s_event_bytes(const t2s_event *event);

T2S_END_DECLS

#endif
