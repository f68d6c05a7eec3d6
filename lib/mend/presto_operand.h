/* SPDX-License-Identifier: MIT */
/* Operands and types by their tokens, for texts that the parsers of Trino and PrestoDB do not take. */
#ifndef T2S_MEND_PRESTO_OPERAND_H
#define T2S_MEND_PRESTO_OPERAND_H

#include "mend/mend.h"

enum { T2S__PRESTO_TYPE_MAX = 96 };

/* The first token of the operand that ends with this one: a name, a literal, a call, what is in parentheses. token_count: not known. */
size_t t2s__presto_operand(const t2s__patient *patient, size_t last);

/* The last token of the operand that begins with this one, where no operator goes on behind it. token_count: not known. */
size_t t2s__presto_operand_end(const t2s__patient *patient, size_t first);

/* Does an operator before this token take what begins with it? */
int t2s__presto_is_bound(const t2s__patient *patient, size_t first);

/*
 * The last token of the type that begins with this one, and what it is called here: as it is written where `all`, otherwise "" if it needs no other
 * name. token_count: it is no type that is known.
 */
size_t t2s__presto_written_type(const t2s__patient *patient, size_t first, int all, char ret_type[T2S__PRESTO_TYPE_MAX]);

/* presto_join.c: GROUP_CONCAT and STRING_AGG, with an order, DISTINCT and a separator. */
void t2s__presto_gather_joined_texts(const t2s__patient *patient, t2s__fixes *fixes);

#endif
