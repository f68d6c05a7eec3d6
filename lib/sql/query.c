/* SPDX-License-Identifier: MIT */
/* Queries: their clauses in the order in which names are resolved. After PostgreSQL's analyze.c. */
#include <stdio.h>
#include <string.h>

#include "sql/clauses.h"
#include "sql/expression.h"
#include "sql/table_name.h"
#include "sql/type_rules.h"

static void limit(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *query, int slot, const char *clause)
{
    t2s__without_variables(analysis, scope, query, slot, slot == T2S_SLOT_QUERY_LIMIT ? T2S__CLAUSE_LIMIT : T2S__CLAUSE_OFFSET,
                           clause);
}

void t2s__limits(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *query)
{
    limit(analysis, scope, query, T2S_SLOT_QUERY_OFFSET, "OFFSET");
    limit(analysis, scope, query, T2S_SLOT_QUERY_LIMIT, "LIMIT");
}

void t2s__postgres_select(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *select, const t2s_node *query,
                          t2s__outputs *outputs)
{
    scope->select = select;
    t2s__from(analysis, scope, select);
    scope->level.clause = T2S__CLAUSE_TARGET;
    t2s__targets(analysis, scope, select, outputs);
    t2s__in_clause(analysis, scope, select, T2S_SLOT_SELECT_WHERE, T2S__CLAUSE_WHERE);
    t2s__in_clause(analysis, scope, select, T2S_SLOT_SELECT_HAVING, T2S__CLAUSE_HAVING);
    if (query != NULL)
        t2s__order_by(analysis, scope, query, outputs, 0);
    t2s__group_by(analysis, scope, select, outputs);
    t2s__distinct(analysis, scope, select, query, outputs);
    scope->level.clause = T2S__CLAUSE_NONE;
    if (query != NULL)
        t2s__limits(analysis, scope, query);
    t2s__windows(analysis, scope, select);
    t2s__outputs_settle(analysis, outputs);
    if (query != NULL)
        t2s__locks(analysis, scope, query);
    t2s__check_grouping(analysis, scope, select, query, outputs);
    T2S__FOR_SLOT (into, select, T2S_SLOT_SELECT_INTO)
        t2s__use_write(analysis, "SELECT INTO", into->position);
}

/* An item that has the columns of `outputs`, for ORDER BY. */
static void add_result(t2s__analysis *analysis, t2s__scope *scope, const t2s__outputs *outputs)
{
    t2s__item *item = t2s__item_new(analysis, scope, T2S__ITEM_DERIVED);
    t2s__entry *entry = t2s__scope_add(analysis, scope, item);

    if (entry == NULL)
        return;
    entry->relation_visible = 0;
    item->vars = outputs->vars;
    item->var_count = outputs->count;
    item->is_open = (uint8_t)outputs->is_open;
}

void t2s__postgres_values(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *values, t2s__outputs *outputs)
{
    size_t width = SIZE_MAX;

    T2S__FOR_SLOT (row, values, 0) {
        size_t count = t2s__node_count(row, 0);

        t2s__in_clause(analysis, scope, row, 0, T2S__CLAUSE_VALUES);
        if (width == SIZE_MAX)
            width = count;
        else if (count != width) {
            const t2s_node *first = t2s__node_first(row, 0);

            t2s__analysis_find(analysis, "42601", first != NULL ? first->position : row->position, NULL,
                               "VALUES lists must all be the same length");
            break;
        }
    }
    for (size_t i = 0; width != SIZE_MAX && i < width; i++) {
        const char *name = t2s__arena_printf(analysis->arena, "column%zu", i + 1);

        if (name == NULL)
            analysis->code = T2S_E_NOMEM;
        t2s__outputs_add(analysis, outputs, (t2s__var){.name = name}, NULL);
    }
    if (width != SIZE_MAX && (scope->parent == NULL || !scope->parent->is_lenient))
        t2s__values_types(analysis, values, outputs);
}

static void values_clauses(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *values, const t2s_node *query,
                           t2s__outputs *outputs)
{
    analysis->rules->values(analysis, scope, values, outputs);
    if (query == NULL)
        return;
    if (query->last[T2S_SLOT_QUERY_ORDER] != NULL) {
        add_result(analysis, scope, outputs);
        analysis->rules->order_by(analysis, scope, query, outputs, 0);
    }
    t2s__limits(analysis, scope, query);
}

static void set_operation(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node, t2s__cte *cte, t2s__outputs *outputs);

static void branch(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node, t2s__outputs *outputs)
{
    t2s__scope inner = {.parent = scope, .depth = scope->depth + 1};

    if (node == NULL)
        outputs->is_open = 1;
    else if (node->kind == T2S_NODE_SELECT)
        analysis->rules->select(analysis, &inner, node, NULL, outputs);
    else if (node->kind == T2S_NODE_VALUES)
        values_clauses(analysis, &inner, node, NULL, outputs);
    else if (node->kind == T2S_NODE_SETOP)
        set_operation(analysis, scope, node, NULL, outputs);
    else if (node->kind == T2S_NODE_QUERY) {
        const t2s_node *locking = t2s__node_first(node, T2S_SLOT_QUERY_LOCKING);

        if (locking != NULL && locking->text != NULL)
            t2s__analysis_find(analysis, "0A000", -1, NULL, "%s is not allowed with UNION/INTERSECT/EXCEPT", locking->text);
        t2s__query(analysis, scope, node, NULL, outputs);
    } else {
        t2s__expression(analysis, scope, node);
        outputs->is_open = 1;
    }
}

/* Where the first output of a query is written. */
int t2s__first_position(const t2s_node *node)
{
    while (node != NULL) {
        if (node->position >= 0)
            return node->position;
        if (node->kind == T2S_NODE_SELECT)
            node = t2s__node_first(node, T2S_SLOT_SELECT_TARGETS);
        else if (node->kind == T2S_NODE_QUERY)
            node = t2s__node_first(node, T2S_SLOT_QUERY_BODY);
        else
            node = node->slots > 0 ? t2s__node_first(node, 0) : NULL;
    }
    return -1;
}

static void set_operation(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node, t2s__cte *cte, t2s__outputs *outputs)
{
    const t2s_node *right_node = t2s__node_first(node, T2S_SLOT_SETOP_RIGHT);
    int is_recursion = cte != NULL && t2s__node_text_is(node, "UNION");
    t2s__outputs right = {.keeps_unknown = 1};

    if (is_recursion)
        cte->in_first_term = 1;
    outputs->keeps_unknown = 1;
    branch(analysis, scope, t2s__node_first(node, T2S_SLOT_SETOP_LEFT), outputs);
    if (is_recursion) {
        cte->in_first_term = 0;
        t2s__cte_set_columns(analysis, cte, outputs);
        for (size_t i = 0; i < cte->var_count && cte->vars != NULL; i++)
            cte->vars[i] = (t2s__var){.name = cte->vars[i].name, .type = cte->vars[i].type};
    }
    branch(analysis, scope, right_node, &right);
    if ((node->flags & T2S_NODE_F_CORRESPONDING) != 0) {
        /* Columns of the same names, wherever they are: which those are is not looked at. */
        outputs->is_open = 1;
        outputs->count = 0;
        return;
    }
    analysis->rules->set_operation(analysis, node, is_recursion && cte->refers_to_itself ? cte : NULL, outputs, &right);
}

void t2s__query(t2s__analysis *analysis, t2s__scope *parent, const t2s_node *node, t2s__cte *cte, t2s__outputs *outputs)
{
    const t2s_node *body = t2s__node_first(node, T2S_SLOT_QUERY_BODY);
    t2s__scope scope = {.parent = parent, .depth = parent != NULL ? parent->depth + 1 : 0};

    T2S__FOR_SLOT (function, node, T2S_SLOT_QUERY_FUNCTIONS)
        t2s__use_unknown(analysis, function); /* what they do is not looked at */
    t2s__with(analysis, &scope, node, T2S_SLOT_QUERY_WITH);
    if (body == NULL) {
        outputs->is_open = 1;
        t2s__limits(analysis, &scope, node);
    } else if (body->kind == T2S_NODE_SELECT)
        analysis->rules->select(analysis, &scope, body, node, outputs);
    else if (body->kind == T2S_NODE_VALUES)
        values_clauses(analysis, &scope, body, node, outputs);
    else {
        if (body->kind == T2S_NODE_SETOP)
            set_operation(analysis, &scope, body, cte, outputs);
        else
            branch(analysis, &scope, body, outputs);
        if (node->last[T2S_SLOT_QUERY_ORDER] != NULL) {
            add_result(analysis, &scope, outputs);
            analysis->rules->order_by(analysis, &scope, node, outputs, 1);
        }
        t2s__limits(analysis, &scope, node);
    }
    if (body == NULL || body->kind != T2S_NODE_SELECT)
        t2s__locks(analysis, &scope, node);
}

/* Not much of a command is in the tree, so that a name that is not found may be one of those that are not. */
void t2s__command(t2s__analysis *analysis, t2s__scope *parent, const t2s_node *node)
{
    t2s__scope scope = {.parent = parent, .depth = parent != NULL ? parent->depth + 1 : 0, .is_lenient = 1};

    t2s__use_write(analysis, node->text, node->position);
    t2s__with(analysis, &scope, node, T2S_SLOT_COMMAND_WITH);
    T2S__FOR_SLOT (query, node, T2S_SLOT_COMMAND_QUERY)
        t2s__expression(analysis, &scope, query);
    T2S__FOR_SLOT (relation, node, T2S_SLOT_COMMAND_RELATIONS) {
        const t2s_node *last = relation->kind == T2S_NODE_RELATION ? relation->last[T2S_SLOT_RELATION_NAME] : NULL;
        const t2s_relation *found;
        t2s__table_name name;

        if (last == NULL || (last->next == last && t2s__find_cte(analysis, &scope, last->text) != NULL))
            continue;
        name = t2s__table_name_of(analysis, relation);
        found = t2s__table_find(analysis, &name);
        if (found != NULL)
            t2s__use_relation(analysis, found);
    }
}
