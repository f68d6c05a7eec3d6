/* SPDX-License-Identifier: MIT */
/* Queries in Presto and Trino: their clauses in the order in which the server looks at them. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "sql/expression.h"
#include "sql/presto.h"

static const t2s_node *sort_key(const t2s_node *sort)
{
    return sort->kind == T2S_NODE_SORT ? t2s__node_first(sort, 0) : sort;
}

/* "2": the second output. 0: it is no such number; -1: there is no such output, which was said. */
static int ordinal(t2s__analysis *analysis, const t2s_node *node, const t2s__outputs *outputs, const char *clause, size_t *ret_index)
{
    char *end;
    long number;

    if (node->kind != T2S_NODE_LITERAL || (node->flags & T2S_NODE_F_NUMBER) == 0 || node->text == NULL)
        return 0;
    errno = 0;
    number = strtol(node->text, &end, 10);
    if (*end != '\0')
        return 0;
    if (number >= 1 && (unsigned long)number <= outputs->count && errno == 0) {
        *ret_index = (size_t)number - 1;
        return 1;
    }
    if (!outputs->is_open)
        t2s__analysis_find(analysis, "INVALID_COLUMN_REFERENCE", node->position, NULL, "%s position %ld is not in select list", clause,
                           number);
    return -1;
}

static void check_comparable(t2s__analysis *analysis, const t2s__ptype *type, int position)
{
    if (!t2s__ptype_is_comparable(type))
        t2s__analysis_find(analysis, "TYPE_MISMATCH", position, NULL, "%s is not comparable, and therefore cannot be used in GROUP BY",
                           t2s__ptype_text(analysis, type));
}

static void group_key(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node, t2s__outputs *outputs, int is_in_set)
{
    size_t before = analysis->findings.count, index;
    const t2s_node *expression = node;
    const t2s__var *var = NULL;
    int found = ordinal(analysis, node, outputs, "GROUP BY", &index);

    if (found < 0) {
        scope->level.is_unsure = 1;
        return;
    }
    if (found > 0) {
        expression = outputs->expressions[index];
        var = expression == NULL ? &outputs->vars[index] : NULL;
        if (expression != NULL)
            t2s__pr_check_scalar(analysis, expression, "GROUP BY clause");
        check_comparable(analysis, t2s__ptype_of(outputs->vars[index].type), node->position);
    } else if (t2s__pr_check_scalar(analysis, node, "GROUP BY clause") == 0) {
        t2s__expression(analysis, scope, node);
        check_comparable(analysis, t2s__ptype_at(node), node->position);
        if (is_in_set && node->kind != T2S_NODE_COLUMN_REF && node->kind != T2S_NODE_FIELD && analysis->findings.count == before)
            t2s__analysis_find(analysis, "INVALID_COLUMN_REFERENCE", t2s__expression_position(node), NULL,
                               "GROUP BY expression must be a column reference: %s", t2s__pr_source(analysis, node));
    }
    if (analysis->findings.count != before || (expression == NULL && var == NULL))
        scope->level.is_unsure = 1;
    else
        t2s__group_add(analysis, scope, expression, var);
}

static void group_by(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node, t2s__outputs *outputs, int is_in_set)
{
    if (node->kind != T2S_NODE_GROUPING && !(node->kind == T2S_NODE_ROW && (node->flags & T2S_NODE_F_EXPLICIT) == 0)) {
        group_key(analysis, scope, node, outputs, is_in_set);
        return;
    }
    if (t2s__node_text_is(node, "AUTO"))
        scope->level.is_unsure = 1;
    T2S__FOR_SLOT (child, node, 0)
        group_by(analysis, scope, child, outputs, is_in_set || node->kind == T2S_NODE_GROUPING);
}

/* The names of the outputs are seen before those of FROM. */
static void order_scope(t2s__analysis *analysis, t2s__scope *scope, const t2s__outputs *outputs, t2s__scope *ret_scope)
{
    t2s__item *item;
    t2s__entry *entry;

    *ret_scope = (t2s__scope){.parent = scope, .depth = scope->depth + 1, .select = NULL};
    item = t2s__item_new(analysis, ret_scope, T2S__ITEM_DERIVED);
    if (item == NULL)
        return;
    item->vars = t2s__analysis_alloc(analysis, (outputs->count + 1) * sizeof(*item->vars));
    if (item->vars == NULL)
        return;
    for (size_t i = 0; i < outputs->count; i++) {
        t2s__var *var = &item->vars[i];

        *var = outputs->vars[i];
        var->item = item;
        var->identity = var;
        var->base = NULL;
    }
    item->var_count = outputs->count;
    item->is_open = (uint8_t)outputs->is_open;
    item->is_whole = 1; /* the mark of outputs in ORDER BY */
    entry = t2s__scope_add(analysis, ret_scope, item);
    if (entry != NULL)
        entry->relation_visible = 0;
}

static void check_orderable(t2s__analysis *analysis, const t2s__ptype *type, const t2s_node *node)
{
    if (!t2s__ptype_is_orderable(type))
        t2s__analysis_find(analysis, "TYPE_MISMATCH", t2s__expression_position(node), NULL,
                           "Type %s is not orderable, and therefore cannot be used in ORDER BY: %s", t2s__ptype_text(analysis, type),
                           t2s__pr_source(analysis, node));
}

/* Does a sort by something else than what is selected stand with DISTINCT? */
static int is_selected(t2s__analysis *analysis, const t2s__outputs *outputs, const t2s_node *key, const t2s__scope *order)
{
    const t2s__var *var = t2s__node_var(key);

    if (var != NULL && order != NULL && order->count != 0 && var->item == order->entries[0].item)
        return 1;
    for (size_t i = 0; i < outputs->count; i++) {
        const t2s_node *output = outputs->expressions[i];

        if (output != NULL ? t2s__same_expression(analysis, output, key) : var != NULL && t2s__same_var(var, &outputs->vars[i]))
            return 1;
    }
    return outputs->is_open;
}

static void order_by(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *query, t2s__outputs *outputs, const t2s_node *select)
{
    int is_distinct = select != NULL && (select->flags & T2S_NODE_F_DISTINCT) != 0;
    t2s__scope order = {0};

    if (query->last[T2S_SLOT_QUERY_ORDER] == NULL)
        return;
    order_scope(analysis, scope, outputs, &order);
    T2S__FOR_SLOT (sort, query, T2S_SLOT_QUERY_ORDER) {
        const t2s_node *key = sort_key(sort);
        size_t before = analysis->findings.count, index;
        int found = key != NULL ? ordinal(analysis, key, outputs, "ORDER BY", &index) : -1;

        if (found < 0)
            continue;
        if (found > 0) {
            check_orderable(analysis, t2s__ptype_of(outputs->vars[index].type), key);
            continue;
        }
        t2s__expression(analysis, &order, key);
        check_orderable(analysis, t2s__ptype_at(key), key);
        if (is_distinct && analysis->findings.count == before && !is_selected(analysis, outputs, key, &order))
            t2s__analysis_find(analysis, "EXPRESSION_NOT_IN_DISTINCT", t2s__expression_position(key), NULL,
                               "For SELECT DISTINCT, ORDER BY expressions must appear in select list");
    }
}

void t2s__pr_order_by(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *query, t2s__outputs *outputs,
                          int is_set_operation)
{
    (void)is_set_operation;
    T2S__FOR_SLOT (sort, query, T2S_SLOT_QUERY_ORDER) {
        const t2s_node *key = sort_key(sort);
        size_t index;
        int found = key != NULL ? ordinal(analysis, key, outputs, "ORDER BY", &index) : -1;

        if (found < 0)
            continue;
        if (found > 0)
            check_orderable(analysis, t2s__ptype_of(outputs->vars[index].type), key);
        else {
            t2s__expression(analysis, scope, key);
            check_orderable(analysis, t2s__ptype_at(key), key);
        }
    }
}

static void where(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *select)
{
    T2S__FOR_SLOT (condition, select, T2S_SLOT_SELECT_WHERE)
        if (t2s__pr_check_scalar(analysis, condition, "WHERE clause") == 0)
            t2s__pr_condition(analysis, scope, condition, "WHERE clause must evaluate to a boolean: actual type %s");
}

static void having(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *select)
{
    T2S__FOR_SLOT (condition, select, T2S_SLOT_SELECT_HAVING) {
        t2s__pr_condition(analysis, scope, condition, "HAVING clause must evaluate to a boolean: actual type %s");
        if (t2s__pr_find_call(analysis, condition, T2S__PRESTO_WINDOWS) != NULL)
            t2s__analysis_find(analysis, "NESTED_WINDOW", condition->position, NULL,
                               "HAVING clause cannot contain window functions or row pattern measures");
    }
}

/* A call with OVER inside of another one. */
static void nested_windows(t2s__analysis *analysis, const t2s_node *expression)
{
    const t2s_node *outer = t2s__pr_find_call(analysis, expression, T2S__PRESTO_WINDOWS);

    if (outer == NULL)
        return;
    for (int slot = 0; slot < outer->slots; slot++)
        T2S__FOR_SLOT (child, outer, slot)
            if (t2s__pr_find_call(analysis, child, T2S__PRESTO_WINDOWS) != NULL) {
                t2s__analysis_find(analysis, "NESTED_WINDOW", child->position, NULL,
                                   slot == T2S_SLOT_CALL_OVER
                                       ? "Cannot nest window functions or row pattern measures inside window specification"
                                       : "Cannot nest window functions or row pattern measures inside window function arguments");
                return;
            }
}

static void distinct(t2s__analysis *analysis, const t2s_node *select, const t2s__outputs *outputs)
{
    if ((select->flags & T2S_NODE_F_DISTINCT) == 0)
        return;
    for (size_t i = 0; i < outputs->count; i++) {
        const t2s__ptype *type = t2s__ptype_of(outputs->vars[i].type);

        if (!t2s__ptype_is_comparable(type)) {
            t2s__analysis_find(analysis, "TYPE_MISMATCH", outputs->expressions[i] != NULL ? outputs->expressions[i]->position : -1, NULL,
                               "DISTINCT can only be applied to comparable types (actual: %s)", t2s__ptype_text(analysis, type));
            return;
        }
    }
}

static void windows(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *select)
{
    T2S__FOR_SLOT (window, select, T2S_SLOT_SELECT_WINDOWS) {
        T2S__FOR_SLOT (other, select, T2S_SLOT_SELECT_WINDOWS) {
            if (other == window)
                break;
            if (other->text != NULL && window->text != NULL && t2s__same_name(analysis, other->text, window->text))
                t2s__analysis_find(analysis, "DUPLICATE_WINDOW_NAME", window->position, NULL, "WINDOW name '%s' specified more than once",
                                   window->text);
        }
        t2s__expressions(analysis, scope, window, T2S_SLOT_WINDOW_PARTITION);
        T2S__FOR_SLOT (sort, window, T2S_SLOT_WINDOW_ORDER)
            if (sort_key(sort) != NULL)
                t2s__expression(analysis, scope, sort_key(sort));
        t2s__expressions(analysis, scope, window, T2S_SLOT_WINDOW_FRAME);
    }
}

void t2s__pr_select(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *select, const t2s_node *query,
                        t2s__outputs *outputs)
{
    size_t before;

    scope->select = select;
    t2s__from(analysis, scope, select);
    before = analysis->findings.count;
    windows(analysis, scope, select);
    where(analysis, scope, select);
    t2s__targets(analysis, scope, select, outputs);
    distinct(analysis, select, outputs);
    T2S__FOR_SLOT (node, select, T2S_SLOT_SELECT_GROUP)
        group_by(analysis, scope, node, outputs, 0);
    having(analysis, scope, select);
    if (query != NULL) {
        order_by(analysis, scope, query, outputs, select);
        t2s__limits(analysis, scope, query);
    }
    for (size_t i = 0; i < outputs->count; i++)
        if (outputs->expressions[i] != NULL)
            nested_windows(analysis, outputs->expressions[i]);
    if (analysis->findings.count == before)
        t2s__pr_check_groups(analysis, scope, select, query, outputs);
    T2S__FOR_SLOT (into, select, T2S_SLOT_SELECT_INTO)
        t2s__use_write(analysis, "SELECT INTO", into->position);
}

void t2s__pr_values(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *values, t2s__outputs *outputs)
{
    const t2s__ptype **types = NULL, *super;
    size_t width = 0;
    int is_first = 1, coercible, is_wrong = 0;

    T2S__FOR_SLOT (row, values, 0) {
        size_t count = t2s__node_count(row, 0), at = 0;

        t2s__expressions(analysis, scope, row, 0);
        if (is_first) {
            width = count;
            types = t2s__analysis_alloc(analysis, (width + 1) * sizeof(const t2s__ptype *));
            if (types == NULL)
                return;
        } else if (count != width && !is_wrong) {
            is_wrong = 1;
            t2s__analysis_find(analysis, "TYPE_MISMATCH", row->position, NULL, "Values rows have mismatched sizes: %zu vs %zu", width, count);
        }
        T2S__FOR_SLOT (value, row, 0) {
            const t2s__ptype *type = t2s__ptype_at(value);

            if (at >= width)
                break;
            if (is_first || types[at] == NULL)
                types[at] = is_first ? type : NULL;
            else if (!t2s__ptype_common(analysis, types[at], type, &super, &coercible)) {
                if (!is_wrong)
                    t2s__analysis_find(analysis, "TYPE_MISMATCH", row->position, NULL, "Values rows have mismatched types: %s vs %s",
                                       t2s__ptype_text(analysis, types[at]), t2s__ptype_text(analysis, type));
                is_wrong = 1;
            } else
                types[at] = super;
            at++;
        }
        is_first = 0;
    }
    for (size_t i = 0; i < width; i++)
        t2s__outputs_add(analysis, outputs, (t2s__var){.name = NULL, .type = t2s__ptype_as_type(types[i])}, NULL);
}

/* A column of both sides; NULL: not known. */
static const t2s__ptype *both(t2s__analysis *analysis, const t2s_node *node, const t2s__outputs *left, const t2s__outputs *right,
                              size_t index)
{
    const t2s__ptype *a = t2s__ptype_of(left->vars[index].type), *b = t2s__ptype_of(right->vars[index].type), *super;
    const char *word = node->text != NULL ? node->text : "UNION";
    int coercible;

    if (!t2s__ptype_common(analysis, a, b, &super, &coercible)) {
        t2s__analysis_find(analysis, "MISMATCHED_SET_COLUMN_TYPES", node->position, NULL,
                           "column %zu in %s query has incompatible types: %s, %s", index + 1, word, t2s__ptype_text(analysis, a),
                           t2s__ptype_text(analysis, b));
        return NULL;
    }
    if ((node->flags & T2S_NODE_F_ALL) == 0 && !t2s__ptype_is_comparable(super))
        t2s__analysis_find(analysis, "TYPE_MISMATCH", node->position, NULL, "Type %s is not comparable and therefore cannot be used in %s%s",
                           t2s__ptype_text(analysis, super), word, strcmp(word, "UNION") == 0 ? " DISTINCT" : "");
    return super;
}

/* What the second term of a recursive query gives has to become what the first one is. */
static void check_recursion(t2s__analysis *analysis, const t2s__cte *cte, const t2s__outputs *left, const t2s__outputs *right)
{
    for (size_t i = 0; i < left->count; i++) {
        const t2s__ptype *first = t2s__ptype_of(left->vars[i].type), *second = t2s__ptype_of(right->vars[i].type);

        if (t2s__ptype_can_coerce(analysis, second, first))
            continue;
        t2s__analysis_find(analysis, "TYPE_MISMATCH", cte->node->position, NULL,
                           "recursion step relation output type (%s) is not coercible to recursion base relation output type (%s) at "
                           "column %zu",
                           t2s__ptype_text(analysis, second), t2s__ptype_text(analysis, first), i + 1);
        return;
    }
}

void t2s__pr_set_operation(t2s__analysis *analysis, const t2s_node *node, const t2s__cte *cte, t2s__outputs *left,
                               t2s__outputs *right)
{
    int is_known = !left->is_open && !right->is_open;

    if (is_known && left->count != right->count) {
        t2s__analysis_find(analysis, "MISMATCHED_SET_COLUMN_TYPES", node->position, NULL,
                           "%s query has different number of fields: %zu, %zu", node->text != NULL ? node->text : "UNION", left->count,
                           right->count);
        is_known = 0;
    }
    if (cte != NULL && cte->node->last[T2S_SLOT_CTE_COLUMNS] == NULL)
        t2s__analysis_find(analysis, "MISSING_COLUMN_ALIASES", cte->node->position, "Write the names of its columns behind its own.",
                           "missing column aliases in recursive WITH query");
    else if (is_known && cte != NULL)
        check_recursion(analysis, cte, left, right);
    for (size_t i = 0; i < left->count; i++) {
        const t2s__ptype *type = is_known ? both(analysis, node, left, right, i) : NULL;

        left->vars[i] = (t2s__var){.name = left->vars[i].name, .type = t2s__ptype_as_type(type)};
        left->expressions[i] = NULL;
    }
}
