/* SPDX-License-Identifier: MIT */
/* The gatherers of what is no PostgreSQL: each in the file of its name, called by t2s__gather_syntax() and t2s__gather_idioms(). */
#ifndef T2S_MEND_FOREIGN_H
#define T2S_MEND_FOREIGN_H

#include "mend/mend.h"

t2s__gather_fn t2s__gather_excerpt;  /* SQL among other text */
t2s__gather_fn t2s__gather_lexis;    /* quotes and characters */
t2s__gather_fn t2s__gather_entities; /* of HTML; in lexis.c */
t2s__gather_fn t2s__gather_spaced;   /* names with blanks that have no quotes */
t2s__gather_fn t2s__gather_words;    /* keywords, operators and small things at one place */
t2s__gather_fn t2s__gather_clauses;  /* clauses at another place, or in another form */
t2s__gather_fn t2s__gather_aggregates; /* GROUP_CONCAT and LISTAGG with an order */
t2s__gather_fn t2s__gather_tops;     /* SELECT TOP (n), which can be parsed as a call; in clauses.c */

/* What to do instead, where the finding is about something of another dialect, or the statement is cut off; static. NULL: nothing to say. */
const char *t2s__foreign_hint(const t2s__patient *patient);
const char *t2s__presto_hint(const t2s__patient *patient);

#endif
