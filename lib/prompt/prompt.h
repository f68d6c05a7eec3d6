/* SPDX-License-Identifier: MIT */
/* The prompt as the library makes it: built by one thread, then shared and never changed. */
#ifndef T2S_PROMPT_PROMPT_H
#define T2S_PROMPT_PROMPT_H

#include <stddef.h>
#include <stdint.h>

#include <text2sql/prompt.h>

#include "prompt/message.h"
#include "prompt/template.h"

/* The JSON schema of every reply, valid under OpenAI's strict mode: each property required, none more, nullable by its types. */
extern const char t2s__prompt_reply_schema[];

/*
 * A prompt without messages.
 *
 * question    UTF-8; copied
 * attempt     0 for the first call of a request
 * ret_prompt  a new reference
 * 0; T2S_E_NOMEM.
 */
int t2s__prompt_new(uint64_t request_id, const char *question, int attempt, t2s_prompt **ret_prompt);

/* Append a message, before the prompt is shared. `text` is copied and need not be terminated. 0; T2S_E_NOMEM. */
int t2s__prompt_add(t2s_prompt *prompt, int role, const char *text, size_t length);

/* Append a message that is shared or was made without a copy. It is taken over, also after an error. 0; T2S_E_NOMEM (also for
 * NULL). */
int t2s__prompt_add_message(t2s_prompt *prompt, t2s__message *message);

/* What it is made by; kept with the request, for its repairs. The wording is one of the template's. NULL from the second: none was
 * set. */
void t2s__prompt_set_template(t2s_prompt *prompt, const t2s_prompt_template *prompt_template, const t2s__wording *wording);
const t2s_prompt_template *t2s__prompt_template(const t2s_prompt *prompt, const t2s__wording **ret_wording);

/* When the request ends at the latest, on t2s_loop_now()'s clock, and whether somebody watches; before the prompt is shared. */
void t2s__prompt_set_deadline(t2s_prompt *prompt, uint64_t deadline);
void t2s__prompt_set_watched(t2s_prompt *prompt, int watched);

/* Who asks; copied. Before the prompt is shared. 0; T2S_E_NOMEM. */
int t2s__prompt_set_caller(t2s_prompt *prompt, const char *caller);

/* The next attempt: the same request and question, the same messages (shared, not copied), room for more. 0; T2S_E_NOMEM. */
int t2s__prompt_derive(const t2s_prompt *prompt, t2s_prompt **ret_prompt);

/* The first prompt of a request once more, for another provider. 0; T2S_E_NOMEM. */
int t2s__prompt_new_round(const t2s_prompt *first, int round, t2s_prompt **ret_prompt);

/* The messages of `fresh`, which were made anew from another schema, in the place of those of `prompt`. 0; T2S_E_NOMEM. */
int t2s__prompt_renew(const t2s_prompt *prompt, const t2s_prompt *fresh, t2s_prompt **ret_prompt);

/* Bytes of message `index`; 0 when there is no such message. */
size_t t2s__prompt_message_length(const t2s_prompt *prompt, size_t index);

#endif
