/* SPDX-License-Identifier: MIT */
/* What is known of PostgreSQL's built-in functions as far as names go. */
#ifndef T2S_DIALECT_POSTGRES_FUNCTIONS_H
#define T2S_DIALECT_POSTGRES_FUNCTIONS_H

/* T2S_DIALECT_FUNCTION_*; 0: nothing is known. *ret_columns: the columns it gives in FROM, NULL at the end. */
unsigned t2s__postgres_function(const char *name, const char *const **ret_columns);

#endif
