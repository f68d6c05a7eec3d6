/* SPDX-License-Identifier: MIT */
/* Fixes for names that mean nothing or too much. Each belongs to the finding that was just added; `before` is how many there were. */
#ifndef T2S_SQL_FIX_COLUMN_H
#define T2S_SQL_FIX_COLUMN_H

#include "sql/analysis.h"
#include "sql/table_name.h"

/* The column `name` is not in `item`, or with `item` NULL nowhere in sight. */
void t2s__fix_missing_column(t2s__analysis *analysis, t2s__scope *scope, const t2s__item *item, const char *name, int position,
                             size_t before);

/* Several columns of the name are in sight. */
void t2s__fix_ambiguous_column(t2s__analysis *analysis, t2s__scope *scope, const char *name, int position, size_t before);

/* Nothing in FROM is called `name`; `meant` is what a table of that name is called there, if it is there, else NULL. */
void t2s__fix_missing_item(t2s__analysis *analysis, t2s__scope *scope, const t2s__item *meant, const char *name, int position,
                           size_t before);

/* fix_table.c: no relation has the name. */
void t2s__fix_missing_table(t2s__analysis *analysis, const t2s__scope *scope, const t2s__table_name *name, int position,
                            size_t before);

#endif
