/* SPDX-License-Identifier: MIT */
/* Validators: rules that SQL must pass before it runs. To write one: text2sql/sys/validator.h. */
#ifndef TEXT2SQL_VALIDATOR_H
#define TEXT2SQL_VALIDATOR_H

#include <text2sql/error.h>
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

/* Policies. Each refuses on principle, by the facts in text2sql/facts.h. docs/safety.md says what each proves and what it does not. */

/**
 * Which functions a statement may reach: by a call, x.f, an operator, a conversion, or behind a view. By default those of the server that
 * only compute, and those that users made and that are declared IMMUTABLE or STABLE and not SECURITY DEFINER. Named "functions".
 *
 * Options, each with its default. A list is of names with commas between: "f" or "schema.f", with `*` for any characters.
 *   allow             "": these, whatever they do
 *   deny              "": none of these; goes before `allow`
 *   allow_classes     "": these kinds, too: T2S_FUNCTION_CLASS_MAP of text2sql/facts.h has their names, e.g. "inspects,sequence"
 *   deny_classes      "": none of these kinds. Functions that tell of the server and its catalogs ("inspects") are let through without
 *                     being named only where there is no catalog, and behind views.
 *   user_functions    "stable": of functions that users made those that are declared so or IMMUTABLE; "immutable": only these; "all"; "none"
 *   security_definer  0; 1: functions that users made may have the rights of their owners
 *   unknown           1: functions of which neither the catalog nor the dialect knows anything are let through, since a database without
 *                     them refuses them; 0: they are refused
 *   views             1: what stands behind views is judged, too; 0: it is not
 *
 * @param options        NULL for the defaults; copied
 * @param ret_validator  a new reference
 * @return 0; T2S_E_INVALID (an unknown option, a value that is none), T2S_E_NOMEM
 * @since 1.0
 */
T2S_EXTERN int t2s_functions_validator_new(const t2s_options *options, t2s_validator **ret_validator, t2s_error **reterr_error);

/**
 * Which of the server's own relations a statement may read. Named "catalogs".
 *
 *   level   "auto": "none" where there is a catalog, else "schema"; "none"; "information_schema": what is in it; "schema": also what
 *           describes the database and holds no secrets, e.g. pg_class; "all"
 *   tables  "": these, whatever the level: a list as of t2s_functions_validator_new()
 *
 * As t2s_functions_validator_new(). @since 1.0
 */
T2S_EXTERN int t2s_catalogs_validator_new(const t2s_options *options, t2s_validator **ret_validator, t2s_error **reterr_error);

/**
 * Which tables, columns and rows a statement may read, wherever in it, also by `*`, whole rows, USING, and behind views. Without options
 * it allows all. Named "access".
 *
 *   allow_tables   "": all; otherwise only these: a list of "table" or "schema.table", with `*`. A rule for a table is one for its partitions.
 *   deny_tables    "": none of these; goes before `allow_tables`
 *   allow_columns  "": all; otherwise only these: "column", "table.column" or "schema.table.column"
 *   deny_columns   "": none of these
 *   rows           "": all; otherwise "schema.table.column = value, ...": a query that reads the table has to have column = value, or
 *                  column = another value of the list for it, in its own WHERE, alone or joined by AND with the rest
 *   views          1: what is denied may not stand behind a view either; 0: a view is judged by its name and its columns alone
 *
 * As t2s_functions_validator_new(). @since 1.0
 */
T2S_EXTERN int t2s_access_validator_new(const t2s_options *options, t2s_validator **ret_validator, t2s_error **reterr_error);

/**
 * How much a statement may be. Named "limits". Each 0 for no limit:
 *   bytes 100000, nodes 50000 (names, constants, operations), relations 100, joins 100, queries 200, depth 32 (queries in queries),
 *   ctes 100, recursive 8 (WITH RECURSIVE), set_operations 100, calls 5000
 *   rows       0: a LIMIT is not asked for; otherwise there must be one of so many rows at most: no refusal, since it can be mended
 *   cartesian  "warn": tables that no condition ties to the others are told; "deny": they are an error; "allow"
 *
 * As t2s_functions_validator_new(). @since 1.0
 */
T2S_EXTERN int t2s_limits_validator_new(const t2s_options *options, t2s_validator **ret_validator, t2s_error **reterr_error);

/** A policy by its name: "functions", "catalogs", "access" or "limits". As t2s_functions_validator_new(). @since 1.0 */
T2S_EXTERN int t2s_policy_validator_new(const char *name, const t2s_options *options, t2s_validator **ret_validator,
                                        t2s_error **reterr_error);

T2S_END_DECLS

#endif
