/* SPDX-License-Identifier: MIT */
/* Diagnostics: what a parser or a validator has to say about a statement. */
#ifndef TEXT2SQL_DIAGNOSTIC_H
#define TEXT2SQL_DIAGNOSTIC_H

#include <text2sql/fix.h>

T2S_BEGIN_DECLS

enum { T2S_SEVERITY_NOTE = 0, T2S_SEVERITY_WARNING = 1, T2S_SEVERITY_ERROR = 2 };

/** One finding; belongs to the object that gave it and lives as long. @since 1.0 */
typedef struct t2s_diagnostic t2s_diagnostic;

/** T2S_SEVERITY_*. One ERROR rejects the statement. @since 1.0 */
T2S_EXTERN int t2s_diagnostic_severity(const t2s_diagnostic *diagnostic);
/** The SQLSTATE that PostgreSQL gives for it, e.g. "42703", or the library's own name, e.g. "not_read_only". @since 1.0 */
T2S_EXTERN const char *t2s_diagnostic_code(const t2s_diagnostic *diagnostic);
T2S_EXTERN const char *t2s_diagnostic_message(const t2s_diagnostic *diagnostic);
/** How to mend it, or NULL. @since 1.0 */
T2S_EXTERN const char *t2s_diagnostic_hint(const t2s_diagnostic *diagnostic);
/** The validator that found it, or "syntax". @since 1.0 */
T2S_EXTERN const char *t2s_diagnostic_rule(const t2s_diagnostic *diagnostic);
/** Where: line and column, from 1 (columns in characters); 0 when it has no place. @since 1.0 */
T2S_EXTERN int t2s_diagnostic_line(const t2s_diagnostic *diagnostic);
T2S_EXTERN int t2s_diagnostic_column(const t2s_diagnostic *diagnostic);
/** Where: the byte offset in the SQL text; -1 when it has no place. @since 1.0 */
T2S_EXTERN int t2s_diagnostic_position(const t2s_diagnostic *diagnostic);
/** 1 when the statement is refused on principle (it would write, or a policy forbids it), so that asking the model again for the
 * same is of no use to the caller's question; 0 for a mistake that can be mended. @since 1.0 */
T2S_EXTERN int t2s_diagnostic_is_refusal(const t2s_diagnostic *diagnostic);

/**
 * What could be done about it, the best first. Any of them is a guess for a person or a model to choose from; which one is sure, if
 * one is, t2s_statement_mend() finds out. Positions are those of the text in which it was found. NULL: there is no such fix.
 * @since 1.0
 */
T2S_EXTERN size_t t2s_diagnostic_fix_count(const t2s_diagnostic *diagnostic);
T2S_EXTERN const t2s_fix *t2s_diagnostic_fix(const t2s_diagnostic *diagnostic, size_t index);

T2S_END_DECLS

#endif
