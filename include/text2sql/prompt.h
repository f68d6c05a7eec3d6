/* SPDX-License-Identifier: MIT */
/* A prompt, as a provider gets it: messages, and the shape that the reply must have. Read-only, shared by reference count. */
#ifndef TEXT2SQL_PROMPT_H
#define TEXT2SQL_PROMPT_H

#include <text2sql/export.h>

T2S_BEGIN_DECLS

typedef struct t2s_prompt t2s_prompt;

enum { T2S_ROLE_SYSTEM = 0, T2S_ROLE_USER = 1, T2S_ROLE_ASSISTANT = 2 };

/** Take one more reference, to keep the prompt beyond a call. NULL is fine. @return prompt @since 1.0 */
T2S_EXTERN t2s_prompt *t2s_prompt_ref(const t2s_prompt *prompt);

/** Release one reference. NULL is fine. @since 1.0 */
T2S_EXTERN void t2s_prompt_unref(t2s_prompt *prompt);

/** The number of messages: system first, then user, then, in a repair, the model's replies and what was wrong with them. @since 1.0 */
T2S_EXTERN size_t t2s_prompt_message_count(const t2s_prompt *prompt);

/** T2S_ROLE_* of message `index`. @since 1.0 */
T2S_EXTERN int t2s_prompt_message_role(const t2s_prompt *prompt, size_t index);

/** The text of message `index`: UTF-8, NUL-terminated; lives as long as the prompt. NULL when there is no such message. @since 1.0 */
T2S_EXTERN const char *t2s_prompt_message_text(const t2s_prompt *prompt, size_t index);

/** The JSON schema (strict) that the reply must follow; lives as long as the prompt. @since 1.0 */
T2S_EXTERN const char *t2s_prompt_schema(const t2s_prompt *prompt);

/** The question as the caller put it; lives as long as the prompt. @since 1.0 */
T2S_EXTERN const char *t2s_prompt_question(const t2s_prompt *prompt);

/** 0 for the first call of a request, 1 for its first repair, and so on. @since 1.0 */
T2S_EXTERN int t2s_prompt_attempt(const t2s_prompt *prompt);

/** The id of the request that it belongs to, for logs. @since 1.0 */
T2S_EXTERN uint64_t t2s_prompt_request_id(const t2s_prompt *prompt);

T2S_END_DECLS

#endif
