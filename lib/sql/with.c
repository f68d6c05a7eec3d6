/* SPDX-License-Identifier: MIT */
/* WITH: which of its queries can be seen from where, and what columns they have. */
#include <string.h>

#include "sql/clauses.h"
#include "sql/type_rules.h"
#include "sql/types.h"

/* The names in `identifiers` replace those of the first columns. Gives the new variables, `added` more of them than outputs. */
static t2s__var *named_vars(t2s__analysis *analysis, const t2s__outputs *outputs, const t2s_node *node, size_t *ret_count)
{
    size_t added = t2s__node_count(node, T2S_SLOT_CTE_ADDED);
    t2s__var *vars = t2s__analysis_alloc(analysis, (outputs->count + added + 1) * sizeof(*vars));
    size_t count = outputs->count, at = 0;

    if (vars == NULL)
        return NULL;
    if (count != 0)
        memcpy(vars, outputs->vars, count * sizeof(*vars));
    for (size_t i = 0; i < count; i++)
        if (t2s__type_is(vars[i].type, T2S__TYPE_UNKNOWN))
            vars[i].type = t2s__known(analysis, T2S__TYPE_TEXT);
    T2S__FOR_SLOT (name, node, T2S_SLOT_CTE_COLUMNS)
        if (at < count)
            vars[at++].name = name->text;
    T2S__FOR_SLOT (name, node, T2S_SLOT_CTE_ADDED)
        vars[count++] = (t2s__var){.name = name->text};
    *ret_count = count;
    return vars;
}

void t2s__cte_set_columns(t2s__analysis *analysis, t2s__cte *cte, const t2s__outputs *outputs)
{
    size_t named = t2s__node_count(cte->node, T2S_SLOT_CTE_COLUMNS);

    if (named != 0 && !outputs->is_open)
        analysis->rules->check_names(analysis, NULL, cte, outputs->count, named);
    cte->vars = named_vars(analysis, outputs, cte->node, &cte->var_count);
    cte->is_open = outputs->is_open;
}

void t2s__cte_run(t2s__analysis *analysis, t2s__cte *cte)
{
    const t2s_node *statement = t2s__node_first(cte->node, T2S_SLOT_CTE_STATEMENT);
    t2s__outputs outputs = {0};

    const t2s__cte *before = cte->scope->running;

    cte->state = T2S__CTE_RUNNING;
    cte->is_malformed = cte->is_recursive && t2s__check_recursion(analysis, cte) != 0;
    cte->scope->running = cte;
    if (statement == NULL || statement->kind != T2S_NODE_QUERY) {
        outputs.is_open = 1; /* RETURNING is not in the tree */
        if (statement != NULL)
            t2s__expression(analysis, cte->scope, statement);
    } else
        t2s__query(analysis, cte->scope, statement, cte->is_recursive ? cte : NULL, &outputs);
    if (cte->refers_to_itself)
        t2s__recursion_types(analysis, cte, &outputs);
    t2s__cte_set_columns(analysis, cte, &outputs);
    cte->state = T2S__CTE_DONE;
    cte->scope->running = before;
}

static void check_name(t2s__analysis *analysis, const t2s_node *parent, int slot, const t2s_node *node)
{
    T2S__FOR_SLOT (other, parent, slot) {
        if (other == node)
            return;
        if (other->text != NULL && node->text != NULL && t2s__same_name(analysis, other->text, node->text)) {
            t2s__analysis_find(analysis, "42712", node->position, NULL, "WITH query name \"%s\" specified more than once",
                               node->text);
            return;
        }
    }
}

static t2s__cte *new_cte(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node, int is_recursive)
{
    t2s__cte *cte = t2s__analysis_alloc(analysis, sizeof(*cte));

    if (cte == NULL)
        return NULL;
    *cte = (t2s__cte){.node = node, .name = node->text != NULL ? node->text : "", .scope = scope, .is_recursive = is_recursive};
    return cte;
}

/* With RECURSIVE each sees all, and one that is needed before its turn is looked at when it is needed. */
static void with_recursive(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *parent, int slot)
{
    T2S__FOR_SLOT (node, parent, slot) {
        t2s__cte *cte = node->kind == T2S_NODE_CTE ? new_cte(analysis, scope, node, 1) : NULL;

        if (cte == NULL)
            continue;
        cte->next = scope->ctes;
        scope->ctes = cte;
    }
    T2S__FOR_SLOT (node, parent, slot)
        for (t2s__cte *cte = scope->ctes; cte != NULL; cte = cte->next)
            if (cte->node == node && cte->state == T2S__CTE_NEW)
                t2s__cte_run(analysis, cte);
}

static void with_in_order(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *parent, int slot, int is_recursive)
{
    T2S__FOR_SLOT (node, parent, slot) {
        t2s__cte *cte = node->kind == T2S_NODE_CTE ? new_cte(analysis, scope, node, is_recursive) : NULL;

        if (cte == NULL)
            continue;
        scope->later_ctes = node;
        cte->next = scope->ctes;
        if (is_recursive) /* it sees itself, and those before it */
            scope->ctes = cte;
        t2s__cte_run(analysis, cte);
        scope->ctes = cte;
    }
    scope->later_ctes = NULL;
}

static void check_place(t2s__analysis *analysis, const t2s__scope *scope, const t2s_node *node)
{
    const t2s_node *statement = node->kind == T2S_NODE_CTE ? t2s__node_first(node, T2S_SLOT_CTE_STATEMENT) : NULL;

    if (statement != NULL && statement->kind == T2S_NODE_COMMAND && scope->parent != NULL)
        t2s__analysis_find(analysis, "0A000", node->position, NULL,
                           "WITH clause containing a data-modifying statement must be at the top level");
}

void t2s__with(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *parent, int slot)
{
    T2S__FOR_SLOT (node, parent, slot) {
        if (node->kind == T2S_NODE_UNKNOWN)
            t2s__use_unknown(analysis, node);
        else
            check_place(analysis, scope, node);
        check_name(analysis, parent, slot, node);
    }
    if ((parent->flags & T2S_NODE_F_RECURSIVE) != 0 && analysis->rules->has_no_recursion)
        t2s__analysis_find(analysis, "0A000", parent->position, "Write the steps out, or as joins of the table with itself.",
                           "Recursive WITH queries are not supported");
    if ((parent->flags & T2S_NODE_F_RECURSIVE) != 0 && !analysis->rules->has_own_recursion)
        with_recursive(analysis, scope, parent, slot);
    else
        with_in_order(analysis, scope, parent, slot, (parent->flags & T2S_NODE_F_RECURSIVE) != 0);
}
