/* SPDX-License-Identifier: MIT */
/* What tokens cost. There is no built-in list: prices change, and contracts differ. */
#ifndef TEXT2SQL_PRICE_H
#define TEXT2SQL_PRICE_H

#include <text2sql/error.h>

T2S_BEGIN_DECLS

/** Prices by model. Shared by reference count; any thread may set and read it. @since 1.0 */
typedef struct t2s_price_list t2s_price_list;

/** An empty list. @param ret_list  a new reference @return 0; T2S_E_INVALID, T2S_E_NOMEM @since 1.0 */
T2S_EXTERN int t2s_price_list_new(t2s_price_list **ret_list);

T2S_EXTERN t2s_price_list *t2s_price_list_ref(t2s_price_list *list);
T2S_EXTERN void t2s_price_list_unref(t2s_price_list *list);

/**
 * Set the price of a model, in place of an earlier one. Calls that end from now on are priced by it.
 *
 * @param model         the name that the server gives in its replies, e.g. "gpt-4.1-2025-04-14"; or the beginning of such names and
 *                      a "*", e.g. "gpt-4.1-*", "*". A name without a star counts first, then the longest beginning.
 * @param input         in the currency of your choice, for a million tokens of input; finite, from 0 to 1,000,000, as all of them
 * @param cached_input  ... of that part of the input that came from the server's prefix cache
 * @param output        ... of output
 * @return 0; T2S_E_INVALID, T2S_E_NOMEM
 * @since 1.0
 */
T2S_EXTERN int t2s_price_list_set(t2s_price_list *list, const char *model, double input, double cached_input, double output);

/**
 * Set prices from JSON text: {"gpt-4.1*": {"input": 2.0, "cached_input": 0.5, "output": 8.0}, ...}. "cached_input" may be missing:
 * it is then that of "input". All of them or, after an error, none.
 *
 * @param length  bytes
 * @return 0; T2S_E_SYNTAX, T2S_E_INVALID (a price that is none, a member that is not known), T2S_E_NOMEM
 * @since 1.0
 */
T2S_EXTERN int t2s_price_list_set_json(t2s_price_list *list, const char *json, size_t length, t2s_error **reterr_error);

/**
 * What a call costs.
 *
 * @param model  as the server named it; NULL is a model without a name, which only "*" fits
 * @return billionths of the currency, rounded up; 0 when the list has no price for the model
 * @since 1.0
 */
T2S_EXTERN uint64_t t2s_price_list_cost(const t2s_price_list *list, const char *model, uint64_t input_tokens,
                                        uint64_t cached_tokens, uint64_t output_tokens);

/** 1 when the list has a price for the model (NULL: one without a name); else 0. @since 1.0 */
T2S_EXTERN int t2s_price_list_has(const t2s_price_list *list, const char *model);

/**
 * What a call costs at most, whichever model of the list answers it: each token at its dearest price.
 *
 * @return billionths of the currency, rounded up; UINT64_MAX when the list is empty or NULL: nobody knows
 * @since 1.0
 */
T2S_EXTERN uint64_t t2s_price_list_dearest(const t2s_price_list *list, uint64_t input_tokens, uint64_t output_tokens);

T2S_END_DECLS

#endif
