/* SPDX-License-Identifier: MIT */
/* The query tree that all dialects share, as the library reads it. What the nodes mean is in text2sql/sys/dialect.h. */
#ifndef T2S_SQL_TREE_H
#define T2S_SQL_TREE_H

#include <stddef.h>
#include <stdint.h>

#include <text2sql/sys/dialect.h>

#include "util/arena.h"

/* What a dialect says of a node; the bits above are for what the analysis finds out (sql/clauses.h). */
enum { T2S__NODE_F_PUBLIC = (1 << 25) - 1 };

/* A slot is a ring of siblings, known by its last node, so that appending needs no walk and a slot is one pointer. */
struct t2s_node {
    uint8_t kind;    /* T2S_NODE_* */
    uint8_t slots;   /* how many */
    uint8_t is_last; /* of its siblings */
    uint8_t is_child;
    uint32_t flags; /* T2S_NODE_F_* */
    int32_t position;
    uint32_t text_length;
    const char *text; /* or NULL */
    t2s_node *next;
    const void *meaning; /* what the analysis made of it: t2s__var of COLUMN_REF, t2s__outputs of SUBQUERY, t2s__function of CALL,
                            t2s__operator of OPERATOR, t2s__item of what stands in FROM; or NULL */
    const struct t2s__type *type; /* of an expression's value; NULL: not known */
    t2s_node *last[];    /* of each slot, or NULL */
};

typedef struct t2s__tree_statement {
    t2s_node *node;
    size_t start;
    size_t length;
    struct t2s__tree_statement *next;
} t2s__tree_statement;

struct t2s_tree {
    t2s__arena *arena;
    t2s__tree_statement *first;
    t2s__tree_statement *last;
    size_t count;
    int code;     /* T2S_E_*: what could not be done */
    int is_wrong; /* the text is no SQL, and why: */
    const char *wrong_code;
    const char *wrong_message;
    const char *wrong_hint;
    int wrong_position;
};

/* The tree lives in the arena and needs no end of its own. */
void t2s__tree_init(t2s_tree *tree, t2s__arena *arena);

/* The depth of the deepest statement, in nodes. Does not recurse. T2S_E_NOMEM. */
int t2s__tree_depth(const t2s_tree *tree, size_t *ret_depth);

/*
 * Show every node, each before those in its slots and with its parent (NULL for a statement), until `visit` returns nonzero, which is
 * then returned. Does not recurse. T2S_E_NOMEM.
 */
typedef int t2s__visit_fn(const t2s_node *node, const t2s_node *parent, void *user_data);
int t2s__tree_visit(const t2s_tree *tree, t2s__visit_fn *visit, void *user_data);

/* The first node of a slot, or NULL. */
static inline const t2s_node *t2s__node_first(const t2s_node *node, int slot)
{
    const t2s_node *last = node->last[slot];

    return last != NULL ? last->next : NULL;
}

/* The sibling behind a node, or NULL. */
static inline const t2s_node *t2s__node_next(const t2s_node *node)
{
    return node->is_last ? NULL : node->next;
}

#define T2S__FOR_SLOT(child, node, slot)                                                                                           \
    for (const t2s_node *child = t2s__node_first(node, slot); child != NULL; child = t2s__node_next(child))

/* The analysis writes what it finds into the nodes; to all others a tree is as it was parsed. */
static inline void t2s__node_set_meaning(const t2s_node *node, const void *meaning)
{
    ((t2s_node *)(uintptr_t)node)->meaning = meaning;
}

static inline void t2s__node_set_type(const t2s_node *node, const struct t2s__type *type)
{
    ((t2s_node *)(uintptr_t)node)->type = type;
}

size_t t2s__node_count(const t2s_node *node, int slot);

int t2s__node_text_is(const t2s_node *node, const char *text);

#endif
