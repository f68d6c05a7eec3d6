/* SPDX-License-Identifier: MIT */
/* Names of types as short as they can be said. */
#ifndef T2S_RETRIEVAL_TYPE_NAME_H
#define T2S_RETRIEVAL_TYPE_NAME_H

#include "catalog/catalog.h"
#include "util/buffer.h"

/*
 * Append the name of a column's type: "character varying(50)" is varchar, since no query depends on the limit; "timestamp without time
 * zone" is timestamp; a schema on the search path says nothing.
 *
 * style  T2S__QUOTE_*: how long names may be shortened is for the dialect to say
 */
void t2s__render_type(t2s__buffer *buffer, const t2s_catalog *catalog, int style, const char *type);

#endif
