/* SPDX-License-Identifier: MIT */
/* LLM providers: the built-in ones, and the handle that every one of them is. To write one: text2sql/sys/provider.h. */
#ifndef TEXT2SQL_PROVIDER_H
#define TEXT2SQL_PROVIDER_H

#include <text2sql/options.h>
#include <text2sql/price.h>

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

/*
 * Providers made of providers. They nest in any order, e.g. a chain of a retried OpenAI and a retried Anthropic, with a budget around
 * both. Each takes a reference of its own of what it holds, and gives way at the question's deadline by itself.
 */

/**
 * Try again where trying again may help: t2s_error_retryable(). Waits between tries with full jitter: a random time from 0 to
 * base_delay_ms * 2^n, at most max_delay_ms; a server's Retry-After is obeyed and waited for in full. Never waits beyond the
 * question's deadline: the last failure is then passed on at once.
 *
 * Options, each with its default:
 *   attempts            3 calls in all
 *   base_delay_ms       500
 *   max_delay_ms        8000
 *   max_retry_after_ms  60000: a server that wants more is not waited for
 *
 * @return 0; T2S_E_INVALID, T2S_E_NOMEM
 * @since 1.0
 */
T2S_EXTERN int t2s_retry_provider_new(t2s_provider *inner, const t2s_options *options, t2s_provider **ret_provider,
                                      t2s_error **reterr_error);

/**
 * Ask the first; the next one when it fails, takes too long or refuses, or when none of its replies passes validation (the engine
 * then begins a new round, see t2s_prompt_round()). Repairs go to who wrote what is to be repaired. When all have failed, the
 * last failure is passed on.
 *
 * Options, each with its default:
 *   timeout_ms         0: as long as others are left, one may use half of the time that the question has left; else so long at most
 *   after_refusal      1: a refusal goes on to the next; 0: it is passed on
 *
 * @param count  1 to 16
 * @since 1.0
 */
T2S_EXTERN int t2s_chain_provider_new(t2s_provider *const *inners, size_t count, const t2s_options *options,
                                      t2s_provider **ret_provider, t2s_error **reterr_error);

/**
 * Leave a provider alone that fails: after `failures` failures in a row calls fail at once with T2S_E_UNAVAILABLE (retryable, with
 * the time to wait) for open_ms; then one call is let through, and if it succeeds, all are. What says nothing of the provider's
 * health (a cancelled call, a prompt that is too large) counts neither way.
 *
 * Options, each with its default:
 *   failures  5
 *   open_ms   30000
 *
 * @since 1.0
 */
T2S_EXTERN int t2s_breaker_provider_new(t2s_provider *inner, const t2s_options *options, t2s_provider **ret_provider,
                                        t2s_error **reterr_error);

/**
 * Ask a second provider when the first has not answered after a while, or has failed; the first good reply counts, the other call is
 * stopped. Both may be the same provider.
 *
 * Options, each with its default:
 *   delay_ms  3000
 *
 * @since 1.0
 */
T2S_EXTERN int t2s_hedge_provider_new(t2s_provider *first, t2s_provider *second, const t2s_options *options,
                                      t2s_provider **ret_provider, t2s_error **reterr_error);

/**
 * Keep within a server's limits: calls wait in a queue until they may go. The queue is fair: callers (see the option "caller" of
 * t2s_ask()) take turns, each in the order of its own questions. A call that could not go before its question's deadline, or finds
 * the queue full, fails at once with T2S_E_UNAVAILABLE.
 *
 * Options, each with its default:
 *   requests_per_minute  0: no limit
 *   tokens_per_minute    0: no limit; input as estimated and output as output_tokens says are taken before the call, and what was
 *                        really used is settled after it
 *   output_tokens        1000
 *   concurrency          0: no limit; calls under way at a time
 *   queue_limit          10000 calls that wait
 *
 * @since 1.0
 */
T2S_EXTERN int t2s_limit_provider_new(t2s_provider *inner, const t2s_options *options, t2s_provider **ret_provider,
                                      t2s_error **reterr_error);

/**
 * Never spend more than was allowed. Before each call its worst case (input as estimated, output as output_tokens says) is put
 * aside, and a call that could exceed what is left fails with T2S_E_BUDGET without being made; after it, what was really used is
 * settled. Give it output_tokens as large as the inner provider's max_output_tokens, and it cannot be exceeded.
 *
 * Options, each with its default; 0: no limit. Money is a decimal number in the currency of the price list, e.g. "0.05".
 *   question_tokens  0
 *   question_money   0
 *   period_tokens    0
 *   period_money     0
 *   period_ms        86400000: a period begins with its first call
 *   output_tokens    4000
 *
 * @param prices  needed for limits of money; a model that it has no price for is refused then, as T2S_E_INVALID
 * @since 1.0
 */
T2S_EXTERN int t2s_budget_provider_new(t2s_provider *inner, t2s_price_list *prices, const t2s_options *options,
                                       t2s_provider **ret_provider, t2s_error **reterr_error);

T2S_END_DECLS

#endif
