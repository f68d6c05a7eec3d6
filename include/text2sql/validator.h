/* SPDX-License-Identifier: MIT */
/* Validators: rules that SQL must pass before it runs. To write one: text2sql/sys/validator.h. */
#ifndef TEXT2SQL_VALIDATOR_H
#define TEXT2SQL_VALIDATOR_H

#include <text2sql/options.h>

T2S_BEGIN_DECLS

/** One rule. Shared by reference count. @since 1.0 */
typedef struct t2s_validator t2s_validator;
typedef struct t2s_statement t2s_statement;

T2S_EXTERN t2s_validator *t2s_validator_ref(t2s_validator *validator);
T2S_EXTERN void t2s_validator_unref(t2s_validator *validator);

/** The text holds exactly one statement. @param ret_validator a new reference @return 0; T2S_E_NOMEM @since 1.0 */
T2S_EXTERN int t2s_single_statement_validator_new(t2s_validator **ret_validator);

/** The statement is a query and nothing in its tree writes, locks, or changes the session. Always in a context's chain. @since 1.0 */
T2S_EXTERN int t2s_read_only_validator_new(t2s_validator **ret_validator);

/** Every name in the statement is one that the catalog has, and only one. Says nothing when there is no catalog. @since 1.0 */
T2S_EXTERN int t2s_names_validator_new(t2s_validator **ret_validator);

T2S_END_DECLS

#endif
