/* SPDX-License-Identifier: MIT */
/*
 * A relation on one line, for those that a question may need but that are not worth the room of their types and comments:
 *
 *     order_items(order_id -> orders.id, product_id -> products.id, quantity)
 *     visits(id, customer_id -> customers.id, day, 31 more)
 *
 * An arrow is a foreign key to a relation that is shown, too: "->" is declared, "~>" is inferred. It leads to a column of the same
 * name if it says none, in the same schema likewise.
 */
#ifndef T2S_RETRIEVAL_BRIEF_H
#define T2S_RETRIEVAL_BRIEF_H

#include "retrieval/render.h"

/* What stands above the first of them. */
#define T2S__BRIEF_TITLE "-- Further tables, without types:\n"

/*
 * Append one relation.
 *
 * ret_costs  the characters of each shown column, in order; NULL is fine. All else is the relation's head.
 */
void t2s__render_brief(t2s__buffer *buffer, const t2s__renderer *renderer, const t2s__shown *shown, uint32_t *ret_costs);

#endif
