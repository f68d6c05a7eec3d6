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
 *   api_key                environment OPENAI_API_KEY; may be missing when base_url is set
 *   base_url               environment OPENAI_BASE_URL, else OpenAI's own endpoint ("https://api.openai.com/v1"); https or http,
 *                          without a query
 *   model                  environment OPENAI_MODEL, else "gpt-4.1"
 *   organization           environment OPENAI_ORG_ID, else none
 *   temperature            none is sent; a number from 0 to 2. Reasoning models refuse it.
 *   reasoning_effort       none is sent; e.g. "low", for reasoning models
 *   max_completion_tokens  0: none is sent. A reply that reaches it is T2S_E_PROTOCOL.
 *   response_format        "json_schema"; "json_object" or "none" for servers that do not know it
 *   connect_timeout_ms     10000
 *   timeout_ms             60000, for the whole call
 *   max_reply_bytes        4194304, at most 16777216; a longer reply is T2S_E_TOO_LARGE
 *   ca_file                the system's; a file of PEM certificates to trust instead
 *
 * Environment variables are read now, and one that is empty counts as missing. The key is sent to base_url alone: redirects are
 * not followed. A proxy is taken from the environment (https_proxy, no_proxy, ...).
 *
 * @param options       NULL for the defaults; copied
 * @param ret_provider  a new reference, release with t2s_provider_unref()
 * @return 0; T2S_E_INVALID (an unknown option, a value that is none, a missing key), T2S_E_NOMEM
 * @since 1.0
 */
T2S_EXTERN int t2s_openai_provider_new(const t2s_options *options, t2s_provider **ret_provider, t2s_error **reterr_error);

/**
 * A provider that asks another one and writes each prompt and its reply to a file, for t2s_replay_provider_new(). A reply that
 * cannot be written fails with T2S_E_IO and leaves the file as it was. Errors are passed on and not written.
 *
 * One JSON object a line:
 *   version      1
 *   question     t2s_prompt_question()
 *   attempt      t2s_prompt_attempt(); 0 when missing
 *   prompt_hash  of all messages, 16 hexadecimal digits: FNV-1a of 64 bits over, for each message, its role's name ("system",
 *                "user", "assistant"), a zero byte, its text, a zero byte; when missing, it is made of the messages
 *   model        null or missing when the provider named none
 *   text         the completion
 *   refusal      null or missing when the model did not refuse
 *   tokens       {"input", "output", "cached"}; 0 when missing
 *   messages     [{"role", "text"}, ...]; may be missing
 *
 * @param inner  a reference of its own is taken
 * @param path   appended to, also by several processes at once; created for the user alone when missing. Holds prompts and
 *               replies, never keys. Copied.
 * @return 0; T2S_E_INVALID, T2S_E_IO, T2S_E_NOMEM
 * @since 1.0
 */
T2S_EXTERN int t2s_recording_provider_new(t2s_provider *inner, const char *path, t2s_provider **ret_provider,
                                          t2s_error **reterr_error);

/**
 * A provider that answers from such a file, with no network. A prompt is found by its exact messages, else by its question and
 * its attempt, so that a recording outlives small changes of the schema. Where several lines fit, the last one counts. What was
 * not recorded fails with T2S_E_NOTFOUND and names the nearest recorded questions.
 *
 * @param path  read now, whole, at most 256 MiB
 * @return 0; T2S_E_INVALID, T2S_E_IO, T2S_E_SYNTAX (with the line), T2S_E_TOO_LARGE, T2S_E_NOMEM
 * @since 1.0
 */
T2S_EXTERN int t2s_replay_provider_new(const char *path, t2s_provider **ret_provider, t2s_error **reterr_error);

T2S_END_DECLS

#endif
