/* SPDX-License-Identifier: MIT */
/*
 * GROUP BY: what is selected, sorted by and asked for in HAVING must be grouped, or stand in an aggregate. After PostgreSQL's
 * parseCheckAggregates(). What is not known (a column of something open, a call that may be an aggregate) is let through.
 */
#include <string.h>

#include "sql/clauses.h"

enum { SAID_MAX = 4, ROOTS = 64 };

struct check {
    t2s__analysis *analysis;
    t2s__scope *scope;
    const t2s_node *select;
    uint64_t roots; /* of the grouped expressions that are no plain columns: a bit for each kind of node that they begin with */
    int is_direct;  /* in the direct arguments of an ordered-set aggregate */
    const t2s__var *said[SAID_MAX];
    size_t said_count;
};

static int is_grouped(const t2s__level *level, const t2s__var *var, int in_all)
{
    for (size_t i = 0; i < level->grouped_count; i++)
        if (level->grouped[i].var != NULL && (!in_all || level->grouped[i].is_in_all) &&
            t2s__same_var(level->grouped[i].var, var))
            return 1;
    return 0;
}

static const t2s_key *primary_key(const t2s_relation *relation)
{
    for (size_t i = 0; relation != NULL && i < relation->key_count; i++)
        if (relation->keys[i].kind == T2S_KEY_PRIMARY)
            return &relation->keys[i];
    return NULL;
}

/* Whether the primary key is grouped, so that there is one row of it in each group. */
static int is_determined(const t2s__level *level, const t2s__item *item)
{
    t2s__item *looked_at = (t2s__item *)(uintptr_t)item;
    const t2s_key *key = primary_key(item->relation);

    if (item->is_determined == 0) {
        looked_at->is_determined = 1;
        if (key == NULL || key->count == 0)
            looked_at->is_determined = 2;
        for (size_t i = 0; key != NULL && i < key->count; i++) {
            const t2s_column *column = &item->relation->columns[key->columns[i]];

            if (!is_grouped(level, &(t2s__var){.base = item, .column = column, .item = item, .identity = column}, 1))
                looked_at->is_determined = 2;
        }
    }
    return item->is_determined == 1;
}

static int is_fine(const struct check *check, const t2s__var *var)
{
    return is_grouped(&check->scope->level, var, 0) || (var->base != NULL && is_determined(&check->scope->level, var->base));
}

static int was_said(struct check *check, const t2s__var *var)
{
    for (size_t i = 0; i < check->said_count; i++)
        if (t2s__same_var(check->said[i], var))
            return 1;
    if (check->said_count == SAID_MAX)
        return 1;
    check->said[check->said_count++] = var;
    return 0;
}

static void write_column(const t2s__analysis *analysis, t2s__buffer *buffer, const char *table, const char *column)
{
    if (table != NULL && table[0] != '\0') {
        t2s__write_name(analysis, buffer, table);
        t2s__buffer_char(buffer, '.');
    }
    t2s__write_name(analysis, buffer, column);
}

static const char *hint(struct check *check, const t2s__var *var, const char *table, int is_outer)
{
    t2s__buffer buffer = T2S__BUFFER_INIT;
    const t2s_key *key = var->base != NULL ? primary_key(var->base->relation) : NULL;
    const char *text = NULL;

    if (check->is_direct)
        return "Direct arguments of an ordered-set aggregate must use only grouped columns.";
    if (var->name == NULL || check->analysis->quiet)
        return NULL;
    t2s__buffer_text(&buffer, "Add ");
    if (check->select->last[T2S_SLOT_SELECT_GROUP] == NULL)
        t2s__buffer_text(&buffer, "GROUP BY ");
    write_column(check->analysis, &buffer, table, var->name);
    if (key != NULL && key->count == 1 && check->select->last[T2S_SLOT_SELECT_GROUP] != NULL) {
        t2s__buffer_text(&buffer, ", or the table's primary key ");
        write_column(check->analysis, &buffer, table, var->base->relation->columns[key->columns[0]].name);
        t2s__buffer_text(&buffer, ",");
    }
    if (check->select->last[T2S_SLOT_SELECT_GROUP] != NULL)
        t2s__buffer_text(&buffer, is_outer ? " to the outer query's GROUP BY" : " to GROUP BY");
    else if (is_outer)
        t2s__buffer_text(&buffer, " to the outer query");
    t2s__buffer_text(&buffer, ", or take an aggregate of it, such as max(");
    write_column(check->analysis, &buffer, table, var->name);
    t2s__buffer_text(&buffer, ").");
    if (!buffer.failed)
        text = t2s__arena_strndup(check->analysis->arena, buffer.data, buffer.length);
    t2s__buffer_dispose(&buffer);
    if (text == NULL)
        check->analysis->code = T2S_E_NOMEM;
    return text;
}

static void column(struct check *check, const t2s__var *var, int position, int is_outer);

/* What USING made of the columns of both sides of a full join: each of them is asked for. */
static void merged_column(struct check *check, const t2s__var *var, int position, int is_outer)
{
    t2s__var *parts = t2s__analysis_alloc(check->analysis, 2 * sizeof(*parts));

    if (parts == NULL || var->name == NULL || t2s__item_find(check->analysis, var->item->left, var->name, 0, &parts[0]) != 1 ||
        t2s__item_find(check->analysis, var->item->right, var->name, 0, &parts[1]) != 1)
        return;
    column(check, &parts[0], position, is_outer);
    column(check, &parts[1], position, is_outer);
}

static void column(struct check *check, const t2s__var *var, int position, int is_outer)
{
    const t2s__item *owner = var->base != NULL ? var->base : var->item;
    const char *table = owner != NULL && owner->name != NULL ? owner->name : "";
    const char *name = var->identity == var->item ? "*" : var->name != NULL ? var->name : "?column?";

    if (owner == NULL || owner->depth != check->scope->depth || is_fine(check, var))
        return;
    if (owner->kind == T2S__ITEM_JOIN && var->identity != owner) {
        merged_column(check, var, position, is_outer);
        return;
    }
    if (was_said(check, var))
        return;
    t2s__analysis_find(check->analysis, "42803", position, hint(check, var, table, is_outer),
                       is_outer ? "subquery uses ungrouped column \"%s.%s\" from outer query"
                                : "column \"%s.%s\" must appear in the GROUP BY clause or be used in an aggregate function",
                       table, name);
}

/* What of a subquery's names belongs to this query. */
static void subquery(struct check *check, const t2s__outputs *inner)
{
    const t2s__level *level = &check->scope->level;
    size_t low = 0, high = level->reference_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (level->references[middle].number < inner->first_reference)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < level->reference_count && level->references[low].number < inner->end_reference; low++) {
        const t2s__reference *reference = &level->references[low];

        if (!reference->is_aggregated && reference->node->meaning != NULL)
            column(check, reference->node->meaning, reference->node->position, 1);
    }
}

static unsigned root_of(const t2s_node *node)
{
    while (node->kind == T2S_NODE_CAST && t2s__node_first(node, 0) != NULL)
        node = t2s__node_first(node, 0);
    return node->kind;
}

static int is_grouped_expression(const struct check *check, const t2s_node *node)
{
    const t2s__level *level = &check->scope->level;

    if ((check->roots >> (root_of(node) % ROOTS) & 1) == 0)
        return 0;
    for (size_t i = 0; i < level->grouped_count; i++)
        if (level->grouped[i].expression != NULL && level->grouped[i].var == NULL &&
            t2s__same_expression(check->analysis, node, level->grouped[i].expression))
            return 1;
    return 0;
}

/* GROUPING() asks for what is grouped, and for nothing else. */
static void grouping_call(const struct check *check, const t2s_node *node)
{
    if (t2s__node_count(node, 0) > 31)
        t2s__analysis_find(check->analysis, "54023", node->position, NULL, "GROUPING must have fewer than 32 arguments");
    T2S__FOR_SLOT (argument, node, 0) {
        const t2s__var *var = t2s__node_var(argument);

        if (var != NULL ? is_grouped(&check->scope->level, var, 0) : is_grouped_expression(check, argument))
            continue;
        if (var == NULL && argument->kind == T2S_NODE_COLUMN_REF)
            continue;
        t2s__analysis_find(check->analysis, "42803", argument->position, NULL,
                           "arguments to GROUPING must be grouping expressions of the associated query level");
        return;
    }
}

static void walk(struct check *check, const t2s_node *node);

static void walk_slot(struct check *check, const t2s_node *node, int slot)
{
    T2S__FOR_SLOT (child, node, slot)
        walk(check, child);
}

/* Of an aggregate only what stands before WITHIN GROUP is computed once a group. */
static void aggregate(struct check *check, const t2s_node *node)
{
    if (node->kind == T2S_NODE_SPECIAL) {
        grouping_call(check, node);
        return;
    }
    if (node->last[T2S_SLOT_CALL_WITHIN] == NULL)
        return;
    check->is_direct = 1;
    walk_slot(check, node, T2S_SLOT_CALL_ARGUMENTS);
    check->is_direct = 0;
}

static void walk(struct check *check, const t2s_node *node)
{
    const t2s__var *var;

    if ((node->flags & T2S__NODE_F_AGGREGATE) != 0) {
        aggregate(check, node);
        return;
    }
    if ((node->flags & (T2S__NODE_F_OUTER_AGGREGATE | T2S__NODE_F_UNSURE)) != 0 || node->kind == T2S_NODE_LITERAL ||
        is_grouped_expression(check, node))
        return;
    var = t2s__node_var(node);
    if (var != NULL) {
        column(check, var, node->kind == T2S_NODE_FIELD ? t2s__node_first(node, 0)->position : node->position, 0);
        return;
    }
    if (node->kind == T2S_NODE_QUERY || node->kind == T2S_NODE_COMMAND || node->kind == T2S_NODE_WINDOW)
        return;
    if (node->kind == T2S_NODE_SUBQUERY) {
        walk_slot(check, node, T2S_SLOT_SUBQUERY_LEFT);
        if (node->meaning != NULL)
            subquery(check, node->meaning);
        return;
    }
    for (int slot = 0; slot < node->slots; slot++)
        walk_slot(check, node, slot);
}

/* Columns that `*` gave stand between the expressions. */
static void walk_targets(struct check *check, const t2s__outputs *outputs)
{
    size_t at = 0;

    T2S__FOR_SLOT (target, check->select, T2S_SLOT_SELECT_TARGETS) {
        const t2s_node *expression = target->kind == T2S_NODE_TARGET ? t2s__node_first(target, 0) : target;

        if (expression == NULL)
            continue;
        if (at < outputs->count && outputs->expressions[at] == expression) {
            walk(check, expression);
            at++;
            continue;
        }
        for (; at < outputs->count && outputs->expressions[at] == NULL; at++)
            if (outputs->vars[at].item != NULL)
                column(check, &outputs->vars[at], expression->position, 0);
    }
}

static void walk_windows(struct check *check)
{
    T2S__FOR_SLOT (window, check->select, T2S_SLOT_SELECT_WINDOWS) {
        walk_slot(check, window, T2S_SLOT_WINDOW_ORDER);
        walk_slot(check, window, T2S_SLOT_WINDOW_PARTITION);
    }
    for (size_t i = 0; i < check->scope->window_count; i++) {
        walk_slot(check, check->scope->windows[i], T2S_SLOT_WINDOW_ORDER);
        walk_slot(check, check->scope->windows[i], T2S_SLOT_WINDOW_PARTITION);
    }
}

void t2s__check_grouping(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *select, const t2s_node *query,
                         const t2s__outputs *outputs)
{
    const t2s__level *level = &scope->level;
    struct check check = {.analysis = analysis, .scope = scope, .select = select};

    if (level->is_unsure || analysis->catalog == NULL ||
        (level->aggregate == NULL && select->last[T2S_SLOT_SELECT_GROUP] == NULL && select->last[T2S_SLOT_SELECT_HAVING] == NULL))
        return;
    for (size_t i = 0; i < level->grouped_count; i++)
        if (level->grouped[i].expression != NULL && level->grouped[i].var == NULL)
            check.roots |= (uint64_t)1 << (root_of(level->grouped[i].expression) % ROOTS);
    walk_targets(&check, outputs);
    if (query != NULL)
        walk_slot(&check, query, T2S_SLOT_QUERY_ORDER);
    walk_slot(&check, select, T2S_SLOT_SELECT_DISTINCT_ON);
    walk_windows(&check);
    walk_slot(&check, select, T2S_SLOT_SELECT_HAVING);
    if (level->aggregate != NULL && level->has_own_recursion)
        t2s__analysis_find(analysis, "42P19", level->aggregate->position, NULL,
                           "aggregate functions are not allowed in a recursive query's recursive term");
}
