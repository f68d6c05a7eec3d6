/* SPDX-License-Identifier: MIT */
/* Mending a statement without a model, where there is one way to do it and no other. */
#ifndef TEXT2SQL_MEND_H
#define TEXT2SQL_MEND_H

#include <text2sql/statement.h>

T2S_BEGIN_DECLS

/**
 * As t2s_statement_check(), and where the text is rejected, try to mend it. A fix is made only if, after it, the whole check (the
 * validators too) no longer finds what it is for and finds nothing else instead, and if no other fix does the same: who reads
 * the text must not have had anything else in mind. The statement is either wholly valid in the end, or the one that was given with its
 * diagnostics: a text is never half mended. A valid text is never changed; neither is one that is refused on principle.
 *
 * Pure: the same input gives the same statement. Bounded: a text is checked less than a hundred times. Any thread, which must
 * have 1 MiB of stack.
 *
 * @param dialect, catalog, sql, length, validators, validator_count  as for t2s_statement_check()
 * @param ret_statement  its t2s_statement_sql() is the mended text, t2s_statement_original_sql() the given one, and
 *                       t2s_statement_fix() says what was done. Release with t2s_statement_free().
 * @return as t2s_statement_check()
 * @since 1.0
 */
T2S_EXTERN int t2s_statement_mend(t2s_dialect *dialect, t2s_catalog *catalog, const char *sql, size_t length,
                                  t2s_validator *const *validators, size_t validator_count, t2s_statement **ret_statement,
                                  t2s_error **reterr_error);

T2S_END_DECLS

#endif
