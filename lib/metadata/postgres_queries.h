/* SPDX-License-Identifier: MIT */
/* What PostgreSQL's system catalogs are asked, and in which columns they answer. */
#ifndef T2S_METADATA_POSTGRES_QUERIES_H
#define T2S_METADATA_POSTGRES_QUERIES_H

/* In this order: later ones refer to relations of earlier ones. Rows that belong together follow each other. */
typedef enum t2s__pg_section {
    T2S__PG_DATABASE,
    T2S__PG_PATH,
    T2S__PG_SCHEMAS,
    T2S__PG_RELATIONS,
    T2S__PG_COLUMNS,
    T2S__PG_KEYS,
    T2S__PG_FOREIGN_KEYS,
    T2S__PG_CHECKS,
    T2S__PG_STATISTICS,
    T2S__PG_TYPES,
    T2S__PG_FUNCTIONS,
    T2S__PG_OPERATORS,
    T2S__PG_CASTS,
    T2S__PG_SECTIONS
} t2s__pg_section;

enum { T2S__PG_COLUMNS_MAX = 17 };

/* The places of the columns in each section. A flag is "t" or "f"; OIDs are numbers. */
enum { T2S__PG_DATABASE_NAME, T2S__PG_DATABASE_VERSION, T2S__PG_DATABASE_COLUMNS };
enum { T2S__PG_PATH_NAME, T2S__PG_PATH_COLUMNS };
enum { T2S__PG_SCHEMA_NAME, T2S__PG_SCHEMA_COMMENT, T2S__PG_SCHEMA_COLUMNS };
enum {
    T2S__PG_RELATION_OID, /* ascending */
    T2S__PG_RELATION_SCHEMA,
    T2S__PG_RELATION_NAME,
    T2S__PG_RELATION_KIND, /* pg_class.relkind */
    T2S__PG_RELATION_ROWS,
    T2S__PG_RELATION_PARENT_SCHEMA,
    T2S__PG_RELATION_PARENT_NAME,
    T2S__PG_RELATION_COMMENT,
    T2S__PG_RELATION_DEFINITION,
    T2S__PG_RELATION_SAMPLED, /* its rows may be looked at */
    T2S__PG_RELATION_COLUMNS
};
enum {
    T2S__PG_COLUMN_RELATION, /* OID */
    T2S__PG_COLUMN_NAME,
    T2S__PG_COLUMN_TYPE,
    T2S__PG_COLUMN_NOT_NULL,
    T2S__PG_COLUMN_GENERATED,
    T2S__PG_COLUMN_IDENTITY,
    T2S__PG_COLUMN_HIDDEN,
    T2S__PG_COLUMN_TEXT, /* its values are texts or labels */
    T2S__PG_COLUMN_DEFAULT,
    T2S__PG_COLUMN_COMMENT,
    T2S__PG_COLUMN_COLUMNS
};
/* One row a column of a key or an index; the kind is p (primary), u (unique) or i (neither). */
enum { T2S__PG_KEY_OID, T2S__PG_KEY_RELATION, T2S__PG_KEY_KIND, T2S__PG_KEY_NAME, T2S__PG_KEY_COLUMN, T2S__PG_KEY_COLUMNS };
enum {
    T2S__PG_FOREIGN_OID,
    T2S__PG_FOREIGN_RELATION,
    T2S__PG_FOREIGN_NAME,
    T2S__PG_FOREIGN_TO_SCHEMA,
    T2S__PG_FOREIGN_TO_NAME,
    T2S__PG_FOREIGN_COLUMN,
    T2S__PG_FOREIGN_TO_COLUMN,
    T2S__PG_FOREIGN_COLUMNS
};
/* One row a column that the condition names, or one without any; a column that is NULL may be all of them. */
enum { T2S__PG_CHECK_OID, T2S__PG_CHECK_RELATION, T2S__PG_CHECK_EXPRESSION, T2S__PG_CHECK_COLUMN, T2S__PG_CHECK_COLUMNS };
/* As in pg_stats; arrays as PostgreSQL writes them. */
enum {
    T2S__PG_STATISTICS_RELATION, /* OID */
    T2S__PG_STATISTICS_COLUMN,
    T2S__PG_STATISTICS_NULL_FRACTION,
    T2S__PG_STATISTICS_DISTINCT,
    T2S__PG_STATISTICS_VALUES, /* the most common ones, where they are texts */
    T2S__PG_STATISTICS_FREQUENCIES,
    T2S__PG_STATISTICS_OTHERS, /* some of the other values */
    T2S__PG_STATISTICS_COLUMNS
};
/* One row a label or attribute, or one without any. */
enum {
    T2S__PG_TYPE_OID,
    T2S__PG_TYPE_SCHEMA,
    T2S__PG_TYPE_NAME,
    T2S__PG_TYPE_KIND, /* pg_type.typtype */
    T2S__PG_TYPE_BASE,
    T2S__PG_TYPE_CATEGORY,
    T2S__PG_TYPE_PREFERRED,
    T2S__PG_TYPE_ELEMENT,
    T2S__PG_TYPE_SUBTYPE, /* of a range; of a multirange: its range */
    T2S__PG_TYPE_COMMENT,
    T2S__PG_TYPE_LABEL,
    T2S__PG_TYPE_ATTRIBUTE, /* the type of an attribute */
    T2S__PG_TYPE_COLUMNS
};
/* One row an argument, or one without any. */
enum {
    T2S__PG_FUNCTION_OID,
    T2S__PG_FUNCTION_SCHEMA,
    T2S__PG_FUNCTION_NAME,
    T2S__PG_FUNCTION_KIND, /* pg_proc.prokind */
    T2S__PG_FUNCTION_SET,
    T2S__PG_FUNCTION_VARIADIC,
    T2S__PG_FUNCTION_STRICT,
    T2S__PG_FUNCTION_DEFINER,
    T2S__PG_FUNCTION_VOLATILITY, /* pg_proc.provolatile */
    T2S__PG_FUNCTION_DEFAULTS,
    T2S__PG_FUNCTION_RESULT,
    T2S__PG_FUNCTION_COMMENT,
    T2S__PG_FUNCTION_AGGREGATE_KIND, /* pg_aggregate.aggkind */
    T2S__PG_FUNCTION_DIRECT,         /* pg_aggregate.aggnumdirectargs */
    T2S__PG_FUNCTION_ARGUMENT_MODE, /* pg_proc.proargmodes; NULL: in */
    T2S__PG_FUNCTION_ARGUMENT_NAME,
    T2S__PG_FUNCTION_ARGUMENT_TYPE,
    T2S__PG_FUNCTION_COLUMNS
};
enum {
    T2S__PG_OPERATOR_SCHEMA,
    T2S__PG_OPERATOR_NAME,
    T2S__PG_OPERATOR_LEFT, /* NULL: it stands before its operand */
    T2S__PG_OPERATOR_RIGHT,
    T2S__PG_OPERATOR_RESULT,
    T2S__PG_OPERATOR_FUNCTION_SCHEMA,
    T2S__PG_OPERATOR_FUNCTION_NAME,
    T2S__PG_OPERATOR_VOLATILITY, /* pg_proc.provolatile */
    T2S__PG_OPERATOR_COLUMNS
};
enum {
    T2S__PG_CAST_SOURCE,
    T2S__PG_CAST_TARGET,
    T2S__PG_CAST_CONTEXT, /* pg_cast.castcontext */
    T2S__PG_CAST_METHOD,  /* pg_cast.castmethod */
    T2S__PG_CAST_FUNCTION_SCHEMA,
    T2S__PG_CAST_FUNCTION_NAME,
    T2S__PG_CAST_COLUMNS
};

/*
 * They take note of these settings, each of which may be unset:
 *   text2sql.schemas, text2sql.exclude_schemas  regular expressions: whose relations are read, and whose are not
 *   text2sql.values_max_bytes                   about as much of the statistics' values is sent
 */
extern const char *const t2s__pg_queries[T2S__PG_SECTIONS];

/* How many columns each section has. */
extern const int t2s__pg_query_columns[T2S__PG_SECTIONS];

/* To be run behind T2S__PG_PATH, which it would change: names outside of pg_catalog are written in full from here on. */
extern const char *const t2s__pg_hide_path;

#endif
