/* SPDX-License-Identifier: MIT */
/* Types as people and servers write them, in SQL's words. */
#ifndef T2S_CATALOG_TYPE_TEXT_H
#define T2S_CATALOG_TYPE_TEXT_H

#include <stddef.h>

#include "util/arena.h"

enum { T2S__TYPE_TEXT_MAX = 264 /* bytes of a name */ };

/* "pg_catalog.numeric(10,2)[]" taken apart. */
typedef struct t2s__type_text {
    int qualified;
    int is_array;
    char schema[T2S__TYPE_TEXT_MAX];
    char name[T2S__TYPE_TEXT_MAX];
    const char *stored; /* what the server stores the type under that SQL's own words name: "int4" for "integer"; or NULL */
} t2s__type_text;

/* Modifiers such as (10,2) are left out. 0 when the text is no type. */
int t2s__type_text_read(const char *text, t2s__type_text *ret);

/* SQL's own words for one of the server's types: "integer" for "int4"; NULL: the name itself. */
const char *t2s__type_text_words(const char *stored);

/* A name as SQL text, in quotes where its form needs them; `schema` may be NULL. NULL when memory is short. */
const char *t2s__type_text_write(t2s__arena *arena, const char *schema, const char *name);

#endif
