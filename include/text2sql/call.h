/* SPDX-License-Identifier: MIT */
/* The record of one call of a language model: what was asked, how it ended, what it cost. Immutable; any thread may read it. */
#ifndef TEXT2SQL_CALL_H
#define TEXT2SQL_CALL_H

#include <text2sql/error.h>

T2S_BEGIN_DECLS

/** Lives as long as the answer that it came with. @since 1.0 */
typedef struct t2s_call t2s_call;

/** Why the call was made. @since 1.0 */
enum {
    T2S_CALL_FIRST = 0,    /* it was the first for its prompt */
    T2S_CALL_RETRY = 1,    /* the same provider had failed */
    T2S_CALL_FALLBACK = 2, /* another provider had failed, or its replies were no use */
    T2S_CALL_HEDGE = 3     /* another provider was slow */
};

/** "first", "retry", "fallback", "hedge". Static. @since 1.0 */
T2S_EXTERN const char *t2s_call_reason_name(int reason);

/** The provider's name. @since 1.0 */
T2S_EXTERN const char *t2s_call_provider(const t2s_call *call);

/** The model that answered, as the server named it; where it did not, the one that was asked for, or NULL. @since 1.0 */
T2S_EXTERN const char *t2s_call_model(const t2s_call *call);

/** T2S_CALL_*. @since 1.0 */
T2S_EXTERN int t2s_call_reason(const t2s_call *call);

/** t2s_prompt_attempt(): 0, or the number of the repair that it was made for. @since 1.0 */
T2S_EXTERN int t2s_call_attempt(const t2s_call *call);

/** 0; or why it failed, T2S_E_*. T2S_E_CANCELLED: nobody waited for it any more; T2S_E_TIMEOUT: it was given up. @since 1.0 */
T2S_EXTERN int t2s_call_code(const t2s_call *call);

/** Why it failed; NULL when it did not, or when it was stopped. Borrowed. @since 1.0 */
T2S_EXTERN t2s_error *t2s_call_error(const t2s_call *call);

/** Tokens, as the server counted them; see t2s_call_is_estimated(). `cached` is a part of `input`. @since 1.0 */
T2S_EXTERN uint64_t t2s_call_input_tokens(const t2s_call *call);
T2S_EXTERN uint64_t t2s_call_output_tokens(const t2s_call *call);
T2S_EXTERN uint64_t t2s_call_cached_tokens(const t2s_call *call);

/** 1 when the server did not count (the call was stopped, say), and the tokens are estimated as bytes / 4; else 0. @since 1.0 */
T2S_EXTERN int t2s_call_is_estimated(const t2s_call *call);

/** Billionths of the price list's currency; 0 when no price is known. @since 1.0 */
T2S_EXTERN uint64_t t2s_call_cost(const t2s_call *call);

/** When it began, on the clock of t2s_loop_now(), in nanoseconds. @since 1.0 */
T2S_EXTERN uint64_t t2s_call_started(const t2s_call *call);

/** Nanoseconds from its beginning to the first byte of the reply; 0: there was none. @since 1.0 */
T2S_EXTERN uint64_t t2s_call_first_byte(const t2s_call *call);

/** Nanoseconds from its beginning to its end. @since 1.0 */
T2S_EXTERN uint64_t t2s_call_duration(const t2s_call *call);

T2S_END_DECLS

#endif
