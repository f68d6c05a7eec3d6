/* SPDX-License-Identifier: MIT */
/*
 * Building a catalog: for metadata sources. Add in any order; references between objects are by name and are resolved by
 * t2s_catalog_builder_finish(). All strings are copied. Names are as stored: folded where the dialect folds, without quotes.
 * Every function returns 0, T2S_E_NOMEM or, where it says so, another code; an error leaves the builder as it was.
 */
#ifndef TEXT2SQL_SYS_CATALOG_H
#define TEXT2SQL_SYS_CATALOG_H

#include <text2sql/catalog.h>
#include <text2sql/error.h>

T2S_BEGIN_DECLS

/** A catalog under construction. One thread at a time. @since 1.0 */
typedef struct t2s_catalog_builder t2s_catalog_builder;

enum {
    T2S_COLUMN_NOT_NULL = 1 << 0,
    T2S_COLUMN_GENERATED = 1 << 1, /* GENERATED ALWAYS AS (expression) */
    T2S_COLUMN_IDENTITY = 1 << 2,
    T2S_COLUMN_HIDDEN = 1 << 3 /* must not be read; it is there so that the other columns keep their places */
};

enum { T2S_TYPE_BASE = 0, T2S_TYPE_ENUM = 1, T2S_TYPE_DOMAIN = 2, T2S_TYPE_COMPOSITE = 3, T2S_TYPE_RANGE = 4, T2S_TYPE_PSEUDO = 5, T2S_TYPE_MULTIRANGE = 6 };

enum { T2S_FUNCTION_PLAIN = 0, T2S_FUNCTION_AGGREGATE = 1, T2S_FUNCTION_WINDOW = 2, T2S_FUNCTION_PROCEDURE = 3 };

enum {
    T2S_FUNCTION_RETURNS_SET = 1 << 0,
    T2S_FUNCTION_VARIADIC = 1 << 1, /* the last argument takes any number of values */
    T2S_FUNCTION_STRICT = 1 << 2,
    T2S_FUNCTION_SECURITY_DEFINER = 1 << 3
};

/* When a cast happens: by itself, when a value is stored, or only where it is written. As pg_cast.castcontext. */
enum { T2S_CAST_IMPLICIT = 'i', T2S_CAST_ASSIGNMENT = 'a', T2S_CAST_EXPLICIT = 'e' };

/* How it is done: by a function; not at all, the bytes mean the same; or by writing the value and reading the text. */
enum { T2S_CAST_BY_FUNCTION = 'f', T2S_CAST_BINARY = 'b', T2S_CAST_BY_TEXT = 'i' };

/* As pg_aggregate.aggkind. */
enum { T2S_AGGREGATE_NORMAL = 'n', T2S_AGGREGATE_ORDERED_SET = 'o', T2S_AGGREGATE_HYPOTHETICAL_SET = 'h' };

enum { T2S_VOLATILITY_IMMUTABLE = 0, T2S_VOLATILITY_STABLE = 1, T2S_VOLATILITY_VOLATILE = 2 };

T2S_EXTERN int t2s_catalog_builder_new(t2s_catalog_builder **ret_builder);
T2S_EXTERN void t2s_catalog_builder_free(t2s_catalog_builder *builder);

/** The name of the database, for messages and the prompt. @since 1.0 */
T2S_EXTERN int t2s_catalog_builder_set_database(t2s_catalog_builder *builder, const char *name);

/** The server's version, e.g. 150004 for PostgreSQL 15.4; 0: no server. @since 1.0 */
T2S_EXTERN void t2s_catalog_builder_set_server_version(t2s_catalog_builder *builder, int version);

/**
 * Say that there are types, functions and operators of which the source cannot tell, such as extensions bring: a name of that kind that
 * the catalog does not have may be right all the same.
 *
 * @param on  1, or 0, the default
 * @since 1.0
 */
T2S_EXTERN void t2s_catalog_builder_set_open(t2s_catalog_builder *builder, int on);

/** The schemas in which unqualified names are looked up, in order. Without it: "public". @since 1.0 */
T2S_EXTERN int t2s_catalog_builder_set_search_path(t2s_catalog_builder *builder, const char *const *schemas, size_t count);

/**
 * Say that something could not be read, which the catalog is without.
 *
 * @param text  a sentence for people: what, and why
 * @since 1.0
 */
T2S_EXTERN int t2s_catalog_builder_add_problem(t2s_catalog_builder *builder, const char *text);

/** Say that a schema exists. Schemas of relations, types and functions exist by themselves. @param comment NULL is fine @since 1.0 */
T2S_EXTERN int t2s_catalog_builder_add_schema(t2s_catalog_builder *builder, const char *name, const char *comment);

/**
 * Add a relation.
 *
 * @param ret_relation  its number in this builder
 * @return T2S_E_INVALID when the schema has a relation of this name already
 * @since 1.0
 */
T2S_EXTERN int t2s_catalog_builder_add_relation(t2s_catalog_builder *builder, const char *schema, const char *name, int kind,
                                                size_t *ret_relation);

/** The number of a relation that was added; -1 when there is none. `schema` must not be NULL. @since 1.0 */
T2S_EXTERN int64_t t2s_catalog_builder_find_relation(const t2s_catalog_builder *builder, const char *schema, const char *name);

T2S_EXTERN int t2s_catalog_builder_set_relation_comment(t2s_catalog_builder *builder, size_t relation, const char *comment);
T2S_EXTERN int t2s_catalog_builder_set_row_estimate(t2s_catalog_builder *builder, size_t relation, int64_t rows);
/** The SQL of a view. @since 1.0 */
T2S_EXTERN int t2s_catalog_builder_set_definition(t2s_catalog_builder *builder, size_t relation, const char *sql);
/** The relation is a partition of, or inherits from, another one. @since 1.0 */
T2S_EXTERN int t2s_catalog_builder_set_parent(t2s_catalog_builder *builder, size_t relation, const char *schema, const char *name);

/**
 * Add a column behind those that the relation has.
 *
 * @param type           as the database writes it in full, e.g. "numeric(10,2)", "public.mood[]"
 * @param flags          T2S_COLUMN_*
 * @param default_value  the SQL expression, or NULL
 * @param comment        or NULL
 * @return T2S_E_INVALID when the relation has a column of this name already
 * @since 1.0
 */
T2S_EXTERN int t2s_catalog_builder_add_column(t2s_catalog_builder *builder, size_t relation, const char *name, const char *type,
                                              uint32_t flags, const char *default_value, const char *comment);

/** Change a column that was added. @return T2S_E_NOTFOUND @since 1.0 */
T2S_EXTERN int t2s_catalog_builder_set_column_comment(t2s_catalog_builder *builder, size_t relation, const char *column,
                                                      const char *comment);
T2S_EXTERN int t2s_catalog_builder_set_column_flags(t2s_catalog_builder *builder, size_t relation, const char *column, uint32_t flags);

/**
 * Add a primary key or a unique constraint.
 *
 * @param kind  T2S_KEY_PRIMARY or T2S_KEY_UNIQUE
 * @param name  or NULL
 * @return T2S_E_NOTFOUND when a column is missing
 * @since 1.0
 */
T2S_EXTERN int t2s_catalog_builder_add_key(t2s_catalog_builder *builder, size_t relation, int kind, const char *name,
                                           const char *const *columns, size_t count);

/** Add an index that is not unique; over columns alone. As t2s_catalog_builder_add_key(). @since 1.0 */
T2S_EXTERN int t2s_catalog_builder_add_index(t2s_catalog_builder *builder, size_t relation, const char *name,
                                             const char *const *columns, size_t count);

/** Add a condition that every row fulfils. @param expression SQL, e.g. "(price > 0)" @since 1.0 */
T2S_EXTERN int t2s_catalog_builder_add_check(t2s_catalog_builder *builder, size_t relation, const char *expression);

/**
 * Say what is known of a column's values.
 *
 * @param null_fraction  of the rows in which it is NULL, 0 to 1; negative: unknown
 * @param distinct       how many different values there are, not counting NULL; negative: unknown
 * @return T2S_E_NOTFOUND
 * @since 1.0
 */
T2S_EXTERN int t2s_catalog_builder_set_column_statistics(t2s_catalog_builder *builder, size_t relation, const char *column,
                                                         double null_fraction, double distinct);

/**
 * Add a value of a column behind those that are known, which should come in the order of their frequency. They serve to find what a
 * question mentions; where they may be shown is for the prompt to decide.
 *
 * @param value      as the database writes it
 * @param frequency  the fraction of rows that have it; negative: unknown
 * @return T2S_E_NOTFOUND
 * @since 1.0
 */
T2S_EXTERN int t2s_catalog_builder_add_column_value(t2s_catalog_builder *builder, size_t relation, const char *column,
                                                    const char *value, double frequency);

/** The values that were added are all that the column has. @return T2S_E_NOTFOUND @since 1.0 */
T2S_EXTERN int t2s_catalog_builder_set_column_values_complete(t2s_catalog_builder *builder, size_t relation, const char *column);

/** Look for foreign keys that are not declared when the catalog is finished, T2S_KEY_INFERRED: 1, the default, or 0. @since 1.0 */
T2S_EXTERN void t2s_catalog_builder_set_inference(t2s_catalog_builder *builder, int on);

/**
 * Add a foreign key.
 *
 * @param name                or NULL
 * @param foreign_schema      the referenced relation, which may be added later. One that never comes is left out.
 * @param foreign_columns     NULL: the referenced relation's primary key
 * @return T2S_E_NOTFOUND when one of `columns` is missing
 * @since 1.0
 */
T2S_EXTERN int t2s_catalog_builder_add_foreign_key(t2s_catalog_builder *builder, size_t relation, const char *name,
                                                   const char *const *columns, size_t count, const char *foreign_schema,
                                                   const char *foreign_name, const char *const *foreign_columns);

/**
 * Add a type. For every type there is that of its arrays, too, which is not added; nor are the rows of relations.
 *
 * @param kind       T2S_TYPE_*
 * @param base_type  of a domain: the type under it, as the database writes it; otherwise NULL
 * @param labels     of an enum: its labels in order; of a composite type: its attributes' names; otherwise NULL
 * @param ret_type   its number in this builder; NULL is fine
 * @return T2S_E_INVALID when the schema has a type of this name already
 * @since 1.0
 */
T2S_EXTERN int t2s_catalog_builder_add_type(t2s_catalog_builder *builder, const char *schema, const char *name, int kind,
                                            const char *base_type, const char *const *labels, size_t count, const char *comment,
                                            size_t *ret_type);

/**
 * Say which types a type competes with when a value may become one of several. Without it, enums, composite types, ranges and
 * pseudo-types are of the category that PostgreSQL gives them, domains of that of their base, and of others it is not known.
 *
 * @param category   a letter as pg_type.typcategory
 * @param preferred  1: values of the other types of its category rather become this one
 * @return T2S_E_INVALID
 * @since 1.0
 */
T2S_EXTERN int t2s_catalog_builder_set_type_category(t2s_catalog_builder *builder, size_t type, int category, int preferred);

/** What a subscript gives, of a type that is no array. @param element as the database writes it, or NULL @since 1.0 */
T2S_EXTERN int t2s_catalog_builder_set_type_element(t2s_catalog_builder *builder, size_t type, const char *element);

/** What a range is a range of; of a multirange: its range. @param subtype as the database writes it, or NULL @since 1.0 */
T2S_EXTERN int t2s_catalog_builder_set_type_subtype(t2s_catalog_builder *builder, size_t type, const char *subtype);

/** The types of a composite type's attributes. @param types as the database writes them, one for each of the attributes @since 1.0 */
T2S_EXTERN int t2s_catalog_builder_set_attribute_types(t2s_catalog_builder *builder, size_t type, const char *const *types);

/**
 * Add a function. Overloads are functions of the same name.
 *
 * @param kind            T2S_FUNCTION_*
 * @param flags           T2S_FUNCTION_*
 * @param volatility      T2S_VOLATILITY_*
 * @param argument_types  of the input arguments, in order, as the database writes them
 * @param default_count   how many of the last arguments have defaults
 * @param result_type     as the database writes it, e.g. "integer", "record"
 * @param column_names    of OUT arguments or RETURNS TABLE, in order; NULL when there are none
 * @param column_types    one each
 * @param ret_function    its number in this builder; NULL is fine
 * @since 1.0
 */
T2S_EXTERN int t2s_catalog_builder_add_function(t2s_catalog_builder *builder, const char *schema, const char *name, int kind,
                                                uint32_t flags, int volatility, const char *const *argument_types,
                                                size_t argument_count, size_t default_count, const char *result_type,
                                                const char *const *column_names, const char *const *column_types,
                                                size_t column_count, const char *comment, size_t *ret_function);

/** The names of a function's arguments. @param names one for each argument type; NULL: it has none @since 1.0 */
T2S_EXTERN int t2s_catalog_builder_set_argument_names(t2s_catalog_builder *builder, size_t function, const char *const *names);

/**
 * Say which kind of aggregate a function is; without it, one is T2S_AGGREGATE_NORMAL.
 *
 * @param kind          T2S_AGGREGATE_*
 * @param direct_count  how many of the arguments stand before WITHIN GROUP
 * @return T2S_E_INVALID when it is no aggregate
 * @since 1.0
 */
T2S_EXTERN int t2s_catalog_builder_set_aggregate(t2s_catalog_builder *builder, size_t function, int kind, size_t direct_count);

/**
 * Add an operator. One that takes types that the catalog does not have in the end is left out.
 *
 * @param left           as the database writes it; NULL: the operator stands before its operand
 * @param result         likewise; NULL: not known
 * @param function_name  what it calls; NULL: not known
 * @param volatility     T2S_VOLATILITY_*, of the function
 * @since 1.0
 */
T2S_EXTERN int t2s_catalog_builder_add_operator(t2s_catalog_builder *builder, const char *schema, const char *name, const char *left,
                                                const char *right, const char *result, const char *function_schema,
                                                const char *function_name, int volatility);

/**
 * Add a cast. One of types that the catalog does not have in the end is left out.
 *
 * @param source         as the database writes it
 * @param target         likewise
 * @param context        T2S_CAST_IMPLICIT, T2S_CAST_ASSIGNMENT or T2S_CAST_EXPLICIT
 * @param method         T2S_CAST_BY_FUNCTION, T2S_CAST_BINARY or T2S_CAST_BY_TEXT
 * @param function_name  what it calls; NULL: nothing, or not known
 * @since 1.0
 */
T2S_EXTERN int t2s_catalog_builder_add_cast(t2s_catalog_builder *builder, const char *source, const char *target, int context,
                                            int method, const char *function_schema, const char *function_name);

/**
 * Make the catalog; the builder is then empty and may be freed.
 *
 * @param ret_catalog  a new reference, release with t2s_catalog_unref()
 * @return 0; T2S_E_NOMEM
 * @since 1.0
 */
T2S_EXTERN int t2s_catalog_builder_finish(t2s_catalog_builder *builder, t2s_catalog **ret_catalog);

T2S_END_DECLS

#endif
