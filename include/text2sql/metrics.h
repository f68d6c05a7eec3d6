/* SPDX-License-Identifier: MIT */
/* Counters: with every answer, and summed up by the context. */
#ifndef TEXT2SQL_METRICS_H
#define TEXT2SQL_METRICS_H

#include <text2sql/export.h>

T2S_BEGIN_DECLS

/** XX(name, number, the name as text). @since 1.0 */
#define T2S_COUNTER_MAP(XX)                                                                                                      \
    XX(QUESTIONS, 0, "questions")             /* finished, however they ended */                                                 \
    XX(ANSWERED, 1, "answered")               /* with SQL that passed, and its rows if they were wanted */                       \
    XX(CLARIFY, 2, "clarify")                 /* with a question back */                                                         \
    XX(UNANSWERABLE, 3, "unanswerable")       /* not from this schema */                                                         \
    XX(REFUSED, 4, "refused")                 /* by a rule, or by the model */                                                   \
    XX(FAILED, 5, "failed")                   /* all other ends */                                                               \
    XX(PROVIDER_CALLS, 6, "provider_calls")   /* of language models, retries, fallbacks and hedges included */                   \
    XX(REPAIRS, 7, "repairs")                 /* calls to mend what was rejected */                                              \
    XX(INPUT_TOKENS, 8, "input_tokens")       /* as the provider counted them */                                                 \
    XX(OUTPUT_TOKENS, 9, "output_tokens")                                                                                        \
    XX(CACHED_TOKENS, 10, "cached_tokens")    /* of the input, from the provider's prefix cache */                               \
    XX(PROMPT_BYTES, 11, "prompt_bytes")                                                                                         \
    XX(SCHEMA_TOKENS, 12, "schema_tokens")    /* of the schema part of the prompt, characters / 4 */                             \
    XX(STATEMENTS, 13, "statements")          /* checked */                                                                      \
    XX(REJECTED, 14, "rejected")              /* of these */                                                                     \
    XX(ROWS, 15, "rows")                                                                                                         \
    XX(CACHE_HITS, 16, "cache_hits")                                                                                             \
    XX(CACHE_MISSES, 17, "cache_misses")                                                                                         \
    XX(COALESCED, 18, "coalesced")            /* answered by the call of an identical question that was under way */             \
    XX(COST, 19, "cost")                      /* billionths of the price list's currency */                                      \
    XX(SCHEMA_CHECKS, 20, "schema_checks")    /* of the database, whether the schema is still true; loads are among them */      \
    XX(SCHEMA_LOADS, 21, "schema_loads")      /* of these, that brought another schema */                                        \
    XX(STALE_SCHEMA, 22, "stale_schema")      /* the database could not be reached, and the last schema was used */           \
    XX(MENDED, 23, "mended")                  /* statements that were wrong and had one sure mend, so that no model was asked again */

#define T2S_COUNTER_DECLARE_(name, number, text) T2S_COUNTER_##name = (number),
enum { T2S_COUNTER_MAP(T2S_COUNTER_DECLARE_) T2S_COUNTER_COUNT };
#undef T2S_COUNTER_DECLARE_

/** The name of a counter, e.g. "input_tokens"; NULL for numbers that are none. Static. @since 1.0 */
T2S_EXTERN const char *t2s_counter_name(int counter);

T2S_END_DECLS

#endif
