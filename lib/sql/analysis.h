/* SPDX-License-Identifier: MIT */
/*
 * The analysis: what the names in a tree mean. It goes through the tree as PostgreSQL's parse analysis does (scopes are its
 * ParseStates, items its namespace items, with the same rules of what can be seen from where), and collects the facts on its way.
 */
#ifndef T2S_SQL_ANALYSIS_H
#define T2S_SQL_ANALYSIS_H

#include <stddef.h>
#include <stdint.h>

#include "catalog/catalog.h"
#include "sql/diagnostic.h"
#include "sql/tree.h"
#include "util/arena.h"
#include "util/buffer.h"
#include "util/map.h"

typedef struct t2s__item t2s__item;

/* A column that a name can mean, of an item in FROM or of a query's output. */
typedef struct t2s__var {
    const char *name;             /* NULL: nothing to call it by */
    const t2s_relation *relation; /* where the values come from, unchanged; NULL: they are computed */
    const t2s_column *column;
    const t2s__item *item; /* with `identity`: two variables are the same when both are equal */
    const void *identity;
    const t2s__type *type; /* NULL: not known */
    const t2s__item *base; /* the relation of the same FROM that it is a column of, through joins and their aliases; or NULL */
} t2s__var;

/* What a query gives. */
typedef struct t2s__outputs {
    t2s__var *vars;
    const t2s_node **expressions; /* one each; NULL where `*` gave it */
    size_t count;
    size_t capacity;
    int is_open; /* there are more, of which nothing is known */
    int keeps_unknown; /* literals without a type stay so: a set operation decides */
    size_t first_reference; /* of a subquery in an expression: which references to the queries around it are in it */
    size_t end_reference;
} t2s__outputs;

/* A relation that the text uses, and which of its columns are read. */
typedef struct t2s__use {
    const t2s_relation *relation;
    uint64_t *columns; /* bits */
    struct t2s__use *next;
} t2s__use;

typedef enum t2s__item_kind {
    T2S__ITEM_RELATION,
    T2S__ITEM_CTE,
    T2S__ITEM_DERIVED,
    T2S__ITEM_FUNCTION,
    T2S__ITEM_JOIN
} t2s__item_kind;

/* Something in FROM. */
struct t2s__item {
    t2s__item_kind kind;
    const char *name;     /* what it is called by; NULL: a join without an alias */
    const char *schema;   /* of a relation: as found or as written, or NULL */
    const char *original; /* of a relation or CTE: its name without alias */
    const t2s_node *written; /* of a relation of the catalog: RELATION; otherwise NULL */
    int position;
    uint8_t has_alias;
    uint8_t is_open;  /* it has columns of which nothing is known */
    uint8_t is_whole; /* a join: `vars` holds its columns */
    const t2s_relation *relation;
    const t2s__type *row_type; /* of a function: of its whole row; NULL: not known */
    t2s__use *use;
    const char **renames; /* of the first columns of a relation */
    size_t rename_count;
    t2s__var *vars; /* of all other kinds */
    size_t var_count;
    const t2s__item *join; /* that it is a side of, or NULL */
    const t2s__item *left; /* of a join */
    const t2s__item *right;
    t2s__var *merged; /* of a join: the columns of USING or NATURAL */
    size_t merged_count;
    unsigned depth;         /* of its scope */
    uint8_t is_determined;  /* GROUP BY determines its rows: 1; it does not: 2; 0: not looked at */
    t2s__item *next; /* in the scope, whether it can be seen or not */
    size_t place;    /* for the survey: which of the places in FROM it is, from 1 on */
};

/* How an item can be seen. */
typedef struct t2s__entry {
    t2s__item *item;
    uint8_t relation_visible; /* by its name */
    uint8_t columns_visible;  /* its columns, by their names alone */
    uint8_t lateral_only;     /* only from what is LATERAL */
    uint8_t lateral_ok;
} t2s__entry;

typedef struct t2s__cte {
    const t2s_node *node;
    const char *name;
    struct t2s__scope *scope; /* of the WITH */
    enum { T2S__CTE_NEW, T2S__CTE_RUNNING, T2S__CTE_DONE } state;
    int is_recursive; /* its WITH says so */
    int is_malformed; /* and it has not the form of a recursive query, which was said */
    int refers_to_itself;
    int in_first_term; /* while the part before UNION of a recursive query is looked at */
    t2s__var *vars;
    size_t var_count;
    int is_open;
    struct t2s__cte *next; /* the one before it in the same WITH */
} t2s__cte;

/* Where in a query an expression stands. */
typedef enum t2s__clause {
    T2S__CLAUSE_NONE, /* there are no rules */
    T2S__CLAUSE_FROM_SUBQUERY,
    T2S__CLAUSE_FROM_FUNCTION,
    T2S__CLAUSE_JOIN,
    T2S__CLAUSE_TARGET,
    T2S__CLAUSE_WHERE,
    T2S__CLAUSE_HAVING,
    T2S__CLAUSE_FILTER,
    T2S__CLAUSE_ORDER,
    T2S__CLAUSE_GROUP,
    T2S__CLAUSE_DISTINCT_ON,
    T2S__CLAUSE_LIMIT,
    T2S__CLAUSE_OFFSET,
    T2S__CLAUSE_WINDOW_ORDER,
    T2S__CLAUSE_WINDOW_PARTITION,
    T2S__CLAUSE_WINDOW_FRAME,
    T2S__CLAUSE_VALUES
} t2s__clause;

/* A column of a query that is named in a query inside of it. */
typedef struct t2s__reference {
    const t2s_node *node;
    size_t number; /* of all in the analysis */
    uint8_t is_aggregated;
} t2s__reference;

/* What GROUP BY lists. */
typedef struct t2s__grouped {
    const t2s_node *expression; /* NULL: a column that `*` gave */
    const t2s__var *var;        /* NULL: it is no plain column */
    uint8_t is_in_all;          /* grouping sets */
} t2s__grouped;

/* What is found in the clauses of one query, for those rules that look at several: clauses.h. */
typedef struct t2s__level {
    t2s__clause clause;
    const char *frame; /* of a window, in its clause: ROWS, ... */
    const t2s_node *target;    /* the expression of the output that is looked at */
    const t2s_node *aggregate; /* the first */
    const t2s_node *window;    /* the last call with OVER */
    size_t window_calls;
    const t2s_node *set;       /* the last call of a set-returning function */
    const t2s_node *unmatched_sort; /* the first of ORDER BY that is no output */
    uint8_t has_target_set;
    uint8_t is_unsure; /* of GROUP BY not all is known */
    uint8_t has_own_recursion; /* it reads the recursive query that it is a part of */
    t2s__reference *references;
    size_t reference_count;
    size_t reference_capacity;
    t2s__grouped *grouped;
    size_t grouped_count;
    size_t grouped_capacity;
} t2s__level;

typedef struct t2s__scope {
    struct t2s__scope *parent;
    unsigned depth; /* how many are around it */
    t2s__level level;
    t2s__entry *entries;
    size_t first; /* of the entries that can be seen now */
    size_t count;
    size_t capacity;
    t2s__item *items; /* all, the last first */
    t2s__cte *ctes;
    const t2s_node *later_ctes; /* those of the same WITH that cannot be seen yet */
    const t2s__cte *running;    /* the one that is looked at */
    const t2s_node *select;     /* for its WINDOW clause */
    uint8_t no_variables;  /* no column of this scope may stand here */
    int variable_position; /* of the first that does; -1: none */
    const t2s_node **windows;   /* the OVER (...) of its calls, which are looked at after all other clauses */
    size_t window_count;
    size_t window_capacity;
    uint8_t lateral_active;
    uint8_t is_lenient; /* names that are not found here are let through */
} t2s__scope;

typedef struct t2s__analysis {
    t2s_dialect *dialect;
    uint64_t flags;             /* T2S_DIALECT_F_* */
    const struct t2s__type_rules *rules; /* type_rules.h */
    int has_types;              /* expressions are given their types by PostgreSQL's rules */
    const t2s_catalog *catalog; /* NULL: names are not resolved */
    const t2s_tree *tree;
    const char *sql;
    size_t length;
    t2s__arena *arena;
    int code; /* T2S_E_NOMEM once memory was short */
    int quiet;

    t2s__use *uses;
    size_t use_count;
    t2s__map written; /* without a catalog: the relations as written */
    t2s__map functions;
    const char **function_names;
    size_t function_count;
    size_t function_capacity;
    t2s__diagnostics findings;
    struct t2s__call *calls; /* those that are looked at now and may be aggregates, the innermost first */
    unsigned call_depth;
    size_t reference_count;
    int knows_functions; /* 1: the catalog has those of the server; 0: it has not; -1: not looked at */

    const char *kind;
    const char **outputs;
    const t2s__type **output_types;
    size_t output_count;
    int has_limit;
    int has_order;
    const char *write_word; /* NULL: nothing writes */
    int write_position;
    const char *unknown_word;
    int unknown_position;
} t2s__analysis;

/* Fill in the facts and findings. The inputs must be set, everything else zero. Recurses as deep as the tree is. */
int t2s__analyze(t2s__analysis *analysis);

/* For the analysis itself. Where memory is short they set `code` and give NULL or nothing. */

void *t2s__analysis_alloc(t2s__analysis *analysis, size_t size);
/* Room for one item more in an arena array. 0, or -1 where memory is short. */
int t2s__analysis_grow(t2s__analysis *analysis, void **items, size_t count, size_t *capacity, size_t size);
void t2s__analysis_find(t2s__analysis *analysis, const char *code, int position, const char *hint, const char *format, ...)
    __attribute__((format(printf, 5, 6)));

/* facts.c */
t2s__use *t2s__use_relation(t2s__analysis *analysis, const t2s_relation *relation);
void t2s__use_column(t2s__analysis *analysis, const t2s_relation *relation, const t2s_column *column, int position);
/* Columns that the text does not name (an asterisk, a whole row, a natural join): one that is hidden is not named either. */
void t2s__use_columns(t2s__analysis *analysis, const t2s__var *vars, size_t count, int position);
void t2s__use_function(t2s__analysis *analysis, const t2s_node *call);
void t2s__use_write(t2s__analysis *analysis, const char *word, int position);
void t2s__use_unknown(t2s__analysis *analysis, const t2s_node *node);
t2s_relation *t2s__written_relation(t2s__analysis *analysis, const char *schema, const char *name);
void t2s__written_column(t2s__analysis *analysis, const t2s_relation *relation, const char *name);

/* scope.c */
int t2s__same_name(const t2s__analysis *analysis, const char *a, const char *b);
int t2s__item_find(t2s__analysis *analysis, const t2s__item *item, const char *name, int with_system, t2s__var *ret_var);
const t2s__var *t2s__item_vars(t2s__analysis *analysis, t2s__item *item, size_t *ret_count);
void t2s__item_read_all(t2s__analysis *analysis, t2s__item *item, int position);
t2s__entry *t2s__scope_add(t2s__analysis *analysis, t2s__scope *scope, t2s__item *item);
t2s__item *t2s__item_new(t2s__analysis *analysis, t2s__scope *scope, t2s__item_kind kind);
t2s__cte *t2s__find_cte(t2s__analysis *analysis, t2s__scope *scope, const char *name);

/* names.c */
enum {
    T2S__NAME_COLUMN, /* *ret_var */
    T2S__NAME_ROW,    /* *ret_item: its whole row */
    T2S__NAME_FUNCTION, /* a function, written as a column of *ret_item, of its whole row */
    T2S__NAME_OPEN,   /* it may be there, in something of which nothing is known */
    T2S__NAME_WRONG,  /* and said so */
    T2S__NAME_MISSING /* and nothing said */
};
int t2s__find_column(t2s__analysis *analysis, t2s__scope *scope, const char *name, int local_only, int position, t2s__var *ret_var);
int t2s__find_relation(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *names, size_t count, int position,
                       t2s__item **ret_item);
void t2s__column_ref(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node);
void t2s__field(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node);
/* The attribute of a type that is rows. 1: *ret_type, NULL: not known; 0: there is none; -1: not known. */
int t2s__attribute(const t2s__analysis *analysis, const t2s__type *type, const char *name, const t2s__type **ret_type);
int t2s__star_item(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node, t2s__item **ret_item);

/* chain.c: where names have catalogs. Is what stands in FROM called by these names? */
int t2s__item_is_called(const t2s__analysis *analysis, const t2s__item *item, const t2s_node *names, size_t count);
/* The column that a COLUMN_REF begins with, and the scope that it is of. What is behind it are parts of its value: the node is then a
 * FIELD. T2S__NAME_COLUMN, _OPEN or _WRONG. */
int t2s__chain(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node, t2s__var *ret_var, t2s__scope **ret_scope);

/* expression.c */
void t2s__expression(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node);
void t2s__expressions(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *parent, int slot);

/* from.c */
void t2s__from(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *select);

/* with.c */
void t2s__with(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *parent, int slot);
void t2s__cte_run(t2s__analysis *analysis, t2s__cte *cte);
void t2s__cte_set_columns(t2s__analysis *analysis, t2s__cte *cte, const t2s__outputs *outputs);

/* query.c */
void t2s__query(t2s__analysis *analysis, t2s__scope *parent, const t2s_node *node, t2s__cte *cte, t2s__outputs *outputs);
void t2s__command(t2s__analysis *analysis, t2s__scope *parent, const t2s_node *node);

/* clauses.c: ORDER BY, GROUP BY, DISTINCT. */
void t2s__order_by(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *query, t2s__outputs *outputs,
                   int is_set_operation);
void t2s__group_by(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *select, t2s__outputs *outputs);
void t2s__distinct(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *select, const t2s_node *query,
                   t2s__outputs *outputs);

/* window.c */
void t2s__over(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *window);
void t2s__windows(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *select);

/* columns.c: the types of columns that come from several places; needs the two sides of a set operation as they were found. */
void t2s__union_types(t2s__analysis *analysis, const t2s_node *node, t2s__outputs *left, t2s__outputs *right);
/* The columns of a recursive query are what they are in its first term. */
void t2s__recursion_types(t2s__analysis *analysis, const t2s__cte *cte, const t2s__outputs *outputs);
void t2s__values_types(t2s__analysis *analysis, const t2s_node *values, t2s__outputs *outputs);

/* outputs.c */
void t2s__targets(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *select, t2s__outputs *outputs);
/* The type of an output, where a literal that has none becomes a text; and so for all of a query that decides itself. */
const t2s__type *t2s__output_type(t2s__analysis *analysis, t2s__outputs *outputs, size_t index);
void t2s__outputs_settle(t2s__analysis *analysis, t2s__outputs *outputs);
void t2s__outputs_add(t2s__analysis *analysis, t2s__outputs *outputs, t2s__var var, const t2s_node *expression);

/* suggest.c: hints; NULL where there is nothing to suggest. */
void t2s__write_name(const t2s__analysis *analysis, t2s__buffer *buffer, const char *name);
const char *t2s__suggest_relation(t2s__analysis *analysis, const char *schema, const char *name);
const char *t2s__suggest_column(t2s__analysis *analysis, t2s__scope *scope, const t2s__item *item, const char *name);

#endif
