/* SPDX-License-Identifier: MIT */
/*
 * Driving a context. One of three ways:
 * - nothing of this header: t2s_ask_sync() and its like drive the context while they wait;
 * - t2s_context_start(): a thread of the library drives it, and runs the callbacks;
 * - the host's own loop: poll t2s_context_fd() for t2s_context_events(), for t2s_context_timeout() milliseconds at most, then call
 *   t2s_context_dispatch(); and again.
 * Any thread may ask, cancel and finish a reply at any time; one thread at a time dispatches.
 */
#ifndef TEXT2SQL_LOOP_H
#define TEXT2SQL_LOOP_H

#include <text2sql/context.h>

T2S_BEGIN_DECLS

/** Let a thread of the library drive the context until it is freed. @return 0; T2S_E_BUSY (it runs already), T2S_E_NOMEM, T2S_E_SHUTDOWN @since 1.0 */
T2S_EXTERN int t2s_context_start(t2s_context *context);

/** A descriptor to poll; the same for the context's life, and not to be read, written or closed. @since 1.0 */
T2S_EXTERN int t2s_context_fd(const t2s_context *context);

/** What to poll it for: POLLIN. @since 1.0 */
T2S_EXTERN int t2s_context_events(const t2s_context *context);

/** Milliseconds after which t2s_context_dispatch() is due even if the descriptor stays silent; 0: now; -1: never. For the thread that dispatches. @since 1.0 */
T2S_EXTERN int t2s_context_timeout(const t2s_context *context);

/**
 * Do what is due, run the callbacks of what has finished, and return without waiting.
 *
 * @return 0; T2S_E_BUSY: another thread dispatches, or this one does already (it is inside a callback)
 * @since 1.0
 */
T2S_EXTERN int t2s_context_dispatch(t2s_context *context);

T2S_END_DECLS

#endif
