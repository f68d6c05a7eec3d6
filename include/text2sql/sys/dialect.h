/* SPDX-License-Identifier: MIT */
/*
 * Writing a dialect: a parser that turns text into the query tree that all dialects share, and the dialect's facts.
 *
 * The tree is made of nodes of one form. A node has a kind, a position in the text, flags, at most one text (a name, an operator,
 * a literal) and numbered slots; each slot holds a list of nodes, often of one. What each kind holds in which slot is listed below.
 */
#ifndef TEXT2SQL_SYS_DIALECT_H
#define TEXT2SQL_SYS_DIALECT_H

#include <text2sql/dialect.h>
#include <text2sql/sys/error.h>

T2S_BEGIN_DECLS

/** The trees of one text. Lives as long as the statement that it was parsed for. @since 1.0 */
typedef struct t2s_tree t2s_tree;
typedef struct t2s_node t2s_node;

/**
 * The kinds: XX(name, number, slots, "what"). Slots are named T2S_SLOT_<KIND>_<SLOT> below; "list" marks those with several nodes.
 * Expr stands for any expression, Query for QUERY, From for RELATION, DERIVED, FUNCTION_TABLE, JOIN, MATCH_RECOGNIZE or PIVOT. New kinds are appended.
 */
#define T2S_NODE_MAP(XX)                                                                                                         \
    XX(COMMAND, 1, 3, "a statement that is no query: CTE list, Query list, RELATION list, as far as they matter; text: its command, e.g. INSERT; " \
                      "flag RECURSIVE")                                                                                           \
    XX(QUERY, 2, 7, "WITH list, body (SELECT, SETOP, VALUES or QUERY), ORDER BY list, LIMIT, OFFSET, locking list, FUNCTION list")  \
    XX(SELECT, 3, 8, "DISTINCT ON list, TARGET list, From list, WHERE, GROUP BY list, HAVING, WINDOW list, INTO")                \
    XX(SETOP, 4, 3, "left, right: SELECT, SETOP, VALUES or QUERY; IDENTIFIER list of CORRESPONDING BY; text: UNION, INTERSECT or EXCEPT; " \
                    "flags ALL, CORRESPONDING")                                                                                  \
    XX(VALUES, 5, 1, "ROW list")                                                                                                 \
    XX(CTE, 6, 3, "IDENTIFIER list of column aliases, the statement (QUERY or COMMAND), SEARCH/CYCLE columns; text: its name")   \
    XX(TARGET, 7, 2, "Expr; IDENTIFIER list: the aliases of what a star gives; text: the alias, or none")                                                                           \
    XX(LOCKING, 8, 1, "RELATION list: the names after OF; text: e.g. FOR UPDATE")                                                                    \
    XX(INTO, 9, 1, "RELATION")                                                                                                   \
    XX(RELATION, 10, 4, "IDENTIFIER list: the qualified name; ALIAS; TABLESAMPLE: SPECIAL, whose list is the method's IDENTIFIERs and its arguments, and SPECIAL of REPEATABLE; Expr: the version or time of FOR ... AS OF")                          \
    XX(DERIVED, 11, 3, "Query; ALIAS; TABLESAMPLE; flag LATERAL")                                                                             \
    XX(FUNCTION_TABLE, 12, 4, "CALL list (several: ROWS FROM); ALIAS; COLUMN_DEFINITION list; TABLESAMPLE; flags LATERAL, ORDINALITY, and " \
                              "POLYMORPHIC: what columns it gives is the function's own affair; text: what it is, for messages")      \
    XX(JOIN, 13, 7, "left From, right From, ON Expr, USING IDENTIFIER list, ALIAS of the whole, ALIAS of the USING columns, TABLESAMPLE; " \
                     "text: INNER, LEFT, RIGHT, FULL, CROSS; flag NATURAL")                                                       \
    XX(ALIAS, 14, 1, "IDENTIFIER list of column aliases; text: the alias")                                                       \
    XX(COLUMN_DEFINITION, 15, 1, "TYPE; text: the name")                                                                         \
    XX(IDENTIFIER, 16, 0, "text: one name, folded as the dialect folds")                                                         \
    XX(COLUMN_REF, 17, 1, "IDENTIFIER list: the qualified name; flag STAR: it ends in `.*`, or is `*` alone")                    \
    XX(LITERAL, 18, 0, "text: the value; flag NUMBER, STRING, BOOLEAN, NULL or BITS")                                            \
    XX(PARAMETER, 19, 0, "text: its number or name")                                                                             \
    XX(CALL, 20, 6, "IDENTIFIER list: the name; arguments: Expr list; ORDER BY list; FILTER; OVER: WINDOW; WITHIN GROUP: ORDER list; flags DISTINCT, STAR, VARIADIC, SYNTAX") \
    XX(NAMED_ARGUMENT, 21, 1, "Expr; text: the name")                                                                            \
    XX(OPERATOR, 22, 3, "left Expr (or none), right Expr (or none), IDENTIFIER list: the schema; text: the operator; flags ANY, ALL for quantified arrays") \
    XX(BOOLEAN, 23, 1, "Expr list; text: AND, OR or NOT")                                                                        \
    XX(TEST, 24, 2, "Expr, Expr or none; text: e.g. IS NULL, IS NOT TRUE, IS DISTINCT FROM; also the SQL/XML and JSON predicates") \
    XX(IN, 25, 2, "left Expr, Expr list; flag NOT")                                                                              \
    XX(BETWEEN, 26, 3, "Expr, lower, upper; flags NOT, SYMMETRIC")                                                               \
    XX(LIKE, 27, 3, "Expr, pattern, escape or none; text: LIKE, ILIKE, SIMILAR TO; flag NOT")                                    \
    XX(CAST, 28, 2, "Expr, TYPE; flag TRY; WRITTEN: a literal of the type, as DATE '2000-01-01'")                                                                                      \
    XX(TYPE, 29, 3, "IDENTIFIER list: the qualified name; modifiers: Expr list; nested TYPE list, and COLUMN_DEFINITION for a row's field that has a name; flag ARRAY, SETOF; text: as written for messages") \
    XX(CASE, 30, 3, "argument or none, WHEN list, ELSE or none")                                                                 \
    XX(WHEN, 31, 2, "condition, result")                                                                                         \
    XX(SUBQUERY, 32, 3, "Query, left Expr or none, IDENTIFIER list: the operator's schema; text: EXISTS, IN, ANY, ALL, SCALAR or ARRAY, "  \
                        "for ANY and ALL followed by a blank and the operator")                                                  \
    XX(ARRAY, 33, 1, "Expr list")                                                                                                \
    XX(ROW, 34, 1, "Expr list; flag EXPLICIT: the word ROW was written")                                                                                                  \
    XX(SUBSCRIPT, 35, 3, "Expr, lower or index, upper; flag SLICE, STAR for [*]")                                                              \
    XX(FIELD, 36, 1, "Expr; text: the field's name; flag STAR for (expr).*")                                                     \
    XX(COLLATE, 37, 2, "Expr, IDENTIFIER list: the collation")                                                                   \
    XX(SORT, 38, 2, "Expr, IDENTIFIER list: the operator of USING; text: ASC, DESC or none; flags NULLS_FIRST, NULLS_LAST")      \
    XX(WINDOW, 39, 7, "PARTITION BY Expr list, SORT list, frame bounds: Expr list, IDENTIFIER: the window that it copies, "           \
                       "IDENTIFIER: ROWS, RANGE or GROUPS where a frame is written; text: its own name; "                          \
                       "flag REFERENCE: OVER name, so that the text is the name of a window defined elsewhere")                     \
    XX(GROUPING, 40, 1, "Expr list; text: SETS, ROLLUP, CUBE, EMPTY, or AUTO: by whatever is not aggregated")                                                          \
    XX(CURRENT, 41, 0, "a function without parentheses; text: e.g. CURRENT_DATE")                                                \
    XX(SPECIAL, 42, 2, "an expression with a syntax of its own: Expr list, Query; text: e.g. COALESCE, GREATEST, NULLIF, XMLELEMENT, GROUPING") \
    XX(LAMBDA, 43, 2, "IDENTIFIER list, Expr")                                                                                   \
    XX(UNKNOWN, 44, 2, "something that the dialect's parser knows and the tree has no place for: Expr list, Query list; text: what. Validators refuse it") \
    XX(MEASURE, 45, 2, "COLUMN_REF: the name of a measure, WINDOW: the one that it is a measure of")                             \
    XX(MATCH_RECOGNIZE, 46, 9, "in FROM. From: its input; ALIAS; PARTITION BY Expr list; ORDER BY list; MEASURES: TARGET list; SUBSET: ALIAS list, each with " \
                               "its IDENTIFIERs; DEFINE: TARGET list; IDENTIFIER list: the variables of the pattern; TABLESAMPLE; text: ONE ROW PER MATCH or ALL ROWS PER MATCH") \
    XX(PIVOT, 47, 7, "in FROM. From: its input; ALIAS; TARGET list: the aggregates; COLUMN_REF list: the columns; TARGET list: their values, ROW for several; GROUP BY list; TABLESAMPLE") \
    XX(TABLE_ARGUMENT, 48, 4, "a table as the argument of a table function. RELATION or DERIVED; PARTITION BY Expr list; SORT list; none; text: KEEP or PRUNE, or none") \
    XX(DESCRIPTOR, 49, 1, "the names of columns as the argument of a table function: COLUMN_DEFINITION list")                    \
    XX(FUNCTION, 50, 4, "a function that a query defines. COLUMN_DEFINITION list: its parameters; TYPE; Expr list and Query list: what its body holds; text: its name")

#define T2S_NODE_DECLARE_(name, number, slots, text) T2S_NODE_##name = (number),
enum { T2S_NODE_MAP(T2S_NODE_DECLARE_) T2S_NODE_END_ };
#undef T2S_NODE_DECLARE_

enum {
    T2S_SLOT_COMMAND_WITH = 0, T2S_SLOT_COMMAND_QUERY = 1, T2S_SLOT_COMMAND_RELATIONS = 2,
    T2S_SLOT_QUERY_WITH = 0, T2S_SLOT_QUERY_BODY = 1, T2S_SLOT_QUERY_ORDER = 2, T2S_SLOT_QUERY_LIMIT = 3, T2S_SLOT_QUERY_OFFSET = 4,
    T2S_SLOT_QUERY_LOCKING = 5, T2S_SLOT_QUERY_FUNCTIONS = 6,
    T2S_SLOT_SELECT_DISTINCT_ON = 0, T2S_SLOT_SELECT_TARGETS = 1, T2S_SLOT_SELECT_FROM = 2, T2S_SLOT_SELECT_WHERE = 3,
    T2S_SLOT_SELECT_GROUP = 4, T2S_SLOT_SELECT_HAVING = 5, T2S_SLOT_SELECT_WINDOWS = 6, T2S_SLOT_SELECT_INTO = 7,
    T2S_SLOT_SETOP_LEFT = 0, T2S_SLOT_SETOP_RIGHT = 1,
    T2S_SLOT_CTE_COLUMNS = 0, T2S_SLOT_CTE_STATEMENT = 1, T2S_SLOT_CTE_ADDED = 2,
    T2S_SLOT_RELATION_NAME = 0, T2S_SLOT_RELATION_ALIAS = 1, T2S_SLOT_RELATION_SAMPLE = 2, T2S_SLOT_RELATION_PERIOD = 3,
    T2S_SLOT_DERIVED_QUERY = 0, T2S_SLOT_DERIVED_ALIAS = 1, T2S_SLOT_DERIVED_SAMPLE = 2,
    T2S_SLOT_FUNCTION_TABLE_CALLS = 0, T2S_SLOT_FUNCTION_TABLE_ALIAS = 1, T2S_SLOT_FUNCTION_TABLE_COLUMNS = 2, T2S_SLOT_FUNCTION_TABLE_SAMPLE = 3,
    T2S_SLOT_JOIN_LEFT = 0, T2S_SLOT_JOIN_RIGHT = 1, T2S_SLOT_JOIN_ON = 2, T2S_SLOT_JOIN_USING = 3, T2S_SLOT_JOIN_ALIAS = 4,
    T2S_SLOT_JOIN_USING_ALIAS = 5, T2S_SLOT_JOIN_SAMPLE = 6,
    T2S_SLOT_CALL_NAME = 0, T2S_SLOT_CALL_ARGUMENTS = 1, T2S_SLOT_CALL_ORDER = 2, T2S_SLOT_CALL_FILTER = 3, T2S_SLOT_CALL_OVER = 4,
    T2S_SLOT_CALL_WITHIN = 5,
    T2S_SLOT_WINDOW_PARTITION = 0, T2S_SLOT_WINDOW_ORDER = 1, T2S_SLOT_WINDOW_FRAME = 2, T2S_SLOT_WINDOW_COPIED = 3,
    T2S_SLOT_WINDOW_MODE = 4, T2S_SLOT_WINDOW_MEASURES = 5, T2S_SLOT_WINDOW_DEFINE = 6,
    T2S_SLOT_MATCH_INPUT = 0, T2S_SLOT_MATCH_ALIAS = 1, T2S_SLOT_MATCH_PARTITION = 2, T2S_SLOT_MATCH_ORDER = 3, T2S_SLOT_MATCH_MEASURES = 4,
    T2S_SLOT_MATCH_SUBSET = 5, T2S_SLOT_MATCH_DEFINE = 6, T2S_SLOT_MATCH_VARIABLES = 7, T2S_SLOT_MATCH_SAMPLE = 8,
    T2S_SLOT_PIVOT_INPUT = 0, T2S_SLOT_PIVOT_ALIAS = 1, T2S_SLOT_PIVOT_AGGREGATES = 2, T2S_SLOT_PIVOT_COLUMNS = 3, T2S_SLOT_PIVOT_VALUES = 4,
    T2S_SLOT_PIVOT_GROUP = 5, T2S_SLOT_PIVOT_SAMPLE = 6,
    T2S_SLOT_TABLE_ARGUMENT_TABLE = 0, T2S_SLOT_TABLE_ARGUMENT_PARTITION = 1, T2S_SLOT_TABLE_ARGUMENT_ORDER = 2,
    T2S_SLOT_FUNCTION_PARAMETERS = 0, T2S_SLOT_FUNCTION_TYPE = 1, T2S_SLOT_FUNCTION_BODY = 2, T2S_SLOT_FUNCTION_QUERIES = 3,
    T2S_SLOT_SUBQUERY_QUERY = 0, T2S_SLOT_SUBQUERY_LEFT = 1, T2S_SLOT_SUBQUERY_OPERATOR_SCHEMA = 2
    /* In kinds that are not named here the slots are numbered as T2S_NODE_MAP lists them. */
};

/** Flags of a node; which kinds take which is in T2S_NODE_MAP. */
enum {
    T2S_NODE_F_ALL = 1 << 0, T2S_NODE_F_DISTINCT = 1 << 1, T2S_NODE_F_STAR = 1 << 2, T2S_NODE_F_LATERAL = 1 << 3,
    T2S_NODE_F_ORDINALITY = 1 << 4, T2S_NODE_F_NATURAL = 1 << 5, T2S_NODE_F_VARIADIC = 1 << 6, T2S_NODE_F_ANY = 1 << 7,
    T2S_NODE_F_NOT = 1 << 8, T2S_NODE_F_SYMMETRIC = 1 << 9, T2S_NODE_F_TRY = 1 << 10, T2S_NODE_F_ARRAY = 1 << 11,
    T2S_NODE_F_SETOF = 1 << 12, T2S_NODE_F_SLICE = 1 << 13, T2S_NODE_F_NULLS_FIRST = 1 << 14, T2S_NODE_F_NULLS_LAST = 1 << 15,
    T2S_NODE_F_REFERENCE = 1 << 16, T2S_NODE_F_RECURSIVE = 1 << 17, /* QUERY, COMMAND: its WITH is WITH RECURSIVE */
    T2S_NODE_F_NUMBER = 1 << 18, T2S_NODE_F_STRING = 1 << 19, T2S_NODE_F_BOOLEAN = 1 << 20, T2S_NODE_F_NULL = 1 << 21,
    T2S_NODE_F_BITS = 1 << 22, T2S_NODE_F_QUOTED = 1 << 23, /* IDENTIFIER: it stood in quotes */
    /* One bit, of which each kind has a meaning of its own. SYNTAX: a call of a syntax of its own, as EXTRACT has, so that its schema
       was not written. Those above it are the library's. */
    T2S_NODE_F_EXPLICIT = 1 << 24, T2S_NODE_F_WRITTEN = 1 << 24, T2S_NODE_F_CORRESPONDING = 1 << 24, T2S_NODE_F_POLYMORPHIC = 1 << 24,
    T2S_NODE_F_SYNTAX = 1 << 24
};

/** Facts of a dialect. */
enum {
    T2S_DIALECT_F_FOLD_LOWER = 1 << 0,         /* unquoted names are stored in lower case */
    T2S_DIALECT_F_CASE_INSENSITIVE = 1 << 1,   /* names are compared without regard to case */
    T2S_DIALECT_F_WHOLE_ROW = 1 << 2,          /* a relation's name is an expression: its row */
    T2S_DIALECT_F_SYSTEM_COLUMNS = 1 << 3,     /* tables have ctid, xmin, tableoid, ... */
    T2S_DIALECT_F_IMPLICIT_LATERAL = 1 << 4,   /* functions in FROM see what stands to their left */
    T2S_DIALECT_F_GROUP_BY_ALIAS = 1 << 5,     /* GROUP BY takes the names of output columns */
    T2S_DIALECT_F_NAME_OUTPUTS = 1 << 6,       /* output columns without an alias are named as PostgreSQL names them */
    T2S_DIALECT_F_POSTGRES_TYPES = 1 << 7,     /* types are found by PostgreSQL's rules of conversion */
    T2S_DIALECT_F_CATALOGS = 1 << 8,           /* names have up to three parts: catalog.schema.table. In a t2s_catalog the schema of
                                                  such a table is the text "catalog.schema", which splits at its first dot. A name of
                                                  one part is looked up along the search path, one of two in the catalog of its
                                                  first entry; from a file, whose schemas have no catalog, any catalog will do */
    T2S_DIALECT_F_TRINO_TYPES = 1 << 9,        /* types, clauses and the names of errors are Trino's */
    T2S_DIALECT_F_PRESTO_TYPES = 1 << 10       /* the same, PrestoDB's */
};

/** What a dialect can do. Set struct_size to sizeof(t2s_dialect_ops). @since 1.0 */
typedef struct t2s_dialect_ops {
    size_t struct_size;
    uint64_t flags; /* T2S_DIALECT_F_*; unknown bits are refused */

    /* Required. Parse a text into `tree`: one t2s_tree_add_statement() for each statement, or one t2s_tree_fail(). Pure; runs on any
     * thread, several at once. The text is UTF-8, at most T2S_SQL_MAX bytes, NUL-terminated, with no NUL inside. A nonzero return means
     * that the work could not be done (T2S_E_NOMEM), not that the text is wrong. */
    int (*parse)(void *user_data, const char *sql, size_t length, t2s_tree *tree);

    /* Optional. The last call; runs exactly once, also when registration fails. */
    void (*destroy)(void *user_data);

    /* Optional. What is known of a built-in function, by its folded name, as T2S_DIALECT_FUNCTION_*; 0: nothing. Where it has
     * COLUMNS, *ret_columns are their names, NULL at the end, living as long as the dialect. */
    unsigned (*function)(void *user_data, const char *name, const char *const **ret_columns);

    /* Optional. 1 when the server has a relation of this name by itself, as its system catalogs, that a catalog may leave out. `schema`
     * is NULL where none was written; *ret_schema is the one that it is in, living as long as the dialect. */
    int (*has_relation)(void *user_data, const char *schema, const char *name, const char **ret_schema);

    /* Optional. Can the text of a literal be read as a value of this built-in type, by the name that the type is stored under, such
     * as "int4"? The text is NUL-terminated, with no NUL inside. 1: it may be, or nothing is known of the type; 0: surely not,
     * whatever the server's settings, and then *ret_code is the code of what the server says, living as long as the dialect, and
     * `message` what it says, at most `size` bytes with the NUL, ending with a whole character. Pure; runs on any thread. */
    int (*literal)(void *user_data, const char *type, const char *text, size_t length, const char **ret_code, char *message,
                   size_t size);

    /* Optional. What a function of the server, or of a known extension, does beyond its result: T2S_FUNCTION_CLASS_*. `schema` is NULL
     * where it is not known, `volatility` is T2S_VOLATILITY_* or -1. UNKNOWN for what is not the server's own. Without it, UNKNOWN. */
    int (*function_class)(void *user_data, const char *schema, const char *name, int volatility);

    /* Optional. What may be read of the server's own relation: T2S_RELATION_CLASS_*. Without it, SYSTEM for whatever has_relation()
     * knows. `schema` is never NULL; "" where it is not known. */
    int (*relation_class)(void *user_data, const char *schema, const char *name);
} t2s_dialect_ops;

enum {
    T2S_DIALECT_FUNCTION_SCALAR = 1 << 0,    /* in FROM it gives one column, named after the alias or the function */
    T2S_DIALECT_FUNCTION_COLUMNS = 1 << 1,   /* in FROM it gives these columns; a single one keeps its name whatever the alias */
    T2S_DIALECT_FUNCTION_TAKES_ROW = 1 << 2, /* it can be called with one argument, the row of any relation */
    T2S_DIALECT_FUNCTION_UNNEST = 1 << 3     /* unnest: several arguments are as many columns, and arrays of rows give the row's columns */
};

/** Register a dialect. `name` is what it is called in options and prompts, e.g. "postgres". As t2s_provider_new(). @since 1.0 */
T2S_EXTERN int t2s_dialect_new(const char *name, const t2s_dialect_ops *ops, void *user_data, t2s_dialect **ret_dialect);

/** The name given at registration. @since 1.0 */
T2S_EXTERN const char *t2s_dialect_name(const t2s_dialect *dialect);

/** T2S_DIALECT_F_*. @since 1.0 */
T2S_EXTERN uint64_t t2s_dialect_flags(const t2s_dialect *dialect);

/* For who calls a dialect. */

/** Parse, as the dialect does it. @return what its parse returned @since 1.0 */
T2S_EXTERN int t2s_dialect_parse(t2s_dialect *dialect, const char *sql, size_t length, t2s_tree *tree);
/** As `function` in the ops. @since 1.0 */
T2S_EXTERN unsigned t2s_dialect_function(t2s_dialect *dialect, const char *name, const char *const **ret_columns);

T2S_EXTERN int t2s_dialect_has_relation(t2s_dialect *dialect, const char *schema, const char *name, const char **ret_schema);
/** As in the ops. @since 1.0 */
T2S_EXTERN int t2s_dialect_function_class(t2s_dialect *dialect, const char *schema, const char *name, int volatility);
T2S_EXTERN int t2s_dialect_relation_class(t2s_dialect *dialect, const char *schema, const char *name);

/** As `literal` in the ops. *ret_code is NULL and `message` empty when it is 1. @since 1.0 */
T2S_EXTERN int t2s_dialect_literal(t2s_dialect *dialect, const char *type, const char *text, size_t length, const char **ret_code,
                                   char *message, size_t size);

/* Building the tree. A function that cannot get memory returns NULL (or T2S_E_NOMEM) and the tree remembers it; parse may go on
 * and need not look, since every function takes NULL for a node and does nothing. */

/** A node outside the tree. @param kind T2S_NODE_* @param position byte offset in the text, -1: none @since 1.0 */
T2S_EXTERN t2s_node *t2s_tree_node(t2s_tree *tree, int kind, int position);

/** Append `child` to a slot of `parent`. A node has one parent. @since 1.0 */
T2S_EXTERN void t2s_node_append(t2s_node *parent, int slot, t2s_node *child);

/** Set a node's text; copied into the tree. @since 1.0 */
T2S_EXTERN void t2s_node_set_text(t2s_tree *tree, t2s_node *node, const char *text, size_t length);

/** Add flags, T2S_NODE_F_*. @since 1.0 */
T2S_EXTERN void t2s_node_add_flags(t2s_node *node, uint32_t flags);

/** Add a finished statement: QUERY or COMMAND, and the range of the text that it stands in. @return 0; T2S_E_NOMEM @since 1.0 */
T2S_EXTERN int t2s_tree_add_statement(t2s_tree *tree, t2s_node *statement, size_t start, size_t length);

/**
 * The text is no SQL.
 *
 * @param code      the dialect's code, e.g. "42601"; copied
 * @param message   copied
 * @param hint      NULL is fine; copied
 * @param position  byte offset in the text; -1: no place
 * @return 0; T2S_E_NOMEM
 * @since 1.0
 */
T2S_EXTERN int t2s_tree_fail(t2s_tree *tree, const char *code, const char *message, const char *hint, int position);

T2S_END_DECLS

#endif
