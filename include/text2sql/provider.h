/* SPDX-License-Identifier: MIT */
/* LLM providers: the built-in ones, and the handle that every one of them is. To write one: text2sql/sys/provider.h. */
#ifndef TEXT2SQL_PROVIDER_H
#define TEXT2SQL_PROVIDER_H

#include <text2sql/options.h>

T2S_BEGIN_DECLS

/** Something that turns a prompt into a completion. Shared by reference count; any thread may hold it. @since 1.0 */
typedef struct t2s_provider t2s_provider;

/** Take one more reference. NULL is fine. @return provider @since 1.0 */
T2S_EXTERN t2s_provider *t2s_provider_ref(t2s_provider *provider);

/** Release one reference. NULL is fine. @since 1.0 */
T2S_EXTERN void t2s_provider_unref(t2s_provider *provider);

/**
 * OpenAI's Chat Completions API, or any server that speaks it.
 *
 * Options, each with its default:
 *   api_key             environment OPENAI_API_KEY; may be missing when base_url is set
 *   base_url            environment OPENAI_BASE_URL, else OpenAI's own endpoint ("https://api.openai.com/v1")
 *   model               environment OPENAI_MODEL, else "gpt-4.1"
 *   organization        environment OPENAI_ORG_ID, else none
 *   connect_timeout_ms  10000
 *   timeout_ms          60000, for the whole call
 *   max_reply_bytes     4194304; a longer reply is T2S_E_TOO_LARGE
 *
 * @param options       NULL for the defaults; copied
 * @param ret_provider  a new reference, release with t2s_provider_unref()
 * @return 0; T2S_E_INVALID (an unknown option, a value that is none, a missing key), T2S_E_NOMEM
 * @since 1.0
 */
T2S_EXTERN int t2s_openai_provider_new(const t2s_options *options, t2s_provider **ret_provider, t2s_error **reterr_error);

/**
 * A provider that asks another one and writes each prompt and its reply to a file, for t2s_replay_provider_new().
 *
 * @param inner  a reference of its own is taken
 * @param path   JSON lines, appended to; created when missing. Holds prompts and replies, never keys. Copied.
 * @return 0; T2S_E_INVALID, T2S_E_IO, T2S_E_NOMEM
 * @since 1.0
 */
T2S_EXTERN int t2s_recording_provider_new(t2s_provider *inner, const char *path, t2s_provider **ret_provider,
                                          t2s_error **reterr_error);

/**
 * A provider that answers from such a file, with no network. A prompt is found by its exact text, else by its question and its
 * turn in the conversation, so that a recording outlives small changes of the schema. What was not recorded fails with
 * T2S_E_NOTFOUND and names the nearest recorded questions.
 *
 * @param path  read now, whole; copied
 * @return 0; T2S_E_INVALID, T2S_E_IO, T2S_E_SYNTAX (with the line), T2S_E_NOMEM
 * @since 1.0
 */
T2S_EXTERN int t2s_replay_provider_new(const char *path, t2s_provider **ret_provider, t2s_error **reterr_error);

T2S_END_DECLS

#endif
