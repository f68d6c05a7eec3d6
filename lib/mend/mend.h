/* SPDX-License-Identifier: MIT */
/*
 * Mending: what is wrong, what could be done about it, and which of that is the one thing that fits. Those who know what could be
 * done (gatherers) see a patient and offer fixes; they need not be careful about whether a fix works, for every fix is made on a copy of the text
 * and the whole check runs over it. They must be careful that it means exactly the same as what was written, for that nobody checks.
 */
#ifndef T2S_MEND_MEND_H
#define T2S_MEND_MEND_H

#include <text2sql/statement.h>

#include "dialect/postgres_scan.h"
#include "sql/fix.h"

/* What a finding is about, whatever the dialect calls it. */
typedef enum t2s__ailment {
    T2S__AILS_OTHERWISE,
    T2S__AILS_SYNTAX,
    T2S__AILS_COLUMN,   /* no such column, or nothing in FROM that is called so */
    T2S__AILS_TABLE,
    T2S__AILS_FUNCTION, /* no such function, or operator, or not of these types */
    T2S__AILS_TYPES,    /* what does not go together */
    T2S__AILS_TYPE,     /* no such type */
    T2S__AILS_GROUPING
} t2s__ailment;

/* A text under repair, and the first thing that is wrong with it. */
typedef struct t2s__patient {
    t2s_dialect *dialect;
    t2s_catalog *catalog; /* or NULL */
    const char *sql;      /* UTF-8, NUL-terminated */
    size_t length;
    const t2s_statement *statement;    /* what the check made of the text; has no tree when it did not parse */
    const t2s_diagnostic *finding;     /* the first error */
    t2s__ailment ailment;              /* what that is about */
    int is_presto;                     /* it is for Trino or PrestoDB */
    const t2s__token *tokens;          /* of the whole text, without blanks and comments; END is the last, and not counted */
    size_t token_count;
    size_t at; /* the token at, or next behind, the finding's position; token_count where it has no position */
} t2s__patient;

/* Offers fixes for patient->finding, or nothing. T2S_E_NOMEM only through fixes->failed. */
typedef void t2s__gather_fn(const t2s__patient *patient, t2s__fixes *fixes);

/* The gatherers; each in the file of its name, and each looks first at whether the finding is one of its own. */
t2s__gather_fn t2s__gather_casts;       /* 42883: functions of other types */
t2s__gather_fn t2s__gather_comparisons; /* 42883, 42804: operators of other types, numbers for truth */
t2s__gather_fn t2s__gather_grouping;    /* 42803: a GROUP BY that is missing */
t2s__gather_fn t2s__gather_grouping_closed; /* 42803: a column that each group has one of */
t2s__gather_fn t2s__gather_quotes;  /* "text" for 'text' */
t2s__gather_fn t2s__gather_syntax;  /* 42601: what other dialects write and PostgreSQL cannot parse */
t2s__gather_fn t2s__gather_idioms;  /* 42883: functions of other dialects */
t2s__gather_fn t2s__gather_no_from; /* 42703: no FROM at all */
t2s__gather_fn t2s__gather_keyed_table; /* 42P01: a table that is joined by another's key */
t2s__gather_fn t2s__gather_joins;   /* 42703, 42P01: a table that is not in FROM and belongs to a row of one that is */

/* For Trino and PrestoDB. */
t2s__gather_fn t2s__gather_presto_syntax;  /* what other dialects write */
t2s__gather_fn t2s__gather_presto_types;   /* values of types that do not go together */

t2s__gather_fn t2s__gather_aliases; /* an output's name where only columns may stand */
t2s__gather_fn t2s__gather_double_quotes; /* a text in double quotes */

/* The token at a place of the text, or next behind it; token_count for a negative one. */
size_t t2s__patient_at(const t2s__patient *patient, int position);

/* The token's text begins at patient->sql + token.start. */
static inline const t2s__token *t2s__patient_token(const t2s__patient *patient, size_t index)
{
    return &patient->tokens[index < patient->token_count ? index : patient->token_count];
}

#endif
