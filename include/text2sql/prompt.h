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

/** The longest template, in bytes. @since 1.0 */
#define T2S_PROMPT_TEMPLATE_MAX 1048576

/**
 * Make a template from one text of sections, each begun by a line of its own: [system] and [user], both needed, and [repair], which
 * follows a reply that could not be used; without it, the built-in one is used. Blank lines around a section are left out.
 *
 * Placeholders, in double braces ("{{{{" stands for two braces of the text):
 *   {{dialect}}        its title, e.g. "PostgreSQL"; for one that the library does not know, its name     [system] [user] [repair]
 *   {{dialect_rules}}  lines on what models get wrong in it; "" for one that the library does not know   [system] [user]
 *   {{reply_format}}   the JSON object that the reply has to be; needed in [system] or [user]            [system] [user] [repair]
 *   {{database}}       its name, between tags on one line; "" when it is not known                       [user]
 *   {{schema}}         what of the schema the question needs, between tags                               [user], needed once
 *   {{question}}       the question, between tags; behind {{schema}}                                     [user], needed once
 *   {{findings}}       what was wrong with the reply, between tags                                       [repair], needed once
 *
 * A line that holds a placeholder and nothing else is left out when it turns out to be empty.
 *
 * What changes stands last, so that servers' prefix caches hit: [system] is the same, byte for byte, for every question in a
 * dialect; what is before {{schema}} for every question to a database; what is before {{question}} for every question that needs the
 * same part of its schema.
 *
 * The tags, e.g. <schema> and </schema>, are the library's own. The text between them cannot hold them, nor anything that looks like
 * them, nor hidden characters, see docs/prompts.md; the template's [user] and [repair] may not hold them either. The template is who
 * tells the model that what stands between them is data: see rule 5 of t2s_prompt_template_builtin().
 *
 * @param text          UTF-8, NUL-terminated, at most T2S_PROMPT_TEMPLATE_MAX bytes; copied
 * @param ret_template  a new reference, release with t2s_prompt_template_unref()
 * @return 0; T2S_E_SYNTAX (a section or placeholder that is unknown, missing, empty, twice there, or where it may not stand; a tag:
 *         with line and column), T2S_E_TOO_LARGE, T2S_E_INVALID (NULL, not UTF-8), T2S_E_NOMEM
 * @since 1.0
 */
T2S_EXTERN int t2s_prompt_template_new(const char *text, t2s_prompt_template **ret_template, t2s_error **reterr_error);

/**
 * The text of the built-in template of a dialect, e.g. to change it.
 *
 * @param dialect  t2s_dialect_name(), e.g. "postgres" or "presto"; for any other, and for NULL, there is one for all dialects
 * @return static, never NULL
 * @since 1.0
 */
T2S_EXTERN const char *t2s_prompt_template_builtin(const char *dialect);

/** Take one more reference. NULL is fine. @return prompt_template @since 1.0 */
T2S_EXTERN t2s_prompt_template *t2s_prompt_template_ref(const t2s_prompt_template *prompt_template);

/** Release one reference. NULL is fine. @since 1.0 */
T2S_EXTERN void t2s_prompt_template_unref(t2s_prompt_template *prompt_template);

/** The text that it was made from; lives as long as the template. NULL for NULL. @since 1.0 */
T2S_EXTERN const char *t2s_prompt_template_text(const t2s_prompt_template *prompt_template);

T2S_END_DECLS

#endif
