/* SPDX-License-Identifier: MIT */
/* Fixes: small changes of a text that put one thing right. */
#ifndef TEXT2SQL_FIX_H
#define TEXT2SQL_FIX_H

#include <stddef.h>

#include <text2sql/export.h>

T2S_BEGIN_DECLS

/** One fix: a few places of a text, and what is to stand there. Belongs to the object that gave it and lives as long. @since 1.0 */
typedef struct t2s_fix t2s_fix;

/** What kind it is: a word for programs, e.g. "column_near_name". docs/mending.md lists them. NULL for NULL. @since 1.0 */
T2S_EXTERN const char *t2s_fix_name(const t2s_fix *fix);

/** The SQLSTATE, or the library's own name, of the error that it is for: t2s_diagnostic_code() of that. NULL for NULL. @since 1.0 */
T2S_EXTERN const char *t2s_fix_code(const t2s_fix *fix);

/** What it does, in a sentence for people. NULL for NULL. @since 1.0 */
T2S_EXTERN const char *t2s_fix_message(const t2s_fix *fix);

/** How many places it changes, in the order in which they stand in the text. @since 1.0 */
T2S_EXTERN size_t t2s_fix_edit_count(const t2s_fix *fix);

/**
 * One place.
 *
 * @param ret_start   byte offset of what is replaced; optional
 * @param ret_length  how many bytes are replaced, 0 for an insertion; optional
 * @return what stands there instead, NUL-terminated, "" for a deletion; NULL: there is no such place
 * @since 1.0
 */
T2S_EXTERN const char *t2s_fix_edit(const t2s_fix *fix, size_t index, size_t *ret_start, size_t *ret_length);

T2S_END_DECLS

#endif
