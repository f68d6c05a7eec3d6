/* SPDX-License-Identifier: MIT */
#ifndef TEXT2SQL_MEMORY_H
#define TEXT2SQL_MEMORY_H

#include <text2sql/export.h>

T2S_BEGIN_DECLS

/**
 * Release memory that a function of this library handed over as a plain pointer.
 *
 * @param memory  NULL is fine
 * @since 1.0
 */
T2S_EXTERN void t2s_free(void *memory);

T2S_END_DECLS

#endif
