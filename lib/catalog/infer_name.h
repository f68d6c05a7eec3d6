/* SPDX-License-Identifier: MIT */
/* Names of tables and columns, as inference compares them: in small letters, without what separates their words. */
#ifndef T2S_CATALOG_INFER_NAME_H
#define T2S_CATALOG_INFER_NAME_H

#include <stddef.h>

enum { T2S__NAME_MAX = 96 /* bytes; a longer name has no words */, T2S__NAME_WORDS_MAX = 12 };

typedef struct t2s__name {
    char text[T2S__NAME_MAX + 8]; /* "customerid"; room for an ending */
    size_t length;
    size_t starts[T2S__NAME_WORDS_MAX + 1]; /* of its words: 0, 8; then the length */
    size_t count;
} t2s__name;

/* Split at separators, at the humps of camelCase, and between letters and digits. */
void t2s__name_split(const char *text, size_t length, t2s__name *ret_name);

/* The singular of what may be a plural; else the same. */
void t2s__name_singular(const t2s__name *name, t2s__name *ret_name);

/* Words [first, first + count) of a name. */
void t2s__name_part(const t2s__name *name, size_t first, size_t count, t2s__name *ret_name);

void t2s__name_append(t2s__name *name, const char *word);

int t2s__name_is(const t2s__name *name, const char *text, size_t length);

/* How many letters at its end say that it identifies something: "id", "key", "code", ...; 0: none do. */
size_t t2s__name_tail(const t2s__name *name);

/* Does any table have columns of this name? Then it is no evidence by itself. */
int t2s__name_is_generic(const char *text, size_t length);

/* Could the letters be short for the name: its beginning, its initials, its consonants? */
int t2s__name_is_short_for(const char *text, size_t length, const t2s__name *name);

#endif
