/* SPDX-License-Identifier: MIT */
/*
 * Facts of a statement that policies are made of: the functions that it reaches, what it reads from and how that is filtered, what
 * stands behind views, where its LIMIT is, and how much of everything there is. All lives as long as the statement, and any thread may
 * read it. An index out of range gives NULL.
 */
#ifndef TEXT2SQL_FACTS_H
#define TEXT2SQL_FACTS_H

#include <stdint.h>

#include <text2sql/catalog.h>
#include <text2sql/validator.h>

T2S_BEGIN_DECLS

/** 1 when names were resolved against a catalog; 0 when they are as written. @since 1.0 */
T2S_EXTERN int t2s_statement_has_catalog(const t2s_statement *statement);

/* Functions. */

/**
 * What a function does beyond its result, as a dialect classifies its server's own functions and known extensions': XX(name, number,
 * "name in options", "what it does"). New classes are appended.
 * @since 1.0
 */
#define T2S_FUNCTION_CLASS_MAP(XX)                                                                                                 \
    XX(UNKNOWN, 0, "unknown", "is not one that is known here")                                                                     \
    XX(COMPUTES, 1, "computes", "computes, and does nothing else")                                                                 \
    XX(INSPECTS, 2, "inspects", "tells of the server, its settings or its catalogs")                                               \
    XX(SESSIONS, 3, "sessions", "looks into other sessions")                                                                       \
    XX(FILE, 4, "file", "reads or writes files of the server")                                                                     \
    XX(NETWORK, 5, "network", "makes the server connect to others")                                                                \
    XX(SLEEP, 6, "sleep", "waits")                                                                                                 \
    XX(LOCK, 7, "lock", "takes or releases locks")                                                                                 \
    XX(LARGE_OBJECT, 8, "large_object", "reads or writes large objects")                                                           \
    XX(SEQUENCE, 9, "sequence", "uses a sequence, which no rollback undoes")                                                       \
    XX(SETTING, 10, "setting", "changes the session")                                                                              \
    XX(NOTIFY, 11, "notify", "notifies other sessions")                                                                            \
    XX(TRANSACTION, 12, "transaction", "works on the transaction itself")                                                          \
    XX(SQL, 13, "sql", "runs SQL, or reads tables, that are given as text")                                                        \
    XX(ADMIN, 14, "admin", "administers the server")                                                                               \
    XX(REPLICATION, 15, "replication", "works on replication or on the write-ahead log")                                           \
    XX(STATISTICS, 16, "statistics", "changes the server's statistics")                                                            \
    XX(STORAGE, 17, "storage", "reads stored pages past all privileges")                                                           \
    XX(INTERNAL, 18, "internal", "is not made to be called in SQL")                                                                \
    XX(SERVER, 19, "server", "is the server's own, and what it does is not known here")

#define T2S_FUNCTION_CLASS_DECLARE_(name, number, text, what) T2S_FUNCTION_CLASS_##name = (number),
enum { T2S_FUNCTION_CLASS_MAP(T2S_FUNCTION_CLASS_DECLARE_) T2S_FUNCTION_CLASS_END_ };
#undef T2S_FUNCTION_CLASS_DECLARE_

/** How a text reaches a function. @since 1.0 */
enum {
    T2S_FUNCTION_FORM_CALL = 0,     /* f(x), also in FROM, as an aggregate, as a window function */
    T2S_FUNCTION_FORM_FIELD = 1,    /* x.f or (x).f, which PostgreSQL takes for f(x) where x has no such column */
    T2S_FUNCTION_FORM_OPERATOR = 2, /* by an operator that is not the server's own */
    T2S_FUNCTION_FORM_CAST = 3      /* by a cast that is not the server's own, or by reading a text as the name of an object ('t'::regclass) */
};

/** One place where a text reaches a function; one for each function that it may be where that is not certain. @since 1.0 */
typedef struct t2s_function_use t2s_function_use;

T2S_EXTERN size_t t2s_statement_function_use_count(const t2s_statement *statement);
T2S_EXTERN const t2s_function_use *t2s_statement_function_use(const t2s_statement *statement, size_t index);
/** As stored: folded, without quotes; of an operator or a cast the function behind it. @since 1.0 */
T2S_EXTERN const char *t2s_function_use_name(const t2s_function_use *use);
/** As found or as written; NULL: not known. @since 1.0 */
T2S_EXTERN const char *t2s_function_use_schema(const t2s_function_use *use);
/** T2S_FUNCTION_FORM_*. @since 1.0 */
T2S_EXTERN int t2s_function_use_form(const t2s_function_use *use);
/** Byte offset in the text; -1: no place. @since 1.0 */
T2S_EXTERN int t2s_function_use_position(const t2s_function_use *use);
/** T2S_FUNCTION_CLASS_*, as the dialect has it; UNKNOWN for functions that users made. @since 1.0 */
T2S_EXTERN int t2s_function_use_class(const t2s_function_use *use);
/** T2S_VOLATILITY_* of text2sql/sys/catalog.h; -1: the catalog does not tell. @since 1.0 */
T2S_EXTERN int t2s_function_use_volatility(const t2s_function_use *use);
/** 1 when it runs with the rights of its owner (SECURITY DEFINER). @since 1.0 */
T2S_EXTERN int t2s_function_use_is_definer(const t2s_function_use *use);

/* Where rows come from. */

/** Whose a relation is, and what it tells. @since 1.0 */
enum {
    T2S_RELATION_CLASS_USER = 0,        /* not the server's own */
    T2S_RELATION_CLASS_INFORMATION = 1, /* of the standard's information schema: what the role may know of the schema anyway */
    T2S_RELATION_CLASS_SCHEMA = 2,      /* describes the database: tables, columns, types, indexes, sizes, settings */
    T2S_RELATION_CLASS_SYSTEM = 3       /* all others: roles and passwords, sessions and their queries, samples of rows, files, ... */
};

/** @return T2S_RELATION_CLASS_* of a relation of t2s_statement_relation() @since 1.0 */
T2S_EXTERN int t2s_statement_relation_class(const t2s_statement *statement, const t2s_relation *relation);

/**
 * The places in FROM, in the text or in its subqueries, that are relations.
 *
 * @param ret_position  optional; byte offset
 * @return the relation; without a catalog as written. NULL when `index` is out of range.
 * @since 1.0
 */
T2S_EXTERN size_t t2s_statement_source_count(const t2s_statement *statement);
T2S_EXTERN const t2s_relation *t2s_statement_source(const t2s_statement *statement, size_t index, int *ret_position);

/**
 * The conditions `column = constant` on a source that stand in the WHERE of its own query, alone or joined by AND with the rest: no row
 * that does not fulfil them comes out of that query. Only with a catalog.
 *
 * @param ret_value  the constant as written, without quotes
 * @since 1.0
 */
T2S_EXTERN size_t t2s_statement_source_filter_count(const t2s_statement *statement, size_t source);
T2S_EXTERN const t2s_column *t2s_statement_source_filter(const t2s_statement *statement, size_t source, size_t index,
                                                         const char **ret_value);

/** What the relation is a partition of, or inherits from; or NULL. @since 1.0 */
T2S_EXTERN const t2s_relation *t2s_relation_parent(const t2s_relation *relation);
/** The SQL of a view; or NULL. @since 1.0 */
T2S_EXTERN const char *t2s_relation_definition(const t2s_relation *relation);

/* Views. */

/**
 * The views that the statement reads, and those that they read, each once: their definitions as statements of their own, which no
 * validator was run on.
 *
 * @param ret_view  optional; the view
 * @return borrowed; its kind is "" when the definition is not understood
 * @since 1.0
 */
T2S_EXTERN size_t t2s_statement_view_count(const t2s_statement *statement);
T2S_EXTERN const t2s_statement *t2s_statement_view(const t2s_statement *statement, size_t index, const t2s_relation **ret_view);

/** The first view behind which nothing could be seen, since its definition is not known or there are too many; or NULL. @since 1.0 */
T2S_EXTERN const t2s_relation *t2s_statement_opaque_view(const t2s_statement *statement);

/* LIMIT. */

enum {
    T2S_LIMIT_NONE = 0,    /* the outermost query has no LIMIT: one can be put in at *ret_position, on a line of its own */
    T2S_LIMIT_LITERAL = 1, /* *ret_value rows; the number stands at *ret_position and is *ret_length bytes long; -1: it has no place */
    T2S_LIMIT_ALL = 2,     /* LIMIT ALL or LIMIT NULL, which is none; the word stands there */
    T2S_LIMIT_COMPUTED = 3 /* an expression, which begins there */
};

/**
 * The LIMIT or FETCH FIRST of the outermost query of the first statement.
 *
 * @param ret_value, ret_position, ret_length  optional
 * @return T2S_LIMIT_*; NONE with a position of -1 when the statement is no query
 * @since 1.0
 */
T2S_EXTERN int t2s_statement_limit(const t2s_statement *statement, int64_t *ret_value, int *ret_position, int *ret_length);

/* How much of everything. */

enum {
    T2S_MEASURE_BYTES = 0,          /* of text */
    T2S_MEASURE_NODES = 1,          /* of the tree: expressions, names, clauses */
    T2S_MEASURE_RELATIONS = 2,      /* places in FROM that are relations, CTEs or functions */
    T2S_MEASURE_JOINS = 3,          /* JOIN, and commas in FROM */
    T2S_MEASURE_QUERIES = 4,        /* SELECT and VALUES, the outermost too */
    T2S_MEASURE_DEPTH = 5,          /* queries in queries; 1: there is no subquery */
    T2S_MEASURE_CTES = 6,
    T2S_MEASURE_RECURSIVE_CTES = 7, /* WITH RECURSIVE clauses */
    T2S_MEASURE_SET_OPERATIONS = 8,
    T2S_MEASURE_CARTESIAN = 9,      /* places in FROM that are relations and that no condition ties to the others; only with a catalog */
    T2S_MEASURE_CALLS = 10,
    T2S_MEASURE_END_ = 11
};

/** @param measure T2S_MEASURE_* @return -1 for one that is not known @since 1.0 */
T2S_EXTERN int64_t t2s_statement_measure(const t2s_statement *statement, int measure);

T2S_END_DECLS

#endif
