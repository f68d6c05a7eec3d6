/* SPDX-License-Identifier: MIT */
/* How the names of the tables that a text speaks of, and of their columns, are spelled. */
#ifndef T2S_MEND_SPELLING_H
#define T2S_MEND_SPELLING_H

#include "mend/mend.h"

enum { T2S__SPELLING_RELATIONS_MAX = 64 };

typedef struct t2s__spelling {
    const t2s_relation *relations[T2S__SPELLING_RELATIONS_MAX]; /* that the text may mean; not the same twice */
    size_t count;
} t2s__spelling;

/* Look for every word and every quoted name of the text in the catalog. */
void t2s__spelling_init(t2s__spelling *spelling, const t2s__patient *patient);

/* Is a relation of the text, or a column of one, named exactly so? */
int t2s__spelling_has(const t2s__spelling *spelling, const char *name, size_t length);

/* 1 when a name needs no quotes to be read as it is: lower case, no blanks; it may be a keyword. */
int t2s__is_plain_name(const char *name, size_t length);

/*
 * Should a name that another dialect would write in quotes of its own be written in quotes? Such dialects do not mind case, PostgreSQL does.
 */
int t2s__spelling_quotes(const t2s__spelling *spelling, const char *name, size_t length);

#endif
