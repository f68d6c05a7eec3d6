/* SPDX-License-Identifier: MIT */
/* What is shown of a schema, to programs and to people. Hidden columns are never shown, nor what would tell of them. */
#ifndef CLI_SCHEMA_VIEW_H
#define CLI_SCHEMA_VIEW_H

#include <stdbool.h>
#include <stddef.h>

#include <text2sql/retrieval.h>

/** What it is, in words: "table". */
const char *schema_kind_name(const t2s_relation *relation);

/** Of a key, "foreign". */
const char *schema_key_name(const t2s_key *key);

/** May it be shown: are all of its columns, on either side? */
bool schema_shows_key(const t2s_key *key);

/** May this expression be shown: does it name none of the relation's hidden columns? @param sql  NULL is none */
bool schema_shows_sql(const t2s_relation *relation, const char *sql);

/**
 * Print a subset as one object of JSON, on one line.
 * @param question  what it was chosen for; NULL: it is all
 * @param values    with the values of columns
 */
void schema_print_json(const t2s_subset *subset, const char *question, bool values);

/** Print it for people, aligned. As schema_print_json(). */
void schema_print_details(const t2s_subset *subset, const char *question, bool values);

#endif
