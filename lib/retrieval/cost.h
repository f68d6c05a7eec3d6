/* SPDX-License-Identifier: MIT */
/* What each relation and column of a catalog would cost in a prompt, in characters, in each form. */
#ifndef T2S_RETRIEVAL_COST_H
#define T2S_RETRIEVAL_COST_H

#include <stdint.h>

#include "catalog/catalog.h"
#include "retrieval/render.h"
#include "util/arena.h"

/* How a relation is shown: on one line with its columns' names alone; like DDL with comments cut short; like DDL. Better ones
 * later. */
enum { T2S__FORM_BRIEF, T2S__FORM_SHORT, T2S__FORM_DDL, T2S__FORMS };

/* With all foreign keys shown, so that the text is never longer. */
typedef struct t2s__costs {
    uint32_t *heads;   /* by relation: all but the columns, with the note that some were left out */
    uint32_t *wholes;  /* by relation: with every column */
    uint32_t *columns; /* by a column's number */
} t2s__costs;

/*
 * Measure, by rendering everything once.
 *
 * first_columns  by relation: the number of its first column; one more than there are relations
 * candidate      by relation: of those with 0 nothing is measured
 * 0; T2S_E_NOMEM.
 */
int t2s__costs_measure(const t2s__renderer *renderer, const uint32_t *first_columns, const unsigned char *candidate,
                       t2s__arena *arena, t2s__costs ret_costs[T2S__FORMS]);

/* Render in a form; ret_costs as t2s__render_relation() has it. */
void t2s__render_form(t2s__buffer *buffer, const t2s__renderer *renderer, const t2s__shown *shown, int form, uint32_t *ret_costs);

#endif
