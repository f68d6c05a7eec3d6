/* SPDX-License-Identifier: MIT */
/*
 * The survey: one walk over a tree that was analysed, for the facts that policies are made of (text2sql/facts.h). It goes into every
 * node, whether the analysis understood it or not, so that nothing is missed because a name was not found.
 */
#ifndef T2S_SQL_SURVEY_H
#define T2S_SQL_SURVEY_H

#include <text2sql/facts.h>

#include "sql/analysis.h"

struct t2s_function_use {
    const char *schema; /* NULL: not known */
    const char *name;
    int form;
    int position;
    int class;
    int volatility; /* -1: not known */
    int is_definer;
};

/* relation.column = constant */
typedef struct t2s__filter {
    const t2s_column *column;
    const char *value;
} t2s__filter;

typedef struct t2s__source {
    const t2s_relation *relation;
    int position;
    t2s__filter *filters;
    size_t filter_count;
    size_t filter_capacity;
} t2s__source;

typedef struct t2s__survey {
    t2s_function_use *functions;
    size_t function_count;
    size_t function_capacity;
    t2s__source *sources;
    size_t source_count;
    size_t source_capacity;
    int64_t measures[T2S_MEASURE_END_];
    int limit_kind; /* T2S_LIMIT_* */
    int64_t limit_value;
    int limit_position;
    int limit_length;
} t2s__survey;

/* Recurses as deep as the tree is. 0; T2S_E_NOMEM. */
int t2s__survey_tree(t2s__analysis *analysis, t2s__survey *survey);

/* reach.c: the functions that a node reaches. Where memory is short they set the analysis' `code`. */
void t2s__reach(t2s__analysis *analysis, t2s__survey *survey, const t2s_node *node);

/* limit.c */
void t2s__survey_limit(t2s__analysis *analysis, t2s__survey *survey);

#endif
