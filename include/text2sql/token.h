/* SPDX-License-Identifier: MIT */
/* Token counters: what a prompt's budget is measured by. */
#ifndef TEXT2SQL_TOKEN_H
#define TEXT2SQL_TOKEN_H

#include <stddef.h>

#include <text2sql/export.h>

T2S_BEGIN_DECLS

/** Counts the tokens of texts, as some model's tokenizer does. Shared by reference count. @since 1.0 */
typedef struct t2s_token_counter t2s_token_counter;

/**
 * How many tokens a text is. Called by worker threads, by several at the same time; the same text must always be as many. What it takes
 * is part of making a prompt, where it is called a few times.
 *
 * @param text    UTF-8; NUL stands behind it
 * @param length  bytes
 * @since 1.0
 */
typedef size_t (*t2s_token_counter_fn)(const char *text, size_t length, void *user_data);

/**
 * Make a counter.
 *
 * @param destroy      optional: called once with `user_data` when nobody needs the counter any more, on any thread; also when this fails
 * @param ret_counter  a new reference, release with t2s_token_counter_unref()
 * @return 0; T2S_E_INVALID, T2S_E_NOMEM
 * @since 1.0
 */
T2S_EXTERN int t2s_token_counter_new(t2s_token_counter_fn count, void *user_data, void (*destroy)(void *user_data),
                                     t2s_token_counter **ret_counter);

/** Take one more reference. NULL is fine. @return counter @since 1.0 */
T2S_EXTERN t2s_token_counter *t2s_token_counter_ref(t2s_token_counter *counter);

/** Release one reference. NULL is fine. @since 1.0 */
T2S_EXTERN void t2s_token_counter_unref(t2s_token_counter *counter);

/**
 * Count.
 *
 * The built-in estimate is a quarter of the characters (code points), rounded up. It was held against o200k_base and cl100k_base, the
 * encodings of OpenAI's models, on the renderings of twelve public schemas, whole and cut to a budget: a token is 3.7 to 5.1 characters
 * there, 4.7 in the middle. So it is about a sixth too high as a rule, which leaves a budget unused rather than exceeded, and a tenth too
 * low at worst, where names are short and full of digits.
 *
 * @param counter  NULL: the built-in estimate
 * @param text     NUL must stand behind it
 * @since 1.0
 */
T2S_EXTERN size_t t2s_token_count(const t2s_token_counter *counter, const char *text, size_t length);

T2S_END_DECLS

#endif
