/* SPDX-License-Identifier: MIT */
/* What the library's own stages see of a statement beyond text2sql/statement.h. */
#ifndef T2S_SQL_STATEMENT_H
#define T2S_SQL_STATEMENT_H

#include <text2sql/statement.h>

#include "sql/fix.h"
#include "sql/survey.h"
#include "sql/tree.h"
#include "util/arena.h"

/* Its query trees, with what the analysis made of them; empty where the text did not parse. Lives as long as the statement. */
const t2s_tree *t2s__statement_tree(const t2s_statement *statement);

/* For what is found out about it later and is to live as long. */
t2s__arena *t2s__statement_arena(t2s_statement *statement);

/* What was done to `original` until it became the statement's text; both are copied. T2S_E_NOMEM. */
int t2s__statement_set_fixes(t2s_statement *statement, const char *original, size_t length, const t2s_fix *fixes);

/* What policies are made of; of a text that did not parse nothing. */
const t2s__survey *t2s__statement_survey(const t2s_statement *statement);

/* A view that a statement reads, and its definition as a statement; NULL where it is not known. */
typedef struct t2s__view {
    const t2s_relation *view;
    t2s_statement *statement;
} t2s__view;

typedef struct t2s__views {
    t2s__view *items;
    size_t count;
    size_t capacity;
    const t2s_relation *opaque; /* the first behind which nothing could be seen; or NULL */
} t2s__views;

const t2s__views *t2s__statement_views(const t2s_statement *statement);

/* views.c: look behind the views of a statement that has its facts. 0; T2S_E_NOMEM. */
int t2s__views_read(const t2s_statement *statement, t2s__views *views);
void t2s__views_dispose(t2s__views *views);

/* Parse and analyse another text as `like` was, without validators and without looking behind its views. */
int t2s__statement_read(const t2s_statement *like, const char *sql, t2s_statement **ret_statement);

int t2s__statement_relation_class(const t2s_statement *statement, const t2s_relation *relation);

#endif
