/* SPDX-License-Identifier: MIT */
/* What stands in FROM and makes a table of another: row patterns, pivots, and functions that take tables. */
#include <string.h>

#include "sql/expression.h"
#include "sql/from.h"

enum { VARIABLES_MAX = 64 };

/* What is to be seen in it is its input, under its own name and under those that `names` gives it, which alone are no columns' places. */
static t2s__item *input_of(t2s__analysis *analysis, t2s__scope *scope, t2s__scope *inner, const t2s_node *input)
{
    *inner = (t2s__scope){.parent = scope, .depth = scope->depth + 1};
    return input != NULL ? t2s__from_item(analysis, inner, input) : NULL;
}

static int is_named(const t2s__analysis *analysis, const t2s__scope *scope, const char *name)
{
    for (size_t i = 0; i < scope->count; i++)
        if (scope->entries[i].item->name != NULL && t2s__same_name(analysis, scope->entries[i].item->name, name))
            return 1;
    return 0;
}

/* A variable of a pattern is a name for rows of the input. */
static void variable(t2s__analysis *analysis, t2s__scope *inner, const t2s__item *input, const t2s_node *name)
{
    t2s__item *item;
    t2s__entry *entry;

    if (name->text == NULL || is_named(analysis, inner, name->text))
        return;
    if (inner->count > VARIABLES_MAX) {
        t2s__use_unknown(analysis, name);
        return;
    }
    item = t2s__item_new(analysis, inner, T2S__ITEM_DERIVED);
    if (item == NULL)
        return;
    item->name = item->original = name->text;
    item->position = name->position;
    item->is_open = (uint8_t)(input == NULL || input->is_open);
    if (input != NULL) {
        item->vars = input->vars;
        item->var_count = input->var_count;
    }
    entry = t2s__scope_add(analysis, inner, item);
    if (entry != NULL)
        entry->columns_visible = 0;
}

static void add_targets(t2s__analysis *analysis, t2s__scope *inner, const t2s_node *node, int slot, t2s__columns *columns)
{
    T2S__FOR_SLOT (target, node, slot) {
        const t2s_node *value = t2s__node_first(target, 0);

        if (value == NULL)
            continue;
        t2s__expression(analysis, inner, value);
        if (columns != NULL)
            t2s__add_column(analysis, columns, target->text, value->type);
    }
}

static t2s__item *add_item(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node, const t2s__columns *columns, int alias)
{
    t2s__item *item = t2s__item_new(analysis, scope, T2S__ITEM_DERIVED);

    if (item == NULL)
        return NULL;
    item->position = node->position;
    item->is_open = (uint8_t)columns->is_open;
    t2s__item_take_vars(analysis, item, columns->vars, columns->count);
    t2s__item_name(analysis, item, t2s__node_first(node, alias));
    t2s__scope_add(analysis, scope, item);
    return item;
}

/* Of one row for each match: what it is parted by, and the measures. Otherwise the input's columns too, in an order that is not told here. */
static t2s__item *match(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node)
{
    t2s__scope inner;
    t2s__item *input = input_of(analysis, scope, &inner, t2s__node_first(node, T2S_SLOT_MATCH_INPUT));
    t2s__columns columns = {.is_open = !t2s__node_text_is(node, "ONE ROW PER MATCH")};

    T2S__FOR_SLOT (part, node, T2S_SLOT_MATCH_PARTITION) {
        const t2s_node *name = part->kind == T2S_NODE_COLUMN_REF ? part->last[0] : NULL;

        t2s__expression(analysis, &inner, part);
        if (name != NULL)
            t2s__add_column(analysis, &columns, name->text, part->type);
        else
            columns.is_open = 1;
    }
    t2s__expressions(analysis, &inner, node, T2S_SLOT_MATCH_ORDER);
    T2S__FOR_SLOT (name, node, T2S_SLOT_MATCH_VARIABLES)
        variable(analysis, &inner, input, name);
    T2S__FOR_SLOT (name, node, T2S_SLOT_MATCH_SUBSET)
        variable(analysis, &inner, input, name);
    add_targets(analysis, &inner, node, T2S_SLOT_MATCH_MEASURES, &columns);
    add_targets(analysis, &inner, node, T2S_SLOT_MATCH_DEFINE, NULL);
    return add_item(analysis, scope, node, &columns, T2S_SLOT_MATCH_ALIAS);
}

/* Its columns are named after values: any name may be one. */
static t2s__item *pivot(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node)
{
    t2s__columns columns = {.is_open = 1};
    t2s__scope inner;

    input_of(analysis, scope, &inner, t2s__node_first(node, T2S_SLOT_PIVOT_INPUT));
    add_targets(analysis, &inner, node, T2S_SLOT_PIVOT_AGGREGATES, NULL);
    t2s__expressions(analysis, &inner, node, T2S_SLOT_PIVOT_COLUMNS);
    add_targets(analysis, &inner, node, T2S_SLOT_PIVOT_VALUES, NULL);
    t2s__expressions(analysis, &inner, node, T2S_SLOT_PIVOT_GROUP);
    return add_item(analysis, scope, node, &columns, T2S_SLOT_PIVOT_ALIAS);
}

static void table_argument(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node)
{
    t2s__scope inner;

    input_of(analysis, scope, &inner, t2s__node_first(node, T2S_SLOT_TABLE_ARGUMENT_TABLE));
    t2s__expressions(analysis, &inner, node, T2S_SLOT_TABLE_ARGUMENT_PARTITION);
    t2s__expressions(analysis, &inner, node, T2S_SLOT_TABLE_ARGUMENT_ORDER);
}

/* Table functions are the connectors' own. Some send a text on to another server: none but those that are known to be harmless is let pass. */
static int is_harmless(const t2s_node *call)
{
    static const char *const names[] = {"sequence", "exclude_columns"};
    const t2s_node *last = call->last[T2S_SLOT_CALL_NAME];

    for (size_t i = 0; last != NULL && last->next == last && i < sizeof(names) / sizeof(names[0]); i++)
        if (t2s__node_text_is(last, names[i]))
            return 1;
    return 0;
}

/* PrestoDB takes one without the word TABLE, and by a name alone only its own, of which those are all: it is a function of somebody else. */
static int is_missing(const t2s_node *node, const t2s_node *call)
{
    const t2s_node *last = call->last[T2S_SLOT_CALL_NAME];

    return call->position == node->position && last != NULL && last->next == last && last->text != NULL;
}

static t2s__item *table_function(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node)
{
    const t2s_node *call = t2s__node_first(node, T2S_SLOT_FUNCTION_TABLE_CALLS);
    t2s__columns columns = {.is_open = 1};

    if (call == NULL || call->kind != T2S_NODE_CALL || (!is_harmless(call) && !is_missing(node, call)))
        t2s__use_unknown(analysis, node);
    else if (!is_harmless(call))
        t2s__analysis_find(analysis, "42883", call->position, NULL, "Table function '%s' not registered",
                           call->last[T2S_SLOT_CALL_NAME]->text);
    scope->lateral_active = 1;
    if (call != NULL && call->kind == T2S_NODE_CALL)
        T2S__FOR_SLOT (argument, call, T2S_SLOT_CALL_ARGUMENTS) {
            const t2s_node *value = argument->kind == T2S_NODE_NAMED_ARGUMENT ? t2s__node_first(argument, 0) : argument;

            if (value != NULL && value->kind == T2S_NODE_TABLE_ARGUMENT)
                table_argument(analysis, scope, value);
            else if (value != NULL && value->kind != T2S_NODE_DESCRIPTOR)
                t2s__expression(analysis, scope, value);
        }
    scope->lateral_active = 0;
    return add_item(analysis, scope, node, &columns, T2S_SLOT_FUNCTION_TABLE_ALIAS);
}

int t2s__from_made(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node, t2s__item **ret_item)
{
    switch (node->kind) {
    case T2S_NODE_MATCH_RECOGNIZE:
        *ret_item = match(analysis, scope, node);
        return 1;
    case T2S_NODE_PIVOT:
        *ret_item = pivot(analysis, scope, node);
        return 1;
    case T2S_NODE_FUNCTION_TABLE:
        if ((node->flags & T2S_NODE_F_POLYMORPHIC) == 0)
            return 0;
        *ret_item = table_function(analysis, scope, node);
        return 1;
    default:
        return 0;
    }
}

void t2s__from_samples(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node)
{
    int slot = node->kind == T2S_NODE_RELATION          ? T2S_SLOT_RELATION_PERIOD
               : node->kind == T2S_NODE_DERIVED         ? T2S_SLOT_DERIVED_SAMPLE
               : node->kind == T2S_NODE_FUNCTION_TABLE  ? T2S_SLOT_FUNCTION_TABLE_SAMPLE
               : node->kind == T2S_NODE_JOIN            ? T2S_SLOT_JOIN_SAMPLE
               : node->kind == T2S_NODE_MATCH_RECOGNIZE ? T2S_SLOT_MATCH_SAMPLE
               : node->kind == T2S_NODE_PIVOT           ? T2S_SLOT_PIVOT_SAMPLE
                                                        : -1;

    if (slot < 0 || node->last[slot] == NULL)
        return;
    scope->lateral_active = 1;
    t2s__expressions(analysis, scope, node, slot);
    scope->lateral_active = 0;
}
