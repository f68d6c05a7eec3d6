/* SPDX-License-Identifier: MIT */
/* A statement as the library understood it: its facts, and what was found wrong. Any thread may read it. */
#ifndef TEXT2SQL_STATEMENT_H
#define TEXT2SQL_STATEMENT_H

#include <text2sql/catalog.h>
#include <text2sql/diagnostic.h>
#include <text2sql/dialect.h>
#include <text2sql/error.h>
#include <text2sql/validator.h>

T2S_BEGIN_DECLS

/** The longest SQL text that is looked at, in bytes, and the deepest nesting, in levels. Beyond: SQLSTATE 54000 and 54001. @since 1.0 */
#define T2S_SQL_MAX (1024 * 1024)
#define T2S_SQL_DEPTH_MAX 2000

/**
 * Parse, analyse and validate an SQL text, with no server and no model. Pure: the same input gives the same statement. Takes
 * microseconds; any thread, which must have 1 MiB of stack.
 *
 * @param dialect          borrowed
 * @param catalog          what names are resolved against; NULL: names are not resolved
 * @param sql              UTF-8; copied
 * @param length           bytes
 * @param validators       run in this order, each seeing the facts; borrowed
 * @param ret_statement    also for SQL that is rejected: see t2s_statement_valid(). Release with t2s_statement_free().
 * @return 0; T2S_E_INVALID, T2S_E_NOMEM, or what a validator that could not do its work returned
 * @since 1.0
 */
T2S_EXTERN int t2s_statement_check(t2s_dialect *dialect, t2s_catalog *catalog, const char *sql, size_t length,
                                   t2s_validator *const *validators, size_t validator_count, t2s_statement **ret_statement,
                                   t2s_error **reterr_error);

/** NULL is fine. @since 1.0 */
T2S_EXTERN void t2s_statement_free(t2s_statement *statement);

/** 1 when no diagnostic is an error. @since 1.0 */
T2S_EXTERN int t2s_statement_valid(const t2s_statement *statement);

/* What follows lives as long as the statement. An index out of range gives NULL. */

T2S_EXTERN const char *t2s_statement_sql(const t2s_statement *statement);
/** The text as it was given: the same, unless t2s_statement_mend() has mended it. @since 1.0 */
T2S_EXTERN const char *t2s_statement_original_sql(const t2s_statement *statement);
/** What was done to the given text, in that order; the places are those of the given text. None, when it is as it was given. @since 1.0 */
T2S_EXTERN size_t t2s_statement_fix_count(const t2s_statement *statement);
T2S_EXTERN const t2s_fix *t2s_statement_fix(const t2s_statement *statement, size_t index);
/** "postgres", ... @since 1.0 */
T2S_EXTERN const char *t2s_statement_dialect(const t2s_statement *statement);
/** What it is: "SELECT" for every query, else the command, e.g. "INSERT", "CREATE TABLE"; "" when it did not parse. @since 1.0 */
T2S_EXTERN const char *t2s_statement_kind(const t2s_statement *statement);
/** How many statements the text holds. The facts are those of all of them. @since 1.0 */
T2S_EXTERN size_t t2s_statement_count(const t2s_statement *statement);
/** 1 when the outermost query has a LIMIT or FETCH FIRST. @since 1.0 */
T2S_EXTERN int t2s_statement_has_limit(const t2s_statement *statement);
/** 1 when an ORDER BY fixes the order of the rows. @since 1.0 */
T2S_EXTERN int t2s_statement_has_order(const t2s_statement *statement);

/**
 * 1 when something in the tree writes, locks, or is no query (so that it could): the first such thing. 0 when all is queries.
 *
 * @param ret_word      its word, e.g. "DELETE", "FOR UPDATE", "SELECT INTO", "SET"
 * @param ret_position  byte offset in the text
 * @since 1.0
 */
T2S_EXTERN int t2s_statement_writes(const t2s_statement *statement, const char **ret_word, int *ret_position);

/** 1 when something in the tree is not understood, so that nothing may be concluded from its not being found elsewhere; as above. @since 1.0 */
T2S_EXTERN int t2s_statement_unknown(const t2s_statement *statement, const char **ret_word, int *ret_position);

/** The relations that are read, or named by a command, each once, in order of schema and name. Without a catalog: as written. @since 1.0 */
T2S_EXTERN size_t t2s_statement_relation_count(const t2s_statement *statement);
T2S_EXTERN const t2s_relation *t2s_statement_relation(const t2s_statement *statement, size_t index);

/**
 * The columns that are read, each once, in order of relation and name; `*` and whole rows count as every column. Without a catalog
 * they are as written, and one whose relation is not certain is left out.
 * @since 1.0
 */
T2S_EXTERN size_t t2s_statement_column_count(const t2s_statement *statement);
T2S_EXTERN const t2s_column *t2s_statement_column(const t2s_statement *statement, size_t index, const t2s_relation **ret_relation);

/** The functions that are called, as written and folded ("count", "pg_catalog.now"), each once. @since 1.0 */
T2S_EXTERN size_t t2s_statement_function_count(const t2s_statement *statement);
T2S_EXTERN const char *t2s_statement_function(const t2s_statement *statement, size_t index);

/** The names of the columns that the outermost query gives, where they are known. @since 1.0 */
T2S_EXTERN size_t t2s_statement_output_count(const t2s_statement *statement);
T2S_EXTERN const char *t2s_statement_output(const t2s_statement *statement, size_t index);

/**
 * The type of an output column, as the database writes it, without modifiers: "integer", "numeric", "text[]".
 *
 * @param index  of t2s_statement_output()
 * @return belongs to the statement's catalog, or to the statement; NULL where it is not known: without a catalog, for one that does not
 *         know the server's types and functions, for a dialect without such rules, and for an index that is too large
 * @since 1.0
 */
T2S_EXTERN const char *t2s_statement_output_type(const t2s_statement *statement, size_t index);

/**
 * What is wrong with the names in the text, as the database would say it, and in the order in which it would come upon it. It is
 * the names validator that makes them diagnostics. @since 1.0
 */
T2S_EXTERN size_t t2s_statement_finding_count(const t2s_statement *statement);
T2S_EXTERN const t2s_diagnostic *t2s_statement_finding(const t2s_statement *statement, size_t index);

/** What was found wrong: by each validator in turn, the first thing first that the database would have reported. @since 1.0 */
T2S_EXTERN size_t t2s_statement_diagnostic_count(const t2s_statement *statement);
T2S_EXTERN const t2s_diagnostic *t2s_statement_diagnostic(const t2s_statement *statement, size_t index);

T2S_END_DECLS

#endif
