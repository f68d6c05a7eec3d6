/* SPDX-License-Identifier: MIT */
/*
 * A column that is not grouped though each group has one value of it only: its row is found by the primary key, and the key, or a column that is equal
 * to it, is grouped. PostgreSQL sees that only where the key itself is; to group by the column as well makes no other groups.
 */
#include <stdlib.h>
#include <string.h>

#include "mend/outline.h"
#include "mend/tokens.h"
#include "sql/diagnostic.h"
#include "sql/statement.h"

enum { COLUMNS_MAX = 64, ITEMS_MAX = 16 };

struct column {
    const t2s__item *item;
    uint32_t index;
};

struct closure {
    const t2s__outline *outline;
    size_t select;
    struct column columns[COLUMNS_MAX]; /* of which a group has one value */
    size_t column_count;
    const t2s__item *items[ITEMS_MAX]; /* and one row */
    size_t item_count;
};

static int has_item(const struct closure *closure, const t2s__item *item)
{
    for (size_t i = 0; i < closure->item_count; i++)
        if (closure->items[i] == item)
            return 1;
    return 0;
}

static int has_column(const struct closure *closure, struct column column)
{
    for (size_t i = 0; i < closure->column_count; i++)
        if (closure->columns[i].item == column.item && closure->columns[i].index == column.index)
            return 1;
    return has_item(closure, column.item);
}

/* 1 when it is new. */
static int add_column(struct closure *closure, struct column column)
{
    if (column.item == NULL || has_column(closure, column) || closure->column_count == COLUMNS_MAX)
        return 0;
    closure->columns[closure->column_count++] = column;
    return 1;
}

static struct column column_of(const t2s_node *node)
{
    const t2s__var *var = node != NULL && node->kind == T2S_NODE_COLUMN_REF ? node->meaning : NULL;
    const t2s__item *item = var == NULL ? NULL : var->base != NULL ? var->base : var->item;

    if (item == NULL || item->relation == NULL || var->column == NULL)
        return (struct column){NULL, 0};
    return (struct column){item, var->column->index};
}

/* What GROUP BY lists by the name or the number of an output. */
static const t2s_node *output_of(const t2s_node *select, const t2s_node *grouped)
{
    long number = grouped->kind == T2S_NODE_LITERAL && (grouped->flags & T2S_NODE_F_NUMBER) != 0 ? strtol(grouped->text, NULL, 10) : 0;
    const t2s_node *name = grouped->kind == T2S_NODE_COLUMN_REF ? t2s__node_first(grouped, 0) : NULL;
    long at = 0;

    T2S__FOR_SLOT (target, select, T2S_SLOT_SELECT_TARGETS)
        if (++at == number || (name != NULL && name->is_last && target->text != NULL && strcmp(target->text, name->text) == 0))
            return t2s__node_first(target, 0);
    return NULL;
}

/* 0: it groups in several ways. */
static int begin(struct closure *closure)
{
    const t2s_node *select = closure->outline->entries[closure->select].node;

    T2S__FOR_SLOT (grouped, select, T2S_SLOT_SELECT_GROUP) {
        if (grouped->kind == T2S_NODE_GROUPING)
            return 0;
        add_column(closure, column_of(grouped->meaning != NULL ? grouped : output_of(select, grouped)));
    }
    return closure->column_count != 0;
}

/* Is it all of ON of a left join, so that the row at its right side depends on nothing else? */
static const t2s_node *left_join_of(const struct closure *closure, size_t index)
{
    size_t parent = closure->outline->entries[index].parent;
    const t2s_node *join = parent != T2S__OUTLINE_NONE ? closure->outline->entries[parent].node : NULL;

    return join != NULL && join->kind == T2S_NODE_JOIN && t2s__node_text_is(join, "LEFT") &&
                   closure->outline->entries[parent].from == closure->select
               ? join
               : NULL;
}

static int follow(struct closure *closure, size_t index)
{
    const t2s_node *node = closure->outline->entries[index].node, *join = left_join_of(closure, index);
    struct column a, b;

    if (node->kind != T2S_NODE_OPERATOR || !t2s__node_text_is(node, "="))
        return 0;
    a = column_of(t2s__node_first(node, 0));
    b = column_of(t2s__node_first(node, 1));
    if (a.item == NULL || b.item == NULL)
        return 0;
    if (join != NULL) {
        const t2s_node *right = t2s__node_first(join, T2S_SLOT_JOIN_RIGHT);

        if (right->meaning == b.item)
            return has_column(closure, a) && add_column(closure, b);
        return right->meaning == a.item && has_column(closure, b) && add_column(closure, a);
    }
    if (!t2s__outline_must_be_true(closure->outline, index, closure->select))
        return 0;
    return (has_column(closure, a) && add_column(closure, b)) || (has_column(closure, b) && add_column(closure, a));
}

static int find_row(struct closure *closure, const t2s__item *item)
{
    for (size_t i = 0; i < item->relation->key_count; i++) {
        const t2s_key *key = &item->relation->keys[i];
        size_t same = 0;

        while (key->kind == T2S_KEY_PRIMARY && same < key->count && has_column(closure, (struct column){item, key->columns[same]}))
            same++;
        if (same != 0 && same == key->count) {
            closure->items[closure->item_count++] = item;
            return 1;
        }
    }
    return 0;
}

static void close_all(struct closure *closure)
{
    const t2s__outline *outline = closure->outline;
    int is_new = 1;

    while (is_new) { /* at most as often as there are columns and rows */
        is_new = 0;
        for (size_t i = closure->select + 1; i < outline->entries[closure->select].end; i++) {
            const t2s__item *item = outline->entries[i].from == closure->select ? t2s__outline_item(outline, i) : NULL;

            if (item != NULL && item->relation != NULL && closure->item_count < ITEMS_MAX && !has_item(closure, item))
                is_new |= find_row(closure, item);
            is_new |= follow(closure, i);
        }
    }
}

/* The end of the list behind GROUP BY, from a token in it on. */
static size_t end_of_list(const t2s__patient *patient, size_t at)
{
    for (; at < patient->token_count; at++) {
        if (t2s__is_char(patient, at, '('))
            at = t2s__closing(patient, at);
        else if (t2s__is_char(patient, at, ')') || t2s__is_char(patient, at, ';') ||
                 t2s__is_one_of(patient, at, "having order limit offset fetch for window union intersect except"))
            break;
    }
    if (at > patient->token_count)
        at = patient->token_count;
    return at > 0 ? t2s__token_end(t2s__patient_token(patient, at - 1)) : 0;
}

static void write(const t2s__patient *patient, t2s__fixes *fixes, size_t end)
{
    size_t last = patient->at, start = t2s__patient_token(patient, patient->at)->start;
    t2s_fix *fix = t2s__fixes_add(fixes, T2S__FIX_SAME, "group_by", "a column that has one value in each group is grouped, too");

    while (t2s__is_char(patient, last + 1, '.'))
        last += 2;
    t2s__fix_replace(fixes, fix, end, 0, ", ");
    t2s__fix_edit(fixes, fix, end, 0, patient->sql + start, t2s__token_end(t2s__patient_token(patient, last)) - start);
}

void t2s__gather_grouping_closed(const t2s__patient *patient, t2s__fixes *fixes)
{
    const t2s_node *first;
    t2s__outline outline;

    if (patient->ailment != T2S__AILS_GROUPING || patient->finding->position < 0 ||
        (!patient->is_presto && strstr(t2s_diagnostic_message(patient->finding), "must appear in the GROUP BY clause") == NULL))
        return;
    if (t2s__outline_init(&outline, patient->statement, fixes->arena) != 0) {
        fixes->failed = 1;
        return;
    }
    for (size_t i = 0; i < outline.count; i++) {
        struct closure closure = {.outline = &outline, .select = outline.entries[i].select};

        if (outline.entries[i].node->kind != T2S_NODE_COLUMN_REF || outline.entries[i].node->position != patient->finding->position ||
            closure.select == T2S__OUTLINE_NONE)
            continue;
        first = t2s__node_first(outline.entries[closure.select].node, T2S_SLOT_SELECT_GROUP);
        if (first == NULL || first->position < 0 || !begin(&closure))
            return;
        close_all(&closure);
        if (column_of(outline.entries[i].node).item != NULL && has_item(&closure, column_of(outline.entries[i].node).item))
            write(patient, fixes, end_of_list(patient, t2s__patient_at(patient, first->position)));
        return;
    }
}
