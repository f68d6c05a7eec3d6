/* SPDX-License-Identifier: MIT */
/* Metadata sources: where the schema comes from. To write one: text2sql/sys/metadata.h. */
#ifndef TEXT2SQL_METADATA_H
#define TEXT2SQL_METADATA_H

#include <text2sql/options.h>

T2S_BEGIN_DECLS

/** Something that reads a schema into a catalog. Shared by reference count. @since 1.0 */
typedef struct t2s_metadata_source t2s_metadata_source;

/** Take one more reference. NULL is fine. @return source @since 1.0 */
T2S_EXTERN t2s_metadata_source *t2s_metadata_source_ref(t2s_metadata_source *source);

/** Release one reference. NULL is fine. @since 1.0 */
T2S_EXTERN void t2s_metadata_source_unref(t2s_metadata_source *source);

/**
 * A live PostgreSQL (12 or later). Reads the system catalogs only.
 *
 * Options, each with its default:
 *   uri                 required: a libpq connection URI or "key=value" string
 *   connect_timeout_ms  10000
 *   timeout_ms          30000, for one whole load
 *   idle_timeout_ms     300000, after which the connection is closed over which it is asked whether the schema has changed
 *
 * @param ret_source  a new reference
 * @return 0; T2S_E_INVALID (an unknown option, a URI that libpq does not parse), T2S_E_NOMEM
 * @since 1.0
 */
T2S_EXTERN int t2s_postgres_metadata_source_new(const t2s_options *options, t2s_metadata_source **ret_source,
                                                t2s_error **reterr_error);

/**
 * Schema files: SQL as pg_dump --schema-only writes it, or as people do. CREATE TABLE, VIEW, TYPE and the like, ALTER TABLE,
 * COMMENT ON and SET search_path count; data and what does not concern queries is passed over.
 *
 * @param paths       files, read in this order at each load; copied
 * @param count       how many, 1 at least
 * @param ret_source  a new reference
 * @return 0; T2S_E_INVALID, T2S_E_NOMEM. Errors in the files come with the load.
 * @since 1.0
 */
T2S_EXTERN int t2s_ddl_metadata_source_new(const char *const *paths, size_t count, t2s_metadata_source **ret_source,
                                           t2s_error **reterr_error);

T2S_END_DECLS

#endif
