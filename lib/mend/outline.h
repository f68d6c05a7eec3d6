/* SPDX-License-Identifier: MIT */
/* The nodes of a statement's tree in one list, each with what it stands in: for who must look upwards. */
#ifndef T2S_MEND_OUTLINE_H
#define T2S_MEND_OUTLINE_H

#include <text2sql/statement.h>

#include "sql/analysis.h"

#define T2S__OUTLINE_NONE ((size_t)-1)

typedef struct t2s__outline_entry {
    const t2s_node *node;
    size_t parent; /* T2S__OUTLINE_NONE: a statement */
    size_t select; /* the SELECT whose FROM it sees first; of a SELECT: the one around it */
    size_t from;   /* of what stands in FROM: the SELECT of that FROM */
    size_t end;    /* behind the last entry that is in it */
} t2s__outline_entry;

typedef struct t2s__outline {
    t2s__outline_entry *entries; /* each before what is in it */
    size_t count;
    size_t capacity;
} t2s__outline;

/* Lives in the arena. T2S_E_NOMEM. A statement without a tree has no entries. */
int t2s__outline_init(t2s__outline *outline, const t2s_statement *statement, t2s__arena *arena);

/* What an entry stands for in FROM; NULL: it does not. */
static inline const t2s__item *t2s__outline_item(const t2s__outline *outline, size_t index)
{
    return outline->entries[index].from != T2S__OUTLINE_NONE ? outline->entries[index].node->meaning : NULL;
}

/* The entry of the item that stands in FROM of a SELECT under this name; T2S__OUTLINE_NONE: there is none. */
size_t t2s__outline_named(const t2s__outline *outline, size_t select, const char *name);

/* Is the item one of FROM of this SELECT? */
int t2s__outline_has(const t2s__outline *outline, size_t select, const t2s__item *item);

/* Must the condition be true for every row of the SELECT: is it in WHERE or ON of an inner join, with nothing but AND around it? */
int t2s__outline_must_be_true(const t2s__outline *outline, size_t index, size_t select);

#endif
