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

/*
 * What of a database is read. Both sources have these options; each is a list with commas between its entries, and none is set by
 * default. In an entry, * is any text and ? any character; what stands in double quotes means itself. Names are as they are stored,
 * and case counts. An entry that matches nothing is no error.
 *
 *   schemas          only the relations of these schemas, e.g. "sales,hr_*"; types and functions are read from all
 *   exclude_schemas  not the relations of these
 *   tables           only these relations, "name" or "schema.name"
 *   exclude_tables   not these
 *   hide_columns     "table.column" or "schema.table.column": columns that prompts do not show and SQL must not use. Nothing is kept
 *                    of them but their names, types and places: no comment, default, statistics, values, keys or conditions.
 */

/**
 * A live PostgreSQL (12 or later). Reads the system catalogs, and with values=sample, the default, some rows of tables: see
 * docs/schema.md. What the connection's role may not read is not in the catalog.
 *
 * Options beside those above, each with its default:
 *   uri                 required: a libpq connection URI or "key=value" string
 *   connect_timeout_ms  10000
 *   timeout_ms          30000, for one whole load
 *   idle_timeout_ms     300000, after which the connection, which is kept to ask whether the schema is still true, is closed
 *   values              sample: values of text columns, by which a question's words find their columns, come out of the server's
 *                       statistics, and where these say too little, from looking at rows; statistics: only out of these; none: none
 *                       leave the server
 *   values_timeout_ms   1000, for looking at rows, in one load
 *   values_max_bytes    16777216, of values in memory, about; at least 1024
 *   idle_timeout_ms     300000, after which the connection is closed over which it is asked whether the schema has changed
 *
 * @param ret_source  a new reference
 * @return 0; T2S_E_INVALID (an unknown option, a URI that libpq does not parse), T2S_E_NOMEM
 * @since 1.0
 */
T2S_EXTERN int t2s_postgres_metadata_source_new(const t2s_options *options, t2s_metadata_source **ret_source,
                                                t2s_error **reterr_error);

/**
 * A live Trino. Reads the information_schema of its catalogs: schemas, tables, views and their SQL, columns; comments; and of tables, as
 * far as time allows, statistics. In the catalog, what it calls schema is "catalog.schema". Names that have fewer than three parts are
 * looked up in the catalog and schema that the URI gives. A catalog that cannot be read is left out, and is a problem of the schema,
 * t2s_catalog_problem(); one that can must be there.
 *
 * These servers have no version of their schema to ask for: the source reads all lists again when they are older than the context's
 * option schema_max_age_ms, and when they say what they said, what was made of them stays. See docs/presto.md.
 *
 * Options beside those above, where each entry may have the catalog before its other parts, "catalog.schema.table":
 *   uri                    required: trino://[user@]host[:port][/catalog[/schema]][?option=value&...]
 *   user, password, token, catalog, schema, ssl, ...: as for t2s_trino_executor_new(), which say how to connect
 *   catalogs               only these; without it, that of the URI alone, or where it has none, all but "system"
 *   exclude_catalogs       none of these
 *   timeout_ms             120000, for one whole load
 *   parallel               4: statements at once, 1 to 32
 *   statistics_tables      200: of at most so many tables statistics are asked for (SHOW STATS), first of those in the URI's schema;
 *                          0: of none
 *   statistics_timeout_ms  3000, for them and the functions, in one load; the next goes on where it ended
 *   functions              1: the server is asked for its functions (SHOW FUNCTIONS, some seconds' work for a small coordinator);
 *                          0: those of its own that the library knows, and any other may be there
 *
 * @param ret_source  a new reference
 * @return 0; T2S_E_INVALID (an unknown option, a URI that cannot be read), T2S_E_NOMEM
 * @since 1.0
 */
T2S_EXTERN int t2s_trino_metadata_source_new(const t2s_options *options, t2s_metadata_source **ret_source, t2s_error **reterr_error);

/** As t2s_trino_metadata_source_new(), for PrestoDB: presto://... It has no comments of tables in bulk; they are left out. @since 1.0 */
T2S_EXTERN int t2s_presto_metadata_source_new(const t2s_options *options, t2s_metadata_source **ret_source, t2s_error **reterr_error);

/**
 * SQL that makes a database notify the changes of its schema, for the context's option schema_freshness=notify: event triggers, which
 * only a superuser can create, once a database. It may be run again.
 *
 * @return static
 * @since 1.0
 */
T2S_EXTERN const char *t2s_postgres_notify_sql(void);

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

/**
 * As t2s_ddl_metadata_source_new(), with options that say what of the files is read: schemas, exclude_schemas, tables, exclude_tables,
 * hide_columns, as above; and `dialect`: whose functions there are beside those that the files create, those of postgres (the default),
 * trino or presto.
 *
 * @param options  NULL is fine; copied
 * @return 0; T2S_E_INVALID, T2S_E_NOMEM
 * @since 1.0
 */
T2S_EXTERN int t2s_ddl_metadata_source_new_with(const char *const *paths, size_t count, const t2s_options *options,
                                                t2s_metadata_source **ret_source, t2s_error **reterr_error);

T2S_END_DECLS

#endif
