/* SPDX-License-Identifier: MIT */
/*
 * A part of a catalog as text for a prompt: like DDL, one line a column, compact, the same bytes for the same input.
 *
 *     CREATE TABLE orders ( -- ~10000 rows. What was ordered
 *      id int PRIMARY KEY,
 *      customer_id int REFERENCES customers(id),
 *      clerk_id int, -- likely joins employees(id)
 *      status order_status, -- 'new', 'paid'. Where it stands
 *      total numeric(10,2) -- = (net + tax)
 *     );
 *
 * Every character is paid for, with every question. So types have their short names; NOT NULL, indexes and conditions are not there, for
 * they say little about what to ask for, but a check that lists a column's values says as much as an enum does; and a comment that only
 * repeats the name is left out. An inferred key is a remark, and nothing that could be taken for a constraint.
 *
 * Columns that are not worth a line are named on the last: " -- also: a, b".
 *
 * The head of a family says which others have the same columns.
 *
 * Comments and labels were written by whoever could write to the database. They stay on their line, are cut to a length, and have blanks
 * for control characters and for what cannot be seen. Hidden columns are never shown.
 */
#ifndef T2S_RETRIEVAL_RENDER_H
#define T2S_RETRIEVAL_RENDER_H

#include <stddef.h>
#include <stdint.h>

#include "catalog/catalog.h"
#include "retrieval/family.h"
#include "util/buffer.h"

enum { T2S__RENDER_COMMENT_MAX = 240 /* characters */, T2S__RENDER_COMMENT_SHORT = 80, T2S__RENDER_LABELS_MAX = 24, T2S__RENDER_LABEL_MAX = 40 /* characters */ };

/* What of a relation is shown. */
typedef struct t2s__shown {
    const t2s_relation *relation;
    const uint32_t *columns; /* ascending; NULL: all of them */
    size_t column_count;
    const uint32_t *names; /* further columns, of which only the names are shown, on the last line */
    size_t name_count;
} t2s__shown;

/* What stands before those names. */
#define T2S__RENDER_ALSO "\n -- also: "

typedef struct t2s__renderer {
    const t2s_catalog *catalog;
    int style;                    /* T2S__QUOTE_* */
    const unsigned char *members; /* by a relation's index: foreign keys to others are left out. NULL: all are members */
    const t2s__families *families; /* NULL: there are none */
    int brief_comments;            /* they are cut at T2S__RENDER_COMMENT_SHORT */
} t2s__renderer;

/*
 * Append one relation.
 *
 * ret_costs  the characters of each shown column's line, in order; NULL is fine. All else is the relation's head.
 */
void t2s__render_relation(t2s__buffer *buffer, const t2s__renderer *renderer, const t2s__shown *shown, uint32_t *ret_costs);

/* Append a relation's or column's name as SQL text needs it; a relation is qualified where the search path does not lead to it. */
void t2s__render_relation_name(t2s__buffer *buffer, const t2s__renderer *renderer, const t2s_relation *relation);

/* Append at most `maximum` characters of a text that nobody vouches for, on one line. */
void t2s__render_untrusted(t2s__buffer *buffer, const char *text, size_t maximum);

/* Does a comment, or NULL, have a word that is neither in the name of what it is the comment of nor in the name of what that is in? */
int t2s__render_says_more(const char *comment, const char *name, const char *owner);

/* The enum type that a column's type, or the element type of its array, is; NULL when it is none. */
const t2s__type *t2s__render_enum(const t2s_catalog *catalog, const char *type);

/* Characters (code points) of a text, and the estimate of its tokens: a quarter of that, rounded up. */
size_t t2s__characters(const char *text, size_t length);
size_t t2s__token_estimate(size_t characters);

#endif
