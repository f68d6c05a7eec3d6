/* SPDX-License-Identifier: MIT */
/*
 * Aggregates and GROUP BY in Presto and Trino, as their AggregationAnalyzer has it: an aggregate is of the query that it stands in, and
 * what is selected, sorted by or asked for in HAVING is either grouped as it is written, or made of what is.
 */
#include <string.h>
#include <strings.h>

#include "sql/expression.h"
#include "sql/presto.h"

int t2s__pr_is_aggregate(t2s__analysis *analysis, const t2s_node *call)
{
    const t2s_node *last = call->last[T2S_SLOT_CALL_NAME];
    const t2s__function *function;

    if (call->last[T2S_SLOT_CALL_OVER] != NULL || last == NULL || last->text == NULL)
        return 0;
    if (strcasecmp(last->text, "listagg") == 0 || (call->flags & T2S_NODE_F_STAR) != 0)
        return 1;
    for (function = t2s__pr_functions(analysis, call); function != NULL; function = function->next)
        if (function->kind == T2S_FUNCTION_AGGREGATE)
            return 1;
    return 0;
}

static unsigned kind_of(t2s__analysis *analysis, const t2s_node *node)
{
    if (node->kind == T2S_NODE_SPECIAL)
        return t2s__node_text_is(node, "GROUPING") ? T2S__PRESTO_GROUPINGS : 0;
    if (node->kind != T2S_NODE_CALL)
        return 0;
    if (node->last[T2S_SLOT_CALL_OVER] != NULL)
        return T2S__PRESTO_WINDOWS;
    return t2s__pr_is_aggregate(analysis, node) ? T2S__PRESTO_AGGREGATES : 0;
}

const t2s_node *t2s__pr_find_call(t2s__analysis *analysis, const t2s_node *node, unsigned kinds)
{
    const t2s_node *found = (kind_of(analysis, node) & kinds) != 0 ? node : NULL;

    if (node->kind == T2S_NODE_QUERY)
        return NULL;
    for (int slot = 0; slot < node->slots && found == NULL; slot++)
        T2S__FOR_SLOT (child, node, slot)
            if (found == NULL)
                found = t2s__pr_find_call(analysis, child, kinds);
    return found;
}

int t2s__pr_check_scalar(t2s__analysis *analysis, const t2s_node *node, const char *where)
{
    const t2s_node *found = t2s__pr_find_call(analysis, node, T2S__PRESTO_AGGREGATES | T2S__PRESTO_WINDOWS | T2S__PRESTO_GROUPINGS);

    if (found == NULL)
        return 0;
    t2s__analysis_find(analysis, "EXPRESSION_NOT_SCALAR", found->position, NULL,
                       "%s cannot contain aggregations, window functions or grouping operations: [%s]", where,
                       t2s__pr_source(analysis, found));
    return -1;
}

struct check {
    t2s__analysis *analysis;
    t2s__scope *scope;
    const t2s_node *culprit; /* the first column that is not grouped */
    int is_said;
    int is_order;
};

static int is_grouped(const struct check *check, const t2s_node *node)
{
    const t2s__level *level = &check->scope->level;
    const t2s__var *var = t2s__node_var(node);

    for (size_t i = 0; i < level->grouped_count; i++) {
        const t2s__grouped *grouped = &level->grouped[i];

        if (grouped->var != NULL ? var != NULL && t2s__same_var(grouped->var, var)
                                 : grouped->expression != NULL && var == NULL &&
                                       t2s__same_expression(check->analysis, node, grouped->expression))
            return 1;
    }
    return 0;
}

static int is_grouped_var(const struct check *check, const t2s__var *var)
{
    const t2s__level *level = &check->scope->level;
    const t2s__item *owner = var->base != NULL ? var->base : var->item;

    if (owner == NULL || owner->depth != check->scope->depth)
        return 1;
    for (size_t i = 0; i < level->grouped_count; i++)
        if (level->grouped[i].var != NULL && t2s__same_var(level->grouped[i].var, var))
            return 1;
    return 0;
}

static int walk(struct check *check, const t2s_node *node);

static int walk_slot(struct check *check, const t2s_node *node, int slot)
{
    T2S__FOR_SLOT (child, node, slot)
        if (!walk(check, child))
            return 0;
    return 1;
}

/* A name of an output in an aggregate of ORDER BY. */
static const t2s_node *find_output(const t2s_node *node)
{
    const t2s__var *var = node->kind == T2S_NODE_COLUMN_REF ? node->meaning : NULL;
    const t2s_node *found = var != NULL && var->item != NULL && var->item->kind == T2S__ITEM_DERIVED && var->item->is_whole ? node : NULL;

    if (node->kind == T2S_NODE_QUERY)
        return NULL;
    for (int slot = 0; slot < node->slots && found == NULL; slot++)
        T2S__FOR_SLOT (child, node, slot)
            if (found == NULL)
                found = find_output(child);
    return found;
}

/* What stands inside of an aggregate. */
static void check_inside(struct check *check, const t2s_node *node)
{
    T2S__FOR_SLOT (argument, node, T2S_SLOT_CALL_ARGUMENTS) {
        const t2s_node *output = check->is_order ? find_output(argument) : NULL;

        if (output == NULL || check->is_said)
            continue;
        check->is_said = 1;
        t2s__analysis_find(check->analysis, "COLUMN_NOT_FOUND", output->position, "Give the output another name, or sort by that name alone.",
                           "Invalid reference to output projection attribute from ORDER BY aggregation");
    }
    T2S__FOR_SLOT (argument, node, T2S_SLOT_CALL_ARGUMENTS) {
        const t2s_node *inner = t2s__pr_find_call(check->analysis, argument, T2S__PRESTO_AGGREGATES | T2S__PRESTO_WINDOWS);

        if (inner == NULL || check->is_said)
            continue;
        check->is_said = 1;
        if (inner->last[T2S_SLOT_CALL_OVER] != NULL)
            t2s__analysis_find(check->analysis, "NESTED_WINDOW", node->position, NULL,
                               "Cannot nest window functions inside aggregation '%s'", node->last[T2S_SLOT_CALL_NAME]->text);
        else
            t2s__analysis_find(check->analysis, "NESTED_AGGREGATION", node->position, NULL,
                               "Cannot nest aggregations inside aggregation '%s': [%s]", node->last[T2S_SLOT_CALL_NAME]->text,
                               t2s__pr_source(check->analysis, inner));
    }
}

/* Of a subquery's names those that are of this query. */
static int subquery(struct check *check, const t2s__outputs *inner)
{
    const t2s__level *level = &check->scope->level;

    for (size_t i = 0; i < level->reference_count; i++) {
        const t2s__reference *reference = &level->references[i];

        if (reference->number < inner->first_reference || reference->number >= inner->end_reference || reference->node->meaning == NULL ||
            is_grouped_var(check, reference->node->meaning))
            continue;
        if (!check->is_said)
            t2s__analysis_find(check->analysis, "EXPRESSION_NOT_AGGREGATE", reference->node->position, NULL,
                               "Subquery uses '%s' which must appear in GROUP BY clause",
                               t2s__pr_source(check->analysis, reference->node));
        check->is_said = 1;
        return 0;
    }
    return 1;
}

static int grouping(struct check *check, const t2s_node *node)
{
    T2S__FOR_SLOT (argument, node, 0)
        if (!is_grouped(check, argument) && !check->is_said) {
            check->is_said = 1;
            t2s__analysis_find(check->analysis, "INVALID_ARGUMENTS", argument->position, NULL,
                               "The arguments to GROUPING() must be expressions referenced by the GROUP BY at the associated query "
                               "level. Mismatch due to %s.",
                               t2s__pr_source(check->analysis, argument));
            return 0;
        }
    return 1;
}

/* 1: it is one value for each group. */
static int walk(struct check *check, const t2s_node *node)
{
    if (node->kind == T2S_NODE_LITERAL || node->kind == T2S_NODE_TYPE || node->kind == T2S_NODE_IDENTIFIER ||
        node->kind == T2S_NODE_QUERY || is_grouped(check, node))
        return 1;
    if (node->kind == T2S_NODE_CALL && (node->flags & T2S__NODE_F_AGGREGATE) != 0) {
        check_inside(check, node);
        return 1;
    }
    if (node->kind == T2S_NODE_COLUMN_REF) {
        const t2s__var *var = node->meaning;

        if (var == NULL || is_grouped_var(check, var))
            return 1;
        check->culprit = node;
        return 0;
    }
    if (node->kind == T2S_NODE_SPECIAL && t2s__node_text_is(node, "GROUPING"))
        return grouping(check, node);
    if (node->kind == T2S_NODE_SUBQUERY)
        return walk_slot(check, node, T2S_SLOT_SUBQUERY_LEFT) && (node->meaning == NULL || subquery(check, node->meaning));
    for (int slot = node->kind == T2S_NODE_CALL ? 1 : 0; slot < node->slots; slot++)
        if (!walk_slot(check, node, slot))
            return 0;
    return 1;
}

static void verify(struct check *check, const t2s_node *node)
{
    const char *name;

    check->culprit = NULL;
    if (check->is_said || walk(check, node) || check->is_said)
        return;
    check->is_said = 1;
    name = check->culprit != NULL ? t2s__pr_source(check->analysis, check->culprit) : NULL;
    t2s__analysis_find(check->analysis, "EXPRESSION_NOT_AGGREGATE", t2s__expression_position(node),
                       name != NULL ? t2s__arena_printf(check->analysis->arena, "Add %s to GROUP BY, or take an aggregate of it, such as "
                                                                                "max(%s) or arbitrary(%s).", name, name, name)
                                    : NULL,
                       "'%s' must be an aggregate expression or appear in GROUP BY clause", t2s__pr_source(check->analysis, node));
}

static void verify_outputs(struct check *check, const t2s_node *select, const t2s__outputs *outputs)
{
    const t2s_node *first = t2s__node_first(select, T2S_SLOT_SELECT_TARGETS);

    for (size_t i = 0; i < outputs->count && !check->is_said; i++) {
        if (outputs->expressions[i] != NULL) {
            verify(check, outputs->expressions[i]);
            continue;
        }
        if (outputs->vars[i].item == NULL || is_grouped_var(check, &outputs->vars[i]))
            continue;
        check->is_said = 1;
        t2s__analysis_find(check->analysis, "EXPRESSION_NOT_AGGREGATE", first != NULL ? first->position : -1, NULL,
                           "'%s' must be an aggregate expression or appear in GROUP BY clause",
                           outputs->vars[i].name != NULL ? outputs->vars[i].name : "*");
    }
}

static int has_aggregate(t2s__analysis *analysis, const t2s_node *select, const t2s_node *query)
{
    T2S__FOR_SLOT (target, select, T2S_SLOT_SELECT_TARGETS)
        if (t2s__pr_find_call(analysis, target, T2S__PRESTO_AGGREGATES) != NULL)
            return 1;
    T2S__FOR_SLOT (having, select, T2S_SLOT_SELECT_HAVING)
        if (t2s__pr_find_call(analysis, having, T2S__PRESTO_AGGREGATES) != NULL)
            return 1;
    if (query != NULL)
        T2S__FOR_SLOT (sort, query, T2S_SLOT_QUERY_ORDER)
            if (t2s__pr_find_call(analysis, sort, T2S__PRESTO_AGGREGATES) != NULL)
                return 1;
    return 0;
}

void t2s__pr_check_groups(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *select, const t2s_node *query,
                              const t2s__outputs *outputs)
{
    struct check check = {.analysis = analysis, .scope = scope};

    if (analysis->catalog == NULL || scope->level.is_unsure || outputs->is_open || !t2s__pr_knows_functions(analysis))
        return;
    if (select->last[T2S_SLOT_SELECT_GROUP] == NULL && select->last[T2S_SLOT_SELECT_HAVING] == NULL && !has_aggregate(analysis, select, query))
        return;
    verify_outputs(&check, select, outputs);
    T2S__FOR_SLOT (having, select, T2S_SLOT_SELECT_HAVING)
        verify(&check, having);
    check.is_order = 1;
    if (query != NULL)
        T2S__FOR_SLOT (sort, query, T2S_SLOT_QUERY_ORDER) {
            const t2s_node *key = sort->kind == T2S_NODE_SORT ? t2s__node_first(sort, 0) : sort;

            if (key != NULL && key->kind != T2S_NODE_LITERAL)
                verify(&check, key);
        }
}
