/* SPDX-License-Identifier: MIT */
/* Names as they have to be written in SQL. */
#ifndef T2S_SQL_QUOTE_H
#define T2S_SQL_QUOTE_H

#include <text2sql/dialect.h>

#include "util/buffer.h"

enum { T2S__QUOTE_POSTGRES = 0, T2S__QUOTE_PRESTO = 1 };

/* T2S__QUOTE_* of a dialect; NULL: PostgreSQL's. */
int t2s__quote_style(const t2s_dialect *dialect);

/*
 * Append a name, in quotes only where the dialect needs them. A name with control characters, or with what could end the place that
 * a prompt gives to a schema, is written with Unicode escapes, so that the output has no line break that is not the library's own.
 */
void t2s__quote_identifier(t2s__buffer *buffer, int style, const char *name);

/* Append the schema of a relation. Where names have catalogs it is "catalog.schema", each quoted by itself. */
void t2s__quote_schema(t2s__buffer *buffer, int style, const char *schema);

/* Append a text as a literal, with escapes like those of a name. */
void t2s__quote_literal(t2s__buffer *buffer, const char *text);

#endif
