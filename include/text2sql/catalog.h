/* SPDX-License-Identifier: MIT */
/* The catalog: an immutable snapshot of a schema. Shared by reference count; any thread may read it without a lock. */
#ifndef TEXT2SQL_CATALOG_H
#define TEXT2SQL_CATALOG_H

#include <text2sql/export.h>

T2S_BEGIN_DECLS

typedef struct t2s_catalog t2s_catalog;
typedef struct t2s_relation t2s_relation;
typedef struct t2s_column t2s_column;
typedef struct t2s_key t2s_key;

/** What a relation is. @since 1.0 */
enum {
    T2S_RELATION_TABLE = 0,
    T2S_RELATION_PARTITIONED = 1,
    T2S_RELATION_VIEW = 2,
    T2S_RELATION_MATERIALIZED_VIEW = 3,
    T2S_RELATION_FOREIGN = 4
};

/**
 * What a key is. An inferred one is a foreign key that the database does not declare and that names, types, uniqueness and statistics
 * make likely: nothing enforces it. An index is no key at all, but says by what a relation is searched; it is not unique.
 * @since 1.0
 */
enum { T2S_KEY_PRIMARY = 0, T2S_KEY_UNIQUE = 1, T2S_KEY_FOREIGN = 2, T2S_KEY_INFERRED = 3, T2S_KEY_INDEX = 4 };

/** @since 1.0 */
T2S_EXTERN t2s_catalog *t2s_catalog_ref(t2s_catalog *catalog);
T2S_EXTERN void t2s_catalog_unref(t2s_catalog *catalog);

/** What could not be read of the database, and why: for people. Most catalogs have no such problems. @since 1.0 */
T2S_EXTERN size_t t2s_catalog_problem_count(const t2s_catalog *catalog);
/** A sentence; lives as long as the catalog. NULL when there is none. @since 1.0 */
T2S_EXTERN const char *t2s_catalog_problem(const t2s_catalog *catalog, size_t index);

/* Everything below lives as long as the catalog. An index out of range gives NULL. */

T2S_EXTERN size_t t2s_catalog_relation_count(const t2s_catalog *catalog);

/** Relations in a fixed order: by schema, then by name. @since 1.0 */
T2S_EXTERN const t2s_relation *t2s_catalog_relation(const t2s_catalog *catalog, size_t index);

/**
 * Look a relation up.
 *
 * @param schema  NULL: along the search path
 * @param name    as stored, without quotes
 * @return NULL when there is none
 * @since 1.0
 */
T2S_EXTERN const t2s_relation *t2s_catalog_find_relation(const t2s_catalog *catalog, const char *schema, const char *name);

T2S_EXTERN const char *t2s_relation_schema(const t2s_relation *relation);
T2S_EXTERN const char *t2s_relation_name(const t2s_relation *relation);
/** T2S_RELATION_*. @since 1.0 */
T2S_EXTERN int t2s_relation_kind(const t2s_relation *relation);
/** NULL when there is none. @since 1.0 */
T2S_EXTERN const char *t2s_relation_comment(const t2s_relation *relation);
/** The server's estimate of the number of rows; -1: unknown. @since 1.0 */
T2S_EXTERN int64_t t2s_relation_row_estimate(const t2s_relation *relation);
T2S_EXTERN size_t t2s_relation_column_count(const t2s_relation *relation);
T2S_EXTERN const t2s_column *t2s_relation_column(const t2s_relation *relation, size_t index);

T2S_EXTERN const char *t2s_column_name(const t2s_column *column);
/** As the database writes it, e.g. "character varying(50)". @since 1.0 */
T2S_EXTERN const char *t2s_column_type(const t2s_column *column);
T2S_EXTERN const char *t2s_column_comment(const t2s_column *column);
/** 1 when it is declared NOT NULL, or is in the primary key. @since 1.0 */
T2S_EXTERN int t2s_column_not_null(const t2s_column *column);

/** The SQL of its default, or NULL. @since 1.0 */
T2S_EXTERN const char *t2s_column_default(const t2s_column *column);

/** 1 when it is computed from other columns. @since 1.0 */
T2S_EXTERN int t2s_column_is_generated(const t2s_column *column);
/** 1 when it is an identity column. @since 1.0 */
T2S_EXTERN int t2s_column_is_identity(const t2s_column *column);

/** 1 when it must not be read, nor shown to anybody: it is there so that the others keep their places. @since 1.0 */
T2S_EXTERN int t2s_column_is_hidden(const t2s_column *column);

/** The fraction of rows in which it is NULL, 0 to 1; -1: unknown. @since 1.0 */
T2S_EXTERN double t2s_column_null_fraction(const t2s_column *column);
/** The estimated number of its distinct values; -1: unknown. @since 1.0 */
T2S_EXTERN double t2s_column_distinct(const t2s_column *column);

/** Values of the column that are known, the most frequent ones first. @since 1.0 */
T2S_EXTERN size_t t2s_column_value_count(const t2s_column *column);
/** As the database writes it; NULL when there is none. @since 1.0 */
T2S_EXTERN const char *t2s_column_value(const t2s_column *column, size_t index);
/** The fraction of rows that have this value; -1: unknown. @since 1.0 */
T2S_EXTERN double t2s_column_value_frequency(const t2s_column *column, size_t index);
/** 1 when the column had no other values when they were read. @since 1.0 */
T2S_EXTERN int t2s_column_values_are_complete(const t2s_column *column);

/** The conditions that every row fulfils, as SQL. @since 1.0 */
T2S_EXTERN size_t t2s_relation_check_count(const t2s_relation *relation);
/** NULL when there is none. @since 1.0 */
T2S_EXTERN const char *t2s_relation_check(const t2s_relation *relation, size_t index);

/** The keys of a relation: primary, unique and foreign ones, then inferred ones; and indexes. @since 1.0 */
T2S_EXTERN size_t t2s_relation_key_count(const t2s_relation *relation);
T2S_EXTERN const t2s_key *t2s_relation_key(const t2s_relation *relation, size_t index);
/** T2S_KEY_*. @since 1.0 */
T2S_EXTERN int t2s_key_kind(const t2s_key *key);
/** Its columns, in the key's order. @since 1.0 */
T2S_EXTERN size_t t2s_key_column_count(const t2s_key *key);
T2S_EXTERN const t2s_column *t2s_key_column(const t2s_key *key, size_t index);
/** Of a foreign or inferred key: what it refers to, and the column that goes with t2s_key_column(); otherwise NULL. @since 1.0 */
T2S_EXTERN const t2s_relation *t2s_key_foreign_relation(const t2s_key *key);
T2S_EXTERN const t2s_column *t2s_key_foreign_column(const t2s_key *key, size_t index);

T2S_END_DECLS

#endif
