/* SPDX-License-Identifier: MIT */
/* Where the schema comes from: the files of --schema, or the database of --database. */
#ifndef CLI_SOURCE_H
#define CLI_SOURCE_H

#include <text2sql/context.h>

#include "options.h"

/**
 * A context with the database, the schema files, the prompt template and the knowledge that were given; files go before the database's own schema.
 * @return STATUS_DONE, or another status after an error that was printed
 */
int open_context(const struct settings *settings, t2s_context **ret_context);

/** The schema of such a context, read now. @return as open_context() */
int open_catalog(const struct settings *settings, t2s_catalog **ret_catalog);

/** The same, searchable. @return as open_context() */
int open_index(const struct settings *settings, t2s_index **ret_index);

/** "check" and "schema" look at one schema: it is an error when both were given. @return STATUS_DONE, STATUS_USAGE */
int one_source(const struct settings *settings);

#endif
