/* SPDX-License-Identifier: MIT */
/*
 * Whether two expressions are the same, as GROUP BY, DISTINCT and ORDER BY ask. The server compares what its analysis made of them: in
 * that a column has no qualifier, a cast that changes nothing is not there, and one that happens by itself is like one that is written.
 */
#include <string.h>

#include "sql/clauses.h"

const t2s__var *t2s__node_var(const t2s_node *node)
{
    const t2s_node *inner;
    const t2s__var *var;

    if (node->kind == T2S_NODE_COLUMN_REF)
        return node->meaning;
    inner = node->kind == T2S_NODE_FIELD && node->text != NULL ? t2s__node_first(node, 0) : NULL;
    if (inner == NULL || inner->kind != T2S_NODE_COLUMN_REF || inner->meaning == NULL || inner->last[0] == NULL)
        return NULL;
    /* (row).name means the column of the row; (column).name means the column, too, but is a part of it. */
    var = inner->meaning;
    return var->name != NULL && strcmp(var->name, node->text) == 0 && strcmp(inner->last[0]->text, node->text) != 0 ? var : NULL;
}

int t2s__same_var(const t2s__var *a, const t2s__var *b)
{
    if (a->base != NULL && b->base != NULL)
        return a->base == b->base && a->column == b->column && (a->column != NULL || a->identity == b->identity);
    return a->item == b->item && a->identity == b->identity;
}

static int same_name(const char *a, const char *b)
{
    return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

/* Two subqueries of the same text have different tables, which are the same in their places. */
static int alike_var(const t2s__var *a, const t2s__var *b)
{
    if (a->item == NULL || b->item == NULL || a->item->depth != b->item->depth || a->item->kind != b->item->kind)
        return 0;
    return same_name(a->item->name, b->item->name) && same_name(a->name, b->name);
}

static int same_text(const t2s_node *a, const t2s_node *b)
{
    return a->text_length == b->text_length && (a->text_length == 0 || memcmp(a->text, b->text, a->text_length) == 0);
}

static int same_last(const t2s_node *a, const t2s_node *b)
{
    return a->last[0] == NULL || b->last[0] == NULL || same_text(a->last[0], b->last[0]);
}

/* How far down it is: at the top nothing happens by itself, and inside of subqueries columns are others. */
struct place {
    const t2s__analysis *analysis;
    int is_inside;
    int is_in_subquery;
};

static int same(struct place place, const t2s_node *a, const t2s_node *b);

static int same_slots(struct place place, const t2s_node *a, const t2s_node *b, int first_slot)
{
    place.is_inside = 1;
    for (int slot = first_slot; slot < a->slots; slot++) {
        const t2s_node *x = t2s__node_first(a, slot), *y = t2s__node_first(b, slot);

        while (x != NULL && y != NULL && same(place, x, y)) {
            x = t2s__node_next(x);
            y = t2s__node_next(y);
        }
        if (x != NULL || y != NULL)
            return 0;
    }
    return 1;
}

static int same_type(struct place place, const t2s_node *a, const t2s_node *b)
{
    return same_last(a, b) && (a->flags & T2S_NODE_F_ARRAY) == (b->flags & T2S_NODE_F_ARRAY) && same_slots(place, a, b, 1);
}

static int same_cast(struct place place, const t2s_node *a, const t2s_node *b)
{
    const t2s_node *x = t2s__node_first(a, 1), *y = t2s__node_first(b, 1);

    if (!same(place, t2s__node_first(a, 0), t2s__node_first(b, 0)))
        return 0;
    if (x == NULL || y == NULL || same_type(place, x, y))
        return 1;
    return x->last[1] == NULL && y->last[1] == NULL && a->type != NULL && a->type == b->type;
}

/* A cast, and something without one. */
static int same_but_cast(struct place place, const t2s_node *cast, const t2s_node *other)
{
    const t2s_node *type = t2s__node_first(cast, 1);

    if (type != NULL && type->last[1] != NULL)
        return 0; /* varchar(3) changes the value */
    if (!place.is_inside && cast->type != NULL && other->type != NULL && cast->type != other->type)
        return 0;
    return same(place, t2s__node_first(cast, 0), other);
}

static int same_call(struct place place, const t2s_node *a, const t2s_node *b)
{
    if (a->meaning != NULL && b->meaning != NULL ? a->meaning != b->meaning : !same_last(a, b))
        return 0;
    return same_slots(place, a, b, T2S_SLOT_CALL_ARGUMENTS);
}

static int same(struct place place, const t2s_node *a, const t2s_node *b)
{
    const uint32_t unlike = (uint32_t) ~(uint32_t)(T2S__NODE_F_FOUND | T2S_NODE_F_QUOTED | T2S_NODE_F_EXPLICIT);
    const t2s__var *x, *y;

    if (a == NULL || b == NULL)
        return a == b;
    x = t2s__node_var(a);
    y = t2s__node_var(b);
    if (x != NULL && y != NULL)
        return t2s__same_var(x, y) || (place.is_in_subquery && alike_var(x, y));
    if (a->kind != b->kind) {
        if (a->kind == T2S_NODE_CAST)
            return same_but_cast(place, a, b);
        return b->kind == T2S_NODE_CAST && same_but_cast(place, b, a);
    }
    if (((a->flags ^ b->flags) & unlike) != 0 || !same_text(a, b))
        return 0;
    switch (a->kind) {
    case T2S_NODE_COLUMN_REF:
        return same_last(a, b);
    case T2S_NODE_CAST:
        return same_cast(place, a, b);
    case T2S_NODE_TYPE:
        return same_type(place, a, b);
    case T2S_NODE_CALL:
        return same_call(place, a, b);
    case T2S_NODE_SUBQUERY:
        place.is_in_subquery = 1;
        return same_slots(place, a, b, 0);
    default:
        return same_slots(place, a, b, 0);
    }
}

int t2s__same_expression(const t2s__analysis *analysis, const t2s_node *a, const t2s_node *b)
{
    return same((struct place){analysis, 0, 0}, a, b);
}
