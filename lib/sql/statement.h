/* SPDX-License-Identifier: MIT */
/* What the library's own stages see of a statement beyond text2sql/statement.h. */
#ifndef T2S_SQL_STATEMENT_H
#define T2S_SQL_STATEMENT_H

#include <text2sql/statement.h>

#include "sql/fix.h"
#include "sql/tree.h"
#include "util/arena.h"

/* Its query trees, with what the analysis made of them; empty where the text did not parse. Lives as long as the statement. */
const t2s_tree *t2s__statement_tree(const t2s_statement *statement);

/* For what is found out about it later and is to live as long. */
t2s__arena *t2s__statement_arena(t2s_statement *statement);

/* What was done to `original` until it became the statement's text; both are copied. T2S_E_NOMEM. */
int t2s__statement_set_fixes(t2s_statement *statement, const char *original, size_t length, const t2s_fix *fixes);

#endif
