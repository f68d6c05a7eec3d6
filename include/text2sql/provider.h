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

/*
 * Connectors: providers that ask an LLM API over HTTP. All of them have these options, each with its default; what an API does not
 * have at all is refused.
 *   name                   that of the connector, e.g. "openai"; for records and logs
 *   auth                   "key"; "callback": t2s_provider_set_token_callback(); "none": no key is sent, and none looked for
 *   api_key                the key itself
 *   api_key_file           a file that holds it, read again when it has changed; a line break at its end does not count
 *   api_key_env            the name of an environment variable that holds it, e.g. OPENAI_API_KEY. The first of the three that is set
 *                          counts. A key is needed unless base_url is set.
 *   base_url               the API's own endpoint; https or http, without a query
 *   headers                more headers to send, one "Name: value" a line; one of them replaces the connector's own of that name
 *   proxy                  that of the environment (https_proxy, no_proxy, ...); a URL, or "none"
 *   ca_file                the system's; a file of PEM certificates to trust instead
 *   http_version           "auto": HTTP/2 where the server offers it by TLS; "1.1"; "2-prior-knowledge": also without TLS
 *   model                  a current one of the API
 *   temperature            none is sent; a number from 0 to 2, e.g. "0.2"
 *   seed                   none is sent; a whole number
 *   max_output_tokens      0: as the API has it. A reply that reaches it is T2S_E_PROTOCOL.
 *   reasoning_effort       none is sent; e.g. "low", for models that reason
 *   output                 "auto": a strict JSON schema, or what the server knows instead, which is found out once; to insist on one
 *                          of them: "json_schema", "json_object", "text"
 *   stream                 "auto": when somebody watches the reply grow; "on", "off"
 *   connect_timeout_ms     10000
 *   first_byte_timeout_ms  0: no limit of its own; from the beginning of the call to the first byte of the answer
 *   idle_timeout_ms        0: no limit of its own; between two bytes of the answer
 *   timeout_ms             60000, for the whole call. No limit is longer than what the question's own deadline leaves.
 *   max_reply_bytes        4194304, at most 16777216; a longer answer is T2S_E_TOO_LARGE
 *
 * Environment variables are read at construction, and one that is empty counts as missing, as does an option that is empty. The key
 * is sent to base_url alone: redirects are not followed. What a server does not know of what is sent (the JSON schema, the seed, the
 * temperature, ...) is found out by its errors, left out from then on, and remembered as long as the provider lives.
 *
 * To write one: text2sql/sys/connector.h.
 */

/** A token that a connector waits for. Counted by reference. @since 1.0 */
typedef struct t2s_token_request t2s_token_request;

/**
 * Get a token. Runs on the loop's thread, one at a time for each provider, and must not block: t2s_token_request_finish() may follow
 * later, from any thread. Calls wait for it, each as long as its own time limit lets it.
 *
 * @param request   the callback owns one reference, which t2s_token_request_finish() takes back
 * @param rejected  1: the server has refused the last token, though it should have been valid; else 0
 * @since 1.0
 */
typedef void (*t2s_token_fn)(t2s_token_request *request, int rejected, void *user_data);

/**
 * Let a connector whose option auth is "callback" get its tokens from here. A token is used again until it is no longer valid or the
 * server refuses it; then it is asked for anew, and what was refused is sent again, once.
 *
 * @param destroy  NULL, or what runs with user_data, exactly once: when the provider goes, when another callback takes the place of
 *                 this one, or before this call returns an error
 * @return 0; T2S_E_INVALID, T2S_E_UNSUPPORTED (it is no such connector), T2S_E_BUSY (it is attached already)
 * @since 1.0
 */
T2S_EXTERN int t2s_provider_set_token_callback(t2s_provider *provider, t2s_token_fn callback, void *user_data,
                                               void (*destroy)(void *user_data));

/**
 * Hand over a token, or say why there is none. Once for each request, from any thread, at any time: also when nobody waits any more.
 *
 * @param token     copied, and wiped after use; NULL: there is none, and the calls that wait fail with T2S_E_AUTH
 * @param valid_ms  how long it may be used, from now; 0: for the calls that wait alone; UINT64_MAX: until it is refused
 * @param message   without a token: why; copied, no secrets. NULL is fine.
 * @since 1.0
 */
T2S_EXTERN void t2s_token_request_finish(t2s_token_request *request, const char *token, uint64_t valid_ms, const char *message);

/**
 * OpenAI's APIs, at OpenAI, at Azure, or at any server that speaks one of them (vLLM, Ollama, llama.cpp, LiteLLM, OpenRouter, ...).
 *
 * Options: those of all connectors, whose defaults come from the environment variables OPENAI_API_KEY, OPENAI_BASE_URL and OPENAI_MODEL,
 * and where these are missing are OpenAI's own endpoint ("https://api.openai.com/v1") and "gpt-4.1"; and these:
 *   api                "chat": Chat Completions; "responses": Responses
 *   organization       environment OPENAI_ORG_ID, else none
 *   azure_api_version  none; e.g. "2024-10-21": the paths and headers of Azure's dated APIs. base_url is then
 *                      "https://RESOURCE.openai.azure.com", and model the name of the deployment. Azure's newer path needs no such
 *                      option: base_url "https://RESOURCE.openai.azure.com/openai/v1".
 *
 * @param options       NULL for the defaults; copied
 * @param ret_provider  a new reference, release with t2s_provider_unref()
 * @return 0; T2S_E_INVALID (an unknown option, a value that is none, a missing key), T2S_E_IO (api_key_file), T2S_E_NOMEM
 * @since 1.0
 */
T2S_EXTERN int t2s_openai_provider_new(const t2s_options *options, t2s_provider **ret_provider, t2s_error **reterr_error);

/**
 * Anthropic's Messages API, or any server that speaks it.
 *
 * Options: those of all connectors but seed; their defaults come from the environment variables ANTHROPIC_API_KEY,
 * ANTHROPIC_BASE_URL and ANTHROPIC_MODEL, and where these are missing are Anthropic's own endpoint ("https://api.anthropic.com/v1";
 * "/v1" may be left out) and "claude-sonnet-5-5"; max_output_tokens is 8192 unless it is set, with what the model thinks; output
 * cannot be "json_object"; newer models refuse a temperature. And this one:
 *   key_header  how the key is sent: "x-api-key", or "authorization" ("Bearer ..."), the default with auth "callback"
 *
 * The server is asked to keep what stands before the question, so that questions about the same part of a schema read it from its
 * cache.
 *
 * @param options       NULL for the defaults; copied
 * @param ret_provider  a new reference, release with t2s_provider_unref()
 * @return 0; T2S_E_INVALID (an unknown option, a value that is none, a missing key), T2S_E_IO (api_key_file), T2S_E_NOMEM
 * @since 1.0
 */
T2S_EXTERN int t2s_anthropic_provider_new(const t2s_options *options, t2s_provider **ret_provider, t2s_error **reterr_error);

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
 * Providers made of providers. They nest in any order, e.g. a budget around a chain of a retried OpenAI and a retried Anthropic;
 * see docs/providers.md. Each takes a reference of its own of what it holds. None of them makes a call wait beyond the question's
 * deadline. Wherever one of them fails a call that reached no server, the record of that call bears its name ("retry", "chain",
 * "breaker", "hedge", "limit", "budget").
 */

/**
 * Try again where trying again may help: t2s_error_retryable(), but not T2S_E_UNAVAILABLE: a breaker that is open and a limit that
 * is full say so at once on purpose. Waits between tries with full jitter: a random time from 0 to base_delay_ms * 2^n, at most
 * max_delay_ms, before try n + 2. What a server's Retry-After asks for is waited for in full, and the random time comes on top.
 * Where the wait would not end before the call's deadline, the question's or that of a chain around it, the last failure is
 * passed on at once. A refusal is a reply: it is passed on.
 *
 * Options, each with its default:
 *   attempts            3 calls in all, from 1 to 100
 *   base_delay_ms       500
 *   max_delay_ms        8000
 *   max_retry_after_ms  60000: for a server that wants more, the last failure is passed on at once
 *
 * @param inner         a reference of its own is taken
 * @param options       NULL for the defaults; copied
 * @param ret_provider  a new reference, release with t2s_provider_unref()
 * @return 0; T2S_E_INVALID (no provider, an unknown option, a value that is none), T2S_E_NOMEM
 * @since 1.0
 */
T2S_EXTERN int t2s_retry_provider_new(t2s_provider *inner, const t2s_options *options, t2s_provider **ret_provider,
                                      t2s_error **reterr_error);

/**
 * Ask the first; the next one when it fails, takes too long or refuses, or when none of its replies passes validation (the engine
 * then begins a new round, see t2s_prompt_round()). A repair goes to who wrote what is to be repaired, and if he fails, to those
 * behind him. As long as others are left, one may use half of the time that the question has left; the last one may use all of
 * it.
 *
 * When all have failed, the error is that of the last one, with the names and codes of the others in its message; it is retryable
 * if one of the failures was, after the shortest wait that one of those asked for.
 *
 * Options, each with its default:
 *   timeout_ms     0; else one may use that much at most, as long as others are left
 *   after_refusal  1: a refusal goes on to the next; 0: it is passed on, as that of the last one always is
 *
 * @param inners        references of its own are taken; the same one may stand in it twice
 * @param count         1 to 16
 * @param options       NULL for the defaults; copied
 * @param ret_provider  a new reference, release with t2s_provider_unref()
 * @return 0; T2S_E_INVALID (as above; the count), T2S_E_NOMEM
 * @since 1.0
 */
T2S_EXTERN int t2s_chain_provider_new(t2s_provider *const *inners, size_t count, const t2s_options *options,
                                      t2s_provider **ret_provider, t2s_error **reterr_error);

/**
 * Leave a provider alone that fails: after `failures` failures in a row calls fail at once with T2S_E_UNAVAILABLE (retryable,
 * with the time to wait, and the last failure's message) for open_ms; then one call is let through, and if it succeeds, all are,
 * else it begins anew. Calls that come while that one is under way fail the same way, with no time to wait.
 *
 * A failure is what says something of the provider's health: T2S_E_TIMEOUT (also when who waits for the call gives it up because
 * it takes too long), _CONNECT, _TLS, _AUTH, _RATE_LIMIT, _PROTOCOL, _INTERNAL, and _SERVER unless the HTTP status blames the
 * request (400, 413, 422 and their like). Everything else, such as a cancelled call or a budget that is used up, counts neither
 * way.
 *
 * Options, each with its default:
 *   failures  5
 *   open_ms   30000
 *
 * @param inner         a reference of its own is taken
 * @param options       NULL for the defaults; copied
 * @param ret_provider  a new reference, release with t2s_provider_unref()
 * @return 0; T2S_E_INVALID (as above), T2S_E_NOMEM
 * @since 1.0
 */
T2S_EXTERN int t2s_breaker_provider_new(t2s_provider *inner, const t2s_options *options, t2s_provider **ret_provider,
                                        t2s_error **reterr_error);

/**
 * Ask a second provider when the first has not answered after a while, or has failed; the first good reply counts (a refusal is
 * one), and the other call is stopped. When both fail, the failure that tells more is passed on: what a server said before a
 * connection that failed, and that before a call that was not made.
 *
 * Options, each with its default:
 *   delay_ms  3000
 *
 * @param first         a reference of its own is taken
 * @param second        likewise; may be the same provider
 * @param options       NULL for the defaults; copied
 * @param ret_provider  a new reference, release with t2s_provider_unref()
 * @return 0; T2S_E_INVALID (as above), T2S_E_NOMEM
 * @since 1.0
 */
T2S_EXTERN int t2s_hedge_provider_new(t2s_provider *first, t2s_provider *second, const t2s_options *options,
                                      t2s_provider **ret_provider, t2s_error **reterr_error);

/**
 * Keep within a server's limits: calls wait in a queue until they may go. The queue is fair: callers (see the option "caller" of
 * t2s_ask()) take turns, each in the order of its own questions. A call that is known not to go before its deadline, or
 * finds the queue full, fails at once with T2S_E_UNAVAILABLE (retryable, with the time to wait where it is known).
 *
 * A limit of a minute is a bucket that fills up continuously and holds a tenth of the limit for bursts; together they let no more
 * through in any minute than was set. Where a server answers 429 with a Retry-After, no call goes for that time, one hour at
 * most.
 *
 * Options, each with its default:
 *   requests_per_minute  0: no limit. One call is one request: put it inside of a retry, not around it.
 *   tokens_per_minute    0: no limit; input as estimated (bytes / 4) and output as output_tokens says are taken before the call,
 *                        and what was really used is settled after it
 *   output_tokens        1000
 *   concurrency          0: no limit; calls under way at a time
 *   queue_limit          10000 calls that wait
 *
 * @param inner         a reference of its own is taken
 * @param options       NULL for the defaults; copied
 * @param ret_provider  a new reference, release with t2s_provider_unref()
 * @return 0; T2S_E_INVALID (as above), T2S_E_NOMEM
 * @since 1.0
 */
T2S_EXTERN int t2s_limit_provider_new(t2s_provider *inner, const t2s_options *options, t2s_provider **ret_provider,
                                      t2s_error **reterr_error);

/**
 * Never spend more than was allowed. Whatever providers stand in between, before each call to a server its worst case is put
 * aside, and a call that could exceed what is left fails with T2S_E_BUDGET without being made; after it, what it really used is
 * settled. The worst case is the input, estimated high (three characters of ASCII a token, each other byte for itself, and the
 * schema of the reply), and output_tokens of output, in money at the dearest price of the list. Give it output_tokens as large as
 * the inner provider's output limit. What a server did not count, because the call was stopped, is estimated.
 *
 * T2S_E_BUDGET is not retryable; t2s_reply_retry_after() says when the period ends, where that was the limit. A call belongs to
 * the period in which it began.
 *
 * Options, each with its default; 0: no limit. Money is a decimal number in the currency of the price list, e.g. "0.05".
 *   question_tokens  0
 *   question_money   0
 *   period_tokens    0
 *   period_money     0
 *   period_ms        86400000: a period begins with its first call
 *   output_tokens    4000
 *
 * @param inner         a reference of its own is taken
 * @param prices        NULL, unless there is a limit of money; a reference is taken. A reply of a model that it has no price for
 *                      then fails with T2S_E_INVALID, and counts at the dearest price.
 * @param options       NULL for the defaults; copied
 * @param ret_provider  a new reference, release with t2s_provider_unref()
 * @return 0; T2S_E_INVALID (as above; money without prices), T2S_E_NOMEM
 * @since 1.0
 */
T2S_EXTERN int t2s_budget_provider_new(t2s_provider *inner, t2s_price_list *prices, const t2s_options *options,
                                       t2s_provider **ret_provider, t2s_error **reterr_error);

/**
 * A whole tree of providers from JSON, for configuration files. An object with one member is a provider: the member's name is its
 * kind, and the members of its value are that kind's options (strings, numbers, true and false as 1 and 0; null is as if missing)
 * and what it holds, "of":
 *
 *   {"chain": {"timeout_ms": 10000, "of": [{"retry": {"attempts": 3, "of": {"openai": {"model": "gpt-4.1"}}}},
 *                                          {"anthropic": {}}]}}
 *
 * Kinds: openai, anthropic and replay hold nothing; retry, breaker, limit, budget and recording hold one; hedge holds two; chain
 * holds several, and at most 16 are inside each other. recording and replay have one option, "path", and need it.
 *
 * @param json          UTF-8; may hold keys, which no error shows
 * @param length        bytes
 * @param prices        for budgets; NULL: none. A reference is taken where needed.
 * @param ret_provider  a new reference, release with t2s_provider_unref()
 * @return 0; T2S_E_SYNTAX (no JSON), T2S_E_INVALID (with the place, e.g. "chain.of[1].retry.attempts: ..."), T2S_E_NOMEM; what
 *         the functions above return
 * @since 1.0
 */
T2S_EXTERN int t2s_provider_from_json(const char *json, size_t length, t2s_price_list *prices, t2s_provider **ret_provider,
                                      t2s_error **reterr_error);

T2S_END_DECLS

#endif
