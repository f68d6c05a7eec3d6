/* SPDX-License-Identifier: MIT */
/* A prompt, as a provider gets it: messages, and the shape that the reply must have. Read-only, shared by reference count. */
#ifndef TEXT2SQL_PROMPT_H
#define TEXT2SQL_PROMPT_H

#include <text2sql/error.h>

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

/**
 * 0 at first. The engine begins a new round, with the first prompt again, when it has given up on the replies of the earlier ones:
 * a provider that has others to ask passes on to the next. See t2s_reply_set_alternative().
 * @since 1.0
 */
T2S_EXTERN int t2s_prompt_round(const t2s_prompt *prompt);

/** The id of the request that it belongs to, for logs. @since 1.0 */
T2S_EXTERN uint64_t t2s_prompt_request_id(const t2s_prompt *prompt);

/** When the request ends at the latest, whatever has become of it by then, on the clock of t2s_loop_now(); UINT64_MAX: no limit. @since 1.0 */
T2S_EXTERN uint64_t t2s_prompt_deadline(const t2s_prompt *prompt);

/** 1 when somebody watches the completion grow, so that streaming is worth it; else 0. @since 1.0 */
T2S_EXTERN int t2s_prompt_is_watched(const t2s_prompt *prompt);

/** Who asks: the option "caller" of the question, or "". Lives as long as the prompt. @since 1.0 */
T2S_EXTERN const char *t2s_prompt_caller(const t2s_prompt *prompt);

/** Tokens of all messages, estimated as bytes / 4. @since 1.0 */
T2S_EXTERN uint64_t t2s_prompt_tokens(const t2s_prompt *prompt);

/** The texts that prompts are made of, with placeholders. Immutable, shared by reference count; any thread may hold it. @since 1.0 */
typedef struct t2s_prompt_template t2s_prompt_template;

/**
 * Make a template from one text of sections, each begun by a line of its own: [system], [user] and [repair].
 *
 * Placeholders, in double braces ("{{{{" stands for two braces of the text):
 *   {{dialect}}        its title, "PostgreSQL"                          [system] [user] [repair]
 *   {{dialect_rules}}  what models get wrong in it                      [system] [user]
 *   {{reply_format}}   the JSON object that the reply has to be         [system] [user] [repair]
 *   {{database}}       its name                                         [user]
 *   {{schema}}         what of the schema the question needs, fenced    [user], needed
 *   {{question}}       the question                                     [user], needed, behind {{schema}}: what changes stands last
 *   {{findings}}       what was wrong with the reply, fenced            [repair], needed
 *
 * What stands in [system] is the same for every question, so that servers' prefix caches hit; {{reply_format}} is needed in [system] or
 * [user]. Without [repair], the built-in one is used. A fence is put around untrusted text by the library and cannot be closed from inside.
 *
 * @param text          UTF-8; copied
 * @param ret_template  a new reference, release with t2s_prompt_template_unref()
 * @return 0; T2S_E_SYNTAX (an unknown section or placeholder, one where it may not stand, a missing one: with line and column),
 *         T2S_E_INVALID, T2S_E_NOMEM
 * @since 1.0
 */
T2S_EXTERN int t2s_prompt_template_new(const char *text, t2s_prompt_template **ret_template, t2s_error **reterr_error);

/** The text of the built-in template of a dialect, e.g. to change it. Static. @since 1.0 */
T2S_EXTERN const char *t2s_prompt_template_builtin(const char *dialect);

T2S_EXTERN t2s_prompt_template *t2s_prompt_template_ref(t2s_prompt_template *prompt_template);
T2S_EXTERN void t2s_prompt_template_unref(t2s_prompt_template *prompt_template);

/** The text that it was made from; lives as long as the template. @since 1.0 */
T2S_EXTERN const char *t2s_prompt_template_text(const t2s_prompt_template *prompt_template);

T2S_END_DECLS

#endif
