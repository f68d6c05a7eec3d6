/* SPDX-License-Identifier: MIT */
/*
 * The parser of Trino's and PrestoDB's SQL: by recursive descent over the tokens of the text, straight into the query tree. There is no
 * way back: where two constructs begin alike, what tells them apart is looked for a few tokens ahead, or the construct is turned into the
 * other one when that shows. The first fault moves the parser to the end of the text, so that everything returns without looking.
 */
#ifndef T2S_DIALECT_PRESTO_PARSER_H
#define T2S_DIALECT_PRESTO_PARSER_H

#include <text2sql/sys/dialect.h>

#include "dialect/presto_scan.h"
#include "sql/tree.h"
#include <text2sql/error.h>

/* Kinds of expectations that are no tokens. */
enum { T2S__PRESTO_R_EXPRESSION = T2S__PRESTO_KINDS, T2S__PRESTO_R_IDENTIFIER, T2S__PRESTO_R_STRING, T2S__PRESTO_R_QUERY,
       T2S__PRESTO_R_TYPE, T2S__PRESTO_EXPECTATIONS };

typedef struct t2s__presto {
    t2s_tree *tree;
    t2s__arena *arena; /* of the tree */
    const char *sql;
    const t2s__presto_token *tokens;
    uint32_t count; /* of the tokens; the last is END */
    uint32_t at;    /* the current one */
    uint32_t kind;  /* of the current one */
    t2s__presto_flavour flavour;
    uint32_t parameters; /* ? so far */
    uint32_t closed_start, closed_end; /* of the last parentheses around an expression, and the token behind them */
    uint32_t privilege;    /* behind the first word of a GRANT that is no role */
    uint32_t doubted, doubted_end; /* see t2s__presto_over_follows() */
    uint32_t depth, depth_max;
    t2s_node *command; /* that is being read: the outermost queries in it are its own, wherever they stand */
    uint32_t queries;  /* that are open */
    uint32_t patterns; /* row patterns whose measures or definitions are being read */
    t2s_node *functions; /* the query whose FUNCTIONs may be called, or NULL */
    int aliasable;    /* an alias may follow the expression that is being read */
    uint32_t in_pivot; /* PIVOT( whose FOR has not come: it begins no period */
    uint32_t nearest; /* NEAREST( that are open: MATCH is no alias in them */
    int too_deep;

    int failed;
    uint32_t failed_at; /* the token; `count` when the fault has no place */
    const char *message; /* what else it is than a token that was not expected; in the arena, or static */
    const char *objection; /* the first thing that is wrong with what is well-formed: the engines look for it when all has been read */
    uint32_t objection_at;

    /* The second time, after a fault: what would have been taken at that token. */
    uint32_t watched;
    uint64_t expected[(T2S__PRESTO_EXPECTATIONS + 63) / 64];
} t2s__presto;

/* The parse of one statement, `code` of a T2S_E_* sort; all is in presto_parse.c. */
void t2s__presto_expect_note(t2s__presto *presto, unsigned expectation);

/* The current token is not what must stand here. */
void t2s__presto_mismatch(t2s__presto *presto);

/* What stands at this token is no name, though the grammar has it for one. */
void t2s__presto_refuse(t2s__presto *presto, uint32_t token, const char *message);

/* Something is wrong with what stands at this token, which counts when the text is well-formed. `message` is kept as it is. */
void t2s__presto_fault(t2s__presto *presto, uint32_t token, const char *message);
void t2s__presto_faultf(t2s__presto *presto, uint32_t token, const char *format, ...) __attribute__((format(printf, 3, 4)));

static inline void t2s__presto_next(t2s__presto *presto)
{
    if (presto->at + 1 < presto->count)
        presto->at++;
    presto->kind = presto->tokens[presto->at].kind;
}

/* The kind of the token `ahead` of the current one. */
static inline uint32_t t2s__presto_peek(const t2s__presto *presto, uint32_t ahead)
{
    uint32_t at = presto->at + ahead;

    return presto->tokens[at < presto->count ? at : presto->count - 1].kind;
}

static inline int t2s__presto_is(t2s__presto *presto, unsigned kind)
{
    if (presto->kind == kind)
        return 1;
    if (presto->at == presto->watched)
        t2s__presto_expect_note(presto, kind);
    return 0;
}

static inline int t2s__presto_accept(t2s__presto *presto, unsigned kind)
{
    if (!t2s__presto_is(presto, kind))
        return 0;
    t2s__presto_next(presto);
    return 1;
}

static inline void t2s__presto_expect(t2s__presto *presto, unsigned kind)
{
    if (!t2s__presto_accept(presto, kind))
        t2s__presto_mismatch(presto);
}

/* Two tokens, the second of which decides; only the first is looked for in what was expected. */
static inline int t2s__presto_accept_two(t2s__presto *presto, unsigned kind, unsigned second)
{
    if (!t2s__presto_is(presto, kind) || t2s__presto_peek(presto, 1) != second)
        return 0;
    t2s__presto_next(presto);
    t2s__presto_next(presto);
    return 1;
}

static inline int t2s__presto_is_trino(const t2s__presto *presto)
{
    return presto->flavour == T2S__PRESTO_TRINO;
}

static inline int t2s__presto_at_name(t2s__presto *presto)
{
    if (t2s__presto_is_name(presto->flavour, presto->kind))
        return 1;
    if (presto->at == presto->watched)
        t2s__presto_expect_note(presto, T2S__PRESTO_R_IDENTIFIER);
    return 0;
}

static inline int t2s__presto_peek_name(const t2s__presto *presto, uint32_t ahead)
{
    return t2s__presto_is_name(presto->flavour, t2s__presto_peek(presto, ahead));
}

/* Everything that may hold itself begins and ends so. enter() gives 0 where the text is too deep. */
int t2s__presto_enter(t2s__presto *presto);
static inline void t2s__presto_leave(t2s__presto *presto)
{
    presto->depth--;
}

/* A node that stands at a token, with a text or without. */
t2s_node *t2s__presto_node(t2s__presto *presto, int kind, uint32_t token, const char *text);

/* What `kinds`, ending with END, say is one token after the other. */
void t2s__presto_expect_all(t2s__presto *presto, const uint16_t *kinds);

/* presto_names.c */
t2s_node *t2s__presto_identifier(t2s__presto *presto);                    /* IDENTIFIER */
void t2s__presto_qualified_name(t2s__presto *presto, t2s_node *parent, int slot); /* a.b.c, as IDENTIFIERs in a slot */
t2s_node *t2s__presto_relation_name(t2s__presto *presto);                 /* RELATION */
void t2s__presto_column_aliases(t2s__presto *presto, t2s_node *parent, int slot); /* (a, b) */
t2s_node *t2s__presto_optional_alias(t2s__presto *presto);                /* ALIAS, or NULL: [AS] a [(b, c)] */
int t2s__presto_alias_follows(t2s__presto *presto);                      /* a name that is no clause which begins like one */
void t2s__presto_take_name(t2s__presto *presto, t2s_node *node);          /* the node's text is the identifier that stands here */
t2s_node *t2s__presto_string(t2s__presto *presto);                        /* LITERAL; a string with what belongs to it */
int t2s__presto_at_string(t2s__presto *presto);
int t2s__presto_text_is(const t2s__presto *presto, uint32_t ahead, const char *word); /* a name that PrestoDB's grammar got later */

/* presto_type.c */
t2s_node *t2s__presto_type(t2s__presto *presto); /* TYPE */
t2s_node *t2s__presto_interval_type(t2s__presto *presto, uint32_t start); /* TYPE of the qualifier that stands here: DAY TO SECOND */
int t2s__presto_at_interval_field(t2s__presto *presto, uint32_t ahead);

/* presto_expression.c */
t2s_node *t2s__presto_expression(t2s__presto *presto);
t2s_node *t2s__presto_value_expression(t2s__presto *presto);
/* Going on behind a primary, or a value expression, that was read already. */
t2s_node *t2s__presto_expression_from(t2s__presto *presto, t2s_node *primary);
t2s_node *t2s__presto_expression_on(t2s__presto *presto, t2s_node *value);
void t2s__presto_expressions(t2s__presto *presto, t2s_node *parent, int slot); /* a, b, c */
t2s_node *t2s__presto_when_condition(t2s__presto *presto); /* of CASE x WHEN ... */
int t2s__presto_begins_expression(const t2s__presto *presto, uint32_t ahead);
t2s_node *t2s__presto_sort_item(t2s__presto *presto);
void t2s__presto_sort_items(t2s__presto *presto, t2s_node *parent, int slot);

/* presto_primary.c, presto_call.c, presto_special.c, presto_json.c */
t2s_node *t2s__presto_primary(t2s__presto *presto);
t2s_node *t2s__presto_interval(t2s__presto *presto); /* INTERVAL '1' DAY */
t2s_node *t2s__presto_number(t2s__presto *presto, uint32_t token); /* the integer that stands here; `token` is its minus, or itself */
t2s_node *t2s__presto_named_primary(t2s__presto *presto); /* one that begins with a name */
/*
 * What stands behind '(', up to and without what ends it or parts it: an expression, or NULL and a query. *ret_is_query is 0 for a query that is in
 * parentheses of its own, with nothing behind them, so that it may as well be an expression.
 */
t2s_node *t2s__presto_contents(t2s__presto *presto, t2s_node **ret_query, int *ret_is_query);
t2s_node *t2s__presto_scalar(t2s__presto *presto, uint32_t token, t2s_node *query); /* SUBQUERY */
t2s_node *t2s__presto_postfix(t2s__presto *presto, t2s_node *primary);
t2s_node *t2s__presto_call(t2s__presto *presto, t2s_node *name);
void t2s__presto_call_suffixes(t2s__presto *presto, t2s_node *call); /* FILTER, nulls, OVER */
void t2s__presto_arguments(t2s__presto *presto, t2s_node *parent, int slot); /* up to ')', with it */
t2s_node *t2s__presto_special(t2s__presto *presto); /* NULL when none begins here */
t2s_node *t2s__presto_json(t2s__presto *presto);    /* likewise */
void t2s__presto_json_path(t2s__presto *presto, t2s_node *parent, int slot);
t2s_node *t2s__presto_json_table(t2s__presto *presto);
t2s_node *t2s__presto_aliased_expression(t2s__presto *presto); /* TARGET */

/* presto_window.c */
t2s_node *t2s__presto_over(t2s__presto *presto);                       /* WINDOW, behind OVER */
void t2s__presto_window_specification(t2s__presto *presto, t2s_node *window); /* behind '(', up to ')' and with it */
int t2s__presto_over_follows(t2s__presto *presto);

/* presto_pattern.c */
t2s_node *t2s__presto_match_recognize(t2s__presto *presto, t2s_node *input);
void t2s__presto_measures(t2s__presto *presto, t2s_node *parent, int slot);
/* From AFTER MATCH to DEFINE; in slots, -1 for what is not kept. */
void t2s__presto_pattern_clauses(t2s__presto *presto, t2s_node *node, int variables, int subset, int define, int is_required);

/* presto_query.c */
t2s_node *t2s__presto_query(t2s__presto *presto);         /* QUERY: [WITH ...] ... */
t2s_node *t2s__presto_query_no_with(t2s__presto *presto);
t2s_node *t2s__presto_root_query(t2s__presto *presto);    /* with inline functions */
int t2s__presto_begins_query(t2s__presto *presto, uint32_t ahead);
/* Behind a query in parentheses that may turn out to be the first of several: what goes on from it. */
int t2s__presto_query_goes_on(const t2s__presto *presto);
t2s_node *t2s__presto_query_from(t2s__presto *presto, t2s_node *primary);

/* presto_from.c */
t2s_node *t2s__presto_relation(t2s__presto *presto);
t2s_node *t2s__presto_star_query(t2s__presto *presto, uint32_t token, t2s_node *input); /* QUERY: SELECT * FROM input */
void t2s__presto_group_by(t2s__presto *presto, t2s_node *parent, int slot);

/* presto_table.c: what stands in FROM and is no relation, join or query. */
t2s_node *t2s__presto_table_function(t2s__presto *presto);
t2s_node *t2s__presto_nearest(t2s__presto *presto);
t2s_node *t2s__presto_pivot(t2s__presto *presto, t2s_node *input);

/* presto_routine.c */
t2s_node *t2s__presto_function_specification(t2s__presto *presto); /* behind FUNCTION */
void t2s__presto_function_declaration(t2s__presto *presto, t2s_node *function); /* NULL: not kept */
void t2s__presto_property_list(t2s__presto *presto, t2s_node *parent, int slot);
void t2s__presto_properties(t2s__presto *presto, t2s_node *parent, int slot);

/* presto_command.c */
t2s_node *t2s__presto_statement(t2s__presto *presto);

/* presto_parse.c: a whole text. T2S_E_NOMEM. */
int t2s__presto_parse(t2s__presto_flavour flavour, const char *sql, size_t length, t2s_tree *tree);

#endif
