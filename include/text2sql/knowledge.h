/* SPDX-License-Identifier: MIT */
/*
 * Knowledge: what people know of a database that its schema does not say. Synonyms and descriptions of tables and columns, metrics,
 * how tables are joined, what is hidden, and questions with the SQL that answers them. It is written as JSON; docs/knowledge.md
 * describes the members.
 */
#ifndef TEXT2SQL_KNOWLEDGE_H
#define TEXT2SQL_KNOWLEDGE_H

#include <text2sql/catalog.h>
#include <text2sql/diagnostic.h>
#include <text2sql/dialect.h>
#include <text2sql/error.h>
#include <text2sql/validator.h>

T2S_BEGIN_DECLS

/** The longest knowledge text, in bytes. @since 1.0 */
#define T2S_KNOWLEDGE_MAX (32 * 1024 * 1024)

/** Knowledge, read and free of errors that can be seen without a schema. Immutable, shared by reference count; any thread.
 * @since 1.0 */
typedef struct t2s_knowledge t2s_knowledge;

/** What is wrong with knowledge: problems with line and column, in the order of the file as far as they were found in it.
 * @since 1.0 */
typedef struct t2s_knowledge_report t2s_knowledge_report;

/**
 * Read knowledge. Whatever is wrong is found at once: its JSON, members that are not known or that are there twice, values of
 * another kind. Whether it fits a schema, t2s_knowledge_check() tells.
 *
 * @param text           UTF-8 JSON; not kept
 * @param length         bytes, at most T2S_KNOWLEDGE_MAX
 * @param ret_knowledge  a new reference, release with t2s_knowledge_unref()
 * @param ret_report     optional: all problems, after T2S_E_SYNTAX; release with t2s_knowledge_report_free(). Otherwise NULL.
 * @param reterr_error   the first problem, with line and column
 * @return 0; T2S_E_SYNTAX, T2S_E_TOO_LARGE, T2S_E_INVALID, T2S_E_NOMEM
 * @since 1.0
 */
T2S_EXTERN int t2s_knowledge_new_from_text(const char *text, size_t length, t2s_knowledge **ret_knowledge,
                                           t2s_knowledge_report **ret_report, t2s_error **reterr_error);

/** The same from a file. @return as t2s_knowledge_new_from_text(); T2S_E_IO @since 1.0 */
T2S_EXTERN int t2s_knowledge_new_from_file(const char *path, t2s_knowledge **ret_knowledge, t2s_knowledge_report **ret_report,
                                           t2s_error **reterr_error);

/** Take one more reference. NULL is fine. @return knowledge @since 1.0 */
T2S_EXTERN t2s_knowledge *t2s_knowledge_ref(const t2s_knowledge *knowledge);

/** Release one reference. NULL is fine. @since 1.0 */
T2S_EXTERN void t2s_knowledge_unref(t2s_knowledge *knowledge);

/**
 * Check knowledge against a schema: that every table and column is there, that metrics and examples are valid SQL that passes the
 * validators and reads nothing that the knowledge hides. A context leaves out what does not fit, and logs it; this is the strict
 * form, for those who write knowledge. Takes some ten microseconds an example; any thread, which must have 1 MiB of stack.
 *
 * @param catalog     borrowed; the schema as it is, without knowledge
 * @param dialect     of the SQL in metrics and examples; NULL: it is not checked. Borrowed.
 * @param validators  for the SQL; borrowed. t2s_names_validator_new() is the one that looks names up.
 * @param ret_report  optional: all problems, after T2S_E_REJECTED; release with t2s_knowledge_report_free(). Otherwise NULL.
 * @param reterr_error  the first problem, with line and column
 * @return 0; T2S_E_REJECTED (something does not fit), T2S_E_INVALID, T2S_E_NOMEM; what a validator that could not do its work
 * returned
 * @since 1.0
 */
T2S_EXTERN int t2s_knowledge_check(const t2s_knowledge *knowledge, t2s_catalog *catalog, t2s_dialect *dialect,
                                   t2s_validator *const *validators, size_t validator_count, t2s_knowledge_report **ret_report,
                                   t2s_error **reterr_error);

/** NULL is fine. @since 1.0 */
T2S_EXTERN void t2s_knowledge_report_free(t2s_knowledge_report *report);

/** How many problems can be looked at; the first hundred are kept. @since 1.0 */
T2S_EXTERN size_t t2s_knowledge_report_count(const t2s_knowledge_report *report);

/** How many problems there are. @since 1.0 */
T2S_EXTERN size_t t2s_knowledge_report_total(const t2s_knowledge_report *report);

/** A problem; lives as long as the report. NULL when there is none of this index. @since 1.0 */
T2S_EXTERN const t2s_diagnostic *t2s_knowledge_report_problem(const t2s_knowledge_report *report, size_t index);

T2S_END_DECLS

#endif
