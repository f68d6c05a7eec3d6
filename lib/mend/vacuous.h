/* SPDX-License-Identifier: MIT */
#ifndef T2S_MEND_VACUOUS_H
#define T2S_MEND_VACUOUS_H

#include <text2sql/statement.h>

#include "sql/fix.h"

/*
 * Did the fix make a comparison of a column with itself? "ON a.id = b.id", where b has no id, must not become "a.id = a.id": that can be run, and
 * nobody meant it. T2S_E_NOMEM.
 */
int t2s__is_vacuous(const t2s_statement *after, const t2s_fix *fix, int *ret_is_vacuous);

#endif
