/* SPDX-License-Identifier: MIT */
/* The functions of a server, by SHOW FUNCTIONS, in the form of the generated lists. */
#ifndef T2S_METADATA_PRESTO_FUNCTIONS_H
#define T2S_METADATA_PRESTO_FUNCTIONS_H

#include <text2sql/sys/catalog.h>

#include "net/presto.h"
#include "util/arena.h"
#include "util/buffer.h"
#include "util/map.h"

typedef struct t2s__presto_functions {
    t2s__buffer lines; /* name|flags|arguments|result */
    t2s__arena arena;
    t2s__map seen; /* the lines; servers list some twice */
} t2s__presto_functions;

void t2s__presto_functions_init(t2s__presto_functions *functions);
void t2s__presto_functions_dispose(t2s__presto_functions *functions);

/* Take a row: name, result, arguments, kind, whether it is deterministic, comment, and maybe whether it takes any number of arguments,
 * and whether it is the server's own. 0; T2S_E_PROTOCOL, T2S_E_NOMEM. */
int t2s__presto_functions_row(t2s__presto_functions *functions, const t2s__presto_value *values, size_t count);

/* Those of such lines; or with NULL the ones that the library knows, among which some may be missing. 0; T2S_E_NOMEM. */
int t2s__presto_functions_add(const char *lines, int is_trino, t2s_catalog_builder *builder);

#endif
