/* SPDX-License-Identifier: MIT */
/* Retrieval: the part of a schema that a question needs, small enough for a prompt. Pure: no network, no model. */
#ifndef TEXT2SQL_RETRIEVAL_H
#define TEXT2SQL_RETRIEVAL_H

#include <text2sql/catalog.h>
#include <text2sql/dialect.h>
#include <text2sql/error.h>
#include <text2sql/token.h>

T2S_BEGIN_DECLS

/** A catalog made searchable. Immutable, shared by reference count; any thread may use it. @since 1.0 */
typedef struct t2s_index t2s_index;

/** What was chosen for one question: relations, their columns, and the text of both. Immutable. @since 1.0 */
typedef struct t2s_subset t2s_subset;

/**
 * Make a catalog searchable. Takes milliseconds for a thousand tables.
 *
 * @param catalog    the index keeps a reference
 * @param dialect    how names are quoted in the text; NULL: PostgreSQL's way. Borrowed.
 * @param ret_index  a new reference, release with t2s_index_unref()
 * @return 0; T2S_E_INVALID, T2S_E_NOMEM
 * @since 1.0
 */
T2S_EXTERN int t2s_index_new(t2s_catalog *catalog, const t2s_dialect *dialect, t2s_index **ret_index);

/** Take one more reference. NULL is fine. @return index @since 1.0 */
T2S_EXTERN t2s_index *t2s_index_ref(t2s_index *index);

/** Release one reference. NULL is fine. @since 1.0 */
T2S_EXTERN void t2s_index_unref(t2s_index *index);

/**
 * Choose what a question needs. The whole catalog where it fits; else the relations that match best, with those that join them, on one
 * line each, and as many of their columns, types and comments as the budget allows. The same input always gives the same subset.
 *
 * @param question    UTF-8; not kept
 * @param budget      tokens that the text may take, by the estimate of t2s_subset_tokens(); never exceeded: one too small for any
 *                    relation gives some columns of the best, or an empty subset
 * @param ret_subset  owned; release with t2s_subset_free(). Keeps the catalog.
 * @return 0; T2S_E_INVALID, T2S_E_NOMEM
 * @since 1.0
 */
T2S_EXTERN int t2s_subset_new(const t2s_index *index, const char *question, size_t budget, t2s_subset **ret_subset);

/**
 * As t2s_subset_new(), the tokens being counted by somebody else: the text is made a few times over until it fills the budget well.
 *
 * @param counter  NULL: the estimate. The subset keeps a reference.
 * @since 1.0
 */
T2S_EXTERN int t2s_subset_new_with(const t2s_index *index, const char *question, size_t budget, t2s_token_counter *counter,
                                   t2s_subset **ret_subset);

/** NULL is fine. @since 1.0 */
T2S_EXTERN void t2s_subset_free(t2s_subset *subset);

/* What follows lives as long as the subset. An index out of range gives NULL. */

/** Relations, in the catalog's order. @since 1.0 */
T2S_EXTERN size_t t2s_subset_relation_count(const t2s_subset *subset);
T2S_EXTERN const t2s_relation *t2s_subset_relation(const t2s_subset *subset, size_t index);

/**
 * Is a relation in the subset? Partitions are in with the table that they are parts of, and tables that differ in the digits of their
 * names alone (events_20240101, events_20240102, ...) with the one that is shown for all of them.
 *
 * @param relation   of the index's catalog
 * @param ret_index  optional; of the one that is shown
 * @return 1; 0
 * @since 1.0
 */
T2S_EXTERN int t2s_subset_find(const t2s_subset *subset, const t2s_relation *relation, size_t *ret_index);

/** The columns that are shown of relation `index`, in the relation's order. @since 1.0 */
T2S_EXTERN size_t t2s_subset_column_count(const t2s_subset *subset, size_t index);
T2S_EXTERN const t2s_column *t2s_subset_column(const t2s_subset *subset, size_t index, size_t column);

/** How well relation `index` matches the question, 0 upwards; comparable within one subset. @since 1.0 */
T2S_EXTERN uint64_t t2s_subset_score(const t2s_subset *subset, size_t index);

/** 1 when nothing was left out. @since 1.0 */
T2S_EXTERN int t2s_subset_is_complete(const t2s_subset *subset);

/** The schema as a prompt shows it: UTF-8, NUL-terminated. @since 1.0 */
T2S_EXTERN const char *t2s_subset_text(const t2s_subset *subset);

/** The text's tokens, as they were counted; see t2s_token_count(). @since 1.0 */
T2S_EXTERN size_t t2s_subset_tokens(const t2s_subset *subset);

/**
 * The stored values that the question mentions, the surest first: values that stand in it in any case and spelling, that it misspells,
 * or that it has a telling word of. Only values that the catalog knows can be found, see t2s_column_value(), and labels of enums.
 * The columns need not be in the subset.
 * @since 1.0
 */
T2S_EXTERN size_t t2s_subset_mention_count(const t2s_subset *subset);
T2S_EXTERN const t2s_relation *t2s_subset_mention_relation(const t2s_subset *subset, size_t index);
T2S_EXTERN const t2s_column *t2s_subset_mention_column(const t2s_subset *subset, size_t index);
/** As stored. @since 1.0 */
T2S_EXTERN const char *t2s_subset_mention_value(const t2s_subset *subset, size_t index);
/** How surely it is meant: 256 when all of it stands in the question; 0: there is none. @since 1.0 */
T2S_EXTERN int t2s_subset_mention_strength(const t2s_subset *subset, size_t index);

/** The surest of them as a prompt shows them, one a line, e.g. "addresses.city = 'New York'"; "" when there are none. @since 1.0 */
T2S_EXTERN const char *t2s_subset_mentions_text(const t2s_subset *subset);

T2S_END_DECLS

#endif
